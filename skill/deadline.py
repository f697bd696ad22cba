"""Deadline: the one measure of time within a turn: a blocking call is given up when its time is over.

That holds whatever hangs, DNS and a server that sends byte after byte included.

A socket's own time-out begins anew with each byte, and resolving a name has none at all.
"""

import time
from collections.abc import Callable
from queue import SimpleQueue
from threading import Lock, Semaphore, Thread
from typing import Any, Generic, Protocol, TypeVar

from skill.errors import TrustStepsError

T = TypeVar("T")

TURN_TIMEOUT_S = 4.0
"""Of all that a turn waits for, from the store and from Alexa's services. Alexa waits eight seconds for the answer."""

BACKGROUND_STORE_TIMEOUT_S = 1.0
"""Of optional store calls that are made while the user waits."""

CHUNK_BYTES = 65_536


class DeadlineExceededError(TimeoutError):
    """The time was over before the call was; it may still be under way."""


class BusyError(TimeoutError):
    """The call was not begun: as many calls as are allowed at a time are under way."""


class TooLargeError(TrustStepsError, ValueError):
    """The body has more bytes than are read."""


class Deadline:
    """Moment by which something has to end."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Set it `seconds` from now; `clock` gives seconds."""
        self._clock, self._at = clock, clock() + seconds

    def at_most(self, seconds: float) -> "Deadline":
        """Return the deadline `seconds` from now, or at this one's moment if that is sooner."""
        return Deadline(min(seconds, self.left_s), self._clock)

    @property
    def left_s(self) -> float:
        """Seconds left; never negative."""
        return max(0.0, self._at - self._clock())

    @property
    def is_over(self) -> bool:
        """Whether no time is left."""
        return self.left_s <= 0


class Body(Protocol):
    """The body of an HTTP response, as urllib3 has it."""

    def read1(self, size: int, /) -> bytes:
        """Return the bytes that are there, at most so many; none at the end."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


def read_body(body: Body, deadline: Deadline, max_bytes: int) -> bytes:
    """Return a whole body; raises DeadlineExceededError, TooLargeError, and what reading raises."""
    parts, size = [], 0
    try:
        while part := body.read1(CHUNK_BYTES):
            size += len(part)
            if size > max_bytes:
                raise TooLargeError(f"the body has more than {max_bytes} bytes")
            if deadline.is_over:
                raise DeadlineExceededError("the body did not end in time")
            parts.append(part)
    except BaseException:
        body.close()
        raise
    return b"".join(parts)


class WorkerThreads:
    """Daemon threads that make blocking calls, a limited number of them, so that callers need not wait to the end.

    A call that is given up keeps its thread until it ends by itself. While all threads are at work no call is begun,
    so that a service that hangs can't take every thread of a server. A thread that is there is used again, which takes
    a third of a millisecond less than a new one.
    """

    def __init__(self, limit: int) -> None:
        """Allow so many threads, each of which is started when it is first needed."""
        self._limit, self._started = limit, 0
        self._lock = Lock()
        self._idle = Semaphore(0)
        self._calls = SimpleQueue[_Call[Any]]()

    def call(self, function: Callable[[], T], deadline: Deadline) -> T:
        """Return what a function returns, and raise what it raises.

        Raises DeadlineExceededError and BusyError.
        """
        if deadline.is_over:
            raise DeadlineExceededError("no time was left to begin the call")
        if not self._idle.acquire(blocking=False):
            self._start()
        call = _Call(function, self._idle)
        self._calls.put(call)
        return call.result(deadline)

    def _start(self) -> None:
        with self._lock:
            if self._started >= self._limit:
                raise BusyError("too many calls are under way")
            try:
                Thread(target=self._work, daemon=True).start()
            except RuntimeError:
                raise BusyError("no thread could be started") from None
            self._started += 1

    def _work(self) -> None:
        while True:
            self._calls.get().run()


class _Call(Generic[T]):
    """One call, and what came of it."""

    def __init__(self, function: Callable[[], T], idle: Semaphore) -> None:
        self._function, self._idle = function, idle
        self._is_under_way = Lock()
        self._is_under_way.acquire()
        self._failure: BaseException | None = None
        self._value: T

    def run(self) -> None:
        try:
            self._value = self._function()
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is raised where the call was asked for
            self._failure = error
        finally:
            self._idle.release()
            self._is_under_way.release()

    def result(self, deadline: Deadline) -> T:
        if not self._is_under_way.acquire(timeout=deadline.left_s):
            raise DeadlineExceededError("the call did not end in time")
        if self._failure:
            raise self._failure
        return self._value
