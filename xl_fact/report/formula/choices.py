"""Expressions that compare and choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from xl_fact.report.formula.columns import down, is_column
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
