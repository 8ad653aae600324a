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
    """

    name: str
    zh: str
    low: float = -np.inf
    high: float = np.inf
    reads: Literal["number", "text", "table"] = "number"
    number_format: str = "General"

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


class Whole:
    """Marks an argument that takes a whole range at once."""


_T = TypeVar("_T")
Column = Annotated[_T, Whole()]
"""A whole range, read at once."""

_MONEY: Final = "#,##0.00"
Money = Annotated[Any, Kind("money", "金额（元）", number_format=_MONEY)]
Cost = Annotated[Any, Kind("cost", "花费（元）", low=0, number_format=_MONEY)]
Count = Annotated[Any, Kind("count", "次数", low=0, number_format="#,##0")]
Days = Annotated[Any, Kind("days", "天数", low=0, number_format="0")]
Periods = Annotated[Any, Kind("periods", "期数（1–1000）", low=1, high=1000, number_format="0")]
Date = Annotated[Any, Kind("date", "日期", number_format="yyyy-mm-dd")]
Rate = Annotated[Any, Kind("rate", "率（小数）", low=0, number_format="0.00%")]
Share = Annotated[Any, Kind("share", "占比（0–1）", low=0, high=1, number_format="0.0%")]
Confidence = Annotated[
    Any, Kind("confidence", "置信水平（0–0.999）", low=0, high=0.999, number_format="0.0%")
]
Margin = Annotated[Any, Kind("margin", "毛利率（小数，至多 1）", high=1, number_format="0.0%")]
Change = Annotated[Any, Kind("change", "变化率（小数）", number_format="+0.0%;-0.0%;0.0%")]
Points = Annotated[
    Any, Kind("points", "占比之差（小数，0.01 即 1 个百分点）", number_format="+0.0%;-0.0%;0.0%")
]
Ratio = Annotated[Any, Kind("ratio", "倍数", number_format="0.00")]
Positive = Annotated[Any, Kind("factor", "系数（不为负）", low=0, number_format="0.00")]
Score = Annotated[Any, Kind("score", "评分（0–10）", low=0, high=10, number_format="0.0")]
Number = Annotated[Any, Kind("number", "数", number_format="General")]
MoneyPerMille = Annotated[Any, Kind("money per 1000", "元/千次", number_format=_MONEY)]
Gpm = Annotated[Any, Kind("gpm", "千次播放成交额（元/千次，不为负）", low=0, number_format=_MONEY)]
Text = Annotated[Any, Kind("text", "文本", reads="text", number_format="@")]
Table = Annotated[Any, Kind("table", "表", reads="table")]
