"""Values put beside formulas that stay as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from xml.sax.saxutils import escape

from xl_fact.core.error_values import CODE_OF
from xl_fact.workbook.references import letters
from xl_fact.workbook.sheet import Sheet, number_text

_TYPE: Final = re.compile(r'\st="(?!array|shared|dataTable)\w+"')
_VALUE: Final = re.compile(
    r"<(?:\w+:)?v(?:\s[^>]*)?(?:/>|>.*?</(?:\w+:)?v>)|<(?:\w+:)?is>.*?</(?:\w+:)?is>", re.DOTALL
)


def patched(part: bytes, values: Mapping[tuple[int, int], Any]) -> bytes:
    """A sheet part with new values beside some formulas.

    Parameters
    ----------
    part : bytes
    values : mapping
        By row and column; None takes the value away. An error is its text.
    """
    sheet = Sheet.read(part)
    for (row, column), value in values.items():
        line = sheet.rows.get(row)
        cell = line.cells.get(column) if line is not None else None
        if line is None or cell is None:
            raise LookupError(f"no cell {letters(column)}{row}")
        attributes, _, inner = cell.partition(">")
        line.cells[column] = _TYPE.sub("", attributes.removesuffix("/")) + with_value(
            _VALUE.sub("", inner), value
        )
    return sheet.to_bytes()


def with_value(formula: str, value: Any) -> str:
    """What follows a cell's attributes: the type, the formula as it is, the value, the end."""
    formula = formula.removesuffix("</c>")
    if value is None:
        return f">{formula}</c>" if formula else "/>"
    if isinstance(value, bool):
        return f' t="b">{formula}<v>{int(value)}</v></c>'
    if isinstance(value, str):
        kind = "e" if value in CODE_OF else "str"
        return f' t="{kind}">{formula}<v>{escape(value)}</v></c>'
    return f">{formula}<v>{number_text(value)}</v></c>"
