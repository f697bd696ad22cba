"""Small talk: thanks, a greeting, a joke, and what people ask a speaker in their home. Each gets a short, true answer.

Nothing is written and nothing is lost: a question that was open is asked again after it.
"""

from collections.abc import Mapping

from skill.handlers.aside import asked_again, neutral_reply, variant
from skill.handlers.builtin import ANYTHING_ELSE
from skill.handlers.feature import Feature
from skill.handlers.safety import HEARD_BY_AMAZON
from skill.journey.journey import Journey
from skill.journey.speaker import EVERYONE
from skill.reply import Ask, Message, Reply, message
from skill.turn import Turn

SMALL_TALK_TEXTS: Mapping[str, str] = {
    "ThanksIntent": "thanks",
    "GreetingIntent": "hello",
    "JokeIntent": "joke",
    "WhoHearsIntent": "who_hears",
    "TellPartnerIntent": "tell_partner",
    "WhatIsThisIntent": "what_is_this",
    "ImOkayIntent": "okay",
    "NotInDangerIntent": "not_in_danger",
    "ForgetThatIntent": "forget_that",
}
"""By intent, the text that answers it."""

GREETINGS: Mapping[str, str] = {"morning": "good_morning", "night": "good_night", "hello": "hello"}
"""By the id of the slot `greeting`, the text that greets back."""

_ASKED_AFTER: Mapping[str, Ask] = {
    "hello": ANYTHING_ELSE,
    "good_morning": ANYTHING_ELSE,
    "what_is_this": ANYTHING_ELSE,
    "not_in_danger": Ask("around.anything"),
}
"""By text, what is asked after it where no question is open; the others end the session."""

_REPLACED_QUESTIONS = ("around.",)
"""Questions for a request of any kind, which are not asked again after a thank-you or a goodbye."""


def small_talk(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Answer in a sentence, and ask the open question again where there is one."""
    name = GREETINGS.get(turn.chosen("greeting") or "") or SMALL_TALK_TEXTS[turn.intent]
    said = (message(f"small_talk.{name}", nth=variant(turn)), *_more(turn, name))
    if again := asked_again(turn, said, _REPLACED_QUESTIONS):
        return journey, again
    return journey, neutral_reply(said, None if turn.interrupted else _ASKED_AFTER.get(name))


def _more(turn: Turn, name: str) -> tuple[Message, ...]:
    """Return what is true besides, where a user asks who hears them: what the record tells, and what Alexa keeps."""
    if name not in ("who_hears", "tell_partner"):
        return ()
    history = message(
        "small_talk.history" if turn.storage_location == HEARD_BY_AMAZON else "small_talk.history_if_alexa"
    )
    is_shared = name == "tell_partner" and turn.speaker.person == EVERYONE
    return (message("small_talk.shared_record"), history) if is_shared else (history,)


FEATURE = Feature(intents=dict.fromkeys(SMALL_TALK_TEXTS, small_talk), needs="nothing")
