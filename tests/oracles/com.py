"""What Excel on Windows would call: xlwings' own ``com_server.XLPython().CallUDF``, unmodified.

xlwings decides at its first import which host it serves, so the server lives in a process of its own
(`com_server`), where stand-ins for pywin32 are put in place first; nothing here touches the xlwings
that other tests import.

``call("xl_fact.udfs", "gpm", 3000, 20000)`` gives ``[[150.0]]``.

Cells are written as Python values: numbers, text, True, None (blank), dates, `Decimal` (a cell in a
currency format), `CellError` and `OMITTED`; a range is a list of rows.
"""

from __future__ import annotations

import atexit
import functools
import sys
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, NamedTuple

from oracles import tool

SERVER = Path(__file__).with_name("com_server.py")


class CellError(NamedTuple):
    """An error value in a cell, such as ``CellError("#DIV/0!")``."""

    name: str


class CallError(RuntimeError):
    """The function raised, or returned what pywin32 cannot hand to VBA."""


OMITTED = object()
Cell = float | str | bool | datetime | Decimal | CellError | None
Argument = Cell | Sequence[Sequence[Cell]] | object
Mode = Literal["value2", "range"]


class Server:
    """A process that answers as Python does when Excel calls it.

    Parameters
    ----------
    folders : sequence of Path
        Where its modules may lie, besides the installed ones.
    seconds : float
        The time one call may take.
    """

    def __init__(self, folders: Sequence[Path] = (), *, seconds: float = 60):
        self.seconds = seconds
        self.process = tool.start([sys.executable, "-W", "ignore", SERVER, *folders])

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        tool.end_group(self.process)

    def call(self, module: str, name: str, *args: Argument, as_: Mode = "value2") -> list[list[Cell]]:
        """What the cells of the spill range show when VBA calls ``module.name(*args)``.

        Parameters
        ----------
        as_ : {"value2", "range"}
            Our wrapper's way, which passes ``Range.Value2``, or xlwings' own, which passes the Range.

        Returns
        -------
        list of lists
            As the VBA wrapper leaves them: two dimensions, ``"#DIV/0!"`` … turned to `CellError`.
        """
        request = {"module": module, "name": name, "args": [encoded(arg) for arg in args], "as": as_}
        rows = tool.ask(self.process, request, seconds=self.seconds)
        if isinstance(rows, dict):
            raise CallError(rows["error"])
        return [[decoded(cell) for cell in row] for row in rows]


def encoded(argument: Any) -> Any:
    """An argument as JSON that the server can read."""
    if argument is OMITTED:
        return {"omitted": True}
    if isinstance(argument, CellError):
        return {"cell_error": argument.name}
    if isinstance(argument, datetime):
        return {"date": argument.isoformat()}
    if isinstance(argument, Decimal):
        return {"currency": str(argument)}
    if isinstance(argument, Sequence) and not isinstance(argument, str):
        return {"range": [[encoded(cell) for cell in row] for row in argument]}
    return argument


def decoded(cell: Any) -> Cell:
    """A cell of the answer."""
    return CellError(cell["cell_error"]) if isinstance(cell, dict) else cell


@functools.cache
def server() -> Server:
    """The server that `call` asks, started at the first call and ended with this process."""
    started = Server()
    atexit.register(started.close)
    return started


def call(module: str, name: str, *args: Argument, as_: Mode = "value2") -> list[list[Cell]]:
    """`Server.call` on a server that lives as long as this process."""
    return server().call(module, name, *args, as_=as_)
