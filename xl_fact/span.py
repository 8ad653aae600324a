"""The days that a report is of: a month, a week of the calendar, or any days; and the span before it that it is held against."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from xl_fact.errors import InputError
from xl_fact.words import Words

Kind = Literal["month", "week", "days"]

_DAY: Final = datetime.timedelta(days=1)
_YEAR_OF_WEEKS: Final = 52
_MONTH: Final = re.compile(r"\s*(20\d\d)[-/.年]?(0?[1-9]|1[0-2])月?\s*")
_WEEK: Final = re.compile(r"\s*(20\d\d)[-年]?\s*[Ww第]?(\d\d?)周?\s*")
_DATE: Final = r"(20\d\d)[-/.年]?(\d\d?)[-/.月]?(\d\d?)日?"
_DAYS: Final = re.compile(rf"\s*{_DATE}\s*(?:\.\.|~|至|到|—)\s*{_DATE}\s*")


_SPOKEN: Final[dict[Kind, tuple[tuple[str, str], ...]]] = {
    "month": (),
    "week": (
        ("上半月（1–15 日）", "前半段"),
        ("下半月（16 日起）", "后半段"),
        ("下半月对上半月", "后半段对前半段"),
        ("半月（1/2）", "半段（1/2）"),
        ("1st half (1–15)", "1st half"),
        ("2nd half (from 16)", "2nd half"),
        ("去年同月", "去年同周"),
        ("内容电商月报", "内容电商周报"),
        ("别的月份的行", "别的日子的行"),
        ("归月", "归日"),
        ("这个月", "这周"),
        ("月末预计", "期末预计"),
        ("月末几天", "最后几天"),
        ("本月", "本周"),
        ("上月", "上周"),
        ("当月", "本周"),
        ("全月", "全周"),
        ("整月", "整周"),
        ("下月", "下周"),
        ("只有半个月数据", "日子不全"),
        ("whole months", "whole weeks"),
        ("month before", "week before"),
        ("Month before", "Week before"),
        ("this month", "this week"),
        ("Next month", "Next week"),
        ("next month", "next week"),
        ("whole month", "whole week"),
        ("the month", "the week"),
        ("that month", "that week"),
        ("This month", "This week"),
        ("last month", "last week"),
        ("MoM", "WoW"),
    ),
    "days": (
        ("上半月（1–15 日）", "前半段"),
        ("下半月（16 日起）", "后半段"),
        ("下半月对上半月", "后半段对前半段"),
        ("半月（1/2）", "半段（1/2）"),
        ("1st half (1–15)", "1st half"),
        ("2nd half (from 16)", "2nd half"),
        ("去年同月", "去年同期"),
        ("内容电商月报", "内容电商报告"),
        ("别的月份的行", "别的日子的行"),
        ("归月", "归日"),
        ("这个月", "这几天"),
        ("月末预计", "期末预计"),
        ("月末几天", "最后几天"),
        ("本月", "这段日子"),
        ("上月", "前一段"),
        ("当月", "这段日子的"),
        ("全月", "整段"),
        ("整月", "整段"),
        ("下月动作", "接下来的动作"),
        ("下月", "接下来"),
        ("只有半个月数据", "日子不全"),
        ("whole months", "whole spans"),
        ("the month before", "the days before"),
        ("Month before", "Days before"),
        ("month before", "days before"),
        ("this month", "these days"),
        ("Next month", "Next"),
        ("next month", "next"),
        ("whole month", "whole span"),
        ("the month", "the span"),
        ("that month", "those days"),
        ("This month", "These days"),
        ("last month's", "the earlier days'"),
        ("last month", "the days before"),
        ("MoM", "Change"),
    ),
}
"""What is said of a month, as it is said of a week or of any days: longer words first."""


@dataclass(frozen=True)
class Span:
    """Days one after the other, both ends included.

    Attributes
    ----------
    first, last : date
    kind : {"month", "week", "days"}
        What people call it; a month and a week are whole.
    """

    first: datetime.date
    last: datetime.date
    kind: Kind = "days"

    def __str__(self) -> str:
        """As it is typed: ``2026-06``, ``2026-W23``, ``2026-06-01..2026-06-10``."""
        if self.kind == "month":
            return f"{self.first:%Y-%m}"
        if self.kind == "week":
            year, number, _ = self.first.isocalendar()
            return f"{year}-W{number:02d}"
        return f"{self.first}..{self.last}"

    @property
    def as_name(self) -> str:
        """For the name of a file."""
        return str(self).replace("..", "_")

    @property
    def length(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def days(self) -> Iterator[datetime.date]:
        """Each of them."""
        return (self.first + n * _DAY for n in range(self.length))

    @property
    def months(self) -> tuple[str, ...]:
        """The months in which they lie, as "2026-06"."""
        return tuple(dict.fromkeys(f"{day:%Y-%m}" for day in self.days))

    def spoken(self, text: str) -> str:
        """A sentence that is written for a month, as one says it of this span.

        Examples
        --------
        >>> span_of("2026-W23").spoken("和上月、去年比"), span_of("2026-06").spoken("和上月、去年比")
        ('和上周、去年比', '和上月、去年比')
        """
        for month, here in _SPOKEN[self.kind]:
            text = text.replace(month, here)
        return text

    @property
    def words(self) -> Words:
        """Its name."""
        first, last = self.first, self.last
        if self.kind == "month":
            return Words(f"{first.year}年{first.month}月", f"{first:%B %Y}")
        end = f"{last.month}月{last.day}日" if last.month != first.month else f"{last.day}日"
        end = f"{last.year}年{end}" if last.year != first.year else end
        if self.kind == "week":
            year, number, _ = first.isocalendar()
            return Words(
                f"{year}年第{number}周（{first.month}月{first.day}日–{end}）",
                f"week {number} of {year} ({first:%d %b} to {last:%d %b})",
            )
        until = f"–{end}" if last > first else ""
        return Words(
            f"{first.year}年{first.month}月{first.day}日{until}",
            f"{first:%d %b %Y} to {last:%d %b %Y}" if last > first else f"{first:%d %b %Y}",
        )

    @property
    def before(self) -> Span:
        """The one before: the last month, the last week, as many days."""
        end = self.first - _DAY
        if self.kind == "month":
            return month_span(end.year, end.month)
        return Span(self.first - self.length * _DAY, end, self.kind)

    @property
    def year_ago(self) -> Span | None:
        """The one of last year: the same month; the week with the same weekdays, 52 weeks before; the same dates, if there
        are as many."""
        if self.kind == "month":
            return month_span(self.first.year - 1, self.first.month)
        if self.kind == "week":
            back = _YEAR_OF_WEEKS * self.length * _DAY
            return Span(self.first - back, self.last - back, self.kind)
        try:
            found = Span(
                self.first.replace(year=self.first.year - 1), self.last.replace(year=self.last.year - 1)
            )
        except ValueError:  # 29 February
            return None
        return found if found.length == self.length else None

    def number(self, day: datetime.date) -> int:
        """Which of its days one is, from 1.

        Examples
        --------
        >>> span_of("2026-W23").number(datetime.date(2026, 6, 3))
        3
        """
        return day.toordinal() - self.first.toordinal() + 1

    def half(self, day: datetime.date) -> int:
        """In which half of it one lies, 1 or 2; the first half of a month ends on the 15th."""
        middle = 15 if self.kind == "month" else (self.length + 1) // 2
        return 1 if self.number(day) <= middle else 2

    def part(self, day: datetime.date) -> int:
        """The stretch of seven days in which one lies, from 1; of a month 1–7, 8–14, 15–21, 22–28, and 5 from the 29th on.

        Examples
        --------
        >>> [span_of("2026-06").part(datetime.date(2026, 6, day)) for day in (1, 7, 8, 28, 29, 30)]
        [1, 1, 2, 4, 5, 5]
        """
        return (self.number(day) - 1) // 7 + 1


def month_span(year: int, month: int) -> Span:
    """A month of the calendar."""
    last = calendar.monthrange(year, month)[1]
    return Span(datetime.date(year, month, 1), datetime.date(year, month, last), "month")


def span_of(text: str) -> Span:
    """A month, a week or days, however they are typed.

    Parameters
    ----------
    text : str
        ``2026-06``, ``2026-W23`` (ISO: from Monday; week 1 holds the year's first Thursday), ``2026-06-01..2026-06-10``.

    Raises
    ------
    InputError
        It is none of these, or the days are the wrong way round.

    Examples
    --------
    >>> span_of("2026-W23").first.isoformat(), span_of("2026-W23").last.isoformat()
    ('2026-06-01', '2026-06-07')
    >>> str(span_of("2026年6月")), str(span_of("20260601..20260610"))
    ('2026-06', '2026-06-01..2026-06-10')
    """
    if "w" in text.lower() or "周" in text:
        return week_of(text)
    if found := _MONTH.fullmatch(text):
        return month_span(int(found[1]), int(found[2]))
    if _DAYS.fullmatch(text):
        return days_of(text)
    raise InputError(
        f"月份应写作 2026-06，周 2026-W23，日子 2026-06-01..2026-06-10：{text!r}",
        f"a month is written 2026-06, a week 2026-W23, days 2026-06-01..2026-06-10: {text!r}",
    )


def month_of(text: str, option: str = "--month") -> Span:
    """A month of the calendar, or an `InputError` that names the option which it was typed for."""
    found = _MONTH.fullmatch(text)
    if not found:
        raise InputError(
            f"{option} 应为 YYYY-MM：{text!r}，例如 2026-06",
            f"{option} must be YYYY-MM: {text!r}, such as 2026-06",
        )
    return month_span(int(found[1]), int(found[2]))


def week_of(text: str) -> Span:
    """A week of the calendar, or an `InputError`."""
    found = _WEEK.fullmatch(text)
    if not found:
        raise InputError(
            f"--week 应为 年-W周：{text!r}，例如 2026-W23（周一到周日）",
            f"--week must be year-Wweek: {text!r}, such as 2026-W23 (Monday to Sunday)",
        )
    year, number = int(found[1]), int(found[2])
    try:
        first = datetime.date.fromisocalendar(year, number, 1)
    except ValueError:
        last = datetime.date(year, 12, 28).isocalendar().week  # always in the last week of its year
        raise InputError(
            f"--week：{year} 年没有第 {number} 周：从 {year}-W01 到 {year}-W{last}",
            f"--week: {year} has no week {number}: they go from {year}-W01 to {year}-W{last}",
        ) from None
    return Span(first, first + 6 * _DAY, "week")


def days_of(text: str) -> Span:
    """Days from one to another, or an `InputError`."""
    found = _DAYS.fullmatch(text)
    if not found:
        raise InputError(
            f"--days 应为 首日..末日：{text!r}，例如 2026-06-01..2026-06-10",
            f"--days must be first..last: {text!r}, such as 2026-06-01..2026-06-10",
        )
    first, last = (_day(*map(int, found.groups()[at : at + 3])) for at in (0, 3))
    if last < first:
        raise InputError(
            f"--days 的首日晚于末日：是不是 {last}..{first}？",
            f"--days ends before it begins; did you mean {last}..{first}?",
        )
    return Span(first, last)


def _day(year: int, month: int, day: int) -> datetime.date:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise InputError(
            f"--days：没有 {year}-{month:02d}-{day:02d} 这一天",
            f"--days: there is no {year}-{month:02d}-{day:02d}",
        ) from None
