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

from report import invented, test_same_costs
from report.invented import beside, partners
from xl_fact.brand import Economics, Targets
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


# -------------------------------------------------------------------- break-even
def test_a_break_even_holds_the_slots_as_they_are() -> None:
    """Of each yuan that A sells 0.3 are left before ads of 50 and a slot of 30: 266.7 a day break even, 133.3 for 1,000, and at
    that, with as much traffic, ads and slots, nothing is left. Of the shop's 2,000 a day 840 are left before 650 of ads."""
    frame = spent(50.0, slot=30.0)
    report = invented.report(BRAND, facts_of=frame)
    assert column(report, "compare", "breakeven")[1] == pytest.approx(400 / 3)
    assert column(report, "compare", "breakeven")[0] == pytest.approx(125 / 0.45)
    assert report.values.figure("breakeven_roi") == pytest.approx(1 / 0.42 * 680 / 650)
    assert report.values.figure("breakeven_more") == pytest.approx(1 / 0.42)
    assert report.values.total("compare", "breakeven") == pytest.approx(650 / 12 * 1 / 0.42 * 680 / 650)
    assert column(report, "pnl", "room")[1] == pytest.approx(120 / 80)
    frame = frame[frame["role"] != "control"].reset_index(drop=True)
    frame.loc[frame["owner"] == "合作", ["gmv_paid", "refund_paid", "commission"]] *= 2 / 3
    sold = invented.report(BRAND, facts_of=frame)
    assert column(sold, "compare", "gpm")[1] == pytest.approx(400 / 3)
    assert column(sold, "pnl", "result")[1] == pytest.approx(0, abs=1e-6)
    assert column(sold, "pnl", "room")[1] == pytest.approx(1)
    meaning = next(text for text in column(report, "metrics", "meaning") if "不亏的最低 GPM" in text)
    assert "cpm 用（投放 + 坑位费）÷ 千次" in meaning


def test_room_is_the_lower_of_the_whole_and_of_where_ads_ran_each_with_its_slots() -> None:
    """28 × 120 over 1,400 of ads and 1,400 of slots is 1.2; of the 14 days with ads 14 × 120 over 14 × 150, 0.8."""
    report = invented.report(BRAND, facts_of=spent(100.0, 14, slot=50.0))
    assert column(report, "pnl", "room")[1] == pytest.approx(0.8)


def test_without_ads_a_slot_has_a_break_even_too() -> None:
    """A slot of 150 for 2,000 impressions: 75 of 1,000 at 0.3 of each yuan, and no ROI to hold against one."""
    report = invented.report(BRAND, facts_of=invented.with_slots(invented.frame(), 150.0))
    assert column(report, "compare", "breakeven")[1] == pytest.approx(75 / 0.3)
    assert column(report, "pnl", "room")[1] != column(report, "pnl", "room")[1]


def test_where_traffic_is_told_of_some_carriers_the_break_even_is_of_them() -> None:
    """A's card sells as its video and tells no impressions: 30 of slots on 50 of ads are 1.6 times the 25 of its CPM."""
    frame = spent(50.0, slot=30.0)
    frame = frame[frame["role"] != "control"]
    card = frame[(frame["owner"] == "合作") & frame["role"].isin(["sales", "accounts"])].copy()
    card = card.assign(carrier="图文", cost=0.0, product_impressions=np.nan, account="合作图文")
    report = invented.report(BRAND, facts_of=pd.concat([frame, card], ignore_index=True))
    assert column(report, "compare", "cpm")[1] == pytest.approx(25)
    assert column(report, "compare", "breakeven")[1] == pytest.approx(25 * 1.6 / 0.3)


# -------------------------------------------------------------------- verdicts
FAST, SLOW = 1.0, 1e6


@pytest.mark.parametrize(
    ("ads", "days", "slot", "benchmark", "word", "amount"),
    [
        (50.0, 28, 59.0, FAST, "加投", 11.0 * 28),
        (50.0, 28, 60.0, FAST, "谈坑位", 60.0 * 28),
        (50.0, 28, 69.0, FAST, "谈坑位", 69.0 * 28),
        (50.0, 28, 70.0, FAST, "谈坑位", 70.0 * 28),
        (50.0, 28, 71.0, FAST, "谈坑位", 71.0 * 28),
        (50.0, 28, 69.0, SLOW, "谈坑位", 69.0 * 28),
        (50.0, 28, 130.0, SLOW, "谈坑位", 130.0 * 28),
        (200.0, 14, 0.0, FAST, "降CPM", 2_800 - 1_680 / 1.1),
        (200.0, 14, 50.0, FAST, "降CPM", 2_800 - 1_680 / 1.1),
        (200.0, 14, 130.0, FAST, "降CPM", 2_800 - 1_680 / 1.1),
        (200.0, 14, 0.0, SLOW, "少投流", 1_120.0),
        (200.0, 14, 50.0, SLOW, "少投流", 1_120.0),
        (200.0, 14, 130.0, SLOW, "少投流", 1_120.0),
        (115.0, 28, 4.0, FAST, "降CPM", (115 - 120 / 1.1) * 28),
        (115.0, 28, 10.0, FAST, "谈坑位", 10.0 * 28),
        (115.0, 28, 10.0, SLOW, "谈坑位", 10.0 * 28),
        (1.0, 28, 118.0, FAST, "保持", 28.0),
        (1.0, 28, 119.0, FAST, "谈坑位", 119.0 * 28),
        (1.0, 28, 121.0, FAST, "谈坑位", 121.0 * 28),
    ],
)
def test_only_what_slots_alone_make_lose_or_thin_is_about_slots(
    ads: float, days: int, slot: float, benchmark: float, word: str, amount: float
) -> None:
    """120 a day before ads and slots are 1.1 times the ads and slots of 109.09. 14 × (120 − 200) is lost without any slot, and
    a slot is no part of it; 120 over 115 of ads is thin, and lost only with a slot. 28 of ads in the month are hardly any."""
    brand = replace(BRAND, targets=Targets(gpm=benchmark))
    report = invented.report(brand, facts_of=spent(ads, days, slot))
    assert column(report, "pnl", "verdict")[1] == word
    assert column(report, "actions", "amount")[1] == pytest.approx(amount)


