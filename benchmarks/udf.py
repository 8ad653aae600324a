"""100,000 rows × 2 columns through Excel's way in, against the least that any such call must do.

The floor, in the same run: ``np.array`` on both columns, a scan of the cells' types, the division and
``tolist()``. Beside it the same call through xlwings' own converters.

    python -m benchmarks.udf [--quick]
    python -m benchmarks.udf --beside OTHER_TREE   the same call in another checkout, turn by turn
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from benchmarks.measure import Result, in_turn, main

ROWS = 100_000
ROUNDS = 9
STOCK = """
import numpy as np
import xlwings as xw

@xw.func
@xw.arg("gmv", np.array, ndim=2)
@xw.arg("plays", np.array, ndim=2)
def STOCK(gmv, plays):
    with np.errstate(all="ignore"):
        return gmv / plays * 1000
"""


def columns(dirty: bool) -> tuple[tuple[tuple[Any], ...], ...]:
    """Two columns as Value2 hands them over; dirty ones with 5 % blanks, 1 % "--" and 1 % "1,234.5"."""
    chance = random.Random(20260601)

    def cell(value: float) -> Any:
        at = chance.random()
        return None if at < 0.05 else "--" if at < 0.06 else "1,234.5" if at < 0.07 else value

    def column(high: int) -> tuple[tuple[Any], ...]:
        values = [float(chance.randint(1, high)) for _ in range(ROWS)]
        return tuple((cell(value) if dirty else value,) for value in values)

    return column(10_000), column(1_000_000)


def floor(gmv: tuple[tuple[Any], ...], plays: tuple[tuple[Any], ...]) -> list[list[float]]:
    """The least that a call on clean columns must do."""
    import numpy as np

    for column in (gmv, plays):
        set(map(type, chain.from_iterable(column)))
    answers: list[list[float]] = (np.array(gmv) / np.array(plays) * 1000).tolist()
    return answers


def beside(other: Path) -> None:
    """Processor time of the call here and in another checkout, turn by turn, so that a busy machine harms both alike."""
    here = Path(__file__).resolve().parent.parent
    seconds: dict[tuple[Path, str], list[float]] = {}
    for _ in range(ROUNDS):
        for tree in (here, other.resolve()):
            command = [tree / ".venv/bin/python", "-m", "benchmarks.udf", "--once", tree]
            told = subprocess.run(
                command, cwd=here, capture_output=True, text=True, check=True
            ).stdout.splitlines()
            for line in told:
                kind, value = line.split()
                seconds.setdefault((tree, kind), []).append(float(value))
    for kind in ("clean", "dirty"):
        ours, theirs = (min(seconds[tree, kind]) for tree in (here, other.resolve()))
        print(f"{ours * 1000:9.1f} ms  {theirs * 1000:9.1f} ms there  {ours / theirs:6.2f} ×  {kind} columns")


def once(tree: Path) -> None:
    """The least processor time of a few calls in a checkout."""
    sys.path[:0] = [str(tree), str(tree / "tests")]
    from oracles.com_server import cell_range, import_server

    excel, caller = import_server(), cell_range(None)
    for kind in ("clean", "dirty"):
        cells, taken = columns(dirty=kind == "dirty"), []
        for _ in range(3):
            began = time.process_time()
            excel.CallUDF("xl_fact.udfs", "GPM", cells, None, caller)
            taken.append(time.process_time() - began)
        print(kind, min(taken))


def results(quick: bool) -> Iterator[Result]:
    """The call on clean and on dirty columns against the floor, and stock xlwings on clean ones."""
    from oracles.com_server import cell_range, import_server

    excel = import_server()
    caller = cell_range(None)
    clean, dirty = columns(dirty=False), columns(dirty=True)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "stock_udf.py").write_text(STOCK)
        sys.path.insert(0, folder)
        least, ours, soiled, stock = in_turn(
            2 if quick else ROUNDS,
            lambda: floor(*clean),
            lambda: excel.CallUDF("xl_fact.udfs", "GPM", clean, None, caller),
            lambda: excel.CallUDF("xl_fact.udfs", "GPM", dirty, None, caller),
            lambda: excel.CallUDF("stock_udf", "STOCK", clean, None, caller),
        )
    size = f"{ROWS:,} rows × 2"
    least_of = "np.array, a scan of the types, the division, tolist"
    yield Result("=GPM(A:A, B:B) in Excel", size, ours, "xlwings' own np.array converter", stock, 1.0)
    yield Result("=GPM(A:A, B:B) in Excel", size, ours, f"floor: {least_of}", least)
    note = "5 % blank, 1 % '--', 1 % '1,234.5': xlwings' own converter stops at the texts"
    yield Result(
        "=GPM(A:A, B:B) in Excel",
        f"{size}, dirty",
        soiled,
        f"floor on clean columns: {least_of}",
        least,
        note=note,
    )


if __name__ == "__main__":
    if "--once" in sys.argv:
        once(Path(sys.argv[-1]))
    elif "--beside" in sys.argv:
        beside(Path(sys.argv[-1]))
    else:
        main(results)
