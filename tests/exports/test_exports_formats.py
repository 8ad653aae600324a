"""Every format: its headings recognised however they are typed, its figures read from any kind of file."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import random
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lookalikes import Rows, delimited, workbook
from pandas.testing import assert_frame_equal

from tools import handbook
from xl_fact.engine.books import Books
from xl_fact.errors import InputError
from xl_fact.exports import facts
from xl_fact.exports.columns import DIMENSIONS, MEASURES
from xl_fact.exports.formats.format import Layout, formats
from xl_fact.exports.formats.headings import normal
from xl_fact.exports.formats.inspect import describe
from xl_fact.exports.formats.recognise import Match, matches, recognise
from xl_fact.exports.reading import read_exports
from xl_fact.exports.tables import encoding
from xl_fact.words import Lang, say

LAYOUTS = [(f"{f.key}-{n}", layout) for f in formats() for n, layout in enumerate(f.layouts, 1)]
SOME = [
    pytest.param(*one, marks=() if n % 6 == 0 else pytest.mark.slow, id=one[0])
    for n, one in enumerate(LAYOUTS)
]
"""The same, all but every sixth left to the whole run: each is written to several files and read back."""
NOTHING = {
    "chanmama_creators",
    "compass_session_corrections",
    "doudian_freight_insurance",
    "host_shifts",
    "tiktok_creator_finder",
    "tiktok_promotions",
}
TRACE = ["file", "sheet", "row"]


def headings_of(layout: Layout) -> list[str]:
    """A heading row of a layout, out of its own file: what it takes, tests and knows to leave out."""
    words = [heading for c in layout.columns for heading in c.headings[: None if c.sum else 1]]
    words += [column.headings[0] for part in layout.parts for column in part.take]
    words += list(layout.tested) + [column.times for column in layout.columns if column.times]
    words += [name.partition("#")[0] for name in layout.ignored]
    return list(dict.fromkeys(words))


def sheet_of(layout: Layout) -> str:
    return layout.names[0] if layout.names else "Sheet1"


def table(layout: Layout, headings: list[str], count: int = 3) -> Rows:
    """Rows that suit a layout, every figure 8 in the first row, 9 in the second …"""
    column_of = {name: column for column in layout.columns for name in column.names}
    rows: Rows = [list(headings)]
    for n in range(count):
        row: list[object] = []
        for heading in headings:
            name = normal(heading)
            condition = next((c for c in (*layout.aside, *layout.cases) if normal(c.column) == name), None)
            column = column_of.get(name)
            if condition is not None:
                keep = condition.negate or condition in layout.cases
                others = layout.words.get(heading, frozenset({"别的"})) - condition.words
                row.append(sorted(condition.words if keep else others)[0])
            elif layout.paid and normal(layout.paid.column) == name:
                row.append(sorted(layout.paid.words)[0])
            elif column is None or column.key in MEASURES:
                row.append(str(n + 8))
            elif column.key == "currency":
                row.append("")
            elif DIMENSIONS[column.key].kind == "text":
                row.append(f"文字{n}")
            else:
                day = dt.datetime(2026, 6, 1 + n, 10, 30)
                row.append(
                    day.strftime(
                        {"dmy": "%d/%m/%Y %H:%M:%S", "mdy": "%m/%d/%Y"}.get(column.dates, "%Y-%m-%d %H:%M:%S")
                    )
                )
        rows.append(row)
    return rows


def found(sheet: str, headings: list[str]) -> Match | None:
    return recognise("x.csv", sheet, [headings], formats())


def lists() -> dict[str, list[str]]:
    path = SAMPLES.parent / "HEADERS.json"
    lists = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    wide = SAMPLES / "compass_chengjiao_61col_headers.json"
    if wide.is_file():
        sheets = json.loads(wide.read_text("utf-8"))
        used = {
            name
            for f in formats()
            if f.key == "compass_transactions"
            for layout in f.layouts
            for name in layout.names
        }
        lists |= {name: sheet["headers"] for name, sheet in sheets.items() if name in used}
    return lists


LISTS = lists()
EXPECTED = {
    "罗盘_直播明细_54": "compass_sessions",
    "千川_全域数据_直播分析_14": "qianchuan_live",
    "千川_全域数据_素材分析_视频_29": "qianchuan_materials",
    "千川_标准推广_月": "qianchuan_standard",
    "千川_小时": "qianchuan_hours",
    "千川_直播大屏_36": "qianchuan_live_screen",
    "罗盘_视频详情_挂车(全集)": "compass_videos",
    "罗盘_商品卡列表": "compass_cards",
    "罗盘_商品卡流量来源_17": "compass_card_sources",
    "罗盘_直播间修正报表_11": "compass_session_corrections",
    "抖音创作者中心_作品列表_16": "creator_works",
    "抖店_订单": "doudian_orders",
    "抖店_动账": "doudian_cash",
    "抖店_结算": "doudian_settlements",
    "精选联盟_佣金": "alliance_commissions",
    "蝉妈妈_商品榜(全集)": "chanmama_products",
    "TikTok_Creator-Live-Performance": "tiktok_sessions",
    "TikTok_Video_EN": "tiktok_videos",
    "TikTok_Video_CN": "tiktok_videos",
    "TikTok_Affiliate_Creator_Data": "tiktok_affiliate_creators",
    "TikTok_Affiliate_Video_Data": "tiktok_affiliate_videos",
    "TikTok_Product_list_44": "tiktok_products",
    "TikTok_GMV_Max_campaign": "tiktok_gmv_max",
    "TikTok_GMV_Max_livestream": "tiktok_gmv_max_live",
    "TikTok_OrderSKUList": "tiktok_orders",
    "Kalodata_LIST_VIDEO": "kalodata_videos",
    "FastMoss_商品榜": "fastmoss_products",
    "Shop_ranking_VN": "tiktok_shop_ranking",
    "千川_素材CSV": "qianchuan_creatives",
    "TikTok_Affiliate_Video_List": "tiktok_affiliate_videos",
    "TikTok_Product_list_older": "tiktok_products",
    "TikTok_Affiliate_orders(keys)": "tiktok_affiliate_orders",
    "TikTok_达人信息_xls": "tiktok_creator_finder",
    "百应_转化漏斗(keys)": "baiying_session",
    "DOU+_佣金台账": "dou_ledger",
    "主播班次": "host_shifts",
}


@pytest.mark.parametrize("name", LISTS)
def test_a_real_heading_list_is_recognised_whole(name: str) -> None:
    match = found(name, LISTS[name])
    assert match is not None
    assert match.format.key == EXPECTED.get(name, "compass_transactions")
    assert match.share == 1, "every heading has a meaning or a reason to be left out"


def test_every_real_list_is_expected(samples: Path) -> None:
    assert set(EXPECTED) <= set(LISTS)
    assert {f.key for f in formats() if any(layout.nothing for layout in f.layouts)} == NOTHING


@pytest.mark.parametrize(("name", "layout"), LAYOUTS)
def test_a_layout_recognises_its_own_headings(name: str, layout: Layout) -> None:
    match = found(sheet_of(layout), headings_of(layout))
    assert match is not None
    assert match.layout is layout


def typed(draw: st.DrawFn, heading: str) -> str:
    """A heading as somebody else's program may write it."""
    wide = draw(st.booleans())
    text = (
        heading.replace("(", "（").replace(")", "）")
        if wide
        else heading.replace("（", "(").replace("）", ")")
    )
    text = text.upper() if draw(st.booleans()) else text
    return (
        draw(st.sampled_from(["", " ", "\u3000", "\ufeff"]))
        + text
        + draw(st.sampled_from(["", " ", "  ", "\t"]))
    )


