"""What a machine can see of the rendered pages: headings, labels, lines under charts, money, colours."""

from __future__ import annotations

import datetime
import math
import re
import zipfile
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import get_column_letter, range_boundaries

from report import invented
from xl_fact.brand import Brand, Campaign, read_brand
from xl_fact.demo import MONTHS, write_demo
from xl_fact.drawing import theme
from xl_fact.drawing.bubbles import Bubble, circle, name_box, places
from xl_fact.drawing.widths import lines_of
from xl_fact.exports.reading import read_exports
from xl_fact.filling.write import write_report
from xl_fact.report.build import build_report, from_facts
from xl_fact.report.formula import Spot
from xl_fact.report.model import Report
from xl_fact.report.ratios import LEAST
from xl_fact.report.specimen import specimen
from xl_fact.texts import is_wide, shown_length
from xl_fact.words import Lang


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_demo(tmp_path_factory.mktemp("demo"))


def demo_in(exports: list[Path], lang: Lang) -> Report:
    *files, settings = exports
    return build_report(read_exports(files), read_brand(settings), MONTHS[-1], lang=lang)


@pytest.fixture(scope="module")
def demo(exports: list[Path]) -> Report:
    return demo_in(exports, "zh")


@pytest.fixture(scope="module", params=["zh", pytest.param("en", marks=pytest.mark.slow)])
def book(
    request: pytest.FixtureRequest, exports: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> Any:
    report = demo_in(exports, request.param)
    path = write_report(report, tmp_path_factory.mktemp("pages") / "report.xlsx").path
    return report, path, openpyxl.load_workbook(path)


def column(report: Report, table: str, key: str) -> list[Any]:
    return list(report.values.column(table, key))


# -------------------------------------------------------------------- headings
def test_no_heading_is_torn(book: Any) -> None:
    """A Latin one breaks between words, a Chinese one takes few lines, and the row is high enough for them."""
    report, _, workbook = book
    for section in report.sections:
        sheet = workbook[section.title.text(report.lang)]
        for excel in sheet.tables.values():
            left, top, right, _ = range_boundaries(excel.ref)
            for cell in sheet[top][left - 1 : right]:
                width = sheet.column_dimensions[cell.column_letter].width
                assert cell.alignment.wrap_text, cell
                assert not cell.alignment.shrink_to_fit, "a heading that shrinks is too small on paper"
                assert lines_of(cell.value, width) <= 4, (section.key, cell.value, width)
                if not any(map(is_wide, cell.value)):
                    assert max(map(len, cell.value.split())) <= width, (section.key, cell.value, width)
                assert sheet.row_dimensions[top].height >= 15 * lines_of(cell.value, width)


def test_no_text_runs_into_the_column_beside_it(book: Any) -> None:
    """Names, verdicts and channels fit their columns, in bold where they are marked."""
    report, _, workbook = book
    for section in report.sections:
        sheet = workbook[section.title.text(report.lang)]
        for table in section.tables:
            left = range_boundaries(sheet.tables[f"xf_{table.key}"].ref)[0]
            for number, one in enumerate(table.columns):
                if one.kind != "text" or one.spill:
                    continue
                room = sheet.column_dimensions[get_column_letter(left + number)].width
                bold = 1.06 if one.mark or one.hue else 1.0
                shown = [str(v) for v in report.values.column(table.key, one.key) if v]
                longest = max(shown, key=shown_length, default="")
                assert shown_length(longest) * bold + 1 <= room, (table.key, one.key, longest, room)


def test_what_stands_beside_a_table_keeps_off_its_edge(book: Any) -> None:
    report, _, workbook = book
    sheet = workbook[report.section("overview").title.text(report.lang)]
    why = "为什么" if report.lang == "zh" else "Why"
    (asked,) = (c for row in sheet.iter_rows() for c in row if c.value == why)
    cell = sheet.cell(asked.row, asked.column + 1)
    assert cell.alignment.indent == 1


def test_a_heading_goes_on_over_the_texts_that_run_out_of_their_column(book: Any) -> None:
    report, _, workbook = book
    sheet = workbook[report.section("overview").title.text(report.lang)]
    left, top, right, bottom = range_boundaries(sheet.tables["xf_actions"].ref)
    spill = report.table("actions").columns[-1].spill
    room = sum(sheet.column_dimensions[c.column_letter].width for c in sheet[top][right - 1 : right + spill])
    for cell in sheet[top][left - 1 : right + spill]:
        assert cell.fill.start_color.rgb[-6:] == theme.NAVY
    for row in range(top + 1, bottom + 1):
        text = str(sheet.cell(row, right).value or "")
        shown = report.values.column("actions", "action")[row - top - 1]
        assert sum(1 + is_wide(c) for c in shown) < room, (shown, text)


def test_a_total_that_differs_in_its_last_digit_is_explained(book: Any) -> None:
    """The demo's shares, as shown, add up to 99.9 %."""
    report, _, workbook = book
    shares = [round(x, 3) for x in report.values.column("compare", "share")]
    assert sum(shares) == pytest.approx(0.999)
    for key in ("compare", "dictionary"):
        sheet = workbook[report.section(key).title.text(report.lang)]
        words = " ".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value)
        assert "四舍五入" in words or "shown rounded" in words


