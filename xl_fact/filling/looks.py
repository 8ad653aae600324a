"""How numbers look in a person's template: as they chose; as in the house report where they chose nothing.

A cell whose number format is General shows a day as a serial number and a ratio with all its digits. Such a cell
gets a style of its own, the old one with a number format, put behind the styles there are: none of them changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Final

from xl_fact.report.kinds import FORMATS
from xl_fact.report.model import Column, Table
from xl_fact.workbook.package import Package
from xl_fact.workbook.plan import Plan, TablePlace
from xl_fact.workbook.row import Row
from xl_fact.workbook.sheet import Sheet
from xl_fact.workbook.xml import Element, add, attributes, child, each, new, parsed, put_attributes

_FIRST_OWN: Final = 164
"""The first number that a format of one's own may have; those below are Excel's."""
_BUILT_IN: Final = {"0": 1, "0.00": 2, "#,##0": 3, "#,##0.00": 4, "0%": 9, "0.00%": 10}
_EXCELS: Final = {number: code for code, number in _BUILT_IN.items()} | {
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    31: 'yyyy"年"m"月"d"日"',
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
"""What Excel's own numbers mean; those of other kinds are shown as General."""


class Looks:
    """The styles of a template, and those added to them.

    Parameters
    ----------
    package : Package
    plan : Plan
    """

    def __init__(self, package: Package, plan: Plan):
        self.package = package
        self._part = next(iter(package.related(plan.workbook, "styles")), None)
        root = package.root(self._part) if self._part else parsed(b"<styleSheet/>")
        self._styles = _listed(root, "cellXfs")
        self._codes = {
            int(one.get("numFmtId", "")): one.get("formatCode", "") for one in _listed(root, "numFmts")
        }
        self._differences = _listed(root, "dxfs")
        used = [int(one.get("numFmtId", "0")) for one in root.iter("*") if "numFmtId" in one.attrib]
        self._next = max([_FIRST_OWN - 1, *used]) + 1
        self._ids: dict[str, int] = {}
        self._added: list[Element] = []
        self._known: dict[tuple[int, str], int] = {}
        self.given: dict[tuple[str, int], str] = {}
        """By sheet and column, the format that a table's column was given."""

    # ---------------------------------------------------------------- asking
    def column(
        self, sheet: Sheet, table: Table, column: Column, at: int, place: TablePlace, patterns: Sequence[Row]
    ) -> list[str]:
        """The styles of a column's cells, from its sample rows down; they begin again where they end."""
        styles = [self._standing(sheet, row, at) for row in patterns]
        own = self._chosen(place, at)
        kinds = [table.kind(column, row) for row in range(max(table.rows, 1))]
        if len(set(kinds)) > 1:
            styles = [styles[n % len(styles)] for n in range(len(kinds))]
        else:
            kinds = kinds[:1] * len(styles)
        dressed = [self._dressed(style, own or kind) for style, kind in zip(styles, kinds, strict=True)]
        if dressed != styles and len(set(kinds)) == 1:
            self.given[place.sheet, at] = own or FORMATS[kinds[0]]
        return dressed

    def figure(self, sheet: Sheet, row: int, at: int, kind: str) -> str:
        """The style of a single value."""
        return self._dressed(self._standing(sheet, sheet.rows.get(row, Row()), at), kind)

    def code(self, style: str) -> str:
        """The number format of a style attribute."""
        styles, number = self._styles + self._added, _number(style)
        form = int(styles[number].get("numFmtId", "0")) if number < len(styles) else 0
        own = {known: code for code, known in self._ids.items()}
        return self._codes.get(form) or own.get(form) or _EXCELS.get(form, "General")

    def write(self) -> None:
        """Put the added styles into the workbook."""
        if not self._added:
            return
        with self.package.edit(self._part or "") as root:
            if self._ids:
                formats = child(root, "numFmts")
                if formats is None:
                    formats = new(root, "numFmts")
                    root.insert(0, formats)
                for code, number in self._ids.items():
                    add(formats, "numFmt", numFmtId=str(number), formatCode=code)
                formats.set("count", str(len(formats.findall("{*}numFmt"))))
            styles = child(root, "cellXfs")
            if styles is not None:
                styles.extend(self._added)
                styles.set("count", str(len(styles.findall("{*}xf"))))

    # ---------------------------------------------------------------- what there is
    def _standing(self, sheet: Sheet, row: Row, at: int) -> str:
        """The style of a cell; one that is not there looks like its row or its column."""
        if at in row.cells:
            return row.style(at)
        if row.element.get("customFormat") in ("1", "true") and (of_row := row.element.get("s")):
            return f' s="{of_row}"'
        for column in each(sheet.root, "col"):
            if int(column.get("min", "0")) <= at <= int(column.get("max", "0")) and "style" in column.attrib:
                return f' s="{column.get("style")}"' if column.get("style") != "0" else ""
        return ""

    def _chosen(self, place: TablePlace, at: int) -> str:
        """The number format that a column of a table has for its new rows; nothing for General."""
        columns = list(each(self.package.root(place.part), "tableColumn"))
        number = int(columns[at - place.area.left].get("dataDxfId", len(self._differences)))
        held = child(self._differences[number], "numFmt") if number < len(self._differences) else None
        code = held.get("formatCode", "") if held is not None else "General"
        return "" if code == "General" else code

    def _is_general(self, number: int) -> bool:
        form = self._styles[number].get("numFmtId", "0") if number < len(self._styles) else "0"
        return self._codes.get(int(form), "General" if form == "0" else "") == "General"

    # ---------------------------------------------------------------- what is added
    def _dressed(self, style: str, kind_or_code: str) -> str:
        """A style attribute whose number format is not General, unless texts stand there."""
        number = _number(style)
        if kind_or_code in ("text", "words") or not self._styles or not self._is_general(number):
            return style
        code = FORMATS.get(kind_or_code, kind_or_code)
        key = number, code
        if key not in self._known:
            self._known[key] = len(self._styles) + len(self._added)
            known = self._styles[number if number < len(self._styles) else 0]
            self._added.append(self._with_format(known, code))
        return f' s="{self._known[key]}"'

    def _with_format(self, style: Element, code: str) -> Element:
        number = _BUILT_IN.get(code) or next((n for n, c in self._codes.items() if c == code), None)
        if number is None:
            number = self._ids.get(code, self._next)
            self._next += code not in self._ids
            self._ids[code] = number
        dressed = deepcopy(style)
        dressed.tail = None
        said = {"numFmtId": str(number), "applyNumberFormat": "1"}
        put_attributes(dressed, said | attributes(style) | said)
        return dressed


def _number(style: str) -> int:
    """The number in a style attribute; the first style where there is none."""
    return int(style.split('"')[1]) if style else 0


def _listed(root: Element, name: str) -> list[Element]:
    """The elements of one list of the styles."""
    whole = child(root, name)
    return list(whole.iterchildren("*")) if whole is not None else []
