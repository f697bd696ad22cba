"""What the documentation says of the export is what the export is."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

from skill.hosts import records
from skill.journey import codec
from skill.journey.speaker import Speaker
from skill.stores.memory import MemoryStore
from skill.stores.port import Record, Week
from tests.journey.made_up import fullest

DOC = Path(__file__).parents[1] / "docs" / "export.md"
SOMEBODY = Speaker("household", "somebody")


def documented() -> set[str]:
    rows = re.findall(r"^\| (`[^|]*) \|", DOC.read_text("utf-8"), re.MULTILINE)
    return {key for row in rows for key in re.findall(r"`(\w+)`", row)}


def test_every_key_of_the_export_is_documented_and_no_other() -> None:
    store = MemoryStore()
    store.save(SOMEBODY, Record(1, codec.encode(fullest())))
    assert records.export(store, SOMEBODY).keys() == documented()


def test_an_export_is_json_that_can_be_read_again() -> None:
    store = MemoryStore()
    store.save(SOMEBODY, Record(1, codec.encode(fullest("said"))))
    found = records.export(store, SOMEBODY)
    assert json.loads(json.dumps(found)) == found
    assert datetime.fromisoformat(found["practice"]["at"]).tzinfo == UTC


def test_weeks_alone_are_exported_too() -> None:
    store = MemoryStore()
    full = fullest()
    store.save(
        SOMEBODY, Record(1, codec.encode(full)), Week("2026-W01", codec.encode_week(full.days, full.commitments))
    )
    store.forget(SOMEBODY)
    assert "role" not in records.export(store, SOMEBODY)
