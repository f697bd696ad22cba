"""Moments: what a user says about how it is right now, and which is no order.

Each is answered by one sentence that shows what was heard, one small thing to do, and one offer as a question. A moment
writes nothing, and it interrupts nothing: a question that was open is asked again after it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from skill.handlers.addressing import is_heard_by_another, open_question
from skill.handlers.feature import NO, Answer, Feature
from skill.handlers.offers import OFFERS
from skill.journey.journey import Journey
from skill.reply import Ask, Message, Reply, message
from skill.screens import fill
from skill.serialization.reply import reply_from_json, reply_to_json
from skill.turn import Turn

SUPPORT = "support"
"""The offer to hear where to find support: the one question asked where the words may mean danger."""

BACK = "asked_before"
"""The state of the offer of support that has the question to ask again, as `reply_to_json` makes it."""

VARIANT_CYCLE = 90
"""Variant numbers: a multiple of all that the lists of variants count together, so that each follows in its turn."""

_OPEN_REQUESTS = ("around.", "offers.", "talk.")
"""Questions that a moment replaces: each asks what the user wants, or belongs to a moment itself."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment's texts, and what each voice is offered after them."""

    name: str
    """Its file in texts/en/moments/."""
    healing: str | None
    """The offer to the one who was hurt; None where the reply ends without one."""
    rebuilding: str | None
    both: str | None
    """The offer where the role is both or is not known."""

    def offer(self, voice: str) -> str | None:
        """Return the name of the offer for a voice."""
        offers = {"healing": self.healing, "rebuilding": self.rebuilding, "both": self.both}
        return offers[voice]


MOMENTS: Mapping[str, Moment] = {
    "FightIntent": Moment("fight", "time_out", "time_out", "time_out"),
    "TriggeredIntent": Moment("triggered", "grounding", "grounding", "grounding"),
    "IntrusiveThoughtsIntent": Moment("intrusive_thoughts", "worry_time", "worry_time", "worry_time"),
    "UrgeToCheckIntent": Moment("urge_to_check", "urge_surfing", "urge_surfing", "urge_surfing"),
    "NewHurtIntent": Moment("new_hurt", "outside_help", "outside_help", "outside_help"),
    "DoubtIntent": Moment("doubt", "outside_help", "breathing", "breathing"),
    "AngryIntent": Moment("angry", "breathing", "breathing", "breathing"),
    "LowIntent": Moment("low", SUPPORT, SUPPORT, SUPPORT),
    "GuiltIntent": Moment("guilt", "breathing", "apology", "breathing"),
    "TemptationIntent": Moment("temptation", "urge_surfing", "urge_surfing", "urge_surfing"),
    "SlipIntent": Moment("slip", "telling_first", "telling_first", "telling_first"),
    "MoreToTellIntent": Moment("more_to_tell", "outside_help", "outside_help", "outside_help"),
    "PartnerTriggeredIntent": Moment("partner_triggered", "what_to_say", "what_to_say", "what_to_say"),
    "SameQuestionsIntent": Moment("same_questions", "what_to_say", "what_to_say", "what_to_say"),
    "PartnerColdIntent": Moment("partner_cold", "what_to_say", "todays_step", "todays_step"),
    "JealousIntent": Moment("jealous", "soft_start", "what_to_say", "soft_start"),
    "PressuredIntent": Moment("pressured", "what_to_say", "breathing", "what_to_say"),
    "HardDateIntent": Moment("hard_date", "hard_date", "hard_date", "hard_date"),
    "FamilyIntent": Moment("family", "what_to_say", "what_to_say", "what_to_say"),
    "ClosenessIntent": Moment("closeness", "what_to_say", "what_to_say", "what_to_say"),
    "GoodDayIntent": Moment("good_day", None, None, None),
    "FaultIntent": Moment("fault", "breathing", "apology", "breathing"),
}


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
    question = open_question(turn)
    if question and not question.question.startswith(_OPEN_REQUESTS) and not may_be_danger:
        return Reply((*messages, message("offers.back", nth=nth)), question, screen=fill.NEUTRAL_SCREEN)
    if may_be_danger:
        return Reply(messages, support_question(turn), screen=fill.NEUTRAL_SCREEN)
    offer = moment.offer(voice)
    ask = None
    if offer and not is_heard_by_another(turn):
        ask = Ask(f"offers.{offer}", state={"moment": moment.name, "nth": nth})
    return Reply(messages, ask, screen=fill.NEUTRAL_SCREEN)


def support_question(turn: Turn) -> Ask:
    """Return the offer of support, with the question that was open, which is asked again after a no."""
    question, state = open_question(turn), {"nth": variant(turn)}
    if turn.question == f"offers.{SUPPORT}":
        return Ask(turn.question, state={**turn.state, **state})
    if question and not question.question.startswith(_OPEN_REQUESTS):
        return Ask(f"offers.{SUPPORT}", state={**state, BACK: reply_to_json(Reply((), question))})
    return Ask(f"offers.{SUPPORT}", state=state)


def _asked_before(turn: Turn) -> Ask | None:
    """Return the question that was open before an offer of support."""
    return reply_from_json(turn.state[BACK]).ask if BACK in turn.state else None


def variant(turn: Turn) -> int:
    """Return the number of the variant to say (0-89): another each minute and each hour, as nothing is counted.

    In a session it is the one after the last, which the open offer has in its state.
    """
    last = turn.state.get("nth")
    number = last + 1 if last is not None else turn.local.hour * 61 + turn.local.minute
    return int(number % VARIANT_CYCLE)


def accepted(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Do what was offered, or leave it: a no is as good an answer, and a question that was open before comes again."""
    if turn.intent == NO:
        ask = _asked_before(turn)
        return journey, Reply((message("offers.back" if ask else "offers.fine"),), ask, screen=fill.NEUTRAL_SCREEN)
    return OFFERS[(turn.question or "").removeprefix("offers.")](turn, journey)


_COUNTRY_ALONE = frozenset((SUPPORT,))
"""Offers whose answer needs where the device stands and no journey, so that it comes while the store is down."""

FEATURE = Feature(
    intents=dict.fromkeys(MOMENTS, moment),
    answers={
        f"offers.{name}": Answer(accepted, go_on_is_yes=True, needs="country" if name in _COUNTRY_ALONE else "journey")
        for name in OFFERS
    },
)
