"""ASGI application: the limits of the web server around the WSGI application, which runs in threads.

A request takes a thread only when it is here whole. What is refused here is refused in one line of JSON, and its
connection is closed, because the rest of the request may still be on its way.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from skill.errors import TrustStepsError
from skill.server.http_framing import framing_error
from skill.server.wsgi_app import HEADERS, HEALTH, MAX_BODY_BYTES
from skill.server.wsgi_bridge import HttpResponse, call_wsgi, wsgi_environ

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

THREADS = 16
"""Turns at a time. They wait for the store, or for one of Amazon's services; more wait in a queue."""

HEALTH_THREADS = 2
"""Health checks at a time: turns that hang never keep them from being answered."""

MAX_TURNS = 400
"""Turns in threads and in the queue; beyond them a request is refused with 503. Alexa waits eight seconds."""

MAX_HEADER_BYTES = 16 * 1024
"""Bytes of a request's headers."""

REQUEST_TIMEOUT_S = 10.0
"""Seconds within which a body has to arrive, from the end of the headers on."""

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

log = logging.getLogger(__name__)


class RefusedError(TrustStepsError):
    """A request is refused: `status` and `reason`."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


class ClientDisconnectedError(TrustStepsError):
    """The client hung up before its request was whole."""


class AsgiApp:
    """Answers HTTP requests of an ASGI server through a WSGI application."""

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application
        self._turn_threads = ThreadPoolExecutor(THREADS, "turn")
        self._health_threads = ThreadPoolExecutor(HEALTH_THREADS, "health")
        self._turns = 0

    def close(self) -> None:
        """Begin no more turns; one that is under way goes on, and its thread ends with it."""
        for threads in (self._turn_threads, self._health_threads):
            threads.shutdown(wait=False, cancel_futures=True)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI 3)."""
        try:
            response = await self._respond(scope, receive)
        except ClientDisconnectedError:
            return
        except RefusedError as error:
            response = _refusal(error.status, error.reason)
        except asyncio.CancelledError:  # the time to finish turns is over
            response = _refusal(503, "the server is stopping")
        except Exception:
            log.exception("a request failed")
            response = _refusal(500, "something went wrong here")
        await send({"type": "http.response.start", "status": response.status, "headers": response.headers})
        await send({"type": "http.response.body", "body": response.body})

    async def _respond(self, scope: Message, receive: Receive) -> HttpResponse:
        _check_head(scope)
        try:
            async with asyncio.timeout(REQUEST_TIMEOUT_S):
                body = await _read_body(receive)
        except TimeoutError:
            raise RefusedError(408, "it took too long to arrive") from None
        environ = wsgi_environ(scope, body)
        loop = asyncio.get_running_loop()
        if environ["PATH_INFO"] in HEALTH:
            return await loop.run_in_executor(self._health_threads, call_wsgi, self._application, environ)
        if self._turns >= MAX_TURNS:
            raise RefusedError(503, "too many requests are waiting")
        self._turns += 1
        try:
            return await loop.run_in_executor(self._turn_threads, call_wsgi, self._application, environ)
        finally:
            self._turns -= 1


def _check_head(scope: Message) -> None:
    """Refuse a request for its request line or headers; raises RefusedError."""
    headers = scope["headers"]
    if sum(len(name) + len(value) for name, value in headers) > MAX_HEADER_BYTES:
        raise RefusedError(431, "the headers are too large")
    error = framing_error(scope["http_version"], scope["raw_path"], headers)
    if error:
        raise RefusedError(400, error)
    if int(dict(headers).get(b"content-length", 0)) > MAX_BODY_BYTES:
        raise _too_large()


async def _read_body(receive: Receive) -> bytes:
    """Return the whole body; raises RefusedError and ClientDisconnectedError."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnectedError
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            raise _too_large()
        if not message.get("more_body", False):
            return bytes(body)


def _too_large() -> RefusedError:
    return RefusedError(413, "the body is too large")


def _refusal(status: int, reason: str) -> HttpResponse:
    body = json.dumps({"error": reason}).encode() + b"\n"
    fields = [("Content-Type", "application/json"), ("Connection", "close"), *HEADERS]
    headers = [(name.lower().encode(), value.encode()) for name, value in fields]
    return HttpResponse(status, [*headers, (b"content-length", b"%d" % len(body))], body)
