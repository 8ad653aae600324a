"""The import table of the house, kept by reading the sources: who may import whom.

core        numpy, the standard library's pure part, words, and core
surfaces/X  never another surface, never report
openpyxl    only the rooms that draw or fill workbooks, and demo; and exports/tables/parser, for the workbook that
            calamine can't read: in its child process, under its limits of memory and time
report      asks facts only through engine: neither pandas, nor the fact table, nor the store
engine      never report, nor what stands above it
xlwings     only surfaces/xlwings_udf, surfaces/vba and udfs
cli         only __main__
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGE = "xl_fact"
IMPURE = {
    "asyncio",
    "http",
    "io",
    "logging",
    "multiprocessing",
    "os",
    "pathlib",
    "random",
    "secrets",
    "shutil",
}
IMPURE |= {"socket", "subprocess", "tempfile", "threading", "time", "urllib", "uuid"}
OWNERS = {  # who alone may import what
    "openpyxl": (
        "report",
        "drawing",
        "filling",
        "workbook",
        "surfaces.lambdas",
        "demo",
        "exports.tables.parser",
    ),
    "xlwings": ("surfaces.xlwings_udf", "surfaces.vba", "udfs"),
    f"{PACKAGE}.cli": ("__main__",),
}
FACTS = ("pandas", "pyarrow", "polars", "duckdb", f"{PACKAGE}.exports.facts", f"{PACKAGE}.store")
ABOVE_ENGINE = ("report", "drawing", "filling", "workbook", "surfaces", "monthly", "brand", "cli")


def within(name: str, *parents: str) -> bool:
    """Whether a dotted name is one of the parents or lies below one."""
    return any(name == parent or name.startswith(f"{parent}.") for parent in parents)


def imported(source: str, module: str, *, package: bool = False) -> Iterator[tuple[int, str]]:
    """Line and absolute dotted name of each import, lazy and importlib ones included."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = node.level - package  # a package's own file stands for the package
            up = module.split(".")[: -parents or None]
            base = ".".join(filter(None, [*(up if node.level else []), node.module]))
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            yield from ((node.lineno, arg.value) for arg in node.args[:1] if isinstance(arg, ast.Constant))


def broken_rule(module: str, name: str) -> str | None:
    """The rule that `module` (without the package's name) breaks by importing `name`, or None."""
    if within(module, "core"):
        ours = within(name, PACKAGE) and not within(name, f"{PACKAGE}.core", f"{PACKAGE}.words")
        top = name.partition(".")[0]
        if ours or top not in {PACKAGE, "numpy"} | sys.stdlib_module_names or top in IMPURE:
            return "core imports only core, words, numpy and the pure part of the standard library"
    if within(module, "surfaces") and within(name, f"{PACKAGE}.report"):
        return "a surface never imports report"
    if (
        within(module, "surfaces")
        and within(name, f"{PACKAGE}.surfaces")
        and not within(name, f"{PACKAGE}.{'.'.join(module.split('.')[:2])}")
    ):
        return "a surface never imports another surface"
    if within(module, "report") and within(name, *FACTS):
        return "report asks facts only through engine"
    if within(module, "engine") and within(name, *(f"{PACKAGE}.{room}" for room in ABOVE_ENGINE)):
        return "engine imports nothing from above it"
    for target, owners in OWNERS.items():
        if within(name, target) and not within(module, *owners):
            return f"only {', '.join(owners)} may import {target}"
    return None


def faults(root: Path) -> list[str]:
    """Every broken rule below a package folder, as ``file:line: name: rule``."""
    found = []
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        package = parts[-1] == "__init__"
        module = ".".join(parts[:-1] if package else parts)
        for line, name in imported(
            path.read_text("utf-8"), f"{PACKAGE}.{module}".rstrip("."), package=package
        ):
            if rule := broken_rule(module, name):
                found.append(f"{path.relative_to(root.parent)}:{line}: {name}: {rule}")
    return found


def test_every_import_is_in_the_table() -> None:
    assert not faults(ROOT / PACKAGE)


def test_core_is_there_to_be_checked() -> None:
    assert (ROOT / PACKAGE / "core").is_dir()
    assert list((ROOT / PACKAGE).rglob("*.py"))


def touching(root: Path) -> list[str]:
    """The files of report that take a fact table in their hands, other than to hand it to the engine."""
    return [
        f"{path.name}:{node.lineno}"
        for path in sorted(root.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "facts" and path.name != "build.py"
    ]


def test_no_file_of_report_touches_the_fact_table(tmp_path: Path) -> None:
    assert not touching(ROOT / PACKAGE / "report")
    (tmp_path / "own.py").write_text("def own(month):\n    return month.facts['role']", "utf-8")
    assert touching(tmp_path) == ["own.py:2"]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("core/gpm.py", "import pandas"),
        ("core/gpm.py", "from xl_fact.exports import facts"),
        ("core/gpm.py", "from ..report import build"),
        ("core/gpm.py", "from .. import errors"),
        ("core/gpm.py", "def today():\n    import time"),
        ("core/__init__.py", "from ..surfaces.vba import wrappers"),
        ("surfaces/vba.py", "from .lambdas import body"),
        ("surfaces/vba.py", "from xl_fact.surfaces import lambdas"),
        ("surfaces/lambdas.py", "import xl_fact.report.model"),
        ("surfaces/lambdas.py", "import xlwings"),
        ("exports/read.py", "import importlib\nimportlib.import_module('openpyxl')"),
        ("engine.py", "from openpyxl.utils import get_column_letter"),
        ("report/build.py", "from xl_fact import cli"),
        ("report/month.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pandas as pd"),
        ("report/sections/own.py", "def own():\n    from xl_fact.exports import facts"),
        ("engine/books.py", "from xl_fact.report.month import Month"),
    ],
)
def test_a_planted_import_is_caught(tmp_path: Path, path: str, source: str) -> None:
    planted = tmp_path / PACKAGE / path
    planted.parent.mkdir(parents=True)
    planted.write_text(source, "utf-8")
    assert len(faults(tmp_path / PACKAGE)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (
            "core/gpm.py",
            "import math\nimport numpy as np\nfrom .kinds import money\nfrom xl_fact.core import numbers",
        ),
        ("core/__init__.py", "from . import gpm"),
        ("core/families/gpm.py", "from ..kinds import money"),
        ("surfaces/vba.py", "import xlwings\nfrom ..core.catalogue import FUNCTIONS"),
        ("report/template.py", "from openpyxl import Workbook"),
        ("report/month.py", "from xl_fact.engine.books import Books"),
        ("exports/tables/parser.py", "def by_openpyxl():\n    import openpyxl"),
        ("__main__.py", "from .cli import app"),
    ],
)
def test_an_allowed_import_passes(tmp_path: Path, path: str, source: str) -> None:
    allowed = tmp_path / PACKAGE / path
    allowed.parent.mkdir(parents=True)
    allowed.write_text(source, "utf-8")
    assert not faults(tmp_path / PACKAGE)
