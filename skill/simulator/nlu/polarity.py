"""Polarity of a sentence: negation, questions, who acted, and what was only meant to happen.

No list of samples can cover these, and an outcome that is logged the wrong way hurts; so they are read from the words.
"""

import itertools
from collections.abc import Sequence

from skill.simulator.nlu.promise_text import PromiseText
from skill.simulator.nlu.vocabulary import Vocabulary, longest_match

VERB_WITHIN_WORDS = 4
"""The verb is among so many words from the subject on."""


class PolarityAnalyzer:
    """Reads the words of one language."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._words = vocabulary.meaning
        self._promise_text = PromiseText(vocabulary)

    def features(self, words: Sequence[str]) -> frozenset[str]:
        """Return features of the outcome of a promise, and of whose promise it is, for the intent classifier."""
        words = self._promise_text.without(words)
        if not words:
            return frozenset()
        traits = {
            "open": self.is_open(words),
            "question": self.is_question(words),
            "own": self.is_own(words),
            "disclaimed": self.disclaims(words),
            "turned": self.turns(words),
            "own outcome": self.says_own(words),
            "partner": self.is_partners(words),
            "promise": self.names_promise(words),
            "outcome": self.tells(words),
            "self": self.speaks_of_self(words),
        }
        parts = [f"{'vow ' if self.is_vow(part) else ''}{self._polarity(part)}" for part in self.clauses(words)]
        return frozenset(name for name, holds in traits.items() if holds) | {
            f"kept {self.kept(words)}",
            f"negations {min(3, self.negations(words))}",
            f"failures {min(2, self.failures(words))}",
            f"actor {self.actor(words)}",
            f"parts {', '.join(parts[-3:])}",
            f"last {parts[-1] if parts else None}",
        }

    def negations(self, words: Sequence[str]) -> int:
        """Return the number of words of negation."""
        return sum(word in self._words["negations"] for word in words)

    def failures(self, words: Sequence[str]) -> int:
        """Return the number of words of failure: something broken or missed."""
        return sum(word in self._words["failures"] for word in words)

    def doubts(self, words: Sequence[str]) -> int:
        """Return the number of words that leave open whether something happened; "could not" does not."""
        known = self._words
        followed = zip(words, [*words[1:], ""], strict=True)
        return sum(
            word in known["open"] and not (word in known["past"] and after in known["negations"])
            for word, after in followed
        )

    def disclaims(self, words: Sequence[str]) -> bool:
        """Tell whether a claim is denied: "I'm not saying that"."""
        known = self._words
        denied = [at for at, word in enumerate(words) if word in known["negations"]]
        return any(word in known["claims"] for at in denied for word in words[at + 1 : at + VERB_WITHIN_WORDS])

    def is_question(self, words: Sequence[str]) -> bool:
        """Tell whether the sentence is a question."""
        if not words:
            return False
        known = self._words
        if words[0] in known["questions"]:
            return True
        if words[0] in known["auxiliaries"] and len(words) > 1 and words[1] in known["asked"]:
            return True
        return any(longest_match(words, at, self._vocabulary.question) for at in range(len(words)))

    def is_asked(self, words: Sequence[str]) -> bool:
        """Tell whether the sentence begins as a question, which no answer does."""
        return bool(words) and words[0] in self._words["questions"]

    def tells(self, words: Sequence[str]) -> bool:
        """Tell whether a word says what came of a promise: no unknown verb is taken for keeping one."""
        return any(word in self._words[name] for name in ("keeping", "failures", "vices", "leaving") for word in words)

    def names_promise(self, words: Sequence[str]) -> bool:
        """Tell whether a word names a promise."""
        return any(word in self._words["words"] or word in self._words["vows"] for word in words)

    def kept(self, words: Sequence[str]) -> bool | None:
        """Tell whether a promise was kept or missed; None where the clauses disagree or say nothing."""
        outcomes = {self._polarity(part) for part in self._deciding_clauses(words)}
        return outcomes.pop() if len(outcomes) == 1 else None

    def plainly_kept(self, words: Sequence[str]) -> bool | None:
        """Tell whether a promise was kept, where the words leave no other reading: "I kept it", "I broke my word".

        None wherever something is denied, doubted or turned, and where both are told or neither.
        """
        known, words = self._words, self._promise_text.without(words)
        # "Sorry to say" does not doubt what it says.
        claimed = [
            word for before, word in itertools.pairwise(["", *words]) if before != "to" or word not in known["claims"]
        ]
        if self.negations(claimed) or self.turns(claimed) or self.doubts(claimed) or self.is_question(claimed):
            return None
        kept = any(word in known["plainly_kept"] for word in words)
        broken = any(word in known["plainly_broken"] for word in words)
        return kept if kept != broken and not self.failures(words) > broken else None

    def clause_outcomes(self, words: Sequence[str]) -> frozenset[bool]:
        """Return the outcomes that single clauses state plainly: "no credit for me, my promise was broken".

        There are none where something is only claimed, or where the sentence takes a turn ("but").
        """
        known, outcomes = self._words, set()
        if self.turns(words) or any(word in known["claims"] or word in known["untrue"] for word in words):
            return frozenset()
        for part in self.clauses(words):
            kept = any(word in known["plainly_kept"] for word in part)
            broken = any(word in known["plainly_broken"] for word in part)
            if kept != broken and not self.negations(part) and not self.doubts(part) and not self.is_vow(part):
                outcomes.add(kept)
        return frozenset(outcomes)

    def is_open(self, words: Sequence[str]) -> bool:
        """Tell whether the outcome of a promise is left open: "I almost kept it"."""
        parts = [part for part in self.clauses(words) if not self.is_vow(part)]
        later = self._after_turn(words)
        if self.disclaims(words):
            return True
        decided = any(word in self._words["decisive"] for part in later for word in part)
        return any(self.doubts(part) for part in (later if decided else parts))

    def _deciding_clauses(self, words: Sequence[str]) -> list[Sequence[str]]:
        """Return the clauses by which the outcome is decided; vows are none of them."""
        known = self._words
        parts = [part for part in self.clauses(words) if not self.is_vow(part)]
        if len({self._polarity(part) for part in parts}) < 2:
            return parts
        decisive = [part for part in parts if any(word in known["decisive"] for word in part)] or parts
        # What comes after "but" is what happened, unless something else did before it too.
        later = self._after_turn(words)
        earlier = [part for part in decisive if not self.doubts(part) and part not in later]
        if later and not any(word in known["decisive"] for part in earlier for word in part):
            return later
        return parts if later and later[0][0] in known["negations"] else decisive

    def _after_turn(self, words: Sequence[str]) -> list[Sequence[str]]:
        """Return the clauses after the last "but"; vows are none of them."""
        turns = [at for at, word in enumerate(words) if word in self._words["turns"]]
        parts = self.clauses(words[turns[-1] + 1 :]) if turns and turns[-1] + 1 < len(words) else []
        return [part for part in parts if not self.is_vow(part)]

    def named(self, words: Sequence[str]) -> tuple[int, int] | None:
        """Return the range of words that name a promise: "call" in "my promise to call", or "first one"."""
        known = self._words
        nouns = known["words"] | known["stand_in"]
        for at in range(len(words) - 2):
            if words[at] in nouns and words[at + 1] in known["naming_alone"]:
                return at + 2, len(words)
        for at, (ordinal, noun) in enumerate(itertools.pairwise(words)):
            if ordinal in known["places"] and noun in nouns:
                return at, at + 2
        return None

    def is_own(self, words: Sequence[str]) -> bool:
        """Tell whether the speaker acted, alone or with the partner."""
        known = self._words
        parts = self.clauses(words)
        for number, part in enumerate(parts):
            third = (
                (part[0] in known["third"] and part[0] != "it")
                or part[0] in known["partners"]
                or part[0] in known["others"]
            )
            if third and not self.is_vow(part) and (number == 0 or self._has_outcome(part)):
                return False
        return not self._is_anothers(words)

    def turns(self, words: Sequence[str]) -> bool:
        """Tell whether the sentence takes a turn, as "but" does: "I kept it, but"."""
        return any(word in self._words["turns"] for word in words)

    def speaks_of_self(self, words: Sequence[str]) -> bool:
        """Tell whether the speaker is mentioned, alone or with the partner."""
        return any(word in self._words["first"] for word in words)

    def actor(self, words: Sequence[str]) -> str:
        """Return who is mentioned last: "self", "partner" or "other"; "" where no person is."""
        known = self._words
        for word in reversed(words):
            for who, names in (("self", "first"), ("partner", "partners"), ("other", "others")):
                if word in known[names]:
                    return who
        return ""

    def says_own(self, words: Sequence[str]) -> bool:
        """Tell whether a clause says what the speaker did about a promise."""
        known = self._words
        for part in self.clauses(words):
            acted = next((at for at, word in enumerate(part[:VERB_WITHIN_WORDS]) if word in known["decisive"]), 0)
            seen = any(word in known["objects"] or word in known["partners"] for word in part[:acted])
            if acted and part[0] in known["first"] and not seen and not self.is_vow(part):
                return True
        return False

    def is_partners(self, words: Sequence[str]) -> bool:
        """Tell whether the partner is mentioned, and no other person."""
        known = self._words
        return any(word in known["partners"] for word in words) and not any(word in known["others"] for word in words)

    def _is_anothers(self, words: Sequence[str]) -> bool:
        pairs = itertools.pairwise(words)
        return any(first in self._words["possessives"] and second in self._words["words"] for first, second in pairs)

    def clauses(self, words: Sequence[str]) -> list[Sequence[str]]:
        """Split at subjects and at words that join sentences."""
        known = self._words
        cuts = [0]
        for at, word in enumerate(words):
            person = word in known["partners"] or word in known["others"]
            if (at and word in known["subjects"]) or (person and self._has_outcome(words[at : at + VERB_WITHIN_WORDS])):
                cuts.append(at)
            elif word in known["joints"] and at:
                cuts.append(at + 1)
        cuts.append(len(words))
        parts = [words[start:end] for start, end in itertools.pairwise(cuts)]
        return [part for part in parts if any(word not in known["light"] or word in known["subjects"] for word in part)]

    def _has_outcome(self, part: Sequence[str]) -> bool:
        return any(word in self._words["outcomes"] for word in part[1:VERB_WITHIN_WORDS])

    def is_vow(self, part: Sequence[str]) -> bool:
        """Tell whether a clause is about making a promise, and not about its outcome."""
        for word in part[:VERB_WITHIN_WORDS]:
            if word in self._words["vows"]:
                return True
            if word in self._words["negations"] or word in self._words["failures"]:
                return False
        return False

    def _polarity(self, part: Sequence[str]) -> bool:
        """Tell whether a clause, read by itself, is about keeping a promise."""
        known = self._words
        named = next((at for at, word in enumerate(part) if word in known["words"]), len(part))
        if any(word in known["vices"] for word in part[:named]):
            return any(word in known["negations"] or word in known["leaving"] for word in part)
        return (self._denials(part) + self.failures(part)) % 2 == 0

    def _denials(self, part: Sequence[str]) -> int:
        """Return how often the outcome is negated: not by "the no phones promise", nor in "I broke two, not one"."""
        known = self._words
        telling = [at for at, word in enumerate(part) if word in known["decisive"] or word in known["failures"]]
        last = telling[-1] if telling else len(part)
        return sum(
            word in known["negations"] and at <= last + 1 and (not at or part[at - 1] not in known["naming_it"])
            for at, word in enumerate(part)
        )
