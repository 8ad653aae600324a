"""Returns: what the money spent brings back, before and after refunds, and where it breaks even."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, Final

import numpy as np

from xl_fact.core.declare import spreadsheet_function
from xl_fact.core.error_values import NA_NAN, NUM_NAN
from xl_fact.core.kinds import (
    Amount,
    Apart,
    Change,
    Column,
    Cost,
    Count,
    Margin,
    Mille,
    Money,
    MoneyPerMille,
    OpenRate,
    Positive,
    Ratio,
    Share,
    Sparse,
    Table,
    Text,
    Zero,
)
from xl_fact.core.spending import difference, less, less_formula, reached

FAMILY: Final = "Returns"


@spreadsheet_function(
    family=FAMILY, zh="投入产出比", formula="gmv/cost", spend="cost", aliases={"roas": "广告支出回报率"}
)
def roi(gmv: Money, cost: Cost, least_cost: Cost = 0.0) -> Ratio:
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
    least_cost : cost, optional
        Cost below which there is no ratio, #N/A; 0 by our default: none is withheld. The report asks for 100.
        花费低于此数不给比率，得 #N/A；默认 0，即都给，由本工具选定；月报用 100 元。

    Returns
    -------
    ratio
        A multiple (5 means five yuan sold for one spent); #DIV/0! without cost.
        倍数（5 表示花一元卖五元）；没有花费得 #DIV/0!。

    Warnings
    --------
    Not the accountants' (income - cost) / cost; that is PROFIT_ROI. ROAS is the same under the ads' name.
    不是会计口径的（收入 − 成本）÷ 成本；那是 PROFIT_ROI。ROAS 是它在广告里的名字。

    Examples
    --------
    >>> roi(3_000, 10_000)
    0.3
    >>> roi(100_000, 20_000)
    5.0
    """
    return reached(gmv / cost, cost, least_cost)


@spreadsheet_function(
    family=FAMILY, zh="合并投入产出比", formula="SUM(gmv_range)/SUM(cost_range)", spend="SUM(cost_range)"
)
def pooled_roi(gmv_range: Column[Money], cost_range: Zero[Column[Cost]], least_cost: Cost = 0.0) -> Ratio:
    """ROI of many rows taken together: the sum of GMV over the sum of cost.

    合并 ROI：先求和再相除，不是各行 ROI 的平均。

    Parameters
    ----------
    gmv_range : money column
        Sales of each row, yuan; a total row would count twice: leave it out.
        每行成交金额（元）；合计行会重复计，不要带上。
    cost_range : cost column, blank is 0
        Cost of each row; blank where nothing was spent.
        每行花费（元）；没有花费留空。
    least_cost : cost, optional
        Cost below which there is no ratio, #N/A; 0 by our default: none is withheld. The report asks for 100.
        花费低于此数不给比率，得 #N/A；默认 0，即都给，由本工具选定；月报用 100 元。

    Returns
    -------
    ratio
        One multiple; #DIV/0! when nothing was spent at all.
        一个倍数；全无花费得 #DIV/0!。

    Warnings
    --------
    Sales of rows without cost count in full; leave such rows out yourself to see paid sales alone. A row whose
    sales are unknown is left out with its cost.
    没有花费的行，其成交照样计入；只看付费部分时请自行去掉这些行。成交未知的行连同花费不计。

    Examples
    --------
    >>> pooled_roi([3_000, 100_000], [10_000, 20_000])
    3.433333333333333
    """
    cost = np.sum(cost_range)
    return reached(np.sum(gmv_range) / cost, cost, least_cost)


@spreadsheet_function(family=FAMILY, zh="退款率", formula="refund/gmv")
def refund_rate(refund: Amount, gmv: Amount) -> OpenRate:
    """Refunded part of the GMV, as a decimal.

    退款率：退款金额 ÷ 成交金额，小数。

    Parameters
    ----------
    refund : amount
        Money refunded, yuan, a positive number; by payment date or by refund date, not mixed.
        退款金额（元），正数；按支付时间或按退款时间，不要混用。
    gmv : amount
        The sales it belongs to.
        对应的成交金额（元）。

    Returns
    -------
    open rate
        A decimal; #DIV/0! without sales, above 1 where refunds of earlier sales are counted.
        小数；没有成交得 #DIV/0!；计入更早成交的退款时可大于 1。

    Examples
    --------
    >>> refund_rate(1_556_715.99, 9_397_490.90)
    0.16565230087107613
    """
    return refund / gmv


