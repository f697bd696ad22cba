"""Listening practice for two people: each speaks for two minutes, and the other listens and says it back.

The skill keeps the time with pauses in its speech, a minute at a time. What is said is not stored.
"""

from skill.handlers.feature import FREE, NO, RESUME, SKIP, START_OVER, YES, Answer, Feature
from skill.handlers.free_speech import AROUND, ELICIT, FREE_ANSWERS, intent_and_words
from skill.journey import practices
from skill.journey.journey import Journey
from skill.reply import Ask, Message, Reply, message
from skill.turn import Turn

LISTENING = "listening"
LISTENING_INTENT = "ListeningPracticeIntent"

LISTENING_QUESTIONS = (
    "ready",
    "first_half",
    "first_back",
    "swap",
    "second_half",
    "second_back",
    "first_heard",
    "second_heard",
)
"""The questions in their order; `Practice.progress` is an index of it."""

_MINUTE_OF = {
    "first_half": "first",
    "first_back": "second",
    "second_half": "first",
    "second_back": "second",
}
"""Questions that follow a minute of speaking, and which of a person's two minutes it is."""

_FREE_SPEECH = frozenset(("first_back", "second_back", "first_heard", "second_heard"))
"""Questions that are answered in free speech."""

_WAITING = ("ready", "swap")
"""Questions that wait until the person is ready: no time is running."""


def begin(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Begin, or offer to resume an open practice."""
    if practices.resumable(journey, turn.instant, LISTENING):
        return journey, Reply((), Ask("listening.resume"))
    return _ask_at(turn, journey, 0, (message("listening.begin"),))


def resume(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Resume at the question that was open, or begin again."""
    open_practice = practices.resumable(journey, turn.instant, LISTENING)
    if turn.intent in (NO, START_OVER) or open_practice is None or open_practice.progress >= len(LISTENING_QUESTIONS):
        return _ask_at(turn, journey, 0, (message("listening.begin"),))
    return _ask_at(turn, journey, open_practice.progress, (message("listening.going_on"),))


def answered(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Go on to the next question, after a minute to speak where it has one."""
    index = LISTENING_QUESTIONS.index((turn.question or "").removeprefix("listening.questions."))
    intent, _ = intent_and_words(turn)
    if intent in AROUND:
        return AROUND[intent](turn, journey)
    if intent == START_OVER:
        return _ask_at(turn, journey, 0, (message("listening.begin"),))
    name = LISTENING_QUESTIONS[index]
    if name in _FREE_SPEECH:
        if intent == YES:
            return _ask_at(turn, journey, index, ())
        said = message(
            "listening.skipped" if intent in (SKIP, NO, RESUME) else "listening.thanks",
            nth=turn.today.toordinal() + index,
        )
        return _ask_at(turn, journey, index + 1, (said,))
    if intent == FREE and name in _WAITING:
        return _ask_at(turn, journey, index, ())  # they are still talking about it
    if intent == NO and name in _WAITING:
        return journey, Reply((message("listening.left"),))
    minute = _MINUTE_OF[LISTENING_QUESTIONS[index + 1]]
    if intent in (NO, SKIP):
        return _ask_at(turn, journey, index + 1, (message(f"listening.left_out.{minute}"),))
    passed = (message(f"listening.minutes.{minute}"), message(f"listening.over.{minute}"))
    return _ask_at(turn, journey, index + 1, passed)


def _ask_at(turn: Turn, journey: Journey, index: int, said: tuple[Message, ...]) -> tuple[Journey, Reply]:
    if index == len(LISTENING_QUESTIONS):
        return practices.without_practice(journey), Reply((*said, message("listening.close")))
    name = LISTENING_QUESTIONS[index]
    journey = practices.with_progress(journey, turn.instant, LISTENING, index)
    return journey, Reply(said, Ask(f"listening.questions.{name}", elicit=ELICIT, any_speaker=True))


_LISTENING_ANSWER = Answer(answered, FREE_ANSWERS)

FEATURE = Feature(
    intents={LISTENING_INTENT: begin},
    answers={
        "listening.resume": Answer(resume, frozenset((YES, NO, START_OVER)), go_on_is_yes=True),
        **{f"listening.questions.{name}": _LISTENING_ANSWER for name in LISTENING_QUESTIONS},
    },
)
