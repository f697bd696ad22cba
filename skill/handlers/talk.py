"""Own words: "I need to talk" opens the microphone, and so does a second misunderstanding.

What is said then is answered by the moment that it fits best, and never kept.
"""

from dataclasses import replace

from skill.handlers import moments, way, what_to_say
from skill.handlers.aside import neutral_reply, variant
from skill.handlers.builtin import OWN_WORDS
from skill.handlers.feature import FREE, NO, SKIP, YES, Answer, Feature
from skill.handlers.free_speech import AROUND, intent_and_words
from skill.handlers.moment_table import MOMENTS
from skill.handlers.safety import CONCERN_SLOT
from skill.journey.journey import Journey
from skill.listening.moments import best_intent
from skill.reply import Ask, Reply, message
from skill.turn import Turn

TALK_INTENT = "TalkIntent"

_ANSWERED = {
    **dict.fromkeys(MOMENTS, moments.moment),
    **way.FEATURE.intents,
    what_to_say.WHAT_TO_SAY_INTENT: what_to_say.begin,
}
"""By intent, the handler that answers free words."""


def talk(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Invite the user to say it in their own words."""
    welcome = message(f"moments.talk.heard.{journey.role or 'both'}", nth=variant(turn))
    return journey, neutral_reply((welcome,), OWN_WORDS)


def told(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Answer free words by the moment that they fit best; where none fits, say so and offer one thing."""
    intent, words = intent_and_words(turn)
    if intent in AROUND:
        return AROUND[intent](turn, journey)
    if intent in (NO, SKIP):
        return journey, neutral_reply((message("offers.fine"),))
    if intent == YES:
        return journey, neutral_reply((), OWN_WORDS)
    meant = best_intent(turn.locale, words)
    if meant in _ANSWERED:
        return _ANSWERED[meant](as_intent(turn, meant), journey)
    offer = Ask("offers.breathing", state={"nth": variant(turn)})
    return journey, neutral_reply((message("own_words.no_moment", nth=variant(turn)),), offer)


def told_as_concern(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Answer words that Alexa took for a concern and that tell of none: as free words."""
    words = turn.slots[CONCERN_SLOT]
    return told(replace(turn, intent=FREE, slots={"speech": words}, question=None, last_reply=None), journey)


def as_intent(turn: Turn, intent: str) -> Turn:
    """Return the turn as if Alexa had heard an intent in its words; nothing is left of the question or of the words."""
    return replace(turn, intent=intent, slots={}, question=None, state={}, last_reply=None)


FEATURE = Feature(
    intents={TALK_INTENT: talk},
    answers={OWN_WORDS.question: Answer(told, frozenset((FREE, YES, NO, SKIP, "AMAZON.FallbackIntent")))},
)
