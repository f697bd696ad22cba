"""The aftermath of a fight: it begins with calm, goes on in five turns for one or for two, and keeps no word."""

from datetime import timedelta

import pytest

from skill.handlers.aftermath import AFTERMATH_INTENT, AFTERMATH_TURNS
from tests.handlers.conversation import NO, SKIP, YES, Person

FREE = "FreeSpeechIntent"
WORDS = {"speech": "i felt left alone with it"}


def calm_person(answer: str) -> Person:
    """Return a person who is calm, and who answered whether both are here."""
    person = Person()
    person.launch()
    person.answer = {}
    person.say(AFTERMATH_INTENT)
    person.say(YES)
    person.say(answer)
    return person


def asked(person: Person, intent: str = FREE) -> list[str]:
    """Return every question from the open one to the end, each answered with the intent."""
    questions = []
    while question := person.question():
        questions.append(question.removeprefix("aftermath.turns."))
        person.say(intent, WORDS if intent == FREE else None)
    return questions


@pytest.mark.parametrize("intent", [FREE, SKIP, "AngryIntent", "FightIntent", "AMAZON.ResumeIntent"])
def test_one_who_is_alone_is_asked_five_questions_and_two_are_asked_each(intent: str) -> None:
    assert asked(calm_person(NO), intent) == [f"alone.{turn}" for turn in AFTERMATH_TURNS]
    assert asked(calm_person(YES), intent) == [
        f"{who}.{turn}" for turn in AFTERMATH_TURNS for who in ("first", "second")
    ]


@pytest.mark.parametrize("answer", [NO, SKIP])
def test_without_calm_a_break_is_offered_instead(answer: str) -> None:
    person = Person()
    person.say(AFTERMATH_INTENT)
    assert "once you're both calm" in person.say(answer)
    assert person.answer["sessionAttributes"]["question"] == "offers.time_out"
    assert person.journey.practice is None


def test_when_it_is_over_nothing_is_left_to_go_on_with() -> None:
    person = calm_person(YES)
    asked(person)
    assert person.journey.practice is None


@pytest.mark.parametrize("alone", [YES, NO])
@pytest.mark.parametrize("answers", range(5))
def test_for_a_day_it_goes_on_where_it_was_left_once_both_are_calm(alone: str, answers: int) -> None:
    person = calm_person(alone)
    for _ in range(answers):
        person.say(FREE, WORDS)
    left = person.question()
    person.say(FREE, {"speech": "stop"})
    person.now += timedelta(hours=20)
    assert person.launch() == "launch.practice"
    assert "fight" not in str(person.answer)
    assert "both calm" in person.say(YES)
    assert person.question() == "aftermath.resume"
    person.say(YES)
    assert person.question() == left


def test_when_it_was_left_a_no_leaves_it_for_good_and_after_a_day_it_begins_anew() -> None:
    person = calm_person(NO)
    person.answer = {}
    person.say(AFTERMATH_INTENT)
    person.say(NO)
    assert person.journey.practice is None
    person = calm_person(NO)
    person.answer = {}
    person.now += timedelta(hours=25)
    person.say(AFTERMATH_INTENT)
    assert person.question() == "aftermath.calm"


def test_start_over_asks_for_calm_again() -> None:
    person = calm_person(YES)
    person.say(FREE, {"speech": "start over"})
    assert person.question() == "aftermath.calm"


@pytest.mark.parametrize(("alone", "other_may_answer"), [(YES, True), (NO, False)])
def test_another_known_voice_answers_where_both_are_here(alone: str, other_may_answer: bool) -> None:
    person = Person()
    person.person = "amzn1.ask.person.ann"
    person.say(AFTERMATH_INTENT)
    person.say(YES)
    person.say(alone)
    question, person.person = person.question(), "amzn1.ask.person.sam"
    person.say(FREE, WORDS)
    assert (person.question() != question) == other_may_answer


@pytest.mark.parametrize("said", ["help", "what do you mean"])
def test_help_says_what_can_be_answered_and_asks_again(said: str) -> None:
    person = calm_person(NO)
    assert "A word is enough" in person.say(FREE, {"speech": said})
    assert person.question() == "aftermath.turns.alone.feelings"
