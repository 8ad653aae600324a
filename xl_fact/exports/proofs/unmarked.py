"""Rows that are just the sum of the others of the table, of their day or of their group, and don't say so: named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from xl_fact.exports.columns import DIMENSIONS, MEASURES
from xl_fact.exports.proofs.keys import hashed
from xl_fact.exports.proofs.record import Check, Reason
from xl_fact.exports.proofs.silent import digits_of

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Codes: TypeAlias = "NDArray[np.int64]"

_MOST: Final = 50_000
"""A longer table is not looked at."""

_MEASURES: Final = 2
"""So many measures at least must be the sum."""

_OTHERS: Final = 2
"""So many other rows at least must have figures."""

_SURELY: Final = 8
"""A row of one group of many is no accident when its figures have so many digits that say something."""

_MANY: Final = 8
"""A row as large as so many others together is no accident, however round its figures are."""
_TELLING: Final = 3
_ALONE: Final = 6
"""So many digits that say something must the figures have that are a sum: of several measures, and of one."""
_PROPORTIONAL: Final = 1e-4
"""Measures whose shares are so near each other say the same again."""

_SHOWN: Final = 5


@dataclass(frozen=True)
class _Found:
    """The rows of one way to group a table that are the sums of the others of their group."""

    by: str
    rows: tuple[int, ...]
    money: float


@dataclass
class Unmarked:
    """The figures of a short table, and what tells its groups apart."""

    figures: list[dict[str, Floats]] = field(default_factory=list)
    groups: list[dict[str, Any]] = field(default_factory=list)
    rows: list[NDArray[np.int64]] = field(default_factory=list)
    count: int = 0
    found: _Found | None = None

    def see(
        self,
        values: Mapping[str, Floats],
        taken: Mask,
        days: NDArray[np.datetime64] | None,
        texts: Mapping[str, Any],
        rows: NDArray[np.int64],
    ) -> None:
        """Take in some rows."""
        self.count += int(taken.sum())
        if self.count > _MOST:
            self.figures, self.groups, self.rows = [], [], []
            return
        own: dict[str, Any] = {}
        if days is not None:
            own["date"] = days.astype("datetime64[D]").astype(np.int64)[taken]
        else:
            for name, column in texts.items():
                if not isinstance(column, str):
                    own[name] = hashed([column], len(taken))[taken]
        self.figures.append({key: v[taken] for key, v in values.items() if MEASURES[key].additive})
        self.groups.append(own)
        self.rows.append(rows[taken])

    def settle(self, gone: Iterable[int], main: str, *, apart: bool) -> set[int]:
        """After the last row, `gone` of which no longer count: the rows that are sums.

        Parameters
        ----------
        gone : iterable of int
        main : str
            The measure by which money is weighed.
        apart : bool
            Whether the rows of one day are no parts of it.
        """
        self._look(gone, main, apart=apart)
        return set() if self.found is None else set(self.found.rows)

    def _look(self, gone: Iterable[int], main: str, *, apart: bool) -> None:
        if not self.rows or self.count > _MOST:
            return
        rows = np.concatenate(self.rows)
        kept = ~np.isin(rows, list(gone))
        rows = rows[kept]
        if len(rows) <= _OTHERS:
            return
        figures = {key: np.concatenate([some[key] for some in self.figures])[kept] for key in self.figures[0]}
        groups = {name: np.concatenate([g[name] for g in self.groups])[kept] for name in self.groups[0]}
        money = figures.get(main, np.zeros(len(rows)))
        hits = self._sums(figures, np.zeros(len(rows), dtype=np.int64), 1)
        if "date" in groups:  # a day of its own is no sum
            _, code, times = np.unique(groups["date"], return_inverse=True, return_counts=True)
            hits &= times[code] > 1
        if hits.any():
            self.found = _Found("", tuple(rows[hits][:1].tolist()), float(np.nansum(money[hits][:1])))
            return
        for name, column in groups.items():
            if apart and name == "date":
                continue
            there, code = np.unique(column, return_inverse=True)
            if not 1 < len(there) <= len(rows) // (_OTHERS + 1):
                continue
            hits = self._sums(figures, code, len(there))
            large = int((np.bincount(code) > _OTHERS).sum())
            several = int(hits.sum()) >= _OTHERS and 2 * int(hits.sum()) >= large
            if not several:
                for n in np.flatnonzero(hits).tolist():
                    own = {abs(float(v[n])) for v in figures.values() if np.isfinite(v[n])}
                    hits[n] = sum(map(digits_of, own)) >= _SURELY
            if hits.any():
                self.found = _Found(name, tuple(rows[hits].tolist()), float(np.nansum(money[hits])))
                return

    @staticmethod
    def _sums(figures: Mapping[str, Floats], code: Codes, count: int) -> Mask:
        """The rows, first or last of their group, that are the sum of its others in every measure they have."""
        size = len(code)
        agreeing, differing = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.bool_)
        filled = np.zeros(size, dtype=np.bool_)
        for key, value in figures.items():
            own = np.nan_to_num(value)
            others = np.bincount(code, own, count)[code] - own
            close = 1e-9 * np.abs(own) + (1e-6 if MEASURES[key].unit == "count" else 0.011)
            same = np.abs(own - others) <= close
            agreeing += same & (own != 0)
            differing |= ~same & np.isfinite(value)
            filled |= own != 0
        ends = np.zeros(size, dtype=np.bool_)
        ends[np.unique(code, return_index=True)[1]] = True
        ends[size - 1 - np.unique(code[::-1], return_index=True)[1]] = True
        enough = np.bincount(code, filled, count)[code] > _OTHERS
        hits: Mask = ends & enough & ~differing & (agreeing >= _MEASURES)
        if hits.any():
            order = np.argsort(code, kind="stable")
            first = np.searchsorted(code[order], np.arange(count + 1))
            digits = 0
            for n in np.flatnonzero(hits).tolist():
                group = order[first[code[n]] : first[code[n] + 1]]
                here = {key: np.nan_to_num(value[group]) for key, value in figures.items()}
                telling = _telling(here, group == n)
                hits[n] = telling > 0
                digits += telling
            hits &= digits >= _TELLING
        return hits

    def checks(self, sheet: str, headings: Mapping[str, str], main: str) -> list[Check]:
        """What is said of such rows: they were counted."""
        if self.found is None:
            return []
        by, rows = self.found.by, self.found.rows
        of: Reason = ("其余各行", "all other rows")
        if by:
            name = DIMENSIONS[by]
            of = (f"同一{name.zh}的其余各行", f"the other rows of its {name.en}")
        heading = headings.get(main, main)
        many = len(rows)
        zh = f"{many:,} 行（如第 {rows[0]} 行）" if many > 1 else f"第 {rows[0]} 行"
        en = f"{many:,} rows (such as row {rows[0]}) are" if many > 1 else f"row {rows[0]} is"
        what = (
            f"{zh}的每一项都正好是{of[0]}之和，“{heading}”共 {self.found.money:,.2f}，像是没有写明的合计行，已照普通行计入",
            f"{en} in every figure just the sum of {of[1]}, '{heading}' {self.found.money:,.2f} in all: a total that "
            "doesn't say so? Counted",
        )
        cause = (
            "是合计就删去，或在名称里写上“合计”",
            "if it is one, delete it or write 'total' in its name",
        )
        return [
            Check("total", what, "fail", sheet, 0.0, float(many), many, rows[:_SHOWN], cause, tuple(headings))
        ]


def _telling(figures: Mapping[str, Floats], at: Mask) -> int:
    """How many digits say that a row is the sum of the others by no accident; 0 where it may well be one.

    Among few rows whose measures are all in one proportion, one is easily the sum of the others: 3, 1 and 2 orders.

    Examples
    --------
    >>> last = np.array([False, False, True])
    >>> cost, sold = np.array([10.0, 20.0, 30.0]), np.array([30.0, 50.0, 80.0])
    >>> _telling({"cost": cost, "gmv": 3 * cost}, last), _telling({"cost": cost, "gmv": sold}, last)
    (0, 2)
    """
    if np.any([figure != 0 for figure in figures.values()], axis=0).sum() > _MANY:
        return _TELLING
    shares: list[Floats] = []
    digits = 0
    for figure in figures.values():
        own = float(figure[at][0])
        if own and not any(np.allclose(figure / own, share, 0, _PROPORTIONAL) for share in shares):
            shares.append(figure / own)
            digits += digits_of(own)
    return digits if len(shares) > 1 or digits >= _ALONE else 0
