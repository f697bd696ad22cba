"""AMAZON.DATE for more than a day: weeks, weekends, months, quarters, seasons, years and decades, as Alexa writes them.

A bare month or season is the one that is now or comes next, as Alexa defaults to dates on or after the current one.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from skill.simulator.nlu.amazon_number import below_hundred

DAYS_PER_WEEK = 7
MONTHS_PER_YEAR = 12
_MONTHS_PER_SEASON = 3
_SEASON_STARTS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
"""The first month of each season; winter has the year in which it begins."""
_MAX_PERIODS_AGO = 99
"""Months or years that can be counted back."""


def parse_period(
    words: Sequence[str], at: int, table: Mapping[str, Any], numbers: Mapping[str, Any], today: date
) -> tuple[int, str]:
    """Return where the period that begins at this word ends, and its value; "" where none begins."""
    for read in (_before_last, _relative, _ago, _decade, _of_year, _season):
        end, value = read(words, at, table, numbers, today)
        if value:
            return end, value
    return at, ""


def direction(words: Sequence[str], at: int, table: Mapping[str, Any]) -> tuple[str, int]:
    """Return "last", "next" or "this" if a word for it begins here ("" for none), and the position after it."""
    start = at + 1 if words[at] in table["the"] else at
    for name in ("last", "next"):
        for phrase in sorted(table[name], key=len, reverse=True):
            size = len(phrase.split())
            if " ".join(words[start : start + size]) == phrase:
                return ("this" if phrase in table["this"] else name), start + size
    return "", at


def _before_last(
    words: Sequence[str], at: int, table: Mapping[str, Any], numbers: Mapping[str, Any], today: date
) -> tuple[int, str]:
    """Read "the week before last"."""
    unit_at = at + 1 if words[at] in table["the"] else at
    if " ".join(words[unit_at + 1 : unit_at + 3]) not in table["before_last"]:
        return at, ""
    return unit_at + 3, _unit(words[unit_at], -2, table, today)


def _relative(
    words: Sequence[str], at: int, table: Mapping[str, Any], numbers: Mapping[str, Any], today: date
) -> tuple[int, str]:
    """Read "this week", "last month", "next year", "last summer", "this past march"."""
    which, end = direction(words, at, table)
    if not which or end >= len(words):
        return at, ""
    step, name = {"last": -1, "this": 0, "next": 1}[which], words[end]
    value = _unit(name, step, table, today)
    if not value and name in table["month_names"]:
        value = _month(today, table["month_names"][name], step)
    if not value and name in table["seasons"]:
        value = _season_of(today, table["seasons"][name], step)
    return (end + 1, value) if value else (at, "")


def _unit(name: str, step: int, table: Mapping[str, Any], today: date) -> str:
    """Return the week, month, quarter, year or decade that is so many of its kind from now."""
    year, number, _ = (today + timedelta(days=DAYS_PER_WEEK * step)).isocalendar()
    months = today.year * MONTHS_PER_YEAR + today.month - 1 + step
    quarters = today.year * 4 + (today.month - 1) // 3 + step
    values = {
        "weeks": f"{year:04}-W{number:02}",
        "weekends": f"{year:04}-W{number:02}-WE",
        "months": _year_and_month(months),
        "quarters": f"{quarters // 4:04}-Q{quarters % 4 + 1}",
        "years": f"{today.year + step:04}",
        "decades": f"{today.year // 10 + step:03}X",
    }
    return next((value for kind, value in values.items() if name in table[kind]), "")


def _ago(
    words: Sequence[str], at: int, table: Mapping[str, Any], numbers: Mapping[str, Any], today: date
) -> tuple[int, str]:
    """Read "two months ago" and "a year ago"; days and weeks ago are days."""
    end, count = (at + 1, 1) if words[at] in table["a"] else below_hundred(words, at, numbers)
    if end == at or len(words) < end + 2 or words[end + 1] not in table["ago"] or count > _MAX_PERIODS_AGO:
        return at, ""
    if words[end] in table["months"] or words[end] in table["years"]:
        return end + 2, _unit(words[end], -count, table, today)
    return at, ""


def _of_year(
    words: Sequence[str], at: int, table: Mapping[str, Any], numbers: Mapping[str, Any], today: date
) -> tuple[int, str]:
    """Read "march", "the month of may", "march twenty twenty five", "in 2025"; "I may" is no month."""
    start = at
    for lead in table["month_of"]:
        size = len(lead.split())
        if " ".join(words[at : at + size]) == lead:
            start = at + size
    before = words[start - 1] if start else ""
    name = words[start] if start < len(words) else ""
    if name in table["month_names"]:
        after = start + 2 if words[start + 1 : start + 2] and words[start + 1] in table["of"] else start + 1
        end, year = parse_year(words, after, numbers)
        if year:
            return end, f"{year:04}-{table['month_names'][name]:02}"
        is_day = any(below_hundred(words, after, numbers, ones=ones)[0] > after for ones in ("words", "ordinals"))
        if is_day or (name in table["month_verbs"] and before not in table["before_month"]):
            return at, ""
        return start + 1, _month(today, table["month_names"][name], None)
    end, year = parse_year(words, start, numbers)
    return (end, f"{year:04}") if year and (before in table["before_year"] or start > at) else (at, "")


def parse_year(words: Sequence[str], at: int, numbers: Mapping[str, Any]) -> tuple[int, int]:
    """Return where the year ends that begins here, and the year: "2025", "twenty twenty five"; `at`, 0 for none."""
    if words[at : at + 1] and len(words[at]) == 4 and words[at].isdecimal() and words[at][:2] in ("19", "20"):
        return at + 1, int(words[at])
    end, century = below_hundred(words, at, numbers)
    if century not in (19, 20) or end == at:
        return at, 0
    after, rest = below_hundred(words, end, numbers)
    return (after, century * 100 + rest) if after > end and rest >= 10 else (at, 0)


def _decade(
    words: Sequence[str], at: int, table: Mapping[str, Any], numbers: Mapping[str, Any], today: date
) -> tuple[int, str]:
    """Read "the nineties" as the last decade of that name that has begun."""
    if words[at] not in table["the"] or at + 1 >= len(words):
        return at, ""
    name = words[at + 1]
    if name in table["decade_names"]:
        tens = table["decade_names"][name]
        century = today.year // 100 - (tens > today.year % 100)
        return at + 2, f"{century * 10 + tens // 10:03}X"
    in_digits = len(name) == 4 and name.isdecimal() and name.endswith("0") and words[at + 2 : at + 3] == ["s"]
    return (at + 3, f"{name[:3]}X") if in_digits else (at, "")


def _season(
    words: Sequence[str], at: int, table: Mapping[str, Any], numbers: Mapping[str, Any], today: date
) -> tuple[int, str]:
    """Read "the summer" and "in winter"; "I fall" is no season."""
    start = at + 1 if words[at] in table["the"] else at
    before = words[start - 1] if start else ""
    if start < len(words) and words[start] in table["seasons"] and (start > at or before in table["before_year"]):
        return start + 1, _season_of(today, table["seasons"][words[start]], None)
    return at, ""


def _month(today: date, month: int, step: int | None) -> str:
    """Return the month of that name before (-1), in (0) or after (1) this year's; None is the one now or next."""
    passed = month < today.month
    years = {-1: 0 if passed else -1, 0: 0, 1: int(month <= today.month), None: int(passed)}
    return f"{today.year + years[step]:04}-{month:02}"


def _season_of(today: date, season: str, step: int | None) -> str:
    """Return the season of that name that is over (-1), is this year's (0) or comes (1); None: it is now or comes."""
    now = today.year * MONTHS_PER_YEAR + today.month - 1
    starts = [year * MONTHS_PER_YEAR + _SEASON_STARTS[season] - 1 for year in range(today.year - 2, today.year + 3)]
    running = next((start for start in starts if start <= now < start + _MONTHS_PER_SEASON), None)
    over = [start for start in starts if start + _MONTHS_PER_SEASON <= now][-1]
    ahead = next(start for start in starts if start > now)
    this = running if running is not None else starts[2]
    chosen = {-1: over, 0: this, 1: ahead, None: running if running is not None else ahead}[step]
    return f"{chosen // MONTHS_PER_YEAR:04}-{season}"


def _year_and_month(months: int) -> str:
    return f"{months // MONTHS_PER_YEAR:04}-{months % MONTHS_PER_YEAR + 1:02}"
