"""Where the tables and figures of a report stand in a template: by name, whoever drew it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Final

from xl_fact.report.formula import TOTAL, Unplaced, quoted
from xl_fact.report.model import Table
from xl_fact.report.same_heading import general, plain
from xl_fact.workbook.package import Package
from xl_fact.workbook.references import Area, Followed, letters

PREFIX: Final = "xf_"
"""Before the key of every table and figure in a workbook."""
MOVE_BELOW: Final = "xf_move_below"
"""The name that lets the rows below a growing table move down; its value is TRUE."""

_TAG_ATTRIBUTE: Final = re.compile(r'([\w:]+)\s*=\s*"([^"]*)"')
_SHEET: Final = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_NAME: Final = re.compile(r"<(?:\w+:)?definedName\s([^>]*)>([^<]*)</")
_TABLE: Final = re.compile(r"<(?:\w+:)?table\s[^>]*>")
_TABLE_COLUMN: Final = re.compile(r"<(?:\w+:)?tableColumn\s[^>]*>")


def attributes(tag: str) -> dict[str, str]:
    """The attributes of one tag."""
    return {k: unescape(v) for k, v in _TAG_ATTRIBUTE.findall(tag)}


@dataclass(frozen=True)
class TablePlace:
    """An Excel table of a template."""

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


@dataclass(frozen=True)
class FigurePlace:
    """A single cell that has a name."""

    name: str
    sheet: str
    row: int
    column: int


@dataclass(frozen=True)
class Plan:
    """What a template holds: sheets with their parts, tables and named cells."""

    workbook: str
    sheets: Mapping[str, str]
    tables: Mapping[str, TablePlace]
    """By name in small letters, as Excel makes no difference."""
    figures: Mapping[str, tuple[FigurePlace, ...]]
    """By name in small letters; a copied sheet brings a second cell of the same name."""
    moves: bool = False
    """Whether rows below a growing table may move."""

    @classmethod
    def of(cls, package: Package) -> Plan:
        """Read the plan of a template."""
        workbook = next(part for kind, part in package.relations("").values() if kind == "officeDocument")
        text = package.read(workbook).decode("utf-8")
        relations = package.relations(workbook)
        sheets = {}
        for tag in _SHEET.findall(text):
            has = attributes(tag)
            relation = next((v for k, v in has.items() if k.endswith(":id")), "")
            if relation in relations and relations[relation][0] == "worksheet":
                sheets[has["name"]] = relations[relation][1]
        tables = {t.name.casefold(): t for name, part in sheets.items() for t in _tables(package, name, part)}
        figures: dict[str, tuple[FigurePlace, ...]] = {}
        for name, place in _figures(text):
            if place.sheet in sheets:
                figures[name] = (*figures.get(name, ()), place)
        return cls(workbook, sheets, tables, figures, _moves(text))


def _tables(package: Package, sheet: str, part: str) -> list[TablePlace]:
    found = []
    for kind, target in package.relations(part).values():
        if kind != "table":
            continue
        text = package.read(target).decode("utf-8")
        head = _TABLE.search(text)
        if head is None:
            continue
        has = attributes(head[0])
        headings = tuple(attributes(tag)["name"] for tag in _TABLE_COLUMN.findall(text))
        found.append(
            TablePlace(
                has.get("displayName", has.get("name", "")),
                target,
                sheet,
                Area.read(has["ref"]),
                headings,
                has.get("headerRowCount", "1") != "0",
                has.get("totalsRowCount", "0") != "0",
            )
        )
    return found


def _figures(workbook: str) -> list[tuple[str, FigurePlace]]:
    found = []
    for head, target in _NAME.findall(workbook):
        name = attributes(f"<x {head}>")["name"]
        before, bang, local = unescape(target).rpartition("!")
        if not name.casefold().startswith(PREFIX) or not bang:
            continue
        sheet = before[1:-1].replace("''", "'") if before.startswith("'") else before
        try:
            area = Area.read(local)
        except ValueError:
            continue
        found.append((name.casefold(), FigurePlace(name, sheet, area.top, area.left)))
    return found


def _moves(workbook: str) -> bool:
    return any(
        attributes(f"<x {head}>")["name"].casefold() == MOVE_BELOW and target.strip().upper() in ("TRUE", "1")
        for head, target in _NAME.findall(workbook)
    )


def columns_of(table: Table, place: TablePlace) -> dict[str, int]:
    """Which column of the template holds which column of the report.

    By heading or key, in either language; failing that by a heading that names another GMV, base or money.
    """
    exact: dict[str, str] = {}
    loose: dict[str, set[str]] = {}
    for column in table.columns:
        for word in (*column.heading, column.key):
            exact.setdefault(plain(word), column.key)
            loose.setdefault(general(word), set()).add(column.key)
    found: dict[str, int] = {}
    for offset, heading in enumerate(place.headings):
        if (key := exact.get(plain(heading))) is not None:
            found.setdefault(key, place.area.left + offset)
    for offset, heading in enumerate(place.headings):
        keys = loose.get(general(heading), set())
        if plain(heading) not in exact and len(keys) == 1:
            found.setdefault(next(iter(keys)), place.area.left + offset)
    return found


class Placed:
    """The places of a report's tables and figures once they have grown; answers `formula.Places`."""

    def __init__(self, plan: Plan, report_tables: Mapping[str, Table], followed: Followed):
        self.plan, self.followed = plan, followed
        self.columns: dict[str, dict[str, int]] = {}
        self.first: dict[str, int] = {}
        self.count: dict[str, int] = {}
        for key, table in report_tables.items():
            place = plan.tables.get(PREFIX + key)
            if place is None:
                continue
            self.columns[key] = columns_of(table, place)
            self.first[key] = followed.row(place.sheet, place.area.top) + place.has_heading
            self.count[key] = max(table.rows, 1)

    def _column(self, table: str, column: str) -> tuple[str, int]:
        if column not in self.columns.get(table, ()):
            raise Unplaced(f"{table}.{column}")
        return self.plan.tables[PREFIX + table].sheet, self.columns[table][column]

    def totals_row(self, table: str) -> int | None:
        """The row of the totals; None when the template has none for this table."""
        if not self.plan.tables[PREFIX + table].has_totals:
            return None
        return self.first[table] + self.count[table]

    def cell(self, table: str, column: str, row: int) -> tuple[str, str]:
        """Sheet and address of one cell of a table."""
        sheet, at = self._column(table, column)
        number = self.totals_row(table) if row == TOTAL else self.first[table] + row
        if number is None:
            raise Unplaced(f"{table}.{column}: totals")
        return sheet, f"{letters(at)}{number}"

    def body(self, table: str, column: str) -> tuple[str, str]:
        """Sheet and pinned range of a column."""
        sheet, at = self._column(table, column)
        first, name = self.first[table], letters(at)
        return sheet, f"${name}${first}:${name}${first + self.count[table] - 1}"

    def figure(self, key: str) -> tuple[str, str]:
        """Sheet and address of a single value."""
        place = next(iter(self.plan.figures.get(PREFIX + key, ())), None)
        if place is None:
            raise Unplaced(key)
        return place.sheet, f"{letters(place.column)}{self.followed.row(place.sheet, place.row)}"


def pinned(sheet: str, area: Area) -> str:
    """A block as names and charts write it."""
    first = f"${letters(area.left)}${area.top}"
    last = f"${letters(area.right)}${area.bottom}"
    return f"{quoted(sheet)}!{first if first == last else f'{first}:{last}'}"
