"""The snowball: how much natural traffic each play brings, period after period.

From the article's picture to symbols, phrase by phrase (``SENTENCES``): plays of one period bring R
times as many natural plays in the next, and R rises with the GPM.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from xl_fact.core import student
from xl_fact.core.declare import spreadsheet_function
from xl_fact.core.error_values import NA_NAN, NUM_NAN, VALUE_NAN
from xl_fact.core.kinds import (
    Array,
    Cell,
    Column,
    Confidence,
    Cost,
    Count,
    Date,
    Gaps,
    MaskArray,
    Mille,
    Needed,
    OpenRate,
    Periods,
    Positive,
    Share,
    Slope,
    Table,
    Zero,
)
from xl_fact.core.spending import reached

FAMILY: Final = "Snowball"

SENTENCES: Final = {
    "push": "花多少钱,就意味着用了多少力气",
    "base_rate": "一旦停止输出,雪球的滚动速度也会减慢",
    "slope": "额外的斜坡效应",
    "friction": "账号标签混乱",
    "linear": "瞬间加速力越大,雪球自然滚的越快",
    "audience": "系统会不断放大和校准流量",
    "dou": "当你花100块钱带来5000以上甚至7000-8000的浏览量时,视频的自然播放量也不会差",
}
"""What each part of the model rests on."""

BASE_RATE: Final = 0.5
"""Natural plays per play at the benchmark GPM. The article gives no number: it is ours."""
SLOPE: Final = 1.0
"""How strongly R follows the GPM: proportionally. The number is ours."""
LIST_PLAYS: Final = 5000.0
"""Plays that 100 yuan of DOU+ buy by list price, the article's first figure."""
GOOD_PLAYS: Final = 7000.0
"""Plays per 100 yuan from which natural traffic clearly joins in, the article's second figure."""
FEWEST_PERIODS: Final = 8
"""Periods from which a slope may be fitted."""
FARTHEST: Final = 1.5
"""Two dates are neighbouring periods up to so many times the least distance: months differ in length."""
LEAST_SPREAD: Final = 0.05
"""Standard deviation of ln GPM from which a slope may be fitted."""

HEADING: Final = ("期", "播放", "自然播放", "GMV", "累计GMV")
FIT_HEADING: Final = ("项目", "估计", "下限", "上限", "说明")
DOU_HEADING: Final = ("每百元播放", "自然播放", "自然率R", "档位")


def _rate(gpm: Any, benchmark: Any, base_rate: Any, slope: Any, friction: Any) -> Any:
    """R; on flat ground (slope 0) the GPM plays no part, whatever it is; on a slope it needs a benchmark."""
    flat = np.equal(slope, 0)
    ratio = np.divide(np.where(flat, benchmark, gpm), benchmark)
    steepness = np.power(np.where(np.equal(benchmark, 0), np.nan, ratio), slope)
    return np.where(flat, base_rate, base_rate * steepness) * friction