# -------------------------------------------------------------------- charts
@pytest.mark.parametrize("second", [(0.74, 0.6), (0.7, 0.2), (0.62, 0.75), (0.95, 0.5), (0.7, 0.55)])
def test_no_bubble_has_its_name_on_another(second: tuple[float, float]) -> None:
    bubbles = [
        Bubble(0.7, 0.75, 9, "F 自播"),
        Bubble(*second, 2, "A 达人矩阵"),
        Bubble(0.2, 0.6, 8, "S 搜索商城"),
    ]
    circles = [circle(b, bubbles) for b in bubbles]
    names = [name_box(c, p, b.name) for c, p, b in zip(circles, places(bubbles), bubbles, strict=True)]
    assert all(one.shared(other) == 0 for one, other in combinations(names, 2))
    assert all(n.shared(c) == 0 for i, n in enumerate(names) for j, c in enumerate(circles) if i != j)


def test_a_bubble_that_is_nowhere_takes_no_place() -> None:
    assert places([Bubble(0.5, math.nan, 3, "A"), Bubble(0.5, 0.5, math.nan, "T")]) == ["t", "t"]


def test_the_bubbles_of_the_demo_are_placed_apart(book: Any) -> None:
    _, path, _ = book
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(n).decode() for n in archive.namelist() if "/charts/chart" in n]
    bubbles = next(part for part in parts if "<bubbleChart>" in part)
    assert set(re.findall(r'<dLblPos val="(\w)"', bubbles)) == {"t", "b", "r"}
    assert not [
        tag for part in parts for tag in re.findall("<numFmt[^>]*>", part) if 'sourceLinked="0"' not in tag
    ]


def test_under_every_chart_stands_where_it_comes_from(book: Any) -> None:
    """Which exports and which table, in the first row with words under the chart."""
    report, _, workbook = book
    for section in report.sections:
        sheet = workbook[section.title.text(report.lang)]
        for chart in sheet._charts:
            bottom = chart.anchor.to.row
            below = [
                c.value
                for row in sheet.iter_rows(min_row=bottom + 1, max_row=bottom + 20)
                for c in row
                if c.value
            ]
            assert str(below[0]).startswith(("来源：", "Source: ")), (section.key, below[:1])
    named = report.texts["source_spend"]
    assert ("抖音电商罗盘·成交分析" if report.lang == "zh" else "Douyin Compass") in named
    assert "按周段" in named or "By week" in named


def test_a_position_keeps_its_hue_to_itself(demo: Report) -> None:
    """What is no position is drawn in neutrals."""
    for section in demo.sections:
        for chart in section.charts:
            own = {s.hue for s in chart.series} & set("FACTS")
            about = chart.key in ("mix", "bubble", "daily", "pareto", "campaign_days", "radar")
            assert about or not own, (chart.key, own)


def test_every_chart_has_its_month_in_the_title(book: Any) -> None:
    report, _, _ = book
    for section in report.sections:
        for chart in section.charts:
            title = re.sub(r"\{\{(\w+)\}\}", lambda m: report.texts[m[1]], chart.title)
            days = chart.key == "daily"  # the peak's day says it
            assert report.month[-1] in title or days, title
            assert ("June 2026" in title or "2026年6月" in title) or days, title


# -------------------------------------------------------------------- the least cost
def with_cost(cost: float) -> Report:
    """The invented month in which creators cost so much in all."""
    frame = invented.frame()
    here = (frame["role"] == "accounts") & (frame["owner"] == "合作")
    frame.loc[here, "cost"] = 0.0
    frame.loc[frame.index[here][:1], "cost"] = cost
    return invented.report(facts_of=frame)


