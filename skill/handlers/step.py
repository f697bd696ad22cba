"""Today's step: hearing it, doing it, skipping it."""

from dataclasses import replace
from typing import cast

from skill.handlers.feature import Feature
from skill.journey import log, stages
from skill.journey.codec import ROLES
from skill.journey.journey import Journey, Role
from skill.turn import Line, Reply, Turn, line


def todays_step(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Tell today's step in the speaker's voice. Somebody who says who they are is remembered so."""
    say: list[Line] = []
    role = turn.slots["role"].id if "role" in turn.slots else None
    if role in ROLES and role != journey.role:
        journey = replace(journey, role=cast("Role", role))
        say.append(line(f"step.role.{role}"))
    if done_today(turn, journey):
        return journey, Reply((*say, line("step.done_today", title=title(journey.position - 1))))
    tip = (line("step.tip"),) if journey.position == 0 else ()
    return journey, Reply((*_preface(journey), *say, tell(journey), *tip), card=_card(journey))


def complete(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Log today's step as done."""
    if done_today(turn, journey):
        return journey, Reply((line("step.already", title=title(journey.position - 1)),))
    done = title(journey.position)
    journey = log.complete_step(journey, turn.instant, turn.today)
    return journey, Reply((line("step.done", title=done, nth=journey.totals.steps),))


def skip(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Go on to the next step without counting this one."""
    if done_today(turn, journey):
        return journey, Reply((line("step.nothing_to_skip", title=title(journey.position - 1)),))
    journey = log.skip_step(journey, turn.instant)
    return journey, Reply((line("step.skipped"), *_preface(journey), tell(journey)), card=_card(journey))


def done_today(turn: Turn, journey: Journey) -> bool:
    """Tell whether today's step is done; after a flight back over the date line, so is the day's that comes again."""
    return journey.step_done is not None and journey.step_done >= turn.today


def title(position: int) -> Line:
    """Return a step's title."""
    return line(f"steps.{_number(position)}.title")


def question(turn: Turn, journey: Journey) -> Line:
    """Return the question for tonight that belongs to today's step."""
    position = journey.position - 1 if done_today(turn, journey) else journey.position
    voice = "healing" if journey.role == "healing" else "rebuilding"
    return line(f"steps.{_number(position)}.{voice}.ask")


def tell(journey: Journey) -> Line:
    """Return the current step in the speaker's voice; in both voices where both want it or nobody said."""
    number = _number(journey.position)

    def text(name: str) -> Line:
        return line(f"steps.{number}.{name}")

    if journey.role in ("rebuilding", "healing"):
        parts = {part: text(f"{journey.role}.{part}") for part in ("why", "do", "say")}
        return line("step.tell", title=text("title"), **parts)
    return line(
        "step.tell_both",
        title=text("title"),
        why=text("rebuilding.why"),
        rebuilding=text("rebuilding.do"),
        healing=text("healing.do"),
    )


def _card(journey: Journey) -> str:
    return "step.card" if journey.role in ("rebuilding", "healing") else "step.card_both"


def _preface(journey: Journey) -> list[Line]:
    return [line("step.again")] if stages.revisiting(journey.position) else []


def _number(position: int) -> str:
    stage, step = stages.place(position)
    return f"{stage}.{step}"


FEATURE = Feature(
    intents={
        "TodaysStepIntent": todays_step,
        "CompleteStepIntent": complete,
        "SkipStepIntent": skip,
    }
)