@spreadsheet_function(
    family=FAMILY,
    zh="雪球自然率",
    formula="IF(slope=0,base_rate,base_rate*(gpm/benchmark)^slope)*friction",
)
def snowball_rate(
    gpm: Mille,
    benchmark: Mille,
    base_rate: Share = BASE_RATE,
    slope: Slope = SLOPE,
    friction: Share = 1.0,
) -> OpenRate:
    """R, the natural plays that each play of this period brings in the next one.

    雪球自然率 R：这一期的每次播放，在下一期带来多少次自然播放。

    R = base rate × (GPM / benchmark)^slope × friction. Below 1 a push dies out after P / (1 - R) plays
    in all; from 1 on the ball rolls without a push.
    R = 基础率 ×（GPM ÷ 基准）^坡度 × 摩擦。R 小于 1 时，一次推动总共得到 P ÷（1 − R）次播放；达到 1 即自己滚动。

    Parameters
    ----------
    gpm : amount per 1000
        GMV per thousand plays of the content, yuan.
        内容的千次播放成交额（元/千次）。
    benchmark : amount per 1000
        GPM of the category on the same base: where the ground is level.
        同口径的类目 GPM 基准（元/千次）：与它持平即为平地。
    base_rate : share, optional
        Natural plays per play at the benchmark, 0–1; 0.5 by our default.
        GPM 等于基准时，每次播放带来的自然播放，0–1；默认 0.5，由本工具选定。
    slope : slope, optional
        How strongly R follows the GPM: 0 not at all (the ROI view), 1 proportionally, our default.
        R 随 GPM 变化的强度：0 为不变（ROI 视角），1 为成正比；默认 1，由本工具选定。
    friction : share, optional
        What muddled tags or a dying category leave of it, 0–1; 1 by our default: nothing lost.
        标签混乱、行业末期等剩下的部分，0–1；默认 1（无摩擦），由本工具选定。

    Returns
    -------
    open rate
        Natural plays per play, at least 0; #DIV/0! where the benchmark is 0, but on level ground (slope 0), which needs
        none; #NUM! below 0.
        每次播放的自然播放数，不小于 0；基准为 0 得 #DIV/0!（坡度为 0 时用不上基准，照常给出），为负得 #NUM!。

    Notes
    -----
    A reading of a metaphor, not a law of the platform: SNOWBALL_FIT says what your own data show.
    这是对“雪球”比喻的一种量化，不是平台规则；自己的数据如何，用 SNOWBALL_FIT 看。

    References
    ----------
    "额外的斜坡效应" is the slope; "一旦停止输出,雪球的滚动速度也会减慢" a base rate below 1.
    文章：“额外的斜坡效应”即坡度；“一旦停止输出,雪球的滚动速度也会减慢”即基础率小于 1。

    Examples
    --------
    >>> snowball_rate(150, 100)
    0.75
    >>> snowball_rate(150, 100, 0.5, 2)
    1.125
    >>> snowball_rate(150, 100, 0.5, 0)
    0.5
    """
    return _rate(gpm, benchmark, base_rate, slope, friction)


