"""A request that arrives twice, or whose write is ambiguous, is carried out once."""

import json
from dataclasses import replace

import pytest

from skill.idempotency import WriteAmbiguity
from skill.serialization import journey_record
from skill.serialization.reply_record import IDEMPOTENCY_WINDOW
from skill.stores.memory import MemoryStore
from skill.stores.store import ConflictError, DeclinedError, Record, StoreError, UnavailableError
from tests.failing_store import (
    EVENING,
    FailingStore,
    app_on,
    error_text,
    failing,
    journey_of,
    once,
    speaker_of,
)
from tools.envelopes import envelope, speech

DOWN, LATER, NOT_WRITTEN = UnavailableError("down"), UnavailableError("later"), DeclinedError("not written")


@pytest.mark.parametrize(
    ("errors", "version", "key", "is_unresolvable"),
    [
        ([], 20, "unsaved", False),
        ([ConflictError(), NOT_WRITTEN], 20, "unsaved", False),
        ([DOWN], None, "unsure", False),
        ([DOWN], 3, "unsure", False),
        ([DOWN], 4, "unsaved", False),
        ([DOWN], 3 + IDEMPOTENCY_WINDOW, "unsaved", False),
        ([DOWN], 4 + IDEMPOTENCY_WINDOW, "unsure", True),
        ([NOT_WRITTEN, DOWN, LATER, ConflictError()], 4 + IDEMPOTENCY_WINDOW, "unsure", True),
    ],
)
def test_a_write_is_ambiguous_until_a_later_record_settles_it(
    errors: list[StoreError], version: int | None, key: str, is_unresolvable: bool
) -> None:
    ambiguity = WriteAmbiguity()
    for error in errors:
        ambiguity.record_failure(error, Record(3, "{}"))
    assert ambiguity.is_unresolvable(Record(version, "{}") if version else None) is is_unresolvable
    assert ambiguity.error_key("unsaved") == key
    assert ambiguity.failures == len([error for error in errors if not isinstance(error, ConflictError)])
    if is_unresolvable:
        assert ambiguity.error is DOWN


def test_an_ambiguous_write_is_told_as_unsure() -> None:
    store = FailingStore()
    store.on_save = failing(UnavailableError("silence"))
    assert speech(app_on(store, timeout_s=0.05).answer(envelope("LogKeptCommitmentIntent"))) == error_text("unsure")


def test_an_ambiguous_write_that_arrived_counts_once() -> None:
    store = FailingStore()
    fails = iter([UnavailableError("the answer got lost")])

    def once() -> None:
        for error in fails:
            raise error

    store.after_save = once
    answer = app_on(store).answer(envelope("LogKeptCommitmentIntent", at=EVENING))
    assert "One promise kept today" in speech(answer) or "one promise kept today" in speech(answer)
    assert journey_of(store).totals.kept == 1


def others_log(store: FailingStore, times: int) -> None:
    """Log so often from another device, with the hooks off."""
    hooks = store.on_load, store.on_save, store.after_save
    store.on_load = store.on_save = store.after_save = None
    for _ in range(times):
        app_on(store).answer(envelope("LogMissedCommitmentIntent", at=EVENING))
    store.on_load, store.on_save, store.after_save = hooks


def test_a_store_that_is_down_after_an_ambiguous_write_is_told_as_unsure() -> None:
    store = FailingStore()

    def lost() -> None:
        store.on_load = failing(UnavailableError("down"))
        raise UnavailableError("the answer got lost")

    store.after_save = once(lost)
    assert speech(app_on(store).answer(envelope("LogKeptCommitmentIntent", at=EVENING))) == error_text("unsure")
    store.on_load = None
    assert journey_of(store).totals.kept == 1


def test_a_record_of_a_newer_version_after_an_ambiguous_write_is_told_as_unsure() -> None:
    store = FailingStore()

    def lost() -> None:
        store._records[speaker_of(store)] = Record(2, '{"v":2}')
        raise UnavailableError("the answer got lost")

    store.after_save = once(lost)
    assert speech(app_on(store).answer(envelope("LogKeptCommitmentIntent", at=EVENING))) == error_text("unsure")


@pytest.mark.parametrize("others", [7, 8, 20])
def test_an_ambiguous_write_that_left_the_idempotency_window_is_not_done_again(others: int) -> None:
    store = FailingStore()

    def lost() -> None:
        others_log(store, others)
        raise UnavailableError("the answer got lost")

    store.after_save = once(lost)
    said = speech(app_on(store).answer(envelope("LogKeptCommitmentIntent", at=EVENING)))
    assert (said == error_text("unsure")) is (others >= IDEMPOTENCY_WINDOW)
    totals = journey_of(store).totals
    assert (totals.kept, totals.missed) == (1, others)


def test_an_ambiguous_write_is_told_as_not_saved_once_another_has_its_version() -> None:
    store = FailingStore()

    def lost() -> None:
        others_log(store, 1)
        store.on_save = failing(ConflictError())
        raise UnavailableError("it never arrived")

    store.on_save = once(lost)
    app = app_on(store, timeout_s=0.05)
    assert speech(app.answer(envelope("LogKeptCommitmentIntent", at=EVENING))) == error_text("unsaved")
    assert journey_of(store).totals.kept == 0


def test_a_speaker_who_is_deleted_between_two_attempts_begins_anew() -> None:
    store = FailingStore()
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
def test_a_request_that_arrives_again_after_it_failed_counts_once(error: Exception, arrives: bool) -> None:
    store = FailingStore()

    def fail() -> None:
        if arrives:
            store.on_load = failing(UnavailableError("down"))
        raise error

    setattr(store, "after_save" if arrives else "on_save", fail)
    sent = envelope("LogKeptCommitmentIntent", at=EVENING)
    told = speech(app_on(store, timeout_s=0.05).answer(sent))
    assert told in {error_text("unsure"), error_text("unsaved"), error_text("unreachable")}
    store.on_load = store.on_save = store.after_save = None
    assert "promise kept" in speech(app_on(store).answer(sent))
    assert journey_of(store).totals.kept == 1


def test_a_duplicate_whose_reply_another_version_wrote_is_answered() -> None:
    store = MemoryStore()
    app = app_on(store)
    sent = envelope("LogKeptCommitmentIntent", at=EVENING)
    app.answer(sent)
    journey = journey_of(store)
    (record,) = journey.recent_replies
    as_text = replace(record, reply=json.dumps(record.reply))
    store.save(speaker_of(store), Record(2, journey_record.encode(replace(journey, recent_replies=(as_text,)))))
    assert speech(app.answer(sent)) == error_text("seen")
    assert journey_of(store).totals.kept == 1


def test_a_duplicate_request_changes_nothing_and_gets_the_same_reply() -> None:
    store = MemoryStore()
    app = app_on(store)
    first = app.answer(envelope("LogKeptCommitmentIntent", request_id="duplicate", at=EVENING))
    second = app.answer(envelope("LogKeptCommitmentIntent", request_id="duplicate", at=EVENING))
    assert first == second
    assert journey_of(store).totals.kept == 1


def test_a_duplicate_is_known_until_seven_other_requests_have_changed_the_record() -> None:
    store = MemoryStore()
    app = app_on(store)
    app.answer(envelope("LogKeptCommitmentIntent", request_id="duplicate", at=EVENING))
    for _ in range(7):
        app.answer(envelope("LogKeptCommitmentIntent", at=EVENING))
    app.answer(envelope("LogKeptCommitmentIntent", request_id="duplicate", at=EVENING))
    assert journey_of(store).totals.kept == 8
