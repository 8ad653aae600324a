"""活动C: what each campaign sold beyond its baseline, what that cost, and the dip after it."""

from __future__ import annotations

import datetime
from typing import Any

from xl_fact.report.formula import (
    Arithmetic,
    Choice,
    Compared,
    CountOf,
    Expression,
    Field,
    Literal,
    Named,
    Otherwise,
    Shown,
    SumIfs,
    total_of,
)
from xl_fact.report.model import Cards, Chart, Column, Figure, Paragraph, Section, Series, Table
from xl_fact.report.month import Month
from xl_fact.report.ratios import OnCost
from xl_fact.words import Words

TITLE = Words("活动C", "Campaigns C")
REBOUND = 3
"""Days after a campaign that are no normal days: sales were pulled forward from them."""


def campaigns(month: Month) -> Section | None:
    """The sheet of campaigns; None when none of them falls into the month."""
    if not any(_days(month, c.start, c.end) for c in month.brand.campaigns):
        return None
    bands: list[tuple[Paragraph | Cards | Table | Chart, ...]] = [
        (Paragraph("{{campaign_sentence}}", "headline"),),
        (_baseline(month),),
        (_table(month),),
        (Paragraph(month.say(*_NOTE), "note"),),
        (_chart(month),),
        (Paragraph("{{source_campaigns}}", "note"),),
        (_calendar(month),),
    ]
    return Section("campaigns", TITLE, "analysis", tuple(bands), _PURPOSE)


_PURPOSE = Words(
    "C 营销活动是规模销量的爆发场；和平常日比，不和别的活动比；活动成交已含在各阵地里",
    "C, the campaigns, against normal days and not against each other; their sales are inside the channels already",
)
_NOTE = Words(
    f"平常日 = 不在任何活动里、也不在活动后 {REBOUND} 天里的日子；增量 = 活动 GMV − 平常日均 × 活动天数；"
    f"回落 = 活动后 {REBOUND} 天日均 ÷ 平常日均 − 1；扣回落增量 = 增量 + 那几天比平常多卖或少卖的。"
    "增量不等于活动的功劳：有一部分是把之后的成交提前了",
    f"Normal days: in no campaign and not in the {REBOUND} days after one. Lift = campaign GMV − normal daily mean × days. "
    f"Dip = mean of the {REBOUND} days after ÷ normal mean − 1. Lift after the dip counts those days. "
    "Part of the lift is only pulled forward",
)


def _days(month: Month, start: datetime.date, end: datetime.date) -> list[datetime.date]:
    return [d for d in month.days if start <= d <= end]


def number_of_day(month: Month, day: datetime.date) -> int:
    """The number of a day's campaign, counted from 1; 0 outside; negative in the days after it."""
    for number, campaign in enumerate(month.brand.campaigns, 1):
        if campaign.start <= day <= campaign.end:
            return number
    for number, campaign in enumerate(month.brand.campaigns, 1):
        if campaign.end < day <= campaign.end + datetime.timedelta(days=REBOUND):
            return -number
    return 0


def _calendar(month: Month) -> Table:
    """Every day with the number of its campaign."""
    unit = month.unit
    columns = [
        Column("date", Words("日期", "Date"), "date", total=month.say("合计", "Total"), width=22),
        Column(
            "number",
            Words("活动序号（0 平常，负为活动后）", "Campaign (0 none, negative after)"),
            "days",
            width=16,
        ),
        Column(
            "gmv",
            Words(f"GMV（{unit.zh}）", f"GMV ({unit.en})"),
            "money",
            SumIfs("data", "gmv", {"date": Field("date")}),
            total_of("gmv"),
        ),
    ]
    on = Compared(Field("number"), ">", Literal(0))
    columns += [
        Column(
            "on",
            Words(f"活动日 GMV（{unit.zh}）", f"On campaign days ({unit.en})"),
            "money",
            Choice(on, Field("gmv"), Literal(0)),
            total_of("on"),
        ),
        Column(
            "off",
            Words(f"其他日 GMV（{unit.zh}）", f"On other days ({unit.en})"),
            "money",
            Choice(on, Literal(0), Field("gmv")),
            total_of("off"),
        ),
    ]
    if month.has("cost"):
        heading = Words(f"投放花费（{unit.zh}）", f"Ad cost ({unit.en})")
        columns.append(
            Column(
                "cost", heading, "money", SumIfs("data", "cost", {"date": Field("date")}), total_of("cost")
            )
        )
    given: dict[str, list[Any]] = {
        "date": month.days,
        "number": [float(number_of_day(month, d)) for d in month.days],
    }
    return Table("campaign_days", Words("每日归属", "Days and their campaigns"), tuple(columns), given)


