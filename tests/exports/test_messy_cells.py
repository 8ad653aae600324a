"""Exports as people and platforms leave them: odd headings, odd rows, odd figures; read right, or counted as unread."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lookalikes import CREATIVE_ROWS, Rows, delimited, transactions, workbook
from pandas.testing import assert_frame_equal

from xl_fact.core.numbers import RangeAs
from xl_fact.exports import dates, facts
from xl_fact.exports.reading import read_exports

DAYS = (1, 2, 3)


# -------------------------------------------------------------------- rows that are no facts
def titled(rows: Rows) -> Rows:
    return [["自营成交明细"], ["数据周期：2026-06-01 ~ 2026-06-30"], [], *rows]


def two_deep(rows: Rows) -> Rows:
    """Every other heading in a row above, over an empty cell."""
    above = [text if n % 2 else "" for n, text in enumerate(rows[0])]
    below = ["" if n % 2 else text for n, text in enumerate(rows[0])]
    return [above, below, *rows[1:]]


def defined(rows: Rows) -> Rows:
    return [rows[0], [f"{heading}的含义" for heading in rows[0]], *rows[1:]]


def with_blanks(rows: Rows) -> Rows:
    out: Rows = [rows[0], []]
    for row in rows[1:]:
        out += [row, [" "] * len(row)]
    return [*out, [], []]


def totalled(word: str) -> Callable[[Rows], Rows]:
    """A row of totals under the others, and one under the headings."""

    def make(rows: Rows) -> Rows:
        total = [word, *["" for _ in rows[0][1:3]], *[99_999 for _ in rows[0][3:]]]
        return [rows[0], total, *rows[1:], total]

    return make


def reversed_rows(rows: Rows) -> Rows:
    return [rows[0], *rows[:0:-1]]


PERIODS = "分投放时段的行，已含在“不限”行里"
SHAPES: dict[str, tuple[Callable[[Rows], Rows], dict[str, int]]] = {
    "title rows": (titled, {}),
    "two heading rows": (two_deep, {}),
    "a row of definitions": (defined, {"说明行": 1}),
    "blank rows": (with_blanks, {"空行": 3 * 6 * 4 + 3}),
    "totals: 合计": (totalled("合计"), {"合计行": 2}),
    "totals: 总计": (totalled("总计"), {"合计行": 2}),
    "totals: 全部": (totalled(" 全部 "), {"合计行": 2}),
    "totals: Total": (totalled("Total"), {"合计行": 2}),
    "totals: Total of 3 results": (totalled("Total of 3 results"), {"合计行": 2}),
    "totals: 共 3 条结果": (totalled("共 3 条结果"), {"合计行": 2}),
    "totals: GRAND TOTAL": (totalled("GRAND TOTAL"), {"合计行": 2}),
    "rows newest last": (reversed_rows, {}),
    "everything at once": (
        lambda rows: titled(two_deep(totalled("合计")(reversed_rows(rows)))),
        {"合计行": 2},
    ),
}
TRACE = ["file", "sheet", "row"]


def in_order(frame: Any) -> Any:
    return frame.drop(columns=TRACE).sort_values(["date", "carrier"], ignore_index=True)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("shape", SHAPES)
def test_rows_around_the_facts(tmp_path: Path, shape: str, kind: str) -> None:
    make, aside = SHAPES[shape]
    rows = transactions(DAYS, 7)
    plain = read_exports(delimited(tmp_path / "自营成交.csv", rows))
    file = tmp_path / f"自营成交.{shape.replace(':', '')}.{kind}"
    odd = make([list(row) for row in rows])
    reading = read_exports(delimited(file, odd) if kind == "csv" else workbook(file, {"自营成交": odd}))
    assert_frame_equal(in_order(reading.facts), in_order(plain.facts))
    (source,), (before,) = reading.sources, plain.sources
    expected = Counter({zh: count for (zh, _), count in before.aside.items()}) + Counter(aside)
    found = {zh: count for (zh, _), count in source.aside.items()}
    if kind == "xlsx":  # empty rows at the end are not there in a workbook
        expected.pop("空行", None)
        found.pop("空行", None)
    assert found == expected
    assert source.rows_read == source.rows_used + sum(source.aside.values())
    assert PERIODS in expected
    assert set(plain.facts.loc[plain.facts["role"] == "control", "carrier"]) == {"全部"}


# -------------------------------------------------------------------- headings and encodings
HEADINGS: dict[str, Callable[[str], str]] = {
    "spaces": lambda text: f"  {text} \t",
    "a mark of the byte order": lambda text: f"\ufeff{text}",
    "full-width brackets": lambda text: text.replace("(", "（").replace(")", "）"),
    "full-width letters": lambda text: text.translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)}),
    "a break inside": lambda text: text[:2] + "\n" + text[2:],
    "quotes": lambda text: f"'{text}",
    "other brackets": lambda text: text.replace("(", "【").replace(")", "】"),
}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("how", HEADINGS)
def test_headings_as_they_are_typed(tmp_path: Path, how: str, kind: str) -> None:
    rows = transactions(DAYS, 7, wide=True)
    plain = read_exports(delimited(tmp_path / "自营成交.csv", rows)).facts
    odd: Rows = [list(map(HEADINGS[how], rows[0])), *rows[1:]]
    file = tmp_path / f"自营成交.2.{kind}"
    reading = read_exports(delimited(file, odd) if kind == "csv" else workbook(file, {"自营成交": odd}))
    assert_frame_equal(in_order(reading.facts), in_order(plain))


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_every_encoding_and_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    plain = read_exports(delimited(tmp_path / "素材.csv", CREATIVE_ROWS)).facts
    file = delimited(tmp_path / "素材.txt", CREATIVE_ROWS, encoding, delimiter)
    reading = read_exports(file)
    assert_frame_equal(reading.facts.drop(columns=TRACE), plain.drop(columns=TRACE))
    assert reading.sources[0].encoding in {encoding, "gb18030"}


ID = "6953547102608758621"


@pytest.mark.parametrize("glued", ["\t{}", "{}\t", "'{}", " {} ", "\ufeff{}", "`{}", '="{}"', '="{}\t"'])
def test_what_is_glued_to_identifiers(tmp_path: Path, glued: str) -> None:
    rows: Rows = [
        ["主订单编号", "子订单编号", "选购商品", "订单应付金额", "订单状态", "售后状态"],
        ["x", glued.format(ID), "皂", "2", "已发货", ""],
    ]
    assert read_exports(delimited(tmp_path / "订单.csv", rows)).facts["order_id"].tolist() == [ID]


def test_identifiers_that_a_spreadsheet_rewrote(tmp_path: Path) -> None:
    rows: Rows = [
        ["主订单编号", "子订单编号", "选购商品", "订单应付金额", "订单状态", "售后状态"],
        ["x", "6.92E+18", "皂", "1", "已发货", ""],
        ["x", "6.92E+18", "皂", "1", "已发货", ""],
        ["x", ID, "皂", "2", "已发货", ""],
    ]
    reading = read_exports(delimited(tmp_path / "订单.csv", rows))
    assert reading.facts["order_id"].tolist() == ["", "", ID]
    assert (
        "订单.csv [订单] 订单号已被改写（Excel 把 2 个编号变成了小数），不作编号用",
        "订单.csv [订单] order ID: 2 were rewritten by a spreadsheet and are not used",
    ) in reading.sources[0].notes
    rows[1][1], rows[2][1] = float(ID), 6953547102608758000.0
    book = read_exports(workbook(tmp_path / "订单.xlsx", {"Sheet1": rows}))
    assert book.facts["order_id"].tolist() == ["", "", ID]
    assert any("订单号已被改写（Excel 把 2 个编号" in zh for zh, _ in book.sources[0].notes)


@pytest.mark.parametrize(
    ("cell", "quoted"),
    [
        ("约一千", "约一千"),
        ("1.2.3", "1.2.3"),
        ("张三", "…"),
        ("13812345678 13912345678", "…"),
        ("1381234567-8", "…-8"),
        ("某省某市幸福路12号", "…"),
    ],
)
def test_a_cell_that_is_no_figure_is_not_spread_about(tmp_path: Path, cell: str, quoted: str) -> None:
    """In a row that has slipped a column, a figure's cell may hold whom the order goes to."""
    rows: Rows = [[*CREATIVE_ROWS[0]], [*CREATIVE_ROWS[1]], [*CREATIVE_ROWS[2]]]
    rows[2][1] = cell
    source = read_exports(delimited(tmp_path / "素材.csv", rows)).sources[0]
    assert any(f"（第 3 行“{quoted}”）" in zh and f"(row 3: '{quoted}')" in en for zh, en in source.notes)
    assert quoted == cell or not any(cell in zh + en for zh, en in source.notes)


