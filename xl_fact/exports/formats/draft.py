"""A new format from one table: what its columns mean by name, by value and by the ratios that the file gives itself."""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xl_fact.core import numbers
from xl_fact.exports import dates
from xl_fact.exports.columns import DIMENSIONS, MEASURES, REASONS, ROLES
from xl_fact.exports.dialect import Signs, pointed
from xl_fact.exports.formats.draft_column import DraftColumn, Floats
from xl_fact.exports.formats.format import Ratio
from xl_fact.exports.formats.formula import Formula, Term, formula_of
from xl_fact.exports.formats.headings import CURRENCIES, ISO, normal, split, unit
from xl_fact.exports.formats.payment import PLACED, on_delivery, payments
from xl_fact.exports.formats.recognise import Header
from xl_fact.exports.formats.splits import added, split_by_scope, whole_of_carriers
from xl_fact.exports.formats.synonyms import (
    CUMULATIVE,
    DAILY,
    GOODS,
    HOME,
    NUMBERS,
    OTHER_DAYS,
    PLATFORMS,
    RATE,
    ROLE_WORDS,
    TRADE,
    WHERE,
    Synonyms,
    base_of,
    named_platforms,
    of_the_role,
    of_the_trade,
    plain_of,
    platform_of,
)
from xl_fact.exports.proofs.vocabulary import is_total
from xl_fact.texts import folded
from xl_fact.words import Lang, say

CARRIERS: Final = ("直播", "短视频", "商品卡", "图文", "其他")
LEFT: Final = "-"
"""The answer that leaves a column out."""

_IDS: Final = ("order_id", "product_id", "content_id", "account_id", "campaign_id")
_NAMES: Final = ("account", "content", "product", "campaign")
_KEYS: Final = ("date", *_IDS, *_NAMES, "start", "carrier", "owner", "status", "source", "level", "channel")
_WORDED: Final = ("carrier", "owner")
_COMMISSIONS: Final = 4
"""From so many columns about commissions on, orders may be told of for their sake."""

_OF_CONTENT: Final = ("sessions", "works", "posts")
_PAIRED: Final = 40
"""Among so many columns a pair is looked for that gives a ratio."""

_PROBED: Final = 12
"""In so many rows a pair is tried first."""

_SURE: Final = 3
"""So many rows that tell of a ratio prove what it is made of."""

_CURRENCY: Final = re.compile(
    r"(?:^|\s)(¥|￥|₫|đ|฿|₱|£|€|us\$|s\$|r\$|\$|rp|rm|usd|vnd|idr|myr|thb|php|sgd|gbp|eur|cny)\s?-?\d|\d\s?(₫|đ|元|円)",
    re.IGNORECASE,
)
_DAYS: Final = re.compile(
    r"(?:统计|数据)?(?:日期|时间)|date|day|time|ngày|thờigian|tanggal|waktu|วันที่|fecha|data|dia"
)
"""Headings of days in general."""

_REFUNDED: Final = {"gmv_paid": "refund_paid", "gmv_platform": "refund_platform"}
"""Sales, and the refunds that belong to them."""

_LED: Final = re.compile("间接|引流|indirect")
_DIRECT: Final = re.compile("直接|direct")
_ENDS: Final = re.compile("下播|关播|结束|end")
_HOURLY: Final = re.compile("^(?:单小时|每小时)|(?:每小时|/hour|/小时|perhour)$")
_EVER: Final = re.compile("总|累计|历史|total")
_UNITS: Final = (1.0, 60.0, 1 / 60)
"""What minutes, hours and seconds are multiplied by to be minutes."""

_DOLLARS: Final = re.compile(r"us\$|usd|美元|美金|[a-z]\$")
_YUAN: Final = re.compile("人民币|cny|rmb")
_ELSEWHERE: Final = re.compile("[\u3040-\u30ff銷額廣費訂單數總價賣買點擊轉實際應貨鋪網頁戶東門體]")
"""Letters of Japanese, and characters that are written so in Taiwan, Hong Kong or Japan and not on the mainland."""

_AMOUNT: Final = re.compile("金额|花费|消耗|销售额|成交额|货款|佣金|sales|revenue|cost|spend|amount|gmv")
"""Headings of money that nobody knows by heart."""

_MEMBERS: Final = re.compile("会员|顾客|消费(?:次数|笔数|者)|储值")
_OF_ADS: Final = re.compile(
    "roi|roas|cpm|cpc|cpa|ctr|clicks?|impression|campaign|budget|creative|曝光|展示|展现|点击|计划|预算|广告|投放|投流|推广|千川"
)
"""Headings that stand beside what was spent on ads."""

_PROFIT: Final = re.compile("利润|毛利|profit|margin")
_INVERSE: Final = re.compile("roi|roas|投产|投入产出")
"""Ratios of what was sold to what was spent."""

_COMMON: Final = ("gmv_platform", "gmv_paid", "cost", "refund_paid", "commission", "orders", "items")
"""What figures of a table of sales mean most often."""

UNIT: Final = "单位"
"""What is asked of a duration besides what it means: ``直播时长:单位``."""

DURATIONS: Final = {"分钟": 1.0, "小时": 60.0, "秒": 1 / 60}
"""What such a duration is multiplied by to be minutes."""

SPECIAL: Final = ("platform", "currency", "role")
"""What is asked of a table besides its columns."""

_ALONE: Final = {"$": ""}
"""Signs of more than one currency."""


@dataclass(frozen=True)
class Question:
    """What the file can't prove: what is asked (a heading, "platform" …), and the likely answers."""

    about: str
    zh: str
    en: str
    answers: tuple[str, ...] = ()
    needed: bool = True

    def text(self, lang: Lang) -> str:
        """The question with its likely answers."""
        return say(lang, self.zh, self.en) + (f" [{' / '.join(self.answers)}]" if self.answers else "")


