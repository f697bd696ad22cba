"""Every feature, and which handler a turn belongs to."""

from skill.content.ear import sounds_dangerous
from skill.handlers import (
    apology,
    around,
    checkin,
    coming,
    commitments,
    forget,
    forgiveness,
    launch,
    listening,
    more,
    outcomes,
    outside,
    patience,
    privacy,
    progress,
    reminders,
    safety,
    screen,
    step,
    streak,
    undo,
)
from skill.handlers.feature import Feature, Handler, Needs
from skill.turn import Turn

FEATURES: tuple[Feature, ...] = (
    launch.FEATURE,
    step.FEATURE,
    checkin.FEATURE,
    commitments.FEATURE,
    outcomes.FEATURE,
    streak.FEATURE,
    progress.FEATURE,
    more.FEATURE,
    apology.FEATURE,
    listening.FEATURE,
    forgiveness.FEATURE,
    patience.FEATURE,
    outside.FEATURE,
    reminders.FEATURE,
    privacy.FEATURE,
    screen.FEATURE,
    forget.FEATURE,
    undo.FEATURE,
    safety.FEATURE,
    coming.FEATURE,
    around.FEATURE,
)

INTENTS = {intent: feature for feature in FEATURES for intent in feature.intents}
ANSWERS = {asking: answer for feature in FEATURES for asking, answer in feature.answers.items()}


def handler_of(turn: Turn) -> tuple[Handler, Needs]:
    """Return the handler of a turn, and what it needs to know.

    Safety comes before everything, also within the words of a promise. An answer goes to whoever asked. An intent that
    no feature knows is not understood, like a fallback.
    """
    if any(slot.id is None and sounds_dangerous(turn.locale, slot.value) for slot in turn.slots.values()):
        return safety.safety, safety.FEATURE.needs
    answer = ANSWERS.get(turn.asking or "")
    if answer and turn.intent in answer.intents:
        return answer.handler, answer.needs
    feature = INTENTS.get(turn.intent)
    if feature is None:
        return around.fallback, around.FEATURE.needs
    return feature.intents[turn.intent], feature.needs
