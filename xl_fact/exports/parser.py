"""The child process that parses a workbook: it may die, the import goes on.

Started by `xl_fact.exports.read` as a script of its own, so that it imports nothing but calamine. It
takes a request on its input (``{"path", "sheets", "memory_mb", "seconds"}`` as a line of JSON) and answers
on its output with pickles. For each sheet: ``("sheet", name, first rows)``; then it waits for a line,
``{"below", "wanted"}`` or ``{}`` to pass the sheet over, and sends ``("columns", rows, {place: column})``
for some thousands of rows at a time and ``("done",)``. At the end comes ``("end",)``, or at any time
``("error", kind, text)``.

A column is ``("floats", bytes)``, ``("coded", distinct cells, bytes)`` or ``("cells", list)``.
"""

from __future__ import annotations

import json
import pickle
import sys
from array import array
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


def parse(request: dict[str, Any], questions: BinaryIO, out: BinaryIO) -> None:
    """Answer one request: each sheet that was asked for, column by column."""
    import python_calamine

    def say(*message: object) -> None:
        out.write(pickle.dumps(message, protocol=5))

    with open(request["path"], "rb") as file:
        book = python_calamine.CalamineWorkbook.from_filelike(file)
        for name in book.sheet_names if request["sheets"] is None else request["sheets"]:
            sheet = book.get_sheet_by_name(name)
            before = [""] * (sheet.start[1] if sheet.start else 0)
            rows = (before + row for row in sheet.iter_rows()) if before else iter(sheet.iter_rows())
            head = list(islice(rows, HEAD_ROWS))
            say("sheet", name, head)
            out.flush()
            wanted = json.loads(questions.readline() or b"{}")
            if not wanted:
                continue
            left = chain(head[wanted["below"] :], rows)
            while some := list(islice(left, ROWS_AT_ONCE)):
                columns = list(zip(*some, strict=True))
                say(
                    "columns",
                    len(some),
                    {n: packed(columns[n]) for n in wanted["wanted"] if n < len(columns)},
                )
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
