"""How a workbook shows its figures: the number format of the first cells of each column, as far as it says more than digits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from xl_fact.exports.tables.guard import Limits, Sheet, attribute, first_bytes, styles_of

Formats: TypeAlias = Mapping[int, Mapping[str, tuple[int, ...]]]
"""Column → number format → the rows, counted from 1, of the first figures that have it; "" for a plain one.

A plain nought is left out: it is the same in every unit.
"""

_LOOKED_AT: Final = 256 << 10
"""So many bytes of a sheet are looked at."""

_FORMAT: Final = re.compile(rb"<(?:\w+:)?numFmt\s[^>]*>")
_STYLES: Final = re.compile(rb"<(?:\w+:)?cellXfs[\s>].*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE: Final = re.compile(rb"<(?:\w+:)?xf\s[^>]*>")
_CELL: Final = re.compile(rb"<(?:\w+:)?c(\s[^>]*[^/>])>(?=[^<]*<(?:\w+:)?(?:v|f)[\s/>])")
_NOUGHT: Final = re.compile(
    rb"\s*(?:<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*)?<(?:\w+:)?v(?:\s[^>]*)?>\s*-?0(?:\.0*)?(?:[eE][+-]?\d+)?\s*<"
)
_PLACE: Final = re.compile(rb"""\sr=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_TELLING: Final = re.compile(r"""["\\!$¥￥€£₫฿₱₹₩]|[0#?],+(?:[^0#?,]|$)""")
"""What a number format must hold to say more than digits: a text, a currency, a comma behind the last digit."""


def number_formats(path: Path, sheets: list[Sheet], limits: Limits) -> dict[str, Formats]:
    """The number formats of the first figures of some sheets; none of a workbook whose formats all are plain.

    Parameters
    ----------
    path : Path
        A workbook that the guard has let through.
    sheets : list of Sheet
    limits : Limits
    """
    styles = styles_of(path, limits)
    own = {attribute(tag, b"numFmtId"): attribute(tag, b"formatCode") for tag in _FORMAT.findall(styles)}
    told = {number: code for number, code in own.items() if _TELLING.search(code)}
    among = _STYLES.search(styles)
    if not told or among is None:
        return {}
    used = [told.get(attribute(tag, b"numFmtId"), "") for tag in _STYLE.findall(among[0])]
    if not any(used):
        return {}
    read = partial(_formats, used=used)
    found = {sheet.name: read(first_bytes(path, sheet, limits, _LOOKED_AT)) for sheet in sheets}
    return {name: formats for name, formats in found.items() if formats}


def _formats(data: bytes, used: list[str]) -> Formats:
    """The number formats of the figures in the first bytes of a sheet; of the columns alone in which one says more."""
    found: dict[int, dict[str, tuple[int, ...]]] = {}
    rows: dict[tuple[int, str], list[int]] = {}
    for cell in _CELL.finditer(data):
        attributes = cell[1]
        kind = attribute(attributes, b"t")
        place = _PLACE.search(attributes)
        if kind not in {"", "n"} or place is None:
            continue
        style = attribute(attributes, b"s")
        code = used[int(style)] if style.isdigit() and int(style) < len(used) else ""
        if not code and _NOUGHT.match(data, cell.end()):
            continue
        column = 0
        for letter in place[1]:
            column = column * 26 + letter - 64
        rows.setdefault((column - 1, code), []).append(int(place[2]))
    for (column, code), some in rows.items():
        found.setdefault(column, {})[code] = tuple(some)
    return {column: formats for column, formats in found.items() if any(formats)}
