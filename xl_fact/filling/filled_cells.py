"""The cells of a workbook that has been filled, as charts and linked texts look at them."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

from xl_fact.filling.looks import Looks
from xl_fact.workbook.displayed import displayed
from xl_fact.workbook.open_workbook import OpenWorkbook
from xl_fact.workbook.plan import Plan
from xl_fact.workbook.references import Area, Followed, parted

_DEEPEST: Final = 5
"""How many names may stand for one another."""


class FilledCells:
    """What cells hold and show, and where they have gone; answers `chart_part.Cells`.

    Parameters
    ----------
    book : OpenWorkbook
        Filled.
    followed : Followed
    looks : Looks, optional
        The styles of a person's template; None in the house template.
    """

    def __init__(self, book: OpenWorkbook, followed: Followed, looks: Looks | None):
        self.package, self.plan, self.followed = book.package, book.plan, followed
        self.own = looks is not None
        self._book, self._looks = book, looks

    @cached_property
    def names(self) -> Plan:
        """The names of the workbook, as they now are."""
        return Plan.of(self.package)

    # ---------------------------------------------------------------- references
    def moved(self, reference: str, *, grows: bool = True, levels: bool = False) -> str | None:
        """The new text of a reference; None when what it pointed at is gone."""
        sheet, local = parted(reference)
        if sheet is None or sheet not in self.plan.sheets:
            return reference
        try:
            gone = self.followed.gone(sheet, Area.read(local))
        except ValueError:
            return reference
        new = self.followed.local(local, sheet, cells_grow=grows, rows_grow=levels)
        return None if gone else reference.removesuffix(local) + new

    def block(self, reference: str, deep: int = 0) -> tuple[str, Area] | None:
        """Sheet and block of a reference, or of a name; None for anything else."""
        sheet, local = parted(reference)
        try:
            area = Area.read(local)
        except ValueError:
            meant = self.names.defined(local, sheet or "")
            return self.block(meant, deep + 1) if meant and deep < _DEEPEST else None
        return (sheet, area) if sheet is not None and sheet in self.plan.sheets else None

    # ---------------------------------------------------------------- cells
    def value(self, sheet: str, row: int, column: int) -> Any:
        """What a cell holds."""
        return self._book.sheet(sheet).value(row, column, self._book.shared_text)

    def shown(self, sheet: str, row: int, column: int) -> str:
        """What a cell shows."""
        value = self.value(sheet, row, column)
        if isinstance(value, str) or self._looks is None:
            return value if isinstance(value, str) else displayed(value, "General")
        return displayed(value, self._looks.code(self._book.sheet(sheet).style(row, column)))

    def shown_anew(self, sheet: str, row: int, column: int) -> str | None:
        """What a cell shows; None when nothing was written into it."""
        fresh = sheet in self._book.opened and (row, column) in self._book.opened[sheet].written
        return self.shown(sheet, row, column) if fresh else None

    def fresh(self, sheet: str, area: Area) -> bool:
        """Whether anything was written into a block."""
        written = self._book.opened[sheet].written if sheet in self._book.opened else {}
        cells = (area.bottom - area.top + 1) * (area.right - area.left + 1)
        if cells > len(written):
            return any(area.meets(Area.cell(*at)) for at in written)
        return any(at in written for at in area.cells())

    def given(self, sheet: str, area: Area) -> str | None:
        """The number format that a column of a table was given."""
        return self._looks.given.get((sheet, area.left)) if self._looks and area.left == area.right else None
