"""AMAZON.NUMBER: what "twenty one" or "three and a half" is in digits."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

_TENS = range(20, 100, 10)
_DIGITS = re.compile(r"([0-9]{1,12})(\.[0-9]+)?")


def a_number(words: Sequence[str], at: int, table: Mapping[str, Any]) -> tuple[int, str]:
    """Return where the number that begins at this word ends, and its digits; "" where none begins."""
    digits = _DIGITS.fullmatch(words[at])
    if digits and digits[2]:
        return at + 1, str(int(digits[1])) + digits[2]
    if words[at] in table["also"]:
        return at + 1, str(table["also"][words[at]])
    end, total = (at + 1, int(digits[1])) if digits else below_hundred(words, at, table)
    if end == at:
        return at, ""
    if total < 10 and words[end : end + 1] and words[end] in table["hundred"]:
        total, end = total * 100, end + 1
        rest = end + 1 if words[end : end + 1] and words[end] in table["join"] else end
        after, more = below_hundred(words, rest, table)
        total, end = (total + more, after) if after > rest else (total, end)
    return _fraction(words, end, str(total), table)


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
        digit = str(table["words"].get(words[end + 1], words[end + 1]))
        if re.fullmatch(r"[0-9]", digit):
            return end + 2, f"{whole}.{digit}"
    for half in table["half"]:
        size = len(half.split())
        if " ".join(words[end : end + size]) == half:
            return end + size, f"{whole}.5"
    return end, whole
