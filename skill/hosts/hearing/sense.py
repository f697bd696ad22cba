"""What a sample or a cue cannot mean among the words that were said: a promise is never logged the wrong way."""

from collections.abc import Sequence

from skill.hosts.hearing.cues import OUTCOME, Cue, Cues
from skill.hosts.hearing.matching import Match
from skill.hosts.hearing.meaning import Meaning
from skill.hosts.hearing.patterns import Weights

KEPT, MISSED, CONFIRM = "LogKeptCommitmentIntent", "LogMissedCommitmentIntent", "ConfirmPartnerIntent"
_MAKE, _COMPLETE, _SKIP, _SAFETY = "MakeCommitmentIntent", "CompleteStepIntent", "SkipStepIntent", "SafetyIntent"
_OUTCOMES = frozenset((KEPT, MISSED))
_TELLING = _OUTCOMES | {CONFIRM, _COMPLETE, _MAKE}
"""Intents that log what somebody tells; a question never is one."""
_CHANGING = _TELLING | {
    _SKIP,
    _SAFETY,
    "DropCommitmentIntent",
    "UndoIntent",
    "SetReminderIntent",
    "CancelReminderIntent",
    "LinkPartnerIntent",
    "UnlinkPartnerIntent",
    "ForgetMeIntent",
    "DailyCheckInIntent",
}
"""Intents that change something, so that a "not" must be meant by them."""

_MORE_TO_SAY = 0.8
"""What a denied sentence that only asks for something is worth."""
_TOLD_NOT_ASKED = 0.6
"""What a told sentence is worth as a question."""
_SURE_OF_DANGER = 0.8
_DENIED_WITHIN = 4
"""So many words before a cue a "not" still is about it."""


class Sense:
    """Weighs samples and cues against the whole of what was said."""

    def __init__(self, meaning: Meaning, weights: Weights, cues: Cues) -> None:
        self._meaning, self._weights, self._cues = meaning, weights, cues

    def of_sample(self, words: Sequence[str], match: Match) -> float:
        """Return what a sample is worth here: 1, less where it is less likely, 0 where it means something else."""
        intent, meaning = match.pattern.intent, self._meaning
        if intent == _SAFETY and match.score < _SURE_OF_DANGER:
            return 0.0
        sample = match.pattern.words
        if self._cues.against(intent, words) and not self._cues.against(intent, sample):
            return 0.0
        outside = [word for at, word in enumerate(words) if not (match.free and match.free[0] <= at < match.free[1])]
        denied = meaning.negations(outside) != meaning.negations(sample)
        if intent in _TELLING and self._is_asked(words, intent):
            return 0.0
        if intent in _OUTCOMES:
            strange = [word for at, word in enumerate(words) if at not in match.used and self._is_strange(word)]
            if strange and match.free is None and not meaning.names_promise(words):
                return 0.0
            return float(self._is_outcome(words, outside, match, denied=denied))
        if intent == CONFIRM and not self._is_confirmed(words, outside, sample, denied=denied):
            return 0.0
        if intent == _COMPLETE and (not meaning.is_own(words) or meaning.doubts(outside) > meaning.doubts(sample)):
            return 0.0
        if denied and intent in _CHANGING:
            return 0.0
        told = meaning.is_question(sample) and meaning.is_told(words)
        return (_MORE_TO_SAY if denied else 1.0) * (_TOLD_NOT_ASKED if told else 1.0)

    def of_cue(self, words: Sequence[str], cue: Cue) -> str | None:
        """Return the intent that a cue stands for here; None where the other words turn it round."""
        meaning, intent = self._meaning, cue.intent
        if (intent == OUTCOME or intent in _TELLING) and self._is_asked(words, intent):
            return None
        if intent == OUTCOME:
            return self._outcome(words, cue)
        if self._cues.against(intent, words):
            return None
        if intent == _COMPLETE:
            done = meaning.is_own(words) and not meaning.is_open(words) and meaning.kept(words) is not False
            return intent if done else None
        if intent == CONFIRM:
            theirs = meaning.is_partners(words, seen=True) and not meaning.says_own(words)
            return intent if theirs and not meaning.disclaims(words) and meaning.kept(words) is not False else None
        before = words[: cue.start] if intent == MISSED else words[max(0, cue.start - _DENIED_WITHIN) : cue.start]
        within = [words[at] for at in sorted(cue.between)]
        denied = meaning.negations(meaning.clause(before)) or meaning.negations(within)
        return None if denied and intent in _CHANGING and intent != _SKIP else intent

    def named(self, words: Sequence[str]) -> int | None:
        """Return where the words begin that name a promise."""
        return self._meaning.named(words)

    def _outcome(self, words: Sequence[str], cue: Cue) -> str | None:
        """Return what came of a promise of the speaker, or that the partner kept one; None where it is unclear."""
        meaning = self._meaning
        told = meaning.without_promised(words, cue.start, cue.end)
        if told is None or meaning.is_open(told):
            return None
        kept = meaning.kept(told)
        named = meaning.names_promise(words) or cue.start == 0 or meaning.speaks_of_self(words[: cue.end])
        if kept is None or not named:
            return None
        actor = meaning.actor(words[: cue.start])
        if meaning.is_own(told) and actor in ("", "self"):
            return KEPT if kept else MISSED
        return CONFIRM if kept and actor == "partner" and meaning.is_partners(words) else None

    def _is_asked(self, words: Sequence[str], intent: str) -> bool:
        """Tell whether a question is asked that tells nothing; "can I make a promise" is one that asks for leave."""
        return self._meaning.is_question(words) and not (intent == _MAKE and self._meaning.asks_leave(words))

    def _is_strange(self, word: str) -> bool:
        return not self._weights.is_light(word) and not self._meaning.changes(word)

    def _is_outcome(self, words: Sequence[str], outside: Sequence[str], match: Match, *, denied: bool) -> bool:
        meaning, sample = self._meaning, match.pattern.words
        if not meaning.is_own(outside) or meaning.doubts(outside) > meaning.doubts(sample):
            return False
        if meaning.disclaims(outside) and not meaning.disclaims(sample):
            return False
        free = match.pattern.free
        if free is None and match.pattern.intent == KEPT and not meaning.tells(words):
            return False
        # Free words after "to" or "about" name the promise; elsewhere they tell what happened, and are weighed too.
        names = free is not None and free > 0 and meaning.names(sample[free - 1])
        turned = meaning.turns(words)
        kept = meaning.kept(outside if (names or free is None) and not turned else words)
        if kept is None:
            return not turned and not denied and meaning.failures(outside) == meaning.failures(sample)
        return kept == (match.pattern.intent == KEPT)

    def _is_confirmed(
        self, words: Sequence[str], outside: Sequence[str], sample: Sequence[str], *, denied: bool
    ) -> bool:
        meaning = self._meaning
        if not meaning.is_partners(words) or meaning.doubts(outside) > meaning.doubts(sample):
            return False
        if meaning.says_own(words) or (meaning.disclaims(outside) and not meaning.disclaims(sample)):
            return False
        return meaning.kept(words) is not False and not (denied and meaning.failures(words) == 0)
