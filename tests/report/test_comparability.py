"""Only what compares is compared: figures that a person works out by hand, one kind of fault a test."""

from __future__ import annotations

import datetime
import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from report import invented
from xl_fact.brand import Brand, Campaign, Economics, Strengths, Targets
from xl_fact.exports import facts
from xl_fact.report.agreement import CLOCKS
from xl_fact.report.build import from_facts
from xl_fact.report.contract import written
from xl_fact.report.metrics import METRICS
from xl_fact.report.model import Paragraph, Report

JANUARY = [datetime.date(2026, 1, day) for day in range(1, 32)]


NO_CAMPAIGN = replace(invented.BRAND, campaigns=())


def made(*parts: Any, brand: Brand = invented.BRAND) -> Report:
    return from_facts(pd.concat(parts, ignore_index=True), (), brand, invented.MONTH)


def column(report: Report, table: str, key: str) -> list[Any]:
    return list(report.values.column(table, key))


def title(report: Report, table: str) -> str:
    return report.table(table).title.zh


def why(report: Report) -> str:
    return "；".join(f"{one.name.zh}：{one.reason.zh}" for one in report.left_out)


def rising(frame: Any, factor: float = 2.0, since: int = 16) -> Any:
    """The same selling more from a day on, so that other days give other figures."""
    frame.loc[frame["date"].dt.day >= since, "gmv_paid"] *= factor
    return frame


# -------------------------------------------------------------------- months of other days
def test_half_a_month_is_held_against_the_same_days() -> None:
    """15 days of 2,000 against 15 of 2,000 (the second half of January sold double): no change, where all 31 gave −68 %."""
    report = made(invented.frame(invented.DAYS[:15]), rising(invented.frame(JANUARY)))
    assert column(report, "changes", "gmv") == [30_000, 30_000, 0, 0]
    assert "只比同样的 15 天：各月 1–15日" in title(report, "changes")
    assert column(report, "changes", "period")[:2] == ["2026年2月1–15日", "上月 2026年1月1–15日"]
    assert (report.values.total("mix", "gmv_before"), report.values.total("mix", "gmv_after")) == (
        30_000,
        30_000,
    )
    assert "2026年1月1–15日 → 2026年2月1–15日" in title(report, "mix")
    assert column(report, "periods", "gmv") == [30_000, 30_000]
    change = next(f for f in report.section("overview").figures if f.key == "gmv_change")
    assert written(report.values.figure("gmv_change"), change.kind) == "同日环比 持平"


def test_ten_days_of_the_month_before_are_held_against_the_same_ten() -> None:
    """January 5–14 sold 2,000 a day, February 2,200: +10 %, where the whole of February gave +208 %."""
    more = invented.frame()
    more["gmv_paid"] *= 1.1
    report = made(more, invented.frame(JANUARY[4:14]))
    assert column(report, "changes", "gmv") == pytest.approx([22_000, 20_000, 2_000, 0.1])
    assert column(report, "changes", "gpm") == pytest.approx([22_000 / 120, 20_000 / 120, 2_000 / 120, 0.1])
    assert "只比同样的 10 天：各月 5–14日" in title(report, "changes")
    assert report.values.total("mix", "gmv_after") == pytest.approx(22_000)
    assert report.values.total("compare", "gmv") == pytest.approx(61_600)  # the month itself stays whole


@pytest.mark.parametrize(
    ("january", "asked", "moved"),
    [(JANUARY[4:14], "为什么（同样的 10 天）", "同日环比 ▲ 升 10.0%"), (JANUARY, "为什么", "环比 ▼ 降 0.6%")],
)
def test_the_first_screen_says_on_which_days_it_compares(
    january: list[datetime.date], asked: str, moved: str
) -> None:
    """Cards and headline are of the whole month; why it changed and the changes are of ten days, and say so."""
    more = invented.frame()
    more["gmv_paid"] *= 1.1
    report = made(more, invented.frame(january))
    parts = list(report.section("overview").parts)
    assert asked in [part.text for part in parts if isinstance(part, Paragraph)]
    change = next(f for f in report.section("overview").figures if f.key == "gmv_change")
    assert written(report.values.figure("gmv_change"), change.kind) == moved


def test_what_did_not_change_has_no_cause() -> None:
    """15 days of 2,000 against 15 of 2,000: neither traffic nor GPM did it."""
    told = made(invented.frame(invented.DAYS[:15]), invented.frame(JANUARY)).texts
    assert told["bridge_sentence"] == (
        "比上月同样的 15 天（本月活动 3 天，上月 0 天），GMV +0.0%，没有变化：商品曝光 +0.0%，GPM +0.0%。"
        "GPM 166.7，结构与效率都没有变。"
    )
    assert told["bridge_title"] == "GPM 没有变：2026年1月1–15日 → 2026年2月1–15日"
    halves = invented.report(lang="en").texts["bridge_sentence"]
    assert halves.startswith(
        "2nd half vs 1st (0 days of campaigns then, 3 before): GMV a day +0.0%, unchanged: "
    )
    assert halves.endswith("GPM 166.7: neither mix nor rate moved it.")


@pytest.mark.parametrize(
    ("sold", "seen", "told"),
    [
        # 28 days against 31 of 2,000 and 12,000 a day: 28 ÷ 31 − 1 = −9.7 % of each sum, nothing by the day
        (1, 1, "GMV -9.7%，主要因为少了 3 天：日均 GMV +0.0%，日均 商品曝光 +0.0%，GPM +0.0%。"),
        # 15 % less traffic a day, selling as much per 1000: 0.85 × 28 ÷ 31 − 1 = −23.2 %
        (
            0.85,
            0.85,
            "GMV -23.2%，主要因为流量，也少了 3 天：日均 GMV -15.0%，日均 商品曝光 -15.0%，GPM +0.0%。",
        ),
        # a quarter more traffic a day: 1.25 × 28 ÷ 31 − 1 = +12.9 %
        (
            1.25,
            1.25,
            "GMV +12.9%，主要因为流量，虽然少了 3 天：日均 GMV +25.0%，日均 商品曝光 +25.0%，GPM +0.0%。",
        ),
        # 10 % more a day all but makes up for the days: 1.1 × 28 ÷ 31 − 1 = −0.6 %
        (
            1.1,
            1.1,
            "GMV -0.6%，流量与天数（少了 3 天）两相抵消：日均 GMV +10.0%，日均 商品曝光 +10.0%，GPM +0.0%。",
        ),
        # as much traffic a day that sells half: the days are a seventh of it, and not named
        (0.5, 1, "GMV -54.8%，主要因为转化与客单（GPM）：商品曝光 -9.7%，GPM -50.0%。"),
        # three times the traffic: the days are a tenth of it
        (3, 3, "GMV +171.0%，主要因为流量：商品曝光 +171.0%，GPM +0.0%。"),
    ],
)
def test_a_shorter_month_is_no_loss_of_traffic(sold: float, seen: float, told: str) -> None:
    frame = invented.frame()
    frame["gmv_paid"] *= sold
    frame["product_impressions"] *= seen
    line = made(frame, invented.frame(JANUARY)).texts["bridge_sentence"]
    assert line.startswith(f"比上月（本月活动 3 天，上月 0 天），{told}"), line


