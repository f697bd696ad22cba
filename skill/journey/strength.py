"""Strength: a score from 0 to 100 that bends and does not break.

Exponential smoothing as in Loop Habit Tracker (github.com/iSoron/uhabits, Score.kt): with the frequency f in times
per day and the day's value v between 0 and 1, the score s becomes s*m + v*(1-m), where m = 0.5 ** (sqrt(f) / 13).
"""

from math import sqrt

DAILY = 1.0
"""The frequency of something that may happen once a day."""

UNCONFIRMED = 0.9
"""What a kept commitment counts for while a linked partner has not confirmed it."""


def next_score(score: float, value: float, frequency: float = DAILY) -> float:
    """Return the score (0-1) after one more day of the given value (0-1) at a frequency in times per day."""
    multiplier: float = 0.5 ** (sqrt(frequency) / 13)
    return score * multiplier + value * (1 - multiplier)


def day_value(kept: int, missed: int, confirmed: int | None = None) -> float:
    """Return a day's value (0-1): the share of its outcomes that were kept.

    `confirmed` is how many of the kept ones a linked partner confirmed, or None where no partner is linked.
    """
    worth = kept if confirmed is None else confirmed + (kept - confirmed) * UNCONFIRMED
    return worth / (kept + missed)


def spoken(score: float) -> int:
    """Return the score as it is told to people: 0-100."""
    return round(score * 100)
