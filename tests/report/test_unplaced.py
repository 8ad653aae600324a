"""Costs that an export tells without saying of which channel: booked where only one can have paid, and told where several can."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

from report import invented
from xl_fact.brand import Economics, Targets
from xl_fact.exports import facts
from xl_fact.filling.write import write_report
from xl_fact.report.model import Report

DAYS = 28


def of_nobody(frame: pd.DataFrame, role: str, **amounts: float) -> pd.DataFrame:
    """The frame with a row a day that names no channel."""
    rows = [{"date": np.datetime64(day, "s"), "role": role, **amounts} for day in invented.DAYS]
    columns: dict[str, Any] = {key: [row[key] for row in rows] for key in rows[0]}
    columns |= {"platform": "douyin", "currency": "CNY", "owner": "", "carrier": "", "channel": ""}
    return pd.concat([frame, facts.frame(columns, len(rows))], ignore_index=True)


def without(frame: pd.DataFrame, *keys: str) -> pd.DataFrame:
    return frame.assign(**dict.fromkeys(keys, float("nan")))


def column(report: Report, table: str, key: str) -> list[Any]:
    return list(report.values.column(table, key))


def add_up(report: Report) -> None:
    """The channels and the row of nobody are the card, on 利润表 and on 概览."""
    card = report.values.figure("profit")
    assert sum(column(report, "pnl", "result")) == pytest.approx(card)
    assert sum(column(report, "actions", "result")) == pytest.approx(card)
    assert report.values.total("pnl_carriers", "result") == pytest.approx(card)


def test_spend_of_no_channel_is_told_and_nobody_is_held_or_scaled_by_it() -> None:
    """A day: F 450, A 120 and S 270 before ads; 300 are spent on nobody's ads: 28 × (840 − 300) = 15,120 are left."""
    frame = of_nobody(without(invented.frame(), "cost"), "ads", cost=300.0)
    report = invented.report(facts_of=frame)
    assert column(report, "pnl", "result") == pytest.approx([450 * DAYS, 120 * DAYS, 270 * DAYS, -300 * DAYS])
    assert column(report, "pnl", "verdict") == ["先分清花费"] * 4
    assert column(report, "actions", "channel")[-1] == "? 未分类"
    assert column(report, "actions", "amount") == pytest.approx([300 * DAYS] * 4)
    assert all(np.isnan(each) for each in column(report, "pnl", "borne"))
    add_up(report)
    assert report.values.figure("profit") == pytest.approx(15_120)
    texts = report.texts
    assert "投流部分合计" not in "".join(texts.values())
    told = (
        "投放花费 8,400元没有写明阵地，记在“? 未分类”，没有算到任何阵地头上；罗盘“成交分析”的载体构成能分清。"
    )
    assert texts["profit_sentence"].endswith(told)
    assert texts["next_sentence"] == (
        "现在没有阵地该加钱：F 自播 先分清花费（赚 1.3万元）、A 达人矩阵 先分清花费（赚 3,360元）、"
        f"S 搜索商城 先分清花费（赚 7,560元）。{told}"
    )


@pytest.mark.parametrize(("sold", "names"), [(0.0, 3), (200.0, 4)])
def test_what_belongs_to_no_channel_is_named_among_the_sellers_where_it_sold(sold: float, names: int) -> None:
    """300 a day are spent on nobody's ads, of 900: a third of the cost stays in the bars, whether or not it sold."""
    frame = of_nobody(invented.frame(), "accounts", cost=300.0)
    frame = frame[frame["role"] != "control"].reset_index(drop=True)
    if sold:
        frame = of_nobody(frame, "sales", gmv_paid=sold)
    report = invented.report(facts_of=frame)
    assert column(report, "compare", "channel")[-1] == "? 未分类"
    assert column(report, "compare", "cost_share")[-1] == pytest.approx(1 / 3)
    assert ("未分类" in report.texts["channels_sentence"]) == bool(sold)
    assert len(column(report, "who", "channel")) == names
    mix = next(
        part
        for section in report.sections
        for band in section.bands
        for part in band
        if getattr(part, "key", "") == "mix"
    )
    assert len(mix.series) == 4  # type: ignore[union-attr]
    shown = column(report, mix.table, "cost_share")  # type: ignore[union-attr]
    assert shown == pytest.approx([5 / 9, 0, 1 / 9, 1 / 3])


