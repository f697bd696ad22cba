"""Promises are read back as they were said."""

import pytest

from tests.handlers.conversation import Person

MAKE = "MakeCommitmentIntent"


@pytest.mark.parametrize(
    ("heard", "kept"),
    [
        ("text when i'm running late", "text when I'm running late"),
        ("i'll call", "call"),
        ("say where i am and what i've spent", "say where I am and what I've spent"),
        ("call if i\N{RIGHT SINGLE QUOTATION MARK}d be late", "call if I'd be late"),
        ("cook on sundays and mondays", "cook on Sundays and Mondays"),
        ("skip the mini bar in iceland", "skip the mini bar in iceland"),
        ("i promised to be home by six", "be home by six"),
        ("i promised that i'd be home by six", "be home by six"),
        ("that i will be home by six", "be home by six"),
        ("to call\x07 her  back", "call her back"),
        ("listen (really)", "listen (really)"),
    ],
)
def test_a_promise_is_read_back_as_it_was_said(heard: str, kept: str) -> None:
    person = Person()
    assert f": {kept}." in person.say(MAKE, {"commitment": heard})
    assert [one.text for one in person.journey.commitments] == [kept]
    assert kept in person.say("ListCommitmentsIntent")


@pytest.mark.parametrize("heard", [" ", "\x00\x07", "\N{ZERO WIDTH SPACE}", "...", "\N{NO-BREAK SPACE}?"])
def test_blank_words_are_no_promise(heard: str) -> None:
    person = Person()
    person.say(MAKE, {"commitment": heard})
    assert person.question() == "commitments.words"
    assert person.journey.commitments == ()


def test_a_promise_there_was_no_room_for_is_asked_for_again() -> None:
    person = Person()
    person.promise("call", "cook", "listen", "write", "rest")
    assert "5 promises open" in person.say(MAKE, {"commitment": "sing"})
    assert person.question() == "commitments.which"
    person.say("AMAZON.YesIntent")
    person.say("DropCommitmentIntent", {"commitment": "the third one"})
    assert person.question() == "commitments.words"
    person.say(MAKE, {"commitment": "sing"})
    assert [one.text for one in person.journey.commitments] == ["call", "cook", "write", "rest", "sing"]


def test_a_promise_that_was_dropped_for_no_other_ends_the_session() -> None:
    person = Person()
    person.promise("call", "cook")
    person.say("DropCommitmentIntent")
    person.say("DropCommitmentIntent", {"commitment": "the first one"})
    assert person.question() is None
