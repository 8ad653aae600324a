"""`@spreadsheet_function`: a docstring and a signature become a function of the catalogue.

The declaration fails at import, naming both sides, when the docstring and the signature disagree,
when a text is too long for a tooltip, when a name reads as a cell or is taken by the spreadsheet,
or when an example is missing.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from types import UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

from xl_fact.core import docstring
from xl_fact.core.docstring import Docstring, Entry
from xl_fact.core.function import FOR_TABLES, Function, Parameter
from xl_fact.core.kinds import DEFAULT, LEFT_OUT, REQUIRED, UNNAMED, ZERO, Blank, Kind, Size, Whole
from xl_fact.core.vocabulary import Vocabulary

TOOLTIP: Final = 255
"""Longest text that a formula wizard, a name's comment or a UDF's help takes."""

_CELL: Final = re.compile(r"^([a-z]{1,3}[0-9]+|r[0-9]*(c[0-9]*)?|c[0-9]*)$", re.IGNORECASE)
_VBA: Final = frozenset(
    "and as boolean byref byte byval call case const currency date declare dim do double each else elseif "
    "empty end enum erase error event exit false for friend function get global goto if implements in "
    "integer is let lib like long loop lset me mod new next not nothing null object on option optional or "
    "paramarray preserve print private property public raiseevent redim rem resume return rset select set "
    "single static stop string sub then time to true type typeof until variant wend while with xor "
    "caller".split()
)
_BUILT_IN: Final = frozenset(
    "abs and average count choose code column columns date day days db ddb exp fact filter find fixed fv if "
    "index info int irr isna left len let ln log lookup lower map match max median mid min mod mode month n "
    "na not now npv or pi pmt ppmt price product pv rand rank rate replace rept right round row rows rri "
    "scan search sequence sign sln sort sum switch t take text time today trend trim true type unique upper "
    "value var year yield".upper().split()
)


_Mark = TypeVar("_Mark")


class DeclarationError(Exception):
    """A function's docstring, signature and metadata disagree."""


def spreadsheet_function(
    *,
    family: str,
    zh: str,
    formula: str | None,
    spend: str | None = None,
    heading: tuple[str, ...] | None = None,
    words: Mapping[str, str] | None = None,
    aliases: Mapping[str, str] | None = None,
) -> Callable[[Callable[..., Any]], Function]:
    """Declare a pure function to be one of the catalogue.

    Parameters
    ----------
    family : str
        The family it belongs to.
    zh : str
        Its Chinese name.
    formula : str or None
        The same as a native spreadsheet formula over the parameter names; None where none can say it.
    spend : str, optional
        What must reach the argument ``least_cost`` for the answer to be one, as a formula; see `spending`.
    heading : tuple of str, optional
        The headings of a table that shows none of its own.
    words : mapping, optional
        A table's words and phrases, Chinese to English.
    aliases : mapping, optional
        Other names of the same function, each with its Chinese name.

    Returns
    -------
    callable
        The decorator; what it answers is a `Function`, called like the body.
    """

    def declare(body: Callable[..., Any]) -> Function:
        function = declared(
            body, family=family, zh=zh, formula=formula, spend=spend, heading=heading, words=words
        )
        function.aliases = tuple(
            declared(body, family=family, zh=chinese, formula=formula, spend=spend, name=name)
            for name, chinese in (aliases or {}).items()
        )
        return function

    return declare


def declared(
    body: Callable[..., Any],
    *,
    family: str,
    zh: str,
    formula: str | None,
    spend: str | None = None,
    heading: tuple[str, ...] | None = None,
    words: Mapping[str, str] | None = None,
    name: str | None = None,
) -> Function:
    """The record of a function, or a `DeclarationError`."""
    shown = name or body.__name__
    try:
        doc = docstring.parse(body.__doc__ or "")
    except (ValueError, SyntaxError) as unreadable:
        raise DeclarationError(f"{shown}: the docstring can't be read: {unreadable}") from unreadable
    hints = get_type_hints(body, include_extras=True)
    result = _kind(shown, "return", hints.get("return"))
    parameters = _parameters(body, hints, doc)
    _check_names(shown, parameters)
    _check_texts(shown, zh, doc, result)
    clash = {p.name for p in parameters} & set(FOR_TABLES)
    if clash and result.reads == "table":
        raise DeclarationError(f"{shown}: every table has an argument {sorted(clash)} of its own")
    columns = any(p.column for p in parameters)
    return Function(
        body,
        family=family,
        zh=zh,
        shape="table" if result.reads == "table" else "pool" if columns else "each",
        formula=formula,
        spend=spend,
        parameters=parameters,
        result=result,
        doc=doc,
        heading=heading,
        words=words,
        name=name,
    )


