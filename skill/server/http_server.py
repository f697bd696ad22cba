"""The web server: waitress, with limits, refusals in one line, and an end that loses nobody's turn."""

import json
import logging
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, cast

from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import ErrorTask, ThreadedTaskDispatcher
from waitress.utilities import Error

from skill.server.http_framing import StrictParser
from skill.server.wsgi_app import HEADERS, HEALTH, MAX_BODY_BYTES

THREADS = 16
"""Turns at a time. They wait for the store, or for one of Amazon's services; more wait in a queue."""

RESERVED_THREADS = 2
"""For health checks and refusals, which wait for nothing: turns that hang never keep them from being answered."""

CONNECTIONS = 400
"""At a time; beyond them the oldest that has no request in hand is closed for a new one."""

MORE_CONNECTIONS = 50
"""Beyond CONNECTIONS, where all have a request in hand; after that no connection is accepted until one ends."""

MAX_HEADERS_BYTES = 16 * 1024
"""Bytes of a request's headers."""

MAX_ANSWER_BYTES = 16 * 1024 * 1024
"""Kept in memory while it is sent, beyond which waitress makes a file of it. The engine for screens has 5 MB."""

REQUEST_TIMEOUT_S = 10.0
"""Seconds within which a request has to arrive whole; the first of a connection, from the connection on."""

POLL_INTERVAL_S = 0.5
"""Seconds from one look for requests that take too long to the next."""

IDLE_TIMEOUT_S = 60
"""Seconds after which a connection whose last request was answered is closed."""

DRAIN_TIMEOUT_S = 8.0
"""Seconds for the turns in hand, and for those that wait, when the server is stopped: as long as Alexa waits."""

log = logging.getLogger(__name__)


class SlowRequestError(Error):
    """The request did not arrive in time."""

    code = 408
    reason = "Request Timeout"


class _Refusal(ErrorTask):
    """Tells what waitress refused in the form of all our refusals, with the client's fault as the client's."""

    def execute(self) -> None:
        error: Any = cast("Any", self.request).error
        code = 400 if error.code == 501 else error.code  # an encoding that nobody knows is no failure of ours
        reason = (
            "it took too long to arrive"
            if isinstance(error, SlowRequestError)
            else _REASONS.get(code, "it is not HTTP")
        )
        body = json.dumps({"error": reason}).encode() + b"\n"
        self.status = f"{code} {'Bad Request' if code == 400 else error.reason}"
        self.response_headers = [("Content-Type", "application/json"), *HEADERS]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


_REASONS = {
    413: "the body is too large",
    431: "the headers are too large",
    500: "something went wrong here",
}


class _Dispatcher(ThreadedTaskDispatcher):
    """Hands requests to threads: health checks and refusals to those that are reserved for them."""

    def __init__(self) -> None:
        super().__init__()
        self._reserved = ThreadedTaskDispatcher()
        self.set_thread_count(THREADS)
        self._reserved.set_thread_count(RESERVED_THREADS)

    def add_task(self, task: Any) -> None:
        request = task.requests[0]
        if request.error is not None or request.path in HEALTH:
            self._reserved.add_task(task)
        else:
            super().add_task(task)

    def shutdown(self, cancel_pending: bool = True, timeout: int = 5) -> bool:
        self._reserved.shutdown(cancel_pending, timeout)
        return bool(super().shutdown(cancel_pending, timeout))


