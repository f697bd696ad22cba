"""Crisis classifier: fear, violence, coercion and self-harm in a user's own words, wherever they are said.

It errs towards a crisis: a hotline number that was not needed hurts less than a cry for help that was missed.
"""

import re
from pathlib import Path

from skill.journey.text import split_words
from skill.listening.linear_model import LinearModel
from skill.listening.phrase_lists import LISTENING_FOLDER, language_of, phrase_list

CRISIS, HARMLESS = "danger", "harmless"
"""The labels of the model."""

THRESHOLD = 0.22
"""From this score on, words are taken for a crisis."""

MAX_PIECE_CHARS = 300
"""Characters of a long text that are scored at a time, so that one sentence among many still counts."""

_TWO_LETTERS = re.compile(r"[^\W\d_]{2}")
"""Every word has two letters in a row; a number, or a date as Alexa writes it, has not."""


def is_crisis(locale: str, text: str) -> bool:
    """Tell whether a user's words tell of danger."""
    return crisis_score(locale, text) >= THRESHOLD


def crisis_score(locale: str, text: str) -> float:
    """Return how likely a user's words tell of danger (0-1): the score of their most dangerous piece.

    It is 1 where they have a phrase that leaves no doubt, whatever stands around it.
    """
    if not _TWO_LETTERS.search(text):
        return 0.0
    padded = f" {' '.join(split_words(text))} "
    if any(f" {phrase} " in padded for phrase in phrase_list(locale, "crisis")["certain"]):
        return 1.0
    model = LinearModel.read(path_of(locale))
    pieces = (text[start : start + MAX_PIECE_CHARS] for start in range(0, len(text), MAX_PIECE_CHARS))
    return max((model.probabilities(split_words(piece))[CRISIS] for piece in pieces), default=0.0)


def path_of(locale: str) -> Path:
    """Return the file of the model for a locale's language."""
    return LISTENING_FOLDER / language_of(locale) / "crisis.model"