def test_next_to_no_cost_gives_no_return() -> None:
    """0.11 yuan against 11,200 sold is no ROI of 101,818; 100 yuan are one of 112."""
    for cost, roi in ((0.11, math.nan), (LEAST - 0.01, math.nan), (LEAST, 112.0)):
        report = with_cost(cost)
        row = column(report, "compare", "channel").index("A 达人矩阵")
        for table in ("compare", "carriers"):
            at = row if table == "compare" else column(report, table, "owner").index("合作")
            assert column(report, table, "roi")[at] == pytest.approx(roi, nan_ok=True)
        assert math.isnan(column(report, "compare", "net_roi")[row]) == math.isnan(roi)
        assert ("A 达人矩阵 第一" in report.texts["who_sentence"]) != math.isnan(roi)


def test_the_cells_ask_for_the_same_least_cost(tmp_path: Path) -> None:
    path = write_report(with_cost(0.11), tmp_path / "r.xlsx").path
    formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    name = formulas.defined_names["xf_least_cost"].attr_text
    sheet = formulas["FACT对比"]
    headings = {
        c.value: c.column for c in sheet[next(r for r in range(1, 12) if sheet.cell(r, 2).value == "阵地")]
    }
    rows = {sheet.cell(r, 2).value: r for r in range(1, 15)}
    cell = sheet.cell(rows["合计"] - 1, headings["ROI（倍）"])
    assert name in cell.value.replace("IF(", "").replace("'", "")
    assert cell.value.startswith("=IF(")
    shown = [
        values["FACT对比"].cell(r, headings["ROI（倍）"]).value for r in range(rows["合计"] - 3, rows["合计"])
    ]
    assert shown.count("—") == 1
    assert values["说明"][name.split("!")[1].replace("$", "")].value == LEAST


def test_a_template_without_the_input_still_asks() -> None:
    """Where the least cost has no cell, the formula holds it."""

    class Nowhere:
        def cell(self, table: str, column: str, row: int) -> tuple[str, str]:
            return "表", {"gmv": "A2", "cost": "B2"}[column]

        def body(self, table: str, column: str) -> tuple[str, str]:
            raise AssertionError

        def figure(self, key: str) -> tuple[str, str]:
            from xl_fact.report.formula import Unplaced

            raise Unplaced(key)

    roi = invented.report().table("carriers").column("roi").formula
    assert roi is not None
    assert roi.text(Spot(Nowhere(), "表", "carriers")) == 'IF(B2<100,"—",IFERROR(A2/B2,"—"))'


def test_in_june_a_cost_of_eleven_fen_gives_no_return(compass: Path) -> None:
    report = build_report(read_exports([compass]), Brand(), "2026-06")
    pairs = list(zip(column(report, "carriers", "owner"), column(report, "carriers", "carrier"), strict=True))
    row = pairs.index(("合作", "直播"))
    assert 0 < column(report, "carriers", "cost")[row] < 1
    assert math.isnan(column(report, "carriers", "roi")[row])
    assert not [x for x in column(report, "carriers", "roi") if x > 1_000]


# -------------------------------------------------------------------- money
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_month_in_dollars_speaks_of_no_yuan(lang: Lang) -> None:
    """On no sheet, but for the article's example, which is in yuan."""
    report = specimen(lang, other=True)
    told = [c.heading.text(lang) for t in report.tables for c in t.columns if t.key != "example"]
    told += [t.title.text(lang) for t in report.tables] + [f.name.text(lang) for f in report.figures]
    told += [a for s in report.sections for c in s.charts for a in c.axes] + list(report.texts.values())
    told += column(report, "metrics", "meaning") + column(report, "metrics", "unit")
    assert not [text for text in told if re.search("(?<!美)元|CNY|yuan", text)]
    assert [text for text in told if ("美元" if lang == "zh" else "USD") in text]


# -------------------------------------------------------------------- against the month before
def test_a_rate_changes_by_points(demo: Report) -> None:
    now, then, difference, relative = column(demo, "changes", "refund_rate")
    assert difference == relative == pytest.approx((now - then) * 100)
    table = demo.table("changes")
    assert [table.kind(table.column("refund_rate"), row) for row in range(4)] == [
        "rate",
        "rate",
        "points",
        "points",
    ]
    assert [table.kind(table.column("gmv"), row) for row in range(4)] == ["money", "money", "more", "change"]
    gmv = column(demo, "changes", "gmv")
    assert gmv[2] == pytest.approx(gmv[0] - gmv[1])
    assert gmv[3] == pytest.approx(gmv[0] / gmv[1] - 1)


