from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.journey.strength import day_value, next_score, to_percent

scores = st.floats(0, 1)
frequencies = st.floats(1 / 30, 1)


@pytest.mark.parametrize(
    ("frequency", "score", "value", "after"),
    [
        # The figures that Loop Habit Tracker tests itself by (ScoreTest.kt).
        (1.0, 0.0, 1.0, 0.051922),
        (1.0, 0.5, 1.0, 0.525961),
        (1.0, 0.75, 1.0, 0.762981),
        (1.0, 0.0, 0.0, 0.0),
        (1.0, 0.5, 0.0, 0.474039),
        (1.0, 0.75, 0.0, 0.711058),
        (1 / 3, 0.0, 1.0, 0.030314),
        (1 / 3, 0.5, 1.0, 0.515157),
    ],
)
def test_the_score_moves_as_in_loop_habit_tracker(frequency: float, score: float, value: float, after: float) -> None:
    assert next_score(score, value, frequency) == pytest.approx(after, abs=1e-6)


def test_the_default_frequency_is_daily() -> None:
    assert next_score(0.5, 1.0) == next_score(0.5, 1.0, 1.0)


def test_the_half_life_is_thirteen_days() -> None:
    score = 0.0
    for _ in range(13):
        score = next_score(score, 1.0)
    assert score == pytest.approx(0.5)
    for _ in range(13):
        score = next_score(score, 0.0)
    assert score == pytest.approx(0.25)


@given(st.lists(scores, max_size=40), frequencies)
def test_the_score_is_the_exponentially_weighted_mean_of_all_days(values: list[float], frequency: float) -> None:
    score = 0.0
    for value in values:
        score = next_score(score, value, frequency)
    multiplier = 2 ** -(sqrt(frequency) / 13)
    weighted = sum(value * multiplier**age for age, value in enumerate(reversed(values)))
    assert score == pytest.approx(weighted * (1 - multiplier), abs=1e-9)


@given(scores, scores, frequencies)
def test_the_score_moves_towards_the_days_value_and_never_past_it(score: float, value: float, frequency: float) -> None:
    after = next_score(score, value, frequency)
    assert min(score, value) - 1e-12 <= after <= max(score, value) + 1e-12


@given(scores, scores, scores, frequencies)
def test_the_score_is_monotonic(score: float, other: float, value: float, frequency: float) -> None:
    low, high = sorted((score, other))
    assert next_score(low, value, frequency) <= next_score(high, value, frequency)
    assert next_score(value, low, frequency) <= next_score(value, high, frequency)


@given(st.lists(st.sampled_from([0.0, 1.0]), max_size=4000))
def test_the_score_stays_between_0_and_1(values: list[float]) -> None:
    score = 0.0
    for value in values:
        score = next_score(score, value)
        assert 0 <= score <= 1
    assert 0 <= to_percent(score) <= 100


def test_ten_years_of_kept_commitments_are_100_percent() -> None:
    score = 0.0
    for _ in range(3650):
        score = next_score(score, 1.0)
    assert score <= 1
    assert to_percent(score) == 100


@pytest.mark.parametrize(
    ("kept", "missed", "value"),
    [(1, 0, 1.0), (0, 1, 0.0), (3, 1, 0.75), (1, 2, 1 / 3), (2, 2, 0.5), (0, 3, 0.0)],
)
def test_the_value_of_a_day_is_the_share_of_outcomes_kept(kept: int, missed: int, value: float) -> None:
    assert day_value(kept, missed) == pytest.approx(value)


@pytest.mark.parametrize(("score", "percent"), [(0.0, 0), (0.051922, 5), (0.475, 48), (0.996, 100), (1.0, 100)])
def test_the_score_is_rounded_to_whole_percent(score: float, percent: int) -> None:
    assert to_percent(score) == percent
