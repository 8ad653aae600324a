"""The page on exports in both languages, drawn from the formats, the fact table and the limits themselves.

python -m tools.handbook .
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Final

from xl_fact.exports.columns import MEASURES, ROLES
from xl_fact.exports.formats.format import SHOP, Format, Layout, shipped
from xl_fact.exports.tables.guard import Limits
from xl_fact.words import Lang, say

PAGES: Final[tuple[tuple[Lang, str], ...]] = (("zh", "exports.md"), ("en", "exports.en.md"))

_PLATFORMS: Final = {"douyin": ("抖音", "Douyin"), "tiktok": ("TikTok Shop", "TikTok Shop")}

_SUMMED: Final = ("gmv_paid", "gmv_platform", "cost", "commission", "orders", "plays", "product_impressions")
"""The measures whose source of truth the page shows."""

_LIMITS: Final = {
    "file_mb": ("文件大小（MB）", "size of a file, MB"),
    "parts": ("工作簿里的部件数", "parts in a workbook"),
    "part_mb": ("一个部件解压后的大小（MB）", "size of a part when inflated, MB"),
    "ratio": ("压缩比（100 KB 以上）", "compression ratio, past 100 KB"),
    "cells": ("一张表铺开的单元格数", "cells that a sheet spans"),
    "memory_mb": ("解析进程的内存（MB）", "memory of the parser's process, MB"),
    "seconds": ("解析一个文件的秒数", "seconds for one file"),
}


_INTRO: Final = (
    "共 {count} 种。文件靠表头识别，文件名和工作表名只作参考；列可以换顺序，全角半角、大小写、空格、括号、币种后缀都不影响。"
    "不认识的文件，`xl-fact inspect 文件` 列出最接近的格式和缺的列。",
    "{count} of them. A file is known by its headings; the names of the file and its sheets only help. Columns may stand "
    "in any order; width, case, spaces, brackets and a currency at the end make no difference. For a file that is not "
    "known, `xl-fact inspect FILE` shows the nearest formats and the columns that are missing.",
)

_ONCE: Final = (
    "## 同一笔成交只算一次\n\n"
    "罗盘、千川、联盟说的常是同一笔成交。每种导出有自己的角色，每个度量按角色排先后，每个品牌、店铺、平台、月份只取最靠前的一种；"
    "其余的照样导入，只用来对账。人数不能相加，从不求和。",
    "## A sale counts once\n\n"
    "Compass, the ads and the alliance often tell of the same sale. Every export has a role, every measure names the roles it "
    "may be summed from, and for each brand, shop, platform and month the first one there is counts. The others are imported all "
    "the same, for reconciliation. People are never added up.",
)

_AGAIN: Final = (
    "## 重复、重叠、更正\n\n"
    "- 内容相同的文件只算一次，改了名字也一样。\n"
    "- 两份导出说到同一天（或同一场、同一单、同一条内容），以**保存时间较晚**的文件为准，与导入的先后无关；被取代的行会报出来。\n"
    "- 一行合计半个月的旧导出，被新导出从中间切开时，新文件不收，并说明原因：收下会重算，丢掉会漏算。\n"
    "- 已发布（`--freeze`）的月份有变动时，逐项列出变动前后的合计。\n"
    "- 导错了的文件，`xl-fact facts --forget 文件名` 去掉；曾被它取代过的文件会列出来，再导入一次就恢复。\n"
    "- 导入要么全部生效，要么一点不动：中途断电，下一次打开时先收尾或还原。",
    "## The same again, overlaps, corrections\n\n"
    "- Files of the same content count once, whatever their names.\n"
    "- Where two exports tell of the same day (or session, order, content), the file **saved last** counts, in whatever order "
    "they are imported; the rows it replaces are reported.\n"
    "- Where an older row sums a fortnight and a newer export cuts through it, the newer file is refused with the reason: taking "
    "it would count twice, dropping the row would lose some.\n"
    "- When a published month (`--freeze`) changes, its totals before and after are listed.\n"
    "- A file imported by mistake goes with `xl-fact facts --forget NAME`; files that may have lost rows to it are named, and "
    "come back whole when they are imported again.\n"
    "- An import takes effect whole or not at all; after a power cut the next run finishes or undoes it.",
)

_SHOPS: Final = (
    "## 几家店\n\n"
    "几家店的数相加，报告里并列（“店铺”页），平台合计也各店各核对。一行是哪家店的，依次看：导出自己写的（列"
    f"{'、'.join(SHOP)}）；`--shop 店名`；各店的导出放在以店名命名的文件夹里时，"
    "文件夹的名字（并排两个以上、以“店”“shop”“store”结尾的；别的名字只在看出是几家店时才用）。"
    "没有写店铺的行可能是任何一家的，与写了的合在一起取最靠前的一种，不相加。\n\n"
    "导出大多不写店铺，同一种导出、同一时段的两份，多半是后一份更正前一份。下面的情形不是更正：终端里会问，否则一行说明、"
    "退出码 2，什么也不改：\n\n"
    "- **像是两家店**：同一时段里，自营账号没有一个相同；没有自营账号就看商品，再看达人。只有一两个不算数，除非新的会"
    "整天取代旧的（那时两个就算，一个要在同样的三天里都卖过），而金额也对不上。只增不替的清单（场次、作品、商品）两边各要有三个以上。\n"
    "- 连账号、商品都没有的逐日数，五天以上没有一天相近，也不是同一个倍数。\n"
    "- 一份写了是哪家店，另一份没写，又看不出是不是同一家。\n"
    "- 两份写着两家店，账号却相同、金额却一样：会重复计算。\n\n"
    "有一半以上账号（商品、达人）相同，就是同一家店，照常以新的为准；看不出的也照常，并且会说。投放、订单、佣金、结算、"
    "大盘不这样判断：一家店有几个投放户，订单一单是一单。",
    "## Several shops\n\n"
    "Shops are added, stand side by side in the report (sheet Shops), and each is held against its own platform's total. Whose a "
    f"row is: what the export says (columns {', '.join(SHOP)}); else `--shop NAME`; else, when each shop's exports lie in a "
    "folder of its name, that name (two or more side by side that end with 店, shop or store; other names only where they "
    "are seen to be of several shops). Rows that don't say their shop may be of any: "
    "together with those that do, the first role there is counts, and nothing is added.\n\n"
    "Exports rarely name their shop, and of two of one kind and period the later usually corrects the earlier. These are no "
    "corrections; in a terminal you are asked, otherwise one line says so, the exit code is 2 and nothing changes:\n\n"
    "- **Two shops, it seems**: of the same days no own account is in both; without own accounts no product, else no creator. "
    "One or two prove nothing, unless the newer would replace whole days of the older (then two do, and one that sold on three "
    "of the same days) and the amounts differ too. Lists that are only added to (sessions, works, products) need three on each "
    "side.\n"
    "- Figures by day with neither accounts nor products, of five days or more none alike, and not all by one factor.\n"
    "- One says whose it is, the other doesn't, and nothing tells whether they are one shop.\n"
    "- They name two shops, but accounts and amounts are the same and would count twice.\n\n"
    "Where half of the accounts (products, creators) are the same it is one shop and the later counts as ever; so it does, and "
    "is said to, where nothing tells. Ads, orders, commissions, settlements and market figures are not judged: a shop has "
    "several accounts of ads, and an order stands for itself.",
)

_BOUNDS: Final = (
    "## 大小与安全\n\n"
    "导出一律当作不可信：先看再读，解析放在子进程里，宏、外链、DTD 一概不碰，文字永远是文字；手机号、地址、姓名等列不在"
    "允许之列，从不读入。\n\n"
    "长文件边读边写：1,000,000 行 CSV 导入占用约 0.6 GB 内存，10,000,000 行（2 GB）约 0.9 GB；.xlsx 的解析器要把整张表放进"
    "自己的进程，1,000,000 行 × 20 列约 2 GB。把事实读回来出报告时，所需月份整张放进内存：10,000,000 行约 3.6 GB。\n\n"
    "能读的文件：.xlsx、.xlsm、.xlsb、.ods、.xls、WPS 的 .et（里面是其中一种时）和分隔文本，看内容，不看后缀。小文件的解析进程"
    "最多用 1 GB 内存，更大的按文件大小放宽，直到下面的上限；Windows 上由作业对象限制，没有在 Windows 上试过。\n\n"
    ".xls、.xlsb、.ods 里的错误值（#REF! 之类）读出来与空格子一样，分不开：这类文件的对账里写着这一项无法核对；另存为 .xlsx "
    "再导入，错误值就逐列点数。\n\n"
    "分隔文本里比表头长或短的行不计入，逐行点名；引号不配对、分不清行的文件整个拒收；不合编码的字节和 NUL 略过并点名那一行。\n\n"
    "逗号和点的意思、日和月的先后，由整列的格子一起决定；决定不了就问：`--decimal point|comma`，或在文件名里写上期间。带时差的"
    "时间归到店铺自己的那一天：`brand.toml` 的 `timezone`，或 `import --timezone`。\n\n"
    "超过下面的上限就拒收，错误里会写明是哪一个：",
    "## Size and safety\n\n"
    "No export is trusted: it is looked over before it is read, parsed in a process of its own, macros, links "
    "and DTDs are left alone, text stays text. Telephone numbers, addresses and names are not among the columns "
    "that may be taken, so they never are.\n\n"
    "Long files are written while they are read: importing 1,000,000 rows of CSV takes about 0.6 GB of memory, "
    "10,000,000 rows (2 GB) about 0.9 GB. The parser of .xlsx holds a whole sheet in its own process: about 2 GB "
    "for 1,000,000 rows of 20 columns. When facts are read back for a report, the months it needs are in memory "
    "whole: about 3.6 GB for 10,000,000 rows.\n\n"
    "What can be read: .xlsx, .xlsm, .xlsb, .ods, .xls, the .et of WPS where it is one of these inside, and delimited "
    "text, by content, not by suffix. The parser of a small file may use 1 GB of memory, that of a larger one more "
    "by its size, up to the limit below; on Windows a job object bounds it, which has not been tried on Windows.\n\n"
    "Errors (#REF! …) of an .xls, .xlsb or .ods read as blank cells and can't be told from them: its proof says that this is "
    "not checked; saved as .xlsx, its errors are counted by column.\n\n"
    "Rows of delimited text that are longer or shorter than the headings are left out and named; a text whose quotes "
    "don't pair, so that its rows can't be told, is refused whole; bytes of another encoding and NULs are left out and "
    "their line named.\n\n"
    "What a comma and a point mean, and whether the day or the month comes first, all cells of a column decide; where "
    "they can't, you are asked: `--decimal point|comma`, or the period in the file's name. A time with an offset goes to "
    "the shop's own day: `timezone` of `brand.toml`, or `import --timezone`.\n\n"
    "Beyond these limits a file is refused, and the message names the limit:",
)

_PROVED: Final = (
    "## 导入时自己核对\n\n"
    "平台给的每个比率都由读到的数重新算一遍，按那一列显示的位数比较；合计行留作对照，必须等于各行之和；同一个键的行只算一次，"
    "数字不同就停下并指出两行；隐藏的表、没有数的格、不认识的词、搁置的行都报出来。"
    "结果在 `inspect`、`import` 和“校验”页的“来源对账”。"
    "只有整份读到、只算一次、与文件自己说的相符，才是通过；否则退出码 1。\n\n在真实导出上量得（复算一致 / 全部）：",
    "## Proved on import\n\n"
    "Every ratio that a platform gives is computed again from what was read, within the rounding that its column shows; total "
    "rows are kept as control and must equal the sum of their rows; rows of one key count once, and with other figures they "
    "stop the file, both rows named; hidden sheets, cells without a number, unknown words and rows set aside are told. It "
    "stands in `inspect`, in `import` and on the sheet Checks. A pass means: read whole, once, and equal to what the file "
    "says of itself; else the exit code is 1.\n\nMeasured on real exports (reproduced / all):",
)

_REPRODUCED: Final = (
    ["导出", "比率", "恒等关系", "合计行", "不能复算"],
    ["Export", "Ratios", "Identities", "Total rows", "Not computable"],
)

_DECLARED: Final = (
    ["导出", "声明的比率", "其中不能复算，因为"],
    ["Export", "Ratios declared", "Of them not computable, because"],
)

_OWN: Final = (
    "## 自己的格式\n\n"
    "`xl-fact format new 文件` 照着一个不认识的文件学它的格式：平台、币种、小数点、日期、合计行、哪几列认出一行，都从文件里看；"
    "每一列按列名、按列里的值、按文件自己的比率（能算出 ROI 的两列，就是它的分子分母）认。证明不了的才问：在终端里逐个问，"
    "否则列出来、什么也不写，用 `--set 列名=含义` 说明（`-` 是不取；`--yes` 不取其余说不清的列；"
    "`platform`、`currency`、`role` 也这样说）。"
    "然后在这个文件上读一遍，给出比率、合计和各项的和，存进自己的格式文件夹：Linux 是 `~/.local/share/xl-fact/formats`，"
    "macOS 是 `~/Library/Application Support/xl-fact/formats`，Windows 是 `%APPDATA%\\xl-fact\\formats`；"
    "环境变量 `XL_FACT_FORMATS` 换地方，`--formats 文件夹` 只用那个文件夹。里面的格式各命令自己会读。\n\n"
    "一种格式就是一个 TOML 文件，学来的可以再改；`xl-fact inspect 文件` 打印同样的草稿。所有写法在 "
    "`xl_fact/exports/formats/format.py` 开头，自带的格式在 `xl_fact/exports/formats/`。",
    "## A format of your own\n\n"
    "`xl-fact format new FILE` learns the format of a file that is not known: platform, currency, decimal sign, days, total "
    "rows and the columns that tell a row from the others come from the file; each column is known by its name, by its cells, "
    "and by the file's own ratios (the two columns that give its ROI are what it is made of). Only what can't be proved is "
    "asked: on a terminal one by one, otherwise it is listed and nothing is written; say it with `--set heading=meaning` "
    "(`-` leaves a column out, `--yes` leaves out all that is open; `platform`, `currency` and `role` are said the same way). "
    "Then the file is read by it, its ratios, totals and sums are shown, and the format is kept in your own folder: "
    "`~/.local/share/xl-fact/formats` on Linux, `~/Library/Application Support/xl-fact/formats` on macOS, "
    "`%APPDATA%\\xl-fact\\formats` on Windows; the environment variable `XL_FACT_FORMATS` names another, `--formats FOLDER` "
    "uses that folder instead. Every command reads the formats there.\n\n"
    "A format is one TOML file, and what was learned may be changed; `xl-fact inspect FILE` prints the same draft. Everything "
    "that may stand in it is at the head of `xl_fact/exports/formats/format.py`; those that come along are in "
    "`xl_fact/exports/formats/`.",
)


def page(lang: Lang) -> str:
    """The page in one language."""
    known = shipped()
    parts = [
        say(lang, "# 平台导出", "# Exports of the platforms"),
        say(lang, "[English](exports.en.md)", "[中文](exports.md)"),
        say(lang, *_INTRO).format(count=len(known)),
        *(_platform(name, known, lang) for name in dict.fromkeys(format.platform for format in known)),
        say(lang, *_ONCE),
        _table(say(lang, ["度量", "先后"], ["Measure", "In this order"]), _truths(lang)),
        say(lang, *_AGAIN),
        say(lang, *_SHOPS),
        say(lang, *_BOUNDS),
        _table(say(lang, ["环境变量", "默认", "是什么"], ["Variable", "Default", "What"]), _limits(lang)),
        say(lang, *_PROVED),
        _table(say(lang, *_REPRODUCED), _reproduced(known, lang)),
        _table(say(lang, *_DECLARED), _declared(known, lang)),
        say(lang, *_OWN),
    ]
    return "\n\n".join(parts) + "\n"


def _platform(name: str, known: Iterable[Format], lang: Lang) -> str:
    """The exports of one platform."""
    heading = say(lang, *_PLATFORMS.get(name, ("其他", "Others")))
    titles = say(
        lang, ["导出", "说的是", "必需的列", "取哪些数"], ["Export", "Tells of", "Must have", "Measures"]
    )
    rows = [row for format in known if format.platform == name for row in _rows(format, lang)]
    return f"## {heading}\n\n" + _table(titles, rows)


def _rows(format: Format, lang: Lang) -> Iterable[Sequence[str]]:
    """A row for each sheet of a format that holds something."""
    name = say(lang, format.zh, format.en)
    for layout in format.layouts:
        if layout.nothing is not None:
            yield f"{name} [{layout.names[0]}]" if layout.names else name, say(lang, *layout.nothing), "", ""
            continue
        required = [
            say(lang, f"“{c.headings[0]}”", f"`{c.headings[0]}`") for c in layout.columns if c.required
        ]
        comma = say(lang, "、", ", ")
        yield (
            f"{name} [{layout.names[0]}]" if layout.names else name,
            say(lang, *ROLES[layout.role]),
            comma.join(required),
            comma.join(_measures(layout, lang)),
        )


def _reproduced(known: Iterable[Format], lang: Lang) -> Iterable[Sequence[str]]:
    """What was measured on real exports by tools/reproduced.py: ratios, identities, totals, what can't be computed."""
    names = {format.key: say(lang, format.zh, format.en) for format in known}
    for line in Path(__file__).with_name("reproduced.tsv").read_text("utf-8").splitlines():
        key, *cells = line.split("\t")
        yield names[key], *(cell.replace("0/0", "—") for cell in cells)


