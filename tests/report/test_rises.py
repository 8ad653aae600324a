"""The last rise of a channel's spend, by figures that a person can add up: what it brought, and who waits for it."""

from __future__ import annotations

import datetime
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from report import invented
from xl_fact.brand import Campaign, Economics, Targets
from xl_fact.engine.books import Books
from xl_fact.report.build import from_facts
from xl_fact.report.cutting import of_month
from xl_fact.report.history import with_history
from xl_fact.report.model import Chart, Report
from xl_fact.report.month import Month
from xl_fact.report.rises import rises

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
        "现在没有阵地该加钱：F 自播 先不加（赚 9,100元）。"
        "F 自播 22–28 日比 15–21 日每天多花 100元，没有多卖，边际 ROI 0.00 低于保本 2.22。"
    )
    assert column(report, "actions", "amount") == [700]  # 7 days of 100
    assert column(report, "actions", "about") == ["上次多花的"]
    assert "“先不加”" in report.texts["fit_sentence"]


def test_a_rise_that_paid_asks_for_more() -> None:
    """Of 100 more a day 300 came: 3.00 above 2.22 (refunds are the same, so 2.22 falls a little)."""
    report = made(shop("直播", sold=300))
    assert column(report, "raises", "marginal") == pytest.approx([3.0])
    assert column(report, "raises", "word") == ["够本"]
    assert column(report, "compare", "verdict") == ["加投"]
    assert "总花费先不加" not in report.texts["next_sentence"]


def test_a_channel_waits_for_its_own_rise_only() -> None:
    """LIVE spent 100 a day more for nothing; the shelf's 100 a day stand and may be more: LIVE's 700 are there to be moved."""
    report = made(shop("直播", "商品卡"))
    assert column(report, "raises", "channel") == ["F 自播"]
    assert column(report, "compare", "verdict")[0] == "先不加"
    assert column(report, "compare", "verdict")[1] in ("加投", "可加投")
    told = report.texts["next_sentence"]
    assert told.startswith("下一笔钱先给 S 搜索商城")
    assert told.endswith("F 自播 22–28 日比 15–21 日每天多花 100元，没有多卖，边际 ROI 0.00 低于保本 2.22。")
    assert "够不够本各阵地分开看" in report.texts["spend_sentence"]


def test_a_rise_that_is_not_its_channels_last_is_not_said_to_stand_below() -> None:
    """Spend of all rose last in the second week, by LIVE's 100; LIVE rose again in the third, as the shelf fell by 300."""
    frame = shop("直播", "商品卡", more=0)
    week, accounts = (frame["date"].dt.day - 1) // 7, frame["role"] == "accounts"
    for carrier, spent in (("直播", [100, 200, 300, 300]), ("商品卡", [400, 400, 100, 100])):
        frame.loc[accounts & (frame["carrier"] == carrier), "cost"] = week.map(
            dict(enumerate(map(float, spent)))
        )
    report = made(frame)
    assert column(report, "raises", "span") == ["15–21 日比 8–14 日"]
    told = report.texts["spend_sentence"]
    assert told.endswith(
        "8–14 日比 1–7 日每天多花 100元，这部分的边际 ROI 0.00，涨的阵地后来又加过，最近一次够不够本见下表。"
    )
    assert "各阵地分开看" not in told


def test_what_another_channel_costs_is_not_what_this_one_must_bring() -> None:
    """LIVE sold 250 more for 100 more: 2.50, above its 2.22, below the 3.88 of a shop whose partners take 400 of 1,000."""
    frame = invented.frame()
    frame = frame[frame["carrier"].isin(["直播", "短视频"]) & (frame["role"] != "control")].reset_index(
        drop=True
    )
    live, partner, accounts = (
        frame["carrier"] == "直播",
        frame["owner"] == "合作",
        frame["role"] == "accounts",
    )
    late = frame["date"].dt.day > 21
    frame.loc[live & accounts, "cost"] = np.where(late[live & accounts], 200.0, 100.0)
    frame.loc[live & late, "gmv_paid"] += 250.0
    frame.loc[partner, "gmv_paid"] = 1_000.0
    frame.loc[partner & accounts, "commission"] = 400.0
    report = made(frame)
    assert column(report, "raises", "word") == ["够本"]
    assert column(report, "compare", "verdict")[0] == "加投"
    assert "不划算" not in report.texts["spend_sentence"]
    assert "先不加" not in report.texts["next_sentence"]


