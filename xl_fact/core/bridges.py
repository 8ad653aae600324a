"""Bridges: why a GPM changed, split into parts that sum exactly to the change."""

from __future__ import annotations

from itertools import chain
from typing import Annotated, Final

import numpy as np

from xl_fact.core.channels import TOTAL
from xl_fact.core.declare import spreadsheet_function
from xl_fact.core.kinds import Amount, Array, Cell, Column, Count, Gaps, MaskArray, Money, Rate, Table, Text
from xl_fact.core.steps import Step
from xl_fact.core.traffic import BOTH, FAMILY
from xl_fact.core.vocabulary import TOTAL_ROWS, each_once, is_total

FACTORS: Final = ("CTR", "CVR", "AOV")
"""What a GPM is the product of, per thousand."""
BY_LMDI, AT_ZERO = "影响（LMDI）", "影响（LMDI 在 0 处的极限）"


def log_mean(a: float, b: float) -> float:
    """The logarithmic mean of two positive numbers, (a - b) / ln(a / b), and a where they are equal.

    Examples
    --------
    >>> log_mean(2.0, 2.0), log_mean(1.0, 2.718281828459045)
    (2.0, 1.718281828459045)
    """
    gap, low = abs(a - b), min(a, b)
    return float(gap / np.log1p(gap / low)) if gap else a


def contributions(before: Array, after: Array) -> Array:
    """What each factor adds to the change of the product of all three; the parts sum to the change.

    LMDI (logarithmic mean Divisia index). Where a factor is 0 in one period the parts are their own limits as it
    goes to 0: the whole change belongs to the factors that are 0 there, in equal parts.
    """
    change = after.prod() - before.prod()
    gone, come = after == 0, before == 0
    if gone.any() and come.any():
        return np.zeros(3)
    if gone.any() or come.any():
        at_zero = gone if gone.any() else come
        return np.where(at_zero, change / at_zero.sum(), 0.0)
    parts: Array = log_mean(after.prod(), before.prod()) * np.log(after / before)
    return parts


def _effect(before: Array, after: Array, old: Array, new: Array) -> Array:
    alike = np.round(new - old, 4) == 0
    mean = np.where(alike, new, np.divide(new - old, np.log(new / old)))
    return np.asarray(mean * np.log(after / before))


EFFECT: Final = Step(_effect, "IF(ROUND(new-old,4)=0,new,(new-old)/LN(new/old))*LN(after/before)")
"""What one factor did to the GPM, by the logarithmic mean; undefined where a period sold nothing."""


