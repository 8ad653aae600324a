"""四力适配: which positions suit the brand's four strengths, and how the effort would be shared."""

from __future__ import annotations

from typing import Any

from xl_fact.report.formula import (
    Among,
    Arithmetic,
    At,
    Expression,
    Field,
    Literal,
    Named,
    Shown,
    SumIfs,
    Total,
    total_of,
)
from xl_fact.report.model import Chart, Column, Paragraph, Section, Series, Table
from xl_fact.report.month import Month
from xl_fact.words import Words

TITLE = Words("四力适配", "Strengths")
NAMES = {
    "content": Words("内容力", "Content"),
    "brand": Words("品牌力", "Brand"),
    "product": Words("产品力", "Product"),
    "price": Words("价格力", "Price"),
}


def known(month: Month) -> bool:
    """Whether the brand has said its four strengths."""
    return all(getattr(month.brand.strengths, key) is not None for key in NAMES)


def fit(month: Month) -> Section | None:
    """The sheet of strengths; None when nobody has said them."""
    if not known(month):
        return None
    bands: tuple[tuple[Paragraph | Table | Chart, ...], ...] = (
        (Paragraph("{{fit_sentence}}", "headline"),),
        (_positions(month),),
        (Paragraph(month.say(*_NOTE), "note"),),
        (_strengths(month), _chart(month)),
        (Paragraph("{{source_fit}}", "note"),),
    )
    return Section("fit", TITLE, "analysis", bands, _PURPOSE)


_PURPOSE = Words(
    "文章：“更多的是衡量品牌固有优势与四大阵地的匹配度”；分数在“说明”里改，这里跟着变",
    "The article weighs a brand's own advantages against the positions; scores are typed on About and everything here follows",
)
_NOTE = Words(
    "适配 = 文章为该阵地点名的各力之平均：F 看内容力、产品力；A 看品牌力、产品力、价格力（须质量口碑好）；T 看品牌力 × 匹配度。"
    "精力 = 每一力均分给它被点名的阵地；F 不低于下限。C 场场参加，不排名。均分与下限是本工具选定的",
    "Fit = mean of the strengths the article names: F content and product; A brand, product, price (given quality); "
    "T brand × match. Effort = each strength shared equally over its positions; F has a floor. C: always take part. "
    "Equal shares and floor are our choice",
)


def strength(key: str) -> Named:
    """A strength as typed on 说明."""
    return Named(f"strength_{key}")


def _priced() -> Expression:
    return Arithmetic(strength("quality"), "*", strength("price"))


def _positions(month: Month) -> Table:
    half = {key: Arithmetic(strength(key), "/", Literal(2)) for key in ("product", "brand")}
    fits: list[Expression] = [
        Among("AVERAGE", (strength("content"), strength("product"))),
        Among("AVERAGE", (strength("brand"), strength("product"), _priced())),
        Arithmetic(strength("match"), "*", strength("brand")),
    ]
    points: list[Expression] = [
        Arithmetic(strength("content"), "+", half["product"]),
        Arithmetic(Arithmetic(half["brand"], "+", half["product"]), "+", _priced()),
        Arithmetic(strength("match"), "*", half["brand"]),
    ]
    own = At("positions", "share", 0)
    left = Arithmetic(Literal(1), "-", At("positions", "effort", 0))
    scale = Arithmetic(left, "/", Arithmetic(Literal(1), "-", own))
    efforts: list[Expression] = [
        Among("MAX", (own, Named("strength_floor"))),
        *(Shown(Arithmetic(At("positions", "share", row), "*", scale)) for row in (1, 2)),
    ]
    letters = ("F", "A", "T")
    sold: dict[str, Any] = {"channel": Field("position")}
    actual = Shown(Arithmetic(SumIfs("data", "gmv", sold), "/", Total("gmv", "compare")))
    columns = (
        Column(
            "position", Words("阵地", "Channel"), "text", total=month.say("合计", "Total"), width=18, hue=True
        ),
        Column("fit", Words("适配（0–10 分）", "Fit (0–10 points)"), "score", width=13),
        Column("points", Words("点数（分）", "Points (points)"), "score", total=total_of("points"), width=13),
        Column(
            "share",
            Words("未加下限（%）", "Before the floor (%)"),
            "rate",
            Shown(Arithmetic(Field("points"), "/", Total("points"))),
            total_of("share"),
            13,
        ),
        Column("effort", Words("精力占比（%）", "Effort (%)"), "rate", total=total_of("effort"), width=13),
        Column(
            "actual",
            Words("本月 GMV 占比（%）", "Share of GMV now (%)"),
            "rate",
            actual,
            total_of("actual"),
            13,
        ),
        Column(
            "gap",
            Words("精力 − 现状（百分点 pp）", "Effort − now (points, pp)"),
            "points",
            Arithmetic(Arithmetic(Field("effort"), "-", Field("actual")), "*", Literal(100)),
            width=14,
            mark="change",
        ),
    )
    given: dict[str, list[Any]] = {
        "position": [month.label(letter) for letter in letters],
        "fit": fits,
        "points": points,
        "effort": efforts,
    }
    return Table("positions", Words("阵地适配与精力", "Fit and effort"), columns, given)


def _strengths(month: Month) -> Table:
    columns = (
        Column("strength", Words("四力", "Strength"), "text", width=18),
        Column("score", Words("得分（0–10 分）", "Score (0–10 points)"), "score"),
        Column("middle", Words("同类中游（分）", "Middle of the field (points)"), "score"),
    )
    given: dict[str, list[Any]] = {
        "strength": [month.say(*words) for words in NAMES.values()],
        "score": [strength(key) for key in NAMES],
        "middle": [5.0] * len(NAMES),
    }
    return Table("strengths", Words("四力得分", "Scores"), columns, given)


def _chart(month: Month) -> Chart:
    return Chart(
        "radar",
        "radar",
        "{{radar_title}}",
        month.say(
            "雷达图：内容力、品牌力、产品力、价格力的得分，与同类中游对照",
            "Radar of the four strengths against the middle of the field",
        ),
        "strengths",
        (Series("score", "F"), Series("middle", "light")),
        category="strength",
        columns=4,
        lines=16,
        kinds=("days", ""),
    )