def spread(frame: Any) -> Any:
    """Both channels' days swing by 30 against each other, and each costs 24 more in the last week: of neither alone more than
    chance, of both 48 a day."""
    day, spends = frame["date"].dt.day, frame["role"] == "accounts"
    swing = np.where(day % 2 == 0, 30.0, -30.0)
    for carrier, sign in (("直播", 1.0), ("商品卡", -1.0)):
        own = spends & (frame["carrier"] == carrier)
        frame.loc[own, "cost"] = frame["cost"] + sign * swing + np.where(day > 21, 24.0, 0.0)
    return frame


def test_a_rise_that_no_channel_shows_alone_is_all_spends() -> None:
    """48 a day more of both for nothing: 336 of a week. Nothing is cut, so both wait."""
    report = made(spread(shop("直播", "商品卡", more=0)))
    assert not holds(report, "raises")
    assert column(report, "compare", "verdict") == ["先不加", "先不加"]
    assert "总花费先不加：上一次加钱的边际 ROI 0.00，低于保本" in report.texts["next_sentence"]
    assert "挪" not in report.texts["next_sentence"]
    assert "这样再加不划算" in report.texts["spend_sentence"]
    assert column(report, "actions", "amount") == pytest.approx([336, 336])


def test_where_a_channel_is_cut_its_money_moves() -> None:
    """The shelf spends 400 of 270 that it earns: less there; LIVE may have that money, and the total stays."""
    frame = shop("直播", "商品卡", more=0)
    shelf = (frame["carrier"] == "商品卡") & (frame["role"] == "accounts")
    frame.loc[shelf, "cost"] = 400.0
    report = made(spread(frame), replace(BRAND, targets=Targets(gpm=150)))
    assert column(report, "compare", "verdict") == ["加投", "少投流"]
    assert column(report, "actions", "action")[0] == "只用从该少投、该停的阵地省下的钱加，总花费不变"
    assert "这笔钱只在阵地之间挪" in report.texts["next_sentence"]


@pytest.mark.parametrize(("gpm", "word"), [(900, "少投流"), (100, "降CPM")])
def test_what_loses_as_a_whole_keeps_the_part_that_paid(gpm: float, word: str) -> None:
    """LIVE spends 600 of the 450 that it earns; 100 more in the last week brought 300, 3.00: not that is to be cut."""
    report = made(shop("直播", cost=600.0, sold=300.0), replace(BRAND, targets=Targets(gpm=gpm)))
    assert column(report, "raises", "word") == ["够本"]
    assert column(report, "compare", "verdict") == [word]
    assert column(report, "actions", "action") == [
        "上一次加的那块够本，别减它："
        + {"少投流": "减其余的，到不亏为止", "降CPM": "其余的降出价、换人群包，降不下来就减"}[word]
    ]


def test_the_last_rise_counts_and_a_trifle_is_none() -> None:
    """Week 2: 100 more for nothing. Week 3: 100 more again, for 400: it paid. Week 4: 1 more, which is no rise."""
    frame = shop("直播", week=2)
    spends, day = frame["role"] == "accounts", frame["date"].dt.day
    frame.loc[spends, "cost"] = np.select(
        [day[spends] > 21, day[spends] > 14, day[spends] > 7], [301.0, 300.0, 200.0], 100.0
    )
    assert column(made(frame), "raises", "span") == ["15–21 日比 8–14 日"]
    assert column(made(frame), "raises", "word") == ["不够本"]
    frame.loc[day > 14, "gmv_paid"] += 400.0
    assert column(made(frame), "raises", "word") == ["够本"]


