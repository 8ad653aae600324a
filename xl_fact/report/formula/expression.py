"""An expression and its signs, the cell in which it will stand, what it asks of a workbook and of a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final, Protocol

import numpy as np

from xl_fact.report.formula.columns import is_column, known
from xl_fact.workbook.references import quoted

DASH: Final = "—"
TOTAL: Final = -1
"""The row of a table's totals."""


LONGEST: Final = 250
"""Characters of one text inside a formula, of which Excel takes 255."""
LONGEST_FORMULA: Final = 8_192
"""Characters of a formula that Excel takes."""


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

    def rows(self, table: str) -> int:
        """How many rows a table has, without totals."""

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
    """A formula that knows no cell yet; the four signs and comparisons make longer ones of it."""

    compound: ClassVar[bool] = False
    """Whether it must stand in brackets inside a longer formula."""

    def text(self, at: Spot) -> str:
        """The formula as it stands in one cell, without the leading ``=``."""
        raise NotImplementedError

    def value(self, of: Values, table: str = "") -> Any:
        """What it comes to: an array down the rows of `table`, or one value."""
        raise NotImplementedError

    def operand(self, at: Spot) -> str:
        """The text as a part of a longer formula."""
        return f"({self.text(at)})" if self.compound else self.text(at)

    def numbers(self, of: Values, table: str = "") -> Any:
        """Its value as an array of numbers."""
        return np.asarray(self.value(of, table), dtype=np.float64)

    def __add__(self, other: Expression | float) -> Arithmetic:
        return Arithmetic(self, "+", lifted(other))

    def __sub__(self, other: Expression | float) -> Arithmetic:
        return Arithmetic(self, "-", lifted(other))

    def __mul__(self, other: Expression | float) -> Arithmetic:
        return Arithmetic(self, "*", lifted(other))

    def __truediv__(self, other: Expression | float) -> Arithmetic:
        return Arithmetic(self, "/", lifted(other))

    def __rsub__(self, other: float) -> Arithmetic:
        return Arithmetic(Literal(other), "-", self)

    def __neg__(self) -> Arithmetic:
        return 0 - self

    def __gt__(self, other: Expression | float) -> Compared:
        return Compared(self, ">", lifted(other))

    def __ge__(self, other: Expression | float) -> Compared:
        return Compared(self, ">=", lifted(other))

    def __le__(self, other: Expression | float) -> Compared:
        return Compared(self, "<=", lifted(other))

    def equals(self, other: Expression | float | str) -> Compared:
        """Whether it is the same; ``==`` compares the expressions themselves."""
        return Compared(self, "=", lifted(other))


@dataclass(frozen=True)
class Literal(Expression):
    """A number or a text."""

    given: float | str

    def text(self, at: Spot) -> str:
        if isinstance(self.given, str):
            parts = range(0, max(len(self.given), 1), LONGEST)
            told = ('"' + self.given[n : n + LONGEST].replace('"', '""') + '"' for n in parts)
            return "&".join(told)
        return f"{self.given:.15g}"

    def operand(self, at: Spot) -> str:
        told = self.text(at)
        return f"({told})" if isinstance(self.given, str) and len(self.given) > LONGEST else told

    def value(self, of: Values, table: str = "") -> Any:
        return self.given


def lifted(value: Expression | float | str) -> Expression:
    """An expression as it is, anything else as a literal."""
    return value if isinstance(value, Expression) else Literal(value)


_SIGNS: Final = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}
_COMPARISONS: Final = {">=": np.greater_equal, "<=": np.less_equal, ">": np.greater}


@dataclass(frozen=True)
class Arithmetic(Expression):
    """``+``, ``-``, ``*`` or ``/`` of two expressions; a division by zero is undefined."""

    compound: ClassVar[bool] = True

    left: Expression
    sign: str
    right: Expression

    def text(self, at: Spot) -> str:
        return f"{self.left.operand(at)}{self.sign}{self.right.operand(at)}"

    def value(self, of: Values, table: str = "") -> Any:
        with np.errstate(all="ignore"):
            return known(_SIGNS[self.sign](self.left.numbers(of, table), self.right.numbers(of, table)))


@dataclass(frozen=True)
class Compared(Expression):
    """Whether one is ``>=``, ``<=``, ``>`` or ``=`` another; False where one is undefined."""

    left: Expression
    sign: str
    right: Expression

    def text(self, at: Spot) -> str:
        return f"{self.left.operand(at)}{self.sign}{self.right.operand(at)}"

    def value(self, of: Values, table: str = "") -> Any:
        left, right = self.left.value(of, table), self.right.value(of, table)
        if self.sign == "=":
            if not (is_column(left) or is_column(right)):
                return left == right
            return np.asarray(left, dtype=object) == np.asarray(right, dtype=object)
        with np.errstate(invalid="ignore"):
            return _COMPARISONS[self.sign](left, right)
