"""What is kept, for those whose it is: as JSON, or deleted."""

from dataclasses import asdict
from datetime import UTC, date
from typing import Any

from skill.journey import codec
from skill.journey.errors import Newer, Unreadable
from skill.journey.speaker import Speaker
from skill.stores.port import Store


def everyone(store: Store) -> list[Speaker]:
    """Return all speakers that anything is kept about."""
    return [speaker for household in store.households() for speaker in store.speakers(household)]


def export(store: Store, speaker: Speaker) -> dict[str, Any]:
    """Return all that is kept about a speaker, as docs/export.md describes it; raises Unavailable."""
    record = store.load(speaker)
    unreadable = [_unreadable("aside", body) for body in store.aside(speaker)]
    weeks = []
    for week in store.weeks(speaker):
        try:
            weeks.append(codec.decode_week(week.body))
        except Unreadable as error:
            unreadable.append(_unreadable(week.name, week.body, error))
    journey = None
    try:
        journey = codec.decode(record.body) if record else None
    except Unreadable as error:
        unreadable.append(_unreadable("now", record.body if record else "", error))
    days = {day: entry for week, _ in weeks for day, entry in week.items()}
    texts = {letter: text for _, commitments in weeks for letter, text in commitments.items()}
    found: dict[str, Any] = {"household": speaker.household, "speaker": speaker.person}
    if journey:
        days |= journey.days
        found |= {
            "role": journey.role,
            "time_zone": journey.zone.name if journey.zone else None,
            "step": journey.position + 1,
            "step_done_on": _iso(journey.step_done),
            "step_told_on": _iso(journey.told),
            "stage_chosen": asdict(journey.revisit) if journey.revisit else None,
            "commitments": [
                {"id": one.id, "text": one.text, "since": one.since.isoformat()} for one in journey.commitments
            ],
            "longest_streak": journey.run()[1],
            "totals": asdict(journey.totals),
            "strength": journey.strength(max(days, default=date.min)),
            "milestones_told": {"streak": journey.noticed[0], "kept": journey.noticed[1]},
            "week_offered": _iso(journey.week_told),
            "hides_screen": journey.hides_screen,
            "practice": journey.practice
            and {**asdict(journey.practice), "at": journey.practice.at.astimezone(UTC).isoformat()},
            "can_be_undone": journey.undo.what if journey.undo else None,
            "last_replies": [codec.reply_in(one) for one in journey.recent],
        }
    found["earlier_commitments"] = texts
    found["unreadable"] = unreadable
    found["days"] = {day.isoformat(): codec.spelled_out(entry) for day, entry in sorted(days.items())}
    return found


def _unreadable(name: str, body: str, error: Unreadable | None = None) -> dict[str, Any]:
    return {"name": name, "is_newer": isinstance(error, Newer), "text": body}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
