"""What lies beside the shop's own exports: a ranking of the market, ads as they settle, a book of creators."""

from __future__ import annotations

from typing import Final

import numpy as np

from xl_fact.demo.content import VIDEOS
from xl_fact.demo.plain_workbook import Cell, Column
from xl_fact.demo.story import FLAGSHIP, SELLERS, StoryMonth, creator, split, tell

MARKET: Final = (
    ("别家玻色因精华 30ml", "别家甲旗舰店", "12w~15w", 128),
    ("别家氨基酸洁面 150g", "别家乙旗舰店", "25w~30w", 39.9),
    ("别家烟酰胺精华 50ml", "别家丙旗舰店", "7.5w~10w", 89),
    ("别家神经酰胺面霜 50g", "别家甲旗舰店", "5w~7.5w", 139),
    ("别家补水面膜 20片", "别家丁旗舰店", "10w~12w", 59.9),
    ("别家护手霜 5支装", "别家丁旗舰店", "6000~7500", 25.9),
)
"""Product, shop, items of the last 30 days as a range, price."""
CREATORS: Final = (
    ("阿禾", 6_200_000, "头部"),
    ("晴天", 3_100_000, "肩部"),
    ("云朵", 1_500_000, "肩部"),
    ("芒果", 820_000, "腰部"),
    ("小鹿", 540_000, "腰部"),
    ("南方", 260_000, "腰部"),
    ("老周", 150_000, "腰部"),
    ("米粒", 60_000, "尾部"),
    ("柚子", 35_000, "尾部"),
)
"""The creators of the story, their followers, and the level that the team writes."""
SETTLED: Final = ((7, 0.58), (14, 0.79), (30, 0.93), (90, 1.0))
"""The part of what is settled in the end that is settled after so many days."""


def market_of(month: StoryMonth) -> dict[str, list[Column]]:
    """蝉妈妈 商品榜: the month's ranking, items as ranges."""
    names, shops, items, prices = zip(*MARKET, strict=True)
    middle = [_middle(each) for each in items]
    columns: dict[str, list[Cell]] = {
        "排名": list(range(1, len(MARKET) + 1)),
        "商品": list(names),
        "小店": list(shops),
        "佣金比例": ["20%"] * len(MARKET),
        "近30天销量": list(items),
        "近30天销售额": [round(count * price) for count, price in zip(middle, prices, strict=True)],
    }
    return {"商品榜": list(columns.items())}


def _middle(words: str) -> float:
    """The middle of a range such as 7.5w~10w."""
    ends = [float(end.rstrip("w")) * (10_000 if end.endswith("w") else 1) for end in words.split("~")]
    return sum(ends) / len(ends)


def materials_of(month: StoryMonth) -> dict[str, list[Column]]:
    """千川 素材分析 of the flagship's videos, with what was settled after 7, 14, 30 and 90 days."""
    flows = tell(month)
    at = next(n for n, s in enumerate(SELLERS) if s.carrier == "短视频" and (s.account, s.number) == FLAGSHIP)
    whole = flows[flows["seller"] == at].sum(numeric_only=True)
    videos = [(number, video) for number, video in enumerate(VIDEOS, 1) if video.account == FLAGSHIP]
    shown = np.array([video.shown for _, video in videos])
    sells, dear = (np.array([getattr(video, key) for _, video in videos]) for key in ("sells", "dear"))
    cost, gmv, kept = (
        split(int(amount), by)
        for amount, by in (
            (whole["cost"], shown * dear),
            (whole["ads_gmv"], shown * sells),
            (whole["ads_gmv"] - whole["ads_refund"], shown * sells),
        )
    )
    orders, impressions = split(int(whole["orders"]), shown * sells), split(int(whole["impressions"]), shown)
    columns: dict[str, list[Cell]] = {
        "素材名称": [f"{video.title}.mp4" for _, video in videos],
        "素材ID": [f"76{number:017d}" for number, _ in videos],
        "素材创建时间": [f"{month.year}-{month.month:02d}-{video.day:02d} 12:00:00" for _, video in videos],
        "整体消耗": [int(each) / 100 for each in cost],
        "整体展现次数": [int(each) for each in impressions],
        "整体成交金额": [int(each) / 100 for each in gmv],
        "整体成交订单数": [int(each) for each in orders],
    }
    for days, part in SETTLED:
        columns[f"{days}日结算金额"] = [round(int(each) * part) / 100 for each in kept]
    return {"sheet1": list(columns.items())}


def creators_of(*months: StoryMonth) -> dict[str, list[Column]]:
    """达人名册: what a team keeps by hand of the creators it works with, looked up anew each month."""
    names = [creator(name) for name, _, _ in CREATORS] * len(months)
    columns: dict[str, list[Cell]] = {
        "登记日期": [f"{month.dates[0]:%Y-%m-%d}" for month in months for _ in CREATORS],
        "达人昵称": [name for name, _ in names],
        "达人抖音号": [number for _, number in names],
        "粉丝数": [followers for _ in months for _, followers, _ in CREATORS],
        "达人等级": [level for _ in months for _, _, level in CREATORS],
    }
    return {"达人名册": list(columns.items())}
