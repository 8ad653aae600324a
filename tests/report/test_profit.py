"""The P&L and what follows from it: each line by hand, commission where it was paid, one number on every page."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from report import invented
from xl_fact.brand import Economics, Targets
from xl_fact.report.model import Paragraph, Report
from xl_fact.report.verdicts import NUMBERS, PLAYBOOK

DAYS = 28


def column(report: Report, table: str, key: str) -> list[Any]:
    return list(report.values.column(table, key))


def brand(**economics: float | None) -> Any:
    return replace(invented.BRAND, economics=Economics(**economics))


def test_each_line_by_hand() -> None:
    """A day: F 1,000 − 100 = 900, goods 450, ads 500: −50. S 540 − 270 − 100 = 170. A 320 − 160 − 40 of commission = 120."""
    report = invented.report()
    lines = {
        "gmv": (1_000, 400, 600), "refund": (100, 80, 60), "net": (900, 320, 540), "goods": (450, 160, 270),
        "creators": (0, 40, 0), "earned": (450, 120, 270), "cost": (500, 0, 100), "result": (-50, 120, 170),
    }  # fmt: skip
    assert column(report, "pnl", "channel") == ["F 自播", "A 达人矩阵", "S 搜索商城"]
    for key, each in lines.items():
        assert column(report, "pnl", key) == pytest.approx([DAYS * one for one in each]), key
        assert report.values.total("pnl", key) == pytest.approx(DAYS * sum(each)), key
    assert report.values.total("pnl_carriers", "result") == pytest.approx(240 * DAYS)
    assert column(report, "pnl_creators", "result") == [120 * DAYS]
    assert column(report, "creators", "result") == [120 * DAYS]
    assert report.values.figure("profit") == pytest.approx(240 * DAYS)
    assert "利润 6,720元" in report.texts["headline"]
    assert (
        "赚 6,720元：F 自播 -1,400元、A 达人矩阵 3,360元、S 搜索商城 4,760元"
        in report.texts["profit_sentence"]
    )


def test_commission_is_borne_by_those_it_was_paid_to() -> None:
    """F breaks even at 1 ÷ (0.5 × 0.9) = 2.22 whatever commission is planned; A bears its own 40 of 320, 12.5 %."""
    for rate in (None, 0.2, 0.45):
        report = invented.report(brand(margin=0.5, commission_rate=rate))
        assert column(report, "compare", "breakeven")[0] == pytest.approx(
            125 / (0.5 * 0.9)
        )  # at its CPM of 125
        assert column(report, "pnl", "taken") == pytest.approx([0, 0.125, 0])
        assert column(report, "pnl", "result") == pytest.approx([-1_400, 3_360, 4_760])
        note = next(f.note for f in report.figures if f.key == "commission_rate")
        assert note is not None
        assert "用不到" in note.zh


def test_the_setting_stands_in_where_no_commission_is_told() -> None:
    """20 % of A's net 320 is 64: 320 − 160 − 64 = 96; F and S bear none."""
    frame = invented.frame(commission=np.full(len(invented.frame()), np.nan))
    report = invented.report(brand(margin=0.5, commission_rate=0.2), facts_of=frame)
    assert column(report, "pnl", "creators") == pytest.approx([0, 64 * DAYS, 0])
    assert column(report, "pnl", "result") == pytest.approx([-50 * DAYS, 96 * DAYS, 170 * DAYS])
    assert column(report, "creators", "result") == pytest.approx([96 * DAYS])
    assert report.values.total("pnl_carriers", "result") == pytest.approx(216 * DAYS)


def test_a_platform_fee_is_taken_where_it_was() -> None:
    frame = invented.frame()
    live = (frame["carrier"] == "直播") & (frame["role"] == "accounts")
    frame.loc[live, "platform_fee"] = 45.0
    report = invented.report(facts_of=frame)
    assert column(report, "pnl", "platform_fee") == [45 * DAYS, 0, 0]
    assert column(report, "pnl", "result")[0] == pytest.approx(-95 * DAYS)
    assert column(report, "compare", "breakeven")[0] == pytest.approx(125 / ((0.5 - 45 / 900) * 0.9))


def test_profit_and_break_even_are_one_thing() -> None:
    """A channel's ROI is at its break-even exactly where its profit is 0: F at ads of 450 a day."""
    frame = invented.frame()
    frame.loc[(frame["carrier"] == "直播") & (frame["role"] == "accounts"), "cost"] = 450.0
    report = invented.report(facts_of=frame)
    assert column(report, "pnl", "result")[0] == pytest.approx(0)
    assert column(report, "pnl", "room")[0] == pytest.approx(1)


def test_where_commission_takes_the_margin_the_reason_is_told() -> None:
    """A margin of 10 % against A's 12.5 %: no GPM breaks even, and the page says why there is a dash."""
    frame = invented.frame()
    frame.loc[(frame["carrier"] == "短视频") & (frame["role"] == "accounts"), "cost"] = 10.0
    report = invented.report(brand(margin=0.1), facts_of=frame)
    assert math.isnan(column(report, "compare", "breakeven")[1])
    assert column(report, "compare", "verdict")[1] == "停"
    assert "不低于毛利率 10.0% 的：A 达人矩阵 12.5%，卖多少都不够本" in report.texts["profit_sentence"]


