"""Files → raw tables of typed cells, chunk by chunk.

A workbook is parsed by a child process (`xl_fact.exports.tables.parser`) with bounded memory and time, so that a
crash there is a line of text here; delimited text is read here, its encoding and delimiter found first.
Nothing is interpreted: text stays text.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import pickle
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import IO, Any, Final, Protocol, TypeAlias

import numpy as np

from xl_fact.errors import InputError
from xl_fact.exports.tables.cells import ArrowCells, Cells, CodedCells, FloatCells, PythonCells
from xl_fact.exports.tables.guard import Kind, Limits, broken, kind_of, look_over, sheets_of, utf16
from xl_fact.exports.tables.lost import LONG, SHORT, LostCells
from xl_fact.steps import Advance, nowhere

Row: TypeAlias = Sequence[Any]
"""The cells of one row: text, float, bool, datetime, date, time, timedelta; "" where there is nothing."""

Columns: TypeAlias = tuple[int, dict[int, Cells]]
"""Some rows by columns: how many, and the cells by place; the first column is always there."""

HEAD_ROWS: Final = 40
LARGE: Final = 8 << 20
"""From this many bytes on, delimited text is read by Arrow."""

_BLOCK: Final = 8 << 20
_ROWS_AT_ONCE: Final = 4000
_PARSER: Final = Path(__file__).with_name("parser.py")


class Table(Protocol):
    """One sheet (or one text file): its name, its first rows, and its columns as a stream."""

    name: str
    head: list[Row]

    @property
    def merged(self) -> Mapping[int, Sequence[tuple[int, int]]]:
        """Column → first and last row, counted from 0, of cells that are merged downwards."""

    def columns(self, below: int, width: int, wanted: Sequence[int]) -> Iterator[Columns]:
        """The rows below the first `below`, some thousands at a time: how many, and the columns wanted by place."""


@dataclass
class TextTable:
    """A delimited text."""

    name: str
    head: list[Row]
    rest: Iterator[list[Row]]
    lines: Lines
    large: LargeText | None = None

    @property
    def merged(self) -> Mapping[int, Sequence[tuple[int, int]]]:
        """None: a text has no merged cells."""
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


@dataclass
class SheetTable:
    """A sheet of a workbook that waits in the parser's process."""

    name: str
    head: list[Row]
    child: _Child
    height: int
    advance: Advance
    lost: LostCells = field(default_factory=LostCells)
    asked: bool = False

    @property
    def merged(self) -> Mapping[int, Sequence[tuple[int, int]]]:
        """Column → first and last row of cells that are merged downwards."""
        return self.lost.merged

    def columns(self, below: int, width: int, wanted: Sequence[int]) -> Iterator[Columns]:
        """The rows below the headings, by columns as the parser sends them."""
        self.asked = True
        self.child.tell({"below": below, "wanted": sorted({0, *wanted})})
        row = below
        for message in iter(self.child.message, ("done",)):
            _, count, columns = message
            self.advance(count / self.height if self.height else 0)
            cells = {place: _unpacked(column) for place, column in columns.items()}
            for place, column in cells.items():
                column.lost = self.lost.codes(place, row, count)
            row += count
            yield count, cells


def _unpacked(column: tuple[Any, ...]) -> Cells:
    """A column as it travelled."""
    if column[0] == "floats":
        return FloatCells(np.frombuffer(column[1], dtype=np.float64))
    if column[0] == "coded":
        return CodedCells(column[1], np.frombuffer(column[2], dtype=np.uint32))
    return PythonCells(column[1])


@dataclass(frozen=True)
class LargeText:
    """A delimited file too large for the csv module: read by Arrow, every column as text."""

    path: Path
    encoding: str
    delimiter: str
    advance: Advance = nowhere
    lines: int | None = None
    """How many lines the file has, where one of them may not be a row: there are quotes in it."""

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
                    encoding=self.encoding.removesuffix("-sig"),
                    block_size=_BLOCK,
                ),
                pyarrow.csv.ParseOptions(
                    delimiter=self.delimiter, newlines_in_values=True, ignore_empty_lines=False
                ),
                pyarrow.csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.large_string()),  # as pandas holds text
                    include_columns=[str(n) for n in places],
                    strings_can_be_null=False,
                ),
            )
            block = _BLOCK / self.path.stat().st_size
            rows = below
            for batch in _ahead(reader):
                self.advance(block)
                rows += batch.num_rows
                yield batch.num_rows, {n: ArrowCells(batch.column(at)) for at, n in enumerate(places)}
            if self.lines is not None and rows != self.lines:  # a cell of several lines, or an open quote
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
class Opened:
    """A file being read: what it is, and its tables one after the other."""

    path: Path
    kind: Kind
    encoding: str = ""
    sheets: list[str] = field(default_factory=list)
    tables: Iterator[Table] = field(default_factory=lambda: iter(()))
    by_openpyxl: list[str] = field(default_factory=list)
    """The sheets so far that calamine can't read."""
    lacking: list[str] = field(default_factory=list)
    """The sheets that the workbook names and doesn't hold."""
    odd_lines: set[int] = field(default_factory=set)
    """The lines of a text so far in which a byte was left out."""
    hidden: frozenset[str] = frozenset()
    """The sheets that people don't see, as far as that is known."""


