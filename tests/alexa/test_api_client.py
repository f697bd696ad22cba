"""Amazon's services have so much time in a turn, and are read so far, and no further."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from ask_sdk_model.services import ApiClientRequest

from skill.alexa import api_client
from skill.alexa.api_client import MAX_SERVICE_ANSWER_BYTES, MAX_SERVICE_CALLS, SERVICE_TIMEOUT_S, DeadlineApiClient
from skill.alexa.services import ApiRequest
from skill.deadline import BusyError, Deadline, DeadlineExceededError, TooLargeError, WorkerThreads
from skill.http_transport import NoResponseError, NotSentError
from skill.server.asgi_app import THREADS

HANG_GUARD_S = 20.0

Answer = Callable[[socket.socket], None]


def says(*parts: bytes, every_s: float = 0.0) -> Answer:
    """Return a function that sends parts with pauses before them until the client disconnects."""

    def send(connection: socket.socket) -> None:
        for part in parts:
            time.sleep(every_s)
            connection.sendall(part)

    return send


OK = b"HTTP/1.1 200 OK\r\n"
ZONE = OK + b'Content-Length: 15\r\n\r\n"Europe/Lisbon"'


@contextmanager
def service(answer: Answer) -> Iterator[tuple[str, list[bytes]]]:
    """Serve an answer to every connection; yield the address and the requests."""
    listening, requests = socket.create_server(("127.0.0.1", 0)), list[bytes]()

    def talk(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            requests.append(connection.recv(65536))
            answer(connection)

    def serve() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=talk, args=(listening.accept()[0],), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v2/devices/kitchen/settings", requests
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


@pytest.fixture(autouse=True)
def own_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count the calls of each test anew: what hangs in one ends only a little after it."""
    monkeypatch.setattr(api_client, "_threads", WorkerThreads(MAX_SERVICE_CALLS))


def get(url: str, deadline: Deadline | None = None) -> Any:
    """Call over plain HTTP, which `invoke` refuses."""
    return DeadlineApiClient(deadline or Deadline(HANG_GUARD_S))._call("GET", url, {"Authorization": "Bearer token"})


def test_an_answer_has_its_status_and_its_text() -> None:
    with service(says(ZONE)) as (url, requests):
        assert get(url) == (200, '"Europe/Lisbon"')
    assert b"Bearer token" in requests[0]


def test_a_redirect_is_an_answer_and_not_followed() -> None:
    with service(says(ZONE)) as (target, asked):
        redirect = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + target.encode() + b"\r\n\r\n"
        with service(says(redirect)) as (url, _):
            assert get(url).status_code == 302
        assert asked == []


def test_a_body_is_read_up_to_its_limit() -> None:
    whole = OK + f"Content-Length: {MAX_SERVICE_ANSWER_BYTES}\r\n\r\n".encode() + b" " * MAX_SERVICE_ANSWER_BYTES
    with service(says(whole)) as (url, _):
        assert len(get(url).body) == MAX_SERVICE_ANSWER_BYTES
    sent = [0]

    def endless(connection: socket.socket) -> None:
        connection.sendall(OK + b"Content-Length: 200000000\r\n\r\n")
        while sent[0] < 200_000_000:
            connection.sendall(b" " * 62_500)
            sent[0] += 62_500

    with service(endless) as (url, _), pytest.raises(TooLargeError):
        get(url)
    assert sent[0] < 50_000_000  # what was read, and what sockets hold


def test_a_compressed_body_is_not_asked_for_and_not_unpacked() -> None:
    packed = OK + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd"
    with service(says(packed)) as (url, requests):
        assert get(url).body == "abcd"
    assert b"Accept-Encoding: identity" in requests[0]


def test_each_call_has_a_connection_of_its_own() -> None:
    def keep_open(connection: socket.socket) -> None:
        connection.sendall(ZONE)
        requests.append(connection.recv(65536))

    with service(keep_open) as (url, requests):
        assert get(url) == get(url)
    assert [request.partition(b" ")[0] for request in requests if request] == [b"GET", b"GET"]
    assert requests.count(b"") >= 1  # the first one was closed, although it could have been used again


