"""Below the overview: will the target be met, what changed, and what to do next month."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xl_fact.core.growth import mom, yoy
from xl_fact.core.returns import net_roi, refund_rate, roi
from xl_fact.core.traffic import aov, gpm
from xl_fact.report.formula import (
    Aggregate,
    Among,
    Arithmetic,
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
from xl_fact.report.model import Cards, Column, Figure, Table
from xl_fact.report.month import Month
from xl_fact.report.ratios import OnCost
from xl_fact.words import Words

VERDICTS = {
    "go": Words("加投", "Scale"),
    "cpm": Words("降CPM", "Lower CPM"),
    "convert": Words("补转化", "Lift CVR"),
    "stop": Words("停", "Stop"),
}
"""The four cells: profit now or not, slope or not."""


def pace(month: Month) -> Cards | None:
    """How far the month has come against its targets; None without any."""
    figures: tuple[Figure, ...] = ()
    if month.brand.targets.gmv is not None:
        figures += _pace_of_gmv(month)
    if month.brand.targets.roi is not None and month.has("cost"):
        reached = Shown(Arithmetic(Total("roi", "compare"), "/", Named("target_roi")))
        words, note = Words("ROI 达成（%）", "ROI reached (%)"), Words("ROI ÷ 目标", "ROI ÷ target")
        figures += (Figure("pace_roi", words, "rate", formula=reached, note=note),)
    return Cards(figures) if figures else None


def _pace_of_gmv(month: Month) -> tuple[Figure, ...]:
    unit = month.unit
    days, length = Aggregate("COUNT", Body("date", "daily")), Named("month_days")
    gmv, target = Total("gmv", "compare"), Named("target_gmv")
    left = Among("MAX", (Literal(0), Arithmetic(target, "-", gmv)))
    large = "wan" if month.lang == "zh" else "million"
    return (
        Figure(
            "pace_done",
            Words("完成率（%）", "Done (%)"),
            "rate",
            formula=Shown(Arithmetic(gmv, "/", target)),
            note=Words("GMV ÷ 目标", "GMV ÷ target"),
        ),
        Figure(
            "pace_time",
            Words("时间进度（%）", "Time passed (%)"),
            "rate",
            formula=Shown(Arithmetic(days, "/", length)),
            note=Words("有数据的天数 ÷ 当月天数", "days with data ÷ days of the month"),
        ),
        Figure(
            "pace_gap",
            Words("领先 + / 落后 −（百分点 pp）", "Ahead + / behind − (points, pp)"),
            "points",
            formula=Shown(
                Arithmetic(Arithmetic(Named("pace_done"), "-", Named("pace_time")), "*", Literal(100))
            ),
            mark="change",
            note=Words("完成率 − 时间进度，百分点", "done − time, in points"),
        ),
        Figure(
            "pace_projected",
            Words(f"月末预计（{unit.zh}）", f"Projected ({unit.en})"),
            large,
            formula=Shown(Arithmetic(Arithmetic(gmv, "/", days), "*", length)),
            note=Words("按至今日均推算", "at the mean of the days so far"),
        ),
        Figure(
            "pace_missing",
            Words(f"还差（{unit.zh}）", f"Still missing ({unit.en})"),
            large,
            formula=left,
            note=Words("已达成为 0", "0 once reached"),
        ),
    )


def changes(month: Month) -> Table | None:
    """The month against the one before and the same of last year; None when the exports hold neither."""
    others = [
        (other, name, function, words)
        for other, name, function, words in (
            (month.previous, Words("上月", "Month before"), mom, Words("环比", "MoM")),
            (month.year_ago, Words("去年同月", "Year ago"), yoy, Words("同比", "YoY")),
        )
        if other is not None
    ]
    if not others:
        return None
    rows = [month.say(*month.period)]
    kinds, marks = [""], [""]
    for other, name, _, words in others:
        rows += [month.say(f"{name.zh} {other.period.zh}", other.period.en)]
        rows += [month.say(f"{words.zh}增减", f"{words.en}, difference"), month.say(*words)]
        kinds += ["", "difference", "change"]
        marks += ["", "change", "change"]
    columns = [Column("period", Words("期间", "Period"), "text")]
    given: dict[str, list[Any]] = {"period": rows}
    for key, heading, kind, sources in _measures(month):
        columns.append(Column(key, heading, kind, inverse=key in ("cost", "refund", "refund_rate")))
        cells: list[Any] = [Total(key, "compare")]
        for number, (other, _, function, _) in enumerate(others):
            row = 3 * number + 1
            now, then = At("changes", key, 0), At("changes", key, row)
            cells += [_then(other, key, sources, row), Shown(_difference(now, then, kind))]
            before = "previous" if function is mom else "year_ago"
            relative = Shown(Call(function, {"current": now, before: then}))
            cells.append(At("changes", key, row + 1) if kind == "rate" else relative)
        given[key] = cells
    title = Words("和上月、去年比", "Against the month before and last year")
    note = Words(
        "比率的增减用百分点（pp）；“—”是没法比：以前没有，或以前不大于 0",
        "rates differ by points (pp); — can't be compared: there was none before, or it was not above 0",
    )
    return Table(
        "changes", title, tuple(columns), given, note=note, row_kinds=tuple(kinds), row_marks=tuple(marks)
    )


def _difference(now: Expression, then: Expression, kind: str) -> Expression:
    """What came on top; of a rate, in points."""
    difference = Arithmetic(now, "-", then)
    return Arithmetic(difference, "*", Literal(100)) if kind == "rate" else difference


def _measures(month: Month) -> list[tuple[str, Words, str, Mapping[str, Any]]]:
    """Key, heading, kind and, of a ratio, its function and arguments."""
    unit = month.unit
    found: list[tuple[str, Words, str, Mapping[str, Any]]] = [
        ("gmv", Words(f"GMV（{unit.zh}）", f"GMV ({unit.en})"), "money", {}),
        ("base", Words(f"{month.base_words.zh}（次）", month.base_words.en.capitalize()), "count", {}),
        (
            "gpm",
            Words(f"GPM（{unit.zh}/千次）", f"GPM ({unit.en} per 1000)"),
            "mille",
            {"of": gpm, "gmv": "gmv", "plays": "base"},
        ),
    ]
    if month.has("orders"):
        found += [
            ("orders", Words("订单（单）", "Orders"), "count", {}),
            (
                "aov",
                Words(f"笔单价（{unit.zh}/单）", f"AOV ({unit.en})"),
                "mille",
                {"of": aov, "gmv": "gmv", "orders": "orders"},
            ),
        ]
    if month.has("cost"):
        found += [
            ("cost", Words(f"花费（{unit.zh}）", f"Cost ({unit.en})"), "money", {}),
            ("roi", Words("ROI（倍）", "ROI (×)"), "tenths", {"of": roi, "gmv": "gmv", "cost": "cost"}),
        ]
    if month.has("refund"):
        found.append(("refund", Words(f"退款（{unit.zh}）", f"Refunds ({unit.en})"), "money", {}))
        found.append(
            (
                "refund_rate",
                Words("退款率（%）", "Refund rate (%)"),
                "rate",
                {"of": refund_rate, "refund": "refund", "gmv": "gmv"},
            )
        )
        if month.has("cost"):
            arguments = {"of": net_roi, "gmv": "gmv", "refund": "refund", "cost": "cost"}
            found.append(("net_roi", Words("退后 ROI（倍）", "Net ROI (×)"), "tenths", arguments))
    return found


def _then(other: Month, key: str, sources: Mapping[str, Any], row: int) -> Expression | float | None:
    """A sum of another month as its exports give it, or a ratio of such sums."""
    if not sources:
        return sum(other.sums(key).values()) if other.has(key) else None
    arguments = {name: At("changes", source, row) for name, source in sources.items() if name != "of"}
    called = Call(sources["of"], arguments)
    return OnCost(called, arguments["cost"]) if "cost" in arguments else Shown(called)


def actions(month: Month) -> Table | None:
    """What each channel's verdict asks for; None while the margin is unknown."""
    if not month.has("cost") or month.brand.economics.margin is None:
        return None
    unit = month.unit
    columns = (
        Column("channel", Words("阵地", "Channel"), "text", At("compare", "channel"), hue=True),
        Column("verdict", Words("诊断", "Verdict"), "text", At("compare", "verdict"), mark="verdict"),
        Column(
            "gpm",
            Words(f"GPM（{unit.zh}/千次）", f"GPM ({unit.en} per 1000)"),
            "mille",
            At("compare", "gpm"),
        ),
        Column(
            "breakeven",
            Words(f"保本（{unit.zh}/千次）", f"Break-even ({unit.en} per 1000)"),
            "mille",
            At("compare", "breakeven"),
        ),
        Column(
            "action",
            Words("下月动作", "Next month"),
            "text",
            Shown(Lookup("playbook", "verdict", "action", Field("verdict"))),
            spill=7,
        ),
    )
    return Table("actions", Words("下月动作", "Next month's actions"), columns, {}, count=len(month.channels))


def playbook(month: Month) -> Table:
    """What each verdict asks for, and why."""
    rows = {
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
    columns = (
        Column("verdict", Words("诊断", "Verdict"), "text", mark="verdict"),
        Column("action", Words("动作（为什么）", "Action (why)"), "text", spill=4),
    )
    given: dict[str, list[Any]] = {
        "verdict": [month.say(*VERDICTS[key]) for key in rows],
        "action": [month.say(*action) for action in rows.values()],
    }
    return Table("playbook", Words("诊断与动作", "Verdicts and actions"), columns, given)
