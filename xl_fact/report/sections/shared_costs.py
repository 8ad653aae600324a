"""What a list bears of its channels' costs: what it tells itself, else its share at the channels' own rate, else what is planned.

A list of creators or works may tell no refunds, commission, slot fees or platform fees, though the month's channels do. Then
each row bears them at the rate of the channels it sold in, of its own shop: what came back of GMV, the others of net sales. So
all of a list bear what their channels bear, and no page calls a profit what another calls a loss.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from xl_fact.engine.answers import Ranking
from xl_fact.engine.placing import PARTNERS
from xl_fact.report.formula import (
    Aggregate,
    Among,
    Body,
    Choice,
    Expression,
    Joined,
    Known,
    Literal,
    Named,
    Only,
    Shown,
    SumIfs,
    total_of,
)
from xl_fact.report.model import Figure
from xl_fact.report.month import UNKNOWN, Month
from xl_fact.report.sections.commission import CENT, paid, plan, planned
from xl_fact.report.sections.whose import (
    ALL,
    OWN,
    PARTNER,
    SHOWN,
    WHOLE,
    Parts,
    Sales,
    added_up,
    apart,
    by_shop,
    every_creator,
    letters,
    named,
    sales,
    whose_creators,
    whose_work,
    whose_works,
)
from xl_fact.report.telling import sentence, where
from xl_fact.words import Words

SHARED: Final = {
    "refund": Words("退款", "refunds"),
    "commission": Words("佣金", "commission"),
    "slot_fee": Words("坑位费", "slot fees"),
    "platform_fee": Words("平台佣金", "platform fees"),
}
"""What a list bears a share of where it doesn't tell, in the order of the P&L."""
PAID_RATE: Final = "paid_rate"
"""The figure on 推导 of what partners were paid of their net sales, where the list of creators doesn't say whom."""
_RATES: Final = 6
"""So many rates of one cost are told in a sentence."""


def tells(month: Month, top: Ranking, key: str) -> bool:
    """Whether a list tells a cost of all its rows itself; one of accounts that tells of a part of the month only tells none."""
    if key not in SHARED or top.role in ("works", "ads"):
        return key in top and (top.role in ("works", "ads") or key not in month.partial)
    return holds(month, top, key) and (not top.told_in or top.told_in["gmv"] <= top.told_in[key])


def holds(month: Month, top: Ranking, key: str) -> bool:
    """Whether a list of creators tells a cost of some of its shops, for the whole month."""
    return key in top and key not in month.partial


def whole(share: Share, key: str) -> Expression:
    """The sum of a column of a list; "—" where what is shared out is unknown of some of its rows."""
    if not share.keys():
        return total_of(key)
    rows, known = (Aggregate("COUNT", Body(each)) for each in ("gmv", key))
    return Only(known.equals(rows), total_of(key))


