"""The sources against the drawing of the house, `tools/house.py`: who imports whom, and what each room never does.

An import inside a function counts as one at the top: a circle is a circle.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from conftest import ROOT

from tools.architecture import PAGES, page
from tools.house import HOUSE, Room
from xl_fact.words import LANGUAGES, Lang

PACKAGE = "xl_fact"
ROOMS = {room.name: room for room in HOUSE}


def within(name: str, *parents: str) -> bool:
    """Whether a dotted name is one of the parents or lies below one."""
    return any(name == parent or name.startswith(f"{parent}.") for parent in parents)


def imported(tree: ast.AST, module: str, *, package: bool = False) -> Iterator[tuple[int, str]]:
    """Line and absolute dotted name of each import, lazy and importlib ones included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = node.level - package  # a package's own file stands for the package
            up = module.split(".")[: -parents or None]
            base = ".".join(filter(None, [*(up if node.level else []), node.module]))
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            yield from ((node.lineno, arg.value) for arg in node.args[:1] if isinstance(arg, ast.Constant))


def spoken(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of what may be a module of ours that is imported by its name later."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and within(node.value, PACKAGE):
            yield node.lineno, node.value


class Sources:
    """The modules below a package folder: their names without the package's, and their trees."""

    def __init__(self, root: Path):
        self.root = root
        self.trees: dict[str, ast.AST] = {}
        self.paths: dict[str, Path] = {}
        for path in sorted(root.rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts) or "__init__"
            self.trees[module], self.paths[module] = ast.parse(path.read_text("utf-8")), path

    def imports(self, module: str) -> list[tuple[int, str]]:
        """Line and name of each import of a module, with the modules that it only names."""
        package = self.paths[module].name == "__init__.py"
        full = PACKAGE if module == "__init__" else f"{PACKAGE}.{module}"
        found = set(imported(self.trees[module], full, package=package))
        found |= {
            (line, name)
            for line, name in spoken(self.trees[module])
            if name.removeprefix(f"{PACKAGE}.") in self.trees
        }
        return sorted(found)

    def target(self, name: str) -> str:
        """The module of ours that an import names; the package's own file for a name in it."""
        name = name.removeprefix(PACKAGE).lstrip(".")
        while name and name not in self.trees:
            name = name.rpartition(".")[0]
        return name or "__init__"

    def graph(self) -> dict[str, set[str]]:
        """Which modules of ours each imports."""
        return {
            module: {self.target(name) for _, name in self.imports(module) if within(name, PACKAGE)}
            - {module}
            for module in self.trees
        }

    def at(self, module: str, line: int) -> str:
        return f"{self.paths[module].relative_to(self.root.parent)}:{line}"


def room_of(module: str) -> Room | None:
    """The room in which a module lies: the innermost."""
    while module and module not in ROOMS:
        module = module.rpartition(".")[0]
    return ROOMS.get(module)


def strangers(sources: Sources) -> list[str]:
    """Every import that the drawing doesn't allow, as ``file:line: name: what is allowed``."""
    found = []
    for module in sources.trees:
        room = room_of(module)
        if room is None:
            found.append(f"{sources.at(module, 1)}: in no room of the house")
            continue
        for line, name in sources.imports(module):
            if within(name, PACKAGE):
                target = name.removeprefix(PACKAGE).lstrip(".")
                target = target if room_of(target) else "__init__"
                if room_of(target) is not room and not within(target, *room.may):
                    found.append(f"{sources.at(module, line)}: {name}: {room.name} may import {room.may}")
            elif (top := name.partition(".")[0]) not in {*room.libraries, *sys.stdlib_module_names}:
                found.append(f"{sources.at(module, line)}: {top}: {room.name} may import {room.libraries}")
    return found


def broken_vows(sources: Sources) -> list[str]:
    """Every place where a room does what it never does."""
    found = []
    for module, tree in sources.trees.items():
        room = room_of(module)
        for never in room.never if room else ():
            if within(module, *never.but):
                continue
            for line, name in sources.imports(module):
                if within(name, *never.imports):
                    found.append(f"{sources.at(module, line)}: {name}: {room.name} {never.what.en}")
            for node in ast.walk(tree):
                called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
                if called and any(called == c or called.endswith(f".{c}") for c in never.calls):
                    found.append(
                        f"{sources.at(module, node.lineno)}: {called}(): {room.name} {never.what.en}"
                    )
                text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
                if never.texts and re.fullmatch(never.texts, text):
                    found.append(f"{sources.at(module, node.lineno)}: {text!r}: {room.name} {never.what.en}")
    return found


def circle(graph: dict[str, set[str]]) -> list[str]:
    """Modules or rooms that import each other in a ring; none when they don't."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as ring:
        return list(ring.args[1])
    return []


def rooms(graph: dict[str, set[str]]) -> dict[str, set[str]]:
    """The graph of the rooms, each with what lies in it."""
    found: dict[str, set[str]] = {}
    for module, others in graph.items():
        here = module.partition(".")[0]
        found.setdefault(here, set()).update({other.partition(".")[0] for other in others} - {here})
    return found


@pytest.fixture(scope="module")
def ours() -> Sources:
    return Sources(ROOT / PACKAGE)


def planted(tmp_path: Path, files: dict[str, str]) -> Sources:
    """A package with these files."""
    for name, source in files.items():
        path = tmp_path / PACKAGE / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, "utf-8")
    return Sources(tmp_path / PACKAGE)


def test_every_import_is_in_the_drawing(ours: Sources) -> None:
    assert not strangers(ours)


def test_no_module_and_no_room_stands_in_a_circle(ours: Sources) -> None:
    graph = ours.graph()
    assert len(graph) > 100
    assert not circle(graph)
    assert not circle(rooms(graph))


def test_the_drawing_names_only_what_is_there(ours: Sources) -> None:
    named = [*ROOMS, *(name for room in HOUSE for name in room.may)]
    named += [module for room in HOUSE for never in room.never for module in never.but]
    named += [
        name.removeprefix(f"{PACKAGE}.")
        for room in HOUSE
        for never in room.never
        for name in never.imports
        if within(name, PACKAGE)
    ]
    assert not [name for name in named if name not in ours.trees]
    tops = {path.name.removesuffix(".py") for path in ours.root.iterdir() if path.suffix in ("", ".py")}
    assert {name.partition(".")[0] for name in ROOMS} == tops - {"__pycache__", "templates"}


def test_the_drawing_allows_upward_imports_only() -> None:
    seen: list[str] = []
    for room in HOUSE:
        assert all(within(name, *seen) for name in room.may), room.name
        seen.append(room.name)
    assert len(seen) == len(ROOMS)


def test_the_drawing_allows_nothing_that_nobody_needs(ours: Sources) -> None:
    """An arrow that isn't used is taken out of the drawing, so that the next one is thought about."""
    used: dict[str, set[str]] = {room.name: set() for room in HOUSE}
    for module in ours.trees:
        room = room_of(module)
        assert room
        for _, name in ours.imports(module):
            used[room.name].add(name.removeprefix(f"{PACKAGE}."))
    idle = [
        (room.name, name)
        for room in HOUSE
        for name in (*room.may, *room.libraries)
        if name != "__init__" and not any(within(each, name) for each in used[room.name])
    ]
    assert not idle


def choices(sources: Sources) -> list[str]:
    """Every place that asks which of the languages it is, as ``file:line``."""
    return [
        sources.at(module, node.lineno)
        for module, tree in sources.trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        and ast.unparse(node.left).rpartition(".")[2] == "lang"
        and any(isinstance(n, ast.Constant) and n.value in LANGUAGES for n in node.comparators)
    ]


def test_one_place_chooses_between_the_languages(ours: Sources, tmp_path: Path) -> None:
    assert [place.rpartition(":")[0] for place in choices(ours)] == ["xl_fact/words.py"]
    assert choices(planted(tmp_path, {"cli": "def f(self):\n    return 1 if self.lang != 'en' else 2"}))


@pytest.mark.parametrize(("lang", "name"), PAGES)
def test_the_page_is_the_one_that_is_drawn(lang: Lang, name: str) -> None:
    assert (ROOT / "docs" / name).read_text("utf-8") == page(lang), "run `make docs`"


@pytest.mark.parametrize("room", [room for room in HOUSE if room.never], ids=lambda room: room.name)
def test_what_a_room_never_does_it_does_not_do(ours: Sources, room: Room) -> None:
    assert not [line for line in broken_vows(ours) if f": {room.name} " in line]


def test_the_rooms_of_the_report_have_vows() -> None:
    assert {"core", "exports", "store", "workbook", "report", "drawing", "filling"} <= {
        room.name for room in HOUSE if room.never
    }


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("core/gpm", "import pandas"),
        ("core/gpm", "from xl_fact.exports import facts"),
        ("core/gpm", "from ..report import build"),
        ("core/gpm", "from .. import errors"),
        ("core/__init__", "from ..surfaces.vba import wrappers"),
        ("words", "from xl_fact.errors import InputError"),
        ("surfaces/vba", "from .lambdas import body"),
        ("surfaces/vba", "from xl_fact.surfaces import lambdas"),
        ("surfaces/lambdas", "import xl_fact.report.model"),
        ("surfaces/lambdas", "import xlwings"),
        ("exports/facts", "def later():\n    from xl_fact.store import store"),
        ("exports/facts", "import importlib\nimportlib.import_module('xl_fact.engine')"),
        ("workbook/sheet", "from xl_fact.core import numbers"),
        ("workbook/sheet", "if TYPE_CHECKING:\n    from xl_fact.report.model import Report"),
        ("report/build", "from xl_fact import cli"),
        ("report/build", "from xl_fact.filling.places import PREFIX"),
        ("drawing/charts", "from xl_fact.filling.places import pinned"),
        ("cellar", "import math"),
    ],
)
def test_a_planted_import_is_caught(tmp_path: Path, name: str, source: str) -> None:
    assert len(strangers(planted(tmp_path, {name: source}))) == 1


