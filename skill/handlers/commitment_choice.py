"""Free words about commitments: the words themselves, and which of several commitments they mean."""

import re
from collections.abc import Sequence

from skill.journey.commitments import Commitment, matching
from skill.listening.phrase_lists import phrase_list
from skill.slot_values import clean_text
from skill.turn import Turn

_WORD = re.compile(r"[^\W_]+(?:['\N{RIGHT SINGLE QUOTATION MARK}][^\W_]+)*")


def free_words(turn: Turn) -> str | None:
    """Return the free words about a commitment as they are written; None where none were heard.

    Alexa sends them in lower case, so "i'm" and "monday" get their capitals.
    """
    capitals = phrase_list(turn.locale, "promising")["capital"]
    heard = clean_text(turn.heard("commitment") or "")
    return _WORD.sub(lambda found: capitals.get(_straight(found[0]), found[0]), heard) or None


def among(open_: Sequence[Commitment], ids: str | None) -> tuple[Commitment, ...]:
    """Return the commitments that were offered to choose from and are still open, in the order they were told."""
    return tuple(one for letter in ids or "" for one in open_ if one.id == letter)


def means_all(turn: Turn, heard: str) -> bool:
    """Tell whether somebody says that they mean every one of them."""
    known = phrase_list(turn.locale, "choosing")
    every = known["all"]
    said = [word for word in _telling(turn, heard) if word not in known["beside_all"]]
    return bool(said) and all(word in every for word in said)


def choose(turn: Turn, heard: str, offered: Sequence[Commitment]) -> tuple[Commitment, ...]:
    """Return those that are meant by "the second one", by "all of them", or by words of the promise itself."""
    if means_all(turn, heard):
        return tuple(offered)
    known = phrase_list(turn.locale, "choosing")
    said = {heard.casefold().strip(), " ".join(_telling(turn, heard))}
    for place, ordinals in enumerate(known["ordinals"]):
        if said.intersection(ordinals):
            return (offered[place],) if place < len(offered) else ()
    if said.intersection(known["last"]) and offered:
        return (offered[-1],)
    return matching(heard, offered, known["filler"])


def _telling(turn: Turn, heard: str) -> list[str]:
    """Return the words without those that say nothing about which one is meant."""
    filler = phrase_list(turn.locale, "choosing")["filler"]
    return [word for word in heard.casefold().split() if word not in filler]


def _straight(word: str) -> str:
    return word.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
