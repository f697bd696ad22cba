"""A crawler of the dialogs: it says everything to the handlers, and then everything that answers what they ask.

What is said comes from the interaction model: each intent without slots, and with each sample value of each slot.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path

import skill
from skill.handlers import ANSWERS, INTENTS, routed
from skill.handlers.feature import NO, YES
from skill.journey.commitments import Commitment
from skill.journey.journey import Archive, Day, HardDate, Journey, Practice, Role, Totals, WorryTime
from skill.journey.speaker import Speaker
from skill.journey.streaks import Run
from skill.reply import Message, Reply, SetTimer, Value
from skill.serialization.reply import reply_to_json
from skill.turn import ActionResult, Slot, Turn

MODEL = Path(skill.__file__).parents[1] / "interaction_models" / "en-US.json"

EVENING = datetime(2026, 3, 10, 20, tzinfo=UTC)
"""A Tuesday."""
TODAY = EVENING.date()
DAY = timedelta(days=1)

NUMBERS = ("2", "0", "-1", "2.5", "25", "?", "99999999999999999999")
DATES = (
    *("2026-03-10", "2026-03-08", "2026-03-12", "2027-05-01", "2026-01-05", "PRESENT_REF", "?"),
    *("2026-W11", "2026-W10", "2026-W10-WE", "2026-03", "2026-02", "2025-WI", "2026-Q1", "2026", "202X", "XXXX-03-08"),
)
WORDS = (
    "to call when I'm late",
    "the second one",
    "all my promises",
    "the zebra",
    "call yesterday",
    "\x00 ",
    "stop",
    9 * "very long ",
)
FREE = (
    *("i lied to you about the money", "sorry", "i was ashamed but you made me", "i will call the bank on friday"),
    *("can you forgive me one day", "next", "no", "yes", "example", "stop", "help"),
)
VALUES: Mapping[str, Sequence[str]] = {
    "AMAZON.NUMBER": NUMBERS,
    "AMAZON.DATE": DATES,
    "AMAZON.DURATION": ("PT30M", "PT5M", "P2D", "P1Y", "?"),
    "AMAZON.TIME": ("19:00", "07:00", "EV", "?"),
    "commitment": WORDS,
    "speech": FREE,
}
"""By the slot's type, or the name of a slot for free words, what is heard in it."""

TOGETHER = (
    ("LogKeptCommitmentIntent", {"count": "2", "missed": "1"}),
    ("LogKeptCommitmentIntent", {"count": "?", "missed": "?"}),
    ("LogKeptCommitmentIntent", {"count": "0", "missed": "0"}),
    ("LogKeptCommitmentIntent", {"count": "15", "missed": "15"}),
    ("LogMissedCommitmentIntent", {"count": "1", "kept": "?"}),
    ("LogKeptCommitmentIntent", {"commitment": "to call", "day": "2026-W11"}),
    ("LogMissedCommitmentIntent", {"count": "2", "day": "2026-W11"}),
    ("DailyCheckInIntent", {"rating": "2", "day": "2026-03-10"}),
    ("SetReminderIntent", {"time": "19:00", "day": "2026-03-12"}),
    ("SetReminderIntent", {"time": "19:00", "day": "2026-W11-WE"}),
    *(("WeeklyProgressIntent", {"span": value}) for value in (*DATES, "the beginning")),
)
"""Slots that are heard together."""

