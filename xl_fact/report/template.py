"""The house template, drawn with openpyxl: styles, widths, tables, names, charts, print setup; no numbers.

Every table has its heading and a styled sample (all rows of a short one, one row of a long one); every
single value has its name. `fill` brings the values, here as into a person's own template.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator
from copy import copy
from functools import cache
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableColumn, TableFormula
from openpyxl.worksheet.worksheet import Worksheet

from xl_fact.report import charts, theme
from xl_fact.report.model import (
    Cards,
    Chart,
    Column,
    Figure,
    Listing,
    Paragraph,
    Part,
    Report,
    Section,
    Stack,
    Table,
)
from xl_fact.report.package import Package
from xl_fact.report.places import PREFIX, pinned
from xl_fact.report.references import Area, letters
from xl_fact.report.theme import NUMERIC
from xl_fact.report.widths import heading_width, lines_of, shown_length, wraps

SHORT: Final = 14
"""A table up to so many rows is drawn whole; of a longer one a sample row is enough."""
ROW_HEIGHT: Final = 18.0
_MIDDLE = Alignment(vertical="center")
_THIN = Side(style="thin", color=theme.FAINT)
_STRONG = Side(style="medium", color=theme.NAVY)
_CHART_NAME: Final = re.compile(r'(<(?:\w+:)?cNvPr id="\d+" name="[^"]*")')
_NUMBERED: Final = re.compile(r"&#([0-9]{3,6});")
"""Chinese as lxml writes it; some previewers show it as it stands, so plain UTF-8 takes its place."""
_LABEL_FORMAT: Final = re.compile(rb'(<numFmt formatCode="[^"]*")\s*/>')
"""The number format of chart labels: LibreOffice takes the cells' own unless told otherwise."""
_PLAIN: Final = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")


def draw(report: Report) -> bytes:
    """The template for the sections of a report.

    Parameters
    ----------
    report : Report
        Its shape is drawn, none of its numbers.

    Returns
    -------
    bytes
        An .xlsx file without dates of its own: the same report gives the same bytes.
    """
    return _Template(report).done()


class _Template:
    """One template being drawn."""

    def __init__(self, report: Report):
        self.report, self.lang = report, report.lang
        self.book = Workbook()
        self.alts: list[list[str]] = []
        self.tables: dict[str, tuple[str, Area, Table]] = {}
        self.numbered = 0
        self.dressed: dict[tuple[str, str, bool], StyleArray] = {}

    def done(self) -> bytes:
        """Draw all of it."""
        self.book.remove(self.book.worksheets[0])
        sheets = [self.book.create_sheet(s.title.text(self.lang)) for s in self.report.sections]
        drawn = [_Sheet(self, s, w) for s, w in zip(self.report.sections, sheets, strict=True)]
        for sheet in drawn:
            sheet.cells()
        for sheet in drawn:
            sheet.charts()
        self.book.active = 0
        properties = self.book.properties
        properties.creator = properties.lastModifiedBy = "xl_fact"
        properties.title = f"{self.report.brand} {self.report.month}".strip()
        properties.subject = "内容电商月报" if self.lang == "zh" else "Monthly report of content commerce"
        out = io.BytesIO()
        self.book.save(out)
        return self._without_clock(out.getvalue())

    def _without_clock(self, data: bytes) -> bytes:
        """Fix the times and give each chart its alternative text."""
        package = Package(data)
        day = f"{datetime.date.fromisoformat(self.report.month + '-01').isoformat()}T00:00:00Z"
        core = package.read("docProps/core.xml").decode("utf-8")
        core = re.sub(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rf"\g<1>{day}", core)
        package.write("docProps/core.xml", core.encode("utf-8"))
        texts = [alts for alts in self.alts if alts]
        for number, alts in enumerate(texts, 1):
            name = f"xl/drawings/drawing{number}.xml"
            pieces = _CHART_NAME.split(package.read(name).decode("utf-8"))
            described = [
                piece + (f" descr={quoteattr(alts[n // 2])}" if n % 2 else "")
                for n, piece in enumerate(pieces)
            ]
            package.write(name, "".join(described).encode("utf-8"))
        for name in package.names:
            if name.startswith("xl/charts/chart"):
                package.write(name, _LABEL_FORMAT.sub(rb'\1 sourceLinked="0"/>', package.read(name)))
            if name.endswith(".xml") and b"&#" in (part := package.read(name)):
                package.write(
                    name, _NUMBERED.sub(lambda m: chr(int(m[1])), part.decode("utf-8")).encode("utf-8")
                )
        return package.to_bytes()

    def filled(self, text: str) -> str:
        """A text with its names filled in, to measure it."""
        return _PLAIN.sub(lambda m: self.report.texts.get(m[1], m[0]), text)


