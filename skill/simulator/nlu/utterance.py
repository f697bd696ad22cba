"""An utterance with everything that was found in it, and the intent that is recognized from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from skill.handlers.feature import KEPT, MISSED
from skill.simulator.nlu.sample_matcher import Match
from skill.simulator.nlu.slots import Span
from skill.simulator.nlu.tokens import Token, spoken

SAFETY, MAKE = "SafetyIntent", "MakeCommitmentIntent"
OUTCOMES = frozenset((KEPT, MISSED))

CONCERN = "concern"
"""The slot of SAFETY that has the words in which danger was heard."""

UNSURE_SLOT = "unsure"
"""The slot of SKIP for a user who has no answer: "I don't know", "not yet"."""


@dataclass(frozen=True, slots=True)
class SlotValue:
    """The value of a slot."""

    spoken: str
    """The words of the utterance."""
    value: str
    """The value as Alexa sends it: text, digits, or an ISO 8601 date or time."""
    id: str | None = None
    """The id of the value of a custom type that it resolves to."""


@dataclass(frozen=True, slots=True)
class RecognizedIntent:
    """An intent, and the values of its filled slots."""

    intent: str
    slots: Mapping[str, SlotValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Utterance:
    """An utterance, and what the recognizer found in it."""

    text: str
    all_tokens: Sequence[Token]
    tokens: Sequence[Token]
    """Those that carry the request, without filler and politeness."""
    probabilities: Mapping[str, float]
    """The classifier's probability of each intent, the likeliest first."""
    values: Sequence[Span]
    """Every value of a slot type, overlapping ones too. Positions are those of `tokens`."""
    matches: Sequence[Match]
    """The interaction model's samples that fit, the best first."""
    today: str
    """The device's date in ISO 8601."""

    @property
    def all_words(self) -> list[str]:
        """The words of all tokens."""
        return [token.word for token in self.all_tokens]

    @property
    def words(self) -> list[str]:
        """The words that carry the request."""
        return [token.word for token in self.tokens]

    def value(self, span: Span) -> SlotValue:
        """Return a value that was found."""
        return SlotValue(spoken(self.text, self.tokens[span.start : span.end]), span.value, span.id)

    def free_text(self, start: int, end: int) -> SlotValue:
        """Return the words from one token up to another as the value of a slot for free text."""
        text = spoken(self.text, self.tokens[start:end], self.tokens[start - 1] if start else None)
        return SlotValue(text, text)
