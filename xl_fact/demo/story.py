"""An invented shop over two months: who sells what to whom, day by day, and what it costs.

What there is to find in it. In June, with the 618 campaign, the shop grows, and its GPM falls although every
channel's own GPM rises: the shelf (S) grew most and sells least per impression. The shop's own live rooms (F)
earn the best ROI; of them the second sells less of the same traffic. The head creator (T), 阿禾, has the highest
GPM, at a CPM that eats it. One new creator, 小鹿, has three times the shop's GPM and an ROI of 0.3. The brand's
second account is the article's example: 20,000 yuan, 3,000,000 impressions, 100,000 yuan sold: ROI 5, GPM 33.33.
Video by video, the most seen of the shop's own sell least, and one that few have seen sells best.
"""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Whole = NDArray[np.int64]

SHOP: Final = "示例品牌"
SEGMENTS: Final = ("全域+乘方投放时段", "标准+品牌投放", "非投放时段")


@dataclass(frozen=True)
class Product:
    """What is sold: its path of categories, its price in yuan, its share of all impressions."""

    name: str
    number: str
    category: tuple[str, str, str]
    price: float
    share: float

    @property
    def band(self) -> str:
        """The platform's price band."""
        bands = ((10, "0-10"), (20, "10-20"), (35, "20-35"), (65, "35-65"), (130, "65-130"))
        return next((name for top, name in bands if self.price < top), "130以上")


PRODUCTS: Final = (
    Product("示例水润精华液 30ml", "3900000000000000101", ("美妆护肤", "面部护肤", "液态精华"), 99, 0.38),
    Product("示例氨基酸洁面乳 120g", "3900000000000000102", ("美妆护肤", "面部护肤", "洁面"), 49.9, 0.26),
    Product("示例修护面霜 50g", "3900000000000000103", ("美妆护肤", "面部护肤", "乳液/面霜"), 89, 0.14),
    Product("示例补水面膜 10片", "3900000000000000104", ("美妆护肤", "面部护肤", "面膜"), 69, 0.10),
    Product("示例护手霜 3支装", "3900000000000000105", ("个人护理", "手部护理", "护手霜"), 29.9, 0.04),
    Product("示例润唇膏", "3900000000000000106", ("美妆护肤", "唇部护理", "润唇膏"), 19.9, 0.03),
    Product("示例旅行小样 5ml", "3900000000000000107", ("美妆护肤", "面部护肤", "旅行装/体验装"), 9.9, 0.03),
    Product("示例节日礼盒", "3900000000000000108", ("美妆护肤", "面部护肤", "护肤套装"), 189, 0.02),
)


@dataclass(frozen=True)
class StoryMonth:
    """One month of the story: how busy each day is, and whether a day belongs to a campaign."""

    year: int
    month: int
    peaks: dict[int, float]  # day of the month → impressions against a usual day

    @property
    def dates(self) -> list[datetime.date]:
        """Every day, first to last."""
        last = calendar.monthrange(self.year, self.month)[1]
        return [datetime.date(self.year, self.month, day) for day in range(1, last + 1)]

    def bustle(self) -> Numbers:
        """Impressions of each day against a usual one: weekends and campaigns up."""
        weekend = [1.12 if date.weekday() >= 4 else 0.94 for date in self.dates]
        return np.array(weekend) * [self.peaks.get(date.day, 1.0) for date in self.dates]

    def campaign(self) -> NDArray[np.bool_]:
        """Which days belong to a campaign."""
        return np.array([self.peaks.get(date.day, 1.0) > 1.0 for date in self.dates])


MAY: Final = StoryMonth(2026, 5, {19: 1.15, 20: 1.3})
JUNE: Final = StoryMonth(
    2026,
    6,
    {1: 1.2, 2: 1.1, 3: 1.1, 13: 1.2, 14: 1.25, 15: 1.3, 16: 1.5, 17: 1.9, 18: 2.4, 19: 1.4, 20: 1.15}
    | dict.fromkeys(range(21, 25), 0.82),
)


