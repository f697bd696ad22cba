"""Fuzzy matching of an utterance with the interaction model's samples: an alignment of weighted words and slots."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from skill.simulator.nlu.samples import Pattern, Weights
from skill.simulator.nlu.slots import Span
from skill.simulator.nlu.tokens import Token

EXACT_SCORE = 0.999
"""From this score on, a sample was said word for word."""

WHOLE_SCORE = 0.93
"""From this score on, a sample is all that was said."""

_MAX_CANDIDATES = 48
"""Samples that are aligned with an utterance: those that share most with it."""

_ALIGN_ALL_UP_TO = 160
"""Of so few samples, all are aligned."""

_EXTRA_PENALTY, _LACKING_PENALTY = 0.55, 0.65
"""How much a word counts against a sample that lacks it, and a word of the sample that was not said."""

_REORDERED_SHARE = 0.6
"""How much of its weight a word counts that stands elsewhere in the sample."""

_FUZZY_CONFIDENCE = 0.85
"""How much of its weight a misheard word counts."""

_MIN_WORD_RATIO, _MIN_WORD_CHARS = 82, 3
"""How similar (0-100) a misheard word is to the sample's, and from how many letters on that can be told."""

_CARRIER_WEIGHT = 1.4
"""What the words around free text must weigh to count in full."""

_CARRIER_SHARE = 0.99
"""The score of a carrier phrase that is said word for word: a sample without free text goes before it."""

Key = tuple[str, float]
"""A token's key, and how sure it is (1 unless it was misheard)."""


@dataclass(frozen=True, slots=True)
class Match:
    """A sample that fits an utterance."""

    pattern: Pattern
    score: float
    """1 is word for word."""
    used: frozenset[int]
    """Positions of the tokens that the sample has."""
    spans: Mapping[str, Span] = field(default_factory=dict)
    """Values of slots, by the slot's name."""
    free: tuple[int, int] | None = None
    """The range of tokens that are free text."""


