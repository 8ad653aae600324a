"""The last figure of a text that ends without a line break: it may have been cut in the middle."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from xl_fact.exports.proofs.record import Check, Verdict
from xl_fact.exports.tables.cells import Cells

_FRACTION: Final = re.compile(r"[.,](\d*)$")
_FEWEST: Final = 3
"""Of so few rows nobody can say how a column's figures look."""


@dataclass
class Ending:
    """The last column of a text, how short and how plain its figures are, and the last of them.

    Parameters
    ----------
    heading, measure : str
        The column's heading, and the measure that is taken from it.
    """

    heading: str
    measure: str
    shortest: int = 99
    fewest: int = 99
    last: str = ""
    row: int = 0
    count: int = 0

    def see(self, cells: Cells, row: int) -> None:
        """Look at some cells, the first of which stands in `row`."""
        for n in range(len(cells)):
            text = str(cells.at(n) or "").strip()
            if self.last:
                self.shortest = min(self.shortest, len(self.last))
                self.fewest = min(self.fewest, _decimals(self.last))
                self.count += 1
            self.last, self.row = text, row + n

    def checks(self, sheet: str) -> list[Check]:
        """What is said of the last figure: that it lacks decimals which all others have, or is shorter than any."""
        if self.count < _FEWEST or not self.last or len(self.last) >= self.shortest:
            return []
        lacking = self.fewest > _decimals(self.last)
        what = (
            f"文件在最后一格“{self.last}”之后没有换行，比“{self.heading}”的其他数都短，可能被截断了",
            f"the file ends in its last cell '{self.last}' without a line break, shorter than every other figure of "
            f"'{self.heading}': it may have been cut",
        )
        cause = ("请与原文件核对", "compare it with the original")
        measures = (self.measure,) if lacking else ()
        verdict: Verdict = "fail" if lacking else "note"
        return [
            Check("cells", what, verdict, sheet, count=1, rows=(self.row,), cause=cause, measures=measures)
        ]


def _decimals(text: str) -> int:
    """How many decimals a figure is written with."""
    found = _FRACTION.search(text)
    return len(found[1]) if found else 0
