"""What partners are paid: what the exports tell of it, else what is planned at the rate of 说明, no less than was surely paid."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from xl_fact.engine.placing import PARTNERS
from xl_fact.report.asking import RATE_GIVEN
from xl_fact.report.formula import Among, Choice, Expression, Literal, Named, Only, written
from xl_fact.report.model import Figure
from xl_fact.report.month import UNKNOWN, Month, PartPaid
from xl_fact.report.sections.whose import PARTNER, WHOLE, Sales, added_up, by_shop, letters, named, sales
from xl_fact.words import Words

CENT: Final = 0.01
"""What is less is no money."""


def paid(month: Month) -> bool:
    """Whether the exports tell what partners were paid."""
    told = month.frame["channel"].isin([*PARTNERS, UNKNOWN])
    return month.has("commission") and bool(month.frame.loc[told, "commission"].notna().any())


def planned(month: Month) -> bool:
    """Whether commission is what 说明 plans, for want of what was paid, and there is anyone to be paid."""
    return not paid(month) and bool({*PARTNERS} & {*month.channels})


PLANNED_RATE: Final = "planned_rate"
"""The figure on 推导 of the commission that is planned, of net sales, where a part of the month is paid: that, and the rest."""


def part_paid(month: Month) -> bool:
    """Whether commission is planned, and a part of the month's days tells what was paid on them."""
    return month.part_paid is not None and planned(month) and bool(month.coverage("gmv").days)


def all_part_paid(month: Month) -> float:
    """All that partners were paid on the days that are told."""
    return _part(month, WHOLE).paid


def _part(month: Month, whose: Sales) -> PartPaid:
    """What was paid of some sales on a part of the days; of all partners' with what names no channel."""
    at = {*letters(month, whose)} | ({UNKNOWN} if whose.kind == PARTNER else set())
    each = [
        told
        for (shop, letter), told in (month.part_paid or {}).items()
        if letter in at and whose.shop in ("", shop)
    ]
    return (
        PartPaid(*(sum(amounts) for amounts in zip(*each, strict=True))) if each else PartPaid(0.0, 0.0, 0.0)
    )


def _added(each: Iterable[PartPaid]) -> PartPaid:
    return PartPaid(*(sum(amounts) for amounts in zip(PartPaid(0.0, 0.0, 0.0), *each, strict=True)))


def paid_on_days(month: Month, whose: Sales = WHOLE) -> float:
    """Which part of their net sales partners were paid on the days that are told; of all of them where nothing is told of
    these, 0 where none stands on its days."""
    own, every = _part(month, whose), _part(month, WHOLE)
    of_all = every.dated / every.net if every.net > 0 else 0.0
    if whose == WHOLE or own.net <= 0 or not own.told:
        return of_all
    return own.dated / own.net + (_stray(month).dated / every.net if whose.kind != PARTNER else 0.0)


def rates_on_days(month: Month) -> str:
    """At which rates partners were paid on the days that are told, in words: each of those that differ, where they are few."""
    of_all = written(paid_on_days(month), "0.0%")
    each = plans_apart(month)
    if not each or len(each) > _NAMED:
        return of_all
    told = []
    for whose in each:
        name, own = named(month, whose), _part(month, whose)
        others = own.net <= 0 or not own.told
        rate = written(paid_on_days(month, whose), "0.0%")
        told.append(
            month.say(f"{name.zh} {rate}", f"{rate} ({name.en})")
            if not others
            else month.say(f"{name.zh} {rate}（全部达人的）", f"{rate} ({name.en}, that of all partners)")
        )
    return month.say("、", ", ").join(told)


_NAMED: Final = 4
"""So many rates are told in a sentence."""


def _stray(month: Month) -> PartPaid:
    """What was paid on those days that names no channel."""
    each = [told for (_, letter), told in (month.part_paid or {}).items() if letter == UNKNOWN]
    return (
        PartPaid(*(sum(amounts) for amounts in zip(*each, strict=True))) if each else PartPaid(0.0, 0.0, 0.0)
    )


