"""What answers every open question alike: "skip", "go on", and free speech without words."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from skill.handlers import ANSWERS
from skill.handlers.session_state import STATES
from skill.journey.apology import NEW_STATUSES
from skill.reply import Reply, message
from skill.serialization.reply import reply_to_json
from tests.handlers.conversation import MONDAY, NO, SKIP, Person

FREE, MORE, RESUME = "FreeSpeechIntent", "MoreDetailIntent", "AMAZON.ResumeIntent"
BY_KEY = {
    "day": "2026-03-09",
    "last": "2026-03-09",
    "date": None,
    "first": "2026-03-10T19:00",
    "time": "19:00",
    "again": False,
    "kept": True,
    "counts": [1, 0],
    "of": "a",
    "ids": "",
    "about": "check_in",
    "repeat": None,
    "part": "regret",
    "marks": NEW_STATUSES,
    "number": 0,
    "told": 0,
    "tries": 0,
    "rounds": 1,
    "minutes": 2000,
    "rating": 4,
    "stage": 3,
}
NOT_UNDERSTOOD = ("I didn't get that.", "That one is beyond me.", "I'm not sure what you meant.")


def asked(question: str, now: datetime = MONDAY) -> Person:
    """Return a person with one promise who was just asked a question."""
    person = Person(now)
    person.promise("call when I'm late")
    state: dict[str, Any] = {key: BY_KEY[key] for key in STATES.get(question, {})}
    if question in ("reminders.which", "reminders.single"):
        state["of"] = ["some reminder"]
    attributes = {"question": question, "state": state, "last_reply": None, "asked": "everyone"}
    person.answer = {"response": {"shouldEndSession": False}, "sessionAttributes": attributes}
    return person


@pytest.mark.parametrize("question", sorted({*ANSWERS, *STATES} - {"around.what"}))
def test_skip_answers_the_open_question_and_skips_no_step(question: str) -> None:
    person = asked(question)
    heard = person.say(SKIP)
    assert heard
    assert person.journey.position == 0
    assert person.journey.totals.steps == 0


@pytest.mark.parametrize("question", ["launch.step", "launch.check_in", "step.more", "forget.me", "outside.questions"])
def test_skip_is_a_no_where_the_question_does_not_tell_them_apart(question: str) -> None:
    skipped, declined = asked(question), asked(question)
    assert skipped.say(SKIP) == declined.say(NO)
    assert skipped.question() == declined.question()


def test_skip_without_a_question_skips_the_step() -> None:
    person = Person()
    person.say(SKIP)
    assert person.journey.position == 1


PRACTICES = [
    ("ApologyPracticeIntent", "apology.parts.responsibility"),
    ("ListeningPracticeIntent", "listening.questions.ready"),
    ("ForgivenessPracticeIntent", "forgiveness.wanted"),
    ("SoftStartIntent", "soft_start.sentence"),
    ("WhatToSayIntent", "what_to_say.about"),
]


@pytest.mark.parametrize("speech", [None, "", " ", "?", "...", "\x00", "-"])
@pytest.mark.parametrize(("practice", "question"), PRACTICES)
def test_free_speech_without_words_is_no_answer(practice: str, question: str, speech: str | None) -> None:
    person = Person()
    person.say(practice)
    before = person.journey.practice
    heard = person.say(FREE, None if speech is None else {"speech": speech})
    assert heard.startswith(NOT_UNDERSTOOD)
    assert person.question() == question
    assert person.journey.practice == before


@pytest.mark.parametrize("place", ["first_half", "first_back", "second_heard"])
def test_free_speech_without_words_leaves_every_place_of_the_listening_practice(place: str) -> None:
    person = asked(f"listening.questions.{place}")
    person.answer["sessionAttributes"]["last_reply"] = reply_to_json(Reply((message("listening.thanks"),)))
    assert person.say(FREE, {"speech": "?"}).startswith(NOT_UNDERSTOOD)
    assert person.journey.practice is None


@pytest.mark.parametrize("intent", [MORE, RESUME])
@pytest.mark.parametrize(
    ("practice", "answers", "resume"),
    [
        ("ApologyPracticeIntent", [SKIP], "apology.parts.regret"),
        ("ListeningPracticeIntent", ["AMAZON.YesIntent"], "listening.questions.first_half"),
    ],
)
def test_go_on_takes_up_a_practice_that_was_left(practice: str, answers: list[str], resume: str, intent: str) -> None:
    person = Person()
    person.launch()
    person.say(practice)
    for answer in answers:
        person.say(answer)
    person.answer = {}
    person.say(practice)
    assert str(person.question()).endswith(".resume")
    person.say(intent)
    assert person.question() == resume
    person.now += timedelta(hours=1)
    assert person.launch() == "launch.practice"
    person.say(intent)
    assert person.question() == resume


@pytest.mark.parametrize("intent", [MORE, RESUME])
@pytest.mark.parametrize("question", ["launch.step", "launch.check_in", "launch.week", "launch.week_ended"])
def test_go_on_takes_up_what_was_offered(question: str, intent: str) -> None:
    went_on, agreed = asked(question), asked(question)
    assert went_on.say(intent) == agreed.say("AMAZON.YesIntent")
    assert went_on.question() == agreed.question()


@pytest.mark.parametrize("said", ["go on", "continue", "keep going"])
@pytest.mark.parametrize("place", ["ready", "first_half", "swap", "second_half"])
def test_go_on_begins_a_minute_in_free_speech_too(place: str, said: str) -> None:
    person = asked(f"listening.questions.{place}")
    heard = person.say(FREE, {"speech": said})
    assert "<break" in heard
    assert heard == asked(f"listening.questions.{place}").say("AMAZON.YesIntent")


@pytest.mark.parametrize("place", ["ready", "first_half", "swap", "second_half"])
@pytest.mark.parametrize("intent", [SKIP, "next"])
def test_a_minute_that_was_skipped_is_not_said_to_be_over(place: str, intent: str) -> None:
    person = asked(f"listening.questions.{place}")
    heard = person.say(intent) if intent == SKIP else person.say(FREE, {"speech": intent})
    assert "<break" not in heard
    assert "That was" not in heard
    assert "Time." not in heard
    assert "leave the" in heard


FORGET = "ForgetMeIntent"
WHOM = [
    # What is heard in the slot, the id it comes with, and the question.
    (None, None, "forget.me"),
    ("me", "me", "forget.me"),
    ("me", None, "forget.me"),
    ("all of us", "everyone", "forget.all"),
    ("all of us", "5f4dcc3b5aa765d6", "forget.all"),
    ("kim", None, "forget.whom"),
    ("kim", "5f4dcc3b5aa765d6", "forget.whom"),
    ("?", None, "forget.whom"),
]


@pytest.mark.parametrize(("heard", "resolved", "question"), WHOM)
def test_forgetting_asks_whom_where_the_words_name_neither(
    heard: str | None, resolved: str | None, question: str
) -> None:
    person = asked("around.what")
    ids = {"whom": resolved} if resolved else {}
    person.say(FORGET, {"whom": heard} if heard else None, **ids)
    assert person.question() == question


def test_whom_to_forget_is_answered_by_saying_it_again_or_by_a_no() -> None:
    person = asked("around.what")
    person.say(FORGET, {"whom": "kim"})
    person.say("AMAZON.YesIntent")
    assert person.question() == "forget.whom"
    person.say(FORGET, {"whom": "all of us"})
    assert person.question() == "forget.all"
    person.say(FORGET, {"whom": "kim"})
    person.say(NO)
    assert person.question() is None
    assert person.journey.commitments


@pytest.mark.parametrize("question", [None, "around.what"])
def test_an_i_dont_know_that_answers_nothing_skips_no_step(question: str | None) -> None:
    for slots, position in (({"unsure": "i don't know"}, 0), ({}, 1)):
        person = asked(question) if question else Person()
        person.say(SKIP, slots)
        assert person.journey.position == position
