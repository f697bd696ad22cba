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
def test_declining_to_answer_logs_nothing(slots: dict[str, str], answer: str) -> None:
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


@pytest.mark.parametrize(
    "words", ["all of my promises", "all the promises i made", "every single one", "everything", "both of them"]
)
def test_all_promises_where_there_are_none_are_asked_about(words: str) -> None:
    for intent, after in ((KEPT, Day(other_kept=1)), (MISSED, Day(other_missed=1))):
        person = Person()
        said = person.say(intent, {"commitment": words, "day": "2026-03-08"})
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


# Which promise it was

WHICH, AGAIN = "outcomes.which", "outcomes.which_again"
LEFT = "All right, I've noted nothing."


def asked_which(*promises: str, intent: str = KEPT) -> Person:
    person = Person()
    person.promise(*promises)
    person.say(intent)
    assert person.question() == WHICH
    return person


@pytest.mark.parametrize("intent", [KEPT, MISSED])
@pytest.mark.parametrize(
    ("words", "asking", "logged"),
    [
        ("no", None, None),
        ("neither", None, None),
        ("neither of them", None, None),
        ("none of those", None, None),
        ("nothing", None, None),
        ("not really", None, None),
        ("no i didn't keep it", None, None),
        ("i didn't", None, None),
        ("never mind", None, None),
        ("next", None, None),
        ("no the calling one", AGAIN, None),
        ("not the headphones one", AGAIN, None),
        ("what are they", AGAIN, None),
        ("what was the calling one", AGAIN, None),
        ("the zebra", AGAIN, None),
        ("i wore a hat", AGAIN, None),
        ("yes", WHICH, None),
        ("help", WHICH, None),
        ("take the headphones promise off the list", "commitments.sure", None),
        ("drop the headphones one", "commitments.sure", None),
        ("no please get rid of the calling one", "commitments.sure", None),
        ("drop the zebra", "commitments.which", None),
        ("the headphones one", None, {"b"}),
        ("the first one", None, {"a"}),
        ("calling", None, {"a"}),
        ("both of them", None, {"a", "b"}),
        ("skip it", None, set()),
        ("i don't know", None, set()),
    ],
)
def test_only_words_that_name_a_promise_log_one(
    intent: str, words: str, asking: str | None, logged: set[str] | None
) -> None:
    person = asked_which("call when I'm late", "take off my headphones", intent=intent)
    said = person.say(intent, {"commitment": words})
    assert person.question() == asking
    if logged is None:
        assert person.journey.days == {}
        assert asking or said == LEFT
    elif logged:
        assert person.today == Day(outcomes=dict.fromkeys(sorted(logged), intent == KEPT))
    else:
        assert person.today == (Day(other_kept=1) if intent == KEPT else Day(other_missed=1))
    assert len(person.journey.commitments) == 2


@pytest.mark.parametrize(
    ("words", "promise"),
    [("no phone at dinner", "no phone at dinner"), ("delete the app", "delete the dating app")],
)
def test_a_promise_that_begins_like_a_denial_or_an_order_can_be_named(words: str, promise: str) -> None:
    person = asked_which("call", promise)
    person.say(KEPT, {"commitment": words})
    assert person.today == Day(outcomes={"b": True})


@pytest.mark.parametrize("second", ["the zebra", "call", None])
def test_words_that_match_none_are_asked_once_more_and_then_left(second: str | None) -> None:
    person = asked_which("call mother", "call father")
    assert "I can't match that" in person.say(KEPT, {"commitment": "the zebra"})
    assert person.say(KEPT, {"commitment": second} if second else {}) == LEFT
    assert person.question() is None
    assert person.journey.days == {}


@pytest.mark.parametrize(
    ("answer", "asking", "logged"), [(NO, None, 0), (UNDO, None, 0), (YES, WHICH, 0), (SKIP, None, 1)]
)
def test_a_short_answer_to_which_promise_logs_only_where_it_is_skipped(
    answer: str, asking: str | None, logged: int
) -> None:
    person = asked_which("call", "cook")
    person.say(answer)
    assert person.question() == asking
    assert person.today.other_kept == logged


@pytest.mark.parametrize(("answer", "left"), [(YES, ["a"]), (NO, ["a", "b"])])
def test_an_order_to_drop_a_promise_in_place_of_an_answer_is_asked_about(answer: str, left: list[str]) -> None:
    person = asked_which("call", "cook")
    assert person.say(KEPT, {"commitment": "drop the cooking one"}) == "Shall I drop this promise: cook?"
    person.say(answer)
    assert [one.id for one in person.journey.commitments] == left
    assert person.journey.days == {}
