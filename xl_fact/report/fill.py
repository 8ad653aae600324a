"""A report into a template: only the parts concerned are rewritten, everything else stays as it lies.

The template is the house's own or a person's; both are filled by names: tables ``xf_…`` by their
headings, single cells by their names, ``{{ words }}`` inside texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Any, Final
from xml.sax.saxutils import escape

from xl_fact.errors import InputError
from xl_fact.report import chart_part
from xl_fact.report.formula import TOTAL, Expression, Spot, Unplaced
from xl_fact.report.model import Column, Report, Table
from xl_fact.report.package import Package
from xl_fact.report.places import PREFIX, Placed, Plan, TablePlace, columns_of
from xl_fact.report.references import Area, Followed, Growth, letters
from xl_fact.report.sheet import Row, Sheet, encoded
from xl_fact.report.theme import NUMERIC

_WORD: Final = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_SHARED: Final = re.compile(r"<(?:\w+:)?si(?:\s[^>]*)?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_TEXT: Final = re.compile(r"<(?:\w+:)?t(?:\s[^>]*)?>(.*?)</(?:\w+:)?t>", re.DOTALL)
_ANCHOR: Final = re.compile(
    r"<((?:\w+:)?(?:twoCell|oneCell)Anchor(?:\s[^>]*)?)>.*?</(?:\w+:)?(?:twoCell|oneCell)Anchor>", re.DOTALL
)
_ANCHOR_FROM: Final = re.compile(r"<(?:\w+:)?from>.*?<(?:\w+:)?row>([0-9]+)<", re.DOTALL)
_ANCHOR_ROW: Final = re.compile(r"(<(?:\w+:)?row>)([0-9]+)(</(?:\w+:)?row>)")
_NAME: Final = re.compile(r"(<(?:\w+:)?definedName\s[^>]*>)([^<]*)(</)")
_CALC: Final = re.compile(r"<((?:\w+:)?calcPr)\b(?![^>]*fullCalcOnLoad)")
_TABLE_AREA: Final = re.compile(r'(\sref=")([^"]*)(")')
_TOTALS: Final = re.compile(r"<((?:\w+:)?)totalsRowFormula(?:\s[^>]*)?>[^<]*</(?:\w+:)?totalsRowFormula>")


def fill(template: bytes, report: Report) -> bytes:
    """A workbook: the template with the report in it.

    Parameters
    ----------
    template : bytes
        An .xlsx or .xlsm file.
    report : Report

    Returns
    -------
    bytes

    Raises
    ------
    InputError
        When a table has no room to grow.
    """
    return _Filling(Package(template), report).done()


class _Filling:
    """One template being filled."""

    def __init__(self, package: Package, report: Report):
        self.package, self.report = package, report
        self.plan = Plan.of(package)
        self.tables = {t.key: t for t in report.tables if PREFIX + t.key in self.plan.tables}
        self._open: dict[str, Sheet] = {}
        self._patterns: dict[str, list[Row]] = {}
        self._shared: list[str] | None = None
        self.followed = Followed(self._growths())
        self.placed = Placed(self.plan, {t.key: t for t in report.tables}, self.followed)

    def done(self) -> bytes:
        """Do all of it."""
        self._move()
        for table in self.tables.values():
            self._table(table, self.plan.tables[PREFIX + table.key])
        for figure in self.report.figures:
            self._figure(figure.key, figure.formula, figure.kind)
        self._words()
        self._charts()
        self._close()
        return self.package.to_bytes()

    # ---------------------------------------------------------------- parts
    def sheet(self, name: str) -> Sheet:
        """A sheet, open for editing."""
        if name not in self._open:
            self._open[name] = Sheet.read(self.package.read(self.plan.sheets[name]))
        return self._open[name]

    def shared_text(self, index: int) -> str:
        """One of the workbook's shared texts."""
        return unescape("".join(_TEXT.findall(self.shared[index])))

    @property
    def shared(self) -> list[str]:
        """The workbook's shared texts, as XML."""
        if self._shared is None:
            part = next((p for k, p in self._relations() if k == "sharedStrings"), None)
            text = self.package.read(part).decode("utf-8") if part else ""
            self._shared = [m or "" for m in _SHARED.findall(text)]
        return self._shared

    def _relations(self) -> list[tuple[str, str]]:
        return list(self.package.relations(self.plan.workbook).values())

    def _related(self, part: str, kind: str) -> list[str]:
        return [target for k, target in self.package.relations(part).values() if k == kind]

    # ---------------------------------------------------------------- growing
    def _growths(self) -> list[Growth]:
        growths, troubles = [], []
        for key, table in self.tables.items():
            place = self.plan.tables[PREFIX + key]
            by = max(table.rows, 1) - (place.body.bottom - place.body.top + 1)
            below = Area(1, place.area.bottom + 1, 16_384, 1_048_576)
            beside = Area(1, place.body.top, 16_384, place.body.bottom)
            pushes = by != 0 and (place.has_totals or self._holds(place.sheet, below))
            others = [
                t
                for t in self.plan.tables.values()
                if t is not place and t.sheet == place.sheet and t.area.meets(beside)
            ]
            if pushes and others:
                troubles.append((place, others[0], by))
            growths.append(Growth(place.sheet, place.body, by, pushes))
        if troubles:
            raise InputError(
                "；".join(
                    f"模板 {p.sheet}!{p.area}：表 {p.name} 要增减 {by} 行，而旁边有表 {o.name}、下面有内容，"
                    "没有地方；请把两张表上下放或清空下方"
                    for p, o, by in troubles
                ),
                "; ".join(
                    f"template {p.sheet}!{p.area}: table {p.name} changes by {by} rows, but {o.name} stands beside it "
                    "and something below; put one under the other or clear the rows below"
                    for p, o, by in troubles
                ),
            )
        return growths

    def _holds(self, sheet: str, area: Area) -> bool:
        """Whether anything stands in a block: cells, tables, drawings."""
        if next(self.sheet(sheet).occupied(area), None) is not None:
            return True
        part = self.plan.sheets[sheet]
        for drawing in self._related(part, "drawing"):
            rows = _ANCHOR_FROM.findall(self.package.read(drawing).decode("utf-8"))
            if any(int(row) + 1 >= area.top for row in rows):
                return True
        return "mergeCell" in self.sheet(sheet).tail and any(
            Area.read(ref).meets(area)
            for ref in re.findall(r'mergeCell ref="([^"]*)"', self.sheet(sheet).tail)
        )

    def _move(self) -> None:
        """Let everything that refers to a grown table follow."""
        if not self.followed.growths:
            return
        self._patterns |= {
            key: [
                self.sheet(place.sheet).rows.get(n, Row(""))
                for n in range(place.body.top, place.body.bottom + 1)
            ]
            for key in self.tables
            for place in [self.plan.tables[PREFIX + key]]
        }
        for name in self.plan.sheets:
            if "<f" not in (text := self.package.read(self.plan.sheets[name]).decode("utf-8")) and not (
                self.followed.concerns(name) or "<formula" in text or "xm:f" in text
            ):
                continue
            self.sheet(name).follow(name, self.followed)
            for drawing in self._related(self.plan.sheets[name], "drawing"):
                self._follow_drawing(drawing, name)
        self._follow_tables()
        workbook = self.package.read(self.plan.workbook).decode("utf-8")
        followed = _NAME.sub(
            lambda m: m[1] + escape(self.followed.formula(unescape(m[2]), "", cells_grow=True)) + m[3],
            workbook,
        )
        self.package.write(self.plan.workbook, followed.encode("utf-8"))

    def _follow_drawing(self, part: str, sheet: str) -> None:
        """Move what floats over the sheet; only what may be resized with the cells is stretched."""

        def follow(found: re.Match[str]) -> str:
            rows = [int(row) + 1 for _, row, _ in _ANCHOR_ROW.findall(found[0])]
            if "absolute" in found[1] or not rows:
                return found[0]
            moved = [self.followed.row(sheet, row) for row in rows]
            if "oneCell" in found[1]:
                moved = [row + moved[0] - rows[0] for row in rows]
            new = iter(moved)
            return _ANCHOR_ROW.sub(lambda m: f"{m[1]}{next(new) - 1}{m[3]}", found[0])

        text = self.package.read(part).decode("utf-8")
        self.package.write(part, _ANCHOR.sub(follow, text).encode("utf-8"))

    def _follow_tables(self) -> None:
        for place in self.plan.tables.values():
            if not self.followed.concerns(place.sheet):
                continue
            table = self.tables.get(place.name.removeprefix(PREFIX))
            top = self.followed.row(place.sheet, place.area.top)
            if table is not None:
                height = place.has_heading + max(table.rows, 1) + place.has_totals
            else:
                height = place.area.bottom - place.area.top + 1
            whole = Area(place.area.left, top, place.area.right, top + height - 1)
            filtered = Area(whole.left, whole.top, whole.right, whole.bottom - place.has_totals)
            text = self.package.read(place.part).decode("utf-8")
            head, mark, rest = text.partition("autoFilter")
            head = _TABLE_AREA.sub(rf"\g<1>{whole}\g<3>", head, count=1)
            rest = _TABLE_AREA.sub(rf"\g<1>{filtered}\g<3>", rest, count=1) if mark else rest
            self.package.write(place.part, (head + mark + rest).encode("utf-8"))

    # ---------------------------------------------------------------- values
    def _table(self, table: Table, place: TablePlace) -> None:
        sheet = self.sheet(place.sheet)
        columns = columns_of(table, place)
        first = self.placed.first[table.key]
        patterns = self._patterns_of(table, place)
        cells = [(at, self._cells(table, table.column(key), at, patterns)) for key, at in columns.items()]
        own = set(columns.values())
        cells += [
            (at, self._foreign(at, patterns, max(table.rows, 1), first))
            for at in range(place.area.left, place.area.right + 1)
            if at not in own
        ]
        alone = all(
            not [c for c in sheet.rows[n].cells if not place.area.left <= c <= place.area.right]
            for n in range(first, first + max(table.rows, 1))
            if n in sheet.rows
        )
        if alone and table.rows > len(patterns):
            sheet.formulas_changed |= any(c.formula is not None for c in table.columns)
            sheet.splice(first, patterns[0], cells, max(table.rows, 1))
        else:
            for at, texts in cells:
                for offset, text in enumerate(texts):
                    row = sheet.rows.setdefault(
                        first + offset, Row(patterns[offset % len(patterns)].attributes)
                    )
                    row.cells[at] = text
            sheet.formulas_changed |= any(c.formula is not None for c in table.columns)
        for key, at in columns.items():
            for offset, value in enumerate(self._shown(table, table.column(key))):
                sheet.written[first + offset, at] = value
        self._totals(table, place, columns)

    def _patterns_of(self, table: Table, place: TablePlace) -> list[Row]:
        if table.key in self._patterns:
            return self._patterns[table.key]
        rows = self.sheet(place.sheet).rows
        return [rows.get(n, Row("")) for n in range(place.body.top, place.body.bottom + 1)]

    def _shown(self, table: Table, column: Column) -> list[Any]:
        """The values of a column as cells hold them."""
        values = self.report.values.column(table.key, column.key)
        if column.kind in NUMERIC and column.kind != "date":
            missing = "—" if column.formula is not None else table.missing
            values = values.tolist()
            shown = [missing if v != v else v for v in values]
        else:
            shown = list(values)
        return shown or [None]

    def _cells(self, table: Table, column: Column, at: int, patterns: list[Row]) -> list[str]:
        """The cells of a column, ready but for their addresses."""
        shown = self._shown(table, column)
        styles = [row.style(at) for row in patterns]
        given = table.given.get(column.key, ())
        formulas: list[str | None] = [None] * len(shown)
        if column.formula is not None and table.rows:
            formulas = [self._formula(column.formula, table.key, row) for row in range(table.rows)]
        elif any(isinstance(each, Expression) for each in given):
            formulas = [
                self._formula(each, table.key, row) if isinstance(each, Expression) else None
                for row, each in enumerate(given)
            ]
        if column.kind in ("text", "words") and column.formula is None and not any(formulas):
            memo = {v: encoded(v) for v in set(shown)}
            return [styles[i % len(styles)] + memo[v] for i, v in enumerate(shown)]
        return [
            styles[i % len(styles)] + encoded(v, f)
            for i, (v, f) in enumerate(zip(shown, formulas, strict=True))
        ]

    def _formula(self, expression: Expression, table: str, row: int) -> str | None:
        sheet = self.plan.tables[PREFIX + table].sheet
        try:
            return expression.text(Spot(self.placed, sheet, table, row))
        except Unplaced:
            return None

    def _foreign(self, at: int, patterns: list[Row], count: int, first: int) -> list[str]:
        """A column that a person added: its formula filled down, anything else left as it was."""
        from openpyxl.formula.translate import Translator

        texts = [row.cells.get(at, "/>") for row in patterns]
        if not any("<f" in text for text in texts):
            return [texts[i] if i < len(texts) else patterns[0].style(at) + "/>" for i in range(count)]
        pattern = next(text for text in texts if "<f" in text)
        body = re.search(r"<f[^>]*>([^<]*)</f>", pattern)
        origin = f"{letters(at)}{first}"
        style = patterns[0].style(at)
        source = "=" + unescape(body[1]) if body else "="
        filled = []
        for row in range(first, first + count):
            moved = Translator(source, origin=origin).translate_formula(f"{letters(at)}{row}")
            filled.append(f"{style}><f>{escape(moved[1:])}</f></c>")
        return filled

    def _totals(self, table: Table, place: TablePlace, columns: Mapping[str, int]) -> None:
        row = self.placed.totals_row(table.key)
        if row is None:
            return
        part = self.package.read(place.part).decode("utf-8")
        tags = re.split(r"(?=<(?:\w+:)?tableColumn\s)", part)
        for key, at in columns.items():
            total = table.column(key).total
            if total is None:
                continue
            value = self.report.values.total(table.key, key)
            formula = self._formula(total, table.key, TOTAL) if isinstance(total, Expression) else None
            shown = "—" if isinstance(value, float) and value != value else value
            self.sheet(place.sheet).set(row, at, shown, formula)
            if formula is not None:
                tag = 1 + at - place.area.left
                tags[tag] = _TOTALS.sub(
                    rf"<\g<1>totalsRowFormula>{escape(formula)}</\g<1>totalsRowFormula>", tags[tag]
                )
        self.package.write(place.part, "".join(tags).encode("utf-8"))

    def _figure(self, key: str, formula: Expression | None, kind: str) -> None:
        place = self.plan.figures.get(PREFIX + key)
        if place is None or place.sheet not in self.plan.sheets:
            return
        value = self.report.values.figure(key)
        if isinstance(value, float) and value != value:
            value = "—" if formula is not None else None
        text = None
        if formula is not None:
            try:
                text = formula.text(Spot(self.placed, place.sheet))
            except Unplaced:
                text = None
        row = self.followed.row(place.sheet, place.row)
        self.sheet(place.sheet).set(row, place.column, value, text)

    # ---------------------------------------------------------------- words
    def _words(self) -> None:
        shared = {i: text for i, text in enumerate(self.shared) if "{{" in text}
        for name, part in self.plan.sheets.items():
            if name in self._open or shared or b"{{" in self.package.read(part):
                sheet = self.sheet(name)
                sheet.replace_texts(self._worded, shared)
        for part in self.package.names:
            if re.search(r"/(drawings|charts)/[^/]+\.xml$", part) and b"{{" in (
                raw := self.package.read(part)
            ):
                self.package.write(part, self._worded(raw.decode("utf-8")).encode("utf-8"))

    def _worded(self, xml: str) -> str:
        texts = self.report.texts
        return _WORD.sub(lambda m: escape(texts[m[1]]) if m[1] in texts else m[0], xml)

    # ---------------------------------------------------------------- charts
    def _charts(self) -> None:
        for part in self.package.names:
            if re.search(r"/charts/chart[^/]*\.xml$", part):
                old = self.package.read(part).decode("utf-8")
                self.package.write(
                    part, chart_part.refreshed(old, self._relocate(), self._read).encode("utf-8")
                )

    def _relocate(self) -> Callable[[str], str | None]:
        def relocate(reference: str) -> str | None:
            before, bang, local = reference.rpartition("!")
            if not bang:
                return reference
            sheet = before[1:-1].replace("''", "'") if before.startswith("'") else before
            return f"{before}!{self.followed.local(local, sheet)}" if sheet in self.plan.sheets else reference

        return relocate

    def _read(self, sheet: str, row: int, column: int) -> Any:
        return self.sheet(sheet).value(row, column, self.shared_text)

    # ---------------------------------------------------------------- closing
    def _close(self) -> None:
        formulas = any(s.formulas_changed for s in self._open.values())
        for name, sheet in self._open.items():
            self.package.write(self.plan.sheets[name], sheet.to_bytes())
        if formulas:
            self._forget_chain()
        workbook = self.package.read(self.plan.workbook).decode("utf-8")
        self.package.write(
            self.plan.workbook, _CALC.sub(r'<\1 fullCalcOnLoad="1"', workbook, count=1).encode("utf-8")
        )

    def _forget_chain(self) -> None:
        """Take the calculation chain out: a stale one is a repair prompt, none is fine."""
        chain = next((p for k, p in self._relations() if k == "calcChain"), None)
        if chain is None or chain not in self.package:
            return
        self.package.drop(chain)
        folder, _, name = self.plan.workbook.rpartition("/")
        for part in ("[Content_Types].xml", f"{folder}/_rels/{name}.rels"):
            text = self.package.read(part).decode("utf-8")
            self.package.write(
                part, re.sub(r"<(?:Override|Relationship)\s[^>]*calcChain[^>]*/>", "", text).encode()
            )
