"""The least cost: under it there is no ratio of spend; at it and without it there is."""

from __future__ import annotations

import pytest

import xl_fact
from xl_fact.core import spending
from xl_fact.core.catalogue import FUNCTIONS

GUARDED = [f for f in FUNCTIONS.values() if any(p.name == spending.ARGUMENT for p in f.parameters)]
SCALAR = {
    "CPM": ((50, 1_000), 50),
    "ROI": ((300, 50), 50),
    "POOLED_ROI": ((300, 50), 50),
    "NET_ROI": ((300, 20, 50), 50),
    "PROFIT_ROI": ((300, 20, 0.5, 50, 0, 0), 50),
    "MARGINAL_ROI": ((100, 600, 400, 650), 50),
    "CAMPAIGN_ROI": ((100, 10, 2, 90, 20), 50),
    "DOU_YIELD": ((50, 1_000), 50),
    "CPA": ((50, 10), 50),
    "CPC": ((50, 10), 50),
    "FOLLOWER_COST": ((50, 10), 50),
    "KOL_ROI": ((500, 20, 0.4, 0.1), 50),
    "GPM_VS_ROI": ((300, 20, 70, 100, 10, 50), 50),
}
"""Arguments of each, and what they spend."""


def test_every_guarded_function_is_tried() -> None:
    assert {f.alias_of or f.name for f in GUARDED} == {*SCALAR, "FACT_COMPARE"}
    assert all(f.own[-1].name == spending.ARGUMENT and f.own[-1].default == 0 for f in GUARDED)


@pytest.mark.parametrize("name", SCALAR)
def test_below_the_least_cost_there_is_no_ratio(name: str) -> None:
    function, (given, spent) = FUNCTIONS[name], SCALAR[name]
    empty = [None] * (len(function.parameters) - 1 - len(given))
    ((plain,),) = function.call_cells(*given)
    assert isinstance(plain, float) or str(plain).startswith("ROI: ")
    assert function.call_cells(*given, *empty, 0) == function.call_cells(*given, *empty, spent) == [[plain]]
    assert function.call_cells(*given, *empty, spent + 0.01) == [["#N/A"]]


def test_two_fen_more_are_no_marginal_roi() -> None:
    assert FUNCTIONS["MARGINAL_ROI"].call_cells(5_000, 600, 5_400, 600.02, 100) == [["#N/A"]]
    assert xl_fact.marginal_roi(5_000, 600.1, 5_400, 700.1, least_cost=100) == pytest.approx(4)
    assert xl_fact.marginal_roi(5_400, 700.3, 5_000, 600.3, least_cost=100) == pytest.approx(4), "a cut too"


def test_a_position_that_cost_next_to_nothing_has_no_returns() -> None:
    """11 fen against 32,462 sold are no ROI of 295,109; the whole has one all the same."""
    heading, field, alliance, whole = xl_fact.fact_compare(
        ["F", "A"], [32_462, 500], [1_000, 1_000], [0.11, 100], refund=[62, 0], least_cost=100
    )
    of = [dict(zip(heading, row, strict=True)) for row in (field, alliance, whole)]
    assert [[row[key] for key in ("CPM", "ROI", "退后ROI")] for row in of] == [
        [None, None, None],
        [100, 5, 5],
        [pytest.approx(50.055), pytest.approx(32_962 / 100.11), pytest.approx(32_900 / 100.11)],
    ]
    assert of[0]["花费"] == 0.11
    assert of[0]["GPM"] == pytest.approx(32_462)
    assert xl_fact.fact_compare(["F"], [32_462], [1], [0.11])[1][7] == pytest.approx(32_462 / 0.11)


def test_a_formula_in_a_cell_asks_only_when_told() -> None:
    marginal = FUNCTIONS["MARGINAL_ROI"]
    given = {"gmv_before": "A1", "cost_before": "B1", "gmv_after": "A2", "cost_after": "B2"}
    assert marginal.expression(**given) == "(A2-A1)/IF(ABS(B2-B1)<1E-12*B2,0,B2-B1)"
    asked = marginal.expression(**given, least_cost="xf_least_cost")
    assert asked == "IF(ROUND(ABS(B2-B1),6)<xf_least_cost,NA(),(A2-A1)/IF(ABS(B2-B1)<1E-12*B2,0,B2-B1))"
