"""The pages of the function reference and the tables of the READMEs, rendered from the functions' own records.

python -m tools.reference            writes them into the project one stands in
python -m tools.reference --check    says which are stale
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from xl_fact.core.catalogue import FAMILIES, FUNCTIONS
from xl_fact.core.docstring import Example
from xl_fact.core.examples import answer_cells, call_text, constant, shown
from xl_fact.core.function import Function
from xl_fact.core.kinds import Rows
from xl_fact.errors import InputError
from xl_fact.surfaces.help import EXAMPLES, RETURNED, WARNING, accepted, conditions, kind, required, returned
from xl_fact.words import LANGUAGES, Lang, Words, say

INDEX: Final = "README.md"

FOLDER: Final = "docs/reference"

READMES: Final = ("README.md", "README.en.md")

BEGIN: Final = "<!-- functions:begin -->"

END: Final = "<!-- functions:end -->"

_NAME: Final = re.compile(r"\b[A-Z][A-Z_]{2,}\b")

_SYNTAX = Words("语法", "Syntax")

_ARGUMENTS = Words("参数", "Arguments")

_ERRORS = Words("出错的情形", "Error conditions")

_DETAILS = Words("说明", "Details")

_FORMULA = Words("等价的原生公式", "As a native formula")

_FIGURE = Words("只取一格", "One figure of the table")

_ALSO = Words("另见", "See also")

_REFERENCES = Words("出处", "References")

_TITLE = Words("函数参考", "Function reference")

_GENERATED = Words(
    "<!-- 由 xl_fact/core 里的声明生成；请改声明，不要改本页。 -->",
    "<!-- Generated from the declarations in xl_fact/core; change it there. -->",
)

_NO_FORMULA = Words(
    "公式写不出来：在 Python 和加载项里可用，没有命名 LAMBDA。",
    "No formula says it: it works in Python and in the add-ins, not as a named LAMBDA.",
)

_LONG = Words(
    "太长，不在此列出；`xl-fact functions --workbook 文件` 把它写成命名 LAMBDA。",
    "Too long to read here; `xl-fact functions --workbook FILE` writes it as a named LAMBDA.",
)

READABLE: Final = 400
"""Longest formula that a page shows."""


# ---------------------------------------------------------------- pages
def page(function: Function, lang: Lang) -> str:
    """The reference page of a function, in Markdown.

    Parameters
    ----------
    function : Function
        Its record.
    lang : {"zh", "en"}
        The language of the page.
    """
    other = say(lang, "en", "zh")
    doc = function.doc
    title = say(lang, f"{function.name} {function.zh}", function.name)
    family = say(lang, FAMILIES[function.family], function.family)
    switch = say(lang, "English", "中文")
    parts = [
        _GENERATED.text(lang),
        f"# {title}",
        f"[{_TITLE.text(lang)}]({INDEX}) · {family} · [{switch}](../{other}/{function.name}.md)",
        _alias(function, lang),
        doc.summary.text(lang),
        _section(_SYNTAX, lang, f"```\n={function.syntax}\n```\n\n{_python(function, lang)}"),
        _section(_ARGUMENTS, lang, _argument_table(function, lang)),
        _section(RETURNED, lang, returned(function, lang)),
        _section(_ERRORS, lang, "\n".join(f"- {line}" for line in conditions(function, lang))),
    ]
    details = filter(None, (doc.details.text(lang), doc.notes.text(lang)))
    parts.append(_section(_DETAILS, lang, "\n\n".join(details)))
    parts.append(_section(WARNING, lang, _quoted(doc.warnings.text(lang))))
    parts.append(_section(_FORMULA, lang, _native(function, lang)))
    parts.append(_section(EXAMPLES, lang, _example_parts(function)))
    parts.append(_section(_FIGURE, lang, _one_figure(function, lang)))
    parts.append(_section(_ALSO, lang, _links(related(function), lang)))
    parts.append(
        _section(_REFERENCES, lang, doc.references.text(lang) or doc.references.en or doc.references.zh)
    )
    return "\n\n".join(filter(None, parts)) + "\n"


def _alias(function: Function, lang: Lang) -> str:
    """Whose other name it is."""
    if function.alias_of is None:
        return ""
    link = f"[{function.alias_of}]({function.alias_of}.md)"
    return say(lang, f"{link} 的另一个名字。", f"Another name of {link}.")


def _section(heading: Words, lang: Lang, body: str) -> str:
    return f"## {heading.text(lang)}\n\n{body}" if body else ""


def _python(function: Function, lang: Lang) -> str:
    names = ", ".join(f"{p.name}={p.default!r}" if p.optional else p.name for p in function.parameters)
    said = say(lang, "Python：", "Python: ")
    return f"{said}`xl_fact.{function.python_name}({names})`"


def _argument_table(function: Function, lang: Lang) -> str:
    heading = say(
        lang,
        ("参数", "类型", "必填？", "空白", "含义"),
        ("Argument", "Kind", "Required?", "Blank", "Meaning"),
    )
    lines = [
        (f"`{p.name}`", kind(p, lang), required(p, lang), p.blank_text(lang), p.prose.text(lang))
        for p in function.parameters
    ]
    words = "\n".join(f"- {line}" for p in function.parameters for line in accepted(p, lang))
    return "\n\n".join(filter(None, [table([heading, *lines]), words]))


def _native(function: Function, lang: Lang) -> str:
    """The formula that says the same, where it can be read."""
    if function.formula is None:
        return _NO_FORMULA.text(lang)
    if len(function.formula) > READABLE or "XLF." in function.formula:
        return _LONG.text(lang)
    return f"```\n={function.formula}\n```"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _one_figure(function: Function, lang: Lang) -> str:
    """How to take one figure out of a table: by `part`, which fills down, or by INDEX."""
    if function.shape != "table":
        return ""
    example = function.examples[0]
    whole = answer_cells(function, example)
    heads = function.heading or tuple(str(cell) for cell in whole[0])
    body = whole if function.heading else whole[1:]
    row, column = (0, 1) if len(heads) > 1 else (0, 0)
    several = len(body) > 1
    name = shown(body[row][0])
    part = f"{name}/{heads[column]}" if several else heads[column]
    told = [*(constant(argument) for argument in example.arguments)]
    told += [""] * (len(function.own) - len(told)) + [f'"{part}"']
    call = f"={function.name}({','.join(told)})"
    place = f"{row + 1 + (0 if function.heading else 1)},{column + 1}"
    index = f"=INDEX({call_text(function, example)},{place})"
    lead = say(
        lang,
        "参数 `part` 只取一格，可向下填充（Calc 里一格也够）；INDEX 按行号、列号取：",
        "The argument `part` takes one figure and fills down a list; INDEX takes it by row and column:",
    )
    spoken = say(lang, heads, tuple(function.words.get(head, head) for head in heads))
    columns = say(lang, f"列名：{'、'.join(spoken)}。", f"Columns: {', '.join(spoken)}.")
    return f"{lead}\n\n```\n{call}\n{index}\n```\n\n→ `{shown(body[row][column])}`\n\n{columns}"


def _example_parts(function: Function) -> str:
    return "\n\n".join(_example(function, example) for example in function.examples)


def _example(function: Function, example: Example) -> str:
    answered = answer_cells(function, example)
    call = f"```\n={call_text(function, example)}\n```"
    if len(answered) * len(answered[0]) == 1:
        return f"{call}\n\n→ `{shown(answered[0][0])}`"
    return f"{call}\n\n{grid(answered)}"


def grid(rows: Rows) -> str:
    """Cells as a Markdown table, with the letters of the columns for a heading."""
    letters = [chr(ord("A") + i) for i in range(len(rows[0]))]
    return table([letters, *([shown(cell) for cell in row] for row in rows)])


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a Markdown table; the first is its heading.

    Examples
    --------
    >>> print(table([["a", "b"], ["1", "x|y"]]))
    | a | b |
    |---|---|
    | 1 | x\\|y |
    """
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def related(function: Function) -> list[Function]:
    """The functions that a page names, then the rest of the family."""
    doc = function.doc
    text = " ".join(
        side.en + " " + side.zh for side in (doc.summary, doc.details, doc.warnings, doc.notes)
    ) + " ".join(p.prose.en for p in function.parameters)
    named = [FUNCTIONS[name] for name in dict.fromkeys(_NAME.findall(text)) if name in FUNCTIONS]
    family = [f for f in FUNCTIONS.values() if f.family == function.family]
    return [f for f in dict.fromkeys([*named, *family]) if f is not function]


