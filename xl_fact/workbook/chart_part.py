"""One chart part: its references follow the tables, its caches hold what the cells now hold.

A previewer that never recalculates draws a chart from its caches alone, so they are written.
"""

from __future__ import annotations

import math
import re
from html import unescape
from typing import Any, Final, Protocol
from xml.sax.saxutils import escape

from xl_fact.drawing.theme import HUES
from xl_fact.workbook.references import Area
from xl_fact.workbook.sheet import number_text

_SERIES: Final = re.compile(r"<((?:\w+:)?)ser>.*?</(?:\w+:)?ser>", re.DOTALL)
_SOURCE: Final = re.compile(
    r"(?P<caption><(?:\w+:)?tx>\s*)?<(?P<p>(?:\w+:)?)(?P<kind>num|str)Ref>\s*<(?:\w+:)?f>(?P<f>[^<]*)</(?:\w+:)?f>\s*"
    r"(?:<(?:\w+:)?(?:num|str)Cache>(?P<cache>.*?)</(?:\w+:)?(?:num|str)Cache>)?"
    r"(?P<rest>.*?)</(?:\w+:)?(?:num|str)Ref>",
    re.DOTALL,
)
_LEVELS: Final = re.compile(
    r"<(?P<p>(?:\w+:)?)multiLvlStrRef>\s*<(?:\w+:)?f>(?P<f>[^<]*)</(?:\w+:)?f>\s*"
    r"(?:<(?:\w+:)?multiLvlStrCache>.*?</(?:\w+:)?multiLvlStrCache>)?(?P<rest>.*?)</(?:\w+:)?multiLvlStrRef>",
    re.DOTALL,
)
_LABELS: Final = re.compile(
    r"(?P<head><c15:datalabelsRange>\s*<c15:f>)(?P<f>[^<]*)</c15:f>\s*<c15:dlblRangeCache>.*?</c15:dlblRangeCache>",
    re.DOTALL,
)
_ASIDE: Final = re.compile(r"(<c15:(?:f|sqref)>)([^<]*)(</c15:(?:f|sqref)>)")
_NEW: Final = re.compile(
    r"(?P<head><cx:(?P<kind>str|num)Dim\b[^>]*>\s*<cx:f(?P<way>[^>]*)>)(?P<f>[^<]*)</cx:f>"
    r"(?P<name>\s*<cx:nf\b.*?</cx:nf>)?\s*(?P<levels>(?:<cx:lvl\b[^>]*?(?:/>|>.*?</cx:lvl>)\s*)*)"
    r"(?P<close></cx:(?:str|num)Dim>)",
    re.DOTALL,
)
_LEVEL_FORMAT: Final = re.compile(r'\sformatCode="[^"]*"')
_NEW_TEXT: Final = re.compile(
    r"(?P<head><cx:f(?:\s[^>]*)?>)(?P<f>[^<]*)(?P<end></cx:f>\s*<cx:v>)[^<]*(?=</cx:v>)"
)
_COLOR: Final = re.compile(r"(<(?:\w+:)?spPr>.*?</(?:\w+:)?spPr>)", re.DOTALL)
_RGB: Final = re.compile(r'(<a:srgbClr val=")([0-9A-Fa-f]{6})(")')
_FORMAT: Final = re.compile(r"<(?:\w+:)?formatCode>([^<]*)</")


class Cells(Protocol):
    """The cells of a workbook that was filled."""

    own: bool
    """Whether a person made the workbook: what nothing was written into keeps its cache, to the byte."""

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


def refreshed(part: str, cells: Cells) -> str:
    """A chart part with its references moved and its caches written anew.

    A series whose row is gone from its table is taken out.

    Parameters
    ----------
    part : str
    cells : Cells
    """
    refreshing = _Refreshing(cells)
    pieces, end = [], 0
    for series in _SERIES.finditer(part):
        pieces += [refreshing.sources(part[end : series.start()]), refreshing.series(series[0])]
        end = series.end()
    part = "".join([*pieces, refreshing.sources(part[end:])])
    return refreshing.newer(part) if "<cx:" in part else part


