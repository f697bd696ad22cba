"""Telling a day the way people do."""

from datetime import date

from skill.turn import Line, Turn, line

_LAST_WEEKS = 7


def told(day: date, today: date) -> Line:
    """Return "today", "yesterday", "on Monday", or "last Monday" for the day a week ago."""
    ago = (today - day).days
    if ago <= 1:
        return line("days.yesterday" if ago else "days.today")
    return line("days.last" if ago >= _LAST_WEEKS else "days.on", weekday=weekday(day))


def weekday(day: date) -> Line:
    """Return the day's name."""
    return line(f"days.names.{day.isoweekday()}")


def is_evening(turn: Turn) -> bool:
    """Tell whether the local day is drawing to its end: from five in the afternoon to three at night."""
    return turn.local.hour >= 17 or turn.local.hour < 3