@spreadsheet_function(family=FAMILY, zh="退后成交额", formula="gmv-refund")
def net_gmv(gmv: Money, refund: Zero[Amount]) -> Money:
    """GMV after refunds (NMV).

    退后成交额：成交金额 − 退款金额。

    Parameters
    ----------
    gmv : money
        Sales of the period, yuan.
        本期成交金额（元）。
    refund : amount, blank is 0
        Refunds of the same sales, yuan, a positive number; blank when there were none.
        同一批成交的退款（元），正数；没有可留空。

    Returns
    -------
    money
        Yuan; negative where more was refunded than sold.
        元；退款多于成交时为负。

    Warnings
    --------
    The platform's 净成交金额 takes off the refunds of the first hour only; its 结算金额 takes off all of
    them: say in the heading which refunds these are.
    平台的“净成交金额”只扣 1 小时内的退款，“结算金额”才扣全部；用的是哪一种退款，写在表头。

    Examples
    --------
    >>> net_gmv(3_000, 450)
    2550.0
    """
    return gmv - refund


@spreadsheet_function(family=FAMILY, zh="退后投入产出比", formula="(gmv-refund)/cost", spend="cost")
def net_roi(gmv: Money, refund: Zero[Amount], cost: Cost, least_cost: Cost = 0.0) -> Ratio:
    """ROI after refunds: what is left of the sales per yuan spent.

    退后 ROI：扣掉退款之后，每花一元还剩多少成交。

    Parameters
    ----------
    gmv : money
        Sales of the period, yuan.
        本期成交金额（元）。
    refund : amount, blank is 0
        Refunds of the same sales, yuan, a positive number; blank when there were none.
        同一批成交的退款（元），正数；没有可留空。
    cost : cost
        What was spent, yuan.
        花费（元）。
    least_cost : cost, optional
        Cost below which there is no ratio, #N/A; 0 by our default: none is withheld. The report asks for 100.
        花费低于此数不给比率，得 #N/A；默认 0，即都给，由本工具选定；月报用 100 元。

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
    return reached((gmv - refund) / cost, cost, least_cost)


@spreadsheet_function(
    family=FAMILY, zh="利润投产比", formula="((gmv-refund)*margin-commission-fee-cost)/cost", spend="cost"
)
def profit_roi(
    gmv: Money,
    refund: Zero[Amount],
    margin: Margin,
    cost: Cost,
    commission: Zero[Amount],
    fee: Zero[Amount],
    least_cost: Cost = 0.0,
) -> Ratio:
    """Profit per yuan spent: gross profit of what stayed sold, less commission, fees and the spend itself.

    利润投产比：每花一元赚几元；毛利（已扣退款）减佣金、费用、投放，再除以投放。

    Parameters
    ----------
    gmv : money
        Sales of the period, yuan.
        本期成交金额（元）。
    refund : amount, blank is 0
        Refunds of the same sales, yuan, a positive number; blank or 0 when there were none.
        同一批成交的退款（元），正数；没有留空或填 0。
    margin : margin
        Gross margin of the goods, as a decimal (0.45, not 45).
        商品毛利率，小数（0.45，不是 45）。
    cost : cost
        What was spent on traffic, yuan.
        投放花费（元）。
    commission : amount, blank is 0
        Commission to creators, yuan, a positive number; blank or 0 when there was none.
        达人佣金（元），正数；没有留空或填 0。
    fee : amount, blank is 0
        Platform fees, slot fees and the like, yuan, a positive number; blank or 0 when there were none.
        平台费、坑位费等（元），正数；没有留空或填 0。
    least_cost : cost, optional
        Cost below which there is no ratio, #N/A; 0 by our default: none is withheld. The report asks for 100.
        花费低于此数不给比率，得 #N/A；默认 0，即都给，由本工具选定；月报用 100 元。

    Returns
    -------
    ratio
        A multiple: 0 breaks even, 1.25 earns 1.25 yuan for one spent, negative loses; #DIV/0! without cost.
        倍数：0 为保本，1.25 表示花一元赚 1.25 元，负数为亏；没有花费得 #DIV/0!。

    Warnings
    --------
    The accountants' (income - cost) / cost, not the platforms' ROI: break-even is 0 here and 1 / margin there.
    会计口径（收入 − 成本）÷ 成本，不是平台 ROI：这里保本是 0，平台口径保本是 1 ÷ 毛利率。

    Examples
    --------
    >>> profit_roi(100_000, 0, 0.45, 20_000, 0, 0)
    1.25
    >>> profit_roi(3_000, 450, 0.45, 10_000, 0, 0)
    -0.88525
    """
    return reached(((gmv - refund) * margin - commission - fee - cost) / cost, cost, least_cost)


@spreadsheet_function(
    family=FAMILY,
    zh="边际投产比",
    formula=f"(gmv_after-gmv_before)/{less_formula('cost_after', 'cost_before')}",
    spend="ROUND(ABS(cost_after-cost_before),6)",
)
def marginal_roi(
    gmv_before: Money, cost_before: Cost, gmv_after: Money, cost_after: Cost, least_cost: Cost = 0.0
) -> Ratio:
    """What the last yuan brought: the change of GMV per yuan of change in spend.

    边际 ROI：多花的那部分钱带来多少成交，成交增量 ÷ 花费增量。

    Parameters
    ----------
    gmv_before : money
        Sales before the spend changed, yuan.
        花费变动前的成交金额（元）。
    cost_before : cost
        Spend before, yuan, over as many days.
        变动前的花费（元），天数须相同。
    gmv_after : money
        Sales after, yuan.
        变动后的成交金额（元）。
    cost_after : cost
        Spend after, yuan.
        变动后的花费（元）。
    least_cost : cost, optional
        What the spend must change by at least, else #N/A: 600.00 to 600.02 is no marginal ROI. 0 by our default:
        any change counts. The report asks for 100.
        花费至少要变动这么多才给边际 ROI，不到得 #N/A（600.00 变成 600.02 不算）；默认 0，即都给，由本工具选定；月报用 100 元。

    Returns
    -------
    ratio
        A multiple; where spend fell, GMV lost per yuan saved; negative when the two went opposite ways;
        #DIV/0! where spend didn't change.
        倍数；花费下降时，表示每省一元少卖多少；一升一降时为负；花费没变得 #DIV/0!。

    Warnings
    --------
    The average ROI may be fine while the last yuan loses: compare this one with BREAKEVEN_ROI.
    平均 ROI 好看，最后一元也可能在亏：该拿边际 ROI 与 BREAKEVEN_ROI 相比。

    Examples
    --------
    >>> marginal_roi(80_000, 20_000, 100_000, 30_000)
    2.0
    """
    more = less(cost_after, cost_before)
    return reached((gmv_after - gmv_before) / more, difference(np.abs(more)), least_cost)


@spreadsheet_function(
    family=FAMILY,
    zh="保本投入产出比",
    formula="IF((margin-commission_rate>1E-12)*(1-refund_rate>1E-12),1/((margin-commission_rate)*(1-refund_rate)),NA())",
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
        A multiple; #N/A where the commission eats the margin, or all is refunded: no ROI breaks even.
        倍数；佣金不低于毛利，或全部退款时得 #N/A：永不保本。

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
    sound = paying(margin, refund_rate, commission_rate)
    return np.where(sound, 1 / kept(margin, refund_rate, commission_rate), NA_NAN)


@spreadsheet_function(family=FAMILY, zh="可承受退款率", formula="1-breakeven/gross_roi")
def refund_ceiling(gross_roi: Positive, breakeven: Positive) -> Change:
    """The refund rate at which an ROI before refunds only just breaks even.

    可承受退款率：按退款前的 ROI，退款率到多少就只剩保本。

    Parameters
    ----------
    gross_roi : factor
        ROI before refunds.
        退款前 ROI。
    breakeven : factor
        Break-even ROI without refunds, from BREAKEVEN_ROI.
        不计退款的保本 ROI，由 BREAKEVEN_ROI 得出。

    Returns
    -------
    change
        A decimal; negative where it loses money even without refunds, #DIV/0! without an ROI.
        小数；不退款也亏时为负；ROI 为 0 得 #DIV/0!。

    Examples
    --------
    >>> refund_ceiling(4.533, 2.2222222222222223)
    0.5097678750888546
    """
    return 1 - breakeven / gross_roi


@spreadsheet_function(
    family=FAMILY,
    zh="保本千次播放成交额",
    formula="IF((margin-commission_rate>1E-12)*(1-refund_rate>1E-12),cpm/((margin-commission_rate)*(1-refund_rate)),NA())",
)
def breakeven_gpm(
    cpm: Mille, margin: Margin, refund_rate: Share = 0.0, commission_rate: Share = 0.0
) -> MoneyPerMille:
    """The GPM that plays bought at this CPM must reach to break even.

    保本 GPM：按这个 CPM 买来的播放，GPM 至少要到多少才不亏。

    Parameters
    ----------
    cpm : amount per 1000
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
        Yuan per thousand plays; #N/A where the commission eats the margin, or all is refunded.
        元/千次；佣金不低于毛利，或全部退款时得 #N/A。

    Examples
    --------
    >>> breakeven_gpm(6.67, 0.45, 0.15)
    17.43790849673203
    >>> breakeven_gpm(500, 0.45, 0.15)
    1307.18954248366
    """
    sound = paying(margin, refund_rate, commission_rate)
    return np.where(sound, cpm / kept(margin, refund_rate, commission_rate), NA_NAN)


@spreadsheet_function(
    family=FAMILY,
    zh="可承受千次播放成本",
    formula="IF(margin-commission_rate>1E-12,gpm*(margin-commission_rate)*(1-refund_rate),0)",
)
def max_cpm(
    gpm: Mille, margin: Margin, refund_rate: Share = 0.0, commission_rate: Share = 0.0
) -> MoneyPerMille:
    """The most that a thousand plays may cost at this GPM without losing money.

    最高可承受 CPM：按这个 GPM，千次播放最多花多少还不亏。

    Parameters
    ----------
    gpm : amount per 1000
        GMV per thousand plays, yuan.
        千次播放成交额（元）。
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
        Yuan per thousand plays; 0 where the commission eats the margin: no traffic is worth paying for.
        元/千次；佣金不低于毛利时为 0：什么价的流量都不值得买。

    Notes
    -----
    The other side of BREAKEVEN_GPM: at a CPM of MAX_CPM(gpm, …) the break-even GPM is this GPM.
    与 BREAKEVEN_GPM 互为反函数：CPM 正好等于此数时，保本 GPM 就是这个 GPM。

    Examples
    --------
    >>> max_cpm(150, 0.45, 0.15)
    57.375
    >>> max_cpm(33.33, 0.45, 0.15)
    12.748725
    """
    left = np.maximum(kept(margin, refund_rate, commission_rate), 0.0)
    return np.where(earning(margin, commission_rate), gpm * left, 0.0)


def earning(margin: Any, commission_rate: Any) -> Any:
    """Whether the margin leaves anything after commission; a rounding error (1 - 0.7 against 0.3) is nothing."""
    return np.greater(margin - commission_rate, 1e-12)


def paying(margin: Any, refund_rate: Any, commission_rate: Any) -> Any:
    """Whether a yuan of GMV leaves anything: after commission, and after refunds."""
    return earning(margin, commission_rate) & earning(1, refund_rate)


def kept(margin: Any, refund_rate: Any, commission_rate: Any) -> Any:
    """The part of a yuan of GMV that is left to pay for traffic or a slot."""
    return (margin - commission_rate) * (1 - refund_rate)


@spreadsheet_function(
    family=FAMILY,
    zh="两笔投放之比",
    formula=(
        "LET(told,LAMBDA(cpm_of,IF(cpm_of>=1E15,SQRT(-1),ROUND(ROUND(cpm_of,6),2))),"
        '"ROI: "&IF(ABS(gmv_a/cost_a-gmv_b/cost_b)<=1E-12*ABS(gmv_a/cost_a),"=",'
        'IF(gmv_a/cost_a>gmv_b/cost_b,"A","B"))'
        '&"; GPM: "&IF(ABS(gmv_a/plays_a-gmv_b/plays_b)<=1E-12*ABS(gmv_a/plays_a),"=",'
        'IF(gmv_a/plays_a>gmv_b/plays_b,"A","B"))'
        '&"; CPM "&told(cost_a/plays_a*1000)&" vs "&told(cost_b/plays_b*1000))'
    ),
    spend="IF(cost_a<cost_b,cost_a,cost_b)",
)
def gpm_vs_roi(
    gmv_a: Money,
    plays_a: Count,
    cost_a: Cost,
    gmv_b: Money,
    plays_b: Count,
    cost_b: Cost,
    least_cost: Cost = 0.0,
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
    least_cost : cost, optional
        Cost that each must reach to be compared, else #N/A; 0 by our default: none is withheld.
        两笔花费都要达到此数才比较，否则得 #N/A；默认 0，即都比，由本工具选定。

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
    verdict = _versus(
        gmv_a / cost_a,
        gmv_b / cost_b,
        gmv_a / plays_a,
        gmv_b / plays_b,
        cost_a / plays_a * 1000,
        cost_b / plays_b * 1000,
    )
    return reached(verdict, np.minimum(cost_a, cost_b), least_cost)


_FIFTEEN: Final = Context(prec=15, rounding=ROUND_HALF_UP)
_PLAIN: Final = 1e9
"""Below this six places are within the digits of a number."""
TIE: Final = 1e-12
"""Relative difference below which two ratios are the same: rounding, not a win."""


def _verdict(
    roi_a: float, roi_b: float, gpm_a: float, gpm_b: float, cpm_a: float, cpm_b: float
) -> str | float:
    if not all(map(math.isfinite, (roi_a, roi_b, gpm_a, gpm_b, cpm_a, cpm_b))):
        return np.nan
    if max(cpm_a, cpm_b) >= 1e15:  # more than a cell writes out
        return NUM_NAN

    def wins(a: float, b: float) -> str:
        return "=" if abs(a - b) <= TIE * abs(a) else "A" if a > b else "B"

    return f"ROI: {wins(roi_a, roi_b)}; GPM: {wins(gpm_a, gpm_b)}; CPM {_shown(cpm_a)} vs {_shown(cpm_b)}"


_versus = np.frompyfunc(_verdict, 6, 1)


def _shown(money: float) -> str:
    """Money to two places as a cell's ROUND has it, halves away from zero: 0.125 is 0.13; 15 digits, as a cell shows."""
    if abs(money) < _PLAIN and not f"{money:.6f}".endswith("5000"):
        return f"{money:.2f}".rstrip("0").removesuffix(".")
    rounded = Decimal(repr(round(float(money), 6))).quantize(Decimal("0.01"), ROUND_HALF_UP).normalize()
    return f"{_FIFTEEN.plus(Decimal(float(rounded))).normalize():f}"


