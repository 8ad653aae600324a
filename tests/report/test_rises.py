"""The last rise of a channel's spend, by figures that a person can add up: what it brought, and who waits for it."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from report import invented
from xl_fact.brand import Campaign, Economics, Targets
from xl_fact.report.build import from_facts
from xl_fact.report.model import Report

BRAND = replace(
    invented.BRAND,
    campaigns=(),
    targets=Targets(gpm=100),
    economics=Economics(margin=0.5, commission_rate=0.1),
)
"""F earns 450 a day of 1,000 before ads: its break-even ROI is 1,000 ÷ 450 = 2.22."""
LEAST = 1_000 / 450


def shop(*carriers: str, week: int = 4, sold: float = 0.0, cost: float = 100.0, more: float = 100.0) -> Any:
    """Own channels whose every day costs the same; in one week LIVE spends more, and sells more of it or not."""
    frame = invented.frame()
    frame = frame[(frame["owner"] == "自营") & frame["carrier"].isin(carriers)].reset_index(drop=True)
    spends, live = frame["role"] == "accounts", frame["carrier"] == "直播"
    late = (frame["date"].dt.day > 7 * (week - 1)) & (frame["date"].dt.day <= 7 * week)
    frame.loc[spends, "cost"] = cost
    frame.loc[spends & live & late, "cost"] = cost + more
    frame.loc[live & late, "gmv_paid"] = frame["gmv_paid"] + sold
    return frame


def made(frame: Any, brand: Any = BRAND, lang: Any = "zh") -> Report:
    return from_facts(frame, (invented.SOURCE,), brand, invented.MONTH, lang=lang)


def column(report: Report, table: str, key: str) -> list[Any]:
    return list(report.values.column(table, key))


def holds(report: Report, table: str) -> bool:
    return any(each.key == table for section in report.sections for each in section.tables)


def test_a_shop_of_one_channel_waits_and_has_nothing_to_move() -> None:
    """Spend doubled from 100 to 200 a day and sold nothing more: 28 × 450 − 21 × 100 − 7 × 200 = 9,100 are left."""
    report = made(shop("直播"))
    assert column(report, "raises", "span") == ["22–28 日比 15–21 日"]
    assert column(report, "raises", "more") == [100]
    assert column(report, "raises", "sold") == pytest.approx([0])
    assert column(report, "raises", "least") == pytest.approx([LEAST])
    assert column(report, "raises", "word") == ["不够本"]
    assert column(report, "compare", "verdict") == ["先不加"]
    assert report.texts["next_sentence"] == (
        "现在没有阵地该加钱：F 自播 先不加（赚 9,100元）。总花费先不加：上一次加钱的边际 ROI 0.00，低于保本 2.22。"
    )
    assert "“先不加”" in report.texts["fit_sentence"]


def test_a_rise_that_paid_asks_for_more() -> None:
    """Of 100 more a day 300 came: 3.00 above 2.22 (refunds are the same, so 2.22 falls a little)."""
    report = made(shop("直播", sold=300))
    assert column(report, "raises", "marginal") == pytest.approx([3.0])
    assert column(report, "raises", "word") == ["够本"]
    assert column(report, "compare", "verdict") == ["加投"]
    assert "总花费先不加" not in report.texts["next_sentence"]


def test_a_channel_waits_for_its_own_rise_only() -> None:
    """LIVE spent 100 a day more for nothing; the shelf's 100 a day stand, and all spend rose with LIVE's."""
    report = made(shop("直播", "商品卡"))
    assert column(report, "raises", "channel") == ["F 自播"]
    assert column(report, "compare", "verdict") == ["先不加", "先不加"]  # nothing is cut, so nothing moves
    sure = shop("直播", "商品卡")
    shelf = sure["carrier"] == "商品卡"
    late = sure["date"].dt.day > 21
    sure.loc[shelf & late & (sure["role"] == "accounts"), "cost"] = 200.0
    sure.loc[shelf & late, "gmv_paid"] += 1_000.0  # 10 for each yuan: all of the 200 more brought 5
    report = made(sure)
    assert column(report, "raises", "word") == ["不够本", "够本"]
    assert column(report, "compare", "verdict")[0] == "先不加"
    assert column(report, "compare", "verdict")[1] in ("加投", "可加投")
    told = report.texts["next_sentence"]
    assert told.startswith("下一笔钱先给 S 搜索商城")
    assert told.endswith("F 自播 22–28 日比 15–21 日每天多花 100元，没有多卖，边际 ROI 0.00 低于保本 2.22。")


def test_where_a_channel_is_cut_its_money_moves() -> None:
    """The shelf spends 400 of 270 that it earns: less there; LIVE may have that money, and the total stays."""
    frame = shop("直播", "商品卡", more=0)
    shelf = (frame["carrier"] == "商品卡") & (frame["role"] == "accounts")
    frame.loc[shelf, "cost"] = 300.0
    frame.loc[shelf & (frame["date"].dt.day > 21), "cost"] = 700.0
    report = made(frame, replace(BRAND, targets=Targets(gpm=150)))
    assert column(report, "compare", "verdict") == ["加投", "少投流"]
    assert column(report, "actions", "action")[0] == "只用从该少投、该停的阵地省下的钱加，总花费不变"
    assert "这笔钱只在阵地之间挪" in report.texts["next_sentence"]


def months(before: float, now: float, **sold: float) -> Any:
    """February and the January before it, whose days cost so much; both sell alike."""
    frame = shop("直播", cost=now, more=0, **sold)
    prior = shop("直播", cost=before, more=0)
    prior["date"] -= np.timedelta64(31, "D")
    return pd.concat([prior, frame], ignore_index=True)


def test_more_than_the_month_before_for_nothing() -> None:
    """100 a day then, 200 now, for the same sales."""
    report = made(months(100.0, 200.0))
    assert column(report, "raises", "span") == ["2026年2月比2026年1月1–28日"]
    assert column(report, "raises", "more") == [100]
    assert column(report, "compare", "verdict") == ["先不加"]
    assert report.texts["next_sentence"] == (
        "现在没有阵地该加钱：F 自播 先不加（赚 7,000元）。"
        "F 自播 2026年2月比2026年1月1–28日每天多花 100元，没有多卖，边际 ROI 0.00 低于保本 2.22。"
    )
    english = made(months(100.0, 200.0), lang="en")
    assert english.texts["next_sentence"] == (
        "No channel should get more budget now: Field Cap spend (makes CNY 7,000). Field spent CNY 100 a day more "
        "(February 2026 vs. January 2026, 1–28) and sold no more: marginal ROI 0.00, break-even 2.22."
    )


def test_a_later_week_that_paid_outweighs_the_month_before() -> None:
    """100 in January; 150 in February, and 250 in its last week, which sold 400 more a day: 4.00."""
    now = shop("直播", cost=150.0, sold=400.0)
    prior = shop("直播", more=0)
    prior["date"] -= np.timedelta64(31, "D")
    report = made(pd.concat([prior, now], ignore_index=True))
    assert column(report, "raises", "word")[0] == "够本"
    assert column(report, "compare", "verdict") == ["加投"]


@pytest.mark.parametrize(
    "frame",
    [months(200.0, 200.0), months(300.0, 200.0), shop("直播", more=-50), shop("直播", more=0)],
    ids=["the same", "less than before", "a week of less", "no change"],
)
def test_what_has_not_risen_waits_for_nothing(frame: Any) -> None:
    report = made(frame)
    assert not holds(report, "raises")
    assert column(report, "compare", "verdict") == ["加投"]


def test_a_rise_within_its_usual_swing_is_none() -> None:
    """Days of 50 and 350 by turns: 200 in the mean, like the days before but for 4."""
    frame = shop("直播", more=0)
    spends, day = frame["role"] == "accounts", frame["date"].dt.day
    frame.loc[spends, "cost"] = np.where(day[spends] % 2 == 0, 50.0, 350.0) + np.where(
        day[spends] > 21, 4.0, 0
    )
    assert not holds(made(frame), "raises")


def test_less_than_the_least_cost_is_no_rise() -> None:
    """10 a day more are 70 in the week: under 100 nothing is told of it."""
    report = made(shop("直播", more=10.0))
    assert column(report, "raises", "word") == ["—"]
    assert column(report, "compare", "verdict") == ["加投"]


def test_sales_that_swing_leave_it_open() -> None:
    """Days of 500 and 1,500 by turns: what 100 more brought can't be told, and nobody waits."""
    frame = shop("直播")
    frame["gmv_paid"] = np.where(frame["date"].dt.day % 2 == 0, 500.0, 1_500.0)
    report = made(frame)
    assert column(report, "raises", "word") == ["看不出"]
    assert column(report, "compare", "verdict") == ["加投"]


def test_days_of_a_campaign_are_no_rise() -> None:
    campaign = Campaign("节", datetime.date(2026, 2, 23), datetime.date(2026, 2, 24))
    assert not holds(made(shop("直播"), replace(BRAND, campaigns=(campaign,))), "raises")


def test_a_channel_that_is_not_told_of_every_day_has_no_rise() -> None:
    """The shelf's days 15 to 17 are missing: nobody knows that they sold and cost nothing."""
    frame = shop("直播", "商品卡", more=0)
    gone = (frame["carrier"] == "商品卡") & frame["date"].dt.day.isin([15, 16, 17])
    assert not holds(made(frame[~gone].reset_index(drop=True)), "raises")


def test_without_a_margin_nobody_waits_and_the_rise_is_told() -> None:
    report = made(shop("直播"), replace(BRAND, economics=Economics()))
    assert column(report, "raises", "more") == [100]
    assert column(report, "raises", "word") == ["—"]
    assert column(report, "compare", "verdict") == ["—"]
