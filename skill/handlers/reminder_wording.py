"""Reminder wording: the days and times of reminders as messages."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from skill.handlers.days import weekday
from skill.handlers.reminder_times import DAYS_AHEAD, NIGHT_ENDS_HOUR, WEEK, nights_before
from skill.reply import Message, Reminder, message
from skill.slot_values import NOON_HOUR
from skill.turn import Turn

_MONDAY = date(2026, 3, 2)
"""Any Monday, from which the days of the week are counted."""


def repeated(days: Sequence[str], clock: time, *, is_night: bool = False) -> Message:
    """Return the message for repeated days (RFC 5545) and a time, such as "every day at 8 p.m.".

    "Every Saturday at midnight" could be either of two midnights, so midnight is spoken with the night of the day
    before; so is any time until NIGHT_ENDS_HOUR where `is_night` says that it was named as a time of a night.
    """
    is_night = (is_night or clock.hour == 0) and clock.hour < NIGHT_ENDS_HOUR and set(days) != set(WEEK)
    days = nights_before(days) if is_night else days
    names = {WEEK: "daily", WEEK[:5]: "weekdays", WEEK[5:]: "weekends"}
    often = names.get(tuple(day for day in WEEK if day in days))
    if often and not is_night:
        return message(f"reminders.often.{often}", clock=clock_message(clock))
    weekdays = [weekday(_MONDAY + timedelta(days=n)) for n, day in enumerate(WEEK) if day in days]
    return message(f"reminders.when.{'nightly' if is_night else 'weekly'}", days=weekdays, clock=clock_message(clock))


def once(day: date | None, clock: time, now: datetime) -> Message:
    """Return the message for a day and a time, such as "tomorrow at noon"; `now` is in the same time zone."""
    spoken = clock_message(clock)
    ahead = (day - now.date()).days if day else -1
    is_tonight = ahead == (0 if now.hour < NIGHT_ENDS_HOUR else 1) or (ahead == 1 and clock.hour == 0)
    if is_tonight and clock.hour < NIGHT_ENDS_HOUR:
        return message("reminders.when.tonight", clock=spoken)
    if ahead in (0, 1):
        return message("reminders.when.tomorrow" if ahead else "reminders.when.today", clock=spoken)
    if day is None or not 0 < ahead <= DAYS_AHEAD + (clock.hour < NIGHT_ENDS_HOUR):
        return message("reminders.when.clock", clock=spoken)
    if clock.hour == 0 or ahead > DAYS_AHEAD:
        return message("reminders.when.on_night", day=weekday(day - timedelta(days=1)), clock=spoken)
    return message("reminders.when.on", day=weekday(day), clock=spoken)


def listed(turn: Turn, reminder: Reminder) -> Message:
    """Return the message for the time of a reminder that is set."""
    if reminder.clock is None:
        return message("reminders.when.unknown")
    is_here = turn.zone_is_fresh and reminder.zone == turn.zone
    zone = reminder.zone if not is_here and zone_exists(reminder.zone) else None
    spoken = _listed(reminder, reminder.clock, turn.instant.astimezone(ZoneInfo(zone)) if zone else turn.local)
    return message("reminders.when.elsewhere", when=spoken, city=city(zone)) if zone else spoken


def clock_message(at: time) -> Message:
    """Return the message for a time of day: "8 p.m.", "noon", "12:30 a.m."."""
    if at.minute == 0 and at.hour % NOON_HOUR == 0:
        return message("reminders.clock.noon" if at.hour else "reminders.clock.midnight")
    hour = at.hour % NOON_HOUR or NOON_HOUR
    half = "afternoon" if at.hour >= NOON_HOUR else "morning"
    if at.minute == 0:
        return message(f"reminders.clock.{half}", hour=hour)
    return message(f"reminders.clock.{half}_minutes", hour=hour, minutes=f"{at.minute:02}")


def half_day_message(at: time) -> Message:
    """Return the message for a time on a 12-hour clock, without a.m. or p.m."""
    hour = at.hour % NOON_HOUR or NOON_HOUR
    if at.minute == 0:
        return message("reminders.clock.hour", hour=hour)
    return message("reminders.clock.hour_minutes", hour=hour, minutes=f"{at.minute:02}")


def city(zone: str) -> str:
    """Return the city in the IANA name of a time zone: America/Argentina/Buenos_Aires is Buenos Aires."""
    return zone.rpartition("/")[2].replace("_", " ")


def days_of(rule: str) -> tuple[str, ...]:
    """Return the days of an RFC 5545 rule that repeats daily or weekly; none for any other rule."""
    parts = dict(part.partition("=")[::2] for part in rule.upper().split(";"))
    days = tuple(day for day in WEEK if day in parts.get("BYDAY", "").split(","))
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
    return repeated(days, clock) if days else message("reminders.when.clock", clock=clock_message(clock))