def test_a_slot_is_paid_for_whatever_is_sold() -> None:
    """A sells 12,145 and keeps 9,905 ÷ 2 − 1,120 of commission: 3.17, though a slot of 60 a day is off its profit, too."""
    frame = invented.frame()
    frame = frame[(frame["owner"] == "合作")].reset_index(drop=True)
    accounts, late = frame["role"] == "accounts", frame["date"].dt.day > 21
    frame.loc[accounts, "cost"] = np.where(late[accounts], 40.0, 10.0)
    frame.loc[late, "gmv_paid"] += (
        135.0  # 4.50 of each yuan: between 3.17 and the 5.64 that it would be with the slot
    )
    frame.loc[accounts, "slot_fee"] = 60.0
    report = made(frame)
    assert report.values.total("pnl", "creators") == pytest.approx((40 + 60) * 28)
    assert column(report, "raises", "least") == pytest.approx([12_145 / (9_905 / 2 - 1_120)])
    assert column(report, "raises", "marginal") == pytest.approx([4.5])
    assert column(report, "raises", "word") == ["够本"]


def test_all_spends_rise_is_held_against_what_more_sales_leave() -> None:
    """F sells 1,000 a day and A 400, of which 40 are commission; both cost 48 a day more in the last week, which sold 120 more:
    2.50. A slot of 200 a day is not paid again: each yuan more leaves 0.5 − 1,120 ÷ 40,040, and all of
    the 5,936 of ads and of the slots must come back before anything is earned."""
    frame = invented.frame()
    kept = frame["carrier"].isin(["直播", "短视频"]) & (frame["role"] != "control")
    frame = frame[kept].reset_index(drop=True).assign(refund_paid=0.0)
    live, late = frame["carrier"] == "直播", frame["date"].dt.day > 21
    swing = np.where(frame["date"].dt.day % 2 == 0, 30.0, -30.0) * np.where(live, 1.0, -1.0)
    spent = 100.0 + swing + np.where(late, 24.0, 0.0)
    frame["cost"] = np.where(frame["role"] == "accounts", spent, np.nan)
    frame.loc[live & late, "gmv_paid"] += 120.0
    for slot in (0.0, 200.0):
        report = made(invented.with_slots(frame, slot) if slot else frame)
        whole = 1 / (0.5 - 1_120 / 40_040) * (5_936 + 28 * slot) / 5_936
        assert report.values.figure("breakeven_roi") == pytest.approx(whole)
        assert not holds(report, "raises")
        assert column(report, "weeks", "marginal")[-1] == pytest.approx(2.5)
        told = report.texts["spend_sentence"]
        assert told.endswith(f"边际 ROI 2.50，高于保本 2.12{'（不含坑位费）' if slot else ''}：加得值。")
        assert "总花费先不加" not in report.texts["next_sentence"]
        assert report.values.figure("risen_unpaid") == 0
    frame.loc[live & late, "gmv_paid"] -= 120.0
    nothing = made(invented.with_slots(frame, 20.0))  # 0.5 − 1,120 ÷ 39,200: 2.12
    assert "上一次加钱的边际 ROI 0.00，低于保本 2.12（不含坑位费）" in nothing.texts["next_sentence"]


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
    """100 in January; 300 in February for nothing, and 400 in its last week, which sold 400 more a day: 4.00."""
    now = shop("直播", cost=300.0, sold=400.0)
    prior = shop("直播", more=0)
    prior["date"] -= np.timedelta64(31, "D")
    report = made(pd.concat([prior, now], ignore_index=True), replace(BRAND, economics=Economics(margin=0.9)))
    assert column(report, "raises", "word") == ["够本", "不够本"]
    assert column(report, "compare", "verdict")[0] == "加投"


def test_a_later_week_that_lost_outweighs_a_month_that_paid() -> None:
    """50 in January, 100 in February for 1,000 more a day; its last week cost 100 more for nothing."""
    now = shop("直播")
    now["gmv_paid"] += 1_000.0
    prior = shop("直播", cost=50.0, more=0)
    prior["date"] -= np.timedelta64(31, "D")
    report = made(pd.concat([prior, now], ignore_index=True))
    assert column(report, "raises", "word") == ["不够本", "够本"]
    assert column(report, "compare", "verdict") == ["先不加"]


