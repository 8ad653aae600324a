"""Random fact tables: several brands, platforms, shops, months and roles, rows without a date, and nothing said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from xl_fact.exports import facts

MEASURES = ("gmv_paid", "gmv_net", "gmv_settled", "orders", "orders_net", "cost", "commission", "plays")
_DAYS = [None, *(f"2026-{month:02}-{day:02}" for month in (5, 6) for day in (1, 2, 30))]
_CHOICES: dict[str, list[Any]] = {
    "brand": ["甲", "乙"],
    "platform": ["douyin", "tiktok"],
    "shop": ["", "一店", "二店"],
    "role": [
        "sales",
        "accounts",
        "sessions",
        "works",
        "cards",
        "creators",
        "orders",
        "daily",
        "ads",
        "control",
    ],
    "format": [
        "a",
        "qianchuan_live",
        "qianchuan_materials",
        "qianchuan_all_channels",
        "tiktok_sessions",
        "tiktok_partner",
    ],
    "currency": ["CNY"],
    "date": _DAYS,
    "owner": ["自营", "合作"],
    "carrier": ["直播", "短视频"],
    "channel": ["F", "A", "T", ""],
    "account": ["", "号一", "号二"],
    "content": ["", "片一", "片二"],
    "level": ["", "头部"],
}
_FIGURES = st.one_of(
    st.just(float("nan")),
    st.integers(0, 10**9).map(lambda cents: cents / 100),
    st.integers(-500, 500).map(float),
)


@st.composite
def tables(draw: Any, **choices: list[Any]) -> pd.DataFrame:
    """A fact table of up to 30 rows."""
    count = draw(st.integers(1, 30))
    some = {**_CHOICES, **choices}
    columns: dict[str, Any] = {
        key: draw(st.lists(st.sampled_from(values), min_size=count, max_size=count))
        for key, values in some.items()
    }
    columns["date"] = [np.datetime64(day or "NaT", "s") for day in columns["date"]]
    longer = draw(st.lists(st.sampled_from([0, 0, 0, 1, 40]), min_size=count, max_size=count))
    columns["until"] = [day + np.timedelta64(n, "D") for day, n in zip(columns["date"], longer, strict=True)]
    for measure in (*MEASURES, "followers"):
        column = draw(st.lists(_FIGURES, min_size=count, max_size=count))
        columns[measure] = np.array(column, dtype=np.float64)
    return facts.frame(columns, count)
