"""Patience: a sentence about how long recovery takes, a minute of paced breathing, and a small next step."""

import re

from skill.handlers.feature import Feature
from skill.journey.journey import Journey
from skill.reply import Message, Reply, Screen, message
from skill.screens import fill
from skill.texts.catalog import catalog
from skill.turn import Turn


def patience(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say all of it at once, for the user's role; for both where the role is not known."""
    voice = journey.role or "both"
    truth, breathe = message(f"patience.truth.{voice}"), message("patience.breathe")
    screen = _breathing(turn, truth, breathe)
    return journey, Reply((truth, breathe, message(f"patience.next.{voice}")), screen=screen)


def _breathing(turn: Turn, truth: Message, breathe: Message) -> Screen:
    """Return the screen with a circle that breathes in time with the pauses of the speech."""
    texts = catalog(turn.locale)
    ssml = texts.render(breathe, turn.today)
    before = texts.render(truth, turn.today) + " " + ssml.partition("<")[0]
    return fill.breathing(before, [int(seconds) for seconds in re.findall(r'time="(\d+)s"', ssml)])


FEATURE = Feature(intents={"PatienceReminderIntent": patience})
