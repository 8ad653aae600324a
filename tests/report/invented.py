"""An invented month: figures that a person can add up in their head."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pandas as pd

from xl_fact.brand import Brand, Campaign, Economics, Strengths, Targets
from xl_fact.exports import facts
from xl_fact.exports.columns import MEASURES
from xl_fact.report.build import from_facts
from xl_fact.report.model import Report, SourceFile
from xl_fact.words import Words

MONTH = "2026-02"
DAYS = [datetime.date(2026, 2, day) for day in range(1, 29)]
A_DAY = {  # owner, carrier: GMV, refunds, impressions, clicks, orders, cost, commission
    ("自营", "直播"): (1_000.0, 100.0, 4_000.0, 400.0, 10.0, 500.0, 0.0),
    ("自营", "商品卡"): (600.0, 60.0, 6_000.0, 240.0, 8.0, 100.0, 0.0),
    ("合作", "短视频"): (400.0, 80.0, 2_000.0, 100.0, 4.0, 0.0, 40.0),
}
CHANNELS = {("自营", "直播"): "F", ("自营", "商品卡"): "S", ("合作", "短视频"): "A"}
TOTALS = {"gmv": 56_000.0, "refund": 6_720.0, "base": 336_000.0, "orders": 616.0, "cost": 16_800.0}
"""Of the month: 28 times the sums of a day (2,000, 240, 12,000, 22, 600)."""

BRAND = Brand(
    name="甲牌",
    targets=Targets(gmv=60_000, roi=3),
    economics=Economics(margin=0.5),
    strengths=Strengths(content=8, brand=5, product=6, price=4),
    campaigns=(Campaign("节", datetime.date(2026, 2, 10), datetime.date(2026, 2, 12)),),
)
SOURCE = SourceFile(
    "甲牌 二月.xlsx", "0" * 64, "罗盘", 170, 168, ((Words("空行", "blank rows"), 2),), DAYS[0], DAYS[-1]
)


def frame(days: list[datetime.date] | None = None, **changes: Any) -> Any:
    """The fact table: sales, the accounts that hold the cost, and the platform's own totals."""
    rows: list[dict[str, Any]] = []
    for day in DAYS if days is None else days:
        for (owner, carrier), (gmv, refund, shown, clicks, orders, cost, commission) in A_DAY.items():
            place = {"date": day, "owner": owner, "carrier": carrier, "channel": CHANNELS[owner, carrier]}
            sold = {"gmv_paid": gmv, "refund_paid": refund, "product_impressions": shown}
            rows.append({**place, **sold, "role": "sales", "product_clicks": clicks, "orders": orders})
            account = {"account": f"{owner}{carrier}", "gmv_paid": gmv, "refund_paid": refund, "cost": cost}
            rows.append({**place, **account, "role": "accounts", "commission": commission})
        whole = {"date": day, "owner": "", "carrier": "全部", "role": "control", "channel": ""}
        rows.append({**whole, "gmv_paid": 2_000.0, "product_impressions": 12_000.0})
    columns: dict[str, Any] = {"platform": "douyin", "currency": "CNY"}
    for key in dict.fromkeys(k for row in rows for k in row):
        values = [row.get(key, "") for row in rows]
        if key in MEASURES:
            columns[key] = np.array([np.nan if v == "" else v for v in values])
        else:
            columns[key] = [np.datetime64(v, "s") for v in values] if key == "date" else values
    return facts.frame({**columns, **changes}, len(rows))


def with_slots(facts_of: Any, amount: float) -> Any:
    """The facts, with a slot of a partner that costs so much a day, in a list of creators."""
    rows = {"date": [np.datetime64(day, "s") for day in DAYS], "slot_fee": np.full(len(DAYS), amount)}
    place = {
        "platform": "douyin",
        "currency": "CNY",
        "role": "creators",
        "owner": "合作",
        "carrier": "短视频",
    }
    listed = facts.frame({**rows, **place, "channel": "A", "account": "合作短视频"}, len(DAYS))
    return pd.concat([facts_of, listed], ignore_index=True)


def report(brand: Brand = BRAND, lang: Any = "zh", facts_of: Any = None) -> Report:
    """The report of the invented month."""
    return from_facts(frame() if facts_of is None else facts_of, (SOURCE,), brand, MONTH, lang=lang)


def partners(role: str, **amounts: float) -> pd.DataFrame:
    """A row a day of A, of its one creator."""
    count = len(DAYS)
    columns: dict[str, Any] = {"date": [np.datetime64(day, "s") for day in DAYS], "role": role}
    columns |= {"platform": "douyin", "currency": "CNY", "owner": "合作", "carrier": "短视频", "channel": "A"}
    columns |= {"account": "合作短视频"}
    columns |= {key: np.full(count, amount) for key, amount in amounts.items()}
    return facts.frame(columns, count)


def sold(gmv: float, **amounts: float) -> dict[str, float]:
    return {
        "gmv_paid": gmv,
        "product_impressions": gmv * 5,
        "product_clicks": gmv / 4,
        "orders": gmv / 100,
    } | amounts


def works(channel: str, owner: str, **amounts: float) -> pd.DataFrame:
    """A work of a channel, with a row a day."""
    frame = partners("works", **amounts)
    return frame.assign(
        owner=owner, channel=channel, content=f"{channel or owner}的片", content_id=channel or owner
    )


def beside(frame: pd.DataFrame, *others: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([frame, *others], ignore_index=True)
