"""Patience: one true sentence about time, a minute of paced breathing, and the smallest next step. All at once."""

from skill.handlers.feature import Feature
from skill.journey.journey import Journey
from skill.turn import Reply, Turn, line


def patience(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say it in the speaker's voice; for both where nobody said whose it is."""
    voice = journey.role or "both"
    return journey, Reply((line(f"patience.truth.{voice}"), line("patience.breathe"), line(f"patience.next.{voice}")))


FEATURE = Feature(intents={"PatienceReminderIntent": patience})
