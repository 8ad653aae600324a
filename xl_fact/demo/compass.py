"""The story told as Compass tells it: the sheets of 成交分析, with their sums, ratios and oddities.

The oddities are the platform's, and what reads the export must cope with them: days newest first; rows
不限 and 全部 that hold the sums of others; people who don't add up; a spend that is blank where none is listed;
发货用户支付金额 in fen; GPM of 单载体构成 a hundred times too small; creators' shelf impressions half listed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from xl_fact.demo.plain_workbook import Cell, Column
from xl_fact.demo.story import PRODUCTS, SEGMENTS, SELLERS, StoryMonth, share, tell

if TYPE_CHECKING:
    import pandas as pd

CARRIERS: Final = ("直播", "短视频", "商品卡", "图文", "其他")
ALL_CARRIERS, ALL_SEGMENTS = "全部", "不限"
TERMINALS: Final = {"抖音": 0.82, "抖音极速版": 0.085, "红果短剧": 0.017, "其他": 0.078}
CUSTOMERS: Final = {  # carrier → share of first orders, rate at which returning customers come back
    "直播": (0.48, 0.42),
    "短视频": (0.57, 0.46),
    "商品卡": (0.45, 0.43),
    "图文": (0.55, 0.47),
    "其他": (0.54, 0.55),
}
LISTED_SHELF: Final = 0.3  # of the impressions through creators' shelves, this share is listed by account

OVERVIEW: Final = (
    "日期|载体类型|投放时段|用户支付金额|退款后用户支付金额(支付时间)|智能优惠券金额|退款后智能优惠券金额(支付时间)|"
    "平台补贴金额|成交订单数|成交人数|客单价|成交金额|净成交金额|商品曝光人数|商品点击人数|商品曝光-点击转化率(人数)|"
    "商品点击-成交转化率(人数)|商品曝光-成交转化率(人数)|千次曝光用户支付金额|商品曝光次数|商品点击次数|"
    "商品曝光-点击转化率(次数)|商品点击-成交转化率(次数)|商品曝光-成交转化率(次数)|发货用户支付金额(发货时间)|两日内发货率|"
    "结算金额|结算金额(退款时间)|7日结算金额|14日结算金额|退款后达人补贴金额(支付时间)|达人补贴金额|预售定金|成交件数|件单价|"
    "净成交订单量|成交退款金额(支付时间)|退款金额(支付时间)|退款金额(退款时间)|退款后电商平台补贴金额(支付时间)|"
    "成交退款金额(退款时间)|退款率(支付时间)|发货前退款率(支付时间)|未收货退款率(支付时间)|已收货退款率(支付时间)|"
    "已收货退货退款率(支付时间)|退款订单数(退款时间)|退款订单数(支付时间)|1小时成交退款金额(支付时间)|"
    "1小时退款订单数(支付时间)|1小时成交退款率(支付时间)"
).split("|")
"""The headings of the three sheets of sums in the version with 51 columns."""

SPEND: Final = (
    "投放消耗(店铺被投)|投放消耗(店铺绑定)|投放贡献成交金额|投放贡献成交占比|投放费比(剔除退款、店铺绑定)|"
    "综合费比(剔除退款、店铺绑定)|投放效率(店铺被投)|投放效率(店铺绑定)|全店效率(店铺被投)|全店效率(店铺绑定)"
).split("|")
"""What the version with 61 columns appends."""

BREAKDOWN: Final = (
    "成交金额|用户支付金额|结算金额|成交退款金额(支付时间)|退款金额(支付时间)|退款率(支付时间)|投放贡献成交金额|"
    "投放贡献成交占比|投放消耗(店铺被投)|投放费比(剔除退款、店铺被投)|商品曝光-点击转化率(人数)|商品点击-成交转化率(人数)|"
    "智能优惠券金额|平台补贴金额|达人补贴金额|预售定金|成交订单数|成交件数|件单价|成交人数|客单价|净成交金额|净成交订单量|"
    "7日结算金额|14日结算金额|结算金额(退款时间)|投放贡献结算金额|退款后用户支付金额(支付时间)|"
    "退款后智能优惠券金额(支付时间)|退款后平台补贴金额(支付时间)|退款后达人补贴金额(支付时间)|退款订单数(支付时间)|"
    "成交退款金额(退款时间)|退款金额(退款时间)|退款订单数(退款时间)|1小时成交退款金额(支付时间)|1小时退款订单数(支付时间)|"
    "1小时退款率(支付时间)|投放贡献成交退款金额(支付时间)|投放部分退款率(支付时间)|商品曝光次数|商品点击次数|"
    "商品曝光-点击转化率(次数)|商品点击-成交转化率(次数)|商品曝光-成交转化率(次数)|商品曝光人数|商品点击人数|"
    "商品曝光-成交转化率(人数)|千次曝光用户支付金额|投放消耗(店铺绑定)|平台佣金(结算口径)|达人佣金(结算口径)|"
    "投放费比(店铺绑定)|投放费比(店铺被投)|投放费比(剔除退款、店铺绑定)|综合费比(店铺绑定)|综合费比(店铺被投)|"
    "综合费比(剔除退款、店铺绑定)|综合费比(剔除退款、店铺被投)"
).split("|")
"""The measures of the three sheets by carrier, account and product."""

BY_TERMINAL: Final = (
    "成交金额|用户支付金额|结算金额|成交订单数|成交退款金额(支付时间)|退款率(支付时间)|商品曝光次数|商品点击次数|"
    "商品曝光-点击转化率(次数)|商品点击-成交转化率(次数)|智能优惠券金额|平台补贴金额|达人补贴金额|预售定金|成交件数|件单价|"
    "7日结算金额|14日结算金额|结算金额(退款时间)|投放贡献结算金额|退款后用户支付金额(支付时间)|"
    "退款后智能优惠券金额(支付时间)|退款后平台补贴金额(支付时间)|退款后达人补贴金额(支付时间)|退款金额(支付时间)|"
    "退款订单数(支付时间)|成交退款金额(退款时间)|退款金额(退款时间)|退款订单数(退款时间)|1小时成交退款金额(支付时间)|"
    "1小时退款订单数(支付时间)|1小时退款率(支付时间)|商品曝光-成交转化率(次数)|千次曝光用户支付金额"
).split("|")

MONEY: Final = {  # heading → measure, in fen
    "用户支付金额": "pay",
    "退款后用户支付金额(支付时间)": "pay_kept",
    "智能优惠券金额": "coupon",
    "退款后智能优惠券金额(支付时间)": "coupon_kept",
    "平台补贴金额": "subsidy",
    "电商平台补贴金额": "subsidy",
    "退款后平台补贴金额(支付时间)": "subsidy_kept",
    "退款后电商平台补贴金额(支付时间)": "subsidy_kept",
    "达人补贴金额": "creator_subsidy",
    "退款后达人补贴金额(支付时间)": "creator_subsidy_kept",
    "成交金额": "gmv",
    "净成交金额": "gmv_net",
    "结算金额": "settled",
    "结算金额(退款时间)": "settled_by_date",
    "7日结算金额": "settled_7d",
    "14日结算金额": "settled_14d",
    "成交退款金额(支付时间)": "refund_gmv",
    "成交退款金额(退款时间)": "refund_gmv_by_date",
    "退款金额(支付时间)": "refund",
    "退款金额(退款时间)": "refund_by_date",
    "1小时成交退款金额(支付时间)": "refund_gmv_1h",
    "预售定金": "deposit",
    "投放消耗(店铺被投)": "cost",
    "投放消耗(店铺绑定)": "cost_bound",
    "投放贡献成交金额": "ads_gmv",
    "投放贡献结算金额": "ads_settled",
    "投放贡献成交退款金额(支付时间)": "ads_refund",
    "平台佣金(结算口径)": "fee",
    "达人佣金(结算口径)": "commission",
}
COUNTS: Final = {
    "成交订单数": "orders",
    "成交人数": "buyers",
    "成交件数": "items",
    "净成交订单量": "orders_net",
    "商品曝光次数": "impressions",
    "商品点击次数": "clicks",
    "商品曝光人数": "viewers",
    "商品点击人数": "clickers",
    "退款订单数(支付时间)": "refund_orders",
    "退款订单数(退款时间)": "refund_orders_by_date",
    "1小时退款订单数(支付时间)": "refund_orders_1h",
    "发货用户支付金额(发货时间)": "shipped",  # in fen, as the platform exports it
}
RATIOS: Final = {  # heading → numerator, denominator, factor, decimals
    "客单价": ("pay", "buyers", 0.01, 2),
    "件单价": ("pay", "items", 0.01, 2),
    "成交笔单价": ("pay", "orders", 0.01, 2),
    "千次曝光用户支付金额": ("pay", "impressions", 10, 2),
    "两日内发货率": ("shipped_2d", "shipped", 1, 16),
    "商品曝光-点击转化率(人数)": ("clickers", "viewers", 1, 4),
    "商品点击-成交转化率(人数)": ("buyers", "clickers", 1, 4),
    "商品曝光-成交转化率(人数)": ("buyers", "viewers", 1, 4),
    "商品曝光-点击转化率(次数)": ("clicks", "impressions", 1, 4),
    "商品点击-成交转化率(次数)": ("orders", "clicks", 1, 4),
    "商品曝光-成交转化率(次数)": ("orders", "impressions", 1, 4),
    "退款率(支付时间)": ("refund", "pay", 1, 4),
    "发货前退款率(支付时间)": ("refund", "pay", 0.55, 4),
    "未收货退款率(支付时间)": ("refund", "pay", 0.17, 4),
    "已收货退款率(支付时间)": ("refund", "pay", 0.01, 4),
    "已收货退货退款率(支付时间)": ("refund", "pay", 0.27, 4),
    "1小时成交退款率(支付时间)": ("refund_gmv_1h", "gmv", 1, 4),
    "1小时退款率(支付时间)": ("refund_gmv_1h", "gmv", 1, 4),
    "投放贡献成交占比": ("ads_gmv", "gmv", 1, 4),
    "投放部分退款率(支付时间)": ("ads_refund", "ads_gmv", 1, 4),
    "投放费比(店铺被投)": ("cost", "gmv", 1, 4),
    "投放费比(店铺绑定)": ("cost_bound", "gmv", 1, 4),
    "投放费比(剔除退款、店铺被投)": ("cost", "settled", 1, 4),
    "投放费比(剔除退款、店铺绑定)": ("cost_bound", "settled", 1, 4),
    "综合费比(店铺被投)": ("all_cost", "gmv", 1, 4),
    "综合费比(店铺绑定)": ("all_cost_bound", "gmv", 1, 4),
    "综合费比(剔除退款、店铺被投)": ("all_cost", "settled", 1, 4),
    "综合费比(剔除退款、店铺绑定)": ("all_cost_bound", "settled", 1, 4),
    "投放效率(店铺被投)": ("ads_gmv", "cost", 1, 2),
    "投放效率(店铺绑定)": ("ads_gmv", "cost_bound", 1, 2),
    "全店效率(店铺被投)": ("gmv", "cost", 1, 2),
    "全店效率(店铺绑定)": ("gmv", "cost_bound", 1, 2),
}
FROM_SPEND: Final = {
    heading for heading in BREAKDOWN if any(word in heading for word in ("投放", "综合费比"))
}
"""What stays blank for a shelf entry without listed spend."""


def sheets_of(month: StoryMonth, *, spend: bool) -> dict[str, list[Column]]:
    """The eleven sheets of one month's export.

    Parameters
    ----------
    month : StoryMonth
        Which month of the story.
    spend : bool
        Whether the three sheets of sums carry the ten columns of ad spend (61 columns) or not (51).
    """
    flows = tell(month)
    days = [f"{date:%Y%m%d}" for date in month.dates]
    by_seller = flows.groupby(["day", "seller", "segment"])[_measures(flows)].sum().reset_index()
    for frame in (flows, by_seller):
        frame["date"], frame["period"] = _label(frame["day"], days), _label(frame["segment"], SEGMENTS)
        for name in ("owner", "carrier", "account", "number"):
            frame[name] = _label(frame["seller"], [getattr(seller, name) for seller in SELLERS])
    own, partners = (by_seller[by_seller["owner"] == owner] for owner in ("自营", "合作"))
    headings = [*OVERVIEW, *SPEND] if spend else OVERVIEW
    return {
        "成交概览": _sums(by_seller, headings, 0.985),
        "自营成交": _sums(own, headings),
        "合作成交": _sums(partners, headings),
        "载体构成": _by_carrier(by_seller),
        "账号构成": _by_account(by_seller),
        "单载体构成": _by_shelf_product(flows),
        "终端构成": _by_terminal(by_seller),
        "品类构成": _by_category(flows),
        "商品构成": _by_product(flows),
        "价格带构成": _by_price(flows),
        "人群构成": _by_customer(by_seller),
    }


def _label(codes: pd.Series[int], labels: Sequence[str]) -> pd.Categorical:
    """Numbers as the text they stand for."""
    import pandas as pd

    known = list(dict.fromkeys(labels))
    places = np.array([known.index(label) for label in labels])
    return pd.Categorical.from_codes(places[codes.to_numpy()], categories=known)


def _total(flows: pd.DataFrame, keys: Sequence[str], reach: float) -> pd.DataFrame:
    """Sums by some keys, newest day first, with what follows from them.

    People are not sums: the wider the group, the more of its people were counted in several of its parts;
    `reach` says how many are left.
    """
    total = flows.groupby(list(keys), observed=True)[_measures(flows)].sum().reset_index()
    return _complete(total.sort_values("date", ascending=False, kind="stable", ignore_index=True), reach)


_INDICES: Final = ("day", "seller", "segment", "product")


def _complete(t: pd.DataFrame, reach: float) -> pd.DataFrame:
    """Add the measures that follow from the additive ones, and the people."""
    kept = {"pay": "refund", "coupon": "refund_coupon", "subsidy": "refund_subsidy"}
    for name, back in (kept | {"creator_subsidy": "refund_creator_subsidy"}).items():
        t[f"{name}_kept"] = t[name] - t[back]
    t["gmv"] = t["pay"] + t["coupon"] + t["subsidy"] + t["creator_subsidy"]
    t["settled"] = t["pay_kept"] + t["coupon_kept"] + t["subsidy_kept"] + t["creator_subsidy_kept"]
    t["refund_gmv"] = t["gmv"] - t["settled"]
    t["gmv_net"] = t["gmv"] - t["refund_gmv_1h"]
    t["settled_by_date"] = t["gmv"] - t["refund_gmv_by_date"]
    t["settled_7d"], t["settled_14d"] = t["gmv"] - t["refund_gmv_7d"], t["gmv"] - t["refund_gmv_14d"]
    t["ads_settled"] = t["ads_gmv"] - t["ads_refund"]
    t["orders_net"] = t["orders"] - t["refund_orders_1h"]
    t["all_cost"] = t["cost"] + t["fee"] + t["commission"]
    t["all_cost_bound"] = t["cost_bound"] + t["fee"] + t["commission"]
    t["deposit"] = 0
    t["buyers"] = np.ceil(t["orders"] * reach).astype(int)
    t["clickers"] = np.maximum(np.ceil(t["clicks"] * 0.62 * reach).astype(int), t["buyers"])
    t["viewers"] = np.maximum(np.ceil(t["impressions"] * 0.42 * reach).astype(int), t["clickers"])
    return t


def _columns(
    t: pd.DataFrame,
    keys: dict[str, str],
    headings: Sequence[str],
    *,
    undefined: float | None,
    factor: float = 1,
) -> list[Column]:
    """The columns of one sheet: the keys as they are, each measure as its heading says.

    Parameters
    ----------
    undefined : float or None
        What stands where a ratio has no denominator: 0 in the sheets of sums, else blank.
    factor : float
        Put on GPM, for the sheet whose GPM is a hundred times too small.
    """
    made: list[Column] = [(heading, t[key].tolist()) for heading, key in keys.items()]
    for heading in headings:
        if heading in MONEY:
            made.append((heading, (t[MONEY[heading]] / 100).tolist()))
        elif heading in COUNTS:
            made.append((heading, t[COUNTS[heading]].tolist()))
        elif heading in RATIOS:
            above, below, times, decimals = RATIOS[heading]
            scale = times * factor if heading.startswith("千次曝光") else times
            made.append((heading, _ratio(t[above], t[below], scale, decimals, undefined)))
    return made


def _ratio(above: Any, below: Any, factor: float, decimals: int, undefined: float | None) -> list[Cell]:
    """Row by row above ÷ below, rounded; `undefined` where below is 0."""
    top, bottom = np.asarray(above, float), np.asarray(below, float)
    values = np.round(np.divide(top, bottom, out=np.zeros_like(top), where=bottom != 0) * factor, decimals)
    return [
        value if defined else undefined for value, defined in zip(values.tolist(), bottom != 0, strict=True)
    ]


def _blank(columns: list[Column], headings: Callable[[str], bool], rows: Sequence[bool]) -> list[Column]:
    """The same columns, with some cells of some rows emptied."""
    return [
        (h, [None if gone else v for v, gone in zip(values, rows, strict=True)] if headings(h) else values)
        for h, values in columns
    ]


def _sums(flows: pd.DataFrame, headings: Sequence[str], reach: float = 1.0) -> list[Column]:
    """A sheet of sums: every day × carrier × period, with the rows 全部 and 不限 that sum up the others."""
    import pandas as pd

    alone = flows[["date", "carrier", "period", *_measures(flows)]]
    parts = [
        (alone, 0.97),
        (alone.assign(period=ALL_SEGMENTS), 0.94),
        (alone.assign(carrier=ALL_CARRIERS), 0.93),
        (alone.assign(carrier=ALL_CARRIERS, period=ALL_SEGMENTS), 0.90),
    ]
    total = pd.concat([_total(part, ("date", "carrier", "period"), known * reach) for part, known in parts])
    grid = pd.MultiIndex.from_tuples(
        [
            (date, carrier, period)
            for date in sorted(flows["date"].unique(), reverse=True)
            for carrier in (ALL_CARRIERS, *CARRIERS)
            for period in _periods(carrier)
        ],
        names=["date", "carrier", "period"],
    )
    t = total.set_index(list(grid.names)).reindex(grid, fill_value=0).reset_index()
    columns = _columns(
        t, {"日期": "date", "载体类型": "carrier", "投放时段": "period"}, headings[3:], undefined=0.0
    )
    stages = ("发货前", "未收货", "已收货")  # the stages of refunds are known of the whole day only
    part_of_day = (t["period"] != ALL_SEGMENTS).tolist()
    return [
        (
            h,
            [0.0 if gone else v for v, gone in zip(values, part_of_day, strict=True)]
            if h.startswith(stages)
            else values,
        )
        for h, values in columns
    ]


def _measures(flows: pd.DataFrame) -> list[str]:
    return [name for name in flows.columns if flows[name].dtype.kind == "i" and name not in _INDICES]


def _periods(carrier: str) -> tuple[str, ...]:
    """The order of a carrier's rows: 不限 comes first in some and second in others."""
    first, *others = SEGMENTS
    return (first, ALL_SEGMENTS, *others) if carrier in ("短视频", "其他") else (ALL_SEGMENTS, *SEGMENTS)


