"""A hidden sheet is not read: whether its days were read from another, or from none, is said."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from xl_fact.exports.reading import read_exports

JUNE = (dt.date(2026, 6, 1), dt.date(2026, 6, 30))
HEAD = ["日期", "消耗", "成交金额"]


@pytest.mark.parametrize(
    ("days", "verdict", "words"),
    [
        ([f"2026-06-{n:02d}" for n in range(1, 8)], "note", "同一种、同些日子的可见的表"),
        ([f"6月{n}日" for n in range(2, 9)], "note", "同一种、同些日子的可见的表"),
        ([f"2026-06-{n:02d}" for n in range(11, 18)], "fail", "可见的表里没有它的日子"),
        ([f"2026-05-{n:02d}" for n in range(11, 18)], "note", "它的日子不在这一期里"),
    ],
)
def test_a_hidden_sheet_of_other_days_is_not_said_to_be_read(
    days: list[str], verdict: str, words: str, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    shown, hidden = book.worksheets[0], book.create_sheet("另")
    hidden.sheet_state = "hidden"
    for n in range(10):
        shown.append([f"2026-06-{n:02d}", n, 3 * n] if n else HEAD)
    for n, day in enumerate(["", *days]):
        hidden.append([day, n, 3 * n] if n else HEAD)
    book.save(path := tmp_path / "日报.xlsx")
    (source,) = read_exports(path, period=JUNE).sources
    (check,) = [check for check in source.proof.checks if check.sheet == "另"]
    assert (check.verdict, words in check.what[0]) == (verdict, True)
    if "没有它的日子" in words:
        assert "要读就取消隐藏" in check.what[0]
