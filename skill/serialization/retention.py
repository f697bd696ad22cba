"""Data retention: what is kept for a day, so that it can be undone, or repeated for a duplicate of its request."""

from dataclasses import replace
from datetime import datetime

from skill.journey.entries import UNDO_WINDOW
from skill.journey.journey import Journey
from skill.serialization.reply_record import expire_reply


def expire(journey: Journey, now: datetime) -> Journey:
    """Return the journey without an undo and replies from before that; both may quote a commitment that was dropped."""
    oldest = now - UNDO_WINDOW
    return replace(
        journey,
        undo=journey.undo if journey.undo and journey.undo.at >= oldest else None,
        recent_replies=tuple(expire_reply(record, oldest) for record in journey.recent_replies),
    )
