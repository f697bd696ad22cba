"""Hearing which reminders are set, and cancelling them: one's own, and those that no recognised voice has set."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time

from skill.handlers import free_speech
from skill.handlers import reminder_wording as wording
from skill.handlers.days import weekday
from skill.handlers.feature import FREE, NO, SKIP, YES, Answer, Feature
from skill.handlers.reminder_choice import QUESTIONS, candidates, named_day, says_all, says_none
from skill.handlers.reminders import without_gone_reminders
from skill.journey.journey import Journey
from skill.reply import Ask, CancelReminders, ListReminders, Message, Reminder, Reply, message
from skill.slot_values import parse_time
from skill.turn import ActionResult, Turn

CANCEL, LIST = "CancelReminderIntent", "ListRemindersIntent"
_DROP = "DropCommitmentIntent"

MAX_LISTED = 10
"""Reminders that are told one by one; of others it is told how many there are."""


def listed(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Tell the reminders that are set, by day and time."""
    outcome = turn.action_result
    if outcome is None:
        return journey, Reply(action=ListReminders())
    journey, there = without_gone_reminders(journey, outcome), _in_order(outcome.reminders or ())
    if outcome.name == "no_permission":
        return journey, _no_permission()
    if not outcome.is_done:
        return journey, Reply(
            (message("errors.unreachable" if outcome.name == "no_records" else "reminders.not_listed"),)
        )
    if not there:
        return journey, Reply((message("reminders.none_set"),))
    told = "reminders.listed" if outcome.is_whole else "reminders.listed_in_part"
    return journey, Reply((message(told, n=len(there), times=_times(turn, there)),))


def cancel(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Cancel the reminder that is meant, or ask which one is."""
    outcome = turn.action_result
    if outcome is None:
        return journey, Reply(action=CancelReminders(lambda there: _meant(turn, _in_order(there))))
    there = _in_order(outcome.reminders or ())
    dropped = _meant(turn, there)[: outcome.count]
    journey = without_gone_reminders(journey, outcome, dropped)
    say = (message("reminders.cancelled", n=len(dropped), times=_times(turn, dropped)),) if dropped else ()
    if outcome.name == "no_permission":
        return journey, _no_permission(*say)
    if not outcome.is_done:
        return journey, Reply((*say, message(_failure(outcome))))
    if say or not there:
        left = () if outcome.is_whole else (message("reminders.maybe_left"),)
        return journey, Reply((*say, *left) or (message("reminders.none"),))
    offered = candidates(turn, there)
    return journey, Reply(() if offered else (_none_found(turn),), _ask_which(turn, offered or there))


def chosen(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Cancel the one that was chosen of several, or leave them all."""
    if turn.intent == _DROP:  # "the noon one" is a reminder here, and no promise
        heard = turn.slots.get("commitment")
        turn = replace(turn, intent=FREE, slots={"speech": heard} if heard else {})
    intent, _ = free_speech.intent_and_words(turn)
    if intent in free_speech.AROUND:
        return free_speech.AROUND[intent](turn, journey)
    if intent in (NO, SKIP) or says_none(turn):
        return journey, Reply((message("reminders.left"),))
    return cancel(turn, journey)


def _meant(turn: Turn, there: Sequence[Reminder]) -> tuple[Reminder, ...]:
    """Return what is to be cancelled: the only one that can be meant, or all; none where it has to be asked.

    The only one that is set is asked about too where nothing was heard of it: words that Alexa has no slot for may have
    named another one.
    """
    found = candidates(turn, there)
    is_named = bool(turn.slots) or turn.question in QUESTIONS
    return found if (len(found) == 1 and is_named) or says_all(turn) else ()


def _none_found(turn: Turn) -> Message:
    """Say that no reminder is at the time or on the day that was named."""
    if parse_time(turn.heard("time") or ""):
        return message("reminders.none_then")
    day = named_day(turn)
    return message("reminders.none_on", day=weekday(day)) if day else message("reminders.not_found")


def _ask_which(turn: Turn, offered: Sequence[Reminder]) -> Ask:
    state = {"of": [one.id for one in offered]}
    if len(offered) == 1:
        return Ask("reminders.single", {"times": _times(turn, offered)}, state)
    return Ask("reminders.which", {"n": len(offered), "times": _times(turn, offered)}, state, elicit=free_speech.ELICIT)


def _failure(outcome: ActionResult) -> str:
    """Return the key of what is said where not everything was cancelled as asked."""
    if outcome.name == "no_records":
        return "errors.unreachable"
    return "reminders.none_cancelled" if outcome.reminders is None else "reminders.not_cancelled"


def _no_permission(*said: Message) -> Reply:
    return Reply((*said, message("reminders.no_sight")), permission="card")


def _in_order(reminders: Sequence[Reminder]) -> tuple[Reminder, ...]:
    """Return reminders in the order in which they are told: by their time of day."""
    return tuple(sorted(reminders, key=lambda one: (one.clock or time.max, one.day or date.max, one.id)))


def _times(turn: Turn, reminders: Sequence[Reminder]) -> tuple[Message, ...]:
    told = tuple(wording.listed(turn, one) for one in reminders[:MAX_LISTED])
    more = len(reminders) - len(told)
    return (*told, message("reminders.more", n=more)) if more else told


_CHOSEN = Answer(chosen, frozenset((YES, NO, SKIP, FREE, CANCEL, _DROP)), needs="fresh_zone", needs_same_voice=True)

FEATURE = Feature(
    intents={LIST: listed, CANCEL: cancel},
    answers={"reminders.which": _CHOSEN, "reminders.single": _CHOSEN},
    needs="fresh_zone",
)
