"""What a report counts: each metric once, and all that is asked of it is looked up here.

A metric says its heading, how it is shown, whether more of it is better, of a ratio the function of the catalogue
and the columns it takes, on what two of it must agree before they may be compared, and what 口径 says of it. Below the
least cost no return is shown: what must reach it, the function says. A new metric is one entry in `METRICS`; tables
name it, and those of which the month says nothing stay out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from xl_fact.core import customers, returns, traffic
from xl_fact.core.customers import new_share
from xl_fact.core.spending import ARGUMENT
from xl_fact.engine.gmv import ORDERS, Gmv
from xl_fact.report.agreement import COUNT, MONEY, Agreement, apart, within
from xl_fact.report.formula import (
    Call,
    Expression,
    Field,
    Literal,
    Only,
    Shown,
    SumIfs,
    Total,
    TotalField,
    total_of,
)
from xl_fact.report.model import Better, Column, Figure
from xl_fact.report.month import Month
from xl_fact.report.ratios import ratio
from xl_fact.words import NO_WORDS, Words, say

if TYPE_CHECKING:
    from xl_fact.core.function import Function


@dataclass(frozen=True)
class Definition:
    """What 口径 says of a metric: what it means, its unit, the columns of the exports, and whether refunds are in it."""

    means: Words
    unit: Words
    source: Words
    refunds: Words
    name: Words | None = None


@dataclass(frozen=True)
class Metric:
    """One metric.

    Attributes
    ----------
    zh, en : str
        Its heading. ``{money}`` and ``{base}`` are the month's; ``{gmv}`` and ``{of}`` name the GMV and the base
        where a heading is asked to.
    kind : str
        How its values are shown.
    better : {"more", "less", "neither"}
    function : Function, optional
        What a ratio is computed by.
    takes : mapping, optional
        For an argument of the function, the column it comes from, where that is not of the argument's name.
    agrees : frozenset
        What two sums must agree on; a ratio asks what its columns ask.
    but : frozenset
        Of a ratio, what its own two sides do not share, which its heading says.
    floor : bool
        Whether it is "—" where the spend it rests on does not reach the least cost. A return is; the price of
        traffic is not, for nothing spent is a price of 0.
    defined : Definition, optional
    """

    zh: str
    en: str
    kind: str
    better: Better = "more"
    function: Function | None = None
    takes: Mapping[str, str] | None = None
    agrees: frozenset[Agreement] = frozenset()
    but: frozenset[Agreement] = frozenset()
    floor: bool = True
    defined: Definition | None = None
    key: str = ""

    @property
    def columns(self) -> dict[str, str]:
        """For each argument of its function, the column it comes from; empty for a sum."""
        if self.function is None:
            return {}
        names = {**_TAKEN, **(self.takes or {})}
        return {p.name: names.get(p.name, p.name) for p in self.function.parameters if not p.optional}

    def heading(
        self,
        month: Month,
        *,
        named: bool = False,
        gmv: Gmv | None = None,
        base: Words | None = None,
        orders: str = "",
    ) -> Words:
        """As a column is headed.

        Parameters
        ----------
        month : Month
        named : bool
            Whether to name the month's GMV and base.
        gmv : Gmv, optional
            Which GMV it is, if it may be another than the month's, which is then named.
        base : Words, optional
            What the base is called, if it may be another than the month's, which is then named.
        orders : str
            Which measure counts the orders, if it may be another than the month's.
        """
        shown = gmv or month.gmv
        which = shown.words if (named and self.function is None) or shown != month.gmv else None
        count = base or month.base_words
        per = count if named or count != month.base_words else None
        en = re.sub(r"^(.+) GMV$", r", \1", which.en) if which else ""
        gmv_words = Words(f"·{which.zh}", en if en.startswith(",") else f" {en}") if which else NO_WORDS
        of = Words(per.zh, f" {per.en}") if per else NO_WORDS
        counted = ORDERS[orders] if orders else month.orders_words
        open_words = {"gmv": gmv_words, "of": of, "orders": counted, "after": shown.after}
        return filled(month, Words(self.zh, self.en), base=count, **open_words)

    def of(self, cell: Callable[[str], Expression]) -> Expression:
        """A ratio, each column it takes found by `cell`."""
        return self.over({name: cell(key) for name, key in self.columns.items()})

    def over(self, arguments: Mapping[str, Expression]) -> Expression:
        """A ratio over some cells, by the names of its function's arguments."""
        assert self.function is not None, "a sum is summed"
        return ratio(self.function, arguments) if self.floor else Shown(Call(self.function, arguments))

    @property
    def sums(self) -> frozenset[str]:
        """The sums that it is, or is made of."""
        if self.function is None:
            return frozenset((self.key,))
        return frozenset[str]().union(*(METRICS[key].sums for key in self.columns.values() if key in METRICS))

    def compares(self, month: Month, other: Month) -> bool:
        """Whether one month's may be held against another's."""
        if self.function is not None and "base" in self.sums and (month.uneven or other.uneven):
            return False  # of other carriers in either
        return all(apart((key, month), (key, other), METRICS[key].asks) is None for key in self.sums)

    def told(self, month: Month) -> bool:
        """Whether a month holds what it is made of, and its sides may meet."""
        if self.function is not None and "base" in self.sums and not month.based:
            return False
        return all(map(month.has, self.sums)) and self.unlike(month) is None

    def unlike(self, month: Month) -> Agreement | None:
        """What the sides of a ratio don't share in a month; None where they make a ratio."""
        return within(month, sorted(self.sums), self.but) if self.function is not None else None

    @property
    def formula(self) -> str:
        """The formula of its function, over the names of the arguments; the least cost is asked elsewhere."""
        if self.function is None or self.function.formula is None:
            return "—"
        names = (p.name for p in self.function.parameters if p.name != ARGUMENT)
        return self.function.expression(**{name: name for name in names})

    @property
    def asks(self) -> frozenset[Agreement]:
        """What two of it must agree on before one is held against the other."""
        parts = (METRICS[key].asks for key in self.columns.values() if key in METRICS)
        return self.agrees.union(*parts)


