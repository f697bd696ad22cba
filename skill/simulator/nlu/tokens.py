"""Tokens of an utterance: words in lower case, with contractions spelled out, each with its position in the text.

Not journey.text.split_words: a slot's value is cut from the text by position, and "9:30", "4.5" and a sample's "{day}"
are words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from skill.simulator.nlu.vocabulary import Vocabulary, longest_match

MAX_UTTERANCE_CHARS = 300
"""Characters of an utterance that are read; a longer one is no request."""

_WORD_PATTERN = r"[0-9]+(?:[:.][0-9]+)?|[^\W\d_]+(?:'[^\W\d_]+)*"
_TOKEN, _SAMPLE_WORD = re.compile(_WORD_PATTERN), re.compile(rf"\{{[^{{}}]*\}}|{_WORD_PATTERN}")
_APOSTROPHES = str.maketrans("\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}`\N{ACUTE ACCENT}", "''''")


@dataclass(frozen=True, slots=True)
class Token:
    """One word as it is understood, which may not be how it was spoken: "will" of "I'll"."""

    word: str
    key: str
    """The word that stands for it and for all that mean the same."""
    start: int
    end: int
    """The range of characters that say it; words of one contraction ("I'll") share theirs."""


def tokenise(text: str, vocabulary: Vocabulary, *, sample: bool = False) -> tuple[Token, ...]:
    """Return all words of a text; in a `sample`, "{day}" is a word too."""
    pattern = _SAMPLE_WORD if sample else _TOKEN
    raw = [*pattern.finditer(text[:MAX_UTTERANCE_CHARS].translate(_APOSTROPHES))]
    folded = [word.group().casefold() for word in raw]
    # The possessive of "today's" is not heard.
    words = [word if word in vocabulary.contracted else word.removesuffix("'s") for word in folded]
    tokens: list[Token] = []
    at = 0
    while at < len(raw):
        size = longest_match(words, at, vocabulary.rewritten, vocabulary.longest)
        meaning = vocabulary.understood(tuple(words[at : at + size])) if size else (words[at],)
        start, end = raw[at].start(), raw[at + max(size, 1) - 1].end()
        tokens += [Token(word, vocabulary.key(word), start, end) for word in meaning]
        at += max(size, 1)
    return tuple(tokens)


def request(tokens: Sequence[Token], vocabulary: Vocabulary) -> tuple[Token, ...]:
    """Return the words that carry a request: no filler, no politeness, no exclamation before it.

    An utterance that is nothing else stays as it is.
    """
    kept: list[Token] = []
    words = [token.word for token in tokens]
    at = 0
    while at < len(words):
        size = longest_match(words, at, vocabulary.filler)
        kept += [] if size else [tokens[at]]
        at += max(size, 1)
    first = _opening([token.word for token in kept], vocabulary)
    return tuple(kept[first:]) or tuple(tokens)


def spoken(text: str, tokens: Sequence[Token], before: Token | None = None) -> str:
    """Return the text from the first to the last of these tokens.

    Words of one contraction with the token `before` them are spelled out.
    """
    shared = [token for token in tokens if before and token.start < before.end]
    rest = tokens[len(shared) :]
    unchanged = text[rest[0].start : rest[-1].end] if rest else ""
    return " ".join([*(token.word for token in shared), unchanged]).strip()


def _opening(words: Sequence[str], vocabulary: Vocabulary) -> int:
    """Return how many words of politeness and exclamation stand before a request."""
    at = 0
    while at < len(words) - 1:
        size = longest_match(words, at, vocabulary.polite, 8)
        if size and at + size < len(words):
            at += size
        elif words[at] in vocabulary.lead or (words[at] in vocabulary.no and words[at + 1] in vocabulary.after_no):
            at += 1
        else:
            break
    return at
