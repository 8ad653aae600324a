"""Files → raw tables of typed cells, chunk by chunk.

A workbook is parsed by a child process (`xl_fact.exports.tables.parser`) with bounded memory and time, so that a
crash there is a line of text here; delimited text is read here, its encoding and delimiter found first.
Nothing is interpreted: text stays text.
"""

from __future__ import annotations

import io
import json
import pickle
import select
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, Final

import numpy as np

from xl_fact.errors import InputError
from xl_fact.exports.tables.cells import Cells, CodedCells, FloatCells, PythonCells
from xl_fact.exports.tables.encoding import CleanBytes, bytes_of
from xl_fact.exports.tables.guard import Kind, Limits, broken, kind_of, look_over, sheets_of
from xl_fact.exports.tables.lost import LostCells
from xl_fact.exports.tables.styles import Formats, number_formats
from xl_fact.exports.tables.table import Columns, Row, Table
from xl_fact.exports.tables.text import text_table
from xl_fact.steps import Advance, nowhere

if sys.platform == "linux":
    import fcntl

_PARSER: Final = Path(__file__).with_name("parser.py")


@dataclass
class SheetTable:
    """A sheet of a workbook that waits in the parser's process."""

    name: str
    head: list[Row]
    child: _Child
    height: int
    advance: Advance
    lost: LostCells = field(default_factory=LostCells)
    since_1904: bool = False
    formats: Formats = field(default_factory=dict)
    asked: bool = False

    @property
    def merged(self) -> Mapping[int, Sequence[tuple[int, int]]]:
        """Column → first and last row of cells that are merged downwards."""
        return self.lost.merged

    @property
    def summed(self) -> Mapping[int, tuple[int, int]]:
        """Row → first and last row of those that its own formula sums."""
        return self.lost.summed

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
        looked = bytes_of(path)
        result = Opened(path, kind, looked.encoding)
        with path.open("rb", buffering=0) as raw:
            clean = CleanBytes(raw, result.odd_lines) if looked.encoding in {"utf-8", "gb18030"} else raw
            file = io.TextIOWrapper(io.BufferedReader(clean), looked.encoding, "replace", newline="")
            result.tables = iter([text_table(path, file, looked, advance, result.odd_lines)])
            yield result
        return
    with _begun.pop(path, None) or _Child(path, limits) as child:
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

            lost = child.looked()
            if not child.asked:
                child.ask(result.sheets)  # there are two of us: what the guard refuses is stopped half-way
            child.tell(names)
            if lost is None:
                lost = look_over(path, wanted, limits, half)
            else:
                half(1)
            old = any(sheet.since_1904 for sheet in sheets)
            result.tables = child.tables(
                result.by_openpyxl,
                lambda part: half(part / len(wanted)),
                lost,
                since_1904=old,
                formats=number_formats(path, wanted, limits),
            )
        else:
            child.ask(None)
            result.sheets, hidden = child.names()
            result.hidden = frozenset(hidden)
            wanted_names = choose(result.sheets)
            child.tell(wanted_names)
            result.tables = child.tables(result.by_openpyxl, lambda part: advance(part / len(wanted_names)))
        yield result


_SMALL: Final = 4 << 20
"""Files under this size may share a parser's process."""

_AHEAD: Final = 1_000_000
"""So many cells of small files may be parsed before their sheets are asked for."""

_idle: list[subprocess.Popen[bytes]] | None = None
_begun: dict[Path, _Child] = {}


@contextmanager
def begun(path: Path, limits: Limits) -> Iterator[None]:
    """Have a small workbook looked over and parsed from now on, whole: who opens it finds the parser at work.

    Where a pipe can't be asked whether something came, nothing can be done while the parser looks it over: there who
    opens it does that.
    A file that can't be opened is no matter here; who opens it will say so.
    """
    with suppress(InputError, OSError):
        if path.is_file() and path.stat().st_size < _SMALL and kind_of(path, limits) == "xlsx":
            names = [sheet.name for sheet in sheets_of(path, limits) if sheet.part]
            _begun[path] = _Child(path, limits)
            _begun[path].ask(names, look=sys.platform != "win32")
    try:
        yield
    finally:
        if path in _begun:
            _begun.pop(path).__exit__()


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


_pieces: Iterator[None] = iter(())


@contextmanager
def meanwhile(pieces: Iterator[None]) -> Iterator[None]:
    """While the parser works and nothing can be read yet, do pieces of what must be done later anyhow.

    Parameters
    ----------
    pieces : iterator
        Does one each time it is asked for the next.
    """
    global _pieces
    before, _pieces = _pieces, pieces
    try:
        yield
    finally:
        _pieces = before


def _wait_for(pipe: IO[bytes]) -> None:
    """Do pieces of other work until something comes; where a pipe can't be asked for that, none."""
    if sys.platform != "win32":
        while not select.select([pipe], [], [], 0)[0]:
            if next(_pieces, pipe) is pipe:
                return


def _widened(pipe: IO[bytes] | None) -> None:
    """Let a sheet's columns fit into a pipe, where that can be had, so that the parser goes on with the next one."""
    if sys.platform == "linux" and pipe is not None:
        with suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, 1 << 20)


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
    """The parser's process: asked at once, killed when the guard refuses the file or it takes too long."""

    def __init__(self, path: Path, limits: Limits):
        self.path, self.limits = path, limits
        size = path.stat().st_size
        self.memory_mb, self.small = limits.memory_for(size), size < _SMALL
        self.timed_out = self.finished = self.asked = self.looks = False
        if self.small and _idle:
            self.process = _idle.pop()
        else:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-X", "utf8", str(_PARSER)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            _widened(self.process.stdout)
        self.timer = threading.Timer(self.limits.seconds, self._stop)
        self.timer.daemon = True
        self.timer.start()

    def __enter__(self) -> _Child:
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

    def ask(self, sheets: list[str] | None, *, look: bool = False) -> None:
        """Send the one request; where it is to `look`, the parser looks the file over before it parses it."""
        request = {
            "path": str(self.path.absolute()),
            "sheets": sheets,
            "memory_mb": self.memory_mb,
            "seconds": self.limits.seconds,
            "ahead": _AHEAD if self.small else 0,
            "look": asdict(self.limits) if look else None,
        }
        self.tell(request)
        self.asked, self.looks = True, look

    def looked(self) -> dict[str, LostCells] | None:
        """What the parser found when it looked the file over; None where it did not, or would refuse a part of it."""
        found = self.message()[1] if self.looks else None
        return found and {name: LostCells(cells) for name, cells in found.items()}

    def names(self) -> tuple[list[str], list[str]]:
        """The sheets of a workbook whose names only the parser knows, and those of them that are hidden."""
        _, names, hidden = self.message()
        return names, hidden

    def tell(self, line: dict[str, Any] | list[str]) -> None:
        """Send one line."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(line).encode() + b"\n")
            self.process.stdin.flush()
        except OSError as error:
            raise self._died() from error

    def tables(
        self,
        by_openpyxl: list[str],
        advance: Advance,
        lost: Mapping[str, LostCells] | None = None,
        *,
        since_1904: bool = False,
        formats: Mapping[str, Formats] | None = None,
    ) -> Iterator[Table]:
        """The sheets as they come; one whose columns nobody asks for is passed over.

        Those that calamine can't read are added to `by_openpyxl`.
        """
        message = self.message()
        while message[0] == "sheet":
            name = message[1]
            cells = (lost or {}).get(name, LostCells())
            table = SheetTable(
                name, message[2], self, message[4], advance, cells, since_1904, (formats or {}).get(name, {})
            )
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
        _wait_for(self.process.stdout)
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
