"""Rows pasted again under other order numbers: the same days, things and figures, one after the other as before.

Orders of equal prices are alike by the hundred, and prove nothing. What proves a copy is a run of rows that comes
again whole, in its order, and in which most rows are like no other but the one so far away.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xl_fact.exports.proofs.record import Check

Hashes = NDArray[np.uint64]
Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

_RUN: Final = 10
"""A run of so many rows is a copy."""

_APART: Final = 8
"""Of its rows so many must be of orders of their own, and like no row but that of the copy."""

_WHOLE: Final = 40
_KINDS: Final = 16
"""A table of so many rows, of so many kinds, that comes again whole is a copy, however often each kind is there."""

_LARGE: Final = 50_000
"""Of a table of more rows some kinds are looked at first."""

_MOST: Final = 4_000_000
"""Of a table of more rows none is looked at."""


@dataclass
class Renumbered:
    """The rows of a table of orders, by all but their numbers.

    Attributes
    ----------
    count : int
        How many rows stand there again.
    ends : (int, int, int, int)
        The first and the last row of the longest run, and of its copy.
    money : float
        What the rows of the copies come to.
    """

    alike: list[Hashes] = field(default_factory=list)
    orders: list[Hashes] = field(default_factory=list)
    rows: list[Rows] = field(default_factory=list)
    worth: list[Floats] = field(default_factory=list)
    seen: int = 0
    count: int = 0
    ends: tuple[int, int, int, int] = (0, 0, 0, 0)
    money: float = 0.0

    @property
    def open(self) -> bool:
        """Whether more rows are wanted."""
        return self.seen <= _MOST

    def see(self, alike: Hashes, orders: Hashes, rows: Rows, worth: Floats) -> None:
        """Take in some rows: a number for what they hold, one for their order, where they stand, their money."""
        self.seen += len(rows)
        if not self.open:
            for some in (self.alike, self.orders, self.rows, self.worth):
                some.clear()
            return
        self.alike.append(alike)
        self.orders.append(orders)
        self.rows.append(rows)
        self.worth.append(worth)

    def settle(self, *, closely: bool = True) -> None:
        """After the last row; unless it is looked at `closely`, the orders that rows are of don't matter."""
        if not self.open or self.seen < 2 * _RUN:
            return
        alike = np.concatenate(self.alike)
        orders = np.concatenate(self.orders)
        if (part := _again_whole(alike)) and (len(np.unique(orders[:part])) >= _KINDS or not closely):
            self._found(np.arange(len(alike)) >= part, (0, part - 1, part, 2 * part - 1))
            return
        among = np.arange(len(alike))
        if not closely and len(alike) > _LARGE:  # an eighth of all kinds of rows, with every row of these
            among = np.flatnonzero(alike >> np.uint64(61) == 0)
        order = among[np.argsort(alike[among])]
        ordered = alike[order]
        starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
        times = np.diff(np.append(starts, len(ordered)))
        twice = starts[times == 2]
        if len(twice) < _APART:
            return
        pairs = order[twice], order[twice + 1]
        first, again = np.minimum(*pairs), np.maximum(*pairs)
        shifts, often = np.unique(again - first, return_counts=True)
        copied = np.zeros(len(alike), dtype=np.bool_)
        longest, ends = 0, (0, 0, 0, 0)
        for shift in shifts[often >= _APART].tolist():
            same = np.concatenate([[False], alike[:-shift] == alike[shift:], [False]])
            edges = np.flatnonzero(same[1:] != same[:-1])
            telling = np.zeros(len(alike), dtype=np.bool_)
            telling[first[again - first == shift]] = True
            for begin, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
                if end - begin < _RUN or end > begin + shift:
                    continue
                own = np.flatnonzero(telling[begin:end]) + begin
                if len(own) < _APART:
                    continue
                if closely and min(len(np.unique(orders[own])), len(np.unique(orders[own + shift]))) < _APART:
                    continue
                copied[begin + shift : end + shift] = True
                if end - begin > longest:
                    longest, ends = end - begin, (begin, end - 1, begin + shift, end + shift - 1)
        if longest:
            self._found(copied, ends)

    def _found(self, copied: NDArray[np.bool_], ends: tuple[int, int, int, int]) -> None:
        """Keep what was found: the rows that are copies, and the ends of a run and of its copy among all rows."""
        rows = np.concatenate(self.rows)
        first, last, begin, end = (int(rows[n]) for n in ends)
        self.ends = first, last, begin, end
        self.count = int(copied.sum())
        self.money = float(np.nansum(np.concatenate(self.worth)[copied]))

    def checks(self, sheet: str, used: int, measures: tuple[str, ...]) -> list[Check]:
        """What is said of them."""
        if not self.count:
            return []
        first, last, begin, end = self.ends
        what = (
            f"除订单号外逐行相同：第 {begin}–{end} 行与第 {first}–{last} 行，共 {self.count:,} 行、{self.money:,.2f}，都计入了",
            f"but for their order numbers rows {begin} to {end} are rows {first} to {last} again, one by one: "
            f"{self.count:,} rows, {self.money:,.2f}; all were counted",
        )
        cause = (
            "像是同一批订单贴了两次、编号变了；是就删去一份",
            "the same orders were pasted twice and their numbers changed, likely: delete one copy",
        )
        rows = (first, begin)
        return [
            Check(
                "key",
                what,
                "fail",
                sheet,
                float(used - self.count),
                float(used),
                self.count,
                rows,
                cause,
                measures,
            )
        ]


def _again_whole(alike: Hashes) -> int:
    """How many rows a table has that stands there two or three times, one below the other; 0 where it doesn't."""
    for times in (2, 3):
        part, rest = divmod(len(alike), times)
        again = not rest and part >= _WHOLE and bool((alike[:-part] == alike[part:]).all())
        if again and len(np.unique(alike[:part])) >= _KINDS:
            return part
    return 0
