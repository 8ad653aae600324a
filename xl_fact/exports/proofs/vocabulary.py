"""Words that say what a row is: those for a total, and those that a column may hold."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xl_fact.core import numbers, vocabulary
from xl_fact.exports.formats.format import Layout
from xl_fact.exports.formats.headings import normal
from xl_fact.exports.proofs.record import Check
from xl_fact.exports.tables.cells import Cells

_TOTAL: Final = "合计"
_FURTHER: Final = (
    "总额", "总共", "共", "合計", "総計", "小計", "總計", "總和", "합계", "총계", "소계", "tổng số", "jumlah total",
    "keseluruhan", "รวม", "รวมทั้งหมด", "ยอดรวม", "gesamt", "gesamtsumme", "summe", "totale", "total geral", "total general",
    "suma", "итого", "всего", "totaal", "全部汇总", "本月累计", "当月累计", "月累计", "本年累计", "本周累计", "累计值",
    "全月", "Σ", "∑", "month to date", "mtd", "month total", "all days", "月度总数", "月度合计", "月度汇总",
)  # fmt: skip
TOTALS: Final = frozenset(map(normal, (*vocabulary.TOTALS, *_FURTHER)))
"""How exports call a row that sums others, in the normal form of headings."""

AVERAGES: Final = frozenset(
    map(
        normal,
        (
            "平均", "平均值", "平均数", "均值", "日均", "日均值", "每日平均", "average", "averages", "avg", "avg.", "mean",
            "daily average", "trung bình", "rata-rata", "ค่าเฉลี่ย", "durchschnitt", "promedio", "média", "среднее", "평균",
        ),
    )
)  # fmt: skip
"""How exports call a row that holds the averages of the others."""

COMPARED: Final = frozenset(
    map(
        normal,
        (
            "环比", "同比", "上月同期", "去年同期", "同期", "上月", "上周", "上周同期", "上年同期", "环比增长",
            "同比增长", "环比增幅", "同比增幅", "目标", "月目标", "月度目标", "本月目标", "目标值", "完成率",
            "达成率", "目标完成率", "目标达成率", "时间进度", "差额", "last month", "previous period", "last period",
            "target", "goal", "mom", "yoy", "achievement", "completion rate",
        ),
    )
)  # fmt: skip
"""How people call a row below their days that compares them: with another month, or with what was aimed at."""

_ENDINGS: Final = ("合计", "总计", "小计", "合計", "小計", "總計", "subtotal", "sub-total", "grandtotal")
_SUMMED: Final = re.compile(
    r"(?:[本全上当]?[年月周日期页店]|店铺|整体|数据|总)?(?:合计|总计|小计|汇总|共计|总和|总)"
    r"(?:金额|额|数|数据|数值|值|行|项|量|栏|row|line|amount|value)"
    r"|(?:店铺|[本全当]?[月店周期]度?|数据|整体)汇总|(?:total|sum)(?:s|row|line|amount|value|sum)"
)
"""Further ways to say it, which are no end of a name."""
_SUBTOTAL: Final = re.compile(
    r".+\s(?:汇总|合计|总和|求和|total|sum|gesamt|resultado)"
    r"|(?:全部?|所有)(?:的)?(?:素材|计划|账[户号]|户|店铺?|天|日|场次?|作品|视频|商品|达人|主播|直播间|平台|渠道|班次?|时段)"
    r"|[两二三四五六七八九十\d]{1,3}个?(?:账户|账号|户|店)合并|all\s[a-z]+s",
    re.IGNORECASE,
)
_SIGNS: Final = ("计", "計", ":", "：", ")", "）")
"""How such a word ends when it begins with a digit: 6月1日小计."""
_OF_SO_MANY: Final = re.compile(
    r"(?:grand\s*)?total\s*(?:of|for|from)\s*[\d,]+(?:\s[a-z ]{1,20})?"
    r"|(?:总计|合计|总共|共计|共)\s*[\d,]+\s*[条个行项](?:结果|记录|数据|计划|广告|商品|视频|达人|订单|素材|作品|账户)?",
    re.IGNORECASE,
)
"""A total that says of how many: "Total of 7 results"."""
_COUNT: Final = re.compile(r"\((?:共?[\d,]+)?(?:条|行|个|项|元|万元|天|rows|items|days)?\)$")

_OURS: Final = {
    "carrier": (vocabulary.CARRIERS, ("直播", "短视频", "商品卡", "图文", "其他")),
    "owner": (vocabulary.OWNERS, ("自营", "合作")),
    "level": (vocabulary.LEVELS, ()),
}
"""The dimensions whose words are closed in every export: the trade's words, and ours into which a format turns its own."""


def closed(layout: Layout) -> dict[str, frozenset[str]]:
    """The words that each closed column of a layout may hold.

    A format says them itself (`words`), or by what it turns them into (`values`); where it says nothing of an owner, a
    carrier or a creator's level, the words of the trade are all there are.
    """
    told = dict(layout.words)
    for key, (trade, ours) in _OURS.items():
        if key not in told:
            words = layout.values.get(key) or {word for group in trade.groups for word in group.words}
            told[key] = frozenset({*words, *ours})
    return told


_MOST: Final = 20
"""How many unknown words are kept apart."""


def is_total(cell: Any) -> bool:
    """Whether a cell says that its row is a total.

    Examples
    --------
    >>> is_total(" 合计："), is_total("Total"), is_total("全部商品"), is_total("本页合计"), is_total("合计(4条)")
    (True, True, False, True, True)
    >>> is_total("Total of 1,207 campaigns"), is_total("共 7 条结果"), is_total("共7天打卡")
    (True, True, False)
    >>> is_total("6月1日小计"), is_total("合计金额"), is_total("店铺汇总"), is_total("Sub-total"), is_total("新品汇总")
    (True, True, True, True, False)
    """
    return _says_total(_base(cell))


