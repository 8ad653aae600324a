"""What a ratio or a sum of an export is made of, as a format file writes it.

``gmv_paid / product_impressions * 1000``, ``refund_1h / gmv_platform``, ``clicks / impressions %`` (a rate that may
stand there as 0.05, 5% or 5), ``gmv_paid + coupons - '退款后智能优惠券金额'``: measures by their keys, columns that
are not taken by their headings in single quotes. A term with a question mark behind it, ``'渠道分成'?``, may be absent
or blank: it then adds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xl_fact.exports.formats.headings import normal

Floats = NDArray[np.float64]

_TERM: Final = re.compile(
    r"\s*(?P<sign>[+-]?)\s*(?:'(?P<heading>[^']+)'|(?P<key>[a-z][a-z0-9_]*))(?P<may>\??)\s*"
)
_END: Final = re.compile(r"\s*(?:\*\s*(?P<per>\d+)|(?P<rate>%))?\s*")


@dataclass(frozen=True)
class Term:
    """One column of a formula: a measure by its key, or a column that is not taken by its heading.

    An `optional` one adds nothing where it is absent or blank.
    """

    key: str
    heading: str
    sign: int = 1
    optional: bool = False

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
    total: Floats | float = 0.0
    for term in terms:
        figures = value(term.name)
        total = total + (np.nan_to_num(figures) if term.optional else figures) * term.sign
    return np.asarray(total)


def without(formula: Formula, absent: Collection[Term]) -> Formula:
    """A formula without some of its terms, which its text doesn't speak of either.

    Examples
    --------
    >>> formula = formula_of("'运费'? + '佣金'? - '补贴'?")
    >>> without(formula, formula.terms[:1]).text
    "'佣金' - '补贴'"
    """
    if not any(term.optional for term in formula.terms):
        return formula
    over, under = (tuple(t for t in side if t not in absent) for side in (formula.over, formula.under))
    text = " / ".join(_written(side) for side in (over, under) if side)
    end = f" * {formula.per:g}" if formula.per != 1 else " %" if formula.rate else ""
    return replace(formula, text=text + end, over=over, under=under)


def _written(terms: tuple[Term, ...]) -> str:
    """Some terms as a formula has them."""
    some = (("- " if t.sign < 0 else "+ ") + (t.key or f"'{t.heading}'") for t in terms)
    return " ".join(some).removeprefix("+ ")


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
        terms.append(
            Term(
                found["key"] or "",
                found["heading"] or "",
                -1 if found["sign"] == "-" else 1,
                bool(found["may"]),
            )
        )
        place = found.end()
    if not terms:
        raise ValueError(f"not a formula: {text!r}")
    return tuple(terms), place
