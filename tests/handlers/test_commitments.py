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


DROP, YES, NO = "DropCommitmentIntent", "AMAZON.YesIntent", "AMAZON.NoIntent"


@pytest.mark.parametrize("answer", [YES, NO])
def test_words_that_name_no_promise_never_offer_the_only_one(answer: str) -> None:
    person = Person()
    person.promise("call")
    said = person.say(DROP, {"commitment": "noon"})
    assert "can't find that one" in said
    assert "Shall I drop" not in said
    person.say(answer)
    assert len(person.journey.commitments) == 1
    assert person.question() == ("commitments.named" if answer == YES else None)


@pytest.mark.parametrize("words", ["not the calling one", "none", "what was the calling one", "the zebra"])
@pytest.mark.parametrize("promises", [("call", "cook"), ("call",)])
def test_words_that_name_no_promise_to_drop_drop_none(promises: tuple[str, ...], words: str) -> None:
    person = Person()
    person.promise(*promises)
    person.say(DROP, {"commitment": "noon"})
    person.say(DROP, {"commitment": words})
    assert len(person.journey.commitments) == len(promises)


def test_the_only_promise_may_be_named_after_words_that_named_none() -> None:
    person = Person()
    person.promise("call")
    person.say(DROP, {"commitment": "noon"})
    person.say(DROP, {"commitment": "the calling one"})
    assert person.journey.commitments == ()


@pytest.mark.parametrize("heard", ["um", "uh", "nothing", "um nothing", "hmm okay", "uh I"])
@pytest.mark.parametrize("is_asked", [True, False])
def test_a_hesitation_is_no_promise(heard: str, *, is_asked: bool) -> None:
    person = Person()
    if is_asked:
        person.say(MAKE)
    person.say(MAKE, {"commitment": heard})
    assert person.question() == "commitments.words"
    assert person.journey.commitments == ()


@pytest.mark.parametrize(
    "heard", ["no wait i changed my mind", "never mind", "no", "skip", "actually forget it", "undo"]
)
def test_a_promise_that_was_asked_for_can_be_left(heard: str) -> None:
    person = Person()
    person.say(MAKE)
    person.say(MAKE, {"commitment": heard})
    assert person.question() is None
    assert person.journey.commitments == ()


@pytest.mark.parametrize(("answer", "asking"), [(YES, "commitments.words"), (NO, None), ("SkipStepIntent", None)])
def test_a_short_answer_is_no_promise(answer: str, asking: str | None) -> None:
    person = Person()
    person.say(MAKE)
    person.say(answer)
    assert person.question() == asking
    assert person.journey.commitments == ()
