"""One month of one brand: the rows of the data sheet, and what stands beside them as control."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Final, NamedTuple

from xl_fact.brand import Brand
from xl_fact.core.channels import POSITIONS
from xl_fact.engine.answers import Coverage, Frame
from xl_fact.engine.books import KEYS, MonthBooks
from xl_fact.engine.gmv import GMVS, ORDERS, Gmv
from xl_fact.engine.heads import Heads
from xl_fact.engine.placing import Unplaced, placed, unplaced
from xl_fact.report.model import LeftOut
from xl_fact.span import Span, span_of
from xl_fact.words import NO_WORDS, Lang, Words, say

BASE_OF: Final[dict[str, Words]] = {
    "product_impressions": Words("商品曝光", "product impressions"),
    "plays": Words("播放", "plays"),
    "live_views": Words("直播观看", "live views"),
}
"""Each base of GPM, as headings name it."""

CURRENCIES: Final[dict[str, Words]] = {
    "": Words("元", "CNY"),
    "CNY": Words("元", "CNY"),
    "USD": Words("美元", "USD"),
}
SLACK: Final = 0.1
"""The part of the days that one side of a ratio may lack: a list of orders needn't have one on the first and the last day."""

UNKNOWN: Final = "?"
"""The letter of what nobody says the channel of."""
OWNERS: Final[dict[str, Words]] = {
    "自营": Words("自营", "own"),
    "合作": Words("合作", "partner"),
    "": Words("—", "—"),
}
CARRIERS: Final[dict[str, Words]] = {
    "直播": Words("直播", "LIVE"),
    "短视频": Words("短视频", "video"),
    "图文": Words("图文", "photo"),
    "商品卡": Words("商品卡", "product card"),
    "其他": Words("其他", "other"),
    "": Words("—", "—"),
}


CHANNELS: Final[dict[str, Words]] = {
    p.letter: Words(p.label("zh"), p.en if p.en.startswith(p.letter) else p.label("en")) for p in POSITIONS
}
"""Each channel as a report names it; an English name that begins with its letter is its letter: no "F Field"."""


class PartPaid(NamedTuple):
    """What partners were paid on a part of a month's days.

    Attributes
    ----------
    paid : float
        All of it.
    dated : float
        What of it is of the days that it stands on: money booked now and then is of days that nobody tells.
    net : float
        What of their sales of those days stayed after refunds.
    told : float
        On how many rows anything is told of it, if only that it was nothing.
    """

    paid: float
    dated: float
    net: float
    told: float = 0.0


