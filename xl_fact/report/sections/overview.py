"""概览: the month on one screen. What it came to, who won by ROI, who by GPM, and why they differ."""

from __future__ import annotations

import math
from typing import Final

from xl_fact.report.asking import MARGIN, asked, given, once
from xl_fact.report.formula import (
    Absolute,
    Aggregate,
    AsCell,
    At,
    Body,
    Choice,
    Counted,
    CountOf,
    Every,
    Expression,
    Field,
    Joined,
    Known,
    Literal,
    Named,
    Only,
    Parted,
    Pick,
    Picked,
    Ranked,
    Rounded,
    Shown,
    Total,
    Written,
    written,
)
from xl_fact.report.formula.written import decimals_of
from xl_fact.report.history import CHANGE, few
from xl_fact.report.kinds import LEAST
from xl_fact.report.metrics import CHANNEL, METRICS, Columns, Metric, card, large, per_mille
from xl_fact.report.model import MARKS, Cards, Chart, Figure, Ledger, Paragraph, Series, Table
from xl_fact.report.month import UNKNOWN, Month, bare, told_days
from xl_fact.report.page import Band, Origin, Page, Texts
from xl_fact.report.platforms import zone
from xl_fact.report.ratios import FIGURE
from xl_fact.report.rises import RAISES, RISEN, UNPAID
from xl_fact.report.sections import bridge, cause, progress
from xl_fact.report.sections.commission import CENT, paid_on_days, part_paid
from xl_fact.report.sections.compare import daily_key, legend
from xl_fact.report.sections.doubts import DOUBTED, doubt, doubted, noted, proof_note
from xl_fact.report.sections.profit import (
    ADS_PART,
    COMMISSION,
    FEE,
    GOODS,
    after,
    by_rate,
    concluded,
    coupons,
    earned,
    judged,
    lacked,
    meets,
    named,
    no_line,
    silent,
    slots,
    unmet,
    unplaced_told,
    worth,
)
from xl_fact.report.sections.shops import losing, placed, unlevel
from xl_fact.report.sections.spend import least_of_more, without_slots
from xl_fact.report.telling import (
    ALIKE,
    NOTHING,
    Channels,
    at_a_glance,
    dated,
    differ,
    money,
    parted,
    sentence,
    settled,
    told,
    where,
)
from xl_fact.report.verdicts import CHECKED, NUMBERS, OWN
from xl_fact.words import NO_WORDS, Words

GRID: Final = 12
"""Columns of the sheet: at 1366 × 768 all of them are seen, and a sheet of A4 takes them upright."""
_OPENING: Final = ("gmv", "profit", "roi", "gpm", "refund_rate", "check_shown")
"""The cards of the first screen; the others stand below."""
_LINES: Final = 17
"""Lines of both rows of charts, with three channels."""


def _bands(month: Month, origin: Origin) -> list[Band]:
    """First screen: what happened, why, what to do, whether to trust it. Below: who won, charts, progress, changes."""
    doubts = doubt(month, origin.sources)
    cards = {figure.key: figure for figure in _cards(month, origin)}
    first = [cards[key] for key in _OPENING if key in cards]
    others = [figure for key, figure in cards.items() if key not in _OPENING]
    first, others = [*first[:-1], *others[: 6 - len(first)], first[-1]], others[6 - len(first) :]
    why = "bridge_sentence" if bridge.told(month) else "why_sentence"
    why = "cause_sentence" if cause.told(month) else why
    bands: list[Band] = [
        (Paragraph("{{headline}}", "headline", columns=GRID),),
        *([(Paragraph(doubts, "sentence", columns=GRID),)] if doubts else []),
        (Cards(tuple(first)),),
        _answer(month, bridge.asked(month) if bridge.told(month) else Words("为什么", "Why"), why),
        *_next(month),
        *([(Cards(tuple(others)),)] if others else []),
        (_who(month),),
        *([(Paragraph("{{why_sentence}}", "sentence", columns=GRID),)] if bridge.told(month) else []),
        *_charts(month),
        (Paragraph("{{source_line}}", "note", columns=GRID),),
    ]
    below = (progress.pace(month), progress.changes(month))
    return [*bands, *((part,) for part in below if part is not None)]


def _next(month: Month) -> list[Band]:
    """What to do, each with its money; who won where nothing can be judged."""
    actions = progress.actions(month)
    if actions is None:
        who = _answer(month, Words("谁赢", "Who leads"), "who_sentence")
        return [who, (Paragraph("{{next_sentence}}", "sentence", columns=GRID),)] if few(month) else [who]
    return [(actions,), (Paragraph("{{next_sentence}}", "sentence", columns=GRID),)]


def _answer(month: Month, question: Words, sentence: str) -> Band:
    """A question in a word, and the sentence that answers it."""
    return (
        Paragraph(month.say(*question), "heading", columns=1),
        Paragraph(f"{{{{{sentence}}}}}", "sentence", columns=GRID - 1),
    )


def _purpose(month: Month) -> Words:
    gmv, base, unit, local = month.gmv_words, month.base_words, month.unit, zone(month)
    prior = month.previous.span if month.previous is not None else Words("", "")
    days = month.same_days
    zh, en = (f"（同样的 {days} 天）", f", the same {days} days") if days else ("", "")
    than = Words(f" · 环比 {prior.zh}{zh}", f" · prior = {prior.en}{en}") if prior.zh else prior
    if not month.level:
        zh, en = unlevel(month)
        than = Words(f" · {zh}{than.zh}", f" · {en}{than.en}")
    return Words(
        f"GMV = {gmv.zh} · GPM = 每千次{base.zh}卖多少 · {unit.zh} · {local.zh}{than.zh} · 定义见“口径”，对账见“校验”",
        f"GMV = {gmv.en} · GPM = sold per 1000 {base.en} · {unit.en} · {local.en}{than.en} · see Definitions and Checks",
    )


def _moved(month: Month, key: str) -> Figure:
    """How a figure stands against the month before; where the two don't compare, that and why."""
    name, prior = Words("环比", "vs. prior period"), month.previous
    known = any(one.name == CHANGE for one in month.missing)
    why = Words("上月不可比", "prior not comparable") if known else Words("没有上月", "no prior period")
    if prior is not None:
        metric = METRICS["result" if key == "profit" else key]
        if progress.result_compares(month) if key == "profit" else metric.compares(month.now, prior):
            kind = "moved" + ("_same" if month.same_days else "")
            kind += ("_points" if metric.kind == "rate" else "") + month.say("", "_en")
            change = "points" if metric.kind == "rate" else "change"
            held: Expression = settled(At("changes", metric.key, progress.RELATIVE), change)
            if metric.kind != "rate":
                held = where(Known((held,)), held, _base_told(month, metric))
            return Figure(f"{key}_change", name, kind, formula=held, mark=MARKS[metric.better])
        why = Words("上月这项不可比", "not comparable")
        if key == "profit" and (told := progress.commissions_differ(month, prior)) is not None:
            why = told
    text = month.say(f"环比 —（{why.zh}）", f"— ({why.en})")
    return Figure(f"{key}_change", name, "text", given=text)


