"""Scalars of stored records: each encoded as a JSON value, and decoded with a check of its type and range.

Decoders raise TypeError and ValueError.
"""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

to_json = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
"""Return a JSON value as compact text."""


def decode_text(value: Any) -> str:
    """Return a text; raises TypeError for any other value."""
    if not isinstance(value, str):
        raise TypeError
    return value


def decode_integer(value: Any) -> int:
    """Return an integer; raises TypeError for any other value, booleans too."""
    if type(value) is not int:
        raise TypeError
    return value


def decode_count(value: Any) -> int:
    """Return an integer that is not negative."""
    if decode_integer(value) < 0:
        raise ValueError
    return cast("int", value)


def encode_date(day: date | None) -> str | None:
    """Return a date in ISO 8601, such as 2026-03-02."""
    return None if day is None else day.isoformat()


def decode_date(text: str | None) -> date | None:
    """Decode what `encode_date` returned."""
    return None if text is None else date.fromisoformat(text)


def encode_instant(instant: datetime) -> int:
    """Return a time as whole seconds since 1970 (UTC)."""
    return int(instant.timestamp())


def decode_instant(seconds: Any) -> datetime:
    """Decode what `encode_instant` returned."""
    return EPOCH + timedelta(seconds=decode_integer(seconds))
