"""What a machine can check of a good report workbook, line by line: in both languages, on the demo and the real June."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from report import invented
from xl_fact.drawing import theme
from xl_fact.drawing.ink import marks
from xl_fact.filling.write import write_report
from xl_fact.report.build import build_report
from xl_fact.report.kinds import FORMATS, NUMERIC, PALETTES
from xl_fact.report.model import Report
from xl_fact.words import Lang


def slow(name: str) -> Any:
    """One of the workbooks that the quick run passes over."""
    return pytest.param(name, marks=pytest.mark.slow)


@dataclass(frozen=True)
class Made:
    """A report, and the workbook that was made of it."""

    report: Report
    book: openpyxl.Workbook
    values: openpyxl.Workbook


@pytest.fixture(scope="module", params=["zh", slow("en"), "demo-zh", slow("demo-en"), slow("june")])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    if request.param.startswith("demo"):
        from xl_fact.brand import read_brand
        from xl_fact.demo import MONTHS, write_demo
        from xl_fact.exports.reading import read_exports

        *exports, settings = write_demo(tmp_path_factory.mktemp("demo"))
        lang: Lang = "en" if request.param.endswith("en") else "zh"
        report = build_report(read_exports(exports), read_brand(settings), MONTHS[-1], lang=lang)
    elif request.param == "june":
        from xl_fact.exports.reading import read_exports

        compass: Path = request.getfixturevalue("compass")
        report = build_report(read_exports([compass]), replace(invented.BRAND, name="乙牌"), "2026-06")
    else:
        report = invented.report(lang=request.param)
    path = write_report(report, tmp_path_factory.mktemp("checklist") / "report.xlsx").path
    return Made(report, openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True))


def texts_of(made: Made, section: str) -> list[str]:
    sheet = made.values[made.report.section(section).title.text(made.report.lang)]
    return [str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None]


def test_at_most_nineteen_sheets_and_none_is_empty(made: Made) -> None:
    assert len(made.book.sheetnames) <= 19
    assert made.book.sheetnames == [s.title.text(made.report.lang) for s in made.report.sections]
    order = [s.key for s in made.report.sections]
    assert (order[0], order[-4:]) == ("overview", ["about", "dictionary", "data", "workings"])


def test_a_sheet_says_what_it_rests_on(made: Made) -> None:
    told = "\n".join(texts_of(made, "about"))
    zh = (
        "用途",
        "品牌",
        "期间",
        "时区",
        "币种",
        "用哪个 GMV",
        "GPM 的分母",
        "生成程序",
        "有疑问找谁",
        "SHA-256",
        *(["没有放进来"] if made.report.left_out else []),
    )
    en = (
        "Purpose",
        "Brand",
        "Period",
        "Time zone",
        "Currency",
        "Which GMV",
        "Base of GPM",
        "Made with",
        "Who to ask",
    )
    for word in en if made.report.lang == "en" else zh:
        assert word in told
    assert re.search(r"xl_fact \d", told)
    assert PALETTES[made.report.palette].text(made.report.lang) in told
    for key in ("file", "sha256", "read", "used", "aside"):
        assert made.report.table("sources").has(key)


def test_inputs_stand_on_one_sheet(made: Made) -> None:
    homes = {s.key for s in made.report.sections for f in s.figures if f.is_input}
    assert homes == {"about"}


def test_the_verdict_of_the_checks_stands_on_the_overview(made: Made) -> None:
    sheet, cell = made.book.defined_names["xf_check_shown"].value.replace("$", "").split("!")
    shown = made.book[sheet.strip("'")][cell]
    assert "check" in [f.key for f in made.report.section("checks").figures]
    assert shown.data_type == "f"
    assert made.values[sheet.strip("'")][cell].value in ("PASS", "FAIL", "通过", "未通过")


def test_the_dictionary_knows_every_ratio_of_the_comparison(made: Made) -> None:
    known = set(made.report.table("metrics").given["function"])
    assert {"GPM", "CPM", "ROI", "AOV", "REFUND_RATE", "NET_ROI", "BREAKEVEN_GPM"} <= known


def test_the_overview_shows_at_most_one_decimal(made: Made) -> None:
    sheet = made.book[made.report.section("overview").title.text(made.report.lang)]
    for row in sheet.iter_rows():
        for cell in row:
            assert not re.search(r"0\.00", cell.number_format), cell.coordinate


def test_numbers_stand_right_and_texts_left(made: Made) -> None:
    for sheet in made.book.worksheets:
        for table in sheet.tables.values():
            declared = made.report.table(table.name.removeprefix("xf_")).columns
            first = sheet[table.ref][1]
            for column, cell in zip(declared, first, strict=True):
                number = column.kind in NUMERIC and column.kind != "date"
                assert cell.alignment.horizontal == (
                    "right" if number else "center" if column.mark else "left"
                )


def test_changes_are_signed_and_dates_are_dates(made: Made) -> None:
    for table in made.report.tables:
        for column in table.columns:
            if column.mark == "change":
                assert FORMATS[column.kind].startswith("+") or column.kind == "money", column.key
    data = made.values[made.report.section("data").title.text(made.report.lang)]
    left, top, _, _ = range_boundaries(data.tables["xf_data"].ref)
    cell = data.cell(top + 1, left)
    assert cell.is_date
    assert cell.number_format == "yyyy-mm-dd"


def test_columns_are_wide_enough_for_their_numbers(made: Made) -> None:
    """A number that doesn't fit shows ####; widths are counted at the size of the font."""
    for sheet in made.values.worksheets:
        spans = {str(m).split(":")[0]: m for m in sheet.merged_cells.ranges}
        for row in sheet.iter_rows():
            for cell in row:
                if not isinstance(cell.value, int | float):
                    continue
                shown = len(f"{cell.value:,.2f}" if "0.00" in cell.number_format else f"{cell.value:,.0f}")
                if "," in cell.number_format.replace("#,##0", ""):
                    shown = 8  # in 万 or millions
                columns = 1 + (
                    spans[cell.coordinate].max_col - cell.column if cell.coordinate in spans else 0
                )
                room = sum(
                    sheet.column_dimensions[openpyxl.utils.get_column_letter(cell.column + n)].width
                    for n in range(columns)
                )
                assert shown * cell.font.size / 11 <= room, f"{sheet.title}!{cell.coordinate}"


