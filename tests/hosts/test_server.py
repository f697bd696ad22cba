"""The server stops when it is asked to, and not before it has answered what it has in hand."""

import http.client
import json
import signal
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from waitress import wasyncore

from tests.envelopes import envelope, speech
from tests.hosts.running import running, serving


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
