"""Free speech in a dialog: most of it is the answer, and a few short phrases are intents.

Alexa fills the slot that was asked for with whatever is said, so "next" arrives as the words of an answer too.
"""

from collections.abc import Mapping

from skill.handlers import builtin
from skill.handlers.feature import FREE, MORE, NO, RESUME, SKIP, START_OVER, YES, Handler
from skill.listening.phrase_lists import phrase_list, spoken_form
from skill.turn import Turn

ELICIT = (FREE, "speech")

FREE_ANSWERS = frozenset((FREE, YES, NO, SKIP, START_OVER, RESUME, MORE, "CompleteStepIntent"))
"""Intents that answer a question of a practice which is answered in free words, or go on in it."""

AROUND: Mapping[str, Handler] = {
    "AMAZON.HelpIntent": builtin.help_,
    "AMAZON.RepeatIntent": builtin.repeat,
    "AMAZON.StopIntent": builtin.stop,
}
"""Handlers of standard intents that arrive as free speech."""


def intent_and_words(turn: Turn) -> tuple[str, str]:
    """Return the intent of the turn or of its free speech, and the free speech where it is an answer, else ""."""
    words = turn.heard("speech") or ""
    intent = steering_intent(turn, words) if turn.intent == FREE else None
    return (intent, "") if intent else (turn.intent, words)


def steering_intent(turn: Turn, words: str) -> str | None:
    """Return the intent that the words stand for; None where they are an answer."""
    sentence = spoken_form(words)
    steering = phrase_list(turn.locale, "steering")
    return next((intent for intent, phrases in steering.items() if sentence in phrases), None)


def heard_choice(turn: Turn, name: str, said: str) -> str | None:
    """Return the key of a phrase list whose phrase the words have; the longest counts, so "not worse" is not "worse".

    None where they have none of its phrases.
    """
    words = f" {spoken_form(said)} "
    found = [
        (len(phrase), key)
        for key, phrases in phrase_list(turn.locale, name).items()
        for phrase in phrases
        if f" {phrase} " in words
    ]
    return max(found)[1] if found else None
