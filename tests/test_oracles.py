"""The oracles can say no: each is shown a planted fault, and what is right passes."""

from __future__ import annotations

import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from oracles import com, lint, office, readers, tool, validator
from oracles.typist import CellError, Typist

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A small workbook with one of everything, in which nothing is wrong."""
    made = Workbook()
    sheet = made.active
    sheet.title = "渠道"
    for row in (["渠道", "GMV", "播放"], ["A", 3000, 20000], ["B", 100000, 3000000]):
        sheet.append(row)
    sheet["D1"], sheet["D2"] = "GPM", "=B2/C2*1000"
    sheet["E2"] = "=_xlfn.IFNA(D2,0)"
    sheet["A1"].font = Font(bold=True, name="Arial", size=9)
    sheet.add_table(Table(displayName="渠道表", ref="A1:C3"))
    sheet.merge_cells("A6:B6")
    choice = DataValidation(type="list", formula1='"F,A,C,T"', sqref="F2")
    sheet.add_data_validation(choice)
    red = PatternFill(bgColor="FFC00000")
    sheet.conditional_formatting.add("B2:B3", CellIsRule(operator="lessThan", formula=["5000"], fill=red))
    made.defined_names["总额"] = DefinedName("总额", attr_text="SUM('渠道'!$B$2:$B$3)")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    sheet.add_chart(chart, "H2")
    path = tmp_path / "渠道.xlsx"
    made.save(path)
    return path


def planted(path: Path, part: str, old: str, new: str) -> Path:
    """A copy of the workbook with a text of one part replaced."""
    copy = path.with_name("planted.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                text = etree.tostring(etree.fromstring(content), encoding="unicode")
                assert old in text, text
                content = text.replace(old, new, 1).encode()
            target.writestr(name, content)
    return copy


# --- lint


def test_lint_passes_what_is_right(book: Path) -> None:
    assert lint.faults(book) == []


@pytest.mark.parametrize(
    ("part", "old", "new", "says"),
    [
        (SHEET, "B2/C2*1000", "XLOOKUP(B2,C2:C3,B2:B3)", "_xlfn.XLOOKUP"),
        (SHEET, "B2/C2*1000", "SUM(FILTER(B2:B3,C2:C3))", "_xlfn._xlws.FILTER"),
        (SHEET, "B2/C2*1000", "SUM(B2/(C2*1000)", "brackets"),
        (SHEET, "B2/C2*1000", "=B2/C2", "does not begin with ="),
        (SHEET, "B2/C2*1000", "B2/#REF!", "#REF!"),
        (SHEET, "B2/C2*1000", "B2+" + "0+" * 4200 + "0", "8192"),
        (SHEET, "B2/C2*1000", "_xlfn.LAMBDA([_xlpm.x],1)", "_xlop"),
        (SHEET, '<row r="3"', '<row r="2"', "out of order"),
        (SHEET, '<c r="B2"', '<c r="A2"', "out of order"),
        (SHEET, '<c r="B3" ', '<c r="B3" s="99" ', "style 99"),
        (SHEET, '<c r="B3" ', '<c r="B3" cm="1" ', "metadata"),
        (SHEET, "<v>100000</v>", "<v>NaN</v>", "NaN"),
        (SHEET, "<v>100000</v>", "<v/>", "the number is ''"),
        (SHEET, '<mergeCell ref="A6:B6"/>', '<mergeCell ref="A6:B6"/><mergeCell ref="B6:C6" />', "overlap"),
        (SHEET, '"F,A,C,T"', '"' + "F," * 130 + '"', "drop-down"),
        (SHEET, 'dxfId="0"', 'dxfId="7"', "dxf 7"),
        (SHEET, "</row>", "</raw>", "not well-formed"),
        (SHEET, "<t>GMV</t>", "<t>gmv</t>", "heading cell says 'gmv'"),
        (SHEET, '<c r="B2" t="n">', '<c r="B2" t="s">', "shared string 3000"),
        (SHEET, "<t>A</t>", f"<t>{'长' * 32768}</t>", "32767"),
        ("xl/tables/table1.xml", 'name="GMV"', 'name="播放"', "two columns"),
        ("xl/tables/table1.xml", 'ref="A1:C3"', 'ref="A1:D3"', "3 columns over A1:D3"),
        ("xl/tables/table1.xml", 'displayName="渠道表"', 'displayName="总额"', "used twice"),
        ("xl/tables/table1.xml", 'displayName="渠道表"', 'displayName="ROI30"', "gives a table"),
        ("xl/tables/table1.xml", 'id="1"', 'id="0"', "or is 0"),
        ("xl/workbook.xml", 'name="总额"', 'name="GPM1"', "reads as a cell"),
        ("xl/workbook.xml", 'name="总额"', 'name="总 额"', "reads as a cell, or has"),
        ("xl/workbook.xml", 'name="总额"', f'name="总额" comment="{"说" * 256}"', "comment"),
        (
            "xl/workbook.xml",
            "</definedNames>",
            '<definedName name="总额">1</definedName></definedNames>',
            "twice",
        ),
        ("xl/workbook.xml", 'name="渠道"', 'name="渠道/6月"', "not a title"),
        ("xl/workbook.xml", 'name="渠道"', f'name="{"渠" * 32}"', "not a title"),
        ("xl/charts/chart1.xml", "'渠道'!", "'不在'!", "draws '不在'!"),
        ("xl/_rels/workbook.xml.rels", "sheet1.xml", "sheet9.xml", "not in the file"),
    ],
)
def test_lint_catches(book: Path, part: str, old: str, new: str, says: str) -> None:
    found = lint.faults(planted(book, part, old, new))
    assert [fault for fault in found if says in fault.what], found


# --- Microsoft's validator


@pytest.mark.slow
def test_validator_passes_what_is_right_but_for_the_named_allowance(book: Path) -> None:
    assert validator.faults(book) == []
    allowed = validator.all_faults(book)
    assert allowed
    assert all(validator.is_font_child_order(fault) for fault in allowed)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("part", "old", "new", "says"),
    [
        (SHEET, '<row r="1"', '<row r="one"', "one"),
        (SHEET, "<sheetData>", "<nonsense /><sheetData>", "nonsense"),
        ("xl/styles.xml", "<b val", "<bold val", "bold"),
    ],
)
def test_validator_catches(book: Path, part: str, old: str, new: str, says: str) -> None:
    assert [fault for fault in validator.faults(planted(book, part, old, new)) if says in str(fault)]


@pytest.mark.slow
def test_validator_catches_a_file_that_is_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "text.xlsx").write_text("渠道,GMV", "utf-8")
    assert validator.faults(tmp_path / "text.xlsx")


# --- LibreOffice


@pytest.mark.slow
@pytest.mark.office
def test_office_corrects_a_planted_cached_value(book: Path) -> None:
    lying = planted(book, SHEET, "<f>B2/C2*1000</f><v/>", "<f>B2/C2*1000</f><v>999</v>")
    assert readers.with_pandas(lying)["渠道"][1][3] == 999
    assert office.recalculated(lying)["渠道"]["D2"] == 150


@pytest.mark.slow
@pytest.mark.office
def test_office_draws_the_pages(book: Path, tmp_path: Path) -> None:
    pages = office.to_png(book, tmp_path / "pages [1]", dpi=40, pages=(1, 1))
    assert [page.name for page in pages] == ["渠道-1.png"]
    assert pages[0].read_bytes().startswith(b"\x89PNG")
    assert pages[0].stat().st_size > 1000
    assert not list(book.parent.glob(".~lock*"))


@pytest.mark.slow
@pytest.mark.office
def test_office_says_when_it_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(tool.ToolError, match="broken"):
        office.recalculated(tmp_path / "broken.xlsx")


@pytest.fixture(scope="module")
def typist() -> Iterator[Typist]:
    with Typist() as typist:
        yield typist


@pytest.mark.slow
@pytest.mark.office
def test_typist_types_and_reads(typist: Typist) -> None:
    typist.type(
        {"A1": 3000, "B1": 20000, "C1": "=A1/B1*1000", "D1": "文本", "E1": "=A1/0", "F1": "=NOSUCH(1)"}
    )
    assert typist.read("A1:G1") == [
        [3000, 20000, 150, "文本", CellError(532, "#DIV/0!"), CellError(525, "#NAME?"), None]
    ]
    typist.type_array("A3:B4", "=A1:B1*{1|2}")
    assert typist.read("A3:B4") == [[3000, 20000], [6000, 40000]]
    assert typist.answer('=IF(ISERROR(E1);"错";"对")') == "错"
    assert [argument["name"] for argument in typist.wizard("ROUND")["arguments"]] == ["Number", "Count"]


@pytest.mark.slow
@pytest.mark.office
def test_typist_hands_on_what_the_office_refuses(typist: Typist) -> None:
    with pytest.raises(tool.ToolError):
        typist.read("not a cell")
    assert typist.answer("=1+1") == 2


# --- xlwings over COM

UDFS = """
import xlwings as xw

