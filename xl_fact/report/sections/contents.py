"""内容: works and creatives, in the two quadrants the article names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from xl_fact.engine.answers import Ranking
from xl_fact.report.formula import (
    Aggregate,
    Body,
    Expression,
    Field,
    Literal,
    Named,
    Quadrant,
    Shown,
    Total,
)
from xl_fact.report.metrics import LISTED, METRICS, Columns, card, in_money, per_mille
from xl_fact.report.model import Cards, Ledger, Table
from xl_fact.report.month import Month
from xl_fact.report.page import Band, Origin, Page, Texts, headline, note
from xl_fact.report.telling import listed, money, quoted
from xl_fact.report.verdicts import QUADRANTS, VERDICTS, key_of, terms
from xl_fact.words import Words

SHOWN: Final = 30
BASES: Final = {
    "product_impressions": Words("商品曝光", "product impressions"),
    "plays": Words("播放", "plays"),
    "ad_plays": Words("播放", "plays"),
    "impressions": Words("展示", "impressions"),
}
_AMOUNTS: Final = ("gmv", "base", "clicks", "orders", "refund", "cost", "commission")


def _bands(month: Month, origin: Origin) -> list[Band] | None:
    top = month.books.works(month.gmv, month.base, SHOWN)
    if top is None:
        return None
    words = BASES[top.base]
    limits = Cards(
        (
            card(
                month,
                "content_median",
                "base",
                Aggregate("MEDIAN", Body("base", "contents")),
                heading=Words(f"中位{words.zh}（次）", f"Median {words.en}"),
            ),
            card(
                month,
                "content_gpm",
                "gpm",
                Total("gpm", "contents"),
                heading=per_mille(month, "合并 GPM", "Pooled GPM"),
            ),
        )
    )
    return [
        headline("contents_sentence"),
        (limits,),
        (_table(month, top, words),),
        note(month.say(*_note(month))),
    ]


def _note(month: Month) -> Words:
    (go, cpm, convert, stop), (go_en, cpm_en, convert_en, stop_en) = zip(
        *(VERDICTS[key] for key in ("go", "cpm", "convert", "stop")), strict=True
    )
    return Words(
        "曝光高低以中位数为界，转化高低以合并 GPM 为界。毛利 =（GMV − 退款）× 毛利率 − 花费 − 预估佣金。"
        f"建议：赚且 GPM 不低于合并 GPM→{go}；只会卖→{cpm}（换流量，保内容）；只赚→{convert}（改开头与承接）；都没有→{stop}",
        "Exposure is split at the median, conversion at the pooled GPM. Profit = (GMV − refunds) × margin − cost − estimated "
        f"commission. Next: earns and sells at or above the pooled GPM: {go_en}; only sells: {cpm_en}; only earns: {convert_en} "
        f"(hook and landing); neither: {stop_en}",
    )


def _table(month: Month, top: Ranking, words: Words) -> Table:
    given = {key: top[key] for key in ("content", *_AMOUNTS) if key in top}
    columns = Columns(month, gmv=top.gmv, base=words, orders=top.orders)
    columns.add("content", Words("内容", "Content"), "words", None, month.say(*LISTED), width=40)
    if any(top["account"]):
        columns.names("account", Words("账号", "Account"), width=22)
        given["account"] = top["account"]
    own_names = {"cost": ("花费", "Cost"), "commission": ("预估佣金", "Est. commission")}
    for key in filter(given.__contains__, _AMOUNTS):
        columns.given(key, heading=in_money(month, *own_names[key]) if key in own_names else None)
    columns.ratios("ctr cvr gpm roi")
    earned = "cost" in given and month.brand.economics.margin is not None
    if earned:
        heading = METRICS["profit"].heading(month)
        columns.both("profit", heading, "money", lambda cell: _profit(cell, given))
    columns.add("quadrant", Words("象限", "Quadrant"), "text", _quadrant(month), width=18, mark="quadrant")
    if earned:
        columns.add("advice", Words("建议", "Next"), "text", _advice(month), width=13, mark="verdict")
    title = Words(
        f"作品与素材：前 {len(top)} / 共 {top.count}，按 GMV",
        f"Works and creatives: first {len(top)} of {top.count}, by GMV",
    )
    return Table("contents", title, tuple(columns), given)


def _profit(cell: type[Field], given: Mapping[str, Any]) -> Expression:
    """What is left of the margin after cost and commission; unknown where one of them is."""
    kept: Expression = cell("gmv") - cell("refund") if "refund" in given else cell("gmv")
    profit = kept * Named("margin") - cell("cost")
    return Shown(profit - cell("commission") if "commission" in given else profit)


def _advice(month: Month) -> Expression:
    """The verdict on one work: profit now, and the slope against all of them."""
    words = terms(month, VERDICTS)
    return Quadrant(
        (Field("profit"), Literal(0)),
        (Field("gpm"), Named("content_gpm")),
        (words["stop"], words["convert"], words["cpm"], words["go"]),
    )


def _quadrant(month: Month) -> Expression:
    words = terms(month, QUADRANTS)
    return Quadrant(
        (Field("base"), Named("content_median")),
        (Field("gpm"), Named("content_gpm")),
        (words["neither"], words["seen"], words["sells"], words["both"]),
    )


def _tell(month: Month, ledger: Ledger) -> Texts:
    quadrants = [key_of(value) for value in ledger.column("contents", "quadrant")]
    names, gpm = ledger.column("contents", "content"), ledger.column("contents", "gpm")
    chance = sorted((i for i, key in enumerate(quadrants) if key == "sells"), key=lambda i: -gpm[i])
    sells, seen = (month.say(*QUADRANTS[key]) for key in ("sells", "seen"))
    line = _scaled(month, ledger, names) + month.say(
        f"{sells} {len(chance)} 条（最有机会反击），{seen} {quadrants.count('seen')} 条。",
        f"{len(chance)} sell well unseen and have their chance; {quadrants.count('seen')} are seen and don't sell.",
    )
    if chance:
        first = quoted(month, names[chance[0]])
        line += month.say(
            f"先看：{first}（GPM {gpm[chance[0]]:,.1f}）。",
            f" Look first at: {first} (GPM {gpm[chance[0]]:,.1f}).",
        )
    return {"contents_sentence": line}


def _scaled(month: Month, ledger: Ledger, names: Sequence[str]) -> str:
    """Which works earn and sell, most profit first; empty where profit is unknown."""
    if not ledger.tables["contents"].has("advice"):
        return ""
    advice, profit = ledger.column("contents", "advice"), ledger.column("contents", "profit")
    again = sorted((i for i, word in enumerate(advice) if key_of(word) == "go"), key=lambda i: -profit[i])
    lost = [i for i in range(len(names)) if profit[i] < 0]
    line = ""
    if again:
        best = listed(month, [quoted(month, names[i]) for i in again[:3]])
        line = month.say(f"再投：{best}。", f"Again: {best}. ")
    if lost:
        worst = min(lost, key=lambda i: profit[i])
        line += month.say(
            f"亏的 {len(lost)} 条，最多的是{quoted(month, names[worst])}（{money(month, profit[worst])}）。",
            f"{len(lost)} lost money, most of all {quoted(month, names[worst])} ({money(month, profit[worst])}). ",
        )
    return line


PAGE: Final = Page(
    "contents",
    Words("内容", "Contents"),
    "analysis",
    Words(
        "文章：“本来高曝光低转化的视频很受欢迎，但未来高转化低曝光的视频也将有机会反击”",
        "The article: once high exposure with low conversion was liked; now high conversion with low exposure has its chance",
    ),
    _bands,
    _tell,
    Words(
        "没有作品或素材；罗盘视频详情、千川素材分析可补",
        "no works or creatives; Compass video details or Qianchuan creatives have them",
    ),
)