class Draft:
    """A format being drafted from one table.

    Parameters
    ----------
    name : str
        The file's name without its ending.
    sheet : str
        The sheet's name.
    header : Header
        Its headings.
    rows : sequence of rows
        The rows below, as many as are looked at.
    synonyms : Synonyms
        What the known formats tell of headings.
    answers : mapping
        Heading (or "platform", "currency", "role", or "heading:word") → what the person says it means.
    """

    def __init__(
        self,
        name: str,
        sheet: str,
        header: Header,
        rows: Sequence[Sequence[Any]],
        synonyms: Synonyms,
        answers: Mapping[str, str] | None = None,
    ):
        self.name, self.sheet, self.header, self.synonyms = name, sheet, header, synonyms
        self.answers = {normal(about): answer for about, answer in (answers or {}).items()}
        width = len(header.texts)
        rows = [[*row, *[""] * (width - len(row))] for row in rows if any(str(cell).strip() for cell in row)]
        rows = [
            row
            for row in rows
            if sum(1 for cell in row if str(cell).strip()) > 1 and tuple(row) != header.texts
        ]
        while rows and not any(re.search(r"\d", str(cell)) for cell in rows[0]):
            rows = rows[1:]  # a second row of headings, or of their definitions
        self.totals = [n for n, row in enumerate(rows) if any(is_total(cell) for cell in row)]
        self.rows = [row for n, row in enumerate(rows) if n not in set(self.totals)] or rows
        self.columns = [
            DraftColumn(place, text, mark, [row[place] for row in self.rows])
            for place, (text, mark) in enumerate(zip(header.texts, header.names, strict=True))
            if mark
        ]
        self.ratios: dict[str, Formula] = {}
        self.written: dict[int, tuple[int, bool]] = {}
        self.sums: dict[str, str] = {}
        self.unmeasured: list[DraftColumn] = []
        said = [name, sheet, *header.texts]
        names = set(map(normal, header.texts))
        self.special = {
            about: answer
            for about in SPECIAL
            if (answer := self.answers.get(about)) and not _of_a_column(about, answer, names)
        }
        self.sold_on = self._sold_on()
        found = platform_of(said) or self._on_its_own()
        self.platform = self.special.get("platform", found[0] if len(found) == 1 else "")
        self.platforms = found
        self.currency = self.special.get("currency", self._currency()).upper()
        self.decimal = self._decimal()
        for column in self.columns:
            self._look(column)
        self.role, self.roles = self._role()
        for column in self.columns:
            self._name(column)
        self._own_columns()
        self._running()
        self._only_day()
        self._day_of_orders()
        self._refunds()
        self._direct()
        self._minutes()
        self._prove()
        self._part_rivals()
        split_by_scope(self.columns, self.role)
        whole_of_carriers(self.columns, self.role)
        self._pair()
        spelled = {column.key for column in self.columns}
        self.ratios = {
            h: f for h, f in self.ratios.items() if all(not t.key or t.key in spelled for t in f.terms)
        }
        self.paid, self.strange = self._paid()
        self.on_delivery = on_delivery(self.columns) if self.paid.get("time") else None
        self.words = self._words()

    def _currency(self) -> str:
        """The currency of the headings, of the cells, or of a platform that has only one.

        "" where they disagree, where a sign is that of several currencies, and where one heading of money says
        another currency than the platform's and the next says none.
        """
        homes = {HOME.get(key, "") for key in ([self.platform] if self.platform else self.platforms)}
        home = homes.pop() if len(homes) == 1 else ""
        told = {split(text)[1] for text in self.header.texts} - {""}
        words = " ".join(map(folded, self.header.texts))
        if told:
            plain = "$" in words and not _DOLLARS.search(words)
            if told == {"USD"} and plain:
                return ""
        else:
            cells = {str(cell) for row in self.rows[:200] for cell in row if isinstance(cell, str)}
            words = " ".join([words, *(cell for cell in cells if len(cell) < 30)])
            signs = {
                (m[1] or m[2]).lower() for cell in cells if len(cell) < 30 and (m := _CURRENCY.search(cell))
            }
            told = {_ALONE.get(sign, CURRENCIES.get("¥" if sign == "￥" else sign, "")) for sign in signs}
        if told == {"CNY"} and not home and not _YUAN.search(words) and _ELSEWHERE.search(words):
            return ""  # 元 is Taiwan's too, and ¥ Japan's
        if len(told) != 1:
            return "" if told else home
        code = told.pop()
        return "" if code not in (home, "CNY") and self._unsaid() else code

    def _unsaid(self) -> bool:
        """Whether a column of money says no currency, neither in its heading nor beside its figures."""
        return any(
            not split(column.heading)[1]
            and self._is_money(column)
            and not any(isinstance(cell, str) and _CURRENCY.search(cell) for cell in column.cells[:200])
            and any(
                isinstance(cell, str | int | float) and re.search("[1-9]", str(cell)) for cell in column.cells
            )
            for column in self.columns
        )

    def _is_money(self, column: DraftColumn) -> bool:
        """Whether a heading tells of an amount of money."""
        keys = of_the_trade(base_of(column.name), "") or self.synonyms.keys(column.name, self.platform, "")[0]
        known = keys[0] in MEASURES and MEASURES[keys[0]].unit == "money" if keys else False
        return known or (not keys and _AMOUNT.search(column.name) is not None)

    def _sold_on(self) -> tuple[DraftColumn | None, dict[str, str]]:
        """The column every word of which names one platform, and what each is called by us."""
        for column in self.columns:
            if not WHERE.fullmatch(column.name):
                continue
            words = [str(cell).strip() for cell in column.cells]
            told = {word: named_platforms([word]) for word in dict.fromkeys(words)}
            if told and all(len(found) == 1 for found in told.values()):
                return column, {word: found[0] for word, found in told.items()}
        return None, {}

    def _on_its_own(self) -> list[str]:
        """The platforms that a column of platforms or shops names, in whatever row."""
        column, words = self.sold_on
        if column is not None:
            return list(dict.fromkeys(words.values()))
        cells = [
            str(cell) for c in self.columns if WHERE.fullmatch(c.name) for cell in dict.fromkeys(c.cells)
        ]
        return named_platforms(cells)

    def _own_columns(self) -> None:
        """The columns that say of each row which platform it is of, and in which currency."""
        column = self.sold_on[0]
        if column is not None and not column.key and column.how[1] != "you said so":
            column.key, column.reason, column.how = "platform", "", ("列里的词", "its words")
        for column in self.columns:
            named = re.fullmatch(TRADE["currency"], column.name) and column.how[1] != "you said so"
            if named and column.cells and all(str(cell).strip().upper() in ISO for cell in column.cells):
                column.key, column.reason, column.how = "currency", "", ("列里的词", "its words")

    def _is_book(self) -> bool:
        """Whether this looks like a book of days: dates, sales and what was spent, and nothing that has a number."""
        keys = {key for column in self.columns for key in of_the_trade(column.name, "")}
        dated = any(column.kind == "date" and _DAYS.fullmatch(column.name) for column in self.columns)
        return dated and bool(keys & {"gmv_platform", "gmv_paid"}) and "cost" in keys and not keys & set(_IDS)

    def _decimal(self) -> str:
        """The decimal sign of the file's figures, as far as they tell."""
        signs = Signs()
        for column in self.columns:
            for cell in column.cells[:500]:
                if isinstance(cell, str) and len(cell) < 30:
                    signs.see(cell)
        return "comma" if signs.comma and not signs.point else "point"

    def _look(self, column: DraftColumn) -> None:
        """What kind of cells a column has."""
        told = [
            cell
            for cell in column.cells
            if not (isinstance(cell, str) and numbers.is_missing(cell.strip("\t '")))
        ]
        told = [cell for cell in told if cell is not None and cell != ""]
        cells = [pointed(cell) for cell in column.cells] if self.decimal == "comma" else column.cells
        column.values, bad = numbers.parse_many(cells)
        column.values = column.values * unit(column.heading, not re.search("时长|duration", column.name))
        if not told:
            column.kind = "empty"
            return
        plain = [str(cell).strip("\t '\u200b") for cell in told]
        digits = [
            text for text in plain if re.fullmatch(r"[0-9A-Za-z_-]{12,}", text) and re.search(r"\d{4}", text)
        ]
        counted = not bad.any() and not all(re.fullmatch(r"20\d{6}", text) for text in plain)
        if not counted and any(
            not dates.parse_many(told, form)[1].any() for form in ("", "dmy", "mdy", "end")
        ):
            column.kind = "date"
        elif _DAYS.search(column.name) and not dates.parse_many(told, "md")[1].any():
            column.kind, column.dates = "date", "md"
        elif len(digits) == len(plain):
            column.kind = "id"
        elif not bad.any():
            column.kind = "number" if (np.nan_to_num(column.values) != 0).any() else "zero"
        else:
            column.kind = "text"

    def _role(self) -> tuple[str, list[str]]:
        """What the rows tell of, and the likeliest where it isn't clear."""
        ranked = self.synonyms.roles([column.name for column in self.columns], self.platform)
        likely = [role for role, _ in ranked[:4]]
        if self._is_book() and "daily" in ROLES:
            likely = ["daily", *(role for role in likely if role != "daily")]
        if "role" in self.special:
            return self.special["role"], likely
        text = " ".join(map(normal, (self.name, self.sheet, *self.header.texts)))
        by_word = [role for role, words in ROLE_WORDS.items() if any(word in text for word in words.split())]
        if by_word:
            return (by_word[0] if len(by_word) == 1 else ""), list(dict.fromkeys([*by_word, *likely]))
        means = {key for column in self.columns for key in of_the_trade(column.name, "ads")}
        stated = any(
            column.name in self.synonyms.statuses or re.fullmatch("订单状态|orderstatus", column.name)
            for column in self.columns
        )
        earned = sum("佣金" in column.name or "commission" in column.name for column in self.columns)
        if (
            "order_id" in means and stated
        ):  # with much about commissions they may be a creator's or an agency's
            return ("orders" if earned < _COMMISSIONS else ""), list(
                dict.fromkeys(["orders", "commissions", *likely])
            )
        if "cost" in means and means & {"impressions", "clicks", "campaign_id"} and "order_id" not in means:
            return "ads", likely
        return "", likely

    def _fits(self, column: DraftColumn, key: str) -> bool:
        """Whether the cells of a column can be of this meaning."""
        if key in MEASURES:
            minutes = MEASURES[key].unit == "minutes"
            return column.kind in ("number", "zero", "empty") or (minutes and column.kind in ("text", "date"))
        if DIMENSIONS[key].kind in ("day", "time"):
            return column.kind in ("date", "empty") or (
                column.kind in ("number", "id") and self._daily(column)
            )
        return column.kind != "date"

    @staticmethod
    def _daily(column: DraftColumn) -> bool:
        """Whether numbers are days: 20260601."""
        return not dates.parse_many(column.cells)[1].any()

    def _name(self, column: DraftColumn) -> None:
        """What a column's heading says, where its cells don't speak against it."""
        answer = self.answers.get(column.name, self.answers.get(normal(column.heading), ""))
        if column.name in self.special:
            answer = ""
        if answer == LEFT:
            column.reason, column.how = "unused", ("你说的", "you said so")
        elif answer:
            column.key, column.how = answer, ("你说的", "you said so")
        if answer:
            return
        keys, sure = self.synonyms.keys(column.name, self.platform, self.role)
        base = base_of(column.name)
        if (
            not sure
            and base != column.name
            and base not in {base_of(c.name) for c in self.columns if c is not column}
        ):
            more, sure = self.synonyms.keys(base, self.platform, self.role)
            sure = sure and bool(of_the_trade(base, self.role)) and set(keys) <= set(more[:1])
            keys = list(dict.fromkeys([*more, *keys]))
        plain = plain_of(column.name)
        if not keys and plain not in {plain_of(c.name) for c in self.columns if c is not column}:
            keys, sure = of_the_trade(plain, self.role), bool(self.role)
            sure = sure and len(keys) == 1 and column.name not in self.synonyms.uses
        reason = self.synonyms.reason(column.name, self.platform, self.role)
        if GOODS.fullmatch(column.name):
            column.reason, column.how = "unused", ("货品成本，不是投放", "what the goods cost, no ad spend")
            return
        fitting = [key for key in keys if self._fits(column, key)]
        if fitting[:1] == ["refund_paid"]:
            sure = self.role == "orders"
        if fitting[:1] == ["refund_platform"]:  # or of what was paid, where the table tells of that too
            sure = sure and not any(
                "gmv_paid" in of_the_trade(base_of(c.name), self.role) for c in self.columns
            )
        if reason == "personal" or (reason == "ratio" and not re.search("时长|duration", column.name)):
            column.reason, column.how = reason, ("列名", "its name")
        elif sure and fitting and fitting[0] == keys[0] and not self._doubted(column, fitting[0]):
            column.key, column.how, column.candidates = fitting[0], ("列名", "its name"), fitting
        elif fitting:
            column.candidates = fitting
        elif RATE.search(column.name) and not re.search("时长|duration", column.name):
            column.reason, column.how = "ratio", ("列名", "its name")
        elif reason and not (reason == "ratio" and re.search("时长|duration", column.name)):
            column.reason, column.how = reason, ("列名；别的格式也不取", "its name; no other format takes it")
        if column.open and column.kind == "text":
            self._by_words(column)

    def _doubted(self, column: DraftColumn, key: str) -> bool:
        """Whether something in the file speaks against what a heading says, or leaves it open."""
        if key in DIMENSIONS and of_the_role(column.name, self.role) == key:
            return False
        others = [other for other in self.columns if other is not column]
        if key in MEASURES:
            measure, base = MEASURES[key], base_of(column.name)
            if CUMULATIVE.search(column.name) and self.role in DAILY:
                return True
            if key == "cost" and self._of_others(column, others):
                return True
            if key in ("gmv_direct", "gmv_led") and not any(
                {"gmv_paid", "gmv_platform"} & set(of_the_trade(other.name, self.role)) for other in others
            ):
                return True  # a part without its whole: it may be all there is
            if base != column.name and base in {base_of(other.name) for other in others}:
                return True  # a part of what another column tells of
            scoped = {base_of(other.name) for other in others if base_of(other.name) != other.name}
            if self.role in _OF_CONTENT and measure.unit == "money" and column.name in scoped:
                return True  # the account's, where another column has the content's own
            told = {role for tier in measure.truth for role in tier}
            if self.role in _OF_CONTENT and not told & {"orders", "products"} and self._of_products():
                return True  # the content's, said again for each product
            if measure.unit == "minutes":  # or seconds, or hours
                return column.kind in ("number", "zero", "empty") and not re.search("分钟|min", column.name)
            counted = {role for tier in measure.truth for role in tier}
            return (
                bool(self.role)
                and self.role not in counted
                and self.role not in ("market", "commissions", "control")
            )
        if key == "order_id":
            return any(
                NUMBERS.search(other.name)
                and other.kind in ("id", "number", "text")
                and not of_the_trade(other.name, "")
                and other.name not in self.synonyms.uses
                for other in others
            )
        if (
            key == "date"
            and column.name not in ("日期", "date")
            and column.name not in self.synonyms.payments
        ):
            return any(
                other.kind == "date"
                and not OTHER_DAYS.search(other.name)
                and not of_the_trade(other.name, "")
                for other in others
            )
        return False

    @staticmethod
    def _of_others(column: DraftColumn, others: Sequence[DraftColumn]) -> bool:
        """Whether a cost may be another than that of ads: what members spend, or what the goods cost.

        It may where a profit stands beside it, or nothing that tells of ads.
        """
        if "消费" in column.name:
            return any(_MEMBERS.search(other.name) for other in others)
        plain = column.name in ("cost", "costs", "成本", "总成本", "expenses", "expense")
        return plain and (
            any(_PROFIT.search(other.name) for other in others)
            or not any(_OF_ADS.search(other.name) for other in others)
        )

    def _running(self) -> None:
        """Leave out what is the running sum of another column: only the other tells of the rows themselves."""
        if not any(column.kind == "date" for column in self.columns):
            return
        figures = [column for column in self.columns if column.kind == "number"]
        for long, short in itertools.permutations(figures[:_PAIRED], 2):
            told = long.how[1] == "you said so" or long.reason == "unused"
            if not told and _sums_up(long.values, short.values):
                long.key, long.reason = "", "unused"
                long.how = (f"“{short.heading}”逐行累加", f"the running sum of '{short.heading}'")

    def _of_products(self) -> bool:
        """Whether there is a row for each product of a content."""
        return any("product_id" in of_the_trade(column.name, self.role) for column in self.columns)

    def _only_day(self) -> None:
        """Where no column is the day yet and one alone holds days that could be it, it is."""
        days = [column for column in self.columns if column.kind == "date" and not column.reason]
        if any(column.key in ("date", "published", "start") for column in self.columns) or len(days) != 1:
            return
        (day,) = days
        form = day.dates if day.dates == "md" else ""
        moments = dates.parse_many(day.cells, form)[0]
        whole = bool((moments[~np.isnat(moments)] == moments[~np.isnat(moments)].astype("M8[D]")).all())
        named = _DAYS.fullmatch(day.name) is not None and whole and self.role not in ("", "works", "posts")
        ordered = self.role == "orders" and not OTHER_DAYS.search(PLACED.sub("", day.name))
        if self.role == "orders" and day.open:
            day.candidates = ["date"]
        if day.open and (ordered or (named and not self._told_apart())):
            day.key, day.how = "date", ("唯一的日期列", "the only days there are")

    def _day_of_orders(self) -> None:
        """Orders are of the day on which they were paid; where they don't tell it and another day may be meant, ask."""
        days = [column for column in self.columns if column.key == "date"]
        if self.role != "orders" or any(column.how[1] == "you said so" for column in days):
            return
        paid = [c for c in payments(self.columns, self.synonyms.payments) if c.reason != "unused"]
        for column in days:
            other = OTHER_DAYS.search(PLACED.sub("", column.name)) or re.search("结算|动账", column.name)
            if column not in paid and (paid or other):
                column.key, column.candidates, column.how = "", ["date"], ("", "")
        if len(paid) == 1:
            paid[0].key, paid[0].how = "date", ("付款的时间", "when they were paid")
            for column in self.columns:
                if column.open and column.kind == "date" and column is not paid[0]:
                    column.reason = "unused"
                    column.how = (f"按“{paid[0].heading}”归日", f"of the day of '{paid[0].heading}'")

    def _told_apart(self) -> bool:
        """Whether rows tell of works or sessions by their numbers, whose day is that of their start."""
        return self.role in _OF_CONTENT and any(
            "content_id" in of_the_trade(column.name, self.role) for column in self.columns
        )

    def _refunds(self) -> None:
        """Refunds are of the one kind of sales that the table tells of."""
        sold = {column.key for column in self.columns} & set(_REFUNDED)
        if len(sold) != 1 or self.role in ("", "orders", "aftersales"):
            return
        meant = _REFUNDED[sold.pop()]
        for column in self.columns:
            if (
                column.open
                and meant in column.candidates
                and set(column.candidates) <= {*_REFUNDED.values(), "refund"}
            ):
                column.key, column.how = meant, ("成交只有一种口径", "of the only sales there are")

    def _direct(self) -> None:
        """Sales that are the sum of two columns in every row, one direct and one led: the whole and what is direct."""
        money = [column for column in self.columns if column.kind == "number" and self._sold(column)]
        for led in money:
            if not (mark := _LED.search(led.name)):
                continue
            near = {
                led.name.replace(mark[0], ""),
                *(led.name.replace(mark[0], word) for word in ("直接", "direct")),
            }
            for direct in (column for column in money if column.name in near):
                wholes = [
                    column
                    for column in money
                    if column not in (led, direct) and added([led, direct], column, exactly=True)
                ]
                if len(wholes) == 1:
                    self._whole(wholes[0], direct, led)

    def _whole(self, whole: DraftColumn, direct: DraftColumn, led: DraftColumn) -> None:
        """Name a whole and its direct part, as far as that is open."""
        meant = [key for key in self._sold(whole) if key in _REFUNDED]
        how = (f"等于“{direct.heading}”加“{led.heading}”", f"is '{direct.heading}' and '{led.heading}'")
        if len(meant) != 1 or any(c.key == meant[0] for c in self.columns if c is not whole):
            return
        if whole.open:
            whole.key, whole.how = meant[0], how
        if whole.key == meant[0] and (direct.open or direct.key == "gmv_direct"):
            direct.key, direct.how = "gmv_direct", how
            self.sums[whole.key] = f"gmv_direct + '{led.heading.replace(chr(39), '’')}'"
        if led.open:
            led.reason, led.how = "unused", how

    def _sold(self, column: DraftColumn) -> list[str]:
        """Which sales a heading may tell of, whatever they are of."""
        base = base_of(_DIRECT.sub("", _LED.sub("", column.name)))
        return [key for key in of_the_trade(base, self.role) if key.startswith("gmv_")]

    def _minutes(self) -> None:
        """In which unit a duration is: its heading, end less start, or sales by the hour tell, else a person."""
        for column in self.columns:
            said = column.key in MEASURES and MEASURES[column.key].unit == "minutes"
            said = said and column.how[1] == "you said so"
            guessed = column.open and column.candidates == ["live_minutes"]
            if column.kind != "number" or not (said or guessed):
                continue
            proofs = (self._in_heading(column), self._between(column), self._by_hour(column))
            answer = self.answers.get(normal(f"{column.heading}:{UNIT}"), "")
            if proof := next((proof for proof in proofs if proof is not None), None):
                column.key, column.scale, column.how = column.key or "live_minutes", *proof
            elif answer:
                column.key, column.scale = column.key or "live_minutes", DURATIONS[answer]
            elif said:
                self.unmeasured.append(column)

    @staticmethod
    def _in_heading(column: DraftColumn) -> tuple[float, tuple[str, str]] | None:
        """The unit of a duration where its heading says it."""
        units = (
            ("小时|hours?\\b|\\(h\\)", 60.0),
            ("分钟|\\(分\\)|min", 1.0),
            ("秒|seconds?|\\(s\\)", 1 / 60),
        )
        for words, scale in units:
            if re.search(words, folded(column.heading)):
                return scale, ("列名里的单位", "the unit in its name")
        return None

    def _between(self, column: DraftColumn) -> tuple[float, tuple[str, str]] | None:
        """The unit of a duration by the moments between which it lies."""
        starts = [c for c in self.columns if c.key == "start"]
        ends = [c for c in self.columns if c.kind == "date" and _ENDS.search(c.name)]
        if len(starts) != 1 or len(ends) != 1:
            return None
        first, last = (dates.parse_many(c.cells)[0] for c in (starts[0], ends[0]))
        minutes = (last - first) / np.timedelta64(1, "m")
        told = np.isfinite(minutes) & np.isfinite(column.values) & (minutes > 0)
        fitting = [
            scale
            for scale in _UNITS
            if told.any()
            and (np.abs(column.values[told] * scale - minutes[told]) <= 1 + 0.06 * (scale == 60)).all()
        ]
        if len(fitting) != 1:
            return None
        return fitting[0], (
            f"等于“{ends[0].heading}”减“{starts[0].heading}”",
            f"is '{ends[0].heading}' less the start",
        )

    def _by_hour(self, column: DraftColumn) -> tuple[float, tuple[str, str]] | None:
        """The unit of a duration by sales, or anything else known, by the hour."""
        for hourly in self.columns:
            name = _HOURLY.sub("", hourly.name)
            sold = [
                c
                for c in self.columns
                if c.key in MEASURES and c.name in (name, f"直播间{name}", base_of(name))
            ]
            if name == hourly.name or len(sold) != 1 or hourly.kind != "number":
                continue
            fitting = []
            for scale in _UNITS:
                formula = formula_of(f"{sold[0].key} / live_minutes * 60")
                values = {sold[0].key: sold[0].values, "live_minutes": column.values * scale}
                if self._reproduces(hourly, formula, values, least=1):
                    fitting.append((scale, formula))
            if len(fitting) == 1:
                self.ratios[hourly.heading] = fitting[0][1]
                return fitting[0][0], (f"算得出“{hourly.heading}”", f"gives '{hourly.heading}'")
        return None

    def _by_words(self, column: DraftColumn) -> None:
        """A column all of whose words are those of a carrier, or say who sells, is that."""
        words = {str(cell).strip() for cell in column.cells if not numbers.is_missing(str(cell).strip())}
        known = {*CARRIERS, *self.synonyms.words.get("carrier", {})}
        taken = {c.key for c in self.columns}
        how = ("列里的词", "its words")
        if words and words <= known and len(words & set(CARRIERS)) and "carrier" not in taken:
            column.candidates = list(dict.fromkeys(["carrier", *column.candidates]))
            if column.candidates == ["carrier"] and len(words) > 1:
                column.key, column.how = "carrier", how
        elif words and all(_owner(word) for word in words) and "owner" not in taken:
            column.key, column.how = "owner", how

    def _values(
        self, options: Mapping[str, Sequence[DraftColumn]], formula: Formula
    ) -> Iterator[dict[str, DraftColumn]]:
        """Every choice of columns for the terms of a formula."""
        names = list(dict.fromkeys(term.name for term in formula.terms))
        lists = [self._columns_for(term, options) for term in dict.fromkeys(formula.terms)]
        if (
            any(not columns for columns in lists)
            or np.prod([float(len(columns)) for columns in lists]) > 4000
        ):
            return
        by_name = dict(zip([term.name for term in dict.fromkeys(formula.terms)], lists, strict=True))
        for choice in itertools.product(*(by_name[name] for name in names)):
            if len({column.place for column in choice}) == len(choice):
                yield dict(zip(names, choice, strict=True))

    def _columns_for(self, term: Term, options: Mapping[str, Sequence[DraftColumn]]) -> list[DraftColumn]:
        """The columns that may be a term."""
        if term.heading:
            return [column for column in self.columns if column.name == term.name]
        return list(options.get(term.key, ()))

    def _prove(self) -> None:
        """Compute the file's ratios from the columns that may be theirs: what gives them is what they are made of."""
        options: dict[str, list[DraftColumn]] = {}
        for column in self.columns:
            for key in [column.key] if column.key else column.candidates:
                options.setdefault(key, []).append(column)
        for column in self.columns:
            definitions = self.synonyms.ratios.get(column.name, [])
            if column.reason != "ratio" or column.kind != "number":
                continue
            found: list[tuple[Ratio, dict[str, DraftColumn]]] = []
            for ratio in definitions:
                if ratio.formula is None or ratio.unless is not None:
                    continue
                found += [
                    (ratio, choice)
                    for choice in self._values(options, ratio.formula)
                    if self._reproduces(column, ratio.formula, {name: c.values for name, c in choice.items()})
                ]
            texts = {ratio.formula.text for ratio, _ in found if ratio.formula}
            places = {tuple(sorted((name, c.place) for name, c in choice.items())) for _, choice in found}
            if len(texts) != 1 or len(places) != 1:
                continue
            ratio, choice = found[0]
            assert ratio.formula is not None
            self.ratios[column.heading] = ratio.formula
            for term in ratio.formula.terms:
                made = choice[term.name]
                if term.key and not made.key:
                    made.key, made.how = term.key, (f"算得出“{column.heading}”", f"gives '{column.heading}'")

    def _pair(self) -> None:
        """Of ratios that are still unexplained, the one pair of columns that gives them."""
        figures = [c for c in self.columns if c.kind == "number" and c.reason not in ("ratio", "personal")][
            :_PAIRED
        ]
        for column in self.columns:
            if column.reason != "ratio" or column.kind != "number" or column.heading in self.ratios:
                continue
            found = []
            near = self._near(column, figures)
            for (n, over), (m, under) in itertools.permutations(enumerate(figures), 2):
                if not near[n, m]:
                    continue
                for per in (" %", " * 1000", ""):
                    formula = formula_of(f"{_term(over)} / {_term(under)}{per}")
                    values = {formula.over[0].name: over.values, formula.under[0].name: under.values}
                    if self._reproduces(column, formula, values):
                        found.append((over, under, formula))
                        break
            taken = [one for one in found if one[0].key and one[1].key]
            if any(self._upside_down(column, over, under) for over, under, _ in found):
                continue
            if len(found) == 1 or len(taken) == 1:
                over, under, formula = found[0] if len(found) == 1 else taken[0]
                self.ratios[column.heading] = formula
                self._told(column, over, under)

    def _near(self, column: DraftColumn, figures: Sequence[DraftColumn]) -> NDArray[np.bool_]:
        """Which pairs of figures, one over the other, give a ratio in its first rows: only these are worth all of them."""
        rows = np.flatnonzero(np.isfinite(column.values) & (column.values != 0))[:_PROBED]
        values = np.array([figure.values[rows] for figure in figures]).reshape(len(figures), len(rows))
        with np.errstate(all="ignore"):
            ratio = values[:, None, :] / values[None, :, :]
        shown = column.values[rows]
        places, percent = _written(column.cells)
        step = 0.55 * 10.0**-places * (0.01 if percent else 1.0)
        near = np.zeros(ratio.shape[:2], dtype=np.bool_)
        for times, scale in ((1.0, 1.0), (1.0, 0.01), (1000.0, 1.0)):
            off = np.abs(ratio * times - shown * scale)
            near |= ((off <= step * scale + 2e-9 * np.abs(ratio * times)) | ~np.isfinite(ratio)).all(axis=-1)
        return near

    def _upside_down(self, column: DraftColumn, over: DraftColumn, under: DraftColumn) -> bool:
        """Whether two columns give a known ratio the wrong way round: then their names are swapped, and both are asked."""
        sold = over.key == "cost" and under.key.startswith("gmv_") and _INVERSE.search(column.name)
        if not sold:
            return False
        for made, other in ((over, under.key), (under, over.key)):
            if made.how[1] != "you said so":
                made.candidates, made.key = [other, made.key], ""
                made.how = (
                    f"与“{column.heading}”正好颠倒",
                    f"just the wrong way round for '{column.heading}'",
                )
        return True

    def _told(self, column: DraftColumn, over: DraftColumn, under: DraftColumn) -> None:
        """What the formats that know a ratio by its name say of the two columns that give it."""
        known = [
            ratio.formula for ratio in self.synonyms.ratios.get(column.name, ()) if ratio.formula is not None
        ]
        for made, sides in ((over, [f.over for f in known]), (under, [f.under for f in known])):
            keys = {terms[0].key for terms in sides if len(terms) == 1 and terms[0].key}
            keys -= {other.key for other in self.columns}
            if made.open and keys:
                made.candidates = [key for key in made.candidates if key in keys] or sorted(keys)

    def _reproduces(
        self, column: DraftColumn, formula: Formula, values: Mapping[str, Floats], least: int = _SURE
    ) -> bool:
        """Whether a formula gives what the column shows, in enough rows and in every one, as far as it is rounded."""
        calculated, under = formula.calculated(lambda name: values[name])
        told = np.isfinite(calculated) & np.isfinite(column.values) & (under != 0) & (column.values != 0)
        if len(set(column.values[told].tolist())) < least:
            return False
        if column.place not in self.written:
            self.written[column.place] = _written(column.cells)
        places, percent = self.written[column.place]
        for scale in (1.0, 0.01) if formula.rate and not percent else (1.0,):
            unit = 0.5 * 10.0**-places * (0.01 if percent else scale)
            off = np.abs(calculated[told] - column.values[told] * scale)
            if (off <= unit * 1.02 + 1e-9 * np.abs(calculated[told])).all():
                return True
        return False

    def _part_rivals(self) -> None:
        """Where two columns mean the same, the one that a format names first; where none does, both are open."""
        for key in {column.key for column in self.columns} - {""}:
            rivals = [column for column in self.columns if column.key == key]
            said = [column for column in rivals if column.how[1] == "you said so"]
            if len(rivals) < 2:
                continue
            if not said:
                said = [column for column in rivals if of_the_role(column.name, self.role) == key]
                said = said if len(said) == 1 else []
            if (first := self._longer(rivals) or self._with_figures(rivals)) and not said:
                for column in rivals:
                    if column is not first:
                        column.key, column.candidates = "", [key]
                continue
            known = self.synonyms.column(rivals[0].name, key, self.platform)
            order = list(known.names) if known is not None else []
            listed = [column for column in rivals if column.name in order]
            scoped = any(base_of(column.name) != column.name for column in rivals)
            trade = [column for column in rivals if key in of_the_trade(column.name, self.role)]
            if key in DIMENSIONS and key not in _IDS and len(trade) == 1 and not said:
                said = trade
            if said or (len(listed) == len(rivals) and not scoped):
                first = said[0] if said else min(listed, key=lambda column: order.index(column.name))
                for column in rivals:
                    if column is not first:
                        column.key, column.reason = "", "unused"
                        column.how = (f"已取“{first.heading}”", f"'{first.heading}' is taken")
                continue
            finer = [column for column in rivals if re.match("子|sub|sku", column.name)]
            single = [c for c in rivals if len({str(cell) for cell in c.cells}) == len(c.cells) > 2]
            best = finer[0] if len(finer) == 1 else single[0] if len(single) == 1 else None
            for column in rivals:
                if key in _IDS and column is best:
                    column.how = ("每行不同，最细", "the finest: it tells the rows apart")
                    continue
                column.key, column.candidates = "", [key]

    def _with_figures(self, rivals: Sequence[DraftColumn]) -> DraftColumn | None:
        """Of columns that mean the same, the only one that says anything in this file."""
        told = [column for column in rivals if column.kind == "number"]
        silent = [column for column in rivals if column.kind in ("zero", "empty")]
        return told[0] if len(told) == 1 and len(silent) == len(rivals) - 1 else None

    def _longer(self, rivals: Sequence[DraftColumn]) -> DraftColumn | None:
        """Of a market's figure and the same since the beginning, which is never smaller, the one of the period."""
        if self.role != "market" or len(rivals) != 2:
            return None
        short, long = sorted(rivals, key=lambda column: len(column.name))
        if _EVER.sub("", long.name, count=1) != short.name:
            return None
        told = np.isfinite(short.values) & np.isfinite(long.values)
        return short if told.any() and (long.values[told] >= short.values[told]).all() else None

    def _paid(self) -> tuple[dict[str, Any], list[str]]:
        """Which orders count, and the words of status that nobody knows."""
        status = next(
            (c for c in self.columns if c.name in self.synonyms.statuses or c.key == "status"), None
        )
        if self.role != "orders" or status is None:
            return {}, []
        paid: dict[str, list[str]] = {"is": [], "open": []}
        strange = []
        for word in dict.fromkeys(str(cell).strip() for cell in status.cells if str(cell).strip()):
            told = self.synonyms.paid.get(normal(word), {})
            said = self.answers.get(normal(f"{status.heading}:{word}"), "")
            if said or len(told) == 1:
                paid[said or next(iter(told))].append(word)
            else:
                strange.append(f"{status.heading}:{word}")
        here = {normal(word) for words in paid.values() for word in words}
        if not all(word.isascii() for word in here):
            for word, told in sorted(self.synonyms.paid.items()):
                (answer, formats), *others = told.items()
                if not others and len(formats) > 1 and word not in here and re.match("[\u4e00-\u9fff]", word):
                    paid[answer].append(word)
        time = [
            column.heading
            for column in payments(self.columns, self.synonyms.payments)
            if column.key == "date" or column.name in self.synonyms.payments
        ]
        return {"column": status.heading, **paid, **({"time": time} if time else {})}, strange

    def _words(self) -> dict[str, dict[str, str]]:
        """The words of the dimensions that have ours; those that nobody knows are open."""
        found: dict[str, dict[str, str]] = {}
        if self.sold_on[0] is not None and self.sold_on[0].key == "platform":
            found["platform"] = self.sold_on[1]
        for column in self.columns:
            if column.key not in _WORDED:
                continue
            for word in dict.fromkeys(str(cell).strip() for cell in column.cells if str(cell).strip()):
                said = self.answers.get(normal(f"{column.heading}:{word}"), "")
                ours = {said} if said else self.synonyms.words.get(column.key, {}).get(normal(word), set())
                if not said and column.key == "carrier" and word in CARRIERS:
                    ours = {word}
                if not said and column.key == "owner" and _owner(word):
                    ours = {_owner(word)}
                if len(ours) == 1:
                    found.setdefault(column.key, {})[word] = next(iter(ours))
                elif not numbers.is_missing(word) and not is_total(word):
                    self.strange.append(f"{column.heading}:{word}")
        return found

    def key(self) -> tuple[str, ...]:
        """The dimensions that tell a row from all others, as few as there are; () where none do."""
        told = {
            column.key: column for column in self.columns if column.key in _KEYS and column.kind != "empty"
        }
        keys = [key for key in _KEYS if key in told]
        if self.role == "orders" and "order_id" in told:
            return tuple(key for key in ("order_id", "product_id") if key in told)
        for size in range(1, min(5, len(keys) + 1)):
            for some in itertools.combinations(keys, size):
                if set(some) - {"date"} or len(keys) == 1:
                    rows = [tuple(str(told[key].cells[n]) for key in some) for n in range(len(self.rows))]
                    named = any(key in (*_IDS, *_NAMES) for key in some) or (
                        some == ("date",) and len(rows) > 1
                    )
                    if named and len(set(rows)) == len(rows):
                        return some if "date" in some or "date" not in told else (*some, "date")
        return ()

    def questions(self) -> list[Question]:
        """What has to be asked before this is a format, the weightiest first."""
        asked = []
        keys = {column.key for column in self.columns}
        if not self.platform and "platform" not in keys:
            zh, en = f"[{self.name}] 是哪个平台的导出？", f"[{self.name}] which platform is it an export of?"
            asked.append(Question("platform", zh, en, tuple(self.platforms or PLATFORMS)))
        if not self.currency and "currency" not in keys:
            asked.append(
                Question(
                    "currency",
                    "金额是什么币种（如 CNY、USD、IDR）？",
                    "which currency (CNY, USD, IDR …)?",
                    self._likely_currencies(),
                )
            )
        if not self.role:
            asked.append(
                Question("role", "每一行说的是什么？", "what does a row tell of?", self._all_roles())
            )
        for about in self.strange:
            status = bool(self.paid) and about.startswith(self.paid["column"] + ":")
            zh, en = f"“{about}”怎么算？", f"what does '{about}' count as?"
            asked.append(Question(about, zh, en, ("is", "open") if status else CARRIERS))
        for column in self.unmeasured:
            zh = f"列“{column.heading}”（{column.samples}）是分钟、小时还是秒？"
            en = f"is column '{column.heading}' ({column.samples}) in minutes, hours or seconds?"
            asked.append(Question(f"{column.heading}:{UNIT}", zh, en, tuple(DURATIONS)))
        for column in sorted(self.columns, key=lambda c: not c.candidates):
            if column.open and (column.candidates or column.kind in ("number", "date", "id", "text")):
                zh = f"列“{column.heading}”（{column.samples}）是什么？"
                en = f"what is column '{column.heading}' ({column.samples})?"
                answers = (*column.candidates, LEFT) if column.candidates else (LEFT, *self._meanings(column))
                if CUMULATIVE.search(column.name) and self.role in DAILY:
                    answers = (LEFT, *column.candidates)
                asked.append(Question(column.heading, zh, en, answers, bool(column.candidates)))
        return asked

    def _meanings(self, column: DraftColumn) -> list[str]:
        """What a column of figures or days of which nothing is known may mean, as far as nothing else means it."""
        taken = {other.key for other in self.columns}
        if column.kind == "date":
            return ["date"] if "date" not in taken else []
        return [key for key in _COMMON if key not in taken] if column.kind == "number" else []

    def _likely_currencies(self) -> tuple[str, ...]:
        """The currencies that headings name, and the platform's own."""
        told = [code for text in self.header.texts if (code := split(text)[1])]
        return tuple(dict.fromkeys([*told, *([HOME[self.platform]] if self.platform in HOME else [])]))

    def _all_roles(self) -> tuple[str, ...]:
        """Every role, the likeliest first; a market's estimates, which no report counts, after those that it does."""
        likely = sorted(self.roles, key=lambda role: role == "market")
        likely = [role for role in likely if role != "control"]
        others = [role for role in ROLES if role not in ("control", "market", *likely)]
        if likely == ["market"]:
            likely = []
        return (*likely, *others, *(["market"] if "market" not in likely else []), "control")

    @property
    def measured(self) -> bool:
        """Whether any column is an amount or a number of something."""
        return any(column.key in MEASURES for column in self.columns)

    def lacks(self) -> tuple[str, str] | None:
        """What this would have to tell to be of any use and doesn't, in Chinese and English; None where it tells it."""
        keys = {column.key for column in self.columns}
        left = [column for column in self.columns if column.open]
        if not self.measured:
            names = [column.heading for column in left if column.kind == "number"]
            zh, en = "没有一列是金额或数量", "no column is an amount or a number of anything"
        else:
            names = [
                column.heading for column in left if column.kind == "date" or _DAYS.fullmatch(column.name)
            ]
            zh, en = "没有一列是日期", "no column is the day"
            if keys & {"date", "start", "published"} or not (names or self.role == "daily"):
                return None
        shown = names[:6]
        return (
            f"[{self.sheet}] {zh}" + (f"（没有说清的：{'、'.join(shown)}）" if shown else ""),
            f"[{self.sheet}] {en}" + (f" (open: {', '.join(shown)})" if shown else ""),
        )

    def lines(self, lang: Lang) -> list[str]:
        """What each column is taken for and how that is known."""
        width = max((len(column.heading) for column in self.columns), default=0)
        out = []
        for column in self.columns:
            if column.key:
                known = MEASURES.get(column.key) or DIMENSIONS[column.key]
                of = "".join(f"，{word}" for word in column.part.values())
                what = f"{say(lang, known.zh, known.en)} ({column.key}{of})"
            elif column.reason:
                what = "– " + say(lang, *REASONS[column.reason])
            else:
                what = say(lang, "? 不清楚", "? open")
            out.append(
                f"    {column.heading:<{width}}  {what}"
                + (f"  ← {say(lang, *column.how)}" if column.how[0] else "")
            )
        return out

    def sheet_toml(self, named: bool) -> list[str]:
        """Its ``[[sheets]]`` part; what is open is left out, with a comment."""
        parts = self._part_lines()
        wholes = {column.key for column in self.columns if column.part}
        taken = {c.key: c for c in self.columns if c.key and not c.part and c.key not in wholes}
        required = [key for key in taken if key in ("date", *_IDS) or key.startswith("gmv_") or key == "cost"]
        required = required or [key for key in taken if key in _NAMES] or list(taken)[:2]
        key = self.key()
        undated = self.role not in ("orders", "aftersales", "settlements", "commissions")
        replaces = (
            [*(k for k in key if k != "date"), *(["date", "until"] if undated else [])] if key else ["date"]
        )
        role = self.role or "market"
        out = [
            "[[sheets]]",
            *([f"names = [{quoted(self.sheet)}]"] if named else []),
            f"role = {quoted(role)}",
        ]
        if not self.role:
            out[-1] += "   # ? " + " ".join(self._all_roles())
        out += [f"replaces = [{', '.join(map(quoted, replaces))}]", f"key = [{', '.join(map(quoted, key))}]"]
        out += parts
        for dimension, told in self.words.items():
            words = told | (
                {word: word for word in CARRIERS if word not in told} if dimension == "carrier" else {}
            )
            pairs = ", ".join(f"{quoted(theirs)} = {quoted(ours)}" for theirs, ours in words.items())
            out.append(f"values.{dimension} = {{ {pairs} }}")
        ends = [
            f'until = {{ heading = {quoted(c.heading)}, dates = "end" }}'
            for c in taken.values()
            if self._spans(c)
        ]
        for title, keys in (("required", required), ("optional", [k for k in taken if k not in required])):
            out += ["", f"[sheets.{title}]", *(f"{k} = {self._spelled(taken[k])}" for k in keys)]
            out += ends if title == "optional" and "until" not in taken else []
        if self.ratios:
            out += [
                "",
                "[sheets.ratios]",
                *(f"{quoted(h)} = {quoted(f.text)}" for h, f in self.ratios.items()),
            ]
        if self.sums:
            out += ["", "[sheets.sums]", *(f"{key} = {quoted(text)}" for key, text in self.sums.items())]
        out += ["", "[sheets.ignored]"]
        for reason in REASONS:
            out_of = [c for c in self.columns if not c.key and (c.reason or "unused") == reason]
            left = [_called(column) for column in out_of if column.heading not in self.ratios]
            if left:
                out.append(f"{reason} = [{', '.join(map(quoted, left))}]")
        if self.paid:
            out += ["", "[sheets.paid]", f"column = {quoted(self.paid['column'])}"]
            out += [f"{k} = [{', '.join(map(quoted, v))}]" for k, v in self.paid.items() if k != "column"]
            if (on := self.on_delivery) is not None:
                brought = ", ".join(map(quoted, on.words))
                out.append(f"placed = {{ column = {quoted(on.column)}, is = [{brought}] }}")
        return out

    def _part_lines(self) -> list[str]:
        """The facts that a row yields besides its own, and what they leave of it."""
        groups: dict[tuple[tuple[str, str], ...], dict[str, DraftColumn]] = {}
        for column in self.columns:
            if column.part:
                groups.setdefault(tuple(column.part.items()), {})[column.key] = column
        if not groups:
            return []
        split = {key for taken in groups.values() for key in taken}
        whole = {c.key: c for c in self.columns if c.key in split and not c.part}
        lines = []
        for scope, taken in groups.items():
            constant = ", ".join(f"{key} = {quoted(word)}" for key, word in scope)
            columns = ", ".join(f"{key} = {self._spelled(c)}" for key, c in taken.items())
            lines.append(f"  {{ constant = {{ {constant} }}, columns = {{ {columns} }} }},")
        rest = ", ".join(f"{key} = {self._spelled(c)}" for key, c in whole.items())
        return ["parts = [", *lines, f"  {{ rest = true, columns = {{ {rest} }} }},", "]"]

    @staticmethod
    def _spans(column: DraftColumn) -> bool:
        """Whether the day's column holds spans, which have an end too."""
        if column.key != "date" or column.kind != "date":
            return False
        starts, ends = (dates.parse_many(column.cells, form)[0] for form in ("", "end"))
        return bool(
            (~np.isnat(starts) & ~np.isnat(ends) & (starts.astype("M8[D]") != ends.astype("M8[D]"))).any()
        )

    def _spelled(self, column: DraftColumn) -> str:
        """A column's heading in TOML, with what the known formats say of its sign and scale."""
        more = []
        known = self.synonyms.column(column.name, column.key, self.platform)
        if (known is not None and known.cost) or (
            known is None and column.key in ("platform_fee", "commission")
        ):
            more.append("cost = true")
        if column.scale != 1:
            more.append(f"scale = {column.scale}")
        elif known is not None and known.scale != 1:
            more.append(f"scale = {known.scale}")
        if column.dates:
            more.append(f"dates = {quoted(column.dates)}")
        elif known is not None and known.dates and dates.parse_many(column.cells)[1].any():
            more.append(f"dates = {quoted(known.dates)}")
        if known is not None and known.times and normal(known.times) in {c.name for c in self.columns}:
            more.append(f"times = {quoted(known.times)}")
        if self.on_delivery is not None and column.heading in self.paid["time"]:
            more.append(f"else = {quoted(self.on_delivery.placed)}")
        if known is not None and known.find:
            more.append(f"find = {quoted(known.find)}")
        text = quoted(column.heading)
        return f"{{ heading = {text}, {', '.join(more)} }}" if more else text


