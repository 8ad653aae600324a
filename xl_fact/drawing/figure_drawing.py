"""Single values on a sheet: as cards or as a list, each with its name."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from xl_fact.drawing import theme
from xl_fact.drawing.canvas import Canvas
from xl_fact.drawing.ink import INDENTED, LED, LED_ACROSS, LINED, ROW_HEIGHT, SMALLEST, fill, font
from xl_fact.report.contract import SIGN
from xl_fact.report.kinds import number_format
from xl_fact.report.model import Cards, Figure, Listing
from xl_fact.texts import lines_in
from xl_fact.words import say
from xl_fact.workbook.plan import PREFIX
from xl_fact.workbook.references import Area


class FigureDrawing:
    """The single values of one sheet being drawn.

    Parameters
    ----------
    canvas : Canvas
    book : Workbook
        Takes their names.
    """

    def __init__(self, canvas: Canvas, book: Workbook):
        self.canvas, self.book = canvas, book

    def cards(self, part: Cards, row: int, column: int) -> int:
        """Figures drawn large, each with its change where one has; the first row under them."""
        moves = any(figure.change for figure in part.figures)
        heights = (17, 27, 16, 16) if moves else (17, 27, 17)
        last = row + len(heights) - 1
        for number, figure in enumerate(part.figures):
            left = column + number * part.columns
            right = left + part.columns - 1
            self.canvas.paint(Area(left, row, right, last), theme.WASH)
            self.canvas.write(row, left, figure.name, size=SMALLEST, color=theme.MUTED)
            self._figure(figure, row + 1, left).font = font(18, theme.NAVY, bold=True)
            if figure.change:
                self._figure(figure.change, row + 2, left).font = font(SMALLEST, theme.MUTED)
            self.canvas.write(last, left, figure.note or "", size=SMALLEST, color=theme.MUTED)
            for n in range(row, last + 1):
                self.canvas.sheet.cell(n, left).border = LED
                self.canvas.sheet.cell(n, left).alignment = INDENTED
                if part.columns > 1:
                    self.canvas.merge(Area(left, n, right, n))
                    self.canvas.cell(n, left).border = LED_ACROSS
            self.canvas.reach(last, right)
        for n, height in enumerate(heights):
            self.canvas.sheet.row_dimensions[row + n].height = height
        return last + 1

    def listing(self, part: Listing, row: int, column: int) -> int:
        """Figures as label, value and note; the first row under them."""
        if part.title:
            self.canvas.heading(part.title, row, column)
            row += 1
        for figure in part.figures:
            self.canvas.write(row, column, figure.name, color=theme.MUTED)
            value = self._figure(figure, row, column + 1)
            value.alignment = Alignment(
                horizontal="left", vertical="center", wrap_text=figure.kind in ("text", "words")
            )
            if figure.note:
                self.canvas.write(row, column + 2, figure.note, size=SMALLEST, color=theme.MUTED)
            for c in range(column, column + 3):
                self.canvas.sheet.cell(row, c).border = LINED
            if figure.kind in ("text", "words") and figure.formula is None:
                held = str(self.canvas.report.values.figure(figure.key) or "")
                room = self.canvas.column_width(column + 1)
                height = max(ROW_HEIGHT, lines_in(held, room * 1.02) * 16)
                self.canvas.sheet.row_dimensions[row].height = height
            row += 1
        self.canvas.reach(row - 1, column + 2)
        return row

    def place_of(self, text: str) -> str | None:
        """The cell of the single value that a text names; None where it names none."""
        found = SIGN.fullmatch(text)
        name = self.book.defined_names.get(PREFIX + found[1]) if found else None
        return name.attr_text if name is not None else None

    def _figure(self, figure: Figure, row: int, column: int) -> Cell:
        cell = self.canvas.write(row, column, None)
        cell.number_format = number_format(figure.kind)
        name = PREFIX + figure.key
        self.book.defined_names[name] = DefinedName(
            name, attr_text=Area(column, row, column, row).on(self.canvas.sheet.title)
        )
        if figure.is_input:
            cell.font = font(10.5, theme.INPUT_INK)
            cell.fill = fill(theme.INPUT_PAPER)
            if figure.low is not None:
                self._validate(figure, cell)
        if figure.mark:
            self.canvas.mark(figure.mark, cell.coordinate, cell.coordinate)
        return cell

    def _validate(self, figure: Figure, cell: Cell) -> None:
        low, high = f"{figure.low:g}", None if figure.high is None else f"{figure.high:g}"
        wanted = f"{low} – {high}" if high else f"{'>' if figure.above else '>='} {low}"
        rule = DataValidation(
            type="decimal",
            operator="between" if high else "greaterThan" if figure.above else "greaterThanOrEqual",
            formula1=low,
            formula2=high,
            allow_blank=True,
            showErrorMessage=True,
            errorTitle=figure.name.text(self.canvas.lang)[:32],
            error=say(self.canvas.lang, f"请输入 {wanted}", f"Please enter {wanted}"),
        )
        rule.add(cell)
        self.canvas.sheet.add_data_validation(rule)
