"""The VBA wrappers say what the records say, in text that VBA takes."""

from __future__ import annotations

import re

import pytest

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.declare import TOOLTIP
from xl_fact.core.error_values import ERRORS
from xl_fact.core.function import Function
from xl_fact.surfaces.vba import wrappers

MODULE = wrappers.functions_module(FUNCTIONS.values(), "1.2.3")
WIZARD = wrappers.wizard_module()
LONGEST_LINE = 1023
SIGNATURE = re.compile(r"^Public Function (\w+)\((.*)\)\r$", re.MULTILINE)
CALL = re.compile(r'^    (\w+) = XlfAnswer\("(\w+)", Array\((.*)\)\)\r$', re.MULTILINE)
DESCRIPTION = re.compile(r'^Attribute (\w+)\.VB_Description = "(.*)"\r$', re.MULTILINE)


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda f: f.name)
def test_arguments_stand_in_the_record_s_order(function: Function) -> None:
    arguments = dict(SIGNATURE.findall(MODULE))[function.name].split(", ")
    assert arguments == [f"Optional {p.name}" if p.optional else p.name for p in function.parameters]
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


def test_blocks_are_closed() -> None:
    for source in (MODULE, WIZARD):
        for block in ("Function", "Sub", "If", "Select"):
            opened = rf"^ *(?:Public |Private )?{block} " if block != "If" else r"^ *If .* Then\r?$"
            assert len(re.findall(opened, source, re.MULTILINE)) == source.count(f"End {block}\r\n"), block
        assert len(re.findall(r"^ *For ", source, re.MULTILINE)) == len(
            re.findall(r"^ *Next ", source, re.MULTILINE)
        )


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
