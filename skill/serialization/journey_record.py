"""The hot record as text: compact JSON, at most FULLEST bytes, whatever was lived.

Days are counted from the first one (`from`), excused ones too, and each is a list cut after its last value that says
something: rating (0 is a check-in without one, null none), outcomes ("a+b-"), steps, other promises kept, other missed.

The last answers follow in a line each, so that they need not be parsed by turns that don't ask for them, which are
nearly all. JSON doesn't mind: the whole is one document.

Every record says its format (`v`). When RECORD_FORMAT grows, a function from the format before goes into MIGRATIONS,
and one into WEEK_MIGRATIONS; records are brought up to date as they are read. tests/serialization/records/ has one of
every kind that was ever written, which must be read for ever.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

from skill.journey.commitments import Commitment
from skill.journey.errors import NewerRecordError, UnreadableRecordError
from skill.journey.journey import (
    ROLES,
    Archive,
    Day,
    Journey,
    Practice,
    ReviewStage,
    Role,
    Totals,
    Undo,
    Zone,
)
from skill.journey.stages import STAGES
from skill.journey.streaks import Run

RECORD_FORMAT = 1
"""The record's format; a higher one was written by a later version of this skill."""

Migration = Callable[[dict[str, Any]], dict[str, Any]]
"""Brings a record of one format to the next, both as JSON values; what it need not change it keeps."""

MIGRATIONS: dict[int, Migration] = {}
"""For hot records, by the format they are brought from."""

WEEK_MIGRATIONS: dict[int, Migration] = {}
"""For weeks."""

MAX_RECORD_BYTES = 1920
"""Bytes of UTF-8 within which replies are kept."""

MAX_RECORD_BYTES_WITHOUT_REPLIES = 1948
"""Bytes that the record stays within, whatever was lived; with its key and version they are within 2 KB."""


IDEMPOTENCY_WINDOW = 8
"""Requests whose twins are recognised."""

REMINDER_ID_CHARS = 4
"""Reminders whose hashes are kept, and the length of a hash."""

RATING_AT_MOST = 5

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

RECENT, BETWEEN, END = ',"recent":[\n', ",\n", "\n]}"
"""How the lines of the last answers begin, go on and end. No string in JSON holds a line break as it is."""

_STAMPED = re.compile(r'\["[^"]*",([0-9]{1,12}),')
"""A line of `encode_reply_record` with the minute of its reply."""

NO_PAST = Archive()

_BAD = (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError, RecursionError)
"""What a text that is something else makes of the functions below."""


def encode(journey: Journey, *answers: str) -> str:
    """Return the journey as JSON text, with more reply records (`encode_reply_record`) behind those that it has.

    IDEMPOTENCY_WINDOW are kept. Replies to old requests are left out, oldest first, to stay within MAX_RECORD_BYTES.
    """
    lived, recent = _dumps(_packed(journey)), [*journey.recent_replies, *answers][-IDEMPOTENCY_WINDOW:]
    text = _joined(lived, recent)
    for n, one in enumerate(recent):
        if len(text.encode()) <= MAX_RECORD_BYTES:
            break
        recent[n] = _without_reply(one)
        text = _joined(lived, recent)
    return text


def decode(text: str) -> Journey:
    """Return the journey that `encode` wrote, now or in an earlier version.

    Raises UnreadableRecordError, and NewerRecordError.
    """
    try:
        return _unpacked(_read(text, MIGRATIONS))
    except UnreadableRecordError:
        raise
    except _BAD as error:
        # The text itself stays out of the message: it is private.
        raise UnreadableRecordError(f"not a journey: {type(error).__name__}") from None


def fields(journey: Journey) -> frozenset[str]:
    """Return the names under which the record holds something of this journey."""
    names = {name for name, value in _packed(journey).items() if value != [0, None]}
    return frozenset((*names, "recent") if journey.recent_replies else names) - {"v", "from"}


