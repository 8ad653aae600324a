"""A function of the catalogue: its record, and how it is called from Python and from cells."""

from __future__ import annotations

import gc
import inspect
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from xl_fact.core import arguments, given, spending, tables
from xl_fact.core.arguments import Block, Grid, ShapeError
from xl_fact.core.docstring import Docstring, Example
from xl_fact.core.error_values import BLANK, CELL_OF, DIV0, NUM, OK, VALUE, codes_of
from xl_fact.core.kinds import (
    APART,
    DEFAULT,
    LEFT_OUT,
    NONE,
    SPARSE,
    ZERO,
    Array,
    Blank,
    Cell,
    CodeArray,
    Kind,
    Rows,
    Size,
    TextArray,
)
from xl_fact.core.steps import filled_in
from xl_fact.core.vocabulary import LANGUAGES, Vocabulary
from xl_fact.words import Words, say

Shape = Literal["each", "pool", "table"]


@dataclass(frozen=True)
class Parameter:
    """One argument of a function.

    Attributes
    ----------
    name : str
        As typed in Python and shown in the formula wizard.
    kind : Kind
        Unit, bounds and how a cell reads.
    column : bool
        Whether it takes a whole range at once.
    optional : bool
        Whether it may be left out.
    default : float, str or None
        What stands for it then.
    prose : Words
        What it means, in both languages.
    blank : Blank
        What a blank does.
    size : Size or None
        The rows and columns that a range must have.
    words : Vocabulary or None
        The words that it accepts.
    """

    name: str
    kind: Kind
    column: bool
    optional: bool
    default: float | str | None
    prose: Words
    blank: Blank = DEFAULT
    size: Size | None = None
    words: Vocabulary | None = None

    @property
    def may_be_empty(self) -> bool:
        """Whether the answer isn't blank although this argument is, all through."""
        return self.optional or self.blank in _MAY_BE_EMPTY or (self.blank is ZERO and not self.column)

    def blank_text(self, lang: str) -> str:
        """What a blank does, in words."""
        text = say(lang, self.blank.zh, self.blank.en)
        if self.blank is not ZERO or not self.column or self.optional:
            return text
        return say(lang, f"{text}；整列空白：答案也是空白", f"{text}; all blank: the answer is blank")


_LARGE: Final = 1e70
"""Between this and its reciprocal nothing overflows that a function does with four figures."""
_TEXT: Final = Kind("text", "文本", reads="text", number_format="@")
_MAY_BE_EMPTY: Final = (APART, SPARSE, NONE)
_LANG: Final = Parameter(tables.LANG, _TEXT, False, True, "zh", tables.LANG_PROSE, words=LANGUAGES)
FOR_TABLES: Final = (tables.PART, tables.LANG)
"""What every table takes after its own arguments."""


