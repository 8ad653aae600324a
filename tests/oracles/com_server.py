"""The Python that Excel would start, on any system: xlwings' COM server over stand-ins for pywin32.

Run as a program by `com`: the folders to import from are its arguments, requests and answers are lines of
JSON. The stand-ins do only what xlwings asks of pywin32 on the way from `CallUDF` to the function and back;
the conversion of arguments and results is xlwings' own.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import ctypes
import ctypes.util
import json
import subprocess
import sys
import types
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

EXCEL_EPOCH = datetime(1899, 12, 30)
OMITTED = -2147352572  # DISP_E_PARAMNOTFOUND, as pywin32 hands it over
ERRORS = {"#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029, "#NUM!": 2036}
ERRORS |= {"#N/A": 2042, "#SPILL!": 2045, "#CALC!": 2050}
ERROR_BASE = -2146828288  # an error cell arrives as this plus Excel's number of the error
LONG = range(-(2**31), 2**31)
IMPORTED_BEFORE_WINDOWS = (
    asyncio,
    concurrent.futures,
    subprocess,
)  # these look at sys.platform when imported


class ComError(Exception):
    """Stands for pywintypes.com_error."""


class Identifier(str):
    """Stands for pywintypes.IID: compared as text without case."""

    def __new__(cls, text: object) -> Identifier:
        return super().__new__(cls, str(text).upper())


RANGE_ID = Identifier("{00020846-0000-0000-C000-000000000046}")
DISPATCH_ID = Identifier("{00020400-0000-0000-C000-000000000046}")


class Anything:
    """A part of Windows that is looked up at import and never really used."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything()

    def __call__(self, *args: object, **options: object) -> int:
        return 0


class ComObject:
    """An object of Excel's, with the properties given and no others."""

    CLSID = "stand-in"

    def __init__(self, kind: str, **properties: Any):
        self.__dict__.update(properties, _kind=kind)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"the stand-in for {self._kind} has no {name}" if name != "_kind" else name)


def cell_range(value: Any) -> ComObject:
    """Excel's Range over one cell (a scalar) or several (tuple of tuples)."""
    height, width = (len(value), len(value[0])) if isinstance(value, tuple) else (1, 1)
    application = ComObject("Application", Hwnd=1, Version="16.0")
    book = ComObject("Workbook", Application=application, Name="book.xlsx")
    sheet = ComObject("Worksheet", Parent=book, Application=application, Name="Sheet1")
    type_info = ComObject("ITypeInfo", GetTypeAttr=lambda: ComObject("TypeAttr", iid=RANGE_ID))
    return ComObject(
        "Range",
        Value=value,
        Worksheet=sheet,
        Row=1,
        Column=1,
        Rows=ComObject("Rows", Count=height),
        Columns=ComObject("Columns", Count=width),
        Count=height * width,
        Areas=ComObject("Areas", Count=1),
        Address="$A$1",
        _oleobj_=ComObject("IDispatch", GetTypeInfo=lambda: type_info),
    )


def module(name: str, **contents: Any) -> types.ModuleType:
    """Put a module of stand-ins where ``import`` finds it."""
    made = types.ModuleType(name)
    made.__dict__.update(contents)
    sys.modules[name] = made
    return made


def stand_in_for_pywin32() -> None:
    """Lay out the modules of pywin32 that xlwings imports."""

    class Dispatched:
        """Stands for the classes that wrap a COM object; ours need no wrapping."""

    class Wrapped:
        def __init__(self, held: object, iid: object = None):
            self.held = held

    def unwrap(wrapped: object) -> object:
        if isinstance(wrapped, Wrapped):
            return wrapped.held
        raise ValueError("not a wrapped object")

    def as_it_is(com_object: object, *args: object, **options: object) -> object:
        return com_object

    class PyTime(datetime):
        """Stands for pywintypes.datetime, which is a datetime too."""

    module("pywintypes", com_error=ComError, error=ComError, IID=Identifier, TimeType=PyTime, datetime=PyTime)
    module(
        "pythoncom",
        __file__=ctypes.util.find_library("c"),
        CoInitialize=lambda: None,
        CoUninitialize=lambda: None,
        com_error=ComError,
        ole_error=ComError,
        IID_IDispatch=DISPATCH_ID,
        IID_IEnumVARIANT="enumeration",
        TypeIIDs={DISPATCH_ID: type("PyIDispatch", (), {})},
        Missing=object(),
        VT_ERROR=10,
        CoMarshalInterThreadInterfaceInStream=lambda iid, com_object: com_object,
        CoGetInterfaceAndReleaseStream=lambda stream, iid: stream,
    )
    for name in ("win32api", "win32con", "win32gui", "win32event"):
        module(name, __getattr__=lambda _: Anything())
    module("win32process", GetWindowThreadProcessId=lambda window: (1, 2))
    module("win32timezone", TimeZoneInfo=ComObject("TimeZoneInfo", utc=lambda: UTC))
    client = module(
        "win32com.client",
        CDispatch=Dispatched,
        DispatchBaseClass=type("DispatchBaseClass", (), {}),
        CoClassBaseClass=type("CoClassBaseClass", (), {}),
        Dispatch=as_it_is,
        DispatchEx=as_it_is,
        gencache=ComObject("gencache", EnsureModule=lambda *args, **options: None),
    )
    util = module("win32com.server.util", wrap=Wrapped, unwrap=unwrap)
    dispatcher = module("win32com.server.dispatcher")
    policy = module("win32com.server.policy", DefaultPolicy=object)
    server = module("win32com.server", util=util, dispatcher=dispatcher, policy=policy)
    module("win32com", client=client, server=server)
    windows: Any = ctypes
    windows.windll = windows.oledll = Anything()
    windows.PyDLL = lambda *args: Anything()


