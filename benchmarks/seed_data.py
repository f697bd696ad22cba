"""What the skill's table holds of somebody who began, and of somebody who has lived with it for years."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from benchmarks.turns import BENCHMARK_USER, PROMISE, intent, launch
from skill.stores.memory import MemoryStore
from tools.simulated_year import FIRST, Life, app_on

Item = Mapping[str, Mapping[str, Any]]
"""As DynamoDB writes it."""


@dataclass(frozen=True, slots=True)
class Evening:
    """How things stand at the end of a day."""

    day: int
    """The first is 1."""
    at: datetime
    """Half an hour after the last thing was said."""
    item: Item

    @property
    def size(self) -> int:
        """Return the item's bytes as DynamoDB counts them: names and values."""
        return sum(len(name) + len(text.encode()) for name, value in self.item.items() for text in value.values())


def known() -> Item:
    """Return the item of a speaker with a role and one promise, on a device whose time zone is known."""
    store = MemoryStore()
    app = app_on(store)
    for turn in (
        launch(""),
        intent("TodaysStepIntent", "", {"role": "healing"}),
        intent("MakeCommitmentIntent", "", {"commitment": PROMISE}),
    ):
        app.answer(json.loads(turn.event))
    return _item(store)


def evenings(promises: Sequence[str], days: int) -> tuple[Evening, Evening]:
    """Live some days with some promises, and return the first evening and the last."""
    store = MemoryStore()
    life = Life(store, user=BENCHMARK_USER, person=None)
    life.promise(promises)
    return _evening(store, life, 1), _evening(store, life, days)


def _evening(store: MemoryStore, life: Life, day: int) -> Evening:
    for _ in life.live(day - len(life.lived)):
        pass
    at = FIRST + timedelta(days=day - 1, minutes=30)
    # A launch tells the time zone of the benchmark's own device, and all that is told but once a week.
    app_on(store).answer(json.loads(launch("", at=at).event))
    return Evening(day, at, _item(store))


def _item(store: MemoryStore) -> Item:
    """Return the item in which the DynamoDB store keeps the record of the only speaker."""
    (household,) = store.all_households()
    (speaker,) = store.speakers(household)
    record = store.load(speaker)
    assert record is not None  # noqa: S101 - for mypy: somebody who spoke is remembered
    return {
        "pk": {"S": household},
        "sk": {"S": f"SPEAKER#{speaker.person}"},
        "version": {"N": str(record.version)},
        "body": {"S": record.body},
    }
