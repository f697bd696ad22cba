"""Which of several commitments somebody means by their words."""

from collections.abc import Sequence

from skill.content.words import words
from skill.journey.commitments import Commitment, meant
from skill.turn import Turn


def among(open_: Sequence[Commitment], ids: str | None) -> tuple[Commitment, ...]:
    """Return the commitments that were offered to choose from and are still open, in the order they were told."""
    return tuple(one for letter in ids or "" for one in open_ if one.id == letter)


def choose(turn: Turn, heard: str, offered: Sequence[Commitment]) -> tuple[Commitment, ...]:
    """Return those that are meant by "the second one", by "all of them", or by words of the promise itself."""
    known = words(turn.locale).vocabulary("choosing")
    said = [word for word in heard.casefold().split() if word not in known["filler"]]
    if said and all(word in known["all"] for word in said):
        return tuple(offered)
    if len(said) == 1:
        for place, ordinals in enumerate(known["ordinals"]):
            if said[0] in ordinals:
                return (offered[place],) if place < len(offered) else ()
        if said[0] in known["last"] and offered:
            return (offered[-1],)
    return meant(heard, offered, known["filler"])
