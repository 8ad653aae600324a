"""人群与退款: first buyers and repeat buyers, and refunds by both clocks."""

from __future__ import annotations

import math
from typing import Any, Final

from xl_fact.engine.gmv import GMVS
from xl_fact.report.formula import AsCell, Field, total_of
from xl_fact.report.kinds import flat
from xl_fact.report.metrics import CARRIER, CHANNEL, TOTAL, Columns, in_money
from xl_fact.report.model import Ledger, Table
from xl_fact.report.month import Month
from xl_fact.report.page import Band, Origin, Page, Texts, headline, note
from xl_fact.report.telling import money
from xl_fact.words import Words

_NOTE = Words(
    "首购、复购金额按平台人群口径（用户支付金额）；人数不能相加，这里只加金额。月末几天的退款还会继续上升，比较要用同样的成熟度",
    "First and repeat amounts are the platform's (paid GMV); people can't be added, so only money is. "
    "Refunds of the last days still rise",
)


def _bands(month: Month, origin: Origin) -> list[Band] | None:
    tables = [t for t in (_customers(month), _refunds(month)) if t is not None]
    if not tables:
        return None
    return [headline("people_sentence"), *((table,) for table in tables), note(month.say(*_NOTE))]


def _customers(month: Month) -> Table | None:
    found = month.lists.customers()
    if not found:
        return None
    columns = Columns(month)
    columns.names("carrier", CARRIER, TOTAL, width=16)
    paid = GMVS["paid"]  # platforms tell of buyers by it, whatever the report's own
    zh_gmv, en_gmv = (f"GMV·{paid.words.zh}", f"GMV {paid.words.en}") if month.gmv != paid else ("GMV", "GMV")
    for key, zh, en in (
        ("first", f"首购 {zh_gmv}", f"{en_gmv} of first buyers"),
        ("repeat", f"复购 {zh_gmv}", f"{en_gmv} of repeat buyers"),
    ):
        columns.add(key, in_money(month, zh, en), "money", None, total_of(key))
    columns.ratios("new_share")
    given: dict[str, list[Any]] = {
        "carrier": [month.carrier(carrier) for carrier, _, _ in found],
        "first": [first for _, first, _ in found],
        "repeat": [repeat for _, _, repeat in found],
    }
    return Table("customers", Words("新客与复购", "New and repeat"), tuple(columns), given)


def _refunds(month: Month) -> Table | None:
    if not month.has("refund"):
        return None
    columns, after = (
        Columns(month, {"channel": Field("channel")}, keys={"refund_rate": "rate"}),
        month.gmv.after,
    )
    columns.names("channel", CHANNEL, TOTAL, width=18, hue=True)
    columns.sums("gmv")
    columns.sums(
        "refund", heading=in_money(month, f"{after.zh}退款·支付时间", f"Refunds{after.en} by payment day")
    )
    by_payment = Words(f"{after.zh}退款率·支付时间（%）", f"Refund rate{after.en} by payment day (%)")
    columns.ratios("refund_rate", heading=by_payment)
    if month.has("late"):
        columns.sums("late")
        columns.ratios("late_rate")
        ahead, heading = (
            Field("refund") - Field("late"),
            in_money(month, "支付时间退款 − 退款时间退款", "By payment day − by refund day"),
        )
        columns.add("ahead", heading, "money", ahead, total_of("ahead"))
    given = {"channel": [month.label(letter) for letter in month.channels]}
    return Table("refunds", Words("退款：两个时钟", "Refunds by both clocks"), tuple(columns), given)


def _tell(month: Month, ledger: Ledger) -> Texts:
    say, parts, others = month.say, list[str](), list[str]()
    if "refunds" in ledger.tables:
        after = month.gmv.after
        if ledger.tables["refunds"].has("rate"):
            rate = AsCell(ledger.total("refunds", "rate"))
            told = say("没有成交可比", "no sales") if math.isnan(rate) else f"{rate:0.0%}"
            parts.append(
                say(f"{after.zh}退款率（支付时间）{told}", f"refund rate{after.en} {told} by payment day")
            )
        else:  # refunds and sales aren't told of the same days
            back = money(month, ledger.total("refunds", "refund"))
            parts.append(say(f"{after.zh}退款（支付时间）{back}", f"refunds{after.en} {back} by payment day"))
        before = month.previous
        if before is not None and before.has("refund") and "changes" in ledger.tables:
            then, moved = (AsCell(ledger.cell("changes", "refund_rate", row)) for row in (1, 2))
            if math.isfinite(then) and math.isfinite(moved):
                now = ledger.cell("changes", "refund_rate", 0)
                if month.compared is not None:
                    parts.append(
                        say(f"同样的日子里 {AsCell(now):0.0%}", f"{AsCell(now):0.0%} on the same days")
                    )
                worse = say(
                    "变坏" if moved > 0 else "没有变坏", "worse than" if moved > 0 else "no worse than"
                )
                if flat(moved, "points"):
                    worse = say("没有变化", "unchanged from")
                parts.append(
                    say(
                        f"{before.span.zh} {then:0.0%}，{worse}（{moved:+0.0;-0.0}pp，近几天的退款还会来）",
                        f"{worse} {then:0.0%} in {before.span.en} ({moved:+0.0;-0.0}pp; recent orders can still be refunded)",
                    )
                )
        if ledger.tables["refunds"].has("late_rate"):
            late = ledger.total("refunds", "late_rate")
            if math.isfinite(late):
                others.append(
                    say(
                        f"另一个时钟：本月退掉的钱（含以前的单）相当于本月成交的 {AsCell(late):0.0%}，两者不能相减当作变化",
                        "By refund day, money paid back this month (older orders included) "
                        f"equals {AsCell(late):0.0%} of its sales; the two "
                        "measure different orders",
                    )
                )
    if "customers" in ledger.tables:
        share = ledger.total("customers", "new_share")
        if math.isfinite(share):
            others.append(
                say(f"新客占 {AsCell(share):0.0%}", f"New customers bring {AsCell(share):0.0%} of sales")
            )
    first = [say("，", ", ").join(parts)] if parts else []
    line = say("，", ". ").join([*first, *others]) + say("。", ".")
    return {"people_sentence": line[:1].upper() + line[1:]}


PAGE: Final = Page(
    "people",
    Words("人群与退款", "People & refunds"),
    "analysis",
    Words(
        "新客与复购各占多少；退款按支付时间（这批货退了多少）和退款时间（这个月退了多少）各看一次",
        "New and repeat buyers; refunds by payment day (of these sales) and by refund day (made this month)",
    ),
    _bands,
    _tell,
    Words(
        "没有首购复购，也没有退款；罗盘“成交分析”可补",
        "neither first buyers nor refunds; Compass 成交分析 has them",
    ),
)
