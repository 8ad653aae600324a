"""A workbook full of what people put in goes through a fill: only what was filled, and what hangs on it, changes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from oracles import lint, office, validator

from report import invented, sink
from report.differences import differences
from xl_fact.filling.write import write_report
from xl_fact.seal import PROPERTIES

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # says openpyxl
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEETS = {
    "看板": "xl/worksheets/sheet1.xml",
    "日": "xl/worksheets/sheet2.xml",
    "阵地": "xl/worksheets/sheet3.xml",
}
SPARKLINE = "worksheet/extLst/ext/sparklineGroups/sparklineGroup"
OUTSIDE_CELLS = {  # everything that may differ in a sheet outside its cells
    "看板": [
        "worksheet/headerFooter/oddFooter: &L{{brand}}&R&P/&N → &L甲牌&R&P/&N",
        f"{SPARKLINE}/sparklines/sparkline/f: 日!B4:B4 → 日!B4:B31",
        "worksheet/extLst/ext/dataValidations/dataValidation/formula1/f: 阵地!$B$3:$B$7 → 阵地!$B$3:$B$5",
    ],
    "日": [
        "worksheet/dimension@ref: A1:H4 → A1:H31",
        "worksheet/conditionalFormatting@sqref: B4 → B4:B31",
        "worksheet/dataValidations/dataValidation@sqref: C4 → C4:C31",
        "worksheet/extLst/ext/conditionalFormattings/conditionalFormatting/cfRule/iconSet/cfvo/f: "
        "AVERAGE($E$4:$E$4) → AVERAGE($E$4:$E$31)",
        "worksheet/extLst/ext/conditionalFormattings/conditionalFormatting/sqref: E4 → E4:E31",
    ],
    "阵地": [f"-{SPARKLINE}", f"-{SPARKLINE}"],  # of the two rows that are gone
}
NAMED = {"B4", "B5", "B6", "B7"}
WORDED = {"A1", "A2"}
DEPENDANTS = {"D4", "D5", "D6", "D7", "D8", "D10", "F4", "F5", "F6"}
CELLS = {  # the cells that may differ in a sheet
    "看板": NAMED | WORDED | DEPENDANTS,
    "日": {f"{column}{row}" for column in "ABCDE" for row in range(4, 32)},
    "阵地": {f"{column}{row}" for column in "BCD" for row in range(3, 7)} | {"B8", "C8", "F3"},
}
FORMULAS = {  # the formulas of a person's own whose text may differ
    "看板": {"D10": ("MAX(日!D4:D4)", "MAX(日!D4:D31)")},
    "日": {},
    "阵地": {"F3": ("阵地!C8", "阵地!C6")},
}
OTHER_PARTS = {  # and in the parts that are not sheets: the points of caches and added styles are looked at below
    "xl/workbook.xml": [
        "workbook/definedNames/definedName: 日!$A$4:$A$4 → 日!$A$4:$A$31",
        "workbook/definedNames/definedName: 日!$B$4:$B$4 → 日!$B$4:$B$31",
    ],
    "xl/tables/table1.xml": ["table@ref: A3:E4 → A3:E31", "table/autoFilter@ref: A3:E4 → A3:E31"],
    "xl/tables/table2.xml": ["table@ref: B2:D8 → B2:D6", "table/autoFilter@ref: B2:D7 → B2:D5"],
    "xl/pivotCache/pivotCacheDefinition2.xml": ["pivotCacheDefinition@refreshOnLoad: None → 1"],
    "xl/drawings/drawing1.xml": [
        "wsDr/twoCellAnchor/sp/txBody/p/r/t: 本月：{{ who_sentence }} → 本月：看 ROI：S 搜索商城 第一，每花 1 元卖 6.0 元；"
        "看 GPM：F 自播（亏钱） 第一，每千次商品曝光卖 250.0 元。",
        "wsDr/twoCellAnchor/sp/txBody/p/fld/t: 上月的字 → 对得上",
    ],
    "xl/charts/chart1.xml": [
        "chartSpace/chart/title/tx/rich/p/r/t: {{ daily_title }} → 每日 GMV（元）与 GPM：最高 2月1日 2,000",
        "chartSpace/chart/plotArea/lineChart/ser/cat/numRef/f: 日!$A$4:$A$4 → 日!$A$4:$A$31",
        "chartSpace/chart/plotArea/lineChart/ser/val/numRef/f: 日!$B$4:$B$4 → 日!$B$4:$B$31",
    ],
    "xl/charts/chart2.xml": ["-chartSpace/chart/plotArea/barChart/ser"] * 2,  # two of five positions are gone
    "xl/charts/chartEx1.xml": [],
    "xl/styles.xml": [],
}
CACHE = re.compile(r"[+-]?chartSpace/.*/(numCache|strCache|lvl)(/|@ptCount)")
STYLES = re.compile(r"styleSheet/(numFmts|cellXfs)@count|\+styleSheet/(numFmts/numFmt|cellXfs/xf)$")


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sink")
    return sink.write(folder / "模板.xlsm", folder)


@pytest.fixture(scope="module")
def after(before: Path) -> Path:
    result = write_report(invented.report(), before.with_name("月报.xlsm"), template=before)
    assert not [zh for zh, _ in result.notes if "缓存值" in zh]
    return result.path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# -------------------------------------------------------------------- what goes in
FEATURES = {  # for each thing people put in: the part that holds it, and what must stand there
    "chart": ("xl/charts/chart1.xml", "<c:lineChart>"),
    "chart of a newer kind": ("xl/charts/chartEx1.xml", 'layoutId="waterfall"'),
    "that chart on a sheet that is filled": ("xl/drawings/drawing2.xml", "<cx:chart "),
    "picture": ("xl/drawings/drawing1.xml", "<xdr:pic>"),
    "picture in the header": ("xl/worksheets/sheet1.xml", "<legacyDrawingHF "),
    "background": ("xl/worksheets/sheet4.xml", "<picture "),
    "shape": ("xl/drawings/drawing1.xml", 'prst="roundRect"'),
    "connector": ("xl/drawings/drawing1.xml", "<xdr:cxnSp "),
    "group": ("xl/drawings/drawing1.xml", "<xdr:grpSp>"),
    "text box": ("xl/drawings/drawing1.xml", 'txBox="1"'),
    "linked text": ("xl/drawings/drawing1.xml", 'textlink="看板!$D$7"'),
    "sparkline": ("xl/worksheets/sheet1.xml", "<x14:sparkline>"),
    "sparkline in a row": ("xl/worksheets/sheet3.xml", "<xm:f>阵地!C7:D7</xm:f>"),
    "slicer": ("xl/slicers/slicer1.xml", "<slicer "),
    "slicer on a sheet that is filled": ("xl/drawings/drawing9.xml", "<sle:slicer "),
    "slicer of a table that is filled": ("xl/slicerCaches/slicerCache2.xml", 'tableId="1"'),
    "pivot table": ("xl/pivotTables/pivotTable1.xml", "<location "),
    "pivot table over a table that is filled": ("xl/pivotCache/pivotCacheDefinition2.xml", 'name="xf_daily"'),
    "records of a pivot table": ("xl/pivotCache/pivotCacheRecords1.xml", "<r>"),
    "conditional format": ("xl/worksheets/sheet2.xml", "<colorScale>"),
    "conditional format with an extension": ("xl/worksheets/sheet1.xml", "<x14:dataBar "),
    "conditional format in an extension only": (
        "xl/worksheets/sheet2.xml",
        '<x14:iconSet iconSet="3Triangles">',
    ),
    "data validation": ("xl/worksheets/sheet1.xml", '<dataValidation type="list"'),
    "data validation in an extension": ("xl/worksheets/sheet1.xml", "<x14:dataValidation "),
    "note": ("xl/comments1.xml", "这里由报告填"),
    "note's box": ("xl/drawings/vmlDrawing1.vml", 'ObjectType="Note"'),
    "thread": ("xl/threadedComments/threadedComment1.xml", 'ref="B4"'),
    "the note that stands for a thread": ("xl/comments1.xml", "<author>tc={BBBBBBBB-"),
    "person": ("xl/persons/person.xml", "阿花"),
    "page setup": (
        "xl/worksheets/sheet1.xml",
        '<pageSetup r:id="rIdB1" paperSize="9" fitToHeight="0" orientation="landscape"',
    ),
    "page break": ("xl/worksheets/sheet1.xml", "<brk "),
    "print titles": ("xl/workbook.xml", "_xlnm.Print_Titles"),
    "print area": ("xl/workbook.xml", "_xlnm.Print_Area"),
    "button": ("xl/drawings/vmlDrawing1.vml", 'ObjectType="Button"'),
    "control": ("xl/ctrlProps/ctrlProp1.xml", "CheckBox"),
    "dynamic array": ("xl/metadata.xml", "XLDAPR"),
    "rich text": ("xl/sharedStrings.xml", "<b/>"),
    "link": ("xl/worksheets/sheet4.xml", "<hyperlink "),
    "protection": ("xl/worksheets/sheet4.xml", "<sheetProtection "),
    "ignored error": ("xl/worksheets/sheet2.xml", "<ignoredError "),
    "outline": ("xl/worksheets/sheet4.xml", 'outlineLevel="1"'),
    "frozen pane": ("xl/worksheets/sheet2.xml", 'state="frozen"'),
    "custom property": ("docProps/custom.xml", "负责人"),
    "custom XML": ("customXml/item1.xml", "自己的数据"),
}


@pytest.mark.parametrize("feature", FEATURES)
def test_it_is_really_in_the_workbook(before: Path, feature: str) -> None:
    part, word = FEATURES[feature]
    assert word in parts(before)[part].decode()


def test_macros_and_a_printers_settings_are_in_it_and_come_through(before: Path, after: Path) -> None:
    old, new = parts(before), parts(after)
    for name in ("xl/vbaProject.bin", "xl/printerSettings/printerSettings1.bin", "xl/media/image1.png"):
        assert len(old[name]) > 50
        assert new[name] == old[name]


def test_every_part_is_reached_by_a_relation(before: Path) -> None:
    """A part that nothing leads to would prove nothing."""
    held = parts(before)
    targets = set()
    for name, data in held.items():
        if name.endswith(".rels"):
            folder = name.rpartition("_rels/")[0]
            for target in re.findall(r'Target="([^"]*)"(?![^>]*External)', data.decode()):
                pieces: list[str] = [] if target.startswith("/") else folder.rstrip("/").split("/")
                for piece in target.strip("/").split("/"):
                    pieces = pieces[:-1] if piece == ".." else [*pieces, piece]
                targets.add("/".join(filter(None, pieces)))
    assert {n for n in held if not n.endswith(".rels")} - targets == {"[Content_Types].xml"}


# -------------------------------------------------------------------- what comes out
def test_every_other_part_keeps_every_byte(before: Path, after: Path) -> None:
    old, new = parts(before), parts(after)
    assert list(old) == list(new)
    assert {name for name in old if old[name] != new[name]} == {*SHEETS.values(), *OTHER_PARTS, PROPERTIES}
    (seal,) = differences(old[PROPERTIES], new[PROPERTIES])
    assert seal.startswith("+Properties/property"), "beside the person's own"


def in_cells(lines: list[str]) -> Iterator[str]:
    return (line for line in lines if "/sheetData/" in line)


@pytest.mark.parametrize("title", SHEETS)
def test_outside_its_cells_a_sheet_differs_only_in_what_refers_to_a_table(
    before: Path, after: Path, title: str
) -> None:
    lines = differences(*(parts(path)[SHEETS[title]] for path in (before, after)))
    assert [line for line in lines if line not in in_cells(lines)] == OUTSIDE_CELLS[title]


def cells(part: bytes) -> dict[str, Any]:
    return {str(c.get("r")): c for c in etree.fromstring(part).iter(f"{MAIN}c")}


@pytest.mark.parametrize("title", SHEETS)
def test_only_the_cells_that_are_filled_and_their_dependants_differ(
    before: Path, after: Path, title: str
) -> None:
    old, new = (cells(parts(path)[SHEETS[title]]) for path in (before, after))
    texts = [{at: etree.tostring(cell) for at, cell in one.items()} for one in (old, new)]
    assert {at for at in {*old, *new} if texts[0].get(at) != texts[1].get(at)} == CELLS[title]
    theirs = {at: c.findtext(f"{MAIN}f") for at, c in old.items() if c.find(f"{MAIN}f") is not None}
    ours = (
        {"D4"} if title == "日" else {"C8"} if title == "阵地" else set()
    )  # filled down; moved with the totals
    for at in theirs.keys() - ours:
        assert (theirs[at], new[at].findtext(f"{MAIN}f")) == FORMULAS[title].get(at, (theirs[at],) * 2)
    for at, cell in old.items():
        assert cell.get("s") == new[at].get("s"), (
            at
        )  # every one of these has a number format, or holds a text


@pytest.mark.parametrize("title", SHEETS)
def test_rows_keep_all_that_they_are_but_the_hint_where_they_begin(
    before: Path, after: Path, title: str
) -> None:
    lines = list(in_cells(differences(*(parts(path)[SHEETS[title]] for path in (before, after)))))
    own = [line for line in lines if re.search(r"/row\[\d+\]@", line)]
    changed = {int(re.sub(r"\D", "", at)) for at in CELLS[title]}
    assert {int(n) for line in own for n in re.findall(r"/row\[(\d+)\]@spans: \S+ → None$", line)} <= changed
    assert all("@spans" in line for line in own)
    added = {int(n) for line in lines for n in re.findall(r"^\+.*/row\[(\d+)\]$", line)}
    assert added <= changed
    assert not [line for line in lines if re.search(r"^-.*/row\[\d+\]$", line)]


@pytest.mark.parametrize("part", OTHER_PARTS)
def test_other_parts_differ_only_in_references_words_and_caches(before: Path, after: Path, part: str) -> None:
    lines = differences(*(parts(path)[part] for path in (before, after)))
    aside = [line for line in lines if CACHE.match(line) or STYLES.match(line)]
    assert [line for line in lines if line not in aside] == OTHER_PARTS[part]
    assert bool(aside) == part.startswith(("xl/charts/", "xl/styles"))


def test_the_styles_that_were_there_are_there_in_their_places(before: Path, after: Path) -> None:
    old, new = (etree.fromstring(parts(path)["xl/styles.xml"]) for path in (before, after))
    for was, now in zip(old, new, strict=True):
        texts = [[etree.tostring(child) for child in each] for each in (was, now)]
        assert texts[1][: len(texts[0])] == texts[0]
    added = new.find(f"{MAIN}cellXfs")[len(old.find(f"{MAIN}cellXfs")) :]
    plain = {"fontId": "0", "fillId": "0", "borderId": "0", "xfId": "0", "applyNumberFormat": "1"}
    assert all({k: v for k, v in xf.items() if k != "numFmtId"} == plain for xf in added)


def test_values_and_formulas(after: Path) -> None:
    book = openpyxl.load_workbook(after, data_only=True)
    board, days, positions = book["看板"], book["日"], book["阵地"]
    assert board["A1"].value == "甲牌 2026年2月 经营看板"
    assert [board[f"B{n}"].value for n in (4, 5, 7)] == [56_000, 16_800, "PASS"]
    assert [board[f"D{n}"].value for n in range(4, 12)] == [
        112_000, 56_000, 2_000, "对得上", "3.33", 2, pytest.approx(0.2), 18,
    ]  # fmt: skip
    assert [board[f"F{n}"].value for n in (4, 5, 6)] == [6_000, 8_000, 10_000]
    assert days.max_row == 31
    assert [days.cell(31, c).value for c in (2, 3, 4)] == [2_000, 12_000, 0.2]
    assert days["H4"].value == "旁注留在原处"
    assert [[c.value for c in row] for row in positions["B3:D6"]] == [
        ["F 自播", 28_000, 2],
        ["A 达人矩阵", 11_200, "—"],
        ["S 搜索商城", 16_800, 6],
        ["合计", 56_000, pytest.approx(10 / 3)],
    ]
    assert all(c.value is None for row in positions["B7:D8"] for c in row)
    assert (positions["F8"].value, positions["F3"].value) == ("合计旁的话", 56_000)


def test_tables_charts_and_formulas_follow(after: Path) -> None:
    book = openpyxl.load_workbook(after)
    assert book["日"].tables["xf_daily"].ref == "A3:E31"
    assert book["阵地"].tables["xf_compare"].ref == "B2:D6"
    assert book["看板"]["D10"].value == "=MAX(日!D4:D31)"
    assert book["阵地"]["F3"].value == "=阵地!C6"  # the totals moved from row 8
    assert book["阵地"]["C6"].value == "=SUBTOTAL(109,xf_compare[GMV·用户支付（元）])"  # the person's own
    new = parts(after)
    line, columns = new["xl/charts/chart1.xml"].decode(), new["xl/charts/chart2.xml"].decode()
    assert '<c:ptCount val="28"/>' in line
    assert "{{" not in line
    assert len(re.findall("<c:ser>", columns)) == 3
    assert "<c:v>28000</c:v>" in columns
    waterfall = new["xl/charts/chartEx1.xml"].decode()
    assert waterfall.count("<cx:pt ") == 56
    assert '<cx:pt idx="0">2月1日</cx:pt>' in waterfall


def test_the_lint_finds_nothing(before: Path, after: Path) -> None:
    assert not lint.faults(before)
    assert not lint.faults(after)


def test_the_same_template_and_report_give_the_same_bytes(before: Path, after: Path, tmp_path: Path) -> None:
    again = write_report(invented.report(), tmp_path / "again.xlsm", template=before).path
    assert again.read_bytes() == after.read_bytes()


@pytest.mark.slow
def test_the_validator_finds_nothing(before: Path, after: Path) -> None:
    assert not validator.faults(before)
    assert not validator.faults(after)


@pytest.mark.slow
@pytest.mark.office
def test_libreoffice_calculates_the_same(after: Path) -> None:
    theirs = office.recalculated(after)
    ours = openpyxl.load_workbook(after, data_only=True)
    looked = 0
    for sheet in openpyxl.load_workbook(after).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    looked += 1
                    held = ours[sheet.title][cell.coordinate].value
                    assert theirs[sheet.title][cell.coordinate] == (
                        pytest.approx(held, rel=1e-9) if isinstance(held, float | int) else held
                    ), f"{sheet.title}!{cell.coordinate}"
    assert looked > 60
