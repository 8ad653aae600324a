"""FACT对比: the positions side by side, and every day of the month."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from xl_fact.report.asking import MARGIN, MARGIN_GIVEN, given, lacking
from xl_fact.report.formula import (
    Absolute,
    Aggregate,
    At,
    Body,
    Counted,
    DayOf,
    Expression,
    Field,
    Joined,
    Known,
    Literal,
    Named,
    Only,
    Running,
    Shown,
    SumIfs,
    Total,
    TotalField,
    total_of,
)
from xl_fact.report.history import few, little
from xl_fact.report.metrics import (
    CARRIER,
    CHANNEL,
    DATE,
    METRICS,
    OWNER,
    TOTAL,
    Columns,
    card,
    in_money,
    large,
    per_mille,
)
from xl_fact.report.model import Cards, Chart, Figure, Ledger, Paragraph, Series, Table
from xl_fact.report.month import CHANNELS, Month
from xl_fact.report.page import SOURCE, Band, Origin, Page, Texts, headline, note
from xl_fact.report.ratios import FIGURE
from xl_fact.report.sections.commission import planned
from xl_fact.report.sections.profit import judged, slots, slots_paid, taken_of_more
from xl_fact.report.sections.progress import holes
from xl_fact.report.sections.windows import windows
from xl_fact.report.telling import NOTHING, Channels, money, sentence, sized_later, where
from xl_fact.report.verdicts import VERDICTS
from xl_fact.words import Words

ROUNDED: Final = Words(
    "显示的数四舍五入，合计由没有舍入的数算出，末位可能差 1（如占比相加得 99.9%）",
    "Figures are shown rounded; totals come from the unrounded ones, so the last digit may differ (shares adding to 99.9%)",
)


def _bands(month: Month, origin: Origin) -> list[Band]:
    bands: list[Band] = [headline("channels_sentence"), (_channels(month),), note("{{verdict_legend}}")]
    if told := _heads(month):
        bands.append(note(told))
    if month.brand.campaigns:
        heading = month.say(
            "C 营销活动：叠加在各阵地之上，不计入合计（日历见“说明”）",
            "C, campaigns: they cut across the channels and are not part of the total (calendar on About)",
        )
        bands += [(Paragraph(heading, "heading"),), (_campaign(month),)]
    table, chart, sums = _carriers(month), _pacing(month), windows(month)
    bands += [(table,)] if chart is None else [(table, chart), note(SOURCE.format("compare"))]
    if sums is not None:
        bands.append((sums,))
    return [*bands, (_daily(month),)] if month.days else bands


def _channels(month: Month) -> Table:
    """The comparison table: sums first, ratios of the sums after, a total below."""
    base = month.base_words
    columns = Columns(month, {"channel": Field("channel")})
    columns.names("channel", CHANNEL, TOTAL, width=17, hue=True)
    columns.sums("gmv", named=True)
    columns.share("share", "gmv", Words("GMV 占比（%）", "GMV share (%)"))
    columns.sums("base")
    columns.ratios("gpm", named=True)
    columns.sums("cost")
    columns.ratios("cpm")
    columns.ratios("roi")
    columns.sums("orders")
    columns.ratios("aov")
    columns.sums("refund")
    columns.ratios("refund_rate net_roi")
    columns.sums("commission")
    columns.share(
        "base_share", "base", Words(f"{base.zh}占比（%）", f"{base.en.split()[-1].capitalize()} share (%)")
    )
    columns.share("cost_share", "cost", Words("花费占比（%）", "Cost share (%)"))
    if judged(month):
        heading = METRICS["breakeven"].heading(month)
        if columns.has("cpm") and slots(month):
            columns.add("breakeven", heading, "mille", None, _breakeven_of(month, TotalField), better="less")
        elif columns.has("cpm"):
            columns.both("breakeven", heading, "mille", lambda cell: _breakeven(month, cell))
        verdict = At("pnl", "verdict")
        columns.add("verdict", Words("诊断", "Verdict"), "text", verdict, width=11.5, mark="verdict")
    title = Words(f"各阵地对比 · {month.period.zh}", f"Channels side by side · {month.period.en}")
    if not month.uneven:
        title = Words(f"{title.zh} · ROI = GPM ÷ CPM", f"{title.en} · ROI = GPM ÷ CPM")
    given: dict[str, list[Any]] = {"channel": [month.label(letter) for letter in month.channels]}
    if columns.has("breakeven") and slots(month):
        given["breakeven"] = [_breakeven_of(month, _of_row(row), row) for row, _ in enumerate(month.channels)]
    return Table("compare", title, tuple(columns), given, note=ROUNDED)


def _heads(month: Month) -> str:
    """Where the head creators' sales come from, and what of them can't be told from the others'; empty without any."""
    if month.heads is None or "T" not in month.channels:
        return ""
    left = month.heads.elsewhere(month.gmv.measure)
    told = month.say("、", ", ").join(f"{month.carrier(c)} {money(month, v)}" for c, v in left.items())
    rest = (
        month.say(
            f"；头部在{told}仍记在 A：账号表在那里与成交表不相等",
            f"; their sales on {told} stay with A, for there the two lists differ",
        )
        if left
        else ""
    )
    return month.say(
        "T：合作成交按载体合计，头部的那份按账号从账号构成取出，A 是其余；只拆两张表逐日逐项相等的载体，合计不变"
        + rest,
        "T: partner sales come summed by carrier; the head creators' part is taken from the breakdown by account, A is the "
        "rest. Only carriers on which both lists agree day by day are split, and no total changes" + rest,
    ) + sized_later(month)


