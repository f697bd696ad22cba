"""Commitments: what a speaker promised, and which open commitments a user's words match."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from skill.journey.errors import AlreadyThereError, EmptyError, TooLongError, TooManyError
from skill.journey.text import printable, split_words

MAX_OPEN_COMMITMENTS = 5
MAX_TEXT_BYTES = 80
"""UTF-8 bytes of a commitment's text as JSON: some fifteen words, so that five fit a record of 2 KB."""

_IDS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MIN_WORD_SIMILARITY = 0.8
"""SequenceMatcher ratio of two words that count as the same one, so that a word misheard by a letter or two matches."""
_MIN_STEM_CHARS = 4
"""Characters from which on a word matches each longer word that begins with it, as "text" matches "texting"."""
_MIN_OVERLAP = 0.5
"""Share of the user's words that a commitment has to contain in order to match."""
_TIE_MARGIN = 0.1
"""Commitments whose share is at most so much below the best match too."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """An open commitment."""

    id: str
    """One ASCII letter, never one that a day in the current record still refers to."""
    text: str
    """The speaker's own words, at most MAX_TEXT_BYTES long."""
    since: date
    """The local day on which it was made."""


def clean(text: str) -> str:
    """Return a commitment's text without control characters and stray spaces; raises EmptyError or TooLongError."""
    cleaned = printable(text).strip(" .,!?;:")
    if not any(char.isalnum() for char in cleaned):
        raise EmptyError
    if len(json.dumps(cleaned, ensure_ascii=False)[1:-1].encode()) > MAX_TEXT_BYTES:
        raise TooLongError
    return cleaned


def add(open_: Sequence[Commitment], text: str, today: date, used_ids: Collection[str]) -> tuple[Commitment, ...]:
    """Return the open commitments with one more; raises EmptyError, TooLongError, AlreadyThereError or TooManyError.

    `used_ids` are ids that a logged day still refers to: reusing one would give its outcome to another commitment.
    """
    cleaned = clean(text)
    if any(commitment.text.casefold() == cleaned.casefold() for commitment in open_):
        raise AlreadyThereError
    taken = {*used_ids, *(commitment.id for commitment in open_)}
    free = [letter for letter in _IDS if letter not in taken]
    if len(open_) >= MAX_OPEN_COMMITMENTS or not free:
        raise TooManyError
    return (*open_, Commitment(free[0], cleaned, today))


def matching(text: str, open_: Sequence[Commitment], filler: Collection[str] = ()) -> tuple[Commitment, ...]:
    """Return the open commitments that a user's words match best; none where no one has half of the words.

    `filler` are lower-case words that do not distinguish one commitment from another.
    """
    wanted = _words(text, filler)
    if not wanted:
        return ()
    scored = [(_overlap(wanted, _words(commitment.text, filler)), commitment) for commitment in open_]
    best = max((score for score, _ in scored), default=0.0)
    if best < _MIN_OVERLAP:
        return ()
    return tuple(commitment for score, commitment in scored if score >= best - _TIE_MARGIN)


def _words(text: str, filler: Collection[str]) -> list[str]:
    return [word for word in split_words(text) if word not in filler]


def _overlap(wanted: Sequence[str], words: Sequence[str]) -> float:
    """Return the share (0-1) of the wanted words that are among the words."""
    return sum(any(_is_same_word(word, other) for other in words) for word in wanted) / len(wanted)


def _is_same_word(word: str, other: str) -> bool:
    shorter, longer = sorted((word, other), key=len)
    is_inflected = len(shorter) >= _MIN_STEM_CHARS and longer.startswith(shorter)
    return is_inflected or SequenceMatcher(None, word, other).ratio() >= _MIN_WORD_SIMILARITY
