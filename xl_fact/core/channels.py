"""The positions of the FACT matrix: names in both languages, order, and how a row is classified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from xl_fact.core.declare import spreadsheet_function
from xl_fact.core.kinds import Array, Cell, Column, Cost, Count, Money, Table, Text

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

_SELF: Final = frozenset({"自营", "自播", "商家", "官方", "self", "seller", "own", "shop"})
_PARTNER: Final = frozenset({"合作", "达人", "联盟", "partner", "creator", "affiliate"})
_SHELF: Final = frozenset(
    {"商品卡", "其他", "橱窗", "商城", "搜索", "店铺", "product card", "shop tab", "search", "other"}
)
_HEAD: Final = frozenset({"头部", "头部达人", "头部大v", "head", "top", "top-kol"})


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


@spreadsheet_function(
    family=FAMILY,
    zh="阵地归类",
    formula=(
        'IF(OR(owner="自营",owner="self"),'
        'IF(OR(carrier="商品卡",carrier="其他",carrier="橱窗",carrier="商城",carrier="搜索"),"S","F"),'
        'IF(OR(owner="合作",owner="partner"),IF(OR(level="头部",followers>=head),"T","A"),"?"))'
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


@spreadsheet_function(family=FAMILY, zh="阵地对比表", formula=None)
def fact_compare(
    channel: Column[Text],
    gmv: Column[Money],
    plays: Column[Count],
    cost: Column[Cost],
    orders: Column[Count] | None = None,
    refund: Column[Money] | None = None,
) -> Table:
    """The comparison table of the positions: sums first, ratios of the sums after, a total below.

    各阵地对比表：先求和，再算比率，末行合计；按 F、A、T、S 排列，带表头。

    Parameters
    ----------
    channel : text column
        Position of each row: F, A, T, S, or a name such as 自播; C rows are shown beside and not added.
        每行的阵地：F、A、T、S 或名称（如自播）；C 另列，不计入合计；认不出的归“?”。
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
    letters = np.array([letter_of(text) for text in channel], dtype=object)
    measures = [gmv, plays, cost, *(extra for extra in (orders, refund) if extra is not None)]
    rows = {
        p: [total(m[letters == p.letter]) for m in measures] for p in POSITIONS if (letters == p.letter).any()
    }
    whole = np.isin(letters, [p.letter for p in POSITIONS if p.overlay], invert=True)
    everything = [total(m[whole]) for m in measures]
    ordered = sorted(rows, key=lambda p: p.overlay)
    overlays = sum(p.overlay for p in ordered)
    table = [(p.letter, rows[p]) for p in ordered]
    table.insert(len(table) - overlays, (TOTAL, everything))
    with_orders, with_refund = orders is not None, refund is not None
    heading = [text for text, shown in _HEADING if shown is None or (with_orders, with_refund)[shown]]
    return [heading, *(_line(label, sums, everything[0], with_orders, with_refund) for label, sums in table)]


TOTAL: Final = "合计"
_ORDERS, _REFUND = 0, 1
_HEADING: Final = (
    *((text, None) for text in ("阵地", "GMV", "占比", "播放", "GPM", "花费", "CPM", "ROI")),
    *((text, _ORDERS) for text in ("订单", "笔单价")),
    *((text, _REFUND) for text in ("退款", "退款率", "退后ROI")),
)


def total(values: Array) -> float | None:
    """The sum of the numbers present; None where there is none: missing is not zero."""
    present = values[np.isfinite(values)]
    return float(present.sum()) if len(present) else None


def _line(
    label: str, sums: list[float | None], whole: float | None, with_orders: bool, with_refund: bool
) -> list[Cell]:
    gmv, plays, cost, *rest = sums
    line: list[Cell] = [label, gmv, _over(gmv, whole), plays, _over(gmv, plays, 1000)]
    line += [cost, _over(cost, plays, 1000), _over(gmv, cost)]
    if with_orders:
        orders = rest.pop(0)
        line += [orders, _over(gmv, orders)]
    if with_refund:
        refund = rest.pop(0)
        net = None if gmv is None or refund is None else gmv - refund
        line += [refund, _over(refund, gmv), _over(net, cost)]
    return line


def _over(top: float | None, bottom: float | None, scale: float = 1) -> float | None:
    """A ratio of sums: None where either is missing, NaN over zero."""
    if top is None or bottom is None:
        return None
    return top / bottom * scale if bottom else np.nan
