"""The app as a whole, through envelopes: what goes wrong around a conversation, and what never may."""

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import pytest
from ask_sdk_model.services import ApiClient, ApiClientRequest, ApiClientResponse

from skill.alexa.request import request_hash
from skill.app import App, BadEnvelopeError, ConfigurationError, lambda_app
from skill.deadline import BACKGROUND_STORE_TIMEOUT_S, TURN_TIMEOUT_S, Deadline
from skill.journey.journey import Journey
from skill.journey.speaker import Speaker
from skill.reply import Reply, SetReminder, message
from skill.serialization import journey_record
from skill.simulator.alexa_services import FakeAlexaServices
from skill.stores.memory import MemoryStore
from skill.stores.store import ConflictError, DeclinedError, Record, UnavailableError, Week
from skill.texts.catalog import catalog
from skill.turn import Turn
from tools.envelopes import SKILL, envelope, speech

EVENING = datetime(2026, 3, 3, 1, tzinfo=UTC)
"""Eight in the evening of the second of March in New York."""


class Counted(MemoryStore):
    """A store that counts, and fails on demand."""

    def __init__(self) -> None:
        super().__init__()
        self.loads = self.saves = 0
        self.on_load: Callable[[], None] | None = None
        self.on_save: Callable[[], None] | None = None
        self.after_save: Callable[[], None] | None = None

    def load(self, speaker: Speaker) -> Record | None:
        self.loads += 1
        if self.on_load:
            self.on_load()
        return super().load(speaker)

    def save(self, speaker: Speaker, record: Record, week: Week | None = None) -> None:
        self.saves += 1
        if self.on_save:
            self.on_save()
        super().save(speaker, record, week)
        if self.after_save:
            self.after_save()


def app_on(store: MemoryStore, api_client: Any = None, **rest: Any) -> App:
    return App(store, skill_id=SKILL, api_client=api_client or FakeAlexaServices("America/New_York"), **rest)


def failing(error: Exception) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return fail


def journey_of(store: MemoryStore) -> Journey:
    (household,) = store.all_households()
    (speaker,) = store.speakers(household)
    record = store.load(speaker)
    assert record
    return journey_record.decode(record.body)


def trouble(name: str) -> str:
    return str(catalog("en-US").find(f"errors.{name}"))


def test_a_turn_that_changes_something_costs_one_read_and_one_write() -> None:
    store = Counted()
    app_on(store).answer(envelope("LogKeptCommitmentIntent", at=EVENING))
    assert (store.loads, store.saves) == (1, 1)


def test_a_turn_that_changes_nothing_costs_one_read() -> None:
    store = Counted()
    app = app_on(store)
    app.answer(envelope("StreakIntent", at=EVENING))  # notes where the device is
    store.loads = store.saves = 0
    app.answer(envelope("StreakIntent", at=EVENING))
    assert (store.loads, store.saves) == (1, 0)


@pytest.mark.parametrize("intent", ["AMAZON.HelpIntent", "AMAZON.StopIntent", "SafetyIntent", "SessionEndedRequest"])
def test_a_turn_that_needs_no_memory_asks_the_store_nothing(intent: str) -> None:
    store = Counted()
    app_on(store).answer(envelope(intent))
    assert (store.loads, store.saves) == (0, 0)


@pytest.mark.parametrize("intent", ["MakeCommitmentIntent", "DropCommitmentIntent", "LogKeptCommitmentIntent"])
def test_danger_within_somebodys_words_is_answered_and_nothing_of_it_is_kept(intent: str) -> None:
    store = Counted()
    answer = app_on(store).answer(envelope(intent, {"commitment": "not tell anyone that he hits me"}))
    assert "911" in speech(answer)
    assert answer["response"]["shouldEndSession"]
    assert "card" not in answer["response"]
    assert not answer.get("sessionAttributes")
    assert (store.loads, store.saves) == (0, 0)


