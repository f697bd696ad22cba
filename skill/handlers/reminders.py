"""Reminders: set with a yes to the time that was said back, and cancelled. Amazon keeps them, not the skill.

Two consents stand before each one (ALEXA's rules for reminders): a yes to this reminder, whose time and recurrence were
told, and the account's permission, which Alexa herself asks for.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from skill.handlers.days import weekday
from skill.handlers.feature import NO, SKIP, YES, Answer, Feature
from skill.journey.days import single_day
from skill.journey.errors import NotADay
from skill.journey.journey import Journey
from skill.turn import CONSENTED, Ask, Line, Outcome, Remind, Reply, Turn, Unremind, line

SET, CANCEL = "SetReminderIntent", "CancelReminderIntent"

ABOUT = ("check_in", "step", "patience", "promise")
_DAYS = {
    "daily": "",
    "daily_morning": "",
    "daily_evening": "",
    "weekdays": "MO,TU,WE,TH,FR",
    "weekends": "SA,SU",
    "monday": "MO",
    "tuesday": "TU",
    "wednesday": "WE",
    "thursday": "TH",
    "friday": "FR",
    "saturday": "SA",
    "sunday": "SU",
}
"""By the repeat that was heard, the days as RFC 5545 names them; none is every day."""
_WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ONCE = "once"

_PARTS = {"MO": time(8), "AF": time(14), "EV": time(20), "NI": time(21)}
"""What Alexa calls the parts of a day, and the time that is offered for each."""

_NOON, _AHEAD = 12, 7
_HALF_A_DAY = timedelta(hours=_NOON)


def set_(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Take what was said of the time and the days, ask for the time where it is missing, and ask for a yes."""
    going_on = turn.state if turn.asking in ("reminders.time", "reminders.sure") else {}
    about = _chosen(turn, "about", ABOUT) or going_on.get("about", ABOUT[0])
    repeat = _chosen(turn, "repeat", (*_DAYS, _ONCE)) or going_on.get("repeat")
    day = turn.heard("day") or going_on.get("day")
    at = _same_half(_clock(turn.heard("time"), repeat), going_on.get("first"))
    state = {"about": about, "repeat": repeat, "day": day}
    if at is None:
        say = (line("reminders.not_a_time"),) if turn.heard("time") else ()
        return journey, Reply(say, Ask("reminders.time", state=state, elicit=(SET, "time")))
    try:
        first = _first(turn, at, repeat, single_day(day) if day and repeat not in _DAYS else None)
    except NotADay:
        return journey, Reply((line("reminders.not_a_day"),))
    if first is None:
        return journey, Reply((line("reminders.not_then"),))
    return journey, Reply(_guess(turn), _sure({**state, "first": first.isoformat()}, turn))


