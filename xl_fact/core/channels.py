"""The positions of the FACT matrix: names in both languages, order, and how a row is classified."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from xl_fact.core.declare import spreadsheet_function
from xl_fact.core.kinds import Array, Cell, Column, Cost, Count, Money, Rows, Table, Text, TextArray

MaskArray: TypeAlias = NDArray[np.bool_]

FAMILY: Final = "FACT"
HEAD_FOLLOWERS: Final = 5_000_000.0
"""Followers from which a creator counts as a head KOL: a convention of the trade, adjustable."""

UNKNOWN: Final = "?"


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
        return f"{self.letter} {self.en if lang == 'en' else self.zh}"


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
_LETTER_OF: Final = {
    word.casefold(): p.letter
    for p in POSITIONS
    for word in (p.letter, p.zh, p.en, p.label("zh"), p.label("en"), *p.words)
}

_SELF: Final = ("自营", "自播", "商家", "官方", "self", "seller", "own", "shop")
_PARTNER: Final = ("合作", "达人", "联盟", "partner", "creator", "affiliate")
_SHELF: Final = (
    "商品卡", "其他", "橱窗", "商城", "搜索", "店铺", "product card", "shop tab", "search", "other",
)  # fmt: skip
_HEAD: Final = ("头部", "头部达人", "头部大v", "head", "top", "top-kol")
TOTALS: Final = ("合计", "总计", "总和", "全部", "整体", "total", "all")
"""Names of total rows: what they hold stands in the other rows already."""
_NO_CAMPAIGN: Final = ("", "0", "false", "否", "无", "no", "n", "-", "--")
"""How a row says that it belongs to no campaign."""


def letter_of(text: str) -> str:
    """The letter that a name of a position stands for; "?" for anything else.

    Examples
    --------
    >>> letter_of("自播"), letter_of("f"), letter_of("A 达人矩阵"), letter_of("线下")
    ('F', 'F', 'A', '?')
    """
    return _LETTER_OF.get(text.strip().casefold(), UNKNOWN)


def classify(
    owner: str, carrier: str, level: str = "", followers: float = np.nan, head: float = HEAD_FOLLOWERS
) -> str:
    """The letter of one row of sales.

    Own sales on content carriers are F, own sales on the shelf S; a partner's are T when its level or
    its followers say head, else A. Who owns the row unknown: "?", never a guess.

    Examples
    --------
    >>> classify("自营", "直播"), classify("自营", "商品卡"), classify("合作", "直播", "头部")
    ('F', 'S', 'T')
    """
    who = owner.strip().casefold()
    if who in _SELF:
        return "S" if carrier.strip().casefold() in _SHELF else "F"
    if who in _PARTNER:
        return "T" if level.strip().casefold() in _HEAD or followers >= head else "A"
    return UNKNOWN


def words_of(letter: str) -> tuple[str, ...]:
    """The names that stand for a position, in the order in which they are declared."""
    return tuple(word for word, of in _LETTER_OF.items() if of == letter)


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
        f'IF({is_any("owner", _SELF)},IF({is_any("carrier", _SHELF)},"S","F"),'
        f'IF({is_any("owner", _PARTNER)},IF({is_any("level", _HEAD)}+(followers>=head)>0,"T","A"),"?"))'
    ),
)
def fact_channel(
    owner: Text, carrier: Text, level: Text = "", followers: Count = 0.0, head: Count = HEAD_FOLLOWERS
) -> Text:
    """The position of the FACT matrix that a row of sales belongs to: F, A, T or S.

    一行成交属于哪个阵地：F 自播、A 达人矩阵、T 头部达人、S 搜索商城；看不出归属的记为“?”，不猜。

    Parameters
    ----------
    owner : text
        Whose channel sold: 自营 (self, seller) or 合作 (partner, creator).
        谁卖的：自营或合作（英文 self、partner 亦可）。
    carrier : text
        Carrier of the sale: 直播, 短视频, 图文, 商品卡, 其他.
        成交载体：直播、短视频、图文、商品卡、其他。
    level : text, optional
        Level of the creator; 头部 (head) makes a partner's row T.
        达人等级；“头部”使合作行归入 T。
    followers : count, optional
        Followers of the creator; as many as `head` make a partner's row T.
        达人粉丝数；达到 head 即归入 T。
    head : count, optional
        Followers from which a creator is head; 5,000,000 is the trade's habit and our default.
        头部门槛粉丝数；默认 500 万，是行业惯例，由本工具选定。

    Returns
    -------
    text
        One letter a row; "?" where the owner is unknown.
        每行一个字母；看不出归属得“?”。

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


