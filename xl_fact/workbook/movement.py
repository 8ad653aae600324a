"""What a table that changed size takes along: rows, drawings, tables, names, links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy

from xl_fact.workbook.attachments import follow_attachments, follow_links
from xl_fact.workbook.open_workbook import OpenWorkbook
from xl_fact.workbook.plan import PREFIX, TablePlace
from xl_fact.workbook.references import Area, Followed
from xl_fact.workbook.row import Row
from xl_fact.workbook.xml import Element, child, each, local, number_in, put_text, text_of


class Movement:
    """Everything that refers to a table that grows or shrinks, following it.

    Parameters
    ----------
    book : OpenWorkbook
    rows : mapping
        How many rows each table that is filled has, by its name in small letters.
    followed : Followed
    """

    def __init__(self, book: OpenWorkbook, rows: Mapping[str, int], followed: Followed):
        self.book, self.rows, self.followed = book, rows, followed
        self.package, self.plan = book.package, book.plan
        self.patterns: dict[str, list[Row]] = {}
        """The sample rows of each table, as they were before anything moved."""
        self.ends: dict[str, dict[int, Element]] = {}
        """The cells of each table's totals, likewise."""

    def move(self) -> None:
        """Let everything that refers to a grown table follow."""
        if not self.followed.growths:
            return
        for key in self.rows:
            place = self.plan.tables[key]
            rows = self.book.sheet(place.sheet).rows
            self.patterns[key] = [rows.get(n, Row()) for n in range(place.body.top, place.body.bottom + 1)]
            if place.has_totals and place.body.bottom + 1 in rows:
                self.ends[key] = deepcopy(rows[place.body.bottom + 1].cells)
        moving = {growth.sheet for growth in self.followed.growths}
        words = [max(re.split("[&<>'\"]", name), key=len).encode() for name in moving]
        for name, part in self.plan.sheets.items():
            concerned = self.followed.concerns(name)
            if not concerned and not self.package.may_hold(part, *words):
                continue
            self.book.sheet(name).follow(name, self.followed)
            if concerned:
                for drawing in self.package.related(part, "drawing"):
                    self._drawing(drawing, name)
                if self.followed.pushes(name):
                    follow_attachments(self.package, part, self.book.sheet(name), name, self.followed)
        for place in self.plan.tables.values():
            if self.followed.concerns(place.sheet):
                self._table(place)
        follow_links(self.package, self.plan, self.followed)
        with self.package.edit(self.plan.workbook) as root:
            for defined in each(root, "definedName"):
                put_text(defined, self._defined(defined))

    def _defined(self, name: Element) -> str:
        """What a name stands for, followed; a print area shows the whole of a table that grew."""
        ours = name.get("name", "").casefold().startswith(PREFIX)  # single values
        text = self.followed.formula(text_of(name), "", cells_grow=not ours)
        return self.followed.printed(text) if name.get("name") == "_xlnm.Print_Area" else text

    def _drawing(self, part: str, sheet: str) -> None:
        """Move what floats over the sheet; only what may be resized with the cells is stretched."""
        with self.package.edit(part) as root:
            for anchor in each(root, "twoCellAnchor", "oneCellAnchor"):
                rows = [row for end in anchor.iterchildren("{*}from", "{*}to") for row in each(end, "row")]
                if anchor.get("editAs") == "absolute" or not rows:
                    continue
                old = [number_in(row) + 1 for row in rows]
                new = [self.followed.row(sheet, row) for row in old]
                if anchor.get("editAs") == "oneCell" or local(anchor) == "oneCellAnchor":
                    new = [row + new[0] - old[0] for row in old]
                for row, number in zip(rows, new, strict=True):
                    put_text(row, str(number - 1))

    def _table(self, place: TablePlace) -> None:
        area = place.area
        top = self.followed.row(place.sheet, area.top)
        height = area.bottom - area.top + 1
        if place.name.casefold() in self.rows:
            height = place.has_heading + max(self.rows[place.name.casefold()], 1) + place.has_totals
        whole = Area(area.left, top, area.right, top + height - 1)
        with self.package.edit(place.part) as table:
            table.set("ref", str(whole))
            filtered = child(table, "autoFilter")
            if filtered is not None:
                filtered.set("ref", str(Area(whole.left, top, whole.right, whole.bottom - place.has_totals)))
            for one in each(table, "sortState", "sortCondition"):  # what it was last sorted by
                one.set("ref", self.followed.places(one.get("ref", ""), place.sheet))
