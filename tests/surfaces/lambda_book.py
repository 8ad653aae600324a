"""A workbook of calls of the named LAMBDAs, and the engines that answer it."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

import formulon
import ironcalc
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.surfaces import lambdas
from xl_fact.surfaces.lambdas.spilling import with_spills

Rows = list[list[Any]]
ERRORS = (
    "#NULL!",
    "#DIV/0!",
    "#VALUE!",
    "#REF!",
    "#NAME?",
    "#NUM!",
    "#N/A",
    "#GETTING_DATA",
    "#SPILL!",
    "#CALC!",
)
APART = 14


@dataclass
class Book:
    """Calls, each with its arguments in cells of their own and room for its answer."""

    formulas: list[tuple[str, int, int]] = field(default_factory=list)
    cells: dict[tuple[int, int], Any] = field(default_factory=dict)
    places: list[tuple[int, int, int]] = field(default_factory=list)
    row: int = 1
    answer_row: int = 1

    def call(self, name: str, arguments: list[Rows], height: int, width: int) -> None:
        """Lay out one call of a function."""
        references = []
        for i, rows in enumerate(arguments):
            left = 1 + i * APART
            for r, line in enumerate(rows):
                for c, value in enumerate(line):
                    self.cells[self.row + r, left + c] = value
            first = f"D!{get_column_letter(left)}{self.row}"
            last = f"{get_column_letter(left + len(rows[0]) - 1)}{self.row + len(rows) - 1}"
            references.append(first if len(rows) * len(rows[0]) == 1 else f"{first}:{last}")
        self.row += max(map(len, arguments)) + 1
        self.formula(f"{name}({','.join(references)})", height, width)

    def formula(self, text: str, height: int = 1, width: int = 1) -> None:
        """Lay out one formula as stored in a file."""
        self.formulas.append((text, height, width))
        self.places.append((self.answer_row, height, width))
        self.answer_row += height + 1

    def to_bytes(self) -> bytes:
        """The workbook: the arguments on sheet D, the calls on sheet T."""
        book = Workbook()
        data = book.active
        data.title = "D"
        for (row, column), value in self.cells.items():
            data.cell(row, column, value)
            if isinstance(value, str) and value.startswith("="):
                data.cell(row, column).data_type = "s"
        for d in lambdas.definitions():
            book.defined_names[d.name] = DefinedName(d.name, attr_text=d.refers_to, comment=d.comment)
        sheet = book.create_sheet("T")
        for (text, height, width), (row, _, _) in zip(self.formulas, self.places, strict=True):
            area = f"A{row}:{get_column_letter(width)}{row + height - 1}"
            sheet[f"A{row}"] = ArrayFormula(area, f"={text}")
        out = io.BytesIO()
        book.save(out)
        return with_spills(out.getvalue())

    def by_ironcalc(self) -> list[Rows]:
        """The answers of IronCalc."""
        model = ironcalc_model(self.to_bytes())
        return [
            [[model.get_cell_value(1, row + r, 1 + c) for c in range(width)] for r in range(height)]
            for row, height, width in self.places
        ]

    def by_formulon(self) -> list[Rows]:
        """The answers of formulon, which reads an optional parameter only in the brackets of typing."""
        book = formulon.Workbook.load(typed_optionals(self.to_bytes()))
        book.recalc()
        return [
            [[_shown(book.get_value(1, row - 1 + r, c)) for c in range(width)] for r in range(height)]
            for row, height, width in self.places
        ]


def ironcalc_model(data: bytes) -> Any:
    """A workbook, evaluated."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        path.write_bytes(data)
        model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    return model


def typed_optionals(data: bytes) -> bytes:
    """The workbook with ``_xlop.name`` as ``[_xlpm.name]`` for an engine that knows no other."""
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, re.sub(rb"_xlop\.(\w+)", rb"[_xlpm.\1]", part))
    return out.getvalue()


def _shown(value: Any) -> Any:
    if value.kind.name == "ERROR":
        return ERRORS[value.error_code] if value.error_code < len(ERRORS) else f"error {value.error_code}"
    return value.to_python()


def same(got: Any, expected: Any) -> bool:
    """One cell: numbers to 1e-12, blank and empty text alike, everything else exactly."""
    if isinstance(expected, float) and isinstance(got, int | float) and not isinstance(got, bool):
        return got == expected or abs(got - expected) <= 1e-12 * max(abs(got), abs(expected))
    return bool(got in (None, "") and expected in (None, "")) or bool(got == expected)


def agree(got: Rows, expected: Rows) -> bool:
    """Two answers, cell by cell."""
    return len(got) == len(expected) and all(
        len(a) == len(b) and all(map(same, a, b)) for a, b in zip(got, expected, strict=True)
    )


def answer(name: str, arguments: list[Rows]) -> Rows:
    """What Python answers the same cells."""
    raw = [rows[0][0] if len(rows) * len(rows[0]) == 1 else tuple(map(tuple, rows)) for rows in arguments]
    return FUNCTIONS[name].call_cells(*raw)


def rows_of(argument: Any) -> Rows:
    """An argument of an example as rows of cells: a list is a column."""
    if isinstance(argument, list):
        return [row if isinstance(row, list) else [row] for row in argument]
    return [[argument]]
