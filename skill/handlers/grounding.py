"""Grounding: the five senses, one turn each or all in one reply, to come back from a memory to where one is.

What is said is not kept. One that was left is offered again for a day, by a name that tells nothing.
"""

from skill.handlers.aside import neutral_reply
from skill.handlers.feature import NO, SKIP, START_OVER, YES, Answer, Feature
from skill.handlers.free_speech import AROUND, ELICIT, FREE_ANSWERS, heard_choice, intent_and_words
from skill.journey import practices
from skill.journey.journey import Journey
from skill.reply import Ask, Message, Reply, message
from skill.turn import Turn

GROUNDING = "grounding"
GROUNDING_INTENT = "GroundingIntent"

SENSES = ("see", "touch", "hear", "smell", "taste")
"""The questions in their order, of five things, four, three, two and one."""

_PACE = 0
"""The place at which the pace is asked for; the senses follow from 1."""


def begin(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Ask for the pace, or offer to go on where it was left."""
    if practices.resumable(journey, turn.instant, GROUNDING):
        return journey, neutral_reply((), Ask("grounding.resume"))
    journey = practices.with_progress(journey, turn.instant, GROUNDING, _PACE)
    return journey, neutral_reply((message("grounding.begin"),), Ask("grounding.pace", elicit=ELICIT))


def resume(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Go on with the sense that was asked for, or begin with the first."""
    left = practices.resumable(journey, turn.instant, GROUNDING)
    if turn.intent in (NO, START_OVER) or left is None or left.progress > len(SENSES):
        return _at(turn, journey, 1, ())
    return _at(turn, journey, left.progress, (message("grounding.going_on"),))


def paced(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Go through the senses all at once for a user who asks for that; else begin with the first one."""
    intent, said = intent_and_words(turn)
    if intent in AROUND:
        return AROUND[intent](turn, journey)
    if intent in (NO, SKIP):
        return practices.without_practice(journey), neutral_reply((message("offers.fine"),))
    if heard_choice(turn, "grounding", said) == "whole":
        return practices.without_practice(journey), neutral_reply((message("grounding.whole"), _close(journey)))
    return _at(turn, journey, 1, ())


def answered(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Go on to the next sense, whatever was said: nothing is judged or counted."""
    place = SENSES.index((turn.question or "").removeprefix("grounding.senses.")) + 1
    intent, said = intent_and_words(turn)
    if intent in AROUND:
        return AROUND[intent](turn, journey)
    if intent == START_OVER:
        return _at(turn, journey, 1, ())
    if heard_choice(turn, "grounding", said) == "whole":
        return practices.without_practice(journey), neutral_reply((message("grounding.whole"), _close(journey)))
    return _at(turn, journey, place + 1, (message("grounding.next", nth=turn.today.toordinal() + place),))


def _at(turn: Turn, journey: Journey, place: int, said: tuple[Message, ...]) -> tuple[Journey, Reply]:
    if place > len(SENSES):
        return practices.without_practice(journey), neutral_reply((_close(journey),))
    journey = practices.with_progress(journey, turn.instant, GROUNDING, place)
    return journey, neutral_reply(said, Ask(f"grounding.senses.{SENSES[place - 1]}", elicit=ELICIT))


def _close(journey: Journey) -> Message:
    voice = journey.role or "both"
    return message(f"grounding.close.{voice}")


_INTENTS = FREE_ANSWERS | {GROUNDING_INTENT}

FEATURE = Feature(
    intents={GROUNDING_INTENT: begin},
    answers={
        "grounding.resume": Answer(resume, frozenset((YES, NO, START_OVER)), go_on_is_yes=True),
        "grounding.pace": Answer(paced, _INTENTS - {START_OVER}),
        **{f"grounding.senses.{sense}": Answer(answered, _INTENTS) for sense in SENSES},
    },
)
