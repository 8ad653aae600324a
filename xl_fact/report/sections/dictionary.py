"""口径: what every metric means, and the article's worked example in live cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.function import Function
from xl_fact.core.returns import roi
from xl_fact.core.traffic import cpm, gpm
from xl_fact.report.formula import Aggregate, Body, Call, Field, Shown, TotalField, total_of
from xl_fact.report.model import Cards, Column, Figure, Paragraph, Section, Table
from xl_fact.report.month import Month
from xl_fact.report.sections.compare import ROUNDED
from xl_fact.report.sections.progress import playbook
from xl_fact.words import Words

TITLE = Words("口径", "Definitions")


def dictionary(month: Month) -> Section:
    """The sheet of definitions."""
    bands: list[tuple[Paragraph | Table | Cards, ...]] = [
        (_metrics(month),),
        (_example(month),),
        (_trap(),),
        (Paragraph(month.say(*_READING), "note"),),
        (Paragraph(month.say(*ROUNDED), "note"),),
    ]
    if month.has("cost") and month.brand.economics.margin is not None:
        bands.append((playbook(month),))
    return Section("dictionary", TITLE, "reference", tuple(bands), _PURPOSE)


_PURPOSE = Words(
    "每个指标的定义、公式、单位、来源列，以及含不含退款；下方是文章里的例子，活公式",
    "Each metric: definition, formula, unit, source columns, refunds in or out; below, the article's example as live formulas",
)
_READING = Words(
    "同一批数字两种看法：按 ROI 第二笔赢（5 对 0.3），按 GPM 第一笔赢（150 对 33.3）；差别全在 CPM（500 对 6.67）。"
    "合并时先求和再相除得 34.106；把两个 GPM 平均得 91.67，是错的",
    "One set of figures, two views: by ROI the second wins (5 to 0.3), by GPM the first (150 to 33.3); all the difference is "
    "CPM (500 to 6.67). Pooled, sums first, it is 34.106; the mean of the two GPMs, 91.67, is wrong",
)


HIGHER = Words("越高越好", "higher is better")
LOWER = Words("越低越好", "lower is better")


@dataclass(frozen=True)
class Metric:
    """One metric as the dictionary shows it."""

    name: Words
    meaning: Words
    formula: str
    unit: Words
    source: Words
    refunds: Words
    function: str = "—"
    higher: Words = HIGHER


_IN = Words("含退款（未扣）", "before refunds")
_OUT = Words("已扣退款", "after refunds")
_NONE = Words("不涉及", "not concerned")


def metrics(month: Month) -> list[Metric]:
    """The metrics this report uses, with their formulas from the catalogue."""
    money, base = month.unit, month.base_words
    per = Words(f"{money.zh}/千次", f"{money.en} per 1000")
    gmv = Words(f"GMV（{month.gmv_words.zh}）", f"GMV ({month.gmv_words.en})")
    found = [
        Metric(
            gmv,
            _GMV[month.brand.gmv],
            "Σ",
            money,
            _GMV_SOURCE[month.brand.gmv],
            _GMV_REFUNDS[month.brand.gmv],
        ),
        Metric(
            Words(f"{base.zh}次数", base.en.capitalize()),
            Words("GPM 与 CPM 的分母；按次数，不按人数", "the base of GPM and CPM; times, not people"),
            "Σ",
            Words("次", "times"),
            base,
            _NONE,
        ),
        _of(
            "GPM",
            Words(
                "千次流量卖出多少钱：雪球的坡度。不能对 GPM 求平均",
                "what a thousand of traffic sells: the slope. Never averaged",
            ),
            per,
            Words("GMV、" + base.zh, f"GMV, {base.en}"),
            _IN,
        ),
    ]
    if month.has("cost"):
        cost = Words("投放消耗（店铺被投），载体构成", "ad spend, Compass 载体构成")
        found += [
            Metric(
                Words("投放花费", "Ad cost"),
                Words(
                    "投到本店的广告消耗；佣金、坑位费另计",
                    "ads spent on the shop; commission and slot fees apart",
                ),
                "Σ",
                money,
                cost,
                _NONE,
                higher=LOWER,
            ),
            _of("CPM", Words("千次流量花多少钱", "what a thousand of traffic costs"), per, cost, _NONE),
            _of(
                "ROI",
                Words(
                    f"每花 1 {money.zh}卖出多少；ROI = GPM ÷ CPM。花费低于“说明”里的最低花费时不算",
                    f"sold for each {money.en} spent; ROI = GPM ÷ CPM. Not shown below the least cost on About",
                ),
                Words("倍", "×"),
                Words("GMV、投放花费", "GMV, ad cost"),
                _IN,
            ),
        ]
    if month.has("orders"):
        found.append(
            _of(
                "AOV",
                Words("每单成交额；不是每人（客单价）也不是每件", "per order; not per buyer, not per item"),
                Words(f"{money.zh}/单", f"{money.en} per order"),
                Words("GMV、成交订单数", "GMV, orders"),
                _IN,
            )
        )
    if month.has("refund"):
        source = Words("退款金额（支付时间）", "refunds by payment day")
        found.append(
            _of(
                "REFUND_RATE",
                Words("按支付时间归月；近几天会继续上升", "booked by payment day; recent days still rise"),
                Words("%", "%"),
                source,
                _NONE,
            )
        )
        if month.has("cost"):
            found.append(
                _of(
                    "NET_ROI",
                    Words(
                        f"扣掉退款以后每花 1 {money.zh}剩多少销售",
                        f"sales left after refunds for each {money.en} spent",
                    ),
                    Words("倍", "×"),
                    source,
                    _OUT,
                )
            )
    if month.has("cost") and month.brand.economics.margin is not None:
        found.append(
            _of(
                "BREAKEVEN_GPM",
                Words(
                    "这个 CPM 下不亏的最低 GPM；高于它才赚", "the least GPM that loses nothing at this CPM"
                ),
                per,
                Words(
                    "CPM、毛利率、退款率、佣金率（说明页输入）",
                    "CPM; margin, refund rate and commission rate from About",
                ),
                _OUT,
            )
        )
    found.append(
        Metric(
            Words("阵地", "Channel"),
            Words(
                "自营的直播、短视频、图文为 F；自营的商品卡与其他为 S；合作为 A，头部达人为 T；认不出归属的记未分类，不猜",
                "own LIVE, video, photo: F; own product card and other: S; partners: A, head creators T; unknown: unclassified",
            ),
            "—",
            Words("—", "—"),
            Words("自营/合作、载体类型", "owner, carrier"),
            _NONE,
            "FACT_CHANNEL",
            Words("—", "—"),
        )
    )
    return found


def _of(name: str, meaning: Words, unit: Words, source: Words, refunds: Words) -> Metric:
    function = FUNCTIONS[name]
    lower = name in ("CPM", "REFUND_RATE", "BREAKEVEN_GPM")
    higher = LOWER if lower else HIGHER
    title = Words(
        f"{name} {function.zh}" if name in ("GPM", "CPM", "ROI") else function.zh, name.replace("_", " ")
    )
    return Metric(title, meaning, function.formula or "—", unit, source, refunds, name, higher)


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
    "paid": _IN,
    "platform": _IN,
    "net": Words("扣 1 小时内退款", "less refunds within the hour"),
    "settled": _OUT,
}


def _metrics(month: Month) -> Table:
    rows = metrics(month)
    columns = (
        Column("name", Words("指标", "Metric"), "words", width=24),
        Column("function", Words("函数", "Function"), "text", width=17),
        Column("unit", Words("单位", "Unit"), "text", width=14),
        Column("refunds", Words("退款", "Refunds"), "text", width=17),
        Column("higher", Words("方向", "Direction"), "text", width=18),
        Column("formula", Words("公式", "Formula"), "words", width=32),
        Column("source", Words("来源列", "Source columns"), "words", width=24),
        Column("meaning", Words("定义", "Definition"), "words", width=56),
    )
    given: dict[str, list[Any]] = {
        "name": [month.say(*m.name) for m in rows],
        "function": [m.function for m in rows],
        "unit": [month.say(*m.unit) for m in rows],
        "refunds": [month.say(*m.refunds) for m in rows],
        "higher": [month.say(*m.higher) for m in rows],
        "formula": [m.formula for m in rows],
        "source": [month.say(*m.source) for m in rows],
        "meaning": [month.say(*m.meaning) for m in rows],
    }
    return Table("metrics", Words("指标", "Metrics"), columns, given)


def _example(month: Month) -> Table:
    """Two efforts of the article: 3,000 sold on 20,000 plays for 10,000; 100,000 on 3,000,000 for 20,000."""

    def ratio(function: Function, **arguments: str) -> tuple[Shown, Shown]:
        each = {name: Field(key) for name, key in arguments.items()}
        whole = {name: TotalField(key) for name, key in arguments.items()}
        return Shown(Call(function, each)), Shown(Call(function, whole))

    gpm_each, gpm_pooled = ratio(gpm, gmv="gmv", plays="plays")
    roi_each, roi_pooled = ratio(roi, gmv="gmv", cost="cost")
    cpm_each, cpm_pooled = ratio(cpm, cost="cost", plays="plays")
    columns = (
        Column(
            "case",
            Words("例（文章）", "Example (article)"),
            "words",
            total=month.say("合计（先求和）", "Total (sums first)"),
            width=24,
        ),
        Column("cost", Words("花费（元）", "Cost (CNY)"), "money", total=total_of("cost")),
        Column("plays", Words("播放（次）", "Plays"), "count", total=total_of("plays")),
        Column("gmv", Words("GMV（元）", "GMV (CNY)"), "money", total=total_of("gmv")),
        Column("roi", Words("ROI（倍）", "ROI (×)"), "ratio", roi_each, roi_pooled),
        Column("gpm", Words("GPM（元/千次）", "GPM (CNY per 1000)"), "cents", gpm_each, gpm_pooled),
        Column("cpm", Words("CPM（元/千次）", "CPM (CNY per 1000)"), "cents", cpm_each, cpm_pooled),
        Column("reading", Words("怎么看", "Reading"), "words"),
    )
    given: dict[str, list[Any]] = {
        "case": [month.say("A 请一位 KOL", "A a KOL"), month.say("B 买流量", "B bought traffic")],
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
        columns,
        given,
    )


def _trap() -> Cards:
    mean = Figure(
        "example_mean",
        Words("陷阱：两个 GPM 的平均", "The trap: mean of the two GPMs"),
        "cents",
        formula=Aggregate("AVERAGE", Body("gpm", "example")),
        note=Words("不是 34.11：比率不能平均", "not 34.11: ratios are never averaged"),
    )
    return Cards((mean,))
