"""What to say: for the moment that is named, three sentences to say word for word, and one to leave out."""

from skill.handlers import soft_start
from skill.handlers.addressing import is_heard_by_another
from skill.handlers.aside import asked_again, neutral_reply, variant
from skill.handlers.feature import FREE, NO, SKIP, YES, Answer, Feature
from skill.handlers.free_speech import AROUND, ELICIT, intent_and_words
from skill.handlers.moment_table import MOMENTS
from skill.journey.journey import Journey
from skill.listening.moments import best_intent
from skill.listening.phrase_lists import resolve_slot
from skill.reply import Ask, Reply, message
from skill.turn import Slot, Turn

WHAT_TO_SAY_INTENT = "WhatToSayIntent"

ANY_TALK = "what_to_say"
"""The moment whose sentences begin any hard talk: for a situation that is not known."""

SITUATIONS = frozenset((ANY_TALK, *(moment.name for moment in MOMENTS.values())))
"""Moments that sentences are written for, by the names of their texts and the ids of the slot `situation`."""


def begin(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say the sentences for the situation that is named, or that was talked about; else ask which it is."""
    said = turn.heard("situation")
    situation = turn.chosen("situation") or (_heard_in(turn.locale, said) if said else turn.state.get("moment"))
    if situation is None:
        return journey, neutral_reply((), Ask("what_to_say.about", elicit=ELICIT))
    return journey, _sentences(turn, journey, situation)


def about(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say the sentences for the situation that was asked for; those for any talk where it isn't known."""
    intent, said = intent_and_words(turn)
    if intent in AROUND:
        return AROUND[intent](turn, journey)
    if intent == NO:
        return journey, neutral_reply((message("offers.fine"),))
    if intent == WHAT_TO_SAY_INTENT and turn.slots:
        return begin(turn, journey)
    return journey, _sentences(turn, journey, _moment_of(intent) or _heard_in(turn.locale, said))


def own(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Make a sentence of the user's own, or leave it at these."""
    if turn.intent == NO:
        return journey, neutral_reply((message("offers.fine"),))
    return soft_start.begin(turn, journey)


def _sentences(turn: Turn, journey: Journey, situation: str) -> Reply:
    name, voice = situation if situation in SITUATIONS else ANY_TALK, journey.role or "both"
    first, second, third = (message(f"moments.{name}.say.{voice}", nth=nth) for nth in range(3))
    messages = (
        message("what_to_say.say", first=first, second=second, third=third),
        message("what_to_say.avoid", sentence=message(f"moments.{name}.avoid.{voice}")),
    )
    back = message("offers.back", nth=variant(turn))
    if again := asked_again(turn, (*messages, back), ("around.", "offers.", "talk.", "what_to_say.")):
        return again
    ask = None if is_heard_by_another(turn) else Ask("what_to_say.own")
    return neutral_reply(messages, ask)


def _heard_in(locale: str, words: str) -> str:
    """Return the moment that free words tell of; the one for any talk where none is found."""
    named = resolve_slot(locale, "situation", Slot(words)).id
    return named or _moment_of(best_intent(locale, words)) or ANY_TALK


def _moment_of(intent: str | None) -> str | None:
    return MOMENTS[intent].name if intent is not None and intent in MOMENTS else None


FEATURE = Feature(
    intents={WHAT_TO_SAY_INTENT: begin},
    answers={
        "what_to_say.about": Answer(about, frozenset((FREE, YES, NO, SKIP, WHAT_TO_SAY_INTENT, *MOMENTS))),
        "what_to_say.own": Answer(own, frozenset((YES, NO)), go_on_is_yes=True),
    },
)
