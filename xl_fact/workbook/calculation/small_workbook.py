"""A small workbook for IronCalc: some formulas of a workbook, and the values that they look at, no more."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from xl_fact.workbook.calculation.formulas import FormulaCell, Reach
from xl_fact.workbook.calculation.portions import Key
from xl_fact.workbook.cell_text import held
from xl_fact.workbook.open_workbook import OpenWorkbook
from xl_fact.workbook.plan import DefinedName
from xl_fact.workbook.references import LAST_ROW, Area, address_of
from xl_fact.workbook.sheet import words_of
from xl_fact.workbook.xml import Element, child, text_of

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


class SmallWorkbook:
    """What a workbook is cut down to, for one portion of its formulas after another.

    Parameters
    ----------
    book : OpenWorkbook
    reach_of : callable
        What a formula looks at.
    """

    def __init__(self, book: OpenWorkbook, reach_of: Callable[[FormulaCell], Reach | None]):
        self.book, self.plan, self.reach_of = book, book.plan, reach_of
        self._seen: dict[str, tuple[Any, dict[int, dict[int, str]]]] = {}

    @cached_property
    def _shared(self) -> str:
        texts = (f'<si><t xml:space="preserve">{escape(words_of(one))}</t></si>' for one in self.book.shared)
        return f'<sst xmlns="{_MAIN}">{"".join(texts)}</sst>'

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
            target.writestr("xl/sharedStrings.xml", self._shared)
            for name, text in self._frame(cells).items():
                target.writestr(name, text)
        return out.getvalue()

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
                if areas is None or any(a.meets(Area.cell(number, column)) for a in areas):
                    rows.setdefault(number, {})[column] = (
                        _with_value(*held(value)) if value is not None else "/>"
                    )
        for (number, column), formula in formulas.items():
            seen = self.reach_of(formula)
            text = escape(seen.text if seen else formula.text)
            if formula.spill is not None:
                mark = f't="array" ref="{formula.spill}"'
                rows.setdefault(number, {})[column] = f"><f {mark}>{text}</f></c>"
                for r, c in formula.spill.cells():
                    if (r, c) != (number, column):
                        rows.get(r, {}).pop(c, None)
            else:
                rows.setdefault(number, {})[column] = f"><f>{text}</f></c>"
        body = "".join(
            f'<row r="{n}">'
            + "".join(f'<c r="{address_of(n, c)}"{rest}' for c, rest in sorted(cells.items()))
            + "</row>"
            for n, cells in sorted(rows.items())
        )
        return f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>'

    def _plain(self, name: str, areas: list[Area] | None) -> dict[int, dict[int, str]]:
        """The values in some blocks of a sheet, or all; portions mostly look at the same ones."""
        key = (name, tuple(areas) if areas is not None else None)
        if self._seen.get(name, ("", {}))[0] != key:
            found: dict[int, dict[int, str]] = {}
            for number, row in self.book.sheet(name).rows.items():
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
        order = {name: n for n, name in enumerate(self.plan.sheets)}
        defined = "".join(
            f"<definedName name={quoteattr(one.name)}"
            + (f' localSheetId="{order[one.scope]}"' if one.scope in order else "")
            + f">{escape(one.text)}</definedName>"
            for one in sorted(self._names_used(cells), key=lambda one: (one.scope, one.name))
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

    def _names_used(self, cells: Iterable[FormulaCell]) -> set[DefinedName]:
        """The names that formulas mention, and those these mention."""
        wanted: set[DefinedName] = set()
        texts = [cell.text for cell in cells]
        while texts:
            words = set(re.findall(r"[^\W\d][\w.\\?]*", " ".join(texts).casefold()))
            found = {
                one
                for one in self.plan.names
                if one.name.casefold() in words and not one.name.startswith("_xlnm")
            } - wanted
            wanted |= found
            texts = [one.text for one in found]
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


def _plain_value(cell: Element) -> str:
    """A cell without style and formula; nothing when it holds nothing."""
    kind = cell.get("t", "")
    if kind == "inlineStr":
        return _with_value("str", words_of(child(cell, "is")))
    text = text_of(child(cell, "v"))
    return _with_value(kind, text) if text else ""


def _with_value(kind: str, text: str) -> str:
    """What follows a cell's address."""
    said = f' t="{kind}"' if kind else ""
    return f"{said}><v>{escape(text)}</v></c>"
