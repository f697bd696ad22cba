"""Hearing danger in a person's own words: fear, violence, coercion and self-harm, wherever they are said.

It errs towards hearing too much: a number to call that nobody needed hurts less than a cry that nobody heard.
"""

import re
from pathlib import Path

from skill.listening.linear_model import LinearModel
from skill.listening.phrase_lists import LISTENING_FOLDER, language_of, phrase_list

CRISIS, HARMLESS = "danger", "harmless"

THRESHOLD = 0.22
"""From this share on it is taken for danger."""

WORD = re.compile(r"[^\W\d_]{2}")
"""What there is in every word; there is none in a number, or in a date as Alexa writes it."""

MAX_PIECE_CHARS = 300
"""Characters of a long text that are weighed at a time, so that one sentence among many is heard."""


def is_crisis(locale: str, said: str) -> bool:
    """Tell whether somebody's words sound like danger."""
    return crisis_score(locale, said) >= THRESHOLD


def crisis_score(locale: str, said: str) -> float:
    """Return how likely somebody's words are danger (0-1): as likely as their most dangerous piece.

    It is 1 where a phrase among them leaves no doubt, whatever stands around it.
    """
    if not WORD.search(said):
        return 0.0
    text = f" {' '.join(plain_words(said))} "
    if any(f" {phrase} " in text for phrase in phrase_list(locale, "crisis")["certain"]):
        return 1.0
    learned = LinearModel.read(path_of(locale))
    pieces = (said[at : at + MAX_PIECE_CHARS] for at in range(0, len(said), MAX_PIECE_CHARS))
    return max((learned.probabilities(plain_words(piece))[CRISIS] for piece in pieces), default=0.0)


def path_of(locale: str) -> Path:
    """Return the file of what was learned for a locale's language."""
    return LISTENING_FOLDER / language_of(locale) / "crisis.model"


def plain_words(text: str) -> list[str]:
    """Return a text's words, as the examples were taken apart too."""
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
