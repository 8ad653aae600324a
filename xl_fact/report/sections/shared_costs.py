"""What a list bears of its channels' costs: what it tells itself, else its share at the channels' own rate, else what is planned.

A list of creators or works may tell no refunds, commission, slot fees or platform fees, though the month's channels do. Then
each row bears them at the rate of the channels it sold in: what came back of GMV, the others of net sales. So all of a list bear
what their channels bear, and no page calls a profit what another calls a loss.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from xl_fact.engine.answers import Ranking
from xl_fact.engine.placing import PARTNERS
from xl_fact.engine.rankings import NOBODY
from xl_fact.report.asking import RATE_GIVEN
from xl_fact.report.formula import (
    Among,
    At,
    Choice,
    Expression,
    Joined,
    Known,
    Literal,
    Named,
    Only,
    SumIfs,
    Total,
)
from xl_fact.report.model import Figure
from xl_fact.report.month import UNKNOWN, Month
from xl_fact.report.telling import sentence, where
from xl_fact.words import Words

SHARED: Final = {
    "refund": Words("退款", "refunds"),
    "commission": Words("佣金", "commission"),
    "slot_fee": Words("坑位费", "slot fees"),
    "platform_fee": Words("平台佣金", "platform fees"),
}
"""What a list bears a share of where it doesn't tell, in the order of the P&L."""
PARTNER, OWN, ALL = "partner", "own", "all"
"""Whose sales a row may be where they are not one own channel's: partners', the shop's own, or nobody's that is known."""
SHOWN: Final = 20
"""So many creators are listed."""
CENT: Final = 0.01
"""What is less is no money."""
PAID_RATE: Final = "paid_rate"
"""The figure on 推导 of what partners were paid of their net sales, where the list of creators doesn't say whom."""


def paid(month: Month) -> bool:
    """Whether the exports tell what partners were paid."""
    return _told_of(month, "commission", [*PARTNERS, UNKNOWN])


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


def _told_of(month: Month, key: str, letters: Iterable[str]) -> bool:
    """Whether the exports tell a cost of some channels."""
    return month.has(key) and bool(
        month.frame.loc[month.frame["channel"].isin([*letters]), key].notna().any()
    )


def tells(month: Month, top: Ranking, key: str) -> bool:
    """Whether a list tells a cost itself; one of accounts that tells of a part of the month only tells none of it."""
    return key in top and (top.role in ("works", "ads") or key not in month.partial)


