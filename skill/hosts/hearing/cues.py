"""Cues: the few words by which a wish is known, however it is wrapped. They reach where no sample is near enough.

A cue is a line of words in their order, with up to `_BETWEEN` others between any two of them. In a line `a|b` is a
choice, `a+b` words side by side, `@name` a list of the language's cue words, `#` a number, `^` and `$` the beginning
and the end, `...` free words to the end, `~` a wide gap, `!` makes it surer, and `-word` one that must be nowhere.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from skill.hosts.hearing.vocabulary import Vocabulary

_BETWEEN, _FAR = 3, 12

OUTCOME, NEVER = "outcome", "never"
"""Lines that tell what came of a promise, whoever kept or broke it; and those that mean something quite different."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue that was heard."""

    intent: str
    size: int
    """How many words it has: the more, the surer."""
    start: int
    end: int
    """The places of the words from its first to its last."""
    between: frozenset[int] = frozenset()
    """The places of the words between its own."""
    number: int | None = None
    """The place of its number."""
    free: int | None = None
    """Where its free words begin."""


@dataclass(frozen=True, slots=True)
class _Line:
    intent: str
    size: int
    said: re.Pattern[str]
    absent: re.Pattern[str] | None
    words: frozenset[str]

    def found(self, text: str) -> re.Match[str] | None:
        if self.absent is not None and self.absent.search(text):
            return None
        return self.said.search(text)


class Cues:
    """The cues of one language."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        table = vocabulary.tables["cues"]
        self._lists: Mapping[str, Sequence[str]] = vocabulary.tables["cue_words"]
        numbers = vocabulary.tables["numbers"]
        self._numbers = "|".join([*sorted(numbers["words"]), r"\d+(?:\.\d+)?"])
        self._lines = [
            self._line(intent, text) for intent, lines in table.items() if isinstance(lines, list) for text in lines
        ]
        self._against = {
            intent: [self._line(intent, text) for text in lines] for intent, lines in table["against"].items()
        }
        self._known = {word for line in self._lines for word in line.words}

    def heard(self, words: Sequence[str]) -> list[Cue]:
        """Return every cue in these words."""
        text = "".join(f" {word}" for word in words)
        found = []
        for line in self._lines:
            match = line.found(text)
            if match:
                marks = match.groupdict()
                found.append(
                    Cue(
                        line.intent,
                        line.size,
                        _place(text, match.start()),
                        _place(text, match.end()),
                        number=_place(text, match.start("number")) if marks.get("number") else None,
                        free=_place(text, match.start("free")) if marks.get("free") else None,
                        between=frozenset(
                            place
                            for name in marks
                            if name.startswith("gap") and marks[name]
                            for place in range(_place(text, match.start(name)), _place(text, match.end(name)))
                        ),
                    )
                )
        return found

    def against(self, intent: str, words: Sequence[str]) -> bool:
        """Tell whether words speak against an intent, such as "unlink" against linking."""
        text = "".join(f" {word}" for word in words)
        return any(line.found(text) for line in self._against.get(intent, ()))

    def has(self, word: str) -> bool:
        """Tell whether a word is in any cue."""
        return word in self._known

    def _line(self, intent: str, text: str) -> _Line:
        said, absent, size, between = "", [], 0, _BETWEEN
        for element in text.split():
            if element == "^":
                said += "^"
            elif element == "$":
                said += "$"
            elif element == "...":
                said += r"(?P<free>(?: \S+)+)"
            elif element == "!":
                size += 1
            elif element == "~":
                between = _FAR
            elif element.startswith("-"):
                absent.append(self._choice(element[1:]))
            else:
                gap = rf"(?P<gap{size}>(?: \S+){{0,{between}}}?)" if size and not said.endswith("^") else ""
                between = _BETWEEN
                said += gap + self._choice(element)
                size += 1
        nowhere = re.compile("|".join(absent)) if absent else None
        words = frozenset(word for element in text.split() if element[0] != "-" for word in self._words(element))
        return _Line(intent, size, re.compile(said), nowhere, words)

    def _words(self, element: str) -> list[str]:
        return [word for one in self._phrases(element) for word in one.split()]

    def _phrases(self, element: str) -> list[str]:
        found: list[str] = []
        for one in element.split("|"):
            found += self._lists[one[1:]] if one.startswith("@") else [one.replace("+", " ")]
        return found

    def _choice(self, element: str) -> str:
        if element == "#":
            return rf"(?P<number> (?:{self._numbers}))(?= |$)"
        phrases = self._phrases(element)
        longest_first = sorted(map(re.escape, (one for one in phrases if one != "$")), key=len, reverse=True)
        end = "|$" if "$" in phrases else ""
        return f"(?: (?:{'|'.join(longest_first)})(?= |$){end})"


def _place(text: str, at: int) -> int:
    return text.count(" ", 0, at)