@spreadsheet_function(
    family=FAMILY,
    zh="雪球推演",
    formula=(
        'LET(push,VSTACK(paid_plays,0),heading,HSTACK("期","播放","自然播放","GMV","累计GMV"),'
        "natural_rate,IF(slope=0,base_rate,base_rate*(gpm/benchmark)^slope)*friction,"
        "IF(periods<1,heading,REDUCE(heading,SEQUENCE(periods),LAMBDA(rolled,period,"
        "LET(before,IF(period=1,0,INDEX(rolled,period,2)),"
        "left_over,IF(audience>0,MAX(0,audience-IF(period=1,0,SUM(INDEX(rolled,0,2)))),0),"
        "wanted,IF(period<=ROWS(push),N(INDEX(push,period,1)),0),"
        "bought,IF(audience>0,MIN(wanted,left_over),wanted),"
        "rolling,IF(period=1,0,natural_rate*before),"
        "natural,IF(audience>0,MIN(rolling*left_over/audience,left_over-bought),rolling),"
        "plays,natural+bought,"
        "sold,plays*gpm/1000,"
        "VSTACK(rolled,HSTACK(period,plays,natural,sold,sold+IF(period=1,0,INDEX(rolled,period,5)))))))))"
    ),
    words=dict(zip(HEADING, ("period", "plays", "natural plays", "GMV", "cumulative GMV"), strict=True)),
)
def snowball(
    paid_plays: Zero[Column[Count]],
    gpm: Mille,
    benchmark: Mille,
    periods: Periods,
    base_rate: Share = BASE_RATE,
    slope: Slope = SLOPE,
    friction: Share = 1.0,
    audience: Count = 0.0,
) -> Table:
    """The snowball rolled forward: plays, natural plays, GMV and cumulative GMV of each period.

    雪球推演：逐期给出播放、自然播放、GMV 与累计 GMV，带表头。

    Each period's plays are what was bought plus R times the plays of the period before. One push and R < 1
    sum to P / (1 - R) plays; with R of 1 or more they have no bound unless an audience is given.
    每期播放 = 当期付费播放 + R × 上期播放。只推一次且 R 小于 1 时，总播放趋于 P ÷（1 − R）；
    R 达到 1 又不给人群上限时不封顶。

    Parameters
    ----------
    paid_plays : count column, blank is 0
        Plays bought: one number is one push in period 1, a column is one push a period; blank is none. A total row
        would be one more push: leave it out.
        付费播放：一个数是第 1 期的一次推动，一列是逐期的推动；空白为不推。合计行会被当作又一次推动，不要带上。
    gpm : amount per 1000
        GMV per thousand plays, yuan, the same in all periods.
        千次播放成交额（元/千次），各期相同。
    benchmark : amount per 1000
        GPM of the category on the same base.
        同口径的类目 GPM 基准（元/千次）。
    periods : periods
        How many periods to roll, 1 to 1000; a period is a day or a week, whichever R was measured on.
        推演多少期，1 至 1000；一期是一天还是一周，取决于 R 按什么量得。
    base_rate : share, optional
        Natural plays per play at the benchmark, 0–1; 0.5 by our default.
        GPM 等于基准时，每次播放带来的自然播放，0–1；默认 0.5，由本工具选定。
    slope : slope, optional
        How strongly R follows the GPM; 1 by our default, 0 is the ROI view.
        R 随 GPM 变化的强度；默认 1，由本工具选定；0 即 ROI 视角。
    friction : share, optional
        What muddled tags or a dying category leave of it, 0–1; 1 by our default.
        标签混乱、行业末期等剩下的部分，0–1；默认 1，由本工具选定。
    audience : count, optional
        Plays at which the pool is exhausted: natural plays shrink by 1 - played / audience and all plays end there;
        0, our default, is no limit.
        人群池见底时的累计播放：自然播放按（1 − 已播放 ÷ 上限）递减，总播放到此为止；默认 0 为不限，由本工具选定。

    Returns
    -------
    table
        A heading and a row for each period: period, plays, natural plays, GMV, cumulative GMV; #NUM! in a cell that
        passes the largest number.
        表头与逐期各行：期、播放、自然播放、GMV、累计 GMV；推到数值溢出的格得 #NUM!。

    Warnings
    --------
    Which of two efforts wins depends on the slope and the number of periods: show both.
    两笔投放谁胜，取决于坡度与期数，两者都要写明。

    References
    ----------
    "瞬间加速力越大,雪球自然滚的越快": plays in proportion to the push.
    文章：“瞬间加速力越大,雪球自然滚的越快”，播放与推动成正比。

    Examples
    --------
    >>> snowball(20_000, 150, 100, 3)
    [['期', '播放', '自然播放', 'GMV', '累计GMV'],
     [1.0, 20000.0, 0.0, 3000.0, 3000.0],
     [2.0, 15000.0, 15000.0, 2250.0, 5250.0],
     [3.0, 11250.0, 11250.0, 1687.5, 6937.5]]
    >>> snowball([20_000, 10_000], 150, 100, 2, 0.5, 1, 1, 40_000)
    [['期', '播放', '自然播放', 'GMV', '累计GMV'],
     [1.0, 20000.0, 0.0, 3000.0, 3000.0],
     [2.0, 17500.0, 7500.0, 2625.0, 5625.0]]
    """
    rate = float(_rate(gpm, benchmark, base_rate, slope, friction))
    plays, natural = rolled(paid_plays, rate, int(periods), audience)
    sold = plays * gpm / 1000
    columns = np.column_stack([np.arange(1.0, len(plays) + 1), plays, natural, sold, np.cumsum(sold)])
    bounded = np.where(np.isinf(columns) & np.isfinite(rate), NUM_NAN, columns)
    return [list(HEADING), *bounded.tolist()]


def rolled(paid_plays: Array, rate: float, periods: int, audience: float = 0.0) -> tuple[Array, Array]:
    """All plays and the natural ones among them, period by period."""
    plays, natural = np.zeros(periods), np.zeros(periods)
    pushes = np.zeros(periods)
    pushes[: len(paid_plays)] = paid_plays[:periods]
    played = 0.0
    for period in range(periods):
        rolling = rate * plays[period - 1] if period else 0.0
        bought = float(pushes[period])
        if audience > 0:
            left = max(0.0, audience - played)
            bought = min(bought, left)
            rolling = min(rolling * left / audience, left - bought)
        natural[period] = rolling
        plays[period] = rolling + bought
        played += plays[period]
    return plays, natural