class Function:
    """One function, declared once and shown everywhere.

    Call it as Python (`gpm(3000, 20000)`, arrays and Series too) or from cells (`call_cells`).

    Attributes
    ----------
    name : str
        As typed in a cell, ``GPM``.
    family : str
        The family it belongs to.
    zh : str
        Its Chinese name.
    shape : {"each", "pool", "table"}
        Same shape as its arguments; whole columns to one value; or a table that spills.
    formula : str or None
        The same in the language of the cells, over the parameter names; None where no formula says it.
    spend : str or None
        Of a ratio of spend, what must reach the argument ``least_cost``.
    parameters : tuple of Parameter
        Those of the body, then what every table takes.
    result : Kind
    doc : Docstring
    heading : tuple of str or None
        The headings of a table that shows none of its own.
    words : mapping of str to str
        Of a table: its words and phrases in English.
    aliases : tuple of Function
        The same under other names.
    alias_of : str or None
        The name of the function that this one is another name of.
    """

    def __init__(
        self,
        body: Callable[..., Any],
        *,
        family: str,
        zh: str,
        shape: Shape,
        formula: str | None,
        parameters: tuple[Parameter, ...],
        result: Kind,
        doc: Docstring,
        spend: str | None = None,
        heading: tuple[str, ...] | None = None,
        words: Mapping[str, str] | None = None,
        name: str | None = None,
    ):
        self.body, self.family, self.zh, self.shape, self.spend = body, family, zh, shape, spend
        self._plain = formula
        self.formula = formula if formula is None or spend is None else spending.guarded(formula, spend)
        self.own, self.result, self.doc = parameters, result, doc
        self.heading, self.words = heading, dict(words or {})
        self.parameters = (*parameters, self._part(), _LANG) if shape == "table" else parameters
        self.aliases: tuple[Function, ...] = ()
        self.python_name = name or body.__name__
        self.name = self.python_name.upper()
        self.alias_of = body.__name__.upper() if name else None
        self.__wrapped__ = body
        self.__name__ = self.__qualname__ = self.python_name
        self.__module__, self.__doc__ = body.__module__, body.__doc__
        self.__signature__ = _signature(body, self.parameters[len(parameters) :])

    def _part(self) -> Parameter:
        prose = tables.part_prose(self.examples[0].expected, self.heading, self.words)
        return Parameter(tables.PART, _TEXT, False, True, "", prose)

    def __repr__(self) -> str:
        return f"<{self.syntax}>"

    @property
    def syntax(self) -> str:
        """As the help shows it: ``BREAKEVEN_ROI(margin, [refund_rate], [commission_rate])``."""
        shown = (f"[{p.name}]" if p.optional else p.name for p in self.parameters)
        return f"{self.name}({', '.join(shown)})"

    @property
    def examples(self) -> tuple[Example, ...]:
        """The documented examples, which every surface must reproduce."""
        return self.doc.examples

    def expression(self, **names: str) -> str:
        """The formula with cell references in place of the parameters; a least cost is asked for when given.

        Raises
        ------
        KeyError
            When the function has no formula or a parameter is not given.
        """
        formula = self.formula if spending.ARGUMENT in names else self._plain
        if formula is None:
            raise KeyError(f"{self.name} has no formula of one cell")
        values = {p.name: str(p.default) for p in self.parameters if p.optional} | names
        if absent := [p.name for p in self.parameters if p.name not in values]:
            raise KeyError(f"{self.name}: no reference for {absent}")
        return filled_in(formula, values)

    # ---------------------------------------------------------------- from cells
    def call_cells(self, *raw: Any) -> Rows:
        """Answer raw cells with rows of cells: numbers, texts, None for blank, "#DIV/0!" for an error."""
        if len(raw) > len(self.parameters):
            return [["#VALUE!"]]
        with _collector_resting():
            return self._answer_cells(raw)

    def _answer_cells(self, raw: Sequence[Any]) -> Rows:
        cells = [*raw, *([None] * (len(self.parameters) - len(raw)))]
        try:
            grids = arguments.trim([arguments.grid(cell) for cell in cells])
            if self.shape == "each":
                shape = arguments.common_shape(grids)
                return _cells(*self._each(self._read(grids), shape))
            self._check_sizes((g.height, g.width, _omitted(g)) for g in grids)
            answer = self._whole(
                self._read(grids), [p.optional and _omitted(g) for g, p in self._with(grids)]
            )
            return self._told(answer, *(_word(g) for g in grids[len(self.own) :]))
        except (ShapeError, tables.PartError):
            return [["#VALUE!"]]

    def _read(self, grids: Sequence[Grid]) -> list[Block]:
        return [arguments.read(g, p.kind) for g, p in self._with(grids)]

    def _with(self, values: Iterable[Any]) -> Iterable[tuple[Any, Parameter]]:
        """Each value with the argument of the body that it is for."""
        return zip(values, self.own, strict=False)

    def _each(
        self, blocks: Sequence[Block], shape: tuple[int, ...]
    ) -> tuple[Array | TextArray, CodeArray | None]:
        """Element by element: the answer, and the codes of what is none."""
        codes = arguments.overlay(blocks, [p.blank for p in self.own], shape)
        values = [arguments.filled(b, p.blank, p.default) for b, p in self._with(blocks)]
        answer, flags = self._answer(values)
        if answer.shape != shape:
            answer = np.broadcast_to(answer, shape)
        numbers = _numbers(answer)
        if "overflow" in flags:
            codes = _with_codes(codes, self._too_large(numbers, values, codes))
        if answer.dtype != object:
            answer = numbers
            if np.isfinite(self.result.high):
                outside = np.isfinite(answer) & ((answer > self.result.high) | (answer < self.result.low))
                if outside.any():
                    codes = _with_codes(codes, np.where(outside, np.uint8(NUM), np.uint8(OK)))
            if np.isfinite(answer).all():
                return answer, codes
        return answer, _with_codes(codes, codes_of(numbers, DIV0))

    def _answer(self, values: Sequence[Any]) -> tuple[Array | TextArray, list[str]]:
        """The body's answer, and what went wrong on the way, first things first."""
        flags: list[str] = []
        with np.errstate(all="call", under="ignore", call=lambda kind, flag: flags.append(kind)):
            answer = np.asarray(self.body(*values))
        return answer, flags

    def _too_large(self, answer: Array, values: Sequence[Any], known: CodeArray | None) -> CodeArray:
        """#NUM! where the first thing that went wrong on the way is a number's size, unless another error was chosen."""
        spread = [np.broadcast_to(value, answer.shape) for value in values]
        suspect = ~np.isfinite(answer)
        for column in (answer, *spread):
            if column.dtype != object:
                size = np.abs(column)
                suspect |= ~(size < _LARGE) | ((size > 0) & (size < 1 / _LARGE))
        suspect &= codes_of(answer, OK) == OK
        if known is not None:
            suspect &= known == OK
        codes = np.zeros(answer.shape, np.uint8)
        for at in zip(*np.nonzero(suspect), strict=True):
            _, mine = self._answer([np.array([value[at]], value.dtype) for value in spread])
            codes[at] = NUM if mine[:1] == ["overflow"] else OK
        return codes

    def _check_sizes(self, sizes: Iterable[tuple[int, int, bool]]) -> None:
        """Columns are as long as each other, and a range is of the size that its argument wants."""
        lengths: dict[int, str] = {}
        for (height, width, omitted), p in self._with(sizes):
            if not p.column or (omitted and p.optional):
                continue
            if p.size is None:
                lengths.setdefault(height * width, f"'{p.name}' {height * width}")
            elif (height, width) != (p.size.rows, p.size.columns):
                raise ShapeError(
                    f"{self.python_name}: '{p.name}' must have {p.size.rows} rows and {p.size.columns} columns, "
                    f"not {height} and {width}"
                )
        if len(lengths) > 1:
            raise ShapeError(
                f"{self.python_name}: columns must be of the same length: {', '.join(lengths.values())}"
            )

    def _whole(self, blocks: Sequence[Block], omitted: Sequence[bool]) -> Rows:
        """Columns at once: a heading row is passed over, rows that don't count are left out."""
        flat = [(_codes(b).ravel(), b.values.ravel()) for b in blocks]
        heading = self._heading(flat, omitted)
        values: list[Any] = []
        nothing, blank = True, False
        kept: Any = None
        for (codes, cells), p, none in zip(flat, self.own, omitted, strict=True):
            if none:
                values.append(p.default)
                continue
            if not p.column and len(codes) != 1:
                raise ShapeError(f"{self.python_name}: '{p.name}' must be one value, not {len(codes)}")
            if p.column:
                codes, cells = codes[heading:], cells[heading:]
            errors = codes[codes > BLANK]
            if len(errors):
                return [[CELL_OF[errors[0]]]]
            empty = bool((codes == BLANK).all())
            if not p.optional:
                nothing &= empty
                blank |= empty and not p.may_be_empty
            read = arguments.filled(Block(cells, codes), p.blank, p.default)
            if p.column and p.blank is LEFT_OUT:
                kept = (codes == OK) if kept is None else kept & (codes == OK)
            values.append(read if p.column else _scalar(read[0]))
        if nothing or blank or (kept is not None and not kept.any()):
            return [[None]]
        if kept is not None:
            values = [
                v[kept] if p.column and v is not None else v for v, p in zip(values, self.own, strict=True)
            ]
        return self._answer_whole(values, heading)

    def _heading(self, flat: Sequence[tuple[CodeArray, Any]], omitted: Sequence[bool]) -> int:
        """1 when the first row of every numeric column is text: a heading that came along."""
        firsts = [
            codes[0] if codes.size > 1 else OK
            for (codes, _), p, none in zip(flat, self.own, omitted, strict=True)
            if p.column and p.size is None and not none and p.kind.reads == "number"
        ]
        return int(bool(firsts) and all(code == VALUE for code in firsts))

    def _answer_whole(self, values: Sequence[Any], heading: int) -> Rows:
        flags: list[str] = []
        with np.errstate(all="call", under="ignore", call=lambda kind, flag: flags.append(kind)):
            answer = self.body(*values)
        undefined = NUM if flags[:1] == ["overflow"] else DIV0
        rows = answer if self.shape == "table" else [[answer]]
        if self.shape == "pool" and flags[:1] == ["overflow"]:
            return [["#NUM!"]]
        if self.shape == "pool" and np.isfinite(answer) and not self.result.low <= answer <= self.result.high:
            return [["#NUM!"]]
        if heading and self.heading and len(rows) == len(_first_column(values)):
            rows = [list(self.heading), *rows]
        return [[_cell(cell, undefined) for cell in row] for row in rows]

    def _told(self, rows: Rows, part: str = "", lang: str = "") -> Rows:
        """A table in the language asked for, or the part of it."""
        key = LANGUAGES.key(lang or "zh")
        if key is None:
            raise tables.PartError(f"'{tables.LANG}' must be zh or en: {lang!r}")
        if self.shape != "table" or (len(rows) == 1 and len(rows[0]) == 1):
            return rows
        if part:
            rows = tables.part_of(rows, self._heads(rows), part, self.words)
        return tables.translated(rows, self.words) if key == "en" else rows

    def _heads(self, rows: Rows) -> tuple[str, ...] | None:
        return None if self.heading is None or rows[0] == list(self.heading) else self.heading

    # ---------------------------------------------------------------- from Python
    def __call__(self, *positional: Any, **named: Any) -> Any:
        """Answer Python values: scalars with a scalar, arrays, Series and columns with the like."""
        bound = self.__signature__.bind(*positional, **named)
        values = [bound.arguments.get(p.name) for p in self.parameters]
        own = len(self.own)
        told = [self._word_of(v, p) for v, p in zip(values[own:], self.parameters[own:], strict=True)]
        columns = given.aligned(values[: len(self.own)], [p.name for p in self.own])
        omitted = [value is None and p.optional for value, p in self._with(columns)]
        blocks = [given.block_of(value, p.name, p.kind) for value, p in self._with(columns)]
        if self.shape == "each":
            return self._python_each(columns, blocks)
        sizes = (
            (*(shape if p.size and len(shape) == 2 else (b.values.size, 1)), none)
            for b, shape, none, p in zip(
                blocks, (b.values.shape for b in blocks), omitted, self.own, strict=True
            )
        )
        self._check_sizes(sizes)
        rows = [
            [given.python(cell) for cell in row] for row in self._told(self._whole(blocks, omitted), *told)
        ]
        if rows == [[None]]:
            rows = [[float("nan")]]
        return rows if self.shape == "table" else rows[0][0]

    def _word_of(self, value: Any, p: Parameter) -> str:
        """One word that Python hands over; nothing is the empty one."""
        block = given.block_of(value, p.name, p.kind)
        if block.values.size != 1:
            raise ShapeError(f"{self.python_name}: '{p.name}' must be one value, not {block.values.size}")
        if _codes(block).ravel()[0] > BLANK:
            raise ValueError(f"'{p.name}' must be a text: {value!r}")
        return str(block.values.ravel()[0])

    def _python_each(self, columns: Sequence[Any], blocks: Sequence[Block]) -> Any:
        try:
            shape = np.broadcast_shapes(*(b.values.shape for b in blocks))
        except ValueError:
            sizes = ", ".join(f"'{p.name}' {b.values.shape}" for b, p in self._with(blocks))
            raise ShapeError(f"{self.python_name}: shapes don't broadcast: {sizes}") from None
        whole = shape or (1,)
        answer, codes = self._each([_at_least_1d(b) for b in blocks], whole)
        if codes is not None:
            answer = np.where(codes == OK, answer, np.nan)
        if not shape:
            value = answer.ravel()[0]
            return value if isinstance(value, str) else float(value)
        return given.like(answer, columns)


