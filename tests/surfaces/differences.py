"""Where surfaces answer differently, measured; the page docs/differences.md.

In the folder tests: ``python -m surfaces.differences`` writes the page anew.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from surfaces import test_apps_script, test_wps
from surfaces.lambda_book import Book, agree, answer
from surfaces.node import node

from tools.reference import table
from xl_fact.core.arguments import number_of
from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.error_values import BLANK, CELL_OF, ERRORS, OK
from xl_fact.core.examples import shown
from xl_fact.surfaces import lambdas
from xl_fact.surfaces.javascript import apps_script, office, wps
from xl_fact.surfaces.javascript.wrappers import NAMESPACE
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


DATES = (
    "2026-06-30 12:30",
    "2026年6月3日号",
    "2026-06-30Z 12:30",
    "2026-06-30T12:30时Z",
    "2026年6月 30日",
    "2026-06-30 12:00:00 下午",
    "9999年12月29日T1:2:3",
    "2024年6月29日T12-30-15",
)
"""Texts of dates, some with a sign too many."""


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


ASKED: dict[str, tuple[str, list[Any]]] = {
    "空白的答案 a blank answer": ("GPM", [None, 5]),
    "单独一个错误 a lone error": ("GPM", [5, 0]),
    "一列里的错误 an error in a column": ("GPM", [[[5], [5000]], [[0], [1000]]]),
    "CN_DATE(2026-06-30)": ("CN_DATE", [{"date": [2026, 5, 30]}]),
}
"""What the hosts of the JavaScript are asked, each in its own stub."""


HUGE: list[tuple[str, str, list[Any]]] = [
    ("INCREMENT_ROI", "1e300", [[[1e300], *([float(x)] for x in range(1, 10))], [[1.0]] * 10]),
    ("DOU_LIFT", "3.08, 1e308", [[[3.08]], [[1e308]]]),
    ("CAMPAIGN_LIFT", "-15, 1e308, 1e22", [[[-15.0]], [[1e308]], [[1e22]]]),
    ("GPM_MIX", "1e308", [[[1e308], [1e308]], [[1.0], [1.0]], [[1.0], [1.0]], [[1.0], [1.0]]]),
]
"""Calls in which a number overflows on the way; the last row of the answer is compared."""


def javascript() -> str:
    """The JavaScript part: texts, and what each host shows."""
    with node() as process:
        odd = [
            (f"`{text}`", shown_all(answer("GPM", asked)), shown_all(got))
            for text in TEXTS
            if (asked := [[[text]], [[1000]]])
            and not agree(got := process.ask("GPM", asked), answer("GPM", asked))
        ]
        dates = [
            (
                f"`{text}`",
                *(
                    said(rows[0][0])
                    for rows in (
                        answer("CN_DATE", [[[text]]]),
                        [[float(c) if isinstance(c, int) else c for c in got[0]]],
                    )
                ),
            )
            for text in DATES
            if not agree(got := process.ask("CN_DATE", [[[text]]]), answer("CN_DATE", [[[text]]]))
        ]
        overflow = [
            (
                f"`{name}` {figures}",
                *(
                    "；".join(said(float(c) if isinstance(c, int) else c) for c in rows[-1])
                    for rows in (answer(name, given), process.ask(name, given))
                ),
            )
            for name, figures, given in HUGE
        ]
    rows = [("", "WPS", "Office.js", "Google Sheets")]
    with (
        node(test_wps.STUB, {"main.js": wps.main()}) as in_wps,
        node(test_apps_script.STUB, {"Code.gs": apps_script.code("en")}) as in_sheets,
        node(OFFICE, {"functions.js": office.script()}) as in_office,
    ):
        rows += [
            (said, *(shown_all(host.ask(*asked)) for host in (in_wps, in_office, in_sheets)))
            for said, asked in ASKED.items()
        ]
    prefix = f"`={NAMESPACE}.GPM(A2,B2)`"
    return "\n\n".join(
        [
            "## JavaScript：WPS、Office.js、Google Sheets",
            f"{len(FUNCTIONS)} / {len(FUNCTIONS)} 个函数由声明的公式编译而成；读法不同的文字 · texts that read otherwise "
            f"({len(TEXTS)} 个量得 {len(odd)} 个)" + ("：" if odd else "。"),
            *([table([("单元格 cell", "Python", "JavaScript"), *odd])] if odd else []),
            "CN_DATE 的公式（LAMBDA、JavaScript）不计较日期里多出来的一个字 · the formula of CN_DATE (LAMBDA, JavaScript) "
            "lets a sign too many pass in a date:",
            table([("单元格 cell", "Python", "JavaScript"), *dates]),
            "数大到（约 1e150 以上，或小到 1e-150 以下）和、积、平方、比超出数的范围（1.8e308）时，逐格的函数两处都是 #NUM!"
            "（Python 里用不上的部分超出也算），表里的格子可能不同（例子量自测试）· where figures are so large (some 1e150, or "
            "1e-150) that a sum, product, square or ratio passes what a number can be, functions cell by cell are #NUM! in "
            "both (in Python also where a part overflows that isn't needed), cells of a table may differ (measured):",
            table([("函数 function", "Python", "JavaScript"), *overflow]),
            table(rows),
            table(
                [
                    ("怎么输入 typed as", "整列与开口区域 whole columns, open ranges"),
                    (
                        f"WPS、Office.js {prefix}",
                        "与别处相同：整列截到已用行 as elsewhere: a whole column is cut",
                    ),
                    (
                        "Google Sheets `=GPM(A2,B2)`",
                        f"{apps_script.LONG} 行及以上的区域去掉末尾的空行 from {apps_script.LONG} rows on, "
                        "a range's empty end is cut",
                    ),
                ]
            ),
        ]
    )


OFFICE = """
import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
class CellError { constructor(code) { this.error = code; } }
const ErrorCode = {
  divisionByZero: "#DIV/0!", notAvailable: "#N/A", invalidNumber: "#NUM!",
  nullReference: "#NULL!", invalidReference: "#REF!", invalidValue: "#VALUE!",
};
const page = createContext({ CustomFunctions: { Error: CellError, ErrorCode, associate() {} } });
runInContext(readFileSync(new URL("./functions.js", import.meta.url), "utf8"), page);
const ask = (name, given) => page[name](...given);
"""


def shown_all(got: Any) -> str:
    """What cells show: an error by its name and whether it is a real one."""
    if isinstance(got, dict):
        return f"真错误 a real error {got['error']}" if "error" in got else f"#ERROR! “{got['thrown']}”"
    if isinstance(got, list):
        return "；".join(shown_all(cell) for row in got for cell in (row if isinstance(row, list) else [row]))
    if got is None:
        return "空白 blank"
    if got == "":
        return '空文本 empty text `""`'
    return f"{'文字 text ' if str(got) in ERRORS else ''}{said(float(got) if isinstance(got, int) else got)}"


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
    return f"{HEAD}\n{markdown()}\n\n{javascript()}\n\n{calc()}\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), "utf-8", newline="\n")
