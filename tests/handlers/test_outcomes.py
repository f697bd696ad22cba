"""Promises kept and missed: every number and every day that Alexa can send is answered by what it means."""

from datetime import date, timedelta

import pytest

from skill.journey.journey import Day
from tests.handlers.conversation import DAY, KEPT, MISSED, MONDAY, NO, SKIP, UNDO, YES, Person

TODAY = date(2026, 3, 9)


@pytest.mark.parametrize("intent", [KEPT, MISSED])
@pytest.mark.parametrize("heard", ["?", "-1", "2.5", "99999999999999999999", "a few"])
def test_a_number_that_was_not_understood_is_asked_for(intent: str, heard: str) -> None:
    person = Person()
    said = person.say(intent, {"count": heard, "day": "2026-03-08"})
    assert person.question() == "outcomes.count"
    assert person.elicits == (intent, "count")
    assert "How many was that?" in said
    assert "20" not in said
    assert person.journey.days == {}
    said = person.say(intent, {"count": "3"})
    assert person.question() is None
    assert "3 promises" in said
    assert "yesterday" in said
    (entry,) = person.journey.days.values()
    assert entry == (Day(other_kept=3) if intent == KEPT else Day(other_missed=3))


@pytest.mark.parametrize(
    ("counts", "asking"), [({"count": "25"}, "outcomes.count"), ({"count": "15", "missed": "6"}, "outcomes.count_kept")]
)
def test_more_than_can_be_noted_at_once_is_told_and_asked_for(counts: dict[str, str], asking: str) -> None:
    person = Person()
    said = person.say(KEPT, counts)
    assert "up to 20" in said
    assert person.question() == asking
    person.say(KEPT, {"count": "4"})
    assert person.today == Day(other_kept=4, other_missed=int(counts.get("missed", "0")))


@pytest.mark.parametrize(("intent", "after"), [(KEPT, Day(other_missed=1)), (MISSED, Day(other_kept=1))])
def test_none_is_not_one(intent: str, after: Day) -> None:
    person = Person()
    person.say(intent, {"count": "0"})
    assert person.question() == f"outcomes.none.{'kept' if intent == KEPT else 'missed'}"
    assert person.journey.days == {}
    person.say(NO)
    assert person.question() is None
    assert person.journey.days == {}
    person.say(intent, {"count": "0"})
    person.say(YES)
    assert person.today == after


@pytest.mark.parametrize("answer", [NO, SKIP, UNDO])
@pytest.mark.parametrize("slots", [{"count": "?"}, {"day": "2026-W10"}])
def test_whoever_would_rather_not_say_has_logged_nothing(slots: dict[str, str], answer: str) -> None:
    person = Person()
    person.say(KEPT, slots)
    question = person.question()
    person.say(YES)
    assert person.question() == question
    assert person.say(answer) == "All right, I've noted nothing."
    assert person.journey.days == {}


@pytest.mark.parametrize(
    ("intent", "slots"),
    [
        (KEPT, {"count": "2", "missed": "1"}),
        (MISSED, {"count": "1", "kept": "2"}),
        (MISSED, {"count": "2", "missed": "1"}),
    ],
)
def test_kept_and_missed_are_logged_and_undone_together(intent: str, slots: dict[str, str]) -> None:
    person = Person()
    person.promise("call", "cook", "listen")
    before = person.journey
    said = person.say(intent, {**slots, "day": "2026-03-08"})
    assert "2 kept and 1 missed yesterday" in said
    assert person.journey.day(TODAY - DAY) == Day(other_kept=2, other_missed=1)
    assert "kept and missed" in person.say(UNDO)
    assert person.journey.days == before.days == {}


