"""Expressions over whole columns: sums, counts, a value looked up."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from xl_fact.report.formula.cells import Body
from xl_fact.report.formula.columns import is_column
from xl_fact.report.formula.expression import DASH, Expression, Spot, Values


@dataclass(frozen=True)
class Aggregate(Expression):
    """SUM, MAX, MIN, COUNT, MEDIAN, STDEV or AVERAGE of a whole column; texts and blanks are passed over."""

    name: str
    of: Body

    def text(self, at: Spot) -> str:
        return f"{self.name}({self.of.text(at)})"

    def value(self, of: Values, table: str = "") -> Any:
        held = self.of.value(of, table)
        if self.name == "COUNT" and any(isinstance(each, datetime.date) for each in held):
            return float(sum(isinstance(each, datetime.date) for each in held))
        numbers = np.asarray(held, dtype=np.float64)
        numbers = numbers[np.isfinite(numbers)]
        if self.name == "COUNT":
            return float(numbers.size)
        if self.name == "SUM":
            return math.fsum(numbers)
        if self.name == "STDEV":
            return float(numbers.std(ddof=1)) if numbers.size > 1 else math.nan
        if not numbers.size:
            return math.nan if self.name == "AVERAGE" else 0.0
        if self.name == "AVERAGE":
            return float(numbers.mean())
        if self.name == "MEDIAN":
            return float(np.median(numbers))
        return float(numbers.max() if self.name == "MAX" else numbers.min())


def total_of(key: str, table: str = "") -> Aggregate:
    """The sum of a whole column."""
    return Aggregate("SUM", Body(key, table))


@dataclass(frozen=True)
class SumIfs(Expression):
    """The sum of a column of another table, over the rows where some columns hold what is asked.

    Parameters
    ----------
    table, key : str
        The table and the column that is summed.
    where : mapping of str to Expression
        For each column looked at, what it must equal.
    """

    table: str
    key: str
    where: Mapping[str, Expression]

    def text(self, at: Spot) -> str:
        pairs = (f"{Body(k, self.table).text(at)},{wanted.text(at)}" for k, wanted in self.where.items())
        return f"SUMIFS({Body(self.key, self.table).text(at)},{','.join(pairs)})"

    def value(self, of: Values, table: str = "") -> Any:
        numbers, codes = of.groups(self.table, tuple(self.where))
        amounts = np.nan_to_num(np.asarray(of.column(self.table, self.key), dtype=np.float64))
        sums = np.bincount(codes, weights=amounts, minlength=len(numbers))
        wanted = [w.value(of, table) for w in self.where.values()]
        length = max((len(w) for w in wanted if is_column(w)), default=None)
        if length is None:
            return float(sums[numbers[tuple(wanted)]]) if tuple(wanted) in numbers else 0.0
        rows = zip(*(w if is_column(w) else [w] * length for w in wanted), strict=True)
        return np.array([sums[numbers[row]] if row in numbers else 0.0 for row in rows])


@dataclass(frozen=True)
class CountOf(Expression):
    """How many cells of a column hold a number."""

    table: str
    key: str
    wanted: Expression

    def text(self, at: Spot) -> str:
        return f"COUNTIF({Body(self.key, self.table).text(at)},{self.wanted.text(at)})"

    def value(self, of: Values, table: str = "") -> Any:
        column = np.asarray(of.column(self.table, self.key), dtype=np.float64)
        wanted = self.wanted.value(of, table)
        counts = [float((column == one).sum()) for one in np.atleast_1d(wanted)]
        return np.array(counts) if np.ndim(wanted) else counts[0]


@dataclass(frozen=True)
class Between(Expression):
    """The sum of a column of another table, or how many rows, from one day to another, where a column is above or below 0.

    Parameters
    ----------
    table, dates : str
        The table, and its column of days.
    first, last : date
        Both days count.
    column, sign : str
        The column that is looked at, and ">" or "<".
    key : str
        The column that is summed; the rows are counted without one.
    """

    table: str
    dates: str
    first: datetime.date
    last: datetime.date
    column: str
    sign: str
    key: str = ""

    def text(self, at: Spot) -> str:
        days, held = (Body(key, self.table).text(at) for key in (self.dates, self.column))
        ends = ((">=", self.first), ("<=", self.last))
        asked = [f'{days},"{sign}"&DATE({day.year},{day.month},{day.day})' for sign, day in ends]
        asked.append(f'{held},"{self.sign}0"')
        if not self.key:
            return f"COUNTIFS({','.join(asked)})"
        return f"SUMIFS({Body(self.key, self.table).text(at)},{','.join(asked)})"

    def value(self, of: Values, table: str = "") -> Any:
        inside = np.array([self.first <= day <= self.last for day in of.column(self.table, self.dates)])
        held = np.asarray(of.column(self.table, self.column), dtype=np.float64)
        with np.errstate(invalid="ignore"):
            inside &= held > 0 if self.sign == ">" else held < 0
        if not self.key:
            return float(inside.sum())
        return float(np.nansum(np.asarray(of.column(self.table, self.key), dtype=np.float64)[inside]))


@dataclass(frozen=True)
class CountOthers(Expression):
    """How many cells of a column hold anything but a text."""

    key: str
    but: str
    table: str = ""

    def text(self, at: Spot) -> str:
        return f'COUNTIF({Body(self.key, self.table).text(at)},"<>{self.but}")'

    def value(self, of: Values, table: str = "") -> Any:
        return float(sum(each != self.but for each in of.column(self.table or table, self.key)))


@dataclass(frozen=True)
class Lookup(Expression):
    """What stands beside a text in a table."""

    table: str
    found_in: str
    answer: str
    wanted: Expression

    def text(self, at: Spot) -> str:
        keys, answers = Body(self.found_in, self.table).text(at), Body(self.answer, self.table).text(at)
        return f"INDEX({answers},MATCH({self.wanted.text(at)},{keys},0))"

    def value(self, of: Values, table: str = "") -> Any:
        known = dict(
            zip(of.column(self.table, self.found_in), of.column(self.table, self.answer), strict=True)
        )
        wanted = self.wanted.value(of, table)
        return [known.get(each, DASH) for each in wanted] if is_column(wanted) else known.get(wanted, DASH)
