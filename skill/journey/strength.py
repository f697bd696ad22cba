"""Strength: a score of kept commitments, 0-1, by exponential smoothing, so that one bad day never resets it.

The formula is Loop Habit Tracker's (github.com/iSoron/uhabits, Score.kt): with the frequency f in times per day and the
day's value v (0-1), the score s becomes s*m + v*(1-m), where m = 0.5 ** (sqrt(f) / 13).
"""

from math import sqrt

DAILY_FREQUENCY = 1.0
"""Frequency, in times per day, of what can happen once a day."""

_HALF_LIFE_DAYS = 13
"""Days after which a day's weight has halved, at the frequency DAILY_FREQUENCY."""


def next_score(score: float, value: float, frequency: float = DAILY_FREQUENCY) -> float:
    """Return the score (0-1) after one more day of this value (0-1), at a frequency in times per day."""
    multiplier: float = 0.5 ** (sqrt(frequency) / _HALF_LIFE_DAYS)
    return score * multiplier + value * (1 - multiplier)


def day_value(kept: int, missed: int) -> float:
    """Return a day's value (0-1): the share of its outcomes that were kept. At least one outcome is needed."""
    return kept / (kept + missed)


def to_percent(score: float) -> int:
    """Return a score (0-1) as the whole number 0-100 that is spoken."""
    return round(score * 100)
