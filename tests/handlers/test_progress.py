"""Progress: what is reported is true, for the last seven days and for any other span."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from skill.texts.catalog import catalog
from tests.handlers.conversation import CHECK_IN, DAY, KEPT, MISSED, MONDAY, NO, UNDO, YES, Person

WEEKLY = "WeeklyProgressIntent"
FIRST = "It's your first week here"


def person_of(*ratings: int | None, **counts: Sequence[int]) -> Person:
    """Return someone who checked in on the last days, today last; on a day of None they did not."""
    person = Person(MONDAY - (len(ratings) - 1) * DAY)
    for n, rating in enumerate(ratings):
        if rating is not None:
            person.say(CHECK_IN, {"rating": str(rating)})
        for intent, per_day in ((KEPT, counts.get("kept", ())), (MISSED, counts.get("missed", ()))):
            if n < len(per_day) and per_day[n]:
                person.say(intent, {"count": str(per_day[n])})
        person.now += DAY
    person.now = MONDAY
    person.answer = {}
    return person


@pytest.mark.parametrize(
    ("ratings", "first"),
    [
        ((4,), True),
        ((4, None, None, None, None, None, 4), True),
        ((4, None, None, None, None, None, None, 4), False),
        ((4, *[None] * 12, 4), False),
        ((4, *[None] * 29, 4), False),
        (tuple([4] * 40), False),
    ],
)
def test_the_first_week_is_the_one_that_begins_with_the_first_day(ratings: Sequence[int | None], first: bool) -> None:
    assert (FIRST in person_of(*ratings).say(WEEKLY)) == first


def test_what_was_undone_began_all_the_same() -> None:
    person = Person()
    person.check_in(4)
    person.say(UNDO)
    person.now += 10 * DAY
    person.check_in(4)
    assert FIRST not in person.say(WEEKLY)


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ([2], [4], "You rated trust once, with a 4."),
        ([2, 2, 2], [4], "You rated trust once, with a 4."),
        ([2], [4, 4, 4], "Trust averaged 4."),
        ([2, 2], [4, 4], "Trust averaged 4."),
        ([2, 2, 2], [4, 4, 4], "Trust averaged 4, up from 2."),
        ([4, 4, 4], [2, 2, 2], "Trust averaged 2, after 4."),
        ([4, 3, 2], [3, 3, 3], "Trust stayed at 3."),
    ],
)
def test_a_trend_is_told_from_three_ratings_against_three(before: list[int], now: list[int], told: str) -> None:
    ratings = [*before, *[None] * (7 - len(before)), *[None] * (7 - len(now)), *now]
    assert told in person_of(*ratings).say(WEEKLY)


@pytest.mark.parametrize(
    ("ratings", "kept", "missed", "praise"),
    [
        ([4], [], [2], None),
        ([None], [], [2], None),
        ([4, 4, 4, *[None] * 4, 5, 5, 5], [], [0] * 9 + [2], None),
        ([4], [1], [2], None),
        ([4], [2], [2], None),
        ([4], [3], [1], "most_kept"),
        ([4], [1], [], "all_kept"),
        ([2, 2, 2, *[None] * 4, 4, 4, 4], [0] * 9 + [2], [0] * 9 + [1], "rating"),
        ([4, 4, 4, *[None] * 4, 4, 4, 5], [], [], "came"),  # a third of a point is not a better week
        ([4], [], [], "came"),
    ],
)
def test_a_week_is_praised_for_what_deserves_it(
    ratings: list[int | None], kept: list[int], missed: list[int], praise: str | None
) -> None:
    said = person_of(*ratings, kept=kept, missed=missed).say(WEEKLY)
    table = catalog("en-US").lookup("progress.celebrate")
    assert [name for name, variants in table.items() if any(one in said for one in variants)] == (
        [praise] if praise else []
    )


def test_zeros_are_left_out() -> None:
    said = person_of(None, missed=[2]).say(WEEKLY)
    assert said.startswith("Over seven days: 2 promises missed.")
    assert " 0 " not in said


SPANS = [
    # Three weeks from Monday, 16 February; today is Monday, 9 March.
    ("2026-W11", "Over seven days: 7 check-ins."),
    ("PRESENT_REF", "Over seven days: 7 check-ins."),
    ("?", "I didn't catch which days, so here's this week. Over seven days: 7 check-ins."),
    ("2026-02-30", "I didn't catch which days, so here's this week. Over seven days: 7 check-ins."),
    ("2027", "That's still ahead."),
    ("2026-12", "That's still ahead."),  # nothing can have been logged last December
    ("2027-02", "That's too far back: I can tell about the last two weeks."),  # this year's February is meant
    ("2026-Q3", "That's still ahead."),
    ("2027-05-01", "That's still ahead."),
    ("2026-W10", "Last week: 7 check-ins."),
    ("2026-W09", "Two weeks ago: 7 check-ins."),
    ("2026-02-23", "Two weeks ago: 7 check-ins."),  # as Alexa sends "two weeks ago"
    ("2026-03-09", "Monday: check-in 4."),
    ("2026-03-08", "Sunday: check-in 4."),
    ("2026-03-13", "Friday: check-in 4."),  # the coming Friday: the last one is meant
    ("2026-W10-WE", "Over those 2 days: 2 check-ins."),
    ("2026-03", "Over those 9 days: 9 check-ins."),
    ("2026-W08", "That's too far back: I can tell about the last two weeks."),
    ("2026-W07", "Nothing was logged then."),
    ("2026-01", "Nothing was logged then."),
    ("2026-02", "That's too far back: I can tell about the last two weeks."),
    ("2026", "Since you began: 22 check-ins."),
    ("202X", "Since you began: 22 check-ins."),
    ("2026-W12", "That's still ahead."),
    ("2027-03", "Over those 9 days: 9 check-ins."),  # the coming March: the last one is meant
    ("the beginning", "Since you began: 22 check-ins. Your longest streak is 22 days."),
]


@pytest.mark.parametrize(("span", "told"), SPANS)
def test_a_span_is_told(span: str, told: str) -> None:
    person = person_of(*[4] * 22)
    assert person.say(WEEKLY, {"span": span}).startswith(told)


def test_all_since_the_start_is_a_value_of_its_own() -> None:
    person = person_of(*[4] * 40)
    told = "Since you began: 40 check-ins. Your longest streak is 40 days."
    assert person.say(WEEKLY, {"since": "since the start"}, since="start") == told
    assert person.say(WEEKLY, {"since": "ever since"}) == told
    assert person.say(WEEKLY, {"span": "x"}, span="start") == told


@pytest.mark.parametrize("span", ["2026-02", "2026-W07", "2026-01-30", "2025-WI"])
def test_what_has_left_the_hot_record_is_told_truthfully_and_this_week_is_offered(span: str) -> None:
    person = person_of(*[4] * 60)
    said = person.say(WEEKLY, {"span": span})
    assert "about the last two weeks" in said
    assert person.question() == "progress.this_week"
    assert person.say(YES).startswith("Over seven days: 7 check-ins.")


def test_a_past_week_is_not_compared_with_one_that_has_left() -> None:
    person = person_of(*[4] * 60)
    said = person.say(WEEKLY, {"span": "2026-W09"})
    assert "Before that" not in said
    assert "streak" not in said
    assert FIRST not in said
    assert "Monday: check-in 4" in person.say(YES)


def test_of_a_few_days_each_is_told_on_request() -> None:
    person = person_of(*[4] * 22)
    person.say(WEEKLY, {"span": "2026-W10-WE"})
    assert person.question() == "progress.more"
    assert person.say(YES) == "Saturday: check-in 4. Sunday: check-in 4."


@pytest.mark.parametrize("slots", [{}, {"since": "since the start"}])
def test_where_nothing_was_logged_a_check_in_is_offered(slots: dict[str, str]) -> None:
    person = Person()
    person.say(WEEKLY, slots)
    assert person.question() == "launch.check_in"
    person.say(YES)
    assert person.question() == "checkin.rating"


def test_the_week_that_was_offered_can_be_left() -> None:
    person = person_of(4)
    person.say(WEEKLY, {"span": "2026-W12"})
    person.say(NO)
    assert person.question() is None


@pytest.mark.parametrize("heard", ["2026-03-10", "2026-W11"])
def test_after_midnight_today_is_the_evening_before(heard: str) -> None:
    person = person_of(4)
    person.now = MONDAY + timedelta(hours=5)
    said = person.say(WEEKLY, {"span": heard})
    assert said.startswith("Monday: check-in 4." if heard == "2026-03-10" else "Over seven days: 1 check-in.")


def test_the_numbers_of_last_week_are_offered_on_monday_as_last_week() -> None:
    person = person_of(*[4] * 8)
    assert person.launch() == "launch.role"
    assert person.launch() == "launch.week_ended"
    assert person.say(YES).startswith("Last week: 7 check-ins. That was your first week here.")


@pytest.mark.parametrize(("span", "is_now"), [("2026-W11", True), ("2026-W10", False), ("2026-W09", False)])
def test_strength_and_streak_are_told_of_today_alone(span: str, is_now: bool) -> None:
    said = person_of(*[4] * 22, kept=[1] * 22).say(WEEKLY, {"span": span})
    assert ("strength" in said) == is_now
    assert ("streak" in said) == is_now


def test_no_word_of_this_week_praises_another_one() -> None:
    praise = catalog("en-US").lookup("progress.celebrate")
    assert [one for variants in praise.values() for one in variants if "this week" in one] == []


def test_before_anything_was_logged_what_is_ahead_is_ahead() -> None:
    person = Person()
    assert person.say(WEEKLY, {"span": "2026-04"}).startswith("That's still ahead.")
