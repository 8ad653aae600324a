"""店铺: the shops side by side, adding up to the whole."""

from __future__ import annotations

import datetime
from typing import Any, Final

from xl_fact.report.formula import AsCell, At, Expression, Field, Joined, Known, Literal, SumIfs
from xl_fact.report.kinds import LEAST
from xl_fact.report.metrics import CHANNEL, SHOP, TOTAL, Columns, in_money
from xl_fact.report.model import Figure, Ledger, Table
from xl_fact.report.month import OWNERS, UNKNOWN, Month, stretch
from xl_fact.report.page import Band, Origin, Page, Texts, headline, note
from xl_fact.report.sections.profit import lines, planned_for, silent_shops, slots, summed
from xl_fact.report.sections.whose import BY_SHOP, Sales
from xl_fact.report.telling import NEVER, NOTHING, parted, sentence, where
from xl_fact.words import NO_WORDS, Words

LOSSES: Final = "shop_losses"
"""The table on 推导 of which of these lose."""
LOSING: Final = "channel_losses"
"""The table on 推导 of what is said of each channel that loses in some shop."""
_NAMED: Final = 5
"""So many shops are named; of more it is said how many."""


def _bands(month: Month, origin: Origin) -> list[Band] | None:
    if len(month.shops) < 2:
        return None
    bands: list[Band] = [headline("shops_sentence"), (_shops(month),)]
    if pairs := placed(month):
        bands += [(_by_channel(month, pairs),), note(month.say(*_NOTE))]
    return bands


def _shops(month: Month) -> Table:
    columns = Columns(month, {"shop": Field("shop")})
    columns.names("shop", SHOP, TOTAL, width=24)
    given: dict[str, list[Any]] = {"shop": [month.shop(shop) for shop in month.shops]}
    if not month.level:
        columns.add("days", Words("有数据（天）", "Days told (count)"), "days")
        given["days"] = [float(len(days_of(month, shop))) for shop in month.shops]
    columns.sums("gmv", named=True)
    columns.share("share", "gmv", Words("GMV 占比（%）", "GMV share (%)"))
    columns.sums("orders")
    columns.ratios("aov")
    columns.sums("base")
    columns.ratios("gpm", named=True)
    columns.sums("cost")
    columns.ratios("cpm roi")
    columns.sums("refund")
    columns.ratios("refund_rate net_roi")
    title = Words(f"各店对比 · {month.period.zh}", f"Shops compared · {month.period.en}")
    return Table("shops", title, tuple(columns), given)


_NOTE: Final = Words(
    "利润和“利润表”同一个算法（毛利率、佣金率在“说明”里改），按店铺、阵地分开加；各行相加等于全部",
    "Profit as on P&L (margin and rate are typed on About), summed by shop and channel; the rows add up to the whole",
)


def placed(month: Month) -> list[tuple[str, str]]:
    """Each shop with each channel that sold or cost anything in it; none of one shop, nor without sales."""
    return month.placed if len(month.shops) > 1 and month.coverage("gmv").days else []


def _by_channel(month: Month, pairs: list[tuple[str, str]]) -> Table:
    """What each channel left in each shop, by the lines of the P&L."""
    columns = Columns(month)
    columns.names("shop", SHOP, TOTAL, width=24)
    columns.names("channel", CHANNEL, width=18)
    creators = planned_for(
        month, BY_SHOP, [Sales(letter, shop) for shop, letter in pairs], ["shop", "channel"]
    )
    lines(month, columns, summed(shop=Field("shop"), channel=Field("channel")), creators)
    given: dict[str, list[Any]] = {
        "shop": [month.shop(shop) for shop, _ in pairs],
        "channel": [month.label(letter) for _, letter in pairs],
    }
    if creators is not None:
        given["creators"] = creators
    title = Words(f"各店各阵地留下多少 · {month.period.zh}", f"P&L by shop and channel · {month.period.en}")
    return Table(BY_SHOP, title, tuple(columns), given)


def workings(month: Month) -> tuple[list[Figure], list[Table]]:
    """What each channel loses in each shop, and what is said of each channel."""
    pairs = placed(month)
    return ([], [_losses(month, pairs), _by_name(month, pairs)]) if pairs else ([], [])


def _losses(month: Month, pairs: list[tuple[str, str]]) -> Table:
    """Each channel in each shop, whether it loses there, and how much."""
    columns, left = Columns(month), At(BY_SHOP, "result")
    loses = where(Known((left,)), -left >= LEAST["money"], NEVER)
    columns.add("shop", SHOP, "text", At(BY_SHOP, "shop"), width=24)
    columns.add("channel", CHANNEL, "text", At(BY_SHOP, "channel"), width=24)
    columns.add(
        "loses", Words("亏（1 是）", "Loses (1: yes)"), "days", where(loses, Literal(1.0), Literal(0.0))
    )
    columns.add("lost", in_money(month, "亏", "Loss"), "money", where(loses, -left, Literal(0.0)))
    if slots(month):
        slot = SumIfs("data", "slot_fee", {"shop": Field("shop"), "channel": Field("channel")})
        bare = where(loses, where(-(left + slot) >= LEAST["money"], Literal(1.0), Literal(0.0)), Literal(0.0))
        words = Words("不算坑位费也亏（1 是）", "Loses before slot fees (1: yes)")
        columns.add("bare", words, "days", bare)
    title = Words("哪店的哪个阵地亏", "Which channel loses in which shop")
    return Table(LOSSES, title, tuple(columns), {}, count=len(pairs))