def import_server() -> Any:
    """xlwings' COM server, imported while the system says that it is Windows."""
    import numpy  # noqa: F401 — before the system claims to be Windows
    import pandas  # noqa: F401 — likewise

    stand_in_for_pywin32()
    really, sys.platform = sys.platform, "win32"
    try:
        import xlwings.com_server
    finally:
        sys.platform = really
    return xlwings.com_server.XLPython()


def argument(written: Any, as_range: bool) -> Any:
    """What COM would hand over for one argument of the request."""
    if not isinstance(written, dict):
        return float(written) if type(written) is int else written
    if "omitted" in written:
        return OMITTED
    if "cell_error" in written:
        return ERROR_BASE + ERRORS[written["cell_error"]]
    if "currency" in written:  # Range.Value gives VT_CY, which pywin32 makes a Decimal; Value2 a double
        return Decimal(written["currency"]) if as_range else float(written["currency"])
    if "date" in written:
        moment = datetime.fromisoformat(written["date"])
        if as_range:
            return sys.modules["pywintypes"].TimeType(*moment.timetuple()[:6], tzinfo=UTC)
        return (moment - EXCEL_EPOCH).total_seconds() / 86400
    rows = tuple(tuple(argument(cell, as_range) for cell in row) for row in written["range"])
    if len({len(row) for row in rows}) != 1:
        raise ValueError("the rows of a range are of one length")
    value = rows[0][0] if len(rows) == len(rows[0]) == 1 else rows
    return cell_range(value) if as_range else value


def received(result: Any) -> list[list[Any]]:
    """What the VBA wrapper makes of a result: two dimensions, error text turned to errors.

    Raises where pywin32 could not make a Variant of it.
    """
    rows = result if isinstance(result, (list, tuple)) else [result]
    rows = list(rows) if any(isinstance(row, (list, tuple)) for row in rows) else [rows]
    if len({len(row) for row in rows}) != 1:
        raise ValueError(f"rows of unequal length: {[len(row) for row in rows]}")
    return [[variant(cell) for cell in row] for row in rows]


def variant(cell: Any) -> Any:
    """One cell after pywin32 and ``CVErr``."""
    if cell is None or type(cell) in (bool, float):
        if cell != cell or cell in (float("inf"), float("-inf")):
            raise TypeError(f"{cell} shows as #NUM! or worse in a cell")
        return cell
    if type(cell) is int:
        if cell not in LONG:
            raise OverflowError(f"{cell} does not fit VBA's Long")
        return float(cell)
    if type(cell) is str:
        return {"cell_error": cell} if cell in ERRORS else cell
    raise TypeError(f"pywin32 makes no Variant of a {type(cell).__name__}: {cell!r}")


def main(folders: list[str]) -> None:
    """Answer requests until there are no more."""
    answers, sys.stdout = sys.stdout, sys.stderr  # what a function prints is no answer
    sys.path[0:1] = folders  # not this folder: a module `com` lies in it
    server = import_server()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            args = tuple(argument(written, request["as"] == "range") for written in request["args"])
            result = server.CallUDF(request["module"], request["name"], args, None, cell_range(None))
            answer: Any = received(result)
        except Exception as problem:  # in Excel it would be text in the cell
            answer = {"error": f"{type(problem).__name__}: {problem}"}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