def told_of(month: Month, top: Ranking, key: str, parts: Iterable[Sales]) -> bool:
    """Whether a list tells a cost of all that a creator sold."""
    if tells(month, top, key) or not holds(month, top, key):
        return tells(month, top, key)
    return all(shop and shop in top.told_in[key] for _, shop in parts)


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
    used : tuple of Sales
        Whose sales the rows are, of `sold`.
    by_name : mapping
        A cost → whose sales → what other exports tell of it by the names in the list.
    """

    month: Month
    name: str
    top: Ranking
    sold: Mapping[Sales, tuple[float, float]]
    used: tuple[Sales, ...]
    by_name: Mapping[str, Mapping[Sales, float]] = field(default_factory=dict)

    def shares(self, key: str, whose: Sales = WHOLE) -> bool:
        """Whether a cost is shared out: the list doesn't tell it, the channels do."""
        month = self.month
        if (
            key not in SHARED
            or tells(month, self.top, key)
            or not month.coverage("gmv").days
            or not letters(month, whose)
        ):
            return False
        if key == "refund":
            return self.top.gmv.refunded and month.holds(key) and self._amount(key, whose) >= CENT
        if key == "commission" and whose.kind == PARTNER:
            return paid(month)
        return month.holds(key) and self._amount(key, whose) >= CENT

    def named(self, key: str) -> bool:
        """Whether other exports tell a cost that is shared out by the names in the list, and no more than its channels bear."""
        if not self.shares(key) or math.fsum(self.by_name.get(key, {}).values()) < CENT:
            return False
        if key == "platform_fee" and any(map(partial(self._stray, key), self._shops)):
            return (
                False  # what names no channel may be anybody's, and nobody knows which of it the names are in
            )
        if not {*self._shops} >= {whose.shop for whose in self.by_name[key]}:
            return False
        wholes = [Sales(PARTNER, shop) for shop in self._shops]
        return all(self._named_of(key, whose) <= self._amount(key, whose) + CENT for whose in wholes)

    def rest(self, key: str, whose: Sales = WHOLE) -> float:
        """What of such a cost no name in the list bears."""
        left = self._amount(key, whose) - self._named_of(key, whose)
        return left if left >= CENT else 0.0

    def sharing(self, key: str, whose: Sales) -> Sales:
        """With whom some sales share what no name bears: with their own channel where the names leave it some of its own, else
        with all partners of the shop."""
        each = [Sales(at, whose.shop) for at in letters(self.month, Sales(PARTNER, whose.shop))]
        unsaid = Sales(PARTNER, whose.shop) in self.by_name[key] or self._stray(key, whose.shop)
        over = any(self._named_of(key, one) > self._amount(key, one) + CENT for one in each)
        return (
            whose
            if whose in each and whose in self.sold and not unsaid and not over
            else Sales(PARTNER, whose.shop)
        )

    def resting(self, key: str) -> list[Sales]:
        """Who shares what no name bears, where there is any."""
        bear = [whose for whose in self.used if not told_of(self.month, self.top, key, [whose])]
        each = dict.fromkeys(self.sharing(key, whose) for whose in bear)
        return [whose for whose in each if self.rest(key, whose)]

    def borne(self, key: str, nets: Mapping[Sales, Expression], more: float = 0.0) -> Expression | float:
        """What some sales bear of a cost that their list doesn't tell.

        Parameters
        ----------
        nets : mapping
            Whose they are → what they are after refunds, or before them for what came back.
        more : float
            What else is told of the cost: by other exports by name, or by the list of a part.
        """
        found: list[Expression] = []
        for whose, net in nets.items():
            if not self.named(key):
                found.append(net * self.rate(key, whose))
            elif self.rest(key, self.sharing(key, whose)):
                found.append(net * self.rate(key, self.sharing(key, whose)))
        if not found:
            return more
        return Shown(added_up([*found[:1], *([Literal(more)] if more else []), *found[1:]]))

    def net(self, whose: Sales, sold: tuple[float, float]) -> Expression:
        """What is left of some GMV after the refunds that the list tells of it, or its share of them.

        Of all that is listed it may be more than the channels sold: then all of it bears no more than they do.
        """
        gmv, back = sold
        if told_of(self.month, self.top, "refund", [whose]):
            return Literal(gmv - back)
        shared = self.shares("refund", whose)
        return Literal(gmv) * (1 - self.rate("refund", whose)) if shared else Literal(gmv)

    def keys(self) -> list[str]:
        """The costs that any of its rows bears a share of."""
        return [key for key in SHARED if any(self.shares(key, whose) for whose in self.sold)]

    def rate(self, key: str, whose: Sales = WHOLE) -> Expression:
        """At which rate: of GMV for what came back, else of net sales; nothing where it isn't shared out."""
        return Named(self._figure(key, whose)) if self.shares(key, whose) else Literal(0.0)

    def figures(self) -> list[Figure]:
        """The rates, for 推导."""
        return [
            Figure(self._figure(key, whose), self._words(key, whose), "rate", formula=self._rate(key, whose))
            for key in SHARED
            for whose in self.sold
            if self.shares(key, whose) and (not self.named(key) or whose in self.resting(key))
        ]

    def told(self, nothing: Words) -> Expression:
        """What was shared out and at which rate; `nothing` says of which list it is that it tells them not."""
        month, parts = self.month, list[Expression]()
        between = Literal(month.say("；", "; "))
        for key in filter(self.named, self.keys()):
            parts += [between, self._told_by_name(key)]
        plain = [key for key in self.keys() if not self.named(key)]
        for key in plain:
            stray = any(self._stray(each, whose.shop) for each in plain for whose in self.used)
            nobodys = month.say("（连同没写明阵地的）", " (with what names no channel)") if stray else ""
            if by_shop(month):
                rate = month.say(
                    f"按各店阵地自己的比例摊{nobodys}：",
                    f"each row bears its own shop's rate, by channel{nobodys}: ",
                )
            else:
                rate = month.say(
                    f"按阵地自己的比例摊{nobodys}：", f"each row bears its channels' own rate{nobodys}: "
                )
            parts += [between, *([Literal(rate)] if key == plain[0] else []), self._told(key)]
        names = [SHARED[key] for key in self.keys()]
        zh, en = "、".join(each.zh for each in names), one_of([each.en for each in names])
        return Joined((Literal(month.say(f"{nothing.zh}{zh}：", f"{nothing.en} {en}: ")), *parts[1:]))

    # ---------------------------------------------------------------- one rate
    @property
    def _shops(self) -> list[str]:
        """The shops whose costs are told apart, "" for all together."""
        return self.month.shops if by_shop(self.month) else [""]

    def _named_of(self, key: str, whose: Sales) -> float:
        """What other exports tell of a cost by name, of some sales."""
        each = self.by_name[key]
        if whose.kind != PARTNER:
            return each.get(whose, 0.0)
        return math.fsum(amount for at, amount in each.items() if whose.shop in ("", at.shop))

    def _sums(self, key: str, shop: str) -> dict[str, float]:
        """A cost by channel, of a shop."""
        if not shop:
            return self.month.sums(key)
        rows = self.month.frame[self.month.frame["shop"] == shop]
        return {str(at): float(amount) for at, amount in rows.groupby("channel")[key].sum().items()}

    def _stray(self, key: str, shop: str) -> bool:
        """Whether some of a cost names no channel, and may be that of those listed."""
        return (
            key != "refund"
            and UNKNOWN in self.month.channels
            and abs(self._sums(key, shop).get(UNKNOWN, 0.0)) >= CENT
        )

    def _amount(self, key: str, whose: Sales) -> float:
        """What its channels bear of a cost, with what may be theirs."""
        mine = [*letters(self.month, whose), *([UNKNOWN] if self._may_be(key, whose) else [])]
        sums = self._sums(key, whose.shop)
        return abs(sum(sums.get(letter, 0.0) for letter in {*mine})) + abs(self._nowhere(key, whose))

    def _nowhere(self, key: str, whose: Sales) -> float:
        """What its channels may bear of a cost that names no shop, where the shops' are told apart."""
        rows = self.month.frame[self.month.frame["shop"] == ""]
        at = [letter for letter, _ in self._alike(key, whose)]
        return float(rows.loc[rows["channel"].isin(at), key].sum())

    def _alike(self, key: str, whose: Sales) -> list[tuple[str, Sales]]:
        """The channels in which a cost that names no shop may be of some sales of one, and what of all shops shares it."""
        if not whose.shop:
            return []
        found = [
            (letter, Sales(whose.kind))
            for letter in letters(self.month, Sales(whose.kind))
            if letter != UNKNOWN
        ]
        anybodys = Sales(ALL) if key == "platform_fee" else WHOLE
        if UNKNOWN in self.month.channels and (key == "platform_fee" or whose.partners or whose.kind == ALL):
            found.append((UNKNOWN, anybodys))
        rows = self.month.frame[self.month.frame["shop"] == ""].groupby("channel")[key].sum()
        return [(letter, sold) for letter, sold in found if abs(float(rows.get(letter, 0.0))) >= CENT]

    def _may_be(self, key: str, whose: Sales) -> bool:
        """Whether what names no channel may be theirs: commission and slots are partners', a platform's fee anybody's."""
        return self._stray(key, whose.shop) and (whose.partners or key == "platform_fee")

    def _data(self, key: str, letter: str, shop: str) -> Expression:
        """A sum of the data, of a channel in a shop."""
        names = {"channel": Literal(self.month.label(letter))}
        if shop:
            names["shop"] = Literal(self.month.shop(shop))
        return SumIfs("data", key, names)

    def _rate(self, key: str, whose: Sales) -> Expression:
        month, (kind, shop) = self.month, whose
        sums = [self._data(key, letter, shop) for letter in letters(month, whose)]
        if key == "refund":
            gmv = sales(month, "gmv", whose)
            return Only(gmv > 0, added_up(sums) / gmv)
        net, may_be = sales(month, "net", whose), self._may_be(key, whose)
        if key != "platform_fee" and may_be and kind == PARTNER:
            sums.append(self._data(key, UNKNOWN, shop))
        if self.named(key) and self.sharing(key, whose) == whose and self._named_of(key, whose):
            sums.append(Literal(-self._named_of(key, whose)))
        rate = added_up(sums) / Among("MAX", (net, self.net(whose, self.sold[whose])))
        if key == "platform_fee" and may_be and kind != ALL:
            every = sales(month, "net", Sales(ALL, shop))
            rate = rate + self._data(key, UNKNOWN, shop) / Among("MAX", (net, every))
        elif may_be and kind in PARTNERS:
            partners = Sales(PARTNER, shop)
            sold = (self.net(partners, self.sold[partners]),) if partners in self.sold else ()
            rate = rate + self._data(key, UNKNOWN, shop) / Among(
                "MAX", (sales(month, "net", partners), *sold)
            )
        for at, alike in self._alike(key, whose):
            lost = SumIfs("data", key, {"channel": Literal(month.label(at)), "shop": Literal(month.shop(""))})
            rate = rate + lost / Among("MAX", (sales(month, "net", alike), net))
        nothing = Only(added_up(sums).equals(0.0), Literal(0.0))  # then anybody bears none, whatever was sold
        return Choice(net > 0, rate, nothing)

    def _figure(self, key: str, whose: Sales) -> str:
        if (self.name, key, whose) == ("creators", "commission", WHOLE):
            return PAID_RATE
        name = f"{self.name}_{key}_{whose.kind.lower()}"
        return f"{name}_{self.month.shops.index(whose.shop) + 1}" if whose.shop else name

    def _words(self, key: str, whose: Sales) -> Words:
        zh, en = named(self.month, whose)
        if key == "refund":
            return Words(f"{zh}的退款占 GMV（%）", f"Refunds of GMV, {en} (%)")
        if key == "commission" and whose == WHOLE:
            return Words("实付佣金占达人净成交（%）", "Commission paid of partners' net sales (%)")
        name = SHARED[key]
        return Words(f"{zh}的{name.zh}占净成交（%）", f"{name.en.capitalize()} of net sales, {en} (%)")

    def _briefly(self, whose: Sales) -> Words:
        """Some sales, as its sentence names them: whose creators' are needs no word."""
        if self.name != "creators" or whose.kind != PARTNER:
            return named(self.month, whose)
        shop = self.month.shop(whose.shop) if whose.shop else ""
        return Words(shop, shop)

    def _told_by_name(self, key: str) -> Expression:
        """That a cost is borne by those whom other exports name, and who bears the rest."""
        month, name = self.month, SHARED[key]
        told = month.say(f"{name.zh}按别的导出里的名字记", f"other exports tell {name.en} by name")
        parts: list[Expression] = [Literal(told)]
        for whose in self.resting(key):
            rate, of_it = Named(self._figure(key, whose)), self._briefly(whose)
            shared = sentence(
                month, "按净成交的 {rate:0.0%} 摊", "is shared at {rate:0.0%} of net sales", rate=rate
            )
            unknown = Literal(month.say("摊不了（成交不大于 0）", "can't be shared: nothing was sold"))
            parts.append(
                sentence(
                    month,
                    f"，{of_it.zh}对不上名字的 {{rest:money}}{{shared}}",
                    f"; {{rest:money}}{f' of {of_it.en}' if of_it.en else ''} that names nobody listed {{shared}}",
                    rest=Literal(self.rest(key, whose)),
                    shared=where(Known((rate,)), shared, unknown),
                )
            )
        return Joined(tuple(parts)) if len(parts) > 1 else parts[0]

    def _told(self, key: str) -> Expression:
        """The rates of a cost, in words."""
        month, name, found = self.month, SHARED[key], list[Expression]()
        zh, en = ("占 GMV", "of GMV") if key == "refund" else ("占净成交", "of net sales")
        first = month.say(f"{name.zh}{zh} ", f"{name.en} {en} ")
        bear = [whose for whose in self.used if not told_of(month, self.top, key, [whose])]
        each = [whose for whose in bear if self.shares(key, whose)]
        if len(each) > _RATES:
            return Literal(
                first.rstrip()
                + month.say(f"的 {len(each)} 个比例见“推导”", f" at {len(each)} rates, see 推导")
            )
        for whose in each:
            rate = Named(self._figure(key, whose))
            of_it = self._briefly(whose)
            gap = Words(f"{of_it.zh} " if of_it.zh else "", f" ({of_it.en})" if of_it.en else "")
            told = sentence(month, f"{gap.zh}{{rate:0.0%}}", f"{{rate:0.0%}}{gap.en}", rate=rate)
            unknown = month.say(f"{gap.zh}摊不了（成交不大于 0）", f"none, for nothing was sold{gap.en}")
            found += [Literal(month.say("、", ", ")), where(Known((rate,)), told, Literal(unknown))]
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


