"""Where surfaces answer differently, measured; the page docs/differences.md.

In the folder tests: ``python -m surfaces.differences`` writes the page anew.
"""

from __future__ import annotations

from pathlib import Path

from surfaces.lambda_book import Book, agree

from tools.reference import table
from xl_fact.core.arguments import number_of
from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.error_values import BLANK, CELL_OF, OK
from xl_fact.core.examples import shown
from xl_fact.surfaces import lambdas
from xl_fact.surfaces.libreoffice.differences import DIFFERENCES

PAGE = Path(__file__).parents[2] / "docs" / "differences.md"
TEXTS = """1.2万|346.95万|3.4亿|500w|￥1,234.50|$6,438.91|(123)|９８７|12.5%|7.5w~10w|10%~15%|525300+|--|2026-06-01|1,8|1,234
1.234,50|9.467.316|¥-5|-¥5|3万人|1.2万元|3k|5m|5‰|2.5~5万|6000~1万|100-200|5至6|1e5|1E+05|USD 5|5 USD|RMB 5|HK$5|5以上|₫100.000|₫5
1,8Tr ₫|100K₫-500K₫|Rp12.500|Rp 5|RM 5|฿5|12 rb|3 jt|5 triệu|5块|5单|'5|5`|1,000.|€5|£5|1.2萬|3億""".replace(
    "\n", "|"
).split("|")
"""Texts of the trade, here and abroad."""

HEAD = """# 各处的差别 · Differences between surfaces

同一个函数在各处的答案相同（数字差不超过 1e-12）；下表之外没有差别。表由测试量出，不是手写的。
The same function gives the same answer everywhere (numbers to 1e-12) but for what stands below; the tables
are measured by the tests, not written by hand.
"""


def unread() -> list[tuple[str, str, str]]:
    """Texts that a LAMBDA reads otherwise than Python: the text, Python's answer, the LAMBDA's."""
    book = Book()
    book.cells = {(row, 1): text for row, text in enumerate(TEXTS, 1)}
    for row in range(1, len(TEXTS) + 1):
        book.formula(f"XLF.CELL(D!A{row})")
    found = []
    for text, got in zip(TEXTS, book.by_ironcalc(), strict=True):
        number, code = number_of(text)
        expected = number if code == OK else "" if code == BLANK else CELL_OF[code]
        if not agree(got, [[expected]]):
            cell = got[0][0]
            found.append(
                (f"`{text}`", shown(expected), shown(float(cell) if isinstance(cell, int) else cell))
            )
    return found


def blank_answer() -> tuple[str, str]:
    """What a blank answer is: in Python's cells, and in those of a LAMBDA."""
    book = Book()
    book.call("GPM", [[[None]], [[None]]], 1, 1)
    (((answer,),),) = book.by_ironcalc()
    python = FUNCTIONS["GPM"].call_cells(None, None)[0][0]
    said = "空白单元格 blank cell" if python is None else repr(python)
    return said, '空文本 empty text `""`' if answer == "" else repr(answer)


def renamed() -> list[tuple[str, str, str]]:
    """Parameters that carry an underscore in the LAMBDA: the name, the LAMBDA's, and in which functions."""
    found: dict[tuple[str, str], list[str]] = {}
    for f in lambdas.expressible():
        for p in f.parameters:
            if lambdas.shown(p) != p.name:
                found.setdefault((f"`{p.name}`", f"`{lambdas.shown(p)}`"), []).append(f"`{f.name}`")
    return [(*names, "、".join(functions)) for names, functions in found.items()]


def markdown() -> str:
    """The LAMBDA part of the page."""
    texts = unread()
    missing = [f"`{f.name}`" for f in FUNCTIONS.values() if f.formula is None]
    parts = [
        "## Excel 365 命名 LAMBDA · Named LAMBDAs",
        f"{len(lambdas.expressible())} / {len(FUNCTIONS)} 个函数写成 LAMBDA；写不成的 · without a LAMBDA: "
        f"{'、'.join(missing) or '无 none'}",
        table([("", "Python、加载项 add-ins", "LAMBDA"), ("空白的答案 a blank answer", *blank_answer())]),
        f"读法不同的文字 · texts that read otherwise ({len(TEXTS)} 个量得 {len(texts)} 个)：",
        table([("单元格 cell", "Python", "LAMBDA"), *texts]),
        "LAMBDA 的参数名不能与函数同名，末尾加下划线 · a LAMBDA's parameter that is named like a function ends in an underscore:",
        table([("参数 argument", "LAMBDA", "函数 functions"), *renamed()]),
    ]
    return "\n\n".join(parts)


def calc() -> str:
    """The LibreOffice part: what `test_libreoffice` types into cells and finds."""
    rows = [
        (
            f"`{d.formula}`"
            + (f" ({', '.join(f'{at}: {value}' for at, value in d.cells.items())})" if d.cells else ""),
            said(d.elsewhere),
            said(d.here),
            f"{d.zh} · {d.en}",
        )
        for d in DIFFERENCES
    ]
    heading = ("公式 formula", "别处 elsewhere", "Calc", "为什么 why")
    return "\n\n".join(["## LibreOffice Calc", table([heading, *rows])])


def said(cell: float | str | None) -> str:
    """What a cell shows."""
    return "空白 blank" if cell is None else shown(cell)


def page() -> str:
    """The whole page."""
    return f"{HEAD}\n{markdown()}\n\n{calc()}\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), "utf-8", newline="\n")
