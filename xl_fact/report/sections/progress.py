"""Below the overview: will the target be met, what changed, and what to do next month."""

from __future__ import annotations

from typing import Any, Final

from xl_fact.core.growth import mom, yoy
from xl_fact.report.formula import (
    Aggregate,
    Among,
    At,
    Body,
    Call,
    Expression,
    Field,
    Literal,
    Lookup,
    Named,
    Shown,
    Total,
)
from xl_fact.report.metrics import CHANNEL, METRICS, Columns, in_money, large, per_mille
from xl_fact.report.model import Cards, Figure, Table
from xl_fact.report.month import Month
from xl_fact.report.sections.compare import judged
from xl_fact.report.verdicts import VERDICTS, terms
from xl_fact.words import Words

_COMPARED: Final = ("gmv", "base", "gpm", "orders", "aov", "cost", "roi", "refund", "refund_rate", "net_roi")


def pace(month: Month) -> Cards | None:
    """How far the month has come against its targets; None without any."""
    figures: tuple[Figure, ...] = ()
    if month.brand.targets.gmv is not None:
        figures += _pace_of_gmv(month)
    if month.brand.targets.roi is not None and month.has("cost"):
        reached = Shown(Total("roi", "compare") / Named("target_roi"))
        words, note = Words("ROI 达成（%）", "ROI reached (%)"), Words("ROI ÷ 目标", "ROI ÷ target")
        figures += (Figure("pace_roi", words, "rate", formula=reached, note=note),)
    return Cards(figures) if figures else None


def _pace_of_gmv(month: Month) -> tuple[Figure, ...]:
    days, length = Aggregate("COUNT", Body("date", "daily")), Named("month_days")
    gmv, target = Total("gmv", "compare"), Named("target_gmv")
    return (
        Figure(
            "pace_done",
            Words("完成率（%）", "Done (%)"),
            "rate",
            formula=Shown(gmv / target),
            note=Words("GMV ÷ 目标", "GMV ÷ target"),
        ),
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
            formula=Shown(gmv / days * length),
            note=Words("按至今日均推算", "at the mean of the days so far"),
        ),
        Figure(
            "pace_missing",
            in_money(month, "还差", "Still missing"),
            large(month),
            formula=Among("MAX", (Literal(0), target - gmv)),
            note=Words("已达成为 0", "0 once reached"),
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
    rows, kinds, marks = [month.say(*month.period)], [""], [""]
    for other, name, _, words in others:
        rows += [month.say(f"{name.zh} {other.period.zh}", other.period.en)]
        rows += [month.say(f"{words.zh}增减", f"{words.en}, difference"), month.say(*words)]
        kinds += ["", "difference", "change"]
        marks += ["", "change", "change"]
    columns = Columns(month)
    columns.names("period", Words("期间", "Period"))
    given: dict[str, list[Any]] = {"period": rows}
    for key in _COMPARED:
        metric = METRICS[key]
        if not all(month.has(each) for each in metric.columns.values() or (key,)):
            continue
        kind = "tenths" if metric.kind == "ratio" else metric.kind
        heading = in_money(month, "花费", "Cost") if key == "cost" else metric.heading(month)
        columns.add(key, heading, kind, inverse=metric.better == "less")
        given[key] = [Total(key, "compare")]
        for number, (other, _, function, _) in enumerate(others):
            row = 3 * number + 1
            now, then = At("changes", key, 0), At("changes", key, row)
            before = next(p.name for p in function.parameters if p.name != "current")
            relative = Shown(Call(function, {"current": now, before: then}))
            difference = (now - then) * 100 if kind == "rate" else now - then
            given[key] += [_then(month, other, key, row), Shown(difference)]
            given[key].append(At("changes", key, row + 1) if kind == "rate" else relative)
    note = Words(
        "比率的增减用百分点（pp）；“—”是没法比：以前没有，或以前不大于 0",
        "rates differ by points (pp); — can't be compared: there was none before, or it was not above 0",
    )
    return Table(
        "changes",
        Words("和上月、去年比", "Against the month before and last year"),
        tuple(columns),
        given,
        note=note,
        row_kinds=tuple(kinds),
        row_marks=tuple(marks),
    )


def _then(month: Month, other: Month, key: str, row: int) -> Expression | float | None:
    """A sum of another month as its exports give it, or a ratio of such sums; None where the two don't compare."""
    metric = METRICS[key]
    if metric.columns:
        return metric.of(lambda source: At("changes", source, row))
    return sum(other.sums(key).values()) if other.has(key) and metric.compares(month, other) else None


def actions(month: Month) -> Table | None:
    """What each channel's verdict asks for; None while the margin is unknown."""
    if not judged(month):
        return None
    columns = Columns(month)
    columns.add("channel", CHANNEL, "text", At("compare", "channel"), hue=True)
    columns.add("verdict", Words("诊断", "Verdict"), "text", At("compare", "verdict"), mark="verdict")
    columns.add("gpm", METRICS["gpm"].heading(month), "mille", At("compare", "gpm"))
    columns.add("breakeven", per_mille(month, "保本", "Break-even"), "mille", At("compare", "breakeven"))
    action = Shown(Lookup("playbook", "verdict", "action", Field("verdict")))
    columns.add("action", Words("下月动作", "Next month"), "text", action, spill=7)
    title = Words("下月动作", "Next month's actions")
    return Table("actions", title, tuple(columns), {}, count=len(month.channels))


_PLAYBOOK: Final = {
    "go": Words(
        "加预算，加到边际 ROI 接近保本 ROI（现在赚，也滚得起来）",
        "raise the budget until the marginal ROI nears break-even (earns now, and rolls)",
    ),
    "cpm": Words(
        "换流量保内容：降出价、换人群包、要自然流量（滚得起来，流量太贵）",
        "keep the content, change the traffic: lower bids, other audiences (rolls, but too dear)",
    ),
    "convert": Words(
        "补转化：改商品卡与详情承接、话术与组合价（能赚不能滚）",
        "lift conversion: product page, pitch, bundle price (earns, but doesn't roll)",
    ),
    "stop": Words(
        "停下付费，先用小预算测新内容（不赚也滚不起来）",
        "stop paying; test new content on a small budget first (neither earns nor rolls)",
    ),
}


def playbook(month: Month) -> Table:
    """What each verdict asks for, and why."""
    columns, words = Columns(month), terms(month, VERDICTS)
    columns.names("verdict", Words("诊断", "Verdict"), mark="verdict")
    columns.names("action", Words("动作（为什么）", "Action (why)"), spill=4)
    given: dict[str, list[Any]] = {
        "verdict": [words[key] for key in _PLAYBOOK],
        "action": [month.say(*action) for action in _PLAYBOOK.values()],
    }
    return Table("playbook", Words("诊断与动作", "Verdicts and actions"), tuple(columns), given)