@spreadsheet_function(family=FAMILY, zh="由 GPM 推 ROI", formula="gpm/cpm")
def roi_from_gpm(gpm: MoneyPerMille, cpm: Mille) -> Ratio:
    """ROI from GPM and CPM on the same plays: what a thousand plays sell over what they cost.

    由 GPM 与 CPM 推出 ROI：同一口径下 ROI = GPM ÷ CPM。

    Parameters
    ----------
    gpm : money per 1000
        GMV per thousand plays, yuan.
        千次播放成交额（元）。
    cpm : amount per 1000
        Cost of a thousand of the same plays, yuan.
        同一口径的千次播放成本（元）。

    Returns
    -------
    ratio
        A multiple; #DIV/0! at a CPM of 0.
        倍数；CPM 为 0 得 #DIV/0!。

    References
    ----------
    The article's two efforts: 150 / 500 = 0.3 and 33.33 / 6.667 = 5.
    文章的两笔投放：150 ÷ 500 = 0.3，33.33 ÷ 6.667 = 5。

    Examples
    --------
    >>> roi_from_gpm(150, 500)
    0.3
    """
    return gpm / cpm


@spreadsheet_function(family=FAMILY, zh="目标 ROI 所需 GPM", formula="roi_target*cpm")
def gpm_at_cpm(roi_target: Positive, cpm: Mille) -> Mille:
    """The GPM that plays bought at this CPM must reach for an ROI.

    达到目标 ROI 所需的 GPM：按这个 CPM 买流量，GPM 要到多少。

    Parameters
    ----------
    roi_target : factor
        The ROI wanted, before refunds.
        目标 ROI，退款前。
    cpm : amount per 1000
        Cost of a thousand plays, yuan.
        千次播放成本（元）。

    Returns
    -------
    amount per 1000
        Yuan per thousand plays.
        元/千次。

    References
    ----------
    ROI = GPM / CPM, turned round.
    ROI = GPM ÷ CPM，反过来用。

    Examples
    --------
    >>> gpm_at_cpm(1, 500)
    500.0
    >>> gpm_at_cpm(5, 6.67)
    33.35
    """
    return roi_target * cpm