def _links(functions: Iterable[Function], lang: Lang) -> str:
    return " · ".join(f"[{f.name}]({f.name}.md)" for f in functions)


def index(lang: Lang) -> str:
    """The index page of a language."""
    other, switch = say(lang, ("en", "English"), ("zh", "中文"))
    lead = Words(
        "每个函数在 Excel、不装任何东西的 Excel 365、LibreOffice 与 Python 里都一样用；"
        "各处的[差别](../../differences.md)由测试量出。",
        "Every function works in Excel, Excel 365 with nothing installed, LibreOffice and Python; "
        "[differences](../../differences.md) between them are measured.",
    )
    parts = [
        _GENERATED.text(lang),
        f"# {_TITLE.text(lang)}",
        f"[{switch}](../{other}/{INDEX})",
        lead.text(lang),
    ]
    heading = say(lang, ("函数", "中文名", "含义"), ("Function", "Chinese name", "Meaning"))
    for english, chinese in FAMILIES.items():
        lines = [
            (f"[`{f.syntax}`]({f.name}.md)", f.zh, f.doc.summary.text(lang))
            for f in FUNCTIONS.values()
            if f.family == english
        ]
        parts += [f"## {say(lang, chinese, english)}", table([heading, *lines])]
    return "\n\n".join(parts) + "\n"


