"""Urge surfing: two minutes of waiting that the skill keeps, while an urge rises and falls, and one question after it.

Nothing is kept, so one that was left is begun anew: an urge is over long before the next day.
"""

from skill.handlers.aside import neutral_reply
from skill.handlers.feature import FREE, MORE, NO, RESUME, SKIP, YES, Answer, Feature
from skill.handlers.free_speech import AROUND, ELICIT, heard_choice, intent_and_words
from skill.journey.journey import Journey
from skill.reply import Ask, Message, Reply, message
from skill.turn import Turn

URGE_SURFING_INTENT = "UrgeSurfingIntent"

MAX_ROUNDS = 5
"""Waits of two minutes in one sitting; after them it closes."""

LEVELS = ("lower", "same", "higher")
"""What is heard of the urge after a wait, as listening/en/urge_surfing.toml names it."""


def begin(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say what is going to happen, and wait the first two minutes."""
    voice = journey.role or "both"
    return _wait(journey, 1, (message(f"urge_surfing.begin.{voice}"),))


def rated(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Answer lower, the same or higher with what helps then, and offer two minutes more."""
    intent, said = intent_and_words(turn)
    if intent in AROUND:
        return AROUND[intent](turn, journey)
    if intent in (NO, SKIP):
        return _closed(journey)
    rounds = int(turn.state["rounds"])
    level = heard_choice(turn, "urge_surfing", said)
    if level is None:
        return journey, neutral_reply((message("urge_surfing.unclear"),), _more(rounds))
    if rounds >= MAX_ROUNDS:
        return _closed(journey, message(f"urge_surfing.levels.{level}"))
    return journey, neutral_reply((message(f"urge_surfing.levels.{level}"),), _more(rounds))


def more(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Wait two minutes more after a yes."""
    rounds = int(turn.state["rounds"])
    if turn.intent != YES or rounds >= MAX_ROUNDS:
        return _closed(journey)
    return _wait(journey, rounds + 1, ())


def _wait(journey: Journey, rounds: int, said: tuple[Message, ...]) -> tuple[Journey, Reply]:
    ask = Ask("urge_surfing.level", state={"rounds": rounds}, elicit=ELICIT)
    return journey, neutral_reply((*said, message("urge_surfing.wait", nth=rounds - 1)), ask)


def _more(rounds: int) -> Ask:
    return Ask("urge_surfing.more", state={"rounds": rounds})


def _closed(journey: Journey, *said: Message) -> tuple[Journey, Reply]:
    voice = journey.role or "both"
    return journey, neutral_reply((*said, message(f"urge_surfing.close.{voice}")))


FEATURE = Feature(
    intents={URGE_SURFING_INTENT: begin},
    answers={
        "urge_surfing.level": Answer(rated, frozenset((FREE, YES, NO, SKIP, RESUME))),
        "urge_surfing.more": Answer(more, frozenset((YES, NO, MORE, URGE_SURFING_INTENT)), go_on_is_yes=True),
    },
)
