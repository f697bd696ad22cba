"""Reminder draft: what is known of a reminder so far. It is the session state of each question about it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from skill.handlers.reminder_times import REPEATS, USUAL_TIMES, day_of, day_within, moved_to, part_in, same_half
from skill.handlers.session_state import MAX_TEXT_CHARS
from skill.listening.phrase_lists import phrase_list
from skill.slot_values import PartOfDay, parse_time
from skill.turn import Turn

ABOUT = ("check_in", "step", "patience", "promise")
ONCE = "once"
_PARTS: Mapping[str, PartOfDay] = {"MO": "MO", "AF": "AF", "EV": "EV", "NI": "NI"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A reminder as far as it is known."""

    about: str = ABOUT[0]
    repeat: str | None = None
    day: str | None = None
    """The AMAZON.DATE of the slot; a single day as ISO 8601."""
    clock: time | None = None
    is_settled: bool = False
    """Whether it is known if the clock means a.m. or p.m."""
    part: PartOfDay | None = None
    zone: str | None = None
    """The IANA time zone in which it was last read back."""
    has_moved: bool = False
    """Whether the zone has changed since, and the user was not told yet."""
    replaces: str | None = None
    """The id of the reminder that is changed."""

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> "Draft":
        """Return the draft of a question's state, which `session_state` has validated."""
        first = datetime.fromisoformat(state["first"]) if "first" in state else None
        return cls(
            about=state["about"] if state["about"] in ABOUT else ABOUT[0],
            repeat=state["repeat"],
            day=state["day"],
            clock=first.time() if first else time.fromisoformat(state["time"]) if "time" in state else None,
            is_settled=first is not None or state.get("settled", False),
            part=_PARTS.get(state.get("part", "")),
            zone=state.get("zone"),
            has_moved=state.get("moved", False),
            replaces=state.get("replaces"),
        )

    @property
    def state(self) -> dict[str, Any]:
        """The draft as JSON values."""
        known = {
            "time": self.clock and self.clock.isoformat(),
            "settled": self.is_settled or None,
            "part": self.part,
            "zone": self.zone,
            "moved": self.has_moved or None,
            "replaces": self.replaces,
        }
        optional = {name: value for name, value in known.items() if value is not None}
        return {"about": self.about, "repeat": self.repeat, "day": self.day, **optional}


def with_slots(turn: Turn, before: Draft) -> Draft:
    """Return the draft with the slots of this turn."""
    repeat = chosen_repeat(turn)
    draft = replace(
        before,
        about=_chosen(turn, "about", ABOUT) or before.about,
        repeat=repeat or before.repeat,
        part=_part_said(turn, repeat) or before.part,
        zone=turn.zone,
        has_moved=before.has_moved or turn.zone_before not in (None, turn.zone),
    )
    return _with_time(turn, _with_day(turn, draft))


def chosen_repeat(turn: Turn) -> str | None:
    """Return the repeat of this turn's slot (a key of REPEATS, or ONCE); None where it has no known one."""
    return _chosen(turn, "repeat", (*REPEATS, ONCE))


def _with_day(turn: Turn, draft: Draft) -> Draft:
    """Return the draft with the day of the slot, and the part of the day in it."""
    heard = turn.heard("day")
    if heard is None:
        return draft
    # A reminder on one day comes once, unless the same request has a repeat.
    repeat = draft.repeat if turn.heard("repeat") else ONCE
    today, said = turn.local.date(), heard[:MAX_TEXT_CHARS]
    day = day_of(heard, today)
    if not isinstance(day, str):
        asked = draft.day if turn.question in ("reminders.day", "reminders.weekend") else None
        said = (day_within(asked, day, today) if asked else day).isoformat()
    return replace(draft, day=said, repeat=repeat, part=part_in(heard) or draft.part)


def _with_time(turn: Turn, draft: Draft) -> Draft:
    """Return the draft with the time of the slot; a part of the day moves a time that is known already."""
    heard = parse_time(turn.heard("time") or "")
    if heard is None:
        return draft
    if isinstance(heard, str):
        at = moved_to(draft.clock, heard) if draft.clock else USUAL_TIMES[heard]
        return replace(draft, clock=at, part=heard, is_settled=True)
    if turn.question == "reminders.half" and heard == draft.clock:
        return replace(draft, is_settled=True)  # Alexa sends "four in the morning" as 04:00 too
    half = same_half(heard, draft.clock) if draft.clock and draft.is_settled else None
    return replace(draft, clock=half or heard, is_settled=half is not None)


def _part_said(turn: Turn, repeat: str | None) -> PartOfDay | None:
    """Return the part of the day in the words of the repeat: "every monday evening" resolves to the day alone."""
    said = (turn.heard("repeat") or "").casefold().split()
    parts = phrase_list(turn.locale, "reminders")["parts"]
    for name, part in _PARTS.items():
        if any(word in parts[name] for word in said):
            return part
    return {"daily_morning": _PARTS["MO"], "daily_evening": _PARTS["EV"]}.get(repeat or "")


def _chosen(turn: Turn, slot: str, known: Collection[str]) -> str | None:
    id_ = turn.chosen(slot)
    return id_ if id_ in known else None
