"""The moment classifier: which moment, or question about the way, free words fit best."""

import zlib

from skill.journey.text import split_words
from skill.listening.linear_model import LinearModel, hashed_features
from skill.listening.moments import NO_MOMENT
from training.examples import Example, fingerprint, intent_examples
from training.regression import fit

N_MOMENT_FEATURES = 1 << 15
"""Half of the other models': with 30 labels it is the size of the model that counts, as Lambda loads it."""

EVERY_OTHER = 8
"""Of the sentences of other intents, one in so many is learned as none: free words are seldom requests."""

MOMENT_INTENTS = (
    *("FightIntent", "TriggeredIntent", "IntrusiveThoughtsIntent", "UrgeToCheckIntent", "NewHurtIntent", "DoubtIntent"),
    *("AngryIntent", "LowIntent", "GuiltIntent", "TemptationIntent", "SlipIntent", "MoreToTellIntent", "JealousIntent"),
    *("PartnerTriggeredIntent", "SameQuestionsIntent", "PartnerColdIntent", "PressuredIntent", "HardDateIntent"),
    *("FamilyIntent", "ClosenessIntent", "GoodDayIntent", "WhatToSayIntent", "FaultIntent", "HowLongIntent"),
    *("StagesIntent", "WhereAmIIntent", "RoleIntent"),
)
"""What free words are answered as."""


def train_moments(locale: str) -> LinearModel:
    """Return the moment classifier of a locale."""
    examples = moment_examples(locale)
    vectors = ((label, hashed_features(split_words(sentence), N_MOMENT_FEATURES)) for label, sentence in examples)
    return fit(vectors, n_features=N_MOMENT_FEATURES, learned_from=fingerprint(examples))


def moment_examples(locale: str) -> list[Example]:
    """Return the sentences of all moments, and some of the other intents, chosen by a hash, as none."""
    examples = intent_examples(locale)
    moments = [example for example in examples if example[0] in MOMENT_INTENTS]
    others = (sentence for intent, sentence in examples if intent not in MOMENT_INTENTS)
    return [
        *moments,
        *((NO_MOMENT, sentence) for sentence in others if zlib.crc32(sentence.encode()) % EVERY_OTHER == 0),
    ]
