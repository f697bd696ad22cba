"""A yes, a no or an "I don't know" with more after it: "yes, I did both", "no, I forgot", "not yet, it's morning".

What comes after it must go with it: "yes, I forgot" and "no, I kept it" are neither a yes nor a no.
"""

from collections.abc import Sequence

from skill.simulator.nlu.polarity import PolarityAnalyzer
from skill.simulator.nlu.vocabulary import Vocabulary, longest_match, phrase

YES, NO, SKIP = "AMAZON.YesIntent", "AMAZON.NoIntent", "SkipStepIntent"


class ShortAnswers:
    """The answers of one language."""

    def __init__(self, vocabulary: Vocabulary, meaning: PolarityAnalyzer) -> None:
        self._meaning = meaning
        table = vocabulary.tables["short_answers"]
        self._openings = {
            intent: frozenset(map(phrase, table[name])) for name, intent in (("unsure", SKIP), ("no", NO), ("yes", YES))
        }
        self._idle, self._doubts = frozenset(table["idle"]), frozenset(table["doubts"])
        self._reasons, self._states = frozenset(table["reasons"]), frozenset(table["states"])

    def match(self, words: Sequence[str]) -> str | None:
        """Return the intent of the answer that these words begin with; None where they begin with none."""
        for intent, openings in self._openings.items():
            size = longest_match(words, 0, openings)
            rest = [word for word in words[size:] if word not in self._idle]
            if size and (not rest or self._goes_with(intent, rest)):
                return intent
        return None

    def _goes_with(self, intent: str, rest: Sequence[str]) -> bool:
        meaning = self._meaning
        denied = bool(meaning.negations(rest) or meaning.failures(rest))
        if intent == NO:
            goes = denied or rest[0] in self._reasons
            return goes and meaning.plainly_kept(rest) is not True and not meaning.names_promise(rest)
        if intent == YES:
            acted = meaning.speaks_of_self(rest[:1]) and len(rest) > 1 and rest[1] not in self._states
            return acted and not denied and not meaning.turns(rest) and not self._doubts & {*rest}
        return not meaning.names_promise(rest)
