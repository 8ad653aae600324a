"""Whether two figures may meet: in a change, a share, a ratio, a rank, a bridge. Decided here, and nowhere else.

A figure is a column of a month. Two meet where they are of one currency, GMV and base, of the same shops, the same days, one
clock and the same kind of export; which of these a metric asks for, its entry in the registry says.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final, Literal, TypeAlias

from xl_fact.report.month import SLACK, Month
from xl_fact.words import Words

Agreement = Literal["currency", "shops", "days", "gmv", "base", "clock", "source"]
"""What two figures may have to share before one is held against the other."""
MONEY: Final[frozenset[Agreement]] = frozenset(("currency", "shops", "days", "source"))
COUNT: Final[frozenset[Agreement]] = frozenset(("shops", "days", "source"))
WORDS: Final[Mapping[Agreement, Words]] = {
    "currency": Words("币种", "currency"),
    "shops": Words("店铺", "shop"),
    "days": Words("日子", "set of days"),
    "gmv": Words("成交口径", "GMV"),
    "base": Words("GPM 分母", "base of GPM"),
    "clock": Words("时钟（支付日或退款日）", "clock (payment or refund day)"),
    "source": Words("导出种类", "kind of export"),
}
"""What each is called where it is why two figures don't meet."""

CLOCKS: Final = {"late": "refund", "gmv": "payment", "refund": "payment"}
"""By which day a column is booked; the others by the day they happened, which is their only one."""

Figured: TypeAlias = tuple[str, Month]
"""A figure: a column, and whose."""

_WITHIN: Final[tuple[Agreement, ...]] = ("shops", "days", "clock")
"""What the two sides of a ratio must share; that they come of one currency and base, the month sees to."""


def apart(one: Figured, other: Figured, asked: Iterable[Agreement]) -> Agreement | None:
    """The first thing asked on which two figures don't agree; None where they may meet."""
    return next((each for each in asked if not _SHARED[each](one, other)), None)


def within(month: Month, keys: Collection[str], but: Collection[Agreement] = ()) -> Agreement | None:
    """The first thing on which the sides of a ratio don't agree; None where they make one.

    Parameters
    ----------
    month : Month
    keys : collection of str
        The columns it is made of; what the month has not is passed over.
    but : collection
        What its heading says that they don't share.
    """
    first, *others = [(key, month) for key in keys if month.has(key) and month.coverage(key).days] or [
        ("", month)
    ]
    asked = [each for each in _WITHIN if each not in but]
    return next((wrong for other in others if (wrong := apart(first, other, asked))), None)


def untold_days(month: Month, key: str, channels: Collection[str]) -> frozenset[datetime.date]:
    """The days on which some channels sold and of which a column tells nothing; none where they are so few that it is no matter.

    What shops of which it tells nothing at all sold is passed over: that is no matter of days.
    """
    told = month.coverage(key).each
    rows = month.frame[month.frame["channel"].isin(channels) & (month.frame["gmv"] > 0)]
    sold, lacking = set[datetime.date](), set[datetime.date]()
    for shop, sales in rows.groupby("shop", observed=True):
        mine = [days for place, days in told.items() if not shop or place[2] in (shop, "")]
        if not mine:
            continue
        days = {
            first.date() + datetime.timedelta(days=n)
            for first, last in sales[["date", "until"]].itertuples(index=False)
            for n in range((last - first).days + 1)
        }
        sold |= days
        lacking |= days - frozenset[datetime.date]().union(*mine)
    return frozenset() if _lack(lacking, sold, daily=False) else frozenset(lacking)


def _shops(one: Figured, other: Figured) -> bool:
    """Whether both tell of the same shops: what doesn't say its shop may be of all of its month, or of its only one."""
    a, b = (month.coverage(key).shops for key, month in (one, other))
    if {told[:2] for told in a} != {told[:2] for told in b}:
        return False
    mine, its = ({told[2] for told in each} for each in (a, b))
    if "" in mine | its:
        return one[1].month == other[1].month or len((mine | its) - {""}) < 2
    return mine == its


def _days(one: Figured, other: Figured) -> bool:
    """Whether both tell of the same days, shop by shop: of two months by their numbers, or both whole."""
    a, b = (month.coverage(key) for key, month in (one, other))
    sides = [(a.days, b.days)]
    if set(a.each) == set(b.each):
        sides = [(a.each[shop], b.each[shop]) for shop in a.each]
    first, second = one[1], other[1]
    if first.month == second.month:
        return all(_lack(x - y, x | y, b.daily) and _lack(y - x, x | y, a.daily) for x, y in sides)
    return all(
        (len(x) == first.length and len(y) == second.length)
        or _near(set(map(first.of.number, x)), set(map(second.of.number, y)))
        for x, y in sides
    )


def _lack(days: Collection[object], of: Collection[object], daily: bool) -> bool:
    """Whether so few days are lacking that it is no matter: of daily exports, in which no day is merely quiet, one at most."""
    return len(days) <= (1 if daily else max(1, SLACK * len(of)))


def _near(one: set[int], other: set[int]) -> bool:
    return len(one ^ other) <= max(1, SLACK * len(one | other))


def _clock(key: str) -> str:
    return CLOCKS.get(key, "")


_SHARED: Final[Mapping[Agreement, Callable[[Figured, Figured], bool]]] = {
    "currency": lambda one, other: one[1].currency == other[1].currency,
    "gmv": lambda one, other: one[1].brand.gmv == other[1].brand.gmv,
    "base": lambda one, other: one[1].base == other[1].base,
    "shops": _shops,
    "source": lambda one, other: one[1].coverage(one[0]).roles == other[1].coverage(other[0]).roles,
    "days": _days,
    "clock": lambda one, other: (
        _clock(one[0]) == _clock(other[0]) or not (_clock(one[0]) and _clock(other[0]))
    ),
}
