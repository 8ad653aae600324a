"""How figures are told: sentences over cells, amounts as people say them, lists of names.

A sentence that depends on what people may type is an `Expression`: `sentence` makes it from its words in both languages
and the cells in them, and the same tree is worked out for the text and written as the formula of the cell.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from xl_fact.engine.answers import Ranking
from xl_fact.report.formula import (
    Absolute,
    Aggregate,
    AsCell,
    Body,
    Choice,
    Every,
    Expression,
    Joined,
    Known,
    Literal,
    Only,
    Parted,
    Written,
)
from xl_fact.report.kinds import LEAST
from xl_fact.report.model import Ledger
from xl_fact.report.month import Month, bare, stretch
from xl_fact.words import Words, say

_SLOT: Final = re.compile(r"\{(\w+)(?::([^}]*))?\}")
NOTHING: Final[Expression] = Literal("")
_NAMED: Final = 3
"""So many accounts are named."""
_LARGE: Final = 1e4
"""From here on Chinese tells an amount in 万."""
_MILLION: Final = 1e6
"""From here on English tells a month's sum in millions."""
_WHOLE: Final = 1e3
"""From here on a sum is told without cents."""


NEVER: Final[Expression] = Literal(0.0).equals(1.0)
"""A condition that doesn't hold, whatever is filled in: a report that can't tell something keeps its formulas."""

ALIKE: Final = 0.999_999
"""The part of a value above which another is the same: sums of one thing in two orders differ by less."""

NEXT_TO_NOTHING: Final = 1e-6
"""What is not above it is 0 but for rounding."""


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
    behind = f" {unit}" if unit.isascii() else unit  # a code is no part of the number before it
    large = Joined((Written(held / _LARGE, "#,##0.0"), Literal(f"万{behind}")))
    zh = Choice(size >= _LARGE, large, Joined((Written(held, "#,##0"), Literal(behind))))
    en = Joined((Literal(f"{unit} "), Written(held, "#,##0")))
    return say(month.lang, zh, en)


def at_a_glance(month: Month, held: Expression) -> Expression:
    """A sum of the month in its largest unit: 万 or millions where it reaches one, else in full, a small one with cents.

    Without the name of the money, which stands before it in English and behind it in Chinese.
    """
    size = Absolute(held)
    small = Choice(size >= _WHOLE, Written(held, "#,##0"), Written(held, "#,##0.00"))
    unit, sign, code = say(month.lang, (_LARGE, "万", "#,##0.0"), (_MILLION, "M", "#,##0.00"))
    return Choice(size >= unit, Joined((Written(held / unit, code), Literal(sign))), small)


def money(month: Month, held: float) -> str:
    """The same of an amount that nobody can change."""
    return told(amount(month, Literal(held)))


def told(expression: Expression) -> str:
    """The text of an expression that looks at no cell."""
    return str(expression.value(Ledger()))


def where(condition: Expression, then: Expression, otherwise: Expression = NOTHING) -> Expression:
    """A part of a sentence where a condition holds, nothing or another elsewhere."""
    return Choice(condition, then, otherwise)


def refunds_to_come(month: Month) -> Expression:
    """That those of the last days are still to come, behind a figure that they would make worse."""
    return Literal(month.say("，近几天的退款还会来", "; recent orders can still be refunded"))


def settled(change: Expression, kind: str) -> Expression:
    """A change as it is; 0 where it shows as 0, so that it has no direction; "—" where there is none."""
    return Only(Known((change,)), Choice(Absolute(change) >= LEAST[kind], change, Literal(0.0)))


def differ(column: Body) -> Expression:
    """Whether some value of a column may be called its highest: two differ, and the highest is above 0."""
    most, least = (Aggregate(name, column) for name in ("MAX", "MIN"))
    return Every((most * ALIKE > least, most > NEXT_TO_NOTHING))


def parted(month: Month, parts: Sequence[Expression], mostly: int | None = None) -> Expression:
    """Names or parts one after the other, those that are not empty; room is kept for so many as there are mostly."""
    return Parted(tuple(parts), month.say("、", ", "), mostly)


def listed(month: Month, names: Sequence[str]) -> str:
    """Names one after the other."""
    return month.say("、", ", ").join(names)


def quoted(month: Month, title: str) -> str:
    """The title of a work, which may hold commas of its own."""
    return month.say(f"“{title}”", f"'{title}'")


def dated(month: Month, title: str) -> str:
    """A title with the month's name behind it."""
    period = month.say(*bare(month.period))
    return month.say(f"{title}（{period}）", f"{title} ({period})")


def leads(values: Iterable[float]) -> bool:
    """Whether the highest of some values may be called so: two differ, and the highest is above 0."""
    known = [value for value in values if math.isfinite(value)]
    return len(known) > 1 and max(known) > NEXT_TO_NOTHING and max(known) * ALIKE > min(known)


def strongest(values: Iterable[float], size: Callable[[float], float] = float) -> int:
    """The row whose value, or the size of it, is largest; what is unknown never is."""
    sizes = [size(v) if math.isfinite(v) else -math.inf for v in values]
    return sizes.index(max(sizes))


