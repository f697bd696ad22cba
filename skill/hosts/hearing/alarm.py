"""Hearing fear, violence, coercion and self-harm. It comes before everything else that could have been meant."""

from collections.abc import Sequence

from skill.hosts.hearing.vocabulary import Vocabulary, phrase

_BETWEEN = 2
"""Other words that may stand between two words of a line."""

Line = tuple[frozenset[str], ...]


class Alarm:
    """Listens for the lines of one language."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        table = vocabulary.tables["alarm"]
        self._lists = {name: frozenset(words) for name, words in table["words"].items()}
        self._fear = [self._line(one) for one in table["fear"]]
        self._always = [self._line(one) for one in table["always"]]
        self._harmless = [phrase(one) for one in table["harmless"]]
        self._negations = vocabulary.meaning["negations"]

    def sounds(self, words: Sequence[str]) -> bool:
        """Tell whether what was said is a matter of safety."""
        said = self._without_harmless(list(words))
        present = set(said)
        for line in self._always:
            if all(not words_.isdisjoint(present) for words_ in line) and self._found(line, said) is not None:
                return True
        for line in self._fear:
            if all(not words_.isdisjoint(present) for words_ in line):
                at = self._found(line, said)
                if at is not None and self._negations.isdisjoint(said[max(0, at - _BETWEEN) : at]):
                    return True
        return False

    def _found(self, line: Line, said: Sequence[str]) -> int | None:
        """Return where the line begins in what was said, or None."""
        for begin in range(len(said)):
            if said[begin] not in line[0]:
                continue
            at = begin
            for wanted in line[1:]:
                near = range(at + 1, min(at + 2 + _BETWEEN, len(said)))
                at = next((place for place in near if said[place] in wanted), -1)
                if at < 0:
                    break
            if at >= 0:
                return begin
        return None

    def _without_harmless(self, said: list[str]) -> list[str]:
        for harmless in self._harmless:
            for at in range(len(said) - len(harmless) + 1):
                if tuple(said[at : at + len(harmless)]) == harmless:
                    said[at : at + len(harmless)] = [""] * len(harmless)
        return said

    def _line(self, text: str) -> Line:
        return tuple(self._words(word) for word in phrase(text))

    def _words(self, word: str) -> frozenset[str]:
        if word.startswith("@"):
            return self._lists[word[1:]]
        return self._lists.get(word, frozenset((word,)))
