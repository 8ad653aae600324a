"""The story told video by video and session by session: Compass 视频详情 and 直播明细.

What an account sold by video is divided among its videos, and what the shop's live room sold in a day between
its two sessions, so that both add up to what 成交分析 says of them, to the last fen.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from xl_fact.demo.plain_workbook import Cell, Column
from xl_fact.demo.story import (
    FLAGSHIP,
    PRODUCTS,
    SECOND,
    SELLERS,
    SESSIONS,
    StoryMonth,
    creator,
    on_air,
    split,
    tell,
)

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

VIDEO: Final = (
    "视频标题|视频ID|是否投放|播放链接|发布时间|达人昵称|达人抖音号|带货商品ID|视频观看次数|用户支付金额(元)|退款金额(元)|"
    "退款订单数|商品曝光次数|商品点击次数|成交订单数|成交人数|商品曝光点击率（次数）|商品点击成交率（次数）|"
    "商品曝光成交率（次数）|商品千次曝光用户支付金额(元)|直播间入口曝光次数|引流直播间次数|引流直播间用户支付金额(元)|"
    "引流直播成交订单数|入口千次曝光用户支付金额(元)|投放消耗(元)|看后搜商品曝光次数|看后搜商品点击次数|"
    "看后搜用户支付金额(元)|看后搜成交订单数|引流店铺页用户支付金额(元)|引流店铺页成交订单数|引流其他用户支付金额(元)|"
    "引流其他成交订单数|预估佣金支出(元)|点赞数|评论数|收藏数|转发数|点击关注次数|完播率|平均观看时长"
).split("|")
"""The headings of 视频详情 of videos with a cart."""

SESSION: Final = (
    "主播头像|主播昵称|主播抖音号|直播开始时间|直播结束时间|直播时长(分钟)|直播间曝光人数|直播间曝光次数|直播间观看人数|"
    "单小时观看人数|直播间观看次数|最高在线人数|平均在线人数|人均观看时长(分钟)|评论次数|新加直播团人数|新增粉丝数|取关粉丝数|"
    "观看老粉占比|带货商品数|直播间商品曝光人数|直播间商品点击人数|直播间商品曝光次数|直播间商品点击次数|直播间成交订单数|"
    "直播间成交金额|直播间用户支付金额|单小时用户支付金额|直播间成交件数|直播间成交人数|直播间退款订单数|直播间退款金额|"
    "直播间退款人数|预估佣金支出|商品曝光-点击率(次数)|商品曝光-点击率(人数)|商品点击-成交率(次数)|商品点击-成交率(人数)|"
    "观看-成交率(次数)|观看-成交率(人数)|预售订单数|预售全款金额|新加购物团人数|投放消耗(店铺绑定)|投放消耗(店铺被投)|"
    "净成交金额|净成交订单数|1小时退款金额|1小时退款订单数|1小时退款率|消费券引导支付金额|消费券引导支付占比|消费券补贴金额|消费券使用量"
).split("|")
"""The headings of 直播明细."""


@dataclass(frozen=True)
class Video:
    """One video: its share of the account's impressions, and how it does against the account's mean.

    Attributes
    ----------
    sells : float
        Sales per impression.
    dear : float
        Ad spend per impression.
    """

    account: tuple[str, str]
    day: int
    title: str
    shown: float
    sells: float
    dear: float = 1.0


ACTRESS, SUNNY, MANGO = creator("阿禾"), creator("晴天"), creator("芒果")
VIDEOS: Final = (
    Video(FLAGSHIP, 2, "早八人五分钟护肤流程", 0.26, 0.70),
    Video(FLAGSHIP, 4, "精华液到底该怎么选？三步看懂", 0.07, 2.60, 0.8),
    Video(FLAGSHIP, 6, "敏感肌换季急救", 0.14, 1.05),
    Video(FLAGSHIP, 9, "工厂实拍：一瓶面霜怎么来", 0.21, 0.45, 1.3),
    Video(FLAGSHIP, 12, "618 囤货清单，照着买", 0.16, 1.50),
    Video(FLAGSHIP, 16, "洁面后别急着擦干", 0.05, 1.90, 0.7),
    Video(FLAGSHIP, 22, "开箱：节日礼盒里有什么", 0.11, 0.60),
    Video(SECOND, 3, "挑战：一周不化妆", 0.46, 0.80),
    Video(SECOND, 10, "宿舍护肤大赛", 0.34, 0.70),
    Video(SECOND, 21, "路人盲测哪个更润", 0.20, 1.90),
    Video(ACTRESS, 1, "油皮亲妈？用了两周来说真话", 0.33, 1.30),
    Video(ACTRESS, 8, "和姐妹一起拆快递", 0.45, 0.70, 1.2),
    Video(ACTRESS, 15, "我的极简护肤台", 0.22, 1.15),
    Video(SUNNY, 5, "成分党实验室：洁面篇", 0.42, 1.25),
    Video(SUNNY, 13, "空瓶记，回购第三次", 0.20, 1.45, 0.8),
    Video(SUNNY, 19, "618 最后一晚还能买什么", 0.38, 0.55, 1.2),
    Video(MANGO, 7, "通勤包里的护手霜", 0.55, 0.85),
    Video(MANGO, 17, "熬夜脸补水日记", 0.45, 1.20),
    Video(creator("南方"), 11, "南方回潮天怎么护肤", 1.0, 1.0),
    Video(creator("米粒"), 14, "学生党一百块护肤", 1.0, 1.0),
    Video(creator("老周"), 6, "老周读配料表", 1.0, 1.0),
    Video(creator("柚子"), 18, "补水面膜十片挑战", 1.0, 1.0),
    Video(creator("小鹿"), 10, "小鹿的夜间修护", 1.0, 1.0),
)
"""The videos of June; those of accounts without a name are in no list."""
PLAYS: Final = 1.8
"""Plays of a video for each impression of its product."""


def videos_of(month: StoryMonth, owner: str) -> dict[str, list[Column]]:
    """视频详情 of the accounts of one owner: one row a video, the month's figures."""
    flows = tell(month)
    rows: list[dict[str, Cell]] = []
    for at, seller in enumerate(SELLERS):
        mine = [
            (number, video)
            for number, video in enumerate(VIDEOS, 1)
            if seller.carrier == "短视频"
            and seller.owner == owner
            and video.account == (seller.account, seller.number)
        ]
        if mine:
            rows += _divided_among(
                mine, flows[flows["seller"] == at].sum(numeric_only=True), month, seller.commission
            )
    return {"sheet1": [(heading, [row[heading] for row in rows]) for heading in VIDEO]}


