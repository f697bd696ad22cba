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


class ConnectionEndError(Exception):
    """The proxy ends this connection."""


@dataclass
class Call:
    """One call to DynamoDB, held by the proxy."""

    client: socket.socket
    headers: Mapping[str, str]
    body: bytes
    upstream: HTTPConnection
    dice: Random
    slow: float
    """Longest delay of a slow response, in seconds."""

    def forward(self) -> "Answer":
        """Send the call to DynamoDB, and return its response."""
        self.upstream.request("POST", "/", self.body, dict(self.headers))
        response = self.upstream.getresponse()
        text = response.read()
        return Answer(response.status, text, crc32(text))

    def answer(self, answer: "Answer") -> None:
        self.client.sendall(answer.bytes())

    def hold(self) -> None:
        """Send nothing until the client disconnects."""
        while self.client.recv(4096):
            pass
        raise ConnectionEndError

    def wait(self, seconds: float) -> None:
        threading.Event().wait(seconds)


@dataclass(frozen=True)
class Answer:
    """A response of DynamoDB's."""

    status: int
    text: bytes
    crc32: int

    def bytes(self) -> bytes:
        head = f"HTTP/1.1 {self.status} Reason\r\nContent-Length: {len(self.text)}\r\nx-amz-crc32: {self.crc32}\r\n\r\n"
        return head.encode() + self.text


def _refusal(status: int, code: str) -> Answer:
    text = json.dumps({"__type": f"{PREFIX}{code}", "message": "not now"}).encode()
    return Answer(status, text, crc32(text))


def _throttled(call: Call) -> None:
    call.answer(_refusal(400, call.dice.choice(sorted(THROTTLED))))


def _broken_before(call: Call) -> None:
    call.answer(_refusal(500, "InternalServerError"))


def _broken_after(call: Call) -> None:
    call.forward()
    call.answer(_refusal(500, "InternalServerError"))


def _unavailable(call: Call) -> None:
    text = b"<html>Service Unavailable</html>"
    call.answer(Answer(503, text, crc32(text)))


def _silent_before(call: Call) -> None:
    call.hold()


def _silent_after(call: Call) -> None:
    call.forward()
    call.hold()


def _reset_before(call: Call) -> None:
    # Closing with a linger time of zero sends a TCP reset.
    call.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise ConnectionEndError


def _reset_after(call: Call) -> None:
    call.forward()
    _reset_before(call)


def _half(call: Call) -> None:
    whole = call.forward().bytes()
    call.client.sendall(whole[: call.dice.randrange(1, len(whole))])
    raise ConnectionEndError


def _garbage(call: Call) -> None:
    call.forward()
    text = call.dice.choice((b"", b"{", b"what?", b"[]", b"null", b'"Item"', b"\xff\xfe"))
    call.answer(Answer(200, text, crc32(text)))


def _wrong_sum(call: Call) -> None:
    answer = call.forward()
    call.answer(Answer(answer.status, answer.text, answer.crc32 ^ 1))


def _hung_up(call: Call) -> None:
    """Send the right response, and close a connection that the client keeps for the next call."""
    call.answer(call.forward())
    raise ConnectionEndError


def _slow(call: Call) -> None:
    first, second = (call.dice.uniform(0, call.slow / 2) for _ in range(2))
    call.wait(first)
    answer = call.forward()
    call.wait(second)
    call.answer(answer)


def _drip(call: Call) -> None:
    for byte in call.forward().bytes():
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
    """Random plan of which calls fail and how, one or several in a row. Thread-safe."""

    kinds: Sequence[str]
    seed: int
    share: float = 0.3
    """Probability that a row of faults begins with a call."""
    rows: Sequence[int] = (1, 1, 1, 2, 3, 4, 8, 20)
    """Lengths of rows of faults, drawn with equal probability."""
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
    """HTTP proxy that forwards calls to DynamoDB or fails them by its plan."""

    def __init__(self, upstream: str, plan: Plan) -> None:
        self._upstream, self._plan = urlsplit(upstream).netloc, plan
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.endpoint = f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def serve(self) -> None:
        """Accept connections until the proxy is closed."""
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
                    answer = call.forward()
                    self._plan.conflicts += b"ConditionalCheckFailed" in answer.text
                    call.answer(answer)
        except (ConnectionEndError, OSError, HTTPException):
            pass
        finally:
            stream.close()
            client.close()
            upstream.close()


@contextmanager
def proxied(upstream: str, plan: Plan) -> Iterator[str]:
    """Start a proxy in front of an endpoint; yield the proxy's endpoint."""
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
