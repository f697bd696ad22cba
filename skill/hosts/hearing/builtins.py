"""Amazon's own intents, whose samples no model may have: what is said for them, alone."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from skill.hosts.hearing.meaning import Meaning
from skill.hosts.hearing.tokens import request, tokenise
from skill.hosts.hearing.vocabulary import Vocabulary

_ALIKE, _SHORTEST = 90, 6
"""How alike a misheard phrase is, and the letters from which on a phrase can be told from others so."""


class Builtins:
    """The phrases of one language."""

    def __init__(self, vocabulary: Vocabulary, meaning: Meaning) -> None:
        self._meaning = meaning
        self._intents: dict[str, str] = {}
        for name, phrases in vocabulary.tables["builtin"].items():
            for said in phrases:
                tokens = tokenise(said, vocabulary)
                for form in (tokens, request(tokens, vocabulary)):
                    self._intents.setdefault(" ".join(token.word for token in form), f"AMAZON.{name}Intent")
        self._fuzzy = [said for said in self._intents if len(said) >= _SHORTEST]

    def heard(self, *forms: Sequence[str]) -> str | None:
        """Return the intent that is said by these words and nothing else; the first of several forms that is one."""
        said = [" ".join(words) for words in forms]
        for text in said:
            if text in self._intents:
                return self._intents[text]
        for text in said:
            if len(text) >= _SHORTEST:
                near = process.extractOne(text, self._fuzzy, scorer=fuzz.ratio, score_cutoff=_ALIKE)
                if near and self._same_sense(text, near[0]):
                    return self._intents[near[0]]
        return None

    def _same_sense(self, text: str, other: str) -> bool:
        return self._meaning.negations(text.split()) == self._meaning.negations(other.split())
