"""Excel through Office.js: Microsoft's generator reads the script, Microsoft's runtime calls it in Chromium."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from oracles import office_js
from surfaces.lambda_book import Rows, agree, rows_of
from typer.testing import CliRunner
from vectors import VECTORS, answer

from xl_fact.cli import app
from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.errors import InputError
from xl_fact.surfaces.javascript import office

OFFICE = "{http://schemas.microsoft.com/office/appforoffice/1.1}"
OVERRIDES = "{http://schemas.microsoft.com/office/taskpaneappversionoverrides}"
BASIC = "{http://schemas.microsoft.com/office/officeappbasictypes/1.0}"


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_microsofts_generator_finds_the_same_functions_and_arguments(lang: Any, tmp_path: Path) -> None:
    script = tmp_path / "functions.js"
    script.write_text(office.script(lang), "utf-8")
    theirs, ours = office_js.generated(script)["functions"], office.metadata(lang)["functions"]
    assert len(theirs) == len(FUNCTIONS)
    for mine in ours:
        mine["result"].pop("type", None)  # theirs leaves "any" out
    assert theirs == ours


def cells(answered: Any) -> Rows:
    """What Excel writes: an error's record as its name."""
    assert isinstance(answered, list), answered
    return [[cell["basicValue"] if isinstance(cell, dict) else cell for cell in row] for row in answered]


@pytest.mark.slow
def test_microsofts_runtime_calls_the_functions_in_chromium() -> None:
    calls: list[tuple[str, list[Any]]] = []
    expected: list[Rows] = []
    for function, example in VECTORS:
        given: list[Any] = [rows_of(a) for a in example.arguments]
        calls.append((function.name, given + [None] * (len(function.parameters) - len(given))))
        expected.append(answer(function, example))
    odd: list[tuple[str, list[Any], Rows]] = [
        ("GPM", [[[1], [office_js.ERROR], [None], ["1.2万"]], [[0], [1], [1], [1000]]], [["#DIV/0!"], ["#N/A"], [None], [12000]]),
        ("GPM", [[[3000]], [[-1]]], [["#NUM!"]]),
        ("GPM", [[["很多"]], [[1]]], [["#VALUE!"]]),
        ("GPM", [[[""]], [[1]]], [[None]]),
        ("ROI", [[[300]], [[100]], [[200]]], [["#N/A"]]),
    ]  # fmt: skip
    calls += [(name, given) for name, given, _ in odd]
    expected += [[[float(c) if type(c) is int else c for c in row] for row in rows] for *_, rows in odd]
    got = office_js.called(office.script(), calls)
    wrong = [
        (call, mine, right)
        for call, mine, right in zip(calls, got, expected, strict=True)
        if not agree(cells(mine), right)
    ]
    assert not wrong
    assert {cell["type"] for cell in got[len(VECTORS)][0]} == {"Error"}, "an error is a real one"


# ---------------------------------------------------------------- the folder
def test_the_manifest_names_the_folders_files() -> None:
    files = office.files("https://example.com/xl/")
    root = ElementTree.fromstring(files["manifest.xml"])
    assert root.tag == f"{OFFICE}OfficeApp"
    assert str(uuid.UUID(root.findtext(f"{OFFICE}Id"))) == root.findtext(f"{OFFICE}Id")
    urls = {u.get("id"): u.get("DefaultValue") for u in root.iter(f"{BASIC}Url")}
    (extension,) = root.iter(f"{OVERRIDES}ExtensionPoint")
    assert extension.get("{http://www.w3.org/2001/XMLSchema-instance}type") == "CustomFunctions"
    asked = {
        child.tag.removeprefix(OVERRIDES): urls.get(child[0].get("resid"))
        for child in extension
        if len(child)
    }
    assert asked == {
        "Script": "https://example.com/xl/functions.js",
        "Page": "https://example.com/xl/functions.html",
        "Metadata": "https://example.com/xl/functions.json",
    }
    assert {Path(url).name for url in asked.values() if url} <= set(files)
    (space,) = root.iter(f"{BASIC}String")
    assert space.get("DefaultValue") == "XLFACT"
    icons = [e.get("DefaultValue") or "" for e in root if e.tag.endswith("IconUrl")]
    assert {Path(icon).name for icon in icons} <= set(files)


def test_the_metadata_lets_errors_in() -> None:
    said = json.loads(office.files()["functions.json"])
    assert said["allowErrorForDataTypeAny"] is True
    assert [f["id"] for f in said["functions"]] == list(FUNCTIONS)


def test_an_address_without_https_is_refused() -> None:
    with pytest.raises(InputError, match="https"):
        office.files("http://example.com")


def test_the_command_writes_the_folder_and_spares_a_persons(tmp_path: Path) -> None:
    folder = tmp_path / "served"
    command = ["functions", "--officejs", str(folder), "--url", "https://example.com", "--lang", "en"]
    for _ in range(2):
        assert CliRunner().invoke(app, command).exit_code == 0
    assert {path.name for path in folder.iterdir()} == set(office.files())
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "manifest.xml").write_text("<mine/>", "utf-8")
    assert CliRunner().invoke(app, ["functions", "--officejs", str(theirs)]).exit_code != 0
    assert [path.name for path in theirs.iterdir()] == ["manifest.xml"]
