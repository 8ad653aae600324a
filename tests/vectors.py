"""The documented examples as vectors: every surface must give the same answers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.docstring import Example
from xl_fact.core.function import Function

VECTORS = [(function, example) for function in FUNCTIONS.values() for example in function.examples]
NAMES = [example.source for _, example in VECTORS]


def cells_of(argument: Any) -> Any:
    """An argument of an example as cells: a list is a column, a list of lists rows."""
    if isinstance(argument, list):
        return [row if isinstance(row, list) else [row] for row in argument]
    return argument


def answer(function: Function, example: Example) -> list[list[Any]]:
    """What the cells must show, from the Python call."""
    return function.call_cells(*(cells_of(argument) for argument in example.arguments))


def assert_same(
    got: Sequence[Sequence[Any]], expected: Sequence[Sequence[Any]], relative: float = 1e-12
) -> None:
    """Cell by cell: numbers to a relative difference, everything else exactly."""
    assert [len(row) for row in got] == [len(row) for row in expected]
    for got_row, expected_row in zip(got, expected, strict=True):
        for a, b in zip(got_row, expected_row, strict=True):
            if isinstance(b, float) and isinstance(a, int | float):
                assert math.isclose(a, b, rel_tol=relative, abs_tol=1e-12), (got, expected)
            else:
                assert a == b, (got, expected)
