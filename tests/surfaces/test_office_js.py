"""Excel through Office.js: Microsoft's generator reads the script, Microsoft's runtime calls it in Chromium."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from oracles import office_js, tool
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


@pytest.mark.parametrize(
    ("url", "place", "domain"),
    [
        ("https://example.com/xl//", "https://example.com/xl", "https://example.com"),
        ("HTTPS://Example.com:8443/表 格/".replace(" ", ""), "https://example.com:8443/%E8%A1%A8%E6%A0%BC", "https://example.com:8443"),
        ("https://中国.cn", "https://xn--fiqs8s.cn", "https://xn--fiqs8s.cn"),
        (office.LOCAL, office.LOCAL, office.LOCAL),
    ],
)  # fmt: skip
def test_an_address_is_written_as_one(url: str, place: str, domain: str) -> None:
    """The domain has no path: Excel takes scheme and host only."""
    root = ElementTree.fromstring(office.files(url)["manifest.xml"])
    assert [e.text for e in root.iter(f"{OFFICE}AppDomain")] == [domain]
    assert {str(u.get("DefaultValue")).rpartition("/")[0] for u in root.iter(f"{BASIC}Url")} == {place}


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        *((url, "address of https") for url in ("http://example.com", "example.com", "localhost:3000", "", " ")),
        *(
            (url, "is no address")
            for url in (
                "https://", "https://a b.com", "https://x.com/a b", "https://u:p@x.com", "https://x:99999",
                "https://-a.com", "https:/x.com",
            )
        ),
        *((url, "of the folder") for url in ("https://x.com/?q=1", "https://x.com/a#b", "https://x.com/manifest.xml")),
    ],
)  # fmt: skip
def test_an_address_from_which_nothing_could_be_loaded_is_refused(url: str, complaint: str) -> None:
    with pytest.raises(InputError, match="--url") as said:
        office.files(url)
    assert complaint in said.value.en
    assert "https://example.com/xl_fact" in said.value.zh


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


@pytest.mark.parametrize("name", list(office.files()))
def test_what_a_person_changed_in_the_folder_stays(name: str, tmp_path: Path) -> None:
    office.write(tmp_path)
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes() + b"\n")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(InputError, match=r"有人改过|不是 xl_fact 写的") as said:
        office.write(tmp_path, "https://example.com", "en")
    assert name in said.value.zh
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    office.write(tmp_path, "https://example.com", "en", force=True)
    unsealed = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert unsealed.pop(office.SCRIPT).startswith(office.files("https://example.com", "en")[office.SCRIPT])
    assert unsealed == {
        own: data for own, data in office.files("https://example.com", "en").items() if own != office.SCRIPT
    }


def test_what_nobody_changed_is_written_anew_for_another_place(tmp_path: Path) -> None:
    office.write(tmp_path)
    office.write(tmp_path, "https://example.com/there", "en")
    assert "https://example.com/there/functions.js" in (tmp_path / "manifest.xml").read_text("utf-8")
    (tmp_path / "icon-32.png").unlink()
    office.write(tmp_path, "https://example.com", "zh")
    assert (tmp_path / "icon-32.png").exists()


# ---------------------------------------------------------------- the command
@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        *(
            ([option, ""], f"{option} 后面要写一个路径", f"{option} needs a path")
            for option in ("--workbook", "--officejs", "--apps-script", "--javascript")
        ),
        (["--url", "https://example.com"], "要和 --officejs 一起写", "give both"),
        (["--apps-script", "x.gs", "--url", ""], "要和 --officejs 一起写", "give both"),
        (["GPM", "--javascript", "x.mjs"], "去掉 GPM", "leave out GPM"),
        (["--javascript", "x.mjs", "--apps-script", "x.mjs"], "同一个位置", "one place"),
        (["--officejs", "x", "--url", ""], "--url 要写 https", "--url must be"),
        (["--javascript", "."], "文件夹", "a folder"),
    ],
)
def test_what_does_not_go_together_is_said(
    words: list[str], zh: str, en: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for lang, wanted in (("zh", zh), ("en", en)):
        done = CliRunner().invoke(app, ["functions", *words, "--lang", lang])
        assert (done.exit_code, wanted in done.output, "--out" in done.output) == (2, True, False), (
            done.output
        )
    assert list(tmp_path.iterdir()) == []


def test_the_bare_module_is_written_for_node_and_pages(tmp_path: Path) -> None:
    path = tmp_path / "xl_fact.mjs"
    for _ in range(2):
        assert CliRunner().invoke(app, ["functions", "--javascript", str(path)]).exit_code == 0
    asked = (
        'import { answer } from "./xl_fact.mjs";'
        'console.log(JSON.stringify([answer("gpm", [3000, "2万"]), answer("NOPE"), answer("toString"), answer("GPM")]))'
    )
    script = tmp_path / "ask.mjs"
    script.write_text(asked, "utf-8")
    assert json.loads(tool.run([tool.program("node"), script])) == [
        [[150]],
        [["#NAME?"]],
        [["#NAME?"]],
        [[None]],
    ]
    path.write_text(f"// mine\n{path.read_text('utf-8')}", "utf-8")
    assert CliRunner().invoke(app, ["functions", "--javascript", str(path)]).exit_code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's pipe")
@pytest.mark.parametrize("words", [["functions"], ["functions", "FACT_COMPARE"], ["--version"]])
def test_a_reader_who_has_enough_is_no_error(words: list[str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "xl_fact", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    said = process.stderr.read()
    process.stderr.close()
    assert said == b""
    assert process.wait(60) in (0, 1)
