"""Milestones: streaks and counts of kept promises that are announced once."""

from collections.abc import Sequence
from dataclasses import replace

from skill.journey.journey import Journey
from skill.reply import Message, ScreenValue, message
from skill.screens import fill
from skill.turn import Turn

STREAK_MILESTONES_DAYS = (7, 30, 66, 100)
"""66 is the median that a habit takes (Lally et al. 2010, European Journal of Social Psychology 40:998-1009)."""
KEPT_MILESTONES = (10, 50, 100)
"""Counts of promises kept."""


def announce(turn: Turn, journey: Journey) -> tuple[Journey, tuple[Message, ...]]:
    """Return the journey with all reached milestones announced, and the messages that announce the new ones."""
    streak = _highest(STREAK_MILESTONES_DAYS, journey.streak(turn.today))
    kept = _highest(KEPT_MILESTONES, journey.totals.kept)
    announced_streak, announced_kept = journey.announced_milestones
    say = [message(f"milestones.streak.{streak}")] if streak > announced_streak else []
    if kept > announced_kept:
        # Several outcomes in one request may lead past the milestone.
        is_exact = kept == journey.totals.kept
        say.append(message(f"milestones.kept.{kept}" if is_exact else f"milestones.kept_more.{kept}"))
    if say:
        journey = replace(journey, announced_milestones=(max(streak, announced_streak), max(kept, announced_kept)))
    return journey, tuple(say)


def ring(streak: int) -> ScreenValue:
    """Return the progress ring of a streak towards its next milestone; after the last one it is full."""
    return fill.ring(streak, next((days for days in STREAK_MILESTONES_DAYS if days >= streak), streak))


def _highest(milestones: Sequence[int], reached: int) -> int:
    """Return the highest milestone up to `reached`, or 0."""
    return max((milestone for milestone in milestones if milestone <= reached), default=0)