@pytest.mark.parametrize(("stray", "word"), [(40.0, "可加投"), (90.0, "先分清花费")])
def test_more_money_only_where_it_would_stand_with_the_spend_of_nobody(stray: float, word: str) -> None:
    """S earns 270 over ads of 100: 2.7 times. With 40 more 270 ÷ 140 = 1.9 are above 1.5, with 90 more 1.4 are not."""
    report = invented.report(facts_of=of_nobody(invented.frame(), "accounts", cost=stray))
    assert column(report, "pnl", "room")[2] == pytest.approx(2.7)
    assert column(report, "pnl", "verdict")[2] == word
    assert column(report, "pnl", "verdict")[0] == "降CPM"  # F loses as it is
    add_up(report)


def test_a_few_yuan_of_nobody_change_no_verdict() -> None:
    """28 × 1 yuan are below the least cost of 100, and no one's profit."""
    report = invented.report(facts_of=of_nobody(invented.frame(), "accounts", cost=1.0))
    assert column(report, "pnl", "verdict")[:3] == ["降CPM", "保持", "可加投"]
    assert "投放花费 28元没有写明阵地" in report.texts["profit_sentence"]


def test_fees_of_a_settlement_are_the_only_sellers() -> None:
    """A alone sells 400 and gets 80 back: 320 ÷ 2 − 60 of commission − 15 of fee = 85 a day."""
    frame = invented.frame()
    frame = without(frame[frame["owner"].isin(["合作", ""])], "commission")
    report = invented.report(facts_of=of_nobody(frame, "settlements", commission=60.0, platform_fee=15.0))
    assert column(report, "pnl", "channel") == ["A 达人矩阵"]
    assert column(report, "pnl", "creators") == [60 * DAYS]
    assert column(report, "pnl", "platform_fee") == [15 * DAYS]
    assert column(report, "pnl", "result") == pytest.approx([85 * DAYS])
    assert column(report, "pnl_carriers", "carrier") == ["短视频"]
    add_up(report)
    assert "没有写明阵地" not in report.texts["profit_sentence"]


def test_creators_whose_list_tells_no_commission_share_what_was_paid() -> None:
    """A's one creator sells 320 net a day and a settlement tells 200 of commission, 62.5 %: 160 − 200 = −40 on every page."""
    frame = of_nobody(without(invented.frame(), "commission"), "settlements", commission=200.0)
    brand = replace(invented.BRAND, economics=Economics(margin=0.5, commission_rate=0.1))
    report = invented.report(brand, facts_of=frame)
    assert column(report, "pnl", "result")[1] == pytest.approx(-40 * DAYS)
    assert report.values.figure("paid_rate") == pytest.approx(0.625)
    assert column(report, "creators", "commission") == pytest.approx([200 * DAYS])
    assert column(report, "pnl_creators", "creators") == pytest.approx([200 * DAYS])
    for table in ("creators", "pnl_creators"):
        assert column(report, table, "result") == pytest.approx([-40 * DAYS])
        assert report.values.total(table, "result") == pytest.approx(-40 * DAYS)
    assert column(report, "creators", "advice") == ["停或谈价"]
    assert "复投" not in report.texts["creators_sentence"]
    told = "达人名单里没有佣金：按阵地自己的比例摊：佣金占净成交 62.5%"
    assert (report.texts["creators_shared"], report.texts["shared_sentence"]) == (told, told)
    assert report.table("creators").note is None
    english = invented.report(brand, lang="en", facts_of=frame).texts["shared_sentence"]
    assert (
        english
        == "The list of creators tells no commission: each row bears its channels' own rate: commission of net sales 62.5%"
    )