def _divided_among(
    videos: list[tuple[int, Video]], whole: pd.Series, month: StoryMonth, commission: float
) -> list[dict[str, Cell]]:
    """An account's sums divided among its videos."""
    shown = np.array([video.shown for _, video in videos])
    sells, dear = (np.array([getattr(video, key) for _, video in videos]) for key in ("sells", "dear"))
    weights: dict[str, Numbers] = {
        "impressions": shown,
        "clicks": shown * np.sqrt(sells),
        "cost": shown * dear,
        **dict.fromkeys(("orders", "pay", "refund", "refund_orders"), shown * sells),
    }
    parts = {key: split(int(whole[key]), by) for key, by in weights.items()}
    return [
        _video(number, video, month, {key: int(part[place]) for key, part in parts.items()}, commission)
        for place, (number, video) in enumerate(videos)
    ]


def _video(
    number: int, video: Video, month: StoryMonth, sums: dict[str, int], commission: float
) -> dict[str, Cell]:
    """The row of one video."""
    impressions, clicks, orders = sums["impressions"], sums["clicks"], sums["orders"]
    pay, plays = sums["pay"] / 100, round(impressions * PLAYS)
    likes = round(plays * 0.012)
    known: dict[str, Cell] = {
        "视频标题": video.title,
        "视频ID": f"75{number:017d}",
        "是否投放": "是" if sums["cost"] else "否",
        "播放链接": f"https://example.com/video/75{number:017d}",
        "发布时间": f"{month.year}-{month.month:02d}-{video.day:02d} 18:{number:02d}:00",
        "达人昵称": video.account[0],
        "达人抖音号": video.account[1],
        "带货商品ID": PRODUCTS[number % 4].number,
        "视频观看次数": plays,
        "用户支付金额(元)": pay,
        "退款金额(元)": sums["refund"] / 100,
        "退款订单数": sums["refund_orders"],
        "商品曝光次数": impressions,
        "商品点击次数": clicks,
        "成交订单数": orders,
        "成交人数": round(orders * 0.97),
        "商品曝光点击率（次数）": _over(clicks, impressions),
        "商品点击成交率（次数）": _over(orders, clicks),
        "商品曝光成交率（次数）": _over(orders, impressions),
        "商品千次曝光用户支付金额(元)": round(pay / impressions * 1000, 2) if impressions else 0,
        "投放消耗(元)": sums["cost"] / 100,
        "预估佣金支出(元)": round((pay - sums["refund"] / 100) * commission, 2),
        "点赞数": likes,
        "评论数": round(likes * 0.11),
        "收藏数": round(likes * 0.2),
        "转发数": round(likes * 0.07),
        "点击关注次数": round(likes * 0.05),
        "完播率": round(0.18 + 0.03 * (number % 5), 4),
        "平均观看时长": 9 + number % 7,
    }
    return {heading: known.get(heading, 0) for heading in VIDEO}