@dataclass(frozen=True)
class Month:
    """A month's facts, summed by day, channel and carrier, as settled by the brand.

    Attributes
    ----------
    books : MonthBooks
        What may be asked of the month's facts.
    orders : str
        The measure that the column ``orders`` is.
    foreign : int
        How many facts are told in another currency, and left out.
    previous, year_ago : Month, optional
        The month before and the same month of last year, on the days on which they compare.
    compared : frozenset of date, optional
        The days of this month that are held against those; None for all that it tells of.
    only : frozenset of date, optional
        The days it was cut down to.
    listed : MonthBooks, optional
        The same books, of lists only what belongs to the days that the sales tell of; None where that is all.
    heads : Heads, optional
        The head creators whose part of the partners' sales is told apart.
    otherwise : int
        How many facts are of platforms and shops that tell another GMV only, and left out.
    partial : mapping
        Costs that are told of a part of the days only on which they were owed, and left out: column → the days told.
    part_paid : mapping, optional
        Shop and channel → what its partners were paid on a part of the days only, which is left out as `partial`; the unknown
        channel's for what names none.
    exported : mapping
        Platform, shop and owner → the days of which their sales were exported, where the files say that not all were.
    frame : DataFrame
        `KEYS` (``until`` is after ``date`` in the sum of several days), ``campaign`` (names or "") and those of
        ``gmv``, ``refund``, ``base``, ``clicks``, ``orders``, ``items``, ``cost``, ``commission``, ``platform_fee``,
        ``late``, ``coupons`` (those that are in the net GMV, none of a paid one) that the exports hold.
    control : mapping
        The platform's own totals: shop → (owner, carrier) → measure → value; "" stands for all.
    """

    brand: Brand
    month: str
    lang: Lang
    frame: Frame
    control: Mapping[str, Mapping[tuple[str, str], Mapping[str, float]]]
    base: str
    missing: tuple[LeftOut, ...]
    books: MonthBooks
    orders: str = "orders"
    currency: str = "CNY"
    foreign: int = 0
    previous: Month | None = None
    year_ago: Month | None = None
    compared: frozenset[datetime.date] | None = None
    only: frozenset[datetime.date] | None = None
    listed: MonthBooks | None = None
    heads: Heads | None = None
    otherwise: int = 0
    partial: Mapping[str, frozenset[datetime.date]] = field(default_factory=dict)
    part_paid: Mapping[tuple[str, str], PartPaid] | None = None
    exported: Mapping[tuple[str, ...], frozenset[datetime.date]] = field(default_factory=dict)

    @property
    def lists(self) -> MonthBooks:
        """What may be asked of lists, so that a part compares with its whole: they tell of the days of the sales."""
        return self.listed or self.books

    @property
    def first(self) -> datetime.date:
        """The first day of the month."""
        return self.of.first

    @property
    def length(self) -> int:
        """How many days it has."""
        return self.of.length

    @property
    def period(self) -> Words:
        """Its name."""
        return self.of.words

    @cached_property
    def of(self) -> Span:
        """The days that it is of: a month, a week, any days."""
        return span_of(self.month)

    @cached_property
    def channels(self) -> list[str]:
        """The letters of the channels present, in the order of the name."""
        present = set(self.frame["channel"])
        return [p.letter for p in POSITIONS if p.letter in present]

    @property
    def sellers(self) -> list[str]:
        """The channels present, without what belongs to none where that sold nothing and others did."""
        sold = self.sums("gmv")
        others = any(amount > 0 for letter, amount in sold.items() if letter != UNKNOWN)
        idle = others and not sold.get(UNKNOWN, 0.0)
        return [letter for letter in self.channels if letter != UNKNOWN or not idle]

    @cached_property
    def shops(self) -> list[str]:
        """The shops that sold or spent, "" for what doesn't say whose it is."""
        told = [key for key in ("gmv", "cost", "orders", "base") if self.has(key)]
        return sorted(set(self.frame.loc[self.frame[told].notna().any(axis=1), "shop"]))

    @cached_property
    def placed(self) -> list[tuple[str, str]]:
        """Each shop with each channel that sold, got back or cost anything in it; "" for what doesn't say in which."""
        told = [key for key in ("gmv", "refund", *BORNE) if self.has(key)]
        frame = self.frame[(self.frame[told].fillna(0.0) != 0).any(axis=1)]
        found = set(zip(frame["shop"], frame["channel"], strict=True))
        return [
            (shop, at)
            for shop in sorted({shop for shop, _ in found})
            for at in self.channels
            if (shop, at) in found
        ]

    @cached_property
    def days(self) -> list[datetime.date]:
        """The days that have rows of their own."""
        return sorted({d.date() for d in self.frame["date"][self.frame["until"] == self.frame["date"]]})

    @cached_property
    def windows(self) -> list[tuple[datetime.date, datetime.date]]:
        """The first and the last day of each sum of several days."""
        rows = self.frame.loc[self.frame["until"] > self.frame["date"], ["date", "until"]].drop_duplicates()
        return sorted((first.date(), last.date()) for first, last in rows.itertuples(index=False))

    @cached_property
    def in_sums(self) -> frozenset[datetime.date]:
        """The days that only the sums of several tell of."""
        inside = {
            first + datetime.timedelta(days=n)
            for first, last in self.windows
            for n in range((last - first).days + 1)
        }
        return frozenset(inside.difference(self.days))

    @cached_property
    def even(self) -> frozenset[datetime.date]:
        """The days by which it may be held against others: those told of all its shops and owners, where any lacks some."""
        told = self.coverage("gmv") if self.coverage("gmv").days else self.coverage("cost")
        parts = [*told.each.values(), *(days & self.covered for days in self.exported.values())]
        lacking = [len(self.covered - days) for days in parts]
        if max(lacking, default=0) <= (1 if told.daily else max(1, SLACK * len(self.covered))):
            return self.covered
        return frozenset.intersection(*parts)

    @property
    def level(self) -> bool:
        """Whether the same days are told of all its shops and owners, so that one part of it compares with another."""
        return self.even == self.covered

    @property
    def complete(self) -> bool:
        """Whether every day of the month is told of."""
        return len(self.covered) == self.length

    @property
    def running(self) -> bool:
        """Whether it isn't over, for all that is told: its last days lack."""
        return max(self.covered, default=self.of.last) < self.of.last

    def coverage(self, key: str) -> Coverage:
        """Whose sales, which days and which kind of export a column of the frame tells of."""
        return self._coverage(key)

    @cached_property
    def _coverage(self) -> Callable[[str], Coverage]:
        columns = measured(self.gmv, self.base, self.orders)
        return cache(lambda key: self.books.coverage(columns.get(key, {})))

    @cached_property
    def covered(self) -> frozenset[datetime.date]:
        """The days that its sales tell of, or its spend where it tells of no sales."""
        return self.coverage("gmv").days or self.coverage("cost").days or frozenset(self.days)

    @cached_property
    def platforms(self) -> frozenset[str]:
        """The platforms that its sales and its spend are told of."""
        told = self.coverage("gmv").shops | self.coverage("cost").shops
        return frozenset(platform for _, platform, _ in told)

    def on(self, days: frozenset[datetime.date]) -> Month:
        """The same on some days only."""
        inside = self.books.on(days)
        frame = summed(inside, self.brand, self.base, self.orders, [])
        if self.heads is not None:
            frame = self.heads.split(frame, measured(self.gmv, self.base, self.orders))
        frame = with_slope(placed(with_days_off(frame, self.coverage("cost"))), self.heads, self.base)
        frame = without(frame, self.partial)
        frame = frame[[column for column in frame if column in self.frame]]  # what was left out stays out
        return replace(self, frame=frame, books=inside, listed=self.lists.on(days), only=days)

    @property
    def now(self) -> Month:
        """The month on the days that are held against other months."""
        return self if self.compared is None else self.on(self.compared)

    @property
    def same_days(self) -> int:
        """How many days of each are held against the month before; 0 where both are whole, or there is none."""
        if self.previous is None or (self.compared is None and self.complete and self.previous.complete):
            return 0
        return len(self.compared or self.covered)

    @property
    def span(self) -> Words:
        """Its name, and its days where it is not told whole."""
        days = self.compared or self.only or self.covered
        zh, en = self.period
        if len(days) == self.length:
            return self.period
        told = stretch(days)
        return Words(f"{zh}{told.zh}", f"{en}, {told.en}")

    @property
    def told(self) -> Words:
        """Its name, and the days that its sales tell of where that is not all of it."""
        if self.complete or not self.covered:
            return self.period
        days = stretch(self.covered)
        return Words(f"{self.period.zh}{days.zh}", f"{self.period.en}, {days.en}")

    @property
    def bracketed(self) -> Words:
        """What is told of it, as it stands inside brackets."""
        return bare(self.told)

    @property
    def lacking(self) -> Words:
        """The days of which its sales tell nothing."""
        return numbered(frozenset(self.of.days) - self.covered)

    def sums(self, measure: str) -> dict[str, float]:
        """A measure by channel; a channel of which nothing is said is left out."""
        if not self.has(measure):
            return {}
        found = self.frame.groupby("channel", sort=False)[measure].sum(min_count=1).dropna()
        return {str(letter): float(amount) for letter, amount in found.items()}

    @cached_property
    def gross_coupons(self) -> float:
        """The coupons in its sales before refunds, which no buyer paid; 0 where nobody tells them, and in what buyers paid."""
        if self.gmv.key == "paid":
            return 0.0
        told = self.books.sums({"coupons": {"coupons": 1}})
        return float(told["coupons"].sum()) if "coupons" in told else 0.0

    @property
    def gmv(self) -> Gmv:
        """The GMV this report means, with the refunds that belong to it."""
        return GMVS[self.brand.gmv]

    @property
    def gmv_words(self) -> Words:
        """Which GMV this report means."""
        return self.gmv.words

    @property
    def orders_words(self) -> Words:
        """Which orders it counts."""
        return ORDERS[self.orders]

    @property
    def base_words(self) -> Words:
        """Which base GPM and CPM rest on."""
        return BASE_OF[self.base]

    def has(self, measure: str) -> bool:
        """Whether the exports hold a measure."""
        return measure in self.frame

    def holds(self, measure: str) -> bool:
        """Whether the exports tell any of a measure: a column that is blank all the way down tells nothing, not 0."""
        return self.has(measure) and bool(self.frame[measure].notna().any())

    def nought(self, measure: str) -> bool:
        """Whether the exports tell a measure and all of it is 0: that is no absence."""
        return self.holds(measure) and not bool(self.frame[measure].fillna(0).any())

    @cached_property
    def daily(self) -> Mapping[str, Mapping[str, Mapping[datetime.date, float]]]:
        """GMV and spend by channel and day, of the days that tell any."""
        told: dict[str, dict[str, dict[datetime.date, float]]] = {}
        for key in filter(self.has, ("gmv", "cost")):
            sums = self.frame.groupby(["channel", "date"])[key].sum(min_count=1).dropna()
            for (letter, day), amount in sums.items():
                told.setdefault(key, {}).setdefault(str(letter), {})[day.date()] = float(amount)
        return told

    @cached_property
    def based(self) -> bool:
        """Whether the exports tell more than nothing of the base: what may stand below a ratio."""
        return self.has("base") and bool(self.frame["gpm_base" if self.uneven else "base"].sum() > 0)

    @cached_property
    def unplaced(self) -> Unplaced:
        """What of its costs names no channel."""
        return unplaced(self.frame)

    @property
    def uneven(self) -> bool:
        """Whether GPM and CPM are told over those carriers only that hold both sales and the base."""
        return self.has(SLOPE)

    @property
    def carriers_counted(self) -> Words:
        """That they are, as headings say it; empty where they are of all."""
        zh, en = self.base_words
        return Words(f"（只算有{zh}的载体）", f" (only with {en})") if self.uneven else NO_WORDS

    @property
    def unit(self) -> Words:
        """The currency, as headings name it."""
        return CURRENCIES.get(self.currency, Words(self.currency, self.currency))

    def owner(self, owner: str) -> str:
        """Whose channel sold."""
        return self.say(*OWNERS.get(owner, Words(owner, owner)))

    def shop(self, shop: str) -> str:
        """A shop's name."""
        return shop or self.say("（没有写店铺）", "(shop not said)")

    def carrier(self, carrier: str) -> str:
        """The carrier of a sale."""
        return self.say(*CARRIERS.get(carrier, Words(carrier, carrier)))

    def label(self, letter: str) -> str:
        """A channel's letter and name."""
        return CHANNELS[letter].text(self.lang)

    def say(self, zh: str, en: str) -> str:
        """One of two, by the report's language."""
        return self.of.spoken(say(self.lang, zh, en))


