"""Whose journey it is."""

from dataclasses import dataclass

EVERYONE = "everyone"
"""The `person` of a household in which no voice was recognised."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """One journey's owner: a recognised voice in a household, or the household as a whole."""

    household: str
    """Key of the household: a hash of Alexa's userId, never the id itself."""
    person: str = EVERYONE
    """Key of the recognised voice: a hash of Alexa's personId, or EVERYONE."""
