"""Every brand of a folder of facts: `xl-fact report --all --jobs 2` against one brand after another.

python -m benchmarks.brands [--quick]
BRANDS=24 python -m benchmarks.brands      another number of brands than 200
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Result, main
from xl_fact.demo import MONTHS, write_demo
from xl_fact.store.store import import_exports

JOBS = 2
FASTER = 1.7
"""How many times as fast two at once are at least."""


def made(folder: Path, brands: int) -> Path:
    """Facts of so many brands: the demo's two months, of each brand its own copy."""
    *exports, _ = write_demo(folder / "demo")
    facts = folder / "facts"
    import_exports(exports, facts, brand="品牌0001")
    for number in range(2, brands + 1):
        for top in (facts, facts / "_sources"):
            shutil.copytree(top / "brand=品牌0001", top / f"brand=品牌{number:04}")
    return facts


def command(folder: Path, *words: str | Path) -> float:
    """Seconds of a command."""
    began = time.perf_counter()
    asked = [
        sys.executable,
        "-m",
        "xl_fact",
        "report",
        "--facts",
        folder / "facts",
        "--month",
        MONTHS[-1],
        *words,
    ]
    run = subprocess.run(
        [str(word) for word in asked], cwd=folder, capture_output=True, text=True, check=False
    )
    if run.returncode not in (0, 1):
        raise SystemExit(run.stdout + run.stderr)
    return time.perf_counter() - began


def results(quick: bool) -> Iterator[Result]:
    """Two at once, one at a time, and a command for each."""
    brands = int(os.environ.get("BRANDS", 4 if quick else 200))
    with tempfile.TemporaryDirectory(prefix="xl_fact_bench_") as name:
        folder = Path(name)
        facts = made(folder, brands)
        together = command(folder, "--all", "--jobs", str(JOBS), "--out", "together")
        again = command(folder, "--all", "--jobs", str(JOBS), "--out", "together")
        single = command(folder, "--all", "--jobs", "1", "--out", "single")
        names = sorted(path.name.removeprefix("brand=") for path in facts.glob("brand=*"))
        (folder / "alone").mkdir()
        alone = sum(
            command(folder, "--brand", each, "--out", f"alone/{each}-{MONTHS[-1]}.xlsx") for each in names
        )
        for path in (folder / "alone").iterdir():
            for other in ("together", "single"):
                assert path.read_bytes() == (folder / other / path.name).read_bytes(), path.name
    size = f"{brands} brands, {os.cpu_count()} cores"
    note = f"each workbook byte for byte the same; run again, nothing changed: {again:.1f} s"
    yield Result(
        f"report --all --jobs {JOBS}",
        size,
        together,
        f"`xl-fact report --brand …` × {brands}",
        alone,
        1 / FASTER,
        note,
    )
    yield Result(f"report --all --jobs {JOBS}", size, together, "`report --all --jobs 1`", single, 1 / FASTER)


if __name__ == "__main__":
    main(results)