def test_a_shorter_month_in_english() -> None:
    both = pd.concat([invented.frame(JANUARY), invented.frame()], ignore_index=True)
    line = invented.report(lang="en", facts_of=both).texts["bridge_sentence"]
    assert line.startswith(
        "Against last month (3 days of campaigns now, 0 then): "
        "GMV -9.7%, mostly 3 fewer days: GMV a day +0.0%, product impressions a day +0.0%, GPM +0.0%. "
    )


def grown(factor: float = 1.0, **lines: float) -> Any:
    """The month with all of it, and some lines of it, so many times over."""
    frame = invented.frame()
    for key in ("gmv_paid", "refund_paid", "cost", "commission", "product_impressions"):
        frame[key] *= factor * lines.get(key, 1.0)
    return frame


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        # a day: 2,000 sold, 240 back, 1,760 × 50 % = 880 left of the goods, 40 commission, 600 ads: 240, of 28 days 6,720
        (
            {"cost": 1.5},  # 900 a day of ads: −60
            "利润 6,720元 → -1,680元，主要因为投放花费：占 GMV 30.0% → 45.0%（1.7万元 → 2.5万元）。",
        ),
        (
            {"refund_paid": 3},  # 720 a day back: 640 − 40 − 600 = 0
            "利润 6,720元 → 0元，主要因为退款：占 GMV 12.0% → 36.0%（6,720元 → 2.0万元）。",
        ),
        (
            {"refund_paid": 1 / 3},  # 80 a day back, so far: 960 − 40 − 600 = 320
            "利润 6,720元 → 8,960元，主要因为退款：占 GMV 12.0% → 4.0%（6,720元 → 2,240元），近几天的退款还会来。",
        ),
        (
            {"commission": 4},  # 160 a day: 120
            "利润 6,720元 → 3,360元，主要因为达人费用：占 GMV 2.0% → 8.0%（1,120元 → 4,480元）。",
        ),
        (
            {"commission": 4, "cost": 0.5},  # 880 − 160 − 300 = 420: up, by the ads, although commission grew
            "利润 6,720元 → 1.2万元，主要因为投放花费：占 GMV 30.0% → 15.0%（1.7万元 → 8,400元）。",
        ),
    ],
)
def test_what_moved_profit_and_not_gmv_is_why(lines: dict[str, float], told: str) -> None:
    report = made(grown(**lines), invented.frame(JANUARY[:28]))
    assert report.texts["cause_sentence"].startswith(
        f"比上月同样的 28 天（本月活动 3 天，上月 0 天），{told}GMV +0.0%，没有变化："
    )
    assert report.texts["bridge_sentence"].startswith(
        "比上月同样的 28 天（本月活动 3 天，上月 0 天），GMV +0.0%"
    )
    shown = [part.text for part in report.section("overview").parts if isinstance(part, Paragraph)]
    assert "{{cause_sentence}}" in shown
    assert "{{bridge_sentence}}" not in shown


def test_what_each_line_did_to_profit_adds_up() -> None:
    """Half more of all, ads twice over: 16,800 × 1.5 more of them than GMV explains; the other lines moved with it."""
    report = made(grown(1.5, cost=2), invented.frame(JANUARY[:28]))
    assert column(report, "profit_moved", "before") == pytest.approx([56_000, 6_720, 1_120, 16_800, 6_720])
    assert column(report, "profit_moved", "now") == pytest.approx([84_000, 10_080, 1_680, 50_400, -15_120])
    effects = column(report, "profit_moved", "effect")
    assert effects == pytest.approx([math.nan, 0, 0, -25_200, -15_120 - 1.5 * 6_720], nan_ok=True, abs=1e-6)
    assert report.values.figure("moved_line") == 4


@pytest.mark.parametrize(
    ("factor", "lines"),
    [
        (1.5, {}),  # all of it half more: GMV explains the profit
        (1.5, {"cost": 1.05}),  # 45 a day more ads than that, of a profit of 360: 120 came of GMV
        (1.0, {"cost": 1.01}),  # 6 a day of 240
    ],
)
def test_a_profit_that_moved_with_gmv_has_no_line_of_its_own(factor: float, lines: dict[str, float]) -> None:
    report = made(grown(factor, **lines), invented.frame(JANUARY[:28]))
    assert math.isnan(report.values.figure("moved_line"))
    assert report.texts["cause_sentence"] == report.texts["bridge_sentence"]


@pytest.mark.parametrize(
    ("before", "factor", "lines", "row"),
    [
        # a day before: 2,000 sold, 240 back, 40 commission, 780 ads: 60 left. Now 1,680, 201.6, 33.6, 767: −61.4.
        # The ads took 39 % of GMV and take 45.7 %, though 13 less a day: it is that less was sold
        (1.3, 0.84, {"cost": 767 / 504}, math.nan),
        # 5 more a day of ads is little beside what 320 less sold: (60 + 780) × 16 % = 134.4
        (1.3, 0.84, {"cost": 785 / 504}, math.nan),
        # 150 more a day of ads: more than the 134.4
        (1.3, 0.84, {"cost": 930 / 504}, 4.0),
        # half more sold, 20 more a day of ads: 60 → 460 a day up, though the ads went from 39 % to 26.7 % of GMV
        (1.3, 1.5, {"cost": 800 / 900}, math.nan),
        # 20 less a day of ads, of 840 × 50 % = 420 more of what was sold
        (1.3, 1.5, {"cost": 760 / 900}, math.nan),
        # 2 % more sold: 16.8 a day; 180 less of ads
        (1.3, 1.02, {"cost": 600 / 612}, 4.0),
        # less sold and less of ads, and commission 1 a day more (33.6 → 41): it moved the way, but not so much
        (1.3, 0.84, {"cost": 767 / 504, "commission": 41 / 33.6}, math.nan),
        # less sold, but it is the commission that took 300 a day more
        (1.3, 0.84, {"cost": 767 / 504, "commission": 340 / 33.6}, 3.0),
    ],
)
def test_a_line_is_the_cause_only_if_its_money_went_that_way(
    before: float, factor: float, lines: dict[str, float], row: float
) -> None:
    then = invented.frame(JANUARY[:28])
    then["cost"] *= before
    report = made(grown(factor, **lines), then)
    assert column(report, "profit_moved", "before")[4] == pytest.approx(28 * 60)
    assert report.values.figure("moved_line") == pytest.approx(row, nan_ok=True)
    assert (report.texts["cause_sentence"] == report.texts["bridge_sentence"]) == math.isnan(row)


def test_what_sales_and_each_line_explain_of_profit() -> None:
    """Of 28 days: (1,680 + 21,840) × 16 % less by what was sold; 150 a day more of ads; refunds and commission fell."""
    then = invented.frame(JANUARY[:28])
    then["cost"] *= 1.3
    report = made(grown(0.84, cost=930 / 504), then)
    assert column(report, "profit_moved", "order") == pytest.approx(
        [23_520 * 0.16, math.nan, math.nan, 28 * 150, math.nan], nan_ok=True
    )


