"""The fact table: its columns, declared once, and the only way to sum them.

One row says what one export says about one brand, day, carrier, account, content. Exports overlap (the same
sale stands in the shop's totals, in the account list and in the ads), so every row has a `role`, and every
measure names the roles it may be summed from, best first. `summed` never adds two roles that tell of the
same sale, and never adds people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xl_fact.errors import InputError
from xl_fact.words import Lang, say

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

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
    "posts": ("作品（创作者中心）", "works in the creator centre"),
    "ads": ("投放", "ads"),
    "commissions": ("佣金", "commissions"),
    "settlements": ("结算", "settlements"),
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


DIMENSIONS: Final = {
    d.key: d
    for d in (
        Dimension("brand", "品牌", "brand"),
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
        Dimension("campaign", "活动/计划", "campaign"),
        Dimension("campaign_id", "活动/计划ID", "campaign ID"),
        Dimension("order_id", "订单号", "order ID"),
        Dimension("source", "流量来源", "traffic source"),
        Dimension("status", "状态", "status"),
        Dimension("published", "发布时间", "published", "time"),
        Dimension("start", "开始时间", "start", "time"),
    )
}
"""The dimensions by key. `date` and `until` are the first and the last day a row tells of."""

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
        Measure("refund_1h", "1小时退款金额", "refunds within the hour", "money", _SALES),
        Measure("coupons", "智能优惠券金额", "smart coupons", "money", _SALES),
        Measure("subsidy_platform", "平台补贴金额", "platform subsidy", "money", _SALES),
        Measure("subsidy_creator", "达人补贴金额", "creator subsidy", "money", _SALES),
        Measure("deposits", "预售定金", "presale deposits", "money", _SALES),
        Measure("cost", "投放消耗", "ad spend", "money", _COST),
        Measure("cost_bound", "投放消耗(店铺绑定)", "ad spend of bound accounts", "money", _COST),
        Measure("commission", "达人佣金", "creator commission", "money", _FEES),
        Measure("commission_estimated", "预估佣金", "estimated commission", "money", _FEES),
        Measure("platform_fee", "平台佣金", "platform fee", "money", _FEES),
        Measure("commission_income", "佣金收入", "commission earned", "money", (("daily",),)),
        Measure(
            "slot_fee",
            "坑位费",
            "slot fee",
            "money",
            (("commissions",), ("creators",), ("works",), ("daily",)),
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


_SHARED: Final = 50_000
"""From this many rows on, the columns that an export doesn't have share their memory; constant ones in blocks of it."""


def months(facts: pd.DataFrame) -> list[str]:
    """The months the facts tell of, as "2026-06", oldest first."""
    return sorted(set(facts["date"].dropna().dt.strftime("%Y-%m")))


def of_month(facts: pd.DataFrame, month: str) -> pd.DataFrame:
    """The facts of one month, and those without any date.

    A row belongs to the month its first day falls in; a session across midnight belongs to the day it began.

    Parameters
    ----------
    facts : DataFrame
        The fact table.
    month : str
        "2026-06".

    Returns
    -------
    DataFrame
    """
    return facts[facts["date"].isna() | (facts["date"].dt.strftime("%Y-%m") == month)]


