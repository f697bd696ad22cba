"""Evidence for a write: whether the words themselves say what an intent would write.

A classifier always has a likeliest intent. Nothing is written because a sentence resembles a request, so an intent that
writes needs words of its own too: a frame of en/evidence.toml that the sentence has, and none that voids it.
"""

import re
from collections.abc import Sequence

from skill.simulator.nlu.promise_text import PromiseText
from skill.simulator.nlu.vocabulary import Vocabulary

_GAP = r"(?: \S+){0,4}?"
"""What `*` stands for in a frame: up to four words of any kind."""
_NUMBER_PATTERN = r" [0-9]+(?:\.[0-9]+)?(?= |$)"
_ANYWHERE, _NOT = "&", "!"

Frame = Sequence[tuple[bool, re.Pattern[str]]]
"""Patterns, and whether each must be found or must not, in any order."""


class Evidence:
    """The frames of one language."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        tables = vocabulary.tables["evidence"]
        self._promise_text = PromiseText(vocabulary)
        self._lists: dict[str, list[str]] = {name: sorted(words) for name, words in vocabulary.meaning.items()}
        for name, words in tables["lists"].items():
            self._lists[name] = [word for item in words for word in self._expanded(item)]
        self._about_promises = frozenset(tables["about_promises"])
        self._frames = {name: [*map(self._frame, of["frames"])] for name, of in tables["intents"].items()}
        shared = {name: [*map(self._frame, frames)] for name, frames in tables["voids"].items()}
        self._void = {
            name: [*map(self._frame, of["void"]), *(frame for group in of.get("voids", ()) for frame in shared[group])]
            for name, of in tables["intents"].items()
        }

    def needed(self, intent: str) -> bool:
        """Tell whether an intent writes, so that it needs evidence."""
        return intent in self._frames

    def holds(self, intent: str, words: Sequence[str], *, fits: bool = False) -> bool:
        """Tell whether the words are evidence for an intent that needs some; a sample of it that `fits` is some too.

        What a promise says is no evidence of how it went.
        """
        rest = self._promise_text.without(words) if intent in self._about_promises else words
        text = "".join(f" {word}" for word in rest)
        return (fits or _has_one(self._frames[intent], text)) and not _has_one(self._void[intent], text)

    def _frame(self, text: str) -> Frame:
        parts = [part.split() for part in f" {text} ".split(f" {_ANYWHERE} ")]
        return [
            (part[0] != _NOT, re.compile("".join(self._item(item) for item in part if item != _NOT))) for part in parts
        ]

    def _item(self, item: str) -> str:
        """Return an item of a frame as a regular expression over words that each have a blank before them."""
        if item in ("^", "$"):
            return item
        if item == "*":
            return _GAP
        if item == "#":
            return f"(?:{_NUMBER_PATTERN}|{self._alternatives(self._lists['numbers'])})"
        if item == "~":
            return f"(?:{self._alternatives(self._lists['idle'])})*(?:$|{self._alternatives(self._lists['joints'])})"
        if item.endswith("?"):
            return f"(?:{self._item(item[:-1])})?"
        return f"(?:{self._alternatives([word for part in item.split('|') for word in self._expanded(part)])})"

    def _expanded(self, item: str) -> Sequence[str]:
        """Return the words of a list that is named in angle brackets, or the word itself."""
        return self._lists[item[1:-1]] if item.startswith("<") else [item]

    def _alternatives(self, words: Sequence[str]) -> str:
        return "|".join(rf" {re.escape(word)}(?= |$)" for word in sorted(words, key=len, reverse=True))


def _has_one(frames: Sequence[Frame], text: str) -> bool:
    """Tell whether a text, with a blank before each word, has one of the frames."""
    return any(all(bool(part.search(text)) is wanted for wanted, part in frame) for frame in frames)
