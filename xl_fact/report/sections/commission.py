"""What partners are paid: what the exports tell of it, else what is planned at the rate of 说明, no less than was surely paid."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from xl_fact.engine.placing import PARTNERS
from xl_fact.report.asking import RATE_GIVEN
from xl_fact.report.formula import Among, At, Choice, Expression, Literal, Named, Only
from xl_fact.report.model import Figure
from xl_fact.report.month import UNKNOWN, Month
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
"""The figure on 推导 of the commission that is planned, of net sales, where a part of the month is paid: no less than that."""


def part_paid(month: Month) -> bool:
    """Whether commission is planned, and a part of the month's days tells what was paid on them."""
    return month.part_paid is not None and planned(month) and bool(month.coverage("gmv").days)


def all_part_paid(month: Month) -> float:
    """All that partners were paid on the days that are told."""
    return sum(told for told, _ in (month.part_paid or {}).values())


def paid_on_days(month: Month, letter: str = "") -> float:
    """Which part of their net sales partners were paid on the days that are told, of one channel or of all; of all where nothing
    is told of the one, 0 where nothing was sold on those days."""
    each = month.part_paid or {}
    net = sum(sold for _, sold in each.values())
    if letter and each[letter][1] > 0 and each[letter][0] >= CENT:
        stray = each.get(UNKNOWN, (0.0, 0.0))[0]
        return each[letter][0] / each[letter][1] + (stray / net if net > 0 else 0.0)
    return all_part_paid(month) / net if net > 0 else 0.0


def plans_apart(month: Month) -> list[str]:
    """The partners' channels whose planned rates differ, for each was paid its own on a part of the days; none where one rate
    holds for all."""
    letters = [letter for letter in month.channels if letter in PARTNERS]
    return letters if part_paid(month) and len(letters) > 1 else []


def planned_figures(month: Month) -> list[Figure]:
    """The rates of commission that are planned, where a part of the month is paid: what is typed, no less than all that was paid
    of all net sales; of the told days while none is. Each channel's own where there are several, and that of all of them."""
    if not part_paid(month) or month.part_paid is None:
        return []
    each = month.part_paid
    nets = {letter: At("pnl", "net", row) for row, letter in enumerate(month.channels) if letter in PARTNERS}
    net = added_up(nets.values())
    words = Words(
        "预计的佣金占净成交，不少于已付的（%）", "Commission planned of net sales, no less than paid (%)"
    )

    def of(amount: float, sold: Expression) -> Expression:
        return Choice(sold > 0, Literal(amount) / sold, Literal(0.0))

    def rate(least: Expression, letter: str = "") -> Expression:
        asked = Choice(RATE_GIVEN, Named("commission_rate"), Literal(paid_on_days(month, letter)))
        return Among("MAX", (asked, least))

    if not plans_apart(month):
        return [Figure(PLANNED_RATE, words, "rate", formula=rate(of(all_part_paid(month), net)))]
    stray, found = each.get(UNKNOWN, (0.0, 0.0))[0], list[Figure]()
    for letter, sold in nets.items():
        least = of(each[letter][0], sold)
        if stray:
            least = least + of(stray, net)
        of_it = Words(f"{month.label(letter)}：{words.zh}", f"{month.label(letter)}: {words.en}")
        found.append(Figure(_planned_rate(month, letter), of_it, "rate", formula=rate(least, letter)))
    due = added_up(sold * Named(_planned_rate(month, letter)) for letter, sold in nets.items())
    pooled = Choice(net > 0, due / net, rate(Literal(0.0)))
    return [*found, Figure(PLANNED_RATE, words, "rate", formula=pooled)]


def _planned_rate(month: Month, letter: str) -> str:
    """The figure on 推导 of the rate that is planned of a channel, or of all."""
    return f"{PLANNED_RATE}_{letter.lower()}" if letter in plans_apart(month) else PLANNED_RATE


def plan(month: Month, net: Expression | None = None, letter: str = "", *, known: bool = True) -> Expression:
    """The commission that is planned of some net sales, else its rate: what 说明 says, no less than what was surely paid.

    Parameters
    ----------
    letter : str
        Whose sales; "" of all partners' channels.
    known : bool
        Whether it is 0 while nobody said a rate and nothing was paid; it is unknown then otherwise.
    """
    rate = Named(_planned_rate(month, letter) if part_paid(month) else "commission_rate")
    due: Expression = rate if net is None else net * rate
    if part_paid(month):
        return due
    return Choice(RATE_GIVEN, due, Literal(0.0)) if known else Only(RATE_GIVEN, due)


def added_up(parts: Iterable[Expression]) -> Expression:
    """The sum of some, at least one."""
    first, *others = parts
    found: Expression = first
    for each in others:
        found = found + each
    return found