@contextmanager
def _collector_resting() -> Iterator[None]:
    """A hundred thousand rows are no garbage: to look for some among them takes longer than to make them."""
    working = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if working:
            gc.enable()


def _signature(body: Callable[..., Any], more: Sequence[Parameter]) -> inspect.Signature:
    """The body's signature with the arguments that every table takes."""
    plain = inspect.Parameter.POSITIONAL_OR_KEYWORD
    own = inspect.signature(body).parameters.values()
    return inspect.Signature([*own, *(inspect.Parameter(p.name, plain, default=p.default) for p in more)])


def _numbers(answer: Array | TextArray) -> Array:
    """An answer's numbers; 0 for a text."""
    if answer.dtype != object:
        return answer.astype(np.float64, copy=False)
    plain = [0.0 if isinstance(x, str) else x for x in answer.flat]
    return np.array(plain, dtype=np.float64).reshape(answer.shape)


def _omitted(g: Grid) -> bool:
    return g.cells in ([None], [""])


def _word(g: Grid) -> str:
    """One cell as a word."""
    if len(g.cells) != 1:
        raise ShapeError("a word must be one cell")
    block = arguments.read(g, _TEXT)
    if block.codes is not None and block.codes[0, 0] > BLANK:
        raise ShapeError("a word must not be an error")
    return str(block.values[0, 0])


def _codes(block: Block) -> CodeArray:
    return np.zeros(block.values.shape, np.uint8) if block.codes is None else block.codes


def _with_codes(codes: CodeArray | None, own: CodeArray) -> CodeArray:
    return own if codes is None else np.where(codes == OK, own, codes)


def _at_least_1d(block: Block) -> Block:
    if block.values.shape:
        return block
    return Block(np.atleast_1d(block.values), None if block.codes is None else np.atleast_1d(block.codes))


def _scalar(value: Any) -> Any:
    return value if isinstance(value, str) else float(value)


def _first_column(values: Sequence[Any]) -> Any:
    return next((v for v in values if isinstance(v, np.ndarray)), ())


def _cells(answer: Array | TextArray, codes: CodeArray | None) -> Rows:
    """An answer in two dimensions as rows of cells."""
    rows: Rows = answer.tolist()
    if codes is not None:
        width = answer.shape[1]
        marked = np.flatnonzero(codes)
        for at, code in zip(marked.tolist(), codes.ravel()[marked].tolist(), strict=True):
            rows[at // width][at % width] = CELL_OF[code]
    return rows


def _cell(value: Any, undefined: int) -> Cell:
    """One value of a table or a pool as a cell."""
    if value is None or isinstance(value, str):
        return value
    number = float(value)
    return number if math.isfinite(number) else CELL_OF[codes_of(np.array([number]), undefined)[0]]
