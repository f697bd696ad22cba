"""What can be asked for and is still being built. The list is here and nowhere else, and gets shorter."""

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
    """Say truthfully that this cannot be done yet, and what can be done instead where something can."""
    return journey, Reply((message(f"coming.{turn.intent}"),))


FEATURE = Feature(intents=dict.fromkeys(COMING, coming), needs="nothing")
