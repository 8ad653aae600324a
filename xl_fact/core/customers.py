"""Customers: how many are new, how many come back, and what one is worth."""

from __future__ import annotations

from typing import Final

from xl_fact.core.declare import spreadsheet_function
from xl_fact.core.kinds import Amount, Cost, Count, Margin, Money, OpenRate, Positive, Ratio, Share, Zero
from xl_fact.core.spending import reached

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


@spreadsheet_function(family=FAMILY, zh="客单价", formula="gmv/buyers")
def buyer_value(gmv: Money, buyers: Count) -> Money:
    """GMV per buyer, as Compass has it under 客单价.

    客单价：用户支付金额 ÷ 成交人数。

    Parameters
    ----------
    gmv : money
        What buyers paid, yuan.
        用户支付金额（元）。
    buyers : count
        People who bought, each counted once; not orders.
        成交人数，每人只算一次，不是订单数。

    Returns
    -------
    money
        Yuan per buyer; #DIV/0! without buyers.
        元/人；没有成交得 #DIV/0!。

    Warnings
    --------
    Only with orders (AOV) does GPM = CTR × CVR × AOV × 1000 hold; buyers don't add up over days or channels.
    GPM = CTR × CVR × AOV × 1000 里要用按订单的 AOV；成交人数跨天、跨渠道不可相加。

    References
    ----------
    Column 客单价 of the Compass export, checked against 用户支付金额 over 成交人数.
    罗盘导出的“客单价”，与用户支付金额 ÷ 成交人数核对一致。

    Examples
    --------
    >>> buyer_value(96_398.98, 937)
    102.88044823906083
    """
    return gmv / buyers


@spreadsheet_function(family=FAMILY, zh="件单价", formula="gmv/items")
def item_price(gmv: Money, items: Count) -> Money:
    """GMV per item sold.

    件单价：用户支付金额 ÷ 成交件数。

    Parameters
    ----------
    gmv : money
        What buyers paid, yuan.
        用户支付金额（元）。
    items : count
        Items sold.
        成交件数。

    Returns
    -------
    money
        Yuan per item; #DIV/0! without items.
        元/件；没有成交得 #DIV/0!。

    References
    ----------
    Column 件单价 of the Compass export, checked against 用户支付金额 over 成交件数.
    罗盘导出的“件单价”，与用户支付金额 ÷ 成交件数核对一致。

    Examples
    --------
    >>> item_price(9_000, 150)
    60.0
    """
    return gmv / items


@spreadsheet_function(family=FAMILY, zh="连带率", formula="items/orders")
def items_per_order(items: Count, orders: Count) -> Ratio:
    """Items in an order.

    连带率：成交件数 ÷ 成交订单数。

    Parameters
    ----------
    items : count
        Items sold.
        成交件数。
    orders : count
        Paid orders.
        成交订单数。

    Returns
    -------
    ratio
        Items per order; #DIV/0! without orders. AOV is this times ITEM_PRICE.
        件/单；没有订单得 #DIV/0!。笔单价 = 件单价 × 连带率。

    References
    ----------
    Columns 成交件数 and 成交订单数 of the Compass export.
    罗盘导出的“成交件数”与“成交订单数”。

    Examples
    --------
    >>> items_per_order(150, 120)
    1.25
    """
    return items / orders


@spreadsheet_function(family=FAMILY, zh="加粉成本", formula="cost/followers", spend="cost")
def follower_cost(cost: Cost, followers: Count, least_cost: Cost = 0.0) -> Money:
    """Cost of a new follower.

    加粉成本：花费 ÷ 新增粉丝数。

    Parameters
    ----------
    cost : cost
        What was spent, yuan.
        花费（元）。
    followers : count
        Followers won; not less those lost.
        新增粉丝数，不减取关。
    least_cost : cost, optional
        Cost below which there is no ratio, #N/A; 0 by our default: none is withheld. The report asks for 100.
        花费低于此数不给比率，得 #N/A；默认 0，即都给，由本工具选定；月报用 100 元。

    Returns
    -------
    money
        Yuan per follower; #DIV/0! where none was won.
        元/人；没有新增得 #DIV/0!。

    References
    ----------
    千川's cost over 新增粉丝数.
    千川消耗 ÷ 新增粉丝数。

    Examples
    --------
    >>> follower_cost(3_000, 1_200)
    2.5
    """
    return reached(cost / followers, cost, least_cost)