def test_slots_are_not_said_to_be_past_any_volume() -> None:
    """A's 320 bear 40 of commission and 150 of a slot, 59.4 %: more sales dilute the slot, so not "whatever sells"."""
    report = invented.report(facts_of=invented.with_slots(invented.frame(), 150.0))
    assert column(report, "pnl", "taken")[1] == pytest.approx(190 / 320)
    told = report.texts["profit_sentence"]
    assert "卖多少都不够本" not in told
    assert "加上坑位费才不低于毛利率的：A 达人矩阵 59.4%，现在卖的还盖不住坑位，多卖能摊薄。" in told
    english = invented.report(lang="en", facts_of=invented.with_slots(invented.frame(), 150.0))
    assert " Only with slot fees not below the margin: Alliance 59.4%;" in english.texts["profit_sentence"]


@pytest.mark.parametrize("days", [range(2, 29, 7), [1]], ids=["once a week", "on the 1st"])
def test_ads_booked_in_lumps_are_the_whole_channels(days: Any) -> None:
    """F earns 450 a day before ads and spends 5,600 in the month: 7,000 are left, whichever days the ads are booked on. Its
    videos, which leave 100 a day and cost nothing all month, stand apart all the same."""
    frame = invented.frame()
    frame = frame[frame["role"] != "control"]
    video = frame[frame["carrier"] == "直播"].assign(carrier="图文", gmv_paid=200.0, refund_paid=0.0)
    frame = pd.concat([frame, video], ignore_index=True)
    accounts, own = frame["role"] == "accounts", frame["channel"] == "F"
    on = accounts & (frame["carrier"] == "直播") & frame["date"].dt.day.isin(days)
    frame.loc[accounts & own, "cost"] = np.where(on, 5_600 / len(days), 0.0)[accounts & own]
    report = invented.report(facts_of=frame)
    assert column(report, "pnl", "result")[0] == pytest.approx(7_000 + 2_800)
    assert column(report, "pnl", "borne")[0] == pytest.approx(7_000)
    assert column(report, "compare", "verdict")[0] == "加投"
    assert "投流亏" not in report.texts["next_sentence"]
    told = "；F 自播 的投放隔几天才记一笔，看不出哪天投了流：投流部分按整个阵地算"
    assert any(str(each).endswith(told) for each in notes(report))


def test_ads_of_two_days_in_a_row_are_those_days() -> None:
    """100 on the 2nd, the 3rd and the 16th: each left 350."""
    frame = invented.frame()
    live, accounts = frame["carrier"] == "直播", frame["role"] == "accounts"
    frame.loc[live & accounts, "cost"] = np.where(frame["date"].dt.day.isin([2, 3, 16]), 100.0, 0.0)[
        live & accounts
    ]
    report = invented.report(facts_of=frame)
    assert column(report, "pnl", "borne")[0] == pytest.approx(3 * 350)
    assert not any("隔几天" in str(each) for each in notes(report))


def notes(report: Report) -> list[Any]:
    """The paragraphs of the P&L."""
    return [
        each.text
        for section in report.sections
        if section.key == "profit"
        for band in section.bands
        for each in band
        if isinstance(each, Paragraph)
    ]


def test_no_margin_and_then_margin() -> None:
    """Without one the sheet stands and waits: nothing is concluded; with it the same cells are filled."""
    without = invented.report(replace(invented.BRAND, economics=Economics()))
    table = without.table("pnl")
    assert column(without, "pnl", "net") == [900 * DAYS, 320 * DAYS, 540 * DAYS]
    assert all(map(math.isnan, column(without, "pnl", "result")))
    assert math.isnan(without.values.total("pnl", "result"))
    assert math.isnan(without.values.total("pnl_carriers", "result"))
    assert math.isnan(without.values.total("pnl_creators", "result"))
    assert column(without, "compare", "verdict") == ["—", "—", "—"]
    assert next(f for f in without.figures if f.key == "margin").is_input
    assert "填上毛利率" in without.texts["profit_sentence"]
    assert "利润" not in without.texts["headline"]
    assert [c.key for c in table.columns] == [c.key for c in invented.report().table("pnl").columns]


@pytest.mark.parametrize(("margin", "shown"), [(62.0, "6200%"), (-0.1, "-10%"), (1.01, "101%")])
def test_a_margin_that_is_no_rate_makes_no_profit_and_is_said(margin: float, shown: str) -> None:
    """62 pasted for 62 %: 62 times the net sales of 1,760 a day would be a profit of 3 million."""
    report = invented.report(brand(margin=margin))
    for table in ("pnl", "pnl_carriers", "pnl_creators"):
        assert all(map(math.isnan, column(report, table, "result")))
        assert math.isnan(report.values.total(table, "result"))
    assert math.isnan(report.values.figure("profit"))
    assert math.isnan(report.values.figure("breakeven_roi"))
    assert column(report, "compare", "verdict") == ["—", "—", "—"]
    said = f"毛利率是 {shown}？要在 0–100% 之间（62% 写 62% 或 0.62）：现在当作没有填"
    assert report.texts["note_margin"] == said
    assert report.texts["profit_sentence"] == f"{said}，利润写“—”。"
    assert report.texts["note_profit"] == "“说明”里填 0–100% 之间的毛利率"
    assert "利润" not in report.texts["headline"]
    assert "0–100% 之间的毛利率" in report.texts["verdict_legend"]


