"""Which intent an utterance most likely is, as it was learned from thousands of examples."""

from pathlib import Path

from skill.listening.linear_model import Learned
from skill.simulator.nlu.vocabulary import FOLDER


def path_of(locale: str) -> Path:
    """Return the file of what was learned for a locale's language."""
    return FOLDER / locale.partition("-")[0] / "intents.model"


def classifier(locale: str) -> Learned:
    """Return what was learned for a locale's language."""
    return Learned.read(path_of(locale))
