"""Records as every version wrote them: whatever was kept once is read for ever.

A file in records/ is never changed. A version that writes something else adds one.
"""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from skill.journey.commitments import Commitment
from skill.journey.errors import NewerRecordError, UnreadableRecordError
from skill.journey.journey import Archive, Day, Journey, Practice, ReviewStage, Totals, Undo, Zone
from skill.journey.streaks import Run
from skill.serialization import journey_record

FOLDER = Path(__file__).parent / "records"

MONDAY = date(2026, 3, 2)
EVENING = datetime(2026, 3, 2, 20, tzinfo=UTC)
REPLY = [[{"=": "outcomes.kept", "what": "call when I'm late"}], ["milestones.next", {}, {}, None], None]

FIRST = Journey(
    role="rebuilding",
    welcomed=True,
    zone=Zone("America/New_York", "0123abcd", MONDAY),
    position=9,
    step_done=MONDAY,
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
    undo=Undo("drop", EVENING, day=(MONDAY, Day(True, 3)), dropped=(1, Commitment("c", "write to Kim", MONDAY))),
    recent_replies=(
        journey_record.encode_reply_record("abcdef0_"),
        journey_record.encode_reply_record("abcdef1_", REPLY),
    ),
)
"""What the first version could keep."""

NOW = replace(
    FIRST,
    told=MONDAY,
    review_stage=ReviewStage(60, 3, "missed"),
    practice=Practice("apology", 2, "+-..~.", EVENING),
    announced_milestones=(7, 10),
    week_told=MONDAY,
)

ROLE_OPEN = Journey(
    welcomed=True,
    role_question=(2, MONDAY),
    began=EVENING,
    recent_replies=(journey_record.encode_reply_record("abcdef1_", REPLY, EVENING),),
)

AS_TEXT = json.dumps(REPLY, ensure_ascii=False, separators=(",", ":"))
"""The first version kept replies as text."""

HOT = {
    "hot-1-first.json": replace(
        FIRST, recent_replies=(FIRST.recent_replies[0], journey_record.encode_reply_record("abcdef1_", AS_TEXT))
    ),
    "hot-1-replies-as-json.json": FIRST,
    "hot-1-excused-counted.json": FIRST,
    "hot-1-answers-among-all.json": NOW,
    "hot-1.json": NOW,
    "hot-1-role-open.json": ROLE_OPEN,
    "hot-1-after-aside.json": Journey(has_quarantined=True),
    "hot-1-screen-hidden.json": Journey(hides_screen=True),
    "hot-1-reminders.json": Journey(reminder_ids=("abcd", "-_09")),
}

WEEK_WORDS = {"a": "call when I'm late", "b": "no phone at dinner 🌱"}


def record(name: str) -> str:
    return (FOLDER / name).read_text("utf-8").rstrip("\n")


@pytest.mark.parametrize(("name", "journey"), HOT.items(), ids=HOT)
def test_a_hot_record_of_every_version_is_read(name: str, journey: Journey) -> None:
    assert journey_record.decode(record(name)) == journey


def test_a_week_of_every_version_is_read() -> None:
    assert journey_record.decode_week(record("week-1.json")) == (FIRST.days, WEEK_WORDS)


def test_what_is_written_today_is_among_the_records() -> None:
    assert journey_record.encode(NOW) == record("hot-1.json")
    assert journey_record.encode(ROLE_OPEN) == record("hot-1-role-open.json")
    assert journey_record.encode(Journey(has_quarantined=True)) == record("hot-1-after-aside.json")
    assert journey_record.encode(Journey(hides_screen=True)) == record("hot-1-screen-hidden.json")
    assert journey_record.encode(Journey(reminder_ids=("abcd", "-_09"))) == record("hot-1-reminders.json")
    assert journey_record.encode_week(FIRST.days, FIRST.commitments) == record("week-1.json")


def test_every_record_is_tested() -> None:
    assert {one.name for one in FOLDER.iterdir()} == {*HOT, "week-1.json"}


# Formats


def spelled_without_a_list(kept: dict[str, Any]) -> dict[str, Any]:
    """Bring a made-up format in which `step` was a number, done never, to the next."""
    return {**kept, "v": 0, "step": {"position": kept["step"]}}


def spelled_as_an_object(kept: dict[str, Any]) -> dict[str, Any]:
    return {**kept, "v": 1, "step": [kept["step"]["position"], None]}


@pytest.fixture
def _older(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(journey_record.MIGRATIONS, -1, spelled_without_a_list)
    monkeypatch.setitem(journey_record.MIGRATIONS, 0, spelled_as_an_object)
    monkeypatch.setitem(journey_record.WEEK_MIGRATIONS, 0, lambda kept: {**kept, "commitments": {}})


@pytest.mark.usefixtures("_older")
def test_a_record_of_an_older_format_is_brought_up_to_date_step_by_step() -> None:
    assert journey_record.decode('{"v":-1,"step":4,"role":"both"}') == Journey(role="both", position=4)
    assert journey_record.decode('{"v":0,"step":{"position":4}}') == Journey(position=4)
    assert journey_record.encode(journey_record.decode('{"v":-1,"step":4}')) == '{"v":1,"step":[4,null]}'


@pytest.mark.usefixtures("_older")
def test_a_week_of_an_older_format_is_brought_up_to_date() -> None:
    assert journey_record.decode_week('{"v":0,"days":{"2026-03-02":[4]}}') == ({MONDAY: Day(True, 4)}, {})


@pytest.mark.usefixtures("_older")
@pytest.mark.parametrize("text", ['{"v":-2,"step":4}', '{"v":-1}', '{"v":0,"step":4}', '{"v":true,"step":[4,null]}'])
def test_an_older_record_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UnreadableRecordError) as refused:
        journey_record.decode(text)
    assert not isinstance(refused.value, NewerRecordError)


@pytest.mark.parametrize("text", ['{"v":2,"step":[0,null]}', '{"v":99}'])
def test_a_record_of_a_newer_format_is_told_from_one_that_is_broken(text: str) -> None:
    with pytest.raises(NewerRecordError):
        journey_record.decode(text)
    with pytest.raises(NewerRecordError):
        journey_record.decode_week(text)


def test_every_format_before_today_has_its_migrations() -> None:
    formats = set(range(1, journey_record.RECORD_FORMAT))
    assert journey_record.MIGRATIONS.keys() == formats
    assert journey_record.WEEK_MIGRATIONS.keys() == formats


def test_a_day_that_travel_took_is_read_however_it_was_written() -> None:
    kept = '{"v":1,"step":[0,null],"from":"2026-03-01","excused":["2026-03-02",2]}'
    assert journey_record.decode(kept).skipped_by_travel == {MONDAY, MONDAY + timedelta(days=1)}