def _by_carrier(flows: pd.DataFrame) -> list[Column]:
    keys = {
        "日期": "date",
        "自营/合作": "owner",
        "载体类型": "carrier",
        "账号/渠道": "account",
        "抖音号": "number",
    }
    flows = flows.copy()
    half_listed = (flows["owner"] == "合作") & (flows["carrier"] == "商品卡")
    for name in ("impressions", "clicks"):
        flows.loc[half_listed, name] = share(flows.loc[half_listed, name].to_numpy(), LISTED_SHELF)
    t = _total(flows, list(keys.values()), 0.94)
    unlisted = {(s.owner, s.carrier, s.account) for s in SELLERS if s.cpm is None}
    without_spend = [key in unlisted for key in zip(t["owner"], t["carrier"], t["account"], strict=True)]
    columns = _blank(_columns(t, keys, BREAKDOWN, undefined=None), FROM_SPEND.__contains__, without_spend)
    return _blank(columns, "抖音号".__eq__, (t["number"] == "").tolist())


def _by_account(flows: pd.DataFrame) -> list[Column]:
    keys = {
        "日期": "date",
        "账号名称": "account",
        "账号类型": "kind",
        "自营/合作": "owner",
        "抖音号": "number",
    }
    accounts = flows[(flows["owner"] == "合作") | (flows["number"] != "")].copy()
    accounts["kind"] = np.where(accounts["owner"] == "自营", "官方", "联盟")
    t = _total(accounts, list(keys.values()), 0.92)
    nameless = (t["number"] == "").tolist()
    return _blank(_columns(t, keys, BREAKDOWN, undefined=None), {"抖音号", "账号类型"}.__contains__, nameless)


