"""Intents of the interaction model that are not implemented yet."""

from skill.handlers.feature import Feature
from skill.journey.journey import Journey
from skill.reply import Reply, message
from skill.turn import Turn

COMING = (
    "ConfirmPartnerIntent",
    "LinkPartnerIntent",
    "UnlinkPartnerIntent",
)


def coming(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say that this is not possible yet, and what is possible instead."""
    return journey, Reply((message(f"coming.{turn.intent}"),))


FEATURE = Feature(intents=dict.fromkeys(COMING, coming), needs="nothing")
