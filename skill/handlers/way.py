"""The way: the eight stages, each stage, where a user is, how long it takes, and the role that a user tells."""

from collections.abc import Callable, Mapping

from skill.handlers import patience, role, stage_choice, step
from skill.handlers.feature import NO, SKIP, YES, Answer, Feature
from skill.journey import stages
from skill.journey.journey import Journey
from skill.reply import Ask, Message, Reply, Screen, message
from skill.screens import fill
from skill.turn import Turn

_TODAYS_STEP = Ask("launch.step")
_ANOTHER = Ask("way.another")


def all_stages(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Tell all eight stages at once, and offer to tell of one."""
    return journey, Reply((message("way.stages"),), _which(), screen=_screen(journey))


def one_stage(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Tell a stage in two sentences, and offer its first step; ask which one where that was not understood."""
    stage = stage_choice.chosen(turn)
    if stage is None:
        return journey, _unclear(turn)
    about = message(f"way.about.{stage}_{_voice(journey)}")
    is_current = stage == stage_choice.current(turn, journey)[0]
    if not is_current:
        ask = stage_choice.first_step(stage)
    elif step.done_today(turn, journey):
        ask = _ANOTHER
    else:
        ask = _TODAYS_STEP
    return journey, Reply((about,), ask, screen=fill.stages(stage))


def which_stage(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Ask which stage to tell of after a yes; leave it after a no."""
    return journey, Reply((), _which()) if turn.intent == YES else Reply((message("way.fine"),))


def where_am_i(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Tell the aspect of the way that was asked for: the place, what is left, the next step, steps done, or strength.

    Without one it is the place with the next step. Today's step is offered where it is open and was asked about.
    """
    aspect = turn.chosen("aspect")
    journey, messages = _ASPECTS.get(aspect or "", _whole)(turn, journey)
    offers = aspect not in ("done", "strength") and not step.done_today(turn, journey)
    return journey, Reply(messages, _TODAYS_STEP if offers else None)


def how_long(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Tell how long it took others, in the user's voice, and offer a minute of breathing."""
    return journey, Reply((message(f"way.how_long.{_voice(journey)}"),), Ask("way.breathe"))


def breathe(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Breathe for a minute after a yes."""
    return patience.patience(turn, journey) if turn.intent == YES else (journey, Reply((message("way.fine"),)))


def tell_role(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Acknowledge the role that was told. Another role than before hears today's step; an unclear one is asked for."""
    told = role.chosen(turn)
    if told is None:
        unclear = (message("launch.role_unclear"),) if turn.heard("role") else ()
        return journey, Reply(unclear, role.question())
    if told == journey.role:
        return journey, Reply(role.acknowledged(told))
    return step.todays_step(turn, journey)


def _voice(journey: Journey) -> str:
    """Return the role whose text is told; both where it is not known."""
    return journey.role or "both"


def _which(*, again: bool = False) -> Ask:
    return Ask("way.which", state={"again": True} if again else {}, elicit=("StageIntent", "stage"))


def _unclear(turn: Turn) -> Reply:
    """Return the question for the stage; the second time that it was not understood, leave it."""
    if not turn.heard("stage"):
        return Reply((), _which())
    if turn.question == "way.which" and turn.state.get("again"):
        return Reply((message("way.fine"),))
    return Reply((message("way.unclear"),), _which(again=True))


def _screen(journey: Journey) -> Screen:
    return fill.stages(stages.stage_and_step_of(journey, journey.position)[0])


def _whole(turn: Turn, journey: Journey) -> tuple[Journey, tuple[Message, ...]]:
    journey, place = _place(turn, journey)
    return journey, (*place, *_next(turn, journey)[1])


def _place(turn: Turn, journey: Journey) -> tuple[Journey, tuple[Message, ...]]:
    """Return the stage and the step; in maintenance the stage from which the current step comes."""
    if not step.done_today(turn, journey):
        journey = stages.choose_review_stage(journey, turn.today)
    stage, number = stage_choice.current(turn, journey)
    name = message(f"steps.{stage}.name")
    if stages.is_maintenance(journey.position):
        return journey, (message("way.place_keeping", stage=stage, name=name),)
    return journey, (message("way.place", stage=stage, name=name, step=number),)


def _next(turn: Turn, journey: Journey) -> tuple[Journey, tuple[Message, ...]]:
    return journey, (message("way.next_done" if step.done_today(turn, journey) else "way.next_open"),)


def _left(turn: Turn, journey: Journey) -> tuple[Journey, tuple[Message, ...]]:
    ahead = stages.STEPS - journey.position
    if ahead <= 0:
        return journey, (message("way.left_keeping"),)
    weeks = message("way.weeks", n=-(-ahead // stages.STEPS_PER_STAGE))
    return journey, (message("way.left", n=ahead, weeks=weeks),)


def _done(turn: Turn, journey: Journey) -> tuple[Journey, tuple[Message, ...]]:
    steps = journey.totals.steps
    return journey, (message("way.done", n=steps) if steps else message("way.done_none"),)


def _strength(turn: Turn, journey: Journey) -> tuple[Journey, tuple[Message, ...]]:
    """Return what strength means, and its number where promises were logged; never the number to the one healing."""
    means = message(f"way.strength.{_voice(journey)}")
    if journey.role == "healing":
        return journey, (means,)
    if not journey.totals.kept + journey.totals.missed:
        return journey, (means, message("way.strength_now.none"))
    return journey, (means, message("way.strength_now.some", strength=round(100 * journey.strength(turn.today))))


_ASPECTS: Mapping[str, Callable[[Turn, Journey], tuple[Journey, tuple[Message, ...]]]] = {
    "place": _whole,
    "left": _left,
    "next": _next,
    "done": _done,
    "strength": _strength,
}
"""By the id of the ASPECT slot type."""


FEATURE = Feature(
    intents={
        "StagesIntent": all_stages,
        "StageIntent": one_stage,
        "WhereAmIIntent": where_am_i,
        "HowLongIntent": how_long,
        role.ROLE_INTENT: tell_role,
    },
    answers={
        "way.which": Answer(which_stage, frozenset((YES, NO, SKIP))),
        "way.another": Answer(which_stage, go_on_is_yes=True),
        "way.breathe": Answer(breathe, go_on_is_yes=True),
    },
)
