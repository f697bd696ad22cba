"""Safety comes before everything: one short answer, nothing kept, the session closed."""

from skill.handlers.feature import Feature
from skill.journey.journey import Journey
from skill.turn import Reply, Turn, line


def safety(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say that they were heard, that it isn't their fault, and whom to call. No card, no question."""
    return journey, Reply((line("safety.heard"),))


FEATURE = Feature(intents={"SafetyIntent": safety}, remembers=False)