_SUMMED, _FITTED, _CAUSE = (
    " 对相邻期，自然播放之和 ÷ 上期播放之和",
    " 对相邻期，最小二乘",
    "；是相关，不是因果",
)
_FRICTION, _SORTED, _NO_PAIR = "；含摩擦", "；已按日期排序", "没有可用的相邻期"
_APART: Final = " 对中间缺期未用"
_UNKNOWN, _UNPLAYED = " 对缺数未用", " 对上期没有播放未用"
_NO_NATURAL, _NO_GPM = " 对本期自然播放为 0 未用", " 对缺 GPM 或 GPM 为 0 未用"
_FIT_IN_ENGLISH: Final = {
    **dict(zip(FIT_HEADING, ("figure", "estimate", "lower", "upper", "note"), strict=True)),
    "基础自然率": "base rate",
    "坡度": "slope",
    _SUMMED: " pairs of neighbouring periods: natural plays over the plays before",
    _FITTED: " pairs of neighbouring periods, least squares",
    _CAUSE: "; related, not caused",
    _FRICTION: "; friction included",
    _SORTED: "; sorted by date",
    _NO_PAIR: "no two neighbouring periods to use",
    _APART: " pairs not used: periods between them are missing",
    _UNKNOWN: " pairs not used: a figure is missing",
    _UNPLAYED: " pairs not used: nothing played before",
    _NO_NATURAL: " pairs not used: no natural plays",
    _NO_GPM: " pairs not used: no GPM",
    "不拟合：GPM 几乎不变（ln GPM 标准差 ": "not fitted: GPM hardly moves (standard deviation of ln GPM ",
    "，至少要 ": ", at least ",
    "不拟合：相邻期只有 ": "not fitted: neighbouring periods: ",
    " 对（": " pairs (",
    " 期）": " periods)",
    " 对": "",
    "不拟合：基准必须大于 0": "not fitted: the benchmark must be above 0",
    "；": "; ",
    "）": ")",
}


