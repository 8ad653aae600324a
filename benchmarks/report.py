"""How long a monthly report takes, and how a long data sheet compares with XlsxWriter writing the same sheets.

Three numbers in one run:

- facts → workbook of the demo's month, after imports: `build_report` and `write_report`, in seconds (below 1.5);
- `write_report` ÷ XlsxWriter with 10,000 (at most 0.6) and with 100,000 detail rows (at most 0.5).

The long reports are the demo's, its data sheet made long; every formula reads the long sheet. Both sides start
from values that are computed already, in the same Python types, and end with a file on the disk; what it takes to
compute ours is printed beside. XlsxWriter writes every cell of our
workbook, values, formulas with their cached values, fonts, fills and number formats, widths, merged cells and
tables, from a list that is made beforehand; the charts, conditional formats and functions that our time includes
are left out of its. Runs take turns; of each side the median counts.

    python -m benchmarks.report [--quick]
"""

from __future__ import annotations

import datetime
import gc
import tempfile
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.utils import column_index_from_string

from benchmarks.measure import Result, in_turn, main
from xl_fact.brand import read_brand
from xl_fact.demo import MONTHS, write_demo
from xl_fact.exports.reading import read_exports
from xl_fact.filling.write import write_report
from xl_fact.report.build import build_report
from xl_fact.report.model import Ledger, Report, Table

SECONDS = 1.5
RATIOS = {10_000: 0.6, 100_000: 0.5}
TIMES = {10_000: 7, 100_000: 3}
_COUNTS = ("base", "clicks", "orders", "items")
_KEPT = ("half", "week", "campaign_day")


def lengthened(report: Report, rows: int) -> Report:
    """The report with so many rows of data: those it has over and over, no amount like another."""
    sections = tuple(
        replace(section, bands=((_longer(section.bands[0][0], rows),),)) if section.key == "data" else section
        for section in report.sections
    )
    ledger = Ledger()
    for section in sections:
        for part in (*section.tables, *section.figures):
            ledger.enter(part)
    return replace(report, sections=sections, values=ledger)


def _longer(table: Any, rows: int) -> Table:
    given: dict[str, list[Any]] = {}
    for key, values in table.given.items():
        repeated = [values[row % len(values)] for row in range(rows)]
        if isinstance(values[0], float) and key not in _KEPT:
            shares = [(row * 7_919 % 10_007 + 1) / 5_000 * len(values) / rows for row in range(rows)]
            digits = 0 if key in _COUNTS else 2
            repeated = [round(v * share, digits) for v, share in zip(repeated, shares, strict=True)]
        given[key] = repeated
    return replace(table, given=given)


@dataclass(frozen=True)
class Written:
    """A sheet as XlsxWriter is given it."""

    title: str
    widths: dict[int, float]
    cells: list[tuple[int, int, Any, str | None, int]]
    """Row, column, value, formula, format."""
    merged: list[tuple[int, int, int, int]]
    tables: list[tuple[str, str, list[str], bool]]


def taken(path: Path) -> tuple[list[Written], list[dict[str, Any]]]:
    """All sheets of a finished workbook, and the formats of their cells."""
    shown, held = openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
    formats: dict[tuple[tuple[str, Any], ...], int] = {}
    known: dict[int, int] = {}
    sheets = []
    for sheet in held.worksheets:
        cells: list[tuple[int, int, Any, str | None, int]] = []
        for values, row in zip(shown[sheet.title].iter_rows(), sheet.iter_rows(), strict=True):
            for value, cell in zip(values, row, strict=True):
                style = getattr(cell, "_style", None)
                if style is None or (cell.value is None and not cell.has_style):
                    continue
                number = known.get(cell.style_id)
                if number is None:
                    number = formats.setdefault(tuple(_format(cell).items()), len(formats))
                    known[cell.style_id] = number
                formula = cell.value if cell.data_type == "f" else None
                known_value = value.value
                if isinstance(known_value, datetime.datetime):
                    known_value = known_value.date()
                cells.append((cell.row - 1, cell.column - 1, known_value, formula, number))
        widths = {
            column_index_from_string(name) - 1: dimension.width
            for name, dimension in sheet.column_dimensions.items()
        }
        merged = [
            (m.min_row - 1, m.min_col - 1, m.max_row - 1, m.max_col - 1) for m in sheet.merged_cells.ranges
        ]
        tables = [
            (t.ref, t.name, [c.name for c in t.tableColumns], bool(t.totalsRowCount))
            for t in sheet.tables.values()
        ]
        sheets.append(Written(sheet.title, widths, cells, merged, tables))
    return sheets, [dict(each) for each in formats]


