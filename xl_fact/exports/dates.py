"""Days and times in a column of an export, durations, and the period that a file name states."""

from __future__ import annotations

import calendar
import datetime as dt
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from xl_fact.core.dates import moment_of
from xl_fact.core.numbers import is_missing

_NO_YEAR = re.compile(
    r"[\s'\ufeff]*(\d{1,2})[-/.月](\d{1,2})日?(?P<time>\s+\d{1,2}:\d{2}(?::\d{2})?)?[\s']*(?:[~～至—].*)?"
)
_GLUED = re.compile(r'\s*="([^"]*)"\s*')
_WEEKDAY = re.compile(
    r"[\s,，]*[(（]?\s*(?:(?:星期|周|礼拜)[一二三四五六日天]|\b(?:mon|tue|wed|thu|fri|sat|sun)"
    r"(?:day|sday|nesday|rsday|urday)?\b)\s*[)）]?[,，.]?\s*",
    re.IGNORECASE,
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_NAME = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_SHORT = re.compile(r"[\s'`\ufeff]*(\d{1,2})([-/.])(\d{1,2})\2(\d{1,2})(?![\d:])")
_SHORT_NAMED = (
    re.compile(
        rf"[\s']*(?P<one>\d{{1,2}})[-/.\s]+{_NAME}[-/.,\s]+(?P<two>\d{{1,2}})(?![\d:])", re.IGNORECASE
    ),
    re.compile(rf"[\s']*{_NAME}[-/.\s]+(?P<one>\d{{1,2}})[-/.,]\s*(?P<two>\d{{2}})(?![\d:])", re.IGNORECASE),
)
_NAMED_DAY = re.compile(rf"\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-/.\s]*{_NAME}\s*", re.IGNORECASE)
_DAY_ALONE = re.compile(r"[\s']*(\d{1,2})\s*[日号]\s*")
_TRADE = range(2010, 2050)
"""The years that two figures can mean."""
_NAMED_MONTH = (
    re.compile(
        rf"\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-/.\s]+{_NAME}[-/.,\s]+(?P<year>\d{{4}})", re.IGNORECASE
    ),
    re.compile(
        rf"\s*{_NAME}[-/.\s]+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-/.,\s]+(?P<year>\d{{4}})", re.IGNORECASE
    ),
    re.compile(rf"\s*(?P<year>\d{{4}})[-/.\s]+{_NAME}[-/.\s]+(?P<day>\d{{1,2}})", re.IGNORECASE),
)
_OFFSET = re.compile(
    r":\d{2}(?:\.\d+)?\s*(?:(?P<utc>Z)|(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2}))\s*$", re.I
)
_CENTURY = dt.datetime(2000, 1, 1), dt.datetime(2100, 1, 1)
_SPAN = re.compile(
    r"(.*?\d)\s*(?:[~～—至到]|\s-\s|-(?=20\d\d[-/.])|(?<=\d{8})-(?=\d{8}))\s*(\d.*)", re.DOTALL
)
_DAY = r"(?<!\d)(20\d{2})[-_/.年]?(0[1-9]|1[0-2])[-_/.月]?(0[1-9]|[12]\d|3[01])日?(?!\d)"
_DAY_DMY = r"(?<!\d)(0?[1-9]|[12]\d|3[01])/(0?[1-9]|1[0-2])/(20\d{2})(?!\d)"
_MONTH = re.compile(r"(?<!\d)(20\d{2})[-_/.年](0?[1-9]|1[0-2])月?(?![-_/.]?\d)")
_MONTH_GLUED = re.compile(r"(?<!\d)(20[1-4]\d)(0[1-9]|1[0-2])(?!\d)")
_MONTH_ALONE = re.compile(r"(?<![\d近前])(0?[1-9]|1[0-2])\s*月")


_WHOLE_MONTH = re.compile(
    r"\s*(?:(?:20)?\d{2}\s*[-/.年]\s*)?(?:0?[1-9]|1[0-2])\s*月份?\s*|\s*20\d{2}[-/.](?:0?[1-9]|1[0-2])\s*"
)


Day: TypeAlias = tuple[int, int]
"""A month and a day of it, of whatever year."""

_APART: Final = 60
_HALF: Final = 183
"""Days between which none is told: of a table that may begin before New Year, and of one that surely does."""


@dataclass
class Year:
    """The year of days of one column that don't say theirs.

    Parameters
    ----------
    period : (date, date)
        What the file is of: a day is of the year that puts it there, of the last where none does.
    across : (Day, Day), optional
        The first and the last day of a table that goes on across New Year.
    """

    period: tuple[dt.date, dt.date]
    across: tuple[Day, Day] | None = None
    month: dt.date | None = None
    """The first day of the month of days that say no more than which of a month they are ("1日")."""
    alone: bool = False
    """Whether there are such days."""
    seen: dict[Day, None] = field(default_factory=dict)

    def of(self, month: int, day: int) -> int:
        """The year of a day.

        Examples
        --------
        >>> week = Year((dt.date(2025, 12, 29), dt.date(2026, 1, 2)))
        >>> week.of(12, 30), week.of(1, 2), week.of(6, 1)
        (2025, 2026, 2026)
        >>> december = Year((dt.date(2026, 12, 1), dt.date(2026, 12, 31)), ((12, 29), (1, 2)))
        >>> december.of(12, 29), december.of(1, 2)
        (2026, 2027)
        """
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return self.period[1].year
        self.seen.setdefault((month, day))
        if (year := self._inside((month, day))) is not None:
            return year
        if self.across is None:
            return self.period[1].year
        return self._start(*self.across) + ((month, day) < self.across[0])

    def turn(self) -> tuple[Day, Day] | None:
        """The first and the last day of a table that turns out to go on across New Year; None where it doesn't."""
        told = sorted(self.seen)
        if self.across is not None or all(self._inside(day) is not None for day in told):
            return None
        gaps = [_of_leap_year(b) - _of_leap_year(a) for a, b in itertools.pairwise(told)]
        apart = max(gaps, default=0)
        if apart < _APART:
            return None
        ends, begins = told[gaps.index(apart) :][:2]
        turned = [(day < begins, day) for day in self.seen]
        if _in_order(list(self.seen)) or not (_in_order(turned) or apart >= _HALF):
            return None
        return begins, ends

    def _inside(self, day: Day) -> int | None:
        """The year that puts a day into the period."""
        first, last = self.period
        years = range(first.year, last.year + 1)
        return next((year for year in years if first <= _day_of(year, day) <= last), None)

    def _start(self, begins: Day, ends: Day) -> int:
        """The year in which such a table begins: its days lie in the period, or next to it."""
        first, last = self.period

        def off(year: int) -> int:
            begun, ended = _day_of(year, begins), _day_of(year + 1, ends)
            return max((begun - last).days, (first - ended).days, 0)

        return min(range(first.year - 1, last.year + 1), key=off)


def _day_of(year: int, day: Day) -> dt.date:
    """A day of a year; the 29th of February of others is the 28th."""
    return dt.date(year, day[0], min(day[1], calendar.monthrange(year, day[0])[1]))


def _of_leap_year(day: Day) -> int:
    """A day's place in a year."""
    return _day_of(2024, day).toordinal()


def _in_order(days: Sequence[Any]) -> bool:
    """Whether some days come one after the other, or each before the one above it."""
    return all(a <= b for a, b in itertools.pairwise(days)) or all(
        a >= b for a, b in itertools.pairwise(days)
    )


@dataclass
class Years:
    """The same for each column of a table, by its place.

    Parameters
    ----------
    period : (date, date)
        What the file is of.
    across : mapping
        The columns that go on across New Year, and the first and the last day of each.
    month : date, optional
        The first day of the month of days that say no more than which of a month they are ("1日").
    """

    period: tuple[dt.date, dt.date]
    across: Mapping[int, tuple[Day, Day]] = field(default_factory=dict)
    month: dt.date | None = None
    columns: dict[int, Year] = field(default_factory=dict)

    def at(self, place: int) -> Year:
        """The year of the days in a column."""
        return self.columns.setdefault(place, Year(self.period, self.across.get(place), self.month))

    @property
    def turns(self) -> dict[int, tuple[Day, Day]]:
        """After the last row: the columns that turn out to go on across New Year."""
        return {place: days for place, year in self.columns.items() if (days := year.turn()) is not None}


def is_month(cell: Any) -> bool:
    """Whether a cell names a month and no day.

    Examples
    --------
    >>> is_month("6月"), is_month("2026-06"), is_month("2026年6月"), is_month("6月1日"), is_month("2026-06-01")
    (True, True, True, False, False)
    """
    return isinstance(cell, str) and _WHOLE_MONTH.fullmatch(cell) is not None


def is_span(cell: Any) -> bool:
    """Whether a cell holds two days with all between them.

    Examples
    --------
    >>> is_span("2026-06-01~2026-06-30"), is_span("2026-06-01"), is_span("2026-06-01 至 2026-06-01")
    (True, False, False)
    """
    found = _SPAN.fullmatch(cell.strip()) if isinstance(cell, str) and len(cell) < 60 else None
    return found is not None and found[1].strip() != found[2].strip()


def parse(cell: Any, form: str = "", year: int | Year | None = None, zone: str = "") -> dt.datetime | None:
    """One cell as a moment, its text read by `xl_fact.core.dates`; None for a missing value.

    Parameters
    ----------
    cell : text, number, date or datetime
        As it stands in the export; of a span the start is taken.
    form : {"", "dmy", "mdy", "ymd", "md", "loose", "end"}
        Order of day, month and year when the year comes last or has two figures, which is never guessed; "md" has no
        year; "end" takes the end of a span.
    year : int or Year, optional
        The year of a date that has none ("06-01").
    zone : str, optional
        The zone to whose clock a time goes that states its offset ("Z", "+08:00"), such as "Asia/Shanghai"; as
        written when left out.

    Raises
    ------
    ValueError
        When it is no date, or none of this century: an empty clock (1970), a month (20262) taken for a serial.

    Examples
    --------
    >>> parse(20260630.0), parse("06-01", year=2026), parse("--")
    (datetime.datetime(2026, 6, 30, 0, 0), datetime.datetime(2026, 6, 1, 0, 0), None)
    >>> parse("02-Sep-2026 (Wed)"), parse("2026-09-01T20:00:00Z", zone="Asia/Shanghai")
    (datetime.datetime(2026, 9, 2, 0, 0), datetime.datetime(2026, 9, 2, 4, 0))
    """
    if isinstance(cell, dt.datetime):
        return cell.replace(tzinfo=None)
    if isinstance(cell, dt.date):
        return dt.datetime(cell.year, cell.month, cell.day)
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    if cell is None or is_missing(text):
        return None
    if isinstance(cell, str):
        if span := _SPAN.fullmatch(text.strip()):
            text = span[2 if form == "end" else 1]
        text = _plain(text)
        text = _whole(text, form, year)
    if isinstance(cell, str) and (day := _NO_YEAR.fullmatch(text)):  # the number 6.1 may be 6.10 as well
        if year is None and form == "md":
            return None
        if isinstance(year, Year):
            year = year.of(int(day[1]), int(day[2]))
        text = f"{year or 0}-{day[1]}-{day[2]}{day['time'] or ''}"
    elif form == "dmy" and text.strip()[-2:].lower() in {"am", "pm"}:
        form = "mdy"  # only US exports write the half of the day
    moment = moment_of(text.replace("—", "~"), form if form in {"dmy", "mdy"} else "ymd")
    if zone and (offset := _OFFSET.search(text)):
        moment = _in_zone(moment, offset, zone)
    if not _CENTURY[0] <= moment < _CENTURY[1]:
        raise ValueError(f"no day of trade: {cell!r}")
    return moment


def _plain(text: str) -> str:
    """A day's text without its weekday, its month as a number."""
    if text.isascii() and not any(map(str.isalpha, text)) and "=" not in text:
        return text
    if glued := _GLUED.fullmatch(text):
        text = glued[1]
    text = _WEEKDAY.sub(" ", text).strip()
    for shape in _NAMED_MONTH:
        if found := shape.match(text):
            month = _MONTHS.index(found["name"][:3].lower()) + 1
            return f"{found['year']}-{month}-{found['day']}{text[found.end() :]}"
    return text


def _whole(text: str, form: str, year: int | Year | None) -> str:
    """A day's text with all four figures of its year, with its month as a figure, with the month it leaves out."""
    if text[:4].isdecimal():
        return text
    if short := shortened(text):
        order = form if form in {"dmy", "mdy", "ymd"} else ""
        if not order:
            days = {day for one in short.orders if (day := short.day(one)) is not None}
            if len(days) != 1:
                raise ValueError(f"which of these is the year, the month, the day?: {text!r}")
            return f"{days.pop()}{short.rest}"
        day = short.day(order)
        return text if day is None else f"{day}{short.rest}"
    if named := _NAMED_DAY.fullmatch(text):
        return f"{_MONTHS.index(named['name'][:3].lower()) + 1}-{named['day']}"
    if (alone := _DAY_ALONE.fullmatch(text)) and isinstance(year, Year) and year.month is not None:
        year.alone = True
        return f"{year.month:%Y-%m}-{alone[1]}"
    return text


@dataclass(frozen=True)
class Shortened:
    """A day whose year has two figures: its three figures as they stand, the orders they may be meant in, and what follows.

    Examples
    --------
    >>> day = shortened("6/1/26")
    >>> day.day("mdy"), day.day("dmy"), day.day("ymd")
    (datetime.date(2026, 6, 1), datetime.date(2026, 1, 6), None)
    >>> shortened("01-Jun-26").day("dmy"), shortened("2026-06-01") is None
    (datetime.date(2026, 6, 1), True)
    """

    figures: tuple[int, int, int]
    orders: tuple[str, ...]
    rest: str = ""

    def day(self, order: str) -> dt.date | None:
        """The day that it is in one order; None where there is no such day."""
        if order not in self.orders:
            return None
        told = dict(zip(order, self.figures, strict=True))
        year = 2000 + told["y"]
        if year not in _TRADE or not 1 <= told["m"] <= 12 or told["d"] < 1:
            return None
        if told["d"] > calendar.monthrange(year, told["m"])[1]:
            return None
        return dt.date(year, told["m"], told["d"])


def shortened(text: str) -> Shortened | None:
    """A text as a day whose year has two figures; None where it is none."""
    if found := _SHORT.match(text):
        figures = int(found[1]), int(found[3]), int(found[4])
        orders = tuple(
            order
            for order, year in (("dmy", found[4]), ("mdy", found[4]), ("ymd", found[1]))
            if len(year) == len("26")
        )
        return Shortened(figures, orders, text[found.end() :]) if orders else None
    if text.isascii() and not any(map(str.isalpha, text)):
        return None
    for shape, orders in zip(_SHORT_NAMED, (("dmy", "ymd"), ("mdy",)), strict=True):
        if found := shape.match(text):
            month = _MONTHS.index(found["name"][:3].lower()) + 1
            one, two = int(found["one"]), int(found["two"])
            figures = (month, one, two) if orders == ("mdy",) else (one, month, two)
            return Shortened(figures, orders, text[found.end() :])
    return None


def _in_zone(moment: dt.datetime, offset: re.Match[str], zone: str) -> dt.datetime:
    """A moment of a stated offset on the clock of a zone."""
    from zoneinfo import ZoneInfo

    ahead = dt.timedelta(0)
    if not offset["utc"]:
        ahead = dt.timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"]))
        ahead = -ahead if offset["sign"] == "-" else ahead
    return moment.replace(tzinfo=dt.timezone(ahead)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def parse_many(
    cells: Sequence[Any], form: str = "", year: int | Year | None = None, zone: str = ""
) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
    """A column of cells as moments, each distinct cell once.

    Parameters
    ----------
    cells : sequence
        As they stand in the export.
    form, year, zone
        As in `parse`.

    Returns
    -------
    moments : datetime64[s] array
        NaT where a date is missing or unreadable.
    unreadable : bool array
        True where there is something that is no date.
    """
    words = list(dict.fromkeys(cells))
    moments: list[dt.datetime | None] = []
    bad = np.zeros(len(words), dtype=np.bool_)
    for n, word in enumerate(words):
        try:
            moments.append(parse(word, form, year, zone))
        except (ValueError, OverflowError):
            moments.append(None)
            bad[n] = True
    place = {word: n for n, word in enumerate(words)}
    places = np.fromiter(map(place.__getitem__, cells), np.intp, len(cells))
    return np.array(moments, dtype="datetime64[s]")[places], bad[places]


_DURATION = re.compile(
    r"(?:(\d+)\s*(?:h|小时|时))?\s*(?:(\d+)\s*(?:m|min|分钟|分))?\s*(?:(\d+(?:\.\d+)?)\s*(?:s|秒))?", re.I
)
_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2})")


