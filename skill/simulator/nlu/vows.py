"""Vows: what the speaker promised, and whether the same sentence tells what came of it.

"Last night I swore I'd call" only promises. "I said I wouldn't, and I didn't" and "I promised not to look, and I
looked" tell the outcome by repeating what was promised.
"""

import itertools
from collections.abc import Sequence

from skill.simulator.nlu.polarity import VERB_WITHIN_WORDS, PolarityAnalyzer
from skill.simulator.nlu.promise_text import PromiseText
from skill.simulator.nlu.vocabulary import Vocabulary, longest_match

_STEM_CHARS = 4
"""Letters by which two forms of a verb are the same one: "look" and "looked"."""


class Vows:
    """Reads the vows of one language."""

    def __init__(self, vocabulary: Vocabulary, polarity: PolarityAnalyzer) -> None:
        self._vocabulary, self._words = vocabulary, vocabulary.meaning
        self._polarity, self._promise_text = polarity, PromiseText(vocabulary)

    def outcome(self, words: Sequence[str]) -> bool | None:
        """Tell whether what was promised came about, where the sentence repeats it; None where it doesn't."""
        resolved = self._resolved(words)
        return self._repeated(words) if resolved is None else resolved

    def only_vows(self, words: Sequence[str]) -> bool:
        """Tell whether the speaker promised something and tells nothing else: "last night I swore I'd call"."""
        known, parts = self._words, self._polarity.clauses(self._promise_text.without(words))
        before = [*itertools.takewhile(lambda part: part[0] not in known["first"], parts)]
        if len(before) == len(parts) or not all(word in known["when"] for part in before for word in part):
            return False
        first, *later = parts[len(before) :]
        return self._is_promise(first) and not any(map(self._is_outcome, later)) and self._polarity.is_own(words)

    def tells_outcome(self, words: Sequence[str]) -> bool:
        """Tell whether a clause after the promise says what came of it: "and I did"."""
        return any(map(self._is_outcome, self._polarity.clauses(self._promise_text.without(words))[1:]))

    def _is_promise(self, part: Sequence[str]) -> bool:
        opening = part[: VERB_WITHIN_WORDS + 1]
        firm = any(word in self._words["firm_vows"] and opening[at - 1] != "as" for at, word in enumerate(opening))
        given = any(longest_match(part, at, self._vocabulary.given) for at in range(len(part)))
        return firm or given or part[1:2] == ["promise"]

    def _is_outcome(self, part: Sequence[str]) -> bool:
        """Tell whether a clause tells what happened, rather than what was promised."""
        if part[0] in self._words["first"]:
            return not self._polarity.is_vow(part)
        return any(word in self._words["outcomes"] for word in part)

    def _resolved(self, words: Sequence[str]) -> bool | None:
        """Tell the outcome of a sentence that ends as "I said I wouldn't, and I didn't"; None of any other."""
        known = self._words
        vows = [at for at, word in enumerate(words[:VERB_WITHIN_WORDS]) if word in known["pledged"]]
        denied = bool(words) and words[-1] in known["negations"]
        end = len(words) - 1 - denied
        if end < 1 or words[end] not in known["echoes"] or words[end - 1] not in known["first"] or not vows:
            return None
        return denied == (self._polarity.negations(words[vows[0] : end - 1]) % 2 == 1)

    def _repeated(self, words: Sequence[str]) -> bool | None:
        """Tell whether the promised verb comes again as promised: not so in "I swore I'd never lie, and I lied"."""
        known = self._words
        vow = next((at for at, word in enumerate(words[: 2 * VERB_WITHIN_WORDS]) if word in known["firm_vows"]), None)
        if vow is None:
            return None
        denied, at = False, vow + 1
        while at < len(words) and (words[at] in known["negations"] or words[at] in known["before_verb"]):
            denied ^= words[at] in known["negations"]
            at += 1
        stem = words[at][:_STEM_CHARS] if at < len(words) else ""
        for part in self._polarity.clauses(words[at + 1 :]):
            verbs = [position for position, word in enumerate(part[:VERB_WITHIN_WORDS]) if word[:_STEM_CHARS] == stem]
            if len(stem) == _STEM_CHARS and verbs and part[0] in known["first"] and not self._polarity.is_vow(part):
                return denied == (self._polarity.negations(part[: verbs[0]]) % 2 == 1)
        return None
