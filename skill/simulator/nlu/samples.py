"""The model's samples, made ready to be compared with what was said."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from skill.simulator.nlu.interaction_model import InteractionModel
from skill.simulator.nlu.slots import FREE
from skill.simulator.nlu.tokens import Token, request, tokenise
from skill.simulator.nlu.vocabulary import Vocabulary

UNKNOWN = 2.2
"""The weight of a word that no sample has."""
_LIGHT, _SLOT, _LIST = 0.15, 1.0, 1.6
_HEAVIEST, _LIGHTEST_OF_LIGHT = 2.4, 0.3


@dataclass(frozen=True, slots=True)
class Pattern:
    """One sample: its words in order, with slots among them."""

    intent: str
    text: str
    words: tuple[str, ...]
    keys: tuple[str, ...]
    """The words that stand for them; a slot is its type in braces."""
    slots: Mapping[int, str]
    """Which slot stands at which place."""
    free: int | None
    """The place of a slot for free words."""

    @property
    def before(self) -> tuple[str, ...]:
        """The keys before the free words."""
        return self.keys[: self.free]

    @property
    def after(self) -> tuple[str, ...]:
        """The keys after the free words."""
        return self.keys[self.free + 1 :] if self.free is not None else ()


def pattern(intent: str, text: str, grammar: InteractionModel, vocabulary: Vocabulary) -> Pattern:
    """Return a sample made ready."""
    words, keys, slots, free = [], [], {}, None
    for place, token in enumerate(request(tokenise(text, vocabulary, sample=True), vocabulary)):
        if token.word.startswith("{"):
            slots[place] = token.word.strip("{}")
            kind = grammar.slot_type(intent, slots[place])
            free = place if kind == FREE else free
            words.append(f"{{{kind}}}")
            keys.append(f"{{{kind}}}")
        else:
            words.append(token.word)
            keys.append(token.key)
    return Pattern(intent, text, tuple(words), tuple(keys), slots, free)


class Weights:
    """How much a word says about the intent: the fewer intents use it, the more."""

    def __init__(self, patterns: Sequence[Pattern], vocabulary: Vocabulary) -> None:
        self._light = vocabulary.meaning["light"]
        by_intent: dict[str, list[Pattern]] = defaultdict(list)
        for one in patterns:
            by_intent[one.intent].append(one)
        spread: Counter[str] = Counter()
        for of_intent in by_intent.values():
            counts = Counter(key for one in of_intent for key in set(one.keys))
            for key, count in counts.items():
                spread[key] += min(1.0, 0.1 + 4 * count / len(of_intent))  # type: ignore[assignment]  # shares add up
        self._weights = {key: min(_HEAVIEST, max(_LIGHT, log((len(by_intent) + 1) / n))) for key, n in spread.items()}
        for key in self._weights:
            if key.startswith("{"):
                self._weights[key] = _SLOT if key.startswith("{AMAZON.") else _LIST
            elif key in self._light:
                self._weights[key] = min(self._weights[key], _LIGHTEST_OF_LIGHT)

    def __contains__(self, key: str) -> bool:
        return key in self._weights

    def __getitem__(self, key: str) -> float:
        known = self._weights.get(key)
        if known is not None:
            return known
        return _LIGHT if key in self._light else UNKNOWN

    def is_light(self, key: str) -> bool:
        """Tell whether a word says nothing by itself."""
        return key in self._light

    def of(self, tokens: Sequence[Token]) -> float:
        """Return the weight of several words."""
        return sum(self[token.key] for token in tokens)
