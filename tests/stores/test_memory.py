"""The store in memory, and ten years lived on it."""

import pytest

from skill.journey.days import week_name
from skill.journey.speaker import Speaker
from skill.stores.memory import MemoryStore
from skill.stores.store import DAMAGED, Record, Store, Week
from tests.stores.contract import MAX_STORED_BYTES, Calls, StoreContract
from tools.simulated_year import TEN_YEARS, journey_of, no_day_is_lost, only_speaker, ten_years


class Counted(MemoryStore):
    """A store that notes its calls."""

    def __init__(self, calls: Calls) -> None:
        super().__init__()
        self._calls = calls

    def load(self, speaker: Speaker) -> Record | None:
        self._calls.append("read")
        return super().load(speaker)

    def save(self, speaker: Speaker, record: Record, week: Week | None = None) -> None:
        self._calls += ["write", "write"] if week else ["write"]
        super().save(speaker, record, week)


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def store(self, calls: Calls) -> Store:
        return Counted(calls)

    def damage(self, store: Store, speaker: Speaker) -> None:
        assert isinstance(store, Counted)
        store._records[speaker] = DAMAGED

    def kept_bytes(self, store: Store, speaker: Speaker) -> int:
        record = store.load(speaker)
        assert record is not None
        return sum(len(str(one).encode()) for one in (speaker.household, speaker.person, record.version, record.body))


@pytest.mark.thorough  # ten years of turns take 4 s
def test_ten_years_with_five_long_commitments_never_outgrow_two_kilobytes() -> None:
    _, store = ten_years()
    speaker = only_speaker(store)
    assert journey_of(store, speaker).totals.check_ins == TEN_YEARS
    assert len(journey_of(store, speaker).commitments) == 5
    # With as much room for its key as the largest of the stores takes.
    assert len(store.largest.body.encode()) + 100 <= MAX_STORED_BYTES


@pytest.mark.thorough  # ten years of turns take 4 s
def test_in_ten_years_every_week_rolls_out_once_and_no_day_is_lost() -> None:
    life, store = ten_years()
    names = [week.name for week in store.rolled]
    assert len(names) == len(set(names))
    assert names == sorted({week_name(day) for day in life.lived})[: len(names)]
    assert len(names) >= TEN_YEARS // 7 - 2
    assert no_day_is_lost(life, store, only_speaker(store))
