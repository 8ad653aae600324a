"""概览: the month on one screen. What it came to, who won by ROI, who by GPM, and why they differ."""

from __future__ import annotations

from xl_fact.report.formula import (
    Aggregate,
    At,
    Body,
    Choice,
    Compared,
    Expression,
    Field,
    Known,
    Literal,
    Named,
    Total,
)
from xl_fact.report.model import Cards, Chart, Column, Figure, Paragraph, Part, Section, Series, Stack, Table
from xl_fact.report.month import Month
from xl_fact.report.sections import progress
from xl_fact.report.sections.compare import daily_key
from xl_fact.words import Words

TITLE = Words("概览", "Overview")
GRID = 18
"""Columns of the sheet."""


def overview(month: Month) -> Section:
    """The overview sheet."""
    who = _who(month)
    rest = GRID - len(who.columns)
    reasons = Stack(
        (
            Paragraph(month.say("为什么不一样", "Why they differ"), "heading", columns=rest),
            Paragraph(
                "{{who_sentence}}", "sentence", columns=rest, lines=max(2, (len(month.channels) + 2) // 2)
            ),
            Paragraph(
                "{{why_sentence}}", "sentence", columns=rest, lines=max(2, (len(month.channels) + 2) // 2)
            ),
        )
    )
    bands: list[tuple[Part | Stack, ...]] = [
        (Paragraph("{{headline}}", "headline", columns=GRID),),
        (Cards(_cards(month)),),
        (who, reasons),
        _charts(month),
        (Paragraph("{{source_line}}", "note", columns=GRID),),
    ]
    below = (progress.pace(month), progress.changes(month))
    bands += [(part,) for part in below if part is not None]
    actions = progress.actions(month)
    if actions is not None:
        bands += [(actions,), (Paragraph("{{next_sentence}}", "sentence", columns=GRID),)]
    return Section("overview", TITLE, "result", tuple(bands), _purpose(month), width=12.6)


def _purpose(month: Month) -> Words:
    gmv, base, unit = month.gmv_words, month.base_words, month.unit
    return Words(
        f"GMV = {gmv.zh} · GPM、CPM 的分母 = {base.zh}次数 · 币种：{unit.zh} · 北京时间 · 口径见“口径”，对账见“校验”",
        f"GMV = {gmv.en} · base of GPM and CPM = {base.en} · {unit.en} · definitions on Definitions, proofs on Checks",
    )


def _cards(month: Month) -> tuple[Figure, ...]:
    """The month's figures, each the total of the comparison."""
    unit, base, brand = month.unit, month.base_words, month.brand

    def total(key: str) -> Expression:
        return Total(key, "compare")

    def goal(value: float | None, shown: str) -> Words | None:
        return Words(f"目标 {shown}", f"target {shown}") if value else None

    targets = brand.targets
    zh = month.lang == "zh"
    large = "wan" if zh else "million"
    figures = [
        Figure(
            "gmv",
            Words(f"GMV·{month.gmv_words.zh}（{unit.zh}）", f"GMV {month.gmv_words.en} ({unit.en})"),
            large,
            formula=total("gmv"),
            note=goal(
                targets.gmv,
                f"{(targets.gmv or 0) / 1e4:.1f}万" if zh else f"{(targets.gmv or 0) / 1e6:,.2f}M",
            ),
        ),
        Figure("base", Words(f"{base.zh}（次）", base.en.capitalize()), large, formula=total("base")),
        Figure(
            "gpm",
            Words(f"GPM（{unit.zh}/千次）", f"GPM ({unit.en} per 1000)"),
            "mille",
            formula=total("gpm"),
            note=goal(targets.gpm, f"{targets.gpm or 0:,.1f}")
            or Words("GMV ÷ " + base.zh + " × 1000", f"GMV ÷ {base.en} × 1000"),
        ),
    ]
    if month.has("cost"):
        figures += [
            Figure(
                "cost", Words(f"投放花费（{unit.zh}）", f"Ad cost ({unit.en})"), large, formula=total("cost")
            ),
            Figure(
                "roi",
                Words("ROI（倍）", "ROI (×)"),
                "tenths",
                formula=total("roi"),
                note=goal(targets.roi, f"{targets.roi or 0:g}") or Words("GMV ÷ 花费", "GMV ÷ cost"),
            ),
        ]
    if month.has("refund"):
        if month.has("cost"):
            note = Words("（GMV − 退款）÷ 花费", "(GMV − refunds) ÷ cost")
            figures.append(
                Figure(
                    "net_roi",
                    Words("退后 ROI（倍）", "Net ROI (×)"),
                    "tenths",
                    formula=total("net_roi"),
                    note=note,
                )
            )
        note = Words("退款 ÷ GMV，支付时间", "refunds ÷ GMV, by payment day")
        figures.append(
            Figure(
                "refund_rate",
                Words("退款率（%）", "Refund rate (%)"),
                "rate",
                formula=total("refund_rate"),
                note=note,
            )
        )
    if month.has("orders"):
        note = Words("GMV ÷ 订单", "GMV ÷ orders")
        figures.append(
            Figure(
                "aov",
                Words(f"笔单价（{unit.zh}/单）", f"AOV ({unit.en})"),
                "mille",
                formula=total("aov"),
                note=note,
            )
        )
    figures.append(
        Figure(
            "check_shown",
            Words("校验", "Checks"),
            "text",
            formula=Named("check"),
            mark="check",
            note=Words("各项对账见“校验”", "each proof on Checks"),
        )
    )
    return tuple(figures)


def _who(month: Month) -> Table:
    """Shares, and ROI = GPM ÷ CPM, with the winner of each."""
    unit = month.unit

    def same(key: str, heading: Words, kind: str) -> Column:
        return Column(key, heading, kind, At("compare", key))

    columns = [
        Column("channel", Words("阵地", "Channel"), "text", At("compare", "channel"), hue=True),
        same("share", Words("GMV 占比（%）", "GMV share (%)"), "rate"),
        same(
            "base_share",
            Words(
                f"{month.base_words.zh[-2:]}占比（%）",
                f"{month.base_words.en.split()[-1].capitalize()} share (%)",
            ),
            "rate",
        ),
    ]
    if month.has("cost"):
        columns.append(same("cost_share", Words("花费占比（%）", "Cost share (%)"), "rate"))
    columns.append(same("gpm", Words(f"GPM（{unit.zh}/千次）", f"GPM ({unit.en} per 1000)"), "mille"))
    if month.has("cost"):
        columns.append(same("cpm", Words(f"÷CPM（{unit.zh}/千次）", f"÷ CPM ({unit.en} per 1000)"), "mille"))
        columns.append(same("roi", Words("=ROI（倍）", "= ROI (×)"), "tenths"))
        columns.append(
            Column("roi_won", Words("ROI 谁赢", "ROI won by"), "text", _won("roi", month), mark="winner")
        )
    columns.append(
        Column("gpm_won", Words("GPM 谁赢", "GPM won by"), "text", _won("gpm", month), mark="winner")
    )
    title = Words("谁赢：ROI = GPM ÷ CPM", "Who won: ROI = GPM ÷ CPM")
    return Table("who", title, tuple(columns), {}, count=len(month.channels))


def _won(key: str, month: Month) -> Expression:
    best = Compared(Field(key), "=", Aggregate("MAX", Body(key)))
    return Choice(
        Known((Field(key),)), Choice(best, Literal(month.say("最高", "best")), Literal("")), Literal("")
    )


def _charts(month: Month) -> tuple[Chart, ...]:
    unit, base, period = month.unit, month.base_words, month.say(*month.period)
    shares = ("share", "base_share", "cost_share") if month.has("cost") else ("share", "base_share")
    letters = list(enumerate(month.channels))
    mix = Chart(
        "mix",
        "mix",
        "{{mix_title}}",
        month.say(
            f"堆叠条形图：{period}各阵地占 GMV、{base.zh}、花费的比例，数值在左上表格中",
            f"Stacked bars: each channel's share of GMV, {base.en} and cost, {period}; the figures are in the table above",
        ),
        "who",
        tuple(Series("", letter, row, shares) for row, letter in letters),
        category="channel",
        columns=6,
        lines=17,
        kinds=("rate", ""),
    )
    trend = Chart(
        "daily",
        "daily",
        "{{daily_title}}",
        month.say(
            f"{period}每日 GMV 按阵地堆叠的柱形，与 GPM 折线；数值在“FACT对比”的每日表中",
            f"Daily GMV stacked by channel, with GPM as a line, {period}; the figures are in the daily table of FACT",
        ),
        "daily",
        (
            *(Series(daily_key(letter), letter) for letter in month.channels),
            Series("gpm", "?", line=True),
        ),
        category="date",
        columns=6 if month.has("cost") else 12,
        lines=17,
        axes=(
            month.say(f"GMV（{unit.zh}）", f"GMV ({unit.en})"),
            month.say(f"GPM（{unit.zh}/千次）", f"GPM ({unit.en} per 1000)"),
        ),
        kinds=("wan" if month.lang == "zh" else "million", "money"),
    )
    if not month.has("cost"):
        return (mix, trend)
    bubble = Chart(
        "bubble",
        "bubble",
        "{{bubble_title}}",
        month.say(
            f"气泡图：横轴 GPM，纵轴 ROI，大小为 GMV，每个阵地一个气泡，{period}",
            f"Bubbles: GPM across, ROI up, size is GMV, one for each channel, {period}",
        ),
        "compare",
        tuple(Series("roi", letter, row, ("gpm", "gmv")) for row, letter in letters),
        category="channel",
        columns=6,
        lines=17,
        axes=(
            month.say(
                f"GPM（{unit.zh}/千次{base.zh}）；圆的大小 = GMV", f"GPM ({unit.en} per 1000); size: GMV"
            ),
            month.say("ROI（倍）", "ROI (×)"),
        ),
        kinds=("score", "money"),
    )
    return (mix, bubble, trend)
