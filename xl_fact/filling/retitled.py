"""Headings that name another GMV, base or money than the report's: they change with the brand's settings.

A heading that lies about its money is worse than one that changed; formulas that name the column follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from xl_fact.filling.places import columns_of
from xl_fact.report.model import Table
from xl_fact.report.same_heading import plain
from xl_fact.workbook.package import Package
from xl_fact.workbook.plan import PREFIX, Plan, TablePlace
from xl_fact.workbook.sheet import Sheet
from xl_fact.workbook.xml import each, put_text, text_of

_FORMULAS: Final = "f formula formula1 formula2 calculatedColumnFormula totalsRowFormula definedName".split()


def retitle(package: Package, plan: Plan, tables: Mapping[str, Table]) -> list[tuple[str, int, int, str]]:
    """Bring the headings of a template in line with what the columns will hold.

    Parameters
    ----------
    package : Package
    plan : Plan
    tables : mapping
        The tables to be filled, by key.

    Returns
    -------
    list of tuple
        Sheet, row, column and text of each heading cell that changed.
    """
    told = []
    for key, table in tables.items():
        place = plan.tables[PREFIX + key]
        changes = _changes(table, place)
        if not changes:
            continue
        part = plan.sheets[place.sheet]
        sheet = Sheet(package.read(part))
        with package.edit(place.part) as root:
            columns = list(each(root, "tableColumn"))
            for at, (_, new) in changes.items():
                columns[at - place.area.left].set("name", new)
                if place.has_heading:
                    sheet.set(place.area.top, at, new)
                    told.append((place.sheet, place.area.top, at, new))
        package.write(part, sheet.to_bytes())
        for name in (plan.workbook, place.part, *plan.sheets.values()):
            if name == place.part or package.may_hold(name, place.name.encode()):
                _rename(package, name, place, list(changes.values()))
    return told


def _changes(table: Table, place: TablePlace) -> dict[int, tuple[str, str]]:
    """By column of the sheet, the heading there is and the one there should be."""
    found = {}
    for key, at in columns_of(table, place).items():
        heading = place.headings[at - place.area.left]
        words = table.column(key).heading
        if plain(heading) in map(plain, (*words, key)):
            continue
        english = heading.isascii()
        found[at] = (heading, words.en if english else words.zh)
    return found


def _rename(package: Package, name: str, place: TablePlace, changes: list[tuple[str, str]]) -> None:
    """Let the formulas of a part name the columns as they are called now."""
    with package.edit(name) as root:
        for element in each(root, *_FORMULAS):
            formula = text_of(element)
            if place.name not in formula and name != place.part:
                continue
            for old, new in changes:
                for before in ("[", "[@"):
                    formula = formula.replace(f"{before}{old}]", f"{before}{new}]")
            put_text(element, formula)
