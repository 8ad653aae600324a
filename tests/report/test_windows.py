"""A sum of days in two months is neither's: it is named and left out, and the rest is reported."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from xl_fact.errors import InputError
from xl_fact.monthly import make_report

VIDEO = "达人昵称,视频ID,VV,归因于带货视频的 GMV (¥)\n甲,7600000000000000001,1000,"
DAILY = "日期,消耗,成交金额\n2026-03-01,100,400\n2026-03-02,200,500\n"


@pytest.fixture
def crossing(tmp_path: Path) -> Path:
    file = tmp_path / "video_2026-02-16_2026-03-15.csv"
    file.write_text(VIDEO + "7000\n", "utf-8")
    return file


@pytest.mark.parametrize("month", ["2026-02", "2026-03"])
def test_neither_month_has_it(crossing: Path, month: str) -> None:
    with pytest.raises(InputError, match=rf"{month} 只有跨月的合计.*--days 2026-02-16\.\.2026-03-15"):
        make_report([crossing], month, out=crossing.with_name("o.xlsx"))


def test_the_rest_of_the_month_is_reported_and_the_window_named(crossing: Path) -> None:
    daily = crossing.with_name("日报.csv")
    daily.write_text(DAILY, "utf-8")
    made = make_report([crossing, daily], "2026-03", brand_name="示例", out=crossing.with_name("o.xlsx"))
    book = openpyxl.load_workbook(made.path, data_only=True)
    overview = [cell.value for row in book["概览"].iter_rows() for cell in row]
    about = [cell.value for row in book["说明"].iter_rows() for cell in row]
    assert 900 in overview
    assert 300 in overview
    assert "video_2026-02-16_2026-03-15.csv（2026-02-16 ~ 2026-03-15，1 行）" in about


@pytest.fixture
def within(tmp_path: Path) -> Path:
    file = tmp_path / "video_2026-03-02_2026-03-29.csv"
    file.write_text(VIDEO + "7000\n", "utf-8")
    return file


def sheet(path: Path, name: str) -> list[list[object]]:
    found = openpyxl.load_workbook(path, data_only=True)[name]
    return [[cell.value for cell in row if cell.value is not None] for row in found.iter_rows()]


def row_of(rows: list[list[object]], first: object) -> list[object]:
    return next(row for row in rows if row and row[0] == first)


def test_a_window_within_the_month_counts_and_is_on_no_day(within: Path) -> None:
    """28 days of March: in the month's total, in a table of its own, on no day and in no week."""
    made = make_report([within], "2026-03", brand_name="示例", out=within.with_name("o.xlsx"))
    assert 7000 in [value for row in sheet(made.path, "概览") for value in row]
    compared = sheet(made.path, "FACT对比")
    start, end = dt.datetime(2026, 3, 2), dt.datetime(2026, 3, 29)
    assert row_of(compared, start)[:5] == [start, end, 28, 28, 7000]
    assert not [row for row in compared if row and str(row[0]).startswith("每日")]
    data = sheet(made.path, "数据")
    heading = next(row for row in data if "时段起" in row)
    assert data[data.index(heading) + 1][:2] == [start, end], "no date stands before it"
    checks = sheet(made.path, "校验")
    assert row_of(checks, "时段合计里的天数 = 首日到末日（天）")[1:3] == [28, 28]
    assert made.checked, "a list of windows is whole where no day between is missing"
    assert row_of(checks, "各日与各时段 GMV 相加 = 全月（元）")[1:3] == [7000, 7000]
    about = [value for row in sheet(made.path, "说明") for value in row]
    assert "2026-03-02 至 2026-03-29，28 天（不是整月），其中 28 天只有时段合计，没有逐日" in about


def test_a_month_on_one_line_is_a_whole_month(tmp_path: Path) -> None:
    """Nothing fails for "1 of 31 days"."""
    file = tmp_path / "video_2026-03-01_2026-03-31.csv"
    file.write_text(VIDEO + "7000\n", "utf-8")
    made = make_report([file], "2026-03", brand_name="示例", out=tmp_path / "o.xlsx")
    assert made.checked
    assert row_of(sheet(made.path, "校验"), "有数据的天数 = 当月天数（天）")[1:3] == [31, 31]


def test_a_window_beside_days_is_added_to_the_month_and_not_to_its_first_day(within: Path) -> None:
    """Two days of spend, 100 and 200, and 90 of a campaign in one sum of 28 days: 390, of which 300 are on days."""
    orders = within.with_name("自营成交.csv")
    orders.write_text(
        "日期,载体类型,投放时段,用户支付金额,成交金额,成交订单数,投放消耗(店铺被投)\n"
        "20260301,直播,不限,380,400,4,100\n20260302,直播,不限,480,500,5,200\n",
        "utf-8",
    )
    files = [orders, gmv_max(within.with_name("campaign_data_2026-03-02_2026-03-29.csv"))]
    made = make_report(files, "2026-03", brand_name="示例", out=within.with_name("o.xlsx"))
    compared = sheet(made.path, "FACT对比")
    daily = compared[next(n for n, row in enumerate(compared) if row and str(row[0]).startswith("每日")) :]
    assert [row[1] for row in daily if row and isinstance(row[0], dt.datetime)] == [380, 480]
    heading = next(row for row in daily if "投放花费（元）" in row)
    assert row_of(daily, "合计")[1:2] == [860]
    assert row_of(daily, "合计")[heading.index("投放花费（元）")] == 300
    assert 90 in row_of(compared, dt.datetime(2026, 3, 2))
    assert 390 in [value for row in sheet(made.path, "概览") for value in row]
    assert row_of(sheet(made.path, "校验"), "有数据的天数 = 首日到末日（天）")[1:3] == [29, 29]


def gmv_max(path: Path) -> Path:
    """A campaign of TikTok's GMV Max in one sum."""
    path.write_text(
        "Campaign ID,Campaign name,Cost,Currency,Gross revenue,SKU orders\n1,A,90,CNY,300,3\n", "utf-8"
    )
    return path