TOTAL: Final = "合计"
_ORDERS, _REFUND = 0, 1
_HEADING: Final = (
    *((text, None) for text in ("阵地", "GMV", "占比", "播放", "GPM", "花费", "CPM", "ROI")),
    *((text, _ORDERS) for text in ("订单", "笔单价")),
    *((text, _REFUND) for text in ("退款", "退款率", "退后ROI")),
)
_SHARE_HEADING: Final = ("阵地", "GMV", "占比")
_PARTITION: Final = tuple(p.letter for p in POSITIONS if not p.overlay)
_OVERLAY: Final = next(p.letter for p in POSITIONS if p.overlay)

_NAMED: Final = {word: letter for word, letter in _LETTER_OF.items() if letter != UNKNOWN}
_LETTERS_FORMULA: Final = (
    f"names,{array_of(tuple(_NAMED))},codes,{array_of(tuple(_NAMED.values()))},"
    f'letters,MAP(channel,LAMBDA(name,IFERROR(INDEX(codes,XMATCH(TRIM(name),names)),"{UNKNOWN}"))),'
    f"counted,MAP(channel,LAMBDA(name,ISERROR(XMATCH(TRIM(name),{array_of(TOTALS)}))*1)),"
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
        f"heading_plain,HSTACK({_heading_cells(None)}),"
        f"heading_longer,IF(with_orders,HSTACK(heading_plain,{_heading_cells(_ORDERS)}),heading_plain),"
        f"heading,IF(with_refund,HSTACK(heading_longer,{_heading_cells(_REFUND)}),heading_longer),"
        "line,LAMBDA(label,mask,LET(sold,total_of(mask,gmv),seen,total_of(mask,plays),spent,total_of(mask,cost),"
        'enough,LAMBDA(ratio,IF(N(spent)<least_cost,"",ratio)),'
        "plain,HSTACK(label,sold,over(sold,whole,1),seen,over(sold,seen,1000),spent,enough(over(spent,seen,1000)),"
        "enough(over(sold,spent,1))),"
        "longer,IF(with_orders,LET(placed,total_of(mask,orders),HSTACK(plain,placed,over(sold,placed,1))),plain),"
        "IF(with_refund,LET(back,total_of(mask,refund),HSTACK(longer,back,over(back,sold,1),"
        'enough(over(IF((sold="")+(back="")>0,"",sold-back),spent,1)))),longer))),'
        + _stack_formula(f'(letters="{_OVERLAY}")*known')
    ),
)
def fact_compare(
    channel: Column[Text],
    gmv: Column[Money],
    plays: Column[Count],
    cost: Column[Cost],
    orders: Column[Count] | None = None,
    refund: Column[Money] | None = None,
    least_cost: Cost = 0.0,
) -> Table:
    """The comparison table of the positions: sums first, ratios of the sums after, a total below.

    各阵地对比表：先求和，再算比率，末行合计；按 F、A、T、S 排列，带表头。

    Parameters
    ----------
    channel : text column
        Position of each row: F, A, T, S, or a name such as 自播; C rows stand beside, 合计 rows are passed over.
        每行的阵地：F、A、T、S 或名称（如自播）；C 另列，不计入合计；合计行跳过；认不出的归“?”。
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
    refund : money column, optional
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

    Examples
    --------
    >>> fact_compare(["A", "F"], [3_000, 100_000], [20_000, 3_000_000], [10_000, 20_000])
    [['阵地', 'GMV', '占比', '播放', 'GPM', '花费', 'CPM', 'ROI'],
     ['F', 100000.0, 0.970873786407767, 3000000.0, 33.333333333333336, 20000.0, 6.666666666666667, 5.0],
     ['A', 3000.0, 0.02912621359223301, 20000.0, 150.0, 10000.0, 500.0, 0.3],
     ['合计', 103000.0, 1.0, 3020000.0, 34.10596026490066, 30000.0, 9.933774834437086, 3.433333333333333]]
    """
    measures = [gmv, plays, cost, *(extra for extra in (orders, refund) if extra is not None)]
    letters, known = _rows(channel, measures)
    with_orders, with_refund = orders is not None, refund is not None
    heading = [text for text, shown in _HEADING if shown is None or (with_orders, with_refund)[shown]]
    everything = total(gmv[known & (letters != _OVERLAY)])

    def line(label: str, mask: MaskArray) -> list[Cell]:
        sums = [total(measure[mask]) for measure in measures]
        return _line(label, sums, everything, with_orders, with_refund, least_cost)

    return [heading, *_stacked(letters, known, known & (letters == _OVERLAY), line)]


