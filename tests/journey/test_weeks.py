from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.journey.days import week_end
from skill.journey.journey import Day, Journey, Totals
from skill.journey.weeks import (
    COMPARED_WINDOW,
    ONE_WEEK,
    Report,
    WeekSummary,
    archive_oldest_week,
    days_until,
    unreported_week,
    weekly_report,
)
from tests.journey.journey_machine import (
    DAY,
    LOGGING,
    START,
    Action,
    Diary,
    Life,
    actions,
    best_ever,
    counted,
    mean_rating,
    ratings,
    streak_on,
    with_promises,
)

TODAY = START.date()


def told(journey: Journey, today: date) -> tuple[Report, Totals]:
    return weekly_report(journey, today), journey.totals


def as_the_diary_tells(found: Report, diary: Diary, today: date, excused: Sequence[date] = ()) -> None:
    """Compare a report, number by number, with what is counted from the diary."""
    for span, last in ((found.this, today), (found.before, today - ONE_WEEK)):
        lines = diary.entries(last)
        totals = span.totals
        assert (totals.check_ins, totals.kept, totals.missed, totals.steps) == counted(lines)
        assert span.rating == mean_rating(lines)
        assert span.ratings == len(ratings(lines))
    assert found.streak == streak_on(diary.came(), today, excused)
    assert found.longest == best_ever(diary.came(), excused)
    for spoken, through in ((found.strength, today), (found.strength_before, today - ONE_WEEK)):
        assert abs(spoken - 100 * diary.score(through)) <= 0.5 + 1e-9


many_deeds = st.lists(actions(*LOGGING, "check_in", "check_in", "outcome"), max_size=40)


@given(st.integers(0, 5), many_deeds)
def test_the_report_tells_what_the_diary_does(promises: int, deeds_: list[Action]) -> None:
    life = with_promises(promises)
    for action in deeds_:
        life.do(action)
    as_the_diary_tells(weekly_report(life.journey, life.today), life.diary, life.today)


@given(st.integers(0, 5), many_deeds, st.lists(st.integers(0, 3)), st.frozensets(st.integers(0, 60), max_size=4))
def test_weeks_put_away_change_nothing_that_is_told(
    promises: int, deeds_: list[Action], rolls: list[int], lost: frozenset[int]
) -> None:
    excused = frozenset(TODAY + n * DAY for n in lost)
    whole, rolled = with_promises(promises), with_promises(promises)
    for life in (whole, rolled):
        life.journey = replace(life.journey, skipped_by_travel=excused)
    for n, action in enumerate(deeds_):
        whole.do(action)
        rolled.do(action)
        for _ in range(rolls[n] if n < len(rolls) else 1):
            rolled.do(Action("roll"))
        assert told(rolled.journey, rolled.today) == told(whole.journey, whole.today)
        assert rolled.journey.strength(rolled.today) == whole.journey.strength(whole.today)
        assert rolled.journey.run() == whole.journey.run()
        assert {**rolled.rolled, **rolled.journey.days} == whole.journey.days
    as_the_diary_tells(weekly_report(rolled.journey, rolled.today), rolled.diary, rolled.today, sorted(excused))


@given(many_deeds, st.integers(0, 100))
def test_one_iso_week_leaves_at_a_time_and_only_once(deeds_: list[Action], later: int) -> None:
    life = with_promises(2)
    for action in deeds_:
        life.do(action)
    journey, today, gone = life.journey, life.today + later * DAY, set[date]()
    while True:
        before = journey
        journey, week = archive_oldest_week(journey, today)
        if not week:
            assert journey == before
            break
        (end,) = {week_end(day) for day in week}
        assert end not in gone
        gone.add(end)
        assert end < today - COMPARED_WINDOW
        assert journey.past.archived_through == end
        assert not any(day <= end for day in journey.days)
        assert {**week, **journey.days} == before.days
        assert list(week) == sorted(week)
    assert all(week_end(day) >= today - COMPARED_WINDOW for day in journey.days)
    assert len([day for day in journey.days if day <= today]) <= 21


@given(st.lists(actions(*LOGGING, "promise", "drop", "undo", "roll"), max_size=60))
def test_a_turn_a_day_keeps_no_more_than_three_weeks(deeds_: list[Action]) -> None:
    life = with_promises(2)
    for action in deeds_:
        life.do(replace(action, wait=max(action.wait, DAY)))
        life.do(Action("roll"))
        assert len(life.journey.days) <= 21


def test_a_whole_life_is_put_away_week_by_week() -> None:
    life = with_promises(1)
    for n in range(400):
        life.do(Action("check_in", rating=n % 5 + 1, wait=DAY))
        life.do(Action("answer", good=n % 3 > 0))
        life.do(Action("roll"))
    assert len({**life.rolled, **life.journey.days}) == 400
    assert 15 <= len(life.journey.days) <= 21
    assert life.journey.totals == Totals(400, 266, 134, 0)
    assert life.journey.streak(life.today) == life.journey.run()[1] == 400


