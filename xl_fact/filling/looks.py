"""How numbers look in a person's template: as they chose; as in the house report where they chose nothing.

A cell whose number format is General shows a day as a serial number and a ratio with all its digits. Such a cell
gets a style of its own, the old one with a number format, put behind the styles there are: none of them changes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

from xl_fact.filling.places import Plan, TablePlace, attributes
from xl_fact.report.kinds import FORMATS
from xl_fact.report.model import Column, Table
from xl_fact.workbook.package import Package
from xl_fact.workbook.sheet import Row, Sheet

_FORMATS: Final = re.compile(r"<((?:\w+:)?)numFmts(?:\s[^>]*?)?(?:/>|>(.*?)</(?:\w+:)?numFmts>)", re.DOTALL)
_FORMAT: Final = re.compile(r"""<(?:\w+:)?numFmt\s(?:"[^"]*"|'[^']*'|[^>"'])*>""")
_STYLES: Final = re.compile(r"<((?:\w+:)?)cellXfs(?:\s[^>]*)?>(.*?)</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE: Final = re.compile(r"<(?:\w+:)?xf\b[^>]*?(?:/>|>.*?</(?:\w+:)?xf>)", re.DOTALL)
_DIFFERENCES: Final = re.compile(r"<(?:\w+:)?dxfs(?:\s[^>]*)?>(.*?)</(?:\w+:)?dxfs>", re.DOTALL)
_DIFFERENCE: Final = re.compile(r"<(?:\w+:)?dxf(?:\s[^>]*?)?(?:/>|>(.*?)</(?:\w+:)?dxf>)", re.DOTALL)
_SHEET: Final = re.compile(r"<((?:\w+:)?)styleSheet\b[^>]*>")
_COUNT: Final = re.compile(r'(\scount=")[0-9]*(")')
_COLUMN: Final = re.compile(r"<(?:\w+:)?col\s[^>]*>")
_TABLE_COLUMN: Final = re.compile(r"<(?:\w+:)?tableColumn\s[^>]*>")
_ID: Final = re.compile(r'\snumFmtId="([0-9]+)"')
_NUMBER: Final = re.compile(r'\ss="([0-9]+)"')
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
        self._part = next(
            (part for kind, part in package.relations(plan.workbook).values() if kind == "styles"), ""
        )
        text = package.read(self._part).decode("utf-8") if self._part in package else ""
        self._text = text
        found = _STYLES.search(text)
        self._styles = _STYLE.findall(found[2]) if found else []
        formats = _FORMATS.search(text)
        listed = [attributes(tag) for tag in _FORMAT.findall((formats[2] or "") if formats else "")]
        self._codes = {int(has["numFmtId"]): has["formatCode"] for has in listed}
        differences = _DIFFERENCES.search(text)
        self._differences = _DIFFERENCE.findall(differences[1]) if differences else []
        used = [int(number) for number in re.findall(r'\bnumFmtId="([0-9]+)"', text)]
        self._next = max([_FIRST_OWN - 1, *used]) + 1
        self._ids: dict[str, int] = {}
        self._added: list[str] = []
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
        return self._dressed(self._standing(sheet, sheet.rows.get(row, Row("")), at), kind)

    def code(self, style: str) -> str:
        """The number format of a style attribute."""
        found = _NUMBER.search(style)
        number = int(found[1]) if found else 0
        styles = self._styles + self._added
        held = _ID.search(styles[number]) if number < len(styles) else None
        form = int(held[1]) if held else 0
        own = {known: code for code, known in self._ids.items()}
        return self._codes.get(form) or own.get(form) or _EXCELS.get(form, "General")

    def write(self) -> None:
        """Put the added styles into the workbook."""
        if not self._added:
            return
        text = self._text
        head = _SHEET.search(text)
        prefix = head[1] if head else ""
        formats = "".join(
            f'<{prefix}numFmt numFmtId="{number}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
            for code, number in self._ids.items()
        )
        found = _FORMATS.search(text)
        if formats and found and found[2]:
            text = _grown(text, found, formats, len(self._codes) + len(self._ids))
        elif formats and head:
            whole = f'<{prefix}numFmts count="{len(self._ids)}">{formats}</{prefix}numFmts>'
            start, end = found.span() if found else (head.end(), head.end())
            text = text[:start] + whole + text[end:]
        if found := _STYLES.search(text):
            count = len(self._styles) + len(self._added)
            text = _grown(text, found, "".join(self._added), count)
        self.package.write(self._part, text.encode("utf-8"))

    # ---------------------------------------------------------------- what there is
    def _standing(self, sheet: Sheet, row: Row, at: int) -> str:
        """The style of a cell; one that is not there looks like its row or its column."""
        if at in row.cells:
            return row.style(at)
        if 'customFormat="1"' in row.attributes and (of_row := _NUMBER.search(row.attributes)):
            return of_row[0]
        for tag in _COLUMN.findall(sheet.head):
            has = attributes(tag)
            if "style" in has and int(has["min"]) <= at <= int(has["max"]):
                return f' s="{has["style"]}"' if has["style"] != "0" else ""
        return ""

    def _chosen(self, place: TablePlace, at: int) -> str:
        """The number format that a column of a table has for its new rows; nothing for General."""
        tags = _TABLE_COLUMN.findall(self.package.read(place.part).decode("utf-8"))
        number = int(attributes(tags[at - place.area.left]).get("dataDxfId", len(self._differences)))
        held = _FORMAT.search(self._differences[number]) if number < len(self._differences) else None
        code = attributes(held[0])["formatCode"] if held else "General"
        return "" if code == "General" else code

    def _is_general(self, style: str) -> bool:
        number = _ID.search(self._styles[int(style)]) if int(style) < len(self._styles) else None
        return number is None or self._codes.get(int(number[1]), "General" if number[1] == "0" else "") == (
            "General"
        )

    # ---------------------------------------------------------------- what is added
    def _dressed(self, style: str, kind_or_code: str) -> str:
        """A style attribute whose number format is not General, unless texts stand there."""
        found = _NUMBER.search(style)
        number = found[1] if found else "0"
        if kind_or_code in ("text", "words") or not self._styles or not self._is_general(number):
            return style
        code = FORMATS.get(kind_or_code, kind_or_code)
        key = int(number), code
        if key not in self._known:
            self._known[key] = len(self._styles) + len(self._added)
            self._added.append(self._with_format(self._styles[int(number)], code))
        return f' s="{self._known[key]}"'

    def _with_format(self, style: str, code: str) -> str:
        number = _BUILT_IN.get(code) or next((n for n, c in self._codes.items() if c == code), None)
        if number is None:
            number = self._ids.get(code, self._next)
            self._next += code not in self._ids
            self._ids[code] = number
        style = re.sub(r'\s(?:applyNumberFormat|numFmtId)="[^"]*"', "", style)
        return re.sub(r"\bxf\b", f'xf numFmtId="{number}" applyNumberFormat="1"', style, count=1)


def _grown(text: str, found: re.Match[str], more: str, count: int) -> str:
    """A list in a part with more at its end, and its number with it."""
    end = found[0].rindex("</")
    head, mark, rest = found[0][:end].partition(">")
    whole = _COUNT.sub(rf"\g<1>{count}\g<2>", head) + mark + rest + more + found[0][end:]
    return text[: found.start()] + whole + text[found.end() :]
