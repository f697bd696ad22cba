"""Hard dates through envelopes: saved without a reason, brought up once a year to whoever saved them, and deleted."""

from datetime import UTC, datetime, timedelta

import pytest

from skill.journey.journey import HardDate
from tests.handlers.conversation import DAY, NO, UNDO, YES, Person

SAVE, LIST, DROP, FREE = "SaveHardDateIntent", "ListHardDatesIntent", "DropHardDateIntent", "FreeSpeechIntent"
SAM, KIM = "amzn1.ask.person.sam", "amzn1.ask.person.kim"
BEFORE = datetime(2026, 5, 1, 14, tzinfo=UTC)
SECRET = "quokka"


def saved(*days: str, voice: str | None = SAM) -> Person:
    person = Person(BEFORE)
    person.person = voice
    person.launch()
    for day in days:
        person.answer = {}
        person.say(SAVE, {"day": day})
    return person


@pytest.mark.parametrize("day", ["2026-05-14", "XXXX-05-14", "2020-05-14", "2027-05-14"])
def test_a_date_is_saved_without_its_year_or_a_reason(day: str) -> None:
    person = saved()
    assert person.say(SAVE, {"day": day}).startswith("I've kept May 14, and no reason.")
    assert person.question() is None
    assert person.journey.hard_dates == (HardDate(5, 14),)


@pytest.mark.parametrize("day", ["2026-05", "2026-W20", "?", "2026-02-30"])
def test_what_is_not_one_day_is_asked_for(day: str) -> None:
    person = saved()
    person.say(SAVE, {"day": day})
    assert person.question() == "hard_date.which_day"
    assert person.elicits == (SAVE, "day")
    person.say(NO)
    assert person.question() is None
    assert person.journey.hard_dates == ()


def test_it_is_brought_up_once_and_again_a_year_later() -> None:
    person = saved("2026-05-14")
    assert person.launch() != "hard_date.plan"
    person.now = datetime(2026, 5, 8, 14, tzinfo=UTC)
    assert person.launch() == "hard_date.plan"
    assert "May 14" in str(person.answer)
    assert person.launch() != "hard_date.plan"
    person.now += 365 * DAY
    assert person.launch() == "hard_date.plan"


@pytest.mark.parametrize("voice", [KIM, None])
def test_it_is_brought_up_to_nobody_else(voice: str | None) -> None:
    person = saved("2026-05-14")
    person.now = datetime(2026, 5, 8, 14, tzinfo=UTC)
    person.person = voice
    for _ in range(2):
        assert person.launch() != "hard_date.plan"
        assert "May" not in str(person.answer)
    person.answer = {}
    assert person.say(LIST) == "I keep no dates of yours."


def test_the_words_of_the_plan_are_kept_nowhere() -> None:
    person = saved("2026-05-14")
    person.now = datetime(2026, 5, 8, 14, tzinfo=UTC)
    person.launch()
    assert person.say(FREE, {"speech": f"if she cries then i put on the {SECRET} song"}).startswith("That's a plan.")
    assert person.question() is None
    assert SECRET not in str(person.answer) + repr(vars(person.store))


@pytest.mark.parametrize("answer", [NO, "SkipStepIntent"])
def test_a_day_needs_no_plan(answer: str) -> None:
    person = saved("2026-05-14")
    person.now = datetime(2026, 5, 8, 14, tzinfo=UTC)
    person.launch()
    assert "plan" in person.say(answer) or "open" in str(person.answer)
    assert person.question() is None


def test_dates_are_listed_and_told_as_kept() -> None:
    person = saved("2026-06-02", "2026-05-14")
    person.answer = {}
    assert person.say(LIST) == "You have May 14 and June 2."
    person.answer = {}
    assert "the dates you saved" in person.say("WhatYouKnowIntent")


def test_a_sixth_is_refused_with_the_way_to_make_room() -> None:
    person = saved(*(f"2026-0{month}-02" for month in range(1, 6)))
    person.answer = {}
    assert "tell trust steps to forget a date" in person.say(SAVE, {"day": "2026-05-14"})


@pytest.mark.parametrize(
    ("day", "left"), [("2026-05-14", ["06-02"]), ("XXXX-06-02", ["05-14"]), (None, ["05-14", "06-02"])]
)
def test_the_date_that_is_named_is_deleted_and_else_it_is_asked_which(day: str | None, left: list[str]) -> None:
    person = saved("2026-05-14", "2026-06-02")
    person.answer = {}
    person.say(DROP, {"day": day} if day else None)
    assert [f"{one.month:02}-{one.day:02}" for one in person.journey.hard_dates] == left
    assert person.question() == (None if day else "hard_date.which")


def test_the_only_date_is_deleted_unnamed() -> None:
    person = saved("2026-05-14")
    person.answer = {}
    assert person.say(DROP) == "Done. May 14 is deleted."
    assert person.journey.hard_dates == ()


def test_a_date_that_is_not_kept_deletes_none() -> None:
    person = saved("2026-05-14")
    person.answer = {}
    person.say(DROP, {"day": "2026-07-01"})
    assert person.question() == "hard_date.which"
    person.say(NO)
    assert len(person.journey.hard_dates) == 1


def test_saving_is_undone() -> None:
    person = saved("2026-05-14")
    person.answer = {}
    assert person.say(UNDO) == "I've taken that date out again."
    assert person.journey.hard_dates == ()
    person.answer = {}
    person.say(SAVE, {"day": "2026-05-14"})
    person.answer = {}
    person.now += timedelta(hours=2)
    assert "a date to keep" in person.say(UNDO)
    person.say(YES)
    assert person.journey.hard_dates == ()
