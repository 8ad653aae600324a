"""References that follow when a table grows or shrinks: in formulas, names, charts, formats, drawings."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

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

    def meets(self, other: Area) -> bool:
        """Whether they share a cell."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )


@dataclass(frozen=True)
class Growth:
    """The body of one table before filling, and by how many rows it grows (shrinks below 0)."""

    sheet: str
    body: Area
    by: int
    pushes: bool
    """Whether the rows below move."""


class Followed:
    """Where every row goes when some tables change size."""

    def __init__(self, growths: Sequence[Growth]):
        self.growths = [g for g in growths if g.by]

    def concerns(self, sheet: str) -> bool:
        """Whether anything moves on a sheet."""
        return any(g.sheet == sheet for g in self.growths)

    def row(self, sheet: str, row: int) -> int:
        """The new number of a row; a row that is gone goes to the last that is left of its table."""
        moved = row
        for g in self.growths:
            if g.sheet != sheet:
                continue
            if g.body.bottom < row:
                moved += g.by if g.pushes else 0
            elif g.body.bottom + g.by < row:
                moved -= row - (g.body.bottom + g.by)
        return moved

    def area(self, sheet: str, area: Area, *, grows: bool = True) -> Area:
        """The new place of a block; one that reaches the end of a table reaches its new end."""
        top, bottom = self.row(sheet, area.top), self.row(sheet, area.bottom)
        for g in self.growths:
            inside = g.body.left <= area.left and area.right <= g.body.right
            covers = area.top <= g.body.top and area.left <= g.body.right and g.body.left <= area.right
            if (
                grows
                and g.sheet == sheet
                and area.bottom == g.body.bottom
                and g.by > 0
                and (inside or covers)
            ):
                bottom += g.by
        return Area(area.left, top, area.right, bottom)

    def formula(self, text: str, sheet: str, *, cells_grow: bool = False) -> str:
        """A formula that stands on `sheet` (or is scoped to it), its references followed.

        Parameters
        ----------
        cells_grow : bool
            Whether a single cell that is a table's whole body stands for the body, as in a chart or a name.
        """
        if not self.growths or not any(c.isdigit() for c in text):
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
        before, bang, local = text.rpartition("!")
        of = before.strip("'").replace("''", "'") if bang else sheet
        if not self.concerns(of) or "[" in text:
            return text
        return before + bang + self.local(local, of, cells_grow=cells_grow)

    def local(self, text: str, sheet: str, *, cells_grow: bool = True) -> str:
        """An address without a sheet's name, followed."""
        if found := AREA.fullmatch(text):
            single = found[6] is None
            area = Area.read(text)
            new = self.area(sheet, area, grows=cells_grow or not single)
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
        follow: Callable[[str], str] = lambda one: self.local(one, sheet, cells_grow=grows)  # noqa: E731 - one word
        return " ".join(map(follow, text.split(" ")))
