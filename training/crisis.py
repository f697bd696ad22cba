"""The crisis classifier: whether a sentence in a user's own words tells of danger."""

from skill.journey.text import split_words
from skill.listening.linear_model import LinearModel, hashed_features
from training.crisis_examples import crisis_examples
from training.examples import fingerprint
from training.regression import N_FEATURES, fit


def train_crisis(locale: str) -> LinearModel:
    """Return the crisis classifier of a locale."""
    examples = crisis_examples(locale)
    vectors = ((label, hashed_features(split_words(sentence), N_FEATURES)) for label, sentence in examples)
    return fit(vectors, learned_from=fingerprint(examples))
