"""Fonts, fills, lines and styles by content, as openpyxl wants them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from openpyxl.styles import Alignment, Font, PatternFill, Side

from xl_fact.drawing import theme
from xl_fact.report.kinds import NUMERIC
from xl_fact.report.model import Column
from xl_fact.report.verdicts import ADVICE, CHECKED, QUADRANTS, VERDICTS
from xl_fact.words import Words

ROW_HEIGHT: Final = 18.0
MIDDLE: Final = Alignment(vertical="center")
INDENTED: Final = Alignment(horizontal="left", vertical="center", indent=1)
THIN: Final = Side(style="thin", color=theme.FAINT)
STRONG: Final = Side(style="medium", color=theme.NAVY)


def side_of(column: Column) -> str:
    """Numbers right, marks in the middle, everything else left."""
    if column.mark and column.kind == "text":
        return "center"
    return "right" if column.kind in NUMERIC and column.kind != "date" else "left"


def marks(mark: str, palette: str) -> Iterator[tuple[str, str, str]]:
    """Test, ink and paper of each style by content."""
    direction = theme.DIRECTIONS[palette]
    match mark:
        case "check":
            yield _either(CHECKED["pass"]), theme.PASS_INK, theme.PASS_PAPER
            yield _either(CHECKED["fail"]), theme.FAIL_INK, theme.FAIL_PAPER
        case "change" | "inverse":
            more, less = direction.up, direction.down
            if (
                mark == "inverse" and palette != "cn"
            ):  # there red is up whatever it is: more refunds are never green
                more, less = less, more
            yield "AND(ISNUMBER({0}),{0}>0)", more, ""
            yield "AND(ISNUMBER({0}),{0}<0)", less, ""
        case "verdict":
            for key, words in {**VERDICTS, **ADVICE}.items():
                yield _either(words), theme.INK, theme.VERDICTS[key]
        case "quadrant":
            yield _either(QUADRANTS["sells"]), theme.PASS_INK, theme.PASS_PAPER
            yield _either(QUADRANTS["seen"]), theme.FAIL_INK, theme.FAIL_PAPER
        case "winner":
            yield "LEN({0})>1", theme.NAVY, theme.SKY


def _either(words: Words) -> str:
    """Whether a cell holds a word, in either language."""
    return f'OR({{0}}="{words.zh}",{{0}}="{words.en}")'


SMALLEST: Final = 10.5
"""Points of the smallest text of a report: at two thirds, as the widest sheets are printed, it still has 7."""


@cache
def font(size: float, color: str, *, bold: bool = False) -> Font:
    """The house's font in some size and colour."""
    return Font(name=theme.FONT, size=size, bold=bold, color=color)


@cache
def fill(color: str) -> PatternFill:
    """One colour all over."""
    return PatternFill("solid", start_color=color, end_color=color)


def tint(color: str) -> PatternFill:
    """A fill as conditional formats have it: the colour is the background's."""
    return PatternFill("solid", start_color=color, end_color=color, bgColor=color)
