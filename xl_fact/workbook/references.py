"""References that follow when a table grows or shrinks: in formulas, names, charts, formats, drawings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384
AREA: Final = re.compile(r"(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7})(?::(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7}))?")
_ROWS: Final = re.compile(r"(\$?)([0-9]{1,7}):(\$?)([0-9]{1,7})")


@cache
def letters(column: int) -> str:
    """The letters of a column counted from 1.

    Examples
    --------
    >>> letters(1), letters(27), letters(16384)
    ('A', 'AA', 'XFD')
    """
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


@cache
def number_of(name: str) -> int:
    """The number of a column by its letters.

    Examples
    --------
    >>> number_of("A"), number_of("AA")
    (1, 27)
    """
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number


def cell_at(address: str) -> tuple[int, int]:
    """Row and column of an address.

    Examples
    --------
    >>> cell_at("AB12")
    (12, 28)
    """
    name = address.rstrip("0123456789")
    return int(address[len(name) :]), number_of(name)


def address_of(row: int, column: int) -> str:
    """The address of a cell, not pinned."""
    return f"{letters(column)}{row}"


def quoted(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    plain = sheet.isidentifier() and not (sheet.isascii() and any(c.isdigit() for c in sheet))
    return sheet if plain else "'" + sheet.replace("'", "''") + "'"


def parted(reference: str) -> tuple[str | None, str]:
    """The sheet that a reference names, if it does, and the rest.

    Examples
    --------
    >>> parted("'It''s'!$A$1"), parted("A1")
    (("It's", '$A$1'), (None, 'A1'))
    """
    before, bang, local = reference.rpartition("!")
    if before.startswith("'") and before.endswith("'") and len(before) > 1:
        before = before[1:-1].replace("''", "'")
    return (before if bang else None), local


@dataclass(frozen=True)
class Area:
    """A block of cells."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def read(cls, text: str) -> Area:
        """From ``B2:D9`` or ``B2``, pinned or not."""
        found = AREA.fullmatch(text)
        if not found:
            raise ValueError(f"not a block of cells: {text!r}")
        left, top = number_of(found[2]), int(found[4])
        return cls(left, top, number_of(found[6]) if found[6] else left, int(found[8]) if found[8] else top)

    def __str__(self) -> str:
        first = f"{letters(self.left)}{self.top}"
        last = f"{letters(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"

    @classmethod
    def cell(cls, row: int, column: int) -> Area:
        """A single cell."""
        return cls(column, row, column, row)

    def cells(self) -> Iterator[tuple[int, int]]:
        """Row and column of each cell, row by row."""
        rows, columns = range(self.top, self.bottom + 1), range(self.left, self.right + 1)
        return ((row, column) for row in rows for column in columns)

    def pinned(self) -> str:
        """The block as it is written where it must not move: ``$B$2:$D$9``, a single cell ``$B$2``."""
        first, last = f"${letters(self.left)}${self.top}", f"${letters(self.right)}${self.bottom}"
        return first if first == last else f"{first}:{last}"

    def on(self, sheet: str) -> str:
        """The block as names and charts write it."""
        return f"{quoted(sheet)}!{self.pinned()}"

    def around(self, other: Area) -> Area:
        """The least block that holds both."""
        return Area(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def meets(self, other: Area) -> bool:
        """Whether they share a cell."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )


GONE: Final = "#REF!"


NOWHERE: Final = Area(LAST_COLUMN, LAST_ROW, 0, 0)
"""The block around nothing."""


@dataclass(frozen=True)
class Growth:
    """The body of one table before filling, and by how many rows it grows (shrinks below 0)."""

    sheet: str
    body: Area
    by: int
    pushes: bool
    """Whether the rows below move, over the whole width of the sheet."""
    totals: bool = False
    """Whether a totals row stands under the body; it moves with the table in any case."""

    def holds(self, area: Area) -> bool:
        """Whether a block stands within the columns of the table."""
        return self.body.left <= area.left and area.right <= self.body.right


class Followed:
    """Where every row goes when some tables change size."""

    def __init__(self, growths: Sequence[Growth]):
        self.growths = [g for g in growths if g.by]
        self._sheets = {g.sheet for g in self.growths}

    def concerns(self, sheet: str) -> bool:
        """Whether anything moves on a sheet."""
        return sheet in self._sheets

    def pushes(self, sheet: str) -> bool:
        """Whether whole rows move on a sheet."""
        return any(g.pushes for g in self.growths if g.sheet == sheet)

    def row(self, sheet: str, row: int) -> int:
        """The new number of a row; a row that is gone goes to the last that is left of its table."""
        moved = row
        for g in self.growths:
            if g.sheet != sheet or not g.pushes:
                continue
            if g.body.bottom < row:
                moved += g.by
            elif g.body.bottom + g.by < row:
                moved -= row - (g.body.bottom + g.by)
        return moved

    def gone(self, sheet: str, area: Area) -> bool:
        """Whether a block stood in rows that its table no longer has."""
        return any(
            g.sheet == sheet
            and g.by < 0
            and g.holds(area)
            and g.body.bottom + g.by < area.top
            and area.bottom <= g.body.bottom
            for g in self.growths
        )

    def area(self, sheet: str, area: Area, *, grows: bool = True) -> Area:
        """The new place of a block; one that reaches the end of a table reaches its new end.

        The last row alone, of several, is that row and no more.
        """
        top, bottom = self.row(sheet, area.top), self.row(sheet, area.bottom)
        for g in self.growths:
            if g.sheet != sheet:
                continue
            last = g.body.bottom
            covers = area.top <= g.body.top and area.left <= g.body.right and g.body.left <= area.right
            alone = area.top == area.bottom > g.body.top
            reaches = area.bottom == last and (g.holds(area) or covers) and not alone
            if reaches and g.by > 0 and grows:
                bottom += g.by
            elif g.pushes or not g.holds(area):
                continue
            elif g.totals and area.top == last + 1 == area.bottom:
                top, bottom = top + g.by, bottom + g.by
            elif g.totals and area.top <= last < area.bottom == last + 1:
                bottom += g.by
            elif g.by < 0 and area.top < area.bottom and last + g.by < area.bottom <= last:
                bottom = max(top, last + g.by + bottom - area.bottom)
        return Area(area.left, top, area.right, bottom)

    def printed(self, text: str) -> str:
        """A print area, already followed, let down to the end of the tables that it shows."""
        sheet, _, block = text.rpartition("!")
        if not AREA.fullmatch(block):
            return text
        area, name = Area.read(block), parted(text)[0]
        ends = [
            self.row(name, g.body.bottom) + g.by + int(g.totals)
            for g in self.growths
            if g.sheet == name and not g.pushes and area.meets(g.body)
        ]
        bottom = max([area.bottom, *ends])
        return f"{sheet}!${letters(area.left)}${area.top}:${letters(area.right)}${bottom}"

    def formula(self, text: str, sheet: str, *, cells_grow: bool = False) -> str:
        """A formula that stands on `sheet` (or is scoped to it), its references followed.

        Parameters
        ----------
        cells_grow : bool
            Whether a single cell that is a table's whole body stands for the body, as in a chart or a name.
        """
        if not self.growths or not any(c.isdigit() for c in text):
            return text
        if sheet not in self._sheets and "!" not in text:
            return text
        from openpyxl.formula import Tokenizer

        pieces = Tokenizer("=" + text).items
        return "".join(
            self._operand(t.value, sheet, cells_grow)
            if t.type == "OPERAND" and t.subtype == "RANGE"
            else t.value
            for t in pieces
        )

    def _operand(self, text: str, sheet: str, cells_grow: bool) -> str:
        of, local = parted(text)
        of = sheet if of is None else of
        if not self.concerns(of) or "[" in text:
            return text
        return text.removesuffix(local) + self.local(local, of, cells_grow=cells_grow)

    def local(self, text: str, sheet: str, *, cells_grow: bool = True, rows_grow: bool = True) -> str:
        """An address without a sheet's name, followed.

        Parameters
        ----------
        cells_grow, rows_grow : bool
            Whether a single cell, or several side by side, that are a table's whole body stand for the body.
        """
        if found := AREA.fullmatch(text):
            single = found[6] is None
            area = Area.read(text)
            if self.pushes(sheet) and not cells_grow and self.gone(sheet, area):
                return GONE
            across = area.top == area.bottom and area.left < area.right
            grows = (cells_grow or not single) and (rows_grow or not across)
            new = self.area(sheet, area, grows=grows)
            first = f"{found[1]}{found[2]}{found[3]}{new.top}"
            if single and new.top == new.bottom:
                return first
            pins = (found[1], found[3]) if single else (found[5], found[7])
            return f"{first}:{pins[0]}{letters(new.right)}{pins[1]}{new.bottom}"
        if found := _ROWS.fullmatch(text):
            return f"{found[1]}{self.row(sheet, int(found[2]))}:{found[3]}{self.row(sheet, int(found[4]))}"
        return text

    def places(self, text: str, sheet: str, *, grows: bool = True) -> str:
        """Some addresses separated by blanks, as formats and validations list them."""
        return " ".join(self._place(one, sheet, grows) for one in text.split(" "))

    def _place(self, text: str, sheet: str, grows: bool) -> str:
        moved = self.local(text, sheet, cells_grow=grows)
        return text if moved == GONE else moved