@dataclass(frozen=True)
class Share:
    """What a list bears of the channels that it sold in.

    Attributes
    ----------
    month : Month
    name : str
        What the figures of its rates are called by.
    top : Ranking
        The list.
    sold : mapping
        Whose sales → the GMV of all that is listed, shown or not, and the refunds that the list tells of it.
    used : tuple of str
        Whose sales those shown are, of `sold`.
    """

    month: Month
    name: str
    top: Ranking
    sold: Mapping[str, tuple[float, float]]
    used: tuple[str, ...]

    def shares(self, key: str, whose: str = PARTNER) -> bool:
        """Whether a cost is shared out: the list doesn't tell it, the channels do."""
        month = self.month
        if tells(month, self.top, key) or not month.coverage("gmv").days or not self.letters(whose):
            return False
        if key == "refund":
            return self.top.gmv.refunded and month.holds(key) and self._amount(key, whose) >= CENT
        if key == "commission" and whose == PARTNER:
            return paid(month)
        return month.holds(key) and self._amount(key, whose) >= CENT

    def named(self, key: str) -> bool:
        """Whether other exports tell a cost that is shared out by the names in the list, and no more than its channels bear."""
        whole = self.top.totals.get(f"{key}_named", 0.0)
        if key == "platform_fee" and self._stray(key):
            return (
                False  # what names no channel may be anybody's, and nobody knows which of it the names are in
            )
        return self.shares(key) and CENT <= whole <= self._amount(key, PARTNER) + CENT

    def rest(self, key: str) -> float:
        """What of such a cost no name in the list bears."""
        left = self._amount(key, PARTNER) - self.top.totals[f"{key}_named"]
        return left if left >= CENT else 0.0

    def borne(self, key: str, top: Ranking, net: Callable[[int], Expression]) -> list[Expression | float]:
        """What each row of a list, or each tier, bears of such a cost: its own, and its share of what names nobody in it."""
        amounts = top[f"{key}_named"] if f"{key}_named" in top else [0.0] * len(top)
        if not self.rest(key):
            return [*amounts]
        return [net(row) * self.rate(key) + amount for row, amount in enumerate(amounts)]

    def keys(self) -> list[str]:
        """The costs that any of its rows bears a share of."""
        return [key for key in SHARED if any(self.shares(key, whose) for whose in self.sold)]

    def rate(self, key: str, whose: str = PARTNER) -> Expression:
        """At which rate: of GMV for what came back, else of net sales; nothing where it isn't shared out."""
        return Named(self._figure(key, whose)) if self.shares(key, whose) else Literal(0.0)

    def figures(self) -> list[Figure]:
        """The rates, for 推导."""
        return [
            Figure(self._figure(key, whose), self._words(key, whose), "rate", formula=self._rate(key, whose))
            for key in SHARED
            for whose in self.sold
            if self.shares(key, whose) and not (self.named(key) and not self.rest(key))
        ]

    def told(self, nothing: Words) -> Expression:
        """What was shared out and at which rate; `nothing` says of which list it is that it tells them not."""
        month, parts = self.month, list[Expression]()
        between = Literal(month.say("；", "; "))
        for key in filter(self.named, self.keys()):
            parts += [between, self._told_by_name(key)]
        plain = [key for key in self.keys() if not self.named(key)]
        for key in plain:
            stray = month.say("（连同没写明阵地的）", " (with what names no channel)")
            nobodys = stray if any(map(self._stray, plain)) else ""
            if len(month.shops) > 1:
                nobodys = month.say("（各店合起来的）", " (all shops' together)") + nobodys
            rate = month.say(
                f"按阵地自己的比例摊{nobodys}：", f"each row bears its channels' own rate{nobodys}: "
            )
            parts += [between, *([Literal(rate)] if key == plain[0] else []), self._told(key)]
        names = [SHARED[key] for key in self.keys()]
        zh, en = "、".join(each.zh for each in names), one_of([each.en for each in names])
        return Joined((Literal(month.say(f"{nothing.zh}{zh}：", f"{nothing.en} {en}: ")), *parts[1:]))

    # ---------------------------------------------------------------- one rate
    def letters(self, whose: str) -> list[str]:
        """The channels of some sales."""
        present = [letter for letter in self.month.channels if letter != UNKNOWN]
        if whose == PARTNER:
            return [letter for letter in present if letter in PARTNERS]
        if whose == OWN:
            return [letter for letter in present if letter not in PARTNERS]
        return self.month.channels if whose == ALL else [letter for letter in present if letter == whose]

    def _stray(self, key: str) -> bool:
        """Whether some of a cost names no channel, and may be that of those listed."""
        return (
            key != "refund"
            and UNKNOWN in self.month.channels
            and abs(self.month.sums(key).get(UNKNOWN, 0.0)) >= CENT
        )

    def _amount(self, key: str, whose: str) -> float:
        """What its channels bear of a cost, with what may be theirs."""
        sums = self.month.sums(key)
        letters = [*self.letters(whose), *([UNKNOWN] if self._may_be(key, whose) else [])]
        return abs(sum(sums.get(letter, 0.0) for letter in {*letters}))

    def _may_be(self, key: str, whose: str) -> bool:
        """Whether what names no channel may be theirs: commission and slots are partners', a platform's fee anybody's."""
        return self._stray(key) and (whose in (PARTNER, *PARTNERS) or key == "platform_fee")

    def _rate(self, key: str, whose: str) -> Expression:
        letters = self.letters(whose)
        rows = [self.month.channels.index(letter) for letter in letters]
        sums: list[Expression] = [
            SumIfs("data", key, {"channel": Literal(self.month.label(letter))}) for letter in letters
        ]
        if key == "refund":
            gmv = added_up(At("pnl", "gmv", row) for row in rows)
            return Only(gmv > 0, added_up(sums) / gmv)
        net = added_up(At("pnl", "net", row) for row in rows)
        if key != "platform_fee" and self._may_be(key, whose) and whose == PARTNER:
            sums.append(SumIfs("data", key, {"channel": Literal(self.month.label(UNKNOWN))}))
        if self.named(key) and whose == PARTNER:
            sums.append(Literal(-self.top.totals[f"{key}_named"]))
        rate = added_up(sums) / Among("MAX", (net, self._listed_net(whose)))
        if key == "platform_fee" and self._may_be(key, whose) and whose != ALL:
            stray = SumIfs("data", key, {"channel": Literal(self.month.label(UNKNOWN))})
            rate = rate + stray / Among("MAX", (net, Total("net", "pnl")))
        elif self._may_be(key, whose) and whose in PARTNERS:
            partners = added_up(
                At("pnl", "net", self.month.channels.index(at)) for at in self.letters(PARTNER)
            )
            stray = SumIfs("data", key, {"channel": Literal(self.month.label(UNKNOWN))})
            sold = (self._listed_net(PARTNER),) if PARTNER in self.sold else ()
            rate = rate + stray / Among("MAX", (partners, *sold))
        return Only(net > 0, rate)

    def _listed_net(self, whose: str) -> Expression:
        """What all that is listed sold after refunds: where it is more than the channels', it bears no more than they do."""
        sold, back = self.sold[whose]
        if self.shares("refund", whose):
            return (1 - Named(self._figure("refund", whose))) * sold
        return Literal(sold - back if tells(self.month, self.top, "refund") else sold)

    def _figure(self, key: str, whose: str) -> str:
        if (self.name, key, whose) == ("creators", "commission", PARTNER):
            return PAID_RATE
        return f"{self.name}_{key}_{whose.lower()}"

    def _words(self, key: str, whose: str) -> Words:
        zh, en = self._whose(whose)
        if key == "refund":
            return Words(f"{zh}的退款占 GMV（%）", f"Refunds of GMV, {en} (%)")
        if key == "commission" and whose == PARTNER:
            return Words("实付佣金占达人净成交（%）", "Commission paid of partners' net sales (%)")
        name = SHARED[key]
        return Words(f"{zh}的{name.zh}占净成交（%）", f"{name.en.capitalize()} of net sales, {en} (%)")

    def _whose(self, whose: str) -> Words:
        """Some sales, as a sentence names them."""
        if whose in self.month.channels:
            return Words(self.month.label(whose), self.month.label(whose))
        return {
            PARTNER: Words("达人", "partners"),
            OWN: Words("自营", "own channels"),
            ALL: Words("全店", "the shop"),
        }.get(whose, Words(whose, whose))

    def _told_by_name(self, key: str) -> Expression:
        """That a cost is borne by those whom other exports name, and who bears the rest."""
        month, name = self.month, SHARED[key]
        told = month.say(f"{name.zh}按别的导出里的名字记", f"other exports tell {name.en} by name")
        if not self.rest(key):
            return Literal(told)
        rate = Named(self._figure(key, PARTNER))
        shared = sentence(
            month, "按净成交的 {rate:0.0%} 摊", "is shared at {rate:0.0%} of net sales", rate=rate
        )
        unknown = Literal(month.say("摊不了（成交不大于 0）", "can't be shared: nothing was sold"))
        return sentence(
            month,
            f"{told}，对不上名字的 {{rest:money}}{{shared}}",
            f"{told}; {{rest:money}} that name nobody listed {{shared}}",
            rest=Literal(self.rest(key)),
            shared=where(Known((rate,)), shared, unknown),
        )

    def _told(self, key: str) -> Expression:
        """The rates of a cost, in words."""
        month, name, found = self.month, SHARED[key], list[Expression]()
        zh, en = ("占 GMV", "of GMV") if key == "refund" else ("占净成交", "of net sales")
        for whose in filter(partial(self.shares, key), self.used):
            rate = Named(self._figure(key, whose))
            of = Words("", "") if self.name == "creators" and whose == PARTNER else self._whose(whose)
            gap = Words(f"{of.zh} " if of.zh else "", f" ({of.en})" if of.en else "")
            told = sentence(month, f"{gap.zh}{{rate:0.0%}}", f"{{rate:0.0%}}{gap.en}", rate=rate)
            unknown = month.say(f"{gap.zh}摊不了（成交不大于 0）", f"none, for nothing was sold{gap.en}")
            found += [Literal(month.say("、", ", ")), where(Known((rate,)), told, Literal(unknown))]
        first = month.say(f"{name.zh}{zh} ", f"{name.en} {en} ")
        return Joined((Literal(first), *found[1:]))


