"""The daily check-in: what was heard is noted, what is said to be corrected is corrected."""

from datetime import date, timedelta

import pytest

from skill.journey.journey import Day
from tests.handlers.conversation import CHECK_IN, DAY, KEPT, MISSED, MONDAY, NO, SKIP, UNDO, YES, Person


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ("?", "I didn't catch the number"),
        ("99999999999999999999", "I didn't catch the number"),
        ("0", "from one to five"),
        ("9", "from one to five"),
        ("2.5", "from one to five"),
        ("-1", "from one to five"),
    ],
)
def test_a_rating_that_is_none_is_asked_for_again(heard: str, said: str) -> None:
    person = Person()
    for told in (said, "is enough, or skip", "is enough, or skip"):
        assert told in person.say(CHECK_IN, {"rating": heard})
        assert person.question() == "checkin.rating"
        assert person.elicits == (CHECK_IN, "rating")
    assert person.journey.days == {}
    person.say(CHECK_IN, {"rating": "4"})
    assert person.today == Day(True, 4)


@pytest.mark.parametrize("heard", ["PRESENT_REF", "2026-03-09", "2026-03-09TNI"])
def test_a_check_in_for_today_is_noted(heard: str) -> None:
    person = Person()
    person.say(CHECK_IN, {"rating": "4", "day": heard})
    assert person.journey.days == {date(2026, 3, 9): Day(True, 4)}


@pytest.mark.parametrize("heard", ["2026-03-08", "2026-03-10", "2026-W10-WE", "2025", "2026-W12"])
def test_a_check_in_for_another_day_is_offered_for_today(heard: str) -> None:
    person = Person()
    assert "for today" in person.say(CHECK_IN, {"rating": "4", "day": heard})
    assert person.question() == "launch.check_in"
    assert person.journey.days == {}
    person.say(YES)
    assert person.question() == "checkin.rating"


def test_after_midnight_both_dates_are_today() -> None:
    for heard in ("2026-03-09", "2026-03-10", "PRESENT_REF"):
        person = Person(MONDAY + timedelta(hours=5))
        person.say(CHECK_IN, {"rating": "4", "day": heard})
        assert person.journey.days == {date(2026, 3, 9): Day(True, 4)}


CORRECTIONS = [
    # What is said in the second check-in of a four with one promise kept; what is answered, and what is noted then.
    ("3", YES, Day(True, 3, {"a": True}), ["corrected"]),
    ("4", YES, Day(True, 4, {"a": True}), ["stays as it was"]),
    ("4", NO, Day(True, 4, {"a": False}), ["corrected"]),
    (SKIP, SKIP, Day(True, 4, {"a": True}), ["left your 4", "left that one", "stays as it was"]),
    (SKIP, NO, Day(True, 4, {"a": False}), ["left your 4", "corrected"]),
    (NO, SKIP, Day(True, None, {"a": True}), ["taken your number out", "left that one", "corrected"]),
]


@pytest.mark.parametrize(("rating", "answer", "noted", "said"), CORRECTIONS)
def test_a_second_check_in_says_what_it_changes(rating: str, answer: str, noted: Day, said: list[str]) -> None:
    person = Person()
    person.promise("call")
    person.check_in(4, YES)
    first = person.journey.days
    heard = [person.say(CHECK_IN)]
    heard.append(person.say(rating) if rating in (SKIP, NO) else person.say(CHECK_IN, {"rating": rating}))
    heard.append(person.say(answer))
    assert person.today == noted
    for one in said:
        assert one in " ".join(heard)
    for one in ("corrected", "stays as it was"):
        assert (one in " ".join(heard)) == (one in said)
    taken_back = person.say(UNDO)
    if "corrected" in said:
        assert "taken back the correction" in taken_back
        assert person.journey.days == first
    else:
        assert "taken back today's check-in" in taken_back
        assert person.journey.days == {}


def test_a_first_check_in_without_a_number_says_so() -> None:
    for answer in (SKIP, NO):
        person = Person()
        person.say(CHECK_IN)
        assert "number" in person.say(answer)
        assert person.today == Day(True)


@pytest.mark.parametrize("rating", [1, 2])
def test_after_a_hard_day_nothing_is_cheerful(rating: int) -> None:
    for n in range(3):
        person = Person(MONDAY + n * DAY)
        person.promise("call", "cook")
        rated = person.check_in(rating)
        assert "hard" in rated
        said = person.say(YES) + person.say(YES)
        assert not any(word in said for word in ("Lovely", "Good.", "streak", "Checked in"))


def test_a_milestone_waits_for_a_better_day() -> None:
    person = Person()
    for _ in range(6):
        person.check_in(4)
        person.now += DAY
    assert "A week of check-ins" not in person.check_in(1)
    person.now += DAY
    assert "A week of check-ins" in person.check_in(3)


def test_the_promise_that_was_asked_about_may_be_named_in_the_answer() -> None:
    person = Person()
    person.promise("call when I'm late", "cook")
    person.check_in(4)
    person.say(KEPT, {"commitment": "to call"})
    assert person.question() == "checkin.kept"
    person.say(MISSED, {"commitment": "cooking"})
    assert person.question() is None
    assert person.today == Day(True, 4, {"a": True, "b": False})


def test_a_promise_that_did_not_come_up_is_left_out() -> None:
    person = Person()
    person.promise("call", "cook")
    person.check_in(4, SKIP, YES)
    assert person.today == Day(True, 4, {"b": True})


def test_a_check_in_closes_with_a_statement() -> None:
    for n in range(3):
        said = Person(MONDAY + n * DAY).check_in(4)
        assert "?”" in said
        assert said.endswith(".")


# What is said in place of an answer about the promise


