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

_SERIES: Final = re.compile(r"<((?:\w+:)?)ser>.*?</(?:\w+:)?ser>", re.DOTALL)
_SOURCE: Final = re.compile(
    r"<(?P<p>(?:\w+:)?)(?P<kind>num|str)Ref>\s*<(?:\w+:)?f>(?P<f>[^<]*)</(?:\w+:)?f>\s*"
    r"(?:<(?:\w+:)?(?:num|str)Cache>(?P<cache>.*?)</(?:\w+:)?(?:num|str)Cache>)?"
    r"(?P<rest>.*?)</(?:\w+:)?(?:num|str)Ref>",
    re.DOTALL,
)
_FORMAT: Final = re.compile(r"<(?:\w+:)?formatCode>([^<]*)</")

Relocate = Callable[[str], str | None]
"""The new text of a reference; None when what it pointed at is gone."""
Read = Callable[[str, int, int], Any]
"""What a cell holds, by sheet, row and column."""


def refreshed(part: str, relocate: Relocate, read: Read) -> str:
    """A chart part with its references moved and its caches written anew.

    A series whose row is gone from its table is taken out.
    """

    def keep(found: re.Match[str]) -> str:
        sources = [unescape(m["f"]) for m in _SOURCE.finditer(found[0])]
        if any(relocate(source) is None for source in sources):
            return ""
        return _SOURCE.sub(lambda m: _source(m, relocate, read), found[0])

    return _SERIES.sub(keep, part)


def _source(found: re.Match[str], relocate: Relocate, read: Read) -> str:
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
    code = f"<{p}formatCode>{shown[1] if shown else 'General'}</{p}formatCode>" if kind == "num" else ""
    count = f'<{p}ptCount val="{len(cells)}"/>'
    cache = f"<{p}{kind}Cache>{code}{count}{''.join(points)}</{p}{kind}Cache>"
    return f"<{p}{kind}Ref><{p}f>{escape(reference)}</{p}f>{cache}{found['rest']}</{p}{kind}Ref>"


def _cells(reference: str, read: Read) -> list[Any] | None:
    """The cells of one block, row by row; None for anything that is not one block on one sheet."""
    before, bang, local = reference.rpartition("!")
    if not bang or "[" in reference:
        return None
    try:
        area = Area.read(local)
    except ValueError:
        return None
    sheet = before[1:-1].replace("''", "'") if before.startswith("'") else before
    try:
        return [
            read(sheet, row, column)
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        ]
    except KeyError:
        return None
