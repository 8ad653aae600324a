"""Laws of traffic: what holds for all figures, scale, order, sums, identities."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import xl_fact
from xl_fact.core.bridges import contributions

SUMS = 1e-9  # how exactly a bridge must sum, relative to its largest part

money = st.floats(0.01, 1e9)
count = st.floats(1, 1e9)
rate = st.floats(1e-6, 1)
factor = st.floats(1e-3, 1e3)
factors = st.tuples(rate, rate, st.floats(0.01, 1e5))
zero = st.just(0.0)
any_factors = st.tuples(zero | rate, zero | rate, zero | st.floats(0.01, 1e5))
channel = st.tuples(st.floats(-1e6, 1e8), zero | count, st.floats(-1e6, 1e8), zero | count)
played = st.tuples(money, count, money, count)


def close(one: Any, other: Any, rel: float = 1e-12) -> bool:
    return bool(np.allclose(one, other, rtol=rel, atol=0))


def columns(rows: list[tuple[float, ...]]) -> list[np.ndarray]:
    return list(np.array(rows, dtype=float).T)


def assume_plays(rows: list[tuple[float, ...]]) -> None:
    assume(sum(row[1] for row in rows) > 0 and sum(row[3] for row in rows) > 0)


# ---------------------------------------------------------------- scale
@given(money, count, factor)
def test_gpm_scales_with_money_and_against_plays(gmv: float, plays: float, k: float) -> None:
    assert close(xl_fact.gpm(k * gmv, plays), k * xl_fact.gpm(gmv, plays))
    assert close(xl_fact.gpm(gmv, k * plays), xl_fact.gpm(gmv, plays) / k)
    assert close(xl_fact.uv_value(k * gmv, plays), k * xl_fact.uv_value(gmv, plays))


@given(money, money, count)
def test_roi_is_gpm_over_cpm(gmv: float, cost: float, plays: float) -> None:
    assert close(xl_fact.roi(gmv, cost), xl_fact.gpm(gmv, plays) / xl_fact.cpm(cost, plays))


@given(money, count, count, count)
def test_gpm_is_the_product_of_its_rates(
    gmv: float, impressions: float, clicks: float, orders: float
) -> None:
    orders, clicks, impressions = sorted((impressions, clicks, orders))
    rates = xl_fact.ctr(clicks, impressions), xl_fact.cvr(orders, clicks), xl_fact.aov(gmv, orders)
    assert close(xl_fact.gpm_from_rates(*rates), xl_fact.gpm(gmv, impressions))


@given(count, count)
def test_leverage_is_the_natural_share_over_the_rest(natural: float, paid: float) -> None:
    share = xl_fact.natural_share(natural, natural + paid)
    assume(share < 0.999)
    assert close(xl_fact.leverage(natural, paid), share / (1 - share), rel=1e-9)
    assert close(share + xl_fact.natural_share(paid, natural + paid), 1)


# ---------------------------------------------------------------- pools
@given(st.lists(st.tuples(money, count), min_size=1, max_size=8), st.randoms())
def test_a_pool_lies_between_its_rows_in_any_order(rows: list[tuple[float, float]], random: Any) -> None:
    gmv, plays = columns(rows)
    pooled, each = xl_fact.pooled_gpm(gmv, plays), xl_fact.gpm(gmv, plays)
    assert each.min() * (1 - 1e-12) <= pooled <= each.max() * (1 + 1e-12)
    random.shuffle(rows)
    assert close(xl_fact.pooled_gpm(*columns(rows)), pooled)


@given(st.lists(st.tuples(money, count), min_size=1, max_size=6), money, count)
def test_rows_with_a_blank_are_in_neither_sum(
    rows: list[tuple[float, float]], gmv: float, plays: float
) -> None:
    pooled = xl_fact.pooled_gpm(*columns(rows))
    gaps = [(gmv, np.nan), (np.nan, plays), (np.nan, np.nan)]
    assert xl_fact.pooled_gpm(*columns(gaps + rows)) == pytest.approx(pooled, rel=1e-12)


# ---------------------------------------------------------------- the bridge of factors
def parts_of(before: tuple[float, ...], after: tuple[float, ...]) -> tuple[np.ndarray, float]:
    *parts, change = [row[3] for row in xl_fact.gpm_bridge(*before, *after)[1:]]
    return np.array(parts), change


@given(any_factors, any_factors)
def test_the_factors_sum_to_the_change(before: tuple[float, ...], after: tuple[float, ...]) -> None:
    parts, change = parts_of(before, after)
    largest = max(*np.abs(parts), abs(np.prod(before)) * 1000, abs(np.prod(after)) * 1000)
    assert abs(parts.sum() - change) <= SUMS * largest
    assert change == pytest.approx(
        xl_fact.gpm_from_rates(*after) - xl_fact.gpm_from_rates(*before), abs=SUMS * largest
    )


@given(any_factors, any_factors)
def test_the_way_back_is_the_way_there(before: tuple[float, ...], after: tuple[float, ...]) -> None:
    there, _ = parts_of(before, after)
    back, _ = parts_of(after, before)
    assert np.allclose(there, -back, rtol=SUMS, atol=1e-12)


@given(any_factors, any_factors, st.integers(0, 2))
def test_a_factor_that_stays_adds_nothing(
    before: tuple[float, ...], after: tuple[float, ...], i: int
) -> None:
    same = tuple(before[j] if j == i else after[j] for j in range(3))
    parts, _ = parts_of(before, same)
    assert parts[i] == 0


@given(factors, factors, factor)
def test_the_bridge_is_in_the_currency_of_the_aov(
    before: tuple[float, ...], after: tuple[float, ...], k: float
) -> None:
    parts, _ = parts_of(before, after)
    converted, _ = parts_of((*before[:2], before[2] * k), (*after[:2], after[2] * k))
    assert np.allclose(converted, parts * k, rtol=SUMS, atol=SUMS * max(np.abs(parts)) * k)


@given(any_factors, any_factors, st.permutations([0, 1, 2]))
def test_no_factor_is_first_among_equals(
    before: tuple[float, ...], after: tuple[float, ...], order: list[int]
) -> None:
    one, other = np.array(before), np.array(after)
    straight = contributions(one, other)
    assert np.allclose(contributions(one[order], other[order]), straight[order], rtol=SUMS, atol=1e-15)


@given(factors, factors)
def test_each_factor_pushes_the_way_it_moved(before: tuple[float, ...], after: tuple[float, ...]) -> None:
    parts, _ = parts_of(before, after)
    for part, old, new in zip(parts, before, after, strict=True):
        assert part * (new - old) >= 0


# ---------------------------------------------------------------- the bridge of channels
@given(st.lists(channel, min_size=1, max_size=8))
def test_the_channels_sum_to_the_change(rows: list[tuple[float, ...]]) -> None:
    assume_plays(rows)
    gmv_before, plays_before, gmv_after, plays_after = columns(rows)
    _, *table, total = xl_fact.gpm_mix(gmv_before, plays_before, gmv_after, plays_after)
    old, new = xl_fact.pooled_gpm(gmv_before, plays_before), xl_fact.pooled_gpm(gmv_after, plays_after)
    mix, within, both = np.array([row[5:] for row in table]).T
    largest = max(*np.abs(mix), *np.abs(within), abs(old), abs(new))
    assert total[3:5] == [pytest.approx(old, rel=1e-12), pytest.approx(new, rel=1e-12)]
    assert abs(total[7] - (new - old)) <= SUMS * largest
    assert total[5:] == pytest.approx([mix.sum(), within.sum(), both.sum()], abs=SUMS * largest)
    shares = np.array([row[1:3] for row in table]).sum(axis=0)
    assert close(shares, 1)


@given(st.lists(channel, min_size=2, max_size=6), st.randoms())
def test_channels_may_stand_in_any_order(rows: list[tuple[float, ...]], random: Any) -> None:
    assume_plays(rows)
    names = [f"n{i}" for i in range(len(rows))]
    straight = {row[0]: row[1:] for row in xl_fact.gpm_mix(*columns(rows), names)[1:]}
    order = list(range(len(rows)))
    random.shuffle(order)
    shuffled = xl_fact.gpm_mix(*columns([rows[i] for i in order]), [names[i] for i in order])[1:]
    largest = max(abs(cell or 0) for row in shuffled for cell in row[3:])
    for name, *cells in shuffled:
        for cell, same in zip(cells, straight[name], strict=True):
            assert cell == same or abs(cell - same) <= SUMS * largest


@given(st.lists(played, min_size=1, max_size=6), factor)
def test_plays_alone_that_grow_alike_are_no_mix(rows: list[tuple[float, ...]], k: float) -> None:
    table = xl_fact.gpm_mix(*columns([(gmv, plays, after, plays * k) for gmv, plays, after, _ in rows]))
    largest = max(table[-1][3:5])
    assert all(abs(row[5]) <= SUMS * largest for row in table[1:])


@given(st.lists(played, min_size=1, max_size=6))
def test_channels_that_sell_as_before_have_no_rate_effect(rows: list[tuple[float, ...]]) -> None:
    table = xl_fact.gpm_mix(*columns([(gmv, old, gmv / old * new, new) for gmv, old, _, new in rows]))
    largest = max(abs(cell) for row in table[1:] for cell in row[3:])
    assert all(abs(row[6]) <= SUMS * largest for row in table[1:])


@given(st.lists(channel, min_size=1, max_size=6))
def test_a_channel_absent_in_a_period_is_all_mix(rows: list[tuple[float, ...]]) -> None:
    assume_plays(rows)
    gone = [*rows, (5e4, 1e4, np.nan, np.nan), (np.nan, np.nan, 5e4, 1e4)]
    *_, vanished, appeared, _ = xl_fact.gpm_mix(*columns(gone))
    assert vanished[6] == appeared[6] == 0
    assert vanished[2] == appeared[1] == 0
    assert (vanished[4], appeared[3]) == (None, None)


# ---------------------------------------------------------------- the funnel
@given(st.lists(st.tuples(*[count] * 5), min_size=1, max_size=5))
def test_the_four_rates_multiply_to_the_fifth(rows: list[tuple[float, ...]]) -> None:
    for counts, (*rates, whole, note) in zip(rows, xl_fact.funnel_rates(*columns(rows)), strict=True):
        assert close(np.prod(rates), whole)
        assert len(note.split()) == sum(rate > 1 for rate in rates)
        assert close(whole, counts[4] / counts[0])
