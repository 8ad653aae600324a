"""The house as data: its rooms from the ground up, what each is for, whom it may import and what it never does.

`tests/test_architecture.py` holds the sources to it, `tools.architecture` draws the page on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from xl_fact.words import Words


@dataclass(frozen=True)
class Never:
    """What a room never does, and how one sees it in its sources.

    Attributes
    ----------
    what : Words
        In words.
    imports : tuple of str
        Modules and libraries that it doesn't import, not even inside a function.
    calls : tuple of str
        Functions that it doesn't call, by the end of their dotted name.
    texts : str
        A pattern that none of its texts is, as a whole.
    but : tuple of str
        The modules of the room for which it doesn't hold.
    """

    what: Words
    imports: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    texts: str = ""
    but: tuple[str, ...] = ()


@dataclass(frozen=True)
class Room:
    """A package or a module of `xl_fact`.

    Attributes
    ----------
    name : str
        Its dotted name within the package.
    what : Words
        What it is for.
    may : tuple of str
        What it may import of ours: rooms before it in `HOUSE`, or modules of them.
    libraries : tuple of str
        What it may import of others.
    never : tuple of Never
    """

    name: str
    what: Words
    may: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    never: tuple[Never, ...] = ()


IMPURE: Final = tuple(
    "asyncio http io logging multiprocessing os pathlib random secrets shutil socket subprocess tempfile "
    "threading time urllib uuid".split()
)
_COLOUR: Final = "[0-9A-F]{6}"
_WRITES: Final = ("write_text", "write_bytes", "save_atomically", "replace_file", "os.replace")
_BASE: Final = ("words", "texts", "errors")

HOUSE: Final = (
    Room("words", Words("一段话的两种语言", "one text in two languages")),
    Room(
        "texts",
        Words("文字有多宽、两个表头是否相同", "how wide a text is, whether two headings are the same"),
    ),
    Room("errors", Words("给人看的错误", "errors that people read"), ("words",)),
    Room("steps", Words("长任务的步骤", "the steps of a long job")),
    Room(
        "seal",
        Words("自己写的、之后没人改过的文件，认得出", "what was written here and not changed since is known"),
    ),
    Room(
        "saving",
        Words(
            "文件要么整个写好，要么不动；别人的不覆盖",
            "a file whole or not at all; nothing of a person's overwritten",
        ),
        ("errors", "seal"),
    ),
    Room(
        "toml_file",
        Words("设置文件：错在哪一行，是不是那个键", "settings: the line that is wrong, the nearest key"),
        ("errors",),
    ),
    Room(
        "span",
        Words("报告的日子：月、周、任意几天", "the days of a report: a month, a week, any days"),
        ("words", "errors"),
    ),
    Room(
        "core",
        Words("函数：声明一次，处处同一个答案", "the functions: declared once, one answer everywhere"),
        ("words",),
        ("numpy",),
        (
            Never(
                Words(
                    "不碰文件、时钟、网络、随机数、Excel", "touches no file, clock, network, chance or Excel"
                ),
                IMPURE,
                ("open", "print", "input", "datetime.now", "date.today"),
            ),
        ),
    ),
    Room(
        "brand",
        Words("brand.toml：品牌的设置", "brand.toml: a brand's settings"),
        ("words", "errors", "toml_file"),
    ),
    Room(
        "settings_file",
        Words("一份待填的 brand.toml", "a brand.toml to fill in"),
        ("words", "texts", "saving", "brand"),
    ),
    Room(
        "exports",
        Words(
            "平台导出 → 事实：tables/ 读表，formats/ 认格式，columns 事实有哪些列，facts 怎样求和",
            "exports → facts: tables/ reads, formats/ recognises, columns says what a fact has, facts sums",
        ),
        (*_BASE, "steps", "toml_file", "core"),
        ("numpy", "pandas", "pyarrow", "narwhals", "python_calamine", "openpyxl"),
        (
            Never(Words("不写文件", "writes no file"), ("xl_fact.saving",), _WRITES),
            Never(
                Words(
                    "不用 openpyxl 读，除了 calamine 读不了的工作簿，而且在子进程里",
                    "does not read with openpyxl, but for the workbook calamine can't, in a child process",
                ),
                ("openpyxl",),
                but=("exports.tables.parser",),
            ),
        ),
    ),
    Room(
        "store",
        Words(
            "事实表文件夹：导入、更正、撤回、发布", "the folder of facts: import, correct, withdraw, publish"
        ),
        ("words", "errors", "steps", "saving", "core", "brand", "exports"),
        ("numpy", "pandas", "pyarrow", "duckdb", "ibis"),
        (
            Never(
                Words("不自己读导出的单元格", "reads no cell of an export itself"),
                (
                    "python_calamine",
                    "openpyxl",
                    "csv",
                    "xl_fact.exports.tables.parser",
                    "xl_fact.exports.tables.read",
                ),
            ),
        ),
    ),
    Room(
        "engine",
        Words(
            "报告向事实提的问题，有名有姓；事实留在它所在的引擎里",
            "the questions that a report asks of facts, by name; the facts stay in their engine",
        ),
        ("words", "errors", "core", "exports"),
        ("numpy", "pandas", "narwhals"),
    ),
    Room(
        "workbook",
        Words(
            "一个人的工作簿：读、改、移动、重算，其余一字不动",
            "a person's workbook: read, edited, moved, calculated again, the rest left alone",
        ),
        ("core.error_values", "seal"),
        ("lxml", "openpyxl", "ironcalc"),
        (
            Never(
                Words("不知道报告、月份、颜色", "knows no report, no month, no colour"),
                ("xl_fact.report", "xl_fact.brand", "xl_fact.drawing"),
                texts=_COLOUR,
            ),
        ),
    ),
    Room(
        "report",
        Words(
            "说什么：metrics 每个指标一次，sections/ 每页一个文件，formula/ 单元格里的公式",
            "what is said: metrics each once, sections/ a file for each sheet, formula/ what stands in cells",
        ),
        (*_BASE, "span", "core", "brand", "exports", "engine", "workbook"),
        ("numpy",),
        (
            Never(
                Words("没有墨水：颜色、字体、openpyxl", "holds no ink: no colour, no font, no openpyxl"),
                ("openpyxl", "lxml", "xl_fact.drawing"),
                texts=_COLOUR,
            ),
            Never(
                Words("不碰事实表，只向 engine 提问", "does not touch the fact table, it asks engine"),
                ("pandas", "pyarrow", "xl_fact.exports.facts", "xl_fact.exports.columns", "xl_fact.store"),
            ),
        ),
    ),
    Room(
        "drawing",
        Words(
            "什么样子：theme 颜色，charts 图，tables 表，自带的模板",
            "how it looks: theme, charts, tables, the house template",
        ),
        ("words", "texts", "saving", "span", "workbook", "report"),
        ("openpyxl",),
        (
            Never(
                Words("不算一个数", "computes no figure"),
                ("numpy", "pandas", "xl_fact.core", "xl_fact.engine", "xl_fact.exports", "xl_fact.brand"),
            ),
        ),
    ),
    Room(
        "surfaces",
        Words("函数出现的地方，彼此不相识", "where the functions appear; none knows another"),
    ),
    Room(
        "surfaces.help",
        Words("终端里的函数说明", "a function's help in a terminal"),
        (*_BASE, "core"),
    ),
    Room(
        "surfaces.intellisense",
        Words("Excel 里打字时的提示", "tooltips while typing in Excel"),
        ("words", "core"),
    ),
    Room(
        "surfaces.lambdas",
        Words("不装任何东西的 Excel 365：命名 LAMBDA", "Excel 365 with nothing installed: named LAMBDAs"),
        ("words", "texts", "saving", "core", "workbook", "drawing.theme"),
        ("openpyxl",),
    ),
    Room(
        "surfaces.libreoffice",
        Words("LibreOffice 扩展", "the add-in of LibreOffice"),
        ("core",),
        ("com", "unohelper", "xlfact"),
    ),
    Room(
        "surfaces.xlwings_udf",
        Words("xlwings 的函数", "functions of xlwings"),
        ("core",),
        ("xlwings",),
    ),
    Room(
        "surfaces.javascript",
        Words(
            "WPS、Excel 网页版与 Mac、谷歌表格：同一份 JavaScript",
            "WPS, Excel on the web and the Mac, Google Sheets: one JavaScript",
        ),
        ("words", "errors", "saving", "core"),
        ("openpyxl",),
    ),
    Room("surfaces.vba", Words("Excel 加载项 .xlam", "the add-in of Excel"), ("errors", "core"), ()),
    Room(
        "filling",
        Words(
            "把报告填进工作簿：找位置、填、核对、写出",
            "a report put into a workbook: places, fill, check, write",
        ),
        ("words", "errors", "steps", "saving", "workbook", "report", "drawing", "surfaces.lambdas.names"),
        ("openpyxl",),
        (
            Never(
                Words("不读导出也不读事实", "reads neither exports nor facts"),
                ("pandas", "xl_fact.exports", "xl_fact.store", "xl_fact.engine"),
            ),
            Never(
                Words("不画图，不选颜色", "draws no chart, chooses no colour"),
                ("openpyxl.chart",),
                texts=_COLOUR,
            ),
        ),
    ),
    Room("pdf", Words("印成 PDF", "printed to a PDF"), ("errors", "saving")),
    Room(
        "picture",
        Words("第一页的图", "the first page as a picture"),
        ("errors", "pdf", "workbook"),
        ("numpy",),
    ),
    Room("brief", Words("三行话", "the month in three lines"), ("report", "texts", "words")),
    Room(
        "deck",
        Words("五页幻灯片", "five slides"),
        ("words", "errors", "span", "workbook", "report", "drawing.theme"),
        ("pptx",),
    ),
    Room(
        "demo",
        Words("编出来的导出，供试用", "invented exports to try it on"),
        ("words", "steps", "saving", "workbook.sealing"),
        ("numpy", "pandas"),
    ),
    Room(
        "whose",
        Words(
            "这些导出是谁的、哪个月的：文件和旁边的设置说的",
            "whose exports they are, and of which month: as the files and the settings beside them say",
        ),
        ("words", "errors", "brand", "exports"),
    ),
    Room(
        "monthly",
        Words("每月一次，从头到尾", "the monthly job from end to end"),
        (
            "words",
            "errors",
            "saving",
            "steps",
            "span",
            "core",
            "brand",
            "exports",
            "store",
            "report",
            "filling",
            "pdf",
            "picture",
            "brief",
            "deck",
            "demo",
            "whose",
        ),
        ("narwhals", "openpyxl", "pandas"),
    ),
    Room(
        "agency",
        Words(
            "所有品牌一次做完：谁该做、几个进程、做完的记录、索引",
            "every brand in one go: who is due, the processes, what is finished, the index",
        ),
        (
            "words",
            "texts",
            "errors",
            "steps",
            "seal",
            "saving",
            "span",
            "core.channels",
            "brand",
            "exports",
            "store",
            "workbook",
            "report",
            "drawing",
            "filling",
            "surfaces",
            "whose",
            "monthly",
        ),
    ),
    Room(
        "install",
        Words("装到 Excel、LibreOffice、WPS 里", "installs into Excel, LibreOffice and WPS"),
        ("words", "errors", "saving", "core", "surfaces"),
    ),
    Room(
        "doctor",
        Words("看看装得好不好", "says whether it is installed well"),
        ("words", "errors", "core", "surfaces", "install"),
    ),
    Room("bar", Words("进度条", "the bar"), ("words", "steps"), ("rich",)),
    Room(
        "__init__",
        Words(
            "Python 里的名字：每个函数，读、算、写",
            "the names in Python: every function, and read, build, write",
        ),
        ("core", "brand", "exports", "report", "filling"),
    ),
    Room(
        "app",
        Words(
            "本机的页面：拖导出、看月报，不用终端；读和写都在它的子进程里，与命令行同一套",
            "the local page: drop exports, see the report; its child process reads and writes as the command does",
        ),
        (
            "words",
            "errors",
            "steps",
            "saving",
            "span",
            "core",
            "brand",
            "settings_file",
            "exports",
            "store",
            "workbook",
            "report",
            "drawing",
            "surfaces",
            "filling",
            "pdf",
            "whose",
            "monthly",
            "__init__",
        ),
        ("starlette", "uvicorn", "jinja2", "tomlkit"),
        (
            Never(
                Words("不算一个数", "computes no figure"),
                ("numpy", "pandas", "xl_fact.engine"),
            ),
        ),
    ),
    Room(
        "usage",
        Words(
            "命令行认不得的词，用中文或英文说清",
            "words the command line doesn't know, said in either language",
        ),
        ("words",),
        ("typer",),
    ),
    Room(
        "cli",
        Words("命令行：收参数，说结果", "the command line: takes arguments, says results"),
        (
            "words",
            "errors",
            "span",
            "__init__",
            "exports",
            "store",
            "drawing",
            "surfaces",
            "filling",
            "monthly",
            "agency",
            "install",
            "doctor",
            "bar",
            "usage",
            "whose",
            "settings_file",
            "app",
        ),
        ("typer",),
    ),
    Room(
        "udfs", Words("Excel 导入的模块", "the module that Excel imports"), ("core", "surfaces.xlwings_udf")
    ),
    Room("__main__", Words("xl-fact 命令", "the command xl-fact"), ("steps", "cli")),
)
"""From the ground up: whoever stands later may import earlier ones, if it names them."""
