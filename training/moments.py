"""The moment classifier: which moment, or question about the way, free words fit best."""

from skill.journey.text import split_words
from skill.listening.linear_model import LinearModel, hashed_features
from training.examples import fingerprint
from training.moment_examples import moment_examples
from training.regression import fit

N_MOMENT_FEATURES = 1 << 15
"""Half of the other models': with 30 labels it is the size of the model that counts, as Lambda loads it."""


def train_moments(locale: str) -> LinearModel:
    """Return the moment classifier of a locale."""
    examples = moment_examples(locale)
    vectors = ((label, hashed_features(split_words(sentence), N_MOMENT_FEATURES)) for label, sentence in examples)
    return fit(vectors, n_features=N_MOMENT_FEATURES, learned_from=fingerprint(examples))
