"""The rows of a table by their rank, and what stands in such a row: MATCH(LARGE(…)) and INDEX."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from xl_fact.report.formula.cells import Body
from xl_fact.report.formula.expression import DASH, Expression, Spot, Values


@dataclass(frozen=True)
class Ranked(Expression):
    """The number of the row, from 1, whose value in a column is the nth largest or smallest; "—" where there is none.

    Of rows with one value the first is found, so a column that is asked for more than one rank must tell them apart.
    """

    table: str
    key: str
    rank: int = 1
    smallest: bool = False

    def text(self, at: Spot) -> str:
        body, name = Body(self.key, self.table).text(at), "SMALL" if self.smallest else "LARGE"
        return f'IFERROR(MATCH({name}({body},{self.rank}),{body},0),"{DASH}")'

    def value(self, of: Values, table: str = "") -> Any:
        held = np.asarray(of.column(self.table, self.key), dtype=np.float64)
        known = np.sort(held[np.isfinite(held)])
        if len(known) < self.rank:
            return math.nan
        wanted = known[self.rank - 1] if self.smallest else known[-self.rank]
        return float(np.flatnonzero(held == wanted)[0] + 1)


@dataclass(frozen=True)
class Picked(Expression):
    """What stands in a row of a column, the row by its number from 1; "—" where no row is known."""

    table: str
    key: str
    row: Expression

    def text(self, at: Spot) -> str:
        return f"INDEX({Body(self.key, self.table).text(at)},{self.row.text(at)})"

    def value(self, of: Values, table: str = "") -> Any:
        held, rows = of.column(self.table, self.key), self.row.numbers(of, table)
        numeric = isinstance(held, np.ndarray) and held.dtype != object
        nothing: Any = math.nan if numeric else DASH
        found = [held[int(row) - 1] if np.isfinite(row) else nothing for row in np.atleast_1d(rows)]
        if not rows.ndim:
            return found[0]
        return np.asarray(found, dtype=np.float64) if numeric else found


@dataclass(frozen=True)
class CountText(Expression):
    """How many cells of a column hold a text."""

    key: str
    wanted: str
    table: str

    def text(self, at: Spot) -> str:
        wanted = self.wanted.replace('"', '""')
        return f'COUNTIF({Body(self.key, self.table).text(at)},"{wanted}")'

    def value(self, of: Values, table: str = "") -> Any:
        return float(sum(each == self.wanted for each in of.column(self.table, self.key)))
