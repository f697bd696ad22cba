"""Free speech in a practice: most of it is the answer, and a few short phrases steer the practice.

Alexa fills the slot that was asked for with whatever is said, so "next" arrives as the words of an answer too.
"""

import re
from collections.abc import Mapping

from skill.handlers import builtin
from skill.handlers.feature import FREE, Handler
from skill.listening.phrase_lists import phrase_list
from skill.turn import Turn

ELICIT = (FREE, "speech")

AROUND: Mapping[str, Handler] = {
    "AMAZON.HelpIntent": builtin.help_,
    "AMAZON.RepeatIntent": builtin.repeat,
    "AMAZON.StopIntent": builtin.stop,
}
"""What every skill answers, where it arrives as free words."""


def meant(turn: Turn) -> tuple[str, str]:
    """Return the intent that was meant, and the words where they are an answer."""
    said = turn.heard("speech") or ""
    order = steered(turn, said) if turn.intent == FREE else None
    return (order, "") if order else (turn.intent, said)


def leaves(turn: Turn, said: str) -> bool:
    """Tell whether free words mean to leave a question rather than to answer it."""
    return steered(turn, said) in ("AMAZON.StopIntent", "UndoIntent")


def steered(turn: Turn, said: str) -> str | None:
    """Return the intent that the words mean where they steer, and are not an answer."""
    plain = " ".join(re.findall(r"[^\W_]+(?:'[^\W_]+)?", said.casefold()))
    steering = phrase_list(turn.locale, "steering")
    return next((intent for intent, phrases in steering.items() if plain in phrases), None)
