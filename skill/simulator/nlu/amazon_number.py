"""AMAZON.NUMBER: what "minus two", "three and a half" or "two thousand" is in digits."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

_TENS = range(20, 100, 10)
_DIGITS = re.compile(r"([0-9]{1,12})(\.[0-9]+)?")


def parse_number(words: Sequence[str], at: int, table: Mapping[str, Any]) -> tuple[int, str]:
    """Return where the number that begins at this word ends, and its digits; "" where none begins."""
    if words[at] in table["minus"]:
        end, value = parse_number(words, at + 1, table) if words[at + 1 : at + 2] else (at, "")
        return (end, f"-{value}") if value and not value.startswith("-") else (at, "")
    digits = _DIGITS.fullmatch(words[at])
    if digits and digits[2]:
        return at + 1, str(int(digits[1])) + digits[2]
    if words[at] in table["also"]:
        return at + 1, str(table["also"][words[at]])
    end, whole = _whole(words, at, table)
    return _fraction(words, end, str(whole), table) if end > at else (at, "")


def _whole(words: Sequence[str], at: int, table: Mapping[str, Any]) -> tuple[int, int]:
    """Return where a whole number ends, and its value; `at`, 0 for none: "two thousand and five", part by part."""
    end, total, smallest = at, 0, 0
    while True:
        start = _joined(words, end, table) if end > at else end
        after, part = _hundreds(words, start, table)
        scale = table["scales"].get(words[after], 1) if words[after : after + 1] else 1
        # "One two" is two numbers, as is "three and four".
        if after == start or (end > at and part * scale >= smallest):
            return end, total
        end, total, smallest = after + (scale > 1), total + part * scale, scale
        if scale == 1:
            return end, total


def _hundreds(words: Sequence[str], at: int, table: Mapping[str, Any]) -> tuple[int, int]:
    """Return where a number in digits, or one such as "two hundred and five", ends, and its value; `at`, 0 for none."""
    digits = _DIGITS.fullmatch(words[at]) if at < len(words) else None
    scaled = words[at + 1 : at + 2] and (words[at + 1] in table["hundred"] or words[at + 1] in table["scales"])
    if at < len(words) and words[at] in table["a"] and scaled:
        end, total = at + 1, 1
    else:
        end, total = (at + 1, int(digits[1])) if digits and not digits[2] else below_hundred(words, at, table)
    if end > at and words[end : end + 1] and words[end] in table["hundred"]:
        rest = _joined(words, end + 1, table)
        after, more = below_hundred(words, rest, table)
        return (after, total * 100 + more) if after > rest else (end + 1, total * 100)
    return end, total


def _joined(words: Sequence[str], at: int, table: Mapping[str, Any]) -> int:
    return at + 1 if words[at : at + 1] and words[at] in table["join"] else at


def below_hundred(words: Sequence[str], at: int, table: Mapping[str, Any], *, ones: str = "words") -> tuple[int, int]:
    """Return where the whole number that begins at this word ends, and its value below a hundred; `at`, 0 for none.

    `ones` names the table of the last word: "words" for "twenty one", "ordinals" for "twenty first".
    """
    if at >= len(words):
        return at, 0
    if ones == "words" and re.fullmatch(r"[0-9]{1,2}", words[at]):
        return at + 1, int(words[at])
    tens, last = table["words"].get(words[at]), table[ones]
    if tens in _TENS and words[at + 1 : at + 2] and 0 < last.get(words[at + 1], 0) < 10:
        return at + 2, tens + last[words[at + 1]]
    return (at + 1, last[words[at]]) if words[at] in last else (at, 0)


def _fraction(words: Sequence[str], end: int, whole: str, table: Mapping[str, Any]) -> tuple[int, str]:
    if len(words) > end + 1 and words[end] in table["point"]:
        digits, after = "", end + 1
        while after < len(words) and re.fullmatch(
            r"[0-9]", digit := str(table["words"].get(words[after], words[after]))
        ):
            digits, after = digits + digit, after + 1
        if digits:
            return after, f"{whole}.{digits}"
    for half in table["half"]:
        size = len(half.split())
        if " ".join(words[end : end + size]) == half:
            return end + size, f"{whole}.5"
    return end, whole
