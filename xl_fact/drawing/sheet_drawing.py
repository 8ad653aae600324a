"""One sheet of the house template: where its parts stand, how wide its columns are, how it is printed."""

from __future__ import annotations

import re
from typing import Final

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.styles import Alignment
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from xl_fact.drawing import charts, theme
from xl_fact.drawing.canvas import Canvas
from xl_fact.drawing.figure_drawing import FigureDrawing
from xl_fact.drawing.ink import ROW_HEIGHT, SMALLEST
from xl_fact.drawing.table_drawing import Drawn, TableDrawing
from xl_fact.drawing.widths import heading_width
from xl_fact.report.contract import SIGN
from xl_fact.report.longest import longest
from xl_fact.report.model import Cards, Chart, Listing, Paragraph, Part, Report, Section, Stack, Table
from xl_fact.texts import lines_in, shown_length
from xl_fact.workbook.references import Area, letters

_LOOKS: Final = {
    "headline": (14, True, theme.NAVY, theme.SKY),
    "sentence": (10.5, False, theme.INK, ""),
    "note": (SMALLEST, False, theme.MUTED, ""),
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


class SheetDrawing:
    """One sheet being drawn.

    Parameters
    ----------
    book : Workbook
    sheet : Worksheet
    section : Section
        What stands on it.
    report : Report
    drawn : Drawn
        The tables of the whole workbook.
    """

    def __init__(self, book: Workbook, sheet: Worksheet, section: Section, report: Report, drawn: Drawn):
        self.section = section
        self.left = 1 if section.role == "data" else 2
        self.canvas = Canvas(sheet, report, self.left)
        self.figures, self.tables = FigureDrawing(self.canvas, book), TableDrawing(self.canvas, drawn)
        self.waiting: list[tuple[Chart, int, int]] = []
        self._sized: set[str] = set()
        self.width = max(sum(self._wide(p) for p in band) for band in section.bands)

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
            self.canvas.sheet.row_dimensions[below].height = 9
            row = below + 1
        self._print(row - 1)

    def charts(self) -> list[str]:
        """Draw the charts, once all tables stand; their alternative texts."""
        for chart, row, column in self.waiting:
            titled = self.figures.place_of(chart.title)
            drawn = charts.draw(chart, self._range, self._across, self.canvas.report.values, titled)
            drawn.anchor = TwoCellAnchor(
                editAs="oneCell",
                _from=AnchorMarker(col=column - 1, row=row - 1, colOff=38_100),
                to=AnchorMarker(col=column - 1 + chart.columns, row=row - 1 + chart.lines, colOff=-38_100),
            )
            self.canvas.sheet.add_chart(drawn)
        return [chart.alt for chart, _, _ in self.waiting]

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
                return self.figures.cards(part, row, column)
            case Listing():
                return self.figures.listing(part, row, column)
            case Table():
                end = self.tables.draw(part, row, column)
                if part.note is None:
                    return end
                note = Paragraph(part.note.text(self.canvas.lang), "note", columns=len(part.columns))
                return self._paragraph(note, end, column)
            case Chart():
                self.waiting.append((part, row, column))
                for n in range(row, row + part.lines):
                    self.canvas.tall(n, ROW_HEIGHT)
                return row + part.lines

    def _view(self) -> None:
        view = self.canvas.sheet.sheet_view
        view.showGridLines = self.section.gridlines
        view.zoomScale = 90
        view.selection[0].activeCell = view.selection[0].sqref = "A1"
        self.canvas.sheet.sheet_properties.tabColor = theme.TABS[self.section.role]
        self.canvas.sheet.sheet_format.defaultRowHeight = ROW_HEIGHT
        self.canvas.sheet.sheet_format.customHeight = True
        if self.left == 2:
            self.canvas.sheet.column_dimensions["A"].width = 1.7
        if self.section.width:
            for column in range(self.left, self.left + self.width):
                self.canvas.sheet.column_dimensions[letters(column)].width = self.section.width
            self.canvas.sheet.column_dimensions[letters(self.left)].width = self.section.width + 5

    def _masthead(self) -> int:
        """Title and purpose; the first row under them."""
        title = "{{brand}} · {{period}} · " + self.section.title.text(self.canvas.lang)
        self.canvas.write(1, self.left, title, size=16, bold=True, color=theme.NAVY)
        self.canvas.write(2, self.left, self.section.purpose, size=SMALLEST, color=theme.MUTED)
        for row, height in ((1, 30), (2, 16), (3, 6)):
            self.canvas.tall(row, height)
        return 4

    def _paragraph(self, part: Paragraph, row: int, column: int) -> int:
        wide = part.columns or self.width
        last = row + part.lines - 1
        size, bold, color, paper = _LOOKS[part.look]
        cell = self.canvas.write(row, column, part.text, size=size, bold=bold, color=color)
        cell.alignment = Alignment(
            horizontal="left",
            vertical="center" if part.look == "headline" else "top",
            wrap_text=True,
            indent=int(bool(paper) or column > self.left),
        )
        if wide > 1 or part.lines > 1:
            self.canvas.sheet.merge_cells(
                start_row=row, end_row=last, start_column=column, end_column=column + wide - 1
            )
        if paper:
            self.canvas.paint(Area(column, row, column + wide - 1, last), paper)
        if part.lines == 1:
            text = _filled(self.canvas.report, part.text)
            room = sum(self.canvas.column_width(c) for c in range(column, column + wide)) / (size / 10.5)
            lines = lines_in(text, room * 0.97)
            self.canvas.tall(row, lines * size * 1.62 + 4)
        else:
            for n in range(row, last + 1):
                self.canvas.sheet.row_dimensions[n].height = (
                    self.canvas.sheet.row_dimensions[n].height or ROW_HEIGHT
                )
        self.canvas.reach(last, column + wide - 1)
        return last + 1

    def _widths(self, part: Part, column: int) -> None:
        """Make the columns of a part wide enough; two parts one under the other share the wider."""
        if self.section.width:
            return
        if isinstance(part, Listing):
            wanted = list(_LISTING)
        elif isinstance(part, Table):
            wanted = [
                heading_width(c.heading.text(self.canvas.lang), c.width or _WIDTHS.get(c.kind, 11))
                for c in part.columns
            ]
        else:
            return
        for offset, width in enumerate(wanted):
            dimension = self.canvas.sheet.column_dimensions[letters(column + offset)]
            known = dimension.width if letters(column + offset) in self._sized else 0
            dimension.width = max(known, width)
            self._sized.add(letters(column + offset))

    def _column(self, table: str, column: str) -> int:
        """Where a column of a table stands on its sheet."""
        _, area, drawn = self.tables.drawn.tables[table]
        return area.left + [c.key for c in drawn.columns].index(column)

    def _range(self, table: str, column: str, row: int | None) -> str:
        sheet, area, drawn = self.tables.drawn.tables[table]
        at, top = self._column(table, column), area.top + 1
        top, bottom = (top, area.bottom - drawn.totalled) if row is None else (top + row, top + row)
        return Area(at, top, at, bottom).on(sheet)

    def _across(self, table: str, columns: tuple[str, ...], row: int | None) -> str:
        sheet, area, _ = self.tables.drawn.tables[table]
        left, right = self._column(table, columns[0]), self._column(table, columns[-1])
        at = area.top if row is None else area.top + 1 + row
        return Area(left, at, right, at).on(sheet)

    def _print(self, bottom: int) -> None:
        sheet = self.canvas.sheet
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9
        sheet.page_margins.left = sheet.page_margins.right = 0.3
        sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.45, 0.75, 0.35
        right = max(self.canvas.right, self.left + self.width - 1)
        for chart, row, column in self.waiting:
            bottom, right = max(bottom, row + chart.lines - 1), max(right, column + chart.columns - 1)
        bottom = 3 if self.section.role == "data" else max(self.canvas.bottom, bottom - 1)
        sheet.print_area = str(Area(1, 1, right, bottom))
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, int(self.section.role == "result")
        footer = HeaderFooterItem()
        footer.left.text, footer.center.text, footer.right.text = "{{brand}} {{period}}", "&A", "&P / &N"
        for part in (footer.left, footer.center, footer.right):
            part.size, part.color = SMALLEST, theme.MUTED
        sheet.oddFooter = footer
        tables = [area for title, area, _ in self.tables.drawn.tables.values() if title == sheet.title]
        alone = len(tables) == 1
        sheet.print_title_rows = f"{tables[0].top}:{tables[0].top}" if alone else "1:2"
        left = letters(tables[0].left + 1) if tables else "A"
        sheet.freeze_panes = f"{left}{tables[0].top + 1 if alone else 4}"


def _filled(report: Report, text: str) -> str:
    """A text with its names filled in, to measure it: a sentence that may change as long as it may get."""

    def word(found: re.Match[str]) -> str:
        now, sentence = report.texts.get(found[1], found[0]), report.sentences.get(found[1])
        later = "" if sentence is None else longest(sentence, report.values)
        return max(now, later, key=shown_length)

    return SIGN.sub(word, text)