@contextmanager
def opened(
    path: Path,
    limits: Limits,
    choose: Callable[[list[str]], list[str]] = list,
    advance: Advance = nowhere,
) -> Iterator[Opened]:
    """Open an export behind the guard.

    Parameters
    ----------
    path : Path
        The file, whatever its name says it is.
    limits : Limits
        Bounds for size, memory and time.
    choose : callable
        Of a workbook's sheet names, those to be read.
    advance : callable
        Told which fraction of the file has been read, as far as that is known.

    Yields
    ------
    Opened
        Read its tables in order, each to the end or not at all.

    Raises
    ------
    InputError
        The file is refused, damaged, or can't be read within the limits.
    """
    kind = kind_of(path, limits)
    if kind == "text":
        encoding = _encoding(path)
        result = Opened(path, kind, encoding)
        with path.open("rb", buffering=0) as raw:
            clean = _Clean(raw, result.odd_lines) if encoding in {"utf-8", "gb18030"} else raw
            file = io.TextIOWrapper(io.BufferedReader(clean), encoding, "replace", newline="")
            result.tables = iter([_text_table(path, file, encoding, advance, result.odd_lines)])
            yield result
        return
    with _Child(path, limits) as child:
        result = Opened(path, kind)
        if kind == "xlsx":
            sheets = sheets_of(path, limits)
            result.lacking = [sheet.name for sheet in sheets if not sheet.part]
            sheets = [sheet for sheet in sheets if sheet.part]
            result.sheets = [sheet.name for sheet in sheets]
            result.hidden = frozenset(sheet.name for sheet in sheets if sheet.hidden)
            names = choose(result.sheets)
            wanted = [sheet for sheet in sheets if sheet.name in names]

            def half(fraction: float) -> None:
                advance(fraction / 2)

            if path.stat().st_size < LARGE:
                lost = look_over(path, wanted, limits, half)
                child.ask(names)
            else:  # both take long, and there are two of us: what the guard refuses is stopped half-way
                child.ask(names)
                lost = look_over(path, wanted, limits, half)
            result.tables = child.tables(result.by_openpyxl, lambda part: half(part / len(wanted)), lost)
        else:
            child.ask(None)
            result.sheets = child.names()
            wanted_names = choose(result.sheets)
            child.tell(wanted_names)
            result.tables = child.tables(result.by_openpyxl, lambda part: advance(part / len(wanted_names)))
        yield result


_SMALL: Final = 4 << 20
"""Files under this size may share a parser's process."""

_idle: list[subprocess.Popen[bytes]] | None = None


@contextmanager
def one_parser() -> Iterator[None]:
    """Let small workbooks, one after the other, be read by one and the same process, as long as it is well.

    A process that stops for whatever reason is lost with its file alone; the next file gets a new one.
    """
    global _idle
    before, _idle = _idle, []
    try:
        yield
    finally:
        idle, _idle = _idle, before
        for process in idle:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop a parser's process, and leave nothing of it."""
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:
                continue
    process.wait()


