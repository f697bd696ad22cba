"""What is kept, for those whose it is: as JSON, or deleted."""

import json
from dataclasses import asdict
from datetime import UTC, date
from typing import Any

from skill.journey import codec
from skill.journey.speaker import Speaker
from skill.stores.port import Store


def everyone(store: Store) -> list[Speaker]:
    """Return all speakers that anything is kept about."""
    return [speaker for household in store.households() for speaker in store.speakers(household)]


def export(store: Store, speaker: Speaker) -> dict[str, Any]:
    """Return all that is kept about a speaker, as docs/export.md describes it; raises Unavailable and Unreadable."""
    record = store.load(speaker)
    weeks = [codec.decode_week(week.body) for week in store.weeks(speaker)]
    days = {day: entry for week, _ in weeks for day, entry in week.items()}
    texts = {letter: text for _, commitments in weeks for letter, text in commitments.items()}
    found: dict[str, Any] = {"household": speaker.household, "speaker": speaker.person}
    if record:
        journey = codec.decode(record.body)
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
            "practice": journey.practice
            and {**asdict(journey.practice), "at": journey.practice.at.astimezone(UTC).isoformat()},
            "can_be_undone": journey.undo.what if journey.undo else None,
            "last_replies": [json.loads(one.reply) if one.reply else None for one in journey.recent],
        }
    found["earlier_commitments"] = texts
    found["days"] = {day.isoformat(): codec.spelled_out(entry) for day, entry in sorted(days.items())}
    return found


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
