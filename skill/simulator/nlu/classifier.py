"""Which intent an utterance most likely is, as it was learned from thousands of examples."""

from pathlib import Path

from skill.listening.linear_model import LinearModel
from skill.simulator.nlu.vocabulary import VOCABULARY_FOLDER


def path_of(locale: str) -> Path:
    """Return the file of what was learned for a locale's language."""
    return VOCABULARY_FOLDER / locale.partition("-")[0] / "intents.model"


def classifier(locale: str) -> LinearModel:
    """Return what was learned for a locale's language."""
    return LinearModel.read(path_of(locale))
