"""AMAZON.DATE: what "last night" or "on the fifth" is in ISO 8601, seen from a day."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from skill.hosts.hearing.numbers import below_hundred

_WEEK = 7
_FURTHEST = 366 * 20


def a_date(
    words: Sequence[str], at: int, table: Mapping[str, Any], numbers: Mapping[str, Any], today: date
) -> tuple[int, str]:
    """Return where the date that begins at this word ends, and its value; "" where none begins.

    As Alexa does, a bare weekday is the coming one. A day without its year is the one nearest to today.
    """
    for read in (_relative, _ago, _weekday, _period, _of_month, _iso):
        end, value = read(words, at, table, numbers, today)
        if value:
            return end, value
    return at, ""


def _relative(
    words: Sequence[str], at: int, table: Mapping[str, Any], numbers: Mapping[str, Any], today: date
) -> tuple[int, str]:
    for size in range(min(4, len(words) - at), 0, -1):
        days = table["days"].get(" ".join(words[at : at + size]))
        if days is not None:
            return at + size, _shifted(today, days)
    return at, ""


def _ago(
    words: Sequence[str], at: int, table: Mapping[str, Any], numbers: Mapping[str, Any], today: date
) -> tuple[int, str]:
    end, count = (at + 1, 1) if words[at] in table["a"] else below_hundred(words, at, numbers)
    if end == at and re.fullmatch(r"[0-9]{3}", words[at]):
        end, count = at + 1, int(words[at])
    if end == at or len(words) < end + 2 or words[end + 1] not in table["ago"]:
        return at, ""
    size = 1 if words[end] in table["day"] else _WEEK if words[end] in table["weeks"] else 0
    return (end + 2, _shifted(today, -count * size)) if size else (at, "")


def _weekday(
    words: Sequence[str], at: int, table: Mapping[str, Any], numbers: Mapping[str, Any], today: date
) -> tuple[int, str]:
    way, name_at = _way(words, at, table)
    names = table["weekdays"]
    if name_at >= len(words) or words[name_at] not in names:
        return at, ""
    ahead = (names[words[name_at]] - today.isoweekday()) % _WEEK or _WEEK
    if way == "last":
        ahead -= _WEEK
        ahead = ahead - _WEEK if ahead == 0 else ahead
    elif way == "this" and ahead == _WEEK:
        ahead = 0
    end = name_at + 1
    if end < len(words) and words[end] in table["parts"]:
        end += 1
    return end, _shifted(today, ahead)


def _period(
    words: Sequence[str], at: int, table: Mapping[str, Any], numbers: Mapping[str, Any], today: date
) -> tuple[int, str]:
    way, end = _way(words, at, table)
    if end == at or end >= len(words):
        return at, ""
    step = {"last": -1, "this": 0, "next": 1}[way]
    name = words[end]
    week = today + timedelta(days=_WEEK * step)
    year, number, _ = week.isocalendar()
    if name in table["weeks"]:
        return end + 1, f"{year:04}-W{number:02}"
    if name in table["weekends"]:
        return end + 1, f"{year:04}-W{number:02}-WE"
    if name in table["months"]:
        months = today.year * 12 + today.month - 1 + step
        return end + 1, f"{months // 12:04}-{months % 12 + 1:02}"
    return at, ""


def _of_month(
    words: Sequence[str], at: int, table: Mapping[str, Any], numbers: Mapping[str, Any], today: date
) -> tuple[int, str]:
    """Read "march third", "the third of march", "on the fifth"."""
    begin = at
    while begin < len(words) and words[begin] in table["before"]:
        begin += 1
    names = table["month_names"]
    if begin < len(words) and words[begin] in names:
        after = begin + 2 if begin + 1 < len(words) and words[begin + 1] in table["the"] else begin + 1
        day, end = _ordinal(words, after, table, numbers, bare=True)
        return (end, _nearest(today, day, names[words[begin]])) if day else (at, "")
    day, end = _ordinal(words, begin, table, numbers, bare=False)
    if not day:
        return at, ""
    month_at = end + 1 if end < len(words) and words[end] in table["before"] else end
    if month_at < len(words) and words[month_at] in names:
        return month_at + 1, _nearest(today, day, names[words[month_at]])
    # A lone "fifth" says a place in a list; only "on the fifth" says a day.
    return (end, _nearest(today, day, None)) if begin - at > 1 else (at, "")


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


def _way(words: Sequence[str], at: int, table: Mapping[str, Any]) -> tuple[str, int]:
    """Return whether "last", "next" or "this" stands here ("" for none of them), and what comes after it."""
    for name in ("last", "next"):
        for said in sorted(table[name], key=len, reverse=True):
            size = len(said.split())
            if " ".join(words[at : at + size]) == said:
                return ("this" if said in table["this"] else name), at + size
    return "", at


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
    return min(near, key=lambda one: abs(one - today)).isoformat() if near else ""


def _shifted(today: date, days: int) -> str:
    return (today + timedelta(days=days)).isoformat() if abs(days) <= _FURTHEST else ""
