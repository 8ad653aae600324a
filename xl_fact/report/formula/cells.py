"""Expressions that are a cell or a block of cells: of this row, of a totals row, of another table, by a name."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from xl_fact.report.formula.expression import TOTAL, Expression, Spot, Values


@dataclass(frozen=True)
class Field(Expression):
    """The cell of another column in the same row."""

    key: str

    def text(self, at: Spot) -> str:
        return at.told(at.places.cell(at.table, self.key, at.row))

    def value(self, of: Values, table: str = "") -> Any:
        return of.column(table, self.key)


@dataclass(frozen=True)
class Above(Expression):
    """The cell of a column one row up; above the first row stands the heading, which is no number."""

    key: str

    def text(self, at: Spot) -> str:
        sheet, address = at.places.cell(at.table, self.key, at.row)
        column = address.rstrip("0123456789")
        return at.told((sheet, f"{column}{int(address.removeprefix(column)) - 1}"))

    def value(self, of: Values, table: str = "") -> Any:
        column = np.asarray(of.column(table, self.key), dtype=np.float64)
        return np.concatenate(([np.nan], column[:-1]))


@dataclass(frozen=True)
class Running(Expression):
    """The sum of a column from its first row down to this one."""

    key: str

    def text(self, at: Spot) -> str:
        first = pinned_row(at.places.cell(at.table, self.key, 0)[1])
        return f"SUM({first}:{at.places.cell(at.table, self.key, at.row)[1]})"

    def value(self, of: Values, table: str = "") -> Any:
        return np.cumsum(np.nan_to_num(np.asarray(of.column(table, self.key), dtype=np.float64)))


@dataclass(frozen=True)
class TotalField(Field):
    """The cell of another column in the totals row, from within that row."""

    def value(self, of: Values, table: str = "") -> Any:
        return of.total(table, self.key)


@dataclass(frozen=True)
class Total(Expression):
    """The totals of a column, of this table or another."""

    key: str
    table: str = ""

    def text(self, at: Spot) -> str:
        sheet, address = at.places.cell(self.table or at.table, self.key, TOTAL)
        return at.told((sheet, pinned_row(address)))

    def value(self, of: Values, table: str = "") -> Any:
        return of.total(self.table or table, self.key)


@dataclass(frozen=True)
class At(Expression):
    """One cell of a table, by the number of its row, or of the same row as this one (`row` None)."""

    table: str
    key: str
    row: int | None = None

    def text(self, at: Spot) -> str:
        sheet, address = at.places.cell(self.table, self.key, at.row if self.row is None else self.row)
        return at.told((sheet, address if self.row is None else pinned_row(address)))

    def value(self, of: Values, table: str = "") -> Any:
        if self.row is None:
            found = of.column(self.table, self.key)
            return found[: of.rows(table)] if table else found
        held = of.cell(self.table, self.key, self.row)
        return math.nan if held is None else held


@dataclass(frozen=True)
class Named(Expression):
    """A single value that stands somewhere by name."""

    key: str

    def text(self, at: Spot) -> str:
        sheet, address = at.places.figure(self.key)
        return at.told((sheet, pinned_row(address, both=True)))

    def value(self, of: Values, table: str = "") -> Any:
        return of.figure(self.key)


@dataclass(frozen=True)
class Body(Expression):
    """A whole column, without heading and totals."""

    key: str
    table: str = ""

    def text(self, at: Spot) -> str:
        return at.told(at.places.body(self.table or at.table, self.key))

    def value(self, of: Values, table: str = "") -> Any:
        return of.column(self.table or table, self.key)


def pinned_row(address: str, *, both: bool = False) -> str:
    """An address with its row pinned, or both row and column."""
    letters = address.rstrip("0123456789").replace("$", "")
    digits = address[len(address.rstrip("0123456789")) :]
    return f"{'$' if both else ''}{letters}${digits}"
