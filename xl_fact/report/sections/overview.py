"""概览: the month on one screen. What it came to, who won by ROI, who by GPM, and why they differ."""

from __future__ import annotations

import math
from typing import Final

from xl_fact.report.formula import (
    Aggregate,
    At,
    Body,
    Choice,
    Expression,
    Field,
    Known,
    Literal,
    Named,
    Shown,
    Total,
)
from xl_fact.report.metrics import CHANNEL, METRICS, Columns, card, large, per_mille
from xl_fact.report.model import Cards, Chart, Figure, Ledger, Paragraph, Series, Stack, Table
from xl_fact.report.month import Month
from xl_fact.report.page import Band, Origin, Page, Texts
from xl_fact.report.sections import profit, progress, spend
from xl_fact.report.sections.compare import daily_key, legend
from xl_fact.report.sections.doubts import doubt, doubted, noted
from xl_fact.report.sections.profit import judged, verdicts
from xl_fact.report.telling import Channels, dated, listed, money
from xl_fact.report.verdicts import VERDICTS
from xl_fact.words import Words

GRID = 20
"""Columns of the sheet."""


def _bands(month: Month, origin: Origin) -> list[Band]:
    who = _who(month)
    rest, lines = GRID - len(who.columns), max(2, (len(month.channels) + 2) // 2)
    reasons = Stack(
        (
            Paragraph(month.say("为什么不一样", "Why they differ"), "heading", columns=rest),
            Paragraph("{{who_sentence}}", "sentence", columns=rest, lines=lines),
            Paragraph("{{why_sentence}}", "sentence", columns=rest, lines=lines),
        )
    )
    doubts = doubt(month, origin.sources)
    bands: list[Band] = [
        (Paragraph("{{headline}}", "headline", columns=GRID),),
        *([(Paragraph(doubts, "sentence", columns=GRID, lines=2),)] if doubts else []),
        (Cards(_cards(month, doubted(month, origin.sources))),),
        (who, reasons),
        _charts(month),
        (Paragraph("{{source_line}}", "note", columns=GRID),),
    ]
    below = (progress.pace(month), progress.changes(month), progress.actions(month))
    bands += [(part,) for part in below if part is not None]
    if judged(month):
        bands.append((Paragraph("{{next_sentence}}", "sentence", columns=GRID),))
    return bands


def _purpose(month: Month) -> Words:
    gmv, base, unit = month.gmv_words, month.base_words, month.unit
    return Words(
        f"GMV = {gmv.zh} · GPM、CPM 的分母 = {base.zh}次数 · 币种：{unit.zh} · 北京时间 · 口径见“口径”，对账见“校验”",
        f"GMV = {gmv.en} · base of GPM and CPM = {base.en} · {unit.en} · definitions on Definitions, proofs on Checks",
    )


def _cards(month: Month, in_doubt: frozenset[str]) -> tuple[Figure, ...]:
    """The month's figures, each the total of the comparison; those made of columns `in_doubt` say so."""
    base, targets = month.base_words, month.brand.targets
    gmv = targets.gmv or 0
    goals = {
        "gmv": targets.gmv and month.say(f"{gmv / 1e4:.1f}万", f"{gmv / 1e6:,.2f}M"),
        "gpm": targets.gpm and f"{targets.gpm:,.1f}",
        "roi": targets.roi and f"{targets.roi:g}",
    }
    notes = {
        "gpm": Words("GMV ÷ " + base.zh + " × 1000", f"GMV ÷ {base.en} × 1000"),
        "roi": Words("GMV ÷ 花费", "GMV ÷ cost"),
        "net_roi": Words("（GMV − 退款）÷ 花费", "(GMV − refunds) ÷ cost"),
        "refund_rate": Words("退款 ÷ GMV，支付时间", "refunds ÷ GMV, by payment day"),
        "aov": Words("GMV ÷ 订单", "GMV ÷ orders"),
    }
    figures = []
    for key in ("gmv", "base", "gpm", "cost", "roi", "net_roi", "refund_rate", "aov"):
        metric, goal = METRICS[key], goals.get(key)
        if not metric.told(month):
            continue
        kind = metric.kind if metric.columns else large(month)
        note = Words(f"目标 {goal}", f"target {goal}") if goal else notes.get(key)
        if in_doubt.intersection(metric.columns.values() or (key,)):
            note = noted(note)
        figures.append(
            card(
                month,
                key,
                key,
                Total(key, "compare"),
                note,
                kind="tenths" if kind == "ratio" else kind,
                heading=metric.heading(month, named=key == "gmv"),
            )
        )
    if month.coverage("gmv").days:
        left = Words("扣货品、达人、平台、投放", "after goods, creators, platform, ads")
        result = Total("result", "pnl")
        figures.append(card(month, "profit", "result", Shown(result), left, kind=large(month)))
    note = Words("各项对账见“校验”", "each proof on Checks")
    check = Figure(
        "check_shown", Words("校验", "Checks"), "text", formula=Named("check"), mark="check", note=note
    )
    return (*figures, check)


def _who(month: Month) -> Table:
    """Shares, and ROI = GPM ÷ CPM, with the winner of each."""
    base, columns = month.base_words, Columns(month)

    def same(key: str, heading: Words, kind: str) -> None:
        columns.add(key, heading, kind, At("compare", key))

    columns.add("channel", CHANNEL, "text", At("compare", "channel"), hue=True)
    same("share", Words("GMV 占比（%）", "GMV share (%)"), "rate")
    same(
        "base_share",
        Words(f"{base.zh[-2:]}占比（%）", f"{base.en.split()[-1].capitalize()} share (%)"),
        "rate",
    )
    if month.has("cost"):
        same("cost_share", Words("花费占比（%）", "Cost share (%)"), "rate")
    gpm, cpm, roi = (METRICS[key].told(month) for key in ("gpm", "cpm", "roi"))
    if gpm:
        same("gpm", METRICS["gpm"].heading(month), "mille")
    if cpm:
        same("cpm", per_mille(month, "÷CPM", "÷ CPM"), "mille")
    if roi:
        same(
            "roi",
            Words("=ROI（倍）", "= ROI (×)") if gpm and cpm else METRICS["roi"].heading(month),
            "tenths",
        )
        columns.add("roi_won", Words("ROI 谁赢", "ROI won by"), "text", _won("roi", month), mark="winner")
    if gpm:
        columns.add("gpm_won", Words("GPM 谁赢", "GPM won by"), "text", _won("gpm", month), mark="winner")
    title = Words("谁赢：ROI = GPM ÷ CPM", "Who won: ROI = GPM ÷ CPM")
    return Table("who", title, tuple(columns), {}, count=len(month.channels))


def _won(key: str, month: Month) -> Expression:
    best = Field(key).equals(Aggregate("MAX", Body(key)))
    return Choice(
        Known((Field(key),)), Choice(best, Literal(month.say("最高", "best")), Literal("")), Literal("")
    )


def _charts(month: Month) -> tuple[Chart, ...]:
    base, period, has_cost = month.base_words, month.say(*month.period), month.has("cost")
    gpm_told, both = METRICS["gpm"].told(month), all(METRICS[key].told(month) for key in ("gpm", "roi"))
    slope = (Series("gpm", "?", line=True),) if gpm_told else ()
    shares = ("share", "base_share", "cost_share") if has_cost else ("share", "base_share")
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
        columns=7,
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
        (*(Series(daily_key(letter), letter) for letter in month.channels), *slope),
        category="date",
        columns=7 if both else 13,
        lines=17,
        axes=(month.say(*METRICS["gmv"].heading(month)), month.say(*METRICS["gpm"].heading(month))),
        kinds=(large(month), "money"),
    )
    by_day = (trend,) if month.days else ()
    if not both:
        return (mix, *by_day)
    gpm = METRICS["gpm"]
    across = month.say(
        f"{gpm.heading(month, named=True).zh}；圆的大小 = GMV", f"{gpm.heading(month).en}; size: GMV"
    )
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
        axes=(across, month.say(*METRICS["roi"].heading(month))),
        kinds=("score", "money"),
    )
    return (mix, bubble, *by_day)