def economics(month: Month, refund_rate: Expression, taken: Expression) -> dict[str, Expression]:
    """What a break-even asks of 说明, of refunds, and of what commission and platform take of net sales."""
    found: dict[str, Expression] = {"margin": Named("margin")}
    if month.has("refund"):
        found["refund_rate"] = refund_rate
    if month.has("platform_fee") or month.has("commission") or month.has("slot_fee") or planned(month):
        found["commission_rate"] = Counted(taken)
    return found


def _breakeven(month: Month, cell: type[Field]) -> Expression:
    taken = At("pnl", "taken") if cell is Field else Total("taken", "pnl")
    least = METRICS["breakeven"].over({"cpm": cell("cpm"), **economics(month, cell("refund_rate"), taken)})
    return Only(MARGIN_GIVEN, least)


def _of_row(row: int) -> Callable[[str], Expression]:
    """The cells of a row of the comparison."""
    return lambda key: At("compare", key, row)


def _breakeven_of(month: Month, cell: Callable[[str], Expression], row: int | None = None) -> Expression:
    """The same where slots are paid for, of a channel by its row or of the shop: they cost what they do whatever is sold, as the
    ads do, so it is that of ads and slots at the rates without slots."""
    slot = slots_paid("" if row is None else month.label(month.channels[row]))
    dear = cell("cpm") + slot / cell("base") * 1_000
    if month.uneven:  # slots are told of all carriers, traffic of some
        dear = cell("cpm") * with_slots(cell("cost"), slot)
    rates = economics(month, cell("refund_rate"), taken_of_more(month, row))
    return Only(MARGIN_GIVEN, METRICS["breakeven"].over({"cpm": dear, **rates}))


def with_slots(cost: Expression, slot: Expression) -> Expression:
    """How many times the ads what ads and slots cost."""
    return (cost + slot) / cost


def _campaign(month: Month) -> Cards:
    """C beside the others: the campaign days, whoever sold on them."""
    base = month.base_words

    def on_days(key: str) -> Expression:
        return SumIfs("data", key, {"campaign_day": Literal(1)})

    figures = [
        card(
            month,
            "c_gmv",
            "gmv",
            on_days("gmv"),
            heading=in_money(month, "C 活动日 GMV", "C, GMV of campaign days"),
        ),
        card(
            month,
            "c_share",
            "gmv",
            Shown(Named("c_gmv") / Total("gmv", "compare")),
            heading=Words("C 活动日 GMV 占比（%）", "C, share of GMV (%)"),
            kind="rate",
        ),
    ]
    if month.holds("base"):
        heading = Words(f"C 活动日{base.zh}（次）", f"C, {base.en}")
        figures.append(card(month, "c_base", "base", on_days("base"), heading=heading))
    if METRICS["gpm"].told(month):
        gpm = METRICS["gpm"].of(lambda key: on_days(f"gpm_{key}") if month.uneven else Named(f"c_{key}"))
        figures.append(card(month, "c_gpm", "gpm", gpm, heading=per_mille(month, "C 活动日 GPM", "C, GPM")))
    return Cards(tuple(figures))


