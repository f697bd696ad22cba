"""Alexa slot values: what AMAZON.DATE, TIME, DURATION, NUMBER and SearchQuery send, as Python values.

Alexa sends text. A value that says nothing usable (`?`, a slot that was not understood) is None, which handlers answer
with a question. The forms are those of Amazon's slot type reference, and those that developers reported to receive:
`2026-03-09`, `2026-W11`, `2026-W11-WE`, `2026-03`, `2026-03-XX`, `2026-Q1`, `2026-SP`, `2026`, `202X`, `XXXX-03-09` and
PRESENT_REF; `PT30M`, `P1DT2H`; `19:30`, `MO`, `AF`, `EV`, `NI`; `3`, `-1`, `2.5`.
"""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Literal

from skill.journey.text import printable

PartOfDay = Literal["MO", "AF", "EV", "NI"]
"""Morning, afternoon, evening and night, as AMAZON.TIME names them."""

Tense = Literal["past", "future"]
"""Which one of several possible days is meant: the last one that has begun, or the first one that has not passed."""

MAX_NUMBER_DIGITS = 15
"""Longer numbers are a misrecognition."""

_MONTHS_PER_YEAR = 12
_SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "AU": 9, "WI": 12}
"""The first month of each season of three months, in the northern hemisphere, as Alexa reckons them."""
_QUARTER_MONTHS = 3
_DECADE_YEARS = {"X": 10, "XX": 100}
"""Years that a year with so many unknown digits covers."""
_WEEKEND_BEGINS_WEEKDAY = 6

_YEAR = r"(?P<year>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX|XXXX)"
_DATE_FORM = re.compile(
    rf"{_YEAR}(?:-W(?P<week>[0-9]{{2}}|XX)(?P<weekend>-WE)?(?:-(?P<weekday>[1-7]))?"
    r"|-Q(?P<quarter>[1-4])|-(?P<season>SP|SU|FA|AU|WI)(?:-XX)?"
    r"|-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?(?:T.*)?"
)
_TIME_FORM = re.compile(
    r"(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2}))?(?::[0-9]{2}(?:\.[0-9]+)?)?Z?(?:\s*(?P<half>[ap])\.?\s?m\.?)?",
    re.IGNORECASE,
)
_HOURS_PER_DAY, NOON_HOUR = 24, 12
_DURATION_FORM = re.compile(
    r"P(?:(?P<years>[0-9]{1,4})Y)?(?:(?P<months>[0-9]{1,4})M)?(?:(?P<weeks>[0-9]{1,4})W)?(?:(?P<days>[0-9]{1,5})D)?"
    r"(?:T(?:(?P<hours>[0-9]{1,6}(?:\.[0-9]{1,3})?)H)?(?:(?P<minutes>[0-9]{1,8}(?:\.[0-9]{1,3})?)M)?"
    r"(?:(?P<seconds>[0-9]{1,9}(?:\.[0-9]{1,3})?)S)?)?"
)
_DAYS = {"years": 365, "months": 30, "weeks": 7, "days": 1}
"""By a part of a duration, how many days each is: a year and a month have no fixed length."""


@dataclass(frozen=True, slots=True)
class DateSpan:
    """The days that an AMAZON.DATE covers, from the first to the last; they are the same for a single day."""

    first: date
    last: date

    @property
    def is_day(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last


def parse_date(value: str, today: date, tense: Tense = "past") -> DateSpan | None:
    """Return the days of an AMAZON.DATE as seen from `today`; None where it is none.

    `tense` decides between several possible days where the year or the month is unknown (`XXXX-03-09`).
    """
    text = value.strip().upper()
    if text == "PRESENT_REF":
        return DateSpan(today, today)
    found = _DATE_FORM.fullmatch(text)
    if found is None:
        return None
    try:
        return _span(found, today, tense)
    except (ValueError, OverflowError):  # a 30th of February, a week 54, a year 0
        return None


def parse_time(value: str) -> time | PartOfDay | None:
    """Return the clock time of an AMAZON.TIME, or the part of the day that it names; None where it is neither."""
    text = value.strip()
    if text.upper() in ("MO", "AF", "EV", "NI"):
        part: PartOfDay = text.upper()  # type: ignore[assignment]  # it was compared with all of them
        return part
    found = _TIME_FORM.fullmatch(text)
    if found is None or not (found["minute"] or found["half"]):
        return None
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), (found["half"] or "").lower()
    if half:
        if not 1 <= hour <= NOON_HOUR:
            return None
        hour = hour % NOON_HOUR + (NOON_HOUR if half == "p" else 0)
    if hour == _HOURS_PER_DAY and not minute:
        hour = 0  # the midnight at which a day ends is the one at which the next begins
    try:
        return time(hour, minute)
    except ValueError:
        return None


