"""The tables of a report in their places: values and formulas, column by column, in the styles of the sample rows."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from itertools import cycle
from typing import Any
from xml.sax.saxutils import escape

from xl_fact.filling.looks import Looks
from xl_fact.filling.places import Placed, columns_of
from xl_fact.report.formula import TOTAL, Expression, Spot, Unplaced
from xl_fact.report.kinds import NUMERIC
from xl_fact.report.model import Column, Report, Table
from xl_fact.workbook.cell_text import encoded, encoded_all
from xl_fact.workbook.movement import Movement
from xl_fact.workbook.open_workbook import OpenWorkbook
from xl_fact.workbook.plan import PREFIX, TablePlace
from xl_fact.workbook.references import address_of
from xl_fact.workbook.row import Row, has_formula
from xl_fact.workbook.sheet import follow_formula
from xl_fact.workbook.xml import child, each, put_text, text_of


class TableFilling:
    """The tables of one report being written into a template.

    Parameters
    ----------
    book : OpenWorkbook
    report : Report
    placed : Placed
    movement : Movement
        Moved.
    looks : Looks, optional
        The styles of a person's template; None in the house template.
    """

    def __init__(
        self, book: OpenWorkbook, report: Report, placed: Placed, movement: Movement, looks: Looks | None
    ):
        self.book, self.report, self.placed, self.movement, self.looks = book, report, placed, movement, looks
        self.package, self.plan, self.followed = book.package, book.plan, movement.followed

    def fill(self, table: Table) -> None:
        """Write one table."""
        place = self.plan.tables[PREFIX + table.key]
        sheet = self.book.sheet(place.sheet)
        columns = columns_of(table, place)
        first = self.placed.first[table.key]
        patterns = self._patterns_of(table, place)
        shown = {key: self._shown(table, table.column(key)) for key in columns}
        cells = [
            (at, self._cells(table, table.column(key), shown[key], self._styles(table, key, at, patterns)))
            for key, at in columns.items()
        ]
        own = set(columns.values())
        cells += [
            (at, self._foreign(at, patterns, max(table.rows, 1), first))
            for at in range(place.area.left, place.area.right + 1)
            if at not in own
        ]
        alone = all(
            not [c for c in sheet.rows[n].cells if not place.area.left <= c <= place.area.right]
            for n in range(first, first + max(table.rows, 1))
            if n in sheet.rows
        )
        if alone and table.rows > len(patterns):
            sheet.formulas_changed |= any(c.formula is not None for c in table.columns)
            sheet.splice(first, patterns[0], cells, max(table.rows, 1))
        else:
            for at, texts in cells:
                for offset, text in enumerate(texts):
                    sheet.row(first + offset, patterns[offset % len(patterns)]).put(at, text)
            sheet.formulas_changed |= any(c.formula is not None for c in table.columns)
        for key, at in columns.items():
            sheet.note(first, at, shown[key])
        self._leave(table, place)
        self._totals(table, place, columns)

    def _leave(self, table: Table, place: TablePlace) -> None:
        """Where rows stay as they are and a table changed size: its old end is cleared, its totals follow."""
        by = max(table.rows, 1) - (place.body.bottom - place.body.top + 1)
        pushes = any(
            g.pushes for g in self.followed.growths if g.sheet == place.sheet and g.body == place.body
        )
        if not by or pushes:
            return
        sheet = self.book.sheet(place.sheet)
        end = self.placed.first[table.key] + max(table.rows, 1)
        last = self.followed.row(place.sheet, place.area.bottom)
        for number in range(end, last + 1):
            if number in sheet.rows:
                row = sheet.rows[number]
                for at in [c for c in row.cells if place.area.left <= c <= place.area.right]:
                    row.put(at, row.style(at) + "/>")
                    sheet.note(number, at, [None])
        if place.has_totals:
            for at, cell in self.movement.ends.get(PREFIX + table.key, {}).items():
                if place.area.left <= at <= place.area.right:
                    moved = deepcopy(cell)
                    for formula in each(moved, "f"):
                        sheet.formulas_changed |= follow_formula(formula, place.sheet, self.followed)
                    sheet.row(end).place(at, moved)
            sheet.extent = max(sheet.extent, end)

    def _patterns_of(self, table: Table, place: TablePlace) -> list[Row]:
        if PREFIX + table.key in self.movement.patterns:
            return self.movement.patterns[PREFIX + table.key]
        rows = self.book.sheet(place.sheet).rows
        return [rows.get(n, Row()) for n in range(place.body.top, place.body.bottom + 1)]

    def _styles(self, table: Table, key: str, at: int, patterns: list[Row]) -> list[str]:
        """The styles of a column's sample cells."""
        if self.looks is None:
            return [row.style(at) for row in patterns]
        place = self.plan.tables[PREFIX + table.key]
        sheet = self.book.sheet(place.sheet)
        return self.looks.column(sheet, table, table.column(key), at, place, patterns)

    def _shown(self, table: Table, column: Column) -> list[Any]:
        """The values of a column as cells hold them."""
        values = self.report.values.column(table.key, column.key)
        if column.kind in NUMERIC and column.kind != "date":
            missing = "—" if column.formula is not None else table.missing
            absent = (values != values).any()
            values = values.tolist()
            shown = [missing if v != v else v for v in values] if absent else values
        else:
            shown = list(values)
        return shown or [None]

    def _cells(self, table: Table, column: Column, shown: list[Any], styles: list[str]) -> list[str]:
        """The cells of a column, ready but for their addresses."""
        given = table.given.get(column.key, ())
        formulas: list[str | None] = [None] * len(shown)
        if column.formula is not None and table.rows:
            formulas = [self._formula(column.formula, table.key, row) for row in range(table.rows)]
        elif any(issubclass(kind, Expression) for kind in set(map(type, given))):
            formulas = [
                self._formula(each, table.key, row) if isinstance(each, Expression) else None
                for row, each in enumerate(given)
            ]
        if len(set(styles)) == 1 and not any(formulas):
            return encoded_all(shown, styles[0])
        rows = zip(shown, formulas, strict=True)
        made = [encoded(v, f) for v, f in rows] if any(formulas) else encoded_all(shown)
        return [style + cell for style, cell in zip(cycle(styles), made, strict=False)]

    def _formula(self, expression: Expression, table: str, row: int) -> str | None:
        sheet = self.plan.tables[PREFIX + table].sheet
        try:
            return expression.text(Spot(self.placed, sheet, table, row))
        except Unplaced:
            return None

    def _foreign(self, at: int, patterns: list[Row], count: int, first: int) -> list[str]:
        """A column that a person added: its formula filled into every row, anything else left as it was."""
        from openpyxl.formula.translate import Translator

        theirs = enumerate(row.cells.get(at) for row in patterns)
        offset, cell = next(((n, c) for n, c in theirs if has_formula(c)), (0, None))
        formula = child(cell, "f") if cell is not None else None
        if cell is None or formula is None:
            return [patterns[i % len(patterns)].style(at) + "/>" for i in range(count)]
        alone = formula.get("t") == "array"  # it must not be worked out cell by cell
        style = patterns[0].style(at)
        opening = f'{style} cm="{cell.get("cm")}"' if alone and "cm" in cell.attrib else style
        source = Translator("=" + text_of(formula), origin=address_of(first + offset, at))
        filled = []
        for row in range(first, first + count):
            address = address_of(row, at)
            moved = escape(source.translate_formula(address)[1:])
            said = f' t="array" ref="{address}"' if alone else ""
            filled.append(f"{opening}><f{said}>{moved}</f></c>")
        return filled

    def _totals(self, table: Table, place: TablePlace, columns: Mapping[str, int]) -> None:
        row = self.placed.totals_row(table.key)
        if row is None:
            return
        with self.package.edit(place.part) as root:
            told = list(each(root, "tableColumn"))
            for key, at in columns.items():
                total, one = table.column(key).total, told[at - place.area.left]
                theirs = one.get("totalsRowFunction", "custom") != "custom"
                if total is None or (self.looks is not None and theirs):
                    continue
                value = self.report.values.total(table.key, key)
                formula = self._formula(total, table.key, TOTAL) if isinstance(total, Expression) else None
                shown = "—" if isinstance(value, float) and value != value else value
                self.book.sheet(place.sheet).set(row, at, shown, formula)
                if formula is not None and (of := child(one, "totalsRowFormula")) is not None:
                    put_text(of, formula)
