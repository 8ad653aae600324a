"""Run every benchmark and write down what they found: ``make bench``.

python -m benchmarks                     the whole sizes; writes RESULTS.md and results.json beside this file
python -m benchmarks --quick             small sizes, to see that all of them work; prints only
python -m benchmarks --only brands udf   some of them; the others stay as they were written down
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.measure import Result, table

HERE = Path(__file__).resolve().parent
DATA, PAGE = HERE / "results.json", HERE / "RESULTS.md"
TITLES = {
    "instead": "What one would take instead",
    "report": "The monthly report",
    "imports": "Reading exports",
    "template": "Filling a person's template",
    "udf": "A function in cells",
    "engines": "Many facts",
    "brands": "Many brands",
}
"""Every benchmark, in the order of the page."""
LIBRARIES = (
    "numpy",
    "pandas",
    "pyarrow",
    "duckdb",
    "narwhals",
    "openpyxl",
    "XlsxWriter",
    "xlwings",
    "python-calamine",
    "lxml",
)


def machine() -> dict[str, str]:
    """On what it was measured; nothing that tells which machine it is."""
    cpu = platform.processor()
    memory = 0.0
    if Path("/proc/cpuinfo").exists():
        models = [
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ]
        cpu = models[0] if models else cpu
        memory = int(Path("/proc/meminfo").read_text().split()[1]) / (1 << 20)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "date": time.strftime("%Y-%m-%d"),
        "machine": f"{cores} cores of {cpu}, {memory:.0f} GiB, {platform.system()}",
        "versions": ", ".join(
            [
                f"xl_fact {version('xl-fact')}",
                f"Python {platform.python_version()}",
                *(f"{name} {version(name)}" for name in LIBRARIES),
            ]
        ),
    }


def measured(name: str, quick: bool) -> tuple[list[Result], bool]:
    """The results of one benchmark, in a process of its own; and whether it came to its end."""
    command = [sys.executable, "-m", f"benchmarks.{name}", "--json", *(["--quick"] if quick else [])]
    run = subprocess.Popen(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    found = []
    for line in run.stdout:
        found.append(Result(**json.loads(line)))
        print(table(found).splitlines()[-1], flush=True)
    return found, run.wait() in (0, 1) and bool(found)


def page(data: dict[str, Any]) -> str:
    """Results as the page that is kept."""
    lines = [
        "# Measured",
        "",
        "Written by `make bench`. Each row is a job of xl_fact against a named peer or floor measured in the same run, the",
        "median of several; *ratio* is how many times as long xl_fact takes, less is better. `NOT HELD` is a promise that",
        "was missed.",
        "",
    ]
    for name, title in TITLES.items():
        told = data.get(name)
        if told:
            about = (f"Measured {told['date']} on {told['machine']}.", "", f"{told['versions']}.")
            lines += [f"## {title}", "", table(Result(**each) for each in told["results"]), "", *about, ""]
    return "\n".join(lines)


def main() -> int:
    """Run them; 1 where a promise was missed or a benchmark broke."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--only", nargs="+", choices=TITLES, default=list(TITLES))
    given = asked.parse_args()
    data: dict[str, Any] = json.loads(DATA.read_text("utf-8")) if DATA.exists() else {}
    good = True
    for name in given.only:
        print(f"== {TITLES[name]}", flush=True)
        found, ended = measured(name, given.quick)
        good = good and ended and all(result.held for result in found)
        if ended and not given.quick:
            data[name] = {**machine(), "results": [vars(result) for result in found]}
            DATA.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")
            PAGE.write_text(page(data), "utf-8")
    return not good


if __name__ == "__main__":
    sys.exit(main())
