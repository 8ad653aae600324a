"""Whether a campaign paid: every figure worked by hand, and a word only where it is more than chance.

A normal day sells 1,800 or 2,200 by turns and costs 600; the campaign lies on the 10th to the 12th, the three days after it sell
1,900, 300 less in all. Of what is sold 20 % come back, and commission is 10 % of the rest, so that a margin of 50 % leaves 0.32
of each yuan, (0.5 − 0.1) × (1 − 0.2), 640 on a normal day, and break-even is 3.125. The lift over six days swings by 1,131: two
standard errors of 204.7 a day, times √(1/22 + 1/6), times six; what it leaves by 0.32 of that.
"""

from __future__ import annotations

import datetime
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import ironcalc
import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import range_boundaries

from report import invented
from xl_fact.brand import Brand, Campaign
from xl_fact.filling.write import write_report
from xl_fact.report.model import Paragraph, Report

A_DAY = math.sqrt(22 * 200**2 / 21)
"""The standard deviation of 22 normal days, half of them 200 below and half 200 above."""
SWING = 2 * A_DAY * math.sqrt(1 / 22 + 1 / 6) * 6


def month(on: float, spent: float, *, by_turns: float = 0.0, days: Any = None) -> Any:
    """A month whose campaign sells `on` and costs `spent` a day; normal days cost `by_turns` more or less."""
    frame = invented.frame(days)
    day = frame["date"].dt.day
    inside, odd = day.between(10, 12), day % 2 == 1
    normal = np.where(day.between(13, 15), 0.95, np.where(odd, 0.9, 1.1))
    frame["gmv_paid"] *= np.where(inside, on / 2_000, normal)
    frame["refund_paid"] = frame["gmv_paid"] * 0.2
    accounts = frame["role"] == "accounts"
    frame.loc[accounts, "commission"] = np.where(frame["owner"] == "合作", 0.4, 0.0)[accounts]
    frame["commission"] *= frame["gmv_paid"]
    live = accounts & (frame["carrier"] == "直播")
    turns = np.where(day.between(13, 15), 0.0, np.where(odd, -by_turns, by_turns))
    frame.loc[live, "cost"] = np.where(inside, spent, 600 + turns)[live] - 100
    return frame


def margin(value: float | None) -> Brand:
    return replace(invented.BRAND, economics=replace(invented.BRAND.economics, margin=value))


def cells(report: Report) -> dict[str, Any]:
    """The one row of the verdicts."""
    return {
        column.key: next(iter(report.values.column("campaign_verdicts", column.key)))
        for column in report.table("campaign_verdicts").columns
    }


@pytest.mark.parametrize(
    ("on", "spent", "gain", "verdict", "told"),
    [
        (
            4_100, 1_600, 1_920 - 3_000, "不够本",
            "扣回落多卖 6,000元，扣回落增量 ROI 2.00，低于它的保本 3.13：多花的 3,000元 没有赚回来，约亏 1,080元。",
        ),
        (
            4_100, 900, 1_920 - 900, "够本",
            "扣回落多卖 6,000元，扣回落增量 ROI 6.67，高于它的保本 3.13：多花的 900元 赚回来了，约多赚 1,020元。",
        ),
        (
            4_100, 1_200, 1_920 - 1_800, "看不出",
            "扣回落多卖 6,000元，扣回落增量 ROI 3.33，它的保本 3.13：够不够本看不出（约多赚 120元，起伏 ±362元）。",
        ),
        (
            4_100, 1_250, 1_920 - 1_950, "看不出",
            "扣回落多卖 6,000元，扣回落增量 ROI 3.08，它的保本 3.13：够不够本看不出（约亏 30元，起伏 ±362元）。",
        ),
        (4_100, 600, 1_920, "够本", "扣回落多卖 6,000元，花费没有明显多，约多赚 1,920元。"),
        (1_100, 600, -960, "不够本", "扣回落少卖 3,000元，花费没有明显多，约少赚 960元。"),
        (
            2_100, 1_600, -3_000, "不够本",
            "比平常 +5.0%（在寻常起伏之内），活动后 -5.0%，多花的 3,000元 没有赚回来，约亏 3,000元。",
        ),
    ],
)  # fmt: skip
def test_a_campaign_paid_or_lost_or_nobody_can_tell(
    on: float, spent: float, gain: float, verdict: str, told: str
) -> None:
    """Lift 3 × (on − 2,000) − 300, of which 0.32 is left; extra cost 3 × (spent − 600)."""
    report = invented.report(facts_of=month(on, spent))
    row, lift = cells(report), 3 * (on - 2_000) - 300
    assert report.values.figure("normal_left") == pytest.approx(640)
    assert report.values.figure("breakeven_roi") == pytest.approx(3.125)
    assert (row["net_lift"], row["left"], row["more"]) == pytest.approx(
        (lift, 0.32 * lift, 3 * (spent - 600)), abs=1e-9
    )
    assert row["usual"] == pytest.approx(0.32 * SWING)
    assert row["least"] == pytest.approx(3.125 if lift > 0 else math.nan, nan_ok=True)
    assert row["campaign_gain"] == pytest.approx(gain)
    assert row["swing"] == pytest.approx(0.32 * SWING)
    assert row["verdict"] == verdict
    assert report.texts["campaign_sentence"].endswith(told + "盈亏里没有扣平台佣金。")


