"""Traffic by hand: every function on figures worked out beside it, and what a bad cell does."""

from __future__ import annotations

import math

import numpy as np
import pytest

import xl_fact
from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.traffic import RATES

FUNNEL_DAY = (245_666, 20_167, 18_672, 4_954, 937)


def column(*cells: object) -> tuple[tuple[object], ...]:
    return tuple((cell,) for cell in cells)


def test_uv_value_is_the_gpm_on_viewers_over_1000() -> None:
    assert xl_fact.uv_value(96_398.98, 20_167) == pytest.approx(4.780, abs=5e-4)
    assert xl_fact.gpm(96_398.98, 20_167) == pytest.approx(4_780, abs=0.5)


def test_gpm_from_rates_by_hand() -> None:
    assert xl_fact.gpm_from_rates(0.0726, 0.1058, 78.0684) == pytest.approx(599.65, abs=5e-3)
    assert xl_fact.gpm_from_rates([0.04, 0.05], 0.1, [80, 80]).tolist() == pytest.approx([320, 400])


def test_natural_share_and_leverage_by_hand() -> None:
    assert xl_fact.natural_share(600, 1_000) == 0.6
    assert xl_fact.leverage(600, 400) == 1.5


@pytest.mark.parametrize(
    ("name", "raw", "answer"),
    [
        pytest.param("UV_VALUE", (5.0, 0.0), "#DIV/0!", id="no viewers"),
        pytest.param("UV_VALUE", (-5.0, 2.0), -2.5, id="refunds beyond sales"),
        pytest.param("UV_VALUE", (5.0, -2.0), "#NUM!", id="negative people"),
        pytest.param("GPM_FROM_RATES", ("5%", "10%", "￥80"), 400.0, id="rates as per cent"),
        pytest.param("GPM_FROM_RATES", (-0.05, 0.1, 80.0), "#NUM!", id="a negative rate"),
        pytest.param("GPM_FROM_RATES", (None, 0.1, 80.0), None, id="a blank beside numbers"),
        pytest.param("GPM_FROM_RATES", (7.26, 0.1, 80.0), "#NUM!", id="a rate of 7.26"),
        pytest.param("NATURAL_SHARE", (1_000.0, 600.0), "#NUM!", id="a part above its whole"),
        pytest.param("NATURAL_SHARE", (0.0, 0.0), "#DIV/0!", id="no traffic"),
        pytest.param("NATURAL_SHARE", ("1.2万", "2万"), 0.6, id="counts in 万"),
        pytest.param("LEVERAGE", (600.0, 0.0), "#DIV/0!", id="nothing bought"),
        pytest.param("LEVERAGE", (None, None), None, id="all blank"),
        pytest.param("LEVERAGE", ("很多", 1.0), "#VALUE!", id="no number"),
    ],
)
def test_one_cell(name: str, raw: tuple[object, ...], answer: object) -> None:
    [[got]] = FUNCTIONS[name].call_cells(*raw)
    assert got == (pytest.approx(answer) if isinstance(answer, float) else answer)


def test_a_funnel_by_hand() -> None:
    [[*rates, note]] = xl_fact.funnel_rates(*FUNNEL_DAY)
    assert [round(rate * 100, 2) for rate in rates[:4]] == [8.21, 92.59, 26.53, 18.91]
    assert round(rates[4] * 100, 3) == 0.381
    assert note == ""


def test_a_funnel_of_several_sessions_has_a_row_for_each() -> None:
    rows = xl_fact.funnel_rates([1_000, 500, 200], [200, 250, 0], [100, 50, 0], [50, 10, 0], [10, 5, 0])
    assert rows[0] == [0.2, 0.5, 0.5, 0.2, 0.01, ""]
    assert rows[1] == [0.5, 0.2, 0.2, 0.5, 0.01, ""]
    assert rows[2][0] == rows[2][4] == 0
    assert all(math.isnan(rate) for rate in rows[2][1:4])


def test_a_step_wider_than_the_one_before_is_noted_and_not_refused() -> None:
    [[*rates, note]] = xl_fact.funnel_rates(100, 200, 100, 120, 130)
    assert rates == pytest.approx([2, 0.5, 1.2, 130 / 120, 1.3])
    assert note == "观看>曝光 点击>商品曝光 成交>点击"


def test_a_missing_count_leaves_only_its_rates_blank() -> None:
    cells = FUNCTIONS["FUNNEL_RATES"].call_cells(
        column("曝光", 1_000.0, 1_000.0, None),
        column("观看", None, 200.0, None),
        column("商品曝光", 100.0, 0.0, None),
        column("点击", 50.0, "--", None),
        column("成交", 10.0, 10.0, None),
    )
    assert cells[0] == list(RATES)
    assert cells[1:] == [
        [None, None, 0.5, 0.2, 0.01, ""],
        [0.2, 0.0, None, None, 0.01, ""],
        [None, None, None, None, None, ""],
    ]


def test_a_funnel_with_an_error_or_a_clash_says_so() -> None:
    funnel = FUNCTIONS["FUNNEL_RATES"]
    assert funnel.call_cells(*(column(1.0, 2.0) for _ in range(4)), column(1.0, -2146826246)) == [["#N/A"]]
    assert funnel.call_cells(*(column(1.0, 2.0) for _ in range(4)), column(1.0)) == [["#VALUE!"]]
    assert funnel.call_cells(100.0, 50.0, 20.0, 10.0, -1.0) == [["#NUM!"]]
    assert funnel.call_cells(None, None, None, None, None) == [[None]]


def test_pooling_is_not_averaging() -> None:
    gmv, plays = np.array([3_000, 100_000]), np.array([20_000, 3_000_000])
    assert xl_fact.pooled_gpm(gmv, plays) == pytest.approx(34.106, abs=5e-4)
    assert xl_fact.gpm(gmv, plays).mean() == pytest.approx(91.67, abs=5e-3)
