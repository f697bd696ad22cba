"""The way through eight stages, and which one comes back in keeping mode."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.journey.journey import Day, Journey
from skill.journey.stages import (
    STAGES,
    STEPS,
    STEPS_PER_STAGE,
    choose_review_stage,
    first_place,
    is_maintenance,
    is_untouched,
    moved,
    stage_and_step,
    stage_and_step_of,
    weakest_stage,
)
from tests.journey.strategies import journeys

TODAY = date(2026, 3, 31)


def lived(days: Mapping[int, Day], **rest: int) -> Journey:
    """Return a journey with days given by how long ago they were."""
    return Journey(days={TODAY - timedelta(days=ago): day for ago, day in days.items()}, **rest)  # type: ignore[arg-type]  # only numbers are passed


def daily(day: Day) -> Journey:
    return lived(dict.fromkeys(range(14), day))


def test_the_way_goes_through_every_step_of_every_stage() -> None:
    walked = [stage_and_step(position) for position in range(STEPS)]
    assert walked == [(stage, step) for stage in range(1, STAGES + 1) for step in range(1, STEPS_PER_STAGE + 1)]


def test_after_56_steps_it_is_kept() -> None:
    assert [is_maintenance(position) for position in (0, 55, 56, 1000)] == [False, False, True, True]


@pytest.mark.parametrize(
    ("journey", "stage", "why"),
    [
        (Journey(), 7, "check_ins"),
        (lived({0: Day(True), 1: Day(True)}), 7, "check_ins"),
        (daily(Day(True, 5, {"a": True})), None, "steady"),
        (daily(Day(True, 5, {"a": True, "b": False})), 6, "missed"),
        (daily(Day(True, 5, {"a": False})), 3, "missed"),
        (daily(Day(True, 3)), 4, "rating"),
        (daily(Day(True, 2)), 5, "rating"),
        (lived({ago: Day(True, 2 if ago < 7 else 4) for ago in range(14)}), 1, "fell"),
        (lived({ago: Day(True, 4 if ago < 7 else 2) for ago in range(14)}), 4, "rating"),
        # One rating against one is no fall.
        (lived({ago: Day(True, {0: 2, 7: 4}.get(ago)) for ago in range(14)}), 4, "rating"),
        (daily(Day(True)), None, "steady"),
        (daily(Day(True, 1, {"a": True, "b": False})), 5, "rating"),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else "",
)
def test_the_weakest_number_names_the_stage(journey: Journey, stage: int | None, why: str) -> None:
    assert weakest_stage(journey, TODAY) == (stage, why)


def test_only_the_last_fourteen_days_count() -> None:
    long_ago = lived({ago: Day(True, 1, {"a": False}) for ago in range(14, 21)})
    assert weakest_stage(long_ago, TODAY) == weakest_stage(Journey(), TODAY)


def test_before_keeping_nothing_is_chosen() -> None:
    assert choose_review_stage(Journey(position=55), TODAY) == Journey(position=55)


def test_what_was_chosen_stays_until_the_step_is_done() -> None:
    chosen = choose_review_stage(replace(daily(Day(True, 2)), position=60), TODAY)
    assert stage_and_step_of(chosen, 60) == (5, 5)
    better = replace(chosen, days=daily(Day(True, 5)).days)
    assert choose_review_stage(better, TODAY) == better
    assert stage_and_step_of(choose_review_stage(replace(better, position=61), TODAY), 61) == (1, 6)


@given(journeys)
def test_every_journey_has_a_step(journey: Journey) -> None:
    chosen = choose_review_stage(journey, TODAY)
    stage, step = stage_and_step_of(chosen, chosen.position)
    assert 1 <= stage <= STAGES
    assert 1 <= step <= STEPS_PER_STAGE
    assert choose_review_stage(chosen, TODAY) == chosen


@given(journeys, st.integers(1, STAGES))
def test_a_chosen_stage_begins_with_its_first_step_and_stays_in_maintenance(journey: Journey, stage: int) -> None:
    there = moved(journey, first_place(journey, stage), journey.place)
    assert stage_and_step_of(choose_review_stage(there, TODAY), there.position) == (stage, 1)
    assert is_maintenance(there.position) == is_maintenance(journey.position)
    assert there.step_done is None


@given(journeys, st.integers(1, STAGES))
def test_all_seven_steps_of_a_chosen_stage_come_before_another(journey: Journey, stage: int) -> None:
    there = moved(journey, first_place(journey, stage), None)
    walked = []
    for _ in range(STEPS_PER_STAGE):
        there = choose_review_stage(there, TODAY)
        walked.append(stage_and_step_of(there, there.position))
        there = replace(there, position=there.position + 1)
    assert walked == [(stage, step) for step in range(1, STEPS_PER_STAGE + 1)]


def test_after_its_seven_steps_the_weakest_comes_again_in_maintenance() -> None:
    weak = replace(daily(Day(True, 2)), position=60)
    there = moved(weak, first_place(weak, 3), weak.place)
    after = choose_review_stage(replace(there, position=there.position + STEPS_PER_STAGE), TODAY)
    assert stage_and_step_of(after, after.position) == (5, 1)


@pytest.mark.parametrize(
    ("position", "step_done", "is_left", "untouched"),
    [(14, None, True, True), (14, None, False, False), (14, TODAY, True, False), (15, TODAY, True, False)],
)
def test_a_stage_is_untouched_until_a_step_of_it_is_done(
    position: int, step_done: date | None, is_left: bool, untouched: bool
) -> None:
    left = Journey(position=9).place if is_left else None
    assert is_untouched(Journey(position=position, step_done=step_done, place_left=left)) == untouched
