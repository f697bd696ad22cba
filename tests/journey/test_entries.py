from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.journey import entries, weeks
from skill.journey.commitments import MAX_OPEN_COMMITMENTS, Commitment
from skill.journey.errors import EmptyError, NothingToUndoError, TooLongAgoError, TooLongError, TooManyError
from skill.journey.journey import Day, Journey
from skill.journey.stages import STAGES
from tests.journey.journey_machine import (
    CHANGING,
    DAY,
    LOGGING,
    Action,
    actions,
    counted,
    lived,
    mean_rating,
    with_promises,
)
from tests.journey.strategies import journeys

NOW = datetime(2026, 3, 2, 20, tzinfo=UTC)
TODAY = NOW.date()
YESTERDAY = TODAY - DAY
LATER = date(2100, 1, 1)
"""A day after all that hypothesis makes up."""
ONE = Commitment("a", "call before nine", TODAY)
TWO = Commitment("b", "listen", TODAY)
BOTH = Journey(commitments=(ONE, TWO))


def without_undo(journey: Journey) -> Journey:
    return replace(journey, undo=None)


@given(st.integers(0, 5), st.lists(actions(*CHANGING, "undo"), min_size=1, max_size=25), st.floats(0, 24))
def test_undo_takes_back_the_last_thing_exactly(promises: int, deeds_: list[Action], hours: float) -> None:
    life = with_promises(promises)
    for action in deeds_:
        life.do(action)
    if life.before is None:
        return
    last = life.journey.undo
    assert last is not None
    after = entries.undo(life.journey, last.at + timedelta(hours=hours))
    assert without_undo(after) == without_undo(life.before)
    with pytest.raises(NothingToUndoError):
        entries.undo(after, last.at)


@given(st.lists(actions(*CHANGING), min_size=1, max_size=5), st.integers(1, 10**8))
def test_what_is_older_than_a_day_is_not_taken_back(deeds_: list[Action], seconds: int) -> None:
    life = lived([*deeds_, Action("skip")])
    with pytest.raises(NothingToUndoError):
        entries.undo(life.journey, life.now + DAY + timedelta(seconds=seconds))


def test_there_is_nothing_to_undo_at_first() -> None:
    with pytest.raises(NothingToUndoError):
        entries.undo(Journey(), NOW)


def test_a_check_in_with_its_answers_is_one_thing() -> None:
    checked = entries.log_check_in(BOTH, NOW, TODAY, rating=4)
    checked = entries.log_answer(checked, NOW, TODAY, "a", kept=True)
    checked = entries.log_answer(checked, NOW + timedelta(minutes=1), TODAY, "b", kept=False)
    assert checked.day(TODAY) == Day(True, 4, {"a": True, "b": False})
    assert without_undo(entries.undo(checked, NOW + DAY)) == BOTH


def test_the_answers_count_the_day_of_undo_from_the_last_one() -> None:
    checked = entries.log_check_in(BOTH, NOW, TODAY, rating=4)
    checked = entries.log_answer(checked, NOW + timedelta(minutes=5), TODAY, "a", kept=True)
    assert entries.undo(checked, NOW + DAY + timedelta(minutes=5)) == BOTH


@pytest.mark.parametrize("rating", [2, None])
def test_a_second_check_in_is_a_thing_of_its_own_and_never_counts_twice(rating: int | None) -> None:
    morning = entries.log_answer(entries.log_check_in(BOTH, NOW, TODAY, rating=4), NOW, TODAY, "a", kept=True)
    evening = entries.log_check_in(morning, NOW, TODAY, rating=rating)
    evening = entries.log_answer(evening, NOW, TODAY, "a", kept=False)
    assert evening.day(TODAY) == Day(True, rating, {"a": False})
    assert evening.totals == replace(morning.totals, kept=0, missed=1)
    assert evening.run()[0].count == 1
    assert entries.undo(evening, NOW) == without_undo(morning)


def test_a_check_in_after_something_else_does_not_take_that_back_too() -> None:
    checked = entries.log_check_in(BOTH, NOW, TODAY, rating=4)
    kept = entries.log_outcomes(checked, NOW, TODAY, named={"b": True})
    answered = entries.log_answer(kept, NOW, TODAY, "a", kept=True)
    assert entries.undo(answered, NOW) == without_undo(kept)


def test_an_answer_about_another_day_is_another_thing() -> None:
    yesterday = entries.log_check_in(BOTH, NOW, YESTERDAY, rating=4)
    today = entries.log_answer(yesterday, NOW, TODAY, "a", kept=True)
    assert entries.undo(today, NOW) == without_undo(yesterday)


def test_naming_a_promise_again_corrects_it_and_counts_once() -> None:
    kept = entries.log_outcomes(BOTH, NOW, TODAY, named={"a": True})
    missed = entries.log_outcomes(kept, NOW, TODAY, named={"a": False})
    assert (kept.totals.kept, kept.totals.missed) == (1, 0)
    assert (missed.totals.kept, missed.totals.missed) == (0, 1)
    assert entries.undo(missed, NOW) == without_undo(kept)