def test_a_loss_is_told_in_english_too() -> None:
    report = invented.report(lang="en", facts_of=month(4_100, 1_600))
    assert cells(report)["verdict"] == "Lost money"
    assert report.texts["campaign_sentence"].endswith(
        "net of that it added CNY 6,000 at an ROI after the dip of 2.00, below its break-even of 3.13: the extra CNY 3,000 "
        "did not come back, about CNY 1,080 lost. No fees taken off what is earned or lost."
    )


def test_the_swing_of_cost_is_part_of_the_swing() -> None:
    """Days of 500 or 700 swing by 378 over three: 1,300 more leave 620, beyond 362 but within 740; 900 leave 1,020."""
    cost = 2 * A_DAY / 2 * math.sqrt(1 / 22 + 1 / 3) * 3
    for spent, gain, verdict in ((600 + 1_300 / 3, 620, "看不出"), (900, 1_020, "够本")):
        row = cells(invented.report(facts_of=month(4_100, spent, by_turns=100)))
        assert row["campaign_gain"] == pytest.approx(gain)
        assert row["swing"] == pytest.approx(0.32 * SWING + cost)
        assert row["verdict"] == verdict


def test_steady_days_leave_no_verdict_on_nothing() -> None:
    """Nothing more sold, nothing more spent, no swing at all: neither a gain nor a loss of a part of a cent."""
    row = cells(invented.report())
    assert (row["campaign_gain"], row["swing"]) == pytest.approx((0, 0), abs=1e-6)
    assert row["verdict"] == "看不出"


def test_where_nothing_breaks_even_every_lift_loses() -> None:
    """A margin of 5 % under a commission of 10 %: 0.04 lost of each yuan sold, 240 of the lift beside the 3,000 spent."""
    report = invented.report(margin(0.05), facts_of=month(4_100, 1_600))
    row = cells(report)
    assert (row["left"], row["campaign_gain"]) == pytest.approx((-240, -3_240))
    assert row["swing"] == pytest.approx(0.04 * SWING)
    assert row["verdict"] == "不够本"
    assert (
        "扣回落增量 ROI 2.00（没有保本线）：多花的 3,000元 没有赚回来，约亏 3,240元"
        in report.texts["campaign_sentence"]
    )


def test_a_commission_that_nobody_planned_is_not_taken_off_and_said() -> None:
    """With no word of commission 0.4 of a yuan is left, 2,400 of the lift; 10 % of A's net sales, a fifth of all, take 2 %."""
    frame = month(4_100, 1_600).assign(commission=np.nan)
    bare = invented.report(facts_of=frame)
    assert cells(bare)["campaign_gain"] == pytest.approx(2_400 - 3_000)
    assert bare.texts["campaign_sentence"].endswith("盈亏里没有扣达人佣金、平台佣金。")
    planned = replace(invented.BRAND, economics=replace(invented.BRAND.economics, commission_rate=0.1))
    report = invented.report(planned, facts_of=frame)
    assert cells(report)["campaign_gain"] == pytest.approx((0.5 - 0.02) * 0.8 * 6_000 - 3_000)
    assert report.texts["campaign_sentence"].endswith("盈亏里没有扣平台佣金。")


