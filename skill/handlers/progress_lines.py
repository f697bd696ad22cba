"""Progress in words: the numbers of some days, and what was logged on one of them. Zeros are left out."""

from collections.abc import Mapping
from datetime import date

from skill.handlers.days import weekday
from skill.journey.journey import Day, Totals
from skill.journey.weeks import WeekSummary
from skill.reply import Message, message

_SAME = 0.05
"""Means of ratings this close are told as the same number."""


def numbers(totals: Totals) -> tuple[Message, ...]:
    """Return the check-ins, promises and steps that there are."""
    promised = totals.kept + totals.missed
    check_ins = (message("progress.check_ins", n=totals.check_ins),) if totals.check_ins else ()
    kept = (message("progress.promises", kept=totals.kept, n=promised),) if totals.kept else ()
    missed = (message("progress.missed", n=totals.missed),) if totals.missed and not totals.kept else ()
    steps = (message("progress.steps", n=totals.steps),) if totals.steps else ()
    return (*check_ins, *kept, *missed, *steps)


def before(totals: Totals) -> tuple[Message, ...]:
    """Return the numbers of the week before, which the week is told against."""
    check_ins = (message("progress.check_ins", n=totals.check_ins),) if totals.check_ins else ()
    return (*check_ins, *_outcomes(totals.kept, totals.missed))


def rating(now: WeekSummary, earlier: WeekSummary) -> tuple[Message, ...]:
    """Return the mean rating, compared where both have ratings enough."""
    change = now.rating_change(earlier)
    if now.rating is None:
        return ()
    if change is None or earlier.rating is None:
        return (message("progress.rating", mean=mean(now.rating), n=now.ratings),)
    return (message(f"progress.rating_{direction(change)}", mean=mean(now.rating), before=mean(earlier.rating)),)


def direction(change: float) -> str:
    """Return same, up or down for a change of the mean rating."""
    return "same" if abs(change) < _SAME else "up" if change > 0 else "down"


def mean(value: float) -> str:
    """Return a mean rating as it is spoken."""
    return f"{value:.1f}".removesuffix(".0")


def day_by_day(days: Mapping[date, Day]) -> tuple[Message, ...]:
    """Return a line for each day."""
    return tuple(message("progress.day", day=weekday(day), what=logged(entry)) for day, entry in days.items())


def logged(entry: Day) -> Message | tuple[Message, ...]:
    """Return what was logged on one day."""
    parts = []
    if entry.checked_in:
        parts.append(
            message("progress.day_rated", rating=entry.rating) if entry.rating else message("progress.day_unrated")
        )
    parts += _outcomes(entry.kept, entry.missed)
    if entry.steps:
        parts.append(message("progress.day_step"))
    return tuple(parts) or message("progress.day_empty")


def _outcomes(kept: int, missed: int) -> tuple[Message, ...]:
    return tuple(message(f"progress.day_{name}", n=n) for name, n in (("kept", kept), ("missed", missed)) if n)
