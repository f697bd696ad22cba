"""Requests over real HTTP: what Alexa signed is answered, and every kind of other one is refused, and why."""

import http.client
import json
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from skill.app import App
from skill.serialization import journey_record
from skill.server import asgi_app as server_
from skill.server import signing_certificates as chains_
from skill.server.asgi_app import THREADS
from skill.server.flask_ask_sdk import VerificationException
from skill.server.request_verifier import SignatureVerifier, SkillVerifier, TimestampVerifier, chain_path
from skill.server.signing_certificates import (
    MAX_CACHED_CHAINS,
    MAX_FAILED_PATHS,
    MAX_OTHER_FETCHES,
    MAX_USUAL_FETCHES,
    NEGATIVE_CACHE_S,
    UNREACHABLE_CACHE_S,
    USUAL_PATH,
    CertificateCache,
    FetchError,
    InvalidChainError,
    fetcher,
    trusted_roots,
)
from skill.server.wsgi_app import MAX_BODY_BYTES, create_web
from skill.simulator.alexa_services import FakeAlexaServices
from skill.stores.memory import MemoryStore
from tools.alexa_certificates import BASE, Certified, authority, chain_server, chains, signed, trusting
from tools.envelopes import SKILL, envelope, speech
from tools.running_server import running

CHAINS = chains()


