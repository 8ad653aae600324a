"""Expressions: one declaration, rendered as native text and evaluated to the same value."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import ironcalc
import pytest

from xl_fact.core.returns import breakeven_gpm, roi
from xl_fact.report.formula import (
    Above,
    Absolute,
    Aggregate,
    Among,
    Body,
    Call,
    Choice,
    CountOf,
    CountOthers,
    CountText,
    Every,
    Expression,
    Field,
    Joined,
    Known,
    Literal,
    Lookup,
    Otherwise,
    Parted,
    Picked,
    Quadrant,
    Ranked,
    Rounded,
    Running,
    Shown,
    Spot,
    SumIfs,
    Total,
    Written,
    total_of,
    written,
)
from xl_fact.report.model import Column, Ledger, Table
from xl_fact.words import Words
from xl_fact.workbook.references import letters, quoted

SHEET = "Sheet1"
NUMBERS = {
    "a": [3.0, -2.5, 0.0, 7.0],
    "b": [1.5, 4.0, 0.0, -1.0],
    "text": ["F", "A", "F", "? unsorted"],
    "n": [1.0, 1.0, 2.0, 2.0],
}


class Grid:
    """Columns side by side from A2 on, the totals under them; answers where things stand."""

    def __init__(self, columns: Sequence[str], rows: int):
        self.columns, self.rows = list(columns), rows

    def cell(self, table: str, column: str, row: int) -> tuple[str, str]:
        number = self.rows + 2 if row == -1 else row + 2
        return SHEET, f"{letters(self.columns.index(column) + 1)}{number}"

    def body(self, table: str, column: str) -> tuple[str, str]:
        name = letters(self.columns.index(column) + 1)
        return SHEET, f"${name}$2:${name}${self.rows + 1}"

    def figure(self, key: str) -> tuple[str, str]:
        raise LookupError(key)


def both_ways(
    expression: Expression, given: Mapping[str, Sequence[Any]] = NUMBERS
) -> tuple[list[Any], list[Any]]:
    """The values down the column by our evaluation, and by a spreadsheet engine that reads our text."""
    rows = len(next(iter(given.values())))
    kinds = {key: "text" if isinstance(values[0], str) else "cents" for key, values in given.items()}
    columns = [
        Column(k, Words(k, k), kinds[k], total=total_of(k) if kinds[k] == "cents" else None) for k in given
    ]
    table = Table("t", Words("t", "t"), (*columns, Column("x", Words("x", "x"), "words", expression)), given)
    ledger = Ledger()
    ledger.enter(table)
    ours = list(ledger.column("t", "x"))
    grid = Grid([*given, "x"], rows)
    book = ironcalc.create("book", "en", "UTC")
    for at, (key, values) in enumerate(given.items(), 1):
        book.set_user_input(0, 1, at, f"heading {key}")
        for row, value in enumerate(values):
            book.set_user_input(
                0, row + 2, at, "—" if isinstance(value, float) and math.isnan(value) else str(value)
            )
        if kinds[key] == "cents":
            book.set_user_input(0, rows + 2, at, f"=SUM({grid.body('t', key)[1]})")
    for row in range(rows):
        text = expression.text(Spot(grid, SHEET, "t", row))
        book.set_user_input(0, row + 2, len(given) + 1, f"={text}")
    book.evaluate()
    theirs = [book.get_formatted_cell_value(0, row + 2, len(given) + 1) for row in range(rows)]
    return ours, theirs


A, B = Field("a"), Field("b")
EXPRESSIONS = {
    "ratio": Shown(Call(roi, {"gmv": A, "cost": B})),
    "optional argument": Shown(Call(breakeven_gpm, {"cpm": B, "margin": Literal(0.45), "refund_rate": Literal(0.15)})),
    "compound in compound": ((A - B) * (A + B)),
    "share of total": Shown(A / Total("a")),
    "sum of those alike": SumIfs("t", "a", {"text": Field("text")}),
    "count of those alike": CountOf("t", "n", Field("n")),
    "count of others": CountOthers("text", "F"),
    "largest": Aggregate("MAX", Body("a")),
    "median": Aggregate("MEDIAN", Body("b")),
    "standard deviation": Aggregate("STDEV", Body("b")),
    "running sum": Running("a"),
    "row above": Shown(A - Above("a")),
    "fallback": Otherwise((A / B), Literal(9)),
    "mean of cells": Among("AVERAGE", (A, B)),
    "smaller": Among("MIN", (A, B)),
    "rounded": Rounded((A / Literal(7)), 2),
    "size": Absolute(A),
    "choice": Choice(A >= B, Literal("yes"), Literal('"no"')),
    "known": Choice(Known((A, B)), Literal("both"), Literal("—")),
    "quadrant": Quadrant((A, Literal(1)), (B, Literal(1)), ("neither", "first", "second", "both")),
    "looked up": Lookup("t", "text", "a", Field("text")),
    "written": Written(A / Literal(7), "#,##0.0"),
    "signed": Written(B / Literal(8), "+0.0%;-0.0%;0.0%"),
    "as many decimals as there are": Written(B / Literal(8), "0.0##"),
    "joined": Joined((Literal("a "), Written(A, "0.0"), Literal("，“"), Field("text"), Literal('"'))),
    "a long text": Joined((Literal('“"' * 400), Field("text"))),
    "those that are not empty": Parted((Choice(A > 0, Literal("a"), Literal("")), Literal(""), Field("text"),
                                        Choice(B > 0, Choice(A > 0, Literal("both"), Literal("")), Literal("b"))), "、"),
    "nothing of several": Parted((Choice(A > 9, Literal("a"), Literal("")),), "、"),
    "largest row": Ranked("t", "a"),
    "second smallest row": Ranked("t", "b", 2, smallest=True),
    "no such rank": Choice(Known((Ranked("t", "a", 9),)), Literal("row"), Literal("none")),
    "picked": Picked("t", "text", Ranked("t", "b")),
    "picked by the row": Picked("t", "b", Field("n")),
    "every": Choice(Every((A > 0, B > 0)), Literal("both"), Literal("not")),
    "how many say": CountText("text", "F", "t"),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_an_engine_finds_in_the_text_what_we_evaluate(name: str) -> None:
    if name == "looked up":
        given = {"a": [3.0, 2.0, 1.0], "text": ["F", "A", "S"]}
        ours, theirs = both_ways(EXPRESSIONS[name], given)
    else:
        ours, theirs = both_ways(EXPRESSIONS[name])
    for our, their in zip(ours, theirs, strict=True):
        if isinstance(our, str):
            assert their == our
        elif math.isnan(our):
            assert their == "—"
        else:
            assert float(their) == pytest.approx(our)


MISSING = {"a": [3.0, math.nan, 6.0], "b": [math.nan, 2.0, 3.0]}


@pytest.mark.parametrize(
    "expression",
    [
        Shown(A / B),
        Shown(A + B),
        total_of("a"),
        Choice(Known((A, B)), Literal("both"), Literal("one")),
        Quadrant((A, Literal(1)), (B, Literal(1)), ("neither", "first", "second", "both")),
    ],
)
def test_a_missing_number_is_a_dash_and_never_zero(expression: Expression) -> None:
    ours, theirs = both_ways(expression, MISSING)
    shown = ["—" if isinstance(x, float) and math.isnan(x) else x for x in ours]
    assert [
        their if isinstance(our, str) else float(their) for our, their in zip(shown, theirs, strict=True)
    ] == shown


def test_a_number_is_written_as_a_spreadsheet_writes_it() -> None:
    """Halves, both signs, thousands and per cent: the digits of TEXT(ROUND(…)), which f-strings round otherwise."""
    numbers = [
        0.05,
        0.15,
        0.25,
        0.35,
        1.005,
        2.675,
        1.05,
        0.04,
        1234.5,
        9999.5,
        0.285,
        1e7 + 0.05,
        0.0,
        12345678.125,
    ]
    for code in ("0", "0.0", "0.00", "#,##0", "#,##0.0", "0%", "0.0%", "0.0#", "+0.0%;-0.0%;0.0%"):
        ours, theirs = both_ways(Written(Field("a"), code), {"a": numbers})
        assert ours == theirs, code
    below = [written(x, "#,##0.0") for x in (-0.05, -0.04, -1234.25)]
    assert below == [
        "-0.1",
        "0.0",
        "-1,234.3",
    ]  # IronCalc's TEXT loses the sign; LibreOffice agrees in test_live
    assert [f"{x:.1f}" for x in (0.25, 0.35)] != [written(x, "0.0") for x in (0.25, 0.35)]


def test_only_plain_formats_are_written() -> None:
    with pytest.raises(ValueError, match="not a plain number format"):
        written(1.0, "yyyy-mm-dd")


def test_a_sheets_name_is_quoted_when_formulas_ask_for_it() -> None:
    assert quoted("数据") == "数据"
    assert quoted("FACT对比") == "FACT对比"
    assert quoted("Data") == "Data"
    assert quoted("People & refunds") == "'People & refunds'"
    assert quoted("Q1") == "'Q1'"
    assert quoted("it's") == "'it''s'"