@spreadsheet_function(
    family=FAMILY,
    zh="目标投入产出比",
    formula=(
        "LET(left_over,(margin-commission_rate)*(1-refund_rate)-profit_rate,"
        "IF((margin-commission_rate>1E-12)*(1-refund_rate>1E-12),"
        "IF((profit_rate>0)*(left_over<=1E-12),NA(),1/left_over),NA()))"
    ),
)
def target_roi(
    margin: Margin, refund_rate: Share = 0.0, commission_rate: Share = 0.0, profit_rate: Share = 0.0
) -> Ratio:
    """The ROI to ask the platform for, so that a part of the sales is left as profit.

    目标 ROI：要给自己留下一定利润，投放该设多少的 ROI。

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
    profit_rate : share, optional
        Profit wanted, as a part of the GMV before refunds; 0 when left out: break-even.
        想留下的利润占成交额（退款前）的比例，小数；不填按 0，即保本。

    Returns
    -------
    ratio
        A multiple, as 千川 and GMV Max ask for it; #N/A where nothing is left to spend: the commission eats the margin,
        all is refunded, or the profit takes the rest.
        倍数，即千川、GMV Max 里填的目标；没有可投的余地时得 #N/A：佣金不低于毛利、全部退款，或利润占完。

    Notes
    -----
    At a profit of 0 it is BREAKEVEN_ROI.
    利润为 0 时就是 BREAKEVEN_ROI。

    References
    ----------
    1 / ((m − k)(1 − r) − p): the target that 千川 and GMV Max ask for.
    目标 = 1 ÷（（毛利率 − 佣金率）×（1 − 退款率）− 利润率），千川与 GMV Max 的目标 ROI 口径。

    Examples
    --------
    >>> target_roi(0.45, 0.15, 0.05, 0.14)
    5.0
    >>> target_roi(0.45, 0.15)
    2.6143790849673203
    """
    left_over = kept(margin, refund_rate, commission_rate) - profit_rate
    wanted = np.greater(profit_rate, 0) & np.less_equal(left_over, 1e-12)
    return np.where(paying(margin, refund_rate, commission_rate) & ~wanted, 1 / left_over, NA_NAN)