def plans_apart(month: Month) -> list[Sales]:
    """The partners' sales whose planned rates differ, for each was paid its own on a part of the days: channels, of each shop
    where there are several; none where one rate holds for all."""
    if not part_paid(month):
        return []
    shops = month.shops if by_shop(month) else [""]
    each = [
        Sales(at, shop) for at in PARTNERS for shop in shops if at in letters(month, Sales(PARTNER, shop))
    ]
    return each if len(each) > 1 else []


def planned_figures(month: Month) -> list[Figure]:
    """The rates of commission that are planned, where a part of the month is paid: what was, and the others' sales at the rate
    that is typed, at that of the told days while none is; no less than was paid. Each channel's and shop's own where there are
    several, and those of all of them."""
    if not part_paid(month):
        return []
    words = Words(
        "预计的佣金占净成交，连同已付的（%）", "Commission planned of net sales, with what is paid (%)"
    )

    def due(whose: Sales, net: Expression) -> Expression:
        told, rate = _part(month, whose), Literal(paid_on_days(month, whose))
        asked = Choice(RATE_GIVEN, Named("commission_rate"), rate)
        others = Literal(told.dated) + asked * Among("MAX", (net - told.net, Literal(0.0)))
        own = Among("MAX", (Literal(told.paid), others)) / net
        if whose.kind != PARTNER and (stray := _stray(month).paid):
            every = sales(month, "net", WHOLE)
            own = own + Choice(every > 0, Literal(stray) / every, Literal(0.0))
        return Choice(net.equals(0.0), asked, own)  # of less than nothing, too, what was paid was paid

    each = plans_apart(month)
    if not each:
        return [Figure(PLANNED_RATE, words, "rate", formula=due(WHOLE, sales(month, "net", WHOLE)))]
    found = list[Figure]()
    for whose in _levels(month):
        name, net = named(month, whose), sales(month, "net", whose)
        of_it = Words(f"{name.zh}：{words.zh}", f"{name.en}: {words.en}") if whose != WHOLE else words
        formula = due(whose, net)
        if whose not in each:
            parts = [at for at in each if whose.kind in (PARTNER, at.kind) and whose.shop in ("", at.shop)]
            paid_out = added_up(sales(month, "net", at) * plan(month, whose=at) for at in parts)
            formula = Choice(net.equals(0.0), formula, paid_out / net)
        found.append(Figure(_planned_rate(month, whose), of_it, "rate", formula=formula))
    return found


def _levels(month: Month) -> list[Sales]:
    """Whose sales have a planned rate of their own: those that differ, and all that are made of several of them."""
    each = plans_apart(month)
    made = [Sales(at.kind) for at in each] + [Sales(PARTNER, at.shop) for at in each] + [WHOLE]
    return list(dict.fromkeys([*each, *(_same(month, at) for at in made)])) if each else [WHOLE]


def _same(month: Month, whose: Sales) -> Sales:
    """Some sales of partners, by the least that names them: of one channel, of all of a shop, or of all."""
    mine = letters(month, whose)
    if len(letters(month, Sales(PARTNER, whose.shop))) > 1:
        return whose if whose.kind in mine else Sales(PARTNER, whose.shop)
    return Sales(mine[0], whose.shop) if whose.shop and mine else WHOLE


def _planned_rate(month: Month, whose: Sales) -> str:
    """The figure on 推导 of the rate that is planned of some sales, or of all."""
    asked = _same(month, whose)
    held = next((at for at in (asked, Sales(asked.kind)) if at in _levels(month)), WHOLE)
    if held == WHOLE:
        return PLANNED_RATE
    name = f"{PLANNED_RATE}_{held.kind.lower()}"
    return f"{name}_{month.shops.index(held.shop) + 1}" if held.shop else name


def plan(
    month: Month, net: Expression | None = None, whose: Sales = WHOLE, *, known: bool = True
) -> Expression:
    """The commission that is planned of some net sales, else its rate: what 说明 says, with what was surely paid.

    Parameters
    ----------
    whose : Sales
        Whose sales.
    known : bool
        Whether it is 0 while nobody said a rate and nothing was paid; it is unknown then otherwise.
    """
    rate = Named(_planned_rate(month, whose) if part_paid(month) else "commission_rate")
    due: Expression = rate if net is None else net * rate
    if part_paid(month):
        return due
    return Choice(RATE_GIVEN, due, Literal(0.0)) if known else Only(RATE_GIVEN, due)