# -------------------------------------------------------------------- in words
def _tell(month: Month, ledger: Ledger) -> Texts:
    channels = Channels(ledger)
    return {
        "headline": _headline(month, channels),
        "who_sentence": _who_won(month, channels),
        "why_sentence": _why(month, channels),
        "next_sentence": _next_money(month, channels),
        "mix_title": _mix_title(month, channels),
        "bubble_title": _bubble_title(month, channels),
        "daily_title": _daily_title(month, ledger),
    }


def _headline(month: Month, channels: Channels) -> str:
    """What the month came to, whether it earned, and who won."""
    say, unit, period = month.say, month.say(*month.unit), month.say(*month.period)
    gmv, gpm, figures = channels.total("gmv"), channels.total("gpm"), channels.ledger.figures
    if not math.isfinite(gmv):
        return say(f"{period}：导出里只有花费，没有成交。", f"{period}: the exports hold spend and no sales.")
    line = say(f"{period} GMV {gmv / 1e4:.1f}万{unit}", f"{period}: GMV {unit} {gmv / 1e6:,.2f}M")
    if "pace_done" in figures:
        done, missed = channels.ledger.figure("pace_done"), channels.ledger.figure("pace_missing")
        short = say(f"，没达标，差 {money(month, missed)}", f", missed by {money(month, missed)}")
        late = short if month.complete and done < 1 else ""
        line += say(f"（目标的 {done:.1%}{late}）", f" ({done:.1%} of the target{late})")
    sells = [say(f"GPM {gpm:,.1f} {unit}/千次", f"GPM {gpm:,.1f}")] if math.isfinite(gpm) else []
    parts = [line, *sells, *_worth(month, channels), *_left(month, channels.ledger)]
    line = say("，", ", ").join(parts)
    by_roi, by_gpm = channels.best("roi"), channels.best("gpm")
    if not (by_roi and by_gpm) or len(channels.names) < 2:
        return line + say("。", ".")
    if by_roi == by_gpm:
        return line + say(f"。{by_roi} 的 ROI 与 GPM 都最高。", f". {by_roi} leads both by ROI and by GPM.")
    return line + say(
        f"。按 ROI 赢的是 {by_roi}，按 GPM 赢的是 {by_gpm}：差在流量贵贱。",
        f". By ROI {by_roi} wins, by GPM {by_gpm}: the difference is the price of traffic.",
    )


