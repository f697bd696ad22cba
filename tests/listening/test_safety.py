"""The safety classifier grades danger in a user's own words, and leaves alone what only sounds like it."""

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.listening.safety import CLEAR, HARMLESS, VEILED, Concern, assess, is_child
from skill.texts.catalog import catalog
from tools.text_rules.locale_texts import LocaleTexts
from training.examples import read_labelled

TESTS = Path(__file__).parents[1]
REQUESTS = [example for path in sorted(TESTS.glob("simulator/nlu/heldout/*.tsv")) for example in read_labelled(path)]
"""Requests that nothing was trained on: the intent, and the sentence."""

KINDS = frozenset(CLEAR)


def grade(text: str) -> str:
    """Return what a text is answered as: none, maybe or clear."""
    concern = assess("en-US", text)
    return "clear" if concern in CLEAR else str(concern)


def share(sentences: list[str], *grades: str) -> tuple[float, list[str]]:
    """Return the share of sentences with one of the grades, and those sentences."""
    found = [sentence for sentence in sentences if grade(sentence) in grades]
    return len(found) / len(sentences), found


@pytest.mark.parametrize(
    ("table", "max_missed", "max_only_maybe", "max_false", "max_maybe"),
    [("dev", 0.0, 0.05, 0.05, 0.14), ("heldout", 0.02, 0.04, 0.02, 0.11)],
)
def test_danger_of_the_tables_is_heard_and_little_else(
    table: str, max_missed: float, max_only_maybe: float, max_false: float, max_maybe: float
) -> None:
    rows = read_labelled(TESTS / "listening" / "safety" / f"{table}.tsv")
    danger = [sentence for label, sentence in rows if label in KINDS]
    veiled = [sentence for label, sentence in rows if label == VEILED]
    harmless = [sentence for label, sentence in rows if label == HARMLESS]
    assert min(len(danger), len(harmless)) > 80
    assert share(danger, "none")[0] <= max_missed, share(danger, "none")[1]
    assert share(veiled, "none")[0] <= 0.03, share(veiled, "none")[1]
    assert share(danger, "maybe")[0] <= max_only_maybe, share(danger, "maybe")[1]
    assert share(harmless, "clear")[0] <= max_false, share(harmless, "clear")[1]
    assert share(harmless, "maybe")[0] <= max_maybe, share(harmless, "maybe")[1]


def test_danger_in_held_out_requests_is_heard_and_little_else() -> None:
    danger = [sentence for intent, sentence in REQUESTS if intent == "SafetyIntent"]
    harmless = [sentence for intent, sentence in REQUESTS if intent != "SafetyIntent"]
    assert share(danger, "none")[0] <= 0.02, share(danger, "none")[1]
    assert share(harmless, "clear")[0] <= 0.012, share(harmless, "clear")[1]
    assert share(harmless, "maybe")[0] <= 0.05, share(harmless, "maybe")[1]


def test_hardly_any_apology_is_taken_for_danger() -> None:
    """An answer that is taken for danger ends the practice."""
    table = (TESTS / "journey" / "apologies" / "heldout.tsv").read_text("utf-8")
    apologies = [line.split("\t")[3] for line in table.splitlines() if line[:1] != "#"]
    assert share(apologies, "clear")[0] <= 0.02, share(apologies, "clear")[1]
    assert share(apologies, "maybe")[0] <= 0.09, share(apologies, "maybe")[1]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *product(
            ["harmed"],
            [
                "he hits me",
                "my husband hit me last night",
                "she slapped me again",
                "my boyfriend choked me",
                "i was raped",
                "she threatened to kill me",
                "he says sorry every time he hits me",
                "he keeps asking where i was and then he slaps me",
                "not tell anyone that he hits me",
                "i'm not safe",
                "i don\N{RIGHT SINGLE QUOTATION MARK}t feel safe at home",
                "he's outside with a knife",
                "daddy hits me",
            ],
        ),
        *product(
            ["suicidal"],
            [
                "i want to die",
                "i tried to kill myself last night",
                "i don't want to live anymore",
                "i've taken all the pills",
                "i hate myself and i don't want to live",
            ],
        ),
        *product(
            ["harming"],
            [
                "i choked her",
                "i hit her last night",
                "i'm scared i'm going to hit him",
                "not hit her again",
                "i want to hurt him",
                "i locked her in and i shoved her",
            ],
        ),
        *product(["unclear"], ["i'm in danger", "call the police", "i need help now", "there's blood everywhere"]),
    ],
)
def test_clear_danger_is_heard_as_what_it_is(kind: str, text: str) -> None:
    assert assess("en-US", text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "i'm afraid of my wife",
        "i am scared of what he will do",
        "he won't let me see my friends",
        "he takes my paycheck and won't give me any money",
        "he tracks my phone",
        "they'd be better off without me",
        "i flinch when he touches me",
        "he gets bad when he drinks",
        "i walk on eggshells",
        "what's the point of going on",
        "i promise i won't see my sister",
        "safety",
        "i'm scared of what she does when she drinks",
        "tell someone that i'm scared of him",
    ],
)
def test_what_may_be_danger_is_heard(text: str) -> None:
    assert grade(text) in ("maybe", "clear")


ORDINARY = [
    "i kept my promise",
    "he touched my hand and i cried",
    "i broke my promise",
    "call when i'm running late",
    "hit the gym",
    "he beat me at chess",
    "i let her down",
    "not raise my voice",
    "kill the lights at ten",
    "be home by six",
    "i could kill for a coffee",
    "it kills me that he lied",
    "when does it quit hurting",
    "she's screaming in the kitchen about the bill",
    "i'm dying of embarrassment",
    "2026-03-02",
    "4",
    "",
    "she said she'd told me all of it",
    "he let me hold his arm on the walk",
    "she keeps on saying sorry to me",
    "it was a four or so",
    "i'm scared she'll leave me",
    "we shouted about money and made up",
    "the kids heard us argue",
    "i'm so jealous when she goes out",
    "he hugged me for the first time since",
    "help",
    "stop",
]


def test_ordinary_pain_and_ordinary_life_are_hardly_ever_taken_for_danger() -> None:
    assert share(ORDINARY, "clear")[1] == []
    assert share(ORDINARY, "maybe")[0] <= 0.08, share(ORDINARY, "maybe")[1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("i'm twelve and he hits me", True), ("daddy hurts mommy", True), ("he hits me", False), ("", False)],
)
def test_a_child_is_known_by_the_words(text: str, expected: bool) -> None:  # a row's own value
    assert is_child("en-US", text) is expected


def suggested() -> list[str]:
    """Return every sentence that the skill suggests a user could say."""
    locale_texts = LocaleTexts("en-US")
    keys = ("steps.*.say", "apology.examples.*", "outside.example.*", "commitments.words.*")
    said = [one for key in keys for text in locale_texts.matching(key) for one in text.variants]
    return [*said, *catalog("en-US").lookup("talk.next")]


def test_no_sentence_that_the_skill_suggests_is_danger() -> None:
    assert len(suggested()) > 120
    assert [text for text in suggested() if grade(text) == "clear"] == []
    assert share(suggested(), "maybe")[0] <= 0.05, share(suggested(), "maybe")[1]


def test_one_sentence_of_danger_among_many_is_danger() -> None:
    assert grade("we had a nice day and the weather was fine and " * 7 + "he hits me at night") == "clear"


@given(st.text(max_size=400))
def test_any_text_has_an_answer(text: str) -> None:
    assert assess("en-US", text) in set(Concern)
