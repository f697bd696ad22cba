"""Speaker: the owner of one journey."""

from dataclasses import dataclass

EVERYONE = "everyone"
"""`Speaker.person` where Alexa recognised no voice: the household as a whole."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """The owner of one journey: a recognised voice in a household, or the household as a whole."""

    household: str
    """Key of the household: a hash of Alexa's userId, never the id itself."""
    person: str = EVERYONE
    """Key of the recognised voice: a hash of Alexa's personId, or EVERYONE."""
