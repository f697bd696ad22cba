"""Idempotency records: the last requests that changed something, each with the reply that it got.

A request that arrives again gets the same reply, and changes nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from skill.journey.journey import Journey, Practice, ReplyRecord
from skill.serialization.formats import DECODING_ERRORS
from skill.serialization.parts import decode_practice, encode_practice
from skill.serialization.values import decode_integer, decode_text, encode_instant

IDEMPOTENCY_WINDOW = 8
"""Requests of which a duplicate is recognised."""

PRACTICE_BEFORE = "practice_before"

MINUTE_S = 60


def new_reply_record(request: str, reply: Any, at: datetime) -> ReplyRecord:
    """Return the record of a reply (a JSON value), given at a time, to the request of a short hash."""
    return ReplyRecord(request, encode_instant(at) // MINUTE_S, reply)


def encode_reply_record(record: ReplyRecord) -> list[Any]:
    """Return [request, minute, reply], or [request] where the reply isn't kept."""
    return [record.request] if record.reply is None else [record.request, record.minute, record.reply]


def decode_reply_record(values: list[Any]) -> ReplyRecord:
    """Return the record that a list encodes; raises DECODING_ERRORS."""
    if not isinstance(values, list):
        raise TypeError
    if len(values) == 1:
        return ReplyRecord(decode_text(values[0]))
    request, minute, reply = values
    return ReplyRecord(decode_text(request), decode_integer(minute), reply)


def without_reply(record: ReplyRecord) -> ReplyRecord:
    """Return the record of the request alone."""
    return ReplyRecord(record.request)


def expire_reply(record: ReplyRecord, since: datetime) -> ReplyRecord:
    """Return the record without its reply where that was given before `since`, to the minute."""
    return record if (record.minute + 1) * MINUTE_S > since.timestamp() else without_reply(record)


def practice_before(journey: Journey) -> dict[str, Any]:
    """Return what is stored instead of a reply in a practice, which is private: the practice as it was before it.

    A duplicate of the request is answered from there again, and nothing is saved.
    """
    return {PRACTICE_BEFORE: journey.practice and encode_practice(journey.practice)}


def is_practice_before(reply: Any) -> bool:
    """Tell whether a stored reply is what `practice_before` returned."""
    return isinstance(reply, dict) and PRACTICE_BEFORE in reply


def decode_practice_before(reply: Mapping[str, Any]) -> Practice | None:
    """Return the practice that `practice_before` encoded; None where there was none, or it can't be decoded."""
    try:
        return decode_practice(*reply[PRACTICE_BEFORE]) if reply[PRACTICE_BEFORE] else None
    except DECODING_ERRORS:
        return None
