"""The last rise of each channel's spend: from one whole week to the next, and from the month before to this one."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import variance
from typing import Final

from xl_fact.engine.placing import PARTNERS
from xl_fact.report.campaign_days import unusual
from xl_fact.report.metrics import METRICS
from xl_fact.report.month import UNKNOWN, Month
from xl_fact.report.ratios import LEAST
from xl_fact.report.weeks import WEEK

NOISE: Final = 2.0
"""Standard errors of the difference of two means, beyond which a rise is more than chance."""
RAISES: Final = "raises"
"""The table on 投放 of the channels' rises."""
RISEN, UNPAID = "risen", "risen_unpaid"
"""Figures on 推导: the last week in which all spend rose, by its row; whether that surely didn't pay, where no channel of its
own rose by more than its swing."""


@dataclass(frozen=True)
class Stretch:
    """Some days of a channel, or of all: what each of them sold and cost."""

    gmv: Sequence[float]
    cost: Sequence[float]

    def a_day(self, key: str) -> float:
        """The mean of a day."""
        amounts: Sequence[float] = getattr(self, key)
        return math.fsum(amounts) / len(amounts)


@dataclass(frozen=True)
class Rise:
    """Spend of a channel that rose by more than its usual swing.

    Attributes
    ----------
    letter : str
        The channel.
    weeks : tuple of int, optional
        The weeks it rose from and to; None where it rose from the month before to this one.
    before, after : Stretch
        The days before and after.
    """

    letter: str
    weeks: tuple[int, int] | None
    before: Stretch
    after: Stretch

    @property
    def noise(self) -> float:
        """How far apart the spend of both lies by chance, a day."""
        return swing(self.before.cost, self.after.cost)

    @property
    def more(self) -> float:
        """How much more was spent, a day."""
        return self.after.a_day("cost") - self.before.a_day("cost")

    @property
    def swing(self) -> float:
        """How far the marginal ROI may lie off by chance: the swing of sales, of each yuan more."""
        return swing(self.before.gmv, self.after.gmv) / self.more


def risen_weeks(month: Month) -> frozenset[int]:
    """The weeks in which some channel's spend rose: whether the money of those paid, each channel's own sales tell."""
    if not (month.has("gmv") and month.has("cost")):
        return frozenset()
    each = (rise for letter in month.channels if letter != UNKNOWN for rise in _weekly(month, letter))
    return frozenset(rise.weeks[1] for rise in each if rise.weeks is not None and _surely(rise))


def last_weeks(month: Month) -> frozenset[int]:
    """The weeks in which the last rise of some channel lies: those that the table of rises lists."""
    return frozenset(rise.weeks[1] for rise in rises(month) if rise.weeks is not None)


def weekly(month: Month) -> bool:
    """Whether weeks of all its spend are told."""
    return METRICS["roi"].told(month) and bool(month.covered - month.in_sums)


def swing(before: Sequence[float], after: Sequence[float]) -> float:
    """How far apart the means of two stretches of days lie by chance: twice the standard error of their difference."""
    return NOISE * math.sqrt(sum(variance(days) / len(days) for days in (before, after)))


def rises(month: Month) -> list[Rise]:
    """Of each channel the last rise from week to week, then the one from the month before; what hasn't risen is left out."""
    if not (month.has("gmv") and month.has("cost")):
        return []
    found = []
    for letter in month.channels:
        if letter != UNKNOWN:
            *_, week = [None, *filter(_surely, _weekly(month, letter))]
            whole = _monthly(month, letter)
            found += [rise for rise in (week, whole) if rise is not None and _surely(rise)]
    return found


def _surely(rise: Rise) -> bool:
    return rise.more > rise.noise and rise.more * len(rise.after.cost) >= LEAST


def _weekly(month: Month, letter: str) -> Iterator[Rise]:
    """Each two whole weeks in a row that hold as many days of campaigns: what they sell differs by those, whatever was spent."""
    if not month.level:
        return
    weeks: dict[int, list[datetime.date]] = {}
    for day in sorted(month.covered - month.in_sums):
        weeks.setdefault(month.of.part(day), []).append(day)
    for before, after in pairwise(weeks):
        days = weeks[before], weeks[after]
        whole = after == before + 1 and all(len(each) == WEEK for each in days)
        alike = whole and unusual(month, days[0]) == unusual(month, days[1])
        if alike and (told := _both(month, month, letter, days)) is not None:
            yield Rise(letter, (before, after), *told)


def _monthly(month: Month, letter: str) -> Rise | None:
    """From the month before, on the days on which both compare; None where they don't, or either wasn't there."""
    now, prior = month.now, month.previous
    if prior is None or now.in_sums or prior.in_sums:
        return None
    if letter in PARTNERS and {"A", "T"} & {*now.channels} != {"A", "T"} & {*prior.channels}:
        return None  # the heads are told apart in one of them only
    if not all(prior.has(key) and METRICS[key].compares(now, prior) for key in ("gmv", "cost")):
        return None
    days = sorted(prior.covered), sorted(now.covered)
    if min(map(len, days)) < WEEK or unusual(month, days[0]) != unusual(month, days[1]):
        return None
    told = _both(prior, now, letter, days)
    return None if told is None else Rise(letter, None, *told)


def _both(
    then: Month, now: Month, letter: str, days: tuple[Sequence[datetime.date], Sequence[datetime.date]]
) -> tuple[Stretch, Stretch] | None:
    """A channel's days before and after; None where it tells nothing of some: nobody knows that they sold nothing."""
    before, after = (_stretch(month, letter, told) for month, told in zip((then, now), days, strict=True))
    return None if before is None or after is None else (before, after)


def _stretch(month: Month, letter: str, days: Sequence[datetime.date]) -> Stretch | None:
    """Some days of a channel. One without a row between two that sold some sold nothing; before the first and after the last
    nobody knows. It cost nothing where its shop's spend is told of the day and its own is blank; the shop counts it so, too."""
    sold, spent = (month.daily[key].get(letter, {}) for key in ("gmv", "cost"))
    if not sold or not min(sold) <= min(days) <= max(days) <= max(sold):
        return None
    if not _told_of_spend(month, letter).issuperset(days):
        return None
    return Stretch(*([told.get(day, 0.0) for day in days] for told in (sold, spent)))


def _told_of_spend(month: Month, letter: str) -> frozenset[datetime.date]:
    """The days on which the spend is told of every shop that a channel sells in, as far as the shop's is told at all."""
    frame = month.frame
    shops = set(frame.loc[(frame["channel"] == letter) & frame["gmv"].notna(), "shop"])
    each = [
        days
        for place, days in month.coverage("cost").each.items()
        if "" in {*shops, place[-1]} or place[-1] in shops
    ]
    return frozenset.intersection(*each) if each else frozenset()