def bare(name: Words) -> Words:
    """A name without brackets of its own, to stand inside some.

    Examples
    --------
    >>> bare(span_of("2026-W25").words).zh
    '2026年第25周 6月15日–21日'
    """
    zh, en = name
    return Words(zh.replace("（", " ").replace("）", ""), en.replace(" (", ", ").replace(")", ""))


def told_days(month: Month, key: str, days: Collection[datetime.date]) -> Words:
    """Of which days a cost is told, in words: those of each shop where they are not the same, all of them else."""
    each: dict[str, frozenset[datetime.date]] = {}
    for (*_, shop), told in month.coverage(key).each.items():
        each[shop] = each.get(shop, frozenset()) | told
    if len({*each.values()}) < 2 or "" in each:
        return numbered(days)
    if len(each) > _SHOPS_NAMED:
        return Words("几天（各店不同）", "some days (not the same in each shop)")
    told_of = [(month.shop(shop), numbered(each[shop])) for shop in sorted(each)]
    zh = "、".join(f"{shop} {words.zh}" for shop, words in told_of)
    return Words(zh, ", ".join(f"{words.en} in {shop}" for shop, words in told_of))


_SHOPS_NAMED: Final = 3
"""So many shops are named with their days."""


def stretch(days: Collection[datetime.date]) -> Words:
    """Days of a month in words: from the first to the last, or how many where some between are missing.

    Examples
    --------
    >>> stretch([datetime.date(2026, 6, day) for day in (1, 2, 3)]).zh
    '1–3日'
    >>> stretch([datetime.date(2026, 6, day) for day in (1, 3)]).en
    '2 days between 1 and 3'
    """
    if (min(days).year, min(days).month) != (max(days).year, max(days).month):
        ends = min(days), max(days)
        zh, en = "–".join(f"{day.month}月{day.day}日" for day in ends), f"{ends[0]:%d %b} to {ends[1]:%d %b}"
        whole = len(days) == (ends[1] - ends[0]).days + 1
        return Words(zh, en) if whole else Words(f"{zh}里的{len(days)}天", f"{len(days)} days between {en}")
    first, last = min(days).day, max(days).day
    if len(days) == last - first + 1:
        return Words(
            f"{first}–{last}日" if last > first else f"{first}日",
            f"{first}–{last}" if last > first else f"{first}",
        )
    return Words(f"{first}–{last}日里的{len(days)}天", f"{len(days)} days between {first} and {last}")


