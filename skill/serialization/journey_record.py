"""The journey record: a journey as compact JSON text, which is replaced whole on every change.

Its keys are the names of Journey's fields, with these exceptions:
- `v` is the version of the format.
- `step` is [position, step_done].
- `days_from` is the first of all days in `days` and `skipped_by_travel`, which are counted from it.
- `reminder_ids` are joined to one text.

Fields that are empty are left out. What stands in lists instead of objects is documented in parts.py.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from skill.journey.journey import ROLES, Archive, Journey, ReplyRecord, Role
from skill.serialization.formats import VERSION_KEY, Migration, decode_record
from skill.serialization.parts import (
    decode_archive,
    decode_commitment,
    decode_day,
    decode_hard_date,
    decode_place,
    decode_practice,
    decode_review_stage,
    decode_undo,
    decode_worry_time,
    decode_zone,
    encode_archive,
    encode_commitment,
    encode_day,
    encode_hard_date,
    encode_place,
    encode_practice,
    encode_review_stage,
    encode_undo,
    encode_worry_time,
    encode_zone,
)
from skill.serialization.reply_record import (
    IDEMPOTENCY_WINDOW,
    decode_reply_record,
    encode_reply_record,
    without_reply,
)
from skill.serialization.values import (
    decode_count,
    decode_date,
    decode_instant,
    decode_text,
    encode_date,
    encode_instant,
    to_json,
)

JOURNEY_FORMAT = 1
"""The version of the format; a record of a higher one was written by a later version of the skill."""

JOURNEY_MIGRATIONS: dict[int, Migration] = {}
"""By the format version that they start from."""

MAX_RECORD_BYTES = 1920
"""Size in UTF-8 within which replies are kept. With its key and version it is within the 2 KB of two write units."""

MAX_RECORD_BYTES_WITHOUT_REPLIES = 2384
"""Size in UTF-8 of a record in which everything is as long as it can be at once, a month of travel in it: three write
units. A record of ten years of check-ins with five of the longest commitments, a parked thought and five dates stays
within MAX_RECORD_BYTES."""

REMINDER_ID_CHARS = 4

NO_ARCHIVE = Archive()


def encode(journey: Journey, *replies: ReplyRecord) -> str:
    """Return the journey as JSON text, with more reply records after those that it has.

    The last IDEMPOTENCY_WINDOW are stored. Replies, oldest first, are left out to stay within MAX_RECORD_BYTES.
    """
    record = _encode_fields(journey)
    recent = [*journey.recent_replies, *replies][-IDEMPOTENCY_WINDOW:]
    if recent:
        record["recent_replies"] = [encode_reply_record(reply) for reply in recent]
    text = to_json(record)
    excess_bytes = len(text.encode()) - MAX_RECORD_BYTES
    if excess_bytes <= 0:
        return text
    for index, reply in enumerate(recent):
        if excess_bytes <= 0:
            break
        if reply.reply is None:
            continue
        shorter = encode_reply_record(without_reply(reply))
        excess_bytes -= _bytes(record["recent_replies"][index]) - _bytes(shorter)
        record["recent_replies"][index] = shorter
    return to_json(record)


def decode(text: str) -> Journey:
    """Return the journey that `encode` wrote, in this version or an earlier one.

    Raises UnreadableRecordError, and NewerRecordError.
    """
    return decode_record(text, "journey", JOURNEY_FORMAT, JOURNEY_MIGRATIONS, _decode_fields)


def fields(journey: Journey) -> frozenset[str]:
    """Return the keys under which the record holds something of this journey."""
    keys = {key for key, value in _encode_fields(journey).items() if value != [0, None]}
    return frozenset((*keys, "recent_replies") if journey.recent_replies else keys) - {VERSION_KEY, "days_from"}


def _encode_fields(journey: Journey) -> dict[str, Any]:
    """Return all fields but `recent_replies`."""
    start = min((*journey.days, *journey.skipped_by_travel), default=None)
    asked, zone, undo, review = journey.role_question, journey.zone, journey.undo, journey.review_stage
    values: dict[str, Any] = {
        VERSION_KEY: JOURNEY_FORMAT,
        "role": journey.role,
        "welcomed": int(journey.welcomed),
        "role_question": asked and [asked[0], encode_date(asked[1])],
        "zone": zone and encode_zone(zone),
        "step": [journey.position, encode_date(journey.step_done)],
        "commitments": [encode_commitment(commitment) for commitment in journey.commitments],
        "days_from": encode_date(start),
        "days": start and [[(day - start).days, *encode_day(journey.days[day])] for day in sorted(journey.days)],
        "skipped_by_travel": start and [(day - start).days for day in sorted(journey.skipped_by_travel)],
        "past": journey.past.archived_through and encode_archive(journey.past),
        "undo": undo and encode_undo(undo),
        "step_spoken": encode_date(journey.step_spoken),
        "review_stage": review and encode_review_stage(review),
        "place_left": journey.place_left and encode_place(journey.place_left),
        "practice": journey.practice and encode_practice(journey.practice),
        "worry_time": journey.worry_time and encode_worry_time(journey.worry_time),
        "hard_dates": [encode_hard_date(one) for one in journey.hard_dates],
        "announced_milestones": any(journey.announced_milestones) and [*journey.announced_milestones],
        "week_offered": encode_date(journey.week_offered),
        "began": journey.began and encode_instant(journey.began),
        "hides_screen": int(journey.hides_screen),
        "has_quarantined": int(journey.has_quarantined),
        "reminder_ids": "".join(journey.reminder_ids),
    }
    return {key: value for key, value in values.items() if value}


def _decode_fields(record: Mapping[str, Any]) -> Journey:
    role = record.get("role")
    if role is not None and role not in ROLES:
        raise ValueError
    start = decode_date(record.get("days_from"))
    position, step_done = record["step"]
    zone, past, review, practice, worry, asked = (
        record.get(key) for key in ("zone", "past", "review_stage", "practice", "worry_time", "role_question")
    )
    left = record.get("place_left")
    streak, kept = record.get("announced_milestones", (0, 0))
    return Journey(
        role=cast("Role | None", role),
        welcomed=bool(record.get("welcomed", False)),
        role_question=(decode_count(asked[0]), date.fromisoformat(asked[1])) if asked else None,
        zone=decode_zone(*zone) if zone else None,
        position=decode_count(position),
        step_done=decode_date(step_done),
        commitments=tuple(decode_commitment(*values) for values in record.get("commitments", ())),
        days={_day_after(start, n): decode_day(values) for n, *values in record.get("days", ())},
        skipped_by_travel=frozenset(_day_after(start, n) for n in record.get("skipped_by_travel", ())),
        past=decode_archive(*past) if past else NO_ARCHIVE,
        undo=decode_undo(record["undo"]) if "undo" in record else None,
        step_spoken=decode_date(record.get("step_spoken")),
        review_stage=decode_review_stage(*review) if review else None,
        place_left=decode_place(*left) if left else None,
        practice=decode_practice(*practice) if practice else None,
        worry_time=decode_worry_time(*worry) if worry else None,
        hard_dates=tuple(decode_hard_date(*values) for values in record.get("hard_dates", ())),
        announced_milestones=(decode_count(streak), decode_count(kept)),
        week_offered=decode_date(record.get("week_offered")),
        began=decode_instant(record["began"]) if "began" in record else None,
        hides_screen=bool(record.get("hides_screen", False)),
        has_quarantined=bool(record.get("has_quarantined", False)),
        reminder_ids=_split_reminder_ids(record.get("reminder_ids", "")),
        recent_replies=tuple(map(decode_reply_record, record.get("recent_replies", ())))[-IDEMPOTENCY_WINDOW:],
    )


def _day_after(start: date | None, n: Any) -> date:
    if start is None:
        raise TypeError
    return start + timedelta(days=decode_count(n))


def _split_reminder_ids(text: Any) -> tuple[str, ...]:
    if len(decode_text(text)) % REMINDER_ID_CHARS:
        raise ValueError
    return tuple(text[at : at + REMINDER_ID_CHARS] for at in range(0, len(text), REMINDER_ID_CHARS))


def _bytes(value: Any) -> int:
    return len(to_json(value).encode())
