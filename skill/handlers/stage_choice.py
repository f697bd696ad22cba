"""Choosing a stage: hearing its first step, going there after one question, and going back."""

from dataclasses import replace

from skill.handlers import step
from skill.handlers.feature import NO, SKIP, YES, Answer, Feature
from skill.journey import entries, stages
from skill.journey.journey import Journey
from skill.reply import Ask, Message, Reply, message
from skill.turn import Turn

CHOOSE = "ChooseStageIntent"


def chosen(turn: Turn) -> int | None:
    """Return the stage (1-8) that was said; None where there was none, or it was not understood."""
    stage = turn.chosen("stage")
    return int(stage) if stage else None


def current(turn: Turn, journey: Journey) -> tuple[int, int]:
    """Return the stage and the step of today's step, also where it is done."""
    position = journey.position - 1 if step.done_today(turn, journey) else journey.position
    return stages.stage_and_step_of(journey, position)


def first_step(stage: int) -> Ask:
    """Return the offer to tell a stage's first step."""
    return Ask("way.first", {"stage": stage}, {"stage": stage})


def choose(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Ask once whether to go to the stage that was said, or back to the place that was left."""
    if turn.chosen("place"):
        return _ask_back(turn, journey)
    stage = chosen(turn)
    if stage is None:
        return journey, _ask_where(turn)
    if stages.stage_and_step_of(journey, journey.position) == (stage, 1) and not step.done_today(turn, journey):
        return journey, Reply((message("way.already_there", stage=stage),), Ask("launch.step"))
    return journey, Reply((), _ask_go(turn, journey, stage))


def offered(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Tell the first step of the stage and ask whether to go there; at once, where that is what was said."""
    stage = turn.state["stage"]
    if turn.intent == NO:
        return journey, Reply((message("way.fine"),))
    if turn.intent == CHOOSE:
        return choose(turn, journey) if turn.slots else (journey, Reply((), _ask_go(turn, journey, stage)))
    return journey, Reply((_first_step(journey, stage),), _ask_go(turn, journey, stage))


def go(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Go to the stage after a yes, and tell the step that is today's from now on."""
    if turn.intent == NO:
        return journey, Reply((message("way.stayed"),))
    if turn.intent == CHOOSE and turn.slots:
        return choose(turn, journey)
    stage = turn.state["stage"]
    journey = entries.go_to_stage(journey, turn.instant, stage)
    return _with_step(turn, journey, message("way.went", stage=stage))


def back(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Go back to the place that was left after a yes, and tell today's step there."""
    if turn.intent == NO or journey.place_left is None:
        return journey, Reply((message("way.stayed"),))
    journey = entries.go_back(journey, turn.instant)
    stage, number = current(turn, journey)
    return _with_step(turn, journey, message("way.came_back", stage=stage, step=number))


def stay(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Stay after a no to the question where to go; ask it again after a bare yes."""
    return journey, _ask_where(turn) if turn.intent == YES else Reply((message("way.stayed"),))


def _ask_go(turn: Turn, journey: Journey, stage: int) -> Ask:
    left = journey
    if stages.is_untouched(journey) and journey.place_left:
        left = stages.moved(journey, journey.place_left, None)
    now, number = current(turn, left)
    return Ask("way.go", {"now": now, "step": number, "stage": stage}, {"stage": stage})


def _ask_back(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    if journey.place_left is None:
        stage, number = current(turn, journey)
        return journey, Reply((message("way.no_place_left", stage=stage, step=number),))
    stage, number = current(turn, stages.moved(journey, journey.place_left, None))
    return journey, Reply((), Ask("way.back", {"stage": stage, "step": number}))


def _ask_where(turn: Turn) -> Reply:
    """Return the question where to go; the second time that it was not understood, stay."""
    ask = Ask("way.where", elicit=(CHOOSE, "stage"))
    if not turn.heard("stage"):
        return Reply((), ask)
    if turn.question == "way.where" and turn.state.get("again"):
        return Reply((message("way.stayed"),))
    return Reply((message("way.unclear"),), replace(ask, state={"again": True}))


def _first_step(journey: Journey, stage: int) -> Message:
    title = message(f"steps.{stage}.1.title")
    if journey.role in step.SINGLE_ROLES:
        return message("way.first_step", title=title, do=message(f"steps.{stage}.1.{journey.role}.do"))
    acts = {voice: message(f"steps.{stage}.1.{voice}.do") for voice in step.SINGLE_ROLES}
    return message("way.first_step_both", title=title, **acts)


def _with_step(turn: Turn, journey: Journey, before: Message) -> tuple[Journey, Reply]:
    """Return the reply that tells today's step after a message."""
    journey, reply = step.todays_step(replace(turn, slots={}), journey)
    return journey, replace(reply, messages=(before, *reply.messages))


FEATURE = Feature(
    intents={CHOOSE: choose},
    answers={
        "way.first": Answer(offered, frozenset((YES, NO, CHOOSE)), go_on_is_yes=True),
        "way.go": Answer(go, frozenset((YES, NO, CHOOSE)), go_on_is_yes=True),
        "way.back": Answer(back, go_on_is_yes=True),
        "way.where": Answer(stay, frozenset((YES, NO, SKIP))),
    },
)