def _all_of(parts: Mapping[Sales, tuple[float, float]], sold: dict[Sales, tuple[float, float]]) -> None:
    """Add what was sold of some to what was."""
    for whose, (gmv, back) in parts.items():
        before = sold.get(whose, (0.0, 0.0))
        sold[whose] = before[0] + gmv, before[1] + back


def of_creators(month: Month, top: Ranking) -> Share:
    """What the creators of the list bear, and their tiers: each the rates of its own channels and shops."""
    back = top.totals.get("refund", 0.0)
    sold = {WHOLE: (top.whole, back if back == back else 0.0)}
    if not apart(month):
        of_all = {key: {WHOLE: top.totals[f"{key}_named"]} for key in SHARED if f"{key}_named" in top.totals}
        return Share(month, "creators", top, sold, (WHOLE,), of_all)
    every = every_creator(month) or top
    theirs = whose_creators(month, every)
    for parts in theirs:
        _all_of({at: amounts for at, amounts in parts.items() if at != WHOLE}, sold)
        of_shops = {at: amounts for at, amounts in parts.items() if at.kind != PARTNER and at.shop}
        for at, amounts in of_shops.items():
            _all_of({Sales(PARTNER, at.shop): amounts}, sold)
    used = {at for parts in theirs for at in parts}
    by_name = {
        key: _named_by(theirs, every[f"{key}_named_in"], by_shop(month))
        for key in SHARED
        if f"{key}_named_in" in every
    }
    return Share(month, "creators", top, sold, tuple(sorted(used)), by_name)


