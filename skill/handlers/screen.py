"""Hiding the screen from whoever else is in the room, and showing it again."""

from dataclasses import replace

from skill.handlers.feature import Feature
from skill.journey.journey import Journey
from skill.screens import fill
from skill.turn import Reply, Turn, line


def hide(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Show nothing of the speaker's from now on; what is on the screen goes at once."""
    return replace(journey, hides_screen=True), Reply((line("screen.hidden"),), screen=fill.NEUTRAL)


def show(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Show what is spoken again."""
    return replace(journey, hides_screen=False), Reply((line("screen.shown"),))


FEATURE = Feature(intents={"HideScreenIntent": hide, "ShowScreenIntent": show})