def filled(month: Month, words: Words, base: Words | None = None, **more: Words) -> Words:
    """Words with the month's money and base, or another base, and whatever else they leave open, filled in."""
    open_words = {"money": month.unit, "base": base or month.base_words, **more}
    zh, en = ({key: each[at] for key, each in open_words.items()} for at in (0, 1))
    return Words(words.zh.format(**zh), words.en.format(**en, Base=en["base"].capitalize()))


_TAKEN: Final = {"plays": "base", "impressions": "base"}
_BOUGHT: Final = Words("投放消耗（店铺被投），载体构成", "ad spend, Compass 载体构成")
_PAID_BACK: Final = Words("退款金额（支付时间）", "refunds by payment day")
_TIMES: Final = Words("倍", "×")
_PER_MILLE: Final = Words("{money}/千次", "{money} per 1000")
IN: Final = Words("含退款（未扣）", "before refunds")
OUT: Final = Words("已扣退款", "after refunds")
APART: Final = Words("不涉及", "not concerned")

_DECLARED: Final[dict[str, Metric]] = {
    "gmv": Metric("GMV{gmv}（{money}）", "GMV{gmv} ({money})", "money", agrees=MONEY | {"gmv"}),
    "base": Metric(
        "{base}（次）",
        "{Base}",
        "count",
        agrees=COUNT | {"base"},
        defined=Definition(
            Words("GPM 与 CPM 的分母；按次数，不按人数", "the base of GPM and CPM; times, not people"),
            Words("次", "times"),
            Words("{base}", "{base}"),
            APART,
            Words("{base}次数", "{Base}"),
        ),
    ),
    "gpm": Metric(
        "GPM{gmv}（{money}/千次{of}）",
        "GPM{gmv} ({money} per 1000{of})",
        "mille",
        function=traffic.gpm,
        defined=Definition(
            Words(
                "千次流量卖出多少钱：雪球的坡度。不能对 GPM 求平均",
                "what a thousand of traffic sells: the slope. Never averaged",
            ),
            _PER_MILLE,
            Words("GMV、{base}", "GMV, {base}"),
            IN,
        ),
    ),
    "gpm_gmv": Metric("GPM 的 GMV（{money}）", "GMV of GPM ({money})", "money", agrees=MONEY | {"gmv"}),
    "gpm_base": Metric("GPM 的{base}（次）", "{Base} of GPM", "count", agrees=COUNT | {"base"}),
    "gpm_cost": Metric("CPM 的花费（{money}）", "Cost of CPM ({money})", "money", "neither", agrees=MONEY),
    "clicks": Metric("点击（次）", "Clicks", "count", agrees=COUNT),
    "orders": Metric("{orders}（单）", "{orders}", "count", agrees=COUNT),
    "items": Metric("件数（件）", "Items", "count", agrees=COUNT),
    "cost": Metric(
        "投放花费（{money}）",
        "Ad cost ({money})",
        "money",
        "neither",
        agrees=MONEY,
        defined=Definition(
            Words(
                "投到本店的广告消耗；佣金、坑位费另计",
                "ads spent on the shop; commission and slot fees apart",
            ),
            Words("{money}", "{money}"),
            _BOUGHT,
            APART,
            Words("投放花费", "Ad cost"),
        ),
    ),
    "refund": Metric(
        "{after}退款（{money}）", "Refunds{after} ({money})", "money", "less", agrees=MONEY | {"gmv", "clock"}
    ),
    "late": Metric(
        "退款·退款时间（{money}）",
        "Refunds by refund day ({money})",
        "money",
        "less",
        agrees=MONEY | {"gmv", "clock"},
    ),
    "commission": Metric(
        "达人佣金（{money}）", "Creator commission ({money})", "money", "less", agrees=MONEY
    ),
    "platform_fee": Metric("平台佣金（{money}）", "Platform fee ({money})", "money", "less", agrees=MONEY),
    "slot_fee": Metric("坑位费（{money}）", "Slot fee ({money})", "money", "less", agrees=MONEY),
    "all_cost": Metric("综合花费（{money}）", "All cost ({money})", "money", "neither", agrees=MONEY),
    "cpm": Metric(
        "CPM（{money}/千次{of}）",
        "CPM ({money} per 1000{of})",
        "mille",
        "less",
        traffic.cpm,
        floor=False,
        defined=Definition(
            Words("千次流量花多少钱", "what a thousand of traffic costs"), _PER_MILLE, _BOUGHT, APART
        ),
    ),
    "roi": Metric(
        "ROI{gmv}（倍）",
        "ROI{gmv} (×)",
        "ratio",
        function=returns.roi,
        defined=Definition(
            Words(
                "每花 1 {money}卖出多少；ROI = GPM ÷ CPM。花费低于“说明”里的最低花费时不算",
                "sold for each {money} spent; ROI = GPM ÷ CPM. Not shown below the least cost on About",
            ),
            _TIMES,
            Words("GMV、投放花费", "GMV, ad cost"),
            IN,
        ),
    ),
    "all_roi": Metric(
        "综合 ROI{gmv}（倍）",
        "ROI on all cost{gmv} (×)",
        "ratio",
        function=returns.roi,
        takes={"cost": "all_cost"},
    ),
    "marginal": Metric(
        "边际 ROI（倍）",
        "Marginal ROI (×)",
        "ratio",
        function=returns.marginal_roi,
        agrees=MONEY | {"gmv"},
    ),
    "aov": Metric(
        "笔单价{gmv}（{money}/单）",
        "AOV{gmv} ({money})",
        "mille",
        function=traffic.aov,
        defined=Definition(
            Words("每单成交额；不是每人（客单价）也不是每件", "per order; not per buyer, not per item"),
            Words("{money}/单", "{money} per order"),
            Words("GMV、成交订单数", "GMV, orders"),
            IN,
        ),
    ),
    "ctr": Metric("点击率（%）", "CTR (%)", "fine", function=traffic.ctr),
    "cvr": Metric("点击成交率（%）", "CVR (%)", "fine", function=traffic.cvr),
    "refund_rate": Metric(
        "{after}退款率{gmv}（%）",
        "Refund rate{after}{gmv} (%)",
        "rate",
        "less",
        returns.refund_rate,
        defined=Definition(
            Words("按支付时间归月；近几天会继续上升", "booked by payment day; recent days still rise"),
            Words("%", "%"),
            _PAID_BACK,
            APART,
        ),
    ),
    "late_rate": Metric(
        "退款日的退款 ÷ 支付日的 GMV（%）",
        "Refunds by refund day ÷ GMV by payment day (%)",
        "rate",
        "less",
        returns.refund_rate,
        {"refund": "late"},
        but=frozenset(("clock",)),
    ),
    "net_roi": Metric(
        "退后 ROI{gmv}（倍）",
        "Net ROI{gmv} (×)",
        "ratio",
        function=returns.net_roi,
        defined=Definition(
            Words("扣掉退款以后每花 1 {money}剩多少销售", "sales left after refunds for each {money} spent"),
            _TIMES,
            _PAID_BACK,
            OUT,
        ),
    ),
    "breakeven": Metric(
        "保本 GPM（{money}/千次）",
        "Break-even GPM ({money} per 1000)",
        "mille",
        "less",
        returns.breakeven_gpm,
        agrees=MONEY,
        defined=Definition(
            Words("这个 CPM 下不亏的最低 GPM；高于它才赚", "the least GPM that loses nothing at this CPM"),
            _PER_MILLE,
            Words(
                "CPM、退款率、毛利率、佣金与平台占净成交",
                "CPM, refund rate, margin, commission and fees of net sales",
            ),
            OUT,
        ),
    ),
    "breakeven_roi": Metric(
        "保本 ROI（倍）",
        "Break-even ROI (×)",
        "ratio",
        "less",
        returns.breakeven_roi,
        agrees=frozenset(("shops", "gmv")),
    ),
    "item_price": Metric(
        "件单价（{money}/件）", "Price of an item ({money})", "mille", "neither", customers.item_price
    ),
    "sessions": Metric("场次（场）", "Sessions", "count", "neither", agrees=COUNT),
    "hours": Metric("直播时长（小时）", "Hours on air", "mille", "neither", agrees=COUNT),
    "views": Metric("观看（次）", "Views", "count", agrees=COUNT),
    "per_hour": Metric(
        "GMV/小时{gmv}（{money}）",
        "GMV per hour{gmv} ({money})",
        "money",
        function=traffic.gmv_per_hour,
        defined=Definition(
            Words(
                "直播间每开一小时卖多少；场次按开播时间归时段，不拆到每个小时",
                "sold for each hour on air; a session belongs to the hour it began, and is not split",
            ),
            Words("{money}/小时", "{money} per hour"),
            Words("直播明细：GMV、直播时长", "LIVE sessions: GMV, minutes"),
            IN,
        ),
    ),
    "new_share": Metric("新客占比（%）", "New customers (%)", "rate", "neither", new_share, agrees=COUNT),
    "net": Metric("净成交（{money}）", "Net sales ({money})", "money", agrees=MONEY | {"gmv"}),
    "goods": Metric(
        "货品成本（{money}）", "Cost of goods ({money})", "money", "less", agrees=MONEY | {"gmv"}
    ),
    "creators": Metric("达人费用（{money}）", "Creators ({money})", "money", "less", agrees=MONEY),
    "earned": Metric("投流前利润（{money}）", "Profit before ads ({money})", "money", agrees=MONEY | {"gmv"}),
    "result": Metric(
        "利润（{money}）",
        "Net profit ({money})",
        "money",
        agrees=MONEY | {"gmv"},
        defined=Definition(
            Words(
                "净成交 − 货品成本 − 投放 − 达人费用 − 平台佣金；谁收了佣金，佣金就记在谁头上（见“利润表”）",
                "net sales − goods − ads − creators − platform; a commission is borne by those it was paid to (see P&L)",
            ),
            Words("{money}", "{money}"),
            Words("各表导出；毛利率在说明页", "the exports; margin from About"),
            OUT,
            Words("利润", "Net profit"),
        ),
    ),
    "campaign_gain": Metric(
        "活动盈亏（{money}）",
        "Gain or loss ({money})",
        "money",
        agrees=MONEY | {"gmv"},
        defined=Definition(
            Words(
                "活动和活动后 3 天比平常日多留下的（净成交 × 毛利率 − 佣金 − 平台，按那几天自己的；没有逐日的按全店本月的率；"
                "坑位费不算）− 多花。"
                "比寻常起伏大才说够不够本；没结束、只有一段、缺几天、算不出回落的不下结论",
                "what its days and the 3 after left beyond normal ones (net sales × margin − commission − fee, those days' own, "
                "else at the month's rate; no slot fees) − extra cost. Whether it paid is said only beyond the usual swing, "
                "never of a campaign that isn't over, is cut, lacks days or has no dip",
            ),
            Words("{money}", "{money}"),
            Words(
                "GMV、退款、佣金、平台佣金、投放花费，逐日；毛利率在说明页",
                "GMV, refunds, commission, fee, ad cost, by day; margin from About",
            ),
            OUT,
            Words("活动盈亏", "Campaign gain or loss"),
        ),
    ),
    "profit": Metric("毛利{gmv}（{money}）", "Profit{gmv} ({money})", "money", agrees=MONEY | {"gmv"}),
}
METRICS: Final[dict[str, Metric]] = {key: replace(metric, key=key) for key, metric in _DECLARED.items()}
"""The metrics by key, in the order of 口径."""


