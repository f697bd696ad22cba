"""Free-text answers: recognising those that do not name what was asked for.

Alexa fills the slot that was asked for with whatever is said, so denials, questions, orders and hesitations arrive in
it too. All functions compare `spoken_form`s with the phrase list "answers" of the turn's language.
"""

from collections.abc import Sequence
from typing import Any

from skill.journey.commitments import Commitment
from skill.listening.phrase_lists import phrase_list, spoken_form
from skill.turn import Turn

_ANY_WORDS = "*"
"""Stands for any words between the two ends of a phrase."""
_ANSWER_STEM_CHARS = 4


def after_denial(turn: Turn, words: str) -> str | None:
    """Return the words after the denial that they begin with; None where they begin with none."""
    return _after_phrase(_list(turn, "denial"), words)


def asks(turn: Turn, words: str) -> bool:
    """Tell whether the words begin as a question does."""
    return _after_phrase(_list(turn, "question"), words) is not None


def drop_order(turn: Turn, words: str) -> str | None:
    """Return what an order to drop a promise names ("" where nothing); None where the words are no such order."""
    rest = spoken_form(words)
    while (shorter := _after_phrase(_list(turn, "polite"), rest)) is not None:
        rest = shorter
    prefixes = [phrase for phrase in _list(turn, "drop") if _ANY_WORDS not in phrase]
    named = _after_phrase(prefixes, rest)
    return _between_ends(turn, rest) if named is None else named


def declines_to_name(turn: Turn, words: str) -> bool:
    """Tell whether the words as a whole decline to say which promise it was."""
    return spoken_form(words) in _list(turn, "unnamed")


def is_hesitation(turn: Turn, words: str) -> bool:
    """Tell whether the words are only fillers such as "um"."""
    filler = _list(turn, "filler")
    return all(word in filler for word in spoken_form(words).split())


def leaves_question(turn: Turn, words: str) -> bool:
    """Tell whether the words begin or end with a phrase that declines to answer."""
    padded = f" {spoken_form(words)} "
    return any(padded.startswith(f" {phrase} ") or padded.endswith(f" {phrase} ") for phrase in _list(turn, "leave"))


def begins_like(words: str, promises: Sequence[Commitment]) -> bool:
    """Tell whether all the promises begin like the words, so that "no phones" names "no phone at dinner"."""
    return bool(promises) and all(_beginning(promise.text) == _beginning(words) for promise in promises)


def _beginning(text: str) -> list[str]:
    """Return the first two words, the second cut to _ANSWER_STEM_CHARS."""
    words = spoken_form(text).split()
    return [*words[:1], *(word[:_ANSWER_STEM_CHARS] for word in words[1:2])]


def _after_phrase(phrases: Sequence[str], words: str) -> str | None:
    """Return what follows the longest phrase that the words begin with; None where they begin with none."""
    padded = f"{spoken_form(words)} "
    prefixes = [phrase for phrase in phrases if padded.startswith(f"{phrase} ")]
    return padded[len(max(prefixes, key=len)) :].strip() if prefixes else None


def _between_ends(turn: Turn, text: str) -> str | None:
    """Return the words between the two ends of a phrase such as "take * off"; None where no phrase fits."""
    words = text.split()
    for phrase in _list(turn, "drop"):
        begin, _, end = phrase.partition(f" {_ANY_WORDS} ")
        if end and words[:1] == [begin] and end in words[1:]:
            return " ".join(words[1 : len(words) - words[::-1].index(end) - 1])
    return None


def _list(turn: Turn, name: str) -> Sequence[str]:
    phrases: Any = phrase_list(turn.locale, "answers")[name]
    return tuple(phrases)
