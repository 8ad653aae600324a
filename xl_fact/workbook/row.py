"""One row of a sheet part."""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

from xl_fact.workbook.cell_text import held
from xl_fact.workbook.references import LAST_COLUMN, letters, number_of
from xl_fact.workbook.xml import (
    Element,
    Malformed,
    attributes,
    attributes_text,
    child,
    fresh,
    new,
    put_attributes,
)

_DIGITS: Final = "0123456789"


class Row:
    """A row of a sheet: its element, and its cells once they are asked for.

    Parameters
    ----------
    element : Element, optional
        ``<row>``; a row that is nowhere otherwise.
    part : str
        Where it stands, for people.
    """

    def __init__(self, element: Element | None = None, part: str = ""):
        self.part = part
        self.element = etree.Element("row") if element is None else element
        self._cells: dict[int, Element] | None = None
        self.changed = False
        """Whether cells were put into it."""

    @property
    def cells(self) -> dict[int, Element]:
        """Each cell by the number of its column.

        Raises
        ------
        Malformed
            When a cell does not stand behind the one before.
        """
        if self._cells is None:
            self._cells = {}
            last = 0
            for cell in self.element.iterchildren("{*}c"):
                at = cell.get("r")
                column = number_of(at.rstrip(_DIGITS)) if at else last + 1
                if not last < column <= LAST_COLUMN:
                    raise Malformed(f"{self.part}!{at or letters(column)}")
                self._cells[column] = cell
                last = column
        return self._cells

    @property
    def attributes(self) -> str:
        """What it says of itself, as it is written, but where it stands and how far it reaches."""
        return attributes_text(self.element, "r", "spans")

    def style(self, column: int) -> str:
        """The style attribute of a cell as it is written, or nothing."""
        cell = self.cells.get(column)
        number = cell.get("s") if cell is not None else None
        return f' s="{number}"' if number is not None else ""

    def put(self, column: int, ready: str) -> None:
        """Put a cell where it belongs: all that is written after its address."""
        self.place(column, fresh(f"<c{ready if ready[0] == ' ' else f' {ready}'}", self.element))

    def place(self, column: int, cell: Element) -> None:
        """Put a cell where it belongs, in the place of the one there is."""
        cells = self.cells
        before = max((at for at in cells if at < column), default=None)
        if column in cells:
            cell.tail = cells[column].tail
            self.element.replace(cells[column], cell)
        elif before is not None:
            cells[before].addnext(cell)
        else:
            self.element.insert(0, cell)
        cells[column] = cell
        self.changed = True
        self.element.attrib.pop("spans", "")

    def number(self, number: int) -> None:
        """Write where it stands into it and its cells."""
        self.element.set("r", str(number))
        for column, cell in self.cells.items():
            address = f"{letters(column)}{number}"
            if "r" not in cell.attrib:  # it comes before all else that is said of a cell
                put_attributes(cell, {"r": address, **attributes(cell)})
            else:
                cell.set("r", address)


def has_formula(cell: Element | None) -> bool:
    """Whether a cell holds a formula."""
    return cell is not None and child(cell, "f") is not None


def holds(cell: Element | None) -> bool:
    """Whether a cell holds a value or formula."""
    return cell is not None and any(
        len(one) or one.text or len(one.attrib) for one in cell.iterchildren("{*}f", "{*}v", "{*}is")
    )


def put_value(cell: Element, value: Any) -> None:
    """Put a value beside the formula of a cell; None takes it away, an error is its text."""
    for old in list(cell.iterchildren("{*}v", "{*}is")):
        cell.remove(old)
    cell.attrib.pop("t", "")
    if value is None:
        return
    kind, text = held(value)
    if kind:
        cell.set("t", kind)
    formula, beside = child(cell, "f"), new(cell, "v")
    beside.text = text
    if formula is not None:
        formula.addnext(beside)
    else:
        cell.insert(0, beside)