class Matcher:
    """Matches utterances with a set of samples."""

    def __init__(self, patterns: Sequence[Pattern], weights: Weights, known: Mapping[str, str]) -> None:
        """`known` has the words that another word can be misheard for, with their keys."""
        self._weights, self._known, self._known_words = weights, known, tuple(known)
        self._by_key: dict[str, list[Pattern]] = defaultdict(list)
        """Samples without free text, by each key."""
        self._carriers: dict[str, list[Pattern]] = defaultdict(list)
        """Samples with free text, by the rarest key of their carrier phrase."""
        self._total_weights = {id(pattern): sum(weights[key] for key in pattern.keys) for pattern in patterns}
        self._patterns = tuple(patterns)  # they stay referenced, so that their ids stay theirs
        for pattern in patterns:
            if pattern.free is None:
                for key in set(pattern.keys):
                    self._by_key[key].append(pattern)
            elif pattern.before or pattern.after:
                rarest = max((*pattern.before, *pattern.after), key=weights.__getitem__)
                self._carriers[rarest].append(pattern)

    def fuzzy_tokens(self, tokens: Sequence[Token]) -> list[Key]:
        """Return the key of each token; of a word that no sample has, the key of one that sounds like it."""
        return [self._fuzzy_key(token) for token in tokens]

    def _fuzzy_key(self, token: Token) -> Key:
        is_known = token.key in self._weights or token.word in self._known
        if is_known or len(token.word) < _MIN_WORD_CHARS or not token.word.isalpha():
            return token.key, 1.0
        near = process.extractOne(token.word, self._known_words, scorer=fuzz.ratio, score_cutoff=_MIN_WORD_RATIO)
        if near and near[0][0] == token.word[0]:
            return self._known[near[0]], _FUZZY_CONFIDENCE
        return token.key, 1.0

    def matches(self, tokens: Sequence[Token], spans: Sequence[Span]) -> list[Match]:
        """Return the samples that fit, the best first."""
        keys = self.fuzzy_tokens(tokens)
        matches = [self._align(pattern, keys, spans) for pattern in self._candidates(keys, spans)]
        carriers = {id(pattern): pattern for key, _ in keys for pattern in self._carriers.get(key, ())}
        carried = [self._match_carrier_phrase(pattern, keys) for pattern in carriers.values()]
        matches += [match for match in carried if match]
        return sorted(
            matches, key=lambda match: (-match.score, -self._total_weights[id(match.pattern)], len(match.spans))
        )

    def _candidates(self, keys: Sequence[Key], spans: Sequence[Span]) -> list[Pattern]:
        """Return the samples without free text that share most weight with an utterance."""
        if len(self._patterns) <= _ALIGN_ALL_UP_TO:
            return [pattern for pattern in self._patterns if pattern.free is None]
        shared: dict[int, float] = defaultdict(float)
        by_id: dict[int, Pattern] = {}
        slot_keys = {f"{{{span.kind}}}" for span in spans}
        for key in {key for key, _ in keys} | slot_keys:
            if key in self._weights:
                weight = self._weights[key]
                for pattern in self._by_key.get(key, ()):
                    shared[id(pattern)] += weight
                    by_id[id(pattern)] = pattern
        ranked = sorted(shared, key=lambda id_: shared[id_] - 0.5 * self._total_weights[id_], reverse=True)
        return [by_id[id_] for id_ in ranked[:_MAX_CANDIDATES]]

    def _align(self, pattern: Pattern, keys: Sequence[Key], spans: Sequence[Span]) -> Match:
        """Align a sample without free text: the heaviest common subsequence, and words that are only reordered."""
        weights, size = self._weights, len(pattern.keys)
        starting: dict[int, list[Span]] = defaultdict(list)
        for span in spans if pattern.slots else ():
            starting[span.start].append(span)
        best = [[0.0] * (size + 1) for _ in range(len(keys) + 1)]
        for at in range(len(keys) - 1, -1, -1):
            key, confidence = keys[at]
            row, below = best[at], best[at + 1]
            for place in range(size - 1, -1, -1):
                heaviest = max(below[place], row[place + 1])
                wanted = pattern.keys[place]
                if wanted == key:
                    heaviest = max(heaviest, below[place + 1] + confidence * weights[key])
                elif place in pattern.slots:
                    for span in starting[at]:
                        if f"{{{span.kind}}}" == wanted:
                            heaviest = max(heaviest, best[span.end][place + 1] + weights[wanted])
                row[place] = heaviest
        used, filled, left_over = self._backtrace(pattern, keys, starting, best)
        reordered = _reordered(pattern, keys, used, left_over)
        common = best[0][0] + _REORDERED_SHARE * sum(weights[keys[at][0]] for at in reordered)
        used |= reordered
        extra = sum(weights[key] for at, (key, _) in enumerate(keys) if at not in used)
        lacking = max(0.0, self._total_weights[id(pattern)] - common)
        score = common / (common + _EXTRA_PENALTY * extra + _LACKING_PENALTY * lacking) if common else 0.0
        return Match(pattern, score, frozenset(used), filled)

    def _backtrace(
        self,
        pattern: Pattern,
        keys: Sequence[Key],
        starting: Mapping[int, Sequence[Span]],
        best: Sequence[Sequence[float]],
    ) -> tuple[set[int], dict[str, Span], list[int]]:
        """Return what the best alignment uses: positions of tokens, slots; and the sample's positions left over."""
        used: set[int] = set()
        filled: dict[str, Span] = {}
        left_over: list[int] = []
        at = place = 0
        while at < len(keys) and place < len(pattern.keys):
            wanted, (key, confidence) = pattern.keys[place], keys[at]
            weight = best[at][place]
            span = next(
                (
                    span
                    for span in starting.get(at, ())
                    if f"{{{span.kind}}}" == wanted and weight == best[span.end][place + 1] + self._weights[wanted]
                ),
                None,
            )
            if wanted == key and weight == best[at + 1][place + 1] + confidence * self._weights[key]:
                used.add(at)
                at, place = at + 1, place + 1
            elif span and place in pattern.slots:
                used.update(range(span.start, span.end))
                filled[pattern.slots[place]] = span
                at, place = span.end, place + 1
            elif weight == best[at + 1][place]:
                at += 1
            else:
                left_over.append(place)
                place += 1
        return used, filled, left_over + list(range(place, len(pattern.keys)))

    def _match_carrier_phrase(self, pattern: Pattern, keys: Sequence[Key]) -> Match | None:
        """Match a sample with free text: all words around the free text must be said."""
        opening = self._find_run(pattern.before, keys, range(len(keys)))
        if opening is None:
            return None
        used, start = opening
        end = len(keys)
        if pattern.after:
            closing = self._find_run(pattern.after, keys, range(len(keys) - 1, start, -1))
            if closing is None:
                return None
            end = min(closing[0])
            used |= closing[0]
        if all(self._weights.is_light(key) for key, _ in keys[start:end]):
            return None
        carrier = self._total_weights[id(pattern)] - 1.0  # without the free slot's own weight
        outside = [key for at, (key, _) in enumerate(keys) if at not in used and not start <= at < end]
        extra = _EXTRA_PENALTY * sum(self._weights[key] for key in outside)
        score = carrier / (carrier + extra) * min(1.0, carrier / _CARRIER_WEIGHT) if carrier > 0 else 0.0
        return Match(pattern, score * _CARRIER_SHARE, used, {}, (start, end))

    def _find_run(
        self, wanted: Sequence[str], keys: Sequence[Key], beginnings: range
    ) -> tuple[frozenset[int], int] | None:
        """Return the positions of these keys in their order, with at most one light word between any two, and the end.

        The first of the `beginnings` from which they are found counts; None where there is none.
        """
        if not wanted:
            return frozenset(), 0
        for first in beginnings:
            if keys[first][0] != wanted[0]:
                continue
            positions, at = [first], first + 1
            for key in wanted[1:]:
                if at < len(keys) and keys[at][0] != key and self._weights.is_light(keys[at][0]):
                    at += 1
                if at >= len(keys) or keys[at][0] != key:
                    break
                positions.append(at)
                at += 1
            if len(positions) == len(wanted):
                return frozenset(positions), at
        return None


def _reordered(pattern: Pattern, keys: Sequence[Key], used: set[int], left_over: Sequence[int]) -> set[int]:
    """Return the positions of unused tokens that the sample has elsewhere."""
    wanted = [pattern.keys[place] for place in left_over]
    reordered = set()
    for at, (key, _) in enumerate(keys):
        if at not in used and key in wanted:
            wanted.remove(key)
            reordered.add(at)
    return reordered