def beside(month: Month, top: Ranking, name: Words, counted: Words) -> str:
    """How the whole of a list stands beside the same sales of the shop, those of the same owner and carrier: both amounts, what
    lies between, and why where the figures show it; empty where they are equal or the list says nothing of where its sales
    belong.

    Parameters
    ----------
    name : Words
        What the list is of.
    counted : Words
        How such a list and the shop's own figure are counted: told where the figures don't show why they differ.
    """
    if top.gmv != month.gmv:
        return month.say(
            f"{name.zh}按{top.gmv.words.zh}列，本报告按{month.gmv_words.zh}：两种成交额不相减",
            f"{name.en} tell {top.gmv.words.en} GMV, this report {month.gmv_words.en}: the two are not subtracted",
        )
    listed = {place: sold for place, sold in top.parts.items() if any(place)}
    shop = {place: _of_shop(month, *place) for place in listed}
    gaps = {
        place: listed[place] - shop[place]
        for place in listed
        if shop[place] and not _equal(listed[place], shop[place])
    }
    if not gaps:
        return ""
    what = month.say("、", ", ").join(_place(month, *place) for place in sorted(gaps))
    sums = [sum(each[place] for place in gaps) for each in (listed, shop, gaps)]
    whole, part, apart = (f"{AsCell(amount):#,##0}" for amount in sums)
    line = month.say(
        f"{name.zh}里{what} {whole} {month.unit.zh}，“FACT对比”里 {part} {month.unit.zh}，差 {apart}",
        f"{name.en}: {what} {month.unit.en} {whole}; on FACT {part}, {apart} apart",
    )
    return line + (
        _shown(month, top, gaps)
        or _on_days(month, top, gaps, counted)
        or month.say(f"；从这些数看不出为什么。{counted.zh}", f"; the figures do not show why. {counted.en}")
    )


def _shown(month: Month, top: Ranking, gaps: Mapping[tuple[str, str], float]) -> str:
    """Which accounts are all that lies between a list and the shop; empty where none are."""
    missing: dict[str, float] = {}
    for owner, carrier in gaps:
        sold = month.lists.unlisted(top, owner, carrier) if top.role != "accounts" else {}
        if not sold or not _equal(-gaps[owner, carrier], sum(sold.values())):
            return ""
        missing |= sold
    names = sorted(missing, key=lambda name: (-missing[name], name))
    first = listed(month, [quoted(month, name) for name in names[:_NAMED]])
    if len(names) > _NAMED:
        first += month.say(f"等 {len(names)} 个", f" and others ({len(names)})")
    return month.say(
        f"：正是账号构成表里{first}的，清单没有列出",
        f": exactly the sales of {first} in the list of accounts, whom this list leaves out",
    )


def unlisted_days(month: Month, top: Ranking) -> dict[datetime.date, float]:
    """The days on which the shop's own LIVE sold and a list of sessions has none, each with what was sold."""
    if not top.days:
        return {}
    frame = month.frame
    live = frame[
        (frame["owner"] == "自营") & (frame["carrier"] == "直播") & (frame["until"] == frame["date"])
    ]
    sold = {day.date(): float(each) for day, each in live.groupby("date")["gmv"].sum().items()}
    return {day: each for day, each in sold.items() if each > 0 and day not in top.days}


def _on_days(month: Month, top: Ranking, gaps: Mapping[tuple[str, str], float], counted: Words) -> str:
    """What of a gap was sold on days that a list of sessions lacks; empty where it lacks none."""
    lacking = unlisted_days(month, top)
    if not lacking or set(gaps) != {("自营", "直播")}:
        return ""
    sold, days = sum(lacking.values()), stretch(top.days)
    rest = -sum(gaps.values()) - sold
    line = month.say(
        f"：清单只有{days.zh}的场次，自营直播在没有列出的 {len(lacking)} 天卖了 {AsCell(sold):#,##0}",
        f": it holds sessions of {days.en} only; on the {len(lacking)} days without any the shop's own LIVE sold "
        f"{AsCell(sold):#,##0}",
    )
    if _equal(sold + rest, sold):
        return line + month.say("，正是差的", ", which is all of it")
    return line + month.say(
        f"；其余 {AsCell(rest):#,##0}：{counted.zh}", f"; the other {AsCell(rest):#,##0}: {counted.en}"
    )


def _of_shop(month: Month, owner: str, carrier: str) -> float:
    """The GMV of an owner and a carrier; of all where one is not said."""
    frame = month.frame
    rows = (frame["owner"] == owner if owner else True) & (
        frame["carrier"] == carrier if carrier else frame["gmv"].notna()
    )
    return float(frame.loc[rows, "gmv"].sum())


def _place(month: Month, owner: str, carrier: str) -> str:
    """Whose sales by which carrier."""
    said = [month.owner(owner) if owner else "", month.carrier(carrier) if carrier else ""]
    return month.say("".join(said), " ".join(filter(None, said)))


def _equal(one: float, other: float) -> bool:
    """Whether two amounts are the same but for how they were added."""
    return abs(one - other) < max(1, 1e-9 * abs(other))


def sized_later(month: Month) -> str:
    """That the size of some creators is known of later days only; empty where none is."""
    days = month.books.sized.later
    if not days:
        return ""
    told = listed(month, [str(day) for day in days[:_NAMED]])
    return month.say(
        f"。有的达人到末日还没有登记粉丝数或等级，按最早的一次登记（{told}）",
        f". Of some creators followers or level were told only later: taken as first told ({told})",
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
