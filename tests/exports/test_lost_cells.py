"""Cells that hold something and no value are told from blank ones, whoever wrote the workbook and whoever reads it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
import xlsxwriter
from conftest import SAMPLES

from xl_fact.exports.tables import encoding
from xl_fact.exports.tables.cells import Cells
from xl_fact.exports.tables.guard import Limits
from xl_fact.exports.tables.lost import EMPTY, ERROR, ERRORS, UNCACHED, WORDS, ZERO, LostCells
from xl_fact.exports.tables.read import opened

ROWS = 50
"""More than the rows of the head."""


def by_xlsxwriter(path: Path) -> Path:
    """A formula and its value in each row, one of every kind of loss in turn."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("甲")
    sheet.write_row(0, 0, ["日期", "金额", "次数"])
    values: list[Any] = ["#REF!", "#N/A", "#DIV/0!", "", 0, 7.5]
    for n in range(1, ROWS):
        sheet.write(n, 0, f"2026-06-{n % 28 + 1:02}")
        sheet.write_formula(n, 1, "=Z1*2", None, values[n % 6])
        if n % 7:
            sheet.write(n, 2, n)
    book.close()
    return path


def by_openpyxl(path: Path) -> Path:
    """The same; openpyxl writes formulas without their values."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "甲"
    sheet.append(["日期", "金额", "次数"])
    for n in range(1, ROWS):
        amount = ["#REF!", "#N/A", "#DIV/0!", "=Z1*2", 0, 7.5][n % 6]
        sheet.append([f"2026-06-{n % 28 + 1:02}", amount, n if n % 7 else None])
    book.save(path)
    return path


def prefixed(path: Path) -> Path:
    """The first workbook, its elements with a prefix, its attributes in single quotes."""
    plain = by_xlsxwriter(path.with_name("plain.xlsx"))
    with zipfile.ZipFile(plain) as archive, zipfile.ZipFile(path, "w") as out:
        for name in archive.namelist():
            data = archive.read(name)
            if "sheet1" in name:
                data = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", data).replace(b"xmlns=", b"xmlns:x=")
                data = data.replace(b'"', b"'").replace(b"<?x:xml", b"<?xml")
            out.writestr(name, data)
    return path


EXPECTED = {
    by_xlsxwriter: [ERROR + ERRORS.index(e) for e in ("#REF!", "#N/A", "#DIV/0!")] + [UNCACHED, ZERO, 0],
    prefixed: [ERROR + ERRORS.index(e) for e in ("#REF!", "#N/A", "#DIV/0!")] + [UNCACHED, ZERO, 0],
    by_openpyxl: [ERROR + ERRORS.index(e) for e in ("#REF!", "#N/A", "#DIV/0!")] + [UNCACHED, 0, 0],
}


def column(path: Path, place: int) -> tuple[list[int], list[Cells]]:
    """The codes of one column below its heading, and its pieces."""
    with opened(path, Limits()) as file:
        table = next(file.tables)
        pieces = [cells[place] for _, cells in table.columns(1, 3, [0, 1, 2])]
    codes = [
        (np.zeros(len(piece), dtype=np.uint8) if piece.lost is None else piece.lost).tolist()
        for piece in pieces
    ]
    return [code for some in codes for code in some], pieces


@pytest.mark.parametrize("write", EXPECTED, ids=lambda write: write.__name__)
@pytest.mark.parametrize("large", [False, True])
def test_each_kind_of_loss_has_its_code_and_its_row(
    write: Callable[[Path], Path], large: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding, "LARGE", 0 if large else 1 << 30)
    file = write(tmp_path / "甲.xlsx")
    codes, pieces = column(file, 1)
    assert codes == [EXPECTED[write][n % 6] for n in range(1, ROWS)]
    errors = np.concatenate([piece.errors for piece in pieces])
    assert errors.tolist() == [code >= ERROR for code in codes]
    uncached = np.concatenate([piece.uncached for piece in pieces])
    assert uncached.tolist() == [code in (UNCACHED, EMPTY) for code in codes]
    assert {WORDS[code][0] for code in codes if code >= ERROR} == {"#REF!", "#N/A", "#DIV/0!"}
    assert not any(column(file, 2)[0])  # a blank cell is only blank


def test_a_loss_where_the_bytes_are_cut_in_two_is_found(tmp_path: Path) -> None:
    with zipfile.ZipFile(by_xlsxwriter(tmp_path / "甲.xlsx")) as archive:
        data = archive.read("xl/worksheets/sheet1.xml")
    whole = LostCells()
    whole.see(data)
    whole.done()
    expected = whole.codes(1, 0, ROWS)
    assert expected is not None
    for size in (1, 7, 64, 1000):
        cut = LostCells()
        for at in range(0, len(data), size):
            cut.see(data[at : at + size])
        cut.done()
        found = cut.codes(1, 0, ROWS)
        assert found is not None
        assert found.tolist() == expected.tolist()


def test_an_empty_text_of_a_formula_is_no_blank_cell() -> None:
    sheet = LostCells()
    sheet.see(b'<row r="2"><c r="A2" t="str"><f>B2&amp;""</f><v></v></c><c r="B2" t="str"><v></v></c></row>')
    sheet.done()
    found = sheet.codes(0, 1, 1)
    assert found is not None
    assert found.tolist() == [EMPTY]
    assert sheet.codes(1, 1, 1) is None


CASES = SAMPLES.parent / "cases"


@pytest.mark.parametrize(
    ("name", "heading", "codes"),
    [
        ("B/B19_nocache.xlsx", "直播间用户支付金额", [UNCACHED] * 3),
        ("B/B21_errors.xlsx", "直播间用户支付金额", [0, ERROR + 3, 0]),
        ("B/B21_errors.xlsx", "投放消耗(店铺被投)", [0, 0, ERROR + 6]),
    ],
)
def test_what_was_reported_of_other_tools(name: str, heading: str, codes: list[int]) -> None:
    if not (CASES / name).exists():
        pytest.skip(f"{name} is not here: not tried")
    with opened(CASES / name, Limits()) as file:
        table = next(file.tables)
        place = list(table.head[0]).index(heading)
        (cells,) = (cells[place] for _, cells in table.columns(1, len(table.head[0]), [place]))
    assert cells.lost is not None
    assert cells.lost.tolist() == codes
