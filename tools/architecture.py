"""The page on the house in both languages, drawn from its rooms.

python -m tools.architecture .
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from tools.house import HOUSE, Room
from xl_fact.words import Lang, Words, say

PAGES: Final[tuple[tuple[Lang, str], ...]] = (("zh", "architecture.md"), ("en", "architecture.en.md"))

_TITLE: Final = Words("结构", "Architecture")
_OTHER: Final = Words("[English](architecture.en.md)", "[中文](architecture.md)")
_INTRO: Final = Words(
    "箭头从用的一方指向被用的一方，只朝下：谁也不引用站在它上面的，写在函数里面的引用也算。"
    "图与表由 `tools/house.py` 画出（`make docs`），`tests/test_architecture.py` 拿每一行源码来对。",
    "Arrows lead from who uses to what is used, downward only: nobody imports what stands above it, and an import inside a "
    "function counts. Picture and tables are drawn from `tools/house.py` by `make docs`; `tests/test_architecture.py` holds "
    "every line of the sources to it.",
)
_ROOMS: Final = Words("## 房间", "## The rooms")
_HEAD: Final = Words(
    "| 房间 | 做什么 | 可以引用 | 第三方 | 从不 |",
    "| room | what it is for | may import | libraries | never |",
)
_GROUND: Final = Words("地基", "the ground")
_WHERE: Final = Words("## 一样东西放哪里", "## Where a thing goes")
_THINGS: Final = Words(
    "| 加什么 | 写在哪里 | 其余自动跟上的 |",
    "| to add | goes into | what follows by itself |",
)
THINGS: Final = (
    (
        Words("一个函数", "a function"),
        Words(
            "`core/` 的一个家族文件：带 `@spreadsheet_function` 的函数，双语 docstring 里写例子",
            "a family's file in `core/`: a function with `@spreadsheet_function`, docstring in both languages, with examples",
        ),
        Words(
            "Python、Excel、LAMBDA、LibreOffice、提示、手册；每个例子在每一处都测",
            "Python, Excel, LAMBDA, LibreOffice, tooltips, the reference; every example is tested everywhere",
        ),
    ),
    (
        Words("一种导出", "a format"),
        Words(
            "`exports/formats/` 里一个 `.toml`（`xl-fact inspect` 给出草稿）",
            "one `.toml` in `exports/formats/` (`xl-fact inspect` drafts it)",
        ),
        Words(
            "识别、导入、对账、`docs/exports.md`；照它的表头编的文件自动进测试",
            "recognition, import, reconciliation, `docs/exports.en.md`; files invented by its headings are tested",
        ),
    ),
    (
        Words("一页", "a sheet"),
        Words(
            "`report/sections/` 里一个文件（表、图、它自己的句子），加上页的清单里一项",
            "one file in `report/sections/` (tables, charts, its own sentences) and its entry in the list of sheets",
        ),
        Words(
            "自带的模板、可填的名字、口径、校验、目录",
            "the house template, the names that can be filled, dictionary, checks, contents",
        ),
    ),
    (
        Words("一个指标", "a metric"),
        Words("`report/metrics.py` 里一行", "one line in `report/metrics.py`"),
        Words(
            "列、卡片、句子、口径、校验里的名字、格式与方向",
            "its name, kind and direction in columns, cards, sentences, dictionary and checks",
        ),
    ),
    (
        Words("函数出现的新地方", "a surface"),
        Words(
            "`surfaces/` 里一个文件夹，`tools/house.py` 里一个房间，`tests/surfaces/hosts.py` 里怎样问它",
            "a folder in `surfaces/`, its room in `tools/house.py`, how to ask it in `tests/surfaces/hosts.py`",
        ),
        Words("全部函数；全部例子都在那里问一遍", "all functions; every example is asked there"),
    ),
    (
        Words("模板里的一种图", "a kind of chart"),
        Words("`drawing/charts.py` 里一个画法", "a way to draw it in `drawing/charts.py`"),
        Words("任何一页的 `Chart`", "the `Chart` of any sheet"),
    ),
    (
        Words("brand.toml 的一个设置", "a setting of brand.toml"),
        Words("`brand.py` 的一个字段", "a field in `brand.py`"),
        Words(
            "读法、相近的键；没有效果的设置过不了测试",
            "reading and the nearest key; a setting without effect fails a test",
        ),
    ),
    (
        Words("第三种语言", "a third language"),
        Words(
            "`words.py`：只有那里在语言之间选择；文字都成对写着，没有译文的显示英文",
            "`words.py`, the only place that chooses; texts stand in pairs, one without a translation shows English",
        ),
        Words("命令行、报告、手册", "command line, report, reference"),
    ),
)


def page(lang: Lang) -> str:
    """The page in one language, in Markdown."""
    return (
        "\n\n".join(
            [
                f"# {_TITLE.text(lang)}",
                _OTHER.text(lang),
                _INTRO.text(lang),
                _picture(lang),
                _ROOMS.text(lang),
                "\n".join(
                    [
                        _HEAD.text(lang),
                        "|---|---|---|---|---|",
                        *(_row(room, lang) for room in reversed(HOUSE)),
                    ]
                ),
                _WHERE.text(lang),
                "\n".join([_THINGS.text(lang), "|---|---|---|", *(_thing(thing, lang) for thing in THINGS)]),
            ]
        )
        + "\n"
    )


def _thing(thing: tuple[Words, ...], lang: Lang) -> str:
    return "| " + " | ".join(words.text(lang) for words in thing) + " |"


def _row(room: Room, lang: Lang) -> str:
    vows = say(lang, "；", "; ").join(never.what.text(lang) for never in room.never)
    cells = (
        f"`{room.name}`",
        room.what.text(lang),
        " ".join(f"`{name}`" for name in room.may) or "—",
        " ".join(room.libraries) or "—",
        vows or "—",
    )
    return "| " + " | ".join(cells) + " |"


def _picture(lang: Lang) -> str:
    """The rooms and their arrows as Mermaid; what follows from other arrows and the ground are left out."""
    direct = arrows()
    names = [room.name for room in HOUSE]
    ground = [name for name in names[: names.index("exports")] if name not in direct]
    lines = ["```mermaid", "flowchart TB"]
    lines += [f'  {_id(name)}["{name}"]' for name in direct]
    lines.append(f'  ground[("{_GROUND.text(lang)}: {" · ".join(ground)}")]')
    for name, below in direct.items():
        lines += [f"  {_id(name)} --> {_id(other)}" for other in below] or [f"  {_id(name)} --> ground"]
    return "\n".join([*lines, "```"])


def arrows() -> dict[str, list[str]]:
    """Whom each room of more than one file stands on directly: without the rooms that those stand on."""
    package = Path(__file__).resolve().parents[1] / "xl_fact"
    folders = [room.name for room in HOUSE if (package / room.name).is_dir()] + ["monthly", "cli"]
    may: dict[str, set[str]] = {name: set() for name in folders}
    for room in HOUSE:
        top = room.name.partition(".")[0]
        if top in may:
            may[top] |= {name.partition(".")[0] for name in room.may} & set(folders) - {top}
    reach: dict[str, set[str]] = {}
    for name in sorted(folders, key=[room.name for room in HOUSE].index):
        reach[name] = may[name].union(*(reach[other] for other in may[name] if other in reach))
    return {
        name: sorted(may[name] - set().union(*(reach.get(other, set()) for other in may[name])))
        for name in reversed(reach)
    }


def _id(name: str) -> str:
    return name.replace(".", "_")


def write(root: Path) -> None:
    """Write the page in both languages."""
    for lang, name in PAGES:
        (root / "docs" / name).write_text(page(lang), "utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
