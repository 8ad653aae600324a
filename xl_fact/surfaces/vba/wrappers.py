"""The VBA text through which a cell reaches Python, one short function for each of the catalogue.

ASCII only: the VBA editor keeps its texts in the code page of whoever opens it. Chinese help lies on a sheet
of the add-in instead (`texts`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from importlib import resources
from typing import Final

from xl_fact.core.declare import TOOLTIP
from xl_fact.core.function import Function

FUNCTIONS_MODULE: Final = "xl_fact_functions"
WIZARD_MODULE: Final = "xl_fact_wizard"

_LATIN: Final = str.maketrans(
    {"×": "x", "÷": "/", "–": "-", "—": "-", "−": "-", "≤": "<=", "≥": ">=", "≠": "<>", "→": "->", "·": "*"}
    | {"‘": "'", "’": "'", "“": '"', "”": '"', "…": "..."}
)
_CALLED: Final = frozenset({"array", "empty", "ismissing", "xlfanswer"})
"""Names that a wrapper itself uses: no parameter may hide them."""


def functions_module(functions: Iterable[Function], version: str) -> str:
    """Source of the module with a wrapper for each function.

    Parameters
    ----------
    functions : iterable of Function
    version : str
        Our version, by which `installed_version` knows the add-in again.
    """
    head = _head(FUNCTIONS_MODULE) + f'Private Const XLF_VERSION As String = "{version}"\n'
    return windows_lines(head + _part("call.bas") + "".join(f"\n{wrapper(f)}" for f in functions))


def wizard_module() -> str:
    """Source of the module that hands the help texts to the formula wizard."""
    return windows_lines(_head(WIZARD_MODULE) + _part("wizard.bas"))


def wrapper(function: Function) -> str:
    """One VBA function: what is left out as Empty, then one line to Python and back."""
    if hidden := _CALLED & {p.name.lower() for p in function.parameters}:
        raise ValueError(f"{function.name}: a parameter would hide VBA's own {sorted(hidden)}")
    names = [p.name for p in function.parameters]
    arguments = ", ".join(f"Optional {p.name}" if p.optional else p.name for p in function.parameters)
    omitted = "".join(
        f"    If IsMissing({p.name}) Then {p.name} = Empty\n" for p in function.parameters if p.optional
    )
    name = function.name
    return (
        f"Public Function {name}({arguments})\n"
        f'Attribute {name}.VB_Description = "{_quoted(ascii_text(function.doc.summary.en))}"\n'
        f'Attribute {name}.VB_ProcData.VB_Invoke_Func = " \\n14"\n'
        f"{omitted}"
        f'    {name} = XlfAnswer("{name}", Array({", ".join(names)}))\n'
        f"End Function\n"
    )


def texts(functions: Iterable[Function]) -> Iterator[list[str]]:
    """Rows for the formula wizard: function, language, description, one text for each argument."""
    for function in functions:
        summary = function.doc.summary
        opening = {"zh": f"{function.zh}。{summary.zh}", "en": summary.en}
        for lang, description in opening.items():
            arguments = [p.prose.text(lang)[:TOOLTIP] for p in function.parameters]
            yield [function.name, lang, description[:TOOLTIP], *arguments]


def ascii_text(text: str) -> str:
    """A text in ASCII, at most 255 characters: signs spelt out, accents dropped, the rest left out.

    Examples
    --------
    >>> ascii_text("ROI = GPM ÷ CPM — café 千")
    'ROI = GPM / CPM - cafe '
    """
    plain = unicodedata.normalize("NFKD", text.translate(_LATIN))
    return plain.encode("ascii", "ignore").decode("ascii").replace("\n", " ")[:TOOLTIP]


def _quoted(text: str) -> str:
    return text.replace('"', '""')


def _head(name: str) -> str:
    return f'Attribute VB_Name = "{name}"\nOption Explicit\n'


def _part(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("ascii")


def windows_lines(text: str) -> str:
    """A text whose every line ends as VBA's own do."""
    return "\r\n".join([*text.splitlines(), ""])
