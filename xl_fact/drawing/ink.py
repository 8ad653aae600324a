"""Fonts, fills, lines and styles by content, as openpyxl wants them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils.indexed_list import IndexedList

from xl_fact.drawing import theme
from xl_fact.report.kinds import NUMERIC
from xl_fact.report.model import Column
from xl_fact.report.verdicts import ADVICE, CHECKED, OUTCOMES, QUADRANTS, VERDICTS
from xl_fact.words import Words

ROW_HEIGHT: Final = 18.0
MIDDLE: Final = Alignment(vertical="center")
INDENTED: Final = Alignment(horizontal="left", vertical="center", indent=1)
THIN: Final = Side(style="thin", color=theme.FAINT)
STRONG: Final = Side(style="medium", color=theme.NAVY)
LINED: Final = Border(bottom=THIN)
BESIDE: Final = Border(left=Side(style="thin", color=theme.MUTED))
ABOVE: Final = Border(top=Side(style="thin", color=theme.NAVY))
LED: Final = Border(left=STRONG)
LED_ACROSS: Final = Border(left=STRONG, right=Side(), bottom=Side())
"""The same of merged cells."""


def side_of(column: Column) -> str:
    """Numbers right, marks in the middle, everything else left."""
    if column.mark and column.mark != "link" and column.kind == "text":
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
        case "outcome":
            yield _either(OUTCOMES["paid"]), theme.PASS_INK, theme.PASS_PAPER
            yield _either(OUTCOMES["lost"]), theme.FAIL_INK, theme.FAIL_PAPER
        case "link":
            yield "LEN({0})>0", theme.LINK, ""
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


@cache
def aligned(side: str, *, wrap: bool = False, shrink: bool = False) -> Alignment:
    """In the middle between top and bottom; what is on the left a little away from the edge."""
    indent = int(side == "left")
    return Alignment(horizontal=side, vertical="center", wrap_text=wrap, shrink_to_fit=shrink, indent=indent)


class _Looks(IndexedList[Any]):
    """The looks of one kind that a workbook has; one that comes again is known by itself, not by all that it says."""

    def __init__(self, looks: IndexedList[Any]) -> None:
        super().__init__(looks)
        self._known: dict[int, tuple[Any, int]] = {}

    def add(self, value: Any) -> int:
        """The number of a look, which is a new one where there was none."""
        known = self._known.get(id(value))
        if known is None:
            known = value, super().add(value)
            self._known[id(value)] = known  # with the look itself, so that no other gets its id
        return known[1]


def remember_looks(book: Workbook) -> None:
    """Let a workbook find the looks that it has sooner."""
    for kind in ("_fonts", "_fills", "_borders", "_alignments", "_protections"):
        setattr(book, kind, _Looks(getattr(book, kind)))


@cache
def marked(ink: str, paper: str) -> DifferentialStyle:
    """What a conditional format makes of a cell: bold in some ink, on some paper; of a fill the colour is the background's."""
    ground = PatternFill("solid", start_color=paper, end_color=paper, bgColor=paper) if paper else None
    return DifferentialStyle(font=Font(color=ink, bold=True), fill=ground)
