"""Cells: what people and platforms write into them, read as numbers."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from xl_fact.core import numbers
from xl_fact.core.declare import spreadsheet_function
from xl_fact.core.error_values import BLANK_NAN, VALUE_NAN
from xl_fact.core.kinds import Number, Text

FAMILY: Final = "Cells"


@spreadsheet_function(family=FAMILY, zh="中文数字", formula=None)
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
