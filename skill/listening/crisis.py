"""Crisis classifier: detects fear, violence, coercion and self-harm in free text.

The threshold favours recall: an unneeded helpline number does less harm than a missed call for help.
"""

import re
from pathlib import Path

from skill.journey.text import split_words
from skill.listening.linear_model import LinearModel
from skill.listening.phrase_lists import LISTENING_FOLDER, language_of, phrase_list

CRISIS, HARMLESS = "danger", "harmless"
"""The labels of the model."""

THRESHOLD = 0.22
"""Score (0-1) from which on a text counts as a crisis."""

_TWO_LETTERS = re.compile(r"[^\W\d_]{2}")
"""Two letters in a row: every word has them, and a number or an AMAZON.DATE has not."""

MAX_PIECE_CHARS = 300
"""Characters of a long text that are scored at a time, so that one sentence among many is not diluted."""


def is_crisis(locale: str, text: str) -> bool:
    """Tell whether a text counts as a crisis."""
    return crisis_score(locale, text) >= THRESHOLD


def crisis_score(locale: str, text: str) -> float:
    """Return the probability (0-1) that a text is about a crisis: that of its most dangerous piece.

    It is 1 where the text has one of the phrases that are certain, whatever stands around it.
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
    """Return the file of the trained model of a locale's language."""
    return LISTENING_FOLDER / language_of(locale) / "crisis.model"