def test_a_commission_rate_that_is_no_rate_counts_as_none_and_is_said() -> None:
    """20 pasted for 20 %: 20 times A's 320 would be a loss of 6,240 a day; as if empty it keeps 160."""
    frame = invented.frame(commission=np.full(len(invented.frame()), np.nan))
    report = invented.report(brand(margin=0.5, commission_rate=20.0), facts_of=frame)
    assert column(report, "pnl", "result") == pytest.approx([-50 * DAYS, 160 * DAYS, 170 * DAYS])
    assert report.texts["note_commission_rate"].startswith("佣金率是 2000%？要在 0–100% 之间")
    assert "没扣佣金" in report.texts["note_profit"]
    told = report.texts["profit_sentence"]
    assert "导出里没有佣金；佣金率是 2000%？要在 0–100% 之间" in told
    assert "没填" not in told
    english = invented.report(brand(margin=0.5, commission_rate=20.0), "en", frame).texts["profit_sentence"]
    assert "no commission. The commission rate is 2000%?" in english
    assert "holds no rate" not in english


@pytest.mark.parametrize(("of", "zh", "en"), [("days", "日子", "days"), ("shops", "店铺", "shops")])
def test_a_profit_that_spend_and_sales_do_not_make_has_its_true_reason(of: str, zh: str, en: str) -> None:
    """A day keeps 450 + 160 + 270 of goods, less 40 of commission: 840, 23,520 in 28 days; twice as much in two shops.

    Spend is told of fourteen days, or of one of two shops: whatever the margin, there is no profit, and that is said.
    """
    frame = invented.frame()
    if of == "days":
        frame.loc[frame["date"] > pd.Timestamp(2026, 2, 14), "cost"] = np.nan
    else:
        frame = frame[frame["role"] != "control"].reset_index(drop=True)
        other = frame.assign(shop="乙店", account=frame["account"] + "乙")
        other["cost"] = np.nan
        frame = pd.concat([frame.assign(shop="甲店"), other], ignore_index=True)
    report = invented.report(brand(margin=0.5), facts_of=frame)
    assert math.isnan(report.values.total("pnl", "result"))
    left = "2.4万元" if of == "days" else "4.7万元"
    assert report.texts["profit_sentence"].startswith(
        f"花费与成交不是同样的{zh}，不相减，没有利润（写“—”）；投流前利润 {left}（扣掉退款、货品、达人佣金，没扣投放）"
    )
    assert report.texts["note_profit"] == f"花费与成交不是同样的{zh}"
    without = invented.report(brand(), facts_of=frame).texts["profit_sentence"]
    assert without.startswith(f"花费与成交不是同样的{zh}")
    assert "填上毛利率就有投流前利润" in without
    english = invented.report(brand(margin=0.5), "en", frame).texts["profit_sentence"]
    assert english.startswith(
        f"Ad cost and sales are not of the same {en}, so no profit is shown; profit before ads"
    )


@pytest.mark.parametrize("margin", [0.0, 1.0])
def test_a_margin_of_nothing_or_all_is_one(margin: float) -> None:
    """Net sales of 1,760 a day, less 600 of ads and 40 of commission."""
    report = invented.report(brand(margin=margin))
    assert report.values.figure("profit") == pytest.approx((1_760 * margin - 640) * DAYS)
    assert report.texts["note_margin"] == "利润、保本与诊断由它算出"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_net_sales_below_nothing_are_said_and_no_base(lang: Any) -> None:
    """A sells 400 a day and 500 come back: net −100, on 28 days −2,800; its 40 of commission are no −40 % of that, and nothing
    breaks even. The shop's net is 1,340 a day, of which 40 are 3 %."""
    frame = invented.frame()
    frame.loc[frame["channel"] == "A", "refund_paid"] = 500.0
    frame.loc[(frame["channel"] == "A") & (frame["role"] == "accounts"), "cost"] = 20.0
    report = invented.report(lang=lang, facts_of=frame)
    assert column(report, "pnl", "net") == pytest.approx([900 * DAYS, -100 * DAYS, 540 * DAYS])
    assert math.isnan(column(report, "pnl", "taken")[1])
    assert math.isnan(column(report, "pnl", "room")[1])
    assert math.isnan(column(report, "compare", "breakeven")[1])
    assert report.values.total("pnl", "taken") == pytest.approx(40 / 1_340)
    assert column(report, "pnl", "result")[1] == pytest.approx((-100 * 0.5 - 40 - 20) * DAYS)
    assert column(report, "pnl", "rule")[1] == NUMBERS["stop"]
    zh = "退款比成交还多，净成交是负的：A 达人矩阵 -2,800元；以净成交为底的比例没有意义，写“—”。"
    told = report.texts["profit_sentence"]
    assert told.endswith(zh if lang == "zh" else "ratios of them mean nothing and are shown as —.")
    assert "净成交是负的" not in invented.report().texts["profit_sentence"]


