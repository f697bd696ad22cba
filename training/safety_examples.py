"""Training examples of danger, of what may be danger, and of neither. It needs no scikit-learn: tests read them too."""

import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from skill.listening.phrase_lists import phrase_list
from skill.listening.safety import HARMLESS, LABELS, VEILED, Concern
from skill.simulator.nlu.interaction_model import InteractionModel
from training.examples import TRAINING_FOLDER, Example, intent_examples, read_folder, read_table

CONCERN_TYPE = "CONCERN"
"""The slot type of the interaction model that lists what is said about danger, by kind."""

ANSWER_LISTS = ("answers", "steering", "choosing")
"""Phrase lists of what is said in an answer and is none, such as "I don't know"."""

FRAMES_PER_CLAUSE = 4
"""In how many sentence frames each clause of safety/clauses.toml is learned."""


def safety_examples(locale: str) -> list[Example]:
    """Return each sentence of all examples once, with its label.

    Free speech by kind of danger (safety/), the interaction model's own concerns, promises as a slot holds them and as
    they are said in full, clauses in sentence frames, requests, and answers to what the skill asks for: those two are
    harmless unless safety/ says otherwise.
    """
    speech = read_folder(TRAINING_FOLDER / locale / "safety")
    requests = [(HARMLESS, sentence) for _, sentence in intent_examples(locale)]
    said = [*speech, *requests]
    promised = [(label, text) for label, sentence in said if (text := _promise_text(sentence)) != sentence]
    promises = [*promised, *((label, f"i promise i'll {text}") for label, text in promised)]
    label_by_sentence: dict[str, str] = {}
    for label, sentence in (
        *speech,
        *_concerns(locale),
        *_framed_clauses(locale),
        *requests,
        *promises,
        *_answers(locale),
    ):
        label_by_sentence.setdefault(sentence, label)
    return [(label, sentence) for sentence, label in label_by_sentence.items()]


def _concerns(locale: str) -> Iterator[Example]:
    """Yield what the interaction model lists as said for each concern."""
    for value in InteractionModel.of(locale).values(CONCERN_TYPE):
        label = VEILED if value.id == Concern.MAYBE else value.id
        yield from ((label, sentence) for sentence in (value.name, *value.synonyms))


def _answers(locale: str) -> Iterator[Example]:
    """Yield answers to what the skill asks for: those of the interaction model, and short ones."""
    model, fillings = InteractionModel.of(locale), read_table(locale, "slots")
    for intent in model.intents:
        for slot in model.slots_of(intent):
            listed = [value.name for value in model.values(model.slot_type(intent, slot))]
            values = fillings.get(slot) or fillings.get(model.slot_type(intent, slot)) or listed
            for sample in model.slot_samples(intent, slot):
                yield from ((HARMLESS, sample.replace(f"{{{slot}}}", str(value))) for value in values)
    for name in ANSWER_LISTS:
        yield from ((HARMLESS, phrase) for phrase in _strings(phrase_list(locale, name)))


def _strings(value: Any) -> Iterator[str]:
    """Yield every string of a phrase list, whose tables hold lists."""
    if isinstance(value, str):
        yield value
    else:
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _strings(item)


def _promise_text(sentence: str) -> str:
    """Return what a promise says, as its slot holds it: "never hit her again" of "I promise I'll never hit her again".

    A sentence that does not begin as a promise is returned as it is.
    """
    return re.sub(
        r"^(?:\w+ ){0,2}?i (?:promise|swear|vow|pledge|commit)(?: that| to)? (?:i'll |i will )?", "", sentence
    )


def _framed_clauses(locale: str) -> Iterator[Example]:
    """Yield each clause alone and in FRAMES_PER_CLAUSE frames, which a hash of the clause chooses."""
    table = read_table(locale, "safety/clauses")
    frames = table["frames"]
    for label in LABELS:
        for clause in table.get(label, ()):
            first = zlib.crc32(clause.encode())
            yield label, clause
            for number in range(first, first + FRAMES_PER_CLAUSE):
                yield label, frames[number % len(frames)].format(clause)
