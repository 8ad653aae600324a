"""How wide a text is, and the column width at which a heading reads well.

A spreadsheet breaks Latin text between words and Chinese text between any two characters, a closing bracket
not excepted, and each program elsewhere: so a Latin heading takes lines, and a Chinese one stays on one line,
made a little smaller where the column is a little too narrow.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from xl_fact.texts import is_wide

_LATIN, _WIDE = 1.14, 1.84
"""Widths of one bold character of a heading (9.5 points), in widths of a column."""
_PADDING: Final = 2.2
_SMALLEST: Final = 0.8
"""How much smaller a heading may become to stay on its line."""
_LONG: Final = 30.0
"""A Latin heading longer than this may take three lines; any other two."""


def wraps(heading: str) -> bool:
    """Whether a heading may take several lines.

    Examples
    --------
    >>> wraps("Cost share (%)"), wraps("花费占比（%）")
    (True, False)
    """
    return not any(is_wide(c) for c in heading)


@cache
def lines_of(heading: str, width: float) -> int:
    """On how many lines a heading stands in a column.

    Examples
    --------
    >>> lines_of("Cost share (%)", 14), lines_of("花费占比（%）", 14)
    (2, 1)
    """
    return len(_lines(heading, width)) if wraps(heading) else 1


def fits(heading: str, width: float) -> bool:
    """Whether a heading reads well in a column: no word torn, not too many lines, not too small.

    Examples
    --------
    >>> fits("保本 GPM（元/千次）", 16), fits("保本 GPM（元/千次）", 18)
    (False, True)
    """
    if not wraps(heading):
        return _measured(heading) * _SMALLEST + _PADDING <= width
    lines = _lines(heading, width)
    most = 3 if _measured(heading) > _LONG else 2
    return len(lines) <= most and max(map(_measured, lines)) <= width - _PADDING


@cache
def heading_width(heading: str, least: float) -> float:
    """The least width, from `least` on, at which a heading reads well.

    Examples
    --------
    >>> heading_width("GPM（元/千次商品曝光）", 13)
    19.5
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