def _base_told(month: Month, metric: Metric) -> Expression:
    """What the month before had, where a change is no per cent of it: next to nothing, nothing, or a loss."""
    now, then = (At("changes", metric.key, row) for row in (0, progress.BEFORE))
    code = {"money": "money", "count": "#,##0"}
    told = sentence(
        month,
        f"上月{{only}} {{then:{code.get(metric.kind, '#,##0.0')}}}，不比",
        f"— ({{only}}{{then:{code.get(metric.kind, '#,##0.0')}}} before)",
        only=where(then > 0, Literal(month.say("只有", "only ")), Literal("")),
        then=then,
    )
    none = Literal(month.say("环比 —（本月没有）", "— (none this month)"))
    return where(Known((then,)), where(Known((now,)), told, none), Literal(month.say("环比 —", "—")))


def _cards(month: Month, origin: Origin) -> tuple[Figure, ...]:
    """The month's figures, each the total of the comparison; those made of columns in doubt say so."""
    notes, in_doubt = _notes(month), doubted(month, origin.sources)
    figures = []
    for key in ("gmv", "base", "gpm", "cost", "roi", "net_roi", "refund_rate", "aov"):
        metric = METRICS[key]
        if not metric.told(month) or not (metric.columns or month.holds(key)):
            continue
        kind = metric.kind if metric.columns else large(month, key)
        note, in_question = notes.get(key), bool(in_doubt.intersection(metric.columns.values() or (key,)))
        if key in _TARGETS:
            sign = f"{{{{note_{key}{_DOUBTED if in_question else ''}}}}}"
            note = Words(sign, sign)
        elif in_question:
            note = noted(note)
        elif key in WAITING:
            note = Words(f"{{{{note_{key}}}}}", f"{{{{note_{key}}}}}")
        figures.append(
            card(
                month,
                key,
                key,
                Total(key, "compare"),
                note,
                kind="tenths" if kind == "ratio" else kind,
                heading=_card_heading(month, key),
                change=_moved(month, key),
            )
        )
    if month.coverage("gmv").days:
        sign = f"{{{{note_profit{_DOUBTED if in_doubt & _OF_PROFIT else ''}}}}}"
        left = Words(sign, sign)
        result = Total("result", "pnl")
        figures.append(
            card(
                month,
                "profit",
                "result",
                Shown(result),
                left,
                kind=large(month),
                change=_moved(month, "profit"),
            )
        )
    note = proof_note(month, origin.sources)
    words = Words("校验（数对不对）", "Do the numbers add up?")
    held = Choice(Named("check").equals("PASS"), *(Literal(month.say(*each)) for each in CHECKED.values()))
    check = Figure("check_shown", words, "text", formula=held, mark="check", note=note)
    return (*figures, check)


def _card_heading(month: Month, key: str) -> Words:
    """What a card is headed; a GPM of some carriers says so."""
    zh, en = METRICS[key].heading(month, named=key == "gmv")
    counted = month.carriers_counted if key == "gpm" else NO_WORDS
    return Words(zh + counted.zh, en + counted.en)


_TARGETS: Final = {"gmv": "target_gmv", "gpm": "target_gpm", "roi": "target_roi"}
"""The cards that name a target, and the input it is typed into."""
WAITING: Final = {
    "profit": ((MARGIN,), Words("扣完货品、佣金、投放", "after goods, fees and ads")),
    "net_roi": ((FIGURE,), Words("（GMV − 退款）÷ 花费", "(GMV − refunds) ÷ cost")),
    "pace_done": (("target_gmv",), Words("GMV ÷ 目标", "GMV ÷ target")),
    "pace_roi": (("target_roi", FIGURE), Words("ROI ÷ 目标", "ROI ÷ target")),
}
"""The cards that say "—" until something is typed: which inputs, and what is said of them then."""
_DOUBTED: Final = "_doubted"
"""Ends the name of a note that says its figure is in doubt."""
_OF_PROFIT: Final = frozenset("gmv refund cost commission slot_fee platform_fee".split())
"""What profit is made of."""


def _notes(month: Month) -> dict[str, Words]:
    """What stands under a card."""
    base = month.base_words
    return {
        "gmv": NO_WORDS,
        "gpm": Words("GMV ÷ " + base.zh + " × 1000", f"GMV ÷ {base.en} × 1000"),
        "roi": Words("GMV ÷ 花费", "GMV ÷ cost"),
        "net_roi": WAITING["net_roi"][1],
        "cost": Words("投到本店的广告", "ads for the shop"),
        "base": Words("GPM 只用其中有成交的", "GPM takes a part of it")
        if month.uneven
        else Words("是 0，没有 GPM", "0: no GPM")
        if month.nought("base")
        else Words("GPM 的分母", "the base of GPM"),
        "refund_rate": RATES_BY.get(month.gmv.key, Words("退款 ÷ GMV，按支付日", "refunds ÷ GMV, pay day")),
        "aov": Words("GMV ÷ 订单", "GMV ÷ orders"),
    }


RATES_BY: Final = {"net": Words("（净成交 − 结算）÷ 净成交", "(net − settled) ÷ net GMV")}
"""What a refund rate is of, where it is not of all refunds."""


def _target_note(month: Month, key: str, doubt: str) -> Expression:
    """The target while there is one, else what the figure is; the doubt behind it."""
    goal, plain = Named(_TARGETS[key]), month.say(*_notes(month)[key]) + doubt
    zh, en = {
        "gmv": ("目标 {sum}", "target {sum}"),
        "gpm": ("目标 {goal:#,##0.0}", "target {goal:#,##0.0}"),
        "roi": ("目标 {goal:0.0#}", "target {goal:0.0#}"),
    }[key]
    told = sentence(
        month, zh + "{doubt}", en + "{doubt}", goal=goal, sum=at_a_glance(month, goal), doubt=doubt
    )
    if key == "roi":
        told = _where_it_seems_otherwise(month, goal, told, doubt)
    found = where(Known((goal,)), told, Literal(plain.removeprefix(month.say("；", "; "))))
    return where(given(FIGURE), found, asked(month, FIGURE)) if key == "roi" else found


def _where_it_seems_otherwise(month: Month, goal: Expression, told: Expression, doubt: str) -> Expression:
    """The target of an ROI, and whether it was reached where the card, with its one decimal, looks as if it were otherwise."""
    roi = Total("roi", "compare")
    missed = sentence(
        month,
        "目标 {goal:0.00}，差 {by:0.00}{doubt}",
        "target {goal:0.00}, {by:0.00} short{doubt}",
        goal=goal,
        by=Rounded(goal, 2) - Rounded(roi, 2),
        doubt=doubt,
    )
    reached = sentence(
        month, "目标 {goal:0.0#}，到了{doubt}", "target {goal:0.0#}, reached{doubt}", goal=goal, doubt=doubt
    )
    seems_missed = Every((Rounded(roi, 2) >= Rounded(goal, 2), Rounded(goal, 2) > Rounded(roi, 1)))
    found = where(_seems_reached(goal, roi), missed, where(seems_missed, reached, told))
    return where(Known((goal, roi)), found, told)


