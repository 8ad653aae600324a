"""What Excel on Windows would get: every function through xlwings' own ``CallUDF``, unmodified."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from oracles.com import OMITTED, CellError, Mode, Server

MODULE = "xl_fact.udfs"
MODES: tuple[Mode, ...] = ("value2", "range")


@pytest.fixture(scope="module")
def excel() -> Any:
    with Server() as server:
        yield server


def shown(rows: list[list[Any]]) -> list[list[Any]]:
    """Errors as their names, so that answers can be compared with the core's."""
    return [[cell.name if isinstance(cell, CellError) else cell for cell in row] for row in rows]


def call(excel: Server, name: str, *args: Any, as_: Mode = "value2") -> list[list[Any]]:
    return shown(excel.call(MODULE, name, *args, as_=as_))


@pytest.mark.parametrize("mode", MODES)
def test_the_semantics_of_cells(excel: Server, mode: Mode) -> None:
    rows = [
        (100, 2000, 50.0),
        (None, None, None),
        (50, 0, "#DIV/0!"),
        (CellError("#N/A"), 1, "#N/A"),
        ("x", 1, "#VALUE!"),
        (True, 1, "#VALUE!"),
        (5, -1, "#NUM!"),
        ("1.2万", "48,000", 250.0),
        (0, 5, 0.0),
    ]
    gmv, plays, expected = ([[row[i]] for row in rows] for i in range(3))
    assert call(excel, "GPM", gmv, plays, as_=mode) == expected
    across = [[[row[i] for row in rows]] for i in range(3)]
    assert call(excel, "GPM", across[0], across[1], as_=mode) == across[2]


@pytest.mark.parametrize("mode", MODES)
def test_shapes(excel: Server, mode: Mode) -> None:
    assert call(excel, "GPM", [[100], [200]], 2000, as_=mode) == [[50.0], [100.0]]
    assert call(excel, "GPM", [[100], [200]], [[1000, 2000]], as_=mode) == [[100.0, 50.0], [200.0, 100.0]]
    assert call(excel, "GPM", [[3]], [[1]], as_=mode) == [[3000.0]]
    assert call(excel, "GPM", [[1], [2], [3]], [[1], [2]], as_=mode) == [["#VALUE!"]]


@pytest.mark.parametrize("mode", MODES)
def test_optional_arguments(excel: Server, mode: Mode) -> None:
    assert call(excel, "BREAKEVEN_ROI", 0.45, OMITTED, OMITTED, as_=mode) == [[1 / 0.45]]
    assert call(excel, "BREAKEVEN_ROI", 0.45, OMITTED, 0.2, as_=mode) == [
        [pytest.approx(1 / 0.25, rel=1e-12)]
    ]
    assert call(excel, "BREAKEVEN_ROI", 0.2, None, 0.2, as_=mode) == [["#N/A"]]


@pytest.mark.slow
def test_a_whole_column(excel: Server) -> None:
    height = 1_048_576
    gmv = [["GMV"], [3000], [100_000]] + [[None]] * (height - 3)
    plays = [["plays"], [20_000], [3_000_000]] + [[None]] * (height - 3)
    assert call(excel, "GPM", gmv, plays)[:2] == [["#VALUE!"], [150.0]]


def test_nothing_escapes(excel: Server) -> None:
    assert call(excel, "FACT_FIT", 8, 5, 6, 4, OMITTED, OMITTED, [[1, 2]], OMITTED) == [["#VALUE!"]]


def test_importing_the_functions_imports_nothing_heavy_of_ours() -> None:
    """xlwings brings pandas along by itself where it is installed; with xlwings away, nothing does."""
    source = (
        "import sys, types\n"
        "stub = types.ModuleType('xlwings')\n"
        "stub.func = stub.ret = stub.arg = lambda *a, **k: (lambda f: f)\n"
        "sys.modules['xlwings'] = stub\n"
        "import xl_fact.udfs\n"
        "print(sorted({'pandas', 'openpyxl', 'lxml', 'pyarrow', 'typer', 'rich'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
