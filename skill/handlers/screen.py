"""Screen privacy: showing nothing personal on the screen, where others may see it."""

from dataclasses import replace

from skill.handlers.feature import Feature
from skill.journey.journey import Journey
from skill.reply import Reply, message
from skill.screens import fill
from skill.turn import Turn


def hide(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Show nothing personal from now on, and clear the screen at once."""
    return replace(journey, hides_screen=True), Reply((message("screen.hidden"),), screen=fill.NEUTRAL_SCREEN)


def show(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Use the screen again."""
    return replace(journey, hides_screen=False), Reply((message("screen.shown"),))


FEATURE = Feature(intents={"HideScreenIntent": hide, "ShowScreenIntent": show})
