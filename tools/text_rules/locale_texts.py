"""Texts of one locale, read as the rules of the text lint need them."""

import re
import string
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, TypeAlias

from publish import ROOT
from skill.reply import Message, Value
from skill.texts.catalog import SPELLING, TEXTS_FOLDER, TextCatalog

RENDERED_ON = date(2026, 3, 2)

USERS_WORDS = ("talk",)
"""Files of what users say, which the skill never says."""

REFERENCES = ("of",)
"""Keys of a table whose value is the key of another text: a card names the text that it is sent with."""

NOTES = ("verified",)
"""Tables with metadata, such as when a telephone number was verified."""

KEY_FOLDERS = ("steps", "countries", "moments")
"""Folders of texts: the second part of a key is the name of a file in them."""

LONGEST_FILLING = {
    "what": "",
    "texts": "",
    "title": "one two three four five",
    "day": "on Wednesday",
    "n": "365",
    "count": "20",
    "rating": "5",
    "kept": "12",
    "missed": "8",
}
"""The longest value of each placeholder of a confirmation; a user's own words are left out."""


@dataclass(frozen=True, slots=True)
class LanguageRules:
    """Lint settings of one language (tests/texts/languages/)."""

    never: Mapping[str, str]
    """By pattern of forbidden words, what to write instead."""
    next_utterance: str
    """Pattern that the last sentence of every help text matches: what can be said next."""
    requests: tuple[str, ...]
    """Patterns of texts that ask for an answer."""
    later: str
    """Pattern of texts that tell how to answer when no session is open."""

    @classmethod
    def read(cls, path: Path) -> "LanguageRules":
        """Return the settings in a file; each row of `never` lists whole words with the same cure."""
        table = tomllib.loads(path.read_text("utf-8"))
        never = {rf"\b(?:{'|'.join(row['words'])})\b": row["cure"] for row in table["never"]}
        return cls(never, table["next_utterance"], tuple(table["requests"]), table["later"])

    def asks_for_an_answer(self, text: str) -> bool:
        """Tell whether a text asks for an answer that can be given in an open session only."""
        fixed = re.sub(r"\{\w+\}", "", text)
        asks = any(re.search(pattern, fixed, re.IGNORECASE) for pattern in self.requests)
        return asks and not re.search(self.later, text, re.IGNORECASE)

    def forbidden(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield the forbidden words in a text, each with its cure."""
        for pattern, cure in self.never.items():
            for match in re.finditer(pattern, text, re.IGNORECASE):
                yield match[0], cure


LANGUAGE_RULES = {
    path.stem: LanguageRules.read(path) for path in sorted((ROOT / "tests/texts/languages").glob("*.toml"))
}


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its variants, of which one is chosen each time."""

    key: str
    variants: tuple[str, ...]

    @property
    def base(self) -> str:
        """The key as code names it: without the plural forms `one` and `other`."""
        return self.key.removesuffix(".one").removesuffix(".other")

    def rendered(self, catalog: TextCatalog, values: Mapping[str, Value]) -> Iterator[str]:
        """Yield each variant as SSML."""
        n = 1 if self.key.endswith(".one") else 2
        for nth in range(len(self.variants)):
            yield catalog.render(Message(self.base, {**values, "n": n, "nth": nth}), RENDERED_ON)


class LocaleTexts:
    """All texts of one locale: those of its language, with its own overrides."""

    def __init__(self, locale: str, folder: Path = TEXTS_FOLDER) -> None:
        self.name, self.folder = locale, folder
        self.catalog = TextCatalog(locale, folder)
        language = locale.partition("-")[0]
        self.language = LANGUAGE_RULES[language]
        paths = {
            path.relative_to(parent).with_suffix("").as_posix()
            for parent in (folder / language, folder / locale)
            for path in parent.rglob("*.toml")
        }
        self.files = {name: self.catalog._file(name) for name in sorted(paths - {SPELLING})}
        self.spelling: Mapping[str, str] = self.catalog._file(SPELLING)
        self.tables: dict[str, Mapping[str, Any]] = {}
        self.texts: dict[str, Text] = {}
        self.unspoken: set[str] = set()
        """Keys of what users say."""
        self.malformed: list[str] = []
        """Keys whose value is neither a text nor a table of texts."""
        for name, tables in self.files.items():
            if name.startswith(USERS_WORDS):
                self.unspoken |= {f"{name}.{key}" for key in tables}
            else:
                self._read(name.replace("/", "."), tables)

    def complaint(self, key: str, cure: str) -> str:
        """Return a line that names the file, the key and the cure."""
        return f"{self.name}/{self.file_of(key)}.toml: {key}: {cure}"

    def file_of(self, key: str) -> str:
        """Return the name of the file that defines a key, without its suffix."""
        parts = key.split(".")
        return "/".join(parts[:2]) if parts[0] in KEY_FOLDERS else parts[0]

    def matching(self, pattern: str) -> list[Text]:
        """Return the texts whose keys match a shell pattern such as undo.*"""
        return [text for key, text in self.texts.items() if fnmatchcase(key, pattern)]

    def _read(self, key: str, value: Any) -> None:
        if isinstance(value, str):
            self.texts[key] = Text(key, (value,))
        elif isinstance(value, list) and value and all(isinstance(variant, str) for variant in value):
            self.texts[key] = Text(key, tuple(value))
        elif isinstance(value, Mapping):
            self.tables[key] = value
            for name, part in value.items():
                if key.startswith("steps.") and name == "step" and isinstance(part, list):
                    for number, step in enumerate(part, 1):
                        self._read(f"{key}.{number}", step)
                elif name not in NOTES and (name not in REFERENCES or not isinstance(part, str)):
                    self._read(f"{key}.{name}", part)
        else:
            self.malformed.append(key)


Rule: TypeAlias = Callable[[LocaleTexts], Iterator[str]]


def placeholders(text: str) -> frozenset[str]:
    """Return the names of a text's placeholders; raises ValueError where its braces don't match."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def filled(text: str) -> str:
    """Return a text with the longest value of each placeholder, or one word where that isn't known."""
    return re.sub(r"\{(\w+)\}", lambda name: LONGEST_FILLING.get(name[1], "Something"), text)


def locales(folder: Path = TEXTS_FOLDER) -> list[str]:
    """Return the locales that have texts: languages and regions."""
    return sorted(path.name for path in folder.iterdir() if any(path.rglob("*.toml")))
