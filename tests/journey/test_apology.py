import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.journey.apology import (
    FAULTS,
    NEW_STATUSES,
    OPEN,
    PART_MISSING,
    PARTS,
    PRESENT,
    SKIPPED,
    Assessment,
    assess,
    next_part,
    parts_with_status,
    with_status,
)
from skill.listening.phrase_lists import phrase_list
from skill.texts.catalog import catalog

RULES = phrase_list("en-US", "apology")
TABLES = ("dev", "heldout")
SMALL_WORDS = ("i", "you", "me", "it", "not", "if", "but", "sorry", "was", "said", "made", "never", "will", "forgive")
parts = st.sampled_from(PARTS)
statuses = st.text(alphabet=PRESENT + PART_MISSING + SKIPPED + OPEN, min_size=len(PARTS), max_size=len(PARTS))


class Labelled(NamedTuple):
    part: str
    there: bool
    faults: frozenset[str]
    said: str


def labelled(table: str) -> Iterator[Labelled]:
    for row in (Path(__file__).parent / "apologies" / f"{table}.tsv").read_text("utf-8").splitlines():
        if not row.startswith("#"):
            part, there, faults, said = row.split("\t")
            yield Labelled(part, there == "yes", frozenset(faults.split(",")) - {"-"}, said)


@pytest.mark.parametrize(("table", "precision", "recall"), [("dev", 0.95, 0.9), ("heldout", 0.95, 0.9)])
def test_the_coach_seldom_scolds_for_nothing_and_seldom_misses_a_fault(
    table: str, precision: float, recall: float
) -> None:
    right = wrong = missed = 0
    for part, _, faults, said in labelled(table):
        heard = set(assess(said, part, RULES).faults)
        right += len(heard & faults)
        wrong += len(heard - faults)
        missed += len(faults - heard)
    assert right / (right + wrong) >= precision
    assert right / (right + missed) >= recall


@pytest.mark.parametrize("table", TABLES)
def test_the_coach_mostly_hears_whether_a_part_is_there(table: str) -> None:
    agreed = [assess(said, part, RULES).is_present == there for part, there, _, said in labelled(table)]
    assert sum(agreed) / len(agreed) >= 0.9


@pytest.mark.parametrize("table", TABLES)
def test_blaming_is_never_praised(table: str) -> None:
    assert not [
        said for part, _, faults, said in labelled(table) if "blame" in faults and assess(said, part, RULES).is_present
    ]


@pytest.mark.parametrize("table", TABLES)
def test_the_tables_are_whole(table: str) -> None:
    rows = list(labelled(table))
    assert {row.part for row in rows} == set(PARTS)
    assert {fault for row in rows for fault in row.faults} == set(FAULTS)
    assert len({row.said for row in rows}) == len(rows) >= 150


@pytest.mark.parametrize(
    ("part", "said", "there", "faults"),
    [
        ("responsibility", "I lied to you about the money.", True, ()),
        ("responsibility", "I lied because you never listen", False, ("blame",)),
        ("responsibility", "mistakes were made", False, ("passive",)),
        ("responsibility", "if I hurt you, I own that", False, ("conditional",)),
        ("responsibility", "I lied, but I was tired", False, ("but",)),
        ("responsibility", "I lied, it was only once", True, ("minimise",)),
        ("responsibility", "I won't say you made me do it, I did it", True, ()),
        ("responsibility", "I told you that you made me do it, and that was wrong, I did it", True, ()),
        ("responsibility", "not only did I lie but I also hid it", True, ()),
        ("regret", "I\u2019m sorry", True, ()),
        ("regret", "I'm sorry you feel that way", False, ("conditional",)),
        ("regret", "I'm sorry, but you started it", False, ("blame", "but")),
        ("explanation", "I have no excuse but my own fear, I was ashamed", True, ()),
        ("repentance", "if I'm late I'll call you before six", True, ()),
        ("repentance", "I'll try to be better", False, ("vague",)),
        ("repair", "I'll make it up to you", False, ("vague",)),
        ("repair", "I'll pay back the eight hundred, two hundred every month", True, ()),
        ("request", "will you forgive me", True, ()),
        ("request", "you have to forgive me", False, ("demand",)),
        ("request", "I'm not asking you to forgive me today, I hope that one day you might", True, ()),
    ],
)
def test_the_rules_of_thumb(part: str, said: str, there: bool, faults: tuple[str, ...]) -> None:
    assert assess(said, part, RULES) == Assessment(there, faults)