def numbered(days: Collection[datetime.date]) -> Words:
    """The same inside a sentence, where a bare English number may be read as anything.

    Examples
    --------
    >>> numbered([datetime.date(2026, 6, 28)]).en
    'day 28'
    >>> numbered([datetime.date(2026, 6, day) for day in (1, 2, 3)]).en
    'days 1–3'
    """
    zh, en = stretch(days)
    if not en.replace("–", "").isdigit():
        return Words(zh, en)
    return Words(zh, f"day{'' if len(days) == 1 else 's'} {en}")


def summed(inside: MonthBooks, brand: Brand, base: str, orders: str, missing: list[LeftOut]) -> Frame:
    """Additive sums by day, channel, owner and carrier, each measure from the role that is its truth."""
    gmv = GMVS[brand.gmv]
    frame = inside.sums(measured(gmv, base, orders), brand.shelf, brand.head_followers)
    if base in _HOSTED:
        frame = inside.hosted(frame, base, "base")
        missing += _hostless(frame, base)
    for name in ("gmv", "base"):
        if name not in frame:
            frame[name] = float("nan")
    wanted = ["orders", "cost"] + (["refund"] if gmv.refunded else [])
    missing += [_absent(m) for m in wanted if m not in frame]
    frame.insert(len(KEYS), "campaign", _campaigns(frame["date"], frame["until"], brand))
    return frame


