"""The import table of the house, kept by reading the sources: who may import whom.

core        numpy, the standard library's pure part, words, and core
surfaces/X  never another surface, never report
openpyxl    only the rooms that draw or fill workbooks, and demo; and exports/tables/parser, for the workbook that
            calamine can't read: in its child process, under its limits of memory and time
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
        ("exports/tables/parser.py", "def by_openpyxl():\n    import openpyxl"),
        ("__main__.py", "from .cli import app"),
    ],
)
def test_an_allowed_import_passes(tmp_path: Path, path: str, source: str) -> None:
    allowed = tmp_path / PACKAGE / path
    allowed.parent.mkdir(parents=True)
    allowed.write_text(source, "utf-8")
    assert not faults(tmp_path / PACKAGE)
