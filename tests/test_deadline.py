"""A call has its time and no more, and threads that hang are not more than are allowed."""

import threading
from collections.abc import Iterator

import pytest

from skill.deadline import (
    BusyError,
    Deadline,
    DeadlineExceededError,
    TooLargeError,
    WorkerThreads,
    read_body,
)

HANG_GUARD_S = 20.0


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_deadline_has_less_and_less_time_and_never_less_than_none() -> None:
    clock = Clock()
    deadline = Deadline(2.0, clock)
    left = []
    for moment in (100.0, 101.5, 102.0, 200.0):
        clock.now = moment
        left.append((deadline.left_s, deadline.is_over))
    assert left == [(2.0, False), (0.5, False), (0.0, True), (0.0, True)]


@pytest.mark.parametrize(("now", "left_s"), [(100.0, 1.0), (103.0, 1.0), (103.5, 0.5), (104.0, 0.0), (200.0, 0.0)])
def test_a_part_of_a_turn_ends_with_the_turn_at_the_latest(now: float, left_s: float) -> None:
    clock = Clock()
    turn = Deadline(4.0, clock)
    clock.now = now
    part = turn.at_most(1.0)
    assert part.left_s == left_s
    clock.now += 1.0
    assert part.is_over


class Body:
    """A body that comes part by part; each takes its time on a clock."""

    def __init__(self, parts: list[bytes], clock: Clock, seconds: float = 0.0) -> None:
        self._parts, self._clock, self._seconds = parts, clock, seconds
        self.is_closed = False

    def read1(self, size: int, /) -> bytes:
        self._clock.now += self._seconds
        return self._parts.pop(0)[:size] if self._parts else b""

    def close(self) -> None:
        self.is_closed = True


BODIES: list[tuple[list[bytes], float, bytes | type[Exception]]] = [
    ([], 0.0, b""),
    ([b"ab", b"c"], 0.0, b"abc"),
    ([b"abcd", b"efgh"], 0.0, b"abcdefgh"),
    ([b"abcd", b"efgh", b"i"], 0.0, TooLargeError),
    ([b"a"] * 5, 0.5, DeadlineExceededError),
    ([b"a"] * 3, 0.5, b"aaa"),
]


@pytest.mark.parametrize(("parts", "seconds", "read"), BODIES)
def test_a_body_is_read_up_to_its_limits(parts: list[bytes], seconds: float, read: bytes | type[Exception]) -> None:
    clock = Clock()
    body, deadline = Body([*parts], clock, seconds), Deadline(2.0, clock)
    if isinstance(read, bytes):
        assert read_body(body, deadline, max_bytes=8) == read
        assert not body.is_closed
        return
    with pytest.raises(read):
        read_body(body, deadline, max_bytes=8)
    assert body.is_closed


@pytest.fixture
def hang() -> Iterator[threading.Event]:
    """Yield an event that is set when the test is over, for calls that hang until then."""
    over = threading.Event()
    yield over
    over.set()


def test_a_call_returns_and_raises_as_it_would_without_a_thread() -> None:
    threads = WorkerThreads(1)
    for _ in range(3):
        assert threads.call(lambda: 7, Deadline(HANG_GUARD_S)) == 7
        with pytest.raises(ZeroDivisionError):
            threads.call(lambda: 1 // 0, Deadline(HANG_GUARD_S))


def test_a_call_that_hangs_is_given_up_at_the_deadline(hang: threading.Event) -> None:
    with pytest.raises(DeadlineExceededError):
        WorkerThreads(1).call(hang.wait, Deadline(0.01))


def test_no_call_begins_after_the_deadline() -> None:
    begun = list[None]()
    with pytest.raises(DeadlineExceededError):
        WorkerThreads(1).call(lambda: begun.append(None), Deadline(0.0))
    assert begun == []


def test_while_as_many_calls_hang_as_are_allowed_none_is_begun_and_none_waits(hang: threading.Event) -> None:
    threads = WorkerThreads(3)
    for _ in range(3):
        with pytest.raises(DeadlineExceededError):
            threads.call(hang.wait, Deadline(0.01))
    with pytest.raises(BusyError):
        threads.call(hang.wait, Deadline(HANG_GUARD_S))


def test_a_call_that_ends_after_it_was_given_up_makes_room_for_another(hang: threading.Event) -> None:
    threads = WorkerThreads(1)
    ended = threading.Event()

    def late() -> None:
        hang.wait()
        ended.set()

    with pytest.raises(DeadlineExceededError):
        threads.call(late, Deadline(0.01))
    hang.set()
    assert ended.wait(HANG_GUARD_S)
    assert threads._idle.acquire(timeout=HANG_GUARD_S)
    threads._idle.release()
    assert threads.call(lambda: 7, Deadline(HANG_GUARD_S)) == 7


def test_a_thread_that_can_not_be_started_is_told_and_takes_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    threads = WorkerThreads(1)

    def refused(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refused)
        with pytest.raises(BusyError):
            threads.call(lambda: 7, Deadline(HANG_GUARD_S))
    assert threads.call(lambda: 7, Deadline(HANG_GUARD_S)) == 7
