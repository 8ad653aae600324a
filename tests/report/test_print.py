"""What comes out of a printer: A4, a sheet a page across, no raw data. Seen in the PDF that LibreOffice writes."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from oracles import tool

from report import invented
from xl_fact import pdf
from xl_fact.filling.write import write_report

A4 = (841.89, 595.28)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(invented.report(), tmp_path_factory.mktemp("print") / "r.xlsx").path


@pytest.mark.slow
@pytest.mark.office
def test_every_page_is_a4_and_no_sheet_is_cut_across(path: Path) -> None:
    tool.program("soffice")
    data = pdf.printed(path)
    boxes = [tuple(map(float, box)) for box in re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", data)]
    sheets = len(openpyxl.load_workbook(path).sheetnames)
    assert sheets <= len(boxes) < 2 * sheets, "long sheets go on below, never beside"
    for box in boxes:
        assert box == pytest.approx(A4, abs=1)


def test_every_sheet_is_set_up_for_a4_and_the_data_stay_off_the_paper(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.print_area
    for name in ("数据", "推导"):
        rows = [int(n) for n in re.findall(r"\$[A-Z]+\$(\d+)", book[name].print_area)]
        assert max(rows) <= 3
    assert book["数据"].max_row > 50


def test_the_workbook_opens_on_the_overview_and_ends_with_what_it_rests_on(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    assert book.active.title == book.sheetnames[0] == "概览"
    assert book.sheetnames[-4:] == ["说明", "口径", "数据", "推导"]
    first = [str(c.value) for row in book["概览"].iter_rows() for c in row if c.value]
    assert not [text for text in first if re.fullmatch(r"[0-9a-f]{64}", text)]
