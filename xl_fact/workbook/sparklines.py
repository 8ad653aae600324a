"""Sparklines follow: one that reads a table reads all of it; one in each row of a table is there in each row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Final
from xml.sax.saxutils import escape

from xl_fact.workbook.references import AREA, Area, Followed, Growth, letters

_EXTENSION: Final = re.compile(
    r"<(?:\w+:)?ext\b[^>]*>\s*<((?:\w+:)?)sparklineGroups\b[^>]*>(.*?)</(?:\w+:)?sparklineGroups>\s*</(?:\w+:)?ext>",
    re.DOTALL,
)
_NOTHING: Final = re.compile(r"<((?:\w+:)?extLst)\b[^>]*>\s*</\1>")
_GROUP: Final = re.compile(r"<((?:\w+:)?sparklineGroup)\b[^>]*>.*?</\1>", re.DOTALL)
_LIST: Final = re.compile(r"(<((?:\w+:)?sparklines)>)(.*?)(</\2>)", re.DOTALL)
_ONE: Final = re.compile(r"<((?:\w+:)?sparkline)>.*?</\1>", re.DOTALL)
_READS: Final = re.compile(r"(<xm:f>)([^<]*)(</xm:f>)")
_STANDS: Final = re.compile(r"(<xm:sqref>)([^<]*)(</xm:sqref>)")

Taken = Callable[[int, int], bool]
"""Whether a cell, by row and column before anything moved, holds something."""


def followed_sparklines(text: str, name: str, followed: Followed, taken: Taken) -> str:
    """What stands after a sheet's rows, its sparklines followed.

    Parameters
    ----------
    text : str
    name : str
        The sheet.
    followed : Followed
    taken : callable
        A sparkline beside a table is not repeated in a row where its cell holds something.
    """
    moving = _Moving(name, followed, taken)

    def extension(found: re.Match[str]) -> str:
        whole = _GROUP.sub(moving.group, found[0])
        return whole if _GROUP.search(whole) else ""

    new = _EXTENSION.sub(extension, text)
    return _NOTHING.sub("", new) if new != text else text


class _Moving:
    """The sparklines of one sheet."""

    def __init__(self, name: str, followed: Followed, taken: Taken):
        self.name, self.followed, self.taken = name, followed, taken

    def group(self, found: re.Match[str]) -> str:
        """A group; nothing when no sparkline of it is left."""
        whole = _LIST.sub(
            lambda m: m[1] + "".join("".join(self._each(s[0])) for s in _ONE.finditer(m[3])) + m[4], found[0]
        )
        return whole if _ONE.search(whole) else ""

    def _each(self, text: str) -> Iterator[str]:
        """What becomes of one: it is gone, moves, or is repeated."""
        stands = _STANDS.search(text)
        cell = Area.read(stands[2]) if stands and AREA.fullmatch(stands[2]) else None
        growth = self._growth(cell, text) if cell else None
        if cell is None or growth is None:
            yield self._written(text, None, 0)
            return
        body, offset = growth.body, cell.top - growth.body.top
        height = body.bottom - body.top + 1
        if offset >= height + growth.by:
            return
        top = self.followed.row(self.name, body.top)
        yield self._written(text, Area(cell.left, top + offset, cell.left, top + offset), 0)
        for n in range(height, height + growth.by):
            beside = not growth.holds(cell) and self.taken(body.top + n, cell.left) and not growth.pushes
            if n % height == offset and not beside:
                yield self._written(text, Area(cell.left, top + n, cell.left, top + n), n - offset)

    def _growth(self, cell: Area, text: str) -> Growth | None:
        """The table in whose rows it stands: in one of its columns, or beside it and reading its row."""
        for growth in self.followed.growths:
            if growth.sheet == self.name and growth.body.top <= cell.top <= growth.body.bottom:
                read = self._row_of(text)
                if read and growth.holds(cell):
                    return growth
                if read and read[0] == self.name and read[1].top == cell.top and growth.body.meets(read[1]):
                    return growth
        return None

    def _row_of(self, text: str) -> tuple[str, Area] | None:
        """Sheet and block that it reads, if that is several cells side by side."""
        reads = _READS.search(text)
        before, bang, local = unescape(reads[2]).rpartition("!") if reads else ("", "", "")
        if not AREA.fullmatch(local):
            return None
        area = Area.read(local)
        along = area.top == area.bottom and area.left < area.right
        return (before.strip("'").replace("''", "'") if bang else self.name, area) if along else None

    def _written(self, text: str, cell: Area | None, down: int) -> str:
        """One sparkline in its new cell, reading its row; or, without a cell, wherever it has moved."""

        def reads(found: re.Match[str]) -> str:
            old = unescape(found[2])
            before, bang, local = old.rpartition("!")
            if not AREA.fullmatch(local):
                return found[1] + self.followed.formula_xml(found[2], self.name, cells_grow=True) + found[3]
            of = before.strip("'").replace("''", "'") if bang else self.name
            new = before + bang + _down(self.followed.local(local, of, rows_grow=False), down)
            return found[1] + (found[2] if new == old else escape(new)) + found[3]

        def stands(found: re.Match[str]) -> str:
            place = str(cell) if cell else self.followed.places(found[2], self.name, grows=False)
            return found[1] + place + found[3]

        return _STANDS.sub(stands, _READS.sub(reads, text))


def _down(local: str, by: int) -> str:
    """An address some rows further down, as far as its rows are not pinned."""
    found = AREA.fullmatch(local)
    if not by or found is None:
        return local
    first = f"{found[1]}{found[2]}{found[3]}{int(found[4]) + (0 if found[3] else by)}"
    if found[6] is None:
        return first
    return f"{first}:{found[5]}{letters(Area.read(local).right)}{found[7]}{int(found[8]) + (0 if found[7] else by)}"