@spreadsheet_function(
    family=FAMILY,
    zh="GPM 因素拆解",
    formula=(
        "LET(old,ctr_before*cvr_before*aov_before*1000,new,ctr_after*cvr_after*aov_after*1000,"
        "come,(ctr_before=0)+(cvr_before=0)+(aov_before=0),gone,(ctr_after=0)+(cvr_after=0)+(aov_after=0),"
        "mean,IF(come+gone>0,0,LET(spread,(new-old)/(new+old),"
        "IF(ABS(spread)<0.001,(new+old)/2*(1-spread^2/3-4*spread^4/45),(new-old)/LN(new/old)))),"
        "part,LAMBDA(x_old,x_new,IF((come>0)*(gone>0),0,IF(gone>0,IF(x_new=0,(new-old)/gone,0),"
        "IF(come>0,IF(x_old=0,(new-old)/come,0),mean*LN(x_new/x_old))))),"
        f'VSTACK(HSTACK("因素","之前","之后",IF(come+gone>0,"{AT_ZERO}","{BY_LMDI}")),'
        'HSTACK("CTR",ctr_before,ctr_after,part(ctr_before,ctr_after)),'
        'HSTACK("CVR",cvr_before,cvr_after,part(cvr_before,cvr_after)),'
        'HSTACK("AOV",aov_before,aov_after,part(aov_before,aov_after)),'
        'HSTACK("GPM",old,new,new-old)))'
    ),
    words={
        "因素": "factor",
        "之前": "before",
        "之后": "after",
        BY_LMDI: "effect (LMDI)",
        AT_ZERO: "effect (limit of LMDI at 0)",
    },
)
def gpm_bridge(
    ctr_before: Rate,
    cvr_before: Rate,
    aov_before: Amount,
    ctr_after: Rate,
    cvr_after: Rate,
    aov_after: Amount,
) -> Table:
    """Why GPM changed: how much of it came from CTR, from CVR and from AOV.

    GPM 为什么变了：点击率、成交率、笔单价各贡献多少，三者之和正好等于 GPM 的变化。

    Parameters
    ----------
    ctr_before : rate
        Clicks per impression before, as a decimal (0.0442, not 4.42).
        之前的点击率，小数（0.0442，不是 4.42）。
    cvr_before : rate
        Orders per click before, as a decimal.
        之前的点击成交率，小数。
    aov_before : amount
        GMV per order before, yuan; not per buyer.
        之前的笔单价（元/单），不是按人数的客单价。
    ctr_after : rate
        Clicks per impression after, as a decimal.
        之后的点击率，小数。
    cvr_after : rate
        Orders per click after, as a decimal.
        之后的点击成交率，小数。
    aov_after : amount
        GMV per order after, yuan.
        之后的笔单价（元/单）。

    Returns
    -------
    table
        A heading, then CTR, CVR, AOV and GPM: before, after, and the effect on GPM in yuan per 1000.
        表头，以及 CTR、CVR、AOV、GPM 四行：之前、之后、对 GPM 的影响（元/千次）；表头写明方法。

    Warnings
    --------
    The split is arithmetic, not a cause: a discount lowers AOV and lifts CVR at the same time.
    这是算术上的拆分，不是因果：打折会同时压低笔单价、抬高成交率。

    Notes
    -----
    LMDI: the logarithmic mean of the two GPMs times ln(after / before) of each factor. Where a factor is 0 there is
    no logarithm, and the parts are what they tend to: all of the change falls to the factors that are 0. The
    heading of the effects says which of the two answered; both sum exactly.
    采用 LMDI：两个 GPM 的对数平均 × 各因素前后之比的对数。某一因素为 0 时没有对数，各部分取其极限：
    变化全部归于为 0 的因素。影响一列的表头写明用的是哪一种；两种都正好加总。

    References
    ----------
    B. W. Ang, "The LMDI approach to decomposition analysis: a practical guide", Energy Policy 33, 2005.

    Examples
    --------
    >>> gpm_bridge(0.0442, 0.0828, 72.78, 0.0376, 0.0849, 73.59)
    [['因素', '之前', '之后', '影响（LMDI）'],
     ['CTR', 0.0442, 0.0376, -40.48001566989942],
     ['CVR', 0.0828, 0.0849, 6.269225413285194],
     ['AOV', 72.78, 73.59, 2.7703990566142465],
     ['GPM', 266.3573328, 234.91694160000003, -31.440391199999965]]
    >>> gpm_bridge(0.04, 0.1, 80, 0.05, 0, 0)
    [['因素', '之前', '之后', '影响（LMDI 在 0 处的极限）'],
     ['CTR', 0.04, 0.05, 0.0],
     ['CVR', 0.1, 0.0, -160.0],
     ['AOV', 80.0, 0.0, -160.0],
     ['GPM', 320.0, 0.0, -320.0]]
    """
    before = np.array([ctr_before, cvr_before, aov_before], dtype=np.float64)
    after = np.array([ctr_after, cvr_after, aov_after], dtype=np.float64)
    parts = contributions(before, after) * 1000
    old, new = before.prod() * 1000, after.prod() * 1000
    method = AT_ZERO if (np.array([before, after]) == 0).any() else BY_LMDI
    rows: list[list[Cell]] = [["因素", "之前", "之后", method]]
    rows += [list(row) for row in zip(FACTORS, before.tolist(), after.tolist(), parts.tolist(), strict=True)]
    return [*rows, ["GPM", float(old), float(new), float(new - old)]]


class _Period:
    """The channels in one of two periods.

    Attributes
    ----------
    present, played : ndarray of bool
        Whether the row counts and both figures are there, and whether there are plays.
    share, gpm : ndarray
        Share of the plays, and GPM; 0 where nothing was played.
    gmv, plays, everything : ndarray
        What was counted, and the plays of all.
    whole : float
        The GPM of the whole.
    """

    def __init__(self, gmv: Array, plays: Array, counted: MaskArray):
        self.present = counted & np.isfinite(gmv) & np.isfinite(plays)
        self.gmv = gmv = np.where(self.present, gmv, 0.0)
        self.plays = plays = np.where(self.present, plays, 0.0)
        self.played, self.everything = plays > 0, plays.sum()
        self.share = plays / self.everything
        self.gpm = np.divide(gmv, plays, out=np.zeros_like(gmv), where=self.played) * 1000
        self.whole = gmv.sum() / self.everything * 1000


