"""Cells that lead to files beside the workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from xl_fact.workbook.package import Package, relations_of
from xl_fact.workbook.references import Area
from xl_fact.workbook.xml import add, child, each, local, new

_KIND: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BEHIND: Final = frozenset(
    "printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors "
    "smartTags drawing legacyDrawing legacyDrawingHF picture oleObjects controls webPublishItems tableParts extLst".split()
)
"""What stands behind the links of a sheet."""
_NO_RELATIONS: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
)


def link(package: Package, sheet: str, targets: Mapping[tuple[int, int], str]) -> None:
    """Let cells of a sheet lead somewhere.

    Parameters
    ----------
    package : Package
    sheet : str
        The part of the sheet.
    targets : mapping
        Row and column → the address, percent-encoded.
    """
    if not targets:
        return
    relations = relations_of(sheet)
    if relations not in package:
        package.write(relations, _NO_RELATIONS)
    numbers: dict[str, str] = {}
    with package.edit(relations) as root:
        known = {one.get("Id") for one in each(root, "Relationship")}
        for target in dict.fromkeys(targets.values()):
            numbers[target] = next(
                name for n in range(len(known) + 1, 2 * len(known) + 3) if (name := f"rId{n}") not in known
            )
            known.add(numbers[target])
            add(root, "Relationship", Id=numbers[target], Type=_KIND, Target=target, TargetMode="External")
    with package.edit(sheet) as root:
        links = child(root, "hyperlinks")
        if links is None:
            links = new(root, "hyperlinks")
            behind = next((one for one in root if local(one) in _BEHIND), None)
            if behind is None:
                root.append(links)
            else:
                behind.addprevious(links)
        for (row, column), target in targets.items():
            add(links, "hyperlink", ref=str(Area.cell(row, column)), **{_ID: numbers[target]})
