"""The app as a whole, through envelopes."""

import logging

import pytest

from skill.alexa.request import request_hash
from skill.app import BadEnvelopeError, ConfigurationError, lambda_app
from skill.serialization import journey_record
from skill.stores.memory import MemoryStore
from tests.failing_store import EVENING, FailingStore, app_on, error_text, failing, journey_of
from tools.envelopes import envelope, speech

SECRET = "xyzzy secret words"


@pytest.mark.parametrize("intent", ["MakeCommitmentIntent", "DropCommitmentIntent", "LogKeptCommitmentIntent"])
def test_danger_in_free_text_gets_the_safety_answer_and_nothing_of_it_is_stored(intent: str) -> None:
    store = FailingStore()
    answer = app_on(store).answer(envelope(intent, {"commitment": "not tell anyone that he hits me"}))
    assert "911" in speech(answer)
    assert answer["response"]["shouldEndSession"]
    assert "card" not in answer["response"]
    assert not answer.get("sessionAttributes")
    assert (store.loads, store.saves) == (0, 0)


def test_a_value_that_was_known_beforehand_is_no_cry_for_help() -> None:
    store = FailingStore()
    app_on(store).answer(envelope("TodaysStepIntent", {"role": "i hurt her"}, ids={"role": "rebuilding"}))
    assert journey_of(store).role == "rebuilding"


UNKNOWN = ["AMAZON.SomethingNew", "Alexa.Presentation.APL.SomethingNew", "Display.Nothing", "X"]


@pytest.mark.parametrize("kind", UNKNOWN)
def test_a_new_request_type_gets_no_speech_and_leaves_the_session_as_it_is(kind: str) -> None:
    app = app_on(MemoryStore())
    session = app.answer(envelope("DailyCheckInIntent"))["sessionAttributes"]
    asked = envelope(attributes=session)
    asked["request"]["type"] = kind
    assert app.answer(asked) == {"version": "1.0", "sessionAttributes": session, "response": {}}


def test_an_event_without_a_session_gets_no_speech() -> None:
    asked = envelope()
    asked["request"]["type"] = "AlexaSkillEvent.SkillEnabled"
    del asked["session"]
    assert app_on(MemoryStore()).answer(asked) == {"version": "1.0", "response": {}}


def test_an_intent_without_a_session_is_answered_all_the_same() -> None:
    asked = envelope("StreakIntent")
    del asked["session"]
    assert speech(app_on(MemoryStore()).answer(asked))


def test_an_unknown_intent_is_a_fallback() -> None:
    answer = app_on(MemoryStore()).answer(envelope("SomeIntent"))
    assert answer["response"]["shouldEndSession"] is False


def test_the_log_tells_of_a_failure_by_its_request_and_without_words(caplog: pytest.LogCaptureFixture) -> None:
    store = FailingStore()
    store.on_load = failing(RuntimeError(SECRET))
    asked = envelope("MakeCommitmentIntent", {"commitment": SECRET}, request_id="the-request")
    with caplog.at_level(logging.DEBUG):
        answer = app_on(store).answer(asked)
    assert speech(answer) == error_text("broken")
    assert "secret" not in caplog.text
    assert "the-request" not in caplog.text
    (entry,) = [vars(one) for one in caplog.records if one.name.startswith("skill")]
    assert entry["request"] == request_hash("the-request")
    assert entry["error"] == "RuntimeError"


def test_no_log_line_of_an_ordinary_day_holds_words_or_ids(caplog: pytest.LogCaptureFixture) -> None:
    app = app_on(MemoryStore())
    with caplog.at_level(logging.DEBUG):
        for intent, slots in (
            ("MakeCommitmentIntent", {"commitment": SECRET}),
            ("LogKeptCommitmentIntent", {"commitment": SECRET}),
            ("DailyCheckInIntent", {"rating": "4"}),
            ("WeeklyProgressIntent", {}),
        ):
            app.answer(envelope(intent, slots, person="amzn1.ask.person.alex"))
    assert "secret" not in caplog.text
    assert "amzn1" not in caplog.text


def test_a_question_put_to_one_voice_is_not_answered_by_another() -> None:
    store = MemoryStore()
    app = app_on(store)
    for person in ("sam", "alex"):
        app.answer(envelope("MakeCommitmentIntent", {"commitment": "be home by six"}, person=person, at=EVENING))
    asked = app.answer(envelope("DailyCheckInIntent", {"rating": "4"}, person="sam", at=EVENING))
    session = asked["sessionAttributes"]
    assert session["question"] == "checkin.kept"
    app.answer(envelope("AMAZON.YesIntent", attributes=session, person="alex", at=EVENING))
    assert kept_of_all(store) == 0
    app.answer(envelope("AMAZON.YesIntent", attributes=session, at=EVENING))
    assert kept_of_all(store) == 1
    (household,) = store.all_households()
    assert len(store.speakers(household)) == 2


def kept_of_all(store: MemoryStore) -> int:
    records = [store.load(one) for household in store.all_households() for one in store.speakers(household)]
    return sum(journey_record.decode(one.body).totals.kept for one in records if one)


def test_a_request_for_another_skill_is_refused() -> None:
    asked = envelope()
    asked["context"]["System"]["application"]["applicationId"] = "amzn1.ask.skill.other"
    with pytest.raises(BadEnvelopeError):
        app_on(MemoryStore()).answer(asked)


def test_no_raw_id_is_kept() -> None:
    store = MemoryStore()
    app_on(store).answer(envelope("LogKeptCommitmentIntent", person="amzn1.ask.person.alex", request_id="raw-request"))
    (household,) = store.all_households()
    (speaker,) = store.speakers(household)
    record = store.load(speaker)
    assert record
    kept = household + speaker.person + record.body
    for raw in ("amzn1", "raw-request", "alex", "kitchen"):
        assert raw not in kept


def test_lambda_app_names_the_variable_that_is_missing() -> None:
    with pytest.raises(ConfigurationError, match="TRUST_STEPS_TABLE"):
        lambda_app({})


def test_another_english_is_spelt_as_people_do_there() -> None:
    answer = app_on(MemoryStore()).answer(envelope("AMAZON.HelpIntent", locale="en-GB"))
    american = app_on(MemoryStore()).answer(envelope("AMAZON.HelpIntent"))
    assert speech(answer) == speech(american).replace("practice an apology", "practise an apology")
    assert speech(answer) != speech(american)


def test_a_locale_without_words_yet_is_answered_in_english() -> None:
    assert speech(app_on(MemoryStore()).answer(envelope("AMAZON.HelpIntent", locale="de-DE")))
