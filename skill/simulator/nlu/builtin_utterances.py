"""Amazon's own intents, whose samples no model may have: what is said for them, alone."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from skill.simulator.nlu.polarity import PolarityAnalyzer
from skill.simulator.nlu.tokens import request, tokenise
from skill.simulator.nlu.vocabulary import Vocabulary

_ALIKE, _SHORTEST = 93, 6
"""How alike a misheard phrase is, and the letters from which on a phrase can be told from others so."""


FALLBACK, YES, NO = "AMAZON.FallbackIntent", "AMAZON.YesIntent", "AMAZON.NoIntent"
_ANSWERS = frozenset((YES, NO))


class BuiltinUtterances:
    """The phrases of one language."""

    def __init__(self, vocabulary: Vocabulary, meaning: PolarityAnalyzer) -> None:
        self._meaning = meaning
        self._intents: dict[str, str] = {}
        for name, phrases in vocabulary.tables["builtin"].items():
            for said in phrases:
                tokens = tokenise(said, vocabulary)
                for form in (tokens, request(tokens, vocabulary)):
                    self._intents.setdefault(" ".join(token.word for token in form), f"AMAZON.{name}Intent")
        self._idle = frozenset(vocabulary.tables["idle"]) | {" ".join(one) for one in vocabulary.polite}
        self._single = frozenset(vocabulary.tables["single"])
        self._longest = max(len(said.split()) for said in self._intents)
        self._fuzzy = [said for said in self._intents if len(said) >= _SHORTEST]

    def match(self, *forms: Sequence[str]) -> str | None:
        """Return the intent that is said by these words and nothing else; the first of several forms that is one.

        The first form is everything that was said: "yes and no" is no answer.
        """
        found = self._found(forms)
        answers = {self._intents[word] for word in forms[0] if word in self._single} & _ANSWERS
        return FALLBACK if found in _ANSWERS and len(answers) > 1 else found

    def _found(self, forms: Sequence[Sequence[str]]) -> str | None:
        said = [" ".join(words) for words in forms]
        for text in said:
            if text in self._intents:
                return self._intents[text]
        for text in said:
            if len(text) >= _SHORTEST:
                near = process.extractOne(text, self._fuzzy, scorer=fuzz.ratio, score_cutoff=_ALIKE)
                if near and self._same_sense(text, near[0]):
                    return self._intents[near[0]]
        return next((found for words in forms if (found := self._told_in_pieces(words))), None)

    def _told_in_pieces(self, words: Sequence[str]) -> str | None:
        """Return the one intent of several phrases in a row, such as "no, never mind"; an answer among them is none."""
        told: list[set[str] | None] = [set(), *([None] * len(words))]
        for end in range(1, len(words) + 1):
            for start in range(max(0, end - self._longest), end):
                before, text = told[start], " ".join(words[start:end])
                if before is not None and told[end] is None:
                    if text in self._idle:
                        told[end] = before
                    elif text in self._intents and (start < end - 1 or text in self._single):
                        told[end] = before | {self._intents[text]}
        intents = told[-1] or set()
        wishes = intents - _ANSWERS
        if len(wishes) == 1:
            return wishes.pop()
        return intents.pop() if len(intents) == 1 else None

    def _same_sense(self, text: str, other: str) -> bool:
        return self._meaning.negations(text.split()) == self._meaning.negations(other.split())