def _worth(month: Month, channels: Channels) -> list[str]:
    """ROI against the one that loses nothing, else what refunds leave of it; nothing without cost."""
    say, ledger, roi, net = month.say, channels.ledger, channels.total("roi"), channels.total("net_roi")
    if not math.isfinite(roi):
        return []
    refunds = math.isfinite(net)
    least = ledger.figure("breakeven_roi") if "breakeven_roi" in ledger.figures else math.nan
    result = float(ledger.total("pnl", "result")) if "pnl" in ledger.tables else math.nan
    if not math.isfinite(least) and math.isfinite(result):
        return [
            say(
                f"ROI {roi:.1f}（没有保本线：佣金与平台已占满毛利）：还不够本",
                f"ROI {roi:.1f} (no break-even: commission and fee take the margin): below break-even",
            )
        ]
    if not math.isfinite(least):
        beside = say(f"（退后 {net:.1f}）", f" ({net:.1f} after refunds)") if refunds else ""
        return [f"ROI {roi:.1f}{beside}"]
    counted = say("，已计退款", " with refunds counted") if refunds else ""
    earns = roi >= least
    return [
        say(
            f"ROI {roi:.1f}（保本 {least:.1f}{counted}）：{'花得值' if earns else '还不够本'}",
            f"ROI {roi:.1f} (break-even {least:.1f}{counted}): {'worth it' if earns else 'below break-even'}",
        )
    ]


