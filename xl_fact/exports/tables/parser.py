"""The child process that parses a workbook: it may die, the import goes on.

Started by `xl_fact.exports.tables.read` as a script of its own, so that it imports nothing but calamine, openpyxl
for a sheet that calamine can't read, and the guard where it is to look a file over. It takes a request on its
input (``{"path", "sheets", "memory_mb", "seconds", "ahead", "look"}`` as a line of JSON) and answers on its output
with pickles:

- where ``look`` holds the limits of the guard, ``("looked", {sheet: cells without a value})``, or ``("looked", None)``
  when a part would be refused;
- where ``sheets`` is null, ``("sheets", names)``.

Then it waits for a line with the sheets to be read. For each of these comes ``("sheet", name, first rows, whether
openpyxl reads it, how many rows there are or 0)``; then it waits for a line, ``{"below", "wanted"}`` or ``{}`` to
pass the sheet over, and sends ``("columns", rows, {place: column})`` for some thousands of rows at a time and
``("done",)``. While it waits for a line it parses the sheets that follow, up to ``ahead`` cells of them, and packs
their columns. At the end comes ``("end",)``, and another request may follow; or at any time ``("error", kind,
text)``, and no other.

A column is ``("floats", bytes)``, ``("coded", distinct cells, bytes)`` or ``("cells", list)``.
"""

from __future__ import annotations

import gc
import json
import pickle
import select
import sys
from array import array
from collections.abc import Iterator
from functools import cached_property
from io import BytesIO, FileIO
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

HEAD_ROWS = 40
ROWS_AT_ONCE = 8000

Sheet: TypeAlias = tuple[list[Any], Iterator[Any], bool, int]
"""Of a sheet its first rows, those below, whether it took openpyxl, and how many rows there are, or 0."""


def confine(memory_mb: int, seconds: int) -> None:
    """Bound this process's memory and processor time, where the platform can."""
    if sys.platform == "win32":
        confine_on_windows(memory_mb, seconds)
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    for what, bound in (
        (resource.RLIMIT_AS, memory_mb << 20),
        (resource.RLIMIT_CPU, seconds + int(used.ru_utime + used.ru_stime)),
        (resource.RLIMIT_CORE, 0),
    ):
        _, most = resource.getrlimit(what)
        resource.setrlimit(what, (bound if most == resource.RLIM_INFINITY else min(bound, most), most))


def confine_on_windows(memory_mb: int, seconds: int) -> None:
    """The same by a job object, which this process joins; where that is not allowed, only the parent's clock bounds it."""
    import ctypes
    from ctypes import wintypes

    class Basic(ctypes.Structure):
        _fields_ = [
            ("per_process_time", ctypes.c_int64),
            ("per_job_time", ctypes.c_int64),
            ("flags", wintypes.DWORD),
            ("least_set", ctypes.c_size_t),
            ("most_set", ctypes.c_size_t),
            ("processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("priority", wintypes.DWORD),
            ("scheduling", wintypes.DWORD),
        ]

    class Extended(ctypes.Structure):
        _fields_ = [
            ("basic", Basic),
            ("io", ctypes.c_uint64 * 6),
            ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t),
            ("peak_process", ctypes.c_size_t),
            ("peak_job", ctypes.c_size_t),
        ]

    process_time, process_memory, extended = 0x2, 0x100, 9
    limits = Extended()
    limits.basic.flags = process_time | process_memory
    limits.basic.per_process_time = seconds * 10_000_000
    limits.process_memory = memory_mb << 20
    kernel: Any = ctypes.__dict__["WinDLL"]("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = wintypes.HANDLE
    kernel.CreateJobObjectW.argtypes = [ctypes.c_void_p, wintypes.LPCWSTR]
    kernel.SetInformationJobObject.argtypes = [wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD]
    kernel.AssignProcessToJobObject.argtypes = [wintypes.HANDLE, wintypes.HANDLE]
    job = kernel.CreateJobObjectW(None, None)
    if job and kernel.SetInformationJobObject(job, extended, ctypes.byref(limits), ctypes.sizeof(limits)):
        kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())


