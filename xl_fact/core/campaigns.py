"""Campaigns: what an event sold beyond the days around it, and what the extra cost."""

from __future__ import annotations

from typing import Final

import numpy as np

from xl_fact.core.declare import spreadsheet_function
from xl_fact.core.error_values import NA_NAN, NUM_NAN
from xl_fact.core.kinds import Cost, Days, Money, Ratio, Table
from xl_fact.core.spending import difference, less, less_formula, reached

FAMILY: Final = "Campaign and growth"

HEADING: Final = ("基线GMV", "增量GMV", "增幅")


@spreadsheet_function(
    family=FAMILY,
    zh="活动提升",
    formula=(
        "LET(baseline,baseline_daily*days,"
        f"lift,{less_formula('campaign_gmv', 'baseline', 'ABS(campaign_gmv)')},"
        'VSTACK(HSTACK("基线GMV","增量GMV","增幅"),'
        "HSTACK(baseline,lift,IF(baseline<0,NA(),lift/baseline))))"
    ),
    words={"基线GMV": "baseline GMV", "增量GMV": "lift", "增幅": "lift share"},
)
def campaign_lift(campaign_gmv: Money, baseline_daily: Money, days: Days) -> Table:
    """What a campaign sold beyond its baseline: baseline, lift and lift as a share of the baseline.

    活动提升：基线 GMV、增量 GMV 与增幅，带表头。

    Parameters
    ----------
    campaign_gmv : money
        Sales of all campaign days together, yuan.
        活动各天成交金额合计（元）。
    baseline_daily : money
        Mean sales of a normal day, yuan: the same weekdays, without other campaigns and without the rebound.
        平常日的日均成交（元）：取同星期的平常日，去掉其他活动日与活动后回落的日子。
    days : days
        Days of the campaign.
        活动天数。

    Returns
    -------
    table
        A heading and one row: baseline, lift, lift as a decimal (0.729 is +72.9 %), which is #DIV/0! at a baseline of 0
        and #N/A below.
        表头与一行：基线、增量、增幅（小数，0.729 即 +72.9%）；基线为 0 时增幅得 #DIV/0!，为负得 #N/A。

    Warnings
    --------
    The lift is what happened, not what the campaign caused: sales are also pulled forward from later days.
    增量不等于活动的功劳：有一部分是把之后的成交提前了。

    References
    ----------
    "对于商家来说,赛事是最好的增量战场": an event is judged by what it adds.
    文章：“对于商家来说,赛事是最好的增量战场”，所以只看多出来的部分。

    Examples
    --------
    >>> campaign_lift(30_128.64, 3_484.85, 5)
    [['基线GMV', '增量GMV', '增幅'], [17424.25, 12704.39, 0.7291211960342625]]
    >>> campaign_lift(30_128.64, 3_484.85, 5, "增幅")
    [[0.7291211960342625]]
    """
    baseline = baseline_daily * days
    lift = float(less(campaign_gmv, baseline))
    share = NA_NAN if baseline < 0 else float(np.divide(lift, baseline))
    return [list(HEADING), [baseline, lift, share]]


_MORE_SPENT: Final = less_formula("campaign_cost", "baseline_cost*days")


@spreadsheet_function(
    family=FAMILY,
    zh="活动增量投入产出比",
    formula=(
        f"LET(more_spent,{_MORE_SPENT},IF(more_spent<0,NA(),(campaign_gmv-baseline_daily*days)/more_spent))"
    ),
    spend=f"ROUND({_MORE_SPENT},6)",
)
def campaign_roi(
    campaign_gmv: Money,
    baseline_daily: Money,
    days: Days,
    campaign_cost: Cost,
    baseline_cost: Cost,
    least_cost: Cost = 0.0,
) -> Ratio:
    """Incremental ROI of a campaign: extra GMV per extra yuan.

    活动增量 ROI：比平常多卖的钱 ÷ 比平常多花的钱。

    Parameters
    ----------
    campaign_gmv : money
        Sales of all campaign days together, yuan.
        活动各天成交金额合计（元）。
    baseline_daily : money
        Mean sales of a normal day, yuan.
        平常日的日均成交（元）。
    days : days
        Days of the campaign.
        活动天数。
    campaign_cost : cost
        Cost of all campaign days together, yuan.
        活动各天花费合计（元）。
    baseline_cost : cost
        Mean cost of a normal day, yuan.
        平常日的日均花费（元）。
    least_cost : cost, optional
        Cost below which there is no ratio, #N/A; 0 by our default: none is withheld. The report asks for 100.
        花费低于此数不给比率，得 #N/A；默认 0，即都给，由本工具选定；月报用 100 元。

    Returns
    -------
    ratio
        A multiple; #DIV/0! where no more was spent than on normal days, #N/A where less.
        倍数；花费与平常持平得 #DIV/0!，比平常还少得 #N/A：没有多花，谈不上增量回报。

    Warnings
    --------
    Not the ROI of the campaign days, which counts what would have been sold anyway.
    不是活动期间的 ROI；后者把平常也会卖的也算进去了。

    Examples
    --------
    >>> campaign_roi(30_128.64, 3_484.85, 5, 6_783.61, 744.71)
    4.151680032417666
    """
    more_sold = campaign_gmv - baseline_daily * days
    more_spent = less(campaign_cost, baseline_cost * days)
    ratio = np.where(more_spent < 0, NA_NAN, more_sold / more_spent)
    return np.where(np.isfinite(more_spent), reached(ratio, difference(more_spent), least_cost), NUM_NAN)
