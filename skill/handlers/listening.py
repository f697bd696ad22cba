"""The listening practice for two: each speaks for two minutes while the other listens and says it back.

The skill keeps the time with pauses in its speech, a minute at a time; what is said is not kept.
"""

from skill.handlers.feature import FREE, MORE, NO, RESUME, SKIP, START_OVER, YES, Answer, Feature
from skill.handlers.free_speech import AROUND, ELICIT, meant
from skill.journey import practices
from skill.journey.journey import Journey
from skill.reply import Ask, Message, Reply, message
from skill.turn import Turn

NAME = "listening"
INTENT = "ListeningPracticeIntent"

PLACES = (
    "ready",
    "first_half",
    "first_back",
    "swap",
    "second_half",
    "second_back",
    "first_heard",
    "second_heard",
)
"""The questions in their order. Each one's answer leads to the next."""

_MINUTES = {
    "first_half": "first",
    "first_back": "second",
    "second_half": "first",
    "second_back": "second",
}
"""Before these questions a minute passes."""

_SPOKEN = frozenset(("first_back", "second_back", "first_heard", "second_heard"))
"""Questions that are answered in free words."""

_WAITING = ("ready", "swap")
"""Questions before which nobody's time runs."""


def begin(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Begin, or offer to go on where it was left."""
    if practices.resumable(journey, turn.instant, NAME):
        return journey, Reply((), Ask("listening.resume"))
    return _at(turn, journey, 0, (message("listening.begin"),))


def resume(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Go on with the question that was open, or begin anew."""
    left = practices.resumable(journey, turn.instant, NAME)
    if turn.intent in (NO, START_OVER) or left is None or left.progress >= len(PLACES):
        return _at(turn, journey, 0, (message("listening.begin"),))
    return _at(turn, journey, left.progress, (message("listening.going_on"),))


def answered(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Go on to what comes next: a minute to speak, or the next question."""
    place = PLACES.index((turn.question or "").removeprefix("listening.places."))
    intent, _ = meant(turn)
    if intent in AROUND:
        return AROUND[intent](turn, journey)
    if intent == START_OVER:
        return _at(turn, journey, 0, (message("listening.begin"),))
    name = PLACES[place]
    if name in _SPOKEN:
        if intent == YES:
            return _at(turn, journey, place, ())
        said = message(
            "listening.skipped" if intent in (SKIP, NO, RESUME) else "listening.thanks",
            nth=turn.today.toordinal() + place,
        )
        return _at(turn, journey, place + 1, (said,))
    if intent == FREE and name in _WAITING:
        return _at(turn, journey, place, ())  # they are still talking about it
    if intent == NO and name in _WAITING:
        return journey, Reply((message("listening.left"),))
    minute = _MINUTES[PLACES[place + 1]]
    if intent in (NO, SKIP):
        return _at(turn, journey, place + 1, (message(f"listening.left_out.{minute}"),))
    passed = (message(f"listening.minutes.{minute}"), message(f"listening.over.{minute}"))
    return _at(turn, journey, place + 1, passed)


def _at(turn: Turn, journey: Journey, place: int, said: tuple[Message, ...]) -> tuple[Journey, Reply]:
    if place == len(PLACES):
        return practices.without_practice(journey), Reply((*said, message("listening.close")))
    name = PLACES[place]
    journey = practices.with_progress(journey, turn.instant, NAME, place)
    return journey, Reply(said, Ask(f"listening.places.{name}", elicit=ELICIT, any_speaker=True))


_ANSWERS = Answer(
    answered,
    frozenset(
        (
            FREE,
            YES,
            NO,
            SKIP,
            START_OVER,
            RESUME,
            "CompleteStepIntent",
            MORE,
        )
    ),
)

FEATURE = Feature(
    intents={INTENT: begin},
    answers={
        "listening.resume": Answer(resume, frozenset((YES, NO, START_OVER)), go_on_is_yes=True),
        **{f"listening.places.{name}": _ANSWERS for name in PLACES},
    },
)
