"""Which of several fitting samples is meant, if any: a threshold, a margin, and what must never be mistaken."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from skill.hosts.hearing.cues import NEVER, OUTCOME, Cue, Cues
from skill.hosts.hearing.matching import Match
from skill.hosts.hearing.meaning import Meaning
from skill.hosts.hearing.patterns import Pattern, Weights
from skill.hosts.hearing.tokens import Token

KEPT, MISSED, CONFIRM = "LogKeptCommitmentIntent", "LogMissedCommitmentIntent", "ConfirmPartnerIntent"
_OUTCOMES = frozenset((KEPT, MISSED))
_TELLING = _OUTCOMES | {CONFIRM, "CompleteStepIntent", "MakeCommitmentIntent"}
"""Intents that log what somebody tells; a question never is one."""
_CHANGING = _TELLING | {
    "SkipStepIntent",
    "DropCommitmentIntent",
    "UndoIntent",
    "SetReminderIntent",
    "CancelReminderIntent",
    "LinkPartnerIntent",
    "UnlinkPartnerIntent",
    "ForgetMeIntent",
    "DailyCheckInIntent",
    "SafetyIntent",
}
"""Intents that change something, so that a "not" must be meant by them."""

_THRESHOLD, _MARGIN, _CERTAIN = 0.56, 0.03, 0.85
_MORE_TO_SAY = 0.8
"""What a denied sentence that only asks for something is worth."""
_TOLD_NOT_ASKED = 0.6
"""What a told sentence is worth as a question."""
_OF_OTHERS = 0.7
"""What a sentence is worth with a word that other skills are asked with."""
_ELSEWHERE_TOO = 0.5
"""How far words count that other samples of the intent have."""
_COVERED = 0.5
_AS_GOOD = 0.05
"""How much less a sample may fit that leaves fewer words to the free ones."""
_CUES = (0.0, 0.58, 0.66, 0.72, 0.77, 0.8)
"""What a cue of so many words is worth."""
_NEAR = 0.15
"""What the nearest sample adds to a cue."""
_DENIED_WITHIN = 4
_SHORT, _STRANGE = 2, 0.07
"""What words that no sample and no cue has cost a cue of few words."""
_FREE = frozenset((KEPT, MISSED, CONFIRM, "MakeCommitmentIntent", "DropCommitmentIntent"))
"""Intents in which any words may name the promise."""
_FRAMED = 0.5
_SAFETY, _SURE_OF_DANGER = "SafetyIntent", 0.8


class Judge:
    """Decides among the samples that fit and the cues that were heard."""

    def __init__(self, meaning: Meaning, weights: Weights, cues: Cues) -> None:
        self._meaning, self._weights, self._cues = meaning, weights, cues

    def best(
        self, tokens: Sequence[Token], matches: Sequence[Match], room: Mapping[str, frozenset[int]]
    ) -> Match | None:
        """Return the sample that is meant; None where none is, or where two intents are as likely.

        `room` are the places of words, by intent, that fill a slot of it and so are no words too many.
        """
        by_intent: dict[str, list[tuple[float, Match]]] = defaultdict(list)
        for match in matches:
            score = self._score(tokens, match, room.get(match.pattern.intent, frozenset()))
            by_intent[match.pattern.intent].append((score, match))
        found = {intent: _closest(scored) for intent, scored in by_intent.items()}
        if max((score for score, _ in found.values()), default=0) < _CERTAIN:
            words = [token.word for token in tokens]
            cues = self._cues.heard(words)
            if any(cue.intent == NEVER for cue in cues):
                return None
            strange = sum(token.key not in self._weights and not self._cues.has(token.word) for token in tokens)
            factor = _OF_OTHERS if any(self._weights.is_elsewhere(token.key) for token in tokens) else 1.0
            for cue in cues:
                intent = self._wish(words, cue)
                if intent is not None:
                    near = found.get(intent)
                    score = _CUES[min(cue.size, len(_CUES) - 1)] + _NEAR * (near[0] if near else 0)
                    if intent not in _FREE and cue.size <= _SHORT:
                        score -= _STRANGE * strange
                    score *= 1.0 if intent in _FREE else factor
                    if near is None or score > near[0]:
                        found[intent] = score, _cued(intent, cue, [match for _, match in by_intent[intent]])
        ranked = sorted(found.values(), key=lambda one: -one[0])
        if not ranked or ranked[0][0] < _THRESHOLD:
            return None
        if len(ranked) > 1 and ranked[0][0] < _CERTAIN and ranked[0][0] - ranked[1][0] < _MARGIN:
            return None
        return ranked[0][1]

    def _wish(self, words: Sequence[str], cue: Cue) -> str | None:
        """Return the intent that a cue stands for among these words; None where they turn it round."""
        meaning = self._meaning
        if cue.intent == OUTCOME:
            if meaning.is_question(words):
                return None
            kept = meaning.kept(words)
            if kept is None or meaning.is_open(words):
                return None
            named = meaning.names_promise(words) or cue.start == 0
            if not named and not meaning.speaks_of_self(words[: cue.end]):
                return None
            actor = meaning.actor(words[: cue.start])
            if meaning.is_own(words) and actor in ("", "self"):
                return KEPT if kept else MISSED
            return CONFIRM if kept and actor == "partner" and meaning.is_partners(words) else None
        if self._cues.against(cue.intent, words):
            return None
        if cue.intent in _TELLING and meaning.is_question(words):
            return None
        if cue.intent == "CompleteStepIntent" and (
            not meaning.is_own(words) or meaning.is_open(words) or meaning.kept(words) is False
        ):
            return None
        if cue.intent == CONFIRM and (
            not meaning.is_partners(words, seen=True) or meaning.kept(words) is False
        ):
            return None
        before = words[max(0, cue.start - _DENIED_WITHIN) : cue.start]
        if cue.intent in _CHANGING and cue.intent != "SkipStepIntent" and meaning.negations(meaning.clause(before)):
            return None
        return cue.intent

    def _score(self, tokens: Sequence[Token], match: Match, room: frozenset[int]) -> float:
        words = [token.word for token in tokens]
        factor = self._sense(words, match)
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

    def _sense(self, words: Sequence[str], match: Match) -> float:
        """Return 0 where the sample means something else than what was said."""
        intent, meaning = match.pattern.intent, self._meaning
        if intent == _SAFETY and match.score < _SURE_OF_DANGER:
            return 0.0
        if self._cues.against(intent, words) and not self._cues.against(intent, match.pattern.words):
            return 0.0
        outside = [word for at, word in enumerate(words) if not (match.free and match.free[0] <= at < match.free[1])]
        sample = match.pattern.words
        denied = meaning.negations(outside) != meaning.negations(sample)
        if intent in _TELLING and meaning.is_question(words):
            return 0.0
        if intent in _OUTCOMES:
            strange = [word for at, word in enumerate(words) if at not in match.used and self._is_strange(word)]
            if strange and match.free is None and not meaning.names_promise(words):
                return 0.0
            return float(self._is_outcome(words, outside, match, denied=denied))
        if intent == CONFIRM and not self._is_confirmed(words, outside, sample, denied=denied):
            return 0.0
        if intent == "CompleteStepIntent" and (
            not meaning.is_own(words) or meaning.doubts(outside) > meaning.doubts(sample)
        ):
            return 0.0
        if denied and intent in _CHANGING:
            return 0.0
        told = meaning.is_question(sample) and meaning.is_told(words)
        return (_MORE_TO_SAY if denied else 1.0) * (_TOLD_NOT_ASKED if told else 1.0)

    def _is_strange(self, word: str) -> bool:
        return not self._weights.is_light(word) and not self._meaning.changes(word)

    def _is_outcome(self, words: Sequence[str], outside: Sequence[str], match: Match, *, denied: bool) -> bool:
        meaning, sample = self._meaning, match.pattern.words
        if not meaning.is_own(outside) or meaning.doubts(outside) > meaning.doubts(sample):
            return False
        # Free words after "to" or "about" name the promise; elsewhere they tell what happened, and are weighed too.
        free = match.pattern.free
        names = free is not None and free > 0 and sample[free - 1] in ("to", "about", "would", "the", "that")
        turned = meaning.turns(words)
        kept = meaning.kept(outside if (names or free is None) and not turned else words)
        if kept is None and turned:
            return False
        if kept is None:
            return not denied and meaning.failures(outside) == meaning.failures(sample)
        return kept == (match.pattern.intent == KEPT)

    def _is_confirmed(
        self, words: Sequence[str], outside: Sequence[str], sample: Sequence[str], *, denied: bool
    ) -> bool:
        meaning = self._meaning
        if not meaning.is_partners(words) or meaning.doubts(outside) > meaning.doubts(sample):
            return False
        return meaning.kept(words) is not False and not (denied and meaning.failures(words) == 0)


def _closest(scored: Sequence[tuple[float, Match]]) -> tuple[float, Match]:
    """Return the best score of an intent, and the sample that fits closest: "to" in "I promise to call" is its own."""
    best = max(scored, key=lambda one: one[0])
    if best[1].free is None:
        return best
    near = [match for score, match in scored if match.free and score >= best[0] - _AS_GOOD]
    return best[0], max(near, key=lambda one: len(one.used))


def _cued(intent: str, cue: Cue, matches: Sequence[Match]) -> Match:
    """Return what a cue stands for as if it were a sample, with the free words of the sample that fits best."""
    framed = [match for match in matches if match.free and match.score >= _FRAMED]
    if framed:
        return framed[0]
    return Match(Pattern(intent, "", (), (), {}, None), 1.0, frozenset(range(cue.start, cue.end)))
