"""A store that fails on demand, and an app on it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from ask_sdk_model.services import ApiClient, ApiClientRequest, ApiClientResponse

from skill.app import App
from skill.journey.journey import Journey
from skill.journey.speaker import Speaker
from skill.serialization import journey_record
from skill.simulator.alexa_services import FakeAlexaServices
from skill.stores.memory import MemoryStore
from skill.stores.store import Record, Week
from skill.texts.catalog import catalog
from tools.envelopes import SKILL

EVENING = datetime(2026, 3, 3, 1, tzinfo=UTC)
"""Eight in the evening of the second of March in New York."""


class FailingStore(MemoryStore):
    """A store that counts its calls, and runs a hook around each, which may raise."""

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


def once(deed: Callable[[], None]) -> Callable[[], None]:
    left = [deed]

    def do() -> None:
        if left:
            left.pop()()

    return do


def journey_of(store: MemoryStore) -> Journey:
    (household,) = store.all_households()
    (speaker,) = store.speakers(household)
    record = store.load(speaker)
    assert record
    return journey_record.decode(record.body)


def speaker_of(store: MemoryStore) -> Speaker:
    (household,) = store.all_households()
    (speaker,) = store.speakers(household)
    return speaker


class SettingsService(ApiClient):  # type: ignore[misc]  # Amazon's base class is untyped to mypy
    """Alexa's settings service: answers as it is set to, and counts its calls."""

    def __init__(self, status: int = 200, body: str = '"America/New_York"') -> None:
        self.status, self.body, self.asked = status, body, 0

    def invoke(self, request: ApiClientRequest) -> ApiClientResponse:
        self.asked += 1
        return ApiClientResponse(headers=[], status_code=self.status, body=self.body)


def error_text(key: str) -> str:
    """Return what is said of a failure."""
    return str(catalog("en-US").lookup(f"errors.{key}"))