@spreadsheet_function(
    family=FAMILY,
    zh="雪球拟合",
    formula=(
        "LET(numeric,LAMBDA(column,MAP(column,LAMBDA(cell,ISNUMBER(cell)*1))),"
        "dated,NOT(ISOMITTED(day)),"
        "ordered,LAMBDA(column,IF(dated,SORTBY(column,day),column)),"
        f'sorted,IF(dated,"{_SORTED}",""),'
        "bought,ordered(paid),free,ordered(natural),worth,ordered(gpm),"
        'following,DROP(VSTACK(free,""),1),'
        "dates,IF(dated,ordered(day),SEQUENCE(ROWS(paid))),"
        'later,DROP(VSTACK(dates,""),1),steps,IF(later="","",later-dates),'
        "nearest,IF(ROWS(bought)>1,MIN(steps),1),"
        f"near,(steps<=nearest*{FARTHEST})*1,"
        "known,near*numeric(bought)*numeric(free)*numeric(following),"
        "sums,IF(known,bought+free,0),"
        "paired,known*(sums>0),before,IF(paired,sums,1),after,IF(paired,following,0),"
        "pairs,SUM(paired),all_before,SUM(paired*before),"
        'dropped,LAMBDA(count,why,IF(count>0,"；"&count&why,"")),'
        f'lost,dropped(ROWS(bought)-1-SUM(near),"{_APART}")&dropped(SUM(near)-SUM(known),"{_UNKNOWN}")&dropped(SUM(known)-pairs,"{_UNPLAYED}")&sorted,'
        "pooled,SUM(after)/IF(pairs>0,all_before,1),"
        "scatter,SQRT(SUM(paired*(after-pooled*before)^2)/MAX(1,pairs-1)*pairs)/IF(pairs>0,all_before,1),"
        "around,T.INV.2T(1-confidence,MAX(1,pairs-1))*scatter,"
        f'row_of_rate,IF(pairs=0,HSTACK("R",NA(),"","","{_NO_PAIR}"&lost),'
        'HSTACK("R",pooled,IF(pairs=1,"",MAX(0,pooled-around)),IF(pairs=1,"",pooled+around),'
        f'pairs&"{_SUMMED}"&lost)),'
        "steepness,IF(numeric(worth),worth,0),"
        "used,paired*(after>0)*(steepness>0),rows_used,SUM(used),"
        f'unused,dropped(SUM(paired*(steepness>0))-rows_used,"{_NO_NATURAL}")'
        f'&dropped(pairs-SUM(paired*(steepness>0)),"{_NO_GPM}")&lost,'
        f"enough,(benchmark>0)*(rows_used>={FEWEST_PERIODS - 1}),"
        "horizontal,IF(enough,FILTER(LN(IF(used,steepness,1)/benchmark),used),{1;2;3}),"
        "vertical,IF(enough,FILTER(LN(IF(used,after,1)/before),used),{1;2;3}),"
        "spread,STDEV.S(horizontal),"
        "no_slope,IF(benchmark>0,IF(enough,IF(spread<"
        f'{LEAST_SPREAD:g},"不拟合：GPM 几乎不变（ln GPM 标准差 "&TEXT(spread,"0.000000")&"，至少要 {LEAST_SPREAD:g}）",""),'
        f'"不拟合：相邻期只有 "&rows_used&" 对，至少要 {FEWEST_PERIODS - 1} 对（{FEWEST_PERIODS} 期）"),'
        '"不拟合：基准必须大于 0"),'
        'rows_of_fit,IF(no_slope<>"",'
        'VSTACK(HSTACK("基础自然率","","","",no_slope&unused),HSTACK("坡度","","","",no_slope&unused)),'
        "LET(rise,SLOPE(vertical,horizontal),level,INTERCEPT(vertical,horizontal),"
        "error,STEYX(vertical,horizontal)*T.INV.2T(1-confidence,rows_used-2),squares,DEVSQ(horizontal),"
        "off_rise,error/SQRT(squares),off_level,error*SQRT(1/rows_used+AVERAGE(horizontal)^2/squares),"
        'VSTACK(HSTACK("基础自然率",EXP(level),EXP(level-off_level),EXP(level+off_level),'
        f'rows_used&"{_FITTED}{_FRICTION}"&unused),'
        f'HSTACK("坡度",rise,rise-off_rise,rise+off_rise,rows_used&"{_FITTED}{_CAUSE}"&unused)))),'
        'IF(IF(dated,SUM(1-numeric(day)),0)+(nearest<=0)>0,#VALUE!,VSTACK(HSTACK("项目","估计","下限","上限","说明"),rows_of_fit,row_of_rate)))'
    ),
    words=_FIT_IN_ENGLISH,
)
def snowball_fit(
    paid: Gaps[Column[Count]],
    natural: Gaps[Column[Count]],
    gpm: Gaps[Column[Mille]],
    benchmark: Mille,
    confidence: Confidence = 0.95,
    day: Needed[Column[Date]] | None = None,
) -> Table:
    """What your own periods say: base rate, slope and R, each with its interval.

    用自己的数据拟合雪球：基础自然率、坡度与 R，各带区间。

    R is the natural plays of all periods over all plays of the periods before them. Base rate and slope
    come from least squares of ln(natural / plays before) on ln(GPM before / benchmark).
    R = 各期自然播放之和 ÷ 各自上一期播放之和；基础率与坡度由 ln（自然 ÷ 上期播放）对 ln（上期 GPM ÷ 基准）作最小二乘。

    Parameters
    ----------
    paid : count column
        Plays bought in each period, oldest first unless days are given; write 0 where none, as a blank is unknown
        and drops out.
        各期付费播放，旧的在上（给出日期则不必）；没买请写 0，空白视为未知，相关期不用。
    natural : count column
        Natural plays of the same periods.
        同期自然播放。
    gpm : amount per 1000 column
        GMV per thousand plays of the same periods, yuan.
        同期千次播放成交额（元/千次）。
    benchmark : amount per 1000
        GPM of the category on the same base: the base rate is R there.
        同口径的类目 GPM 基准（元/千次）；基础率即此处的 R。
    confidence : confidence, optional
        How sure the intervals shall be, 0–0.999; 0.95 by our default.
        区间的置信水平，0–0.999；默认 0.95，由本工具选定。
    day : date column, optional
        Date of each period, none blank and none twice: rows are put in its order (exports often begin with the newest),
        and two with periods missing between them are no pair.
        各期日期，不可留空、不可重复：给出时按日期排序（导出往往新的在上，不给就会倒过来算），中间缺期的两行不作相邻。

    Returns
    -------
    table
        A heading and three rows (base rate, slope, R): estimate, lower, upper, a note in words, which counts the pairs
        that were not used and says why. #VALUE! where a date is blank or stands twice: sum the rows of a period first.
        表头与三行（基础自然率、坡度、R）：估计、下限、上限、说明；说明写出几对未用及原因，不足以拟合坡度时只给 R。
        日期有空白或重复得 #VALUE!：同一期的几行要先合计。

    Warnings
    --------
    The slope is no cause: promotions raise GPM and plays together. Fewer than 8 periods, or a GPM that
    hardly moves (standard deviation of ln GPM under 0.05), give R alone. Periods without any natural play have no
    logarithm: where the note counts some, the base rate is too high.
    坡度不是因果：大促会同时推高 GPM 与播放。少于 8 期，或 GPM 几乎不动（ln GPM 标准差不到 0.05），只给 R。
    自然播放为 0 的期没有对数：说明里写有这样的期时，基础自然率偏高。

    Notes
    -----
    With dates, two rows are neighbours up to 1.5 times the least distance between two, our choice: days next to each
    other, weeks, months; without dates each row follows the one above.
    给出日期时，间隔不超过最小间隔 1.5 倍的两行才算相邻（倍数由本工具选定）：日、周、月都行；不给日期则逐行相邻。

    A total row would count as a period: leave it out.
    合计行会被当作一期，不要带上。

    Intervals take the periods as independent; days of one month seldom are, so read them as the least.
    区间按各期相互独立计算；同月各日往往并不独立，所以区间只会更宽。

    Examples
    --------
    >>> snowball_fit([1000, 0, 0, 0], [0, 500, 250, 125], [100, 100, 100, 100], 100)
    [['项目', '估计', '下限', '上限', '说明'],
     ['基础自然率', None, None, None, '不拟合：相邻期只有 3 对，至少要 7 对（8 期）'],
     ['坡度', None, None, None, '不拟合：相邻期只有 3 对，至少要 7 对（8 期）'],
     ['R', 0.5, 0.5, 0.5, '3 对相邻期，自然播放之和 ÷ 上期播放之和']]
    """
    near = np.ones(len(paid) - 1, dtype=np.bool_)
    if day is not None:
        if not np.isfinite(day).all():
            return [[VALUE_NAN]]
        order = np.argsort(day, kind="stable")
        paid, natural, gpm = paid[order], natural[order], gpm[order]
        steps = np.diff(day[order])
        if (steps <= 0).any():
            return [[VALUE_NAN]]
        near = steps <= steps.min(initial=np.inf) * FARTHEST
    pairs = _Pairs(paid, natural, gpm, near)
    sorted_ = "" if day is None else _SORTED
    rows = _refused("不拟合：基准必须大于 0" + pairs.unused + sorted_)
    if benchmark > 0:
        rows = _fitted(pairs, benchmark, confidence, sorted_)
    return [list(FIT_HEADING), *rows, _pooled(pairs, confidence, sorted_)]


