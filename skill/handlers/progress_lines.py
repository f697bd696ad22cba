"""Progress messages: the numbers of a number of days, and the entries of one day. Zeros are left out."""

from collections.abc import Mapping
from datetime import date

from skill.handlers.days import weekday
from skill.journey.journey import Day, Totals
from skill.journey.weeks import WeekSummary
from skill.reply import Message, message

_SAME_RATING = 0.05
"""Mean ratings that differ by less are spoken as the same number."""


def numbers(totals: Totals) -> tuple[Message, ...]:
    """Return the messages for check-ins, promises and steps."""
    promised = totals.kept + totals.missed
    check_ins = (message("progress.check_ins", n=totals.check_ins),) if totals.check_ins else ()
    kept = (message("progress.promises", kept=totals.kept, n=promised),) if totals.kept else ()
    missed = (message("progress.missed", n=totals.missed),) if totals.missed and not totals.kept else ()
    steps = (message("progress.steps", n=totals.steps),) if totals.steps else ()
    return (*check_ins, *kept, *missed, *steps)


def before(totals: Totals) -> tuple[Message, ...]:
    """Return the messages for the week before, to compare with."""
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
    return "same" if abs(change) < _SAME_RATING else "up" if change > 0 else "down"


def mean(value: float) -> str:
    """Return a mean rating as it is spoken: with one decimal, unless that is 0."""
    return f"{value:.1f}".removesuffix(".0")


def day_by_day(days: Mapping[date, Day]) -> tuple[Message, ...]:
    """Return a message for each day."""
    return tuple(message("progress.day", day=weekday(day), what=logged(entry)) for day, entry in days.items())


def logged(entry: Day) -> Message | tuple[Message, ...]:
    """Return the message for the entries of one day."""
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
