"""Where the names of bubbles stand, so that none lies on another bubble or name."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from xl_fact.texts import shown_length

_WIDE, _HIGH = 330.0, 70.0
"""The part of a bubble chart that is plotted, about, in points."""
_LARGEST: Final = 8.0
"""Radius of the largest bubble, at the scale of our charts."""
_CHARACTER, _LINE, _BREAK = 4.7, 13.0, 46.0
"""Size of a name, a Latin character and a line, and the width at which LibreOffice breaks it."""
PLACES: Final = ("t", "b", "r", "l")
"""Above, below, right and left, as charts call them."""


@dataclass(frozen=True)
class Bubble:
    """One bubble: where its centre lies as a part of either axis, its size in any unit, its name."""

    x: float
    y: float
    size: float
    name: str


@dataclass(frozen=True)
class Box:
    """A rectangle of the plot, in points."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def area(self) -> float:
        """Its area; 0 of one that is turned inside out."""
        return max(0.0, self.right - self.left) * max(0.0, self.top - self.bottom)

    def shared(self, other: Box) -> float:
        """The area it has in common with another."""
        return Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        ).area


PLOT: Final = Box(0, 0, _WIDE, _HIGH)


def places(bubbles: Sequence[Bubble]) -> list[str]:
    """Where each bubble's name stands: above it unless that is taken; the largest choose first.

    Examples
    --------
    >>> places([Bubble(0.3, 0.5, 9, "F"), Bubble(0.8, 0.5, 1, "A")])
    ['t', 't']
    >>> places([Bubble(0.26, 0.77, 6, "S 搜索商城"), Bubble(0.27, 0.37, 1, "A 达人矩阵")])
    ['r', 'r']
    """
    circles = {
        n: circle(b, bubbles) for n, b in enumerate(bubbles) if math.isfinite(b.x + b.y) and b.size > 0
    }
    chosen = ["t"] * len(bubbles)
    taken: list[Box] = []
    for number in sorted(circles, key=lambda n: -bubbles[n].size):
        others = [box for other, box in circles.items() if other != number] + taken
        boxes = {place: name_box(circles[number], place, bubbles[number].name) for place in PLACES}
        crowding = {place: _crowding(box, others) for place, box in boxes.items()}
        chosen[number] = min(crowding, key=crowding.__getitem__)
        taken.append(boxes[chosen[number]])
    return chosen


def circle(bubble: Bubble, among: Sequence[Bubble]) -> Box:
    """The box around a bubble, whose size is an area."""
    largest = max((b.size for b in among if b.size > 0), default=bubble.size)
    radius = math.sqrt(bubble.size / largest) * _LARGEST
    x, y = bubble.x * _WIDE, bubble.y * _HIGH
    return Box(x - radius, y - radius, x + radius, y + radius)


def name_box(around: Box, place: str, name: str) -> Box:
    """The box of a name beside a bubble."""
    x, y = (around.left + around.right) / 2, (around.bottom + around.top) / 2
    whole = shown_length(name) * _CHARACTER
    wide, high = min(whole, _BREAK), math.ceil(whole / _BREAK) * _LINE
    match place:
        case "t":
            return Box(x - wide / 2, around.top, x + wide / 2, around.top + high)
        case "b":
            return Box(x - wide / 2, around.bottom - high, x + wide / 2, around.bottom)
        case "r":
            return Box(around.right, y - high / 2, around.right + wide, y + high / 2)
        case _:
            return Box(around.left - wide, y - high / 2, around.left, y + high / 2)


def _crowding(box: Box, others: Sequence[Box]) -> float:
    """How much of a box lies on others or outside the plot."""
    return sum(box.shared(other) for other in others) + box.area - box.shared(PLOT)