class _Pairs:
    """Neighbouring periods, and how many of them can't be used for what reason.

    Attributes
    ----------
    before, after, gpm : ndarray
        Plays of a period, natural plays of the next, and the first one's GPM, where both plays are known.
    used : ndarray of bool
        Which of them have a logarithm.
    lost, unused : str
        What of all pairs couldn't be summed, and what couldn't be fitted.
    """

    def __init__(self, paid: Array, natural: Array, gpm: Array, near: MaskArray):
        before, after = (paid + natural)[:-1], natural[1:]
        known = near & np.isfinite(before) & np.isfinite(after)
        played = known & (before > 0)
        self.before, self.after, self.gpm = before[played], after[played], gpm[:-1][played]
        steep = self.gpm > 0
        self.used = steep & (self.after > 0)
        self.lost = (
            _dropped(~near, _APART) + _dropped(near & ~known, _UNKNOWN) + _dropped(known & ~played, _UNPLAYED)
        )
        self.unused = _dropped(steep & ~self.used, _NO_NATURAL) + _dropped(~steep, _NO_GPM) + self.lost


def _dropped(pairs: MaskArray, why: str) -> str:
    count = int(pairs.sum())
    return f"；{count}{why}" if count else ""


def _pooled(pairs: _Pairs, confidence: float, sorted_: str) -> list[Cell]:
    """R and its interval, by the scatter of the periods around R times the plays before."""
    before, after, count = pairs.before, pairs.after, len(pairs.before)
    if not count:
        return ["R", NA_NAN, None, None, _NO_PAIR + pairs.lost + sorted_]
    note = f"{count}{_SUMMED}{pairs.lost}{sorted_}"
    rate = float(after.sum() / before.sum())
    if count == 1:
        return ["R", rate, None, None, note]
    scatter = float(np.sqrt(((after - rate * before) ** 2).sum() / (count - 1) * count) / before.sum())
    reach = student.quantile(confidence, count - 1) * scatter
    return ["R", rate, max(0.0, rate - reach), rate + reach, note]


