"""Formulas that spill, with the values they had: what openpyxl leaves out of a saved workbook.

openpyxl writes an array formula the old way and no value beside any formula. Here each cell of an array
formula is marked as spilling (``cm`` and ``xl/metadata.xml``, or Excel shows one value behind an ``@``),
and each formula gets its value, for previewers that don't calculate.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from xl_fact.core.kinds import Cell
from xl_fact.workbook.package import TYPES, Package, relations_of
from xl_fact.workbook.plan import Plan
from xl_fact.workbook.row import put_value
from xl_fact.workbook.xml import add, child, each

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
    plan = Plan.of(package)
    spills = False
    for title, part in plan.sheets.items():
        known = (values or {}).get(title, {})
        with package.edit(part) as root:
            for cell in each(root, "c"):
                formula, address = child(cell, "f"), cell.get("r", "")
                if formula is not None and formula.get("t") == "array":
                    cell.set("cm", "1")
                    spills = True
                if formula is not None or address in known:
                    put_value(cell, known.get(address))
    if spills:
        _add_metadata(package, plan.workbook)
    return package.to_bytes()


def _add_metadata(package: Package, workbook: str) -> None:
    package.write(_METADATA_PART, _METADATA.encode())
    with package.edit(TYPES) as types:
        add(types, "Override", PartName=f"/{_METADATA_PART}", ContentType=_CONTENT_TYPE)
    with package.edit(relations_of(workbook)) as relations:
        add(relations, "Relationship", Id="rIdMetadata", Type=_RELATION, Target=f"/{_METADATA_PART}")