@pytest.mark.parametrize(
    ("slots", "questions", "logged"),
    [
        ({"count": "2", "missed": "?"}, [("outcomes.count_missed", KEPT, {"missed": "1"})], (2, 1)),
        ({"count": "2", "missed": "?"}, [("outcomes.count_missed", MISSED, {"count": "1"})], (2, 1)),
        ({"count": "2", "missed": "?"}, [("outcomes.count_missed", KEPT, {"missed": "0"})], (2, 0)),
        ({"count": "?", "missed": "1"}, [("outcomes.count_kept", KEPT, {"count": "2"})], (2, 1)),
        ({"missed": "1"}, [("outcomes.count_kept", KEPT, {"count": "0"})], (0, 1)),
        (
            {"count": "?", "missed": "?"},
            [("outcomes.count_kept", KEPT, {"count": "3"}), ("outcomes.count_missed", KEPT, {"missed": "4"})],
            (3, 4),
        ),
        ({"count": "0", "missed": "2"}, [], (0, 2)),
        ({"count": "2", "missed": "0"}, [], (2, 0)),
        ({"count": "0", "missed": "0"}, [], (0, 0)),
    ],
)
def test_of_two_numbers_the_one_that_is_missing_is_asked_for(
    slots: dict[str, str], questions: list[tuple[str, str, dict[str, str]]], logged: tuple[int, int]
) -> None:
    person = Person()
    person.say(KEPT, slots)
    for asking, intent, answer in questions:
        assert person.question() == asking
        person.say(intent, answer)
    assert (person.today.other_kept, person.today.other_missed) == logged


def test_all_promises_where_there_are_none_are_asked_about() -> None:
    for intent, after in ((KEPT, Day(other_kept=1)), (MISSED, Day(other_missed=1))):
        person = Person()
        said = person.say(intent, {"commitment": "all of my promises", "day": "2026-03-08"})
        assert "no promises on my list" in said
        assert person.journey.days == {}
        person.say(YES)
        assert person.journey.day(TODAY - DAY) == after


@pytest.mark.parametrize(
    ("heard", "day"),
    [
        ("PRESENT_REF", TODAY),
        ("2026-03-09", TODAY),
        ("2026-W11", TODAY),  # on a Monday this week is today
        ("XXXX-03-08", TODAY - DAY),
        ("2026-03-XX", None),
        ("2026-W10", None),
        ("2026-W10-WE", None),
        ("2026-W10-7", TODAY - DAY),
        ("2026-Q1", None),
        ("2026-SP", None),
        ("2026", None),
        ("202X", None),
        ("?", None),
    ],
)
@pytest.mark.parametrize("intent", [KEPT, MISSED])
def test_a_day_is_logged_or_asked_for_and_nothing_is_lost(intent: str, heard: str, day: date | None) -> None:
    person = Person()
    person.promise("call when I'm late", "cook")
    person.say(intent, {"commitment": "to cook", "day": heard})
    if day is None:
        assert person.question() == "outcomes.day"
        assert person.elicits == (intent, "day")
        person.say(intent, {"day": "2026-03-06"})
        day = date(2026, 3, 6)
    assert person.question() is None
    assert person.journey.days == {day: Day(outcomes={"b": intent == KEPT})}


@pytest.mark.parametrize(
    ("heard", "said"), [("2026-01-05", "up to 7 days back"), ("2026-04", "still ahead"), ("2027", "still ahead")]
)
def test_a_day_that_cannot_be_noted_is_told_and_asked_for(heard: str, said: str) -> None:
    person = Person()
    assert said in person.say(KEPT, {"count": "2", "day": heard})
    assert person.question() == "outcomes.day"
    person.say(KEPT, {"day": "2026-03-08"})
    assert person.journey.days == {TODAY - DAY: Day(other_kept=2)}


def test_a_coming_weekday_may_mean_the_last_one() -> None:
    person = Person()
    person.promise("call")
    person.say(MISSED, {"commitment": "call", "day": "2026-03-13"})
    assert person.question() == "outcomes.last_week"
    person.say(YES)
    assert person.journey.days == {date(2026, 3, 6): Day(outcomes={"a": False})}


def test_words_that_name_no_promise_are_never_logged_for_another_one() -> None:
    person = Person()
    person.promise("call")
    person.say(KEPT, {"commitment": "to feed the zebra", "day": "2026-W10"})
    person.say(KEPT, {"day": "2026-03-08"})
    assert person.journey.days == {TODAY - DAY: Day(other_kept=1)}


def test_blank_words_name_no_promise() -> None:
    person = Person()
    person.promise("call")
    person.say(KEPT, {"commitment": " \x00 "})
    assert person.today == Day(outcomes={"a": True})


def test_after_midnight_this_week_is_the_evening_before() -> None:
    person = Person(MONDAY - timedelta(hours=19))  # one in the night of Sunday
    person.say(KEPT, {"day": "2026-W11"})
    assert person.journey.days == {date(2026, 3, 8): Day(other_kept=1)}
