"""Formulas that spill, with the values they had: what openpyxl leaves out of a saved workbook.

openpyxl writes an array formula the old way and no value beside any formula. Here each cell of an array
formula is marked as spilling (``cm`` and ``xl/metadata.xml``, or Excel shows one value behind an ``@``),
and each formula gets its value, for previewers that don't calculate.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from lxml import etree

from xl_fact.core.error_values import CODE_OF
from xl_fact.core.kinds import Cell
from xl_fact.workbook.package import Package

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_METADATA_PART: Final = "xl/metadata.xml"
_METADATA: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<metadata xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray">'
    '<metadataTypes count="1"><metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" pasteAll="1" '
    'pasteValues="1" merge="1" splitFirst="1" rowColShift="1" clearFormats="1" clearComments="1" assign="1" '
    'coerce="1" cellMeta="1"/></metadataTypes>'
    '<futureMetadata name="XLDAPR" count="1"><bk><extLst><ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}">'
    '<xda:dynamicArrayProperties fDynamic="1" fCollapsed="0"/></ext></extLst></bk></futureMetadata>'
    '<cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>'
)
_CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml"
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sheetMetadata"

Values = Mapping[str, Mapping[str, Cell]]
"""For each sheet's title, the value of each formula's cell and of each cell it spills over, by address."""


def with_spills(data: bytes, values: Values | None = None) -> bytes:
    """A workbook whose array formulas spill and whose formulas carry their values.

    Parameters
    ----------
    data : bytes
        The workbook as openpyxl saved it.
    values : mapping, optional
        What each formula answered, by the sheet's title and the cell's address; also for the cells that an
        answer spills over, which must be in the sheet, empty (a style is enough).

    Returns
    -------
    bytes
        The same bytes for the same input.
    """
    package = Package(data)
    spills = False
    for title, part in _sheets(package).items():
        root = etree.fromstring(package.read(part))
        found = False
        known = (values or {}).get(title, {})
        for cell in root.iter(f"{_MAIN}c"):
            formula, address = cell.find(f"{_MAIN}f"), cell.get("r", "")
            if formula is None and address not in known:
                continue
            found = True
            if formula is not None and formula.get("t") == "array":
                cell.set("cm", "1")
                spills = True
            _put(cell, known.get(address))
        if found:
            package.write(part, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
    if spills:
        _add_metadata(package)
    return package.to_bytes()


def _sheets(package: Package) -> dict[str, str]:
    workbook = etree.fromstring(package.read("xl/workbook.xml"))
    relations = package.relations("xl/workbook.xml")
    key = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    return {
        sheet.get("name", ""): relations[sheet.get(key, "")][1] for sheet in workbook.iter(f"{_MAIN}sheet")
    }


def _put(cell: etree._Element, value: Cell) -> None:
    """What a formula answered; nothing where it is not known."""
    for old in cell.findall(f"{_MAIN}v"):
        cell.remove(old)
    if "t" in cell.attrib:
        del cell.attrib["t"]
    if value is None:
        return
    shown = etree.SubElement(cell, f"{_MAIN}v")
    if isinstance(value, str):
        cell.set("t", "e" if value in CODE_OF else "str")
        shown.text = value
    else:
        number = float(value)
        shown.text = str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def _add_metadata(package: Package) -> None:
    package.write(_METADATA_PART, _METADATA.encode())
    types, rels = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
    entry = f'<Override PartName="/{_METADATA_PART}" ContentType="{_CONTENT_TYPE}"/></Types>'
    package.write(types, package.read(types).replace(b"</Types>", entry.encode()))
    relations = package.read(rels)
    last = max(int(number) for number in re.findall(rb'Id="rId(\d+)"', relations))
    entry = f'<Relationship Id="rId{last + 1}" Type="{_RELATION}" Target="metadata.xml"/></Relationships>'
    package.write(rels, relations.replace(b"</Relationships>", entry.encode()))
