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

NOTHING: dict[str, tuple[str, list[Any], Any]] = {
    "nothing more spent, above": ("CAMPAIGN_ROI", [50_000, 1_000, 9, 10_508.04, 1_167.56], "#DIV/0!"),
    "nothing more spent, below": ("CAMPAIGN_ROI", [50_000, 1_000, 19, 6_692.37, 352.23], "#DIV/0!"),
    "in the ten thousand millions": ("CAMPAIGN_ROI", [5e13, 1e9, 3, 0.3e11, 0.1e11 + 1e-6], "#DIV/0!"),
    "spend unchanged": ("MARGINAL_ROI", [1_000, 0.3, 1_100, 0.1 + 0.2], "#DIV/0!"),
    "spend unchanged, a cut": ("MARGINAL_ROI", [1_000, 0.1 + 0.2, 1_100, 0.3], "#DIV/0!"),
    "sold as on other days": ("CAMPAIGN_LIFT", [10_508.04, 1_167.56, 9, "增量GMV"], 0),
    "as large a share": ("CAMPAIGN_LIFT", [6_692.37, 352.23, 19, "增幅"], 0),
    "as far as the days": ("PACE", [0.3, 1, 3, 10, "差距"], 0),
    "as far as the days, by thirds": ("PACE", [0.1 + 0.2, 1, 3, 10, "差距"], 0),
    "the target reached": ("PACE", [10_508.04, 9 * 1_167.56, 9, 31, "所需日均"], 0),
    "the margin eaten": ("BREAKEVEN_ROI", [1 - 0.7, 0, 0.3], "#N/A"),
    "the margin eaten, a plan": ("TARGET_ROI", [0.1 + 0.2, 0, 0, 0.3], "#N/A"),
    "the margin eaten, by creators": ("KOL_BREAKEVEN", [100, 0.1 + 0.2, 0, 0.3], "#N/A"),
    "equal returns": ("GPM_VS_ROI", [0.3, 1_000, 1, 0.1 + 0.2, 1_000, 1], "ROI: =; GPM: =; CPM 1 vs 1"),
    "at list price": ("DOU_LIFT", [128.3, 6_415, 5_000, "自然播放"], 0),
}
"""Calls whose differences are 0 on paper, in binary some 1e-12 of yuan or 1e-16 of a rate: what they must answer."""


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
