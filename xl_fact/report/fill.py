"""A report into a template: only the parts concerned are rewritten, everything else stays as it lies.

The template is the house's own or a person's; both are filled by names: tables ``xf_…`` by their
headings, single cells by their names, ``{{ words }}`` inside texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from itertools import cycle
from typing import Any, Final
from xml.sax.saxutils import escape

from xl_fact.errors import InputError
from xl_fact.report import chart_part
from xl_fact.report.contract import texts_of
from xl_fact.report.filled_cells import FilledCells
from xl_fact.report.formula import TOTAL, Expression, Spot, Unplaced
from xl_fact.report.model import Column, Report, Table
from xl_fact.report.package import Package
from xl_fact.report.places import MOVE_BELOW, PREFIX, Placed, Plan, TablePlace, columns_of
from xl_fact.report.references import Area, Followed, Growth, letters
from xl_fact.report.sheet import Row, Sheet, encoded, encoded_all, has_formula, mark_of
from xl_fact.report.theme import NUMERIC
from xl_fact.report.userfill import calculation
from xl_fact.report.userfill.attachments import follow_attachments, follow_links, refresh_pivots
from xl_fact.report.userfill.cached import patched
from xl_fact.report.userfill.linked_texts import refresh_linked_texts
from xl_fact.report.userfill.looks import Looks
from xl_fact.report.userfill.retitled import retitle
from xl_fact.report.userfill.room import Room, standing

_WORD: Final = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_SHARED: Final = re.compile(r"<(?:\w+:)?si(?:\s[^>]*)?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_TEXT: Final = re.compile(r"<(?:\w+:)?t(?:\s[^>]*)?>(.*?)</(?:\w+:)?t>", re.DOTALL)
_ANCHOR: Final = re.compile(
    r"<((?:\w+:)?(?:twoCell|oneCell)Anchor(?:\s[^>]*)?)>.*?</(?:\w+:)?(?:twoCell|oneCell)Anchor>", re.DOTALL
)
_ANCHOR_FROM: Final = re.compile(r"<(?:\w+:)?from>.*?<(?:\w+:)?row>([0-9]+)<", re.DOTALL)
_ANCHOR_ROW: Final = re.compile(r"(<(?:\w+:)?row>)([0-9]+)(</(?:\w+:)?row>)")
_NAME: Final = re.compile(r"(<(?:\w+:)?definedName\s[^>]*>)([^<]*)(</)")
_CALC: Final = re.compile(r"<((?:\w+:)?calcPr)\b([^>]*)>")
_AFTER_CALC: Final = re.compile(
    r"<(?:\w+:)?(?:oleSize|customWorkbookViews|pivotCaches|smartTagPr|smartTagTypes|webPublishing|"
    r"fileRecoveryPr|webPublishObjects|extLst)\b|</(?:\w+:)?workbook>"
)
_TABLE_AREA: Final = re.compile(r'(\sref=")([^"]*)(")')
_SORTED: Final = re.compile(r"<(?:\w+:)?(?:sortState|sortCondition)\s[^>]*>")
_LOAD: Final = re.compile(r'\sfullCalcOnLoad="[^"]*"')
_TOTALS: Final = re.compile(r"<((?:\w+:)?)totalsRowFormula(?:\s[^>]*)?>[^<]*</(?:\w+:)?totalsRowFormula>")


def fill(template: bytes, report: Report) -> bytes:
    """A workbook: the house template with the report in it.

    Parameters
    ----------
    template : bytes
        As `template.draw` drew it for this report.
    report : Report

    Returns
    -------
    bytes

    Raises
    ------
    InputError
        When a table has no room to grow.
    """
    return Filling(Package(template), report).done()


class Filling:
    """One template being filled.

    Parameters
    ----------
    package : Package
        The template.
    report : Report
    own : bool
        Whether a person may have made it their own: rows below a table move only when it says so, names
        that this report doesn't fill are cleared, and formulas that aren't ours get their values.
    """

    def __init__(self, package: Package, report: Report, *, own: bool = False):
        self.package, self.report, self.own = package, report, own
        self.plan = Plan.of(package)
        self.tables = {t.key: t for t in report.tables if PREFIX + t.key in self.plan.tables}
        self._retitled: list[tuple[str, int, int, str]] = []
        if own:
            self._retitled = retitle(package, self.plan, self.tables)
            self.plan = Plan.of(package)
        self.texts = texts_of(report) if own else report.texts
        self.looks = Looks(package, self.plan) if own else None
        self.notes: list[tuple[str, str]] = []
        self._open: dict[str, Sheet] = {}
        self._patterns: dict[str, list[Row]] = {}
        self._ends: dict[str, dict[int, str]] = {}
        self._shared: list[str] | None = None
        self.followed = Followed(self._growths())
        self.placed = Placed(self.plan, {t.key: t for t in report.tables}, self.followed)

    def done(self) -> bytes:
        """Do all of it."""
        if self.own:
            self._part_shared()
        self._move()
        for table in self.tables.values():
            self._table(table, self.plan.tables[PREFIX + table.key])
        for figure in self.report.figures:
            self._figure(figure.key, figure.formula, figure.kind)
        if self.own:
            for name, row, column, heading in self._retitled:
                self.sheet(name).note(self.followed.row(name, row), column, [heading])
            self._clear()
        self._words()
        self._close()
        cells = FilledCells(
            self.package, self.plan, self.followed, self._open, self.sheet, self.shared_text, self.looks
        )
        if self.own:
            self._calculate()
            refresh_pivots(self.package, cells)
            refresh_linked_texts(self.package, self.plan, cells.shown_anew)
        self._charts(cells)
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
        rows = {PREFIX + key: table.rows for key, table in self.tables.items()}
        room = Room(self.plan, rows, self._standing, move=self.plan.moves or not self.own)
        if room.collisions:
            raise InputError(
                "；".join(c.zh for c in room.collisions), "; ".join(c.en for c in room.collisions)
            )
        return room.growths

    def _standing(self, sheet: str, area: Area) -> str | None:
        """What stands in a block: the address of the first cell, drawing or merged block."""
        return standing(self.package, self.plan.sheets[sheet], self.sheet(sheet), area)

    def _move(self) -> None:
        """Let everything that refers to a grown table follow."""
        if not self.followed.growths:
            return
        for key in self.tables:
            place = self.plan.tables[PREFIX + key]
            rows = self.sheet(place.sheet).rows
            self._patterns[key] = [rows.get(n, Row("")) for n in range(place.body.top, place.body.bottom + 1)]
            if place.has_totals and place.body.bottom + 1 in rows:
                self._ends[key] = dict(rows[place.body.bottom + 1].cells)
        moving = {escape(g.sheet).encode() for g in self.followed.growths}
        for name, part in self.plan.sheets.items():
            concerned = self.followed.concerns(name)
            raw = b"" if concerned else self.package.read(part)
            if not concerned and not any(sheet in raw for sheet in moving):
                continue
            self.sheet(name).follow(name, self.followed)
            if concerned:
                for drawing in self._related(part, "drawing"):
                    self._follow_drawing(drawing, name)
                if self.followed.pushes(name):
                    follow_attachments(self.package, part, self.sheet(name), name, self.followed)
        self._follow_tables()
        follow_links(self.package, self.plan, self.followed)
        workbook = self.package.read(self.plan.workbook).decode("utf-8")
        self.package.write(self.plan.workbook, _NAME.sub(self._follow_name, workbook).encode("utf-8"))

    def _follow_name(self, name: re.Match[str]) -> str:
        """A defined name whose cells have moved; a print area shows the whole of a table that grew."""
        text = self.followed.formula_xml(name[2], "", cells_grow=_is_list(name[1]))
        if 'name="_xlnm.Print_Area"' in name[1]:
            text = escape(self.followed.printed(unescape(text)))
        return f"{name[1]}{text}{name[3]}"

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
            table = self.tables.get(place.name.casefold().removeprefix(PREFIX))
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
            text = _SORTED.sub(self._follow_sorting(place.sheet), head + mark + rest)
            self.package.write(place.part, text.encode("utf-8"))

    def _follow_sorting(self, sheet: str) -> Callable[[re.Match[str]], str]:
        """What a table was last sorted by follows its rows."""
        return lambda tag: _TABLE_AREA.sub(
            lambda m: m[1] + self.followed.places(m[2], sheet) + m[3], tag[0], count=1
        )

    # ---------------------------------------------------------------- values
    def _table(self, table: Table, place: TablePlace) -> None:
        sheet = self.sheet(place.sheet)
        columns = columns_of(table, place)
        first = self.placed.first[table.key]
        patterns = self._patterns_of(table, place)
        shown = {key: self._shown(table, table.column(key)) for key in columns}
        cells = [
            (at, self._cells(table, table.column(key), shown[key], self._styles(table, key, at, patterns)))
            for key, at in columns.items()
        ]
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
            sheet.note(first, at, shown[key])
        self._leave(table, place)
        self._totals(table, place, columns)

    def _leave(self, table: Table, place: TablePlace) -> None:
        """Where rows stay as they are and a table changed size: its old end is cleared, its totals follow."""
        by = max(table.rows, 1) - (place.body.bottom - place.body.top + 1)
        pushes = any(
            g.pushes for g in self.followed.growths if g.sheet == place.sheet and g.body == place.body
        )
        if not by or pushes:
            return
        sheet = self.sheet(place.sheet)
        end = self.placed.first[table.key] + max(table.rows, 1)
        last = self.followed.row(place.sheet, place.area.bottom)
        for number in range(end, last + 1):
            if number in sheet.rows:
                row = sheet.rows[number]
                for at in [c for c in row.cells if place.area.left <= c <= place.area.right]:
                    row.cells[at] = row.style(at) + "/>"
                    sheet.note(number, at, [None])
        if place.has_totals:
            row = sheet.rows.setdefault(end, Row(""))
            for at, cell in self._ends.get(table.key, {}).items():
                if place.area.left <= at <= place.area.right:
                    row.cells[at] = sheet.followed_cell(cell, place.sheet, self.followed)
            sheet.extent = max(sheet.extent, end)

    def _patterns_of(self, table: Table, place: TablePlace) -> list[Row]:
        if table.key in self._patterns:
            return self._patterns[table.key]
        rows = self.sheet(place.sheet).rows
        return [rows.get(n, Row("")) for n in range(place.body.top, place.body.bottom + 1)]

    def _styles(self, table: Table, key: str, at: int, patterns: list[Row]) -> list[str]:
        """The styles of a column's sample cells."""
        if self.looks is None:
            return [row.style(at) for row in patterns]
        place = self.plan.tables[PREFIX + table.key]
        sheet = self.sheet(place.sheet)
        return self.looks.column(sheet, table, table.column(key), at, place, patterns)

    def _shown(self, table: Table, column: Column) -> list[Any]:
        """The values of a column as cells hold them."""
        values = self.report.values.column(table.key, column.key)
        if column.kind in NUMERIC and column.kind != "date":
            missing = "—" if column.formula is not None else table.missing
            absent = (values != values).any()
            values = values.tolist()
            shown = [missing if v != v else v for v in values] if absent else values
        else:
            shown = list(values)
        return shown or [None]

    def _cells(self, table: Table, column: Column, shown: list[Any], styles: list[str]) -> list[str]:
        """The cells of a column, ready but for their addresses."""
        given = table.given.get(column.key, ())
        formulas: list[str | None] = [None] * len(shown)
        if column.formula is not None and table.rows:
            formulas = [self._formula(column.formula, table.key, row) for row in range(table.rows)]
        elif any(issubclass(kind, Expression) for kind in set(map(type, given))):
            formulas = [
                self._formula(each, table.key, row) if isinstance(each, Expression) else None
                for row, each in enumerate(given)
            ]
        if len(set(styles)) == 1 and not any(formulas):
            return encoded_all(shown, styles[0])
        rows = zip(shown, formulas, strict=True)
        made = [encoded(v, f) for v, f in rows] if any(formulas) else encoded_all(shown)
        return [style + cell for style, cell in zip(cycle(styles), made, strict=False)]

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
        if not any(map(has_formula, texts)):
            return [patterns[i % len(patterns)].style(at) + "/>" for i in range(count)]
        pattern = next(text for text in texts if has_formula(text))
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
            tag = 1 + at - place.area.left
            theirs = re.search(r'totalsRowFunction="(?!custom)', tags[tag])
            if total is None or (self.own and theirs):
                continue
            value = self.report.values.total(table.key, key)
            formula = self._formula(total, table.key, TOTAL) if isinstance(total, Expression) else None
            shown = "—" if isinstance(value, float) and value != value else value
            self.sheet(place.sheet).set(row, at, shown, formula)
            if formula is not None:
                tags[tag] = _TOTALS.sub(
                    rf"<\g<1>totalsRowFormula>{escape(formula)}</\g<1>totalsRowFormula>", tags[tag]
                )
        self.package.write(place.part, "".join(tags).encode("utf-8"))

    def _figure(self, key: str, formula: Expression | None, kind: str) -> None:
        places = self.plan.figures.get(PREFIX + key, ())
        value = self.report.values.figure(key)
        if isinstance(value, float) and value != value:
            value = "—" if formula is not None else None
        for place in places:
            text = None
            if formula is not None:
                try:
                    text = formula.text(Spot(self.placed, place.sheet))
                except Unplaced:
                    text = None
            row, sheet = self.followed.row(place.sheet, place.row), self.sheet(place.sheet)
            style = self.looks.figure(sheet, row, place.column, kind) if self.looks else None
            sheet.set(row, place.column, value, text, style)

    def _clear(self) -> None:
        """Names that this report doesn't fill hold nothing of last month."""
        offered = {PREFIX + f.key for f in self.report.figures}
        empty = [name for name in self.plan.figures if name not in offered and name != MOVE_BELOW]
        for place in (place for name in empty for place in self.plan.figures[name]):
            row = self.followed.row(place.sheet, place.row)
            self.sheet(place.sheet).set(row, place.column, "—")
        for name, table in self.plan.tables.items():
            if not name.startswith(PREFIX) or name.removeprefix(PREFIX) in self.tables:
                continue
            empty.append(name)
            sheet = self.sheet(table.sheet)
            top = self.followed.row(table.sheet, table.body.top)
            for number in range(top, top + table.area.bottom - table.body.top + 1):
                for at in range(table.area.left, table.area.right + 1):
                    if number in sheet.rows and at in sheet.rows[number].cells:
                        sheet.set(number, at, None)
        if empty:
            names = "、".join(empty), ", ".join(empty)
            self.notes.append(
                (
                    f"本月没有数据，模板里留空：{names[0]}",
                    f"no figures this month, left blank in the template: {names[1]}",
                )
            )

    def _part_shared(self) -> None:
        """Formulas that several cells share, where some of these cells are filled."""
        areas = [(p.sheet, p.area) for p in self.plan.tables.values() if p.name.casefold().startswith(PREFIX)]
        areas += [
            (p.sheet, Area(p.column, p.row, p.column, p.row))
            for places in self.plan.figures.values()
            for p in places
        ]
        for name, area in areas:
            if b't="shared"' in self.package.read(self.plan.sheets[name]):
                self.sheet(name).write_shared_apart(area)

    # ---------------------------------------------------------------- words
    def _words(self) -> None:
        shared = {i: text for i, text in enumerate(self.shared) if "{{" in text}
        mark = mark_of(shared)
        for name, part in self.plan.sheets.items():
            text = "" if name in self._open else self.package.read(part).decode("utf-8")
            if name in self._open or "{{" in text or (mark and mark.search(text)):
                self.sheet(name).replace_texts(self._worded, shared)
        for part in self.package.names:
            if re.search(r"/(drawings|charts)/[^/]+\.xml$", part) and b"{{" in (
                raw := self.package.read(part)
            ):
                self.package.write(part, self._worded(raw.decode("utf-8")).encode("utf-8"))

    def _worded(self, xml: str) -> str:
        def word(found: re.Match[str]) -> str:
            if found[1] not in self.texts:
                return "—" if self.own else found[0]
            return escape(self.texts[found[1]], {'"': "&quot;"})

        return _WORD.sub(word, xml)

    # ---------------------------------------------------------------- charts
    def _charts(self, cells: FilledCells) -> None:
        for part in self.package.names:
            if not re.search(r"/charts/chart[^/]*\.xml$", part):
                continue
            text = self.package.read(part).decode("utf-8")
            self.package.write(part, chart_part.refreshed(text, cells).encode("utf-8"))

    # ---------------------------------------------------------------- closing
    def _close(self) -> None:
        formulas = any(s.formulas_changed for s in self._open.values())
        for name, sheet in self._open.items():
            self.package.write(self.plan.sheets[name], sheet.to_bytes())
        if self.looks is not None:
            self.looks.write()
        if formulas and self.package.touched & set(self.plan.sheets.values()):
            self._forget_chain()
        workbook = self.package.read(self.plan.workbook).decode("utf-8")
        self.package.write(self.plan.workbook, _recalculated(workbook).encode("utf-8"))

    def _calculate(self) -> None:
        """Give the formulas that aren't ours their values."""
        ours = {name: sheet.written for name, sheet in self._open.items() if sheet.written}
        found = calculation.values_of(self.package, self.plan, ours)
        for name, values in found.values.items():
            part = self.plan.sheets[name]
            self.package.write(part, patched(self.package.read(part), values))
            self.sheet(name).written.put(values)
        self.notes += found.notes

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


def _recalculated(workbook: str) -> str:
    """The workbook part, told to be calculated when a spreadsheet program opens it."""
    found = _CALC.search(workbook)
    if found is None:
        end = _AFTER_CALC.search(workbook)
        prefix = re.search(r"<(\w+:)?workbook\b", workbook)
        tag = f'<{prefix[1] or "" if prefix else ""}calcPr fullCalcOnLoad="1"/>'
        return workbook[: end.start()] + tag + workbook[end.start() :] if end else workbook
    new = f'<{found[1]} fullCalcOnLoad="1"{_LOAD.sub("", found[2])}>'
    return workbook if 'fullCalcOnLoad="1"' in found[2] else workbook.replace(found[0], new, 1)


def _is_list(head: str) -> bool:
    """Whether a name may stand for a whole table: any but those of single values."""
    return f'name="{PREFIX}' not in head.lower()