@spreadsheet_function(family=FAMILY, zh="获客成本", formula="(cost+commission+fee)/new_buyers")
def cac(cost: Cost, commission: Zero[Amount], fee: Zero[Amount], new_buyers: Count) -> Money:
    """Cost of winning a new buyer (CAC): ads, commission and fees per first buyer.

    获客成本（CAC）：（投放 + 佣金 + 费用）÷ 首购人数。

    Parameters
    ----------
    cost : cost
        What was spent on traffic, yuan; 0 when nothing was.
        投放花费（元）；没有填 0。
    commission : amount, blank is 0
        Commission to creators, yuan, a positive number; blank when there was none.
        达人佣金（元），正数；没有可留空。
    fee : amount, blank is 0
        Slot fees and the like, yuan, a positive number; blank when there were none.
        坑位费等（元），正数；没有可留空。
    new_buyers : count
        People who bought for the first time.
        首购人数。

    Returns
    -------
    money
        Yuan per new buyer; #DIV/0! where none was won.
        元/人；没有新客得 #DIV/0!。

    Warnings
    --------
    The money also brings old customers back: all of it over new buyers is the dearest reading.
    这些钱也带来了老客：全部摊到新客头上，是最贵的算法。

    References
    ----------
    (ads + commission + fee) / new buyers, as trade texts have it.
    行业通行：（投放 + 佣金 + 费用）÷ 新客数。

    Examples
    --------
    >>> cac(20_000, 8_000, 2_000, 600)
    50.0
    """
    return (cost + commission + fee) / new_buyers


@spreadsheet_function(family=FAMILY, zh="终身价值与获客成本之比", formula="ltv/cac")
def ltv_cac(ltv: Money, cac: Amount) -> Ratio:
    """What a buyer is worth per yuan that winning one costs.

    LTV ÷ CAC：获取一位买家每花一元，能赚回多少毛利。

    Parameters
    ----------
    ltv : money
        Lifetime value of a buyer in gross profit, yuan, from LTV.
        客户终身价值（元/人，毛利），由 LTV 得出。
    cac : amount
        Cost of winning a buyer, yuan, from CAC.
        获客成本（元/人），由 CAC 得出。

    Returns
    -------
    ratio
        A multiple: below 1 each buyer loses money; #DIV/0! at a cost of 0.
        倍数：低于 1 即每位买家都亏；成本为 0 得 #DIV/0!。

    References
    ----------
    Trade texts; 3 is often named as sound, a habit without a source.
    行业通行；常说大于 3 才健康，只是习惯，没有出处。

    Examples
    --------
    >>> ltv_cac(150, 50)
    3.0
    """
    return ltv / cac


@spreadsheet_function(family=FAMILY, zh="动销率", formula="sold/listed")
def sell_through(sold: Count, listed: Count) -> Share:
    """Part of the listed goods that sold at all, as a decimal.

    动销率：有成交的商品数 ÷ 在架商品数，小数。

    Parameters
    ----------
    sold : count
        Products (SKUs) with at least one sale in the period.
        本期有成交的商品数（SKU 数）。
    listed : count
        Products (SKUs) on sale in the period.
        本期在架商品数（SKU 数）。

    Returns
    -------
    share
        A decimal; #DIV/0! with nothing listed, #NUM! where more sold than are listed.
        小数；没有在架商品得 #DIV/0!；有成交的多于在架的得 #NUM!。

    References
    ----------
    SKUs sold over SKUs listed, as trade texts have it.
    行业通行：动销 SKU 数 ÷ 在架 SKU 数。

    Examples
    --------
    >>> sell_through(36, 120)
    0.3
    """
    return sold / listed