def sessions_of(month: StoryMonth) -> dict[str, list[Column]]:
    """直播明细 of the shop's live rooms: two sessions a day, newest first; the later one ends after midnight."""
    flows = tell(month)
    sums = {
        (seller.account, seller.number): flows[flows["seller"] == at].groupby("day").sum(numeric_only=True)
        for at, seller in enumerate(SELLERS)
        if (seller.owner, seller.carrier) == ("自营", "直播")
    }
    rows = []
    for day, date in reversed(list(enumerate(month.dates))):
        for room, (clock, minutes, _) in reversed(list(zip(on_air(date), SESSIONS, strict=True))):
            begin = datetime.datetime.combine(date, datetime.time.fromisoformat(clock))
            told = {key: int(sums[room].loc[day, key]) for key in _OF_SESSION}
            rows.append(_session(room, begin, minutes, told))
    return {"直播间明细": [(heading, [row[heading] for row in rows]) for heading in SESSION]}


_OF_SESSION: Final = (
    "impressions",
    "clicks",
    "orders",
    "items",
    "pay",
    "coupon",
    "subsidy",
    "refund",
    "refund_orders",
    "refund_orders_1h",
    "refund_gmv_1h",
    "cost",
    "cost_bound",
)


def _session(
    room: tuple[str, str], begin: datetime.datetime, minutes: int, sums: dict[str, int]
) -> dict[str, Cell]:
    """The row of one session; people are fewer than times."""
    impressions, clicks, orders = sums["impressions"], sums["clicks"], sums["orders"]
    evening = begin.hour > 12
    views = round(impressions * (1.06 if evening else 1.12))
    exposures = round(views / (0.086 if evening else 0.071))
    people = {key: round(times * 0.62) for key, times in (("shown", exposures), ("views", views))}
    product_viewers, clickers, buyers = round(impressions * 0.56), round(clicks * 0.8), round(orders * 0.96)
    pay = sums["pay"] / 100
    gmv = (sums["pay"] + sums["coupon"] + sums["subsidy"]) / 100
    refund_1h = sums["refund_gmv_1h"] / 100
    online = round(views * 1.4 / minutes)
    known: dict[str, Cell] = {
        "主播头像": None,
        "主播昵称": room[0],
        "主播抖音号": room[1],
        "直播开始时间": f"{begin:%Y-%m-%d %H:%M:%S}",
        "直播结束时间": f"{begin + datetime.timedelta(minutes=minutes):%Y-%m-%d %H:%M:%S}",
        "直播时长(分钟)": minutes,
        "直播间曝光人数": people["shown"],
        "直播间曝光次数": exposures,
        "直播间观看人数": people["views"],
        "单小时观看人数": round(people["views"] / minutes * 60),
        "直播间观看次数": views,
        "最高在线人数": round(online * 2.3),
        "平均在线人数": online,
        "人均观看时长(分钟)": 1.4,
        "评论次数": round(views * 0.02),
        "新增粉丝数": round(views * 0.008),
        "取关粉丝数": round(views * 0.0009),
        "观看老粉占比": 0.31 if evening else 0.27,
        "带货商品数": len(PRODUCTS),
        "直播间商品曝光人数": product_viewers,
        "直播间商品点击人数": clickers,
        "直播间商品曝光次数": impressions,
        "直播间商品点击次数": clicks,
        "直播间成交订单数": orders,
        "直播间成交金额": gmv,
        "直播间用户支付金额": pay,
        "单小时用户支付金额": round(pay / minutes * 60, 2),
        "直播间成交件数": sums["items"],
        "直播间成交人数": buyers,
        "直播间退款订单数": sums["refund_orders"],
        "直播间退款金额": sums["refund"] / 100,
        "直播间退款人数": round(sums["refund_orders"] * 0.97),
        "商品曝光-点击率(次数)": _over(clicks, impressions),
        "商品曝光-点击率(人数)": _over(clickers, product_viewers),
        "商品点击-成交率(次数)": _over(orders, clicks),
        "商品点击-成交率(人数)": _over(buyers, clickers),
        "观看-成交率(次数)": _over(orders, views),
        "观看-成交率(人数)": _over(buyers, people["views"]),
        "投放消耗(店铺绑定)": sums["cost_bound"] / 100,
        "投放消耗(店铺被投)": sums["cost"] / 100,
        "净成交金额": round(gmv - refund_1h, 2),
        "净成交订单数": orders - sums["refund_orders_1h"],
        "1小时退款金额": refund_1h,
        "1小时退款订单数": sums["refund_orders_1h"],
        "1小时退款率": _over(refund_1h, gmv),
    }
    return {heading: known.get(heading, 0) for heading in SESSION}


def _over(above: Any, below: Any) -> float:
    return round(above / below, 4) if below else 0.0
