"""Formulas in portions, so that one that takes for ever costs the others nothing.

Those that look at little come first, those that look at another formula after it. A portion grows while the
portions go quickly; one that takes too long is halved until what holds it up stands alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from xl_fact.workbook.calculation.formulas import FormulaCell, Reach
from xl_fact.workbook.references import Area

START: Final = 10_000_000
"""How many cells the formulas of the first portion look at: about a second's work."""
_HEAVY: Final = 300_000
_QUICK: Final = 1.0
"""A portion that took fewer seconds lets the next one be twice as large."""
_SHARE: Final = 4
"""One portion may take the part of the time left that this says, unless it is the last formula."""
_LEAST: Final = 1.0
_LOOPS: Final = frozenset(
    "LAMBDA MAP REDUCE SCAN BYROW BYCOL MAKEARRAY SEQUENCE".split()
    + "_XLFN.LAMBDA _XLFN.MAP _XLFN.REDUCE _XLFN.SCAN _XLFN.BYROW _XLFN.BYCOL _XLFN.MAKEARRAY".split()
    + ["_XLFN.SEQUENCE"]
)

Key = tuple[str, int, int]
Cells = Mapping[tuple[int, int], Any]
Ask = Callable[[list[FormulaCell], Mapping[Key, Any], float], "dict[Key, Any] | None"]
"""Works out some formulas with the answers there are, in so many seconds; None when it could not.

Raises
------
TimeoutError
    When the seconds were not enough.
"""


class Fresh:
    """Cells that hold something new."""

    def __init__(self, filled: Mapping[str, Cells] | None = None):
        self.cells: dict[str, dict[int, set[int]]] = {}
        for sheet, cells in (filled or {}).items():
            columns = self.cells.setdefault(sheet, {})
            for row, column in cells:
                columns.setdefault(column, set()).add(row)

    def add(self, cell: FormulaCell) -> None:
        """One more, with all that it spills into."""
        area = cell.area
        columns = self.cells.setdefault(cell.sheet, {})
        for column in range(area.left, area.right + 1):
            columns.setdefault(column, set()).update(range(area.top, area.bottom + 1))

    def remove(self, cell: FormulaCell) -> None:
        """One fewer."""
        area = cell.area
        for column in range(area.left, area.right + 1):
            self.cells[cell.sheet][column].difference_update(range(area.top, area.bottom + 1))

    def meets(self, sheet: str, area: Area) -> bool:
        """Whether a block holds one of them."""
        for column, rows in self.cells.get(sheet, {}).items():
            if not area.left <= column <= area.right:
                continue
            if area.bottom - area.top < len(rows):
                if any(row in rows for row in range(area.top, area.bottom + 1)):
                    return True
            elif any(area.top <= row <= area.bottom for row in rows):
                return True
        return False

    def reached(self, seen: Reach | None) -> bool:
        """Whether a formula looks at one of them."""
        return seen is not None and any(self.meets(*area) for area in seen.areas)


def work_of(seen: Reach | None) -> int:
    """About how many cells have to be looked at for a formula."""
    if seen is None:
        return 1
    looked = sum((a.bottom - a.top + 1) * (a.right - a.left + 1) for _, a in seen.areas)
    return 1 + looked + START * (seen.free or bool(seen.functions & _LOOPS))


def in_order(
    cells: Sequence[FormulaCell], reach_of: Callable[[FormulaCell], Reach | None]
) -> list[FormulaCell]:
    """Formulas after those they look at; else the light ones first, as they stand in the workbook."""
    pending = Fresh()
    for cell in cells:
        pending.add(cell)
    waiting = sorted(cells, key=lambda cell: _weight(work_of(reach_of(cell))))
    order: list[FormulaCell] = []
    while waiting:
        left = []
        for cell in waiting:
            pending.remove(cell)
            if pending.reached(reach_of(cell)):
                pending.add(cell)
                left.append(cell)
            else:
                order.append(cell)
        if len(left) == len(waiting):  # they look at each other
            return order + left
        waiting = left
    return order


def _weight(work: int) -> int:
    return 0 if work < _HEAVY else work


@dataclass
class Portions:
    """Formulas being worked out within some time.

    Attributes
    ----------
    reach_of, ask : callable
    seconds : float
        For all of them.
    answers : dict
        What was found.
    late : set
        The formulas there was no time for, and those that look at one of them.
    """

    reach_of: Callable[[FormulaCell], Reach | None]
    ask: Ask
    seconds: float
    answers: dict[Key, Any] = field(default_factory=dict)
    late: set[Key] = field(default_factory=set)

    def done(self, cells: Collection[FormulaCell]) -> None:
        """Work them out."""
        self._ends = time.monotonic() + self.seconds
        self._lost, self._late = Fresh(), Fresh()
        self._waiting = len(cells)
        for portion in self._portions(in_order(list(cells), self.reach_of)):
            self._work(portion)

    def _portions(self, order: list[FormulaCell]) -> Iterator[list[FormulaCell]]:
        size, took, portion = START, 0, list[FormulaCell]()
        for cell in order:
            work = work_of(self.reach_of(cell))
            if portion and took + work > size:
                began = time.monotonic()
                yield portion
                size = size * 2 if time.monotonic() - began < _QUICK else size
                took, portion = 0, []
            portion.append(cell)
            took += work
        if portion:
            yield portion

    def _work(self, portion: list[FormulaCell]) -> None:
        ready = []
        for cell in portion:
            seen = self.reach_of(cell)
            late = self._late.reached(seen) or (bool(self.late) and seen is not None and seen.free)
            if late or self._lost.reached(seen):
                self._lose(cell, late=late)
            else:
                ready.append(cell)
        left = self._ends - time.monotonic()
        if not ready or left <= 0:
            for cell in ready:
                self._lose(cell, late=True)
            return
        alone = self._waiting == 1
        late = False
        try:
            found = self.ask(ready, self.answers, left if alone else min(left, max(left / _SHARE, _LEAST)))
        except TimeoutError:
            found, late = None, True
        if found is not None:
            self.answers |= found
            self._waiting -= len(ready)
            for cell in ready:
                if (cell.sheet, *cell.at) not in found:
                    self._lost.add(cell)
        elif len(ready) > 1:
            middle = len(ready) // 2
            self._work(ready[:middle])
            self._work(ready[middle:])
        else:
            self._lose(ready[0], late=late)

    def _lose(self, cell: FormulaCell, *, late: bool) -> None:
        """Give a formula up."""
        self._lost.add(cell)
        self._waiting -= 1
        if late:
            self._late.add(cell)
            self.late.add((cell.sheet, *cell.at))