@pytest.mark.parametrize(
    ("ads", "told"),
    [
        # a day before 2,000 sold and 780 of ads: 60 × 31 = 1,860. A tenth more a day of ads, 858: −18 × 28,
        # although 28 days of them cost less than 31: 24,024 and 24,180
        (858, "利润 1,860元 → -504元，主要因为投放花费：占 GMV 39.0% → 42.9%（日均 780元 → 858元）。"),
        (780, None),  # the days only
    ],
)
def test_a_line_of_a_shorter_month_is_told_by_the_day(ads: float, told: str | None) -> None:
    then = invented.frame(JANUARY)
    then["cost"] *= 1.3
    report = made(grown(cost=ads / 600), then)
    if told is None:
        assert report.texts["cause_sentence"] == report.texts["bridge_sentence"]
    else:
        assert report.texts["cause_sentence"].startswith(
            f"比上月（本月活动 3 天，上月 0 天），{told}GMV -9.7%"
        )
    both = pd.concat([grown(cost=858 / 600), then], ignore_index=True)
    assert (
        invented.report(lang="en", facts_of=both)
        .texts["cause_sentence"]
        .startswith(
            "Against last month (3 days of campaigns now, 0 then): profit CNY 1,860 → CNY -504, mostly ad cost: "
            "39.0% → 42.9% of GMV (CNY 780 → CNY 858 a day). GMV -9.7%"
        )
    )


def test_what_moved_profit_follows_the_margin_and_the_planned_rate() -> None:
    """Refunds of 3 × 240 a day: 480 more. At a margin of 90 % 432 of 944 a day; at 2.5 % only 12 of −596, which is no 5 %.

    With no commission told, 20 % of A's 320 a day is planned: 64; with three times the refunds (80 a day) 20 % of 160.
    """
    both = pd.concat([grown(refund_paid=3), invented.frame(JANUARY[:28])], ignore_index=True)
    for margin, row in ((0.9, 2.0), (0.025, math.nan)):
        brand = replace(invented.BRAND, economics=Economics(margin=margin))
        assert made(both, brand=brand).values.figure("moved_line") == pytest.approx(row, nan_ok=True)
    unpaid = both.drop(columns="commission")
    for rate, planned in ((0.2, [1_792, 896]), (None, [0, 0])):
        brand = replace(invented.BRAND, economics=Economics(margin=0.5, commission_rate=rate))
        report = made(unpaid, brand=brand)
        assert [column(report, "profit_moved", key)[2] for key in ("before", "now")] == pytest.approx(planned)
        left = [28 * 280 - planned[0], 28 * 40 - planned[1]]  # 880 − 600 and 640 − 600 a day
        assert column(report, "changes", "result")[1::-1] == pytest.approx(left)
    brand = replace(invented.BRAND, economics=Economics())
    assert (
        made(both, brand=brand)
        .texts["cause_sentence"]
        .startswith("比上月同样的 28 天（本月活动 3 天，上月 0 天），GMV +0.0%")
    )


def test_what_moved_profit_in_english_and_without_a_base() -> None:
    both = pd.concat([grown(cost=1.5), invented.frame(JANUARY[:28])], ignore_index=True)
    told = invented.report(lang="en", facts_of=both).texts["cause_sentence"]
    assert told.startswith(
        "Against the same 28 days of the month before (3 days of campaigns now, 0 then): "
        "profit CNY 6,720 → CNY -1,680, mostly ad cost: "
        "30.0% → 45.0% of GMV (CNY 16,800 → CNY 25,200). GMV +0.0%, unchanged"
    )
    without = made(both.drop(columns=["product_impressions", "product_clicks"]))
    assert without.texts["cause_sentence"].startswith(
        "比上月同样的 28 天（本月活动 3 天，上月 0 天），利润 6,720元 → -1,680元"
    )
    assert without.texts["cause_sentence"].endswith(f"{without.texts['why_sentence']}")


@pytest.mark.parametrize(("part", "told"), [(0.001, "只有 62元"), (0.0, " 0元")])
def test_next_to_nothing_before_is_no_base_of_a_per_cent(part: float, told: str) -> None:
    """January sold 31 × 2,000 ÷ 1000 = 62: +90,223 % would be told of February's 56,000."""
    before = invented.frame(JANUARY)
    money = ["gmv_paid", "refund_paid", "cost", "commission"]
    before[money] = before[money] * part
    report = made(invented.frame(), before)
    assert report.values.cell("changes", "gmv", 1) == pytest.approx(62_000 * part)
    assert math.isnan(report.values.cell("changes", "gmv", 3))
    card = next(f for f in report.section("overview").figures if f.key == "gmv_change")
    assert written(report.values.figure("gmv_change"), card.kind) == f"上月{told}，不比"
    line = report.texts["bridge_sentence"]
    assert "0000" not in line
    assert not [each for each in re.findall(r"[+-]([\d.]+)%", line) if float(each) > 900]
    if part:
        assert line.startswith(
            "比上月（本月活动 3 天，上月 0 天），GMV 5.6万元，上月只有 62元（基数太低，不算百分比），主要因为转化与客单（GPM）："
        )
        assert math.isnan(report.values.cell("factors", "change", 2))  # AOV 0.09 → 90.9


def test_tenfold_is_still_told_in_per_cent() -> None:
    """January sold a tenth of 2,000 on each of the same 15 days: 30,000 against 3,000 is +900 %."""
    before = invented.frame(JANUARY)
    before["gmv_paid"] /= 10
    report = made(invented.frame(invented.DAYS[:15]), before)
    assert report.values.cell("changes", "gmv", 3) == pytest.approx(9.0)


def test_two_days_are_no_month_to_compare_with() -> None:
    report = made(invented.frame(), invented.frame(JANUARY[:2]))
    assert not [t for t in report.tables if t.key == "changes"]
    assert "环比：2026年1月只有1–2日，和本月同样的日子只有 2 天，不能比" in why(report)
    assert "上半月" in title(report, "mix")


def test_a_list_of_sessions_is_no_month_of_sales() -> None:
    """January is known by the LIVE sessions of a week: another kind of export, so no change of +900 %."""
    week = invented.frame(JANUARY[:7])
    week = week[week["carrier"].eq("直播") & week["role"].eq("sales")].assign(role="sessions")
    report = made(invented.frame(), week)
    assert not [t for t in report.tables if t.key == "changes"]
    assert "环比：2026年1月的导出种类不同，不能比" in why(report)


def test_whole_months_are_compared_and_say_how_long_they_are() -> None:
    report = made(invented.frame(), invented.frame(JANUARY))
    assert column(report, "changes", "gmv")[:3] == [56_000, 62_000, -6_000]
    assert "整月：28 天对 31 天" in title(report, "changes")


def test_a_sum_that_the_month_before_tells_of_fewer_days_is_not_compared() -> None:
    """January's spend is told of 7 of its days: its GMV compares, its spend and its ROI don't."""
    before = invented.frame(JANUARY)
    before.loc[(before["role"] == "accounts") & (before["date"].dt.day > 7), ["cost", "commission"]] = np.nan
    report = made(invented.frame(), before)
    assert column(report, "changes", "gmv")[1] == 62_000
    assert math.isnan(column(report, "changes", "cost")[1])
    assert math.isnan(column(report, "changes", "roi")[1])


def test_halves_of_other_lengths_are_compared_by_the_day() -> None:
    """15 days and 13 days of 2,000 each: nothing moved, where the sums fell by 13 %."""
    assert "日均 GMV +0.0%" in invented.report().texts["bridge_sentence"]
    assert "bridge" not in [s.key for s in made(invented.frame(invented.DAYS[:17])).sections]


