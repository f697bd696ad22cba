"""One turn: what it costs, when it is attempted again, and what is said where it fails."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Self

import pytest

from skill.conversation import MAX_FAILED_SAVES
from skill.deadline import BACKGROUND_STORE_TIMEOUT_S, TURN_TIMEOUT_S, Deadline
from skill.handlers.feature import Handler
from skill.journey.journey import Journey
from skill.journey.speaker import Speaker
from skill.reply import Forget, Reply, SetReminder, message
from skill.simulator.alexa_services import FakeAlexaServices
from skill.stores.memory import MemoryStore
from skill.stores.store import ConflictError, DeclinedError, Record, UnavailableError
from skill.turn import Turn
from tests.failing_store import EVENING, FailingStore, app_on, error_text, failing, journey_of, speaker_of
from tools.envelopes import envelope, speech

SECRET = "xyzzy secret words"


def test_a_turn_that_changes_something_costs_one_read_and_one_write() -> None:
    store = FailingStore()
    app_on(store).answer(envelope("LogKeptCommitmentIntent", at=EVENING))
    assert (store.loads, store.saves) == (1, 1)


def test_a_turn_that_changes_nothing_costs_one_read() -> None:
    store = FailingStore()
    app = app_on(store)
    app.answer(envelope("StreakIntent", at=EVENING))  # notes where the device is
    store.loads = store.saves = 0
    app.answer(envelope("StreakIntent", at=EVENING))
    assert (store.loads, store.saves) == (1, 0)


@pytest.mark.parametrize("intent", ["AMAZON.HelpIntent", "AMAZON.StopIntent", "SafetyIntent", "SessionEndedRequest"])
def test_a_turn_that_needs_no_memory_asks_the_store_nothing(intent: str) -> None:
    store = FailingStore()
    app_on(store).answer(envelope(intent))
    assert (store.loads, store.saves) == (0, 0)


def test_a_store_that_cannot_be_reached_is_told_truthfully() -> None:
    store = FailingStore()
    store.on_load = failing(UnavailableError("down"))
    answer = app_on(store).answer(envelope("LogKeptCommitmentIntent"))
    assert speech(answer) == error_text("unreachable")
    assert answer["response"]["shouldEndSession"] is True


def test_a_conflict_until_the_deadline_is_told_as_not_saved() -> None:
    store = FailingStore()
    store.on_save = failing(ConflictError())
    assert speech(app_on(store, timeout_s=0.05).answer(envelope("LogKeptCommitmentIntent"))) == error_text("unsaved")
    assert store.saves > 1


def test_a_store_that_would_not_write_is_told_as_not_saved() -> None:
    store = FailingStore()
    store.on_save = failing(DeclinedError("not now"))
    assert speech(app_on(store, timeout_s=0.05).answer(envelope("LogKeptCommitmentIntent"))) == error_text("unsaved")
    assert store.all_households() == []


def test_a_turn_gives_up_within_its_time() -> None:
    now, pauses = [0.0], []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        now[0] += seconds

    store = FailingStore()
    store.on_save = failing(ConflictError())
    app_on(store, clock=lambda: now[0], sleep=sleep).answer(envelope("LogKeptCommitmentIntent"))
    assert sum(pauses) < 4.0
    assert len(set(pauses)) > 3  # jittered


def test_an_unreadable_record_is_quarantined_as_it_is_and_announced_once() -> None:
    store = MemoryStore()
    app = app_on(store)
    app.answer(envelope("LogKeptCommitmentIntent"))
    (household,) = store.all_households()
    (speaker,) = store.speakers(household)
    store.save(speaker, Record(2, "no journey"))
    assert speech(app.answer(envelope("LogKeptCommitmentIntent"))) == error_text("quarantined")
    assert store.quarantined(speaker) == ["no journey"]
    assert speech(app.answer(envelope("LogKeptCommitmentIntent"))) != error_text("quarantined")
    assert journey_of(store).totals.kept == 1


class UnquarantinableStore(FailingStore):
    """A store in which no record can be quarantined."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def quarantine(self, speaker: Speaker, seen: Record, fresh: Record) -> None:
        raise self.error


@pytest.mark.parametrize("error", [ConflictError(), UnavailableError(), DeclinedError()])
def test_a_record_that_cannot_be_quarantined_stays_as_it_is_until_the_next_turn(error: Exception) -> None:
    store = UnquarantinableStore(error)
    app = app_on(store)
    app.answer(envelope("LogKeptCommitmentIntent"))
    store.save(speaker_of(store), Record(2, "no journey"))
    assert speech(app.answer(envelope("LogKeptCommitmentIntent"))) == error_text("unreadable")
    assert store.load(speaker_of(store)) == Record(2, "no journey")