@pytest.mark.parametrize(
    ("name", "source"),
    [
        (
            "core/gpm",
            "import math\nimport numpy as np\nfrom .kinds import money\nfrom xl_fact.core import numbers",
        ),
        ("core/__init__", "from . import gpm"),
        ("core/families/gpm", "from ..kinds import money\nfrom xl_fact.words import say"),
        ("surfaces/vba", "from ..core.catalogue import FUNCTIONS"),
        ("drawing/template", "from openpyxl import Workbook\nfrom xl_fact.report.model import Report"),
        ("exports/tables/parser", "def by_openpyxl():\n    import openpyxl"),
        ("workbook/sheet", "from xl_fact.core.error_values import NUM"),
        ("__main__", "from .cli import app"),
    ],
)
def test_an_allowed_import_passes(tmp_path: Path, name: str, source: str) -> None:
    sources = planted(tmp_path, {name: source})
    assert not strangers(sources)
    assert not broken_vows(sources)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("core/gpm", "def today():\n    import time"),
        ("core/gpm", "import datetime\ntoday = datetime.date.today()"),
        ("exports/facts", "def save(path):\n    path.write_text('')"),
        ("exports/tables/read", "def by_openpyxl():\n    import openpyxl"),
        ("store/intake", "import importlib\nimportlib.import_module('python_calamine')"),
        ("workbook/sheet", "fill = 'C0392B'"),
        ("workbook/sheet", "def later():\n    from xl_fact.brand import Brand"),
        ("report/sections/own", "import pandas as pd"),
        ("report/kinds", "UP = 'C0392B'"),
        ("report/build", "from openpyxl.utils import get_column_letter"),
        ("drawing/charts", "from xl_fact.core.returns import roi"),
        ("filling/fill", "from openpyxl.chart import LineChart"),
        ("filling/fill", "from xl_fact.exports.reading import read_exports"),
    ],
)
def test_a_planted_breach_of_a_vow_is_caught(tmp_path: Path, name: str, source: str) -> None:
    assert len(broken_vows(planted(tmp_path, {name: source}))) == 1


def test_a_planted_circle_is_caught_in_a_function_too(tmp_path: Path) -> None:
    lazy = "def later():\n    from xl_fact.report import month"
    ring = planted(tmp_path, {"report/model": "from xl_fact.report.month import Month", "report/month": lazy})
    assert not circle(ring.graph())
    ring = planted(tmp_path, {"report/month": "def later():\n    from xl_fact.report import model"})
    assert circle(ring.graph())


def test_a_planted_circle_of_rooms_is_caught(tmp_path: Path) -> None:
    """No module stands in it, only the rooms do."""
    there = {"report/a": "from xl_fact.drawing import b", "drawing/c": "from xl_fact.report import d"}
    graph = planted(tmp_path, there | {"drawing/b": "", "report/d": ""}).graph()
    assert not circle(graph)
    assert circle(rooms(graph))
