from collections.abc import Collection
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.journey.streaks import GRACE_INTERVAL_DAYS, Run, current_length, extend, extend_all
from tests.journey.journey_machine import DAY, best_ever, best_run, streak_on

FIRST = date(2026, 3, 2)

# Dense enough for long runs, with gaps anywhere; some days taken out of the calendar by travel, or very many of them.
marks = st.lists(st.sampled_from("xxxxxx..e"), max_size=45) | st.lists(st.sampled_from("xxe."), max_size=30)
diaries = st.builds(
    lambda *parts: "".join("".join(part) for part in parts), marks, st.sampled_from(["", "e" * 20]), marks
)


def came(diary: str) -> list[date]:
    return [FIRST + n * DAY for n, mark in enumerate(diary) if mark == "x"]


def excused(diary: str) -> set[date]:
    return {FIRST + n * DAY for n, mark in enumerate(diary) if mark == "e"}


def streak(days: Collection[date], today: date, without: Collection[date] = ()) -> int:
    return current_length(extend_all(Run(), sorted(days), without)[0], today, without)


@pytest.mark.parametrize(
    ("diary", "now", "longest"),
    [
        # x is a day with a check-in, . one without, e one that travel took. Today is the last.
        ("x", 1, 1),
        (".", 0, 0),
        ("xxxxx", 5, 5),
        # Today without a check-in yet breaks nothing, nor does one day of rest.
        ("xxxxx.", 5, 5),
        ("xxxxx..", 5, 5),
        ("xxxxx...", 0, 5),
        ("xxxxx.x", 6, 6),
        # Two days in a row are too many, and the run begins again; the longest is kept.
        ("xxxxx..x", 1, 5),
        ("xxxxx..xx", 2, 5),
        ("xxxxx" + 400 * "." + "xx", 2, 5),
        # Two days of rest that are seven days apart are one in any seven; six days apart they are not.
        ("x.xxxxxx.x", 8, 8),
        ("x.xxxxx.x", 6, 6),
        ("x.xxxxx.", 6, 6),
        ("x.xxxxx..", 5, 6),
        ("x.x.x", 2, 2),
        ("x.x.x.x.x", 2, 2),
        # What still could be continued is told before it is: a check-in today would begin after the first rest.
        ("xxxx.xx..", 2, 6),
        ("xxxx.xx.x", 3, 6),
        # A day that travel took is neither counted nor missed.
        ("xxexx", 4, 4),
        ("xxe.xx", 4, 4),
        ("xx.exx", 4, 4),
        ("xx.e.xx", 2, 2),
        ("xeeex", 2, 2),
        ("xxx.xxexxxx.x", 10, 10),
        ("xxx.xxexx.x", 5, 7),
    ],
)
def test_streaks_are_told_as_people_count_them(diary: str, now: int, longest: int) -> None:
    today = FIRST + (len(diary) - 1) * DAY
    run, found = extend_all(Run(), came(diary), excused(diary))
    assert (current_length(run, today, excused(diary)), found) == (now, longest)


@given(diaries)
def test_the_run_is_the_best_that_any_first_day_gives(diary: str) -> None:
    run = Run()
    for day in came(diary):
        run = extend(run, day, excused(diary))
        assert run.count == best_run(came(diary), day, excused(diary))
        assert run.last == day


@given(diaries)
def test_the_longest_run_is_the_best_there_ever_was(diary: str) -> None:
    assert extend_all(Run(), came(diary), excused(diary))[1] == best_ever(came(diary), excused(diary))


@given(diaries, st.integers(-2, 60))
def test_a_streak_lives_while_a_check_in_today_could_continue_it(diary: str, later: int) -> None:
    today = FIRST + (len(diary) + later) * DAY
    days = came(diary)
    now = streak(days, today, excused(diary))
    assert now == streak_on(days, today, excused(diary))
    if days and days[-1] < today:
        assert now == streak([*days, today], today, excused(diary)) - 1


@given(diaries)
def test_today_without_a_check_in_breaks_nothing(diary: str) -> None:
    days = came(diary)
    if days:
        assert streak(days, days[-1] + DAY, excused(diary)) == streak(days, days[-1], excused(diary))


@given(diaries, st.data())
def test_one_more_check_in_never_costs_anything(diary: str, draw: st.DataObject) -> None:
    days, today = set(came(diary)), FIRST + len(diary) * DAY
    more = days | {draw.draw(st.dates(FIRST, today))}
    assert streak(more, today) >= streak(days, today)
    assert extend_all(Run(), sorted(more))[1] >= extend_all(Run(), sorted(days))[1]


@given(diaries, st.integers(0, 90))
def test_the_longest_is_kept_for_ever_whatever_is_put_away(diary: str, split: int) -> None:
    days = came(diary)
    early, late = days[:split], days[split:]
    run, longest = extend_all(Run(), early, excused(diary))
    run_after, longest_after = extend_all(run, late, excused(diary))
    assert (run_after, max(longest, longest_after)) == extend_all(Run(), days, excused(diary))


def test_rest_is_forgiven_once_in_any_seven_days() -> None:
    for apart in range(2, 15):
        rests = {5, 5 + apart}
        days = [FIRST + n * DAY for n in range(25) if n not in rests]
        since_the_first_rest = 25 - 6 - 1
        assert streak(days, days[-1]) == (23 if apart >= GRACE_INTERVAL_DAYS else since_the_first_rest), apart


def test_ten_years_cost_no_more_than_ten_days() -> None:
    days = [FIRST + n * DAY for n in range(3650) if n % 7]
    run, longest = extend_all(Run(), days)
    assert run.count == longest == len(days)
    assert current_length(run, days[-1] + timedelta(days=36500)) == 0
