"""The WPS add-in: its files in the form of the vendor's tool, main.js with a stub of WPS, install in a fake home."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from surfaces.lambda_book import agree
from surfaces.node import Node, node
from typer.testing import CliRunner
from vectors import NAMES, VECTORS, answer, cells_of

from xl_fact import doctor, install
from xl_fact.cli import app
from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.docstring import Example
from xl_fact.core.function import Function
from xl_fact.errors import InputError
from xl_fact.surfaces.javascript import wps

STUB = """
import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
const added = new Map();
const wps = { AddCustomFunction: (space, name, f) => added.set(`${space}.${name}`, f) };
runInNewContext(readFileSync(new URL("./main.js", import.meta.url), "utf8"), { wps });
const registered = () => [...added].map(([key, f]) => [key, f.length]);
const ask = (name, given) => (name === "" ? registered() : added.get(`XLFACT.${name}`)(...given));
"""
"""WPS as the vendor's tool calls it: ``wps.AddCustomFunction(namespace, name, function)``; the page has no modules."""


@pytest.fixture(scope="module")
def host() -> Iterator[Node]:
    with node(STUB, {"main.js": wps.main()}) as running:
        yield running


def test_main_registers_every_function_once_with_its_arguments(host: Node) -> None:
    assert host.ask("", []) == [[f"XLFACT.{f.name}", len(f.parameters)] for f in FUNCTIONS.values()]


@pytest.mark.parametrize(("function", "example"), VECTORS, ids=NAMES)
def test_documented_example(host: Node, function: Function, example: Example) -> None:
    got = host.ask(function.name, [cells_of(a) for a in example.arguments])
    assert agree(got if isinstance(got, list) else [[got]], answer(function, example))


def test_a_blank_answer_is_an_empty_text_and_an_error_its_name(host: Node) -> None:
    assert host.ask("GPM", [None, 5]) == ""
    assert host.ask("GPM", [5, 0]) == "#DIV/0!"
    assert host.ask("GPM", [[[5], [None]], [[0], [1]]]) == [["#DIV/0!"], [""]]


def test_an_older_wps_is_left_in_peace() -> None:
    older = STUB.replace("const wps = {", "const wps = {}; const unused = {")
    with node(older, {"main.js": wps.main()}) as running:
        assert running.ask("", []) == []


# ---------------------------------------------------------------- the form of the files
def test_the_manifest_has_the_fields_of_the_vendors_own() -> None:
    """Field by field as in the manifest that wpsjs 2.2.3 lays into a new add-in of WPS Spreadsheets."""
    root = ElementTree.fromstring(wps.files()["manifest.xml"])
    assert (root.tag, [child.tag for child in root]) == (
        "JsPlugin",
        ["ApiVersion", "Name", "Description", "Functions"],
    )
    assert root.findtext("ApiVersion") == "1.0.0"
    functions = root.find("Functions")
    assert functions is not None
    assert [(child.tag, child.text) for child in functions] == [
        ("Uri", "/functions.json"),
        ("Namespace", "XLFACT"),
    ]
    assert re.fullmatch(r"[A-Za-z_]\w*", "XLFACT")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_functions_json_has_the_form_of_the_vendors_generator(lang: Any) -> None:
    """What ``functionsScanner`` of wpsjs 2.2.3 writes: names by its pattern, types of its list, two dimensions."""
    described = json.loads(wps.files(lang)["functions.json"])
    assert list(described) == ["functions"]
    assert [f["name"] for f in described["functions"]] == list(FUNCTIONS)
    for said, function in zip(described["functions"], FUNCTIONS.values(), strict=True):
        assert list(said) == ["name", "parameters", "description", "result"]
        assert re.fullmatch(r"[a-zA-Z_][a-zA-Z0-9_]*", said["name"])
        assert said["result"] == {"type": "any[][]"}
        assert [(p["name"], p["type"].endswith("?")) for p in said["parameters"]] == [
            (p.name, p.optional) for p in function.parameters
        ]
        assert all(
            list(p) == ["name", "description", "type"] and p["description"] for p in said["parameters"]
        )


def test_wps_makes_index_html_itself() -> None:
    assert set(wps.files()) == {"manifest.xml", "ribbon.xml", "functions.json", "main.js"}
    ribbon = ElementTree.fromstring(wps.files()["ribbon.xml"])
    assert ribbon.tag == "{http://schemas.microsoft.com/office/2006/01/customui}customUI"


