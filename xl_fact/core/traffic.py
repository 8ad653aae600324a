"""Traffic: what each thousand plays sells, and the rates it is made of."""

from __future__ import annotations

from typing import Final

import numpy as np

from xl_fact.core.declare import spreadsheet_function
from xl_fact.core.kinds import Column, Cost, Count, Money, MoneyPerMille, Rate

FAMILY: Final = "Traffic"


@spreadsheet_function(family=FAMILY, zh="千次播放成交额", formula="gmv/plays*1000")
def gpm(gmv: Money, plays: Count) -> MoneyPerMille:
    """GMV per thousand plays (GPM, GMV per mille).

    千次播放成交额（GPM）：每一千次播放卖出多少钱。

    The slope under the snowball: how much each thousand plays sells, whatever they cost.
    雪球脚下的坡度：不管花了多少钱，只看一千次播放卖多少。

    Parameters
    ----------
    gmv : money
        Gross merchandise volume of the period, yuan; negative when refunds exceed sales.
        本期成交金额（元）；退款多于销售时可为负。
    plays : count
        Video plays, live-room views or impressions of the same period; say which in the heading.
        同期播放、观看或曝光次数；用的是哪一种，写在表头。

    Returns
    -------
    money per 1000
        Same shape as the broadcast inputs; #DIV/0! where plays are 0, #NUM! where negative.
        与输入同形；播放为 0 得 #DIV/0!，为负得 #NUM!。

    Warnings
    --------
    Never average GPMs: pool them with POOLED_GPM.
    不要对 GPM 求平均，要用 POOLED_GPM 合并计算。

    References
    ----------
    "GPM(千次播放产生的GMV)", the article that asks for GPM beside ROI.

    Examples
    --------
    >>> gpm(3_000, 20_000)
    150.0
    >>> gpm(100_000, 3_000_000)
    33.333333333333336
    >>> gpm([3_000, 100_000], [20_000, 3_000_000])
    array([150.        ,  33.33333333])
    """
    return gmv / plays * 1000


@spreadsheet_function(family=FAMILY, zh="千次播放成本", formula="cost/plays*1000")
def cpm(cost: Cost, plays: Count) -> MoneyPerMille:
    """Cost per thousand plays (CPM, cost per mille).

    千次播放成本（CPM）：每一千次播放花多少钱。

    Parameters
    ----------
    cost : cost
        What the plays cost, yuan: ads, slot fee, or both; say which in the heading.
        买这些播放的花费（元）：投放、坑位费或合计；口径写在表头。
    plays : count
        Plays, views or impressions, the same base as the GPM beside it.
        播放、观看或曝光次数，与旁边的 GPM 同一口径。

    Returns
    -------
    money per 1000
        Same shape as the broadcast inputs; #DIV/0! where plays are 0.
        与输入同形；播放为 0 得 #DIV/0!。

    Notes
    -----
    ROI = GPM / CPM, always, on the same plays and cost.
    同一口径下恒有 ROI = GPM ÷ CPM。

    Examples
    --------
    >>> cpm(10_000, 20_000)
    500.0
    >>> cpm(20_000, 3_000_000)
    6.666666666666667
    """
    return cost / plays * 1000


@spreadsheet_function(family=FAMILY, zh="点击率", formula="clicks/impressions")
def ctr(clicks: Count, impressions: Count) -> Rate:
    """Click-through rate (CTR): clicks per impression, as a decimal.

    点击率（CTR）：点击次数 ÷ 曝光次数，小数。

    Parameters
    ----------
    clicks : count
        Clicks, counted as often as they happened (or people, then in both arguments).
        点击次数（用人数时，两个参数都用人数）。
    impressions : count
        Impressions of the same thing.
        同一对象的曝光次数。

    Returns
    -------
    rate
        A decimal (0.0726, not per cent); may exceed 1 when the bases differ.
        小数（0.0726，而非百分数）；口径不同可大于 1。

    Examples
    --------
    >>> ctr(575_714, 7_931_593)
    0.07258491453104061
    """
    return clicks / impressions


@spreadsheet_function(family=FAMILY, zh="点击成交率", formula="orders/clicks")
def cvr(orders: Count, clicks: Count) -> Rate:
    """Conversion rate (CVR): orders per click, as a decimal.

    点击成交率（CVR）：成交订单数 ÷ 点击次数，小数。

    Parameters
    ----------
    orders : count
        Paid orders (or buyers, when the clicks are people).
        成交订单数（点击用人数时，用成交人数）。
    clicks : count
        Product clicks of the same period.
        同期商品点击次数。

    Returns
    -------
    rate
        A decimal; #DIV/0! without clicks.
        小数；没有点击得 #DIV/0!。

    Examples
    --------
    >>> cvr(60_928, 575_714)
    0.10583032547410694
    """
    return orders / clicks


@spreadsheet_function(family=FAMILY, zh="笔单价", formula="gmv/orders")
def aov(gmv: Money, orders: Count) -> Money:
    """Average order value (AOV): GMV per order.

    笔单价（AOV）：成交金额 ÷ 成交订单数。

    Parameters
    ----------
    gmv : money
        Sales of the period, yuan.
        本期成交金额（元）。
    orders : count
        Paid orders, not buyers and not items.
        成交订单数，不是人数，也不是件数。

    Returns
    -------
    money
        Yuan per order; #DIV/0! without orders.
        元/单；没有订单得 #DIV/0!。

    Warnings
    --------
    The platform's 客单价 divides by buyers and its 件单价 by items; only with orders does
    GPM = CTR × CVR × AOV × 1000 hold.
    平台“客单价”除以人数、“件单价”除以件数；只有按订单算，GPM = CTR × CVR × AOV × 1000 才成立。

    Examples
    --------
    >>> aov(4_756_550.08, 60_928)
    78.06837710084034
    """
    return gmv / orders


@spreadsheet_function(
    family=FAMILY,
    zh="合并千次播放成交额",
    formula=(
        "SUMPRODUCT(ISNUMBER(gmv_range)*ISNUMBER(plays_range),N(+gmv_range))"
        "/SUMPRODUCT(ISNUMBER(gmv_range)*ISNUMBER(plays_range),N(+plays_range))*1000"
    ),
)
def pooled_gpm(gmv_range: Column[Money], plays_range: Column[Count]) -> MoneyPerMille:
    """GPM of many rows taken together: the sum of GMV over the sum of plays.

    合并 GPM：先求和再相除，不是各行 GPM 的平均。

    Parameters
    ----------
    gmv_range : money column
        Sales of each row, yuan.
        每行成交金额（元）。
    plays_range : count column
        Plays of each row; a row where either is blank or "--" is left out of both sums.
        每行播放次数；任一为空或“--”的行，两个和都不计。

    Returns
    -------
    money per 1000
        One number; #DIV/0! when no plays are left.
        一个数；没有播放可计时得 #DIV/0!。

    Warnings
    --------
    The mean of the rows' GPMs is another number: 91.67 instead of 34.11 in the example.
    各行 GPM 的平均是另一个数：例中平均为 91.67，合并才是 34.11。

    Examples
    --------
    >>> pooled_gpm([3_000, 100_000], [20_000, 3_000_000])
    34.10596026490066
    """
    both = np.isfinite(gmv_range) & np.isfinite(plays_range)
    return gmv_range[both].sum() / plays_range[both].sum() * 1000
