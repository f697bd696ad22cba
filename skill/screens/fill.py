"""Screen data: the values of each screen. A screen shows only what is spoken too, and never a user's own words."""

from collections.abc import Mapping, Sequence
from datetime import date

from skill.journey.apology import PART_MISSING, PARTS, PRESENT, SKIPPED
from skill.journey.journey import Day
from skill.journey.stages import STAGES
from skill.reply import Message, Screen, ScreenValue, message

NEUTRAL_SCREEN = Screen("neutral", lines=(), keeps_document=False)
"""A screen without anything personal."""

TOUCH_INTENTS = {
    "step": "TodaysStepIntent",
    "check_in": "DailyCheckInIntent",
    "kept": "LogKeptCommitmentIntent",
    "week": "WeeklyProgressIntent",
    "apology": "ApologyPracticeIntent",
    "patience": "PatienceReminderIntent",
}
"""The buttons of the help screen, and the intent of each."""

MARKS = {PRESENT: "there", PART_MISSING: "missing", SKIPPED: "skipped"}

_SPEECH_CHARS_PER_S = 15
"""Characters that Alexa speaks in a second, roughly; gives the time at which the breathing begins."""


def step(
    stage: int, number: int, title: Message, parts: Sequence[Mapping[str, ScreenValue]], *, is_open: bool
) -> Screen:
    """Return the screen of a step: what to do, what to say, and a button to log it as done."""
    values: dict[str, ScreenValue] = {
        "place": message("screens.step.place", stage=message(f"steps.{stage}.name"), n=number),
        "parts": parts,
    }
    lines = tuple(one for part in parts for one in part.values() if isinstance(one, Message))
    if is_open:
        values["touch"] = {"label": message("screens.step.done"), "intent": "CompleteStepIntent"}
    return Screen("step", title, values, lines)


def week(
    days: Mapping[date, Day],
    today: date,
    ring: ScreenValue | None,
    numbers: Sequence[ScreenValue],
    lines: tuple[Message, ...],
) -> Screen:
    """Return the screen of seven days: the streak ring where there is one, and the numbers beside the week before."""
    columns: list[ScreenValue] = [
        {
            "name": message(f"screens.days.{day.isoweekday()}"),
            "initial": message(f"screens.initials.{day.isoweekday()}"),
            "today": day == today,
            "came": entry.checked_in,
            "kept": entry.kept,
            "missed": entry.missed,
        }
        for day, entry in days.items()
    ]
    values: dict[str, ScreenValue] = {
        "days": columns,
        "legend": message("screens.week.legend"),
        "numbers": numbers,
    }
    if ring is not None:
        values["ring"] = ring
    return Screen("week", message("screens.week.title"), values, lines)


def ring(days: int, goal: int) -> ScreenValue:
    """Return the progress ring of a streak (days); it is full at the goal (days)."""
    return {"share": min(1.0, days / goal), "number": days, "unit": message("screens.streak.unit", n=days)}


def streak(ring: ScreenValue, lines: tuple[Message, ...] | None = None) -> Screen:
    """Return the screen of a streak, with lines below it."""
    return Screen("streak", None, {"ring": ring}, lines)


def apology(marks: str, now: str | None) -> Screen:
    """Return the screen of the six parts of an apology: the status of each, and which one is asked for (`now`)."""
    went = [(part, MARKS.get(mark, "open")) for part, mark in zip(PARTS, marks, strict=True)]
    names = {part: message(f"apology.names.{part}") for part in PARTS}
    said = {part: message(f"screens.marks.{state}") for part, state in went}
    parts: list[ScreenValue] = [
        {"name": names[part], "state": state, "mark": said[part], "now": part == now} for part, state in went
    ]
    lines = tuple(message("screens.apology.line", name=names[part], mark=said[part]) for part in PARTS)
    values: dict[str, ScreenValue] = {"parts": parts, "current": message(f"apology.names.{now}") if now else ""}
    return Screen("apology", message("screens.apology.title"), values, lines)


def breathing(lead_text: str, *, in_s: int, out_s: int, breaths: int) -> Screen:
    """Return the screen with a circle that breathes with the speech, once `lead_text` is spoken."""
    seconds = {"in": in_s, "out": out_s, "lead": len(lead_text) / _SPEECH_CHARS_PER_S}
    values = {name: round(1000 * value) for name, value in seconds.items()}
    return Screen("breathing", message("screens.breathing.title"), {**values, "times": breaths}, lines=())


def stages(current: int) -> Screen:
    """Show the eight stages, each to be touched to hear of it, and mark one (1-8)."""
    names = [message(f"steps.{stage}.name") for stage in range(1, STAGES + 1)]
    items: list[ScreenValue] = [
        {"number": number, "name": name, "current": number == current} for number, name in enumerate(names, 1)
    ]
    half = STAGES // 2
    columns: list[ScreenValue] = [{"items": items[:half]}, {"items": items[half:]}]
    return Screen("stages", message("screens.stages.title"), {"columns": columns, "items": items}, tuple(names))


def _help() -> Screen:
    items: list[ScreenValue] = [
        {"label": message(f"screens.help.{name}"), "intent": intent} for name, intent in TOUCH_INTENTS.items()
    ]
    lines = tuple(message(f"screens.help.{name}") for name in TOUCH_INTENTS)
    return Screen("help", message("screens.help.title"), {"items": items}, lines)


HELP_SCREEN = _help()
"""What can be said, each to be touched as well."""
