"""Intent of a whole utterance: exact samples, the classifier's likeliest intent, and the evidence a write needs."""

from collections.abc import Sequence

from skill.handlers.feature import KEPT, MISSED
from skill.simulator.nlu.asked_number import asked_number
from skill.simulator.nlu.builtin_utterances import FALLBACK
from skill.simulator.nlu.evidence import Evidence
from skill.simulator.nlu.polarity import PolarityAnalyzer
from skill.simulator.nlu.sample_matcher import EXACT_SCORE, WHOLE_SCORE, Match
from skill.simulator.nlu.slot_filler import SlotFiller
from skill.simulator.nlu.slots import NUMBER
from skill.simulator.nlu.tokens import Token, spoken
from skill.simulator.nlu.utterance import MAKE, OUTCOMES, SAFETY, RecognizedIntent, SlotValue, Utterance
from skill.simulator.nlu.vocabulary import Vocabulary
from skill.simulator.nlu.vows import Vows

MIN_PROBABILITY = 0.3
"""The least probability of the likeliest intent that is taken."""

CLEAR_PROBABILITY = 0.6
"""The same for one or two words, and where the skill asked for something else."""

_CARRIER_PROBABILITY = 0.03
"""The least probability of an intent whose carrier phrase is said word for word."""

_MAX_OPPOSITE_RATIO = 0.4
"""The greatest ratio of the opposite outcome's probability to an outcome's that leaves it in no doubt."""

_SAMPLE_SCORE = 0.9
"""From this score on, a sample of an intent is evidence for it."""


class IntentResolver:
    """Resolves utterances that are no answer to a question."""

    def __init__(
        self, vocabulary: Vocabulary, polarity: PolarityAnalyzer, evidence: Evidence, slot_filler: SlotFiller
    ) -> None:
        self._tables, self._polarity, self._evidence = vocabulary.tables, polarity, evidence
        self._slot_filler, self._vows = slot_filler, Vows(vocabulary, polarity)

    def resolve(self, utterance: Utterance, min_probability: float = MIN_PROBABILITY) -> RecognizedIntent:
        """Return the intent with its slots; FALLBACK where none is likely enough or evident enough."""
        size = len(utterance.tokens)
        if any(value.kind == NUMBER and value.end - value.start == size for value in utterance.values):
            return RecognizedIntent(FALLBACK)  # a bare number means nothing where none was asked for
        exact = exact_matches(utterance.matches)
        if exact:
            return self._from_sample(utterance, exact)
        intent, probability = next(pair for pair in utterance.probabilities.items() if pair[0] != SAFETY)
        carried = self._carried(utterance, intent)
        if carried:
            return self._slot_filler.fill(utterance, carried)
        if intent in OUTCOMES:
            intent = self._outcome(utterance, intent)
        if size <= 2:  # two words that no sample has say little
            min_probability = max(min_probability, CLEAR_PROBABILITY)
        if probability < min_probability:
            return RecognizedIntent(FALLBACK)
        return self._with_evidence(utterance, self._slot_filler.fill(utterance, intent))

    def _from_sample(self, utterance: Utterance, exact: Sequence[Match]) -> RecognizedIntent:
        """Return the intent of a sample that was said; as with Alexa, one without slots goes before one with slots."""
        match = min(exact, key=lambda each: len(each.spans))
        intent = match.pattern.intent
        recognized = self._slot_filler.fill(utterance, intent) if match.spans else RecognizedIntent(intent)
        # A sample in other words may not mean the same: "i missed him" is not "i failed him".
        is_literal = list(match.pattern.words) == utterance.all_words
        return recognized if is_literal else self._with_evidence(utterance, recognized)

    def _carried(self, utterance: Utterance, likeliest: str) -> str | None:
        """Return the intent whose carrier phrase begins the utterance word for word, where the classifier allows it.

        The classifier knows nothing of the words of a free-text slot; Alexa goes by the carrier phrase.
        """
        carriers = [
            match for match in utterance.matches if match.free and match.score >= WHOLE_SCORE and 0 in match.used
        ]
        best = max(carriers, key=lambda match: (len(match.used), match.score), default=None)
        if best is None or best.pattern.intent in OUTCOMES or likeliest not in (*OUTCOMES, FALLBACK):
            return None
        intent, words = best.pattern.intent, utterance.all_words
        allowed = utterance.probabilities[intent] >= _CARRIER_PROBABILITY and self._evidence.holds(intent, words)
        return intent if allowed and not self._vows.tells_outcome(words) else None

    def _outcome(self, utterance: Utterance, intent: str) -> str:
        """Return what the words tell of a promise: KEPT, MISSED, MAKE, or FALLBACK where the outcome is in doubt."""
        words = utterance.all_words
        repeated = self._vows.outcome(words)
        if repeated is not None:
            return KEPT if repeated else MISSED
        if self._vows.only_vows(words):
            return MAKE
        plainly_kept = self._polarity.plainly_kept(words)
        if plainly_kept is not None:
            return KEPT if plainly_kept else MISSED
        if self._polarity.clause_outcomes(words) == {intent == MISSED}:
            return FALLBACK  # no outcome is logged the wrong way by a guess
        opposite = MISSED if intent == KEPT else KEPT
        in_doubt = utterance.probabilities[opposite] > _MAX_OPPOSITE_RATIO * utterance.probabilities[intent]
        return FALLBACK if in_doubt else intent

    def _with_evidence(self, utterance: Utterance, recognized: RecognizedIntent) -> RecognizedIntent:
        """Return what was recognized, without slots that lack evidence; FALLBACK where the intent itself lacks it."""
        intent, words = recognized.intent, utterance.all_words
        for slot in ("rating", "role"):
            if slot in recognized.slots and not self._evidence.holds(f"{intent}.{slot}", words):
                stands_alone = slot == "rating" or self._evidence.holds(f"{intent} without {slot}", words)
                others = {name: value for name, value in recognized.slots.items() if name != slot}
                return RecognizedIntent(intent, others) if stands_alone else RecognizedIntent(FALLBACK)
        if "rating" in recognized.slots:
            rating = self.number_in(utterance.text, utterance.all_tokens) or recognized.slots["rating"]
            recognized = RecognizedIntent(intent, {**recognized.slots, "rating": rating})
        fits = any(match.pattern.intent == intent and match.score >= _SAMPLE_SCORE for match in utterance.matches)
        if not self._evidence.needed(intent) or self._evidence.holds(intent, words, fits=fits):
            return recognized
        return RecognizedIntent(FALLBACK)

    def number_in(self, text: str, tokens: Sequence[Token]) -> SlotValue | None:
        """Return the one number that is meant ("?" for several that differ); None where none is said."""
        number = asked_number([token.word for token in tokens], self._tables)
        if number is None:
            return None
        start, end, digits = number
        return SlotValue(spoken(text, tokens[start:end]), digits)


def exact_matches(matches: Sequence[Match], slot: str | None = None) -> list[Match]:
    """Return the samples that were said word for word; with `slot`, only those that have it."""
    exact = [match for match in matches if match.score >= EXACT_SCORE and match.free is None]
    return [match for match in exact if slot in match.spans] if slot else exact
