"""AMAZON.AMAZON_DURATION: what "half an hour", "an hour and a half" or "two days" is in ISO 8601, such as PT30M."""

from collections.abc import Mapping, Sequence
from typing import Any

from skill.simulator.nlu.amazon_number import parse_number


def parse_duration(
    words: Sequence[str], at: int, table: Mapping[str, Any], numbers: Mapping[str, Any]
) -> tuple[int, str]:
    """Return where the duration that begins at this word ends, and its value; "" where none begins."""
    for length in range(min(table["longest"], len(words) - at), 0, -1):
        exact = table["exact"].get(" ".join(words[at : at + length]))
        if exact:
            return at + length, str(exact)
    end, number = parse_number(words, at, numbers)
    unit = table["units"].get(words[end]) if number and end < len(words) else None
    if unit is None or number.startswith("-"):
        return at, ""
    value = str(unit).format(number)
    if words[end + 1 : end + 4] == ["and", "a", "half"] and "H" in value and "." not in number:
        return end + 4, f"PT{number}H30M"
    return end + 1, value
