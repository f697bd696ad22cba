"""Local days: when a day ends, which days can be logged, and ISO weeks. The time and the zone are arguments."""

from datetime import date, datetime, timedelta, tzinfo

DAY_ENDS_AT_HOUR = 3
"""Local hour (0-23) at which a day ends: what is said just after midnight belongs to the evening before."""

BACKDATING_DAYS = 7
"""Days before today for which something can still be logged."""

DATE_LINE_SHIFT = timedelta(hours=12)
"""A clock that moves ahead by more than this crossed the international date line westward."""


def local_day(instant: datetime, zone: tzinfo) -> date:
    """Return the local day of an instant (aware) in a time zone; it ends at DAY_ENDS_AT_HOUR."""
    local = instant.astimezone(zone)
    return local.date() if local.hour >= DAY_ENDS_AT_HOUR else local.date() - timedelta(days=1)


def last_weekday(today: date, weekday: int) -> date:
    """Return the latest day up to and with today that is this ISO weekday (1 is Monday)."""
    return today - timedelta(days=(today.isoweekday() - weekday) % 7)


def loggable_days(first: date, last: date, calendar: date, today: date) -> tuple[date, ...]:
    """Return the days from `first` to `last` for which something can be logged now, oldest first.

    These are days up to today and at most BACKDATING_DAYS before it. `calendar` is the local calendar date and `today`
    the local day: between midnight and 3 a.m. a user who names the calendar date means the local day before it.
    """
    oldest = today - timedelta(days=BACKDATING_DAYS)
    first, last = max(first, oldest), min(last, calendar)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(sorted({today if day == calendar else day for day in days}))


def skipped_by_travel(instant: datetime, before: tzinfo, after: tzinfo) -> frozenset[date]:
    """Return the local days that a move from the zone `before` to the zone `after` skipped, as known at `instant`.

    Crossing the date line westward takes a day out of the calendar; a user cannot check in on it, so it does not count
    as a missed day. At the first turn after landing, the zone left behind may have reached the same day already; the
    day before it was skipped all the same.
    """
    clock_before, clock_after = instant.astimezone(before), instant.astimezone(after)
    first, last = local_day(clock_before, before), local_day(clock_after, after)
    if clock_after.replace(tzinfo=None) - clock_before.replace(tzinfo=None) > DATE_LINE_SHIFT:
        first = min(first, last - timedelta(days=1))
    return frozenset(first + timedelta(days=n) for n in range((last - first).days))


def week_name(day: date) -> str:
    """Return the name of a day's ISO 8601 week, such as 2026-W47. Names sort by time."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def week_end(day: date) -> date:
    """Return the Sunday of the day's ISO week."""
    return day + timedelta(days=7 - day.isoweekday())
