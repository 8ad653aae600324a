"""A report made of a file that contradicts itself or has lost cells: no PASS, not exit 0, and marked where it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from typer.testing import CliRunner

from xl_fact.cli import app
from xl_fact.monthly import make_report

HEADINGS = ["日期", "消耗", "成交金额", "订单数", "ROI"]


def book(path: Path, spoil: str = "") -> Path:
    """A month kept by hand; `spoil` puts an error into one cell, or another figure."""
    made = xlsxwriter.Workbook(path)
    sheet = made.add_worksheet("日报")
    sheet.write_row(0, 0, HEADINGS)
    for day in range(1, 31):
        row: list[Any] = [f"2026-06-{day:02}", 100.0 + day, 4 * (100.0 + day), 10 + day, 4.0]
        if spoil == "ratio" and day == 7:
            row[2] = 9_999.0
        sheet.write_row(day, 0, row)
        if spoil == "cell" and day == 7:
            sheet.write_formula(day, 2, "=Elsewhere!A1", None, "#REF!")
    made.close()
    return path


def shown(path: Path) -> dict[str, str]:
    """The texts of each sheet."""
    made = openpyxl.load_workbook(path, data_only=True)
    return {
        sheet.title: "\n".join(c.value for row in sheet.iter_rows() for c in row if isinstance(c.value, str))
        for sheet in made
    }


@pytest.mark.parametrize(("spoil", "why"), [("cell", "错误值"), ("ratio", "“ROI” 30 行里有 1 行")])
@pytest.mark.parametrize("way", ["files", "facts"])
def test_what_is_in_doubt_is_marked_and_never_passes(spoil: str, why: str, way: str, tmp_path: Path) -> None:
    file, out = book(tmp_path / "日报_202606.xlsx", spoil), tmp_path / "月报.xlsx"
    run = CliRunner()
    if way == "files":
        result = run.invoke(
            app, ["report", str(file), "--month", "2026-06", "--brand", "示例", "--out", str(out)]
        )
    else:
        folder = str(tmp_path / "facts")
        assert run.invoke(app, ["import", str(file), "--brand", "示例", "--facts", folder]).exit_code == 1
        result = run.invoke(
            app, ["report", "--facts", folder, "--brand", "示例", "--month", "2026-06", "--out", str(out)]
        )
    assert result.exit_code == 1, result.stdout + result.stderr
    assert "校验未通过" in result.stdout + result.stderr
    told = shown(out)
    assert f"存疑：{file.name} [日报]" in told["概览"]
    assert why in told["概览"]
    assert told["概览"].count("存疑，见“校验”") >= 2, "GMV, and what is computed of it"
    assert "未通过" in told["说明"]
    assert "FAIL" in told["校验"]


def test_what_is_not_in_doubt_is_not_marked(tmp_path: Path) -> None:
    made = make_report(
        [book(tmp_path / "日报_202606.xlsx")], "2026-06", brand_name="示例", out=tmp_path / "o.xlsx"
    )
    told = shown(made.path)
    assert made.passed
    assert "存疑" not in told["概览"]
    assert "1 个比率复算一致 1 个：通过" in told["说明"]
