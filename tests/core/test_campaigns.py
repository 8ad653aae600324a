"""Campaigns against the real days of a shop, and the laws of a lift."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_fact.core.campaigns import HEADING, campaign_lift, campaign_roi

money = st.floats(1, 1e9)
days = st.integers(1, 60)


def test_lift_by_hand() -> None:
    assert campaign_lift(1_500, 200, 5) == [list(HEADING), [1_000, 500, 0.5]]


def test_the_figures_of_the_domain() -> None:
    baseline, lift, share = campaign_lift(30_128.64, 3_484.85, 5)[1]
    assert (baseline, lift, share) == pytest.approx((17_424.25, 12_704.39, 0.729), abs=0.005)


def test_the_real_days(samples: Path) -> None:
    """June 16 to 20 against June 1 to 15 without the promotion of the 6th."""
    with (samples / "kans_daily.csv").open(encoding="utf-8") as lines:
        rows = {
            row["date"]: (float(row["gmv_usd"]), float(row["spend_usd"])) for row in csv.DictReader(lines)
        }
    campaign = np.array([rows[f"06-{day}"] for day in range(16, 21)])
    normal = np.array([rows[f"06-{day:02}"] for day in range(1, 16) if day != 6])
    gmv, cost = campaign.sum(axis=0)
    daily_gmv, daily_cost = normal.mean(axis=0)
    _, lift, share = campaign_lift(gmv, daily_gmv, 5)[1]
    assert gmv == pytest.approx(30_128.64)
    assert daily_gmv == pytest.approx(3_484.85, abs=0.005)
    assert lift == pytest.approx(12_704.37, abs=0.005)
    assert share == pytest.approx(0.729, abs=0.0005)
    assert campaign_roi(gmv, daily_gmv, 5, cost, daily_cost) == pytest.approx(4.15, abs=0.005)
    assert gmv / cost == pytest.approx(4.44, abs=0.005)


def test_a_baseline_that_nothing_compares_with() -> None:
    assert campaign_lift.call_cells(500.0, 0.0, 5.0)[1] == [0, 500, "#DIV/0!"]
    assert campaign_lift.call_cells(500.0, -10.0, 5.0)[1] == [-50, 550, "#N/A"]
    assert campaign_lift.call_cells(500.0, 10.0, -1.0) == [["#NUM!"]]


def test_no_extra_cost_no_incremental_return() -> None:
    assert campaign_roi.call_cells(1_500.0, 200.0, 5.0, 100.0, 20.0) == [["#DIV/0!"]]
    assert campaign_roi.call_cells(1_500.0, 200.0, 5.0, 99.0, 20.0) == [["#N/A"]]
    assert campaign_roi.call_cells([[1_500.0], [1_500.0]], 200.0, 5.0, [[200.0], [None]], 20.0) == [
        [5.0],
        [None],
    ]


@given(money, money, days, st.floats(0.01, 100))
def test_lift_and_baseline_make_the_campaign_and_scale_with_the_currency(
    gmv: float, daily: float, length: int, rate: float
) -> None:
    baseline, lift, share = campaign_lift(gmv, daily, length)[1]
    assert baseline + lift == pytest.approx(gmv, rel=1e-9, abs=1e-6 * baseline)
    assert baseline * (1 + share) == pytest.approx(gmv, rel=1e-6, abs=1e-9 * baseline)
    other = campaign_lift(gmv * rate, daily * rate, length)[1]
    assert other[2] == pytest.approx(share, rel=1e-6, abs=1e-9)


@given(money, money, days, money, st.floats(0.01, 0.99))
def test_a_campaign_without_a_baseline_has_its_own_roi(
    gmv: float, daily: float, length: int, cost: float, part: float
) -> None:
    assert campaign_roi(gmv, 0, length, cost, 0) == pytest.approx(gmv / cost, rel=1e-9)
    same = campaign_roi(daily * length * (1 + part), daily, length, cost * length * (1 + part), cost)
    assert same == pytest.approx(daily / cost, rel=1e-6), "as good as a normal day, so the same ROI"