@pytest.mark.parametrize(
    ("named", "kept", "missed", "what"),
    [
        ({"a": True}, 0, 0, "kept"),
        ({"a": False}, 0, 0, "missed"),
        ({"a": False, "b": True}, 0, 0, "both"),
        ({}, 2, 1, "both"),
        ({"a": True}, 0, 1, "both"),
        ({}, 3, 0, "kept"),
        ({}, 0, 3, "missed"),
    ],
)
def test_undo_knows_what_was_said(named: dict[str, bool], kept: int, missed: int, what: str) -> None:
    after = entries.log_outcomes(BOTH, NOW, TODAY, named=named, kept=kept, missed=missed)
    assert after.undo
    assert after.undo.what == what
    assert after.day(TODAY) == Day(outcomes=named, other_kept=kept, other_missed=missed)


@pytest.mark.parametrize(("kept", "missed"), [(21, 0), (0, 21), (11, 10)])
def test_more_than_twenty_at_once_is_a_mishearing(kept: int, missed: int) -> None:
    with pytest.raises(TooManyError):
        entries.log_outcomes(BOTH, NOW, TODAY, named={}, kept=kept, missed=missed)


def test_a_day_has_room_for_99_others_of_a_kind() -> None:
    full = BOTH
    for many in (20, 20, 20, 20, 19):
        full = entries.log_outcomes(full, NOW, TODAY, named={}, kept=many)
    with pytest.raises(TooManyError):
        entries.log_outcomes(full, NOW, TODAY, named={}, kept=1)
    assert entries.log_outcomes(full, NOW, TODAY, named={"a": True}, missed=20).totals.kept == 100
    assert entries.log_outcomes(full, NOW, YESTERDAY, named={}, kept=20).totals.kept == 119


def test_a_day_names_five_promises_and_counts_the_dropped_ones_before_them() -> None:
    life = with_promises(5)
    for n in range(30):
        life.do(Action("outcome", which=4, good=n % 3 > 0))
        assert len(life.journey.day(TODAY).outcomes) <= MAX_OPEN_COMMITMENTS
        before = life.journey
        assert counted(life.diary.entries())[1:3] == (before.totals.kept, before.totals.missed)
        life.do(Action("drop", which=4))
        life.do(Action("promise", which=n % 2 + 5))
    life = with_promises(5)
    for n in range(5):
        life.do(Action("outcome", which=n))
    assert set(life.journey.day(TODAY).outcomes) == set("abcde")
    assert life.journey.day(TODAY).other_kept == 0


def test_a_step_done_is_counted_and_the_next_one_comes() -> None:
    before = Journey(position=6, step_done=YESTERDAY)
    done = entries.complete_step(before, NOW, TODAY)
    assert (done.position, done.step_done, done.day(TODAY)) == (7, TODAY, Day(steps=1))
    assert entries.undo(done, NOW) == before


def test_a_step_skipped_is_not_counted() -> None:
    skipped = entries.skip_step(BOTH, NOW)
    assert (skipped.position, skipped.step_done, skipped.days) == (1, None, {})
    assert entries.undo(skipped, NOW) == BOTH


@pytest.mark.parametrize("letter", ["a", "b", "c"])
def test_a_dropped_promise_comes_back_to_its_place(letter: str) -> None:
    three = Journey(commitments=(ONE, TWO, Commitment("c", "write", TODAY)))
    dropped = entries.drop_commitment(three, NOW, letter)
    assert [one.id for one in dropped.commitments] == [one for one in "abc" if one != letter]
    assert entries.undo(dropped, NOW) == three


def test_what_was_logged_of_a_dropped_promise_stays() -> None:
    kept = entries.log_outcomes(BOTH, NOW, TODAY, named={"a": True})
    assert entries.drop_commitment(kept, NOW, "a").totals == kept.totals


@pytest.mark.parametrize(("text", "refusal"), [("", EmptyError), ("a" * 81, TooLongError)])
def test_a_refused_promise_leaves_the_last_thing_to_undo(text: str, refusal: type[Exception]) -> None:
    kept = entries.log_outcomes(BOTH, NOW, TODAY, named={"a": True})
    with pytest.raises(refusal):
        entries.add_commitment(kept, NOW, TODAY, text)
    assert entries.undo(kept, NOW) == BOTH


def test_a_missed_promise_never_touches_the_streak() -> None:
    checked = entries.log_check_in(BOTH, NOW, TODAY, rating=1)
    for n in range(7):
        checked = entries.log_outcomes(checked, NOW, TODAY - n * DAY, named={"a": False, "b": False}, missed=20)
    assert checked.streak(TODAY) == 1
    assert checked.strength(TODAY) == 0


