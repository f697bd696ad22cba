"""Samples of the interaction model as patterns of words and slots, and the weight of each word in them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from skill.simulator.nlu.interaction_model import InteractionModel
from skill.simulator.nlu.slots import SEARCH_QUERY
from skill.simulator.nlu.tokens import Token, request, tokenise
from skill.simulator.nlu.vocabulary import Vocabulary

UNKNOWN_WEIGHT = 2.2
"""The weight of a word that no sample has."""

_MIN_WEIGHT, _MAX_WEIGHT = 0.15, 2.4
_MAX_LIGHT_WEIGHT = 0.3
_AMAZON_SLOT_WEIGHT, _CUSTOM_SLOT_WEIGHT = 1.0, 1.6


@dataclass(frozen=True, slots=True)
class Pattern:
    """One sample: its words in order, with slots among them."""

    intent: str
    text: str
    words: tuple[str, ...]
    keys: tuple[str, ...]
    """The words that stand for all synonyms; a slot is its type in braces."""
    slots: Mapping[int, str]
    """Slots by their position."""
    free: int | None
    """The position of a slot for free text."""

    @property
    def before(self) -> tuple[str, ...]:
        """The keys before the free text."""
        return self.keys[: self.free]

    @property
    def after(self) -> tuple[str, ...]:
        """The keys after the free text."""
        return self.keys[self.free + 1 :] if self.free is not None else ()


def pattern(intent: str, text: str, model: InteractionModel, vocabulary: Vocabulary) -> Pattern:
    """Return a sample as a pattern."""
    words, keys, slots, free = [], [], {}, None
    for place, token in enumerate(request(tokenise(text, vocabulary, sample=True), vocabulary)):
        if token.word.startswith("{"):
            slots[place] = token.word.strip("{}")
            slot_type = model.slot_type(intent, slots[place])
            free = place if slot_type == SEARCH_QUERY else free
            words.append(f"{{{slot_type}}}")
            keys.append(f"{{{slot_type}}}")
        else:
            words.append(token.word)
            keys.append(token.key)
    return Pattern(intent, text, tuple(words), tuple(keys), slots, free)


class Weights:
    """How much a word tells about the intent: the more, the fewer intents use it (inverse document frequency)."""

    def __init__(self, patterns: Sequence[Pattern], vocabulary: Vocabulary) -> None:
        self._light = vocabulary.meaning["light"]
        by_intent: dict[str, list[Pattern]] = defaultdict(list)
        for each in patterns:
            by_intent[each.intent].append(each)
        n_intents: dict[str, float] = defaultdict(float)
        for of_intent in by_intent.values():
            counts = Counter(key for each in of_intent for key in set(each.keys))
            for key, count in counts.items():  # an intent that uses a word in few samples counts in part
                n_intents[key] += min(1.0, 0.1 + 4 * count / len(of_intent))
        self._weights = {key: self._weight(key, log((len(by_intent) + 1) / n)) for key, n in n_intents.items()}

    def _weight(self, key: str, rarity: float) -> float:
        if key.startswith("{"):
            return _AMAZON_SLOT_WEIGHT if key.startswith("{AMAZON.") else _CUSTOM_SLOT_WEIGHT
        weight = min(_MAX_WEIGHT, max(_MIN_WEIGHT, rarity))
        return min(weight, _MAX_LIGHT_WEIGHT) if key in self._light else weight

    def __contains__(self, key: str) -> bool:
        return key in self._weights

    def __getitem__(self, key: str) -> float:
        weight = self._weights.get(key)
        if weight is not None:
            return weight
        return _MIN_WEIGHT if key in self._light else UNKNOWN_WEIGHT

    def is_light(self, key: str) -> bool:
        """Tell whether a word tells nothing by itself, such as "the"."""
        return key in self._light

    def of(self, tokens: Sequence[Token]) -> float:
        """Return the total weight of tokens."""
        return sum(self[token.key] for token in tokens)