@pytest.mark.parametrize("part", PARTS)
def test_our_own_examples_are_praised(part: str) -> None:
    example = catalog("en-US").lookup(f"apology.examples.{part}").removeprefix("For example:")
    assert assess(example, part, RULES) == Assessment(is_present=True)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("said", ["", " ", "um", "...", "^ $ ~ /", "you", "i", "the weather"])
def test_nothing_said_gives_no_part_and_has_no_fault(said: str, part: str) -> None:
    assert assess(said, part, RULES) == Assessment(is_present=False)


def test_no_pattern_is_empty() -> None:
    # An alternative without a word would be found everywhere.
    def patterns(rule: object) -> Iterator[str]:
        if isinstance(rule, dict):
            yield from (rule[key] for key in ("said", "unless", "cleared_by") if key in rule)
            yield from (one for value in rule.values() for one in patterns(value))
        elif isinstance(rule, list):
            yield from (one for value in rule for one in patterns(value))

    every = [*patterns(RULES), *RULES["groups"].values()]
    assert len(every) > 50
    assert not [one for one in every if re.search(r"\|\s*(?:[|)]|$)|\(\s*\||^\s*(?:\||$)", one)]


@given(st.text(max_size=200), parts)
def test_anything_can_be_judged(said: str, part: str) -> None:
    assert isinstance(assess(said, part, RULES), Assessment)


@given(st.lists(st.sampled_from(SMALL_WORDS)), parts)
def test_faults_come_once_and_the_gravest_first_and_blame_is_never_there(said: list[str], part: str) -> None:
    heard = assess(" ".join(said), part, RULES)
    assert list(heard.faults) == sorted(set(heard.faults), key=FAULTS.index)
    assert not ("blame" in heard.faults and heard.is_present)


@pytest.mark.parametrize("said", ["a ", "you made me ", "i used to say ", "not ", "if i ", "i'd ", "just "])
@pytest.mark.parametrize("part", PARTS)
def test_a_long_answer_is_judged_too(said: str, part: str) -> None:
    assert isinstance(assess(said * 2000, part, RULES), Assessment)


@given(st.text(max_size=60), parts)
def test_case_and_stops_do_not_matter(said: str, part: str) -> None:
    plain = "i'm sorry that i lied to you " + said.casefold()
    assert assess("I'm SORRY, that I lied to you. " + said.casefold(), part, RULES) == assess(plain, part, RULES)


@given(statuses, parts, st.sampled_from(PRESENT + PART_MISSING + SKIPPED))
def test_a_mark_is_set_for_its_part_alone(before: str, part: str, status: str) -> None:
    after = with_status(before, part, status)
    assert part in parts_with_status(after, status)
    assert [one for one in zip(PARTS, after, strict=True) if one[0] != part] == [
        one for one in zip(PARTS, before, strict=True) if one[0] != part
    ]


@given(statuses)
def test_the_parts_are_asked_for_in_their_order(before: str) -> None:
    assert next_part(before) == next(iter(parts_with_status(before, OPEN)), None)


def test_a_practice_goes_through_all_the_parts() -> None:
    asked, now = [], NEW_STATUSES
    while part := next_part(now):
        asked.append(part)
        now = with_status(now, part, PRESENT)
    assert tuple(asked) == parts_with_status(now, PRESENT) == PARTS
    assert parts_with_status(now, PART_MISSING) == ()
