"""Days of two figures of a year, of a month's name, of a month that only the sheet tells, and serials from 1904 on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lookalikes import Rows, delimited, workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from xl_fact.errors import InputError
from xl_fact.exports.dates import month_of, period_of
from xl_fact.exports.reading import read_exports

JUNE = (dt.date(2026, 6, 1), dt.date(2026, 6, 30))
WEEK = range(1, 8)


def rows_of(days: list[Any]) -> Rows:
    """A row a day: 1, 2, 3 … spent and three times as much sold."""
    return [["日期", "消耗", "成交金额"], *([day, n, 3 * n] for n, day in enumerate(days, 1))]


def told(path: Path, days: list[Any], period: Any = JUNE, sheet: str = "Sheet1") -> list[str]:
    """The days of the facts that sold 3, 6, 9 …, in this order."""
    rows = rows_of(days)
    file = delimited(path, rows) if path.suffix == ".csv" else workbook(path, {sheet: rows})
    facts = read_exports(file, period=period).facts
    assert list(facts["gmv_platform"]) == [3 * n for n in range(1, len(days) + 1)]
    return list(facts["date"].dt.strftime("%Y-%m-%d"))


FORMS = [
    "6/{}/26",
    "{}/6/26",
    "26-6-{}",
    "26/06/{:02d}",
    "26.6.{}",
    "{:02d}-Jun-26",
    "{} Jun 26",
    "Jun {:02d}, 26",
]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("form", [*FORMS, "{} Jun 2026", "{}-Jun", "{} June", "{}日", "{}号"])
def test_days_of_june_are_read_where_the_month_is_known(form: str, ending: str, tmp_path: Path) -> None:
    want = [f"2026-06-{n:02d}" for n in WEEK]
    days = [form.format(n) for n in WEEK]
    assert told(tmp_path / f"日报.{ending}", days) == want
    assert told(tmp_path / f"日报_202606.{ending}", days, period=None) == want
    if form in FORMS:
        assert told(tmp_path / f"日报_202606.{ending}", [f"{day} 10:30" for day in days]) == want


@pytest.mark.parametrize(
    ("days", "want"),
    [
        (["6/12/26", "6/13/26"], ["2026-06-12", "2026-06-13"]),
        (["12/6/26", "13/6/26", "1/7/26"], ["2026-06-12", "2026-06-13", "2026-07-01"]),
        ([f"26/6/{n}" for n in range(10, 20)], [f"2026-06-{n}" for n in range(10, 20)]),
        (["1-Jun-26", "2-Jun-26"], ["2026-06-01", "2026-06-02"]),
    ],
)
def test_the_other_days_of_a_column_tell_the_order(days: list[str], want: list[str], tmp_path: Path) -> None:
    assert told(tmp_path / "日报.csv", days, period=None) == want


HALF = (dt.date(2026, 1, 1), dt.date(2026, 6, 30))
MARCH = (dt.date(2025, 3, 1), dt.date(2025, 3, 31))


@pytest.mark.parametrize(
    ("days", "period"),
    [
        *((days, period) for days in (["1/6/26"], ["1/6/26", "2/6/26"]) for period in (None, HALF, MARCH)),
        (["26/6/12", "26/6/13"], None),
    ],
)
def test_days_that_may_be_two_are_asked_for(days: list[str], period: Any, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="分不清年、月、日哪个在前"):
        told(tmp_path / "日报.csv", days, period=period)


def test_a_month_of_a_sheet_comes_before_the_one_that_is_asked_for(tmp_path: Path) -> None:
    days = [f"{n}日" for n in WEEK]
    assert told(tmp_path / "日报.xlsx", days, sheet="5月") == [f"2026-05-{n:02d}" for n in WEEK]
    assert told(tmp_path / "5月日报.xlsx", days) == [f"2026-05-{n:02d}" for n in WEEK]
    with pytest.raises(InputError, match="日期读不出"):
        told(tmp_path / "日报_202606.xlsx", days, sheet="5月")
    said = (
        read_exports(workbook(tmp_path / "日报.xlsx", {"5月": rows_of(days)}), period=JUNE).sources[0].notes
    )
    assert any("只写了几日，按 2026-05 计" in zh for zh, _ in said)


def test_what_is_no_month_is_no_day(tmp_path: Path) -> None:
    for word in ("3 Marketing", "5 decks", "31/31/26", "1-Jun-99"):
        with pytest.raises(InputError, match="日期读不出"):
            told(tmp_path / "日报_202606.csv", [word])


def test_serials_of_a_workbook_that_counts_from_1904(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.worksheets[0]
    for row in rows_of([(dt.date(2026, 6, n) - dt.date(1904, 1, 1)).days for n in WEEK]):
        sheet.append(row)
    book.save(path := tmp_path / "日报.xlsx")
    facts = read_exports(path, period=JUNE).facts
    assert list(facts["date"].dt.strftime("%Y-%m-%d")) == [f"2026-06-{n:02d}" for n in WEEK]
    assert float(facts["gmv_platform"].sum()) == 84


def test_a_period_of_six_figures() -> None:
    assert period_of("日报_202606") == JUNE
    assert period_of("202604-202606日报") == (dt.date(2026, 4, 1), JUNE[1])
    assert period_of("报表_20260603_202606") == (dt.date(2026, 6, 3),) * 2
    for name in ("订单_202613", "1202606", "报表_201205_x2026061"):
        assert period_of(name) in {None, (dt.date(2012, 5, 1), dt.date(2012, 5, 31))}
    assert month_of(["近7日"], None, JUNE) == JUNE[0]