@pytest.mark.parametrize("intent", [KEPT, MISSED])
@pytest.mark.parametrize(
    "slots",
    [
        {"commitment": "no i didn't"},
        {"commitment": "not the calling one"},
        {"commitment": "which one is that"},
        {"commitment": "the zebra"},
        {"count": "1"},
        {"count": "?"},
    ],
)
def test_what_names_no_promise_is_asked_again_and_noted_nowhere(intent: str, slots: dict[str, str]) -> None:
    person = Person()
    person.promise("call", "cook")
    person.check_in(4)
    person.say(intent, slots)
    assert person.question() == "checkin.kept"
    assert person.today == Day(True, 4)
    person.say(YES)
    person.say(NO)
    assert person.today == Day(True, 4, {"a": True, "b": False})


@pytest.mark.parametrize(
    ("intent", "slots", "outcomes", "asking"),
    [
        (KEPT, {"commitment": "yes"}, {"a": True}, "checkin.kept"),
        (KEPT, {"commitment": "no"}, {"a": False}, "checkin.kept"),
        (KEPT, {"commitment": "skip it"}, {}, "checkin.kept"),
        (MISSED, {"day": "2026-03-09"}, {"a": False}, "checkin.kept"),
        (KEPT, {"commitment": "cooking"}, {"b": True}, "checkin.kept"),
        (MISSED, {"commitment": "cooking"}, {"b": False}, "checkin.kept"),
        (KEPT, {"commitment": "all of them"}, {"a": True, "b": True}, None),
        (MISSED, {"count": "2"}, {"a": False, "b": False}, None),
    ],
)
def test_an_outcome_in_a_check_in_is_noted_for_what_it_names_and_the_check_in_goes_on(
    intent: str, slots: dict[str, str], outcomes: dict[str, bool], asking: str | None
) -> None:
    person = Person()
    person.promise("call", "cook")
    person.check_in(4)
    person.say(intent, slots)
    assert person.question() == asking
    assert person.today.other_kept == person.today.other_missed == 0
    if asking is None and len(outcomes) == 2:
        assert set(person.today.outcomes.values()) <= {intent == KEPT}
    assert person.today.outcomes == outcomes


def test_an_outcome_of_another_day_leaves_the_question_about_today() -> None:
    person = Person()
    person.promise("call")
    person.check_in(4)
    person.say(MISSED, {"commitment": "calling yesterday"})
    assert person.question() == "checkin.kept"
    person.say(YES)
    assert person.today.outcomes == {"a": True}
    assert person.journey.day(date(2026, 3, 8)).outcomes == {"a": False}


@pytest.mark.parametrize("asking", ["checkin.rating", "checkin.kept"])
@pytest.mark.parametrize(
    ("intent", "slots"),
    [
        ("StreakIntent", {}),
        ("ListCommitmentsIntent", {}),
        ("ListRemindersIntent", {}),
        ("MakeCommitmentIntent", {"commitment": "sing"}),
        ("DropCommitmentIntent", {"commitment": "cooking"}),
        (KEPT, {"commitment": "cooking"}),
    ],
)
def test_a_check_in_goes_on_after_a_short_request(asking: str, intent: str, slots: dict[str, str]) -> None:
    person = Person()
    person.promise("call", "cook")
    person.say(CHECK_IN)
    if asking == "checkin.kept":
        person.say(CHECK_IN, {"rating": "4"})
    assert person.question() == asking
    person.say(intent, slots)
    if intent == "ListRemindersIntent":  # without permission it closes with a card
        return
    assert person.question() == asking
    if asking == "checkin.rating":
        person.say(CHECK_IN, {"rating": "4"})
    person.say(YES)
    assert person.today.outcomes["a"] is True
    assert person.today.rating == 4


def test_a_check_in_ends_where_the_promise_that_was_asked_about_is_dropped() -> None:
    person = Person()
    person.promise("call")
    person.check_in(4)
    assert "your streak" in person.say("DropCommitmentIntent", {"commitment": "calling"}).lower()
    assert person.question() is None


def test_a_check_in_that_another_question_ends_is_said_to_be_left() -> None:
    person = Person()
    person.promise("call", "cook")
    person.check_in(4)
    assert "leave the check-in there" in person.say(KEPT, {"commitment": "cook", "day": "2026-W10"})
    assert person.question() == "outcomes.day"


UNCLEAR_DAYS = ["?", "2026-02-30", "2026-W11", "2026-03", "2026", "the other day"]


@pytest.mark.parametrize("heard", UNCLEAR_DAYS)
def test_a_rating_for_a_day_that_may_be_today_is_noted_once_that_is_said(heard: str) -> None:
    person = Person()
    assert person.say(CHECK_IN, {"rating": "4", "day": heard}).startswith("Is that for today?")
    assert person.journey.days == {}
    person.say(YES)
    assert person.journey.days == {date(2026, 3, 9): Day(True, 4)}


@pytest.mark.parametrize("heard", UNCLEAR_DAYS)
def test_a_rating_that_was_not_for_today_is_not_noted(heard: str) -> None:
    person = Person()
    person.say(CHECK_IN, {"rating": "4", "day": heard})
    assert "A check-in is for today." in person.say(NO)
    assert person.journey.days == {}
    assert person.question() == "launch.check_in"


@pytest.mark.parametrize("heard", UNCLEAR_DAYS)
def test_without_a_rating_the_question_for_it_names_today(heard: str) -> None:
    person = Person()
    assert "how did trust feel today" in person.say(CHECK_IN, {"day": heard})


def test_a_check_in_for_another_day_offers_no_second_one_today() -> None:
    person = Person()
    person.check_in(4)
    assert "A check-in is for today." in person.say(CHECK_IN, {"rating": "4", "day": "2026-03-08"})
    assert person.question() is None
    assert person.today == Day(True, 4)
