"""Units and currencies that stand in Excel's number format alone: what a cell holds is what counts, as it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from lookalikes import Rows
from test_units import JUNE

from xl_fact.exports.reading import read_exports
from xl_fact.exports.sources import Reading

HEAD = ["日期", "消耗", "成交金额", "成交订单数"]
BOOK: Rows = [HEAD, *([f"2026-06-{n:02d}", n, 3 * n, 30 * n] for n in range(1, 8))]
"""28 spent, 84 sold, 840 orders."""


def book(path: Path, rows: Rows, formats: Mapping[int, str | list[str]]) -> Reading:
    """Rows with the number format of a column, or of each of its figures, read."""
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for row in rows:
        sheet.append(row)
    for column, code in formats.items():
        for n in range(2, len(rows) + 1):
            sheet.cell(n, column).number_format = code if isinstance(code, str) else code[n - 2]
    made.save(path)
    return read_exports(path, period=JUNE)


def sums(reading: Reading) -> tuple[float, float, float]:
    facts = reading.facts
    return float(facts["cost"].sum()), float(facts["gmv_platform"].sum()), float(facts["orders"].sum())


def failed(reading: Reading) -> str:
    return " ".join(check.what[0] for check in reading.sources[0].proof.failed)


@pytest.mark.parametrize(
    ("code", "times"),
    [
        ('0.0"万"', 1e4),
        ('0.00"万元"', 1e4),
        ('¥#,##0.0"千"', 1e3),
        ('General"万"', 1e4),
        ('0!.0,"万"', 1.0),
        ('0\\.0,"万元"', 1.0),
        ('0"."0,"万"', 1.0),
        ('[=0]"";0.0"万"', 1e4),
        ('[=0]0;0.0"万"', 1e4),
        ('[=0]"-";#,##0', 1.0),
        ('0.0"万";-0.0"万";0', 1e4),
        ('#,##0,"K"', 1.0),
        ('0.0,,"M"', 1.0),
        ('[>=10000]0!.0,"万";0', 1.0),
        ("#,##0,", 1.0),
        ('0.00"元"', 1.0),
        ('_ "¥"* #,##0.00_ ;_ "¥"* \\-#,##0.00_ ', 1.0),
        ("0.00", 1.0),
    ],
)
def test_a_unit_of_the_number_format_counts_unless_it_is_how_the_cell_is_shown(
    code: str, times: float, tmp_path: Path
) -> None:
    read = book(tmp_path / "日报.xlsx", BOOK, {2: code, 3: code})
    assert sums(read) == (28 * times, 84 * times, 840)
    assert failed(read) == ""
    said = [zh for zh, _ in read.sources[0].notes if "数字格式" in zh]
    assert len(said) == (times != 1)


@pytest.mark.parametrize(
    ("unit", "code", "times"),
    [("千元", "#,##0,", 1.0), ("千元", "#,##0", 1e3), ("万元", '0.0"万"', 1e4), ("万元", '0!.0,"万"', 1.0)],
)
def test_beneath_a_heading_with_a_unit_what_is_shown_is_in_it(
    unit: str, code: str, times: float, tmp_path: Path
) -> None:
    rows: Rows = [[HEAD[0], f"消耗({unit})", f"成交金额({unit})", HEAD[3]], *BOOK[1:]]
    read = book(tmp_path / "日报.xlsx", rows, {2: code, 3: code})
    assert (sums(read), failed(read)) == ((28 * times, 84 * times, 840), "")


@pytest.mark.parametrize(
    "code", ['0,"万"', ['0.0"万"'] * 3 + ["0"] * 4, '#,##0"万"', '[<10000]0;0.0"万"', '0.0"万";-0']
)
def test_units_that_do_not_agree_are_loud(code: str | list[str], tmp_path: Path) -> None:
    heading = "成交金额(千元)" if code == '#,##0"万"' else "成交金额"
    read = book(tmp_path / "日报.xlsx", [[*HEAD[:2], heading, HEAD[3]], *BOOK[1:]], {3: code})
    assert sums(read) == (28, 84e3 if "千" in heading else 84, 840)
    assert "数字格式写着的单位前后不一，或与列名不合" in failed(read)
    assert read.sources[0].proof.doubtful == ("gmv_platform",)


@pytest.mark.parametrize("beside", ["above", "total", "average", "nought"])
def test_plain_figures_that_are_none_of_its_rows_leave_a_column_its_unit(beside: str, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for row in [["月份", 6, 6], []] if beside == "above" else []:
        sheet.append(row)
    for row in BOOK:
        sheet.append(row)
    for row in sheet.iter_rows(min_row=sheet.max_row - 6, min_col=2, max_col=3):
        for cell in row:
            cell.number_format = '0.0"万"'
    if beside == "nought":
        for cell in sheet[4][1:3]:
            cell.value, cell.number_format = 0, "General"
    elif beside != "above":
        sheet.append(["合计", 28, 84, 840] if beside == "total" else ["日均", 4, 12, 120])
    made.save(tmp_path / "日报.xlsx")
    read = read_exports(tmp_path / "日报.xlsx", period=JUNE)
    less = 3 if beside == "nought" else 0
    assert (sums(read), failed(read)) == (((28 - less) * 1e4, (84 - 3 * less) * 1e4, 840), "")


@pytest.mark.parametrize("word", ["合计", "补录"])
def test_a_plain_figure_of_another_size_is_loud(word: str, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for row in BOOK:
        sheet.append(row)
    for row in sheet.iter_rows(min_row=2, min_col=3, max_col=3):
        row[0].number_format = '0.0"万"'
    sheet.append([word if word == "合计" else "2026-06-08", 28, 840_000, 840])
    made.save(tmp_path / "日报.xlsx")
    read = read_exports(tmp_path / "日报.xlsx", period=JUNE)
    assert "gmv_platform" in read.sources[0].proof.doubtful
    assert sums(read)[1] == (840_000 if word == "合计" else 840_084)


def test_a_unit_by_which_each_order_would_be_too_dear_is_loud(tmp_path: Path) -> None:
    dear: Rows = [HEAD, *([*row[:3], row[3] / 30] for row in BOOK[1:])]
    read = book(tmp_path / "日报.xlsx", dear, {3: '0.0"百万"'})
    assert sums(read) == (28, 84e6, 28)
    assert "每单就有 3,000,000.00" in failed(read)


def currencies(reading: Reading) -> set[str]:
    return set(reading.facts["currency"])


@pytest.mark.parametrize("code", ['"$"#,##0.00', "[$$-409]#,##0.00", "[$US$]#,##0", "\\$0.00", '0.00" USD"'])
def test_a_currency_of_every_amount_is_that_of_a_book_that_says_none(code: str, tmp_path: Path) -> None:
    english: Rows = [["date", "spend", "gmv", "orders"], *BOOK[1:]]
    assert currencies(book(tmp_path / "daily.xlsx", english, {})) == {""}
    for name, rows in (("daily.xlsx", english), ("TikTok日报.xlsx", BOOK)):
        read = book(tmp_path / name, rows, {2: code, 3: code})
        assert (currencies(read), failed(read)) == ({"USD"}, "")
        assert any("币种看 Excel 数字格式：USD" in zh for zh, _ in read.sources[0].notes)


def test_a_currency_other_than_the_kind_of_file_is_in_is_loud(tmp_path: Path) -> None:
    read = book(tmp_path / "日报.xlsx", BOOK, {2: '"$"#,##0', 3: '"$"#,##0'})
    assert currencies(read) == {"USD"}
    assert "写着 USD，这些金额按 USD 计" in failed(read)
    part = book(tmp_path / "日报.xlsx", BOOK, {2: '"$"#,##0'})
    assert (currencies(part), part.sources[0].proof.doubtful) == ({"CNY"}, ("cost",))


def test_a_currency_other_than_the_heading_says_is_loud(tmp_path: Path) -> None:
    rows: Rows = [["date", "spend (USD)", "gmv (USD)", "orders"], *BOOK[1:]]
    read = book(tmp_path / "daily.xlsx", rows, {3: "[$€-2] #,##0.00"})
    assert (currencies(read), read.sources[0].proof.doubtful) == ({"USD"}, ("gmv_platform",))
    same = book(tmp_path / "daily.xlsx", rows, {2: '"$"#,##0', 3: "[$US$]0.00"})
    assert (currencies(same), failed(same)) == ({"USD"}, "")


@pytest.mark.parametrize("code", ["¥#,##0", "[$¥-804]#,##0.00", '"￥"0', "[$RMB] 0.00", "[$￥-411]0"])
def test_yuan_on_yuan_is_no_news(code: str, tmp_path: Path) -> None:
    read = book(tmp_path / "日报.xlsx", BOOK, {2: code, 3: code})
    assert (currencies(read), failed(read), sums(read)) == ({"CNY"}, "", (28, 84, 840))
