"""Rows that stand twice in one file: told by the key of their format, without keeping the rows.

The rows of a small file are compared as they come. Of a large one only the numbers of its keys are kept, and looked
over together when all of them are there: that no two are equal is then certain and costs next to nothing. Where two
are, the file is read again, every row compared as it comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Floats = NDArray[np.float64]

_FEWEST: Final = 16
_MOST: Final = 28
_RUNS: Final = 32
_LARGE: Final = 1 << 16
"""From this many rows on, keys are looked over together."""

_SAID_AGAIN: Final = 64
"""Where so many cells say few words, the words are numbered, not the cells."""

_EIGHT: Final = (1 << np.arange(8)).astype(np.uint8)
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

    if len(column) < _SAID_AGAIN or len(column.slice(0, _SAID_AGAIN).unique()) > _SAID_AGAIN // 4:
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


def _order(keys: Hashes) -> tuple[NDArray[np.int64], bool]:
    """The order of some keys, those of one value as they came, and whether it is certain that no two are equal.

    Numbers are sorted sooner than places: each key gives up its last bits to its place, as long as no two keys are
    then alike.
    """
    places = np.arange(len(keys), dtype=np.uint64)
    last = np.uint64((1 << max(1, len(keys).bit_length())) - 1)
    packed = (keys & ~last) | places
    packed.sort()
    order = (packed & last).view(np.int64)
    packed |= last
    if (packed[1:] != packed[:-1]).all():
        return order, True
    return np.argsort(keys, kind="stable"), False


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
    """Rows seen before, as they came: their numbers in the sheet, and what their figures were."""

    first: int
    rows: NDArray[np.int64]
    prints: Floats
    sheet: int


@dataclass
class Keys:
    """The rows of one layout in one file, by their keys.

    A bit for each key that was seen, in a field of 32 or more bits a row, tells of nearly every row that its key is
    new; only of the few others the keys themselves are asked, which lie in runs, each of them sorted.

    Attributes
    ----------
    exact : bool
        Whether every row is compared as it comes, however many there are.
    sheets : list of str
        The sheets that rows came from.
    doubted : bool
        Whether two rows seem to be one, and more of them must be compared to know it.
    """

    exact: bool = False
    doubted: bool = False
    sheets: list[str] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    runs: list[tuple[Hashes, NDArray[np.int64]]] = field(default_factory=list)
    long_runs: int = 0
    count: int = 0
    later: list[Hashes] = field(default_factory=list)
    bits: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(1 << _FEWEST - 3, dtype=np.uint8))

    @property
    def waits(self) -> bool:
        """Whether the next keys need only be kept, for `crossed` to look over."""
        return not self.exact and self.count >= _LARGE

    def keep(self, keys: Hashes) -> None:
        """Keep some keys of rows that must be told apart."""
        self.later.append(keys)

    @property
    def crossed(self) -> bool:
        """Whether one of the keys kept stands there twice, none of them is kept any longer; or two rows are in doubt."""
        if not self.later or self.doubted:
            return self.doubted
        keys = np.concatenate([*(run for run, _ in self.runs), *self.later])
        self.later.clear()
        keys.sort()
        return bool((keys[1:] == keys[:-1]).any())

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
            Which of all rows the earlier one is, for `where`; -1 where there is none.
        """
        if not self.sheets or self.sheets[-1] != sheet:
            self.sheets.append(sheet)
        here = self._place()
        before = np.full(len(keys), -1, dtype=np.int64)
        earlier = np.zeros(len(keys))
        order, certain = _order(keys)
        ordered = keys[order]
        at, bit = self._bit(ordered)
        maybe = np.flatnonzero(self.bits[at] & bit) if self.count else np.zeros(0, dtype=np.intp)
        for run, places in self.runs if len(maybe) else ():
            asked = ordered[maybe]
            there = np.searchsorted(run, asked)
            there[there == len(run)] = 0
            hit = run[there] == asked
            before[order[maybe[hit]]] = places[there[hit]]
        known = before >= 0
        if known.any():
            earlier[known] = self._prints(before[known])
        twin = np.zeros(0, dtype=np.intp) if certain else np.flatnonzero(ordered[1:] == ordered[:-1]) + 1
        if len(twin):  # the first of a group stands for it
            starts = np.ones(len(keys), dtype=np.bool_)
            starts[twin] = False
            first = np.maximum.accumulate(np.where(starts, np.arange(len(keys)), 0))
            mine, its = order[twin], order[first[twin]]
            new = before[its] < 0
            before[mine] = np.where(new, here + its, before[its])
            earlier[mine] = np.where(new, prints[its], earlier[its])
            known = before >= 0
        self._mark(at, bit)
        if known.any():
            order = order[~known[order]]
            ordered = keys[order]
        self._keep(ordered, order + here)
        self.seen.append(Seen(here, rows, prints, len(self.sheets) - 1))
        same = known & (prints == earlier)
        return same, known & ~same, before

    def _place(self) -> int:
        """The place of the next row among all."""
        return self.seen[-1].first + len(self.seen[-1].rows) if self.seen else 0

    def _bit(self, keys: Hashes) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """Where the bit of each key stands: its byte, and which of the eight."""
        slots = (keys >> np.uint64(64 - (len(self.bits).bit_length() + 2))).view(np.int64)
        return slots >> 3, _EIGHT[slots & 7]

    def _mark(self, at: NDArray[np.int64], bit: NDArray[np.uint8]) -> None:
        """Set some bits, which come in their order."""
        if not len(at):
            return
        starts = np.flatnonzero(np.concatenate([[True], at[1:] != at[:-1]]))
        self.bits[at[starts]] |= np.bitwise_or.reduceat(bit, starts)

    def _prints(self, places: NDArray[np.int64]) -> Floats:
        """The figures of earlier rows."""
        firsts = np.array([block.first for block in self.seen])
        which = np.searchsorted(firsts, places, side="right") - 1
        found = np.empty(len(places))
        for n in np.unique(which).tolist():
            mine = which == n
            found[mine] = self.seen[n].prints[places[mine] - firsts[n]]
        return found

    def _keep(self, ordered: Hashes, places: NDArray[np.int64]) -> None:
        """Remember some keys, in their order; many short runs become one long one."""
        if not len(ordered):
            return
        self.runs.append((ordered, places))
        self.count += len(ordered)
        if self.count << 5 > len(self.bits) << 3 and len(self.bits) < 1 << _MOST - 3:
            self.bits = np.zeros(len(self.bits) << 2, dtype=np.uint8)
            for run, _ in self.runs:
                self._mark(*self._bit(run))
        if len(self.runs) - self.long_runs > _RUNS:
            short = self.runs[self.long_runs :]
            keys = np.concatenate([run for run, _ in short])
            order = np.argsort(keys, kind="stable")
            self.runs[self.long_runs :] = [(keys[order], np.concatenate([at for _, at in short])[order])]
            self.long_runs += 1

    def where(self, place: int) -> tuple[str, int]:
        """The sheet and the row of a place."""
        block = next(block for block in reversed(self.seen) if block.first <= place)
        return self.sheets[block.sheet], int(block.rows[place - block.first])

    def clear(self) -> None:
        """Forget everything: the file is read anew."""
        self.__init__(self.exact)  # type: ignore[misc]
