from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.slot_values import DateSpan, clean_text, parse_date, parse_duration, parse_number, parse_time

TODAY = date(2026, 3, 9)

DATES = {
    "2026-03-09": ("2026-03-09", "2026-03-09"),
    "2026-03-09T20:00": ("2026-03-09", "2026-03-09"),
    "PRESENT_REF": ("2026-03-09", "2026-03-09"),
    "2026-W11": ("2026-03-09", "2026-03-15"),
    "2026-W53": ("2026-12-28", "2027-01-03"),
    "2026-W11-WE": ("2026-03-14", "2026-03-15"),
    "2026-W11-2": ("2026-03-10", "2026-03-10"),
    "2026-WXX": ("2026-01-01", "2026-12-31"),
    "2026-02": ("2026-02-01", "2026-02-28"),
    "2024-02": ("2024-02-01", "2024-02-29"),
    "2026-02-XX": ("2026-02-01", "2026-02-28"),
    "2026-12": ("2026-12-01", "2026-12-31"),
    "2026-Q1": ("2026-01-01", "2026-03-31"),
    "2026-Q4": ("2026-10-01", "2026-12-31"),
    "2026-SP": ("2026-03-01", "2026-05-31"),
    "2026-SU": ("2026-06-01", "2026-08-31"),
    "2026-FA": ("2026-09-01", "2026-11-30"),
    "2026-WI": ("2026-12-01", "2027-02-28"),
    "2026-WI-XX": ("2026-12-01", "2027-02-28"),
    "2026": ("2026-01-01", "2026-12-31"),
    "2026-XX": ("2026-01-01", "2026-12-31"),
    "2026-XX-XX": ("2026-01-01", "2026-12-31"),
    "202X": ("2020-01-01", "2029-12-31"),
    "202X-XX-XX": ("2020-01-01", "2029-12-31"),
    "20XX": ("2000-01-01", "2099-12-31"),
}

WITHOUT_YEAR = [
    # value, past, future
    ("XXXX-03-08", "2026-03-08", "2027-03-08"),
    ("XXXX-03-09", "2026-03-09", "2026-03-09"),
    ("XXXX-12-25", "2025-12-25", "2026-12-25"),
    ("XXXX-02-29", "2024-02-29", "2028-02-29"),
    ("XXXX-XX-05", "2026-03-05", "2026-04-05"),
    ("XXXX-XX-31", "2026-01-31", "2026-03-31"),
    ("2026-XX-05", "2026-03-05", "2026-04-05"),
]

NO_DATES = [
    "",
    "?",
    "tomorrow",
    "2026-02-30",
    "2026-13",
    "2026-W54",
    "2025-W53",
    "0000-01-01",
    "XXXX",
    "XXXX-XX-XX",
    "XX",
]

TIMES = {
    **{f"{hour:02}:{minute:02}": time(hour, minute) for hour in range(24) for minute in (0, 1, 30, 59)},
    "24:00": time(0),
    "7:05": time(7, 5),
    "19:30:00": time(19, 30),
    "07:00 PM": time(19),
    "7 pm": time(19),
    "12 AM": time(0),
    "12:30 a.m.": time(0, 30),
    "12 p.m.": time(12),
    "MO": "MO",
    "AF": "AF",
    "ev": "EV",
    "NI": "NI",
}

NO_TIMES = ["", "?", "7", "24:01", "25:00", "12:60", "13 pm", "0 am", "seven", "PRESENT_REF"]

NUMBERS: dict[str, int | Decimal | None] = {
    "0": 0,
    "3": 3,
    "-1": -1,
    "007": 7,
    "4.0": 4,
    "2.5": Decimal("2.5"),
    "1000000": 1_000_000,
    "9" * 15: int("9" * 15),
    "9" * 16: None,
    "?": None,
    "": None,
    "two": None,
    "1e3": None,
    "\N{ARABIC-INDIC DIGIT THREE}": None,
}


@pytest.mark.parametrize(("value", "days"), DATES.items())
def test_a_date_covers_the_days_that_its_form_says(value: str, days: tuple[str, str]) -> None:
    span = DateSpan(*map(date.fromisoformat, days))
    assert parse_date(value, TODAY) == parse_date(value, TODAY, "future") == span


@pytest.mark.parametrize(("value", "past", "future"), WITHOUT_YEAR)
def test_a_date_without_its_year_or_month_is_the_next_one_in_its_tense(value: str, past: str, future: str) -> None:
    days = [parse_date(value, TODAY, tense) for tense in ("past", "future")]
    assert [one and one.first.isoformat() for one in days] == [past, future]
    assert all(one and one.is_day for one in days)


def test_a_month_without_its_year_is_the_one_begun_or_the_one_to_come() -> None:
    past, future = (parse_date("XXXX-12", TODAY, tense) for tense in ("past", "future"))
    assert past == DateSpan(date(2025, 12, 1), date(2025, 12, 31))
    assert future == DateSpan(date(2026, 12, 1), date(2026, 12, 31))


@pytest.mark.parametrize("value", NO_DATES)
def test_what_is_no_date_is_none(value: str) -> None:
    assert parse_date(value, TODAY) is None


@pytest.mark.parametrize(("value", "at"), TIMES.items())
def test_a_time_is_a_clock_or_a_part_of_the_day(value: str, at: object) -> None:
    assert parse_time(value) == at


@pytest.mark.parametrize("value", NO_TIMES)
def test_what_is_no_time_is_none(value: str) -> None:
    assert parse_time(value) is None


@pytest.mark.parametrize(("value", "number"), NUMBERS.items())
def test_a_number_is_whole_decimal_or_not_understood(value: str, number: int | Decimal | None) -> None:
    assert parse_number(value) == number


@pytest.mark.parametrize(
    ("value", "text"),
    {
        "call  home ": "call home",
        "a\x0bb": "a b",
        "\ud800x": "?x",
        "\u200b": "",
        "\n\t": "",
        "cafe\u0301": "café",
    }.items(),
)
def test_text_keeps_what_can_be_spoken(value: str, text: str) -> None:
    assert clean_text(value) == text


@given(st.text(max_size=40))
def test_any_text_has_a_meaning_or_none(value: str) -> None:
    span = parse_date(value, TODAY)
    assert span is None or span.first <= span.last
    parse_time(value)
    parse_number(value)
    assert clean_text(clean_text(value)) == clean_text(value)


@pytest.mark.parametrize(
    ("value", "minutes"),
    [
        ("PT30M", 30),
        ("PT1H30M", 90),
        ("PT0.5H", 30),
        ("P1D", 1440),
        ("P1W", 10080),
        ("P1DT2H", 1560),
        ("P1M", 43200),
        ("PT90S", 1),
        ("pt20m", 20),
        ("PT30S", None),
        ("PT0M", None),
        ("P", None),
        ("PT", None),
        ("?", None),
        ("", None),
        ("30", None),
        ("PT-5M", None),
    ],
)
def test_a_duration_is_read_in_minutes(value: str, minutes: int | None) -> None:
    assert parse_duration(value) == (None if minutes is None else timedelta(minutes=minutes))


@given(st.text("PT0123456789YMWDHS.", max_size=20) | st.text(max_size=20))
def test_any_duration_is_read_or_refused(value: str) -> None:
    length = parse_duration(value)
    assert length is None or length > timedelta()
