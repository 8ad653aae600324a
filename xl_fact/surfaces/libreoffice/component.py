"""The add-in as LibreOffice loads it: cells in, cells out, and between them the Python that has xl_fact.

This file runs inside LibreOffice, in whatever Python that brings along (3.8 or newer) and without any
package; it is copied into the extension beside ``settings.json``. The answers come from `worker`, a process
of the interpreter in which xl_fact was installed, started at the first call and ended with LibreOffice.
"""

from __future__ import annotations

import json
import math
import os
import struct
import subprocess
import sys
import threading
from typing import Any, Callable, Sequence  # noqa: UP035 — LibreOffice may bring Python 3.8

SERVICE = "xlfact.Functions"
IMPLEMENTATION = "xlfact.Functions.python"
INTERFACE = "xlfact.XFunctions"

ERRORS = {
    "#NULL!": 521,
    "#DIV/0!": 532,
    "#VALUE!": 519,
    "#REF!": 524,
    "#NAME?": 525,
    "#NUM!": 503,
    "#N/A": 32767,
}
NAMES = {number: name for name, number in ERRORS.items()}
WHOLE_COLUMN = (1_048_576, 65_536)
"""Heights of a column taken whole."""

UNREACHABLE = "#NAME?"
"""What a cell shows when the interpreter can't be started: to Calc the function is unknown."""


def error_number(name: str) -> float:
    """The number that Calc takes for an error value: a NaN with Calc's error code in its low bits."""
    bits = struct.pack("<Q", 0x7FF8_0000_0000_0000 | ERRORS[name])
    return float(struct.unpack("<d", bits)[0])


NUMBERS = {name: error_number(name) for name in ERRORS}


def raw(value: Any) -> Any:
    """What Calc passes as the raw cells that xl_fact reads: an error's number as its name.

    >>> raw(((1.0, ""), (2.0, NUMBERS["#DIV/0!"])))
    [[1.0, ''], [2.0, '#DIV/0!']]
    """
    if isinstance(value, tuple):
        return [raw(part) for part in value]
    if isinstance(value, float) and not math.isfinite(value):
        (bits,) = struct.unpack("<Q", struct.pack("<d", value))
        return NAMES.get(bits & 0xFFFF, "#NUM!" if math.isinf(value) else "#VALUE!")
    return value


def trimmed(cells: Sequence[Any]) -> list[Any]:
    """The arguments with whole columns cut to the last row that any of them uses.

    >>> [len(column) for column in trimmed([((1.0,), (2.0,)) + (("",),) * 65_534, 5.0][:1])]
    [2]
    """
    whole = [given for given in cells if isinstance(given, tuple) and len(given) in WHOLE_COLUMN]
    if not whole:
        return list(cells)
    used = 1
    for column in whole:
        last, blank = len(column), ("",) * len(column[0])
        while last > used and column[last - 1] == blank:
            last -= 1
        used = max(used, last)
    return [given[:used] if any(given is column for column in whole) else given for given in cells]


def shown(rows: Sequence[Sequence[Any]]) -> tuple[tuple[Any, ...], ...]:
    """Rows of an answer as Calc takes them: an error's name as its number, blank as empty text."""
    return tuple(tuple(NUMBERS.get(cell, cell) if cell is not None else "" for cell in row) for row in rows)


class Worker:
    """The process that answers; started when first asked, and once more when it has ended meanwhile."""

    def __init__(self, command: Sequence[str]):
        self.command = command
        self.process: subprocess.Popen[bytes] | None = None
        self.lock = threading.Lock()

    def ask(self, name: str, cells: Any) -> Any:
        """The rows of an answer.

        >>> Worker(["no-such-program"]).ask("GPM", [1.0, 2.0])
        [['#NAME?']]
        """
        request = json.dumps([name, cells]).encode("ascii") + b"\n"
        with self.lock:
            for _ in range(2):
                try:
                    return self.exchange(request)
                except (OSError, ValueError):
                    self.end()
        return [[UNREACHABLE]]

    def exchange(self, request: bytes) -> Any:
        """One line there, one line back."""
        process = self.process = self.process or self.start()
        if process.stdin is None or process.stdout is None:
            raise OSError("a worker without pipes")
        process.stdin.write(request)
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    def start(self) -> subprocess.Popen[bytes]:
        """Start the interpreter, without a window of its own."""
        return subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def end(self) -> None:
        """Let go of a process that doesn't answer."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None


def method(worker: Worker, name: str) -> Callable[..., Any]:
    """One function as a method of the add-in."""

    def answer(self: Any, *cells: Any) -> Any:
        return shown(worker.ask(name, [raw(given) for given in trimmed(cells)]))

    return answer


def implementation() -> Any:
    """The add-in's class, registered with LibreOffice under its service."""
    import unohelper  # type: ignore[import-not-found]  # it and the next two exist only inside LibreOffice
    from com.sun.star.lang import XServiceInfo, XServiceName  # type: ignore[import-not-found]  # UNO's
    from xlfact import XFunctions  # type: ignore[import-not-found]  # from functions.rdb

    with open(os.path.join(os.path.dirname(__file__), "settings.json"), encoding="utf-8") as file:
        settings = json.load(file)
    worker = Worker(settings["command"])
    services = {
        "__init__": lambda self, context, *arguments: None,
        "getServiceName": lambda self: SERVICE,
        "getImplementationName": lambda self: IMPLEMENTATION,
        "supportsService": lambda self, name: name == SERVICE,
        "getSupportedServiceNames": lambda self: (SERVICE,),
    }
    functions = {python_name: method(worker, name) for python_name, name in settings["functions"].items()}
    kinds = (unohelper.Base, XFunctions, XServiceName, XServiceInfo)
    add_in = type("Functions", kinds, {**services, **functions})
    helper = unohelper.ImplementationHelper()
    helper.addImplementation(add_in, IMPLEMENTATION, (SERVICE,))
    return helper


if "unohelper" in sys.modules:  # loaded by LibreOffice, which looks for this name
    g_ImplementationHelper = implementation()  # noqa: N816 — the name is LibreOffice's
