"""Today's step: hearing it, why it helps, an example, doing it, skipping it."""

from dataclasses import replace

from skill.handlers import role
from skill.handlers.feature import MORE, NO, SKIP, YES, Answer, Feature
from skill.journey import entries, stages
from skill.journey.journey import Journey
from skill.reply import Ask, Message, Reply, Screen, ScreenValue, message
from skill.screens import fill
from skill.turn import Turn

ONE_VOICE = ("rebuilding", "healing")


def todays_step(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Tell today's step in the user's voice, shorter the second time. A role that is said is confirmed and kept."""
    say: list[Message] = []
    said_role = role.chosen(turn)
    if said_role:
        journey = role.with_role(journey, said_role)
        say.append(message(f"step.role.{said_role}"))
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
    journey, told = tell(turn, journey)
    return journey, Reply((*say, *told, *tip), card=_card(journey), screen=_screen(turn, journey))


def complete(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Log today's step as done."""
    if done_today(turn, journey):
        return journey, Reply((message("step.already", title=title(journey, journey.position - 1)),))
    journey = stages.choose_review_stage(journey, turn.today)
    done, place = title(journey, journey.position), stages.stage_and_step_of(journey, journey.position)
    journey = entries.complete_step(journey, turn.instant, turn.today)
    said = message("step.done", title=done, nth=journey.totals.steps)
    return journey, Reply((said,), screen=fill.step(*place, done, [{"do": said}], is_open=False))


def skip(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Go on to the next step without counting this one."""
    if done_today(turn, journey):
        return journey, Reply((message("step.nothing_to_skip", title=title(journey, journey.position - 1)),))
    journey, told = tell(turn, entries.skip_step(journey, turn.instant))
    return journey, Reply((message("step.skipped"), *told), card=_card(journey), screen=_screen(turn, journey))


def detail(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Tell why the step helps, give an example, or both where neither was named."""
    if turn.intent == NO:
        return journey, Reply((message("step.enough"),))
    journey = stages.choose_review_stage(journey, turn.today)
    wanted = turn.chosen("detail")
    return journey, Reply(tuple(_detail(turn, journey, one) for one in ("why", "example") if wanted in (None, one)))


def done_today(turn: Turn, journey: Journey) -> bool:
    """Tell whether today's step is done; after a flight back over the date line, so is the day's that comes again."""
    return journey.step_done is not None and journey.step_done >= turn.today


def title(journey: Journey, position: int) -> Message:
    """Return a step's title."""
    return message(f"steps.{_number(journey, position)}.title")


def question(turn: Turn, journey: Journey) -> Message:
    """Return the question for tonight that belongs to today's step."""
    return message(f"steps.{_number(journey, _shown(turn, journey))}.{_voice(journey)}.ask")


def tell(turn: Turn, journey: Journey) -> tuple[Journey, tuple[Message, ...]]:
    """Tell the current step in the speaker's voice; in both voices where both want it or nobody said."""
    journey = replace(stages.choose_review_stage(journey, turn.today), step_spoken=turn.today)
    number = _number(journey, journey.position)
    keeping = (
        (message(f"step.maintenance.{journey.review_stage.why}"),)
        if journey.review_stage and stages.is_maintenance(journey.position)
        else ()
    )

    def text(name: str) -> Message:
        return message(f"steps.{number}.{name}")

    if journey.role in ONE_VOICE:
        parts = {part: text(f"{journey.role}.{part}") for part in ("why", "do", "say")}
        return journey, (*keeping, message("step.tell", title=text("title"), **parts))
    told = message(
        "step.tell_both",
        title=text("title"),
        why=text("rebuilding.why"),
        rebuilding=text("rebuilding.do"),
        healing=text("healing.do"),
    )
    return journey, (*keeping, told)


def _screen(turn: Turn, journey: Journey) -> Screen:
    """Return the step as it is shown: with what to say where it is told in one voice, else with what each may do."""
    stage, step = stages.stage_and_step_of(journey, journey.position)
    if journey.role in ONE_VOICE:
        of = f"steps.{stage}.{step}.{journey.role}"
        parts: list[dict[str, ScreenValue]] = [{"do": message(f"{of}.do"), "say": message(f"{of}.say")}]
    else:
        parts = [
            {"heading": message(f"screens.voices.{voice}"), "do": message(f"steps.{stage}.{step}.{voice}.do")}
            for voice in ONE_VOICE
        ]
    is_open = not done_today(turn, journey)
    return fill.step(stage, step, title(journey, journey.position), parts, is_open=is_open)


def _again(journey: Journey) -> Message:
    number = _number(journey, journey.position)
    if journey.role in ONE_VOICE:
        return message(
            "step.again", title=message(f"steps.{number}.title"), do=message(f"steps.{number}.{journey.role}.do")
        )
    acts = {voice: message(f"steps.{number}.{voice}.do") for voice in ONE_VOICE}
    return message("step.again_both", title=message(f"steps.{number}.title"), **acts)


def _detail(turn: Turn, journey: Journey, wanted: str) -> Message:
    number = _number(journey, _shown(turn, journey))
    if wanted == "why":
        why = message(f"steps.{number}.{_voice(journey)}.why")
        return message("step.why", title=message(f"steps.{number}.title"), why=why)
    if journey.role in ONE_VOICE:
        return message("step.example", say=message(f"steps.{number}.{journey.role}.say"))
    said = {voice: message(f"steps.{number}.{voice}.say") for voice in ONE_VOICE}
    return message("step.example_both", **said)


def _voice(journey: Journey) -> str:
    """Return the voice of what is told in one alone: who wants both hears the rebuilding one."""
    return "healing" if journey.role == "healing" else "rebuilding"


def _card(journey: Journey) -> str:
    return "step.card" if journey.role in ONE_VOICE else "step.card_both"


def _shown(turn: Turn, journey: Journey) -> int:
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
