"""A report into a template: only the parts concerned are rewritten, everything else stays as it lies.

The template is the house's own or a person's; both are filled by names: tables ``xf_…`` by their
headings, single cells by their names, ``{{ words }}`` inside texts.
"""

from __future__ import annotations

import re

from xl_fact.drawing.theme import HUES
from xl_fact.errors import InputError
from xl_fact.filling.filled_cells import FilledCells
from xl_fact.filling.looks import Looks
from xl_fact.filling.places import Placed
from xl_fact.filling.retitled import retitle
from xl_fact.filling.table_filling import TableFilling
from xl_fact.report.contract import SIGN, sentences_of, texts_of
from xl_fact.report.formula import LONGEST_FORMULA, Expression, Spot, Unplaced
from xl_fact.report.model import Report
from xl_fact.workbook import chart_part
from xl_fact.workbook.attachments import refresh_pivots
from xl_fact.workbook.calculated_later import calculate_on_opening, forget_chain
from xl_fact.workbook.calculation.asking import values_of
from xl_fact.workbook.cell_text import legal
from xl_fact.workbook.linked_texts import refresh_linked_texts
from xl_fact.workbook.movement import Movement
from xl_fact.workbook.open_workbook import OpenWorkbook
from xl_fact.workbook.package import Package
from xl_fact.workbook.plan import MOVE_BELOW, PREFIX, Plan
from xl_fact.workbook.references import Followed, Growth
from xl_fact.workbook.room import Room
from xl_fact.workbook.row import has_formula
from xl_fact.workbook.sheet import words_of
from xl_fact.workbook.xml import Element, child, reworded, text_of


def fill(template: bytes, report: Report) -> bytes:
    """A workbook: the house template with the report in it.

    Parameters
    ----------
    template : bytes
        As `template.draw` drew it for this report.
    report : Report

    Returns
    -------
    bytes

    Raises
    ------
    InputError
        When a table has no room to grow.
    """
    return Filling(Package(template), report).done()


