"""The week record: the days of one ISO week that left the journey record, as JSON text. It is written once."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from skill.journey.commitments import Commitment
from skill.journey.journey import Day
from skill.serialization.formats import VERSION_KEY, Migration, decode_record
from skill.serialization.parts import decode_day, encode_day
from skill.serialization.values import decode_text, to_json

WEEK_FORMAT = 1
"""The version of the format; a record of a higher one was written by a later version of the skill."""

WEEK_MIGRATIONS: dict[int, Migration] = {}
"""By the format version that they start from."""


def encode_week(days: Mapping[date, Day], commitments: tuple[Commitment, ...]) -> str:
    """Return a week as JSON text, with the texts of the commitments that were open when it was archived."""
    return to_json(
        {
            VERSION_KEY: WEEK_FORMAT,
            "days": {day.isoformat(): encode_day(entry) for day, entry in days.items()},
            "commitments": {commitment.id: commitment.text for commitment in commitments},
        }
    )


def decode_week(text: str) -> tuple[dict[date, Day], dict[str, str]]:
    """Return a week's days by date, and the texts of its commitments by id.

    Raises UnreadableRecordError, and NewerRecordError.
    """
    return decode_record(text, "week", WEEK_FORMAT, WEEK_MIGRATIONS, _decode)


def _decode(record: Mapping[str, Any]) -> tuple[dict[date, Day], dict[str, str]]:
    days = {date.fromisoformat(day): decode_day(values) for day, values in record["days"].items()}
    return days, {decode_text(id_): decode_text(text) for id_, text in record["commitments"].items()}