def _who(month: Month) -> Table:
    """Shares, and ROI = GPM ÷ CPM, with the winner of each."""
    base, columns = month.base_words, Columns(month)

    def same(key: str, heading: Words, kind: str) -> None:
        columns.add(key, heading, kind, At("compare", key))

    columns.add("channel", CHANNEL, "text", At("compare", "channel"), hue=True)
    same("share", Words("GMV 占比（%）", "GMV share (%)"), "rate")
    if month.holds("base"):
        heading = Words(f"{base.zh[-2:]}占比（%）", f"{base.en.split()[-1].capitalize()} share (%)")
        same("base_share", heading, "rate")
    if month.has("cost"):
        same("cost_share", Words("花费占比（%）", "Cost share (%)"), "rate")
    gpm, cpm, roi = (METRICS[key].told(month) for key in ("gpm", "cpm", "roi"))
    if gpm:
        zh, en = METRICS["gpm"].heading(month)
        counted = month.carriers_counted
        same("gpm", Words(zh + counted.zh, en + counted.en), "mille")
    if cpm:
        words = ("CPM", "CPM") if month.uneven else ("÷CPM", "÷ CPM")
        same("cpm", per_mille(month, *words), "mille")
    if roi:
        same(
            "roi",
            Words("=ROI（倍）", "= ROI (×)")
            if gpm and cpm and not month.uneven
            else METRICS["roi"].heading(month),
            "tenths",
        )
        columns.add("roi_won", Words("ROI 谁赢", "Best ROI"), "text", _won("roi", month), mark="winner")
    if gpm:
        columns.add("gpm_won", Words("GPM 谁赢", "Best GPM"), "text", _won("gpm", month), mark="winner")
    title = Words("谁赢：ROI = GPM ÷ CPM", "Who leads: ROI = GPM ÷ CPM")
    if month.uneven or not (gpm and cpm and roi):
        title = Words("谁赢", "Who leads")
    return Table("who", title, tuple(columns), {}, count=len(month.sellers))


def _won(key: str, month: Month) -> Expression:
    own = At("leaders", key)
    best = own >= Aggregate("MAX", Body(key, "leaders")) * ALIKE
    known = Known((own, Named(_FIRSTS[key])))
    return Choice(known, Choice(best, Literal(month.say("最高", "best")), Literal("")), Literal(""))


def _charts(month: Month) -> list[Band]:
    """Two rows; each channel more than three takes two lines of the page elsewhere, and so two of theirs."""
    spare = 2 * max(0, len(month.channels) - 3)
    lines = _LINES // 2 - (spare + 1) // 2 + 1  # bubbles need more height than columns
    base, period, has_cost = month.base_words, month.say(*month.period), month.has("cost")
    gpm_told, both = METRICS["gpm"].told(month), all(METRICS[key].told(month) for key in ("gpm", "roi"))
    slope = (Series("gpm", "?", line=True),) if gpm_told else ()
    shares = (
        "share",
        *(("base_share",) if month.holds("base") else ()),
        *(("cost_share",) if has_cost else ()),
    )
    letters = list(enumerate(month.channels))
    table, place = "who", Words("左上表格中", "the table above")
    if month.sellers != month.channels:  # what belongs to no channel is a part of the cost all the same
        table, place = "compare", Words("“FACT对比”中", "the table on FACT")
    mix = Chart(
        "mix",
        "mix",
        "{{mix_title}}",
        month.say(
            f"堆叠条形图：{period}各阵地占 GMV、{base.zh}、花费的比例，数值在{place.zh}",
            f"Stacked bars: each channel's share of GMV, {base.en} and cost, {period}; the figures are in {place.en}",
        ),
        table,
        tuple(Series("", letter, row, shares) for row, letter in letters),
        category="channel",
        columns=GRID // 2 if both else GRID,
        lines=lines,
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
        columns=GRID,
        lines=_LINES // 2 - spare // 2 - 1 - int(month.say("0", "1")),  # English sentences take a line more
        axes=(month.say(*METRICS["gmv"].heading(month)), month.say(*METRICS["gpm"].heading(month))),
        kinds=(large(month), "money"),
    )
    by_day: list[Band] = [(trend,)] if month.days else []
    if not both:
        return [(mix,), *by_day]
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
        columns=GRID // 2,
        lines=lines,
        axes=(across, month.say(*METRICS["roi"].heading(month))),
        kinds=("score", "money"),
    )
    return [(mix, bubble), *by_day]


_FIRSTS: Final = {"roi": "top_roi", "gpm": "top_gpm"}
"""The figures that say who is first."""


# -------------------------------------------------------------------- in words
IN_SHOPS: Final = "next_in_shops"
"""The figure on 推导 that says in which shops the channels lose that are to get more money."""
CLOSE: Final = "roi_close"
"""The figure on 推导 that says whether the headline's ROI has two decimals."""
ROI_TOP, GPM_TOP, NEXT, OTHERS = "top_roi", "top_gpm", "next_row", "next_others"
"""Figures on 推导: the rows that are first, whom the next money goes to, and the others."""
_NAMES: Final = {ROI_TOP: "first_by_roi", GPM_TOP: "first_by_gpm"}
"""Figures on 推导: the names of those that are first, and whether they lose."""


def _tell(month: Month, ledger: Ledger) -> Texts:
    channels = Channels(ledger)
    found: Texts = {
        "headline": _headline(month, channels),
        "who_sentence": _who_won(month, channels),
        "why_sentence": (why := _with_goals(month, _why(month, channels))),
        "next_sentence": _next_money(month, ledger),
        "mix_title": _mix_title(month, channels),
        "daily_title": _daily_title(month, ledger),
    }
    if cause.told(month):
        found["cause_sentence"] = cause.because(month, ledger, why)
    for key, (names, plain) in WAITING.items():
        if key not in ledger.figures:
            continue
        note = once(month, names, month.say(*plain))
        if key == "profit":
            told = by_rate(month, lambda planning, plain=plain: _untaken(month, plain, planning))  # type: ignore[misc]
            note = where(given(*names), told, asked(month, *names))
        if key == "profit" and not meets(month):
            of = unmet(month)
            note = Literal(month.say(f"花费与成交不是同样的{of.zh}", f"ad cost of other {of.en} than sales"))
        found[f"note_{key}"] = note
        why = Literal(month.say("；", "; ") + month.say(*DOUBTED))
        found[f"note_{key}{_DOUBTED}"] = Joined((note, why))
    if "pace_missing" in ledger.figures:
        reached = Literal(month.say("目标已达成", "target reached"))
        short = where(Named("pace_missing") > 0, Literal(month.say("目标 − GMV", "target − GMV")), reached)
        found["note_pace_missing"] = where(given("target_gmv"), short, asked(month, "target_gmv"))
    for key in _TARGETS:
        if key in ledger.figures:
            found[f"note_{key}"] = _target_note(month, key, "")
            found[f"note_{key}{_DOUBTED}"] = _target_note(
                month, key, month.say("；", "; ") + month.say(*DOUBTED)
            )
    return found | ({"bubble_title": Named("bubble_title")} if "bubble_title" in ledger.figures else {})


