"""Functions as named LAMBDAs: what makes ``=GPM(A2,B2)`` work in Excel 365 with nothing installed.

Each function's own formula is wrapped after the kinds of its arguments, so that a cell answers as it
does through Python: whole columns cut to their used part, text read as a number, bounds, blanks,
errors, shapes. The few names that the wrapping calls are `HELPERS`; they go into the workbook beside
the functions. Definitions are written here as a person types them; `stored` gives them the prefixes
under which a file keeps them.

lambdas            a record becomes a definition
├── reading        the names that the definitions call
└── storage        a formula as typed, and as a file keeps it
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.docstring import Prose
from xl_fact.core.function import Function, Parameter
from xl_fact.surfaces.lambdas.reading import HELPERS
from xl_fact.surfaces.lambdas.storage import renamed, stored

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
    """Row by row over the common shape: errors first, then blanks, then the formula."""
    ps = function.parameters
    rows, columns = (f"HSTACK({_list(f'{f}({p.name}_in)' for p in ps)})" for f in ("ROWS", "COLUMNS"))
    read = [f"IF(its_grid,{_read(p, f'{p.name}_in', gaps=False)})" for p in ps]
    required = "&".join(f"{p.name}_at" for p in ps if not p.optional)
    everything = "&".join(f"{p.name}_at" for p in ps)
    blank = "its_text" if required == everything else required
    values = _list(f"{p.name}_is,{_value(p, f'{p.name}_at')}" for p in ps)
    said = renamed(
        formula, {p.name: f"{p.name}_is" for p in ps}, {p.name: f'({p.name}_at="")' for p in ps if p.optional}
    )
    return (
        f"LET(its_grid,XLF.GRID({rows},{columns}),MAP({_list(read)},LAMBDA({_list(f'{p.name}_at' for p in ps)},"
        f"LET(its_text,{everything},IF(ISERROR(its_text),its_text,"
        f'IF({blank}="","",LET({values},{said})))))))'
    )


def _whole(function: Function, formula: str) -> str:
    """Columns at once: sizes, a heading row passed over, the first error, blanks, then the formula."""
    ps = function.parameters
    columns = [p for p in ps if p.column]
    read, values, sizes, errors, blanks = [], [], [], [], []
    for p in ps:
        at, is_in = f"{p.name}_all", f"{p.name}_in"
        if p.column and p.optional:
            values.append(f"{p.name}_on,XLF.GIVEN({is_in})")
            read.append(f'{at},IF(XLF.GIVEN({is_in}),TOCOL({_read(p, is_in, gaps=True)}),"")')
            sizes.append(f"IF(XLF.GIVEN({is_in}),ROWS({at}),ROWS({columns[0].name}_all))")
        elif p.column:
            read.append(f"{at},TOCOL({_read(p, is_in, gaps=True)})")
            sizes.append(f"ROWS({at})")
        else:
            read.append(
                f"{at},IF(ROWS({is_in})*COLUMNS({is_in})=1,INDEX(HSTACK({_read(p, is_in, gaps=False)}),1),#VALUE!)"
            )
    first = columns[0].name if columns else ""
    numeric = [p for p in columns if p.kind.reads == "number"]
    head = [_unless_omitted(p, f"XLF.WORD({p.name}_all)", "1") for p in numeric]
    read.append(f"its_head,{'*'.join(head) if head else '0'}")
    for p in ps:
        if p.column:
            cells = f"{p.name}_cells"
            read.append(f"{cells},{_unless_omitted(p, f'DROP({p.name}_all,its_head)', chr(34) * 2)}")
            values.append(f"{p.name}_is,{cells}")
        else:
            cells = f"{p.name}_all"
            values.append(f"{p.name}_is,{_value(p, cells)}")
        errors.append(f"XLF.ERROR({cells})")
        if not p.optional:
            blanks.append(f'SUM(({cells}<>"")*1)' if p.column else f'({cells}<>"")')
    said = renamed(
        formula,
        {p.name: f"{p.name}_is" for p in ps},
        {p.name: f"NOT({p.name}_on)" if p.column else f'({p.name}_all="")' for p in ps if p.optional},
    )
    answer = (
        f"LET(its_text,{'&'.join(errors)},IF(ISERROR(its_text),its_text,"
        f'IF({"+".join(blanks)}=0,"",LET({_list(values)},{said}))))'
    )
    if len(columns) > 1:
        wrong = "+".join(f"({size}<>ROWS({first}_all))" for size in sizes[1:])
        answer = f"IF({wrong},#VALUE!,{answer})"
    return f"LET({_list(read)},{answer})"


def _unless_omitted(p: Parameter, value: str, otherwise: str) -> str:
    return f"IF(XLF.GIVEN({p.name}_in),{value},{otherwise})" if p.optional else value


def _read(p: Parameter, cells: str, *, gaps: bool) -> str:
    """Cells as the kind reads them; with `gaps` a marker of a missing value stays, else it is an error."""
    if p.kind.reads == "text":
        return f"XLF.TEXT({cells})"
    low, high = (_number(max(min(bound, _HUGE), -_HUGE)) for bound in (p.kind.low, p.kind.high))
    return f"XLF.NUM({cells},{low},{high},{str(gaps).upper()})"


def _value(p: Parameter, cell: str) -> str:
    """One read cell as the formula sees it: blank is the default, else 0."""
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


def tooltip(prose: Prose, *, before: str = "") -> str:
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
