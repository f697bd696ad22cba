"""Milestones: a streak or a count of kept promises that deserves a word, once."""

from collections.abc import Sequence
from dataclasses import replace

from skill.journey.journey import Journey
from skill.screens import fill
from skill.turn import Line, Shown, Turn, line

STREAKS = (7, 30, 66, 100)
"""Days. 66 is the median that a habit takes (Lally et al. 2010, European Journal of Social Psychology 40:998-1009)."""
KEPT = (10, 50, 100)
"""Promises kept."""


def notice(turn: Turn, journey: Journey) -> tuple[Journey, tuple[Line, ...]]:
    """Return what was reached and not told before, and the journey in which it is told."""
    streak, kept = _highest(STREAKS, journey.streak(turn.today)), _highest(KEPT, journey.totals.kept)
    told = journey.noticed
    say = [line(f"milestones.streak.{streak}")] if streak > told[0] else []
    say += [line(f"milestones.kept.{kept}")] if kept > told[1] else []
    return replace(journey, noticed=(max(streak, told[0]), max(kept, told[1]))) if say else journey, tuple(say)


def ring(streak: int) -> Shown:
    """Return a streak on its way to its next milestone, as it is shown; after the last one it has arrived."""
    return fill.ring(streak, next((one for one in STREAKS if one >= streak), streak))


def _highest(milestones: Sequence[int], reached: int) -> int:
    """Return the highest milestone that is reached, or 0."""
    return max((one for one in milestones if one <= reached), default=0)