@spreadsheet_function(family=FAMILY, zh="利润", formula="(gmv-refund)*margin-commission-fee-cost")
def profit(
    gmv: Money,
    refund: Zero[Amount],
    margin: Margin,
    cost: Cost,
    commission: Zero[Amount],
    fee: Zero[Amount],
) -> Money:
    """Profit in yuan: gross profit of what stayed sold, less commission, fees and traffic.

    利润（元）：退后成交 × 毛利率 − 佣金 − 费用 − 投放花费。

    Parameters
    ----------
    gmv : money
        Sales of the period, yuan.
        本期成交金额（元）。
    refund : amount, blank is 0
        Refunds of the same sales, yuan, a positive number; blank when there were none.
        同一批成交的退款（元），正数；没有可留空。
    margin : margin
        Gross margin of the goods, as a decimal (0.45, not 45).
        商品毛利率，小数（0.45，不是 45）。
    cost : cost
        What was spent on traffic, yuan; 0 when nothing was.
        投放花费（元）；没有填 0。
    commission : amount, blank is 0
        Commission to creators, yuan, a positive number; blank when there was none.
        达人佣金（元），正数；没有可留空。
    fee : amount, blank is 0
        Platform fees, slot fees and the like, yuan, a positive number; blank when there were none.
        平台费、坑位费等（元），正数；没有可留空。

    Returns
    -------
    money
        Yuan; negative for a loss.
        元；为负即亏损。

    Warnings
    --------
    GMV is not profit: in the example 100,000 sold leave 8,250.
    成交额不是利润：例中卖 10 万，只剩 8,250。

    References
    ----------
    (gmv − refund) × m − k − fee − cost, the numerator of PROFIT_ROI.
    即 PROFIT_ROI 的分子。

    Examples
    --------
    >>> profit(100_000, 15_000, 0.45, 20_000, 8_000, 2_000)
    8250.0
    """
    return (gmv - refund) * margin - commission - fee - cost


