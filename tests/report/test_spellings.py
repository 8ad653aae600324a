"""Templates whose XML is valid but spelt otherwise, and those of other programs: filled rightly, or refused in a line."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from lxml import etree
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table
from oracles import office, tool

from report import invented
from report.spelling import SPELLINGS, STRICT, respelt
from xl_fact.errors import InputError
from xl_fact.filling.check import check_template
from xl_fact.filling.write import write_report
from xl_fact.seal import PROPERTIES

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # says openpyxl
UNREAD_BY_OPENPYXL = {
    "strict",
    "UTF-16",
    "comments between rows",
    "instructions",
    "no addresses",
    "all at once",
}
DAILY = ("日期", "GMV（元）", "每日翻倍")


def plain() -> bytes:
    """A template of everything that follows a table which grows."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.set_properties({"created": datetime.datetime(2026, 1, 1)})
        board, days = book.add_worksheet("看板"), book.add_worksheet("日's")
        board.write("A1", "{{ brand }} 看板 & <月报>")
        board.write_rich_string("A2", "本月 ", book.add_format({"bold": True}), "{{ gmv }}", " 元")
        board.write("B5", 0, book.add_format({"num_format": "0.0"}))
        board.write("B9", 0)
        board.write_formula("C9", "=B5*2", None, 0)
        board.write_formula("C10", '=SUM(xf_daily[GMV（元）])&"元"', None, "")
        board.write_formula("C11", "=MAX('日''s'!B3:B3)", None, 0)
        book.define_name("xf_gmv", "=看板!$B$5")
        book.define_name("xf_roi", "=看板!$B$9")
        book.define_name("xf_move_below", "=TRUE")
        book.define_name("最高", "='日''s'!$B$3:$B$3")
        days.write("A1", "上面")
        columns: list[dict[str, Any]] = [{"header": heading} for heading in DAILY]
        columns[0] |= {"total_string": "合计"}
        columns[1] |= {"total_function": "sum"}
        columns[2] |= {"formula": "=xf_daily[[#This Row],[GMV（元）]]*2"}
        days.add_table("A2:C4", {"name": "xf_daily", "columns": columns, "total_row": True})
        days.write("A7", "下面")
        days.write_formula("B7", "=B3", None, 0)
        days.write_comment("A7", "批注")
        days.merge_range("A8:C8", "合并")
        days.conditional_format("B3:B3", {"type": "data_bar"})
        days.data_validation("C3:C3", {"validate": "list", "source": "=$A$3:$A$3"})
        chart = book.add_chart({"type": "line"})
        chart.add_series({"categories": "='日''s'!$A$3:$A$3", "values": "='日''s'!$B$3:$B$3"})
        days.insert_chart("E9", chart)
        board.add_sparkline("D5", {"range": "'日''s'!B3:B3"})
        board.insert_textbox("F1", "旧", {"textlink": "=看板!$B$5"})
    return out.getvalue()


def filled(path: Path, data: bytes) -> Path:
    """The template checked and filled."""
    path.write_bytes(data)
    assert check_template(path, invented.report()) == []
    return write_report(invented.report(), path.with_name("out.xlsx"), template=path).path


