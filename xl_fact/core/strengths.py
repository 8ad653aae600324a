"""The four strengths of a brand, and which position of the FACT matrix they fit.

Each weight rests on a sentence of the article that the project grew from (``SENTENCES``); where the
article names no number, the choice is ours and an argument overrides it.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

import numpy as np

from xl_fact.core.channels import FAMILY, NAMES, is_any, letter_of, words_of
from xl_fact.core.declare import spreadsheet_function
from xl_fact.core.error_values import NA_NAN
from xl_fact.core.kinds import Array, Cell, Column, Positive, Score, Share, Size, Table, Text, Zero
from xl_fact.core.steps import Step

RANKED: Final = ("F", "A", "T")
"""The positions that compete for effort, in the order in which ties are broken."""

SENTENCES: Final = {
    "content": "内容力强的商家触达目标用户的成本更低。越要加强自播矩阵的建设",
    "brand": "可以考虑选择更多与品牌调性相匹配的TOP-KOL和人才矩阵进行合作",
    "product": "可以快速利用自播矩阵和人才矩阵来实现拓展销售渠道",
    "price": "价格越强,越容易找到联盟矩阵给你带货。当然前提是质量好,口碑好",
    "F": "但不管是哪一个,都必须注意F商自播",
    "C": "除了尽可能多地参与营销活动外",
    "T": "效果更多取决于TOP-KOL与商家的匹配度",
}

WEIGHTS: Final = np.array(
    [
        [1.0, 0.0, 0.0],  # content: 自播矩阵
        [0.0, 0.5, 0.5],  # brand: TOP-KOL和人才矩阵
        [0.5, 0.5, 0.0],  # product: 自播矩阵和人才矩阵
        [0.0, 1.0, 0.0],  # price: 联盟矩阵
    ]
)
"""How a unit of each strength (rows) is shared over F, A and T: equally over those its sentence names."""

Weights = Annotated[Zero[Column[Positive]], Size(*WEIGHTS.shape)]

TIE: Final = 1e-9
"""Fits that differ by less are equal: a third of a sum is seldom exact."""

FLOOR: Final = 0.2
"""The least share of effort for F. The article says 必须 and no number: the number is ours."""

HEADING: Final = ("阵地", "适配", "精力", "角色")
LEAD, SUPPORT, FLOORED, HOLD, ALWAYS = (
    "主攻 lead",
    "配合 support",
    "保底 floor",
    "暂缓 hold",
    "场场参加 always",
)


SHARE: Final = Step(
    lambda points, handed_out, without: np.where(
        handed_out > 0, points / np.where(handed_out > 0, handed_out, 1), without
    ),
    "IF(handed_out>0,points/handed_out,without)",
)
"""A position's share of the points; without any, F does it all: 1 for F, 0 for the others."""
OWN_EFFORT: Final = Step(lambda own, floor: np.maximum(own, floor), "MAX(own,floor)")
"""The effort for F: its share, or the floor."""
EFFORT: Final = Step(
    lambda share, own, floor: share * np.where(own < floor, (1 - floor) / np.where(own < 1, 1 - own, 1), 1.0),
    "IF(own<floor,share*(1-floor)/(1-own),share)",
)
"""The effort for A and for T: what F leaves, in proportion."""
BY_FLOOR, BY_SUM = (
    "（精力 {} 最多：保底 floor）",
    "（精力 {} 最多：适配取平均、精力求和 fit is a mean, effort a sum）",
)
"""Why the position that fits best is not the one that most effort goes to."""
_IN_ENGLISH: Final = {
    **dict(zip(HEADING, ("position", "fit", "effort", "role"), strict=True)),
    "主攻 lead": "lead",
    "配合 support": "support",
    "保底 floor": "floor",
    "暂缓 hold": "hold",
    "场场参加 always": "always",
    "（精力 ": " (most effort to ",
    " 最多：适配取平均、精力求和 fit is a mean, effort a sum）": ": fit is a mean, effort a sum)",
    " 最多：": ": ",
    "）": ")",
}


def fits(
    content: Any, brand: Any, product: Any, price: Any, quality: Any, match: Any, weights: Array
) -> Array:
    """The fit of F, A and T, 0–10: the mean of the strengths that speak for each position."""
    *spread, match = np.broadcast_arrays(content, brand, product, quality * price, match)
    strengths = np.stack(spread).astype(np.float64)
    named = (weights > 0).astype(np.float64)
    sums = np.tensordot(named.T, strengths, axes=1)
    counts = named.sum(axis=0).reshape(-1, *[1] * (strengths.ndim - 1))
    means: Array = np.divide(sums, counts, out=np.zeros_like(sums), where=counts > 0)
    means[RANKED.index("T")] *= match
    return means


