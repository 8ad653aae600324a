"""The VBA wrappers say what the records say, in text that VBA takes and that runs.

Excel isn't here, but LibreOffice's Basic speaks VBA well enough to run the module as it stands, with ``.Value``
in place of ``.Value2``, which it lacks, and with a module in place of xlwings' that writes down what arrives.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from oracles import tool, typist
from oracles.office import write_profile

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.declare import TOOLTIP
from xl_fact.core.error_values import ERRORS
from xl_fact.core.function import Function
from xl_fact.surfaces import vba
from xl_fact.surfaces.vba import compound_file, project, wrappers

MODULE = wrappers.functions_module(FUNCTIONS.values(), "1.2.3")
WIZARD = wrappers.wizard_module()
LONGEST_LINE = 1023
SIGNATURE = re.compile(r"^Public Function (\w+)\((.*)\)\r$", re.MULTILINE)
CALL = re.compile(r'^    (\w+) = XlfAnswer\("(\w+)", Array\((.*)\)\)\r$', re.MULTILINE)
DESCRIPTION = re.compile(r'^Attribute (\w+)\.VB_Description = "(.*)"\r$', re.MULTILINE)


def body_of(name: str) -> str:
    return MODULE.partition(f"Public Function {name}(")[2].partition("End Function")[0]


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda f: f.name)
def test_arguments_stand_in_the_record_s_order(function: Function) -> None:
    arguments = dict(SIGNATURE.findall(MODULE))[function.name].split(", ")
    assert arguments == [f"Optional {p.name}" if p.optional else p.name for p in function.parameters]
    omitted = re.findall(
        r"^    If IsMissing\((\w+)\) Then \1 = Empty\r$", body_of(function.name), re.MULTILINE
    )
    assert omitted == [p.name for p in function.parameters if p.optional]
    passed = {name: (called, handed) for name, called, handed in CALL.findall(MODULE)}[function.name]
    assert passed == (function.name, ", ".join(p.name for p in function.parameters))


def test_every_function_has_one_wrapper_and_nothing_else_shows_in_the_wizard() -> None:
    assert [name for name, _ in SIGNATURE.findall(MODULE)] == list(FUNCTIONS)
    assert not re.search(r"^(Public |)Function", WIZARD, re.MULTILINE)


@pytest.mark.parametrize("source", [MODULE, WIZARD], ids=["functions", "wizard"])
def test_source_is_ascii_in_short_lines_ended_the_windows_way(source: str) -> None:
    assert source.isascii()
    assert source.count("\n") == source.count("\r\n")
    assert max(map(len, source.splitlines())) <= LONGEST_LINE
    assert source.splitlines()[1] == "Option Explicit"


@pytest.mark.parametrize("source", [MODULE, WIZARD], ids=["functions", "wizard"])
@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        (r"(Public |Private |)Function ", "End Function"),
        (r"(Public |Private |)Sub ", "End Sub"),
        (r"If .* Then\r?$", "End If"),
        (r"Select Case ", "End Select"),
        (r"For ", r"Next \w+"),
        (r"Do ", "Loop"),
    ],
)
def test_blocks_are_closed(source: str, opening: str, closing: str) -> None:
    lines = re.MULTILINE
    opened = list(re.finditer(rf"^ *{opening}", source, lines))
    assert len(opened) == len(re.findall(rf"^ *{closing}\r$", source, lines))


def test_descriptions_are_the_english_summaries() -> None:
    found = {name: text.replace('""', '"') for name, text in DESCRIPTION.findall(MODULE)}
    assert found == {f.name: wrappers.ascii_text(f.doc.summary.en) for f in FUNCTIONS.values()}
    assert all(0 < len(text) <= TOOLTIP for text in found.values())


def test_every_error_of_the_core_becomes_a_real_one() -> None:
    mapped = dict(re.findall(r'Case "(#.*?)": XlfCell = CVErr\((\d+)\)', MODULE))
    assert set(mapped) == set(ERRORS)
    assert (mapped["#DIV/0!"], mapped["#VALUE!"], mapped["#NUM!"], mapped["#N/A"]) == (
        *("2007", "2015", "2036", "2042"),
    )


def test_wizard_texts_cover_every_argument_in_both_languages() -> None:
    rows = {(row[0], row[1]): row[2:] for row in wrappers.texts(FUNCTIONS.values())}
    assert set(rows) == {(name, lang) for name in FUNCTIONS for lang in ("zh", "en")}
    for (name, lang), texts in rows.items():
        parameters = FUNCTIONS[name].parameters
        assert texts[1:] == [p.prose.text(lang) for p in parameters]
        assert all(0 < len(text) <= TOOLTIP for text in texts)


def test_a_parameter_that_would_hide_what_the_wrapper_calls_is_refused() -> None:
    class Hiding:
        name = "X"
        parameters = (type("P", (), {"name": "Array", "optional": False})(),)

    with pytest.raises(ValueError, match="array"):
        wrappers.wrapper(Hiding())  # type: ignore[arg-type]  # a record cut down to what is read


def test_python_takes_the_call_as_the_wrapper_makes_it() -> None:
    """Three arguments: no workbook, no caller; what is left out as None (Empty) or as COM's own mark."""
    source = (
        "from oracles import com_server\n"
        "excel = com_server.import_server()\n"
        "print(excel.CallUDF('xl_fact.udfs', 'GPM', (((3000.0,), (None,)), 20000.0)))\n"
        "for out in (None, com_server.OMITTED):\n"
        "    print(excel.CallUDF('xl_fact.udfs', 'BREAKEVEN_ROI', (0.5, out, out)))\n"
    )
    folder = Path(__file__).resolve().parent.parent
    command = [sys.executable, "-W", "ignore", "-c", source]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines() == ["[[150.0], [None]]", "2.0", "2.0"]