@dataclass(frozen=True)
class Seller:
    """One account or shelf entry, selling through one carrier.

    Parameters
    ----------
    impressions : float
        Product impressions of a usual day in May.
    ctr, cvr : float
        Clicks per impression, orders per click, as decimals.
    cpm : float or None
        Ad spend per thousand impressions; None where the platform lists no spend at all.
    growth, craft : float
        June against May: impressions, and orders per click.
    exact : mapping
        Month → impressions, spend and sales of the whole month, met to the last fen.
    """

    owner: str
    carrier: str
    account: str
    number: str
    impressions: float
    ctr: float
    cvr: float
    cpm: float | None = 0.0
    commission: float = 0.0
    refunds: float = 0.18
    coupons: float = 0.12
    growth: float = 1.12
    craft: float = 1.05
    bound: float = 1.0  # spend by the shop's bound accounts against spend on the shop
    exact: tuple[tuple[int, int, int, int], ...] = ()


FLAGSHIP, SECOND = (f"{SHOP}官方旗舰店", "shili_guanfang"), (f"{SHOP}生活号", "shili_shenghuo")
HOST: Final = (f"{SHOP}早安直播间", "shili_zaoan")
"""A second live room: it is on air in the mornings, at weekends in the evenings."""
OTHERS: Final = ("其他", "")


def creator(name: str) -> tuple[str, str]:
    """An invented creator's name and number."""
    return f"示例达人·{name}", f"shili_daren_{sum(map(ord, name)) % 10_000:04d}"


SELLERS: Final = (
    Seller("自营", "直播", *FLAGSHIP, 240_000, 0.070, 0.105, cpm=150, refunds=0.19, coupons=0.28),
    Seller("自营", "直播", *HOST, 0, 0, 0, cpm=150),
    Seller("自营", "短视频", *FLAGSHIP, 90_000, 0.036, 0.060, cpm=68, refunds=0.17, coupons=0.24, bound=1.2),
    Seller(
        "自营", "短视频", *SECOND, 52_000, 0.012, 0.032, cpm=7, refunds=0.15,
        exact=((6, 3_000_000, 20_000, 100_000),),
    ),
    Seller("自营", "图文", *FLAGSHIP, 320, 0.030, 0.020),
    Seller("自营", "商品卡", "推荐", "", 380_000, 0.030, 0.056, cpm=84, refunds=0.15, coupons=0.06, growth=1.75),
    Seller("自营", "商品卡", "搜索", "", 62_000, 0.062, 0.096, cpm=None, refunds=0.12, coupons=0.05, growth=1.5),
    Seller("自营", "商品卡", "店铺页", "", 26_000, 0.070, 0.060, cpm=None, coupons=0.05, growth=1.3),
    Seller("自营", "商品卡", "商城频道", "", 40_000, 0.024, 0.040, cpm=None, coupons=0.05, growth=2.2),
    Seller("自营", "商品卡", "购物车", "", 5_000, 0.110, 0.130, cpm=None, coupons=0.05, growth=1.3),
    Seller("自营", "其他", *OTHERS, 100_000, 0.026, 0.044, coupons=0.20, growth=1.25),
    Seller("合作", "短视频", *creator("阿禾"), 21_000, 0.066, 0.108, cpm=265, commission=0.20, growth=1.35),
    Seller("合作", "短视频", *creator("晴天"), 15_000, 0.070, 0.112, cpm=310, commission=0.22, growth=1.3),
    Seller("合作", "短视频", *creator("芒果"), 9_000, 0.058, 0.100, cpm=240, commission=0.20, growth=1.25),
    Seller("合作", "短视频", *creator("南方"), 6_000, 0.060, 0.090, cpm=150, commission=0.18),
    Seller("合作", "短视频", *creator("米粒"), 4_200, 0.044, 0.080, cpm=120, commission=0.20),
    Seller("合作", "短视频", *creator("老周"), 2_600, 0.090, 0.140, commission=0.15),
    Seller("合作", "短视频", *creator("柚子"), 1_500, 0.040, 0.060, cpm=90, commission=0.20),
    Seller(
        "合作", "短视频", *creator("小鹿"), 0, 0.085, 0.104, cpm=2500, commission=0.20, refunds=0.22,
        exact=((6, 20_000, 50_000, 15_000),),
    ),
    Seller("合作", "短视频", *OTHERS, 3_400, 0.036, 0.060, cpm=60, commission=0.20),
    Seller("合作", "直播", *creator("云朵"), 14_000, 0.052, 0.076, commission=0.22, refunds=0.24, growth=1.4),
    Seller("合作", "直播", *creator("阿禾"), 5_000, 0.056, 0.086, commission=0.22, refunds=0.22),
    Seller("合作", "直播", *OTHERS, 1_800, 0.040, 0.060, commission=0.20),
    Seller("合作", "图文", *creator("晴天"), 1_900, 0.080, 0.120, commission=0.20),
    Seller("合作", "图文", *creator("老周"), 700, 0.090, 0.110, commission=0.15),
    Seller("合作", "商品卡", *creator("阿禾"), 7_000, 0.018, 0.036, commission=0.20),
    Seller("合作", "商品卡", *creator("芒果"), 4_000, 0.018, 0.030, commission=0.20),
    Seller("合作", "商品卡", *OTHERS, 5_000, 0.020, 0.034, commission=0.20),
    Seller("合作", "其他", *OTHERS, 1_300, 0.022, 0.036, commission=0.20),
)  # fmt: skip


