"""Training of the simulator's intent classifier and of the crisis classifier: `make train`.

It needs scikit-learn; the examples (training/examples.py) need only Python.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from skill.listening import crisis
from skill.listening.crisis import plain_words
from skill.listening.linear_model import LinearModel, hashed_features
from skill.simulator.nlu import classifier
from skill.simulator.nlu.polarity import PolarityAnalyzer
from skill.simulator.nlu.tokens import tokenise
from skill.simulator.nlu.vocabulary import Vocabulary
from training.examples import FOLDER, crisis_examples, examples, fingerprint, surrounded

N_FEATURES = 1 << 16
REGULARIZATION_C = 10.0
"""The inverse strength of the penalty on weights: from 3 to 30 it hears as well."""

TOLERANCE = 1e-6
"""The gradient at which the solver stops. With less care it stops anywhere, and one example more changes everything."""

FRAMES_PER_CLAUSE = 4
"""In so many frames each clause is learned."""

Example = tuple[str, str]
"""An intent, and what somebody says who means it."""


def examples(locale: str) -> list[Example]:
    """Return all examples of a locale's requests."""
    paths = sorted((FOLDER / locale).glob("*.tsv"))
    return [*_samples(locale), *(one for path in paths for one in phrasings(path))]


def phrasings(path: Path) -> list[Example]:
    """Return the examples of a file: in each line the intent, a tab, and what is said."""
    lines = (line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    return [(intent, said) for intent, said in (line.split("\t") for line in lines)]


def fingerprint(found: Sequence[Example]) -> str:
    """Return a short hash of the examples, by which it is seen whether something was learned from them."""
    return blake2b("\n".join(sorted("\t".join(one) for one in found)).encode(), digest_size=8).hexdigest()


def _samples(locale: str) -> Iterator[Example]:
    grammar = InteractionModel.of(locale)
    fillings = tomllib.loads((FOLDER / locale / "slots.toml").read_text("utf-8"))
    values = {kind: itertools.cycle(said) for kind, said in fillings.items()}
    for sample in grammar.samples:
        if sample.intent == "FreeSpeechIntent" or f"{{{UNSURE}}}" in sample.text:
            continue  # it is never said outright, or heard as a whole only

        def filled(slot: re.Match[str], intent: str = sample.intent) -> str:
            return str(next(values.get(slot[1]) or values[grammar.slot_type(intent, slot[1])]))

        yield sample.intent, re.sub(r"\{(\w+)\}", filled, sample.text)
    for intent in grammar.intents:
        said_of = {one.text for one in grammar.samples if one.intent == intent}
        for slot in grammar.slots_of(intent):
            if slot == UNSURE or f"{{{slot}}}" not in {*said_of, *grammar.slot_samples(intent, slot)}:
                continue  # it is never all that is said
            for value in grammar.values(grammar.slot_type(intent, slot)):
                yield from ((intent, said) for said in (value.name, *value.synonyms))


def surrounded(locale: str, found: Sequence[Example]) -> Iterator[Example]:
    """Yield each example once more with what people say around a request, which changes nothing of it."""
    said = tomllib.loads((FOLDER / locale / "around.toml").read_text("utf-8"))
    before, after, chatter = (itertools.cycle(said[name]) for name in ("before", "after", "chatter"))
    ways: tuple[Callable[[str], str], ...] = (
        lambda text: f"{next(before)} {text}",
        lambda text: f"{text} {next(after)}",
        lambda text: f"{next(before)} {text} {next(after)}",
        lambda text: f"{next(chatter)} {text}",
        lambda text: f"{text} {next(chatter)}",
    )
    yield from ((intent, way(text)) for (intent, text), way in zip(found, itertools.cycle(ways), strict=False))


def train_intents(locale: str) -> LinearModel:
    """Return what tells intents apart in the simulator: words as they are understood, and the signs among them."""
    vocabulary = Vocabulary.of(locale)
    meaning = PolarityAnalyzer(vocabulary)
    plain = examples(locale)
    found = [*plain, *surrounded(locale, plain)]
    sentences = [[token.word for token in tokenise(said, vocabulary)] for _, said in found]
    rows = [hashed_features(words, N_FEATURES, meaning.features(words)) for words in sentences]
    return _learned([intent for intent, _ in found], rows, fingerprint(plain))


def train_crisis(locale: str) -> LinearModel:
    """Return what tells danger from all else in a person's own words, in whole sentences and in what a slot holds."""
    found = crisis_examples(locale)
    rows = [hashed_features(plain_words(said), N_FEATURES) for _, said in found]
    return _learned([label for label, _ in found], rows, fingerprint(found))


def _learned(labels: Sequence[str], rows: Sequence[Mapping[int, float]], learned_from: str) -> LinearModel:
    ends = np.cumsum([0, *map(len, rows)])
    places = np.fromiter((place for row in rows for place in row), dtype=np.int32)
    louds = np.fromiter((loud for row in rows for loud in row.values()), dtype=np.float64)
    model = LogisticRegression(C=REGULARIZATION_C, tol=TOLERANCE, max_iter=2000)
    model.fit(csr_matrix((louds, places, ends), shape=(len(rows), N_FEATURES)), np.array(labels))
    weights, bias = model.coef_, model.intercept_
    if len(weights) == 1:  # of two labels, the first one's weights are not written down
        weights, bias = np.vstack([np.zeros_like(weights), weights]), np.array([0.0, *bias])
    scales = np.abs(weights).max(axis=1) / 127 + np.finfo(float).eps
    return LinearModel(
        labels=tuple(map(str, model.classes_)),
        n_features=N_FEATURES,
        bias=tuple(round(float(one), 4) for one in bias),
        scales=tuple(round(float(one), 6) for one in scales),
        learned_from=learned_from,
        weights=np.rint(weights / scales[:, None]).astype(np.int8).T.tobytes(),
    )


def main() -> None:
    """Learn every locale that has examples."""
    for folder in sorted(one for one in FOLDER.iterdir() if one.is_dir() and any(one.glob("*.tsv"))):
        locale = folder.name
        classifier.path_of(locale).write_bytes(train_intents(locale).to_bytes())
        crisis.path_of(locale).write_bytes(train_crisis(locale).to_bytes())


if __name__ == "__main__":
    main()