def test_creators_share_the_commission_that_names_no_channel_too() -> None:
    """A and T sell 320 net a day each and 256 of commission name neither: 256 ÷ 640 = 40 %, 128 of each creator's 320."""
    frame = without(invented.frame(), "commission")
    head = frame[frame["owner"] == "合作"].assign(channel="T", account="头部", carrier="图文")
    head["account"] = head["account"].where(head["role"] == "accounts", "")
    frame = pd.concat([frame[frame["role"] != "control"], head], ignore_index=True)
    report = invented.report(facts_of=of_nobody(frame, "settlements", commission=256.0))
    assert column(report, "pnl", "channel")[-1] == "? 未分类"
    assert column(report, "pnl", "creators")[-1] == 256 * DAYS
    assert column(report, "creators", "commission") == pytest.approx([128 * DAYS] * 2)
    assert column(report, "creators", "result") == pytest.approx([32 * DAYS] * 2)
    assert report.texts["creators_shared"] == (
        "达人名单里没有佣金：按阵地自己的比例摊（连同没写明阵地的）：佣金占净成交 A 达人矩阵 40.0%、T 头部达人 40.0%"
    )


def test_creators_whose_list_tells_commission_share_nothing() -> None:
    """40 a day are A's own: no rate, no sentence."""
    report = invented.report()
    assert column(report, "creators", "commission") == [40 * DAYS]
    assert not {"creators_shared", "shared_sentence"} & {*report.texts}
    assert "paid_rate" not in {figure.key for figure in report.figures}


def test_a_commission_is_the_only_partners_and_a_fee_of_three_is_nobodys() -> None:
    """F, S and A sell: the commission of 60 can only be A's, who keeps 160 − 60 = 100; the fee of 45 can be any's."""
    frame = of_nobody(without(invented.frame(), "commission"), "accounts", commission=60.0, platform_fee=45.0)
    report = invented.report(facts_of=frame)
    assert column(report, "pnl", "creators") == [0, 60 * DAYS, 0, 0]
    assert column(report, "pnl", "result") == pytest.approx([-50 * DAYS, 100 * DAYS, 170 * DAYS, -45 * DAYS])
    add_up(report)
    assert "平台佣金 1,260元没有写明阵地" in report.texts["profit_sentence"]
    assert column(report, "pnl", "verdict") == ["降CPM", "保持", "可加投", "先分清花费"]


def test_no_more_money_for_one_whose_fees_are_not_off_its_profit() -> None:
    """S keeps 270 over ads of 100; fees of 180 of which nobody says whose they are: (270 − 180) ÷ 100 would be a loss."""
    report = invented.report(facts_of=of_nobody(invented.frame(), "accounts", platform_fee=180.0))
    assert column(report, "pnl", "verdict") == ["降CPM", "先分清花费", "先分清花费", "先分清花费"]
    assert "下一笔钱先给" not in report.texts["next_sentence"]
    add_up(report)


def test_fees_of_two_shops_are_each_shops_own() -> None:
    """Shop 甲 is F's alone, 乙 has S and A: 甲's fee of 10 is F's (−60 a day), 乙's of 20 stays nobody's."""
    frame = invented.frame()
    frame["shop"] = np.where(frame["carrier"] == "直播", "甲", "乙")
    frame = frame[frame["role"] != "control"]
    for shop, fee in (("甲", 10.0), ("乙", 20.0)):
        frame = of_nobody(frame, "accounts", platform_fee=fee)
        frame.loc[frame.index[-DAYS:], "shop"] = shop
    report = invented.report(facts_of=frame)
    assert column(report, "pnl", "result") == pytest.approx([-60 * DAYS, 120 * DAYS, 170 * DAYS, -20 * DAYS])
    add_up(report)


