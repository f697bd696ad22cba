"""Practices: the progress of an unfinished guided exercise, which can be resumed for a day.

What a user says in a practice is never stored.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from skill.journey.journey import Journey, Practice

RESUME_WINDOW = timedelta(hours=24)
"""How long after its last turn a practice can be resumed."""


def with_progress(journey: Journey, now: datetime, name: str, progress: int, part_statuses: str = "") -> Journey:
    """Return the journey with this practice open. The arguments are the fields of `Practice`."""
    return replace(journey, practice=Practice(name, progress, part_statuses, now.replace(microsecond=0)))


def without_practice(journey: Journey) -> Journey:
    """Return the journey without an open practice."""
    return replace(journey, practice=None)


def resumable(journey: Journey, now: datetime, name: str | None = None) -> Practice | None:
    """Return the open practice, if it passed its first question and RESUME_WINDOW has not ended; else None.

    With a `name`, only a practice of that name.
    """
    practice = journey.practice
    if practice is None or not practice.progress or name not in (None, practice.name):
        return None
    return practice if now - practice.at <= RESUME_WINDOW else None