def _carriers(month: Month) -> Table:
    """What the positions are made of: each owner's carriers, sums first and ratios after."""
    pairs = month.frame[["owner", "carrier"]].drop_duplicates().sort_values(["owner", "carrier"])
    shown = sorted(pairs.itertuples(index=False), key=lambda pair: (pair.owner != "自营", pair.owner))
    columns = Columns(month, {"owner": Field("owner"), "carrier": Field("carrier")})
    columns.names("owner", OWNER, TOTAL, width=16)
    columns.names("carrier", CARRIER, width=13.5)
    columns.sums("gmv base cost orders refund")
    columns.ratios("gpm roi refund_rate")
    given = {
        "owner": [month.owner(pair.owner) for pair in shown],
        "carrier": [month.carrier(pair.carrier) for pair in shown],
    }
    title = Words(f"各载体 · {month.period.zh}", f"By content type · {month.period.en}")
    return Table("carriers", title, tuple(columns), given)


def _daily(month: Month) -> Table:
    """Every day: GMV of each channel, traffic, cost, and their ratios."""
    columns = Columns(month, {"date": Field("date")})
    columns.add("date", DATE, "date", None, month.say(*TOTAL), width=16)
    columns.sums("gmv")
    for letter in month.channels:
        formula = SumIfs("data", "gmv", {"date": Field("date"), "channel": Literal(month.label(letter))})
        key = daily_key(letter)
        columns.add(key, in_money(month, *CHANNELS[letter]), "money", formula, total_of(key))
    columns.sums("base")
    columns.ratios("gpm")
    columns.sums("cost")
    columns.ratios("roi")
    if columns.has("gmv"):
        since, target = None if month.of.kind == "month" else month.first, Named("target_gmv")
        line = Only(Known((target,)), target / Named("month_days") * DayOf(Field("date"), since))
        columns.add("sum", in_money(month, "累计 GMV", "GMV so far"), "money", Running("gmv"))
        columns.add("line", in_money(month, "目标进度", "Target line"), "money", line)
    title = Words(f"每日 · {month.period.zh}", f"Day by day · {month.period.en}")
    return Table("daily", title, tuple(columns), {"date": month.days})


def _pacing(month: Month) -> Chart | None:
    """GMV so far against the target; None without days that sold."""
    if not (month.days and month.has("gmv")):
        return None
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
        axes=(month.say(*in_money(month, "累计 GMV", "GMV so far")), ""),
        kinds=(large(month), ""),
    )


def daily_key(letter: str) -> str:
    """The key of a channel's column in the daily table."""
    return f"gmv_{letter.lower() if letter.isalpha() else 'other'}"


# -------------------------------------------------------------------- in words
def _tell(month: Month, ledger: Ledger) -> Texts:
    told: Texts = {"channels_sentence": _brought(month, ledger), "verdict_legend": legend(month)}
    return told | ({PACING: Named(PACING)} if PACING in ledger.figures else {})


PACING: Final = "pacing_title"


def workings(month: Month) -> tuple[list[Figure], list[Table]]:
    """The title of the chart, which follows the target."""
    words = Words("图题：目标进度", "Chart title: pace")
    return (
        [Figure(PACING, words, "text", formula=_pace(month))] if month.days and month.has("gmv") else []
    ), []


def _brought(month: Month, ledger: Ledger) -> Expression:
    """What each channel brings, largest first."""
    channels, parts = Channels(ledger), []
    share, gpm, rows = (
        channels.column("share"),
        channels.column("gpm"),
        {n: r for r, n in enumerate(channels.names)},
    )
    sellers = {month.label(letter) for letter in month.sellers}
    for name in sorted(sellers & share.keys(), key=lambda n: (-share[n], rows[n])):
        row, roi, slope = rows[name], NOTHING, NOTHING
        if name in gpm:
            slope = sentence(month, "GPM {gpm:#,##0.0}", "GPM {gpm:#,##0.0}", gpm=At("compare", "gpm", row))
        if channels.table.has("roi"):
            cell = At("compare", "roi", row)
            known = sentence(month, "{comma}ROI {roi:0.00}", "{comma}ROI {roi:0.00}", roi=cell,
                             comma=month.say("，", ", ") if name in gpm else "")  # fmt: skip
            roi = where(Known((cell,)), known)
        rest = sentence(month, "（{gpm}{roi}）", " ({gpm}{roi})", gpm=slope, roi=roi)
        if name not in gpm:
            rest = roi if roi is NOTHING else where(Known((At("compare", "roi", row),)), rest)
        parts.append(
            sentence(
                month,
                "{name} {share:0.0%}{rest}",
                "{name} {share:0.0%}{rest}",
                name=name,
                share=At("compare", "share", row),
                rest=rest,
            )
        )
    if not parts:
        return Literal(
            month.say("没有成交，说不出 GMV 的构成。", "Nothing was sold: there is no GMV to break down.")
        )
    between = Literal(month.say("；", "; "))
    listed = [each for part in parts for each in (between, part)][1:]
    return Joined(
        (Literal(month.say("GMV 构成：", "GMV comes from: ")), *listed, Literal(month.say("。", ".")))
    )


