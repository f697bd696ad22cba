"""Amazon's slot types, found in words: where a value stands and what Alexa would send for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from skill.hosts.hearing.dates import a_date
from skill.hosts.hearing.times import a_time
from skill.hosts.hearing.vocabulary import Vocabulary

NUMBER, DATE, TIME, FREE = "AMAZON.NUMBER", "AMAZON.DATE", "AMAZON.TIME", "AMAZON.SearchQuery"

_TENS = range(20, 100, 10)
_DIGITS_AT_MOST = 12


@dataclass(frozen=True, slots=True)
class Span:
    """A value of a slot type, and the words that say it."""

    kind: str
    start: int
    end: int
    value: str
    id: str | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it can be nothing else: a lone number could be a time, or simply a number."""
        return self.kind != TIME or self.end - self.start > 1 or ":" not in self.value


def spans(words: Sequence[str], vocabulary: Vocabulary, now: datetime) -> tuple[Span, ...]:
    """Return every number, date and time in these words; at each place the longest of its kind."""
    tables = vocabulary.tables
    found = []
    for at in range(len(words)):
        for kind, ends, value in (
            (NUMBER, *a_number(words, at, tables["numbers"])),
            (DATE, *a_date(words, at, tables["dates"], tables["numbers"], now.date())),
            (TIME, *a_time(words, at, tables["times"], tables["numbers"])),
        ):
            if value:
                found.append(Span(kind, at, ends, value))
    return tuple(found)


def a_number(words: Sequence[str], at: int, table: Mapping[str, Any]) -> tuple[int, str]:
    """Return where the number that begins at this word ends, and its digits; "" where none begins."""
    word = words[at]
    if word[:1].isdecimal():
        whole, _, part = word.partition(".")
        if not (whole.isdecimal() and len(whole) <= _DIGITS_AT_MOST and (not part or part.isdecimal())):
            return at, ""
        return _fraction(words, at + 1, f"{int(whole)}" + (f".{part}" if part else ""), table)
    total, end = _below_hundred(words, at, table["words"])
    if end == at:
        return at, ""
    if end < len(words) and words[end] in table["hundred"]:
        total, end = total * 100, end + 1
        rest = end + 1 if end < len(words) and words[end] in table["join"] else end
        more, after = _below_hundred(words, rest, table["words"])
        if after > rest:
            total, end = total + more, after
    return _fraction(words, end, str(total), table)


def _below_hundred(words: Sequence[str], at: int, values: Mapping[str, int]) -> tuple[int, int]:
    if at >= len(words) or words[at] not in values:
        return 0, at
    value = values[words[at]]
    if value in _TENS and at + 1 < len(words) and 0 < values.get(words[at + 1], 0) < 10:
        return value + values[words[at + 1]], at + 2
    return value, at + 1


def _fraction(words: Sequence[str], end: int, whole: str, table: Mapping[str, Any]) -> tuple[int, str]:
    values = table["words"]
    if "." not in whole and words[end : end + 1] and words[end] in table["point"] and end + 1 < len(words):
        digit = values.get(words[end + 1], words[end + 1])
        if str(digit).isdecimal() and len(str(digit)) == 1:
            return end + 2, f"{whole}.{digit}"
    for half in table["half"]:
        size = len(half.split())
        if " ".join(words[end : end + size]) == half:
            return end + size, f"{whole}.5"
    return end, whole
