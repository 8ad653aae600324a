"""Delimited text → a raw table: its delimiter, its rows, and the rows that are odd."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Final

import numpy as np

from xl_fact.errors import InputError
from xl_fact.exports.tables.cells import ArrowCells, Cells, PythonCells
from xl_fact.exports.tables.encoding import Bytes, count_lines
from xl_fact.exports.tables.lost import LONG, SHORT
from xl_fact.exports.tables.table import HEAD_ROWS, Columns, Row
from xl_fact.steps import Advance, nowhere

_BLOCK: Final = 8 << 20
_ROWS_AT_ONCE: Final = 4000


def _headed(chunks: Iterator[list[Row]]) -> tuple[list[Row], Iterator[list[Row]]]:
    """The first rows, and an iterator over what follows them."""
    first = next(chunks, [])

    def rest() -> Iterator[list[Row]]:
        if len(first) > HEAD_ROWS:
            yield first[HEAD_ROWS:]
        yield from chunks

    return first[:HEAD_ROWS], rest()


def _delimiter(sample: str) -> str:
    """The delimiter that parts the first lines most evenly."""
    lines = [line for line in sample.splitlines()[:30] if line.strip()]
    best, most = ",", 0
    for mark in ",\t;|":
        counts = sorted((line.count(mark) for line in lines), reverse=True)
        typical = counts[len(counts) // 3] if counts else 0
        if typical > most:
            best, most = mark, typical
    return best


def text_table(path: Path, file: io.TextIOBase, looked: Bytes, advance: Advance, odd: set[int]) -> TextTable:
    """A delimited text file as a table, named after the file; the lines that are odd are noted in `odd`."""
    with path.open(encoding=looked.encoding, errors="replace", newline="") as start:
        delimiter = _delimiter(start.read(1 << 16))
    lines = Lines(path, file, delimiter, odd)
    table = TextTable(path.stem, *_headed(lines.records()), lines)
    single = all("\n" not in cell and "\r" not in cell for row in table.head for cell in row)
    table.unended = len(table.head) > 2 and not _end(path).strip(b"\0").endswith((b"\n", b"\r"))
    if looked.large and single and not looked.nul:
        table.large = LargeText(path, looked, delimiter, advance)
    return table


def _end(path: Path) -> bytes:
    """The last bytes of a file."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4))
        return file.read()


@dataclass
class TextTable:
    """A delimited text."""

    name: str
    head: list[Row]
    rest: Iterator[list[Row]]
    lines: Lines
    large: LargeText | None = None
    unended: bool = False
    """Whether the last line has no line break, where the others have one."""

    @property
    def merged(self) -> Mapping[int, Sequence[tuple[int, int]]]:
        """None: a text has no merged cells."""
        return {}

    @property
    def summed(self) -> Mapping[int, tuple[int, int]]:
        """None: a text has no formulas."""
        return {}

    @property
    def since_1904(self) -> bool:
        """No: a text is no workbook."""
        return False

    @property
    def formats(self) -> Mapping[int, Mapping[str, tuple[int, int]]]:
        """None: what a text says of a figure stands beside it."""
        return {}

    def columns(self, below: int, width: int, wanted: Sequence[int]) -> Iterator[Columns]:
        """The rows below the headings, by columns; a large text by Arrow, until a row is uneven."""
        if self.large is not None:
            try:
                yield from self.large.columns(below, width, wanted)
            except Uneven:
                self.large = None
                raise
            return
        places = sorted({0, *wanted})
        for rows in chain([self.head[below:]], self.rest):
            if rows:
                yield len(rows), _even(rows, width, places, self.lines)


def _even(rows: list[Row], width: int, places: Sequence[int], lines: Lines) -> dict[int, Cells]:
    """Rows by columns; where a row is shorter or longer than the headings, its cells say so.

    Blank cells at the end may be left out or be too many, and a line of one text is no row of the table, unless
    it is where the file breaks off.
    """
    odd: dict[int, tuple[int, int]] = {}
    if set(map(len, rows)) != {width}:
        even = []
        for n, row in enumerate(rows):
            if len(row) > width and any(cell.strip() for cell in row[width:]):
                odd[n] = (0, LONG)
            elif len(row) < width:
                broken_off = row is lines.broken_off
                if broken_off or sum(1 for cell in row if cell.strip()) > 1:
                    odd[n] = (0 if broken_off else len(row), SHORT)
            even.append(row[:width] if len(row) >= width else [*row, *[""] * (width - len(row))])
        rows = even
    columns = list(zip(*rows, strict=True))
    cells: dict[int, Cells] = {}
    for place in places:
        cells[place] = PythonCells(columns[place])
        if odd:
            codes = np.zeros(len(rows), dtype=np.uint8)
            for n, (first, code) in odd.items():
                codes[n] = code if place >= first else 0
            cells[place].lost = codes if codes.any() else None
    return cells


