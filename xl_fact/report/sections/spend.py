"""投放: what the ads cost week by week, and what the last yuan brought."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from statistics import fmean
from typing import Any, Final

from xl_fact.report.asking import MARGIN_GIVEN
from xl_fact.report.campaign_days import unusual
from xl_fact.report.formula import (
    Above,
    AsCell,
    At,
    Body,
    Every,
    Expression,
    Field,
    Joined,
    Known,
    Literal,
    Named,
    Only,
    Picked,
    Ranked,
    Shown,
    Total,
    total_of,
)
from xl_fact.report.lumps import undated
from xl_fact.report.metrics import METRICS, TOTAL, Columns, card, in_money, large
from xl_fact.report.model import Cards, Chart, Figure, Ledger, Paragraph, Series, Table
from xl_fact.report.month import Month, bare
from xl_fact.report.page import SOURCE, Band, Origin, Page, Texts, headline, note
from xl_fact.report.platforms import ads_note, on_tiktok
from xl_fact.report.rises import RISEN, UNPAID, last_weeks, risen_weeks, swing, weekly
from xl_fact.report.sections import maturity, raises
from xl_fact.report.sections.compare import economics, with_slots
from xl_fact.report.sections.profit import (
    concluded,
    judged,
    no_line,
    slots,
    slots_paid,
    taken_of_more,
    worth,
)
from xl_fact.report.telling import NEVER, NOTHING, differ, sentence, where
from xl_fact.report.weeks import WEEK, cut, day_sign, week_days
from xl_fact.words import Words


def _bands(month: Month, origin: Origin) -> list[Band] | None:
    if not month.has("cost"):
        return None
    if not month.covered - month.in_sums:
        return [headline("spend_sentence"), (_worth(month),), *_of_the_platform(month), *_matured(month)]
    return [
        headline("spend_sentence"),
        (_worth(month),),
        (_weeks(month),),
        (_chart(month),),
        note(SOURCE.format("spend")),
        note(month.say(*_note(month))),
        *_of_the_channels(month),
        *_of_the_platform(month),
        *_matured(month),
    ]


def _of_the_channels(month: Month) -> list[Band]:
    """What each channel's last rise brought, where any rose."""
    table = raises.raises(month) if judged(month) else None
    return [] if table is None else [(table,), note(month.say(*raises.NOTE))]


def _of_the_platform(month: Month) -> list[Band]:
    """What the ROI of the platform's own ads holds, where it isn't what one thinks."""
    told = ads_note(month)
    return [] if told is None else [note(month.say(*told))]


def _matured(month: Month) -> list[Band]:
    """How the settled return grows with the days, where the exports say."""
    table = maturity.maturity(month)
    if table is None:
        return []
    return [
        (Paragraph("{{maturity_sentence}}", "sentence"),),
        (table,),
        (maturity.chart(month),),
        note(SOURCE.format("maturity")),
        note(month.say(*maturity.NOTE)),
    ]


def _note(month: Month) -> Words:
    unit = month.unit
    if undated(month):
        return Words(
            f"周段：{cut(month).zh}。投放隔几天才记一笔：花费在记账的那一段里，不知道是哪几天花的，所以各段不算 ROI、CPM、"
            "日均花费和边际 ROI；合计那一行照算",
            f"Weeks: {cut(month).en}. Ads are booked now and then: a cost stands in the week of its booking; on which days it "
            "was spent nobody tells, so no week has an ROI, a CPM, a cost a day or a marginal ROI; the total has",
        )
    return Words(
        f"周段：{cut(month).zh}；不满 7 天的段不和整周比高低。"
        "边际 ROI = 日均 GMV 之差 ÷ 日均花费之差，与上一整周比；"
        "只在日均花费涨得比寻常起伏（两倍标准误）多、整周多花不少于最低花费、两周的活动日、活动后的日子一样多时给出，跌了不算；"
        "成交的起伏折成边际 ROI 的 ±，保本落在里面就看不出值不值。"
        f"它低于保本 ROI 时，再加的每 1 {unit.zh}不划算",
        f"Weeks: {cut(month).en}; a stretch of fewer than 7 days is not ranked with whole weeks. Marginal ROI = "
        "change of daily GMV ÷ change of daily cost against the whole week before; only where cost rose by more than its usual "
        "swing (two standard errors) and by the least cost in the week, and both weeks hold as many days of campaigns and after "
        "them; never over a fall. ± is the swing of sales in it: a break-even inside it leaves open whether it paid. "
        f"Below the break-even ROI each {unit.en} more doesn't pay",
    )