LINES: Final = ("退后成交", "毛利", "投放花费", "佣金", "费用", "利润", "利润率")
"""The lines of a small profit and loss account."""


@spreadsheet_function(
    family=FAMILY,
    zh="损益表",
    formula=(
        "LET(filled,LAMBDA(cells,MAP(cells,LAMBDA(cell,IF(ISNUMBER(cell),cell,0)))),"
        "told,MAP(gmv,margin,cost,LAMBDA(x,y,z,ISNUMBER(x)*ISNUMBER(y)*ISNUMBER(z))),"
        "sold,filled(gmv),stayed,sold-filled(refund),gross,stayed*filled(margin),spent,filled(cost),"
        "paid,filled(commission),fees,filled(fee),earned,gross-paid-fees-spent,"
        'shown,LAMBDA(cells,IF(told,cells,"")),'
        "HSTACK(shown(stayed),shown(gross),shown(spent),shown(paid),shown(fees),shown(earned),"
        'IF(told,earned/sold,"")))'
    ),
    heading=LINES,
    words=dict(
        zip(
            LINES,
            ("net GMV", "gross profit", "ad cost", "commission", "fee", "profit", "profit margin"),
            strict=True,
        )
    ),
)
def profit_lines(
    gmv: Apart[Column[Money]],
    refund: Sparse[Column[Amount]],
    margin: Apart[Column[Margin]],
    cost: Apart[Column[Cost]],
    commission: Sparse[Column[Amount]],
    fee: Sparse[Column[Amount]],
) -> Table:
    """A small profit and loss account for each row, in yuan: net GMV, gross profit, cost, commission, fee, profit.

    逐行损益（元）：退后成交、毛利、投放花费、佣金、费用、利润与利润率。

    Parameters
    ----------
    gmv : money column
        Sales of each row, yuan; a total row is answered like any other.
        每行成交金额（元）；合计行也当作一行来算。
    refund : amount column
        Refunds of the same sales, positive numbers; blank where there were none.
        同一批成交的退款（元），正数；没有可留空。
    margin : margin column
        Gross margin of the goods of each row, as a decimal.
        每行商品毛利率，小数。
    cost : cost column
        What was spent on traffic; 0 where nothing was.
        投放花费（元）；没有填 0。
    commission : amount column
        Commission to creators, positive numbers; blank where there was none.
        达人佣金（元），正数；没有可留空。
    fee : amount column
        Platform fees, slot fees and the like, positive numbers; blank where there were none.
        平台费、坑位费等（元），正数；没有可留空。

    Returns
    -------
    table
        Per row: net GMV, gross profit, cost, commission, fee, profit, and profit over GMV as a decimal; beside a
        heading row the headings. A row without GMV, margin or cost is blank.
        每行：退后成交、毛利、投放花费、佣金、费用、利润（元）与利润率（利润 ÷ 成交）；区域带表头时，那行给出列名；
        缺成交、毛利率或花费的行留空。

    References
    ----------
    PROFIT line by line.
    即 PROFIT 的各项。

    Examples
    --------
    >>> profit_lines(100_000, 15_000, 0.45, 20_000, 8_000, 2_000)
    [[85000.0, 38250.0, 20000.0, 8000.0, 2000.0, 8250.0, 0.0825]]
    """
    refund, commission, fee = (np.nan_to_num(column) for column in (refund, commission, fee))
    stayed = gmv - refund
    gross = stayed * margin
    earned = gross - commission - fee - cost
    told = np.isfinite(gmv) & np.isfinite(margin) & np.isfinite(cost)
    lines = np.column_stack([stayed, gross, cost, commission, fee, earned, earned / gmv])
    return [row if here else [None] * len(LINES) for row, here in zip(lines.tolist(), told, strict=True)]


