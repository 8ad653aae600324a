"""Dates as people and platforms write them, read as the spreadsheet's serial numbers.

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

ORDERS: Final = {"": "", "dmy": "dmy", "mdy": "mdy", "日月年": "dmy", "月日年": "mdy"}
"""What may be said of a date whose year comes last."""

_EPOCH: Final = datetime.date(1899, 12, 30)
_FIRST: Final = datetime.date(1900, 3, 1)
"""Before it spreadsheets count a day that never was."""

_CLOCK: Final = (
    r"\s*(?P<noon>上午|下午)?\s*(?P<hour>\d{1,2})[:\-时点](?P<minute>\d{1,2})"
    r"(?:[:\-分](?P<second>\d{1,2}(?:\.\d+)?)秒?|分)?"
    r"\s*(?P<half>[AP]M)?\s*(?:Z|[+-]\d{2}:?\d{2})?"
)
_TIME: Final = rf"(?:[T\s]{_CLOCK})?"
_SHAPES: Final = tuple(
    re.compile(shape)
    for shape in (
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})" + _TIME,
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})",
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _TIME,
        rf"(?P<year>\d{{4}})年\s*(?P<month>\d{{1,2}})月\s*(?P<day>\d{{1,2}})[日号](?:{_CLOCK})?",
        r"(?P<first>\d{1,2})[-/.](?P<other>\d{1,2})[-/.](?P<year>\d{4})" + _TIME,
    )
)
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")
_SPAN: Final = re.compile(r"\s*(?:~|至|到|(?<=\d{8})-(?=\d{8}$)|\s-\s)\s*")
_STRIP: Final = " \t\r\n\u00a0\u3000\ufeff\u200b'`"


def serial_of(text: str, order: str = "") -> float:
    """The serial number of a date, with its time of day as a fraction.

    Parameters
    ----------
    text : str
        One cell's text.
    order : {"", "dmy", "mdy"}
        How a date is meant whose year comes last; "" reads only those that can mean one day.

    Raises
    ------
    ValueError
        When the text is no date, or could be two.

    Examples
    --------
    >>> serial_of("20260630"), serial_of("2026年6月30日"), serial_of("30/06/2026")
    (46203.0, 46203.0, 46203.0)
    >>> serial_of("2025-09-08 12-00-00~2025-09-08 19-00-46")
    45908.5
    >>> serial_of("03/01/2026", "mdy"), serial_of("03/01/2026", "dmy")
    (46082.0, 46025.0)
    >>> serial_of("03/01/2026")
    Traceback (most recent call last):
    ...
    ValueError: day first or month first? '03/01/2026'
    """
    plain = unicodedata.normalize("NFKC", text).replace("〜", "~").strip(_STRIP)
    start = _SPAN.split(plain, maxsplit=1)[0].upper()
    if _SERIAL.fullmatch(start):
        return float(start)
    for shape in _SHAPES:
        if found := shape.fullmatch(start):
            parts = found.groupdict()
            month, day = _month_and_day(parts, order, text)
            try:
                date = datetime.date(int(parts["year"]), month, day)
            except ValueError as impossible:
                raise ValueError(f"no such day: {text!r}") from impossible
            if date < _FIRST:
                raise ValueError(f"before {_FIRST}, the first date that spreadsheets agree on: {text!r}")
            return (date - _EPOCH).days + _fraction(parts, text)
    raise ValueError(f"not a date: {text!r}")


def _month_and_day(parts: dict[str, str | None], order: str, text: str) -> tuple[int, int]:
    if parts.get("month"):
        return int(parts["month"] or 0), int(parts["day"] or 0)
    first, other = int(parts["first"] or 0), int(parts["other"] or 0)
    if not order and first != other and max(first, other) <= 12:
        raise ValueError(f"day first or month first? {text!r}")
    day_first = order == "dmy" if order else first > 12
    return (other, first) if day_first else (first, other)


def _fraction(parts: dict[str, str | None], text: str) -> float:
    """The time of day as a part of it."""
    if parts.get("hour") is None:
        return 0.0
    hour, minute = int(parts["hour"] or 0), int(parts["minute"] or 0)
    second = float(parts.get("second") or 0)
    half = {"上午": "AM", "下午": "PM"}.get(parts.get("noon") or "", parts.get("half"))
    if half and not 1 <= hour <= 12:
        raise ValueError(f"not an hour of half a day: {text!r}")
    if half:
        hour = hour % 12 + (12 if half == "PM" else 0)
    if hour > 23 or minute > 59 or second >= 60:
        raise ValueError(f"not a time of day: {text!r}")
    return (hour * 3600 + minute * 60 + second) / 86_400
