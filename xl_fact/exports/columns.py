"""What a fact has: its columns, the roles an export plays, and where each measure may be summed from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from xl_fact.words import Lang, say

ROLES: Final = {
    "sales": ("成交（真值）", "sales, the truth for money"),
    "accounts": ("账号构成", "breakdown by account"),
    "control": ("平台合计，只用于校验", "the platform's own totals, for checks only"),
    "customers": ("人群", "customers"),
    "sessions": ("直播场次", "LIVE sessions"),
    "works": ("短视频", "videos"),
    "cards": ("商品卡", "product cards"),
    "creators": ("达人", "creators"),
    "orders": ("订单", "orders"),
    "products": ("商品", "products"),
    "categories": ("品类", "categories"),
    "prices": ("价格带", "price bands"),
    "posts": ("作品（创作者中心）", "works in the creator centre"),
    "ads": ("投放", "ads"),
    "commissions": ("佣金", "commissions"),
    "settlements": ("结算", "settlements"),
    "aftersales": ("售后", "after-sales"),
    "daily": ("日报", "daily figures kept by hand"),
    "market": ("大盘与竞品", "market figures, estimates"),
}
"""What the rows of an export tell of, in Chinese and English."""

REASONS: Final = {
    "ratio": ("比率，汇总后重算", "a ratio, computed again after summing"),
    "personal": ("个人信息，不导入", "personal data, never taken in"),
    "unused": ("用不到", "not used"),
}
"""Why a known column is not taken."""


@dataclass(frozen=True)
class Dimension:
    """A column by which facts are grouped: text, except the two days."""

    key: str
    zh: str
    en: str
    kind: str = "text"


@dataclass(frozen=True)
class Measure:
    """A column that is summed: float64, NaN where the export doesn't say.

    `truth` lists tiers of roles, best first; the roles of one tier tell of different sales and are added.
    """

    key: str
    zh: str
    en: str
    unit: str
    truth: tuple[tuple[str, ...], ...]
    additive: bool = True


TAKEN_OFF: Final = frozenset(
    (
        "refund_paid", "refund_platform", "refund_paid_by_refund_date", "refund_platform_by_refund_date", "refund",
        "refund_1h", "cost", "cost_bound", "commission", "commission_estimated", "platform_fee", "slot_fee",
    )
)  # fmt: skip
"""Amounts that a sum of money is less by: some exports write all of them with a minus."""

DIMENSIONS: Final = {
    d.key: d
    for d in (
        Dimension("brand", "品牌", "brand"),
        Dimension("shop", "店铺", "shop"),
        Dimension("platform", "平台", "platform"),
        Dimension("format", "格式", "format"),
        Dimension("role", "角色", "role"),
        Dimension("currency", "币种", "currency"),
        Dimension("date", "日期", "date", "day"),
        Dimension("until", "截止日期", "until", "day"),
        Dimension("owner", "自营/合作", "owner"),
        Dimension("carrier", "载体", "carrier"),
        Dimension("channel", "阵地", "position"),
        Dimension("level", "达人等级", "creator level"),
        Dimension("account", "账号", "account"),
        Dimension("account_id", "账号ID", "account ID"),
        Dimension("content", "内容", "content"),
        Dimension("content_id", "内容ID", "content ID"),
        Dimension("product", "商品", "product"),
        Dimension("product_id", "商品ID", "product ID"),
        Dimension("category", "类目", "category"),
        Dimension("price_band", "价格带", "price band"),
        Dimension("campaign", "活动/计划", "campaign"),
        Dimension("campaign_id", "活动/计划ID", "campaign ID"),
        Dimension("order_id", "订单号", "order ID"),
        Dimension("source", "流量来源", "traffic source"),
        Dimension("status", "状态", "status"),
        Dimension("published", "发布时间", "published", "time"),
        Dimension("start", "开始时间", "start", "time"),
    )
}
"""The dimensions by key. `date` and `until` are the first and the last day a row tells of; `shop` is "" where nobody
says which it is."""

TRACE: Final = ("file", "sheet", "row")
"""Where a fact comes from: file, sheet, row in the file (from 1)."""

_SALES = (
    ("sales",),
    ("accounts",),
    ("sessions", "works", "cards"),
    ("creators",),
    ("orders",),
    ("products",),
    ("daily",),
    ("ads",),
)

SELLING: Final = frozenset(role for tier in _SALES for role in tier) - {"ads"}
"""The roles that tell of a shop's own sales."""