SESSIONS: Final = (("08:00", 300, 0.36), ("19:30", 330, 0.64))
"""When a day's LIVE sessions begin, their minutes, and their share of the day."""
_SEEN: Final = frozenset(("impressions", "clicks", "cost", "cost_bound"))
_SELLS: Final = 0.85
"""What the second room sells of the same traffic, against the first."""


def on_air(date: datetime.date) -> tuple[tuple[str, str], tuple[str, str]]:
    """Whose room holds the morning session and the evening one."""
    return (FLAGSHIP, HOST) if date.weekday() >= 5 else (HOST, FLAGSHIP)


def _two_rooms(month: StoryMonth, flows: pd.DataFrame) -> pd.DataFrame:
    """What the shop sold by LIVE, divided between its two rooms; the sums of a day stay what they were."""
    import pandas as pd

    first, second = (
        next(n for n, s in enumerate(SELLERS) if s.carrier == "直播" and (s.account, s.number) == room)
        for room in (FLAGSHIP, HOST)
    )
    live = flows[flows["seller"] == first]
    part = np.array([SESSIONS[on_air(date).index(HOST)][2] for date in month.dates])[live["day"]]
    theirs = live.assign(seller=second)
    for name in live.columns.difference(["day", "seller", "segment", "product"]):
        theirs[name] = share(live[name].to_numpy(), part if name in _SEEN else part * _SELLS)
    ours = live.copy()
    measures = live.columns.difference(["day", "seller", "segment", "product"])
    ours[measures] = live[measures] - theirs[measures]
    return pd.concat([flows[flows["seller"] != first], ours, theirs], ignore_index=True)


def split(total: int, weights: Numbers) -> Whole:
    """Whole parts in proportion to `weights`, which sum to exactly `total`."""
    shares = np.cumsum(weights.ravel() / weights.sum())
    ends = np.rint(total * shares).astype(np.int64)
    parts: Whole = np.diff(ends, prepend=0).reshape(weights.shape)
    return parts


def part(whole: Whole, some: Whole, of: Whole) -> Whole:
    """The part of a whole that belongs to `some` of so many; 0 of none."""
    return share(whole, np.divide(some, of, out=np.zeros(of.shape), where=of > 0))


def share(whole: Whole, rate: float | Numbers) -> Whole:
    """A share of whole numbers, rounded to whole numbers."""
    parts: Whole = np.rint(whole * rate).astype(np.int64)
    return parts


def tell(month: StoryMonth) -> pd.DataFrame:
    """Everything that happened in a month, to the last sale.

    Returns
    -------
    DataFrame
        One row per day, seller, segment and product; money in whole fen, so that sums are exact.
    """
    key = (month.year, month.month, tuple(month.peaks.items()))
    if key not in _TOLD:
        _TOLD[key] = _everything(month)
    return _TOLD[key].copy()


_TOLD: Final[dict[tuple[object, ...], pd.DataFrame]] = {}
"""What happened in a month that was told already: several exports tell of the same."""


def _everything(month: StoryMonth) -> pd.DataFrame:
    import pandas as pd

    rng = np.random.default_rng([month.year, month.month])
    told = [
        flows for at, seller in enumerate(SELLERS) if (flows := _sales(month, seller, rng, at)) is not None
    ]
    return _two_rooms(month, pd.concat(told, ignore_index=True))


