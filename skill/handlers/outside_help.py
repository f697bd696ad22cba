"""Outside help: what three professions do and how to find one; then what to ask; then how to suggest it."""

from skill.handlers.feature import MORE, NO, YES, Answer, Feature
from skill.journey.journey import Journey
from skill.reply import Ask, Reply, message
from skill.turn import Turn

_HELP_INTENTS = frozenset((YES, NO, MORE))


def outside(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say who can help and how to find them in this country, with the addresses on a card."""
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
    """Give three questions for a first call after a yes."""
    if turn.intent == NO:
        return journey, Reply((message("outside.enough"),))
    return journey, Reply((message("outside.first_call"),), Ask("outside.raise"))


def bring_it_up(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Give a sentence that suggests it to the partner, for the user's role."""
    if turn.intent == NO:
        return journey, Reply((message("outside.enough"),))
    voice = journey.role or "both"
    return journey, Reply((message(f"outside.example.{voice}"),))


FEATURE = Feature(
    intents={"OutsideHelpIntent": outside},
    answers={
        "outside.questions": Answer(questions, _HELP_INTENTS, needs="nothing"),
        "outside.raise": Answer(bring_it_up, _HELP_INTENTS),
    },
    needs="country",
)