def efforts(
    content: float,
    brand: float,
    product: float,
    price: float,
    quality: float,
    match: float,
    weights: Array,
    floor: float,
) -> Array:
    """The shares of effort of F, A and T: each strength hands out its points, F gets at least the floor."""
    points = np.array([content, brand, product, quality * price]) @ weights
    points[RANKED.index("T")] *= match
    shares: Array = SHARE.body(points, points.sum(), np.array([1.0, 0.0, 0.0]))
    return np.array([OWN_EFFORT.body(shares[0], floor), *EFFORT.body(shares[1:], shares[0], floor)])


_EFFORT_FORMULA: Final = (
    "spread,IF(ISOMITTED(weights),{1,0,0;0,0.5,0.5;0.5,0.5,0;0,1,0},"
    "WRAPROWS(TOCOL(weights),3)),"
    "points,MMULT(HSTACK(content,brand,product,quality*price),spread)*HSTACK(1,1,match),"
    "handed_out,SUM(points),"
    "shares,IF(handed_out>0,points/IF(handed_out>0,handed_out,1),{1,0,0}),"
    "own,INDEX(shares,1,1),"
    "efforts,IF(own<floor,HSTACK(floor,DROP(shares,0,1)*(1-floor)/IF(own<1,1-own,1)),shares),"
)
"""The start of a LET that ends in `efforts`, one row: the shares of F, A and T."""


