"""Student's t distribution, exactly, for the whole degrees of freedom that an interval needs."""

from __future__ import annotations

import math

import numpy as np


def inside(t: float, freedom: int) -> float:
    """The probability that a t variable lies between -t and t.

    Examples
    --------
    >>> round(inside(2.228138851986273, 10), 12)
    0.95
    """
    angle = math.atan(t / math.sqrt(freedom))
    odd = freedom % 2
    steps = np.arange(1, (freedom - odd) // 2)
    factors = np.cumprod(np.append(1.0, (2 * steps - 1 + odd) / (2 * steps + odd)))
    series = float((factors * math.cos(angle) ** (2 * np.arange(len(factors)))).sum())
    if not odd:
        return math.sin(angle) * series
    tail = math.sin(angle) * math.cos(angle) * series if freedom > 1 else 0.0
    return 2 / math.pi * (angle + tail)


def quantile(confidence: float, freedom: int) -> float:
    """How many standard errors an interval reaches to either side.

    Parameters
    ----------
    confidence : float
        The part of all cases that the interval shall hold, 0 to 1.
    freedom : int
        Degrees of freedom, at least 1.

    Examples
    --------
    >>> quantile(0.95, 1), quantile(0.95, 10)
    (12.7062047362, 2.2281388520)
    """
    low, high = 0.0, 1.0
    while inside(high, freedom) < confidence and high < 1e12:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if inside(middle, freedom) < confidence else (low, middle)
    return (low + high) / 2