def test_no_merged_cells_inside_tables(made: Made) -> None:
    for sheet in made.book.worksheets:
        areas = [range_boundaries(t.ref) for t in sheet.tables.values()]
        areas += [merged.bounds for merged in sheet.merged_cells.ranges]
        for a, b in combinations(areas, 2):
            assert a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1], (sheet.title, a, b)


def test_names_resolve(made: Made) -> None:
    for name, defined in made.book.defined_names.items():
        for sheet, cells in defined.destinations:
            assert made.book[sheet][cells.replace("$", "")] is not None, name


def test_charts_say_message_and_period_and_have_few_series(made: Made) -> None:
    period = made.report.texts["period"]
    for section in made.report.sections:
        for chart in section.charts:
            assert len(chart.series) <= 7
            assert chart.alt
            title = re.sub(r"\{\{(\w+)\}\}", lambda m: made.report.texts[m[1]], chart.title)
            assert title
            if chart.key in ("mix", "bubble", "pareto", "spend", "campaign_days"):
                assert period in title


def luminance(color: str) -> float:
    channels = (int(color[i : i + 2], 16) / 255 for i in (0, 2, 4))
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: str, b: str) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_ink_is_legible_on_its_paper() -> None:
    pairs = [
        (theme.INK, theme.PAPER),
        (theme.MUTED, theme.PAPER),
        (theme.MUTED, theme.WASH),
        (theme.NAVY, theme.SKY),
    ]
    pairs += [
        (theme.PAPER, theme.NAVY),
        (theme.INPUT_INK, theme.INPUT_PAPER),
        (theme.PASS_INK, theme.PASS_PAPER),
    ]
    pairs += [(theme.FAIL_INK, theme.FAIL_PAPER), (theme.INK, theme.SKY)]
    pairs += [(theme.ON_HUE[letter], hue) for letter, hue in theme.HUES.items()]
    pairs += [(theme.INK, paper) for paper in theme.VERDICTS.values()]
    pairs += [
        (ink, paper)
        for d in theme.DIRECTIONS.values()
        for ink in (d.up, d.down)
        for paper in (theme.PAPER, theme.WASH)
    ]
    poor = [(a, b, round(contrast(a, b), 2)) for a, b in pairs if contrast(a, b) < 4.5]
    assert not poor


def test_palettes_flip_and_the_colourblind_one_has_neither_red_nor_green() -> None:
    cn, west, blind = (theme.DIRECTIONS[p] for p in ("cn", "west", "colorblind"))
    assert (cn.up, cn.down) == (west.down, west.up)
    for palette in theme.DIRECTIONS:
        (_, more, _), (_, less, _) = marks("inverse", palette)
        assert more not in (theme.DIRECTIONS["west"].up, theme.DIRECTIONS["colorblind"].up), "more refunds"
        assert less != more
    assert blind.up[:2] < blind.up[4:]  # more blue than red
    assert blind.down[:2] > blind.down[4:]


def test_the_print_area_shows_every_row_and_column(made: Made) -> None:
    for sheet in made.book.worksheets[:-2]:  # data and workings stay off the paper
        filled = [
            (cell.row, cell.column) for row in sheet.iter_rows() for cell in row if cell.value is not None
        ]
        helpers = [f"xf_{table.key}" for table in made.report.tables if table.helper]
        tops = [range_boundaries(sheet.tables[name].ref)[1] for name in helpers if name in sheet.tables]
        filled = [place for place in filled if place[0] < min(tops, default=10**7) - 1]
        left, top, right, bottom = range_boundaries(sheet.print_area.rsplit("!", 1)[1])
        assert (left, top) == (1, 1)
        assert right >= max(column for _, column in filled), sheet.title
        assert bottom >= max(row for row, _ in filled), sheet.title
