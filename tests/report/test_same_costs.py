"""A cost that one page takes off every other takes off too: channels, creators, tiers and works, by figures added in the head."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from report import invented
from xl_fact.brand import Economics
from xl_fact.exports import facts
from xl_fact.report.model import Report

DAYS = 28
PLANNED = replace(invented.BRAND, economics=Economics(margin=0.5, commission_rate=0.1))
UNPLANNED = replace(invented.BRAND, economics=Economics(margin=0.5))


def column(report: Report, table: str, key: str) -> list[Any]:
    return list(report.values.column(table, key))


def partners(role: str, **amounts: float) -> pd.DataFrame:
    """A row a day of A, of its one creator."""
    count = len(invented.DAYS)
    columns: dict[str, Any] = {"date": [np.datetime64(day, "s") for day in invented.DAYS], "role": role}
    columns |= {"platform": "douyin", "currency": "CNY", "owner": "合作", "carrier": "短视频", "channel": "A"}
    columns |= {"account": "合作短视频"}
    columns |= {key: np.full(count, amount) for key, amount in amounts.items()}
    return facts.frame(columns, count)


def without(frame: pd.DataFrame, *keys: str) -> pd.DataFrame:
    return frame.assign(**dict.fromkeys(keys, float("nan")))


def beside(frame: pd.DataFrame, *others: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([frame, *others], ignore_index=True)


# -------------------------------------------------------------------- slot fees
@pytest.mark.parametrize("role", ["accounts", "commissions", "creators", "works", "daily"])
@pytest.mark.parametrize(("brand", "plan"), [(PLANNED, 32.0), (UNPLANNED, 0.0)])
def test_slot_fees_are_paid_while_commission_is_only_planned(role: str, brand: Any, plan: float) -> None:
    """A keeps 160 of its 320 a day: a slot takes 100, and a rate of 10 % 32 more where one is typed."""
    frame = without(invented.frame(), "commission")
    report = invented.report(brand, facts_of=beside(frame, partners(role, slot_fee=100.0)))
    assert column(report, "pnl", "creators") == pytest.approx([0, (100 + plan) * DAYS, 0])
    assert column(report, "pnl", "result")[1] == pytest.approx((60 - plan) * DAYS)
    assert report.values.total("pnl_carriers", "result") == pytest.approx(report.values.figure("profit"))
    assert report.values.figure("profit") == pytest.approx((-50 + 60 - plan + 170) * DAYS)
    assert column(report, "pnl", "borne")[1] != column(report, "pnl", "borne")[1]  # no ads ran
    off = "退款、货品、达人佣金、坑位费、投放" if plan else "退款、货品、坑位费、投放"
    assert f"扣掉{off}，赚" in report.texts["profit_sentence"]


def test_slot_fees_are_off_the_days_with_ads_once() -> None:
    """A's ads of 30 a day run on half the days; of 160 a day a slot takes 100 and the plan 32: 28 × 28 without ads,
    14 × (28 − 30) with them."""
    frame = without(invented.frame(), "commission")
    spends = (frame["role"] == "accounts") & (frame["owner"] == "合作") & (frame["date"].dt.day % 2 == 0)
    frame.loc[spends, "cost"] = 30.0
    report = invented.report(PLANNED, facts_of=beside(frame, partners("creators", slot_fee=100.0)))
    assert column(report, "pnl", "borne")[1] == pytest.approx(14 * (28 - 30))


def test_slot_fees_are_in_both_months_that_compare() -> None:
    """On the same 27 days of both: 2,000 − 240 refunds, half of it, less 32 planned, 600 ads and the slot, of 100 and of 80."""
    now = beside(without(invented.frame(), "commission"), partners("creators", slot_fee=100.0))
    prior = beside(without(invented.frame(), "commission"), partners("creators", slot_fee=80.0))
    prior["date"] -= np.timedelta64(31, "D")
    report = invented.report(PLANNED, facts_of=beside(prior, now))
    assert column(report, "changes", "result")[:2] == pytest.approx([(248 - 100) * DAYS, (248 - 80) * DAYS])
    moved = dict(
        zip(column(report, "profit_moved", "line"), column(report, "profit_moved", "now"), strict=True)
    )
    assert moved["达人费用"] == pytest.approx((32 + 100) * DAYS)
