"""Voices: every intent, by the asked voice, another known one and an unknown one, with and without a question."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from skill.app import App
from skill.handlers import ANSWERS, INTENTS
from skill.handlers.addressing import NEUTRAL_INTENTS
from skill.serialization import journey_record
from skill.stores.memory import MemoryStore
from tools.envelopes import SKILL, envelope, speech

NOW = datetime(2026, 3, 2, 20, tzinfo=UTC)
SAM, ALEX = "amzn1.ask.person.sam", "amzn1.ask.person.alex"
VOICES: dict[str, str | None] = {"another known voice": ALEX, "an unknown voice": None}
PROMISE = "tell her about the hotel receipt"

SLOTS: dict[str, dict[str, str]] = {
    "MakeCommitmentIntent": {"commitment": "call by six"},
    "LogKeptCommitmentIntent": {"commitment": "the first one"},
    "LogMissedCommitmentIntent": {"commitment": "the first one"},
    "DropCommitmentIntent": {"commitment": "the first one"},
    "DailyCheckInIntent": {"rating": "2"},
    "FreeSpeechIntent": {"speech": "I'm sorry that I was late"},
    "ForgetMeIntent": {"whom": "me"},
}


def app_with_sams_promise() -> tuple[App, MemoryStore]:
    store = MemoryStore()
    app = App(store, skill_id=SKILL, api_client=NoService())
    app.answer(envelope("MakeCommitmentIntent", {"commitment": PROMISE}, person=SAM, at=NOW))
    return app, store


class NoService:
    def invoke(self, request: Any) -> Any:
        raise ValueError("no service")


def record_of_sam(store: MemoryStore) -> str | None:
    records = [store.load(one) for household in store.all_households() for one in store.speakers(household)]
    return next((record.body for record in records if record and PROMISE in record.body), None)


QUESTIONS: dict[str, tuple[str, Mapping[str, str]]] = {
    "a check-in's promise": ("DailyCheckInIntent", {"rating": "4"}),
    "a rating": ("DailyCheckInIntent", {}),
    "which to drop": ("DropCommitmentIntent", {"commitment": "nothing like it"}),
    "whether to forget": ("ForgetMeIntent", {"whom": "me"}),
    "an apology's part": ("ApologyPracticeIntent", {}),
    "the week day by day": ("WeeklyProgressIntent", {}),
}


def asked_of_sam(app: App, intent: str, slots: Mapping[str, str]) -> dict[str, Any]:
    if intent == "WeeklyProgressIntent":
        app.answer(envelope("LogKeptCommitmentIntent", person=SAM, at=NOW))
    session: dict[str, Any] = app.answer(envelope(intent, slots, person=SAM, at=NOW))["sessionAttributes"]
    assert session["question"]
    return session


@pytest.mark.parametrize("voice", VOICES.values(), ids=VOICES)
@pytest.mark.parametrize("intent", sorted(INTENTS))
@pytest.mark.parametrize("question", [None, *QUESTIONS])
def test_a_request_of_another_voice_reads_and_changes_nothing_of_the_asked_one(
    question: str | None, intent: str, voice: str | None
) -> None:
    app, store = app_with_sams_promise()
    session = asked_of_sam(app, *QUESTIONS[question]) if question else None
    before = record_of_sam(store)
    asking = session["question"] if session else ""
    answer = app.answer(envelope(intent, SLOTS.get(intent), person=voice, at=NOW, attributes=session))
    answers = asking in ANSWERS and intent in ANSWERS[asking].intents
    elicited = {"DropCommitmentIntent": "which to drop", "DailyCheckInIntent": "a rating"}.get(intent) == question
    if (
        voice is None
        and session
        and (answers or elicited)
        and not (asking in ANSWERS and ANSWERS[asking].needs_same_voice)
    ):
        return  # a short answer inherits the voice that was asked
    assert record_of_sam(store) == before
    assert "receipt" not in speech(answer)
    if intent in NEUTRAL_INTENTS or answers:
        assert speech(answer)


@pytest.mark.parametrize("voice", VOICES.values(), ids=VOICES)
@pytest.mark.parametrize("intent", sorted(INTENTS))
def test_in_a_shared_practice_another_voice_answers_its_questions_and_nothing_else(
    intent: str, voice: str | None
) -> None:
    app, store = app_with_sams_promise()
    session = app.answer(envelope("ListeningPracticeIntent", person=SAM, at=NOW))["sessionAttributes"]
    assert session["any_speaker"] is True
    before = record_of_sam(store)
    answer = app.answer(envelope(intent, SLOTS.get(intent), person=voice, at=NOW, attributes=session))
    assert "receipt" not in speech(answer)
    if intent not in ANSWERS[session["question"]].intents:
        assert record_of_sam(store) == before
        left = answer.get("sessionAttributes", {})
        is_same_question = (left.get("question"), left.get("asked")) == (session["question"], session["asked"])
        assert not is_same_question or intent in NEUTRAL_INTENTS


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_asked_voice_and_an_unrecognised_voice_answer_the_question(question: str) -> None:
    intent, slots = QUESTIONS[question]
    for voice in (SAM, None):
        app, _ = app_with_sams_promise()
        session = asked_of_sam(app, intent, slots)
        answer = speech(app.answer(envelope("AMAZON.NoIntent", person=voice, at=NOW, attributes=session)))
        assert answer
        assert "someone else" not in answer


def test_two_who_practise_listening_answer_each_other() -> None:
    app, _ = app_with_sams_promise()
    session = app.answer(envelope("ListeningPracticeIntent", person=SAM, at=NOW))["sessionAttributes"]
    for voice, intent in ((ALEX, "AMAZON.YesIntent"), (None, "AMAZON.YesIntent"), (ALEX, "FreeSpeechIntent")):
        answer = app.answer(envelope(intent, SLOTS.get(intent), person=voice, at=NOW, attributes=session))
        assert answer["sessionAttributes"]["question"] != session["question"]
        session = answer["sessionAttributes"]


# Deleting and dropping


@pytest.mark.parametrize("voice", VOICES.values(), ids=VOICES)
@pytest.mark.parametrize("question", ["which to drop", "whether to forget"])
def test_only_the_same_known_voice_deletes_or_drops_what_is_its_own(question: str, voice: str | None) -> None:
    app, store = app_with_sams_promise()
    session = asked_of_sam(app, *QUESTIONS[question])
    said = speech(app.answer(envelope("AMAZON.YesIntent", person=voice, at=NOW, attributes=session)))
    kept = record_of_sam(store)
    assert kept
    assert len(journey_record.decode(kept).commitments) == 1
    assert "changed nothing" in said or "someone else" in said
    by_name = ("DropCommitmentIntent", {"commitment": "the hotel receipt"})
    intent, slots = by_name if question == "which to drop" else ("AMAZON.YesIntent", {})
    app.answer(envelope(intent, slots, person=SAM, at=NOW, attributes=session))
    left = record_of_sam(store)
    assert left is None or not journey_record.decode(left).commitments


@pytest.mark.parametrize(
    ("voice", "said", "left"),
    [
        (SAM, "two people", {ALEX}),
        (None, "two people's voices", {SAM, ALEX}),
    ],
    ids=["a known voice", "an unknown voice"],
)
def test_forget_all_of_us_spares_other_known_voices_and_says_so(voice: str | None, said: str, left: set[str]) -> None:
    app, store = app_with_sams_promise()
    for person in (ALEX, None):
        app.answer(envelope("LogKeptCommitmentIntent", person=person, at=NOW))
    (household,) = store.all_households()
    assert len(store.speakers(household)) == 3
    asked = app.answer(envelope("ForgetMeIntent", {"whom": "us"}, ids={"whom": "everyone"}, person=voice, at=NOW))
    assert said in speech(asked).replace(" 2 ", " two ")
    answer = app.answer(envelope("AMAZON.YesIntent", person=voice, at=NOW, attributes=asked["sessionAttributes"]))
    assert "stays" in speech(answer)
    assert len(store.speakers(household)) == len(left)


def test_a_replayed_yes_deletes_nothing_that_began_later() -> None:
    app, store = app_with_sams_promise()
    session = asked_of_sam(app, "ForgetMeIntent", {"whom": "me"})
    yes = envelope("AMAZON.YesIntent", person=SAM, at=NOW, attributes=session)
    first = app.answer(yes)
    assert store.all_households() == []
    later = NOW.replace(minute=1)
    assert app.answer(yes) == first
    app.answer(envelope("MakeCommitmentIntent", {"commitment": PROMISE}, person=SAM, at=later))
    assert "still here" in speech(app.answer(yes))
    assert record_of_sam(store)


# A voice that is recognised later


def test_a_known_voice_that_answers_an_unrecognised_ones_question_answers_for_the_household_and_hears_so() -> None:
    store = MemoryStore()
    app = App(store, skill_id=SKILL, api_client=NoService())
    asked = app.answer(envelope("DailyCheckInIntent", at=NOW))
    answer = app.answer(
        envelope("DailyCheckInIntent", {"rating": "4"}, person=SAM, at=NOW, attributes=asked["sessionAttributes"])
    )
    assert "for the household" in speech(answer)
    (household,) = store.all_households()
    assert [one.person for one in store.speakers(household)] == ["everyone"]


def test_for_whom_an_answer_counts_is_said_once_a_session() -> None:
    store = MemoryStore()
    app = App(store, skill_id=SKILL, api_client=NoService())
    for commitment in ("call by six", "be home by ten"):
        app.answer(envelope("MakeCommitmentIntent", {"commitment": commitment}, at=NOW))
    answer = app.answer(envelope("DailyCheckInIntent", at=NOW))
    said = []
    for intent, slots in (("DailyCheckInIntent", {"rating": "4"}), ("AMAZON.YesIntent", {}), ("AMAZON.NoIntent", {})):
        answer = app.answer(envelope(intent, slots, person=SAM, at=NOW, attributes=answer["sessionAttributes"]))
        said.append(speech(answer))
    assert ["for the household" in one for one in said] == [True, False, False]


def test_an_unknown_voice_hears_no_personal_question_again() -> None:
    app, _ = app_with_sams_promise()
    session = asked_of_sam(app, "DailyCheckInIntent", {"rating": "4"})
    assert PROMISE in speech(app.answer(envelope("AMAZON.RepeatIntent", person=SAM, at=NOW, attributes=session)))
    for intent in NEUTRAL_INTENTS:
        assert PROMISE not in speech(app.answer(envelope(intent, at=NOW, attributes=session)))


def test_an_unknown_voice_that_is_not_understood_leaves_a_question_without_personal_words_open() -> None:
    app, _ = app_with_sams_promise()
    session = asked_of_sam(app, "DailyCheckInIntent", {})
    answer = app.answer(envelope("AMAZON.FallbackIntent", at=NOW, attributes=session))
    assert answer["sessionAttributes"]["question"] == "checkin.rating"
    assert answer["sessionAttributes"]["asked"] == session["asked"]


# A touch, and a permission


def on_a_screen(asked: dict[str, Any]) -> dict[str, Any]:
    apl = {"Alexa.Presentation.APL": {"runtime": {"maxVersion": "1.4"}}}
    asked["context"]["System"]["device"]["supportedInterfaces"] = apl
    return asked


def touch(intent: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
    asked = on_a_screen(envelope(at=NOW, attributes=attributes))
    asked["request"] |= {"type": "Alexa.Presentation.APL.UserEvent", "arguments": [intent], "token": "trust-steps"}
    return asked


def test_a_touch_is_of_the_one_whom_the_screen_was_shown_to() -> None:
    app, store = app_with_sams_promise()
    shown = app.answer(on_a_screen(envelope("TodaysStepIntent", person=SAM, at=NOW)))
    app.answer(touch("CompleteStepIntent", shown["sessionAttributes"]))
    (household,) = store.all_households()
    assert len(store.speakers(household)) == 1
    kept = record_of_sam(store)
    assert kept
    assert codec_steps(kept) == 1


def codec_steps(body: str) -> int:
    return journey_record.decode(body).totals.steps


def test_a_touch_deletes_nothing_of_a_known_voice() -> None:
    app, store = app_with_sams_promise()
    session = asked_of_sam(app, "ForgetMeIntent", {"whom": "me"})
    app.answer(touch("AMAZON.YesIntent", session))
    assert record_of_sam(store)


OWN_ENTRIES = [{"count": "3"}, {"day": "2026-03-01"}, {"commitment": "the first one"}]


@pytest.mark.parametrize("intent", ["LogKeptCommitmentIntent", "LogMissedCommitmentIntent"])
@pytest.mark.parametrize("slots", OWN_ENTRIES)
def test_an_entry_of_its_own_by_an_unknown_voice_is_no_answer(intent: str, slots: dict[str, str]) -> None:
    app, store = app_with_sams_promise()
    session = asked_of_sam(app, "DailyCheckInIntent", {"rating": "4"})
    before = record_of_sam(store)
    answer = app.answer(envelope(intent, slots, at=NOW, attributes=session))
    assert record_of_sam(store) == before
    assert PROMISE not in speech(answer)


@pytest.mark.parametrize("intent", sorted(NEUTRAL_INTENTS))
def test_in_a_shared_practice_the_other_voices_help_leaves_the_question_open(intent: str) -> None:
    app, _ = app_with_sams_promise()
    session = app.answer(envelope("ListeningPracticeIntent", person=SAM, at=NOW))["sessionAttributes"]
    left = app.answer(envelope(intent, person=ALEX, at=NOW, attributes=session))["sessionAttributes"]
    assert (left["question"], left["asked"]) == (session["question"], session["asked"])


def test_a_response_of_another_connection_leaves_the_session_as_it_is() -> None:
    app, _ = app_with_sams_promise()
    session = asked_of_sam(app, "DailyCheckInIntent", {"rating": "4"})
    for token in (None, "x", "{}", "[]"):
        asked = envelope(at=NOW, person=SAM, attributes=session)
        asked["request"] |= {"type": "Connections.Response", "name": "Upsell", "payload": {}, "token": token}
        assert app.answer(asked) == {"version": "1.0", "sessionAttributes": session, "response": {}}


# Remarks of another voice


@pytest.mark.parametrize("voice", VOICES.values(), ids=VOICES)
@pytest.mark.parametrize("intent", ["StreakIntent", "UndoIntent", "AMAZON.FallbackIntent", "WhatYouKnowIntent"])
@pytest.mark.parametrize("question", ["a check-in's promise", "which to drop"])
def test_a_question_stays_open_for_the_asked_voice_while_another_is_answered(
    question: str, intent: str, voice: str | None
) -> None:
    app, _ = app_with_sams_promise()
    session = asked_of_sam(app, *QUESTIONS[question])
    answer = app.answer(envelope(intent, person=voice, at=NOW, attributes=session))
    assert "still open" in speech(answer)
    assert "receipt" not in speech(answer)
    assert answer["response"]["shouldEndSession"] is False
    left = answer["sessionAttributes"]
    assert {**session, **left} == left
    said = speech(app.answer(envelope("AMAZON.RepeatIntent", person=SAM, at=NOW, attributes=left)))
    assert "receipt" in said


def test_an_answer_of_another_voice_is_left_and_the_asked_one_answers_then() -> None:
    app, store = app_with_sams_promise()
    session = asked_of_sam(app, "DailyCheckInIntent", {"rating": "4"})
    answer = app.answer(envelope("AMAZON.YesIntent", person=ALEX, at=NOW, attributes=session))
    assert "someone else" in speech(answer)
    app.answer(envelope("AMAZON.NoIntent", person=SAM, at=NOW, attributes=answer["sessionAttributes"]))
    kept = record_of_sam(store)
    assert kept
    assert [list(day.outcomes.values()) for day in journey_record.decode(kept).days.values()] == [[False]]


@pytest.mark.parametrize(
    "intent", ["AMAZON.StopIntent", "AMAZON.CancelIntent", "AMAZON.NavigateHomeIntent", "SafetyIntent"]
)
def test_another_voice_can_end_the_session(intent: str) -> None:
    app, _ = app_with_sams_promise()
    session = asked_of_sam(app, "DailyCheckInIntent", {"rating": "4"})
    answer = app.answer(envelope(intent, person=ALEX, at=NOW, attributes=session))
    assert answer["response"]["shouldEndSession"] is True
    assert answer["sessionAttributes"] == {}