def _untaken(month: Month, plain: Words, planning: bool) -> str:
    """What the profit is after; what is not taken off it, where the exports don't tell it or nobody says who bears it."""
    held, lacks = math.fsum(coupons(month).values()), lacked(month, planning)
    gross = 0.0 if held else month.gross_coupons
    if after(month, planning) == [GOODS] and not gross:
        return month.say("只扣了货品", "after goods only")
    short = [_SHORT.get(words, words) for words in lacks[:_NOTED]]
    if held > 0 or gross > 0:
        whole, before = money(month, held or gross), Words("（退款前）", " (gross)") if gross else NO_WORDS
        amount = Words(f"优惠券 {whole}{before.zh}", f"coupons of {whole}{before.en}")
        short.append(amount if len(lacks) < _NOTED - 1 else Words("优惠券", "coupons"))
    return (
        month.say(f"没扣{named(month, short)}", f"before {named(month, short)}")
        if short
        else month.say(*plain)
    )


_SHORT: Final = {COMMISSION: Words("佣金", "commission"), FEE: Words("平台", "fees")}
"""What is not taken off, in as much as a card has room for."""
_NOTED: Final = 3
"""How many of them a card has room for."""


def workings(month: Month) -> tuple[list[Figure], list[Table]]:
    """What the sentences rest on: the rows of the first by each ratio, and each channel's part of the next money."""
    figures = []
    for key, name in ((ROI_TOP, "roi"), (GPM_TOP, "gpm")):
        if METRICS[name].told(month):
            words = Words(f"{name.upper()} 最高的阵地（第几行）", f"Channel first by {name.upper()} (row)")
            first = Only(differ(Body(name, "leaders")), Ranked("leaders", name))
            figures.append(Figure(key, words, "days", formula=first))
            words = Words(f"{name.upper()} 最高的阵地", f"Channels first by {name.upper()}")
            figures.append(Figure(_NAMES[key], words, "text", formula=_firsts(month, name)))
    if {ROI_TOP, GPM_TOP} <= {figure.key for figure in figures}:
        words = Words("图题：ROI 与 GPM", "Chart title: ROI and GPM")
        figures.append(Figure("bubble_title", words, "text", formula=_bubble_title(month)))
    leaders = [_leaders(month)] if figures else []
    figures += [_close(month)] if METRICS["roi"].told(month) else []
    if not judged(month):
        return figures, leaders
    count = len(month.channels)
    rows = tuple(At("next_money", "other", row) for row in range(count))
    others = Parted(rows, month.say("、", ", "), mostly=count - 1)  # the first of them stands before
    words = Words("下一笔钱给谁（第几行）", "Next money goes to (row)")
    figures.append(Figure(NEXT, words, "days", formula=Ranked("next_money", "order")))
    figures.append(Figure(OTHERS, Words("其余阵地", "The others"), "text", formula=others))
    if placed(month):
        words = Words("要加钱的阵地在哪店亏", "Where channels that get more lose")
        figures.append(Figure(IN_SHOPS, words, "text", formula=_losing(month)))
    return figures, [*leaders, _next_table(month)]


def _firsts(month: Month, key: str) -> Expression:
    """The channels that are first by a ratio, several where they are alike, each that loses with that word."""
    best, parts = Aggregate("MAX", Body(key, "leaders")), []
    for row, letter in enumerate(month.channels):
        own = At("leaders", key, row)
        name = Joined((Literal(month.label(letter)), _loss(month, At("pnl", "result", row))))
        parts.append(where(Known((own,)), where(own >= best * ALIKE, name)))
    return parted(month, parts, mostly=1)


def _loss(month: Month, result: Expression) -> Expression:
    """That a channel loses, in brackets; nothing where it earns, and while nobody knows."""
    if not month.coverage("gmv").days:
        return NOTHING
    lost = Literal(month.say("（亏钱）", " (at a loss)"))
    return where(Known((result,)), where(0 - result >= CENT / 2, lost))


def _leaders(month: Month) -> Table:
    """The ratios by which channels are ranked; what belongs to no channel never leads."""
    columns, named = Columns(month), Field("channel").equals(month.label(UNKNOWN))
    columns.add("channel", CHANNEL, "text", At("compare", "channel"), width=24)
    for key in ("roi", "gpm"):
        if METRICS[key].told(month):
            cell = At("compare", key)
            known = Choice(named, Literal(0.0), Literal(1.0)).equals(1.0)
            each = Only(known, cell) if UNKNOWN in month.channels else cell
            columns.add(key, METRICS[key].heading(month), "precise", each)
    title = Words("谁可以第一", "Who may come first")
    return Table("leaders", title, tuple(columns), {}, count=len(month.channels))


def _losing(month: Month) -> Expression:
    """In which shops the channels lose that are to get more money; empty where none does."""
    parts = []
    for row, letter in enumerate(month.channels):
        rule = Counted(At("pnl", "rule", row))
        more = Every((rule >= NUMBERS["go"], Literal(NUMBERS["fund"]) >= rule))
        parts.append(where(more, losing(month, letter, bare=True)))
    return parted(month, parts)


def _next_table(month: Month) -> Table:
    """Each channel's claim to the next money, and what is said of those that don't get it."""
    columns, rule = Columns(month), At("pnl", "rule")
    columns.add("channel", CHANNEL, "text", At("compare", "channel"), width=24)
    columns.add("row", Words("第几行（行）", "Row (number)"), "days")
    room = Counted(At("pnl", "room"))
    claim = Choice(rule.equals(NUMBERS["go"]), room, Only(rule.equals(NUMBERS["fund"]), room))
    columns.add("order", Words("先后（余量）", "Order (room)"), "precise", claim, width=16)
    told = sentence(month, "{name} {word}{made}", "{name} {word}{made}", name=Field("channel"),
                    word=At("pnl", "verdict"), made=_made(month))  # fmt: skip
    other = where(Known((rule,)), where(Field("row").equals(Named(NEXT)), NOTHING, told))
    if UNKNOWN in month.channels:
        other = where(Field("channel").equals(month.label(UNKNOWN)), NOTHING, other)
    columns.add("other", Words("不是它时怎么说", "Said of the others"), "text", other, width=52)
    rows = [float(row) for row, _ in enumerate(month.channels, 1)]
    return Table("next_money", Words("下一笔钱", "The next money"), tuple(columns), {"row": rows})


def _headline(month: Month, channels: Channels) -> Expression | str:
    """What the month came to, whether it earned, and who won."""
    say, unit, period, ledger = month.say, month.say(*month.unit), month.say(*month.told), channels.ledger
    if not math.isfinite(channels.total("gmv")):
        return say(f"{period}：导出里只有花费，没有成交。", f"{period}: the exports hold spend and no sales.")
    if not channels.total("gmv") > 0 and not month.has("cost"):
        zh, en = month.gmv_words
        return say(f"{period}：导出里{zh}的成交是 0。", f"{period}: sales ({en}) are 0 in the exports.")
    gmv = Total("gmv", "compare")
    parts = [
        sentence(month, "{period} GMV {gmv}{unit}", "{period}: GMV {unit} {gmv}",
                 period=period, unit=unit, gmv=at_a_glance(month, gmv)),
        _reached(month),
    ]  # fmt: skip
    if math.isfinite(channels.total("gpm")):
        short = NOTHING if month.uneven else _short_of(month, "gpm", "{goal:#,##0.0}")
        parts.append(
            sentence(
                month,
                "，GPM {gpm:#,##0.0} {unit}/千次{counted}{short}",
                ", GPM {gpm:#,##0.0}{counted}{short}",
                gpm=Total("gpm", "compare"),
                unit=unit,
                counted=month.say(*month.carriers_counted),
                short=short,
            )
        )
    if channels.table.has("roi"):
        parts.append(_worth(month, ledger))
    if "pnl" in ledger.tables:
        parts.append(_left(month))
    return Joined((*parts, _winners(month, ledger)))