def _chart(month: Month) -> Chart:
    unit = month.unit
    return Chart(
        "campaign_days",
        "daily",
        "{{campaign_title}}",
        month.say(
            "柱形：每日 GMV，活动日为浅黄，其他日为灰；数值在下表",
            "Columns: GMV by day, campaign days pale yellow; figures below",
        ),
        "campaign_days",
        (Series("on", "C"), Series("off", "light")),
        category="date",
        columns=11,
        lines=15,
        axes=(month.say(f"GMV（{unit.zh}）", f"GMV ({unit.en})"), ""),
        kinds=("wan" if month.lang == "zh" else "million", ""),
    )


def _baseline(month: Month) -> Cards:
    unit = month.unit

    def normal(key: str) -> Expression:
        summed = SumIfs("campaign_days", key, {"number": Literal(0)})
        return Shown(Arithmetic(summed, "/", CountOf("campaign_days", "number", Literal(0))))

    figures = [
        Figure(
            "normal_gmv",
            Words(f"平常日均 GMV（{unit.zh}）", f"GMV of a normal day ({unit.en})"),
            "money",
            formula=normal("gmv"),
        ),
        Figure(
            "normal_days",
            Words("平常日（天）", "Normal days"),
            "days",
            formula=CountOf("campaign_days", "number", Literal(0)),
        ),
    ]
    if month.has("cost"):
        heading = Words(f"平常日均花费（{unit.zh}）", f"Cost of a normal day ({unit.en})")
        figures.append(Figure("normal_cost", heading, "money", formula=normal("cost")))
    return Cards(tuple(figures))


def _table(month: Month) -> Table:
    unit = month.unit
    inside = [(n, c) for n, c in enumerate(month.brand.campaigns, 1) if _days(month, c.start, c.end)]
    within = {"number": Field("number")}
    after = {"number": Arithmetic(Literal(0), "-", Field("number"))}
    expected = Arithmetic(Named("normal_gmv"), "*", Field("days"))
    days_after = CountOf("campaign_days", "number", after["number"])
    after_mean = Arithmetic(SumIfs("campaign_days", "gmv", after), "/", days_after)
    dipped = Arithmetic(Arithmetic(Field("dip"), "*", Named("normal_gmv")), "*", days_after)
    columns = [
        Column("name", Words("活动", "Campaign"), "text", width=22),
        Column("number", Words("序号（第几个）", "Number"), "days"),
        Column(
            "days",
            Words("天数（天）", "Days (count)"),
            "days",
            CountOf("campaign_days", "number", Field("number")),
        ),
        Column(
            "gmv",
            Words(f"活动 GMV（{unit.zh}）", f"Campaign GMV ({unit.en})"),
            "money",
            SumIfs("campaign_days", "gmv", within),
        ),
        Column(
            "expected",
            Words(f"平常会卖（{unit.zh}）", f"Normal would sell ({unit.en})"),
            "money",
            Shown(expected),
        ),
        Column(
            "lift",
            Words(f"增量（{unit.zh}）", f"Lift ({unit.en})"),
            "money",
            Shown(Arithmetic(Field("gmv"), "-", Field("expected"))),
            mark="change",
        ),
        Column(
            "lift_rate",
            Words("增幅（%）", "Lift (%)"),
            "change",
            Shown(Arithmetic(Field("lift"), "/", Field("expected"))),
            mark="change",
        ),
    ]
    if month.has("cost"):
        usual = Arithmetic(Named("normal_cost"), "*", Field("days"))
        columns += [
            Column(
                "cost",
                Words(f"活动花费（{unit.zh}）", f"Cost ({unit.en})"),
                "money",
                SumIfs("campaign_days", "cost", within),
            ),
            Column(
                "more",
                Words(f"多花（{unit.zh}）", f"Extra cost ({unit.en})"),
                "money",
                Shown(Arithmetic(Field("cost"), "-", usual)),
            ),
            Column(
                "roi",
                Words("增量 ROI（倍）", "ROI of the lift (×)"),
                "ratio",
                OnCost(Arithmetic(Field("lift"), "/", Field("more")), Field("more")),
            ),
        ]
    columns.append(
        Column(
            "dip",
            Words(f"活动后 {REBOUND} 天回落（%）", f"Dip in {REBOUND} days after (%)"),
            "change",
            Shown(Arithmetic(Arithmetic(after_mean, "/", Named("normal_gmv")), "-", Literal(1))),
            mark="change",
        )
    )
    columns.append(
        Column(
            "net_lift",
            Words(f"扣回落增量（{unit.zh}）", f"Lift after the dip ({unit.en})"),
            "money",
            Otherwise(Arithmetic(Field("lift"), "+", dipped), Field("lift")),
            mark="change",
        )
    )
    if month.has("cost"):
        columns.append(
            Column(
                "net_roi",
                Words("扣回落增量 ROI（倍）", "ROI after the dip (×)"),
                "ratio",
                OnCost(Arithmetic(Field("net_lift"), "/", Field("more")), Field("more")),
            )
        )
    given: dict[str, list[Any]] = {
        "name": [c.name for _, c in inside],
        "number": [float(n) for n, _ in inside],
    }
    return Table("campaigns", Words("活动复盘", "Campaigns reviewed"), tuple(columns), given)
