"""Reminders: setting one after the user has confirmed its time. Amazon stores it, not the skill.

Alexa's rules for reminders require two consents: a yes to this reminder, with its time and recurrence read back, and
the account's permission, which Alexa asks for. The time zone is requested again before a time is read back.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time

from skill.handlers import reminder_wording as wording
from skill.handlers.feature import NO, SKIP, YES, Answer, Feature
from skill.handlers.reminder_change import draft_of_change
from skill.handlers.reminder_draft import Draft, chosen_repeat, with_slots
from skill.handlers.reminder_ids import with_set_reminder
from skill.handlers.reminder_times import (
    REPEATS,
    WEEK,
    DayProblem,
    Wanted,
    belongs_to_night,
    day_of,
    days_of_repeat,
    existing_time,
    first_time,
    local_now,
)
from skill.journey.journey import Journey
from skill.reply import Ask, ListReminders, Message, Reply, SetReminder, message
from skill.slot_values import parse_time
from skill.turn import CONNECTIONS_RESPONSE, ActionResult, Turn

SET = "SetReminderIntent"

_OPEN = (
    "reminders.repeat",
    "reminders.time",
    "reminders.half",
    "reminders.day",
    "reminders.weekend",
    "reminders.sure",
    "reminders.permission",
)
"""The questions whose state is a draft, which the answer completes."""


def set_(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Take the time and the days from the slots, ask for what is missing, and ask for confirmation."""
    before = Draft.of(turn.state) if turn.question in _OPEN else Draft()
    turn = _in_zone_of(before, turn)
    if turn.heard("change") and not before.replaces:
        return _change(turn, journey, before)
    return journey, _next_reply(turn, before)


def _change(turn: Turn, journey: Journey, before: Draft) -> tuple[Journey, Reply]:
    """Take the slots as a change of the reminder that is set."""
    result = turn.action_result
    if result is None:
        return journey, Reply(action=ListReminders())
    if not result.is_done and result.name != "no_permission":
        unreachable = "errors.unreachable" if result.name == "no_records" else "reminders.errors.unreachable"
        return journey, Reply((message(unreachable),))
    before, notes = draft_of_change(turn, journey, result, before)
    reply = _next_reply(turn, before)
    return journey, replace(reply, messages=(*notes, *reply.messages))


def _next_reply(turn: Turn, before: Draft) -> Reply:
    """Return the next question, given the draft and the slots of this turn."""
    draft = with_slots(turn, before)
    said = turn.heard("time")
    if _lacks_repeat(turn):
        return Reply((), _ask("reminders.repeat", draft, "repeat"))
    if draft.clock is None or (said and parse_time(said) is None):
        return Reply((message("reminders.not_a_time"),) if said else (), _ask("reminders.time", draft))
    if turn.question in ("reminders.day", "reminders.weekend") and not draft.day and draft.repeat not in REPEATS:
        return Reply((), _ask("reminders.day", draft, "day"))
    return _next_question(turn, draft, draft.clock)


def _lacks_repeat(turn: Turn) -> bool:
    """Tell whether the user named a repeat that is not possible, and no day since."""
    if turn.heard("repeat"):
        return not chosen_repeat(turn) and not turn.heard("day")
    return turn.question == "reminders.repeat" and not turn.heard("day")


