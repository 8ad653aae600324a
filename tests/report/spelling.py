"""A workbook spelt otherwise: the same elements in every way that XML lets a program write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
    "http://schemas.openxmlformats.org/drawingml/2006/": "http://purl.oclc.org/ooxml/drawingml/",
}


@dataclass(frozen=True)
class Spelling:
    """How to write XML.

    Attributes
    ----------
    quote : str
        Around attributes.
    gap, around : str
        Before each attribute, and on both sides of its ``=``.
    prefix : str
        For the elements that had none.
    cdata, numbered : bool
        Texts as CDATA, or with their first letter as its number.
    between : str
        What stands before each row, cell, name, sheet and column of a table.
    within : str
        What stands inside each formula, value and text.
    addresses : bool
        Whether rows and cells say where they stand, where they need not.
    strict : bool
        Whether the names of things are those of the strict standard.
    encoding : str
        Of the parts.
    """

    quote: str = '"'
    gap: str = " "
    around: str = ""
    prefix: str = ""
    cdata: bool = False
    numbered: bool = False
    between: str = ""
    within: str = ""
    addresses: bool = True
    strict: bool = False
    encoding: str = "utf-8"

    def part(self, data: bytes) -> bytes:
        """A part written so."""
        root = etree.fromstring(data)
        if not self.addresses and etree.QName(root).localname == "worksheet":
            _without_addresses(root)
        text = f"<?xml version='1.0' encoding='{self.encoding}'?>\n{self.element(root, {})}"
        if self.strict:
            for old, new in STRICT.items():
                text = text.replace(old, new)
        return text.encode(self.encoding)

    def element(self, one: Any, known: dict[str | None, str]) -> str:
        """An element and all in it."""
        if not isinstance(one.tag, str):
            return str(etree.tostring(one, encoding="unicode"))
        name = etree.QName(one)
        prefix = one.prefix or self.prefix
        tag = f"{prefix}:{name.localname}" if prefix and name.namespace else str(name.localname)
        spaces = {(p or self.prefix or None): uri for p, uri in one.nsmap.items()}
        said = {f"xmlns:{p}" if p else "xmlns": u for p, u in spaces.items() if known.get(p) != u}
        for key, value in one.attrib.items():
            of = etree.QName(key)
            space = next((p for p, uri in one.nsmap.items() if p and uri == of.namespace), "xml")
            said[f"{space}:{of.localname}" if of.namespace else str(of.localname)] = value
        shown = "".join(
            f"{self.gap}{k}{self.around}={self.around}{self.quote}{escape(v).replace(chr(10), '&#10;')}{self.quote}"
            for k, v in said.items()
        )
        inner = "".join(
            [
                self.text(one.text, str(name.localname)),
                *(self.element(child, spaces) + self.text(child.tail, "") for child in one),
            ]
        )
        marked = name.localname in ("row", "c", "definedName", "sheet", "tableColumn")
        return f"{self.between if marked else ''}<{tag}{shown}>{inner}</{tag}>"

    def text(self, text: str | None, of: str) -> str:
        """A text."""
        if not text:
            return ""
        within = self.within if of in ("f", "v", "t", "definedName") else ""
        if self.cdata and text.strip():
            return f"{within}<![CDATA[{text}]]>"
        if self.numbered and text.strip():
            return f"{within}&#{ord(text[0])};{escape(text[1:], quote=False)}"
        return escape(text[:1], quote=False) + within + escape(text[1:], quote=False)


def _without_addresses(root: Any) -> None:
    """Take away what rows and cells say of where they stand, where it follows from those before."""
    last = 0
    for row in root.iter("{*}row"):
        number = int(row.get("r"))
        if number == last + 1:
            del row.attrib["r"]
        last, before = number, 0
        for cell in row.iter("{*}c"):
            column = coordinate_to_tuple(cell.get("r"))[1]
            if column == before + 1:
                del cell.attrib["r"]
            before = column


FALSE_ROW = "<!-- <row r='2'><c r='A2'><v>7</v></c></row> <definedName name='xf_gmv'>A1</definedName> -->"
SPELLINGS = {
    "single quotes": Spelling(quote="'"),
    "blanks between attributes": Spelling(gap="\n\t  ", around=" "),
    "another prefix": Spelling(prefix="x"),
    "another prefix in single quotes": Spelling(prefix="ss-1.x", quote="'"),
    "CDATA": Spelling(cdata=True),
    "letters by their numbers": Spelling(numbered=True),
    "comments between rows": Spelling(between=FALSE_ROW),
    "comments within": Spelling(within="<!-- 7 -->"),
    "instructions": Spelling(between="<?mso-row 7?>", within="<?mso 7?>"),
    "lines between": Spelling(between="\n    "),
    "no addresses": Spelling(addresses=False),
    "strict": Spelling(strict=True),
    "UTF-16": Spelling(encoding="utf-16"),
    "all at once": Spelling("'", "\n", " ", "y", True, False, FALSE_ROW + "\n<?z?>", "<!-- 7 -->", False),
}


def respelt(data: bytes, change: Callable[[bytes], bytes], only: str = "") -> bytes:
    """A workbook with its XML parts changed: all, or the one whose name ends so."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            part = source.read(name)
            target.writestr(
                name,
                change(part)
                if name.endswith((".xml", ".rels", *filter(None, [only]))) and name.endswith(only)
                else part,
            )
    return out.getvalue()
