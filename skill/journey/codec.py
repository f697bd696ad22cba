"""The hot record as text: compact JSON, at most SIZE bytes, whatever was lived.

Days are counted from the first one (`from`), excused ones too, and each is a list cut after its last value that says
something: rating (0 is a check-in without one, null none), outcomes ("a+b-"), steps, other promises kept, other missed.

Every record says its format (`v`). When FORMAT grows, a function from the format before goes into MIGRATIONS, and one
into WEEK_MIGRATIONS; records are brought up to date as they are read. tests/journey/records/ has one of every kind that
was ever written, which must be read for ever.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

from skill.journey.commitments import Commitment
from skill.journey.errors import Newer, Unreadable
from skill.journey.journey import Answered, Day, Journey, Past, Practice, Revisit, Role, Totals, Undo, Zone
from skill.journey.stages import STAGES
from skill.journey.streaks import Run

FORMAT = 1
"""The record's format; a higher one was written by a later version of this skill."""

Migration = Callable[[dict[str, Any]], dict[str, Any]]
"""Brings a record of one format to the next, both as JSON values; what it need not change it keeps."""

MIGRATIONS: dict[int, Migration] = {}
"""For hot records, by the format they are brought from."""

WEEK_MIGRATIONS: dict[int, Migration] = {}
"""For weeks."""

SIZE = 1900
"""Bytes of UTF-8; with its key and version the record stays within 2 KB."""

ROLES = ("rebuilding", "healing", "both")

RATING_AT_MOST = 5

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_BAD = (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError, RecursionError)
"""What a text that is something else makes of the functions below."""


def encode(journey: Journey) -> str:
    """Return the journey as JSON text. Replies to old requests are left out, oldest first, to stay within SIZE."""
    packed = _packed(journey)
    text = _dumps(packed)
    for one in packed.get("recent", ()):
        if len(text.encode()) <= SIZE:
            break
        del one[1:]
        text = _dumps(packed)
    return text


def decode(text: str) -> Journey:
    """Return the journey that `encode` wrote, now or in an earlier version; raises Unreadable, and Newer."""
    try:
        return _unpacked(_read(text, MIGRATIONS))
    except Unreadable:
        raise
    except _BAD as error:
        # The text itself stays out of the message: it is private.
        raise Unreadable(f"not a journey: {type(error).__name__}") from None


def encode_week(days: Mapping[date, Day], commitments: tuple[Commitment, ...]) -> str:
    """Return a rolled week as JSON text, with the words of the commitments that were open when it rolled."""
    return _dumps(
        {
            "v": FORMAT,
            "days": {day.isoformat(): _day(entry) for day, entry in days.items()},
            "commitments": {one.id: one.text for one in commitments},
        }
    )


def spelled_out(day: Day) -> dict[str, Any]:
    """Return a day with its values named, for export."""
    return {
        "checked_in": day.checked_in,
        "rating": day.rating,
        "outcomes": {letter: "kept" if kept else "missed" for letter, kept in day.outcomes.items()},
        "steps_done": day.steps,
        "other_kept": day.other_kept,
        "other_missed": day.other_missed,
    }


def decode_week(text: str) -> tuple[dict[date, Day], dict[str, str]]:
    """Return a rolled week's days and the words of its commitments; raises Unreadable, and Newer."""
    try:
        kept = _read(text, WEEK_MIGRATIONS)
        days = {date.fromisoformat(day): _undayed(entry) for day, entry in kept["days"].items()}
        return days, {_text(letter): _text(words) for letter, words in kept["commitments"].items()}
    except Unreadable:
        raise
    except _BAD as error:
        raise Unreadable(f"not a week: {type(error).__name__}") from None


def _read(text: str, migrations: Mapping[int, Migration]) -> Mapping[str, Any]:
    """Return a record in today's format; raises Newer, and what _BAD names."""
    kept: dict[str, Any] = json.loads(text)
    if "\\u" in text:
        _dumps(kept).encode()  # raises a ValueError where it holds what could not be written again
    written = _integer(kept["v"])
    if written > FORMAT:
        raise Newer(f"formats up to {FORMAT} are read here, the record has a later one")
    for format_ in range(written, FORMAT):
        kept = migrations[format_](kept)
    return kept


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _packed(journey: Journey) -> dict[str, Any]:
    first = min((*journey.days, *journey.excused), default=None)
    past, undo, zone = journey.past, journey.undo, journey.zone
    revisit, practice = journey.revisit, journey.practice
    run, totals = past.run, past.totals
    packed: dict[str, Any] = {
        "v": FORMAT,
        "role": journey.role,
        "hi": journey.welcomed or None,
        "zone": zone and [zone.name, zone.device, _iso(zone.checked)],
        "step": [journey.position, _iso(journey.step_done)],
        "promises": [[one.id, one.text, _iso(one.since)] for one in journey.commitments],
        "from": _iso(first),
        "days": first and [[(day - first).days, *_day(journey.days[day])] for day in sorted(journey.days)],
        "excused": first and [(day - first).days for day in sorted(journey.excused)],
        "past": past.through
        and [
            *(_iso(past.through), past.longest, past.strength),
            [totals.check_ins, totals.kept, totals.missed, totals.steps],
            [_iso(run.last), run.count, _iso(run.grace), run.since_grace],
        ],
        "undo": undo and _undo(undo),
        "told": _iso(journey.told),
        "revisit": revisit and [revisit.position, revisit.stage, revisit.why],
        "practice": practice and [practice.name, practice.place, practice.marks, int(practice.at.timestamp())],
        "noticed": [*journey.noticed] if any(journey.noticed) else None,
        "week": _iso(journey.week_told),
        "aside": int(journey.has_aside) or None,
        "recent": [[one.request, *([one.reply] if one.reply is not None else [])] for one in journey.recent],
    }
    return {key: value for key, value in packed.items() if value not in (None, [])}


