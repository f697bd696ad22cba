"""Hard dates: days of the year that a speaker saved, without a reason, to hear of them a week ahead."""

from calendar import isleap
from dataclasses import replace
from datetime import date, datetime, timedelta

from skill.journey.errors import AlreadyThereError, TooManyError
from skill.journey.journey import HardDate, Journey, Undo

MAX_DATES = 5

BRINGS_UP_AHEAD = timedelta(days=7)

UNDO = "hard_date"
"""The kind of thing that is undone."""

_FEBRUARY, _LEAP_DAY = 2, 29


def add(journey: Journey, now: datetime, day: date) -> Journey:
    """Save the day of the year of a date; raises AlreadyThereError or TooManyError."""
    new = HardDate(day.month, day.day)
    if any(key(one) == key(new) for one in journey.hard_dates):
        raise AlreadyThereError
    if len(journey.hard_dates) >= MAX_DATES:
        raise TooManyError
    undo = Undo(UNDO, now.replace(microsecond=0), added=key(new))
    dates = tuple(sorted((*journey.hard_dates, new), key=key))
    return replace(journey, hard_dates=dates, undo=undo)


def without(journey: Journey, key_: str) -> Journey:
    """Return the journey without the date of a key."""
    return replace(journey, hard_dates=tuple(one for one in journey.hard_dates if key(one) != key_))


def key(hard_date: HardDate) -> str:
    """Return what names a date in the undo: its month and day, such as 05-14."""
    return f"{hard_date.month:02}-{hard_date.day:02}"


def next_day(hard_date: HardDate, today: date) -> date:
    """Return the next day on which a date comes, today included; the leap day is the 28th in other years."""
    this_year = _in_year(hard_date, today.year)
    return this_year if this_year >= today else _in_year(hard_date, today.year + 1)


def coming(journey: Journey, today: date) -> HardDate | None:
    """Return the first date within a week that was not brought up yet; None where there is none."""
    ahead = [(next_day(one, today), one) for one in journey.hard_dates]
    due = [(day, one) for day, one in ahead if day - today <= BRINGS_UP_AHEAD and (one.told or 0) < day.year]
    return min(due, key=lambda found: found[0])[1] if due else None


def brought_up(journey: Journey, hard_date: HardDate, today: date) -> Journey:
    """Return the journey in which a date was brought up for its next day, which is once."""
    told = replace(hard_date, told=next_day(hard_date, today).year)
    return replace(journey, hard_dates=tuple(told if one == hard_date else one for one in journey.hard_dates))


def _in_year(hard_date: HardDate, year: int) -> date:
    is_missing = (hard_date.month, hard_date.day) == (_FEBRUARY, _LEAP_DAY) and not isleap(year)
    return date(year, hard_date.month, hard_date.day - is_missing)
