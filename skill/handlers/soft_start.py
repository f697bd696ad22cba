"""A softened start-up: one sentence to begin a hard talk with, made from the user's own words.

The session state holds no free words. So the three parts (feeling, what it is about, need) come in one sentence, whose
form is said first; the sentence is said back once, and the session closes on it, so that no copy of it stays there.
"""

from skill.handlers.aside import neutral_reply
from skill.handlers.feature import FREE, NO, SKIP, Answer, Feature
from skill.handlers.free_speech import AROUND, ELICIT, intent_and_words
from skill.journey.journey import Journey
from skill.listening.soft_start import soften
from skill.reply import Ask, Message, Reply, message
from skill.turn import Turn

SOFT_START_INTENT = "SoftStartIntent"

MAX_SENTENCE_TRIES = 3
"""Sentences that are listened to; after the last one a ready sentence is given instead."""


def begin(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say the form of the sentence, and ask for it."""
    return journey, _ask("soft_start.sentence", tries=0)


def answered(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say the softened sentence, or ask anew for the one thing that would make it easier to hear."""
    intent, said = intent_and_words(turn)
    if intent in AROUND:
        return AROUND[intent](turn, journey)
    if intent in (NO, SKIP):
        return journey, neutral_reply((message("soft_start.left"),))
    tries = int(turn.state["tries"])
    if intent != FREE or not said:
        return journey, _ask("soft_start.retry", tries=tries)
    softened = soften(said, turn.locale)
    if softened.fault is None:
        sentence = message("soft_start.made", feeling=softened.feeling, need=softened.need)
        return journey, neutral_reply((sentence,))
    if tries + 1 >= MAX_SENTENCE_TRIES:
        return journey, neutral_reply((message("soft_start.ready_made"),))
    return journey, _ask("soft_start.retry", message(f"soft_start.mend.{softened.fault}"), tries=tries + 1)


def _ask(question: str, *before: Message, tries: int) -> Reply:
    return neutral_reply(before, Ask(question, state={"tries": tries}, elicit=ELICIT))


_SENTENCE_ANSWER = Answer(answered, frozenset((FREE, "AMAZON.YesIntent", NO, SKIP, SOFT_START_INTENT)))

FEATURE = Feature(
    intents={SOFT_START_INTENT: begin},
    answers={"soft_start.sentence": _SENTENCE_ANSWER, "soft_start.retry": _SENTENCE_ANSWER},
)
