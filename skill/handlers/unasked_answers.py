"""Unasked answers: a yes or a no without an open question."""

from skill.handlers import undo
from skill.handlers.addressing import is_heard_by_another
from skill.handlers.builtin import ANYTHING_ELSE
from skill.handlers.feature import NO, YES, Answer, Feature
from skill.journey.journey import Journey
from skill.reply import Ask, Reply, message
from skill.turn import Turn

_QUESTION = "loose_answers.take_back"


def unasked_answer(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """After a no, offer to undo a recent entry, because its read-back may be wrong; else ask what is wanted."""
    if turn.interrupted:
        ask = None if is_heard_by_another(turn) else ANYTHING_ELSE
        return journey, Reply((message("loose_answers.asked_another"),), ask)
    logged = journey.undo
    if turn.intent == NO and logged and turn.instant - logged.at <= undo.JUST_NOW:
        return journey, Reply((), Ask(_QUESTION))
    return journey, Reply((message("loose_answers.all_right"),), ANYTHING_ELSE)


def take_back(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Undo after a yes; change nothing after a no."""
    if turn.intent == YES:
        return undo.undo_last(turn, journey)
    return journey, Reply((message("loose_answers.left"),), ANYTHING_ELSE)


FEATURE = Feature(intents={YES: unasked_answer, NO: unasked_answer}, answers={_QUESTION: Answer(take_back)})