_COST = (("accounts",), ("sales",), ("ads",), ("sessions", "works"), ("daily",))

_FEES = (("accounts",), ("commissions",), ("settlements",), ("sessions", "works"), ("creators",), ("orders",))

_LIVE = (("sessions",), ("ads",))

_VIDEO = (("works",), ("posts",), ("creators",), ("ads",))

_MARKET = (("market",),)

_SOCIAL = (("sessions", "works"), ("posts",), ("ads",))

_ADS = (("ads",),)

_CUSTOMERS = (("customers",), ("cards",))

MEASURES: Final = {
    m.key: m
    for m in (
        Measure("gmv_paid", "用户支付金额", "paid GMV", "money", _SALES),
        Measure("gmv_platform", "成交金额", "platform GMV", "money", _SALES),
        Measure("gmv_net", "净成交金额", "net GMV", "money", _SALES),
        Measure(
            "gmv_settled",
            "结算金额",
            "settled GMV",
            "money",
            (("sales",), ("accounts",), ("settlements",), ("commissions",)),
        ),
        Measure("gmv_settled_7d", "7日结算金额", "settled GMV, 7 days", "money", _SALES),
        Measure("gmv_settled_14d", "14日结算金额", "settled GMV, 14 days", "money", _SALES),
        Measure("gmv_settled_30d", "30日结算金额", "settled GMV, 30 days", "money", _SALES),
        Measure("gmv_settled_90d", "90日结算金额", "settled GMV, 90 days", "money", _SALES),
        Measure("gmv_direct", "直接成交金额", "direct GMV", "money", (("works", "sessions"), ("ads",))),
        Measure("gmv_led", "引流成交金额", "GMV led elsewhere", "money", _VIDEO),
        Measure("gmv_first", "首购支付金额", "paid GMV of first buyers", "money", _CUSTOMERS),
        Measure("gmv_repeat", "复购支付金额", "paid GMV of repeat buyers", "money", _CUSTOMERS),
        Measure(
            "gmv_from_ads",
            "投放贡献成交金额",
            "platform GMV credited to ads",
            "money",
            (("accounts",), ("sales",), ("ads",)),
        ),
        Measure("refund_paid", "退款金额(支付时间)", "refunds of paid GMV, by payment day", "money", _SALES),
        Measure(
            "refund_platform",
            "成交退款金额(支付时间)",
            "refunds of platform GMV, by payment day",
            "money",
            _SALES,
        ),
        Measure(
            "refund_paid_by_refund_date",
            "退款金额(退款时间)",
            "refunds of paid GMV, by refund day",
            "money",
            _SALES,
        ),
        Measure(
            "refund_platform_by_refund_date",
            "成交退款金额(退款时间)",
            "refunds of platform GMV, by refund day",
            "money",
            _SALES,
        ),
        Measure("refund", "售后退款金额", "refunds of after-sales cases", "money", (("aftersales",),)),
        Measure("refund_1h", "1小时退款金额", "refunds within the hour", "money", _SALES),
        Measure("coupons", "智能优惠券金额", "smart coupons", "money", _SALES),
        Measure(
            "coupons_kept", "退款后智能优惠券金额(支付时间)", "smart coupons after refunds", "money", _SALES
        ),
        Measure("subsidy_platform", "平台补贴金额", "platform subsidy", "money", _SALES),
        Measure("subsidy_creator", "达人补贴金额", "creator subsidy", "money", _SALES),
        Measure("deposits", "预售定金", "presale deposits", "money", _SALES),
        Measure("cost", "投放消耗", "ad spend", "money", _COST),
        Measure("cost_bound", "投放消耗(店铺绑定)", "ad spend of bound accounts", "money", _COST),
        Measure("commission", "达人佣金", "creator commission", "money", _FEES),
        Measure("commission_estimated", "预估佣金", "estimated commission", "money", _FEES),
        Measure("platform_fee", "平台佣金", "platform fee", "money", _FEES),
        Measure("commission_income", "佣金收入", "commission earned", "money", (("daily",), ("products",))),
        Measure(
            "slot_fee",
            "坑位费",
            "slot fee",
            "money",
            (("accounts",), ("commissions",), ("creators",), ("works",), ("daily",)),
        ),
        Measure("plays", "播放量", "plays", "count", _VIDEO),
        Measure("video_impressions", "视频曝光次数", "video impressions", "count", _VIDEO),
        Measure("live_views", "直播间观看次数", "LIVE views", "count", _LIVE),
        Measure("live_exposures", "直播间曝光次数", "LIVE exposures", "count", _LIVE),
        Measure("product_impressions", "商品曝光次数", "product impressions", "count", _SALES),
        Measure("product_clicks", "商品点击次数", "product clicks", "count", _SALES),
        Measure("impressions", "展示次数", "ad impressions", "count", _ADS),
        Measure("clicks", "点击次数", "ad clicks", "count", _ADS),
        Measure("ad_plays", "投放播放数", "ad plays", "count", _ADS),
        Measure("conversions", "转化数", "conversions", "count", _ADS),
        Measure("orders", "成交订单数", "orders", "count", _SALES),
        Measure("orders_net", "净成交订单数", "net orders", "count", _SALES),
        Measure("orders_refunded", "退款订单数", "refunded orders", "count", _SALES),
        Measure("orders_first", "首购订单数", "orders of first buyers", "count", _CUSTOMERS),
        Measure("orders_repeat", "复购订单数", "orders of repeat buyers", "count", _CUSTOMERS),
        Measure("items", "成交件数", "items sold", "count", _SALES),
        Measure("items_refunded", "退款件数", "items refunded", "count", _SALES),
        Measure("contents", "内容数", "number of contents", "count", (("creators",), ("works",))),
        Measure("new_followers", "新增粉丝数", "new followers", "count", _SOCIAL),
        Measure("lost_followers", "取关粉丝数", "lost followers", "count", _SOCIAL),
        Measure("likes", "点赞数", "likes", "count", _SOCIAL),
        Measure("comments", "评论数", "comments", "count", _SOCIAL),
        Measure("shares", "分享数", "shares", "count", _SOCIAL),
        Measure("favourites", "收藏数", "favourites", "count", _SOCIAL),
        Measure("carts", "加购数", "added to cart", "count", _SALES),
        Measure("live_clicks", "引流直播间次数", "clicks through to LIVE", "count", _VIDEO),
        Measure("market_items_7d", "近7天销量", "items, last 7 days (estimate)", "count", _MARKET),
        Measure("market_items_30d", "近30天销量", "items, last 30 days (estimate)", "count", _MARKET),
        Measure("market_gmv_30d", "近30天销售额", "sales, last 30 days (estimate)", "money", _MARKET),
        Measure("live_minutes", "直播时长(分钟)", "LIVE minutes", "minutes", _LIVE),
        Measure("watch_minutes", "观看总时长(分钟)", "minutes watched", "minutes", _LIVE),
        Measure("buyers", "成交人数", "buyers", "people", _SALES, additive=False),
        Measure("buyers_first", "首购人数", "first buyers", "people", _CUSTOMERS, additive=False),
        Measure("buyers_repeat", "复购人数", "repeat buyers", "people", _CUSTOMERS, additive=False),
        Measure("viewers", "直播间观看人数", "LIVE viewers", "people", _LIVE, additive=False),
        Measure(
            "viewers_natural", "自然流量观看人数", "natural LIVE viewers", "people", _LIVE, additive=False
        ),
        Measure("viewers_paid", "付费流量观看人数", "paid LIVE viewers", "people", _LIVE, additive=False),
        Measure(
            "live_reached", "直播间曝光人数", "people the LIVE was shown to", "people", _LIVE, additive=False
        ),
        Measure(
            "product_viewers", "商品曝光人数", "people shown a product", "people", _SALES, additive=False
        ),
        Measure(
            "product_clickers",
            "商品点击人数",
            "people who clicked a product",
            "people",
            _SALES,
            additive=False,
        ),
        Measure("peak_online", "最高在线人数", "peak online", "people", _LIVE, additive=False),
        Measure("average_online", "平均在线人数", "average online", "people", _LIVE, additive=False),
        Measure("followers", "粉丝数", "followers", "people", (("creators",), ("works",)), additive=False),
    )
}
"""The measures by key, in the order of the table's columns."""

COLUMNS: Final = (*DIMENSIONS, *TRACE, *MEASURES)
"""Every column of the fact table, in order."""


def labels(keys: Iterable[str], lang: Lang = "zh") -> list[str]:
    """The names of dimensions and measures in one language."""
    known: dict[str, Dimension | Measure] = {**DIMENSIONS, **MEASURES}
    return [say(lang, known[key].zh, known[key].en) if key in known else key for key in keys]