def one_of(names: list[str]) -> str:
    """Some names of which none is told, in English.

    Examples
    --------
    >>> one_of(["refunds", "slot fees", "platform fees"])
    'refunds, slot fees or platform fees'
    """
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last


def added_up(parts: Iterable[Expression]) -> Expression:
    """The sum of some, at least one."""
    first, *others = parts
    found: Expression = first
    for each in others:
        found = found + each
    return found


def of_creators(month: Month, top: Ranking) -> Share:
    """What the creators of the list bear, and their tiers: each the rates of its own channel, where there are several."""
    back = top.totals.get("refund", 0.0)
    sold = {PARTNER: (top.whole, back if back == back else 0.0)}
    if not _several(month):
        return Share(month, "creators", top, sold, (PARTNER,))
    every = month.lists.accounts("合作", month.gmv, _EVERY) or top
    refunds, used = (
        every["refund"] if "refund" in every else [0.0] * len(every),
        {*whose_creators(month, top)},
    )
    for whose, *each in zip(whose_creators(month, every), every["gmv"], refunds, strict=True):
        used.add(whose)
        if whose != PARTNER:
            gmv, given_back = sold.get(whose, (0.0, 0.0))
            sold[whose] = gmv + _known(each[0]), given_back + _known(each[1])
    return Share(month, "creators", top, sold, tuple(sorted(used)))


