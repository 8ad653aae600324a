"""One column of raw cells: Python values from a parser, or an Arrow column of texts, asked the same questions.

Each question is put to the distinct cells only, as far as it pays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from xl_fact.core import numbers
from xl_fact.exports import dates

if TYPE_CHECKING:
    import pyarrow as pa


class Cells(Protocol):
    """What a column of cells can be asked."""

    def __len__(self) -> int: ...

    def at(self, n: int) -> Any:
        """One cell."""

    def where(self, test: Callable[[Any], bool]) -> NDArray[np.bool_]:
        """Which cells pass a test."""

    def numbers(self, range_as: numbers.RangeAs) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The cells as numbers, and which are none."""

    def minutes(
        self, numbers: NDArray[np.float64], bad: NDArray[np.bool_], unit: float
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The cells that are no plain numbers as durations."""

    def moments(self, form: str, year: int | None) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
        """The cells as moments, and which are none."""

    def texts(self, clean: Callable[[Any], str]) -> Any:
        """The cells as cleaned texts: a list, or an Arrow array."""


class PythonCells:
    """Cells as the workbook's parser or the csv module gives them."""

    def __init__(self, cells: Sequence[Any]):
        self.cells = cells

    def __len__(self) -> int:
        return len(self.cells)

    def at(self, n: int) -> Any:
        """One cell."""
        return self.cells[n]

    def where(self, test: Callable[[Any], bool]) -> NDArray[np.bool_]:
        """Which cells pass a test."""
        met = {cell for cell in set(self.cells) if test(cell)}
        if not met:
            return np.zeros(len(self.cells), dtype=np.bool_)
        return np.fromiter((cell in met for cell in self.cells), np.bool_, len(self.cells))

    def numbers(self, range_as: numbers.RangeAs) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The cells as numbers, and which are none."""
        return numbers.parse_many(self.cells, range_as)

    def minutes(
        self, numbers: NDArray[np.float64], bad: NDArray[np.bool_], unit: float
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The cells that are no plain numbers as durations."""
        return dates.minutes_of(self.cells, numbers, bad, unit)

    def moments(self, form: str, year: int | None) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
        """The cells as moments, and which are none."""
        return dates.parse_many(self.cells, form, year)

    def texts(self, clean: Callable[[Any], str]) -> list[str]:
        """The cells as cleaned texts."""
        known = {cell: clean(cell) for cell in set(self.cells)}
        return [known[cell] for cell in self.cells]


class FloatCells:
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

    def where(self, test: Callable[[Any], bool]) -> NDArray[np.bool_]:
        """Which cells pass a test."""
        return self.listed.where(test)

    def numbers(self, range_as: numbers.RangeAs) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The cells themselves."""
        return self.values, np.zeros(len(self.values), dtype=np.bool_)

    def minutes(
        self, numbers: NDArray[np.float64], bad: NDArray[np.bool_], unit: float
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The cells themselves."""
        return numbers, bad

    def moments(self, form: str, year: int | None) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
        """The cells as moments, and which are none."""
        return self.listed.moments(form, year)

    def texts(self, clean: Callable[[Any], str]) -> list[str]:
        """The cells as cleaned texts."""
        return self.listed.texts(clean)


class CodedCells:
    """Cells of which many are alike: the distinct ones, and which of them each cell is."""

    def __init__(self, words: list[Any], places: NDArray[np.integer[Any]]):
        self.words, self.places = words, places

    def __len__(self) -> int:
        return len(self.places)

    def at(self, n: int) -> Any:
        """One cell."""
        return self.words[self.places[n]]

    def where(self, test: Callable[[Any], bool]) -> NDArray[np.bool_]:
        """Which cells pass a test."""
        passed = np.fromiter(map(test, self.words), np.bool_, len(self.words))
        where: NDArray[np.bool_] = passed[self.places]
        return where

    def numbers(self, range_as: numbers.RangeAs) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The cells as numbers, and which are none."""
        found, bad = numbers.parse_many(self.words, range_as)
        return found[self.places], bad[self.places]

    def minutes(
        self, numbers: NDArray[np.float64], bad: NDArray[np.bool_], unit: float
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The cells that are no plain numbers as durations."""
        return dates.minutes_of([self.words[n] for n in self.places.tolist()], numbers, bad, unit)

    def moments(self, form: str, year: int | None) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
        """The cells as moments, and which are none."""
        found, bad = dates.parse_many(self.words, form, year)
        return found[self.places], bad[self.places]

    def texts(self, clean: Callable[[Any], str]) -> Any:
        """The cells as cleaned texts."""
        cleaned = [clean(word) for word in self.words]
        return [cleaned[n] for n in self.places.tolist()]


class ArrowCells:
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

    def at(self, n: int) -> Any:
        """One cell."""
        return self.column[n].as_py()

    def where(self, test: Callable[[Any], bool]) -> NDArray[np.bool_]:
        """Which cells pass a test."""
        return self.coded.where(test)

    def numbers(self, range_as: numbers.RangeAs) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The cells as numbers, and which are none: Arrow's own reading where every text is plain digits."""
        import pyarrow as pa
        import pyarrow.compute as pc

        try:
            values = pc.cast(self.column, pa.float64()).to_numpy(zero_copy_only=False)
        except pa.ArrowInvalid:
            values = None
        if values is not None and np.isfinite(values).all():
            return values, np.zeros(len(values), dtype=np.bool_)
        return self.coded.numbers(range_as)

    def minutes(
        self, numbers: NDArray[np.float64], bad: NDArray[np.bool_], unit: float
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The cells that are no plain numbers as durations."""
        return dates.minutes_of(self.column.to_pylist(), numbers, bad, unit)

    def moments(self, form: str, year: int | None) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
        """The cells as moments, and which are none: Arrow's own reading of ISO times, ours of the rest."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if form in {"", "loose"}:
            try:
                values = pc.strptime(self.column, "%Y-%m-%d %H:%M:%S", "s").to_numpy(zero_copy_only=False)
            except pa.ArrowInvalid:
                pass
            else:
                return values.astype("datetime64[s]"), np.zeros(len(values), dtype=np.bool_)
        return self.coded.moments(form, year)

    def texts(self, clean: Callable[[Any], str]) -> pa.Array:
        """The cells as cleaned texts, still in Arrow."""
        import pyarrow as pa

        words = self.coded.words
        cleaned = [clean(word) for word in words]
        if cleaned == words:
            column = self.column
            return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        return pa.array(cleaned, pa.string()).take(pa.array(self.coded.places))
