"""How figures are added, so that every engine comes to the same sum, to the last bit.

The sum of floats depends on the order in which they are added. Few rows are here, in an order that is always the same
(`rows.HERE`), and are added as they come. Engines add many rows in parts, in no order; so there each figure is taken
apart into its whole units and its millionths. Those are whole numbers: floats hold their sums exactly, in whatever
order, up to 9e15; above that another order may change the last digit. A figure of an export has two decimals, rarely four.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import narwhals as nw
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

_MILLION: Final = 1_000_000
_WHOLE, _REST, _ROWS = "whole of ", "rest of ", "rows of "


@dataclass(frozen=True)
class Adding:
    """Adding in groups.

    Attributes
    ----------
    in_order : bool
        Whether the rows are always in the same order, so that figures may be added as they are.
    """

    in_order: bool

    def parts(self, measures: Iterable[str]) -> list[nw.Expr]:
        """Columns for `sums`: of each measure its whole units and the millionths above them."""
        import narwhals as nw

        found = []
        for measure in measures:
            figure = nw.col(measure)
            if self.in_order:
                found.append(figure.alias(_WHOLE + measure))
                continue
            whole = figure.floor()
            rest = ((figure - whole) * _MILLION + 0.5).floor()
            found += [whole.alias(_WHOLE + measure), rest.alias(_REST + measure)]
        return found

    def sums(self, measures: Iterable[str]) -> list[nw.Expr]:
        """Aggregations of the columns of `parts`, and how many rows tell of each measure."""
        import narwhals as nw

        found = []
        for measure in measures:
            found += [nw.col(kind + measure).sum() for kind in self._kinds]
            found.append(nw.col(measure).count().alias(_ROWS + measure))
        return found

    def again(self, measures: Iterable[str]) -> list[nw.Expr]:
        """Aggregations that add sums up."""
        import narwhals as nw

        return [nw.col(kind + measure).sum() for measure in measures for kind in (*self._kinds, _ROWS)]

    def amount(self, measure: str) -> nw.Expr:
        """The sum of a measure, to rank by; null where nothing is told."""
        import narwhals as nw

        found = nw.col(_WHOLE + measure)
        if not self.in_order:
            found = found + nw.col(_REST + measure) / _MILLION
        return nw.when(nw.col(_ROWS + measure) > 0).then(found)

    def value(self, summed: pd.DataFrame, measure: str) -> NDArray[np.float64]:
        """The sums of a measure; NaN where nothing is told."""
        import numpy as np

        told = summed[_ROWS + measure].to_numpy() > 0
        if self.in_order:
            return np.where(told, summed[_WHOLE + measure].to_numpy(dtype=np.float64), np.nan)
        found = np.full(len(told), np.nan)
        each = zip(*(summed.loc[told, kind + measure].tolist() for kind in (_WHOLE, _REST)), strict=True)
        found[told] = [(int(whole) * _MILLION + int(rest)) / _MILLION for whole, rest in each]
        return found

    @property
    def _kinds(self) -> tuple[str, ...]:
        return (_WHOLE,) if self.in_order else (_WHOLE, _REST)