@st.composite
def variants(draw: st.DrawFn) -> tuple[Layout, str, list[list[str]]]:
    name, layout = draw(st.sampled_from(LAYOUTS))
    headings = headings_of(layout)
    needed = {normal(h) for c in layout.columns if c.required for h in c.headings} | {
        normal(h) for h in layout.tested
    }
    optional = [h for h in headings if normal(h) not in needed]
    if optional and draw(st.booleans()):
        headings.remove(draw(st.sampled_from(optional)))
    headings = draw(st.permutations(headings))
    rows = [[typed(draw, heading) for heading in headings]]
    title = [["数据周期：2026-06-01 ~ 2026-06-30"], [""]]
    return layout, name, (title if draw(st.booleans()) else []) + rows


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(variants())
def test_headings_shuffled_widened_spaced_titled_and_one_missing(
    variant: tuple[Layout, str, list[list[str]]],
) -> None:
    layout, _, head = variant
    match = recognise("x.csv", sheet_of(layout), head, formats())
    assert match is not None
    assert match.layout is layout
    assert match.header.row == len(head) - 1


@pytest.mark.parametrize("name", LISTS)
def test_a_real_list_without_a_required_column_stops_with_its_name(name: str) -> None:
    match = found(name, LISTS[name])
    assert match is not None
    for column in match.layout.columns:
        if not column.required:
            continue
        words = {normal(heading) for heading in column.headings}
        headings = [f"{h}（新）" if normal(h) in words else h for h in LISTS[name]]
        if len(headings) < 10:  # too short to be sure what it was: an unknown file
            with contextlib.suppress(InputError):
                assert found(name, headings) is None
            continue
        with pytest.raises(InputError, match=r"缺少必需的列 “.*”（相近的有：.*（新）") as caught:
            found(name, headings)
        assert f"“{column.headings[0]}”" in caught.value.zh
        assert f"lacks the required column '{column.headings[0]}' (nearest here: " in caught.value.en


