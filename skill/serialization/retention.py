"""Data retention: what is kept for a day, so that it can be undone, or said again to a request that comes twice."""

from dataclasses import replace
from datetime import datetime

from skill.journey.entries import UNDO_WITHIN
from skill.journey.journey import Journey
from skill.serialization.journey_record import without_reply


def expire(journey: Journey, now: datetime) -> Journey:
    """Return the journey without what is older: the way to undo, and replies, which may quote a dropped promise."""
    oldest = now - UNDO_WITHIN
    undo = journey.undo if journey.undo and journey.undo.at >= oldest else None
    return replace(
        journey, undo=undo, recent_replies=tuple(without_reply(one, oldest) for one in journey.recent_replies)
    )
