"""The export's own total rows, held against the sums of the rows they stand for."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from xl_fact.exports.columns import MEASURES
from xl_fact.exports.proofs.ratios import decimals_of
from xl_fact.exports.proofs.record import Check
from xl_fact.exports.proofs.silent import Silent

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Sums: TypeAlias = dict[str, float]

_SHOWN: Final = 5
_MOST: Final = 20_000
"""How many total rows are looked at."""


@dataclass(frozen=True)
class TotalRow:
    """A row that sums others: its figures, the sums of the rows above it, and whether it has no name at all."""

    row: int
    figures: Sums
    above: Sums
    day: int | None
    nameless: bool
    off: Sums = field(default_factory=dict)


@dataclass
class Totals:
    """The sums of a table's rows as they come, and its total rows.

    Two sums are kept: of the rows that count, and of every row with those that the format leaves out; a total
    row may be either.
    """

    counted: Sums = field(default_factory=dict)
    all: Sums = field(default_factory=dict)
    by_day: dict[int, Sums] = field(default_factory=dict)
    rows: int = 0
    cents: dict[str, int] = field(default_factory=dict)
    found: list[TotalRow] = field(default_factory=list)
    silent: Silent = field(default_factory=Silent)
    taken_out: int = 0
    squares: Sums = field(default_factory=dict)

    def add(
        self,
        values: Mapping[str, Floats],
        taken: Mask,
        left_out: Mask,
        totals: Mask,
        nameless: Mask,
        unnamed: Mask,
        days: NDArray[np.datetime64] | None,
        rows: NDArray[np.int64],
        main: str = "",
        rough: Mapping[str, Floats] = MappingProxyType({}),
    ) -> None:
        """Take in some rows: those that count, those that the format leaves out, and those that sum others.

        `unnamed` are rows that count and may be sums: they don't say what they are. `main` is the measure by which
        the largest row is found, "" where nobody looks for it; `rough` says by how much figures may be off.
        """
        figures = {key: value for key, value in values.items() if MEASURES[key].additive}
        self.silent.add(values, taken, unnamed, rows, main)
        for key, off in rough.items():
            self.squares[key] = self.squares.get(key, 0.0) + float(np.sum(off[taken] ** 2))
        places = np.flatnonzero(totals | nameless).tolist()
        if places:
            running = {key: np.cumsum(np.where(taken, np.nan_to_num(v), 0)) for key, v in figures.items()}
            for n in places[: _MOST - len(self.found)]:
                day = (
                    None
                    if days is None or np.isnat(days[n])
                    else int(days[n].astype("datetime64[D]").astype(int))
                )
                own = {key: float(v[n]) for key, v in figures.items() if np.isfinite(v[n])}
                above = {key: self.counted.get(key, 0.0) + float(v[n]) for key, v in running.items()}
                slack = {key: float(v[n]) for key, v in rough.items()}
                self.found.append(TotalRow(int(rows[n]), own, above, day, bool(nameless[n]), slack))
        for key, value in figures.items():
            self.counted[key] = self.counted.get(key, 0.0) + float(np.nansum(value[taken]))
            if left_out.any():
                self.all[key] = self.all.get(key, 0.0) + float(np.nansum(value[left_out]))
            if self.found or places:
                self.cents[key] = max(self.cents.get(key, 0), decimals_of(value[:2000]))
        self.rows += int(taken.sum())
        if days is not None and len(self.by_day) < 1000:
            self._add_days(figures, taken, days)

    def unsaid(self, since: int, main: str) -> set[int]:
        """After the last row: the rows that sum others without saying so, which are taken out of the sums.

        Parameters
        ----------
        since : int
            Rows before this one can't be taken back.
        main : str
            The measure by which money is weighed.
        """
        gone = set(self.silent.settle(self.counted, self.rows, since, main, self._tolerance))
        self.take_out(gone)
        return gone

    def take_out(self, gone: set[int]) -> None:
        """Rows that were held and turned out to be sums no longer count."""
        for row in gone:
            figures = self.silent.held[row].figures
            self.rows -= 1
            self.silent.agreed.update(key for key, figure in figures.items() if figure)
            for key, figure in figures.items():
                if key in self.counted:
                    self.counted[key] -= figure
        self.taken_out += len(gone)

    def _add_days(self, figures: Mapping[str, Floats], taken: Mask, days: NDArray[np.datetime64]) -> None:
        """The sums of each day, so long as total rows have days: kept only for short tables."""
        if len(days) > 50_000 or self.rows > 50_000:
            return
        dated = taken & ~np.isnat(days)
        if not dated.any():
            return
        number, place = np.unique(days[dated].astype("datetime64[D]").astype(np.int64), return_inverse=True)
        sums = {key: np.bincount(place, np.nan_to_num(v[dated]), len(number)) for key, v in figures.items()}
        for n, day in enumerate(number.tolist()):
            of_day = self.by_day.setdefault(day, {})
            for key, value in sums.items():
                of_day[key] = of_day.get(key, 0.0) + float(value[n])

    def checks(self, sheet: str, headings: Mapping[str, str]) -> list[Check]:
        """One check for the total rows of a table, and one for a row that may be such; none where there is none."""
        return [*self._told(sheet, headings), *self.silent.checks(sheet, headings)]

    def _told(self, sheet: str, headings: Mapping[str, str]) -> list[Check]:
        told = [total for total in self.found if any(self._figures(total))]
        if not (told or self.taken_out) or not self.rows:
            return []
        met, wrong = 0, []
        for n, total in enumerate(told):
            before = told[n - 1].above if n else {}
            after = told[n + 1].above if n + 1 < len(told) else self.counted
            candidates = [self.counted, self._with_left_out()]
            candidates.append({key: v - before.get(key, 0.0) for key, v in total.above.items()})
            candidates.append({key: v - total.above.get(key, 0.0) for key, v in after.items()})
            if total.day is not None and total.day in self.by_day:
                candidates.append(self.by_day[total.day])
            best = min((self._differing(total, sums) for sums in candidates), key=len)
            met += not best
            if best:
                wrong.append((total, best, min(candidates, key=lambda s: len(self._differing(total, s)))))
        if not wrong:
            met += self.taken_out
            what = f"{met:,} 个合计行与各行之和相符", f"{met:,} total rows equal the sum of their rows"
            held = tuple(dict.fromkeys(key for total in told for key in self._figures(total)))
            held = tuple(key for key in self.counted if key in self.silent.agreed) if self.taken_out else held
            return [Check("total", what, "pass", sheet, float(met), float(met), met, measures=held)]
        total, keys, sums = wrong[0]
        key = keys[0]
        name = headings.get(key, key)
        zh = f"合计行“{name}”是 {total.figures[key]:,.2f}，各行之和是 {sums.get(key, 0):,.2f}"
        en = f"the total row says {total.figures[key]:,.2f} for '{name}', its rows sum to {sums.get(key, 0):,.2f}"
        if total.nameless:
            zh, en = "没有名目的" + zh, "a row without a name: " + en
        cause = (
            ("合计与明细不是同一批行，或有行缺失、重复、被改", "rows missing, twice or changed, or a total of other rows")
        )  # fmt: skip
        return [
            Check(
                "total",
                (zh, en),
                "fail",
                sheet,
                float(len(told)),
                float(met),
                len(wrong),
                tuple(one.row for one, _, _ in wrong[:_SHOWN]),
                cause,
                tuple(dict.fromkeys(key for _, keys, _ in wrong for key in keys)),
            )
        ]

    def _figures(self, total: TotalRow) -> list[str]:
        """The measures that a total row may be held against."""
        return [key for key in total.figures if key in self.counted]

    def _with_left_out(self) -> Sums:
        return {key: value + self.all.get(key, 0.0) for key, value in self.counted.items()}

    def _differing(self, total: TotalRow, sums: Sums) -> list[str]:
        """The measures of a total row that are not the sum."""
        return [
            key
            for key in self._figures(total)
            if abs(total.figures[key] - sums.get(key, 0.0))
            > self._tolerance(key, total.figures[key]) + total.off.get(key, 0.0)
        ]

    def meets(self, key: str, figure: float, found: float) -> bool:
        """Whether a total row's figure is a sum but for rounding."""
        return abs(figure - found) <= self._tolerance(key, figure)

    def _tolerance(self, key: str, figure: float) -> float:
        """How far a sum of rounded figures may lie from the total, which is rounded itself."""
        close = 1e-9 * abs(figure) + 1e-6 + 2 * math.sqrt(self.squares.get(key, 0.0))
        if MEASURES[key].unit in {"count", "people"}:
            return close
        own = 0.5 * 10.0 ** -min(2, decimals_of(np.array([figure])))
        return float(close + own + 10.0 ** -self.cents.get(key, 2) * (0.5 + 0.5 * self.rows**0.5))


