"""Expressions that compare and choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from xl_fact.report.formula.columns import down, is_column
from xl_fact.report.formula.expression import DASH, Expression, Literal, Spot, Values

_COMPARE: Final = {">=": np.greater_equal, "<=": np.less_equal, ">": np.greater}


@dataclass(frozen=True)
class Compared(Expression):
    """Whether one is ``>=``, ``<=``, ``>`` or ``=`` another; False where one is undefined."""

    left: Expression
    sign: str
    right: Expression

    def _text(self, at: Spot) -> str:
        return f"{self.left.operand(at)}{self.sign}{self.right.operand(at)}"

    def _value(self, of: Values, table: str) -> Any:
        left, right = self.left.value(of, table), self.right.value(of, table)
        if self.sign == "=":
            if not (is_column(left) or is_column(right)):
                return left == right
            return np.asarray(left, dtype=object) == np.asarray(right, dtype=object)
        with np.errstate(invalid="ignore"):
            return _COMPARE[self.sign](left, right)


@dataclass(frozen=True)
class Known(Expression):
    """Whether all of some cells hold numbers."""

    cells: Sequence[Expression]

    def _text(self, at: Spot) -> str:
        return f"COUNT({','.join(c.text(at) for c in self.cells)})={len(self.cells)}"

    def _value(self, of: Values, table: str) -> Any:
        known: Any = True
        for each in self.cells:
            known = known & np.isfinite(np.asarray(each.value(of, table), dtype=np.float64))
        return known


@dataclass(frozen=True)
class Choice(Expression):
    """One of two, by a condition."""

    condition: Expression
    then: Expression
    otherwise: Expression

    def _text(self, at: Spot) -> str:
        return f"IF({self.condition.text(at)},{self.then.text(at)},{self.otherwise.text(at)})"

    def _value(self, of: Values, table: str) -> Any:
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

    def _text(self, at: Spot) -> str:
        (a, b), (c, d) = self.first, self.second
        number = f"1+({a.operand(at)}-{b.operand(at)}>=0)+2*({c.operand(at)}-{d.operand(at)}>=0)"
        words = ",".join(Literal(word).text(at) for word in self.words)
        return f'IFERROR(CHOOSE({number},{words}),"{DASH}")'

    def _value(self, of: Values, table: str) -> Any:
        (a, b), (c, d) = (
            [np.asarray(e.value(of, table), np.float64) for e in pair] for pair in (self.first, self.second)
        )
        with np.errstate(invalid="ignore"):
            number = (a >= b) + 2 * (c >= d)
        known = np.isfinite(a + b + c + d)
        picked = np.where(known, np.array(self.words, dtype=object)[number], DASH)
        return picked if picked.ndim else str(picked)
