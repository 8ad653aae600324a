"""Whether what is booked by the day is of those days: weekly and monthly bookings are not."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Final

from xl_fact.report.month import UNKNOWN, Month

_A_DAY: Final = datetime.timedelta(days=1)
_SETTLED: Final = "settlements"
"""The role whose rows stand on the day that an order was settled, not on the one it was sold."""


def lumped(booked: Collection[datetime.date], among: Collection[datetime.date]) -> bool:
    """Whether money was booked in lumps: not on all of some days, and on no two that touch.

    Examples
    --------
    >>> first, second, third = (datetime.date(2026, 6, day) for day in (1, 2, 3))
    >>> lumped([first, third], [first, second, third]), lumped([first, second], [first, second, third])
    (True, False)
    """
    days = set(booked)
    return bool(days and {*among} - days) and not any(day + _A_DAY in days for day in days)


def lumps(month: Month) -> list[str]:
    """The channels whose ads are booked in lumps, though they sell on other days: which days ads ran on can't be told."""
    found = []
    for letter, spent in month.daily.get("cost", {}).items():
        booked = [day for day, amount in spent.items() if amount]
        sold = [day for day, amount in month.daily.get("gmv", {}).get(letter, {}).items() if amount > 0]
        if letter != UNKNOWN and lumped(booked, sold):
            found.append(letter)
    return found


def undated(month: Month) -> bool:
    """Whether no day tells what was spent on it: the ads of a channel, or of none, are booked in lumps."""
    of_none = [day for day, amount in month.daily.get("cost", {}).get(UNKNOWN, {}).items() if amount]
    return bool(lumps(month)) or lumped(of_none, month.covered)


def days_of(month: Month, key: str, letter: str = "") -> frozenset[datetime.date]:
    """The days of the month of which a line that is owed of sales stands on the day that sold; none where it is told in sums of
    several days or in lumps, or on the days of settlement. Of all channels, or of one."""
    told, rows, days = month.coverage(key), month.frame[month.frame[key].notna()], _sold(month, letter)
    known = told.days
    if letter:
        rows = rows[rows["channel"] == letter]
        known = frozenset(day.date() for day in rows["date"])
    sums = rows.groupby("date")[key].sum()
    dated = bool((rows["until"] == rows["date"]).all()) and _SETTLED not in told.roles
    if not dated or lumped([day.date() for day, amount in sums.items() if amount], days):
        return frozenset()
    return days & known


def by_day(month: Month, key: str, letter: str = "") -> bool:
    """Whether a line that is owed of sales stands on the days that sold, on all of them. Of all channels, or of one."""
    days = _sold(month, letter)
    return bool(days) and days_of(month, key, letter) == days


def _sold(month: Month, letter: str) -> frozenset[datetime.date]:
    """The days of the month that sold: all that are told, or those of a channel."""
    if not letter:
        return month.covered.intersection(month.days)
    rows = month.frame[(month.frame["channel"] == letter) & (month.frame["gmv"] > 0)]
    return frozenset(day.date() for day in rows["date"])
