"""What was meant by what was said: a stand-in for Alexa's own understanding, without a network.

The interaction model is the only grammar, as it is for Alexa; the words of the language come from a file of their own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from skill.hosts.hearing.alarm import Alarm
from skill.hosts.hearing.builtins import Builtins
from skill.hosts.hearing.cues import Cues
from skill.hosts.hearing.grammar import Grammar
from skill.hosts.hearing.judge import Judge
from skill.hosts.hearing.matching import Match, Matcher
from skill.hosts.hearing.meaning import Meaning
from skill.hosts.hearing.patterns import Weights, pattern
from skill.hosts.hearing.sense import Sense
from skill.hosts.hearing.slots import DATE, FREE, NUMBER, Span, spans
from skill.hosts.hearing.tokens import LONGEST, Token, request, spoken, tokenise
from skill.hosts.hearing.vocabulary import Phrase, Vocabulary

FALLBACK, SAFETY = "AMAZON.FallbackIntent", "SafetyIntent"

_ALARM_WITHIN = 2_000
"""Characters in which a matter of safety is still listened for."""
_ANSWER, _PLAIN, _WHOLE = 0.8, 0.78, 0.93
"""How well a sample fits that answers what was asked, or that says something else meanwhile."""


@dataclass(frozen=True, slots=True)
class SlotValue:
    """What was heard in a slot."""

    spoken: str
    """As it was said."""
    value: str
    """As Alexa would send it: text, digits, or an ISO 8601 date or time."""
    id: str | None = None
    """The id of the value of a custom type that it stands for."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An intent, and what was heard in its slots."""

    intent: str
    slots: Mapping[str, SlotValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Said:
    """An utterance, and all that could be heard in it."""

    text: str
    tokens: Sequence[Token]
    values: Sequence[Span]
    matches: Sequence[Match]
    today: str
    """The device's day in ISO 8601."""


class Understanding:
    """Understands one locale."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._vocabulary = vocabulary = Vocabulary.of(grammar.locale)
        self._meaning = meaning = Meaning(vocabulary)
        self._alarm, self._builtins = Alarm(vocabulary), Builtins(vocabulary, meaning)
        patterns = [pattern(one.intent, one.text, grammar, vocabulary) for one in grammar.samples]
        weights = Weights(patterns, vocabulary)
        known = {word: key for one in patterns for word, key in zip(one.words, one.keys, strict=True)}
        known |= {word: key for word, key in vocabulary.same.items() if key in weights}
        known = {word: key for word, key in known.items() if word.isalpha()}
        self._matcher = Matcher(patterns, weights, known)
        cues = Cues(vocabulary)
        self._judge = Judge(Sense(meaning, weights, cues), weights, cues, grammar)
        self._weights = weights
        self._answers = {
            (intent, slot): Matcher(
                [pattern(intent, text, grammar, vocabulary) for text in grammar.slot_samples(intent, slot)],
                weights,
                known,
            )
            for intent in grammar.intents
            for slot in grammar.slots_of(intent)
        }
        self._listed: dict[str, dict[Phrase, tuple[str, str]]] = {}
        for intent in grammar.intents:
            for slot in grammar.slots_of(intent):
                self._list(grammar.slot_type(intent, slot))

    def understand(self, utterance: str, *, now: datetime, elicit: tuple[str, str] | None = None) -> Heard:
        """Return what was meant. `now` is the device's clock; `elicit` the intent and slot that were asked for."""
        text = utterance[:LONGEST]
        said = tokenise(text, self._vocabulary)
        if not said:
            return Heard(FALLBACK)
        if self._alarm.sounds([token.word for token in self._all(utterance)]):
            return Heard(SAFETY)
        tokens = request(said, self._vocabulary)
        is_free = elicit is not None and self._grammar.slot_type(*elicit) == FREE
        if len(utterance) > LONGEST and not is_free:
            return Heard(FALLBACK)
        builtin = self._builtins.heard([token.word for token in said], [token.word for token in tokens])
        if builtin:
            return Heard(builtin)
        values = self._values(tokens, now)
        heard = _Said(text, tokens, values, self._matcher.matches(tokens, values), now.date().isoformat())
        if elicit is None:
            return self._told(heard)
        return self._freely(heard, elicit) if is_free else self._answered(heard, elicit)

    def _told(self, said: _Said) -> Heard:
        best = self._judge.best(said.tokens, said.matches, self._room(said.values), said.values)
        if best is None:
            words = [token.word for token in tokenise(said.text, self._vocabulary)]
            elsewhere = any(self._weights.is_elsewhere(token.key) for token in said.tokens)
            answer = None if elsewhere else self._builtins.begins(words)
            return Heard(self._builtins.ends(words) or answer or FALLBACK)
        return self._filled(said, best)

    def _answered(self, said: _Said, elicit: tuple[str, str]) -> Heard:
        """Understand what is said where a number, a day or a value of a list was asked for."""
        intent, slot = elicit
        kind = self._grammar.slot_type(intent, slot)
        tokens, values = said.tokens, said.values
        fitting = self._answers[elicit].matches(tokens, values)
        if fitting and fitting[0].score >= _ANSWER and slot in fitting[0].spans:
            return Heard(intent, {slot: self._value(said, fitting[0].spans[slot])})
        alike = self._vocabulary.tables["numbers"]["alike"].get(tokens[-1].word) if kind == NUMBER else None
        if alike is not None and all(self._weights.is_light(token.key) for token in tokens):
            return Heard(intent, {slot: SlotValue(tokens[-1].word, str(alike))})
        told = self._told(replace(said, matches=[one for one in said.matches if one.score >= _PLAIN]))
        if told.intent != FALLBACK and (told.intent != intent or slot in told.slots):
            return told
        spans_ = self._widest([one for one in values if one.kind == kind])
        others = [token for at, token in enumerate(tokens) if not any(one.start <= at < one.end for one in spans_)]
        if len({one.value for one in spans_}) == 1 and self._weights.of(others) <= 1.5 * self._patience(kind):
            return Heard(intent, {slot: self._value(said, spans_[0])})
        return self._told(said)

    def _freely(self, said: _Said, elicit: tuple[str, str]) -> Heard:
        """Understand what is said where free words were asked for: they are the answer, unless they clearly are not."""
        intent, slot = elicit
        if self._meaning.is_asked([token.word for token in said.tokens]):
            asked = self._told(said)
            if asked.intent != FALLBACK:
                return asked
        clear = [
            one for one in said.matches if one.score >= _WHOLE and (one.free is None or one.pattern.intent == intent)
        ]
        best = self._judge.clearest(said.tokens, clear, self._room(said.values))
        if best is not None:
            return self._filled(said, best)
        frames = [one for one in self._answers[elicit].matches(said.tokens, said.values) if one.free and 0 in one.used]
        if frames and frames[0].score >= _WHOLE:
            start, end = frames[0].free or (0, len(said.tokens))
            return Heard(intent, {slot: self._free_words(said, start, end)})
        return Heard(intent, {slot: self._free_words(said, 0, len(said.tokens))})

    def _filled(self, said: _Said, match: Match) -> Heard:
        intent = match.pattern.intent
        slots = {name: self._value(said, span) for name, span in match.spans.items()}
        if match.free:
            start, end = match.free
            day = self._day_at_end(said, intent, start, end)
            if day and day[0] not in slots:
                slots[day[0]], end = self._value(said, day[1]), day[1].start
            slots[match.pattern.slots[match.pattern.free or 0]] = self._free_words(said, start, end)
        for name in self._grammar.slots_of(intent):
            kind = self._grammar.slot_type(intent, name)
            loose = [one for one in said.values if one.kind == kind and self._is_loose(one, match)]
            if name not in slots and loose and kind != NUMBER:
                slots[name] = self._value(said, self._widest(loose)[0])
        return Heard(intent, slots)

    def _day_at_end(self, said: _Said, intent: str, start: int, end: int) -> tuple[str, Span] | None:
        """Return the day after free words, with its slot: what became of "my promise to call last night"."""
        names = [name for name in self._grammar.slots_of(intent) if self._grammar.slot_type(intent, name) == DATE]
        days = [one for one in self._widest([one for one in said.values if one.kind == DATE]) if start < one.start]
        ending = [one for one in days if one.end == end and one.value <= said.today and self._is_day(one)]
        return (names[0], ending[0]) if names and ending else None

    def _room(self, values: Sequence[Span]) -> Mapping[str, frozenset[int]]:
        """Return the places of words that fill a slot of an intent, though its samples may not have it there."""
        room: dict[str, frozenset[int]] = {}
        for intent in self._grammar.intents:
            kinds = {self._grammar.slot_type(intent, slot) for slot in self._grammar.slots_of(intent)} - {NUMBER, FREE}
            places = [range(one.start, one.end) for one in values if one.kind in kinds and one.is_plain]
            if places:
                room[intent] = frozenset(place for among in places for place in among)
        return room

    def _is_loose(self, span: Span, match: Match) -> bool:
        if match.free and span.start < match.free[1] and span.end > match.free[0]:
            return False
        return span.kind != DATE or self._is_day(span)

    def _is_day(self, span: Span) -> bool:
        return "W" not in span.value and len(span.value) > len("2026-11")

    def _widest(self, found: Sequence[Span]) -> list[Span]:
        """Return the spans that lie in no other one."""
        inside = [
            one
            for one in found
            if any(other.start <= one.start and one.end <= other.end and other != one for other in found)
        ]
        return sorted((one for one in found if one not in inside), key=lambda one: one.start)

    def _values(self, tokens: Sequence[Token], now: datetime) -> tuple[Span, ...]:
        words = [token.word for token in tokens]
        keys = [key for key, _ in self._matcher.misheard(tokens)]
        found = list(spans(words, self._vocabulary, now))
        for kind, phrases in self._listed.items():
            longest = max(map(len, phrases))
            for at in range(len(keys)):
                for size in range(min(longest, len(keys) - at), 0, -1):
                    listed = phrases.get(tuple(keys[at : at + size]))
                    if listed:
                        found.append(Span(kind, at, at + size, *listed))
                        break
        return tuple(found)

    def _list(self, kind: str) -> None:
        """Remember how the values of a custom type are said."""
        for one in self._grammar.values(kind):
            for said in (one.name, *one.synonyms):
                keys = tuple(token.key for token in tokenise(said, self._vocabulary))
                self._listed.setdefault(kind, {}).setdefault(keys, (one.name, one.id))

    def _value(self, said: _Said, span: Span) -> SlotValue:
        return SlotValue(spoken(said.text, said.tokens[span.start : span.end]), span.value, span.id)

    def _free_words(self, said: _Said, start: int, end: int) -> SlotValue:
        words = spoken(said.text, said.tokens[start:end], said.tokens[start - 1] if start else None)
        return SlotValue(words, words)

    def _patience(self, kind: str) -> float:
        return 1.0 if kind.startswith("AMAZON.") else 2.0

    def _all(self, utterance: str) -> Iterable[Token]:
        """Return the words of a long utterance too, piece by piece."""
        for at in range(0, min(len(utterance), _ALARM_WITHIN), LONGEST):
            yield from tokenise(utterance[at : at + LONGEST], self._vocabulary)
