"""What was spent beyond something, and the least cost: a return on next to nothing is no return.

0.11 yuan against 32,462 sold is an ROI of 295,108, which says nothing of the ads. Every ratio of spend takes
the optional argument ``least_cost``; what was spent must reach it, else there is no ratio: #N/A in a cell of
its own, blank in a table. Left out it is 0 and no ratio is withheld.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from xl_fact.core.error_values import NA_NAN

ARGUMENT: Final = "least_cost"
_FINE: Final = 1e9
NOISE: Final = 1e-12
"""A difference that is no larger a part of what it was taken from is a rounding error: nothing."""


def guarded(formula: str, spend: str) -> str:
    """A ratio as a formula, #N/A where the spend doesn't reach the least cost.

    Examples
    --------
    >>> guarded("gmv/cost", "cost")
    'IF(cost<least_cost,NA(),gmv/cost)'
    """
    return f"IF({spend}<{ARGUMENT},NA(),{formula})"


def less(whole: Any, part: Any) -> Any:
    """A difference, 0 where it is only the rounding of its two sides: 10508.04 less 9 times 1167.56 is nothing.

    Examples
    --------
    >>> float(less(0.1 + 0.2, 0.3)), float(less(5.0, 3.0))
    (0.0, 2.0)
    """
    left = whole - part
    return np.where(np.abs(left) < NOISE * np.abs(whole), 0.0, left)


def less_formula(whole: str, part: str, size: str | None = None) -> str:
    """The same as a formula; `size` where the whole may be negative.

    Examples
    --------
    >>> less_formula("after", "before")
    'IF(ABS(after-before)<1E-12*after,0,after-before)'
    """
    return f"IF(ABS({whole}-{part})<{NOISE:.0E}*{size or whole},0,{whole}-{part})"


def difference(spend: Any) -> Any:
    """A difference of two costs without the dust of its subtraction: six places, where a number has so many."""
    return np.where(np.abs(spend) < _FINE, np.round(np.clip(spend, -_FINE, _FINE), 6), spend)


def reached(ratio: Any, spend: Any, least_cost: Any) -> Any:
    """A ratio, #N/A where the spend doesn't reach the least cost."""
    return np.where(np.less_equal(least_cost, np.maximum(spend, 0.0)), ratio, NA_NAN)
