"""Values of Amazon's slot types in an utterance: which words say them, and what Alexa sends for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from skill.simulator.nlu.amazon_date import parse_date
from skill.simulator.nlu.amazon_duration import parse_duration
from skill.simulator.nlu.amazon_number import parse_number
from skill.simulator.nlu.amazon_time import parse_time
from skill.simulator.nlu.vocabulary import Vocabulary

NUMBER, DATE, TIME, SEARCH_QUERY = "AMAZON.NUMBER", "AMAZON.DATE", "AMAZON.TIME", "AMAZON.SearchQuery"
AMAZON_DURATION = "AMAZON.AMAZON_DURATION"


@dataclass(frozen=True, slots=True)
class Span:
    """A value of a slot type, and the range of words that say it."""

    kind: str
    start: int
    end: int
    value: str
    id: str | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it can be nothing else: a time of one word ("seven") could be a number."""
        return self.kind != TIME or self.end - self.start > 1 or ":" not in self.value

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the same words say both, which is wrong but for "tonight" in "nine tonight": it is a day too."""
        shared = max(self.start, other.start) < min(self.end, other.end)
        return shared and not (self.kind == DATE and other.kind == TIME and other.start < self.start)

    def is_part_of_day_in(self, other: "Span") -> bool:
        """Tell whether it is a part of a day that another value has: "evening" of "this evening" or "every evening"."""
        within = other.start <= self.start and self.end <= other.end and (other.kind == DATE or other.id is not None)
        return self.kind == TIME and ":" not in self.value and within


def spans(words: Sequence[str], vocabulary: Vocabulary, now: datetime) -> tuple[Span, ...]:
    """Return every number, date, time and duration in these words: at each position the longest of its type."""
    tables = vocabulary.tables
    values = []
    for at in range(len(words)):
        for kind, ends, value in (
            (NUMBER, *parse_number(words, at, tables["numbers"])),
            (DATE, *parse_date(words, at, tables["dates"], tables["numbers"], now.date())),
            (TIME, *parse_time(words, at, tables["times"], tables["numbers"])),
            (AMAZON_DURATION, *parse_duration(words, at, tables["durations"], tables["numbers"])),
        ):
            if value:
                values.append(Span(kind, at, ends, value))
    return tuple(values)