@dataclass
class Home:
    """The skill at home, as Alexa meets it."""

    port: int
    store: MemoryStore
    asked: list[str]
    """Paths of chains that were fetched."""

    def post(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("POST", "/alexa", body, dict(headers))
        response = connection.getresponse()
        text = response.read()
        connection.close()
        return response.status, json.loads(text)

    def raw(self, data: bytes) -> tuple[int, Any]:
        """Send bytes as they are, and return the status and what it is told."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(data)
            response = http.client.HTTPResponse(connection)
            response.begin()
            return response.status, json.loads(response.read())


@contextmanager
def served(chains: CertificateCache, store: MemoryStore) -> Iterator[int]:
    app = App(store, skill_id=SKILL, api_client=FakeAlexaServices("America/New_York"))
    verifiers = [TimestampVerifier(), SkillVerifier(SKILL), SignatureVerifier(chains)]
    web = create_web(app, store.ping, verifiers)
    with running(web) as (server, _):
        yield server.port


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    folder = tmp_path_factory.mktemp("chains")
    store = MemoryStore()
    found = {name: text for name, (text, _) in CHAINS.items()}
    with pytest.MonkeyPatch.context() as patch, chain_server(folder, found) as (port, asked):
        patch.setattr(chains_, "FETCH_TIMEOUT_S", 1.0)
        patch.setattr(server_, "REQUEST_TIMEOUT_S", 1.0)
        fetch = fetcher(trusting(folder), ("127.0.0.1", port))
        with served(CertificateCache(fetch, [authority().root.certificate]), store) as at:
            yield Home(at, store, asked)


def body(**rest: Any) -> bytes:
    asked = envelope("StreakIntent", at=datetime.now(UTC) + rest.pop("off", timedelta()), **rest)
    return json.dumps(asked).encode()


@pytest.mark.parametrize("chain", ["good", "good with its root"])
def test_what_alexa_signed_is_answered(home: Home, chain: str) -> None:
    sent = body()
    status, answer = home.post(sent, signed(sent, chain))
    assert status == 200
    assert speech(answer)


BAD_CHAINS = [name for name in CHAINS if not name.startswith("good")]


@pytest.mark.parametrize("chain", BAD_CHAINS)
def test_a_chain_that_is_not_alexas_is_refused(home: Home, chain: str) -> None:
    sent = body()
    status, answer = home.post(sent, signed(sent, chain, CHAINS[chain][1] if chain != "not of RSA" else None))
    assert status == 400
    assert "certificate" in answer["error"]


@pytest.mark.parametrize(
    ("chain", "status", "reason"),
    [
        ("gone", 400, "404"),
        ("forbidden", 400, "403"),
        ("broken", 503, "500"),
        ("elsewhere", 503, "302"),
        ("silent", 503, "can't be fetched"),
        ("drip", 503, "can't be fetched"),
        ("endless", 400, "too long"),
    ],
)
def test_a_chain_that_cannot_be_had_fails_its_request_alone(home: Home, chain: str, status: int, reason: str) -> None:
    sent = body()
    found, answer = home.post(sent, signed(sent, chain))
    assert found == status
    assert reason in answer["error"]
    assert home.post(sent, signed(sent))[0] == 200


Change = Callable[[bytes, dict[str, str]], tuple[bytes, Mapping[str, str]]]


def header(name: str, value: str | None) -> Change:
    def change(sent: bytes, headers: dict[str, str]) -> tuple[bytes, Mapping[str, str]]:
        kept = {key: one for key, one in headers.items() if key != name}
        return sent, kept if value is None else {**kept, name: value}

    return change


def url(text: str) -> Change:
    return header("SignatureCertChainUrl", text)


def altered(change: Callable[[bytes], bytes]) -> Change:
    return lambda sent, headers: (change(sent), headers)


def resigned(change: Callable[[dict[str, Any]], Any]) -> Change:
    """Change the envelope, and sign it again."""

    def changed(sent: bytes, headers: dict[str, str]) -> tuple[bytes, Mapping[str, str]]:
        asked = json.loads(sent)
        change(asked)
        again = json.dumps(asked).encode()
        return again, signed(again)

    return changed


def stamped(off: timedelta, form: str = "%Y-%m-%dT%H:%M:%SZ") -> Change:
    return resigned(lambda asked: asked["request"].update(timestamp=(datetime.now(UTC) + off).strftime(form)))


def for_skill_name(asked: dict[str, Any], name: str) -> None:
    asked["session"]["application"]["applicationId"] = name
    asked["context"]["System"]["application"]["applicationId"] = name


def for_skill(name: str) -> Change:
    return resigned(lambda asked: for_skill_name(asked, name))


def without_application(asked: dict[str, Any]) -> None:
    del asked["session"]["application"], asked["context"]["System"]["application"]


def sha1(sent: bytes, headers: dict[str, str]) -> tuple[bytes, Mapping[str, str]]:
    del headers["Signature-256"]
    return sent, {**headers, "Signature": signed(sent)["Signature-256"]}


def by_another_key(sent: bytes, headers: dict[str, str]) -> tuple[bytes, Mapping[str, str]]:
    other: Certified = CHAINS["expired"][1]
    return sent, signed(sent, by=other)


HOST = "https://s3.amazonaws.com"

BAD: dict[str, tuple[Change, int, str]] = {
    "a tampered body": (altered(lambda sent: sent.replace(b"Streak", b"Forget")), 400, "not what was signed"),
    "another first byte": (altered(lambda sent: b" " + sent[1:]), 400, ""),
    "another last byte": (altered(lambda sent: sent[:-1] + b" "), 400, ""),
    "one byte more": (altered(lambda sent: sent + b"\n"), 400, "not what was signed"),
    "another key's signature": (by_another_key, 400, "not what was signed"),
    "http": (url(BASE.replace("https", "http") + "good.pem"), 400, "not https"),
    "another host": (url("https://s3.amazonaws.com.example.org/echo.api/good.pem"), 400, "not on"),
    "a host with a dot behind": (url("https://s3.amazonaws.com./echo.api/good.pem"), 400, "not on"),
    "another folder": (url(f"{HOST}/echo.apis/good.pem"), 400, "not in"),
    "an upper-case folder": (url(f"{HOST}/ECHO.API/good.pem"), 400, "not in"),
    "out of the folder": (url(f"{HOST}/echo.api/../evil/good.pem"), 400, "not in"),
    "out of the folder, encoded": (url(f"{HOST}/echo.api/%2e%2e/evil/good.pem"), 400, "not in"),
    "two slashes": (url(f"{HOST}//echo.api/good.pem"), 400, "not in"),
    "the folder itself": (url(f"{HOST}/echo.api/"), 400, "not in"),
    "a backslash": (url(f"{HOST}/echo.api/..\\evil/good.pem"), 400, "not in"),
    "a query": (url(f"{BASE}good.pem?x=1"), 400, "not in"),
    "another port": (url("https://s3.amazonaws.com:8080/echo.api/good.pem"), 400, "443"),
    "no number for a port": (url("https://s3.amazonaws.com:x/echo.api/good.pem"), 400, "no URL"),
    "a user in the URL": (url("https://a:b@s3.amazonaws.com/echo.api/good.pem"), 400, "not on"),
    "an empty user": (url("https://@s3.amazonaws.com/echo.api/good.pem"), 400, "not on"),
    "no URL": (url("good.pem"), 400, "not https"),
    "half an address": (url("https://[::1/echo.api/good.pem"), 400, "no URL"),
    "no header of the URL": (header("SignatureCertChainUrl", None), 400, "there is no SignatureCertChainUrl"),
    "no signature": (header("Signature-256", None), 400, "there is no Signature-256"),
    "an empty signature": (header("Signature-256", ""), 400, "there is no Signature-256"),
    "bad base64": (header("Signature-256", "not base64!"), 400, "not base64"),
    "a signature that isn't ASCII": (header("Signature-256", "\xe9\xe9\xe9\xe9"), 400, "not base64"),
    "a short signature": (header("Signature-256", "AAAA"), 400, "not what was signed"),
    "SHA-1 alone": (sha1, 400, "there is no Signature-256"),
    "a stale time": (stamped(timedelta(seconds=-160)), 400, "too far from now"),
    "a future time": (stamped(timedelta(seconds=160)), 400, "too far from now"),
    "a time that is none": (stamped(timedelta(), "soon"), 400, "not ISO 8601"),
    "no time": (resigned(lambda asked: asked["request"].pop("timestamp")), 400, "no timestamp"),
    "no request": (resigned(lambda asked: asked.pop("request")), 400, "no timestamp"),
    "another skill": (for_skill("amzn1.ask.skill.other"), 400, "another skill"),
    "no application": (resigned(without_application), 400, "another skill"),
    "another type of content": (header("Content-Type", "text/plain"), 415, "content type"),
    "no type of content": (header("Content-Type", None), 415, "content type"),
    "a body that is no JSON": (altered(lambda sent: b"hello"), 400, "not JSON"),
    "a body that is no text": (altered(lambda sent: b"\xff\xfe"), 400, "not UTF-8"),
    "no body": (altered(lambda sent: b""), 400, "not JSON"),
    "a deep body": (altered(lambda sent: b"[" * 100_000), 400, "nested"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_alexa_did_not_sign_is_refused_and_why(home: Home, what: str) -> None:
    change, status, reason = BAD[what]
    sent = body()
    found, answer = home.post(*change(sent, signed(sent)))
    assert found == status
    assert reason in answer["error"]
    assert "\n" not in answer["error"]


def raw(sent: bytes, headers: Mapping[str, str], *more: str) -> bytes:
    lines = [f"{name}: {value}" for name, value in headers.items()]
    head = ["POST /alexa HTTP/1.1", "Host: localhost", *lines, *more, "", ""]
    return "\r\n".join(head).encode() + sent


@pytest.mark.parametrize("twice", ["SignatureCertChainUrl", "Signature-256"])
def test_a_header_that_comes_twice_is_refused(home: Home, twice: str) -> None:
    sent = body()
    headers = signed(sent)
    status, answer = home.raw(raw(sent, headers, f"Content-Length: {len(sent)}", f"{twice}: {headers[twice]}"))
    assert status == 400
    assert "more than once" in answer["error"]


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (raw(b"", {}, f"Content-Length: {MAX_BODY_BYTES + 1}"), 413),
        (raw(b"", {"X-Long": "x" * 20_000}), 431),
        (raw(b"slow", {}, "Content-Length: 100"), 408),
    ],
    ids=["too large", "long headers", "slow"],
)
def test_a_request_beyond_a_limit_is_refused_in_one_line_of_json(home: Home, data: bytes, status: int) -> None:
    answered, answer = home.raw(data)
    assert answered == status
    assert answer["error"]


@pytest.mark.parametrize(
    "data",
    [
        raw(b"nonsense\r\n", {}, "Transfer-Encoding: chunked"),
        raw(b"-5\r\nhello\r\n", {}, "Transfer-Encoding: chunked"),
        raw(b"hello", {}, "Transfer-Encoding: gzip, chunked"),
        raw(b"hello", {}, "Content-Length: many"),
        raw(b"hello", {}, "Content-Length: -1"),
        b"hello\r\n\r\n",
    ],
    ids=["no chunk", "a chunk of less than nothing", "gzip", "no number", "less than nothing", "no HTTP"],
)
def test_bytes_that_are_not_http_are_refused_with_400_and_a_reason(home: Home, data: bytes) -> None:
    with socket.create_connection(("127.0.0.1", home.port), timeout=20) as connection:
        connection.sendall(data)
        response = http.client.HTTPResponse(connection)
        response.begin()
        assert response.status == 400
        assert response.read()


def test_a_chunked_request_is_taken(home: Home) -> None:
    sent = body()
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(one), one) for one in (sent[:100], sent[100:])) + b"0\r\n\r\n"
    assert home.raw(raw(chunks, signed(sent), "Transfer-Encoding: chunked"))[0] == 200


def test_a_request_that_is_sent_again_is_answered_the_same_and_counted_once(home: Home) -> None:
    sent = json.dumps(envelope("LogKeptCommitmentIntent", at=datetime.now(UTC), user="replayed")).encode()
    first, again = home.post(sent, signed(sent)), home.post(sent, signed(sent))
    assert first == again
    assert first[0] == 200
    records = (home.store.load(one) for house in home.store.all_households() for one in home.store.speakers(house))
    assert max(journey_record.decode(one.body).totals.kept for one in records if one) == 1


def test_an_event_may_be_an_hour_old(home: Home) -> None:
    asked = envelope(at=datetime.now(UTC) - timedelta(minutes=50))
    del asked["session"]
    asked["request"]["type"] = "AlexaSkillEvent.SkillEnabled"
    sent = json.dumps(asked).encode()
    assert home.post(sent, signed(sent))[0] == 200


def test_a_chain_is_fetched_once(home: Home) -> None:
    for _ in range(3):
        sent = body()
        assert home.post(sent, signed(sent))[0] == 200
    assert home.asked.count("/echo.api/echo-api-cert-12.pem") == 1


# Chains


def test_amazons_own_ways_to_write_the_url_are_taken() -> None:
    for text in (
        f"{HOST}/echo.api/echo-api-cert.pem",
        f"{HOST}:443/echo.api/echo-api-cert.pem",
        f"{HOST}/echo.api/../echo.api/echo-api-cert.pem",
        "HTTPS://S3.AmazonAWS.com/echo.api/echo-api-cert.pem",
    ):
        assert chain_path(text) == "/echo.api/echo-api-cert.pem"


class Clock:
    """Fetches that are counted, and time that passes when it is told to."""

    def __init__(self, text: bytes, error: Exception | None = None) -> None:
        self.text, self.error, self.fetched, self.passed = text, error, 0, 0.0

    def fetch(self, path: str) -> bytes:
        self.fetched += 1
        if self.error:
            raise self.error
        return self.text

    def chains(self) -> CertificateCache:
        return CertificateCache(
            self.fetch,
            [authority().root.certificate],
            lambda: datetime.now(UTC) + timedelta(seconds=self.passed),
            lambda: self.passed,
        )


def test_a_chain_is_not_trusted_for_longer_than_it_is_valid() -> None:
    clock = Clock(authority().chain)
    found = clock.chains()
    found.key("/a")
    clock.passed = timedelta(days=29).total_seconds()
    found.key("/a")
    assert clock.fetched == 1
    clock.passed = timedelta(days=31).total_seconds()
    with pytest.raises(InvalidChainError):
        found.key("/a")
    assert clock.fetched == 2


def test_a_path_without_a_chain_is_not_asked_for_again_and_again() -> None:
    clock = Clock(b"")
    found = clock.chains()
    for _ in range(5):
        with pytest.raises(InvalidChainError):
            found.key("/a")
    assert clock.fetched == 1
    clock.text, clock.passed = authority().chain, NEGATIVE_CACHE_S + 1
    found.key("/a")


def test_a_chain_that_cannot_be_reached_is_not_asked_for_again_at_once() -> None:
    clock = Clock(authority().chain, FetchError("no answer"))
    found = clock.chains()
    for _ in range(5):
        with pytest.raises(FetchError, match="no answer"):
            found.key("/a")
    assert clock.fetched == 1
    clock.error, clock.passed = None, UNREACHABLE_CACHE_S + 1
    found.key("/a")


def test_no_more_chains_are_remembered_than_there_is_room_for() -> None:
    good, bad = Clock(authority().chain), Clock(b"")
    for clock, most in ((good, MAX_CACHED_CHAINS), (bad, MAX_FAILED_PATHS)):
        found = clock.chains()
        for number in range(most + 20):
            with suppress(InvalidChainError):
                found.key(f"/{number}")
        assert len(found._keys) + len(found._failed) == most


def test_a_server_that_is_not_the_host_is_not_asked(tmp_path: Path) -> None:
    with chain_server(tmp_path, {"good": authority().chain}, "other.example") as (port, asked):
        with pytest.raises(FetchError):
            fetcher(trusting(tmp_path), ("127.0.0.1", port))("/echo.api/good.pem")
        assert asked == []


def test_a_server_with_an_untrusted_certificate_is_not_asked(tmp_path: Path) -> None:
    with chain_server(tmp_path, {"good": authority().chain}) as (port, asked):
        with pytest.raises(FetchError):
            fetcher(None, ("127.0.0.1", port))("/echo.api/good.pem")
        assert asked == []


GOOD = "/echo.api/echo-api-cert-12.pem"


class Slow:
    """Fetches that don't come until they are let, but for good paths."""

    def __init__(self, *good: str) -> None:
        self.good, self.asked = good, Counter[str]()
        self.begun, self.go_on = threading.Semaphore(0), threading.Event()
        self.chains = CertificateCache(self.fetch, [authority().root.certificate])

    def fetch(self, path: str) -> bytes:
        self.asked[path] += 1
        if path in self.good:
            return authority().chain
        self.begun.release()
        self.go_on.wait(20)
        raise InvalidChainError("there is none")


@pytest.mark.parametrize("number", [4, 16, 100])
def test_a_burst_of_bogus_paths_does_not_shut_out_a_good_one(number: int) -> None:
    slow = Slow(GOOD)
    with ThreadPoolExecutor(number) as pool:
        bogus = [pool.submit(slow.chains.key, f"/echo.api/bogus-{one}.pem") for one in range(number)]
        assert all(slow.begun.acquire(timeout=20) for _ in range(MAX_OTHER_FETCHES))
        assert slow.chains.key(GOOD)
        slow.go_on.set()
        assert [type(one.exception(20)) for one in bogus].count(InvalidChainError) >= MAX_OTHER_FETCHES
    assert slow.asked[GOOD] == 1


def test_no_burst_of_paths_holds_more_threads_than_leave_some_for_turns() -> None:
    slow = Slow(GOOD)
    key = slow.chains.key(GOOD)
    paths = [f"/echo.api/{name}{one}.pem" for one in range(200, 240) for name in ("echo-api-cert-", "bogus-")]
    with ThreadPoolExecutor(len(paths)) as pool:
        bogus = [pool.submit(slow.chains.key, one) for one in paths]
        assert all(slow.begun.acquire(timeout=20) for _ in range(MAX_USUAL_FETCHES + MAX_OTHER_FETCHES))
        assert slow.chains.key(GOOD) is key  # which is remembered
        with pytest.raises(FetchError, match="too many"):
            slow.chains.key("/echo.api/echo-api-cert-1.pem")
        slow.go_on.set()
        assert all(one.exception(20) for one in bogus)
    assert MAX_USUAL_FETCHES + MAX_OTHER_FETCHES < THREADS
    assert slow.chains.key(GOOD) is key


@pytest.mark.parametrize(
    ("path", "is_usual"),
    [
        ("/echo.api/echo-api-cert.pem", True),
        ("/echo.api/echo-api-cert-7.pem", True),
        ("/echo.api/echo-api-cert-123.pem", True),
        ("/echo.api/echo-api-cert-1234.pem", False),
        ("/echo.api/echo-api-cert-x.pem", False),
        ("/echo.api/echo-api-cert-7.pem.pem", False),
        ("/echo.api/more/echo-api-cert-7.pem", False),
    ],
)
def test_usual_paths_are_few_enough_to_be_remembered(path: str, is_usual: bool) -> None:
    assert bool(USUAL_PATH.fullmatch(path)) is is_usual
    assert MAX_FAILED_PATHS > 1 + 10 + 100 + 1000


def test_a_request_for_another_skill_has_no_chain_fetched(home: Home) -> None:
    asked = envelope("StreakIntent", at=datetime.now(UTC))
    for_skill_name(asked, "amzn1.ask.skill.other")
    sent = json.dumps(asked).encode()
    status, answer = home.post(sent, signed(sent, "not asked for"))
    assert status == 400
    assert "another skill" in answer["error"]
    assert "/echo.api/not-asked-for.pem" not in home.asked


def test_mozillas_roots_can_be_read_and_do_not_trust_the_test() -> None:
    assert len(trusted_roots()) > 100
    with pytest.raises(InvalidChainError):
        CertificateCache(lambda path: authority().chain, trusted_roots()).key("/a")


def test_a_verifier_says_nothing_of_what_it_refuses() -> None:
    secret = "xyzzy"
    with pytest.raises(VerificationException) as refused:
        SignatureVerifier(Clock(b"").chains()).verify(
            {"SignatureCertChainUrl": f"https://{secret}/", "Signature-256": secret}, secret, {}
        )
    assert secret not in str(refused.value)