def test_without_a_month_before_the_report_says_so() -> None:
    assert "环比" in [one.name.zh for one in invented.report().left_out]


# -------------------------------------------------------------------- what the boss asks
def test_the_demo_answers_what_the_boss_asks(demo: Report) -> None:
    texts, values = demo.texts, demo.values
    assert [s.key for s in demo.sections] == [
        "overview", "compare", "profit", "bridge", "products", "own", "lives", "creators", "contents", "spend", "campaigns",
        "people", "market", "fit", "checks", "about", "dictionary", "data", "workings",
    ]  # fmt: skip
    done, least = values.figure("pace_done"), values.figure("breakeven_roi")
    assert f"目标的 {done:.1%}" in texts["headline"]
    assert f"保本 {least:.1f}" in texts["headline"]
    assert values.figure("spend_roi") == pytest.approx(values.total("compare", "roi"))
    assert texts["next_sentence"] == (
        "下一笔钱先给 F 自播（加投）：现在的利润 137.9万元；其余：A 达人矩阵 降CPM（亏 3.5万元）、"
        "T 头部达人 降CPM（亏 5.8万元）、S 搜索商城 可加投（赚 115.2万元）。"
    )
    assert "主要因为流量" in texts["bridge_sentence"]
    assert "主要是结构" in texts["bridge_sentence"]
    assert "复投：示例达人·云朵" in texts["creators_sentence"]
    assert "有名字的 9 位里 3 位有利润" in texts["creators_sentence"]
    assert "其他" not in texts["creators_sentence"]
    advice = dict(zip(column(demo, "creators", "creator"), column(demo, "creators", "advice"), strict=True))
    assert (advice["其他"], advice["示例达人·云朵"], advice["示例达人·小鹿"]) == ("—", "复投", "少投流")
    assert "再投：“精华液到底该怎么选？三步看懂”" in texts["contents_sentence"]
    assert "扣回落多卖" in texts["campaign_sentence"]
    assert "变坏（+1.1pp，" in texts["people_sentence"]
    assert set(column(demo, "actions", "verdict")) == {"加投", "降CPM", "可加投"}


@pytest.mark.parametrize(
    ("margin", "zh", "en"),
    [
        (0.9, "，已计退款）：花得值", " after refunds: the spend paid off"),
        (0.05, "，已计退款）：还不够本", " after refunds: not paying off"),
        (0.01, "（没有保本线：佣金与平台已占满毛利）：还不够本", " eat the margin): not paying off"),
        (None, "（退后 ", " after refunds)"),
    ],
)
def test_the_headline_says_whether_the_money_was_worth_it(margin: float | None, zh: str, en: str) -> None:
    brand = replace(invented.BRAND, economics=replace(invented.BRAND.economics, margin=margin))
    assert zh in invented.report(brand).texts["headline"]
    assert en in invented.report(brand, "en").texts["headline"]


@pytest.mark.parametrize(
    ("cost", "goal", "margin", "headline", "note", "pace"),
    [
        # 2,000 ÷ 670 = 2.985 and 1,760 ÷ 2,000 × 0.5 → 2.27: one decimal of 3.0 would seem to reach 3.0
        (
            670.0,
            3.0,
            0.5,
            "ROI 2.99（保本 2.27，已计退款）：花得值（没到目标 3.00）",
            "目标 3.00，差 0.01",
            2.985075 / 3,
        ),
        # 2,000 ÷ 667.5 = 2.996, 3.00 in two decimals: reached
        (667.5, 3.0, 0.5, "ROI 3.0（保本 2.3，已计退款）：花得值，", "目标 3.0", 1.0),
        # 2,000 ÷ 616 = 3.247: 3.2 doesn't seem to reach 3.25, and it does in two decimals
        (616.0, 3.25, 0.5, "ROI 3.2（保本 2.3，已计退款）：花得值，", "目标 3.25，到了", 1.0),
        # 2,000 ÷ 610 = 3.2787: 3.3 would seem to reach 3.29
        (
            610.0,
            3.29,
            0.5,
            "ROI 3.28（保本 2.27，已计退款）：花得值（没到目标 3.29）",
            "目标 3.29，差 0.01",
            3.278689 / 3.29,
        ),
        # break-even at 1 ÷ (0.88 × 0.34) = 3.342 beside 2,000 ÷ 600 = 3.333: 3.3 and 3.3 would be the same
        (600.0, None, 0.34, "ROI 3.33（保本 3.34，已计退款）：还不够本，亏 ", "GMV ÷ 花费", math.nan),
        # 1 ÷ (0.88 × 0.3412) = 3.3305, and 3.3333: 3.33 both, though 14 yuan are left
        (600.0, None, 0.3412, "ROI 3.33（保本 3.33，已计退款）：刚好保本，利润 14元", "GMV ÷ 花费", math.nan),
    ],
)
def test_two_ratios_that_would_print_alike_are_told_apart_or_are_the_same(
    cost: float, goal: float | None, margin: float, headline: str, note: str, pace: float
) -> None:
    """Sales of 2,000 a day, 1,760 after refunds; no commission. F bears 5 ÷ 6 of the spend."""
    frame = invented.frame()
    frame["cost"], frame["commission"] = frame["cost"] * cost / 600, frame["commission"] * 0
    brand = replace(
        invented.BRAND,
        targets=replace(invented.BRAND.targets, roi=goal),
        economics=replace(invented.BRAND.economics, margin=margin),
    )
    report = invented.report(brand, facts_of=frame)
    assert headline in report.texts["headline"]
    assert report.texts["note_roi"] == note
    assert report.values.figure("pace_roi") == pytest.approx(pace, nan_ok=True)