def _kind(name: str, where: str, hint: Any) -> Kind:
    for extra in _marks(hint):
        if isinstance(extra, Kind):
            return extra
    raise DeclarationError(f"{name}: {where} must be annotated with a kind (Money, Count…): {hint}")


def _marks(hint: Any) -> tuple[Any, ...]:
    """What an annotation carries; of ``Column[Count] | None`` the part that is not None."""
    if isinstance(hint, UnionType) or get_origin(hint) is Union:
        hint = next(part for part in get_args(hint) if part is not type(None))
    return getattr(hint, "__metadata__", ())


def _parameters(body: Callable[..., Any], hints: dict[str, Any], doc: Docstring) -> tuple[Parameter, ...]:
    name = body.__name__
    signature = inspect.signature(body).parameters
    documented = {field.name: field for field in doc.parameters}
    if list(documented) != list(signature):
        missing = [p for p in signature if p not in documented]
        extra = [p for p in documented if p not in signature]
        raise DeclarationError(
            f"{name}: undocumented {missing}, not a parameter {extra}; signature {list(signature)}, "
            f"docstring {list(documented)}"
        )
    found = []
    for p in signature.values():
        if p.kind is not p.POSITIONAL_OR_KEYWORD:
            raise DeclarationError(f"{name}: '{p.name}' must be a plain parameter, not {p.kind.description}")
        kind, field = _kind(name, f"'{p.name}'", hints.get(p.name)), documented[p.name]
        marks = _marks(hints[p.name])
        column = any(isinstance(mark, Whole) for mark in marks)
        optional = p.default is not p.empty
        blank = _first(marks, Blank) or _usual(kind, column, optional)
        _check_kind(name, field, kind, column, optional, blank)
        found.append(
            Parameter(
                p.name,
                kind,
                column,
                optional,
                p.default if optional else None,
                field.prose,
                blank,
                _first(marks, Size),
                _first(marks, Vocabulary),
            )
        )
    return tuple(found)


def _first(marks: tuple[Any, ...], kind: type[_Mark]) -> _Mark | None:
    return next((mark for mark in marks if isinstance(mark, kind)), None)


def _usual(kind: Kind, column: bool, optional: bool) -> Blank:
    """What a blank does where nothing else is declared."""
    if column:
        return LEFT_OUT if kind.reads == "number" else UNNAMED
    return DEFAULT if optional else REQUIRED


def _check_kind(name: str, field: Entry, kind: Kind, column: bool, optional: bool, blank: Blank) -> None:
    expected = kind.name + (" column" if column else "") + (", optional" if optional else "")
    expected += ", blank is 0" if blank is ZERO else ""
    if field.kind != expected:
        raise DeclarationError(
            f"{name}: '{field.name}' is documented as {field.kind!r}, annotated {expected!r}"
        )
    for lang in ("en", "zh"):
        text = field.prose.text(lang)
        if not text or len(text) > TOOLTIP:
            raise DeclarationError(
                f"{name}: '{field.name}' needs a text of 1 to {TOOLTIP} characters in {lang}: {len(text)}"
            )


def _check_names(name: str, parameters: tuple[Parameter, ...]) -> None:
    if name.upper() in _BUILT_IN:
        raise DeclarationError(f"{name}: the spreadsheet has a function {name.upper()} of its own")
    for each in (name, *(p.name for p in parameters)):
        if _CELL.match(each):
            raise DeclarationError(f"{name}: '{each}' reads as a cell")
        if each in _VBA or each.startswith("_"):
            raise DeclarationError(f"{name}: '{each}' can't be a name in VBA")


def _check_texts(name: str, zh: str, doc: Docstring, result: Kind) -> None:
    for lang in ("en", "zh"):
        text = doc.summary.text(lang)
        if not text or len(text) > TOOLTIP:
            raise DeclarationError(
                f"{name}: the summary needs 1 to {TOOLTIP} characters in {lang}: {len(text)}"
            )
    if not zh:
        raise DeclarationError(f"{name}: the Chinese name is missing")
    if doc.returns is None or doc.returns.kind != result.name:
        said = doc.returns.kind if doc.returns else None
        raise DeclarationError(f"{name}: Returns says {said!r}, the annotation {result.name!r}")
    if not doc.shown:
        raise DeclarationError(f"{name}: an example is missing")
