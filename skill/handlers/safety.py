"""Safety comes before everything: one short answer, nothing kept, the session closed."""

from skill.handlers.feature import Feature
from skill.journey.journey import Journey
from skill.reply import Reply, message
from skill.screens import fill
from skill.turn import Turn


def safety(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say that they were heard, that being hurt is no fault, and whom to call in this country. No card, no question."""
    emergency = message(f"countries.{turn.country}.safety.emergency")
    helplines = message(f"countries.{turn.country}.safety.helplines")
    heard = message("safety.heard", emergency=emergency, helplines=helplines)
    return journey, Reply((heard,), screen=fill.NEUTRAL_SCREEN, ends_practice=True)


FEATURE = Feature(intents={"SafetyIntent": safety}, needs="place")
