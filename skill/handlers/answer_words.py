"""Answer words: what an answer in free words does where it does not name what was asked about.

Alexa fills the slot that was asked for with whatever is said, so a denial, a question, an order and a hesitation arrive
as the words of an answer too.
"""

from collections.abc import Sequence
from typing import Any

from skill.journey.commitments import Commitment
from skill.listening.phrase_lists import phrase_list, spoken_form
from skill.turn import Turn

_ANY = "*"
_STEM_CHARS = 4


def after_denial(turn: Turn, said: str) -> str | None:
    """Return what is said after a denial that the words begin with; None where they begin with none."""
    return _after_first(_list(turn, "denial"), said)


def asks(turn: Turn, said: str) -> bool:
    """Tell whether the words begin as a question does."""
    return _after_first(_list(turn, "question"), said) is not None


def ordered_drop(turn: Turn, said: str) -> str | None:
    """Return the words of an order to drop a promise without the order itself; None where they are no such order."""
    rest = spoken_form(said)
    while (shorter := _after_first(_list(turn, "polite"), rest)) is not None:
        rest = shorter
    simple = [one for one in _list(turn, "drop") if _ANY not in one]
    found = _after_first(simple, rest)
    return _between(turn, rest) if found is None else found


def counts_unnamed(turn: Turn, said: str) -> bool:
    """Tell whether the words are all of an answer that would rather not say which one."""
    return spoken_form(said) in _list(turn, "unnamed")


def is_hesitation(turn: Turn, said: str) -> bool:
    """Tell whether the words are nothing but sounds and fillers."""
    filler = _list(turn, "filler")
    return all(word in filler for word in spoken_form(said).split())


def leaves_question(turn: Turn, said: str) -> bool:
    """Tell whether the words begin or end as somebody does who would rather leave what was asked."""
    words = f" {spoken_form(said)} "
    return any(words.startswith(f" {one} ") or words.endswith(f" {one} ") for one in _list(turn, "leave"))


def begins_like(said: str, promises: Sequence[Commitment]) -> bool:
    """Tell whether the words name promises that begin as they do: "no phones" names "no phone at dinner"."""
    return bool(promises) and all(_beginning(one.text) == _beginning(said) for one in promises)


def _beginning(text: str) -> list[str]:
    """Return the first two words, the second by its stem."""
    words = spoken_form(text).split()
    return [*words[:1], *(word[:_STEM_CHARS] for word in words[1:2])]


def _after_first(phrases: Sequence[str], said: str) -> str | None:
    words = f"{spoken_form(said)} "
    fitting = [one for one in phrases if words.startswith(f"{one} ")]
    return words[len(max(fitting, key=len)) :].strip() if fitting else None


def _between(turn: Turn, said: str) -> str | None:
    words = said.split()
    for one in _list(turn, "drop"):
        begin, _, end = one.partition(f" {_ANY} ")
        if end and words[:1] == [begin] and end in words[1:]:
            return " ".join(words[1 : len(words) - words[::-1].index(end) - 1])
    return None


def _list(turn: Turn, name: str) -> Sequence[str]:
    found: Any = phrase_list(turn.locale, "answers")[name]
    return tuple(found)
