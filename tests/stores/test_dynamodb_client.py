"""The client on the wire: what is tried again, what is given up, and what is known of it then."""

import json
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from skill.deadline import Deadline
from skill.stores.dynamodb import DynamoDBStore
from skill.stores.dynamodb_client import (
    MAX_ATTEMPTS,
    MAX_FAILED_ATTEMPTS,
    MAX_RESPONSE_BYTES,
    CallError,
    DynamoDBClient,
)
from skill.stores.store import DeclinedError, Record, StoreError, UnavailableError
from tests.stores.contract import SAM, week
from tools.dynamodb_table import client_at

ITEM = {"Item": {"pk": {"S": "home"}}}
SECRET = "the words of a promise"

HANG_GUARD_S = 20.0
"""A call that takes longer hangs; all that are made here have less than a second."""

Answer = Callable[[socket.socket], None]
"""What a server does with the connection on which a whole request arrived."""


def answer(status: int, body: object, *headers: str, close: bool = False) -> Answer:
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(text)}", *headers, *(["Connection: close"] * close)]

    def send(connection: socket.socket) -> None:
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + text)

    return send


def refusal(code: str, status: int = 400, **more: Any) -> Answer:
    return answer(status, {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": SECRET, **more})


def cancelled(*codes: str) -> Answer:
    return refusal("TransactionCanceledException", CancellationReasons=[{"Code": code} for code in codes])


def hang_up(connection: socket.socket) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def half(connection: socket.socket) -> None:
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"Item"')
    hang_up(connection)


def silence(connection: socket.socket) -> None:
    pass


def drip_headers(connection: socket.socket) -> None:
    _drip(connection, b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 10_000)


def drip_body(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")
    _drip(connection, b"{" * 10_000)


def _drip(connection: socket.socket, content: bytes) -> None:
    for byte in content:
        try:
            connection.sendall(bytes([byte]))
        except OSError:
            return
        time.sleep(0.02)


YES = answer(200, ITEM)
WRONG_SUM = answer(200, ITEM, "x-amz-crc32: 7")
RIGHT_SUM = answer(200, ITEM, f"x-amz-crc32: {zlib.crc32(json.dumps(ITEM).encode())}")


class Server:
    """Takes connections and answers one request after another by its script, whose last answer it repeats."""

    def __init__(self, script: list[Answer], tls: ssl.SSLContext | None = None) -> None:
        self.tls = tls
        self.script, self.requests, self.connections = script, list[bytes](), 0
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listening.getsockname()[1]}"

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    @property
    def operations(self) -> list[str]:
        """Return the operations that were asked for, in order."""
        return [request.partition(b"DynamoDB_20120810.")[2].partition(b"\r")[0].decode() for request in self.requests]

    def _talk(self, connection: socket.socket) -> None:
        if self.tls:
            try:
                connection = self.tls.wrap_socket(connection, server_side=True)
            except OSError:
                return
        with connection, suppress(ConnectionError):
            while request := self._request(connection):
                self.requests.append(request)
                does = self.script.pop(0) if len(self.script) > 1 else self.script[0]
                does(connection)
                if does in (hang_up, half):
                    return

    def _request(self, connection: socket.socket) -> bytes:
        got = b""
        while not got.endswith(b"}"):
            part = connection.recv(4096)
            if not part:
                return b""
            got += part
        return got


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the pauses (seconds) that botocore makes, none of which is waited for."""
    made = list[float]()
    monkeypatch.setattr("botocore.endpoint.time", type("Time", (), {"sleep": staticmethod(made.append)}))
    return made


@contextmanager
def serving(*script: Answer, tls: ssl.SSLContext | None = None) -> Iterator[tuple[Server, DynamoDBClient]]:
    """Yield a server with its script, and a client to it that waits 0.3 s for an answer."""
    server = Server([*script], tls)
    threading.Thread(target=server.serve, daemon=True).start()
    client = client_at(f"{'https' if tls else 'http'}://{server.address}", timeout_s=0.3)
    try:
        yield server, client
    finally:
        client.close()
        server.listening.shutdown(socket.SHUT_RDWR)
        server.listening.close()


def ask(client: DynamoDBClient) -> object:
    answered = client.call("get_item", TableName="journeys", Key={"pk": {"S": SECRET}})
    return {"Item": answered.get("Item")}


def put(client: DynamoDBClient) -> None:
    client.call("put_item", TableName="journeys", Item={"pk": {"S": SECRET}})


# Connections


def test_a_connection_is_used_again() -> None:
    with serving(YES, RIGHT_SUM, YES) as (server, client):
        assert [ask(client) for _ in range(3)] == [ITEM] * 3
        assert server.connections == 1


def test_a_server_that_wants_no_more_on_a_connection_gets_a_new_one() -> None:
    with serving(answer(200, ITEM, close=True), YES) as (server, client):
        assert [ask(client), ask(client)] == [ITEM, ITEM]
        assert server.connections == 2


def test_many_threads_share_a_client() -> None:
    with serving(YES) as (_, client):
        got = list[object]()

        def ask_often() -> None:
            got.extend(ask(client) for _ in range(25))

        threads = [threading.Thread(target=ask_often) for _ in range(8)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert got == [ITEM] * 200


def test_the_engine_is_found_by_botos_own_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(YES) as (server, _):
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", f"http://{server.address}")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
            monkeypatch.setenv(name, "eu-west-1")
        with closing(DynamoDBClient()) as client:
            assert ask(client) == ITEM


def test_a_certificate_that_is_not_trusted_gets_no_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pauses: list[float]
) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(self_signed(tmp_path))
    with serving(YES, tls=tls) as (server, client):
        with pytest.raises(CallError, match="SSLError"):
            ask(client)
        assert server.requests == []
        monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / "both.pem"))
        with closing(client_at(f"https://{server.address}")) as trusting:
            assert ask(trusting) == ITEM


def test_a_connection_that_was_closed_meanwhile_is_not_used(pauses: list[float]) -> None:
    def answer_and_close(connection: socket.socket) -> None:
        YES(connection)
        hang_up(connection)

    with serving(answer_and_close, YES) as (server, client):
        assert ask(client) == ITEM
        time.sleep(0.1)
        assert ask(client) == ITEM
        assert (server.connections, pauses) == (2, [])


class Proxy(Server):
    """Answers CONNECT, and then in the place of the host that was asked for."""

    asked = b""

    def _talk(self, connection: socket.socket) -> None:
        while not self.asked.endswith(b"\r\n\r\n"):
            self.asked += connection.recv(1)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        super()._talk(connection)


@pytest.mark.parametrize(
    ("credentials", "header"), [("", b""), ("sam:a%20key@", b"Proxy-Authorization: Basic c2FtOmEga2V5\r\n")]
)
def test_a_proxy_of_the_environment_is_asked_for_a_tunnel(
    credentials: str, header: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(self_signed(tmp_path))
    proxy = Proxy([YES], tls)
    threading.Thread(target=proxy.serve, daemon=True).start()
    for name, value in {"no_proxy": "", "AWS_CA_BUNDLE": str(tmp_path / "both.pem")}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("https_proxy", f"http://{credentials}{proxy.address}")
    with closing(proxy.listening), closing(client_at("https://127.0.0.1:8")) as client:
        assert ask(client) == ITEM
        assert proxy.asked.startswith(b"CONNECT 127.0.0.1:8 ")
        assert header.lower() in proxy.asked.lower()
        assert (b"proxy-authorization" in proxy.asked.lower()) is bool(header)


def self_signed(folder: Path) -> Path:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a table")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "both.pem").write_bytes(private + certificate.public_bytes(pem))
    return folder / "both.pem"


# What is tried again

PASSING: dict[str, tuple[Answer, bool]] = {
    "throttled": (refusal("ProvisionedThroughputExceededException"), False),
    "throttled by the account": (refusal("RequestLimitExceeded"), False),
    "in progress": (refusal("TransactionInProgressException"), True),
    "failed": (refusal("InternalServerError", 500), True),
    "unavailable": (answer(503, b"<html>Service Unavailable</html>"), True),
    "empty": (answer(200, b""), True),
    "not JSON": (answer(200, b"what?}"), True),
    "an error that is not JSON": (answer(400, b"<html>}"), True),
    "not UTF-8": (answer(200, b"\xff\xfe"), True),
    "not an object": (answer(200, [1]), True),
    "nested too deeply": (answer(200, b"[" * 100_000), True),
    "wrong checksum": (WRONG_SUM, True),
    "no checksum": (answer(200, ITEM, "x-amz-crc32: x"), True),
    "cut in half": (half, True),
    "hung up on": (hang_up, True),
    "silent": (silence, True),
}
"""By name, an answer that may be another one the next time, and whether the call may have been carried out."""

TROUBLES = [pytest.param(*row, id=name) for name, row in PASSING.items()]


@pytest.mark.parametrize(("trouble", "is_ambiguous"), TROUBLES)
def test_what_may_pass_is_tried_again(trouble: Answer, is_ambiguous: bool, pauses: list[float]) -> None:
    with serving(trouble, trouble, YES) as (server, client):
        assert ask(client) == ITEM
        assert len(server.requests) == MAX_ATTEMPTS
        assert len({request.partition(b"amz-sdk-request")[2][:30] for request in server.requests}) == MAX_ATTEMPTS
        assert len(pauses) == MAX_ATTEMPTS - 1


@pytest.mark.parametrize(("trouble", "is_ambiguous"), TROUBLES)
def test_what_does_not_pass_is_given_up_without_a_word_of_what_was_sent(
    trouble: Answer, is_ambiguous: bool, pauses: list[float]
) -> None:
    with serving(trouble) as (server, client):
        with pytest.raises(CallError) as failed:
            put(client)
        assert len(server.requests) == MAX_ATTEMPTS
        assert (failed.value.is_ambiguous, failed.value.is_final, failed.value.is_conflict) == (
            is_ambiguous,
            False,
            False,
        )
        assert SECRET not in str(failed.value)
        assert failed.value.__cause__ is None


def test_an_attempt_that_may_have_been_carried_out_is_not_forgotten_in_later_ones(pauses: list[float]) -> None:
    throttled = refusal("ThrottlingException")
    for script in ([silence, throttled, throttled], [throttled, silence, refusal("ValidationException")]):
        with serving(*script) as (_, client):
            with pytest.raises(CallError) as failed:
                put(client)
            assert failed.value.is_ambiguous


FINAL = {
    "validation": refusal("ValidationException"),
    "access": refusal("AccessDeniedException"),
    "no table": refusal("ResourceNotFoundException"),
    "no such key": refusal("UnrecognizedClientException"),
    "expired key": refusal("ExpiredTokenException"),
    "signature": refusal("InvalidSignatureException"),
    "a code of the future": refusal("SomethingNewException"),
    "transaction": cancelled("None", "ValidationError"),
    "transaction and conflict": cancelled("TransactionConflict", "ValidationError"),
    "no code": answer(400, {}),
    "reasons that are none": refusal("TransactionCanceledException", CancellationReasons=[None, {"Code": "Odd"}]),
}


@pytest.mark.parametrize("refused", FINAL.values(), ids=FINAL)
def test_what_is_refused_for_good_is_not_tried_again(refused: Answer) -> None:
    with serving(refused) as (server, client):
        with pytest.raises(CallError) as failed:
            client.call("transact_write_items", TransactItems=[], ClientRequestToken="token")
        assert (failed.value.is_ambiguous, failed.value.is_final, failed.value.is_conflict) == (False, True, False)
        assert len(server.requests) == 1


CONFLICTS: list[tuple[Answer, object]] = [
    (refusal("ConditionalCheckFailedException", Item=ITEM["Item"]), ITEM["Item"]),
    (refusal("ConditionalCheckFailedException"), {}),
    (refusal("TransactionConflictException"), None),
    (cancelled("None", "TransactionConflict"), None),
    (cancelled("TransactionConflict", "ThrottlingError"), None),
    (cancelled("None", "ConditionalCheckFailed"), {}),
    (
        refusal(
            "TransactionCanceledException",
            CancellationReasons=[{"Code": "None"}, {"Code": "ConditionalCheckFailed", "Item": ITEM["Item"]}],
        ),
        ITEM["Item"],
    ),
]


@pytest.mark.parametrize(("refused", "kept"), CONFLICTS)
def test_a_conflict_is_told_at_once_with_the_item_that_is_kept(refused: Answer, kept: object) -> None:
    with serving(refused) as (server, client):
        for operation, asked in (("put_item", {"TableName": "t", "Item": {}}), ("transact_write_items", {})):
            with pytest.raises(CallError) as failed:
                client.call(operation, **asked)
            assert (failed.value.is_ambiguous, failed.value.is_final, failed.value.is_conflict) == (False, False, True)
        assert failed.value.stored_item == kept
        assert len(server.requests) == 2


def test_missing_credentials_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/none")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/none")
    with serving(YES) as (server, _):
        client = DynamoDBClient(endpoint_url=f"http://{server.address}", region_name="eu-west-1")
        with pytest.raises(CallError, match="NoCredentialsError") as failed:
            ask(client)
        assert (failed.value.is_ambiguous, failed.value.is_final) == (False, True)
        assert server.requests == []
        client.close()


# Answers whose JSON is sound, and nothing else of them

ODD: list[Any] = [
    {"Item": None},
    {"Item": 5},
    {"Item": []},
    {"Item": {"version": 3, "body": {"S": {}}}},
    {"Item": {"version": {"N": 3}, "body": {"S": 5}}},
    {"Item": {"version": {"N": "1", "S": "2"}, "body": {"B": "no base64"}}},
    {"Items": 5},
    {"Items": [None, 5, {"sk": None}, {"sk": {"S": 5}}]},
    {"Items": {}, "LastEvaluatedKey": 5},
    {"Items": [], "LastEvaluatedKey": {"pk": {"S": "home"}}},
    {"UnprocessedItems": 5},
    {"UnprocessedItems": {"journeys": [None]}},
]


@pytest.mark.parametrize("body", ODD, ids=str)
def test_an_odd_answer_is_no_exception_but_the_stores_own(body: Any, pauses: list[float]) -> None:
    with serving(answer(200, body)) as (_, client):
        store = DynamoDBStore("journeys", client, sleep=lambda _: None)
        for asked in (store.load, store.weeks, store.quarantined, store.forget):
            with suppress(StoreError):
                asked(SAM)
        with suppress(StoreError):
            store.all_households()


# Time and size


@pytest.fixture
def no_names(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let every look-up of a name hang until the test is over."""
    over = threading.Event()

    def hangs(*_: object, **__: object) -> Any:
        over.wait()
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", hangs)
    yield
    over.set()


SLOW = {"silent": silence, "headers drip": drip_headers, "body drips": drip_body}


@pytest.mark.parametrize("slow", SLOW.values(), ids=SLOW)
def test_a_turn_ends_at_its_deadline_however_slow_the_answer_is(slow: Answer) -> None:
    with serving(slow) as (_, client):
        turn = client.within(Deadline(0.5))
        began = time.monotonic()
        for _ in range(3):
            with pytest.raises(CallError) as failed:
                put(turn)
        assert failed.value.is_final
        assert time.monotonic() - began < HANG_GUARD_S


def test_a_turn_ends_at_its_deadline_where_a_name_is_not_resolved(no_names: None) -> None:
    turn = client_at("http://dynamodb.example", timeout_s=0.3).within(Deadline(0.5))
    began = time.monotonic()
    with pytest.raises(CallError) as failed:
        put(turn)
    assert failed.value.is_final
    assert failed.value.is_ambiguous  # its thread still waits for the name, and may send it then
    with pytest.raises(CallError) as failed:
        put(turn)
    assert not failed.value.is_ambiguous
    assert time.monotonic() - began < HANG_GUARD_S


def test_no_attempt_begins_after_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    pause = type("Time", (), {"sleep": staticmethod(lambda _: over.wait(HANG_GUARD_S))})
    monkeypatch.setattr("botocore.endpoint.time", pause)
    with serving(refusal("ThrottlingException")) as (server, client):
        with pytest.raises(CallError) as failed:
            put(client.within(Deadline(0.3)))
        assert failed.value.is_final
        over.set()
        assert client._threads._idle.acquire(timeout=HANG_GUARD_S)  # the call is over in its thread, too
        assert len(server.requests) == 1


def test_an_answer_is_read_up_to_its_limit(pauses: list[float]) -> None:
    sent = [0]

    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 200000000\r\n\r\n{")
        with suppress(OSError):
            for _ in range(3200):
                connection.sendall(b" " * 62_500)
                sent[0] += 62_500

    with serving(endless) as (_, client), pytest.raises(CallError, match="UnreadableResponseError"):
        ask(client)
    assert sent[0] < 2 * MAX_ATTEMPTS * MAX_RESPONSE_BYTES + 50_000_000  # what was read, and what sockets hold


def test_a_page_as_large_as_dynamodb_makes_it_is_read() -> None:
    page = {"Items": [{"body": {"S": '"' * 340_000}}] * 3}
    with serving(answer(200, page)) as (_, client):
        assert client.call("query", TableName="journeys")["Items"] == page["Items"]


# The attempts of a turn

THROTTLED = refusal("ProvisionedThroughputExceededException")


@pytest.mark.parametrize("trouble", [THROTTLED, refusal("InternalServerError", 500), hang_up])
def test_a_turn_whose_writes_fail_asks_six_times_at_most(trouble: Answer, pauses: list[float]) -> None:
    with serving(YES, trouble, trouble, trouble, YES, trouble) as (server, client):
        store = DynamoDBStore("journeys", client.within(Deadline(HANG_GUARD_S)))
        failures = list[UnavailableError]()
        while not failures or not failures[-1].is_final:
            store.load(SAM)
            with pytest.raises(UnavailableError) as failed:
                store.save(SAM, Record(1, "{}"))
            failures.append(failed.value)
        assert server.operations == ["GetItem", *["PutItem"] * 3, "GetItem", "PutItem"]
        assert [one.is_final for one in failures] == [False, True]
        with pytest.raises(DeclinedError):
            store.load(SAM)
        assert len(server.requests) == MAX_FAILED_ATTEMPTS + 2


def test_conflicts_are_not_failed_attempts() -> None:
    conflict = refusal("ConditionalCheckFailedException", Item={"version": {"N": "7"}, "body": {"S": "{}"}})
    with serving(conflict) as (_, client):
        turn = client.within(Deadline(HANG_GUARD_S))
        for _ in range(3 * MAX_FAILED_ATTEMPTS):
            with pytest.raises(CallError) as failed:
                put(turn)
            assert not failed.value.is_final


def test_turns_do_not_share_their_attempts(pauses: list[float]) -> None:
    with serving(THROTTLED) as (_, client):
        for _ in range(3):
            with pytest.raises(CallError) as failed:
                put(client.within(Deadline(HANG_GUARD_S)))
            assert not failed.value.is_final


def test_a_transaction_is_sent_again_with_the_same_token(pauses: list[float]) -> None:
    with serving(silence, THROTTLED, answer(200, {})) as (server, client):
        DynamoDBStore("journeys", client).save(SAM, Record(2, "{}"), week(1))
        tokens = {request.partition(b'"ClientRequestToken"')[2][:24] for request in server.requests}
        assert len(server.requests) == MAX_ATTEMPTS
        assert len(tokens) == 1
