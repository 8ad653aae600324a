"""What a ratio or a sum of an export is made of, as a format file writes it.

``gmv_paid / product_impressions * 1000``, ``refund_1h / gmv_platform``, ``clicks / impressions %`` (a rate that may
stand there as 0.05, 5% or 5), ``gmv_paid + coupons - '退款后智能优惠券金额'``: measures by their keys, columns that
are not taken by their headings in single quotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xl_fact.exports.formats.headings import normal

Floats = NDArray[np.float64]

_TERM: Final = re.compile(r"\s*(?P<sign>[+-]?)\s*(?:'(?P<heading>[^']+)'|(?P<key>[a-z][a-z0-9_]*))\s*")
_END: Final = re.compile(r"\s*(?:\*\s*(?P<per>\d+)|(?P<rate>%))?\s*")


@dataclass(frozen=True)
class Term:
    """One column of a formula: a measure by its key, or a column that is not taken by its heading."""

    key: str
    heading: str
    sign: int = 1

    @property
    def name(self) -> str:
        """The key, or the heading in its normal form."""
        return self.key or normal(self.heading)


@dataclass(frozen=True)
class Formula:
    """``over / under * per``; without `under` a plain sum. Of a `rate`, per cent may be written as such."""

    text: str
    over: tuple[Term, ...]
    under: tuple[Term, ...]
    per: float = 1.0
    rate: bool = False

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every column it looks at."""
        return self.over + self.under

    def calculated(self, value: Callable[[str], Floats]) -> tuple[Floats, Floats]:
        """The ratio and what it is divided by (ones for a sum), row by row; NaN where a column says nothing."""
        over = _added(self.over, value)
        if not self.under:
            return over * self.per, np.ones(len(over))
        under = _added(self.under, value)
        with np.errstate(divide="ignore", invalid="ignore"):
            return over / under * self.per, under


def _added(terms: tuple[Term, ...], value: Callable[[str], Floats]) -> Floats:
    """The terms of one side, added."""
    total = value(terms[0].name) * terms[0].sign
    for term in terms[1:]:
        total = total + value(term.name) * term.sign
    return total


def formula_of(text: str) -> Formula:
    """Read a formula.

    Parameters
    ----------
    text : str
        As in the head of this module.

    Returns
    -------
    Formula

    Raises
    ------
    ValueError
        It is not written so.

    Examples
    --------
    >>> formula_of("gmv_paid / plays * 1000").per
    1000.0
    >>> [term.name for term in formula_of("cost / '成交金额（元）'").terms]
    ['cost', '成交金额']
    """
    over, place = _side(text, 0)
    under: tuple[Term, ...] = ()
    if text[place : place + 1] == "/":
        under, place = _side(text, place + 1)
    end = _END.fullmatch(text, place)
    if end is None:
        raise ValueError(f"not a formula: {text!r}")
    return Formula(text, over, under, float(end["per"] or 1), end["rate"] is not None)


def _side(text: str, place: int) -> tuple[tuple[Term, ...], int]:
    """The terms from a place on, and where they end."""
    terms: list[Term] = []
    while (found := _TERM.match(text, place)) and (not terms or found["sign"]):
        terms.append(Term(found["key"] or "", found["heading"] or "", -1 if found["sign"] == "-" else 1))
        place = found.end()
    if not terms:
        raise ValueError(f"not a formula: {text!r}")
    return tuple(terms), place