def test_returning_after_years_loses_no_day() -> None:
    life = with_promises(1)
    for _ in range(30):
        life.do(Action("check_in", rating=5, wait=DAY))
    assert not life.rolled
    for n in range(6):
        life.do(Action("check_in", rating=1, wait=400 * DAY if n == 0 else timedelta(minutes=1)))
        life.do(Action("roll"))
    assert len(life.rolled) == 30
    assert list(life.journey.days) == [life.today]
    assert (life.journey.streak(life.today), life.journey.run()[1], life.journey.totals.check_ins) == (1, 30, 31)


def test_nothing_leaves_an_empty_or_a_young_journey() -> None:
    assert archive_oldest_week(Journey(), TODAY) == (Journey(), {})
    young = Life()
    for _ in range(15):
        young.do(Action("check_in", wait=DAY))
        assert archive_oldest_week(young.journey, young.today) == (young.journey, {})


@pytest.mark.parametrize(
    ("first", "today", "leaves"),
    [
        # Monday 2 March to Sunday 8 March; the report looks back to the day fourteen days before today.
        ("2026-03-02", "2026-03-22", False),
        ("2026-03-02", "2026-03-23", True),
        ("2026-03-08", "2026-03-22", False),
        ("2026-03-08", "2026-03-23", True),
        # A week over the year's end is one week.
        ("2026-12-28", "2027-01-17", False),
        ("2026-12-28", "2027-01-18", True),
    ],
)
def test_a_week_leaves_once_no_report_needs_it(first: str, today: str, leaves: bool) -> None:
    journey = Journey(days={date.fromisoformat(first): Day(checked_in=True)})
    assert bool(archive_oldest_week(journey, date.fromisoformat(today))[1]) == leaves


@pytest.mark.parametrize("first", range(10))
def test_days_that_travel_took_are_put_away_once_they_are_bridged(first: int) -> None:
    lost = {TODAY + (first + n) * DAY for n in (1, 2, 3)}
    life = Life(Journey(skipped_by_travel=frozenset(lost)))
    for n in range(30):
        if life.today not in lost:
            life.do(Action("check_in", rating=n % 5 + 1))
        life.do(Action("roll"))
        life.now += DAY
    assert life.journey.skipped_by_travel == frozenset()
    assert life.journey.streak(life.today) == life.journey.run()[1] == 27


def test_an_empty_week_tells_of_nothing() -> None:
    nothing = WeekSummary(Totals(), None)
    assert weekly_report(Journey(), TODAY) == Report(nothing, nothing, 0, 0, 0, 0)
    assert days_until(Journey(), TODAY) == {TODAY - n * DAY: Day() for n in range(7)}


def test_the_seven_days_are_told_oldest_first_and_today_last() -> None:
    days = list(days_until(Journey(), TODAY))
    assert (days[0], days[-1], len(days)) == (TODAY - 6 * DAY, TODAY, 7)
    assert days == sorted(days)


def test_a_week_as_people_would_count_it() -> None:
    days = {
        TODAY - 13 * DAY: Day(True, 2, {"a": False}),
        TODAY - 7 * DAY: Day(True, 3, {"a": True}, steps=1),
        TODAY - 6 * DAY: Day(True, 4, {"a": True, "b": True}, other_kept=2),
        TODAY - 5 * DAY: Day(True, None, {"a": False}, other_missed=1),
        TODAY - DAY: Day(other_kept=1),
        TODAY: Day(True, 5, steps=1),
        TODAY - 14 * DAY: Day(True, 1, {"a": True}, steps=1),
    }
    found = weekly_report(Journey(days=days), TODAY)
    assert found.this == WeekSummary(Totals(3, 5, 2, 1), 4.5, 2)
    assert found.before == WeekSummary(Totals(2, 1, 1, 1), 2.5, 2)
    assert (found.streak, found.longest) == (1, 3)


@pytest.mark.parametrize(
    ("logged", "told", "today", "last"),
    [
        ("2026-03-01", None, "2026-03-02", "2026-03-01"),
        ("2026-02-23", None, "2026-03-08", "2026-03-01"),
        ("2026-03-02", None, "2026-03-08", None),
        ("2026-03-01", "2026-03-01", "2026-03-05", None),
        ("2026-03-01", "2026-02-22", "2026-03-05", "2026-03-01"),
        ("2026-02-22", None, "2026-03-05", None),
    ],
)
def test_a_finished_week_with_something_in_it_is_offered_once(
    logged: str, told: str | None, today: str, last: str | None
) -> None:
    journey = Journey(
        days={date.fromisoformat(logged): Day(True)}, week_offered=date.fromisoformat(told) if told else None
    )
    assert unreported_week(journey, date.fromisoformat(today)) == (date.fromisoformat(last) if last else None)


def test_a_week_that_is_over_is_told_with_the_streak_of_today() -> None:
    sunday = date(2026, 3, 8)
    journey = Journey(days={sunday - timedelta(days=n): Day(True, 4) for n in range(7)})
    told = weekly_report(journey, sunday + timedelta(days=3), sunday)
    assert told.this.totals.check_ins == 7
    assert told.streak == 0
    assert weekly_report(journey, sunday + timedelta(days=1), sunday).streak == 7
