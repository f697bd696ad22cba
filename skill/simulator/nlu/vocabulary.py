"""The words of one language that understanding stands on, read from a folder of their own such as en/."""

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
    """A language's tables of words, as sets and mappings that are quick to ask."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self.tables = tables
        heard = {phrase(said): phrase(means) for said, means in tables["heard"].items()}
        # A meaning may hold what is itself understood otherwise ("kinda" is "kind of").
        self._heard: Mapping[Phrase, Phrase] = {said: heard.get(means, means) for said, means in heard.items()}
        self.rewritten = frozenset(heard)
        self.contracted = frozenset(word for said in heard for word in said)
        self.longest = max(map(len, heard))
        self.same: Mapping[str, str] = {word: first for first, words in tables["same"].items() for word in words}
        """The word that stands for a word and for all that mean the same."""
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

    def understood(self, said: Phrase) -> Phrase:
        """Return the words that a phrase of `rewritten` is understood as."""
        return self._heard[said]

    def key(self, word: str) -> str:
        """Return the word that stands for this one."""
        return self.same.get(word, word)


def phrase(text: str) -> Phrase:
    """Return a phrase's words."""
    return tuple(text.split())


def longest_match(words: Sequence[str], at: int, phrases: frozenset[Phrase], longest: int = 6) -> int:
    """Return how many words the longest of `phrases` that stands at this place has; 0 where none does."""
    for size in range(min(longest, len(words) - at), 0, -1):
        if tuple(words[at : at + size]) in phrases:
            return size
    return 0
