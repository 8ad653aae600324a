"""Days without a year: of the year that puts them into what the file is of, and across New Year of the one they go on in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from lookalikes import Rows, delimited, workbook

from xl_fact.exports.dates import Year
from xl_fact.exports.reading import read_exports

DAYS = [(12, 29), (12, 30), (12, 31), (1, 1), (1, 2)]
WANT = ["2025-12-29", "2025-12-30", "2025-12-31", "2026-01-01", "2026-01-02"]

HEADS = {
    "日报": ["日期", "消耗", "成交金额"],
    "daily": ["date", "spend", "gmv"],
    "主播数据": ["日期", "班次", "主播姓名", "主播直播时长", "直播间GMV"],
}


def rows_of(kind: str, days: list[str]) -> Rows:
    """One row a day, with 100, 200, 300 … of sales."""
    rows: Rows = [HEADS[kind]]
    for n, day in enumerate(days, 1):
        rows.append([day, "早班", "甲", 4, 100 * n] if kind == "主播数据" else [day, 10 * n, 100 * n])
    return rows


def told(path: Path, rows: Rows, title: str = "", **more: Any) -> dict[str, float]:
    """Day → sales."""
    rows = [[title], *rows] if title else rows
    file = delimited(path, rows) if path.suffix == ".csv" else workbook(path, {"Sheet1": rows})
    facts = read_exports(file, **more).facts
    days = facts["date"].dt.strftime("%Y-%m-%d")
    return dict(sorted(facts.groupby(days)["gmv_platform"].sum().items()))


@pytest.mark.parametrize("form", ["{:02d}-{:02d}", "{}月{}日", "{}/{}"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", list(HEADS))
def test_a_week_across_new_year_is_of_two_years(kind: str, ending: str, form: str, tmp_path: Path) -> None:
    rows = rows_of(kind, [form.format(*day) for day in DAYS])
    want = dict(zip(WANT, (100.0, 200.0, 300.0, 400.0, 500.0), strict=True))
    assert told(tmp_path / f"{kind}_20251229-20260102.{ending}", rows) == want
    backwards = [rows[0], *reversed(rows[1:])]
    assert told(tmp_path / f"{kind}_20251229-20260102.{ending}", backwards) == want
    if kind != "daily":
        title = "统计周期：2025-12-29 至 2026-01-02"
        assert told(tmp_path / f"{kind}.{ending}", rows, title) == want


@pytest.mark.parametrize(
    ("month", "years"), [((2026, 12), (2026, 2027)), ((2026, 1), (2025, 2026)), ((2025, 12), (2025, 2026))]
)
@pytest.mark.parametrize("kind", list(HEADS))
def test_of_a_month_that_is_given_the_days_beside_it_are_the_next_ones(
    kind: str, month: tuple[int, int], years: tuple[int, int], tmp_path: Path
) -> None:
    first = dt.date(*month, 1)
    rows = rows_of(kind, [f"{month:02d}-{day:02d}" for month, day in DAYS])
    found = told(tmp_path / f"{kind}.csv", rows, period=(first, first.replace(day=31)))
    assert list(found) == [f"{years[month == 1]}-{month:02d}-{day:02d}" for month, day in DAYS]


def test_a_book_from_autumn_to_june_began_last_year(tmp_path: Path) -> None:
    days = [f"{month}月{day}日" for month in (10, 11, 12, 1, 2, 3, 4, 5, 6) for day in (1, 15)]
    found = told(tmp_path / "日报_2026-06.csv", rows_of("日报", days))
    assert next(iter(found)) == "2025-10-01"
    assert list(found)[-1] == "2026-06-15"


def test_a_book_of_the_whole_year_is_of_one_year(tmp_path: Path) -> None:
    """Though December is what is asked for, its January is that of the same year."""
    december = dt.date(2026, 12, 1), dt.date(2026, 12, 31)
    days = [f"{month}月{day}日" for month in range(1, 13) for day in (1, 15)]
    found = told(tmp_path / "日报.csv", rows_of("日报", days), period=december)
    assert {day[:4] for day in found} == {"2026"}
    some = [f"{month}月{day}日" for month in (1, 2, 11, 12) for day in (1, 15)]
    assert {day[:4] for day in told(tmp_path / "日报.csv", rows_of("日报", some), period=december)} == {
        "2026"
    }
    assert list(told(tmp_path / "日报_2026-06.csv", rows_of("日报", ["6月1日", "7月1日"]))) == [
        "2026-06-01",
        "2026-07-01",
    ]


def test_the_29th_of_february_and_what_is_no_day() -> None:
    winter = Year((dt.date(2024, 2, 1), dt.date(2024, 2, 29)))
    assert (winter.of(2, 29), winter.of(13, 45), winter.turn()) == (2024, 2024, None)


QIANCHUAN = ["抖音号名称", "日期", "整体消耗", "整体成交金额", "整体支付ROI"]


def june(kind: str, spoilt: str = "", last: int = 15) -> Rows:
    """So many days of June, 100 each; in place of the third a day that was mistyped."""
    days = [f"2026-06-{day:02d}" for day in range(1, last + 1)]
    days[2] = spoilt or days[2]
    if kind == "全域直播":
        return [QIANCHUAN, *(["官方号", day, 50, 100, 2] for day in days)]
    return [HEADS[kind], *([*row[:-1], 100] for row in rows_of(kind, days)[1:])]


@pytest.mark.parametrize("spoilt", ["2025-06-03", "2062-06-03", "2026-09-03"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", ["日报", "daily", "主播数据", "全域直播"])
def test_a_row_far_from_what_the_file_says_it_is_of_is_said(
    kind: str, ending: str, spoilt: str, tmp_path: Path
) -> None:
    """100 of 1,500 would leave June without a word."""
    name = f"{kind}_20260601-20260630.{ending}"
    write = delimited if ending == "csv" else lambda path, rows: workbook(path, {"Sheet1": rows})
    assert read_exports(write(tmp_path / name, june(kind))).proved
    reading = read_exports(write(tmp_path / name, june(kind, spoilt)))
    assert not reading.proved
    (check,) = reading.sources[0].proof.failed
    assert f"1 行的日期远在文件所说的 2026-06-01 ~ 2026-06-30 之外（第 4 行 {spoilt}）" in check.what[0]
    assert "成交金额 100.00" in check.what[0]
    assert "gmv_platform" in check.measures


def test_days_beside_the_period_and_files_of_another_one_are_no_mistake(tmp_path: Path) -> None:
    beside = read_exports(delimited(tmp_path / "日报_20260601-20260630.csv", june("日报", "2026-07-02")))
    assert beside.proved
    other = read_exports(delimited(tmp_path / "日报_20260101-20260131.csv", june("日报")))
    assert other.proved
    saved = read_exports(delimited(tmp_path / "日报_20260720.csv", june("日报", "2026-05-03")))
    assert saved.proved


def test_a_creator_who_registered_years_ago_is_no_mistyped_year(tmp_path: Path) -> None:
    rows: Rows = [["登记日期", "达人昵称", "粉丝数"], ["2025-03-01", "老达人", 5000]]
    rows += [[f"2026-06-{n:02d}", f"达人{n}", 1000 * n] for n in range(1, 31)]
    reading = read_exports(delimited(tmp_path / "达人名册_20260601-20260630.csv", rows))
    assert len(reading.facts) == 31
    assert reading.proved