def minutes_of(
    cells: Sequence[Any], numbers: NDArray[np.float64], bad: NDArray[np.bool_], unit: float = 1.0
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Durations that are no plain numbers: "1m28s", "1小时5分", "01:30:00", an Excel time.

    Parameters
    ----------
    cells : sequence
        The cells.
    numbers, bad : arrays
        What the number parser made of them; only the cells in `bad` are looked at.
    unit : float
        Minutes in one unit of the plain numbers, by which the caller multiplies.

    Returns
    -------
    numbers : float64 array
        In the unit of the plain numbers.
    bad : bool array
        What is no duration either.
    """
    numbers, bad = numbers.copy(), bad.copy()
    for n in np.flatnonzero(bad).tolist():
        cell = cells[n]
        seconds: float | None = None
        if isinstance(cell, dt.timedelta):
            seconds = cell.total_seconds()
        elif isinstance(cell, dt.time):
            seconds = cell.hour * 3600 + cell.minute * 60 + cell.second
        elif isinstance(cell, str) and cell.strip():
            match = _DURATION.fullmatch(cell.strip()) or _CLOCK.fullmatch(cell.strip())
            if match is not None:
                hours, minutes, rest = (float(part or 0) for part in match.groups())
                seconds = hours * 3600 + minutes * 60 + rest
        if seconds is not None:
            numbers[n], bad[n] = seconds / 60 / unit, False
    return numbers, bad


def period_of(text: str) -> tuple[dt.date, dt.date] | None:
    """The period that a file name or a title row states.

    Examples
    --------
    >>> period_of("抖音电商罗盘-成交分析-20260601-20260630.xlsx")
    (datetime.date(2026, 6, 1), datetime.date(2026, 6, 30))
    >>> period_of("Analysis date: 01/06/2026~07/06/2026")
    (datetime.date(2026, 6, 1), datetime.date(2026, 6, 7))
    >>> period_of("2026年6月投放"), period_of("1784000000_抖店订单.csv")
    ((datetime.date(2026, 6, 1), datetime.date(2026, 6, 30)), None)
    >>> period_of("日报_202606") == period_of("2026-06"), period_of("日报_202605-202606")
    (True, (datetime.date(2026, 5, 1), datetime.date(2026, 6, 30)))
    """
    days = []
    for pattern, order in ((_DAY, (1, 2, 3)), (_DAY_DMY, (3, 2, 1))):
        for match in re.finditer(pattern, text):
            try:
                days.append(dt.date(*(int(match[n]) for n in order)))
            except ValueError:
                continue
        if days:
            return (min(days[:2]), max(days[:2]))
    months = [dt.date(int(found[1]), int(found[2]), 1) for found in _MONTH_GLUED.finditer(text)]
    if month := _MONTH.search(text):
        months = [dt.date(int(month[1]), int(month[2]), 1)]
    if not months:
        return None
    return min(months[:2]), _last_of(max(months[:2]))


def _last_of(month: dt.date) -> dt.date:
    """The last day of a month."""
    return (month + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)


def month_of(
    names: Iterable[str], period: tuple[dt.date, dt.date] | None, given: tuple[dt.date, dt.date] | None
) -> dt.date | None:
    """The first day of the month that days are of which say no more than which of a month they are.

    Parameters
    ----------
    names : iterable of str
        What may name it, the nearest first: the sheet, the title, the file.
    period : (date, date), optional
        What the file says that it is of.
    given : (date, date), optional
        What a person asks for: the year of a month that a name tells, and the month where none does.

    Returns
    -------
    date or None
        None where nobody knows, or a name and the period don't agree.

    Examples
    --------
    >>> june = dt.date(2026, 6, 1), dt.date(2026, 6, 30)
    >>> month_of(["Sheet1", "日报"], None, june), month_of(["5月"], None, june), month_of(["12月"], None, june)
    (datetime.date(2026, 6, 1), datetime.date(2026, 5, 1), datetime.date(2025, 12, 1))
    >>> month_of(["5月"], june, june) is None, month_of(["5月"], None, None) is None
    (True, True)
    """
    for name in names:
        if told := period_of(name):
            return _month_within(told)
        if alone := {int(found) for found in _MONTH_ALONE.findall(name)}:
            if len(alone) > 1:
                return None
            return _month_named(alone.pop(), period, given)
    return _month_within(period or given)


def _month_within(period: tuple[dt.date, dt.date] | None) -> dt.date | None:
    """The first day of the month that a period lies in; None where it lies in several."""
    if period is None or (period[0].year, period[0].month) != (period[1].year, period[1].month):
        return None
    return period[0].replace(day=1)


def _month_named(
    month: int, period: tuple[dt.date, dt.date] | None, given: tuple[dt.date, dt.date] | None
) -> dt.date | None:
    """The first day of a month of that number: the one in the file's period, else the last one up to what is asked for."""
    if period is not None:
        years = range(period[0].year, period[1].year + 1)
        firsts = [dt.date(year, month, 1) for year in years]
        inside = [first for first in firsts if first <= period[1] and _last_of(first) >= period[0]]
        return inside[0] if len(inside) == 1 else None
    if given is None:
        return None
    return dt.date(given[1].year - (month > given[1].month), month, 1)