def _named_by(theirs: list[Parts], named_in: list[Mapping[str, float]], shops: bool) -> dict[Sales, float]:
    """What is told by name of each of some sales; of a creator who sold in several channels it is of all partners."""
    found: dict[Sales, float] = {}
    for parts, each in zip(theirs, named_in, strict=True):
        for shop, amount in each.items():
            at = [one for one in parts if one.shop in (shop, "")]
            whose = at[0] if len(at) == 1 else Sales(PARTNER, shop if shops else "")
            found[whose] = found.get(whose, 0.0) + amount
    return found


def of_works(month: Month, top: Ranking) -> Share:
    """What the works of the list bear."""
    order = [*(letter for letter in month.channels if letter not in PARTNERS), OWN, *PARTNERS, PARTNER, ALL]
    mine = whose_works(month, top)
    sold = dict.fromkeys(sorted({*mine}, key=lambda at: (order.index(at.kind), at.shop)), (0.0, 0.0))
    if {*PARTNERS} <= {*month.channels} and month.heads is not None:
        # which of all works are heads' their channel doesn't say
        refunds = top["refund"] if "refund" in top else [0.0] * len(top)
        for at, gmv, back in zip(mine, top["gmv"], refunds, strict=True):
            _all_of({at: (gmv if gmv == gmv else 0.0, back if back == back else 0.0)}, sold)
        return Share(month, "works", top, sold, (*sold,))
    for (owner, channel, shop), amounts in top.places.items():
        if (at := whose_work(month, owner, channel, shop)) in sold:
            _all_of({at: amounts}, sold)
    return Share(month, "works", top, sold, (*sold,))


