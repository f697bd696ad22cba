"""Records of every format version: whatever was stored since version 1 is read for ever.

A file in records/ is never changed. A later format version adds its own.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from skill.journey.commitments import Commitment
from skill.journey.journey import (
    Archive,
    Day,
    HardDate,
    Journey,
    Place,
    Practice,
    ReplyRecord,
    ReviewStage,
    Totals,
    Undo,
    WorryTime,
    Zone,
)
from skill.journey.streaks import Run
from skill.serialization import journey_record, week_record
from skill.serialization.errors import NewerRecordError, UnreadableRecordError

FOLDER = Path(__file__).parent / "records"

MONDAY = date(2026, 3, 2)
EVENING = datetime(2026, 3, 2, 20, tzinfo=UTC)
REPLY = [[{"=": "outcomes.kept", "what": "call when I'm late"}], ["milestones.next", {}, {}, None], None]

JOURNEY = Journey(
    role="rebuilding",
    welcomed=True,
    role_question=(2, MONDAY),
    zone=Zone("America/New_York", "0123abcd", MONDAY),
    position=9,
    step_done=MONDAY,
    step_spoken=MONDAY,
    review_stage=ReviewStage(60, 3, "missed"),
    commitments=(
        Commitment("a", "call when I'm late", date(2026, 2, 10)),
        Commitment("b", "no phone at dinner 🌱", MONDAY),
    ),
    days={
        date(2026, 2, 27): Day(True, 4, {"a": True, "b": False}, 1, 2, 0),
        date(2026, 3, 1): Day(checked_in=True),
        MONDAY: Day(outcomes={"a": True}, other_missed=1),
    },
    skipped_by_travel=frozenset([date(2026, 2, 28)]),
    past=Archive(date(2026, 2, 15), Run(date(2026, 2, 15), 6, date(2026, 2, 12), 3), 12, 0.31, Totals(20, 30, 4, 8)),
    undo=Undo(
        "drop",
        EVENING,
        day=(MONDAY, Day(True, 3)),
        step=(8, MONDAY),
        added="b",
        dropped=(1, Commitment("c", "write to Kim", MONDAY)),
    ),
    practice=Practice("apology", 2, "+-..~.", EVENING),
    worry_time=WorryTime(EVENING, "the letters 🌱"),
    hard_dates=(HardDate(2, 29), HardDate(5, 14, 2026)),
    announced_milestones=(7, 10),
    week_offered=MONDAY,
    began=EVENING,
    hides_screen=True,
    has_quarantined=True,
    reminder_ids=("abcd", "-_09"),
    recent_replies=(ReplyRecord("abcdef0_"), ReplyRecord("abcdef1_", 29_540_400, REPLY)),
)
"""Something in every field, but for those of PLACE_LEFT."""

PLACE = Place(60, MONDAY, MONDAY, ReviewStage(60, 3, "missed"))

PLACE_LEFT = Journey(
    position=14,
    place_left=PLACE,
    undo=Undo("place", EVENING, places=(Place(0, None, None, None), PLACE)),
)

JOURNEYS = {"journey-1.json": JOURNEY, "journey-1-place-left.json": PLACE_LEFT}
WEEKS = {"week-1.json": (JOURNEY.days, {"a": "call when I'm late", "b": "no phone at dinner 🌱"})}


def stored(name: str) -> str:
    return (FOLDER / name).read_text("utf-8").rstrip("\n")


@pytest.mark.parametrize(("name", "journey"), JOURNEYS.items(), ids=JOURNEYS)
def test_a_journey_record_of_every_version_is_read(name: str, journey: Journey) -> None:
    assert journey_record.decode(stored(name)) == journey


@pytest.mark.parametrize(("name", "week"), WEEKS.items(), ids=WEEKS)
def test_a_week_record_of_every_version_is_read(name: str, week: tuple[Any, Any]) -> None:
    assert week_record.decode_week(stored(name)) == week


def test_what_is_written_today_is_among_the_records() -> None:
    assert journey_record.encode(JOURNEY) == stored(f"journey-{journey_record.JOURNEY_FORMAT}.json")
    assert journey_record.encode(PLACE_LEFT) == stored("journey-1-place-left.json")
    assert week_record.encode_week(JOURNEY.days, JOURNEY.commitments) == stored(f"week-{week_record.WEEK_FORMAT}.json")


def test_every_record_is_tested() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {*JOURNEYS, *WEEKS}


# Migrations, proven by made-up formats before version 1


def step_as_object(record: dict[str, Any]) -> dict[str, Any]:
    """Migrate a made-up format in which `step` was a number, and never done, to the next."""
    return {**record, "step": {"position": record["step"]}}


def step_as_list(record: dict[str, Any]) -> dict[str, Any]:
    return {**record, "step": [record["step"]["position"], None]}


@pytest.fixture
def _older_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(journey_record.JOURNEY_MIGRATIONS, -1, step_as_object)
    monkeypatch.setitem(journey_record.JOURNEY_MIGRATIONS, 0, step_as_list)
    monkeypatch.setitem(week_record.WEEK_MIGRATIONS, 0, lambda record: {**record, "commitments": {}})


@pytest.mark.usefixtures("_older_formats")
def test_a_journey_record_of_an_older_format_is_migrated_step_by_step() -> None:
    assert journey_record.decode('{"v":-1,"step":4,"role":"both"}') == Journey(role="both", position=4)
    assert journey_record.decode('{"v":0,"step":{"position":4}}') == Journey(position=4)
    assert journey_record.encode(journey_record.decode('{"v":-1,"step":4}')) == '{"v":1,"step":[4,null]}'


@pytest.mark.usefixtures("_older_formats")
def test_a_week_record_of_an_older_format_is_migrated() -> None:
    assert week_record.decode_week('{"v":0,"days":{"2026-03-02":[4]}}') == ({MONDAY: Day(True, 4)}, {})


@pytest.mark.usefixtures("_older_formats")
@pytest.mark.parametrize("text", ['{"v":-2,"step":4}', '{"v":-1}', '{"v":0,"step":4}', '{"v":true,"step":[4,null]}'])
def test_an_older_record_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UnreadableRecordError) as refused:
        journey_record.decode(text)
    assert not isinstance(refused.value, NewerRecordError)


@pytest.mark.parametrize("text", ['{"v":2,"step":[0,null]}', '{"v":2}'])
def test_a_record_of_a_newer_format_is_distinguished_from_a_broken_one(text: str) -> None:
    for kind, decode in (("journey", journey_record.decode), ("week", week_record.decode_week)):
        with pytest.raises(NewerRecordError) as refused:
            decode(text)
        assert (refused.value.kind, refused.value.version, refused.value.supported) == (kind, 2, 1)


def test_every_format_before_today_has_its_migrations() -> None:
    assert journey_record.JOURNEY_MIGRATIONS.keys() == set(range(1, journey_record.JOURNEY_FORMAT))
    assert week_record.WEEK_MIGRATIONS.keys() == set(range(1, week_record.WEEK_FORMAT))