def test_the_total_gets_no_verdict() -> None:
    report = invented.report()
    for table in ("compare", "pnl"):
        assert report.table(table).column("verdict").total is None


def test_what_earns_before_our_ads_is_never_stopped() -> None:
    """F: 450 before ads of 500; its GPM of 250 is above the shop's 166.7: its traffic is too dear. At half the GPM: fewer ads."""
    assert column(invented.report(), "compare", "verdict") == ["降CPM", "保持", "可加投"]
    steep = replace(invented.BRAND, targets=Targets(gpm=300))
    assert column(invented.report(steep), "compare", "verdict") == ["少投流", "保持", "可加投"]
    actions = invented.report(steep)
    assert column(actions, "actions", "amount") == pytest.approx([1_400, 3_360, 4_760])
    assert column(actions, "actions", "about") == ["投流那部分倒亏的", "现在的利润", "现在的利润"]


def test_a_channel_far_above_break_even_may_be_funded() -> None:
    """ROI 6 against 1 ÷ (0.5 × 0.9) = 2.22: a room of 2.7, whatever the benchmark of the slope."""
    report = invented.report(replace(invented.BRAND, targets=Targets(gpm=1e6)))
    assert column(report, "pnl", "room")[2] == pytest.approx(6 * 0.45)
    assert report.texts["next_sentence"].startswith("下一笔钱先给 S 搜索商城（可加投）：现在的利润 4,760元")


def test_the_rules_are_documented() -> None:
    docs = Path(__file__).parents[2] / "docs"
    for page, at in (("advice.md", 0), ("advice.en.md", 1)):
        text = (docs / page).read_text("utf-8")
        for number, (_, rule) in enumerate(PLAYBOOK, 1):
            line = f"| {number} | {' | '.join(each[at] for each in (rule.word, rule.when, rule.why, rule.amount, rule.action))} |"
            assert line in text, line
    told = column(invented.report(), "playbook", "why")
    assert told == [rule.why.zh for _, rule in PLAYBOOK]


def test_coupons_in_the_gmv_are_told_and_never_taken_off_unasked() -> None:
    """Of 28,000, 11,200 and 16,800 paid a tenth more is coupons: 2,800 + 1,120 + 1,680 = 5,600, in a platform GMV only."""
    frame = invented.frame()
    sold = frame["role"] == "sales"
    frame["gmv_platform"] = (frame["gmv_paid"] * 1.1).where(sold)
    frame["refund_platform"] = frame["refund_paid"].where(sold)
    frame["coupons_kept"] = (frame["gmv_paid"] * 0.1).where(sold)
    paid = invented.report(facts_of=frame)
    assert paid.texts["coupons_sentence"] == "GMV 按用户支付：买家用掉的优惠券和补贴本来就不在里面，不用再扣"
    platform = replace(invented.BRAND, gmv="platform")
    report = invented.report(platform, facts_of=frame)
    left = report.values.total("pnl", "result")
    assert left == pytest.approx(paid.values.total("pnl", "result") + 5_600 * 0.5)
    assert report.texts["coupons_sentence"] == (
        "净成交里含退款后的智能优惠券 5,600元（F 自播 2,800元、A 达人矩阵 1,120元、S 搜索商城 1,680元）："
        f"买家没有付这笔钱，谁承担导出里没有说，上面没有扣；若全由店铺出，利润是 {left - 5_600:,.0f}元"
    )
    unsaid = invented.report(replace(platform, economics=Economics()), facts_of=frame)
    assert unsaid.texts["coupons_sentence"].endswith("上面没有扣")
    untold = invented.report(platform, facts_of=frame.assign(coupons_kept=float("nan")))
    assert "没有退款后的金额" in untold.texts["coupons_sentence"]


@pytest.mark.parametrize(
    ("ads", "word", "amount"), [(430.0, "降CPM", 430 - 450 / 1.1), (400.0, "加投", 50.0)]
)
def test_a_thin_margin_is_no_reason_for_more_money(ads: float, word: str, amount: float) -> None:
    """F earns 450 a day before ads: at 430 it is 4.7 % above break-even, at 400 12.5 %; S earns 270 over 100, and is first."""
    frame = invented.frame()
    frame.loc[(frame["carrier"] == "直播") & (frame["role"] == "accounts"), "cost"] = ads
    report = invented.report(facts_of=frame)
    assert column(report, "pnl", "verdict")[0] == word
    assert column(report, "actions", "amount")[0] == pytest.approx(amount * DAYS)
    told = report.texts["next_sentence"]
    assert told.startswith("下一笔钱先给 S 搜索商城（可加投）")
    assert f"F 自播 {word}" in told


