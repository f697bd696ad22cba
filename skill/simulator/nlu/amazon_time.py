"""AMAZON.TIME: what "half past seven" is as 07:30, and "in the evening" as EV."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from skill.simulator.nlu.amazon_number import below_hundred
from skill.slot_values import NOON_HOUR

_FIRST_NIGHT_HOUR = 5
"""From five on, an hour "at night" is before midnight; "two at night" is after it."""
_HOURS, _MINUTES_PER_HOUR = 24, 60
_WORDS_BEFORE = 3
"""So many words before a time can say which half of the day it is in: "this evening at half past eight"."""


def parse_time(words: Sequence[str], at: int, table: Mapping[str, Any], numbers: Mapping[str, Any]) -> tuple[int, str]:
    """Return where the time that begins at this word ends, and its value; "" where none begins."""
    for size in range(min(3, len(words) - at), 0, -1):
        exact = table["exact"].get(" ".join(words[at : at + size]))
        if exact:
            return at + size, exact
    clock = _clock(words, at, table, numbers)
    if clock is None:
        return at, ""
    end, hour, minute = clock
    end = _end_of_phrase(words, end, table["sharp"])
    after, part = _part_of_day(words, end, table)
    if not part:
        around = [*words[max(0, at - _WORDS_BEFORE) : at], *_later_day(words, end, table)]
        part = next(
            (name for name in ("after_noon", "in_evening", "at_night") if {*around} & {*table[f"{name}_around"]}), ""
        )
    return after, f"{_in_part(hour, part):02}:{minute:02}"


def _part_of_day(words: Sequence[str], at: int, table: Mapping[str, Any]) -> tuple[int, str]:
    """Return where the words end that say which half of the day it is, and which; `at`, "" where none do."""
    for name in ("before_noon", "after_noon", "in_evening", "at_night"):
        end = _end_of_phrase(words, at, table[name])
        if end > at:
            return end, name
    return at, ""


def _later_day(words: Sequence[str], at: int, table: Mapping[str, Any]) -> Sequence[str]:
    """Return the words that may say the part of the day that follows: "evening" of "at nine on friday evening"."""
    day = at + 1 if words[at : at + 1] and words[at] in table["on"] else at
    return words[day : day + 2] if words[day : day + 1] and words[day] in table["days"] else words[at : at + 1]


def _in_part(hour: int, part: str) -> int:
    """Return the hour in a part of the day. At night, the small hours stay what they are, and twelve is midnight."""
    if hour == NOON_HOUR:
        return NOON_HOUR if part in ("", "after_noon") else 0
    later = part in ("after_noon", "in_evening") or (part == "at_night" and hour >= _FIRST_NIGHT_HOUR)
    return hour + NOON_HOUR if later and hour < NOON_HOUR else hour


def _clock(
    words: Sequence[str], at: int, table: Mapping[str, Any], numbers: Mapping[str, Any]
) -> tuple[int, int, int] | None:
    """Return where a clock's time ends, its hour and its minute."""
    for name, minutes in (("half_past", 30), ("quarter_past", 15), ("quarter_to", -15)):
        after = _end_of_phrase(words, at, table[name])
        hour = _number(words, after, numbers) if after > at else None
        if hour and hour[1] < _HOURS:
            return _shifted(hour[0], hour[1], minutes)
    first = _number(words, at, numbers)
    if first is None:
        digits = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", words[at])
        return _valid(at + 1, int(digits[1]), int(digits[2])) if digits else None
    end, value = first
    whole_hour = _end_of_phrase(words, end, table["hundred"])
    if whole_hour > end:
        return _valid(whole_hour, value, 0)
    for name, sign in (("past", 1), ("to", -1)):
        after = _end_of_phrase(words, end, table[name])
        hour = _number(words, after, numbers) if after > end else None
        if hour and hour[1] < _HOURS and 0 < value < _MINUTES_PER_HOUR:
            return _shifted(hour[0], hour[1], sign * value)
    return _minutes(words, end, value, table, numbers)


def _minutes(
    words: Sequence[str], end: int, hour: int, table: Mapping[str, Any], numbers: Mapping[str, Any]
) -> tuple[int, int, int] | None:
    oh = _end_of_phrase(words, end, table["oh"])
    minute = _number(words, oh, numbers)
    if minute and (10 <= minute[1] < _MINUTES_PER_HOUR or oh > end):
        return _valid(minute[0], hour, minute[1])
    return _valid(end, hour, 0)


def _number(words: Sequence[str], at: int, numbers: Mapping[str, Any]) -> tuple[int, int] | None:
    """Return where a number below sixty ends, and its value."""
    end, value = below_hundred(words, at, numbers)
    return (end, value) if end > at and value < _MINUTES_PER_HOUR else None


def _end_of_phrase(words: Sequence[str], at: int, phrases: Sequence[str]) -> int:
    """Return where the longest of the phrases that begins here ends; `at` itself where none does."""
    for phrase in sorted(phrases, key=len, reverse=True):
        size = len(phrase.split())
        if " ".join(words[at : at + size]) == phrase:
            return at + size
    return at


def _shifted(end: int, hour: int, minutes: int) -> tuple[int, int, int]:
    total = (hour * _MINUTES_PER_HOUR + minutes) % (_HOURS * _MINUTES_PER_HOUR)
    return end, total // _MINUTES_PER_HOUR, total % _MINUTES_PER_HOUR


def _valid(end: int, hour: int, minute: int) -> tuple[int, int, int] | None:
    return (end, hour, minute) if hour < _HOURS and minute < _MINUTES_PER_HOUR else None