def encode_reply_record(request: str, reply: Any = None, at: datetime | None = None) -> str:
    """Return a request's short hash and the reply to it (a JSON value) as one line; None where it isn't kept.

    `at` is when it was given. It is kept in minutes, so that an old reply can be left out.
    """
    if reply is None:
        return _dumps([request])
    return _dumps([request, reply] if at is None else [request, int(at.timestamp()) // 60, reply])


def practice_before(journey: Journey) -> dict[str, Any]:
    """Return what stands in place of a reply in a practice, which is not kept: how far the practice was before it.

    A duplicate of the request is answered anew from there, and nothing is saved.
    """
    practice = journey.practice
    return {"anew": practice and [practice.name, practice.place, practice.marks, int(practice.at.timestamp())]}


def is_answered_anew(kept: Any) -> bool:
    """Tell whether a kept reply is what `practice_before` returned."""
    return isinstance(kept, dict) and "anew" in kept


def decode_practice_before(kept: Mapping[str, Any]) -> Practice | None:
    """Return the practice that `practice_before` encoded; None where there was none, or it can't be read."""
    try:
        return _practice(*kept["anew"]) if kept["anew"] else None
    except _BAD:
        return None


def matches_request(line: str, request: str) -> bool:
    """Tell whether a line of `encode_reply_record` is about a request."""
    return line.startswith(f'["{request}"')


def decode_reply_record(line: str) -> Any:
    """Return the reply in a reply record; None where there was no room to keep it, or it can't be read."""
    try:
        _, *rest = json.loads(line)
    except _BAD:
        return None
    return rest[-1] if rest else None


def without_reply(line: str, since: datetime) -> str:
    """Return a reply record without its reply, where that was given before `since` or its time is unknown."""
    found = _STAMPED.match(line)
    return line if found and (int(found[1]) + 1) * 60 > since.timestamp() else _without_reply(line)


def encode_week(days: Mapping[date, Day], commitments: tuple[Commitment, ...]) -> str:
    """Return a rolled week as JSON text, with the words of the commitments that were open when it rolled."""
    return _dumps(
        {
            "v": RECORD_FORMAT,
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
    """Return a rolled week's days and the words of its commitments.

    Raises UnreadableRecordError, and NewerRecordError.
    """
    try:
        kept = _read(text, WEEK_MIGRATIONS)
        days = {date.fromisoformat(day): _decode_day(entry) for day, entry in kept["days"].items()}
        return days, {_text(letter): _text(words) for letter, words in kept["commitments"].items()}
    except UnreadableRecordError:
        raise
    except _BAD as error:
        raise UnreadableRecordError(f"not a week: {type(error).__name__}") from None


def _read(text: str, migrations: Mapping[int, Migration]) -> Mapping[str, Any]:
    """Return a record in today's format; raises NewerRecordError, and what _BAD names."""
    kept = _parsed(text)
    written = _integer(kept["v"])
    if written > RECORD_FORMAT:
        raise NewerRecordError(f"formats up to {RECORD_FORMAT} are read here, the record has a later one")
    for format_ in range(written, RECORD_FORMAT):
        kept = migrations[format_](kept)
    return kept


def _parsed(text: str) -> dict[str, Any]:
    """Return a record as JSON values, but its answers as they were; raises what _BAD names."""
    text.encode()  # half a character could not be written again, and raises a ValueError
    lived, found, rest = text.partition(RECENT)
    lines = rest.removesuffix(END).split(BETWEEN)
    kept: dict[str, Any]
    if found and "\\u" not in text and rest.endswith(END) and all(one[:2] == '["' and one[-1] == "]" for one in lines):
        kept = json.loads(lived + "}")
        kept["recent"] = lines
        return kept
    kept = json.loads(text)
    if "\\u" in text:
        _dumps(kept).encode()  # half a character can be spelled out, too
    if "recent" in kept:
        kept["recent"] = [_answered(one) for one in kept["recent"]]
    return kept


def _joined(lived: str, recent: Sequence[str]) -> str:
    return lived[:-1] + RECENT + BETWEEN.join(recent) + END if recent else lived


def _without_reply(line: str) -> str:
    return line.partition(",")[0].removesuffix("]") + "]"


_dumps = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def _packed(journey: Journey) -> dict[str, Any]:
    first = min((*journey.days, *journey.skipped_by_travel), default=None)
    past, undo, zone = journey.past, journey.undo, journey.zone
    revisit, practice = journey.review_stage, journey.practice
    run, totals = past.run, past.totals
    packed: dict[str, Any] = {
        "v": RECORD_FORMAT,
        "role": journey.role,
        "hi": journey.welcomed or None,
        "ask": journey.role_question and [journey.role_question[0], _iso(journey.role_question[1])],
        "zone": zone and [zone.name, zone.device, _iso(zone.checked)],
        "step": [journey.position, _iso(journey.step_done)],
        "promises": [[one.id, one.text, _iso(one.since)] for one in journey.commitments],
        "from": _iso(first),
        "days": first and [[(day - first).days, *_day(journey.days[day])] for day in sorted(journey.days)],
        "excused": first and [(day - first).days for day in sorted(journey.skipped_by_travel)],
        "past": past.archived_through
        and [
            *(_iso(past.archived_through), past.longest, past.strength),
            [totals.check_ins, totals.kept, totals.missed, totals.steps],
            [_iso(run.last), run.count, _iso(run.grace), run.since_grace],
        ],
        "undo": undo and _undo(undo),
        "told": _iso(journey.told),
        "revisit": revisit and [revisit.position, revisit.stage, revisit.why],
        "practice": practice and [practice.name, practice.place, practice.marks, int(practice.at.timestamp())],
        "noticed": [*journey.announced_milestones] if any(journey.announced_milestones) else None,
        "week": _iso(journey.week_told),
        "born": journey.began and int(journey.began.timestamp()),
        "hide": int(journey.hides_screen) or None,
        "aside": int(journey.has_quarantined) or None,
        "rem": "".join(journey.reminder_ids),
    }
    return {key: value for key, value in packed.items() if value}


def _unpacked(kept: Mapping[str, Any]) -> Journey:
    role = kept.get("role")
    if role is not None and role not in ROLES:
        raise ValueError
    first = _date(kept.get("from"))
    days = {_later(first, n): _decode_day(entry) for n, *entry in kept.get("days", ())}
    position, done = kept["step"]
    zone, past, revisit, practice, ask = (kept.get(name) for name in ("zone", "past", "revisit", "practice", "ask"))
    streak, promises = kept.get("noticed", (0, 0))
    return Journey(
        role=cast("Role | None", role),
        welcomed=bool(kept.get("hi", False)),
        role_question=(_non_negative(ask[0]), date.fromisoformat(ask[1])) if ask else None,
        zone=_zone(*zone) if zone else None,
        position=_non_negative(position),
        step_done=_date(done),
        commitments=tuple(_commitment(*one) for one in kept.get("promises", ())),
        days=days,
        skipped_by_travel=frozenset(_excused(first, n) for n in kept.get("excused", ())),
        past=_past(*past) if past else NO_PAST,
        undo=_decode_undo(kept["undo"]) if "undo" in kept else None,
        told=_date(kept.get("told")),
        review_stage=_revisit(*revisit) if revisit else None,
        practice=_practice(*practice) if practice else None,
        announced_milestones=(_non_negative(streak), _non_negative(promises)),
        week_told=_date(kept.get("week")),
        began=EPOCH + timedelta(seconds=_integer(kept["born"])) if "born" in kept else None,
        hides_screen=bool(kept.get("hide", False)),
        has_quarantined=bool(kept.get("aside", False)),
        reminder_ids=_reminder_ids(kept.get("rem", "")),
        recent_replies=tuple(kept.get("recent", ()))[-IDEMPOTENCY_WINDOW:],
    )


def _day(day: Day) -> list[Any]:
    rating = (day.rating or 0) if day.checked_in else None
    outcomes = "".join(f"{letter}{'+' if kept else '-'}" for letter, kept in day.outcomes.items())
    values = [rating, outcomes, day.steps, day.other_kept, day.other_missed]
    while len(values) > 1 and not values[-1]:
        values.pop()
    return values


def _decode_day(values: list[Any]) -> Day:
    whole: list[Any] = [*values, *(None, "", 0, 0, 0)[len(values) :]]
    rating, outcomes, steps, kept, missed = whole
    letters, marks = _text(outcomes)[::2], outcomes[1::2]
    if len(letters) != len(marks) or marks.strip("+-") or _non_negative(rating or 0) > RATING_AT_MOST:
        raise ValueError
    pairs = {letter: mark == "+" for letter, mark in zip(letters, marks, strict=True)}
    return Day(
        rating is not None, rating or None, pairs, _non_negative(steps), _non_negative(kept), _non_negative(missed)
    )


def _past(through: str, longest: int, score: float, totals: list[int], run: list[Any]) -> Archive:
    last, count, grace, since = run
    check_ins, kept, missed, steps = map(_non_negative, totals)
    if not 0 <= score <= 1:
        raise ValueError
    return Archive(
        date.fromisoformat(through),
        Run(_date(last), _non_negative(count), _date(grace), _non_negative(since)),
        _non_negative(longest),
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


def _decode_undo(kept: Mapping[str, Any]) -> Undo:
    day, step, added, dropped = (kept.get(name) for name in ("day", "step", "added", "dropped"))
    return Undo(
        what=_text(kept["what"]),
        at=EPOCH + timedelta(seconds=_integer(kept["at"])),
        day=(date.fromisoformat(day[0]), _decode_day(day[1]) if day[1] is not None else None) if day else None,
        step=(_non_negative(step[0]), _date(step[1])) if step else None,
        added=None if added is None else _text(added),
        dropped=(_non_negative(dropped[0]), _commitment(*dropped[1:])) if dropped else None,
    )


def _revisit(position: Any, stage: Any, why: Any) -> ReviewStage:
    if not 1 <= _non_negative(stage) <= STAGES:
        raise ValueError
    return ReviewStage(_non_negative(position), stage, _text(why))


def _practice(name: Any, place: Any, marks: Any, at: Any) -> Practice:
    return Practice(_text(name), _non_negative(place), _text(marks), EPOCH + timedelta(seconds=_integer(at)))


def _reminder_ids(text: Any) -> tuple[str, ...]:
    if len(_text(text)) % REMINDER_ID_CHARS:
        raise ValueError
    return tuple(text[at : at + REMINDER_ID_CHARS] for at in range(0, len(text), REMINDER_ID_CHARS))


def _zone(name: Any, device: Any, checked: str) -> Zone:
    return Zone(_text(name), _text(device), date.fromisoformat(checked))


def _commitment(id_: Any, text: Any, since: str) -> Commitment:
    return Commitment(_text(id_), _text(text), date.fromisoformat(since))


def _answered(kept: Any) -> str:
    if not isinstance(kept, list) or not 1 <= len(kept) <= len(("request", "minute", "reply")):
        raise ValueError
    return _dumps([_text(kept[0]), *kept[1:]])


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _integer(value: Any) -> int:
    if type(value) is not int:
        raise TypeError
    return value


def _non_negative(value: Any) -> int:
    if _integer(value) < 0:
        raise ValueError
    return cast("int", value)


def _later(first: date | None, n: Any) -> date:
    if first is None:
        raise TypeError
    return first + timedelta(days=_non_negative(n))


def _excused(first: date | None, day: Any) -> date:
    # The first records had whole dates here.
    return date.fromisoformat(day) if isinstance(day, str) else _later(first, day)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
