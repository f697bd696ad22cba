"""Concepts: words that mean alike for the safety classifier, and the features made of them.

"My ex lamped me" and "he punched me" have few words in common, and the same concepts in the same order: one who is
spoken of, a blow, and the speaker. The words of each concept are data of each language (`listening/en/safety.toml`).
"""

import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from math import sqrt

from skill.listening.linear_model import FEATURE_NORM, hashed_features
from skill.listening.phrase_lists import language_of, phrase_list

MAX_NGRAM = 4
"""Concepts that follow one another."""

MAX_DISTANCE = 4
"""Concepts between the two of a pair, at most, counting the second."""

MAX_TOLD_DISTANCE = 3
"""Distances of pairs from this one on count as one."""

MIN_STEM_CHARS = 3


def safety_features(locale: str, words: Sequence[str], n_features: int) -> dict[int, float]:
    """Return a sentence's feature vector: that of its words, with those of its concepts."""
    vector = hashed_features(words, n_features)
    names = _concept_features(language_of(locale), words)
    value = FEATURE_NORM / sqrt(len(names))
    for name in names:
        index = zlib.crc32(f"@{name}".encode()) % n_features
        vector[index] = vector.get(index, 0.0) + value
    return vector


def concepts_of(locale: str, words: Sequence[str]) -> list[str]:
    """Return the concepts of words in their order; words without one are left out."""
    exact, stems = _lexicon(language_of(locale))
    return [concept for word in words if (concept := _concept(word, exact, stems))]


def _concept_features(language: str, words: Sequence[str]) -> set[str]:
    """Return the names of the n-grams of concepts, and of pairs of them with what their distance is."""
    concepts = ["^", *concepts_of(language, words), "$"]
    names = {
        "+".join(concepts[start : start + n]) for n in range(1, MAX_NGRAM + 1) for start in range(len(concepts) - n + 1)
    }
    for start, first in enumerate(concepts):
        for distance, second in enumerate(concepts[start + 1 : start + 1 + MAX_DISTANCE], start=1):
            names.add(f"{first}>{min(distance, MAX_TOLD_DISTANCE)}>{second}")
    return names


def _concept(word: str, exact: Mapping[str, str], stems: Mapping[str, str]) -> str | None:
    if word in exact:
        return exact[word]
    lengths = range(len(word), MIN_STEM_CHARS - 1, -1)
    return next((stems[word[:length]] for length in lengths if word[:length] in stems), None)


@cache
def _lexicon(language: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the concept of each word, and of each stem; the first concept that has a word keeps it."""
    exact: dict[str, str] = {}
    stems: dict[str, str] = {}
    for concept, words in phrase_list(language, "safety")["concepts"].items():
        for word in words:
            (stems if word.endswith("*") else exact).setdefault(word.removesuffix("*"), concept)
    return exact, stems
