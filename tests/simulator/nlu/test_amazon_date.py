"""Which day is meant: "last night", "on the fifth", "march third", "this week"."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.simulator.nlu.amazon_date import parse_date
from skill.simulator.nlu.tokens import tokenise
from skill.simulator.nlu.vocabulary import Vocabulary

_EN = Vocabulary.of("en-US")
_DATES, _NUMBERS = _EN.tables["dates"], _EN.tables["numbers"]
_WEDNESDAY = "2026-03-04"
_DAY = timedelta(days=1)

_ORDINALS = {number: word for word, number in _NUMBERS["ordinals"].items()}
_ORDINALS |= {20 + ones: f"twenty {_ORDINALS[ones]}" for ones in range(1, 10)} | {31: "thirty first"}
_MONTHS = {number: name for name, number in _DATES["month_names"].items()}

days = st.dates(date(1900, 1, 1), date(2099, 12, 31))
weekdays = st.sampled_from(sorted(_DATES["weekdays"]))


def _read(said: str, today: date) -> tuple[str, str]:
    """Return the date that a text begins with, and the words that are left."""
    words = [token.word for token in tokenise(said, _EN)]
    end, value = parse_date(words, 0, _DATES, _NUMBERS, today)
    return value, " ".join(words[end:])


def _value(said: str, today: str = _WEDNESDAY) -> str:
    return _read(said, date.fromisoformat(today))[0]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("today", "2026-03-04"),
        ("today's", "2026-03-04"),
        ("tonight", "2026-03-04"),
        ("this morning", "2026-03-04"),
        ("this afternoon", "2026-03-04"),
        ("this evening", "2026-03-04"),
        ("earlier today", "2026-03-04"),
        ("yesterday", "2026-03-03"),
        ("yesterday evening", "2026-03-03"),
        ("Last Night", "2026-03-03"),
        ("last evening", "2026-03-03"),
        ("the day before yesterday", "2026-03-02"),
        ("day before yesterday", "2026-03-02"),
        ("the night before last", "2026-03-02"),
        ("tomorrow", "2026-03-05"),
        ("tomorrow night", "2026-03-05"),
        ("the day after tomorrow", "2026-03-06"),
    ],
)
def test_days_are_counted_from_today(said: str, day: str) -> None:
    assert _read(said, date.fromisoformat(_WEDNESDAY)) == (day, "")


@pytest.mark.parametrize(
    ("said", "today", "day"),
    [
        ("yesterday", "2026-01-01", "2025-12-31"),
        ("tomorrow", "2026-12-31", "2027-01-01"),
        ("yesterday", "2028-03-01", "2028-02-29"),
        ("tomorrow", "2028-02-28", "2028-02-29"),
        ("yesterday", "2027-03-01", "2027-02-28"),
        ("two days ago", "2028-03-02", "2028-02-29"),
        ("a week ago", "2026-01-03", "2025-12-27"),
    ],
)
def test_days_are_counted_over_the_ends_of_years_and_leap_days(said: str, today: str, day: str) -> None:
    assert _value(said, today) == day


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("a day ago", "2026-03-03"),
        ("one day ago", "2026-03-03"),
        ("two days ago", "2026-03-02"),
        ("2 days ago", "2026-03-02"),
        ("two nights ago", "2026-03-02"),
        ("three days back", "2026-03-01"),
        ("twenty days ago", "2026-02-12"),
        ("twenty one days ago", "2026-02-11"),
        ("ninety nine days ago", "2025-11-25"),
        ("a week ago", "2026-02-25"),
        ("two weeks ago", "2026-02-18"),
        ("999 days ago", "2023-06-09"),
    ],
)
def test_days_and_weeks_ago_are_counted_back(said: str, day: str) -> None:
    assert _read(said, date.fromisoformat(_WEDNESDAY)) == (day, "")


@given(days, st.integers(0, 999))
def test_any_number_of_days_ago_is_that_many_before_today(today: date, count: int) -> None:
    assert _read(f"{count} days ago", today) == ((today - count * _DAY).isoformat(), "")


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("thursday", "2026-03-05"),
        ("tuesday", "2026-03-10"),
        ("wednesday", "2026-03-11"),
        ("next wednesday", "2026-03-11"),
        ("coming friday", "2026-03-06"),
        ("this coming friday", "2026-03-06"),
        ("this wednesday", "2026-03-04"),
        ("this thursday", "2026-03-05"),
        ("last tuesday", "2026-03-03"),
        ("last wednesday", "2026-02-25"),
        ("last thursday", "2026-02-26"),
        ("this past tuesday", "2026-03-03"),
        ("tuesday's", "2026-03-10"),
        ("tuesday night", "2026-03-10"),
        ("last tuesday night", "2026-03-03"),
        ("last sunday morning", "2026-03-01"),
    ],
)
def test_a_bare_weekday_is_the_coming_one_and_others_say_which(said: str, day: str) -> None:
    assert _read(said, date.fromisoformat(_WEDNESDAY)) == (day, "")


@given(days, weekdays)
def test_a_weekday_is_within_the_seven_days_after_today_or_before_it(today: date, name: str) -> None:
    coming, last = (date.fromisoformat(_read(f"{way}{name}", today)[0]) for way in ("", "last "))
    assert today < coming <= today + 7 * _DAY
    assert today - 7 * _DAY <= last < today
    assert coming.isoweekday() == last.isoweekday() == _DATES["weekdays"][name]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("on the fifth", "2026-03-05"),
        ("on the 5th", "2026-03-05"),
        ("of the first", "2026-03-01"),
        ("on the twentieth", "2026-02-20"),
        ("on the eighteenth", "2026-02-18"),
        ("on the twenty eighth", "2026-02-28"),
        ("on the thirtieth", "2026-03-30"),
        ("on the thirty first", "2026-03-31"),
    ],
)
def test_a_day_without_a_month_is_the_one_nearest_to_today(said: str, day: str) -> None:
    assert _read(said, date.fromisoformat(_WEDNESDAY)) == (day, "")


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("march third", "2026-03-03"),
        ("march the third", "2026-03-03"),
        ("march 3", "2026-03-03"),
        ("march three", "2026-03-03"),
        ("March 3rd", "2026-03-03"),
        ("on march third", "2026-03-03"),
        ("the third of march", "2026-03-03"),
        ("on the third of march", "2026-03-03"),
        ("3rd of march", "2026-03-03"),
        ("march twenty first", "2026-03-21"),
        ("march twenty five", "2026-03-25"),
        ("march thirty one", "2026-03-31"),
        ("march twenty", "2026-03-20"),
        ("the twenty first of march", "2026-03-21"),
        ("december thirty first", "2025-12-31"),
        ("august first", "2026-08-01"),
        ("october first", "2025-10-01"),
    ],
)
def test_a_day_of_a_month_is_the_one_nearest_to_today(said: str, day: str) -> None:
    assert _read(said, date.fromisoformat(_WEDNESDAY)) == (day, "")


@pytest.mark.parametrize(
    ("today", "day"),
    [
        ("2028-02-28", "2028-02-29"),
        ("2028-03-20", "2028-02-29"),
        ("2027-06-01", "2028-02-29"),
        ("2029-02-10", "2028-02-29"),
        ("2026-03-04", ""),
    ],
)
def test_a_leap_day_is_one_that_there_is(today: str, day: str) -> None:
    assert _value("february twenty ninth", today) == day


@given(days, st.integers(-182, 182))
def test_any_day_within_half_a_year_comes_back_from_its_month_and_ordinal(today: date, ahead: int) -> None:
    day = today + ahead * _DAY
    for said in (
        f"{_MONTHS[day.month]} {_ORDINALS[day.day]}",
        f"{_MONTHS[day.month]} {day.day}",
        f"the {_ORDINALS[day.day]} of {_MONTHS[day.month]}",
    ):
        assert _read(said, today) == (day.isoformat(), "")


@given(days, st.integers(-13, 13))
def test_any_day_within_a_fortnight_comes_back_from_its_ordinal(today: date, ahead: int) -> None:
    day = today + ahead * _DAY
    assert _read(f"on the {_ORDINALS[day.day]}", today) == (day.isoformat(), "")


@pytest.mark.parametrize(
    ("said", "today", "value"),
    [
        ("this week", "2026-03-04", "2026-W10"),
        ("last week", "2026-03-04", "2026-W09"),
        ("this past week", "2026-03-04", "2026-W09"),
        ("next week", "2026-03-04", "2026-W11"),
        ("this week", "2026-03-02", "2026-W10"),
        ("this week", "2026-03-08", "2026-W10"),
        ("this week", "2026-03-09", "2026-W11"),
        ("this week", "2027-01-01", "2026-W53"),
        ("next week", "2025-12-25", "2026-W01"),
        ("this weekend", "2026-03-04", "2026-W10-WE"),
        ("last weekend", "2026-03-04", "2026-W09-WE"),
        ("next weekend", "2026-03-04", "2026-W11-WE"),
        ("this month", "2026-03-04", "2026-03"),
        ("last month", "2026-03-04", "2026-02"),
        ("last month", "2026-01-31", "2025-12"),
        ("next month", "2026-12-31", "2027-01"),
    ],
)
def test_weeks_weekends_and_months_have_the_names_that_alexa_sends(said: str, today: str, value: str) -> None:
    assert _read(said, date.fromisoformat(today)) == (value, "")


@pytest.mark.parametrize(
    ("said", "today", "value"),
    [
        ("right now", "2026-03-04", "PRESENT_REF"),
        ("at the moment", "2026-03-04", "PRESENT_REF"),
        ("the last week", "2026-03-04", "2026-W09"),
        ("the week before last", "2026-03-04", "2026-W08"),
        ("the weekend before last", "2026-03-04", "2026-W08-WE"),
        ("the month before last", "2026-01-04", "2025-11"),
        ("two months ago", "2026-01-04", "2025-11"),
        ("a month ago", "2026-03-04", "2026-02"),
        ("a year ago", "2026-03-04", "2025"),
        ("this quarter", "2026-03-31", "2026-Q1"),
        ("last quarter", "2026-03-04", "2025-Q4"),
        ("next quarter", "2026-12-04", "2027-Q1"),
        ("this year", "2026-03-04", "2026"),
        ("last year", "2026-03-04", "2025"),
        ("next year", "2026-12-31", "2027"),
        ("the year 2024", "2026-03-04", "2024"),
        ("this decade", "2026-03-04", "202X"),
        ("last decade", "2026-03-04", "201X"),
        ("the twenties", "2026-03-04", "202X"),
        ("the thirties", "2026-03-04", "193X"),
        ("the nineties", "2026-03-04", "199X"),
        ("the 1990s", "2026-03-04", "199X"),
        ("february", "2026-03-04", "2027-02"),
        ("december", "2026-03-04", "2026-12"),
        ("the month of march", "2026-03-04", "2026-03"),
        ("last march", "2026-03-04", "2025-03"),
        ("last february", "2026-03-04", "2026-02"),
        ("this may", "2026-03-04", "2026-05"),
        ("next january", "2026-03-04", "2027-01"),
        ("october 2025", "2026-03-04", "2025-10"),
        ("march of twenty twenty five", "2026-03-04", "2025-03"),
        ("october third twenty twenty four", "2026-03-04", "2024-10-03"),
        ("the third of october 2024", "2026-03-04", "2024-10-03"),
        ("this spring", "2026-11-30", "2026-SP"),
        ("last summer", "2026-11-30", "2026-SU"),
        ("last summer", "2026-03-04", "2025-SU"),
        ("this autumn", "2026-11-30", "2026-FA"),
        ("last fall", "2026-11-30", "2025-FA"),
        ("the fall", "2026-11-30", "2026-FA"),
        ("next winter", "2026-11-30", "2026-WI"),
        ("this winter", "2026-02-01", "2025-WI"),
        ("next summer", "2026-07-01", "2027-SU"),
        ("the fifth of the month", "2026-03-04", "XXXX-XX-05"),
        ("the 5th of every month", "2026-03-04", "XXXX-XX-05"),
        ("in three days", "2026-03-04", "2026-03-07"),
        ("two weeks from now", "2026-03-04", "2026-03-18"),
        ("a fortnight ago", "2026-03-04", "2026-02-18"),
        ("monday last week", "2026-03-04", "2026-02-23"),
        ("friday of last week", "2026-03-04", "2026-02-27"),
        ("monday this week", "2026-03-04", "2026-03-02"),
        ("sunday night last week", "2026-03-04", "2026-03-01"),
    ],
)
def test_now_and_longer_times_have_the_values_that_alexa_sends(said: str, today: str, value: str) -> None:
    assert _read(said, date.fromisoformat(today)) == (value, "")


@pytest.mark.parametrize(
    ("said", "at", "value"),
    [
        ("how was march", 2, "2026-03"),
        ("in may", 1, "2026-05"),
        ("i may not", 1, ""),
        ("we march on", 1, ""),
        ("in the summer", 1, "2026-SU"),
        ("in winter", 1, "2026-WI"),
        ("i fall", 1, ""),
        ("in 2025", 1, "2025"),
        ("in twenty twenty five", 1, "2025"),
        ("rate it twenty twenty", 2, ""),
        ("may third 2025", 0, "2025-05-03"),
    ],
)
def test_words_that_are_also_something_else_are_a_month_a_season_or_a_year_only_after_some(
    said: str, at: int, value: str
) -> None:
    words = [token.word for token in tokenise(said, _EN)]
    end, found = parse_date(words, at, _DATES, _NUMBERS, date.fromisoformat(_WEDNESDAY))
    assert (found, end) == (value, len(words) if value else at)


@given(days)
def test_the_week_of_any_day_is_that_of_iso_8601(today: date) -> None:
    for way, other in (("last", today - 7 * _DAY), ("this", today), ("next", today + 7 * _DAY)):
        assert date.fromisoformat(_value(f"{way} week", today.isoformat()) + "-1") <= other
        assert date.fromisoformat(_value(f"{way} week", today.isoformat()) + "-7") >= other


@given(st.dates(), days)
def test_any_iso_date_said_as_year_month_day_comes_back(day: date, today: date) -> None:
    words = day.isoformat().split("-")
    assert parse_date(words, 0, _DATES, _NUMBERS, today) == (3, day.isoformat())
    assert _read(day.isoformat(), today) == (day.isoformat(), "")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("yesterday i kept my promise", "i kept my promise"),
        ("last tuesday night we talked", "we talked"),
        ("two days ago at noon", "at noon"),
        ("march third was good", "was good"),
        ("on the fifth of march i did", "i did"),
        ("this week went well", "went well"),
    ],
)
def test_a_date_ends_where_its_words_do(said: str, left: str) -> None:
    assert _read(said, date.fromisoformat(_WEDNESDAY))[1] == left


@pytest.mark.parametrize(
    "said",
    [
        "someday",
        "the fifth",
        "fifth",
        "the weekend",
        "march",
        "may i",
        "last",
        "next time",
        "days ago",
        "some days ago",
        "both days ago",
        "1000 days ago",
        "on the thirty second",
        "april thirty first",
        "february thirtieth",
        "2026-02-30",
        "2026-13-01",
        "i kept it yesterday",
    ],
)
def test_what_does_not_begin_with_a_day_there_is_has_none(said: str) -> None:
    words = [token.word for token in tokenise(said, _EN)]
    assert parse_date(words, 0, _DATES, _NUMBERS, date.fromisoformat(_WEDNESDAY)) == (0, "")


_SAYABLE = sorted(
    {word for said in (*_DATES["days"], *_DATES["last"], *_DATES["next"]) for word in said.split()}
    | {word for name in ("ago", "day", "weeks", "months", "weekends", "a", "before", "parts") for word in _DATES[name]}
    | {word for name in ("years", "quarters", "decades", "of", "in", "fortnights") for word in _DATES[name]}
    | {word for name in ("from_now", "before_last", "now") for said in _DATES[name] for word in said.split()}
    | {*_DATES["seasons"], *_DATES["decade_names"]}
    | {*_DATES["weekdays"], *_DATES["month_names"], *_NUMBERS["words"], *_NUMBERS["ordinals"], "31", "2026", "02", "th"}
)


@given(st.lists(st.sampled_from(_SAYABLE) | st.text(min_size=1), min_size=1, max_size=8), days, st.data())
def test_no_words_make_it_raise_and_a_date_is_within_them(words: list[str], today: date, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(words) - 1))
    end, value = parse_date(words, at, _DATES, _NUMBERS, today)
    assert at <= end <= len(words)
    assert bool(value) == (end > at)


@given(days, days, st.sampled_from(_SAYABLE))
def test_what_stands_before_a_date_does_not_change_it(day: date, today: date, word: str) -> None:
    words = [word, *day.isoformat().split("-")]
    assert parse_date(words, 1, _DATES, _NUMBERS, today) == (4, day.isoformat())
