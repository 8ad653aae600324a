"""How wide a text is, and the column width at which a heading reads well.

A spreadsheet breaks Latin text between words and Chinese text between any two characters: a heading takes two lines where
that makes its column narrow enough for paper, and its last line is never a bracket alone.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Final

from xl_fact.texts import is_wide

_LATIN, _WIDE = 1.06, 2.05
"""Widths of one bold character of a heading (10.5 points), in widths of a column."""
_PADDING: Final = 1.2
_LONG: Final = 17.5
_LONG_WIDE: Final = 34.0
"""A heading longer than this may take three lines, a Chinese one than that; any other two."""
_ORPHAN: Final = 0.3
"""The least part of a line that the last line of a Chinese heading fills."""


def _breaks_anywhere(heading: str) -> bool:
    return any(is_wide(c) for c in heading)


@cache
def lines_of(heading: str, width: float) -> int:
    """On how many lines a heading stands in a column.

    Examples
    --------
    >>> lines_of("Cost share (%)", 14), lines_of("花费占比（%）", 14)
    (2, 2)
    """
    if _breaks_anywhere(heading):
        return max(1, math.ceil(_measured(heading) / max(width - _PADDING, 1.0)))
    return len(_lines(heading, width))


def fits(heading: str, width: float) -> bool:
    """Whether a heading reads well in a column: no word torn, not too many lines, no bracket alone on the last.

    Examples
    --------
    >>> fits("保本 GPM（元/千次）", 10), fits("保本 GPM（元/千次）", 14)
    (False, True)
    """
    wide = _breaks_anywhere(heading)
    most = 3 if _measured(heading) > (_LONG_WIDE if wide else _LONG) else 2
    if wide:
        taken = _measured(heading) / max(width - _PADDING, 1.0)
        return taken <= 0.98 or (taken <= most - 0.05 and taken % 1 >= _ORPHAN)
    lines = _lines(heading, width)
    return len(lines) <= most and max(map(_measured, lines)) <= width - _PADDING


@cache
def heading_width(heading: str, least: float) -> float:
    """The least width, from `least` on, at which a heading reads well.

    Examples
    --------
    >>> heading_width("GPM（元/千次商品曝光）", 9)
    13.0
    >>> heading_width("GMV（元）", 14)
    14
    """
    width = least
    while not fits(heading, width):
        width += 0.5
    return width


def _measured(text: str) -> float:
    return sum(_WIDE if is_wide(c) else _LATIN for c in text)


def _lines(heading: str, width: float) -> list[str]:
    """A heading broken between words."""
    lines = [""]
    for word in heading.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _measured(longer) > width - _PADDING:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
