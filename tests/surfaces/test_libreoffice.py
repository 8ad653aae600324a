"""The Calc add-in: its parts as they are written, and its functions typed into cells of LibreOffice."""

from __future__ import annotations

import ast
import io
import itertools
import json
import math
import re
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree
from oracles.typist import Typist
from surfaces.hosts import calc_cells

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.surfaces import libreoffice
from xl_fact.surfaces.libreoffice import component, type_library
from xl_fact.surfaces.libreoffice.differences import DIFFERENCES, Difference, differences

OOR = "{http://openoffice.org/2001/registry}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(scope="module")
def extension() -> bytes:
    return libreoffice.build(FUNCTIONS.values(), sys.executable, version="1.2.3")


def part(extension: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(extension)) as package:
        return package.read(name)


# ---------------------------------------------------------- what is written
class Reader:
    """A reader of type libraries, written from the format's description and not from our writer."""

    def __init__(self, data: bytes):
        self.data = data
        assert data[:8] == b"UNOIDL\xff\0"

    def number(self, at: int) -> int:
        return int.from_bytes(self.data[at : at + 4], "little")

    def text(self, at: int) -> tuple[str, int]:
        size = self.number(at)
        return self.data[at + 4 : at + 4 + size].decode("ascii"), at + 4 + size

    def map(self, at: int, count: int) -> dict[str, int]:
        found = {}
        for entry in range(at, at + 8 * count, 8):
            name = self.number(entry)
            found[self.data[name : self.data.index(b"\0", name)].decode()] = self.number(entry + 4)
        return found

    def methods(self, path: str) -> dict[str, tuple[str, list[tuple[int, str, str]]]]:
        entries = self.map(self.number(8), self.number(12))
        *modules, interface = path.split(".")
        for module in modules:
            at = entries[module]
            assert self.data[at] == 0
            entries = self.map(at + 5, self.number(at + 1))
        at = entries[interface]
        assert self.data[at] == 5
        assert self.number(at + 1) == 1
        base, at = self.text(at + 5)
        assert base == "com.sun.star.uno.XInterface"
        assert (self.number(at), self.number(at + 4)) == (0, 0)
        count, at = self.number(at + 8), at + 12
        found = {}
        for _ in range(count):
            name, at = self.text(at)
            result, at = self.text(at)
            parameters, at = self.number(at), at + 4
            taken = []
            for _ in range(parameters):
                direction = self.data[at]
                parameter, at = self.text(at + 1)
                kind, at = self.text(at)
                taken.append((direction, parameter, kind))
            assert self.number(at) == 0
            at += 4
            found[name] = (result, taken)
        return found


def test_the_type_library_declares_every_function(extension: bytes) -> None:
    declared = Reader(part(extension, "functions.rdb")).methods(component.INTERFACE)
    assert declared == {
        f.python_name: ("[][]any", [(0, p.name, "any") for p in f.parameters]) for f in FUNCTIONS.values()
    }


def test_the_type_library_byte_for_byte() -> None:
    """What ``unoidl-read`` of LibreOffice 7.4 prints as one interface with one method of one argument."""
    inner = b"\x05" + struct.pack("<I", 1) + b"\x1b\0\0\0com.sun.star.uno.XInterface" + bytes(8)
    inner += (
        b"\x01\0\0\0" + b"\x01\0\0\0f" + b"\x07\0\0\0[][]any" + b"\x01\0\0\0" + b"\0\x01\0\0\0a\x03\0\0\0any"
    )
    inner += bytes(4)
    at = 16 + len(inner)
    name = b"X\0" + b"\0\x01\0\0\0" + struct.pack("<II", at, 16)
    root = b"m\0" + struct.pack("<II", at + len(name), at + 2)
    header = b"UNOIDL\xff\0" + struct.pack("<II", at + len(name) + 2, 1)
    assert type_library.write("m.X", {"f": ["a"]}) == header + inner + name + root


def test_descriptions_stand_in_both_languages(extension: bytes) -> None:
    tree = etree.fromstring(part(extension, "CalcAddIns.xcu"))
    (functions,) = [n for n in tree.iter("node") if n.get(f"{OOR}name") == "AddInFunctions"]
    found = {node.get(f"{OOR}name"): node for node in functions}
    assert list(found) == [f.python_name for f in FUNCTIONS.values()]

    def texts(node: Any, prop: str) -> dict[str, str]:
        (shown,) = [p for p in node.findall("prop") if p.get(f"{OOR}name") == prop]
        return {value.get(LANG): value.text for value in shown}

    for function in FUNCTIONS.values():
        node = found[function.python_name]
        assert texts(node, "DisplayName") == {"en-US": function.name, "zh-CN": function.name}
        assert texts(node, "Description")["en-US"] == function.doc.summary.en
        assert function.doc.summary.zh in texts(node, "Description")["zh-CN"]
        arguments = list(node.find("node"))
        assert [a.get(f"{OOR}name") for a in arguments] == [p.name for p in function.parameters]
        for argument, parameter in zip(arguments, function.parameters, strict=True):
            prose = {"en-US": parameter.prose.en, "zh-CN": parameter.prose.zh}
            assert texts(argument, "Description") == prose


