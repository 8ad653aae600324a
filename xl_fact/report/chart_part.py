"""One chart part: its references follow the tables, its caches hold what the cells now hold.

A previewer that never recalculates draws a chart from its caches alone, so they are written.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from html import unescape
from typing import Any, Final
from xml.sax.saxutils import escape

from xl_fact.report.references import Area
from xl_fact.report.sheet import number_text
from xl_fact.report.theme import HUES

_SERIES: Final = re.compile(r"<((?:\w+:)?)ser>.*?</(?:\w+:)?ser>", re.DOTALL)
_SOURCE: Final = re.compile(
    r"<(?P<p>(?:\w+:)?)(?P<kind>num|str)Ref>\s*<(?:\w+:)?f>(?P<f>[^<]*)</(?:\w+:)?f>\s*"
    r"(?:<(?:\w+:)?(?:num|str)Cache>(?P<cache>.*?)</(?:\w+:)?(?:num|str)Cache>)?"
    r"(?P<rest>.*?)</(?:\w+:)?(?:num|str)Ref>",
    re.DOTALL,
)
_LEVELS: Final = re.compile(
    r"<(?P<p>(?:\w+:)?)multiLvlStrRef>\s*<(?:\w+:)?f>(?P<f>[^<]*)</(?:\w+:)?f>\s*"
    r"(?:<(?:\w+:)?multiLvlStrCache>.*?</(?:\w+:)?multiLvlStrCache>)?(?P<rest>.*?)</(?:\w+:)?multiLvlStrRef>",
    re.DOTALL,
)
_NEW: Final = re.compile(
    r"(?P<head><cx:(?P<kind>str|num)Dim\b[^>]*>\s*<cx:f[^>]*>)(?P<f>[^<]*)(?P<end></cx:f>)\s*"
    r"<cx:lvl\b(?P<has>[^>]*)>.*?</cx:lvl>\s*(?P<close></cx:(?:str|num)Dim>)",
    re.DOTALL,
)
_NEW_TEXT: Final = re.compile(r"(<cx:f(?:\s[^>]*)?>)([^<]*)(</cx:f>)\s*(<cx:v>)[^<]*(</cx:v>)")
_ASIDE: Final = re.compile(r"(<c15:(?:f|sqref)>)([^<]*)(</c15:(?:f|sqref)>)")
_COLOR: Final = re.compile(r"(<(?:\w+:)?spPr>.*?</(?:\w+:)?spPr>)", re.DOTALL)
_RGB: Final = re.compile(r'(<a:srgbClr val=")([0-9A-Fa-f]{6})(")')
_FORMAT: Final = re.compile(r"<(?:\w+:)?formatCode>([^<]*)</")

Relocate = Callable[[str], str | None]
"""The new text of a reference; None when what it pointed at is gone."""
Read = Callable[[str, int, int], Any]
"""What a cell holds, by sheet, row and column."""
Fresh = Callable[[str, Area], bool]
"""Whether anything was written into a block of a sheet."""
Given = Callable[[str, Area], str | None]
"""The number format that a block was given where it had none."""


def refreshed(
    part: str, relocate: Relocate, read: Read, fresh: Fresh | None = None, given: Given | None = None
) -> str:
    """A chart part with its references moved and its caches written anew.

    A series whose row is gone from its table is taken out.

    Parameters
    ----------
    part : str
    relocate, read : callable
    fresh : callable, optional
        Caches of what is not fresh stay as they are, to the byte; every cache is written otherwise.
    given : callable, optional
        What shows the numbers of a cache whose cells had no number format.
    """

    def stale(found: re.Match[str]) -> bool:
        old = unescape(found["f"])
        block = _block(old if relocate(old) is None else str(relocate(old)))
        return fresh is None or relocate(old) != old or (block is not None and fresh(*block))

    def keep(found: re.Match[str]) -> str:
        sources = [unescape(m["f"]) for m in _SOURCE.finditer(found[0])]
        if any(relocate(source) is None for source in sources):
            return ""
        series = _SOURCE.sub(lambda m: _source(m, relocate, read, given) if stale(m) else m[0], found[0])
        series = _LEVELS.sub(lambda m: _levels(m, relocate, read) if stale(m) else m[0], series)
        series = _ASIDE.sub(lambda m: f"{m[1]}{_moved(m[2], relocate)}{m[3]}", series)
        return series if fresh is None else _in_its_hue(series, found[0])

    part = _SERIES.sub(keep, part)
    if "<cx:" in part:
        part = _NEW.sub(lambda m: _new(m, relocate, read) if stale(m) else m[0], part)
        part = _NEW_TEXT.sub(lambda m: _new_text(m, relocate, read), part)
    return part


def _moved(reference: str, relocate: Relocate) -> str:
    old = unescape(reference)
    new = relocate(old)
    return reference if new is None or new == old else escape(new)


def _in_its_hue(series: str, before: str) -> str:
    """A series in one of the house's hues takes the hue of the position that its name now says."""
    name = re.search(r"<(?:\w+:)?tx>.*?<(?:\w+:)?v>(.)", series, re.DOTALL)
    look = _COLOR.search(series)
    if name is None or look is None or name[1] not in HUES or series == before:
        return series
    house = {hue.upper() for hue in HUES.values()}
    new = _RGB.sub(lambda m: m[1] + (HUES[name[1]] if m[2].upper() in house else m[2]) + m[3], look[0])
    return series.replace(look[0], new, 1)