@spreadsheet_function(
    family=FAMILY,
    zh="阵地适配",
    formula=(
        f"LET({_EFFORT_FORMULA}"
        "naming,MAP(spread,LAMBDA(weight,(weight>0)*1)),"
        "named,MMULT({1,1,1,1},naming),"
        "sums,MMULT(HSTACK(content,brand,product,quality*price),naming)*HSTACK(1,1,match),"
        "fits,IF(named>0,sums/IF(named>0,named,1),0),"
        f"lead,XMATCH(1,(fits>=MAX(fits)-{TIE:.0E})*1),"
        'letters,{"F","A","T"},'
        f"busiest,XMATCH(1,(efforts>=MAX(efforts)-{TIE:.0E})*1),"
        "floored,(INDEX(efforts,1,1)<=floor)*1,"
        f"agreed,INDEX(efforts,1,lead)>=MAX(efforts)-{TIE:.0E},"
        f'because,IF(agreed,"",IF((busiest=1)*floored,"{BY_FLOOR.format("F")}",'
        f'SUBSTITUTE("{BY_SUM}","{{}}",INDEX(letters,1,busiest)))),'
        "row_of,LAMBDA(at,LET(fit,INDEX(fits,1,at),effort,INDEX(efforts,1,at),"
        f'HSTACK(INDEX(letters,1,at),fit,effort,IF(at=lead,"{LEAD}"&because,IF((at=1)*floored,"{FLOORED}",'
        f'IF(fit>0,"{SUPPORT}","{HOLD}")))))),'
        f'VSTACK(row_of(1),row_of(2),row_of(3),HSTACK("C","","","{ALWAYS}")))'
    ),
    heading=HEADING,
    words=_IN_ENGLISH,
)
def fact_fit(
    content: Score,
    brand: Score,
    product: Score,
    price: Score,
    quality: Share = 1.0,
    match: Share = 1.0,
    weights: Weights | None = None,
    floor: Share = FLOOR,
) -> Table:
    """Which position fits a brand's four strengths: fit, share of effort and role of F, A, T and C.

    四力适配：内容、品牌、产品、价格四力适合哪个阵地，给出 F、A、T、C 的适配分、精力占比与角色。

    Strengths are relative to the category's other brands: 5 is the middle of the field.
    四力是与同类目品牌相比的相对分：5 分为中游。

    Parameters
    ----------
    content : score
        Content strength, 0–10: short video and live rooms.
        内容力 0–10：短视频能力与直播能力。
    brand : score
        Brand strength, 0–10: appeal and reach of the name.
        品牌力 0–10：品牌吸引力与品牌传播。
    product : score
        Product strength, 0–10: innovation, vitality, value.
        产品力 0–10：产品创新、产品生命力、产品价值。
    price : score
        Price strength, 0–10.
        价格力 0–10。
    quality : share, optional
        Gate on price, 0–1: cheap counts only as far as quality and reputation are good; 1 by our default.
        质量口碑门槛 0–1：质量口碑好，低价才算数；默认 1，由本工具选定。
    match : share, optional
        How well the head KOL matches the brand, 0–1; 1 by our default.
        头部达人与品牌的匹配度 0–1；默认 1，由本工具选定。
    weights : factor column, optional, blank is 0
        Four rows (the strengths) by three columns (F, A, T) in place of equal shares, which are our default.
        4 行（四力）× 3 列（F、A、T）的权重，替换默认的均分；均分由本工具选定。
    floor : share, optional
        Least share of effort for F; 0.2 by our default.
        自播 F 的最低精力占比；默认 0.2，由本工具选定。

    Returns
    -------
    table
        Four rows: position, fit 0–10, share of effort, role. C is always taken part in and not ranked. Where most
        effort goes to another position than the one that leads, the role says why. Ties go in the order F, A, T.
        四行：阵地、适配分 0–10、精力占比、角色；C 场场参加，不排名。主攻与精力最多的阵地不同时，角色里写明原因；
        打平时按 F、A、T 的先后。

    Notes
    -----
    Fit is the mean of the strengths that the article names for a position; effort shares each strength
    equally over the positions it is named for. They may disagree: a strong brand fits T best, while A is
    named by more strengths.
    适配分是文章为该阵地点名的各力之平均；精力则把每一力均分给它被点名的阵地。
    两者可以不同：品牌强者最适合 T，而为 A 点名的力更多。

    References
    ----------
    The article's four strengths, sentence by sentence; it names positions and no numbers.
    文章的四力，逐句对应阵地；文章只点名阵地，没有给数。

    Examples
    --------
    >>> fact_fit(8, 5, 6, 4)
    [['F', 7.0, 0.4782608695652174, '主攻 lead'],
     ['A', 5.0, 0.41304347826086957, '配合 support'],
     ['T', 5.0, 0.10869565217391304, '配合 support'],
     ['C', None, None, '场场参加 always']]
    """
    shares = WEIGHTS if weights is None else _weights(weights)
    given = (content, brand, product, price, quality, match, shares)
    fit, effort = fits(*given), efforts(*given, floor)
    lead = int(np.argmax(fit >= fit.max() - TIE))
    rows: list[list[Cell]] = []
    for i, letter in enumerate(RANKED):
        floored = letter == "F" and effort[i] <= floor
        role = FLOORED if floored else SUPPORT if fit[i] > 0 else HOLD
        if i == lead:
            role = LEAD + _disagreement(effort, lead, floor)
        rows.append([letter, float(fit[i]), float(effort[i]), role])
    return [*rows, ["C", None, None, ALWAYS]]


def _disagreement(effort: Array, lead: int, floor: float) -> str:
    """Why most effort doesn't go to the position that leads; empty where it does."""
    most = effort >= effort.max() - TIE
    if most[lead]:
        return ""
    busiest = int(np.argmax(most))
    return (BY_FLOOR if busiest == 0 and effort[0] <= floor else BY_SUM).format(RANKED[busiest])


def _weights(given: Array) -> Array:
    return given.reshape(WEIGHTS.shape)


