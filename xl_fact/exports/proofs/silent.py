"""Rows that sum others without saying so: told by their figures, or, where these tell too little, named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from xl_fact.exports.columns import MEASURES
from xl_fact.exports.proofs.record import Check

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Sums: TypeAlias = dict[str, float]
Tolerance: TypeAlias = Callable[[str, float], float]

_CERTAIN: Final = 5
"""So many digits of the figures must agree before a row without a name is the sum of others, and no accident."""
_SURELY: Final = 10
"""The same where the row has a name, or there is but one other row."""
_SEVERAL: Final = 3
"""So many measures that are all the sums of so many rows are no accident either, however round they are."""
_HELD: Final = 1000
"""How many rows that don't say what they are are looked at."""


@dataclass(frozen=True)
class Held:
    """A row that may be a sum: its figures, and the sums and the number of all rows above it."""

    figures: Sums
    above: Sums
    rows: int


@dataclass
class Silent:
    """The rows of a table that may be sums: those that don't say what they are, and the largest of all.

    Attributes
    ----------
    held : mapping
        Row → its figures and the sums above it.
    largest : (int, Sums), optional
        The row with the most of the main measure.
    sums : mapping
        Measure → sum of all rows so far, of people too.
    rows : int
        How many rows so far.
    doubtful : (int, str), optional
        A row that may be a sum, and a measure that says so.
    agreed : set of str
        The measures by which rows were found to be sums.
    """

    held: dict[int, Held] = field(default_factory=dict)
    largest: tuple[int, Sums] | None = None
    sums: Sums = field(default_factory=dict)
    rows: int = 0
    doubtful: tuple[int, str] | None = None
    agreed: set[str] = field(default_factory=set)

    def add(
        self, values: Mapping[str, Floats], taken: Mask, unnamed: Mask, rows: NDArray[np.int64], main: str
    ) -> None:
        """Take in some rows; the largest is found by the measure `main`, "" where nobody looks for it."""
        places = np.flatnonzero(taken & unnamed)
        places = places if len(places) <= _HELD else np.concatenate([places[:_HELD], places[-1:]])
        if len(places):
            before = {key: np.cumsum(np.where(taken, np.nan_to_num(v), 0)) for key, v in values.items()}
            count = np.cumsum(taken)
            for n in places.tolist():
                own = _figures_at(values, n)
                above = {
                    key: self.sums.get(key, 0.0) + float(v[n]) - own.get(key, 0.0)
                    for key, v in before.items()
                }
                self.held[int(rows[n])] = Held(own, above, self.rows + int(count[n]) - 1)
                if len(self.held) > _HELD:
                    self.held.pop(next(iter(self.held)))
        for key, value in values.items():
            self.sums[key] = self.sums.get(key, 0.0) + float(np.nansum(value[taken]))
        self.rows += int(taken.sum())
        if main in values and taken.any():
            money = np.where(taken, np.nan_to_num(np.abs(values[main])), -1.0)
            n = int(np.argmax(money))
            if self.largest is None or money[n] > abs(self.largest[1].get(main, 0.0)):
                self.largest = int(rows[n]), _figures_at(values, n)

    def settle(self, counted: Sums, rows: int, since: int, main: str, tolerance: Tolerance) -> list[int]:
        """After the last row: those that sum others; one of which it can't be told is remembered as doubtful.

        Parameters
        ----------
        counted : mapping
            Measure → sum of the rows that count.
        rows : int
            How many they are.
        since : int
            Rows before this one can't be taken back.
        main : str
            The measure by which money is weighed.
        tolerance : callable
            How far a figure may lie from the sum of rounded ones, by measure and figure.
        """
        gone = self._parts(since, tolerance)
        left = dict(self.sums)
        for row in gone:
            left = {key: value - self.held[row].figures.get(key, 0.0) for key, value in left.items()}
        others = rows - len(gone) - 1
        for row, one in reversed(self.held.items()):
            if row in gone or others < 1:
                continue
            agreeing, differing, apart = _compared(
                _said(one.figures),
                {key: value - one.figures.get(key, 0.0) for key, value in left.items()},
                tolerance,
            )
            digits = sum(digits_of(one.figures[key]) for key in agreeing)
            certain = digits >= _CERTAIN if others > 1 else digits >= _SURELY and not apart
            certain |= min(len(agreeing), others) >= _SEVERAL
            if certain and not differing and row >= since:
                self.agreed.update(agreeing)
                return [*gone, row]
            if agreeing and (not differing or (main in agreeing and digits >= _CERTAIN and others > 1)):
                self.doubtful = row, main if main in agreeing else agreeing[0]
        if self.largest is not None and others > 2 and self.doubtful is None and not gone:
            row, figures = self.largest
            rest = {key: value - figures.get(key, 0.0) for key, value in left.items()}
            agreeing, differing, _ = _compared(figures, rest, tolerance)
            digits = sum(digits_of(figures[key]) for key in agreeing)
            if len(agreeing) > 1 and not differing and digits >= _SURELY:
                self.doubtful = row, main
        return gone

    def _parts(self, since: int, tolerance: Tolerance) -> list[int]:
        """Rows that each sum the rows between the one held before and themselves."""
        found: list[int] = []
        start, first = dict.fromkeys(self.sums, 0.0), 0
        for row, one in self.held.items():
            within = one.rows - first
            rest = {key: value - start.get(key, 0.0) for key, value in one.above.items()}
            agreeing, differing, apart = _compared(_said(one.figures), rest, tolerance)
            digits = sum(digits_of(one.figures[key]) for key in agreeing)
            certain = digits >= _CERTAIN if within > 1 else digits >= _SURELY and not apart
            certain |= min(len(agreeing), within) >= _SEVERAL
            if within and certain and not differing and row >= since:
                self.agreed.update(agreeing)
                found.append(row)
            start = {key: value + one.figures.get(key, 0.0) for key, value in one.above.items()}
            first = one.rows + 1
        return found

    def checks(self, sheet: str, headings: Mapping[str, str]) -> list[Check]:
        """What is said of a row that may be a sum and doesn't say so."""
        if self.doubtful is None:
            return []
        row, key = self.doubtful
        name = headings.get(key, key)
        what = (
            f"第 {row} 行的“{name}”正好是其余各行之和，像是没有写明的合计行，已照普通行计入",
            f"'{name}' of row {row} is just the sum of all other rows: a total that doesn't say so? It was counted",
        )
        cause = (
            "是合计就删去这一行，或在名称里写上“合计”",
            "if it is one, delete it or write 'total' in its name",
        )
        held = tuple(key for key in self.sums if key in headings)
        return [Check("total", what, "fail", sheet, 0.0, 1.0, 1, (row,), cause, held)]