def _left(month: Month, ledger: Ledger) -> list[str]:
    """The profit in money; nothing while it is unknown."""
    left = float(ledger.total("pnl", "result")) if "pnl" in ledger.tables else math.nan
    if not math.isfinite(left):
        return []
    told = money(month, abs(left))
    return [
        month.say(
            f"利润 {told}" if left > 0 else f"亏 {told}", f"profit {told}" if left > 0 else f"loss {told}"
        )
    ]


def _who_won(month: Month, channels: Channels) -> str:
    """Who is first by each, with the figures."""
    say, roi, gpm = month.say, channels.column("roi"), channels.column("gpm")
    a, b, unit, base = channels.best("roi"), channels.best("gpm"), month.say(*month.unit), month.base_words
    if not roi and not gpm:
        return say(
            "没有 ROI，也没有 GPM：缺花费、成交或曝光。",
            "No ROI and no GPM: spend, sales or impressions are missing.",
        )
    if not roi:
        return say(
            f"GPM 最高的是 {b}（{gpm[b]:,.1f}）。没有投放花费，ROI 与 CPM 无从算起。",
            f"{b} has the highest GPM ({gpm[b]:,.1f}). Without ad cost there is no ROI and no CPM.",
        )
    if not gpm:
        return say(
            f"ROI 最高的是 {a}（{roi[a]:.1f}）。没有{base.zh}次数，GPM 与 CPM 无从算起。",
            f"{a} has the highest ROI ({roi[a]:.1f}). Without {base.en} there is no GPM and no CPM.",
        )
    return say(
        f"看 ROI：{a} 第一，每花 1 {unit}卖 {roi[a]:.1f} {unit}；看 GPM：{b} 第一，每千次{base.zh}卖 {gpm[b]:,.1f} {unit}。",
        f"By ROI {a} is first: {roi[a]:.1f} sold for each {unit} spent. By GPM {b}: {gpm[b]:,.1f} per 1000 {base.en}.",
    )


def _why(month: Month, channels: Channels) -> str:
    """Why the two views differ: the CPMs."""
    say, roi, gpm, cpm = month.say, *(channels.column(key) for key in ("roi", "gpm", "cpm"))
    a, b = channels.best("roi"), channels.best("gpm")
    if not roi or a == b or not all(cpm.get(x, 0) > 0 for x in (a, b)):
        return say(
            "ROI = GPM ÷ CPM：卖得多少看 GPM，流量贵贱看 CPM。",
            "ROI = GPM ÷ CPM: GPM says how much sells, CPM what traffic costs.",
        )
    sells, costs = gpm[b] / gpm[a], cpm[b] / cpm[a]
    return say(
        f"因为 ROI = GPM ÷ CPM：{b} 每千次卖到 {a} 的 {sells:.1f} 倍，流量价格却是它的 {costs:.1f} 倍"
        f"（CPM {cpm[b]:,.1f} 对 {cpm[a]:,.1f}）。{a} 赢在流量便宜，{b} 赢在内容会卖。",
        f"Because ROI = GPM ÷ CPM: {b} sells {sells:.1f} times as much per 1000 as {a}, "
        f"but its traffic costs {costs:.1f} times as much (CPM {cpm[b]:,.1f} to {cpm[a]:,.1f}). "
        f"{a} wins by cheap traffic, {b} by content that sells.",
    )


