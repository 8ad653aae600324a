"""The functions in JavaScript: one module from the same declarations, for every spreadsheet that runs it.

Each function's own formula is compiled (`formula`), the spreadsheet functions that formulas use are a small
runtime (``sheet.js``), and cells are read as the core reads them (``cells.js``), with the core's own words and
patterns. Nothing is written twice: what changes in a declaration changes here when the module is built.

javascript         the module as a text
├── formula        a declared formula as JavaScript
├── sheet.js       the spreadsheet functions
├── cells.js       cells to arguments, answers to cells
├── wrappers       what every host's file says of a function
├── wps            the add-in of WPS
├── office         Excel through Office.js
├── icon           its picture
└── apps_script    Google Sheets
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from xl_fact.core import numbers, vocabulary
from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.error_values import COM_ERRORS, ERRORS
from xl_fact.core.function import Function, Parameter
from xl_fact.core.kinds import REQUIRED, Kind
from xl_fact.core.vocabulary import Vocabulary, normalised
from xl_fact.saving import save_ours
from xl_fact.surfaces.javascript.formula import compiled

LARGEST: Final = 150_000
"""Bytes that the module may have, also with all that a host's file adds to it."""

_DEFINED: Final = re.compile(r"^(?:function |const )([A-Z][A-Z0-9_]*)\b(?: = |\()", re.MULTILINE)
_EXPORTS: Final = "export { answer, FUNCTIONS, parseNumber };\n"


def module() -> str:
    """``xl_fact.js``: an ES module that exports ``answer(name, arguments)``."""
    return f"{core()}{_EXPORTS}"


def write(path: Path, *, force: bool = False) -> None:
    """Write the module, sealed.

    Raises
    ------
    InputError
        When something of a person's would be overwritten, and `force` doesn't say so.
    """
    save_ours(path, module().encode("utf-8"), force=force)


@cache
def core() -> str:
    """The same without its exports, for hosts that know no modules.

    Raises
    ------
    FormulaError
        When a function's formula can't be said in JavaScript.
    """
    head = "// xl_fact: written from the declarations by `xl-fact functions`; not to be edited.\n"
    body = ",\n".join(_record(function) for function in FUNCTIONS.values())
    parts = (head, _text("sheet.js"), f"const DATA = {_literal(_data())};\n", _text("cells.js"))
    return "\n".join((*parts, f"const FUNCTIONS = {{\n{body}\n}};\n"))


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def _literal(value: Any) -> str:
    """A value as JavaScript has it: keys bare where they may be, blank space spelt out but for the plainest."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    text = re.sub(r'"([A-Za-z]\w*)":', r"\1:", text, flags=re.ASCII)
    return re.sub(rf"(?! ){numbers.SPACES}", lambda sign: f"\\u{ord(sign[0]):04x}", text)


@cache
def runtime() -> frozenset[str]:
    """The functions that a compiled formula may call."""
    return frozenset(_DEFINED.findall(_text("sheet.js"))) | frozenset(
        name for name in _DEFINED.findall(_text("cells.js")) if name.startswith("XLF_")
    )


# ---------------------------------------------------------------- what the core knows
def _data() -> dict[str, Any]:
    """The words and patterns by which the core reads cells."""
    return {
        "errors": ERRORS,
        "comErrors": COM_ERRORS,
        "missing": sorted(numbers.MISSING),
        "units": numbers.UNITS,
        "noCents": sorted(numbers.NO_CENTS),
        "number": _pattern(numbers.TEXT),
        "spaced": _pattern(numbers.SPACED).replace(r"\d", r"\p{Nd}"),
        "strip": numbers.STRIP,
        "space": numbers.SPACE,
        "spaces": numbers.SPACES,
        "dashes": {chr(code): plain for code, plain in numbers.PLAIN.items()},
        "ignored": "".join(chr(code) for code in vocabulary.IGNORED),
        "totals": _normalised(vocabulary.TOTALS),
        "totalEndings": vocabulary.TOTAL_ENDINGS,
        "noCampaign": _normalised((*vocabulary.NO_CAMPAIGN, *numbers.MISSING)),
        "ranges": _keys(vocabulary.RANGES),
        "languages": _keys(vocabulary.LANGUAGES),
    }


def _pattern(compiled_pattern: re.Pattern[str]) -> str:
    """A pattern as every JavaScript reads it: what stands before is a group, as older ones look not behind.

    Blank space is written short; ``cells.js`` puts ours in its place.

    Raises
    ------
    ValueError
        When it looks behind otherwise than for what digits don't follow.
    """
    pattern = compiled_pattern.pattern.replace("(?P<", "(?<").replace(r"(?<![\d.,])", r"(^|[^\d.,])")
    pattern = pattern.replace(numbers.SPACES, r"\s")
    if "(?<!" in pattern or "(?<=" in pattern:
        raise ValueError(f"a pattern that looks behind: {pattern}")
    return pattern


def _normalised(words: Iterable[str]) -> list[str]:
    return sorted(set(map(normalised, words)))


def _keys(words: Vocabulary) -> dict[str, str]:
    return {word: group.key for group in words.groups for word in words.words(group.key)}


# ---------------------------------------------------------------- a function
def _record(function: Function) -> str:
    """A function's declaration and its body, as ``cells.js`` declares one."""
    said: dict[str, Any] = {"shape": function.shape, "result": _kind(function.result)}
    said |= {"heading": function.heading} if function.heading else {}
    said |= {"words": function.words} if function.words else {}
    said |= {"parameters": [_parameter(p) for p in function.own]}
    return f"{function.name}: declared({_literal(said)}, {body(function)})"


def _parameter(p: Parameter) -> dict[str, Any]:
    """What is so of an argument; what isn't is not written."""
    size = [p.size.rows, p.size.columns] if p.size else None
    blank = {} if p.blank is REQUIRED else {"blank": p.blank.key}
    marks = {"column": p.column, "optional": p.optional, "mayBeEmpty": p.may_be_empty, "size": size}
    value = {} if p.default is None else {"value": p.default}
    return {**blank, **_kind(p.kind), **value, **{key: mark for key, mark in marks.items() if mark}}


def _kind(kind: Kind) -> dict[str, Any]:
    bounds = {"low": _number(kind.low), "high": _number(kind.high)}
    text = {"text": True} if kind.reads == "text" else {}
    return {**text, **{key: bound for key, bound in bounds.items() if math.isfinite(bound)}}


def _number(value: float) -> float:
    """A whole number without its point."""
    return int(value) if math.isfinite(value) and value == int(value) else value


def body(function: Function) -> str:
    """A function's formula as JavaScript: of one place in its columns of cells, or of all cells at once.

    Raises
    ------
    FormulaError
        When there is no formula, or it can't be said.
    """
    return compiled(
        function.formula or "",
        [p.name for p in function.own],
        [p.name for p in function.own if p.optional],
        runtime(),
        by_place=function.shape == "each",
    )
