"""The child process that parses a workbook: it may die, the import goes on.

Started by `xl_fact.exports.tables.read` as a script of its own, so that it imports nothing but calamine, and openpyxl
for a sheet that calamine can't read. It takes a request on its input (``{"path", "sheets", "memory_mb",
"seconds"}`` as a line of JSON) and answers on its output with pickles. Where ``sheets`` is null, ``("sheets",
names)`` comes first, and a line with those to be read is waited for. For each sheet comes ``("sheet", name, first
rows, whether openpyxl reads it, how many rows there are or 0)``; then it waits for a line, ``{"below", "wanted"}``
or ``{}`` to pass the sheet over, and sends ``("columns", rows, {place: column})`` for some thousands of rows at a
time and ``("done",)``.
At the end comes ``("end",)``, or at any time ``("error", kind, text)``.

A column is ``("floats", bytes)``, ``("coded", distinct cells, bytes)`` or ``("cells", list)``.
"""

from __future__ import annotations

import json
import pickle
import sys
from array import array
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain, islice
from typing import Any, BinaryIO

HEAD_ROWS = 40
ROWS_AT_ONCE = 8000


def confine(memory_mb: int, seconds: int) -> None:
    """Bound this process's memory and processor time, where the platform can."""
    if sys.platform == "win32":
        return
    import resource

    for what, bound in (
        (resource.RLIMIT_AS, memory_mb << 20),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _, most = resource.getrlimit(what)
        resource.setrlimit(what, (bound if most == resource.RLIM_INFINITY else min(bound, most), most))


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


def tables(
    path: str, names: list[str] | None, choose: Callable[[list[str]], list[str]]
) -> Iterator[tuple[str, list[Any], Iterator[Any], bool, int]]:
    """Each sheet: its name, its first rows, those below, whether it took openpyxl, and how many rows there are.

    An old .xls (`names` is None) only calamine reads, and `choose` says which of its sheets; where both readers
    fail, what calamine said is raised.
    """
    import python_calamine

    @cache
    def book() -> Any:
        with open(path, "rb") as file:
            return python_calamine.CalamineWorkbook.from_filelike(file)

    for name in choose(book().sheet_names) if names is None else names:
        try:
            sheet = book().get_sheet_by_name(name)
        except Exception as refusal:  # calamine has many kinds
            if names is None:
                raise
            try:
                head, below = by_openpyxl(path, name)
            except MemoryError:
                raise
            except Exception:
                raise refusal from None
            yield name, head, below, True, 0
            continue
        before = [""] * (sheet.start[1] if sheet.start else 0)
        rows = (before + row for row in sheet.iter_rows()) if before else iter(sheet.iter_rows())
        yield name, list(islice(rows, HEAD_ROWS)), rows, False, sheet.total_height


def parse(request: dict[str, Any], questions: BinaryIO, out: BinaryIO) -> None:
    """Answer one request: each sheet that was asked for, column by column."""

    def say(*message: object) -> None:
        out.write(pickle.dumps(message, protocol=5))

    def choose(names: list[str]) -> list[str]:
        say("sheets", names)
        out.flush()
        chosen: list[str] = json.loads(questions.readline() or b"[]")
        return chosen

    for name, head, rows, second, height in tables(request["path"], request["sheets"], choose):
        say("sheet", name, head, second, height)
        out.flush()
        wanted = json.loads(questions.readline() or b"{}")
        if not wanted:
            continue
        left = chain(head[wanted["below"] :], rows)
        while some := list(islice(left, ROWS_AT_ONCE)):
            columns = list(zip(*some, strict=True))
            say("columns", len(some), {n: packed(columns[n]) for n in wanted["wanted"] if n < len(columns)})
        say("done")
        out.flush()
    say("end")


def main() -> None:
    """Read the request, answer it; an error becomes the last message."""
    request = json.loads(sys.stdin.buffer.readline())
    confine(request["memory_mb"], request["seconds"])
    out = sys.stdout.buffer
    try:
        parse(request, sys.stdin.buffer, out)
    except MemoryError:
        out.write(pickle.dumps(("error", "MemoryError", "")))
    except Exception as error:  # whatever it is, the parent words it for people
        out.write(pickle.dumps(("error", type(error).__name__, str(error))))
    out.flush()


if __name__ == "__main__":
    main()
