"""Expressions that compare and choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from xl_fact.report.formula.columns import down, is_column, plain
from xl_fact.report.formula.expression import DASH, Expression, Literal, Spot, Values


@dataclass(frozen=True)
class Known(Expression):
    """Whether all of some cells hold numbers."""

    cells: Sequence[Expression]

    def text(self, at: Spot) -> str:
        return f"COUNT({','.join(c.text(at) for c in self.cells)})={len(self.cells)}"

    def value(self, of: Values, table: str = "") -> Any:
        known: Any = True
        for each in self.cells:
            known = known & np.isfinite(each.numbers(of, table))
        return known


@dataclass(frozen=True)
class Every(Expression):
    """Whether all of some conditions hold: AND."""

    conditions: tuple[Expression, ...]

    def text(self, at: Spot) -> str:
        return f"AND({','.join(c.text(at) for c in self.conditions)})"

    def value(self, of: Values, table: str = "") -> Any:
        found: Any = True
        for each in self.conditions:
            found = found & np.asarray(each.value(of, table), dtype=bool)
        return found if np.ndim(found) else bool(found)


@dataclass(frozen=True)
class Choice(Expression):
    """One of two, by a condition."""

    condition: Expression
    then: Expression
    otherwise: Expression

    def text(self, at: Spot) -> str:
        return f"IF({self.condition.text(at)},{self.then.text(at)},{self.otherwise.text(at)})"

    def value(self, of: Values, table: str = "") -> Any:
        condition = self.condition.value(of, table)
        then, otherwise = self.then.value(of, table), self.otherwise.value(of, table)
        if not is_column(condition):
            return then if condition else otherwise
        length = len(condition)
        picked = [
            (t if c else o)
            for c, t, o in zip(condition, down(then, length), down(otherwise, length), strict=True)
        ]
        texts = any(isinstance(each, str) for each in picked)
        return np.array(picked, dtype=object if texts else np.float64)


@dataclass(frozen=True)
class Only(Expression):
    """A number where a condition holds, "—" elsewhere and where either is undefined."""

    condition: Expression
    then: Expression

    def text(self, at: Spot) -> str:
        return f'IFERROR(IF({self.condition.text(at)},{self.then.text(at)},"{DASH}"),"{DASH}")'

    def value(self, of: Values, table: str = "") -> Any:
        with np.errstate(invalid="ignore"):
            return plain(np.where(self.condition.value(of, table), self.then.numbers(of, table), np.nan))


@dataclass(frozen=True)
class Counted(Expression):
    """A number, 0 where it is none: N."""

    inner: Expression

    def text(self, at: Spot) -> str:
        return f"N({self.inner.text(at)})"

    def value(self, of: Values, table: str = "") -> Any:
        return plain(np.nan_to_num(self.inner.numbers(of, table), nan=0.0))


@dataclass(frozen=True)
class Pick(Expression):
    """One of several, by a number from 1: CHOOSE; "—" where the number or what it picks is unknown."""

    number: Expression
    options: tuple[Expression, ...]

    def text(self, at: Spot) -> str:
        options = ",".join(option.text(at) for option in self.options)
        return f'IFERROR(CHOOSE({self.number.text(at)},{options}),"{DASH}")'

    def value(self, of: Values, table: str = "") -> Any:
        number = self.number.numbers(of, table)
        options = [option.value(of, table) for option in self.options]
        texts = any(isinstance(each, str) for each in options)
        if not number.ndim:
            known = np.isfinite(number)
            return options[int(number) - 1] if known else (DASH if texts else np.nan)
        rows = [down(each, len(number)) for each in options]
        picked = [
            rows[int(n) - 1][row] if np.isfinite(n) else (DASH if texts else np.nan)
            for row, n in enumerate(number)
        ]
        return np.array(picked, dtype=object if texts else np.float64)


@dataclass(frozen=True)
class Quadrant(Expression):
    """One of four words, by two comparisons: neither, only the first, only the second, both.

    A comparison is of a number with its threshold, at or above; "—" where one of the four is unknown.
    """

    first: tuple[Expression, Expression]
    second: tuple[Expression, Expression]
    words: tuple[str, str, str, str]

    def text(self, at: Spot) -> str:
        (a, b), (c, d) = self.first, self.second
        number = f"1+({a.operand(at)}-{b.operand(at)}>=0)+2*({c.operand(at)}-{d.operand(at)}>=0)"
        words = ",".join(Literal(word).text(at) for word in self.words)
        return f'IFERROR(CHOOSE({number},{words}),"{DASH}")'

    def value(self, of: Values, table: str = "") -> Any:
        (a, b), (c, d) = ([e.numbers(of, table) for e in pair] for pair in (self.first, self.second))
        with np.errstate(invalid="ignore"):
            number = (a >= b) + 2 * (c >= d)
        known = np.isfinite(a + b + c + d)
        picked = np.where(known, np.array(self.words, dtype=object)[number], DASH)
        return picked if picked.ndim else picked.item()
