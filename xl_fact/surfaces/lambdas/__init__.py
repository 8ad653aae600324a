"""Functions as named LAMBDAs: what makes ``=GPM(A2,B2)`` work in Excel 365 with nothing installed.

Each function's own formula is wrapped after the kinds of its arguments, so that a cell answers as it
does through Python: whole columns cut to their used part, text read as a number, bounds, blanks,
errors, shapes. The few names that the wrapping calls are `HELPERS`; they go into the workbook beside
the functions. Definitions are written here as a person types them; `stored` gives them the prefixes
under which a file keeps them.

lambdas            a record becomes a definition
├── helpers        the names that the definitions call
└── storage        a formula as typed, and as a file keeps it
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.function import Function, Parameter
from xl_fact.core.kinds import LEFT_OUT, REQUIRED, ZERO
from xl_fact.surfaces.lambdas.helpers import HELPERS
from xl_fact.surfaces.lambdas.storage import renamed, stored
from xl_fact.words import Words

LONGEST: Final = 8192
"""Longest formula that a file keeps."""

TOOLTIP: Final = 255
"""Longest comment of a name: with a longer one Excel refuses the file."""

_HUGE: Final = 9.99e307
"""Stands for a missing bound: about the largest number that a cell takes."""


@dataclass(frozen=True)
class Definition:
    """A name of the workbook that holds a LAMBDA.

    Attributes
    ----------
    name : str
        As typed in a cell.
    typed : str
        The LAMBDA as a person types it.
    refers_to : str
        The same as a file keeps it, without the equals sign.
    comment : str
        The tooltip, Chinese first.
    """

    name: str
    typed: str
    refers_to: str
    comment: str


def typed(function: Function) -> str:
    """The LAMBDA of a function as a person types it.

    Raises
    ------
    KeyError
        When no formula says it.
    """
    if function.formula is None:
        raise KeyError(f"{function.name} has no formula")
    wrap = _each if function.shape == "each" else _whole
    heads = ",".join(f"[{shown(p)}]" if p.optional else shown(p) for p in function.parameters)
    raw = {p.name: f"{p.name}_raw" if p.optional else shown(p) for p in function.parameters}
    lines = [
        *(
            (raw[p.name], f'IF(ISOMITTED({shown(p)}),"",{shown(p)})')
            for p in function.parameters
            if p.optional
        ),
        ("its_last", f"MAX({_list(f'XLF.LAST({x})' for x in raw.values())})"),
        *((f"{p.name}_in", f"XLF.USED({raw[p.name]},its_last)") for p in function.parameters),
    ]
    body = wrap(function, function.formula)
    return f"LAMBDA({heads},LET({_list(f'{name},{value}' for name, value in lines)},{body}))"


def shown(parameter: Parameter) -> str:
    """A parameter's name in the LAMBDA: one that is a function's name too gets an underscore.

    Not every engine lets a LAMBDA's own names hide those of the workbook.
    """
    return f"{parameter.name}_" if parameter.name.upper() in FUNCTIONS else parameter.name


def _list(parts: Iterator[str] | Sequence[str]) -> str:
    return ",".join(parts)


def _each(function: Function, formula: str) -> str:
    """Row by row over the common shape: errors first, then blanks, then the formula; a lone error has no size."""
    ps = function.own
    rows, columns = (
        f"HSTACK({_list(f'IFERROR({f}({p.name}_in),1)' for p in ps)})" for f in ("ROWS", "COLUMNS")
    )
    read = [f"IF(its_grid,{_read(p, f'{p.name}_in')})" for p in ps]
    values = _list(f"{p.name}_is,{_value(p, f'{p.name}_at')}" for p in ps)
    said = renamed(
        formula, {p.name: f"{p.name}_is" for p in ps}, {p.name: f'({p.name}_at="")' for p in ps if p.optional}
    )
    blank = _blank([f'({p.name}_at="")' for p in ps if p.blank is REQUIRED], [])
    return (
        f"LET(its_grid,XLF.GRID({rows},{columns}),MAP({_list(read)},LAMBDA({_list(f'{p.name}_at' for p in ps)},"
        f"LET(its_text,{'&'.join(f'{p.name}_at' for p in ps)},IF(ISERROR(its_text),its_text,"
        f'IF({blank},"",LET({values},{_bounded(function, said)})))))))'
    )


def _whole(function: Function, formula: str) -> str:
    """Columns at once: sizes, a heading row passed over, the first error, blanks, then the formula."""
    ps = function.own
    columns = [p for p in ps if p.column and p.size is None]
    read, values, wrong, errors = [], [], [], []
    for p in ps:
        at, is_in = f"{p.name}_all", f"{p.name}_in"
        if p.column:
            cells = _read(p, is_in) if p.size else f"TOCOL({_read(p, is_in)})"
            read.append(f"{at},{_unless_omitted(p, cells, chr(34) * 2)}")
            if p.optional:
                values.append(f"{p.name}_on,XLF.GIVEN({is_in})")
            odd = (
                f"(ROWS({at})<>{p.size.rows})+(COLUMNS({at})<>{p.size.columns})"
                if p.size
                else f"(ROWS({at})<>ROWS({columns[0].name}_all))"
            )
            if p.size or p is not columns[0]:
                wrong.append(_unless_omitted(p, odd, "0"))
        else:
            one = f"INDEX(HSTACK({_read(p, is_in)}),1)"
            read.append(f"{at},IF(ROWS({is_in})*COLUMNS({is_in})=1,{one},#VALUE!)")
    head = [_unless_omitted(p, f"XLF.WORD({p.name}_all)", "1") for p in columns if p.kind.reads == "number"]
    read.append(f"its_head,{'*'.join(head) if head else '0'}")
    empty: list[str] = []
    all_empty: list[str] = []
    kept = [f"XLF.FILLED({p.name}_cells)" for p in columns if p.blank is LEFT_OUT and not p.optional]
    for p in ps:
        cells = f"{p.name}_all"
        if p.column:
            cells = f"{p.name}_cells"
            whole = f"{p.name}_all" if p.size else f"DROP({p.name}_all,its_head)"
            read.append(f"{cells},{_unless_omitted(p, whole, chr(34) * 2)}")
            filled = f"XLF.ZERO({cells})" if p.blank is ZERO else cells
            values.append(f"{p.name}_is,{f'FILTER({filled},its_kept)' if kept and p in columns else filled}")
        else:
            values.append(f"{p.name}_is,{_value(p, cells)}")
        errors.append(f"XLF.ERROR({cells})")
        if not p.optional:
            none = f'(SUM(({cells}<>"")*1)=0)'
            (all_empty if p.may_be_empty else empty).append(none)
    if kept:
        read.append(f"its_kept,{'*'.join(kept)}")
        empty.append("(SUM(its_kept)=0)")
    said = renamed(
        formula,
        {p.name: f"{p.name}_is" for p in ps},
        {p.name: f"NOT({p.name}_on)" if p.column else f'({p.name}_all="")' for p in ps if p.optional},
    )
    answer = (
        f"LET(its_text,{'&'.join(errors)},IF(ISERROR(its_text),its_text,"
        f'IF({_blank(empty, all_empty)},"",LET({_list(values)},{_bounded(function, said)}))))'
    )
    if wrong:
        answer = f"IF({'+'.join(wrong)},#VALUE!,{answer})"
    return f"LET({_list(read)},{_told(function, answer)})"


def _blank(any_of: Sequence[str], all_of: Sequence[str]) -> str:
    """Whether the answer is blank: one of the arguments is, or all of the others are where there are no such."""
    return "+".join(any_of) or "*".join(all_of)


def _bounded(function: Function, formula: str) -> str:
    """A single answer with #NUM! outside its kind's bounds."""
    low, high = function.result.low, function.result.high
    if function.shape == "table" or high == float("inf"):
        return formula
    return f"LET(its_answer,{formula},IF(ISNUMBER(its_answer),XLF.BOUND(its_answer,{_number(low)},{_number(high)}),its_answer))"