def _worth(month: Month) -> Cards:
    """Whether the money was worth it: the return before and after refunds, and the least that loses nothing."""
    if not METRICS["roi"].told(month):
        return Cards((card(month, "spend_cost", "cost", Total("cost", "compare")),))
    figures = [card(month, "spend_roi", "roi", Total("roi", "compare"))]
    if METRICS["net_roi"].told(month):
        figures.append(card(month, "spend_net_roi", "net_roi", Total("net_roi", "compare")))
    if month.coverage("gmv").days:
        of_more = economics(month, Total("refund_rate", "compare"), taken_of_more(month))
        least = METRICS["breakeven_roi"].over(of_more)
        if slots(month):
            least = least * with_slots(Total("cost", "compare"), slots_paid())
        least = Only(MARGIN_GIVEN, least)
        above = Words("未扣退款的 ROI 高于它才赚", "an ROI above it earns")
        figures.append(card(month, "breakeven_roi", "breakeven_roi", least, above))
    return Cards(tuple(figures))


def _weeks(month: Month) -> Table:
    days = Counter(map(month.of.part, month.covered - month.in_sums))
    weeks = sorted(days)
    columns = Columns(month, {"week": Field("week")})
    columns.add("week", Words("周段（第几段）", "Week (number)"), "days")
    columns.names("label", Words("日期", "Days"), TOTAL, width=13 if month.of.kind == "month" else 17)
    columns.add("days", Words("天数（天）", "How many days"), "days", None, total_of("days"))
    columns.sums("cost gmv base")
    columns.ratios("cpm gpm roi")
    for key, heading in (
        ("cost", in_money(month, "日均花费", "Cost a day")),
        ("gmv", in_money(month, "日均 GMV", "GMV a day")),
    ):
        columns.both(f"{key}_day", heading, "money", partial(_per_day, key))
    if METRICS["roi"].told(month):
        noise = in_money(month, "日均花费的寻常起伏", "Usual swing of cost a day")
        columns.add("noise", noise, "money")
        columns.add("marginal", METRICS["marginal"].heading(month), "ratio", _marginal(), width=_BESIDE_ROI)
        columns.add("swing", Words("边际的寻常起伏（±倍）", "Usual swing of it (±×)"), "ratio")
    given: dict[str, list[Any]] = {
        "week": [float(week) for week in weeks],
        "label": [week_days(month, week) for week in weeks],
        "days": [float(days[week]) for week in weeks],
        "noise": _noise(month, weeks, "cost"),
        "swing": _swing(month, weeks),
    }
    given = {key: values for key, values in given.items() if any(column.key == key for column in columns)}
    if undated(month):
        rows = [
            replace(c, formula=Only(NEVER, c.formula)) if c.key in _DATED and c.formula is not None else c
            for c in columns
        ]
        given = {key: [math.nan] * len(weeks) if key in _DATED else each for key, each in given.items()}
        return Table("weeks", _by_week(month), tuple(rows), given)
    return Table("weeks", _by_week(month), tuple(columns), given)


_DATED: Final = ("cpm", "roi", "cost_day", "noise", "marginal", "swing")
"""What a week holds that asks on which days its ads ran; "—" where nobody tells."""


def _by_week(month: Month) -> Words:
    """The heading of the weeks."""
    return Words(f"按周段 · {month.period.zh}", f"By week · {month.period.en}")


_BESIDE_ROI: Final = 12.0
"""A Chinese heading that ends in ROI breaks before it, and its unit stays with it only in a column of so much."""


