"""The page of functions: each with its arguments as fields, its answer as typed in a cell, and formulas to copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from xl_fact.core.catalogue import FAMILIES, FUNCTIONS
from xl_fact.core.examples import constant, rows_of, shown
from xl_fact.core.function import Function, Parameter
from xl_fact.core.kinds import Rows
from xl_fact.surfaces.help import conditions, kind, required, returned
from xl_fact.surfaces.javascript.wrappers import NAMESPACE
from xl_fact.words import Lang, Words, say

_CELLS: Final = 10_000
"""How many cells one argument may have on the page."""


@dataclass(frozen=True)
class ArgumentField:
    """One argument: its name, what it is, whether it takes a range, and the example's value."""

    name: str
    words: str
    kind: str
    required: str
    wide: bool
    value: str
    choices: tuple[str, ...]


def families(lang: Lang) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Every function by family: name, Chinese name, one line."""
    return [
        (
            say(lang, chinese, english),
            [(f.name, f.zh, f.doc.summary.text(lang)) for f in FUNCTIONS.values() if f.family == english],
        )
        for english, chinese in FAMILIES.items()
    ]


def fields_of(function: Function, lang: Lang) -> list[ArgumentField]:
    """The arguments of a function as fields, filled with its first example."""
    given = list(function.examples[0].arguments) if function.examples else []
    return [
        ArgumentField(
            one.name,
            one.prose.text(lang),
            kind(one, lang),
            required(one, lang),
            _wide(one, given[n] if n < len(given) else None),
            pasted(given[n]) if n < len(given) else "",
            tuple(group.words[0] for group in one.words.groups) if one.words else (),
        )
        for n, one in enumerate(function.parameters)
    ]


def _wide(parameter: Parameter, given: Any) -> bool:
    return parameter.column or isinstance(given, list)


def pasted(value: Any) -> str:
    """Cells as they are pasted: a line for each row, a tab between columns."""
    if isinstance(value, list):
        return "\n".join("\t".join(shown(_cell(cell)) for cell in row) for row in rows_of(value))
    return shown(_cell(value))


def _cell(value: Any) -> Any:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def typed(text: str) -> Any:
    """What a cell holds when one types this: a number, a text, or nothing."""
    plain = text.strip()
    if not plain:
        return None
    try:
        return float(plain.replace(",", "")) if plain[-1].isdigit() and not plain.startswith("0x") else plain
    except ValueError:
        return plain


def cells_of(text: str) -> Any:
    """A field as cells: one, or rows of them."""
    lines = text.rstrip("\n").split("\n")
    rows = [[typed(cell) for cell in line.split("\t")] for line in lines]
    if len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0]
    wide = max(map(len, rows))
    return tuple(tuple(row + [None] * (wide - len(row))) for row in rows)


def answered(function: Function, given: Sequence[str]) -> dict[str, Any]:
    """The answer as cells show it, and the formula for each program.

    Parameters
    ----------
    function : Function
    given : sequence of str
        The fields, in the order of the arguments.

    Returns
    -------
    dict
        ``cells``: rows of texts; ``formulas``: program → formula.
    """
    values = [cells_of(text) for text in given[: len(function.parameters)]]
    while values and values[-1] is None:
        values.pop()
    if any(isinstance(v, tuple) and len(v) * len(v[0]) > _CELLS for v in values):
        cells: Rows = [["#VALUE!"]]
    else:
        cells = function.call_cells(*values)
    return {
        "cells": [["" if cell is None else shown(_cell(cell)) for cell in row] for row in cells],
        "formulas": formulas(function, values),
    }


def formulas(function: Function, values: Sequence[Any]) -> Mapping[str, str]:
    """The call as it is typed in each program; a range is where one would paste its cells, from A2 on."""
    told, column = [], 0
    for value in values:
        if isinstance(value, tuple):
            last = column + len(value[0]) - 1
            told.append(f"{_letters(column)}2:{_letters(last)}{len(value) + 1}")
            column = last + 1
        else:
            told.append("" if value is None else constant(value))
    name = function.name
    return {
        "Excel": f"={name}({','.join(told)})",
        "WPS": f"={NAMESPACE}.{name}({','.join(told)})",
        "LibreOffice": f"={name}({';'.join(told)})",
    }


def _letters(number: int) -> str:
    found = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


def told(function: Function, lang: Lang) -> dict[str, Any]:
    """What a function's page says beside its fields."""
    return {
        "name": function.name,
        "zh": function.zh,
        "syntax": f"={function.syntax}",
        "summary": function.doc.summary.text(lang),
        "returned": returned(function, lang).replace("**", ""),
        "conditions": [line.replace("`", "") for line in conditions(function, lang)],
        "warning": function.doc.warnings.text(lang).replace("`", ""),
        "labels": {
            "conditions": Words("什么时候出错或留空", "When it shows an error or nothing").text(lang),
        },
    }