def _said(figures: Sums) -> Sums:
    """What a row without a name says: the zeros of a total say nothing, where an export fills in no other figure."""
    return {key: figure for key, figure in figures.items() if figure} or figures


def _compared(figures: Sums, sums: Sums, tolerance: Tolerance) -> tuple[list[str], list[str], list[str]]:
    """Measures of a row that are a sum, those that aren't, and those of people, who may come twice, that aren't."""
    agreeing: list[str] = []
    differing: list[str] = []
    apart: list[str] = []
    for key, figure in figures.items():
        if abs(figure - sums.get(key, 0.0)) > tolerance(key, figure):
            (differing if MEASURES[key].additive else apart).append(key)
        elif figure:
            agreeing.append(key)
    return agreeing, differing, apart


def _figures_at(values: Mapping[str, Floats], n: int) -> Sums:
    """The figures of one row."""
    return {key: float(value[n]) for key, value in values.items() if np.isfinite(value[n])}


def digits_of(figure: float) -> int:
    """How many digits of a figure say something: the zeros at its end say nothing.

    Examples
    --------
    >>> digits_of(1234.5), digits_of(1200.0), digits_of(0.0)
    (5, 2, 0)
    """
    return len(f"{abs(figure):.4f}".replace(".", "").strip("0"))
