"""A month, a week, any days: where they begin, what stands before them, what they are called. By the calendar on the wall."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

import pytest

from xl_fact.errors import InputError
from xl_fact.span import Span, days_of, month_of, span_of, week_of


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "first", "last", "before", "year_ago", "zh", "en"),
    [
        ("2026-06", "2026-06-01", "2026-06-30", "2026-05", "2025-06", "2026年6月", "June 2026"),
        ("2026-01", "2026-01-01", "2026-01-31", "2025-12", "2025-01", "2026年1月", "January 2026"),
        (
            "2026-W23",
            *("2026-06-01", "2026-06-07", "2026-W22", "2025-W23"),
            *("2026年第23周（6月1日–7日）", "week 23 of 2026 (01 Jun to 07 Jun)"),
        ),
        (
            "2026-W01",
            *("2025-12-29", "2026-01-04", "2025-W52", "2025-W01"),
            *("2026年第1周（12月29日–2026年1月4日）", "week 1 of 2026 (29 Dec to 04 Jan)"),
        ),
        (
            "2026-06-01..2026-06-10",
            *("2026-06-01", "2026-06-10", "2026-05-22..2026-05-31", "2025-06-01..2025-06-10"),
            *("2026年6月1日–10日", "01 Jun 2026 to 10 Jun 2026"),
        ),
        (
            "2026-06-18..2026-06-18",
            *("2026-06-18", "2026-06-18", "2026-06-17..2026-06-17", "2025-06-18..2025-06-18"),
            *("2026年6月18日", "18 Jun 2026"),
        ),
    ],
)
def test_a_span_by_the_calendar(
    text: str, first: str, last: str, before: str, year_ago: str, zh: str, en: str
) -> None:
    span = span_of(text)
    assert (span.first, span.last, str(span)) == (day(first), day(last), text)
    assert (str(span.before), str(span.year_ago)) == (before, year_ago)
    assert tuple(span.words) == (zh, en)
    assert span.first - span.before.last == datetime.timedelta(days=1)
    if span.kind != "month":
        assert span.before.length == span.length


def test_the_week_of_last_year_has_the_same_weekdays() -> None:
    week = week_of("2026-W53")  # 28 December 2026 to 3 January 2027
    assert (week.first, week.last) == (day("2026-12-28"), day("2027-01-03"))
    ago = week.year_ago
    assert ago is not None
    assert (ago.first.weekday(), ago.length, str(ago)) == (0, 7, "2026-W01")


def test_dates_that_last_year_had_not_have_no_year_ago() -> None:
    assert Span(day("2028-02-20"), day("2028-03-05")).year_ago is None  # 15 days; 14 in 2027
    assert days_of("2028-02-29~2028-03-01").year_ago is None


@pytest.mark.parametrize("typed", ["2026W23", "2026-w23", "2026年第23周", "2026第23周"])
def test_weeks_as_people_type_them(typed: str) -> None:
    assert str(week_of(typed)) == "2026-W23"


@pytest.mark.parametrize(
    "typed", ["20260601-20260607", "2026-06-07..2026-06-01", "2026-02-30..2026-03-01", "6月"]
)
def test_days_that_are_none_are_refused(typed: str) -> None:
    with pytest.raises(InputError, match="--days"):
        days_of(typed)


@pytest.mark.parametrize("typed", ["2026-W54", "2025-W53", "2026-W00", "W23"])
def test_weeks_that_are_none_are_refused(typed: str) -> None:
    with pytest.raises(InputError, match="--week"):
        week_of(typed)


@pytest.mark.parametrize("typed", ["June", "2026-13", "202613", ""])
def test_months_that_are_none_are_refused(typed: str) -> None:
    with pytest.raises(InputError, match="--month"):
        month_of(typed)


@pytest.mark.parametrize(
    ("read", "text", "said"),
    [
        (days_of, "2026-06-10..2026-06-01", "首日晚于末日：是不是 2026-06-01..2026-06-10？"),
        (days_of, "2026-06-01..2026-06-31", "没有 2026-06-31 这一天"),
        (days_of, "6月1日到10日", "--days 应为 首日..末日"),
        (week_of, "2026-W60", "2026 年没有第 60 周：从 2026-W01 到 2026-W53"),
        (week_of, "2025-W53", "从 2025-W01 到 2025-W52"),
        (week_of, "W23", "--week 应为 年-W周"),
        (lambda text: month_of(text, "--freeze"), "5月", "--freeze 应为 YYYY-MM"),
    ],
)
def test_what_is_wrong_about_days_is_said_of_what_was_typed(
    read: Callable[[str], Span], text: str, said: str
) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        read(text)
