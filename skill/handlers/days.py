"""Days: as they are told, and as a date slot means them."""

from datetime import date
from typing import Literal

from skill.journey.days import loggable_days
from skill.reply import Message, message
from skill.slot_values import parse_date
from skill.turn import Turn

_LAST_WEEKS = 7

NotLoggable = Literal["unclear", "ahead", "too_long_ago"]
"""Why nothing can be logged for what was heard as a day: it may be several days, or none that is allowed."""


def told(day: date, today: date) -> Message:
    """Return "today", "yesterday", "on Monday", or "last Monday" for the day a week ago."""
    ago = (today - day).days
    if ago <= 1:
        return message("days.yesterday" if ago else "days.today")
    return message("days.last" if ago >= _LAST_WEEKS else "days.on", weekday=weekday(day))


def weekday(day: date) -> Message:
    """Return the day's name."""
    return message(f"days.names.{day.isoweekday()}")


def is_evening(turn: Turn) -> bool:
    """Tell whether the local day is drawing to its end: from five in the afternoon to three at night."""
    return turn.local.hour >= 17 or turn.local.hour < 3


def is_today(turn: Turn, value: str) -> bool | None:
    """Return whether an AMAZON.DATE means today; None where it may: it cannot be read, or covers other days too."""
    span = parse_date(value, turn.local.date())
    if span is None:
        return None
    if span.is_day:
        return span.first in (turn.today, turn.local.date())
    return None if span.first <= turn.today <= span.last else False


def day_to_log(turn: Turn, value: str | None) -> date | NotLoggable:
    """Return the day to log for an AMAZON.DATE, today without one.

    A week, a month or a season is a day where only one day of it can be logged.
    """
    if value is None:
        return turn.today
    span = parse_date(value, turn.local.date())
    if span is None:
        return "unclear"
    found = loggable_days(span.first, span.last, turn.local.date(), turn.today)
    if len(found) == 1:
        return found[0]
    if found:
        return "unclear"
    return "ahead" if span.first > turn.today else "too_long_ago"
