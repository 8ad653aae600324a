"""Numbers as text, by a spreadsheet's own format codes: TEXT in a cell and the same digits here.

The number is rounded first, half away from zero, on the fifteen digits that a spreadsheet keeps: f-strings round the
binary number, half to even, and would say 0.2 where a cell says 0.3.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any, Final

from xl_fact.report.formula.choices import Choice
from xl_fact.report.formula.columns import down, is_column
from xl_fact.report.formula.expression import DASH, Expression, Literal, Spot, Values

_SECTION: Final = re.compile(r"([+-]?)(#,##)?0(?:\.(0*)(#*))?(%?)")
_LARGEST: Final = 1e15
"""Beyond it a spreadsheet keeps no units."""


@dataclass(frozen=True)
class _Form:
    """One section of a format code."""

    sign: str
    grouped: bool
    least: int
    most: int
    percent: bool


@cache
def _forms(code: str) -> tuple[_Form, ...]:
    """The sections of a format code: above 0, below 0, 0.

    Raises
    ------
    ValueError
        When it holds more than signs, digits, thousands, decimals and per cent.
    """
    found = []
    for section in code.split(";"):
        if (match := _SECTION.fullmatch(section)) is None:
            raise ValueError(f"not a plain number format: {code!r}")
        sign, grouped, zeros, more, percent = match.groups()
        least = len(zeros or "")
        found.append(_Form(sign, bool(grouped), least, least + len(more or ""), bool(percent)))
    return tuple(found)


def decimals_of(code: str) -> int:
    """To how many decimals of the number itself a format rounds."""
    first = _forms(code)[0]
    return first.most + 2 * first.percent


def written(number: float, code: str) -> str:
    """A number by a format code, as TEXT(ROUND(…), code) writes it; "—" where there is none.

    Examples
    --------
    >>> written(1234567.25, "#,##0.0"), written(0.125, "0%"), written(-0.04, "0.0")
    ('1,234,567.3', '13%', '0.0')
    >>> written(0.05, "+0.0%;-0.0%;0.0%"), written(2.5, "0.0#"), written(float("nan"), "0")
    ('+5.0%', '2.5', '—')
    """
    if not math.isfinite(number):
        return DASH
    forms, digits = _forms(code), decimals_of(code)
    exact = Decimal(f"{number:.15g}") if abs(number) < _LARGEST else Decimal(number)
    rounded = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    form, minus = forms[0], ""
    if rounded < 0:
        form, minus = (forms[1], "") if len(forms) > 1 else (form, "-")
    elif not rounded and len(forms) > 2:
        form = forms[2]
    size = abs(rounded) * (100 if form.percent else 1)
    text = f"{size:{',' if form.grouped else ''}.{form.most}f}"
    for _ in range(form.most - form.least):
        text = text.removesuffix("0")
    return f"{minus}{form.sign}{text}{'%' if form.percent else ''}"


class AsCell(float):
    """A number that a text formats by a spreadsheet's code, to the digits that its cell shows.

    Examples
    --------
    >>> f"{AsCell(0.125):0%}, {AsCell(12345.5):#,##0}, {AsCell(-0.25):+0.0;-0.0}"
    '13%, 12,346, -0.3'
    """

    def __format__(self, code: str) -> str:
        return written(float(self), code)


@dataclass(frozen=True)
class Written(Expression):
    """A number as text, by a format code."""

    number: Expression
    code: str

    def text(self, at: Spot) -> str:
        code = Literal(self.code).text(at)
        return f"TEXT(ROUND({self.number.text(at)},{decimals_of(self.code)}),{code})"

    def value(self, of: Values, table: str = "") -> Any:
        numbers = self.number.numbers(of, table)
        if not numbers.ndim:
            return written(float(numbers), self.code)
        return [written(float(each), self.code) for each in numbers]


@dataclass(frozen=True)
class Joined(Expression):
    """Texts one after the other."""

    compound = True

    parts: tuple[Expression, ...]

    def text(self, at: Spot) -> str:
        return "&".join(part.operand(at) for part in self._plain())

    def value(self, of: Values, table: str = "") -> Any:
        values = [part.value(of, table) for part in self.parts]
        length = max((len(v) for v in values if is_column(v)), default=None)
        if length is None:
            return "".join(map(str, values))
        return ["".join(map(str, row)) for row in zip(*(down(v, length) for v in values), strict=True)]

    @property
    def fixed(self) -> bool:
        """Whether it looks at no cell."""
        return all(isinstance(part, Literal) for part in self._plain())

    @property
    def filled(self) -> bool:
        """Whether it is never empty."""
        return any(isinstance(part, Literal) and part.given for part in self._plain())

    def _plain(self) -> list[Expression]:
        """Its parts, those of a part among them, texts that follow one another as one."""
        found: list[Expression] = []
        for part in self.parts:
            for one in part._plain() if isinstance(part, Joined) else (part,):
                last = found[-1] if found else None
                if isinstance(one, Literal) and isinstance(last, Literal):
                    found[-1] = Literal(f"{last.given}{one.given}")
                elif one != Literal(""):
                    found.append(one)
        return found or [Literal("")]


@dataclass(frozen=True)
class Parted(Expression):
    """Some of several texts, those that are not empty, with a separator between them.

    Room is kept for so many as there are mostly at a time, for all where `mostly` is None.
    """

    parts: tuple[Expression, ...]
    separator: str
    mostly: int | None = None

    def text(self, at: Spot) -> str:
        if not self.parts:
            return '""'
        led = "&".join(_led(part, Literal(self.separator)).operand(at) for part in self.parts)
        return f"MID({led},{len(self.separator) + 1},9999)"

    def value(self, of: Values, table: str = "") -> Any:
        values = [part.value(of, table) for part in self.parts]
        length = max((len(v) for v in values if is_column(v)), default=None)
        rows = zip(*(down(v, length or 1) for v in values), strict=True)
        told = [self.separator.join(filter(None, map(str, row))) for row in rows]
        return told if length is not None else "".join(told)


def _led(part: Expression, mark: Literal) -> Expression:
    """A text with a mark before it, unless it is empty."""
    if part == Literal(""):
        return part
    if isinstance(part, Choice):
        return Choice(part.condition, _led(part.then, mark), _led(part.otherwise, mark))
    told = Joined((mark, part))
    if isinstance(part, Literal | Written) or (isinstance(part, Joined) and part.filled):
        return told
    return Choice(part.equals(""), Literal(""), told)
