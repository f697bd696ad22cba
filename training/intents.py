"""The simulator's intent classifier: which intent a sentence most likely has."""

import itertools
import zlib
from collections.abc import Iterator, Mapping, Sequence

from skill.listening.linear_model import LinearModel, hashed_features
from skill.simulator.nlu.polarity import PolarityAnalyzer
from skill.simulator.nlu.tokens import tokenise
from skill.simulator.nlu.vocabulary import Vocabulary
from training.examples import Example, fingerprint, intent_examples, read_table
from training.moment_examples import MOMENT_INTENTS
from training.regression import N_FEATURES, fit

INTENTS_TOLERANCE = 3e-4
"""The gradient at which the solver stops: with seventy intents the last digits take minutes and change nothing."""

SURROUNDINGS = ("{before} {}", "{} {after}", "{before} {} {after}", "{chatter} {}", "{} {chatter}")
"""How filler words (`before`, `after`) and remarks (`chatter`) of surroundings.toml stand around a sentence."""


def train_intents(locale: str) -> LinearModel:
    """Return the intent classifier of a locale, fit to each example, and to each request once more within other words.

    A sentence's features are its normalised words, as the recognizer reads them, and its polarity.
    """
    vocabulary = Vocabulary.of(locale)
    polarity = PolarityAnalyzer(vocabulary)
    examples = intent_examples(locale)

    def features(sentence: str) -> dict[int, float]:
        words = [token.word for token in tokenise(sentence, vocabulary)]
        return hashed_features(words, N_FEATURES, polarity.features(words))

    requests = [example for example in examples if example[0] not in MOMENT_INTENTS]
    augmented = itertools.chain(examples, surrounded(locale, requests))
    vectors = ((intent, features(sentence)) for intent, sentence in augmented)
    return fit(vectors, learned_from=fingerprint(examples), tolerance=INTENTS_TOLERANCE)


def surrounded(locale: str, examples: Sequence[Example]) -> Iterator[Example]:
    """Yield each example within filler words or remarks that do not change its intent.

    A hash of the sentence chooses them, so that a new example changes the surroundings of no other one.
    """
    table: Mapping[str, Sequence[str]] = read_table(locale, "surroundings")
    for intent, sentence in examples:
        choice = zlib.crc32(sentence.encode())
        words = {name: phrases[choice % len(phrases)] for name, phrases in table.items()}
        yield intent, SURROUNDINGS[choice // 1024 % len(SURROUNDINGS)].format(sentence, **words)
