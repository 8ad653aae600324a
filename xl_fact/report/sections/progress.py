"""Below the overview: will the target be met, what changed, and what to do next."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

from xl_fact.core.growth import mom, yoy
from xl_fact.engine.placing import PARTNERS
from xl_fact.report.agreement import WORDS, Agreement, apart
from xl_fact.report.asking import MARGIN_GIVEN
from xl_fact.report.campaign_days import unusual
from xl_fact.report.formula import (
    Absolute,
    Among,
    At,
    Call,
    Choice,
    Counted,
    Expression,
    Known,
    Literal,
    Named,
    Only,
    Pick,
    Picked,
    Rounded,
    Shown,
    SumIfs,
    Total,
    total_of,
)
from xl_fact.report.history import CHANGE, LEAST_DAYS, YEAR, few
from xl_fact.report.metrics import CHANNEL, METRICS, Columns, in_money, large
from xl_fact.report.model import Cards, Figure, LeftOut, Table
from xl_fact.report.month import UNKNOWN, Month, stretch
from xl_fact.report.sections.commission import paid, part_paid, plan, planned
from xl_fact.report.sections.profit import (
    ADS,
    COMMISSION,
    FEE,
    REFUNDS,
    SLOT,
    coupons,
    judged,
    left_of_ads,
    sloped,
    slots,
)
from xl_fact.report.telling import NEVER
from xl_fact.report.verdicts import LINES, OWN, PLAYBOOK, RULES, SAFE, VERDICTS, terms
from xl_fact.words import NO_WORDS, Words

BEFORE: Final = 1
"""The row of the changes that holds the month before."""
RELATIVE: Final = 3
"""The row of the changes that holds the one against the month before: in parts, and in points of a rate."""
_LINES: Final = ("gmv", "refund", "commission", "slot_fee", "platform_fee", "cost")
"""What profit is made of: two months' compare where both tell the same of these."""
TENFOLD: Final = 10
"""How many times what was before a change may be told in per cent of: beyond, the base says more than the change."""
_COMPARED: Final = ("gmv", "base", "gpm", "orders", "aov", "cost", "roi", "refund", "refund_rate", "net_roi")


def pace(month: Month) -> Cards | None:
    """How far the month has come against its targets, "—" while there are none; None without sales."""
    if not month.has("gmv"):
        return None
    figures = _pace_of_gmv(month)
    if METRICS["roi"].told(month):
        target = Named("target_roi")
        roi = Total("roi", "compare")
        even = Rounded(roi, 2).equals(Rounded(target, 2))  # as the headline holds it against its target
        reached = Only(Known((roi, target)), Choice(even, Literal(1.0), roi / target))
        words, note = (
            Words("ROI 达成（%）", "ROI reached (%)"),
            Words("{{note_pace_roi}}", "{{note_pace_roi}}"),
        )
        figures += (Figure("pace_roi", words, "rate", formula=reached, note=note),)
    return Cards(figures)


def _pace_of_gmv(month: Month) -> tuple[Figure, ...]:
    gmv, target = Total("gmv", "compare"), Named("target_gmv")
    done = Figure(
        "pace_done",
        Words("完成率（%）", "Done (%)"),
        "rate",
        formula=Only(Known((target,)), gmv / target),
        note=Words("{{note_pace_done}}", "{{note_pace_done}}"),
    )
    missing = Figure(
        "pace_missing",
        in_money(
            month,
            "还差" if not month.complete else "离目标差",
            "Still missing" if not month.complete else "Short of target",
        ),
        large(month),
        formula=Only(Known((target,)), Among("MAX", (Literal(0), target - gmv))),
        note=Words("{{note_pace_missing}}", "{{note_pace_missing}}"),
    )
    if month.complete or holes(month):
        return done, missing
    return done, *_pace_so_far(month, gmv), missing


def holes(month: Month) -> bool:
    """Whether days are missing before the last one told, so that nobody knows how the month goes."""
    return month.covered != {day for day in month.of.days if day <= max(month.covered)}


