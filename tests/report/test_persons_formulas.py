"""Formulas of a person's own in a template whose table grows: filled down, moved along, or left to Excel."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from report import invented
from report.spelling import respelt
from xl_fact.errors import InputError
from xl_fact.filling.check import check_template
from xl_fact.filling.write import WriteResult, write_report

Put = Callable[[Any, Any], object]


def template(put: Put, rows: int = 1) -> bytes:
    """A table of days with a column of one's own, C, from row 5 on."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        board, second = book.add_worksheet("板"), book.add_worksheet("二")
        book.add_worksheet("三")
        book.define_name("xf_move_below", "=TRUE")
        columns = [{"header": heading} for heading in ("日期", "GMV（元）", "自加")]
        board.add_table(3, 0, 3 + rows, 2, {"name": "xf_daily", "columns": columns})
        put(board, second)
    return out.getvalue()


def filled(folder: Path, data: bytes) -> WriteResult:
    path = folder / "t.xlsx"
    path.write_bytes(data)
    assert check_template(path, invented.report()) == []
    return write_report(invented.report(), folder / "out.xlsx", template=path)


def cell(path: Path, address: str, sheet: int = 1) -> str:
    """A cell as the file has it."""
    with zipfile.ZipFile(path) as archive:
        part = archive.read(f"xl/worksheets/sheet{sheet}.xml").decode()
    found = re.search(f'<c r="{address}"(?:[^>]*/>|.*?</c>)', part)
    return found[0] if found else ""


def test_a_formula_that_begins_in_a_later_sample_row_is_of_its_own_row(tmp_path: Path) -> None:
    def put(board: Any, _: Any) -> None:
        board.write("C5", 7)
        board.write_formula("C6", "=B6*2")

    path = filled(tmp_path, template(put, rows=2)).path
    for row in (5, 6, 7, 32):
        assert cell(path, f"C{row}") == f'<c r="C{row}"><f>B{row}*2</f><v>4000</v></c>'


def test_a_formula_that_cannot_reach_the_first_row_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(template(lambda board, _: board.write_formula("C6", "=B1*2"), rows=2))
    (problem,) = check_template(path, invented.report())
    assert (problem.where, "C5" in problem.zh, "C5" in problem.en) == ("板!C6", True, True)
    with pytest.raises(InputError, match="没有写任何文件"):
        write_report(invented.report(), tmp_path / "out.xlsx", template=path)


def test_an_array_formula_of_one_cell_stays_one(tmp_path: Path) -> None:
    def put(board: Any, _: Any) -> None:
        for row, bound in enumerate((1, 5, 9_000)):
            board.write(row, 4, bound)
        board.write_array_formula("C5:C5", "{=SUM((B5>$E$1:$E$3)*1)}")

    path = filled(tmp_path, template(put)).path
    for row in (5, 6, 32):
        formula = f'<f t="array" ref="C{row}">SUM((B{row}&gt;$E$1:$E$3)*1)</f>'
        assert cell(path, f"C{row}") == f'<c r="C{row}">{formula}<v>2</v></c>'


def test_a_dynamic_array_formula_stays_one(tmp_path: Path) -> None:
    formula = "=SUM(IF(B5>{1,2,3},{1,2,3}))"
    path = filled(tmp_path, template(lambda board, _: board.write_dynamic_array_formula("C5", formula))).path
    for row in (5, 6, 32):
        text = f"SUM(IF(B{row}&gt;{{1,2,3}},{{1,2,3}}))"
        assert cell(path, f"C{row}").startswith(f'<c r="C{row}" cm="1"><f t="array" ref="C{row}">{text}</f>')


def test_a_what_if_table_below_moves_with_its_input_cells(tmp_path: Path) -> None:
    def put(board: Any, _: Any) -> None:
        board.write_formula("C5", "=B5*2")
        for address in ("A8", "B8", "A9", "B9"):
            board.write(address, 1)

    table = b'<f t="dataTable" ref="B9:B10" dt2D="1" dtr="1" r1="A8" r2="B8"/><v>1</v>'
    data = respelt(
        template(put),
        lambda part: part.replace(b'<c r="B9"><v>1</v>', b'<c r="B9">' + table),
        "sheet1.xml",
    )
    moved = cell(filled(tmp_path, data).path, "B36")
    said = '<f t="dataTable" ref="B36:B37" dt2D="1" dtr="1" r1="A35" r2="B35"/>'
    assert moved == f'<c r="B36">{said}<v>1</v></c>'


def test_a_what_if_table_in_a_column_is_no_formula_of_it(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    data = template(lambda board, _: board.write("C5", 1))
    table = b'<c r="C5"><f t="dataTable" ref="C5:C5" dt2D="0" dtr="0" r1="A1"/><v>1</v></c>'
    path.write_bytes(respelt(data, lambda part: part.replace(b'<c r="C5"><v>1</v></c>', table), "sheet1.xml"))
    (problem,) = check_template(path, invented.report())
    assert problem.where == "板!C5"


def test_a_formula_through_several_sheets_is_left_to_excel(tmp_path: Path) -> None:
    def put(board: Any, second: Any) -> None:
        board.write_formula("C5", "=B5*2")
        second.write("Z1", 7)
        second.write_formula("A2", "=SUM('板:三'!Z1)", None, 12)
        second.write_formula("A3", "=IFERROR(A2,0)+B3", None, 12)

    written = filled(tmp_path, template(put))
    assert cell(written.path, "A2", 2) == "<c r=\"A2\"><f>SUM('板:三'!Z1)</f></c>"
    assert cell(written.path, "A3", 2) == '<c r="A3"><f>IFERROR(A2,0)+B3</f></c>'
    (note,) = [zh for zh, _ in written.notes if "没有缓存值" in zh]
    assert "二!A2" in note
    assert "二!A3" in note
