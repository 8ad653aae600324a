"""Whole kinds of faults, put into every format that they can befall: the right figures, or a line that names the place.

Rows out of line, quotes, stray bytes and cut downloads are in `test_odd_text`, dialects and dates in `test_dialect`,
totals and pasted rows in `test_proofs`; here is what needs a workbook, a closed word, a key or a window.
"""

from __future__ import annotations

import calendar
import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from lookalikes import Rows, delimited, workbook
from test_exports_formats import LAYOUTS, headings_of, sheet_of, table

from xl_fact.errors import InputError
from xl_fact.exports.columns import MEASURES, TAKEN_OFF
from xl_fact.exports.formats.format import Layout
from xl_fact.exports.proofs.vocabulary import closed
from xl_fact.exports.reading import read_exports
from xl_fact.exports.sources import Reading

JUNE = dt.date(2026, 6, 1), dt.date(2026, 6, 30)
READ = [
    (name, layout)
    for name, layout in LAYOUTS
    if layout.nothing is None and any(column.key in MEASURES for column in layout.columns)
]
IN_WORKBOOKS = {
    "compass_sessions-1", "compass_videos-1", "doudian_orders-1", "qianchuan_live-1", "tiktok_videos-1",
    "tiktok_gmv_max-1", "xiaohongshu_orders-1", "daily_book-1",
}  # fmt: skip
BOOKS = [one for one in READ if one[0] in IN_WORKBOOKS]


def every(layouts: list[tuple[str, Layout]]) -> pytest.MarkDecorator:
    """One test for each of some layouts; five at least."""
    assert len(layouts) >= 5
    return pytest.mark.parametrize(("name", "layout"), [pytest.param(*one, id=one[0]) for one in layouts])


def main_of(layout: Layout) -> tuple[str, str]:
    """A measure of a layout whose every figure counts as it stands: its key and its heading."""
    plain = [
        c for c in layout.columns if c.key in MEASURES and not (c.times or c.sum or c.sign or c.scale != 1)
    ]
    found = sorted(plain, key=lambda c: (not c.required, MEASURES[c.key].unit != "money"))
    return found[0].key, found[0].headings[0]


def rows_of(layout: Layout, count: int = 4) -> Rows:
    """Rows that suit a layout; in its closed columns words that it knows."""
    rows = table(layout, headings_of(layout), count)
    for column in layout.columns:
        words = sorted(closed(layout).get(column.key, ()))
        if words and column.key in layout.values:
            words = sorted(layout.values[column.key])
        for heading in column.headings:
            if words and heading in rows[0]:
                for row in rows[1:]:
                    row[rows[0].index(heading)] = "直播" if "直播" in words else words[0]
    return rows


def file_name(layout: Layout, ending: str) -> str:
    return f"{sheet_of(layout)}_20260601-20260630.{ending}"


def read(path: Path) -> Reading:
    return read_exports(path, period=JUNE)


def total(reading: Reading, layout: Layout, key: str) -> float:
    facts = reading.facts
    return float(facts.loc[facts["role"] == layout.role, key].sum())


def failed(reading: Reading) -> dict[str, str]:
    """What the file failed at, and what is said of it, in one text."""
    (source,) = reading.sources
    found: dict[str, str] = {}
    for check in source.proof.failed:
        found[check.kind] = found.get(check.kind, "") + check.what[0]
    return found


# -------------------------------------------------------------------- hidden copies
@every(BOOKS)
def test_a_hidden_older_copy_never_counts(name: str, layout: Layout, tmp_path: Path) -> None:
    rows, (key, heading) = rows_of(layout), main_of(layout)
    sheet = sheet_of(layout)
    alone = total(read(workbook(tmp_path / file_name(layout, "xlsx"), {sheet: rows})), layout, key)
    old = [list(row) for row in rows]
    for row in old[1:]:
        row[old[0].index(heading)] = "77777"
    path = workbook(tmp_path / file_name(layout, "xlsx"), {sheet: rows, f"{sheet}(备份)": old})
    book = openpyxl.load_workbook(path)
    book[f"{sheet}(备份)"].sheet_state = "hidden"
    book.save(path)
    reading = read(path)
    assert total(reading, layout, key) == alone > 0
    (source,) = reading.sources
    assert [left for left, _ in source.left_out] == [f"{sheet}(备份)"]
    assert any(
        check.kind == "sheet" and f"{sheet}(备份)" in check.what[0] + check.sheet
        for check in source.proof.checks
    )


