"""Returns by hand, creators included: the figures of the field notes, and what a bad cell does."""

from __future__ import annotations

import math

import numpy as np
import pytest

import xl_fact
from xl_fact.core.catalogue import FUNCTIONS


def test_net_gmv_by_hand() -> None:
    assert xl_fact.net_gmv(3_000, 450) == 2_550
    assert xl_fact.net_gmv(100, 130) == -30


def test_profit_roi_by_hand() -> None:
    assert xl_fact.profit_roi(100_000, 0, 0.45, 20_000, 0, 0) == (45_000 - 20_000) / 20_000
    # 85,000 stay, 38,250 gross; less 17,000 commission, 1,000 fee, 20,000 ads: 250 are left
    assert xl_fact.profit_roi(100_000, 15_000, 0.45, 20_000, 17_000, 1_000) == pytest.approx(250 / 20_000)


def test_marginal_roi_by_hand() -> None:
    assert xl_fact.marginal_roi(80_000, 20_000, 100_000, 30_000) == 2
    assert xl_fact.marginal_roi(100_000, 30_000, 80_000, 20_000) == 2, "a cut is read like a rise"
    assert xl_fact.marginal_roi(100_000, 20_000, 90_000, 30_000) == -1
    assert math.isnan(xl_fact.marginal_roi(80_000, 20_000, 100_000, 20_000))


def test_max_cpm_by_hand() -> None:
    assert xl_fact.max_cpm(150, 0.45, 0.15) == pytest.approx(57.375)
    assert xl_fact.max_cpm(100 / 3, 0.45, 0.15) == pytest.approx(12.75)
    assert xl_fact.max_cpm(150, 0.45) == pytest.approx(67.5)
    assert xl_fact.max_cpm(150, 0.2, 0, 0.3) == 0, "nothing is left to pay with"


def test_a_slot_by_hand() -> None:
    assert xl_fact.kol_roi(300_000, 50_000, 0.15, 0.2) == pytest.approx(255_000 / 101_000)
    assert xl_fact.kol_roi(300_000, 0, 0, 0.2) == 5, "commission alone: one over the rate"
    assert xl_fact.kol_breakeven(50_000, 0.45, 0.15, 0.2) == pytest.approx(235_294.12, abs=5e-3)
    assert xl_fact.slot_fee_max(300_000, 0.45, 0.15, 0.2) == pytest.approx(63_750)
    assert xl_fact.slot_fee_max(300_000, 0.2, 0, 0.3) == 0
    assert xl_fact.commission(169, 0.32) == pytest.approx(54.08)


@pytest.mark.parametrize(
    ("name", "raw", "answer"),
    [
        pytest.param("NET_GMV", (None, 450.0), None, id="a blank beside a number"),
        pytest.param("NET_GMV", (3_000.0, None), 3_000.0, id="no refunds told are none"),
        pytest.param("NET_GMV", (3_000.0, -450.0), "#NUM!", id="negative refunds"),
        pytest.param("NET_GMV", (None, None), None, id="all blank"),
        pytest.param("PROFIT_ROI", (1e5, 0.0, 0.45, 0.0, 0.0, 0.0), "#DIV/0!", id="no cost"),
        pytest.param("PROFIT_ROI", (1e5, 0.0, "45%", "2万", None, None), 1.25, id="blank commission and fee"),
        pytest.param("PROFIT_ROI", (1e5, 0.0, 45.0, 2e4, 0.0, 0.0), "#NUM!", id="a margin of 45"),
        pytest.param("MARGINAL_ROI", (8.0, 2.0, 9.0, 2.0), "#DIV/0!", id="spend unchanged"),
        pytest.param("MARGINAL_ROI", (8.0, 2.0, 9.0, -2.0), "#NUM!", id="negative spend"),
        pytest.param("MAX_CPM", (150.0, 0.45, 1.0), 0.0, id="everything refunded"),
        pytest.param("MAX_CPM", (-5.0, 0.45), "#NUM!", id="negative GPM"),
        pytest.param("MAX_CPM", (150.0, 0.45, 1.1), "#NUM!", id="refunds above 1"),
        pytest.param("KOL_ROI", (3e5, 0.0), "#DIV/0!", id="nothing paid"),
        pytest.param("KOL_ROI", (-1e3, 100.0, 0.0, 0.2), "#NUM!", id="negative sales"),
        pytest.param("KOL_ROI", (3e5, 5e4, "15%", "20%"), 255_000 / 101_000, id="rates as per cent"),
        pytest.param("KOL_BREAKEVEN", (5e4, 0.2, 0.0, 0.2), "#N/A", id="commission eats the margin"),
        *(
            pytest.param(
                name, (*fee, 0.45, back, *more), "#N/A", id=f"{name} when everything comes back, {back!r}"
            )
            for name, fee, more in (
                ("BREAKEVEN_ROI", (), ()),
                ("TARGET_ROI", (), ()),
                ("TARGET_ROI", (), (0.0, 0.1)),
                ("BREAKEVEN_GPM", (0.0,), ()),
                ("KOL_BREAKEVEN", (0.0,), ()),
                ("KOL_BREAKEVEN", (5e4,), (0.2,)),
            )
            for back in (1.0, 0.1 + 0.2 + 0.7)
        ),
        pytest.param("KOL_BREAKEVEN", (5e4, 0.45, 0.0, 1.2), "#NUM!", id="commission above 1"),
        pytest.param("SLOT_FEE_MAX", (3e5, 0.2, 0.0, 0.2), 0.0, id="no margin left"),
        pytest.param("SLOT_FEE_MAX", ("30万", "45%", 0.15, 0.2), 63_750.0, id="sales in 万"),
        pytest.param("COMMISSION", ("￥169.00", "32.00%"), 54.08, id="as the alliance exports it"),
        pytest.param("COMMISSION", (169.0, 32.0), "#NUM!", id="32 is not guessed to be 32 %"),
        pytest.param("COMMISSION", (-2146826246, 0.3), "#N/A", id="an error is passed on"),
        pytest.param("COMMISSION", ("--", 0.3), None, id="not told"),
    ],
)
def test_one_cell(name: str, raw: tuple[object, ...], answer: object) -> None:
    [[got]] = FUNCTIONS[name].call_cells(*raw)
    assert got == (pytest.approx(answer) if isinstance(answer, float) else answer)