def _fitted(pairs: _Pairs, benchmark: float, confidence: float, sorted_: str) -> list[list[Cell]]:
    """The rows of base rate and slope, or why there are none."""
    used, unused = pairs.used, pairs.unused + sorted_
    count = int(used.sum())
    x, y = np.log(pairs.gpm[used] / benchmark), np.log(pairs.after[used] / pairs.before[used])
    spread = float(x.std(ddof=1)) if count > 1 else 0.0
    if count < FEWEST_PERIODS - 1:
        fewest = f"{FEWEST_PERIODS - 1} 对（{FEWEST_PERIODS} 期）"
        return _refused(f"不拟合：相邻期只有 {count} 对，至少要 {fewest}{unused}")
    if spread < LEAST_SPREAD:
        return _refused(
            f"不拟合：GPM 几乎不变（ln GPM 标准差 {spread:.6f}，至少要 {LEAST_SPREAD:g}）{unused}"
        )
    centred = x - x.mean()
    squares = float((centred**2).sum())
    slope = float((centred * y).sum() / squares)
    level = float(y.mean() - slope * x.mean())
    variance = float(((y - level - slope * x) ** 2).sum()) / (count - 2)
    reach = student.quantile(confidence, count - 2)
    off_slope = reach * math.sqrt(variance / squares)
    off_level = reach * math.sqrt(variance * (1 / count + x.mean() ** 2 / squares))
    note = f"{count}{_FITTED}"
    bounds = (level, level - off_level, level + off_level)
    return [
        ["基础自然率", *(_exponential(bound) for bound in bounds), f"{note}{_FRICTION}{unused}"],
        ["坡度", slope, slope - off_slope, slope + off_slope, f"{note}{_CAUSE}{unused}"],
    ]


def _exponential(power: float) -> float:
    return math.exp(power) if power < 700 else NUM_NAN


def _refused(note: str) -> list[list[Cell]]:
    return [[label, None, None, None, note] for label in ("基础自然率", "坡度")]


@spreadsheet_function(family=FAMILY, zh="每百元播放", formula="plays/cost*100", spend="cost")
def dou_yield(cost: Cost, plays: Count, least_cost: Cost = 0.0) -> Count:
    """Plays that 100 yuan brought.

    每百元播放：花 100 元带来多少次播放。

    Parameters
    ----------
    cost : cost
        What was spent on the content, yuan: DOU+ or any other push.
        花在这条内容上的钱（元）：DOU+ 或其他推动。
    plays : count
        All plays that came of it.
        由此带来的全部播放次数。
    least_cost : cost, optional
        Cost below which there is no ratio, #N/A; 0 by our default: none is withheld. The report asks for 100.
        花费低于此数不给比率，得 #N/A；默认 0，即都给，由本工具选定；月报用 100 元。

    Returns
    -------
    count
        Plays per 100 yuan; #DIV/0! without cost.
        次/百元；没有花费得 #DIV/0!。

    References
    ----------
    "当你花100块钱带来5000以上甚至7000-8000的浏览量时,视频的自然播放量也不会差": the article on DOU+.
    文章谈 DOU+：“当你花100块钱带来5000以上甚至7000-8000的浏览量时,视频的自然播放量也不会差”。

    Examples
    --------
    >>> dou_yield(10_000, 20_000)
    200.0
    >>> dou_yield(20_000, 3_000_000)
    15000.0
    """
    return reached(plays / cost * 100, cost, least_cost)


