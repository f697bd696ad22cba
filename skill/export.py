"""What is stored, for the people it is about: as JSON, or deleted."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from skill.journey.commitments import Commitment
from skill.journey.errors import NewerRecordError, UnreadableRecordError
from skill.journey.journey import Archive, Day, Journey, Practice, Undo, Zone
from skill.journey.speaker import Speaker
from skill.serialization import journey_record
from skill.stores.store import Store, Week

CURRENT, SET_ASIDE = "now", "aside"
"""How an unreadable record is named that is no week: a week has its own name."""

BRACKETS_AT_MOST = 200
"""In a stored reply, or it is exported as text: JSON that is nested too deeply can't be read or written."""

Exported = dict[str, Any]
"""A JSON object."""

Decoded = TypeVar("Decoded")


def everyone(store: Store) -> list[Speaker]:
    """Return all speakers that anything is stored about; of a household whose rows are damaged, itself."""
    return [one for key in store.all_households() for one in store.speakers(key) or [Speaker(key)]]


def export(store: Store, speaker: Speaker) -> Exported:
    """Return all that is stored about a speaker, as docs/export.md describes it; raises UnavailableError.

    A record that can't be read is listed under `unreadable`, as it is stored, and costs nothing else.
    """
    record, set_aside, stored_weeks = store.load(speaker), store.quarantined(speaker), store.weeks(speaker)
    unreadable = [_unreadable(SET_ASIDE, body) for body in set_aside]
    weeks = _weeks(stored_weeks, unreadable)
    journey = _read(CURRENT, record.body, journey_record.decode, unreadable) if record else None
    current = {"version": record.version, **_journey(journey)} if record and journey else {}
    if not (record or stored_weeks or set_aside):
        unreadable.append(_unreadable(CURRENT, ""))  # the key of a damaged row lists it, and does not load it
    whose = {"household": speaker.household, "speaker": speaker.person}
    return {**whose, **current, "weeks": weeks, "unreadable": unreadable}


def _weeks(weeks: Sequence[Week], unreadable: list[Exported]) -> list[Exported]:
    found = []
    for week in weeks:
        read = _read(week.name, week.body, journey_record.decode_week, unreadable)
        if read:
            days, texts = read
            found.append({"name": week.name, "days": _days(days), "commitments": texts})
    return found


def _read(name: str, body: str, decode: Callable[[str], Decoded], unreadable: list[Exported]) -> Decoded | None:
    """Return a record decoded; None, with the record noted among the unreadable ones, where that fails."""
    try:
        return decode(body)
    except UnreadableRecordError as error:
        unreadable.append(_unreadable(name, body, error))
        return None


def _unreadable(name: str, body: str, error: UnreadableRecordError | None = None) -> Exported:
    return {"name": name, "is_newer": isinstance(error, NewerRecordError), "text": body}


def _journey(journey: Journey) -> Exported:
    """Return every field of a journey; tests/test_export.py holds this against what codec writes."""
    return {
        "began": _utc(journey.began),
        "role": journey.role,
        "welcomed": journey.welcomed,
        "role_question": journey.role_question and _role_question(*journey.role_question),
        "time_zone": journey.zone and _zone(journey.zone),
        "step": journey.position + 1,
        "step_done_on": _iso(journey.step_done),
        "step_told_on": _iso(journey.told),
        "stage_chosen": journey.review_stage and asdict(journey.review_stage),
        "commitments": [_commitment(one) for one in journey.commitments],
        "days": _days(journey.days),
        "excused_days": [day.isoformat() for day in sorted(journey.skipped_by_travel)],
        "earlier": _past(journey.past) if journey.past.archived_through else None,
        "undo": journey.undo and _undo(journey.undo),
        "practice": journey.practice and _practice(journey.practice),
        "milestones_told": {"streak": journey.announced_milestones[0], "kept": journey.announced_milestones[1]},
        "week_offered": _iso(journey.week_told),
        "hides_screen": journey.hides_screen,
        "has_set_aside": journey.has_quarantined,
        "reminders_set": [*journey.reminder_ids],
        "last_replies": [_reply(line) for line in journey.recent_replies],
    }


def _role_question(times_left: int, asked: date) -> Exported:
    return {"times_left": times_left, "asked_on": _iso(asked)}


def _zone(zone: Zone) -> Exported:
    return {"name": zone.name, "device": zone.device, "asked_on": _iso(zone.checked)}


def _commitment(one: Commitment) -> Exported:
    return {"id": one.id, "text": one.text, "since": _iso(one.since)}


def _days(days: Mapping[date, Day]) -> Exported:
    return {day.isoformat(): journey_record.spelled_out(entry) for day, entry in sorted(days.items())}


def _past(past: Archive) -> Exported:
    run = past.run
    return {
        "through": _iso(past.archived_through),
        "longest_streak": past.longest,
        "strength": past.strength,
        "totals": asdict(past.totals),
        "run": {
            "last": _iso(run.last),
            "count": run.count,
            "grace": _iso(run.grace),
            "since_grace": run.since_grace,
        },
    }


def _undo(undo: Undo) -> Exported:
    found: Exported = {"what": undo.what, "at": _utc(undo.at), "day": None, "step": None, "added": undo.added}
    if undo.day:
        day, before = undo.day
        found["day"] = {"date": _iso(day), "before": before and journey_record.spelled_out(before)}
    if undo.step:
        position, done = undo.step
        found["step"] = {"step": position + 1, "step_done_on": _iso(done)}
    found["dropped"] = undo.dropped and {"place": undo.dropped[0], **_commitment(undo.dropped[1])}
    return found


def _practice(practice: Practice) -> Exported:
    return {**asdict(practice), "at": _utc(practice.at)}


def _reply(line: str) -> Any:
    """Return a request's hash and the reply to it as a list; the line itself where it is no JSON."""
    if line.count("[") + line.count("{") > BRACKETS_AT_MOST:
        return line
    try:
        return json.loads(line)
    except ValueError:
        return line


def _utc(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