def plans_creators(month: Month) -> bool:
    """Whether the list of creators asks for the rate of commission on 说明."""
    top = month.lists.accounts("合作", month.gmv, SHOWN)
    return top is not None and not (
        tells(month, top, "commission") or of_creators(month, top).shares("commission")
    )


def plans_works(month: Month, top: Ranking) -> bool:
    """Whether commission of the works of partners is planned on 说明, and of those that may be theirs."""
    theirs = any(at.partners or at.kind == ALL for at in whose_works(month, top))
    return planned(month) and not tells(month, top, "commission") and theirs


def slots_taken(share: Share, whose: Sales) -> Expression:
    """What part of its net sales a work bears of slots."""
    return share.rate("slot_fee", whose)


def taken(share: Share, whose: Sales) -> Expression:
    """What part of its net sales a work bears: all that is shared out, and a partner's commission that is planned; of
    one that may be a partner's or not, as much of it as partners sell of all."""
    parts = [share.rate(key, whose) for key in SHARED if key != "refund" and share.shares(key, whose)]
    plans = plans_works(share.month, share.top)
    if whose.partners and plans:
        parts.append(plan(share.month, whose=whose))
    if whose.kind == ALL and plans and letters(share.month, Sales(PARTNER, whose.shop)):
        net, sold = (sales(share.month, "net", Sales(kind, whose.shop)) for kind in (PARTNER, ALL))
        parts.append(
            plan(share.month, whose=Sales(PARTNER, whose.shop)) * Choice(sold > 0, net / sold, Literal(0.0))
        )
    return added_up(parts) if parts else Literal(0.0)