def parse_duration(value: str) -> timedelta | None:
    """Return an AMAZON.DURATION in whole minutes; None where it is none, or nothing."""
    found = _DURATION_FORM.fullmatch(value.strip().upper())
    if found is None or not any(found.groups()):
        return None
    days = sum(int(found[part] or 0) * length for part, length in _DAYS.items())
    length = timedelta(days=days, **{part: float(found[part] or 0) for part in ("hours", "minutes", "seconds")})
    return timedelta(minutes=length // timedelta(minutes=1)) or None


def parse_number(value: str) -> int | Decimal | None:
    """Return an AMAZON.NUMBER: an int where it is whole, else a Decimal; None where none was understood (`?`)."""
    text = value.strip()
    if len(text) > MAX_NUMBER_DIGITS or not re.fullmatch(r"[+-]?[0-9]+(?:\.[0-9]*)?", text, re.ASCII):
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return int(number) if number == number.to_integral_value() else number


def clean_text(value: str) -> str:
    """Return a slot's words without what cannot be spoken: control characters, halves of characters, stray blanks."""
    return printable(value.encode("utf-8", "replace").decode())


def _span(found: re.Match[str], today: date, tense: Tense) -> DateSpan | None:
    year_text = found["year"]
    if year_text == "XXXX":
        return _without_year(found, today, tense)
    unknown = len(year_text) - len(year_text.rstrip("X"))
    if unknown:
        if found["month"] not in (None, "XX"):
            return None
        first_year = int(year_text.replace("X", "0"))
        return DateSpan(date(first_year, 1, 1), date(first_year + _DECADE_YEARS["X" * unknown] - 1, 12, 31))
    year = int(year_text)
    if found["week"]:
        return _week(year, found) if found["week"] != "XX" else _months(year, 1, _MONTHS_PER_YEAR)
    if found["quarter"]:
        return _months(year, (int(found["quarter"]) - 1) * _QUARTER_MONTHS + 1, _QUARTER_MONTHS)
    if found["season"]:
        return _months(year, _SEASON_MONTHS[found["season"]], _QUARTER_MONTHS)
    month, day = found["month"], found["day"]
    if month in (None, "XX"):
        return (
            _months(year, 1, _MONTHS_PER_YEAR) if day in (None, "XX") else _nearest(today, tense, int(day), year=year)
        )
    if day in (None, "XX"):
        return _months(year, int(month), 1)
    exact = date(year, int(month), int(day))
    return DateSpan(exact, exact)


def _week(year: int, found: re.Match[str]) -> DateSpan:
    number = int(found["week"])
    if found["weekday"]:
        exact = date.fromisocalendar(year, number, int(found["weekday"]))
        return DateSpan(exact, exact)
    first = date.fromisocalendar(year, number, _WEEKEND_BEGINS_WEEKDAY if found["weekend"] else 1)
    return DateSpan(first, date.fromisocalendar(year, number, 7))


def _months(year: int, month: int, count: int) -> DateSpan:
    """Return `count` months from the one of a year on; it may reach into the next year, as winter does."""
    after = year * _MONTHS_PER_YEAR + month - 1 + count
    following = date(after // _MONTHS_PER_YEAR, after % _MONTHS_PER_YEAR + 1, 1)
    return DateSpan(date(year, month, 1), following - timedelta(days=1))


def _without_year(found: re.Match[str], today: date, tense: Tense) -> DateSpan | None:
    month, day = found["month"], found["day"]
    if month not in (None, "XX") and day in (None, "XX"):
        spans = [_months(year, int(month), 1) for year in (today.year - 1, today.year, today.year + 1)]
        begun = [one for one in spans if one.first <= today]
        ahead = [one for one in spans if one.last >= today]
        return begun[-1] if tense == "past" else ahead[0]
    if day in (None, "XX"):
        return None
    return _nearest(today, tense, int(day), month=None if month == "XX" else int(month))


def _nearest(
    today: date, tense: Tense, day: int, *, month: int | None = None, year: int | None = None
) -> DateSpan | None:
    """Return the day of the month next to today in its tense; of that month or year where one is given."""
    this_month = today.year * _MONTHS_PER_YEAR + today.month - 1
    possible = []
    for months in range(this_month - 8 * _MONTHS_PER_YEAR, this_month + 8 * _MONTHS_PER_YEAR + 1):
        at_year, at_month = months // _MONTHS_PER_YEAR, months % _MONTHS_PER_YEAR + 1
        if month in (None, at_month) and year in (None, at_year):
            try:
                possible.append(date(at_year, at_month, day))
            except ValueError:  # that month has no such day
                continue
    begun = [one for one in possible if one <= today]
    ahead = [one for one in possible if one >= today]
    # With a year given, all its days may lie on one side of today.
    chosen = (begun[-1:] or ahead[:1]) if tense == "past" else (ahead[:1] or begun[-1:])
    return DateSpan(chosen[0], chosen[0]) if chosen else None
