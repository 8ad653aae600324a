"""Expressions that calculate: functions of the catalogue, rounding, what stands for the undefined."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from xl_fact.report.formula.columns import known, plain
from xl_fact.report.formula.expression import DASH, Expression, Spot, Values

if TYPE_CHECKING:
    from xl_fact.core.function import Function
    from xl_fact.core.steps import Step


@dataclass(frozen=True)
class Call(Expression):
    """A function of the catalogue, or a step of one: its record's formula over cells, its arithmetic over values.

    The body is called as it stands, without the bounds of its arguments, for a formula in a cell has none.
    """

    compound: ClassVar[bool] = True

    function: Function | Step
    arguments: Mapping[str, Expression]

    def text(self, at: Spot) -> str:
        return self.function.expression(**{name: a.operand(at) for name, a in self.arguments.items()})

    def value(self, of: Values, table: str = "") -> Any:
        given = {name: a.numbers(of, table) for name, a in self.arguments.items()}
        for parameter in self.function.parameters:
            if parameter.optional:
                given.setdefault(parameter.name, np.asarray(parameter.default, np.float64))
        with np.errstate(all="ignore"):
            return known(np.asarray(self.function.body(**given), np.float64))


@dataclass(frozen=True)
class Shown(Expression):
    """An expression that shows "—" where it is undefined."""

    inner: Expression

    def text(self, at: Spot) -> str:
        return f'IFERROR({self.inner.text(at)},"{DASH}")'

    def value(self, of: Values, table: str = "") -> Any:
        return self.inner.value(of, table)


@dataclass(frozen=True)
class Otherwise(Expression):
    """An expression, or another where it is undefined."""

    inner: Expression
    other: Expression

    def text(self, at: Spot) -> str:
        return f"IFERROR({self.inner.text(at)},{self.other.text(at)})"

    def value(self, of: Values, table: str = "") -> Any:
        first = self.inner.numbers(of, table)
        return plain(np.where(np.isfinite(first), first, self.other.value(of, table)))


@dataclass(frozen=True)
class Among(Expression):
    """The largest, the smallest or the mean of some cells: MAX, MIN or AVERAGE."""

    name: str
    cells: Sequence[Expression]

    def text(self, at: Spot) -> str:
        return f"{self.name}({','.join(c.text(at) for c in self.cells)})"

    def value(self, of: Values, table: str = "") -> Any:
        held = np.stack(np.broadcast_arrays(*(c.numbers(of, table) for c in self.cells)))
        if self.name == "AVERAGE":
            return plain(held.mean(axis=0))
        return plain(held.max(axis=0) if self.name == "MAX" else held.min(axis=0))


@dataclass(frozen=True)
class Rounded(Expression):
    """Rounded half away from zero to some decimals."""

    inner: Expression
    decimals: int

    def text(self, at: Spot) -> str:
        return f"ROUND({self.inner.text(at)},{self.decimals})"

    def value(self, of: Values, table: str = "") -> Any:
        numbers = self.inner.numbers(of, table)
        scaled = np.abs(numbers) * 10.0**self.decimals
        answer = np.sign(numbers) * np.floor(scaled + 0.5 + 1e-9) / 10.0**self.decimals
        return plain(answer)


@dataclass(frozen=True)
class Absolute(Expression):
    """The size of a number, without its sign."""

    inner: Expression

    def text(self, at: Spot) -> str:
        return f"ABS({self.inner.text(at)})"

    def value(self, of: Values, table: str = "") -> Any:
        return np.abs(self.inner.value(of, table))


@dataclass(frozen=True)
class DayOf(Expression):
    """The day of the month of a date; or which day it is from another on, that one being 1."""

    inner: Expression
    since: datetime.date | None = None

    def text(self, at: Spot) -> str:
        if self.since is not None:
            return f"({self.inner.text(at)}-DATE({self.since.year},{self.since.month},{self.since.day})+1)"
        return f"DAY({self.inner.text(at)})"

    def value(self, of: Values, table: str = "") -> Any:
        before = self.since.toordinal() - 1 if self.since is not None else None
        days = self.inner.value(of, table)
        return np.array([float(day.day if before is None else day.toordinal() - before) for day in days])
