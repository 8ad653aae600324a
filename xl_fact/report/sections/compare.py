"""FACT对比: the positions side by side, and every day of the month."""

from __future__ import annotations

from typing import Any

from xl_fact.core.channels import BY_LETTER
from xl_fact.core.returns import breakeven_gpm, net_roi, refund_rate, roi
from xl_fact.core.traffic import aov, cpm, gpm
from xl_fact.report.formula import (
    Arithmetic,
    Call,
    DayOf,
    Expression,
    Field,
    Literal,
    Named,
    Quadrant,
    Running,
    Shown,
    SumIfs,
    Total,
    TotalField,
    total_of,
)
from xl_fact.report.model import Cards, Chart, Column, Figure, Paragraph, Section, Series, Table
from xl_fact.report.month import Month
from xl_fact.report.ratios import ratio
from xl_fact.report.sections.progress import VERDICTS
from xl_fact.words import Words

TITLE = Words("FACT对比", "FACT")


ROUNDED = Words(
    "显示的数四舍五入，合计由没有舍入的数算出，末位可能差 1（如占比相加得 99.9%）",
    "Figures are shown rounded; totals come from the unrounded ones, so the last digit may differ (shares adding to 99.9%)",
)


def compare(month: Month) -> Section:
    """The comparison sheet."""
    bands: list[tuple[Paragraph | Table | Cards | Chart, ...]] = [
        (Paragraph("{{channels_sentence}}", "headline"),),
        (channels(month),),
        (Paragraph("{{verdict_legend}}", "note"),),
    ]
    if month.brand.campaigns:
        heading = month.say(
            "C 营销活动：叠加在各阵地之上，不计入合计（日历见“说明”）",
            "C, campaigns: across the channels, not part of the total (calendar on About)",
        )
        bands += [(Paragraph(heading, "heading"),), (_campaign(month),)]
    table, chart = carriers(month), _pacing(month)
    if chart is None:
        bands.append((table,))
    else:
        bands += [(table, chart), (Paragraph("{{source_compare}}", "note"),)]
    bands.append((daily(month),))
    return Section("compare", TITLE, "analysis", tuple(bands), _PURPOSE)


_PURPOSE = Words(
    "F 自播 · A 达人矩阵 · T 头部达人 · S 搜索商城 相加等于全店；C 营销活动是叠加视角，只并列，不相加",
    "F + A + T + S make the shop; C, the campaigns, lies across them: shown beside, never added",
)


def ratios(month: Month, cell: type[Field] = Field) -> dict[str, Expression]:
    """The ratios of one row of sums, as formulas over its cells."""
    found = {
        "gpm": (gpm, {"gmv": "gmv", "plays": "base"}),
        "cpm": (cpm, {"cost": "cost", "plays": "base"}),
        "roi": (roi, {"gmv": "gmv", "cost": "cost"}),
        "aov": (aov, {"gmv": "gmv", "orders": "orders"}),
        "refund_rate": (refund_rate, {"refund": "refund", "gmv": "gmv"}),
        "net_roi": (net_roi, {"gmv": "gmv", "refund": "refund", "cost": "cost"}),
    }
    return {
        key: ratio(function, sources, cell)
        for key, (function, sources) in found.items()
        if all(month.has(source) for source in sources.values())
    }