def in_money(month: Month, zh: str, en: str) -> Words:
    """A heading of an amount in the month's money."""
    return Words(f"{zh}（{month.unit.zh}）", f"{en} ({month.unit.en})")


def per_mille(month: Month, zh: str, en: str) -> Words:
    """A heading of an amount of the month's money for each thousand."""
    return Words(f"{zh}（{month.unit.zh}/千次）", f"{en} ({month.unit.en} per 1000)")


def large(month: Month, key: str = "gmv") -> str:
    """The kind in which the sums of a month are told: 万 or millions where its sum reaches one, else in full.

    Parameters
    ----------
    key : str
        The sum that says how large its sums are; the spend where the month has no sales.
    """
    sums = month.sums(key) or month.sums("cost")
    size, (unit, kind) = abs(sum(sums.values())), say(month.lang, (1e4, "wan"), (1e6, "million"))
    if not sums or size >= unit:
        return kind
    return METRICS[key].kind if METRICS[key].kind != "money" or size >= _WHOLE else "cents"


_WHOLE: Final = 1e3
"""From here on money is told without cents."""


def card(
    month: Month, key: str, metric: str, value: Expression, note: Words | None = None, **look: Any
) -> Figure:
    """A metric as a figure drawn large."""
    kind = look.pop("kind", METRICS[metric].kind)
    heading = look.pop("heading", None) or METRICS[metric].heading(month)
    return Figure(key, heading, kind, formula=value, note=note, **look)


