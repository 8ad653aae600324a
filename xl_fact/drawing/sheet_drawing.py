"""One sheet of the house template: where its parts stand, how wide its columns are, how it is printed."""

from __future__ import annotations

import math
import re
from typing import Final

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.styles import Alignment
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from xl_fact.drawing import charts, theme
from xl_fact.drawing.canvas import Canvas
from xl_fact.drawing.figure_drawing import FigureDrawing
from xl_fact.drawing.ink import ROW_HEIGHT, SMALLEST
from xl_fact.drawing.table_drawing import SHORT, Drawn, TableDrawing
from xl_fact.drawing.widths import heading_width
from xl_fact.report.contract import SIGN
from xl_fact.report.longest import longest
from xl_fact.report.model import Cards, Chart, Listing, Paragraph, Part, Report, Section, Stack, Table
from xl_fact.texts import lines_in, shown_length
from xl_fact.workbook.references import Area, letters

_LOOKS: Final = {
    "headline": (13, True, theme.NAVY, theme.SKY),
    "sentence": (10.5, False, theme.INK, ""),
    "note": (SMALLEST, False, theme.MUTED, ""),
    "heading": (11.5, True, theme.NAVY, ""),
    "formula": (12, True, theme.NAVY, theme.WASH),
}
_A4: Final = (841.9, 595.3)
"""Width and height of the paper, lying, in points."""
_LEAST_SCALE: Final = 0.69
"""The least scale of print: the smallest text has 7 points then, also where a program draws columns a little wider."""
_GROWING: Final = frozenset(
    ("creator", "content", "account", "session", "file", "name", "shop", "sku", "product", "host")
)
"""First columns of tables that are longer in another month."""
_MOST_NARROWED: Final = 1.12
"""How much narrower than wanted columns become for the sake of paper."""
Band = tuple[Part | Stack, ...]
_LISTING: Final = (24.0, 40.0, 37.0)
"""Widths of label, value and note."""
_WIDTHS: Final = {
    "money": 12.5,
    "cents": 12.5,
    "count": 12,
    "date": 11.5,
    "text": 12,
    "words": 30,
    "rate": 8.5,
    "change": 9,
    "ratio": 8,
    "mille": 9.5,
    "days": 8,
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
        self.first = section.role == "result"
        """Whether it is the first page, which stands upright on one sheet of paper."""
        self.left = 1 if section.role == "data" else 2
        self.canvas = Canvas(sheet, report, self.left)
        self.figures, self.tables = FigureDrawing(self.canvas, book), TableDrawing(self.canvas, drawn)
        self.waiting: list[tuple[Chart, int, int]] = []
        self._sized: set[str] = set()
        self._named: set[str] = set()
        """The columns that hold names somewhere."""
        self._stood: list[tuple[int, Band]] = []
        """The first row of each band that is printed."""
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
        if not self.section.width and self.section.role != "data":
            self._narrowed()
        row, helped = self._masthead(), 0
        for band in self.section.bands:
            column, below = self.left, row
            helped = helped or row * any(isinstance(part, Table) and part.helper for part in band)
            if not helped:
                self._stood.append((row, band))
            for part in band:
                end = row
                for one in part.parts if isinstance(part, Stack) else (part,):
                    end = self._part(one, end + int(end > row and isinstance(one, Table)), column)
                below = max(below, end)
                column += self._wide(part)
            self.canvas.sheet.row_dimensions[below].height = 4 if self.first else 9
            row = below + 1
        self._print(row - 1, helped)

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

    def _paginate(self, right: int, bottom: int) -> None:
        """One page where the sheet fits on one with its text at 7 points; else no chart and no short table is cut in two."""
        sheet = self.canvas.sheet
        across = sum(7 * self.canvas.column_width(n) + 5 for n in range(1, right + 1)) * 0.75
        room = (_A4[0] - 28.8, _A4[1] - 50.4 - 12)
        scale = min(1.0, room[0] / across)
        heights = [sum(self._tall(n) for n in (1, 2, 3))]
        ends = [*(row for row, _ in self._stood[1:]), bottom + 1]
        for (row, band), end in zip(self._stood, ends, strict=True):
            tables = [part for part in band if isinstance(part, Table)]
            longer = max((part.rows - 1 for part in tables if part.rows > SHORT), default=0)
            heights.append(sum(self._tall(n) for n in range(row, end)) + longer * ROW_HEIGHT)
        grows = any(
            isinstance(part, Table) and part.columns[0].key in _GROWING
            for _, band in self._stood
            for part in band
        )
        if not grows and room[1] / sum(heights) >= _LEAST_SCALE:
            sheet.page_setup.fitToHeight = 1
            return
        page, used, groups = room[1] / scale, heights[0], list[tuple[int, float]]()
        opening = (
            True  # only words so far, which belong to what stands under them; others to what stands above
        )
        for (row, band), high in zip(self._stood, heights[1:], strict=True):
            words = all(isinstance(part, Paragraph) for part in band)
            if groups and (words or opening):
                groups[-1] = groups[-1][0], groups[-1][1] + high
            else:
                groups.append((row, high))
            opening = opening and words
        for row, high in groups:
            if used + high > page and used > heights[0]:
                sheet.row_breaks.append(Break(id=row - 1))
                used = heights[0]
            used = (used + high - heights[0]) % (page - heights[0]) + heights[0]

    def _tall(self, row: int) -> float:
        return self.canvas.sheet.row_dimensions[row].height or ROW_HEIGHT

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
        view.zoomScale = 100 if self.first else 90
        view.selection[0].activeCell = view.selection[0].sqref = "A1"
        self.canvas.sheet.sheet_properties.tabColor = theme.TABS[self.section.role]
        self.canvas.sheet.sheet_format.defaultRowHeight = ROW_HEIGHT
        self.canvas.sheet.sheet_format.customHeight = True
        if self.left == 2:
            self.canvas.sheet.column_dimensions["A"].width = 1.0
        if self.section.width:
            for column in range(self.left, self.left + self.width):
                self.canvas.sheet.column_dimensions[letters(column)].width = self.section.width
            self.canvas.sheet.column_dimensions[letters(self.left)].width = self.section.width + 5

    def _masthead(self) -> int:
        """Title and purpose; the first row under them."""
        title = "{{brand}} · {{period}} · " + self.section.title.text(self.canvas.lang)
        self.canvas.write(1, self.left, title, size=16, bold=True, color=theme.NAVY)
        self.canvas.write(2, self.left, self.section.purpose, size=SMALLEST, color=theme.MUTED)
        for row, height in ((1, 26), (2, 16), (3, 4)):
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
            self.canvas.merge(Area(column, row, column + wide - 1, last))
        if paper:
            self.canvas.paint(Area(column, row, column + wide - 1, last), paper)
        if part.lines == 1:
            text = _filled(self.canvas.report, part.text)
            room = sum(self.canvas.column_width(c) for c in range(column, column + wide)) / (size / 10.5)
            lines = lines_in(text, room * 0.97)
            self.canvas.tall(row, lines * size * 1.45 + 4)
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
                heading_width(c.heading.text(self.canvas.lang), c.width or _WIDTHS.get(c.kind, 10))
                for c in part.columns
            ]
        else:
            return
        for offset, width in enumerate(wanted):
            dimension = self.canvas.sheet.column_dimensions[letters(column + offset)]
            known = dimension.width if letters(column + offset) in self._sized else 0
            dimension.width = max(known, width)
            self._sized.add(letters(column + offset))
        if isinstance(part, Table):
            self._named |= {letters(column + n) for n, one in enumerate(part.columns) if one.kind == "text"}

    def _narrowed(self) -> None:
        """Take a little of each column but those of names where the sheet is a little too wide for 7 points on paper."""
        dimensions = {letter: self.canvas.sheet.column_dimensions[letter] for letter in sorted(self._sized)}
        margin, paper = 12, (_A4[0] - 28.8) / 0.75 / _LEAST_SCALE
        kept = sum(7 * one.width + 5 for letter, one in dimensions.items() if letter in self._named)
        all_others = sum(7 * one.width + 5 for letter, one in dimensions.items() if letter not in self._named)
        over = all_others / (paper - margin - kept) if paper - margin > kept else _MOST_NARROWED
        if over > 1:
            for letter in dimensions.keys() - self._named:
                one = dimensions[letter]
                one.width = math.floor(one.width / min(over * 1.005, _MOST_NARROWED) * 10) / 10

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

    def _print(self, bottom: int, helped: int) -> None:
        """Set up the paper.

        Parameters
        ----------
        bottom : int
            The last row.
        helped : int
            The first row that is not printed, for it only helps a chart; 0 when all are.
        """
        sheet = self.canvas.sheet
        sheet.page_setup.orientation = "portrait" if self.first else "landscape"
        sheet.page_setup.paperSize = 9
        sheet.page_margins.left = sheet.page_margins.right = 0.2
        sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.25, 0.45, 0.2
        right = max(self.canvas.right, self.left + self.width - 1)
        for chart, row, column in self.waiting:
            bottom, right = max(bottom, row + chart.lines - 1), max(right, column + chart.columns - 1)
        bottom = max(self.canvas.bottom, bottom - 1)
        bottom = helped - 2 if helped else bottom
        raw = (
            self.section.role == "data"
        )  # never printed: its area is the empty line above the table, no page
        sheet.print_area = str(Area(1, 3, 1, 3) if raw else Area(1, 1, right, bottom))
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, int(self.first)
        if not self.first:
            self._paginate(right, bottom)
        footer = HeaderFooterItem()
        footer.left.text, footer.center.text, footer.right.text = "{{brand}} {{period}}", "&A", "&P / &N"
        for part in (footer.left, footer.center, footer.right):
            part.size, part.color = math.ceil(SMALLEST), theme.MUTED
        sheet.oddFooter = footer
        tables = [area for title, area, _ in self.tables.drawn.tables.values() if title == sheet.title]
        alone = len(tables) == 1
        if not raw:
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
