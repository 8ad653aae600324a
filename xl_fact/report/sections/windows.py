"""What the exports sum over several days: told as such, in the month's totals and on no day."""

from __future__ import annotations

import datetime
from typing import Any, Final

from xl_fact.report.formula import Aggregate, Body, Expression, Field, total_of
from xl_fact.report.metrics import TOTAL, WINDOW, Columns
from xl_fact.report.model import Table
from xl_fact.report.month import Month
from xl_fact.words import Words

NOTE: Final = Words(
    "平台只给了这几天的合计，拆不到某一天：计入全月，不进每日表和每日图，也不进按周、按活动日的分析",
    "the platform gave one sum for these days, which can't be put on any of them: in the month's totals, not in the "
    "daily table and chart, nor by week or by day of a campaign",
)


def windows(month: Month) -> Table | None:
    """Each sum of several days within the month; None without any."""
    if not month.windows:
        return None
    columns = Columns(month, {key: Field(key) for key, _ in WINDOW})
    (first, heading), (last, other) = WINDOW
    columns.add(first, heading, "date", None, month.say(*TOTAL), width=16)
    columns.add(last, other, "date")
    columns.add("days", Words("天数（天）", "Days (count)"), "days")
    columns.add(
        "alone", Words("其中没有逐日数据的（天）", "Of them not told by day"), "days", None, total_of("alone")
    )
    columns.sums("gmv base")
    columns.ratios("gpm")
    columns.sums("cost")
    columns.ratios("roi")
    told, alone = set(month.days), []
    for start, end in month.windows:
        inside = {start + datetime.timedelta(days=n) for n in range((end - start).days + 1)}
        alone.append(float(len(inside - told)))
        told |= inside
    given: dict[str, list[Any]] = {
        first: [start for start, _ in month.windows],
        last: [end for _, end in month.windows],
        "days": [float((end - start).days + 1) for start, end in month.windows],
        "alone": alone,
    }
    title = Words(f"时段合计（不是逐日的）· {month.period.zh}", f"Sums of several days · {month.period.en}")
    return Table("windows", title, tuple(columns), given, note=NOTE)


def days_told(month: Month) -> Expression:
    """How many days of the month the exports tell of, by day or in a sum."""
    by_day, in_sums = Aggregate("COUNT", Body("date", "daily")), total_of("alone", "windows")
    return by_day + in_sums if month.days and month.windows else by_day if month.days else in_sums


def month_of(key: str, month: Month) -> Expression:
    """A column of the days, and of what sums several of them."""
    by_day, in_sums = total_of(key, "daily"), total_of(key, "windows")
    return by_day + in_sums if month.days and month.windows else by_day if month.days else in_sums
