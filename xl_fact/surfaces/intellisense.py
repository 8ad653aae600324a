"""Tooltips while typing: the XML that the Excel-DNA IntelliSense add-in reads beside an .xlam.

Excel itself shows no help for functions of an add-in in the cell. Who has that free add-in installed
sees ours: it looks for ``xl_fact.intellisense.xml`` beside ``xl_fact.xlam``, or for the same text
in the workbook's custom XML.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Literal
from xml.sax.saxutils import quoteattr

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.function import Function, Parameter
from xl_fact.words import Lang

NAMESPACE: Final = "http://schemas.excel-dna.net/intellisense/1.0"
SUFFIX: Final = ".intellisense.xml"
"""What follows the add-in's own name, without its ``.xlam``."""

Shown = Literal[Lang, "both"]


def intellisense_xml(lang: Shown = "both", help_pages: str = "") -> str:
    """The descriptions of all functions.

    Parameters
    ----------
    lang : {"zh", "en", "both"}
        The language of the texts; both means Chinese first.
    help_pages : str, optional
        Address under which the reference pages lie (``…/docs/reference/zh``); the tooltip then links to them.

    Returns
    -------
    str
        XML, to be saved as UTF-8.
    """
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f"<IntelliSense xmlns={quoteattr(NAMESPACE)}>",
        "  <FunctionInfo>",
        *(line for function in FUNCTIONS.values() for line in _function(function, lang, help_pages)),
        "  </FunctionInfo>",
        "</IntelliSense>",
    ]
    return "\n".join(lines) + "\n"


def beside(addin: Path) -> Path:
    """Where the add-in looks for the descriptions of a workbook.

    Examples
    --------
    >>> beside(Path("xl_fact.xlam")).name
    'xl_fact.intellisense.xml'
    """
    return addin.with_name(addin.stem + SUFFIX)


def _function(function: Function, lang: Shown, help_pages: str) -> Iterator[str]:
    doc = function.doc.summary
    summary = doc.text(lang) if lang != "both" else f"{doc.zh}\n{doc.en}"
    topic = {"HelpTopic": f"{help_pages.rstrip('/')}/{function.name}.md"} if help_pages else {}
    attributes = {"Name": function.name, "Description": summary, **topic}
    yield f"    <Function {_attributes(attributes.items())}>"
    for p in function.parameters:
        yield f"      <Argument {_attributes((('Name', _shown(p)), ('Description', _described(p, lang))))}/>"
    yield "    </Function>"


def _shown(p: Parameter) -> str:
    """The name as Excel's own help writes it: in brackets where it may be left out."""
    return f"[{p.name}]" if p.optional else p.name


def _described(p: Parameter, lang: Shown) -> str:
    return p.prose.text(lang) if lang != "both" else f"{p.prose.zh} {p.prose.en}"


def _attributes(pairs: Iterable[tuple[str, str]]) -> str:
    """Attributes; a line break in a text is written so that a reader of XML keeps it."""
    return " ".join(f"{name}={quoteattr(text, {chr(10): '&#10;'})}" for name, text in pairs)