# -------------------------------------------------------------------- two sides of one ratio
def orders(days: list[int]) -> Any:
    """Orders of 300 yuan on some days of February, and nothing else."""
    return facts.frame(
        {
            "role": "orders", "platform": "douyin", "currency": "CNY", "owner": "自营", "carrier": "直播", "channel": "F",
            "date": [np.datetime64(datetime.date(2026, 2, day), "s") for day in days],
            "gmv_paid": np.full(len(days), 300.0), "orders": np.ones(len(days)),
        },
        len(days),
    )  # fmt: skip


def spend(days: range) -> Any:
    return facts.frame(
        {
            "role": "ads", "platform": "douyin", "currency": "CNY",
            "date": [np.datetime64(datetime.date(2026, 2, day), "s") for day in days],
            "cost": np.full(len(days), 100.0),
        },
        len(days),
    )  # fmt: skip


def test_two_orders_over_the_spend_of_three_weeks_are_no_ratio() -> None:
    report = made(orders([3, 4]), spend(range(1, 22)), brand=replace(invented.BRAND, campaigns=()))
    assert report.values.total("compare", "gmv") == 600
    assert report.values.total("compare", "cost") == 2_100
    assert not report.table("compare").has("roi")
    assert "ROI" not in report.texts["headline"]
    assert "不算 ROI" in report.texts["spend_sentence"]
    assert "ROI（倍）：GMV（元）与投放花费（元）2 天对 21 天，相除不成比" in why(report)


def test_orders_of_about_the_same_days_are() -> None:
    """Orders on the 1st to the 20th over spend of the 1st to the 21st: 6,000 over 2,100."""
    report = made(orders(list(range(1, 21))), spend(range(1, 22)))
    assert report.values.total("compare", "roi") == pytest.approx(6_000 / 2_100)


def test_no_ratio_mixes_two_clocks_unless_its_heading_says_both() -> None:
    """Refunds by refund day are of older orders too: over GMV by payment day they are no refund rate."""
    for key, metric in METRICS.items():
        clocks = {CLOCKS[each] for each in metric.sums if each in CLOCKS}
        if len(clocks) > 1:
            assert "clock" in metric.but, key
            assert "退款日" in metric.zh, key
            assert "支付日" in metric.zh, key
    assert METRICS["late_rate"].but == {"clock"}


def test_the_two_clocks_of_refunds_are_told_apart() -> None:
    frame = invented.frame()
    frame["refund_paid_by_refund_date"] = frame["refund_paid"] * 2
    report = made(frame)
    assert report.values.total("refunds", "rate") == pytest.approx(0.12)
    assert report.values.total("refunds", "late_rate") == pytest.approx(0.24)
    told = report.texts["people_sentence"]
    assert "退款率（支付时间）12.0%" in told
    assert "本月退掉的钱（含以前的单）相当于本月成交的 24.0%" in told
    assert "按退款时间 24.0%" not in told


# -------------------------------------------------------------------- weeks, campaigns, the end of a month
def test_a_week_of_one_day_is_not_the_best_week() -> None:
    """15 days: two whole weeks at ROI 3.33 and 3.00, and a day at 10."""
    frame = invented.frame(invented.DAYS[:15])
    day, spent = frame["date"].dt.day, frame["role"] == "accounts"
    frame.loc[spent & day.between(8, 14), "cost"] *= 10 / 9
    frame.loc[spent & (day == 15), "cost"] /= 3
    report = made(frame)
    assert column(report, "weeks", "days") == [7, 7, 1]
    assert "整周里 ROI 最高的是 1–7 日（3.33），最低 8–14 日（3.00）" in report.texts["spend_sentence"]
    assert math.isnan(column(report, "weeks", "marginal")[2])
    assert "最高" not in made(invented.frame(invented.DAYS[:13])).texts["spend_sentence"]


def test_falling_spend_has_no_marginal_roi() -> None:
    """From the 22nd on 300 a day less is spent and 200 less sold: a saving, and no return of 0.67."""
    frame = invented.frame()
    late = (frame["date"].dt.day >= 22) & (frame["carrier"] == "直播")
    frame.loc[late & (frame["role"] == "accounts"), "cost"] -= 300
    frame.loc[late & (frame["role"] == "sales"), "gmv_paid"] -= 200
    report = made(frame)
    assert all(map(math.isnan, column(report, "weeks", "marginal")))
    assert "边际" not in report.texts["spend_sentence"]


def test_a_rise_within_the_usual_swing_has_no_marginal_roi() -> None:
    """Spend of 300 and 900 by turns, then 320 and 920: 20 a day more says nothing among swings of 300."""
    frame = invented.frame()
    live = (frame["carrier"] == "直播") & (frame["role"] == "accounts")
    day = frame["date"].dt.day
    frame.loc[live, "cost"] = np.where(day[live] % 2, 300.0, 900.0) + np.where(day[live] > 21, 20.0, 0.0)
    report = made(frame, brand=NO_CAMPAIGN)
    swing = 2 * math.sqrt(2 * np.var([300, 900, 300, 900, 300, 900, 300], ddof=1) / 7)
    assert column(report, "weeks", "noise")[3] == pytest.approx(swing)
    assert all(map(math.isnan, column(report, "weeks", "marginal")))


def test_a_campaign_that_is_not_over_says_so() -> None:
    """The campaign of 10–16, known to the 12th: three of its seven days, and nothing after."""
    campaign = Campaign("节", datetime.date(2026, 2, 10), datetime.date(2026, 2, 16))
    brand = replace(invented.BRAND, campaigns=(campaign,))
    report = made(invented.frame(invented.DAYS[:12]), brand=brand)
    assert (column(report, "campaigns", "days"), column(report, "campaigns", "planned")) == ([3], [7])
    assert column(report, "campaigns", "state") == ["还没结束"]
    assert "节（还没结束，7 天里的 3 天）" in report.texts["campaign_sentence"]
    assert math.isnan(column(report, "campaigns", "net_lift")[0])
    assert "：节 比平常" not in report.texts["campaign_title"]


def test_a_campaign_of_which_the_report_holds_some_days_is_not_called_unfinished() -> None:
    """8–20 February lie in the files; the report is of the days to the 12th: that it holds five is no word on its end."""
    campaign = Campaign("节", datetime.date(2026, 2, 8), datetime.date(2026, 2, 20))
    brand = replace(invented.BRAND, campaigns=(campaign,))
    report = from_facts(invented.frame(), (), brand, "2026-02-01..2026-02-12")
    assert "节（只算报告里的日子，13 天里的 5 天）" in report.texts["campaign_sentence"]


@pytest.mark.parametrize(
    ("on", "after", "told"),
    [
        (2.0, 0.5, "节 卖 1.2万元，比平常 +100.0%，活动后 -50.0%，扣回落多卖 3,000元"),
        (0.5, 1.0, "节 卖 3,000元，比平常 -50.0%，活动后 +0.0%，连这几天少卖 3,000元"),
        (1.5, 0.5, "节 卖 9,000元，比平常 +50.0%，活动后 -50.0%，扣回落看不出多卖少卖"),
    ],
)
def test_a_campaign_gains_or_loses_or_neither(on: float, after: float, told: str) -> None:
    """2,000 a normal day; three days of a campaign and three after: ±3,000 each way."""
    frame, day = invented.frame(), invented.frame()["date"].dt.day
    frame.loc[day.between(10, 12), "gmv_paid"] *= on
    frame.loc[day.between(13, 15), "gmv_paid"] *= after
    assert told in made(frame).texts["campaign_sentence"]


