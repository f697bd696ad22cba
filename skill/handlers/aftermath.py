"""The aftermath of a fight, in five turns: feelings, two realities, triggers, one's own part, one plan.

It begins only once both are calm. It is done alone, or by two who answer one after the other. None of their words is
kept: the journey holds how far they came, for a day.
"""

from skill.handlers.aside import neutral_reply
from skill.handlers.feature import MORE, NO, RESUME, SKIP, START_OVER, YES, Answer, Feature
from skill.handlers.free_speech import AROUND, ELICIT, FREE_ANSWERS, intent_and_words
from skill.handlers.moment_table import MOMENTS
from skill.journey import practices
from skill.journey.journey import Journey
from skill.reply import Ask, Message, Reply, message
from skill.turn import Turn

AFTERMATH = "aftermath"
AFTERMATH_INTENT = "AftermathIntent"

AFTERMATH_TURNS = ("feelings", "realities", "triggers", "own_part", "plan")
_CALM = "calm"
AFTERMATH_SPEAKERS = ("alone", "first", "second")
_ALONE = tuple(f"{AFTERMATH_SPEAKERS[0]}.{part}" for part in AFTERMATH_TURNS)
_TOGETHER = tuple(f"{who}.{part}" for part in AFTERMATH_TURNS for who in AFTERMATH_SPEAKERS[1:])
AFTERMATH_PLACES = (_CALM, *_ALONE, *_TOGETHER)
"""Whether both are calm, then the questions in their order: to one who is alone, or to two who are together."""


def begin(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Ask whether both are calm; where it was left on its way, ask that and whether to go on there."""
    left = practices.resumable(journey, turn.instant, AFTERMATH)
    if left and left.progress < len(AFTERMATH_PLACES):
        return journey, neutral_reply((), Ask("aftermath.resume", any_speaker=True))
    journey = practices.with_progress(journey, turn.instant, AFTERMATH, 0)
    return journey, neutral_reply((), Ask("aftermath.calm", any_speaker=True))


def calm(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Go on to who is there; without calm, offer a break in its place."""
    if turn.intent != YES:
        return _not_calm(journey)
    return journey, neutral_reply((message("aftermath.begin"),), Ask("aftermath.together", any_speaker=True))


def together(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Begin the five turns, for two or for one."""
    if turn.intent == YES:
        return _at(turn, journey, AFTERMATH_PLACES.index(_TOGETHER[0]), (message("aftermath.in_turns"),))
    return _at(turn, journey, AFTERMATH_PLACES.index(_ALONE[0]), ())


def resume(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Go on with the question that was open, or begin anew; a no leaves it, since they may not be calm."""
    left = practices.resumable(journey, turn.instant, AFTERMATH)
    if turn.intent == START_OVER or left is None or left.progress >= len(AFTERMATH_PLACES):
        return begin(turn, practices.without_practice(journey))
    return _not_calm(journey) if turn.intent == NO else _at(turn, journey, left.progress, ())


def answered(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Go on to the next question. Nothing in an answer is judged or kept."""
    place = AFTERMATH_PLACES.index((turn.question or "").removeprefix("aftermath.turns."))
    intent, _ = intent_and_words(turn)
    if intent in AROUND:
        return AROUND[intent](turn, journey)
    if intent == START_OVER:
        return begin(turn, practices.without_practice(journey))
    if intent in (YES, MORE):
        return _at(turn, journey, place, ())
    said = message(
        "aftermath.skipped" if intent in (SKIP, NO, RESUME) else "aftermath.thanks",
        nth=turn.today.toordinal() + place,
    )
    if AFTERMATH_PLACES[place] in (_ALONE[-1], _TOGETHER[-1]):
        close = message("aftermath.close_alone" if AFTERMATH_PLACES[place] in _ALONE else "aftermath.close_together")
        return practices.without_practice(journey), neutral_reply((said, close))
    return _at(turn, journey, place + 1, (said,))


def _not_calm(journey: Journey) -> tuple[Journey, Reply]:
    return practices.without_practice(journey), neutral_reply((message("aftermath.not_calm"),), Ask("offers.time_out"))


def _at(turn: Turn, journey: Journey, place: int, said: tuple[Message, ...]) -> tuple[Journey, Reply]:
    who, _, part = AFTERMATH_PLACES[place].partition(".")
    ask = Ask(f"aftermath.turns.{who}.{part}", elicit=ELICIT, any_speaker=AFTERMATH_PLACES[place] in _TOGETHER)
    return practices.with_progress(journey, turn.instant, AFTERMATH, place), neutral_reply(said, ask)


_TURN_ANSWERS = Answer(
    answered,
    FREE_ANSWERS | {AFTERMATH_INTENT, *MOMENTS},
)
"""A moment is an answer here too: "I was so angry" says what was felt."""

FEATURE = Feature(
    intents={AFTERMATH_INTENT: begin},
    answers={
        "aftermath.calm": Answer(calm),
        "aftermath.together": Answer(together),
        "aftermath.resume": Answer(resume, frozenset((YES, NO, START_OVER)), go_on_is_yes=True),
        **{f"aftermath.turns.{who}.{part}": _TURN_ANSWERS for who in AFTERMATH_SPEAKERS for part in AFTERMATH_TURNS},
    },
)
