"""Patience: a sentence about how long recovery takes, a minute of paced breathing, and a small next step."""

from skill.handlers.feature import Feature
from skill.journey.journey import Journey
from skill.reply import Message, Reply, Screen, message
from skill.screens import fill
from skill.texts.catalog import catalog
from skill.turn import Turn

BREATHS = 5
IN_S, OUT_S = 4, 5
"""Seconds to breathe in and out. About six breaths a minute calm (Lehrer and Gevirtz 2014); with the words, each of
these takes ten seconds."""


def patience(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say all of it at once, for the user's role; for both where the role is not known."""
    voice = journey.role or "both"
    before = message(f"patience.truth.{voice}"), message("patience.breathe.begin")
    first = message("patience.breathe.first", in_s=IN_S, out_s=OUT_S)
    again = message("patience.breathe.again", in_s=IN_S, out_s=OUT_S)
    breaths = first, *[again] * (BREATHS - 1)
    return journey, Reply((*before, *breaths, message(f"patience.next.{voice}")), screen=_screen(turn, before))


def _screen(turn: Turn, before: tuple[Message, ...]) -> Screen:
    """Return the breathing circle, which starts once the messages before the first breath are spoken."""
    lead_text = " ".join(catalog(turn.locale).render(each, turn.today) for each in before)
    return fill.breathing(lead_text, in_s=IN_S, out_s=OUT_S, breaths=BREATHS)


FEATURE = Feature(intents={"PatienceReminderIntent": patience})