# -------------------------------------------------------------------- no change, as it is shown
def card(report: Report, key: str) -> str:
    """What stands under a card, as it reads."""
    change = next(f for f in report.figures if f.key == f"{key}_change")
    return written(report.values.figure(change.key), change.kind)


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (1.000_4, "同日环比 持平"),  # +0.04 % shows as 0.0 %
        (0.999_6, "同日环比 持平"),
        (1.000_6, "同日环比 ▲ 升 0.1%"),
        (0.999_4, "同日环比 ▼ 降 0.1%"),
    ],
)
def test_a_change_that_shows_as_nothing_has_no_direction(part: float, told: str) -> None:
    report = made(grown(gmv_paid=part), invented.frame(JANUARY[:28]))
    assert card(report, "gmv") == told
    assert ("没有变化" in report.texts["bridge_sentence"]) is ("持平" in told)


@pytest.mark.parametrize(
    ("part", "told", "under"),
    [
        (1.003, "12.0%，没有变化（+0.0pp", "持平"),  # 12.036 % against 12 %
        (1.03, "12.0%，变坏（+0.4pp", "▲ 升 0.4pp"),  # 12.36 %
        (0.97, "12.0%，没有变坏（-0.4pp", "▼ 降 0.4pp"),
    ],
)
def test_a_refund_rate_that_shows_the_same_is_not_worse(part: float, told: str, under: str) -> None:
    report = made(grown(refund_paid=part), invented.frame(JANUARY[:28]))
    assert told in report.texts["people_sentence"]
    assert card(report, "refund_rate") == f"同日环比 {under}"


def test_what_this_month_lacks_is_not_put_on_the_month_before() -> None:
    """January: 56,000 ÷ 16,800 = 3.3; February spends nothing, so this month has no ROI."""
    report = made(grown(cost=0), invented.frame(JANUARY[:28]))
    assert card(report, "roi") == "环比 —（本月没有）"
    less = made(invented.frame(), grown(0.001).assign(date=lambda f: f["date"] - pd.Timedelta(days=28)))
    assert "上月只有" in card(less, "gmv")


@pytest.mark.parametrize(
    ("goal", "told"),
    [(56_000.4, "（目标的 100.0%）"), (56_000.6, "（目标的 100.0%，没达标，差 1元）")],
)
def test_a_target_missed_by_nothing_that_shows_is_reached(goal: float, told: str) -> None:
    """56,000 sold at an ROI of 56,000 ÷ 16,800 = 3.333 and a GPM of 166.67."""
    for roi, short in ((3.334, ""), (3.34, "（没到目标 3.34）")):
        brand = replace(invented.BRAND, targets=Targets(gmv=goal, roi=roi, gpm=166.7))
        report = made(invented.frame(), brand=brand)
        assert told in report.texts["headline"]
        assert ("没到目标" in report.texts["headline"]) is bool(short)
        assert short in report.texts["headline"]


@pytest.mark.parametrize(
    ("cost", "told"),
    [
        (880 - 40, "，不赚不亏。"),
        (880 - 40 - 0.01, "，不赚不亏。"),
        (880 - 40 + 1, "，亏 28元（没扣平台佣金）。"),
    ],
)
def test_a_profit_that_shows_as_nothing_is_neither_made_nor_lost(cost: float, told: str) -> None:
    """880 a day left of the goods, 40 of commission; ads of 840 leave nothing, of a cent less 28 cents in all."""
    report = made(grown(cost=cost / 600))
    assert told in report.texts["headline"]


def campaigns_of(*spans: tuple[str, int, int]) -> tuple[Campaign, ...]:
    """Campaigns of February: name, first and last day."""
    return tuple(
        Campaign(name, datetime.date(2026, 2, first), datetime.date(2026, 2, last))
        for name, first, last in spans
    )


@pytest.mark.parametrize("turn", [1, -1])
def test_a_campaign_within_another_counts_over_its_own_days(turn: int) -> None:
    """2,000 a day, 4,000 on 16–18: 1–20 sold 46,000 (17 × 2,000 + 3 × 4,000) where 40,000 is normal;
    16–18 sold 12,000 where 6,000 is."""
    frame = invented.frame()
    frame.loc[frame["date"].dt.day.between(16, 18), "gmv_paid"] *= 2
    spans = campaigns_of(("全程", 1, 20), ("高潮", 16, 18))[::turn]
    report = made(frame, brand=replace(invented.BRAND, campaigns=spans))
    assert column(report, "campaigns", "name") == ["全程", "高潮"][::turn]
    assert column(report, "campaigns", "days") == [20, 3][::turn]
    assert column(report, "campaigns", "gmv") == [46_000, 12_000][::turn]
    assert column(report, "campaigns", "lift") == [6_000, 6_000][::turn]
    dips = [0.0, math.nan][::turn]  # 19 and 20 are of the longer one: not three days after 18
    assert column(report, "campaigns", "dip") == pytest.approx(dips, nan_ok=True)
    assert report.values.figure("normal_days") == 5  # 24–28: 21–23 come after
    assert report.values.figure("c_gmv") == 46_000  # no day twice
    assert sum(column(report, "campaign_days", "on")) == 46_000
    told = report.texts["campaign_sentence"]
    assert "全程 卖 4.6万元，比平常 +15.0%" in told
    assert "高潮 卖 1.2万元，比平常 +100.0%" in told
    both = " 与 ".join(["全程", "高潮"][::turn])
    assert told.endswith(f"{both} 有 3 天重叠，各算各的，不能相加。")


def test_a_campaign_that_begins_in_another_has_all_its_days() -> None:
    """1–10 and 8–13 at 2,000 a day: 20,000 and 12,000; the 13 days of both sold 26,000, not 32,000."""
    brand = replace(invented.BRAND, campaigns=campaigns_of(("开门红", 1, 10), ("年货", 8, 13)))
    report = made(invented.frame(), brand=brand)
    assert column(report, "campaigns", "days") == [10, 6]
    assert column(report, "campaigns", "gmv") == [20_000, 12_000]
    assert report.values.figure("c_gmv") == 26_000
    assert "开门红 与 年货 有 3 天重叠" in report.texts["campaign_sentence"]
    rows = zip(column(report, "data", "date"), column(report, "data", "campaign"), strict=True)
    assert {name for day, name in rows if day == datetime.date(2026, 2, 9)} == {"开门红、年货"}


def test_days_after_two_campaigns_are_after_both() -> None:
    """A ends on the 5th, B on the 7th, then 1,000 a day to the 10th: half of a normal 2,000 after B;
    the 6th is of B, so A has none."""
    frame = invented.frame()
    frame.loc[frame["date"].dt.day.between(8, 10), "gmv_paid"] /= 2
    brand = replace(invented.BRAND, campaigns=campaigns_of(("甲", 3, 5), ("乙", 6, 7)))
    report = made(frame, brand=brand)
    assert column(report, "campaigns", "dip") == pytest.approx([math.nan, -0.5], nan_ok=True)
    assert "重叠" not in report.texts["campaign_sentence"]


def test_one_day_after_a_campaign_is_no_dip() -> None:
    report = made(invented.frame(invented.DAYS[:13]))
    assert math.isnan(column(report, "campaigns", "dip")[0])
    assert column(made(invented.frame()), "campaigns", "dip") == [0]


