"""Seed data: the items of a user who has begun, and of one who has used the skill for years."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from benchmarks.turns import BENCHMARK_USER, PROMISE, intent, launch
from skill.stores.memory import MemoryStore
from tools.simulated_year import FIRST, Life, app_on

Item = Mapping[str, Mapping[str, Any]]
"""An item in DynamoDB's JSON."""


@dataclass(frozen=True, slots=True)
class StoredDay:
    """The item at the end of a day of use."""

    number: int
    """The first day is 1."""
    at: datetime
    """Half an hour after the day's last turn."""
    item: Item

    @property
    def size(self) -> int:
        """Return the item's bytes as DynamoDB counts them: names and values."""
        return sum(len(name) + len(text.encode()) for name, value in self.item.items() for text in value.values())


def known() -> Item:
    """Return the item of a user with a role and one promise, on a device whose time zone is known."""
    store = MemoryStore()
    app = app_on(store)
    for turn in (
        launch(""),
        intent("TodaysStepIntent", "", {"role": "healing"}),
        intent("MakeCommitmentIntent", "", {"commitment": PROMISE}),
    ):
        app.answer(json.loads(turn.event))
    return _item(store)


def first_and_last_day(promises: Sequence[str], days: int) -> tuple[StoredDay, StoredDay]:
    """Simulate some days of use with some promises, and return the first and the last."""
    store = MemoryStore()
    life = Life(store, user=BENCHMARK_USER, person=None)
    life.promise(promises)
    return _stored_day(store, life, 1), _stored_day(store, life, days)


def _stored_day(store: MemoryStore, life: Life, number: int) -> StoredDay:
    for _ in life.live(number - len(life.lived)):
        pass
    at = FIRST + timedelta(days=number - 1, minutes=30)
    # A launch saves the time zone of the benchmark's own device, and what is said only once a week.
    app_on(store).answer(json.loads(launch("", at=at).event))
    return StoredDay(number, at, _item(store))


def _item(store: MemoryStore) -> Item:
    """Return the item in which the DynamoDB store keeps the record of the only user."""
    (household,) = store.all_households()
    (speaker,) = store.speakers(household)
    record = store.load(speaker)
    assert record is not None  # noqa: S101 - for mypy: the user has a record
    return {
        "pk": {"S": household},
        "sk": {"S": f"SPEAKER#{speaker.person}"},
        "version": {"N": str(record.version)},
        "body": {"S": record.body},
    }