def _by_shelf_product(flows: pd.DataFrame) -> list[Column]:
    keys = {
        "日期": "date",
        "售卖类型": "owner",
        "载体类型": "carrier",
        "ID": "product_number",
        "标题/名称": "title",
    }
    t = _total(_with_products(flows[flows["carrier"] == "商品卡"]), list(keys.values()), 0.95)
    columns = _columns(t, keys, BREAKDOWN, undefined=None, factor=0.01)
    listed = {
        *keys,
        "投放贡献成交金额",
        "投放消耗(店铺被投)",
        "投放消耗(店铺绑定)",
        "投放贡献结算金额",
        "投放贡献成交退款金额(支付时间)",
    }
    return _blank(columns, lambda heading: heading not in listed, (t["orders"] == 0).tolist())


def _with_products(flows: pd.DataFrame) -> pd.DataFrame:
    """The flows with what is known of each product."""
    about = np.array([[p.name, p.number, *p.category, p.band] for p in PRODUCTS], dtype=object)
    names = ["title", "product_number", "category", "kind", "sort", "band"]
    return flows.assign(**dict(zip(names, about[flows["product"]].T, strict=True)))


def _by_terminal(flows: pd.DataFrame) -> list[Column]:
    import pandas as pd

    keys = {"日期": "date", "终端类型": "terminal", "售卖类型": "owner"}
    by_owner = flows.groupby(["date", "owner"], observed=True)[_measures(flows)].sum().reset_index()
    parts = pd.concat([by_owner.assign(terminal="整体"), _divided(by_owner, "terminal", TERMINALS)])
    both = pd.concat([parts.assign(owner="全部"), parts])
    both["terminal"] = pd.Categorical(both["terminal"], ["整体", *TERMINALS])
    both["owner"] = pd.Categorical(both["owner"], ["全部", "自营", "合作"])
    return _columns(_total(both, list(keys.values()), 0.90), keys, BY_TERMINAL, undefined=None)


