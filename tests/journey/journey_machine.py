"""A made-up life, lived twice: by the journey, and by a diary that answers slowly and in the plainest way.

The diary shares no code with skill/journey. It is a list of what was done, and every number is counted from it anew.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from skill.journey import entries, weeks
from skill.journey.errors import AlreadyThereError, NothingToUndoError, TooManyError
from skill.journey.journey import Day, Journey

DAY = timedelta(days=1)
START = datetime(2026, 3, 2, 20, tzinfo=UTC)  # a Monday


def best_run(came: Collection[date], last: date, excused: Collection[date] = ()) -> int:
    """Try every first day of a run that ends on `last`, and return the most days with a check-in that one has."""
    best = 0
    for first in (day for day in came if day <= last):
        run = [first + n * DAY for n in range((last - first).days + 1)]
        skipped = {day for day in run if day not in came and day not in excused}
        if all(sum(day + n * DAY in skipped for n in range(7)) <= 1 for day in run):
            best = max(best, sum(day in came for day in run))
    return best


def best_ever(came: Collection[date], excused: Collection[date] = ()) -> int:
    return max((best_run(came, last, excused) for last in came), default=0)


def streak_on(came: Collection[date], today: date, excused: Collection[date] = ()) -> int:
    """Return the streak as of today: what a check-in today has continued, or would."""
    if not came:
        return 0
    if max(came) >= today:
        return best_run(came, max(came), excused)
    return best_run({*came, today}, today, excused) - 1


@dataclass(frozen=True)
class Entry:
    """One line of the diary; what it does not speak of is left at None."""

    day: date
    came: bool = False
    rating: int | None = None
    promise: int | None = None
    """A number of its own for every promise ever made."""
    good: bool = True
    """Whether the promise, or the others, were kept."""
    others: int = 0
    steps: int = 0


@dataclass
class Diary:
    things: list[list[Entry]] = field(default_factory=list)
    """What undo would take back at once stands together."""

    def entries(self, last: date | None = None, size: int = 7) -> list[Entry]:
        """Return all the lines, or those about the `size` days that end with `last`."""
        lines = [line for thing in self.things for line in thing]
        return lines if last is None else [line for line in lines if last - size * DAY < line.day <= last]

    def came(self) -> set[date]:
        return {line.day for line in self.entries() if line.came}

    def score(self, through: date) -> float:
        """Return the strength as one sum: each day's value, faded by every later day that had an outcome."""
        by_day = {line.day: counted([one for one in self.entries() if one.day == line.day]) for line in self.entries()}
        values = [
            kept / (kept + missed)
            for day, (_, kept, missed, _) in sorted(by_day.items())
            if kept + missed and day <= through
        ]
        fade: float = 0.5 ** (1 / 13)
        return sum(value * (1 - fade) * fade**age for age, value in enumerate(reversed(values)))


def counted(lines: Iterable[Entry]) -> tuple[int, int, int, int]:
    """Return check-ins, kept, missed and steps; the last word on a promise's day is the one that counts."""
    lines = list(lines)
    word = {(line.day, line.promise): line.good for line in lines if line.promise is not None}
    return (
        len({line.day for line in lines if line.came}),
        sum(word.values()) + sum(line.others for line in lines if line.good),
        len(word) - sum(word.values()) + sum(line.others for line in lines if not line.good),
        sum(line.steps for line in lines),
    )


def ratings(lines: Iterable[Entry]) -> list[int]:
    """Return the ratings given; each day's last check-in is the one that counts, also where it has no rating."""
    by_day = {line.day: line.rating for line in lines if line.came and line.promise is None}
    return [rating for rating in by_day.values() if rating is not None]


def mean_rating(lines: Iterable[Entry]) -> float | None:
    given = ratings(lines)
    return sum(given) / len(given) if given else None


@dataclass(frozen=True)
class Action:
    """Something to do, with more details than any one kind of it needs."""

    kind: str
    which: int = 0
    """Which of the open promises; how many others; which words to promise."""
    good: bool = True
    rating: int | None = None
    back: int = 0
    """How many days back."""
    wait: timedelta = timedelta()
    """How long to wait before it."""


LOGGING = ("check_in", "answer", "outcome", "others", "complete", "skip")
CHANGING = (*LOGGING, "promise", "drop")


def actions(*kinds: str) -> st.SearchStrategy[Action]:
    return st.builds(
        Action,
        kind=st.sampled_from(kinds),
        which=st.integers(0, 9),
        good=st.booleans(),
        rating=st.none() | st.integers(1, 5),
        back=st.just(0) | st.integers(0, 7),
        wait=st.sampled_from([timedelta(), timedelta(minutes=1), timedelta(hours=9), DAY, DAY, 2 * DAY, 6 * DAY]),
    )