def answered(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Take the answer; set no reminder after a no or a skip; ask again after a bare yes."""
    if turn.intent in (NO, SKIP):
        return journey, Reply((message("reminders.not_set"),))
    return set_(turn, journey)


def sure(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Set the reminder after a yes, and report the result; take other slots as a correction."""
    return _set(turn, journey) if turn.intent == YES else answered(turn, journey)


def after_permission_request(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Set the reminder once the permission is given; without an answer, send a card to give it later.

    Alexa's own question ends with any other reply, such as help: a yes then asks it again where it is still needed.
    """
    if turn.intent != CONNECTIONS_RESPONSE:
        return sure(turn, journey)
    status = turn.heard("status")
    if status == "ACCEPTED":
        return _set(turn, journey)
    if status == "DENIED":
        return journey, Reply((message("reminders.denied"),))
    return journey, Reply((message("reminders.by_card"),), permission="card")


def _next_question(turn: Turn, draft: Draft, clock: time) -> Reply:
    """Return the question for what is missing, or the one that asks for confirmation."""
    day = day_of(draft.day, turn.local.date()) if draft.day and draft.repeat not in REPEATS else None
    if isinstance(day, str):
        return _ask_day(draft, day)
    wanted = Wanted(clock, draft.is_settled, draft.part, draft.repeat, day)
    first = first_time(wanted, local_now(turn))
    if first == "half":
        return Reply((), _ask("reminders.half", draft, values={"clock": wording.half_day_message(clock)}))
    if first == "passed":
        return Reply((message("reminders.passed"),), _ask("reminders.day", draft, "day"))
    return _sure(turn, draft, first if wanted.comes_again else existing_time(first, turn))


def _ask_day(draft: Draft, problem: DayProblem) -> Reply:
    if problem == "weekend":
        return Reply((), _ask("reminders.weekend", draft, "day"))
    kept = draft.day if problem == "several" else None
    return Reply((message(f"reminders.not_on.{problem}"),), _ask("reminders.day", replace(draft, day=kept), "day"))


def _sure(turn: Turn, draft: Draft, first: datetime) -> Reply:
    values = {"what": _what(draft), "when": _when(turn, draft, first)}
    state = {**replace(draft, clock=None, is_settled=False, has_moved=False).state, "first": first.isoformat()}
    return Reply(_zone_messages(turn, draft), Ask("reminders.sure", values, state, elicit=(SET, "time")))


def _ask(name: str, draft: Draft, slot: str = "time", values: Mapping[str, Message] | None = None) -> Ask:
    return Ask(name, values or {}, draft.state, elicit=(SET, slot))


def _set(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    draft, first = Draft.of(turn.state), datetime.fromisoformat(turn.state["first"])
    turn = _in_zone_of(draft, turn)
    if turn.zone_is_fresh and draft.zone not in (None, turn.zone):
        return journey, _sure(turn, replace(draft, zone=turn.zone, has_moved=True), first)
    if first <= local_now(turn):
        if draft.repeat not in REPEATS:
            return journey, _next_question(turn, draft, first.time())
        found = first_time(Wanted(first.time(), is_settled=True, part=draft.part, repeat=draft.repeat), local_now(turn))
        first = found if isinstance(found, datetime) else first
    if turn.action_result is None:
        text = message(f"reminders.texts.{draft.about}")
        own = frozenset(journey.reminder_ids)
        return journey, Reply(
            action=SetReminder(text, first, _rule(draft, first), turn.zone, own=own, replaces=draft.replaces)
        )
    return with_set_reminder(turn, journey, turn.action_result, draft.replaces), _reply_to_result(
        turn, turn.action_result, _done(turn, draft, first)
    )


def _done(turn: Turn, draft: Draft, first: datetime) -> Message:
    return message("reminders.done", what=_what(draft), when=_when(turn, draft, first))


def _what(draft: Draft) -> Message:
    return message("reminders.about.instead" if draft.replaces else f"reminders.about.{draft.about}")


def _reply_to_result(turn: Turn, result: ActionResult, done: Message) -> Reply:
    if result.is_done:
        return Reply((done,))
    if result.name == "old_stays":
        return Reply((done, message("reminders.old_stays")))
    if result.name == "no_records":
        return Reply((message("errors.unreachable"),))
    if result.name != "no_permission":
        return Reply((message(f"reminders.errors.{result.name}"),))
    if turn.intent == CONNECTIONS_RESPONSE:
        return Reply(
            (message("reminders.by_card"),), permission="card"
        )  # the permission was given, and has not taken effect yet
    return Reply((), Ask("reminders.permission", state=turn.state), permission="ask")


def _in_zone_of(draft: Draft, turn: Turn) -> Turn:
    """Return the turn in the time zone of the draft, where the device does not report one in this turn."""
    if turn.zone_is_fresh or not draft.zone or not wording.zone_exists(draft.zone):
        return turn
    return replace(turn, zone=draft.zone, zone_is_known=True)


def _zone_messages(turn: Turn, draft: Draft) -> tuple[Message, ...]:
    """Return the message that names the time zone, where the device did not report it or it has changed."""
    city = wording.city(turn.zone)
    if not turn.zone_is_known:
        return (message("reminders.zone", city=city),)
    if not turn.zone_is_fresh:
        return (message("reminders.zone_unasked", city=city),)
    return (message("reminders.moved", city=city),) if draft.has_moved else ()


def _when(turn: Turn, draft: Draft, first: datetime) -> Message:
    days = days_of_repeat(draft.repeat, first.time(), draft.part)
    if not days:
        return wording.once(first.date(), first.time(), turn.local)
    return wording.repeated(days, first.time(), is_night=belongs_to_night(first.time(), draft.part))


def _rule(draft: Draft, first: datetime) -> str | None:
    days = days_of_repeat(draft.repeat, first.time(), draft.part)
    if not days:
        return None
    often = "FREQ=DAILY" if days == WEEK else f"FREQ=WEEKLY;BYDAY={','.join(days)}"
    return f"{often};BYHOUR={first.hour};BYMINUTE={first.minute};BYSECOND=0;INTERVAL=1;"


_REMINDER_ANSWER = Answer(answered, frozenset((YES, NO, SKIP, SET)), needs="fresh_zone")

FEATURE = Feature(
    intents={SET: set_},
    answers={
        "reminders.time": _REMINDER_ANSWER,
        "reminders.repeat": _REMINDER_ANSWER,
        "reminders.half": _REMINDER_ANSWER,
        "reminders.day": _REMINDER_ANSWER,
        "reminders.weekend": _REMINDER_ANSWER,
        "reminders.sure": Answer(sure, frozenset((YES, NO, SKIP, SET)), needs="fresh_zone"),
        "reminders.permission": Answer(
            after_permission_request, frozenset((CONNECTIONS_RESPONSE, YES, NO, SKIP, SET)), needs="fresh_zone"
        ),
    },
    needs="fresh_zone",
)