MIX: Final = Step(
    lambda share_before, share_after, gpm_before, gpm_after, whole_before, whole_after: (
        (share_after - share_before) * ((gpm_before + gpm_after) / 2 - (whole_before + whole_after) / 2)
    ),
    "(share_after-share_before)*(AVERAGE(gpm_before,gpm_after)-AVERAGE(whole_before,whole_after))",
)
"""What a channel's share of the plays did to the GPM of the whole."""
_OWN: Final = "(gpm_after-gpm_before)*(share_before+share_after)/2"
_UNPLAYED: Final = "(IF(plays_after>0,0,gmv_after)/all_after-IF(plays_before>0,0,gmv_before)/all_before)*1000"


def _within(
    share_before: Array,
    share_after: Array,
    gpm_before: Array,
    gpm_after: Array,
    gmv_before: Array,
    gmv_after: Array,
    plays_before: Array,
    plays_after: Array,
    all_before: Array,
    all_after: Array,
) -> Array:
    own = (gpm_after - gpm_before) * (share_before + share_after) / 2
    after = np.where(plays_after > 0, 0.0, gmv_after) / all_after
    before = np.where(plays_before > 0, 0.0, gmv_before) / all_before
    return np.where(plays_before + plays_after > 0, own, 0.0) + (after - before) * 1000


RATE: Final = Step(_within, f"IF(plays_before+plays_after,{_OWN},0)+{_UNPLAYED}")
"""What its own GPM did to it, and what it sold without plays."""


