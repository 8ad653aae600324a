"""A sheet that is drawn on: cells in some ink, colours, styles by content, and how far the drawing goes."""

from __future__ import annotations

from typing import Any

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.formatting.rule import ColorScaleRule, Rule
from openpyxl.worksheet.worksheet import Worksheet

from xl_fact.drawing import theme
from xl_fact.drawing.ink import MIDDLE, fill, font, marked, marks
from xl_fact.report.model import Report
from xl_fact.words import Words
from xl_fact.workbook.references import Area, letters


class Canvas:
    """One sheet being drawn on.

    Parameters
    ----------
    sheet : Worksheet
    report : Report
    left : int
        The first column that is used.
    """

    def __init__(self, sheet: Worksheet, report: Report, left: int):
        self.sheet, self.report, self.lang = sheet, report, report.lang
        self.right, self.bottom = left, 1

    def write(
        self,
        row: int,
        column: int,
        value: Any,
        *,
        size: float = 10.5,
        bold: bool = False,
        color: str = theme.INK,
    ) -> Cell:
        """A cell with a value, words in the report's language, in some ink."""
        cell = self.cell(row, column)
        if isinstance(value, Words):
            value = value.text(self.lang)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # a heading like "= ROI" is no formula
        cell.font = font(size, color, bold=bold)
        cell.alignment = MIDDLE
        self.reach(row, column)
        return cell

    def cell(self, row: int, column: int) -> Cell:
        """A cell."""
        cell: Cell = self.sheet.cell(row, column)  # type: ignore[assignment]  # never inside a merged block
        return cell

    def heading(self, text: Words, row: int, column: int) -> None:
        """The heading of a table or a list."""
        self.write(row, column, text, size=11.5, bold=True, color=theme.NAVY)
        self.tall(row, 22)

    def tall(self, row: int, height: float) -> None:
        """Make a row so high, unless it is higher."""
        self.sheet.row_dimensions[row].height = max(self.sheet.row_dimensions[row].height or 0, height)

    def paint(self, area: Area, color: str) -> None:
        """Colour a block."""
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                self.sheet.cell(row, column).fill = fill(color)

    def merge(self, area: Area) -> None:
        """Make a block one cell, which looks like its first.

        openpyxl's own way also finds new borders for every cell of it, which takes longer than all else that is drawn.
        """
        self.sheet.merged_cells.add(str(area))
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                if (row, column) != (area.top, area.left):
                    self.sheet._cells[row, column] = MergedCell(self.sheet, row, column)

    def column_width(self, column: int) -> float:
        """How wide a column is."""
        width: float = self.sheet.column_dimensions[letters(column)].width
        return width

    def reach(self, row: int, column: int) -> None:
        """Remember how far the drawing goes."""
        self.bottom, self.right = max(self.bottom, row), max(self.right, column)

    def hues(self, first: str, last: str) -> None:
        """The hue of a position, wherever its letter stands first."""
        for letter, hue in theme.HUES.items():
            self.rule(f'LEFT({first},1)="{letter}"', theme.ON_HUE[letter], hue, first, last)

    def mark(self, mark: str, first: str, last: str) -> None:
        """A style by content."""
        for test, ink, paper in marks(mark, self.report.palette):
            self.rule(test.format(first), ink, paper, first, last)

    def heat(self, area: str) -> None:
        """The more a cell holds, the deeper it is in the colour that is up."""
        deep = theme.HEAT[self.report.palette]
        scale = ColorScaleRule(start_type="min", start_color=theme.PAPER, end_type="max", end_color=deep)  # type: ignore[no-untyped-call]
        self.sheet.conditional_formatting.add(area, scale)

    def rule(self, test: str, ink: str, paper: str, first: str, last: str) -> None:
        """A conditional format: bold in some ink, on some paper."""
        rule = Rule(type="expression", formula=[test], dxf=marked(ink, paper))
        self.sheet.conditional_formatting.add(first if first == last else f"{first}:{last}", rule)
