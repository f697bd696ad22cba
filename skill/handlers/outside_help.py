"""Help from outside: what three professions do and how to find one here; then what to ask; then how to bring it up."""

from skill.handlers.feature import MORE, NO, YES, Answer, Feature
from skill.journey.journey import Journey
from skill.reply import Ask, Reply, message
from skill.turn import Turn

_ANSWERS = frozenset((YES, NO, MORE))


def outside(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Tell who can help and where to find them in this country, with the addresses on a card."""
    say = (
        message("outside.begin"),
        message("outside.who.couples_therapist"),
        message("outside.who.counselor"),
        message("outside.who.mediator"),
        message(f"countries.{turn.country}.help.find"),
        message("outside.addresses"),
        message("outside.alone_first"),
    )
    return journey, Reply(say, Ask("outside.questions"), card=f"countries.{turn.country}.help.card")


def questions(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Tell three questions for a first call."""
    if turn.intent == NO:
        return journey, Reply((message("outside.enough"),))
    return journey, Reply((message("outside.first_call"),), Ask("outside.raise"))


def bring_it_up(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Give a sentence to bring it up with, in the speaker's voice."""
    if turn.intent == NO:
        return journey, Reply((message("outside.enough"),))
    voice = journey.role or "both"
    return journey, Reply((message(f"outside.example.{voice}"),))


FEATURE = Feature(
    intents={"OutsideHelpIntent": outside},
    answers={
        "outside.questions": Answer(questions, _ANSWERS, needs="nothing"),
        "outside.raise": Answer(bring_it_up, _ANSWERS),
    },
    needs="place",
)
