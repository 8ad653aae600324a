"""The functions of 2026: by hand from their sources, and the laws that tie them to the others."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import xl_fact
from xl_fact.core.catalogue import FUNCTIONS

share = st.floats(0, 0.9)
money = st.floats(0.01, 1e8)
count = st.floats(1, 1e8)


@pytest.mark.parametrize(
    ("name", "arguments", "value"),
    [
        ("BUYER_VALUE", (9_000, 90), 100),
        ("ITEM_PRICE", (9_000, 150), 60),
        ("ITEMS_PER_ORDER", (150, 120), 1.25),
        ("POOLED_RATE", ([0.2, 0.4], [9_000, 1_000]), 0.22),
        ("COMPLETION_RATE", (2_730, 9_100), 0.3),
        ("ENGAGEMENT_RATE", (800, 60, 40, 100, 20_000), 0.05),
        ("EXPENSE_RATIO", (20_000, 100_000), 0.2),
        ("FULL_EXPENSE_RATIO", (20_000, 8_000, 2_000, 100_000), 0.3),
        ("CPA", (20_000, 500), 40),
        ("CPC", (20_000, 25_000), 0.8),
        ("FOLLOWER_COST", (3_000, 1_200), 2.5),
        ("CAC", (20_000, 8_000, 2_000, 600), 50),
        ("LTV_CAC", (150, 50), 3),
        ("TARGET_ROI", (0.45, 0.15, 0.05, 0.14), 1 / (0.4 * 0.85 - 0.14)),
        ("PROFIT", (100_000, 15_000, 0.45, 20_000, 8_000, 2_000), 85_000 * 0.45 - 30_000),
        ("ECPM", (40, 0.05, 0.1), 200),
        ("ACU", (30_000, 240), 125),
        ("GMV_PER_HOUR", (96_000, 8), 12_000),
        ("SELL_THROUGH", (36, 120), 0.3),
        ("ROI_FROM_GPM", (150, 500), 0.3),
        ("GPM_AT_CPM", (1, 500), 500),
        ("TOP_SHARE", ([600, 200, 100, 60, 40], 0.21), 0.8),
        ("ROAS", (100_000, 20_000), 5),
        ("CTOR", (60_928, 575_714), 60_928 / 575_714),
    ],
)
def test_by_hand(name: str, arguments: tuple[object, ...], value: float) -> None:
    assert FUNCTIONS[name](*arguments) == pytest.approx(value, rel=1e-12)


@given(st.floats(-0.5, 1), share, share)
def test_a_target_without_profit_is_the_break_even(margin: float, refunds: float, commission: float) -> None:
    one, other = (
        xl_fact.target_roi(margin, refunds, commission, 0),
        xl_fact.breakeven_roi(margin, refunds, commission),
    )
    assert one == other or (math.isnan(one) and math.isnan(other))
    cells = [
        FUNCTIONS[name].call_cells(margin, refunds, commission) for name in ("TARGET_ROI", "BREAKEVEN_ROI")
    ]
    assert cells[0] == cells[1]


@given(money, st.floats(0.1, 1), share, share, st.floats(0.001, 0.5))
def test_at_the_target_the_profit_is_what_was_wanted(
    cost: float, margin: float, refunds: float, commission: float, wanted: float
) -> None:
    target = xl_fact.target_roi(margin, refunds, commission, wanted)
    if math.isnan(target):
        assert (margin - commission) * (1 - refunds) - wanted <= 1e-12
        return
    gmv = cost * target
    kept = gmv * (1 - refunds)
    left = xl_fact.profit(gmv, gmv * refunds, margin, cost, kept * commission, 0)
    assert left == pytest.approx(gmv * wanted, abs=1e-6 * gmv)


@given(money, money, st.floats(0, 1), money, money, money)
def test_profit_over_cost_is_the_profit_roi_and_the_lines_are_its_parts(
    gmv: float, refund: float, margin: float, cost: float, commission: float, fee: float
) -> None:
    given_ = (gmv, refund, margin, cost, commission, fee)
    profit = xl_fact.profit(*given_)
    assert profit / cost == pytest.approx(xl_fact.profit_roi(*given_), rel=1e-9, abs=1e-9)
    ((stayed, gross, spent, paid, fees, earned, rate),) = xl_fact.profit_lines(*given_)
    assert (stayed, earned) == (xl_fact.net_gmv(gmv, refund), profit)
    assert gross - spent - paid - fees == pytest.approx(earned, rel=1e-9, abs=1e-6 * (gmv + cost))
    assert rate == pytest.approx(earned / gmv)


@given(money, count, count, count)
def test_prices_and_counts_make_each_other(gmv: float, items: float, orders: float, plays: float) -> None:
    assert xl_fact.item_price(gmv, items) * xl_fact.items_per_order(items, orders) == pytest.approx(
        xl_fact.aov(gmv, orders)
    )
    assert xl_fact.expense_ratio(items, gmv) == pytest.approx(1 / xl_fact.roi(gmv, items))
    gpm, cpm = xl_fact.gpm(gmv, plays), xl_fact.cpm(orders, plays)
    assert xl_fact.roi_from_gpm(gpm, cpm) == pytest.approx(xl_fact.roi(gmv, orders))
    assert xl_fact.gpm_at_cpm(xl_fact.roi_from_gpm(gpm, cpm), cpm) == pytest.approx(gpm)
    assert xl_fact.roi(gmv, orders) == xl_fact.roas(gmv, orders)


@given(st.lists(st.tuples(st.floats(0, 1), count), min_size=1, max_size=9))
def test_a_pooled_rate_lies_between_its_rows(rows: list[tuple[float, float]]) -> None:
    rates, bases = map(list, zip(*rows, strict=True))
    assert min(rates) - 1e-12 <= xl_fact.pooled_rate(rates, bases) <= max(rates) + 1e-12
    assert xl_fact.pooled_rate([*rates, None], [*bases, 5]) == pytest.approx(
        xl_fact.pooled_rate(rates, bases)
    )


@given(st.lists(money, min_size=1, max_size=20), share, share)
def test_a_larger_top_brings_more_and_at_least_its_part(
    amounts: list[float], one: float, other: float
) -> None:
    small, large = sorted((one, other))
    assert xl_fact.top_share(amounts, small) <= xl_fact.top_share(amounts, large) + 1e-12
    assert xl_fact.top_share(amounts, large) >= large - 1e-9
    assert xl_fact.top_share(amounts, 1) == pytest.approx(1)


def test_a_planted_increment_is_found_and_its_interval_is_honest() -> None:
    """Daily shop GMV of 40,000 + 2.5 × cost, with the noise of a shop: 2,000 months of 30 days."""
    chance, slope, inside, found = np.random.default_rng(20261128), 2.5, 0, []
    for _ in range(2_000):
        cost = chance.uniform(2_000, 8_000, 30)
        gmv = 40_000 + slope * cost + chance.normal(0, 4_000, 30)
        _, (_, estimate, low, high, _) = xl_fact.increment_roi(cost, gmv)
        found.append(estimate)
        inside += low <= slope <= high
    assert 0.93 <= inside / 2_000 <= 0.97
    assert np.mean(found) == pytest.approx(slope, abs=4 * np.std(found) / math.sqrt(2_000))
    exact = xl_fact.increment_roi(cost, 40_000 + slope * cost)[1]
    assert exact[1:4] == pytest.approx([slope] * 3)


@pytest.mark.parametrize(
    ("cost", "note"),
    [
        ([5_000.0] * 30, "花费几乎不变"),
        ([5_000 + day for day in range(30)], "花费几乎不变"),
        ([1, 2, 3], "天数不足"),
        ([0] * 30, "花费几乎不变"),
    ],
)
def test_where_cost_hardly_moves_no_increment_is_told(cost: list[float], note: str) -> None:
    row = xl_fact.increment_roi(cost, [1000.0 + day for day in range(len(cost))])[1]
    assert row[1:4] == [None, None, None]
    assert row[4].startswith(note)
