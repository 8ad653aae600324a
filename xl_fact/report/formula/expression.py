"""An expression, the cell in which it will stand, and what it asks of a workbook and of a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final, Protocol

from xl_fact.workbook.references import quoted

DASH: Final = "—"
TOTAL: Final = -1
"""The row of a table's totals."""


class Unplaced(LookupError):
    """Something a formula refers to has no place in this workbook, so only the value can be written."""


class Places(Protocol):
    """Where the tables and figures of a report stand in one workbook."""

    def cell(self, table: str, column: str, row: int) -> tuple[str, str]:
        """Sheet and address of one cell of a table; `row` counts from 0, `TOTAL` is the totals."""

    def body(self, table: str, column: str) -> tuple[str, str]:
        """Sheet and absolute range of a column, without heading and totals."""

    def figure(self, key: str) -> tuple[str, str]:
        """Sheet and address of a single value."""


class Values(Protocol):
    """What the tables and figures of a report hold."""

    def column(self, table: str, column: str) -> Any:
        """The values of a column, without totals."""

    def cell(self, table: str, column: str, row: int) -> Any:
        """One value of a column."""

    def total(self, table: str, column: str) -> Any:
        """The value in the totals row."""

    def figure(self, key: str) -> Any:
        """A single value."""

    def groups(self, table: str, columns: tuple[str, ...]) -> tuple[dict[Any, int], Any]:
        """Each combination of values in some columns with its number, and the number of every row."""


@dataclass(frozen=True)
class Spot:
    """The cell in which a formula will stand."""

    places: Places
    sheet: str
    table: str = ""
    row: int = 0

    def told(self, at: tuple[str, str]) -> str:
        """An address, with the sheet's name when it is another sheet."""
        sheet, address = at
        return address if sheet == self.sheet else f"{quoted(sheet)}!{address}"


class Expression:
    """A formula that knows no cell yet."""

    compound: ClassVar[bool] = False
    """Whether it must stand in brackets inside a longer formula."""

    def text(self, at: Spot) -> str:
        """The formula as it stands in one cell, without the leading ``=``."""
        return self._text(at)

    def value(self, of: Values, table: str = "") -> Any:
        """What it comes to: an array down the rows of `table`, or one value."""
        return self._value(of, table)

    def operand(self, at: Spot) -> str:
        """The text as a part of a longer formula."""
        return f"({self._text(at)})" if self.compound else self._text(at)

    def _text(self, at: Spot) -> str:
        raise NotImplementedError

    def _value(self, of: Values, table: str) -> Any:
        raise NotImplementedError


@dataclass(frozen=True)
class Literal(Expression):
    """A number or a text."""

    given: float | str

    def _text(self, at: Spot) -> str:
        if isinstance(self.given, str):
            return '"' + self.given.replace('"', '""') + '"'
        return f"{self.given:.15g}"

    def _value(self, of: Values, table: str) -> Any:
        return self.given