_HOSTED: Final = ("live_views",)
"""The bases that lists of sessions tell, which may not say whose those are."""


def _hostless(frame: Frame, base: str) -> list[LeftOut]:
    """That part of a base is of accounts of which nobody says whose they are; nothing where there is none."""
    rows = frame["channel"] == UNKNOWN
    amount = float(frame.loc[rows, "base"].sum()) if "base" in frame else 0.0
    if not amount > 0:
        return []
    (zh, en), count = BASE_OF[base], f"{amount:,.0f}"
    return [
        LeftOut(
            Words(f"部分{zh}的阵地", f"The channel of some {en}"),
            Words(
                f"{count} 次没有写是自营还是合作，账号构成里也没有这些账号：记在“{CHANNELS[UNKNOWN].zh}”；"
                "加入同样日子的账号构成可补",
                f"of {count} nobody says whether they are the shop's own or partners', and no list of accounts holds those "
                f"accounts: booked under '{CHANNELS[UNKNOWN].en}'; add the list of accounts of the same days",
            ),
        )
    ]


def without(frame: Frame, columns: Collection[str]) -> Frame:
    """The frame without some columns, and without the rows that told of nothing else."""
    left = frame.drop(columns=[key for key in columns if key in frame])
    measures = [key for key in left if key not in (*KEYS, "campaign")]
    nothing = frame[[*filter(frame.__contains__, columns)]].notna().any(axis=1) & left[measures].isna().all(
        axis=1
    )
    return left[~nothing].reset_index(drop=True)


def with_days_off(frame: Frame, spend: Coverage) -> Frame:
    """The frame with a spend of 0 where a place that spent on other days tells none, of a day on which its shop tells spend: an
    export lists an account only on the days on which it spent."""
    if "cost" not in frame or not spend.days:
        return frame
    keys = ["shop", "channel", "owner", "carrier"]
    spends = frame.groupby(keys, sort=False)["cost"].transform("count") > 0
    each = {(name, day) for (*_, name), days in spend.each.items() for day in days}
    told = frame["shop"].combine(frame["date"].dt.date, lambda shop, day: (shop, day) in each).astype(bool)
    off = spends & frame["cost"].isna() & frame["gmv"].notna() & told & (frame["until"] == frame["date"])
    return frame.assign(cost=frame["cost"].mask(off, 0.0))