def test_a_finished_month_has_no_pace() -> None:
    """56,000 of 60,000: missed by 4,000; no forecast, and neither ahead nor behind."""
    report = made(invented.frame())
    figures = {figure.key for figure in report.figures}
    assert not figures & {"pace_time", "pace_gap", "pace_projected"}
    assert "没达标，差 4,000元" in report.texts["headline"]
    assert "没有达成，差 4,000元" in report.texts["pacing_title"]
    assert {"pace_time", "pace_gap", "pace_projected"} <= {
        figure.key for figure in made(invented.frame(invented.DAYS[:20])).figures
    }


def test_effort_and_sales_are_shares_of_the_same_three() -> None:
    """F sold 28,000 and A 11,200 of 39,200, the shelf apart: 71.4 % and 28.6 %, and the gaps add up to nothing."""
    brand = replace(invented.BRAND, strengths=Strengths(content=8, brand=5, product=6, price=4))
    report = made(invented.frame(), brand=brand)
    assert column(report, "positions", "actual") == pytest.approx([28 / 39.2, 11.2 / 39.2, 0])
    gaps = column(report, "positions", "gap")
    assert sum(gaps) == pytest.approx(0)
    assert gaps[0] == pytest.approx((column(report, "positions", "effort")[0] - 28 / 39.2) * 100)


@pytest.mark.parametrize(
    ("bumps", "told"),
    [
        ((0.0, 0.0), "不够本"),
        ((-3_000.0, 3_000.0), "看不出"),
    ],
)
def test_a_marginal_roi_is_judged_beyond_its_swing(bumps: tuple[float, float], told: str) -> None:
    """From the 22nd on 200 a day more is spent and 400 more sold: 2.00, of steady sales; among swings of thousands nothing.

    LIVE's break-even is 2.20: 30,800 over half of what its refunds of 2,800 leave.
    """
    frame = invented.frame()
    late, live = frame["date"].dt.day >= 22, frame["carrier"] == "直播"
    frame.loc[late & live & (frame["role"] == "accounts"), "cost"] += 200
    sales = live & (frame["role"] == "sales")
    frame.loc[late & sales, "gmv_paid"] += 400
    frame.loc[sales & (frame["date"].dt.day == 16), "gmv_paid"] += bumps[0]
    frame.loc[sales & (frame["date"].dt.day == 24), "gmv_paid"] += bumps[1]
    report = made(frame, brand=NO_CAMPAIGN)
    assert column(report, "raises", "least") == pytest.approx([2.2])
    assert column(report, "raises", "word") == [told]
    assert "够不够本各阵地分开看" in report.texts["spend_sentence"]


def test_weeks_with_and_without_a_campaign_have_no_marginal_roi() -> None:
    """200 a day more in the week of a campaign: what was sold more is the campaign's as much as the money's."""
    frame = invented.frame()
    late, live = frame["date"].dt.day >= 22, frame["carrier"] == "直播"
    frame.loc[late & live & (frame["role"] == "accounts"), "cost"] += 200
    frame.loc[late & live & (frame["role"] == "sales"), "gmv_paid"] += 400
    assert not math.isnan(column(made(frame, brand=NO_CAMPAIGN), "weeks", "marginal")[3])
    campaign = Campaign("节", datetime.date(2026, 2, 23), datetime.date(2026, 2, 24))
    assert math.isnan(
        column(made(frame, brand=replace(invented.BRAND, campaigns=(campaign,))), "weeks", "marginal")[3]
    )


def test_two_normal_days_are_no_measure_of_a_campaign() -> None:
    """Campaign of 5 days of 10: three after it are none, which leaves two normal days."""
    campaign = Campaign("节", datetime.date(2026, 2, 3), datetime.date(2026, 2, 7))
    report = made(invented.frame(invented.DAYS[:10]), brand=replace(invented.BRAND, campaigns=(campaign,)))
    assert math.isnan(column(report, "campaigns", "lift")[0])
    assert "平常日不到 3 天，不比" in report.texts["campaign_sentence"]


def test_what_a_campaign_cost_within_the_usual_swing_returns_nothing() -> None:
    """Days cost 300 and 900 by turns; the campaign's three 1,000 each: 1,200 more than usual, within a swing of some 1,200."""
    frame = invented.frame()
    live, day = (frame["carrier"] == "直播") & (frame["role"] == "accounts"), frame["date"].dt.day
    inside = day.between(10, 12)
    frame.loc[live, "cost"] = np.where(day[live] % 2, 300.0, 900.0)
    normal = frame.loc[live & ~day.between(10, 15), "cost"]
    swing = 2 * normal.std() * math.sqrt(1 / len(normal) + 1 / 3) * 3
    for spent, told in ((normal.mean() + swing / 3 - 1, False), (normal.mean() + swing / 3 + 1, True)):
        frame.loc[live & inside, "cost"] = spent
        report = made(frame)
        assert column(report, "campaigns", "usual")[0] == pytest.approx(swing)
        assert math.isnan(column(report, "campaigns", "roi")[0]) != told


def test_spend_booked_on_one_entry_of_a_list_gives_it_no_return_of_its_own() -> None:
    """The card's 600 a day come from 推荐 (400) and 搜索 (200); its spend of 100 a day stands on 推荐 alone."""
    frame = invented.frame()
    card = (frame["carrier"] == "商品卡") & (frame["role"] == "accounts")
    search = frame[card].copy()
    frame.loc[card, ["account", "gmv_paid", "refund_paid"]] = ["推荐", 400.0, 60.0]
    search[["account", "gmv_paid", "refund_paid", "cost"]] = ["搜索", 200.0, 0.0, np.nan]
    report = invented.report(facts_of=pd.concat([frame, search], ignore_index=True))
    table = dict(
        zip(column(report, "own_accounts", "account"), column(report, "own_accounts", "roi"), strict=True)
    )
    assert table["自营直播"] == pytest.approx(2)
    assert math.isnan(table["推荐"])
    assert "商品卡的花费在导出里全记在一个入口上" in str(report)
    whole = invented.report()
    assert column(whole, "own_accounts", "roi") == pytest.approx([2, 6])
    assert "全记在一个入口上" not in str(whole)


def test_planned_commission_is_not_compared_with_paid_and_says_so() -> None:
    before, now = invented.frame(JANUARY), invented.frame()
    before["commission"] = np.nan
    report = made(before, now)
    moved = next(f for f in report.figures if f.key == "profit_change")
    assert moved.given == "环比 —（上月佣金是预计的）"
    note = report.table("changes").note
    assert note is not None
    assert "利润不比：2026年2月的佣金是实付，2026年1月的按说明页的佣金率预计" in note.zh
    alike = made(invented.frame(JANUARY), now).table("changes").note
    assert alike is not None
    assert "利润不比" not in alike.zh


# -------------------------------------------------------------------- shops of other days
def shop(name: str, days: list[datetime.date], factor: float = 1.0) -> Any:
    """A shop that sells 2,000 a day, times a factor."""
    found = invented.frame(days, shop=name)
    found["gmv_paid"] *= factor
    return found


def test_two_shops_are_held_against_the_days_that_both_tell_of() -> None:
    """One sold 2,000 a day in January and 2,200 in February, the other 2,000 in both, of which January's are 5–14 only.

    On 5–14: 42,000 against 40,000, +5 %; all that was told gave +43 %, for a shop of which most of January is missing.
    """
    parts = (
        shop("甲店", JANUARY),
        shop("甲店", invented.DAYS, 1.1),
        shop("乙店", JANUARY[4:14]),
        shop("乙店", invented.DAYS),
    )
    report = made(*parts)
    assert column(report, "changes", "gmv") == pytest.approx([42_000, 40_000, 2_000, 0.05])
    assert "只比同样的 10 天：各月 5–14日" in title(report, "changes")
    assert report.values.total("compare", "gmv") == pytest.approx(117_600)