def test_of_several_that_wait_the_first_is_told() -> None:
    frame = shop("直播", "商品卡")
    shelf = (frame["carrier"] == "商品卡") & (frame["role"] == "accounts")
    frame.loc[shelf & (frame["date"].dt.day > 21), "cost"] = 150.0
    report = made(frame)
    assert column(report, "compare", "verdict") == ["先不加", "先不加"]
    assert "F 自播 22–28 日" in report.texts["next_sentence"]
    assert report.texts["next_sentence"].endswith("另有 1 个阵地上一次加的也没够本，见“投放”。")
    english = made(frame, lang="en").texts["next_sentence"]
    assert english.endswith(" Nor did the last rise of another channel pay: see Ads.")
    assert column(report, "own_rules", "by") == [1, 2]


def test_heads_told_apart_in_one_month_only_are_no_rise() -> None:
    """In January nobody said who the heads were: A held their sales, too."""
    frame = months(100.0, 100.0)
    extra = frame[frame["carrier"] == "直播"].copy()
    extra["owner"], extra["carrier"], extra["channel"] = "合作", "短视频", "A"
    extra.loc[extra["role"] == "accounts", "cost"] = np.where(
        extra.loc[extra["role"] == "accounts", "date"].dt.month == 2, 200.0, 100.0
    )
    both = pd.concat([frame, extra], ignore_index=True)
    assert [each.letter for each in rises(with_history_of(both))] == ["A"]
    month = with_history_of(both)
    assert month.previous is not None
    told = month.previous.frame
    heads = told[told["channel"] == "A"].assign(channel="T")
    apart = replace(month.previous, frame=pd.concat([told, heads], ignore_index=True))
    assert not rises(replace(month, previous=apart))


def with_history_of(frame: Any) -> Month:
    books = Books(frame)
    return with_history(of_month(books, BRAND, invented.MONTH, "zh"), books)


def test_english_spans_hold_no_chinese() -> None:
    assert column(made(shop("直播"), lang="en"), "raises", "span") == ["22–28 vs. 15–21"]


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
    assert not holds(made(shop("直播", more=10.0)), "raises")


def test_sales_that_swing_leave_it_open() -> None:
    """Days of 500 and 1,500 by turns: what 100 more brought can't be told, and nobody waits."""
    frame = shop("直播")
    frame["gmv_paid"] = np.where(frame["date"].dt.day % 2 == 0, 500.0, 1_500.0)
    report = made(frame)
    assert column(report, "raises", "word") == ["看不出"]
    assert column(report, "compare", "verdict") == ["加投"]
    assert column(report, "actions", "action") == ["小步加：一步看满一周，边际 ROI 高过保本才加下一步"]


def test_days_of_a_campaign_are_no_rise() -> None:
    campaign = Campaign("节", datetime.date(2026, 2, 23), datetime.date(2026, 2, 24))
    assert not holds(made(shop("直播"), replace(BRAND, campaigns=(campaign,))), "raises")


def test_days_after_a_campaign_are_no_rise() -> None:
    """The campaign ends on the 14th: the days after it are in the third week only."""
    campaign = Campaign("节", datetime.date(2026, 2, 14), datetime.date(2026, 2, 14))
    assert not holds(made(shop("直播"), replace(BRAND, campaigns=(campaign,))), "raises")
    earlier = Campaign("节", datetime.date(2026, 2, 8), datetime.date(2026, 2, 9))
    assert holds(made(shop("直播"), replace(BRAND, campaigns=(earlier,))), "raises")


def test_a_day_of_rest_is_a_day_of_nothing() -> None:
    """LIVE rests on the 17th, the shelf doesn't: that day sold and cost nothing, and the week after is held against it."""
    frame = shop("直播", "商品卡")
    rest = (frame["carrier"] == "直播") & (frame["date"].dt.day == 17)
    report = made(frame[~rest].reset_index(drop=True))
    assert column(report, "raises", "channel") == ["F 自播"]
    assert column(report, "raises", "more") == pytest.approx([200 - 600 / 7])


