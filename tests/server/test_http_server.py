"""The server stops when it is asked to, and not before it has answered what it has in hand."""

import http.client
import json
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from waitress import wasyncore

from skill.app import App
from skill.journey.speaker import Speaker
from skill.server.http_server import THREADS
from skill.server.wsgi_app import create_web
from skill.simulator.alexa_services import FakeAlexaServices
from skill.stores.memory import MemoryStore
from skill.stores.store import Record
from tools.envelopes import envelope, speech
from tools.running_server import running, serving


def test_a_turn_in_hand_is_finished_and_nobody_new_is_let_in() -> None:
    web, started, go_on = Flask("test"), threading.Event(), threading.Event()

    @web.get("/")
    def slow() -> str:
        started.set()
        go_on.wait(10)
        return "done"

    with running(web) as (server, thread):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        connection.request("GET", "/")
        assert started.wait(10)
        server.stop()
        time.sleep(0.2)
        assert thread.is_alive()
        go_on.set()
        response = connection.getresponse()
        assert (response.status, response.read()) == (200, b"done")
        connection.close()
        thread.join(10)
        assert not thread.is_alive()
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", server.port), timeout=5)


def test_the_loop_rests_while_a_thread_sends_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """It once asked for room to send what the thread was sending, again and again, and took its time from it."""
    web, turns = Flask("test"), 0
    loop, send = wasyncore.loop, wasyncore.dispatcher.send
    web.add_url_rule("/", view_func=lambda: "done")

    def counted(**arguments: Any) -> None:
        nonlocal turns
        turns += 1
        loop(**arguments)

    def slowly(channel: wasyncore.dispatcher, data: bytes, **arguments: Any) -> Any:
        with socket.create_connection(("127.0.0.1", server.port), timeout=5):  # somebody else, who wakes the loop
            time.sleep(0.2)
        return send(channel, data, **arguments)

    monkeypatch.setattr(wasyncore, "loop", counted)
    monkeypatch.setattr(wasyncore.dispatcher, "send", slowly)
    with running(web) as (server, _):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        connection.request("GET", "/")
        assert connection.getresponse().read() == b"done"
        connection.close()
    assert turns < 20


@contextmanager
def silent(port: int, number: int, first: bytes = b"") -> Iterator[list[socket.socket]]:
    """Open connections that say nothing more than some first bytes."""
    with ExitStack() as stack:
        found = []
        for _ in range(number):
            one = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            one.sendall(first)
            found.append(one)
        yield found


HANG_S = 5
"""Longer than an answer takes on a busy machine, and shorter than anything that hangs or is waited for here."""


def health(port: int) -> tuple[int, float]:
    """Return the status of /healthz, and the seconds that it took."""
    begun = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/healthz")
    status = connection.getresponse().status
    connection.close()
    return status, time.monotonic() - begun


def skill_on(store: MemoryStore) -> Flask:
    return create_web(App(store, api_client=FakeAlexaServices("America/New_York")), store.ping)


@pytest.mark.parametrize(
    "first", [b"", b"GET", b"POST /alexa HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n"]
)
def test_connections_that_say_nothing_or_too_little_keep_nobody_out(
    first: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("skill.server.http_server.CONNECTIONS", 40)
    with running(skill_on(MemoryStore())) as (server, _), silent(server.port, 150, first):
        for _ in range(5):
            found, seconds = health(server.port)
            assert found == 200
            assert seconds < HANG_S


def test_of_many_connections_those_with_a_turn_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skill.server.http_server.CONNECTIONS", 40)
    store = Hanging(hangs_for_health=False)
    with running(skill_on(store)) as (server, _), ThreadPoolExecutor(4) as pool:
        turns = [pool.submit(post, server.port, envelope("StreakIntent")) for _ in range(4)]
        assert all(store.asked.acquire(timeout=20) for _ in turns)
        with silent(server.port, 150):
            assert health(server.port)[0] == 200
            store.go_on.set()
            assert [one.result(20)[0] for one in turns] == [200] * 4


@pytest.mark.parametrize(("first", "answer"), [(b"", b""), (b"GET", b"HTTP/1.0 408")])
def test_a_connection_is_closed_when_its_first_request_does_not_come(
    first: bytes, answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("skill.server.http_server.REQUEST_TIMEOUT_S", 0.5)
    with running(skill_on(MemoryStore())) as (server, _), silent(server.port, 3, first) as connections:
        for one in connections:
            assert one.recv(1000).startswith(answer)


def test_a_connection_that_was_answered_may_rest_for_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skill.server.http_server.REQUEST_TIMEOUT_S", 0.5)
    with running(skill_on(MemoryStore())) as (server, _):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        for _ in range(2):
            connection.request("GET", "/healthz")
            assert connection.getresponse().read()
            time.sleep(1.5)
        connection.close()


def test_what_waits_behind_a_slow_turn_is_not_torn_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part of a request that came meanwhile was once dropped, and its rest taken for another request."""
    monkeypatch.setattr("skill.server.http_server.REQUEST_TIMEOUT_S", 0.5)
    web, go_on = Flask("test"), threading.Event()
    web.add_url_rule("/slow", "slow", lambda: f"{go_on.wait(10)}")
    web.add_url_rule("/", "echo", lambda: request.get_data(as_text=True), methods=["POST"])
    with (
        running(web) as (server, _),
        silent(server.port, 1, b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n") as (one,),
    ):
        one.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 7\r\n\r\nab")
        time.sleep(1.5)
        one.sendall(b"cdefg")
        go_on.set()
        found = b"".join(iter(lambda: one.recv(65536), b""))
    assert found.count(b"HTTP/1.1 200 OK") == 2
    assert found.endswith(b"abcdefg")


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
def test_health_is_told_while_every_thread_has_a_turn_that_hangs(hangs_for_health: bool, status: int) -> None:
    store = Hanging(hangs_for_health=hangs_for_health)
    try:
        with running(skill_on(store)) as (server, _), ThreadPoolExecutor(2 * THREADS) as pool:
            turns = [pool.submit(post, server.port, envelope("StreakIntent")) for _ in range(2 * THREADS)]
            assert all(store.asked.acquire(timeout=20) for _ in range(THREADS))
            for _ in range(5):
                found, seconds = health(server.port)
                assert found == status
                assert seconds < HANG_S
            with silent(server.port, 1, b"nonsense\r\n\r\n") as (one,):
                assert b" 400 " in one.recv(1000)
            store.go_on.set()
            assert [one.result(20)[0] for one in turns] == [200] * 2 * THREADS
            assert health(server.port)[0] == 200
    finally:
        store.go_on.set()


def test_a_failure_shows_nothing_of_itself() -> None:
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
    found = json.loads(response.read())
    connection.close()
    return response.status, found, dict(response.getheaders())


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
