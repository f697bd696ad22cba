"""Slot filling: which of an utterance's values, and which of its words, an intent's slots take."""

from collections.abc import Sequence

from skill.simulator.nlu.interaction_model import InteractionModel
from skill.simulator.nlu.polarity import PolarityAnalyzer
from skill.simulator.nlu.sample_matcher import EXACT_SCORE, Match
from skill.simulator.nlu.slots import DATE, NUMBER, SEARCH_QUERY, TIME, Span
from skill.simulator.nlu.utterance import OUTCOMES, RecognizedIntent, SlotValue, Utterance
from skill.simulator.nlu.value_finder import outermost
from skill.simulator.nlu.vocabulary import Vocabulary

_SLOTTED_SCORE = 0.5
"""From this score on, a sample tells where its slots are."""

_CLOSE_SCORE = 0.05
"""A sample may score so much less than the best one, if it leaves fewer words to the free text."""

_COUNTED_WITHIN_WORDS = 3
"""What a number counts is said in so many words after it."""

FreeText = tuple[int, int] | None
"""The range of tokens that are free text; None where there is none."""


class SlotFiller:
    """Fills the slots of one interaction model's intents."""

    def __init__(self, model: InteractionModel, vocabulary: Vocabulary, polarity: PolarityAnalyzer) -> None:
        self._model, self._vocabulary, self._polarity = model, vocabulary, polarity

    def fill(self, utterance: Utterance, intent: str) -> RecognizedIntent:
        """Return an intent with its slots: as the best sample has them, then values that no sample has there."""
        slot_by_type: dict[str, str] = {}
        for name in self._model.slots_of(intent):
            slot_by_type.setdefault(self._model.slot_type(intent, name), name)
        match = _closest(
            [each for each in utterance.matches if each.pattern.intent == intent and each.score >= _SLOTTED_SCORE]
        )
        slots = {name: utterance.value(span) for name, span in match.spans.items()} if match else {}
        free_text = match.free if match else None
        if SEARCH_QUERY in slot_by_type:
            free_text = free_text or self._polarity.named(utterance.words)
            slots |= self._free_text(utterance, intent, slot_by_type[SEARCH_QUERY], free_text)
        taken = list(match.spans.values()) if match else []
        for value in self._loose_values(utterance, intent, match, free_text):
            name = slot_by_type.get(value.kind, "")
            if name and name not in slots and not any(value.overlaps(other) for other in taken):
                slots[name] = utterance.value(value)
                taken.append(value)
        return RecognizedIntent(intent, slots)

    def _free_text(self, utterance: Utterance, intent: str, slot: str, free_text: FreeText) -> dict[str, SlotValue]:
        """Return the slot for free text, and that of a day at its end: "my promise to call last night"."""
        if not free_text:
            return {}
        start, end = free_text
        date_slots = [name for name in self._model.slots_of(intent) if self._model.slot_type(intent, name) == DATE]
        dates = outermost([value for value in utterance.values if value.kind == DATE])
        past_days = [value for value in dates if is_day(value) and value.value <= utterance.today]
        last = next((day for day in past_days if start < day.start and day.end == end), None)
        if date_slots and last:
            return {date_slots[0]: utterance.value(last), slot: utterance.free_text(start, last.start)}
        return {slot: utterance.free_text(start, end)}

    def _loose_values(
        self, utterance: Utterance, intent: str, match: Match | None, free_text: FreeText
    ) -> Sequence[Span]:
        """Return the values that fill a slot although no sample has one there, the first and longest first."""
        exact_words = match.used if match and match.score >= EXACT_SCORE else frozenset()
        loose = [
            value
            for value in utterance.values
            if not (free_text and value.start < free_text[1] and value.end > free_text[0])
            and self._is_loose(utterance, intent, value)
            and not _is_period_of_sample(value, exact_words)
        ]
        return sorted(loose, key=lambda value: (value.start, -value.end))

    def _is_loose(self, utterance: Utterance, intent: str, value: Span) -> bool:
        """Tell whether a value outside free text is one that is told, and not a part of other words."""
        if value.kind == NUMBER:
            # "I called two times, as I promised" counts calls; "I kept all two of my promises" counts promises.
            counted = utterance.words[value.end : value.end + _COUNTED_WITHIN_WORDS]
            inside = any(other.start <= value.start and value.end < other.end for other in utterance.values)
            return not inside and (intent not in OUTCOMES or self._polarity.names_promise(counted))
        if value.kind == TIME and not value.is_plain:
            # "Make it seven" says a time; "one reminder" does not.
            return any(word in self._vocabulary.before_time for word in utterance.words[: value.start][-1:])
        return value.kind != DATE or is_day(value) or "span" in self._model.slots_of(intent)


def is_day(value: Span) -> bool:
    """Tell whether an AMAZON.DATE value is one day, and not a week, a month or a longer period."""
    return "W" not in value.value and len(value.value) > len("2026-11")


def _is_period_of_sample(value: Span, exact_words: frozenset[int]) -> bool:
    """Tell whether a period, such as "this week", is among the words of a sample that was said word for word."""
    return value.kind == DATE and not is_day(value) and exact_words.issuperset(range(value.start, value.end))


def _closest(matches: Sequence[Match]) -> Match | None:
    """Return the sample that fits closest: in "I promise to call", "to" is the sample's and not the promise's."""
    best = max(matches, key=lambda match: match.score, default=None)
    if best is None or best.free is None:
        return best
    close = [(match.free[0], match) for match in matches if match.free and match.score >= best.score - _CLOSE_SCORE]
    return max(close, key=lambda pair: pair[0])[1]
