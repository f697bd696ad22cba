"""The crisis classifier recognises danger in a user's own words, and leaves alone what only sounds like it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.listening.crisis import CRISIS, HARMLESS, is_crisis
from skill.texts.catalog import catalog
from tools.text_rules.locale_texts import LocaleTexts
from training.examples import read_labelled

TESTS = Path(__file__).parents[1]
HELD_OUT_REQUESTS = [
    example for path in sorted(TESTS.glob("simulator/nlu/heldout/*.tsv")) for example in read_labelled(path)
]
"""Requests that nothing was trained on: the intent, and the sentence."""


@pytest.mark.parametrize(("table", "max_missed", "max_false"), [("dev", 0.01, 0.14), ("heldout", 0.0, 0.05)])
def test_nearly_every_crisis_of_the_tables_is_recognised_and_little_else(
    table: str, max_missed: float, max_false: float
) -> None:
    rows = read_labelled(TESTS / "listening" / "crisis" / f"{table}.tsv")
    danger = [sentence for label, sentence in rows if label == CRISIS]
    harmless = [sentence for label, sentence in rows if label == HARMLESS]
    missed = [sentence for sentence in danger if not is_crisis("en-US", sentence)]
    false = [sentence for sentence in harmless if is_crisis("en-US", sentence)]
    assert min(len(danger), len(harmless)) > 100
    assert len(missed) / len(danger) <= max_missed, missed
    assert len(false) / len(harmless) <= max_false, false


@pytest.mark.parametrize(
    "text",
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
def test_danger_is_a_crisis(text: str) -> None:
    assert is_crisis("en-US", text)


@pytest.mark.parametrize(
    "text",
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
def test_what_only_sounds_like_danger_is_no_crisis(text: str) -> None:
    assert not is_crisis("en-US", text)


@pytest.mark.parametrize(
    "text",
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
def test_ordinary_pain_and_tenderness_are_no_crisis(text: str) -> None:
    assert not is_crisis("en-US", text)


@pytest.mark.parametrize(
    "text",
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
def test_danger_in_the_same_words_is_a_crisis(text: str) -> None:
    assert is_crisis("en-US", text)


def suggested() -> list[str]:
    """Return every sentence that the skill suggests a user could say."""
    locale_texts = LocaleTexts("en-US")
    keys = ("steps.*.say", "apology.examples.*", "outside.example.*", "commitments.words.*")
    said = [one for key in keys for text in locale_texts.matching(key) for one in text.variants]
    return [*said, *catalog("en-US").lookup("talk.next")]


def test_no_sentence_that_the_skill_suggests_is_a_crisis() -> None:
    assert len(suggested()) > 120
    assert [text for text in suggested() if is_crisis("en-US", text)] == []


def test_one_sentence_of_danger_among_many_is_a_crisis() -> None:
    assert is_crisis("en-US", "we had a nice day and the weather was fine and " * 7 + "he hits me at night")


def test_nearly_every_crisis_of_held_out_requests_is_recognised_and_little_else() -> None:
    danger = [sentence for intent, sentence in HELD_OUT_REQUESTS if intent == "SafetyIntent"]
    harmless = [sentence for intent, sentence in HELD_OUT_REQUESTS if intent != "SafetyIntent"]
    missed = [sentence for sentence in danger if not is_crisis("en-US", sentence)]
    false = [sentence for sentence in harmless if is_crisis("en-US", sentence)]
    assert len(missed) / len(danger) <= 0.03, missed
    assert len(false) / len(harmless) <= 0.02, false


@given(st.text(max_size=400))
def test_any_text_has_an_answer(text: str) -> None:
    assert is_crisis("en-US", text) in (True, False)


def test_hardly_any_apology_is_taken_for_a_crisis() -> None:
    """An answer that is taken for one ends the practice."""
    table = (TESTS / "journey" / "apologies" / "heldout.tsv").read_text("utf-8")
    apologies = [line.split("\t")[3] for line in table.splitlines() if line[:1] != "#"]
    false = [apology for apology in apologies if is_crisis("en-US", apology)]
    assert len(false) / len(apologies) <= 0.03, false