def _rows(channel: TextArray, measures: Sequence[Array]) -> tuple[TextArray, MaskArray]:
    """The letter of each row, and which rows count: not the total rows, not the blank ones."""
    letters = np.array([letter_of(text) for text in channel], dtype=object)
    counted = np.array([text.strip().casefold() not in TOTALS for text in channel], dtype=np.bool_)
    filled = np.array([bool(text.strip()) for text in channel], dtype=np.bool_)
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
        f"flagged,IF(ISOMITTED(campaign),0,MAP(campaign,LAMBDA(flag,"
        f"ISERROR(XMATCH(TRIM(flag),{array_of(_NO_CAMPAIGN)}))*1))),"
        + _stack_formula(f'known*((letters="{_OVERLAY}")+flagged>0)')
    ),
)
def fact_share(channel: Column[Text], gmv: Column[Money], campaign: Column[Text] | None = None) -> Table:
    """Each position's share of the sales: F, A, T and S make up the whole, C stands beside it.

    各阵地占比：F、A、T、S 合成 100%；C 与它们重叠，另列在合计之下。

    Parameters
    ----------
    channel : text column
        Position of each row: F, A, T, S, or a name such as 自播; C rows stand beside, 合计 rows are passed over.
        每行的阵地：F、A、T、S 或名称（如自播）；C 另列，不计入合计；合计行跳过；认不出的归“?”。
    gmv : money column
        Sales of each row, yuan.
        每行成交金额（元）。
    campaign : text column, optional
        The campaign that each row belongs to, or 1; blank, 0, 否 and no are none. Flagged rows make up C.
        每行所属的活动名称，或 1；空白、0、否为不属于活动；有标记的行合成 C，同时仍计入自己的阵地。

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
    overlay = letters == _OVERLAY
    if campaign is not None:
        overlay = overlay | ~np.isin([text.strip().casefold() for text in campaign], _NO_CAMPAIGN)
    everything = total(gmv[known & (letters != _OVERLAY)])

    def line(label: str, mask: MaskArray) -> list[Cell]:
        sold = total(gmv[mask])
        return [label, sold, _over(sold, everything)]

    return [list(_SHARE_HEADING), *_stacked(letters, known, known & overlay, line)]


def total(values: Array) -> float | None:
    """The sum of the numbers present; None where there is none: missing is not zero."""
    present = values[np.isfinite(values)]
    return float(present.sum()) if len(present) else None


def _line(
    label: str,
    sums: list[float | None],
    whole: float | None,
    with_orders: bool,
    with_refund: bool,
    least_cost: float,
) -> list[Cell]:
    gmv, plays, cost, *rest = sums
    spent = None if cost is None or cost < least_cost else cost
    line: list[Cell] = [label, gmv, _over(gmv, whole), plays, _over(gmv, plays, 1000)]
    line += [cost, _over(spent, plays, 1000), _over(gmv, spent)]
    if with_orders:
        orders = rest.pop(0)
        line += [orders, _over(gmv, orders)]
    if with_refund:
        refund = rest.pop(0)
        net = None if gmv is None or refund is None else gmv - refund
        line += [refund, _over(refund, gmv), _over(net, spent)]
    return line


def _over(top: float | None, bottom: float | None, scale: float = 1) -> float | None:
    """A ratio of sums: None where either is missing, NaN over zero."""
    if top is None or bottom is None:
        return None
    return top / bottom * scale if bottom else np.nan