# -------------------------------------------------------------------- figures
NUMBERS: dict[str, float] = {
    "1.2万": 12_000,
    "346.95万": 3_469_500,
    "3.4亿": 340_000_000,
    "￥1,234.50": 1234.5,
    "¥ 1,234.50": 1234.5,
    "6,438.91元": 6438.91,
    "(123)": -123,
    "-123.5": -123.5,
    "9８７": 987,
    "９８７": 987,
    "1,234": 1234,
    "\t88": 88,
    "'88": 88,
    "1.5E+3": 1500,
    "--": math.nan,
    "-": math.nan,
    "/": math.nan,
    "null": math.nan,
    "": math.nan,
}
RANGES: dict[RangeAs, float] = {"low": 75_000, "middle": 87_500, "high": 100_000}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("range_as", RANGES)
def test_figures_as_platforms_write_them(tmp_path: Path, kind: str, range_as: RangeAs) -> None:
    texts = [*NUMBERS, "7.5w~10w"]
    rows: Rows = [["素材名称", "消耗", "展示量", "点击量", "成交订单", "GMV"]]
    rows += [[f"素材{n}", text, "1", "1", "1", "1"] for n, text in enumerate(texts)]
    file = tmp_path / f"素材.{kind}"
    delimited(file, rows) if kind == "csv" else workbook(file, {"Sheet1": rows})
    reading = read_exports(file, range_as=range_as)
    found = reading.facts["cost"].tolist()
    assert found == pytest.approx([*NUMBERS.values(), RANGES[range_as]], nan_ok=True)
    assert not [zh for zh, _ in reading.sources[0].notes if "读不出数字" in zh]