class Streams:
    """The sectors of a compound file, as far as they are needed to mend what its workbook says of itself.

    Parameters
    ----------
    data : bytearray
        The whole file, which is changed in place.
    """

    free = 0xFFFF_FFFA

    def __init__(self, data: bytearray):
        self.data = data
        power = int.from_bytes(data[30:32], "little")
        if power not in {9, 12}:
            raise ValueError(f"sectors of 2^{power} bytes")
        self.sector = 1 << power
        heads = [self._int(76 + 4 * n) for n in range(109)]
        place, seen = self._int(68), 0
        while place < self.free and seen * self.sector < len(data):
            at, seen = self._at(place), seen + 1
            heads += [self._int(at + 4 * n) for n in range(self.sector // 4 - 1)]
            place = self._int(at + self.sector - 4)
        self.fat = [
            self._int(self._at(head) + 4 * n)
            for head in heads
            if head < self.free
            for n in range(self.sector // 4)
        ]
        self.directory = self.chain(self._int(48))

    def _at(self, place: int) -> int:
        return (place + 1) * self.sector

    def _int(self, at: int) -> int:
        return int.from_bytes(self.data[at : at + 4], "little")

    def chain(self, place: int) -> list[int]:
        """Where in the file the sectors of a stream begin."""
        found: list[int] = []
        while place < len(self.fat) and len(found) <= len(self.fat):
            found.append(self._at(place))
            place = self.fat[place]
        return found

    def book(self) -> tuple[list[int], int]:
        """Where the pieces of the workbook begin, and how long one is; its name is written as readers expect it."""
        entries = [at for start in self.directory for at in range(start, start + self.sector, 128)]
        for at in entries:
            size = int.from_bytes(self.data[at + 64 : at + 66], "little")
            name = bytes(self.data[at : at + max(0, size - 2)]).decode("utf-16-le", "replace")
            if name.lower() in {"workbook", "book"}:
                self.data[at : at + size - 2] = name.title().encode("utf-16-le")
                first = self._int(at + 116)
                if self._int(at + 120) >= self._int(56):
                    return self.chain(first), self.sector
                return self._small(first, self.chain(self._int(entries[0] + 116))), 64
        return [], self.sector

    def _small(self, place: int, sectors: list[int]) -> list[int]:
        """The same for a stream so short that it lies in the stream of short ones."""
        fat = [self._int(at + 4 * n) for at in self.chain(self._int(60)) for n in range(self.sector // 4)]
        found: list[int] = []
        while place < len(fat) and len(found) <= len(fat) and place * 64 // self.sector < len(sectors):
            found.append(sectors[place * 64 // self.sector] + place * 64 % self.sector)
            place = fat[place]
        return found


def mended(path: str) -> bytes:
    """An old .xls as calamine can take it: how far its sheets reach is not believed where the file is too short for it.

    Calamine makes room for as many cells as a sheet declares; it does without the declaration.
    """
    with open(path, "rb") as file:
        data = bytearray(file.read())
    try:
        streams = Streams(data)
    except ValueError:  # calamine will say what is wrong
        return bytes(data)
    pieces, size = streams.book()

    def bytes_at(at: int, count: int) -> bytes:
        return bytes(data[place(n)] for n in range(at, at + count) if n // size < len(pieces))

    def place(at: int) -> int:
        return pieces[at // size] + at % size

    def records(at: int) -> Iterator[tuple[int, int, int]]:
        while len(head := bytes_at(at, 4)) == 4:
            kind, length = int.from_bytes(head[:2], "little"), int.from_bytes(head[2:], "little")
            yield kind, at + 4, length
            if kind == 0x0A:
                return
            at += 4 + length

    sheets = [int.from_bytes(bytes_at(at, 4), "little") for kind, at, _ in records(0) if kind == 0x85]
    for start in sheets:
        for kind, at, length in records(start):
            if kind != 0x200:
                continue
            wide = 4 if length >= 14 else 2
            numbers = bytes_at(at, length)
            rows = int.from_bytes(numbers[wide : 2 * wide], "little")
            columns = int.from_bytes(numbers[2 * wide + 2 : 2 * wide + 4], "little")
            if rows * columns > len(data):
                for n in range(at, at + min(length, 2 * wide + 4)):
                    data[place(n)] = 0
            break
    return bytes(data)


def packed(column: tuple[Any, ...]) -> tuple[Any, ...]:
    """A column of cells as it travels: numbers as bytes, repeated texts once."""
    kinds = set(map(type, column))
    if kinds == {float}:
        return "floats", array("d", column).tobytes()
    if bool in kinds:  # as a key, TRUE would be 1
        return "cells", list(column)
    place = {cell: n for n, cell in enumerate(dict.fromkeys(column))}
    if len(place) * 2 > len(column):
        return "cells", list(column)
    return "coded", list(place), array("I", map(place.__getitem__, column)).tobytes()


def by_openpyxl(path: str, name: str) -> tuple[list[Any], Iterator[Any]]:
    """The first rows of a sheet and those below, all of one width, their cells as calamine gives them."""
    import openpyxl

    def cell_of(cell: Any) -> Any:
        if cell.data_type not in {"n", "s", "b", "d", "e", "f", "str", "inlineStr"}:
            raise ValueError(f"a cell of an unknown type: {cell.data_type}")
        value = "" if cell.value is None or cell.data_type == "e" else cell.value
        return float(value) if type(value) is int else value

    sheet = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)[name]
    sheet.reset_dimensions()
    rows = ([cell_of(cell) for cell in row] for row in sheet.iter_rows())
    head = list(islice(rows, HEAD_ROWS))
    width = max(map(len, head), default=0)

    def even(row: list[Any]) -> list[Any]:
        return row[:width] + [""] * (width - len(row))

    return list(map(even, head)), map(even, rows)


class Sheets:
    """The sheets of a workbook, parsed when they are asked for or, while nobody asks, before.

    Parameters
    ----------
    path : str
        The workbook.
    names : list of str or None
        Its sheets; None where only calamine can tell them, and read them.
    room : int
        How many cells that nobody has asked for may be held.
    """

    def __init__(self, path: str, names: list[str] | None, room: int):
        self.path, self.room, self.alone = path, room, names is None
        self.names: list[str] = self.book.sheet_names if names is None else names
        self.left = list(self.names)
        self.ready: dict[str, Sheet | Exception] = {}
        self.packed: dict[str, list[tuple[Any, ...]]] = {}
        self.full = False

    @cached_property
    def book(self) -> Any:
        """What calamine makes of the file."""
        import python_calamine

        with open(self.path, "rb") as file:
            old = self.alone and file.read(4) == b"\xd0\xcf\x11\xe0"
            file.seek(0)
            return python_calamine.CalamineWorkbook.from_filelike(BytesIO(mended(self.path)) if old else file)

    @property
    def hidden(self) -> list[str]:
        """The sheets that people don't see, as calamine knows them."""
        return [
            sheet.name for sheet in self.book.sheets_metadata if not str(sheet.visible).endswith(".Visible")
        ]

    def further(self) -> bool:
        """Parse one more sheet where there is one and there is room, else pack one; whether anything was done.

        What is wrong with a sheet is raised in its turn.
        """
        if self.full:
            return False
        if self.room <= 0 or not self.left:
            return self.pack()
        name = self.left[0]
        try:
            self.ready[name] = self.sheet(name)
        except MemoryError:  # in its turn fewer are held
            self.full = True
            return False
        except Exception as error:
            self.ready[name] = error
        self.room -= self.cells(name)
        del self.left[0]
        return True

    def only(self, names: list[str]) -> None:
        """Nobody will ask for others than these."""
        self.left = [name for name in self.left if name in names]
        for name in [name for name in self.ready if name not in names]:
            self.room += self.cells(name)
            del self.ready[name]

    def pack(self) -> bool:
        """Pack the columns of one more sheet that is ready, below its one row of headings: most have one."""
        for name, sheet in self.ready.items():
            if name in self.packed or isinstance(sheet, Exception) or not 1 < sheet[3] <= ROWS_AT_ONCE:
                continue
            try:
                head, rows = sheet[0], list(sheet[1])
            except MemoryError:  # some rows are gone: in its turn the sheet is parsed anew
                self.full = True
                del self.ready[name]
                self.left.insert(0, name)
                return False
            self.ready[name] = head, iter(rows), *sheet[2:]
            try:
                self.packed[name] = [packed(column) for column in zip(*head[1:], *rows, strict=True)]
            except MemoryError:
                self.full = True
                return False
            return True
        return False

    def columns(
        self, name: str, head: list[Any], rows: Iterator[Any], below: int, wanted: list[int]
    ) -> Iterator[tuple[int, dict[int, tuple[Any, ...]]]]:
        """So many rows of a sheet at a time, and the columns of them that are wanted."""
        if below == 1 and name in self.packed:
            columns = self.packed[name]
            yield len(head) - 1 + sum(1 for _ in rows), {n: columns[n] for n in wanted if n < len(columns)}
            return
        left = chain(head[below:], rows)
        while some := list(islice(left, ROWS_AT_ONCE)):
            cells = list(zip(*some, strict=True))
            yield len(some), {n: packed(cells[n]) for n in wanted if n < len(cells)}

    def take(self, name: str) -> Sheet:
        """A sheet, in its turn."""
        if name not in self.ready:
            self.left.remove(name)
            return self.sheet(name)
        self.room += self.cells(name)
        found = self.ready.pop(name)
        if isinstance(found, Exception):
            raise found
        return found

    def cells(self, name: str) -> int:
        """How many cells a sheet that is ready has."""
        sheet = self.ready[name]
        return 1 if isinstance(sheet, Exception) else sheet[3] * max(map(len, sheet[0][:1]), default=1)

    def sheet(self, name: str) -> Sheet:
        """Parse a sheet. Where both readers fail, what calamine said is raised."""
        try:
            sheet = self.book.get_sheet_by_name(name)
        except Exception as refusal:  # calamine has many kinds
            if self.alone:
                raise
            try:
                head, below = by_openpyxl(self.path, name)
            except MemoryError:
                raise
            except Exception:
                raise refusal from None
            return head, below, True, 0
        before = [""] * (sheet.start[1] if sheet.start else 0)
        rows = (before + row for row in sheet.iter_rows()) if before else iter(sheet.iter_rows())
        return list(islice(rows, HEAD_ROWS)), rows, False, sheet.total_height


def looked_over(path: str, limits: dict[str, int]) -> dict[str, Any] | None:
    """The cells without a value of every sheet; None when the guard refuses anything of the file."""
    ours = str(Path(__file__).parents[3])
    sys.path.insert(0, ours)  # of several that are installed, the one that is running
    try:
        from xl_fact.errors import InputError
        from xl_fact.exports.tables.guard import Limits, look_over, sheets_of
    except ImportError:  # it is looked over by whoever asked
        return None
    finally:
        sys.path.remove(ours)
    file, bounds = Path(path), Limits(**limits)
    try:
        sheets = [sheet for sheet in sheets_of(file, bounds) if sheet.part]
        return {name: cells.packed() for name, cells in look_over(file, sheets, bounds).items()}
    except InputError:
        return None


def line_of(questions: FileIO, sheets: Sheets) -> Any:
    """The next line; until it comes sheets are parsed, where a pipe can be asked whether it has come."""
    while sys.platform != "win32" and not select.select([questions], [], [], 0)[0] and sheets.further():
        continue
    return json.loads(questions.readline() or b"null")


def parse(request: dict[str, Any], questions: FileIO, out: BinaryIO) -> None:
    """Answer one request: each sheet that was asked for, column by column."""

    def say(*message: object) -> None:
        out.write(pickle.dumps(message, protocol=5))

    sheets = Sheets(request["path"], request["sheets"], request["ahead"])
    if request["look"] is not None:
        found = looked_over(request["path"], request["look"])
        say("looked", found)
        out.flush()
        if found is None:  # nothing is parsed of it before somebody has decided
            sheets.room = 0
    if sheets.alone:
        say("sheets", sheets.names, sheets.hidden)
        out.flush()
    asked = line_of(questions, sheets) or []
    sheets.only(asked)
    for name in asked:
        head, rows, second, height = sheets.take(name)
        say("sheet", name, head, second, height)
        out.flush()
        wanted = line_of(questions, sheets)
        if not wanted:
            continue
        for count, columns in sheets.columns(name, head, rows, wanted["below"], wanted["wanted"]):
            say("columns", count, columns)
        say("done")
        out.flush()
    say("end")


def main() -> None:
    """Answer one request after the other; an error becomes the last message."""
    gc.set_threshold(100_000, 10, 10)  # rows are lists, and none of them is garbage while it is looked for
    out, questions = sys.stdout.buffer, FileIO(sys.stdin.fileno(), closefd=False)  # no line waits in a buffer
    while line := questions.readline():
        request = json.loads(line)
        confine(request["memory_mb"], request["seconds"])
        try:
            parse(request, questions, out)
        except MemoryError:
            out.write(pickle.dumps(("error", "MemoryError", "")))
            break
        except Exception as error:  # whatever it is, the parent words it for people
            out.write(pickle.dumps(("error", type(error).__name__, str(error))))
            break
        out.flush()
    out.flush()


if __name__ == "__main__":
    main()