@spreadsheet_function(
    family=FAMILY,
    zh="DOU+ 带动",
    formula=(
        "LET(raw,plays/cost*100,level,IFERROR(ABS(raw-list_plays)<=1E-12*list_plays,FALSE),"
        "yield_per_hundred,IF(level,list_plays,raw),"
        'VSTACK(HSTACK("每百元播放","自然播放","自然率R","档位"),'
        "HSTACK(yield_per_hundred,IF(level,0,plays-cost/100*list_plays),"
        "IF(yield_per_hundred<list_plays,NA(),1-list_plays/yield_per_hundred),"
        'IF(yield_per_hundred<list_plays,"未达 below",'
        f'IF(yield_per_hundred<list_plays*{GOOD_PLAYS / LIST_PLAYS:g},"达标 reached","带动 lifted")))))'
    ),
    words={
        **dict(
            zip(DOU_HEADING, ("plays per 100 yuan", "natural plays", "natural rate R", "grade"), strict=True)
        ),
        "未达 below": "below",
        "达标 reached": "reached",
        "带动 lifted": "lifted",
    },
)
def dou_lift(cost: Cost, plays: Count, list_plays: Positive = LIST_PLAYS) -> Table:
    """What a DOU+ push brought beyond the plays that its price buys: natural plays, R, and a grade.

    DOU+ 带动：超出标价播放的自然播放、自然率 R 与档位，带表头。

    If one push brings list / (1 - R) plays per 100 yuan in all, then R = 1 - list / yield.
    若一次推动每百元总共得到“标价 ÷（1 − R）”次播放，则 R = 1 − 标价 ÷ 每百元播放。

    Parameters
    ----------
    cost : cost
        What was spent, yuan.
        花费（元）。
    plays : count
        All plays that came of it, natural ones included.
        由此带来的全部播放次数，含自然播放。
    list_plays : factor, optional
        Plays that 100 yuan buy by list price; 5000, the article's figure, is our default.
        标价下 100 元买到的播放次数；默认 5000（文章里的数），由本工具选定。

    Returns
    -------
    table
        A heading and one row: plays per 100 yuan, natural plays, R, grade. Below the list price natural plays are
        negative and R is #N/A.
        表头与一行：每百元播放、自然播放、自然率 R、档位；未达标价时自然播放为负，R 得 #N/A。

    Warnings
    --------
    The article doesn't say whether its count includes natural plays; here it does.
    文章没有说明其播放数是否已含自然播放；此处按已含计算。

    Notes
    -----
    Grades: below the list price, reached, and lifted from 1.4 times the list price (7000 of 5000) on.
    档位：未达标价、达标、带动（标价的 1.4 倍起，即 5000 对 7000）。

    References
    ----------
    "当你花100块钱带来5000以上甚至7000-8000的浏览量时,视频的自然播放量也不会差": the article on DOU+.
    文章谈 DOU+：“当你花100块钱带来5000以上甚至7000-8000的浏览量时,视频的自然播放量也不会差”。

    Examples
    --------
    >>> dou_lift(100, 7_500)
    [['每百元播放', '自然播放', '自然率R', '档位'], [7500.0, 2500.0, 0.33333333333333337, '带动 lifted']]
    >>> dou_lift(100, 7_500, 5_000, "grade", "en")
    [['lifted']]
    """
    natural = plays - cost / 100 * list_plays
    if not cost > 0:
        return [list(DOU_HEADING), [np.nan, natural, np.nan, np.nan]]
    each = plays / cost * 100
    if abs(each - list_plays) <= 1e-12 * list_plays:  # at list price, whatever the last bit says
        each, natural = list_plays, 0.0
    if each < list_plays:
        return [list(DOU_HEADING), [each, natural, NA_NAN, "未达 below"]]
    grade = "带动 lifted" if each >= list_plays * GOOD_PLAYS / LIST_PLAYS else "达标 reached"
    return [list(DOU_HEADING), [each, natural, 1 - float(np.divide(list_plays, each)), grade]]