def test_a_value_that_was_known_beforehand_is_no_cry_for_help() -> None:
    store = Counted()
    app_on(store).answer(envelope("TodaysStepIntent", {"role": "i hurt her"}, ids={"role": "rebuilding"}))
    assert journey_of(store).role == "rebuilding"


def test_a_store_that_cannot_be_reached_is_told_truthfully() -> None:
    store = Counted()
    store.on_load = failing(UnavailableError("down"))
    answer = app_on(store).answer(envelope("LogKeptCommitmentIntent"))
    assert speech(answer) == trouble("unreachable")
    assert answer["response"]["shouldEndSession"] is True


def test_a_write_that_did_not_go_out_is_told_as_not_saved() -> None:
    store = Counted()
    store.on_save = failing(ConflictError())
    assert speech(app_on(store, timeout_s=0.05).answer(envelope("LogKeptCommitmentIntent"))) == trouble("unsaved")
    assert store.saves > 1


def test_a_write_whose_fate_is_unknown_is_not_told_as_lost() -> None:
    store = Counted()
    store.on_save = failing(UnavailableError("silence"))
    assert speech(app_on(store, timeout_s=0.05).answer(envelope("LogKeptCommitmentIntent"))) == trouble("unsure")


def test_a_write_that_arrived_although_it_seemed_lost_counts_once() -> None:
    store = Counted()
    fails = iter([UnavailableError("the answer got lost")])

    def once() -> None:
        for error in fails:
            raise error

    store.after_save = once
    answer = app_on(store).answer(envelope("LogKeptCommitmentIntent", at=EVENING))
    assert "One promise kept today" in speech(answer) or "one promise kept today" in speech(answer)
    assert journey_of(store).totals.kept == 1


def test_a_turn_gives_up_within_its_time() -> None:
    now, pauses = [0.0], []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        now[0] += seconds

    store = Counted()
    store.on_save = failing(ConflictError())
    app_on(store, clock=lambda: now[0], sleep=sleep).answer(envelope("LogKeptCommitmentIntent"))
    assert sum(pauses) < 4.0
    assert len(set(pauses)) > 3  # jittered


def test_a_record_that_cannot_be_read_is_put_aside_as_it_is_and_said_once() -> None:
    store = MemoryStore()
    app = app_on(store)
    app.answer(envelope("LogKeptCommitmentIntent"))
    (household,) = store.all_households()
    (speaker,) = store.speakers(household)
    store.save(speaker, Record(2, "no journey"))
    assert speech(app.answer(envelope("LogKeptCommitmentIntent"))) == trouble("quarantined")
    assert store.quarantined(speaker) == ["no journey"]
    assert speech(app.answer(envelope("LogKeptCommitmentIntent"))) != trouble("quarantined")
    assert journey_of(store).totals.kept == 1


def speaker_of(store: MemoryStore) -> Speaker:
    (household,) = store.all_households()
    (speaker,) = store.speakers(household)
    return speaker