def meaning(path: Path) -> dict[str, Any]:
    """What a workbook says: cells, names, tables, charts, shapes and what follows the rows, however it is spelt."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != PROPERTIES}
    found: dict[str, Any] = {}
    roots = {}
    for name, part in parts.items():
        if name.endswith((".xml", ".rels", ".vml")):
            text = part.decode("utf-16" if part[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
            for old, new in STRICT.items():
                text = text.replace(new, old)
            text = text.replace(
                "/customProperties", "/custom-properties"
            )  # so a strict file calls the relation
            for said in ("encoding='utf-16'", 'encoding="utf-16"'):
                text = text.replace(said, "")
            parser = etree.XMLParser(remove_comments=True, remove_pis=True, strip_cdata=True)
            roots[name] = etree.fromstring(text.encode(), parser)
    for name, root in roots.items():
        for element in root.iter():
            if etree.QName(element).localname in ("row", "c"):
                element.attrib.pop("spans", None)
        if name.startswith("xl/worksheets/sheet"):
            found[name] = _rows(root)
        found[f"{name} whole"] = _tree(root)
    return found


def _rows(root: Any) -> list[tuple[Any, ...]]:
    """Each cell: where it stands, its look, formula and value."""
    cells = []
    row = 0
    for line in root.iter("{*}row"):
        row = int(line.get("r", row + 1))
        column = 0
        for cell in line.iter("{*}c"):
            at = cell.get("r")
            column = openpyxl.utils.cell.coordinate_to_tuple(at)[1] if at else column + 1
            inner = {etree.QName(c).localname: "".join(c.itertext()) for c in cell}
            cells.append((row, column, cell.get("s"), cell.get("t"), inner))
    assert len({cell[:2] for cell in cells}) == len(cells), "a cell twice"
    return cells


def _tree(element: Any) -> tuple[Any, ...]:
    """An element without what its spelling decides: addresses that may be left out, blanks between elements."""
    name = etree.QName(element).localname
    said = {k: v for k, v in element.attrib.items() if not (k == "r" and name in ("row", "c"))}
    children = [_tree(child) for child in element]
    return name, said, (element.text or "").strip() if not children else "", children


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The plain template filled, whose values a person can add up."""
    path = filled(tmp_path_factory.mktemp("plain") / "t.xlsx", plain())
    book = openpyxl.load_workbook(path, data_only=True)
    board, days = book["看板"], book["日's"]
    assert [board[at].value for at in ("A1", "A2", "B5", "C9", "C10", "C11")] == [
        "甲牌 看板 & <月报>", "本月 5.6万 元", 56_000, 112_000, "56000元", 2_000,
    ]  # fmt: skip
    assert [[c.value for c in row][1:] for row in days["A29:C31"]] == [
        [2_000, 4_000],
        [2_000, 4_000],
        [56_000, None],
    ]
    assert (days["A34"].value, days["B34"].value, str(days.merged_cells)) == ("下面", 2_000, "A35:C35")
    assert days.tables["xf_daily"].ref == "A2:C31"
    return meaning(path)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_however_a_template_is_spelt_it_is_filled_alike(
    tmp_path: Path, expected: dict[str, Any], spelling: str
) -> None:
    path = filled(tmp_path / "t.xlsx", respelt(plain(), SPELLINGS[spelling].part))
    found = meaning(path)
    assert found.keys() == expected.keys()
    for name, what in expected.items():
        assert found[name] == what, name
    if spelling not in UNREAD_BY_OPENPYXL:
        book = openpyxl.load_workbook(path, data_only=True)
        assert [book["看板"][at].value for at in ("A1", "B5", "C9")] == [
            "甲牌 看板 & <月报>",
            56_000,
            112_000,
        ]


@pytest.mark.parametrize("part", "sheet1 sheet2 workbook table1 sharedStrings chart1 styles rels".split())
@pytest.mark.parametrize("spelling", ["all at once", "another prefix"])
def test_a_part_alone_may_be_spelt_otherwise(
    tmp_path: Path, expected: dict[str, Any], part: str, spelling: str
) -> None:
    data = respelt(plain(), SPELLINGS[spelling].part, "rels" if part == "rels" else f"{part}.xml")
    found = meaning(filled(tmp_path / "t.xlsx", data))
    assert found == expected


# -------------------------------------------------------------------- other programs
def by_openpyxl(path: Path) -> None:
    book = openpyxl.Workbook()
    board, days = book.worksheets[0], book.create_sheet("日")
    board.title = "看板"
    board["A1"], board["A2"], board["C5"] = "{{ brand }}", "=B5", "=B5*2"
    for column, heading in enumerate(DAILY[:2], 1):
        days.cell(1, column, heading)
    days.add_table(Table(displayName="xf_daily", ref="A1:B2"))
    book.defined_names["xf_gmv"] = DefinedName("xf_gmv", attr_text="看板!$B$5")
    book.save(path)