# --------------------------------------------------- run by LibreOffice's Basic
BRIDGE = """Attribute VB_Name = "xlwings"
Option Explicit
Private Calls As Long
Public Function XLPy()
    Dim made As New Recorder
    Set XLPy = made
End Function
Public Function CountCall() As Long
    Calls = Calls + 1
    CountCall = Calls
End Function
"""
RECORDER = """Attribute VB_Name = "Recorder"
Attribute VB_GlobalNameSpace = False
Attribute VB_Creatable = False
Attribute VB_PredeclaredId = False
Attribute VB_Exposed = True
Option Explicit
Public Function CallUDF(ByVal module As String, ByVal name As String, ByVal values As Variant) As Variant
    Dim rows(1 To 2, 1 To 2) As Variant
    Dim said As String
    Dim i As Long
    If name = "FACT_EFFORT" Then
        rows(1, 1) = "#DIV/0!"
        rows(1, 2) = 1.5
        rows(2, 1) = "F"
        rows(2, 2) = Null
        CallUDF = rows
        Exit Function
    End If
    If name = "CN_NUMBER" Then
        CallUDF = values(0)
        Exit Function
    End If
    If name = "ROI" And CountCall() = 1 Then Err.Raise 462
    said = module & "." & name & ":"
    For i = LBound(values) To UBound(values)
        said = said & " " & TypeName(values(i))
        If IsArray(values(i)) Then
            said = said & UBound(values(i), 1) & "x" & UBound(values(i), 2)
        ElseIf Not IsEmpty(values(i)) Then
            said = said & "=" & values(i)
        End If
    Next i
    CallUDF = said
End Function
"""