def _reached(month: Month) -> Expression:
    """How much of the target was reached: of a whole month by how much it was missed, else how much of the month is told;
    nothing without one."""
    done, late = Named("pace_done"), NOTHING
    if progress.holes(month):
        told = sentence(
            month, "（整月目标的 {done:0.0%}）", " ({done:0.0%} of the month's target)", done=done
        )
        return where(Known((done,)), told)
    if not month.complete:
        told = sentence(
            month,
            "（整月目标的 {done:0.0%}，时间进度 {time:0.0%}）",
            " ({done:0.0%} of the month's target in {time:0.0%} of its days)",
            done=done,
            time=Named("pace_time"),
        )
        return where(Known((done,)), told)
    if month.complete:
        short = sentence(
            month, "，没达标，差 {missed:money}", ", missed by {missed:money}", missed=Named("pace_missing")
        )
        late = where(Named("pace_missing") >= LEAST["money"], short)
    told = sentence(
        month, "（目标的 {done:0.0%}{late}）", " ({done:0.0%} of target{late})", done=done, late=late
    )
    return where(Known((done,)), told)


def _short_of(month: Month, key: str, form: str) -> Expression:
    """That a ratio missed its target; nothing where it reached it as both are shown, or none is set."""
    goal, held = Named(_TARGETS[key]), Total(key, "compare")
    digits = decimals_of(form.removeprefix("{goal:").removesuffix("}"))
    shown = _closely(goal, "0.0#") if key == "roi" else Written(goal, form[len("{goal:") : -1])
    told = sentence(month, "（没到目标 {goal}）", " (short of the target, {goal})", goal=shown)
    return where(Known((goal, held)), where(Rounded(goal, digits) > Rounded(held, digits), told))


def _closely(ratio: Expression, code: str = "0.0") -> Expression:
    """An ROI, or what it is held against, as text: with two decimals where one doesn't tell them apart."""
    return where(Named(CLOSE) > 0, Written(ratio, "0.00"), Written(ratio, code))


def _seems_reached(goal: Expression, held: Expression) -> Expression:
    """Whether an ROI that missed its target looks as if it had not, shown with one decimal."""
    return Every((Rounded(goal, 2) > Rounded(held, 2), Rounded(held, 1) >= Rounded(goal, 2)))


def _close(month: Month) -> Figure:
    """Whether the ROI is shown with two decimals, for with one it can't be told from break-even, or seems to reach its target."""
    roi, goal, yes = Total("roi", "compare"), Named(_TARGETS["roi"]), Literal(1.0)
    near: Expression = Choice(
        Known((roi, goal)), Choice(_seems_reached(goal, roi), yes, Literal(0.0)), Literal(0.0)
    )
    if month.coverage("gmv").days:
        least = Named("breakeven_roi")
        near = Choice(Known((roi, least)), Choice(Rounded(roi, 1).equals(Rounded(least, 1)), yes, near), near)
    words = Words("ROI 写两位小数（1 是）", "ROI with two decimals (1: yes)")
    return Figure(CLOSE, words, "days", formula=near)


def _winners(month: Month, ledger: Ledger) -> Expression:
    """Who leads by ROI and who by GPM, and the full stop before."""
    end = Literal(month.say("。", "."))
    if len(month.channels) < 2 or not {ROI_TOP, GPM_TOP} <= set(ledger.figures):
        return end
    a, b = Named(ROI_TOP), Named(GPM_TOP)
    by_roi, by_gpm = (Named(_NAMES[key]) for key in (ROI_TOP, GPM_TOP))
    same = sentence(
        month, "。{name} 的 ROI 与 GPM 都最高。", ". Best on both ROI and GPM: {name}.", name=by_roi
    )
    apart = sentence(
        month,
        "。按 ROI 赢的是 {a}，按 GPM 赢的是 {b}{why}",
        ". Best ROI: {a}; best GPM: {b}{why}",
        a=by_roi,
        b=by_gpm,
        why=_by_price(month, ledger, end),
    )
    return where(Known((a, b)), where(by_roi.equals(by_gpm), same, apart), end)


def _by_price(month: Month, ledger: Ledger, end: Expression) -> Expression:
    """That the two views differ by what traffic costs, where both paid for theirs and it is what ROI rests on."""
    if month.uneven or not ledger.tables["compare"].has("cpm"):
        return end
    a, b = Named(ROI_TOP), Named(GPM_TOP)
    told = Literal(month.say("：差在流量贵贱。", "; the gap is what traffic costs."))
    return where(a.equals(b), end, where(_both_bought(a, b), told, end))


def _both_bought(a: Expression, b: Expression) -> Expression:
    """Whether two channels, by their rows, both paid for their traffic, and enough for an ROI."""
    one, other = (Picked("compare", "cpm", row) for row in (a, b))
    return Every((Known((one, other, Picked("compare", "roi", b))), one > 0, other > 0))


def _worth(month: Month, ledger: Ledger) -> Expression:
    """ROI against the one that loses nothing, else what refunds leave of it; nothing without cost."""
    roi = Total("roi", "compare")
    refunds = ledger.tables["compare"].has("net_roi")
    beside = (
        sentence(month, "（退后 {net:0.0}）", " ({net:0.0} after refunds)", net=Total("net_roi", "compare"))
        if refunds
        else NOTHING
    )
    short = _short_of(month, "roi", "{goal:0.0#}")
    plain = sentence(
        month,
        "，ROI {roi}{beside}{short}",
        ", ROI {roi}{beside}{short}",
        roi=_closely(roi),
        beside=beside,
        short=short,
    )
    if "breakeven_roi" not in ledger.figures or "pnl" not in ledger.tables:
        return where(Known((roi,)), plain)
    least, result = Named("breakeven_roi"), Total("result", "pnl")
    judged_by = sentence(
        month,
        "，ROI {roi}（保本 {least}{counted}）{word}{short}",
        ", ROI {roi} against a break-even of {least}{counted}{word}{short}",
        short=short,
        roi=_closely(roi),
        least=_closely(least),
        counted=month.say("，已计退款", " after refunds") if refunds else "",
        word=concluded(
            month,
            worth(
                month,
                roi,
                least,
                Words("花得值", "the spend paid off"),
                Words("还不够本", "not paying off"),
            ),
        ),
    )
    without = sentence(
        month,
        "，ROI {roi}（没有保本线：{why}）{word}{short}",
        ", ROI {roi} (no break-even: {why}){word}{short}",
        short=short,
        roi=_closely(roi),
        why=no_line(month),
        word=concluded(month, Literal(month.say("还不够本", "not paying off"))),
    )
    told = where(Known((least,)), judged_by, where(Known((result,)), without, plain))
    return where(Known((roi,)), told)


