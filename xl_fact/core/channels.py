"""The positions of the FACT matrix: names in both languages, order, and how a row is classified."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

import numpy as np

from xl_fact.core.declare import spreadsheet_function
from xl_fact.core.kinds import (
    Amount,
    Apart,
    Array,
    Cell,
    Column,
    Cost,
    Count,
    Flags,
    Gaps,
    MaskArray,
    Money,
    Rows,
    Sparse,
    Table,
    Text,
    TextArray,
)
from xl_fact.core.vocabulary import (
    CAMPAIGNS,
    CARRIERS,
    CONTENT,
    HEAD,
    LEVELS,
    MIDDLE,
    OWN,
    OWNERS,
    PARTNER,
    SHELF,
    TOTAL_ROWS,
    Group,
    Vocabulary,
    each_once,
    is_campaign,
    is_total,
)
from xl_fact.words import say

FAMILY: Final = "FACT"
HEAD_FOLLOWERS: Final = 5_000_000.0
"""Followers from which a creator counts as a head KOL: a convention of the trade, adjustable."""

UNKNOWN: Final = "?"
TOTAL: Final = "合计"


@dataclass(frozen=True)
class Position:
    """One position: its letter, its names, and whether it overlays the others instead of adding to them."""

    letter: str
    zh: str
    en: str
    words: tuple[str, ...]
    overlay: bool = False

    def label(self, lang: str) -> str:
        """Letter and name, as a table shows it."""
        return f"{self.letter} {say(lang, self.zh, self.en)}"


POSITIONS: Final = (
    Position("F", "自播", "Field", ("商家自播", "阵地自营", "field", "self-broadcast")),
    Position("A", "达人矩阵", "Alliance", ("达人", "联盟", "alliance", "creator matrix", "affiliate")),
    Position("C", "营销活动", "Campaign", ("活动", "campaign"), overlay=True),
    Position("T", "头部达人", "Top-KOL", ("头部大v", "头部", "top-kol", "top kol", "kol")),
    Position("S", "搜索商城", "Search & shop", ("搜索", "商城", "店铺", "货架", "search", "shop", "shelf")),
    Position(UNKNOWN, "未分类", "unclassified", ()),
)
"""In the order of the name; the sum of all but the overlay is the whole."""

BY_LETTER: Final = {p.letter: p for p in POSITIONS}
NAMES: Final = Vocabulary(
    tuple(
        Group(p.letter, p.zh, p.en, (p.letter, p.zh, p.en, p.label("zh"), p.label("en"), *p.words))
        for p in POSITIONS
        if p.letter != UNKNOWN
    ),
    "其他写法归“?”",
    'any other is "?"',
)
"""The names of the positions."""
ROWS: Final = Vocabulary(
    (*NAMES.groups, *TOTAL_ROWS.groups), f"{TOTAL_ROWS.zh}；{NAMES.zh}", f"{TOTAL_ROWS.en}; {NAMES.en}"
)
"""The names of a table's rows: positions, and totals that are passed over."""


def letter_of(text: str) -> str:
    """The letter that a name of a position stands for; "?" for anything else.

    Examples
    --------
    >>> letter_of("自播"), letter_of("f"), letter_of("A 达人矩阵"), letter_of("线下")
    ('F', 'F', 'A', '?')
    """
    return NAMES.key(text) or UNKNOWN


def classify(
    owner: str, carrier: str, level: str = "", followers: float = np.nan, head: float = HEAD_FOLLOWERS
) -> str:
    """The letter of one row of sales.

    Own sales on content carriers are F, own sales on the shelf S; a partner's are T when its level or
    its followers say head, else A. A total row, or a word that decides and isn't known: "?", never a guess.

    Examples
    --------
    >>> classify("自营", "直播"), classify("自营", "商品卡"), classify("合作", "直播", "头部")
    ('F', 'S', 'T')
    >>> classify("自营", "全部"), classify("合作", "直播", "某级"), classify("合作", "直播", "某级", 9e6)
    ('?', '?', 'T')
    """
    who = OWNERS.key(owner)
    if who is None or is_total(carrier):
        return UNKNOWN
    if who == OWN:
        return {CONTENT: "F", SHELF: "S"}.get(CARRIERS.key(carrier) or "", UNKNOWN)
    if followers >= head or LEVELS.key(level) == HEAD:
        return "T"
    return "A" if not level or followers > 0 or LEVELS.key(level) == MIDDLE else UNKNOWN


