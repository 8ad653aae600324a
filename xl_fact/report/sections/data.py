"""数据: the additive rows everything else is computed from."""

from __future__ import annotations

from typing import Any

from xl_fact.report.model import Column, Section, Table
from xl_fact.report.month import Month
from xl_fact.words import Words

TITLE = Words("数据", "Data")


def data(month: Month) -> Section:
    """The data sheet: one row a day, channel and carrier."""
    return Section("data", TITLE, "data", ((_table(month),),), _PURPOSE, gridlines=True)


_PURPOSE = Words(
    "按日 × 阵地 × 载体相加的原始量，其他各表都由这里用公式算出；比率只在相加之后计算",
    "Additive amounts by day, channel and carrier; every other sheet is computed from here, ratios after summing",
)


def _table(month: Month) -> Table:
    frame, unit = month.frame, month.unit
    gmv, base = month.gmv_words, month.base_words
    columns = [
        Column("date", Words("日期", "Date"), "date", width=12),
        Column("channel", Words("阵地", "Channel"), "text", width=17),
        Column("owner", Words("自营/合作", "Owner"), "text", width=11),
        Column("carrier", Words("载体", "Carrier"), "text", width=14),
        Column("half", Words("半月（1/2）", "Half (1/2)"), "days", width=9),
        Column("week", Words("周段（1–5）", "Week (1–5)"), "days", width=9),
        Column("campaign", Words("活动", "Campaign"), "text", width=16),
        Column("campaign_day", Words("C 活动日（1/0）", "C day (1/0)"), "days", width=10),
    ]
    given: dict[str, list[Any]] = {
        "date": [d.date() for d in frame["date"]],
        "channel": [month.label(letter) for letter in frame["channel"]],
        "owner": [month.owner(o) for o in frame["owner"]],
        "carrier": [month.carrier(c) for c in frame["carrier"]],
        "half": [1 if d.day <= 15 else 2 for d in frame["date"]],
        "week": [min((d.day - 1) // 7 + 1, 5) for d in frame["date"]],
        "campaign": [c or None for c in frame["campaign"]],
        "campaign_day": [int(bool(c)) for c in frame["campaign"]],
    }
    measures = {
        "gmv": (Words(f"GMV·{gmv.zh}（{unit.zh}）", f"GMV {gmv.en} ({unit.en})"), "cents"),
        "refund": (Words(f"退款（{unit.zh}）", f"Refunds ({unit.en})"), "cents"),
        "base": (Words(f"{base.zh}（次）", f"{base.en.capitalize()}"), "count"),
        "clicks": (Words("商品点击（次）", "Product clicks"), "count"),
        "orders": (Words("订单（单）", "Orders"), "count"),
        "items": (Words("件数（件）", "Items"), "count"),
        "cost": (Words(f"投放花费（{unit.zh}）", f"Ad cost ({unit.en})"), "cents"),
        "commission": (Words(f"达人佣金（{unit.zh}）", f"Creator commission ({unit.en})"), "cents"),
        "platform_fee": (Words(f"平台佣金（{unit.zh}）", f"Platform fee ({unit.en})"), "cents"),
        "late": (Words(f"退款·退款时间（{unit.zh}）", f"Refunds by refund day ({unit.en})"), "cents"),
    }
    for key, (heading, kind) in measures.items():
        if month.has(key):
            columns.append(Column(key, heading, kind, width=15))
            given[key] = frame[key].tolist()
    return Table("data", TITLE, tuple(columns), given, missing=None)
