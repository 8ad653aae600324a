"""Which campaign a day belongs to, and which days are normal ones."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from typing import Final

from xl_fact.report.month import Month

REBOUND: Final = 3
"""Days after a campaign that are no normal days: sales were pulled forward from them."""
_A_DAY: Final = datetime.timedelta(days=1)


def number_of_day(month: Month, day: datetime.date) -> int:
    """The number of a day's campaign, counted from 1, of the first where several hold it, so that no day counts twice; 0
    outside; negative in the days after it."""
    for number, campaign in enumerate(month.brand.campaigns, 1):
        if campaign.start <= day <= campaign.end:
            return number
    for number, campaign in enumerate(month.brand.campaigns, 1):
        if campaign.end < day <= campaign.end + REBOUND * _A_DAY:
            return -number
    return 0


def busier(
    month: Month, now: Collection[datetime.date], then: Collection[datetime.date]
) -> tuple[int, int, bool] | None:
    """How many days of two stretches are a campaign's, where they differ in that; else how many come after one, and that it is
    those; None where they are alike. What they sell differs by it, whatever else changed."""
    both = unusual(month, now), unusual(month, then)
    for at, after in enumerate((False, True)):
        if both[0][at] != both[1][at]:
            return both[0][at], both[1][at], after
    return None


def unusual(month: Month, days: Iterable[datetime.date]) -> tuple[int, int]:
    """How many of some days are a campaign's, and how many come after one: stretches that differ in these don't compare."""
    numbers = [number_of_day(month, day) for day in days]
    return sum(number > 0 for number in numbers), sum(number < 0 for number in numbers)
