"""The bridges by hand, on the corners where a factor or a channel is not there, and on a real month."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import xl_fact
from xl_fact.core.bridges import log_mean
from xl_fact.core.catalogue import FUNCTIONS


def column(*cells: object) -> tuple[tuple[object], ...]:
    return tuple((cell,) for cell in cells)


def effects(rows: list[list[float]]) -> list[float]:
    """The last column below the heading."""
    return [row[-1] for row in rows[1:]]


# ---------------------------------------------------------------- factors
def test_a_bridge_by_hand() -> None:
    rows = xl_fact.gpm_bridge(0.04, 0.1, 80, 0.02, 0.1, 160)
    assert rows[0] == ["因素", "之前", "之后", "影响（LMDI）"]
    assert [row[:3] for row in rows[1:4]] == [["CTR", 0.04, 0.02], ["CVR", 0.1, 0.1], ["AOV", 80, 160]]
    # the GPM stays 320: halving costs 320 × ln 2, doubling brings it back
    assert effects(rows) == pytest.approx([-320 * math.log(2), 0, 320 * math.log(2), 0], abs=1e-12)


def test_one_factor_alone_takes_the_whole_change() -> None:
    rows = xl_fact.gpm_bridge(0.04, 0.1, 80, 0.04, 0.08, 80)
    assert effects(rows) == pytest.approx([0, -64, 0, -64])
    assert rows[-1][:3] == ["GPM", pytest.approx(320), pytest.approx(256)]


def test_a_factor_of_zero_takes_the_change_as_it_does_on_the_way_there() -> None:
    rows = xl_fact.gpm_bridge(0.04, 0.1, 80, 0.05, 0, 80)
    assert rows[0][3] == "影响（LMDI 在 0 处的极限）"
    assert effects(rows) == pytest.approx([0, -320, 0, -320])
    assert effects(xl_fact.gpm_bridge(0.05, 0, 80, 0.04, 0.1, 80)) == pytest.approx([0, 320, 0, 320])
    distances = [abs(effects(xl_fact.gpm_bridge(0.04, 0.1, 80, 0.05, 10.0**-n, 80))[0]) for n in (9, 90, 300)]
    assert distances == sorted(distances, reverse=True)
    assert distances[-1] < 0.2, "the logarithm is slow, but it goes to 0"
    assert effects(xl_fact.gpm_bridge(0.04, 0.1, 80, 0.05, 0, 0)) == pytest.approx([0, -160, -160, -320])


def test_nothing_at_all_still_sums_and_no_price_is_negative() -> None:
    assert effects(xl_fact.gpm_bridge(0, 0, 0, 0, 0, 0)) == [0, 0, 0, 0]
    assert effects(xl_fact.gpm_bridge(0, 0.1, 80, 0.1, 0, 80)) == [0, 0, 0, 0]
    assert FUNCTIONS["GPM_BRIDGE"].call_cells(0.04, 0.1, 80.0, 0.05, 0.1, -20.0) == [["#NUM!"]]


def test_a_bridge_over_a_hair_is_as_exact_as_over_a_gap() -> None:
    before, hair = (0.04, 0.1, 80.0), 1e-9
    rows = xl_fact.gpm_bridge(*before, 0.04 * (1 + hair), 0.1, 80.0)
    assert effects(rows)[0] == pytest.approx(320 * hair, rel=1e-6)
    assert log_mean(1.0, 1 + 1e-13) == pytest.approx(1.0, rel=1e-15)
    assert log_mean(1e-12, 1.0) == log_mean(1.0, 1e-12) == pytest.approx(1 / math.log(1e12), rel=1e-9)


def test_a_bridge_in_cells() -> None:
    bridge = FUNCTIONS["GPM_BRIDGE"]
    assert bridge.call_cells("4%", "10%", "￥80", "4%", "8%", 80.0)[-1] == [
        "GPM",
        pytest.approx(320),
        pytest.approx(256),
        pytest.approx(-64),
    ]
    assert bridge.call_cells(-0.04, 0.1, 80.0, 0.04, 0.1, 80.0) == [["#NUM!"]]
    assert bridge.call_cells(0.04, "--", 80.0, 0.04, 0.1, 80.0) == [[None]]
    assert bridge.call_cells(-2146826246, 0.1, 80.0, 0.04, 0.1, 80.0) == [["#N/A"]]
    assert bridge.call_cells(*[None] * 6) == [[None]]
    assert bridge.call_cells(column(0.04, 0.05), 0.1, 80.0, 0.04, 0.1, 80.0) == [["#VALUE!"]]


# ---------------------------------------------------------------- mix
def test_a_whole_that_falls_while_no_channel_sells_worse() -> None:
    rows = xl_fact.gpm_mix(
        [60_000, 20_000], [100_000, 100_000], [35_000, 30_000], [50_000, 150_000], ["直播", "商品卡"]
    )
    assert rows[0] == ["渠道", "占比前", "占比后", "GPM前", "GPM后", "结构影响", "效率影响", "合计影响"]
    # live: (0.25 - 0.5) × (650 - 362.5) and 100 × 0.375; card: 0.25 × (200 - 362.5) and 0
    assert rows[1] == ["直播", 0.5, 0.25, 600, 700, -71.875, 37.5, -34.375]
    assert rows[2] == ["商品卡", 0.5, 0.75, 200, 200, -40.625, 0, -40.625]
    assert rows[3] == ["合计", 1, 1, 400, 325, -112.5, 37.5, -75]


@pytest.mark.parametrize("gone", [0.0, math.nan])
def test_a_channel_that_appears_or_vanishes_is_all_mix(gone: float) -> None:
    rows = xl_fact.gpm_mix([40, gone, 100], [400, gone, 200], [40, 30, gone], [400, 100, gone])
    assert [row[0] for row in rows[1:]] == [1, 2, 3, "合计"]
    _, steady, new, old, total = rows
    assert steady[3:5] == [100, 100]
    assert new[3:5] == [None, 300]
    assert old[3:5] == [500, None]
    # wholes 140/600 and 70/500: mean 186.67; shares 2/3→4/5, 0→1/5, 1/3→0
    mean = (140 / 600 + 70 / 500) / 2 * 1000
    assert [row[5] for row in rows[1:4]] == pytest.approx(
        [(0.8 - 2 / 3) * (100 - mean), 0.2 * (300 - mean), -(500 - mean) / 3]
    )
    assert [row[6] for row in rows[1:]] == pytest.approx([0, 0, 0, 0])
    assert total[7] == pytest.approx(140 - 140 / 0.6)


def test_a_row_with_half_its_figures_is_absent_as_in_pooled_gpm() -> None:
    gmv_before, plays_before = [60, 20, math.nan], [100, math.nan, 50]
    rows = xl_fact.gpm_mix(gmv_before, plays_before, [60, 20, math.nan], [100, 50, 50], ["a", "b", "c"])
    assert [row[0] for row in rows[1:]] == ["a", "b", "合计"]
    assert rows[-1][3] == xl_fact.pooled_gpm(gmv_before, plays_before) == 600


@pytest.mark.parametrize("name", ["合计", " Total", "全部"])
def test_a_total_row_that_came_along_is_not_counted_twice(name: str) -> None:
    alone = xl_fact.gpm_mix([60, 20], [100, 100], [35, 30], [50, 150], ["直播", "商品卡"])
    along = xl_fact.gpm_mix(
        [80, 60, 20], [200, 100, 100], [65, 35, 30], [200, 50, 150], [name, "直播", "商品卡"]
    )
    assert along == alone


def test_sales_without_plays_count_as_rate_and_the_sum_holds() -> None:
    rows = xl_fact.gpm_mix([100, 50], [1_000, 0], [100, 20], [1_000, 0])
    assert rows[2][:5] == [2, 0, 0, None, None]
    assert rows[2][5:] == pytest.approx([0, -30, -30])
    assert rows[3][3:] == pytest.approx([150, 120, 0, -30, -30])


def test_a_period_without_plays_has_no_bridge() -> None:
    assert np.isnan(xl_fact.gpm_mix([10, 20], [0, 0], [20, 15], [150, 100])).tolist() == [[True]]
    mix = FUNCTIONS["GPM_MIX"]
    assert mix.call_cells(column(10, 20), column(1, 2), column(3, 4), column(None, None)) == [[None]]


def test_a_mix_in_cells_passes_its_heading_over_and_its_errors_on() -> None:
    mix = FUNCTIONS["GPM_MIX"]
    names = column("渠道", "直播", "商品卡", None)
    figures = (
        column("GMV", 60_000.0, "2万", None),
        column("播放", "10万", 100_000.0, None),
        column("GMV", 35_000.0, 30_000.0, "--"),
        column("播放", 50_000.0, 150_000.0, None),
    )
    assert mix.call_cells(*figures, names)[1:] == [
        ["直播", 0.5, 0.25, 600.0, 700.0, -71.875, 37.5, -34.375],
        ["商品卡", 0.5, 0.75, 200.0, 200.0, -40.625, 0.0, -40.625],
        ["合计", 1.0, 1.0, 400.0, 325.0, -112.5, 37.5, -75.0],
    ]
    assert mix.call_cells(*figures)[1][0] == 1.0
    assert mix.call_cells(*figures[:3], column("播放", -2146826281, 1.0, 1.0)) == [["#DIV/0!"]]
    assert mix.call_cells(*figures[:3], column("播放", 1.0, -1.0, 1.0)) == [["#NUM!"]]
    assert mix.call_cells(*figures[:3], column(1.0, 2.0)) == [["#VALUE!"]]


# ---------------------------------------------------------------- the real June
@pytest.fixture(scope="module")
def halves(compass: Path) -> pd.DataFrame:
    """Pay, exposures, clicks and orders by owner × carrier of 1–15 and of 16–30 June 2026."""
    sheets = pd.read_excel(compass, sheet_name=["自营成交", "合作成交"], engine="calamine")
    rows = pd.concat(sheets, names=["owner"]).reset_index("owner")
    rows = rows[(rows["投放时段"] == "不限") & (rows["载体类型"] != "全部")]
    half = np.where(rows["日期"].astype(int) <= 20260615, "before", "after")
    wanted = ["用户支付金额", "商品曝光次数", "商品点击次数", "成交订单数"]
    return rows.groupby(["owner", "载体类型", half])[wanted].sum().unstack()


def test_june_by_factor(halves: pd.DataFrame) -> None:
    def rates(half: str) -> tuple[float, float, float]:
        pay, exposures, clicks, orders = halves.xs(half, axis=1, level=1).sum()
        return xl_fact.ctr(clicks, exposures), xl_fact.cvr(orders, clicks), xl_fact.aov(pay, orders)

    rows = xl_fact.gpm_bridge(*rates("before"), *rates("after"))
    assert [round(effect, 2) for effect in effects(rows)] == [-40.64, 6.48, 2.80, -31.36]
    assert [round(gpm, 2) for gpm in rows[-1][1:3]] == [266.23, 234.87]


def test_june_by_mix(halves: pd.DataFrame) -> None:
    pay, exposures = halves["用户支付金额"], halves["商品曝光次数"]
    names = [f"{owner[:2]}{carrier}" for owner, carrier in halves.index]
    rows = xl_fact.gpm_mix(pay["before"], exposures["before"], pay["after"], exposures["after"], names)
    assert [round(cell, 2) for cell in rows[-1][5:]] == [-18.74, -12.62, -31.36]
    live = next(row for row in rows if row[0] == "自营直播")
    assert [round(cell, 2) for cell in live[3:5]] == [593.97, 605.79]