def test_every_part_is_named_in_the_manifest_or_needed_by_one_that_is(extension: bytes) -> None:
    manifest = etree.fromstring(part(extension, "META-INF/manifest.xml"))
    listed = {value for entry in manifest for key, value in entry.items() if key.endswith("full-path")}
    with zipfile.ZipFile(io.BytesIO(extension)) as package:
        names = set(package.namelist())
    assert names - listed == {"META-INF/manifest.xml", "description.xml", "component.py", "settings.json"}
    assert libreoffice.interpreter_in(part(extension, "settings.json")) == sys.executable
    assert b'<version value="1.2.3"/>' in part(extension, "description.xml")
    assert libreoffice.build(FUNCTIONS.values(), sys.executable, version="1.2.3") == extension


def test_the_component_is_python_3_8_without_packages(extension: bytes) -> None:
    tree = ast.parse(part(extension, "component.py"), feature_version=(3, 8))
    outside = {
        alias.name.partition(".")[0]
        for node in tree.body
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {str(node.module).partition(".")[0] for node in tree.body if isinstance(node, ast.ImportFrom)}
    assert outside <= sys.stdlib_module_names


# ------------------------------------------------------ values there and back
@pytest.mark.parametrize("name", component.ERRORS)
def test_an_error_travels_as_a_number_that_calc_knows(name: str) -> None:
    ((number,),) = component.shown([[name]])
    assert math.isnan(number)
    assert struct.unpack("<Q", struct.pack("<d", number))[0] & 0xFFFFFFFF == component.ERRORS[name]
    assert component.raw(number) == name


def test_cells_pass_as_they_are() -> None:
    assert component.raw((("1.2万", 3.0), (None, ""))) == [["1.2万", 3.0], [None, ""]]
    assert component.raw((math.inf, math.nan)) == ["#NUM!", "#VALUE!"]
    assert component.shown([["F", 1.5, None]]) == (("F", 1.5, ""),)


@pytest.fixture
def worker() -> Iterator[component.Worker]:
    started = component.Worker([sys.executable, *libreoffice.WORKER])
    yield started
    started.end()


def test_the_worker_answers_and_is_started_again_when_it_has_ended(worker: component.Worker) -> None:
    assert worker.ask("GPM", [[[3000.0], ["10万"]], 20000.0]) == [[150.0], [5000.0]]
    first = worker.process
    assert first is not None
    first.kill()
    first.wait()
    assert worker.ask("FACT_CHANNEL", ["合作", "直播"]) == [["A"]]
    assert worker.process is not first
    assert worker.ask("GPM", []) == [[None]]
    assert worker.ask("NO_SUCH", []) == [["#NAME?"]]
    assert worker.ask("GPM", [1.0, 2.0, 3.0]) == [["#VALUE!"]]


def test_the_worker_ends_with_its_input() -> None:
    command = [sys.executable, *libreoffice.WORKER]
    done = subprocess.run(command, input=b'["GPM", [3, 2]]\n', capture_output=True, check=True, timeout=30)
    assert json.loads(done.stdout) == [[1500.0]]


# ------------------------------------------------------------ typed into cells
@pytest.fixture(scope="module")
def calc(extension: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Typist]:
    path = tmp_path_factory.mktemp("calc") / libreoffice.EXTENSION
    path.write_bytes(extension)
    with Typist([path]) as typist:
        yield typist


FRESH = itertools.count(20, 20)
"""Rows of its own for each test, since Calc lets nobody change a part of an array."""

CELL = r"\b([AB])([12])\b"
SHEET: dict[str, float | str] = {
    **{"A1": 3000, "B1": 20000, "A2": 100_000, "B2": 3_000_000, "A3": 1, "B3": 0, "A4": "1.2万", "B4": 1000},
    **{"A5": "abc", "B5": 10, "A6": 5, "B6": -1, "A7": "３，０００", "B7": "20,000", "A9": "--", "B9": 3},
    **{"G1": "=1/0", "G2": "=NA()", "H1": "gmv", "I1": "plays", "H2": 3000, "I2": 20000, "H3": 1, "I3": 0},
}


@pytest.mark.slow
@pytest.mark.office
@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=GPM(A1;B1)", 150.0),
        ("=GPM(3000;20000)", 150.0),
        ("=GPM(A3;B3)", "#DIV/0!"),
        ("=GPM(A4;B4)", 12000.0),
        ("=GPM(A7;B7)", 150.0),
        ('=GPM("12.5%";1000)', 0.125),
        ("=GPM(A5;B5)", "#VALUE!"),
        ("=GPM(A9;B9)", None),
        ("=GPM(A6;B6)", "#NUM!"),
        ("=GPM(G1;B1)", "#DIV/0!"),
        ("=GPM(A1;G2)", "#N/A"),
        ("=GPM(A1:A3;B1:B2)", "#VALUE!"),
        ("=GPM(A1:A1;B1:B1)", 150.0),
        ("=GPM(M1:M1;N1:N1)", None),
        ('=FACT_SCORE("T";3;9;5;2;1;M1:M1)', 9.0),
        ("=SUM(GPM({3000|100000};{20000|3000000}))", pytest.approx(183.33333333333334, rel=1e-12)),
        ("=POOLED_GPM(A1:A2;B1:B2)", pytest.approx(34.10596026490066, rel=1e-12)),
        ("=POOLED_GPM(H:H;I:I)", pytest.approx(3001 / 20000 * 1000, rel=1e-12)),
        ("=BREAKEVEN_ROI(0.5;;0.1)", pytest.approx(2.5, rel=1e-12)),
        ('=FACT_SCORE("C";8;5;6;4)', "#N/A"),
        ('=CN_NUMBER("--")', None),
    ],
)
def test_the_semantics_of_cells(calc: Typist, formula: str, expected: Any) -> None:
    calc.type(SHEET)
    ((got,),) = calc_cells([[calc.answer(formula)]])
    assert got == expected


