"""A report of everything: every measure in every role, so that its shape shows all that a report can offer.

The figures mean nothing; no one reads them. The house template is drawn from it and the catalogue of names
is read off it, so a section that is added to the report is in both at once.
"""

from __future__ import annotations

import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from xl_fact.brand import Brand, Campaign, Economics, Strengths, Targets
from xl_fact.exports.columns import COLUMNS, MEASURES, ROLES
from xl_fact.report.model import Report, SourceFile
from xl_fact.words import Lang, Words

if TYPE_CHECKING:
    import pandas as pd

MONTH: Final = "2026-03"
OTHER_MONTH: Final = "2026-05"
"""A second one of the same length, to see which texts vary."""
_PLACES: Final = (
    ("自营", "直播", "F"),
    ("自营", "短视频", "F"),
    ("自营", "商品卡", "S"),
    ("合作", "直播", "T"),
    ("合作", "短视频", "A"),
    ("", "其他", "?"),
)


@cache
def specimen(lang: Lang = "zh", other: bool = False) -> Report:
    """The report of everything.

    Parameters
    ----------
    lang : {"zh", "en"}
    other : bool
        Another month, another money and other targets: what differs between the two is a matter of the
        month or of the brand.
    """
    from xl_fact.report.build import from_facts

    month = OTHER_MONTH if other else MONTH
    first = datetime.date.fromisoformat(f"{month}-01")
    brand = Brand(
        name="",
        palette="west" if lang == "en" else "cn",
        gmv="platform" if other else "paid",
        targets=Targets(gmv=2e6, roi=3, gpm=200) if other else Targets(gmv=1e6, roi=2, gpm=100),
        economics=Economics(0.4, 0.1) if other else Economics(0.5, 0.2),
        strengths=Strengths(5, 6, 7, 8) if other else Strengths(8, 5, 6, 4),
        campaigns=(Campaign("活动", first.replace(day=12), first.replace(day=14)),),
    )
    source = SourceFile("—", "0" * 64, "—", 2, 1, ((Words("—", "—"), 1),), first, first)
    facts = _facts(first, "USD" if other else "CNY")
    return from_facts(facts, (source,), brand, month, lang=lang)


def _facts(first: datetime.date, currency: str) -> pd.DataFrame:
    """The month, the one before and the same one of last year, day by day, every role with every measure.

    One row has no date, so that something is left out.
    """
    import numpy as np

    from xl_fact.exports import facts

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
        (day, role, *place) for day in days for role in ROLES for place in _PLACES
    ]
    rows += [(day, "control", owner, "全部", "") for day in days for owner in ("", "自营", "合作")]
    rows.append((None, "sales", "", "其他", "?"))
    numbers = np.arange(len(rows))
    whose = [f"{role}{channel}" for _, role, _, _, channel in rows]
    dates = [np.datetime64(row[0] or "NaT", "s") for row in rows]
    columns: dict[str, Any] = {
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
        **dict.fromkeys(("account", "account_id", "product", "product_id", "level"), whose),
        **{key: [f"{w}{n % 7}" for n, w in enumerate(whose)] for key in ("content", "content_id")},
        **dict.fromkeys(("campaign", "campaign_id", "source", "status"), whose),
        "order_id": [str(n) for n in numbers],
    }
    for number, key in enumerate(MEASURES):
        columns[key] = 100.0 + (numbers * 7 + number * 13) % 89
    known = {key: value for key, value in columns.items() if key in COLUMNS}
    return facts.frame(known, len(rows))
