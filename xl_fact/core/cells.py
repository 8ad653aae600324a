"""Cells: what people and platforms write into them, read as numbers and dates."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from xl_fact.core import dates, numbers
from xl_fact.core.declare import spreadsheet_function
from xl_fact.core.error_values import BLANK_NAN, VALUE_NAN
from xl_fact.core.kinds import Date, Number, Text

FAMILY: Final = "Cells"


@spreadsheet_function(
    family=FAMILY,
    zh="中文数字",
    formula='LET(found,XLF.READ(text,range_as),IF(found="-","",found))',
)
def cn_number(text: Text, range_as: Text = "middle") -> Number:
    """The number that a text of the trade stands for: "1.2万", "￥3,000", "12.5%", "7.5w~10w".

    把行业里的写法读成数：“1.2万”“￥3,000”“12.5%”“7.5w~10w”。

    Parameters
    ----------
    text : text
        What the export wrote; full-width digits, 万, 亿, w, k, currency signs, per cent and (123) are read.
        导出里的文字：全角数字、万、亿、w、k、货币符号、百分号、(123) 负数。
    range_as : text, optional
        Which number a range stands for: "low", "middle" (our default) or "high".
        区间取哪个数："low" 低值、"middle" 中值（默认，由本工具选定）、"high" 高值。

    Returns
    -------
    number
        Per cent as a decimal; blank for "--" and its like; #VALUE! for any other text.
        百分数读成小数；“--”之类得空白；其他文字得 #VALUE!。

    Examples
    --------
    >>> cn_number("1.2万")
    12000.0
    >>> cn_number("￥3,000")
    3000.0
    >>> cn_number("12.5%")
    0.125
    >>> cn_number("7.5w~10w")
    87500.0
    >>> cn_number("7.5w~10w", "low")
    75000.0
    """
    return np.asarray(_read_each(text, range_as), dtype=np.float64)


def _read(text: str, range_as: str) -> float:
    try:
        number = numbers.parse(text, _RANGES[range_as.strip().casefold()])
    except (ValueError, KeyError):
        return VALUE_NAN
    return BLANK_NAN if math.isnan(number) else number


_RANGES: Final[dict[str, numbers.RangeAs]] = {
    "low": "low",
    "middle": "middle",
    "high": "high",
    "低": "low",
    "中": "middle",
    "高": "high",
}
_read_each = np.frompyfunc(_read, 2, 1)


@spreadsheet_function(family=FAMILY, zh="中文日期", formula=None)
def cn_date(text: Text, order: Text = "") -> Date:
    """The date that a text of the trade stands for, as the spreadsheet's serial number.

    把行业里的日期写法读成日期序列值：“20260630”“2026年6月30日”“2026/07/22 11:00:21”。

    Parameters
    ----------
    text : text
        What the export wrote: year first in any shape, a span (its start is taken), or a serial already.
        导出里的文字：年在前的各种写法、起止时间（取起点），或本来就是日期序列值。
    order : text, optional
        How dates with the year last are meant: "dmy" or "mdy"; left out, only those that can mean one day.
        年在后的日期怎么读："dmy" 日月年、"mdy" 月日年；不填时只读没有歧义的，由本工具选定。

    Returns
    -------
    date
        A serial, its fraction the time of day; blank for "--" and its like; #VALUE! for any other text.
        日期序列值，小数部分是时刻；“--”之类得空白；其他文字得 #VALUE!。

    Warnings
    --------
    "6月30日" has no year and "03/01/2026" may be two days: both give #VALUE!, never a guess.
    “6月30日”没有年份，“03/01/2026”可能是两天：都得 #VALUE!，不猜。

    Notes
    -----
    Format the cell as a date, such as yyyy-mm-dd, to see one. A zone written behind the time is not applied.
    单元格设成日期格式（如 yyyy-mm-dd）即可看到日期；时刻后的时区不换算，按所写的钟点。

    Examples
    --------
    >>> cn_date("20260630")
    46203.0
    >>> cn_date("2026年6月30日")
    46203.0
    >>> cn_date("2025-09-08 12-00-00~2025-09-08 19-00-46")
    45908.5
    >>> cn_date("30/06/2026")
    46203.0
    >>> cn_date("03/01/2026", "mdy")
    46082.0
    """
    return np.asarray(_read_date_each(text, order), dtype=np.float64)


def _read_date(text: str, order: str) -> float:
    if numbers.is_missing(text):
        return BLANK_NAN
    try:
        return dates.serial_of(text, dates.ORDERS[order.strip().casefold()])
    except (ValueError, KeyError):
        return VALUE_NAN


_read_date_each = np.frompyfunc(_read_date, 2, 1)
