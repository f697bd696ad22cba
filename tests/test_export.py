"""The export has every stored field, and a damaged record costs nothing but itself."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from skill import export
from skill.journey.commitments import Commitment
from skill.journey.journey import ROLES, Day, Journey, Practice, ReplyRecord, Undo
from skill.journey.speaker import Speaker
from skill.serialization import journey_record, week_record
from skill.serialization.errors import UnreadableRecordError
from skill.stores.memory import MemoryStore
from skill.stores.sqlite import SQLiteStore
from skill.stores.store import Record, Store, Week
from tests.journey.strategies import TODAY, fullest, journeys

SAM, KIM = Speaker("home", "sam"), Speaker("home", "kim")

BEFORE = Day(checked_in=True, rating=2, outcomes={"a": True, "b": False}, steps=1, other_kept=2, other_missed=3)

AT = datetime(2026, 12, 31, 20, tzinfo=UTC)

FULL = replace(
    fullest([[{"=": "outcomes.kept", "what": "call"}], None]),
    days={TODAY: BEFORE},
    skipped_by_travel=frozenset([TODAY - timedelta(days=1)]),
    practice=Practice("apology", 2, "+-..~.", AT),
    began=AT,
    role_question=(2, TODAY),
    undo=Undo(
        "drop",
        AT,
        day=(TODAY, BEFORE),
        step=(8, TODAY),
        added="b",
        dropped=(4, Commitment("c", "write to Kim", TODAY)),
    ),
)
"""A journey in which everything that can be stored is stored."""

WEEK = Week("2026-W47", week_record.encode_week(FULL.days, FULL.commitments[:2]))

NOT_A_FIELD = {("v",)}
"""The record's format, which the export has a form of its own for."""

Path_ = tuple[Any, ...]
"""Of a value within a JSON value: keys and indices."""


def export_of(body: str, *weeks: Week) -> dict[str, Any]:
    store = MemoryStore()
    for week in weeks or [None]:
        kept = store.load(SAM)
        store.save(SAM, Record(kept.version + 1 if kept else 1, body), week)
    return export.export(store, SAM)