def channels(month: Month) -> Table:
    """The comparison table: sums first, ratios of the sums after, a total below."""
    unit, base = month.unit, month.base_words
    each, whole = ratios(month), ratios(month, cell=TotalField)
    if month.has("cost") and month.brand.economics.margin is not None:
        each["breakeven"], each["verdict"] = _breakeven(month, Field), _verdict(month, Field)
        whole["breakeven"], whole["verdict"] = _breakeven(month, TotalField), _verdict(month, TotalField)
    columns = [
        Column(
            "channel", Words("阵地", "Channel"), "text", total=month.say("合计", "Total"), width=18, hue=True
        )
    ]

    def add_sum(key: str, heading: Words, kind: str = "money") -> None:
        if month.has(key):
            formula = SumIfs("data", key, {"channel": Field("channel")})
            columns.append(Column(key, heading, kind, formula, total_of(key)))

    def add_share(key: str, of: str, heading: Words) -> None:
        if month.has(of):
            share = Shown(Arithmetic(Field(of), "/", Total(of)))
            total = Shown(Arithmetic(TotalField(of), "/", Total(of)))
            columns.append(Column(key, heading, "rate", share, total))

    def add_ratio(key: str, heading: Words, kind: str, width: float | None = None) -> None:
        if key in each:
            mark = "verdict" if key == "verdict" else ""
            columns.append(Column(key, heading, kind, each[key], whole[key], width, mark=mark))

    add_sum("gmv", Words(f"GMV·{month.gmv_words.zh}（{unit.zh}）", f"GMV {month.gmv_words.en} ({unit.en})"))
    add_share("share", "gmv", Words("GMV 占比（%）", "GMV share (%)"))
    add_sum("base", Words(f"{base.zh}（次）", base.en.capitalize()), "count")
    add_ratio(
        "gpm", Words(f"GPM（{unit.zh}/千次{base.zh}）", f"GPM ({unit.en} per 1000 {base.en})"), "mille", 13
    )
    add_sum("cost", Words(f"投放花费（{unit.zh}）", f"Ad cost ({unit.en})"))
    add_ratio(
        "cpm", Words(f"CPM（{unit.zh}/千次{base.zh}）", f"CPM ({unit.en} per 1000 {base.en})"), "mille", 13
    )
    add_ratio("roi", Words("ROI（倍）", "ROI (×)"), "ratio")
    add_sum("orders", Words("订单（单）", "Orders"), "count")
    add_ratio("aov", Words(f"笔单价（{unit.zh}/单）", f"AOV ({unit.en})"), "mille", 11)
    add_sum("refund", Words(f"退款（{unit.zh}）", f"Refunds ({unit.en})"))
    add_ratio("refund_rate", Words("退款率（%）", "Refund rate (%)"), "rate")
    add_ratio("net_roi", Words("退后 ROI（倍）", "Net ROI (×)"), "ratio")
    add_sum("commission", Words(f"达人佣金（{unit.zh}）", f"Creator commission ({unit.en})"))
    add_share("base_share", "base", Words(f"{base.zh}占比（%）", f"Share of {base.en} (%)"))
    add_share("cost_share", "cost", Words("花费占比（%）", "Cost share (%)"))
    add_ratio(
        "breakeven", Words(f"保本 GPM（{unit.zh}/千次）", f"Break-even GPM ({unit.en} per 1000)"), "mille", 13
    )
    add_ratio("verdict", Words("诊断", "Verdict"), "text", 12)
    given: dict[str, list[Any]] = {"channel": [month.label(letter) for letter in month.channels]}
    title = Words(
        f"各阵地对比 · {month.period.zh} · ROI = GPM ÷ CPM",
        f"Channels compared · {month.period.en} · ROI = GPM ÷ CPM",
    )
    return Table("compare", title, tuple(columns), given, note=ROUNDED)


def _breakeven(month: Month, cell: type[Field]) -> Expression:
    arguments: dict[str, Expression] = {"cpm": cell("cpm"), "margin": Named("margin")}
    if month.has("refund"):
        arguments["refund_rate"] = cell("refund_rate")
    if month.brand.economics.commission_rate is not None:
        arguments["commission_rate"] = Named("commission_rate")
    return Shown(Call(breakeven_gpm, arguments))


def _verdict(month: Month, cell: type[Field]) -> Expression:
    """Profit now: GPM against break-even. Slope: GPM against the benchmark."""
    words = {key: month.say(*each) for key, each in VERDICTS.items()}
    return Quadrant(
        (cell("gpm"), cell("breakeven")),
        (cell("gpm"), Named("benchmark")),
        (words["stop"], words["convert"], words["cpm"], words["go"]),
    )


def _campaign(month: Month) -> Cards:
    """C beside the others: the campaign days, whoever sold on them."""
    unit = month.unit

    def on_days(key: str) -> Expression:
        return SumIfs("data", key, {"campaign_day": Literal(1)})

    figures = [
        Figure(
            "c_gmv",
            Words(f"C 活动日 GMV（{unit.zh}）", f"C, GMV of campaign days ({unit.en})"),
            "money",
            formula=on_days("gmv"),
        ),
        Figure(
            "c_share",
            Words("C 活动日 GMV 占比（%）", "C, share of GMV (%)"),
            "rate",
            formula=Shown(Arithmetic(Named("c_gmv"), "/", Total("gmv", "compare"))),
        ),
        Figure(
            "c_base",
            Words(f"C 活动日{month.base_words.zh}（次）", f"C, {month.base_words.en}"),
            "count",
            formula=on_days("base"),
        ),
        Figure(
            "c_gpm",
            Words(f"C 活动日 GPM（{unit.zh}/千次）", f"C, GPM ({unit.en} per 1000)"),
            "mille",
            formula=Shown(Call(gpm, {"gmv": Named("c_gmv"), "plays": Named("c_base")})),
        ),
    ]
    return Cards(tuple(figures))