def test_coupons_that_nobody_took_off_stand_under_the_profit() -> None:
    frame = invented.frame()
    sales = frame["role"] == "sales"
    frame.loc[sales, "gmv_settled"], frame.loc[sales, "coupons_kept"] = frame.loc[sales, "gmv_paid"], 100.0
    told = invented.report(replace(invented.BRAND, gmv="settled"), facts_of=frame).texts
    assert told["note_profit"] == "没扣平台、优惠券 8,400元"
    frame.loc[frame["role"] == "accounts", "platform_fee"] = 1.0
    assert invented.report(facts_of=frame).texts["note_profit"] == "扣完货品、佣金、投放"


@pytest.mark.parametrize(
    ("lacks", "rate", "note", "headline", "sentence"),
    [
        ((), None, "没扣平台", "，利润 6,720元（没扣平台佣金）", "扣掉退款、货品、达人佣金、投放，赚 6,720元"),
        # 28 × (2,000 ÷ 2 − 600 − 40) = 10,080
        (("refund_paid",), None, "没扣退款、平台", "，利润 1.0万元（没扣退款、平台佣金）", "扣掉货品、达人佣金、投放，赚"),
        # 28 × (1,760 ÷ 2 − 600) = 7,840, with 20 % of A's 320 less 28 × 64 = 1,792: 6,048
        (("commission",), None, "没扣佣金、平台", "，利润 7,840元（没扣达人佣金、平台佣金）", "扣掉退款、货品、投放，赚 7,840元"),
        (("commission",), 0.2, "没扣平台", "，利润 6,048元（没扣平台佣金）", "扣掉退款、货品、达人佣金、投放，赚 6,048元"),
        # 28 × 1,760 ÷ 2 = 24,640; 28 × 2,000 ÷ 2 = 28,000
        (
            ("commission", "cost"), None, "没扣佣金、平台、投放", "，毛利 2.5万元（没扣达人佣金、平台佣金、投放）",
            "扣掉退款、货品，赚 2.5万元",
        ),
        (
            ("refund_paid", "commission", "cost"), None, "只扣了货品", "，毛利 2.8万元（没扣退款、达人佣金、平台佣金、投放）",
            "扣掉货品，赚 2.8万元",
        ),
    ],
)  # fmt: skip
def test_the_profit_says_what_is_off_it_and_what_is_not(
    lacks: tuple[str, ...], rate: float | None, note: str, headline: str, sentence: str
) -> None:
    frame = invented.frame(**{key: np.full(len(invented.frame()), np.nan) for key in lacks})
    texts = invented.report(brand(margin=0.5, commission_rate=rate), facts_of=frame).texts
    assert texts["note_profit"] == note
    assert headline in texts["headline"]
    assert sentence in texts["profit_sentence"]
    missing = [word for word in ("退款", "平台佣金", "投放") if word in headline]
    assert f"导出里没有{'、'.join(missing)}：这里没有扣。" in texts["profit_sentence"]
    assert ("“说明”里的佣金率也没填" in texts["profit_sentence"]) == ("达人佣金" in headline)


def test_everything_off_is_said_as_ever_and_sales_of_nobody_may_owe_a_commission() -> None:
    """With a fee of 10 a day on each of three sales 6,720 − 840 are left; sales of no channel may be a partner's."""
    frame = invented.frame()
    frame.loc[frame["role"] == "accounts", "platform_fee"] = 10.0
    whole = invented.report(facts_of=frame).texts
    assert "，利润 5,880元。" in whole["headline"]
    assert "扣掉退款、货品、达人佣金、平台佣金、投放，赚 5,880元" in whole["profit_sentence"]
    assert "没有扣" not in whole["profit_sentence"]
    frame["commission"] = np.nan
    frame.loc[frame["role"].isin(["sales", "accounts"]), ["owner", "carrier", "channel"]] = ["", "", "?"]
    assert "没扣达人佣金" in invented.report(facts_of=frame).texts["headline"]


@pytest.mark.parametrize(
    ("a_day", "word", "amount"), [(250.0, "先算优惠券", 250.0), (100.0, "可加投", 200.0)]
)
def test_what_earns_only_while_others_bear_the_coupons_gets_no_more_money(
    a_day: float, word: str, amount: float
) -> None:
    """Settled, S sells 600 a day, keeps 300 and spends 100: 200 are left, and coupons of 250 would turn them into a loss."""
    frame = invented.frame()
    shelf = (frame["role"] == "sales") & (frame["carrier"] == "商品卡")
    frame.loc[frame["role"] == "sales", "gmv_settled"] = frame["gmv_paid"]
    frame.loc[shelf, "coupons_kept"] = a_day
    report = invented.report(replace(invented.BRAND, gmv="settled"), facts_of=frame)
    last = list(report.values.column("pnl", "channel")).index("S 搜索商城")
    assert column(report, "pnl", "verdict")[last] == word
    assert column(report, "actions", "amount")[last] == pytest.approx(amount * DAYS)
    assert ("下一笔钱先给 S 搜索商城" in report.texts["next_sentence"]) == (word == "可加投")