def _marginal() -> Expression:
    """What the last yuan brought: over a rise of a whole week's spend that is more than its usual swing, else "—".

    The means of both weeks are taken over the days of the later one, so that the least cost is asked of an amount.
    """
    days = Field("days")
    ratio = METRICS["marginal"].over(
        {
            "gmv_before": Above("gmv_day") * days,
            "cost_before": Above("cost_day") * days,
            "gmv_after": Field("gmv_day") * days,
            "cost_after": Field("cost_day") * days,
        }
    )
    return Only(Field("cost_day") - Above("cost_day") > Field("noise"), ratio)


def _swing(month: Month, weeks: Sequence[int]) -> list[float]:
    """How far a marginal ROI may lie off by chance: what sales swing between two weeks, of each yuan more that was spent."""
    daily = _daily(month, "cost")
    rises = [math.nan] + [fmean(daily.get(b, [0.0])) - fmean(daily.get(a, [0.0])) for a, b in pairwise(weeks)]
    swings = _noise(month, weeks, "gmv")
    return [swing / rise if rise > 0 else math.nan for swing, rise in zip(swings, rises, strict=True)]


def _daily(month: Month, key: str) -> dict[int, list[float]]:
    """The sums of a month's days, by their week."""
    found: dict[int, list[float]] = {}
    for day, amount in month.frame.groupby("date")[key].sum().items():
        found.setdefault(month.of.part(day.date()), []).append(float(amount))
    return found


def _noise(month: Month, weeks: Sequence[int], key: str) -> list[float]:
    """How far apart the days of two weeks lie by chance: twice the standard error of the difference of their means.

    Unknown for a stretch of less than a week, and where the one before is none: two days are no rise. Nor are weeks
    compared of which one holds more days of a campaign, or after one: what they sell differs by it, whatever was spent.
    """
    spent, found = _daily(month, key), [math.nan]

    def alike(before: int, after: int) -> bool:
        days = ([day for day in month.days if month.of.part(day) == week] for week in (before, after))
        one, other = (unusual(month, each) for each in days)
        return month.level and one == other

    for before, after in pairwise(weeks):
        a, b = spent.get(before, []), spent.get(after, [])
        whole = after == before + 1 and len(a) == len(b) == WEEK and alike(before, after)
        found.append(swing(a, b) if whole else math.nan)
    return found


def _per_day(key: str, cell: type[Field]) -> Expression:
    return Shown(cell(key) / cell("days"))


def _chart(month: Month) -> Chart:
    drawn = month.say(
        "柱形为日均花费与日均 GMV，折线为 ROI，按周段", "Columns: cost and GMV a day; line: ROI; by week"
    )
    spent = [Series("cost_day", "muted")]
    if METRICS["roi"].told(month):
        spent.append(Series("roi", "ink", line=True))
    if undated(month):
        drawn, spent = month.say("柱形为日均 GMV，按周段", "Columns: GMV a day, by week"), []
    return Chart(
        "spend",
        "columns",
        "{{spend_title}}",
        drawn,
        "weeks",
        (Series("gmv_day", "light"), *spent),
        category="label",
        columns=8,
        lines=14,
        axes=(month.say(*in_money(month, "日均", "a day")), month.say(*METRICS["roi"].heading(month))),
        kinds=(large(month), "ratio"),
    )


# -------------------------------------------------------------------- in words
BEST, WORST, TITLE = "best_week", "worst_week", "spend_title"
"""Figures on 推导: the rows of the whole weeks, and the title of the chart."""