# -------------------------------------------------------------------- words
WORDED = [
    (name, layout)
    for name, layout in READ
    if any(column.key in ("carrier", "owner") for column in layout.columns) and layout.role != "control"
]


@every(WORDED)
def test_a_word_that_nobody_knows_is_listed_and_belongs_nowhere(
    name: str, layout: Layout, tmp_path: Path
) -> None:
    rows, (key, _) = rows_of(layout), main_of(layout)
    column = next(c for c in layout.columns if c.key in ("carrier", "owner"))
    place = rows[0].index(next(h for h in column.headings if h in rows[0]))
    known = read(delimited(tmp_path / file_name(layout, "csv"), rows))
    assert "words" not in failed(known)
    rows[2][place] = "天上掉的"
    reading = read(delimited(tmp_path / file_name(layout, "csv"), rows))
    assert "“天上掉的” 1 行" in failed(reading)["words"]
    assert not reading.proved
    assert total(reading, layout, key) == total(known, layout, key), "it counts, and belongs to no kind"
    odd = reading.facts[(reading.facts["row"] == 3) & (reading.facts["role"] == layout.role)]
    assert not set(odd[column.key]) & {"直播", "短视频", "商品卡", "自营", "合作", "天上掉的"}


LEVELLED = """
key = "mine"
zh = "我的"
en = "mine"
platform = "douyin"
currency = "CNY"
[[sheets]]
role = "creators"
replaces = ["account", "date", "until"]
required = { account = "达人", gmv_paid = "支付" }
optional = { level = "等级" }
"""


def test_a_creator_s_level_is_a_word_of_the_trade_or_listed(tmp_path: Path) -> None:
    (tmp_path / "formats").mkdir()
    (tmp_path / "formats" / "mine.toml").write_text(LEVELLED, "utf-8")
    rows = [["达人", "支付", "等级"], ["甲", 10, "头部"], ["乙", 20, "腰部"], ["丙", 30, "钻石"]]
    path = delimited(tmp_path / "达人_20260601-20260630.csv", rows)
    reading = read_exports(path, formats_dir=tmp_path / "formats", period=JUNE)
    assert failed(reading)["words"] == "列“等级”有不认识的词：“钻石” 1 行，合计 30.00"
    assert reading.facts["level"].tolist() == ["头部", "腰部", ""]


# -------------------------------------------------------------------- headings
@every(READ)
def test_a_measure_that_stands_twice_with_other_figures_is_refused(
    name: str, layout: Layout, tmp_path: Path
) -> None:
    rows, (key, heading) = rows_of(layout), main_of(layout)
    place = rows[0].index(heading)
    once = total(read(delimited(tmp_path / file_name(layout, "csv"), rows)), layout, key)
    twice = [[*row, row[place]] for row in rows]
    assert total(read(delimited(tmp_path / file_name(layout, "csv"), twice)), layout, key) == once
    twice[2][-1] = "4321"
    with pytest.raises(InputError, match=r"有两个（.+ 列和 .+ 列），数字不同"):
        read(delimited(tmp_path / file_name(layout, "csv"), twice))


BESIDE = [(name, layout) for name, layout in READ if sum(column.required for column in layout.columns) > 1]


@every(BESIDE)
def test_a_second_table_beside_the_first_is_refused(name: str, layout: Layout, tmp_path: Path) -> None:
    rows, (_, heading) = rows_of(layout), main_of(layout)
    place = rows[0].index(heading)
    beside = [[*row, "", *row] for row in rows]
    beside[2][len(rows[0]) + 1 + place] = "4321"
    with pytest.raises(InputError, match=r"两张表并排|数字不同"):
        read(delimited(tmp_path / file_name(layout, "csv"), beside))


# -------------------------------------------------------------------- signs
TAKING_OFF = [
    (name, layout)
    for name, layout in READ
    if any(c.key in TAKEN_OFF and not (c.times or c.sum or c.sign or c.cost) for c in layout.columns)
]