_EVERY: Final = 1_000_000
"""More creators than any list holds."""


def _known(amount: float) -> float:
    return amount if amount == amount else 0.0


def _several(month: Month) -> bool:
    """Whether partners sold in several channels, each with rates of its own."""
    return {*PARTNERS} <= {*month.channels}


def whose_creators(month: Month, top: Ranking) -> list[str]:
    """Whose sales each listed creator's are: a channel of partners, or several of them."""
    return [_creator(month, *each) for each in zip(top["account"], top["channel"], strict=True)]


def whose_names(month: Month) -> dict[str, str]:
    """The same by name, of all creators listed; nothing where partners have one channel."""
    every = month.lists.accounts("合作", month.gmv, _EVERY) if _several(month) else None
    return {} if every is None else dict(zip(every["account"], whose_creators(month, every), strict=True))


def _creator(month: Month, account: str, channel: str) -> str:
    if not _several(month):
        return PARTNER
    letter = month.heads.channel(account) if channel == "A" and month.heads is not None else channel
    return letter if letter in PARTNERS else PARTNER


# -------------------------------------------------------------------- works
def of_works(month: Month, top: Ranking) -> Share:
    """What the works of the list bear."""
    order = [*(letter for letter in month.channels if letter not in PARTNERS), OWN, *PARTNERS, PARTNER, ALL]
    mine = whose_works(month, top)
    sold = dict.fromkeys(sorted({*mine}, key=order.index), (0.0, 0.0))
    if _several(month) and month.heads is not None:  # which of all works are heads' their channel doesn't say
        refunds = top["refund"] if "refund" in top else [0.0] * len(top)
        for whose, *each in zip(mine, top["gmv"], refunds, strict=True):
            sold[whose] = sold[whose][0] + _known(each[0]), sold[whose][1] + _known(each[1])
        return Share(month, "works", top, sold, (*sold,))
    for (owner, channel), (gmv, back) in top.places.items():
        if (whose := _whose(month, owner, channel)) in sold:
            sold[whose] = sold[whose][0] + gmv, sold[whose][1] + back
    return Share(month, "works", top, sold, (*sold,))


def whose_works(month: Month, top: Ranking) -> list[str]:
    """Whose sales each work's are."""
    return [_whose(month, *each) for each in zip(top["owner"], top["channel"], top["account"], strict=True)]


def _whose(month: Month, owner: str, channel: str, account: str = "") -> str:
    letter = "F" if channel == "S" and month.brand.shelf == "F" else channel
    if letter in PARTNERS:
        if letter == "A" and month.heads is not None and account in NOBODY:
            return PARTNER  # it may be a head's
        return _creator(month, account, letter)
    if owner == "合作":
        return PARTNER
    if letter in month.channels and letter != UNKNOWN:
        return letter
    return OWN if owner == "自营" else ALL


def plans_creators(month: Month) -> bool:
    """Whether the list of creators asks for the rate of commission on 说明."""
    top = month.lists.accounts("合作", month.gmv, SHOWN)
    return top is not None and not (
        tells(month, top, "commission") or of_creators(month, top).shares("commission")
    )


def plans_works(month: Month, top: Ranking) -> bool:
    """Whether commission of the works of partners is planned on 说明, and of those that may be theirs."""
    whose = {*whose_works(month, top)}
    return planned(month) and not tells(month, top, "commission") and bool(whose & {PARTNER, ALL, *PARTNERS})


def taken(share: Share, whose: str) -> Expression:
    """What part of its net sales a work bears: all that is shared out, and a partner's commission that is planned; of
    one that may be a partner's or not, as much of it as partners sell of all."""
    parts = [share.rate(key, whose) for key in SHARED if key != "refund" and share.shares(key, whose)]
    if whose in (PARTNER, *PARTNERS) and plans_works(share.month, share.top):
        parts.append(plan(share.month, letter=whose))
    if whose == ALL and plans_works(share.month, share.top):
        rows = [share.month.channels.index(letter) for letter in share.letters(PARTNER)]
        net, sold = added_up(At("pnl", "net", row) for row in rows), Total("net", "pnl")
        parts.append(plan(share.month) * Choice(sold > 0, net / sold, Literal(0.0)))
    return added_up(parts) if parts else Literal(0.0)
