"""The rule by which a time and a day that were heard become the moment of a reminder."""

from datetime import date, datetime, time, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.handlers.reminder_times import (
    DAYS_AHEAD,
    HOURS_OF,
    REPEATS,
    USUAL_TIMES,
    WEEK,
    Wanted,
    day_of,
    day_within,
    days_of_repeat,
    first_time,
    in_part,
    moved_to,
    part_in,
    same_half,
)
from skill.slot_values import PartOfDay

NOW = datetime(2026, 3, 9, 14)  # noqa: DTZ001 - the speaker's clock is naive
"""Two in the afternoon of a Monday."""
TODAY = NOW.date()
THURSDAY = date(2026, 3, 12)

parts: st.SearchStrategy[PartOfDay] = st.sampled_from(get_args(PartOfDay))
clocks = st.times(timezones=st.none()).map(lambda at: at.replace(second=0, microsecond=0))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31))  # noqa: DTZ001 - as above


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("clock", "found"),
    [
        ("05:30", "2026-03-09 17:30"),  # the coming one of the two
        ("09:00", "2026-03-09 21:00"),
        ("02:00", "half"),  # the next two o'clock is at night
        ("02:30", "2026-03-09 14:30"),
        ("11:59", "2026-03-09 23:59"),
        ("12:00", "2026-03-10 12:00"),  # twelve is noon
        ("12:30", "2026-03-10 12:30"),
        ("00:00", "2026-03-10 00:00"),
        ("00:30", "2026-03-10 00:30"),
        ("13:00", "2026-03-10 13:00"),
        ("14:00", "2026-03-10 14:00"),  # now is over
        ("17:30", "2026-03-09 17:30"),
        ("23:59", "2026-03-09 23:59"),
    ],
)
def test_once_without_a_day_is_whichever_of_the_two_comes_next(clock: str, found: str) -> None:
    expected = found if found == "half" else at(found)
    assert first_time(Wanted(time.fromisoformat(clock)), NOW) == expected


@pytest.mark.parametrize(
    ("now", "clock", "found"),
    [
        ("2026-03-09 05:00", "05:30", "half"),
        ("2026-03-09 05:45", "05:30", "2026-03-09 17:30"),
        ("2026-03-09 18:00", "05:30", "half"),
        ("2026-03-09 18:00", "08:00", "2026-03-09 20:00"),
        ("2026-03-09 22:00", "08:00", "2026-03-10 08:00"),
        ("2026-03-09 23:30", "11:45", "2026-03-09 23:45"),
        ("2026-03-09 00:30", "01:00", "half"),
        ("2026-03-09 00:30", "12:00", "2026-03-09 12:00"),
    ],
)
def test_what_comes_next_depends_on_the_time_of_day(now: str, clock: str, found: str) -> None:
    expected = found if found == "half" else at(found)
    assert first_time(Wanted(time.fromisoformat(clock)), at(now)) == expected


@pytest.mark.parametrize(
    ("clock", "part", "found"),
    [
        ("18:00", None, "2026-03-09 18:00"),
        ("06:00", None, "2026-03-09 18:00"),
        ("01:00", None, "2026-03-10 01:00"),  # both are over today, so it is tonight
        ("00:00", None, "2026-03-10 00:00"),
        ("12:00", "NI", "2026-03-10 00:00"),  # tonight at twelve
        ("12:30", None, "2026-03-10 00:30"),
        ("09:00", "EV", "2026-03-09 21:00"),
        ("13:00", None, "passed"),
        ("09:00", "MO", "passed"),
    ],
)
def test_today_is_a_moment_still_to_come_or_has_passed(clock: str, part: PartOfDay | None, found: str) -> None:
    expected = found if found == "passed" else at(found)
    assert first_time(Wanted(time.fromisoformat(clock), part=part, day=TODAY), NOW) == expected


@pytest.mark.parametrize(
    ("clock", "part", "found"),
    [
        ("04:00", None, "half"),
        ("01:00", None, "half"),
        ("05:59", None, "half"),
        ("06:00", None, "2026-03-12 06:00"),
        ("09:00", None, "2026-03-12 09:00"),
        ("12:00", None, "2026-03-12 12:00"),
        ("00:15", None, "2026-03-12 00:15"),
        ("16:00", None, "2026-03-12 16:00"),
        ("04:00", "MO", "2026-03-12 04:00"),
        ("04:00", "AF", "2026-03-12 16:00"),
        ("08:00", "EV", "2026-03-12 20:00"),
        ("01:00", "NI", "2026-03-13 01:00"),  # on Thursday night at one
    ],
)
def test_on_another_day_a_time_at_night_is_asked_about(clock: str, part: PartOfDay | None, found: str) -> None:
    expected = found if found == "half" else at(found)
    assert first_time(Wanted(time.fromisoformat(clock), part=part, day=THURSDAY), NOW) == expected


