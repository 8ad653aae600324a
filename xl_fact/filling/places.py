"""Where the tables and figures of a report stand in a template: by name, whoever drew it."""

from __future__ import annotations

from collections.abc import Mapping

from xl_fact.report.formula import TOTAL, Unplaced
from xl_fact.report.model import Table
from xl_fact.report.same_heading import general, plain
from xl_fact.workbook.plan import PREFIX, Plan, TablePlace
from xl_fact.workbook.references import Followed, address_of, letters


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
        return sheet, address_of(number, at)

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
        return place.sheet, address_of(self.followed.row(place.sheet, place.row), place.column)
