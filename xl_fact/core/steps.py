"""One cell on the way to a function's answer, for a sheet that shows the way: declared beside the function, which uses it.

A function that spills says its formula with LET and HSTACK; a report that older spreadsheets open shows the same
answer cell by cell. Each such cell is a `Step`: the arithmetic that the function itself runs, and the same as a
formula that every spreadsheet knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

_WORD: Final = re.compile(r'"[^"]*"|[A-Za-z_][\w.]*')


def filled_in(formula: str, names: Mapping[str, str]) -> str:
    """A formula with references in place of the names; texts and functions stay.

    Examples
    --------
    >>> filled_in('IF(cost>0,gmv/cost,"cost")', {"gmv": "A1", "cost": "B1"})
    'IF(B1>0,A1/B1,"cost")'
    """
    return _WORD.sub(lambda word: names.get(word[0], word[0]), formula)


@dataclass(frozen=True)
class Step:
    """One cell: what it comes to, and its formula over the names of the arguments."""

    body: Callable[..., Any]
    formula: str
    parameters: ClassVar[tuple[()]] = ()

    def expression(self, **names: str) -> str:
        """The formula with cell references in place of the arguments."""
        return filled_in(self.formula, names)