class Filling:
    """One template being filled.

    Parameters
    ----------
    package : Package
        The template.
    report : Report
    own : bool
        Whether a person may have made it their own: rows below a table move only when it says so, names
        that this report doesn't fill are cleared, and formulas that aren't ours get their values.
    """

    def __init__(self, package: Package, report: Report, *, own: bool = False):
        self.package, self.report, self.own = package, report, own
        self.plan = Plan.of(package)
        self.tables = {t.key: t for t in report.tables if PREFIX + t.key in self.plan.tables}
        self._retitled: list[tuple[str, int, int, str]] = []
        if own:
            self._retitled = retitle(package, self.plan, self.tables)
            self.plan = Plan.of(package)
        self.texts, self.sentences = texts_of(report) if own else report.texts, sentences_of(report)
        self.looks = Looks(package, self.plan) if own else None
        self.notes: list[tuple[str, str]] = []
        self.book = OpenWorkbook(package, self.plan)
        self.followed = Followed(self._growths())
        self.placed = Placed(self.plan, {t.key: t for t in report.tables}, self.followed)

    def done(self) -> bytes:
        """Do all of it."""
        if self.own:
            self._part_shared()
        movement = Movement(self.book, self._rows(), self.followed)
        movement.move()
        filling = TableFilling(self.book, self.report, self.placed, movement, self.looks)
        for table in self.tables.values():
            filling.fill(table)
        for figure in self.report.figures:
            self._figure(figure.key, figure.formula, figure.kind)
        if self.own:
            for name, row, column, heading in self._retitled:
                self.book.sheet(name).note(self.followed.row(name, row), column, [heading])
            self._clear()
        self._words()
        self._close()
        cells = FilledCells(self.book, self.followed, self.looks)
        if self.own:
            self._calculate()
            refresh_pivots(self.package, cells)
            refresh_linked_texts(self.package, self.plan, cells.shown_anew)
        self._charts(cells)
        return self.package.to_bytes()

    # ---------------------------------------------------------------- values
    def _rows(self) -> dict[str, int]:
        """How many rows each table has, by its name."""
        return {PREFIX + key: table.rows for key, table in self.tables.items()}

    def _growths(self) -> list[Growth]:
        room = Room(self.plan, self._rows(), self.book.standing, move=self.plan.moves or not self.own)
        if room.collisions:
            raise InputError(
                "；".join(c.zh for c in room.collisions), "; ".join(c.en for c in room.collisions)
            )
        return room.growths

    def _figure(self, key: str, formula: Expression | None, kind: str) -> None:
        places = self.plan.figures.get(PREFIX + key, ())
        value = self.report.values.figure(key)
        if isinstance(value, float) and value != value:
            value = "—" if formula is not None else None
        for place in places:
            text = None
            if formula is not None:
                try:
                    text = formula.text(Spot(self.placed, place.sheet))
                except Unplaced:
                    text = None
            row, sheet = self.followed.row(place.sheet, place.row), self.book.sheet(place.sheet)
            style = self.looks.figure(sheet, row, place.column, kind) if self.looks else None
            sheet.set(row, place.column, value, text, style)

    def _clear(self) -> None:
        """Names that this report doesn't fill hold nothing of last month."""
        offered = {PREFIX + f.key for f in self.report.figures}
        empty = [name for name in self.plan.figures if name not in offered and name != MOVE_BELOW]
        for place in (place for name in empty for place in self.plan.figures[name]):
            row = self.followed.row(place.sheet, place.row)
            self.book.sheet(place.sheet).set(row, place.column, "—")
        for name, table in self.plan.tables.items():
            if not name.startswith(PREFIX) or name.removeprefix(PREFIX) in self.tables:
                continue
            empty.append(name)
            sheet = self.book.sheet(table.sheet)
            top = self.followed.row(table.sheet, table.body.top)
            for number in range(top, top + table.area.bottom - table.body.top + 1):
                for at in range(table.area.left, table.area.right + 1):
                    if sheet.cell(number, at) is not None:
                        sheet.set(number, at, None)
        if empty:
            names = "、".join(empty), ", ".join(empty)
            self.notes.append(
                (
                    f"本月没有数据，模板里留空：{names[0]}",
                    f"no figures this month, left blank in the template: {names[1]}",
                )
            )

    def _part_shared(self) -> None:
        """Formulas that several cells share, where some of these cells are filled."""
        places = [(table.sheet, table.area) for table in self.plan.tables.values() if table.ours]
        places += [(p.sheet, p.cell) for figures in self.plan.figures.values() for p in figures]
        for name, area in places:
            if self.book.may_hold(name, b"shared"):
                self.book.sheet(name).write_shared_apart(area)

    # ---------------------------------------------------------------- words
    def _words(self) -> None:
        shared = {n: text for n, text in enumerate(self.book.shared) if "{{" in words_of(text)}
        for name in self.plan.sheets:
            if self.book.has_words(name, shared):
                self._sentences(name, shared)
                self.book.sheet(name).replace_texts(self._worded, shared)
        for part in self.package.of_kind("drawing", "chart", "chartEx", "chartUserShapes"):
            if self.package.may_hold(part, b"{{"):
                with self.package.edit(part) as root:
                    reworded(root, self._worded)

    def _sentences(self, name: str, shared: dict[int, Element]) -> None:
        """The cells of a sheet that are one sentence whole, which follows what people type."""
        sheet = self.book.sheet(name)
        for row, column, cell in list(sheet.texts(shared)):
            if has_formula(cell) or (row, column) in sheet.written:
                continue
            at = text_of(child(cell, "v")) if cell.get("t") == "s" else ""
            sign = SIGN.fullmatch(words_of(shared[int(at)] if at else child(cell, "is", "v")))
            sentence = self.sentences.get(sign[1]) if sign else None
            if sign is None or sentence is None:
                continue
            try:
                formula = sentence.text(Spot(self.placed, name))
            except Unplaced:
                continue
            if len(formula) <= LONGEST_FORMULA:
                sheet.set(row, column, legal(self.texts[sign[1]]), formula)

    def _worded(self, text: str) -> str:
        def word(found: re.Match[str]) -> str:
            return legal(self.texts.get(found[1], "—" if self.own else found[0]))

        return SIGN.sub(word, text)

    # ---------------------------------------------------------------- charts
    def _charts(self, cells: FilledCells) -> None:
        for part in self.package.of_kind("chart", "chartEx"):
            with self.package.edit(part) as root:
                chart_part.refresh(root, cells, HUES)

    # ---------------------------------------------------------------- closing
    def _close(self) -> None:
        formulas = any(s.formulas_changed for s in self.book.opened.values())
        self.book.close()
        if self.looks is not None:
            self.looks.write()
        if formulas and self.package.touched & set(self.plan.sheets.values()):
            forget_chain(self.package, self.plan)
        calculate_on_opening(self.package, self.plan)

    def _calculate(self) -> None:
        """Give the formulas that aren't ours their values."""
        ours = {name: sheet.written for name, sheet in self.book.opened.items() if sheet.written}
        now = OpenWorkbook(self.package, Plan.of(self.package))
        found = values_of(now, ours)
        for name, values in found.values.items():
            for at, value in values.items():
                now.sheet(name).put_value(*at, value)
            self.book.sheet(name).written.put(values)
        now.close()
        self.notes += found.notes