def test_the_days_of_a_campaign_bear_their_own_refunds_and_commission() -> None:
    """On its days 60 % come back, or A takes 1.2 of each yuan: (4,100 × 0.4 × 0.5 − 328) × 3, or 4,100 × (0.4 − 0.24) × 3. The
    days after leave 1,900 × 0.32 × 3, and six normal ones 3,840. Of a lift of 6,000 for 900 neither leaves anything."""
    frame = month(4_100, 900)
    inside, accounts = frame["date"].dt.day.between(10, 12), frame["role"] == "accounts"
    back, dear = frame.copy(), frame.copy()
    back.loc[inside, "refund_paid"] = frame["gmv_paid"] * 0.6
    dear.loc[inside & accounts, "commission"] = frame["commission"] * 3
    for facts, left in ((back, 1_476 + 1_824 - 3_840), (dear, 1_968 + 1_824 - 3_840)):
        report = invented.report(facts_of=facts)
        row = cells(report)
        assert (row["left"], row["campaign_gain"]) == pytest.approx((left, left - 900))
        assert row["swing"] == pytest.approx(0.32 * SWING)
        assert (row["verdict"], math.isnan(row["least"])) == ("不够本", True)
        told = f"扣回落增量 ROI 6.67（没有保本线）：多花的 900元 没有赚回来，约亏 {900 - left:,}元。盈亏里没有扣平台佣金。"
        assert report.texts["campaign_sentence"].endswith(told)


def test_what_is_not_told_by_the_day_is_at_the_months_rate_and_said() -> None:
    """Refunds booked once a week are of no day: 20 % of the month. Then a platform fee of 5 % that stands on the days of
    settlement takes 0.04 more of each yuan."""
    frame = month(4_100, 900)
    week = (frame["date"].dt.day - 1) // 7
    for _, rows in frame[frame["role"] != "control"].groupby(["role", "carrier", week]):
        last = rows["date"].idxmax()
        frame.loc[rows.index, "refund_paid"] = 0.0
        frame.loc[last, "refund_paid"] = rows["refund_paid"].sum()
    report = invented.report(facts_of=frame)
    assert cells(report)["campaign_gain"] == pytest.approx(1_920 - 900)
    told = report.texts["campaign_sentence"]
    assert told.endswith(
        "盈亏里没有扣平台佣金。盈亏里的退款是本月的率，不是活动那几天的：若那几天的率更高，留下的就比这少。"
    )
    settled = frame[frame["role"] == "accounts"].copy()
    fee = settled["gmv_paid"] * 0.8 * 0.05
    settled["platform_fee"], settled["role"] = fee, "settlements"
    settled[["gmv_paid", "refund_paid", "cost", "commission"]] = np.nan
    report = invented.report(facts_of=pd.concat([frame, settled], ignore_index=True))
    assert cells(report)["campaign_gain"] == pytest.approx((0.32 - 0.04) * 6_000 - 900)
    assert "盈亏里的退款、平台佣金是本月的率" in report.texts["campaign_sentence"]


def dear(last: int) -> Any:
    """A month whose partner takes three times as much on the days of the campaign, and whose commission is told up to a day."""
    frame = month(4_100, 900)
    days, accounts = frame["date"].dt.day, frame["role"] == "accounts"
    frame.loc[days.between(10, 12) & accounts, "commission"] *= 3
    frame.loc[days > last, "commission"] = np.nan
    return frame


def test_a_day_without_commission_leaves_the_others_their_own() -> None:
    """Net sales are 49,600, A's a fifth of them. What A took without the 28th is 0.1 × (49,600 − 1,760) + 0.2 × 9,840 = 6,752,
    of its 9,920 the rate at which it took 352 × 6,752 / 9,920 = 239.58 on the 28th, not its own 176: six normal days leave
    63.58 × 6/22 = 17.34 less than 3,840, and the campaign −30.66 of its lift, not −48."""
    whole, lacking = (invented.report(facts_of=dear(last)) for last in (28, 27))
    assert cells(whole)["campaign_gain"] == pytest.approx(-948)
    row = cells(lacking)
    assert row["campaign_gain"] == pytest.approx(-948 + (352 * 6_752 / 9_920 - 176) * 6 / 22)
    assert row["verdict"] == "不够本"
    assert lacking.texts["campaign_sentence"].endswith("没有赚回来，约亏 931元。盈亏里没有扣平台佣金。")
    assert "；没有达人佣金的日子，按本月的率；" in notes(lacking)
    assert "按本月的率" not in notes(whole)