def _divided(sums: pd.DataFrame, key: str, shares: dict[str, float]) -> pd.DataFrame:
    """Each sum divided among the labels of a new key, to the last fen."""
    import pandas as pd

    measures = _measures(sums)
    whole = sums[measures].to_numpy()
    ends = [
        np.zeros_like(whole),
        *(np.rint(whole * end).astype(int) for end in np.cumsum([*shares.values()])),
    ]
    return pd.concat(
        [
            sums.assign(**{key: label}, **dict(zip(measures, (ends[n + 1] - ends[n]).T, strict=True)))
            for n, label in enumerate(shares)
        ]
    )


def _by_category(flows: pd.DataFrame) -> list[Column]:
    import pandas as pd

    keys = {
        "日期": "date",
        "一级类目": "category",
        "二级类目": "kind",
        "三级类目": "sort",
        "四级类目": "rest",
    }
    sold = _with_products(flows).assign(rest="全部")
    levels = [sold.assign(kind="全部", sort="全部"), sold.assign(sort="全部"), sold]
    t = pd.concat([_total(level, list(keys.values()), 0.93) for level in levels])
    t = t.sort_values(["date", "category"], ascending=[False, True], kind="stable", ignore_index=True)
    headings = (
        "用户支付金额",
        "成交笔单价",
        "商品点击-成交转化率(次数)",
        "退款金额(支付时间)",
        "退款率(支付时间)",
    )
    return _columns(t, keys, headings, undefined=0.0)