def _next_money(month: Month, channels: Channels) -> str:
    """Where the next money goes, what that rests on in money, and what the others are about."""
    found = verdicts(channels.ledger)
    if not any(found.values()):
        return legend(month)
    say, result = month.say, profit.results(channels.ledger)
    first = [name for name in found if found[name] in ("go", "fund")]
    order = {name: (found[name] == "go", channels.column("roi").get(name, 0)) for name in first}
    best = max(first, key=lambda name: order[name], default="")
    words = {name: month.say(*VERDICTS[key]) for name, key in found.items() if key}
    others = [f"{name} {words[name]}{_made(month, result[name])}" for name in words if name != best]
    rest = listed(month, others)
    if not best:
        return say(f"现在没有阵地该加钱：{rest}。", f"No channel should get more money now: {rest}.")
    rest = say(f"；其余：{rest}", f". The others: {rest}") if others else ""
    made = money(month, result[best])
    line = say(
        f"下一笔钱先给 {best}（{words[best]}）：现在的利润 {made}{rest}。",
        f"The next money goes to {best} ({words[best]}): profit now {made}{rest}.",
    )
    return line + _last_rise(month, channels.ledger)


def _made(month: Month, profit: float) -> str:
    """What a channel earned or lost, in brackets."""
    told = money(month, abs(profit))
    return month.say(
        f"（{'赚' if profit > 0 else '亏'} {told}）", f" ({'earned' if profit > 0 else 'lost'} {told})"
    )


def _last_rise(month: Month, ledger: Ledger) -> str:
    """The warning where the last rise of all spend brought less than break-even: money is moved, not added."""
    at, least = (
        spend.risen(ledger),
        ledger.figure("breakeven_roi") if "breakeven_roi" in ledger.figures else math.nan,
    )
    if at is None or not math.isfinite(least):
        return ""
    marginal = float(ledger.column("weeks", "marginal")[at])
    if marginal >= least:
        return ""
    return month.say(
        f"总花费先不加：上一次加钱的边际 ROI {marginal:.2f}，低于保本 {least:.2f}，这笔钱从亏的阵地挪。",
        " Don't raise the total: the last rise of spend brought a marginal ROI of "
        f"{marginal:.2f}, below the {least:.2f} that breaks "
        "even; move the money from where it is lost.",
    )


def _mix_title(month: Month, channels: Channels) -> str:
    share, cost, top = channels.column("share"), channels.column("cost_share"), channels.best("share")
    if not share:
        return dated(month, month.say("导出里没有成交", "The exports hold no sales"))
    spent = month.say(f"、花费的 {cost[top]:.0%}", f", {cost[top]:.0%} of cost") if top in cost else ""
    return dated(
        month, month.say(f"{top}：GMV 的 {share[top]:.0%}{spent}", f"{top}: {share[top]:.0%} of GMV{spent}")
    )


def _bubble_title(month: Month, channels: Channels) -> str:
    """Who is furthest up, and who furthest right."""
    a, b = channels.best("roi"), channels.best("gpm")
    if not (a and b):
        return dated(month, month.say("ROI 与 GPM", "ROI and GPM"))
    roi, gpm = channels.column("roi")[a], channels.column("gpm")[b]
    return dated(
        month,
        month.say(
            f"ROI 最高 {a} {roi:.1f}，GPM 最高 {b} {gpm:,.1f}",
            f"Best ROI {a} {roi:.1f}, best GPM {b} {gpm:,.1f}",
        ),
    )


def _daily_title(month: Month, ledger: Ledger) -> str:
    if not month.days:
        return ""
    gmv, days, unit = ledger.column("daily", "gmv"), ledger.column("daily", "date"), month.say(*month.unit)
    if not (gmv > 0).any():
        return month.say("导出里没有成交", "The exports hold no sales")
    peak = int(gmv.argmax())
    return month.say(
        f"每日 GMV（{unit}）与 GPM：最高 {days[peak].month}月{days[peak].day}日 {gmv[peak] / 1e4:.1f}万",
        f"GMV by day ({unit}) and GPM: peak {days[peak]:%d %b}, {gmv[peak] / 1e6:,.2f}M",
    )


PAGE: Final = Page("overview", Words("概览", "Overview"), "result", _purpose, _bands, _tell, width=12.6)
