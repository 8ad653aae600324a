"""The functions as a workbook: named LAMBDAs that Excel 365 knows with nothing installed.

One sheet lists every function in both languages with a live example, one compares each documented
example with its expected value.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from xl_fact.core.catalogue import FAMILIES, FUNCTIONS
from xl_fact.core.docstring import Example
from xl_fact.core.error_values import CODE_OF
from xl_fact.core.examples import answer_cells, call_text, constant
from xl_fact.core.function import Function
from xl_fact.core.kinds import Cell, Rows
from xl_fact.drawing import theme
from xl_fact.saving import save_ours, spare
from xl_fact.surfaces import lambdas
from xl_fact.surfaces.lambdas.names import add_names
from xl_fact.surfaces.lambdas.spilling import with_spills
from xl_fact.texts import lines_in
from xl_fact.workbook.package import Package
from xl_fact.workbook.sealing import sealed

LIST: Final = "函数 Functions"
TEST: Final = "自检 Self-test"
TOLERANCE: Final = "1E-12"

_CLOCK: Final = re.compile(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_DAY: Final = "2026-01-01T00:00:00Z"
_NUMBERED: Final = re.compile(r"&#([0-9]{3,6});")
_NEEDS: Final = "需要 Excel 365 或 2024。受保护视图里显示 #NAME? 时，先点“启用编辑”。"
_NEEDS_EN: Final = "Needs Excel 365 or 2024. In Protected View click Enable Editing first."
_TAKE_AWAY: Final = "带到自己的工作簿：右键本表标签 → 移动或复制 → 选目标工作簿并建立副本，名称随之带过去。"
_TAKE_AWAY_EN: Final = (
    "To take the functions along, copy this sheet into your own workbook: the names come with it."
)


def write_functions(path: Path, *, force: bool = False) -> None:
    """Write the functions workbook.

    Parameters
    ----------
    path : Path
        Where to; a workbook of that name is replaced whole or not at all.
    force : bool, optional
        Overwrite even what this package did not write, or what was changed since.

    Raises
    ------
    InputError
        When something of a person's would be overwritten.
    TargetLocked
        When another program holds the file.
    """
    spare(path, ".xlsx", force=force)
    save_ours(path, sealed(functions_workbook()), force=force)


def functions_workbook() -> bytes:
    """The functions workbook; the same bytes each time."""
    book = Workbook()
    listed, tested = book.worksheets[0], book.create_sheet(TEST)
    listed.title = LIST
    values: dict[str, dict[str, Cell]] = {LIST: {}, TEST: {}}
    _List(listed, values[LIST]).draw()
    _Test(tested, values[TEST]).draw()
    book.calculation = CalcProperties(fullCalcOnLoad=True)
    book.properties.creator = book.properties.lastModifiedBy = "xl_fact"
    book.properties.title = "xl_fact 函数 functions"
    out = io.BytesIO()
    book.save(out)
    package = Package(with_spills(out.getvalue(), values))
    add_names(package)
    core = package.read("docProps/core.xml").decode("utf-8")
    package.write("docProps/core.xml", _CLOCK.sub(rf"\g<1>{_DAY}", core).encode("utf-8"))
    for name in package.names:
        if name.endswith(".xml") and b"&#" in (part := package.read(name)):
            package.write(name, _NUMBERED.sub(lambda m: chr(int(m[1])), part.decode("utf-8")).encode("utf-8"))
    return package.to_bytes()


def _families() -> Iterator[tuple[str, str, list[Function]]]:
    for english, chinese in FAMILIES.items():
        yield english, chinese, [f for f in FUNCTIONS.values() if f.family == english]


# ---------------------------------------------------------------- ink
_RULE: Final = Side(style="thin", color=theme.FAINT)
_CODE: Final = "Consolas"


class _Page:
    """A sheet in the house's style."""

    headings: tuple[tuple[str, str, float], ...] = ()

    def __init__(self, sheet: Worksheet, values: dict[str, Cell]):
        self.sheet, self.values = sheet, values
        self.row = 1

    def masthead(self, title: str, notes: tuple[str, ...]) -> None:
        """Title, notes, and the heading of the table, which stays in view."""
        sheet = self.sheet
        sheet.sheet_view.showGridLines = False
        sheet.column_dimensions["A"].width = 2
        for column in range(1, len(self.headings) + 2):
            sheet.cell(1, column).fill = _fill(theme.NAVY)
        self.put(1, 2, title, size=15, bold=True, ink=theme.PAPER, paper=theme.NAVY)
        sheet.row_dimensions[1].height = 30
        for row, note in enumerate(notes, 2):
            self.put(row, 2, note, size=9, ink=theme.MUTED)
        self.row = len(notes) + 3
        for column, (chinese, english, width) in enumerate(self.headings, 2):
            text = f"{chinese}\n{english}" if chinese else ""
            self.put(
                self.row, column, text, size=9.5, bold=True, ink=theme.PAPER, paper=theme.NAVY, wrap=True
            )
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.row_dimensions[self.row].height = 30
        self.row += 1

    def put(
        self,
        row: int,
        column: int,
        value: Any,
        *,
        size: float = 9.5,
        bold: bool = False,
        ink: str = theme.INK,
        paper: str = "",
        font: str = theme.FONT,
        wrap: bool = False,
        side: str = "left",
        number_format: str = "General",
        literal: bool = False,
    ) -> None:
        """One cell; a text with an equals sign in front is a formula unless `literal`."""
        cell = self.sheet.cell(row, column)
        cell.value = value
        if isinstance(value, str) and (literal or not value.startswith("=")):
            cell.data_type = "e" if value in CODE_OF else "s"
        cell.font = Font(name=font, size=size, bold=bold, color=ink)
        cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=wrap)
        cell.number_format = number_format
        if paper:
            cell.fill = _fill(paper)

    def spill(self, row: int, column: int, formula: str, answered: Rows, **look: Any) -> None:
        """A formula that spills, with the values it had."""
        height, width = len(answered), max(map(len, answered))
        area = f"{_at(row, column)}:{_at(row + height - 1, column + width - 1)}"
        for r, line in enumerate(answered):
            for c, value in enumerate(line):
                self.put(row + r, column + c, None, **look)
                self.values[_at(row + r, column + c)] = "" if value is None else value
        self.sheet.cell(row, column).value = ArrayFormula(area, f"={formula}")

    def rule(self, row: int) -> None:
        """A thin line under a row."""
        for column in range(2, len(self.headings) + 2):
            self.sheet.cell(row, column).border = Border(bottom=_RULE)

    def printed(self, heading: int) -> None:
        """Frozen heading, landscape pages as wide as the table, numbered."""
        sheet = self.sheet
        sheet.freeze_panes = _at(heading + 1, 4)
        sheet.print_title_rows = f"{heading}:{heading}"
        sheet.print_area = f"A1:{_at(self.row, len(self.headings) + 1)}"
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        footer = HeaderFooterItem()
        footer.center.text, footer.right.text = "xl_fact", "&P / &N"
        sheet.oddFooter = footer


