"""人群与退款: first buyers and repeat buyers, and refunds by both clocks."""

from __future__ import annotations

from typing import Any

from xl_fact.core.customers import new_share
from xl_fact.core.returns import refund_rate
from xl_fact.report.formula import Arithmetic, Call, Expression, Field, Shown, SumIfs, TotalField, total_of
from xl_fact.report.model import Column, Paragraph, Section, Table
from xl_fact.report.month import Month
from xl_fact.words import Words

TITLE = Words("人群与退款", "People & refunds")


def people(month: Month) -> Section | None:
    """The sheet of people and refunds; None when the exports hold neither."""
    tables = [t for t in (_customers(month), _refunds(month)) if t is not None]
    if not tables:
        return None
    bands: list[tuple[Paragraph | Table, ...]] = [(Paragraph("{{people_sentence}}", "headline"),)]
    bands += [(table,) for table in tables]
    bands.append((Paragraph(month.say(*_NOTE), "note"),))
    return Section("people", TITLE, "analysis", tuple(bands), _PURPOSE)


_PURPOSE = Words(
    "新客与复购各占多少；退款按支付时间（这批货退了多少）和退款时间（这个月退了多少）各看一次",
    "New and repeat buyers; refunds by payment day (of these sales) and by refund day (made this month)",
)
_NOTE = Words(
    "首购、复购金额按平台人群口径（用户支付金额）；人数不能相加，这里只加金额。月末几天的退款还会继续上升，比较要用同样的成熟度",
    "First and repeat amounts are the platform's (paid GMV); people can't be added, so only money is. "
    "Refunds of the last days still rise",
)


def _customers(month: Month) -> Table | None:
    found = month.books.customers()
    if not found:
        return None
    unit = month.unit

    def share(cell: type[Field]) -> Expression:
        return Shown(Call(new_share, {"first": cell("first"), "repeat": cell("repeat")}))

    columns = (
        Column("carrier", Words("载体", "Carrier"), "text", total=month.say("合计", "Total"), width=16),
        Column(
            "first",
            Words(f"首购 GMV（{unit.zh}）", f"GMV of first buyers ({unit.en})"),
            "money",
            total=total_of("first"),
        ),
        Column(
            "repeat",
            Words(f"复购 GMV（{unit.zh}）", f"GMV of repeat buyers ({unit.en})"),
            "money",
            total=total_of("repeat"),
        ),
        Column(
            "new_share", Words("新客占比（%）", "New customers (%)"), "rate", share(Field), share(TotalField)
        ),
    )
    given: dict[str, list[Any]] = {
        "carrier": [month.carrier(carrier) for carrier, _, _ in found],
        "first": [first for _, first, _ in found],
        "repeat": [repeat for _, _, repeat in found],
    }
    return Table("customers", Words("新客与复购", "New and repeat"), columns, given)


def _refunds(month: Month) -> Table | None:
    if not month.has("refund"):
        return None
    unit = month.unit

    def of_channel(key: str) -> Expression:
        return SumIfs("data", key, {"channel": Field("channel")})

    def rate(refund: str, cell: type[Field]) -> Expression:
        return Shown(Call(refund_rate, {"refund": cell(refund), "gmv": cell("gmv")}))

    columns = [
        Column(
            "channel", Words("阵地", "Channel"), "text", total=month.say("合计", "Total"), width=18, hue=True
        ),
        Column(
            "gmv", Words(f"GMV（{unit.zh}）", f"GMV ({unit.en})"), "money", of_channel("gmv"), total_of("gmv")
        ),
        Column(
            "refund",
            Words(f"退款·支付时间（{unit.zh}）", f"Refunds by payment day ({unit.en})"),
            "money",
            of_channel("refund"),
            total_of("refund"),
            18,
        ),
        Column(
            "rate",
            Words("退款率·支付时间（%）", "Refund rate by payment day (%)"),
            "rate",
            rate("refund", Field),
            rate("refund", TotalField),
            15,
        ),
    ]
    if month.has("late"):
        ahead = Arithmetic(Field("refund"), "-", Field("late"))
        columns += [
            Column(
                "late",
                Words(f"退款·退款时间（{unit.zh}）", f"Refunds by refund day ({unit.en})"),
                "money",
                of_channel("late"),
                total_of("late"),
                18,
            ),
            Column(
                "late_rate",
                Words("退款率·退款时间（%）", "Refund rate by refund day (%)"),
                "rate",
                rate("late", Field),
                rate("late", TotalField),
                15,
            ),
            Column(
                "ahead",
                Words(f"两钟之差（{unit.zh}）", f"Difference ({unit.en})"),
                "money",
                ahead,
                total_of("ahead"),
                14,
            ),
        ]
    given: dict[str, list[Any]] = {"channel": [month.label(letter) for letter in month.channels]}
    return Table("refunds", Words("退款：两个时钟", "Refunds by both clocks"), tuple(columns), given)
