"""Days as people live them. No function here knows what time it is: that is an argument."""

from datetime import date, datetime, timedelta, tzinfo

DAY_ENDS_AT = 3
"""The local hour, 0-23, at which a day ends: an hour after midnight still belongs to the evening before."""

BACKDATING_DAYS = 7
"""How many days back something may be logged."""

OVER_THE_DATE_LINE = timedelta(hours=12)
"""Clocks further ahead than this are reached the other way round the earth."""


def local_day(instant: datetime, zone: tzinfo) -> date:
    """Return the day that `instant` (aware) belongs to for somebody in `zone`."""
    local = instant.astimezone(zone)
    return local.date() if local.hour >= DAY_ENDS_AT else local.date() - timedelta(days=1)


def last_weekday(today: date, weekday: int) -> date:
    """Return the last day up to today that is the ISO weekday (1 is Monday)."""
    return today - timedelta(days=(today.isoweekday() - weekday) % 7)


def loggable_days(first: date, last: date, calendar: date, today: date) -> tuple[date, ...]:
    """Return the days from `first` to `last` on which something can be logged today, oldest first.

    They are not ahead, and no more than BACKDATING_DAYS ago. `calendar` is the local calendar date and `today` the
    local day; they differ between midnight and 3 a.m., when "today" still means the evening before.
    """
    oldest = today - timedelta(days=BACKDATING_DAYS)
    first, last = max(first, oldest), min(last, calendar)
    asked = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(sorted({today if day == calendar else day for day in asked}))


def skipped_by_travel(instant: datetime, before: tzinfo, after: tzinfo) -> frozenset[date]:
    """Return the local days that moving from one zone to another cut short, as noticed at `instant`.

    Flying west over the date line takes a day out of the calendar. Whoever missed it missed nothing, so it does not
    count as a missed day. By the time that somebody speaks again after landing, the zone left behind may have reached
    the same day; yet the one before was lost on the way.
    """
    then, now = instant.astimezone(before), instant.astimezone(after)
    first, last = local_day(then, before), local_day(now, after)
    if now.replace(tzinfo=None) - then.replace(tzinfo=None) > OVER_THE_DATE_LINE:
        first = min(first, last - timedelta(days=1))
    return frozenset(first + timedelta(days=n) for n in range((last - first).days))


def week_name(day: date) -> str:
    """Return the ISO 8601 week of a day, such as 2026-W47; names sort by time."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def week_end(day: date) -> date:
    """Return the Sunday of the day's ISO week."""
    return day + timedelta(days=7 - day.isoweekday())
