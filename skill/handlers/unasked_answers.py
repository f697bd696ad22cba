"""Loose answers: a yes or a no that no question was open for, so it is about what was said last."""

from datetime import timedelta

from skill.handlers import undo
from skill.handlers.builtin import WHAT
from skill.handlers.feature import NO, YES, Answer, Feature
from skill.journey.journey import Journey
from skill.turn import Ask, Reply, Turn, line

OBJECTION_WITHIN = timedelta(minutes=10)
"""How long after something was logged a bare no is taken for an objection to it."""

_QUESTION = "loose_answers.take_back"


def loose_answer(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Offer to take back what was just logged, after a no; else ask what is wanted."""
    if turn.question_of_another:
        return journey, Reply((line("loose_answers.asked_another"),), WHAT)
    logged = journey.undo
    if turn.intent == NO and logged and turn.instant - logged.at <= OBJECTION_WITHIN:
        return journey, Reply((), Ask(_QUESTION))
    return journey, Reply((line("loose_answers.all_right"),), WHAT)


def take_back(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Undo after a yes; leave everything as it is after a no."""
    if turn.intent == YES:
        return undo.undo(turn, journey)
    return journey, Reply((line("loose_answers.left"),), WHAT)


FEATURE = Feature(intents={YES: loose_answer, NO: loose_answer}, answers={_QUESTION: Answer(take_back)})