def words_of(letter: str) -> tuple[str, ...]:
    """The names that stand for a position, in the order in which they are declared."""
    return NAMES.words(letter)


def is_any(name: str, words: tuple[str, ...]) -> str:
    """A formula, element by element, that is TRUE where `name` is one of the words, whatever their case.

    Examples
    --------
    >>> is_any("owner", ("自营", "self"))
    '((owner="自营")+(owner="self")>0)'
    """
    return "(" + "+".join(f'({name}="{word}")' for word in words) + ">0)"


def array_of(words: tuple[str, ...]) -> str:
    """Words as an array constant in a column.

    Examples
    --------
    >>> array_of(("自播", "F"))
    '{"自播";"F"}'
    """
    return "{" + ";".join(f'"{word}"' for word in words) + "}"


@spreadsheet_function(
    family=FAMILY,
    zh="阵地归类",
    formula=(
        "LET(who,XLF.NAME(owner),what,XLF.NAME(carrier),rank,XLF.NAME(level),"
        f'IF(XLF.TOTAL(carrier),"?",IF({is_any("who", OWNERS.words(OWN))},'
        f'IF({is_any("what", CARRIERS.words(CONTENT))},"F",IF({is_any("what", CARRIERS.words(SHELF))},"S","?")),'
        f"IF({is_any('who', OWNERS.words(PARTNER))},"
        f'IF({is_any("rank", LEVELS.words(HEAD))}+(followers>=head)>0,"T",'
        f'IF((rank="")+(followers>0)+{is_any("rank", LEVELS.words(MIDDLE))}>0,"A","?")),"?"))))'
    ),
)
def fact_channel(
    owner: Annotated[Text, OWNERS],
    carrier: Annotated[Text, CARRIERS],
    level: Annotated[Text, LEVELS] = "",
    followers: Count = 0.0,
    head: Count = HEAD_FOLLOWERS,
) -> Text:
    """The position of the FACT matrix that a row of sales belongs to: F, A, T or S.

    一行成交属于哪个阵地：F 自播、A 达人矩阵、T 头部达人、S 搜索商城；看不出归属的记为“?”，不猜。

    Parameters
    ----------
    owner : text
        Whose channel sold: 自营 (self, seller) or 合作 (partner, creator).
        谁卖的：自营或合作（英文 self、partner 亦可）。
    carrier : text
        Carrier of the sale: 直播, 短视频, 图文, 商品卡, 其他; own sales on an unknown one are "?".
        成交载体：直播、短视频、图文、商品卡、其他；自营行的其他写法得“?”。
    level : text, optional
        Level of the creator; 头部 (head) makes a partner's row T, and an unknown one "?" unless followers are given.
        达人等级；“头部”使合作行归入 T；认不出的等级看粉丝数，也没有时得“?”。
    followers : count, optional
        Followers of the creator; as many as `head` make a partner's row T.
        达人粉丝数；达到 head 即归入 T。
    head : count, optional
        Followers from which a creator is head; 5,000,000 is the trade's habit and our default.
        头部门槛粉丝数；默认 500 万，是行业惯例，由本工具选定。

    Returns
    -------
    text
        One letter a row; "?" for total rows and where the words don't say.
        每行一个字母；合计行与看不出归属的得“?”。

    Notes
    -----
    C is a calendar, not a carrier: mark campaign days beside this letter and never add them to it.
    C 是日历，不是载体：活动另列标记，不与 F、A、T、S 相加。

    Examples
    --------
    >>> fact_channel("自营", "直播")
    'F'
    >>> fact_channel("自营", "商品卡")
    'S'
    >>> fact_channel("合作", "短视频", "头部")
    'T'
    >>> fact_channel("合作", "直播", "", 20000)
    'A'
    """
    return _classify_each(owner, carrier, level, followers, head)


