"""Forgiveness practice: asks whether it is safe and wanted, then offers one of five small exercises.

The exercises are done in silence, so nothing is said that could be stored. A user may leave at any point.
"""

from skill.handlers.feature import FREE, MORE, NO, RESUME, SKIP, YES, Answer, Feature
from skill.handlers.free_speech import ELICIT, intent_and_words
from skill.journey import practices
from skill.journey.journey import Journey
from skill.reply import Ask, Reply, message
from skill.turn import Turn

FORGIVENESS = "forgiveness"
FORGIVENESS_INTENT = "ForgivenessPracticeIntent"

EXERCISES = 5
_WANTED, _OFFERS, _DONE = range(3)
"""`Practice.progress`: asked whether it is wanted, offered an exercise, gave one."""


def begin(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Ask whether it is safe and wanted, every time: what was safe yesterday may not be today."""
    if practices.resumable(journey, turn.instant, FORGIVENESS):
        return journey, Reply((), Ask("forgiveness.resume", elicit=ELICIT))
    say = message("forgiveness.begin_rebuilding" if journey.role == "rebuilding" else "forgiveness.begin")
    journey = practices.with_progress(journey, turn.instant, FORGIVENESS, _WANTED)
    return journey, Reply((say,), Ask("forgiveness.wanted", elicit=ELICIT))


def wanted(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Offer an exercise after a yes; anything else ends the practice."""
    intent, _ = intent_and_words(turn)
    if intent != YES and not (intent == RESUME and turn.question == "forgiveness.resume"):
        return practices.without_practice(journey), Reply((message("forgiveness.not_now"),))
    return _offer(turn, journey, turn.today.toordinal() % EXERCISES, 0)


def offered(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Give the exercise after a yes, offer another one after a no; anything else ends the practice."""
    number, told = int(turn.state["number"]), int(turn.state["told"])
    intent, _ = intent_and_words(turn)
    if intent not in (YES, NO, SKIP, RESUME):
        return practices.without_practice(journey), Reply((message("forgiveness.close"),))
    if intent != YES:
        return _offer(turn, journey, number + 1, told + 1)
    journey = practices.with_progress(journey, turn.instant, FORGIVENESS, _DONE)
    state = {"number": number, "told": told}
    return journey, Reply(
        (message(f"forgiveness.exercises.{_key(number)}"),), Ask("forgiveness.after", state=state, elicit=ELICIT)
    )


def after(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Offer another exercise, or end the practice."""
    if intent_and_words(turn)[0] not in (YES, SKIP, MORE, RESUME):
        return practices.without_practice(journey), Reply((message("forgiveness.close"),))
    return _offer(turn, journey, int(turn.state["number"]) + 1, int(turn.state["told"]) + 1)


def _offer(turn: Turn, journey: Journey, number: int, told: int) -> tuple[Journey, Reply]:
    if told >= EXERCISES:
        return practices.without_practice(journey), Reply((message("forgiveness.no_more"),))
    journey = practices.with_progress(journey, turn.instant, FORGIVENESS, _OFFERS)
    name = message(f"forgiveness.names.{_key(number)}")
    return journey, Reply((), Ask("forgiveness.offer", {"name": name}, {"number": number, "told": told}, ELICIT))


def _key(number: int) -> int:
    return number % EXERCISES + 1


_FORGIVENESS_INTENTS = frozenset((YES, NO, SKIP, FORGIVENESS_INTENT, FREE))

FEATURE = Feature(
    intents={FORGIVENESS_INTENT: begin},
    answers={
        "forgiveness.resume": Answer(wanted, _FORGIVENESS_INTENTS, go_on_is_yes=True),
        "forgiveness.wanted": Answer(wanted, _FORGIVENESS_INTENTS),
        "forgiveness.offer": Answer(offered, _FORGIVENESS_INTENTS),
        "forgiveness.after": Answer(after, _FORGIVENESS_INTENTS | {MORE}),
    },
)