_NEVER: Final = Literal(0.0) > 1.0
"""What holds nowhere: of a column of blanks no sum is told."""
TOTAL: Final = Words("合计", "Total")
LISTED: Final = Words("以上合计", "Sum of these")
CHANNEL: Final = Words("阵地", "Channel")
OWNER: Final = Words("自营/合作", "Owner")
CARRIER: Final = Words("载体", "Content type")
DATE: Final = Words("日期", "Date")
SHOP: Final = Words("店铺", "Shop")
WINDOW: Final = (
    ("first", Words("时段起", "Days from")),
    ("last", Words("时段止", "Days to")),
)
"""The columns of the sum of several days, which can't be put on any of them."""


class Columns(list[Column]):
    """The columns of one table, as they are named.

    Parameters
    ----------
    month : Month
    where : mapping, optional
        What a row of the data must be to be summed into a row of the table.
    gmv : Gmv, optional
        Which GMV it shows, if it may be another than the month's.
    base : Words, optional
        What its base is called, if it may be another than the month's.
    orders : str
        Which measure counts its orders, if it may be another than the month's.
    keys : mapping, optional
        Where a metric stands under another key in this table.
    """

    def __init__(
        self,
        month: Month,
        where: Mapping[str, Expression] | None = None,
        gmv: Gmv | None = None,
        base: Words | None = None,
        orders: str = "",
        keys: Mapping[str, str] | None = None,
    ):
        super().__init__()
        self.month, self.where, self.keys = month, where or {}, keys or {}
        self.named: dict[str, Any] = {"gmv": gmv, "base": base, "orders": orders}

    def has(self, *keys: str) -> bool:
        """Whether it has columns so far."""
        return {column.key for column in self}.issuperset(keys)

    def add(
        self, key: str, heading: Words, kind: str, each: Any = None, whole: Any = None, **look: Any
    ) -> None:
        """A column of its own."""
        self.append(Column(key, heading, kind, each, whole, **look))

    def names(self, key: str, heading: Words, whole: Words | None = None, **look: Any) -> None:
        """A column of names; in the totals stands what the sum is."""
        self.add(key, heading, "text", None, self.month.say(*whole) if whole else None, **look)

    def both(
        self, key: str, heading: Words, kind: str, rule: Callable[[type[Field]], Expression], **look: Any
    ) -> None:
        """A column whose totals follow the rule of its rows."""
        self.add(key, heading, kind, rule(Field), rule(TotalField), **look)

    def share(self, key: str, of: str, heading: Words, **look: Any) -> None:
        """A column as a part of its own total."""
        if self.has(of):
            self.both(key, heading, "rate", lambda cell: Shown(cell(of) / Total(of)), **look)

    def sums(self, keys: str, **look: Any) -> None:
        """Amounts of the data that the month has, summed for each row."""
        for key in keys.split():
            if self.month.has(key):
                each, whole = SumIfs("data", key, self.where), total_of(self._key(key))
                if self.month.holds(key):
                    self._metric(key, each, whole, **look)
                else:
                    self._metric(key, Only(_NEVER, each), Only(_NEVER, whole), **look)
            if self.month.uneven and key in ("gmv", "base", "cost") and self.month.has(key):
                part = f"gpm_{key}"
                self._metric(part, SumIfs("data", part, self.where), total_of(part))

    def given(self, keys: str, **look: Any) -> None:
        """Amounts that are no formulas."""
        for key in keys.split():
            self._metric(key, None, total_of(self._key(key)), **look)

    def ratios(self, keys: str, **look: Any) -> None:
        """Ratios of the columns there are."""
        for key in keys.split():
            metric, shown = METRICS[key], dict(look)
            taken = {name: self._key(column) for name, column in metric.columns.items()}
            parts = {name: f"gpm_{column}" for name, column in metric.columns.items()}
            if key in ("gpm", "cpm") and self.has(*parts.values()):
                taken, counted = parts, self.month.carriers_counted
                plain = metric.heading(self.month, named=bool(look.get("named")), **self.named)
                shown["heading"] = Words(plain.zh + counted.zh, plain.en + counted.en)
            if self.has(*taken.values()) and not (self.where and metric.unlike(self.month)):
                each, whole = (
                    metric.over({name: cell(column) for name, column in taken.items()})
                    for cell in (Field, TotalField)
                )
                self._metric(key, each, whole, **shown)

    def _key(self, key: str) -> str:
        return self.keys.get(key, key)

    def _metric(
        self,
        key: str,
        each: Any,
        whole: Any,
        *,
        heading: Words | None = None,
        named: bool = False,
        kind: str = "",
        **look: Any,
    ) -> None:
        metric = METRICS[key]
        heading = heading or metric.heading(self.month, named=named, **self.named)
        self.add(self._key(key), heading, kind or metric.kind, each, whole, better=metric.better, **look)
