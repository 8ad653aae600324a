"""Invented fortnights by the hundred: kinds of months, what a day of each sells and costs, and what is true of it by plain
arithmetic on the amounts typed, never by the package."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from report import invented
from xl_fact.exports.columns import MEASURES

CHANNELS = {"F 自播": ("自营", "直播"), "A 达人矩阵": ("合作", "短视频"), "S 搜索商城": ("自营", "商品卡")}
PARTNER = "A 达人矩阵"
AMOUNTS = ("gmv", "refund", "base", "cost", "commission", "slot_fee", "platform_fee")
CREATOR = "合作短视频"
"""The account of the partner; a shop's of several has the shop's name behind it."""
DAYS = 14
LEAST = 100.0
"""Less is no spend to judge by: of a channel, and of what was added to it."""


@dataclass(frozen=True)
class World:
    """A kind of month: which channels it has, how commission is told, and what else its exports hold.

    Attributes
    ----------
    channels : tuple of str
        Those that sell and spend.
    planned : bool
        Whether commission is planned by the rate on 说明, for want of what was paid.
    prior : float
        What a day of the month before cost in each channel, which sold ten times as much; 0 without one. Its weeks are alike.
    late : int
        On how many days at first the partners' sales are not told.
    campaign : bool
        Whether days 8 to 10 are a campaign's; 11 to 13 are the days after it.
    coupons : bool
        Whether net sales hold coupons of which nobody says who bears them.
    nobody : bool
        Whether spend is told that names no channel.
    work : bool
        Whether all that the partner sells is one work, whose list tells neither commission nor fees.
    slots : str
        The role of the list that tells the slots of the partner; empty without any.
    settled : bool
        Whether commission is told by a settlement of the channel alone, of no creator.
    fees : bool
        Whether that settlement tells the platform's fee, too.
    untold : bool
        Whether the list of creators tells no refunds either.
    shops : tuple of str
        The shops, each with all channels and a creator of its own; "" of the one.
    """

    channels: tuple[str, ...] = tuple(CHANNELS)
    planned: bool = False
    prior: float = 0.0
    late: int = 0
    campaign: bool = False
    coupons: bool = False
    nobody: bool = False
    work: bool = False
    slots: str = ""
    settled: bool = False
    fees: bool = False
    untold: bool = False
    shops: tuple[str, ...] = ("",)


WORLDS = {
    "paid": World(),
    "planned": World(planned=True),
    "alone": World(("F 自播",)),
    "pair": World(("F 自播", "S 搜索商城")),
    "prior": World(prior=40.0),
    "alone after a month": World(("S 搜索商城",), prior=40.0),
    "late": World(late=4),
    "campaign": World(campaign=True),
    "coupons": World(coupons=True),
    "nobody": World(nobody=True),
    "work": World(work=True),
    "work, planned": World(work=True, planned=True),
    "slots": World(slots="creators"),
    "slots, planned": World(slots="accounts", planned=True),
    "slots, work": World(slots="accounts", work=True),
    "slots, prior": World(slots="creators", prior=40.0),
    "settled": World(settled=True),
    "settled, with fees": World(settled=True, fees=True, untold=True),
    "shops": World(settled=True, shops=("甲店", "乙店")),
    "shops, untold": World(settled=True, fees=True, untold=True, shops=("甲店", "乙店")),
    "shops, planned": World(planned=True, shops=("甲店", "乙店")),
}
NOBODY = 10.0
"""What a day of ads costs that name no channel, where there are any."""


@dataclass(frozen=True)
class Case:
    """One invented fortnight: of each channel what a day of it sells and costs, how the second week differs, and the settings."""

    gmv: dict[str, float]
    refund: dict[str, float]
    base: dict[str, float]
    cost: dict[str, float]
    commission: dict[str, float]
    margin: float
    benchmark: float
    rise: dict[str, float]  # spend of the second week against the first
    yields: dict[str, float]  # what the added yuan brings
    goal: float  # the ROI wanted
    told: dict[str, int]  # how many days of the first week are told
    held: dict[str, float]  # coupons in the net sales of all days
    may_be: dict[str, float]  # costs that name no channel and may be its
    slot_fee: dict[str, float] = field(default_factory=dict)
    platform_fee: dict[str, float] = field(default_factory=dict)
    shops: dict[str, Case] = field(default_factory=dict)  # of several each: a day is the sum of theirs

    def of(self, shop: str) -> Case:
        """That of one shop."""
        return self.shops.get(shop, self)

    def day(self, channel: str, week: int) -> dict[str, float]:
        """The amounts of one day."""
        if self.shops:
            each = [shop.day(channel, week) for shop in self.shops.values()]
            return {key: math.fsum(amounts[key] for amounts in each) for key in AMOUNTS}
        more = self.cost[channel] * (self.rise[channel] - 1) if week == 2 else 0.0
        brings = self.yields[channel]
        if more < 0:  # what is saved costs no more sales than there are
            brings = min(brings, 0.9 * self.gmv[channel] / self.cost[channel])
        return {
            "gmv": self.gmv[channel] + more * brings,
            "refund": self.refund[channel],
            "base": self.base[channel],
            "cost": self.cost[channel] + more,
            "commission": self.commission[channel],
            "slot_fee": self.slot_fee.get(channel, 0.0),
            "platform_fee": self.platform_fee.get(channel, 0.0),
        }

    def whole(self, channel: str, key: str) -> float:
        return self.told[channel] * self.day(channel, 1)[key] + 7 * self.day(channel, 2)[key]

    def added(self, channel: str, key: str) -> float:
        """How much more of a sum the second week holds."""
        return 7 * self.day(channel, 2)[key] - self.told[channel] * self.day(channel, 1)[key]


def cases(world: World) -> Iterator[Case]:
    """Every corner of margin, ROI, refunds, commission and slope, and hundreds drawn at random."""
    rng = np.random.default_rng(11 + list(WORLDS.values()).index(world))
    corners = itertools.product(
        (0.05, 0.3, 0.7), (0.0, 0.8, 2.0, 4.62), (0.0, 0.2), (0.0, 0.2, 0.5), (50.0, 500.0)
    )
    for number, (margin, back, part, rate, benchmark) in enumerate(corners):
        rise = (0.7, 1.5)[number % 2]
        yield _shops(rng, margin, [back, 2.0, back], [part] * 3, rate, benchmark, [rise] * 3, world)
    for _ in range(150):
        roi = [float(x) for x in rng.choice([0.0, 0.5, 1.0, 1.9, 2.4, 3.5, 6.0, 20.0], 3)]
        refund = [float(x) for x in rng.uniform(0, 0.6, 3) * rng.choice([1, 1, 1, 1, 2], 3)]
        rises = [float(x) for x in rng.choice([0.5, 0.99, 1.0, 1.02, 1.3, 2.0], 3)]
        yield _shops(
            rng, float(rng.uniform(0, 0.9)), roi, refund, float(rng.uniform(0, 0.6)), float(rng.uniform(20, 900)),
            rises if rng.random() < 0.5 else rises[:1] * 3, world,
        )  # fmt: skip


def _shops(
    rng: Any, margin: float, roi: list[float], refund: list[float], rate: float, benchmark: float, rise: list[float],
    world: World,
) -> Case:  # fmt: skip
    """A case; of two shops, whose ads, refunds and rates of commission are others. Where no ads run, they run in neither."""
    case = _case(rng, margin, roi, refund, rate, benchmark, rise, world)
    if len(world.shops) == 1:
        return case
    roi = [each * float(times) for each, times in zip(roi, rng.choice([0.4, 1.0, 2.5], 3), strict=True)]
    other = _case(
        rng, margin, roi, refund[::-1], rate if world.planned else 0.6 - rate, benchmark, rise, world
    )
    return replace(case, shops=dict(zip(world.shops, (case, other), strict=True)))


def _case(
    rng: Any,
    margin: float,
    roi: list[float],
    refund: list[float],
    rate: float,
    benchmark: float,
    rise: list[float],
    world: World,
) -> Case:
    gmv = {name: float(g) for name, g in zip(CHANNELS, rng.uniform(500, 50_000, 3), strict=True)}
    if world.planned:  # a rate of less than nothing would be paid by partners
        refund = [refund[0], min(refund[1], 0.5), refund[2]]
    back = {name: gmv[name] * r for name, r in zip(CHANNELS, refund, strict=True)}
    sold = max(0.0, gmv[PARTNER] - back[PARTNER])
    yields = [float(x) for x in rng.choice([-0.5, 0.0, 0.5, 1.5, 4.0, 12.0], 3)]
    return Case(
        gmv,
        back,
        {name: gmv[name] * 1_000 / g for name, g in zip(CHANNELS, rng.uniform(30, 800, 3), strict=True)},
        {name: gmv[name] / r if r else 0.0 for name, r in zip(CHANNELS, roi, strict=True)},
        {"F 自播": 0.0, PARTNER: rate if world.planned else rate * sold, "S 搜索商城": 0.0},
        margin,
        benchmark,
        dict(zip(CHANNELS, rise, strict=True)),
        dict(zip(CHANNELS, yields if rng.random() < 0.5 else yields[:1] * 3, strict=True)),
        float(rng.choice([0.5, 2.0, 5.0])),
        {name: 7 - world.late * (name == PARTNER) for name in CHANNELS},
        _parts(rng, gmv, [0.0, 0.01, 0.1, 0.3] if world.coupons else [0.0]),
        _parts(rng, gmv, [0.0, 0.01, 0.1, 0.3] if world.nobody else [0.0]),
        {PARTNER: gmv[PARTNER] * float(rng.choice([0.0, 0.02, 0.1, 0.3]))} if world.slots else {},
        {PARTNER: sold * float(rng.choice([0.0, 0.03, 0.11]))} if world.fees else {},
    )


def _parts(rng: Any, gmv: dict[str, float], of: list[float]) -> dict[str, float]:
    """Some part of what is sold on all days, of each channel."""
    if len(of) == 1:
        return dict.fromkeys(gmv, 0.0)
    return {
        name: DAYS * each * float(part)
        for (name, each), part in zip(gmv.items(), rng.choice(of, 3), strict=True)
    }


def facts(world: World) -> Any:
    """Two weeks of invented sales; in the second everyone spends half as much again, unless the month before is told."""
    frame = invented.frame(invented.DAYS[:DAYS])
    control = frame["role"] == "control"
    kept = control.copy()
    for name in world.channels:
        owner, carrier = CHANNELS[name]
        kept |= (frame["owner"] == owner) & (frame["carrier"] == carrier)
    partner = (frame["carrier"] == "短视频") & (frame["role"] == "accounts")
    frame.loc[partner, "cost"] = 100.0
    if world.prior:
        frame["cost"] *= 10.0
    else:
        frame.loc[frame["date"] > np.datetime64(invented.DAYS[6]), "cost"] *= 1.5
    if world.planned:
        frame["commission"] = np.nan
    if world.slots == "accounts":
        frame.loc[partner, "slot_fee"] = 10.0
    if world.settled:  # of next to nothing: what is typed is all there is
        frame["commission"] = np.nan
        frame.loc[partner, ["gmv_paid", "refund_paid"]] = 1.0, np.nan if world.untold else 0.0
    if world.late:
        kept &= (frame["owner"] != "合作") | (frame["date"] > np.datetime64(invented.DAYS[world.late - 1]))
    if set(world.channels) != set(CHANNELS) or world.late or len(world.shops) > 1:
        kept &= ~control
    frame = frame[kept].reset_index(drop=True)
    if world.slots == "creators":
        frame = invented.beside(frame, invented.partners("creators", slot_fee=10.0).head(DAYS))
    if world.settled:
        paid = {"commission": 10.0} | ({"platform_fee": 10.0} if world.fees else {})
        settlement = invented.partners("settlements", **paid).assign(account="")
        frame = invented.beside(frame, settlement.head(DAYS))
    if world.coupons:
        frame["gmv_platform"], frame["refund_platform"] = frame["gmv_paid"], frame["refund_paid"]
        frame["coupons_kept"] = np.where(frame["role"] == "sales", 1.0, np.nan)
    if world.nobody:
        stray = frame[(frame["role"] == "accounts") & (frame["carrier"] == "直播")].copy()
        stray[["owner", "carrier", "channel", "account"]] = ""
        stray[[key for key in MEASURES if key in stray]] = np.nan
        frame = pd.concat([frame, stray.assign(cost=NOBODY)], ignore_index=True)
    if world.work:  # of next to nothing: what is typed is all there is
        listed = frame[(frame["role"] == "accounts") & (frame["owner"] == "合作")].head(1).copy()
        listed = listed.assign(role="works", content="一条", gmv_paid=1.0, refund_paid=0.0, cost=1.0)
        listed["product_impressions"], listed[["commission", "slot_fee"]] = 1.0, np.nan
        frame = pd.concat([frame, listed], ignore_index=True)
    if len(world.shops) > 1:
        named = frame["account"] != ""
        each = [(shop, frame["account"].mask(named, frame["account"] + shop)) for shop in world.shops]
        frame = pd.concat([frame.assign(shop=shop, account=names) for shop, names in each], ignore_index=True)
    if not world.prior:
        return frame
    before = frame.copy()
    before["date"] -= np.timedelta64(31, "D")
    before["cost"] = before["cost"].where(before["cost"].isna(), world.prior)
    before["gmv_paid"] = before["gmv_paid"].where(before["role"] == "control", 10 * world.prior)
    return pd.concat([before, frame], ignore_index=True)


@dataclass(frozen=True)
class Line:
    """What is true of a channel, by plain arithmetic on the amounts typed."""

    gmv: float
    net: float
    base: float
    cost: float
    earned: float  # before ads
    slots: float  # what slots took of that; more sales don't pay them again
    more: float  # what the later days cost beyond the ones before
    sold: float  # and sold
    ample: bool  # its own figures alone would ask for more money
    held: float  # coupons in its net sales
    may_be: float  # costs that may be its

    @property
    def result(self) -> float:
        return self.earned - self.cost

    @property
    def of_more(self) -> float:
        """What its sales leave before ads and slots: of as much again as much is left."""
        return self.earned + self.slots

    @property
    def thin(self) -> bool:
        """Whether ads that say anything leave hardly any room over what ads and slots cost."""
        return self.cost >= LEAST and self.of_more < 1.1 * (self.cost + self.slots)

    @property
    def by_slots(self) -> bool:
        """Whether slots alone make it lose, or leave hardly any room."""
        lost = self.result <= 0 < self.of_more - self.cost
        return lost or (self.thin and self.of_more >= 1.1 * self.cost and self.slots > 0)

    @property
    def least(self) -> float:
        """The ROI from which what is added loses nothing; what leaves nothing never does."""
        return self.gmv / self.of_more if self.of_more > 0 else math.inf

    @property
    def unpaid(self) -> bool:
        """Whether its last rise brought less than that."""
        return self.more >= LEAST and self.sold / self.more < self.least


def truth(case: Case, world: World) -> dict[str, Line]:
    """What is true of each channel."""
    found = {}
    for name in world.channels:
        gmv, refund, cost, base = (case.whole(name, key) for key in ("gmv", "refund", "cost", "base"))
        net = gmv - refund
        paid = case.commission[name] * net if world.planned else case.whole(name, "commission")
        slots = case.whole(name, "slot_fee")
        earned = net * case.margin - paid - slots - case.whole(name, "platform_fee")
        more, sold = (case.added(name, key) for key in ("cost", "gmv"))
        if world.prior:
            more, sold = cost - DAYS * world.prior, gmv - DAYS * 10 * world.prior
        fast = gmv / base * 1_000 >= case.benchmark
        held, may_be = case.held[name], case.may_be[name]
        ample = cost >= LEAST and earned + slots >= (1.1 if fast else 1.5) * (cost + slots + may_be)
        ample &= earned - cost > held or not world.coupons
        found[name] = Line(gmv, net, base, cost, earned, slots, more, sold, ample, held, may_be)
    return found


def gain_of_campaign(case: Case, lines: dict[str, Line]) -> float:
    """What the campaign of three days and the three after left beyond normal days, of which seven lie before and one after."""

    def left(day: dict[str, float]) -> float:
        return (day["gmv"] - day["refund"]) * case.margin - day["commission"]

    def beyond(amount: Callable[[dict[str, float]], float]) -> float:
        before, on = (math.fsum(amount(case.day(name, week)) for name in lines) for week in (1, 2))
        return on - (7 * before + on) / 8

    return 6 * beyond(left) - 3 * beyond(lambda day: day["cost"])


def all_unpaid(case: Case, lines: dict[str, Line]) -> bool:
    """Whether the last rise of all spend, in the second week, brought less than break-even."""
    more, sold = (math.fsum(case.added(name, key) for name in lines) for key in ("cost", "gmv"))
    left, gmv = (math.fsum(getattr(line, key) for line in lines.values()) for key in ("of_more", "gmv"))
    return more >= LEAST and left > 0 and sold / more < gmv / left
