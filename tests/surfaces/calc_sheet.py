"""Many calls of the add-in of LibreOffice, typed into a sheet of Calc in a few strokes."""

from __future__ import annotations

import atexit
import itertools
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from typing import Any

from openpyxl.utils import get_column_letter
from oracles.typist import Typist
from surfaces.hosts import calc_cells, typist
from surfaces.lambda_book import Rows, answer

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.error_values import ERRORS

Call = tuple[str, list[Rows]]
TYPED = {"#N/A": "=NA()", "#DIV/0!": "=1/0", "": '=""', True: "=TRUE()"}
"""What is typed for a cell that no plain value makes."""


@cache
def keyboard() -> Typist:
    """One office with the add-in for all functions; it ends with us."""
    ended = ExitStack()
    atexit.register(ended.close)
    return ended.enter_context(typist())


def by_calc(asked: list[Call]) -> Iterator[Rows]:
    """The add-in of LibreOffice, typed into cells: row by row where all arguments are columns, else an array."""
    for start in range(0, len(asked), 200):
        yield from sheet_of_calc(asked[start : start + 200])


def sheet_of_calc(asked: list[Call]) -> Iterator[Rows]:
    """Some calls below one another on one sheet: a block of cells for each argument, and the answers beside them."""
    hands = keyboard()
    hands.clear()
    every = itertools.zip_longest(*(arguments for _, arguments in asked), fillvalue=[[None]])
    widths = [max(len(rows[0]) for rows in blocks) for blocks in every]
    lefts = list(itertools.accumulate(widths, initial=1))
    laid: list[list[Any]] = []
    single: dict[str, list[str]] = {}
    arrays: dict[str, str] = {}
    places, beside = [], lefts[-1]
    for name, arguments in asked:
        above = len(laid)
        expected = answer(name, arguments)
        height = max(len(expected), *map(len, arguments))
        blocks = list(zip(lefts, arguments, strict=False))
        laid += [[None] * (beside - 1) for _ in range(height)]
        for left, rows in blocks:
            for n, row in enumerate(rows):
                laid[above + n][left - 1 : left - 1 + len(row)] = map(typed, row)
        if by_row(name, arguments):
            single[f"{get_column_letter(beside)}{above + 1}"] = [
                f"={name}({';'.join(reference(left, rows[n : n + 1], above + n) for left, rows in blocks)})"
                for n in range(height)
            ]
        else:
            given = ";".join(reference(left, rows, above) for left, rows in blocks)
            arrays[area(beside, len(expected[0]), len(expected), above)] = f"={name}({given})"
        places.append((above, len(expected), len(expected[0])))
    hands.lay("A1", laid)
    for corner, formulas in single.items():
        hands.fill(corner, formulas)
    hands.type_arrays(arrays)
    shown = calc_cells(hands.read(area(beside, max(w for *_, w in places), len(laid)), many=True))
    yield from ([row[:width] for row in shown[above : above + height]] for above, height, width in places)


def by_row(name: str, arguments: list[Rows]) -> bool:
    """Whether a formula stands in every row: a function goes element by element, and all arguments are long columns."""
    columns = {(len(a), len(a[0])) for a in arguments} == {(len(arguments[0]), 1)}
    return FUNCTIONS[name].shape == "each" and columns and len(arguments[0]) > 3


def spoiled(arguments: list[Rows]) -> bool:
    """Whether an array can't be asked: Calc never hands over a range with an error in it, and TRUE as 1."""
    return any(isinstance(c, bool) or c in ERRORS for rows in arguments for row in rows for c in row)


def typed(value: Any) -> Any:
    """A cell as it is typed."""
    return TYPED.get(value, value) if value is True or isinstance(value, str) else value


def area(left: int, width: int, height: int, above: int = 0) -> str:
    """A range by its left column, from 1, and the rows above it."""
    return f"{get_column_letter(left)}{above + 1}:{get_column_letter(left + width - 1)}{above + height}"


def reference(left: int, rows: Rows, above: int) -> str:
    """A range; a single cell that is not empty by itself, since of an empty one Calc says 0."""
    if len(rows) * len(rows[0]) == 1 and rows[0][0] is not None:
        return f"{get_column_letter(left)}{above + 1}"
    return area(left, len(rows[0]), len(rows), above)