def leaves(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Yield every scalar within a JSON value, with its path."""
    if isinstance(value, dict | list):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(one, (*path, key))
    elif value is not None:
        yield path, value


def others(leaf: Any) -> Iterator[Any]:
    """Yield values that may stand for a scalar instead."""
    if isinstance(leaf, str):
        yield from (one.isoformat() for one in (date(2026, 1, 1), date(2030, 1, 1)) if len(leaf) == 10)
        yield from (leaf.replace("+", "-", 1), leaf + "x", leaf + "xxxx", *ROLES)
    else:
        yield from (leaf - 1, leaf + 1, leaf / 2, 0)


def with_leaf(value: Any, path: Path_, leaf: Any) -> Any:
    """Return a copy of a JSON value with another scalar at a path."""
    if not path:
        return leaf
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = with_leaf(copy[path[0]], path[1:], leaf)
    return copy


def another(stored: Any, path: Path_, leaf: Any) -> str:
    """Return a record that differs from a stored one in one scalar, and can be read."""
    for other in others(leaf):
        body = json.dumps(with_leaf(stored, path, other), ensure_ascii=False)
        try:
            differs = journey_record.encode(journey_record.decode(body)) != journey_record.encode(
                journey_record.decode(json.dumps(stored))
            )
        except UnreadableRecordError:
            continue
        if differs:
            return body
    pytest.fail(f"no other value is known for {path}: add one to `others`")


STORED = json.loads(journey_record.encode(FULL))
FIELDS = [(path, leaf) for path, leaf in leaves(STORED) if path not in NOT_A_FIELD]


@pytest.mark.parametrize(("path", "leaf"), FIELDS, ids=[".".join(map(str, path)) for path, _ in FIELDS])
def test_whatever_differs_in_a_stored_record_differs_in_its_export(path: Path_, leaf: Any) -> None:
    assert export_of(json.dumps(STORED)) != export_of(another(STORED, path, leaf))


def unset(value: Any) -> Iterator[str]:
    """Yield the fields of a dataclass, and of those within it, that are what they are by default."""
    for field in fields(value):
        found = getattr(value, field.name)
        if found is None or found == default(field):
            yield f"{type(value).__name__}.{field.name}"
        within = found if isinstance(found, tuple) else found.values() if isinstance(found, dict) else [found]
        yield from (one for part in within if is_dataclass(part) for one in unset(part))


def default(field: "Field[Any]") -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def test_every_field_of_a_journey_is_set_in_what_these_tests_export() -> None:
    assert [*unset(FULL)] == []


@given(journeys)
def test_two_journeys_have_the_same_export_only_if_they_are_stored_alike(journey: Journey) -> None:
    stored = journey_record.encode(journey)
    found = json.loads(json.dumps(export_of(stored)))
    assert found == export_of(stored), "it can be written as JSON and read again"
    changed = replace(journey, position=journey.position + 1)
    assert found != export_of(journey_record.encode(changed))


def test_a_week_is_exported_whole_and_by_itself() -> None:
    later = Week("2026-W48", week_record.encode_week({TODAY: Day(steps=1)}, (Commitment("a", "another a", TODAY),)))
    found = export_of(journey_record.encode(FULL), WEEK, later)["weeks"]
    assert [one["name"] for one in found] == [WEEK.name, later.name]
    assert [sorted(one["commitments"].values())[-1] for one in found] == [FULL.commitments[1].text, "another a"]
    assert found[0]["days"] == {
        TODAY.isoformat(): {
            "checked_in": True,
            "rating": 2,
            "outcomes": {"a": "kept", "b": "missed"},
            "steps_done": 1,
            "other_kept": 2,
            "other_missed": 3,
        }
    }


def test_what_was_dropped_is_exported_as_long_as_it_can_be_taken_back() -> None:
    found = export_of(journey_record.encode(FULL))
    assert found["undo"]["dropped"]["text"] == "write to Kim"
    assert found["recent_replies"][-1] == ["abcdef7=", 29_999_999, [[{"=": "outcomes.kept", "what": "call"}], None]]


# Damage

READABLE = journey_record.encode(replace(Journey(), position=4))

BODIES = [
    ("no JSON", "'no journey'", False),
    ("JSON of another kind", "'[1]'", False),
    ("nothing", "NULL", False),
    ("bytes", "x'00ff'", False),
    ("a number", "7", False),
    ("half a character", "CAST(x'7bff' AS TEXT)", False),
    ("JSON that is nested without end", f"'{'[' * 1900}'", False),
    ("a newer format", """'{"v":99,"more":1}'""", True),
]
"""What a column may hold instead of a record: its name, an expression of SQL, and whether a later version wrote it."""


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    """Return the file of a store with two speakers, each with a week."""
    file = tmp_path / "journeys.sqlite3"
    store = SQLiteStore(file)
    for speaker in (SAM, KIM):
        store.save(speaker, Record(1, READABLE), WEEK)
    store.close()
    return file


def damaged(file: Path, statement: str) -> list[dict[str, Any]]:
    """Change a store's file as the skill never does, and return the export of all."""
    with sqlite3.connect(file) as db:
        db.execute(statement)
    db.close()
    store: Store = SQLiteStore(file)
    found = [export.export(store, one) for one in export.all_speakers(store)]
    assert json.loads(json.dumps(found, indent=2)) == found
    return found


def of(found: list[dict[str, Any]], speaker: Speaker) -> dict[str, Any]:
    return next(one for one in found if one["speaker"] == speaker.person)


TABLES = {
    "journeys": ("current", "INSERT OR REPLACE INTO journeys VALUES ('home', 'sam', 1, {})"),
    "weeks": (WEEK.name, f"INSERT OR REPLACE INTO weeks VALUES ('home', 'sam', '{WEEK.name}', {{}})"),
    "quarantine": ("quarantined", "INSERT INTO quarantine VALUES ('home', 'sam', 1, {})"),
}
"""By table, how the export names an unreadable row, and the statement that puts one."""

DAMAGE = [
    pytest.param(table, body, is_newer, id=f"{table}: {what}")
    for table in TABLES
    for what, body, is_newer in BODIES
    if body != "NULL" or table == "quarantine"  # the other tables take no NULL
]


@pytest.mark.parametrize(("table", "body", "is_newer"), DAMAGE)
def test_a_damaged_row_costs_that_row_and_is_named(file: Path, table: str, body: str, is_newer: bool) -> None:
    name, statement = TABLES[table]
    found = damaged(file, statement.format(body))
    (unreadable,) = of(found, SAM)["unreadable"]
    assert unreadable["name"] == name
    assert unreadable["is_newer"] is (is_newer and table != "quarantine")
    assert ("step" in of(found, SAM)) is (table != "journeys")
    assert len(of(found, SAM)["weeks"]) == (table != "weeks")
    assert (of(found, KIM)["step"], of(found, KIM)["unreadable"]) == (5, [])


@pytest.mark.parametrize("column", ["household", "person"])
@pytest.mark.parametrize("value", ["x'616263'", "CAST(x'61ff' AS TEXT)"], ids=["bytes", "half a character"])
def test_a_row_whose_key_is_damaged_is_named_too(file: Path, column: str, value: str) -> None:
    found = damaged(file, f"UPDATE journeys SET {column} = {value} WHERE person = 'sam'")
    (lost,) = [one for one in found if one["unreadable"]]
    assert "step" not in lost
    assert of(found, KIM)["step"] == 5
    assert len(of(found, SAM)["weeks"]) == 1


def test_a_reply_that_is_nested_deeply_can_be_exported_as_json() -> None:
    reply: list[Any] = []
    for _ in range(190):
        reply = [reply]
    found = export_of(journey_record.encode(Journey(recent_replies=(ReplyRecord("abcdef0=", 1, reply),))))
    assert found["recent_replies"] == [["abcdef0=", 1, reply]]
    assert json.loads(json.dumps(found, indent=2)) == found
