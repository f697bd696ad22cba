"""DynamoDB's own JSON over HTTP: one call at a time, signed, within a time that a turn can afford.

botocore's client does the same for every service of AWS, and importing it takes longer than all else that a cold start
does (docs/speed.md has the figures).
"""

import io
import json
import math
import os
import select
import socket
import ssl
import time
import zlib
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from copy import copy
from datetime import UTC, datetime
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, NamedTuple, Self, cast
from urllib.parse import urlsplit

from skill.stores.jitter import jittered
from skill.stores.place import SERVICE, Place
from skill.stores.sigv4 import signed

API = "DynamoDB_20120810"
"""DynamoDB's version, as its header names it."""

SECONDS = 2.0
"""How long a call may take with its second tries; Alexa waits eight seconds for a turn in all."""

TRY_SECONDS = 1.0
"""How long one try of it may take, from a new connection to the last byte of the answer."""

TRIES = 3

PAUSE = 0.05
"""Seconds before the second try, at most; twice as much before the next."""

THROTTLED = frozenset(
    ("ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException", "ThrottlingError")
)
"""Refusals that say: not now."""

IN_EACH_OTHERS_WAY = frozenset(("TransactionConflictException", "TransactionInProgressException"))
"""Refusals that say: not while another transaction is at it. The second is about our own, which is under way."""

NOT_CARRIED_OUT = THROTTLED | {"TransactionConflictException", "TransactionCanceledException"}
"""Refusals that leave no doubt whether a call was carried out."""

SERVER = 500


class CallError(Exception):
    """A call that came to nothing. Its message has no word of what was sent."""

    is_unsure = False
    """Whether it may have been carried out all the same: one of its tries was sent and not answered."""


class Refused(CallError):
    """DynamoDB said no."""

    def __init__(self, code: str, answer: Mapping[str, Any]) -> None:
        """Keep the code, such as ConditionalCheckFailedException, and the whole answer."""
        super().__init__(f"DynamoDB refused: {code}")
        self.code, self.answer = code, answer


class Unanswered(CallError):
    """No answer came that could be read."""