def test_a_shop_of_half_a_month_makes_no_halves_weeks_or_normal_days() -> None:
    """One shop of 28 days, one of 14: halved, the month fell by half, and a campaign of the first half rose by half."""
    report = made(shop("甲店", invented.DAYS), shop("乙店", invented.DAYS[:14]))
    assert "mix" not in report.values.tables
    assert "下半月" not in report.texts["headline"]
    assert math.isnan(column(report, "campaigns", "lift_rate")[0])
    assert "各方有数据的日子不同，不和平常日比" in report.texts["campaign_sentence"]
    assert all(map(math.isnan, column(report, "weeks", "marginal")))
    assert "整周 ROI 最高" not in report.texts["spend_title"]
    assert dict(zip(column(report, "shops", "shop"), column(report, "shops", "days"), strict=True)) == {
        "甲店": 28,
        "乙店": 14,
    }
    assert "乙店只有 1–14日" in report.texts["shops_sentence"]
    assert "各方同样的日子：乙店只有 1–14日" in why(report)


def test_a_week_of_which_one_shop_tells_a_day_is_not_held_against_a_whole_one() -> None:
    facts_of = [shop("甲店", invented.DAYS), shop("乙店", invented.DAYS[:9])]
    report = from_facts(pd.concat(facts_of, ignore_index=True), (), invented.BRAND, "2026-W07")
    assert "changes" not in report.values.tables
    assert "各方有数据的日子不同" in why(report)


# ---------------------------------------------------------- a currency that one month alone doesn't tell
def test_a_month_whose_exports_name_no_currency_is_of_the_one_that_the_shop_sells_in() -> None:
    """The shop's days name none in either month, February's ads name USD: 56,000 against 62,000, and both are dollars."""

    def days(of: list[datetime.date], ads: str) -> Any:
        found = invented.frame(of)
        sold = found["role"] == "sales"
        found["platform"], found["currency"] = "tiktok", np.where(sold, "", ads)
        found["format"] = np.where(sold, "tiktok_shop_days", "tiktok_gmv_max")
        return found[sold | (found["role"] == "accounts")]

    report = made(days(invented.DAYS, "USD"), days(JANUARY, "USD").query("role == 'sales'"))
    assert column(report, "changes", "gmv")[:2] == [56_000, 62_000]
    assert "币种不同" not in why(report)
    other = made(days(invented.DAYS, "USD"), days(JANUARY, "GBP"))
    assert "2026年1月的币种不同" in why(other)


# ---------------------------------------------------------- an export that says it stops early
def of_owner(owner: str, days: list[datetime.date], factor: float = 1.0) -> Any:
    """What the shop's own or its partners' export tells of some days, in a file of their name."""
    found = invented.frame(days)
    found = found[found["owner"] == owner].copy()
    found["gmv_paid"] *= factor
    found["file"] = f"直播间明细_{owner}账号_{days[0]:%Y%m%d}_{days[-1]:%Y%m%d}.csv"
    return found


def from_files(*parts: Any) -> Report:
    together = pd.concat(parts, ignore_index=True)
    sources = [replace(invented.SOURCE, name=name) for name in together["file"].unique()]
    return from_facts(together, sources, invented.BRAND, invented.MONTH)


@pytest.mark.parametrize(("last", "days"), [(10, "1–10日"), (20, "1–20日")])
def test_partners_of_whom_a_part_of_the_month_was_exported_are_held_against_the_same_days(
    last: int, days: str
) -> None:
    """Own 1,600 a day in both months, partners 400 in January and 440 in February, exported up to a day of it.

    The days that both tell of: 2,040 against 2,000 a day, +2 %; all that was told gave a fall of 10 % and more.
    """
    parts = (of_owner("自营", JANUARY), of_owner("合作", JANUARY), of_owner("自营", invented.DAYS))
    report = from_files(*parts, of_owner("合作", invented.DAYS[:last], 1.1))
    assert column(report, "changes", "gmv") == pytest.approx([2_040 * last, 2_000 * last, 40 * last, 0.02])
    assert f"只比同样的 {last} 天：各月 {days}" in title(report, "changes")
    assert f"各方同样的日子：合作只有 {days}" in why(report)
    assert f" · 合作只有 {days}" in str(report.section("overview").purpose)
    whole = from_files(*parts, of_owner("合作", invented.DAYS, 1.1))
    assert "各方同样的日子" not in why(whole)
    assert column(whole, "changes", "gmv")[:2] == pytest.approx([2_040 * 28, 2_000 * 31])


def test_partners_who_sold_on_some_days_of_a_whole_export_sold_nothing_on_the_others() -> None:
    """The export of 1–28 says so itself: partners who sold up to the 10th fell, and that is no gap."""
    february = of_owner("合作", invented.DAYS[:10])
    february["file"] = "直播间明细_合作账号_20260201_20260228.csv"
    parts = (of_owner("自营", JANUARY), of_owner("合作", JANUARY), of_owner("自营", invented.DAYS))
    report = from_files(*parts, february)
    assert "各方同样的日子" not in why(report)
    assert column(report, "changes", "gmv")[:2] == pytest.approx([1_600 * 28 + 4_000, 62_000])
    february["file"] = (
        "直播间明细_合作账号_20260705.csv"  # the day of the export: it says nothing of the days it holds
    )
    assert "各方同样的日子" not in why(from_files(*parts, february))


def test_days_that_no_export_tells_of_are_of_no_list_either() -> None:
    """18 days, 11–20 missing everywhere: the sales of 18 days over the spend of the same 18, not of 28."""
    report = made(invented.frame([*invented.DAYS[:10], *invented.DAYS[20:]]))
    assert report.values.total("compare", "roi") == pytest.approx(2_000 / 600)
    assert "ROI" not in why(report)
    figures = {figure.key for figure in report.figures}
    assert not figures & {"pace_time", "pace_gap", "pace_projected"}, "nobody knows how such a month goes"
    assert "时间进度" not in report.texts["headline"]


@pytest.mark.parametrize("last", [15, 25])
def test_sales_of_fewer_days_than_the_spend_leave_no_profit(last: int) -> None:
    """Sales to the 15th or the 25th, day by day, and spend to the 28th: no ROI, and no profit either."""
    facts_of = invented.frame()
    report = made(facts_of[(facts_of["date"].dt.day <= last) | (facts_of["role"] == "accounts")])
    assert not report.table("compare").has("roi")
    assert math.isnan(report.values.total("pnl", "result"))
    assert all(map(math.isnan, column(report, "pnl", "result")))
    assert not math.isnan(report.values.total("pnl", "earned"))
    assert "利润" not in report.texts["headline"]
    assert "亏" not in report.texts["headline"]
    assert report.texts["note_profit"] == "花费与成交不是同样的日子"
    assert f"利润（元）：GMV（元）与投放花费（元）{last} 天对 28 天，减不出利润" in why(report)


