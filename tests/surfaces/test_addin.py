"""The .xlam as outsiders read it: olefile and oletools for the project, openpyxl for the workbook."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
from pathlib import Path
from typing import Any

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook
from oracles import lint, validator

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.errors import InputError
from xl_fact.surfaces import vba
from xl_fact.surfaces.vba import compound_file, project, wrappers

with warnings.catch_warnings():  # oletools still calls pyparsing by names that it is to lose
    warnings.simplefilter("ignore", DeprecationWarning)
    from oletools.olevba import VBA_Parser, decompress_stream

NAMES = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=31)
STREAMS = st.one_of(
    st.binary(max_size=300),
    st.builds(lambda piece, times: piece * times, st.binary(min_size=1, max_size=40), st.integers(1, 900)),
)


def trees(depth: int = 2) -> st.SearchStrategy[dict[str, object]]:
    content = STREAMS if not depth else STREAMS | trees(depth - 1)
    return st.dictionaries(NAMES, content, max_size=9).filter(
        lambda tree: len({name.upper() for name in tree}) == len(tree)
    )


@pytest.fixture(scope="module")
def addin() -> bytes:
    return vba.build(FUNCTIONS.values(), version="1.2.3")


def macros(addin: bytes) -> dict[str, str]:
    """Every module as olevba shows it."""
    found = VBA_Parser("xl_fact.xlam", data=addin).extract_all_macros()
    return {name.rpartition(".")[0]: code for _, _, name, code in found}


def as_workbook(addin: bytes, path: Path) -> Path:
    """The same package declared a workbook, which openpyxl opens as it does no add-in."""
    with zipfile.ZipFile(io.BytesIO(addin)) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(
                name, old.read(name).replace(b"excel.addin.macroEnabled", b"excel.sheet.macroEnabled")
            )
    return path


# -------------------------------------------------------------- the add-in
def test_olevba_reads_our_modules_exactly(addin: bytes) -> None:
    found = macros(addin)
    assert found[wrappers.FUNCTIONS_MODULE] == wrappers.functions_module(FUNCTIONS.values(), "1.2.3")
    assert found[wrappers.WIZARD_MODULE] == wrappers.wizard_module()


def test_xlwings_module_is_its_own_but_for_three_lines(addin: bytes) -> None:
    ours = macros(addin)["xlwings"].splitlines()
    theirs = (vba.template().parent / "xlwings_custom_addin.bas").read_text("utf-8").splitlines()
    new = [line for line in ours if line not in theirs]
    old = [line for line in theirs if line not in ours]
    assert new.pop(0) == "Option Private Module"
    for line, found, wanted in zip(
        old, ("myaddin", 'source As String = ""'), ("xl_fact", 'source As String = "user"'), strict=True
    ):
        assert new.pop(0) == line.replace(found, wanted) != line
    assert not new


def test_no_workbook_can_say_which_python_to_start(addin: bytes) -> None:
    source = macros(addin)["xlwings"]
    signature = 'Function GetConfig(configKey As String, Optional default As String = "", Optional source As String = "user")'
    assert signature in source
    assert not re.search(r'GetConfig\([^)]*,[^)]*,[^)]*"(sheet|directory)', source)
    for elsewhere in ("sheet", "directory"):
        assert f'If source = "" Or source = "{elsewhere}" Then' in source


def test_module_list_of_every_stream_agrees(addin: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(addin)) as package:
        ole = olefile.OleFileIO(package.read("xl/vbaProject.bin"), raise_defects=olefile.DEFECT_INCORRECT)
    streams = {path[1] for path in ole.listdir() if path[0] == "VBA"} - {"dir", "_VBA_PROJECT"}
    settings_text = ole.openstream("PROJECT").read().decode("cp1252")
    lines = [line.partition("=")[2].partition("/")[0] for line in settings_text.splitlines()]
    listed = set(lines) & streams
    wide = {name.encode("utf-16le") for name in streams}
    assert (
        streams
        == listed
        == {"ThisWorkbook", "Sheet2", "Dictionary", "xlwings"}
        | {
            wrappers.FUNCTIONS_MODULE,
            wrappers.WIZARD_MODULE,
        }
    )
    assert all(name in ole.openstream("PROJECTwm").read() for name in wide)
    assert 'Name="xl_fact"' in settings_text


def test_settings_sheet_is_kept_but_inactive_and_holds_the_wizard_texts(addin: bytes, tmp_path: Path) -> None:
    book = load_workbook(as_workbook(addin, tmp_path / "addin.xlsm"))
    assert book.sheetnames == ["_xl_fact.conf"]
    sheet = book.worksheets[0]
    assert sheet["A1"].value == "Interpreter_Win"
    rows = [
        [cell for cell in row if cell is not None] for row in sheet.iter_rows(min_row=101, values_only=True)
    ]
    assert rows == list(wrappers.texts(FUNCTIONS.values()))
    assert all(cell.value is None for row in sheet["A14:Z100"] for cell in row)


def test_other_parts_are_the_template_s_byte_for_byte(addin: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(addin)) as ours, zipfile.ZipFile(vba.template()) as theirs:
        assert set(ours.namelist()) == set(theirs.namelist())
        changed = {name for name in ours.namelist() if ours.read(name) != theirs.read(name)}
    assert changed == {"xl/vbaProject.bin", "xl/workbook.xml", "xl/worksheets/sheet1.xml"}


def test_tooltips_lie_inside_the_add_in_where_excel_opens_nothing(addin: bytes, tmp_path: Path) -> None:
    tooltips = '<?xml version="1.0" encoding="utf-8"?><IntelliSense xmlns="urn:x">千次</IntelliSense>'
    built = vba.build(FUNCTIONS.values(), version="1.2.3", tooltips=tooltips)
    with zipfile.ZipFile(io.BytesIO(built)) as package, zipfile.ZipFile(io.BytesIO(addin)) as without:
        assert package.read("customXml/item1.xml").decode() == tooltips
        relations = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
        changed = {name for name in without.namelist() if package.read(name) != without.read(name)}
        declared = etree.fromstring(package.read("[Content_Types].xml"))
    assert [r.get("Target") for r in relations if r.get("Type").endswith("/customXml")] == [
        "../customXml/item1.xml"
    ]
    assert len({r.get("Id") for r in relations}) == len(relations)
    assert changed == {"xl/_rels/workbook.xml.rels"}
    assert "xml" in {entry.get("Extension") for entry in declared}
    assert load_workbook(as_workbook(built, tmp_path / "tooltips.xlsm")).sheetnames == ["_xl_fact.conf"]


@pytest.mark.slow
def test_microsoft_s_validator_finds_only_what_it_finds_in_the_template(tmp_path: Path) -> None:
    ours = tmp_path / "xl_fact.xlam"
    ours.write_bytes(vba.build(FUNCTIONS.values(), tooltips="<IntelliSense/>"))
    assert validator.all_faults(ours) == validator.all_faults(vba.template())
    assert not lint.faults(ours)


def test_the_same_functions_give_the_same_bytes(addin: bytes) -> None:
    assert vba.build(FUNCTIONS.values(), version="1.2.3") == addin


def test_an_add_in_says_what_it_holds(addin: bytes) -> None:
    held = vba.contents(addin)
    assert (held.version, held.functions) == ("1.2.3", tuple(FUNCTIONS))
    assert f"xlwings64-{held.xlwings}.dll" in macros(addin)["xlwings"]


def test_a_strange_template_is_refused_in_words(tmp_path: Path) -> None:
    strange = tmp_path / "strange.xlam"
    strange.write_bytes(b"no workbook")
    with pytest.raises(InputError, match="xlwings") as refused:
        vba.build(FUNCTIONS.values(), base=strange)
    assert "template" in refused.value.en
    with pytest.raises(InputError):
        vba.contents(b"no workbook")
    with pytest.raises(InputError):
        vba.contents(vba.template().read_bytes())


# ------------------------------------------------------------ compression
@given(STREAMS | st.text(max_size=9000).map(str.encode).filter(lambda b: len(b) % 4096 < 3600))
def test_oletools_decompresses_what_we_compress(data: bytes) -> None:
    packed = project.compress(data)
    assert bytes(decompress_stream(bytearray(packed))) == project.decompress(packed) == data


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4095, 4096, 4097, 8192, 12289])
def test_sizes_around_a_chunk(size: int) -> None:
    text = (b"If XlfServer Is Nothing Then Set XlfServer = XLPy()\r\n" * 300)[:size]
    assert bytes(decompress_stream(bytearray(project.compress(text)))) == text


def noise(size: int) -> bytes:
    state, out = 1, bytearray()
    while len(out) < size:
        state = state * 6364136223846793005 + 1442695040888963407 & (1 << 64) - 1
        out += struct.pack("<I", state >> 32)
    return bytes(out[:size])


def test_noise_fills_a_chunk_raw_and_is_refused_where_the_format_cannot_hold_it() -> None:
    whole = noise(4096)
    assert bytes(decompress_stream(bytearray(project.compress(whole)))) == whole
    with pytest.raises(project.ProjectError, match="noise of 4000 bytes"):
        project.compress(noise(4000))


@given(st.binary(max_size=200))
def test_damage_raises_our_own_error(data: bytes) -> None:
    for damaged in (data, b"\x01" + data):
        try:
            project.decompress(damaged)
        except project.ProjectError:
            continue


# --------------------------------------------------------------- container
def flat(tree: dict[str, Any], path: tuple[str, ...] = ()) -> dict[tuple[str, ...], bytes]:
    found: dict[tuple[str, ...], bytes] = {}
    for name, content in tree.items():
        if isinstance(content, bytes):
            found[*path, name] = content
        else:
            found |= flat(content, (*path, name))
    return found


@pytest.mark.slow
@given(trees())
def test_olefile_reads_what_we_write(tree: dict[str, object]) -> None:
    data = compound_file.write(tree)  # type: ignore[arg-type]  # a tree of trees
    ole = olefile.OleFileIO(data, raise_defects=olefile.DEFECT_INCORRECT)
    assert {tuple(path): ole.openstream(path).read() for path in ole.listdir()} == flat(tree)
    assert flat(compound_file.read(data)) == flat(tree)


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 4095, 4096, 4097, 64_000, 2_000_000])
def test_stream_sizes_around_the_cutoff(size: int) -> None:
    data = compound_file.write({"a": b"x" * size, "b": {"c": b"y"}})
    ole = olefile.OleFileIO(data, raise_defects=olefile.DEFECT_INCORRECT)
    assert ole.openstream("a").read() == b"x" * size
    assert ole.openstream("b/c").read() == b"y"


def test_what_the_format_cannot_hold_is_refused() -> None:
    with pytest.raises(compound_file.CompoundFileError, match="1 to 31"):
        compound_file.write({"a/b": b""})
    with pytest.raises(compound_file.CompoundFileError, match="too large"):
        compound_file.write({"a": bytes(8_000_000)})


def test_a_damaged_file_is_refused(addin: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(addin)) as package:
        whole = package.read("xl/vbaProject.bin")
    for damaged in (b"", whole[:512], whole[:1000], b"PK" + whole):
        with pytest.raises(compound_file.CompoundFileError):
            compound_file.read(damaged)
