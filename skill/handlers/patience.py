"""Patience: one true sentence about time, a minute of paced breathing, and the smallest next step. All at once."""

import re

from skill.handlers.feature import Feature
from skill.journey.journey import Journey
from skill.reply import Message, Reply, Screen, message
from skill.screens import fill
from skill.texts.catalog import catalog
from skill.turn import Turn


def patience(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say it in the speaker's voice; for both where nobody said whose it is."""
    voice = journey.role or "both"
    truth, breathe = message(f"patience.truth.{voice}"), message("patience.breathe")
    screen = _breathing(turn, truth, breathe)
    return journey, Reply((truth, breathe, message(f"patience.next.{voice}")), screen=screen)


def _breathing(turn: Turn, truth: Message, breathe: Message) -> Screen:
    """Return the circle that breathes as the words and their pauses do."""
    here = catalog(turn.locale)
    spoken = here.render(breathe, turn.today)
    before = here.render(truth, turn.today) + " " + spoken.partition("<")[0]
    return fill.breathing(before, [int(one) for one in re.findall(r'time="(\d+)s"', spoken)])


FEATURE = Feature(intents={"PatienceReminderIntent": patience})
