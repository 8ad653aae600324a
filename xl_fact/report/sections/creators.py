"""达人AT: the creators who sold, how few of them make most of it, and whether each earned."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from xl_fact.engine.answers import Ranking
from xl_fact.report.formula import (
    DASH,
    Choice,
    Expression,
    Field,
    Known,
    Literal,
    Named,
    Running,
    Shown,
    TotalField,
    total_of,
)
from xl_fact.report.metrics import LISTED, METRICS, Columns, in_money, large
from xl_fact.report.model import Cards, Chart, Figure, Ledger, Series, Table
from xl_fact.report.month import Month
from xl_fact.report.page import SOURCE, Band, Origin, Page, Texts, headline, note
from xl_fact.report.telling import dated, listed, money
from xl_fact.report.verdicts import ADVICE, terms
from xl_fact.words import Words

SHOWN = 20

NOBODY = ("", "其他", "其它", "Others")
"""What an export calls those it doesn't name."""
_COSTS: Final = ("cost", "commission", "slot_fee")
_NOTE = Words(
    "综合花费 = 投放花费 + 佣金 + 坑位费；毛利 =（GMV − 退款）× 毛利率 − 综合花费；"
    f"毛利为正建议{ADVICE['again'].zh}。累计占比看头部集中度",
    "All cost = ads + commission + slot fee; profit = (GMV − refunds) × margin − all cost; ask again where it is positive",
)


def _bands(month: Month, origin: Origin) -> list[Band] | None:
    top = month.books.accounts("合作", month.gmv, SHOWN)
    if top is None:
        return None
    table = _table(month, top)
    return [
        headline("creators_sentence"),
        (_all(month, top),),
        (table,),
        (_chart(month, table),),
        note(SOURCE.format("creators")),
        note(month.say(*_NOTE)),
    ]


def _all(month: Month, top: Ranking) -> Cards:
    """All creators together, listed or not."""
    heading = in_money(month, "全部达人 GMV", "GMV of all creators")
    counted = Words("有成交或花费的达人（位）", "Creators with sales or cost")
    return Cards(
        (
            Figure("creators_gmv", heading, "money", given=top.whole),
            Figure("creators_count", counted, "count", given=float(top.count)),
        )
    )


def _table(month: Month, top: Ranking) -> Table:
    given = {
        key: [0.0 if math.isnan(amount) else amount for amount in top[key]]
        for key in ("orders", "refund", *_COSTS)
        if key in top
    }
    columns, whole = Columns(month, gmv=top.gmv, orders=top.orders), Named("creators_gmv")
    columns.names("creator", Words("达人", "Creator"), LISTED, width=24)
    columns.given("gmv")
    columns.add(
        "cumulative",
        Words("累计占比（%）", "Cumulative share (%)"),
        "rate",
        Shown(Running("gmv") / whole),
        Shown(TotalField("gmv") / whole),
        width=12,
    )
    for key in given:
        columns.given(key, heading=in_money(month, "佣金", "Commission") if key == "commission" else None)
    if costs := [key for key in _COSTS if key in given]:
        _add_returns(columns, month, costs, [name for name in top["account"] if name in NOBODY])
    title = Words(
        f"达人：前 {len(top)} / 共 {top.count} 位，按 GMV",
        f"Creators: first {len(top)} of {top.count}, by GMV",
    )
    return Table("creators", title, tuple(columns), {"creator": top["account"], "gmv": top["gmv"], **given})


