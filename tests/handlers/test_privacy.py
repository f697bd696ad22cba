"""What is told of what is kept: every field of the record, whatever it holds, and nothing once it is gone."""

import re
from collections.abc import Collection
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given

from skill.handlers import privacy
from skill.journey.journey import Journey, Undo
from skill.journey.speaker import Speaker
from skill.serialization import journey_record, reply_record, retention
from skill.texts.catalog import catalog
from skill.turn import Turn
from tests.handlers.conversation import DAY, KEPT, UNDO, Person
from tests.journey.strategies import fullest, journeys

KNOW = "WhatYouKnowIntent"
NOW = datetime(2026, 3, 10, 1, tzinfo=UTC)
SECRET = "water the quokka"

COUNTED = {"commitments": "promise", "days": r"\d+ (check-in|promises? kept|step)", "past": "older weeks"}
"""By the record's field, what tells it, where it is told by numbers."""


def told(journey: Journey) -> str:
    turn = Turn("request", KNOW, Speaker("household"), "en-US", NOW)
    return catalog("en-US").speak(privacy.what_you_know(turn, journey)[1], turn.today).speech or ""


def phrase(field: str) -> str:
    known = {**privacy.LOGGED_PARTS, **privacy.KNOWN, **privacy.FOR_A_DAY}
    return COUNTED.get(field) or re.escape(catalog("en-US").lookup(f"privacy.about.{known[field]}"))


def everything() -> Journey:
    """Return a journey that has something in every field of the record."""
    return replace(fullest(), role_question=(1, NOW.date()))


def test_every_field_of_the_record_is_told_in_words() -> None:
    kept = journey_record.fields(everything())
    assert len(kept) >= len(fields(Journey)) - 2  # the position and the day of the last step are one field
    said = told(everything())
    assert [field for field in kept if not re.search(phrase(field), said)] == []


@given(journeys)
def test_whatever_is_kept_is_told_and_no_list_is_empty(journey: Journey) -> None:
    said = told(journey)
    kept = {one for one in journey_record.fields(journey) if one not in ("zone", "days")}
    assert [field for field in kept if not re.search(phrase(field), said)] == []
    assert not re.search(r"\b(keep|know) ?\.", said)
    assert ("nothing about you" in said) <= (journey_record.fields(journey) <= {"zone"})


def fields_of(said: str, candidates: Collection[str]) -> set[str]:
    return {field for field in candidates if re.search(phrase(field), said)}


def test_who_has_only_opened_the_skill_hears_what_is_kept() -> None:
    person = Person()
    person.launch()
    person.answer = {}
    said = person.say(KNOW)
    assert fields_of(said, journey_record.fields(everything())) == {
        "welcomed",
        "role_question",
        "zone",
        "began",
        "recent_replies",
    }


def test_who_has_dropped_the_only_promise_hears_what_is_left_of_it() -> None:
    person = Person()
    person.promise(SECRET)
    person.say("DropCommitmentIntent")
    assert fields_of(person.say(KNOW), journey_record.fields(everything())) == {
        "undo",
        "zone",
        "began",
        "recent_replies",
    }


@pytest.mark.parametrize("hours", [0, 23, 24, 25, 100])
def test_dropped_words_are_gone_once_they_cannot_be_undone(hours: int) -> None:
    person = Person()
    person.promise(SECRET)
    person.say("DropCommitmentIntent")
    person.now += timedelta(hours=hours)
    person.say(KEPT, {"count": "2"})
    undoable = hours <= 24
    assert (SECRET in repr(vars(person.store))) == undoable
    person.say(UNDO)
    assert (SECRET in repr(vars(person.store))) == undoable


def test_words_that_were_never_a_promise_are_gone_after_a_day() -> None:
    person = Person()
    person.say(KEPT, {"commitment": SECRET})
    assert SECRET in repr(vars(person.store))
    person.answer = {}
    person.now += DAY + timedelta(minutes=1)
    person.say("CompleteStepIntent")
    assert SECRET not in repr(vars(person.store))


def test_what_can_be_undone_stays() -> None:
    person = Person()
    person.promise(SECRET)
    person.say("DropCommitmentIntent")
    person.now += timedelta(hours=23)
    person.launch()
    assert "a promise dropped" in person.say(UNDO)
    assert "back on your list" in person.say("AMAZON.YesIntent")


@pytest.mark.parametrize(("hours", "kept"), [(0, True), (24, True), (25, False)])
def test_the_way_to_undo_expires(hours: int, kept: bool) -> None:
    undo = Undo("skip", NOW - timedelta(hours=hours), step=(0, None))
    assert (retention.expire(Journey(undo=undo), NOW).undo == undo) == kept


@pytest.mark.parametrize(
    ("at", "kept"),
    [(NOW, True), (NOW - DAY, True), (NOW - DAY - timedelta(minutes=2), False), (NOW + DAY, True)],
)
def test_replies_expire_and_their_requests_are_still_recognised(at: datetime, kept: bool) -> None:
    record = reply_record.new_reply_record("abcdef12", [["x"], None, None], at)
    (after,) = retention.expire(Journey(recent_replies=(record,)), NOW).recent_replies
    assert after.request == "abcdef12"
    assert (after.reply is not None) == kept