def _told(function: Function, answer: str) -> str:
    """A table in the language asked for, or the part of it."""
    if function.shape != "table":
        return answer
    chinese, english = (_constants(side) for side in (function.words, function.words.values()))
    heads = "{" + ",".join(f'"{head}"' for head in function.heading) + "}" if function.heading else "0"
    per_row = "1" if function.heading and any(p.column and p.size is None for p in function.own) else "0"
    headed = f"IF(its_head*{per_row},VSTACK({heads},its_table),its_table)" if per_row == "1" else "its_table"
    return (
        f"LET(its_table,{answer},its_full,IF(ROWS(its_table)*COLUMNS(its_table)=1,its_table,{headed}),"
        f"XLF.TOLD(its_full,{heads},XLF.TEXT(part_in),XLF.TEXT(lang_in),{chinese},{english}))"
    )


def _constants(words: Iterable[str]) -> str:
    return "{" + ";".join(f'"{word}"' for word in words) + "}"


def _unless_omitted(p: Parameter, value: str, otherwise: str) -> str:
    return f"IF(XLF.GIVEN({p.name}_in),{value},{otherwise})" if p.optional else value


def _read(p: Parameter, cells: str) -> str:
    """Cells as the kind reads them."""
    if p.kind.reads == "text":
        return f"XLF.TEXT({cells})"
    low, high = (_number(max(min(bound, _HUGE), -_HUGE)) for bound in (p.kind.low, p.kind.high))
    return f"XLF.NUM({cells},{low},{high})"


def _value(p: Parameter, cell: str) -> str:
    """One read cell as the formula sees it: of a blank what is declared for it."""
    if p.kind.reads == "text" and not p.default:
        return cell
    if not p.default:
        return f"N({cell})"
    default = f'"{p.default}"' if isinstance(p.default, str) else _number(p.default)
    return f'IF({cell}="",{default},{cell})'


def _number(value: float) -> str:
    """A number as a formula writes it."""
    whole = value == int(value) and abs(value) < 1e15
    return f"{value:.0f}" if whole else repr(float(value)).upper()


def tooltip(prose: Words, *, before: str = "") -> str:
    """A comment of at most 255 characters: Chinese, then English as far as it fits whole."""
    chinese = f"{before}{prose.zh}"
    both = f"{chinese} {prose.en}"
    return both if len(both) <= TOOLTIP else chinese[:TOOLTIP]


@cache
def definitions() -> tuple[Definition, ...]:
    """Every name of the workbook that holds a LAMBDA: the helpers, then the functions in their order.

    Raises
    ------
    ValueError
        When a definition is longer than a file keeps, or a word in it is unknown.
    """
    found = [_definition(name, text, tooltip(prose)) for name, (prose, text) in HELPERS.items()]
    for function in expressible():
        comment = tooltip(function.doc.summary, before=f"{function.syntax} ")
        found.append(_definition(function.name, typed(function), comment))
    return tuple(found)


def expressible() -> list[Function]:
    """The functions that a formula can say, in the order of the catalogue."""
    return [function for function in FUNCTIONS.values() if function.formula is not None]


def _definition(name: str, text: str, comment: str) -> Definition:
    refers_to = stored(text, {*HELPERS, *FUNCTIONS})
    if len(refers_to) > LONGEST:
        raise ValueError(f"{name}: a definition of {len(refers_to)} characters, {LONGEST} is the limit")
    return Definition(name, text, refers_to, comment)
