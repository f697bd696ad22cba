"""What the documentation says of the export is what the export is."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from skill import export
from skill.journey.speaker import Speaker
from skill.serialization import journey_record
from skill.stores.memory import MemoryStore
from skill.stores.store import Record, Week
from tests.test_export import FULL, WEEK

DOC = (Path(__file__).parents[1] / "docs" / "export.md").read_text("utf-8")
SPEAKER = Speaker("household", "sam")

NO_NAME = re.compile(r"\d{4}-\d\d-\d\d|[a-zA-Z]|=")
"""A key that is a date, the letter of a promise, or a mark within a reply."""


def exported(store: MemoryStore) -> dict[str, Any]:
    return export.export(store, SPEAKER)


def full() -> MemoryStore:
    store = MemoryStore()
    store.save(SPEAKER, Record(1, journey_record.encode(FULL)), WEEK)
    store.save(SPEAKER, Record(2, journey_record.encode(FULL)), Week("2026-W48", "damaged"))
    return store


def documented() -> set[str]:
    rows = re.findall(r"^\| (`[^|]*) \|", DOC, re.MULTILINE)
    return {key for row in rows for key in re.findall(r"`(\w+)`", row)}


def names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (key for key in value if not NO_NAME.fullmatch(key))
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from names(one)


def test_every_key_of_the_export_is_documented_and_no_other() -> None:
    assert exported(full()).keys() == documented()


def test_every_key_within_is_named_beside_it() -> None:
    found = exported(full())
    del found["recent_replies"]  # a reply has the names of its own values
    assert set(names(found)) <= set(re.findall(r"`(\w+)`", DOC))


def test_an_export_is_json_that_can_be_read_again() -> None:
    found = exported(full())
    assert json.loads(json.dumps(found)) == found
    assert datetime.fromisoformat(found["practice"]["at"]).tzinfo == UTC
    assert datetime.fromisoformat(found["undo"]["at"]).tzinfo == UTC


def test_a_speaker_without_a_record_that_can_be_read_has_the_keys_that_are_told() -> None:
    told = re.search(r"only old weeks are left has (.*?) alone", DOC)
    assert told
    keys = set(re.findall(r"`(\w+)`", told[1]))
    store = full()
    store.save(SPEAKER, Record(3, "damaged"))
    assert exported(store).keys() == keys
    store = full()
    store._records.clear()
    assert exported(store).keys() == keys
