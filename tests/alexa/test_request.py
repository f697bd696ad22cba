"""What is a request of Alexa's, and what it says."""

from datetime import UTC, datetime
from typing import Any

import pytest

from skill.alexa.request import BadEnvelopeError, check, instant, turn_of
from tools.envelopes import SKILL, envelope


def without(*path: str) -> dict[str, Any]:
    whole = envelope("TodaysStepIntent")
    place: Any = whole
    for name in path[:-1]:
        place = place[name]
    del place[path[-1]]
    return whole


def having(value: Any, *path: str) -> dict[str, Any]:
    whole = envelope("TodaysStepIntent")
    place: Any = whole
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return whole


BAD: dict[str, Any] = {
    "nothing": None,
    "an array": [],
    "a text": "hello",
    "an empty object": {},
    "no request": without("request"),
    "a request that is a list": having([], "request"),
    "no type": without("request", "type"),
    "a number for a type": having(7, "request", "type"),
    "no request id": without("request", "requestId"),
    "an empty request id": having("", "request", "requestId"),
    "no timestamp": without("request", "timestamp"),
    "a timestamp that is none": having("yesterday", "request", "timestamp"),
    "a timestamp before all years": having("0001-01-01T00:00:00+14:00", "request", "timestamp"),
    "another skill": having("amzn1.ask.skill.other", "context", "System", "application", "applicationId"),
    "another skill in the session": having("amzn1.ask.skill.other", "session", "application", "applicationId"),
    "a skill id that is an object": having({}, "session", "application", "applicationId"),
    "no user id": having({}, "context", "System", "user") | {"session": None},
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_request_of_alexas_is_refused_with_a_reason(what: str) -> None:
    with pytest.raises(BadEnvelopeError) as refused:
        check(BAD[what], SKILL)
    assert str(refused.value)


def test_no_reason_repeats_what_was_sent() -> None:
    with pytest.raises(BadEnvelopeError) as refused:
        check(having("my secret words", "request", "timestamp"), SKILL)
    assert "secret" not in str(refused.value)


def test_an_envelope_without_a_skill_id_is_refused() -> None:
    whole = envelope()
    del whole["session"], whole["context"]["System"]["application"]
    with pytest.raises(BadEnvelopeError):
        check(whole, SKILL)


def test_any_skill_is_answered_where_none_is_configured() -> None:
    assert check(envelope(), None)


@pytest.mark.parametrize(
    "timestamp",
    ["2026-03-02T20:00:00Z", "2026-03-02T15:00:00-05:00", "2026-03-02T20:00:00.000+00:00", "2026-03-02T20:00:00"],
)
def test_every_way_to_write_a_timestamp_is_the_same_instant(timestamp: str) -> None:
    assert instant(timestamp) == datetime(2026, 3, 2, 20, tzinfo=UTC)


SLOTS: list[tuple[Any, str | None]] = [
    ({"rating": {"name": "rating", "value": "4"}}, "4"),
    ({"rating": {"value": 4}}, "4"),
    ({"rating": {"value": ["4"]}}, "4"),
    ({"rating": {"value": ["4", "5"]}}, "4"),
    ({"rating": {"slotValue": {"type": "Simple", "value": "4"}}}, "4"),
    ({"rating": {"slotValue": {"type": "List", "values": [{"value": "4"}, {"value": "5"}]}}}, "4"),
    ({"rating": {"slotValue": [{"type": "Simple", "value": "4"}]}}, "4"),
    ([{"name": "rating", "value": "4"}], "4"),
    ([None, 7, "rating", {"value": "5"}, {"name": 3, "value": "5"}, {"name": "rating", "value": ["4"]}], "4"),
    ({"rating": {"value": []}}, None),
    ({"rating": {"value": [["4"]]}}, None),
    ({"rating": {"value": [True]}}, None),
    ({"rating": {"value": {"value": "4"}}}, None),
    ({"rating": {"slotValue": [[], None]}}, None),
    ({"rating": "4"}, None),
    ([["rating", "4"]], None),
    ("rating", None),
]


@pytest.mark.parametrize(("slots", "heard"), SLOTS)
def test_slots_are_read_in_every_shape_that_names_them(slots: Any, heard: str | None) -> None:
    assert turn_of(having(slots, "request", "intent", "slots")).heard("rating") == heard