class Stubborn(Counted):
    """A store in which nothing can be set aside."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def quarantine(self, speaker: Speaker, seen: Record, fresh: Record) -> None:
        raise self.error


@pytest.mark.parametrize("error", [ConflictError(), UnavailableError(), DeclinedError()])
def test_a_record_that_cannot_be_set_aside_now_stays_as_it_is_until_the_next_turn(error: Exception) -> None:
    store = Stubborn(error)
    app = app_on(store)
    app.answer(envelope("LogKeptCommitmentIntent"))
    store.save(speaker_of(store), Record(2, "no journey"))
    assert speech(app.answer(envelope("LogKeptCommitmentIntent"))) == trouble("unreadable")
    assert store.load(speaker_of(store)) == Record(2, "no journey")


def others_log(store: Counted, times: int) -> None:
    """Let another device log so often, undisturbed."""
    hooks = store.on_load, store.on_save, store.after_save
    store.on_load = store.on_save = store.after_save = None
    for _ in range(times):
        app_on(store).answer(envelope("LogMissedCommitmentIntent", at=EVENING))
    store.on_load, store.on_save, store.after_save = hooks


def once(deed: Callable[[], None]) -> Callable[[], None]:
    left = [deed]

    def do() -> None:
        if left:
            left.pop()()

    return do


def test_a_store_that_falls_silent_after_a_write_of_unknown_fate_is_told_as_unsure() -> None:
    store = Counted()

    def lost() -> None:
        store.on_load = failing(UnavailableError("down"))
        raise UnavailableError("the answer got lost")

    store.after_save = once(lost)
    assert speech(app_on(store).answer(envelope("LogKeptCommitmentIntent", at=EVENING))) == trouble("unsure")
    store.on_load = None
    assert journey_of(store).totals.kept == 1


def test_a_record_of_a_newer_version_after_a_write_of_unknown_fate_is_told_as_unsure() -> None:
    store = Counted()

    def lost() -> None:
        store._hot[speaker_of(store)] = Record(2, '{"v":2}')
        raise UnavailableError("the answer got lost")

    store.after_save = once(lost)
    assert speech(app_on(store).answer(envelope("LogKeptCommitmentIntent", at=EVENING))) == trouble("unsure")


@pytest.mark.parametrize("others", [7, 8, 20])
def test_a_write_that_so_many_followed_that_nobody_remembers_it_is_not_done_again(others: int) -> None:
    store = Counted()

    def lost() -> None:
        others_log(store, others)
        raise UnavailableError("the answer got lost")

    store.after_save = once(lost)
    said = speech(app_on(store).answer(envelope("LogKeptCommitmentIntent", at=EVENING)))
    assert (said == trouble("unsure")) is (others >= journey_record.IDEMPOTENCY_WINDOW)
    totals = journey_of(store).totals
    assert (totals.kept, totals.missed) == (1, others)


def test_a_write_whose_place_another_took_did_not_arrive_and_is_told_as_not_saved() -> None:
    store = Counted()

    def lost() -> None:
        others_log(store, 1)
        store.on_save = failing(ConflictError())
        raise UnavailableError("it never arrived")

    store.on_save = once(lost)
    app = app_on(store, timeout_s=0.05)
    assert speech(app.answer(envelope("LogKeptCommitmentIntent", at=EVENING))) == trouble("unsaved")
    assert journey_of(store).totals.kept == 0


def test_a_store_that_would_not_write_is_told_as_not_saved() -> None:
    store = Counted()
    store.on_save = failing(DeclinedError("not now"))
    assert speech(app_on(store, timeout_s=0.05).answer(envelope("LogKeptCommitmentIntent"))) == trouble("unsaved")
    assert store.all_households() == []


def test_somebody_forgotten_between_two_tries_begins_with_this_one_thing() -> None:
    store = Counted()
    others_log(store, 3)

    def lost() -> None:
        store.forget(speaker_of(store))
        raise UnavailableError("the answer got lost")

    store.after_save = once(lost)
    app_on(store).answer(envelope("LogKeptCommitmentIntent", at=EVENING))
    totals = journey_of(store).totals
    assert (totals.kept, totals.missed) == (1, 0)


@pytest.mark.parametrize("error", [ConflictError(), UnavailableError(), DeclinedError()])
@pytest.mark.parametrize("arrives", [False, True])
def test_a_request_that_comes_again_after_it_was_given_up_counts_once(error: Exception, arrives: bool) -> None:
    store = Counted()

    def fail() -> None:
        if arrives:
            store.on_load = failing(UnavailableError("down"))
        raise error

    setattr(store, "after_save" if arrives else "on_save", fail)
    sent = envelope("LogKeptCommitmentIntent", at=EVENING)
    told = speech(app_on(store, timeout_s=0.05).answer(sent))
    assert told in {trouble("unsure"), trouble("unsaved"), trouble("unreachable")}
    store.on_load = store.on_save = store.after_save = None
    assert "promise kept" in speech(app_on(store).answer(sent))
    assert journey_of(store).totals.kept == 1


def test_a_device_is_asked_where_it_is_once_in_a_turn_however_often_it_is_tried() -> None:
    store, device = Counted(), Settings()
    store.on_save = failing(ConflictError())
    app_on(store, device, timeout_s=0.05).answer(envelope("LogKeptCommitmentIntent", at=EVENING))
    assert store.saves > 1
    assert device.asked == 1


def test_an_errand_is_run_once_however_often_its_answer_has_to_be_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    def handler(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
        if turn.action_result is None:
            return journey, Reply(action=SetReminder(message("reminders.texts.step"), datetime(2026, 3, 3, 20)))  # noqa: DTZ001
        return replace(journey, position=journey.position + 1), Reply((message("errors.seen"),))

    monkeypatch.setattr("skill.conversation.routed", lambda turn: (turn, handler, "journey"))
    store, amazon = Counted(), FakeAlexaServices("America/New_York", reminders_permission=True)
    failures = [ConflictError(), UnavailableError(), DeclinedError()]

    def fail() -> None:
        if failures:
            raise failures.pop()

    store.on_save = fail
    assert speech(app_on(store, amazon).answer(envelope("StreakIntent", at=EVENING))) == trouble("seen")
    assert store.saves == 4
    assert len(amazon.reminders) == 1


def test_a_word_about_danger_does_not_wait_for_the_store_as_long_as_a_turn_may() -> None:
    allowed = list[float]()

    class Timed(MemoryStore):
        def within(self, deadline: Deadline) -> Self:
            allowed.append(deadline.left_s)
            return self

    app = app_on(Timed(), clock=lambda: 0.0)
    asked = app.answer(envelope("ApologyPracticeIntent", at=EVENING))
    assert allowed == [TURN_TIMEOUT_S]
    allowed.clear()
    app.answer(envelope("SafetyIntent", at=EVENING, attributes=asked["sessionAttributes"]))
    assert allowed == [BACKGROUND_STORE_TIMEOUT_S]


@pytest.mark.parametrize("said", ["[[], null, null]", "not JSON", 5, {}, None])
def test_a_session_that_another_version_opened_is_gone_on_with(said: Any) -> None:
    attributes = {"question": "checkin.rating", "state": {}, "last_reply": said, "asked": "everyone"}
    for intent in ("AMAZON.HelpIntent", "AMAZON.RepeatIntent", "AMAZON.FallbackIntent"):
        answer = app_on(MemoryStore()).answer(envelope(intent, attributes=attributes))
        assert speech(answer) != trouble("broken")


def test_a_twin_whose_reply_another_version_wrote_is_answered_all_the_same() -> None:
    store = MemoryStore()
    app = app_on(store)
    sent = envelope("LogKeptCommitmentIntent", at=EVENING)
    app.answer(sent)
    journey = journey_of(store)
    (answered,) = journey.recent_replies
    request, _, reply = json.loads(answered)
    as_text = journey_record.encode_reply_record(request, json.dumps(reply))
    store.save(speaker_of(store), Record(2, journey_record.encode(replace(journey, recent_replies=(as_text,)))))
    assert speech(app.answer(sent)) == trouble("seen")
    assert journey_of(store).totals.kept == 1


def test_the_same_request_twice_changes_once_and_answers_the_same() -> None:
    store = MemoryStore()
    app = app_on(store)
    first = app.answer(envelope("LogKeptCommitmentIntent", request_id="twin", at=EVENING))
    second = app.answer(envelope("LogKeptCommitmentIntent", request_id="twin", at=EVENING))
    assert first == second
    assert journey_of(store).totals.kept == 1


def test_a_twin_of_an_old_request_is_still_known_eight_changes_later() -> None:
    store = MemoryStore()
    app = app_on(store)
    app.answer(envelope("LogKeptCommitmentIntent", request_id="twin", at=EVENING))
    for _ in range(7):
        app.answer(envelope("LogKeptCommitmentIntent", at=EVENING))
    app.answer(envelope("LogKeptCommitmentIntent", request_id="twin", at=EVENING))
    assert journey_of(store).totals.kept == 8


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


def test_an_intent_that_nobody_knows_is_a_fallback() -> None:
    answer = app_on(MemoryStore()).answer(envelope("SomeIntent"))
    assert answer["response"]["shouldEndSession"] is False


@pytest.mark.parametrize(
    ("intent", "question"),
    [
        ("MakeCommitmentIntent", "commitments.words"),
        ("DailyCheckInIntent", "checkin.rating"),
    ],
)
def test_a_slot_that_was_not_heard_is_asked_for(intent: str, question: str) -> None:
    answer = app_on(MemoryStore()).answer(envelope(intent))
    assert answer["sessionAttributes"]["question"] == question
    assert answer["response"]["directives"][0]["type"] == "Dialog.ElicitSlot"


SECRET = "xyzzy secret words"


@pytest.mark.parametrize("state", [{"of": 7}, {"day": SECRET}, {"of": ["a"], "day": 3}, SECRET, None, 7])
@pytest.mark.parametrize("asking", ["checkin.kept", "outcomes.which", "outcomes.last_week", "launch.role", "nothing"])
def test_a_spoilt_session_is_answered_kindly(asking: str, state: Any) -> None:
    attributes = {"question": asking, "state": state, "last_reply": SECRET}
    for intent in ("AMAZON.YesIntent", "AMAZON.NoIntent", "AMAZON.HelpIntent", "AMAZON.RepeatIntent"):
        answer = app_on(MemoryStore()).answer(envelope(intent, attributes=attributes))
        assert speech(answer)


def test_the_log_tells_of_a_failure_by_its_request_and_without_words(caplog: pytest.LogCaptureFixture) -> None:
    store = Counted()
    store.on_load = failing(RuntimeError(SECRET))
    asked = envelope("MakeCommitmentIntent", {"commitment": SECRET}, request_id="the-request")
    with caplog.at_level(logging.DEBUG):
        answer = app_on(store).answer(asked)
    assert speech(answer) == trouble("broken")
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


class Settings(ApiClient):  # type: ignore[misc]  # Amazon's base class is untyped to mypy
    """A settings service that says what it is told to, and counts."""

    def __init__(self, status: int = 200, body: str = '"America/New_York"') -> None:
        self.status, self.body, self.asked = status, body, 0

    def invoke(self, request: ApiClientRequest) -> ApiClientResponse:
        self.asked += 1
        return ApiClientResponse(headers=[], status_code=self.status, body=self.body)


def test_the_device_is_asked_where_it_is_once_a_week() -> None:
    store, device = MemoryStore(), Settings()
    app = app_on(store, device)
    for day in range(15):
        app.answer(envelope("LogKeptCommitmentIntent", at=EVENING + timedelta(days=day)))
    assert device.asked == 3


def test_another_device_is_asked_where_it_is() -> None:
    store, device = MemoryStore(), Settings()
    app = app_on(store, device)
    app.answer(envelope("LogKeptCommitmentIntent", at=EVENING))
    device.body = '"Asia/Tokyo"'
    app.answer(envelope("StreakIntent", at=EVENING, device="amzn1.ask.device.suitcase"))
    zone = journey_of(store).zone
    assert zone
    assert zone.name == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("status", "body"), [(500, ""), (204, ""), (403, '{"message": "no"}'), (200, '"Mars/Base"'), (200, "{"), (200, "")]
)
def test_a_device_that_does_not_say_where_it_is_is_where_its_locale_lives(status: int, body: str) -> None:
    store = MemoryStore()
    # Two at night in New York, where it is still the first of March; in London it is the second.
    at = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
    app_on(store, Settings(status, body)).answer(envelope("LogKeptCommitmentIntent", at=at))
    assert [day.isoformat() for day in journey_of(store).days] == ["2026-03-01"]


def test_a_zone_service_that_fails_is_asked_again_the_next_day_and_not_before() -> None:
    store, device = MemoryStore(), Settings(500)
    app = app_on(store, device)
    for minutes in range(0, 60, 5):
        app.answer(envelope("LogKeptCommitmentIntent", at=EVENING + timedelta(minutes=minutes)))
    assert device.asked == 1
    device.status = 200
    app.answer(envelope("StreakIntent", at=EVENING + timedelta(days=1)))
    assert device.asked == 2
    zone = journey_of(store).zone
    assert zone
    assert zone.name == "America/New_York"


def test_without_an_endpoint_or_a_token_no_service_is_asked() -> None:
    device = Settings()
    for name in ("apiEndpoint", "apiAccessToken"):
        asked = envelope("LogKeptCommitmentIntent", at=EVENING)
        del asked["context"]["System"][name]
        app_on(MemoryStore(), device).answer(asked)
    assert device.asked == 0


def test_the_last_known_place_stays_while_the_device_is_silent() -> None:
    store, device = MemoryStore(), Settings(body='"Asia/Tokyo"')
    app = app_on(store, device)
    app.answer(envelope("LaunchRequest", at=EVENING))
    device.status = 500
    app.answer(envelope("LogKeptCommitmentIntent", at=EVENING + timedelta(days=8)))
    # Ten in the morning of the eleventh in Tokyo.
    assert [day.isoformat() for day in journey_of(store).days] == ["2026-03-11"]


def test_a_day_that_a_flight_took_breaks_no_streak() -> None:
    store, device = MemoryStore(), Settings(body='"America/Los_Angeles"')
    app = app_on(store, device)

    def check_in(at: datetime, where: str) -> None:
        app.answer(envelope("DailyCheckInIntent", {"rating": "4"}, at=at, device=where))

    for day in range(1, 6):
        check_in(datetime(2026, 3, day, 4, tzinfo=UTC), "home")
    assert journey_of(store).run()[0].count == 5
    device.body = '"Pacific/Auckland"'
    # The fifth of March never was for somebody who flew west over the date line on the evening of the fourth.
    check_in(datetime(2026, 3, 5, 20, tzinfo=UTC), "suitcase")
    run = journey_of(store).run()[0]
    assert run.count == 6
    assert run.grace is None


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


def test_the_aws_door_says_what_its_environment_lacks() -> None:
    with pytest.raises(ConfigurationError, match="TRUST_STEPS_TABLE"):
        lambda_app({})


def test_another_english_is_spelt_as_people_do_there() -> None:
    answer = app_on(MemoryStore()).answer(envelope("AMAZON.HelpIntent", locale="en-GB"))
    american = app_on(MemoryStore()).answer(envelope("AMAZON.HelpIntent"))
    assert speech(answer) == speech(american).replace("practice an apology", "practise an apology")
    assert speech(answer) != speech(american)


def test_a_locale_without_words_yet_is_answered_in_english() -> None:
    assert speech(app_on(MemoryStore()).answer(envelope("AMAZON.HelpIntent", locale="de-DE")))


def test_a_journey_is_the_same_after_it_was_kept() -> None:
    store = MemoryStore()
    app = app_on(store)
    app.answer(envelope("MakeCommitmentIntent", {"commitment": "call when I'm late"}, at=EVENING))
    before = journey_of(store)
    app.answer(envelope("LogMissedCommitmentIntent", at=EVENING))
    app.answer(envelope("UndoIntent", at=EVENING))
    after = journey_of(store)
    assert replace(after, recent_replies=(), undo=None) == replace(before, recent_replies=(), undo=None)
