"""Phrase lists: what handlers look for in a user's own words, as data of each language (`listening/en/*.toml`)."""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from skill.journey.text import split_words
from skill.turn import Slot

LISTENING_FOLDER = Path(__file__).parent
DEFAULT_LANGUAGE = "en"


def language_of(locale: str) -> str:
    """Return the language of a locale if there are phrase lists for it, else DEFAULT_LANGUAGE."""
    language = locale.partition("-")[0]
    return language if language in _languages() else DEFAULT_LANGUAGE


def phrase_list(locale: str, name: str) -> Mapping[str, Any]:
    """Return the tables of a phrase list by its file's name."""
    return _read(language_of(locale), name)


def resolve_slot(locale: str, name: str, slot: Slot) -> Slot:
    """Return a slot with the id of its value, looked up by its words where Alexa sent no known id."""
    values = _slot_values(language_of(locale)).get(name)
    if values is None or slot.id in values.values():
        return slot
    return Slot(slot.value, values.get(spoken_form(slot.value)))


def spoken_form(text: str) -> str:
    """Return a text's words alone, with a blank between, by which texts are compared that sound the same."""
    return " ".join(split_words(text))


def has_phrase(phrases: Iterable[str], text: str) -> bool:
    """Tell whether a text has one of the phrases, word for word and anywhere in it."""
    padded = f" {spoken_form(text)} "
    return any(f" {phrase} " in padded for phrase in phrases)


def read_all() -> None:
    """Read every phrase list, so that no first turn waits for it."""
    for language in _languages():
        _slot_values(language)
        for path in (LISTENING_FOLDER / language).glob("*.toml"):
            _read(language, path.stem)


@cache
def _languages() -> frozenset[str]:
    return frozenset(path.name for path in LISTENING_FOLDER.iterdir() if re.fullmatch("[a-z]{2}", path.name))


@cache
def _read(language: str, name: str) -> Mapping[str, Any]:
    return tomllib.loads((LISTENING_FOLDER / language / f"{name}.toml").read_text("utf-8"))


@cache
def _slot_values(language: str) -> Mapping[str, Mapping[str, str]]:
    """Return the values of the custom slot types, by slot and by what is said (`make models` generates them)."""
    values: Mapping[str, Mapping[str, str]] = json.loads(
        (LISTENING_FOLDER / language / "slot_values.json").read_text("utf-8")
    )
    return values
