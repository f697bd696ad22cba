"""Practices that were begun: for a day an interrupted one can be gone on with. What is said in one is never kept."""

from dataclasses import replace
from datetime import datetime, timedelta

from skill.journey.journey import Journey, Practice

RESUME_WITHIN = timedelta(hours=24)


def begun(journey: Journey, now: datetime, name: str, place: int, marks: str = "") -> Journey:
    """Return the journey in which a practice has come so far."""
    return replace(journey, practice=Practice(name, place, marks, now.replace(microsecond=0)))


def ended(journey: Journey) -> Journey:
    """Return the journey without an open practice."""
    return replace(journey, practice=None)


def interrupted(journey: Journey, now: datetime, name: str | None = None) -> Practice | None:
    """Return the practice that was left on its way within the last 24 hours; of that name, if one is given."""
    found = journey.practice
    if found is None or not found.place or name not in (None, found.name) or now - found.at > RESUME_WITHIN:
        return None
    return found
