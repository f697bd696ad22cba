"""Moment classifier: which moment, or question about the way, free words fit best.

Alexa gives free words no intent, so the skill finds one by itself, in plain Python as it hears danger.
"""

from pathlib import Path

from skill.journey.text import split_words
from skill.listening.linear_model import LinearModel
from skill.listening.phrase_lists import LISTENING_FOLDER, language_of

NO_MOMENT = "none"
"""The label of what fits no moment: requests, and talk about other things."""

MOMENT_THRESHOLD = 0.45
"""Probability (0-1) from which on a moment counts as meant; below it, an honest sentence is better than a wrong one."""


def best_intent(locale: str, text: str) -> str | None:
    """Return the intent of the moment that a text fits best; None where none fits well enough."""
    words = split_words(text)
    if not words:
        return None
    label, probability = next(iter(LinearModel.read(path_of(locale)).probabilities(words).items()))
    return label if label != NO_MOMENT and probability >= MOMENT_THRESHOLD else None


def path_of(locale: str) -> Path:
    """Return the file of the trained model of a locale's language."""
    return LISTENING_FOLDER / language_of(locale) / "moments.model"