@pytest.mark.parametrize(
    ("benchmark", "word", "amount"), [(1.0, "降CPM", 180 - 120 / 1.1), (1e6, "少投流", 60.0)]
)
def test_ads_that_lose_get_no_more_though_the_channel_earns(
    benchmark: float, word: str, amount: float
) -> None:
    """A's video earns 320 ÷ 2 − 40 = 120 over ads of 180; its card, without ads, 900 ÷ 2: A earns 390, its ads lose 60 a day."""
    frame = invented.frame()
    video = (frame["carrier"] == "短视频") & (frame["role"] == "accounts")
    frame.loc[video, "cost"] = 180.0
    card = frame[frame["carrier"] == "短视频"].copy()
    card["carrier"], card["gmv_paid"], card["refund_paid"], card["cost"] = "商品卡", 900.0, 0.0, 0.0
    card["commission"] = card["commission"] * 0
    frame = pd.concat([frame, card], ignore_index=True)
    brand_of = replace(invented.BRAND, targets=Targets(gpm=benchmark))
    report = invented.report(brand_of, facts_of=frame)
    assert column(report, "pnl", "result")[1] == pytest.approx(390 * DAYS)
    assert column(report, "pnl", "borne") == pytest.approx([-50 * DAYS, -60 * DAYS, 170 * DAYS])
    assert column(report, "pnl", "verdict")[1] == word
    assert column(report, "actions", "amount")[1] == pytest.approx(amount * DAYS)
    assert f"A 达人矩阵 {word}（投流亏 1,680元）" in report.texts["next_sentence"]


def test_spend_on_a_row_that_sells_nothing_says_nothing_of_a_part() -> None:
    """A's spend of 20 a day stands on a row of its own: of A only the whole is judged."""
    frame = invented.frame()
    other = frame[(frame["carrier"] == "短视频") & (frame["role"] == "accounts")].copy()
    other["carrier"], other["gmv_paid"], other["refund_paid"], other["cost"] = "其他", 0.0, 0.0, 20.0
    other["commission"] = other["commission"] * 0
    report = invented.report(facts_of=pd.concat([frame, other], ignore_index=True))
    assert column(report, "pnl", "borne")[1] == column(report, "pnl", "result")[1] == 100 * DAYS


def test_a_loss_is_not_held_whatever_the_least_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """F keeps 25,200 × 50 % − 14,000 = −1,400 after its ads: with a least cost of a million there is no ROI, and still a loss."""
    monkeypatch.setattr("xl_fact.report.sections.about.LEAST", 1e6)
    report = invented.report()
    verdicts = dict(
        zip(report.values.column("pnl", "channel"), report.values.column("pnl", "verdict"), strict=True)
    )
    results = dict(
        zip(report.values.column("pnl", "channel"), report.values.column("pnl", "result"), strict=True)
    )
    assert results["F 自播"] == pytest.approx(-1_400)
    assert verdicts["F 自播"] == "少投流"
    assert {verdicts[name] for name, left in results.items() if left > 0} == {"保持"}
    row = list(report.values.column("actions", "channel")).index("F 自播")
    assert report.values.cell("actions", "amount", row) == pytest.approx(1_400)
    assert report.values.cell("actions", "about", row) == "投流那部分倒亏的"


def test_the_break_even_is_described_as_it_is_computed() -> None:
    """The exports hold what A was paid: the rate on About is not asked; without it, it is."""
    for paid, source, rate in (
        (True, "导出：CPM、退款率；说明页：毛利率；利润表：实际的达人佣金", "实际的达人佣金"),
        (False, "导出：CPM、退款率；说明页：毛利率；利润表：A、T 按说明页的佣金率", "A、T 按说明页的佣金率"),
    ):
        frame = invented.frame()
        if not paid:
            frame["commission"] = np.nan
        report = invented.report(facts_of=frame)
        row = next(n for n, name in enumerate(column(report, "metrics", "name")) if name.startswith("保本"))
        assert report.values.cell("metrics", "source", row) == source
        assert report.values.cell("metrics", "meaning", row).endswith(f"佣金与平台占净成交的比例：{rate}")


@pytest.mark.parametrize(
    ("lang", "card", "page"),
    [
        ("zh", "没扣平台、优惠券 2,800元（退款前）", "（退款前的智能优惠券是 2,800元）"),
        ("en", "before fees and coupons of CNY 2,800 (gross)", " (smart coupons before refunds: CNY 2,800)"),
    ],
)
def test_coupons_that_are_told_before_refunds_only_are_on_the_first_page(
    lang: Any, card: str, page: str
) -> None:
    """Platform GMV holds 100 of coupons a day, 2,800 a month; nobody tells them after refunds, so none is taken off."""
    frame = invented.frame()
    frame = frame.assign(gmv_platform=frame["gmv_paid"], refund_platform=frame["refund_paid"])
    frame.loc[(frame["channel"] == "F") & (frame["role"] == "sales"), "coupons"] = 100.0
    report = invented.report(replace(invented.BRAND, gmv="platform"), lang, frame)
    assert report.values.figure("profit") == pytest.approx(240 * DAYS)
    assert report.texts["note_profit"] == card
    assert page in report.texts["coupons_sentence"]
    paid = invented.report(lang=lang, facts_of=frame)  # what buyers paid holds none
    assert "2,800" not in paid.texts["note_profit"]