def _left(month: Month) -> Expression:
    """The profit in money; nothing while it is unknown."""
    left = Total("result", "pnl")
    word = where(left > 0, earned(month), Literal(month.say("亏", "loss")))
    lacks = by_rate(month, lambda planning: _not_off(month, planning))
    held = math.fsum(coupons(month).values())
    borne = sentence(
        month,
        "（优惠券若由店铺出则亏 {lost:money}）",
        " (a loss of {lost:money} if the shop bears the coupons)",
        lost=held - left,
    )
    beside = where(Every((left > 0, Literal(held) > left)), borne) if held > 0 else NOTHING
    told = sentence(
        month,
        "，{word} {left:money}{lacks}{beside}",
        ", {word} {left:money}{lacks}{beside}",
        word=word,
        lacks=lacks,
        left=Absolute(left),
        beside=beside,
    )
    even = Literal(month.say("，不赚不亏", ", breaking even"))
    return where(Known((left,)), where(Absolute(left) >= LEAST["money"], told, even))


def _not_off(month: Month, planning: bool) -> str:
    """What is not off the profit, in brackets; nothing where all is."""
    lacks, told = named(month, lacked(month, planning)), []
    if lacks:
        told.append(Words(f"没扣{lacks}", f"before {lacks}"))
    if part_paid(month):
        days = told_days(month, "commission", month.partial["commission"])
        of_days = Words(f"佣金按 {days.zh} 的率预计", f"commission at the rate of {days.en}")
        if not paid_on_days(month):
            of_days = Words("佣金只扣已付的", "commission as far as paid")
        told.append(Words("佣金按佣金率预计", "commission at the rate typed") if planning else of_days)
    told += [
        Words(f"{'、'.join(names)}没扣{words.zh}", f"before {words.en} of {', '.join(names)}")
        for words, names in silent(month)
    ]
    zh, en = "，".join(each.zh for each in told), ", ".join(each.en for each in told)
    return month.say(f"（{zh}）", f" ({en})") if told else ""


def _who_won(month: Month, channels: Channels) -> Expression | str:
    """Who is first by each, with the figures."""
    roi, gpm = channels.table.has("roi"), bool(channels.column("gpm"))
    a, b, unit, base = Named(ROI_TOP), Named(GPM_TOP), month.say(*month.unit), month.say(*month.base_words)
    named: dict[str, Expression | str] = {
        "a": Named(_NAMES[ROI_TOP]),
        "b": Named(_NAMES[GPM_TOP]),
        "roi": Picked("compare", "roi", a),
        "gpm": Picked("compare", "gpm", b),
        "unit": unit,
        "base": base,
    }
    neither = month.say(
        "没有 ROI，也没有 GPM：缺花费、成交或曝光。",
        "No ROI and no GPM: spend, sales or impressions are missing.",
    )
    if (zeros := _zeros(month)) is not None:
        neither = month.say(f"没有 ROI，也没有 GPM：{zeros.zh}。", f"No ROI and no GPM: {zeros.en}.")
    without_base = Words("没有{base}次数，GPM 与 CPM 无从算起", "Without {base} there is no GPM and no CPM")
    if month.nought("base"):
        without_base = Words(
            "{base}次数是 0，GPM 与 CPM 无从算起", "With 0 {base} there is no GPM and no CPM"
        )
    if month.uneven:
        without_base = Words(
            "{base}次数与成交不在同样的载体上，没有 GPM 与 CPM",
            "{base} and sales are of other content types: there is no GPM and no CPM",
        )
    by_roi = sentence(
        month,
        f"ROI 最高的是 {{a}}（{{roi:0.0}}）。{without_base.zh}。",
        f"Highest ROI: {{a}} ({{roi:0.0}}). {without_base.en}.",
        **named,
    )
    unspent = Words("没有投放花费，ROI 与 CPM 无从算起", "Without ad cost there is no ROI and no CPM")
    if month.has("cost"):
        unspent = Words(
            "投放花费不是成交的那些日子的，没有 ROI",
            "The ad cost is not of the days of the sales, so there is no ROI",
        )
    by_gpm = sentence(
        month,
        f"GPM 最高的是 {{b}}（{{gpm:#,##0.0}}）。{unspent.zh}。",
        f"Highest GPM: {{b}} ({{gpm:#,##0.0}}). {unspent.en}.",
        **named,
    )
    empty = Literal(
        month.say(
            "“说明”里的最低花费空着，不算 ROI。", "The least cost on About is empty, so there is no ROI."
        )
    )
    alike = Literal(
        month.say("没有两个阵地可以比出高低。", "There are no two channels of which one stands higher.")
    )
    if not gpm:
        without = where(given(FIGURE), Literal(neither), empty)
        if roi:
            whole = sentence(
                month,
                f"全店 ROI {{roi:0.0}}。{without_base.zh}；分不出阵地，没有谁赢。",
                f"The shop's ROI is {{roi:0.0}}. {without_base.en}; sales are told of no channel, so none leads.",
                roi=Total("roi", "compare"),
                base=named["base"],
            )
            without = where(
                given(FIGURE), where(Known((Total("roi", "compare"),)), whole, Literal(neither)), empty
            )
            without = where(Aggregate("COUNT", Body("roi", "leaders")) > 0, alike, without)
        return where(Known((a,)), by_roi, without) if roi else neither
    if not roi:
        return where(Known((b,)), by_gpm, alike)
    both = sentence(
        month,
        "看 ROI：{a} 第一，每花 1 {unit}卖 {roi:0.0} {unit}；看 GPM：{b} 第一，每千次{base}卖 {gpm:#,##0.0} {unit}。",
        "Best ROI: {a}, selling {unit} {roi:0.0} per {unit} 1 spent; best GPM: {b}, with {gpm:#,##0.0} per 1000 {base}.",
        **named,
    )
    unreached = Words(
        "没有哪个阵地的投放到了最低花费，不算 ROI",
        "No channel reached the minimum ad spend, so there is no ROI",
    )
    if month.unplaced.cost > 0:
        lost = money(month, month.unplaced.cost)
        unreached = Words(
            f"没有哪个阵地写明的投放到了最低花费（另有 {lost}没有写明阵地），各阵地不算 ROI",
            f"No channel reached the minimum ad spend ({lost} names none), so none has an ROI",
        )
    little = sentence(
        month,
        f"GPM 最高的是 {{b}}（{{gpm:#,##0.0}}）。{unreached.zh}。",
        f"Highest GPM: {{b}} ({{gpm:#,##0.0}}). {unreached.en}.",
        **named,
    )
    no_roi = where(Aggregate("COUNT", Body("roi", "leaders")) > 0, alike, little)
    one = where(given(FIGURE), where(Known((b,)), no_roi, alike), empty)
    return where(Known((a, b)), both, one)


