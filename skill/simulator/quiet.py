"""Quiet: whether an exchange was about something that weighs on a user, after which no requests are suggested."""

from skill.handlers.moments import MOMENTS
from skill.listening.safety import Concern, assess
from skill.simulator.exchange import Exchange
from skill.simulator.nlu.utterance import SAFETY


def is_quiet(locale: str, exchange: Exchange, *, answers_quiet: bool = False) -> bool:
    """Tell whether a user told of danger or of a moment, or answered the question that followed.

    `answers_quiet` tells whether the exchange before was quiet and asked.
    """
    if answers_quiet or exchange.intent == SAFETY or exchange.intent in MOMENTS:
        return True
    return any(
        assess(locale, words) != Concern.NONE for words in (exchange.utterance, *exchange.slots.values()) if words
    )