def test_a_channel_to_stop_that_has_no_ads_is_about_its_loss() -> None:
    """A keeps 10 % of 320 a day and pays 40: 8 lost a day without a yuan of ads."""
    report = invented.report(replace(invented.BRAND, economics=Economics(margin=0.1)))
    row = column(report, "actions", "verdict").index("停")
    assert column(report, "actions", "channel")[row] == "A 达人矩阵"
    assert column(report, "actions", "amount")[row] == pytest.approx(8 * DAYS)
    assert column(report, "actions", "about")[row] == "亏的钱"
    assert column(report, "actions", "action")[row].startswith("没有投流可停")
    assert math.isnan(column(report, "pnl", "room")[row])


def test_a_return_at_break_even_is_said_to_be_that() -> None:
    """17,920 of costs on net sales of 49,280: at a margin of 4/11 nothing is left, on whichever side the last bit lies."""
    for margin in (17_920 / 49_280, 17_920 / 49_280 - 1e-9, 17_920 / 49_280 + 1e-9):
        report = invented.report(replace(invented.BRAND, economics=Economics(margin=margin)))
        assert "：刚好保本" in report.texts["headline"]
        assert "不赚不亏" in report.texts["headline"]
        assert "：刚好保本。" in report.texts["spend_sentence"]


@pytest.mark.parametrize(
    ("margin", "sold", "back", "paid_out", "zh", "en"),
    [
        (0.5, 1.0, 1.2, 40.0, "退款吃完了成交", "refunds eat the sales"),
        (0.5, 0.0, 0.0, 40.0, "没有成交", "nothing was sold"),
        (0.02, 1.0, 0.1, 40.0, "佣金与平台已占满毛利", "commission and fees eat the margin"),
        (0.0, 1.0, 0.1, 40.0, "佣金与平台已占满毛利", "commission and fees eat the margin"),
        (0.0, 1.0, 0.1, 0.0, "毛利率是 0", "the margin is 0"),
        (0.0, 1.0, 0.1, None, "毛利率是 0", "the margin is 0"),
    ],
)
def test_without_a_break_even_each_page_says_the_same_reason(
    margin: float, sold: float, back: float, paid_out: float | None, zh: str, en: str
) -> None:
    """Commission of 40 on net sales of 2,000 × 0.9 a day is 2.2 %, more than 2 % and than nothing."""
    frame = invented.frame()
    frame["gmv_paid"] = frame["gmv_paid"] * sold
    frame["refund_paid"] = frame["gmv_paid"] * back
    frame["commission"] = (
        np.nan if paid_out is None else np.where(frame["commission"] > 0, paid_out, frame["commission"])
    )
    frame = frame[frame["role"] != "control"].reset_index(drop=True)
    for lang, why, mark in (("zh", zh, "没有保本线"), ("en", en, "no break-even")):
        told = invented.report(brand(margin=margin), lang, frame).texts
        between = "：" if lang == "zh" else ": "
        assert f"{mark}{between}{why}" in told["headline"]
        assert f"{mark}（{why}）" in told["spend_sentence"] or f"{mark} ({why})" in told["spend_sentence"]
    told_of_nought = (
        "毛利率是 0：卖多少都不够本"
        in invented.report(brand(margin=margin), facts_of=frame).texts["profit_sentence"]
    )
    assert told_of_nought == (margin == 0)


def test_a_channel_without_profit_is_not_told_to_talk_about_a_commission_it_does_not_pay() -> None:
    """At a margin of 0 the shop's own LIVE loses its goods and its ads, and has no commission."""
    report = invented.report(brand(margin=0.0))
    assert column(report, "actions", "verdict")[0] == "停"
    assert column(report, "actions", "action")[0] == (
        "停掉付费；哪项吃完的先改哪项（见“利润表”）：佣金、退款或价格"
    )


def test_headings_of_a_table_differ_where_a_carrier_has_no_impressions() -> None:
    """GPM is of some carriers and says so; ROI and the rate of refunds are of all, under their own headings."""
    frame = invented.frame()
    frame.loc[frame["carrier"] == "短视频", "product_impressions"] = np.nan
    report = invented.report(facts_of=frame)
    headings = {column.key: column.heading.zh for column in report.table("carriers").columns}
    assert headings["gpm"].endswith("（只算有商品曝光的载体）")
    assert headings["roi"] == "ROI（倍）"
    assert column(report, "carriers", "roi") == pytest.approx([600 / 100, 1_000 / 500, math.nan], nan_ok=True)
    for section in report.sections:
        for table in section.tables:
            shown = [each.heading.zh for each in table.columns]
            assert len(shown) == len({*shown}), (table.key, shown)


def test_a_trifle_without_impressions_leaves_the_verdict_its_gpm() -> None:
    """4 of F's 1,000 a day are 图文 without impressions: 0.4 % of its sales."""
    frame = invented.frame()
    extra = frame[(frame["carrier"] == "直播") & (frame["role"] == "sales")].copy()
    extra["carrier"], extra["gmv_paid"], extra["refund_paid"] = "图文", 4.0, 0.0
    extra["product_impressions"] = np.nan
    partner = extra.copy()  # what makes the month uneven at all
    partner["owner"], partner["carrier"], partner["channel"], partner["gmv_paid"] = "合作", "图文", "A", 200.0
    both = pd.concat([frame[frame["role"] != "control"], extra, partner], ignore_index=True)
    report = invented.report(facts_of=both)
    slopes = dict(zip(column(report, "pnl", "channel"), column(report, "pnl", "slope"), strict=True))
    assert math.isfinite(slopes["F 自播"])
    assert math.isnan(slopes["A 达人矩阵"])


