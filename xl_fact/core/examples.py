"""A documented example as cells: the formula a person types, and what the cells show."""

from __future__ import annotations

from typing import Any

from xl_fact.core.docstring import Example
from xl_fact.core.error_values import CODE_OF
from xl_fact.core.function import Function
from xl_fact.core.kinds import Cell, Rows


def call_text(function: Function, example: Example) -> str:
    """An example as typed into a cell, without the equals sign: a list is a column, a list of lists rows.

    Examples
    --------
    >>> from xl_fact.core.traffic import gpm
    >>> call_text(gpm, gpm.examples[2])
    'GPM({3000;100000},{20000;3000000})'
    """
    return f"{function.name}({','.join(constant(argument) for argument in example.arguments)})"


def constant(value: Any) -> str:
    """A value as a formula writes it.

    Examples
    --------
    >>> constant([["F", 0.5], ["A", None]])
    '{"F",0.5;"A",""}'
    """
    if isinstance(value, list):
        return "{" + ";".join(",".join(constant(cell) for cell in row) for row in rows_of(value)) + "}"
    if value is None:
        return '""'
    if isinstance(value, str):
        return value if value in CODE_OF else '"' + value.replace('"', '""') + '"'
    return shown(float(value)).upper()


def shown(cell: Cell) -> str:
    """A cell's value as text: the shortest that reads back the same.

    Examples
    --------
    >>> shown(150.0), shown(33.333333333333336), shown(None), shown("#DIV/0!")
    ('150', '33.333333333333336', '', '#DIV/0!')
    """
    if cell is None or isinstance(cell, str):
        return cell or ""
    return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)


def answer_cells(function: Function, example: Example) -> Rows:
    """What the cells of an example's call show."""
    return function.call_cells(
        *(tuple(map(tuple, rows_of(a))) if isinstance(a, list) else a for a in example.arguments)
    )


def rows_of(value: list[Any]) -> list[list[Any]]:
    """A list as rows of cells: a plain list is a column."""
    return [row if isinstance(row, list) else [row] for row in value]
