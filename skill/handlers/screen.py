"""Hiding the screen from whoever else is in the room, and showing it again."""

from dataclasses import replace

from skill.handlers.feature import Feature
from skill.journey.journey import Journey
from skill.reply import Reply, message
from skill.screens import fill
from skill.turn import Turn


def hide(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Show nothing of the speaker's from now on; what is on the screen goes at once."""
    return replace(journey, hides_screen=True), Reply((message("screen.hidden"),), screen=fill.NEUTRAL_SCREEN)


def show(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Show what is spoken again."""
    return replace(journey, hides_screen=False), Reply((message("screen.shown"),))


FEATURE = Feature(intents={"HideScreenIntent": hide, "ShowScreenIntent": show})