def _add_returns(columns: Columns, month: Month, costs: Sequence[str], unnamed: Sequence[str]) -> None:
    """All cost, return and profit of each creator; advice for those who have a name."""
    spent: Expression = Field(costs[0])
    for key in costs[1:]:
        spent = spent + Field(key)
    columns.add("all_cost", METRICS["all_cost"].heading(month), "money", spent, total_of("all_cost"))
    all_roi = METRICS["all_roi"]
    columns.both("roi", all_roi.heading(month), "ratio", all_roi.of, width=12)
    if month.brand.economics.margin is None:
        return

    def profit(cell: type[Field]) -> Expression:
        kept: Expression = cell("gmv") - cell("refund") if columns.has("refund") else cell("gmv")
        return kept * Named("margin") - cell("all_cost")

    columns.both("profit", METRICS["profit"].heading(month), "money", profit)
    words = terms(month, ADVICE)
    again: Expression = Choice(Field("profit") > 0, Literal(words["again"]), Literal(words["bargain"]))
    for name in unnamed:
        again = Choice(Field("creator").equals(name), Literal(DASH), again)
    advice = Choice(Known((Field("profit"),)), again, Literal(DASH))
    columns.add("advice", Words("建议", "Advice"), "text", advice, width=18, mark="verdict")


def _chart(month: Month, table: Table) -> Chart:
    return Chart(
        "pareto",
        "columns",
        "{{creators_title}}",
        month.say(
            "柱形为各达人 GMV，折线为累计占比；数值见上表",
            "Columns: GMV of each creator; line: cumulative share; figures above",
        ),
        "creators",
        (Series("gmv", "A"), Series("cumulative", "ink", line=True)),
        category="creator",
        columns=min(len(table.columns), 9),
        lines=15,
        axes=(
            month.say(*METRICS["gmv"].heading(month)),
            month.say("累计占比（%）", "Cumulative (%)"),
        ),
        kinds=(large(month), "rate"),
    )


# -------------------------------------------------------------------- in words
def _tell(month: Month, ledger: Ledger) -> Texts:
    names, gmv = ledger.column("creators", "creator"), ledger.column("creators", "gmv")
    few, cumulative = min(5, len(names)), ledger.column("creators", "cumulative")
    of_all = month.say(
        f"前 {few} 位占达人 GMV 的 {cumulative[few - 1]:.0%}",
        f"the first {few} make {cumulative[few - 1]:.0%} of the creators' GMV",
    )
    if not math.isfinite(cumulative[few - 1]):
        of_all = month.say("达人都没有成交", "no creator sold anything")
    line = month.say(
        f"卖得最多的是 {names[0]}（{money(month, gmv[0])}）；{of_all}。",
        f"{names[0]} sold most ({money(month, gmv[0])}); {of_all}.",
    )
    if ledger.tables["creators"].has("profit"):
        line += _again(month, names, ledger.column("creators", "profit"))
    return {
        "creators_sentence": line,
        "creators_title": dated(month, of_all[:1].upper() + of_all[1:]),
    }


def _again(month: Month, names: Sequence[str], profit: Sequence[float]) -> str:
    """Who earned most and is asked again, and who lost most."""
    known = [i for i in range(len(names)) if math.isfinite(profit[i]) and names[i] not in NOBODY]
    earned = sorted((i for i in known if profit[i] > 0), key=lambda i: -profit[i])
    lost = sorted((i for i in known if profit[i] <= 0), key=lambda i: profit[i])
    line = month.say(
        f"有名字的 {len(known)} 位里 {len(earned)} 位毛利为正。",
        f" Of the {len(known)} named {len(earned)} earned.",
    )
    if earned:
        first = listed(month, [names[i] for i in earned[:3]])
        line += month.say(f"先{month.say(*ADVICE['again'])}：{first}。", f" Ask again first: {first}.")
    if lost:
        worst, most = listed(month, [names[i] for i in lost[:3]]), money(month, -profit[lost[0]])
        word = month.say(*ADVICE["bargain"])
        line += month.say(f"{word}：{worst}（最多亏 {most}）。", f" {word}: {worst} (the first lost {most}).")
    return line


PAGE: Final = Page(
    "creators",
    Words("达人AT", "Creators A-T"),
    "analysis",
    Words(
        "A 达人矩阵与 T 头部达人：谁卖得多、谁赚、下月找谁复投；按账号构成表，坑位费需另给",
        "A, the creators, and T, the head KOLs: who sells, who earns, whom to ask again; slot fees must be given apart",
    ),
    _bands,
    _tell,
    Words("没有达人账号；罗盘“成交分析”的载体构成可补", "no creators; Compass 载体构成 has them"),
)