def readme_table(lang: Lang) -> str:
    """The README's table: families and their functions, each linked to its page."""
    heading = say(lang, ("家族", "函数"), ("Family", "Functions"))
    lines = []
    for english, chinese in FAMILIES.items():
        functions = [f for f in FUNCTIONS.values() if f.family == english]
        links = [f"[`{f.name}`]({FOLDER}/{lang}/{f.name}.md)" + say(lang, f" {f.zh}", "") for f in functions]
        lines.append((say(lang, chinese, english), " · ".join(links)))
    count = len(FUNCTIONS)
    more = Words(
        f"共 {count} 个函数；[函数参考]({FOLDER}/zh/{INDEX})每个一页，`xl-fact functions 名称` 在终端里看。",
        f"{count} functions; the [reference]({FOLDER}/en/{INDEX}) has a page for each, "
        "`xl-fact functions NAME` prints it.",
    )
    return f"{table([heading, *lines])}\n\n{more.text(lang)}"


# ---------------------------------------------------------------- files
def pages() -> dict[str, str]:
    """Every file of the reference by its path in the folder."""
    found = {}
    for lang in LANGUAGES:
        found[f"{lang}/{INDEX}"] = index(lang)
        found |= {f"{lang}/{f.name}.md": page(f, lang) for f in FUNCTIONS.values()}
    return found


def with_table(readme: str, lang: Lang) -> str:
    """A README's text with a fresh table between its markers.

    Raises
    ------
    InputError
        When the markers are missing.
    """
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise InputError(
            f"没有标记 {BEGIN} 与 {END}，函数表无处可放", f"the markers {BEGIN} and {END} are missing"
        )
    return f"{before}{BEGIN}\n{readme_table(lang)}\n{END}{after}"


def write_reference(folder: Path, readmes: Iterable[Path] = ()) -> list[Path]:
    """Write the pages and the READMEs' tables.

    Parameters
    ----------
    folder : Path
        Where the pages go, in a folder for each language; pages of functions that are gone are removed.
    readmes : iterable of Path
        READMEs with markers; one named ``….en.md`` is English.

    Returns
    -------
    list of Path
        The files that changed.
    """
    wanted = _wanted(folder, readmes)
    changed = [path for path, text in wanted.items() if _text(path) != text]
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], "utf-8", newline="\n")
    for path in _surplus(folder, wanted):
        path.unlink()
        changed.append(path)
    return changed


def stale(folder: Path, readmes: Iterable[Path] = ()) -> list[Path]:
    """The files that `write_reference` would change: missing, out of date or of functions that are gone."""
    wanted = _wanted(folder, readmes)
    return [path for path, text in wanted.items() if _text(path) != text] + _surplus(folder, wanted)


def _wanted(folder: Path, readmes: Iterable[Path]) -> dict[Path, str]:
    wanted = {folder / name: text for name, text in pages().items()}
    for readme in readmes:
        lang: Lang = "en" if readme.name.endswith(".en.md") else "zh"
        wanted[readme] = with_table(readme.read_text("utf-8"), lang)
    return wanted


def _surplus(folder: Path, wanted: Iterable[Path]) -> list[Path]:
    known = set(wanted)
    return [path for lang in LANGUAGES for path in sorted((folder / lang).glob("*.md")) if path not in known]


def _text(path: Path) -> str | None:
    return path.read_text("utf-8") if path.is_file() else None


def main(arguments: Sequence[str]) -> int:
    """Write the reference into the folder of the project one stands in, or check it."""
    readmes = [Path(name) for name in READMES]
    if "--check" in arguments:
        old = stale(Path(FOLDER), readmes)
        for path in old:
            print(f"stale: {path}")
        print("make docs writes them anew" if old else "the reference is up to date")
        return int(bool(old))
    for path in write_reference(Path(FOLDER), readmes):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
