"""Rows that sum others and don't say so: told by their figures, or named; never counted beside what they sum in silence."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from lookalikes import Rows, delimited
from test_fault_kinds import READ, every, file_name
from test_rows_beside import bare, first_name, telling

from xl_fact.exports.columns import DIMENSIONS, MEASURES
from xl_fact.exports.formats.format import Layout
from xl_fact.exports.formats.headings import normal
from xl_fact.exports.reading import read_exports

JUNE = dt.date(2026, 6, 1), dt.date(2026, 6, 30)
LISTS = [
    (name, layout)
    for name, layout in READ
    if not (layout.roles or layout.cases or layout.totals or layout.paid or layout.aside)
]


def table_of(layout: Layout) -> Rows:
    """Rows whose figures are no round numbers."""
    some, rows = random.Random(layout.format), bare(layout)
    measures = figures(layout, rows)
    for row in rows[1:]:
        for place, key in measures.items():
            whole = MEASURES[key].unit in {"count", "people"}
            row[place] = str(some.randrange(1000, 99_999)) if whole else f"{some.uniform(500, 90_000):.2f}"
    return rows


def figures(layout: Layout, rows: Rows) -> dict[int, str]:
    """The columns of figures, by place."""
    columns = [*layout.columns, *(c for part in layout.parts for c in part.take)]
    names = {name: c.key for c in columns if c.key in MEASURES for name in c.names}
    return {n: names[key] for n, h in enumerate(rows[0]) if (key := normal(str(h))) in names}


def summed(layout: Layout, rows: Rows, some: Sequence[Sequence[object]], blank: str = "") -> list[str]:
    """A row that sums some rows and has no name."""
    measures = figures(layout, rows)
    return [
        f"{sum(float(str(row[n])) for row in some):.2f}" if n in measures else blank
        for n in range(len(rows[0]))
    ]


def told(path: Path, rows: Rows) -> tuple[dict[str, float], bool, int]:
    """The sums of all measures, whether the file passed, and how many facts there are."""
    reading = read_exports(delimited(path, rows), period=JUNE)
    found = {
        key: round(float(reading.facts[key].sum()), 2) for key in MEASURES if reading.facts[key].notna().any()
    }
    return found, reading.proved, len(reading.facts)


@every(LISTS)
def test_a_sum_without_a_name_never_counts(name: str, layout: Layout, tmp_path: Path) -> None:
    rows, path = table_of(layout), tmp_path / file_name(layout, "csv")
    want = told(path, rows)
    for blank in ("", "--"):
        total = summed(layout, rows, rows[1:], blank)
        assert told(path, [*rows, total]) == want, f"last, {blank!r}"
        assert told(path, [rows[0], total, *rows[1:]]) == want, f"first, {blank!r}"


@every(LISTS)
def test_a_sheet_s_own_subtotals_never_count(name: str, layout: Layout, tmp_path: Path) -> None:
    rows, path = table_of(layout), tmp_path / file_name(layout, "csv")
    place, want = first_name(layout, rows), told(path, rows)
    if place not in telling(layout, rows):
        return
    out = [rows[0]]
    for word, some in (("甲 汇总", rows[1:3]), ("Shop B Total", rows[3:])):
        total = summed(layout, rows, some)
        total[place] = word
        out += [*some, total]
    whole = summed(layout, rows, rows[1:])
    whole[place] = "总计"
    assert told(path, [*out, whole]) == want


FREE = {
    "account",
    "account_id",
    "content",
    "content_id",
    "product",
    "product_id",
    "campaign",
    "campaign_id",
    "source",
}
NAMED = [
    (name, layout)
    for name, layout in LISTS
    if not layout.whole
    and any(c.required and c.key in DIMENSIONS and DIMENSIONS[c.key].kind == "text" for c in layout.columns)
    and sum(c.key in MEASURES and MEASURES[c.key].additive and c.times == "" for c in layout.columns) > 1
]


@every(NAMED)
def test_a_row_with_a_name_that_is_the_sum_of_all_others_is_no_pass(
    name: str, layout: Layout, tmp_path: Path
) -> None:
    rows, path = table_of(layout), tmp_path / file_name(layout, "csv")
    total = summed(layout, rows, rows[1:])
    free = {normal(h) for c in layout.columns if c.key in FREE for h in c.headings}
    for place in telling(layout, rows):
        total[place] = "整个店" if normal(str(rows[0][place])) in free else str(rows[1][place])
    (source,) = read_exports(delimited(path, [*rows, total]), period=JUNE).sources
    (check,) = (check for check in source.proof.failed if check.kind == "total")
    assert check.rows == (len(rows) + 1,)


@pytest.mark.parametrize("note", ["注：以上数据仅供参考", "导出时间: 2026/7/1", "* data may be delayed"])
@every(READ)
def test_a_note_below_any_table_is_no_row(name: str, layout: Layout, note: str, tmp_path: Path) -> None:
    rows, path = bare(layout), tmp_path / file_name(layout, "csv")
    want = told(path, rows)
    blank = [""] * len(rows[0])
    assert told(path, [*rows, [note]]) == want
    assert told(path, [*rows, blank, [note, *blank[1:]]]) == want


def test_two_rows_that_are_alike_are_not_taken_for_a_sum_of_one(tmp_path: Path) -> None:
    """Two hours without a name and with the same small figures: nobody can say; they count, and don't pass."""
    rows = [["整体消耗", "整体成交金额", "直播间整体曝光次数"], ["10", "20", "300"], ["10", "20", "300"]]
    found, proved, count = told(tmp_path / "大屏.csv", rows)
    assert (found["cost"], proved, count) == (20.0, False, 2)
    rows += [["11", "20", "300"]]
    assert told(tmp_path / "大屏.csv", rows) == (
        {"cost": 31.0, "gmv_platform": 60.0, "live_exposures": 900.0},
        True,
        3,
    )