@spreadsheet_function(
    family=FAMILY,
    zh="GPM 结构拆解",
    formula=(
        f"LET(both,{BOTH},"
        "counted,IF(ISOMITTED(channel),1,MAP(channel,LAMBDA(name,1-XLF.TOTAL(name)))),"
        "has_old,counted*MAP(gmv_before,plays_before,both),has_new,counted*MAP(gmv_after,plays_after,both),"
        "gmv_old,IF(has_old,gmv_before,0),plays_old,IF(has_old,plays_before,0),"
        "gmv_new,IF(has_new,gmv_after,0),plays_new,IF(has_new,plays_after,0),"
        "share_old,plays_old/SUM(plays_old),share_new,plays_new/SUM(plays_new),"
        "own_old,IF(plays_old>0,gmv_old/plays_old*1000,0),own_new,IF(plays_new>0,gmv_new/plays_new*1000,0),"
        "gpm_old,IF(plays_old>0,own_old,own_new),gpm_new,IF(plays_new>0,own_new,own_old),"
        "all_old,SUM(gmv_old)/SUM(plays_old)*1000,all_new,SUM(gmv_new)/SUM(plays_new)*1000,"
        "mix,(share_new-share_old)*((gpm_old+gpm_new)/2-(all_old+all_new)/2),"
        "within,(gpm_new-gpm_old)*(share_old+share_new)/2"
        "+IF(plays_new>0,0,gmv_new)/SUM(plays_new)*1000-IF(plays_old>0,0,gmv_old)/SUM(plays_old)*1000,"
        "label,IF(ISOMITTED(channel),SEQUENCE(ROWS(gmv_before)),channel),"
        'IF(SUM(has_old)*SUM(has_new)=0,"",IF(SUM(plays_old)*SUM(plays_new)=0,#DIV/0!,VSTACK(HSTACK("渠道","占比前","占比后","GPM前","GPM后","结构影响","效率影响","合计影响"),'
        "FILTER(HSTACK(label,share_old,share_new,"
        'IF(plays_old>0,own_old,""),IF(plays_new>0,own_new,""),mix,within,mix+within),has_old+has_new>0),'
        'HSTACK("合计",1,1,all_old,all_new,SUM(mix),SUM(within),SUM(mix)+SUM(within))))))'
    ),
    words={
        "渠道": "channel",
        "占比前": "share before",
        "占比后": "share after",
        "GPM前": "GPM before",
        "GPM后": "GPM after",
        "结构影响": "mix",
        "效率影响": "rate",
        "合计影响": "mix and rate",
        TOTAL: "total",
    },
)
def gpm_mix(
    gmv_before: Gaps[Column[Money]],
    plays_before: Gaps[Column[Count]],
    gmv_after: Gaps[Column[Money]],
    plays_after: Gaps[Column[Count]],
    channel: Annotated[Column[Text], TOTAL_ROWS] | None = None,
) -> Table:
    """Why the GPM of the whole changed: the channels' shares of the plays (mix) or their own GPMs (rate).

    整体 GPM 为什么变了：是播放在各渠道之间挪了位（结构），还是渠道自己卖得好了、差了（效率）。

    Parameters
    ----------
    gmv_before : money column
        Sales of each channel before, yuan, one row a channel.
        之前各渠道的成交金额（元），一行一个渠道。
    plays_before : count column
        Plays, views or impressions of each channel before, the same base throughout.
        之前各渠道的播放、观看或曝光次数，口径须一致。
    gmv_after : money column
        Sales of each channel after, yuan, in the same order.
        之后各渠道的成交金额（元），顺序相同。
    plays_after : count column
        Plays of each channel after; blank or 0 where the channel has gone.
        之后各渠道的播放次数；渠道已停的留空或填 0。
    channel : text column, optional
        Names of the channels; total rows (合计, 小计, total and the like) are passed over. Left out, rows are
        numbered, our default.
        渠道名称；合计、小计之类的行跳过，不重复计。不填则按行号标注，由本工具选定。

    Returns
    -------
    table
        A heading, a row for each channel, a total: share of plays and GPM before and after, then the effects.
        One cell #DIV/0! where a whole period has no plays.
        表头、每个渠道一行、合计：前后播放占比、前后 GPM、结构影响、效率影响、合计影响（元/千次）。
        某一期完全没有播放时，只得一格 #DIV/0!。

    Warnings
    --------
    The total GPM can fall while no channel sells worse, as in the example: look at both columns.
    每个渠道都没变差，整体 GPM 也可能下降（见例）：结构与效率两列都要看。

    Notes
    -----
    mix = (share after - share before) × (mean GPM of the channel - mean GPM of the whole);
    rate = (GPM after - GPM before) × mean share. Means are of the two periods.
    A channel that is absent in a period has no share there and the GPM of the other period: all mix.
    A row with only one of GMV and plays is absent, as in POOLED_GPM; sales on 0 plays count as rate.
    结构 =（占比后 − 占比前）×（该渠道两期平均 GPM − 整体两期平均 GPM）；效率 = GPM 之差 × 两期平均占比。
    某一期没有的渠道，当期占比为 0、GPM 取另一期，全部算作结构。
    成交与播放只填了一个的行，当期视为没有，与 POOLED_GPM 一致；播放为 0 而有成交的，计入效率。

    Examples
    --------
    >>> gpm_mix([60_000, 20_000], [100_000, 100_000], [35_000, 30_000], [50_000, 150_000], ["直播", "商品卡"])
    [['渠道', '占比前', '占比后', 'GPM前', 'GPM后', '结构影响', '效率影响', '合计影响'],
     ['直播', 0.5, 0.25, 600.0, 700.0, -71.875, 37.5, -34.375],
     ['商品卡', 0.5, 0.75, 200.0, 200.0, -40.625, 0.0, -40.625],
     ['合计', 1.0, 1.0, 400.0, 325.0, -112.5, 37.5, -75.0]]
    """
    names = np.full(len(gmv_before), "") if channel is None else channel
    counted = ~np.array(each_once(is_total, names), dtype=np.bool_)
    old, new = _Period(gmv_before, plays_before, counted), _Period(gmv_after, plays_after, counted)
    if not (old.present.any() and new.present.any()):
        return [[None]]
    if not np.isfinite(old.whole + new.whole):
        return [[np.nan]]
    gpm_old, gpm_new = np.where(old.played, old.gpm, new.gpm), np.where(new.played, new.gpm, old.gpm)
    mix = MIX.body(old.share, new.share, gpm_old, gpm_new, old.whole, new.whole)
    pairs = ((old.gmv, new.gmv), (old.plays, new.plays), (old.everything, new.everything))
    within = RATE.body(old.share, new.share, gpm_old, gpm_new, *chain.from_iterable(pairs))
    rows: list[list[Cell]] = [
        ["渠道", "占比前", "占比后", "GPM前", "GPM后", "结构影响", "效率影响", "合计影响"]
    ]
    for i in np.flatnonzero(old.present | new.present).tolist():
        label = float(i + 1) if channel is None else channel[i]
        gpms = [float(p.gpm[i]) if p.played[i] else None for p in (old, new)]
        effects = [float(mix[i]), float(within[i]), float(mix[i] + within[i])]
        rows.append([label, float(old.share[i]), float(new.share[i]), *gpms, *effects])
    sums = [float(mix.sum()), float(within.sum()), float(mix.sum() + within.sum())]
    return [*rows, [TOTAL, 1.0, 1.0, float(old.whole), float(new.whole), *sums]]
