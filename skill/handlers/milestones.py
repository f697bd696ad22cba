"""Milestones: a streak or a count of kept promises that deserves a word, once."""

from collections.abc import Sequence
from dataclasses import replace

from skill.journey.journey import Journey
from skill.reply import Message, ScreenValue, message
from skill.screens import fill
from skill.turn import Turn

STREAK_MILESTONES_DAYS = (7, 30, 66, 100)
"""Days. 66 is the median that a habit takes (Lally et al. 2010, European Journal of Social Psychology 40:998-1009)."""
KEPT_MILESTONES = (10, 50, 100)
"""Promises kept."""


def notice(turn: Turn, journey: Journey) -> tuple[Journey, tuple[Message, ...]]:
    """Return what was reached and not told before, and the journey in which it is told."""
    streak, kept = (
        _highest(STREAK_MILESTONES_DAYS, journey.streak(turn.today)),
        _highest(KEPT_MILESTONES, journey.totals.kept),
    )
    told = journey.announced_milestones
    say = [message(f"milestones.streak.{streak}")] if streak > told[0] else []
    if kept > told[1]:
        # Several may be logged at once, past the very one.
        is_exact = kept == journey.totals.kept
        say.append(message(f"milestones.kept.{kept}" if is_exact else f"milestones.kept_more.{kept}"))
    return replace(journey, announced_milestones=(max(streak, told[0]), max(kept, told[1]))) if say else journey, tuple(
        say
    )


def ring(streak: int) -> ScreenValue:
    """Return a streak on its way to its next milestone, as it is shown; after the last one it has arrived."""
    return fill.ring(streak, next((one for one in STREAK_MILESTONES_DAYS if one >= streak), streak))


def _highest(milestones: Sequence[int], reached: int) -> int:
    """Return the highest milestone that is reached, or 0."""
    return max((one for one in milestones if one <= reached), default=0)
