"""A number that was asked for: "maybe a two", "five, no, sorry, one"; and "two or three", which is none.

Alexa sends "?" for a number that it cannot tell.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from skill.simulator.nlu.amazon_number import parse_number

UNKNOWN_NUMBER = "?"

Number = tuple[int, int, str]
"""The range of words that say a number, and its digits."""


def asked_number(words: Sequence[str], tables: Mapping[str, Any]) -> Number | None:
    """Return the number that is said, or that it is corrected to; UNKNOWN_NUMBER where several differ."""
    table = tables["asked_number"]
    numbers = [number for number in _numbers(words, tables["numbers"]) if not _counts_something(words, number, table)]
    if not numbers:
        return None
    for before, after in zip(reversed(numbers[:-1]), reversed(numbers[1:]), strict=True):
        if any(word in table["corrections"] for word in words[before[1] : after[0]]):
            numbers = numbers[numbers.index(after) :]
            break
    start, end, digits = numbers[-1]
    is_one = len({number[2] for number in numbers}) == 1
    return (start, end, digits) if is_one else (numbers[0][0], end, UNKNOWN_NUMBER)


def _numbers(words: Sequence[str], table: Mapping[str, Any]) -> list[Number]:
    numbers, at = [], 0
    while at < len(words):
        end, digits = (at, "") if words[at] in table["also"] else parse_number(words, at, table)
        if digits:
            numbers.append((at, end, digits))
        at = max(end, at + 1)
    return numbers


def _counts_something(words: Sequence[str], number: Number, table: Mapping[str, Any]) -> bool:
    """Tell whether a number is no rating: "two hours", "out of five", "the one who", "no one"."""
    start, end, _ = number
    two_before, after = " ".join(words[max(0, start - 2) : start]), words[end : end + 1]
    return (
        two_before in table["scale"]
        or (start > 0 and words[start - 1] in table["before"])
        or (bool(after) and after[0] in table["counted"])
    )