@pytest.mark.parametrize(("last", "said"), [(27, False), (26, True)])
def test_a_day_of_the_campaign_without_commission_is_said(last: int, said: bool) -> None:
    """A campaign from the 22nd to the 24th dips to the 27th: where that day tells no commission, it bears the month's rate."""
    told = invented.report(of(22, 24), facts_of=dear(last)).texts["campaign_sentence"]
    assert ("盈亏里的达人佣金是本月的率，不是活动那几天的" in told) is said


@pytest.mark.parametrize("rate", [None, 0.1])
def test_a_campaign_is_left_open_while_commission_is_told_of_a_part_of_the_month(rate: float | None) -> None:
    """Told up to the 20th it is planned at one rate for the whole month, the campaign's own three times as dear: no word that
    the 900 came back."""
    economics = replace(invented.BRAND.economics, commission_rate=rate)
    report = invented.report(replace(invented.BRAND, economics=economics), facts_of=dear(20))
    row = cells(report)
    assert row["campaign_gain"] > row["swing"]
    assert row["verdict"] == "看不出"
    told = report.texts["campaign_sentence"]
    assert "够不够本看不出（达人佣金只有一部分日子的，按预计的率，不是活动那几天自己的；照这样约多赚 " in told
    assert not any(word in told for word in ("赚回来", "高于"))
    assert "达人佣金只有一部分日子的，按“利润表”预计的率，所以都写“看不出”" in notes(report)
    english = invented.report(lang="en", facts_of=dear(20)).texts["campaign_sentence"]
    assert (
        "whether it paid can't be told (commission is told of a part of the days only: at the planned"
        in english
    )


def notes(report: Report) -> str:
    """The paragraphs of the page of campaigns."""
    parts = (part for band in report.section("campaigns").bands for part in band)
    return "\n".join(part.text for part in parts if isinstance(part, Paragraph))


def lifted_by_own() -> Any:
    """A month whose campaign sells 2,100 a day more by the shop's own LIVE alone, for 300 a day more."""
    frame = month(2_000, 900)
    own = frame["date"].dt.day.between(10, 12) & (frame["carrier"] == "直播")
    frame.loc[own, "gmv_paid"] += 2_100
    frame.loc[own, "refund_paid"] += 420
    return frame[frame["role"] != "control"].reset_index(drop=True)


@pytest.mark.parametrize("booked", ["daily", "lumps", "of nobody"])
def test_what_own_channels_sell_more_bears_no_commission(booked: str) -> None:
    """6,000 more, 300 less of which after it, 60 of those A's: (6,000 × 0.5 + 60 × 0.5) × 0.8 are left, whether A's commission,
    half of its net sales, is told by the day, booked every ninth day, or of no partner beside a T that sells 100 a day."""
    frame = lifted_by_own()
    paid = (frame["role"] == "accounts") & (frame["owner"] == "合作")
    left = (6_000 * 0.5 + 60 * 0.5) * 0.8
    whole = float(frame.loc[paid, "commission"].sum())
    if booked == "lumps":
        lump = paid & (frame["date"].dt.day % 9 == 1)
        frame["commission"] = np.where(lump, whole / 4, np.nan)
    if booked == "of nobody":
        settled = invented.partners("settlements", commission=whole / 28).assign(
            account="", channel="", owner="", carrier=""
        )
        head = {"channel": "T", "carrier": "直播"}
        rows = [invented.partners("sales", gmv_paid=100.0, refund_paid=20.0).assign(account="", **head)]
        rows += [
            invented.partners("accounts", gmv_paid=100.0, refund_paid=20.0, followers=8e6).assign(
                account="大头", **head
            )
        ]
        sold = float(frame.loc[paid, "gmv_paid"].sum())
        left = 6_000 * 0.5 * 0.8 + 60 * whole / (sold + 2_800)
        frame = invented.beside(frame.assign(commission=np.nan), *rows, settled)
        frame.loc[frame["role"] == "settlements", "commission"] = np.where(
            np.arange(28) % 9 == 0, whole / 4, np.nan
        )
    report = invented.report(facts_of=frame)
    row = cells(report)
    assert row["net_lift"] == pytest.approx(6_000)
    assert (row["left"], row["campaign_gain"]) == pytest.approx((left, left - 900))
    told = "盈亏里的达人佣金是本月的率，不是活动那几天的：若那几天的率更高，留下的就比这少。"
    assert (told in report.texts["campaign_sentence"]) is (booked != "daily")