def test_a_blank_day_of_spend_is_a_day_of_none() -> None:
    """LIVE's last day is blank in an export that tells of the shelf's spend: 100 more on six days of seven, for nothing."""
    frame = shop("直播", "商品卡")
    live, accounts = frame["carrier"] == "直播", frame["role"] == "accounts"
    last = live & accounts & (frame["date"].dt.day == 28)
    for blank in (np.nan, 0.0):
        frame.loc[last, "cost"] = blank
        report = made(frame)
        assert column(report, "raises", "more") == pytest.approx([(6 * 200 - 700) / 7])
        assert column(report, "raises", "word") == ["不够本"]
        assert column(report, "compare", "verdict")[0] == "先不加"
    frame.loc[live & accounts & (frame["date"].dt.day <= 21), "cost"] = np.nan  # its first spend of all
    assert column(made(frame), "raises", "more") == pytest.approx([6 * 200 / 7])


@pytest.mark.parametrize("measure", ["cost", "gmv_paid"])
def test_days_that_nobody_told_of_are_no_rise(measure: str) -> None:
    """LIVE begins on the 17th, or its spend or its sales are told up to the 21st only: nobody knows what was before or after."""
    frame = shop("直播", "商品卡")
    live, day = frame["carrier"] == "直播", frame["date"].dt.day
    assert not holds(made(frame[~(live & (day < 17))].reset_index(drop=True)), "raises")
    frame.loc[live & (day > 21), measure] = np.nan
    assert not holds(made(frame), "raises")


def test_without_a_margin_nobody_waits_and_the_rise_is_told() -> None:
    report = made(shop("直播"), replace(BRAND, economics=Economics()))
    assert column(report, "raises", "more") == [100]
    assert column(report, "raises", "word") == ["—"]
    assert column(report, "compare", "verdict") == ["—"]


def test_a_shop_that_is_told_from_a_day_on_is_no_rise() -> None:
    """乙 is told from the 22nd on: what it costs was there before, and nobody told of it."""
    frame = shop("直播", more=0).assign(shop="甲")
    other = frame[frame["date"].dt.day > 21].assign(shop="乙")
    assert not holds(made(pd.concat([frame, other], ignore_index=True)), "raises")


def test_days_of_a_campaign_make_months_no_rise() -> None:
    """February has a campaign of three days, January none: 100 a day more may be the campaign's."""
    campaign = Campaign("节", datetime.date(2026, 2, 10), datetime.date(2026, 2, 12))
    assert not holds(made(months(100.0, 200.0), replace(BRAND, campaigns=(campaign,))), "raises")


def test_fewer_than_seven_days_of_two_months_are_no_rise() -> None:
    frame = months(100.0, 200.0)
    assert not holds(made(frame[frame["date"].dt.day <= 6].reset_index(drop=True)), "raises")
    assert holds(made(frame[frame["date"].dt.day <= 7].reset_index(drop=True)), "raises")


def test_months_of_other_shops_are_no_rise() -> None:
    """In January the spend of 甲 was told only, in February that of both: 100 a day more are 乙's."""
    now = pd.concat([shop("直播", more=0).assign(shop=name) for name in "甲乙"], ignore_index=True)
    prior = now.assign(date=now["date"] - np.timedelta64(31, "D"))
    prior.loc[prior["shop"] == "乙", "cost"] = np.nan
    assert not holds(made(pd.concat([prior, now], ignore_index=True)), "raises")


def test_sales_that_swing_leave_what_seems_to_have_paid_open() -> None:
    """300 more for 100, and an even day more, are 4.43: days of 500 and 1,500 by turns may make that of chance."""
    frame = shop("直播", sold=300.0)
    frame["gmv_paid"] += np.where(frame["date"].dt.day % 2 == 0, 500.0, -500.0)
    report = made(frame)
    assert column(report, "raises", "marginal")[0] > LEAST
    assert column(report, "raises", "word") == ["看不出"]


