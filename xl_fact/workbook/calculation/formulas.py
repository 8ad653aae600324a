"""The formulas of a workbook and what each one looks at: cells, names and tables, resolved to blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Final

from xl_fact.filling.places import Plan, TablePlace, attributes
from xl_fact.report.formula import quoted
from xl_fact.workbook.package import Package
from xl_fact.workbook.references import AREA, Area, letters, number_of
from xl_fact.workbook.sheet import Sheet

LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384
_CELL: Final = re.compile(r"<(?:\w+:)?c\s([^>]*?[^/>])>\s*(<(?:\w+:)?f\b.*?)</(?:\w+:)?c>", re.DOTALL)
_AT: Final = re.compile(r'\sr="([A-Z]+)([0-9]+)"')
_FORMULA: Final = re.compile(r"<(?:\w+:)?f((?:\s[^>]*?)?)(?:/>|>(.*?)</(?:\w+:)?f>)", re.DOTALL)
_VALUE: Final = re.compile(r"<(?:\w+:)?v(?:\s[^>]*)?>(.*?)</(?:\w+:)?v>", re.DOTALL)
_COLUMNS: Final = re.compile(r"\$?([A-Z]{1,3}):\$?([A-Z]{1,3})")
_ROWS: Final = re.compile(r"\$?([0-9]{1,7}):\$?([0-9]{1,7})")
_DEFINED: Final = re.compile(r"<(?:\w+:)?definedName\s([^>]*)>([^<]*)</")
_TABLE: Final = re.compile(r"^([^\[\]!'\s]*)\[(.*)\]$", re.DOTALL)
_OUTSIDE: Final = re.compile(r"^(?:\[\d+\]|'?[^\[!]*\[[^\]]*\][^!\]]*'?!)")
"""A reference into another file: ``[1]Sheet!A1``, ``'folder\\[file.xlsx]Sheet'!A1``."""
_RELATIVE: Final = re.compile(r"(?<![$A-Z0-9_.])[A-Z]{1,3}\$?[0-9]+(?![\w(])|\$[A-Z]{1,3}[0-9]+(?![\w(])")
_FREE: Final = frozenset(
    "INDIRECT OFFSET GETPIVOTDATA CELL INFO _XLFN.ANCHORARRAY CUBEVALUE CUBEMEMBER RTD HYPERLINK".split()
)
_PLACED: Final = frozenset("ROW ROWS COLUMN ADDRESS SUBTOTAL".split())


class Unresolved(LookupError):
    """A formula refers to something that is not in the workbook."""


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
        return self.spill or Area(self.column, self.row, self.column, self.row)

    @property
    def address(self) -> str:
        """Sheet and cell."""
        return f"{self.sheet}!{letters(self.column)}{self.row}"


def formulas_of(name: str, part: bytes) -> Iterator[FormulaCell]:
    """Every formula of a sheet part; those that cells share are told apart."""
    if b"<f" not in part and b":f>" not in part and b":f " not in part:
        return
    text = part.decode("utf-8")
    shared: dict[tuple[int, int], str] = {}
    if 't="shared"' in text:
        for group in Sheet.read(part).shared_formulas().values():
            shared |= group
    for found in _CELL.finditer(text):
        at = _AT.search(f" {found[1]}")
        formula = _FORMULA.search(found[2])
        if at is None or formula is None:
            continue
        row, column = int(at[2]), number_of(at[1])
        has = attributes(f"<f{formula[1]}>")
        body = shared.get((row, column)) or unescape(formula[2] or "")
        if not body or has.get("t") == "dataTable":
            continue
        value = _VALUE.search(found[2])
        kind = attributes(f"<c {found[1]}>").get("t", "")
        spill = Area.read(has["ref"]) if has.get("t") == "array" and "ref" in has else None
        cached = unescape(value[1]) if value else None
        yield FormulaCell(name, row, column, body, cached, "" if kind == "n" else kind, spill)


@dataclass
class Book:
    """What formulas may refer to: sheets, names and tables."""

    sheets: dict[str, str]
    """By small letters, the name as written."""
    names: dict[tuple[str, str], str]
    """By the sheet it is scoped to ("" for all) and the name in small letters: the definition."""
    tables: dict[str, TablePlace]
    cache: dict[tuple[str, str], Reach] = field(default_factory=dict)

    @classmethod
    def read(cls, package: Package, plan: Plan) -> Book:
        """Read it from the workbook part and the tables."""
        text = package.read(plan.workbook).decode("utf-8")
        order = [attributes(tag).get("name", "") for tag in re.findall(r"<(?:\w+:)?sheet\s[^>]*>", text)]
        names = {}
        for head, body in _DEFINED.findall(text):
            has = attributes(f"<x {head}>")
            scope = order[int(has["localSheetId"])] if "localSheetId" in has else ""
            names[scope.casefold(), has["name"].casefold()] = unescape(body)
        return cls({name.casefold(): name for name in order}, names, dict(plan.tables))

    def defined(self, name: str, sheet: str) -> str | None:
        """What a name stands for, seen from a sheet."""
        plain = name.casefold()
        return self.names.get((sheet.casefold(), plain), self.names.get(("", plain)))

    def table_area(self, text: str, sheet: str, row: int, column: int) -> tuple[str, Area]:
        """Sheet and block of a reference such as ``Table[Column]``.

        Raises
        ------
        Unresolved
            When there is no such table or column.
        """
        found = _TABLE.match(text)
        table, inner = (found[1], found[2]) if found else (text, "")
        place = self.tables.get(table.casefold()) if table else self._around(sheet, row, column)
        if place is None:
            raise Unresolved(table or text)
        a, body = place.area, place.body
        parts = _parts(inner)
        top, bottom, left, right = body.top, body.bottom, a.left, a.right
        columns = [p for p in parts if not p.startswith("#")]
        special = [p.casefold() for p in parts if p.startswith("#")]
        if "#all" in special:
            top, bottom = a.top, a.bottom
        elif "#this row" in special:
            top = bottom = row
        elif special:
            tops = {"#headers": a.top, "#data": body.top, "#totals": a.bottom}
            ends = {"#headers": a.top, "#data": body.bottom, "#totals": a.bottom}
            if not set(special) <= set(tops):
                raise Unresolved(text)
            top, bottom = min(tops[s] for s in special), max(ends[s] for s in special)
        if columns:
            plain = [h.replace("_x000a_", "\n").casefold() for h in place.headings]
            wanted = [re.sub(r"'(.)", r"\1", c).casefold() for c in columns]
            if any(w not in plain for w in wanted):
                raise Unresolved(next(c for c, w in zip(columns, wanted, strict=True) if w not in plain))
            at = [a.left + plain.index(w) for w in wanted]
            left, right = min(at), max(at)
        return place.sheet, Area(left, top, right, bottom)

    def _around(self, sheet: str, row: int, column: int) -> TablePlace | None:
        cell = Area(column, row, column, row)
        return next((t for t in self.tables.values() if t.sheet == sheet and t.area.meets(cell)), None)


def _parts(inner: str) -> list[str]:
    """The pieces inside the brackets of a table reference: special items with ``#``, columns plain."""
    inner = inner.strip()
    if not inner:
        return []
    row = ["#This Row"] if inner.startswith("@") else []
    inner = inner.removeprefix("@").strip()
    if not inner:
        return row
    if inner.startswith("["):
        return row + [p.strip() for p in re.findall(r"\[((?:[^\[\]']|'.)*)\]", inner)]
    return [*row, inner]


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
        Whether it looks into another file.
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


