"""The formulas of a workbook and what each one looks at: cells, names and tables, resolved to blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from xl_fact.workbook.plan import Plan, Unresolved
from xl_fact.workbook.references import AREA, LAST_COLUMN, Area, address_of, number_of, parted
from xl_fact.workbook.sheet import Sheet
from xl_fact.workbook.xml import child, text_of

End = Callable[[str], int]
"""The number of the last row in use of a sheet."""
_COLUMNS: Final = re.compile(r"\$?([A-Z]{1,3}):\$?([A-Z]{1,3})")
_ROWS: Final = re.compile(r"\$?([0-9]{1,7}):\$?([0-9]{1,7})")
_OUTSIDE: Final = re.compile(r"^(?:\[\d+\]|'?[^\[!]*\[[^\]]*\][^!\]]*'?!)")
"""A reference into another file: ``[1]Sheet!A1``, ``'folder\\[file.xlsx]Sheet'!A1``."""
_RELATIVE: Final = re.compile(r"(?<![$A-Z0-9_.])[A-Z]{1,3}\$?[0-9]+(?![\w(])|\$[A-Z]{1,3}[0-9]+(?![\w(])")
_FREE: Final = frozenset(
    "INDIRECT OFFSET GETPIVOTDATA CELL INFO _XLFN.ANCHORARRAY CUBEVALUE CUBEMEMBER RTD HYPERLINK".split()
)
_PLACED: Final = frozenset("ROW ROWS COLUMN ADDRESS SUBTOTAL".split())


@dataclass(frozen=True)
class FormulaCell:
    """One formula: where it stands, its text, and the value beside it as the file has it."""

    sheet: str
    row: int
    column: int
    text: str
    cached: str | None
    kind: str = ""
    """The type of the cached value: "" a number, "str", "b", "e"."""
    spill: Area | None = None
    """The block of an array formula."""

    @property
    def at(self) -> tuple[int, int]:
        """Row and column."""
        return self.row, self.column

    @property
    def area(self) -> Area:
        """The block that it fills."""
        return self.spill or Area.cell(self.row, self.column)

    @property
    def address(self) -> str:
        """Sheet and cell."""
        return f"{self.sheet}!{address_of(self.row, self.column)}"


def formulas_of(name: str, sheet: Sheet) -> Iterator[FormulaCell]:
    """Every formula of a sheet; those that cells share are told apart."""
    shared = {at: text for group in sheet.shared_formulas().values() for at, text in group.items()}
    for (row, column), formula in sheet.formulas():
        kind, cell = formula.get("t"), formula.getparent()
        text = shared.get((row, column)) or text_of(formula).strip()
        if cell is None or not text or kind == "dataTable":
            continue
        of = cell.get("t", "n")
        cached = text_of(child(cell, "v")) or ("" if of == "str" and child(cell, "v") is not None else None)
        spill = Area.read(formula.get("ref", "")) if kind == "array" and "ref" in formula.attrib else None
        yield FormulaCell(name, row, column, text, cached, "" if of == "n" else of, spill)


@dataclass(frozen=True)
class Reach:
    """What a formula looks at.

    Attributes
    ----------
    areas : tuple
        Sheet and block of each reference.
    free : bool
        Whether it may look anywhere (INDIRECT, OFFSET …).
    text : str
        The formula with whole columns and tables as plain blocks.
    outside : bool
        Whether it looks where IronCalc can't: into another file, through several sheets.
    placed : bool
        Whether its value depends on where it stands.
    functions : frozenset of str
        What it calls, in capitals.
    """

    areas: tuple[tuple[str, Area], ...]
    free: bool
    text: str
    outside: bool = False
    placed: bool = False
    functions: frozenset[str] = frozenset()


def reach(formula: str, sheet: str, row: int, column: int, plan: Plan, end: End, deep: int = 0) -> Reach:
    """What a formula looks at.

    Parameters
    ----------
    formula : str
        Without ``=``.
    sheet, row, column
        Where it stands.
    plan : Plan
    end : callable
        The last row in use of a sheet; whole columns are taken to end there.

    Raises
    ------
    Unresolved
        When it refers to what is not there.
    ValueError
        When it is no formula.
    """
    from openpyxl.formula import Tokenizer

    try:
        tokens = Tokenizer("=" + formula).items
    except Exception as wrong:  # the tokenizer raises whatever its own code stumbles over
        raise ValueError(str(wrong)) from wrong
    areas: list[tuple[str, Area]] = []
    depth, free, outside, placed = 0, False, False, False
    functions: set[str] = set()
    pieces = []
    for token in tokens:
        text = token.value
        if token.type in ("FUNC", "PAREN", "ARRAY") or token.subtype in ("OPEN", "CLOSE"):
            depth += (token.subtype == "OPEN") - (token.subtype == "CLOSE")
            if token.type == "FUNC" and token.subtype == "OPEN":
                name = text[:-1].upper().lstrip("@")
                functions.add(name)
                free |= name in _FREE
                placed |= name in _PLACED
        elif token.type == "OPERATOR-INFIX" and text == ":":
            free = True
        elif token.type == "OPERAND" and token.subtype == "ERROR" and text == "#REF!":
            raise Unresolved(text)
        elif token.type == "OPERAND" and token.subtype == "RANGE":
            if "#REF!" in text:
                raise Unresolved(text)
            if _OUTSIDE.search(text):
                outside = True
            elif text.startswith(("_xlpm.", "_xlop.", "_xleta.")):
                pass
            else:
                found = _resolved(text, sheet, row, column, plan, end, deep)
                areas += found.areas
                free, outside = free or found.free, outside or found.outside
                functions |= found.functions
                text = found.text
        pieces.append(text)
    if depth:
        raise ValueError("brackets")
    return Reach(tuple(areas), free, "".join(pieces), outside, placed, frozenset(functions))


def _resolved(text: str, sheet: str, row: int, column: int, plan: Plan, end: End, deep: int) -> Reach:
    before, local = parted(text)
    if "[" in text and before is None:
        of, area = plan.table_area(text, sheet, row, column)
        return Reach(((of, area),), False, area.on(of))
    known = sheet if before is None else plan.sheet_called(before)
    if known is None and ":" in (before or ""):
        return Reach((), True, text, outside=True)  # several sheets at once: IronCalc knows none
    if known is None:
        raise Unresolved(before)
    of, head = known, text.removesuffix(local)
    if found := AREA.fullmatch(local.upper()):
        area = Area.read(local.upper())
        last = min(area.bottom, max(end(of), area.top))
        if found[6] is not None and last < area.bottom - 1000:
            area = Area(area.left, area.top, area.right, last)
            return Reach(((of, area),), False, head + area.pinned())
        return Reach(((of, area),), False, text)
    if found := _COLUMNS.fullmatch(local.upper()):
        area = Area(number_of(found[1]), 1, number_of(found[2]), end(of))
        return Reach(((of, area),), False, head + area.pinned())
    if found := _ROWS.fullmatch(local):
        area = Area(1, int(found[1]), LAST_COLUMN, int(found[2]))
        return Reach(((of, area),), False, text)
    definition = plan.defined(local, of)
    if definition is None:
        if local.casefold() in plan.tables:
            place = plan.tables[local.casefold()]
            return Reach(((place.sheet, place.body),), False, place.body.on(place.sheet))
        raise Unresolved(local)
    if deep > 20:
        return Reach((), True, text)
    found_in = reach(definition, of, row, column, plan, end, deep + 1)
    doubtful = found_in.outside or bool(_RELATIVE.search(definition))  # it means another cell in every cell
    single = AREA.fullmatch(found_in.text.rpartition("!")[2]) is not None
    plain = found_in.text if single else f"({found_in.text})"
    if "LAMBDA(" in definition.upper():
        plain = text
    return Reach(found_in.areas, found_in.free, plain, doubtful, False, found_in.functions)
