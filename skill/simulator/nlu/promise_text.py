"""The words of a promise inside an utterance. What a promise says never decides whether it was kept.

"I kept my promise to never drink" and "mark no secrets as broken" hold words of denial that are the promise's own.
"""

from collections.abc import Sequence

from skill.simulator.nlu.vocabulary import Vocabulary

_MAX_NAME_WORDS = 7
"""Words between "the" and "promise" that can name it: "the no phones at dinner promise"."""


class PromiseText:
    """Finds the words of promises in one language."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        known = {name: frozenset(words) for name, words in vocabulary.tables["promise_text"].items()}
        self._words = known
        self._plain_outcomes = known["outcomes"] - known["auxiliaries"]
        self._ends_name = frozenset.union(
            *(known[name] for name in ("outcomes", "determiners", "subjects", "joints", "copulas", "stops"))
        )

    def without(self, words: Sequence[str]) -> list[str]:
        """Return the words outside the texts of promises."""
        known = self._words
        own: set[int] = set()
        """Positions of a promise's own words."""
        for at, word in enumerate(words):
            if at in own:
                continue
            if word in known["nouns"]:
                own.update(self._after_noun(words, at))
            elif word in known["determiners"]:
                own.update(self._before_noun(words, at))
            elif word in known["marks"]:
                own.update(self._marked(words, at))
            elif word in known["bare_before"]:
                own.update(self._bare(words, at))
        return [word for at, word in enumerate(words) if at not in own]

    def _after_noun(self, words: Sequence[str], at: int) -> range:
        """Return the positions of "to never drink" in "my promise to never drink"; none in "the promise I kept"."""
        known, following = self._words, words[at + 1 : at + 4]
        if not following or following[0] not in known["links"]:
            return range(0)
        if following[0] in known["open_links"] and known["outcomes"] & {*following[1:]}:
            return range(0)
        return range(at + 1, self._end(words, at + 2))

    def _before_noun(self, words: Sequence[str], at: int) -> range:
        """Return the positions of "no phones" in "the no phones promise"."""
        for end in range(at + 1, min(at + _MAX_NAME_WORDS + 1, len(words))):
            if words[end] in self._words["named"]:
                return range(at + 1, end)
            if words[end] in self._ends_name:
                break
        return range(0)

    def _marked(self, words: Sequence[str], at: int) -> range:
        """Return the positions of "no secrets" in "mark no secrets as kept"."""
        for end in range(at + 2, len(words) - 1):
            if words[end] in self._words["as"] and words[end + 1] in self._words["outcomes"]:
                return range(at + 1, end)
        return range(0)

    def _bare(self, words: Sequence[str], at: int) -> range:
        """Return the positions of "never see her" in "I kept never see her"; none of "I kept no promises"."""
        known = self._words
        following = {*words[at + 2 : at + 4]}
        if (
            words[at + 1 : at + 2]
            and words[at + 1] in known["denials"]
            and not (known["nouns"] | known["outcomes"]) & following
        ):
            return range(at + 1, self._end(words, at + 2))
        return range(0)

    def _end(self, words: Sequence[str], start: int) -> int:
        """Return where a promise's words end: before "and I", "but broke", "was kept", "I broke" or "it is"."""
        for at in range(start, len(words)):
            if self._ends_at(words[at], words[at + 1 : at + 4]):
                return at
        return len(words)

    def _ends_at(self, word: str, following: Sequence[str]) -> bool:
        known = self._words
        if not following:
            return word in self._plain_outcomes
        tells_outcome = bool(known["outcomes"] & {*following[:2]})
        return (
            (word in known["joints"] and (tells_outcome or following[0] in known["subjects"]))
            or (word in known["copulas"] and (tells_outcome or following[0] in known["denials"]))
            or (word in known["speakers"] and bool(self._plain_outcomes & {*following}))
            or (word in known["it"] and following[0] in known["copulas"])
        )