class _Child:
    """The parser's process: started at once, asked when the guard is content, killed when it takes too long."""

    def __init__(self, path: Path, limits: Limits):
        self.path, self.limits = path, limits
        size = path.stat().st_size
        self.memory_mb, self.small = limits.memory_for(size), size < _SMALL
        self.timed_out = self.finished = False

    def __enter__(self) -> _Child:
        if self.small and _idle:
            self.process = _idle.pop()
        else:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-X", "utf8", str(_PARSER)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        self.timer = threading.Timer(self.limits.seconds, self._stop)
        self.timer.daemon = True
        self.timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.timer.cancel()
        if self.finished and self.small and _idle is not None and not self.timed_out:
            _idle.append(self.process)
        else:
            _end(self.process)

    def _stop(self) -> None:
        self.timed_out = True
        self.process.kill()

    def ask(self, sheets: list[str] | None) -> None:
        """Send the one request."""
        request = {
            "path": str(self.path.absolute()),
            "sheets": sheets,
            "memory_mb": self.memory_mb,
            "seconds": self.limits.seconds,
        }
        self.tell(request)

    def names(self) -> list[str]:
        """The sheets of a workbook whose names only the parser knows."""
        names: list[str] = self.message()[1]
        return names

    def tell(self, line: dict[str, Any] | list[str]) -> None:
        """Send one line."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(line).encode() + b"\n")
            self.process.stdin.flush()
        except OSError as error:
            raise self._died() from error

    def tables(
        self, by_openpyxl: list[str], advance: Advance, lost: Mapping[str, LostCells] | None = None
    ) -> Iterator[Table]:
        """The sheets as they come; one whose columns nobody asks for is passed over.

        Those that calamine can't read are added to `by_openpyxl`.
        """
        message = self.message()
        while message[0] == "sheet":
            name = message[1]
            cells = (lost or {}).get(name, LostCells())
            table = SheetTable(name, message[2], self, message[4], advance, cells)
            by_openpyxl += [table.name] * message[3]
            yield table
            if not table.asked:
                self.tell({})
            message = self.message()
            while message[0] in {"columns", "done"}:  # asked for, and not read to the end
                message = self.message()
        self.finished = True

    def message(self) -> tuple[Any, ...]:
        """The next thing the child says; its death becomes an `InputError`."""
        assert self.process.stdout is not None
        try:
            message: tuple[Any, ...] = _Message(self.process.stdout).load()
        except (EOFError, pickle.UnpicklingError, OSError, ValueError) as error:
            raise self._died() from error
        if message[0] == "error":
            raise self._failed(message[1], message[2])
        return message

    def _failed(self, kind: str, text: str) -> InputError:
        if kind == "MemoryError":
            return self._too_much()
        if "assword" in kind + text:
            return InputError(
                f"{self.path.name}：文件有打开密码，请另存为无密码的副本",
                f"{self.path.name}: protected by a password; save a copy without one",
            )
        return broken(self.path)

    def _died(self) -> InputError:
        self.process.wait()
        if self.timed_out:
            return InputError(
                f"{self.path.name}：{self.limits.seconds} 秒内没读完，已停止；可用环境变量 XL_FACT_MAX_SECONDS 调高",
                f"{self.path.name}: not read within {self.limits.seconds} seconds, stopped; raise XL_FACT_MAX_SECONDS",
            )
        return self._too_much()

    def _too_much(self) -> InputError:
        return InputError(
            f"{self.path.name}：解析中止（内存上限 {self.memory_mb:,} MB，可用环境变量 XL_FACT_MAX_MEMORY_MB 调高）",
            f"{self.path.name}: the parser stopped (memory limit {self.memory_mb:,} MB, raise XL_FACT_MAX_MEMORY_MB)",
        )


class _Message(pickle.Unpickler):
    """Reads one of the child's messages: plain values and dates, nothing else."""

    def __init__(self, file: IO[bytes]):
        super().__init__(file)

    def find_class(self, module: str, name: str) -> Any:
        """Dates only."""
        if module == "datetime" and name in {"datetime", "date", "time", "timedelta"}:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"not a cell: {module}.{name}")


def _headed(chunks: Iterator[list[Row]]) -> tuple[list[Row], Iterator[list[Row]]]:
    """The first rows, and an iterator over what follows them."""
    first = next(chunks, [])

    def rest() -> Iterator[list[Row]]:
        if len(first) > HEAD_ROWS:
            yield first[HEAD_ROWS:]
        yield from chunks

    return first[:HEAD_ROWS], rest()


