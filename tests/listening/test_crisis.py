"""Danger is heard in a person's own words, and talk that only sounds like it is left alone."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.listening.crisis import CRISIS, HARMLESS, is_crisis
from skill.texts.catalog import catalog
from tools.text_lint import Book
from training.examples import phrasings

FOLDER = Path(__file__).parents[1] / "simulator" / "nlu" / "heldout"
ASIDE = [one for path in sorted(FOLDER.glob("*.tsv")) if path.stem != "never" for one in phrasings(path)]
"""What nothing was learned from: the intent, and what somebody says."""


DANGERS = Path(__file__).parent / "crisis"


@pytest.mark.parametrize(("table", "missed_at_most", "false_at_most"), [("seen", 0.01, 0.14), ("blind", 0.0, 0.05)])
def test_of_the_tables_of_danger_nearly_all_is_heard_and_little_else(
    table: str, missed_at_most: float, false_at_most: float
) -> None:
    rows = phrasings(DANGERS / f"{table}.tsv")
    danger = [said for label, said in rows if label == CRISIS]
    harmless = [said for label, said in rows if label == HARMLESS]
    missed = [said for said in danger if not is_crisis("en-US", said)]
    false = [said for said in harmless if is_crisis("en-US", said)]
    assert min(len(danger), len(harmless)) > 100
    assert len(missed) / len(danger) <= missed_at_most, missed
    assert len(false) / len(harmless) <= false_at_most, false


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
    assert is_crisis("en-US", said)


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
    assert not is_crisis("en-US", said)


@pytest.mark.parametrize(
    "said",
    [
        "she said she'd told me all of it",
        "he'd told me everything before i asked",
        "he let me hold his arm on the walk",
        "she let me back in our room",
        "she keeps on saying sorry to me",
        "he keeps asking where i was last night",
        "she asks me every evening who i talked to",
        "tell her when i'm scared",
        "tell him if i'm afraid of losing him",
        "it was a four or so",
        "i'm scared she'll leave me",
        "i hate myself for cheating on her",
        "we shouted about money and made up",
        "the kids heard us argue",
        "he touched my hand and i cried",
        "i'm so jealous when she goes out",
        "he hugged me for the first time since",
    ],
)
def test_ordinary_pain_and_tenderness_are_no_danger(said: str) -> None:
    assert not is_crisis("en-US", said)


@pytest.mark.parametrize(
    "said",
    [
        "she held me down on the floor",
        "he won't let me back in the house and he has my passport",
        "he says sorry every time he hits me",
        "he keeps asking where i was and then he slaps me",
        "i'm scared of what she does when she drinks",
        "he touched me after i said no",
        "tell someone that i'm scared of him",
        "i hate myself and i don't want to live",
    ],
)
def test_danger_in_the_same_words_is_heard(said: str) -> None:
    assert is_crisis("en-US", said)


def suggested() -> list[str]:
    """Return every sentence that the skill itself suggests to say."""
    book = Book("en-US")
    keys = ("steps.*.say", "apology.examples.*", "outside.example.*", "commitments.words.*")
    said = [one for key in keys for text in book.at(key) for one in text.variants]
    return [*said, *catalog("en-US").find("talk.next")]


def test_nothing_that_the_skill_suggests_to_say_sounds_like_danger() -> None:
    assert len(suggested()) > 120
    assert [said for said in suggested() if is_crisis("en-US", said)] == []


def test_one_sentence_among_many_is_heard() -> None:
    assert is_crisis("en-US", "we had a nice day and the weather was fine and " * 7 + "he hits me at night")


def test_of_what_is_kept_aside_nearly_all_danger_is_heard_and_little_else() -> None:
    heard = [(intent, said) for intent, said in ASIDE if is_crisis("en-US", said)]
    danger = [said for intent, said in ASIDE if intent == "SafetyIntent"]
    missed = [said for said in danger if ("SafetyIntent", said) not in heard]
    false = [said for intent, said in heard if intent != "SafetyIntent"]
    assert len(missed) / len(danger) <= 0.03, missed
    assert len(false) / (len(ASIDE) - len(danger)) <= 0.02, false


@given(st.text(max_size=400))
def test_any_text_is_danger_or_not(said: str) -> None:
    assert is_crisis("en-US", said) in (True, False)


def test_next_to_no_apology_is_taken_for_danger() -> None:
    """An answer that is would end the practice; these were kept aside for the coach."""
    table = Path(__file__).parents[1] / "journey" / "heldout_apologies" / "aside.tsv"
    said = [line.split("\t")[3] for line in table.read_text("utf-8").splitlines() if "\t" in line and line[0] != "#"]
    false = [one for one in said if is_crisis("en-US", one)]
    assert len(false) / len(said) <= 0.03, false
