"""数据: the additive rows everything else is computed from, one a day, channel and carrier."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any, Final

from xl_fact.report.metrics import CARRIER, CHANNEL, DATE, METRICS, OWNER, SHOP, WINDOW
from xl_fact.report.model import Column, Table
from xl_fact.report.month import Month
from xl_fact.report.page import Page
from xl_fact.words import Words

_ADDITIVE: Final = (
    "gmv", "refund", "base", "clicks", "orders", "items", "cost", "commission", "slot_fee", "platform_fee", "late",
    "gpm_gmv", "gpm_base", "gpm_cost",
)  # fmt: skip


def _table(month: Month) -> Table:
    frame = month.frame
    window = (frame["until"] > frame["date"]).tolist()
    spans = list(zip(frame["date"], frame["until"], strict=True))
    columns = [
        Column("date", DATE, "date", width=12),
        *([Column(key, heading, "date", width=12) for key, heading in WINDOW] if month.windows else []),
        *([Column("shop", SHOP, "text", width=16)] if len(month.shops) > 1 else []),
        Column("channel", CHANNEL, "text", width=17),
        Column("owner", OWNER, "text", width=11),
        Column("carrier", CARRIER, "text", width=14),
        Column("half", Words("半月（1/2）", "Half (1/2)"), "days", width=9),
        Column("week", Words("周段（1–5）", "Week (1–5)"), "days", width=9),
        Column("campaign", Words("活动", "Campaign"), "text", width=16),
        Column("campaign_day", Words("C 活动日（1/0）", "C day (1/0)"), "days", width=10),
    ]
    given: dict[str, list[Any]] = {
        "date": [None if long else d.date() for d, long in zip(frame["date"], window, strict=True)],
        **_window(month, window),
        **({"shop": [month.shop(shop) for shop in frame["shop"]]} if len(month.shops) > 1 else {}),
        "channel": [month.label(letter) for letter in frame["channel"]],
        "owner": [month.owner(o) for o in frame["owner"]],
        "carrier": [month.carrier(c) for c in frame["carrier"]],
        "half": [_within(month.of.half, *span) for span in spans],
        "week": [_within(month.of.part, *span) for span in spans],
        "campaign": [c or None for c in frame["campaign"]],
        "campaign_day": [int(bool(c)) for c in frame["campaign"]],
    }
    if month.previous is not None:
        flag = Words("与上月相比的日子（1/0）", "Day compared (1/0)")
        columns.append(Column("compared", flag, "days", width=11))
        given["compared"] = [int(month.compared is None or d.date() in month.compared) for d in frame["date"]]
    for key in filter(month.has, _ADDITIVE):
        metric = METRICS[key]
        heading = Words("商品点击（次）", "Product clicks") if key == "clicks" else None
        kind = "cents" if metric.kind == "money" else metric.kind
        columns.append(Column(key, heading or metric.heading(month, named=key == "gmv"), kind, width=15))
        given[key] = frame[key].tolist()
    return Table("data", PAGE.title, tuple(columns), given, missing=None)


def _window(month: Month, window: Sequence[bool]) -> dict[str, list[Any]]:
    """The first and the last day of the rows that sum several."""
    if not month.windows:
        return {}
    ends = ("date", "until")
    return {
        key: [d.date() if long else None for d, long in zip(month.frame[end], window, strict=True)]
        for (key, _), end in zip(WINDOW, ends, strict=True)
    }


def _within(stretch: Callable[[datetime.date], int], first: datetime.date, last: datetime.date) -> int | None:
    """The stretch of the month in which some days lie, where it is one."""
    return stretch(first) if stretch(first) == stretch(last) else None


PAGE: Final = Page(
    "data",
    Words("数据", "Data"),
    "data",
    Words(
        "按日 × 阵地 × 载体相加的原始量，其他各表都由这里用公式算出；比率只在相加之后计算",
        "Additive amounts by day, channel and carrier; every other sheet is computed from here, ratios after summing",
    ),
    lambda month, origin: [(_table(month),)],
    gridlines=True,
)
