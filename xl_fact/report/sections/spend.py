"""投放: what the ads cost week by week, and what the last yuan brought."""

from __future__ import annotations

import math
from collections import Counter
from functools import partial
from typing import Any, Final

from xl_fact.report.formula import Above, Expression, Field, Shown, Total, total_of
from xl_fact.report.metrics import METRICS, TOTAL, Columns, card, in_money, large
from xl_fact.report.model import Cards, Chart, Ledger, Series, Table
from xl_fact.report.month import Month, week_of
from xl_fact.report.page import SOURCE, Band, Origin, Page, Texts, headline, note
from xl_fact.report.sections.compare import economics
from xl_fact.words import Words


def _bands(month: Month, origin: Origin) -> list[Band] | None:
    if not month.has("cost"):
        return None
    return [
        headline("spend_sentence"),
        (_worth(month),),
        (_weeks(month),),
        (_chart(month),),
        note(SOURCE.format("spend")),
        note(month.say(*_note(month))),
    ]


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
    figures = [card(month, "spend_roi", "roi", Total("roi", "compare"))]
    if month.has("refund"):
        figures.append(card(month, "spend_net_roi", "net_roi", Total("net_roi", "compare")))
    if month.brand.economics.margin is not None:
        least = METRICS["breakeven_roi"].over(economics(month, Total("refund_rate", "compare")))
        above = Words("未扣退款的 ROI 高于它才赚", "the ROI before refunds must be above it")
        figures.append(card(month, "breakeven_roi", "breakeven_roi", least, above))
    return Cards(tuple(figures))


def _weeks(month: Month) -> Table:
    days = Counter(map(week_of, month.days))
    weeks = sorted(days)
    columns = Columns(month, {"week": Field("week")})
    columns.add("week", Words("周段（第几段）", "Week (number)"), "days", width=16)
    columns.names("label", Words("日期", "Days"), TOTAL, width=13)
    columns.add("days", Words("天数（天）", "Days (count)"), "days", None, total_of("days"))
    columns.sums("cost gmv base")
    columns.ratios("cpm gpm roi")
    for key, heading in (
        ("cost", in_money(month, "日均花费", "Cost a day")),
        ("gmv", in_money(month, "日均 GMV", "GMV a day")),
    ):
        columns.both(f"{key}_day", heading, "money", partial(_per_day, key))
    marginal = METRICS["marginal"].over(
        {
            "gmv_before": Above("gmv_day"),
            "cost_before": Above("cost_day"),
            "gmv_after": Field("gmv_day"),
            "cost_after": Field("cost_day"),
        }
    )
    columns.add("marginal", METRICS["marginal"].heading(month), "ratio", marginal, width=12)
    last = month.length
    given: dict[str, list[Any]] = {
        "week": [float(week) for week in weeks],
        "label": [f"{(w - 1) * 7 + 1}–{min(w * 7, last) if w < 5 else last}" for w in weeks],
        "days": [float(days[week]) for week in weeks],
    }
    title = Words(f"按周段 · {month.period.zh}", f"By week · {month.period.en}")
    return Table("weeks", title, tuple(columns), given)


def _per_day(key: str, cell: type[Field]) -> Expression:
    return Shown(cell(key) / cell("days"))


def _chart(month: Month) -> Chart:
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
        axes=(month.say(*in_money(month, "日均", "a day")), month.say(*METRICS["roi"].heading(month))),
        kinds=(large(month), "ratio"),
    )


# -------------------------------------------------------------------- in words
def _tell(month: Month, ledger: Ledger) -> Texts:
    label, roi, marginal = (ledger.column("weeks", key) for key in ("label", "roi", "marginal"))
    unit, period = month.say(*month.unit), month.say(*month.period)
    known = [i for i in range(len(roi)) if math.isfinite(roi[i])]
    if not known:
        return {"spend_sentence": "", "spend_title": ""}
    best, worst = max(known, key=lambda i: roi[i]), min(known, key=lambda i: roi[i])
    line = _earned(month, ledger) + month.say(
        f"ROI 最高的一段是 {label[best]} 日（{roi[best]:.2f}），最低 {label[worst]} 日（{roi[worst]:.2f}）。",
        f"ROI was highest in {label[best]} ({roi[best]:.2f}) and lowest in {label[worst]} ({roi[worst]:.2f}).",
    )
    if math.isfinite(marginal[-1]):
        line += month.say(
            f"最后一段边际 ROI {marginal[-1]:.2f}。", f" The last marginal ROI is {marginal[-1]:.2f}."
        )
    if month.base == "plays":
        line += _pull(month, ledger)
    title = month.say(
        f"ROI 最高 {label[best]} 日 {roi[best]:.2f}，最低 {label[worst]} 日 {roi[worst]:.2f}；"
        f"日均 GMV 与花费（{unit}，{period}）",
        f"ROI best in {label[best]} at {roi[best]:.2f}, worst in {label[worst]} at {roi[worst]:.2f}; "
        f"GMV and cost a day ({unit}, {period})",
    )
    return {"spend_sentence": line, "spend_title": title}


def _earned(month: Month, ledger: Ledger) -> str:
    """The month's ROI against the one that loses nothing; empty while the margin is unknown."""
    if "breakeven_roi" not in ledger.figures:
        return ""
    roi, least = ledger.figure("spend_roi"), ledger.figure("breakeven_roi")
    if not (math.isfinite(roi) and math.isfinite(least)):
        return ""
    earns = roi >= least
    return month.say(
        f"ROI {roi:.2f}，保本 {least:.2f}：钱花得{'值' if earns else '不够本'}。",
        f"ROI {roi:.2f} against {least:.2f} to break even: {'worth the money' if earns else 'not worth the money'}. ",
    )


def _pull(month: Month, ledger: Ledger) -> str:
    """The warning where plays per 100 yuan and GPM point to different channels."""
    names, gpm, cpm = (ledger.column("compare", key) for key in ("channel", "gpm", "cpm"))
    held = [i for i in range(len(names)) if math.isfinite(gpm[i]) and cpm[i] > 0]
    if len(held) < 2:
        return ""
    cheap, steep = min(held, key=lambda i: cpm[i]), max(held, key=lambda i: gpm[i])
    if cheap == steep:
        return ""
    unit = month.say(*month.unit)
    yields = {i: 100 / cpm[i] * 1000 for i in (cheap, steep)}
    return month.say(
        f"注意：按 DOU+ 看法（100 {unit}买多少播放）{names[cheap]} 好（{yields[cheap]:,.0f} 次），按 GPM {names[steep]} 好，"
        f"而它 100 {unit}只买 {yields[steep]:,.0f} 次：两种看法不一致。",
        f" Beware: by plays per 100 {unit} {names[cheap]} is better ({yields[cheap]:,.0f}), by GPM {names[steep]}, "
        f"which gets only {yields[steep]:,.0f}: the two readings pull apart.",
    )


PAGE: Final = Page(
    "spend",
    Words("投放", "Ads"),
    "analysis",
    Words(
        "花费、流量价格与回报；按周段看日均，最后一段天数少也能比",
        "Cost, price of traffic and return; daily means by week, so that the short last one compares",
    ),
    _bands,
    _tell,
    Words(
        "没有投放消耗；罗盘载体构成、千川导出可补",
        "no ad cost; Compass 载体构成 or Qianchuan exports have it",
    ),
)
