"""How figures are added, so that every engine comes to the same sum, to the last bit.

The sum of floats depends on the order in which they are added. Few rows are here, in an order that is always the same
(`rows.HERE`), and are added as they come. Engines add many rows in parts, in no order; so there each figure is taken
in millionths. Those are whole numbers, of which floats hold the sums exactly, in whatever order: of figures with two
decimals up to 1.4e11, of counts up to 5.7e11, and whatever their decimals up to 9e9; above that another order may change
the last digit.
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
_SUM, _ROWS = "sum of ", "rows of "


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
        """Columns for `sums`: of each measure its millionths, or the figure itself."""
        import narwhals as nw

        figures = [(measure, nw.col(measure)) for measure in measures]
        if self.in_order:
            return [figure.alias(_SUM + measure) for measure, figure in figures]
        return [(figure * _MILLION + 0.5).floor().alias(_SUM + measure) for measure, figure in figures]

    def sums(self, measures: Iterable[str]) -> list[nw.Expr]:
        """Aggregations of the columns of `parts`, and how many rows tell of each measure."""
        import narwhals as nw

        found = []
        for measure in measures:
            found += [nw.col(_SUM + measure).sum(), nw.col(measure).count().alias(_ROWS + measure)]
        return found

    def kinds(self, measure: str) -> list[str]:
        """The columns that `sums` makes of a measure."""
        return [_SUM + measure, _ROWS + measure]

    def again(self, measures: Iterable[str]) -> list[nw.Expr]:
        """Aggregations that add sums up."""
        import narwhals as nw

        return [nw.col(name).sum() for measure in measures for name in self.kinds(measure)]

    def amount(self, measure: str) -> nw.Expr:
        """The sum of a measure, to rank by; null where nothing is told."""
        import narwhals as nw

        return nw.when(nw.col(_ROWS + measure) > 0).then(nw.col(_SUM + measure) / self._unit)

    def value(self, summed: pd.DataFrame, measure: str) -> NDArray[np.float64]:
        """The sums of a measure; NaN where nothing is told."""
        import numpy as np

        told = self.told(summed, measure)
        return np.where(told, summed[_SUM + measure].to_numpy(dtype=np.float64) / self._unit, np.nan)

    def told(self, summed: pd.DataFrame, measure: str) -> NDArray[np.bool_]:
        """Where anything is told of a measure."""
        found: NDArray[np.bool_] = summed[_ROWS + measure].to_numpy() > 0
        return found

    @property
    def _unit(self) -> int:
        return 1 if self.in_order else _MILLION