def test_one_bad_row_spoils_one_row() -> None:
    got = FUNCTIONS["KOL_BREAKEVEN"].call_cells(
        ((5e4,), (5e4,), ("x",), (None,)),
        ((0.45,), (0.1,), (0.45,), (None,)),
        0.0,
        ((0.2,), (0.2,), (0.2,), (None,)),
    )
    assert got == [[pytest.approx(200_000)], ["#N/A"], ["#VALUE!"], [None]]


def test_arrays_in_arrays_out() -> None:
    fees = xl_fact.slot_fee_max(np.array([300_000, 100_000]), 0.45, 0, np.array([0.2, 0.5]))
    assert fees.tolist() == pytest.approx([75_000, 0])


@pytest.mark.parametrize(
    ("figures", "text"),
    [
        ((3_000, 20_000, 10_000, 100_000, 3_000_000, 20_000), "ROI: B; GPM: A; CPM 500 vs 6.67"),
        ((10, 10, 10, 20, 20, 20), "ROI: =; GPM: =; CPM 1000 vs 1000"),
        ((0.1 + 0.2, 1, 1, 0.3, 1, 1), "ROI: =; GPM: =; CPM 1000 vs 1000"),  # a last bit is no win
        ((3, 8, 0.001, 4, 7, 0.001), "ROI: B; GPM: B; CPM 0.13 vs 0.14"),  # 0.125 as a cell rounds it
        ((0, 1, 1, 0, 1, 2), "ROI: =; GPM: =; CPM 1000 vs 2000"),
        ((-1, 1, 1, 0, 1, 1_000_000), "ROI: B; GPM: B; CPM 1000 vs 1000000000"),
    ],
)
def test_two_efforts_compared(figures: tuple[float, ...], text: str) -> None:
    assert xl_fact.gpm_vs_roi(*figures) == text


def test_two_efforts_of_which_one_cannot_be_rated() -> None:
    assert FUNCTIONS["GPM_VS_ROI"].call_cells(1.0, 1.0, 0.0, 1.0, 1.0, 1.0) == [["#DIV/0!"]]


def test_the_refund_ceiling_is_where_net_roi_breaks_even() -> None:
    """At that refund rate the ROI after refunds is the break-even ROI; beyond it money is lost."""
    ceiling = xl_fact.refund_ceiling(4.533, xl_fact.breakeven_roi(0.45))
    assert ceiling == pytest.approx(0.510, abs=5e-4)
    assert xl_fact.net_roi(4.533, 4.533 * ceiling, 1) == pytest.approx(xl_fact.breakeven_roi(0.45))
    assert xl_fact.refund_ceiling(2.0, 2.5) < 0
