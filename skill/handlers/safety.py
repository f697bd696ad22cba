"""Safety: one short answer that stores nothing and closes the session. It comes before every other handler."""

from skill.handlers.feature import Feature
from skill.journey.journey import Journey
from skill.reply import Reply, message
from skill.screens import fill
from skill.turn import Turn


def safety(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say that the user was heard, that being hurt is no fault, and whom to call in this country; without a card."""
    emergency = message(f"countries.{turn.country}.safety.emergency")
    helplines = message(f"countries.{turn.country}.safety.helplines")
    answer = message("safety.heard", emergency=emergency, helplines=helplines)
    return journey, Reply((answer,), screen=fill.NEUTRAL_SCREEN, ends_practice=True)


FEATURE = Feature(intents={"SafetyIntent": safety}, needs="country")