def _why(month: Month, channels: Channels) -> Expression | str:
    """Why the two views differ: the CPMs."""
    if month.uneven:
        zh, en = month.base_words
        return month.say(
            f"GPM 与 CPM 只算有{zh}的载体，ROI 算全部：这里 GPM ÷ CPM 不等于 ROI。",
            f"GPM and CPM count only what has {en}, ROI all of it: here GPM ÷ CPM is not ROI.",
        )
    if not (channels.table.has("roi") and channels.table.has("cpm") and channels.column("gpm")):
        return _lacks(month)
    a, b = Named(ROI_TOP), Named(GPM_TOP)
    cell = {
        f"{key}_{tag}": Picked("compare", key, row)
        for key in ("channel", "gpm", "cpm")
        for tag, row in (("a", a), ("b", b))
    }
    lost_a, lost_b = (_loss(month, Picked("pnl", "result", row)) for row in (a, b))
    told = sentence(
        month,
        "因为 ROI = GPM ÷ CPM：{b} 每千次卖到 {a} 的 {sells:0.0} 倍，流量价格却是它的 {costs:0.0} 倍"
        "（CPM {cpm_b:#,##0.0} 对 {cpm_a:#,##0.0}）。{a}{lost_a} 赢在流量便宜，{b}{lost_b} 赢在内容会卖。",
        "ROI = GPM ÷ CPM: per 1000 impressions {b} sells {sells:0.0}x what {a} does, "
        "but pays {costs:0.0}x as much for traffic (CPM {cpm_b:#,##0.0} vs. {cpm_a:#,##0.0}). "
        "{a}{lost_a} wins on cheap traffic, {b}{lost_b} on content that converts.",
        lost_a=lost_a,
        lost_b=lost_b,
        a=cell["channel_a"],
        b=cell["channel_b"],
        sells=cell["gpm_b"] / cell["gpm_a"],
        costs=cell["cpm_b"] / cell["cpm_a"],
        cpm_a=cell["cpm_a"],
        cpm_b=cell["cpm_b"],
    )
    bought = _both_bought(a, b)
    both = sentence(
        month,
        "{a} 两样都第一：每千次卖 {gpm:#,##0.0}，流量每千次 {cpm:#,##0.0}。",
        "Best on both: {a}, with {gpm:#,##0.0} sold and {cpm:#,##0.0} paid per 1000.",
        a=Named(_NAMES[ROI_TOP]),
        gpm=cell["gpm_a"],
        cpm=cell["cpm_a"],
    )
    free = sentence(
        month,
        "{b} 每千次卖 {gpm:#,##0.0}，是最高的；它的流量没有花钱，不和 {a} 比贵贱。",
        "{b} sells most per 1000 ({gpm:#,##0.0}) on traffic that cost nothing: its price is not held against that of {a}.",
        a=cell["channel_a"],
        b=cell["channel_b"],
        gpm=cell["gpm_b"],
    )
    little = sentence(
        month,
        "{b} 每千次卖 {gpm:#,##0.0}，是最高的；它的投放没到最低花费，没有 ROI，不和 {a} 比贵贱。",
        "{b} sells most per 1000 ({gpm:#,##0.0}) on less than the least cost: it has no ROI to hold against that of {a}.",
        a=cell["channel_a"],
        b=cell["channel_b"],
        gpm=cell["gpm_b"],
    )
    free = where(Counted(cell["cpm_b"]) > 0, little, free)
    nobody = Literal(
        month.say(
            "没有两个阵地的 ROI 与 GPM 都比得出高低，分不出差在流量还是内容。",
            "No two channels can be told apart by both ROI and GPM, so neither can traffic and content.",
        )
    )
    return where(Known((a, b)), where(a.equals(b), both, where(bought, told, free)), nobody)


def _with_goals(month: Month, why: Expression | str) -> Expression | str:
    """With the targets of ratios that the month doesn't tell: a target is not dropped in silence."""
    targets, s = month.brand.targets, month.say
    goals = {"ROI": (targets.roi, "0.0#"), "GPM": (targets.gpm, "#,##0.0")}
    lost = [
        f"{name} {s('目标', 'target')} {written(goal, code)}"
        for name, (goal, code) in goals.items()
        if goal is not None and not METRICS[name.lower()].told(month)
    ]
    if not lost:
        return why
    names = s("、", " and ").join(lost)
    said = s(
        f"{names}：本月没有可比的数。",
        f" {names}: nothing to hold against {'it' if len(lost) == 1 else 'them'}.",
    )
    return f"{why}{said}" if isinstance(why, str) else Joined((why, Literal(said)))


def _zeros(month: Month) -> Words | None:
    """Which of spend and base are told as 0, as the cause that there is no ratio; None where neither is."""
    base = month.base_words
    zeros = [
        *([Words("投放花费", "ad cost")] if month.nought("cost") else []),
        *([Words(f"{base.zh}次数", base.en)] if month.nought("base") else []),
    ]
    if not zeros:
        return None
    zh, en = "、".join(each.zh for each in zeros), " and ".join(each.en for each in zeros)
    return Words(f"{zh}{'都' if len(zeros) > 1 else ''}是 0", f"{en} {'is' if en == 'ad cost' else 'are'} 0")


def _lacks(month: Month) -> str:
    """What is missing, or 0, to tell dear traffic from content that doesn't sell."""
    base, spent, based, zeros = month.base_words, month.has("cost"), month.based, _zeros(month)
    if not month.holds("gmv"):
        return month.say(
            "没有成交，说不出花得值不值。", "Without sales it can't be told what the spend brought."
        )
    if zeros is not None and not based and (not spent or month.nought("cost")):
        lacks = Words("导出里没有投放花费，", "The exports hold no ad cost; ") if not spent else NO_WORDS
        en = lacks.en + (zeros.en if lacks.en else f"{zeros.en[:1].upper()}{zeros.en[1:]}")
        return month.say(
            f"{lacks.zh}{zeros.zh}：只看得出卖了多少。", f"{en}: only what was sold can be told."
        )
    if month.nought("base"):
        return month.say(
            f"{base.zh}次数是 0：看得出花费与成交，分不清是流量贵贱还是卖得多少。",
            f"{base.en[:1].upper()}{base.en[1:]} are 0: cost and sales can be told, but not whether traffic is dear or sells "
            "little.",
        )
    if not spent and not based:
        return month.say(
            f"导出里没有投放花费，也没有{base.zh}次数：只看得出卖了多少。",
            f"The exports hold neither ad cost nor {base.en}: only what was sold can be told.",
        )
    if not spent:
        return month.say(
            f"导出里没有投放花费：看得出每千次{base.zh}卖多少，看不出流量贵贱。",
            f"The exports hold no ad cost: what 1000 {base.en} sell can be told, what they cost can't.",
        )
    if not based:
        return month.say(
            f"导出里没有{base.zh}次数：看得出花费与成交，分不清是流量贵贱还是卖得多少。",
            f"The exports hold no {base.en}: cost and sales can be told, but not whether traffic is dear or sells little.",
        )
    return month.say(
        "花费与成交不在同样的日子或店铺上，不相除（原因见“说明”）。",
        "Cost and sales are not of the same days or shops and are not divided (see About).",
    )


