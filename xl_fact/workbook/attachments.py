"""What hangs on cells in other parts: notes, threads, controls, pivot tables; it follows when rows move."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from xl_fact.workbook.chart_part import Cells
from xl_fact.workbook.linked_texts import drawings_of
from xl_fact.workbook.package import Package
from xl_fact.workbook.plan import Plan
from xl_fact.workbook.references import Area, Followed
from xl_fact.workbook.sheet import Sheet
from xl_fact.workbook.xml import Element, child, each, number_in, put_text, text_of

_LINKS: Final = frozenset(("fmlaLink", "fmlaRange", "fmlaMacro", "linkedCell", "listFillRange", "textlink"))
_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


def follow_attachments(package: Package, part: str, sheet: Sheet, name: str, followed: Followed) -> None:
    """Let the notes, threads, controls and pivot tables of one sheet follow its rows."""

    def lower(rows: Iterable[Element]) -> None:
        for row in rows:
            put_text(row, str(followed.row(name, number_in(row) + 1) - 1))

    for target in package.related(part, "comments", "threadedComment", "pivotTable"):
        with package.edit(target) as root:
            for one in each(root, "comment", "threadedComment", "location"):
                one.set("ref", followed.places(one.get("ref", ""), name, grows=False))
    for target in package.related(part, "vmlDrawing"):
        with package.edit(target) as root:
            lower(each(root, "Row"))
            for anchor in each(root, "Anchor"):
                numbers = [int(n) for n in text_of(anchor).split(",")]
                if len(numbers) == 8:
                    height = numbers[6] - numbers[2]
                    numbers[2] = followed.row(name, numbers[2] + 1) - 1
                    numbers[6] = numbers[2] + height
                    put_text(anchor, ", ".join(map(str, numbers)))
    for element in sheet.outside:
        lower(element.iter(f"{_DRAWING}row"))


def follow_links(package: Package, plan: Plan, followed: Followed) -> None:
    """Let controls, linked shapes and the sources of pivot tables follow the cells they are bound to."""
    if not followed.growths:
        return
    for part, sheet in drawings_of(package, plan).items():
        with package.edit(part) as root:
            for element in root.iter("*"):
                for key in _LINKS.intersection(element.keys()):
                    element.set(key, followed.formula(element.get(key, ""), sheet))
    for cache in package.of_kind("pivotCacheDefinition"):
        with package.edit(cache) as root:
            for source in each(root, "worksheetSource"):
                if (ref := source.get("ref")) and (of := source.get("sheet")):
                    source.set("ref", followed.places(ref, of))


def refresh_pivots(package: Package, cells: Cells) -> None:
    """Tell each pivot table whose source was filled to read it again when the workbook is opened.

    Parameters
    ----------
    package : Package
        Filled.
    cells : Cells
    """
    caches = package.of_kind("pivotCacheDefinition")
    plan = Plan.of(package) if caches else None
    for cache in caches:
        with package.edit(cache) as root:
            source = next(each(root, "worksheetSource"), None)
            block = _block(source, plan, cells) if source is not None and plan else None
            if block is not None and cells.fresh(*block):
                root.set("refreshOnLoad", "1")


def _block(source: Element, plan: Plan, cells: Cells) -> tuple[str, Area] | None:
    """Sheet and block of a pivot table's source: a table, a name or a block."""
    if name := source.get("name"):
        place = plan.tables.get(name.casefold())
        return (place.sheet, place.area) if place else cells.block(name)
    try:
        return source.get("sheet", ""), Area.read(source.get("ref", ""))
    except ValueError:
        return None


def stands_in(package: Package, part: str, sheet: Sheet, area: Area) -> str | None:
    """The address of the first cell, merged block, drawing or pivot table that stands in a block."""
    cell = next(sheet.occupied(area), None)
    if cell is not None:
        return str(Area.cell(*cell))
    others = list(merged_in(sheet))
    for target in package.related(part, "drawing"):
        for place in each(package.root(target), "from"):
            column, row = child(place, "col"), child(place, "row")
            others.append(Area.cell(number_in(row) + 1, number_in(column) + 1))
    for target in package.related(part, "pivotTable"):
        others += [Area.read(one.get("ref", "")) for one in each(package.root(target), "location")]
    return next((str(other) for other in others if other.meets(area)), None)


def merged_in(sheet: Sheet) -> list[Area]:
    """The merged blocks of a sheet."""
    return [Area.read(one.get("ref", "")) for outside in sheet.outside for one in each(outside, "mergeCell")]