def test_a_figure_that_is_none_is_named_with_sheet_column_and_row(tmp_path: Path) -> None:
    rows = [list(row) for row in CREATIVE_ROWS]
    rows[2][1] = "约一千"
    reading = read_exports(workbook(tmp_path / "素材.xlsx", {"明细": rows}))
    assert (
        "素材.xlsx [明细] 列“消耗”有 1 格读不出数字，按缺失处理（第 3 行“约一千”）",
        "素材.xlsx [明细] column '消耗': 1 cells are no numbers, taken as missing (row 3: '约一千')",
    ) in reading.sources[0].notes
    assert facts.total(reading.facts, "cost") == 1200


TEXTS = {
    "a formula": '=HYPERLINK("http://example.invalid","x")',
    "a command": "@SUM(1+1)*cmd|' /C calc'!A0",
    "a plus": "+1+1",
    "a minus": "-2+3",
    "an emoji": "开场 😀👨‍👩‍👧",
    "control characters": "开\x01场\x0b\x1f甲",
    "a long text": "长" * 40_000,
    "half a character": "开场\ufffe甲",
}


@pytest.mark.parametrize("what", TEXTS)
def test_odd_texts_stay_what_they_are(tmp_path: Path, what: str) -> None:
    rows = [list(row) for row in CREATIVE_ROWS]
    rows[1][0] = TEXTS[what]
    frame = read_exports(delimited(tmp_path / "素材.csv", rows)).facts
    assert frame["content"].tolist() == [TEXTS[what], rows[2][0]]
    assert frame["cost"].tolist() == [1200, 900.5]
    if what in {"a formula", "a command", "a plus", "a minus", "an emoji"}:
        frame = read_exports(workbook(tmp_path / "素材.xlsx", {"Sheet1": rows})).facts
        assert frame["content"].tolist() == [TEXTS[what], rows[2][0]]


def test_half_a_character_in_utf16_is_replaced(tmp_path: Path) -> None:
    file = delimited(tmp_path / "素材.csv", CREATIVE_ROWS, "utf-16-le")
    text = file.read_bytes().replace("开场-甲".encode("utf-16-le"), b"\x3d\xd8" + "场-甲".encode("utf-16-le"))
    file.write_bytes(b"\xff\xfe" + text)
    frame = read_exports(file).facts
    assert frame["content"].tolist() == ["\ufffd场-甲", "开场-乙"]
    frame["content"].to_frame().to_parquet(tmp_path / "x.parquet")


# -------------------------------------------------------------------- days and rows
def test_two_heading_rows_and_negative_rows(tmp_path: Path) -> None:
    rows = [
        ["结算时间", "订单号", "子订单号", "结算金额", "结算账户", "结算单类型", "收入", "", "支出", ""],
        ["", "", "", "", "", "", "收入合计", "下单时间", "平台服务费", "达人佣金"],
        ["2026-06-03 10:00:00", "'1", "11\t", "90.00", "微信", "已结算", "100", "", "5.00", "5.00"],
        [
            "2026-07-03 10:00:00",
            "'1",
            "11\t",
            "-90.00",
            "微信",
            "结算后退款-非原路退回",
            "-100",
            "",
            "-5.00",
            "-5.00",
        ],
    ]
    frame = read_exports(delimited(tmp_path / "结算.csv", rows)).facts
    assert frame["gmv_settled"].tolist() == [90, -90]
    assert frame["commission"].tolist() == [5, -5]
    assert frame["order_id"].tolist() == ["11", "11"]
    assert facts.months(frame) == ["2026-06", "2026-07"]
    assert facts.total(facts.of_month(frame, "2026-06"), "gmv_settled") == 90


