"""Training examples of a crisis and of what is none. It needs no scikit-learn, as tests read the examples too."""

import re
import zlib
from collections.abc import Iterator

from skill.listening.crisis import CRISIS, HARMLESS
from skill.simulator.nlu.utterance import SAFETY
from training.examples import TRAINING_FOLDER, Example, intent_examples, read_folder, read_table

FRAMES_PER_CLAUSE = 4
"""In how many sentence frames each clause of crisis/clauses.toml is learned."""


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