def test_a_slot_is_not_paid_again_by_what_a_campaign_sells() -> None:
    """A slot of 800 a day puts break-even above 6.67; of each yuan more 0.32 are left all the same, 1,920 for 900 spent."""
    report = invented.report(facts_of=invented.with_slots(month(4_100, 900), 800.0))
    assert report.values.figure("breakeven_roi") > 20 / 3
    assert cells(report)["campaign_gain"] == pytest.approx(1_920 - 900)
    assert "高于它的保本 3.13：多花的 900元 赚回来了，约多赚 1,020元" in report.texts["campaign_sentence"]


# -------------------------------------------------------------------- no verdict, and why
def of(first: int, last: int, *others: tuple[int, int]) -> Brand:
    spans = ((first, last), *others)
    calendar = [
        Campaign(f"节{n}", datetime.date(2026, 2, a), datetime.date(2026, 2, b))
        for n, (a, b) in enumerate(spans)
    ]
    return replace(invented.BRAND, campaigns=tuple(calendar))


@pytest.mark.parametrize(
    ("brand", "days", "why"),
    [
        (of(10, 16), 12, "（还没结束，7 天里的 3 天）"),
        (of(26, 28), 28, "活动后 3 天没有齐，够不够本不下结论"),
        (of(10, 12, (14, 15)), 28, "活动后 3 天里又有活动，够不够本不下结论"),
        (of(3, 7), 10, "平常日不到 3 天，不比"),
    ],
)
def test_no_verdict_where_not_all_is_known_and_the_page_says_why(brand: Brand, days: int, why: str) -> None:
    report = invented.report(brand, facts_of=month(4_100, 1_600, days=invented.DAYS[:days]))
    row = cells(report)
    assert math.isnan(row["campaign_gain"])
    assert math.isnan(row["swing"])
    assert row["verdict"] == "—"
    told = report.texts["campaign_sentence"].split("；")[0]
    assert why in told
    assert not any(word in told for word in ("赚", "亏", "毛利率"))


def test_days_without_data_leave_no_verdict() -> None:
    """The 11th is missing: two of three days, of which no whole can be made."""
    days = [day for day in invented.DAYS if day.day != 11]
    report = invented.report(facts_of=month(4_100, 1_600, days=days))
    assert cells(report)["verdict"] == "—"
    assert "（有几天没有数据，3 天里的 2 天）" in report.texts["campaign_sentence"]
    assert "亏" not in report.texts["campaign_sentence"]


def test_a_part_of_a_campaign_has_no_verdict() -> None:
    from xl_fact.report.build import from_facts

    report = from_facts(month(4_100, 1_600), (), of(8, 20), "2026-02-01..2026-02-12")
    assert cells(report)["verdict"] == "—"


def test_without_ad_cost_the_page_says_that_it_cannot_tell() -> None:
    report = invented.report(facts_of=invented.frame(cost=None))
    assert "campaign_verdicts" not in {table.key for table in report.tables}
    assert report.texts["campaign_sentence"].endswith(
        "。没有投放花费，或它和成交不是同样的日子、店铺：够不够本算不出。"
    )
    told = invented.report(lang="en", facts_of=invented.frame(cost=None)).texts["campaign_sentence"]
    assert told.endswith(" as the sales: whether it paid can't be told.")


@pytest.mark.parametrize(("days", "young"), [(21, True), (22, False)])
def test_refunds_of_a_recent_campaign_are_still_to_come(days: int, young: bool) -> None:
    """The last day of its dip, the 15th, is within seven of the 21st, not of the 22nd: said of a verdict, not without one."""
    frame = month(4_100, 900, days=invented.DAYS[:days])
    told = invented.report(facts_of=frame).texts["campaign_sentence"]
    assert ("赚回来了，约多赚 " in told, "元，近几天的退款还会来。盈亏里" in told) == (True, young)
    assert "近几天" not in invented.report(margin(None), facts_of=frame).texts["campaign_sentence"]
    english = invented.report(lang="en", facts_of=frame).texts["campaign_sentence"]
    assert (" earned; recent orders can still be refunded. No fees" in english) is young
    kept = frame.assign(refund_paid=np.nan)
    assert "近几天" not in invented.report(facts_of=kept).texts["campaign_sentence"]