def test_where_no_channel_earns_and_rolls_no_money_goes() -> None:
    """F loses 140 a day, S earns 8 at a room of 1.08, A earns without ads: nothing to fund."""
    targets, economics = (
        replace(invented.BRAND.targets, gpm=1e6),
        replace(invented.BRAND.economics, margin=0.2),
    )
    told = invented.report(replace(invented.BRAND, targets=targets, economics=economics)).texts
    assert told["next_sentence"].startswith("现在没有阵地该加钱：F 自播 ")
    assert "毛利率" in invented.report(Brand(name="乙")).texts["next_sentence"]


def test_what_moved_gmv_went_its_way(compass: Path) -> None:
    """June's halves: impressions +12.0 %, GPM −11.8 %, GMV −1.2 %: neither explains it alone."""
    report = build_report(read_exports([compass]), Brand(), "2026-06")
    assert report.texts["bridge_sentence"].startswith(
        "下半月对上半月，GMV -1.2%，流量与 GPM 两相抵消：商品曝光 +12.0%，GPM -11.8%。"
    )
    halved = invented.frame()
    early = (halved["date"].dt.day <= 15).to_numpy()
    for key, factor in (("gmv_paid", 0.5), ("product_impressions", 1.1)):  # a day: the halves are 15 and 13
        halved.loc[~early, key] = halved.loc[~early, key] * factor
    told = invented.report(facts_of=halved).texts["bridge_sentence"]
    assert told.startswith(
        "下半月对上半月（下半月活动 0 天，上半月 3 天），日均 GMV -50.0%，"
        "主要因为转化与客单（GPM）：日均 商品曝光 +10.0%，GPM -54.5%。"
    )


def test_the_campaign_counts_the_dip(demo: Report) -> None:
    """Lift after the dip = lift + what the days after sold less than normal ones."""
    days = pd.DataFrame({k: column(demo, "campaign_days", k) for k in ("number", "gmv")})
    normal = days.loc[days["number"] == 0, "gmv"].mean()
    for row, number in enumerate(column(demo, "campaigns", "number")):
        after = days.loc[days["number"] == -number, "gmv"]
        lift = column(demo, "campaigns", "lift")[row]
        net = lift + after.sum() - normal * len(after)
        assert column(demo, "campaigns", "net_lift")[row] == pytest.approx(net)
        more, usual = (column(demo, "campaigns", key)[row] for key in ("more", "usual"))
        told = column(demo, "campaigns", "net_roi")[row]
        assert told == pytest.approx(net / more) if more > usual else math.isnan(told)


def test_a_return_on_next_to_no_extra_cost_is_not_told(compass: Path) -> None:
    """June's 618: 3,420 yuan more than normal, of a million, against 50,905 more sold."""
    campaign = Campaign("618", datetime.date(2026, 6, 13), datetime.date(2026, 6, 20))
    report = build_report(read_exports([compass]), Brand(campaigns=(campaign,)), "2026-06")
    assert 0 < column(report, "campaigns", "more")[0] < 0.01 * column(report, "campaigns", "cost")[0]
    assert "增量 ROI" not in report.texts["campaign_sentence"]
    told = "618 卖 251.8万元，比平常 +1.0%（在寻常起伏之内），活动后 +2.7%。"  # 50,905 more, which is no gain
    assert told in report.texts["campaign_sentence"]


