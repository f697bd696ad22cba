"""Reminder list: listing and cancelling the speaker's own reminders and those that no recognised voice has set."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time

from skill.handlers import free_speech
from skill.handlers import reminder_wording as wording
from skill.handlers.days import weekday
from skill.handlers.feature import FREE, NO, SKIP, YES, Answer, Feature
from skill.handlers.reminder_choice import WHICH_REMINDER, candidates, named_day, says_all, says_none
from skill.handlers.reminder_ids import without_gone_reminders
from skill.journey.journey import Journey
from skill.reply import Ask, CancelReminders, ListReminders, Message, Reminder, Reply, message
from skill.slot_values import parse_time
from skill.turn import ActionResult, Turn

CANCEL, LIST_INTENT = "CancelReminderIntent", "ListRemindersIntent"
_DROP_INTENT = "DropCommitmentIntent"

MAX_LISTED = 10
"""Reminders that are listed one by one; further ones are counted."""


def listed(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """List the reminders by day and time."""
    result = turn.action_result
    if result is None:
        return journey, Reply(action=ListReminders())
    journey, reminders = without_gone_reminders(journey, result), _in_order(result.reminders or ())
    if result.name == "no_permission":
        return journey, _no_permission()
    if not result.is_done:
        return journey, Reply(
            (message("errors.unreachable" if result.name == "no_records" else "reminders.not_listed"),)
        )
    if not reminders:
        return journey, Reply((message("reminders.none_set"),))
    told = "reminders.listed" if result.is_whole else "reminders.listed_in_part"
    return journey, Reply((message(told, n=len(reminders), times=_times(turn, reminders)),))


def cancel(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Cancel the reminder that is meant, or ask which one is."""
    result = turn.action_result
    if result is None:
        return journey, Reply(action=CancelReminders(lambda reminders: _meant(turn, _in_order(reminders))))
    reminders = _in_order(result.reminders or ())
    dropped = _meant(turn, reminders)[: result.count]
    journey = without_gone_reminders(journey, result, dropped)
    say = (message("reminders.cancelled", n=len(dropped), times=_times(turn, dropped)),) if dropped else ()
    if result.name == "no_permission":
        return journey, _no_permission(*say)
    if not result.is_done:
        return journey, Reply((*say, message(_failure(result))))
    if say or not reminders:
        left = () if result.is_whole else (message("reminders.maybe_left"),)
        return journey, Reply((*say, *left) or (message("reminders.none"),))
    offered = candidates(turn, reminders)
    return journey, Reply(() if offered else (_none_found(turn),), _ask_which(turn, offered or reminders))


def chosen(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Cancel the reminder that the answer names, or none of them."""
    if turn.intent == _DROP_INTENT:  # "the noon one" names a reminder here, not a promise
        heard = turn.slots.get("commitment")
        turn = replace(turn, intent=FREE, slots={"speech": heard} if heard else {})
    intent, _ = free_speech.intent_and_words(turn)
    if intent in free_speech.AROUND:
        return free_speech.AROUND[intent](turn, journey)
    if intent in (NO, SKIP) or says_none(turn):
        return journey, Reply((message("reminders.left"),))
    return cancel(turn, journey)


def _meant(turn: Turn, reminders: Sequence[Reminder]) -> tuple[Reminder, ...]:
    """Return the reminders to cancel: the only candidate, or all of them; none where the user has to be asked.

    The only one that is set is asked about too where nothing was heard of it: words that Alexa has no slot for may have
    named another one.
    """
    matches = candidates(turn, reminders)
    is_named = bool(turn.slots) or turn.question in WHICH_REMINDER
    return matches if (len(matches) == 1 and is_named) or says_all(turn) else ()


def _none_found(turn: Turn) -> Message:
    """Return the message that no reminder is at the named time or on the named day."""
    if parse_time(turn.heard("time") or ""):
        return message("reminders.none_then")
    day = named_day(turn)
    return message("reminders.none_on", day=weekday(day)) if day else message("reminders.not_found")


def _ask_which(turn: Turn, offered: Sequence[Reminder]) -> Ask:
    state = {"of": [reminder.id for reminder in offered]}
    if len(offered) == 1:
        return Ask("reminders.single", {"times": _times(turn, offered)}, state)
    return Ask("reminders.which", {"n": len(offered), "times": _times(turn, offered)}, state, elicit=free_speech.ELICIT)


def _failure(result: ActionResult) -> str:
    """Return the text key for a cancellation that was not complete."""
    if result.name == "no_records":
        return "errors.unreachable"
    return "reminders.none_cancelled" if result.reminders is None else "reminders.not_cancelled"


def _no_permission(*said: Message) -> Reply:
    return Reply((*said, message("reminders.no_sight")), permission="card")


def _in_order(reminders: Sequence[Reminder]) -> tuple[Reminder, ...]:
    """Return the reminders in the order in which they are listed: by time of day."""
    return tuple(
        sorted(reminders, key=lambda reminder: (reminder.clock or time.max, reminder.day or date.max, reminder.id))
    )


def _times(turn: Turn, reminders: Sequence[Reminder]) -> tuple[Message, ...]:
    times = tuple(wording.listed(turn, reminder) for reminder in reminders[:MAX_LISTED])
    more = len(reminders) - len(times)
    return (*times, message("reminders.more", n=more)) if more else times


_CHOSEN = Answer(
    chosen, frozenset((YES, NO, SKIP, FREE, CANCEL, _DROP_INTENT)), needs="fresh_zone", needs_same_voice=True
)

FEATURE = Feature(
    intents={LIST_INTENT: listed, CANCEL: cancel},
    answers={"reminders.which": _CHOSEN, "reminders.single": _CHOSEN},
    needs="fresh_zone",
)