def _levels(found: re.Match[str], relocate: Relocate, read: Read) -> str:
    """Categories of several columns: the innermost level first."""
    reference = relocate(unescape(found["f"])) or unescape(found["f"])
    p, block = found["p"], _block(reference)
    if block is None:
        return found[0]
    sheet, area = block
    levels = []
    for column in range(area.right, area.left - 1, -1):
        values = [read(sheet, row, column) for row in range(area.top, area.bottom + 1)]
        points = "".join(
            f'<{p}pt idx="{n}"><{p}v>{_shown(v)}</{p}v></{p}pt>'
            for n, v in enumerate(values)
            if v not in (None, "")
        )
        levels.append(f"<{p}lvl>{points}</{p}lvl>")
    count = f'<{p}ptCount val="{area.bottom - area.top + 1}"/>'
    cache = f"<{p}multiLvlStrCache>{count}{''.join(levels)}</{p}multiLvlStrCache>"
    return f"<{p}multiLvlStrRef><{p}f>{escape(reference)}</{p}f>{cache}{found['rest']}</{p}multiLvlStrRef>"


def _new(found: re.Match[str], relocate: Relocate, read: Read) -> str:
    """The data of a chart of the newer kinds: waterfall, treemap and their like."""
    reference = relocate(unescape(found["f"])) or unescape(found["f"])
    cells = _cells(reference, read)
    if cells is None:
        return found[0]
    points = "".join(
        f'<cx:pt idx="{n}">{_shown(v)}</cx:pt>' for n, v in enumerate(cells) if v is not None and v != ""
    )
    has = re.sub(r'ptCount="[0-9]*"', f'ptCount="{len(cells)}"', found["has"]).rstrip("/")
    return f"{found['head']}{escape(reference)}{found['end']}<cx:lvl{has}>{points}</cx:lvl>{found['close']}"


def _new_text(found: re.Match[str], relocate: Relocate, read: Read) -> str:
    cells = _cells(relocate(unescape(found[2])) or unescape(found[2]), read)
    if not cells:
        return found[0]
    return f"{found[1]}{_moved(found[2], relocate)}{found[3]}{found[4]}{_shown(cells[0])}{found[5]}"


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return escape(value if isinstance(value, str) else number_text(value))


def _source(found: re.Match[str], relocate: Relocate, read: Read, given: Given | None) -> str:
    reference = relocate(unescape(found["f"])) or unescape(found["f"])
    p, kind = found["p"], found["kind"]
    cells = _cells(reference, read)
    if cells is None:
        return found[0]
    points = []
    for index, value in enumerate(cells):
        if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
            continue
        if kind == "num":
            if isinstance(value, str):
                continue
            text = number_text(value)
        else:
            text = escape(value if isinstance(value, str) else number_text(value))
        points.append(f'<{p}pt idx="{index}"><{p}v>{text}</{p}v></{p}pt>')
    shown = _FORMAT.search(found["cache"] or "")
    form = shown[1] if shown else "General"
    if form == "General" and given is not None and (block := _block(reference)):
        form = escape(given(*block) or form)
    code = f"<{p}formatCode>{form}</{p}formatCode>" if kind == "num" else ""
    count = f'<{p}ptCount val="{len(cells)}"/>'
    cache = f"<{p}{kind}Cache>{code}{count}{''.join(points)}</{p}{kind}Cache>"
    return f"<{p}{kind}Ref><{p}f>{escape(reference)}</{p}f>{cache}{found['rest']}</{p}{kind}Ref>"


def _block(reference: str) -> tuple[str, Area] | None:
    """The sheet and the block of a reference; None for anything that is not one block on one sheet."""
    before, bang, local = reference.rpartition("!")
    if not bang or "[" in reference:
        return None
    try:
        area = Area.read(local)
    except ValueError:
        return None
    return (before[1:-1].replace("''", "'") if before.startswith("'") else before), area


def _cells(reference: str, read: Read) -> list[Any] | None:
    """The cells of one block, row by row; None for anything that is not one block on one sheet."""
    block = _block(reference)
    if block is None:
        return None
    sheet, area = block
    try:
        return [
            read(sheet, row, column)
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        ]
    except KeyError:
        return None
