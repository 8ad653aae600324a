"""Dates as people and platforms write them, read as moments or as the spreadsheet's serial numbers.

==============================================  ==================================================
``20260630``  ``2026-06-30``  ``2026/6/30``       year first: day and month follow in that order
``2026.06.30``  ``2026年6月30日``
``20260722110021``  ``2026/07/22 11:00:21``        a time of day is the fraction of the serial
``2026-07-22T11:00:21.5+08:00``                   ISO; the zone is not applied: the clock as written
``2025-09-08 00-00-00~2025-09-08 07-00-46``       a span: its start
``30/06/2026``  ``06/30/2026 10:00:00 AM``        year last: only when one figure is above 12, or
                                                when the order is said
``46203``  ``46203.5``                            five digits: a serial already
==============================================  ==================================================

Everything else (no year, two figures of a year, the 31st of June) is not a date.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import Final

from xl_fact.core.numbers import STRIP

ORDERS: Final = {"": "", "dmy": "dmy", "mdy": "mdy", "日月年": "dmy", "月日年": "mdy"}
"""What may be said of a date whose year comes last."""

_EPOCH: Final = datetime.datetime(1899, 12, 30)
_DAY: Final = datetime.timedelta(days=1)
_FIRST: Final = datetime.datetime(1900, 3, 1)
"""Before it spreadsheets count a day that never was."""

_CLOCK: Final = (
    r"\s*(?P<noon>上午|下午)?\s*(?P<hour>\d{1,2})[:\-时点](?P<minute>\d{1,2})"
    r"(?:[:\-分](?P<second>\d{1,2}(?:\.\d+)?)秒?|分)?"
    r"\s*(?P<half>[AP]M)?\s*(?:Z|[+-]\d{2}:?\d{2})?"
)
_TIME: Final = rf"(?:[T\s]{_CLOCK})?"
_END: Final = r"(?:(?:\s*(?:~|至|到)|(?<=\d{8})-(?=\d{8}$)|\s+-\s).*)?"
_SHAPES: Final = tuple(
    re.compile((shape + _END).replace(r"\d", "[0-9]"), re.DOTALL)
    for shape in (
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _TIME,
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})" + _TIME,
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})",
        r"(?P<first>\d{1,2})[-/.](?P<other>\d{1,2})[-/.](?P<year>\d{4})" + _TIME,
        rf"(?P<year>\d{{4}})年\s*(?P<month>\d{{1,2}})月\s*(?P<day>\d{{1,2}})(?:[日号]|(?!\d))(?:{_CLOCK})?",
        r"(?P<serial>\d{5}(?:\.\d{1,20})?)",
    )
)
"""Each may be the start of a span."""

_LONGEST: Final = 99
_NOTHING: Final = dict.fromkeys(map(ord, "\u200b\ufeff'`"))
"""Signs that say nothing, wherever they stand."""


def moment_of(text: str, order: str = "") -> datetime.datetime:
    """The moment that a text stands for: midnight where it tells no time of day.

    Parameters
    ----------
    text : str
        One cell's text.
    order : {"", "ymd", "dmy", "mdy"}
        How a date is meant whose year comes last; "" reads only those that can mean one day, "ymd" none.

    Raises
    ------
    ValueError
        When the text is no date, or could be two.

    Examples
    --------
    >>> moment_of("2026/07/22 11:00:21"), moment_of("03/01/2026 10:00:00 PM", "mdy")
    (datetime.datetime(2026, 7, 22, 11, 0, 21), datetime.datetime(2026, 3, 1, 22, 0))
    >>> moment_of("03/01/2026")
    Traceback (most recent call last):
    ...
    ValueError: day first or month first?: '03/01/2026'
    """
    shown = plain(text)[:_LONGEST].upper()
    for shape in _SHAPES:
        if found := shape.fullmatch(shown):
            parts = found.groupdict()
            if serial := parts.get("serial"):
                return _EPOCH + float(serial) * _DAY
            second, _, rest = (parts.get("second") or "0").partition(".")
            try:
                moment = datetime.datetime(
                    int(parts["year"]),
                    *_month_and_day(parts, order),
                    _hour(parts),
                    int(parts.get("minute") or 0),
                    int(second),
                    int(f"{rest:0<6.6}"),
                )
            except ValueError as impossible:
                raise ValueError(f"{impossible}: {text!r}") from None
            if moment < _FIRST:
                raise ValueError(
                    f"before {_FIRST.date()}, the first date that spreadsheets agree on: {text!r}"
                )
            return moment
    raise ValueError(f"not a date: {text!r}")


def plain(text: str) -> str:
    """A text in half-width signs, without those that say nothing.

    Raises
    ------
    ValueError
        When it holds a sign that only looks like a digit.
    """
    if text.isascii():
        return text.translate(_NOTHING).strip(STRIP)
    if any(unicodedata.category(sign) == "No" for sign in text):  # "①" and "²" are signs, not digits
        raise ValueError(f"not a date: {text!r}")
    return unicodedata.normalize("NFKC", text).replace("〜", "~").translate(_NOTHING).strip(STRIP)


def serial_of(text: str, order: str = "") -> float:
    """The serial number of the same moment, its fraction the time of day.

    Examples
    --------
    >>> serial_of("20260630"), serial_of("2026年6月30日"), serial_of("30/06/2026")
    (46203.0, 46203.0, 46203.0)
    >>> serial_of("2025-09-08 12-00-00~2025-09-08 19-00-46")
    45908.5
    """
    return (moment_of(text, order) - _EPOCH) / _DAY


def _month_and_day(parts: dict[str, str], order: str) -> tuple[int, int]:
    if "month" in parts:
        return int(parts["month"]), int(parts["day"])
    first, other = int(parts["first"]), int(parts["other"])
    if order == "ymd":
        raise ValueError("the year does not come first")
    if not order and first != other and max(first, other) <= 12:
        raise ValueError("day first or month first?")
    day_first = order == "dmy" if order else first > 12
    return (other, first) if day_first else (first, other)


def _hour(parts: dict[str, str]) -> int:
    hour = int(parts.get("hour") or 0)
    half = {"上午": "AM", "下午": "PM"}.get(parts.get("noon") or "", parts.get("half"))
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("not an hour of half a day")
    return hour % 12 + (12 if half == "PM" else 0)