@dataclass
class Life:
    """One speaker's days, in UTC with days that end at midnight: clocks have tests of their own."""

    journey: Journey = field(default_factory=Journey)
    diary: Diary = field(default_factory=Diary)
    now: datetime = START
    numbers: dict[str, int] = field(default_factory=dict)
    """By the letter of a promise: which promise it is in the diary."""
    promised: int = 0
    before: Journey | None = None
    """The journey before the last thing; None where it was taken back."""
    rolled: dict[date, Day] = field(default_factory=dict)
    width: int = 0
    """Bytes that the words of a promise have at least."""

    @property
    def today(self) -> date:
        return self.now.date()

    def do(self, action: Action) -> None:
        self.now += action.wait
        getattr(self, action.kind)(action)

    def check_in(self, action: Action) -> None:
        after = entries.log_check_in(self.journey, self.now, self.today, rating=action.rating)
        self._new(after, Entry(self.today, came=True, rating=action.rating))

    def answer(self, action: Action) -> None:
        """Answer one question of the check-in, which is one thing with the check-in if that was the last one."""
        letter = self._letter(action)
        if letter is None:
            return
        undo = self.journey.undo
        joins = undo is not None and undo.what == "check_in" and self.diary.things[-1][-1].day == self.today
        try:
            after = entries.log_answer(self.journey, self.now, self.today, letter, kept=action.good)
        except TooManyError:
            return
        entry = Entry(self.today, came=True, promise=self.numbers[letter], good=action.good)
        if joins:
            self.journey = after
            self.diary.things[-1].append(entry)
        else:
            self._new(after, entry)

    def outcome(self, action: Action) -> None:
        letter, day = self._letter(action), self.today - action.back * DAY
        if letter is None:
            return
        try:
            after = entries.log_outcomes(self.journey, self.now, day, named={letter: action.good})
        except TooManyError:
            return
        self._new(after, Entry(day, promise=self.numbers[letter], good=action.good))

    def others(self, action: Action) -> None:
        day, many = self.today - action.back * DAY, action.which + 1
        counts = {"kept" if action.good else "missed": many}
        try:
            after = entries.log_outcomes(self.journey, self.now, day, named={}, **counts)
        except TooManyError:
            return
        self._new(after, Entry(day, others=many, good=action.good))

    def complete(self, _: Action) -> None:
        self._new(entries.complete_step(self.journey, self.now, self.today), Entry(self.today, steps=1))

    def skip(self, _: Action) -> None:
        self._new(entries.skip_step(self.journey, self.now))

    def promise(self, action: Action) -> None:
        referred = {letter for day in self.journey.days.values() for letter in day.outcomes}
        try:
            after = entries.add_commitment(
                self.journey, self.now, self.today, f"promise {action.which}".ljust(self.width, "x")
            )
        except (AlreadyThereError, TooManyError):
            return
        letter = after.commitments[-1].id
        assert letter not in referred
        self.promised += 1
        self.numbers[letter] = self.promised
        self._new(after)

    def drop(self, action: Action) -> None:
        letter = self._letter(action)
        if letter is not None:
            self._new(entries.drop_commitment(self.journey, self.now, letter))

    def undo(self, _: Action) -> None:
        last = self.journey.undo
        fresh = last is not None and self.now - last.at <= DAY
        try:
            self.journey = entries.undo(self.journey, self.now)
        except NothingToUndoError:
            assert not fresh
            return
        assert fresh
        self.diary.things.pop()
        self.before = None

    def roll(self, _: Action) -> None:
        """Let one old week go, as the end of every turn does."""
        self.journey, week = weeks.archive_oldest_week(self.journey, self.today)
        assert not week.keys() & self.rolled.keys(), "a day left twice"
        self.rolled.update(week)

    def _letter(self, action: Action) -> str | None:
        open_ = self.journey.commitments
        return open_[action.which % len(open_)].id if open_ else None

    def _new(self, after: Journey, *entries: Entry) -> None:
        self.before, self.journey = self.journey, after
        self.diary.things.append(list(entries))


def lived(deeds_: Iterable[Action], **kept: Any) -> Life:
    """Live through the actions, beginning with the journey given."""
    life = Life(**kept)
    for action in deeds_:
        life.do(action)
    return life


def with_promises(count: int) -> Life:
    """Return a life that has begun with some promises, none of which can be undone any more."""
    life = Life()
    for n in range(count):
        life.do(Action("promise", which=n))
    life.journey, life.before = replace(life.journey, undo=None), None
    return life