def _pace_so_far(month: Month, gmv: Expression) -> tuple[Figure, ...]:
    """How the month goes while it is not over."""
    days, length = Literal(float(len(month.covered))), Named("month_days")
    projected: Expression = Shown(gmv / days * length)
    note = Words("按至今日均推算", "at the mean of the days so far")
    if few(month):
        projected, note = (
            Only(NEVER, gmv / days * length),
            Words(f"不足 {LEAST_DAYS} 天，不推算", f"not projected from fewer than {LEAST_DAYS} days"),
        )
    return (
        Figure(
            "pace_time",
            Words("时间进度（%）", "Time passed (%)"),
            "rate",
            formula=Shown(days / length),
            note=Words("有数据的天数 ÷ 当月天数", "days with data ÷ days of the month"),
        ),
        Figure(
            "pace_gap",
            Words("领先 + / 落后 −（百分点 pp）", "Ahead + / behind − (points, pp)"),
            "points",
            formula=Shown((Named("pace_done") - Named("pace_time")) * 100),
            mark="change",
            note=Words("完成率 − 时间进度，百分点", "done − time, in points"),
        ),
        Figure(
            "pace_projected",
            in_money(month, "月末预计", "Projected"),
            large(month),
            formula=projected,
            note=note,
        ),
    )


def changes(month: Month) -> Table | None:
    """The month against the one before and the same of last year; None when the exports hold neither."""
    pairs = (
        (month.previous, Words("上月", "Month before"), mom, Words("环比", "MoM")),
        (month.year_ago, Words("去年同月", "Year ago"), yoy, Words("同比", "YoY")),
    )
    others = [(other, name, f, words) for other, name, f, words in pairs if other is not None]
    if not others:
        return None
    rows, kinds, marks = [month.say(*month.span)], [""], [""]
    for other, name, _, words in others:
        rows += [month.say(f"{name.zh} {other.span.zh}", other.span.en)]
        rows += [month.say(f"{words.zh}增减", f"{words.en}, difference"), month.say(*words)]
        kinds += ["", "difference", "change"]
        marks += ["", "change", "change"]
    columns, now_month = Columns(month), month.now
    columns.names("period", Words("期间", "Period"))
    given: dict[str, list[Any]] = {"period": rows}
    for key in _COMPARED:
        metric = METRICS[key]
        if not metric.told(month):
            continue
        kind = "tenths" if metric.kind == "ratio" else metric.kind
        heading = in_money(month, "花费", "Cost") if key == "cost" else metric.heading(month)
        columns.add(key, heading, kind, better=metric.better)
        given[key] = [_now(month, key)]
        for number, (other, _, function, _) in enumerate(others):
            row = 3 * number + 1
            now, then = At("changes", key, 0), At("changes", key, row)
            before = next(p.name for p in function.parameters if p.name != "current")
            moved = relative(Call(function, {"current": now, before: then}), now, then)
            difference = (now - then) * 100 if kind == "rate" else now - then
            given[key] += [_then(now_month, other, key, row), Shown(difference)]
            given[key].append(At("changes", key, row + 1) if kind == "rate" else moved)
    if (profits := _profits(month, [other for other, *_ in others])) is not None:
        metric = METRICS["result"]
        columns.add("result", metric.heading(month), metric.kind)
        given["result"] = profits
    note = Words(
        f"比率的增减用百分点（pp）；“—”是没法比：以前没有、不大于 0，或不到现在的 1/{TENFOLD}（基数太低，不算百分比）",
        f"rates differ by points (pp); — can't be compared: before it was none, not above 0, or under 1/{TENFOLD} of now",
    )
    odd = [other for other, *_ in others if commissions_differ(month, other) is not None]
    if odd and month.coverage("gmv").days:
        note = _planned_beside_paid(note, month, odd)
    return Table(
        "changes",
        _compared(month, [other for other, *_ in others]),
        tuple(columns),
        given,
        note=note,
        row_kinds=tuple(kinds),
        row_marks=tuple(marks),
    )


def _planned_beside_paid(note: Words, month: Month, others: Sequence[Month]) -> Words:
    """That the profit isn't compared where one month's commission was paid and the other's is planned."""
    paid_out, plan = ([m.period for m in (month, *others) if paid(m) is done] for done in (True, False))
    zh = ["、".join(period.zh for period in each) for each in (paid_out, plan)]
    en = [", ".join(period.en for period in each) for each in (paid_out, plan)]
    return Words(
        f"{note.zh}；利润不比：{zh[0]}的佣金是实付，{zh[1]}的按说明页的佣金率预计",
        f"{note.en}; profit is not compared: commission was paid in {en[0]}, and is planned by the rate on About in {en[1]}",
    )


def _compared(month: Month, others: Sequence[Month]) -> Words:
    """What the comparison is of: whole months, or the same days of each."""
    title = Words("和上月、去年比", "Against the month before and last year")
    lengths = [month.length, *(other.length for other in others)]
    if month.compared is None and month.only is None and not any(other.only for other in others):
        told = "对".join(f" {n} 天" for n in lengths).strip(), " to ".join(map(str, lengths))
        busy = _campaigns(month, [month, *others])
        return Words(
            f"{title.zh}（整月：{told[0]}{busy.zh}）", f"{title.en} (whole months: {told[1]} days{busy.en})"
        )
    days = month.compared or month.covered
    (zh, en), busy = stretch(days), _campaigns(month, [month.now, *others])
    return Words(
        f"{title.zh}（只比同样的 {len(days)} 天：各月 {zh}{busy.zh}）",
        f"{title.en} (only the same {len(days)} days of each: {en}{busy.en})",
    )


def _campaigns(month: Month, each: Sequence[Month]) -> Words:
    """How many days of each are a campaign's, where they differ in it: what they sell differs by it."""
    counts = [unusual(month, one.covered)[0] for one in each]
    if len(set(counts)) < 2:
        return NO_WORDS
    told = "对".join(f" {n} 天" for n in counts).strip(), " to ".join(map(str, counts))
    return Words(f"；活动 {told[0]}", f"; of campaigns {told[1]}")


def _now(month: Month, key: str) -> Expression:
    """The month's own figure on the days that are compared."""
    if month.compared is None:
        return Total(key, "compare")
    metric = METRICS[key]
    if metric.function is not None and month.uneven and "base" in metric.sums:
        on = {"compared": Literal(1)}
        return metric.of(lambda source: SumIfs("data", f"gpm_{source}", on))
    if metric.function is not None:
        return metric.of(lambda source: At("changes", source, 0))
    return SumIfs("data", key, {"compared": Literal(1)})


def _then(month: Month, other: Month, key: str, row: int) -> Expression | float | None:
    """A sum of another month as its exports give it, or a ratio of such sums; None where the two don't compare."""
    metric = METRICS[key]
    if metric.columns:
        if "base" in metric.sums and (month.uneven or other.uneven):
            return None
        return metric.of(lambda source: At("changes", source, row))
    return sum(other.sums(key).values()) if other.has(key) and metric.compares(month, other) else None


def result_compares(month: Month, other: Month | None = None) -> bool:
    """Whether the profit of another month, by default the one before, compares with this one's: of the same lines."""
    other = other or month.previous
    return other is not None and bool(month.coverage("gmv").days) and profits_apart(month, other) is None


_NAMED: Final = {
    "gmv": Words("成交", "sales"),
    "refund": REFUNDS,
    "commission": COMMISSION,
    "slot_fee": SLOT,
    "platform_fee": FEE,
    "cost": ADS,
}
"""What profit is made of, as a reason names it."""


def profits_apart(month: Month, other: Month) -> Words | None:
    """Why the profit of another month doesn't compare with this one's; None where it does."""
    if parts := [each.period for each in (other, month) if part_paid(each)]:
        return Words(
            f"{'、'.join(each.zh for each in parts)}的达人佣金只有一部分日子的，其余是预计的",
            f"commission of {' and '.join(each.en for each in parts)} is told of a part of the days and planned for the rest",
        )
    if paid(month) != paid(other):
        done, lacking = (month, other) if paid(month) else (other, month)
        how = Words("按预计", "is planned") if planned(lacking) else Words("没有", "is not told")
        return Words(
            f"达人佣金{done.period.zh}是付了的，{lacking.period.zh}{how.zh}",
            f"commission was paid in {done.period.en} and {how.en} in {lacking.period.en}",
        )
    for key in _LINES:
        zh, en = _NAMED[key]
        has, lacks = (month, other) if month.has(key) else (other, month)
        if has.has(key) and not lacks.has(key):
            return Words(
                f"{has.period.zh}的导出里有{zh}，{lacks.period.zh}的没有；真没有就在那个月的导出里填 0",
                f"the exports tell {en} of {has.period.en} and none of {lacks.period.en}; write 0 into that month's if there "
                "were none",
            )
        if has.has(key) and (wrong := _unlike(month, other, key)) is not None:
            said = WORDS[wrong]
            return Words(f"两个月{zh}的{said.zh}不同", f"{en} of the two are of another {said.en}")
    return None


def _unlike(month: Month, other: Month, key: str) -> Agreement | None:
    """What a line of two months doesn't share; None where they meet. Slots of whole months are booked on whichever days."""
    asks = METRICS[key].asks
    if key == "slot_fee" and month.compared is None and month.complete and other.complete:
        asks -= {"days"}
    return apart((key, month.now), (key, other), asks)


def uncompared(month: Month) -> list[LeftOut]:
    """The changes of profit that are left out, with the reason."""
    found = []
    for other, name in ((month.previous, CHANGE), (month.year_ago, YEAR)):
        why = profits_apart(month, other) if other is not None and month.coverage("gmv").days else None
        if why is not None:
            what = Words(f"利润的{name.zh}", f"{name.en}: profit")
            found.append(LeftOut(what, Words(f"{why.zh}：不比", f"{why.en}: no comparison")))
    return found


def commissions_differ(month: Month, other: Month) -> Words | None:
    """Which of two months has its commission planned while the other's was paid; None where both are alike."""
    if paid(month) == paid(other):
        return None
    if paid(month):
        return Words("上月佣金是预计的", "prior commission planned")
    return Words("本月佣金是预计的", "commission planned")


def _profits(month: Month, others: Sequence[Month]) -> list[Any] | None:
    """The profit of each period, by the settings of this month's P&L; None where none compares."""
    if not any(result_compares(month, other) for other in others):
        return None
    whole: Expression = Total("result", "pnl")
    if month.compared is not None:
        whole = _profit(month, on_compared(month))
    found: list[Any] = [Shown(whole)]
    for number, other in enumerate(others):
        row = 3 * number + 1
        if not result_compares(month, other):
            found += [None] * 3
            continue
        function = (mom, yoy)[other is not month.previous]
        now, then = At("changes", "result", 0), At("changes", "result", row)
        before = next(p.name for p in function.parameters if p.name != "current")
        found += [
            Shown(_profit(month, told_of(other))),
            Shown(now - then),
            relative(Call(function, {"current": now, before: then}), now, then),
        ]
    return found


def relative(change: Expression, now: Expression, then: Expression) -> Expression:
    """A change in parts of what was before; "—" where that was next to nothing."""
    return Only(then * TENFOLD >= Absolute(now), change)


def _profit(month: Month, amount: Amount) -> Expression:
    """What is left of some days: `amount` tells each line of some channels, of all where none is named."""

    def net(channels: Sequence[str]) -> Expression:
        sold = amount("gmv", channels)
        return sold - amount("refund", channels) if month.has("refund") else sold

    left: Expression = net(()) * Named("margin")
    if planned(month):
        left = left - plan(month, net(PARTNERS))
    for key in ("commission", "slot_fee", "platform_fee", "cost"):
        if month.has(key) and not (key == "commission" and planned(month)):
            left = left - amount(key, ())
    return Only(MARGIN_GIVEN, left)


Amount = Callable[[str, Sequence[str]], Expression]
"""What tells a line of some channels, of all where none is named."""


def on_compared(month: Month) -> Amount:
    """The lines of a month on the days that are compared, of the data."""
    on: dict[str, Expression] = {} if month.compared is None else {"compared": Literal(1)}

    def amount(key: str, channels: Sequence[str]) -> Expression:
        if not channels:
            return SumIfs("data", key, on) if on else total_of(key, "data")
        first, *others = (
            SumIfs("data", key, {**on, "channel": Literal(month.label(each))}) for each in channels
        )
        found: Expression = first
        for each in others:
            found = found + each
        return found

    return amount


