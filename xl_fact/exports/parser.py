"""The child process that parses a workbook: it may die, the import goes on.

Started by `xl_fact.exports.read` as a script of its own, so that it imports nothing but calamine. It
takes one request on its input (``{"path", "sheets", "memory_mb", "seconds"}`` as JSON) and answers on
its output with a stream of pickles: ``("sheet", name, first column)``, ``("rows", list of rows)``, and at
the end ``("end",)`` or ``("error", kind, text)``.
"""

from __future__ import annotations

import json
import pickle
import sys
from typing import Any, BinaryIO

ROWS_AT_ONCE = 4000


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


def parse(request: dict[str, Any], out: BinaryIO) -> None:
    """Answer one request: each sheet that was asked for, row by row."""
    import python_calamine

    def say(*message: object) -> None:
        out.write(pickle.dumps(message, protocol=5))

    with open(request["path"], "rb") as file:
        book = python_calamine.CalamineWorkbook.from_filelike(file)
        for name in book.sheet_names if request["sheets"] is None else request["sheets"]:
            sheet = book.get_sheet_by_name(name)
            say("sheet", name, sheet.start[1] if sheet.start else 0)
            rows: list[Any] = []
            for row in sheet.iter_rows():
                rows.append(row)
                if len(rows) == ROWS_AT_ONCE:
                    say("rows", rows)
                    rows = []
            if rows:
                say("rows", rows)
    say("end")


def main() -> None:
    """Read the request, answer it; an error becomes the last message."""
    request = json.loads(sys.stdin.buffer.readline())
    confine(request["memory_mb"], request["seconds"])
    out = sys.stdout.buffer
    try:
        parse(request, out)
    except MemoryError:
        out.write(pickle.dumps(("error", "MemoryError", "")))
    except Exception as error:  # whatever it is, the parent words it for people
        out.write(pickle.dumps(("error", type(error).__name__, str(error))))
    out.flush()


if __name__ == "__main__":
    main()
