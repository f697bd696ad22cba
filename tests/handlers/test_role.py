"""The role: asked for once more where it was not understood, offered again another day, and always acknowledged."""

import pytest

from tests.handlers.conversation import DAY, NO, SKIP, YES, Person

STEP, FALLBACK = "TodaysStepIntent", "AMAZON.FallbackIntent"

UNCLEAR = [(STEP, {"role": "the third one"}), (FALLBACK, {}), (YES, {}), ("FreeSpeechIntent", {"speech": "hm"})]


@pytest.mark.parametrize(("intent", "slots"), UNCLEAR)
def test_a_role_that_was_not_understood_is_asked_for_once_more(intent: str, slots: dict[str, str]) -> None:
    person = Person()
    assert person.launch() == "launch.role"
    said = person.say(intent, slots)
    assert "didn't catch" in said
    assert person.question() == "launch.role"
    assert person.elicits == (STEP, "role")
    said = person.say(intent, slots)
    assert person.question() is None
    assert "step" in said
    assert person.journey.role is None


@pytest.mark.parametrize(("intent", "slots"), UNCLEAR)
def test_the_second_answer_is_taken(intent: str, slots: dict[str, str]) -> None:
    person = Person()
    person.launch()
    person.say(intent, slots)
    person.say(STEP, {"role": "healing"}, role="healing")
    assert person.journey.role == "healing"


@pytest.mark.parametrize("role", ["rebuilding", "healing", "both"])
def test_a_role_is_acknowledged_whenever_it_is_said(role: str) -> None:
    person = Person()
    acknowledged = {"rebuilding": "who broke the trust", "healing": "who was hurt", "both": "both sides"}[role]
    for _ in range(2):
        person.answer = {}
        assert acknowledged in person.say(STEP, {"role": role}, role=role)
    person.answer = {}
    person.say("CompleteStepIntent")
    assert acknowledged in person.say(STEP, {"role": role}, role=role)


def test_an_unanswered_question_is_offered_again_on_later_days_and_not_for_ever() -> None:
    person = Person()
    asked = [person.launch(), person.launch()]
    for _ in range(4):
        person.now += DAY
        asked += [person.launch(), person.launch()]
    assert [one == "launch.role" for one in asked] == [
        True,
        False,
        True,
        False,
        True,
        False,
        False,
        False,
        False,
        False,
    ]
    assert person.journey.role_question is None


@pytest.mark.parametrize("answer", [NO, SKIP])
def test_who_would_rather_not_say_is_not_asked_again(answer: str) -> None:
    person = Person()
    person.launch()
    assert "That's fine" in person.say(answer)
    person.now += DAY
    assert person.launch() != "launch.role"


def test_who_said_it_meanwhile_is_not_asked_again() -> None:
    person = Person()
    person.launch()
    person.answer = {}
    person.say(STEP, {"role": "both"}, role="both")
    person.now += DAY
    assert person.launch() == "launch.check_in"