def _by_name(month: Month, pairs: list[tuple[str, str]]) -> Table:
    """What is said of each channel that loses in some shop: which, where they are few, else in how many."""
    columns = Columns(month)
    columns.names("channel", CHANNEL, width=24)
    columns.add("told", Words("亏的怎么说", "Said of its losses"), "text", None, width=52)
    given: dict[str, list[Any]] = {
        "channel": [month.label(letter) for letter in month.channels],
        "told": _said(month, pairs, "loses"),
    }
    if slots(month):
        words = Words("不算坑位费也亏的怎么说", "Said of its losses before slot fees")
        columns.add("told_bare", words, "text", None, width=52)
        given["told_bare"] = _said(month, pairs, "bare")
    return Table(LOSING, Words("在哪店亏", "In which shops it loses"), tuple(columns), given)


def _said(month: Month, pairs: list[tuple[str, str]], key: str) -> list[Expression]:
    """What is said of the shops in which each channel loses, by the column that says whether it does."""
    said: list[Expression] = []
    for letter in month.channels:
        name = month.label(letter)
        of = {"channel": Literal(name)}
        many = sentence(
            month,
            "{name} 在 {shops:0} 家店亏，合计 {lost:money}",
            "{name} loses {lost:money} in {shops:0} shops",
            name=name,
            shops=SumIfs(LOSSES, key, of),
            lost=SumIfs(LOSSES, "lost", {**of, key: Literal(1.0)}),
        )
        each = [
            where(
                At(LOSSES, key, row) > 0,
                sentence(
                    month,
                    "{shop}的 {name} 亏 {lost:money}",
                    "{name} loses {lost:money} in {shop}",
                    shop=month.shop(shop),
                    name=name,
                    lost=At(LOSSES, "lost", row),
                ),
            )
            for row, (shop, its) in enumerate(pairs)
            if its == letter
        ]
        told = parted(month, each) if len(month.shops) <= _NAMED else many
        some = SumIfs(LOSSES, key, of) > 0
        said.append(
            where(some, told) if letter != UNKNOWN and "" not in {shop for shop, _ in pairs} else NOTHING
        )
    return said


def losing(month: Month, letter: str, *, bare: bool = False) -> Expression:
    """The shops in which a channel loses, each with its loss. Empty where it loses in none, and while some amounts say no shop:
    nobody knows what they would leave it. `bare` passes over those that lose by slots alone: what is added pays none again."""
    key = "told_bare" if bare and slots(month) else "told"
    return At(LOSING, key, month.channels.index(letter))


def days_of(month: Month, shop: str) -> frozenset[datetime.date]:
    """The days of which a shop tells."""
    told = month.coverage("gmv").each or month.coverage("cost").each
    return frozenset[datetime.date]().union(*(days for (*_, name), days in told.items() if name == shop))


def unlevel(month: Month) -> Words:
    """Which shops and owners tell of how many days, where these are not the same; empty where they are."""
    if month.level:
        return NO_WORDS
    told = [(Words(month.shop(shop), month.shop(shop)), days_of(month, shop)) for shop in month.shops]
    for (_, shop, owner), days in month.exported.items():
        whose = f"{month.shop(shop)} " if len(month.shops) > 1 else ""
        told.append((Words(f"{whose}{OWNERS[owner].zh}", f"{whose}{OWNERS[owner].en}"), days & month.covered))
    parts = [(name, stretch(days)) for name, days in told if days != month.covered]
    return Words(
        "、".join(f"{name.zh}只有 {days.zh}" for name, days in parts),
        ", ".join(f"{name.en} has {days.en} only" for name, days in parts),
    )


def _tell(month: Month, ledger: Ledger) -> Texts:
    if "shops" not in ledger.tables:
        return {}
    names, share = ledger.column("shops", "shop"), ledger.column("shops", "share")
    parts = [
        f"{name} {AsCell(part):0.0%}"
        for name, part in sorted(zip(names, share, strict=True), key=lambda p: -p[1])
        if part == part
    ]
    count = len(names)
    line = month.say(f"{count} 家店相加就是全部", f"{count} shops make the whole")
    if parts:
        line += month.say("；GMV 占比：", "; shares of GMV: ") + month.say("，", ", ").join(parts)
    if not month.level:
        zh, en = unlevel(month)
        line += month.say(f"；{zh}，各店不是同样的日子", f"; {en}: not the same days")
    end = month.say("。", ".") + silent_shops(month)
    if BY_SHOP not in ledger.tables:
        return {"shops_sentence": line + end}
    lost = parted(month, [losing(month, letter) for letter in month.channels])
    told = sentence(month, "。其中 {lost}", ". {lost}", lost=lost)
    return {"shops_sentence": Joined((Literal(line), where(lost.equals(""), NOTHING, told), Literal(end)))}


PAGE: Final = Page(
    "shops",
    Words("店铺", "Shops"),
    "analysis",
    Words(
        "各店并列，相加等于全部；每个文件是哪家店的，见“说明”",
        "the shops side by side, adding up to the whole; whose each file is stands on About",
    ),
    _bands,
    _tell,
)
