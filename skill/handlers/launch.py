"""The launch: a welcome the first time, and afterwards the one thing that matters now."""

from dataclasses import replace

from skill.handlers import checkin, progress, step
from skill.handlers.days import is_evening
from skill.handlers.feature import NO, YES, Answer, Feature
from skill.journey.journey import Journey
from skill.turn import LAUNCH, Ask, Reply, Turn, line


def launch(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Welcome somebody new and ask who they are; offer somebody known what fits the hour."""
    if not journey.welcomed:
        ask = Ask("launch.role", elicit=("TodaysStepIntent", "role"))
        return replace(journey, welcomed=True), Reply((line("launch.welcome"),), ask)
    if is_evening(turn) and not journey.day(turn.today).checked_in:
        offer = "launch.check_in"
    elif not step.done_today(turn, journey):
        offer = "launch.step"
    else:
        offer = "launch.week"
    return journey, Reply((line("launch.back"),), Ask(offer))


def no_role(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Go on to the first step for somebody who would rather not say who they are."""
    journey, reply = step.todays_step(turn, journey)
    return journey, replace(reply, say=(line("launch.no_role"), *reply.say))


def offered(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Do what was offered, or let it be."""
    if turn.intent == NO:
        return journey, Reply((line("launch.later"),))
    if turn.asking == "launch.check_in":
        return checkin.check_in(turn, journey)
    if turn.asking == "launch.week":
        return progress.weekly(turn, journey)
    return step.todays_step(turn, journey)


_OFFERED = Answer(offered)

FEATURE = Feature(
    intents={LAUNCH: launch, "AMAZON.StartOverIntent": launch},
    answers={
        "launch.role": Answer(no_role, frozenset((YES, NO, "SkipStepIntent"))),
        "launch.check_in": _OFFERED,
        "launch.step": _OFFERED,
        "launch.week": _OFFERED,
    },
)
