"""Screens of Alexa devices, by the names that Amazon's guides give them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Viewport:
    """A device's screen. It is drawn as large as a document takes it to be, also where there are more dots to it."""

    width: int
    height: int
    is_round: bool = False
    mode: str = "HUB"
    dots: int = 1
    """How many there are, across and down, to one of a document's pixels."""

    @property
    def as_told(self) -> dict[str, object]:
        """What the engine is told: it counts dots."""
        size = {"width": self.width * self.dots, "height": self.height * self.dots}
        return {**size, "dpi": 160 * self.dots, "isRound": self.is_round, "mode": self.mode}


VIEWPORTS: Mapping[str, Viewport] = {
    "show8": Viewport(1280, 800),
    "show8-upright": Viewport(800, 1280),
    "show5": Viewport(960, 480),
    "spot": Viewport(480, 480, is_round=True),
    "tv": Viewport(960, 540, mode="TV", dots=2),
}
