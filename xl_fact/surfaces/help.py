"""What a function is and does, as lines for a terminal, from its own record."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterator

from xl_fact.core.catalogue import FAMILIES, FUNCTIONS
from xl_fact.core.examples import answer_cells, call_text, shown
from xl_fact.core.function import Function, Parameter
from xl_fact.core.kinds import Rows
from xl_fact.errors import InputError
from xl_fact.texts import padded, shown_length
from xl_fact.words import Lang, Words, say

RETURNED = Words("返回值", "Returned value")
WARNING = Words("注意", "Warning")
EXAMPLES = Words("示例", "Examples")


def kind(parameter: Parameter, lang: Lang) -> str:
    """The kind of an argument in words, with its bounds where they are not in the name."""
    name = say(lang, parameter.kind.zh, parameter.kind.name)
    if parameter.kind.rule:
        name += say(lang, "", f" ({parameter.kind.rule})")
    if parameter.size:
        size = f"{parameter.size.rows} × {parameter.size.columns}"
        name += say(lang, f"，{size} 区域", f", a range of {size}")
    elif parameter.column:
        name += say(lang, "，整列", " column")
    return name


def accepted(parameter: Parameter, lang: Lang) -> Iterator[str]:
    """The words that an argument accepts, a line for each meaning, and what becomes of any other."""
    if parameter.words is None:
        return
    for group in parameter.words.groups:
        listed = say(lang, "、", ", ").join(group.words)
        yield say(
            lang, f"`{parameter.name}` {group.zh}：{listed}", f"`{parameter.name}`, {group.en}: {listed}"
        )
    yield say(lang, f"`{parameter.name}` {parameter.words.zh}", f"`{parameter.name}`: {parameter.words.en}")


def required(parameter: Parameter, lang: Lang) -> str:
    """Whether an argument must be given, and what stands for it otherwise."""
    if not parameter.optional:
        return say(lang, "必填", "required")
    default = parameter.default
    if default is None or default == "":
        return say(lang, "可不填", "optional")
    value = shown(default if isinstance(default, str) else float(default))
    return say(lang, f"可不填，默认 {value}", f"optional, {value} by default")


def returned(function: Function, lang: Lang) -> str:
    """The kind of the answer, and what it is."""
    result = say(lang, function.result.zh, function.result.name)
    returns = function.doc.returns
    prose = (returns.prose.text(lang) or returns.prose.en) if returns else ""
    return f"**{result}** — {prose}" if prose else f"**{result}**"


def conditions(function: Function, lang: Lang) -> Iterator[str]:
    """When a cell shows an error or nothing, from the kinds of the arguments."""
    numeric = [p for p in function.parameters if p.kind.reads == "number"]
    comma = say(lang, "、", ", ")
    for mode in dict.fromkeys(p.blank_text(lang) for p in function.parameters):
        names = comma.join(f"`{p.name}`" for p in function.parameters if p.blank_text(lang) == mode)
        yield say(lang, f"{names} {mode}。", f"{names}: {mode}.")
    yield say(
        lang,
        "“--”、null、无 之类的缺失标记与空白相同。",
        'A marker of a missing value ("--", null, n/a) is a blank.',
    )
    yield say(
        lang,
        "参数里有错误值，得同一错误；几个参数各有问题（错误值、读不成数、超出范围）时，以排在前面的参数为准。",
        "An error among the arguments is passed on; where several are errors, no numbers or out of bounds, the first "
        "of them decides.",
    )
    if numeric:
        yield say(
            lang,
            "`#VALUE!`：文字读不成数，或是 TRUE/FALSE（“1.2万”“￥3,000”“12.5%”和全角数字读得成；"
            "区间“7.5w~10w”取中值，要取低值、高值请用 CN_NUMBER）。",
            '`#VALUE!` for text that is no number and for TRUE or FALSE ("1.2万", "￥3,000", "12.5%" are read, of a '
            'range "7.5w~10w" its middle; CN_NUMBER takes either bound).',
        )
    bounds = [f"`{p.name}` {_outside(p, lang)}" for p in numeric if p.kind.bounded]
    if bounds:
        yield say(lang, "`#NUM!`：" + "；".join(bounds) + "。", "`#NUM!` where " + ", ".join(bounds) + ".")
    hints = [(say(lang, p.kind.zh_hint, p.kind.en_hint), p.name) for p in numeric]
    for hint in dict.fromkeys(hint for hint, _ in hints if hint):
        above = comma.join(f"`{name}`" for said, name in hints if said == hint)
        yield say(lang, f"{above} 大于 1：{hint}。", f"{above} above 1: {hint}.")
    result = function.result
    if result.reads == "number" and result.high != float("inf"):
        yield say(
            lang,
            f"`#NUM!`：答案 < {result.low:g} 或 > {result.high:g}。",
            f"`#NUM!` where the answer is < {result.low:g} or > {result.high:g}.",
        )
    if function.shape == "each":
        yield say(lang, "区域里一行出错，只坏一行。", "In a range one bad row spoils one row.")
    if len(function.parameters) > 1:
        if function.shape == "each":
            yield say(
                lang,
                "`#VALUE!`：各区域大小对不上（单格、单行、单列可配任何大小）。",
                "`#VALUE!` where the ranges differ in size and don't broadcast (one cell, row or column does).",
            )
        elif sum(p.column and p.size is None for p in function.parameters) > 1:
            yield say(lang, "`#VALUE!`：各列长短不一。", "`#VALUE!` where the columns differ in length.")
    if any(p.column and p.kind.reads == "number" and p.size is None for p in function.parameters):
        yield say(lang, "首行全是文字时当作表头略过。", "A first row of words is passed over as a heading.")
    for p in function.parameters:
        if p.size:
            size = f"{p.size.rows} × {p.size.columns}"
            yield say(
                lang, f"`#VALUE!`：`{p.name}` 不是 {size}。", f"`#VALUE!` where `{p.name}` is not {size}."
            )


def _outside(p: Parameter, lang: Lang) -> str:
    """The numbers that a kind doesn't allow."""
    low, high = p.kind.low, p.kind.high
    below, above = f"< {low:g}", f"> {high:g}"
    if low == -float("inf"):
        return above
    if high == float("inf"):
        return below
    return say(lang, f"{below} 或 {above}", f"{below} or {above}")