def workings(month: Month) -> tuple[list[Figure], list[Table]]:
    """Which whole weeks were best and worst by ROI, and in which spend last rose."""
    matured = maturity.workings(month) if month.has("cost") else []
    if not weekly(month):
        return matured, []
    columns, weeks = Columns(month), sorted(set(map(month.of.part, month.covered - month.in_sums)))
    columns.add("label", Words("日期", "Days"), "text", At("weeks", "label"))
    columns.add("row", Words("第几行（行）", "Row (number)"), "days")
    full: Expression = At("weeks", "days").equals(float(WEEK))
    whole = Only(full if month.level else Every((full, NEVER)), At("weeks", "roi"))
    columns.add("whole", Words("整周的 ROI（倍）", "ROI of a whole week (×)"), "precise", whole)
    rose = Only(Known((At("weeks", "marginal"),)), Field("row"))
    columns.add("rose", Words("花费涨了（行）", "Spend rose (row)"), "days", rose)
    own = Words("有阵地自己涨了（1 是）", "A channel of its own rose (1: yes)")
    columns.add("own", own, "days")
    columns.add("listed", Words("是它最近一次（1 是）", "Its last one (1: yes)"), "days")
    risen, last = risen_weeks(month), last_weeks(month)
    given: dict[str, list[Any]] = {
        "row": [float(row) for row, _ in enumerate(weeks, 1)],
        "own": [float(week in risen) for week in weeks],
        "listed": [float(week in last) for week in weeks],
    }
    table = Table("weeks_ranked", Words("整周与加钱", "Whole weeks and rises"), tuple(columns), given)
    figures = [
        Figure(
            BEST,
            Words("ROI 最高的整周（第几行）", "Best week (row)"),
            "days",
            formula=Ranked("weeks_ranked", "whole"),
        ),
        Figure(
            WORST,
            Words("ROI 最低的整周（第几行）", "Worst week (row)"),
            "days",
            formula=Ranked("weeks_ranked", "whole", smallest=True),
        ),
        Figure(
            RISEN,
            Words("最近一次加钱（第几行）", "Last rise (row)"),
            "days",
            formula=Ranked("weeks_ranked", "rose"),
        ),
        *_unpaid(month),
        Figure(TITLE, Words("图题：投放", "Chart title: ads"), "text", formula=_title(month)),
    ]
    return [*figures, *matured], [table]


def _unpaid(month: Month) -> list[Figure]:
    """Whether the last rise of all spend surely brought less than break-even, where no channel's own tells more closely."""
    if not month.coverage("gmv").days:
        return []
    at, least = Named(RISEN), least_of_more(month)
    marginal, off = (Picked("weeks", key, at) for key in ("marginal", "swing"))
    unpaid = Every((marginal + off < least, Picked("weeks_ranked", "own", at).equals(0.0)))
    below = where(Known((at, least, off)), where(unpaid, Literal(1.0), Literal(0.0)), Literal(0.0))
    words = Words("最近一次加钱不够本（1 是）", "Last rise didn't pay (1: yes)")
    own = []
    if slots(month):
        of_more = economics(month, Total("refund_rate", "compare"), taken_of_more(month))
        name = Words("再加的保本 ROI：不含坑位费（倍）", "Break-even ROI of more, without slot fees (×)")
        own = [
            Figure(OF_MORE, name, "ratio", formula=Only(MARGIN_GIVEN, METRICS["breakeven_roi"].over(of_more)))
        ]
    return [*own, Figure(UNPAID, words, "days", formula=below)]


OF_MORE: Final = "breakeven_more"
"""The figure on 推导 of the least ROI of what is added, where slots are paid for: more sales don't pay them again."""


def least_of_more(month: Month) -> Expression:
    """The ROI from which what is added loses nothing."""
    return Named(OF_MORE if slots(month) else "breakeven_roi")


def _ranks() -> Expression:
    """Whether there are whole weeks to rank, not all alike."""
    return differ(Body("whole", "weeks_ranked"))


def _weeks_named() -> dict[str, Expression]:
    best, worst = Named(BEST), Named(WORST)
    return {
        "best": Picked("weeks", "label", best),
        "highest": Picked("weeks", "roi", best),
        "worst": Picked("weeks", "label", worst),
        "lowest": Picked("weeks", "roi", worst),
    }


