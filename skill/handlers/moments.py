"""Moments: what a user says about how it is right now, and which is no order.

Each is answered by one sentence that shows what was heard, one small thing to do, and one offer as a question. A moment
writes nothing, and it interrupts nothing: a question that was open is asked again after it.
"""

from skill.handlers.addressing import is_heard_by_another, open_question
from skill.handlers.aside import asked_again, neutral_reply, variant
from skill.handlers.feature import NO, Answer, Feature
from skill.handlers.moment_table import BACK, MOMENTS, SUPPORT, Moment
from skill.handlers.offers import OFFER_NEEDS, OFFERS
from skill.journey.journey import Journey
from skill.reply import Ask, Message, Reply, message
from skill.serialization.reply import reply_from_json, reply_to_json
from skill.turn import Turn

_REPLACED_BY_MOMENTS = ("around.", "offers.", "own_words.")
"""Questions that a moment replaces: each asks what the user wants, or belongs to a moment itself."""


def moment(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Answer a moment, and offer what helps most; the question that was open before comes again instead of an offer."""
    return journey, reply_to(MOMENTS[turn.intent], turn, journey)


def reply_to(moment: Moment, turn: Turn, journey: Journey, *, may_be_danger: bool = False) -> Reply:
    """Return the reply to a moment, whose offer is where to find support if the words may mean danger."""
    voice = journey.role or "both"
    nth = variant(turn)
    messages: tuple[Message, ...] = (
        message(f"moments.{moment.name}.heard.{voice}", nth=nth),
        message(f"moments.{moment.name}.do.{voice}", nth=nth + nth // 3),
    )
    if may_be_danger:
        return neutral_reply(messages, support_question(turn))
    again = asked_again(turn, (*messages, message("offers.back", nth=nth)), _REPLACED_BY_MOMENTS)
    if again:
        return again
    offer = moment.offer(voice)
    ask = None
    if offer and not is_heard_by_another(turn):
        ask = Ask(f"offers.{offer}", state={"moment": moment.name, "nth": nth})
    return neutral_reply(messages, ask)


def support_question(turn: Turn) -> Ask:
    """Return the offer of support, with the question that was open, which is asked again after a no."""
    question, state = open_question(turn), {"nth": variant(turn)}
    if turn.question == f"offers.{SUPPORT}":
        return Ask(turn.question, state={**turn.state, **state})
    if question and not question.question.startswith(_REPLACED_BY_MOMENTS):
        return Ask(f"offers.{SUPPORT}", state={**state, BACK: reply_to_json(Reply((), question))})
    return Ask(f"offers.{SUPPORT}", state=state)


def _asked_before(turn: Turn) -> Ask | None:
    """Return the question that was open before an offer of support."""
    return reply_from_json(turn.state[BACK]).ask if BACK in turn.state else None


def accepted(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Do what was offered, or leave it: a no is as good an answer, and a question that was open before comes again."""
    if turn.intent == NO:
        ask = _asked_before(turn)
        return journey, neutral_reply((message("offers.back" if ask else "offers.fine"),), ask)
    return OFFERS[(turn.question or "").removeprefix("offers.")](turn, journey)


_COUNTRY_ALONE = frozenset((SUPPORT,))
"""Offers whose answer needs where the device stands and no journey, so that it comes while the store is down."""

FEATURE = Feature(
    intents=dict.fromkeys(MOMENTS, moment),
    answers={
        f"offers.{name}": Answer(
            accepted, go_on_is_yes=True, needs="country" if name in _COUNTRY_ALONE else OFFER_NEEDS.get(name, "journey")
        )
        for name in OFFERS
    },
)
