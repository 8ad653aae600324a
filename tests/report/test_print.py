"""What comes out of a printer: A4, a sheet a page across, no raw data. Seen in the PDF that LibreOffice writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from oracles import tool
from pdfminer.high_level import extract_pages
from pdfminer.layout import LTChar, LTContainer, LTPage

from report import invented
from xl_fact import pdf
from xl_fact.filling.write import write_report
from xl_fact.monthly import make_demo
from xl_fact.words import Lang

A4 = (841.89, 595.28)
LEAST = 7.0
"""Points of the smallest text on paper."""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(invented.report(), tmp_path_factory.mktemp("print") / "r.xlsx").path


@pytest.mark.slow
@pytest.mark.office
def test_every_page_is_a4_and_no_sheet_is_cut_across(path: Path) -> None:
    tool.program("soffice")
    data = pdf.printed(path)
    boxes = [tuple(map(float, box)) for box in re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", data)]
    boxes = [box for box in boxes if box[0] != box[1]]  # the whole book's is as wide as high
    sheets = len(openpyxl.load_workbook(path).sheetnames)
    assert sheets <= len(boxes) < 2 * sheets, "long sheets go on below, never beside"
    for box in boxes:
        assert sorted(box) == pytest.approx(sorted(A4), abs=1)
    upright = [box for box in boxes if box[0] < box[1]]
    assert len(upright) == 1, "the overview, on one page"


@pytest.mark.slow
@pytest.mark.office
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_text_on_paper_is_smaller_than_seven_points(lang: Lang, tmp_path: Path) -> None:
    """The demo, which has every sheet; the sizes are read off the PDF, page by page."""
    tool.program("soffice")
    if "Carlito" not in tool.run(["fc-match", "Calibri"]):
        pytest.skip("fonts-crosextra-carlito is not installed: columns are as wide as another font's digits")
    book = make_demo(tmp_path / "demo", lang=lang).path
    (tmp_path / "r.pdf").write_bytes(pdf.printed(book))
    smallest = dict(enumerate(map(_smallest, extract_pages(tmp_path / "r.pdf", laparams=None)), 1))
    assert len(smallest) >= 15
    assert {page: size for page, size in smallest.items() if size < LEAST} == {}


def _smallest(page: LTPage) -> float:
    """The size of the smallest text of a page, lying or standing."""
    sizes = [
        one.height if abs(one.matrix[1]) < 1e-6 else one.width
        for one in _characters(page)
        if one.get_text().strip()
    ]
    return min(sizes, default=99.0)


def _characters(part: Any) -> Iterator[LTChar]:
    for one in part:
        if isinstance(one, LTChar):
            yield one
        elif isinstance(one, LTContainer):
            yield from _characters(one)


def test_what_only_helps_a_chart_is_not_printed(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    report = invented.report()
    helpers = [(s, t) for s in report.sections for t in s.tables if t.helper]
    assert len(helpers) == 2
    for section, table in helpers:
        sheet = book[section.title.text("zh")]
        bottom = int(re.findall(r"\$[A-Z]+\$(\d+)", sheet.print_area)[-1])
        assert bottom < range_boundaries(sheet.tables[f"xf_{table.key}"].ref)[1] - 1


def test_every_sheet_is_set_up_for_a4_and_the_data_stay_off_the_paper(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        upright = "portrait" if sheet.title == "概览" else "landscape"
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, upright)
        assert sheet.print_area
    for name in ("数据", "推导"):
        first, _, last = book[name].print_area.rpartition("!")[2].replace("$", "").partition(":")
        assert first == (last or first)
        assert book[name][first].value is None, "an empty cell is no page"
        assert book[name].print_title_rows is None
    assert book["数据"].max_row > 50


def test_the_workbook_opens_on_the_overview_and_ends_with_what_it_rests_on(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    assert book.active.title == book.sheetnames[0] == "概览"
    assert book.sheetnames[-4:] == ["说明", "口径", "数据", "推导"]
    first = [str(c.value) for row in book["概览"].iter_rows() for c in row if c.value]
    assert not [text for text in first if re.fullmatch(r"[0-9a-f]{64}", text)]