class _Sheet:
    """One sheet being drawn."""

    def __init__(self, template: _Template, section: Section, sheet: Worksheet):
        self.template, self.section, self.sheet = template, section, sheet
        self.lang, self.report = template.lang, template.report
        self.left = 1 if section.role == "data" else 2
        self.waiting: list[tuple[Chart, int, int]] = []
        self.right = self.left
        self.bottom = 1
        self._sized: set[str] = set()
        self.width = max(sum(self._wide(p) for p in band) for band in section.bands)

    # ---------------------------------------------------------------- layout
    def cells(self) -> None:
        """Draw everything but the charts."""
        self._view()
        for band in self.section.bands:
            column = self.left
            for part in band:
                for one in part.parts if isinstance(part, Stack) else (part,):
                    self._widths(one, column)
                column += self._wide(part)
        row = self._masthead()
        for band in self.section.bands:
            column, below = self.left, row
            for part in band:
                end = row
                for one in part.parts if isinstance(part, Stack) else (part,):
                    end = self._part(one, end + int(end > row and isinstance(one, Table)), column)
                below = max(below, end)
                column += self._wide(part)
            self.sheet.row_dimensions[below].height = 9
            row = below + 1
        self._print(row - 1)

    def charts(self) -> None:
        """Draw the charts, once all tables stand."""
        self.template.alts.append([chart.alt for chart, _, _ in self.waiting])
        for chart, row, column in self.waiting:
            drawn = charts.draw(chart, self._range, self._across, self.report.values)
            drawn.anchor = TwoCellAnchor(
                editAs="oneCell",
                _from=AnchorMarker(col=column - 1, row=row - 1, colOff=38_100),
                to=AnchorMarker(col=column - 1 + chart.columns, row=row - 1 + chart.lines, colOff=-38_100),
            )
            self.sheet.add_chart(drawn)

    def _wide(self, part: Part | Stack) -> int:
        """How many columns a part takes."""
        match part:
            case Stack():
                return max(self._wide(p) for p in part.parts)
            case Table():
                return len(part.columns) + part.columns[-1].spill
            case Cards():
                return len(part.figures) * part.columns
            case Listing():
                return 3
            case Paragraph():
                return part.columns or 1
            case Chart():
                return part.columns

    def _part(self, part: Part, row: int, column: int) -> int:
        """Draw a part; the first row under it."""
        match part:
            case Paragraph():
                return self._paragraph(part, row, column)
            case Cards():
                return self._cards(part, row, column)
            case Listing():
                return self._listing(part, row, column)
            case Table():
                return self._table(part, row, column)
            case Chart():
                self.waiting.append((part, row, column))
                for n in range(row, row + part.lines):
                    held = self.sheet.row_dimensions[n].height or 0
                    self.sheet.row_dimensions[n].height = max(held, ROW_HEIGHT)
                return row + part.lines

    def _view(self) -> None:
        view = self.sheet.sheet_view
        view.showGridLines = self.section.gridlines
        view.zoomScale = 90
        view.selection[0].activeCell = view.selection[0].sqref = "A1"
        self.sheet.sheet_properties.tabColor = theme.TABS[self.section.role]
        self.sheet.sheet_format.defaultRowHeight = ROW_HEIGHT
        self.sheet.sheet_format.customHeight = True
        if self.left == 2:
            self.sheet.column_dimensions["A"].width = 1.7
        if self.section.width:
            for column in range(self.left, self.left + self.width):
                self.sheet.column_dimensions[letters(column)].width = self.section.width
            self.sheet.column_dimensions[letters(self.left)].width = self.section.width + 5

    def _masthead(self) -> int:
        """Title and purpose; the first row under them."""
        title = self.section.title.text(self.lang)
        self._write(
            1, self.left, f"{{{{brand}}}} · {{{{period}}}} · {title}", size=16, bold=True, color=theme.NAVY
        )
        self._write(2, self.left, self.section.purpose.text(self.lang), size=9, color=theme.MUTED)
        self.sheet.row_dimensions[1].height = 30
        self.sheet.row_dimensions[2].height = 16
        self.sheet.row_dimensions[3].height = 6
        return 4

    # ---------------------------------------------------------------- parts
    def _paragraph(self, part: Paragraph, row: int, column: int) -> int:
        wide = part.columns or self.width
        last = row + part.lines - 1
        size, bold, color, paper = _LOOKS[part.look]
        cell = self._write(row, column, part.text, size=size, bold=bold, color=color)
        cell.alignment = Alignment(
            horizontal="left",
            vertical="center" if part.look == "headline" else "top",
            wrap_text=True,
            indent=int(bool(paper) or column > self.left),
        )
        if wide > 1 or part.lines > 1:
            self.sheet.merge_cells(
                start_row=row, end_row=last, start_column=column, end_column=column + wide - 1
            )
        if paper:
            self._paint(Area(column, row, column + wide - 1, last), paper)
        if part.lines == 1:
            text = self.template.filled(part.text)
            room = sum(self._column_width(c) for c in range(column, column + wide)) / (size / 10.5)
            lines = sum(
                -(-max(shown_length(line), 1) // max(int(room * 0.97), 1)) for line in text.split("\n")
            )
            height = max(self.sheet.row_dimensions[row].height or 0, lines * size * 1.62 + 4)
            self.sheet.row_dimensions[row].height = height
        else:
            for n in range(row, last + 1):
                self.sheet.row_dimensions[n].height = self.sheet.row_dimensions[n].height or ROW_HEIGHT
        self._reach(last, column + wide - 1)
        return last + 1

    def _cards(self, part: Cards, row: int, column: int) -> int:
        heights = (17, 31, 17)
        for number, figure in enumerate(part.figures):
            left = column + number * part.columns
            right = left + part.columns - 1
            self._paint(Area(left, row, right, row + 2), theme.WASH)
            self._write(row, left, figure.name.text(self.lang), size=9, color=theme.MUTED)
            value = self._figure(figure, row + 1, left)
            value.font = _font(18, theme.NAVY, bold=True)
            value.alignment = Alignment(horizontal="left", vertical="center", indent=1)
            note = figure.note.text(self.lang) if figure.note else ""
            self._write(row + 2, left, note, size=8, color=theme.MUTED)
            for n in range(row, row + 3):
                self.sheet.cell(n, left).border = Border(left=_STRONG)
                if n != row + 1:
                    self.sheet.cell(n, left).alignment = Alignment(
                        horizontal="left", indent=1, vertical="center"
                    )
                if part.columns > 1:
                    self.sheet.merge_cells(start_row=n, end_row=n, start_column=left, end_column=right)
            self._reach(row + 2, right)
        for n, height in enumerate(heights):
            self.sheet.row_dimensions[row + n].height = height
        return row + 3

    def _listing(self, part: Listing, row: int, column: int) -> int:
        if part.title:
            self._heading(part.title.text(self.lang), row, column)
            row += 1
        for figure in part.figures:
            self._write(row, column, figure.name.text(self.lang), color=theme.MUTED)
            value = self._figure(figure, row, column + 1)
            value.alignment = Alignment(
                horizontal="left", vertical="center", wrap_text=figure.kind in ("text", "words")
            )
            if figure.note:
                self._write(row, column + 2, figure.note.text(self.lang), size=9, color=theme.MUTED)
            for c in range(column, column + 3):
                self.sheet.cell(row, c).border = Border(bottom=_THIN)
            if figure.kind in ("text", "words") and figure.formula is None:
                held = str(self.report.values.figure(figure.key) or "")
                room = self._column_width(column + 1)
                lines = sum(
                    -(-max(shown_length(line), 1) // max(int(room * 1.02), 1)) for line in held.split("\n")
                )
                self.sheet.row_dimensions[row].height = max(ROW_HEIGHT, lines * 16)
            row += 1
        self._reach(row - 1, column + 2)
        return row

    def _figure(self, figure: Figure, row: int, column: int) -> Cell:
        cell = self._write(row, column, None)
        cell.number_format = theme.number_format(figure.kind)
        name = PREFIX + figure.key
        self.template.book.defined_names[name] = DefinedName(
            name, attr_text=pinned(self.sheet.title, Area(column, row, column, row))
        )
        if figure.is_input:
            cell.font = _font(10.5, theme.INPUT_INK)
            cell.fill = _fill(theme.INPUT_PAPER)
            if figure.low is not None:
                self._validate(figure, cell)
        if figure.mark:
            self._mark(figure.mark, cell.coordinate, cell.coordinate)
        return cell

    def _validate(self, figure: Figure, cell: Cell) -> None:
        high = figure.high
        rule = DataValidation(
            type="decimal",
            operator="between" if high is not None else "greaterThanOrEqual",
            formula1=f"{figure.low:g}",
            formula2=f"{high:g}" if high is not None else None,
            allow_blank=True,
            showErrorMessage=True,
            errorTitle=figure.name.text(self.lang)[:32],
            error=("请输入 " if self.lang == "zh" else "Please enter ")
            + (f"{figure.low:g} – {high:g}" if high is not None else f">= {figure.low:g}"),
        )
        rule.add(cell)
        self.sheet.add_data_validation(rule)

    def _table(self, table: Table, row: int, column: int) -> int:
        self._heading(table.title.text(self.lang), row, column)
        head = row + 1
        drawn = table.rows if 0 < table.rows <= SHORT else 1
        deepest = 1
        for offset, one in enumerate(table.columns):
            text = one.heading.text(self.lang)
            cell = self._write(head, column + offset, text, size=9.5, bold=True, color=theme.PAPER)
            cell.fill = _fill(theme.NAVY)
            if offset:
                cell.border = Border(left=Side(style="thin", color=theme.MUTED))
            side, room = _side(one), self._column_width(column + offset)
            cell.alignment = Alignment(
                horizontal=side,
                vertical="center",
                wrap_text=wraps(text),
                shrink_to_fit=not wraps(text),
                indent=int(side == "left"),
            )
            deepest = max(deepest, lines_of(text, room))
            for n in range(head + 1, head + 1 + drawn):
                cell = self._cell(n, column + offset)
                self._body_cell(cell, one, table.kind(one, n - head - 1))
            first, last = (f"{letters(column + offset)}{n}" for n in (head + 1, head + drawn))
            if one.hue:
                self._hues(first, last)
            if one.mark:
                self._mark("inverse" if one.mark == "change" and one.inverse else one.mark, first, last)
            for number, mark in enumerate(table.row_marks[:drawn]):
                if mark and one.kind in NUMERIC:
                    at = f"{letters(column + offset)}{head + 1 + number}"
                    self._mark("inverse" if one.inverse else mark, at, at)
        self.sheet.row_dimensions[head].height = max(
            self.sheet.row_dimensions[head].height or 0, 15 * deepest + 6
        )
        self._row_heights(table, head + 1, drawn, column)
        self._spill(Area(column + len(table.columns), head, column + self._wide(table) - 1, head + drawn))
        bottom = head + drawn
        if table.totalled:
            bottom += 1
            for offset, one in enumerate(table.columns):
                cell = self._cell(bottom, column + offset)
                self._body_cell(cell, one, one.kind)
                cell.font = _font(10.5, theme.INK, bold=True)
                cell.fill = _fill(theme.SKY)
                cell.border = Border(top=Side(style="thin", color=theme.NAVY))
        area = Area(column, head, column + len(table.columns) - 1, bottom)
        self._excel_table(table, area)
        self.template.tables[table.key] = (self.sheet.title, area, table)
        self._reach(bottom, area.right)
        if table.note:
            note = Paragraph(table.note.text(self.lang), "note", columns=len(table.columns))
            return self._paragraph(note, bottom + 1, column)
        return bottom + 1

    def _spill(self, area: Area) -> None:
        """Dress the cells that the texts of a last column run into: its heading and lines go on."""
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                if row == area.top:
                    self._cell(row, column).fill = _fill(theme.NAVY)
                else:
                    self._cell(row, column).border = Border(bottom=_THIN)
        self._reach(area.bottom, area.right)

    def _excel_table(self, table: Table, area: Area) -> None:
        name = PREFIX + table.key
        self.template.numbered += 1
        excel = ExcelTable(id=self.template.numbered, name=name, displayName=name, ref=str(area))
        filtered = Area(area.left, area.top, area.right, area.bottom - table.totalled)
        excel.autoFilter = AutoFilter(ref=str(filtered))
        excel.totalsRowCount = 1 if table.totalled else None
        excel.totalsRowShown = None if table.totalled else False
        for number, column in enumerate(table.columns, 1):
            described = TableColumn(id=number, name=column.heading.text(self.lang))
            self._totals(described, column)
            excel.tableColumns.append(described)
        self.sheet.add_table(excel)

    def _totals(self, described: TableColumn, column: Column) -> None:
        if isinstance(column.total, str):
            described.totalsRowLabel = column.total
        elif column.total is not None:
            described.totalsRowFunction = "custom"
            described.totalsRowFormula = TableFormula(attr_text="0")

    def _body_cell(self, cell: Cell, column: Column, kind: str) -> None:
        """Dress a cell of a table's body; the first of its sort dresses the others."""
        side, wrap = _side(column), column.kind == "words"
        dressed = self.template.dressed.get((kind, side, wrap))
        if dressed is not None:
            cell._style = copy(dressed)  # type: ignore[attr-defined]  # one step for four setters
            return
        cell.number_format = theme.number_format(kind)
        cell.font = _font(10.5, theme.INK)
        cell.border = Border(bottom=_THIN)
        cell.alignment = Alignment(
            horizontal=side, vertical="center", wrap_text=wrap, indent=int(side == "left")
        )
        self.template.dressed[kind, side, wrap] = copy(cell._style)  # type: ignore[attr-defined]  # as above

    def _widths(self, part: Part, column: int) -> None:
        """Make the columns of a part wide enough; two parts one under the other share the wider."""
        if self.section.width:
            return
        if isinstance(part, Listing):
            wanted = list(_LISTING)
        elif isinstance(part, Table):
            wanted = [
                heading_width(c.heading.text(self.lang), c.width or _WIDTHS.get(c.kind, 11))
                for c in part.columns
            ]
        else:
            return
        for offset, width in enumerate(wanted):
            dimension = self.sheet.column_dimensions[letters(column + offset)]
            known = dimension.width if letters(column + offset) in self._sized else 0
            dimension.width = max(known, width)
            self._sized.add(letters(column + offset))

    def _row_heights(self, table: Table, first: int, drawn: int, column: int) -> None:
        """Room for words that wrap; fixed, for LibreOffice and phones don't fit rows by themselves."""
        wrapping = [(i, c) for i, c in enumerate(table.columns) if c.kind == "words"]
        for offset in range(drawn):
            lines = 1
            for at, one in wrapping:
                if one.key in table.given and offset < table.rows:
                    text = str(table.given[one.key][offset] or "")
                    room = max(self._column_width(column + at) - 1, 4)
                    lines = max(
                        lines, sum(-(-max(shown_length(t), 1) // int(room)) for t in text.split("\n"))
                    )
            known = self.sheet.row_dimensions[first + offset].height or ROW_HEIGHT
            self.sheet.row_dimensions[first + offset].height = max(known, ROW_HEIGHT, lines * 16.0)

    # ---------------------------------------------------------------- marks
    def _hues(self, first: str, last: str) -> None:
        for letter, hue in theme.HUES.items():
            self._rule(f'LEFT({first},1)="{letter}"', theme.ON_HUE[letter], hue, first, last)

    def _mark(self, mark: str, first: str, last: str) -> None:
        for test, ink, paper in _marks(mark, self.report.palette):
            self._rule(test.format(first), ink, paper, first, last)

    def _rule(self, test: str, ink: str, paper: str, first: str, last: str) -> None:
        """A conditional format: bold in some ink, on some paper."""
        looks = DifferentialStyle(font=Font(color=ink, bold=True), fill=_tint(paper) if paper else None)
        rule = Rule(type="expression", formula=[test], dxf=looks)
        self.sheet.conditional_formatting.add(first if first == last else f"{first}:{last}", rule)

    # ---------------------------------------------------------------- cells
    def _write(
        self,
        row: int,
        column: int,
        value: Any,
        *,
        size: float = 10.5,
        bold: bool = False,
        color: str = theme.INK,
    ) -> Cell:
        cell = self._cell(row, column)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # a heading like "= ROI" is no formula
        cell.font = _font(size, color, bold=bold)
        cell.alignment = _MIDDLE
        self._reach(row, column)
        return cell

    def _cell(self, row: int, column: int) -> Cell:
        cell: Cell = self.sheet.cell(row, column)  # type: ignore[assignment]  # never inside a merged block
        return cell

    def _heading(self, text: str, row: int, column: int) -> None:
        self._write(row, column, text, size=11.5, bold=True, color=theme.NAVY)
        self.sheet.row_dimensions[row].height = max(self.sheet.row_dimensions[row].height or 0, 22)

    def _paint(self, area: Area, color: str) -> None:
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                self.sheet.cell(row, column).fill = _fill(color)

    def _column_width(self, column: int) -> float:
        width: float = self.sheet.column_dimensions[letters(column)].width
        return width

    def _reach(self, row: int, column: int) -> None:
        self.bottom, self.right = max(self.bottom, row), max(self.right, column)

    # ---------------------------------------------------------------- references
    def _range(self, table: str, column: str, row: int | None) -> str:
        sheet, area, drawn = self.template.tables[table]
        at = area.left + next(i for i, c in enumerate(drawn.columns) if c.key == column)
        bottom = area.bottom - drawn.totalled
        if row is None:
            return pinned(sheet, Area(at, area.top + 1, at, bottom))
        return pinned(sheet, Area(at, area.top + 1 + row, at, area.top + 1 + row))

    def _across(self, table: str, columns: tuple[str, ...], row: int | None) -> str:
        sheet, area, drawn = self.template.tables[table]
        keys = [c.key for c in drawn.columns]
        left, right = area.left + keys.index(columns[0]), area.left + keys.index(columns[-1])
        at = area.top if row is None else area.top + 1 + row
        return pinned(sheet, Area(left, at, right, at))

    # ---------------------------------------------------------------- paper
    def _print(self, bottom: int) -> None:
        sheet = self.sheet
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0 if self.section.role == "data" else 1
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.45, 0.75, 0.35
        right = max(self.right, self.left + self.width - 1)
        for chart, row, column in self.waiting:
            bottom, right = max(bottom, row + chart.lines - 1), max(right, column + chart.columns - 1)
        sheet.print_area = str(Area(1, 1, right, max(self.bottom, bottom - 1)))
        footer = HeaderFooterItem()
        footer.left.text, footer.center.text, footer.right.text = "{{brand}} {{period}}", "&A", "&P / &N"
        for part in (footer.left, footer.center, footer.right):
            part.size, part.color = 8, theme.MUTED
        sheet.oddFooter = footer
        tables = [area for title, area, _ in self.template.tables.values() if title == sheet.title]
        if tables:
            area = tables[0]
            alone = len(tables) == 1
            sheet.print_title_rows = f"{area.top}:{area.top}" if alone else "1:2"
            sheet.freeze_panes = f"{letters(area.left + 1)}{area.top + 1 if alone else 4}"
        else:
            sheet.print_title_rows = "1:2"
            sheet.freeze_panes = "A4"


_LOOKS: Final = {
    "headline": (14, True, theme.NAVY, theme.SKY),
    "sentence": (10.5, False, theme.INK, ""),
    "note": (9, False, theme.MUTED, ""),
    "heading": (11.5, True, theme.NAVY, ""),
    "formula": (12, True, theme.NAVY, theme.WASH),
}
_LISTING: Final = (24.0, 46.0, 44.0)
"""Widths of label, value and note."""
_WIDTHS: Final = {
    "money": 14,
    "cents": 15,
    "count": 14,
    "date": 12,
    "text": 14,
    "words": 30,
    "rate": 9.5,
    "ratio": 9.5,
}


def _side(column: Column) -> str:
    """Numbers right, marks in the middle, everything else left."""
    if column.mark and column.kind == "text":
        return "center"
    return "right" if column.kind in NUMERIC and column.kind != "date" else "left"


def _marks(mark: str, palette: str) -> Iterator[tuple[str, str, str]]:
    """Test, ink and paper of each style by content."""
    direction = theme.PALETTES[palette]
    match mark:
        case "check":
            yield '{0}="PASS"', theme.PASS_INK, theme.PASS_PAPER
            yield '{0}="FAIL"', theme.FAIL_INK, theme.FAIL_PAPER
        case "change":
            yield "AND(ISNUMBER({0}),{0}>0)", direction.up, ""
            yield "AND(ISNUMBER({0}),{0}<0)", direction.down, ""
        case "inverse":
            yield "AND(ISNUMBER({0}),{0}>0)", direction.down, ""
            yield "AND(ISNUMBER({0}),{0}<0)", direction.up, ""
        case "verdict":
            for words, paper in theme.VERDICTS.items():
                yield f'LEFT({{0}},{len(words)})="{words}"', theme.INK, paper
        case "quadrant":
            yield 'OR({0}="高转化低曝光",{0}="sells, unseen")', theme.PASS_INK, theme.PASS_PAPER
            yield 'OR({0}="高曝光低转化",{0}="seen, not sold")', theme.FAIL_INK, theme.FAIL_PAPER
        case "winner":
            yield "LEN({0})>1", theme.NAVY, theme.SKY


@cache
def _font(size: float, color: str, *, bold: bool = False) -> Font:
    return Font(name=theme.FONT, size=size, bold=bold, color=color)


@cache
def _fill(color: str) -> PatternFill:
    return PatternFill("solid", start_color=color, end_color=color)


def _tint(color: str) -> PatternFill:
    """A fill as conditional formats have it: the colour is the background's."""
    return PatternFill("solid", start_color=color, end_color=color, bgColor=color)
