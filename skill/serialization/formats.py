"""Record formats: stored JSON text of any format version, decoded into a value of today's.

A record names its format version (`v`). When a format changes, its version grows, and a function from the version
before goes into its migrations; records are migrated as they are read. Version 1 is the first one that was released.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from skill.serialization.errors import NewerRecordError, UnreadableRecordError
from skill.serialization.values import decode_integer, to_json

VERSION_KEY = "v"

MAX_DEPTH = 50
"""Levels of nesting; JSON that is nested some hundred levels deep can be decoded, and not always encoded again."""

MAX_UNCHECKED_BRACKETS = 200
"""Brackets of a record up to which its depth is no danger, and isn't measured."""

Migration = Callable[[dict[str, Any]], dict[str, Any]]
"""Turns a record of one format version into one of the next, both as JSON values; it keeps what it need not change."""

DECODING_ERRORS = (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError, RecursionError)
"""What decoders raise over JSON that is no record."""

Decoded = TypeVar("Decoded")


def decode_record(
    text: str,
    kind: str,
    version: int,
    migrations: Mapping[int, Migration],
    decode: Callable[[Mapping[str, Any]], Decoded],
) -> Decoded:
    """Return a stored record, migrated to today's format version and decoded.

    `migrations` are listed by the version that they start from. Raises UnreadableRecordError, and NewerRecordError.
    """
    try:
        record = _parse(text)
        stored_version = decode_integer(record[VERSION_KEY])
        if stored_version > version:
            raise NewerRecordError(kind, stored_version, version)
        for older_version in range(stored_version, version):
            record = migrations[older_version](record)
        return decode(record)
    except DECODING_ERRORS as error:
        raise UnreadableRecordError(kind, type(error).__name__) from None


def _parse(text: str) -> dict[str, Any]:
    """Return JSON text as a value that can be encoded again; raises DECODING_ERRORS."""
    text.encode()  # raises a ValueError where the text holds half a surrogate pair
    record: dict[str, Any] = json.loads(text)
    if "\\u" in text:
        to_json(record).encode()  # half a pair may also be written as an escape
    if text.count("[") + text.count("{") > MAX_UNCHECKED_BRACKETS:
        _check_depth(record)
    return record


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        containers = [item.values() if isinstance(item, dict) else item for item in level if item.__class__ in _NESTED]
        level = [item for container in containers for item in container if item.__class__ in _NESTED]
        if not level:
            return
    raise RecursionError


_NESTED = (dict, list)
