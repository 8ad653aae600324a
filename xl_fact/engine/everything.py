"""Facts in which everything is told: what a report of them shows is all that a report can show."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from xl_fact.engine.answers import Frame
from xl_fact.exports import columns, facts

_PLACES: Final = (
    ("自营", "直播", "F"),
    ("自营", "短视频", "F"),
    ("自营", "商品卡", "S"),
    ("合作", "直播", "T"),
    ("合作", "短视频", "A"),
    ("", "其他", "?"),
)


def everything(first: datetime.date, currency: str) -> Frame:
    """The month, the one before and the same one of last year, day by day, every role with every measure.

    One row has no date, so that something is left out.

    Parameters
    ----------
    first : date
        The first day of the month.
    currency : str
        Of all money.

    Returns
    -------
    DataFrame
        A fact table.
    """
    days = [
        day
        for start in (
            first,
            (first - datetime.timedelta(days=1)).replace(day=1),
            first.replace(year=first.year - 1),
        )
        for n in range(31)
        if (day := start + datetime.timedelta(days=n)).month == start.month
    ]
    rows: list[tuple[datetime.date | None, str, str, str, str]] = [
        (day, role, *place) for day in days for role in columns.ROLES for place in _PLACES
    ]
    rows += [(day, "control", owner, "全部", "") for day in days for owner in ("", "自营", "合作")]
    rows.append((None, "sales", "", "其他", "?"))
    numbers = np.arange(len(rows))
    whose = [f"{role}{channel}" for _, role, _, _, channel in rows]
    dates = [np.datetime64(row[0] or "NaT", "s") for row in rows]
    given: dict[str, Any] = {
        "platform": "douyin",
        "format": "specimen",
        "currency": currency,
        "date": dates,
        "until": dates,
        "start": dates,
        "published": dates,
        "role": [row[1] for row in rows],
        "owner": [row[2] for row in rows],
        "carrier": [row[3] for row in rows],
        "channel": [row[4] for row in rows],
        **dict.fromkeys(
            ("account", "account_id", "product", "product_id", "category", "price_band", "level"), whose
        ),
        **{key: [f"{w}{n % 7}" for n, w in enumerate(whose)] for key in ("content", "content_id")},
        **dict.fromkeys(("campaign", "campaign_id", "source", "status"), whose),
        "order_id": [str(n) for n in numbers],
    }
    for number, key in enumerate(columns.MEASURES):
        given[key] = 100.0 + (numbers * 7 + number * 13) % 89
    known = {key: value for key, value in given.items() if key in columns.COLUMNS}
    return facts.frame(known, len(rows))


def of_shops(facts: Frame, shops: Sequence[str]) -> Frame:
    """The same facts of several shops each, so that they stand side by side."""
    import pandas as pd

    return pd.concat([facts.assign(shop=shop) for shop in shops], ignore_index=True)
