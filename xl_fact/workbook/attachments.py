"""What hangs on cells in other parts: notes, threads, controls, pivot tables; it follows when rows move."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Final

from xl_fact.filling.places import Plan, TablePlace
from xl_fact.workbook.chart_part import Cells
from xl_fact.workbook.linked_texts import drawings_of
from xl_fact.workbook.package import Package
from xl_fact.workbook.references import Area, Followed
from xl_fact.workbook.sheet import Sheet

_REF: Final = re.compile(r'(<(?:\w+:)?(?:comment|threadedComment|location)\s[^>]*?\bref=")([^"]*)(")')
_VML_ROW: Final = re.compile(r"(<x:Row>\s*)([0-9]+)(\s*</x:Row>)")
_VML_ANCHOR: Final = re.compile(r"(<x:Anchor>\s*)([0-9,\s]+?)(\s*</x:Anchor>)")
_CONTROL_ROW: Final = re.compile(r"(<xdr:row>)([0-9]+)(</xdr:row>)")
_LINK: Final = re.compile(
    r'(\s(?:fmlaLink|fmlaRange|fmlaMacro|linkedCell|listFillRange|textlink)=")([^"]*)(")'
)
_SOURCE: Final = re.compile(r"<(?:\w+:)?worksheetSource\s[^>]*>")
_HEAD: Final = re.compile(r"<(?:\w+:)?pivotCacheDefinition\b[^>]*")
_REFRESH: Final = re.compile(r'\srefreshOnLoad="[^"]*"')


def follow_attachments(package: Package, part: str, sheet: Sheet, name: str, followed: Followed) -> None:
    """Let the notes, threads, controls and pivot tables of one sheet follow its rows."""

    def row(number: int) -> int:
        return followed.row(name, number + 1) - 1

    def anchor(found: re.Match[str]) -> str:
        numbers = [int(n) for n in found[2].split(",")]
        if len(numbers) != 8:
            return found[0]
        height = numbers[6] - numbers[2]
        numbers[2] = row(numbers[2])
        numbers[6] = numbers[2] + height
        return found[1] + ", ".join(map(str, numbers)) + found[3]

    for kind, target in package.relations(part).values():
        if kind in ("comments", "threadedComment", "pivotTable"):
            _edit(package, target, _REF, lambda m: m[1] + followed.places(m[2], name, grows=False) + m[3])
        elif kind == "vmlDrawing":
            _edit(package, target, _VML_ROW, lambda m: f"{m[1]}{row(int(m[2]))}{m[3]}")
            _edit(package, target, _VML_ANCHOR, anchor)
    sheet.tail = _CONTROL_ROW.sub(lambda m: f"{m[1]}{row(int(m[2]))}{m[3]}", sheet.tail)


def follow_links(package: Package, plan: Plan, followed: Followed) -> None:
    """Let controls, linked shapes and the sources of pivot tables follow the cells they are bound to."""
    if not followed.growths:
        return
    owners = drawings_of(package, plan)

    def link(found: re.Match[str]) -> str:
        return found[1] + followed.formula_xml(found[2], owners.get(name, ""), cells_grow=False) + found[3]

    def source(found: re.Match[str]) -> str:
        tag = found[0]
        ref, sheet = re.search(r'\bref="([^"]*)"', tag), re.search(r'\bsheet="([^"]*)"', tag)
        if not ref or not sheet:
            return tag
        new = followed.places(ref[1], unescape(sheet[1]))
        return tag.replace(ref[0], f'ref="{new}"')

    for name in package.names:
        if re.search(r"/(?:ctrlProps|drawings)/[^/]+\.xml$", name):
            _edit(package, name, _LINK, link)
        elif re.search(r"/pivotCacheDefinition[^/]*\.xml$", name):
            _edit(package, name, _SOURCE, source)


def refresh_pivots(package: Package, cells: Cells) -> list[str]:
    """Tell each pivot table whose source was filled to read it again when the workbook is opened.

    Parameters
    ----------
    package : Package
        Filled.
    cells : Cells

    Returns
    -------
    list of str
        The parts that were told.
    """
    caches = [name for name in package.names if re.search(r"/pivotCacheDefinition[^/]*\.xml$", name)]
    tables = Plan.of(package).tables if caches else {}
    told = []
    for name in caches:
        text = package.read(name).decode("utf-8")
        source = _SOURCE.search(text)
        block = _block(source[0], tables, cells) if source else None
        if block is None or not cells.fresh(*block):
            continue
        new = _HEAD.sub(lambda m: _REFRESH.sub("", m[0]) + ' refreshOnLoad="1"', text, count=1)
        if 'refreshOnLoad="1"' not in text:
            package.write(name, new.encode("utf-8"))
            told.append(name)
    return told


def _block(source: str, tables: Mapping[str, TablePlace], cells: Cells) -> tuple[str, Area] | None:
    """Sheet and block of a pivot table's source: a table, a name or a block."""
    name = re.search(r'\bname="([^"]*)"', source)
    if name:
        place = tables.get(unescape(name[1]).casefold())
        return (place.sheet, place.area) if place else cells.block(unescape(name[1]))
    ref, sheet = re.search(r'\bref="([^"]*)"', source), re.search(r'\bsheet="([^"]*)"', source)
    try:
        return (unescape(sheet[1]), Area.read(ref[1])) if ref and sheet else None
    except ValueError:
        return None


def _edit(package: Package, name: str, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str]) -> None:
    text = package.read(name).decode("utf-8")
    package.write(name, pattern.sub(new, text).encode("utf-8"))
