"""Rows that stand twice in one file: told by the key of their format, without keeping the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Floats = NDArray[np.float64]

_SLOTS: Final = 24
_RUNS: Final = 12
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_MORE: Final = np.uint64(0xBF58476D1CE4E5B9)


def hashed(columns: Sequence[Any], count: int) -> Hashes:
    """One number for each row out of the columns of its key: lists of texts, Arrow texts, days.

    Within one run of the program equal keys have equal numbers, and different keys different ones but for one
    chance in about 10¹¹ on a million rows.
    """
    together = np.zeros(count, dtype=np.uint64)
    for column in columns:
        if isinstance(column, str):
            continue
        together = _mixed(together * _MORE ^ _of(column))
    return together


def _mixed(numbers: Hashes) -> Hashes:
    """Numbers well stirred, so that any of their bits will do."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * _MIX
    return numbers ^ (numbers >> np.uint64(29))


def _of(column: Any) -> Hashes:
    """A number for each cell of one column."""
    if isinstance(column, np.ndarray):
        days: Hashes = column.astype("datetime64[s]").view(np.uint64)
        return _mixed(days)
    if isinstance(column, list):
        return np.fromiter(map(hash, column), np.int64, len(column)).view(np.uint64)
    return _of_arrow(column)


def _of_arrow(column: Any) -> Hashes:
    """The same of Arrow texts: digits as the number they are, other words by their hash."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        read = pc.cast(column, pa.uint64())
    except pa.ArrowInvalid:
        pass
    else:
        long = pc.binary_length(column).to_numpy(zero_copy_only=False).astype(np.uint64)
        return _number(read.to_numpy(zero_copy_only=False), long)
    coded = column.dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    words = coded.dictionary.to_pylist()
    numbers: Hashes = np.array([_of_word(word) for word in words], dtype=np.uint64)
    found: Hashes = numbers[coded.indices.to_numpy(zero_copy_only=False)]
    return found


def _number(value: Hashes, long: Hashes) -> Hashes:
    return _mixed(value * _MIX ^ long)


def _of_word(word: str) -> int:
    """A word's number, the same as that of digits in a column of digits alone."""
    if word.isascii() and word.isdigit() and int(word) < 1 << 64:
        one = _number(np.array([int(word)], dtype=np.uint64), np.array([len(word)], dtype=np.uint64))
        return int(one[0])
    return hash(word) & (1 << 64) - 1


def fingerprints(values: Sequence[Floats], count: int) -> Floats:
    """One number for the figures of each row: equal figures give equal ones; where nothing is said, 0 is as good."""
    together = np.zeros(count)
    weight = 1.0
    for value in values:
        weight = weight * 1.6180339887498949 % 1 + 0.5
        together += np.nan_to_num(value, posinf=0, neginf=0) * weight
    return together


@dataclass
class Seen:
    """Rows seen before: which row of which sheet it was, and what its figures were."""

    keys: Hashes
    prints: Floats
    places: NDArray[np.int64]


@dataclass
class Keys:
    """The rows of one layout in one file, by their keys.

    Attributes
    ----------
    sheets : list of str
        The sheets that rows came from.
    """

    sheets: list[str] = field(default_factory=list)
    runs: list[Seen] = field(default_factory=list)
    slots: NDArray[np.uint8] | None = None

    def repeated(
        self, keys: Hashes, prints: Floats, rows: NDArray[np.int64], sheet: str
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.int64]]:
        """Which rows have a key that was seen before, and remember the others.

        Returns
        -------
        same : bool array
            Rows whose figures are those of the earlier row.
        other : bool array
            Rows of the same key with other figures.
        before : int array
            The place of the earlier row, for `where`; -1 where there is none.
        """
        if not self.sheets or self.sheets[-1] != sheet:
            self.sheets.append(sheet)
        places = rows.astype(np.int64) + (len(self.sheets) - 1 << 40)
        before = np.full(len(keys), -1, dtype=np.int64)
        earlier = np.zeros(len(keys))
        order = np.argsort(keys)
        ordered = keys[order]
        twin = np.flatnonzero(ordered[1:] == ordered[:-1]) + 1
        if len(twin):  # the first of a group stands for it
            order = np.argsort(keys, kind="stable")
            first = np.arange(len(keys))
            starts = np.ones(len(keys), dtype=np.bool_)
            starts[twin] = False
            first = np.maximum.accumulate(np.where(starts, first, 0))
            mine, its = order[twin], order[first[twin]]
            before[mine], earlier[mine] = places[its], prints[its]
        if self.slots is None:
            self.slots = np.zeros(1 << _SLOTS, dtype=np.uint8)
        slot = (keys >> np.uint64(64 - _SLOTS)).astype(np.int64)
        maybe = np.flatnonzero(self.slots[slot]) if self.runs else np.zeros(0, dtype=np.int64)
        self.slots[slot] = 1
        if len(maybe):
            for run in self.runs:
                at = np.searchsorted(run.keys, keys[maybe])
                at[at == len(run.keys)] = 0
                hit = run.keys[at] == keys[maybe]
                before[maybe[hit]], earlier[maybe[hit]] = run.places[at[hit]], run.prints[at[hit]]
        known = before >= 0
        new = order[~known[order]]
        self._keep(Seen(keys[new], prints[new], places[new]))
        same = known & (prints == earlier)
        return same, known & ~same, before

    def _keep(self, run: Seen) -> None:
        """Remember some rows; many short runs become one."""
        if not len(run.keys):
            return
        self.runs.append(run)
        if len(self.runs) > _RUNS:
            keys = np.concatenate([one.keys for one in self.runs])
            order = np.argsort(keys, kind="stable")
            self.runs = [
                Seen(
                    keys[order],
                    np.concatenate([one.prints for one in self.runs])[order],
                    np.concatenate([one.places for one in self.runs])[order],
                )
            ]

    def where(self, place: int) -> tuple[str, int]:
        """The sheet and the row of a place."""
        return self.sheets[place >> 40], place & (1 << 40) - 1

    def clear(self) -> None:
        """Forget everything: the file is read anew."""
        self.sheets.clear()
        self.runs.clear()
        self.slots = None