def _plain(month: Month) -> str:
    unit, period = month.say(*month.unit), month.say(*bare(month.period))
    if undated(month):
        return month.say(f"日均 GMV（{unit}，{period}）", f"GMV a day ({unit}, {period})")
    return month.say(f"日均 GMV 与花费（{unit}，{period}）", f"GMV and cost a day ({unit}, {period})")


def _title(month: Month) -> Expression:
    told = sentence(
        month,
        "整周 ROI 最高 {best}{day} {highest:0.00}，最低 {worst}{day} {lowest:0.00}；{plain}",
        "ROI of whole weeks best in {best} at {highest:0.00}, worst in {worst} at {lowest:0.00}; {plain}",
        plain=_plain(month),
        day=day_sign(month),
        **_weeks_named(),
    )
    return where(_ranks(), told, Literal(_plain(month)))


def _tell(month: Month, ledger: Ledger) -> Texts:
    matured = maturity.told(month) if "maturity" in ledger.tables else {}
    return {**_of_weeks(month, ledger), **matured}


def _of_weeks(month: Month, ledger: Ledger) -> Texts:
    line = _earned(month, ledger)
    if "weeks" not in ledger.tables:
        none = month.say("只有几天的合计，分不出周段。", "There are only sums of several days, and no weeks.")
        return {"spend_sentence": where(line.equals(""), Literal(none), line) if line != NOTHING else none}
    if not METRICS["roi"].told(month):
        spent = sentence(
            month,
            "花费 {spent:money}；花费与成交不是同样的日子或店铺，不算 ROI（原因见“说明”）。",
            "{spent:money} spent; spend and sales are not of the same days or shops, so there is no ROI (see About).",
            spent=Named("spend_cost"),
        )
        return {"spend_sentence": spent, TITLE: _plain(month)}
    pull = _pull(month, ledger) if month.base == "plays" else ""
    if undated(month):
        why = month.say(
            "投放隔几天才记一笔，看不出各周花了多少：周段不比 ROI。",
            "Ads are booked now and then, what each week cost can't be told: weeks are not compared by ROI.",
        )
        return {"spend_sentence": Joined((line, Literal(why + pull))), TITLE: Named(TITLE)}
    weeks = sentence(
        month,
        "整周里 ROI 最高的是 {best}{day}（{highest:0.00}），最低 {worst}{day}（{lowest:0.00}）。{risen}{pull}",
        "Of the whole weeks ROI was highest in {best} ({highest:0.00}) and lowest in {worst} ({lowest:0.00}).{risen}{pull}",
        risen=_risen(month, ledger),
        pull=pull,
        day=day_sign(month),
        **_weeks_named(),
    )
    return {"spend_sentence": Joined((line, where(_ranks(), weeks))), TITLE: Named(TITLE)}


def without_slots(month: Month) -> str:
    """That a break-even of more sales holds no slots, in brackets; nothing where none are paid for."""
    return month.say("（不含坑位费）", " (without slot fees)") if slots(month) else ""


def _risen(month: Month, ledger: Ledger) -> Expression:
    """What the last rise of spend brought, with its days and its amount; empty without one."""
    at, beside = Named(RISEN), NOTHING
    label, cost, marginal, swing = (
        Picked("weeks", key, at) for key in ("label", "cost_day", "marginal", "swing")
    )
    if "breakeven_roi" in ledger.figures:
        least, without = least_of_more(month), without_slots(month)
        pays = sentence(
            month,
            "，高于保本 {least:0.00}{without}：加得值",
            ", above the {least:0.00} of break-even{without}: it paid",
            least=least,
            without=without,
        )
        loses = sentence(
            month,
            "，低于保本 {least:0.00}{without}：这样再加不划算",
            ", below the {least:0.00} of break-even{without}: more would not pay",
            least=least,
            without=without,
        )
        open_ = sentence(
            month,
            "，起伏 ±{swing:0.00}，保本 {least:0.00}{without} 在里面：值不值还看不出",
            ", ±{swing:0.00} by the usual swing, which holds the {least:0.00} of break-even{without}: it can't be told whether "
            "it paid",
            swing=swing,
            least=least,
            without=without,
        )
        outcome = where(marginal - swing >= least, pays, where(marginal + swing < least, loses, open_))
        each = Literal(
            month.say(
                "，够不够本各阵地分开看，见下表", "; whether it paid, each channel's own sales tell below"
            )
        )
        later = Literal(
            month.say(
                "，涨的阵地后来又加过，最近一次够不够本见下表",
                "; the channels that rose did so again later, whether that paid stands below",
            )
        )
        own, listed = (Picked("weeks_ranked", key, at).equals(1.0) for key in ("own", "listed"))
        beside = where(Known((least, swing)), where(listed, each, where(own, later, outcome)))
    told = sentence(
        month,
        "{label}{day}比 {before}{day}每天多花 {more:money}，这部分的边际 ROI {marginal:0.00}{beside}。",
        " In {label} {more:money} a day more was spent than in {before}: marginal ROI {marginal:0.00}{beside}.",
        day=day_sign(month),
        label=label,
        before=Picked("weeks", "label", at - 1),
        more=cost - Picked("weeks", "cost_day", at - 1),
        marginal=marginal,
        beside=beside,
    )
    return where(Known((at,)), told)