@pytest.mark.parametrize(("name", "layout"), SOME)
def test_the_same_rows_in_every_kind_of_file(name: str, layout: Layout, tmp_path: Path) -> None:
    rows = table(layout, headings_of(layout))
    stem = f"{sheet_of(layout)}_{name}"
    files = {
        "book": workbook(tmp_path / f"{stem}.xlsx", {sheet_of(layout): rows}),
        "bom": delimited(tmp_path / f"{stem}.bom.csv", rows, "utf-8-sig"),
        "gb18030": delimited(tmp_path / f"{stem}.gb.csv", rows, "gb18030") if "₫" not in str(rows) else None,
        "utf-16": delimited(tmp_path / f"{stem}.u16.csv", rows, "utf-16"),
        "tab": delimited(tmp_path / f"{stem}.tsv", rows, "utf-8", "\t"),
    }
    first = read_exports(files["book"])
    if layout.nothing is not None:
        assert first.facts.empty
        assert first.sources[0].left_out[0][1] == layout.nothing
        return
    assert set(first.facts["format"]) == {layout.format}
    assert first.sources[0].rows_used == 3
    measured = [c for c in layout.columns if c.key in MEASURES and not c.times and c.scale == 1 and not c.sum]
    for column in measured:
        own = first.facts[first.facts["role"] == layout.role]
        assert own[column.key].dropna().tolist()[:3] == [8, 9, 10], column.key
    for kind, file in files.items():
        if file is not None and kind != "book":
            other = read_exports(file)
            assert_frame_equal(other.facts.drop(columns=TRACE), first.facts.drop(columns=TRACE))


@pytest.mark.parametrize(("name", "layout"), LAYOUTS)
def test_personal_columns_are_never_taken(name: str, layout: Layout) -> None:
    personal = {heading for heading, reason in layout.ignored.items() if reason == "personal"}
    taken = {name for column in layout.columns for name in column.names}
    assert not personal & taken


def test_orders_leave_buyers_behind(tmp_path: Path) -> None:
    rows: Rows = [
        "主订单编号,子订单编号,选购商品,订单应付金额,收件人,收件人手机号,详细地址,订单状态,售后状态,商品数量".split(
            ","
        ),
        ["\t1", "\t11", "皂", "29.90", "张三", "13800138000", "某路1号", "已发货", "-", "1"],
        ["\t2", "\t22", "皂", "30.10", "李四", "13900139000", "某路2号", "已关闭", "退款成功", "2"],
        ["\t3", "\t33", "皂", "99", "王五", "13700137000", "某路3号", "已关闭", "-", "1"],
        ["\t4", "\t44", "皂", "98", "赵六", "13600136000", "某路4号", "待支付", "-", "1"],
    ]
    reading = read_exports(delimited(tmp_path / "订单.csv", rows))
    frame = reading.facts
    assert frame["order_id"].tolist() == ["11", "22"]
    assert facts.total(frame, "gmv_paid") == 60
    assert facts.total(frame, "refund_paid") == 30.1
    assert reading.sources[0].aside == {("没有付款的订单", "orders never paid"): 2}
    text = frame.to_csv() + "".join(describe(tmp_path)[0].lines())
    assert not any(word in text for row in rows[1:] for word in row[4:7])


def test_tiktok_currency_and_title_row(tmp_path: Path) -> None:
    layout = next(layout for name, layout in LAYOUTS if name == "tiktok_videos-1")
    rows = table(layout, [h.replace("($)", "(₫)") for h in headings_of(layout)])
    file = workbook(tmp_path / "v.xlsx", {"Sheet1": [["[Date Range]: 2026-01-01 ~ 2026-01-31"], [], *rows]})
    frame = read_exports(file).facts
    assert set(frame["currency"]) == {"VND"}
    assert set(frame["date"].dt.strftime("%F")) == {"2026-01-01"}
    assert set(frame["until"].dt.strftime("%F")) == {"2026-01-31"}


