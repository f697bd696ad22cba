"""A number where one was asked for: "maybe a two", "five, no, sorry, one", and "two or three", which is none.

Alexa sends "?" for a number that it cannot tell.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from skill.simulator.nlu.amazon_number import parse_number

UNKNOWN = "?"

Number = tuple[int, int, str]
"""From where to where a number is said, and its digits."""


def asked_number(words: Sequence[str], tables: Mapping[str, Any]) -> Number | None:
    """Return the one number that is said, the corrected one of several; its digits are "?" where several are left."""
    known = tables["asked_number"]
    found = [one for one in _numbers(words, tables["numbers"]) if not _counts_something(words, one, known)]
    if not found:
        return None
    for before, after in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        if any(word in known["corrections"] for word in words[before[1] : after[0]]):
            found = found[found.index(after) :]
            break
    start, end, value = found[-1]
    return (start, end, value) if len({one[2] for one in found}) == 1 else (found[0][0], end, UNKNOWN)


def _numbers(words: Sequence[str], table: Mapping[str, Any]) -> list[Number]:
    found, at = [], 0
    while at < len(words):
        end, value = (at, "") if words[at] in table["also"] else parse_number(words, at, table)
        if value:
            found.append((at, end, value))
        at = max(end, at + 1)
    return found


def _counts_something(words: Sequence[str], number: Number, known: Mapping[str, Any]) -> bool:
    """Tell whether a number is no rating: "two hours", "out of five", "the one who", "no one"."""
    start, end, _ = number
    before, after = " ".join(words[max(0, start - 2) : start]), words[end : end + 1]
    return (
        before in known["scale"]
        or words[start - 1 : start] in [[one] for one in known["before"]]
        or (bool(after) and after[0] in known["counted"])
    )
