"""One column of a table that nobody knows: its cells, and what it is taken for so far."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass
class DraftColumn:
    """One column: what it means (`key`), why it is left out (`reason`), or neither: then it is open.

    `part` says of which owner or carrier a figure is, whose whole is another column; `scale` what it is multiplied by.
    """

    place: int
    heading: str
    name: str
    cells: list[Any]
    kind: str = "empty"
    values: Floats = field(default_factory=lambda: np.empty(0))
    key: str = ""
    reason: str = ""
    how: tuple[str, str] = ("", "")
    candidates: list[str] = field(default_factory=list)
    part: Mapping[str, str] = field(default_factory=dict)
    scale: float = 1.0
    dates: str = ""

    @property
    def open(self) -> bool:
        """Whether nobody knows what it is."""
        return not self.key and not self.reason

    @property
    def samples(self) -> str:
        """Some of its cells."""
        seen = dict.fromkeys(str(cell).strip()[:24] for cell in self.cells if str(cell).strip())
        return "、".join(itertools.islice(seen, 3))
