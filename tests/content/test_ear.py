"""Danger is heard in a person's own words, and talk that only sounds like it is left alone."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.content.ear import sounds_dangerous
from training.learn import phrasings

FOLDER = Path(__file__).parents[1] / "hosts" / "hearing" / "phrasings"
ASIDE = [one for path in sorted(FOLDER.glob("*.tsv")) if path.stem != "never" for one in phrasings(path)]
"""What nothing was learned from: the intent, and what somebody says."""


@pytest.mark.parametrize(
    "said",
    [
        "he hits me",
        "my husband hit me last night",
        "she slapped me again",
        "i'm afraid of my wife",
        "i am scared of what he will do",
        "he won't let me see my friends",
        "he takes my paycheck and won't give me any money",
        "he tracks my phone",
        "she threatened to kill me",
        "i want to hurt him",
        "i want to die",
        "i don't want to live anymore",
        "they'd be better off without me",
        "i was raped",
        "i don\N{RIGHT SINGLE QUOTATION MARK}t feel safe at home",
        "my boyfriend choked me",
        "he has a gun",
        "not tell anyone that he hits me",
        "not hit her again",
        "stop hurting him when i'm drunk",
    ],
)
def test_danger_is_heard(said: str) -> None:
    assert sounds_dangerous("en-US", said)


@pytest.mark.parametrize(
    "said",
    [
        "i kept my promise",
        "i'm not afraid of him",
        "i broke my promise",
        "call when i'm running late",
        "hit the gym",
        "i hurt her feelings",
        "he beat me at chess",
        "i let her down",
        "not raise my voice",
        "kill the lights at ten",
        "be home by six",
        "stop checking her phone",
        "2026-03-02",
        "4",
        "",
    ],
)
def test_what_only_sounds_so_is_left_alone(said: str) -> None:
    assert not sounds_dangerous("en-US", said)


def test_one_sentence_among_many_is_heard() -> None:
    assert sounds_dangerous("en-US", "we had a nice day and the weather was fine and " * 7 + "he hits me at night")


def test_of_what_is_kept_aside_nearly_all_danger_is_heard_and_little_else() -> None:
    heard = [(intent, said) for intent, said in ASIDE if sounds_dangerous("en-US", said)]
    danger = [said for intent, said in ASIDE if intent == "SafetyIntent"]
    missed = [said for said in danger if ("SafetyIntent", said) not in heard]
    false = [said for intent, said in heard if intent != "SafetyIntent"]
    assert len(missed) / len(danger) <= 0.03, missed
    assert len(false) / (len(ASIDE) - len(danger)) <= 0.025, false


@given(st.text(max_size=400))
def test_any_text_is_danger_or_not(said: str) -> None:
    assert sounds_dangerous("en-US", said) in (True, False)
