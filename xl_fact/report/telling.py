"""How figures are told: sentences over cells, amounts as people say them, lists of names.

A sentence that depends on what people may type is an `Expression`: `sentence` makes it from its words in both languages
and the cells in them, and the same tree is worked out for the text and written as the formula of the cell.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from xl_fact.engine.answers import Ranking
from xl_fact.report.formula import (
    Absolute,
    Choice,
    Expression,
    Joined,
    Literal,
    Parted,
    Written,
)
from xl_fact.report.model import Ledger
from xl_fact.report.month import Month
from xl_fact.words import Words, say

SIGNED_RATE: Final = "+0.0%;-0.0%;0.0%"
_SLOT: Final = re.compile(r"\{(\w+)(?::([^}]*))?\}")
NOTHING: Final[Expression] = Literal("")
_LARGE: Final = 1e4
"""From here on Chinese tells an amount in 万."""


def sentence(month: Month, zh: str, en: str, **parts: Expression | float | str) -> Expression:
    """A sentence over cells, in the report's language.

    Parameters
    ----------
    zh, en : str
        Its words. ``{name}`` is one of `parts` as text, ``{name:0.0%}`` a number by a format code, ``{name:money}`` an
        amount as people say it.
    **parts : Expression, float or str
    """
    said, found, end = month.say(zh, en), list[Expression](), 0
    for slot in _SLOT.finditer(said):
        found += [Literal(said[end : slot.start()]), _part(month, parts[slot[1]], slot[2])]
        end = slot.end()
    return Joined((*found, Literal(said[end:])))


def _part(month: Month, part: Expression | float | str, code: str | None) -> Expression:
    each = part if isinstance(part, Expression) else Literal(part)
    if code is None:
        return each
    found = amount(month, each) if code == "money" else Written(each, code)
    return found if each is part else Literal(told(found))


def amount(month: Month, held: Expression) -> Expression:
    """An amount as people say it: in 万, or with thousands."""
    unit, size = month.say(*month.unit), held if isinstance(held, Absolute) else Absolute(held)
    large = Joined((Written(held / _LARGE, "0.0"), Literal(f"万{unit}")))
    zh = Choice(size >= _LARGE, large, Joined((Written(held, "#,##0"), Literal(unit))))
    en = Joined((Literal(f"{unit} "), Written(held, "#,##0")))
    return say(month.lang, zh, en)


def money(month: Month, held: float) -> str:
    """The same of an amount that nobody can change."""
    return told(amount(month, Literal(held)))


def told(expression: Expression) -> str:
    """The text of an expression that looks at no cell."""
    return str(expression.value(Ledger()))


def where(condition: Expression, then: Expression, otherwise: Expression = NOTHING) -> Expression:
    """A part of a sentence where a condition holds, nothing or another elsewhere."""
    return Choice(condition, then, otherwise)


def parted(month: Month, parts: Sequence[Expression]) -> Expression:
    """Names or parts one after the other, those that are not empty."""
    return Parted(tuple(parts), month.say("、", ", "))


def listed(month: Month, names: Sequence[str]) -> str:
    """Names one after the other."""
    return month.say("、", ", ").join(names)


def quoted(month: Month, title: str) -> str:
    """The title of a work, which may hold commas of its own."""
    return month.say(f"“{title}”", f"'{title}'")


def dated(month: Month, title: str) -> str:
    """A title with the month's name behind it."""
    period = month.say(*month.period)
    return month.say(f"{title}（{period}）", f"{title} ({period})")


def strongest(values: Iterable[float], size: Callable[[float], float] = float) -> int:
    """The row whose value, or the size of it, is largest; what is unknown never is."""
    sizes = [size(v) if math.isfinite(v) else -math.inf for v in values]
    return sizes.index(max(sizes))


def beside(month: Month, top: Ranking, name: Words, reason: Words) -> str:
    """How the whole of a list stands beside the same part of the shop: both amounts, what lies between, and why; empty where
    they are equal or the list says nothing of where its sales belong.

    Parameters
    ----------
    name : Words
        What the list is of.
    reason : Words
        Why such a list and the shop's own figure may differ.
    """
    frame, places = month.frame, {place for place in top.places if place[1] or place[0]}
    owners = {owner for owner, carrier in places if not carrier}
    rows = [
        (owner, carrier) in places or ("", carrier) in places or owner in owners
        for owner, carrier in zip(frame["owner"], frame["carrier"], strict=True)
    ]
    shop = float(frame.loc[rows, "gmv"].sum())
    carriers = sorted({month.carrier(carrier) for _, carrier in places if carrier})
    what = month.say("、".join(carriers), ", ".join(carriers)) or month.say("同一部分", "the same part")
    if top.gmv != month.gmv:
        return month.say(
            f"{name.zh}按{top.gmv.words.zh}列，本报告按{month.gmv_words.zh}：两种成交额不相减",
            f"{name.en} tell {top.gmv.words.en} GMV, this report {month.gmv_words.en}: the two are not subtracted",
        )
    gap = top.whole - shop
    if not shop or abs(gap) < max(1, 1e-9 * shop):
        return ""
    whole, part, apart = (f"{amount:,.0f}" for amount in (top.whole, shop, gap))
    return month.say(
        f"{name.zh}合计 {whole} {month.unit.zh}，“FACT对比”里{what} {part} {month.unit.zh}，差 {apart}：{reason.zh}",
        f"{name.en} come to {month.unit.en} {whole}, {what} on FACT to {part}, {apart} apart: {reason.en}",
    )


class Channels:
    """The comparison of the channels, as sentences ask for it: a column by the name of the channel, known values only."""

    def __init__(self, ledger: Ledger):
        self.ledger, self.table = ledger, ledger.tables["compare"]
        self.names: list[str] = list(ledger.column("compare", "channel"))

    def total(self, key: str) -> float:
        """The month's figure; NaN when the report has none."""
        return float(self.ledger.total("compare", key)) if self.table.has(key) else math.nan

    def column(self, key: str) -> dict[str, float]:
        """A column by channel, where it is known."""
        if not self.table.has(key):
            return {}
        values = self.ledger.column("compare", key)
        return {name: float(v) for name, v in zip(self.names, values, strict=True) if math.isfinite(v)}

    def best(self, key: str) -> str:
        """The channel that is highest; empty where none is known."""
        values = self.column(key)
        return max(values, key=lambda name: values[name], default="")