def reach(
    formula: str, sheet: str, row: int, column: int, book: Book, ends: Mapping[str, int], deep: int = 0
) -> Reach:
    """What a formula looks at.

    Parameters
    ----------
    formula : str
        Without ``=``.
    sheet, row, column
        Where it stands.
    book : Book
    ends : mapping
        The last row in use of each sheet; whole columns are taken to end there.

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
                found = _resolved(text, sheet, row, column, book, ends, deep)
                areas += found.areas
                free, outside = free or found.free, outside or found.outside
                functions |= found.functions
                text = found.text
        pieces.append(text)
    if depth:
        raise ValueError("brackets")
    return Reach(tuple(areas), free, "".join(pieces), outside, placed, frozenset(functions))


def _resolved(
    text: str, sheet: str, row: int, column: int, book: Book, ends: Mapping[str, int], deep: int
) -> Reach:
    before, bang, local = text.rpartition("!")
    if "[" in text and not bang:
        of, area = book.table_area(text, sheet, row, column)
        return Reach(((of, area),), False, _block(of, area))
    of = before[1:-1].replace("''", "'") if before.startswith("'") else before
    if not bang:
        of = sheet
    elif ":" in of and of.casefold() not in book.sheets:
        return Reach((), True, text)  # several sheets at once
    elif of.casefold() not in book.sheets:
        raise Unresolved(of)
    else:
        of = book.sheets[of.casefold()]
    head = before + bang
    if found := AREA.fullmatch(local.upper()):
        area = Area.read(local.upper())
        end = min(area.bottom, max(ends.get(of, LAST_ROW), area.top))
        if found[6] is not None and end < area.bottom - 1000:
            area = Area(area.left, area.top, area.right, end)
            return Reach(((of, area),), False, head + _pinned(area))
        return Reach(((of, area),), False, text)
    if found := _COLUMNS.fullmatch(local.upper()):
        area = Area(number_of(found[1]), 1, number_of(found[2]), ends.get(of, LAST_ROW))
        return Reach(((of, area),), False, head + _pinned(area))
    if found := _ROWS.fullmatch(local):
        area = Area(1, int(found[1]), LAST_COLUMN, int(found[2]))
        return Reach(((of, area),), False, text)
    definition = book.defined(local, of)
    if definition is None:
        if local.casefold() in book.tables:
            place = book.tables[local.casefold()]
            return Reach(((place.sheet, place.body),), False, _block(place.sheet, place.body))
        raise Unresolved(local)
    if deep > 20:
        return Reach((), True, text)
    found_in = reach(definition, of, row, column, book, ends, deep + 1)
    doubtful = found_in.outside or bool(_RELATIVE.search(definition))  # it means another cell in every cell
    single = AREA.fullmatch(found_in.text.rpartition("!")[2]) is not None
    plain = found_in.text if single else f"({found_in.text})"
    if "LAMBDA(" in definition.upper():
        plain = text
    return Reach(found_in.areas, found_in.free, plain, doubtful, False, found_in.functions)


def _pinned(area: Area) -> str:
    return f"${letters(area.left)}${area.top}:${letters(area.right)}${area.bottom}"


def _block(sheet: str, area: Area) -> str:
    return f"{quoted(sheet)}!{_pinned(area)}"