@pytest.mark.parametrize(
    ("clock", "repeat", "part", "found"),
    [
        ("08:00", "daily", None, "2026-03-10 08:00"),
        ("05:00", "daily", None, "half"),
        ("20:00", "daily", None, "2026-03-09 20:00"),
        ("08:00", "daily_evening", "EV", "2026-03-09 20:00"),
        ("00:00", "daily_evening", "EV", "2026-03-10 00:00"),  # every night at midnight
        ("00:30", "daily_evening", "EV", "2026-03-10 00:30"),
        ("12:30", "daily_evening", "NI", "2026-03-10 00:30"),
        ("12:00", "daily_evening", "EV", "2026-03-10 00:00"),
        ("01:00", "daily_evening", "EV", "2026-03-10 01:00"),
        ("02:59", "daily_evening", "EV", "2026-03-10 02:59"),
        ("03:00", "daily_evening", "NI", "2026-03-10 03:00"),
        ("03:00", "daily_evening", "EV", "half"),  # three is in no evening
        ("02:00", "daily_evening", "AF", "2026-03-10 14:00"),  # every afternoon
        ("05:00", "daily_morning", "MO", "2026-03-10 05:00"),
        ("21:00", "daily_morning", "MO", "2026-03-09 21:00"),
        ("09:00", "weekends", None, "2026-03-14 09:00"),
        ("09:00", "monday", None, "2026-03-16 09:00"),
        ("15:00", "monday", None, "2026-03-09 15:00"),
        ("07:30", "weekdays", None, "2026-03-10 07:30"),
    ],
)
def test_again_and_again_begins_with_the_next_of_its_days(
    clock: str, repeat: str, part: PartOfDay | None, found: str
) -> None:
    expected = found if found == "half" else at(found)
    assert first_time(Wanted(time.fromisoformat(clock), part=part, repeat=repeat), NOW) == expected


wishes = st.builds(
    Wanted,
    clock=clocks,
    is_settled=st.booleans(),
    part=st.none() | parts,
    repeat=st.none() | st.sampled_from(["once", *REPEATS]),
    day=st.none() | st.integers(0, DAYS_AHEAD).map(lambda days: TODAY + timedelta(days=days)),
)
times_of_today = st.times(timezones=st.none()).map(lambda now: datetime.combine(TODAY, now))


@given(wishes, times_of_today)
def test_every_time_that_can_be_heard_becomes_a_moment_or_a_question(wanted: Wanted, now: datetime) -> None:
    found = first_time(wanted, now)
    if found == "passed":
        assert wanted.day == TODAY
        assert not wanted.comes_again
        return
    if found == "half":
        assert not wanted.is_settled
        assert 1 <= wanted.clock.hour < 6
        return
    assert now < found <= now + timedelta(days=DAYS_AHEAD + 2)
    assert (found.hour % 12, found.minute) == (wanted.clock.hour % 12, wanted.clock.minute)
    if wanted.is_settled or wanted.clock.hour > 12 or wanted.clock.hour == 0:
        assert found.time() == wanted.clock
    if wanted.comes_again:
        assert WEEK[found.weekday()] in days_of_repeat(wanted.repeat, found.time(), wanted.part)
    elif wanted.day:
        assert found.date() - wanted.day in (timedelta(0), timedelta(days=1))
        assert found.date() == wanted.day or found.hour < 3


@given(wishes, times_of_today)
def test_no_reminder_is_set_at_night_unless_the_user_said_so(wanted: Wanted, now: datetime) -> None:
    found = first_time(wanted, now)
    if isinstance(found, datetime) and 1 <= found.hour < 6 and not wanted.is_settled and wanted.part is None:
        assert wanted.day == TODAY, "it was said of today, and the other half of the day is over"


@given(st.integers(0, 59), st.sampled_from([0, 1, 2]), st.sampled_from(["EV", "NI"]))
def test_the_part_of_the_day_never_moves_the_small_hours(minute: int, hour: int, part: PartOfDay) -> None:
    found = first_time(Wanted(time(hour, minute), part=part, repeat="daily_evening"), NOW)
    assert isinstance(found, datetime)
    assert found.time() == time(hour, minute)


@given(clocks, parts)
def test_a_correction_by_the_part_of_the_day_always_gives_a_time(clock: time, part: PartOfDay) -> None:
    moved = moved_to(clock, part)
    assert (moved.hour % 12, moved.minute) == (clock.hour % 12, clock.minute)
    assert (in_part(clock, part) or moved) == moved
    assert in_part(clock, part) is None or moved.hour in HOURS_OF[part]


