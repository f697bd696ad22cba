"""Utterances of Amazon's built-in intents, for which an interaction model has no samples."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from skill.handlers.feature import NO, YES
from skill.simulator.nlu.polarity import PolarityAnalyzer
from skill.simulator.nlu.tokens import request, tokenise
from skill.simulator.nlu.vocabulary import Vocabulary

FALLBACK = "AMAZON.FallbackIntent"
_YES_OR_NO = frozenset((YES, NO))

_MIN_PHRASE_RATIO, _MIN_PHRASE_CHARS = 93, 6
"""How similar (0-100) a misheard phrase is to a known one, and from how many letters on that can be told."""


class BuiltinUtterances:
    """The utterances of one language."""

    def __init__(self, vocabulary: Vocabulary, polarity: PolarityAnalyzer) -> None:
        self._polarity = polarity
        self._intents: dict[str, str] = {}
        for name, phrases in vocabulary.tables["builtin"].items():
            for phrase in phrases:
                tokens = tokenise(phrase, vocabulary)
                for form in (tokens, request(tokens, vocabulary)):
                    self._intents.setdefault(" ".join(token.word for token in form), f"AMAZON.{name}Intent")
        self._filler = frozenset(vocabulary.tables["idle"]) | {" ".join(words) for words in vocabulary.polite}
        self._single = frozenset(vocabulary.tables["single"])
        """Words that are a phrase by themselves among other phrases."""
        self._max_words = max(len(phrase.split()) for phrase in self._intents)
        self._fuzzy = [phrase for phrase in self._intents if len(phrase) >= _MIN_PHRASE_CHARS]

    def match(self, *forms: Sequence[str]) -> str | None:
        """Return the intent that these words and no others say; of several forms, the first that is one.

        The first form is the whole utterance: FALLBACK for "yes and no", which is no answer.
        """
        intent = self._match(forms)
        answers = {self._intents[word] for word in forms[0] if word in self._single} & _YES_OR_NO
        return FALLBACK if intent in _YES_OR_NO and len(answers) > 1 else intent

    def _match(self, forms: Sequence[Sequence[str]]) -> str | None:
        texts = [" ".join(words) for words in forms]
        for text in texts:
            if text in self._intents:
                return self._intents[text]
        for text in texts:
            if len(text) >= _MIN_PHRASE_CHARS:
                near = process.extractOne(text, self._fuzzy, scorer=fuzz.ratio, score_cutoff=_MIN_PHRASE_RATIO)
                if near and self._same_negation(text, near[0]):
                    return self._intents[near[0]]
        return next((intent for words in forms if (intent := self._match_in_pieces(words))), None)

    def _match_in_pieces(self, words: Sequence[str]) -> str | None:
        """Return the one intent of several phrases in a row: CancelIntent for "no, never mind"."""
        intents_up_to: list[set[str] | None] = [set(), *([None] * len(words))]
        """By position, the intents of the phrases before it; None where these words are no phrases."""
        for end in range(1, len(words) + 1):
            for start in range(max(0, end - self._max_words), end):
                before, text = intents_up_to[start], " ".join(words[start:end])
                if before is not None and intents_up_to[end] is None:
                    if text in self._filler:
                        intents_up_to[end] = before
                    elif text in self._intents and (start < end - 1 or text in self._single):
                        intents_up_to[end] = before | {self._intents[text]}
        intents = intents_up_to[-1] or set()
        requests = intents - _YES_OR_NO
        if len(requests) == 1:
            return requests.pop()
        return intents.pop() if len(intents) == 1 else None

    def _same_negation(self, text: str, other: str) -> bool:
        return self._polarity.negations(text.split()) == self._polarity.negations(other.split())
