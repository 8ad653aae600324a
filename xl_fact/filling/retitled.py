"""Headings that name another GMV, base or money than the report's: they change with the brand's settings.

A heading that lies about its money is worse than one that changed; formulas that name the column follow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Final
from xml.sax.saxutils import escape

from xl_fact.filling.places import PREFIX, Plan, TablePlace, columns_of
from xl_fact.report.model import Table
from xl_fact.report.same_heading import plain
from xl_fact.workbook.package import Package
from xl_fact.workbook.sheet import Sheet

_FORMULA: Final = re.compile(
    r"(<(?:\w+:)?(?:f|formula|formula1|formula2|calculatedColumnFormula|totalsRowFormula|definedName)(?:\s[^>]*)?>)"
    r"([^<]*)(</)"
)


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
        sheet = Sheet.read(package.read(part))
        text = package.read(place.part).decode("utf-8")
        for at, (old, new) in changes.items():
            if place.has_heading:
                sheet.set(place.area.top, at, new)
                told.append((place.sheet, place.area.top, at, new))
            was, now = (f'name="{escape(word, {chr(34): "&quot;"})}"' for word in (old, new))
            text = text.replace(was, now, 1)
        package.write(part, sheet.to_bytes())
        package.write(place.part, text.encode("utf-8"))
        for name in (plan.workbook, place.part, *plan.sheets.values()):
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
    text = package.read(name).decode("utf-8")
    if place.name not in text and name != place.part:
        return

    def follow(found: re.Match[str]) -> str:
        if place.name not in found[2] and name != place.part:
            return found[0]
        formula = unescape(found[2])
        for old, new in changes:
            for before in ("[", "[@"):
                formula = formula.replace(f"{before}{old}]", f"{before}{new}]")
        return found[1] + escape(formula) + found[3] if formula != unescape(found[2]) else found[0]

    package.write(name, _FORMULA.sub(follow, text).encode("utf-8"))
