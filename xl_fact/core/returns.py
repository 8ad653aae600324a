"""Returns: what the money spent brings back, before and after refunds, and where it breaks even."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from xl_fact.core.declare import spreadsheet_function
from xl_fact.core.error_values import NA_NAN
from xl_fact.core.kinds import Column, Cost, Count, Margin, Money, MoneyPerMille, Rate, Ratio, Share, Text

FAMILY: Final = "Returns"


@spreadsheet_function(family=FAMILY, zh="投入产出比", formula="gmv/cost")
def roi(gmv: Money, cost: Cost) -> Ratio:
    """Return on investment (ROI) as the platforms count it: GMV per yuan spent.

    投入产出比（ROI）：每花一元卖出多少元，与平台口径一致。

    Parameters
    ----------
    gmv : money
        Sales of the period, yuan.
        本期成交金额（元）。
    cost : cost
        What was spent for them, yuan.
        为此的花费（元）。

    Returns
    -------
    ratio
        A multiple (5 means five yuan sold for one spent); #DIV/0! without cost.
        倍数（5 表示花一元卖五元）；没有花费得 #DIV/0!。

    Warnings
    --------
    Not the accountants' (income - cost) / cost; that is PROFIT_ROI.
    不是会计口径的（收入 − 成本）÷ 成本；那是 PROFIT_ROI。

    Examples
    --------
    >>> roi(3_000, 10_000)
    0.3
    >>> roi(100_000, 20_000)
    5.0
    """
    return gmv / cost


@spreadsheet_function(family=FAMILY, zh="合并投入产出比", formula="SUM(gmv_range)/SUM(cost_range)")
def pooled_roi(gmv_range: Column[Money], cost_range: Column[Cost]) -> Ratio:
    """ROI of many rows taken together: the sum of GMV over the sum of cost.

    合并 ROI：先求和再相除，不是各行 ROI 的平均。

    Parameters
    ----------
    gmv_range : money column
        Sales of each row, yuan.
        每行成交金额（元）。
    cost_range : cost column
        Cost of each row; blank where nothing was spent.
        每行花费（元）；没有花费留空。

    Returns
    -------
    ratio
        One multiple; #DIV/0! when nothing was spent at all.
        一个倍数；全无花费得 #DIV/0!。

    Warnings
    --------
    Sales of rows without cost count in full; leave such rows out yourself to see paid sales alone.
    没有花费的行，其成交照样计入；只看付费部分时请自行去掉这些行。

    Examples
    --------
    >>> pooled_roi([3_000, 100_000], [10_000, 20_000])
    3.433333333333333
    """
    return np.nansum(gmv_range) / np.nansum(cost_range)


@spreadsheet_function(family=FAMILY, zh="退款率", formula="refund/gmv")
def refund_rate(refund: Money, gmv: Money) -> Rate:
    """Refunded part of the GMV, as a decimal.

    退款率：退款金额 ÷ 成交金额，小数。

    Parameters
    ----------
    refund : money
        Money refunded, yuan, a positive number; by payment date or by refund date, not mixed.
        退款金额（元），正数；按支付时间或按退款时间，不要混用。
    gmv : money
        The sales it belongs to.
        对应的成交金额（元）。

    Returns
    -------
    rate
        A decimal; #DIV/0! without sales.
        小数；没有成交得 #DIV/0!。

    Examples
    --------
    >>> refund_rate(1_556_715.99, 9_397_490.90)
    0.16565230087107613
    """
    return refund / gmv


@spreadsheet_function(family=FAMILY, zh="退后投入产出比", formula="(gmv-refund)/cost")
def net_roi(gmv: Money, refund: Money, cost: Cost) -> Ratio:
    """ROI after refunds: what is left of the sales per yuan spent.

    退后 ROI：扣掉退款之后，每花一元还剩多少成交。

    Parameters
    ----------
    gmv : money
        Sales of the period, yuan.
        本期成交金额（元）。
    refund : money
        Refunds of the same sales, yuan, a positive number.
        同一批成交的退款（元），正数。
    cost : cost
        What was spent, yuan.
        花费（元）。

    Returns
    -------
    ratio
        A multiple; #DIV/0! without cost.
        倍数；没有花费得 #DIV/0!。

    Examples
    --------
    >>> net_roi(100_000, 15_000, 20_000)
    4.25
    """
    return (gmv - refund) / cost


@spreadsheet_function(
    family=FAMILY,
    zh="保本投入产出比",
    formula="IF(margin>commission_rate,1/((margin-commission_rate)*(1-refund_rate)),NA())",
)
def breakeven_roi(margin: Margin, refund_rate: Share = 0.0, commission_rate: Share = 0.0) -> Ratio:
    """The ROI at which nothing is earned and nothing lost.

    保本 ROI：不赚不亏的投入产出比。

    Parameters
    ----------
    margin : margin
        Gross margin of the goods, as a decimal (0.45, not 45).
        商品毛利率，小数（0.45，不是 45）。
    refund_rate : share, optional
        Refunded part of the sales, as a decimal; 0 when left out.
        退款率，小数；不填按 0。
    commission_rate : share, optional
        Commission on the sales, as a decimal; 0 when left out.
        佣金率，小数；不填按 0。

    Returns
    -------
    ratio
        A multiple; #N/A where the commission eats the margin: no ROI breaks even.
        倍数；佣金不低于毛利时得 #N/A：永不保本。

    References
    ----------
    1 / gross margin is the trade's rule; the terms for refunds and commission are ours.

    Examples
    --------
    >>> breakeven_roi(0.45)
    2.2222222222222223
    >>> breakeven_roi(0.45, 0.15)
    2.6143790849673203
    >>> breakeven_roi(0.45, 0.15, 0.2)
    4.705882352941177
    """
    return np.where(margin > commission_rate, 1 / _kept(margin, refund_rate, commission_rate), NA_NAN)


@spreadsheet_function(
    family=FAMILY,
    zh="保本千次播放成交额",
    formula="IF(margin>commission_rate,cpm/((margin-commission_rate)*(1-refund_rate)),NA())",
)
def breakeven_gpm(
    cpm: MoneyPerMille, margin: Margin, refund_rate: Share = 0.0, commission_rate: Share = 0.0
) -> MoneyPerMille:
    """The GPM that plays bought at this CPM must reach to break even.

    保本 GPM：按这个 CPM 买来的播放，GPM 至少要到多少才不亏。

    Parameters
    ----------
    cpm : money per 1000
        Cost of a thousand plays, yuan, on the same base as the GPM.
        千次播放成本（元），与 GPM 同一口径。
    margin : margin
        Gross margin of the goods, as a decimal.
        商品毛利率，小数。
    refund_rate : share, optional
        Refunded part of the sales, as a decimal; 0 when left out.
        退款率，小数；不填按 0。
    commission_rate : share, optional
        Commission on the sales, as a decimal; 0 when left out.
        佣金率，小数；不填按 0。

    Returns
    -------
    money per 1000
        Yuan per thousand plays; #N/A where the commission eats the margin.
        元/千次；佣金不低于毛利时得 #N/A。

    Examples
    --------
    >>> breakeven_gpm(6.67, 0.45, 0.15)
    17.43790849673203
    >>> breakeven_gpm(500, 0.45, 0.15)
    1307.18954248366
    """
    return np.where(margin > commission_rate, cpm / _kept(margin, refund_rate, commission_rate), NA_NAN)


def _kept(margin: Any, refund_rate: Any, commission_rate: Any) -> Any:
    """The part of a yuan of GMV that is left to pay for traffic."""
    return (margin - commission_rate) * (1 - refund_rate)


@spreadsheet_function(
    family=FAMILY,
    zh="两笔投放之比",
    formula=(
        '"ROI: "&IF(gmv_a/cost_a=gmv_b/cost_b,"=",IF(gmv_a/cost_a>gmv_b/cost_b,"A","B"))'
        '&"; GPM: "&IF(gmv_a/plays_a=gmv_b/plays_b,"=",IF(gmv_a/plays_a>gmv_b/plays_b,"A","B"))'
        '&"; CPM "&ROUND(cost_a/plays_a*1000,2)&" vs "&ROUND(cost_b/plays_b*1000,2)'
    ),
)
def gpm_vs_roi(
    gmv_a: Money, plays_a: Count, cost_a: Cost, gmv_b: Money, plays_b: Count, cost_b: Cost
) -> Text:
    """Which of two efforts wins by ROI, which by GPM, and the two CPMs that explain the difference.

    两笔投放谁的 ROI 高、谁的 GPM 高，以及解释差别的两个 CPM（ROI = GPM ÷ CPM）。

    Parameters
    ----------
    gmv_a : money
        Sales of A, yuan.
        A 的成交金额（元）。
    plays_a : count
        Plays of A.
        A 的播放次数。
    cost_a : cost
        Cost of A, yuan.
        A 的花费（元）。
    gmv_b : money
        Sales of B, yuan.
        B 的成交金额（元）。
    plays_b : count
        Plays of B, the same base as A's.
        B 的播放次数，与 A 同一口径。
    cost_b : cost
        Cost of B, yuan.
        B 的花费（元）。

    Returns
    -------
    text
        The winners and the CPMs, "=" for a tie; #DIV/0! where a ratio can't be made.
        两个胜者与两个 CPM，打平记“=”；比率算不出时得 #DIV/0!。

    Notes
    -----
    The two views disagree when the plays of one are much cheaper; at equal CPM they never do.
    两种看法相左，是因为一方的播放便宜得多；CPM 相同时永远一致。

    Examples
    --------
    >>> gpm_vs_roi(3_000, 20_000, 10_000, 100_000, 3_000_000, 20_000)
    'ROI: B; GPM: A; CPM 500 vs 6.67'
    """
    return _versus(
        gmv_a / cost_a, gmv_b / cost_b, gmv_a / plays_a, gmv_b / plays_b, cost_a / plays_a, cost_b / plays_b
    )


def _verdict(
    roi_a: float, roi_b: float, gpm_a: float, gpm_b: float, cpm_a: float, cpm_b: float
) -> str | float:
    if not np.isfinite([roi_a, roi_b, gpm_a, gpm_b, cpm_a, cpm_b]).all():
        return np.nan

    def wins(a: float, b: float) -> str:
        return "=" if a == b else "A" if a > b else "B"

    def shown(cost_per_play: float) -> str:
        return f"{cost_per_play * 1000:.2f}".rstrip("0").rstrip(".")

    return f"ROI: {wins(roi_a, roi_b)}; GPM: {wins(gpm_a, gpm_b)}; CPM {shown(cpm_a)} vs {shown(cpm_b)}"


_versus = np.frompyfunc(_verdict, 6, 1)