def _at(row: int, column: int) -> str:
    return f"{get_column_letter(column)}{row}"


def _fill(color: str) -> PatternFill:
    return PatternFill("solid", start_color=color, end_color=color)


class _List(_Page):
    """The sheet that lists the functions."""

    headings = (
        ("函数", "Function", 19),
        ("中文名", "Name", 15),
        ("写法", "Syntax", 34),
        ("含义", "Meaning in Chinese", 36),
        ("英文含义", "Meaning", 36),
        ("示例", "Example", 34),
        ("结果（实时计算）", "Live result", 15),
        *((("", "", 11),) * 7),
    )

    def draw(self) -> None:
        """Families in order; of each function the example that spills, else the first."""
        self.sheet.sheet_properties.tabColor = theme.TABS["reference"]
        count = len(lambdas.expressible())
        self.masthead(
            f"xl_fact 函数 · {count} 个命名 LAMBDA",
            (
                f"无需安装：公式即名称，键入 =GPM( 即有提示。{_NEEDS}",
                f"Nothing to install: type =GPM( and the tooltip shows. {_NEEDS_EN}",
            ),
        )
        heading = self.row - 1
        for english, chinese, functions in _families():
            for column in range(2, len(self.headings) + 2):
                self.sheet.cell(self.row, column).fill = _fill(theme.SKY)
            self.put(
                self.row, 2, f"{chinese} · {english}", size=11, bold=True, ink=theme.NAVY, paper=theme.SKY
            )
            self.sheet.row_dimensions[self.row].height = 22
            self.row += 1
            for function in functions:
                self._function(function)
        self.row -= 1
        self.printed(heading)

    def _function(self, function: Function) -> None:
        first, doc = self.row, function.doc
        call, answered = self._result(function)
        height = max(1, len(answered))
        self.put(first, 2, function.name, bold=True, ink=theme.NAVY, font=_CODE)
        self.put(first, 3, function.zh, wrap=True)
        self.put(first, 4, function.syntax, font=_CODE, size=9, wrap=True)
        self.put(first, 5, doc.summary.zh, wrap=True)
        self.put(first, 6, doc.summary.en, wrap=True, ink=theme.MUTED)
        texts = ((4, function.syntax), (5, doc.summary.zh), (6, doc.summary.en), (7, call))
        lines = max(lines_in(text, self.headings[column - 2][2] * 0.88) for column, text in texts)
        self.sheet.row_dimensions[first].height = max(20.0, 13.5 * lines + 6 - (height - 1) * 18)
        for row in range(first + 1, first + height):
            self.sheet.row_dimensions[row].height = 18
        for column in range(2, 8) if height > 1 else ():
            self.sheet.merge_cells(
                start_row=first, end_row=first + height - 1, start_column=column, end_column=column
            )
        self.rule(first + height - 1)
        self.row += height

    def _result(self, function: Function) -> tuple[str, Rows]:
        """The example's text and its live answer."""
        if function.formula is None:
            self.put(self.row, 7, "公式写不出；在 Python、加载项里可用", wrap=True, ink=theme.MUTED)
            self.put(self.row, 8, "No formula says it; use Python or the add-ins", ink=theme.MUTED)
            return "", []
        examples = [(example, answer_cells(function, example)) for example in function.examples]
        example, answered = max(examples, key=lambda pair: len(pair[1]) > 1)
        call = call_text(function, example)
        self.put(self.row, 7, f"={call}", font=_CODE, size=9, wrap=True, literal=True)
        self.spill(self.row, 8, call, answered)
        each = function.result.number_format if function.result.reads == "number" else ""
        for r, line in enumerate(answered):
            for c, value in enumerate(line):
                cell = self.sheet.cell(self.row + r, 8 + c)
                wordy = isinstance(value, str) and value not in CODE_OF and len(value) > 6
                cell.alignment = Alignment(
                    horizontal="left" if wordy else "right", vertical="center", indent=int(wordy)
                )
                if isinstance(value, float):
                    cell.number_format = each or ("#,##0" if value.is_integer() else "#,##0.00##")
        return call, answered


