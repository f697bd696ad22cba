"""How often a turn tries to save: not again what was refused for good, and nothing without end."""

from datetime import UTC, datetime

import pytest

from skill.conversation import MAX_FAILED_SAVES
from skill.stores.store import ConflictError, DeclinedError, UnavailableError
from tests.test_app import Counted, app_on, failing, trouble
from tools.envelopes import envelope, speech

EVENING = datetime(2026, 3, 3, 1, tzinfo=UTC)
"""Eight in the evening in New York."""


def logged() -> dict[str, object]:
    return envelope("LogKeptCommitmentIntent", at=EVENING)


@pytest.mark.parametrize(("kind", "told"), [(DeclinedError, "unsaved"), (UnavailableError, "unsure")])
def test_a_write_that_was_refused_for_good_is_not_tried_again(kind: type[UnavailableError], told: str) -> None:
    store, error = Counted(), kind("refused")
    error.is_final = True
    store.on_save = failing(error)
    assert speech(app_on(store).answer(logged())) == trouble(told)
    assert (store.loads, store.saves) == (1, 1)


@pytest.mark.parametrize("kind", [DeclinedError, UnavailableError])
def test_a_write_that_fails_again_and_again_is_given_up(kind: type[UnavailableError]) -> None:
    store = Counted()
    store.on_save = failing(kind("not now"))
    app_on(store, sleep=lambda _: None).answer(logged())
    assert (store.loads, store.saves) == (MAX_FAILED_SAVES, MAX_FAILED_SAVES)


def test_conflicts_are_redone_as_long_as_there_is_time() -> None:
    store, failures = Counted(), [ConflictError()] * (3 * MAX_FAILED_SAVES)

    def fail() -> None:
        if failures:
            raise failures.pop()

    store.on_save = fail
    said = speech(app_on(store, sleep=lambda _: None).answer(logged()))
    assert "promise kept" in said.lower()
    assert failures == []
