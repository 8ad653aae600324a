"""What every raw table has in common, whatever kind of file it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Protocol, TypeAlias

from xl_fact.exports.tables.cells import Cells

Row: TypeAlias = Sequence[Any]
"""The cells of one row: text, float, bool, datetime, date, time, timedelta; "" where there is nothing."""

Columns: TypeAlias = tuple[int, dict[int, Cells]]
"""Some rows by columns: how many, and the cells by place; the first column is always there."""

HEAD_ROWS: Final = 40
"""So many rows are looked at to find the headings."""

LARGE: Final = 8 << 20
"""From this many bytes on, a file is worth a second processor, and delimited text is read by Arrow."""


class Table(Protocol):
    """One sheet (or one text file): its name, its first rows, and its columns as a stream."""

    name: str
    head: list[Row]

    @property
    def merged(self) -> Mapping[int, Sequence[tuple[int, int]]]:
        """Column → first and last row, counted from 0, of cells that are merged downwards."""

    @property
    def summed(self) -> Mapping[int, tuple[int, int]]:
        """Row → first and last row, counted from 1, of those that its own formula sums."""

    @property
    def since_1904(self) -> bool:
        """Whether plain numbers count days from 1904 on."""

    @property
    def formats(self) -> Mapping[int, Mapping[str, tuple[int, ...]]]:
        """Column → number format → the rows, counted from 1, of the first figures that have it."""

    def columns(self, below: int, width: int, wanted: Sequence[int]) -> Iterator[Columns]:
        """The rows below the first `below`, some thousands at a time: how many, and the columns wanted by place."""