@dataclass(frozen=True)
class LargeText:
    """A delimited file too large for the csv module: read by Arrow, every column as text."""

    path: Path
    looked: Bytes
    delimiter: str
    advance: Advance = nowhere

    def columns(self, below: int, width: int, wanted: Sequence[int]) -> Iterator[Columns]:
        """The rows below the first `below` lines, by columns.

        Raises
        ------
        Uneven
            A row has more or fewer cells than the headings, or can't be decoded; read it as rows instead.
        """
        import pyarrow as pa
        import pyarrow.csv

        names = [str(n) for n in range(width)]
        places = sorted({0, *wanted})
        try:
            reader = pyarrow.csv.open_csv(
                self.path,
                pyarrow.csv.ReadOptions(
                    column_names=names,
                    skip_rows=below,
                    encoding=self.looked.encoding.removesuffix("-sig"),
                    block_size=_BLOCK,
                ),
                pyarrow.csv.ParseOptions(
                    delimiter=self.delimiter,
                    quote_char='"' if self.looked.quotes else False,
                    newlines_in_values=self.looked.quotes,
                    ignore_empty_lines=False,
                ),
                pyarrow.csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.large_string()),  # as pandas holds text
                    include_columns=[str(n) for n in places],
                    strings_can_be_null=False,
                    check_utf8=self.looked.encoding != "utf-8",  # which was looked through
                ),
            )
            block = _BLOCK / self.path.stat().st_size
            rows = below
            for batch in _ahead(reader):
                self.advance(block)
                rows += batch.num_rows
                yield batch.num_rows, {n: ArrowCells(batch.column(at)) for at, n in enumerate(places)}
            if self.looked.quotes and rows != count_lines(
                self.path
            ):  # a cell of several lines, or an open quote
                raise Uneven
        except (pa.ArrowException, UnicodeError) as error:
            raise Uneven from error


def _ahead(batches: Iterator[Any]) -> Iterator[Any]:
    """The same batches, the next one read while this one is looked at."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = pool.submit(next, batches, None)
            yield batch


class Uneven(Exception):
    """A large text that must be read row by row."""


@dataclass
class Lines:
    """The lines of a delimited text on their way to become rows: what is odd about them is remembered.

    Attributes
    ----------
    odd : set of int
        The lines, counted from 1, with a byte of another encoding or a NUL in them; both are left out.
    broken_off : row
        The last row, when the file ends in the middle of its line.
    """

    path: Path
    file: io.TextIOBase
    delimiter: str
    odd: set[int]
    broken_off: Row | None = None
    record: list[str] = field(default_factory=list)

    def _lines(self) -> Iterator[str]:
        for n, line in enumerate(self.file, 1):
            if "\0" in line or "\ufffd" in line:
                self.odd.add(n)
                line = line.replace("\0", "")
            if line == "\x1a":  # how a file ended in the days of DOS
                return
            self.record.append(line)
            yield line

    def records(self) -> Iterator[list[Row]]:
        """Records some thousands at a time.

        Raises
        ------
        InputError
            A quote that opens and doesn't close where it should, so that nobody can say where the rows end.
        """
        reader = csv.reader(self._lines(), delimiter=self.delimiter)
        rows: list[Row] = []
        last: list[str] = []
        at_once = min(HEAD_ROWS, _ROWS_AT_ONCE)  # of a large text, no more than its head is wanted of us
        try:
            for row in reader:
                if len(self.record) > 1:
                    self._certain(row, reader.line_num)
                last, self.record = self.record, []
                rows.append(row)
                if len(rows) == at_once:
                    self._at_the_end(rows[-1], last)
                    yield rows
                    rows, at_once = [], _ROWS_AT_ONCE
        except (csv.Error, UnicodeError) as error:
            raise self._torn(reader.line_num - len(self.record) + 1) from error
        if last:
            self.record = last
            if last[0].count('"') % 2:
                self._certain(rows[-1] if rows else [], reader.line_num)
        if rows:
            self._at_the_end(rows[-1], last)
            yield rows

    def _at_the_end(self, row: Row, lines: list[str]) -> None:
        """Remember a row whose line has no end."""
        self.broken_off = None if lines and lines[-1].endswith(("\n", "\r")) else row

    def _certain(self, row: Row, line: int) -> None:
        """Refuse a record of several lines that can be cut in another way too.

        Its quotes must fit, and none of the lines within a cell may hold as many delimiters as a row.
        """
        try:
            fits = len(list(csv.reader(self.record, delimiter=self.delimiter, strict=True))) == 1
        except csv.Error:
            fits = False
        whole = max(2, len(row) - 1)
        rows_inside = any(
            part.count(self.delimiter) >= whole for cell in row if "\n" in cell for part in cell.splitlines()
        )
        if not fits or rows_inside:
            raise self._torn(line - len(self.record) + 1)

    def _torn(self, line: int) -> InputError:
        return InputError(
            f"{self.path.name} 第 {line} 行：引号没有配对，分不清哪里是一行的结尾；请重新导出，或改好这一行的引号",
            f"{self.path.name} line {line}: its quotes don't pair, so nobody can say where the rows end; export it "
            "again, or mend the quotes of that line",
        )
