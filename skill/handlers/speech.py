"""Free speech in a practice: most of it is the answer, and a few short phrases steer the practice.

Alexa fills the slot that was asked for with whatever is said, so "next" arrives as the words of an answer too.
"""

import re

from skill.content.words import words
from skill.turn import Turn

FREE = "FreeSpeechIntent"
ELICIT = (FREE, "speech")


def meant(turn: Turn) -> tuple[str, str]:
    """Return the intent that was meant, and the words where they are an answer."""
    said = turn.heard("speech") or ""
    if turn.intent == FREE:
        plain = " ".join(re.findall(r"[^\W_]+(?:'[^\W_]+)?", said.casefold()))
        for intent, phrases in words(turn.locale).vocabulary("steering").items():
            if plain in phrases:
                return intent, ""
    return turn.intent, said