def _unpacked(kept: Mapping[str, Any]) -> Journey:
    role = kept.get("role")
    if role is not None and role not in ROLES:
        raise ValueError
    first = _date(kept.get("from"))
    days = {_later(first, n): _undayed(entry) for n, *entry in kept.get("days", ())}
    position, done = kept["step"]
    zone, past, revisit, practice = (kept.get(name) for name in ("zone", "past", "revisit", "practice"))
    streak, promises = kept.get("noticed", (0, 0))
    return Journey(
        role=cast("Role | None", role),
        welcomed=bool(kept.get("hi", False)),
        zone=_zone(*zone) if zone else None,
        position=_whole(position),
        step_done=_date(done),
        commitments=tuple(_commitment(*one) for one in kept.get("promises", ())),
        days=days,
        excused=frozenset(_excused(first, n) for n in kept.get("excused", ())),
        past=_past(*past) if past else Past(),
        undo=_undone(kept["undo"]) if "undo" in kept else None,
        told=_date(kept.get("told")),
        revisit=_revisit(*revisit) if revisit else None,
        practice=_practice(*practice) if practice else None,
        noticed=(_whole(streak), _whole(promises)),
        week_told=_date(kept.get("week")),
        has_aside=bool(kept.get("aside", False)),
        recent=tuple(_answered(*one) for one in kept.get("recent", ())),
    )


def _day(day: Day) -> list[Any]:
    rating = (day.rating or 0) if day.checked_in else None
    outcomes = "".join(f"{letter}{'+' if kept else '-'}" for letter, kept in day.outcomes.items())
    values = [rating, outcomes, day.steps, day.other_kept, day.other_missed]
    while len(values) > 1 and not values[-1]:
        values.pop()
    return values


def _undayed(values: list[Any]) -> Day:
    whole: list[Any] = [*values, *(None, "", 0, 0, 0)[len(values) :]]
    rating, outcomes, steps, kept, missed = whole
    letters, marks = _text(outcomes)[::2], outcomes[1::2]
    if len(letters) != len(marks) or marks.strip("+-") or _whole(rating or 0) > RATING_AT_MOST:
        raise ValueError
    pairs = {letter: mark == "+" for letter, mark in zip(letters, marks, strict=True)}
    return Day(rating is not None, rating or None, pairs, _whole(steps), _whole(kept), _whole(missed))


def _past(through: str, longest: int, score: float, totals: list[int], run: list[Any]) -> Past:
    last, count, grace, since = run
    check_ins, kept, missed, steps = map(_whole, totals)
    if not 0 <= score <= 1:
        raise ValueError
    return Past(
        date.fromisoformat(through),
        Run(_date(last), _whole(count), _date(grace), _whole(since)),
        _whole(longest),
        float(score),
        Totals(check_ins, kept, missed, steps),
    )


def _undo(undo: Undo) -> dict[str, Any]:
    day, step, dropped = undo.day, undo.step, undo.dropped
    packed = {
        "what": undo.what,
        "at": int(undo.at.timestamp()),
        "day": day and [_iso(day[0]), day[1] and _day(day[1])],
        "step": step and [step[0], _iso(step[1])],
        "added": undo.added,
        "dropped": dropped and [dropped[0], dropped[1].id, dropped[1].text, _iso(dropped[1].since)],
    }
    return {key: value for key, value in packed.items() if value is not None}


def _undone(kept: Mapping[str, Any]) -> Undo:
    day, step, added, dropped = (kept.get(name) for name in ("day", "step", "added", "dropped"))
    return Undo(
        what=_text(kept["what"]),
        at=EPOCH + timedelta(seconds=_integer(kept["at"])),
        day=(date.fromisoformat(day[0]), _undayed(day[1]) if day[1] is not None else None) if day else None,
        step=(_whole(step[0]), _date(step[1])) if step else None,
        added=None if added is None else _text(added),
        dropped=(_whole(dropped[0]), _commitment(*dropped[1:])) if dropped else None,
    )


def _revisit(position: Any, stage: Any, why: Any) -> Revisit:
    if not 1 <= _whole(stage) <= STAGES:
        raise ValueError
    return Revisit(_whole(position), stage, _text(why))


def _practice(name: Any, place: Any, marks: Any, at: Any) -> Practice:
    return Practice(_text(name), _whole(place), _text(marks), EPOCH + timedelta(seconds=_integer(at)))


def _zone(name: Any, device: Any, checked: str) -> Zone:
    return Zone(_text(name), _text(device), date.fromisoformat(checked))


def _commitment(id_: Any, text: Any, since: str) -> Commitment:
    return Commitment(_text(id_), _text(text), date.fromisoformat(since))


def _answered(request: Any, *reply: Any) -> Answered:
    if len(reply) > 1:
        raise ValueError
    return Answered(_text(request), reply[0] if reply else None)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    value.encode()  # raises a ValueError where it could not be written again
    return value


def _integer(value: Any) -> int:
    if type(value) is not int:
        raise TypeError
    return value


def _whole(value: Any) -> int:
    if _integer(value) < 0:
        raise ValueError
    return cast("int", value)


def _later(first: date | None, n: Any) -> date:
    if first is None:
        raise TypeError
    return first + timedelta(days=_whole(n))


def _excused(first: date | None, day: Any) -> date:
    # The first records had whole dates here.
    return date.fromisoformat(day) if isinstance(day, str) else _later(first, day)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
