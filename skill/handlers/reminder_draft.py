"""What was heard of a reminder so far. It goes from question to question as their state, so that nothing is lost."""

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
    replaces: str | None = None
    """The id of the reminder that is changed."""

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> "Draft":
        """Return the draft in a question's state, as session_state has checked it."""
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
        told = {name: value for name, value in known.items() if value is not None}
        return {"about": self.about, "repeat": self.repeat, "day": self.day, **told}


def heard(turn: Turn, before: Draft) -> Draft:
    """Return the draft with what was said in this turn."""
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
    """Return how often it comes, as it was said in this turn; None where nothing that there is was said."""
    return _chosen(turn, "repeat", (*REPEATS, ONCE))


def _with_day(turn: Turn, draft: Draft) -> Draft:
    """Return the draft with the day that was heard, and the part of the day in it."""
    heard = turn.heard("day")
    if heard is None:
        return draft
    # A reminder on one day comes once, unless it was just said that it comes again.
    repeat = draft.repeat if turn.heard("repeat") else ONCE
    today, said = turn.local.date(), heard[:MAX_TEXT_CHARS]
    day = day_of(heard, today)
    if not isinstance(day, str):
        asked = draft.day if turn.question in ("reminders.day", "reminders.weekend") else None
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
    if turn.question == "reminders.half" and heard == draft.clock:
        return replace(draft, is_settled=True)  # "four in the morning" comes as four
    half = same_half(heard, draft.clock) if draft.clock and draft.is_settled else None
    return replace(draft, clock=half or heard, is_settled=half is not None)


def _part_said(turn: Turn, repeat: str | None) -> PartOfDay | None:
    """Return the part of the day that was said with the repeat: "every monday evening" has the id of the day alone."""
    said = (turn.heard("repeat") or "").casefold().split()
    parts = phrase_list(turn.locale, "reminders")["parts"]
    for name, part in _PARTS.items():
        if any(word in parts[name] for word in said):
            return part
    return {"daily_morning": _PARTS["MO"], "daily_evening": _PARTS["EV"]}.get(repeat or "")


def _chosen(turn: Turn, slot: str, known: Collection[str]) -> str | None:
    found = turn.chosen(slot)
    return found if found in known else None
