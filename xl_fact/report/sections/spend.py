"""投放: what the ads cost week by week, and what the last yuan brought."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xl_fact.core.returns import breakeven_roi, marginal_roi, roi
from xl_fact.core.traffic import cpm, gpm
from xl_fact.report.formula import (
    Above,
    Arithmetic,
    Call,
    Expression,
    Field,
    Named,
    Shown,
    SumIfs,
    Total,
    TotalField,
    total_of,
)
from xl_fact.report.model import Cards, Chart, Column, Figure, Paragraph, Section, Series, Table
from xl_fact.report.month import Month
from xl_fact.report.ratios import ratio
from xl_fact.words import Words

if TYPE_CHECKING:
    from xl_fact.core.function import Function

TITLE = Words("投放", "Ads")


def spend(month: Month) -> Section | None:
    """The sheet of ads; None without any cost."""
    if not month.has("cost"):
        return None
    bands: tuple[tuple[Paragraph | Table | Cards | Chart, ...], ...] = (
        (Paragraph("{{spend_sentence}}", "headline"),),
        (_worth(month),),
        (_weeks(month),),
        (_chart(month),),
        (Paragraph("{{source_spend}}", "note"),),
        (Paragraph(month.say(*_note(month)), "note"),),
    )
    return Section("spend", TITLE, "analysis", bands, _PURPOSE)


_PURPOSE = Words(
    "花费、流量价格与回报；按周段看日均，最后一段天数少也能比",
    "Cost, price of traffic and return; daily means by week, so that the short last one compares",
)


def _note(month: Month) -> Words:
    unit = month.unit
    return Words(
        "周段：1–7、8–14、15–21、22–28、29 日起。边际 ROI = 日均 GMV 之差 ÷ 日均花费之差，与上一段比；"
        f"花费下降时表示每省 1 {unit.zh}少卖多少；一升一降时为负。它低于保本 ROI 时，再加的钱不划算",
        "Weeks: 1–7, 8–14, 15–21, 22–28, from 29. Marginal ROI = change of daily GMV ÷ change of daily cost against the week "
        f"before; where cost fell, what each {unit.en} saved lost; negative when the two part. Below the break-even ROI more "
        "money doesn't pay",
    )


def _worth(month: Month) -> Cards:
    """Whether the money was worth it: the return before and after refunds, and the least that loses nothing."""
    figures = [
        Figure("spend_roi", Words("ROI（倍）", "ROI (×)"), "ratio", formula=Total("roi", "compare")),
    ]
    if month.has("refund"):
        net = Words("退后 ROI（倍）", "Net ROI (×)")
        figures.append(Figure("spend_net_roi", net, "ratio", formula=Total("net_roi", "compare")))
    if month.brand.economics.margin is not None:
        arguments: dict[str, Expression] = {"margin": Named("margin")}
        if month.has("refund"):
            arguments["refund_rate"] = Total("refund_rate", "compare")
        if month.brand.economics.commission_rate is not None:
            arguments["commission_rate"] = Named("commission_rate")
        figures.append(
            Figure(
                "breakeven_roi",
                Words("保本 ROI（倍）", "Break-even ROI (×)"),
                "ratio",
                formula=Shown(Call(breakeven_roi, arguments)),
                note=Words("未扣退款的 ROI 高于它才赚", "the ROI before refunds must be above it"),
            )
        )
    return Cards(tuple(figures))


def _weeks(month: Month) -> Table:
    unit, base = month.unit, month.base_words
    weeks = sorted({min((d.day - 1) // 7 + 1, 5) for d in month.days})
    days = [sum(min((d.day - 1) // 7 + 1, 5) == week for d in month.days) for week in weeks]

    def week_sum(key: str) -> Expression:
        return SumIfs("data", key, {"week": Field("week")})

    def both(function: Function, **sources: str) -> tuple[Expression, Expression]:
        return ratio(function, sources), ratio(function, sources, TotalField)

    per_day = {key: Shown(Arithmetic(Field(key), "/", Field("days"))) for key in ("gmv", "cost")}
    per_day_all = {
        key: Shown(Arithmetic(TotalField(key), "/", TotalField("days"))) for key in ("gmv", "cost")
    }
    marginal = Call(
        marginal_roi,
        {
            "gmv_before": Above("gmv_day"),
            "cost_before": Above("cost_day"),
            "gmv_after": Field("gmv_day"),
            "cost_after": Field("cost_day"),
        },
    )
    columns = (
        Column("week", Words("周段（第几段）", "Week (number)"), "days", total=None, width=16),
        Column("label", Words("日期", "Days"), "text", total=month.say("合计", "Total"), width=13),
        Column("days", Words("天数（天）", "Days (count)"), "days", total=total_of("days")),
        Column(
            "cost",
            Words(f"投放花费（{unit.zh}）", f"Ad cost ({unit.en})"),
            "money",
            week_sum("cost"),
            total_of("cost"),
        ),
        Column(
            "gmv", Words(f"GMV（{unit.zh}）", f"GMV ({unit.en})"), "money", week_sum("gmv"), total_of("gmv")
        ),
        Column(
            "base",
            Words(f"{base.zh}（次）", base.en.capitalize()),
            "count",
            week_sum("base"),
            total_of("base"),
        ),
        Column(
            "cpm",
            Words(f"CPM（{unit.zh}/千次）", f"CPM ({unit.en} per 1000)"),
            "mille",
            *both(cpm, cost="cost", plays="base"),
        ),
        Column(
            "gpm",
            Words(f"GPM（{unit.zh}/千次）", f"GPM ({unit.en} per 1000)"),
            "mille",
            *both(gpm, gmv="gmv", plays="base"),
        ),
        Column("roi", Words("ROI（倍）", "ROI (×)"), "ratio", *both(roi, gmv="gmv", cost="cost")),
        Column(
            "cost_day",
            Words(f"日均花费（{unit.zh}）", f"Cost a day ({unit.en})"),
            "money",
            per_day["cost"],
            per_day_all["cost"],
        ),
        Column(
            "gmv_day",
            Words(f"日均 GMV（{unit.zh}）", f"GMV a day ({unit.en})"),
            "money",
            per_day["gmv"],
            per_day_all["gmv"],
        ),
        Column("marginal", Words("边际 ROI（倍）", "Marginal ROI (×)"), "ratio", Shown(marginal), width=12),
    )
    last = month.length
    given: dict[str, list[Any]] = {
        "week": [float(week) for week in weeks],
        "label": [f"{(w - 1) * 7 + 1}–{min(w * 7, last) if w < 5 else last}" for w in weeks],
        "days": [float(d) for d in days],
    }
    return Table(
        "weeks", Words(f"按周段 · {month.period.zh}", f"By week · {month.period.en}"), columns, given
    )


def _chart(month: Month) -> Chart:
    unit = month.unit
    return Chart(
        "spend",
        "columns",
        "{{spend_title}}",
        month.say(
            "柱形为日均花费与日均 GMV，折线为 ROI，按周段", "Columns: cost and GMV a day; line: ROI; by week"
        ),
        "weeks",
        (Series("gmv_day", "light"), Series("cost_day", "muted"), Series("roi", "ink", line=True)),
        category="label",
        columns=8,
        lines=14,
        axes=(month.say(f"日均（{unit.zh}）", f"a day ({unit.en})"), month.say("ROI（倍）", "ROI (×)")),
        kinds=("wan" if month.lang == "zh" else "million", "ratio"),
    )
