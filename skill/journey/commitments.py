"""Commitments: the promises that a speaker made, and which of them somebody means."""

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from skill.journey.errors import AlreadyThereError, EmptyError, TooLongError, TooManyError
from skill.journey.text import printable

OPEN_AT_MOST = 5
TEXT_BYTES = 80
"""Bytes of a commitment's text as the record writes it: some fifteen words, and five of them leave room in 2 KB."""

_IDS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ALIKE = 0.8  # a word misheard by a letter or two is still that word
_STEM = 4  # letters from which on "text" and "texting" are told to be one word


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise that is open."""

    id: str
    """One letter, never one that a day in the journey record still uses."""
    text: str
    """The promise in the speaker's words, at most TEXT_BYTES long."""
    since: date


def clean(text: str) -> str:
    """Return a promise's words without control characters and stray blanks; raises EmptyError or TooLongError."""
    words = printable(text).strip(" .,!?;:")
    if not any(c.isalnum() for c in words):
        raise EmptyError
    if len(json.dumps(words, ensure_ascii=False)[1:-1].encode()) > TEXT_BYTES:
        raise TooLongError
    return words


def add(open_: Sequence[Commitment], text: str, today: date, used_ids: Collection[str]) -> tuple[Commitment, ...]:
    """Return the open commitments with one more; raises EmptyError, TooLongError, AlreadyThereError or TooManyError.

    `used_ids` are letters that a kept day still refers to, which would make its outcome another promise's.
    """
    words = clean(text)
    if any(one.text.casefold() == words.casefold() for one in open_):
        raise AlreadyThereError
    free = [letter for letter in _IDS if letter not in used_ids and all(letter != one.id for one in open_)]
    if len(open_) >= OPEN_AT_MOST or not free:
        raise TooManyError
    return (*open_, Commitment(free[0], words, today))


def meant(text: str, open_: Sequence[Commitment], filler: Collection[str] = ()) -> tuple[Commitment, ...]:
    """Return the open commitments that a person's words can mean: those that share most of their words with them.

    `filler` are words that say nothing about which one is meant.
    """
    wanted = _words(text, filler)
    if not wanted:
        return ()
    scored = [(_overlap(wanted, _words(one.text, filler)), one) for one in open_]
    best = max((score for score, _ in scored), default=0.0)
    if best < 0.5:
        return ()
    return tuple(one for score, one in scored if score >= best - 0.1)


def _words(text: str, filler: Collection[str]) -> list[str]:
    words = re.findall(r"[^\W_]+(?:'[^\W_]+)?", text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    return [word for word in words if word not in filler]


def _overlap(wanted: Sequence[str], words: Sequence[str]) -> float:
    return sum(any(_alike(one, other) for other in words) for one in wanted) / len(wanted)


def _alike(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    inflected = len(shorter) >= _STEM and longer.startswith(shorter)
    return inflected or SequenceMatcher(None, one, other).ratio() >= _ALIKE