def test_fractions_of_a_second_are_not_remembered() -> None:
    skipped = entries.skip_step(BOTH, NOW.replace(microsecond=999_999))
    assert skipped.undo
    assert skipped.undo.at == NOW


def put_away() -> Journey:
    """Return a journey whose days through Sunday, 8 March 2026, have rolled out, after the clock had gone ahead."""
    journey = entries.log_outcomes(BOTH, NOW, TODAY, named={"a": True})
    journey, week = weeks.archive_oldest_week(
        entries.log_answer(journey, NOW, TODAY, "a", kept=False), TODAY + 30 * DAY
    )
    assert week
    return journey


def test_what_is_after_the_days_put_away_can_be_written() -> None:
    assert entries.log_check_in(put_away(), NOW, TODAY + 7 * DAY, rating=4).totals.check_ins == 2


@pytest.mark.parametrize("later", [6, 1, 0, -7])
def test_nothing_is_written_on_a_day_that_was_put_away(later: int) -> None:
    day = TODAY + later * DAY
    with pytest.raises(TooLongAgoError):
        entries.log_check_in(put_away(), NOW, day, rating=4)
    with pytest.raises(TooLongAgoError):
        entries.log_outcomes(put_away(), NOW, day, named={"a": True})
    with pytest.raises(TooLongAgoError):
        entries.complete_step(put_away(), NOW, day)


def test_nothing_is_taken_back_on_a_day_that_was_put_away() -> None:
    with pytest.raises(NothingToUndoError):
        entries.undo(put_away(), NOW)


@given(st.integers(0, 5), st.lists(actions(*LOGGING, "promise", "drop", "undo"), max_size=30))
def test_the_journey_counts_what_the_diary_tells(promises: int, deeds_: list[Action]) -> None:
    life = with_promises(promises)
    for action in deeds_:
        life.do(action)
    journey, lines = life.journey, life.diary.entries()
    totals = journey.totals
    assert (totals.check_ins, totals.kept, totals.missed, totals.steps) == counted(lines)
    for day in {line.day for line in lines} | set(journey.days):
        entry, told = journey.day(day), [line for line in lines if line.day == day]
        assert (entry.checked_in, entry.kept, entry.missed, entry.steps) == counted(told)
        assert entry.rating == mean_rating(told)
    assert {day for day, entry in journey.days.items() if entry.checked_in} == life.diary.came()


@given(st.lists(actions(*CHANGING, "undo"), max_size=20))
def test_entries_change_no_other_journey(deeds_: list[Action]) -> None:
    life = with_promises(2)
    told = []
    for action in deeds_:
        told.append((life.journey, repr(life.journey)))
        life.do(action)
    assert all(repr(journey) == before for journey, before in told)


def test_dates_far_away_are_dates_too() -> None:
    far = datetime(9999, 12, 31, 23, tzinfo=UTC)
    assert entries.log_check_in(BOTH, far, date(9999, 12, 31), rating=5).totals.check_ins == 1


@given(journeys, st.integers(1, STAGES), st.floats(0, 24))
def test_a_chosen_stage_is_undone_exactly(journey: Journey, stage: int, hours: float) -> None:
    after = entries.go_to_stage(journey, NOW, stage)
    assert without_undo(entries.undo(after, NOW + timedelta(hours=hours))) == without_undo(journey)


@given(journeys, st.integers(1, STAGES))
def test_going_to_a_stage_and_back_leaves_all_as_it_was(journey: Journey, stage: int) -> None:
    journey = replace(journey, place_left=None)
    after = entries.go_back(entries.go_to_stage(journey, NOW, stage), NOW)
    assert without_undo(after) == without_undo(journey)


@given(journeys, st.integers(1, STAGES))
def test_going_back_is_undone_exactly(journey: Journey, stage: int) -> None:
    there = entries.go_to_stage(journey, NOW, stage)
    assert without_undo(entries.undo(entries.go_back(there, NOW), NOW)) == without_undo(there)


@given(journeys, st.lists(st.integers(1, STAGES), min_size=1, max_size=4))
def test_stages_that_are_only_looked_at_lose_no_place(journey: Journey, chosen: list[int]) -> None:
    there = replace(journey, place_left=None)
    for stage in chosen:
        there = entries.go_to_stage(there, NOW, stage)
    assert entries.go_back(there, NOW).place == journey.place


@given(journeys, st.integers(1, STAGES))
def test_nothing_that_was_logged_changes_with_the_stage(journey: Journey, stage: int) -> None:
    there = entries.complete_step(entries.go_to_stage(replace(journey, place_left=None), NOW, stage), NOW, LATER)
    back = entries.go_back(there, NOW)
    assert back.totals.steps == journey.totals.steps + 1
    assert back.place == journey.place


def test_there_is_nowhere_to_go_back_to_at_first() -> None:
    assert entries.go_back(Journey(position=9), NOW) == Journey(position=9)
