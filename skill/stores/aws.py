"""DynamoDB's own JSON over HTTP: one call at a time, signed, within a time that a turn can afford.

botocore's client does the same for every service of AWS, and importing it takes longer than all else that a cold start
does (docs/speed.md has the figures).
"""

import json
import os
import select
import ssl
import time
import zlib
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from skill.stores.place import SERVICE, Place
from skill.stores.sigv4 import signed

API = "DynamoDB_20120810"
"""DynamoDB's version, as its header names it."""

SECONDS = 2.0
"""How long a call may take with its second tries; Alexa waits eight seconds for a turn in all."""

TRY_SECONDS = 1.0
"""How long a connection may take, and then its answer, before the call is tried again."""

TRIES = 3

PAUSE = 0.05
"""Seconds before the second try, at most; twice as much before the next."""

THROTTLED = frozenset(
    ("ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException", "ThrottlingError")
)
"""Refusals that say: not now."""

SERVER = 500


class CallError(Exception):
    """A call that came to nothing. Its message has no word of what was sent."""


class Refused(CallError):
    """DynamoDB said no."""

    def __init__(self, code: str, answer: Mapping[str, Any]) -> None:
        """Keep the code, such as ConditionalCheckFailedException, and the whole answer."""
        super().__init__(f"DynamoDB refused: {code}")
        self.code, self.answer = code, answer


class Unanswered(CallError):
    """No answer came that could be read; whether the call was carried out is unknown."""


class Client:
    """Calls DynamoDB. Safe to call from many threads; connections are kept and used again."""

    def __init__(
        self,
        place: Place,
        *,
        seconds: float = SECONDS,
        try_seconds: float = TRY_SECONDS,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Call at a place; nothing is opened before the first call."""
        self._place, self._seconds, self._try_seconds, self._sleep = place, seconds, try_seconds, sleep
        parts = urlsplit(place.endpoint)
        self._host = parts.netloc
        # Made at once and not at the first call: where a snapshot is taken in between, nobody waits for it.
        self._tls = _trusting() if parts.scheme == "https" else None
        self._idle: deque[HTTPConnection] = deque()

    def call(self, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Return what an operation answers, such as GetItem; raises Refused and Unanswered.

        What was throttled, failed on their side or was not answered is tried again, while there is time.
        """
        body = json.dumps(asked).encode()
        until = time.monotonic() + self._seconds
        for tried in range(1, TRIES + 1):
            try:
                return self._tried(operation, body, min(self._try_seconds, until - time.monotonic()))
            except (_NotNow, OSError, HTTPException, ValueError) as error:
                failed = error
            pause = jittered(PAUSE * 2 ** (tried - 1))
            if tried == TRIES or time.monotonic() + pause >= until:
                break
            self._sleep(pause)
        if isinstance(failed, _NotNow):
            raise failed.refusal from None
        raise Unanswered(f"DynamoDB did not answer: {type(failed).__name__}") from None

    def close(self) -> None:
        """Close the connections that are idle."""
        while self._idle:
            self._idle.pop().close()

    def _tried(self, operation: str, body: bytes, seconds: float) -> dict[str, Any]:
        headers = signed(
            {"Host": self._host, "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": f"{API}.{operation}"},
            body,
            self._place.credentials(),
            self._place.region,
            SERVICE,
            datetime.now(UTC),
        )
        connection = self._connection(seconds)
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
            return HTTPSConnection(self._host, timeout=seconds, context=self._tls)
        return HTTPConnection(self._host, timeout=seconds)


class _NotNow(Exception):
    """A refusal that may be none when it is tried again."""

    def __init__(self, refusal: Refused) -> None:
        super().__init__()
        self.refusal = refusal


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
    if status >= SERVER or refusal.code in THROTTLED:
        raise _NotNow(refusal)
    raise refusal


def jittered(seconds: float) -> float:
    """Return a pause of up to so many seconds: who was refused together should not come back together.

    It is drawn from the system, since functions restored from one snapshot would all draw the same.
    """
    from random import SystemRandom

    return SystemRandom().uniform(0, seconds)
