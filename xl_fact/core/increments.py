"""Increment: what one more yuan of daily spend brings, where the platform can't tell paid from natural."""

from __future__ import annotations

import math
from typing import Final

from xl_fact.core import student
from xl_fact.core.declare import spreadsheet_function
from xl_fact.core.kinds import Array, Cell, Column, Confidence, Cost, Money, Table
from xl_fact.core.returns import FAMILY

HEADING: Final = ("项目", "估计", "下限", "上限", "说明")
FEWEST_DAYS: Final = 10
"""Days from which a line may be drawn; the number is ours."""
LEAST_VARIATION: Final = 0.1
"""Standard deviation of the daily cost over its mean from which a line may be drawn; the number is ours."""

_LABEL, _FLAT = "增量ROI", "花费几乎不变，看不出增量（标准差 ÷ 均值 "
_FEW, _LINE, _CAUSE = "天数不足：", " 天，最小二乘", "；是相关，不是因果"


@spreadsheet_function(
    family=FAMILY,
    zh="增量投产比",
    formula=(
        "LET(days,ROWS(cost),enough,days>="
        f"{FEWEST_DAYS},"
        "variation,IF(enough,IF(SUM(cost)>0,STDEV.S(cost)/AVERAGE(cost),0),0),"
        'VSTACK(HSTACK("项目","估计","下限","上限","说明"),'
        f"IF(enough,IF(variation<{LEAST_VARIATION:g},"
        f'HSTACK("{_LABEL}","","","","{_FLAT}"&TEXT(variation,"0.000000")&"，至少要 {LEAST_VARIATION:g}）"),'
        "LET(rise,SLOPE(gmv,cost),"
        "reach,T.INV.2T(1-confidence,days-2)*STEYX(gmv,cost)/SQRT(DEVSQ(cost)),"
        f'HSTACK("{_LABEL}",rise,rise-reach,rise+reach,days&"{_LINE}{_CAUSE}"))),'
        f'HSTACK("{_LABEL}","","","","{_FEW}"&days&" 天，至少要 {FEWEST_DAYS} 天"))))'
    ),
    words={
        **dict(zip(HEADING, ("figure", "estimate", "lower", "upper", "note"), strict=True)),
        _LABEL: "incremental ROI",
        _FLAT: "cost hardly moves, no increment can be seen (standard deviation over mean ",
        "，至少要 ": ", at least ",
        "）": ")",
        _FEW: "too few days: ",
        _LINE: " days, least squares",
        _CAUSE: "; related, not caused",
        " 天": "",
    },
)
def increment_roi(cost: Column[Cost], gmv: Column[Money], confidence: Confidence = 0.95) -> Table:
    """What one more yuan of daily spend went along with, in shop GMV: the slope of a line, with its interval.

    增量 ROI：每天多花一元，全店成交多多少；用日花费与全店日成交作直线，给出斜率与区间。

    For GMV Max and 全域 promotion, whose own ROI counts every order while the campaign runs, paid or natural.
    用于 GMV Max 与全域推广：平台自己的 ROI 把投放期间的自然成交也算了进去，分不开付费与自然。

    Parameters
    ----------
    cost : cost column
        Cost of each day, yuan; a total row would count as a day: leave it out.
        每天的投放花费（元）；合计行会被当作一天，不要带上。
    gmv : money column
        GMV of the whole shop on the same days, yuan: never the ads' own revenue.
        同一天全店的成交金额（元）；绝不能用广告后台自己归因的成交。
    confidence : confidence, optional
        How sure the interval shall be, 0–0.999; 0.95 by our default.
        区间的置信水平，0–0.999；默认 0.95，由本工具选定。

    Returns
    -------
    table
        A heading and one row: estimate, lower, upper, a note in words. Refused, with the reason, under 10 days or where
        the daily cost hardly moves.
        表头与一行：估计、下限、上限、说明；少于 10 天，或日花费几乎不变时不给数，说明写出原因。

    Warnings
    --------
    Related, not caused: who spends more on campaign days sees the campaign in the slope. With the ads' own revenue in
    place of the shop's GMV the answer is only the ads' ROI again.
    是相关，不是因果：大促日多投，斜率里就有大促。若填广告自己的成交，得到的只是广告 ROI。

    Notes
    -----
    Fewer than 10 days, or a standard deviation of the daily cost under 0.1 of its mean, give no figure; both numbers are
    ours. The interval takes the days as independent.
    少于 10 天，或日花费标准差不到均值的 0.1，都不给数；两个门槛由本工具选定。区间按各日相互独立计算。

    References
    ----------
    TikTok's help on the attribution of GMV Max: orders of the promoted product count, clicked or not.
    TikTok 对 GMV Max 归因的说明：投放期间推广商品的订单全部计入，无论是否点击。

    Examples
    --------
    >>> increment_roi([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [12, 14, 16, 18, 20, 22, 24, 26, 28, 30])
    [['项目', '估计', '下限', '上限', '说明'], ['增量ROI', 2.0, 2.0, 2.0, '10 天，最小二乘；是相关，不是因果']]
    >>> increment_roi([1, 2, 3], [12, 14, 16])
    [['项目', '估计', '下限', '上限', '说明'],
     ['增量ROI', None, None, None, '天数不足：3 天，至少要 10 天']]
    """
    return [list(HEADING), _line(cost, gmv, confidence)]


def _line(cost: Array, gmv: Array, confidence: float) -> list[Cell]:
    """The slope with its interval, or why there is none."""
    days = len(cost)
    if days < FEWEST_DAYS:
        return [_LABEL, None, None, None, f"{_FEW}{days} 天，至少要 {FEWEST_DAYS} 天"]
    variation = float(cost.std(ddof=1) / cost.mean()) if cost.sum() > 0 else 0.0
    if variation < LEAST_VARIATION:
        return [_LABEL, None, None, None, f"{_FLAT}{variation:.6f}，至少要 {LEAST_VARIATION:g}）"]
    x, y = cost - cost.mean(), gmv - gmv.mean()
    squares = float((x**2).sum())
    slope = float((x * y).sum()) / squares
    rest = float(((y - slope * x) ** 2).sum()) / (days - 2)
    reach = student.quantile(confidence, days - 2) * math.sqrt(rest / squares)
    return [_LABEL, slope, slope - reach, slope + reach, f"{days}{_LINE}{_CAUSE}"]
