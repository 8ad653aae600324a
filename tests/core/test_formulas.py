"""The formulas of traffic, returns and customers, computed by IronCalc, beside the bodies they stand for.

The documented examples run on every surface elsewhere; here are the corners.
"""

from __future__ import annotations

import math
import re
from typing import Any

import ironcalc
import pytest

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.function import Function
from xl_fact.surfaces import lambdas

OUT = 30  # the column of the answer


TYPED = {definition.name: definition.typed for definition in lambdas.definitions()}


def called(name: str) -> list[str]:
    """A name and those that its formula calls: of all of them each takes as long to enter as the answer."""
    found = [name]
    for one in found:
        found += [
            word for word in re.findall(r"[A-Za-z_][\w.]*", TYPED[one]) if word in TYPED and word not in found
        ]
    return [each for each in TYPED if each in found]


def in_ironcalc(function: Function, arguments: list[Any], height: int, width: int) -> list[list[Any]]:
    """What the formula spills over its arguments in cells, with a frame of one cell around the answer."""
    model = ironcalc.create("law", "en", "UTC", "en")
    for name in called(function.name):
        model.new_defined_name(name, None, TYPED[name])
    references = []
    for at, argument in enumerate(arguments, start=1):
        cells = argument if isinstance(argument, list) else [argument]
        for row, cell in enumerate(cells, start=1):
            if cell is not None:
                model.set_user_input(0, row, at, f"'{cell}" if isinstance(cell, str) else repr(cell))
        letter = ironcalc.column_name_from_number(at)
        references.append(f"{letter}1:{letter}{len(cells)}" if isinstance(argument, list) else f"{letter}1")
    model.set_user_input(0, 1, OUT, f"={function.name}({','.join(references)})")
    model.evaluate()
    return [
        [text_or_number(model.get_cell_value(0, row + 1, OUT + col)) for col in range(width + 1)]
        for row in range(height + 1)
    ]


def text_or_number(cell: Any) -> Any:
    """A blank is an empty text, the nearest that a formula can answer."""
    return "" if cell is None else cell if isinstance(cell, str) else float(cell)


def same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)
    return bool(one == other)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        pytest.param("POOLED_GPM", [[1, None, "--", 4], [10, 20, 30, 40]], id="pool with gaps"),
        pytest.param("POOLED_ROI", [[1, None, "--", 4], [10, 20, 30, None]], id="pooled ROI with gaps"),
        pytest.param("FUNNEL_RATES", [10, 5, 6, 7, 8], id="a funnel that widens"),
        pytest.param(
            "FUNNEL_RATES",
            [[10, None, 0, 7], [5, 5, 5, 8], [6, 6, "--", 9], [1, 2, 3, 8], [1, 1, 1, 1]],
            id="funnels with gaps",
        ),
        pytest.param("GPM_BRIDGE", [0.04, 0.1, 80, 0.04, 0.1, 80], id="nothing changed"),
        pytest.param("GPM_BRIDGE", [0.04, 0.1, 80, 0.04, 0.1, 80.0001], id="a hair"),
        pytest.param("GPM_BRIDGE", [0.04, 0.1, 80, 0.0401, 0.0999, 80], id="about the switch of the mean"),
        pytest.param("GPM_BRIDGE", [0.04, 0.1, 80, 0.4, 0.001, 8000], id="far apart"),
        pytest.param("GPM_BRIDGE", [0.04, 0.1, 80, 0.05, 0, 0], id="two factors gone"),
        pytest.param("GPM_BRIDGE", [0, 0, 0, 0, 0, 0], id="nothing at all"),
        pytest.param("GPM_MIX", [[10, 20], [100, 0], [20, 15], [150, 100]], id="sales without plays"),
        pytest.param(
            "GPM_MIX",
            [
                [10, None, 30, 5, None],
                [100, None, 300, 0, None],
                [20, 15, None, 6, None],
                [150, 100, None, 0, 7],
                ["a", "b", "c", "d", "e"],
            ],
            id="channels that appear and vanish",
        ),
        pytest.param("GPM_MIX", [[10, 20], [10, "--"], [20, 15], [150, 100]], id="numbered, one with a gap"),
        pytest.param(
            "GPM_MIX",
            [[80, 60, 20], [200, 100, 100], [65, 35, 30], [200, 50, 150], ["Total ", "a", "b"]],
            id="a total row",
        ),
        pytest.param("GPM_MIX", [[10, 20], [0, 0], [20, 15], [150, 100]], id="a period without plays"),
        pytest.param("MAX_CPM", [150, 0.2, 0, 0.3], id="no margin left for traffic"),
        pytest.param("MAX_CPM", [-5, 0.2, 0, 0.1], id="negative GPM"),
        pytest.param("SLOT_FEE_MAX", [100, 0.2, 0.2, 0], id="no margin left for a fee"),
        pytest.param("KOL_BREAKEVEN", [100, 0.2, 0.2, 0], id="never"),
        pytest.param("KOL_BREAKEVEN", [100, 0.3, 0.2, 1], id="everything comes back"),
        pytest.param("KOL_ROI", [100, 0, 0, 0], id="nothing paid"),
        pytest.param("MARGINAL_ROI", [8, 2, 9, 2], id="spend unchanged"),
        pytest.param("NEW_SHARE", [0, 0], id="nobody"),
        pytest.param("GPM_VS_ROI", [0, 1, 1, 0, 1, 1], id="a tie at zero"),
        pytest.param("GPM_VS_ROI", [0.1 + 0.2, 1, 1, 0.3, 1, 1], id="a tie but for the last bit"),
        pytest.param("GPM_VS_ROI", [3, 8, 0.001, 4, 7, 0.001], id="a half cent"),
    ],
)
def test_a_formula_answers_as_its_body_in_ironcalc(name: str, arguments: list[Any]) -> None:
    function = FUNCTIONS[name]
    raw = [tuple((cell,) for cell in a) if isinstance(a, list) else a for a in arguments]
    body = [[text_or_number(cell) for cell in row] for row in function.call_cells(*raw)]
    framed = [[*row, ""] for row in body] + [[""] * (len(body[0]) + 1)]
    formula = in_ironcalc(function, arguments, len(body), len(body[0]))
    unequal = [
        (row, col, ours, theirs)
        for row, (one, other) in enumerate(zip(framed, formula, strict=True))
        for col, (ours, theirs) in enumerate(zip(one, other, strict=True))
        if not same(ours, theirs)
    ]
    assert not unequal
