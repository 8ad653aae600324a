"""The seal of an Office file, among its own properties: beside those that a person's template has."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from lxml import etree

from xl_fact import seal
from xl_fact.workbook.package import TYPES, Package
from xl_fact.workbook.xml import add, each

_NAME: Final = "xl_fact"
_KIND: Final = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_STRICT: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_RELATIONS: Final = "_rels/.rels"
_FORMAT: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_TYPES_OF_VALUES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_EMPTY: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    f'xmlns:vt="{_TYPES_OF_VALUES}"/>'
).encode()


def sealed(data: bytes) -> bytes:
    """A workbook or a deck with its seal.

    Parameters
    ----------
    data : bytes
        The file, sealed before or not.

    Returns
    -------
    bytes
        The same parts, and the property ``xl_fact``.
    """
    package = Package(data)
    if seal.PROPERTIES not in package:
        _announce(package)
    _write(package, seal.UNSEALED)
    with zipfile.ZipFile(io.BytesIO(package.to_bytes())) as archive:
        digest = seal.digest_of(archive)
    _write(package, digest)
    return package.to_bytes()


def _announce(package: Package) -> None:
    """Make room for properties: the part, its type, the relation that leads to it."""
    package.write(seal.PROPERTIES, _EMPTY)
    with package.edit(TYPES) as types:
        add(types, "Override", PartName=f"/{seal.PROPERTIES}", ContentType=_KIND)
    with package.edit(_RELATIONS) as relations:
        known = {one.get("Id") for one in each(relations, "Relationship")}
        number = next(n for n in range(1, len(known) + 2) if f"rId{n}" not in known)
        kinds = {one.get("Type", "") for one in each(relations, "Relationship")}
        strict = any(kind.startswith(_STRICT) for kind in kinds)
        kind = f"{_STRICT}/customProperties" if strict else _RELATION
        add(relations, "Relationship", Id=f"rId{number}", Type=kind, Target=seal.PROPERTIES)


def _write(package: Package, digest: str) -> None:
    with package.edit(seal.PROPERTIES) as properties:
        known = list(each(properties, "property"))
        own = next((one for one in known if one.get("name") == _NAME), None)
        if own is None:
            number = max((int(one.get("pid", "1")) for one in known), default=1) + 1
            own = add(properties, "property", fmtid=_FORMAT, pid=str(number), name=_NAME)
        for value in list(own):
            own.remove(value)
        etree.SubElement(own, f"{{{_TYPES_OF_VALUES}}}lpwstr").text = seal.mark(digest)
