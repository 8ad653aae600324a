"""One chart part: its references follow the tables, its caches hold what the cells now hold.

A previewer that never recalculates draws a chart from its caches alone, so they are written.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from xl_fact.workbook.cell_text import legal, number_text
from xl_fact.workbook.references import Area
from xl_fact.workbook.xml import Element, add, as_text, child, each, local, new, put_text, remove, text_of

_NEWER: Final = "http://schemas.microsoft.com/office/drawing/2012/chart"


class Cells(Protocol):
    """The cells of a workbook that was filled."""

    own: bool
    """Whether a person made the workbook: what nothing was written into keeps its cache."""

    def moved(self, reference: str, *, grows: bool = True, levels: bool = False) -> str | None:
        """The new text of a reference; None when what it pointed at is gone.

        Parameters
        ----------
        grows : bool
            Whether a single cell that is a table's whole body stands for the body.
        levels : bool
            Whether several columns are levels, that grow down; a row of values stays one.
        """

    def block(self, reference: str) -> tuple[str, Area] | None:
        """Sheet and block of a reference, or of a name; None for anything else."""

    def value(self, sheet: str, row: int, column: int) -> Any:
        """What a cell holds."""

    def shown(self, sheet: str, row: int, column: int) -> str:
        """What a cell shows."""

    def fresh(self, sheet: str, area: Area) -> bool:
        """Whether anything was written into a block."""

    def given(self, sheet: str, area: Area) -> str | None:
        """The number format that a block was given where it had none."""


def refresh(chart: Element, cells: Cells, hues: Mapping[str, str]) -> None:
    """Move the references of a chart and write its caches anew.

    A series whose row is gone from its table is taken out.

    Parameters
    ----------
    chart : Element
        The root of the part.
    cells : Cells
    hues : mapping
        The colour of each series whose name begins with a letter: in a person's workbook one that has such a
        colour changes it with its name.
    """
    refreshing = _Refreshing(cells)
    for source in list(each(chart, "numRef", "strRef")):
        if next(source.iterancestors("{*}ser"), None) is None:
            refreshing.source(source)
    for series in list(each(chart, "ser")):
        before = as_text(series)
        if not refreshing.series(series):
            remove(series)
        elif cells.own and as_text(series) != before:
            _in_its_hue(series, hues)
    for newer in list(each(chart, "strDim", "numDim")):
        refreshing.newer(newer)
    for text in list(each(chart, "txData")):
        refreshing.newer_text(text)


class _Refreshing:
    """One chart part being brought up to date."""

    def __init__(self, cells: Cells):
        self.cells = cells

    def series(self, series: Element) -> bool:
        """Bring a series up to date; whether it is still there."""
        sources = list(each(series, "numRef", "strRef"))
        if any(self.cells.moved(text_of(child(source, "f"))) is None for source in sources):
            return False
        for source in sources:
            self.source(source)
        for levels in list(each(series, "multiLvlStrRef")):
            self._levels(levels)
        for labels in list(each(series, "datalabelsRange")):
            self._labels(labels)
        for aside in series.iter(f"{{{_NEWER}}}f", f"{{{_NEWER}}}sqref"):
            if next(aside.iterancestors("{*}datalabelsRange"), None) is None:
                put_text(aside, self.cells.moved(text_of(aside)) or text_of(aside))
        return True

    # ---------------------------------------------------------------- one source
    def _moved(self, formula: Element | None, *, grows: bool = True, levels: bool = False) -> str | None:
        """The reference as it now is; None when neither it nor what it holds has changed."""
        if formula is None:
            return None
        old = text_of(formula)
        new = self.cells.moved(old, grows=grows, levels=levels)
        block = self.cells.block(new or old)
        if self.cells.own and new in (None, old) and not (block and self.cells.fresh(*block)):
            return None
        return new or old

    def _columns(self, reference: str | None, *, shown: bool) -> list[list[Any]] | None:
        """The columns of one block, down; None for anything that is not one block on one sheet."""
        block = self.cells.block(reference) if reference else None
        if block is None:
            return None
        sheet, area = block
        read = self.cells.shown if shown and self.cells.own else self.cells.value
        return [
            [read(sheet, row, column) for row in range(area.top, area.bottom + 1)]
            for column in range(area.left, area.right + 1)
        ]

    def source(self, source: Element) -> None:
        """The values or texts of a series, or of a caption."""
        formula, kind, parent = child(source, "f"), local(source).removesuffix("Ref"), source.getparent()
        caption = parent is not None and local(parent) == "tx"
        reference = self._moved(formula, grows=not caption)
        columns = self._columns(reference, shown=kind == "str")
        if formula is None or reference is None or columns is None:
            return
        held = [value for row in zip(*columns, strict=True) for value in row]
        cache = new(source, f"{kind}Cache")
        old = child(source, f"{kind}Cache")
        if kind == "num":
            add(cache, "formatCode", self._form(old, reference))
        _fill(cache, held, numbers=kind == "num")
        _exchange(formula, reference, old, cache)

    def _form(self, cache: Element | None, reference: str) -> str:
        """The number format of a cache: as it was, unless the cells have only now got one."""
        form = (text_of(child(cache, "formatCode")) if cache is not None else "") or "General"
        block = self.cells.block(reference) if form == "General" else None
        return self.cells.given(*block) or form if block else form

    def _levels(self, source: Element) -> None:
        """Categories of several columns: the innermost level first."""
        formula = child(source, "f")
        reference = self._moved(formula, levels=True)
        columns = self._columns(reference, shown=True)
        if formula is None or reference is None or columns is None:
            return
        cache = new(source, "multiLvlStrCache")
        add(cache, "ptCount", val=str(len(columns[0])))
        for column in reversed(columns):
            _fill(add(cache, "lvl"), column, count=False)
        _exchange(formula, reference, child(source, "multiLvlStrCache"), cache)

    def _labels(self, labels: Element) -> None:
        """Labels that stand in cells of their own."""
        formula, old = child(labels, "f"), child(labels, "dlblRangeCache")
        reference = self._moved(formula)
        columns = self._columns(reference, shown=True)
        if formula is None or reference is None or columns is None or old is None:
            return
        cache = new(labels, "dlblRangeCache")
        _fill(
            cache, [v for row in zip(*columns, strict=True) for v in row], like=labels.getroottree().getroot()
        )
        _exchange(formula, reference, old, cache)

    # ---------------------------------------------------------------- the newer kinds
    def newer(self, data: Element) -> None:
        """The data of a chart of the newer kinds: waterfall, funnel, treemap and their like."""
        formula, numbers = child(data, "f"), local(data) == "numDim"
        across = formula is not None and formula.get("dir") == "row"
        reference = self._moved(formula, levels=not across)
        if formula is None or reference is None:
            return
        columns = self._columns(reference, shown=not numbers)
        levels = list(data.iterchildren("{*}lvl"))
        put_text(formula, reference)
        if columns is None or not levels:  # a file that saves no points gets none
            return
        if across:
            columns = [list(row) for row in zip(*columns, strict=True)]
        form = next((code for one in levels if (code := one.get("formatCode")) is not None), None)
        last, place = levels[0].getprevious(), data
        for level in levels:
            remove(level)
        for column in columns[-1:] if numbers else reversed(columns):
            level = new(data, "lvl", ptCount=str(len(column)))
            if form is not None:
                level.set("formatCode", form)
            for n, value in _points(column, numbers=numbers):
                add(level, "pt", _as_text(value), idx=str(n))
            if last is not None:
                last.addnext(level)
            else:
                place.insert(0, level)
            last = level

    def newer_text(self, text: Element) -> None:
        """A caption of a chart of the newer kinds."""
        formula, shown = child(text, "f"), child(text, "v")
        reference = self._moved(formula, grows=False)
        columns = self._columns(reference, shown=True)
        if formula is None or shown is None or reference is None or not columns:
            return
        put_text(formula, reference)
        put_text(shown, _as_text(columns[0][0]))


def _points(values: Sequence[Any], *, numbers: bool = False) -> list[tuple[int, Any]]:
    """The values that a cache holds, with their places."""
    return [(n, v) for n, v in enumerate(values) if not _is_blank(v) and not (numbers and isinstance(v, str))]


def _fill(
    cache: Element,
    values: Sequence[Any],
    *,
    numbers: bool = False,
    count: bool = True,
    like: Element | None = None,
) -> None:
    """Write the points of a cache, and before them how many places there are."""
    like = cache if like is None else like
    if count:
        cache.append(new(like, "ptCount", val=str(len(values))))
    for n, value in _points(values, numbers=numbers):
        point = new(like, "pt", idx=str(n))
        add(point, "v", _as_text(value))
        cache.append(point)


def _exchange(formula: Element, reference: str, old: Element | None, cache: Element) -> None:
    """Put a new reference and a new cache in the places of the old ones."""
    put_text(formula, reference)
    if old is not None:
        remove(old)
    formula.addnext(cache)


def _is_blank(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return legal(value) if isinstance(value, str) else number_text(value)


def _in_its_hue(series: Element, hues: Mapping[str, str]) -> None:
    """A series in one of the hues takes the hue of the letter that its name now begins with."""
    caption, look = next(each(series, "tx"), None), next(each(series, "spPr"), None)
    name = text_of(next(each(caption, "v"), None)) if caption is not None else ""
    if look is None or name[:1] not in hues:
        return
    known = {hue.upper() for hue in hues.values()}
    for colour in each(look, "srgbClr"):
        if colour.get("val", "").upper() in known:
            colour.set("val", hues[name[0]])