@pytest.mark.parametrize("slot", [0.0, 30.0])
def test_what_ads_lose_is_told_without_the_slots(slot: float) -> None:
    """28 × 120 over 2,800 of ads and 840 of slots loses 280; where ads ran they lose 1,120 by themselves. Ads of 150 on those
    days and 10 of slots earn 980: the ads lose 420 of it, the slots of those days no part."""
    told = invented.report(BRAND, facts_of=spent(150.0, 14, 10.0)).texts["next_sentence"]
    assert "A 达人矩阵 降CPM（投流亏 420元）" in told
    told = invented.report(BRAND, facts_of=spent(200.0, 14, slot)).texts["next_sentence"]
    assert ("A 达人矩阵 降CPM（亏 280元）" if slot else "A 达人矩阵 降CPM（投流亏 1,120元）") in told


# -------------------------------------------------------------------- sentences
@pytest.mark.parametrize(
    ("lang", "margin", "headline", "spend"),
    [
        ("zh", 0.5, "：坑位费把利润吃完了", "：坑位费把利润吃完了。"),
        ("en", 0.5, ": slot fees eat the profit", ": slot fees eat the profit. "),
        ("zh", 0.4, "：还不够本", "：钱花得不够本。"),
        ("en", 0.4, ": not paying off", ": not worth the money. "),
    ],
)
def test_ads_are_not_blamed_for_what_slots_take(lang: Any, margin: float, headline: str, spend: str) -> None:
    """A slot of 200 a day, 5,600, makes a loss of 1,680 of 3,920; at a margin of 0.4 1,008 are lost without it."""
    brand = replace(BRAND, economics=Economics(margin=margin))
    texts = invented.report(brand, lang, spent(100.0, slot=200.0)).texts
    assert headline in texts["headline"]
    assert spend in texts["spend_sentence"]


@pytest.mark.parametrize(
    ("lang", "slot", "said"),
    [
        ("zh", 200.0, "：全店够本，投了流的阵地合计亏 280元，亏在坑位费。"),
        ("en", 200.0, ": a loss where ads ran, of slot fees. "),
        ("zh", 0.0, "：钱花得值。"),
    ],
)
def test_a_loss_where_ads_ran_is_the_slots_where_they_alone_make_it(
    lang: Any, slot: float, said: str
) -> None:
    """F earns 450 a day without ads, S 170 after its own, A 120 − 100 and pays a slot of 200: −10 a day where ads ran."""
    frame = spent(100.0, slot=slot)
    frame.loc[(frame["role"] == "accounts") & (frame["carrier"] == "直播"), "cost"] = 0.0
    assert said in invented.report(BRAND, lang, frame).texts["spend_sentence"]


# -------------------------------------------------------------------- written
def slow_and_lumped() -> pd.DataFrame:
    """A slot booked once, commission told once for the month, ads on half of the days."""
    frame = beside(spent(100.0, 14).assign(commission=np.nan), booked("creators", 5, slot_fee=1_400.0))
    return beside(frame, booked("creators", 1, 28, commission=1_680.0))


WRITTEN = {
    "thin": lambda: spent(50.0, slot=69.0),
    "ads lose": lambda: spent(200.0, 14, 130.0),
    "no ads": lambda: spent(0.0, slot=150.0),
    "lumped": slow_and_lumped,
    "at break-even": lambda: spent(50.0, slot=70.0),
    "planned": lambda: spent(50.0, slot=130.0).assign(commission=np.nan),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", WRITTEN)
def test_slots_are_written_as_they_are_told(kind: str, lang: Any, tmp_path: Any) -> None:
    """The formulas of all sheets come to the values and the words of the report."""
    test_same_costs.test_what_is_shared_is_written_as_it_is_told(WRITTEN[kind], lang, tmp_path)