def _next_money(month: Month, ledger: Ledger) -> Expression | str:
    """Where the next money goes, what that rests on in money, and what the others are about."""
    if "next_money" not in ledger.tables:
        return legend(month)
    best, others = Named(NEXT), Named(OTHERS)
    nobody = sentence(
        month,
        "现在没有阵地该加钱：{rest}。",
        "No channel should get more budget now: {rest}.",
        rest=others,
    )
    rest = where(
        others.equals(""), NOTHING, sentence(month, "；其余：{rest}", ". The rest: {rest}", rest=others)
    )
    line = sentence(
        month,
        "下一笔钱先给 {best}（{word}）：现在的利润 {made:money}{rest}。",
        "Put the next budget into {best} ({word}): it makes {made:money} now{rest}.",
        best=Picked("next_money", "channel", best),
        word=Picked("pnl", "verdict", best),
        made=Picked("pnl", "result", best),
        rest=rest,
    )
    judged_any = Aggregate("COUNT", Body("rule", "pnl")) > 0
    line = where(Known((best,)), line, nobody)
    if IN_SHOPS in ledger.figures:
        lost = Named(IN_SHOPS)
        shops = sentence(
            month,
            "其中 {lost}（见“店铺”）：钱加在不亏的店。",
            " But {lost} (see Shops): add the money where it earns.",
            lost=lost,
        )
        line = Joined((line, where(lost.equals(""), NOTHING, shops)))
    told = Joined((line, _last_rise(month, ledger), Literal(unplaced_told(month))))
    return where(judged_any, told, legend(month))


def _made(month: Month) -> Expression:
    """What a channel earned or lost, in brackets; where it earns and its ads lose, what those lose, of which no slot is."""
    profit = At("pnl", "result")
    borne: Expression = Counted(At("pnl", "borne"))
    if slots(month):
        borne = Counted(At(ADS_PART, "borne")) + At(ADS_PART, "slots_ran")
    ads = Every((profit > 0, -borne > 0))
    word = where(profit > 0, Literal(month.say("赚", "makes")), Literal(month.say("亏", "loses")))
    return sentence(
        month,
        "（{word} {made:money}）",
        " ({word} {made:money})",
        word=where(ads, Literal(month.say("投流亏", "ads lose")), word),
        made=Absolute(Choice(ads, borne, profit)),
    )


def _last_rise(month: Month, ledger: Ledger) -> Expression:
    """The warning where the last rise of all spend surely brought less than break-even: money is moved, not added; else where
    that of a channel did, which waits for it."""
    own = _own_rise(month, ledger)
    if UNPAID not in ledger.figures:
        return own
    at, best = Named(RISEN), Named(NEXT)
    told = sentence(
        month,
        "总花费先不加：上一次加钱的边际 ROI {marginal:0.00}，低于保本 {least:0.00}{without}{moved}。",
        " Don't raise total spend: the last increase returned a marginal ROI of {marginal:0.00}, below the break-even of "
        "{least:0.00}{without}{moved}.",
        marginal=Picked("weeks", "marginal", at),
        least=least_of_more(month),
        without=without_slots(month),
        moved=where(
            Known((best,)),
            Literal(month.say("，这笔钱只在阵地之间挪", "; only move budget between channels")),
        ),
    )
    waiting = CountOf(OWN, "settled", Literal(NUMBERS["wait"])) > 0
    said = where(Known((best,)), told, where(waiting, told))
    return where(Named(UNPAID).equals(1.0), said, own)


def _own_rise(month: Month, ledger: Ledger) -> Expression:
    """What the last rise of a channel's spend brought, of the first that waits for it, and how many more do; empty where none."""
    if RAISES not in ledger.tables:
        return NOTHING
    row = Aggregate("MIN", Body("by", OWN))
    more, sold = (Picked(RAISES, key, row) for key in ("more", "sold"))
    gained = sentence(month, "只多卖 {sold:money}", "sold {sold:money} more", sold=sold)
    fewer = sentence(month, "反而少卖 {sold:money}", "sold {sold:money} less", sold=Absolute(sold))
    same = Literal(month.say("没有多卖", "sold no more"))
    told = sentence(
        month,
        "{name} {span}每天多花 {more:money}，{sold}，边际 ROI {marginal:0.00} 低于保本 {least:0.00}。",
        " {name} spent {more:money} a day more ({span}) and {sold}: marginal ROI {marginal:0.00}, break-even {least:0.00}.",
        name=Picked(RAISES, "channel", row),
        span=Picked(RAISES, "span", row),
        more=more,
        sold=where(sold >= LEAST["money"], gained, where(-sold >= LEAST["money"], fewer, same)),
        marginal=Picked(RAISES, "marginal", row),
        least=Picked(RAISES, "least", row),
    )
    waiting = Aggregate("COUNT", Body("by", OWN))
    others = sentence(
        month,
        "另有 {more:0} 个阵地上一次加的也没够本，见“投放”。",
        " Nor did the last rise of {others} pay: see Ads.",
        more=waiting - 1,
        others=where(
            waiting.equals(2.0),
            Literal("another channel"),
            sentence(month, "", "{more:0} other channels", more=waiting - 1),
        ),
    )
    return where(waiting > 0, Joined((told, where(waiting > 1, others))))


def _mix_title(month: Month, channels: Channels) -> str:
    share, cost, top = channels.column("share"), channels.column("cost_share"), channels.best("share")
    if not share:
        return dated(month, month.say("导出里没有成交", "The exports hold no sales"))
    spent = (
        month.say(f"、花费的 {AsCell(cost[top]):0%}", f", {AsCell(cost[top]):0%} of cost")
        if top in cost
        else ""
    )
    return dated(
        month,
        month.say(
            f"{top}：GMV 的 {AsCell(share[top]):0%}{spent}", f"{top}: {AsCell(share[top]):0%} of GMV{spent}"
        ),
    )


def _bubble_title(month: Month) -> Expression:
    """Who is furthest up, and who furthest right."""
    a, b, period = Named(ROI_TOP), Named(GPM_TOP), month.say(*bare(month.period))

    def short(row: Expression) -> Expression:
        """Who it is, in as much as the title of half a page has room for: the letter that begins the Chinese names."""
        names = [(letter, month.label(letter)) for letter in month.channels]
        shown = (letter if name.startswith(f"{letter} ") else name for letter, name in names)
        return Pick(row, tuple(map(Literal, shown)))

    told = sentence(
        month,
        "{period}：ROI 最高 {a} {roi:0.0}，GPM 最高 {b} {gpm:#,##0.0}",
        "{period}: best ROI {a} {roi:0.0}, best GPM {b} {gpm:#,##0.0}",
        period=period,
        a=short(a),
        b=short(b),
        roi=Picked("compare", "roi", a),
        gpm=Picked("compare", "gpm", b),
    )
    return where(Known((a, b)), told, Literal(month.say(f"{period}：ROI 与 GPM", f"{period}: ROI and GPM")))


def _daily_title(month: Month, ledger: Ledger) -> str:
    if not month.days:
        return ""
    gmv, days, unit = ledger.column("daily", "gmv"), ledger.column("daily", "date"), month.say(*month.unit)
    if not (gmv > 0).any():
        return month.say("导出里没有成交", "The exports hold no sales")
    peak = int(gmv.argmax())
    most = told(at_a_glance(month, Literal(float(gmv[peak]))))
    return month.say(
        f"每日 GMV（{unit}）与 GPM：最高 {days[peak].month}月{days[peak].day}日 {most}",
        f"GMV by day ({unit}) and GPM: peak {days[peak]:%d %b}, {most}",
    )


PAGE: Final = Page("overview", Words("概览", "Overview"), "result", _purpose, _bands, _tell, width=12.0)
