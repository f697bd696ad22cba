"""AMAZON.DATE: what "last night", "on the fifth" or "last march" is as Alexa writes it, seen from a day."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from skill.simulator.nlu.amazon_date_periods import DAYS_PER_WEEK, direction, parse_period, parse_year
from skill.simulator.nlu.amazon_number import below_hundred

PRESENT_REF = "PRESENT_REF"
_MAX_DAYS_AWAY = 366 * 20
_STEPS = {"last": -1, "this": 0, "next": 1}


def parse_date(
    words: Sequence[str], at: int, table: Mapping[str, Any], numbers: Mapping[str, Any], today: date
) -> tuple[int, str]:
    """Return where the date that begins at this word ends, and its value; "" where none begins.

    As Alexa does, a bare weekday is the coming one, and "right now" is no date. A day without its year is the one
    nearest to today; without any month it has none: XXXX-XX-05.
    """
    for read in (_iso, _relative, _ago, _ahead, _weekday, _of_month, parse_period):
        end, value = read(words, at, table, numbers, today)
        if value:
            return end, value
    return at, ""


def _relative(
    words: Sequence[str], at: int, table: Mapping[str, Any], numbers: Mapping[str, Any], today: date
) -> tuple[int, str]:
    for size in range(min(4, len(words) - at), 0, -1):
        phrase = " ".join(words[at : at + size])
        if phrase in table["now"]:
            return at + size, PRESENT_REF
        if phrase in table["days"]:
            return at + size, _shifted(today, table["days"][phrase])
    return at, ""


def _ago(
    words: Sequence[str], at: int, table: Mapping[str, Any], numbers: Mapping[str, Any], today: date
) -> tuple[int, str]:
    end, days = _length(words, at, table, numbers)
    return (
        (end + 1, _shifted(today, -days))
        if end > at and words[end : end + 1] and words[end] in table["ago"]
        else (at, "")
    )


def _ahead(
    words: Sequence[str], at: int, table: Mapping[str, Any], numbers: Mapping[str, Any], today: date
) -> tuple[int, str]:
    """Read "in three days" and "three days from now"."""
    begin = at + 1 if words[at] in table["in"] and at + 1 < len(words) else at
    end, days = _length(words, begin, table, numbers)
    from_now = " ".join(words[end : end + 2]) in table["from_now"]
    return (end + 2 * from_now, _shifted(today, days)) if end > begin and (from_now or begin > at) else (at, "")


def _length(words: Sequence[str], at: int, table: Mapping[str, Any], numbers: Mapping[str, Any]) -> tuple[int, int]:
    """Return where "three days" or "a week" ends, and its days; `at`, 0 where there is none."""
    end, count = (at + 1, 1) if words[at] in table["a"] else below_hundred(words, at, numbers)
    if end == at and re.fullmatch(r"[0-9]{3}", words[at]):
        end, count = at + 1, int(words[at])
    if end == at or end >= len(words):
        return at, 0
    for unit, days in (("day", 1), ("weeks", DAYS_PER_WEEK), ("fortnights", 2 * DAYS_PER_WEEK)):
        if words[end] in table[unit]:
            return end + 1, count * days
    return at, 0


def _weekday(
    words: Sequence[str], at: int, table: Mapping[str, Any], numbers: Mapping[str, Any], today: date
) -> tuple[int, str]:
    which, name_at = direction(words, at, table)
    if name_at >= len(words) or words[name_at] not in table["weekdays"]:
        return at, ""
    weekday, end = table["weekdays"][words[name_at]], name_at + 1
    if end < len(words) and words[end] in table["parts"]:
        end += 1
    if not which and end < len(words):
        of, week_at = direction(words, end + 1 if words[end] in table["of"] and end + 1 < len(words) else end, table)
        if of and week_at < len(words) and words[week_at] in table["weeks"]:
            monday = today - timedelta(days=today.isoweekday() - 1)
            return week_at + 1, _shifted(monday, DAYS_PER_WEEK * _STEPS[of] + weekday - 1)
    ahead = (weekday - today.isoweekday()) % DAYS_PER_WEEK or DAYS_PER_WEEK
    if which == "last":
        ahead -= DAYS_PER_WEEK
        ahead = ahead - DAYS_PER_WEEK if ahead == 0 else ahead
    elif which == "this" and ahead == DAYS_PER_WEEK:
        ahead = 0
    return end, _shifted(today, ahead)


def _of_month(
    words: Sequence[str], at: int, table: Mapping[str, Any], numbers: Mapping[str, Any], today: date
) -> tuple[int, str]:
    """Read "march third", "the third of march", "on the fifth", "the fifth of every month"."""
    begin = at
    while begin < len(words) and words[begin] in table["before"]:
        begin += 1
    names = table["month_names"]
    if begin < len(words) and words[begin] in names:
        after = begin + 2 if begin + 1 < len(words) and words[begin + 1] in table["the"] else begin + 1
        day, end = _ordinal(words, after, table, numbers, bare=True)
        if not day or parse_year(words, after, numbers)[1]:
            return at, ""
        return _in_year(words, end, day, names[words[begin]], numbers, today)
    day, end = _ordinal(words, begin, table, numbers, bare=False)
    if not day:
        return at, ""
    for phrase in table["any_month"]:
        size = len(phrase.split())
        if " ".join(words[end : end + size]) == phrase:
            return end + size, f"XXXX-XX-{day:02}"
    month_at = end + 1 if end < len(words) and words[end] in table["before"] else end
    if month_at < len(words) and words[month_at] in names:
        return _in_year(words, month_at + 1, day, names[words[month_at]], numbers, today)
    # A lone "fifth" says a place in a list; only "on the fifth" says a day.
    return (end, _nearest(today, day, None)) if begin - at > 1 else (at, "")


def _in_year(
    words: Sequence[str], at: int, day: int, month: int, numbers: Mapping[str, Any], today: date
) -> tuple[int, str]:
    """Return a day of a month in the year that is said after it, else the one nearest to today."""
    end, year = parse_year(words, at, numbers)
    if not year:
        return at, _nearest(today, day, month)
    try:
        return end, date(year, month, day).isoformat()
    except ValueError:
        return at, ""


def _iso(
    words: Sequence[str], at: int, table: Mapping[str, Any], numbers: Mapping[str, Any], today: date
) -> tuple[int, str]:
    text = "-".join(words[at : at + 3])
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return at, ""
    try:
        return at + 3, date.fromisoformat(text).isoformat()
    except ValueError:
        return at, ""


def _ordinal(
    words: Sequence[str], at: int, table: Mapping[str, Any], numbers: Mapping[str, Any], *, bare: bool
) -> tuple[int, int]:
    """Return a day of the month and where it ends; 0 where there is none. `bare` takes "3" for "3rd"."""
    end, day = below_hundred(words, at, numbers, ones="ordinals")
    if end > at:
        return day, end
    end, day = below_hundred(words, at, numbers)
    suffixed = end > at and words[at].isdecimal() and words[end : end + 1] and words[end] in table["suffixes"]
    return (day, end + bool(suffixed)) if suffixed or bare else (0, at)


def _nearest(today: date, day: int, month: int | None) -> str:
    """Return the day of the month (or of any month) that is nearest to today; "" where there is none such."""
    near = []
    for shift in range(-12, 13) if month else (-1, 0, 1):
        months = today.year * 12 + today.month - 1 + shift
        if month in (None, months % 12 + 1):
            try:
                near.append(date(months // 12, months % 12 + 1, day))
            except ValueError:
                continue
    return min(near, key=lambda day_: abs(day_ - today)).isoformat() if near else ""


def _shifted(today: date, days: int) -> str:
    return (today + timedelta(days=days)).isoformat() if abs(days) <= _MAX_DAYS_AWAY else ""
