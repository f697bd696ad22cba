"""Telling first: four turns that ask for no detail, ways out of them, and nothing that is written."""

import pytest

from skill.handlers.telling_first import TELLING_FIRST_INTENT, TELLING_PARTS
from tests.handlers.conversation import NO, SKIP, YES, Person

FREE = "FreeSpeechIntent"


def safe_person() -> Person:
    person = Person()
    person.say(TELLING_FIRST_INTENT)
    person.say(YES)
    return person


@pytest.mark.parametrize("intent", [YES, NO, SKIP, FREE, "SlipIntent", "GuiltIntent", "CompleteStepIntent"])
def test_each_part_leads_to_the_next_and_at_the_end_is_asked_whether_they_were_told(intent: str) -> None:
    person = safe_person()
    questions = []
    while (question := str(person.question())) != "telling_first.told":
        questions.append(question.removeprefix("telling_first.parts."))
        person.say(intent, {"speech": "i texted her the zeppelin"} if intent == FREE else None)
    assert tuple(questions) == TELLING_PARTS


@pytest.mark.parametrize(("answer", "heard"), [(YES, "from you"), (NO, "it helps when"), (SKIP, "it helps when")])
def test_it_ends_with_a_kind_sentence_and_writes_nothing(answer: str, heard: str) -> None:
    person = safe_person()
    for _ in TELLING_PARTS:
        person.say(SKIP)
    assert heard in person.say(answer).lower()
    assert person.question() is None
    assert person.store.all_households() == []


def test_where_telling_is_not_safe_it_leads_to_support() -> None:
    person = Person()
    person.say(TELLING_FIRST_INTENT)
    assert "isn't safe" in person.say(NO)
    assert person.answer["sessionAttributes"]["question"] == "offers.support"


MORE = [
    "there's more i haven't told her",
    "well there is more than that",
    "i left some things out",
    "it's not everything",
    "i never told everything",
]


@pytest.mark.parametrize("said", [*MORE, None])
@pytest.mark.parametrize("answers", range(len(TELLING_PARTS)))
def test_where_there_is_more_it_leads_to_a_professional(said: str | None, answers: int) -> None:
    person = safe_person()
    for _ in range(answers):
        person.say(SKIP)
    heard = person.say(FREE, {"speech": said}) if said else person.say("MoreToTellIntent")
    assert "professional" in heard
    assert person.question() == "offers.outside_help"


@pytest.mark.parametrize("said", ["i lied about the money", "that i drank again", "i'm sorry i did it", "done"])
def test_what_is_said_of_it_leads_to_no_professional(said: str) -> None:
    person = safe_person()
    person.say(FREE, {"speech": said})
    assert person.question() == "telling_first.parts.own"


def test_whoever_opens_the_skill_next_does_not_learn_of_it() -> None:
    person = safe_person()
    person.say(FREE, {"speech": "i have it"})
    assert person.launch() != "launch.practice"