def _called(column: DraftColumn) -> str:
    """A heading that is left out; which one of several a person says by its number: ``Cost#2``."""
    number = column.name.partition("#")[2]
    return column.heading + (f"#{number}" if number and column.how[1] == "you said so" else "")


def _written(cells: Sequence[Any]) -> tuple[int, bool]:
    """With how many decimals figures are written, and whether in per cent."""
    texts = [str(cell) for cell in dict.fromkeys(cells)]
    found = [m for text in texts if (m := re.search(r"[.,](\d+)\D*$", text))]
    return max((len(m[1]) for m in found), default=0), any("%" in text for text in texts)


def _of_a_column(about: str, answer: str, names: Container[str]) -> bool:
    """Whether an answer is of a column that is called as one of the questions is."""
    meaning = answer == LEFT or answer in MEASURES or answer in DIMENSIONS
    return about in names and meaning and not (about == "role" and answer in ROLES)


def _sums_up(long: Floats, short: Floats) -> bool:
    """Whether one column holds the sums of another so far, from the first row on or from the last."""
    if (
        len(long) < _SURE
        or not (np.isfinite(long).all() and np.isfinite(short).all())
        or (long == short).all()
    ):
        return False
    close = 1e-9 * np.abs(long) + 0.006 * np.sqrt(len(long))
    return any(
        bool((np.abs(np.cumsum(one) - other) <= bound).all())
        for one, other, bound in ((short, long, close), (short[::-1], long[::-1], close[::-1]))
    )


