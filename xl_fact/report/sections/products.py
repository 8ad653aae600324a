"""商品: what sold, how few products make most of it, and of which more comes back than of the shop's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from xl_fact.engine.answers import Ranking
from xl_fact.report.formula import (
    AsCell,
    Choice,
    Field,
    Literal,
    Named,
    Rounded,
    Running,
    Shown,
    TotalField,
    total_of,
)
from xl_fact.report.metrics import LISTED, METRICS, TOTAL, Columns, in_money, large
from xl_fact.report.model import Cards, Chart, Figure, Ledger, Series, Table
from xl_fact.report.month import BASE_OF, Month
from xl_fact.report.page import SOURCE, Band, Origin, Page, Texts, headline, note
from xl_fact.report.sections.commission import CENT
from xl_fact.report.telling import beside, dated, listed, money, quoted
from xl_fact.words import Words

SHOWN: Final = 20
CARDS_SHOWN: Final = 15
"""As many products or cards as fit on a page."""
CLASSES: Final = (("A", 0.8), ("B", 0.95), ("C", 1.0))
"""Each class and the cumulative share that its products begin below: the usual cuts of an ABC analysis."""
_FINE: Final = 9
"""Decimals to which a share meets a cut, so that sums in another order meet it alike."""
ALONE: Final = 0.5
"""The share from which one product is what the shop lives on."""
WORSE: Final = 0.01
"""By how much more of a product must come back than of all of them to be named."""
_NAMED: Final = 3
_PRODUCT: Final = Words("商品", "Product")
_LIST: Final = Words("商品清单", "The products listed")
_WHY: Final = Words(
    "商品表只列平台列得出商品的成交",
    "The list of products holds only the sales that the platform puts on one",
)
_NOTE: Final = Words(
    "累计占比由大到小相加，分母是全部商品；在它之前的累计占比低于 80% 的商品是 A，低于 95% 的是 B，其余是 C。"
    "退款按支付时间，近几天的还会增加；比本表全部商品的退款率高出 1 个百分点以上的 A、B 类商品才点名",
    "Cumulative shares run from the largest, over all products; a product is A where those before it make less than 80%, B below "
    "95%, C after that. Refunds by payment day, so recent days still rise; only A and B products are named, where their refund "
    "rate is more than one point above that of all products listed",
)


def _bands(month: Month, origin: Origin) -> list[Band] | None:
    top = month.lists.products(month.gmv)
    if top is None or not top.whole > 0:
        return None
    table, bands = _table(month, top), [headline("products_sentence")]
    bands += [(_all(month, top), _classes(month, top)), (_chart(month, table),)]
    bands += [note(SOURCE.format("products")), (table,), note(month.say(*_NOTE))]
    if apart := beside(month, top, _LIST, _WHY):
        bands.append(note(apart))
    others = (_prices(month), _categories(month), _cards(month))
    bands += [(other,) for other in others if other is not None]
    return [*bands, note(gap)] if (gap := _gap(month, top)) else bands


def _gap(month: Month, top: Ranking) -> str:
    """How the breakdowns of the shop's sales stand beside its whole: by how much which differ, and which don't; empty where all
    of the same GMV are equal to it."""
    shop = float(month.frame["gmv"].sum())
    found: list[tuple[Words, Ranking | None]] = [
        (Words("商品", "products"), top),
        (Words("品类", "categories"), month.lists.parts("categories", "category", month.gmv)),
        (Words("价格带", "price bands"), month.lists.parts("prices", "price_band", month.gmv)),
    ]
    apart: dict[float, list[str]] = {}
    for name, each in found:
        if each is not None and each.gmv == month.gmv:
            apart.setdefault(round(each.whole - shop, 2), []).append(month.say(*name))
    if not any(abs(size) >= CENT for size in apart):
        return ""
    differ = [
        month.say(
            f"{listed(month, names)}合计{'各' if len(names) > 1 else ''} {AsCell(shop + size):#,##0.00}，差 {size:#,##0.00}",
            f"{listed(month, names)} add up to {AsCell(shop + size):#,##0.00}{' each' if len(names) > 1 else ''}, "
            f"{size:#,##0.00} apart",
        )
        for size, names in ((AsCell(size), names) for size, names in sorted(apart.items()))
        if abs(size) >= CENT
    ]
    same = [name for size, names in apart.items() if abs(size) < CENT for name in names]
    line = month.say(
        f"全店 {AsCell(shop):#,##0.00} {month.unit.zh}：",
        f"The shop: {month.unit.en} {AsCell(shop):#,##0.00}; ",
    ) + month.say("；", "; ").join(differ)
    if same:
        line += month.say(f"；{listed(month, same)}与全店相等", f"; {listed(month, same)} equal the shop")
    if max(apart) < CENT:
        return line + month.say(
            "。少的没有列在任何一款、一类或一档里，本页的占比不含它",
            ". What is missing is listed under none of them; the shares here are without it",
        )
    return line + month.say("。多出来的从这些数看不出为什么", ". The figures do not show why there is more")


def _all(month: Month, top: Ranking) -> Cards:
    """All products together, listed or not."""
    heading = METRICS["gmv"].heading(month, gmv=top.gmv)
    name = Words(f"全部商品 {heading.zh}", f"{heading.en} of all products")
    figures = [
        Figure("products_gmv", name, "money", given=top.whole),
        Figure("products_count", Words("有成交的商品（款）", "Products sold"), "count", given=_sold(top)),
    ]
    return Cards(tuple(figures))


def _sold(top: Ranking) -> float:
    return float(sum(amount > 0 for amount in top["gmv"]))


def _class(before: float) -> str:
    """The class of a product by the share of those before it."""
    return next((name for name, below in CLASSES if before < below), CLASSES[-1][0])


def _letters(top: Ranking) -> list[str]:
    """The class of each product."""
    before, found = 0.0, []
    for amount in top["gmv"]:
        found.append(_class(round(before / top.whole, _FINE)))
        before += amount if math.isfinite(amount) else 0.0
    return found


def _rates(columns: Columns, top: Ranking, keys: str) -> None:
    """Amounts told of these rows, and the ratios of them."""
    columns.given(" ".join(key for key in keys.split() if key in top))


def _table(month: Month, top: Ranking) -> Table:
    """The products that sold most."""
    shown = min(SHOWN, len(top))
    base, whole = BASE_OF["product_impressions"], Named("products_gmv")
    columns = Columns(month, gmv=top.gmv, base=base, orders=top.orders)
    columns.add("product", _PRODUCT, "words", None, month.say(*LISTED), width=48)
    columns.add("place", Words("名次", "No."), "days", width=7)
    columns.given("gmv")
    columns.both(
        "share", Words("占比（%）", "Share (%)"), "rate", lambda cell: Shown(cell("gmv") / whole), width=10
    )
    columns.add(
        "cumulative",
        Words("累计占比（%）", "Cumulative share (%)"),
        "rate",
        Shown(Running("gmv") / whole),
        Shown(TotalField("gmv") / whole),
        width=12,
    )
    before = Rounded(Field("cumulative") - Field("share"), _FINE)
    (a, to_a), (b, to_b), (c, _) = CLASSES
    letter = Choice(before >= to_b, Literal(c), Choice(before >= to_a, Literal(b), Literal(a)))
    columns.add("class", Words("ABC", "ABC"), "text", letter, width=8)
    for keys, ratios in (("refund", "refund_rate"), ("orders", "aov"), ("base", "gpm")):
        _rates(columns, top, keys)
        columns.ratios(ratios)
    title = Words(
        f"商品：前 {shown} / 共 {top.count} 款，按 GMV", f"Products: first {shown} of {top.count}, by GMV"
    )
    given: dict[str, Any] = {
        "place": [float(n) for n in range(1, shown + 1)],
        "product": top["product"][:shown],
    }
    given |= {key: top[key][:shown] for key in ("gmv", "refund", "orders", "base") if columns.has(key)}
    return Table("products", title, tuple(columns), given, rests=("products",))


def _classes(month: Month, top: Ranking) -> Table:
    """How few products make most of it: the sums of A, B and C over all of them."""
    letters = _letters(top)
    columns = Columns(month, gmv=top.gmv)
    columns.names("class", Words("ABC", "ABC"), TOTAL, width=12)
    columns.add("count", Words("商品（款）", "Products"), "count", None, total_of("count"))
    columns.given("gmv")
    columns.share("share", "gmv", Words("占比（%）", "Share (%)"))
    _rates(columns, top, "refund")
    columns.ratios("refund_rate")
    names = [name for name, _ in CLASSES if name in letters]
    rows = [[n for n, letter in enumerate(letters) if letter == name] for name in names]
    given: dict[str, Any] = {"class": names, "count": [float(len(each)) for each in rows]}
    for key in ("gmv", "refund"):
        if columns.has(key):
            given[key] = [math.fsum(x for n in each if math.isfinite(x := top[key][n])) for each in rows]
    return Table("product_classes", Words("ABC：全部商品", "ABC of all products"), tuple(columns), given)


def _chart(month: Month, table: Table) -> Chart:
    return Chart(
        "product_pareto",
        "columns",
        "{{products_title}}",
        month.say(
            "柱形为各商品 GMV，折线为累计占比；名次与名称见下表",
            "Columns: GMV of each product; line: cumulative share; names by their number below",
        ),
        "products",
        (Series("gmv", "light"), Series("cumulative", "ink", line=True)),
        category="place",
        columns=min(len(table.columns), 8),
        lines=13,
        axes=(month.say(*in_money(month, "GMV", "GMV")), month.say("累计占比（%）", "Cumulative (%)")),
        kinds=(large(month), "rate"),
    )


def _lower(band: str) -> float:
    """Where a price band begins."""
    digits = "".join(c if c.isdigit() or c == "." else " " for c in band).split()
    return float(digits[0]) if digits else math.inf


def _prices(month: Month) -> Table | None:
    """The price bands of the platform, cheapest first."""
    top = month.lists.parts("prices", "price_band", month.gmv)
    if top is None:
        return None
    order = sorted(range(len(top)), key=lambda n: _lower(top["price_band"][n]))
    heading = Words(f"价格带（{month.unit.zh}）", f"Price band ({month.unit.en})")
    return _parts(month, top, "price_band", heading, Words("价格带", "Price bands"), order)


def _categories(month: Month) -> Table | None:
    """The categories of the platform, largest first."""
    top = month.lists.parts("categories", "category", month.gmv)
    if top is None:
        return None
    heading = Words("品类", "Category")
    return _parts(month, top, "category", heading, Words("品类（三级类目）", "Categories"), range(len(top)))


def _parts(month: Month, top: Ranking, key: str, heading: Words, title: Words, order: Sequence[int]) -> Table:
    columns = Columns(month, gmv=top.gmv)
    columns.names(key, heading, TOTAL, width=24)
    columns.given("gmv")
    columns.share("share", "gmv", Words("占比（%）", "Share (%)"))
    _rates(columns, top, "refund")
    columns.ratios("refund_rate")
    given = {each: [top[each][n] for n in order] for each in (key, "gmv", "refund") if columns.has(each)}
    return Table(f"product_{key}", title, tuple(columns), given)


def _cards(month: Month) -> Table | None:
    """The product cards that sold most: on the shelf the exports tell impressions of each."""
    top = month.lists.products(month.gmv, "cards")
    if top is None or "base" not in top:
        return None
    shown = min(CARDS_SHOWN, len(top))
    columns = Columns(month, gmv=top.gmv, base=BASE_OF["product_impressions"], orders=top.orders)
    columns.add("product", _PRODUCT, "words", None, month.say(*LISTED), width=48)
    for keys, ratios in (("gmv base", "gpm"), ("clicks orders", "ctr cvr aov"), ("cost", "roi")):
        _rates(columns, top, keys)
        columns.ratios(ratios)
    title = Words(
        f"商品卡：前 {shown} / 共 {top.count} 款，只是货架上卖的部分",
        f"Product cards: first {shown} of {top.count}, only what was sold on the shelf",
    )
    given = {column.key: top[column.key][:shown] for column in columns if column.key in top}
    return Table("product_cards", title, tuple(columns), given)


# -------------------------------------------------------------------- in words
def short(title: str, length: int = 16) -> str:
    """The beginning of a long title."""
    return title if len(title) <= length else f"{title[:length]}…"


def _tell(month: Month, ledger: Ledger) -> Texts:
    names, gmv, share = (ledger.column("products", key) for key in ("product", "gmv", "share"))
    letters = ledger.column("product_classes", "class")
    count, of_all = (ledger.column("product_classes", key) for key in ("count", "share"))
    first = quoted(month, short(names[0]))
    line = month.say(
        f"卖得最多的是{first}，{money(month, gmv[0])}，占 {AsCell(share[0]):0.0%}",
        f"{first} sold most: {money(month, gmv[0])}, {AsCell(share[0]):0.0%}",
    )
    if share[0] >= ALONE and len(names) > 1:
        line += month.say(
            "：全店一半以上靠这一款，它断货、限流或出差评，全店跟着掉，先把第二款扶起来",
            " of all sales. The shop lives on one product: should it run out, be throttled or reviewed badly, all of it falls; "
            "build up the second",
        )
    if not gmv[0] > 0:
        nothing = month.say("所列商品都没有成交", "no product listed sold anything")
        line = f"{nothing[:1].upper()}{nothing[1:]}{month.say('。', '.')}"
        return {"products_sentence": line, "products_title": dated(month, nothing[:1].upper() + nothing[1:])}
    a = letters[0]
    few = month.say(
        f"{a} 类 {AsCell(count[0]):#,##0} 款占 {AsCell(of_all[0]):0.0%}，共 {AsCell(sum(count)):#,##0} 款",
        f"class {a}, {AsCell(count[0]):#,##0} of {AsCell(sum(count)):#,##0} products, makes {AsCell(of_all[0]):0.0%}",
    )
    line += month.say(f"。{few}。", f"; {few}.") + _returned(month, ledger)
    return {"products_sentence": line, "products_title": dated(month, few[:1].upper() + few[1:])}


def _returned(month: Month, ledger: Ledger) -> str:
    """The products of A and B of which more comes back than of all of them, and how much money that is."""
    table = ledger.tables["products"]
    if not table.has("refund_rate"):
        return ""
    usual = float(ledger.total("product_classes", "refund_rate"))
    columns = [ledger.column("products", key) for key in ("product", "gmv", "refund", "refund_rate", "class")]
    worse = [
        (refund - gmv * usual, name, refund, rate)
        for name, gmv, refund, rate, letter in zip(*columns, strict=True)
        if letter != CLASSES[-1][0] and rate >= usual + WORSE
    ]
    if not worse:
        return ""
    each = [
        month.say(
            f"{quoted(month, short(name))}{AsCell(rate):0.0%}（退 {money(month, refund)}，"
            f"比按全部商品的退款率多退 {money(month, more)}）",
            f"{quoted(month, short(name))} {AsCell(rate):0.0%} "
            f"({money(month, refund)} back, {money(month, more)} more than at the usual rate)",
        )
        for more, name, refund, rate in sorted(worse, reverse=True)[:_NAMED]
    ]
    return month.say(
        f"退款率高于全部商品（{AsCell(usual):0.0%}）的：{listed(month, each)}，先查描述、规格与破损。",
        f" More than usual ({AsCell(usual):0.0%}) comes back of {listed(month, each)}: look into description, fit and damage "
        "first.",
    )


PAGE: Final = Page(
    "products",
    Words("商品", "Products"),
    "analysis",
    Words(
        "哪几款撑起全店，哪款退得多：占比、ABC、退款、价格带、品类、商品卡的 GPM",
        "Which few products carry the shop and which come back: shares, ABC, refunds, price bands, categories, GPM of the cards",
    ),
    _bands,
    _tell,
    Words(
        "没有商品；罗盘“成交分析”的商品构成、TikTok 商品表可补",
        "no products; Compass 商品构成 or TikTok's list of products have them",
    ),
)
