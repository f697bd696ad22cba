"""Loose answers: a yes or a no that no question was open for, so it is about what was said last."""

from skill.handlers import undo
from skill.handlers.addressing import is_heard_by_another
from skill.handlers.builtin import ANYTHING_ELSE
from skill.handlers.feature import NO, YES, Answer, Feature
from skill.journey.journey import Journey
from skill.reply import Ask, Reply, message
from skill.turn import Turn

_QUESTION = "loose_answers.take_back"


def unasked_answer(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Offer to take back what was just logged, after a no; else ask what is wanted."""
    if turn.interrupted:
        ask = None if is_heard_by_another(turn) else ANYTHING_ELSE
        return journey, Reply((message("loose_answers.asked_another"),), ask)
    logged = journey.undo
    if turn.intent == NO and logged and turn.instant - logged.at <= undo.JUST_NOW:
        return journey, Reply((), Ask(_QUESTION))
    return journey, Reply((message("loose_answers.all_right"),), ANYTHING_ELSE)


def take_back(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Undo after a yes; leave everything as it is after a no."""
    if turn.intent == YES:
        return undo.taken_back(turn, journey)
    return journey, Reply((message("loose_answers.left"),), ANYTHING_ELSE)


FEATURE = Feature(intents={YES: unasked_answer, NO: unasked_answer}, answers={_QUESTION: Answer(take_back)})
