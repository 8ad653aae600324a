"""What the rows of a table that somebody hands in can't mean: the same row twice, a sum that ends before it begins, no figure.

Of few rows, which are here, each is looked at. Of many only what one cheap question tells is: how many rows of a file and sheet
there are for the numbers that they have; if more than there can be, they are looked at row by row (`rows.rows_of`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from xl_fact.errors import InputError
from xl_fact.exports.columns import MEASURES

if TYPE_CHECKING:
    import pandas as pd

LARGEST: Final = 1e15
"""No figure of a shop is as large, and floats can't hold the cents of larger ones."""

PLACE: Final = ("file", "sheet", "row")


def look(table: pd.DataFrame) -> None:
    """Look at rows that are here.

    Raises
    ------
    InputError
        Rows stand twice, end before they begin, or hold what is no figure.
    """
    sizes = {key: _largest(table[key].to_numpy()) for key in MEASURES}
    too_large({key: size for key, size in sizes.items() if size >= LARGEST})
    ends = (table["until"] < table["date"]).to_numpy()
    backward(int(ends.sum()))
    told = table[(table["file"] != "") & (table["row"] > 0)]
    same = told[told.duplicated(list(PLACE), keep=False)]
    if len(same):
        again = same[same.duplicated()]
        if len(again):
            twice(len(again), again.iloc[0][list(PLACE)].tolist())


def too_large(sizes: Mapping[str, float]) -> None:
    """Refuse measures by the largest of their figures; those that can be are not among them.

    Raises
    ------
    InputError
        There is one.
    """
    if sizes:
        zh = "、".join(f"{key}（{MEASURES[key].zh}）有 {size:g}" for key, size in sizes.items())
        en = ", ".join(f"{key} holds {size:g}" for key, size in sizes.items())
        raise InputError(
            f"表里有不是数的数：{zh}；改掉它，不知道就留空",
            f"figures that are none: {en}; mend them, or leave them empty",
        )


def of_sums(sums: Mapping[str, Any], told: Mapping[str, Any]) -> None:
    """Refuse sums that are none, where rows tell of them.

    Raises
    ------
    InputError
        One is infinite, too large, or of infinities of both signs.
    """
    import numpy as np

    sizes = {
        key: _largest(np.where(told[key] & np.isnan(value), np.inf, value)) for key, value in sums.items()
    }
    too_large({key: size for key, size in sizes.items() if size >= LARGEST})


def _largest(figures: Any) -> float:
    """The largest of some figures, whatever its sign; 0 without any."""
    import numpy as np

    sizes = np.abs(figures)
    return float(np.nanmax(sizes)) if len(sizes) and not np.isnan(sizes).all() else 0.0


def backward(count: int) -> None:
    """Refuse rows that end before they begin, by how many there are."""
    if count:
        raise InputError(
            f"有 {count:,} 行的最后一天（until）在第一天（date）之前",
            f"{count:,} rows end (until) before they begin (date)",
        )


def twice(count: int, place: list[Any]) -> None:
    """Refuse rows that stand twice, by how many there are and the file, sheet and row of one."""
    file, sheet, row = place
    where = f"{file}{f' / {sheet}' if sheet else ''}"
    raise InputError(
        f"有 {count:,} 行重复：同一文件、同一表、同一行、内容也相同，例如 {where} 第 {row} 行；会重算，去掉重复的再来",
        f"{count:,} rows stand twice: of the same file, sheet and row and with the same content, such as {where} row {row}; they "
        "would count twice, so drop them first",
    )
