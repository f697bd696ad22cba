"""The crisis classifier: whether a sentence in a user's own words tells of danger."""

import re
import zlib
from collections.abc import Iterator

from skill.journey.text import split_words
from skill.listening.crisis import CRISIS, HARMLESS
from skill.listening.linear_model import LinearModel, hashed_features
from skill.simulator.nlu.utterance import SAFETY
from training.examples import TRAINING_FOLDER, Example, fingerprint, intent_examples, read_folder, read_table
from training.regression import N_FEATURES, fit

FRAMES_PER_CLAUSE = 4
"""In how many sentence frames each clause of crisis/clauses.toml is learned."""

TOLERANCE = 1e-4
"""The gradient at which the solver stops. At 1e-5 the model misses one more crisis of the held-out requests."""


def train_crisis(locale: str) -> LinearModel:
    """Return the crisis classifier of a locale."""
    examples = crisis_examples(locale)
    vectors = ((label, hashed_features(split_words(sentence), N_FEATURES)) for label, sentence in examples)
    return fit(vectors, learned_from=fingerprint(examples), tolerance=TOLERANCE)


def crisis_examples(locale: str) -> list[Example]:
    """Return all examples of a crisis and of what is none.

    Free speech in a practice or an answer (crisis/), requests (only those for safety are a crisis), promises as a slot
    holds them and as they are said in full, and clauses in sentence frames.
    """
    requests = [(CRISIS if intent == SAFETY else HARMLESS, sentence) for intent, sentence in intent_examples(locale)]
    promised = [(label, text) for label, sentence in requests if (text := _promise_text(sentence)) != sentence]
    promises = [*promised, *((label, f"i promise i'll {text}") for label, text in promised)]
    speech = read_folder(TRAINING_FOLDER / locale / "crisis")
    return [*requests, *promises, *speech, *_framed_clauses(locale)]


def _promise_text(sentence: str) -> str:
    """Return what a promise says, as its slot holds it: "never hit her again" of "I promise I'll never hit her again".

    A sentence that makes no promise is returned as it is.
    """
    return re.sub(r"^.*?\b(?:promise|swear|vow|pledge|commit)\w* (?:that |to )?(?:i'll |i will |i )?", "", sentence)


def _framed_clauses(locale: str) -> Iterator[Example]:
    """Yield each clause alone and in FRAMES_PER_CLAUSE frames, which a hash of the clause chooses."""
    table = read_table(locale, "crisis/clauses")
    frames = table["frames"]
    for label in (CRISIS, HARMLESS):
        for clause in table[label]:
            first = zlib.crc32(clause.encode())
            yield label, clause
            for number in range(first, first + FRAMES_PER_CLAUSE):
                yield label, frames[number % len(frames)].format(clause)
