"""Deadlines: a blocking call is given up when its time is over, whatever hangs, DNS and a dripping server included.

A socket's own time-out begins anew with each byte, and resolving a name has none at all.
"""

import time
from collections.abc import Callable
from threading import BoundedSemaphore, Event, Thread
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")

CHUNK_BYTES = 65_536


class DeadlineExceededError(TimeoutError):
    """The time was over before the call was; it may still be under way."""


class BusyError(TimeoutError):
    """The call was not begun: as many calls as are allowed at a time are under way."""


class TooLargeError(ValueError):
    """The body has more bytes than are read."""


class Deadline:
    """A moment by which something has to be over."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Set it so many seconds from now; `clock` gives seconds."""
        self._clock, self._at = clock, clock() + seconds

    @property
    def left_s(self) -> float:
        """Return the seconds that are left, never less than none."""
        return max(0.0, self._at - self._clock())

    @property
    def is_over(self) -> bool:
        """Tell whether there is no time left."""
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
    """Return a whole body; raises DeadlineExceededError and TooLargeError, and what reading raises."""
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
    """Daemon threads that make blocking calls, a limited number at a time, so that their callers need not wait.

    A call that is given up keeps its thread until it ends by itself. While all threads are taken no call is begun, so
    that a service that hangs can't take every thread of a server.
    """

    def __init__(self, limit: int) -> None:
        """Allow so many calls at a time."""
        self._free = BoundedSemaphore(limit)

    def call(self, function: Callable[[], T], deadline: Deadline) -> T:
        """Return what a function returns, and raise what it raises.

        Raises DeadlineExceededError and BusyError.
        """
        if deadline.is_over:
            raise DeadlineExceededError("no time was left to begin the call")
        if not self._free.acquire(blocking=False):
            raise BusyError("too many calls are under way")
        call = _Call(function, self._free)
        try:
            # A thread for each call: none is lost when the process is copied, as for a snapshot of AWS Lambda.
            Thread(target=call.run, daemon=True).start()
        except RuntimeError:
            self._free.release()
            raise BusyError("no thread could be started") from None
        return call.result(deadline)


class _Call(Generic[T]):
    """One call, and what came of it."""

    def __init__(self, function: Callable[[], T], free: BoundedSemaphore) -> None:
        self._function, self._free = function, free
        self._done = Event()
        self._failure: BaseException | None = None
        self._value: T

    def run(self) -> None:
        try:
            self._value = self._function()
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is raised where the call was asked for
            self._failure = error
        finally:
            self._free.release()
            self._done.set()

    def result(self, deadline: Deadline) -> T:
        if not self._done.wait(deadline.left_s):
            raise DeadlineExceededError("the call did not end in time")
        if self._failure:
            raise self._failure
        return self._value