def no_time(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Leave it for somebody who would rather not name a time; ask again after a bare yes."""
    if turn.intent == YES:
        return journey, Reply((), Ask("reminders.time", state=turn.state, elicit=(SET, "time")))
    return journey, Reply((line("reminders.not_set"),))


def sure(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Set it after a yes, and tell what came of it."""
    if turn.intent == NO:
        return journey, Reply((line("reminders.not_set"),))
    return journey, _set(turn)


def permitted(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Set it once Alexa has the permission; tell how to give it later where nobody answered."""
    status = turn.heard("status")
    if status == "ACCEPTED":
        return journey, _set(turn)
    if status == "DENIED":
        return journey, Reply((line("reminders.denied"),))
    return journey, Reply((line("reminders.by_card"),), permission="card")


def cancel(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Cancel the skill's reminders, or those at the time that was named."""
    clock = _clock(turn.heard("time"), None)
    if turn.outcome is None:
        return journey, Reply(errand=Unremind(f"{clock:%H:%M}" if clock else None))
    outcome = turn.outcome
    if outcome.is_done:
        none = "reminders.none_then" if clock else "reminders.none"
        return journey, Reply((line("reminders.cancelled", n=outcome.count) if outcome.count else line(none),))
    say = [line("reminders.cancelled", n=outcome.count)] if outcome.count else []
    name = "no_sight" if outcome.name == "no_permission" else "not_cancelled"
    return journey, Reply((*say, line(f"reminders.{name}")))


def _set(turn: Turn) -> Reply:
    state = turn.state
    about, repeat, first = str(state["about"]), state["repeat"], datetime.fromisoformat(state["first"])
    if turn.outcome is None:
        return Reply(errand=Remind(line(f"reminders.texts.{about}"), first, _rule(repeat, first)))
    return _told(
        turn,
        turn.outcome,
        line("reminders.done", what=line(f"reminders.about.{about}"), when=_when(turn, repeat, first)),
    )


def _told(turn: Turn, outcome: Outcome, done: Line) -> Reply:
    if outcome.is_done:
        return Reply((done,))
    if outcome.name != "no_permission":
        return Reply((line(f"reminders.trouble.{outcome.name}"),))
    if turn.intent == CONSENTED:
        return Reply((line("reminders.by_card"),), permission="card")  # it was given, and has not arrived yet
    return Reply((), Ask("reminders.permission", state=turn.state), permission="ask")


def _sure(state: Mapping[str, Any], turn: Turn) -> Ask:
    first = datetime.fromisoformat(state["first"])
    what = line(f"reminders.about.{state['about']}")
    return Ask("reminders.sure", {"what": what, "when": _when(turn, state["repeat"], first)}, state)


def _guess(turn: Turn) -> tuple[Line, ...]:
    """Say which time zone is meant where the device doesn't tell."""
    city = turn.zone.rpartition("/")[2].replace("_", " ")
    return () if turn.zone_is_known else (line("reminders.zone", city=city),)


def _chosen(turn: Turn, slot: str, known: Collection[str]) -> str | None:
    found = turn.chosen(slot)
    return found if found in known else None


def _clock(heard: str | None, repeat: str | None) -> time | None:
    """Return the time of day that was heard; "every evening at eight" is at 20:00."""
    if heard is None:
        return None
    if heard in _PARTS:
        return _PARTS[heard]
    try:
        at = time.fromisoformat(heard)
    except ValueError:
        return None
    if repeat == "daily_evening" and at.hour < _NOON:
        return at.replace(hour=at.hour + _NOON)
    return at.replace(tzinfo=None)


def _same_half(at: time | None, before: str | None) -> time | None:
    """Return a corrected time: "make it nine" after a reminder at eight in the evening is at nine in the evening."""
    was = datetime.fromisoformat(before).time() if before else None
    return at.replace(hour=at.hour + _NOON) if at and was and at.hour < _NOON <= was.hour else at


def _first(turn: Turn, at: time, repeat: str | None, day: date | None) -> datetime | None:
    """Return the first time on the speaker's clock, or None where that is past or too far ahead."""
    now = turn.local.replace(tzinfo=None)
    if day:
        # "Tonight at nine" may arrive as nine: where that is past, it is twelve hours later.
        times = [datetime.combine(day, at), *([datetime.combine(day, at) + _HALF_A_DAY] if at.hour < _NOON else [])]
        return next((first for first in times if now < first <= now + timedelta(days=_AHEAD + 1)), None)
    days = (_DAYS.get(repeat or "") or ",".join(_WEEK)).split(",")
    for ahead in range(_AHEAD + 1):
        first = datetime.combine(now.date() + timedelta(days=ahead), at)
        if first > now and _WEEK[first.weekday()] in days:
            return first
    return None


def _rule(repeat: str | None, first: datetime) -> str | None:
    if repeat not in _DAYS:
        return None
    days = _DAYS[repeat]
    often = f"FREQ=WEEKLY;BYDAY={days}" if days else "FREQ=DAILY"
    return f"{often};BYHOUR={first.hour};BYMINUTE={first.minute};BYSECOND=0;INTERVAL=1;"


def _when(turn: Turn, repeat: str | None, first: datetime) -> Line:
    clock = _told_clock(first)
    if _DAYS.get(repeat or "") in _WEEK:
        return line("reminders.when.weekly", day=weekday(first.date()), clock=clock)
    if repeat in _DAYS:
        often = "daily" if str(repeat).startswith("daily") else repeat
        return line(f"reminders.often.{often}", clock=clock)
    ahead = (first.date() - turn.local.date()).days
    if ahead <= 1:
        return line("reminders.when.tomorrow" if ahead else "reminders.when.today", clock=clock)
    return line("reminders.when.on", day=weekday(first.date()), clock=clock)


def _told_clock(at: datetime) -> Line:
    if at.minute == 0 and at.hour % _NOON == 0:
        return line("reminders.clock.noon" if at.hour else "reminders.clock.midnight")
    hour = at.hour % _NOON or _NOON
    half = "afternoon" if at.hour >= _NOON else "morning"
    if at.minute == 0:
        return line(f"reminders.clock.{half}", hour=hour)
    return line(f"reminders.clock.{half}_minutes", hour=hour, minutes=f"{at.minute:02}")


FEATURE = Feature(
    intents={SET: set_, CANCEL: cancel},
    answers={
        "reminders.time": Answer(no_time, frozenset((YES, NO, SKIP))),
        "reminders.sure": Answer(sure),
        "reminders.permission": Answer(permitted, frozenset((CONSENTED,))),
    },
)