_classify_each = np.frompyfunc(classify, 5, 1)


_ORDERS, _REFUND = 0, 1
_HEADING: Final = (
    *((text, None) for text in ("阵地", "GMV", "占比", "播放", "GPM", "花费", "CPM", "ROI")),
    *((text, _ORDERS) for text in ("订单", "笔单价")),
    *((text, _REFUND) for text in ("退款", "退款率", "退后ROI")),
)
_SHARE_HEADING: Final = ("阵地", "GMV", "占比")
_ENGLISH: Final = {
    "阵地": "position",
    "占比": "share",
    "播放": "plays",
    "花费": "cost",
    "订单": "orders",
    "笔单价": "AOV",
    "退款": "refund",
    "退款率": "refund rate",
    "退后ROI": "net ROI",
    TOTAL: "total",
}
_PARTITION: Final = tuple(p.letter for p in POSITIONS if not p.overlay)
_OVERLAY: Final = next(p.letter for p in POSITIONS if p.overlay)

_NAMED: Final = {word: group.key for group in NAMES.groups for word in NAMES.words(group.key)}
_LETTERS_FORMULA: Final = (
    f"names,{array_of(tuple(_NAMED))},codes,{array_of(tuple(_NAMED.values()))},"
    f'letters,MAP(channel,LAMBDA(name,IFERROR(INDEX(codes,XMATCH(XLF.NAME(name),names)),"{UNKNOWN}"))),'
    "counted,MAP(channel,LAMBDA(name,1-XLF.TOTAL(name))),"
    "numeric,LAMBDA(column,MAP(column,LAMBDA(cell,ISNUMBER(cell)*1))),"
    "total_of,LAMBDA(mask,column,LET(present,mask*numeric(column),"
    'IF(SUM(present)=0,"",SUM(IF(present,column,0))))),'
    'over,LAMBDA(top,bottom,scale,IF((top="")+(bottom="")>0,"",top/bottom*scale)),'
)
"""The start of a LET over `channel`: the letter of each row, whether it counts, sums and their ratios."""


def _stack_formula(overlay: str) -> str:
    """Its end: a line for each position present, in order, a total, and the overlay below it."""
    return (
        f"stacked,REDUCE(heading,{array_of(_PARTITION)},LAMBDA(table,letter,LET(mask,(letters=letter)*known,"
        "IF(SUM(mask)=0,table,VSTACK(table,line(letter,mask)))))),"
        f'complete,VSTACK(stacked,line("{TOTAL}",whole_mask)),'
        f'beside,{overlay},IF(SUM(beside)=0,complete,VSTACK(complete,line("{_OVERLAY}",beside))))'
    )


def _heading_cells(part: int | None) -> str:
    """The heading of one part of the comparison, as arguments of HSTACK."""
    return ",".join(f'"{text}"' for text, shown in _HEADING if shown == part)