def bound(function):
    for name in function.__code__.co_varnames[:function.__code__.co_argcount]:
        function = xw.arg(name, "raw")(function)
    return xw.func(xw.ret("raw")(function))

@bound
def echo(value, more="left out"):
    return [[repr(value), repr(more)]]

@bound
def per_mille(gmv, plays):
    rows = gmv if isinstance(gmv, tuple) else ((gmv,),)
    return [[cell / plays * 1000 if plays else "#DIV/0!" for cell in row] for row in rows]

@bound
def give(what):
    cell = {"blank": None, "big": 2**31, "nan": float("nan"), "set": {1}}.get(what)
    return [[1.0], [2]] if what == "column" else [[cell]]

@xw.func
def written_by_xlwings(value):
    return [[None, float("nan")]]

@bound
def fail(value):
    print("what a function prints is no answer")
    raise ValueError("not today")
"""


@pytest.fixture(scope="module")
def excel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., list[list[com.Cell]]]]:
    """A server that can import the functions above."""
    folder = tmp_path_factory.mktemp("udfs")
    (folder / "planted_udfs.py").write_text(UDFS, "utf-8")
    with com.Server([folder]) as server:
        yield lambda name, *args, **options: server.call("planted_udfs", name, *args, **options)


@pytest.mark.parametrize("way", ["value2", "range"])
def test_com_carries_scalars_ranges_and_errors(excel: Callable[..., list[list[com.Cell]]], way: str) -> None:
    assert excel("per_mille", 3000, 20000, as_=way) == [[150.0]]
    assert excel("per_mille", [[3000], [6000]], 20000, as_=way) == [[150.0], [300.0]]
    assert excel("per_mille", [[3000, 6000]], 20000, as_=way) == [[150.0, 300.0]]
    assert excel("per_mille", 3000, 0, as_=way) == [[com.CellError("#DIV/0!")]]
    assert excel("give", "blank", as_=way) == [[None]]
    assert excel("give", "column", as_=way) == [[1.0], [2.0]]
    assert excel("written_by_xlwings", 1, as_=way) == [["", ""]]


def test_com_hands_over_what_excel_does(excel: Callable[..., list[list[com.Cell]]]) -> None:
    def arrives(value: com.Argument, **options: str) -> object:
        return excel("echo", value, **options)[0][0]

    assert arrives(3) == "3.0"
    assert arrives([[1, None], [True, "文"]]) == "((1.0, None), (True, '文'))"
    assert arrives(com.CellError("#DIV/0!")) == "-2146826281"
    assert arrives(com.CellError("#N/A")) == "-2146826246"
    assert arrives([[datetime(2026, 6, 1)]]) == "46174.0"
    assert arrives(Decimal("1.5")) == "1.5"
    assert arrives([[Decimal("1.5")]], as_="range") == "Decimal('1.5')"
    assert "(2026, 6, 1, 0, 0" in str(arrives([[datetime(2026, 6, 1)]], as_="range"))
    assert excel("echo", 1, com.OMITTED)[0][1] == "'left out'"


@pytest.mark.parametrize(
    ("name", "args", "says"),
    [
        ("fail", (1,), "ValueError: not today"),
        ("give", ("big",), "OverflowError"),
        ("give", ("nan",), "TypeError: nan"),
        ("give", ("set",), "no Variant of a set"),
        ("nobody", (), "nobody"),
        ("echo", ([[1, 2], [3]],), "one length"),
    ],
)
def test_com_says_no(
    excel: Callable[..., list[list[com.Cell]]], name: str, args: tuple[com.Argument, ...], says: str
) -> None:
    with pytest.raises(com.CallError, match=says):
        excel(name, *args)


def test_com_leaves_this_process_alone(excel: Callable[..., list[list[com.Cell]]]) -> None:
    assert excel("per_mille", 3000, 20000) == [[150.0]]
    assert "pywintypes" not in sys.modules
    assert "xlwings.com_server" not in sys.modules


# --- readers


def test_pandas_shows_a_formula_without_a_value_as_blank(book: Path) -> None:
    rows = readers.with_pandas(book)["渠道"]
    assert rows[1][:4] == ["A", 3000, 20000, None]


@pytest.mark.slow
def test_sheetjs_shows_a_formula_without_a_value_as_blank(book: Path) -> None:
    assert readers.with_sheetjs(book)["渠道"][1][:4] == ["A", 3000, 20000, None]
    valued = planted(book, SHEET, "<f>B2/C2*1000</f><v/>", "<f>B2/C2*1000</f><v>150</v>")
    assert readers.with_sheetjs(valued)["渠道"][1][3] == 150


# --- outside programs


def test_a_program_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    with pytest.raises(tool.ToolError, match=r"no answer in 0\.2 s"):
        tool.run(["sh", "-c", f"(sleep 1; touch {tmp_path}/alive) & wait"], seconds=0.2)
    time.sleep(1.2)
    assert not (tmp_path / "alive").exists()
    with pytest.raises(tool.ToolError, match="exit code 3"):
        tool.run(["sh", "-c", "exit 3"])


def test_an_absent_program_skips_or_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XL_FACT_ORACLES", raising=False)
    with pytest.raises(pytest.skip.Exception, match="LOUD"):
        tool.program("no-such-program")
    monkeypatch.setenv("XL_FACT_ORACLES", "required")
    with pytest.raises(tool.ToolError, match="LOUD"):
        tool.program("no-such-program")
