"""What is promised about privacy is listed in docs/privacy.md, with tests that are there."""

import ast
from functools import cache
from pathlib import Path

import pytest

from publish import ROOT
from tools.privacy_claims import CLAIM, CLAIMS_FILE, Proof, claims, listed, markdown, page, script, values

LISTED = listed()


def test_every_sentence_that_promises_something_is_listed() -> None:
    missing = {one: sorted(files) for one, files in claims().items() if one not in LISTED}
    assert missing == {}, (
        f"name what proves them in {CLAIMS_FILE.relative_to(ROOT)}; python -m tools.privacy_claims prints them"
    )


def test_every_sentence_that_is_listed_is_still_said() -> None:
    said = claims().keys()
    assert [one for one in LISTED if one not in said] == []


@cache
def functions(path: Path) -> set[str]:
    """Return the functions of a file of tests, those of a class behind its name."""
    found = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
    return found


@pytest.mark.parametrize("proof", LISTED.values(), ids=[one[:50] for one in LISTED])
def test_what_proves_a_sentence_is_there(proof: Proof) -> None:
    assert proof.tests or proof.links or proof.is_advice
    for test in proof.tests:
        file, _, name = test.partition("::")
        assert name.rpartition("::")[2].startswith("test_")
        assert name in functions(ROOT / file), test
    for link in proof.links:
        assert "amazon.com/" in link


@pytest.mark.parametrize(
    "sentence",
    [
        "Nothing you say is kept.",
        "What you say is never stored.",
        "It keeps no recordings.",
        "The log holds no words, names or ids.",
        "Disabling the skill deletes everything.",
        "It answers on this machine alone.",
        "The person who runs it can read what it keeps.",
        "Alexa keeps a history of what was said.",
        "The keys are hashes.",
    ],
)
def test_a_promise_is_noticed(sentence: str) -> None:
    assert CLAIM.search(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "You kept your promise.",
        "Streaks forgive a missed day.",
        "Delete the key when you don't need it.",
        "Keep the log.",
    ],
)
def test_a_sentence_about_something_else_is_none(sentence: str) -> None:
    assert not CLAIM.search(sentence)


def test_sentences_are_read_out_of_every_kind_of_file() -> None:
    assert [
        *markdown("# A head\n\nOne. Two\nlines.\n\n| a | b |\n| --- | --- |\n- [Link](x). **Bold**\n```\ncode.\n```\n")
    ] == [
        "One.",
        "Two lines.",
        "a",
        "b",
        "---",
        "---",
        "Link.",
        "Bold",
    ]
    assert [*page("<p>One &amp; two.\n In <code>code</code> too.</p><i>Three</i>")] == [
        "One & two.",
        "In code too.",
        "Three",
    ]
    assert [*script('say("One. Two"); other(`Three`)')] == ["One.", "Two", "Three"]
    assert [*values({"a": ["One. Two", {"b": "Three\nFour"}], "c": 5})] == ["One.", "Two", "Three", "Four"]