BORNE: Final = ("cost", "commission", "slot_fee", "platform_fee")
"""The columns of what a channel costs."""
SLOPE: Final = "gpm_gmv"
"""The column of the GMV that GPM divides, where the base is not told of every carrier (``gpm_base``, ``gpm_cost`` too)."""
SLIGHT: Final = 0.005
"""The part of the GMV, or of the base, that may lie outside the carriers which tell both, and GPM is still of all."""


def with_slope(frame: Frame, heads: Heads | None, base: str) -> Frame:
    """The frame with what GPM and CPM are made of where the base is told of some carriers only.

    A carrier of a channel counts where both its GMV and its base are told, and the base is known to be its own: partners'
    sales whose heads are told apart by accounts that don't tell the base share one that nobody can split.
    """
    keys = ["channel", "owner", "carrier"]
    cells = frame.groupby(keys, sort=False)
    sold, seen = (cells[key].transform("sum", min_count=1) for key in ("gmv", "base"))
    both = sold.notna() & (seen > 0)
    if heads is not None and not heads.tells(base):
        shared = {carrier for _, carrier in heads.places if _split(frame, carrier)}
        both &= ~((frame["owner"] == "合作") & frame["carrier"].isin(shared))
    outside = [float(frame.loc[~both, key].abs().sum()) for key in ("gmv", "base")]
    whole = [float(frame[key].abs().sum()) for key in ("gmv", "base")]
    if not whole[1] or all(part <= SLIGHT * all_ for part, all_ in zip(outside, whole, strict=True)):
        return frame
    told = {f"gpm_{key}": frame[key].where(both) for key in ("gmv", "base", "cost") if key in frame}
    return frame.assign(**told)


def _split(frame: Frame, carrier: str) -> bool:
    """Whether partners' sales of a carrier are told apart into the heads' and the others'."""
    here = frame[(frame["owner"] == "合作") & (frame["carrier"] == carrier)]
    return {"A", "T"} <= set(here["channel"])


def measured(gmv: Gmv, base: str, orders: str) -> dict[str, Mapping[str, int]]:
    """For each column of the frame, the measures it is summed from, each with its sign."""
    return {
        "gmv": {gmv.measure: 1},
        "refund": gmv.refund,
        "base": {base: 1},
        "clicks": {"product_clicks": 1} if base == "product_impressions" else {},
        "orders": {orders: 1},
        **{key: {key: 1} for key in ("items", "cost", "commission", "slot_fee", "platform_fee")},
        "late": gmv.late,
        "coupons": {"coupons_kept": 1} if gmv.key != "paid" else {},
    }


def _campaigns(
    days: Iterable[datetime.datetime], untils: Iterable[datetime.datetime], brand: Brand
) -> list[str]:
    """The campaigns of each row; what only partly lies in one is not in it."""
    names = []
    for day, until in zip(days, untils, strict=True):
        inside = [c.name for c in brand.campaigns if c.start <= day.date() and until.date() <= c.end]
        names.append("、".join(inside))
    return names


ABSENT: Final[dict[str, tuple[Words, Words]]] = {
    "refund": (
        Words("退款、退款率、退后 ROI", "Refunds, refund rate, net ROI"),
        Words(
            "导出里没有退款金额；罗盘“成交分析”可补", "no refunds in the exports; Compass 成交分析 has them"
        ),
    ),
    "orders": (
        Words("订单、笔单价", "Orders, AOV"),
        Words("导出里没有订单数；罗盘“成交分析”可补", "no orders in the exports; Compass 成交分析 has them"),
    ),
    "cost": (
        Words("投放花费、CPM、ROI", "Ad cost, CPM, ROI"),
        Words(
            "导出里没有投放消耗；罗盘“成交分析”的载体构成、千川导出可补",
            "no ad cost in the exports; Compass 载体构成 or Qianchuan exports have it",
        ),
    ),
}
"""What a report lacks without a column, and which export has it."""


def _absent(measure: str) -> LeftOut:
    return LeftOut(*ABSENT[measure])
