"""Worry time: a thought that is parked, and told back at the first launch after the time that was chosen for it."""

from dataclasses import replace
from datetime import datetime

from skill.journey.commitments import clean
from skill.journey.journey import Journey, WorryTime


def park(journey: Journey, at: datetime) -> Journey:
    """Return the journey with a thought parked until `at` (aware), without words; it replaces one parked before."""
    return replace(journey, worry_time=WorryTime(at.replace(microsecond=0)))


def with_words(journey: Journey, text: str) -> Journey:
    """Return the journey with words for the parked thought; raises EmptyError or TooLongError."""
    worry = journey.worry_time
    return replace(journey, worry_time=worry and replace(worry, words=clean(text)))


def due(journey: Journey, now: datetime) -> WorryTime | None:
    """Return the parked thought whose time has come; None where there is none."""
    worry = journey.worry_time
    return worry if worry and worry.at <= now else None


def forgotten(journey: Journey) -> Journey:
    """Return the journey without a parked thought."""
    return replace(journey, worry_time=None)
