"""A slot is paid for whatever is sold: what that means for break-even, verdicts and advice, by figures added in the head.

On each of 28 days A sells 400, keeps 320 after refunds and 160 of them at a margin of 0.5, and pays 40 of commission: 120 are
left before ads and slots.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from report import invented
from report.invented import beside, partners
from xl_fact.brand import Economics
from xl_fact.report.model import Report

DAYS = 28
BRAND = replace(invented.BRAND, economics=Economics(margin=0.5))


def column(report: Report, table: str, key: str) -> list[Any]:
    return list(report.values.column(table, key))


def spent(ads: float, days: int = DAYS, slot: float = 0.0) -> pd.DataFrame:
    """The month in which A's ads cost so much on each of the first days, and a slot on every day."""
    frame = invented.frame()
    on = (frame["role"] == "accounts") & (frame["owner"] == "合作") & (frame["date"].dt.day <= days)
    frame.loc[on, "cost"] = ads
    return invented.with_slots(frame, slot) if slot else frame


def booked(role: str, day: int, until: int = 0, **amounts: float) -> pd.DataFrame:
    """One row of a day, or of the days until another."""
    row = partners(role, **amounts).iloc[[day - 1]].copy()
    return row.assign(until=np.datetime64(f"2026-02-{until or day:02}", "s"))


# -------------------------------------------------------------------- where ads ran
@pytest.mark.parametrize(
    ("row", "borne"),
    [
        (booked("creators", 5, slot_fee=1_400.0), -420.0),
        (booked("creators", 20, slot_fee=1_400.0), -420.0),
        (booked("creators", 1, 28, slot_fee=1_400.0), -420.0),
        (booked("settlements", 1, 28, platform_fee=1_680.0).assign(account=""), -560.0),
    ],
    ids=["slot on the 5th", "on the 20th", "of the month", "fee of the month"],
)
def test_what_is_not_booked_by_the_day_is_owed_of_all_days(row: Any, borne: float) -> None:
    """Ads of 100 on 14 of the 28 days leave 14 × 20 of what A earns on them; half of 1,400, or of 1,680, is theirs whenever it
    was booked: 280 − 700, 280 − 840."""
    report = invented.report(BRAND, facts_of=beside(spent(100.0, 14), row))
    assert column(report, "pnl", "borne")[1] == pytest.approx(borne)


def test_a_commission_of_the_whole_month_is_owed_of_all_days() -> None:
    """1,680 for 1–28 February are 60 a day: 14 × (160 − 60 − 100) are left where ads ran."""
    frame = spent(100.0, 14).assign(commission=np.nan)
    report = invented.report(BRAND, facts_of=beside(frame, booked("creators", 1, 28, commission=1_680.0)))
    assert column(report, "pnl", "borne")[1] == pytest.approx(0.0)
    assert column(report, "pnl", "result")[1] == pytest.approx(1_400.0)


def test_slots_of_each_day_stay_on_their_days() -> None:
    """50 a day: 14 × (120 − 100 − 50) where ads ran."""
    report = invented.report(BRAND, facts_of=spent(100.0, 14, slot=50.0))
    assert column(report, "pnl", "borne")[1] == pytest.approx(-420.0)
