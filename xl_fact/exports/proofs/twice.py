"""Equal rows that no key tells apart: rows pasted again, or two things that are alike.

A table has no key, or some of its rows lack a member of it: an identifier is blank, or a spreadsheet has rounded it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xl_fact.exports.proofs.record import Check, Reason, Verdict

Hashes = NDArray[np.uint64]
Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

_BLOCK: Final = 5
"""So many different rows, each of them there equally often, are a block that was pasted again."""

_SURELY: Final = 7
"""Two rows that have figures of so many digits in common are no chance."""

_LONGEST: Final = 20

_OFTEN: Final = 10
"""Where a tenth of the rows shares its figures with rows of other days or names, equal figures are usual."""


@dataclass
class Twice:
    """The rows of one table, by all that was read of them.

    Attributes
    ----------
    again : int
        How many rows equal an earlier one.
    first : (int, int), optional
        The first row that does, after the one that it equals.
    certain : bool
        Whether every row stands there equally often.
    doubtful : bool
        Whether the rows are more alike than chance makes them.
    lacking : (str, str)
        What rows lack that their table's key would tell them apart by; "" where the table has no key.
    money : float, optional
        What the rows that equal earlier ones come to.
    """

    hashes: list[Hashes] = field(default_factory=list)
    prints: list[Floats] = field(default_factory=list)
    rows: list[Rows] = field(default_factory=list)
    digits: list[Rows] = field(default_factory=list)
    again: int = 0
    first: tuple[int, int] | None = None
    certain: bool = False
    doubtful: bool = False
    taken_out: bool = False
    lacking: Reason = ("", "")
    worth: list[Floats] = field(default_factory=list)
    money: float | None = None

    def see(
        self, hashes: Hashes, prints: Floats, rows: Rows, figures: list[Floats], worth: Floats | None = None
    ) -> None:
        """Take in some rows: their number, that of their figures, where they stand, the figures, and their money."""
        telling = prints != 0
        if worth is not None:
            self.worth.append(worth[telling])
        self.hashes.append(hashes[telling])
        self.prints.append(prints[telling])
        self.rows.append(rows[telling])
        self.digits.append(_digits(figures, telling))

    def settle(self) -> set[int]:
        """After the last row: the rows that equal earlier ones."""
        if not self.hashes:
            return set()
        hashes, prints, rows, digits = (
            np.concatenate(some) for some in (self.hashes, self.prints, self.rows, self.digits)
        )
        figures: Hashes = prints.view(np.uint64)
        one = np.bitwise_xor(hashes, figures * np.uint64(0x9E3779B97F4A7C15))
        order = np.argsort(one, kind="stable")
        new = np.ones(len(one), dtype=np.bool_)
        new[1:] = one[order][1:] != one[order][:-1]
        later = order[~new]
        if not len(later):
            return set()
        starts = np.flatnonzero(new)
        times = np.diff([*starts.tolist(), len(one)])
        self.again = len(later)
        if self.worth:
            self.money = float(np.nansum(np.concatenate(self.worth)[later]))
        at = later[np.argmin(rows[later])]
        earlier = order[starts[np.searchsorted(starts, np.flatnonzero(order == at)[0], side="right") - 1]]
        self.first = int(rows[earlier]), int(rows[at])
        self.certain = len(starts) >= _BLOCK and bool((times == times[0]).all())
        _, shared = np.unique(prints[order[starts]], return_counts=True)
        usual = int(shared[shared > 1].sum()) * _OFTEN > len(starts)
        self.doubtful = not usual and (len(later) >= _BLOCK or int(digits[later].max()) >= _SURELY)
        return set(rows[later].tolist())

    def checks(self, sheet: str, used: int, measures: tuple[str, ...]) -> list[Check]:
        """What is said of them."""
        if self.first is None:
            return []
        before, now = self.first
        rows = (before, now)
        if self.taken_out:
            what = (
                f"整张表的行都重复了：{self.again:,} 行与前面的行完全相同（如第 {now} 行与第 {before} 行），只算一次",
                f"every row of the table stands there again: {self.again:,} rows equal earlier ones in all that was "
                f"read (row {now} and row {before}): counted once",
            )
            return [
                Check("key", what, "note", sheet, float(used), float(used + self.again), self.again, rows)
            ]
        lack = (
            ("", "")
            if not self.lacking[0]
            else (f"没有可用的{self.lacking[0]}，", f" without a usable {self.lacking[1]}")
        )
        worth = ("", "") if self.money is None else (f"，共 {self.money:,.2f}", f", {self.money:,.2f} in all")
        what = (
            f"{self.again:,} 行{lack[0]}与前面的行完全相同（如第 {now} 行与第 {before} 行）{worth[0]}，都计入了",
            f"{self.again:,} rows{lack[1]} equal earlier ones in all that was read (row {now} and row {before})"
            f"{worth[1]}; all were counted",
        )
        cause = ("粘贴重了就删去", "if they were pasted twice, delete them")
        odd = self.doubtful or self.certain or bool(self.lacking[0] and self.money)
        verdict: Verdict = "fail" if odd else "note"
        return [
            Check(
                "key",
                what,
                verdict,
                sheet,
                float(used - self.again),
                float(used),
                self.again,
                rows,
                cause,
                measures if odd else (),
            )
        ]


def _digits(figures: list[Floats], which: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many digits say something in the different figures of each row: the zeros at their ends say nothing.

    Examples
    --------
    >>> _digits([np.array([1200.0, 12.5]), np.array([1200.0, 3.0])], np.array([True, True]))
    array([2, 4])
    """
    found = np.zeros(int(which.sum()), dtype=np.int64)
    before: list[Floats] = []
    for figure in figures:
        left = np.rint(np.abs(np.nan_to_num(figure[which], posinf=0, neginf=0)) * 10_000)
        for other in before:
            left = np.where(left == other, 0, left)
        before.append(left)
        for _ in range(_LONGEST):
            if not (idle := (left != 0) & (left % 10 == 0)).any():
                break
            left = np.where(idle, left // 10, left)
        found += np.where(left > 0, np.floor(np.log10(np.maximum(left, 1))) + 1, 0).astype(np.int64)
    return found
