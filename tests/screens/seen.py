"""What a person sees of the words on a screen, and what is wrong with it: cut off, cut short, or over each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import hypot

SLACK = 1.5
"""Pixels that may be missing: boxes are measured in fractions."""

INK = 0.22
"""The share of a line's height, above and below, in which no letter has any ink that matters."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, from the top left."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def inked(self) -> "Box":
        """The part that has the letters, of the box of a line."""
        margin = (self.bottom - self.top) * INK
        return Box(self.left, self.top + margin, self.right, self.bottom - margin)

    def overlaps(self, other: "Box") -> bool:
        """Return whether two boxes have more than a margin in common."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide > SLACK and high > SLACK


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text, as it was drawn."""

    text: str
    """All of the text that it was drawn from."""
    of: str
    """The id of the component."""
    box: Box
    seen: Box
    """What of the box is on the screen, and within what it stands in."""
    scrolls: bool
    """Whether it stands in something that is moved up and down: then what is below is no loss."""

    @property
    def is_seen(self) -> bool:
        """Whether anything of it is."""
        return self.seen.right - self.seen.left > SLACK and self.seen.bottom - self.seen.top > SLACK


def faults(lines: Sequence[Line], width: int, height: int, *, is_round: bool) -> Iterator[str]:
    """Yield what is wrong with the lines of a screen of this size."""
    for line in lines:
        if _is_cut(line):
            yield f"cut off: {line.text}"
        elif is_round and line.is_seen and not line.scrolls and _is_outside(line.box.inked, width / 2, height / 2):
            yield f"outside of the circle: {line.text}"
        if line.text.endswith("…"):
            yield f"cut short: {line.text}"
    for one, other in combinations([line for line in lines if line.is_seen], 2):
        if one.of != other.of and one.seen.inked.overlaps(other.seen.inked):
            yield f"over each other: {one.text} | {other.text}"


def _is_cut(line: Line) -> bool:
    box, seen = line.box.inked, line.seen
    if seen.left - box.left > SLACK or box.right - seen.right > SLACK:
        return line.is_seen or not line.scrolls
    return not line.scrolls and (seen.top - box.top > SLACK or box.bottom - seen.bottom > SLACK)


def _is_outside(box: Box, across: float, down: float) -> bool:
    """Return whether a corner lies outside of the circle around this point, which touches the edges of the screen."""
    corners = [(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)]
    return any(hypot(x - across, y - down) > min(across, down) + SLACK for x, y in corners)
