"""Blank cells of a column that is filled everywhere else: figures that were lost, not figures of nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xl_fact.exports.proofs.keys import hashed
from xl_fact.exports.tables.cells import Cells

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]

_FEW: Final = 4
"""At most every so manieth cell of one thing is a gap; where more are blank, blank is how its nothing is written."""

_FILLED: Final = 8
"""So many cells of one thing must be filled before a blank one is a gap."""

_OTHERS: Final = 2
"""So many other measures must stand in the row of a gap, and at least half of all."""

_MOST: Final = 20_000
"""Of so many things at most the cells are looked at."""

_THINGS: Final = ("platform", "owner", "carrier", "account", "account_id", "shop", "product", "product_id")
_THINGS_MORE: Final = ("content", "content_id", "campaign", "campaign_id", "category", "source")
"""The dimensions that tell one thing from another: the blank cells of a carrier that never has ads are no gaps."""

_WATCHED: Final = re.compile(r"(cost|gmv|orders|product_impressions|product_clicks|impressions|clicks)")


@dataclass
class Gaps:
    """The blank cells of one table of days: what each thing has of figures, of zeros and of blanks.

    Parameters
    ----------
    by_hand : bool
        Whether people keep it: they leave blank what is nothing, unless they write 0 for that.
    """

    by_hand: bool
    things: dict[str, dict[int, list[int]]] = field(default_factory=dict)
    zeros: set[str] = field(default_factory=set)
    too_many: bool = False

    def see(
        self,
        cells: Mapping[int, Cells],
        values: Mapping[str, Floats],
        places: Mapping[str, int],
        texts: Mapping[str, Any],
        taken: Mask,
        rows: Rows,
    ) -> None:
        """Take in some rows."""
        if self.too_many or not taken.any():
            return
        telling = [texts[name] for name in (*_THINGS, *_THINGS_MORE) if name in texts]
        things = hashed([t for t in telling if not isinstance(t, str)], len(taken))
        stand, there = np.zeros(len(taken), dtype=np.int64), np.zeros(len(taken), dtype=np.int64)
        for value in values.values():
            there += np.isfinite(value)
            stand += np.isfinite(value) & (value != 0)
        told = taken & (stand >= _OTHERS) & (there * 2 >= len(values))
        groups, which = np.unique(things, return_inverse=True)
        for key, value in values.items():
            if not _WATCHED.match(key) or places.get(key, -1) not in cells:
                continue
            filled = taken & np.isfinite(value)
            if (filled & (value == 0)).any():
                self.zeros.add(key)
            gap = told & ~filled
            if gap.any():
                gap &= cells[places[key]].where(_is_blank)
            own = self.things.setdefault(key, {})
            counts = np.bincount(which, filled, len(groups)), np.bincount(which, gap, len(groups))
            for n, (full, blank) in enumerate(zip(*counts, strict=True)):
                seen = own.setdefault(int(groups[n]), [0, 0, 0])
                if blank and not seen[1]:
                    seen[2] = int(rows[int(np.argmax(gap & (which == n)))])
                seen[0] += int(full)
                seen[1] += int(blank)
            self.too_many |= len(own) > _MOST

    @property
    def found(self) -> dict[str, tuple[int, int]]:
        """After the last row: the measures that lost cells, how many, and the row of the first."""
        lost: dict[str, tuple[int, int]] = {}
        for key, own in self.things.items():
            gaps = [g for g in own.values() if g[1] and g[0] >= _FILLED and g[1] * _FEW <= g[0]]
            if gaps and not self.too_many and (key in self.zeros or not self.by_hand):
                lost[key] = sum(g[1] for g in gaps), min(g[2] for g in gaps)
        return lost


def _is_blank(cell: Any) -> bool:
    """Whether there is nothing in a cell, not even a dash."""
    return cell is None or cell != cell or (isinstance(cell, str) and not cell.strip())
