"""大盘: what others sell, as third parties estimate it. Never added to the shop's own sales."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from xl_fact.engine.answers import Ranking
from xl_fact.report.formula import AsCell, Field, Shown, TotalField, total_of
from xl_fact.report.metrics import LISTED, METRICS, Columns, in_money
from xl_fact.report.model import Ledger, Table
from xl_fact.report.month import Month
from xl_fact.report.page import Band, Origin, Page, Texts, headline, note
from xl_fact.report.telling import money, quoted
from xl_fact.words import Words

SHOWN: Final = 15
"""As many as fit on a page."""
KINDS: Final[Mapping[str, tuple[Words, Words]]] = {
    "product": (Words("商品", "Product"), Words("商品榜", "Products")),
    "account": (Words("店铺", "Shop"), Words("店铺榜", "Shops")),
    "content": (Words("视频", "Video"), Words("视频榜", "Videos")),
}
_NOTE: Final = Words(
    "都是第三方的估计，只作参考，不进本店合计，也不与本店的数相除。给区间的（如 7.5w~10w）按 --ranges 取数；"
    "占比只是榜上所列之内的占比，不是市场份额；件单价 = 估计销售额 ÷ 估计销量",
    "Estimates of third parties, for orientation: never added to the shop's own, never divided by it. Ranges (7.5w~10w) are read "
    "as --ranges says; shares are of what is listed, not of the market; price = estimated sales ÷ estimated items",
)


def _bands(month: Month, origin: Origin) -> list[Band] | None:
    tables = [table for kind in KINDS if (table := _table(month, kind)) is not None]
    if not tables:
        return None
    source = note("{{market_source}}")
    return [headline("market_sentence"), *((table,) for table in tables), source, note(month.say(*_NOTE))]


def _table(month: Month, kind: str) -> Table | None:
    top = month.books.market(kind, SHOWN)
    if top is None:
        return None
    name, title = KINDS[kind]
    columns = Columns(month, keys={"base": "plays"}, base=Words("播放", "plays"))
    columns.add("name", name, "words", None, month.say(*LISTED), width=44)
    columns.add("place", Words("名次", "No."), "days", width=7)
    given: dict[str, Any] = {"name": top[kind], "place": [float(n) for n in range(1, len(top) + 1)]}
    if kind != "account" and any(top["account"]):
        columns.names("shop", Words("店铺或账号", "Shop or account"), width=20)
        given["shop"] = top["account"]
    if _any(top, "gmv"):
        columns.add("gmv", in_money(month, "估计销售额", "Estimated sales"), "money", None, total_of("gmv"))
        columns.share("share", "gmv", Words("占所列（%）", "Share of these (%)"))
        given["gmv"] = top["gmv"]
    if _any(top, "items"):
        columns.add("items", Words("估计销量（件）", "Estimated items"), "count", None, total_of("items"))
        given["items"] = top["items"]
    if columns.has("gmv", "items"):
        both = METRICS["item_price"]
        own = both.heading(month)
        heading = Words(f"估计{own.zh}", f"{own.en}, estimated")
        each, whole = (
            both.over({"gmv": cell("gmv"), "items": cell("items")}) for cell in (Field, TotalField)
        )
        columns.add(
            "price", heading, "mille", each, whole if _all(top, "gmv") and _all(top, "items") else None
        )
    if columns.has("gmv") and _any(top, "plays"):
        columns.add("plays", Words("播放（次）", "Plays"), "count", None, total_of("plays"))
        given["plays"] = top["plays"]
        heading = METRICS["gpm"].heading(month, base=Words("播放", "plays"))
        columns.add("gpm", heading, "mille", Shown(Field("gmv") / Field("plays") * 1000))
    columns.names("source", Words("来源", "Source"), width=28)
    given["source"] = [_format(month, key) for key in top["format"]]
    heading = Words(
        f"{title.zh}：前 {len(top)} / 共 {top.count}（第三方估计）",
        f"{title.en}: first {len(top)} of {top.count} (third-party estimates)",
    )
    return Table(f"market_{kind}", heading, tuple(columns), given)


def _any(top: Ranking, key: str) -> bool:
    return any(map(math.isfinite, top[key]))


def _all(top: Ranking, key: str) -> bool:
    return all(map(math.isfinite, top[key]))


def _format(month: Month, key: str) -> str:
    """An export by its name."""
    from xl_fact.exports.formats.format import formats

    return next((month.say(each.zh, each.en) for each in formats() if each.key == key), key)


# -------------------------------------------------------------------- in words
def _tell(month: Month, ledger: Ledger) -> Texts:
    kind = next(each for each in KINDS if f"market_{each}" in ledger.tables)
    table = ledger.tables[f"market_{kind}"]
    names, sources = (ledger.column(table.key, key) for key in ("name", "source"))
    rows = len(names)
    every = sorted(
        {s for key in ledger.tables if key.startswith("market_") for s in ledger.column(key, "source")}
    )
    source = month.say(
        f"来源：{'、'.join(every)}（第三方估计，文件见“说明”）",
        f"Source: {', '.join(every)} (third-party estimates; files on About)",
    )
    if not table.has("gmv"):
        items = [AsCell(each) for each in ledger.column(table.key, "items")]
        line = month.say(
            f"{sources[0]}估计，榜首{quoted(month, names[0])}卖 {items[0]:#,##0} 件（所列 {rows} 个）。",
            f"By the estimate of {sources[0]}, {quoted(month, names[0])} leads with {items[0]:#,##0} items ({rows} listed).",
        )
        return {"market_sentence": line, "market_source": source}
    gmv, share = ledger.column(table.key, "gmv"), ledger.column(table.key, "share")
    line = month.say(
        f"{sources[0]}估计，榜首{quoted(month, names[0])}卖 {money(month, gmv[0])}，占所列 {rows} 个的 {AsCell(share[0]):0.0%}",
        f"By the estimate of {sources[0]}, {quoted(month, names[0])} leads with {money(month, gmv[0])}, "
        f"{AsCell(share[0]):0.0%} of the {rows} listed",
    )
    if table.has("price"):
        price = [each for each in ledger.column(table.key, "price") if math.isfinite(each)]
        if price:
            line += month.say(
                f"；所列件单价 {AsCell(min(price)):#,##0.0} 到 {AsCell(max(price)):#,##0.0} {month.unit.zh}",
                f"; prices run from {AsCell(min(price)):#,##0.0} to {AsCell(max(price)):#,##0.0} {month.unit.en}",
            )
    return {"market_sentence": line + month.say("。", "."), "market_source": source}


PAGE: Final = Page(
    "market",
    Words("大盘", "Market"),
    "analysis",
    Words(
        "蝉妈妈、FastMoss、Kalodata 等第三方的估计：别人卖什么、卖多少、卖多贵；不与本店相加",
        "Estimates of Chanmama, FastMoss, Kalodata and others: what sells elsewhere, at what price; never added to ours",
    ),
    _bands,
    _tell,
    Words(
        "没有大盘与竞品的导出；蝉妈妈、FastMoss、Kalodata 可补",
        "no exports of the market; Chanmama, FastMoss or Kalodata have them",
    ),
)