@spreadsheet_function(family=FAMILY, zh="费比", formula="cost/gmv")
def expense_ratio(cost: Cost, gmv: Amount) -> OpenRate:
    """Ad cost per yuan sold, as a decimal: the reverse of ROI.

    费比（投放费比）：投放花费 ÷ 成交金额，小数，是 ROI 的倒数。

    Parameters
    ----------
    cost : cost
        What was spent on traffic, yuan.
        投放消耗（元）。
    gmv : amount
        Sales, yuan; the settled amount for the ratio after refunds.
        成交金额（元）；要剔除退款的用结算金额。

    Returns
    -------
    open rate
        A decimal; #DIV/0! without sales.
        小数；没有成交得 #DIV/0!。

    References
    ----------
    Column 投放费比 of the Compass export: 投放消耗(店铺被投) over 成交金额.
    罗盘导出的“投放费比”：投放消耗（店铺被投）÷ 成交金额。

    Examples
    --------
    >>> expense_ratio(20_000, 100_000)
    0.2
    """
    return cost / gmv


@spreadsheet_function(family=FAMILY, zh="综合费比", formula="(cost+commission+fee)/gmv")
def full_expense_ratio(cost: Cost, commission: Zero[Amount], fee: Zero[Amount], gmv: Amount) -> OpenRate:
    """Ads, creators' commission and platform fees per yuan sold, as a decimal.

    综合费比：（投放消耗 + 达人佣金 + 平台佣金）÷ 成交金额，小数。

    Parameters
    ----------
    cost : cost
        What was spent on traffic, yuan; 0 when nothing was.
        投放消耗（元）；没有填 0。
    commission : amount, blank is 0
        Commission to creators, yuan, a positive number; blank when there was none.
        达人佣金（元），正数；没有可留空。
    fee : amount, blank is 0
        Commission and fees of the platform, yuan, a positive number; blank when there were none.
        平台佣金与费用（元），正数；没有可留空。
    gmv : amount
        Sales, yuan; the settled amount for the ratio after refunds.
        成交金额（元）；要剔除退款的用结算金额。

    Returns
    -------
    open rate
        A decimal; #DIV/0! without sales.
        小数；没有成交得 #DIV/0!。

    References
    ----------
    Column 综合费比 of the Compass export: ads, platform and creators over 成交金额 or 结算金额.
    罗盘导出的“综合费比”：（投放消耗 + 平台佣金 + 达人佣金）÷ 成交金额或结算金额。

    Examples
    --------
    >>> full_expense_ratio(20_000, 8_000, 2_000, 100_000)
    0.3
    """
    return (cost + commission + fee) / gmv


