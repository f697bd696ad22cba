from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.journey.strength import UNCONFIRMED, day_value, next_score, spoken

scores = st.floats(0, 1)
frequencies = st.floats(1 / 30, 1)
counts = st.integers(0, 200)


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


def test_a_day_is_daily_unless_said_otherwise() -> None:
    assert next_score(0.5, 1.0) == next_score(0.5, 1.0, 1.0)


def test_thirteen_days_go_half_the_way() -> None:
    score = 0.0
    for _ in range(13):
        score = next_score(score, 1.0)
    assert score == pytest.approx(0.5)
    for _ in range(13):
        score = next_score(score, 0.0)
    assert score == pytest.approx(0.25)


@given(st.lists(scores, max_size=40), frequencies)
def test_the_score_is_a_mean_of_all_days_in_which_later_ones_weigh_more(values: list[float], frequency: float) -> None:
    score = 0.0
    for value in values:
        score = next_score(score, value, frequency)
    fade = 2 ** -(sqrt(frequency) / 13)
    weighed = sum(value * fade**age for age, value in enumerate(reversed(values)))
    assert score == pytest.approx(weighed * (1 - fade), abs=1e-9)


@given(scores, scores, frequencies)
def test_the_score_moves_towards_the_day_and_never_past_it(score: float, value: float, frequency: float) -> None:
    after = next_score(score, value, frequency)
    assert min(score, value) - 1e-12 <= after <= max(score, value) + 1e-12


@given(scores, scores, scores, frequencies)
def test_more_is_never_worth_less(score: float, other: float, value: float, frequency: float) -> None:
    low, high = sorted((score, other))
    assert next_score(low, value, frequency) <= next_score(high, value, frequency)
    assert next_score(value, low, frequency) <= next_score(value, high, frequency)


@given(st.lists(st.sampled_from([0.0, 1.0]), max_size=4000))
def test_the_score_stays_between_nothing_and_all(values: list[float]) -> None:
    score = 0.0
    for value in values:
        score = next_score(score, value)
        assert 0 <= score <= 1
    assert 0 <= spoken(score) <= 100


def test_ten_years_of_kept_promises_are_told_as_a_hundred() -> None:
    score = 0.0
    for _ in range(3650):
        score = next_score(score, 1.0)
    assert score <= 1
    assert spoken(score) == 100


@pytest.mark.parametrize(
    ("kept", "missed", "confirmed", "value"),
    [
        (1, 0, None, 1.0),
        (0, 1, None, 0.0),
        (3, 1, None, 0.75),
        (1, 2, None, 1 / 3),
        # With a partner linked, a keep counts fully only once it was confirmed.
        (1, 0, 1, 1.0),
        (1, 0, 0, 0.9),
        (2, 0, 1, 0.95),
        (2, 2, 1, 0.475),
        (0, 3, 0, 0.0),
    ],
)
def test_a_day_is_worth_the_share_that_was_kept(kept: int, missed: int, confirmed: int | None, value: float) -> None:
    assert day_value(kept, missed, confirmed) == pytest.approx(value)


@given(counts, counts, st.data())
def test_a_confirmation_only_adds(kept: int, missed: int, draw: st.DataObject) -> None:
    if not kept + missed:
        return
    confirmed = draw.draw(st.integers(0, kept))
    value = day_value(kept, missed, confirmed)
    full = day_value(kept, missed)
    assert 0 <= full <= 1
    assert UNCONFIRMED * full - 1e-12 <= value <= full
    if confirmed < kept:
        assert value < day_value(kept, missed, confirmed + 1)


@pytest.mark.parametrize(("score", "told"), [(0.0, 0), (0.051922, 5), (0.475, 48), (0.996, 100), (1.0, 100)])
def test_the_score_is_told_in_whole_hundredths(score: float, told: int) -> None:
    assert spoken(score) == told
