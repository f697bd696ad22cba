"""Numbers, dates and times in words, as Alexa would send them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.hosts.hearing.slots import DATE, NUMBER, TIME, spans
from skill.hosts.hearing.tokens import tokenise
from skill.hosts.hearing.vocabulary import Vocabulary

_EN = Vocabulary.of("en-US")
_ZONE = ZoneInfo("America/New_York")
_TUESDAY = datetime(2026, 3, 3, 20, tzinfo=_ZONE)


def _value(kind: str, said: str, now: datetime = _TUESDAY) -> str:
    """Return the value of the longest span of a kind; "" where there is none."""
    words = [token.word for token in tokenise(said, _EN)]
    found = [one for one in spans(words, _EN, now) if one.kind == kind]
    return max(found, key=lambda one: (one.end - one.start, -one.start)).value if found else ""


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("four", "4"),
        ("zero", "0"),
        ("twenty one", "21"),
        ("ninety nine", "99"),
        ("one hundred", "100"),
        ("one hundred and five", "105"),
        ("two hundred forty two", "242"),
        ("three and a half", "3.5"),
        ("four point two", "4.2"),
        ("4", "4"),
        ("007", "7"),
        ("4.5", "4.5"),
        ("both", "2"),
        ("9" * 13, ""),
        ("none of it", ""),
    ],
)
def test_a_number(said: str, number: str) -> None:
    assert _value(NUMBER, said) == number


_ONES = [word for word, value in _EN.tables["numbers"]["words"].items() if word != "both" and value < 20]
_TENS = [word for word, value in _EN.tables["numbers"]["words"].items() if value >= 20]


@given(st.integers(0, 999))
def test_a_number_said_in_words_comes_back(number: int) -> None:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    below = _ONES[rest] if rest < 20 else _TENS[tens - 2] + (f" {_ONES[ones]}" if ones else "")
    said = f"{_ONES[hundreds]} hundred" + (f" and {below}" if rest else "") if hundreds else below
    assert _value(NUMBER, said) == str(number)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("today", "2026-03-03"),
        ("tonight", "2026-03-03"),
        ("this morning", "2026-03-03"),
        ("yesterday", "2026-03-02"),
        ("last night", "2026-03-02"),
        ("the day before yesterday", "2026-03-01"),
        ("the night before last", "2026-03-01"),
        ("tomorrow", "2026-03-04"),
        ("the day after tomorrow", "2026-03-05"),
        ("two days ago", "2026-03-01"),
        ("a week ago", "2026-02-24"),
        ("three nights ago", "2026-02-28"),
        ("tuesday", "2026-03-10"),
        ("monday", "2026-03-09"),
        ("last tuesday", "2026-02-24"),
        ("last monday", "2026-03-02"),
        ("this past friday", "2026-02-27"),
        ("this tuesday", "2026-03-03"),
        ("monday night", "2026-03-09"),
        ("on the fifth", "2026-03-05"),
        ("on the twenty eighth", "2026-02-28"),
        ("march third", "2026-03-03"),
        ("the third of march", "2026-03-03"),
        ("december thirty first", "2025-12-31"),
        ("february 29th", ""),
        ("this week", "2026-W10"),
        ("last week", "2026-W09"),
        ("this weekend", "2026-W10-WE"),
        ("last month", "2026-02"),
        ("2026-02-27", "2026-02-27"),
        ("2026-02-30", ""),
        ("the fifth", ""),
        ("someday", ""),
    ],
)
def test_a_date(said: str, day: str) -> None:
    assert _value(DATE, said) == day


@pytest.mark.parametrize(
    ("now", "said", "day"),
    [
        (datetime(2028, 2, 29, 12, tzinfo=_ZONE), "today", "2028-02-29"),
        (datetime(2028, 3, 1, 12, tzinfo=_ZONE), "yesterday", "2028-02-29"),
        (datetime(2026, 1, 1, 0, 30, tzinfo=_ZONE), "yesterday", "2025-12-31"),
        (datetime(2027, 1, 1, 12, tzinfo=_ZONE), "this week", "2026-W53"),
        (datetime(2026, 3, 8, 12, tzinfo=_ZONE), "two days ago", "2026-03-06"),
    ],
)
def test_dates_around_the_turn_of_a_year_a_leap_day_and_a_short_night(now: datetime, said: str, day: str) -> None:
    assert _value(DATE, said, now) == day


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, 99))
def test_days_ago_are_counted_back(today: date, count: int) -> None:
    now = datetime(today.year, today.month, today.day, 12, tzinfo=_ZONE)
    assert _value(DATE, f"{count} days ago", now) == (today - timedelta(days=count)).isoformat()


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(list(_EN.tables["dates"]["weekdays"])))
def test_a_weekday_is_the_coming_one_and_the_last_one_lies_behind(today: date, name: str) -> None:
    now = datetime(today.year, today.month, today.day, 12, tzinfo=_ZONE)
    ahead = date.fromisoformat(_value(DATE, name, now)) - today
    behind = today - date.fromisoformat(_value(DATE, f"last {name}", now))
    assert 1 <= ahead.days <= 7
    assert 1 <= behind.days <= 7


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("nine p m", "21:00"),
        ("nine in the evening", "21:00"),
        ("nine a m", "09:00"),
        ("twelve a m", "00:00"),
        ("twelve p m", "12:00"),
        ("nine o'clock", "09:00"),
        ("seven thirty", "07:30"),
        ("seven oh five p m", "19:05"),
        ("half past seven", "07:30"),
        ("quarter to eight", "07:45"),
        ("a quarter past six in the evening", "18:15"),
        ("ten past four", "04:10"),
        ("twenty to one", "00:40"),
        ("8:45 pm", "20:45"),
        ("noon", "12:00"),
        ("midnight", "00:00"),
        ("in the morning", "MO"),
        ("evening", "EV"),
        ("25:00", ""),
        ("seventy", ""),
    ],
)
def test_a_time(said: str, time: str) -> None:
    assert _value(TIME, said) == time


@given(st.text(max_size=200))
def test_whatever_is_said_values_are_of_their_kind(said: str) -> None:
    words = [token.word for token in tokenise(said, _EN)]
    for one in spans(words, _EN, _TUESDAY):
        assert one.value
        assert 0 <= one.start < one.end <= len(words)
