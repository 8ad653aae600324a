"""内容: works and creatives, in the two quadrants the article names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from xl_fact.core.returns import roi
from xl_fact.core.traffic import ctr, cvr, gpm
from xl_fact.engine.answers import Ranking
from xl_fact.report.formula import (
    Aggregate,
    Arithmetic,
    Body,
    Expression,
    Field,
    Literal,
    Named,
    Quadrant,
    Shown,
    Total,
    TotalField,
    total_of,
)
from xl_fact.report.model import Cards, Column, Figure, Paragraph, Section, Table
from xl_fact.report.month import Month
from xl_fact.report.ratios import ratio
from xl_fact.report.sections.progress import VERDICTS
from xl_fact.words import Words

TITLE = Words("内容", "Contents")
SHOWN: Final = 30
BASES: Final = {
    "product_impressions": Words("商品曝光", "product impressions"),
    "plays": Words("播放", "plays"),
    "ad_plays": Words("播放", "plays"),
    "impressions": Words("展示", "impressions"),
}
_COSTS: Final = ("cost", "commission_estimated")


def contents(month: Month) -> Section | None:
    """The sheet of contents; None when no export lists works or creatives with sales."""
    top = month.books.works(month.gmv, month.base, SHOWN)
    if top is None:
        return None
    words = BASES[top.base]
    limits = Cards(
        (
            Figure(
                "content_median",
                Words(f"中位{words.zh}（次）", f"Median {words.en}"),
                "count",
                formula=Aggregate("MEDIAN", Body("base", "contents")),
            ),
            Figure(
                "content_gpm",
                Words(f"合并 GPM（{month.unit.zh}/千次）", f"Pooled GPM ({month.unit.en} per 1000)"),
                "mille",
                formula=Total("gpm", "contents"),
            ),
        )
    )
    bands: tuple[tuple[Paragraph | Table | Cards, ...], ...] = (
        (Paragraph("{{contents_sentence}}", "headline"),),
        (limits,),
        (_table(month, top, words),),
        (Paragraph(month.say(*_NOTE), "note"),),
    )
    return Section("contents", TITLE, "analysis", bands, _PURPOSE)


_PURPOSE = Words(
    "文章：“本来高曝光低转化的视频很受欢迎，但未来高转化低曝光的视频也将有机会反击”",
    "The article: once high exposure with low conversion was liked; now high conversion with low exposure has its chance",
)
_NOTE = Words(
    "曝光高低以中位数为界，转化高低以合并 GPM 为界。毛利 =（GMV − 退款）× 毛利率 − 花费 − 预估佣金。"
    "建议：赚且 GPM 不低于合并 GPM→加投；只会卖→降CPM（换流量，保内容）；只赚→补转化（改开头与承接）；都没有→停",
    "Exposure is split at the median, conversion at the pooled GPM. Profit = (GMV − refunds) × margin − cost − estimated "
    "commission. Next: earns and sells at or above the pooled GPM: Scale; only sells: Lower CPM; only earns: Lift CVR "
    "(hook and landing); neither: Stop",
)


def _table(month: Month, top: Ranking, words: Words) -> Table:
    unit = month.unit
    given: dict[str, list[Any]] = {key: top[key] for key in ("content", "gmv", "base")}
    columns = [
        Column(
            "content",
            Words("内容", "Content"),
            "words",
            total=month.say("以上合计", "Sum of these"),
            width=40,
        ),
    ]
    if any(top["account"]):
        columns.append(Column("account", Words("账号", "Account"), "text", width=22))
        given["account"] = top["account"]
    columns += [
        Column("gmv", Words(f"GMV（{unit.zh}）", f"GMV ({unit.en})"), "money", total=total_of("gmv")),
        Column("base", Words(f"{words.zh}（次）", words.en.capitalize()), "count", total=total_of("base")),
    ]
    for key, heading, kind in (
        ("clicks", Words("点击（次）", "Clicks"), "count"),
        ("orders", Words("订单（单）", "Orders"), "count"),
        ("refund", Words(f"退款（{unit.zh}）", f"Refunds ({unit.en})"), "money"),
        ("cost", Words(f"花费（{unit.zh}）", f"Cost ({unit.en})"), "money"),
        ("commission", Words(f"预估佣金（{unit.zh}）", f"Est. commission ({unit.en})"), "money"),
    ):
        if key in top:
            columns.append(Column(key, heading, kind, total=total_of(key)))
            given[key] = top[key]
    for key, heading, kind, function, sources in (
        ("ctr", Words("点击率（%）", "CTR (%)"), "fine", ctr, {"clicks": "clicks", "impressions": "base"}),
        ("cvr", Words("点击成交率（%）", "CVR (%)"), "fine", cvr, {"orders": "orders", "clicks": "clicks"}),
        (
            "gpm",
            Words(f"GPM（{unit.zh}/千次）", f"GPM ({unit.en} per 1000)"),
            "mille",
            gpm,
            {"gmv": "gmv", "plays": "base"},
        ),
        ("roi", Words("ROI（倍）", "ROI (×)"), "ratio", roi, {"gmv": "gmv", "cost": "cost"}),
    ):
        if all(source in given for source in sources.values()):
            each, whole = ratio(function, sources), ratio(function, sources, TotalField)
            columns.append(Column(key, heading, kind, each, whole))
    earned = "cost" in given and month.brand.economics.margin is not None
    if earned:
        columns.append(
            Column(
                "profit",
                Words(f"毛利（{unit.zh}）", f"Profit ({unit.en})"),
                "money",
                _profit(Field, given),
                _profit(TotalField, given),
            )
        )
    columns.append(
        Column("quadrant", Words("象限", "Quadrant"), "text", _quadrant(month), width=18, mark="quadrant")
    )
    if earned:
        columns.append(
            Column("advice", Words("建议", "Next"), "text", _advice(month), width=13, mark="verdict")
        )
    title = Words(
        f"作品与素材：前 {len(top)} / 共 {top.count}，按 GMV",
        f"Works and creatives: first {len(top)} of {top.count}, by GMV",
    )
    return Table("contents", title, tuple(columns), given)


def _profit(cell: type[Field], given: Mapping[str, Any]) -> Expression:
    """What is left of the margin after cost and commission; unknown where one of them is."""
    kept: Expression = Arithmetic(cell("gmv"), "-", cell("refund")) if "refund" in given else cell("gmv")
    profit = Arithmetic(Arithmetic(kept, "*", Named("margin")), "-", cell("cost"))
    return Shown(Arithmetic(profit, "-", cell("commission")) if "commission" in given else profit)


def _advice(month: Month) -> Expression:
    """The verdict on one work: profit now, and the slope against all of them."""
    words = {key: month.say(*each) for key, each in VERDICTS.items()}
    return Quadrant(
        (Field("profit"), Literal(0)),
        (Field("gpm"), Named("content_gpm")),
        (words["stop"], words["convert"], words["cpm"], words["go"]),
    )


def _quadrant(month: Month) -> Expression:
    return Quadrant(
        (Field("base"), Named("content_median")),
        (Field("gpm"), Named("content_gpm")),
        (
            month.say("双低", "both low"),
            month.say("高曝光低转化", "seen, not sold"),
            month.say("高转化低曝光", "sells, unseen"),
            month.say("双高", "both high"),
        ),
    )
