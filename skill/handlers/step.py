"""Today's step: giving it, its reason and an example; logging it as done; skipping it."""

from dataclasses import replace

from skill.handlers import role
from skill.handlers.feature import MORE, NO, SKIP, YES, Answer, Feature
from skill.journey import entries, stages
from skill.journey.journey import Journey
from skill.reply import Ask, Message, Reply, Screen, ScreenValue, message
from skill.screens import fill
from skill.turn import Turn

SINGLE_ROLES = ("rebuilding", "healing")
"""Roles with a text of their own for each step; a user in both roles, or in none, gets both."""


def todays_step(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Give today's step for the user's role, shorter the second time. A role in the slot is stored and confirmed."""
    say: list[Message] = []
    said_role = role.chosen(turn)
    if said_role:
        journey = role.with_role(journey, said_role)
        say.extend(role.acknowledged(said_role))
    elif turn.heard("role"):
        again = role.not_understood(turn)
        if again:
            return journey, again
        say.append(message("launch.no_role"))
    if done_today(turn, journey):
        return journey, Reply((*say, message("step.done_today", title=title(journey, journey.position - 1))))
    if journey.step_spoken == turn.today:
        return journey, Reply((*say, _again(journey)), Ask("step.more"), screen=_screen(turn, journey))
    tip = (message("step.tip"),) if journey.position == 0 else ()
    journey, messages = give_step(turn, journey)
    return journey, Reply((*say, *messages, *tip), card=_card(journey), screen=_screen(turn, journey))


def complete(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Log today's step as done."""
    if done_today(turn, journey):
        return journey, Reply((message("step.already", title=title(journey, journey.position - 1)),))
    journey = stages.choose_review_stage(journey, turn.today)
    done = title(journey, journey.position)
    stage, step = stages.stage_and_step_of(journey, journey.position)
    journey = entries.complete_step(journey, turn.instant, turn.today)
    said = message("step.done", title=done, nth=journey.totals.steps)
    return journey, Reply((said,), screen=fill.step(stage, step, done, [{"do": said}], is_open=False))


def skip(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Move on to the next step without counting this one."""
    if done_today(turn, journey):
        return journey, Reply((message("step.nothing_to_skip", title=title(journey, journey.position - 1)),))
    journey, messages = give_step(turn, entries.skip_step(journey, turn.instant))
    return journey, Reply((message("step.skipped"), *messages), card=_card(journey), screen=_screen(turn, journey))


def detail(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say why the step helps, give an example, or do both where the slot names neither."""
    if turn.intent == NO:
        return journey, Reply((message("step.enough"),))
    journey = stages.choose_review_stage(journey, turn.today)
    wanted = turn.chosen("detail")
    names = [name for name in ("why", "example") if wanted in (None, name)]
    return journey, Reply(tuple(_detail(turn, journey, name) for name in names))


def done_today(turn: Turn, journey: Journey) -> bool:
    """Tell whether today's step is done, also where a flight east over the date line repeats the day."""
    return journey.step_done is not None and journey.step_done >= turn.today


def title(journey: Journey, position: int) -> Message:
    """Return the title of the step at a position."""
    return message(f"steps.{_number(journey, position)}.title")


def question(turn: Turn, journey: Journey) -> Message:
    """Return the question for tonight of today's step."""
    return message(f"steps.{_number(journey, _position_today(turn, journey))}.{_single_role(journey)}.ask")


def give_step(turn: Turn, journey: Journey) -> tuple[Journey, tuple[Message, ...]]:
    """Return the journey in which the current step was spoken, and its messages for the user's role."""
    journey = replace(stages.choose_review_stage(journey, turn.today), step_spoken=turn.today)
    number = _number(journey, journey.position)
    reason: tuple[Message, ...] = ()
    if journey.review_stage and stages.is_maintenance(journey.position):
        reason = (message(f"step.keeping.{journey.review_stage.why}"),)

    def text(name: str) -> Message:
        return message(f"steps.{number}.{name}")

    if journey.role in SINGLE_ROLES:
        parts = {part: text(f"{journey.role}.{part}") for part in ("why", "do", "say")}
        return journey, (*reason, message("step.tell", title=text("title"), **parts))
    both = message(
        "step.tell_both",
        title=text("title"),
        why=text("rebuilding.why"),
        rebuilding=text("rebuilding.do"),
        healing=text("healing.do"),
    )
    return journey, (*reason, both)


def _screen(turn: Turn, journey: Journey) -> Screen:
    """Return the screen of the step: what to do and to say in a single role, else what to do in each role."""
    stage, step = stages.stage_and_step_of(journey, journey.position)
    if journey.role in SINGLE_ROLES:
        of = f"steps.{stage}.{step}.{journey.role}"
        parts: list[dict[str, ScreenValue]] = [{"do": message(f"{of}.do"), "say": message(f"{of}.say")}]
    else:
        parts = [
            {"heading": message(f"screens.voices.{role_name}"), "do": message(f"steps.{stage}.{step}.{role_name}.do")}
            for role_name in SINGLE_ROLES
        ]
    is_open = not done_today(turn, journey)
    return fill.step(stage, step, title(journey, journey.position), parts, is_open=is_open)


def _again(journey: Journey) -> Message:
    number = _number(journey, journey.position)
    if journey.role in SINGLE_ROLES:
        return message(
            "step.again", title=message(f"steps.{number}.title"), do=message(f"steps.{number}.{journey.role}.do")
        )
    acts = {role_name: message(f"steps.{number}.{role_name}.do") for role_name in SINGLE_ROLES}
    return message("step.again_both", title=message(f"steps.{number}.title"), **acts)


def _detail(turn: Turn, journey: Journey, wanted: str) -> Message:
    number = _number(journey, _position_today(turn, journey))
    if wanted == "why":
        why = message(f"steps.{number}.{_single_role(journey)}.why")
        return message("step.why", title=message(f"steps.{number}.title"), why=why)
    if journey.role in SINGLE_ROLES:
        return message("step.example", say=message(f"steps.{number}.{journey.role}.say"))
    said = {role_name: message(f"steps.{number}.{role_name}.say") for role_name in SINGLE_ROLES}
    return message("step.example_both", **said)


def _single_role(journey: Journey) -> str:
    """Return the role whose text is used where there is one text only: rebuilding, unless the user is healing."""
    return "healing" if journey.role == "healing" else "rebuilding"


def _card(journey: Journey) -> str:
    return "step.card" if journey.role in SINGLE_ROLES else "step.card_both"


def _position_today(turn: Turn, journey: Journey) -> int:
    return journey.position - 1 if done_today(turn, journey) else journey.position


def _number(journey: Journey, position: int) -> str:
    stage, step = stages.stage_and_step_of(journey, position)
    return f"{stage}.{step}"


FEATURE = Feature(
    intents={
        "TodaysStepIntent": todays_step,
        "CompleteStepIntent": complete,
        SKIP: skip,
    },
    answers={"step.more": Answer(detail, frozenset((YES, NO, MORE)))},
)
