"""Days: as phrases, and as values of date slots."""

from datetime import date
from typing import Literal

from skill.journey.days import loggable_days
from skill.reply import Message, message
from skill.slot_values import parse_date
from skill.turn import Turn

_ONE_WEEK_DAYS = 7
_EVENING_HOUR, _NIGHT_END_HOUR = 17, 3

NotLoggable = Literal["unclear", "ahead", "too_long_ago"]
"""Why nothing can be logged for a date slot: it may be several days, or none for which something can be logged."""


def day_phrase(day: date, today: date) -> Message:
    """Return "today", "yesterday", "on Monday", or "last Monday" for the day a week ago."""
    ago = (today - day).days
    if ago <= 1:
        return message("days.yesterday" if ago else "days.today")
    return message("days.last" if ago >= _ONE_WEEK_DAYS else "days.on", weekday=weekday(day))


def weekday(day: date) -> Message:
    """Return the name of the weekday."""
    return message(f"days.names.{day.isoweekday()}")


def is_evening(turn: Turn) -> bool:
    """Tell whether it is between 5 p.m. and 3 a.m. local time."""
    return turn.local.hour >= _EVENING_HOUR or turn.local.hour < _NIGHT_END_HOUR


def is_today(turn: Turn, value: str) -> bool | None:
    """Tell whether an AMAZON.DATE means today; None where it may: it is unreadable, or covers other days too."""
    span = parse_date(value, turn.local.date())
    if span is None:
        return None
    if span.is_day:
        return span.first in (turn.today, turn.local.date())
    return None if span.first <= turn.today <= span.last else False


def day_to_log(turn: Turn, value: str | None) -> date | NotLoggable:
    """Return the day that an AMAZON.DATE means, today without one; or why it is no day that can be logged.

    A week, a month or a season is accepted where only one day of it can be logged.
    """
    if value is None:
        return turn.today
    span = parse_date(value, turn.local.date())
    if span is None:
        return "unclear"
    days = loggable_days(span.first, span.last, turn.local.date(), turn.today)
    if len(days) == 1:
        return days[0]
    if days:
        return "unclear"
    return "ahead" if span.first > turn.today else "too_long_ago"
