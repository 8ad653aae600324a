"""The functions workbook as outsiders see it: IronCalc, openpyxl, the Open XML SDK, the linter, formulon."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import to_excel
from openpyxl.workbook.defined_name import DefinedName
from oracles import lint, validator
from surfaces.lambda_book import ironcalc_model

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.surfaces import lambdas
from xl_fact.surfaces.lambdas.names import add_names
from xl_fact.surfaces.lambdas.workbook import LIST, TEST, functions_workbook, write_functions
from xl_fact.workbook.package import Package
from xl_fact.workbook.sealing import sealed

NAMES = {d.name for d in lambdas.definitions()}
EXAMPLES = sum(len(function.examples) for function in lambdas.expressible())


@pytest.fixture(scope="module")
def data() -> bytes:
    return functions_workbook()


@pytest.fixture(scope="module")
def path(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("functions") / "functions.xlsx"
    written.write_bytes(data)
    return written


def without_values(data: bytes) -> bytes:
    """The workbook with no number saved beside a formula, so that an engine must calculate."""
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("xl/worksheets/"):
                part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", part)
            target.writestr(name, part)
    return out.getvalue()


def test_the_self_test_passes_in_ironcalc(data: bytes) -> None:
    model = ironcalc_model(without_values(data))
    bottom = model.get_sheet_dimensions(1)[1]
    verdicts = {model.get_cell_value(1, row, 8) for row in range(5, bottom + 1)} - {None, "判定\nVerdict"}
    assert verdicts == {"PASS"}
    assert model.get_cell_value(1, 1, 7) == f"{EXAMPLES} / {EXAMPLES}"
    assert model.get_cell_value(1, 1, 8) == "PASS"


def test_the_self_test_fails_when_a_function_is_wrong(data: bytes) -> None:
    package = Package(without_values(data))
    part = package.read("xl/workbook.xml")
    assert part.count(b"_xlpm.gmv_is/_xlpm.plays_is*1000") == 1
    package.write(
        "xl/workbook.xml",
        part.replace(b"_xlpm.gmv_is/_xlpm.plays_is*1000", b"_xlpm.gmv_is/_xlpm.plays_is*1001"),
    )
    model = ironcalc_model(package.to_bytes())
    assert model.get_cell_value(1, 1, 8) == "FAIL"
    assert model.get_cell_value(1, 1, 7) == f"{EXAMPLES - 3} / {EXAMPLES}"


def test_every_live_example_is_calculated_to_its_saved_value(data: bytes) -> None:
    saved = load_workbook(io.BytesIO(data), data_only=True)[LIST]
    model = ironcalc_model(without_values(data))
    examples = 0
    for row in range(5, saved.max_row + 1):
        if str(saved.cell(row, 7).value).startswith("="):
            examples += 1
            value, got = saved.cell(row, 8).value, model.get_cell_value(0, row, 8)
            value = to_excel(value) if isinstance(value, datetime.datetime) else value
            assert got == (pytest.approx(value, rel=1e-12) if isinstance(value, float) else value)
    assert examples == len(lambdas.expressible())


def test_the_list_names_every_function_in_both_languages(data: bytes) -> None:
    sheet = load_workbook(io.BytesIO(data))[LIST]
    texts = {str(cell.value) for row in sheet.iter_rows(max_col=6) for cell in row}
    for function in FUNCTIONS.values():
        assert {
            function.name,
            function.zh,
            function.syntax,
            function.doc.summary.zh,
            function.doc.summary.en,
        } <= texts


def test_no_spill_covers_another_cell(data: bytes) -> None:
    sheet = load_workbook(io.BytesIO(data))[LIST]
    taken: set[str] = set()
    for row in sheet.iter_rows(min_col=8):
        for cell in row:
            reference = getattr(cell.value, "ref", None)
            if reference:
                area = {
                    c.coordinate
                    for line in sheet[reference]
                    for c in (line if isinstance(line, tuple) else (line,))
                }
                assert not area & taken
                taken |= area


def test_openpyxl_keeps_the_names_through_a_save(data: bytes) -> None:
    book = load_workbook(io.BytesIO(data))
    out = io.BytesIO()
    book.save(out)
    again = load_workbook(out).defined_names
    for d in lambdas.definitions():
        assert (again[d.name].attr_text, again[d.name].comment) == (d.refers_to, d.comment)


def test_the_linter_finds_nothing(path: Path) -> None:
    assert not lint.faults(path)


@pytest.mark.slow
def test_the_open_xml_sdk_finds_nothing(path: Path) -> None:
    assert not validator.faults(path)


def test_every_write_gives_the_same_bytes(data: bytes, tmp_path: Path) -> None:
    write_functions(tmp_path / "functions.xlsx")
    assert (tmp_path / "functions.xlsx").read_bytes() == sealed(data)
    assert functions_workbook() == data


@pytest.mark.slow
def test_no_formula_gains_an_at_sign_in_formulon(data: bytes) -> None:
    formulon = pytest.importorskip("formulon")
    book = formulon.Workbook.load(data)
    sheets = load_workbook(io.BytesIO(data))
    seen = 0
    for number, title in enumerate((LIST, TEST)):
        for row in sheets[title].iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    text = book.get_formula(number, cell.row - 1, cell.column - 1)
                    seen += bool(text)
                    assert "@" not in text
    assert seen > EXAMPLES * 3


# ---------------------------------------------------------------- the names in other workbooks
def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_another_workbook_gets_the_names_and_changes_in_no_other_part() -> None:
    book = Workbook()
    book.active["A1"] = "=GPM(3000,20000)"
    package = Package(saved(book))
    add_names(package)
    assert package.touched == {"xl/workbook.xml"}
    assert set(load_workbook(io.BytesIO(package.to_bytes())).defined_names) == NAMES
    assert ironcalc_model(package.to_bytes()).get_cell_value(0, 1, 1) == 150


def test_names_put_in_twice_are_there_once_and_new() -> None:
    book = Workbook()
    book.defined_names["GPM"] = DefinedName("GPM", attr_text="_xlfn.LAMBDA(_xlpm.x,1)")
    package = Package(saved(book))
    add_names(package)
    once = package.read("xl/workbook.xml")
    add_names(package)
    assert package.read("xl/workbook.xml") == once
    assert (
        load_workbook(io.BytesIO(package.to_bytes())).defined_names["GPM"].attr_text
        != "_xlfn.LAMBDA(_xlpm.x,1)"
    )


def test_a_name_of_the_users_own_stays() -> None:
    book = Workbook()
    book.defined_names["gpm"] = DefinedName("gpm", attr_text="Sheet!$A$1")
    book.defined_names["mine"] = DefinedName("mine", attr_text="Sheet!$B$1")
    package = Package(saved(book))
    add_names(package)
    names = load_workbook(io.BytesIO(package.to_bytes())).defined_names
    assert names["gpm"].attr_text == "Sheet!$A$1"
    assert set(names) == (NAMES - {"GPM"}) | {"gpm", "mine"}


def test_a_sheets_own_name_does_not_stand_in_the_way() -> None:
    book = Workbook()
    book.active.defined_names["GPM"] = DefinedName("GPM", attr_text="Sheet!$A$1")
    package = Package(saved(book))
    add_names(package)
    again = load_workbook(io.BytesIO(package.to_bytes()))
    assert set(again.defined_names) == NAMES
    assert again.active.defined_names["GPM"].attr_text == "Sheet!$A$1"


def test_a_workbook_part_with_a_prefix_gets_the_names_too() -> None:
    package = Package(saved(Workbook()))
    part = package.read("xl/workbook.xml").decode()
    assert "xmlns=" in part
    prefixed = re.sub(r"<(/?)(?=\w)", r"<\1x:", part).replace("xmlns=", "xmlns:x=", 1)
    package.write("xl/workbook.xml", prefixed.encode())
    add_names(package)
    assert set(load_workbook(io.BytesIO(package.to_bytes())).defined_names) == NAMES


@pytest.mark.parametrize("before", ["definedNames", "nothing"])
def test_the_names_stand_where_the_schema_wants_them(before: str) -> None:
    book = Workbook()
    if before == "definedNames":
        book.defined_names["mine"] = DefinedName("mine", attr_text="Sheet!$B$1")
    package = Package(saved(book))
    add_names(package)
    order = [
        element.tag.rpartition("}")[2] for element in ElementTree.fromstring(package.read("xl/workbook.xml"))
    ]
    assert order.index("sheets") < order.index("definedNames") < order.index("calcPr")
    assert order.count("definedNames") == 1
