"""Expressions that calculate: functions of the catalogue, the four signs, rounding, what stands for the undefined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from xl_fact.report.formula.columns import plain
from xl_fact.report.formula.expression import DASH, Expression, Spot, Values

if TYPE_CHECKING:
    from xl_fact.core.function import Function


@dataclass(frozen=True)
class Call(Expression):
    """A function of the catalogue: its record's formula over cells, its record's arithmetic over values.

    The body is called as it stands, without the bounds of its arguments, for a formula in a cell has none.
    """

    compound: ClassVar[bool] = True

    function: Function
    arguments: Mapping[str, Expression]

    def _text(self, at: Spot) -> str:
        return self.function.expression(**{name: a.operand(at) for name, a in self.arguments.items()})

    def _value(self, of: Values, table: str) -> Any:
        given = {name: np.asarray(a.value(of, table), np.float64) for name, a in self.arguments.items()}
        for parameter in self.function.parameters:
            if parameter.optional:
                given.setdefault(parameter.name, np.asarray(parameter.default, np.float64))
        with np.errstate(all="ignore"):
            answer = np.asarray(self.function.body(**given), np.float64)
        return plain(np.where(np.isfinite(answer), answer, np.nan))


@dataclass(frozen=True)
class Arithmetic(Expression):
    """``+``, ``-``, ``*`` or ``/`` of two expressions; a division by zero is undefined."""

    compound: ClassVar[bool] = True

    left: Expression
    sign: str
    right: Expression

    def _text(self, at: Spot) -> str:
        return f"{self.left.operand(at)}{self.sign}{self.right.operand(at)}"

    def _value(self, of: Values, table: str) -> Any:
        left = np.asarray(self.left.value(of, table), dtype=np.float64)
        right = np.asarray(self.right.value(of, table), dtype=np.float64)
        with np.errstate(all="ignore"):
            answer = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}[self.sign](left, right)
        answer = np.where(np.isfinite(answer), answer, np.nan)
        return answer if answer.ndim else float(answer)


@dataclass(frozen=True)
class Shown(Expression):
    """An expression that shows "—" where it is undefined."""

    inner: Expression

    def _text(self, at: Spot) -> str:
        return f'IFERROR({self.inner.text(at)},"{DASH}")'

    def _value(self, of: Values, table: str) -> Any:
        return self.inner.value(of, table)


@dataclass(frozen=True)
class Otherwise(Expression):
    """An expression, or another where it is undefined."""

    inner: Expression
    other: Expression

    def _text(self, at: Spot) -> str:
        return f"IFERROR({self.inner.text(at)},{self.other.text(at)})"

    def _value(self, of: Values, table: str) -> Any:
        first = np.asarray(self.inner.value(of, table), dtype=np.float64)
        return plain(np.where(np.isfinite(first), first, self.other.value(of, table)))


@dataclass(frozen=True)
class Logarithm(Expression):
    """The natural logarithm; undefined at 0 and below."""

    inner: Expression

    def _text(self, at: Spot) -> str:
        return f"LN({self.inner.text(at)})"

    def _value(self, of: Values, table: str) -> Any:
        numbers = np.asarray(self.inner.value(of, table), dtype=np.float64)
        with np.errstate(all="ignore"):
            answer = np.where(numbers > 0, np.log(np.where(numbers > 0, numbers, 1)), np.nan)
        return answer if answer.ndim else float(answer)


@dataclass(frozen=True)
class Among(Expression):
    """The largest, the smallest or the mean of some cells: MAX, MIN or AVERAGE."""

    name: str
    cells: Sequence[Expression]

    def _text(self, at: Spot) -> str:
        return f"{self.name}({','.join(c.text(at) for c in self.cells)})"

    def _value(self, of: Values, table: str) -> Any:
        held = np.stack(
            np.broadcast_arrays(*(np.asarray(c.value(of, table), np.float64) for c in self.cells))
        )
        if self.name == "AVERAGE":
            return plain(held.mean(axis=0))
        return plain(held.max(axis=0) if self.name == "MAX" else held.min(axis=0))


@dataclass(frozen=True)
class Rounded(Expression):
    """Rounded half away from zero to some decimals."""

    inner: Expression
    decimals: int

    def _text(self, at: Spot) -> str:
        return f"ROUND({self.inner.text(at)},{self.decimals})"

    def _value(self, of: Values, table: str) -> Any:
        numbers = np.asarray(self.inner.value(of, table), dtype=np.float64)
        scaled = np.abs(numbers) * 10.0**self.decimals
        answer = np.sign(numbers) * np.floor(scaled + 0.5 + 1e-9) / 10.0**self.decimals
        return answer if answer.ndim else float(answer)


@dataclass(frozen=True)
class Absolute(Expression):
    """The size of a number, without its sign."""

    inner: Expression

    def _text(self, at: Spot) -> str:
        return f"ABS({self.inner.text(at)})"

    def _value(self, of: Values, table: str) -> Any:
        return np.abs(self.inner.value(of, table))


@dataclass(frozen=True)
class DayOf(Expression):
    """The day of the month of a date."""

    inner: Expression

    def _text(self, at: Spot) -> str:
        return f"DAY({self.inner.text(at)})"

    def _value(self, of: Values, table: str) -> Any:
        return np.array([float(day.day) for day in self.inner.value(of, table)])