Group: TypeAlias = tuple[Any, ...]


@dataclass
class Grouped:
    """Rows that sum the others of their group, as a format declares them: each day's 全部 beside its carriers."""

    by: Sequence[str]
    sums: dict[Group, Sums] = field(default_factory=dict)
    told: dict[Group, tuple[int, Sums]] = field(default_factory=dict)

    def add(
        self,
        values: Mapping[str, Floats],
        groups: Sequence[Group],
        members: Mask,
        totals: Mask,
        rows: NDArray[np.int64],
    ) -> None:
        """Take in some rows; `groups` says which group each belongs to."""
        figures = {key: value for key, value in values.items() if MEASURES[key].additive}
        place: dict[Group, int] = {}
        codes = np.array([place.setdefault(group, len(place)) for group in groups], dtype=np.int64)
        sums = {
            key: np.bincount(codes[members], np.nan_to_num(value[members]), len(place))
            for key, value in figures.items()
        }
        there = np.bincount(codes[members], minlength=len(place))
        for group, n in place.items():
            if there[n]:
                mine = self.sums.setdefault(group, {})
                for key, value in sums.items():
                    mine[key] = mine.get(key, 0.0) + float(value[n])
        for n in np.flatnonzero(totals).tolist():
            own = {key: float(v[n]) for key, v in figures.items() if np.isfinite(v[n])}
            self.told.setdefault(groups[n], (int(rows[n]), own))

    def checks(self, sheet: str, headings: Mapping[str, str]) -> list[Check]:
        """One check for all groups; none where no group has both its rows and their total."""
        both = [group for group in self.told if group in self.sums]
        if not both:
            return []
        wrong: list[tuple[int, str, float, float]] = []
        rows: set[int] = set()
        keys: dict[str, None] = {}
        for group in both:
            row, figures = self.told[group]
            for key, figure in figures.items():
                found = self.sums[group].get(key, 0.0)
                if abs(figure - found) > 0.011 + 1e-9 * abs(figure):
                    wrong.append((row, key, figure, found))
                    rows.add(row)
                    keys[key] = None
        met = len(both) - len(rows)
        if not wrong:
            what = f"{met:,} 个合计行与各行之和相符", f"{met:,} total rows equal the sum of their rows"
            held = tuple(dict.fromkeys(key for group in both for key in self.told[group][1]))
            return [Check("total", what, "pass", sheet, float(len(both)), float(met), met, measures=held)]
        row, key, figure, found = wrong[0]
        name = headings.get(key, key)
        return [
            Check(
                "total",
                (
                    f"{len(rows):,} 个合计行与各行之和不符：“{name}”合计 {figure:,.2f}，各行之和 {found:,.2f}",
                    f"{len(rows):,} total rows are not the sum of their rows: '{name}' {figure:,.2f}, sum {found:,.2f}",
                ),
                "fail",
                sheet,
                float(len(both)),
                float(met),
                len(rows),
                tuple(sorted(rows)[:_SHOWN]),
                ("有行缺失、重复或被改", "rows missing, twice or changed"),
                tuple(keys),
            )
        ]