@every(TAKING_OFF)
def test_refunds_and_costs_with_a_minus_throughout_are_as_large(
    name: str, layout: Layout, tmp_path: Path
) -> None:
    rows = rows_of(layout)
    columns = [c for c in layout.columns if c.key in TAKEN_OFF and not (c.times or c.sum or c.sign or c.cost)]
    column = next(c for c in columns if c.headings[0] in rows[0])
    place = rows[0].index(column.headings[0])
    before = read(delimited(tmp_path / file_name(layout, "csv"), rows))
    assert (plain := total(before, layout, column.key)) > 0
    less = [rows[0], *([*row[:place], f"-{row[place]}", *row[place + 1 :]] for row in rows[1:])]
    reading = read(delimited(tmp_path / file_name(layout, "csv"), less))
    assert total(reading, layout, column.key) == plain
    assert failed(reading).get("ratio") == failed(before).get("ratio")


# -------------------------------------------------------------------- keys
KEYED = [(name, layout) for name, layout in READ if layout.key and layout.unique and not layout.whole]


@every(KEYED)
def test_the_same_key_with_other_figures_stops_the_file(name: str, layout: Layout, tmp_path: Path) -> None:
    rows, (_, heading) = rows_of(layout), main_of(layout)
    other = list(rows[2])
    other[rows[0].index(heading)] = "4321"
    with pytest.raises(InputError, match="第 6 行与第 3 行"):
        read(delimited(tmp_path / file_name(layout, "csv"), [*rows, other]))


# -------------------------------------------------------------------- cells without a number
ORDERED = [(name, layout) for name, layout in READ if layout.paid is not None]


@every(ORDERED)
@pytest.mark.parametrize("blank", ["", "-", "NaN"])
def test_an_order_that_counts_without_an_amount_is_named(
    name: str, layout: Layout, blank: str, tmp_path: Path
) -> None:
    rows, (key, heading) = rows_of(layout), main_of(layout)
    place = rows[0].index(heading)
    whole = read(delimited(tmp_path / file_name(layout, "csv"), rows))
    assert whole.facts[key].notna().sum() > 1
    assert "cells" not in failed(whole)
    rows[2][place] = blank
    said = failed(read(delimited(tmp_path / file_name(layout, "csv"), rows)))
    assert heading in said["cells"]
    assert "3" in said["cells"]


def spoilt(path: Path, sheet: str, rows: Rows, place: int, value: Any) -> Path:
    """A workbook in which one figure is a formula with this cached value."""
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet(sheet)
    for n, row in enumerate(rows):
        for m, cell in enumerate(row):
            if (n, m) == (2, place):
                page.write_formula(n, m, "=Elsewhere!A1", None, value)
            else:
                page.write(n, m, cell)
    book.close()
    return path


@every(BOOKS)
@pytest.mark.parametrize(("cached", "said"), [("#REF!", "错误值"), ("#N/A", "错误值"), ("", "公式")])
def test_a_cell_without_a_number_is_named_and_is_no_pass(
    cached: str, said: str, name: str, layout: Layout, tmp_path: Path
) -> None:
    rows, (key, heading) = rows_of(layout), main_of(layout)
    place = rows[0].index(heading)
    path = spoilt(tmp_path / file_name(layout, "xlsx"), sheet_of(layout), rows, place, cached)
    reading = read(path)
    assert not reading.proved
    told = failed(reading)["cells"]
    assert said in told
    assert f"{xlsxwriter.utility.xl_col_to_name(place)}3" in told
    assert key in reading.sources[0].proof.doubtful


# -------------------------------------------------------------------- windows
WINDOWS = [
    (name, layout)
    for name, layout in READ
    if not any(column.key in ("date", "start") for column in layout.columns)
    and "until" in layout.replaces
    and layout.role != "market"
]


@every(WINDOWS)
def test_a_window_on_one_line_is_a_window_and_no_day(name: str, layout: Layout, tmp_path: Path) -> None:
    rows, (key, _) = rows_of(layout), main_of(layout)
    path = delimited(tmp_path / f"{sheet_of(layout)}_20260516-20260612.csv", rows)
    facts = read_exports(path).facts
    own = facts[(facts["role"] == layout.role) & facts[key].notna()]
    assert {day.date() for day in own["date"]} == {dt.date(2026, 5, 16)}
    assert {day.date() for day in own["until"]} == {dt.date(2026, 6, 12)}
    for month in (5, 6):
        period = dt.date(2026, month, 1), dt.date(2026, month, calendar.monthrange(2026, month)[1])
        again = read_exports(path, period=period).facts
        assert {day.date() for day in again["until"]} == {dt.date(2026, 6, 12)}, (
            "what is asked for changes no window"
        )