@spreadsheet_function(
    family=FAMILY,
    zh="阵地对比表",
    formula=(
        f"LET({_LETTERS_FORMULA}"
        "with_orders,NOT(ISOMITTED(orders)),with_refund,NOT(ISOMITTED(refund)),"
        'known,counted*((TRIM(channel)<>"")+numeric(gmv)+numeric(plays)+numeric(cost)'
        "+IF(with_orders,numeric(orders),0)+IF(with_refund,numeric(refund),0)>0),"
        f'whole_mask,known*(letters<>"{_OVERLAY}"),whole,total_of(whole_mask,gmv),'
        "sold_here,numeric(gmv),"
        f"heading_plain,HSTACK({_heading_cells(None)}),"
        f"heading_longer,IF(with_orders,HSTACK(heading_plain,{_heading_cells(_ORDERS)}),heading_plain),"
        f"heading,IF(with_refund,HSTACK(heading_longer,{_heading_cells(_REFUND)}),heading_longer),"
        # a row that lacks a part of a ratio is in neither of its sums
        "ratio,LAMBDA(mask,top,bottom,scale,over(total_of(mask,top),total_of(mask,bottom),scale)),"
        "line,LAMBDA(label,mask,LET(selling,mask*sold_here,played,mask*numeric(plays),"
        "sold,total_of(mask,gmv),seen,total_of(mask,plays),spent,total_of(mask,cost),"
        'enough,LAMBDA(shown,IF(N(spent)<least_cost,"",shown)),'
        "plain,HSTACK(label,sold,over(sold,whole,1),seen,ratio(selling*played,gmv,plays,1000),spent,"
        "enough(ratio(played,cost,plays,1000)),enough(ratio(selling,gmv,cost,1))),"
        "longer,IF(with_orders,HSTACK(plain,total_of(mask,orders),ratio(selling*numeric(orders),gmv,orders,1)),plain),"
        "IF(with_refund,LET(kept,total_of(selling,gmv),back,total_of(selling,refund),"
        "HSTACK(longer,total_of(mask,refund),over(back,kept,1),"
        'enough(over(IF((kept="")+(back="")>0,"",kept-back),total_of(selling,cost),1)))),longer))),'
        + _stack_formula(f'(letters="{_OVERLAY}")*known')
    ),
    words=_ENGLISH,
)
def fact_compare(
    channel: Annotated[Column[Text], ROWS],
    gmv: Gaps[Column[Money]],
    plays: Apart[Column[Count]],
    cost: Sparse[Column[Cost]],
    orders: Apart[Column[Count]] | None = None,
    refund: Sparse[Column[Amount]] | None = None,
    least_cost: Cost = 0.0,
) -> Table:
    """The comparison table of the positions: sums first, ratios of the sums after, a total below.

    各阵地对比表：先求和，再算比率，末行合计；按 F、A、T、S 排列，带表头。

    Parameters
    ----------
    channel : text column
        Position of each row: F, A, T, S, or a name such as 自播; C rows stand beside, total rows are passed over.
        每行的阵地：F、A、T、S 或名称（如自播）；C 另列，不计入合计；合计、小计之类的行跳过；认不出的归“?”。
    gmv : money column
        Sales of each row.
        每行成交金额（元）。
    plays : count column
        Plays, views or impressions of each row, the same base throughout.
        每行播放、观看或曝光次数，口径须一致。
    cost : cost column
        What each row cost; blank where nothing was spent.
        每行花费（元）；没有花费留空。
    orders : count column, optional
        Orders of each row; adds orders and AOV.
        每行订单数；给出时加上订单与客单价两列。
    refund : amount column, optional
        Refunds of each row; adds refund, refund rate and net ROI.
        每行退款（元）；给出时加上退款、退款率、退后 ROI 三列。
    least_cost : cost, optional
        Cost of a position below which its CPM, ROI and net ROI are blank; 0 by our default: all are shown. The
        report asks for 100.
        一个阵地的花费低于此数时，CPM、ROI、退后 ROI 留空；默认 0，即都给，由本工具选定；月报用 100 元。

    Returns
    -------
    table
        A heading, a row for each position present, a total, and C below the total.
        表头、出现过的各阵地、合计；有 C 时列在合计之下。

    Warnings
    --------
    C overlaps the other positions (a campaign sells through them), so it is never part of the total.
    活动成交发生在其他阵地里，C 不与它们相加。

    Notes
    -----
    A row that lacks a part of a ratio is in neither of its sums, as in POOLED_GPM: GPM can differ from the GMV shown
    over the plays shown. A blank cost is 0, unless the whole position has none.
    缺了某一项的行，用到它的比率两边都不计，与 POOLED_GPM 一致，所以 GPM 未必等于所列 GMV ÷ 所列播放；
    花费空白按 0，整个阵地都空白则留空。

    Examples
    --------
    >>> fact_compare(["A", "F"], [3_000, 100_000], [20_000, 3_000_000], [10_000, 20_000])
    [['阵地', 'GMV', '占比', '播放', 'GPM', '花费', 'CPM', 'ROI'],
     ['F', 100000.0, 0.970873786407767, 3000000.0, 33.333333333333336, 20000.0, 6.666666666666667, 5.0],
     ['A', 3000.0, 0.02912621359223301, 20000.0, 150.0, 10000.0, 500.0, 0.3],
     ['合计', 103000.0, 1.0, 3020000.0, 34.10596026490066, 30000.0, 9.933774834437086, 3.433333333333333]]
    """
    letters, known = _rows(channel, [m for m in (gmv, plays, cost, orders, refund) if m is not None])
    with_orders, with_refund = orders is not None, refund is not None
    heading = [text for text, shown in _HEADING if shown is None or (with_orders, with_refund)[shown]]
    everything = total(gmv[known & (letters != _OVERLAY)])

    def line(label: str, mask: MaskArray) -> list[Cell]:
        placed, back = (None if m is None else m[mask] for m in (orders, refund))
        return [label, *_line(gmv[mask], plays[mask], cost[mask], placed, back, everything, least_cost)]

    return [heading, *_stacked(letters, known, known & (letters == _OVERLAY), line)]


