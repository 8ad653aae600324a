"""What an argument or a result is: its unit, its bounds, how a cell reads as one, how it is shown.

A kind is written as a type: ``def gpm(gmv: Money, plays: Count) -> MoneyPerMille``. A body gets
numbers or arrays, whichever it is called with, so to a type checker a kind is Any; to `declare`
each carries its `Kind`. `Column[Money]` is a whole range
taken at once, where plain `Money` is taken cell by cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
CodeArray: TypeAlias = NDArray[np.uint8]
MaskArray: TypeAlias = NDArray[np.bool_]
TextArray: TypeAlias = NDArray[Any]
Cell: TypeAlias = float | str | None
Rows: TypeAlias = list[list[Cell]]


@dataclass(frozen=True)
class Kind:
    """A kind of value.

    Attributes
    ----------
    name, zh : str
        As written in docstrings, and its Chinese name with the unit.
    low, high : float
        Closed bounds; a number outside them is #NUM!.
    reads : {"number", "text", "table"}
        How a cell is read.
    number_format : str
        The spreadsheet number format of a result.
    zh_hint, en_hint : str
        What a number outside the bounds probably is; empty where nobody can tell.
    """

    name: str
    zh: str
    low: float = -np.inf
    high: float = np.inf
    reads: Literal["number", "text", "table"] = "number"
    number_format: str = "General"
    zh_hint: str = ""
    en_hint: str = ""

    @property
    def rule(self) -> str:
        """The bounds in a few characters, as an error line says them; empty without bounds."""
        if np.isfinite(self.low) and np.isfinite(self.high):
            return f"between {self.low:g} and {self.high:g}"
        if np.isfinite(self.low):
            return f">= {self.low:g}"
        return f"<= {self.high:g}" if np.isfinite(self.high) else ""

    @property
    def bounded(self) -> bool:
        """Whether any number lies outside the bounds."""
        return bool(self.rule)


@dataclass(frozen=True)
class Blank:
    """What a blank does, and how a page says so.

    Attributes
    ----------
    key : str
    zh, en : str
    """

    key: str
    zh: str
    en: str


REQUIRED: Final = Blank("required", "空白：答案也是空白", "blank: the answer is blank")
ZERO: Final = Blank("zero", "空白按 0", "blank is 0")
DEFAULT: Final = Blank("default", "空白按默认值", "blank is the default")
LEFT_OUT: Final = Blank(
    "left out",
    "空白的行不计；整列空白：答案也是空白",
    "a blank row is left out; all blank: the answer is blank",
)
APART: Final = Blank(
    "apart",
    "空白的行，用到它的数不计；整列空白则那些数留空",
    "a blank leaves its row out of what needs it, and that blank where none is left",
)
GAPS: Final = Blank(
    "gaps",
    "空白的行，用到它的数不计；整列空白：答案也是空白",
    "a blank leaves its row out of what needs it; all blank: the answer is blank",
)
NEEDED: Final = Blank("needed", "有一行空白即得 #VALUE!", "a blank in any row is #VALUE!")
UNNAMED: Final = Blank(
    "unnamed",
    "没有名称的行归“?”；整列空白：答案也是空白",
    'a row without a name is "?"; all blank: the answer is blank',
)
SPARSE: Final = Blank(
    "sparse",
    "空白按 0；所属各行全空白则留空",
    "blank is 0; where all rows of a figure are blank, it is blank",
)
NONE: Final = Blank("none", "空白：不属于", "blank is none")


class Whole:
    """Marks an argument that takes a whole range at once."""


@dataclass(frozen=True)
class Size:
    """Marks a range that must have so many rows and columns."""

    rows: int
    columns: int


_T = TypeVar("_T")
Column = Annotated[_T, Whole()]
"""A whole range, read at once."""
Zero = Annotated[_T, ZERO]
"""A blank is 0, although the argument is no optional one, or takes a column."""
Apart = Annotated[_T, APART]
"""A column whose blanks spoil only what needs them."""
Gaps = Annotated[_T, GAPS]
"""A column with gaps that the body itself minds, as it does where neighbours count."""
Needed = Annotated[_T, NEEDED]
"""A column without blanks, where it is given at all."""
Sparse = Annotated[_T, SPARSE]
"""A column in which a blank is 0, and a figure over blanks alone is blank."""
Flags = Annotated[_T, NONE]
"""A column whose blanks say no."""

_MONEY: Final = "#,##0.00"
_PER_CENT_ZH: Final = "是百分数吗？7.26% 请写 0.0726 或“7.26%”"
_PER_CENT_EN: Final = 'is it a per cent? Write 7.26 % as 0.0726 or as "7.26%"'
Money = Annotated[Any, Kind("money", "金额（元）", number_format=_MONEY)]
Amount = Annotated[Any, Kind("amount", "金额（元，不为负）", low=0, number_format=_MONEY)]
Cost = Annotated[Any, Kind("cost", "花费（元，不为负）", low=0, number_format=_MONEY)]
Count = Annotated[Any, Kind("count", "次数（不为负）", low=0, number_format="#,##0")]
Days = Annotated[Any, Kind("days", "天数（不为负）", low=0, number_format="0")]
Hours = Annotated[Any, Kind("hours", "小时数（不为负）", low=0, number_format="0.0")]
Periods = Annotated[Any, Kind("periods", "期数（1–1000）", low=1, high=1000, number_format="0")]
Date = Annotated[Any, Kind("date", "日期", number_format="yyyy-mm-dd")]
Rate = Annotated[
    Any,
    Kind("rate", "率（小数，0–1）", low=0, high=1, number_format="0.00%", zh_hint=_PER_CENT_ZH, en_hint=_PER_CENT_EN),
]  # fmt: skip
OpenRate = Annotated[Any, Kind("open rate", "率（小数，可大于 1）", low=0, number_format="0.00%")]
Share = Annotated[
    Any,
    Kind("share", "占比（小数，0–1）", low=0, high=1, number_format="0.0%", zh_hint=_PER_CENT_ZH, en_hint=_PER_CENT_EN),
]  # fmt: skip
Confidence = Annotated[
    Any, Kind("confidence", "置信水平（0–0.999）", low=0, high=0.999, number_format="0.0%")
]
Margin = Annotated[
    Any,
    Kind("margin", "毛利率（小数，至多 1）", high=1, number_format="0.0%", zh_hint=_PER_CENT_ZH, en_hint=_PER_CENT_EN),
]  # fmt: skip
Change = Annotated[Any, Kind("change", "变化率（小数）", number_format="+0.0%;-0.0%;0.0%")]
Points = Annotated[
    Any, Kind("points", "占比之差（小数，0.01 即 1 个百分点）", number_format="+0.0%;-0.0%;0.0%")
]
Ratio = Annotated[Any, Kind("ratio", "倍数", number_format="0.00")]
Positive = Annotated[Any, Kind("factor", "系数（不为负）", low=0, number_format="0.00")]
Score = Annotated[Any, Kind("score", "评分（0–10）", low=0, high=10, number_format="0.0")]
Slope = Annotated[Any, Kind("slope", "坡度（−10–10）", low=-10, high=10, number_format="0.00")]
Number = Annotated[Any, Kind("number", "数", number_format="General")]
MoneyPerMille = Annotated[Any, Kind("money per 1000", "元/千次", number_format=_MONEY)]
Mille = Annotated[Any, Kind("amount per 1000", "元/千次（不为负）", low=0, number_format=_MONEY)]
Text = Annotated[Any, Kind("text", "文本", reads="text", number_format="@")]
Table = Annotated[Any, Kind("table", "表", reads="table")]
