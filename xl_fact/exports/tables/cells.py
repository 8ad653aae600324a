"""One column of raw cells: Python values from a parser, or an Arrow column of texts, asked the same questions.

Each question is put to the distinct cells only, as far as it pays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from xl_fact.core import numbers
from xl_fact.exports import dates
from xl_fact.exports.tables.lost import EMPTY, ERROR, LONG, SHORT, UNCACHED, Codes

if TYPE_CHECKING:
    import pyarrow as pa

Never: TypeAlias = Literal["", "digits", "numbers", "figures"]
"""Cells that never pass a test, so that they need not be asked: texts of digits alone, as identifiers are; with
"numbers" also numbers, and with "figures" those and every text that begins with a digit."""

_PROBE: Final = 64
"""So many texts are tried as numbers before all of them are."""

_ISO: Final = len("2026-06-01 10:00:00")


class Cells(Protocol):
    """What a column of cells can be asked."""

    lost: Codes | None
    """Which cells hold no value though they are not blank, and why; None where there is no such cell."""

    @property
    def errors(self) -> NDArray[np.bool_]:
        """Which cells hold an error such as #REF!."""

    @property
    def uncached(self) -> NDArray[np.bool_]:
        """Which cells hold a formula without its value, or with an empty text for it."""

    @property
    def uneven(self) -> NDArray[np.bool_]:
        """Which cells can't be told, because their row is shorter or longer than its headings."""

    def __len__(self) -> int: ...

    def at(self, n: int) -> Any:
        """One cell."""

    def where(self, test: Callable[[Any], bool], never: Never = "") -> NDArray[np.bool_]:
        """Which cells pass a test; `never` says which of them can't."""

    def numbers(self, range_as: numbers.RangeAs) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The cells as numbers, and which are none."""

    def minutes(
        self, numbers: NDArray[np.float64], bad: NDArray[np.bool_], unit: float
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The cells that are no plain numbers as durations."""

    def moments(
        self, form: str, year: int | dates.Year | None, zone: str = ""
    ) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
        """The cells as moments, and which are none."""

    def texts(self, clean: Callable[[Any], str], digits: bool = True) -> Any:
        """The cells as cleaned texts: a list, or an Arrow array; `digits` says whether digits alone may change."""


