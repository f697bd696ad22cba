"""Telling first: how to tell a partner something before it is found out, in four turns: say it, own it, listen, plan.

No detail is asked for, and nothing is written, not even how far it came: the next user of the device can't learn of
it. Where telling is not safe it leads to support, and where there is more to tell, to a professional.
"""

from skill.handlers.aside import neutral_reply
from skill.handlers.feature import MORE, NO, START_OVER, YES, Answer, Feature
from skill.handlers.free_speech import AROUND, ELICIT, FREE_ANSWERS, intent_and_words
from skill.handlers.moment_table import MOMENTS, SUPPORT
from skill.journey.journey import Journey
from skill.listening.phrase_lists import has_phrase, phrase_list
from skill.reply import Ask, Message, Reply, message
from skill.turn import Turn

TELLING_FIRST_INTENT = "TellingFirstIntent"
_MORE_TO_TELL = "MoreToTellIntent"

TELLING_PARTS = ("say", "own", "listen", "plan")
"""The turns in their order. What is said in them is not listened to, but for more that is still untold."""


def begin(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Ask first whether it is safe to tell it."""
    return journey, neutral_reply((), Ask("telling_first.safe"))


def safe(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Go on to the first part, or out of it where telling is not safe."""
    if turn.intent == NO:
        return journey, neutral_reply((message("telling_first.not_safe"),), Ask(f"offers.{SUPPORT}"))
    return journey, _at(0, ())


def answered(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Go on to the next part, whatever was said."""
    place = TELLING_PARTS.index((turn.question or "").removeprefix("telling_first.parts."))
    intent, said = intent_and_words(turn)
    if intent in AROUND:
        return AROUND[intent](turn, journey)
    if intent == _MORE_TO_TELL or _tells_of_more(turn.locale, said):
        return journey, neutral_reply((message("telling_first.more"),), Ask("offers.outside_help"))
    if intent in (START_OVER, TELLING_FIRST_INTENT):
        return journey, _at(0, ())
    if intent == MORE:
        return journey, _at(place, ())
    if place + 1 == len(TELLING_PARTS):
        return journey, neutral_reply((), Ask("telling_first.told"))
    return journey, _at(place + 1, (message("telling_first.waiting"),) if intent == NO else ())


def told(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """End with a kind sentence: to one who has told it, or who has not yet.

    Nothing is written; a mark for the day as told first would be set here.
    """
    return journey, neutral_reply(
        (message("telling_first.has_told" if turn.intent == YES else "telling_first.not_yet"),), None
    )


def _at(place: int, before: tuple[Message, ...]) -> Reply:
    name = TELLING_PARTS[place]
    said = (*before, message(f"telling_first.how.{name}"))
    return neutral_reply(said, Ask(f"telling_first.parts.{name}", elicit=ELICIT))


def _tells_of_more(locale: str, said: str) -> bool:
    return has_phrase(phrase_list(locale, "telling_first")["more"], said)


_PART_ANSWERS = Answer(
    answered,
    FREE_ANSWERS | {TELLING_FIRST_INTENT, *MOMENTS},
)

FEATURE = Feature(
    intents={TELLING_FIRST_INTENT: begin},
    answers={
        "telling_first.safe": Answer(safe),
        **{f"telling_first.parts.{part}": _PART_ANSWERS for part in TELLING_PARTS},
        "telling_first.told": Answer(told),
    },
)
