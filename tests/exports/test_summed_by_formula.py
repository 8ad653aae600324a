"""A row that its own formula says to be the sum of others: said where it counts beside them, however few rows there are."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from lookalikes import Rows

from xl_fact.exports.proofs.record import Check
from xl_fact.exports.reading import read_exports

JUNE = dt.date(2026, 6, 1), dt.date(2026, 6, 30)
HEAD = ["日期", "消耗", "成交金额"]
DAYS: Rows = [[f"2026-06-{n:02d}", n, 3 * n] for n in (1, 2, 3)]
"""6 spent and 18 sold, all in one proportion."""


def read(path: Path, rows: Rows) -> tuple[float, list[Check]]:
    """What was spent, and what is said of sums; a cell of two is a formula and its value."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("日报")
        for n, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, tuple):
                    sheet.write_formula(n, place, cell[0], None, cell[1])
                elif cell is not None:
                    sheet.write(n, place, cell)
    reading = read_exports(path, period=JUNE)
    checks = [check for check in reading.sources[0].proof.checks if "公式是第" in check.what[0]]
    return float(reading.facts["cost"].sum()), checks


@pytest.mark.parametrize("name", ["2026-06-30", "2026-06-03"])
@pytest.mark.parametrize(
    "formula",
    ["=SUM({0}2:{0}4)", "=SUM({0}$2:{0}$4)", "=SUBTOTAL(9,{0}2:{0}4)", "=SUBTOTAL(109,${0}$2:${0}$4)"],
)
def test_a_total_that_says_no_word_is_told_by_its_formula(formula: str, name: str, tmp_path: Path) -> None:
    last: list[Any] = [name, (formula.format("B"), 6), (formula.format("C"), 18)]
    cost, (check,) = read(tmp_path / "日报.xlsx", [HEAD, *DAYS, last])
    assert cost == 12
    assert (check.verdict, check.rows, check.count) == ("fail", (5,), 1)
    assert "第 5 行的公式是第 2–4 行之和" in check.what[0]
    assert set(check.measures) == {"cost", "gmv_platform"}


def test_a_total_above_its_rows_is_told_too(tmp_path: Path) -> None:
    first: list[Any] = ["2026-06-30", ("=SUM(B3:B5)", 6), ("=SUM(C3:C5)", 18)]
    cost, (check,) = read(tmp_path / "日报.xlsx", [HEAD, first, *DAYS])
    assert (cost, check.rows) == (12, (2,))


def test_totals_that_are_named_and_sums_of_other_kinds_are_no_news(tmp_path: Path) -> None:
    named: list[Any] = ["合计", ("=SUM(B2:B4)", 6), ("=SUM(C2:C4)", 18)]
    assert read(tmp_path / "日报.xlsx", [HEAD, *DAYS, named]) == (6, [])
    running: Rows = [[*row, (f"=SUM(C$2:C{n})", 0)] for n, row in enumerate(DAYS, 2)]
    assert read(tmp_path / "日报.xlsx", [[*HEAD, "累计"], *running]) == (6, [])
    across: Rows = [[row[0], row[1], (f"=SUM(D{n}:E{n})", row[2]), 1, 2] for n, row in enumerate(DAYS, 2)]
    assert read(tmp_path / "日报.xlsx", [[*HEAD, "甲", "乙"], *across]) == (6, [])
    plain: list[Any] = ["2026-06-30", 6, 18]
    assert read(tmp_path / "日报.xlsx", [HEAD, *DAYS, plain]) == (12, [])


def test_a_day_that_sums_rows_which_do_not_count_is_no_total(tmp_path: Path) -> None:
    hours: Rows = [["小计", 1, 3], ["小计", 2, 6]]
    day: list[Any] = ["2026-06-04", ("=SUM(B5:B6)", 3), ("=SUM(C5:C6)", 9)]
    assert read(tmp_path / "日报.xlsx", [HEAD, *DAYS, *hours, day]) == (9, [])