OUTCOMES = tuple(
    ActionResult(name, count)
    for name in (
        "done",
        "already",
        "five",
        "no_permission",
        "unsupported",
        "too_many",
        "busy",
        "refused",
        "unreachable",
    )
    for count in (0, 2)
)
DEEP = 4
"""Questions answered one after the other."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A reply, and what was said to get it."""

    path: tuple[str, ...]
    reply: Reply

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all lines that are said, those within others too."""
        return frozenset(chain.from_iterable(_keys(one) for one in self.reply.messages))


def journeys() -> Iterator[tuple[str, Journey]]:
    """Yield journeys that are answered differently."""
    yield "new", Journey()
    yield "welcomed", Journey(welcomed=True, role_question=(1, TODAY - DAY))
    call, cook = Commitment("a", "call when I'm late", TODAY), Commitment("b", "cook", TODAY)
    yield "healing, some weeks in", _lived("healing", (call,))
    yield "both, some weeks in", _lived("both", (call, cook))
    five = tuple(Commitment(letter, f"promise {letter}", TODAY) for letter in "abcde")
    checked = replace(
        _lived("rebuilding", five), position=60, days={TODAY: Day(True, 2, {"a": True})}, step_spoken=TODAY
    )
    yield "checked in, five promises, all steps walked", checked
    yield "hard weeks", _lived("healing", (call,), rating=1, kept=False)
    for name, place in (("apology", 2), ("listening", 3), ("forgiveness", 1), ("aftermath", 6)):
        marks = "++...." if name == "apology" else ""
        yield f"{name} left", Journey(welcomed=True, role="both", practice=Practice(name, place, marks, EVENING))
    worry, dates = WorryTime(EVENING - DAY, "the letters"), (HardDate(3, 12), HardDate(5, 14))
    yield "parked", Journey(welcomed=True, role="healing", worry_time=worry)
    yield "dates near", Journey(welcomed=True, role="rebuilding", hard_dates=dates)
    done = Journey(welcomed=True, role="rebuilding", position=1, step_done=TODAY, days={TODAY: Day(True, 5, steps=1)})
    yield "step done", done


def crawl(name: str, journey: Journey) -> Iterator[Answered]:
    """Yield every reply to a journey, following each question of a reply with all that answers it."""
    seen: set[str] = set()
    turn = Turn("crawl", "", Speaker("household"), "en-US", EVENING)
    for intent, slots in _openings():
        yield from _said(replace(turn, intent=intent, slots=slots), journey, (name,), seen)


def _said(turn: Turn, journey: Journey, path: tuple[str, ...], seen: set[str]) -> Iterator[Answered]:
    said = f"{turn.intent} {' '.join(f'{name}={slot.value}' for name, slot in turn.slots.items())}".strip()
    for after, reply in _handled(turn, journey):
        answered = Answered((*path, said), reply)
        yield answered
        if reply.ask is None or len(path) > DEEP:
            continue
        state = json.loads(json.dumps(reply.ask.state))
        question = json.dumps([reply.ask.question, state], sort_keys=True)
        if question in seen:
            continue
        seen.add(question)
        asked = replace(
            turn, question=reply.ask.question, state=state, last_reply=json.loads(json.dumps(reply_to_json(reply)))
        )
        for intent, slots in _answers(reply):
            yield from _said(replace(asked, intent=intent, slots=slots), after, answered.path, seen)


def _handled(turn: Turn, journey: Journey) -> Iterator[tuple[Journey, Reply]]:
    turn, handler, _ = routed(turn)
    after, reply = handler(turn, journey)
    if reply.action is None:
        yield after, reply
        return
    for outcome in (*OUTCOMES, *([ActionResult("reminder")] if isinstance(reply.action, SetTimer) else [])):
        yield handler(replace(turn, action_result=outcome), journey)


def _openings() -> Iterator[tuple[str, dict[str, Slot]]]:
    model = json.loads(MODEL.read_text("utf-8"))["interactionModel"]["languageModel"]
    ids = {kind["name"]: [one["id"] for one in kind["values"]] for kind in model["types"]}
    slots = {intent["name"]: intent.get("slots", []) for intent in model["intents"]}
    for intent in INTENTS:
        yield intent, {}
        for slot in slots.get(intent, []):
            for value in VALUES.get(slot["type"], VALUES.get(slot["name"], ())):
                yield intent, {slot["name"]: Slot(value)}
            for id_ in ids.get(slot["type"], ()):
                yield intent, {slot["name"]: Slot(id_, id_)}
            if slot["type"] in ids:
                yield intent, {slot["name"]: Slot("something else")}
    for intent, heard in TOGETHER:
        yield intent, {name: Slot(value) for name, value in heard.items()}


def _answers(reply: Reply) -> Iterator[tuple[str, dict[str, Slot]]]:
    assert reply.ask is not None
    known = ANSWERS.get(reply.ask.question)
    around = ("AMAZON.HelpIntent", "AMAZON.FallbackIntent", "AMAZON.RepeatIntent", "AMAZON.CancelIntent")
    for intent in (*(known.intents if known else ()), YES, NO, *around):
        yield intent, {}
    if reply.ask.elicit:
        intent, slot = reply.ask.elicit
        values = {"count": NUMBERS, "missed": NUMBERS, "rating": NUMBERS, "day": DATES, "time": VALUES["AMAZON.TIME"]}
        values["duration"] = VALUES["AMAZON.DURATION"]
        for value in values.get(slot, VALUES.get(slot, ("something else",))):
            yield intent, {slot: Slot(value)}
    if known and "Connections.Response" in known.intents:
        for status in ("ACCEPTED", "DENIED", "NOT_ANSWERED"):
            yield "Connections.Response", {"status": Slot(status, status)}


def _lived(role: Role, promises: tuple[Commitment, ...], rating: int = 4, *, kept: bool = True) -> Journey:
    """Return a journey of five weeks, the last two of which are in the journey record."""
    outcomes = {one.id: kept for one in promises}
    days = {TODAY - n * DAY: Day(True, min(5, rating + n // 7), outcomes, 1) for n in range(1, 14)}
    past = Archive(date(2026, 2, 22), Run(date(2026, 2, 22), 20), 20, 0.4, Totals(20, 20, 3, 9))
    return Journey(welcomed=True, role=role, position=9, commitments=promises, days=days, past=past)


def _keys(value: Value) -> Iterator[str]:
    if isinstance(value, Message):
        yield value.key
        for one in value.values.values():
            yield from _keys(one)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for one in value:
            yield from _keys(one)