# ---------------------------------------------------------------- install
OTHERS = (
    '\ufeff<?xml version="1.0" encoding="UTF-8"?>\r\n<jsplugins>\r\n'
    '\t<jspluginonline name="OA" type="wps" url="http://oa.example/" debug="" enable="enable_dev"/>\r\n'
    '  <jsplugin  name="别人的" type="et" url="other_1.0" version="1.0" enable="enable"  />\r\n</jsplugins>\r\n'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "用户" / ".local" / "share" / "Kingsoft" / "wps" / "jsaddons"


def put(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    publish = folder / "publish.xml"
    publish.write_bytes(text.encode("utf-8"))
    return publish


def test_install_into_nothing_and_away_again(folder: Path) -> None:
    done = install.install_wps(folder=folder)
    assert done.functions == len(FUNCTIONS)
    ours = folder / wps.folder_name()
    assert {path.name for path in ours.iterdir()} == set(wps.files())
    (entry,) = ElementTree.parse(folder / "publish.xml").getroot()
    assert (entry.tag, entry.get("name"), entry.get("type"), entry.get("url")) == (
        "jsplugin",
        "xl_fact",
        "et",
        ours.name,
    )
    assert set(entry.attrib) == {"name", "type", "url", "version", "enable", "install", "customDomain"}
    assert set(install.uninstall_wps(folder=folder)) == {ours, folder / "publish.xml"}
    assert not ours.exists()
    assert not list(ElementTree.parse(folder / "publish.xml").getroot())
    assert install.uninstall_wps(folder=folder) == ()


@pytest.mark.parametrize("others", [OTHERS, OTHERS.replace("\r\n", "\n")], ids=["CRLF", "LF"])
def test_other_add_ins_stay_to_the_byte(folder: Path, others: str) -> None:
    publish = put(folder, others)
    install.install_wps(folder=folder)
    install.install_wps(folder=folder)
    between = publish.read_bytes().decode("utf-8")
    assert between.count('name="xl_fact"') == 1
    assert all(line in between for line in others.splitlines(keepends=True))
    install.uninstall_wps(folder=folder)
    assert publish.read_bytes().decode("utf-8") == others


@pytest.mark.parametrize(
    "others",
    [
        '<jsplugins>\n  <jsplugin name="o" url="o"/>\n</jsplugins >\n',
        '<jsplugins>\n  <jsplugin display-name="xl_fact" name="o" url="o"/>\n</jsplugins>\n',
        '<jsplugins>\n<!-- <jsplugin name="xl_fact" url="c"/> -->\n</jsplugins>\n<!-- end </jsplugins> -->\n',
    ],
)
def test_what_only_looks_like_ours_stays(others: str) -> None:
    between = wps.listed(others)
    assert wps.entry_in(between) is not None
    assert wps.unlisted(between) == (others, True)


@pytest.mark.parametrize("old", ["name='xl_fact'", 'name = "xl_fact"'])
def test_our_own_line_counts_however_it_is_written(old: str) -> None:
    between = wps.listed(f'<jsplugins>\n  <jsplugin {old} url="old"/>\n</jsplugins>\n')
    assert between.count("<jsplugin ") == 1
    assert "old" not in between


def test_a_list_in_one_line_keeps_its_add_ins(folder: Path) -> None:
    publish = put(folder, '<jsplugins><jsplugin name="a" type="et" url="a_1" /></jsplugins>')
    install.install_wps(folder=folder)
    install.uninstall_wps(folder=folder)
    assert '<jsplugins><jsplugin name="a" type="et" url="a_1" />' in publish.read_text("utf-8")
    assert [entry.get("name") for entry in ElementTree.parse(publish).getroot()] == ["a"]


@pytest.mark.parametrize("empty", ["", "<jsplugins/>", "<jsplugins></jsplugins>", "<jsplugins />\n"])
def test_an_empty_list_is_filled(folder: Path, empty: str) -> None:
    publish = put(folder, empty)
    install.install_wps(folder=folder)
    assert [entry.get("name") for entry in ElementTree.parse(publish).getroot()] == ["xl_fact"]


@pytest.mark.parametrize(
    "broken", ["<jsplugins>", "no list", "<plugins></plugins>", "<jsplugins><jsplugin></jsplugins>"]
)
def test_a_list_that_cannot_be_read_is_left_alone(folder: Path, broken: str) -> None:
    publish = put(folder, broken)
    for job in (install.install_wps, install.uninstall_wps):
        with pytest.raises(InputError, match=r"publish\.xml"):
            job(folder=folder)
    assert publish.read_text("utf-8") == broken
    assert [path.name for path in folder.iterdir()] == ["publish.xml"]


@pytest.mark.parametrize(
    "theirs",
    [
        '<?xml version="1.0" encoding="GBK"?><jsplugins><jsplugin name="别人"/></jsplugins>'.encode("gbk"),
        b"\xff\xfe<\0",
    ],
    ids=["GBK", "UTF-16"],
)
def test_a_list_in_another_encoding_is_said_to_be_one(folder: Path, theirs: bytes) -> None:
    publish = put(folder, "")
    publish.write_bytes(theirs)
    for job in (install.install_wps, install.uninstall_wps):
        with pytest.raises(InputError, match="UTF-8") as said:
            job(folder=folder)
        assert "codec" not in said.value.en + said.value.zh
    (finding,) = doctor.doctor_wps(folder=folder)
    assert (finding.level, finding.zh == finding.en, "codec" in finding.en) == ("error", False, False)
    assert publish.read_bytes() == theirs


def test_a_persons_file_in_our_folder_stays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older = folder / "xl_fact_0.0.1"
    for ours in (older, folder / wps.folder_name()):
        ours.mkdir(parents=True)
        (ours / "manifest.xml").write_text(wps.files()["manifest.xml"], "utf-8")
        (ours / "笔记.txt").write_text("mine", "utf-8")
    install.install_wps(folder=folder)
    assert [path.name for path in older.iterdir()] == ["笔记.txt"]
    monkeypatch.setattr(install, "wps_folder", lambda: folder)
    said = CliRunner().invoke(app, ["uninstall", "--wps", "--lang", "en"]).output
    assert f"{wps.folder_name()} holds other files and stays" in said
    assert [path.name for path in (folder / wps.folder_name()).iterdir()] == ["笔记.txt"]
    assert install.uninstall_wps(folder=folder) == ()


def test_an_older_folder_of_ours_goes_and_a_strangers_stays(folder: Path) -> None:
    older, stranger = folder / "xl_fact_0.0.1", folder / "xl_fact_notes"
    for each in (older, stranger):
        each.mkdir(parents=True)
    (older / "manifest.xml").write_text("<JsPlugin><Name>xl_fact</Name></JsPlugin>", "utf-8")
    (stranger / "mine.txt").write_text("mine", "utf-8")
    install.install_wps(folder=folder)
    assert not older.exists()
    assert stranger.exists()
    install.uninstall_wps(folder=folder)
    assert (stranger / "mine.txt").read_text("utf-8") == "mine"


def test_doctor_says_what_is_wrong(folder: Path) -> None:
    assert [f.level for f in doctor.doctor_wps(folder=folder)] == ["error"]
    install.install_wps(folder=folder)
    assert {f.level for f in doctor.doctor_wps(folder=folder)} == {"ok", "warning"}
    ours = folder / wps.folder_name()
    (ours / "index.html").write_text("", "utf-8")
    assert any("index.html" in f.en for f in doctor.doctor_wps(folder=folder))
    (ours / "main.js").unlink()
    assert any(f.level == "error" and "main.js" in f.en for f in doctor.doctor_wps(folder=folder))
    publish = folder / "publish.xml"
    publish.write_text(
        publish.read_text("utf-8").replace(f'version="{wps.version()}"', 'version="0.0.1"'), "utf-8"
    )
    assert any("0.0.1" in f.en for f in doctor.doctor_wps(folder=folder))
    publish.write_text("<jsplugins>", "utf-8")
    assert [f.level for f in doctor.doctor_wps(folder=folder)] == ["error"]


def test_the_commands(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "wps_folder", lambda: folder)
    monkeypatch.setattr(doctor, "wps_folder", lambda: folder)
    run = CliRunner()
    said = run.invoke(app, ["install", "--wps"])
    assert said.exit_code == 0
    assert "=XLFACT.GPM(3000,20000)" in said.output
    assert run.invoke(app, ["doctor", "--wps", "--lang", "en"]).exit_code == 0
    assert "removed" in run.invoke(app, ["uninstall", "--wps", "--lang", "en"]).output
    assert run.invoke(app, ["doctor", "--wps"]).exit_code == 1


@pytest.mark.parametrize("command", ["install", "uninstall", "doctor"])
def test_one_program_at_a_time(command: str) -> None:
    done = CliRunner().invoke(app, [command, "--wps", "--libreoffice", "--lang", "en"])
    assert (done.exit_code, "not both" in done.output) == (2, True)


@pytest.mark.parametrize(
    ("platform", "ends"),
    [("win32", "kingsoft/wps/jsaddons"), ("linux", ".local/share/Kingsoft/wps/jsaddons")],
)
def test_the_folder_is_the_one_of_the_vendors_tool(
    platform: str, ends: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install.sys, "platform", platform)
    monkeypatch.setenv("APPDATA", str(tmp_path))
    assert install.wps_folder(tmp_path) == tmp_path / ends


def test_on_a_mac_another_way_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install.sys, "platform", "darwin")
    with pytest.raises(InputError, match="officejs"):
        install.wps_folder()
