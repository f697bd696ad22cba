"""Reminder times: the moment that an AMAZON.TIME and an AMAZON.DATE mean on the speaker's clock. Pure functions.

Alexa sends `05:30` for "five thirty" and for "five thirty a.m.", so the half of the day is decided here, in this order:

1. Midnight's hour and the hours from 13 on (`00:15`, `17:30`) are taken as they are.
2. A part of the day that was said decides, as in "every evening at eight". It never moves the small hours before three:
   "every night at midnight" and "at night at one" stay where they are, and half past twelve at night is after midnight.
3. Twelve is noon.
4. Once, with no day or with today: whichever of the two comes next. At two in the afternoon, five thirty is 17:30.
5. On another day, or again and again: as it is. "Every day at seven" is in the morning.
6. Where that would be between one and six at night, the user is asked.

The time is read back with its part of the day before the user confirms it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from skill.slot_values import NOON_HOUR, PartOfDay, parse_date, parse_time
from skill.turn import Turn

WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""The days of the week as RFC 5545 names them."""

REPEATS: Mapping[str, tuple[str, ...]] = {
    "daily": WEEK,
    "daily_morning": WEEK,
    "daily_evening": WEEK,
    "weekdays": WEEK[:5],
    "weekends": WEEK[5:],
    **{name: (day,) for name, day in zip(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), WEEK, strict=True
    )},
}  # fmt: skip
"""By the id of the repeat slot, the days on which the reminder comes."""

USUAL_TIMES: Mapping[PartOfDay, time] = {"MO": time(8), "AF": time(14), "EV": time(20), "NI": time(21)}
"""The time that is offered where only a part of the day is known."""

DAYS_AHEAD = 7
"""Most days ahead of a reminder: beyond that, "on Friday" could be either of two days."""

NIGHT_ENDS_HOUR = 3
"""Until this hour, "tonight" is the night that began the evening before."""

_HALF_DAY = timedelta(hours=12)
_DAY = timedelta(days=1)
_ASKED_HOURS = range(1, 6)
"""Hours at which a reminder is unlikely, so the user is asked before they are assumed."""

HOURS_OF: Mapping[PartOfDay, Collection[int]] = {
    "MO": range(12),
    "AF": range(12, 19),
    "EV": (*range(16, 24), *range(NIGHT_ENDS_HOUR)),
    "NI": (*range(17, 24), *range(5)),
}
"""The hours that each part of the day may mean; in none of them can an hour be both a.m. and p.m."""

_DAY_BEFORE = dict(zip((*WEEK[1:], WEEK[0]), WEEK, strict=True))
_DAY_AFTER = {before: day for day, before in _DAY_BEFORE.items()}

DayProblem = Literal["unknown", "past", "too_far", "weekend", "several"]
"""Why an AMAZON.DATE is not one day to remind on: unreadable, past, too far ahead, or more than one day."""

TimeProblem = Literal["half", "passed"]
"""Why there is no moment: the half of the day (a.m. or p.m.) is not known, or the time has passed today."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The wanted time of a reminder, as far as it is known."""

    clock: time
    is_settled: bool = False
    """Whether the half of the day is known: it was asked for, or read back before."""
    part: PartOfDay | None = None
    """The part of the day; None where none was said."""
    repeat: str | None = None
    """A key of REPEATS; any other value means once."""
    day: date | None = None
    """The day of one that comes once; None where none was said."""

    @property
    def comes_again(self) -> bool:
        """Whether it repeats."""
        return self.repeat in REPEATS


def belongs_to_night(clock: time, part: PartOfDay | None) -> bool:
    """Tell whether a time is after midnight in the night of the named day: "on Friday night at one"."""
    return part in ("EV", "NI") and clock.hour < NIGHT_ENDS_HOUR


def days_of_repeat(repeat: str | None, clock: time, part: PartOfDay | None) -> tuple[str, ...]:
    """Return the calendar days (RFC 5545) on which a reminder comes; none where it comes once."""
    days = REPEATS.get(repeat or "", ())
    after = {_DAY_AFTER[day] for day in days} if belongs_to_night(clock, part) else days
    return tuple(day for day in WEEK if day in after)


def nights_before(days: Collection[str]) -> tuple[str, ...]:
    """Return the days whose nights end on these days."""
    return tuple(day for day in WEEK if _DAY_AFTER[day] in days)