def is_average(cell: Any) -> bool:
    """Whether a cell says that its row averages the others.

    Examples
    --------
    >>> is_average("日均"), is_average("Average:"), is_average("平均客单价")
    (True, True, False)
    """
    return _base(cell) in AVERAGES


def is_subtotal(cell: Any) -> bool:
    """Whether a cell may say that its row sums the ones above it, as a spreadsheet's subtotals do.

    Examples
    --------
    >>> is_subtotal("甲店 汇总"), is_subtotal("Shop A Total"), is_subtotal("新品汇总")
    (True, True, False)
    >>> is_subtotal("全部素材"), is_subtotal("All creators"), is_subtotal("两户合并"), is_subtotal("1日")
    (True, True, True, False)
    """
    return isinstance(cell, str) and len(cell) < 200 and _SUBTOTAL.fullmatch(cell.strip()) is not None


def is_compared(cell: Any) -> bool:
    """Whether a cell in place of a day says that its row compares the days with something else.

    Examples
    --------
    >>> is_compared("上月同期"), is_compared("完成率："), is_compared("6月1日")
    (True, True, False)
    """
    return _base(cell) in COMPARED


def is_summary(cell: Any) -> bool:
    """Whether a cell says any of these."""
    return isinstance(cell, str) and len(cell) < 200 and _sums_up(cell)


@lru_cache(maxsize=1 << 14)
def _sums_up(word: str) -> bool:
    """The same of a text; a column says its words in each of its blocks again."""
    base = _base(word)
    return (bool(base) and (_says_total(base) or base in AVERAGES or base in COMPARED)) or is_subtotal(word)


def _base(cell: Any) -> str:
    """A short text without what may stand behind its word; "" where there is none."""
    if isinstance(cell, str) and len(cell) < 50 and _OF_SO_MANY.fullmatch(cell.strip()):
        return _TOTAL
    if (
        not isinstance(cell, str)
        or len(cell) >= 20
        or (cell[:1].isdigit() and not cell.rstrip().endswith(_SIGNS))
    ):
        return ""
    base = normal(cell).rstrip(":：")
    return _COUNT.sub("", base) if base.endswith(")") else base


def _says_total(base: str) -> bool:
    if base in TOTALS or base.endswith(_ENDINGS):
        return bool(base)
    if "/" in base:
        return all(map(_says_total, base.split("/")))
    return _SUMMED.fullmatch(base) is not None


def alike(words: frozenset[str]) -> frozenset[str]:
    """Words in their normal form; with one that says "total", every one that does."""
    plain = frozenset(normal(word) for word in words)
    return plain | TOTALS if plain & TOTALS else plain


_COUNTED: Final = (
    "这些行计入总数，不归入任何一类",
    "they count in the total and belong to no kind",
)
_NOT_COUNTED: Final = ("这些行没有计入", "they were not counted")


@dataclass
class Vocabulary:
    """The words of one column: what is known, and what came that isn't.

    Parameters
    ----------
    key : str
        The dimension, or "" when the column only tells which rows count.
    heading : str
        As the file writes it.
    known : frozenset of str
        In the normal form of headings.
    """

    key: str
    heading: str
    known: frozenset[str]
    rows: Counter[str] = field(default_factory=Counter)
    sums: Counter[str] = field(default_factory=Counter)
    first: list[int] = field(default_factory=list)

    def unknown(self, cells: Cells) -> NDArray[np.bool_]:
        """Which cells hold a word that is not known."""
        return cells.where(self.is_unknown)

    def is_unknown(self, cell: Any) -> bool:
        """Whether a cell's word is not known."""
        if cell is None or cell == "" or (isinstance(cell, str) and numbers.is_missing(cell)):
            return False
        word = normal(str(cell))
        return word not in self.known and word not in TOTALS

    def note(
        self, mask: NDArray[np.bool_], cells: Cells, money: NDArray[np.float64] | None, rows: NDArray[Any]
    ) -> None:
        """Remember the unknown words of some rows, and what these rows sum to."""
        for n in np.flatnonzero(mask).tolist():
            word = str(cells.at(n)).strip()[:40]
            word = word if word in self.rows or len(self.rows) < _MOST else "…"
            self.rows[word] += 1
            if money is not None and money[n] == money[n]:
                self.sums[word] += float(money[n])  # type: ignore[assignment]
            if len(self.first) < 5:
                self.first.append(int(rows[n]))

    def checks(self, sheet: str, counted: bool) -> list[Check]:
        """One check: that every word is known."""
        if not self.rows:
            return [
                Check(
                    "words",
                    (f"列“{self.heading}”的词都认识", f"every word of column '{self.heading}' is known"),
                    "pass",
                    sheet,
                )
            ]
        zh = "、".join(f"“{w}” {n:,} 行，合计 {self.sums[w]:,.2f}" for w, n in self.rows.most_common())
        en = ", ".join(f"'{w}' {n:,} rows, {self.sums[w]:,.2f} in all" for w, n in self.rows.most_common())
        zh_then, en_then = _COUNTED if counted else _NOT_COUNTED
        cause = f"{zh_then}；认得的话，把词加进格式文件", f"{en_then}; add the word to the format file"
        return [
            Check(
                "words",
                (
                    f"列“{self.heading}”有不认识的词：{zh}",
                    f"column '{self.heading}' has words that are not known: {en}",
                ),
                "fail",
                sheet,
                0.0,
                float(sum(self.rows.values())),
                sum(self.rows.values()),
                tuple(self.first),
                cause,
            )
        ]
