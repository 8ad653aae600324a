"""Creators: what a slot fee and a commission bring back, and the most they may be."""

from __future__ import annotations

import numpy as np

from xl_fact.core.declare import spreadsheet_function
from xl_fact.core.error_values import NA_NAN
from xl_fact.core.kinds import Amount, Cost, Margin, Money, Ratio, Share
from xl_fact.core.returns import FAMILY, earning, kept, paying
from xl_fact.core.spending import reached


@spreadsheet_function(
    family=FAMILY,
    zh="达人投产比",
    formula="gmv*(1-refund_rate)/(slot_fee+commission_rate*gmv*(1-refund_rate))",
    spend="slot_fee+commission_rate*gmv*(1-refund_rate)",
)
def kol_roi(
    gmv: Amount,
    slot_fee: Cost,
    refund_rate: Share = 0.0,
    commission_rate: Share = 0.0,
    least_cost: Cost = 0.0,
) -> Ratio:
    """ROI of a creator: what stayed sold per yuan of slot fee and commission.

    达人 ROI：退后成交 ÷（坑位费 + 佣金）。

    Parameters
    ----------
    gmv : amount
        Sales through the creator, yuan, before refunds.
        达人带来的成交金额（元），退款前。
    slot_fee : cost
        Fixed fee for the appearance, yuan; 0 for commission alone.
        坑位费（元）；纯佣填 0。
    refund_rate : share, optional
        Refunded part of the sales, as a decimal; 0 when left out.
        退款率，小数；不填按 0。
    commission_rate : share, optional
        Commission on what stayed sold, as a decimal (0.2, not 20); 0 when left out.
        佣金率，小数（0.2，不是 20），按退后成交计；不填按 0。
    least_cost : cost, optional
        Fee and commission together below which there is no ratio, #N/A; 0 by our default: none is withheld.
        坑位费与佣金合计低于此数不给比率，得 #N/A；默认 0，即都给，由本工具选定。

    Returns
    -------
    ratio
        A multiple; #DIV/0! where neither fee nor commission is paid.
        倍数；坑位费与佣金都没有时得 #DIV/0!。

    Warnings
    --------
    Commission is taken on sales after refunds, our reading of how alliances settle; where the contract says otherwise, convert
    the rate yourself.
    佣金按退后成交计，是本工具对联盟结算的理解；合同另有约定的，请自行换算。

    Examples
    --------
    >>> kol_roi(300_000, 50_000, 0.15, 0.2)
    2.5247524752475248
    >>> kol_roi(300_000, 50_000, 0, 0.2)
    2.727272727272727
    """
    stayed = gmv * (1 - refund_rate)
    paid = slot_fee + commission_rate * stayed
    return reached(stayed / paid, paid, least_cost)


@spreadsheet_function(
    family=FAMILY,
    zh="达人保本成交额",
    formula=(
        "IF((margin-commission_rate>1E-12)*(1-refund_rate>1E-12),"
        "slot_fee/((margin-commission_rate)*(1-refund_rate)),NA())"
    ),
)
def kol_breakeven(
    slot_fee: Cost, margin: Margin, refund_rate: Share = 0.0, commission_rate: Share = 0.0
) -> Money:
    """The GMV that a creator must sell to earn the slot fee back.

    达人保本成交额：至少卖多少才收得回坑位费。

    Parameters
    ----------
    slot_fee : cost
        Fixed fee for the appearance, yuan.
        坑位费（元）。
    margin : margin
        Gross margin of the goods, as a decimal (0.45, not 45).
        商品毛利率，小数（0.45，不是 45）。
    refund_rate : share, optional
        Refunded part of the sales, as a decimal; 0 when left out.
        退款率，小数；不填按 0。
    commission_rate : share, optional
        Commission on what stayed sold, as a decimal; 0 when left out: a fee alone.
        佣金率，小数，按退后成交计；不填按 0，即只付坑位费。

    Returns
    -------
    money
        Yuan before refunds; #N/A where the commission eats the margin, or all is refunded: no sale is enough.
        元，退款前；佣金不低于毛利，或全部退款时得 #N/A：卖多少都不保本。

    Examples
    --------
    >>> kol_breakeven(50_000, 0.45, 0.15, 0.2)
    235294.11764705883
    >>> kol_breakeven(50_000, 0.45, 0, 0.2)
    200000.0
    """
    sound = paying(margin, refund_rate, commission_rate)
    return np.where(sound, slot_fee / kept(margin, refund_rate, commission_rate), NA_NAN)


@spreadsheet_function(
    family=FAMILY,
    zh="可承受坑位费",
    formula="IF(margin-commission_rate>1E-12,gmv*(margin-commission_rate)*(1-refund_rate),0)",
)
def slot_fee_max(
    gmv: Amount, margin: Margin, refund_rate: Share = 0.0, commission_rate: Share = 0.0
) -> Money:
    """The highest slot fee that these sales can bear without losing money.

    最高可承受坑位费：按预计成交，坑位费最多给多少还不亏。

    Parameters
    ----------
    gmv : amount
        Sales expected through the creator, yuan, before refunds.
        预计达人带来的成交金额（元），退款前。
    margin : margin
        Gross margin of the goods, as a decimal.
        商品毛利率，小数。
    refund_rate : share, optional
        Refunded part of the sales, as a decimal; 0 when left out.
        退款率，小数；不填按 0。
    commission_rate : share, optional
        Commission on what stays sold, as a decimal; 0 when left out: a fee alone.
        佣金率，小数，按退后成交计；不填按 0，即只付坑位费。

    Returns
    -------
    money
        Yuan; 0 where the commission eats the margin: no fee is worth paying.
        元；佣金不低于毛利时为 0：一分坑位费都不值得付。

    Examples
    --------
    >>> slot_fee_max(300_000, 0.45, 0.15, 0.2)
    63750.0
    >>> slot_fee_max(300_000, 0.2, 0, 0.25)
    0.0
    """
    return np.where(earning(margin, commission_rate), gmv * kept(margin, refund_rate, commission_rate), 0.0)


@spreadsheet_function(family=FAMILY, zh="佣金", formula="payment*rate")
def commission(payment: Money, rate: Share) -> Money:
    """Commission of an order: what was paid times the rate.

    佣金：支付金额 × 佣金率。

    Parameters
    ----------
    payment : money
        What the buyer paid, yuan.
        支付金额（元）。
    rate : share
        Commission rate as a decimal (0.32) or as a text with its sign ("32%").
        佣金率，小数（0.32）或带百分号的文本（“32%”）。

    Returns
    -------
    money
        Yuan, an estimate until the order is settled; #NUM! for a rate above 1.
        元，结算前为预估；佣金率大于 1 得 #NUM!。

    Warnings
    --------
    A rate of 32 is refused and not read as 32 %: by the same guess 0.8 % typed as 0.8 would become 80 %.
    填 32 会被拒绝，不猜作 32%：照此去猜，把 0.8% 填成 0.8 的就成了 80%。

    References
    ----------
    Row of a Doudian alliance export: 169.00 paid, rate 32.00%, 预估佣金支出 54.08.

    Examples
    --------
    >>> commission(169, 0.32)
    54.08
    """
    return payment * rate
