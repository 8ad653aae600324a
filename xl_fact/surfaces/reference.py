"""The reference: one Markdown page per function in both languages, the README's table, the terminal's help.

Everything here is rendered from the records. ``python -m xl_fact.surfaces.reference`` writes the pages
and the tables between ``<!-- functions:begin -->`` and ``<!-- functions:end -->`` of the READMEs;
with ``--check`` it says which of them are stale and ends with 1.
"""

from __future__ import annotations

import difflib
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, Literal

from xl_fact.core.catalogue import FAMILIES, FUNCTIONS
from xl_fact.core.docstring import Example, Prose
from xl_fact.core.examples import answer_cells, call_text, constant, shown
from xl_fact.core.function import Function, Parameter
from xl_fact.core.kinds import Rows
from xl_fact.errors import InputError

Lang = Literal["zh", "en"]
LANGUAGES: Final[tuple[Lang, ...]] = ("zh", "en")
INDEX: Final = "README.md"
FOLDER: Final = "docs/reference"
READMES: Final = ("README.md", "README.en.md")
BEGIN, END = "<!-- functions:begin -->", "<!-- functions:end -->"

_NAME: Final = re.compile(r"\b[A-Z][A-Z_]{2,}\b")
_SYNTAX = Prose("Syntax", "语法")
_ARGUMENTS = Prose("Arguments", "参数")
_RETURNED = Prose("Returned value", "返回值")
_ERRORS = Prose("Error conditions", "出错的情形")
_DETAILS = Prose("Details", "说明")
_WARNING = Prose("Warning", "注意")
_FORMULA = Prose("As a native formula", "等价的原生公式")
_EXAMPLES = Prose("Examples", "示例")
_FIGURE = Prose("One figure of the table", "只取一格")
_ALSO = Prose("See also", "另见")
_REFERENCES = Prose("References", "出处")
_TITLE = Prose("Function reference", "函数参考")
_GENERATED = Prose(
    "<!-- Generated from the declarations in xl_fact/core; change it there. -->",
    "<!-- 由 xl_fact/core 里的声明生成；请改声明，不要改本页。 -->",
)
_NO_FORMULA = Prose(
    "No formula says it: it works in Python and in the add-ins, not as a named LAMBDA.",
    "公式写不出来：在 Python 和加载项里可用，没有命名 LAMBDA。",
)
_LONG = Prose(
    "Too long to read here; `xl-fact functions --workbook FILE` writes it as a named LAMBDA.",
    "太长，不在此列出；`xl-fact functions --workbook 文件` 把它写成命名 LAMBDA。",
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
    other: Lang = "en" if lang == "zh" else "zh"
    doc = function.doc
    title = f"{function.name} {function.zh}" if lang == "zh" else function.name
    family = FAMILIES[function.family] if lang == "zh" else function.family
    switch = "English" if lang == "zh" else "中文"
    parts = [
        _GENERATED.text(lang),
        f"# {title}",
        f"[{_TITLE.text(lang)}]({INDEX}) · {family} · [{switch}](../{other}/{function.name}.md)",
        _alias(function, lang),
        doc.summary.text(lang),
        _section(_SYNTAX, lang, f"```\n={function.syntax}\n```\n\n{_python(function, lang)}"),
        _section(_ARGUMENTS, lang, _argument_table(function, lang)),
        _section(_RETURNED, lang, _returned(function, lang)),
        _section(_ERRORS, lang, "\n".join(f"- {line}" for line in conditions(function, lang))),
    ]
    details = filter(None, (doc.details.text(lang), doc.notes.text(lang)))
    parts.append(_section(_DETAILS, lang, "\n\n".join(details)))
    parts.append(_section(_WARNING, lang, _quoted(doc.warnings.text(lang))))
    parts.append(_section(_FORMULA, lang, _native(function, lang)))
    parts.append(_section(_EXAMPLES, lang, _example_parts(function)))
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
    return f"{link} 的另一个名字。" if lang == "zh" else f"Another name of {link}."


def _section(heading: Prose, lang: Lang, body: str) -> str:
    return f"## {heading.text(lang)}\n\n{body}" if body else ""


def _python(function: Function, lang: Lang) -> str:
    names = ", ".join(f"{p.name}={p.default!r}" if p.optional else p.name for p in function.parameters)
    said = "Python：" if lang == "zh" else "Python: "
    return f"{said}`xl_fact.{function.python_name}({names})`"


def _argument_table(function: Function, lang: Lang) -> str:
    heading = (
        ("参数", "类型", "必填？", "空白", "含义")
        if lang == "zh"
        else ("Argument", "Kind", "Required?", "Blank", "Meaning")
    )
    lines = [
        (f"`{p.name}`", kind(p, lang), required(p, lang), p.blank_text(lang), p.prose.text(lang))
        for p in function.parameters
    ]
    words = [f"- {line}" for p in function.parameters if p.words for line in accepted(p, lang)]
    return "\n\n".join([table([heading, *lines]), *(["\n".join(words)] if words else [])])


def accepted(parameter: Parameter, lang: Lang) -> Iterator[str]:
    """The words that an argument accepts, a line for each meaning, and what becomes of any other."""
    zh = lang == "zh"
    for group in parameter.words.groups if parameter.words else ():
        listed = ("、" if zh else ", ").join(group.words)
        yield (
            f"`{parameter.name}` {group.zh}：{listed}" if zh else f"`{parameter.name}`, {group.en}: {listed}"
        )
    if parameter.words:
        yield (
            f"`{parameter.name}` {parameter.words.zh}" if zh else f"`{parameter.name}`: {parameter.words.en}"
        )


def kind(parameter: Parameter, lang: Lang) -> str:
    """The kind of an argument in words, with its bounds where they are not in the name."""
    name = parameter.kind.zh if lang == "zh" else parameter.kind.name
    if lang == "en" and parameter.kind.rule:
        name += f" ({parameter.kind.rule})"
    if parameter.size:
        size = f"{parameter.size.rows} × {parameter.size.columns}"
        name += f"，{size} 区域" if lang == "zh" else f", a range of {size}"
    elif parameter.column:
        name += "，整列" if lang == "zh" else " column"
    return name


def required(parameter: Parameter, lang: Lang) -> str:
    """Whether an argument must be given, and what stands for it otherwise."""
    if not parameter.optional:
        return "必填" if lang == "zh" else "required"
    default = parameter.default
    if default is None or default == "":
        return "可不填" if lang == "zh" else "optional"
    value = shown(default if isinstance(default, str) else float(default))
    return f"可不填，默认 {value}" if lang == "zh" else f"optional, {value} by default"


def _native(function: Function, lang: Lang) -> str:
    """The formula that says the same, where it can be read."""
    if function.formula is None:
        return _NO_FORMULA.text(lang)
    if len(function.formula) > READABLE or "XLF." in function.formula:
        return _LONG.text(lang)
    return f"```\n={function.formula}\n```"


def _returned(function: Function, lang: Lang) -> str:
    result = function.result.zh if lang == "zh" else function.result.name
    returns = function.doc.returns
    prose = (returns.prose.text(lang) or returns.prose.en) if returns else ""
    return f"**{result}** — {prose}" if prose else f"**{result}**"


def conditions(function: Function, lang: Lang) -> Iterator[str]:
    """When a cell shows an error or nothing, from the kinds of the arguments."""
    zh = lang == "zh"
    numeric = [p for p in function.parameters if p.kind.reads == "number"]
    for mode in dict.fromkeys(p.blank_text(lang) for p in function.parameters):
        listed = [f"`{p.name}`" for p in function.parameters if p.blank_text(lang) == mode]
        yield f"{'、'.join(listed)} {mode}。" if zh else f"{', '.join(listed)}: {mode}."
    yield (
        "“--”、null、无 之类的缺失标记与空白相同。"
        if zh
        else 'A marker of a missing value ("--", null, n/a) is a blank.'
    )
    yield (
        "参数里有错误值，得同一错误；几个参数各有问题（错误值、读不成数、超出范围）时，以排在前面的参数为准。"
        if zh
        else "An error among the arguments is passed on; where several are errors, no numbers or out of bounds, the first "
        "of them decides."
    )
    if numeric:
        yield (
            "`#VALUE!`：文字读不成数，或是 TRUE/FALSE（“1.2万”“￥3,000”“12.5%”和全角数字读得成；"
            "区间“7.5w~10w”取中值，要取低值、高值请用 CN_NUMBER）。"
            if zh
            else '`#VALUE!` for text that is no number and for TRUE or FALSE ("1.2万", "￥3,000", "12.5%" are read, of a '
            'range "7.5w~10w" its middle; CN_NUMBER takes either bound).'
        )
    bounds = [f"`{p.name}` {_outside(p, zh)}" for p in numeric if p.kind.bounded]
    if bounds:
        yield ("`#NUM!`：" + "；".join(bounds) + "。") if zh else "`#NUM!` where " + ", ".join(bounds) + "."
    for hint in dict.fromkeys(p.kind.zh_hint if zh else p.kind.en_hint for p in numeric):
        if hint:
            above = [f"`{p.name}`" for p in numeric if (p.kind.zh_hint if zh else p.kind.en_hint) == hint]
            yield f"{'、'.join(above)} 大于 1：{hint}。" if zh else f"{', '.join(above)} above 1: {hint}."
    result = function.result
    if result.reads == "number" and result.high != float("inf"):
        yield (
            f"`#NUM!`：答案 < {result.low:g} 或 > {result.high:g}。"
            if zh
            else f"`#NUM!` where the answer is < {result.low:g} or > {result.high:g}."
        )
    if function.shape == "each":
        yield "区域里一行出错，只坏一行。" if zh else "In a range one bad row spoils one row."
    if len(function.parameters) > 1:
        if function.shape == "each":
            yield (
                "`#VALUE!`：各区域大小对不上（单格、单行、单列可配任何大小）。"
                if zh
                else "`#VALUE!` where the ranges differ in size and don't broadcast (one cell, row or column does)."
            )
        elif sum(p.column and p.size is None for p in function.parameters) > 1:
            yield "`#VALUE!`：各列长短不一。" if zh else "`#VALUE!` where the columns differ in length."
    if any(p.column and p.kind.reads == "number" and p.size is None for p in function.parameters):
        yield ("首行全是文字时当作表头略过。" if zh else "A first row of words is passed over as a heading.")
    for p in function.parameters:
        if p.size:
            size = f"{p.size.rows} × {p.size.columns}"
            yield (
                f"`#VALUE!`：`{p.name}` 不是 {size}。" if zh else f"`#VALUE!` where `{p.name}` is not {size}."
            )


def _outside(p: Parameter, zh: bool) -> str:
    """The numbers that a kind doesn't allow."""
    low, high = p.kind.low, p.kind.high
    below, above = f"< {low:g}", f"> {high:g}"
    if low == -float("inf"):
        return above
    if high == float("inf"):
        return below
    return f"{below} 或 {above}" if zh else f"{below} or {above}"


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
    lead = (
        "参数 `part` 只取一格，可向下填充（Calc 里一格也够）；INDEX 按行号、列号取："
        if lang == "zh"
        else "The argument `part` takes one figure and fills down a list; INDEX takes it by row and column:"
    )
    spoken = heads if lang == "zh" else tuple(function.words.get(head, head) for head in heads)
    columns = f"列名：{'、'.join(spoken)}。" if lang == "zh" else f"Columns: {', '.join(spoken)}."
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
    other, switch = ("en", "English") if lang == "zh" else ("zh", "中文")
    lead = Prose(
        "Every function works in Excel, Excel 365 with nothing installed, LibreOffice and Python; "
        "[differences](../../differences.md) between them are measured.",
        "每个函数在 Excel、不装任何东西的 Excel 365、LibreOffice 与 Python 里都一样用；"
        "各处的[差别](../../differences.md)由测试量出。",
    )
    parts = [
        _GENERATED.text(lang),
        f"# {_TITLE.text(lang)}",
        f"[{switch}](../{other}/{INDEX})",
        lead.text(lang),
    ]
    heading = ("函数", "中文名", "含义") if lang == "zh" else ("Function", "Chinese name", "Meaning")
    for english, chinese in FAMILIES.items():
        lines = [
            (f"[`{f.syntax}`]({f.name}.md)", f.zh, f.doc.summary.text(lang))
            for f in FUNCTIONS.values()
            if f.family == english
        ]
        parts += [f"## {chinese if lang == 'zh' else english}", table([heading, *lines])]
    return "\n\n".join(parts) + "\n"


def readme_table(lang: Lang) -> str:
    """The README's table: families and their functions, each linked to its page."""
    heading = ("家族", "函数") if lang == "zh" else ("Family", "Functions")
    lines = []
    for english, chinese in FAMILIES.items():
        functions = [f for f in FUNCTIONS.values() if f.family == english]
        links = [
            f"[`{f.name}`]({FOLDER}/{lang}/{f.name}.md)" + (f" {f.zh}" if lang == "zh" else "")
            for f in functions
        ]
        lines.append((chinese if lang == "zh" else english, " · ".join(links)))
    count = len(FUNCTIONS)
    more = Prose(
        f"{count} functions; the [reference]({FOLDER}/en/{INDEX}) has a page for each, "
        "`xl-fact functions NAME` prints it.",
        f"共 {count} 个函数；[函数参考]({FOLDER}/zh/{INDEX})每个一页，`xl-fact functions 名称` 在终端里看。",
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


# ---------------------------------------------------------------- terminal
def render_list(lang: Lang) -> list[str]:
    """All functions, family by family, as lines for a terminal."""
    wide = max(len(name) for name in FUNCTIONS)
    lines = []
    for english, chinese in FAMILIES.items():
        lines += ["", chinese if lang == "zh" else english]
        for f in FUNCTIONS.values():
            if f.family == english:
                label = padded(f.zh, 20) if lang == "zh" else ""
                lines.append(f"  {f.name:<{wide}}  {label}{f.doc.summary.text(lang)}")
    last = Prose("xl-fact functions NAME shows one function", "xl-fact functions 名称：看某个函数的用法")
    return [*lines[1:], "", last.text(lang)]


def render_page(name: str, lang: Lang) -> list[str]:
    """The help of one function, as lines for a terminal.

    Parameters
    ----------
    name : str
        As typed in a cell or in Python, in any case; the Chinese name too.
    lang : {"zh", "en"}
        The language.

    Raises
    ------
    InputError
        When there is no such function; it says the nearest names.
    """
    function, doc = find(name), find(name).doc
    lines = [f"{function.name} {function.zh}", doc.summary.text(lang), "", f"  ={function.syntax}", ""]
    wide = max(len(p.name) for p in function.parameters)
    for p in function.parameters:
        left_out = f"{'；' if lang == 'zh' else '; '}{required(p, lang)}" if p.optional else ""
        lines.append(f"  {p.name:<{wide}}  {p.prose.text(lang)} [{kind(p, lang)}{left_out}]")
    lines += [f"  {line.replace('`', '')}" for p in function.parameters for line in accepted(p, lang)]
    lines += ["", f"{_RETURNED.text(lang)}  {_returned(function, lang).replace('**', '')}"]
    lines += [f"  {line.replace('`', '')}" for line in conditions(function, lang)]
    lines += [part for side in (doc.details, doc.notes) if (part := side.text(lang))]
    if doc.warnings.text(lang):
        lines.append(f"{_WARNING.text(lang)}  {doc.warnings.text(lang)}")
    lines += ["", _EXAMPLES.text(lang)]
    for example in function.examples:
        answered = answer_cells(function, example)
        if len(answered) * len(answered[0]) == 1:
            lines.append(f"  ={call_text(function, example)}  →  {shown(answered[0][0])}")
        else:
            lines.append(f"  ={call_text(function, example)}")
            lines += [f"    {line}" for line in aligned(answered)]
    return lines


def find(name: str) -> Function:
    """The function of a name.

    Raises
    ------
    InputError
        When there is none; it says the nearest names.
    """
    wanted = name.strip().lstrip("=").partition("(")[0].upper()
    for function in FUNCTIONS.values():
        if wanted in (function.name, function.zh.upper()):
            return function
    near = difflib.get_close_matches(wanted, FUNCTIONS, n=3, cutoff=0.6)
    near += [f.name for f in FUNCTIONS.values() if wanted and wanted in f.zh.upper() and f.name not in near]
    if not near:
        raise InputError(
            f"没有函数 {name}；xl-fact functions 列出全部",
            f"no function {name}; xl-fact functions lists them all",
        )
    raise InputError(
        f"没有函数 {name}；是不是 {'、'.join(near)}？",
        f"no function {name}. Did you mean {' or '.join(near)}?",
    )


def aligned(rows: Rows) -> list[str]:
    """Cells in columns for a terminal: numbers right, texts left, Chinese characters two wide.

    Examples
    --------
    >>> aligned([["阵地", "GMV"], ["F", 3000.0]])
    ['阵地  GMV', 'F     3000']
    """
    texts = [[_short(cell) for cell in row] for row in rows]
    wide = [max(map(width, column)) for column in zip(*texts, strict=True)]
    return ["  ".join(padded(text, w) for text, w in zip(line, wide, strict=True)).rstrip() for line in texts]


def _short(cell: float | str | None) -> str:
    return f"{cell:.10g}" if isinstance(cell, float) else shown(cell)


def width(text: str) -> int:
    """The columns of a terminal that a text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def padded(text: str, columns: int) -> str:
    """A text filled up with spaces to a width."""
    return text + " " * max(0, columns - width(text))


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
