"""A yes, a no or an "I don't know" with more after it: "yes, I did both", "no, I forgot", "not yet, it's morning".

What comes after it must go with it: "yes, I forgot" and "no, I kept it" are neither a yes nor a no.
"""

from collections.abc import Sequence

from skill.handlers.feature import NO, SKIP, YES
from skill.simulator.nlu.polarity import PolarityAnalyzer
from skill.simulator.nlu.vocabulary import Vocabulary, longest_match, phrase


class ShortAnswers:
    """The answers of one language."""

    def __init__(self, vocabulary: Vocabulary, polarity: PolarityAnalyzer) -> None:
        self._polarity = polarity
        table = vocabulary.tables["short_answers"]
        self._openings = {
            intent: frozenset(map(phrase, table[name])) for name, intent in (("unsure", SKIP), ("no", NO), ("yes", YES))
        }
        self._idle, self._doubts = frozenset(table["idle"]), frozenset(table["doubts"])
        self._reasons, self._states = frozenset(table["reasons"]), frozenset(table["states"])

    def match(self, words: Sequence[str]) -> str | None:
        """Return the intent of the answer that begins these words, if the rest goes with it; or else None."""
        for intent, openings in self._openings.items():
            size = longest_match(words, 0, openings)
            rest = [word for word in words[size:] if word not in self._idle]
            if size and (not rest or self._goes_with(intent, rest)):
                return intent
        return None

    def _goes_with(self, intent: str, rest: Sequence[str]) -> bool:
        """Tell whether the words after an answer do not contradict it, and are no request of their own."""
        polarity = self._polarity
        denied = bool(polarity.negations(rest) or polarity.failures(rest))
        if intent == NO:
            explains = denied or rest[0] in self._reasons
            return explains and polarity.plainly_kept(rest) is not True and not polarity.names_promise(rest)
        if intent == YES:
            acted = polarity.speaks_of_self(rest[:1]) and len(rest) > 1 and rest[1] not in self._states
            return acted and not denied and not polarity.turns(rest) and not self._doubts & {*rest}
        return not polarity.names_promise(rest)
