from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.journey import entries, hard_dates
from skill.journey.errors import AlreadyThereError, NothingToUndoError, TooManyError
from skill.journey.journey import HardDate, Journey

NOW = datetime(2026, 3, 2, 20, tzinfo=UTC)
MAY_14 = date(2026, 5, 14)
dates = st.dates(date(2020, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("saved", "today", "comes"),
    [
        (HardDate(5, 14), "2026-05-14", "2026-05-14"),
        (HardDate(5, 14), "2026-05-15", "2027-05-14"),
        (HardDate(1, 2), "2026-12-30", "2027-01-02"),
        (HardDate(2, 29), "2026-02-20", "2026-02-28"),
        (HardDate(2, 29), "2028-02-28", "2028-02-29"),
        (HardDate(2, 29), "2027-03-01", "2028-02-29"),
    ],
)
def test_a_date_comes_every_year(saved: HardDate, today: str, comes: str) -> None:
    assert hard_dates.next_day(saved, date.fromisoformat(today)) == date.fromisoformat(comes)


@pytest.mark.parametrize(("days", "is_near"), [(8, False), (7, True), (1, True), (0, True), (-1, False)])
def test_it_is_brought_up_within_the_week_before(days: int, is_near: bool) -> None:
    journey = hard_dates.add(Journey(), NOW, MAY_14)
    assert bool(hard_dates.coming(journey, MAY_14 - timedelta(days=days))) == is_near


@given(dates, st.integers(0, 900))
def test_it_is_brought_up_once_for_each_year(day: date, length: int) -> None:
    journey, told = hard_dates.add(Journey(), NOW, day), list[date]()
    for n in range(length):
        today = date(2026, 1, 1) + timedelta(days=n)
        found = hard_dates.coming(journey, today)
        if found:
            told.append(hard_dates.next_day(found, today))
            journey = hard_dates.brought_up(journey, found, today)
    assert len(set(told)) == len(told)
    assert len(told) >= length // 366


def test_there_is_room_for_five_and_each_is_there_once() -> None:
    journey = Journey()
    for month in range(1, hard_dates.MAX_DATES + 1):
        journey = hard_dates.add(journey, NOW, date(2026, month, 1))
    with pytest.raises(AlreadyThereError):
        hard_dates.add(journey, NOW, date(2030, 5, 1))
    with pytest.raises(TooManyError):
        hard_dates.add(journey, NOW, MAY_14)


def test_saving_one_is_undone_within_a_day_and_the_others_stay() -> None:
    before = hard_dates.add(Journey(), NOW, date(2026, 6, 1))
    after = hard_dates.add(before, NOW, MAY_14)
    assert entries.undo(after, NOW + timedelta(hours=24)).hard_dates == before.hard_dates
    with pytest.raises(NothingToUndoError):
        entries.undo(after, NOW + timedelta(hours=25))
