"""What was put into the cells of a sheet: long columns stay the lists they came as."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any, Final

_LONG: Final = 100


class Written(Mapping[tuple[int, int], Any]):
    """Values by row and column; the later of two for one cell counts.

    Examples
    --------
    >>> written = Written()
    >>> written.note(5, 2, range(200))
    >>> written.note(7, 2, ["x"])
    >>> written[6, 2], written[7, 2], (4, 2) in written, len(written)
    (1, 'x', False, 200)
    """

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], Any] = {}
        self._runs: dict[int, list[tuple[int, Sequence[Any]]]] = {}

    def note(self, first: int, column: int, values: Sequence[Any]) -> None:
        """Keep the values of a column from a row on."""
        self._part(column, first, first + len(values))
        rows = range(first, first + len(values))
        if len(values) < _LONG:
            self._cells.update(zip(zip(rows, repeat(column), strict=False), values, strict=True))
            return
        for cell in [c for c in self._cells if c[1] == column and c[0] in rows]:
            del self._cells[cell]
        self._runs.setdefault(column, []).append((first, values))

    def put(self, values: Mapping[tuple[int, int], Any]) -> None:
        """Keep the values of single cells."""
        for row, column in values:
            self._part(column, row, row + 1)
        self._cells.update(values)

    def _part(self, column: int, first: int, end: int) -> None:
        """Take the long lists that reach into some rows of a column apart."""
        for start, values in [*self._runs.get(column, ())]:
            if start < end and first < start + len(values):
                self._runs[column].remove((start, values))
                self._cells.update({(row, column): value for row, value in enumerate(values, start)})

    def __getitem__(self, cell: tuple[int, int]) -> Any:
        if cell in self._cells:
            return self._cells[cell]
        row, column = cell
        for first, values in self._runs.get(column, ()):
            if first <= row < first + len(values):
                return values[row - first]
        raise KeyError(cell)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        yield from self._cells
        for column, runs in self._runs.items():
            for first, values in runs:
                yield from zip(range(first, first + len(values)), repeat(column), strict=False)

    def __len__(self) -> int:
        return len(self._cells) + sum(len(values) for runs in self._runs.values() for _, values in runs)