# ---------------------------------------------------------------- terminal
def render_list(lang: Lang) -> list[str]:
    """All functions, family by family, as lines for a terminal."""
    wide = max(len(name) for name in FUNCTIONS)
    lines = []
    for english, chinese in FAMILIES.items():
        lines += ["", say(lang, chinese, english)]
        for f in FUNCTIONS.values():
            if f.family == english:
                label = say(lang, padded(f.zh, 20), "")
                lines.append(f"  {f.name:<{wide}}  {label}{f.doc.summary.text(lang)}")
    last = Words("xl-fact functions 名称：看某个函数的用法", "xl-fact functions NAME shows one function")
    return [*lines[1:], "", last.text(lang)]


def render_page(name: str, lang: Lang) -> list[str]:
    """The help of one function, as lines for a terminal.

    Parameters
    ----------
    name : str
        As typed in a cell, behind a namespace or in Python, in any case; the Chinese name too.
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
        left_out = f"{say(lang, '；', '; ')}{required(p, lang)}" if p.optional else ""
        lines.append(f"  {p.name:<{wide}}  {p.prose.text(lang)} [{kind(p, lang)}{left_out}]")
    lines += [f"  {line.replace('`', '')}" for p in function.parameters for line in accepted(p, lang)]
    lines += ["", f"{RETURNED.text(lang)}  {returned(function, lang).replace('**', '')}"]
    lines += [f"  {line.replace('`', '')}" for line in conditions(function, lang)]
    lines += [part for side in (doc.details, doc.notes) if (part := side.text(lang))]
    if doc.warnings.text(lang):
        lines.append(f"{WARNING.text(lang)}  {doc.warnings.text(lang)}")
    lines += ["", EXAMPLES.text(lang)]
    for example in function.examples:
        answered = answer_cells(function, example)
        if len(answered) * len(answered[0]) == 1:
            lines.append(f"  ={call_text(function, example)}  →  {shown(answered[0][0])}")
        else:
            lines.append(f"  ={call_text(function, example)}")
            lines += [f"    {line}" for line in aligned(answered)]
    return lines


def find(name: str) -> Function:
    """The function of a name: as a cell, a namespace or Python has it, full-width letters too.

    Raises
    ------
    InputError
        When there is none; it says the nearest names.
    """
    plain = unicodedata.normalize("NFKC", name).strip().lstrip("=").partition("(")[0]
    wanted = plain.strip().upper().removeprefix("XLFACT.").removeprefix("XL_FACT.")
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
    wide = [max(map(shown_length, column)) for column in zip(*texts, strict=True)]
    return ["  ".join(padded(text, w) for text, w in zip(line, wide, strict=True)).rstrip() for line in texts]


def _short(cell: float | str | None) -> str:
    return f"{cell:.10g}" if isinstance(cell, float) else shown(cell)