def _finite(
    found: NDArray[np.float64], bad: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Numbers of which those too large for one are none."""
    endless = np.isinf(found)
    return (np.where(endless, np.nan, found), bad | endless) if endless.any() else (found, bad)


_GLUED: Final = re.compile(r'=\s*"([^"]*)"')
_BEHIND: Final = re.compile(r"(\d[\d.,]*)\s*[-−－]")
"""A minus sign behind the figure, as SAP writes it."""

_UNSEEN: Final = str.maketrans(
    dict.fromkeys(map(ord, "\u200c\u200d\u200e\u200f\u2060\u202a\u202b\u202c\u2066\u2067\u2069"))
)


def _numbers(
    cells: Sequence[Any], range_as: numbers.RangeAs
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Cells as numbers; those that are none are tried again: without signs that nobody sees, out of ``="…"``, ``5-`` as -5."""
    found, bad = numbers.parse_many(cells, range_as)
    if not bad.any():
        return found, bad
    where = np.flatnonzero(bad)
    plain = [_plainer(cells[n]) for n in where.tolist()]
    if all(text is None for text in plain):
        return found, bad
    again, still = numbers.parse_many([text or "" for text in plain], range_as)
    told = np.array([text is not None for text in plain], dtype=np.bool_) & ~still
    found[where[told]], bad[where[told]] = again[told], False
    return found, bad


def _plainer(cell: Any) -> str | None:
    """A text without its wrapping; None where there is none."""
    if not isinstance(cell, str):
        return None
    text = cell.translate(_UNSEEN).strip()
    if glued := _GLUED.fullmatch(text):
        text = glued[1].strip()
    if behind := _BEHIND.fullmatch(text):
        text = f"-{behind[1]}"
    return text if text and text != cell.strip() else None


class _Lossy:
    """What may have been lost of a column's cells."""

    lost: Codes | None = None

    def __len__(self) -> int:
        raise NotImplementedError

    def _of(self, first: int, last: int) -> NDArray[np.bool_]:
        if self.lost is None:
            return np.zeros(len(self), dtype=np.bool_)
        return (self.lost >= first) & (self.lost <= last)

    @property
    def errors(self) -> NDArray[np.bool_]:
        """Which cells hold an error such as #REF!."""
        return self._of(ERROR, 255)

    @property
    def uncached(self) -> NDArray[np.bool_]:
        """Which cells hold a formula without its value, or with an empty text for it."""
        return self._of(UNCACHED, EMPTY)

    @property
    def uneven(self) -> NDArray[np.bool_]:
        """Which cells can't be told, because their row is shorter or longer than its headings."""
        return self._of(SHORT, LONG)


class PythonCells(_Lossy):
    """Cells as the workbook's parser or the csv module gives them."""

    def __init__(self, cells: Sequence[Any]):
        self.cells = cells

    def __len__(self) -> int:
        return len(self.cells)

    @cached_property
    def digits(self) -> bool:
        """Whether every cell is a text of digits alone."""
        try:
            return all(map(str.isdigit, self.cells))
        except TypeError:  # not all of them are texts
            return False

    def at(self, n: int) -> Any:
        """One cell."""
        return self.cells[n]

    def where(self, test: Callable[[Any], bool], never: Never = "") -> NDArray[np.bool_]:
        """Which cells pass a test."""
        if never and self.digits:
            return np.zeros(len(self.cells), dtype=np.bool_)
        met = {cell for cell in set(self.cells) if test(cell)}
        if not met:
            return np.zeros(len(self.cells), dtype=np.bool_)
        return np.fromiter((cell in met for cell in self.cells), np.bool_, len(self.cells))

    def numbers(self, range_as: numbers.RangeAs) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The cells as numbers, and which are none."""
        return _finite(*_numbers(self.cells, range_as))

    def minutes(
        self, numbers: NDArray[np.float64], bad: NDArray[np.bool_], unit: float
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The cells that are no plain numbers as durations."""
        return dates.minutes_of(self.cells, numbers, bad, unit)

    def moments(
        self, form: str, year: int | dates.Year | None, zone: str = ""
    ) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
        """The cells as moments, and which are none."""
        return dates.parse_many(self.cells, form, year, zone)

    def texts(self, clean: Callable[[Any], str], digits: bool = True) -> list[str]:
        """The cells as cleaned texts."""
        if not digits and self.digits:
            return list(self.cells)
        known = {cell: clean(cell) for cell in set(self.cells)}
        return [known[cell] for cell in self.cells]


class FloatCells(_Lossy):
    """Cells that are all numbers."""

    def __init__(self, values: NDArray[np.float64]):
        self.values = values

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def listed(self) -> PythonCells:
        """The numbers as Python has them: made only when somebody asks for texts or days."""
        return PythonCells(self.values.tolist())

    def at(self, n: int) -> Any:
        """One cell."""
        return float(self.values[n])

    def where(self, test: Callable[[Any], bool], never: Never = "") -> NDArray[np.bool_]:
        """Which cells pass a test."""
        if never in {"numbers", "figures"}:
            return np.zeros(len(self), dtype=np.bool_)
        return self.listed.where(test)

    def numbers(self, range_as: numbers.RangeAs) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The cells themselves; what is too large for a number is none."""
        return _finite(self.values, np.zeros(len(self.values), dtype=np.bool_))

    def minutes(
        self, numbers: NDArray[np.float64], bad: NDArray[np.bool_], unit: float
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The cells themselves."""
        return numbers, bad

    def moments(
        self, form: str, year: int | dates.Year | None, zone: str = ""
    ) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
        """The cells as moments, and which are none."""
        return self.listed.moments(form, year, zone)

    def texts(self, clean: Callable[[Any], str], digits: bool = True) -> list[str]:
        """The cells as cleaned texts."""
        return self.listed.texts(clean, digits)


class CodedCells(_Lossy):
    """Cells of which many are alike: the distinct ones, and which of them each cell is."""

    def __init__(self, words: list[Any], places: NDArray[np.integer[Any]]):
        self.words, self.places = words, places

    def __len__(self) -> int:
        return len(self.places)

    def at(self, n: int) -> Any:
        """One cell."""
        return self.words[self.places[n]]

    def where(self, test: Callable[[Any], bool], never: Never = "") -> NDArray[np.bool_]:
        """Which cells pass a test."""
        if never in {"numbers", "figures"}:
            met = [n for n in self.spoken if test(self.words[n])]
        else:
            met = [n for n, word in enumerate(self.words) if test(word)]
        if not met:
            return np.zeros(len(self.places), dtype=np.bool_)
        passed = np.zeros(len(self.words), dtype=np.bool_)
        passed[met] = True
        where: NDArray[np.bool_] = passed[self.places]
        return where

    @cached_property
    def spoken(self) -> list[int]:
        """Which of the distinct cells are no numbers."""
        return [n for n, word in enumerate(self.words) if not isinstance(word, float)]

    def numbers(self, range_as: numbers.RangeAs) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The cells as numbers, and which are none."""
        found, bad = _finite(*_numbers(self.words, range_as))
        return found[self.places], bad[self.places]

    def minutes(
        self, numbers: NDArray[np.float64], bad: NDArray[np.bool_], unit: float
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The cells that are no plain numbers as durations."""
        return dates.minutes_of([self.words[n] for n in self.places.tolist()], numbers, bad, unit)

    def moments(
        self, form: str, year: int | dates.Year | None, zone: str = ""
    ) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
        """The cells as moments, and which are none."""
        found, bad = dates.parse_many(self.words, form, year, zone)
        return found[self.places], bad[self.places]

    def texts(self, clean: Callable[[Any], str], digits: bool = True) -> Any:
        """The cells as cleaned texts."""
        cleaned = [clean(word) for word in self.words]
        return [cleaned[n] for n in self.places.tolist()]


class ArrowCells(_Lossy):
    """Texts of a large delimited file, as Arrow holds them."""

    def __init__(self, column: pa.ChunkedArray | pa.Array):
        self.column = column

    def __len__(self) -> int:
        return len(self.column)

    @cached_property
    def coded(self) -> CodedCells:
        """The same, with the distinct texts apart."""
        import pyarrow as pa

        coded = self.column.dictionary_encode()
        if isinstance(coded, pa.ChunkedArray):
            coded = coded.combine_chunks()
        if isinstance(coded, pa.ChunkedArray):  # no chunk at all
            return CodedCells([], np.zeros(0, dtype=np.int64))
        return CodedCells(coded.dictionary.to_pylist(), coded.indices.to_numpy(zero_copy_only=False))

    @cached_property
    def digits(self) -> bool:
        """Whether every cell is digits alone, as identifiers are: told without taking the cells apart."""
        import pyarrow.compute as pc

        return bool(pc.all(pc.ascii_is_decimal(self.column)).as_py())

    @cached_property
    def led(self) -> bool:
        """Whether every cell begins with a digit, as days do."""
        if self.digits:
            return True
        import pyarrow as pa

        chunks = self.column.chunks if isinstance(self.column, pa.ChunkedArray) else [self.column]
        return all(map(_led, chunks))

    def at(self, n: int) -> Any:
        """One cell."""
        return self.column[n].as_py()

    def where(self, test: Callable[[Any], bool], never: Never = "") -> NDArray[np.bool_]:
        """Which cells pass a test."""
        if (never == "figures" and self.led) or (never and self.digits):
            return np.zeros(len(self.column), dtype=np.bool_)
        return self.coded.where(test)

    def numbers(self, range_as: numbers.RangeAs) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The cells as numbers, and which are none: Arrow's own reading where every text is plain digits or missing."""
        if self.plain is None:
            return self.coded.numbers(range_as)
        return self.plain, np.zeros(len(self.plain), dtype=np.bool_)

    @cached_property
    def plain(self) -> NDArray[np.float64] | None:
        """The cells as numbers when every one is plain digits with a point, or missing."""
        import pyarrow as pa
        import pyarrow.compute as pc

        found = self._plain(self.column)
        if found is None:
            missing = pc.is_in(self.column, pa.array(sorted(numbers.MISSING), self.column.type))
            if pc.any(missing).as_py():
                found = self._plain(pc.if_else(missing, pa.scalar(None, self.column.type), self.column))
        return found

    @staticmethod
    def _plain(column: pa.Array) -> NDArray[np.float64] | None:
        """Texts of plain digits as numbers, NaN where there is none; None when one is more than that.

        Arrow words a complaint for every text that is no number: a few are tried first.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        try:
            pc.cast(column.slice(0, _PROBE), pa.float64())
            read = pc.cast(column, pa.float64())
        except pa.ArrowInvalid:
            return None
        if not pc.all(pc.is_finite(read)).as_py():  # "inf" and "nan" are words to us
            return None
        values: NDArray[np.float64] = read.to_numpy(zero_copy_only=False)
        return values

    def minutes(
        self, numbers: NDArray[np.float64], bad: NDArray[np.bool_], unit: float
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The cells that are no plain numbers as durations."""
        return dates.minutes_of(self.column.to_pylist(), numbers, bad, unit)

    def moments(
        self, form: str, year: int | dates.Year | None, zone: str = ""
    ) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
        """The cells as moments, and which are none: Arrow's own reading of ISO times, ours of the rest."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if form in {"", "loose"}:
            if self._whole_seconds:
                try:
                    read = pc.cast(self.column, pa.timestamp("s"))
                except pa.ArrowInvalid:
                    pass
                else:
                    return read.to_numpy(zero_copy_only=False), np.zeros(len(read), dtype=np.bool_)
            try:
                values = pc.strptime(self.column, "%Y-%m-%d %H:%M:%S", "s").to_numpy(zero_copy_only=False)
            except pa.ArrowInvalid:
                pass
            else:
                return values.astype("datetime64[s]"), np.zeros(len(values), dtype=np.bool_)
        return self.coded.moments(form, year, zone)

    @property
    def _whole_seconds(self) -> bool:
        """Whether every text is as long as an ISO time of whole seconds, which Arrow reads without a pattern."""
        import pyarrow.compute as pc

        long = pc.min_max(pc.binary_length(self.column)).as_py()
        return bool(long["min"] == long["max"] == _ISO)

    def texts(self, clean: Callable[[Any], str], digits: bool = True) -> pa.Array:
        """The cells as cleaned texts, still in Arrow."""
        import pyarrow as pa

        if digits or not self.digits:
            words = self.coded.words
            cleaned = [clean(word) for word in words]
            if cleaned != words:
                return pa.array(cleaned, self.column.type).take(pa.array(self.coded.places))
        return self.column.combine_chunks() if isinstance(self.column, pa.ChunkedArray) else self.column


_SERIALS: Final = (10_000.0, 100_000.0)
_BETWEEN: Final = 1462
"""Days from the 31st of December 1899 to the first of 1904."""


def since_1904(cells: Cells) -> Cells:
    """Cells of days of a workbook that counts from 1904 on: plain numbers of five figures as all others count them."""
    out: Cells
    if isinstance(cells, FloatCells):
        old = (cells.values >= _SERIALS[0]) & (cells.values < _SERIALS[1])
        out = FloatCells(np.where(old, cells.values + _BETWEEN, cells.values))
    elif isinstance(cells, CodedCells):
        out = CodedCells([_later(word) for word in cells.words], cells.places)
    elif isinstance(cells, PythonCells):
        out = PythonCells([_later(cell) for cell in cells.cells])
    else:
        return cells
    out.lost = cells.lost
    return out


def _later(cell: Any) -> Any:
    """A plain number that counts days from 1904 on, as all others count them."""
    return cell + _BETWEEN if isinstance(cell, float) and _SERIALS[0] <= cell < _SERIALS[1] else cell


def distinct(cells: Cells) -> set[str]:
    """The texts of a column."""
    if isinstance(cells, DatedCells | ScaledCells):
        return distinct(cells.cells)
    if isinstance(cells, FloatCells):
        return set()
    if isinstance(cells, ArrowCells):
        return set(cells.coded.words)
    found = (
        cells.words
        if isinstance(cells, CodedCells)
        else cells.cells
        if isinstance(cells, PythonCells)
        else ()
    )
    return {cell for cell in set(found) if type(cell) is str}


def _led(column: pa.Array) -> bool:
    """Whether every text of an Arrow array begins with a digit."""
    import pyarrow as pa

    if column.null_count or not pa.types.is_large_string(column.type):
        return False
    _, ends, data = column.buffers()
    places = np.frombuffer(ends, np.int64)[column.offset : column.offset + len(column) + 1]
    if (places[1:] == places[:-1]).any():
        return False
    first = np.frombuffer(data, np.uint8)[places[:-1]]
    return bool(((first - np.uint8(ord("0"))) < 10).all())


_MANY: Final = re.compile(r"\d\s*\+?\s*(?:[万萬亿億千百wkb]|tr|jt|rb|triệu|tỷ)", re.IGNORECASE)


class _OtherCells(_Lossy):
    """The cells of another column, but in one respect that a subclass says."""

    def __init__(self, cells: Cells):
        self.cells, self.lost = cells, cells.lost

    def __len__(self) -> int:
        return len(self.cells)

    def at(self, n: int) -> Any:
        """One cell."""
        return self.cells.at(n)

    def where(self, test: Callable[[Any], bool], never: Never = "") -> NDArray[np.bool_]:
        """Which cells pass a test."""
        return self.cells.where(test, never)

    def numbers(self, range_as: numbers.RangeAs) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The cells as numbers, and which are none."""
        return self.cells.numbers(range_as)

    def minutes(
        self, numbers: NDArray[np.float64], bad: NDArray[np.bool_], unit: float
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The cells that are no plain numbers as durations."""
        return self.cells.minutes(numbers, bad, unit)

    def moments(
        self, form: str, year: int | dates.Year | None, zone: str = ""
    ) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
        """The cells as moments, and which are none."""
        return self.cells.moments(form, year, zone)

    def texts(self, clean: Callable[[Any], str], digits: bool = True) -> Any:
        """The cells as cleaned texts."""
        return self.cells.texts(clean, digits)


class ScaledCells(_OtherCells):
    """Figures whose heading says that they are so many times larger than they look, unless a cell says it itself.

    Parameters
    ----------
    cells : Cells
        The column.
    times : float
        By what its figures are to be multiplied.
    """

    def __init__(self, cells: Cells, times: float):
        super().__init__(cells)
        self.times = times

    def numbers(self, range_as: numbers.RangeAs) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The cells as numbers, and which are none."""
        found, bad = self.cells.numbers(range_as)
        own = self.cells.where(
            lambda cell: isinstance(cell, str) and _MANY.search(cell) is not None, "digits"
        )
        return np.where(own, found, np.round(found * self.times, 6)), bad


class DatedCells(_OtherCells):
    """Cells of which it is known in which order a day is written, and to which zone's day a time goes.

    Parameters
    ----------
    cells : Cells
        The column.
    order : {"", "dmy", "mdy"}
        The order of a day whose year comes last; "" as the format says.
    zone : str
        The zone of times that state their offset.
    """

    def __init__(self, cells: Cells, order: str, zone: str):
        super().__init__(cells)
        self.order, self.zone = order, zone

    def moments(
        self, form: str, year: int | dates.Year | None, zone: str = ""
    ) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
        """The cells as moments of the zone, and which are none."""
        return self.cells.moments(self.order or form, year, self.zone or zone)