def test_a_day_with_spend_and_no_sales_is_no_normal_day() -> None:
    """Three campaign days of 2,000 among 12 days of sales: no lift, whatever was spent after them."""
    facts_of = invented.frame()
    report = made(facts_of[(facts_of["date"].dt.day <= 14) | (facts_of["role"] == "accounts")])
    assert report.values.figure("normal_days") == 9
    assert column(report, "campaigns", "lift") == pytest.approx([0])


def test_ads_on_a_channel_that_loses_are_not_worth_it_because_others_sell() -> None:
    """All spend on F, which keeps 450 a day of 500: it loses 1,400 in the month, whatever the shelf and creators sell.

    With 100 of it on the shelf, which keeps 270, the two leave 3,360.
    """
    assert "花得值" in made(invented.frame()).texts["headline"]
    facts_of = invented.frame()
    facts_of.loc[facts_of["carrier"] == "商品卡", "cost"] = np.nan
    report = made(facts_of)
    assert report.values.figure("bought") == pytest.approx(-1_400)
    assert "：全店够本，但投流部分合计亏 1,400元" in report.texts["headline"]
    assert "花得值" not in report.texts["headline"] + report.texts["spend_sentence"]


def test_a_list_of_orders_of_which_few_came_back_tells_the_refunds_of_all_its_days() -> None:
    """2,000 a day for 28 days, 100 and 460 sent back on two of them: 560 ÷ 56,000 = 1 %; other days sent nothing back."""
    orders = invented.frame()
    orders = orders[orders["role"] == "sales"].assign(role="orders")
    day, live = orders["date"].dt.day, orders["channel"] == "F"
    orders["refund_paid"] = np.select([live & (day == 5), live & (day == 20)], [100.0, 460.0], np.nan)
    report = made(orders)
    assert report.values.total("refunds", "rate") == pytest.approx(0.01)
    assert "退款" not in why(report)


def test_refunds_of_one_day_among_the_sales_of_many_are_not_taken_off() -> None:
    """5 sent back on one day of 28 of a daily export: nobody knows of the others, so nothing is off and there is no rate."""
    some = invented.frame()
    some = some[some["role"] == "sales"]
    some["refund_paid"] = np.where((some["date"].dt.day == 2) & (some["channel"] == "F"), 5.0, np.nan)
    report = made(some)
    assert "refunds" not in report.values.tables
    assert "没有扣，也不算率" in why(report)
    assert "没扣退款" in report.texts["headline"]


@pytest.mark.parametrize(
    ("spans", "zh", "en"),
    [
        ([(2, 10, 12)], "比上月（本月活动 3 天，上月 0 天），GMV", "(3 days of campaigns now, 0 then): "),
        ([(2, 10, 12), (1, 5, 5)], "比上月（本月活动 3 天，上月 1 天），GMV", "(3 days of campaigns now, 1 then): "),
        ([(2, 10, 12), (1, 5, 7)], "比上月，GMV", "Against last month: "),
        ([(2, 26, 28), (1, 5, 7)], "比上月（本月活动后的日子 0 天，上月 3 天），GMV", "(0 days after campaigns now, 3 then): "),
        ([], "比上月，GMV", "Against last month: "),
    ],
)  # fmt: skip
def test_months_whose_campaigns_differ_are_said_to(spans: list[Any], zh: str, en: str) -> None:
    """Of both months the days in campaigns, and where those are as many the days after them; over the table the former."""
    calendar = [
        Campaign(f"节{n}", *(datetime.date(2026, m, d) for d in (a, b))) for n, (m, a, b) in enumerate(spans)
    ]
    brand = replace(invented.BRAND, campaigns=tuple(calendar))
    both = [invented.frame(), invented.frame(JANUARY)]
    report = made(*both, brand=brand)
    assert report.texts["cause_sentence"].startswith(zh)
    assert report.texts["bridge_sentence"].startswith(zh)
    english = from_facts(pd.concat(both, ignore_index=True), (), brand, invented.MONTH, lang="en")
    assert en in english.texts["cause_sentence"]
    counts = [sum(b - a + 1 for m, a, b in spans if m == month) for month in (2, 1)]
    told = f"；活动 {counts[0]} 天对 {counts[1]} 天）" if counts[0] != counts[1] else ""
    assert report.table("changes").title.zh == f"和上月、去年比（整月：28 天对 31 天{told or '）'}"


# -------------------------------------------------------------------- the profits of two months
def slot(day: str, amount: float) -> Any:
    """A slot of the partner's, booked on one day."""
    booked = invented.partners("creators", slot_fee=amount).iloc[:1].copy()
    return booked.assign(date=np.datetime64(day, "s"), until=np.datetime64(day, "s"))


def results(report: Report) -> list[float]:
    found = [c.key for c in report.table("changes").columns]
    return [float(value) for value in column(report, "changes", "result")] if "result" in found else []


def two_months(*more: Any, days: int = 31) -> Report:
    return made(invented.frame(JANUARY[:days]), invented.frame(invented.DAYS[:days]), *more)


@pytest.mark.parametrize("fee", [2_800.0, 0.0])
def test_slots_of_whole_months_compare_whichever_day_they_are_booked_on(fee: float) -> None:
    """A day leaves 240 after ads: 2,000 less 240 of refunds, halved, less 40 and 600. January 7,440 less 2,800 on the 31st,
    February 6,720 less a slot on the 1st, or less a told 0."""
    report = two_months(slot("2026-01-31", 2_800.0), slot("2026-02-01", fee))
    before, now = 31 * 240 - 2_800, 28 * 240 - fee
    assert results(report) == pytest.approx([now, before, now - before, (now - before) / before])
    assert "利润" not in why(report)


def test_slots_of_other_days_of_half_a_month_do_not_compare_and_it_is_said() -> None:
    report = two_months(slot("2026-01-09", 2_800.0), slot("2026-02-01", 2_800.0), days=15)
    assert not results(report)
    assert "利润的环比：两个月坑位费的日子不同：不比" in why(report)


@pytest.mark.parametrize(
    ("has", "lacks", "day"), [("1", "2", "2026-01-05"), ("2", "1", "2026-02-05")], ids=["before", "now"]
)
def test_a_slot_that_one_month_alone_tells_is_why_profits_do_not_compare(
    has: str, lacks: str, day: str
) -> None:
    report = two_months(slot(day, 2_800.0))
    assert not results(report)
    told = f"利润的环比：2026年{has}月的导出里有坑位费，2026年{lacks}月的没有；真没有就在那个月的导出里填 0：不比"
    assert told in why(report)


def test_commission_of_a_part_of_a_month_is_why_profits_do_not_compare() -> None:
    """Told up to the 10th of February, or of none of January's days."""
    frame = invented.frame()
    frame.loc[frame["date"].dt.day > 10, "commission"] = np.nan
    part = made(invented.frame(JANUARY), frame)
    assert not results(part)
    assert "利润的环比：2026年2月的达人佣金只有一部分日子的，其余是预计的：不比" in why(part)
    none = made(invented.frame(JANUARY).assign(commission=np.nan), invented.frame())
    assert "利润的环比：达人佣金2026年2月是付了的，2026年1月按预计：不比" in why(none)
    english = from_facts(
        pd.concat([invented.frame(JANUARY), frame], ignore_index=True),
        (),
        invented.BRAND,
        "2026-02",
        lang="en",
    )
    told = "commission of February 2026 is told of a part of the days and planned for the rest: no comparison"
    assert told in [one.reason.en for one in english.left_out]
