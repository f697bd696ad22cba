"""Vocabulary of one language, which all of the simulator's NLU reads: the TOML files of a folder such as en/."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from skill.errors import TrustStepsError

VOCABULARY_FOLDER = Path(__file__).resolve().parent

Phrase = tuple[str, ...]


class UnknownLanguageError(TrustStepsError, LookupError):
    """There is no vocabulary for a language; the message says for which there is one."""


class Vocabulary:
    """A language's tables, with those that each utterance needs as sets and mappings."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self.tables = tables
        rewrites = {phrase(text): phrase(meaning) for text, meaning in tables["heard"].items()}
        # A meaning may itself be rewritten ("kinda" is "kind of").
        self._rewrites: Mapping[Phrase, Phrase] = {
            text: rewrites.get(meaning, meaning) for text, meaning in rewrites.items()
        }
        self.rewritten = frozenset(rewrites)
        """Phrases that are understood as other words, contractions above all."""
        self.contracted = frozenset(word for text in rewrites for word in text)
        self.longest = max(map(len, rewrites))
        """Words of the longest phrase of `rewritten`."""
        self.same: Mapping[str, str] = {word: first for first, words in tables["same"].items() for word in words}
        """The word that stands for all its synonyms, by each of them."""
        self.filler = frozenset(map(phrase, tables["filler"]))
        self.polite = frozenset(map(phrase, tables["polite"]))
        self.lead = frozenset(tables["lead"])
        self.before_time = frozenset(tables["times"]["before"])
        self.no, self.after_no = frozenset(tables["no"]), frozenset(tables["after_no"])
        self.meaning: Mapping[str, frozenset[str]] = {name: frozenset(of) for name, of in tables["meaning"].items()}
        self.given = frozenset(map(phrase, tables["meaning"]["given"]))
        self.question = frozenset(map(phrase, tables["meaning"]["asking"]))

    @classmethod
    @cache
    def of(cls, locale: str) -> "Vocabulary":
        """Return the vocabulary of a locale's language; raises UnknownLanguageError."""
        language = locale.partition("-")[0]
        folders = {path.name: path for path in sorted(VOCABULARY_FOLDER.iterdir()) if any(path.glob("*.toml"))}
        if language not in folders:
            raise UnknownLanguageError(
                f"no vocabulary for {language}; there is one for: {', '.join(folders) or 'none'}"
            )
        tables: dict[str, Any] = {}
        for path in sorted(folders[language].glob("*.toml")):
            tables |= tomllib.loads(path.read_text("utf-8"))
        return cls(tables)

    def understood(self, text: Phrase) -> Phrase:
        """Return the words that a phrase of `rewritten` is understood as."""
        return self._rewrites[text]

    def key(self, word: str) -> str:
        """Return the word that stands for this one and all its synonyms."""
        return self.same.get(word, word)


def phrase(text: str) -> Phrase:
    """Return a phrase's words."""
    return tuple(text.split())


def longest_match(words: Sequence[str], at: int, phrases: frozenset[Phrase], longest: int = 6) -> int:
    """Return how many words the longest of `phrases` at this position has; 0 where there is none."""
    for size in range(min(longest, len(words) - at), 0, -1):
        if tuple(words[at : at + size]) in phrases:
            return size
    return 0