class _Test(_Page):
    """The sheet that compares each documented example with its expected value."""

    headings = (
        ("序号", "No.", 6),
        ("函数", "Function", 19),
        ("公式", "Formula", 62),
        ("期望", "Expected", 24),
        ("实际", "Actual", 24),
        ("相对偏差", "Relative gap", 13),
        ("判定", "Verdict", 11),
    )

    def draw(self) -> None:
        """One row for each example; the verdict of all stands on top."""
        self.sheet.sheet_properties.tabColor = theme.TABS["result"]
        self.masthead("自检 Self-test", (f"{_TAKE_AWAY}{_NEEDS}", f"{_TAKE_AWAY_EN} {_NEEDS_EN}"))
        heading = self.row - 1
        first = self.first = self.row
        for function in lambdas.expressible():
            for example in function.examples:
                self._example(function, example)
        last = self.row - 1
        verdicts = f"{_at(first, 8)}:{_at(last, 8)}"
        self._verdict(1, 8, f'=IF(COUNTIF({verdicts},"PASS")=ROWS({verdicts}),"PASS","FAIL")', "PASS")
        self._verdict(
            1,
            7,
            f'=COUNTIF({verdicts},"PASS")&" / "&ROWS({verdicts})',
            f"{last - first + 1} / {last - first + 1}",
        )
        for words, ink, paper in (
            ("PASS", theme.PASS_INK, theme.PASS_PAPER),
            ("FAIL", theme.FAIL_INK, theme.FAIL_PAPER),
        ):
            for area, corner in ((verdicts, _at(first, 8)), ("H1", "H1")):
                style = DifferentialStyle(font=Font(color=ink, bold=True), fill=PatternFill(bgColor=paper))
                rule = Rule("expression", dxf=style, formula=[f'{corner}="{words}"'])
                self.sheet.conditional_formatting.add(area, rule)
        self.row = last
        self.printed(heading)

    def _verdict(self, row: int, column: int, formula: str, value: str) -> None:
        paper = theme.NAVY if row == 1 else ""
        ink = theme.PAPER if row == 1 else theme.INK
        self.put(row, column, formula, bold=True, side="center", ink=ink, paper=paper)
        self.values[_at(row, column)] = value

    def _example(self, function: Function, example: Example) -> None:
        row, call, expected = self.row, call_text(function, example), answer_cells(function, example)
        look: dict[str, Any] = {"side": "right", "font": _CODE, "size": 9}
        self.put(row, 2, row - self.first + 1, ink=theme.MUTED, side="center")
        self.put(row, 3, function.name, bold=True, ink=theme.NAVY, font=_CODE)
        self.put(row, 4, f"={call}", font=_CODE, size=9, wrap=True, literal=True)
        height, width = len(expected), len(expected[0])
        if height * width == 1:
            value = expected[0][0]
            self.put(row, 5, "" if value is None else value, **look)
            self.spill(row, 6, call, expected, **look)
            gap = f"XLF.GAP({_at(row, 6)},{_at(row, 5)})"
        else:
            size = f"{height} 行 × {width} 列"
            self.put(row, 5, size, **look)
            self.spill(row, 6, f'ROWS({call})&" 行 × "&COLUMNS({call})&" 列"', [[size]], **look)
            gap = f"XLF.GAP({call},{constant(expected)})"
        self.spill(row, 7, gap, [[0.0]], number_format="0.0E+00", **look)
        self._verdict(row, 8, f'=IF(IFERROR({_at(row, 7)},1)<={TOLERANCE},"PASS","FAIL")', "PASS")
        self.sheet.row_dimensions[row].height = max(18.0, 13 * lines_in(call, self.headings[2][2] * 0.88) + 5)
        self.rule(row)
        self.row += 1