def period(facts: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """The first and the last day the facts tell of; None when nothing is dated."""
    dated = facts["date"].dropna()
    if dated.empty:
        return None
    return dated.min(), facts["until"].max()


def truth(facts: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The rows a measure may be summed from: for each brand, platform and month, the best tier of roles there is.

    Parameters
    ----------
    facts : DataFrame
        The fact table.
    measure : str
        A key of `MEASURES`.

    Returns
    -------
    DataFrame
        A subset of `facts` in which no sale stands twice.
    """
    return facts[_Scope(facts).counted(facts, measure)]


class _Scope:
    """Whom and which month each row of a fact table tells of, as numbers: worked out once for all its measures."""

    def __init__(self, facts: pd.DataFrame):
        import numpy as np
        import pandas as pd

        self.role, self.roles = pd.factorize(facts["role"])
        self.format, self.formats = pd.factorize(facts["format"])
        brand, _ = pd.factorize(facts["brand"])
        platform, platforms = pd.factorize(facts["platform"])
        self.whose = brand * max(1, len(platforms)) + platform
        month = facts["date"].to_numpy().astype("datetime64[M]")
        self.undated = np.isnat(month)
        months, place = np.unique(month, return_inverse=True)  # those without a date are a month of their own
        self.month = self.whose * max(1, len(months)) + place

    def counted(self, facts: pd.DataFrame, measure: str) -> NDArray[np.bool_]:
        """Which rows a measure may be summed from."""
        import numpy as np

        tiers = {role: n for n, tier in enumerate(MEASURES[measure].truth) for role in tier}
        none = len(MEASURES[measure].truth)
        rank = np.array([tiers.get(role, none) for role in self.roles], dtype=np.int64)[self.role]
        told: NDArray[np.bool_] = facts[measure].notna().to_numpy() & (rank < none)
        if not told.any():
            return told
        self._yield(told)
        best = _least(self.month, rank, told, none)
        if self.undated.any():  # a row without a date may tell of any month
            best = np.minimum(best, _least(self.whose, rank, told & self.undated, none))
            best = np.where(self.undated, _least(self.whose, rank, told, none), best)
        counts: NDArray[np.bool_] = told & (rank == best)
        return counts

    def _yield(self, told: NDArray[np.bool_]) -> None:
        """Leave out the rows of formats that yield to another format's of the same brand, platform and month."""
        import numpy as np

        from xl_fact.exports.formats.format import formats

        known = list(self.formats)
        if len(known) < 2:
            return
        for format in formats():
            better = [known.index(key) for key in format.yields_to if key in known]
            if format.key in known and better:
                months = np.unique(self.month[told & np.isin(self.format, better)])
                told &= (self.format != known.index(format.key)) | ~np.isin(self.month, months)


def _least(
    group: NDArray[np.int64], rank: NDArray[np.int64], told: NDArray[np.bool_], none: int
) -> NDArray[np.int64]:
    """For each row, the least rank told of in its group."""
    import numpy as np

    least = np.full(int(group.max()) + 1, none, dtype=np.int64)
    np.minimum.at(least, group[told], rank[told])
    found: NDArray[np.int64] = least[group]
    return found


def summed(
    facts: pd.DataFrame, measures: Sequence[str], by: Sequence[str] = (), role: str | None = None
) -> pd.DataFrame:
    """Sums of measures by dimensions, each measure from its source of truth.

    Parameters
    ----------
    facts : DataFrame
        The fact table, or a part of it.
    measures : sequence of str
        Keys of `MEASURES` that may be added.
    by : sequence of str
        Dimensions; none gives one row.
    role : str, optional
        Sum the rows of this role instead of the source of truth: "accounts" when `by` names accounts,
        "control" to check the platform's own totals.

    Returns
    -------
    DataFrame
        One row for each group, indexed by `by`; NaN where no export says anything (missing is not 0).

    Raises
    ------
    InputError
        A measure counts people, who can't be added up.
    """
    import pandas as pd

    for measure in measures:
        if not MEASURES[measure].additive:
            name = MEASURES[measure]
            raise InputError(
                f"“{name.zh}”是人数，不能相加；请用平台的合计行",
                f"'{name.en}' counts people and can't be added up",
            )
    sums = {}
    scope = _Scope(facts) if role is None else None
    for measure in measures:
        rows = facts[facts["role"] == role if scope is None else scope.counted(facts, measure)]
        if by:
            sums[measure] = rows.groupby(list(by), sort=True)[measure].sum(min_count=1)
        else:
            sums[measure] = pd.Series([rows[measure].sum(min_count=1)])
    return pd.DataFrame(sums, columns=list(measures)).rename_axis(list(by) or None)


def total(facts: pd.DataFrame, measure: str, role: str | None = None) -> float:
    """One measure summed over all of the facts, from its source of truth."""
    return float(summed(facts, [measure], role=role)[measure].iloc[0])


def sources(facts: pd.DataFrame, measure: str) -> dict[str, tuple[str, ...]]:
    """Which formats a measure is summed from, by month: what the report prints beside a figure."""
    rows = truth(facts, measure)
    month = rows["date"].dt.strftime("%Y-%m").fillna("")
    return {str(key): tuple(sorted(set(group))) for key, group in rows["format"].groupby(month)}


def reconciliation(facts: pd.DataFrame, measure: str) -> pd.DataFrame:
    """What every export says of a measure, and which of it counts: the same sale told twice is shown, not added.

    Parameters
    ----------
    facts : DataFrame
        The fact table.
    measure : str
        A key of `MEASURES` that may be added.

    Returns
    -------
    DataFrame
        One row for each month, role and format: month, role, format, total, counted (the part of it that
        `summed` adds).
    """
    told = facts[facts[measure].notna()]
    month = told["date"].dt.strftime("%Y-%m").fillna("")
    counted = told[measure].where(told.index.isin(truth(facts, measure).index))
    table = told.assign(month=month, total=told[measure], counted=counted)
    keys = ["month", "role", "format"]
    return table.groupby(keys, sort=True)[["total", "counted"]].sum().reset_index()


def empty() -> pd.DataFrame:
    """A fact table without rows."""
    return frame({}, 0)


def frame(columns: Mapping[str, Any], rows: int) -> pd.DataFrame:
    """A fact table from the columns there are; the others are "" or NaN.

    Parameters
    ----------
    columns : mapping
        Key → array or list of `rows` values, or one value for all rows.
    rows : int
        How many rows.

    Returns
    -------
    DataFrame
        With the columns of `COLUMNS`, in order.
    """
    import numpy as np
    import pandas as pd

    nothing = np.full(rows, np.nan)
    nothing.flags.writeable = False  # shared by the columns that aren't there
    days = np.full(rows, np.datetime64("NaT", "s"), dtype="datetime64[s]")
    full: dict[str, Any] = {}
    for key in COLUMNS:
        value = columns.get(key)
        if key in MEASURES:
            full[key] = nothing if value is None else value
        elif key == "row":
            full[key] = np.zeros(rows, dtype=np.int64) if value is None else value
        elif key in DIMENSIONS and DIMENSIONS[key].kind != "text":
            full[key] = days if value is None else np.asarray(value, dtype="datetime64[s]")
        else:
            full[key] = texts("" if value is None else value, rows)
    if rows < _SHARED:
        return pd.DataFrame(full)
    return pd.DataFrame({key: pd.Series(value, copy=False) for key, value in full.items()}, copy=False)


def texts(value: Any, rows: int) -> pd.Series:
    """A column of texts: one for all rows, a list, or an Arrow array."""
    import pandas as pd

    if isinstance(value, list):
        return pd.Series(value, dtype="str")
    if not isinstance(value, str):
        return pd.Series(pd.array(value, dtype="str"))
    import pyarrow as pa

    block = pa.repeat(pa.scalar(value, pa.large_string()), min(rows, _SHARED))  # all blocks share its memory
    blocks = [block] * (rows // _SHARED) + [block[: rows % _SHARED]]
    return pd.Series(pd.array(pa.chunked_array(blocks, pa.large_string()), dtype="str"))


def labels(keys: Iterable[str], lang: Lang = "zh") -> list[str]:
    """The names of dimensions and measures in one language."""
    known: dict[str, Dimension | Measure] = {**DIMENSIONS, **MEASURES}
    return [say(lang, known[key].zh, known[key].en) if key in known else key for key in keys]
