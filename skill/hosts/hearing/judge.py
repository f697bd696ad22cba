"""Which of several fitting samples is meant, if any: a threshold, a margin, and what must never be mistaken."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from skill.hosts.hearing.cues import NEVER, Cue, Cues
from skill.hosts.hearing.grammar import Grammar
from skill.hosts.hearing.matching import Match
from skill.hosts.hearing.patterns import Pattern, Weights
from skill.hosts.hearing.sense import CONFIRM, KEPT, MISSED, Sense
from skill.hosts.hearing.slots import FREE, NUMBER, Span
from skill.hosts.hearing.tokens import Token

_THRESHOLD, _MARGIN, _CERTAIN = 0.56, 0.03, 0.85
_OF_OTHERS, _OF_OTHERS_TOO = 0.7, 0.6
"""What a sentence is worth with a word that other skills are asked with, by its nearest sample and by a cue."""
_ELSEWHERE_TOO = 0.5
"""How far words count that other samples of the intent have."""
_COVERED = 0.5
_AS_GOOD = 0.05
"""How much less a sample may fit that leaves fewer words to the free ones."""
_CUES = (0.0, 0.58, 0.66, 0.72, 0.77, 0.8)
"""What a cue of so many words is worth."""
_NEAR = 0.15
"""What the nearest sample adds to a cue."""
_ONE_MORE, _MOST_MORE = 0.02, 0.06
"""What each further cue of the intent adds, and all of them."""
_SHORT, _STRANGE = 2, 0.07
"""What words that no sample and no cue has cost a cue of few words."""
_FREE = frozenset((KEPT, MISSED, CONFIRM, "MakeCommitmentIntent", "DropCommitmentIntent"))
"""Intents in which any words may name the promise."""
_FRAMED = 0.5


class Judge:
    """Decides among the samples that fit and the cues that were heard."""

    def __init__(self, sense: Sense, weights: Weights, cues: Cues, grammar: Grammar) -> None:
        self._sense, self._weights, self._cues, self._grammar = sense, weights, cues, grammar

    def best(
        self,
        tokens: Sequence[Token],
        matches: Sequence[Match],
        room: Mapping[str, frozenset[int]],
        values: Sequence[Span],
    ) -> Match | None:
        """Return the sample that is meant; None where none is, or where two intents are as likely.

        `room` are the places of words, by intent, that fill a slot of it and so are no words too many; `values` all
        values of slots that were said.
        """
        by_intent = self._by_intent(tokens, matches, room)
        found = {intent: _closest(scored) for intent, scored in by_intent.items()}
        if max((score for score, _ in found.values()), default=0) < _CERTAIN:
            words = [token.word for token in tokens]
            cues = self._cues.heard(words)
            if any(cue.intent == NEVER for cue in cues):
                return None
            for cue in cues:
                intent = self._sense.of_cue(words, cue)
                if intent is not None:
                    near = found[intent][0] if intent in found else 0.0
                    others = sum(one.intent == cue.intent for one in cues) - 1
                    score = self._worth(tokens, cue, intent, near) + min(_MOST_MORE, _ONE_MORE * others)
                    if score > near:
                        samples = [match for _, match in by_intent.get(intent, ())]
                        alike = [one for one in cues if one.intent == cue.intent]
                        found[intent] = score, self._cued(intent, cue, alike, samples, words, values)
        return _ahead(found)

    def clearest(
        self, tokens: Sequence[Token], matches: Sequence[Match], room: Mapping[str, frozenset[int]]
    ) -> Match | None:
        """Return the sample that is meant, whatever cues there are: free words are full of them."""
        by_intent = self._by_intent(tokens, matches, room)
        return _ahead({intent: _closest(scored) for intent, scored in by_intent.items()})

    def _by_intent(
        self, tokens: Sequence[Token], matches: Sequence[Match], room: Mapping[str, frozenset[int]]
    ) -> dict[str, list[tuple[float, Match]]]:
        by_intent: dict[str, list[tuple[float, Match]]] = defaultdict(list)
        for match in matches:
            score = self._score(tokens, match, room.get(match.pattern.intent, frozenset()))
            by_intent[match.pattern.intent].append((score, match))
        return by_intent

    def _worth(self, tokens: Sequence[Token], cue: Cue, intent: str, near: float) -> float:
        score = _CUES[min(cue.size, len(_CUES) - 1)] + _NEAR * near
        if intent in _FREE:
            return score
        if cue.size <= _SHORT:
            strange = sum(token.key not in self._weights and not self._cues.has(token.word) for token in tokens)
            score -= _STRANGE * strange
        return score * (_OF_OTHERS_TOO if any(self._weights.is_elsewhere(token.key) for token in tokens) else 1.0)

    def _cued(
        self,
        intent: str,
        cue: Cue,
        alike: Sequence[Cue],
        matches: Sequence[Match],
        words: Sequence[str],
        values: Sequence[Span],
    ) -> Match:
        """Return what a cue stands for as if it were a sample, with the free words of the sample that fits best.

        `alike` are all cues of the intent: the one whose free words begin last has told most of them apart.
        """
        framed = [match for match in matches if match.free and match.score >= _FRAMED]
        if framed:
            return framed[0]
        slots = {self._grammar.slot_type(intent, name): name for name in self._grammar.slots_of(intent)}
        said = {one.number for one in alike}
        numbers = [one for one in values if one.kind == NUMBER and one.start in said]
        spans = {slots[NUMBER]: numbers[0]} if numbers and NUMBER in slots else {}
        begin = max((one.free for one in alike if one.free is not None), default=self._sense.named(words))
        free = (begin, len(words)) if begin is not None and FREE in slots else None
        named = Pattern(intent, "", (), (), {0: slots[FREE]} if free else {}, 0 if free else None)
        return Match(named, 1.0, frozenset(range(cue.start, cue.end)), spans, free)

    def _score(self, tokens: Sequence[Token], match: Match, room: frozenset[int]) -> float:
        words = [token.word for token in tokens]
        factor = self._sense.of_sample(words, match)
        if not factor:
            return 0.0
        if match.coverage < _COVERED or len(match.spans) < len(match.pattern.slots) - (match.free is not None):
            return 0.0
        score = match.score
        spare = room - match.used
        if match.free:
            spare -= frozenset(range(*match.free))
        if spare:
            # Words that fill a slot are no words too many: give back what they cost.
            total = sum(self._weights[tokens[at].key] for at in range(len(tokens)))
            given = sum(self._weights[tokens[at].key] for at in spare)
            score += (1 - score) * given / (total or 1)
        inside = range(*match.free) if match.free else ()
        keys = [token.key for at, token in enumerate(tokens) if at not in inside]
        score += _ELSEWHERE_TOO * (1 - score) * self._weights.evidence(keys, match.pattern.intent)
        if any(self._weights.is_elsewhere(key) for key in keys):
            factor *= _OF_OTHERS
        return score * factor


def _closest(scored: Sequence[tuple[float, Match]]) -> tuple[float, Match]:
    """Return the best score of an intent, and the sample that fits closest: "to" in "I promise to call" is its own."""
    best = max(scored, key=lambda one: one[0])
    if best[1].free is None:
        return best
    near = [match for score, match in scored if match.free and score >= best[0] - _AS_GOOD]
    return best[0], max(near, key=lambda one: len(one.used))


def _ahead(found: Mapping[str, tuple[float, Match]]) -> Match | None:
    """Return the intent that is likely enough and clearly ahead of all others."""
    ranked = sorted(found.values(), key=lambda one: -one[0])
    if not ranked or ranked[0][0] < _THRESHOLD:
        return None
    if len(ranked) > 1 and ranked[0][0] < _CERTAIN and ranked[0][0] - ranked[1][0] < _MARGIN:
        return None
    return ranked[0][1]