class Client:
    """Calls DynamoDB. Safe to call from many threads; connections are kept and used again."""

    def __init__(
        self,
        place: Place,
        *,
        seconds: float = SECONDS,
        try_seconds: float = TRY_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Call at a place; nothing is opened before the first call. `clock` gives seconds since some moment."""
        self._place, self._seconds, self._try_seconds = place, seconds, try_seconds
        self._clock, self._sleep = clock, sleep
        self.until = math.inf
        """When there is no time left for any call, by the clock."""
        parts = urlsplit(place.endpoint)
        self._host = parts.netloc
        # Made at once and not at the first call: where a snapshot is taken in between, nobody waits for it.
        self._tls = _trusting() if parts.scheme == "https" else None
        self._idle: deque[HTTPConnection] = deque()

    def within(self, seconds: float) -> Self:
        """Return a client on the same connections, all of whose calls together may take so long from now."""
        client = copy(self)
        client.until = self._clock() + seconds
        return client

    def call(self, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Return what an operation answers, such as GetItem; raises Refused and Unanswered.

        What was throttled, failed on their side or was not answered is tried again, while there is time.
        """
        body = json.dumps(asked).encode()
        until = min(self._clock() + self._seconds, self.until)
        failed: Exception = TimeoutError()
        is_unsure = False
        for tried in range(1, TRIES + 1):
            left = until - self._clock()
            if left <= 0:
                break
            try:
                return self._tried(operation, body, min(self._try_seconds, left))
            except Refused as refusal:
                refusal.is_unsure = is_unsure
                raise
            except (_NotNow, _NotSent, OSError, HTTPException, ValueError) as error:
                failed = error
                is_unsure = is_unsure or _may_have_arrived(error)
            pause = jittered(PAUSE * 2 ** (tried - 1))
            if tried == TRIES or self._clock() + pause >= until:
                break
            self._sleep(pause)
        if isinstance(failed, _NotNow):
            given_up: CallError = failed.refusal
        else:
            reason = failed.__cause__ if isinstance(failed, _NotSent) else failed
            given_up = Unanswered(f"DynamoDB did not answer: {type(reason).__name__}")
        given_up.is_unsure = is_unsure
        raise given_up from None

    def close(self) -> None:
        """Close the connections that are idle."""
        while self._idle:
            self._idle.pop().close()

    def _tried(self, operation: str, body: bytes, seconds: float) -> dict[str, Any]:
        until = self._clock() + seconds
        try:
            headers = signed(
                {
                    "Host": self._host,
                    "Content-Type": "application/x-amz-json-1.0",
                    "X-Amz-Target": f"{API}.{operation}",
                },
                body,
                self._place.credentials(),
                self._place.region,
                SERVICE,
                datetime.now(UTC),
            )
            connection = self._connection(seconds)
        except OSError as error:
            raise _NotSent from error
        connection.response_class = partial(_timely, self._clock, until)  # type: ignore[assignment]
        try:
            connection.request("POST", "/", body, headers)
            response = connection.getresponse()
            text = response.read()
        except BaseException:
            connection.close()
            raise
        if response.will_close:
            connection.close()
        else:
            self._idle.append(connection)
        crc = response.headers.get("x-amz-crc32")
        if crc is not None and int(crc) != zlib.crc32(text):
            raise ValueError("an answer arrived that was not what was sent")
        return _answered(response.status, text)

    def _connection(self, seconds: float) -> HTTPConnection:
        with suppress(IndexError):
            while True:
                connection = self._idle.pop()
                # Nothing is on its way to us between calls, except the word that the other side hung up.
                if connection.sock and not select.select([connection.sock], [], [], 0)[0]:
                    connection.sock.settimeout(seconds)
                    return connection
                connection.close()
        if self._tls:
            opened: HTTPConnection = HTTPSConnection(self._host, timeout=seconds, context=self._tls)
        else:
            opened = HTTPConnection(self._host, timeout=seconds)
        opened.connect()
        return opened


class _NotSent(Exception):
    """A try that came to nothing before anything was sent; its cause says why."""


class _NotNow(Exception):
    """A refusal that may be none when it is tried again."""

    def __init__(self, refusal: Refused) -> None:
        super().__init__()
        self.refusal = refusal


class _Timely(io.RawIOBase):
    """The bytes of an answer, which are all to arrive by a moment: a socket's own limit begins anew with each part."""

    def __init__(self, connection: socket.socket, clock: Callable[[], float], until: float) -> None:
        self._socket, self._bytes = connection, connection.makefile("rb", buffering=0)
        self._clock, self._until = clock, until

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int | None:
        left = self._until - self._clock()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)
        return self._bytes.readinto(into)

    def close(self) -> None:
        self._bytes.close()
        super().close()


class _Opening(NamedTuple):
    bytes: _Timely

    def makefile(self, _: str) -> io.BufferedReader:
        return io.BufferedReader(self.bytes)


def _timely(clock: Callable[[], float], until: float, connection: socket.socket, **rest: Any) -> HTTPResponse:
    """Return the answer that a connection will have by a moment; the library wants something to open as a file."""
    return HTTPResponse(cast("socket.socket", _Opening(_Timely(connection, clock, until))), **rest)


def _may_have_arrived(error: Exception) -> bool:
    """Tell whether a try that failed may have been carried out."""
    if isinstance(error, _NotNow):
        return error.refusal.code not in NOT_CARRIED_OUT
    return not isinstance(error, _NotSent)


def _trusting() -> ssl.SSLContext:
    """Return what trusts the roots that everybody does, or those that AWS_CA_BUNDLE names."""
    import certifi  # at home there is no TLS to do

    return ssl.create_default_context(cafile=os.environ.get("AWS_CA_BUNDLE") or certifi.where())


def _answered(status: int, text: bytes) -> dict[str, Any]:
    answer = json.loads(text)
    if not isinstance(answer, dict):
        raise ValueError("an answer is a JSON object")
    if status == 200:
        return answer
    refusal = Refused(str(answer.get("__type", status)).rpartition("#")[2], answer)
    if status >= SERVER or refusal.code in THROTTLED | IN_EACH_OTHERS_WAY or _may_pass(answer):
        raise _NotNow(refusal)
    raise refusal


def _may_pass(answer: Mapping[str, Any]) -> bool:
    """Tell whether a transaction was cancelled for reasons that pass, and for none that does not."""
    codes = {reason.get("Code", "None") for reason in answer.get("CancellationReasons", ())} - {"None"}
    return bool(codes) and codes <= {"TransactionConflict", "ProvisionedThroughputExceeded", "ThrottlingError"}
