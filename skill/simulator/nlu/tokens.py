"""An utterance as words: folded, with contractions spelled out, and each knowing where it was said."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from skill.simulator.nlu.vocabulary import Vocabulary, longest_match

MAX_UTTERANCE_CHARS = 300
"""Characters of an utterance that are listened to; nobody says more in one breath."""

_SAID = r"[0-9]+(?:[:.][0-9]+)?|[^\W\d_]+(?:'[^\W\d_]+)*"
_WORD, _SAMPLE_WORD = re.compile(_SAID), re.compile(rf"\{{[^{{}}]*\}}|{_SAID}")
_APOSTROPHES = str.maketrans("\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}`\N{ACUTE ACCENT}", "''''")


@dataclass(frozen=True, slots=True)
class Token:
    """One word as it is understood."""

    word: str
    key: str
    """The word that stands for it and for all that mean the same."""
    start: int
    end: int
    """Where it was said; words that were said as one ("I'll") share their place."""


def tokenise(text: str, vocabulary: Vocabulary, *, sample: bool = False) -> tuple[Token, ...]:
    """Return the words of a text, with everything said; in a sample, "{day}" is a word too."""
    found = (_SAMPLE_WORD if sample else _WORD).finditer(text[:MAX_UTTERANCE_CHARS].translate(_APOSTROPHES))
    said = [(one.group().casefold(), one.start(), one.end()) for one in found]
    # Nobody hears the apostrophe of "today's".
    words = [word if word in vocabulary.contracted else word.removesuffix("'s") for word, _, _ in said]
    tokens: list[Token] = []
    at = 0
    while at < len(said):
        size = longest_match(words, at, vocabulary.rewritten, vocabulary.longest)
        means = vocabulary.understood(tuple(words[at : at + size])) if size else (words[at],)
        place = (said[at][1], said[at + max(size, 1) - 1][2])
        tokens += [Token(word, vocabulary.key(word), *place) for word in means]
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
    """Return what was said from the first to the last of these words, as it was said.

    Words that were said as one with the word `before` them are spelled out.
    """
    shared = [token for token in tokens if before and token.start < before.end]
    rest = tokens[len(shared) :]
    said = text[rest[0].start : rest[-1].end] if rest else ""
    return " ".join([token.word for token in shared] + [said]).strip()


def _opening(words: Sequence[str], vocabulary: Vocabulary) -> int:
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