def carriers(month: Month) -> Table:
    """What the positions are made of: each owner's carriers, sums first and ratios after."""
    unit, base = month.unit, month.base_words
    pairs = month.frame[["owner", "carrier"]].drop_duplicates().sort_values(["owner", "carrier"])
    shown = sorted(pairs.itertuples(index=False), key=lambda pair: (pair.owner != "自营", pair.owner))
    columns = [
        Column("owner", Words("自营/合作", "Owner"), "text", total=month.say("合计", "Total"), width=16),
        Column("carrier", Words("载体", "Carrier"), "text"),
    ]
    each, whole = ratios(month), ratios(month, cell=TotalField)
    headings = {
        "gmv": (Words(f"GMV（{unit.zh}）", f"GMV ({unit.en})"), "money"),
        "base": (Words(f"{base.zh}（次）", base.en.capitalize()), "count"),
        "cost": (Words(f"投放花费（{unit.zh}）", f"Ad cost ({unit.en})"), "money"),
        "orders": (Words("订单（单）", "Orders"), "count"),
        "refund": (Words(f"退款（{unit.zh}）", f"Refunds ({unit.en})"), "money"),
        "gpm": (Words(f"GPM（{unit.zh}/千次）", f"GPM ({unit.en} per 1000)"), "mille"),
        "roi": (Words("ROI（倍）", "ROI (×)"), "ratio"),
        "refund_rate": (Words("退款率（%）", "Refund rate (%)"), "rate"),
    }
    for key, (heading, kind) in headings.items():
        if key in each:
            columns.append(Column(key, heading, kind, each[key], whole[key]))
        elif month.has(key):
            formula = SumIfs("data", key, {"owner": Field("owner"), "carrier": Field("carrier")})
            columns.append(Column(key, heading, kind, formula, total_of(key)))
    given: dict[str, list[Any]] = {
        "owner": [month.owner(pair.owner) for pair in shown],
        "carrier": [month.carrier(pair.carrier) for pair in shown],
    }
    title = Words(f"各载体 · {month.period.zh}", f"Carriers · {month.period.en}")
    return Table("carriers", title, tuple(columns), given)


def daily(month: Month) -> Table:
    """Every day: GMV of each channel, traffic, cost, and their ratios."""
    unit, base = month.unit, month.base_words
    columns = [
        Column("date", Words("日期", "Date"), "date", total=month.say("合计", "Total"), width=16),
        Column(
            "gmv", Words(f"GMV（{unit.zh}）", f"GMV ({unit.en})"), "money", _on_day("gmv"), total_of("gmv")
        ),
    ]
    for letter in month.channels:
        label = month.label(letter)
        formula = SumIfs("data", "gmv", {"date": Field("date"), "channel": Literal(label)})
        key = daily_key(letter)
        zh, en = BY_LETTER[letter].label("zh"), BY_LETTER[letter].label("en")
        heading = Words(f"{zh}（{unit.zh}）", f"{en} ({unit.en})")
        columns.append(Column(key, heading, "money", formula, total_of(key)))
    columns.append(
        Column(
            "base",
            Words(f"{base.zh}（次）", base.en.capitalize()),
            "count",
            _on_day("base"),
            total_of("base"),
        )
    )
    each, whole = ratios(month), ratios(month, cell=TotalField)
    columns.append(
        Column(
            "gpm",
            Words(f"GPM（{unit.zh}/千次）", f"GPM ({unit.en} per 1000)"),
            "mille",
            each["gpm"],
            whole["gpm"],
        )
    )
    if month.has("cost"):
        heading = Words(f"投放花费（{unit.zh}）", f"Ad cost ({unit.en})")
        columns.append(Column("cost", heading, "money", _on_day("cost"), total_of("cost")))
        columns.append(Column("roi", Words("ROI（倍）", "ROI (×)"), "ratio", each["roi"], whole["roi"]))
    if month.brand.targets.gmv is not None:
        a_day = Arithmetic(Named("target_gmv"), "/", Named("month_days"))
        line = Arithmetic(a_day, "*", DayOf(Field("date")))
        so_far = Words(f"累计 GMV（{unit.zh}）", f"GMV so far ({unit.en})")
        columns.append(Column("sum", so_far, "money", Running("gmv")))
        columns.append(
            Column("line", Words(f"目标进度（{unit.zh}）", f"Target line ({unit.en})"), "money", line)
        )
    given: dict[str, list[Any]] = {"date": month.days}
    return Table(
        "daily", Words(f"每日 · {month.period.zh}", f"Day by day · {month.period.en}"), tuple(columns), given
    )


def _pacing(month: Month) -> Chart | None:
    """GMV so far against the target; None without one."""
    if month.brand.targets.gmv is None:
        return None
    unit = month.unit
    return Chart(
        "pacing",
        "lines",
        "{{pacing_title}}",
        month.say(
            "折线：累计 GMV 与目标进度；数值在下方每日表",
            "Lines: GMV so far and the target; figures in the table below",
        ),
        "daily",
        (Series("sum", "ink"), Series("line", "muted", line=True)),
        category="date",
        columns=8,
        lines=14,
        axes=(month.say(f"累计 GMV（{unit.zh}）", f"GMV so far ({unit.en})"), ""),
        kinds=("wan" if month.lang == "zh" else "million", ""),
    )


def daily_key(letter: str) -> str:
    """The key of a channel's column in the daily table."""
    return f"gmv_{letter.lower() if letter.isalpha() else 'other'}"


def _on_day(key: str) -> Expression:
    return SumIfs("data", key, {"date": Field("date")})
