"""Blank cells of a column that is filled everywhere else are lost figures; blank where nothing ever stands is blank."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from lookalikes import Rows, delimited, workbook

from xl_fact.exports.reading import read_exports
from xl_fact.exports.sources import Source

JUNE = dt.date(2026, 6, 1), dt.date(2026, 6, 30)
DAYS = [f"2026-06-{day:02d}" for day in range(1, 25)]


def accounts(blank: Any = None, days: int = 0) -> Rows:
    """Accounts of two carriers, day by day; the first days of one of them have no spend, product cards never any."""
    rows: Rows = [
        [
            "日期",
            "自营/合作",
            "载体类型",
            "账号/渠道",
            "抖音号",
            "用户支付金额",
            "成交金额",
            "投放消耗(店铺被投)",
        ]
    ]
    for n, day in enumerate(DAYS):
        rows.append([day, "自营", "直播", "甲", "a1", 5000 + n, 6000 + n, blank if n < days else 800.5 + n])
        rows.append([day, "自营", "商品卡", "乙", "b1", 700 + n, 800 + n, None])
    return rows


def ads(blank: Any = None, days: int = 0) -> Rows:
    """One account's ads, day by day."""
    rows: Rows = [["抖音号名称", "日期", "整体消耗", "整体成交金额", "整体成交订单数"]]
    return rows + [
        ["甲号", d, blank if n < days else 900.5 + n, 3000 + n, 40 + n] for n, d in enumerate(DAYS)
    ]


def book(blank: Any = None, days: int = 0, idle: Any = None) -> Rows:
    """A book kept by hand: two days without ads."""
    rows: Rows = [["日期", "消耗", "成交金额", "订单数"]]
    rows += [[d, blank if n < days else 900.5 + n, 3000 + n, 40 + n] for n, d in enumerate(DAYS)]
    rows[-1][1] = rows[-2][1] = idle
    return rows


def read(tmp_path: Path, name: str, rows: Rows) -> Source:
    path = tmp_path / name
    if path.suffix == ".csv":
        delimited(path, rows)
    else:
        workbook(path, {"载体构成" if "罗盘" in name else "表": rows})
    (found,) = read_exports(path, period=JUNE).sources
    return found


KINDS = {
    "罗盘成交分析_202606.xlsx": (accounts, "H2"),
    "直播分析_202606.csv": (ads, "C2"),
    "直播分析_202606.xlsx": (ads, "C2"),
}


@pytest.mark.parametrize("name", KINDS)
def test_blank_cells_among_filled_ones_of_one_account_are_lost(name: str, tmp_path: Path) -> None:
    make, cell = KINDS[name]
    assert read(tmp_path, name, make()).proof.passed
    (check,) = read(tmp_path, name, make(None, 4)).proof.failed
    assert (check.kind, check.count, check.measures) == ("cells", 4, ("cost",))
    assert f"第一个在 {cell}" in check.what[0]
    assert read(tmp_path, name, make(0, 4)).proof.passed


def test_a_day_without_ads_may_be_blank_in_a_book_kept_by_hand(tmp_path: Path) -> None:
    assert read(tmp_path, "日报_202606.csv", book()).proof.passed
    assert read(tmp_path, "日报_202606.csv", book(idle=0)).proof.passed
    proof = read(tmp_path, "日报_202606.csv", book(None, 3, idle=0)).proof  # it says 0 where there are none
    (check,) = proof.failed
    assert (check.kind, check.count, check.rows) == ("cells", 3, (2,))


def test_where_most_of_a_row_is_blank_nothing_is_lost(tmp_path: Path) -> None:
    rows = ads()
    rows[3][3] = rows[3][4] = None
    assert read(tmp_path, "直播分析_202606.csv", rows).proof.passed


@pytest.mark.parametrize("name", ["直播分析_202606.csv", "日报_202606.csv"])
def test_sales_in_ten_thousands_beside_whole_orders_are_no_pass(name: str, tmp_path: Path) -> None:
    rows = [list(row) for row in (ads() if "直播" in name else book(idle=0))]
    assert read(tmp_path, name, rows).proof.passed
    place = 3 if "直播" in name else 2
    for row in rows[1:]:
        row[place] = row[place] / 10_000
    (check,) = read(tmp_path, name, rows).proof.failed
    assert "万元" in check.what[0]
