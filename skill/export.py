"""Data export: all that is stored about a speaker, as JSON values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from skill.journey.commitments import Commitment
from skill.journey.journey import (
    Archive,
    Day,
    Journey,
    Place,
    Practice,
    Undo,
    WorryTime,
    Zone,
)
from skill.journey.speaker import Speaker
from skill.serialization import journey_record, week_record
from skill.serialization.errors import NewerRecordError, UnreadableRecordError
from skill.serialization.reply_record import encode_reply_record
from skill.stores.store import Store, Week

CURRENT, QUARANTINED = "current", "quarantined"
"""Names of unreadable records that are not weeks: a week has its own name."""

Exported = dict[str, Any]
"""A JSON object."""

Decoded = TypeVar("Decoded")


def all_speakers(store: Store) -> list[Speaker]:
    """Return all speakers that anything is stored about; of a household whose rows are damaged, itself."""
    return [
        speaker for household in store.all_households() for speaker in store.speakers(household) or [Speaker(household)]
    ]


def export(store: Store, speaker: Speaker) -> Exported:
    """Return all that is stored about a speaker, as docs/export.md describes it; raises UnavailableError.

    A record that can't be decoded is listed under `unreadable`, as it is stored, and all others are exported.
    """
    record, quarantined, stored_weeks = store.load(speaker), store.quarantined(speaker), store.weeks(speaker)
    unreadable = [_unreadable(QUARANTINED, body) for body in quarantined]
    weeks = _weeks(stored_weeks, unreadable)
    journey = _decode(CURRENT, record.body, journey_record.decode, unreadable) if record else None
    current = {"version": record.version, **_journey(journey)} if record and journey else {}
    if not (record or stored_weeks or quarantined):
        unreadable.append(_unreadable(CURRENT, ""))  # a row with a damaged key is listed and can't be loaded
    keys = {"household": speaker.household, "speaker": speaker.person}
    return {**keys, **current, "weeks": weeks, "unreadable": unreadable}


def _weeks(weeks: Sequence[Week], unreadable: list[Exported]) -> list[Exported]:
    exported = []
    for week in weeks:
        decoded = _decode(week.name, week.body, week_record.decode_week, unreadable)
        if decoded:
            days, texts = decoded
            exported.append({"name": week.name, "days": _days(days), "commitments": texts})
    return exported


def _decode(name: str, body: str, decode: Callable[[str], Decoded], unreadable: list[Exported]) -> Decoded | None:
    """Return a record decoded; None, with the record added to the unreadable ones, where that fails."""
    try:
        return decode(body)
    except UnreadableRecordError as error:
        unreadable.append(_unreadable(name, body, error))
        return None


def _unreadable(name: str, body: str, error: UnreadableRecordError | None = None) -> Exported:
    return {"name": name, "is_newer": isinstance(error, NewerRecordError), "text": body}


def _journey(journey: Journey) -> Exported:
    """Return every field of a journey; tests/test_export.py compares this with what the journey record has."""
    streak, kept = journey.announced_milestones
    return {
        "began": _utc(journey.began),
        "role": journey.role,
        "welcomed": journey.welcomed,
        "role_question": journey.role_question and _role_question(*journey.role_question),
        "time_zone": journey.zone and _zone(journey.zone),
        "step": journey.position + 1,
        "step_done_on": _iso(journey.step_done),
        "step_spoken_on": _iso(journey.step_spoken),
        "review_stage": journey.review_stage and asdict(journey.review_stage),
        "place_left": journey.place_left and _place(journey.place_left),
        "commitments": [_commitment(commitment) for commitment in journey.commitments],
        "days": _days(journey.days),
        "skipped_by_travel": [day.isoformat() for day in sorted(journey.skipped_by_travel)],
        "past": _past(journey.past) if journey.past.archived_through else None,
        "undo": journey.undo and _undo(journey.undo),
        "practice": journey.practice and _practice(journey.practice),
        "hard_dates": [asdict(one) for one in journey.hard_dates],
        "worry_time": journey.worry_time and _worry_time(journey.worry_time),
        "announced_milestones": {"streak": streak, "kept": kept},
        "week_offered_on": _iso(journey.week_offered),
        "hides_screen": journey.hides_screen,
        "has_quarantined": journey.has_quarantined,
        "reminder_ids": [*journey.reminder_ids],
        "recent_replies": [encode_reply_record(reply) for reply in journey.recent_replies],
    }


def _worry_time(worry: WorryTime) -> Exported:
    return {"at": _utc(worry.at), "words": worry.words}


def _role_question(times_left: int, asked: date) -> Exported:
    return {"times_left": times_left, "asked_on": _iso(asked)}


def _zone(zone: Zone) -> Exported:
    return {"name": zone.name, "device": zone.device, "asked_on": _iso(zone.checked)}


def _commitment(commitment: Commitment) -> Exported:
    return {"id": commitment.id, "text": commitment.text, "since": _iso(commitment.since)}


def _days(days: Mapping[date, Day]) -> Exported:
    return {day.isoformat(): _day(entry) for day, entry in sorted(days.items())}


def _day(day: Day) -> Exported:
    return {
        "checked_in": day.checked_in,
        "rating": day.rating,
        "outcomes": {id_: "kept" if is_kept else "missed" for id_, is_kept in day.outcomes.items()},
        "steps_done": day.steps,
        "other_kept": day.other_kept,
        "other_missed": day.other_missed,
    }


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
    day, step, dropped = undo.day, undo.step, undo.dropped
    return {
        "what": undo.what,
        "at": _utc(undo.at),
        "day": day and {"date": _iso(day[0]), "before": day[1] and _day(day[1])},
        "step": step and {"step": step[0] + 1, "step_done_on": _iso(step[1])},
        "added": undo.added,
        "dropped": dropped and {"index": dropped[0], **_commitment(dropped[1])},
        "places": undo.places and [place and _place(place) for place in undo.places],
    }


def _place(place: Place) -> Exported:
    return {
        "step": place.position + 1,
        "step_done_on": _iso(place.step_done),
        "step_spoken_on": _iso(place.step_spoken),
        "review_stage": place.review_stage and asdict(place.review_stage),
    }


def _practice(practice: Practice) -> Exported:
    return {**asdict(practice), "at": _utc(practice.at)}


def _utc(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
