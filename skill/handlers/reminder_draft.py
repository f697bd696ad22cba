"""What was heard of a reminder so far. It goes from question to question as their state, so that nothing is lost."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from skill.content.words import words
from skill.handlers.reminder_times import REPEATS, USUAL_TIMES, day_of, day_within, moved_to, part_in, same_half
from skill.slot_values import PartOfDay, parse_time
from skill.turn import Turn

ABOUT = ("check_in", "step", "patience", "promise")
ONCE = "once"
_PARTS: Mapping[str, PartOfDay] = {"MO": "MO", "AF": "AF", "EV": "EV", "NI": "NI"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A reminder as far as it was heard."""

    about: str = ABOUT[0]
    repeat: str | None = None
    day: str | None = None
    """The AMAZON.DATE that was heard; one day as ISO 8601."""
    clock: time | None = None
    is_settled: bool = False
    part: PartOfDay | None = None
    zone: str | None = None
    """The time zone when it was last spoken of."""
    has_moved: bool = False
    """The zone is not the one of the last time, and that was not said yet."""

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> "Draft":
        """Return the draft in a question's state; what is missing in it or odd is not known."""
        about, repeat, day, part, zone = (_text(state.get(name)) for name in ("about", "repeat", "day", "part", "zone"))
        first = moment(state.get("first"))
        return cls(
            about=about if about in ABOUT else ABOUT[0],
            repeat=repeat if repeat in REPEATS or repeat == ONCE else None,
            day=day,
            clock=first.time() if first else _clock(state.get("time")),
            is_settled=first is not None or state.get("settled") is True,
            part=_PARTS.get(part or ""),
            zone=zone,
            has_moved=state.get("moved") is True,
        )

    @property
    def state(self) -> dict[str, Any]:
        """The draft as JSON values."""
        kept = {
            "about": self.about,
            "repeat": self.repeat,
            "day": self.day,
            "time": self.clock and self.clock.isoformat(),
            "settled": self.is_settled or None,
            "part": self.part,
            "zone": self.zone,
            "moved": self.has_moved or None,
        }
        return {name: value for name, value in kept.items() if value is not None}


def heard(turn: Turn, before: Draft) -> Draft:
    """Return the draft with what was said in this turn."""
    repeat = _chosen(turn, "repeat", (*REPEATS, ONCE))
    draft = replace(
        before,
        about=_chosen(turn, "about", ABOUT) or before.about,
        repeat=repeat or before.repeat,
        part=_part_said(turn, repeat) or before.part,
        zone=turn.zone,
        has_moved=before.has_moved or turn.zone_before not in (None, turn.zone),
    )
    return _with_time(turn, _with_day(turn, draft))


def _with_day(turn: Turn, draft: Draft) -> Draft:
    """Return the draft with the day that was heard, and the part of the day in it."""
    heard = turn.heard("day")
    if heard is None:
        return draft
    # A reminder on one day comes once, unless it was just said that it comes again.
    repeat = draft.repeat if turn.heard("repeat") else ONCE
    today, said = turn.local.date(), heard
    day = day_of(heard, today)
    if not isinstance(day, str):
        asked = draft.day if turn.asking in ("reminders.day", "reminders.weekend") else None
        said = (day_within(asked, day, today) if asked else day).isoformat()
    return replace(draft, day=said, repeat=repeat, part=part_in(heard) or draft.part)


def _with_time(turn: Turn, draft: Draft) -> Draft:
    """Return the draft with the time that was heard; a part of the day moves a time that is known."""
    heard = parse_time(turn.heard("time") or "")
    if heard is None:
        return draft
    if isinstance(heard, str):
        at = moved_to(draft.clock, heard) if draft.clock else USUAL_TIMES[heard]
        return replace(draft, clock=at, part=heard, is_settled=True)
    if turn.asking == "reminders.half" and heard == draft.clock:
        return replace(draft, is_settled=True)  # "four in the morning" comes as four
    half = same_half(heard, draft.clock) if draft.clock and draft.is_settled else None
    return replace(draft, clock=half or heard, is_settled=half is not None)


def _part_said(turn: Turn, repeat: str | None) -> PartOfDay | None:
    """Return the part of the day that was said with the repeat: "every monday evening" has the id of the day alone."""
    said = (turn.heard("repeat") or "").casefold().split()
    parts = words(turn.locale).vocabulary("reminders")["parts"]
    for name, part in _PARTS.items():
        if any(word in parts[name] for word in said):
            return part
    return {"daily_morning": _PARTS["MO"], "daily_evening": _PARTS["EV"]}.get(repeat or "")


def _chosen(turn: Turn, slot: str, known: Collection[str]) -> str | None:
    found = turn.chosen(slot)
    return found if found in known else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def moment(value: Any) -> datetime | None:
    """Return a moment on the speaker's clock from a question's state; None where it is none."""
    try:
        return datetime.fromisoformat(value).replace(tzinfo=None)
    except (TypeError, ValueError):
        return None


def _clock(value: Any) -> time | None:
    try:
        return time.fromisoformat(value).replace(tzinfo=None)
    except (TypeError, ValueError):
        return None