def first_time(wanted: Wanted, now: datetime) -> datetime | TimeProblem:
    """Return the first moment of a reminder after `now`, both naive on the speaker's clock; or what has to be asked."""
    if not wanted.comes_again and wanted.day in (None, now.date()):
        return _once_soon(wanted, now)
    at = _decided(wanted)
    if at is None:
        at = wanted.clock
        if at.hour in _ASKED_HOURS:
            return "half"
    if wanted.day and not wanted.comes_again:
        return datetime.combine(wanted.day, at) + belongs_to_night(at, wanted.part) * _DAY
    days = days_of_repeat(wanted.repeat, at, wanted.part)
    moments = (datetime.combine(now.date(), at) + n * _DAY for n in range(DAYS_AHEAD + 1))
    return next(moment for moment in moments if moment > now and WEEK[moment.weekday()] in days)


def in_part(at: time, part: PartOfDay) -> time | None:
    """Return a time of a 12-hour clock in a part of the day; None where it is not in that part."""
    hours = [hour for hour in (at.hour % NOON_HOUR, at.hour % NOON_HOUR + NOON_HOUR) if hour in HOURS_OF[part]]
    return at.replace(hour=hours[0]) if hours else None


def moved_to(at: time, part: PartOfDay) -> time:
    """Return a time moved to a part of the day, as "no, in the evening" does."""
    half = 0 if part == "MO" else NOON_HOUR
    return in_part(at, part) or at.replace(hour=at.hour % NOON_HOUR + half)


def same_half(at: time, before: time) -> time | None:
    """Return a new time in the half of the day of the time before it; None where that does not decide it.

    "Make it nine" after a reminder at eight in the evening is at nine in the evening.
    """
    if not 1 <= at.hour < NOON_HOUR:
        return None
    if before.hour >= NOON_HOUR:
        return at.replace(hour=at.hour + NOON_HOUR)
    return None if at.hour in _ASKED_HOURS else at


def day_of(value: str, today: date) -> date | DayProblem:
    """Return the day of an AMAZON.DATE on which to remind, or why it is none."""
    span = parse_date(value, today, "future")
    if span is None:
        return "unknown"
    if span.last < today:
        return "past"
    first = max(span.first, today)
    if first > today + DAYS_AHEAD * _DAY:
        return "too_far"
    if first == span.last:
        return first
    return "weekend" if WEEK[first.weekday()] == "SA" and span.last - first == _DAY else "several"


def day_within(value: str, answer: date, today: date) -> date:
    """Return the day that an answer names within the AMAZON.DATE `value`, such as "Tuesday" within next week."""
    span = parse_date(value, today, "future")
    if span is None or span.last - span.first >= len(WEEK) * _DAY:
        return answer
    meant = span.first + (answer - span.first).days % len(WEEK) * _DAY
    return meant if today <= meant <= min(span.last, today + DAYS_AHEAD * _DAY) else answer


def part_in(value: str) -> PartOfDay | None:
    """Return the part of the day that ends an AMAZON.DATE, as in 2026-03-09TEV for "this evening"; None without one."""
    part = parse_time(value.strip()[-2:])
    return part if isinstance(part, str) and value.strip()[-3:-2].upper() == "T" else None


def _decided(wanted: Wanted) -> time | None:
    """Return the time of day by rules 1-3, which need no day; None where none of them applies."""
    at = wanted.clock
    if wanted.is_settled or at.hour > NOON_HOUR or at.hour == 0:
        return at
    by_part = in_part(at, wanted.part) if wanted.part else None
    return by_part or (at if at.hour == NOON_HOUR and wanted.day is None else None)


def _once_soon(wanted: Wanted, now: datetime) -> datetime | TimeProblem:
    """Return the next moment of a reminder that comes once, today or, where no day was said, tomorrow."""
    decided = _decided(wanted)
    at = decided or wanted.clock
    today = datetime.combine(now.date(), at)
    moments = [today] if decided else [today, today + _HALF_DAY]
    # "Tonight at midnight" is when today ends.
    late = wanted.day is not None and at.hour < NIGHT_ENDS_HOUR
    moments += [today + _DAY] if wanted.day is None or late else []
    first = next((moment for moment in moments if moment > now), None)
    if first is None:
        return "passed"
    is_sure = decided is not None or (late and first == moments[-1])
    return "half" if first.hour in _ASKED_HOURS and not is_sure else first


def local_now(turn: Turn) -> datetime:
    """Return the speaker's local time, naive as the times of reminders are.

    At the end of daylight saving time an hour comes twice. During the first of the two, no time in it has passed, so
    the last minute before it is returned.
    """
    now = turn.local
    while now.fold == 0 and now.replace(fold=1).utcoffset() != now.utcoffset():
        now -= timedelta(minutes=1)
    return now.replace(tzinfo=None)


def existing_time(at: datetime, turn: Turn) -> datetime:
    """Return a local time that exists: one in the hour that daylight saving time skips moves an hour later."""
    aware = at.replace(tzinfo=ZoneInfo(turn.zone))
    return aware.astimezone(UTC).astimezone(aware.tzinfo).replace(tzinfo=None)
