"""Tables on a sheet: heading, styled sample, totals, the Excel table that they are."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from typing import Final

from openpyxl.cell.cell import Cell
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableColumn, TableFormula

from xl_fact.drawing import theme
from xl_fact.drawing.canvas import Canvas
from xl_fact.drawing.ink import ABOVE, BESIDE, LINED, ROW_HEIGHT, SMALLEST, aligned, fill, font, side_of
from xl_fact.drawing.widths import lines_of
from xl_fact.report.kinds import NUMERIC, number_format
from xl_fact.report.model import MARKS, Column, Table
from xl_fact.texts import lines_in
from xl_fact.workbook.plan import PREFIX
from xl_fact.workbook.references import Area, letters

SHORT: Final = 18
"""A table up to so many rows is drawn whole; of a longer one a sample row is enough."""


@dataclass
class Drawn:
    """What the tables of a workbook share.

    Attributes
    ----------
    tables : dict
        By key, the sheet and block of each table that was drawn.
    numbered : int
        How many there are.
    dressed : dict
        The style of the cells of each sort.
    """

    tables: dict[str, tuple[str, Area, Table]] = field(default_factory=dict)
    numbered: int = 0
    dressed: dict[tuple[str, str, bool], StyleArray] = field(default_factory=dict)


class TableDrawing:
    """The tables of one sheet being drawn.

    Parameters
    ----------
    canvas : Canvas
    drawn : Drawn
    """

    def __init__(self, canvas: Canvas, drawn: Drawn):
        self.canvas, self.drawn = canvas, drawn

    def draw(self, table: Table, row: int, column: int) -> int:
        """A table; the first row under it."""
        self.canvas.heading(table.title, row, column)
        head = row + 1
        drawn = table.rows if 0 < table.rows <= SHORT else 1
        deepest = 1
        for offset, one in enumerate(table.columns):
            text = one.heading.text(self.canvas.lang)
            cell = self.canvas.write(head, column + offset, text, size=SMALLEST, bold=True, color=theme.PAPER)
            cell.fill = fill(theme.NAVY)
            if offset:
                cell.border = BESIDE
            side, room = side_of(one), self.canvas.column_width(column + offset)
            cell.alignment = aligned(side, wrap=True)
            deepest = max(deepest, lines_of(text, room))
            for n in range(drawn):
                self._body_cell(self.canvas.cell(head + 1 + n, column + offset), one, table.kind(one, n))
            first, last = (f"{letters(column + offset)}{n}" for n in (head + 1, head + drawn))
            if one.hue:
                self.canvas.hues(first, last)
            if one.mark and one.mark != "heat":
                self.canvas.mark(MARKS[one.better] if one.mark == "change" else one.mark, first, last)
            for number, mark in enumerate(table.row_marks[:drawn]):
                if mark and one.kind in NUMERIC:
                    at = f"{letters(column + offset)}{head + 1 + number}"
                    self.canvas.mark(MARKS[one.better] if mark == "change" else mark, at, at)
        if heated := [n for n, one in enumerate(table.columns) if one.mark == "heat"]:
            left, right = (letters(column + n) for n in (heated[0], heated[-1]))
            self.canvas.heat(f"{left}{head + 1}:{right}{head + drawn}")
        self.canvas.tall(head, 15 * deepest + 6)
        self._row_heights(table, head + 1, drawn, column)
        beside = column + len(table.columns)
        self._spill(Area(beside, head, beside + table.columns[-1].spill - 1, head + drawn))
        bottom = head + drawn
        if table.totalled:
            bottom += 1
            for offset, one in enumerate(table.columns):
                cell = self.canvas.cell(bottom, column + offset)
                self._body_cell(cell, one, one.kind)
                cell.font = font(10.5, theme.INK, bold=True)
                cell.fill = fill(theme.SKY)
                cell.border = ABOVE
        area = Area(column, head, column + len(table.columns) - 1, bottom)
        self._excel_table(table, area)
        self.drawn.tables[table.key] = (self.canvas.sheet.title, area, table)
        self.canvas.reach(bottom, area.right)
        return bottom + 1

    def _spill(self, area: Area) -> None:
        """Dress the cells that the texts of a last column run into: its heading and lines go on."""
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                if row == area.top:
                    self.canvas.cell(row, column).fill = fill(theme.NAVY)
                else:
                    self.canvas.cell(row, column).border = LINED
        self.canvas.reach(area.bottom, area.right)

    def _excel_table(self, table: Table, area: Area) -> None:
        name = PREFIX + table.key
        self.drawn.numbered += 1
        excel = ExcelTable(id=self.drawn.numbered, name=name, displayName=name, ref=str(area))
        filtered = Area(area.left, area.top, area.right, area.bottom - table.totalled)
        excel.autoFilter = AutoFilter(ref=str(filtered))
        excel.totalsRowCount = 1 if table.totalled else None
        excel.totalsRowShown = None if table.totalled else False
        for number, column in enumerate(table.columns, 1):
            described = TableColumn(id=number, name=column.heading.text(self.canvas.lang))
            if isinstance(column.total, str):
                described.totalsRowLabel = column.total
            elif column.total is not None:
                described.totalsRowFunction = "custom"
                described.totalsRowFormula = TableFormula(attr_text="0")
            excel.tableColumns.append(described)
        self.canvas.sheet.add_table(excel)

    def _body_cell(self, cell: Cell, column: Column, kind: str) -> None:
        """Dress a cell of a table's body; the first of its sort dresses the others."""
        side, wrap = side_of(column), column.kind == "words"
        dressed = self.drawn.dressed.get((kind, side, wrap))
        if dressed is not None:
            cell._style = copy(dressed)  # type: ignore[attr-defined]  # one step for four setters
            return
        cell.number_format = number_format(kind)
        cell.font = font(10.5, theme.INK)
        cell.border = LINED
        # smaller, and never ### where a shop sells more than expected
        cell.alignment = aligned(side, wrap=wrap, shrink=column.kind in NUMERIC)
        self.drawn.dressed[kind, side, wrap] = copy(cell._style)  # type: ignore[attr-defined]  # as above

    def _row_heights(self, table: Table, first: int, drawn: int, column: int) -> None:
        """Room for words that wrap; fixed, for LibreOffice and phones don't fit rows by themselves."""
        wrapping = [(i, c) for i, c in enumerate(table.columns) if c.kind == "words"]
        for offset in range(drawn):
            lines = 1
            for at, one in wrapping:
                if one.key in table.given and offset < table.rows:
                    text = str(table.given[one.key][offset] or "")
                    room = max(self.canvas.column_width(column + at) - 1, 4)
                    lines = max(lines, lines_in(text, room))
            self.canvas.tall(first + offset, max(ROW_HEIGHT, lines * 16.0))
