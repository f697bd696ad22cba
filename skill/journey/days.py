"""Days as people live them. No function here knows what time it is: that is an argument."""

from datetime import date, datetime, timedelta, tzinfo

from skill.journey.errors import NotYet, TooLongAgo

DAY_ENDS_AT = 3
"""The local hour, 0-23, at which a day ends: an hour after midnight still belongs to the evening before."""

BACKDATING_DAYS = 7
"""How many days back something may be logged."""


def local_day(instant: datetime, zone: tzinfo) -> date:
    """Return the day that `instant` (aware) belongs to for somebody in `zone`."""
    local = instant.astimezone(zone)
    return local.date() if local.hour >= DAY_ENDS_AT else local.date() - timedelta(days=1)


def log_day(asked: date, calendar: date, today: date) -> date:
    """Return the day to log for the calendar date that was asked for.

    `calendar` is the local calendar date and `today` the local day; they differ between midnight and 3 a.m., when
    "today" still means the evening before. Raises NotYet for the future and TooLongAgo beyond BACKDATING_DAYS.
    """
    day = today if asked == calendar else asked
    if day > today:
        raise NotYet
    if (today - day).days > BACKDATING_DAYS:
        raise TooLongAgo
    return day


def skipped_by_travel(instant: datetime, before: tzinfo, after: tzinfo) -> frozenset[date]:
    """Return the local days that moving from one zone to another cut short at `instant`.

    Flying west to east over the date line takes a day out of the calendar. Whoever missed it missed nothing, so it
    does not count as a missed day.
    """
    first, last = local_day(instant, before), local_day(instant, after)
    return frozenset(first + timedelta(days=n) for n in range((last - first).days))


def week_name(day: date) -> str:
    """Return the ISO 8601 week of a day, such as 2026-W47; names sort by time."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def week_end(day: date) -> date:
    """Return the Sunday of the day's ISO week."""
    return day + timedelta(days=7 - day.isoweekday())
