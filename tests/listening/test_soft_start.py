"""Softened start-up: the parts of a sentence in free words, and what makes it hard to hear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.listening.soft_start import MAX_SENTENCE_CHARS, SOFT_START_FAULTS, soften

MADE = [
    # What is said, the feeling and what it is about, the need.
    ("I feel scared about the money and I need you to show me", "I feel scared about the money", "you to show me"),
    (
        "i'm really hurt about last night and i need him to listen",
        "I feel really hurt about last night",
        "you to listen",
    ),
    ("i am furious you lied so i want the truth please", "I feel furious you lied", "the truth"),
    ("you make me feel small when you shout and i need ten minutes", "I feel small when you shout", "ten minutes"),
    ("i need you to call because i'm worried when you're late", "I feel worried when you're late", "you to call"),
    ("i felt ashamed last night and i want to tell you all", "I felt ashamed last night", "to tell you all"),
    (
        "um i feel hurt when you call me stupid and i need you to stop",
        "I feel hurt when you call me stupid",
        "you to stop",
    ),
    ("i feel stupid about it and i need time", "I feel stupid about it", "time"),
    ("i feel lonely in the evenings and you should stay home", "I feel lonely in the evenings", "you to stay home"),
    ("i feel guilty about what i did and i'd like to say it", "I feel guilty about what I did", "to say it"),
]


@pytest.mark.parametrize(("said", "feeling", "need"), MADE)
def test_the_sentence_is_made_of_the_persons_own_words(said: str, feeling: str, need: str) -> None:
    softened = soften(said, "en-US")
    assert (softened.feeling, softened.need, softened.fault) == (feeling, need, None)


FAULTY = [
    ("i feel sad because you always lie and i need the truth", "blame"),
    ("i feel sad and it's your fault and i need the truth", "blame"),
    ("she never listens and i need a hug", "blame"),
    ("you're such a selfish liar i feel sick and i need a break", "names"),
    ("he is a pig and i feel hurt and i need space", "names"),
    ("i feel like you don't love me and i need a hug", "thought"),
    ("i feel lonely", "need"),
    ("i feel", "need"),
    ("i need you to call", "feeling"),
    ("i'm your wife and i need you to talk", "feeling"),
    ("i was at work and i need the car", "feeling"),
    ("the dog barked", "feeling"),
    ("i feel hurt about " + "that long evening " * 8 + "and i need you to stay", "long"),
]


@pytest.mark.parametrize(("said", "fault"), FAULTY)
def test_the_gravest_fault_is_found(said: str, fault: str) -> None:
    assert soften(said, "en-US").fault == fault


WORDS = ("i", "feel", "need", "you", "sad", "and", "about", "that", "never", "to", "you're", "liar")


@given(st.text() | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_whatever_is_said_there_is_a_fault_or_a_short_sentence(said: str) -> None:
    softened = soften(said, "en-US")
    assert softened.fault is None or softened.fault in SOFT_START_FAULTS
    assert (softened.fault is None) == bool(softened.feeling and softened.need)
    assert len(softened.feeling) + len(softened.need) <= MAX_SENTENCE_CHARS