@spreadsheet_function(family=FAMILY, zh="成交成本", formula="cost/orders", spend="cost")
def cpa(cost: Cost, orders: Count, least_cost: Cost = 0.0) -> Money:
    """Cost of an order (CPA).

    成交订单成本（CPA）：花费 ÷ 成交订单数。

    Parameters
    ----------
    cost : cost
        What was spent, yuan.
        花费（元）。
    orders : count
        Paid orders that it brought.
        由此带来的成交订单数。
    least_cost : cost, optional
        Cost below which there is no ratio, #N/A; 0 by our default: none is withheld. The report asks for 100.
        花费低于此数不给比率，得 #N/A；默认 0，即都给，由本工具选定；月报用 100 元。

    Returns
    -------
    money
        Yuan per order; #DIV/0! without orders.
        元/单；没有订单得 #DIV/0!。

    References
    ----------
    Column 整体成交订单成本 of 千川: 整体消耗 over 整体成交订单数.
    千川的“整体成交订单成本”：整体消耗 ÷ 整体成交订单数。

    Examples
    --------
    >>> cpa(20_000, 500)
    40.0
    """
    return reached(cost / orders, cost, least_cost)


@spreadsheet_function(family=FAMILY, zh="点击成本", formula="cost/clicks", spend="cost")
def cpc(cost: Cost, clicks: Count, least_cost: Cost = 0.0) -> Money:
    """Cost of a click (CPC).

    点击成本（CPC）：花费 ÷ 点击次数。

    Parameters
    ----------
    cost : cost
        What was spent, yuan.
        花费（元）。
    clicks : count
        Clicks that it brought.
        由此带来的点击次数。
    least_cost : cost, optional
        Cost below which there is no ratio, #N/A; 0 by our default: none is withheld. The report asks for 100.
        花费低于此数不给比率，得 #N/A；默认 0，即都给，由本工具选定；月报用 100 元。

    Returns
    -------
    money
        Yuan per click; #DIV/0! without clicks.
        元/次；没有点击得 #DIV/0!。

    References
    ----------
    Columns 消耗 and 点击次数 of 千川.
    千川的“消耗”与“点击次数”。

    Examples
    --------
    >>> cpc(20_000, 25_000)
    0.8
    """
    return reached(cost / clicks, cost, least_cost)