def test_a_row_of_definitions_and_dollars(tmp_path: Path) -> None:
    layout = next(layout for name, layout in LAYOUTS if name == "tiktok_affiliate_creators-1")
    headings = headings_of(layout)
    rows = table(layout, headings)
    rows.insert(1, [f"What {heading} means" for heading in headings])
    place = headings.index("Creator-attributed GMV")
    rows[2][place] = "$6,438.91"
    reading = read_exports(workbook(tmp_path / "creators 01/06/2026".replace("/", "-"), {"Sheet1": rows}))
    assert reading.facts["gmv_platform"].tolist() == [6438.91, 9, 10]
    assert reading.sources[0].aside == {("说明行", "rows of definitions"): 1}
    assert set(reading.facts["currency"]) == {"USD"}
    assert set(reading.facts["channel"]) == {"A"}


def test_products_by_who_sold_them(tmp_path: Path) -> None:
    layout = next(layout for name, layout in LAYOUTS if name == "tiktok_products-1")
    frame = read_exports(
        workbook(tmp_path / "p.xlsx", {"Sheet1": table(layout, headings_of(layout), 1)})
    ).facts
    by = facts.summed(frame, ["gmv_platform"], ["channel"])["gmv_platform"]
    assert by.to_dict() == {"?": 8 - 32, "A": 8, "F": 16, "S": 8}, (
        "what the parts leave of the product's own GMV"
    )
    assert facts.total(frame, "gmv_platform") == 8
    assert facts.total(frame, "orders") == 8


def test_a_video_snapshot_counts_for_its_window(tmp_path: Path) -> None:
    layout = next(layout for name, layout in LAYOUTS if name == "compass_videos-1")
    name = "[20260601-20260630]_自营_挂车_全部_所有账号_发布时间不限视频详情数据.xlsx"
    frame = read_exports(workbook(tmp_path / name, {"Sheet1": table(layout, headings_of(layout))})).facts
    assert set(frame["date"].dt.strftime("%F")) == {"2026-06-01"}
    assert set(frame["channel"]) == {"F"}
    assert frame["gmv_led"].tolist() == [32, 36, 40]
    assert frame["published"].dt.day.tolist() == [1, 2, 3]


def test_ads_that_tell_of_the_same_spend_count_once(tmp_path: Path) -> None:
    files = []
    for key in ("qianchuan_live-1", "qianchuan_materials-1", "qianchuan_hours-1", "qianchuan_standard-1"):
        layout = dict(LAYOUTS)[key]
        file = tmp_path / f"{key}_20260601-20260630.csv"
        files.append(delimited(file, table(layout, headings_of(layout))))
    frame = read_exports(files).facts
    assert facts.total(frame, "cost") == 54  # LIVE analysis and standard promotion, 27 each
    assert set(Books(frame).month("2026-06").formats(["cost"])) == {"qianchuan_live", "qianchuan_standard"}


def test_overlapping_snapshots_count_once(tmp_path: Path) -> None:
    layout = dict(LAYOUTS)["compass_videos-1"]
    rows = table(layout, headings_of(layout))
    plays = headings_of(layout).index("视频观看次数")

    def snapshot(days: str, age: int) -> Path:
        for row in rows[1:]:
            row[plays] = str(age)
        file = delimited(tmp_path / f"[{days}]_自营_视频详情数据.csv", rows)
        os.utime(file, (age, age))
        return file

    week, month = snapshot("20260601-20260607", 1_000), snapshot("20260601-20260630", 2_000)
    reading = read_exports([week, month])
    assert facts.total(reading.facts, "plays") == 6_000  # the month tells of the week too
    assert (
        reading.notes[0][0]
        == f"{month.name} 取代了 {week.name} 的 3 行（2026-06-01 ~ 2026-06-07），以新的为准"
    )
    across = snapshot("20260628-20260704", 3_000)
    reading = read_exports([week, month, across])
    assert facts.total(reading.facts, "plays") == 6_000
    assert [refusal.file for refusal in reading.refused] == [across.name]
    assert "部分重叠，而旧的一行合计 2026-06-01 ~ 2026-06-30" in reading.refused[0].error.zh
    assert len(reading.sources) == 2
    with pytest.raises(InputError, match="部分重叠"):
        read_exports([month, across], strict=True)