def test_an_odd_header_logs_nothing_of_the_request(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"), service(says(OK + b"no colon\r\nContent-Length: 0\r\n\r\n")) as (url, _):
        assert get(url).status_code == 200
    assert "kitchen" not in caplog.text


SLOW: dict[str, Answer] = {
    "silent": says(b"", every_s=HANG_GUARD_S),
    "headers drip": says(OK + b"X: ", *[b"x"] * 1000, every_s=0.02),
    "body drips": says(OK + b"Content-Length: 1000\r\n\r\n", *[b"x"] * 1000, every_s=0.02),
}


@pytest.mark.parametrize("slow", SLOW.values(), ids=SLOW)
def test_all_calls_of_a_turn_end_at_its_deadline_however_slow_the_service_is(slow: Answer) -> None:
    with service(slow) as (url, requests):
        began, deadline = time.monotonic(), Deadline(0.3)
        for _ in range(3):
            with pytest.raises(DeadlineExceededError):
                get(url, deadline)
        assert time.monotonic() - began < HANG_GUARD_S / 2
        assert len(requests) == 1


def test_a_name_that_is_not_resolved_holds_no_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait() and [])
    with pytest.raises(DeadlineExceededError):
        get("http://api.amazonalexa.example/", Deadline(0.1))
    over.set()


def test_a_service_that_hangs_does_not_hold_all_threads_of_the_server() -> None:
    over = threading.Event()

    def hang(_: socket.socket) -> None:
        over.wait(HANG_GUARD_S)

    with service(hang) as (url, requests):
        turns = [threading.Thread(target=_given_up, args=(url,)) for _ in range(MAX_SERVICE_CALLS)]
        for one in turns:
            one.start()
        while len(requests) < MAX_SERVICE_CALLS:
            time.sleep(0.01)
        with pytest.raises(BusyError):
            get(url)
        over.set()
        for one in turns:
            one.join()
    assert MAX_SERVICE_CALLS < THREADS


def _given_up(url: str) -> None:
    with suppress(Exception):
        get(url, Deadline(HANG_GUARD_S))


@pytest.mark.parametrize(
    ("url", "left_s", "error"),
    [
        ("https://127.0.0.1:1/", 0.0, DeadlineExceededError),
        ("https://127.0.0.1:1/", HANG_GUARD_S, NotSentError),
        ("https://[", HANG_GUARD_S, NotSentError),
        ("http://api.amazonalexa.com/", HANG_GUARD_S, ValueError),
    ],
)
def test_what_can_not_be_sent_is_an_error(url: str, left_s: float, error: type[Exception]) -> None:
    with pytest.raises(error):
        DeadlineApiClient(Deadline(left_s)).invoke(ApiClientRequest(method="GET", url=url, body=None, headers=[]))


def test_what_is_cut_off_is_no_answer() -> None:
    with service(says(OK + b"Content-Length: 100\r\n\r\nhalf")) as (url, _), pytest.raises(NoResponseError):
        get(url)


def test_a_body_is_sent_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = list[object]()
    monkeypatch.setattr(api_client, "_send", lambda *asked: sent.extend(asked))
    DeadlineApiClient(Deadline(HANG_GUARD_S)).invoke(
        ApiRequest("POST", "https://api.amazonalexa.com/v1", (("A", "b"),), {"text": "é"})
    )
    assert sent[:4] == ["POST", "https://api.amazonalexa.com/v1", {"A": "b"}, b'{"text": "\\u00e9"}']


@pytest.mark.parametrize(
    ("turn_s", "limit_s"), [(SERVICE_TIMEOUT_S / 2, SERVICE_TIMEOUT_S / 2), (HANG_GUARD_S, SERVICE_TIMEOUT_S)]
)
def test_the_calls_of_a_turn_end_with_the_turn_and_have_no_more_than_their_own_time(
    turn_s: float, limit_s: float
) -> None:
    client = DeadlineApiClient(Deadline(turn_s, lambda: 0.0))
    assert client._deadline.left_s == limit_s
