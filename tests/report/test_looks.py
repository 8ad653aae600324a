"""How numbers look in a person's template: as they chose, and as in the house report where they chose nothing."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from lxml import etree
from oracles import lint

from report import invented
from xl_fact.filling.write import write_report
from xl_fact.report.specimen import specimen

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DAILY = ("日期", "GMV（元）", "ROI（倍）", "GPM（元/千次）")


def sample(path: Path) -> Path:
    """Sample cells with a font, one of them with a number format; two named cells."""
    with xlsxwriter.Workbook(path) as book:
        bold, chosen = book.add_format({"bold": True}), book.add_format({"num_format": "0.000"})
        sheet = book.add_worksheet("日")
        sheet.add_table("A1:D2", {"name": "xf_daily", "columns": [{"header": h} for h in DAILY]})
        for column, form in enumerate((bold, bold, None, chosen)):
            sheet.write_blank(1, column, None, form)
        for row, (name, form) in enumerate({"roi": bold, "refund_rate": None, "gmv": chosen}.items()):
            sheet.write_blank(row, 6, None, form)
            book.define_name(f"xf_{name}", f"=日!$G${row + 1}")
    return path


def filled(path: Path, report: Any = None) -> Path:
    return write_report(
        report or invented.report(), path.with_name(f"filled {path.name}"), template=path
    ).path


def styles(path: Path) -> Any:
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read("xl/styles.xml"))


def test_numbers_without_a_format_get_the_house_format(tmp_path: Path) -> None:
    path = filled(sample(tmp_path / "t.xlsx"))
    sheet = openpyxl.load_workbook(path)["日"]
    for row in (2, 15, 29):
        assert [c.number_format for c in sheet[row]][:4] == ["yyyy-mm-dd", "#,##0", "#,##0.00", "0.000"]
        assert [c.font.b for c in sheet[row]][:4] == [True, True, False, False]
    assert [sheet[f"G{n}"].number_format for n in (1, 2, 3)] == ["#,##0.0", "0.0%", "0.000"]
    assert sheet["G1"].font.b
    assert sheet["A2"].is_date
    assert not lint.faults(path)


def test_the_styles_that_are_there_stay_and_new_ones_stand_behind(tmp_path: Path) -> None:
    template = sample(tmp_path / "t.xlsx")
    old, new = styles(template), styles(filled(template))
    grown = {f"{MAIN}cellXfs", f"{MAIN}numFmts"}
    assert [e.tag for e in old] == [e.tag for e in new]
    for was, now in zip(old, new, strict=True):
        texts = [[etree.tostring(child) for child in e] for e in (was, now)]
        assert texts[1][: len(texts[0])] == texts[0]
        assert (len(texts[1]) > len(texts[0])) == (was.tag in grown)
        assert now.get("count") in (None, str(len(now)))


def test_a_second_month_adds_no_style(tmp_path: Path) -> None:
    first = filled(sample(tmp_path / "t.xlsx"))
    assert etree.tostring(styles(filled(first))) == etree.tostring(styles(first))


def test_a_format_of_the_column_the_row_or_the_table_counts_as_chosen(tmp_path: Path) -> None:
    """The sample cells are not in the file: what is under them says how they look."""
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        days = book.add_worksheet("列")
        days.set_column("B:B", None, book.add_format({"num_format": "0.0000"}))
        day = {"header": "日期", "format": book.add_format({"num_format": "m/d"})}
        days.add_table("A1:C2", {"name": "xf_daily", "columns": [day, *({"header": h} for h in DAILY[1:3])]})
        rows = book.add_worksheet("行")
        rows.set_row(1, None, book.add_format({"num_format": "0.00E+00"}))
        headings = ({"header": h} for h in ("阵地", "花费占比（%）"))
        rows.add_table("A1:B2", {"name": "xf_compare", "columns": list(headings)})
    book = openpyxl.load_workbook(filled(path))
    assert [c.number_format for c in book["列"][20]][:3] == ["m/d", "0.0000", "#,##0.00"]
    assert book["行"]["B3"].number_format == "0.00E+00"


def test_rows_of_different_kinds_get_different_formats(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    report = specimen()
    table = next(t for t in report.tables if t.key == "factors")
    headings = [column.heading.zh for column in table.columns]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("因素")
        sheet.add_table(
            0, 0, 1, len(headings) - 1, {"name": "xf_factors", "columns": [{"header": h} for h in headings]}
        )
    sheet = openpyxl.load_workbook(filled(path, report))["因素"]
    house = openpyxl.load_workbook(write_report(report, tmp_path / "house.xlsx").path)
    drawn = next(s for s in house if "xf_factors" in s.tables)
    area = drawn[drawn.tables["xf_factors"].ref][1:4]
    for ours, theirs in zip(sheet.iter_rows(min_row=2), area, strict=True):
        shown = [
            [c.number_format for c in row if c.data_type == "n" or c.data_type == "f"]
            for row in (ours, theirs)
        ]
        assert shown[0] == shown[1]
    assert len({row[1].number_format for row in area}) > 1


def test_a_chart_shows_the_days_as_the_cells_do(tmp_path: Path) -> None:
    path = sample(tmp_path / "t.xlsx")
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("日")
        sheet.add_table("A1:D2", {"name": "xf_daily", "columns": [{"header": h} for h in DAILY]})
        sheet.write_row("A2", [1, 1])
        chart = book.add_chart({"type": "line"})
        chart.add_series({"categories": "=日!$A$2:$A$2", "values": "=日!$B$2:$B$2"})
        sheet.insert_chart("F2", chart)
    with zipfile.ZipFile(filled(path)) as archive:
        part = archive.read("xl/charts/chart1.xml").decode()
    assert "<c:formatCode>yyyy-mm-dd</c:formatCode>" in part
    assert "<c:formatCode>#,##0</c:formatCode>" in part
