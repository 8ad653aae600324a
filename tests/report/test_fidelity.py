"""A workbook full of what people put in goes through a fill: only what was filled, and what hangs on it, changes."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from oracles import lint, office, validator

from report import invented, sink
from xl_fact.report import write_report

CHANGED = {
    "xl/worksheets/sheet1.xml",  # 看板: names, texts, formulas
    "xl/worksheets/sheet2.xml",  # 日: the table grew
    "xl/worksheets/sheet3.xml",  # 阵地: the table shrank
    "xl/tables/table1.xml",
    "xl/tables/table2.xml",
    "xl/charts/chart1.xml",  # of 日 and 阵地
    "xl/charts/chart2.xml",
    "xl/drawings/drawing1.xml",  # the text box with {{ who_sentence }}
    "xl/pivotCache/pivotCacheDefinition2.xml",  # its source is xf_daily
    "xl/styles.xml",  # number formats for cells that had none
}
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # says openpyxl
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


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


def test_every_other_part_keeps_every_byte(before: Path, after: Path) -> None:
    old, new = parts(before), parts(after)
    assert list(old) == list(new)
    assert {name for name in old if old[name] != new[name]} == CHANGED


def test_what_nobody_writes_is_really_in_the_workbook(before: Path) -> None:
    names = " ".join(parts(before))
    for part in (
        "vbaProject.bin",
        "slicers/",
        "slicerCaches/",
        "threadedComments/",
        "persons/",
        "ctrlProps/",
    ):
        assert part in names
    sheet = parts(before)["xl/worksheets/sheet4.xml"].decode()
    assert all(
        word in sheet for word in ("sparkline", "x14:cfRule", "<controls>", "x14:slicer", "sheetProtection")
    )


def test_sheets_differ_only_in_cells_and_in_what_refers_to_tables(before: Path, after: Path) -> None:
    old, new = parts(before), parts(after)
    touched = {"看板": "sheet1", "日": "sheet2", "阵地": "sheet3"}
    followed = {  # sheet → what may differ outside the cells
        "看板": {"日!B4:B4": "日!B4:B31", "{{brand}}": "甲牌"},
        "日": {'sqref="B4"': 'sqref="B4:B31"', 'sqref="C4"': 'sqref="C4:C31"'},
        "阵地": {},
    }
    for title, name in touched.items():
        one, other = (p[f"xl/worksheets/{name}.xml"].decode() for p in (old, new))
        rows = re.compile(r"<sheetData>.*</sheetData>|<dimension[^>]*>", re.DOTALL)
        expected = rows.sub("", one)
        for was, now in followed[title].items():
            assert was in expected
            expected = expected.replace(was, now)
        assert rows.sub("", other) == expected, title


def cells(part: bytes) -> dict[str, str]:
    return {c.get("r"): etree.tostring(c).decode() for c in etree.fromstring(part).iter(f"{MAIN}c")}


def test_cells_that_nobody_fills_are_the_same(before: Path, after: Path) -> None:
    old, new = parts(before), parts(after)
    board = [cells(p["xl/worksheets/sheet1.xml"]) for p in (old, new)]
    filled = {"A1", "A2", "B4", "B5", "B6", "B7"}
    dependants = {"D4", "D5", "D6", "D7", "D8", "D10", "F4", "F5", "F6"}
    assert {at for at in board[1] if board[0].get(at) != board[1][at]} == filled | dependants
    assert board[0].keys() == board[1].keys()
    styles = [{at: re.search(r' s="\d+"', cell) for at, cell in one.items()} for one in board]
    assert all(
        (styles[0][at] and styles[0][at][0]) == (found and found[0]) for at, found in styles[1].items()
    )


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
    assert "日!$B$4:$B$31" in line
    assert '<c:ptCount val="28"/>' in line
    assert "{{" not in line
    assert len(re.findall("<c:ser>", columns)) == 3  # two of five positions are gone
    assert "<c:v>28000</c:v>" in columns
    assert 'refreshOnLoad="1"' in new["xl/pivotCache/pivotCacheDefinition2.xml"].decode()


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
