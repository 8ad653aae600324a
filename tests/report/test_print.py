"""What comes out of a printer: A4, nothing smaller than 7 points, no raw data. Measured in the PDF that LibreOffice writes."""

from __future__ import annotations

import re
import zlib
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


def sizes(data: bytes) -> list[float]:
    """The size of every text that is drawn, in points: the operator Tf of each page's stream."""
    found: list[float] = []
    for start in re.finditer(rb"stream\r?\n", data):
        try:
            drawn = zlib.decompressobj().decompress(data[start.end() :])
        except zlib.error:
            continue
        found += [float(size) for size in re.findall(rb"/F\d+ ([\d.]+) Tf", drawn)]
    return found


@pytest.mark.slow
@pytest.mark.office
def test_next_to_nothing_is_printed_smaller_than_seven_points_on_a4(path: Path) -> None:
    tool.program("soffice")
    data = pdf.printed(path)
    drawn = sizes(data)
    assert len(drawn) > 500
    small = [size for size in drawn if size < 6.85]  # 7, less what LibreOffice rounds off within a chart
    # a heading that a stand-in font makes too wide is shrunk into its column: with the house's font none is
    assert len(small) < 0.02 * len(drawn), sorted(small)
    assert min(drawn) > 5.5
    boxes = {tuple(map(float, box)) for box in re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", data)}
    assert boxes
    for box in boxes:
        assert box == pytest.approx(A4, abs=1)


def test_every_sheet_is_set_up_for_a4_and_the_data_stay_off_the_paper(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.sheet_properties.pageSetUpPr or sheet.page_setup.scale >= 70
        assert sheet.print_area
    rows = [int(n) for n in re.findall(r"\$[A-Z]+\$(\d+)", book["数据"].print_area)]
    assert max(rows) <= 3
    assert book["数据"].max_row > 50


def test_the_workbook_opens_on_the_overview_and_ends_with_what_it_rests_on(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    assert book.active.title == book.sheetnames[0] == "概览"
    assert book.sheetnames[-3:] == ["说明", "口径", "数据"]
    first = [str(c.value) for row in book["概览"].iter_rows() for c in row if c.value]
    assert not [text for text in first if re.fullmatch(r"[0-9a-f]{64}", text)]