@pytest.mark.parametrize(
    ("clock", "part", "moved"),
    [
        ("08:00", "EV", "20:00"),
        ("20:00", "MO", "08:00"),
        ("08:00", "MO", "08:00"),
        ("04:00", "AF", "16:00"),
        ("04:00", "EV", "16:00"),
        ("09:00", "AF", "21:00"),  # no nine is in an afternoon: the later half was meant
        ("12:30", "MO", "00:30"),
        ("00:30", "AF", "12:30"),
        ("13:00", "NI", "01:00"),
    ],
)
def test_a_part_of_the_day_corrects_a_time(clock: str, part: PartOfDay, moved: str) -> None:
    assert moved_to(time.fromisoformat(clock), part) == time.fromisoformat(moved)


@pytest.mark.parametrize(
    ("heard", "before", "found"),
    [
        ("09:00", "20:00", "21:00"),
        ("09:00", "08:00", "09:00"),
        ("01:00", "20:00", "13:00"),
        ("05:00", "08:00", None),
        ("18:00", "08:00", None),
        ("12:00", "20:00", None),
        ("00:00", "20:00", None),
    ],
)
def test_a_corrected_hour_stays_in_its_half_of_the_day(heard: str, before: str, found: str | None) -> None:
    expected = time.fromisoformat(found) if found else None
    assert same_half(time.fromisoformat(heard), time.fromisoformat(before)) == expected


def test_every_part_of_the_day_has_a_time_in_it() -> None:
    assert USUAL_TIMES.keys() == HOURS_OF.keys() == set(get_args(PartOfDay))
    assert all(at.hour in HOURS_OF[part] for part, at in USUAL_TIMES.items())


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("PRESENT_REF", "2026-03-09"),
        ("2026-03-09", "2026-03-09"),
        ("2026-03-16", "2026-03-16"),
        ("2026-03-17", "too_far"),
        ("2026-03-08", "past"),
        ("XXXX-03-12", "2026-03-12"),
        ("2026-W11-4", "2026-03-12"),
        ("2026-03-09TEV", "2026-03-09"),
        ("2026-W11-WE", "weekend"),
        ("2026-W12-WE", "too_far"),
        ("2026-W10-WE", "past"),
        ("2026-W11", "several"),
        ("2026-W12", "several"),
        ("2026-03", "several"),
        ("2026-03-XX", "several"),
        ("2026-04", "too_far"),
        ("2026-SP", "several"),
        ("2026-Q1", "several"),
        ("2026", "several"),
        ("202X", "several"),
        ("2025", "past"),
        ("?", "unknown"),
        ("", "unknown"),
        ("2026-02-30", "unknown"),
        ("soon", "unknown"),
    ],
)
def test_every_date_that_alexa_sends_is_a_day_or_a_question(value: str, found: str) -> None:
    day = day_of(value, TODAY)
    assert (day if isinstance(day, str) else day.isoformat()) == found


def test_of_a_weekend_the_day_that_is_left_needs_no_question() -> None:
    sunday = date(2026, 3, 15)
    assert day_of("2026-W11-WE", sunday) == sunday


@given(st.text(max_size=12), moments)
def test_no_text_breaks_the_day(value: str, now: datetime) -> None:
    day = day_of(value, now.date())
    assert isinstance(day, str) or 0 <= (day - now.date()).days <= DAYS_AHEAD


@pytest.mark.parametrize(
    ("asked", "answer", "today", "found"),
    [
        ("2026-W11-WE", "2026-03-14", "2026-03-09", "2026-03-14"),
        ("2026-W11-WE", "2026-03-21", "2026-03-14", "2026-03-14"),  # on a Saturday, "Saturday" may come as the next
        ("2026-W11-WE", "2026-03-10", "2026-03-09", "2026-03-10"),  # "tomorrow, then"
        ("2026-W12", "2026-03-12", "2026-03-12", "2026-03-19"),  # next week, on Thursday
        ("2026-W12", "2026-03-10", "2026-03-09", "2026-03-10"),  # next week's Tuesday is too far ahead
        ("2026-03", "2026-03-12", "2026-03-09", "2026-03-12"),
        ("soon", "2026-03-12", "2026-03-09", "2026-03-12"),
    ],
)
def test_the_answer_to_which_day_is_understood_within_what_was_asked(
    asked: str, answer: str, today: str, found: str
) -> None:
    assert day_within(asked, date.fromisoformat(answer), date.fromisoformat(today)) == date.fromisoformat(found)


@pytest.mark.parametrize(
    ("value", "part"),
    [("2026-03-09TEV", "EV"), ("2026-03-09TNI", "NI"), ("2026-03-09", None), ("", None), ("TXX", None)],
)
def test_a_date_can_end_with_a_part_of_the_day(value: str, part: str | None) -> None:
    assert part_in(value) == part