class _Refreshing:
    """One chart part being brought up to date."""

    def __init__(self, cells: Cells):
        self.cells = cells

    def sources(self, text: str) -> str:
        """A piece of the part with its sources moved and filled."""
        return _SOURCE.sub(self._source, text)

    def series(self, text: str) -> str:
        """A series; nothing when its row is gone."""
        found = [unescape(m["f"]) for m in _SOURCE.finditer(text)]
        if any(self.cells.moved(reference) is None for reference in found):
            return ""
        new = _LEVELS.sub(self._levels, self.sources(text))
        new = _LABELS.sub(self._labels, new)
        new = _ASIDE.sub(lambda m: f"{m[1]}{self._aside(m[2])}{m[3]}", new)
        return _in_its_hue(new, text) if self.cells.own else new

    def newer(self, text: str) -> str:
        """The data and texts of a chart of the newer kinds: waterfall, funnel, treemap and their like."""
        return _NEW_TEXT.sub(self._new_text, _NEW.sub(self._new, text))

    # ---------------------------------------------------------------- one source
    def _moved(self, found: re.Match[str], *, grows: bool = True, levels: bool = False) -> str | None:
        """The reference as it now is; None when neither it nor what it holds has changed."""
        old = unescape(found["f"])
        new = self.cells.moved(old, grows=grows, levels=levels)
        block = self.cells.block(new or old)
        if self.cells.own and new in (None, old) and not (block and self.cells.fresh(*block)):
            return None
        return new or old

    def _held(self, reference: str, *, shown: bool = False) -> list[Any] | None:
        """The cells of one block, row by row; None for anything that is not one block on one sheet."""
        block = self.cells.block(reference)
        if block is None:
            return None
        sheet, area = block
        read = self.cells.shown if shown else self.cells.value
        return [
            read(sheet, row, column)
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        ]

    def _source(self, found: re.Match[str]) -> str:
        reference = self._moved(found, grows=not found["caption"])
        p, kind = found["p"], found["kind"]
        held = self._held(reference, shown=kind == "str" and self.cells.own) if reference else None
        if reference is None or held is None:
            return found[0]
        points = [
            f'<{p}pt idx="{n}"><{p}v>{_written(v)}</{p}v></{p}pt>'
            for n, v in enumerate(held)
            if not _is_blank(v) and not (kind == "num" and isinstance(v, str))
        ]
        code = ""
        if kind == "num":
            code = f"<{p}formatCode>{self._form(found['cache'] or '', reference)}</{p}formatCode>"
        count = f'<{p}ptCount val="{len(held)}"/>'
        cache = f"<{p}{kind}Cache>{code}{count}{''.join(points)}</{p}{kind}Cache>"
        return (
            f"{found['caption'] or ''}<{p}{kind}Ref><{p}f>{escape(reference)}</{p}f>{cache}"
            f"{found['rest']}</{p}{kind}Ref>"
        )

    def _form(self, cache: str, reference: str) -> str:
        """The number format of a cache, as XML: as it was, unless the cells have only now got one."""
        found = _FORMAT.search(cache)
        form = found[1] if found else "General"
        block = self.cells.block(reference) if form == "General" else None
        return escape(self.cells.given(*block) or form) if block else form

    def _columns(self, reference: str, *, shown: bool) -> list[list[Any]] | None:
        """The columns of a block, the last first: the levels of categories, the innermost first."""
        block = self.cells.block(reference)
        if block is None:
            return None
        sheet, area = block
        read = self.cells.shown if shown and self.cells.own else self.cells.value
        return [
            [read(sheet, row, column) for row in range(area.top, area.bottom + 1)]
            for column in range(area.right, area.left - 1, -1)
        ]

    def _levels(self, found: re.Match[str]) -> str:
        """Categories of several columns: the innermost level first."""
        reference = self._moved(found, levels=True)
        columns = self._columns(reference, shown=True) if reference else None
        if reference is None or columns is None:
            return found[0]
        p = found["p"]
        levels = []
        for column in columns:
            points = (
                f'<{p}pt idx="{n}"><{p}v>{_written(v)}</{p}v></{p}pt>'
                for n, v in enumerate(column)
                if not _is_blank(v)
            )
            levels.append(f"<{p}lvl>{''.join(points)}</{p}lvl>")
        count = f'<{p}ptCount val="{len(columns[0])}"/>'
        cache = f"<{p}multiLvlStrCache>{count}{''.join(levels)}</{p}multiLvlStrCache>"
        return (
            f"<{p}multiLvlStrRef><{p}f>{escape(reference)}</{p}f>{cache}{found['rest']}</{p}multiLvlStrRef>"
        )

    def _labels(self, found: re.Match[str]) -> str:
        """Labels that stand in cells of their own."""
        reference = self._moved(found)
        held = self._held(reference, shown=self.cells.own) if reference else None
        if reference is None or held is None:
            return found[0]
        points = "".join(
            f'<c:pt idx="{n}"><c:v>{_written(v)}</c:v></c:pt>' for n, v in enumerate(held) if not _is_blank(v)
        )
        cache = f'<c15:dlblRangeCache><c:ptCount val="{len(held)}"/>{points}</c15:dlblRangeCache>'
        return f"{found['head']}{escape(reference)}</c15:f>{cache}"

    def _aside(self, reference: str) -> str:
        old = unescape(reference)
        new = self.cells.moved(old)
        return reference if new in (None, old) else escape(str(new))

    # ---------------------------------------------------------------- the newer kinds
    def _new(self, found: re.Match[str]) -> str:
        across = 'dir="row"' in found["way"]
        reference = self._moved(found, levels=not across)
        if reference is None:
            return found[0]
        start = f"{found['head']}{escape(reference)}</cx:f>{found['name'] or ''}"
        columns = self._columns(reference, shown=found["kind"] == "str")
        if columns is None or not found["levels"]:  # a file that saves no points gets none
            return f"{start}{found['levels']}{found['close']}"
        if across:
            columns = [
                [column[row] for column in reversed(columns)] for row in reversed(range(len(columns[0])))
            ]
        form = _LEVEL_FORMAT.search(found["levels"])
        levels = []
        for column in columns if found["kind"] == "str" else columns[:1]:
            points = (
                f'<cx:pt idx="{n}">{_written(v)}</cx:pt>'
                for n, v in enumerate(column)
                if not _is_blank(v) and not (found["kind"] == "num" and isinstance(v, str))
            )
            levels.append(
                f'<cx:lvl ptCount="{len(column)}"{form[0] if form else ""}>{"".join(points)}</cx:lvl>'
            )
        return f"{start}{''.join(levels)}{found['close']}"

    def _new_text(self, found: re.Match[str]) -> str:
        reference = self._moved(found, grows=False)
        held = self._held(reference, shown=self.cells.own) if reference else None
        if reference is None or not held:
            return found[0]
        return f"{found['head']}{escape(reference)}{found['end']}{_written(held[0])}"


def _is_blank(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def _written(value: Any) -> str:
    if value is None:
        return ""
    return escape(value if isinstance(value, str) else number_text(value))


def _in_its_hue(series: str, before: str) -> str:
    """A series in one of the house's hues takes the hue of the position that its name now says."""
    name = re.search(r"<(?:\w+:)?tx>.*?<(?:\w+:)?v>(.)", series, re.DOTALL)
    look = _COLOR.search(series)
    if name is None or look is None or name[1] not in HUES or series == before:
        return series
    house = {hue.upper() for hue in HUES.values()}
    new = _RGB.sub(lambda m: m[1] + (HUES[name[1]] if m[2].upper() in house else m[2]) + m[3], look[0])
    return series.replace(look[0], new, 1)
