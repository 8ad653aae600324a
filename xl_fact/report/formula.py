"""Formulas that are written once: rendered as native spreadsheet text, and evaluated to the same value.

An `Expression` knows no cell. `text` asks a `Spot` where things stand in this very workbook; `value` asks
`Values` what they hold. A ratio is a function of the catalogue (`Call`): its formula text and its
arithmetic both come from the record, so neither is repeated here.

Where a value is missing or undefined it is NaN here and "—" in the cell: arithmetic on "—" is an error
there, `Shown` turns it into "—" again, and SUM passes over it, exactly as NaN is treated here.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol

import numpy as np

if TYPE_CHECKING:
    from xl_fact.core.function import Function

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


def quoted(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    plain = sheet.isidentifier() and not (sheet.isascii() and any(c.isdigit() for c in sheet))
    return sheet if plain else "'" + sheet.replace("'", "''") + "'"


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


@dataclass(frozen=True)
class Field(Expression):
    """The cell of another column in the same row."""

    key: str

    def _text(self, at: Spot) -> str:
        return at.told(at.places.cell(at.table, self.key, at.row))

    def _value(self, of: Values, table: str) -> Any:
        return of.column(table, self.key)


@dataclass(frozen=True)
class Above(Expression):
    """The cell of a column one row up; above the first row stands the heading, which is no number."""

    key: str

    def _text(self, at: Spot) -> str:
        sheet, address = at.places.cell(at.table, self.key, at.row)
        column = address.rstrip("0123456789")
        return at.told((sheet, f"{column}{int(address.removeprefix(column)) - 1}"))

    def _value(self, of: Values, table: str) -> Any:
        column = np.asarray(of.column(table, self.key), dtype=np.float64)
        return np.concatenate(([np.nan], column[:-1]))


@dataclass(frozen=True)
class Running(Expression):
    """The sum of a column from its first row down to this one."""

    key: str

    def _text(self, at: Spot) -> str:
        first = _pinned(at.places.cell(at.table, self.key, 0)[1])
        return f"SUM({first}:{at.places.cell(at.table, self.key, at.row)[1]})"

    def _value(self, of: Values, table: str) -> Any:
        return np.cumsum(np.nan_to_num(np.asarray(of.column(table, self.key), dtype=np.float64)))


@dataclass(frozen=True)
class DayOf(Expression):
    """The day of the month of a date."""

    inner: Expression

    def _text(self, at: Spot) -> str:
        return f"DAY({self.inner.text(at)})"

    def _value(self, of: Values, table: str) -> Any:
        return np.array([float(day.day) for day in self.inner.value(of, table)])


@dataclass(frozen=True)
class TotalField(Field):
    """The cell of another column in the totals row, from within that row."""

    def _value(self, of: Values, table: str) -> Any:
        return of.total(table, self.key)


@dataclass(frozen=True)
class Total(Expression):
    """The totals of a column, of this table or another."""

    key: str
    table: str = ""

    def _text(self, at: Spot) -> str:
        sheet, address = at.places.cell(self.table or at.table, self.key, TOTAL)
        return at.told((sheet, _pinned(address)))

    def _value(self, of: Values, table: str) -> Any:
        return of.total(self.table or table, self.key)


@dataclass(frozen=True)
class At(Expression):
    """One cell of a table, by the number of its row, or of the same row as this one (`row` None)."""

    table: str
    key: str
    row: int | None = None

    def _text(self, at: Spot) -> str:
        sheet, address = at.places.cell(self.table, self.key, at.row if self.row is None else self.row)
        return at.told((sheet, address if self.row is None else _pinned(address)))

    def _value(self, of: Values, table: str) -> Any:
        if self.row is None:
            return of.column(self.table, self.key)
        held = of.cell(self.table, self.key, self.row)
        return math.nan if held is None else held


@dataclass(frozen=True)
class Named(Expression):
    """A single value that stands somewhere by name."""

    key: str

    def _text(self, at: Spot) -> str:
        sheet, address = at.places.figure(self.key)
        return at.told((sheet, _pinned(address, both=True)))

    def _value(self, of: Values, table: str) -> Any:
        return of.figure(self.key)


@dataclass(frozen=True)
class Body(Expression):
    """A whole column, without heading and totals."""

    key: str
    table: str = ""

    def _text(self, at: Spot) -> str:
        return at.told(at.places.body(self.table or at.table, self.key))

    def _value(self, of: Values, table: str) -> Any:
        return of.column(self.table or table, self.key)


@dataclass(frozen=True)
class Aggregate(Expression):
    """SUM, MAX, MIN, COUNT, MEDIAN or AVERAGE of a whole column; texts and blanks are passed over."""

    name: str
    of: Body

    def _text(self, at: Spot) -> str:
        return f"{self.name}({self.of.text(at)})"

    def _value(self, of: Values, table: str) -> Any:
        held = self.of.value(of, table)
        if self.name == "COUNT" and any(isinstance(each, datetime.date) for each in held):
            return float(sum(isinstance(each, datetime.date) for each in held))
        numbers = np.asarray(held, dtype=np.float64)
        numbers = numbers[np.isfinite(numbers)]
        if self.name == "COUNT":
            return float(numbers.size)
        if self.name == "SUM":
            return math.fsum(numbers)
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

    def _text(self, at: Spot) -> str:
        pairs = (f"{Body(k, self.table).text(at)},{wanted.text(at)}" for k, wanted in self.where.items())
        return f"SUMIFS({Body(self.key, self.table).text(at)},{','.join(pairs)})"

    def _value(self, of: Values, table: str) -> Any:
        numbers, codes = of.groups(self.table, tuple(self.where))
        amounts = np.nan_to_num(np.asarray(of.column(self.table, self.key), dtype=np.float64))
        sums = np.bincount(codes, weights=amounts, minlength=len(numbers))
        wanted = [w.value(of, table) for w in self.where.values()]
        length = max((len(w) for w in wanted if _is_column(w)), default=None)
        if length is None:
            return float(sums[numbers[tuple(wanted)]]) if tuple(wanted) in numbers else 0.0
        rows = zip(*(w if _is_column(w) else [w] * length for w in wanted), strict=True)
        return np.array([sums[numbers[row]] if row in numbers else 0.0 for row in rows])


@dataclass(frozen=True)
class CountOf(Expression):
    """How many cells of a column hold a number."""

    table: str
    key: str
    wanted: Expression

    def _text(self, at: Spot) -> str:
        return f"COUNTIF({Body(self.key, self.table).text(at)},{self.wanted.text(at)})"

    def _value(self, of: Values, table: str) -> Any:
        column = np.asarray(of.column(self.table, self.key), dtype=np.float64)
        wanted = self.wanted.value(of, table)
        counts = [float((column == one).sum()) for one in np.atleast_1d(wanted)]
        return np.array(counts) if np.ndim(wanted) else counts[0]


@dataclass(frozen=True)
class CountOthers(Expression):
    """How many cells of a column hold anything but a text."""

    key: str
    but: str
    table: str = ""

    def _text(self, at: Spot) -> str:
        return f'COUNTIF({Body(self.key, self.table).text(at)},"<>{self.but}")'

    def _value(self, of: Values, table: str) -> Any:
        return float(sum(each != self.but for each in of.column(self.table or table, self.key)))


@dataclass(frozen=True)
class Lookup(Expression):
    """What stands beside a text in a table."""

    table: str
    found_in: str
    answer: str
    wanted: Expression

    def _text(self, at: Spot) -> str:
        keys, answers = Body(self.found_in, self.table).text(at), Body(self.answer, self.table).text(at)
        return f"INDEX({answers},MATCH({self.wanted.text(at)},{keys},0))"

    def _value(self, of: Values, table: str) -> Any:
        known = dict(
            zip(of.column(self.table, self.found_in), of.column(self.table, self.answer), strict=True)
        )
        wanted = self.wanted.value(of, table)
        return [known.get(each, DASH) for each in wanted] if _is_column(wanted) else known.get(wanted, DASH)


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
        return _plain(np.where(np.isfinite(answer), answer, np.nan))


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
        return _plain(np.where(np.isfinite(first), first, self.other.value(of, table)))


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
            return _plain(held.mean(axis=0))
        return _plain(held.max(axis=0) if self.name == "MAX" else held.min(axis=0))


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
            return np.asarray(left == right) if _is_column(left) or _is_column(right) else left == right
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
        if not _is_column(condition):
            return then if condition else otherwise
        length = len(condition)
        picked = [
            (t if c else o)
            for c, t, o in zip(condition, _down(then, length), _down(otherwise, length), strict=True)
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


def _plain(answer: Any) -> Any:
    """A column as it is, one value as a float."""
    return answer if np.ndim(answer) else float(answer)


def _is_column(value: Any) -> bool:
    return isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim > 0)


def _down(value: Any, length: int) -> Sequence[Any]:
    return value if _is_column(value) else [value] * length


def _pinned(address: str, *, both: bool = False) -> str:
    """An address with its row pinned, or both row and column."""
    letters = address.rstrip("0123456789").replace("$", "")
    digits = address[len(address.rstrip("0123456789")) :]
    return f"{'$' if both else ''}{letters}${digits}"
