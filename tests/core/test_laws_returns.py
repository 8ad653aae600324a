"""Laws of returns and customers: where nothing is earned, what undoes what, what adds to one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import xl_fact
from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.kinds import REQUIRED

money = st.floats(0.01, 1e9)
count = st.floats(1, 1e9)
refunded = st.floats(0, 0.9)
keeps = st.tuples(st.floats(0.05, 1), st.floats(0, 0.95)).map(lambda t: (t[0], t[0] * t[1]))  # margin > rate
factor = st.floats(1e-3, 1e3)


def close(one: Any, other: Any, rel: float = 1e-9) -> bool:
    return bool(np.allclose(one, other, rtol=rel, atol=0))


@given(money, refunded, keeps)
def test_at_the_break_even_roi_nothing_is_earned(
    cost: float, refund_rate: float, margins: tuple[float, float]
) -> None:
    margin, rate = margins
    gmv = cost * xl_fact.breakeven_roi(margin, refund_rate, rate)
    kept = xl_fact.net_gmv(gmv, gmv * refund_rate)
    profit = xl_fact.profit_roi(gmv, gmv * refund_rate, margin, cost, xl_fact.commission(kept, rate), 0)
    assert abs(profit) <= 1e-9 * gmv / cost


@given(money, money, refunded)
def test_net_roi_is_roi_less_the_refunded_part(gmv: float, cost: float, refund_rate: float) -> None:
    refund = gmv * refund_rate
    assert close(xl_fact.net_roi(gmv, refund, cost), xl_fact.roi(gmv, cost) * (1 - refund_rate))
    assert close(xl_fact.net_roi(gmv, refund, cost), xl_fact.roi(xl_fact.net_gmv(gmv, refund), cost))


@given(money, refunded, keeps)
def test_max_cpm_and_break_even_gpm_undo_each_other(
    gpm: float, refund_rate: float, margins: tuple[float, float]
) -> None:
    margin, rate = margins
    cpm = xl_fact.max_cpm(gpm, margin, refund_rate, rate)
    assert close(xl_fact.breakeven_gpm(cpm, margin, refund_rate, rate), gpm)
    assert close(gpm / cpm, xl_fact.breakeven_roi(margin, refund_rate, rate)), "ROI = GPM / CPM there too"


@given(money, refunded, keeps)
def test_the_highest_slot_fee_and_the_break_even_gmv_undo_each_other(
    fee: float, refund_rate: float, margins: tuple[float, float]
) -> None:
    margin, rate = margins
    gmv = xl_fact.kol_breakeven(fee, margin, refund_rate, rate)
    assert close(xl_fact.slot_fee_max(gmv, margin, refund_rate, rate), fee)
    assert close(xl_fact.kol_roi(gmv, fee, refund_rate, rate), 1 / margin), "the trade's rule"


@given(money, st.floats(0.01, 0.99), refunded, money, money)
def test_a_creator_paid_more_returns_less(
    gmv: float, rate: float, refund_rate: float, fee: float, more: float
) -> None:
    roi = xl_fact.kol_roi(gmv, fee, refund_rate, rate)
    assert xl_fact.kol_roi(gmv, fee + more, refund_rate, rate) <= roi
    assert roi <= 1 / rate * (1 + 1e-12), "commission alone caps it"
    assert xl_fact.kol_roi(gmv, fee, refund_rate, rate * 0.5) >= roi


@given(money, money, money, money)
def test_the_average_moves_towards_the_marginal(gmv: float, cost: float, more: float, spend: float) -> None:
    assume(spend > 1e-6 * cost and more > 1e-6 * gmv)
    before, after = xl_fact.roi(gmv, cost), xl_fact.roi(gmv + more, cost + spend)
    marginal = xl_fact.marginal_roi(gmv, cost, gmv + more, cost + spend)
    low, high = sorted([before, marginal])
    assert low * (1 - 1e-6) <= after <= high * (1 + 1e-6)


@given(money, refunded, money, factor)
def test_ratios_know_no_currency(gmv: float, refund_rate: float, cost: float, k: float) -> None:
    refund = gmv * refund_rate
    profit = xl_fact.profit_roi(gmv, refund, 0.5, cost, 0, 0)
    converted = xl_fact.profit_roi(gmv * k, refund * k, 0.5, cost * k, 0, 0)
    assert abs(converted - profit) <= 1e-12 * (gmv + cost) / cost
    assert close(xl_fact.kol_roi(gmv * k, cost * k, 0, 0.2), xl_fact.kol_roi(gmv, cost, 0, 0.2))
    assert close(xl_fact.kol_breakeven(cost * k, 0.5, 0, 0.2), k * xl_fact.kol_breakeven(cost, 0.5, 0, 0.2))
    assert close(xl_fact.slot_fee_max(gmv * k, 0.5, 0, 0.2), k * xl_fact.slot_fee_max(gmv, 0.5, 0, 0.2))


@given(st.lists(st.tuples(money, money), min_size=1, max_size=8), st.randoms())
def test_a_pooled_roi_lies_between_its_rows_in_any_order(
    rows: list[tuple[float, float]], random: Any
) -> None:
    gmv, cost = np.array(rows).T
    pooled, each = xl_fact.pooled_roi(gmv, cost), xl_fact.roi(gmv, cost)
    assert each.min() * (1 - 1e-12) <= pooled <= each.max() * (1 + 1e-12)
    random.shuffle(rows)
    assert close(xl_fact.pooled_roi(*np.array(rows).T), pooled)


@given(money, count, money, count, money)
def test_at_equal_cpm_roi_and_gpm_agree(
    gmv_a: float, plays_a: float, gmv_b: float, plays_b: float, cost: float
) -> None:
    cost_b = cost / plays_a * plays_b
    by_roi, by_gpm, _cpms = xl_fact.gpm_vs_roi(gmv_a, plays_a, cost, gmv_b, plays_b, cost_b).split("; ")
    ratio = (gmv_a / plays_a) / (gmv_b / plays_b)
    assume(abs(ratio - 1) > 1e-9)
    assert by_roi[-1] == by_gpm[-1] == ("A" if ratio > 1 else "B")


@given(money, money)
def test_new_and_returning_make_the_whole(first: float, repeat: float) -> None:
    assert close(xl_fact.new_share(first, repeat) + xl_fact.new_share(repeat, first), 1)


@given(money, st.floats(1, 50), st.floats(0.01, 1), factor)
def test_a_lifetime_is_linear_in_each_part(aov: float, orders: float, margin: float, k: float) -> None:
    assert close(xl_fact.ltv(aov * k, orders, margin), k * xl_fact.ltv(aov, orders, margin))
    assert close(xl_fact.ltv(aov, orders * k, margin), k * xl_fact.ltv(aov, orders, margin))


FAMILIES = {"Traffic", "Returns", "Customers"}
EACH = [
    f for f in FUNCTIONS.values() if f.family in FAMILIES and f.shape == "each" and f.name != "GPM_VS_ROI"
]


@pytest.mark.parametrize("function", EACH, ids=lambda f: f.name)
@given(st.data())
def test_arrays_answer_as_their_elements_do(function: Any, data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 5))
    numbers = [
        data.draw(
            st.lists(
                st.one_of(st.just(np.nan), st.floats(max(p.kind.low, -1e6), min(p.kind.high, 1e6))),
                min_size=size,
                max_size=size,
            )
        )
        for p in function.parameters
    ]
    together = function(*(np.array(column) for column in numbers))
    apart = [function(*row) for row in zip(*numbers, strict=True)]
    assert np.array_equal(together, apart, equal_nan=True)
    required = [column for column, p in zip(numbers, function.parameters, strict=True) if p.blank is REQUIRED]
    gaps = np.isnan(np.array(required)).any(axis=0)
    assert np.isnan(together[gaps]).all(), "an unknown part makes the answer unknown"