def test_what_is_not_added_is_shown(tmp_path: Path) -> None:
    files = []
    for key in ("qianchuan_live-1", "qianchuan_hours-1"):
        layout = dict(LAYOUTS)[key]
        files.append(delimited(tmp_path / f"{key}_20260601-20260630.csv", table(layout, headings_of(layout))))
    shown = facts.reconciliation(read_exports(files).facts, "cost")
    assert shown.values.tolist() == [
        ["2026-06", "ads", "qianchuan_hours", 27, 0],
        ["2026-06", "ads", "qianchuan_live", 27, 27],
    ]


def test_sessions_by_start_with_weighted_minutes(samples: Path) -> None:
    reading = read_exports(samples / "直播明细_全部账号_20260803_20260809.xlsx")
    frame = reading.facts
    assert frame["gmv_paid"].sum() == 13_950
    assert frame["live_views"].sum() == 4_350
    assert frame["watch_minutes"].sum() == 5_000 + 6_400 + 5_040
    assert [str(day) for day in reading.sources[0].period or ()] == ["2026-08-03", "2026-08-09"]


SAMPLE_TOTALS = {
    "1784000000_抖店订单.csv": ("doudian_orders", {"gmv_paid": 59.8, "refund_paid": 29.9}),
    "kans_daily.csv": ("daily_spend", {"cost": 20_030.86, "gmv_platform": 90_802.08}),
    "qianchuan_creative_sample.csv": ("qianchuan_creatives", {"cost": 3_320, "gmv_platform": 6_490}),
    "tiktok_video_EN_USD.xlsx": ("tiktok_videos", {"gmv_platform": 22.72, "gmv_direct": 22.72, "plays": 812}),
    "作品列表.xlsx": ("creator_works", {"plays": 1_000, "likes": 20, "new_followers": 2}),
    "精选联盟佣金明细.xlsx": ("alliance_commissions", {"commission_estimated": 54.08, "commission": 0}),
    "蝉妈妈_商品_titlerow.csv": (
        "chanmama_products",
        {"market_items_7d": 204_250, "market_items_30d": 705_000},
    ),
}


@pytest.mark.parametrize("name", SAMPLE_TOTALS)
def test_a_sample_reads_to_its_totals(name: str, samples: Path) -> None:
    key, totals = SAMPLE_TOTALS[name]
    reading = read_exports(samples / name, period=(dt.date(2026, 6, 1), dt.date(2026, 6, 30)))
    assert reading.sources[0].format == key
    assert reading.sources[0].rows_read == reading.sources[0].rows_used
    for measure, value in totals.items():
        assert round(reading.facts[measure].sum(), 2) == value
    if name == "kans_daily.csv":
        assert reading.facts["date"].iloc[0].strftime("%F") == "2026-06-01"
        assert set(reading.facts["currency"]) == {"USD"}


def test_matches_are_ordered(samples: Path) -> None:
    headings = list(LISTS["罗盘_直播明细_54"])
    random.Random(3).shuffle(headings)
    first, *others = matches("x", [headings], formats())
    assert first.format.key == "compass_sessions"
    assert all(first.hits >= other.hits for other in others)


@pytest.mark.parametrize(("name", "layout"), SOME)
def test_large_text_read_by_columns_gives_the_same(
    name: str, layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = table(layout, headings_of(layout), 7)
    rows[3][0] = f" {rows[3][0]}\t"
    rows.append(["合计", *[""] * (len(rows[0]) - 1)])
    title: Rows = [["数据周期：2026-06-01 ~ 2026-06-30"]]
    file = delimited(tmp_path / f"{sheet_of(layout)}_{name}.csv", title + rows)
    small = read_exports(file)
    monkeypatch.setattr(encoding, "LARGE", 0)
    large = read_exports(file)
    assert_frame_equal(large.facts, small.facts)
    assert large.sources[0].aside == small.sources[0].aside
    uneven = delimited(file, [*title, *rows, [*rows[1], "多出的一格"]])
    longer = read_exports(uneven)
    assert_frame_equal(longer.facts, small.facts)
    assert longer.sources[0].uneven == (layout.nothing is None)


@pytest.mark.parametrize(("lang", "name"), handbook.PAGES)
def test_the_page_on_exports_is_up_to_date(lang: Lang, name: str) -> None:
    page = (ROOT / "docs" / name).read_text("utf-8")
    assert page == handbook.page(lang), "make docs"
    assert all(say(lang, format.zh, format.en) in page for format in formats())
