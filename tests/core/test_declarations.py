"""Every function against its own declaration: blanks, bounds, errors, headings and total rows, in cells and in Python."""

from __future__ import annotations

import math
from typing import Any

import pytest
from surfaces.declared_cases import CASES, KINDS, Case, example
from surfaces.lambda_book import agree, answer

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.kinds import REQUIRED


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_cells_do_what_is_declared(kind: str, name: str) -> None:
    wrong = [
        (case.said, got, case.expected)
        for case in CASES[kind, name]
        if not agree(got := answer(name, case.arguments), case.expected)
    ]
    assert not wrong


def test_no_kind_is_empty_and_every_function_is_in_one() -> None:
    assert all(any(CASES[kind, name] for name in FUNCTIONS) for kind in KINDS)
    assert all(any(CASES[kind, name] for kind in KINDS) for name in FUNCTIONS)
    assert {name for kind, name in CASES if kind == "total rows" and CASES[kind, name]} >= {
        "FACT_COMPARE",
        "FACT_SHARE",
        "GPM_MIX",
    }


def plain(rows: list[list[Any]]) -> Any:
    """Cells as a person hands them to Python."""
    if len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0]
    return [row[0] for row in rows] if len(rows[0]) == 1 else rows


def in_python(case: Case) -> Any:
    """Python's answer to a case: NaN for blank and for errors, as cells show them."""
    function = FUNCTIONS[case.name]
    given = [plain(rows) for rows in case.arguments]
    if any(isinstance(value, str) and value.startswith("#") for value in given):
        return None
    try:
        return function(*given)
    except ValueError:
        return "told"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_python_does_what_is_declared(name: str) -> None:
    """A blank is NaN, and never a figure; a scalar out of bounds is told."""
    for case in CASES["blanks", name]:
        got = in_python(case)
        if case.expected == [[None]]:
            flat = got.tolist() if hasattr(got, "tolist") else got
            assert str(flat).replace("[", "").replace("]", "") in ("nan", "nan, nan", "nan, nan, nan"), case
    for case in CASES["bounds", name]:
        got = in_python(case)
        assert got == "told" or "nan" in str(got), case


@pytest.mark.parametrize("name", FUNCTIONS)
def test_nan_and_none_are_blanks_in_python(name: str) -> None:
    function = FUNCTIONS[name]
    arguments = [plain(rows) for rows in example(FUNCTIONS[name])]
    for at, p in enumerate(function.own):
        if p.blank is not REQUIRED or p.kind.reads != "number":
            continue
        for missing in (math.nan, None):
            given = [missing if i == at else a for i, a in enumerate(arguments)]
            got = function(*given)
            assert got == [["nan"]] or str(got) in ("nan", "[[nan]]"), (p.name, got)
