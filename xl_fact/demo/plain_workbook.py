"""A workbook of plain cells, as a platform's server writes its exports: no styles, no formulas, text inline.

Ten times faster than drawing one, and the same rows give the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

Cell = str | float | int | None
Column = tuple[str, Sequence[Cell]]

_EPOCH = (1980, 1, 1, 0, 0, 0)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    "<borders count='1'><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def plain_workbook(sheets: Mapping[str, Sequence[Column]]) -> bytes:
    """Sheets of columns, each a heading and its values, all of one length.

    Parameters
    ----------
    sheets : mapping
        Title → columns. Values are text, finite numbers, or None for an empty cell.

    Returns
    -------
    bytes
        An .xlsx file; the same at every call.
    """
    parts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relations([f"{_OFFICE}/officeDocument"], ["xl/workbook.xml"]),
        "xl/workbook.xml": _workbook(list(sheets)),
        "xl/_rels/workbook.xml.rels": _relations(
            [f"{_OFFICE}/worksheet"] * len(sheets) + [f"{_OFFICE}/styles"],
            [f"worksheets/sheet{n}.xml" for n, _ in enumerate(sheets, 1)] + ["styles.xml"],
        ),
        "xl/styles.xml": _STYLES,
        **{f"xl/worksheets/sheet{n}.xml": _sheet(columns) for n, columns in enumerate(sheets.values(), 1)},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return out.getvalue()


def _sheet(columns: Sequence[Column]) -> str:
    """One sheet's XML: the headings in row 1, the values below."""
    height = len(columns[0][1]) + 1
    if any(len(values) + 1 != height for _, values in columns):
        raise ValueError("columns of unequal length")
    cells = [_cells(_letters(at), [heading, *values]) for at, (heading, values) in enumerate(columns)]
    rows = "".join(
        f'<row r="{number}">{"".join(row)}</row>' for number, row in enumerate(zip(*cells, strict=True), 1)
    )
    extent = f"A1:{_letters(len(columns) - 1)}{height}"
    return f'{_XML}<worksheet xmlns="{_MAIN}"><dimension ref="{extent}"/><sheetData>{rows}</sheetData></worksheet>'


def _cells(letters: str, values: Sequence[Cell]) -> list[str]:
    """The cells of one column, from row 1 down."""
    return [
        ""
        if value is None
        else f'<c r="{letters}{row}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        if isinstance(value, str)
        else f'<c r="{letters}{row}"><v>{value!r}</v></c>'
        for row, value in enumerate(values, 1)
    ]


def _letters(index: int) -> str:
    """A column's letters, from 0: A … Z, AA …"""
    return (_letters(index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)


def _workbook(titles: Sequence[str]) -> str:
    listed = "".join(
        f'<sheet name={quoteattr(title)} sheetId="{n}" r:id="rId{n}"/>' for n, title in enumerate(titles, 1)
    )
    return f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'


def _relations(kinds: Sequence[str], targets: Sequence[str]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(zip(kinds, targets, strict=True), 1)
    )
    return f'{_XML}<Relationships xmlns="{_RELATIONS}">{listed}</Relationships>'


def _content_types(sheets: int) -> str:
    parts = {"xl/workbook.xml": "sheet.main", "xl/styles.xml": "styles"}
    parts |= {f"xl/worksheets/sheet{n}.xml": "worksheet" for n in range(1, sheets + 1)}
    listed = "".join(
        f'<Override PartName="/{part}" ContentType="{_SPREADSHEET}.{kind}+xml"/>'
        for part, kind in parts.items()
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'{_XML}<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="{relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )
