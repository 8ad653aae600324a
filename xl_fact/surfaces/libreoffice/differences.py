"""Where the answer in LibreOffice Calc is another than everywhere else, each with a formula that shows it.

All come from what Calc hands to an add-in: it says neither that a cell is empty nor that it is TRUE, and a
range with an error in it never arrives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True)
class Difference:
    """One difference.

    Attributes
    ----------
    zh, en : str
        What is typed, and what to do about it.
    formula : str
        As Calc writes it.
    elsewhere, here : float, str or None
        What the cell shows in Python, Excel and the rest, and what it shows in Calc.
    cells : mapping
        What stands in the cells that the formula refers to.
    """

    zh: str
    en: str
    formula: str
    elsewhere: float | str | None
    here: float | str | None
    cells: Mapping[str, float | str] = field(default_factory=dict)


DIFFERENCES: Final = (
    Difference(
        "只引用一个空单元格：Calc 传来的是 0；区域里的空单元格仍按空白，可写成 A1:A1",
        "a reference to one empty cell: Calc hands over 0; empty cells of a range stay blank, so write A1:A1",
        "=GPM(A1;B1)",
        None,
        "#DIV/0!",
    ),
    Difference(
        "可选参数引用一个空单元格：Calc 按 0 算，不取默认值；请省略该参数，或写成 A1:A1",
        "an optional argument that refers to one empty cell: 0 in Calc, not the default; leave it out, or write A1:A1",
        '=FACT_SCORE("T";3;9;5;2;1;A1)',
        9.0,
        0.0,
    ),
    Difference(
        "TRUE、FALSE：Calc 传来的是 1 和 0",
        "TRUE and FALSE: Calc hands over 1 and 0",
        "=GPM(A1;B1)",
        "#VALUE!",
        200.0,
        {"A1": "=TRUE()", "B1": 5},
    ),
    Difference(
        "区域里有错误值：Calc 不调用函数，整个结果都是错误；请先用 IFERROR 处理该列",
        "an error inside a range: Calc doesn't call the function, all of the answer is an error; "
        "clear the column with IFERROR first",
        "=INDEX(GPM(A1:A2;B1:B2);2)",
        50.0,
        "Err:504",
        {"A1": "=NA()", "B1": 5, "A2": 100, "B2": 2000},
    ),
    Difference(
        "一个参数越界、另一个是错误值：Calc 不调用函数，先报错误值；别处由先写的参数决定",
        "one argument out of bounds and another an error: Calc doesn't call the function and passes the error on; "
        "elsewhere the first argument decides",
        "=ROI(100;-5;A1)",
        "#NUM!",
        "#N/A",
        {"A1": "=NA()"},
    ),
    Difference(
        "结果有多格：Calc 在一格里只显示第一个，请选好区域后按 Ctrl+Shift+Enter",
        "an answer of several cells: one cell of Calc shows the first; select the range and press Ctrl+Shift+Enter",
        "=FACT_EFFORT(8;5;6;4)",
        "F, 0.478…; A, 0.413…; T, 0.109…",
        "F",
    ),
)


def differences() -> list[list[str]]:
    """Rows for the table of differences: situation in Chinese and in English, formula, elsewhere, in Calc."""
    return [[d.zh, d.en, d.formula, _shown(d.elsewhere), _shown(d.here)] for d in DIFFERENCES]


def _shown(cell: float | str | None) -> str:
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else f"{cell:g}"
