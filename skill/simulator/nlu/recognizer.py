"""Recognizer: from an utterance to an intent with slots, as Alexa's natural language understanding does, offline.

The interaction model is the grammar, as it is for Alexa; the words of the language come from a folder such as en/.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from skill.handlers.feature import NO, SKIP, YES
from skill.handlers.moment_table import MOMENTS
from skill.handlers.role import ROLE_INTENT
from skill.listening.safety import CLEAR, Concern, assess
from skill.simulator.nlu.builtin_utterances import FALLBACK, BuiltinUtterances
from skill.simulator.nlu.classifier import classifier
from skill.simulator.nlu.evidence import Evidence
from skill.simulator.nlu.intent_resolver import CLEAR_PROBABILITY, IntentResolver, exact_matches
from skill.simulator.nlu.interaction_model import InteractionModel
from skill.simulator.nlu.polarity import PolarityAnalyzer
from skill.simulator.nlu.sample_matcher import WHOLE_SCORE, Matcher
from skill.simulator.nlu.samples import Weights, pattern
from skill.simulator.nlu.short_answers import ShortAnswers
from skill.simulator.nlu.slot_filler import SlotFiller
from skill.simulator.nlu.slots import NUMBER, SEARCH_QUERY, Span
from skill.simulator.nlu.tokens import MAX_UTTERANCE_CHARS, Token, request, tokenise
from skill.simulator.nlu.utterance import CONCERN, SAFETY, UNSURE_SLOT, RecognizedIntent, SlotValue, Utterance
from skill.simulator.nlu.value_finder import ValueFinder, outermost
from skill.simulator.nlu.vocabulary import Vocabulary

Elicit = tuple[str, str]
"""The intent and the slot that the skill asked for."""

_MAX_ASSESSED_CHARS = 2_000
"""Characters of an utterance in which danger is looked for."""

_ANSWER_SCORE = 0.8
"""From this score on, a sample of the slot that was asked for is the answer."""

_MAX_EXTRA_WEIGHT, _MAX_EXTRA_WEIGHT_OF_LISTED = 1.5, 3.0
"""The weight of other words beside a value that still is the answer: of Amazon's types, and of custom types."""