def _encoding(path: Path) -> str:
    """The encoding of a text file: by its mark, else the one of UTF-8 and GB18030 that fits, but for a few bytes."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    wide = utf16(head)
    if wide:
        return wide
    for name in ("utf-8", "gb18030"):
        if _decodes(path, name):
            return name
    stray = {name: _stray(path, name) for name in ("utf-8", "gb18030")}
    nearest = min(stray, key=lambda name: stray[name])
    if stray[nearest] <= max(_STRAY, path.stat().st_size // 100_000):
        return nearest
    raise InputError(
        f"{path.name}：文字编码认不出（不是 UTF-8、GB18030 或 UTF-16），请另存为 UTF-8 的 CSV",
        f"{path.name}: unknown text encoding (not UTF-8, GB18030 or UTF-16); save it as UTF-8 CSV",
    )


_STRAY: Final = 3
"""How many bytes of a small text may be none of its encoding."""


def _stray(path: Path, encoding: str) -> int:
    """How many places of a file are no text in an encoding."""
    decoder, count = codecs.getincrementaldecoder(encoding)("replace"), 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            count += chunk.count(_NEVER) + decoder.decode(chunk.replace(_NEVER, b"")).count("\ufffd")
    return count


_NEVER: Final = b"\xff"
"""A byte that no text in UTF-8 or GB18030 has."""


class _Clean(io.RawIOBase):
    """A file without the bytes that no text has, so that the character they fell into is whole again.

    Parameters
    ----------
    file : RawIOBase
        The file's bytes.
    odd : set of int
        Where to note the lines, counted from 1, in which one was left out.
    """

    def __init__(self, file: io.RawIOBase, odd: set[int]):
        self.file, self.odd, self.line = file, odd, 1

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Some bytes, none at the end."""
        data = clean = b""
        while not clean and (data := self.file.read(len(buffer)) or b""):
            clean = data
            if _NEVER in data:
                for at in re.finditer(_NEVER, data):
                    self.odd.add(self.line + data.count(b"\n", 0, at.start()))
                clean = data.replace(_NEVER, b"")
            self.line += data.count(b"\n")
        buffer[: len(clean)] = clean
        return len(clean)


def _decodes(path: Path, encoding: str) -> bool:
    """Whether a whole file is text in an encoding; a last character cut in two is forgiven."""
    if encoding == "utf-8" and path.stat().st_size > LARGE:
        return _is_utf8(path)
    with path.open("rb") as file:
        return _decoded(file, encoding)


def _decoded(file: IO[bytes], encoding: str) -> bool:
    """Whether the rest of a file is text in an encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(1 << 20):
            decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _is_utf8(path: Path) -> bool:
    """The same for a large file in UTF-8, looked over line by line by Arrow."""
    import pyarrow as pa

    room = bytearray(1 << 20)
    with path.open("rb", buffering=0) as file:
        while size := file.readinto(room):
            lines = room.rfind(b"\n", 0, size) + 1
            if not lines:  # a line without an end: the last one, or one too long to be told from it
                break
            file.seek(lines - size, 1)
            ends = pa.py_buffer(np.array([0, lines], dtype=np.int64))
            try:
                pa.Array.from_buffers(pa.large_binary(), 1, [None, ends, pa.py_buffer(room)]).cast(
                    pa.large_string()
                )
            except pa.ArrowInvalid:
                return False
        else:
            return True
        file.seek(-size, 1)
        return _decoded(file, "utf-8")


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


def _text_table(path: Path, file: io.TextIOBase, encoding: str, advance: Advance, odd: set[int]) -> TextTable:
    """A delimited text file as a table, named after the file; the lines that are odd are noted in `odd`."""
    with path.open(encoding=encoding, errors="replace", newline="") as start:
        delimiter = _delimiter(start.read(1 << 16))
    lines = Lines(path, file, delimiter, odd)
    table = TextTable(path.stem, *_headed(lines.records()), lines)
    single = all("\n" not in cell and "\r" not in cell for row in table.head for cell in row)
    if path.stat().st_size > LARGE and single:
        quotes, nul = _marks(path)
        if not nul:
            table.large = LargeText(
                path, encoding, delimiter, advance, _count_lines(path) if quotes else None
            )
    return table


def _marks(path: Path) -> tuple[bool, bool]:
    """Whether there are quotes in a file, and whether there is a NUL."""
    quotes = nul = False
    with path.open("rb", buffering=0) as file:
        for chunk in _pieces(file):
            quotes, nul = quotes or b'"' in chunk, nul or b"\0" in chunk
    return quotes, nul


def _pieces(file: IO[bytes]) -> Iterator[bytearray]:
    """A file piece by piece, each in the place of the one before: memory that is used again need not be wiped."""
    room = bytearray(1 << 20)
    while size := file.readinto(room):  # type: ignore[attr-defined]
        yield room if size == len(room) else room[:size]


def _count_lines(path: Path) -> int:
    """How many lines a file has; the last one may lack its end."""
    lines, last = 0, b"\n"
    with path.open("rb") as file:
        for chunk in _pieces(file):
            lines, last = lines + chunk.count(b"\n"), bytes(chunk[-1:])
    return lines + (last != b"\n")


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
        try:
            for row in reader:
                if len(self.record) > 1:
                    self._certain(row, reader.line_num)
                last, self.record = self.record, []
                rows.append(row)
                if len(rows) == _ROWS_AT_ONCE:
                    self._at_the_end(rows[-1], last)
                    yield rows
                    rows = []
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
