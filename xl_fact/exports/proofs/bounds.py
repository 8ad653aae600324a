"""Figures of one row of which one can't exceed the other: where it does by far, cells stand in the wrong column.

Sales by the platform's own count hold what was paid; nobody views a room less often than once; an order is of one thing
at least. What is a little more is how days, refunds and attribution are counted; what is a multiple is a cell that moved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xl_fact.exports.columns import MEASURES
from xl_fact.exports.proofs.record import Check, Verdict

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_PAIRS: Final = (
    ("gmv_paid", "gmv_platform", 3.0),
    ("refund_1h", "gmv_platform", 3.0),
    ("viewers", "live_views", 3.0),
    ("product_clicks", "product_impressions", 3.0),
    ("clicks", "impressions", 3.0),
    ("buyers", "orders", 3.0),
    ("orders", "items", 3.0),
    ("orders", "product_clicks", 10.0),
)
"""A measure, the one that it can't exceed, and by how many times it doesn't even so."""

_LEAST: Final = 50.0
"""Figures below are too small to say anything."""


@dataclass
class Bounds:
    """The rows of one table in which a figure exceeds its bound by far.

    Attributes
    ----------
    compared : dict
        For each pair of measures how many rows have both.
    beyond : dict
        For each how many of them, the first row, and its two figures.
    """

    compared: dict[tuple[str, str], int] = field(default_factory=dict)
    beyond: dict[tuple[str, str], tuple[int, int, float, float]] = field(default_factory=dict)

    def see(self, values: Mapping[str, Floats], taken: Mask, rows: NDArray[np.int64]) -> None:
        """Look at some rows."""
        for small, large, times in _PAIRS:
            if small not in values or large not in values:
                continue
            one, other = values[small], values[large]
            both = taken & (other > 0) & (one > 0)
            pair = small, large
            self.compared[pair] = self.compared.get(pair, 0) + int(np.count_nonzero(both))
            over = both & (one >= _LEAST) & (one > times * other)
            if over.any():
                n = int(np.argmax(over))
                found = 0, int(rows[n]), float(one[n]), float(other[n])
                count, row, figure, bound = self.beyond.get(pair, found)
                self.beyond[pair] = count + int(over.sum()), row, figure, bound

    def checks(self, sheet: str, headings: Mapping[str, str]) -> list[Check]:
        """What is said of them: it fails where it is money, or nearly every row."""
        checks = []
        for (small, large), (count, row, one, other) in self.beyond.items():
            what = (
                f"列“{headings[small]}”不会比“{headings[large]}”多，却有 {count:,} 行多出好几倍（第 {row} 行 "
                f"{one:,.10g} 与 {other:,.10g}），已照样计入",
                f"'{headings[small]}' can't exceed '{headings[large]}', yet {count:,} rows do so many times over (row {row}: "
                f"{one:,.10g} and {other:,.10g}); counted as they are",
            )
            cause = (
                "多半是格子或列名错了一列",
                "cells or headings moved by one column, likely",
            )
            money = MEASURES[large].unit == "money"
            odd = money or 10 * count >= 9 * self.compared[small, large]
            verdict: Verdict = "fail" if odd else "note"
            keys: tuple[str, ...] = (small, large) if odd else ()
            if money:  # cells that moved took their neighbours with them
                keys = tuple(key for key in headings if MEASURES[key].unit == "money")
            checks.append(Check("cells", what, verdict, sheet, 0.0, float(count), count, (row,), cause, keys))
        return checks
