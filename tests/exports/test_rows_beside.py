"""Rows that are no facts, in whatever words they come: sums, averages, the headings again, notes; and cells in wrappings."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from lookalikes import Rows, delimited
from test_fault_kinds import READ, every, main_of, rows_of

from xl_fact.exports.columns import DIMENSIONS, MEASURES
from xl_fact.exports.formats.format import Layout
from xl_fact.exports.formats.headings import normal
from xl_fact.exports.reading import read_exports

JUNE = dt.date(2026, 6, 1), dt.date(2026, 6, 30)
LISTS = {
    "chanmama_products-1",
    "fastmoss_videos-1",
    "tiktok_creator_finder-1",
    "qianchuan_materials-1",
    "tiktok_gmv_max-1",
}
DATED = {
    "doudian_orders-1",
    "alliance_commissions-1",
    "tiktok_videos-1",
    "wechat_orders-1",
    "tiktok_orders-1",
}
KINDS = [one for one in READ if one[0] in LISTS | DATED]
BY_DAY = [one for one in KINDS if one[0] in DATED]

SUMS = "合计 总额 本页合计 全部合计 合计(4条) 小计： 合計 Gesamt Итого รวม Tổng_cộng Grand_Total".replace(
    "_", "\u00a0"
).split(" ")
MEANS = "平均 均值 日均 平均值 Average Avg".split()


def bare(layout: Layout) -> Rows:
    """Rows without what would prove them."""
    rows = rows_of(layout)
    proving = {name for ratio in layout.ratios for name in ratio.names}
    kept = [n for n, heading in enumerate(rows[0]) if normal(str(heading)) not in proving]
    return [[row[n] for n in kept] for row in rows]


def telling(layout: Layout, rows: Rows) -> set[int]:
    """The columns of texts and days."""
    names = {normal(h) for c in layout.columns if c.key in DIMENSIONS for h in c.headings}
    return {n for n, heading in enumerate(rows[0]) if normal(str(heading)) in names}


def first_name(layout: Layout, rows: Rows) -> int:
    """The column that says what a row is."""
    required = [c for c in layout.columns if c.required and c.key in DIMENSIONS]
    names = {
        normal(h) for c in sorted(required, key=lambda c: c.key in {"date", "start"})[:1] for h in c.headings
    }
    return next((n for n, heading in enumerate(rows[0]) if normal(str(heading)) in names), 0)


def beside(layout: Layout, rows: Rows, word: str, part: float) -> list[Any]:
    """A row that holds the sum of the others, or a part of it, under a word."""
    texts = telling(layout, rows)
    row: list[Any] = []
    for n in range(len(rows[0])):
        try:
            row.append("" if n in texts else f"{sum(float(str(r[n])) for r in rows[1:]) * part:.2f}")
        except ValueError:
            row.append("")
    row[first_name(layout, rows)] = word.replace("\u00a0", " ")
    return row


def told(path: Path, rows: Rows, key: str) -> tuple[float, bool]:
    """The sum of a measure, and whether the file passed."""
    reading = read_exports(delimited(path, rows), period=JUNE)
    return float(reading.facts[key].sum()), all(source.proof.passed for source in reading.sources)


@every(KINDS)
def test_a_row_of_sums_or_averages_counts_in_no_language(name: str, layout: Layout, tmp_path: Path) -> None:
    (key, _), rows, path = main_of(layout), bare(layout), tmp_path / f"{name}.csv"
    whole, passed = told(path, rows, key)
    assert passed
    assert whole
    for word in SUMS:
        assert told(path, [*rows, beside(layout, rows, word, 1)], key) == (whole, True), word
    for word in MEANS:
        assert told(path, [*rows, beside(layout, rows, word, 1 / (len(rows) - 1))], key) == (whole, True), (
            word
        )


@every(KINDS)
def test_a_sum_that_is_none_is_no_pass(name: str, layout: Layout, tmp_path: Path) -> None:
    (key, _), rows, path = main_of(layout), bare(layout), tmp_path / f"{name}.csv"
    for word in ("本页合计", "Gesamt"):
        assert not told(path, [*rows, beside(layout, rows, word, 1.5)], key)[1]


@every(KINDS)
def test_the_headings_said_again_are_no_row(name: str, layout: Layout, tmp_path: Path) -> None:
    (key, _), rows, path = main_of(layout), bare(layout), tmp_path / f"{name}.csv"
    assert told(path, [*rows[:3], rows[0], *rows[3:]], key) == told(path, rows, key)


@every(BY_DAY)
@pytest.mark.parametrize("note", ["注：以上数据仅供参考", "导出时间: 2026/7/1", "* data may be delayed"])
def test_a_note_below_the_table_is_no_row(note: str, name: str, layout: Layout, tmp_path: Path) -> None:
    (key, _), rows, path = main_of(layout), bare(layout), tmp_path / f"{name}.csv"
    assert told(path, [*rows, [note, *[""] * (len(rows[0]) - 1)]], key) == told(path, rows, key)


@every(KINDS)
def test_a_figure_in_a_wrapping_is_a_figure_and_a_rate_is_none(
    name: str, layout: Layout, tmp_path: Path
) -> None:
    (key, heading), rows, path = main_of(layout), bare(layout), tmp_path / f"{name}.csv"
    place = [normal(str(cell)) for cell in rows[0]].index(normal(heading))
    whole = told(path, rows, key)
    for wrapped in ('="{}"', "\u200e{}", "{}\u200f", '= "{}"'):
        changed = [rows[0], *([*r[:place], wrapped.format(r[place]), *r[place + 1 :]] for r in rows[1:])]
        assert told(path, changed, key) == whole, wrapped
    if MEASURES[key].unit in {"money", "count"}:
        rated = [*rows[:-1], [*rows[-1][:place], "12.5%", *rows[-1][place + 1 :]]]
        found, passed = told(path, rated, key)
        assert not passed
        assert found == pytest.approx(
            whole[0] * (1 - float(str(rows[-1][place])) / sum(float(str(r[place])) for r in rows[1:]))
        )
