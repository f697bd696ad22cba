"""How the times of reminders are told: by their day, and by a clock with its part of the day."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from skill.handlers.days import weekday
from skill.handlers.reminder_times import DAYS_AHEAD, NIGHT_ENDS_HOUR, WEEK, nights_before
from skill.reply import Message, Reminder, message
from skill.turn import Turn

_NOON_HOUR = 12
_MONDAY = date(2026, 3, 2)
"""Some Monday, from which the days of the week are counted."""


def repeated(days: Sequence[str], clock: time, *, is_night: bool = False) -> Message:
    """Return "every day at 8 p.m.", for days as RFC 5545 names them.

    "Every Saturday at midnight" could be either midnight, so that is told as the night of the day before. Any other
    time after midnight is, where it was said as a time of a night.
    """
    is_night = (is_night or clock.hour == 0) and clock.hour < NIGHT_ENDS_HOUR and set(days) != set(WEEK)
    days = nights_before(days) if is_night else days
    names = {WEEK: "daily", WEEK[:5]: "weekdays", WEEK[5:]: "weekends"}
    often = names.get(tuple(one for one in WEEK if one in days))
    if often and not is_night:
        return message(f"reminders.often.{often}", clock=clock_line(clock))
    told = [weekday(_MONDAY + timedelta(days=n)) for n, one in enumerate(WEEK) if one in days]
    return message(f"reminders.when.{'nightly' if is_night else 'weekly'}", days=told, clock=clock_line(clock))


def once(day: date | None, clock: time, now: datetime) -> Message:
    """Return "tomorrow at noon", as seen from `now` on the clock of the same zone."""
    told = clock_line(clock)
    ahead = (day - now.date()).days if day else -1
    is_tonight = ahead == (0 if now.hour < NIGHT_ENDS_HOUR else 1) or (ahead == 1 and clock.hour == 0)
    if is_tonight and clock.hour < NIGHT_ENDS_HOUR:
        return message("reminders.when.tonight", clock=told)
    if ahead in (0, 1):
        return message("reminders.when.tomorrow" if ahead else "reminders.when.today", clock=told)
    if day is None or not 0 < ahead <= DAYS_AHEAD + (clock.hour < NIGHT_ENDS_HOUR):
        return message("reminders.when.clock", clock=told)
    if clock.hour == 0 or ahead > DAYS_AHEAD:
        return message("reminders.when.on_night", day=weekday(day - timedelta(days=1)), clock=told)
    return message("reminders.when.on", day=weekday(day), clock=told)


def listed(turn: Turn, reminder: Reminder) -> Message:
    """Return when a reminder comes that is set already."""
    if reminder.clock is None:
        return message("reminders.when.unknown")
    is_here = turn.zone_is_fresh and reminder.zone == turn.zone
    zone = reminder.zone if not is_here and zone_exists(reminder.zone) else None
    told = _listed(reminder, reminder.clock, turn.instant.astimezone(ZoneInfo(zone)) if zone else turn.local)
    return message("reminders.when.elsewhere", when=told, city=city(zone)) if zone else told


def clock_line(at: time) -> Message:
    """Return a time of day with its part: "8 p.m.", "noon", "12:30 a.m."."""
    if at.minute == 0 and at.hour % _NOON_HOUR == 0:
        return message("reminders.clock.noon" if at.hour else "reminders.clock.midnight")
    hour = at.hour % _NOON_HOUR or _NOON_HOUR
    half = "afternoon" if at.hour >= _NOON_HOUR else "morning"
    if at.minute == 0:
        return message(f"reminders.clock.{half}", hour=hour)
    return message(f"reminders.clock.{half}_minutes", hour=hour, minutes=f"{at.minute:02}")


def half_line(at: time) -> Message:
    """Return a time of day on a clock of twelve hours, whose half is not known."""
    hour = at.hour % _NOON_HOUR or _NOON_HOUR
    if at.minute == 0:
        return message("reminders.clock.hour", hour=hour)
    return message("reminders.clock.hour_minutes", hour=hour, minutes=f"{at.minute:02}")


def city(zone: str) -> str:
    """Return the city that an IANA name of a time zone has: America/Argentina/Buenos_Aires is Buenos Aires."""
    return zone.rpartition("/")[2].replace("_", " ")


def days_of(rule: str) -> tuple[str, ...]:
    """Return the days on which an RFC 5545 rule comes again; none where it is of another kind."""
    parts = dict(one.partition("=")[::2] for one in rule.upper().split(";"))
    days = tuple(one for one in WEEK if one in parts.get("BYDAY", "").split(","))
    if parts.get("INTERVAL", "1") != "1":
        return ()
    return WEEK if parts.get("FREQ") == "DAILY" and not days else days


def zone_exists(zone: str | None) -> bool:
    """Tell whether there is a time zone of this name."""
    try:
        return bool(zone and ZoneInfo(zone))
    except (KeyError, ValueError, OSError):
        return False


def _listed(reminder: Reminder, clock: time, now: datetime) -> Message:
    if reminder.rule is None:
        return once(reminder.day, clock, now)
    days = days_of(reminder.rule)
    return repeated(days, clock) if days else message("reminders.when.clock", clock=clock_line(clock))
