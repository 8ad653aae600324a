"""What every host's file needs: a function's name and arguments in JavaScript, and what they mean in a language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import metadata
from typing import Final

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.function import Function, Parameter
from xl_fact.surfaces.javascript.formula import RESERVED
from xl_fact.words import Lang, Words

NAMESPACE: Final = "XLFACT"
"""What stands before a function where the host wants it: ``=XLFACT.GPM(A2,B2)``."""

ABOUT: Final = Words("内容电商的表格函数", "Spreadsheet functions of content commerce")
"""What the add-in is, for the host's list of add-ins."""

_SPACE: Final = re.compile(r"\s+")


def version() -> str:
    """Ours."""
    return metadata.version("xl-fact")


def functions() -> list[Function]:
    """All, in the order of the catalogue."""
    return list(FUNCTIONS.values())


def parameter_name(p: Parameter) -> str:
    """An argument's name; one that JavaScript keeps for itself gets an underscore."""
    return f"{p.name}_" if p.name in RESERVED else p.name


def names(function: Function) -> str:
    """The arguments between the brackets."""
    return ", ".join(parameter_name(p) for p in function.parameters)


def summary(function: Function, lang: Lang) -> str:
    """What the function is, in a line."""
    return _line(function.doc.summary.text(lang))


def meaning(p: Parameter, lang: Lang) -> str:
    """What an argument is, in a line."""
    return _line(p.prose.text(lang))


def _line(text: str) -> str:
    """A text in one line, which ends no comment."""
    return _SPACE.sub(" ", text).replace("*/", "*\u200b/").replace("@", "＠").strip()


def documented(function: Function, lang: Lang, tags: Iterator[str] | tuple[str, ...]) -> str:
    """A comment as JSDoc has it: the summary, then the tags."""
    lines = [summary(function, lang), *tags]
    return "\n".join(("/**", *(f" * {line}" for line in lines), " */"))
