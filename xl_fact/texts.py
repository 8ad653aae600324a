"""Texts as people see them: how wide they are, on how many lines they stand, whether two are the same."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

_UNSEEN: Final = re.compile(r"[\s\u200b-\u200f\ufeff'`\"]+")


@cache
def is_wide(character: str) -> bool:
    """Whether a character takes two cells, and a line may break after it."""
    return unicodedata.east_asian_width(character) in "WF"


def shown_length(text: str) -> int:
    """How many Latin characters wide a text is: a Chinese one counts two.

    Examples
    --------
    >>> shown_length("GMV（元）")
    9
    """
    return len(text) if text.isascii() else sum(2 if is_wide(c) else 1 for c in text)


def padded(text: str, columns: int) -> str:
    """A text filled up with spaces to a width.

    Examples
    --------
    >>> padded("成交", 6) + "|"
    '成交  |'
    """
    return text + " " * max(0, columns - shown_length(text))


def lines_in(text: str, room: float) -> int:
    """On how many lines a text stands where `room` Latin characters find place beside each other.

    Examples
    --------
    >>> lines_in("两行字", 4), lines_in("a\\n\\nb", 4)
    (2, 3)
    """
    columns = max(int(room), 1)
    return sum(-(-max(shown_length(line), 1) // columns) for line in text.split("\n"))


_NO_START: Final = frozenset("，。、；：！？）》」』】”’…％%.,;:!?)]")
"""What no line begins with."""
_NO_END: Final = frozenset("（《「『【“‘([")
"""What no line ends with."""
_PIECE: Final = re.compile(
    r"[+\-−]?[A-Za-z0-9][^\s\u2e80-\u9fff\uff00-\uffef，。、；：（）“”]*|\s+|.", re.DOTALL
)
"""A word or a number with its sign, blanks, or one character."""


def wrapped(text: str, room: float) -> str:
    """A text in lines of `room` Latin characters: no word or number torn, no closing sign first, no opening one last.

    Spreadsheet programs without Chinese rules of their own break before a full stop and after a minus sign.

    Examples
    --------
    >>> wrapped("效率下降（-3.9），主要是结构。", 12)
    '效率下降\\n（-3.9），主\\n要是结构。'
    """
    pieces: list[str] = []
    for piece in _PIECE.findall(text.replace("\n", " ")):
        tied = pieces and (piece[0] in _NO_START or pieces[-1][-1] in _NO_END)
        if tied:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    lines = [""]
    for piece in pieces:
        if lines[-1] and shown_length(lines[-1] + piece.rstrip()) > room:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return "\n".join(lines).rstrip()


def on_one_line(text: str) -> str:
    """A heading or a name as it can stand in a message.

    Examples
    --------
    >>> on_one_line(" 用户支付\\n金额 ")
    '用户支付 金额'
    """
    return " ".join(text.split())


def folded(heading: str) -> str:
    """A heading without the differences people don't see: width of letters, blanks, quotation marks, case.

    Examples
    --------
    >>> folded("GMV （元）") == folded("gmv(元)")
    True
    """
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", heading)).casefold()
