"""Graceful stop, slow clients, health checks while turns hang, and refusals, over real sockets."""

import http.client
import json
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from flask import Flask, request

from skill.app import App
from skill.journey.speaker import Speaker
from skill.server.asgi_app import MAX_HEADER_BYTES, MAX_TURNS, THREADS
from skill.server.wsgi_app import HEADERS, MAX_BODY_BYTES, create_web
from skill.simulator.alexa_services import FakeAlexaServices
from skill.stores.memory import MemoryStore
from skill.stores.store import Record
from tools.envelopes import envelope, speech
from tools.running_server import running, serving


def hanging_web() -> tuple[Flask, threading.Semaphore, threading.Event]:
    """Return an application whose answers wait for the event; the semaphore counts those that began."""
    web, started, go_on = Flask("test"), threading.Semaphore(0), threading.Event()

    @web.get("/")
    def slow() -> str:
        started.release()
        go_on.wait(30)
        return "done"

    return web, started, go_on


def get(port: int, path: str = "/") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, body


def test_turns_in_hand_and_those_that_wait_are_answered_before_the_server_stops() -> None:
    web, started, go_on = hanging_web()
    with running(web) as (server, thread), ThreadPoolExecutor(2 * THREADS) as pool:
        turns = [pool.submit(get, server.port) for _ in range(2 * THREADS)]
        assert all(started.acquire(timeout=20) for _ in range(THREADS))
        time.sleep(0.5)  # for the others to have arrived, and to wait for a thread
        server.stop()
        time.sleep(0.5)
        assert thread.is_alive()
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", server.port), timeout=5)
        go_on.set()
        assert [turn.result(20) for turn in turns] == [(200, b"done")] * 2 * THREADS
        thread.join(10)
        assert not thread.is_alive()


