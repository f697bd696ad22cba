"""Phrase lists: each is read by some code, and a locale without its own has those of its language."""

import ast
from pathlib import Path

import pytest

import skill
from skill.listening.phrase_lists import LISTENING_FOLDER, phrase_list, resolve_slot
from skill.turn import Slot

SOURCES = [ast.parse(path.read_text("utf-8")) for path in Path(skill.__file__).parent.rglob("*.py")]
NAMES = {
    node.value
    for source in SOURCES
    for node in ast.walk(source)
    if isinstance(node, ast.Constant) and isinstance(node.value, str)
}
LISTS = sorted(path.stem for path in (LISTENING_FOLDER / "en").glob("*.toml"))


@pytest.mark.parametrize("name", LISTS)
def test_every_list_and_table_is_named_by_some_code(name: str) -> None:
    assert name in NAMES
    assert [key for key in phrase_list("en-US", name) if key not in NAMES] == []


@pytest.mark.parametrize("locale", ["en-US", "en-GB", "xx-XX", "", "../en"])
def test_a_locale_has_the_lists_of_its_language_or_the_default_ones(locale: str) -> None:
    assert phrase_list(locale, "days") == phrase_list("en", "days")


def test_a_slot_is_resolved_by_its_word_unless_it_is_resolved_already() -> None:
    assert resolve_slot("en-US", "role", Slot("The One Who was hurt")) == Slot("The One Who was hurt", "healing")
    assert resolve_slot("en-US", "role", Slot("healing", "both")) == Slot("healing", "both")
    assert resolve_slot("en-US", "role", Slot("healing", "ROLE_HEALING_NEW")) == Slot("healing", "healing")
    assert resolve_slot("en-US", "whom", Slot("all of us", "5f4dcc3b5aa765d6")) == Slot("all of us", "everyone")
    assert resolve_slot("en-US", "role", Slot("purple", "5f4dcc3b5aa765d6")) == Slot("purple")
    assert resolve_slot("en-US", "status", Slot("ACCEPTED", "ACCEPTED")) == Slot("ACCEPTED", "ACCEPTED")
    assert resolve_slot("en-US", "role", Slot("purple")) == Slot("purple")
    assert resolve_slot("en-US", "no_such_slot", Slot("healing")) == Slot("healing")
