"""What a table that changed size takes along: rows, drawings, tables, names, links."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Final
from xml.sax.saxutils import escape

from xl_fact.filling.places import PREFIX
from xl_fact.report.model import Table
from xl_fact.workbook.attachments import follow_attachments, follow_links
from xl_fact.workbook.open_workbook import OpenWorkbook
from xl_fact.workbook.references import Area, Followed
from xl_fact.workbook.sheet import Row

_ANCHOR: Final = re.compile(
    r"<((?:\w+:)?(?:twoCell|oneCell)Anchor(?:\s[^>]*)?)>.*?</(?:\w+:)?(?:twoCell|oneCell)Anchor>", re.DOTALL
)
_ANCHOR_ROW: Final = re.compile(r"(<(?:\w+:)?row>)([0-9]+)(</(?:\w+:)?row>)")
_NAME: Final = re.compile(r"(<(?:\w+:)?definedName\s[^>]*>)([^<]*)(</)")
_TABLE_AREA: Final = re.compile(r'(\sref=")([^"]*)(")')
_SORTED: Final = re.compile(r"<(?:\w+:)?(?:sortState|sortCondition)\s[^>]*>")


class Movement:
    """Everything that refers to a table that grows or shrinks, following it.

    Parameters
    ----------
    book : OpenWorkbook
    tables : mapping
        The tables that are filled, by key.
    followed : Followed
    """

    def __init__(self, book: OpenWorkbook, tables: Mapping[str, Table], followed: Followed):
        self.book, self.tables, self.followed = book, tables, followed
        self.package, self.plan = book.package, book.plan
        self.patterns: dict[str, list[Row]] = {}
        """The sample rows of each table, as they were before anything moved."""
        self.ends: dict[str, dict[int, str]] = {}
        """The cells of each table's totals, likewise."""

    def done(self) -> None:
        """Let everything that refers to a grown table follow."""
        if not self.followed.growths:
            return
        for key in self.tables:
            place = self.plan.tables[PREFIX + key]
            rows = self.book.sheet(place.sheet).rows
            self.patterns[key] = [rows.get(n, Row("")) for n in range(place.body.top, place.body.bottom + 1)]
            if place.has_totals and place.body.bottom + 1 in rows:
                self.ends[key] = dict(rows[place.body.bottom + 1].cells)
        moving = {escape(g.sheet).encode() for g in self.followed.growths}
        for name, part in self.plan.sheets.items():
            concerned = self.followed.concerns(name)
            raw = b"" if concerned else self.package.read(part)
            if not concerned and not any(sheet in raw for sheet in moving):
                continue
            self.book.sheet(name).follow(name, self.followed)
            if concerned:
                for drawing in self._drawings(part):
                    self._drawing(drawing, name)
                if self.followed.pushes(name):
                    follow_attachments(self.package, part, self.book.sheet(name), name, self.followed)
        self._tables()
        follow_links(self.package, self.plan, self.followed)
        workbook = self.package.read(self.plan.workbook).decode("utf-8")
        self.package.write(self.plan.workbook, _NAME.sub(self._name, workbook).encode("utf-8"))

    def _name(self, name: re.Match[str]) -> str:
        """A defined name whose cells have moved; a print area shows the whole of a table that grew."""
        text = self.followed.formula_xml(name[2], "", cells_grow=_is_list(name[1]))
        if 'name="_xlnm.Print_Area"' in name[1]:
            text = escape(self.followed.printed(unescape(text)))
        return f"{name[1]}{text}{name[3]}"

    def _drawing(self, part: str, sheet: str) -> None:
        """Move what floats over the sheet; only what may be resized with the cells is stretched."""

        def follow(found: re.Match[str]) -> str:
            rows = [int(row) + 1 for _, row, _ in _ANCHOR_ROW.findall(found[0])]
            if "absolute" in found[1] or not rows:
                return found[0]
            moved = [self.followed.row(sheet, row) for row in rows]
            if "oneCell" in found[1]:
                moved = [row + moved[0] - rows[0] for row in rows]
            new = iter(moved)
            return _ANCHOR_ROW.sub(lambda m: f"{m[1]}{next(new) - 1}{m[3]}", found[0])

        text = self.package.read(part).decode("utf-8")
        self.package.write(part, _ANCHOR.sub(follow, text).encode("utf-8"))

    def _tables(self) -> None:
        for place in self.plan.tables.values():
            if not self.followed.concerns(place.sheet):
                continue
            table = self.tables.get(place.name.casefold().removeprefix(PREFIX))
            top = self.followed.row(place.sheet, place.area.top)
            if table is not None:
                height = place.has_heading + max(table.rows, 1) + place.has_totals
            else:
                height = place.area.bottom - place.area.top + 1
            whole = Area(place.area.left, top, place.area.right, top + height - 1)
            filtered = Area(whole.left, whole.top, whole.right, whole.bottom - place.has_totals)
            text = self.package.read(place.part).decode("utf-8")
            head, mark, rest = text.partition("autoFilter")
            head = _TABLE_AREA.sub(rf"\g<1>{whole}\g<3>", head, count=1)
            rest = _TABLE_AREA.sub(rf"\g<1>{filtered}\g<3>", rest, count=1) if mark else rest
            text = _SORTED.sub(self._sorting(place.sheet), head + mark + rest)
            self.package.write(place.part, text.encode("utf-8"))

    def _sorting(self, sheet: str) -> Callable[[re.Match[str]], str]:
        """What a table was last sorted by follows its rows."""
        return lambda tag: _TABLE_AREA.sub(
            lambda m: m[1] + self.followed.places(m[2], sheet) + m[3], tag[0], count=1
        )

    def _drawings(self, part: str) -> list[str]:
        return [target for kind, target in self.package.relations(part).values() if kind == "drawing"]


def _is_list(head: str) -> bool:
    """Whether a name may stand for a whole table: any but those of single values."""
    return f'name="{PREFIX}' not in head.lower()
