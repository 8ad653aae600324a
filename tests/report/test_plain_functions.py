"""The report needs no function newer than every spreadsheet knows: those of the file format's own standard.

The list is that of ECMA-376 Part 1, 18.17.7 (what Excel 2007 had), as openpyxl keeps it; WPS, LibreOffice and Google
Sheets read files of that format. Functions that came later carry a prefix in the file and are in no such list.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from openpyxl.formula import Tokenizer
from openpyxl.utils import FORMULAE

from report import invented
from xl_fact.filling.write import write_report

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of the invented month."""
    return write_report(invented.report(), tmp_path_factory.mktemp("plain") / "月报.xlsx").path


def sheets(path: Path) -> list[etree._Element]:
    with zipfile.ZipFile(path) as package:
        names = [name for name in package.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)]
        return [etree.fromstring(package.read(name)) for name in names]


def formulas(path: Path) -> list[str]:
    """Every formula of a cell, of a conditional format and of a validation, as the file keeps it."""
    tags = [f"{MAIN}{tag}" for tag in ("f", "formula", "formula1", "formula2")]
    return [node.text for sheet in sheets(path) for node in sheet.iter(*tags) if node.text]


def called(formula: str) -> set[str]:
    """The functions and names that a formula calls."""
    return {t.value[:-1] for t in Tokenizer(f"={formula}").items if t.type == "FUNC" and t.subtype == "OPEN"}


def test_no_formula_calls_what_the_standard_does_not_name(path: Path) -> None:
    found = formulas(path)
    assert len(found) > 300
    functions = set().union(*map(called, found))
    assert {"SUM", "SUMIFS", "IFERROR"} <= functions
    assert functions <= set(FORMULAE), functions - set(FORMULAE)


def test_no_cell_spills(path: Path) -> None:
    """Neither an array formula nor a dynamic array: an older WPS shows one cell of either."""
    cells = [cell for sheet in sheets(path) for cell in sheet.iter(f"{MAIN}c")]
    assert cells
    assert not [cell.get("r") for cell in cells if cell.get("cm")]
    assert not [f.text for sheet in sheets(path) for f in sheet.iter(f"{MAIN}f") if f.get("t") == "array"]


@pytest.mark.parametrize("newer", ["_xlfn.XLOOKUP(A1,B1,C1)", "_xlfn.LET(_xlpm.a,1,_xlpm.a)", "GPM(A1,B1)"])
def test_what_is_newer_would_be_found(newer: str) -> None:
    assert not called(newer) <= set(FORMULAE)
