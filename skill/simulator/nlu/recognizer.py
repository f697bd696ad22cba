"""What was meant by what was said: a stand-in for Alexa's own understanding, without a network.

The interaction model is the only grammar, as it is for Alexa; the words of the language come from a file of their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from skill.listening.crisis import THRESHOLD, crisis_score
from skill.simulator.nlu.asked_number import asked_number
from skill.simulator.nlu.builtin_utterances import FALLBACK, NO, YES, BuiltinUtterances
from skill.simulator.nlu.classifier import classifier
from skill.simulator.nlu.evidence import Evidence
from skill.simulator.nlu.interaction_model import InteractionModel
from skill.simulator.nlu.polarity import PolarityAnalyzer
from skill.simulator.nlu.sample_matcher import Match, Matcher
from skill.simulator.nlu.samples import Weights, pattern
from skill.simulator.nlu.short_answers import ShortAnswers
from skill.simulator.nlu.slots import DATE, FREE, NUMBER, TIME, Span, spans
from skill.simulator.nlu.tokens import MAX_UTTERANCE_CHARS, Token, request, spoken, tokenise
from skill.simulator.nlu.vocabulary import Phrase, Vocabulary
from skill.simulator.nlu.vows import Vows

SAFETY = "SafetyIntent"
UNSURE = "unsure"
"""The slot of the skip intent for who has no answer: "I don't know", "not yet"."""
_SKIP = "SkipStepIntent"

_SURELY, _CLEAR = 0.6, 0.9
"""How likely the ear takes for danger what is so likely another intent."""

_DANGER_WITHIN = 2_000
"""Characters in which a matter of safety is still listened for."""
_ANSWER, _WHOLE, _EXACT, _FITS = 0.8, 0.93, 0.999, 0.5
"""How well a sample fits that answers what was asked, that says something else where free words were asked for, that
was said word for word, and that tells where its slots are."""
_SAMPLE = 0.9
"""How well a sample of an intent fits that is evidence for it."""
_LEAST, _PLAIN = 0.3, 0.6
"""How likely an intent is that is taken, and one that is taken where something else was asked for."""
_KEPT, _MISSED, _MAKE = "LogKeptCommitmentIntent", "LogMissedCommitmentIntent", "MakeCommitmentIntent"
_OUTCOMES = frozenset((_KEPT, _MISSED))
_CARRIED = 0.03
"""How likely an intent must be whose carrier phrase is said word for word."""
_DOUBT = 0.4
"""How likely the opposite of what came of a promise may be, beside it, without leaving it in doubt."""
_COUNTED_WITHIN = 3
"""So many words after a number still say what it counts."""
_AS_GOOD = 0.05
"""How much less a sample may fit that leaves fewer words to the free ones."""


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
class RecognizedIntent:
    """An intent, and what was heard in its slots."""

    intent: str
    slots: Mapping[str, SlotValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Said:
    """An utterance, and all that could be heard in it."""

    text: str
    all: Sequence[Token]
    """Everything that was said."""
    probabilities: Mapping[str, float]
    """How likely each intent is, the likeliest first."""
    tokens: Sequence[Token]
    """The words that carry the request."""
    values: Sequence[Span]
    matches: Sequence[Match]
    today: str
    """The device's day in ISO 8601."""


