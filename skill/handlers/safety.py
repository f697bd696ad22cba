"""Safety: one short answer that stores nothing and closes the session. It comes before every other handler."""

from skill.handlers.feature import Feature
from skill.journey.journey import Journey
from skill.listening.safety import CLEAR, Concern, assess, is_child
from skill.reply import Message, Reply, message
from skill.screens import fill
from skill.turn import Turn

SAFETY_INTENT, CONCERN_SLOT = "SafetyIntent", "concern"

HEARD_BY_AMAZON = "cloud"
"""The storage location of a skill that runs at Amazon, where Alexa keeps a history of what was said."""


def safety(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say whom to call in this country, by what was heard; without a card."""
    concern = concern_of(turn)
    return journey, answer_to(turn, concern if concern in CLEAR else Concern.UNCLEAR)


def answer_to(turn: Turn, concern: Concern) -> Reply:
    """Return the answer to a kind of clear danger; a child gets a shorter one."""
    emergency = message(f"countries.{turn.country}.safety.emergency")
    if any(is_child(turn.locale, slot.value) for slot in turn.slots.values()):
        text = "safety.child_harmed" if concern == Concern.HARMED else "safety.child"
        return _closing(message(text, emergency=emergency))
    if concern == Concern.SUICIDAL:
        emergency = message(f"countries.{turn.country}.safety.ambulance")
    line = message(f"countries.{turn.country}.safety.{concern}")
    answer = message(f"safety.clear.{concern}", emergency=emergency, line=line)
    if concern == Concern.HARMED and turn.storage_location == HEARD_BY_AMAZON:
        return _closing(answer, message("safety.history"))
    return _closing(answer)


def _closing(*messages: Message) -> Reply:
    return Reply(messages, screen=fill.NEUTRAL_SCREEN, ends_practice=True)


def support(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say where to find support, after a yes: which kind of danger it is was not said."""
    return journey, answer_to(turn, Concern.UNCLEAR)


def concern_of(turn: Turn) -> Concern:
    """Return what the words of a turn tell of: of every slot without an id, and of the slot for a concern.

    Alexa's own id of a concern counts where it is graver than what the words tell of. A request for safety that came
    without words is clear danger, unclear which.
    """
    if turn.intent == SAFETY_INTENT and CONCERN_SLOT not in turn.slots:
        return Concern.UNCLEAR
    concerns = [
        assess(turn.locale, slot.value) for name, slot in turn.slots.items() if slot.id is None or name == CONCERN_SLOT
    ]
    resolved = turn.chosen(CONCERN_SLOT)
    if resolved in set(Concern):
        concerns.append(Concern(resolved))
    clear = [concern for concern in concerns if concern in CLEAR]
    return clear[0] if clear else Concern.MAYBE if Concern.MAYBE in concerns else Concern.NONE


FEATURE = Feature(intents={SAFETY_INTENT: safety}, needs="country")
