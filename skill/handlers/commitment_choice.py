"""Commitment choice: the free text about commitments, and which of several it names."""

from collections.abc import Sequence

from skill.journey.commitments import Commitment, matching
from skill.journey.text import WORD, plain_apostrophes
from skill.listening.phrase_lists import phrase_list
from skill.slot_values import clean_text
from skill.turn import Turn


def free_words(turn: Turn) -> str | None:
    """Return the slot `commitment` as text; None where it is empty.

    Alexa sends lower case, so "i'm" and "monday" get their capitals.
    """
    capitals = phrase_list(turn.locale, "promising")["capital"]
    text = clean_text(turn.heard("commitment") or "")
    return WORD.sub(lambda match: capitals.get(plain_apostrophes(match[0]), match[0]), text) or None


def among(open_: Sequence[Commitment], ids: str | None) -> tuple[Commitment, ...]:
    """Return the open commitments with these ids, in the order of the ids."""
    return tuple(commitment for id_ in ids or "" for commitment in open_ if commitment.id == id_)


def means_all(turn: Turn, text: str) -> bool:
    """Tell whether the text means every commitment, as "both of them" does."""
    phrases = phrase_list(turn.locale, "choosing")
    words = [word for word in _without_filler(turn, text) if word not in phrases["beside_all"]]
    return bool(words) and all(word in phrases["all"] for word in words)


def choose(turn: Turn, text: str, offered: Sequence[Commitment]) -> tuple[Commitment, ...]:
    """Return the commitments that the text names: by position ("the second one"), as all of them, or by their words."""
    if means_all(turn, text):
        return tuple(offered)
    phrases = phrase_list(turn.locale, "choosing")
    spellings = {text.casefold().strip(), " ".join(_without_filler(turn, text))}
    for index, ordinals in enumerate(phrases["ordinals"]):
        if spellings.intersection(ordinals):
            return (offered[index],) if index < len(offered) else ()
    if spellings.intersection(phrases["last"]) and offered:
        return (offered[-1],)
    return matching(text, offered, phrases["filler"])


def _without_filler(turn: Turn, text: str) -> list[str]:
    """Return the words that may distinguish one commitment from another."""
    filler = phrase_list(turn.locale, "choosing")["filler"]
    return [word for word in text.casefold().split() if word not in filler]
