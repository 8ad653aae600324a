"""A small workbook for IronCalc: some formulas of a workbook, and the values that they look at, no more."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from xl_fact.filling.places import Plan
from xl_fact.workbook.calculation.cached import with_value
from xl_fact.workbook.calculation.formulas import LAST_ROW, Book, FormulaCell, Reach
from xl_fact.workbook.calculation.portions import Key
from xl_fact.workbook.package import Package
from xl_fact.workbook.references import Area, letters
from xl_fact.workbook.sheet import Sheet

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLES: Final = (
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
)
"""The least that IronCalc reads."""
_F: Final = re.compile(r"<(?:\w+:)?f\b(?:[^>]*/>|.*?</(?:\w+:)?f>)", re.DOTALL)
_DROPPED: Final = re.compile(r'\s(?:s|cm|vm|ph|xml:space)="[^"]*"')


class SmallWorkbook:
    """What a workbook is cut down to, for one portion of its formulas after another.

    Parameters
    ----------
    package : Package
    plan : Plan
    book : Book
        What formulas may refer to.
    reach_of : callable
        What a formula looks at.
    """

    def __init__(
        self, package: Package, plan: Plan, book: Book, reach_of: Callable[[FormulaCell], Reach | None]
    ):
        self.package, self.plan, self.book, self.reach_of = package, plan, book, reach_of
        self._sheets: dict[str, Sheet] = {}
        self._seen: dict[str, tuple[Any, dict[int, dict[int, str]]]] = {}

    def to_bytes(self, cells: list[FormulaCell], known: Mapping[Key, Any]) -> bytes:
        """A workbook with these formulas, and the values they look at."""
        looked: dict[str, list[Area]] = {}
        everything = False
        for cell in cells:
            seen = self.reach_of(cell)
            if seen is not None:
                everything |= seen.free
                for sheet, area in seen.areas:
                    looked.setdefault(sheet, []).append(area)
        formulas: dict[str, dict[tuple[int, int], FormulaCell]] = {}
        for cell in cells:
            formulas.setdefault(cell.sheet, {})[cell.at] = cell
        answers: dict[str, dict[tuple[int, int], Any]] = {}
        for (sheet, row, column), value in known.items():
            answers.setdefault(sheet, {})[row, column] = value
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
            for number, name in enumerate(self.plan.sheets, 1):
                areas = None if everything else _merged(looked.get(name, []))
                target.writestr(
                    f"xl/worksheets/sheet{number}.xml",
                    self._sheet(name, areas, formulas.get(name, {}), answers.get(name, {})),
                )
            shared = next(
                (
                    p
                    for kind, p in self.package.relations(self.plan.workbook).values()
                    if kind == "sharedStrings"
                ),
                None,
            )
            strings = self.package.read(shared) if shared else f'<sst xmlns="{_MAIN}"/>'.encode()
            target.writestr("xl/sharedStrings.xml", strings)
            for name, text in self._frame(cells).items():
                target.writestr(name, text)
        return out.getvalue()

    def sheet(self, name: str) -> Sheet:
        """A sheet of the whole workbook."""
        if name not in self._sheets:
            self._sheets[name] = Sheet.read(self.package.read(self.plan.sheets[name]))
        return self._sheets[name]

    def _sheet(
        self,
        name: str,
        areas: list[Area] | None,
        formulas: Mapping[tuple[int, int], FormulaCell],
        answers: Mapping[tuple[int, int], Any],
    ) -> str:
        rows: dict[int, dict[int, str]] = {}
        if areas is None or areas:
            rows = {number: dict(cells) for number, cells in self._plain(name, areas).items()}
            for (number, column), value in answers.items():
                if areas is None or any(a.meets(Area(column, number, column, number)) for a in areas):
                    rows.setdefault(number, {})[column] = with_value("", value)
        for (number, column), formula in formulas.items():
            seen = self.reach_of(formula)
            text = escape(seen.text if seen else formula.text)
            if formula.spill is not None:
                mark = f't="array" ref="{formula.spill}"'
                rows.setdefault(number, {})[column] = f"><f {mark}>{text}</f></c>"
                for r in range(formula.spill.top, formula.spill.bottom + 1):
                    for c in range(formula.spill.left, formula.spill.right + 1):
                        if (r, c) != (number, column):
                            rows.get(r, {}).pop(c, None)
            else:
                rows.setdefault(number, {})[column] = f"><f>{text}</f></c>"
        body = "".join(
            f'<row r="{n}">'
            + "".join(f'<c r="{letters(c)}{n}"{rest}' for c, rest in sorted(cells.items()))
            + "</row>"
            for n, cells in sorted(rows.items())
        )
        return f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>'

    def _plain(self, name: str, areas: list[Area] | None) -> dict[int, dict[int, str]]:
        """The values in some blocks of a sheet, or all; portions mostly look at the same ones."""
        key = (name, tuple(areas) if areas is not None else None)
        if self._seen.get(name, ("", {}))[0] != key:
            found: dict[int, dict[int, str]] = {}
            for number, row in self.sheet(name).rows.items():
                here = [a for a in areas or () if a.top <= number <= a.bottom]
                if areas is not None and not here:
                    continue
                for column, cell in row.cells.items():
                    if areas is None or any(a.left <= column <= a.right for a in here):
                        plain = _plain_value(cell)
                        if plain:
                            found.setdefault(number, {})[column] = plain
            self._seen[name] = (key, found)
        return self._seen[name][1]

    def _frame(self, cells: Iterable[FormulaCell]) -> dict[str, str]:
        """The parts that hold a workbook together."""
        names = self._names_used(cells)
        order = {name.casefold(): n for n, name in enumerate(self.plan.sheets)}
        defined = "".join(
            f"<definedName name={quoteattr(name)}"
            + (f' localSheetId="{order[scope]}"' if scope in order else "")
            + f">{escape(self.book.names[scope, name])}</definedName>"
            for scope, name in sorted(names)
        )
        sheets = "".join(
            f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>'
            for n, name in enumerate(self.plan.sheets, 1)
        )
        count = len(self.plan.sheets)
        kinds = [(n, "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, count + 1)]
        kinds += [(count + 1, "sharedStrings", "sharedStrings.xml"), (count + 2, "styles", "styles.xml")]
        relations = "".join(
            f'<Relationship Id="rId{n}" Type="{_REL}/{k}" Target="{t}"/>' for n, k, t in kinds
        )
        overrides = "".join(
            f'<Override PartName="/xl/{t}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{k}+xml"/>'
            for _, k, t in kinds
        )
        pack = "http://schemas.openxmlformats.org/package/2006"
        return {
            "[Content_Types].xml": f'<Types xmlns="{pack}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
            f'officedocument.spreadsheetml.sheet.main+xml"/>{overrides}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{pack}/relationships"><Relationship Id="rId1" '
            f'Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{pack}/relationships">{relations}</Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{sheets}</sheets>'
            + (f"<definedNames>{defined}</definedNames>" if defined else "")
            + "</workbook>",
            "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">{_STYLES}</styleSheet>',
        }

    def _names_used(self, cells: Iterable[FormulaCell]) -> set[tuple[str, str]]:
        """The names that formulas mention, and those these mention."""
        known = {name for _, name in self.book.names}
        wanted: set[tuple[str, str]] = set()
        texts = [cell.text for cell in cells]
        while texts:
            words = set(re.findall(r"[^\W\d][\w.\\?]*", " ".join(texts).casefold())) & known
            found = {
                key for key in self.book.names if key[1] in words and not key[1].startswith("_xlnm")
            } - wanted
            wanted |= found
            texts = [self.book.names[key] for key in found]
        return wanted


def _merged(areas: list[Area]) -> list[Area]:
    """The same blocks, each once; many become the one that holds them all."""
    distinct = list(dict.fromkeys(areas))
    if len(distinct) <= 40:
        return distinct
    return [
        Area(
            min(a.left for a in distinct),
            min(a.top for a in distinct),
            max(a.right for a in distinct),
            min(max(a.bottom for a in distinct), LAST_ROW),
        )
    ]


def _plain_value(cell: str) -> str:
    """A cell without style and formula; nothing when it holds nothing."""
    attributes, _, inner = cell.partition(">")
    inner = _F.sub("", inner).removesuffix("</c>")
    if not inner or attributes.endswith("/"):
        return ""
    return f"{_DROPPED.sub('', attributes)}>{inner}</c>"
