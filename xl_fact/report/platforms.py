"""A platform's own words: what TikTok counts as GMV, whose days they are, what its ads' ROI holds, which of its exports helps.

The report is worded for Douyin; where all of its sales and spend are TikTok's, these words take the place of Douyin's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from xl_fact.exports.dialect import dates_zone
from xl_fact.report.month import Month
from xl_fact.words import Words

TIKTOK: Final = "tiktok"
GMV_MAX: Final = frozenset(("tiktok_gmv_max", "tiktok_gmv_max_live", "tiktok_gmv_max_creatives"))
"""The exports of TikTok's only kind of shop ads."""

GMV: Final = Words(
    "TikTok 的 GMV：买家付的钱加平台的价格补贴，不含运费；按付款时间，付款后取消、退款的也算在内；货到付款的国家下单就算",
    "TikTok's GMV: what buyers pay and the platform's price subsidy, without shipping, by the time of payment; orders "
    "cancelled or refunded later count too, and where buyers pay on delivery an order counts when it is placed",
)
ADS: Final = Words(
    "GMV Max 自己报的 ROI 含自然成交：投放期间所推商品的每一单都算，点没点广告都算；这里的 ROI 是全店 GMV ÷ 花费，"
    "两者都不是“广告带来的”。加钱值不值看边际 ROI",
    "The ROI that GMV Max reports includes organic orders: every order of the promoted products while it runs counts, "
    "clicked or not. The ROI here is the shop's GMV ÷ cost; neither is what the ads brought: for that see the marginal ROI",
)
_HINTS: Final[Mapping[str, Words]] = {
    "refund": Words(
        "导出里没有退款金额；TikTok Shop 店铺分析（按天）的 Refunds 可补",
        "no refunds in the exports; Refunds of TikTok Shop analytics by day have them",
    ),
    "orders": Words(
        "导出里没有订单数；TikTok Shop 店铺分析（按天）的 Orders 可补",
        "no orders in the exports; Orders of TikTok Shop analytics by day have them",
    ),
    "cost": Words(
        "导出里没有投放消耗；GMV Max 计划导出（Cost）可补",
        "no ad cost in the exports; a GMV Max export of campaigns (Cost) has it",
    ),
    "spend": Words(
        "没有投放消耗；GMV Max 计划导出（Cost）可补",
        "no ad cost; a GMV Max export of campaigns (Cost) has it",
    ),
    "placed_ads": Words("GMV Max·直播的导出", "the GMV Max export of LIVE"),
    "placed_fees": Words("联盟中心的达人数据", "creator data of the Affiliate Center"),
    "products": Words(
        "没有商品；TikTok Shop 商品表（Product list）可补", "no products; TikTok Shop's product list has them"
    ),
    "lives": Words(
        "没有直播场次；TikTok Shop 直播表（LIVE performance）可补",
        "no LIVE sessions; TikTok Shop's LIVE performance export has them",
    ),
    "contents": Words(
        "没有作品或素材；TikTok Shop 视频表（Video performance）、GMV Max 素材可补",
        "no works or creatives; TikTok Shop's video performance or GMV Max creatives have them",
    ),
    "own": Words(
        "没有自营成交；TikTok Shop 店铺分析（按天）的 Seller LIVE 与 Seller video 可补",
        "no own sales; Seller LIVE and Seller video of TikTok Shop analytics by day have them",
    ),
    "bridge": Words(
        "只有半个月数据，又没有上月；加入上月的 TikTok Shop 店铺分析（按天）",
        "half a month only and none before; add last month's TikTok Shop analytics by day",
    ),
    "creators": Words(
        "没有达人账号；TikTok Shop 联盟中心的达人数据（Creator data）可补",
        "no creators; creator data of TikTok Shop's Affiliate Center have them",
    ),
    "people": Words(
        "没有首购复购，也没有退款；TikTok Shop 店铺分析（按天）的 Refunds 可补",
        "neither first buyers nor refunds; Refunds of TikTok Shop analytics by day have them",
    ),
    "market": Words(
        "没有大盘与竞品的导出；FastMoss、Kalodata 可补", "no market exports; FastMoss or Kalodata have them"
    ),
    "levels": Words(
        "导出里看不出达人粉丝数，合作成交全部记 A；联盟机构的自定义报表（Creator follower count）可补",
        "the exports don't tell creators' followers, so all partners are A; a custom report of an affiliate partner (Creator "
        "follower count) would tell",
    ),
}
"""What would fill a gap, by the page or the column that is missing."""
_SOURCES: Final[Mapping[str, Words]] = {
    "gmv": Words(
        "GMV；店铺分析、视频与直播的归因 GMV", "GMV; attributed GMV of shop analytics, videos, LIVE"
    ),
    "cost": Words("Cost（GMV Max）", "Cost (GMV Max)"),
    "cpm": Words("Cost（GMV Max）", "Cost (GMV Max)"),
    "refund_rate": Words("Refunds，按付款日", "Refunds, by payment day"),
}
"""Which columns of the exports a metric comes from."""


def on_tiktok(platforms: Iterable[str]) -> bool:
    """Whether all that is told is TikTok's."""
    return set(platforms) == {TIKTOK}


def hint(month: Month, key: str, otherwise: Words) -> Words:
    """What would fill a gap, in the names of the platform's own exports."""
    return _HINTS.get(key, otherwise) if on_tiktok(month.platforms) else otherwise


def source_of(month: Month, key: str, otherwise: Words) -> Words:
    """Which columns of the exports a metric comes from, as the platform heads them."""
    return _SOURCES.get(key, otherwise) if on_tiktok(month.platforms) else otherwise


def gmv_of(month: Month, otherwise: Words) -> Words:
    """What the platform counts as GMV."""
    return GMV if on_tiktok(month.platforms) and month.gmv.key in ("paid", "platform") else otherwise


def zone(month: Month) -> Words:
    """Whose days the dates are."""
    if not on_tiktok(month.platforms):
        named = month.brand.timezone
        return (
            Words(named, named) if named not in ("", "Asia/Shanghai") else Words("北京时间", "Beijing time")
        )
    named = month.brand.timezone or dates_zone(TIKTOK, month.currency)
    return Words(f"店铺所在时区 {named}".rstrip(), f"the shop's own zone {named}".rstrip())


def ads_note(month: Month) -> Words | None:
    """What the ROI of the platform's own ads holds; None where they are not GMV Max."""
    return ADS if GMV_MAX.intersection(month.books.listing(("ads",))) else None