def in_basic(path: Path) -> Path:
    """Our add-in as a workbook that LibreOffice opens, with the recorder in xlwings' place."""
    with zipfile.ZipFile(io.BytesIO(vba.build(FUNCTIONS.values()))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    built = project.read(compound_file.read(parts["xl/vbaProject.bin"]))
    ours = built[wrappers.FUNCTIONS_MODULE]
    assert ".Value2" in ours.source
    built = built.without("xlwings", "Dictionary").with_modules(
        replace(ours, source=ours.source.replace(".Value2", ".Value")),
        project.Module("xlwings", wrappers.windows_lines(BRIDGE)),
        project.Module("Recorder", wrappers.windows_lines(RECORDER), "class"),
    )
    parts["xl/vbaProject.bin"] = compound_file.write(project.streams(built))
    with zipfile.ZipFile(path, "w") as workbook:
        for name, content in parts.items():
            workbook.writestr(name, content.replace(b"excel.addin.macroEnabled", b"excel.sheet.macroEnabled"))
    return path


CALLS = {
    "=GPM(1;2)": "xl_fact.udfs.GPM: Double=1 Double=2",
    "=GPM(F3;G3)": "xl_fact.udfs.GPM: Double=1 Double=10",
    "=GPM(F1;G3)": "xl_fact.udfs.GPM: Empty Double=10",
    "=GPM(F3:F7;G3)": "xl_fact.udfs.GPM: Variant()5x1 Double=10",
    "=GPM(F3:G7;1)": "xl_fact.udfs.GPM: Variant()5x2 Double=1",
    "=GPM(AA1:AA1048576;AB1:AB1048576)": "xl_fact.udfs.GPM: Variant()7x1 Variant()7x1",
    "=GPM(AC1:AC1048576;5)": "xl_fact.udfs.GPM: Empty Double=5",
    '=GPM("1.2万";5)': "xl_fact.udfs.GPM: String=1.2万 Double=5",
    "=BREAKEVEN_ROI(0.5)": "xl_fact.udfs.BREAKEVEN_ROI: Double=0.5 Empty Empty",
    "=BREAKEVEN_ROI(0.5;0.1)": "xl_fact.udfs.BREAKEVEN_ROI: Double=0.5 Double=0.1 Empty",
    "=ROI(1;2)": "xl_fact.udfs.ROI: Double=1 Double=2 Empty",  # gone at the first call, asked anew
    "=INDEX(FACT_EFFORT(1;2;3;4);1;1)": "Error 2007",
    "=INDEX(FACT_EFFORT(1;2;3;4);1;2)": 1.5,
    "=INDEX(FACT_EFFORT(1;2;3;4);2;1)": "F",
    "=INDEX(FACT_EFFORT(1;2;3;4);2;2)": "",
    '=CN_NUMBER("#N/A")': "Error 2042",
    '=CN_NUMBER("#VALUE!")': "Error 2015",
    '=CN_NUMBER("#NUM!")': "Error 2036",
    '=CN_NUMBER("#REF!")': "Error 2023",
    '=CN_NUMBER("#NAME?")': "Error 2029",
    '=CN_NUMBER("#NULL!")': "Error 2000",
    '=CN_NUMBER("text")': "text",
}
"""What crosses to Python, and what comes back: Basic shows an error value as the text "Error 2007"."""


@pytest.mark.slow
@pytest.mark.office
def test_the_module_runs(tmp_path: Path) -> None:
    cells: dict[str, Any] = {f"{column}{row}": row - 2 for column in ("F", "AA") for row in range(3, 7)}
    cells |= {f"G{row}": (row - 2) * 10 for row in range(3, 8)} | {"AB7": 1}
    here, hands = Path(__file__).with_name("basic_keyboard.py"), Path(typist.__file__)
    command = [
        typist.PYTHON_WITH_UNO,
        "-I",
        here,
        hands.with_name("typist_keyboard.py"),
        f"basic{os.getpid()}",
    ]
    command += [
        tool.program("soffice"),
        in_basic(tmp_path / "addin.xlsm"),
        write_profile(tmp_path / "profile"),
    ]
    said = tool.run(command, text=json.dumps({"cells": cells, "formulas": list(CALLS)}) + "\n")
    assert dict(zip(CALLS, json.loads(said), strict=True)) == CALLS