@pytest.mark.parametrize(("benchmark", "word"), [(250.0, "加投"), (None, "加投"), (250.000_1, "可加投")])
def test_a_slope_at_the_benchmark_is_at_it_to_the_last_bit(benchmark: float | None, word: str) -> None:
    """F sells 250 per 1,000; a benchmark a last bit above it is the same, one of 250.0001 is not."""
    goal = float(np.nextafter(250.0, 300.0)) if benchmark is None else benchmark
    report = invented.report(replace(brand(margin=0.9), targets=Targets(gpm=goal)))
    assert column(report, "compare", "verdict")[0] == word


@pytest.mark.parametrize(
    ("slot", "margin", "word", "amount"),
    [(150.0, 0.5, "谈坑位", 150.0), (100.0, 0.5, "保持", 20.0), (150.0, 0.1, "停", 158.0)],
    ids=["of slots", "covered", "whatever slots"],
)
def test_what_slots_alone_make_lose_is_not_stopped(
    slot: float, margin: float, word: str, amount: float
) -> None:
    """A leaves 160 − 40 of commission = 120 a day. A slot of 150 makes that −30, and to stop saves none of it; at a margin of
    10 % the 320 leave 32 − 40 = −8 before it, −158 after."""
    report = invented.report(brand(margin=margin), facts_of=invented.with_slots(invented.frame(), slot))
    assert column(report, "compare", "verdict")[1] == word
    assert column(report, "actions", "amount")[1] == pytest.approx(amount * DAYS)
    assert ("下次谈低坑位" in column(report, "actions", "action")[1]) == (word == "谈坑位")


@pytest.mark.parametrize("how", ["nought", "blank", "no row"])
def test_a_day_without_a_spend_is_a_day_without_ads(how: str) -> None:
    """A's ads of 200 run on 14 of 28 days: 14 × (160 − 200) = −560 where they ran, whatever is written of the others."""
    frame = invented.frame().assign(commission=float("nan"))
    mine = (frame["role"] == "accounts") & (frame["owner"] == "合作")
    off = mine & (frame["date"].dt.day > 14)
    frame.loc[mine, "cost"] = 200.0
    frame.loc[off, "cost"] = float("nan") if how == "blank" else 0.0
    frame = frame[~off].reset_index(drop=True) if how == "no row" else frame
    report = invented.report(facts_of=frame)
    assert report.values.column("pnl", "borne")[1] == pytest.approx(-560)
    assert report.values.column("pnl", "verdict")[1] == "降CPM"


@pytest.mark.parametrize("gmv", [0.0, 1.0])
def test_ads_that_sold_nothing_are_no_profit_of_the_days_without_ads(gmv: float) -> None:
    """A's ads of 60 run on seven days on which it sells nothing, or 1: 7 × −60 where they ran, whatever the other days leave."""
    frame = invented.frame()
    frame = frame[frame["role"] != "control"].reset_index(drop=True)
    mine = (frame["owner"] == "合作") & (frame["date"].dt.day <= 7)
    frame.loc[mine, ["gmv_paid", "refund_paid", "commission"]] = gmv, 0.0, float("nan")
    frame.loc[mine & (frame["role"] == "accounts"), ["cost", "commission"]] = 60.0, 0.0
    report = invented.report(facts_of=frame)
    assert report.values.column("pnl", "borne")[1] == pytest.approx(7 * (gmv / 2 - 60))
    assert report.values.column("pnl", "verdict")[1] in ("降CPM", "少投流")


def test_the_shop_is_not_worth_its_ads_where_each_channels_ads_lose() -> None:
    """500 a day on three days in each channel: 3 × (450 − 500), 3 × (120 − 500) and 3 × (270 − 500) are −1,980 where they ran."""
    frame = invented.frame()
    accounts = frame["role"] == "accounts"
    frame.loc[accounts, "cost"] = frame.loc[accounts, "date"].dt.day.between(10, 12) * 500.0
    report = invented.report(replace(invented.BRAND, campaigns=()), facts_of=frame)
    assert report.values.figure("bought") == pytest.approx(-1_980)
    assert "全店够本，但投流部分合计亏 1,980元" in report.texts["headline"]
    assert "花得值" not in report.texts["headline"] + str(report.texts["spend_sentence"])


def test_a_channel_without_ads_is_not_told_to_cut_them_where_the_least_cost_is_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A spends nothing and leaves 120 a day."""
    monkeypatch.setattr("xl_fact.report.sections.about.LEAST", 0.0)
    report = invented.report()
    assert report.values.figure("least_cost") == 0
    assert report.values.column("pnl", "verdict")[1] == "保持"
