"""Time-out: a break in a fight, with a time to come back that is told to the one who stays.

The time is kept by an Alexa timer where the account allows it, else by a reminder, else it is said. Twenty minutes is
the least, because a body that is worked up needs about that long. Nothing of the fight is asked for or kept.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

from skill.handlers import reminder_wording as wording
from skill.handlers.aside import neutral_reply
from skill.handlers.feature import NO, SKIP, YES, Answer, Feature
from skill.handlers.reminder_ids import with_set_reminder
from skill.handlers.session_state import MAX_MINUTES
from skill.journey.journey import Journey
from skill.reply import Ask, Message, Reply, SetReminder, SetTimer, message
from skill.slot_values import parse_duration
from skill.turn import ActionResult, Turn

TIME_OUT_INTENT = "TimeOutIntent"

MIN_BREAK = timedelta(minutes=20)
LONG_BREAK = timedelta(days=1)
"""A longer one is asked about: it may be a mishearing."""
MAX_BREAK = timedelta(minutes=MAX_MINUTES)

_SOON = timedelta(hours=12)
"""Until then the clock alone names one moment."""

_HOW_LONG = Ask("time_out.how_long", elicit=(TIME_OUT_INTENT, "duration"))


def begin(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Take how long it is to be, or ask."""
    said = turn.heard("duration") if turn.intent == TIME_OUT_INTENT else None
    if said is None:
        return journey, neutral_reply((), _HOW_LONG)
    length = parse_duration(said)
    if length is None:
        return journey, neutral_reply((message("time_out.unclear"),), _HOW_LONG)
    if length < MIN_BREAK:
        return journey, neutral_reply(
            (message("time_out.why_twenty"),), Ask("time_out.short", elicit=(TIME_OUT_INTENT, "duration"))
        )
    if length > MAX_BREAK:
        return journey, neutral_reply((message("time_out.too_long"),), _HOW_LONG)
    if length > LONG_BREAK:
        state = {"minutes": length // timedelta(minutes=1)}
        return journey, neutral_reply((), Ask("time_out.long", state=state, elicit=(TIME_OUT_INTENT, "duration")))
    return _set(turn, journey, length)


def answered(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Take a length of time; a yes is to twenty minutes, which the question named."""
    if turn.intent == YES:
        return _set(turn, journey, MIN_BREAK)
    if turn.intent in (NO, SKIP):
        return journey, neutral_reply((message("time_out.left"),))
    return begin(turn, journey)


def long(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Set a break of more than a day after a yes; ask for another length after a no."""
    if turn.intent == YES:
        return _set(turn, journey, timedelta(minutes=int(turn.state["minutes"])))
    return begin(turn, journey)


def _set(turn: Turn, journey: Journey, length: timedelta) -> tuple[Journey, Reply]:
    result = turn.action_result
    if result is None:
        alert = message("time_out.alert")
        back = (turn.instant + length).astimezone(ZoneInfo(turn.zone)).replace(tzinfo=None, microsecond=0)
        reminder = SetReminder(alert, back, zone=turn.zone, own=frozenset(journey.reminder_ids))
        return journey, Reply(action=SetTimer(alert, length, reminder))
    voice = journey.role or "both"
    said = (*_told(turn, result, length), message(f"time_out.meanwhile.{voice}", nth=turn.local.minute))
    return with_set_reminder(turn, journey, result, None), neutral_reply(said)


def _told(turn: Turn, result: ActionResult, length: timedelta) -> tuple[Message, ...]:
    """Say when it is over and what tells it; never that something is set which may not be."""
    values = {"now": wording.clock_message(turn.local.time()), "when": _back(turn, length)}
    zone = () if turn.zone_is_known else (message("reminders.zone", city=wording.city(turn.zone)),)
    if result.name in ("done", "reminder"):
        by = "timer" if result.is_done else "reminder"
        return (*zone, message(f"time_out.set.{by}", **values))
    allow = (message("time_out.allow"),) if result.name == "no_permission" else ()
    return (*zone, message("time_out.said", **values), *allow)


def _back(turn: Turn, length: timedelta) -> Message:
    """Return the time to come back, as it is told."""
    back = (turn.instant + length).astimezone(ZoneInfo(turn.zone))
    if length <= _SOON:
        return message("reminders.when.clock", clock=wording.clock_message(back.time()))
    return wording.once(back.date(), back.time(), turn.local)


_ANSWER = Answer(answered, frozenset((YES, NO, SKIP, TIME_OUT_INTENT)), needs="fresh_zone")

FEATURE = Feature(
    intents={TIME_OUT_INTENT: begin},
    answers={
        "time_out.how_long": _ANSWER,
        "time_out.short": _ANSWER,
        "time_out.long": Answer(long, frozenset((YES, NO, TIME_OUT_INTENT)), needs="fresh_zone"),
    },
    needs="fresh_zone",
)
