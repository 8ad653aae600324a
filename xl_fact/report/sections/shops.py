"""店铺: the shops side by side, adding up to the whole."""

from __future__ import annotations

import datetime
from typing import Any, Final

from xl_fact.report.formula import AsCell, Field
from xl_fact.report.metrics import SHOP, TOTAL, Columns
from xl_fact.report.model import Ledger, Table
from xl_fact.report.month import OWNERS, Month, stretch
from xl_fact.report.page import Band, Origin, Page, Texts, headline
from xl_fact.words import NO_WORDS, Words


def _bands(month: Month, origin: Origin) -> list[Band] | None:
    if len(month.shops) < 2:
        return None
    return [headline("shops_sentence"), (_shops(month),)]


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
    return {"shops_sentence": line + month.say("。", ".")}


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