def sets_a_reminder(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    if turn.action_result is None:
        return journey, Reply(action=SetReminder(message("reminders.texts.step"), datetime(2026, 3, 3, 20)))  # noqa: DTZ001
    return replace(journey, position=journey.position + 1), Reply((message("errors.seen"),))


def forgets_the_household(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    action = Forget(household=True) if turn.action_result is None else None
    return journey, Reply((message("errors.seen"),), action=action)


def test_an_action_is_run_once_however_often_its_reply_has_to_be_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skill.conversation.routed", lambda turn: (turn, sets_a_reminder, "journey"))
    store, amazon = FailingStore(), FakeAlexaServices("America/New_York", reminders_permission=True)
    failures = [ConflictError(), UnavailableError(), DeclinedError()]

    def fail() -> None:
        if failures:
            raise failures.pop()

    store.on_save = fail
    assert speech(app_on(store, amazon).answer(envelope("StreakIntent", at=EVENING))) == error_text("seen")
    assert store.saves == 4
    assert len(amazon.reminders) == 1


def test_an_action_is_told_as_done_and_the_failure_to_save_it_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("skill.conversation.routed", lambda turn: (turn, sets_a_reminder, "journey"))
    store, amazon = FailingStore(), FakeAlexaServices("America/New_York", reminders_permission=True)
    store.on_save = failing(UnavailableError("down"))
    app = app_on(store, amazon, sleep=lambda _: None)
    assert speech(app.answer(envelope("StreakIntent", at=EVENING))) == error_text("seen")
    assert len(amazon.reminders) == 1
    (entry,) = [vars(record) for record in caplog.records if record.name.startswith("skill")]
    assert (entry["error"], entry["error_key"]) == ("UnavailableError", "unsure")


@pytest.mark.parametrize("handler", [sets_a_reminder, forgets_the_household])
def test_the_store_and_the_actions_of_a_turn_have_one_deadline(
    handler: Handler, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, ends = [0.0], list[float]()

    class SlowStore(MemoryStore):
        def within(self, deadline: Deadline) -> Self:
            ends.append(0.0 if deadline.is_over else now[0] + deadline.left_s)
            return self

        def load(self, speaker: Speaker) -> Record | None:
            now[0] += TURN_TIMEOUT_S - 0.5
            return super().load(speaker)

    monkeypatch.setattr("skill.conversation.routed", lambda turn: (turn, handler, "journey"))
    app_on(SlowStore(), clock=lambda: now[0]).answer(envelope("StreakIntent", at=EVENING))
    assert len(ends) > 1
    assert max(ends) <= TURN_TIMEOUT_S


def test_a_reply_about_danger_waits_for_the_store_in_the_background_timeout_only() -> None:
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
def test_a_session_of_another_version_is_continued(said: Any) -> None:
    attributes = {"question": "checkin.rating", "state": {}, "last_reply": said, "asked": "everyone"}
    for intent in ("AMAZON.HelpIntent", "AMAZON.RepeatIntent", "AMAZON.FallbackIntent"):
        answer = app_on(MemoryStore()).answer(envelope(intent, attributes=attributes))
        assert speech(answer) != error_text("broken")


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


@pytest.mark.parametrize("state", [{"of": 7}, {"day": SECRET}, {"of": ["a"], "day": 3}, SECRET, None, 7])
@pytest.mark.parametrize("asking", ["checkin.kept", "outcomes.which", "outcomes.last_week", "launch.role", "nothing"])
def test_an_invalid_session_is_answered(asking: str, state: Any) -> None:
    attributes = {"question": asking, "state": state, "last_reply": SECRET}
    for intent in ("AMAZON.YesIntent", "AMAZON.NoIntent", "AMAZON.HelpIntent", "AMAZON.RepeatIntent"):
        answer = app_on(MemoryStore()).answer(envelope(intent, attributes=attributes))
        assert speech(answer)


def test_a_journey_is_the_same_after_it_was_kept() -> None:
    store = MemoryStore()
    app = app_on(store)
    app.answer(envelope("MakeCommitmentIntent", {"commitment": "call when I'm late"}, at=EVENING))
    before = journey_of(store)
    app.answer(envelope("LogMissedCommitmentIntent", at=EVENING))
    app.answer(envelope("UndoIntent", at=EVENING))
    after = journey_of(store)
    assert replace(after, recent_replies=(), undo=None) == replace(before, recent_replies=(), undo=None)


def logged() -> dict[str, object]:
    return envelope("LogKeptCommitmentIntent", at=EVENING)


@pytest.mark.parametrize(("kind", "told"), [(DeclinedError, "unsaved"), (UnavailableError, "unsure")])
def test_a_save_that_failed_for_good_is_not_attempted_again(kind: type[UnavailableError], told: str) -> None:
    store, error = FailingStore(), kind("refused")
    error.is_final = True
    store.on_save = failing(error)
    assert speech(app_on(store).answer(logged())) == error_text(told)
    assert (store.loads, store.saves) == (1, 1)


@pytest.mark.parametrize("kind", [DeclinedError, UnavailableError])
def test_a_turn_stops_after_its_failed_saves(kind: type[UnavailableError]) -> None:
    store = FailingStore()
    store.on_save = failing(kind("not now"))
    app_on(store, sleep=lambda _: None).answer(logged())
    assert (store.loads, store.saves) == (MAX_FAILED_SAVES, MAX_FAILED_SAVES)


def test_a_conflict_does_not_count_as_a_failed_save() -> None:
    store, failures = FailingStore(), [ConflictError()] * (3 * MAX_FAILED_SAVES)

    def fail() -> None:
        if failures:
            raise failures.pop()

    store.on_save = fail
    said = speech(app_on(store, sleep=lambda _: None).answer(logged()))
    assert "promise kept" in said.lower()
    assert failures == []