def test_a_turn_that_hangs_does_not_keep_the_server_from_stopping(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skill.server.http_server.DRAIN_TIMEOUT_S", 1)
    web, started, go_on = hanging_web()
    with running(web) as (server, thread), ThreadPoolExecutor(1) as pool:
        turn = pool.submit(get, server.port)
        assert started.acquire(timeout=20)
        server.stop()
        thread.join(10)
        assert not thread.is_alive()
        go_on.set()
        status, body = turn.result(20)
        assert status == 503
        assert json.loads(body)["error"]


def test_an_open_connection_without_a_request_does_not_keep_the_server_from_stopping() -> None:
    with running(skill_on(MemoryStore())) as (server, thread):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        connection.request("GET", "/healthz")
        assert connection.getresponse().read()
        with silent(server.port, 3, b"GET"):
            server.stop()
            thread.join(10)
            assert not thread.is_alive()
        connection.close()


@contextmanager
def silent(port: int, number: int, first: bytes = b"") -> Iterator[list[socket.socket]]:
    """Open connections that send some first bytes and then nothing."""
    with ExitStack() as stack:
        connections = []
        for _ in range(number):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            connection.sendall(first)
            connections.append(connection)
        yield connections


HANG_S = 5
"""Longer than an answer takes on a busy machine, and shorter than anything that hangs or is waited for here."""


def health(port: int) -> tuple[int, float]:
    """Return the status of /healthz, and the seconds that it took."""
    begun = time.monotonic()
    status, _ = get(port, "/healthz")
    return status, time.monotonic() - begun


def skill_on(store: MemoryStore) -> Flask:
    return create_web(App(store, api_client=FakeAlexaServices("America/New_York")), store.ping)


HEAD = b"POST /alexa HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


@pytest.mark.parametrize("first", [b"", b"GET", HEAD % 9], ids=["nothing", "a part of a head", "no body"])
def test_slow_clients_do_not_block_others(first: bytes) -> None:
    with running(skill_on(MemoryStore())) as (server, _), silent(server.port, 150, first):
        for _ in range(5):
            status, seconds = health(server.port)
            assert status == 200
            assert seconds < HANG_S
        assert post(server.port, envelope("StreakIntent"))[0] == 200


def test_turns_are_answered_while_many_connections_are_silent() -> None:
    store = Hanging(hangs_for_health=False)
    with running(skill_on(store)) as (server, _), ThreadPoolExecutor(4) as pool:
        turns = [pool.submit(post, server.port, envelope("StreakIntent")) for _ in range(4)]
        assert all(store.asked.acquire(timeout=20) for _ in turns)
        with silent(server.port, 150):
            assert health(server.port)[0] == 200
            store.go_on.set()
            assert [turn.result(20)[0] for turn in turns] == [200] * 4


@pytest.mark.parametrize("rest", [b"", b"x"], ids=["nothing", "a byte now and then"])
def test_a_body_that_does_not_arrive_in_time_is_refused_with_408(rest: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skill.server.asgi_app.REQUEST_TIMEOUT_S", 0.5)
    with running(skill_on(MemoryStore())) as (server, _), silent(server.port, 1, HEAD % 999) as (connection,):
        connection.settimeout(0.1)
        received = b""
        for _ in range(200):
            with suppress(TimeoutError):
                connection.sendall(rest)
                received = connection.recv(65536)
                break
        connection.settimeout(20)
        with suppress(ConnectionResetError):  # the server closes with bytes unread
            while part := connection.recv(65536):
                received += part
        assert received.startswith(b"HTTP/1.1 408")


def test_a_connection_that_was_answered_may_be_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skill.server.asgi_app.REQUEST_TIMEOUT_S", 0.5)
    with running(skill_on(MemoryStore())) as (server, _):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        for _ in range(2):
            connection.request("GET", "/healthz")
            assert connection.getresponse().read()
            time.sleep(1.5)
        connection.close()


def test_a_request_that_waits_behind_a_slow_turn_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part of a request that came meanwhile was once dropped, and its rest taken for another request."""
    monkeypatch.setattr("skill.server.asgi_app.REQUEST_TIMEOUT_S", 0.5)
    web, go_on = Flask("test"), threading.Event()
    web.add_url_rule("/slow", "slow", lambda: f"{go_on.wait(10)}")
    web.add_url_rule("/", "echo", lambda: request.get_data(as_text=True), methods=["POST"])
    with (
        running(web) as (server, _),
        silent(server.port, 1, b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n") as (connection,),
    ):
        connection.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 7\r\n\r\nab")
        time.sleep(1.5)
        connection.sendall(b"cdefg")
        go_on.set()
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    assert received.count(b"HTTP/1.1 200 OK") == 2
    assert received.endswith(b"abcdefg")


CHUNKED_HEAD = b"POST /alexa HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (HEAD % (MAX_BODY_BYTES + 1), 413),
        (HEAD % 10**17, 413),
        (CHUNKED_HEAD + b"%x\r\n%b " % (MAX_BODY_BYTES + 1, b" " * MAX_BODY_BYTES), 413),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * MAX_HEADER_BYTES + b"\r\n\r\n", 431),
        (HEAD % MAX_BODY_BYTES + b" " * MAX_BODY_BYTES, 400),  # as large as it may be, but not JSON
    ],
    ids=["a byte too large", "far too large", "too large in chunks", "headers too large", "as large as it may be"],
)
def test_what_is_too_large_is_refused_in_one_line_of_json(data: bytes, status: int) -> None:
    with (
        running(skill_on(MemoryStore())) as (server, _),
        socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection,
    ):
        connection.sendall(data)
        response = http.client.HTTPResponse(connection)
        response.begin()
        body = response.read()
        assert response.status == status
        assert json.loads(body)["error"]
        assert body.count(b"\n") == 1
        assert all(response.getheader(name) for name, _ in HEADERS)


def test_beyond_the_turns_that_may_wait_a_request_is_refused_with_503(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_TURNS > THREADS
    monkeypatch.setattr("skill.server.asgi_app.MAX_TURNS", 2)
    web, started, go_on = hanging_web()
    with running(web) as (server, _), ThreadPoolExecutor(2) as pool:
        turns = [pool.submit(get, server.port) for _ in range(2)]
        assert all(started.acquire(timeout=20) for _ in turns)
        status, body = get(server.port)
        assert status == 503
        assert json.loads(body)["error"]
        go_on.set()
        assert [turn.result(20)[0] for turn in turns] == [200, 200]
        assert get(server.port)[0] == 200


class Hanging(MemoryStore):
    """A store that does not answer turns until it is let, and on demand not even health checks."""

    def __init__(self, *, hangs_for_health: bool) -> None:
        super().__init__()
        self.asked, self.go_on, self.hangs_for_health = threading.Semaphore(0), threading.Event(), hangs_for_health

    def load(self, speaker: Speaker) -> Record | None:
        self.asked.release()
        self.go_on.wait(30)
        return super().load(speaker)

    def ping(self) -> bool:
        return not self.hangs_for_health or self.go_on.wait(30)


@pytest.mark.parametrize(("hangs_for_health", "status"), [(False, 200), (True, 503)])
def test_health_checks_are_answered_while_every_turn_hangs(hangs_for_health: bool, status: int) -> None:
    store = Hanging(hangs_for_health=hangs_for_health)
    try:
        with running(skill_on(store)) as (server, _), ThreadPoolExecutor(2 * THREADS) as pool:
            turns = [pool.submit(post, server.port, envelope("StreakIntent")) for _ in range(2 * THREADS)]
            assert all(store.asked.acquire(timeout=20) for _ in range(THREADS))
            for _ in range(5):
                answered, seconds = health(server.port)
                assert answered == status
                assert seconds < HANG_S
            with silent(server.port, 1, b"nonsense\r\n\r\n") as (connection,):
                assert b" 400 " in connection.recv(1000)
            store.go_on.set()
            assert [turn.result(20)[0] for turn in turns] == [200] * 2 * THREADS
            assert health(server.port)[0] == 200
    finally:
        store.go_on.set()


def test_a_failure_of_the_application_is_a_500_without_details() -> None:
    web = Flask("test")

    @web.get("/")
    def fails() -> str:
        raise RuntimeError("xyzzy")

    web.config["PROPAGATE_EXCEPTIONS"] = True  # so that it reaches the server itself
    with running(web) as (server, _):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        connection.request("GET", "/")
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
    assert response.status == 500
    assert "xyzzy" not in text
    assert response.getheader("Server") is None
    assert json.loads(text)["error"]


def post(port: int, asked: object) -> tuple[int, dict[str, object], dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", "/alexa", json.dumps(asked), {"Content-Type": "application/json"})
    response = connection.getresponse()
    answer = json.loads(response.read())
    connection.close()
    return response.status, answer, {name.title(): value for name, value in response.getheaders()}


def test_serving_from_the_command_line(tmp_path: Path) -> None:
    with serving("--allow-unsigned", TRUST_STEPS_PORT="0", TRUST_STEPS_STORE=str(tmp_path / "a.sqlite3")) as (
        process,
        port,
    ):
        status, answer, headers = post(port, envelope("LogKeptCommitmentIntent"))
        assert status == 200
        assert speech(answer)
        assert "Server" not in headers
        assert headers["Cache-Control"] == "no-store"
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
        assert process.stderr
        logged = process.stderr.read()
    assert "POST /alexa 200" in logged
    assert "amzn1" not in logged


def test_unsigned_requests_are_refused_unless_they_are_allowed(tmp_path: Path) -> None:
    with serving("--store", ":memory:", "--port", "0") as (process, port):
        status, answer, _ = post(port, envelope())
        assert status == 400
        assert answer == {"error": "the request's timestamp is too far from now"}
        process.send_signal(signal.SIGINT)
        assert process.wait(15) == 0
        assert process.stderr
        assert "Traceback" not in process.stderr.read()