def test_a_channel_without_ads_has_nothing_to_move() -> None:
    """A's commission takes all that it earns and it has no ads: to stop it saves none, so the two that could scale wait."""
    frame = invented.frame()
    partner = frame[frame["owner"] == "合作"].reset_index(drop=True)
    partner.loc[partner["role"] == "accounts", "commission"] = 400.0
    both = pd.concat([spread(shop("直播", "商品卡", more=0)), partner], ignore_index=True)
    report = made(both)
    told = dict(zip(column(report, "compare", "channel"), column(report, "compare", "verdict"), strict=True))
    assert told == {"F 自播": "先不加", "A 达人矩阵": "停", "S 搜索商城": "先不加"}


@pytest.mark.parametrize("of", ["直播", ""])
def test_no_weeks_are_ranked_where_ads_are_booked_twice_a_month(of: str) -> None:
    """5,600 booked on the 1st and the 15th, of own LIVE or of no channel, beside 100 a day: 14,000 of sales for 3,500, then for
    700, would be an ROI of 4 and of 20 by the booking alone. The month's 56,000 for 8,400 stay 6.67."""
    frame = invented.frame()
    frame = frame[frame["role"] != "control"].reset_index(drop=True)
    live = (frame["role"] == "accounts") & (frame["carrier"] == "直播")
    booked = np.where(frame["date"].dt.day.isin([1, 15]), 2_800.0, 0.0)
    if of:
        frame.loc[live, "cost"] = booked[live]
    else:
        frame.loc[live, "cost"] = np.nan
        ads = invented.partners("accounts").assign(account="", channel="", owner="", carrier="")
        frame = invented.beside(frame, ads.assign(cost=booked[live]))
    report = invented.report(facts_of=frame)
    for key in ("roi", "cpm", "cost_day", "noise", "marginal", "swing"):
        assert all(math.isnan(value) for value in report.values.column("weeks", key)), key
    assert list(report.values.column("weeks", "gmv_day")) == pytest.approx([2_000] * 4)
    assert report.values.total("weeks", "roi") == pytest.approx(56_000 / 8_400)
    assert report.texts["spend_title"] == "日均 GMV（元，2026年2月）"
    told = report.texts["spend_sentence"]
    assert told.endswith("投放隔几天才记一笔，看不出各周花了多少：周段不比 ROI。")
    assert "最高" not in told
    chart = next(part for band in report.section("spend").bands for part in band if isinstance(part, Chart))
    assert [series.column for series in chart.series] == ["gmv_day"]
    english = invented.report(lang="en", facts_of=frame).texts["spend_sentence"]
    assert english.endswith("what each week cost can't be told: weeks are not compared by ROI.")


def test_who_waits_for_the_whole_shop_names_the_shops_rise() -> None:
    """LIVE costs 350 and 150 by turns and the card 50 and 250: a day of both 400. In the last week each costs 60 more a day,
    within its own swing (2 × √(2 × 11,429 ÷ 7) = 114); both together 120 more, steadily: 840, the shop's and neither's."""
    frame = invented.frame()
    for carrier, usual, turn in (("直播", 250.0, 100.0), ("商品卡", 150.0, -100.0)):
        rows = (frame["role"] == "accounts") & (frame["carrier"] == carrier)
        day = frame.loc[rows, "date"].dt.day
        late = np.where(day > 21, 60.0, 0.0)
        frame.loc[rows, "cost"] = usual + np.where(day % 2 == 1, turn, -turn) + late
    report = made(frame)
    assert not holds(report, "raises")
    assert column(report, "actions", "verdict") == ["先不加", "保持", "先不加"]
    assert column(report, "actions", "about") == ["全店上次多花的", "现在的利润", "全店上次多花的"]
    assert column(report, "actions", "amount")[::2] == pytest.approx([840, 840])
    assert column(report, "actions", "action")[0].startswith("不再加，全店上一次加的还在花就先减回去；")
    english = made(frame, lang="en")
    assert column(english, "actions", "about")[::2] == ["shop's last rise"] * 2
