"""Ratios of a table's columns. A return on next to nothing is no return: below a least cost it is not shown.

0.11 yuan against 32,462 sold is an ROI of 295,108, which says nothing of the ads and hides what does. The least
cost is one input on 说明, and everything that divides by a cost asks for it here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from xl_fact.report.formula import (
    DASH,
    Call,
    Expression,
    Field,
    Literal,
    Named,
    Shown,
    Spot,
    Unplaced,
    Values,
)

if TYPE_CHECKING:
    from xl_fact.core.function import Function

LEAST: Final = 100.0
"""What DOU+ asks at least for a push: nobody who meant to buy traffic spent less."""
FIGURE: Final = "least_cost"


@dataclass(frozen=True)
class OnCost(Expression):
    """A ratio, or "—" where the cost it rests on is below the least cost, or the ratio undefined.

    Attributes
    ----------
    ratio, cost : Expression
    """

    ratio: Expression
    cost: Expression

    def _text(self, at: Spot) -> str:
        try:
            least = Named(FIGURE).text(at)
        except Unplaced:
            least = Literal(LEAST).text(at)
        return f'IF({self.cost.operand(at)}<{least},"{DASH}",IFERROR({self.ratio.text(at)},"{DASH}"))'

    def _value(self, of: Values, table: str) -> Any:
        ratio = np.asarray(self.ratio.value(of, table), dtype=np.float64)
        cost = np.asarray(self.cost.value(of, table), dtype=np.float64)
        with np.errstate(invalid="ignore"):
            shown = np.where(cost < of.figure(FIGURE), np.nan, ratio)
        return shown if shown.ndim else float(shown)


def ratio(function: Function, sources: Mapping[str, str], cell: type[Field] = Field) -> Expression:
    """A function of the catalogue over the cells of a row, or over its totals.

    Parameters
    ----------
    function : Function
    sources : mapping of str to str
        For each of its arguments, the column it comes from; one that is named ``cost`` is asked whether
        it is enough.
    cell : type, optional
        `Field`, or `TotalField` for the row of totals.
    """
    called = Call(function, {name: cell(source) for name, source in sources.items()})
    return OnCost(called, cell(sources["cost"])) if _returns(sources) else Shown(called)


def _returns(sources: Mapping[str, str]) -> bool:
    """Whether a function's arguments are those of a return: money over a cost, not cost over traffic."""
    return "cost" in sources and "gmv" in sources
