"""Several numbers in one answer: "five, no wait, four" says four, and "two or three" says none of them."""

from collections.abc import Sequence

from skill.simulator.nlu.slots import NUMBER, Span
from skill.simulator.nlu.tokens import Token
from skill.simulator.nlu.vocabulary import Vocabulary, longest_match, phrase


class SeveralNumbers:
    """Tells which number is meant in one language."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        table = vocabulary.tables["numbers"]
        self._scales = frozenset(map(phrase, table["of_a_scale"]))
        self._counts = frozenset(table["also"])
        self._corrections = frozenset(table["corrections"])

    def of_a_scale(self, tokens: Sequence[Token], values: Sequence[Span]) -> tuple[Span, ...]:
        """Return the values without numbers that say how many, but not which of five: "both"."""
        return tuple(one for one in values if one.kind != NUMBER or tokens[one.start].word not in self._counts)

    def said(self, tokens: Sequence[Token], values: Sequence[Span]) -> list[Span]:
        """Return the numbers that are said, each as long as it gets, without the scale's: "four out of five"."""
        words = [token.word for token in tokens]
        of_scale = {
            place for at in range(len(words)) for place in range(at, at + longest_match(words, at, self._scales))
        }
        numbers: list[Span] = []
        for one in sorted((one for one in values if one.kind == NUMBER), key=lambda one: (one.start, -one.end)):
            if (not numbers or one.start >= numbers[-1].end) and one.start not in of_scale:
                numbers.append(one)
        return numbers

    def corrected(self, everything: Sequence[Token], tokens: Sequence[Token], numbers: Sequence[Span]) -> Span | None:
        """Return the last number where it is said in place of the one before; None where both may be meant."""
        before, last = numbers[-2:]
        start, end = tokens[before.end - 1].end, tokens[last.start].start
        between = [token.word for token in everything if start <= token.start and token.end <= end]
        return last if self._corrections & {*between} else None
