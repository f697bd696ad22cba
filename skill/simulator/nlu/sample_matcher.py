"""How well what was said fits a sample: an alignment of weighted words, in which slots stand for their values."""

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

_CANDIDATES, _FEW = 48, 160
"""How many samples are compared word by word; so few are all compared."""
_SAID_TOO_MUCH, _SAID_TOO_LITTLE = 0.55, 0.65
_MISHEARD, _ALIKE, _SHORTEST = 0.85, 82, 3
_CONVINCING = 1.4
"""What the words around free ones must weigh, for them to be taken as a frame."""


@dataclass(frozen=True, slots=True)
class Match:
    """A sample, and where what was said fits it."""

    pattern: Pattern
    score: float
    """1 is word for word."""
    used: frozenset[int]
    """Places of the words said that the sample has."""
    spans: Mapping[str, Span] = field(default_factory=dict)
    """Values of slots, by the slot's name."""
    free: tuple[int, int] | None = None
    """From where to where free words were said."""


class Matcher:
    """Compares what was said with every sample."""

    def __init__(self, patterns: Sequence[Pattern], weights: Weights, known: Mapping[str, str]) -> None:
        """`known` are the words that something can be misheard as, with their keys."""
        self._weights, self._known, self._words = weights, known, tuple(known)
        self._plain: dict[str, list[Pattern]] = defaultdict(list)
        self._framed: dict[str, list[Pattern]] = defaultdict(list)
        self._totals = {id(one): sum(weights[key] for key in one.keys) for one in patterns}
        self._patterns = tuple(patterns)  # their ids stay theirs
        for one in patterns:
            if one.free is None:
                for key in set(one.keys):
                    self._plain[key].append(one)
            elif one.before or one.after:
                rarest = max((*one.before, *one.after), key=weights.__getitem__)
                self._framed[rarest].append(one)

    def fuzzy_tokens(self, tokens: Sequence[Token]) -> list[tuple[str, float]]:
        """Return each word's key and how surely it is that one; a word of no sample is the one that it sounds like."""
        keys = []
        for token in tokens:
            best = None
            if (
                token.key not in self._weights
                and token.word not in self._known
                and len(token.word) >= _SHORTEST
                and token.word.isalpha()
            ):
                best = process.extractOne(token.word, self._words, scorer=fuzz.ratio, score_cutoff=_ALIKE)
            near = best is not None and best[0][0] == token.word[0]
            keys.append((self._known[best[0]], _MISHEARD) if best and near else (token.key, 1.0))
        return keys

    def matches(self, tokens: Sequence[Token], spans: Sequence[Span]) -> list[Match]:
        """Return the samples that fit, best first."""
        keys = self.fuzzy_tokens(tokens)
        found = [self._align(one, keys, spans) for one in self._likely(keys, spans)]
        for one in {id(one): one for key, _ in keys for one in self._framed.get(key, ())}.values():
            framed = self._match_carrier_phrase(one, keys, spans)
            if framed:
                found.append(framed)
        return sorted(found, key=lambda one: (-one.score, -self._totals[id(one.pattern)], len(one.spans)))

    def _likely(self, keys: Sequence[tuple[str, float]], spans: Sequence[Span]) -> list[Pattern]:
        if len(self._patterns) <= _FEW:
            return [one for one in self._patterns if one.free is None]
        shared: dict[int, float] = defaultdict(float)
        by_id: dict[int, Pattern] = {}
        kinds = {f"{{{span.kind}}}" for span in spans}
        for key in {key for key, _ in keys} | kinds:
            if key in self._weights:
                weight = self._weights[key]
                for one in self._plain.get(key, ()):
                    shared[id(one)] += weight
                    by_id[id(one)] = one
        ranked = sorted(shared, key=lambda one: shared[one] - 0.5 * self._totals[one], reverse=True)
        return [by_id[one] for one in ranked[:_CANDIDATES]]

    def _align(self, one: Pattern, keys: Sequence[tuple[str, float]], spans: Sequence[Span]) -> Match:
        """Align a sample without free words: the heaviest common subsequence, and the words that are only reordered."""
        weights, size = self._weights, len(one.keys)
        starting: dict[int, list[Span]] = defaultdict(list)
        for span in spans if one.slots else ():
            starting[span.start].append(span)
        best = [[0.0] * (size + 1) for _ in range(len(keys) + 1)]
        for at in range(len(keys) - 1, -1, -1):
            key, sure = keys[at]
            row, below = best[at], best[at + 1]
            for place in range(size - 1, -1, -1):
                top = max(below[place], row[place + 1])
                wanted = one.keys[place]
                if wanted == key:
                    top = max(top, below[place + 1] + sure * weights[key])
                elif place in one.slots:
                    for span in starting[at]:
                        if f"{{{span.kind}}}" == wanted:
                            top = max(top, best[span.end][place + 1] + weights[wanted])
                row[place] = top
        used, filled, left = self._backtrace(one, keys, starting, best)
        moved = self._moved(one, keys, used, left)
        common = best[0][0] + 0.6 * sum(weights[keys[at][0]] for at in moved)
        used |= moved
        extra = sum(weights[key] for at, (key, _) in enumerate(keys) if at not in used)
        lacking = max(0.0, self._totals[id(one)] - common)
        score = common / (common + _SAID_TOO_MUCH * extra + _SAID_TOO_LITTLE * lacking) if common else 0.0
        return Match(one, score, frozenset(used), filled)

    def _backtrace(
        self,
        one: Pattern,
        keys: Sequence[tuple[str, float]],
        starting: Mapping[int, Sequence[Span]],
        best: Sequence[Sequence[float]],
    ) -> tuple[set[int], dict[str, Span], list[int]]:
        """Return the places used, the slots filled and the sample's places left over by the best alignment."""
        used: set[int] = set()
        filled: dict[str, Span] = {}
        left: list[int] = []
        at = place = 0
        while at < len(keys) and place < len(one.keys):
            wanted, (key, sure) = one.keys[place], keys[at]
            here = best[at][place]
            span = next(
                (
                    span
                    for span in starting.get(at, ())
                    if f"{{{span.kind}}}" == wanted and here == best[span.end][place + 1] + self._weights[wanted]
                ),
                None,
            )
            if wanted == key and here == best[at + 1][place + 1] + sure * self._weights[key]:
                used.add(at)
                at, place = at + 1, place + 1
            elif span and place in one.slots:
                used.update(range(span.start, span.end))
                filled[one.slots[place]] = span
                at, place = span.end, place + 1
            elif here == best[at + 1][place]:
                at += 1
            else:
                left.append(place)
                place += 1
        return used, filled, left + list(range(place, len(one.keys)))

    def _moved(self, one: Pattern, keys: Sequence[tuple[str, float]], used: set[int], left: Sequence[int]) -> set[int]:
        wanted = [one.keys[place] for place in left]
        moved = set()
        for at, (key, _) in enumerate(keys):
            if at not in used and key in wanted:
                wanted.remove(key)
                moved.add(at)
        return moved

    def _match_carrier_phrase(
        self, one: Pattern, keys: Sequence[tuple[str, float]], spans: Sequence[Span]
    ) -> Match | None:
        """Fit a sample with free words: what stands around them must be said, all of it."""
        begin = self._run(one.before, keys, range(len(keys)))
        if begin is None:
            return None
        opening, start = begin
        ending: frozenset[int] = frozenset()
        end = len(keys)
        if one.after:
            last = self._run(one.after, keys, range(len(keys) - 1, start, -1))
            if last is None:
                return None
            ending, _ = last
            end = min(ending)
        inside = [key for key, _ in keys[start:end]]
        if all(self._weights.is_light(key) for key in inside):
            return None
        used = opening | ending
        frame = self._totals[id(one)] - 1.0  # the free slot's own weight
        extra = sum(self._weights[key] for at, (key, _) in enumerate(keys) if at not in used and not start <= at < end)
        score = frame / (frame + _SAID_TOO_MUCH * extra) * min(1.0, frame / _CONVINCING) if frame > 0 else 0.0
        return Match(one, score * 0.99, used, {}, (start, end))

    def _run(
        self, wanted: Sequence[str], keys: Sequence[tuple[str, float]], beginnings: range
    ) -> tuple[frozenset[int], int] | None:
        """Return the places of these words in their order, with at most one light word between any two."""
        if not wanted:
            return frozenset(), 0
        for first in beginnings:
            if keys[first][0] != wanted[0]:
                continue
            places, at = [first], first + 1
            for key in wanted[1:]:
                if at < len(keys) and keys[at][0] != key and self._weights.is_light(keys[at][0]):
                    at += 1
                if at >= len(keys) or keys[at][0] != key:
                    break
                places.append(at)
                at += 1
            if len(places) == len(wanted):
                return frozenset(places), at
        return None
