"""Training examples of moments, and of what is none. It needs no scikit-learn, as tests read the examples too."""

import zlib

from skill.handlers.moment_table import MOMENTS
from skill.handlers.role import ROLE_INTENT
from skill.handlers.what_to_say import WHAT_TO_SAY_INTENT
from skill.listening.moments import NO_MOMENT
from training.examples import Example, intent_examples

EVERY_OTHER = 8
"""Of the sentences of other intents, one in so many is learned as none: free words are seldom requests."""

MOMENT_INTENTS = (*MOMENTS, WHAT_TO_SAY_INTENT, "HowLongIntent", "StagesIntent", "WhereAmIIntent", ROLE_INTENT)
"""What free words are answered as."""


def moment_examples(locale: str) -> list[Example]:
    """Return the sentences of all moments, and some of the other intents, chosen by a hash, as none."""
    examples = intent_examples(locale)
    moments = [example for example in examples if example[0] in MOMENT_INTENTS]
    others = (sentence for intent, sentence in examples if intent not in MOMENT_INTENTS)
    return [
        *moments,
        *((NO_MOMENT, sentence) for sentence in others if zlib.crc32(sentence.encode()) % EVERY_OTHER == 0),
    ]
