"""Learn from examples what the talk simulator takes an utterance for, and what the skill hears as danger: `make learn`.

The examples are the interaction model's own samples, with their slots filled, and the phrasings in the locale's folder
beside this file. How well it does with what it was not learned from is told by tests/simulator/nlu/heldout.
"""

import itertools
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from skill.listening import crisis
from skill.listening.crisis import DANGER, HARMLESS, plain_words
from skill.listening.linear_model import Learned, placed
from skill.simulator.nlu import classifier
from skill.simulator.nlu.interaction_model import Grammar
from skill.simulator.nlu.polarity import Meaning
from skill.simulator.nlu.recognizer import SAFETY
from skill.simulator.nlu.tokens import tokenise
from skill.simulator.nlu.vocabulary import Vocabulary

FOLDER = Path(__file__).parent
PLACES = 1 << 16
FIRMNESS = 10.0
"""The inverse strength of the penalty on weights: from 3 to 30 it hears as well."""

FRAMED = 4
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
    grammar = Grammar.of(locale)
    fillings = tomllib.loads((FOLDER / locale / "slots.toml").read_text("utf-8"))
    values = {kind: itertools.cycle(said) for kind, said in fillings.items()}
    for sample in grammar.samples:
        if sample.intent == "FreeSpeechIntent":
            continue  # it is never said outright

        def filled(slot: re.Match[str], intent: str = sample.intent) -> str:
            return str(next(values.get(slot[1]) or values[grammar.slot_type(intent, slot[1])]))

        yield sample.intent, re.sub(r"\{(\w+)\}", filled, sample.text)
    for intent in grammar.intents:
        said_of = {one.text for one in grammar.samples if one.intent == intent}
        for slot in grammar.slots_of(intent):
            if f"{{{slot}}}" not in {*said_of, *grammar.slot_samples(intent, slot)}:
                continue  # it is never all that is said
            for value in grammar.values(grammar.slot_type(intent, slot)):
                yield from ((intent, said) for said in (value.name, *value.synonyms))


def heard(locale: str) -> Learned:
    """Return what tells intents apart in the simulator: words as they are understood, and the signs among them."""
    vocabulary = Vocabulary.of(locale)
    meaning = Meaning(vocabulary)
    found = examples(locale)
    sentences = [[token.word for token in tokenise(said, vocabulary)] for _, said in found]
    rows = [placed(words, PLACES, meaning.signs(words)) for words in sentences]
    return _learned([intent for intent, _ in found], rows, fingerprint(found))


def danger(locale: str) -> Learned:
    """Return what tells danger from all else in a person's own words, in whole sentences and in what a slot holds."""
    found = spoken_freely(locale)
    rows = [placed(plain_words(said), PLACES) for _, said in found]
    return _learned([label for label, _ in found], rows, fingerprint(found))


def spoken_freely(locale: str) -> list[Example]:
    """Return all examples of danger and of what is none: requests, also without a vow, free words, framed clauses."""
    freely = FOLDER / locale / "crisis"
    found = [(DANGER if intent == SAFETY else HARMLESS, said) for intent, said in examples(locale)]
    vowed = [(label, bare) for label, said in found if (bare := _without_vow(said)) != said]
    found += [*vowed, *((label, f"i promise i'll {bare}") for label, bare in vowed)]
    found += phrasings(freely / "speech.tsv")
    told = tomllib.loads((freely / "frames.toml").read_text("utf-8"))
    frames = itertools.cycle(told["frames"])
    for label in (DANGER, HARMLESS):
        for clause in told[label]:
            found += [(label, clause), *((label, next(frames).format(clause)) for _ in range(FRAMED))]
    return found


def _without_vow(said: str) -> str:
    """Return a promise as a slot holds it: "never hit her again" of "I promise I'll never hit her again"."""
    return re.sub(r"^.*?\b(?:promise|swear|vow|pledge|commit)\w* (?:that |to )?(?:i'll |i will |i )?", "", said)


def _learned(labels: Sequence[str], rows: Sequence[Mapping[int, float]], learned_from: str) -> Learned:
    ends = np.cumsum([0, *map(len, rows)])
    places = np.fromiter((place for row in rows for place in row), dtype=np.int32)
    louds = np.fromiter((loud for row in rows for loud in row.values()), dtype=np.float64)
    model = LogisticRegression(C=FIRMNESS, max_iter=300)
    model.fit(csr_matrix((louds, places, ends), shape=(len(rows), PLACES)), np.array(labels))
    weights, bias = model.coef_, model.intercept_
    if len(weights) == 1:  # of two labels, the first one's weights are not written down
        weights, bias = np.vstack([np.zeros_like(weights), weights]), np.array([0.0, *bias])
    scales = np.abs(weights).max(axis=1) / 127 + np.finfo(float).eps
    return Learned(
        labels=tuple(map(str, model.classes_)),
        places=PLACES,
        bias=tuple(round(float(one), 4) for one in bias),
        scales=tuple(round(float(one), 6) for one in scales),
        learned_from=learned_from,
        weights=np.rint(weights / scales[:, None]).astype(np.int8).T.tobytes(),
    )


def main() -> None:
    """Learn every locale that has examples."""
    for folder in sorted(one for one in FOLDER.iterdir() if one.is_dir() and any(one.glob("*.tsv"))):
        locale = folder.name
        classifier.path_of(locale).write_bytes(heard(locale).written())
        crisis.path_of(locale).write_bytes(danger(locale).written())


if __name__ == "__main__":
    main()