def _rows(channel: TextArray, measures: Sequence[Array]) -> tuple[TextArray, MaskArray]:
    """The letter of each row, and which rows count: not the total rows, not the blank ones."""
    letters = np.array(each_once(letter_of, channel), dtype=object)
    counted = ~np.array(each_once(is_total, channel), dtype=np.bool_)
    filled = channel.astype(np.bool_)
    return letters, counted & (filled | np.isfinite(measures).any(axis=0))


def _stacked(
    letters: TextArray, known: MaskArray, overlay: MaskArray, line: Callable[[str, MaskArray], list[Cell]]
) -> Rows:
    """A line for each position present, in order, a total, and the overlay below it."""
    masks = {letter: known & (letters == letter) for letter in _PARTITION}
    stacked = [line(letter, mask) for letter, mask in masks.items() if mask.any()]
    stacked.append(line(TOTAL, known & (letters != _OVERLAY)))
    return [*stacked, line(_OVERLAY, overlay)] if overlay.any() else stacked


@spreadsheet_function(
    family=FAMILY,
    zh="阵地占比",
    formula=(
        f"LET({_LETTERS_FORMULA}"
        'known,counted*((TRIM(channel)<>"")+numeric(gmv)>0),'
        f'whole_mask,known*(letters<>"{_OVERLAY}"),whole,total_of(whole_mask,gmv),'
        f"heading,HSTACK({','.join(f'{chr(34)}{text}{chr(34)}' for text in _SHARE_HEADING)}),"
        "line,LAMBDA(label,mask,LET(sold,total_of(mask,gmv),HSTACK(label,sold,over(sold,whole,1)))),"
        "flagged,whole_mask*IF(ISOMITTED(campaign),0,MAP(campaign,LAMBDA(flag,XLF.CAMPAIGN(flag)))),"
        + _stack_formula(f'IF(SUM(flagged)>0,flagged,known*(letters="{_OVERLAY}"))')
    ),
    words=_ENGLISH,
)
def fact_share(
    channel: Annotated[Column[Text], ROWS],
    gmv: Gaps[Column[Money]],
    campaign: Annotated[Flags[Column[Text]], CAMPAIGNS] | None = None,
) -> Table:
    """Each position's share of the sales: F, A, T and S make up the whole, C stands beside it.

    各阵地占比：F、A、T、S 合成 100%；C 与它们重叠，另列在合计之下。

    Parameters
    ----------
    channel : text column
        Position of each row: F, A, T, S, or a name such as 自播; C rows stand beside, total rows are passed over.
        每行的阵地：F、A、T、S 或名称（如自播）；C 另列，不计入合计；合计、小计之类的行跳过；认不出的归“?”。
    gmv : money column
        Sales of each row, yuan.
        每行成交金额（元）。
    campaign : text column, optional
        The campaign that each row belongs to, or 1; blank, 0, 日常, no are none. Flagged rows make up C, and rows
        named C then stay out.
        每行所属的活动名称，或 1；空白、0、日常、否为不属于活动；有标记的行合成 C，仍计入自己的阵地，此时不再加名为 C 的行。

    Returns
    -------
    table
        A heading, a row for each position present, a total, and C below the total: name, GMV, share.
        表头、出现过的各阵地、合计，有 C 时列在合计之下：阵地、GMV、占比（小数）。

    Warnings
    --------
    Never stack C on the others: a campaign sells through them, so its share is of the same 100 %.
    不要把 C 与其他阵地堆叠：活动成交就发生在它们里面，占的是同一个 100%。

    References
    ----------
    "最后是整个浅黄色圆圈,代表C-活动": C lies around the other positions.
    文章：“最后是整个浅黄色圆圈,代表C-活动”，C 围着其他阵地。

    Examples
    --------
    >>> fact_share(["F", "S", "A"], [607, 328, 65])
    [['阵地', 'GMV', '占比'],
     ['F', 607.0, 0.607],
     ['A', 65.0, 0.065],
     ['S', 328.0, 0.328],
     ['合计', 1000.0, 1.0]]
    >>> fact_share(["F", "F", "A"], [500, 300, 200], ["", "618", "618"])
    [['阵地', 'GMV', '占比'],
     ['F', 800.0, 0.8],
     ['A', 200.0, 0.2],
     ['合计', 1000.0, 1.0],
     ['C', 500.0, 0.5]]
    """
    letters, known = _rows(channel, [gmv])
    overlay = known & (letters == _OVERLAY)
    if campaign is not None:
        flagged = known & ~overlay & np.array(each_once(is_campaign, campaign), dtype=np.bool_)
        overlay = flagged if flagged.any() else overlay
    everything = total(gmv[known & (letters != _OVERLAY)])

    def line(label: str, mask: MaskArray) -> list[Cell]:
        sold = total(gmv[mask])
        return [label, sold, _over(sold, everything)]

    return [list(_SHARE_HEADING), *_stacked(letters, known, overlay, line)]