@spreadsheet_function(
    family=FAMILY,
    zh="阵地精力",
    formula=f'LET({_EFFORT_FORMULA}HSTACK({{"F";"A";"T"}},TRANSPOSE(efforts)))',
    heading=("阵地", "精力"),
    words=_IN_ENGLISH,
)
def fact_effort(
    content: Score,
    brand: Score,
    product: Score,
    price: Score,
    quality: Share = 1.0,
    match: Share = 1.0,
    weights: Weights | None = None,
    floor: Share = FLOOR,
) -> Table:
    """How to split the work over F, A and T after a brand's four strengths; the shares sum to 1.

    阵地精力：按内容、品牌、产品、价格四力把精力分给 F、A、T，合计为 1。

    Each strength hands out its points to the positions that the article names for it; F gets at least
    the floor, and A and T then share the rest in proportion.
    每一力的分数分给文章为它点名的阵地；F 至少得到保底，余下由 A、T 按比例分。

    Parameters
    ----------
    content : score
        Content strength, 0–10, against the category's other brands: all of it goes to F.
        内容力 0–10（与同类目品牌相比）：全部归 F。
    brand : score
        Brand strength, 0–10: half to A, half to T.
        品牌力 0–10：A、T 各半。
    product : score
        Product strength, 0–10: half to F, half to A.
        产品力 0–10：F、A 各半。
    price : score
        Price strength, 0–10: all of it goes to A.
        价格力 0–10：全部归 A。
    quality : share, optional
        Gate on price, 0–1: cheap counts only as far as quality and reputation are good; 1 by our default.
        质量口碑门槛 0–1：质量口碑好，低价才算数；默认 1，由本工具选定。
    match : share, optional
        How well the head KOL matches the brand, 0–1; 1 by our default.
        头部达人与品牌的匹配度 0–1；默认 1，由本工具选定。
    weights : factor column, optional, blank is 0
        Four rows (the strengths) by three columns (F, A, T) in place of equal shares, which are our default.
        4 行（四力）× 3 列（F、A、T）的权重，替换默认的均分；均分由本工具选定。
    floor : share, optional
        Least share of effort for F; 0.2 by our default.
        自播 F 的最低精力占比；默认 0.2，由本工具选定。

    Returns
    -------
    table
        Three rows, F, A and T: position and share of effort as a decimal; with all strengths 0 only F is done.
        三行 F、A、T：阵地与精力占比（小数）；四力全为 0 时只做 F。

    Notes
    -----
    C takes no share of its own: the article asks to take part in as many campaigns as possible.
    C 不另占精力：文章要求尽可能多地参加营销活动。

    References
    ----------
    "但不管是哪一个,都必须注意F商自播": the floor. The article names no number, so equal shares and 20 % are ours.
    文章：“但不管是哪一个,都必须注意F商自播”，即保底；文章没有给数，均分与 20% 由本工具选定。

    Examples
    --------
    >>> fact_effort(8, 5, 6, 4)
    [['F', 0.4782608695652174], ['A', 0.41304347826086957], ['T', 0.10869565217391304]]
    >>> fact_effort(0, 0, 0, 10)
    [['F', 0.2], ['A', 0.8], ['T', 0.0]]
    """
    shares = WEIGHTS if weights is None else _weights(weights)
    effort = efforts(content, brand, product, price, quality, match, shares, floor)
    return [[letter, float(share)] for letter, share in zip(RANKED, effort, strict=True)]


@spreadsheet_function(
    family=FAMILY,
    zh="阵地适配分",
    formula=(
        "LET(place,XLF.NAME(position),"
        f"IF({is_any('place', words_of('F'))},(content+product)/2,"
        f"IF({is_any('place', words_of('A'))},(brand+product+quality*price)/3,"
        f"IF({is_any('place', words_of('T'))},match*brand,NA()))))"
    ),
)
def fact_score(
    position: Annotated[Text, NAMES],
    content: Score,
    brand: Score,
    product: Score,
    price: Score,
    quality: Share = 1.0,
    match: Share = 1.0,
) -> Score:
    """Fit of one position, 0–10, one score a row.

    某一阵地的适配分 0–10，每行一个分。

    Parameters
    ----------
    position : text
        F, A or T, or a name such as 自播; others have no rank and give #N/A.
        F、A、T 或名称（如自播）；其余不排名，得 #N/A。
    content : score
        Content strength, 0–10.
        内容力 0–10。
    brand : score
        Brand strength, 0–10.
        品牌力 0–10。
    product : score
        Product strength, 0–10.
        产品力 0–10。
    price : score
        Price strength, 0–10.
        价格力 0–10。
    quality : share, optional
        Gate on price, 0–1; 1 by our default.
        质量口碑门槛 0–1；默认 1，由本工具选定。
    match : share, optional
        How well the head KOL matches the brand, 0–1; 1 by our default.
        头部达人匹配度 0–1；默认 1，由本工具选定。

    Returns
    -------
    score
        0–10; #N/A for C, S and unknown positions.
        0–10；C、S 与认不出的阵地得 #N/A。

    Examples
    --------
    >>> fact_score("F", 8, 5, 6, 4)
    7.0
    >>> fact_score("T", 3, 9, 5, 2)
    9.0
    """
    letters, content, brand, product, price, quality, match = np.broadcast_arrays(
        np.frompyfunc(letter_of, 1, 1)(position), content, brand, product, price, quality, match
    )
    scores = fits(content, brand, product, price, quality, match, WEIGHTS)
    return np.select([letters == letter for letter in RANKED], list(scores), NA_NAN)