def _term(column: DraftColumn) -> str:
    """A column as a formula names it."""
    return column.key if column.key in MEASURES else f"'{column.heading.replace(chr(39), '’')}'"


def _owner(word: str) -> str:
    """Whose sale a word says it is.

    Examples
    --------
    >>> _owner("买手合作"), _owner("店播"), _owner("直播")
    ('合作', '自营', '')
    """
    return "合作" if word.endswith("合作") else "自营" if re.search("自营|店播|自播", word) else ""


def heading_row(rows: Sequence[Header]) -> Header:
    """The row with the most texts, each of them once: the headings of a table that nobody knows."""
    return max(rows, key=lambda h: (h.filled, not any("#" in name for name in h.names), -h.row, -h.deep))


def quoted(text: str) -> str:
    """A TOML string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda m: f"\\u{ord(m[0]):04x}", escaped) + '"'


def toml_of(drafts: Sequence[Draft], key: str) -> str:
    """A format file of some drafts of one file.

    What nobody could prove stays empty there: a file in rupiah is never said to be in yuan.
    """
    first = drafts[0]
    platform = next((draft.platform for draft in drafts if draft.platform), "")
    currency = next((draft.currency for draft in drafts if draft.currency), "")
    unknown = "   # ? 没有写明 / not told by the file"
    lines = [
        f"key = {quoted(key)}",
        f"zh = {quoted(first.name)}",
        f"en = {quoted(first.name)}",
        f"platform = {quoted(platform)}" + ("" if platform else unknown),
        f"currency = {quoted(currency)}" + ("" if currency else unknown),
        "",
    ]
    for draft in drafts:
        lines += [*draft.sheet_toml(len(drafts) > 1), ""]
    return "\n".join(lines)