class Recognizer:
    """Understands one locale."""

    @classmethod
    @cache
    def of(cls, grammar: InteractionModel) -> "Recognizer":
        """Return the understanding of a grammar, made ready once: its samples are thousands."""
        return cls(grammar)

    def __init__(self, grammar: InteractionModel) -> None:
        self._grammar = grammar
        self._vocabulary = vocabulary = Vocabulary.of(grammar.locale)
        self._meaning = meaning = PolarityAnalyzer(vocabulary)
        self._builtins = BuiltinUtterances(vocabulary, meaning)
        self._vows = Vows(vocabulary, meaning)
        self._evidence = Evidence(vocabulary)
        self._short_answers = ShortAnswers(vocabulary, meaning)
        self._classifier = classifier(grammar.locale)
        patterns = [pattern(one.intent, one.text, grammar, vocabulary) for one in grammar.samples]
        self._weights = weights = Weights(patterns, vocabulary)
        answers = {
            (intent, slot): [pattern(intent, text, grammar, vocabulary) for text in grammar.slot_samples(intent, slot)]
            for intent in grammar.intents
            for slot in grammar.slots_of(intent)
        }
        everything = [*patterns, *(one for of_slot in answers.values() for one in of_slot)]
        known = {word: key for one in everything for word, key in zip(one.words, one.keys, strict=True)}
        known |= {word: key for word, key in vocabulary.same.items() if key in weights}
        known = {word: key for word, key in known.items() if word.isalpha()}
        self._matcher = Matcher(patterns, weights, known)
        self._answers = {asked: Matcher(of_slot, weights, known) for asked, of_slot in answers.items()}
        self._listed: dict[str, dict[Phrase, tuple[str, str]]] = {}
        self._listed_alike: dict[str, dict[Phrase, tuple[str, str]]] = {}
        for intent in grammar.intents:
            for slot in grammar.slots_of(intent):
                self._list(grammar.slot_type(intent, slot))

    def recognize(self, utterance: str, *, now: datetime, elicit: tuple[str, str] | None = None) -> RecognizedIntent:
        """Return what was meant. `now` is the device's clock; `elicit` the intent and slot that were asked for."""
        text = utterance[:MAX_UTTERANCE_CHARS]
        said = tokenise(text, self._vocabulary)
        if not said:
            return RecognizedIntent(FALLBACK)
        is_free = elicit is not None and self._grammar.slot_type(*elicit) == FREE
        shares = self._shares(said)
        if not is_free and self._sounds_dangerous(utterance, shares):
            return RecognizedIntent(SAFETY)  # in free words the skill itself listens for it
        tokens = request(said, self._vocabulary)
        if len(utterance) > MAX_UTTERANCE_CHARS and not is_free:
            return RecognizedIntent(FALLBACK)
        number = self._asked_number(text, said, elicit) if elicit is not None else None
        if number is not None:
            return number
        values = self._values(tokens, now)
        heard = _Said(text, said, shares, tokens, values, self._matcher.matches(tokens, values), now.date().isoformat())
        builtin = self._builtins.heard([token.word for token in said], [token.word for token in tokens])
        if _exact(heard.matches, UNSURE):
            return self._fill_slots(heard, _SKIP)
        if builtin:
            return RecognizedIntent(builtin)
        if elicit and is_free:
            return self._free_text(heard, elicit)
        told = self._slot_answer(heard, elicit) if elicit else self._classify(heard)
        return self._tailed(heard) if told.intent == FALLBACK else told

    def _tailed(self, said: _Said) -> RecognizedIntent:
        """Return a yes, a no or an "I don't know" that has more after it: "no, I forgot to text"."""
        words = [token.word for token in said.all]
        answer = self._short_answers.heard(words)
        if answer == _SKIP:
            unsure = self._grammar.values(self._grammar.slot_type(_SKIP, UNSURE))[0]
            return RecognizedIntent(_SKIP, {UNSURE: SlotValue(said.text, unsure.name, unsure.id)})
        with_more = [one for one in (YES, NO) if self._evidence.holds(f"{one} with more", words)]
        return RecognizedIntent(answer or (with_more[0] if len(with_more) == 1 else FALLBACK))

    def _asked_number(self, text: str, said: Sequence[Token], elicit: tuple[str, str]) -> RecognizedIntent | None:
        """Return the answer that a sentence is by its number, whatever else it tells; None where it may be none."""
        intent, slot = elicit
        words = [token.word for token in said]
        asked = f"{intent}.{slot} asked"
        if not self._evidence.needed(asked) or not self._evidence.holds(asked, words):
            return None
        number = self._one_number(text, said)
        return RecognizedIntent(intent, {slot: number}) if number else None

    def _one_number(self, text: str, said: Sequence[Token]) -> SlotValue | None:
        """Return the number that is meant of those said, "?" where it can't be told; None where none is said."""
        found = asked_number([token.word for token in said], self._vocabulary.tables)
        if found is None:
            return None
        start, end, value = found
        return SlotValue(spoken(text, said[start:end]), value)

    def _classify(self, said: _Said, least: float = _LEAST) -> RecognizedIntent:
        """Return the intent that the sentence is likely to have, if that is likely enough."""
        if any(one.kind == NUMBER and one.end - one.start == len(said.tokens) for one in said.values):
            return RecognizedIntent(FALLBACK)  # a bare number means nothing where none was asked for
        exact = _exact(said.matches)
        if exact:  # as with Alexa, a sample that says it all in words goes before one with slots
            match = min(exact, key=lambda one: len(one.spans))
            filled = (
                self._fill_slots(said, match.pattern.intent) if match.spans else RecognizedIntent(match.pattern.intent)
            )
            # What only means the same may not: "i missed him" is not "i failed him".
            is_literal = list(match.pattern.words) == [token.word for token in said.all]
            return filled if is_literal else self._evident(said, filled)
        intent, share = next((one, share) for one, share in said.probabilities.items() if one != SAFETY)
        carried = self._carried(said, intent)
        if carried:
            return self._fill_slots(said, carried)
        if intent in _OUTCOMES:
            intent = self._outcome(said, intent)
        # A single word that no sample has says little.
        least = max(least, _PLAIN) if len(said.tokens) == 1 else least
        return self._evident(said, self._fill_slots(said, intent)) if share >= least else RecognizedIntent(FALLBACK)

    def _carried(self, said: _Said, likeliest: str) -> str | None:
        """Return the intent whose carrier phrase begins the sentence word for word, where the classifier allows it.

        What stands in a slot for free words is foreign to the classifier; Alexa goes by the carrier phrase.
        """
        words = [token.word for token in said.all]
        framed = [one for one in said.matches if one.free and one.score >= _WHOLE and 0 in one.used]
        best = max(framed, key=lambda one: (len(one.used), one.score), default=None)
        if best is None or best.pattern.intent in _OUTCOMES or likeliest not in (*_OUTCOMES, FALLBACK):
            return None
        intent = best.pattern.intent
        allowed = said.probabilities[intent] >= _CARRIED and self._evidence.holds(intent, words)
        return intent if allowed and not self._vows.tells_outcome(words) else None

    def _outcome(self, said: _Said, intent: str) -> str:
        """Return what the words tell of a promise: kept, missed, only made, or nothing that is sure."""
        words = [token.word for token in said.all]
        vowed = self._vows.outcome(words)
        if vowed is not None:
            return _KEPT if vowed else _MISSED
        if self._vows.only_vows(words):
            return _MAKE
        plain = self._meaning.plainly_kept(words)
        if plain is not None:
            return _KEPT if plain else _MISSED
        if self._meaning.clause_outcomes(words) == {intent == _MISSED}:
            return FALLBACK  # none is logged the wrong way by a guess
        opposite = _MISSED if intent == _KEPT else _KEPT
        return FALLBACK if said.probabilities[opposite] > _DOUBT * said.probabilities[intent] else intent

    def _evident(self, said: _Said, heard: RecognizedIntent) -> RecognizedIntent:
        """Return what was heard, without what would be written on no evidence."""
        words = [token.word for token in said.all]
        for slot in ("rating", "role"):
            if slot in heard.slots and not self._evidence.holds(f"{heard.intent}.{slot}", words):
                is_so_too = slot == "rating" or self._evidence.holds(f"{heard.intent} without {slot}", words)
                rest = {name: value for name, value in heard.slots.items() if name != slot}
                return RecognizedIntent(heard.intent, rest) if is_so_too else RecognizedIntent(FALLBACK)
        if "rating" in heard.slots:
            rating = self._one_number(said.text, said.all) or heard.slots["rating"]
            heard = RecognizedIntent(heard.intent, {**heard.slots, "rating": rating})
        fits = any(one.pattern.intent == heard.intent and one.score >= _SAMPLE for one in said.matches)
        if not self._evidence.needed(heard.intent) or self._evidence.holds(heard.intent, words, fits=fits):
            return heard
        return RecognizedIntent(FALLBACK)

    def _slot_answer(self, said: _Said, elicit: tuple[str, str]) -> RecognizedIntent:
        """Understand what is said where a number, a day or a value of a list was asked for."""
        intent, slot = elicit
        kind = self._grammar.slot_type(intent, slot)
        tokens, values = said.tokens, said.values
        fitting = self._answers[elicit].matches(tokens, values)
        if fitting and fitting[0].score >= _ANSWER and slot in fitting[0].spans:
            return RecognizedIntent(intent, {name: self._value(said, span) for name, span in fitting[0].spans.items()})
        alike = self._vocabulary.tables["numbers"]["alike"].get(tokens[-1].word) if kind == NUMBER else None
        if alike is not None and all(self._weights.is_light(token.key) for token in tokens):
            return RecognizedIntent(intent, {slot: SlotValue(tokens[-1].word, str(alike))})
        told = self._classify(said, _PLAIN)
        if told.intent != FALLBACK and (told.intent != intent or slot in told.slots):
            return told
        spans_ = self._widest([one for one in values if one.kind == kind])
        if told.intent == intent and len({one.value for one in spans_}) == 1:
            return RecognizedIntent(intent, {**told.slots, slot: self._value(said, spans_[0])})
        if self._evidence.needed(f"{intent}.{slot} asked"):  # "both of us" is no rating of two
            counts = self._vocabulary.tables["numbers"]["also"]
            spans_ = [one for one in spans_ if tokens[one.start].word not in counts]
        others = [token for at, token in enumerate(tokens) if not any(one.start <= at < one.end for one in spans_)]
        if len({one.value for one in spans_}) == 1 and self._weights.of(others) <= 1.5 * self._patience(kind):
            return RecognizedIntent(intent, {slot: self._value(said, spans_[0])})
        return self._classify(said)

    def _free_text(self, said: _Said, elicit: tuple[str, str]) -> RecognizedIntent:
        """Understand what is said where free words were asked for: they are the answer, unless they clearly are not."""
        intent, slot = elicit
        if self._meaning.is_asked([token.word for token in said.tokens]):
            asked = self._classify(said)
            if asked.intent != FALLBACK:
                return asked
        clear = [
            one for one in said.matches if one.score >= _WHOLE and (one.free is None or one.pattern.intent == intent)
        ]
        if clear:
            return self._fill_slots(said, clear[0].pattern.intent)
        frames = [one for one in self._answers[elicit].matches(said.tokens, said.values) if one.free and 0 in one.used]
        if frames and frames[0].score >= _WHOLE:
            start, end = frames[0].free or (0, len(said.tokens))
            return RecognizedIntent(intent, {slot: self._free_words(said, start, end)})
        return RecognizedIntent(intent, {slot: self._free_words(said, 0, len(said.tokens))})

    def _fill_slots(self, said: _Said, intent: str) -> RecognizedIntent:
        """Return the intent with its slots, as the sample of it that fits best has them."""
        names: dict[str, str] = {}
        for name in self._grammar.slots_of(intent):
            names.setdefault(self._grammar.slot_type(intent, name), name)
        match = _closest([one for one in said.matches if one.pattern.intent == intent and one.score >= _FITS])
        slots = {name: self._value(said, span) for name, span in match.spans.items()} if match else {}
        free = match.free if match else None
        if free is None and FREE in names:
            free = self._meaning.named([token.word for token in said.tokens])
        if free:
            start, end = free
            day = self._day_at_end(said, intent, start, end)
            if day:
                slots[day[0]], end = self._value(said, day[1]), day[1].start
            slots[names[FREE]] = self._free_words(said, start, end)
        taken = list(match.spans.values()) if match else []
        worded = match.used if match and match.score >= _EXACT else frozenset()
        loose = [
            one
            for one in said.values
            if one.kind in names and self._is_loose(said, intent, one, free) and not self._is_worded(one, worded)
        ]
        for one in sorted(loose, key=lambda one: (one.start, -one.end)):
            if names[one.kind] not in slots and not any(one.overlaps(other) for other in taken):
                slots[names[one.kind]] = self._value(said, one)
                taken.append(one)
        return RecognizedIntent(intent, slots)

    def _day_at_end(self, said: _Said, intent: str, start: int, end: int) -> tuple[str, Span] | None:
        """Return the day after free words, with its slot: what became of "my promise to call last night"."""
        names = [name for name in self._grammar.slots_of(intent) if self._grammar.slot_type(intent, name) == DATE]
        days = [one for one in self._widest([one for one in said.values if one.kind == DATE]) if start < one.start]
        ending = [one for one in days if one.end == end and one.value <= said.today and self._is_day(one)]
        return (names[0], ending[0]) if names and ending else None

    def _is_loose(self, said: _Said, intent: str, span: Span, free: tuple[int, int] | None) -> bool:
        """Tell whether a value fills a slot, though no sample has it where it stands."""
        if free and span.start < free[1] and span.end > free[0]:
            return False
        if span.kind == NUMBER:
            # "I called two times, as I promised" counts calls; "I kept all two of my promises" counts promises.
            after = [token.word for token in said.tokens[span.end : span.end + _COUNTED_WITHIN]]
            wider = any(one.start <= span.start and span.end < one.end for one in said.values)
            return not wider and (intent not in _OUTCOMES or self._meaning.names_promise(after))
        if span.kind == TIME and not span.is_plain:
            # "Make it seven" says a time; "one reminder" does not.
            return any(token.word in self._vocabulary.before_time for token in said.tokens[: span.start][-1:])
        return span.kind != DATE or self._is_day(span) or "span" in self._grammar.slots_of(intent)

    def _is_worded(self, span: Span, worded: frozenset[int]) -> bool:
        """Tell whether a period, such as "this week", is a sample's own words."""
        return span.kind == DATE and not self._is_day(span) and worded.issuperset(range(span.start, span.end))

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
        keys = [key for key, _ in self._matcher.fuzzy_tokens(tokens)]
        found = list(spans(words, self._vocabulary, now))
        for kind, phrases in self._listed.items():
            alike = self._listed_alike[kind]
            longest = max(map(len, phrases))
            for at in range(len(keys)):
                for size in range(min(longest, len(keys) - at), 0, -1):
                    listed = phrases.get(tuple(words[at : at + size])) or alike.get(tuple(keys[at : at + size]))
                    if listed:
                        found.append(Span(kind, at, at + size, *listed))
                        break
        found = [one for one in found if not any(one.is_part_of_day_in(other) for other in found)]
        days = [one for one in found if one.kind == DATE]
        denied = [one for one in days if any(token.word == "not" for token in self._just_before(tokens, one))]
        return tuple(one for one in found if one not in denied or len(denied) == len(days))

    def _just_before(self, tokens: Sequence[Token], span: Span) -> Sequence[Token]:
        """Return the word before a day, and the one before that in "not on monday"."""
        before = self._vocabulary.tables["dates"]["before"]
        size = 2 if span.start > 1 and tokens[span.start - 1].word in before else 1
        return tokens[max(0, span.start - size) : span.start]

    def _list(self, kind: str) -> None:
        """Remember how the values of a custom type are said, and what means the same: "my data" for "my information".

        Where nothing but light words is said, as in "me", it must be just these: "us" is another value.
        """
        for one in self._grammar.values(kind):
            for said in (one.name, *one.synonyms):
                tokens = tokenise(said, self._vocabulary)
                words, keys = tuple(token.word for token in tokens), tuple(token.key for token in tokens)
                self._listed.setdefault(kind, {}).setdefault(words, (one.name, one.id))
                alike = self._listed_alike.setdefault(kind, {})
                if not all(map(self._weights.is_light, keys)):
                    alike.setdefault(keys, (one.name, one.id))

    def _value(self, said: _Said, span: Span) -> SlotValue:
        return SlotValue(spoken(said.text, said.tokens[span.start : span.end]), span.value, span.id)

    def _free_words(self, said: _Said, start: int, end: int) -> SlotValue:
        words = spoken(said.text, said.tokens[start:end], said.tokens[start - 1] if start else None)
        return SlotValue(words, words)

    def _patience(self, kind: str) -> float:
        return 1.0 if kind.startswith("AMAZON.") else 2.0

    def _sounds_dangerous(self, utterance: str, shares: Mapping[str, float]) -> bool:
        """Tell whether a request is a matter of safety: the skill's own ear says so, and it is not surely another one.

        What people ask of a skill is told apart better by all the intents than by the ear, which hears too much.
        """
        ear = crisis_score(self._grammar.locale, utterance[:_DANGER_WITHIN])
        other = max(share for intent, share in shares.items() if intent != SAFETY)
        return ear >= THRESHOLD and (ear >= _SURELY or other < _CLEAR)

    def _shares(self, said: Sequence[Token]) -> Mapping[str, float]:
        words = [token.word for token in said]
        return self._classifier.probabilities(words, self._meaning.features(words))


def _exact(matches: Sequence[Match], slot: str | None = None) -> list[Match]:
    """Return the samples that were said word for word; of those with a slot, if one is named, only these."""
    exact = [one for one in matches if one.score >= _EXACT and one.free is None]
    return [one for one in exact if slot in one.spans] if slot else exact


def _closest(fitting: Sequence[Match]) -> Match | None:
    """Return the sample that fits closest: in "I promise to call" the "to" is its own, and not the promise's."""
    best = max(fitting, key=lambda one: one.score, default=None)
    if best is None or best.free is None:
        return best
    near = [one for one in fitting if one.free and one.score >= best.score - _AS_GOOD]
    return max(near, key=lambda one: (one.free or (0, 0))[0])