def test_costs_of_no_channel_are_told_though_what_names_none_sells_too() -> None:
    """ "?" sells 10 a day and 300 are spent on nobody's ads: S's 170 may bear them, so it is not given more; 8,400 are told."""
    frame = of_nobody(
        of_nobody(invented.frame(), "accounts", cost=300.0), "sales", gmv_paid=10.0, refund_paid=0.0
    )
    report = invented.report(facts_of=frame)
    assert column(report, "pnl", "gmv") == [1_000 * DAYS, 400 * DAYS, 600 * DAYS, 10 * DAYS]
    assert column(report, "pnl", "result") == pytest.approx([-50 * DAYS, 120 * DAYS, 170 * DAYS, -295 * DAYS])
    assert column(report, "pnl", "verdict") == ["降CPM", "先分清花费", "先分清花费", "先分清花费"]
    assert column(report, "actions", "amount")[1:] == pytest.approx([300 * DAYS] * 3)
    add_up(report)
    for name in ("profit_sentence", "next_sentence"):
        assert "投放花费 8,400元没有写明阵地，记在“? 未分类”" in report.texts[name]


def test_costs_of_a_shop_that_names_no_channel_at_all_are_its_own() -> None:
    """All of it is "?": 2,000 sold and 600 spent a day are the shop's, and nothing is to be placed."""
    frame = invented.frame().iloc[:0]
    frame = of_nobody(frame, "sales", gmv_paid=2_000.0, cost=600.0)
    report = invented.report(facts_of=frame)
    assert column(report, "pnl", "result") == pytest.approx([400 * DAYS])
    assert "没有写明阵地" not in "".join(report.texts.values())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_written_is_what_is_told(lang: Any, tmp_path: Any) -> None:
    """The cells of the rule are worked out by formula to the same words."""
    import ironcalc

    frame = of_nobody(without(invented.frame(), "cost"), "ads", cost=300.0)
    report = invented.report(lang=lang, facts_of=frame)
    path = write_report(report, tmp_path / "r.xlsx").path
    book = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    book.evaluate()
    read = openpyxl.load_workbook(path, data_only=True)
    differ = []
    for number, sheet in enumerate(read):
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value:
                    worked = book.get_cell_value(number, cell.row, cell.column)
                    if worked != cell.value:
                        differ.append((sheet.title, cell.coordinate, cell.value, worked))
    assert not differ


def test_a_channel_without_a_gpm_is_judged_by_what_it_earns() -> None:
    """GPM by plays, which nobody's sales have but A's: F loses 50 a day and is told so; S makes 2.7 times its ads."""
    frame = of_nobody(invented.frame(), "works", plays=2_000.0)
    frame.loc[frame.index[-DAYS:], ["owner", "carrier", "channel", "account"]] = ["合作", "短视频", "A", "谁"]
    report = invented.report(replace(invented.BRAND, gpm_base="plays"), facts_of=frame)
    assert column(report, "pnl", "verdict") == ["少投流", "保持", "可加投"]
    assert column(report, "actions", "amount") == pytest.approx([50 * DAYS, 120 * DAYS, 170 * DAYS])
    assert report.texts["next_sentence"].startswith("下一笔钱先给 S 搜索商城（可加投）：现在的利润 4,760元")