@pytest.mark.slow
@pytest.mark.office
def test_one_bad_row_spoils_one_row(calc: Typist) -> None:
    calc.type(SHEET)
    calc.type_array("F1:F9", "=GPM(A1:A9;B1:B9)")
    column = [row[0] for row in calc_cells(calc.read("F1:F9"))]
    expected = [150.0, 33.333333333333336, "#DIV/0!", 12000.0, "#VALUE!", "#NUM!", 150.0, None, None]
    assert column == expected


@pytest.mark.slow
@pytest.mark.office
def test_a_row_a_column_and_both(calc: Typist) -> None:
    top = next(FRESH)
    numbers = {"A": 100, "B": 200, "C": 300}
    calc.type({f"{column}{top}": value for column, value in numbers.items()})
    calc.type({f"A{top + row}": row * 1000 for row in (1, 2)})
    calc.type_array(f"AA{top}:AC{top}", f"=GPM(A{top}:C{top};1000)")
    calc.type_array(f"AA{top + 1}:AC{top + 2}", f"=GPM(A{top}:C{top};A{top + 1}:A{top + 2})")
    assert calc.read(f"AA{top}:AC{top + 2}") == [[100, 200, 300], [100, 200, 300], [50, 100, 150]]


@pytest.mark.slow
@pytest.mark.office
@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda d: d.formula)
def test_a_listed_difference_is_there(calc: Typist, difference: Difference) -> None:
    top = next(FRESH)

    def lower(name: re.Match[str]) -> str:
        return f"{name[1]}{top + int(name[2]) - 1}"

    calc.type({re.sub(CELL, lower, name): cell for name, cell in difference.cells.items()})
    formula = re.sub(CELL, lower, difference.formula)
    ((got,),) = calc_cells([[calc.answer(formula)]])
    assert got == difference.here != difference.elsewhere


def test_what_is_listed_is_different_elsewhere() -> None:
    assert FUNCTIONS["GPM"].call_cells(None, None) == [[None]]
    assert FUNCTIONS["FACT_SCORE"].call_cells("T", 3, 9, 5, 2, 1, None) == [[9.0]]
    assert FUNCTIONS["GPM"].call_cells(True, 5.0) == [["#VALUE!"]]
    assert FUNCTIONS["GPM"].call_cells((("#N/A",), (100.0,)), ((5.0,), (2000.0,))) == [["#N/A"], [50.0]]
    assert [row[3:] for row in differences()][:2] == [["", "#DIV/0!"], ["9", "0"]]


@pytest.mark.slow
@pytest.mark.office
def test_the_function_wizard_explains_every_argument(calc: Typist) -> None:
    for function in FUNCTIONS.values():
        wizard = calc.wizard(function.name)
        assert wizard["description"] == function.doc.summary.en
        shown = [(a["name"], a["description"]) for a in wizard["arguments"]]
        names = [f"[{p.name}]" if p.optional else p.name for p in function.parameters]
        assert shown == list(zip(names, (p.prose.en for p in function.parameters), strict=True))
