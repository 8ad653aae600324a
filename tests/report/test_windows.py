"""A sum of days in two months is neither's: it is named and left out, and the rest is reported."""

from __future__ import annotations

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
    with pytest.raises(InputError, match=rf"{month} 只有跨月的合计.*2026-02-16 ~ 2026-03-15"):
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


def test_a_window_within_the_month_counts(tmp_path: Path) -> None:
    file = tmp_path / "video_2026-03-02_2026-03-29.csv"
    file.write_text(VIDEO + "7000\n", "utf-8")
    made = make_report([file], "2026-03", brand_name="示例", out=tmp_path / "o.xlsx")
    overview = openpyxl.load_workbook(made.path, data_only=True)["概览"]
    assert 7000 in [cell.value for row in overview.iter_rows() for cell in row]