def _earned(month: Month, ledger: Ledger) -> Expression:
    """The month's ROI against the one that loses nothing; empty while the margin is unknown."""
    if "breakeven_roi" not in ledger.figures:
        return NOTHING
    roi, least = Named("spend_roi"), Named("breakeven_roi")
    told = sentence(
        month,
        "ROI {roi:0.00}，保本 {least:0.00}{word}。",
        "ROI {roi:0.00} against {least:0.00} to break even{word}. ",
        roi=roi,
        least=least,
        word=concluded(
            month,
            worth(
                month,
                roi,
                least,
                Words("钱花得值", "worth the money"),
                Words("钱花得不够本", "not worth the money"),
            ),
        ),
    )
    none = sentence(
        month,
        "ROI {roi:0.00}，没有保本线（{why}）{word}。",
        "ROI {roi:0.00}, and no break-even ({why}){word}. ",
        roi=roi,
        word=concluded(month, Literal(month.say("钱花得不够本", "not worth the money"))),
        why=no_line(month),
    )
    return where(Known((roi, least)), told, where(Known((roi, Total("result", "pnl"))), none))


def _pull(month: Month, ledger: Ledger) -> str:
    """The warning where plays per 100 yuan and GPM point to different channels."""
    names, gpm, cpm = (ledger.column("compare", key) for key in ("channel", "gpm", "cpm"))
    held = [i for i in range(len(names)) if math.isfinite(gpm[i]) and cpm[i] > 0]
    if len(held) < 2:
        return ""
    cheap, steep = min(held, key=lambda i: cpm[i]), max(held, key=lambda i: gpm[i])
    if cheap == steep:
        return ""
    unit, by = month.say(*month.unit), "流量价格" if on_tiktok(month.platforms) else " DOU+ 看法"
    yields = {i: 100 / cpm[i] * 1000 for i in (cheap, steep)}
    return month.say(
        f"注意：按{by}（100 {unit}买多少播放）{names[cheap]} 好（{AsCell(yields[cheap]):#,##0} 次），按 GPM {names[steep]} 好，"
        f"而它 100 {unit}只买 {AsCell(yields[steep]):#,##0} 次：两种看法不一致。",
        f" Beware: by plays per 100 {unit} {names[cheap]} is better ({AsCell(yields[cheap]):#,##0}), by GPM {names[steep]}, "
        f"which gets only {AsCell(yields[steep]):#,##0}: the two readings pull apart.",
    )


PAGE: Final = Page(
    "spend",
    Words("投放", "Ads"),
    "analysis",
    Words(
        "花费、流量价格与回报；按周段看日均",
        "Cost, price of traffic and return; daily means by week",
    ),
    _bands,
    _tell,
    Words(
        "没有投放消耗；罗盘载体构成、千川导出可补",
        "no ad cost; Compass 载体构成 or Qianchuan exports have it",
    ),
)
