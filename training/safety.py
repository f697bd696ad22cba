"""The safety classifier: what a sentence in a user's own words tells of."""

from skill.journey.text import split_words
from skill.listening.concepts import safety_features
from skill.listening.linear_model import LinearModel
from skill.listening.safety import CLEAR
from training.examples import fingerprint
from training.regression import N_FEATURES, fit
from training.safety_examples import safety_examples

CLEAR_WEIGHT = 3.0
"""How often a sentence of clear danger counts: there are several times as many harmless ones, and one that is missed is
worse than a question too many."""


def train_safety(locale: str) -> LinearModel:
    """Return the safety classifier of a locale."""
    examples = safety_examples(locale)
    vectors = ((label, safety_features(locale, split_words(sentence), N_FEATURES)) for label, sentence in examples)
    return fit(vectors, learned_from=fingerprint(examples), label_weights=dict.fromkeys(CLEAR, CLEAR_WEIGHT))
