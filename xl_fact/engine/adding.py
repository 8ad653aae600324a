"""How figures are added, so that every engine comes to the same sum, to the last bit.

The sum of floats depends on the order in which they are added. Few rows are here, in an order that is always the same
(`rows.HERE`), and are added as they come. Engines add many rows in parts, in no order; so there each figure is taken
apart into its whole units and its millionths, which are integers and don't care for order, and their sum becomes a
float once. A figure of an export has two decimals, rarely four.
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
        Whether the rows are always in the same order, so that floats may be added.
    """

    in_order: bool

    def parts(self, measures: Iterable[str]) -> list[nw.Expr]:
        """Columns for `sums`: of each measure its whole units and the millionths above them, 0 where nothing is told."""
        import narwhals as nw

        found = []
        for measure in measures:
            figure = nw.col(measure).fill_null(0.0)
            if self.in_order:
                found.append(nw.col(measure).alias(_WHOLE + measure))
                continue
            whole = figure.floor()
            rest = ((figure - whole) * _MILLION + 0.5).floor()
            found += [
                whole.cast(nw.Int64).alias(_WHOLE + measure),
                rest.cast(nw.Int64).alias(_REST + measure),
            ]
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

        found = nw.col(_WHOLE + measure).cast(nw.Float64)
        if not self.in_order:
            found = found + nw.col(_REST + measure).cast(nw.Float64) / _MILLION
        return nw.when(nw.col(_ROWS + measure) > 0).then(found)

    def value(self, summed: pd.DataFrame, measure: str) -> NDArray[np.float64]:
        """The sums of a measure; NaN where nothing is told."""
        import numpy as np

        told = summed[_ROWS + measure].to_numpy() > 0
        if self.in_order:
            return np.where(told, summed[_WHOLE + measure].to_numpy(dtype=np.float64), np.nan)
        each = zip(*(summed[kind + measure].tolist() for kind in (_WHOLE, _REST)), strict=True)
        found = [(int(whole) * _MILLION + int(rest)) / _MILLION for whole, rest in each]
        return np.where(told, np.array(found, dtype=np.float64), np.nan)

    @property
    def _kinds(self) -> tuple[str, ...]:
        return (_WHOLE,) if self.in_order else (_WHOLE, _REST)