def _sales(month: StoryMonth, seller: Seller, rng: np.random.Generator, at: int) -> pd.DataFrame | None:
    """What one seller did, over days × segments × products."""
    import pandas as pd

    exact = {number: goal for number, *goal in seller.exact}.get(month.month)
    later = month is not MAY
    if not (seller.impressions or exact):
        return None
    campaign = month.campaign()[:, None, None]
    when = (month.bustle() * rng.lognormal(0, 0.06, len(month.dates)))[:, None, None]
    segments = np.array([0.88, 0.07, 0.05] if seller.cpm else [0.62, 0.06, 0.32])[None, :, None]
    shares = np.array([product.share for product in PRODUCTS])[None, None, :]
    expected = when * segments * shares
    if exact:
        impressions = split(exact[0], expected)
    else:
        impressions = rng.poisson(expected * seller.impressions * (seller.growth if later else 1))
    clicks = rng.binomial(
        impressions, np.broadcast_to(seller.ctr * np.where(campaign, 1.04, 1), expected.shape)
    )
    cvr = seller.cvr * np.where(campaign, 1.08, 1) * (seller.craft if later else 1)
    orders = rng.binomial(clicks, np.broadcast_to(cvr, expected.shape))
    items = orders + rng.binomial(orders, 0.03)

    price = np.array([round(product.price * 100) for product in PRODUCTS])[None, None, :]
    discount = rng.uniform(0.02, 0.05, expected.shape) + np.where(campaign, 0.03, 0)
    pay = share(items * price, 1 - discount)
    paid_time = np.array([1, 1, 0])[None, :, None]
    cost = share(impressions * paid_time, (seller.cpm or 0) / 10 * rng.normal(1, 0.04, (len(when), 1, 1)))
    if exact:
        cost, pay = split(exact[1] * 100, cost.astype(float)), split(exact[2] * 100, pay.astype(float))
    coupon, subsidy = share(pay, seller.coupons), share(pay, 0.012)
    creator_subsidy = share(pay, 0.004 if seller.owner == "合作" else 0)

    refunded = rng.binomial(
        orders, np.broadcast_to(seller.refunds + np.where(campaign, 0.03, 0), orders.shape)
    )
    at_once, late = rng.binomial(refunded, 0.45), rng.binomial(refunded, 0.4)
    back = {
        name: part(whole, refunded, orders)
        for name, whole in (
            ("pay", pay),
            ("coupon", coupon),
            ("subsidy", subsidy),
            ("creator", creator_subsidy),
        )
    }
    gmv, gmv_back = pay + coupon + subsidy + creator_subsidy, sum(back.values(), np.zeros_like(pay))
    by_ads = gmv * paid_time * bool(seller.cpm)
    settled = gmv - gmv_back
    shipped = pay - part(back["pay"], np.minimum(at_once, refunded), refunded)
    measures = {
        "impressions": impressions,
        "clicks": clicks,
        "orders": orders,
        "items": items,
        "pay": pay,
        "coupon": coupon,
        "subsidy": subsidy,
        "creator_subsidy": creator_subsidy,
        "refund_orders": refunded,
        "refund": back["pay"],
        "refund_coupon": back["coupon"],
        "refund_subsidy": back["subsidy"],
        "refund_creator_subsidy": back["creator"],
        "refund_orders_1h": at_once,
        "refund_gmv_1h": part(gmv_back, at_once, refunded),
        "refund_orders_by_date": _booked(refunded, late),
        "refund_by_date": _booked(back["pay"], part(back["pay"], late, refunded)),
        "refund_gmv_by_date": _booked(gmv_back, part(gmv_back, late, refunded)),
        "refund_gmv_7d": share(gmv_back, 0.93),
        "refund_gmv_14d": share(gmv_back, 0.985),
        "shipped": shipped,
        "shipped_2d": share(shipped, rng.uniform(0.86, 0.93, (len(when), 1, 1))),
        "cost": cost,
        "cost_bound": share(cost, seller.bound),
        "ads_gmv": by_ads,
        "ads_refund": np.minimum(gmv_back * paid_time, by_ads),
        "fee": share(settled, 0.024),
        "commission": share(settled, seller.commission),
    }
    day, segment, product = np.indices(expected.shape)
    keys = {"day": day, "seller": np.full(expected.shape, at), "segment": segment, "product": product}
    return pd.DataFrame({name: values.ravel() for name, values in (keys | measures).items()})


def _booked(refunds: Whole, late: Whole) -> Whole:
    """Refunds by the day they are paid back: the late ones come a day after the sale."""
    booked: Whole = refunds - late + np.concatenate([np.zeros_like(late[:1]), late[:-1]])
    return booked
