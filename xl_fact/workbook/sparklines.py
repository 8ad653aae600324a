"""Sparklines follow: one that reads a table reads all of it; one in each row of a table is there in each row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy

from xl_fact.workbook.references import AREA, Area, Followed, Growth, letters, parted
from xl_fact.workbook.xml import Element, child, each, put_text, remove, text_of

Taken = Callable[[int, int], bool]
"""Whether a cell, by row and column before anything moved, holds something."""


def follow_sparklines(outside: Iterable[Element], name: str, followed: Followed, taken: Taken) -> None:
    """Let the sparklines of a sheet follow; what holds none any more is taken out.

    Parameters
    ----------
    outside : iterable of Element
        What stands behind the rows.
    name : str
        The sheet.
    followed : Followed
    taken : callable
        A sparkline beside a table is not repeated in a row where its cell holds something.
    """
    moving = _Moving(name, followed, taken)
    for group in [group for element in outside for group in each(element, "sparklineGroup")]:
        for one in list(each(group, "sparkline")):
            for new in moving.each(one):
                one.addprevious(new)
            remove(one)
        empty: Element | None = group if next(each(group, "sparkline"), None) is None else None
        while empty is not None and not len(empty.findall("{*}sparkline")):
            above = empty.getparent()
            remove(empty)
            gone = above is not None and next(above.iterchildren("*"), None) is None
            empty = above if gone else None


class _Moving:
    """The sparklines of one sheet."""

    def __init__(self, name: str, followed: Followed, taken: Taken):
        self.name, self.followed, self.taken = name, followed, taken

    def each(self, one: Element) -> Iterator[Element]:
        """What becomes of one: it is gone, moves, or is repeated."""
        place = text_of(child(one, "sqref"))
        cell = Area.read(place) if AREA.fullmatch(place) else None
        growth = self._growth(cell, one) if cell else None
        if cell is None or growth is None:
            yield self._moved(one, None, 0)
            return
        body, offset = growth.body, cell.top - growth.body.top
        height = body.bottom - body.top + 1
        if offset >= height + growth.by:
            return
        top = self.followed.row(self.name, body.top)
        yield self._moved(one, Area.cell(top + offset, cell.left), 0)
        for n in range(height, height + growth.by):
            beside = not growth.holds(cell) and self.taken(body.top + n, cell.left) and not growth.pushes
            if n % height == offset and not beside:
                yield self._moved(one, Area.cell(top + n, cell.left), n - offset)

    def _growth(self, cell: Area, one: Element) -> Growth | None:
        """The table in whose rows it stands: in one of its columns, or beside it and reading its row."""
        for growth in self.followed.growths:
            if growth.sheet == self.name and growth.body.top <= cell.top <= growth.body.bottom:
                read = self._row_of(one)
                if read and growth.holds(cell):
                    return growth
                if read and read[0] == self.name and read[1].top == cell.top and growth.body.meets(read[1]):
                    return growth
        return None

    def _row_of(self, one: Element) -> tuple[str, Area] | None:
        """Sheet and block that it reads, if that is several cells side by side."""
        sheet, local = parted(text_of(child(one, "f")))
        if not AREA.fullmatch(local):
            return None
        area = Area.read(local)
        along = area.top == area.bottom and area.left < area.right
        return (self.name if sheet is None else sheet, area) if along else None

    def _moved(self, one: Element, cell: Area | None, down: int) -> Element:
        """One sparkline in its new cell, reading its row; or, without a cell, wherever it has moved."""
        new = deepcopy(one)
        new.tail = None
        reads, stands = child(new, "f"), child(new, "sqref")
        if reads is not None:
            old = text_of(reads)
            sheet, local = parted(old)
            if AREA.fullmatch(local):
                moved = self.followed.local(local, self.name if sheet is None else sheet, rows_grow=False)
                put_text(reads, old.removesuffix(local) + _down(moved, down))
            else:
                put_text(reads, self.followed.formula(old, self.name, cells_grow=True))
        if stands is not None:
            place = str(cell) if cell else self.followed.places(text_of(stands), self.name, grows=False)
            put_text(stands, place)
        return new


def _down(local: str, by: int) -> str:
    """An address some rows further down, as far as its rows are not pinned."""
    found = AREA.fullmatch(local)
    if not by or found is None:
        return local
    first = f"{found[1]}{found[2]}{found[3]}{int(found[4]) + (0 if found[3] else by)}"
    if found[6] is None:
        return first
    return f"{first}:{found[5]}{letters(Area.read(local).right)}{found[7]}{int(found[8]) + (0 if found[7] else by)}"
