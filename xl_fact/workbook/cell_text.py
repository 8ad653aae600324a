"""Cells as they are written, without their addresses: one by one, and a column of thousands at once."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Sequence
from types import NoneType
from typing import Any, Final
from xml.sax.saxutils import escape

from xl_fact.core.error_values import CODE_OF

_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SERIAL_ZERO: Final = datetime.date(1899, 12, 30)
LONGEST_TEXT: Final = 32_767
_REPEATING: Final = frozenset((str, datetime.date, NoneType))
"""Kinds of values of which a column may hold few different ones."""


def encoded(value: Any, formula: str | None = None) -> str:
    """What follows the style in a cell's tag, to the end of the cell."""
    f = f"<f>{escape(formula)}</f>" if formula is not None else ""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return f">{f}</c>" if f else "/>"
    if isinstance(value, str):
        text = legal(value)
        if f:
            return f' t="str">{f}<v>{escape(text)}</v></c>'
        space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
        return f' t="inlineStr"><is><t{space}>{escape(text)}</t></is></c>'
    if isinstance(value, bool):
        return f' t="b">{f}<v>{int(value)}</v></c>'
    return f">{f}<v>{number_text(value)}</v></c>"


def encoded_all(values: Sequence[Any], style: str = "") -> list[str]:
    """`encoded` of many values without formulas, a style before each: a pass over the column, no more.

    Examples
    --------
    >>> encoded_all([1.0, 2.5, None, "甲"], ' s="7"')[1:3]
    [' s="7"><v>2.5</v></c>', ' s="7"/>']
    """
    kinds = set(map(type, values))
    exact = kinds in ({float}, {int}) and all(map(math.isfinite, values))
    if exact and min(values) > -1e15 and max(values) < 1e15:
        if kinds == {int}:
            return [f"{style}><v>{number}</v></c>" for number in values]
        if all(map(float.is_integer, values)):
            return [f"{style}><v>{number}</v></c>" for number in map(int, values)]
        return [f"{style}><v>{number!r}</v></c>".replace(".0<", "<") for number in values]
    if kinds <= _REPEATING and len(different := set(values)) <= len(values) // 2:
        known = {value: style + encoded(value) for value in different}
        return [known[value] for value in values]
    opening = f'{style} t="inlineStr"><is><t>'
    return [
        f"{opening}{v}</t></is></c>"
        if type(v) is str and v.isalnum() and len(v) <= LONGEST_TEXT
        else style + encoded(v)
        for v in values
    ]


def held(value: Any) -> tuple[str, str]:
    """The type and the text of a value that stands beside a formula; an error is its text."""
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, str):
        return ("e" if value in CODE_OF else "str"), legal(value)
    return "", number_text(value)


def legal(text: str) -> str:
    """A text as far as a cell can hold it."""
    return _ILLEGAL.sub("", text)[:LONGEST_TEXT]


def number_text(value: float | datetime.date) -> str:
    """A number, or a day as its number, as the file holds it: the shortest text that reads back the same."""
    if isinstance(value, datetime.date):
        return str((value - _SERIAL_ZERO).days)
    value = float(value)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
