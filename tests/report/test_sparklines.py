"""Sparklines in the rows of a table: one in every row, however many there are this month."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import xlsxwriter
from oracles import lint

from report import invented
from xl_fact.filling.write import write_report

HEADINGS = ("阵地", "GMV·用户支付（元）", "商品曝光（次）", "投放花费（元）", "走势")


def lines(path: Path, sheet: int = 1) -> dict[str, str]:
    """By cell, what each sparkline of a sheet reads."""
    with zipfile.ZipFile(path) as archive:
        text = archive.read(f"xl/worksheets/sheet{sheet}.xml").decode()
    pairs = re.findall(
        r"<x14:sparkline><xm:f>([^<]*)</xm:f><xm:sqref>([^<]*)</xm:sqref></x14:sparkline>", text
    )
    assert len(pairs) == text.count("<x14:sparkline>")
    return {cell: reads for reads, cell in pairs}


def made(path: Path, rows: int, *, below: bool = False, beside: str = "") -> Path:
    """A table of positions with a sparkline in each of its rows, in a column of its own and beside it."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("阵地")
        columns = [{"header": h} for h in HEADINGS]
        columns[-1]["formula"] = '=""'
        sheet.add_table(1, 1, 1 + rows, 5, {"name": "xf_compare", "columns": columns})
        inside = [f"F{row}" for row in range(3, 3 + rows)]
        outside = [f"H{row}" for row in range(3, 3 + rows)]
        for cells in (inside, outside):
            reads = [f"阵地!C{row}:E{row}" for row in range(3, 3 + rows)]
            sheet.add_sparkline(cells[0], {"location": cells, "range": reads, "type": "column"})
        sheet.add_sparkline("J3", {"range": f"阵地!C3:C{2 + rows}"})
        if beside:
            sheet.write(beside, "有字")
        if below:
            sheet.write("B20", "下面的话")
            sheet.add_sparkline("C20", {"range": "阵地!C3:E3"})
            book.define_name("xf_move_below", "=TRUE")
    return path


def filled(path: Path) -> Path:
    out = write_report(invented.report(), path.with_name(f"o {path.name}"), template=path).path
    assert not lint.faults(out)
    return out


def test_a_table_that_grows_has_a_sparkline_in_every_row(tmp_path: Path) -> None:
    assert lines(filled(made(tmp_path / "t.xlsx", 1))) == {
        **{f"F{n}": f"阵地!C{n}:E{n}" for n in (3, 4, 5)},
        **{f"H{n}": f"阵地!C{n}:E{n}" for n in (3, 4, 5)},
        "J3": "阵地!C3:C5",
    }


def test_last_months_rows_go_on(tmp_path: Path) -> None:
    assert lines(filled(filled(made(tmp_path / "t.xlsx", 2))))["F5"] == "阵地!C5:E5"


def test_a_table_that_shrinks_loses_the_sparklines_of_its_old_rows(tmp_path: Path) -> None:
    assert set(lines(filled(made(tmp_path / "t.xlsx", 5)))) == {"F3", "F4", "F5", "H3", "H4", "H5", "J3"}


def test_sparklines_below_move_with_their_rows(tmp_path: Path) -> None:
    held = lines(filled(made(tmp_path / "t.xlsx", 1, below=True)))
    assert held["C22"] == "阵地!C3:E3"
    assert held["F5"] == "阵地!C5:E5"
    held = lines(filled(made(tmp_path / "s.xlsx", 5, below=True)))
    assert held["C18"] == "阵地!C3:E3"
    assert set(held) == {"F3", "F4", "F5", "H3", "H4", "H5", "J3", "C18"}


def test_a_cell_beside_the_table_that_holds_something_gets_no_sparkline(tmp_path: Path) -> None:
    held = lines(filled(made(tmp_path / "t.xlsx", 1, beside="H4")))
    assert "H4" not in held
    assert "H5" in held


def test_a_group_without_a_row_left_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("阵地")
        sheet.add_table("A1:D8", {"name": "xf_compare", "columns": [{"header": h} for h in HEADINGS[:4]]})
        sheet.add_sparkline("F8", {"range": "阵地!B8:D8"})
    with zipfile.ZipFile(filled(path)) as archive:
        text = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "sparkline" not in text
    assert "extLst" not in text


def test_a_row_on_another_sheet_goes_down_too_unless_it_is_pinned(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("阵地")
        book.add_worksheet("历史").write_row("A2", range(12))
        columns: list[dict[str, str]] = [{"header": h} for h in HEADINGS]
        columns[-1]["formula"] = '=""'
        sheet.add_table("A1:E2", {"name": "xf_compare", "columns": columns})
        sheet.add_sparkline("E2", {"range": "历史!A2:L2"})
        sheet.add_sparkline("D2", {"range": "历史!A2:L2"})
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    name, pinned = "xl/worksheets/sheet1.xml", "历史!A$2:L$2</xm:f><xm:sqref>D2"
    parts[name] = parts[name].replace(pinned.replace("$", "").encode(), pinned.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    held = lines(filled(path))
    assert [held[f"E{n}"] for n in (2, 3, 4)] == ["历史!A2:L2", "历史!A3:L3", "历史!A4:L4"]
    assert {held[f"D{n}"] for n in (2, 3, 4)} == {"历史!A$2:L$2"}