def _format(cell: Any) -> dict[str, Any]:
    font, fill = cell.font, cell.fill
    found: dict[str, Any] = {
        "font_name": font.name,
        "font_size": font.sz,
        "num_format": cell.number_format,
        "bold": bool(font.b),
        "valign": "vcenter" if cell.alignment.vertical == "center" else "top",
        "text_wrap": bool(cell.alignment.wrap_text),
    }
    if fill.fill_type:
        found["bg_color"] = "#" + fill.fgColor.rgb[-6:]
    if cell.border.bottom is not None and cell.border.bottom.style:
        found["bottom"] = 1
    return found


def by_xlsxwriter(path: Path, sheets: list[Written], formats: list[dict[str, Any]]) -> None:
    """The same sheets, written by XlsxWriter."""
    book = xlsxwriter.Workbook(path)
    styles = [book.add_format(each) for each in formats]
    for made in sheets:
        sheet = book.add_worksheet(made.title)
        for column, width in made.widths.items():
            sheet.set_column(column, column, width)
        for top, left, bottom, right in made.merged:
            sheet.merge_range(top, left, bottom, right, "")
        for reference, name, headings, totals in made.tables:
            columns = [{"header": heading} for heading in headings]
            sheet.add_table(reference, {"name": name, "columns": columns, "total_row": totals})
        for row, column, value, formula, number in made.cells:
            if formula is not None:
                sheet.write_formula(row, column, formula, styles[number], value)
            elif value is None:
                sheet.write_blank(row, column, None, styles[number])
            elif isinstance(value, str):
                sheet.write_string(row, column, value, styles[number])
            elif isinstance(value, datetime.date):
                sheet.write_datetime(row, column, value, styles[number])
            else:
                sheet.write_number(row, column, value, styles[number])
    book.close()


def results(quick: bool) -> Iterator[Result]:
    """The demo's month, and long data sheets against XlsxWriter."""
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        *exports, settings = write_demo(folder)
        brand = read_brand(settings)
        reading = read_exports(exports, brand=brand.name)
        ours, theirs = folder / "ours.xlsx", folder / "theirs.xlsx"

        def whole() -> None:
            write_report(build_report(reading, brand, MONTHS[-1]), ours)

        began = time.perf_counter()
        whole()
        first = time.perf_counter() - began
        report = build_report(reading, brand, MONTHS[-1])
        sheets, formats = taken(ours)
        again, other = in_turn(2 if quick else 5, whole, partial(by_xlsxwriter, theirs, sheets, formats))
        note = f"the first time {first:.2f} s (promised below {SECONDS} s); XlsxWriter is given values, ours computes them"
        size = f"the demo's month, {len(reading.facts):,} facts"
        yield Result("facts → workbook", size, again, "XlsxWriter: the same cells", other, note=note)
        for rows, most in ({2_000: None} if quick else RATIOS).items():
            long = lengthened(report, rows)
            began = time.perf_counter()
            for table in long.tables:
                for column in table.columns:
                    long.values.column(table.key, column.key)
            computed = time.perf_counter() - began
            write_report(long, ours)
            sheets, formats = taken(ours)
            cells = sum(len(sheet.cells) for sheet in sheets)
            gc.collect()
            gc.freeze()
            mine, other = in_turn(
                2 if quick else TIMES[rows],
                partial(write_report, long, ours),
                partial(by_xlsxwriter, theirs, sheets, formats),
            )
            gc.unfreeze()
            sizes = " and ".join(f"{path.stat().st_size / 1e6:.1f} MB" for path in (ours, theirs))
            note = f"{sizes}; values computed before in {computed:.2f} s"
            size = f"{rows:,} detail rows, {cells:,} cells"
            yield Result("writing a report", size, mine, "XlsxWriter: the same cells", other, most, note)


if __name__ == "__main__":
    main(results)
