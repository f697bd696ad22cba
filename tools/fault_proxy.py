"""Fault proxy: a proxy in front of DynamoDB that refuses, hangs, disconnects and garbles responses by a plan.

A fault *after* the call lets it through and spoils the response: the write took place, and the caller does not know.
"""

import json
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from random import Random
from typing import BinaryIO
from urllib.parse import urlsplit
from zlib import crc32

from skill.stores.dynamodb_client import THROTTLED

PREFIX = "com.amazonaws.dynamodb.v20120810#"


class ScenarioOverError(Exception):
    """The connection is at its end."""


@dataclass
class Call:
    """One call on its way."""

    client: socket.socket
    headers: Mapping[str, str]
    body: bytes
    upstream: HTTPConnection
    dice: Random
    slow: float
    """Seconds that a slow answer takes at most."""

    def forwarded(self) -> "Answer":
        """Let DynamoDB carry it out."""
        self.upstream.request("POST", "/", self.body, dict(self.headers))
        response = self.upstream.getresponse()
        text = response.read()
        return Answer(response.status, text, crc32(text))

    def answer(self, answer: "Answer") -> None:
        self.client.sendall(answer.bytes())

    def hold(self) -> None:
        """Say nothing until the other side has had enough."""
        while self.client.recv(4096):
            pass
        raise ScenarioOverError

    def wait(self, seconds: float) -> None:
        threading.Event().wait(seconds)


@dataclass(frozen=True)
class Answer:
    """What DynamoDB says."""

    status: int
    text: bytes
    sum: int

    def bytes(self) -> bytes:
        head = f"HTTP/1.1 {self.status} Whatever\r\nContent-Length: {len(self.text)}\r\nx-amz-crc32: {self.sum}\r\n\r\n"
        return head.encode() + self.text


def _refusal(status: int, code: str) -> Answer:
    text = json.dumps({"__type": f"{PREFIX}{code}", "message": "not now"}).encode()
    return Answer(status, text, crc32(text))


def _throttled(call: Call) -> None:
    call.answer(_refusal(400, call.dice.choice(sorted(THROTTLED))))


def _broken_before(call: Call) -> None:
    call.answer(_refusal(500, "InternalServerError"))


def _broken_after(call: Call) -> None:
    call.forwarded()
    call.answer(_refusal(500, "InternalServerError"))


def _unavailable(call: Call) -> None:
    text = b"<html>Service Unavailable</html>"
    call.answer(Answer(503, text, crc32(text)))


def _silent_before(call: Call) -> None:
    call.hold()


def _silent_after(call: Call) -> None:
    call.forwarded()
    call.hold()


def _reset_before(call: Call) -> None:
    # To close at once and without waiting is to reset.
    call.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise ScenarioOverError


def _reset_after(call: Call) -> None:
    call.forwarded()
    _reset_before(call)


def _half(call: Call) -> None:
    whole = call.forwarded().bytes()
    call.client.sendall(whole[: call.dice.randrange(1, len(whole))])
    raise ScenarioOverError


def _garbage(call: Call) -> None:
    call.forwarded()
    text = call.dice.choice((b"", b"{", b"what?", b"[]", b"null", b'"Item"', b"\xff\xfe"))
    call.answer(Answer(200, text, crc32(text)))


def _wrong_sum(call: Call) -> None:
    right = call.forwarded()
    call.answer(Answer(right.status, right.text, right.sum ^ 1))


def _hung_up(call: Call) -> None:
    """Answer as is right, and close a connection that the other side means to use again."""
    call.answer(call.forwarded())
    raise ScenarioOverError


def _slow(call: Call) -> None:
    first, second = (call.dice.uniform(0, call.slow / 2) for _ in range(2))
    call.wait(first)
    right = call.forwarded()
    call.wait(second)
    call.answer(right)


def _drip(call: Call) -> None:
    for byte in call.forwarded().bytes():
        call.client.sendall(bytes([byte]))
        call.wait(call.slow / 50)


PROXY_FAULTS: Mapping[str, Callable[[Call], None]] = {
    "throttled": _throttled,
    "500, not done": _broken_before,
    "500, done": _broken_after,
    "503": _unavailable,
    "no answer, not done": _silent_before,
    "no answer, done": _silent_after,
    "reset, not done": _reset_before,
    "reset, done": _reset_after,
    "half an answer": _half,
    "garbage": _garbage,
    "wrong sum": _wrong_sum,
    "hung up": _hung_up,
    "slow": _slow,
    "drop by drop": _drip,
}


@dataclass
class Plan:
    """Which calls fail, and how: by the dice, in a row or one alone. Safe to use from many threads."""

    kinds: Sequence[str]
    seed: int
    share: float = 0.3
    """Of calls with which a row of faults begins."""
    rows: Sequence[int] = (1, 1, 1, 2, 3, 4, 8, 20)
    """How many calls fail in a row."""
    slow: float = 0.3
    is_on: bool = True
    injected: Counter[str] = field(default_factory=Counter)
    conflicts: int = 0
    """Answers that a condition did not hold."""

    def __post_init__(self) -> None:
        self.dice = Random(self.seed)
        self._left = 0
        self._lock = threading.Lock()

    def next(self) -> str | None:
        """Return the fault of the next call, or None where it is let through."""
        with self._lock:
            if not self.is_on:
                return None
            if not self._left and self.dice.random() < self.share:
                self._left = self.dice.choice(self.rows)
            if not self._left:
                return None
            self._left -= 1
            kind = self.dice.choice(self.kinds)
            self.injected[kind] += 1
            return kind


class Proxy:
    """Takes calls, and hands them on to DynamoDB as its plan lets it."""

    def __init__(self, upstream: str, plan: Plan) -> None:
        self._upstream, self._plan = urlsplit(upstream).netloc, plan
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.endpoint = f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def serve(self) -> None:
        """Take connections until it is closed."""
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._talk, args=(client,), daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _talk(self, client: socket.socket) -> None:
        upstream = HTTPConnection(self._upstream, timeout=30)
        stream = client.makefile("rb")
        try:
            while request := _request(stream):
                call = Call(client, *request, upstream, self._plan.dice, self._plan.slow)
                kind = self._plan.next()
                if kind:
                    PROXY_FAULTS[kind](call)
                else:
                    answer = call.forwarded()
                    self._plan.conflicts += b"ConditionalCheckFailed" in answer.text
                    call.answer(answer)
        except (ScenarioOverError, OSError, HTTPException):
            pass
        finally:
            stream.close()
            client.close()
            upstream.close()


@contextmanager
def proxied(upstream: str, plan: Plan) -> Iterator[str]:
    """Put a proxy in front of an endpoint, and yield its own."""
    proxy = Proxy(upstream, plan)
    threading.Thread(target=proxy.serve, daemon=True).start()
    try:
        yield proxy.endpoint
    finally:
        proxy.close()


def _request(stream: BinaryIO) -> tuple[dict[str, str], bytes] | None:
    """Return the headers and the body of the next request, or None where there is none."""
    if not stream.readline():
        return None
    headers = {}
    while line := stream.readline().strip():
        name, _, value = line.decode("latin-1").partition(":")
        headers[name] = value.strip()
    return headers, stream.read(int(headers.get("Content-Length", 0)))
