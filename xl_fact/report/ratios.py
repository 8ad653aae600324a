"""Ratios of cells. A return on next to nothing is no return: below a least cost no ratio of spend is shown.

0.11 yuan against 32,462 sold is an ROI of 295,108, which says nothing of the ads and hides what does; 600.00 spent
one day and 600.02 the next is no marginal ROI. What must reach the least cost, the function's record says. The least
cost is one input on 说明.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from xl_fact.core.spending import ARGUMENT
from xl_fact.core.steps import filled_in
from xl_fact.report.formula import DASH, Call, Expression, Literal, Named, Shown, Spot, Unplaced, Values

if TYPE_CHECKING:
    from xl_fact.core.function import Function

LEAST: Final = 100.0
"""What DOU+ asks at least for a push: nobody who meant to buy traffic spent less."""
FIGURE: Final = "least_cost"


@dataclass(frozen=True)
class OnSpend(Expression):
    """A ratio of spend, or "—" where the spend does not reach the least cost, or the ratio is undefined."""

    function: Function
    arguments: Mapping[str, Expression]

    def text(self, at: Spot) -> str:
        """The ratio as a formula, the least cost asked first."""
        try:
            least = Named(FIGURE).text(at)
            empty = f'{least}="",'  # a cell without a least cost would count as 0
        except Unplaced:
            least, empty = Literal(LEAST).text(at), ""
        spend = filled_in(self.function.spend or "", {k: a.operand(at) for k, a in self.arguments.items()})
        ratio = Call(self.function, self.arguments).text(at)
        if self.function.spend in self.arguments:  # a cell, whose "—" is above any number
            return f'IF({_any(empty, f"{spend}<{least}")},"{DASH}",IFERROR({ratio},"{DASH}"))'
        return f'IFERROR(IF({_any(empty, f"{spend}<{least}")},"{DASH}",{ratio}),"{DASH}")'

    def value(self, of: Values, table: str = "") -> Any:
        """The ratio; NaN where the formula shows "—"."""
        ratio = Call(self.function, {**self.arguments, ARGUMENT: Named(FIGURE)}).numbers(of, table)
        spend = self.arguments.get(self.function.spend or "")
        if spend is not None:  # a spend below 0 is below any least cost, 0 too
            ratio = np.where(spend.numbers(of, table) < of.figure(FIGURE), np.nan, ratio)
        return ratio if ratio.ndim else float(ratio)


def _any(empty: str, little: str) -> str:
    """A condition as a formula, and whether the least cost is empty before it, where it stands in a cell."""
    return f"OR({empty}{little})" if empty else little


def ratio(function: Function, arguments: Mapping[str, Expression]) -> Expression:
    """A function of the catalogue over some cells, "—" where it is undefined or rests on too little spend."""
    return OnSpend(function, arguments) if function.spend else Shown(Call(function, arguments))
