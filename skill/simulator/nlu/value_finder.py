"""Values of slot types in an utterance: numbers, dates and times, and the listed values of custom types."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from skill.simulator.nlu.interaction_model import InteractionModel
from skill.simulator.nlu.sample_matcher import Matcher
from skill.simulator.nlu.samples import Weights
from skill.simulator.nlu.slots import DATE, Span, spans
from skill.simulator.nlu.tokens import Token, tokenise
from skill.simulator.nlu.vocabulary import Phrase, Vocabulary

NameAndId = tuple[str, str]


class ValueFinder:
    """Finds the values of one interaction model."""

    def __init__(self, model: InteractionModel, vocabulary: Vocabulary, matcher: Matcher, weights: Weights) -> None:
        self._vocabulary, self._matcher = vocabulary, matcher
        self._by_words: dict[str, dict[Phrase, NameAndId]] = defaultdict(dict)
        """By slot type, then by the words of a value or a synonym."""
        self._by_keys: dict[str, dict[Phrase, NameAndId]] = defaultdict(dict)
        """By slot type, then by synonymous keys: "my data" is found for "my information".

        Light words alone, as in "me", are not in it: "us" is another value.
        """
        slot_types = (model.slot_type(intent, slot) for intent in model.intents for slot in model.slots_of(intent))
        for slot_type in dict.fromkeys(slot_types):
            for value in model.values(slot_type):
                for text in (value.name, *value.synonyms):
                    tokens = tokenise(text, vocabulary)
                    words, keys = tuple(token.word for token in tokens), tuple(token.key for token in tokens)
                    self._by_words[slot_type].setdefault(words, (value.name, value.id))
                    if not all(map(weights.is_light, keys)):
                        self._by_keys[slot_type].setdefault(keys, (value.name, value.id))

    def find(self, tokens: Sequence[Token], now: datetime) -> tuple[Span, ...]:
        """Return all values, overlapping ones too; a negated day ("not on monday") only where no other is named."""
        words = [token.word for token in tokens]
        values = [*spans(words, self._vocabulary, now), *self._listed(words, tokens)]
        values = [value for value in values if not any(value.is_part_of_day_in(other) for other in values)]
        days = [value for value in values if value.kind == DATE]
        negated = [day for day in days if "not" in self._words_before(words, day)]
        return tuple(value for value in values if value not in negated or len(negated) == len(days))

    def _listed(self, words: Sequence[str], tokens: Sequence[Token]) -> list[Span]:
        """Return the longest value of each custom type at each position."""
        keys = [key for key, _ in self._matcher.fuzzy_tokens(tokens)]
        found = []
        for slot_type, by_words in self._by_words.items():
            by_keys = self._by_keys[slot_type]
            longest = max(map(len, by_words))
            for start in range(len(keys)):
                for end in range(min(start + longest, len(keys)), start, -1):
                    value = by_words.get(tuple(words[start:end])) or by_keys.get(tuple(keys[start:end]))
                    if value:
                        found.append(Span(slot_type, start, end, *value))
                        break
        return found

    def _words_before(self, words: Sequence[str], day: Span) -> Sequence[str]:
        """Return the word before a day, and the one before that too in "not on monday"."""
        prepositions = self._vocabulary.tables["dates"]["before"]
        size = 2 if day.start > 1 and words[day.start - 1] in prepositions else 1
        return words[max(0, day.start - size) : day.start]


def outermost(values: Sequence[Span]) -> list[Span]:
    """Return the values that lie in no other one, in order."""
    inner = [
        value
        for value in values
        if any(other.start <= value.start and value.end <= other.end and other != value for other in values)
    ]
    return sorted((value for value in values if value not in inner), key=lambda value: value.start)
