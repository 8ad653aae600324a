"""达人AT: the creators who sold, how few of them make most of it, and whether each earned."""

from __future__ import annotations

import math
from typing import Any

from xl_fact.core.returns import roi
from xl_fact.engine.answers import Ranking
from xl_fact.report.formula import (
    Arithmetic,
    Choice,
    Compared,
    Expression,
    Field,
    Known,
    Literal,
    Named,
    Running,
    Shown,
    TotalField,
    total_of,
)
from xl_fact.report.model import Cards, Chart, Column, Figure, Paragraph, Section, Series, Table
from xl_fact.report.month import Month
from xl_fact.report.ratios import ratio
from xl_fact.words import Words

TITLE = Words("达人AT", "Creators A-T")
SHOWN = 20

NOBODY = ("", "其他", "其它", "Others")
"""What an export calls those it doesn't name."""


def creators(month: Month) -> Section | None:
    """The sheet of creators; None when no export lists them."""
    top = month.books.accounts("合作", month.gmv, SHOWN)
    if top is None:
        return None
    table = _table(month, top)
    bands: tuple[tuple[Paragraph | Table | Chart | Cards, ...], ...] = (
        (Paragraph("{{creators_sentence}}", "headline"),),
        (_all(month, top),),
        (table,),
        (_chart(month, table),),
        (Paragraph("{{source_creators}}", "note"),),
        (Paragraph(month.say(*_NOTE), "note"),),
    )
    return Section("creators", TITLE, "analysis", bands, _PURPOSE)


_PURPOSE = Words(
    "A 达人矩阵与 T 头部达人：谁卖得多、谁赚、下月找谁复投；按账号构成表，坑位费需另给",
    "A, the creators, and T, the head KOLs: who sells, who earns, whom to ask again; slot fees must be given apart",
)
_NOTE = Words(
    "综合花费 = 投放花费 + 佣金 + 坑位费；毛利 =（GMV − 退款）× 毛利率 − 综合花费；毛利为正建议复投。累计占比看头部集中度",
    "All cost = ads + commission + slot fee; profit = (GMV − refunds) × margin − all cost; ask again where it is positive",
)


def _all(month: Month, top: Ranking) -> Cards:
    """All creators together, listed or not."""
    unit = month.unit
    return Cards(
        (
            Figure(
                "creators_gmv",
                Words(f"全部达人 GMV（{unit.zh}）", f"GMV of all creators ({unit.en})"),
                "money",
                given=top.whole,
            ),
            Figure(
                "creators_count",
                Words("有成交或花费的达人（位）", "Creators with sales or cost"),
                "count",
                given=float(top.count),
            ),
        )
    )


def _table(month: Month, top: Ranking) -> Table:
    unit = month.unit
    given: dict[str, list[Any]] = {"creator": top["account"], "gmv": top["gmv"]}
    columns = [
        Column(
            "creator", Words("达人", "Creator"), "text", total=month.say("以上合计", "Sum of these"), width=24
        ),
        Column("gmv", Words(f"GMV（{unit.zh}）", f"GMV ({unit.en})"), "money", total=total_of("gmv")),
    ]
    whole = Named("creators_gmv")
    columns.append(
        Column(
            "cumulative",
            Words("累计占比（%）", "Cumulative share (%)"),
            "rate",
            Shown(Arithmetic(Running("gmv"), "/", whole)),
            Shown(Arithmetic(TotalField("gmv"), "/", whole)),
            12,
        )
    )
    costs = []
    for key, heading, kind in (
        ("orders", Words("订单（单）", "Orders"), "count"),
        ("refund", Words(f"退款（{unit.zh}）", f"Refunds ({unit.en})"), "money"),
        ("cost", Words(f"投放花费（{unit.zh}）", f"Ad cost ({unit.en})"), "money"),
        ("commission", Words(f"佣金（{unit.zh}）", f"Commission ({unit.en})"), "money"),
        ("slot_fee", Words(f"坑位费（{unit.zh}）", f"Slot fee ({unit.en})"), "money"),
    ):
        if key in top:
            columns.append(Column(key, heading, kind, total=total_of(key)))
            given[key] = [0.0 if math.isnan(amount) else amount for amount in top[key]]
            if key in ("cost", "commission", "slot_fee"):
                costs.append(key)
    if costs:
        unnamed = [name for name in top["account"] if name in NOBODY]
        columns += _returns(month, costs, "refund" in top, unnamed)
    title = Words(
        f"达人：前 {len(top)} / 共 {top.count} 位，按 GMV",
        f"Creators: first {len(top)} of {top.count}, by GMV",
    )
    return Table("creators", title, tuple(columns), given)


def _returns(month: Month, costs: list[str], refunds: bool, unnamed: list[str]) -> list[Column]:
    """All cost, return and profit of each creator; advice for those who have a name."""
    unit = month.unit

    def plus(cell: type[Field]) -> Expression:
        total: Expression = cell(costs[0])
        for key in costs[1:]:
            total = Arithmetic(total, "+", cell(key))
        return total

    found = [
        Column(
            "all_cost",
            Words(f"综合花费（{unit.zh}）", f"All cost ({unit.en})"),
            "money",
            plus(Field),
            total_of("all_cost"),
        ),
        Column(
            "roi",
            Words("综合 ROI（倍）", "ROI on all cost (×)"),
            "ratio",
            ratio(roi, {"gmv": "gmv", "cost": "all_cost"}),
            ratio(roi, {"gmv": "gmv", "cost": "all_cost"}, TotalField),
            12,
        ),
    ]
    if month.brand.economics.margin is not None:

        def profit(cell: type[Field]) -> Expression:
            kept: Expression = Arithmetic(cell("gmv"), "-", cell("refund")) if refunds else cell("gmv")
            return Arithmetic(Arithmetic(kept, "*", Named("margin")), "-", cell("all_cost"))

        again: Expression = Choice(
            Compared(Field("profit"), ">", Literal(0)),
            Literal(month.say("复投", "Scale up")),
            Literal(month.say("停或谈价", "Stop or bargain")),
        )
        for name in unnamed:
            again = Choice(Compared(Field("creator"), "=", Literal(name)), Literal("—"), again)
        found += [
            Column(
                "profit",
                Words(f"毛利（{unit.zh}）", f"Profit ({unit.en})"),
                "money",
                profit(Field),
                profit(TotalField),
            ),
            Column(
                "advice",
                Words("建议", "Advice"),
                "text",
                Choice(Known((Field("profit"),)), again, Literal("—")),
                width=18,
                mark="verdict",
            ),
        ]
    return found


def _chart(month: Month, table: Table) -> Chart:
    unit = month.unit
    return Chart(
        "pareto",
        "columns",
        "{{creators_title}}",
        month.say(
            "柱形为各达人 GMV，折线为累计占比；数值见上表",
            "Columns: GMV of each creator; line: cumulative share; figures above",
        ),
        "creators",
        (Series("gmv", "A"), Series("cumulative", "ink", line=True)),
        category="creator",
        columns=min(len(table.columns), 9),
        lines=15,
        axes=(
            f"GMV（{unit.zh}）" if month.lang == "zh" else f"GMV ({unit.en})",
            month.say("累计占比（%）", "Cumulative (%)"),
        ),
        kinds=("wan" if month.lang == "zh" else "million", "rate"),
    )
