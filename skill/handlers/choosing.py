"""Which of several commitments somebody means by their words."""

from collections.abc import Sequence

from skill.content.words import words
from skill.journey.commitments import Commitment, meant
from skill.turn import Turn


def among(open_: Sequence[Commitment], ids: str | None) -> tuple[Commitment, ...]:
    """Return the commitments that were offered to choose from and are still open, in the order they were told."""
    return tuple(one for letter in ids or "" for one in open_ if one.id == letter)


def means_all(turn: Turn, heard: str) -> bool:
    """Tell whether somebody says that they mean every one of them."""
    every = words(turn.locale).vocabulary("choosing")["all"]
    said = _telling(turn, heard)
    return bool(said) and all(word in every for word in said)


def choose(turn: Turn, heard: str, offered: Sequence[Commitment]) -> tuple[Commitment, ...]:
    """Return those that are meant by "the second one", by "all of them", or by words of the promise itself."""
    if means_all(turn, heard):
        return tuple(offered)
    known = words(turn.locale).vocabulary("choosing")
    said = {heard.casefold().strip(), " ".join(_telling(turn, heard))}
    for place, ordinals in enumerate(known["ordinals"]):
        if said.intersection(ordinals):
            return (offered[place],) if place < len(offered) else ()
    if said.intersection(known["last"]) and offered:
        return (offered[-1],)
    return meant(heard, offered, known["filler"])


def _telling(turn: Turn, heard: str) -> list[str]:
    """Return the words without those that say nothing about which one is meant."""
    filler = words(turn.locale).vocabulary("choosing")["filler"]
    return [word for word in heard.casefold().split() if word not in filler]
