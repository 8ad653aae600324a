"""The month before and the same month of last year, made alike to the month: same days, same kind of export, or left out."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Final

from xl_fact.engine.books import Books
from xl_fact.errors import InputError
from xl_fact.report.agreement import WORDS, apart
from xl_fact.report.cutting import of_month
from xl_fact.report.model import LeftOut
from xl_fact.report.month import Month, numbered
from xl_fact.span import Span
from xl_fact.words import Words

LEAST_DAYS: Final = 5
"""Fewer days than these are no stretch to compare, advise on or project from: one busy evening decides."""
CHANGE: Final = Words("环比", "Change against the month before")
YEAR: Final = Words("同比", "Change against last year")


def few(month: Month) -> bool:
    """Whether it tells of too few days to conclude from: nothing is advised, and nothing projected."""
    return len(month.covered) < LEAST_DAYS


def little(month: Month) -> Words:
    """That it does, as a clause."""
    days = len(month.covered)
    return Words(
        f"只有 {days} 天的数据，不足 {LEAST_DAYS} 天",
        f"there {'is' if days == 1 else 'are'} only {days} day{'' if days == 1 else 's'} of data, fewer than {LEAST_DAYS}",
    )


@dataclass(frozen=True)
class Alike:
    """Another month made alike: what is left of it, the days of this month that it stands against, or why it can't."""

    then: Month | None = None
    compared: frozenset[datetime.date] | None = None
    why: LeftOut | None = None


def with_history(month: Month, books: Books) -> Month:
    """The month with the month before and the same month of last year, each on the days on which they compare.

    Where both are told whole, whole months are held against each other. Otherwise the days that both tell of are; what
    can't be made alike (another kind of export, another base, next to no common day) is left out, and `missing` says why.
    """
    last = _alike(month, books, month.of.before, CHANGE)
    made = replace(month, previous=last.then, compared=last.compared)
    ago = _alike(made.now, books, month.of.year_ago, YEAR)
    if (
        ago.compared is not None
    ):  # it lacks days of this month: two comparisons of other days would stand side by side
        told = numbered(ago.then.covered) if ago.then else Words("", "")
        why = Words(f"去年同月只有 {told.zh}", f"last year's month tells of {told.en} only")
        ago = Alike(why=LeftOut(YEAR, why))
    missing = (*month.missing, *(each.why for each in (last, ago) if each.why))
    return replace(made, year_ago=ago.then, missing=missing)


def _alike(month: Month, books: Books, span: Span | None, name: Words) -> Alike:
    """Another month, or as many days, as far as it compares."""
    if span is None or not set(span.months) & set(books.months):
        return Alike()
    try:
        other = of_month(books, month.brand, str(span), month.lang)
    except InputError as error:
        return Alike(why=LeftOut(name, Words(error.zh, error.en)))
    if other.orders != month.orders:
        other = replace(other, frame=other.frame.drop(columns="orders", errors="ignore"))
    based = [each.based for each in (other, month)]
    key = "gmv" if month.coverage("gmv").days else "cost"
    wrong = apart((key, month), (key, other), ("currency", "gmv", "shops", "source"))
    lacking: LeftOut | None = None
    if wrong is None and (other.base != month.base or based[0] != based[1]):
        if month.coverage("gmv").days:
            lacking = _unbased(month, other, name)
        else:
            wrong = "base"
    if lacking is not None:
        nothing = other.frame.drop(columns=["base", "clicks"], errors="ignore")
        other = replace(other, frame=nothing, base=month.base)
    if wrong is not None:
        period, said = other.period, WORDS[wrong]
        return Alike(
            why=LeftOut(
                name,
                Words(
                    f"{period.zh}的{said.zh}不同，不能比", f"{period.en}: another {said.en}, no comparison"
                ),
            )
        )
    if month.only is None and month.complete and other.complete and month.level and other.level:
        return Alike(other, why=lacking)
    common = set[int].intersection(*(set(map(each.of.number, each.even)) for each in (month, other)))
    now, then = (
        frozenset(day for day in each.even if each.of.number(day) in common) for each in (month, other)
    )
    why = Words(
        f"{other.period.zh}只有{numbered(other.covered).zh}，和本月同样的日子只有 {len(common)} 天，不能比",
        f"of {other.period.en} there is {numbered(other.covered).en} only: {len(common)} days in common, no comparison",
    )
    if not (month.level and other.level):
        why = Words(
            f"各方有数据的日子不同：{other.period.zh}与本月都有的同样的日子只有 {len(common)} 天，不能比",
            f"shops or accounts tell of other days: {len(common)} days of {other.period.en} and this month are told of all of "
            "them; no comparison",
        )
    if len(common) < min(LEAST_DAYS, month.length):
        return Alike(why=LeftOut(name, why))
    cut, own = other.on(then), month.on(now)
    if cut.covered != then or own.covered != now:
        split = Words(
            f"{other.period.zh}或本月有几天的合计，拆不出同样的日子，不能比",
            f"sums of several days in {other.period.en} or this month can't be split into the same days; no comparison",
        )
        return Alike(why=LeftOut(name, split))
    return Alike(cut, None if now == month.covered else now, lacking)


def _unbased(month: Month, other: Month, name: Words) -> LeftOut:
    """That what rests on the base has no change, for the other month tells of another or of none."""
    zh, en = month.base_words
    return LeftOut(
        Words(f"GPM 的{name.zh}", f"{name.en}: GPM"),
        Words(
            f"{other.period.zh}没有和本月一样的{zh}次数，GPM 不比；GMV、利润、退款照比",
            f"{other.period.en} and this month don't tell the same {en}: no change of GPM; GMV, profit and refunds compare",
        ),
    )
