"""What stands where in a workbook: its sheets and their parts, its tables, its names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from xl_fact.workbook.package import Package
from xl_fact.workbook.references import Area, parted
from xl_fact.workbook.xml import attributes, each, text_of

PREFIX: Final = "xf_"
"""Before the key of every table and figure in a workbook."""
MOVE_BELOW: Final = "xf_move_below"
"""The name that lets the rows below a growing table move down; its value is TRUE."""
_REFERENCE: Final = re.compile(r"^([^\[\]!'\s]*)\[(.*)\]$", re.DOTALL)


class Unresolved(LookupError):
    """A formula refers to something that is not in the workbook."""


@dataclass(frozen=True)
class TablePlace:
    """An Excel table of a workbook."""

    name: str
    part: str
    sheet: str
    area: Area
    headings: tuple[str, ...]
    has_heading: bool = True
    has_totals: bool = False

    @property
    def body(self) -> Area:
        """Its rows, without heading and totals."""
        a = self.area
        return Area(a.left, a.top + self.has_heading, a.right, a.bottom - self.has_totals)

    @property
    def ours(self) -> bool:
        """Whether it is named as a table of a report."""
        return self.name.casefold().startswith(PREFIX)

    @classmethod
    def read(cls, package: Package, sheet: str, part: str) -> TablePlace:
        """From its part."""
        table = package.root(part)
        return cls(
            table.get("displayName", table.get("name", "")),
            part,
            sheet,
            Area.read(table.get("ref", "")),
            tuple(column.get("name", "") for column in each(table, "tableColumn")),
            table.get("headerRowCount", "1") != "0",
            table.get("totalsRowCount", "0") != "0",
        )


@dataclass(frozen=True)
class DefinedName:
    """A name, the sheet it is for ("" for all), and what it stands for."""

    name: str
    scope: str
    text: str

    @property
    def ours(self) -> bool:
        """Whether it is the name of a figure of a report."""
        return self.name.casefold().startswith(PREFIX) and self.name.casefold() != MOVE_BELOW


@dataclass(frozen=True)
class FigurePlace:
    """A single cell that has a name."""

    name: str
    sheet: str
    row: int
    column: int

    @property
    def cell(self) -> Area:
        """The cell as a block."""
        return Area.cell(self.row, self.column)


@dataclass(frozen=True)
class Plan:
    """What a workbook holds: sheets with their parts, tables and names."""

    workbook: str
    sheets: Mapping[str, str]
    """The sheets with cells."""
    every_sheet: tuple[str, ...]
    """Also those without."""
    tables: Mapping[str, TablePlace]
    """By name in small letters, as Excel makes no difference."""
    names: tuple[DefinedName, ...]

    @classmethod
    def of(cls, package: Package) -> Plan:
        """Read it.

        Raises
        ------
        ValueError
            When it is no workbook.
        """
        workbook = next(iter(package.related("", "officeDocument")), None)
        if workbook is None:
            raise ValueError("no workbook")
        root, relations = package.root(workbook), package.relations(workbook)
        listed = list(each(root, "sheet"))
        every = tuple(sheet.get("name", "") for sheet in listed)
        sheets = {}
        for sheet in listed:
            relation = next((v for k, v in attributes(sheet).items() if k.endswith("}id")), "")
            kind, part = relations.get(relation, ("", ""))
            if kind == "worksheet":
                sheets[sheet.get("name", "")] = part
        tables = (
            TablePlace.read(package, name, target)
            for name, part in sheets.items()
            for target in package.related(part, "table")
        )
        names = tuple(
            DefinedName(
                one.get("name", ""),
                every[int(one.get("localSheetId", ""))] if "localSheetId" in one.attrib else "",
                text_of(one).strip(),
            )
            for one in each(root, "definedName")
        )
        return cls(workbook, sheets, every, {t.name.casefold(): t for t in tables}, names)

    # ---------------------------------------------------------------- a report's own
    @cached_property
    def figures(self) -> Mapping[str, tuple[FigurePlace, ...]]:
        """By name in small letters; a copied sheet brings a second cell of the same name."""
        found: dict[str, tuple[FigurePlace, ...]] = {}
        for one in self.names:
            place = self._figure(one)
            if place is not None:
                found[one.name.casefold()] = (*found.get(one.name.casefold(), ()), place)
        return found

    def _figure(self, one: DefinedName) -> FigurePlace | None:
        sheet, local = parted(one.text)
        if not one.name.casefold().startswith(PREFIX) or sheet is None or sheet not in self.sheets:
            return None
        try:
            area = Area.read(local)
        except ValueError:
            return None
        return FigurePlace(one.name, sheet, area.top, area.left)

    @property
    def moves(self) -> bool:
        """Whether rows below a growing table may move."""
        return any(n.name.casefold() == MOVE_BELOW and n.text.upper() in ("TRUE", "1") for n in self.names)

    # ---------------------------------------------------------------- what formulas mean
    @cached_property
    def _spelt(self) -> dict[str, str]:
        return {name.casefold(): name for name in self.every_sheet}

    @cached_property
    def _defined(self) -> dict[tuple[str, str], str]:
        return {(n.scope.casefold(), n.name.casefold()): n.text for n in self.names}

    def sheet_called(self, name: str) -> str | None:
        """A sheet's name as it is written; capitals make no difference."""
        return self._spelt.get(name.casefold())

    def defined(self, name: str, sheet: str) -> str | None:
        """What a name stands for, seen from a sheet."""
        plain = name.casefold()
        return self._defined.get((sheet.casefold(), plain), self._defined.get(("", plain)))

    def table_area(self, text: str, sheet: str, row: int, column: int) -> tuple[str, Area]:
        """Sheet and block of a reference such as ``Table[Column]``.

        Raises
        ------
        Unresolved
            When there is no such table or column.
        """
        found = _REFERENCE.match(text)
        table, inner = (found[1], found[2]) if found else (text, "")
        place = self.tables.get(table.casefold()) if table else self._around(sheet, Area.cell(row, column))
        if place is None:
            raise Unresolved(table or text)
        a, body = place.area, place.body
        parts = list(_parts(inner.strip()))
        top, bottom, left, right = body.top, body.bottom, a.left, a.right
        columns = [p for p in parts if not p.startswith("#")]
        special = [p.casefold() for p in parts if p.startswith("#")]
        if "#all" in special:
            top, bottom = a.top, a.bottom
        elif "#this row" in special:
            top = bottom = row
        elif special:
            rows = {
                "#headers": (a.top, a.top),
                "#data": (body.top, body.bottom),
                "#totals": (a.bottom, a.bottom),
            }
            if not set(special) <= set(rows):
                raise Unresolved(text)
            top, bottom = min(rows[s][0] for s in special), max(rows[s][1] for s in special)
        if columns:
            plain = [h.replace("_x000a_", "\n").casefold() for h in place.headings]
            wanted = [re.sub(r"'(.)", r"\1", c).casefold() for c in columns]
            if any(w not in plain for w in wanted):
                raise Unresolved(next(c for c, w in zip(columns, wanted, strict=True) if w not in plain))
            at = [a.left + plain.index(w) for w in wanted]
            left, right = min(at), max(at)
        return place.sheet, Area(left, top, right, bottom)

    def _around(self, sheet: str, cell: Area) -> TablePlace | None:
        return next((t for t in self.tables.values() if t.sheet == sheet and t.area.meets(cell)), None)


def _parts(inner: str) -> Iterator[str]:
    """The pieces inside the brackets of a table reference: special items with ``#``, columns plain."""
    if inner.startswith("@"):
        yield "#This Row"
        inner = inner.removeprefix("@").strip()
    if inner.startswith("["):
        yield from (p.strip() for p in re.findall(r"\[((?:[^\[\]']|'.)*)\]", inner))
    elif inner:
        yield inner