# -------------------------------------------------------------------- works and sessions
def test_works_are_judged_by_profit_and_by_slope(demo: Report) -> None:
    """Profit = (GMV − refunds) × (62 % − the platform fee of its creator, or of F) − cost − commission; four quadrants, the
    channels' verdicts."""
    table = {
        k: column(demo, "contents", k)
        for k in ("account", "gmv", "refund", "cost", "commission", "profit", "advice", "gpm")
    }
    pnl = {k: column(demo, "pnl", k)[0] for k in ("platform_fee", "net")}
    of_f = pnl["platform_fee"] / pnl["net"]
    people = zip(
        *(column(demo, "creators", k) for k in ("creator", "platform_fee", "gmv", "refund")), strict=True
    )
    own = {name: paid / (gmv - back) for name, paid, gmv, back in people}
    fee = np.array([of_f if name.startswith("示例品牌") else own[name] for name in table["account"]])
    assert of_f == pytest.approx(0.031, abs=5e-4)
    assert list(own.values()) == pytest.approx([0.027] * len(own), abs=5e-4)
    profit = (np.array(table["gmv"]) - table["refund"]) * (0.62 - fee) - table["cost"] - table["commission"]
    assert table["profit"] == pytest.approx(profit)
    pooled = demo.values.total("contents", "gpm")

    def word(left: float, gpm: float, cost: float) -> str:
        before, ran = left + cost, cost >= 100
        if before <= 0:
            return "停"
        if gpm >= pooled:
            return "降CPM" if left <= 0 or (ran and before < 1.1 * cost) else "加投"
        if left <= 0:
            return "少投流"
        return "保持" if not ran else "可加投" if before >= 1.5 * cost else "补转化"

    wanted = [word(*one) for one in zip(profit, table["gpm"], table["cost"], strict=True)]
    assert table["advice"] == wanted
    assert {"可加投", "降CPM", "加投", "少投流"} <= set(wanted)
    assert set(column(demo, "contents", "quadrant")) == {"双高", "双低", "高曝光低转化", "高转化低曝光"}


def test_the_works_of_an_account_are_told_apart(demo: Report) -> None:
    accounts = column(demo, "contents", "account")
    mine = [g for a, g in zip(accounts, column(demo, "contents", "gmv"), strict=True) if a == "示例达人·小鹿"]
    assert mine == [15_000]


def test_a_session_has_five_counts_and_four_rates(demo: Report) -> None:
    keys = ("live_exposures", "live_views", "product_impressions", "product_clicks", "orders")
    table = demo.table("sessions")
    assert all(table.has(key) for key in keys)
    for upper, lower in pairwise(keys):
        above, below = (np.array(column(demo, "sessions", key)) for key in (upper, lower))
        assert column(demo, "sessions", f"rate_{lower}") == pytest.approx(below / above)
        assert demo.values.total("sessions", f"rate_{lower}") == pytest.approx(below.sum() / above.sum())
    assert sum(c.key.startswith("rate_") for c in table.columns) == 4
    assert column(demo, "sessions", "session")[0] == "06-18 19:30 示例品牌官方旗舰店"
    assert table.title.zh == "直播场次：前 15 / 共 60，五维四率（次数）"


def test_sessions_by_people_are_not_added_up(samples: Path, compass: Path) -> None:
    """5,000 reached, 1,000 viewers, 900, 270, 54 buyers: where only people are told, people make the funnel."""
    live = read_exports(samples / "直播明细_全部账号_20260803_20260809.xlsx").facts
    june = read_exports([compass]).facts
    moved = live.assign(**{k: live[k] - pd.Timedelta(days=60) for k in ("date", "until", "start")})
    report = from_facts(pd.concat([june, moved], ignore_index=True), (), Brand(), "2026-06")
    table = report.table("sessions")
    first = column(report, "sessions", "gmv").index(3_600)
    counts = ("live_reached", "viewers", "product_viewers", "product_clickers", "buyers")
    assert [column(report, "sessions", key)[first] for key in counts] == [5_000, 1_000, 900, 270, 54]
    assert column(report, "sessions", "rate_viewers")[first] == pytest.approx(0.2)
    assert all(table.column(key).total is None for key in (*counts, "rate_viewers"))
