"""The spreadsheet toolkit of content commerce, as Python names.

Every function of the catalogue under its lower-case name, `read_exports` and `build_report`:

>>> import xl_fact
>>> xl_fact.gpm(3_000, 20_000)
150.0

Nothing heavy is imported until it is asked for.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

__version__ = "0.1.0"

_WORKS = {
    "build_report": "xl_fact.report.build",
    "read_brand": "xl_fact.brand",
    "read_exports": "xl_fact.exports.reading",
    "write_report": "xl_fact.filling.write",
}
"""What is done with files, and where it is defined."""


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _WORKS:
        return getattr(import_module(_WORKS[name]), name)
    if name.startswith("__") and name != "__all__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if (Path(__file__).parent / f"{name}.py").exists():  # a module, which whoever asked imports next
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    functions = import_module("xl_fact.core.catalogue").FUNCTIONS
    if name == "__all__":
        return sorted([*_WORKS, *(function.python_name for function in functions.values())])
    if name.upper() in functions and name.islower():
        return functions[name.upper()]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__getattr__("__all__")]
