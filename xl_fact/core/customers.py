"""Customers: how many are new, how many come back, and what one is worth."""

from __future__ import annotations

from typing import Final

from xl_fact.core.declare import spreadsheet_function
from xl_fact.core.kinds import Amount, Count, Margin, Money, OpenRate, Positive, Share

FAMILY: Final = "Customers"


@spreadsheet_function(family=FAMILY, zh="新客占比", formula="first/(first+repeat)")
def new_share(first: Amount, repeat: Amount) -> Share:
    """New customers' part of the sales (or of the buyers), as a decimal.

    新客占比：首购 ÷（首购 + 复购），小数。

    Parameters
    ----------
    first : amount
        Sales to customers who bought for the first time, yuan; or how many they are.
        首购用户支付金额（元）；或首购人数。
    repeat : amount
        Sales to customers who had bought before, yuan; or how many, like the first argument.
        复购用户支付金额（元）；或复购人数，与前一参数同为金额或同为人数。

    Returns
    -------
    share
        A decimal; #DIV/0! where both are 0.
        小数；两者都为 0 得 #DIV/0!。

    Warnings
    --------
    By money and by heads it is two different figures: say in the heading which.
    按金额与按人数是两个不同的数：用哪一个，写在表头。

    References
    ----------
    人群构成 sheet of a Compass export, June 2026: 首购 4,540,740.39 of 9,397,490.90.

    Examples
    --------
    >>> new_share(4_540_740.39, 4_856_750.51)
    0.48318646310154983
    """
    return first / (first + repeat)


@spreadsheet_function(family=FAMILY, zh="复购率", formula="repeat_buyers/buyers")
def repeat_rate(repeat_buyers: Count, buyers: Count) -> Share:
    """Part of the buyers who had bought before, as a decimal.

    复购率：复购人数 ÷ 成交人数，小数。

    Parameters
    ----------
    repeat_buyers : count
        Buyers of the period who had bought before it.
        本期成交的人里，以前买过的人数。
    buyers : count
        All buyers of the period, each counted once.
        本期成交人数，每人只算一次。

    Returns
    -------
    share
        A decimal; #DIV/0! without buyers, #NUM! where more come back than bought.
        小数；没有成交得 #DIV/0!；复购人数多于成交人数得 #NUM!。

    Warnings
    --------
    Buyers don't add up over days or channels: take both figures from one row of the export.
    人数跨天、跨渠道不可相加：两个数要取自导出的同一行。

    Examples
    --------
    >>> repeat_rate(300, 1_000)
    0.3
    """
    return repeat_buyers / buyers


@spreadsheet_function(family=FAMILY, zh="转粉率", formula="new_followers/viewers")
def fan_rate(new_followers: Count, viewers: Count) -> OpenRate:
    """New followers per viewer, as a decimal.

    转粉率：新增粉丝数 ÷ 观看人数，小数。

    Parameters
    ----------
    new_followers : count
        Followers won in the session or the period; not less those lost.
        本场或本期新增粉丝数，不减取关。
    viewers : count
        People who watched, each counted once; not views.
        观看人数，每人只算一次，不是观看次数。

    Returns
    -------
    open rate
        A decimal (0.008, not 0.8 per cent); #DIV/0! without viewers.
        小数（0.008，而非 0.8%）；没有观众得 #DIV/0!。

    Examples
    --------
    >>> fan_rate(160, 20_000)
    0.008
    """
    return new_followers / viewers


@spreadsheet_function(family=FAMILY, zh="客户终身价值", formula="aov*orders_per_buyer*margin")
def ltv(aov: Amount, orders_per_buyer: Positive, margin: Margin) -> Money:
    """Lifetime value (LTV) of a buyer: the gross profit of all orders a buyer places.

    客户终身价值（LTV）：一位买家一生的订单带来的毛利，笔单价 × 人均订单数 × 毛利率。

    Parameters
    ----------
    aov : amount
        GMV per order, yuan, after refunds where they matter.
        笔单价（元/单），退款多的类目用退后金额。
    orders_per_buyer : factor
        Orders that a buyer places over the whole time you count, at least 1 in practice.
        所计时段内每位买家的订单数，实际上至少为 1。
    margin : margin
        Gross margin of the goods, as a decimal (0.45, not 45).
        商品毛利率，小数（0.45，不是 45）。

    Returns
    -------
    money
        Yuan of gross profit per buyer, not discounted: the most that winning a buyer may cost.
        元/人，毛利，未折现；也就是获取一位买家最多可花的钱。

    Warnings
    --------
    Orders per buyer of one month is no lifetime: follow a cohort of first buyers over the months.
    一个月的人均订单数不是一生的：应跟踪同一批首购用户，逐月累计。

    Examples
    --------
    >>> ltv(80, 1.5, 0.45)
    54.0
    """
    return aov * orders_per_buyer * margin