def told_of(other: Month) -> Amount:
    """The lines of another month, as its exports give them."""

    def amount(key: str, channels: Sequence[str]) -> Expression:
        sums = other.sums(key)
        return Literal(math.fsum(v for name, v in sums.items() if not channels or name in channels))

    return amount


def actions(month: Month) -> Table | None:
    """What each channel's verdict asks for, and the money that it is about; None where there are no verdicts."""
    if not judged(month):
        return None
    columns = Columns(month)
    columns.add("channel", CHANNEL, "text", At("compare", "channel"), hue=True)
    columns.add("verdict", Words("诊断", "Verdict"), "text", At("compare", "verdict"), mark="verdict")
    columns.add("result", METRICS["result"].heading(month), "money", At("pnl", "result"), mark="change")
    columns.add("amount", in_money(month, "关乎多少钱", "At stake"), "money", _at_stake(month))
    line = At(OWN, "line")
    columns.add("about", Words("是什么钱", "Which money"), "text", Shown(Picked("playbook", "amount", line)))
    action = Shown(Picked("playbook", "action", line))
    when = Words("接下来的动作", "Next") if month.running else Words("下月动作", "Next month")
    columns.add("action", when, "text", action, spill=6)
    title = Words(
        f"做什么：{when.zh}，每条关乎多少钱", f"What to do {when.en.lower()}, and the money each is about"
    )
    return Table(
        "actions",
        title,
        tuple(columns),
        {},
        count=sum(letter != UNKNOWN or bool(month.unplaced) for letter in month.channels),
    )


def _at_stake(month: Month) -> Expression:
    """The money that a verdict is about, by the number of its rule."""
    profit, lose, base = (
        At("pnl", "result"),
        -left_of_ads(month),
        At("compare", "gpm_base" if month.uneven else "base"),
    )
    more: Expression = Literal(0.0)
    if sloped(month):
        more = (Named("benchmark") - At("compare", "gpm")) * base / 1000
    dear = At("compare", "cost") * (1 - Counted(At("pnl", "room")) / SAFE)
    if slots(month):
        dear = At("compare", "cost") - (left_of_ads(month) + At("compare", "cost")) / SAFE
    held = At("pnl", "coupons") if coupons(month) else Literal(0.0)
    lost = At("pnl", "unplaced") if month.unplaced else Literal(0.0)
    adless = At(OWN, "line").equals(LINES["adless"])
    slot: Expression = Literal(0.0)
    if month.has("slot_fee"):
        slot = SumIfs("data", "slot_fee", {"channel": At("pnl", "channel")})
    money = {
        "slots": slot, "coupons": held, "unplaced": lost, "wait": At(OWN, "added"), "go": profit, "fund": profit, "convert": more,
        "keep": profit, "cpm": dear, "less": lose, "stop": Choice(adless, -profit, At("compare", "cost")),
    }  # fmt: skip
    return Pick(At("pnl", "rule"), tuple(money[key] for key in RULES))


def playbook(month: Month) -> Table:
    """The rules: when each holds, why, what it asks for, and which money that is about."""
    columns, words = Columns(month), terms(month, VERDICTS)
    columns.add("number", Words("第几条（序号）", "Rule (number)"), "days", width=15)
    columns.names("verdict", Words("诊断", "Verdict"), mark="verdict")
    columns.add("when", Words("什么时候", "When"), "words", width=34)
    columns.add("why", Words("为什么", "Why"), "words", width=30)
    columns.names("amount", Words("关乎的钱", "Which money"), width=14)
    columns.names("action", Words("动作", "Action"), spill=2)
    given: dict[str, list[Any]] = {
        "number": [float(n) for n, _ in enumerate(PLAYBOOK, 1)],
        "verdict": [words[key] for key, _ in PLAYBOOK],
        **{
            key: [month.say(*getattr(rule, key)) for _, rule in PLAYBOOK]
            for key in ("when", "why", "amount", "action")
        },
    }
    title = Words(
        f"诊断的规则（1 到 {len(RULES)} 从上到下，先中先算；其后是同一诊断的另一种动作）",
        f"The rules of verdicts (1 to {len(RULES)}: the first that holds; then the same verdicts with another action)",
    )
    return Table("playbook", title, tuple(columns), given)
