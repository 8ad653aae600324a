"""The places where a function is typed, each ready to be asked: given a documented example, what do its cells show?"""

from __future__ import annotations

import itertools
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from oracles.com import OMITTED, CellError, Mode, Server
from oracles.typist import CellError as CalcError
from oracles.typist import Typist
from surfaces.lambda_book import Book, rows_of
from surfaces.node import node
from vectors import VECTORS, answer, cells_of

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.docstring import Example
from xl_fact.core.function import Function
from xl_fact.surfaces import lambdas, libreoffice

Rows = list[list[Any]]
Host = Callable[[Function, Example], Rows]


@contextmanager
def python() -> Iterator[Host]:
    """Python itself, called with the arguments as they are written."""

    def ask(function: Function, example: Example) -> Rows:
        given = function(*example.arguments)
        if function.shape == "table":
            rows: Rows = given
            return rows
        return [[cell] for cell in given.tolist()] if hasattr(given, "tolist") else [[given]]

    yield ask


@contextmanager
def excel(mode: Mode) -> Iterator[Host]:
    """Excel's call of a UDF, through xlwings' own server."""
    with Server() as server:

        def ask(function: Function, example: Example) -> Rows:
            given = [cells_of(argument) for argument in example.arguments]
            omitted = [OMITTED] * (len(function.parameters) - len(given))
            rows = server.call("xl_fact.udfs", function.name, *given, *omitted, as_=mode)
            return [[cell.name if isinstance(cell, CellError) else cell for cell in row] for row in rows]

        yield ask


@contextmanager
def named_lambda(engine: Callable[[Book], list[Rows]]) -> Iterator[Host]:
    """The named LAMBDAs in a workbook, evaluated by an engine; all examples at once."""
    book, asked = Book(), []
    for function, example in VECTORS:
        if function.name in {f.name for f in lambdas.expressible()}:
            expected = answer(function, example)
            arguments = [rows_of(argument) for argument in example.arguments]
            book.call(function.name, arguments, len(expected), len(expected[0]))
            asked.append(example.source)
    answers = dict(zip(asked, engine(book), strict=True))
    yield lambda function, example: blank(answers[example.source])


@contextmanager
def javascript() -> Iterator[Host]:
    """The JavaScript module in node."""
    with node() as process:
        yield lambda function, example: process.ask(function.name, [cells_of(a) for a in example.arguments])


@contextmanager
def calc() -> Iterator[Host]:
    """The add-in in LibreOffice Calc, typed into cells."""
    with typist() as hands:
        yield Sheet(hands).ask


@contextmanager
def typist() -> Iterator[Typist]:
    """Calc with the add-in, in a profile of its own."""
    with tempfile.TemporaryDirectory(prefix="xl_fact_calc_") as folder:
        extension = Path(folder) / libreoffice.EXTENSION
        extension.write_bytes(libreoffice.build(FUNCTIONS.values(), sys.executable))
        with Typist([extension]) as hands:
            yield hands


HOSTS: dict[str, Callable[[], Any]] = {
    "Python": python,
    "CallUDF, Value2": partial(excel, "value2"),
    "CallUDF, Range": partial(excel, "range"),
    "LAMBDA, IronCalc": partial(named_lambda, Book.by_ironcalc),
    "LAMBDA, formulon": partial(named_lambda, Book.by_formulon),
    "JavaScript": javascript,
    "Calc": calc,
}


class Sheet:
    """A sheet of Calc on which each example gets a place of its own: nobody may change a part of an array."""

    APART = 20

    def __init__(self, typist: Typist):
        self.typist = typist
        self.fresh = itertools.count(self.APART, self.APART)

    def ask(self, function: Function, example: Example) -> Rows:
        """Type an example as an array formula, and its first cell as a plain one."""
        top = next(self.fresh)
        cells, references = self.laid_out(example, top)
        expected = answer(function, example)
        self.typist.type(cells)
        formula = f"={function.name}({';'.join(references)})"
        spread = f"AA{top}:A{place(len(expected[0]) - 1, top + len(expected) - 1)}"
        self.typist.type_array(spread, formula)
        shown = calc_cells(self.typist.read(spread))
        assert calc_cells([[self.typist.answer(formula)]]) == [shown[0][:1]], formula
        return shown

    def laid_out(self, example: Example, top: int) -> tuple[dict[str, Any], list[str]]:
        """Each argument in cells of its own, from a row on, and the references to them."""
        cells: dict[str, Any] = {}
        references, column = [], 0
        for given in map(cells_of, example.arguments):
            rows = given if isinstance(given, list) else [[given]]
            for r, line in enumerate(rows, start=top):
                for c, cell in enumerate(line, start=column):
                    if cell is not None:
                        cells[place(c, r)] = '=""' if cell == "" and not isinstance(given, list) else cell
            last = place(column + len(rows[0]) - 1, top + len(rows) - 1)
            references.append(f"{place(column, top)}:{last}" if isinstance(given, list) else last)
            column += len(rows[0])
        return cells, references


def place(column: int, row: int) -> str:
    """A cell's name; the column counts from 0."""
    return f"{chr(ord('A') + column)}{row}"


def calc_cells(rows: Any) -> Rows:
    """Errors of Calc as they are shown, empty text as blank."""
    return blank([[cell.shown if isinstance(cell, CalcError) else cell for cell in row] for row in rows])


def blank(rows: Rows) -> Rows:
    """Empty text as blank: where a host has no other blank, the page of differences says so."""
    return [[None if cell == "" else cell for cell in row] for row in rows]
