"""Traffic: what each thousand plays sells, and the rates it is made of."""

from __future__ import annotations

from typing import Final

import numpy as np

from xl_fact.core.declare import spreadsheet_function
from xl_fact.core.kinds import (
    Amount,
    Apart,
    Cell,
    Column,
    Cost,
    Count,
    Hours,
    Mille,
    Money,
    MoneyPerMille,
    OpenRate,
    Rate,
    Ratio,
    Share,
    Table,
)
from xl_fact.core.spending import reached

FAMILY: Final = "Traffic"

BOTH: Final = "LAMBDA(x,y,ISNUMBER(x)*ISNUMBER(y))"
"""In a formula: whether both of two cells hold a number."""


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


@spreadsheet_function(family=FAMILY, zh="千次播放成本", formula="cost/plays*1000", spend="cost")
def cpm(cost: Cost, plays: Count, least_cost: Cost = 0.0) -> MoneyPerMille:
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
    least_cost : cost, optional
        Cost below which there is no ratio, #N/A; 0 by our default: none is withheld. The report asks for 100.
        花费低于此数不给比率，得 #N/A；默认 0，即都给，由本工具选定；月报用 100 元。

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
    return reached(cost / plays * 1000, cost, least_cost)


@spreadsheet_function(family=FAMILY, zh="点击率", formula="clicks/impressions")
def ctr(clicks: Count, impressions: Count) -> OpenRate:
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
    open rate
        A decimal (0.0726, not per cent); may exceed 1 when the bases differ.
        小数（0.0726，而非百分数）；口径不同可大于 1。

    Examples
    --------
    >>> ctr(575_714, 7_931_593)
    0.07258491453104061
    """
    return clicks / impressions


@spreadsheet_function(
    family=FAMILY, zh="点击成交率", formula="orders/clicks", aliases={"ctor": "商品点击成交率"}
)
def cvr(orders: Count, clicks: Count) -> OpenRate:
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
    open rate
        A decimal; #DIV/0! without clicks.
        小数；没有点击得 #DIV/0!。

    Notes
    -----
    TikTok's CTOR (click to order) is the same.
    TikTok 的 CTOR（点击到下单）就是它。

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


@spreadsheet_function(family=FAMILY, zh="UV 价值", formula="gmv/viewers")
def uv_value(gmv: Money, viewers: Count) -> Money:
    """GMV per viewer (UV value).

    UV 价值：每一位观众带来多少成交，成交金额 ÷ 观看人数。

    Parameters
    ----------
    gmv : money
        Sales of the session or the period, yuan.
        本场或本期成交金额（元）。
    viewers : count
        People who watched (or visited), each counted once; not views.
        观看人数（或访客数），每人只算一次，不是观看次数。

    Returns
    -------
    money
        Yuan per viewer; #DIV/0! without viewers.
        元/人；没有观众得 #DIV/0!。

    Notes
    -----
    Times 1000 it is the GPM on viewers, larger than the GPM on views of the same session.
    乘以 1000 就是按人数的 GPM，比同一场按次数的 GPM 大。

    Warnings
    --------
    Viewers don't add up over sessions: the same person watches twice.
    人数跨场不可相加：同一个人会看两场。

    Examples
    --------
    >>> uv_value(96_398.98, 20_167)
    4.780035701889225
    """
    return gmv / viewers


@spreadsheet_function(family=FAMILY, zh="由三率推 GPM", formula="ctr*cvr*aov*1000")
def gpm_from_rates(ctr: Rate, cvr: Rate, aov: Money) -> MoneyPerMille:
    """GPM from its three factors: CTR × CVR × AOV × 1000.

    由点击率、成交率、笔单价推出 GPM：CTR × CVR × AOV × 1000。

    What the GPM would be if one rate changed and the others stayed.
    用来试算：只改其中一个，GPM 会到多少。

    Parameters
    ----------
    ctr : rate
        Clicks per impression, as a decimal (0.0726, not 7.26: the export's 点击率(%) column must be divided by 100).
        点击率，小数（0.0726，不是 7.26；导出的“点击率(%)”列要除以 100）。
    cvr : rate
        Orders per click, as a decimal.
        点击成交率，小数。
    aov : money
        GMV per order, yuan; not per buyer and not per item.
        笔单价（元/单），不是按人数，也不是按件数。

    Returns
    -------
    money per 1000
        Yuan per thousand impressions, the base of the CTR.
        元/千次曝光，与点击率的分母同一口径。

    Warnings
    --------
    An identity only where neighbours share a count: clicks under CVR are the clicks over impressions.
    相邻两率共用同一个数才成立：成交率的分母就是点击率的分子，人数与次数不能混用。

    Examples
    --------
    >>> gpm_from_rates(0.0726, 0.1058, 78.0684)
    599.649625872
    """
    return ctr * cvr * aov * 1000


@spreadsheet_function(
    family=FAMILY,
    zh="合并千次播放成交额",
    formula="SUM(gmv_range)/SUM(plays_range)*1000",
)
def pooled_gpm(gmv_range: Column[Money], plays_range: Column[Count]) -> MoneyPerMille:
    """GPM of many rows taken together: the sum of GMV over the sum of plays.

    合并 GPM：先求和再相除，不是各行 GPM 的平均。

    Parameters
    ----------
    gmv_range : money column
        Sales of each row, yuan; a total row would count twice: leave it out.
        每行成交金额（元）；合计行会重复计，不要带上。
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
    return np.sum(gmv_range) / np.sum(plays_range) * 1000


STEPS: Final = ("曝光", "观看", "商品曝光", "点击", "成交")
"""The counts of the funnel of a live room, from the widest to the narrowest."""
RATES: Final = ("曝光-观看率", "观看-商品曝光率", "商品曝光-点击率", "点击-成交率", "总转化率", "说明")
"""The headings of its rates."""
_RATES_IN_ENGLISH: Final = {
    "曝光-观看率": "views per exposure",
    "观看-商品曝光率": "product exposures per view",
    "商品曝光-点击率": "clicks per product exposure",
    "点击-成交率": "buyers per click",
    "总转化率": "buyers per exposure",
    "说明": "note",
    "商品曝光": "product exposures",
    "曝光": "exposures",
    "观看": "views",
    "点击": "clicks",
    "成交": "buyers",
}


@spreadsheet_function(
    family=FAMILY,
    zh="漏斗四率",
    formula=(
        f"LET(both,{BOTH},"
        'over,LAMBDA(top,bottom,MAP(top,bottom,LAMBDA(x,y,IF(both(x,y),x/y,"")))),'
        'wider,LAMBDA(top,bottom,note,MAP(top,bottom,LAMBDA(x,y,IF(both(x,y)*(x>y),note,"")))),'
        "HSTACK(over(views,exposures),over(product_exposures,views),over(clicks,product_exposures),"
        "over(buyers,clicks),over(buyers,exposures),"
        'TRIM(wider(views,exposures,"观看>曝光 ")&wider(product_exposures,views,"商品曝光>观看 ")'
        '&wider(clicks,product_exposures,"点击>商品曝光 ")&wider(buyers,clicks,"成交>点击"))))'
    ),
    heading=RATES,
    words=_RATES_IN_ENGLISH,
)
def funnel_rates(
    exposures: Apart[Column[Count]],
    views: Apart[Column[Count]],
    product_exposures: Apart[Column[Count]],
    clicks: Apart[Column[Count]],
    buyers: Apart[Column[Count]],
) -> Table:
    """The four rates of a live room's funnel and the rate from end to end, one row a session.

    直播间漏斗“五维四率”：曝光-观看、观看-商品曝光、商品曝光-点击、点击-成交四率，加总转化率，一场一行。

    Parameters
    ----------
    exposures : count column
        Exposures of the live room: people, or times; the same in all five.
        直播间曝光：人数或次数，五个参数须用同一种。
    views : count column
        Who entered and watched.
        直播间观看。
    product_exposures : count column
        Who was shown a product.
        直播间商品曝光。
    clicks : count column
        Who clicked a product.
        商品点击。
    buyers : count column
        Who bought (orders, when the others are times).
        成交（其余用次数时，这里用订单数）。

    Returns
    -------
    table
        Per row: the four rates and buyers per exposure, as decimals, then a note on any step wider than the last,
        an empty text where there is none; beside a heading row the headings. A total row is answered as a row of its own.
        每行：四率与总转化率（小数），末格注明哪一步比上一步还多，没有则为空文本；区域带表头时，表头那行给出列名；
        合计行也当作一行来算。

    Warnings
    --------
    A rate above 1 is noted and not refused: products are shown more than once per viewer. Where people
    and times are mixed it is an error of the table.
    某率大于 1 只注明、不报错：一位观众可看到多次商品曝光；若是人数与次数混用，则是表错了。

    Notes
    -----
    A rate with a blank part is blank; missing is not zero.
    缺一个数的率留空，缺失不是零。

    Examples
    --------
    >>> funnel_rates(245_666, 20_167, 18_672, 4_954, 937)
    [[0.08209113186195892, 0.9258689939009273, 0.2653170522707798, 0.18914008881711747,
      0.0038141216122703184, '']]
    >>> funnel_rates([1_000, 500], [200, 100], [400, 80], [50, 20], [10, 5])
    [[0.2, 2.0, 0.125, 0.2, 0.01, '商品曝光>观看'],
     [0.2, 0.8, 0.25, 0.25, 0.01, '']]
    """
    counts = (exposures, views, product_exposures, clicks, buyers)
    pairs = [*zip(counts[1:], counts[:-1], strict=True), (buyers, exposures)]
    rates = np.transpose([top / bottom for top, bottom in pairs])
    missing = np.transpose([np.isnan(top) | np.isnan(bottom) for top, bottom in pairs])
    wider = np.transpose([top > bottom for top, bottom in pairs[:-1]])
    rows: list[list[Cell]] = []
    for rate, gap, wide in zip(rates.tolist(), missing.tolist(), wider.tolist(), strict=True):
        notes = [f"{STEPS[i + 1]}>{STEPS[i]}" for i, more in enumerate(wide) if more]
        cells = [None if none else number for number, none in zip(rate, gap, strict=True)]
        rows.append([*cells, " ".join(notes)])
    return rows


@spreadsheet_function(family=FAMILY, zh="自然流量占比", formula="natural/total")
def natural_share(natural: Count, total: Count) -> Share:
    """Natural part of the traffic, as a decimal.

    自然流量占比：自然流量 ÷ 全部流量，小数。

    Parameters
    ----------
    natural : count
        Plays or viewers that weren't paid for.
        自然播放或自然观看人数（没花钱买的）。
    total : count
        All of them, paid and natural, on the same base.
        全部播放或观看人数，付费与自然合计，同一口径。

    Returns
    -------
    share
        A decimal; #DIV/0! without traffic, #NUM! where the part is more than the whole.
        小数；没有流量得 #DIV/0!；部分大于全部得 #NUM!。

    Notes
    -----
    Where the export gives no natural count, natural = total - paid; under all-site promotion the two are
    mixed by the platform, and the difference is a computation, not a count.
    导出里没有自然流量时，自然 = 全部 − 付费；全域推广把两者混在一起，差额是推算，不是实数。

    Examples
    --------
    >>> natural_share(600, 1_000)
    0.6
    """
    return natural / total


@spreadsheet_function(family=FAMILY, zh="自然流撬动系数", formula="natural/paid")
def leverage(natural: Count, paid: Count) -> Ratio:
    """Natural traffic per paid traffic: how many free viewers each bought one brings along.

    自然流撬动系数：自然流量 ÷ 付费流量，一份付费流量撬动几份自然流量。

    Parameters
    ----------
    natural : count
        Plays or viewers that weren't paid for.
        自然播放或自然观看人数。
    paid : count
        Plays or viewers that were bought, on the same base.
        付费播放或付费观看人数，同一口径。

    Returns
    -------
    ratio
        A multiple; #DIV/0! where nothing was paid for.
        倍数；没有付费流量得 #DIV/0!。

    Notes
    -----
    With a natural share of R it is R / (1 - R): 0.6 of the traffic natural is a leverage of 1.5.
    自然占比为 R 时，系数 = R ÷（1 − R）：占比 0.6，即撬动 1.5 倍。

    Examples
    --------
    >>> leverage(600, 400)
    1.5
    """
    return natural / paid


@spreadsheet_function(family=FAMILY, zh="合并率", formula="SUMPRODUCT(rate_range,base_range)/SUM(base_range)")
def pooled_rate(rate_range: Column[Rate], base_range: Column[Count]) -> Rate:
    """A rate of many rows taken together, where the export gives only rates and what they are of.

    合并率：导出里只有率与基数时，按基数加权，不是各行率的平均。

    Parameters
    ----------
    rate_range : rate column
        The rate of each row, as a decimal: completion, click, conversion; a total row would count twice: leave it out.
        每行的率，小数：完播率、点击率、转化率等；合计行会重复计，不要带上。
    base_range : count column
        What each rate is of: the plays of a completion rate, the impressions of a click rate.
        每行率的分母：完播率用播放次数，点击率用曝光次数。

    Returns
    -------
    rate
        A decimal; #DIV/0! where nothing is counted.
        小数；基数合计为 0 得 #DIV/0!。

    Warnings
    --------
    The mean of the rates is another number: 0.3 instead of 0.22 in the example.
    各行率的平均是另一个数：例中平均为 0.3，合并才是 0.22。

    References
    ----------
    The creator centre exports only rates and plays, so the counts must be rebuilt: sum of rate × base over base.
    创作者中心只导出率与播放量：Σ（率 × 基数）÷ Σ 基数。

    Examples
    --------
    >>> pooled_rate([0.2, 0.4], [9_000, 1_000])
    0.22
    """
    return np.sum(rate_range * base_range) / np.sum(base_range)


@spreadsheet_function(family=FAMILY, zh="完播率", formula="completed/plays")
def completion_rate(completed: Count, plays: Count) -> Share:
    """Part of the plays that ran to the end (or to the fifth second), as a decimal.

    完播率：播完的次数 ÷ 播放次数，小数；5 秒完播率用满 5 秒的次数。

    Parameters
    ----------
    completed : count
        Plays that ran to the end; for the 5 s rate those that ran five seconds.
        播放完成次数；算 5 秒完播率时用满 5 秒的次数。
    plays : count
        All plays of the same content.
        同一内容的播放次数。

    Returns
    -------
    share
        A decimal; #DIV/0! without plays, #NUM! where more were completed than begun.
        小数；没有播放得 #DIV/0!；完成多于播放得 #NUM!。

    References
    ----------
    Columns 播放数 and 播放完成数 of a 千川 creative export.
    千川素材导出的“播放数”“播放完成数”。

    Examples
    --------
    >>> completion_rate(2_730, 9_100)
    0.3
    """
    return completed / plays


@spreadsheet_function(family=FAMILY, zh="互动率", formula="(likes+comments+shares+saves)/plays")
def engagement_rate(likes: Count, comments: Count, shares: Count, saves: Count, plays: Count) -> OpenRate:
    """Likes, comments, shares and saves per play, as a decimal.

    互动率：（点赞 + 评论 + 分享 + 收藏）÷ 播放次数，小数。

    Parameters
    ----------
    likes : count
        Likes, not net of those withdrawn.
        点赞次数，不减取消的。
    comments : count
        Comments; 0 where there were none, as a blank is unknown.
        评论次数；没有填 0，空白视为未知。
    shares : count
        Shares; 0 where there were none.
        分享次数；没有填 0。
    saves : count
        Saves; 0 where the platform has none.
        收藏次数；平台没有这一项的填 0。
    plays : count
        Plays of the same content.
        同一内容的播放次数。

    Returns
    -------
    open rate
        A decimal; #DIV/0! without plays.
        小数；没有播放得 #DIV/0!。

    References
    ----------
    Columns 点赞量, 评论量, 分享量, 收藏量, 播放量 of the creator centre's 作品列表.
    创作者中心“作品列表”的点赞量、评论量、分享量、收藏量、播放量。

    Examples
    --------
    >>> engagement_rate(800, 60, 40, 100, 20_000)
    0.05
    """
    return (likes + comments + shares + saves) / plays


@spreadsheet_function(family=FAMILY, zh="平均在线人数", formula="watch_minutes/minutes")
def acu(watch_minutes: Count, minutes: Count) -> Count:
    """Average concurrent users (ACU) of a live room: all watch time over the length of the session.

    平均在线人数（ACU）：全部观看时长 ÷ 直播时长。

    Parameters
    ----------
    watch_minutes : count
        Minutes watched by everybody together: viewers times minutes per viewer.
        全部观众的观看分钟数合计，即观看人数 × 人均观看时长（分钟）。
    minutes : count
        Length of the session in minutes.
        直播时长（分钟）。

    Returns
    -------
    count
        Viewers at a time; #DIV/0! for a session without length.
        同时在线人数；时长为 0 得 #DIV/0!。

    Warnings
    --------
    Over several sessions add both up first: the mean of the sessions' ACUs is another number.
    多场合计时先分别求和再相除，各场平均在线的平均是另一个数。

    References
    ----------
    Columns 观看人数, 人均观看时长(分钟), 直播时长(分钟), 平均在线人数 of the Compass LIVE details.
    罗盘直播明细的观看人数、人均观看时长（分钟）、直播时长（分钟）、平均在线人数。

    Examples
    --------
    >>> acu(30_000, 240)
    125.0
    """
    return watch_minutes / minutes


@spreadsheet_function(family=FAMILY, zh="单小时成交额", formula="gmv/hours")
def gmv_per_hour(gmv: Money, hours: Hours) -> Money:
    """GMV per hour of broadcasting.

    单小时成交额：成交金额 ÷ 直播小时数。

    Parameters
    ----------
    gmv : money
        Sales of the sessions, yuan.
        各场成交金额（元）。
    hours : hours
        Hours on air; minutes divided by 60. A cell of a duration (hh:mm) is a part of a day: times 24.
        直播小时数；导出是分钟的要除以 60，时长格式（时:分）的单元格存的是天数，要乘 24。

    Returns
    -------
    money
        Yuan per hour; #DIV/0! without time.
        元/小时；时长为 0 得 #DIV/0!。

    References
    ----------
    Column 单小时用户支付金额 of the Compass LIVE details.
    罗盘直播明细的“单小时用户支付金额”。

    Examples
    --------
    >>> gmv_per_hour(96_000, 8)
    12000.0
    """
    return gmv / hours


@spreadsheet_function(family=FAMILY, zh="出价千次展示价", formula="bid*ctr*cvr*1000")
def ecpm(bid: Cost, ctr: Rate, cvr: Rate) -> Mille:
    """What a thousand impressions are worth to the auction (eCPM): bid × expected CTR × expected CVR × 1000.

    千次展示出价（eCPM）：出价 × 预估点击率 × 预估转化率 × 1000，竞价按它排序。

    Parameters
    ----------
    bid : cost
        Bid for one conversion, yuan.
        单个转化的出价（元）。
    ctr : rate
        Expected click rate, as a decimal.
        预估点击率，小数。
    cvr : rate
        Expected conversion rate, as a decimal.
        预估转化率，小数。

    Returns
    -------
    amount per 1000
        Yuan per thousand impressions.
        元/千次展示。

    References
    ----------
    The ranking of 千川 and of auctions in general; the platform's own expectations are not published.
    千川等竞价的通用排序式，平台的预估值不公开。

    Examples
    --------
    >>> ecpm(40, 0.05, 0.1)
    200.0
    """
    return bid * ctr * cvr * 1000


@spreadsheet_function(
    family=FAMILY,
    zh="头部占比",
    formula=(
        "LET(wanted,ROWS(amounts)*share,near,ROUND(wanted,0),"
        "top,IF((near>0)*(ABS(wanted-near)<1E-9*near),near,ROUNDUP(wanted,0)),"
        "all,SUM(amounts),MIN(1,IF(top=0,0,SUM(TAKE(SORT(amounts,1,-1),top)))/all))"
    ),
)
def top_share(amounts: Column[Amount], share: Share = 0.2) -> Share:
    """What the largest few bring of the whole: the share of the top 20 % of creators, works or goods.

    头部占比：前 20% 的达人（作品、商品）占全部成交的多少。

    Parameters
    ----------
    amounts : amount column
        Sales of each creator, work or product, yuan; no total row among them.
        每位达人（每个作品、商品）的成交金额（元），不要带合计行。
    share : share, optional
        How many count as the top, 0–1; 0.2 by our default. A part of one counts as one.
        取前多少，0–1；默认 0.2，由本工具选定；不足一个按一个算。

    Returns
    -------
    share
        A decimal; #DIV/0! where nothing was sold.
        小数；全无成交得 #DIV/0!。

    References
    ----------
    "Top 5 % make 80 % of the GMV" is how the trade tells concentration.
    行业里常说“前 5% 的达人带来 80% 的成交”。

    Examples
    --------
    >>> top_share([600, 200, 100, 60, 40])
    0.6
    >>> top_share([600, 200, 100, 60, 40], 0.4)
    0.8
    """
    wanted = len(amounts) * share
    near = np.floor(wanted + 0.5)
    top = int(near if abs(wanted - near) < 1e-9 * near else np.ceil(wanted))
    return np.minimum(np.sum(np.sort(amounts)[::-1][:top]) / np.sum(amounts), 1.0)