def in_lumps(frame: Any, by: str) -> Any:
    """The ads of own LIVE booked once a week, as its own or as nobody's."""
    live, day = (frame["role"] == "accounts") & (frame["carrier"] == "直播"), frame["date"].dt.day
    weekly = [frame.loc[live & ((day - 1) // 7 == week), "cost"].sum() for week in range(4)]
    frame.loc[live, "cost"] = np.nan
    if by == "nobody":
        ads = invented.partners("accounts").assign(account="", channel="", owner="", carrier="")
        ads["cost"] = [weekly[n // 7] if n % 7 == 0 else np.nan for n in range(28)]
        frame = frame[frame["role"] != "control"]
        return invented.beside(frame, ads)
    frame.loc[live & (day % 7 == 1), "cost"] = weekly
    return frame


@pytest.mark.parametrize("by", ["channel", "nobody"])
def test_ads_booked_in_lumps_tell_of_no_campaign(by: str) -> None:
    """6,000 more are sold, of which 1,920 are left; whether the 900 spent on its days or the week's bill paid for it, no
    booking of a week tells."""
    facts_of = in_lumps(month(4_100, 900), by)
    report = invented.report(facts_of=facts_of)
    row = cells(report)
    assert (row["net_lift"], row["left"]) == pytest.approx((6_000, 1_920))
    assert all(math.isnan(row[key]) for key in ("more", "campaign_gain", "swing"))
    assert row["verdict"] == "—"
    for key in ("cost", "more", "usual", "roi", "net_roi"):
        assert math.isnan(next(iter(report.values.column("campaigns", key)))), key
    assert math.isnan(report.values.figure("normal_cost"))
    told = "扣回落多卖 6,000元。投放隔几天才记一笔，看不出活动花了多少：够不够本算不出。"
    assert report.texts["campaign_sentence"].endswith(told)
    unfilled = invented.report(margin(None), facts_of=facts_of)
    assert unfilled.texts["campaign_sentence"].endswith(told)
    english = invented.report(lang="en", facts_of=facts_of).texts["campaign_sentence"]
    assert english.endswith("what the campaign cost can't be told: nor whether it paid.")


def test_overlapping_campaigns_are_judged_each_by_its_own_days() -> None:
    """10–12 within 8–20, whose days sold 4,000 + 12,300 + 5,700 + 10,200, and 5,800 after them, where 16 × 2,000 are normal:
    6,000 more, which leave 1,920 for 3,000 spent. The shorter one has no days after it of its own."""
    report = invented.report(of(8, 20, (10, 12)), facts_of=month(4_100, 1_600))
    gains = list(report.values.column("campaign_verdicts", "campaign_gain"))
    assert gains == pytest.approx([1_920 - 3_000, math.nan], nan_ok=True)
    assert list(report.values.column("campaign_verdicts", "verdict")) == ["不够本", "—"]
    told = report.texts["campaign_sentence"]
    assert "多花的 3,000元 没有赚回来，约亏 1,080元，近几天的退款还会来；节1 卖 1.2万元" in told
    assert "活动后 3 天里又有活动，够不够本不下结论。盈亏里没有扣平台佣金。节0 与 节1 有 3 天重叠" in told


# -------------------------------------------------------------------- the margin, typed afterwards
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_margin_typed_afterwards_brings_the_verdict(lang: Any, tmp_path: Path) -> None:
    """The margin empty, then 50 % in IronCalc: figures, verdict and sentence of a report made with it, and back again."""
    frame = month(4_100, 1_600)
    bare, full = (invented.report(margin(value), lang, facts_of=frame) for value in (None, 0.5))
    row = cells(bare)
    assert all(math.isnan(row[key]) for key in ("left", "campaign_gain", "swing"))
    assert row["verdict"] == "—"
    assert row["net_lift"] == pytest.approx(6_000)
    asked = {
        "zh": "够不够本还差毛利率：在“说明”的黄格子里填上。",
        "en": "waits for the gross margin: type it",
    }[lang]
    assert asked in bare.texts["campaign_sentence"]
    assert asked not in full.texts["campaign_sentence"]

    path = write_report(bare, tmp_path / "r.xlsx").path
    book, engine = openpyxl.load_workbook(path), ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    title = full.section("campaigns").title.text(lang)
    sheet = book.sheetnames.index(title)
    left, top, right, _ = range_boundaries(book[title].tables["xf_campaign_verdicts"].ref)
    at = next(
        (sheet, cell.row, cell.column)
        for line in book[title].iter_rows(max_row=8)
        for cell in line
        if cell.data_type == "f" and "ROI" in str(cell.value)
    )
    name, address = book.defined_names["xf_margin"].attr_text.split("!")
    typed = book[name.strip("'")][address.replace("$", "")]

    def shown(value: str) -> tuple[list[Any], Any]:
        engine.set_user_input(book.sheetnames.index(name.strip("'")), typed.row, typed.column, value)
        engine.evaluate()
        held = [engine.get_cell_value(sheet, top + 1, column) for column in range(left, right + 1)]
        return held, engine.get_cell_value(*at)

    before, (held, told) = shown(""), shown("0.5")
    for key, value, wanted in zip(cells(full), held, cells(full).values(), strict=True):
        assert value == (wanted if isinstance(wanted, str) else pytest.approx(wanted)), key
    assert told == full.texts["campaign_sentence"]
    assert before[1] == bare.texts["campaign_sentence"]
    assert shown("") == before


def test_a_verdict_is_coloured_and_defined(tmp_path: Path) -> None:
    report = invented.report(facts_of=month(4_100, 1_600))
    sheet = openpyxl.load_workbook(write_report(report, tmp_path / "r.xlsx").path)["活动C"]
    _, top, right, bottom = range_boundaries(sheet.tables["xf_campaign_verdicts"].ref)
    inks = {
        rule.formula[0].split('"')[1]: rule.dxf.font.color.rgb[-6:]
        for area in sheet.conditional_formatting
        if any(range_boundaries(part)[:2] == (right, top + 1) for part in str(area.sqref).split())
        for rule in area.rules
    }
    assert inks == {"够本": "1E7B4F", "不够本": "9B1C1C"}
    assert bottom == top + 1
    assert "活动盈亏" in list(report.values.column("metrics", "name"))
    without = invented.report(replace(invented.BRAND, campaigns=()))
    assert "活动盈亏" not in list(without.values.column("metrics", "name"))


@pytest.mark.parametrize("key", ["refund_paid", "platform_fee"])
def test_what_no_day_tells_is_each_channels_own(key: str) -> None:
    """A's half comes back, or goes to the platform at half of what it keeps, booked on four days; F and S owe nothing. On three
    days A alone sells 2,000 more for ads of 450: 3 × (2,000 × 50 % × 50 % − 450) without the days after, where nothing moved."""
    frame = invented.frame().assign(refund_paid=0.0, commission=float("nan"))
    frame = frame[frame["role"] != "control"].reset_index(drop=True)
    mine, day = frame["owner"] == "合作", frame["date"].dt.day
    frame.loc[mine & day.between(10, 12), "gmv_paid"] += 2_000.0
    live = (frame["carrier"] == "直播") & (frame["role"] == "accounts")
    frame.loc[live & day.between(10, 12), "cost"] += 450.0
    whole = float(frame.loc[mine & (frame["role"] == "sales"), "gmv_paid"].sum())
    told = mine if key == "refund_paid" else mine & (frame["role"] == "accounts")
    frame[key] = 0.0 if key == "refund_paid" else float("nan")
    booked = whole / 2 if key == "refund_paid" else whole / 4
    frame.loc[told, key] = 0.0
    frame.loc[told & day.isin([7, 14, 21, 28]), key] = booked / 4
    report = invented.report(facts_of=frame)
    days = report.values.column("campaign_days", "earned").sum()
    assert days == pytest.approx(report.values.total("pnl", "earned"))
    assert report.values.column("campaign_verdicts", "left")[0] == pytest.approx(3 * 2_000 / 4)
    assert report.values.column("campaign_verdicts", "campaign_gain")[0] == pytest.approx(3 * (500 - 450))