def legend(month: Month) -> Expression:
    """What the verdicts mean; why there are none."""
    if few(month):
        zh, en = little(month)
        return sentence(
            month,
            f"{zh}：不下诊断，也不说下一笔钱给谁——天数太少，一个晚上就能改变结论。",
            f"No verdicts, and no advice on where the next money goes: {en}, and one evening could turn them round.",
        )
    if not judged(month):
        return sentence(
            month,
            "没有诊断：它要 ROI，本月没有（原因见“说明”）。",
            "No verdicts: they need ROI, which is missing this month (see About).",
        )
    asked = sentence(
        month,
        "诊断（{words}）还差{names}：在“说明”的黄格子里填上（毛利率也可以写在 brand.toml 的 [economics] margin）。",
        "Verdicts wait for {names}: type it into the yellow cell on About (the margin may stand under [economics] in "
        "brand.toml too).",
        words=" / ".join(month.say(*word) for word in VERDICTS.values()),
        names=lacking(month, MARGIN, FIGURE),
    )
    meaning = sentence(
        month,
        "诊断看两件事：赚不赚（利润表里的利润，单位是钱），滚不滚得起来（GPM 对基准）；加投还要看上一次加的钱够不够本（投放）。"
        "规则与理由见“口径”的规则表；合计不下诊断。",
        "A verdict asks two things: does it make money (profit on P&L) and does its traffic convert (GPM against the benchmark); "
        "to scale, the last rise of spend must have paid, too (Ads). "
        "Rules and reasons are on Definitions; the total gets no verdict.",
    )
    why = Words(
        "没有哪个阵地的利润判得出（说不出，或不赚不亏）",
        "no channel has a profit to judge (unknown, or breaking even)",
    )
    none = Literal(month.say(f"没有诊断：{why.zh}。", f"No verdicts: {why.en}."))
    judged_any = Aggregate("COUNT", Body("rule", "pnl")) > 0
    return where(given(MARGIN, FIGURE), where(judged_any, meaning, none), asked)


def _pace(month: Month) -> Expression:
    """How much of the target is reached, and how the month goes while it is not over."""
    done, named = Named("pace_done"), {"unit": month.say(*month.unit), "period": month.say(*month.bracketed)}
    if month.complete:
        missed = sentence(
            month, "没有达成，差 {missed:money}", "missed by {missed:money}", missed=Named("pace_missing")
        )
        state = where(done >= 1, Literal(month.say("达成", "reached")), missed)
        told = sentence(
            month,
            "目标完成 {done:0.0%}，{state}：累计 GMV（{unit}，{period}）",
            "{done:0.0%} of the target, {state}: GMV so far ({unit}, {period})",
            done=done,
            state=state,
            **named,
        )
    elif holes(month):
        told = sentence(
            month,
            "目标完成 {done:0.0%}：累计 GMV（{unit}，{period}）",
            "{done:0.0%} of the target: GMV so far ({unit}, {period})",
            done=done,
            **named,
        )
    else:
        gap = Named("pace_gap")
        told = sentence(
            month,
            "目标完成 {done:0.0%}，{ahead} {gap:0.0} 个百分点：累计 GMV（{unit}，{period}）",
            "{done:0.0%} of the target, {gap:0.0} points {ahead}: GMV so far ({unit}, {period})",
            done=done,
            gap=Absolute(gap),
            ahead=where(gap >= 0, Literal(month.say("领先", "ahead")), Literal(month.say("落后", "behind"))),
            **named,
        )
    plain = sentence(month, "累计 GMV（{unit}，{period}）", "GMV so far ({unit}, {period})", **named)
    return where(Known((done,)), told, plain)


PAGE: Final = Page(
    "compare",
    Words("FACT对比", "FACT"),
    "analysis",
    Words(
        "F 自播 · A 达人矩阵 · T 头部达人 · S 搜索商城 相加等于全店；C 营销活动是叠加视角，只并列，不相加",
        "Field, Alliance, Top-KOL and Search & shop add up to the shop; campaigns (C) cut across them: shown beside, never added",
    ),
    _bands,
    _tell,
)
