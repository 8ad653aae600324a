"""What every function's declaration promises, as calls and answers: no function can forget a kind of input.

The answers come from the declaration and from the documented example, never from the odd call itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from surfaces.lambda_book import Rows, answer, rows_of

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.function import Function, Parameter
from xl_fact.core.kinds import DEFAULT, ZERO
from xl_fact.core.vocabulary import TOTAL_ENDINGS, TOTALS

TOTAL_NAMES = (
    *(
        "合计",
        "总计",
        "小计",
        "汇总",
        "不限",
        "全部",
        "全店",
        "大盘",
        "合 计",
        "合计：",
        "Grand Total",
        "Subtotal",
        "ＴＯＴＡＬ",
        "合計",
        "小計：",
        "總計",
        "【合计】",
        "【直播小計】",
    ),
    *TOTALS,
    *(f"直播{ending}" for ending in TOTAL_ENDINGS),
)
"""The names that people wrote to us about, then all that are declared."""


class Case(NamedTuple):
    """A call and what its cells must show."""

    name: str
    said: str
    arguments: list[Rows]
    expected: Rows


def example(function: Function) -> list[Rows]:
    """The first documented call, as cells."""
    return [rows_of(argument) for argument in function.examples[0].arguments][: len(function.own)]


def replaced(base: list[Rows], at: int, rows: Rows) -> list[Rows]:
    """A call with another argument; what was left out on the way there is blank."""
    filled = [*base, *([[[None]]] * (at + 1 - len(base)))]
    return [rows if i == at else given for i, given in enumerate(filled)]


def everywhere(rows: Rows, cell: Any) -> Rows:
    """As many cells, all the same."""
    return [[cell] * len(row) for row in rows]


def last_cell(rows: Rows, cell: Any) -> Rows:
    """The same cells but for the last."""
    return [*[row[:] for row in rows[:-1]], [*rows[-1][:-1], cell]]


def blanks(function: Function) -> Iterator[Case]:
    """A blank in each argument, and a marker of a missing value."""
    base = example(function)
    for at, p in enumerate(function.own):
        for blank in (None, "", "--"):
            said = f"{p.name} {blank!r}"
            if p.blank in (DEFAULT, ZERO) and not p.column:
                stands = 0 if p.blank is ZERO else p.default
                expected = answer(function.name, replaced(base, at, [[stands]]))
                yield Case(function.name, said, replaced(base, at, [[blank]]), expected)
            elif not p.may_be_empty:
                yield Case(function.name, said, replaced(base, at, everywhere(base[at], blank)), [[None]])


def bounds(function: Function) -> Iterator[Case]:
    """A number outside each bound, and the largest and smallest that are in."""
    base = example(function)
    for at, p in enumerate(function.own):
        if p.kind.reads != "number":
            continue
        given = base[at] if at < len(base) else sized(p, base)
        for bound, out in ((p.kind.low, p.kind.low - 1), (p.kind.high, p.kind.high + 6.26)):
            if abs(bound) != float("inf"):
                said = f"{p.name} {out}"
                called = replaced(base, at, last_cell(given, out))
                yield Case(function.name, said, called, spoiled(function, base, "#NUM!"))


def sized(p: Parameter, base: list[Rows]) -> Rows:
    """Cells for an argument that the example leaves out."""
    if p.size:
        return [[1.0] * p.size.columns for _ in range(p.size.rows)]
    return [[1.0] for _ in base[0]] if p.column else [[1.0]]


def spoiled(function: Function, base: list[Rows], error: str) -> Rows:
    """The answer where the last element of an argument is bad."""
    if function.shape == "each":
        return last_cell(answer(function.name, base), error)
    return [[error]]


def errors(function: Function) -> Iterator[Case]:
    """An error and an unreadable word in one cell of each range of three rows."""
    base = example(function)
    good = answer(function.name, base)
    for at, p in enumerate(function.own[: len(base)]):
        for bad, error in (("#N/A", "#N/A"), ("#DIV/0!", "#DIV/0!"), ("很多", "#VALUE!")):
            if bad == "很多" and p.kind.reads == "text":
                continue
            said = f"{p.name} {bad} among others"
            if function.shape == "each":
                called = [given * 3 for given in base]
                called[at] = [[bad], *called[at][1:]]
                yield Case(function.name, said, called, [[error], *good * 2])
            else:
                called = replaced(base, at, last_cell(base[at] * (3 if p.column and not p.size else 1), bad))
                called = [
                    given if i == at or not q.column or q.size else given * (len(called[at]) // len(base[at]))
                    for i, (given, q) in enumerate(zip(called, function.own, strict=False))
                ]
                if not p.column:
                    called = replaced(base, at, [[bad]])
                yield Case(function.name, said, called, [[error]])


def headings(function: Function) -> Iterator[Case]:
    """A heading row that came along with the columns: it changes nothing, and a row keeps its place."""
    base = example(function)
    if function.shape == "each":
        for at, p in enumerate(function.own[: len(base)]):
            if p.kind.reads == "number":
                called = [
                    [["标题"], *given] if i == at else [given[0], *given] for i, given in enumerate(base)
                ]
                good = answer(function.name, base)
                yield Case(function.name, f"heading over {p.name}", called, [["#VALUE!"], *good])
        return
    if not any(p.column and p.kind.reads == "number" and not p.size for p in function.own):
        return
    called = [
        [[p.name] * len(given[0]), *given] if p.column and not p.size else given
        for given, p in zip(base, function.own, strict=False)
    ]
    called = [
        given if len(given) > 2 or not p.column else [*given, *given[1:]]
        for given, p in zip(called, function.own, strict=False)
    ]
    double = [
        given if len(given) > 1 or not p.column else given * 2
        for given, p in zip(base, function.own, strict=False)
    ]
    expected = answer(function.name, double)
    if function.heading:
        expected = [list(function.heading), *expected]
    yield Case(function.name, "heading", called, expected)


def total_rows(function: Function) -> Iterator[Case]:
    """A total row under each of its names, in every function that takes names of rows."""
    at = next(
        (i for i, p in enumerate(function.own) if p.column and p.words and p.kind.reads == "text"), None
    )
    if at is None:
        return
    base = next([rows_of(a) for a in e.arguments] for e in function.examples if len(e.arguments) > at)
    expected = answer(function.name, base)
    for name in TOTAL_NAMES:
        called = [
            [*given, [sum(row[0] for row in given)]] if isinstance(given[0][0], int | float) else given
            for given in base
        ]
        called = [
            given if len(given) > len(base[i]) else [*given, ["" if i != at else name]]
            for i, given in enumerate(called)
        ]
        yield Case(function.name, f"row {name}", called, expected)


KINDS = {"blanks": blanks, "bounds": bounds, "errors": errors, "headings": headings, "total rows": total_rows}
CASES = {(kind, name): list(make(f)) for kind, make in KINDS.items() for name, f in FUNCTIONS.items()}
