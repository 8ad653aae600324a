"""Days and times as exports write them: 20260630, 2026/07/22 11:00:21, 30/06/2026, Excel serials."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xl_fact.core.numbers import is_missing

_TIME = r"(?:[ T]*(?P<h>\d{1,2})[:时-](?P<n>\d{1,2})(?:[:分-](?P<s>\d{1,2})(?:\.\d+)?秒?)?\s*(?P<half>[ap]\.?m\.?)?)?"
_FORMS: Final = {
    "": (
        re.compile(rf"(?P<y>\d{{4}})(?P<sep>[-/.年])(?P<m>\d{{1,2}})[-/.月](?P<d>\d{{1,2}})日?{_TIME}", re.I),
        re.compile(
            r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:(?P<h>\d{2})(?P<n>\d{2})(?P<s>\d{2})?)?(?P<half>)"
        ),
    ),
    "dmy": (re.compile(rf"(?P<d>\d{{1,2}})[-/.](?P<m>\d{{1,2}})[-/.](?P<y>\d{{4}}){_TIME}", re.I),),
    "mdy": (re.compile(rf"(?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})[-/.](?P<y>\d{{4}}){_TIME}", re.I),),
    "loose": (),
    "md": (re.compile(r"(?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?(?P<h>)(?P<n>)(?P<s>)(?P<half>)"),),
}
_RANGE = re.compile(r"\s*(?:~|～|至|—)\s*")
_EPOCH = dt.datetime(1899, 12, 30)
_DAY = r"(?<!\d)(20\d{2})[-_/.年]?(0[1-9]|1[0-2])[-_/.月]?(0[1-9]|[12]\d|3[01])日?(?!\d)"
_DAY_DMY = r"(?<!\d)(0?[1-9]|[12]\d|3[01])/(0?[1-9]|1[0-2])/(20\d{2})(?!\d)"
_MONTH = re.compile(r"(?<!\d)(20\d{2})[-_/.年](0?[1-9]|1[0-2])月?(?![-_/.]?\d)")


def parse(cell: Any, form: str = "", year: int | None = None) -> dt.datetime | None:
    """One cell as a moment.

    Parameters
    ----------
    cell : text, number, date or datetime
        As it stands in the export. Of a range ("2025-09-08 00-00-00~2025-09-08 07-00-46") the start is taken.
    form : {"", "dmy", "mdy", "md", "loose"}
        Order of day, month and year when the year doesn't come first; "md" has no year.
    year : int, optional
        The year of a date that has none ("06-01").

    Returns
    -------
    datetime or None
        None for a missing value.

    Raises
    ------
    ValueError
        When it is no date.

    Examples
    --------
    >>> parse("20260630"), parse("2026/07/22 11:00:21")
    (datetime.datetime(2026, 6, 30, 0, 0), datetime.datetime(2026, 7, 22, 11, 0, 21))
    >>> parse("03/01/2026 10:00:00 PM", "mdy"), parse("06-01", year=2026)
    (datetime.datetime(2026, 3, 1, 22, 0), datetime.datetime(2026, 6, 1, 0, 0))
    >>> parse("--") is None
    True
    """
    if isinstance(cell, dt.datetime):
        return cell.replace(tzinfo=None)
    if isinstance(cell, dt.date):
        return dt.datetime(cell.year, cell.month, cell.day)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if 20_000 <= cell < 80_000:
            return _EPOCH + dt.timedelta(days=float(cell))
        cell = str(int(cell)) if cell == cell and float(cell).is_integer() else str(cell)
    if cell is None or (isinstance(cell, str) and is_missing(cell)):
        return None
    text = _RANGE.split(str(cell).strip(" \t\r\n'\ufeff"))[0]
    if form == "dmy" and text[-2:].lower() in {"am", "pm"}:
        form = "mdy"  # only US exports write the half of the day
    for pattern in (*_FORMS[form], *_FORMS[""]) if form else _FORMS[""]:
        match = pattern.fullmatch(text)
        if match is not None:
            return None if form == "md" and year is None else _moment(match, year)
    match = _FORMS["md"][0].fullmatch(text)
    if match is not None and year is not None:
        return _moment(match, year)
    raise ValueError(f"not a date: {cell!r}")


def _moment(match: re.Match[str], year: int | None) -> dt.datetime:
    """The moment of a match."""
    part = match.groupdict()
    hour, day, month = int(part["h"] or 0), int(part["d"]), int(part["m"])
    half = (part["half"] or "")[:1].lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    y = int(part["y"]) if part.get("y") else year or 0
    return dt.datetime(y, month, day, hour, int(part["n"] or 0), int(part["s"] or 0))


def parse_many(
    cells: Sequence[Any], form: str = "", year: int | None = None
) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
    """A column of cells as moments, each distinct cell once.

    Parameters
    ----------
    cells : sequence
        As they stand in the export.
    form, year
        As in `parse`.

    Returns
    -------
    moments : datetime64[s] array
        NaT where a date is missing or unreadable.
    unreadable : bool array
        True where there is something that is no date.
    """
    moments: dict[Any, np.datetime64] = {}
    bad = set()
    for cell in set(cells):
        try:
            moment = parse(cell, form, year)
        except (ValueError, OverflowError):
            moment = None
            bad.add(cell)
        moments[cell] = np.datetime64("NaT", "s") if moment is None else np.datetime64(moment, "s")
    values = np.array([moments[cell] for cell in cells], dtype="datetime64[s]")
    return values, np.array([cell in bad for cell in cells], dtype=np.bool_)


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
    month = _MONTH.search(text)
    if month is None:
        return None
    first = dt.date(int(month[1]), int(month[2]), 1)
    return first, (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