class _Channel(HTTPChannel):
    """A connection that does not wait for ever for the rest of a request."""

    error_task_class = _Refusal
    parser_class = StrictParser
    requests: list[Any]
    requests_lock: Lock
    creation_time: float

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.begun: float | None = time.monotonic()
        """When the request began that is not here whole; with the connection, for its first."""
        self.had_request = False
        """Whether a whole request has ever come."""

    def received(self, data: bytes) -> bool:
        done = bool(super().received(data))
        if self.request is None:
            self.begun, self.had_request = None, True
        else:
            self.begun = self.begun or time.monotonic()
        return done

    def writable(self) -> bool:
        """Tell whether the loop has something to send here.

        A thread that has a request in hand sends its answer by itself. Were the loop to wait for room for it as well,
        there would be room at once and nothing to do, again and again, and the thread could hardly go on.
        """
        return (self.will_close or not self.requests) and bool(super().writable())

    @property
    def is_busy(self) -> bool:
        """Whether a request is being answered, or an answer is on its way."""
        return bool(self.requests or self.total_outbufs_len or self.close_when_flushed)

    def expire(self, now: float) -> None:
        """Refuse a request that began too long ago; close a connection on which none began."""
        if self.begun is None or now - self.begun < REQUEST_TIMEOUT_S:
            return
        with self.requests_lock:
            if self.requests:
                return  # what waits behind a request in hand is looked at when that one is answered
            request: Any = self.request
            self.request = self.begun = None
            if request is None:
                self.will_close = True
                return
            request.error, request.completed = SlowRequestError(""), True
            self.requests.append(request)
            cast("Any", self.server).add_task(self)


class Server:
    """Listens, and serves until it is stopped."""

    def __init__(self, web: Flask, host: str, port: int) -> None:
        """Listen; raises OSError, ValueError or OverflowError where that can't be done."""
        self._map: dict[int, Any] = {}
        self._is_stopping = False
        self._glanced = 0.0
        self._server = create_server(
            web,
            map=self._map,
            _dispatcher=_Dispatcher(),
            host=host,
            port=port,
            connection_limit=CONNECTIONS + MORE_CONNECTIONS,
            max_request_header_size=MAX_HEADERS_BYTES,
            max_request_body_size=MAX_BODY_BYTES,
            outbuf_overflow=MAX_ANSWER_BYTES,
            channel_timeout=IDLE_TIMEOUT_S,
            cleanup_interval=10,
            clear_untrusted_proxy_headers=False,  # the application has to see that a request was forwarded
            ident=None,
            asyncore_use_poll=True,
        )
        self._listening = [one for one in self._map.values() if getattr(one, "accepting", False)]
        for one in self._listening:
            one.channel_class = _Channel
        self.port: int = self._listening[0].effective_port
        # A turn that waits a little is nothing to warn of.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)

    @property
    def is_stopping(self) -> bool:
        """Whether nobody new is let in any more."""
        return self._is_stopping

    def stop(self) -> None:
        """Let nobody in any more, finish what is in hand, and return from `run`. May be called from a signal."""
        if not self._is_stopping:
            self._is_stopping = True
            for one in self._listening:
                one.pull_trigger()

    def run(self) -> None:
        """Serve until `stop`."""
        with self._signals():
            while not self._is_stopping:
                self._turn()
        for one in self._listening:
            wasyncore.dispatcher.close(one)  # its own way to close would also close what wakes the loop
        until = time.monotonic() + DRAIN_TIMEOUT_S
        while time.monotonic() < until and any(one.is_busy for one in self._channels()):
            self._turn()
        self._server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._map)

    def _turn(self) -> None:
        wasyncore.loop(timeout=POLL_INTERVAL_S, map=self._map, use_poll=True, count=1)
        if len(self._map) > CONNECTIONS:
            self._make_room()
        now = time.monotonic()
        if now - self._glanced >= POLL_INTERVAL_S:
            self._glanced = now
            for one in self._channels():
                one.expire(now)

    def _make_room(self) -> None:
        """Close the oldest connections without a request in hand: first those that never had one."""
        all_ = self._channels()
        idle = [one for one in all_ if not one.is_busy]
        idle.sort(key=lambda one: (one.had_request, one.creation_time))
        for one in idle[: max(0, len(all_) - CONNECTIONS)]:
            one.handle_close()

    def _channels(self) -> list[_Channel]:
        return [one for one in self._map.values() if isinstance(one, _Channel)]

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """Take a friendly signal as the wish to stop; where this is not the main thread, nobody sends one."""

        def stop(number: int, frame: object) -> None:
            self.stop()

        before: dict[signal.Signals, Callable[..., Any] | int | None] = {}
        try:
            for one in (signal.SIGTERM, signal.SIGINT):
                before[one] = signal.signal(one, stop)
        except ValueError:
            pass
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)
