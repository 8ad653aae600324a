"""The weeks of a month: where they begin, and how they are called."""

from __future__ import annotations

import datetime
from typing import Final

from xl_fact.report.month import Month
from xl_fact.words import Words

WEEK: Final = 7
"""Days of a whole week: stretches of other lengths are no weeks to rank."""
_LAST: Final = 5
"""The week of a month that takes what is left of it."""


def cut(month: Month) -> Words:
    """Where the weeks begin."""
    if month.of.kind == "month":
        return Words("1–7、8–14、15–21、22–28、29 日起", "1–7, 8–14, 15–21, 22–28, from 29")
    first = month.first
    return Words(f"从{first.month}月{first.day}日起每 7 天一段", f"7 days each, from {first:%d %b}")


def week_days(month: Month, week: int) -> str:
    """The days of a week: of a month by their numbers, of any other span by their dates."""
    last = month.length if month.of.kind == "month" and week == _LAST else min(week * WEEK, month.length)
    if month.of.kind == "month":
        return f"{(week - 1) * WEEK + 1}–{last}"
    a, b = (month.first + datetime.timedelta(days=n - 1) for n in ((week - 1) * WEEK + 1, last))
    if a == b:
        return month.say(f"{a.month}月{a.day}日", f"{a:%d %b}")
    end = f"{b.day}日" if a.month == b.month else f"{b.month}月{b.day}日"
    return month.say(f"{a.month}月{a.day}日–{end}", f"{a:%d %b}–{b:%d %b}")


def day_sign(month: Month) -> str:
    """What follows the numbers of days in Chinese; dates have it in them."""
    return " 日" if month.of.kind == "month" else ""