def test_a_session_across_midnight_belongs_to_its_first_day(tmp_path: Path) -> None:
    rows = [
        ["主播昵称", "直播开始时间", "直播结束时间", "直播时长(分钟)", "直播间用户支付金额"],
        ["号甲", "2026/06/30 22:00:00", "2026/07/01 02:00:00", "240", "100"],
    ]
    frame = read_exports(delimited(tmp_path / "直播.csv", rows)).facts
    assert frame["date"].tolist() == [dt.datetime(2026, 6, 30)]
    assert facts.months(frame) == ["2026-06"]


def test_a_date_that_is_none_is_set_aside_and_counted(tmp_path: Path) -> None:
    rows = transactions((1,), 7)
    rows[1][0], rows[5][0] = "六月一日", ""
    reading = read_exports(delimited(tmp_path / "自营成交.csv", rows))
    assert reading.sources[0].aside[("日期读不出的行", "rows whose date cannot be read")] == 1
    assert reading.sources[0].aside[("没有日期的行", "rows without a date")] == 1
    assert reading.sources[0].rows_read == reading.sources[0].rows_used + sum(
        reading.sources[0].aside.values()
    )


def test_duplicate_headings(tmp_path: Path) -> None:
    rows = [
        [
            "Campaign ID",
            "Campaign name",
            "Cost",
            "Gross revenue",
            "SKU orders",
            "Gross revenue",
            "LIVE views",
        ],
        ["1", "a", "10", "50", "2", "7", "900"],
    ]
    frame = read_exports(delimited(tmp_path / "max.csv", rows)).facts
    assert frame["gmv_platform"].tolist() == [50]


@pytest.mark.parametrize("n", range(3))
def test_excel_dates_and_serials(tmp_path: Path, n: int) -> None:
    day: object = (dt.datetime(2026, 6, 1), 46174, "2026年6月1日")[n]
    rows = [["时间", "总佣金", "有效佣金", "失效佣金", "DOU+消耗"], [day, 9, 8, 1, 3]]
    if isinstance(day, dt.datetime):
        import xlsxwriter

        book = xlsxwriter.Workbook(tmp_path / "台账.xlsx", {"default_date_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet()
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                sheet.write(r, c, cell)
        book.close()
    else:
        workbook(tmp_path / "台账.xlsx", {"Sheet1": rows})
    frame = read_exports(tmp_path / "台账.xlsx").facts
    assert frame["date"].tolist() == [dt.datetime(2026, 6, 1)]
    assert facts.total(frame, "cost") == 3


@pytest.mark.parametrize(
    ("cell", "form", "day"),
    [
        ("46174", "", dt.datetime(2026, 6, 1)),
        ("2026年6月1", "", dt.datetime(2026, 6, 1)),
        ("2026-06-01T23:59:59.9999999+08:00", "", dt.datetime(2026, 6, 1, 23, 59, 59, 999_999)),
        ("2026-06-01 — 2026-06-07", "", dt.datetime(2026, 6, 1)),
        ("6月1日～6月7日", "", dt.datetime(2026, 6, 1)),
        ("2026-06-01", "md", dt.datetime(2026, 6, 1)),
        ("06/01/2026 10:00:00 PM", "dmy", dt.datetime(2026, 6, 1, 22)),
        ("30/06/2026", "", None),  # a column of which only the days after the 12th could be read
        ("06/30/2026", "dmy", None),
        ("06/01/2026 13:00:00 PM", "mdy", None),
        ("1970-01-01 08:00:00", "", None),  # an empty clock
        ("20262", "", None),  # a month, not the serial of a day in 1955
        ("202606011200", "", None),
        (6.1, "md", None),  # the 1st or the 10th
    ],
)
def test_a_day_that_could_be_another_is_not_read(cell: object, form: str, day: dt.datetime | None) -> None:
    if day is not None:
        assert dates.parse(cell, form, 2026) == day
        return
    with pytest.raises(ValueError, match=re.escape(repr(cell))):
        dates.parse(cell, form, 2026)
