"""The finished workbook, read back without recalculation: structure, formulas with values, same bytes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from lxml import etree
from openpyxl.cell.cell import Cell
from openpyxl.formula.translate import Translator
from oracles import lint, office, readers, validator

from report import invented
from xl_fact.brand import Brand
from xl_fact.filling.write import write_report
from xl_fact.report.build import from_facts
from xl_fact.report.verdicts import LINES, NUMBERS

SHEETS = [
    "概览",
    "FACT对比",
    "利润表",
    "GPM拆解",
    "自播F",
    "达人AT",
    "投放",
    "活动C",
    "人群与退款",
    "四力适配",
]
SHEETS += ["校验", "说明", "口径", "数据", "推导"]
NEWER_THAN_2016 = re.compile(
    r"\b(LET|LAMBDA|FILTER|SORT|UNIQUE|SEQUENCE|XLOOKUP|IFS|SWITCH|TEXTJOIN|CONCAT|MAXIFS|MINIFS)\("
)
VOLATILE = re.compile(r"\b(NOW|TODAY|RAND|RANDBETWEEN|OFFSET|INDIRECT|CELL|INFO)\(")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of the invented month."""
    return write_report(invented.report(), tmp_path_factory.mktemp("report") / "月报.xlsx").path


@pytest.fixture(scope="module")
def formulas(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def values(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path, data_only=True)


def computed(book: openpyxl.Workbook) -> Iterator[Cell]:
    """Every cell that holds a formula."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from (cell for cell in row if cell.data_type == "f")


def test_the_sheets_stand_in_order_and_the_first_is_open(formulas: openpyxl.Workbook) -> None:
    assert formulas.sheetnames == SHEETS
    assert formulas.active.title == "概览"
    assert all(s.sheet_state == "visible" and s.max_row > 4 for s in formulas.worksheets)


def test_every_formula_has_its_value(formulas: openpyxl.Workbook, values: openpyxl.Workbook) -> None:
    cells = list(computed(formulas))
    assert len(cells) > 300
    empty = [
        f"{c.parent.title}!{c.coordinate}"
        for c in cells
        if values[c.parent.title][c.coordinate].value is None
    ]
    # "nobody won" is an empty text, and so is a part of a sentence that is not said
    blank = [place for place in empty if not place.startswith(("概览!", "推导!"))]
    assert not blank


def test_no_cell_holds_an_error(values: openpyxl.Workbook) -> None:
    found = [c for s in values.worksheets for row in s.iter_rows() for c in row if c.data_type == "e"]
    assert not found


def test_formulas_are_short_plain_and_native(formulas: openpyxl.Workbook) -> None:
    """A sentence may be long, and the formats and ranks in it are its own; a figure is short and holds no constant."""
    for cell in computed(formulas):
        sentence = "&" in cell.value or cell.value.startswith("=IF(COUNT(") or cell.parent.title == "推导"
        assert len(cell.value) < (8192 if sentence else 260), cell.value
        assert not NEWER_THAN_2016.search(cell.value), cell.value
        assert not VOLATILE.search(cell.value), cell.value
        assert "[" not in re.sub(r'"[^"]*"', "", cell.value), cell.value
        if sentence:
            continue
        plain = re.sub(
            r'"[^"]*"|,\d\)(?=[-=<>/)]|$)|[<>]1E-12\b', "", cell.value
        )  # texts, how many digits ROUND keeps, and what is more than rounding
        constants = re.findall(r"(?<![\w$.\"])\d+(?![\w$.:\"])", plain)
        numbered = {"利润表": NUMBERS, "概览": LINES}.get(cell.parent.title, {})
        rules = {f"{number:.0f}" for number in numbered.values()}
        after = {"3"} if cell.parent.title == "活动C" else set()  # days of the dip
        typed = {"6", "7"} if cell.parent.title == "四力适配" else set()  # strengths, gates, the floor of F
        tenfold = {"10"} if "*10)>=ABS(" in plain else set()  # a rise of more is no per cent
        assert set(constants) <= {"1000", "100", "0", "1", "2"} | rules | after | typed | tenfold, cell.value


def test_a_column_has_one_formula(formulas: openpyxl.Workbook) -> None:
    model = invented.report()
    for sheet in formulas.worksheets:
        for table in sheet.tables.values():
            body = sheet[table.ref][1 : len(sheet[table.ref]) - (table.totalsRowCount or 0)]
            declared = model.table(table.name.removeprefix("xf_")).columns
            for one, column in zip(declared, zip(*body, strict=True), strict=True):
                if one.formula is None:  # typed, or another sum in each line, as the two sides of a check
                    continue
                first = column[0]
                for cell in column[1:]:
                    moved = Translator(first.value, origin=first.coordinate).translate_formula(
                        cell.coordinate
                    )
                    assert cell.value == moved


def test_pandas_reads_the_values(path: Path) -> None:
    frame = pd.read_excel(path, sheet_name="FACT对比", header=None, engine="calamine")
    heading = frame.index[frame[1] == "阵地"][0]
    table = frame.iloc[heading + 1 : heading + 5].set_axis(frame.iloc[heading], axis=1)
    assert table["阵地"].tolist() == ["F 自播", "A 达人矩阵", "S 搜索商城", "合计"]
    assert table["GMV·用户支付（元）"].tolist() == [28_000, 11_200, 16_800, 56_000]
    assert table["GPM（元/千次商品曝光）"].tolist() == pytest.approx([250, 200, 100, 500 / 3])
    assert table["ROI（倍）"].tolist()[1] == "—"


def test_the_same_input_gives_the_same_bytes(path: Path, tmp_path: Path) -> None:
    again = write_report(invented.report(), tmp_path / "again.xlsx").path
    assert again.read_bytes() == path.read_bytes()


def test_nothing_of_the_file_tells_when_or_who(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        core = archive.read("docProps/core.xml").decode()
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "2026-02-01T00:00:00Z" in core
    assert "xl_fact" in core


def test_tables_have_unique_headings_with_units(formulas: openpyxl.Workbook) -> None:
    for sheet in formulas.worksheets:
        for table in sheet.tables.values():
            headings = [cell.value for cell in sheet[table.ref][0]]
            assert len(set(headings)) == len(headings)
            assert headings == [c.name for c in table.tableColumns]
            for cell, heading in zip(sheet[table.ref][1], headings, strict=True):
                if cell.number_format not in ("@", "yyyy-mm-dd"):
                    assert re.search(r"[（%）]|本工作簿|对照|差", heading), heading


def test_no_number_is_shown_bare(formulas: openpyxl.Workbook, values: openpyxl.Workbook) -> None:
    for sheet in values.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float):
                    assert formulas[sheet.title][cell.coordinate].number_format != "General", cell.coordinate


def test_sheets_are_ready_for_paper(formulas: openpyxl.Workbook) -> None:
    for sheet in formulas.worksheets:
        upright = "portrait" if sheet.title == "概览" else "landscape"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == (upright, 9)
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.page_setup.fitToHeight == 1 or sheet.title != "概览"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in sheet.oddFooter.right.text
        assert sheet.print_area
        assert bool(sheet.print_title_rows) == (sheet.title not in ("数据", "推导"))
        assert sheet.freeze_panes
        assert 85 <= sheet.sheet_view.zoomScale <= 100
        assert sheet.sheet_properties.tabColor


def test_the_print_area_takes_in_the_last_row_but_of_the_data(formulas: openpyxl.Workbook) -> None:
    for title, name in (("说明", "xf_left_out"), ("数据", "xf_data")):
        sheet = formulas[title]
        last = int(re.sub(r".*\D", "", sheet.tables[name].ref))
        printed = int(sheet.print_area.rpartition("$")[2])
        assert (printed >= last) == (title != "数据")


def test_charts_carry_their_numbers(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        charts = [archive.read(n).decode() for n in archive.namelist() if "/charts/chart" in n]
        drawings = [archive.read(n).decode() for n in archive.namelist() if "/drawings/drawing" in n]
    assert len(charts) == 9
    for chart in charts:
        assert len(re.findall(r"<(?:num|str)Ref>", chart)) == len(re.findall(r"<(?:num|str)Cache>", chart))
        assert "{{" not in chart
    days = next(c for c in charts if "<lineChart>" in c and "GPM" in c)
    assert days.count('<ptCount val="28"/>') == 8  # four series, values and days
    assert re.search(r"<v>1000</v>", days)
    assert all(
        "descr=" in name for d in drawings for name in re.findall(r"<xdr:cNvPr [^>]*>|<cNvPr [^>]*>", d)
    )


def test_bubbles_keep_their_hues(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        bubble = next(
            text
            for n in archive.namelist()
            if "/charts/chart" in n and "<bubbleChart>" in (text := archive.read(n).decode())
        )
    names = re.findall(r"<tx><strRef>.*?<v>(.)", bubble)
    names = names[-3:]  # before them stands the title, which is a cell's too
    hues = re.findall(r"</tx><spPr>.*?<a:srgbClr val=\"(\w+)\"", bubble)
    assert dict(zip(names, hues, strict=True)) == {"F": "2F6BB3", "A": "E0A100", "S": "1E7B70"}


def test_inputs_are_marked_and_guarded(formulas: openpyxl.Workbook) -> None:
    sheet, cell = formulas.defined_names["xf_margin"].value.replace("$", "").split("!")
    margin = formulas[sheet][cell]
    assert (margin.font.color.rgb, margin.fill.start_color.rgb) == ("000000FF", "00FFF9DB")
    assert any(cell in str(v.sqref) for v in formulas[sheet].data_validations.dataValidation)


def test_text_from_outside_is_never_a_formula(tmp_path: Path) -> None:
    nasty = Brand(name='=HYPERLINK("x")&<b>')
    book = openpyxl.load_workbook(write_report(invented.report(nasty), tmp_path / "nasty.xlsx").path)
    held = book["说明"]["B1"]
    assert held.data_type in ("s", "inlineStr")
    assert held.value.startswith('=HYPERLINK("x")&<b>')


def test_no_hint_of_an_unfilled_name_is_left(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        left = [n for n in archive.namelist() if b"{{" in archive.read(n)]
    assert not left


def test_chinese_is_plain_utf8(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        coded = [n for n in archive.namelist() if re.search(rb"&#\d{3,}", archive.read(n))]
    assert not coded


def test_the_lint_finds_nothing(path: Path) -> None:
    assert not lint.faults(path)


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_validator_of_the_open_xml_sdk_finds_nothing(tmp_path: Path, lang: str) -> None:
    assert not validator.faults(write_report(invented.report(lang=lang), tmp_path / "valid.xlsx").path)


def no_plays(frame: pd.DataFrame) -> pd.DataFrame:
    """Creators sold without any impression."""
    frame.loc[frame["channel"] == "A", "product_impressions"] = 0.0
    return frame


def refunds_of_last_month(frame: pd.DataFrame) -> pd.DataFrame:
    """More refunded than sold, and sales below nothing."""
    frame["refund_paid"] = frame["gmv_paid"] * 1.5
    frame.loc[frame["channel"] == "A", "gmv_paid"] *= -1
    return frame


def nobody_knows_whose(frame: pd.DataFrame) -> pd.DataFrame:
    """A channel without an owner."""
    frame.loc[frame["channel"] == "A", ["channel", "owner"]] = ["?", ""]
    return frame


def one_week(frame: pd.DataFrame) -> pd.DataFrame:
    """A month that has only begun."""
    return frame[frame["date"] < "2026-02-08"]


@pytest.mark.slow
@pytest.mark.office
@pytest.mark.parametrize(
    "case", ["whole", "week", "june", no_plays, refunds_of_last_month, nobody_knows_whose, one_week]
)
def test_libreoffice_calculates_the_same(
    tmp_path: Path, case: str | Callable[[pd.DataFrame], pd.DataFrame], request: pytest.FixtureRequest
) -> None:
    report = invented.report(facts_of=case(invented.frame()) if callable(case) else None)
    if case == "week":
        report = from_facts(invented.frame(), (invented.SOURCE,), invented.BRAND, "2026-W07")
    if case == "june":
        from xl_fact.exports.reading import read_exports
        from xl_fact.report.build import build_report

        reading = read_exports([request.getfixturevalue("compass")])
        report = build_report(reading, invented.BRAND, "2026-06")
    written = write_report(report, tmp_path / "calculated.xlsx").path
    ours = openpyxl.load_workbook(written, data_only=True)
    theirs = office.recalculated(written)
    for cell in computed(openpyxl.load_workbook(written)):
        place = f"{cell.parent.title}!{cell.coordinate} {cell.value}"
        value, other = (
            ours[cell.parent.title][cell.coordinate].value,
            theirs[cell.parent.title].get(cell.coordinate),
        )
        if isinstance(value, int | float):
            assert other == pytest.approx(value, rel=1e-9, abs=1e-9), place
        else:
            assert (other or "") == (value or ""), place


def test_charts_carry_the_figures_they_show(path: Path, values: openpyxl.Workbook) -> None:
    """numCache and strCache hold what the cells hold, so a previewer that never recalculates draws the charts."""
    chart = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    looked, numbers = 0, 0
    with zipfile.ZipFile(path) as archive:
        for name in (n for n in archive.namelist() if n.startswith("xl/charts/chart")):
            root = etree.fromstring(archive.read(name))
            references = [*root.iter(f"{chart}numRef"), *root.iter(f"{chart}strRef")]
            assert references, name
            for reference in references:
                sheet, cells = (reference.findtext(f"{chart}f") or "").rsplit("!", 1)
                found = values[sheet.strip("'")][cells.replace("$", "")]
                rows = found if isinstance(found, tuple) else ((found,),)
                held = [cell.value for row in rows for cell in (row if isinstance(row, tuple) else (row,))]
                cache = reference.find(f"{chart}numCache")
                cache = reference.find(f"{chart}strCache") if cache is None else cache
                assert cache is not None, (name, sheet, cells)
                shown = {int(p.get("idx")): p.findtext(f"{chart}v") for p in cache.iter(f"{chart}pt")}
                assert int(cache.find(f"{chart}ptCount").get("val")) == len(held)
                for i, value in enumerate(held):
                    if isinstance(value, int | float) and cache.tag.endswith("numCache"):
                        assert float(shown[i]) == pytest.approx(value, rel=1e-12)
                        numbers += 1
                    elif isinstance(value, str) and cache.tag.endswith("strCache"):
                        assert shown[i] == value
                looked += 1
    assert looked > 20
    assert numbers > 100


def test_sheetjs_and_pandas_read_the_values_without_recalculation(path: Path) -> None:
    """The engines of previewers: what stands in a computed cell is there for them too."""
    values = openpyxl.load_workbook(path, data_only=True)  # untouched: looking at a cell makes it one
    sheets = readers.with_sheetjs(path)
    frames = pd.read_excel(path, sheet_name=None, header=None, engine="calamine")
    looked = 0
    for sheet in values.worksheets:
        top, left = sheet.min_row, sheet.min_column  # SheetJS counts from the first used cell
        for row in sheet.iter_rows():
            for cell in row:
                if type(cell.value) in (int, float):
                    at = cell.row - 1, cell.column - 1
                    seen = sheets[sheet.title][cell.row - top][cell.column - left]
                    assert seen == pytest.approx(cell.value, rel=1e-12)
                    assert frames[sheet.title].iat[at] == pytest.approx(cell.value, rel=1e-12)
                    looked += 1
    assert looked > 300