def _declared(known: Iterable[Format], lang: Lang) -> Iterable[Sequence[str]]:
    """How many ratios each format declares, and why some can't be computed."""
    for format in known:
        ratios = [ratio for layout in format.layouts for ratio in layout.ratios if ratio.headings]
        if ratios:
            why = dict.fromkeys(say(lang, *ratio.why) for ratio in ratios if ratio.formula is None)
            yield say(lang, format.zh, format.en), str(len(ratios)), say(lang, "；", "; ").join(why)


def _measures(layout: Layout, lang: Lang) -> list[str]:
    """The measures that a sheet can give."""
    columns = [
        *layout.columns,
        *(c for case in layout.cases for c in case.take),
        *(c for p in layout.parts for c in p.take),
    ]
    keys = dict.fromkeys(column.key for column in columns if column.key in MEASURES)
    return [say(lang, MEASURES[key].zh, MEASURES[key].en) for key in keys]


def _truths(lang: Lang) -> Iterable[Sequence[str]]:
    """Where each measure is summed from."""
    both = " + "
    for key in _SUMMED:
        measure = MEASURES[key]
        tiers = (both.join(say(lang, *ROLES[role]) for role in tier) for tier in measure.truth)
        yield say(lang, measure.zh, measure.en), " → ".join(tiers)


def _limits(lang: Lang) -> Iterable[Sequence[str]]:
    """The limits and how they are raised."""
    for field in fields(Limits):
        yield f"`XL_FACT_MAX_{field.name.upper()}`", f"{field.default:,}", say(lang, *_LIMITS[field.name])


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def renew(root: Path) -> None:
    """Write the page anew in both languages."""
    for lang, name in PAGES:
        (root / "docs" / name).write_text(page(lang), "utf-8")


if __name__ == "__main__":
    renew(Path(sys.argv[1]))
