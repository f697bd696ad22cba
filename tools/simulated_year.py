"""Simulated users: days, months and years of requests, as Alexa's envelopes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from skill.app import App
from skill.journey.commitments import MAX_OPEN_COMMITMENTS, MAX_TEXT_BYTES
from skill.journey.days import week_name
from skill.journey.journey import Journey
from skill.journey.speaker import Speaker
from skill.serialization import journey_record, week_record
from skill.simulator.alexa_services import FakeAlexaServices
from skill.stores.memory import MemoryStore
from skill.stores.store import Record, Store, Week
from tools.envelopes import USER, envelope, speech

FIRST = datetime(2026, 3, 3, 1, tzinfo=UTC)
"""A Monday, eight in the evening in New York."""

PERSON = "amzn1.ask.person.sam"
TEN_YEARS = 3650
"""Days."""

LONGEST_TEXTS = tuple(
    (word * MAX_TEXT_BYTES).encode()[:MAX_TEXT_BYTES].decode("utf-8", "ignore")
    for word in (
        "call my sister ",
        "be home by seven ",
        "no phone at dinner ",
        "écouter d'abord ",
        "🌱 water the garden ",
    )
)


def app_on(store: Store, **rest: Any) -> App:
    return App(store, api_client=FakeAlexaServices("America/New_York"), **rest)


def only_speaker(store: Store) -> Speaker:
    """Return the only speaker in the store."""
    (household,) = store.all_households()
    (speaker,) = store.speakers(household)
    return speaker


def journey_of(store: Store, speaker: Speaker) -> Journey:
    record = store.load(speaker)
    assert record is not None
    return journey_record.decode(record.body)


@dataclass
class Life:
    """A user who checks in every evening."""

    store: Store
    user: str = USER
    person: str | None = PERSON
    lived: list[date] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._app = app_on(self.store)

    def promise(self, texts: Iterable[str] = LONGEST_TEXTS) -> None:
        for text in texts:
            self._say(FIRST, "MakeCommitmentIntent", {"commitment": text})

    def live(self, days: int) -> Iterator[None]:
        """Live some days more, and stop after each turn. Each day has a rating, all five outcomes and a step."""
        for _ in range(days):
            at = FIRST + timedelta(days=len(self.lived))
            self.lived.append(at.date() - timedelta(days=1))
            rating = str(1 + len(self.lived) % 5)
            outcome = "LogMissedCommitmentIntent" if len(self.lived) % 9 == 0 else "LogKeptCommitmentIntent"
            self._say(at, "DailyCheckInIntent", {"rating": rating})
            yield
            self._say(at, outcome, {"count": str(MAX_OPEN_COMMITMENTS)})
            yield
            self._say(at, "CompleteStepIntent")
            yield

    def _say(self, at: datetime, intent: str, slots: dict[str, str] | None = None) -> None:
        assert speech(self._app.answer(envelope(intent, slots, at=at, user=self.user, person=self.person)))


def no_day_is_lost(life: Life, store: Store, speaker: Speaker) -> bool:
    """Tell whether every day lived is in one week record, which is the one of its name, or in the journey record."""
    found = sorted(journey_of(store, speaker).days)
    for week in store.weeks(speaker):
        days, _ = week_record.decode_week(week.body)
        assert {week_name(day) for day in days} == {week.name}
        found += days
    return sorted(found) == life.lived


class Watched(MemoryStore):
    """A store that remembers the largest record it was given, and each week."""

    def __init__(self) -> None:
        super().__init__()
        self.largest = Record(0, "")
        self.rolled: list[Week] = []

    def save(self, speaker: Speaker, record: Record, week: Week | None = None) -> None:
        super().save(speaker, record, week)
        self.largest = max(self.largest, record, key=lambda one: len(one.body.encode()))
        if week:
            self.rolled.append(week)


@cache
def ten_years() -> tuple[Life, Watched]:
    """Live ten years in memory, with five commitments of the longest texts, and return what was kept of them."""
    store = Watched()
    life = Life(store)
    life.promise()
    for _ in life.live(TEN_YEARS):
        pass
    return life, store
