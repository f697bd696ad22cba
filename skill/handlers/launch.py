"""Launch: a welcome the first time, and afterwards an offer of the one thing that matters now."""

from dataclasses import replace

from skill.handlers import (
    aftermath,
    apology,
    builtin,
    checkin,
    forgiveness,
    grounding,
    hard_date,
    listening,
    progress,
    role,
    step,
    worry_time,
)
from skill.handlers.days import is_evening
from skill.handlers.feature import FREE, NO, RESUME, SKIP, START_OVER, YES, Answer, Feature, Handler
from skill.journey import practices, weeks
from skill.journey.journey import Journey
from skill.reply import Ask, Message, Reply, message
from skill.screens import fill
from skill.turn import LAUNCH_REQUEST, Turn

RESUMED_PRACTICES: dict[str, Handler] = {
    apology.APOLOGY: apology.resume,
    listening.LISTENING: listening.resume,
    forgiveness.FORGIVENESS: forgiveness.begin,  # it asks once more whether it is safe
    aftermath.AFTERMATH: aftermath.begin,  # it asks once more whether both are calm
    grounding.GROUNDING: grounding.resume,
}
"""By the name of a practice, the handler that resumes it."""


def launch(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Welcome a new user and ask for the role; offer a returning user what fits the hour."""
    if journey.welcomed:
        return _offer(turn, journey, message("launch.back"))
    journey = replace(journey, welcomed=True)
    if journey.role:
        return _offer(turn, journey, message("launch.welcome"))
    journey, ask = role.ask(turn, journey)
    return journey, Reply((message("launch.welcome"),), ask)


def _offer(turn: Turn, journey: Journey, greeting: Message) -> tuple[Journey, Reply]:
    """Offer the one thing that matters now: what was parked or left, a date, the role, a week's report, today's."""
    parked = worry_time.told_back(turn, journey)
    if parked:
        return journey, Reply((greeting,), parked)
    open_practice, week = practices.resumable(journey, turn.instant), weeks.unreported_week(journey, turn.today)
    if open_practice:
        return journey, Reply((greeting,), Ask("launch.practice"))  # others may hear it, so it names none
    coming = hard_date.brought_up(turn, journey)
    if coming:
        journey, reply = coming
        return journey, replace(reply, messages=(greeting, *reply.messages))
    if role.is_due(journey, turn.today):
        journey, question = role.ask(turn, journey)
        return journey, Reply((greeting,), question)
    if week:
        ask = Ask("launch.week_ended", state={"last": week.isoformat()})
        return replace(journey, week_offered=week), Reply((greeting,), ask)
    if is_evening(turn) and not journey.day(turn.today).checked_in:
        offer = "launch.check_in"
    elif not step.done_today(turn, journey):
        offer = "launch.step"
    else:
        offer = "launch.week"
    return journey, Reply((greeting,), Ask(offer), screen=fill.HELP_SCREEN)


def practice(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Resume the open practice, or close it after a no."""
    open_practice = practices.resumable(journey, turn.instant)
    if turn.intent == NO or open_practice is None:
        return practices.without_practice(journey), Reply((message("launch.later"),))
    return RESUMED_PRACTICES[open_practice.name](turn, journey)


def resume(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Repeat the open question, or resume the open practice; without either, launch."""
    if turn.last_reply is not None:
        return builtin.repeat(turn, journey)
    open_practice = practices.resumable(journey, turn.instant)
    return RESUMED_PRACTICES[open_practice.name](turn, journey) if open_practice else launch(turn, journey)


def no_role(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Give today's step to a user who declines to name a role; ask once more after an unclear answer.

    A role that is told by its own intent is taken.
    """
    if role.chosen(turn):
        return step.todays_step(turn, journey)
    declined = turn.intent in (NO, SKIP)
    again = None if declined else role.not_understood(turn)
    if again:
        return journey, again
    journey, reply = step.todays_step(turn, replace(journey, role_question=None) if declined else journey)
    return journey, replace(reply, messages=(message("launch.no_role"), *reply.messages))


def offered(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Do what was offered after a yes."""
    if turn.intent == NO:
        return journey, Reply((message("launch.later"),))
    if turn.question == "launch.check_in":
        return checkin.check_in(turn, journey)
    if turn.question in ("launch.week", "launch.week_ended"):
        return progress.weekly(turn, journey)
    return step.todays_step(turn, journey)


_OFFER_ANSWER = Answer(offered, go_on_is_yes=True)

FEATURE = Feature(
    intents={LAUNCH_REQUEST: launch, START_OVER: launch, RESUME: resume},
    answers={
        "launch.role": Answer(no_role, frozenset((YES, NO, SKIP, "AMAZON.FallbackIntent", FREE, role.ROLE_INTENT))),
        "launch.check_in": _OFFER_ANSWER,
        "launch.step": _OFFER_ANSWER,
        "launch.week": _OFFER_ANSWER,
        "launch.week_ended": _OFFER_ANSWER,
        "launch.practice": Answer(practice, frozenset((YES, NO, START_OVER)), go_on_is_yes=True),
    },
)
