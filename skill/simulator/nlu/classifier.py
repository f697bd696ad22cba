"""Intent classifier: the model that training/ fits for each language."""

from pathlib import Path

from skill.listening.linear_model import LinearModel
from skill.simulator.nlu.vocabulary import VOCABULARY_FOLDER


def path_of(locale: str) -> Path:
    """Return the file of the model for a locale's language."""
    return VOCABULARY_FOLDER / locale.partition("-")[0] / "intents.model"


def classifier(locale: str) -> LinearModel:
    """Return the model for a locale's language; it is read once."""
    return LinearModel.read(path_of(locale))
