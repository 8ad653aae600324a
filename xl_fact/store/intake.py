"""The facts of one file on their way into the store: a hidden part for each month, written while the rest is read."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import numpy as np

from xl_fact.errors import InputError
from xl_fact.exports.tables.blocks import Block
from xl_fact.saving import write_through
from xl_fact.store import parts

_FEW: Final = 5_000
"""So few rows are written at once: nothing is won by a thread of their own."""

_AHEAD: Final = 2
"""How many blocks may wait to be written."""


class Intake:
    """A sink that writes parts under hidden names: the content's hash, which names them, is known last.

    Parameters
    ----------
    folder : Path
        Where to write.
    file : str
        The file's name, for messages.

    Attributes
    ----------
    months : dict
        Month → rows, first and last day.
    """

    def __init__(self, folder: Path, file: str):
        self.folder, self.file = folder, file
        self.months: dict[str, dict[str, Any]] = {}
        self._writers: dict[str, parts.Writer] = {}
        self._pool = ThreadPoolExecutor(1)
        self._waiting: deque[Future[None]] = deque()

    def add(self, block: Block) -> None:
        """Take some rows in."""
        count, columns = block
        if not count:
            return
        date = columns.get("date")
        if date is None or np.isnat(date).any():
            raise InputError(
                f"{self.file}：没有日期，不知道是哪个月的；请用 --month 给出月份再导入",
                f"{self.file}: carries no date, so its month is not known; import it with --month",
            )
        if count < _FEW:
            self._settle(0)
            self._write(block)
            return
        self._settle(_AHEAD)
        self._waiting.append(self._pool.submit(self._write, block))

    def _write(self, block: Block) -> None:
        _, columns = block
        table = parts.table_of(block)
        month = columns["date"].astype("datetime64[M]")
        first = month.min()
        for one in [first] if first == month.max() else np.unique(month):
            mask = month == one
            there = table if mask.all() else table.filter(mask)
            self._writer(str(one)).write(there)
            self._count(str(one), int(mask.sum()), columns["date"][mask].min(), columns["until"][mask].max())

    def _writer(self, month: str) -> parts.Writer:
        if month not in self._writers:
            self._writers[month] = parts.Writer(self.path(month))
        return self._writers[month]

    def _count(self, month: str, rows: int, first: np.datetime64, last: np.datetime64) -> None:
        days = (str(first.astype("datetime64[D]")), str(last.astype("datetime64[D]")))
        so_far = self.months.get(month, {"rows": 0, "first": days[0], "last": days[1]})
        self.months[month] = {
            "rows": so_far["rows"] + rows,
            "first": min(so_far["first"], days[0]),
            "last": max(so_far["last"], days[1]),
        }

    def _settle(self, most: int) -> None:
        """Wait until no more than `most` blocks wait; what went wrong with one is raised."""
        while len(self._waiting) > most:
            self._waiting.popleft().result()

    def path(self, month: str) -> Path:
        """Where a month's part is written."""
        return self.folder / f".{month}.parquet.tmp"

    def clear(self) -> None:
        """Forget the rows taken in so far."""
        self._settle(0)
        self._discard()
        self.months.clear()

    def done(self) -> dict[str, Path]:
        """Every part written through to the disk, by month."""
        self._settle(0)
        for writer in self._writers.values():
            writer.close()
        for month in self._writers:
            write_through(self.path(month))
        return {month: self.path(month) for month in sorted(self._writers)}

    def _discard(self) -> None:
        """Remove what was written and not fetched."""
        for month, writer in self._writers.items():
            with suppress(OSError):  # a full disk: what it could not hold is not wanted
                writer.close()
            self.path(month).unlink(missing_ok=True)
        self._writers.clear()

    def __enter__(self) -> Intake:
        return self

    def __exit__(self, *error: object) -> None:
        self._pool.shutdown(cancel_futures=True)
        self._discard()