def _by_product(flows: pd.DataFrame) -> list[Column]:
    import pandas as pd

    keys = {"日期": "date", "商品名称": "title", "商品编号": "product_number", "载体类型": "carrier"}
    sold = _with_products(flows[flows["carrier"] != "其他"])
    everywhere = _with_products(flows).assign(carrier=ALL_CARRIERS)
    t = pd.concat([_total(part, list(keys.values()), 0.93) for part in (sold, everywhere)])
    t = t[t["orders"] > 0].sort_values("date", ascending=False, kind="stable", ignore_index=True)
    amounts = ("用户支付金额", "成交笔单价", "商品点击-成交转化率(次数)")
    refunds = ("退款金额(支付时间)", "退款率(支付时间)")
    coupons = (
        "智能优惠券金额",
        "电商平台补贴金额",
        "退款后智能优惠券金额(支付时间)",
        "退款后电商平台补贴金额(支付时间)",
    )
    columns = _columns(t, keys, (*amounts, *refunds, *coupons), undefined=0.0)
    columns = _blank(columns, refunds.__contains__, (t["carrier"] != ALL_CARRIERS).tolist())
    return _blank(columns, coupons.__contains__, (t["coupon"] == 0).tolist())


def _by_price(flows: pd.DataFrame) -> list[Column]:
    t = _total(_with_products(flows), ["date", "band"], 0.93)
    headings = ("用户支付金额", "成交笔单价", "商品点击-成交转化率(次数)")
    return _columns(t, {"日期": "date", "价格带": "band"}, headings, undefined=0.0)


def _by_customer(flows: pd.DataFrame) -> list[Column]:
    import pandas as pd

    keys = {"日期": "date", "人群类型": "customer", "载体类型": "carrier"}
    by_carrier = flows.groupby(["date", "carrier"], observed=True)[_measures(flows)].sum().reset_index()
    parts = pd.concat(
        [
            _divided(
                by_carrier[by_carrier["carrier"] == carrier], "customer", {"首购": first, "复购": 1 - first}
            )
            for carrier, (first, _) in CUSTOMERS.items()
        ]
    )
    t = pd.concat(
        [
            _total(parts, list(keys.values()), 0.94),
            _total(parts.assign(carrier=ALL_CARRIERS), list(keys.values()), 0.90),
        ]
    )
    t = t.sort_values("date", ascending=False, kind="stable", ignore_index=True)
    again = {carrier: rate for carrier, (_, rate) in CUSTOMERS.items()} | {ALL_CARRIERS: 0.44}
    rates = [again[c] if kind == "复购" else 0.0 for kind, c in zip(t["customer"], t["carrier"], strict=True)]
    headings = ("用户支付金额", "成交人数", "客单价", "成交订单数")
    return [*_columns(t, keys, headings, undefined=0.0), ("复购用户复购率", rates)]
