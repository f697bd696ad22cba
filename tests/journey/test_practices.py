"""An interrupted practice can be gone on with for a day."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from skill.journey.journey import Journey
from skill.journey.practices import RESUME_WINDOW, resumable, with_progress, without_practice

NOW = datetime(2026, 3, 2, 20, 15, 30, tzinfo=UTC)


def test_one_that_was_begun_and_left_is_interrupted() -> None:
    journey = with_progress(Journey(), NOW, "apology", 2, "+-....")
    left = resumable(journey, NOW + timedelta(hours=1))
    assert left
    assert (left.name, left.progress, left.part_statuses) == ("apology", 2, "+-....")


def test_one_that_was_left_at_its_first_question_is_not() -> None:
    assert resumable(with_progress(Journey(), NOW, "apology", 0, "......"), NOW) is None


def test_it_is_found_by_its_own_name_alone() -> None:
    journey = with_progress(Journey(), NOW, "apology", 2)
    assert resumable(journey, NOW, "apology")
    assert resumable(journey, NOW, "listening") is None


def test_one_that_ended_is_not_interrupted() -> None:
    assert resumable(without_practice(with_progress(Journey(), NOW, "listening", 3)), NOW) is None


@given(st.timedeltas(timedelta(0), timedelta(days=3)))
def test_it_can_be_gone_on_with_for_exactly_a_day(later: timedelta) -> None:
    left = resumable(with_progress(Journey(), NOW, "listening", 3), NOW + later)
    assert (left is not None) == (later <= RESUME_WINDOW)