def by_xlsxwriter(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        board, days = book.add_worksheet("看板"), book.add_worksheet("日")
        board.write("A1", "{{ brand }}")
        board.write_formula("A2", "=B5", None, 0)
        board.write_formula("C5", "=B5*2", None, 0)
        days.add_table("A1:B2", {"name": "xf_daily", "columns": [{"header": h} for h in DAILY[:2]]})
        book.define_name("xf_gmv", "=看板!$B$5")


def by_libreoffice(path: Path) -> None:
    by_xlsxwriter(path)
    with office.converted(path, "xlsx", 180) as saved:
        path.write_bytes(saved.read_bytes())


SHEETJS = """
const xlsx = require(process.argv[1]);
const book = xlsx.utils.book_new();
const board = xlsx.utils.aoa_to_sheet([["{{ brand }}"], [{t: "n", f: "B5"}], [], [], [null, 0, {t: "n", f: "B5*2"}]]);
xlsx.utils.book_append_sheet(book, board, "看板");
xlsx.utils.book_append_sheet(book, xlsx.utils.aoa_to_sheet([["别的"]]), "日");
book.Workbook = {Names: [{Name: "xf_gmv", Ref: "看板!$B$5"}]};
xlsx.writeFile(book, process.argv[2], {bookSST: process.argv[3] === "shared"});
"""


def by_sheetjs(path: Path, texts: str = "shared") -> None:
    tool.run([tool.program("node"), "-e", SHEETJS, tool.node_module("xlsx"), path, texts])


@pytest.mark.parametrize(
    "write",
    [
        by_openpyxl,
        by_xlsxwriter,
        pytest.param(by_libreoffice, marks=[pytest.mark.slow, pytest.mark.office]),
        by_sheetjs,
        pytest.param(lambda path: by_sheetjs(path, "apart"), id="by_sheetjs_without_shared_texts"),
    ],
)
@pytest.mark.parametrize("spelling", [None, "all at once"])
def test_a_template_by_another_program_is_filled(tmp_path: Path, write: Any, spelling: str | None) -> None:
    path = tmp_path / "t.xlsx"
    write(path)
    data = path.read_bytes()
    found = meaning(filled(path, respelt(data, SPELLINGS[spelling].part) if spelling else data))
    board = {cell[:2]: cell for cell in found["xl/worksheets/sheet1.xml"]}
    assert board[5, 2][4]["v"] == "56000"
    assert (board[5, 3][4]["f"], board[5, 3][4]["v"]) == ("B5*2", "112000")
    assert (board[2, 1][4]["f"], board[2, 1][4]["v"]) == ("B5", "56000")
    assert list(board[1, 1][4].values()) == ["甲牌"]
    if "sheetjs" not in getattr(write, "__name__", "") and "xl/tables/table1.xml whole" in found:
        days = [cell for cell in found["xl/worksheets/sheet2.xml"] if cell[1] == 2]
        assert [cell[4].get("v") for cell in days[1:]] == ["2000"] * 28
        assert found["xl/tables/table1.xml whole"][1]["ref"] == "A1:B29"


# -------------------------------------------------------------------- odd but sound
ODD: dict[str, tuple[str, Any]] = {
    "capitals in the name of a part": (
        "workbook.xml.rels",
        lambda part: part.replace(b"worksheets/sheet1", b"Worksheets/Sheet1"),
    ),
    "a part's whole name, escaped": (
        "workbook.xml.rels",
        lambda part: part.replace(b'"worksheets/sheet1', b'"/xl/./worksheets/%73heet1'),
    ),
    "a mark before the first letter": ("", lambda part: b"\xef\xbb\xbf" + part),
    "columns as the block in use": (
        "sheet2.xml",
        lambda part: part.replace(b'<dimension ref="A1:C8"', b'<dimension ref="A:C"'),
    ),
    "a drawing that is not there": (
        "sheet2.xml.rels",
        lambda part: part.replace(
            b"</Relationships>",
            b'<Relationship Id="z" Type="http://x/drawing" Target="../drawings/no.xml"/></Relationships>',
        ),
    ),
    "a style that is not there": ("sheet1.xml", lambda part: part.replace(b' s="1"', b' s="900"')),
    "a prefix that a row declares": (
        "sheet2.xml",
        lambda part: part.replace(b'<row r="3"', b'<row r="3" xmlns:q="urn:q" q:z="1"'),
    ),
    "a comment like a mark of ours": (
        "sheet2.xml",
        lambda part: part.replace(b"<sheetData>", b"<!-- <?xl_fact-rows 3?> --><sheetData>"),
    ),
    "open lines in a note's box": (
        "vml",
        lambda part: part.replace(b"</v:textbox>", b"<br>x<br></v:textbox>"),
    ),
}


@pytest.mark.parametrize("oddity", ODD)
def test_what_is_odd_but_opens_is_filled(tmp_path: Path, oddity: str) -> None:
    part, change = ODD[oddity]
    changed = respelt(plain(), change, part)
    assert changed != plain()
    found = meaning(filled(tmp_path / "t.xlsx", changed))
    board = {cell[:2]: cell[4] for cell in found["xl/worksheets/sheet1.xml"]}
    assert (board[5, 2]["v"], board[9, 3]["v"], board[1, 1]["is"]) == (
        "56000",
        "112000",
        "甲牌 看板 & <月报>",
    )
    days = {cell[:2]: cell[4] for cell in found["xl/worksheets/sheet2.xml"]}
    assert (days[34, 2]["f"], days[34, 2]["v"], days[31, 2]["v"]) == ("B3", "2000", "56000")


@pytest.mark.parametrize("index", [b"0%s", b"+%s", b"<?a </?>%s"])
def test_a_word_is_found_however_its_number_is_written(tmp_path: Path, index: bytes) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        board = book.add_worksheet("看板")
        board.write("A1", "别的")
        board.write("A2", "{{ brand }}")
        book.define_name("xf_gmv", "=看板!$B$5")
        book.add_worksheet("二").write("A1", "{{ brand }}")
    data = respelt(
        out.getvalue(), lambda part: part.replace(b"<v>1</v>", b"<v>%s</v>" % (index % b"1")), "sheet2.xml"
    )
    assert data != out.getvalue()
    found = meaning(filled(tmp_path / "t.xlsx", data))
    assert found["xl/worksheets/sheet2.xml"] == [(1, 1, None, "inlineStr", {"is": "甲牌"})]


# -------------------------------------------------------------------- refused in a line
def unsound(text: bytes) -> Any:
    return lambda part: part.replace(b"</sheetData>", text + b"</sheetData>")


def turned(first: bytes, second: bytes) -> Any:
    """Two things in the other order."""
    return lambda part: part.replace(first, b"\0").replace(second, first).replace(b"\0", second)


REFUSED: dict[str, tuple[str, Any]] = {
    "a row twice": ("sheet1.xml", unsound(b'<row r="5"><c r="B5"><v>1</v></c></row>')),
    "a cell twice": ("sheet1.xml", lambda part: part.replace(b'<c r="B9"', b'<c r="B9"/><c r="B9"')),
    "rows in another order": ("sheet1.xml", turned(b'r="5"', b'r="9"')),
    "cells in another order": ("sheet1.xml", turned(b'r="B9"', b'r="C9"')),
    "a name of a sheet that is not there": (
        "workbook.xml",
        lambda part: part.replace(b'name="xf_gmv"', b'name="xf_gmv" localSheetId="99"'),
    ),
    "an open tag": ("sheet1.xml", unsound(b"<row>")),
    "definitions of its own": (
        "sheet1.xml",
        lambda part: b'<!DOCTYPE worksheet [<!ENTITY a "1">]>' + part[part.index(b"<worksheet") :],
    ),
    "a chart cut off": ("chart1.xml", lambda part: part[:-20]),
    "a table cut off": ("table1.xml", lambda part: part[:-20]),
    "styles cut off": ("styles.xml", lambda part: part[:-20]),
    "a workbook cut off": ("workbook.xml", lambda part: part[:-20]),
    "relations cut off": ("sheet1.xml.rels", lambda part: part[:-20]),
    "a sheet without rows": ("sheet2.xml", lambda part: part.replace(b"sheetData", b"sheetDatum")),
    "a row that is no number": ("sheet1.xml", unsound(b'<row r="x"/>')),
    "a cell beyond the last column": (
        "sheet1.xml",
        lambda part: part.replace(b'<c r="B9"', b'<c r="ZZZZ9"/><c r="B9"'),
    ),
    "a row beyond the last": ("sheet1.xml", unsound(b'<row r="1048577"><c r="A1048577"><v>1</v></c></row>')),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_what_is_no_sound_workbook_is_refused_in_one_line(tmp_path: Path, fault: str) -> None:
    part, change = REFUSED[fault]
    path = tmp_path / "t.xlsx"
    path.write_bytes(respelt(plain(), change, part))
    (problem,) = check_template(path, invented.report())
    assert part in problem.where or problem.where == "t.xlsx"
    assert "重新保存" in problem.zh
    assert "save it again" in problem.en
    with pytest.raises(InputError, match="没有写任何文件"):
        write_report(invented.report(), tmp_path / "out.xlsx", template=path)
    assert [p.name for p in tmp_path.iterdir()] == ["t.xlsx"]
