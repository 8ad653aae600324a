"""The tooltips' XML against the records, read as Excel-DNA's own classes read it."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.surfaces.intellisense import NAMESPACE, Shown, beside, intellisense_xml

SPACE = f"{{{NAMESPACE}}}"
ATTRIBUTES = {"Function": {"Name", "Description", "HelpTopic"}, "Argument": {"Name", "Description"}}
"""What the add-in's FunctionInfo and ArgumentInfo have, and nothing else."""


def functions(lang: Shown = "both", help_pages: str = "") -> list[ElementTree.Element]:
    root = ElementTree.fromstring(intellisense_xml(lang, help_pages).encode())
    assert root.tag == f"{SPACE}IntelliSense"
    (info,) = root
    assert info.tag == f"{SPACE}FunctionInfo"
    return list(info)


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_only_what_the_add_in_reads_is_written(lang: Shown) -> None:
    for function in functions(lang, "https://example.org/zh/"):
        assert function.tag == f"{SPACE}Function"
        assert set(function.attrib) == ATTRIBUTES["Function"]
        assert function.get("HelpTopic") == f"https://example.org/zh/{function.get('Name')}.md"
        for argument in function:
            assert argument.tag == f"{SPACE}Argument"
            assert set(argument.attrib) == ATTRIBUTES["Argument"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_function_and_argument_is_described_as_declared(lang: Shown) -> None:
    found = functions(lang)
    assert [f.get("Name") for f in found] == list(FUNCTIONS)
    for element, function in zip(found, FUNCTIONS.values(), strict=True):
        assert element.get("Description") == function.doc.summary.text(lang)
        arguments = [(a.get("Name"), a.get("Description")) for a in element]
        assert arguments == [
            (f"[{p.name}]" if p.optional else p.name, p.prose.text(lang)) for p in function.parameters
        ]


def test_both_languages_stand_below_each_other() -> None:
    summary = FUNCTIONS["GPM"].doc.summary
    assert functions()[0].get("Description") == f"{summary.zh}\n{summary.en}"


def test_without_help_pages_there_is_no_link() -> None:
    assert not [f for f in functions() if "HelpTopic" in f.attrib]


def test_the_file_lies_beside_the_add_in() -> None:
    assert beside(Path("XLSTART/xl_fact.xlam")) == Path("XLSTART/xl_fact.intellisense.xml")
