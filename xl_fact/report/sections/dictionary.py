"""口径: what every metric means, and the article's worked example in live cells."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from xl_fact.report.formula import Aggregate, Body, Call, Expression, Field, Shown, total_of
from xl_fact.report.metrics import APART, CHANNEL, IN, METRICS, OUT, Columns, filled
from xl_fact.report.model import Cards, Figure, Table
from xl_fact.report.month import Month
from xl_fact.report.page import Band, Origin, Page, note
from xl_fact.report.platforms import gmv_of, source_of
from xl_fact.report.sections.campaigns import GAIN, reviewed
from xl_fact.report.sections.commission import paid, planned
from xl_fact.report.sections.compare import ROUNDED
from xl_fact.report.sections.profit import judged, slots
from xl_fact.report.sections.progress import playbook
from xl_fact.words import NO_WORDS, Words

_READING = Words(
    "同一批数字两种看法：按 ROI 第二笔赢（5 对 0.3），按 GPM 第一笔赢（150 对 33.3）；差别全在 CPM（500 对 6.67）。"
    "合并时先求和再相除得 34.106；把两个 GPM 平均得 91.67，是错的",
    "One set of figures, two views: by ROI the second wins (5 to 0.3), by GPM the first (150 to 33.3); all the difference is "
    "CPM (500 to 6.67). Pooled, sums first, it is 34.106; the mean of the two GPMs, 91.67, is wrong",
)
_BETTER: Final = {
    "more": Words("越高越好", "higher is better"),
    "less": Words("越低越好", "lower is better"),
    "neither": Words("—", "—"),
}


def _bands(month: Month, origin: Origin) -> list[Band]:
    bands: list[Band] = [
        (_metrics(month),),
        (_example(month),),
        (_trap(),),
        note(month.say(*_READING)),
        note(month.say(*ROUNDED)),
    ]
    return [*bands, (playbook(month),)] if judged(month) else bands


@dataclass(frozen=True)
class Entry:
    """One metric as the dictionary shows it."""

    name: Words
    meaning: Words
    formula: str
    unit: Words
    source: Words
    refunds: Words
    function: str
    better: Words


_GMV = {
    "paid": Words(
        "用户实际支付，不含券与补贴，退款未扣",
        "what buyers paid, without coupons and subsidies, refunds not deducted",
    ),
    "platform": Words(
        "用户支付 + 智能优惠券 + 平台补贴 + 达人补贴",
        "paid + smart coupons + platform subsidy + creator subsidy",
    ),
    "net": Words("成交金额 − 1 小时内退款", "platform GMV − refunds within the hour"),
    "settled": Words("成交金额 − 成交退款（支付时间）", "platform GMV − refunds by payment day"),
}
_GMV_SOURCE = {
    "paid": Words("用户支付金额", "用户支付金额"),
    "platform": Words("成交金额", "成交金额"),
    "net": Words("净成交金额", "净成交金额"),
    "settled": Words("结算金额", "结算金额"),
}
_GMV_REFUNDS = {
    "paid": IN,
    "platform": IN,
    "net": Words("扣 1 小时内退款", "less refunds within the hour"),
    "settled": OUT,
}


def _entries(month: Month) -> list[Entry]:
    """The metrics this report uses, with their formulas from the catalogue."""
    which, name = month.brand.gmv, month.gmv_words
    gmv = Words(f"GMV（{name.zh}）", f"GMV ({name.en})")
    more, money = _BETTER["more"], month.unit
    means, source = gmv_of(month, _GMV[which]), source_of(month, "gmv", _GMV_SOURCE[which])
    found = [Entry(gmv, means, "Σ", money, source, _GMV_REFUNDS[which], "—", more)]
    for key, metric in METRICS.items():
        if (
            metric.defined
            and metric.told(month)
            and (key != "breakeven" or (judged(month) and METRICS["cpm"].told(month)))
        ):
            found.append(_entry(month, key))
    if judged(month) and reviewed(month):
        found.append(_entry(month, GAIN))
    return [*found, _CHANNEL]


def _entry(month: Month, key: str) -> Entry:
    metric = METRICS[key]
    function, defined = metric.function, metric.defined
    assert defined is not None
    name = defined.name
    if function is not None and name is None:
        short = function.name in ("GPM", "CPM", "ROI")
        name = Words(
            f"{function.name} {function.zh}" if short else function.zh, function.name.replace("_", " ")
        )
    told = (
        filled(month, words) for words in (name or defined.means, defined.means, defined.unit, defined.source)
    )
    title, meaning, unit, source = told
    if key == "breakeven":
        meaning, source = _breakeven(month, meaning)
    if key in ("refund_rate", "net_roi") and month.gmv.after.zh:
        source = Words("净成交金额 − 结算金额", "净成交金额 − 结算金额")
    if key == "refund_rate" and month.gmv.after.zh:
        title = Words(month.gmv.after.zh + title.zh, title.en + month.gmv.after.en)
        meaning = Words(
            f"（净成交 − 结算）÷ 净成交：成交 1 小时以后才退的，{meaning.zh}。平台的“退款率（支付时间）”还含 1 小时内的，比它高",
            f"(net − settled) ÷ net GMV: what came back after the first hour, {meaning.en}. The platform's own rate by payment "
            "day holds the first hour too and is higher",
        )
    source = source_of(month, key, source)
    formula, called = (metric.formula, function.name) if function else ("Σ", "—")
    return Entry(title, meaning, formula, unit, source, defined.refunds, called, _BETTER[metric.better])


def _breakeven(month: Month, meaning: Words) -> tuple[Words, Words]:
    """What a break-even is made of in this report, and where each part comes from."""
    taken = []
    if paid(month):
        taken.append(Words("实际的达人佣金", "the commission that was paid"))
    elif planned(month):
        taken.append(Words("A、T 按说明页的佣金率", "A and T at the commission rate on About"))
    if month.has("platform_fee"):
        taken.append(Words("实际的平台佣金", "the platform's fee"))
    parts = [Words("CPM", "CPM"), Words("退款率", "refund rate"), Words("坑位费", "slot fees")]
    told = [each for each, has in zip(parts, (True, month.has("refund"), slots(month)), strict=True) if has]
    *first, last = (each.en for each in told)
    ands = f"{', '.join(first)} and {last}" if first else last
    from_exports = Words("、".join(each.zh for each in told), ands)
    source = Words(f"导出：{from_exports.zh}；说明页：毛利率", f"exports: {from_exports.en}; About: margin")
    apart = NO_WORDS
    if slots(month):
        apart = Words("（不含坑位费）", ", slot fees apart,")
        meaning = Words(
            f"{meaning.zh}。cpm 用（投放 + 坑位费）÷ 千次：坑位费卖多卖少一样付",
            f"{meaning.en}. cpm is (ads + slot fees) per 1000: slots cost the same whatever sells",
        )
    if not taken:
        return meaning, source
    zh, en = "、".join(each.zh for each in taken), " and ".join(each.en for each in taken)
    source = Words(f"{source.zh}；利润表：{zh}", f"{source.en}; P&L: {en}")
    return (
        Words(
            f"{meaning.zh}。commission_rate 用“利润表”里佣金与平台占净成交的比例{apart.zh}：{zh}",
            f"{meaning.en}. commission_rate is the part of net sales on P&L{apart.en} that goes to {en}",
        ),
        source,
    )


_CHANNEL: Final = Entry(
    CHANNEL,
    Words(
        "自营的直播、短视频、图文为 F；自营的商品卡与其他为 S；合作为 A，头部达人为 T；认不出归属的记未分类，不猜",
        "the shop's own LIVE, video, photo: Field (F); own product card and other: Search & shop (S); partners: Alliance (A), "
        "head creators Top-KOL (T); unknown: unclassified",
    ),
    "—",
    Words("—", "—"),
    Words("自营/合作、载体类型", "owner, carrier"),
    APART,
    "FACT_CHANNEL",
    _BETTER["neither"],
)


def _metrics(month: Month) -> Table:
    rows, columns = _entries(month), Columns(month)
    for key, zh, en, kind, width in (
        ("name", "指标", "Metric", "words", 18),
        ("function", "函数", "Function", "text", 17),
        ("unit", "单位", "Unit", "words", 24),
        ("refunds", "退款", "Refunds", "words", 24),
        ("higher", "方向", "Direction", "text", 18),
        ("formula", "公式", "Formula", "words", 28),
        ("source", "来源列", "Source columns", "words", 20),
        ("meaning", "定义", "Definition", "words", 44),
    ):
        columns.add(key, Words(zh, en), kind, width=width)
    given = {
        "name": [month.say(*m.name) for m in rows],
        "function": [m.function for m in rows],
        "unit": [month.say(*m.unit) for m in rows],
        "refunds": [month.say(*m.refunds) for m in rows],
        "higher": [month.say(*m.better) for m in rows],
        "formula": [m.formula for m in rows],
        "source": [month.say(*m.source) for m in rows],
        "meaning": [month.say(*m.meaning) for m in rows],
    }
    return Table("metrics", Words("指标", "Metrics"), tuple(columns), given)


def _example(month: Month) -> Table:
    """Two efforts of the article: 3,000 sold on 20,000 plays for 10,000; 100,000 on 3,000,000 for 20,000."""
    columns = Columns(month)
    pooled = month.say("合计（先求和）", "Total (sums first)")
    columns.add("case", Words("例（文章）", "Example (article)"), "words", None, pooled, width=24)
    for key, zh, en, kind in (
        ("cost", "花费（元）", "Cost (CNY)", "money"),
        ("plays", "播放（次）", "Plays", "count"),
        ("gmv", "GMV（元）", "GMV (CNY)", "money"),
    ):
        columns.add(key, Words(zh, en), kind, None, total_of(key))
    for key, zh, en, kind in (
        ("roi", "ROI（倍）", "ROI (×)", "ratio"),
        ("gpm", "GPM（元/千次）", "GPM (CNY per 1000)", "cents"),
        ("cpm", "CPM（元/千次）", "CPM (CNY per 1000)", "cents"),
    ):
        columns.both(key, Words(zh, en), kind, partial(_pooled, key))
    columns.add("reading", Words("怎么看", "Reading"), "words")
    given: dict[str, list[Any]] = {
        "case": [month.say("A 请一位 KOL", "A: one KOL"), month.say("B 买流量", "B: bought traffic")],
        "cost": [10_000.0, 20_000.0],
        "plays": [20_000.0, 3_000_000.0],
        "gmv": [3_000.0, 100_000.0],
        "reading": [
            month.say(
                "按 GPM 赢：每千次卖得多，坡更陡", "wins by GPM: a thousand sells more, a steeper slope"
            ),
            month.say("按 ROI 赢：流量便宜到 1/75", "wins by ROI: its traffic costs 1/75"),
        ],
    }
    return Table(
        "example",
        Words("文章里的例子：ROI 视角与 GPM 视角", "The article's example: two views"),
        tuple(columns),
        given,
    )


def _pooled(key: str, cell: type[Field]) -> Expression:
    """A ratio of the example, whatever the least cost."""
    metric, keys = METRICS[key], {"base": "plays"}
    assert metric.function is not None
    return Shown(Call(metric.function, {name: cell(keys.get(k, k)) for name, k in metric.columns.items()}))


def _trap() -> Cards:
    mean = Figure(
        "example_mean",
        Words("陷阱：两个 GPM 的平均", "The trap: mean of the two GPMs"),
        "cents",
        formula=Aggregate("AVERAGE", Body("gpm", "example")),
        note=Words("不是 34.11：比率不能平均", "not 34.11: ratios are never averaged"),
    )
    return Cards((mean,))


_PURPOSE = Words(
    "每个指标的定义、公式、单位、来源列，以及含不含退款；下方是文章里的例子，活公式",
    "Each metric: definition, formula, unit, source columns, refunds in or out; below, the article's example as live formulas",
)
PAGE: Final = Page(
    "dictionary",
    Words("口径", "Definitions"),
    "reference",
    _PURPOSE,
    _bands,
)