@pytest.mark.parametrize(
    ("ads", "word"), [(100.0, "可加投"), (170.0, "可加投"), (200.0, "保持"), (280.0, "少投流")]
)
def test_without_any_gpm_more_money_asks_for_room(ads: float, word: str) -> None:
    """Nothing tells of impressions. S earns 270 before ads: 2.7, 1.6, 1.35 and 0.96 times what they cost; 1.5 is asked."""
    frame = without(invented.frame(), "product_impressions", "product_clicks")
    frame.loc[(frame["carrier"] == "商品卡") & (frame["role"] == "accounts"), "cost"] = ads
    report = invented.report(replace(invented.BRAND, targets=Targets()), facts_of=frame)
    assert column(report, "pnl", "verdict") == ["少投流", "保持", word]
    assert "没有诊断" not in report.texts["verdict_legend"]
    stop = invented.report(
        replace(invented.BRAND, targets=Targets(), economics=Economics(margin=0.05)), facts_of=frame
    )
    assert column(stop, "pnl", "verdict")[1] == "停"  # A: 320 × 5 % − 40 of commission


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("rate", "left"), [(None, 100.0), (0.2, 160 - (600 + 18 * 64) / 28), (0.01, 160 - (600 + 18 * 3.2) / 28)]
)
def test_a_settlement_of_ten_days_is_not_the_months_commission(
    rate: float | None, left: float, lang: Any
) -> None:
    """A keeps 320 a day: 160 after goods. 10 of 28 days are settled (60 and 15): those 600 are off, and of the 18 others 20 % or
    1 % of 320, 64 or 3.2 a day, by the rate, those days' own 18.75 %, 60, without one; never 160 − 60 × 10 ÷ 28, and it is said
    of which days the settlement is."""
    frame = without(invented.frame(), "commission")
    settled = of_nobody(frame.iloc[:0], "settlements", commission=60.0, platform_fee=15.0)
    frame = pd.concat([frame, settled.iloc[:10]], ignore_index=True)
    economics = Economics(margin=0.5, commission_rate=rate)
    report = invented.report(replace(invented.BRAND, economics=economics), lang, frame)
    assert column(report, "pnl", "result") == pytest.approx([-50 * DAYS, left * DAYS, 170 * DAYS])
    add_up(report)
    assert column(report, "creators", "result") == pytest.approx([left * DAYS])
    told = report.texts["profit_sentence"]
    if lang == "zh":
        assert "导出里的达人佣金只有 1–10日 的（600元），不是整月的" in told
        assert "平台佣金（只有 1–10日 的）：这里没有扣" in told
        assert ("按那几天的 18.8% 预计" in told) is (rate is None)
        assert "扣掉退款、货品、达人佣金、投放" in told
        by = "1–10日 的率" if rate is None else "佣金率"
        assert f"（没扣平台佣金，佣金按{' ' * (rate is None)}{by}预计）" in report.texts["headline"]
    else:
        assert "The commission in the exports is of days 1–10 only (CNY 600)" in told
        by = "of days 1–10" if rate is None else "typed"
        assert f"(before fees, commission at the rate {by})" in report.texts["headline"]
    named = {one.name.zh: one.reason.zh for one in report.left_out}
    assert named["全月的达人佣金"].startswith("导出里只有 1–10日 的，不是整月的：已付的照扣，其余按预计")
    assert "全月的平台佣金" in named


def test_a_settlement_that_lacks_a_day_or_two_is_the_months() -> None:
    """26 of 28 days are settled: nearly a month, and 26 × 60 is what A paid."""
    frame = without(invented.frame(), "commission")
    settled = of_nobody(frame.iloc[:0], "settlements", commission=60.0)
    report = invented.report(facts_of=pd.concat([frame, settled.iloc[:26]], ignore_index=True))
    assert column(report, "pnl", "creators") == pytest.approx([0, 60 * 26, 0])


def test_partners_who_sold_on_the_settled_days_only_are_settled() -> None:
    """A sells on ten days, and those are settled: 160 − 60 a day of them."""
    frame = without(invented.frame(), "commission")
    frame = frame[(frame["channel"] != "A") | (frame["date"].dt.day <= 10)]
    frame = frame[frame["role"] != "control"]
    settled = of_nobody(frame.iloc[:0], "settlements", commission=60.0)
    report = invented.report(facts_of=pd.concat([frame, settled.iloc[:10]], ignore_index=True))
    assert column(report, "pnl", "result")[1] == pytest.approx(100 * 10)