class Recognizer:
    """Recognizes the intents of one interaction model."""

    @classmethod
    @cache
    def of(cls, model: InteractionModel) -> "Recognizer":
        """Return the recognizer of a model; it is built once, as a model has thousands of samples."""
        return cls(model)

    def __init__(self, model: InteractionModel) -> None:
        self._model = model
        self._vocabulary = vocabulary = Vocabulary.of(model.locale)
        self._polarity = polarity = PolarityAnalyzer(vocabulary)
        self._builtins = BuiltinUtterances(vocabulary, polarity)
        self._evidence = Evidence(vocabulary)
        self._short_answers = ShortAnswers(vocabulary, polarity)
        self._classifier = classifier(model.locale)
        patterns = [pattern(sample.intent, sample.text, model, vocabulary) for sample in model.samples]
        self._weights = weights = Weights(patterns, vocabulary)
        answer_patterns = {
            (intent, slot): [pattern(intent, text, model, vocabulary) for text in model.slot_samples(intent, slot)]
            for intent in model.intents
            for slot in model.slots_of(intent)
        }
        all_patterns = [*patterns, *(each for of_slot in answer_patterns.values() for each in of_slot)]
        keys = {word: key for each in all_patterns for word, key in zip(each.words, each.keys, strict=True)}
        keys |= {word: key for word, key in vocabulary.same.items() if key in weights}
        keys = {word: key for word, key in keys.items() if word.isalpha()}
        self._matcher = Matcher(patterns, weights, keys)
        self._answer_matchers = {elicit: Matcher(of_slot, weights, keys) for elicit, of_slot in answer_patterns.items()}
        self._value_finder = ValueFinder(model, vocabulary, self._matcher, weights)
        self._slot_filler = SlotFiller(model, vocabulary, polarity)
        self._resolver = IntentResolver(vocabulary, polarity, self._evidence, self._slot_filler)

    def recognize(self, text: str, *, now: datetime, elicit: Elicit | None = None) -> RecognizedIntent:
        """Return the intent of an utterance, FALLBACK where none is recognized. `now` is the device's clock (aware)."""
        all_tokens = tokenise(text, self._vocabulary)
        if not all_tokens:
            return RecognizedIntent(FALLBACK)
        is_free = elicit is not None and self._model.slot_type(*elicit) == SEARCH_QUERY
        concern = assess(self._model.locale, text[:_MAX_ASSESSED_CHARS])
        if concern in CLEAR or (
            concern == Concern.MAYBE and not self._is_sample(request(all_tokens, self._vocabulary), now)
        ):
            intent, slot = elicit if elicit and is_free else (SAFETY, CONCERN)
            words = text[:_MAX_ASSESSED_CHARS]
            return RecognizedIntent(intent, {slot: SlotValue(words, words)})  # the skill assesses the words itself
        probabilities = self._probabilities(all_tokens)
        if len(text) > MAX_UTTERANCE_CHARS and not is_free:
            return RecognizedIntent(FALLBACK)
        text = text[:MAX_UTTERANCE_CHARS]
        number = self._asked_number(text, all_tokens, elicit) if elicit else None
        if number is not None:
            return number
        tokens = request(all_tokens, self._vocabulary)
        values = self._value_finder.find(tokens, now)
        matches = self._matcher.matches(tokens, values)
        today = now.date().isoformat()
        return self._choose(Utterance(text, all_tokens, tokens, probabilities, values, matches, today), elicit)

    def _choose(self, utterance: Utterance, elicit: Elicit | None) -> RecognizedIntent:
        """Return the intent: "I don't know", then Amazon's own intents, then an answer or else the whole utterance."""
        if exact_matches(utterance.matches, UNSURE_SLOT):
            return self._slot_filler.fill(utterance, SKIP)
        builtin = self._builtins.match(utterance.all_words, utterance.words)
        if builtin:
            return RecognizedIntent(builtin)
        if elicit and self._model.slot_type(*elicit) == SEARCH_QUERY:
            return self._free_text(utterance, elicit)
        recognized = self._slot_answer(utterance, elicit) if elicit else self._resolver.resolve(utterance)
        if recognized.intent != FALLBACK and recognized.intent not in (*MOMENTS, ROLE_INTENT):
            return recognized
        answer = self._short_answer(utterance)  # "no, I lied again" answers a question with its reason
        return answer if answer.intent in (YES, NO) or recognized.intent == FALLBACK else recognized

    def _is_sample(self, tokens: Sequence[Token], now: datetime) -> bool:
        """Tell whether the words are a whole sample of an intent, which Alexa takes for just that."""
        values = self._value_finder.find(tokens, now)
        return any(match.pattern.intent != SAFETY for match in exact_matches(self._matcher.matches(tokens, values)))

    def _probabilities(self, tokens: Sequence[Token]) -> Mapping[str, float]:
        words = [token.word for token in tokens]
        return self._classifier.probabilities(words, self._polarity.features(words))

    def _short_answer(self, utterance: Utterance) -> RecognizedIntent:
        """Return a yes, a no or an "I don't know" with more after it ("no, I forgot to text"), or else FALLBACK."""
        words = utterance.all_words
        intent = self._short_answers.match(words)
        if intent == SKIP:
            unsure = self._model.values(self._model.slot_type(SKIP, UNSURE_SLOT))[0]
            return RecognizedIntent(SKIP, {UNSURE_SLOT: SlotValue(utterance.text, unsure.name, unsure.id)})
        evident = [answer for answer in (YES, NO) if self._evidence.holds(f"{answer} with more", words)]
        return RecognizedIntent(intent or (evident[0] if len(evident) == 1 else FALLBACK))

    def _asked_number(self, text: str, tokens: Sequence[Token], elicit: Elicit) -> RecognizedIntent | None:
        """Return the number that was asked for, whatever else is said with it; None where it may be no answer."""
        intent, slot = elicit
        asked = f"{intent}.{slot} asked"
        if not self._evidence.needed(asked) or not self._evidence.holds(asked, [token.word for token in tokens]):
            return None
        number = self._resolver.number_in(text, tokens)
        return RecognizedIntent(intent, {slot: number}) if number else None

    def _slot_answer(self, utterance: Utterance, elicit: Elicit) -> RecognizedIntent:
        """Return the answer where a number, a day or a listed value was asked for, or else another intent."""
        intent, slot = elicit
        matches = self._answer_matchers[elicit].matches(utterance.tokens, utterance.values)
        if matches and matches[0].score >= _ANSWER_SCORE and slot in matches[0].spans:
            spans = matches[0].spans
            return RecognizedIntent(intent, {name: utterance.value(span) for name, span in spans.items()})
        slot_type = self._model.slot_type(*elicit)
        homophone = self._homophone(utterance) if slot_type == NUMBER else None
        if homophone:
            return RecognizedIntent(intent, {slot: homophone})
        recognized = self._resolver.resolve(utterance, CLEAR_PROBABILITY)
        if recognized.intent != FALLBACK and (recognized.intent != intent or slot in recognized.slots):
            return recognized
        values = outermost([value for value in utterance.values if value.kind == slot_type])
        if recognized.intent == intent and _is_one(values):
            return RecognizedIntent(intent, {**recognized.slots, slot: utterance.value(values[0])})
        if self._evidence.needed(f"{intent}.{slot} asked"):  # "both of us" is no rating of two
            collective = self._vocabulary.tables["numbers"]["also"]
            values = [value for value in values if utterance.words[value.start] not in collective]
        if _is_one(values) and self._is_mostly(utterance, values, slot_type):
            return RecognizedIntent(intent, {slot: utterance.value(values[0])})
        return self._resolver.resolve(utterance)

    def _homophone(self, utterance: Utterance) -> SlotValue | None:
        """Return the number that the last word sounds like ("to" for two), where no other word says anything."""
        word = utterance.words[-1]
        number = self._vocabulary.tables["numbers"]["alike"].get(word)
        if number is None or not all(self._weights.is_light(token.key) for token in utterance.tokens):
            return None
        return SlotValue(word, str(number))

    def _is_mostly(self, utterance: Utterance, values: Sequence[Span], slot_type: str) -> bool:
        """Tell whether little is said beside these values."""
        other_tokens = [
            token
            for position, token in enumerate(utterance.tokens)
            if not any(value.start <= position < value.end for value in values)
        ]
        limit = _MAX_EXTRA_WEIGHT if slot_type.startswith("AMAZON.") else _MAX_EXTRA_WEIGHT_OF_LISTED
        return self._weights.of(other_tokens) <= limit

    def _free_text(self, utterance: Utterance, elicit: Elicit) -> RecognizedIntent:
        """Return the free text that was asked for, unless the utterance clearly is a question or another request."""
        intent, slot = elicit
        if self._polarity.is_asked(utterance.words):
            recognized = self._resolver.resolve(utterance)
            if recognized.intent != FALLBACK:
                return recognized
        for match in utterance.matches:
            if match.score >= WHOLE_SCORE and (match.free is None or match.pattern.intent == intent):
                return self._slot_filler.fill(utterance, match.pattern.intent)
        answers = self._answer_matchers[elicit].matches(utterance.tokens, utterance.values)
        carriers = [match for match in answers if match.free and 0 in match.used]
        whole = carriers[0].free if carriers and carriers[0].score >= WHOLE_SCORE else None
        return RecognizedIntent(intent, {slot: utterance.free_text(*(whole or (0, len(utterance.tokens))))})


def _is_one(values: Sequence[Span]) -> bool:
    return len({value.value for value in values}) == 1