def total(values: Array) -> float | None:
    """The sum of the numbers present; None where there is none: missing is not zero."""
    present = values[np.isfinite(values)]
    return float(present.sum()) if len(present) else None


def _line(
    gmv: Array,
    plays: Array,
    cost: Array,
    orders: Array | None,
    refund: Array | None,
    everything: float | None,
    least_cost: float,
) -> list[Cell]:
    """One position's figures; a row that lacks a part of a ratio is in neither of its sums."""
    selling, played = np.isfinite(gmv), np.isfinite(plays)
    sold, spent = total(gmv), total(cost)
    enough = spent is None or spent >= least_cost

    def ratio(top: Array, bottom: Array, mask: MaskArray, scale: float = 1) -> float | None:
        return _over(total(top[mask]), total(bottom[mask]), scale)

    line: list[Cell] = [
        sold,
        _over(sold, everything),
        total(plays),
        ratio(gmv, plays, selling & played, 1000),
    ]
    line += [spent, ratio(cost, plays, played, 1000) if enough else None]
    line.append(ratio(gmv, cost, selling) if enough else None)
    if orders is not None:
        line += [total(orders), ratio(gmv, orders, selling & np.isfinite(orders))]
    if refund is not None:
        kept, back = total(gmv[selling]), total(refund[selling])
        net = None if kept is None or back is None else kept - back
        line += [total(refund), _over(back, kept), _over(net, total(cost[selling])) if enough else None]
    return line


def _over(top: float | None, bottom: float | None, scale: float = 1) -> float | None:
    """A ratio of sums: None where either is missing, NaN over zero."""
    if top is None or bottom is None:
        return None
    return top / bottom * scale if bottom else np.nan
