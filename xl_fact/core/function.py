"""A function of the catalogue: its record, and how it is called from Python and from cells."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

import numpy as np

from xl_fact.core import arguments, spending
from xl_fact.core.arguments import Block, Grid, ShapeError
from xl_fact.core.docstring import Docstring, Example, Prose
from xl_fact.core.error_values import BLANK, CELL_OF, DIV0, MISSING, NUM, OK, VALUE, codes_of
from xl_fact.core.kinds import Array, Cell, CodeArray, Kind, Rows, TextArray

Shape = Literal["each", "pool", "table"]

_WORD: Final = re.compile(r'"[^"]*"|[A-Za-z_][\w.]*')


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
    prose : Prose
        What it means, in both languages.
    """

    name: str
    kind: Kind
    column: bool
    optional: bool
    default: float | str | None
    prose: Prose


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
    result : Kind
    doc : Docstring
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
    ):
        self.body, self.family, self.zh, self.shape, self.spend = body, family, zh, shape, spend
        self._plain = formula
        self.formula = formula if formula is None or spend is None else spending.guarded(formula, spend)
        self.parameters, self.result, self.doc = parameters, result, doc
        self.python_name = body.__name__
        self.name = body.__name__.upper()
        self.__wrapped__ = body
        self.__name__, self.__qualname__ = body.__name__, body.__qualname__
        self.__module__, self.__doc__ = body.__module__, body.__doc__

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

    @cached_property
    def _required(self) -> tuple[bool, ...]:
        return tuple(not p.optional for p in self.parameters)

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
        return _WORD.sub(lambda word: values.get(word[0], word[0]), formula)

    # ---------------------------------------------------------------- from cells
    def call_cells(self, *raw: Any) -> Rows:
        """Answer raw cells with rows of cells: numbers, texts, None for blank, "#DIV/0!" for an error."""
        given = [*raw, *([None] * (len(self.parameters) - len(raw)))]
        try:
            grids = arguments.trim([arguments.grid(cells) for cells in given])
            if self.shape == "each":
                return self._each(grids)
            return self._whole(grids)
        except ShapeError:
            return [["#VALUE!"]]

    def _each(self, grids: Sequence[Grid]) -> Rows:
        shape = arguments.common_shape(grids)
        blocks = [arguments.read(g, p.kind) for g, p in zip(grids, self.parameters, strict=True)]
        codes = arguments.overlay(blocks, self._required, shape)
        values = [arguments.filled(b, p.default) for b, p in zip(blocks, self.parameters, strict=True)]
        answer, undefined = self._answer(values)
        if answer.shape != shape:
            answer = np.broadcast_to(answer, shape)
        return _cells(answer, codes, undefined)

    def _answer(self, values: Sequence[Array | TextArray]) -> tuple[Array | TextArray, int]:
        """The body's answer, and the code of what is no number in it."""
        seen: set[str] = set()
        with np.errstate(all="call", under="ignore", call=lambda kind, flag: seen.add(kind)):
            answer = np.asarray(self.body(*values))
        return answer, NUM if seen == {"overflow"} else DIV0

    def _whole(self, grids: Sequence[Grid]) -> Rows:
        """Columns at once: a heading row is passed over, a row with a missing part is the body's to judge."""
        columns = [g for g, p in zip(grids, self.parameters, strict=True) if p.column and not _omitted(g)]
        if len({len(g.cells) for g in columns}) > 1:
            sizes = " and ".join(sorted({f"{g.height}×{g.width}" for g in columns}))
            raise ShapeError(f"columns must be of the same size: {sizes}")
        blocks: list[Block | None] = []
        for g, p in zip(grids, self.parameters, strict=True):
            blocks.append(None if p.optional and _omitted(g) else arguments.read(g, p.kind))
        heading = self._heading(blocks)
        values: list[Any] = []
        blank = True
        for block, p in zip(blocks, self.parameters, strict=True):
            if block is None:
                values.append(p.default)
                continue
            codes = np.zeros(block.values.shape, np.uint8) if block.codes is None else block.codes
            codes, flat = codes.ravel(), block.values.ravel()
            if p.column:
                codes, flat = codes[heading:], flat[heading:]
            error = codes[(codes > BLANK) & ((codes < MISSING) | (not p.column))]
            if len(error):
                return [[CELL_OF[error[0]]]]
            blank &= p.optional or (bool(len(codes)) and bool((codes == BLANK).all()))
            if p.column:
                values.append(np.where(codes == OK, flat, "" if p.kind.reads == "text" else np.nan))
            elif len(flat) != 1:
                return [["#VALUE!"]]
            else:
                values.append(flat[0] if codes[0] == OK else (p.default if p.optional else _zero(p.kind)))
        if blank:
            return [[None]]
        answer = self._answer_whole(values)
        return [[_cell(cell) for cell in row] for row in answer]

    def _heading(self, blocks: Sequence[Block | None]) -> int:
        """1 when the first row of every numeric column is text: a heading that came along."""
        firsts = [
            b.codes.ravel()[0] if b.codes is not None and b.codes.size > 1 else OK
            for b, p in zip(blocks, self.parameters, strict=True)
            if b is not None and p.column and p.kind.reads == "number"
        ]
        return int(bool(firsts) and all(code == VALUE for code in firsts))

    def _answer_whole(self, values: Sequence[Any]) -> Rows:
        with np.errstate(all="ignore"):
            answer = self.body(*values)
        return answer if self.shape == "table" else [[answer]]

    # ---------------------------------------------------------------- from Python
    def __call__(self, *positional: Any, **named: Any) -> Any:
        """Answer Python values: scalars with a scalar, arrays and Series with the like."""
        bound = inspect.signature(self.body).bind(*positional, **named)
        given = [bound.arguments.get(p.name) for p in self.parameters]
        if self.shape == "each":
            return self._call_each(given)
        values = [self._value(v, p) for v, p in zip(given, self.parameters, strict=True)]
        columns = {
            p.name: len(v) for v, p in zip(values, self.parameters, strict=True) if p.column and v is not None
        }
        if len(set(columns.values())) > 1:
            sizes = ", ".join(f"'{name}' {size}" for name, size in columns.items())
            raise ShapeError(f"{self.python_name}: columns must be of the same length: {sizes}")
        answer = self._answer_whole(values)
        if self.shape == "table":
            return [[_python(cell) for cell in row] for row in answer]
        return _python(answer[0][0])

    def _call_each(self, given: Sequence[Any]) -> Any:
        frame = next((v for v in given if hasattr(v, "iloc")), None)
        values = [self._value(v, p) for v, p in zip(given, self.parameters, strict=True)]
        try:
            shape = np.broadcast_shapes(*(np.shape(v) for v in values))
        except ValueError as clash:
            sizes = ", ".join(
                f"'{p.name}' {np.shape(v)}" for v, p in zip(values, self.parameters, strict=True)
            )
            raise ShapeError(f"{self.python_name}: shapes don't broadcast: {sizes}") from clash
        answer, _ = self._answer([np.atleast_1d(v) for v in values])
        if answer.dtype != object and answer.dtype.kind == "f":
            answer = np.where(np.isfinite(answer), answer, np.nan)
        if not shape:
            return _python(answer.ravel()[0])
        answer = np.broadcast_to(answer, shape)
        if frame is not None and shape == np.shape(frame):
            return frame._constructor(answer, index=frame.index, **_columns(frame))
        return answer.copy()

    def _value(self, given: Any, parameter: Parameter) -> Any:
        """One Python argument as an array; a scalar outside the bounds is told, an element becomes NaN."""
        if given is None:
            if parameter.optional and not parameter.column:
                given = parameter.default
            elif parameter.optional:
                return None
        kind = parameter.kind
        raw = np.asarray(given)
        if kind.reads == "text":
            texts = [arguments.read(Grid([x], 1, 1), kind).values[0, 0] for x in raw.ravel().tolist()]
            out = np.empty(raw.size, dtype=object)
            out[:] = texts
            return out if parameter.column else out.reshape(raw.shape) if raw.shape else texts[0]
        if raw.dtype.kind in "fiu":
            values = raw.astype(np.float64)
        else:
            read = [arguments.number_of(x) for x in raw.ravel().tolist()]
            if not raw.shape and read[0][1] > BLANK:
                raise ValueError(f"'{parameter.name}' must be a number: {given!r}")
            values = np.array([number if code == OK else np.nan for number, code in read]).reshape(raw.shape)
        outside = (values < kind.low) | (values > kind.high)
        if outside.any():
            if not values.shape:
                raise ValueError(f"'{parameter.name}' must be {kind.rule}: {given!r}")
            values = np.where(outside, np.nan, values)
        return values.ravel() if parameter.column else values if values.shape else float(values)


def _omitted(g: Grid) -> bool:
    return g.cells in ([None], [""])


def _zero(kind: Kind) -> float | str:
    return "" if kind.reads == "text" else 0.0


def _columns(frame: Any) -> dict[str, Any]:
    return {"columns": frame.columns} if hasattr(frame, "columns") else {}


def _cells(answer: Array | TextArray, codes: CodeArray | None, undefined: int) -> Rows:
    """An answer in two dimensions as rows of cells."""
    if answer.dtype == object:
        own = codes_of(
            np.array([0.0 if isinstance(x, str) else x for x in answer.flat]).reshape(answer.shape), undefined
        )
        codes = own if codes is None else np.where(codes == OK, own, codes)
        rows: Rows = answer.tolist()
    else:
        answer = answer.astype(np.float64, copy=False)
        if not np.isfinite(answer).all():
            own = codes_of(answer, undefined)
            codes = own if codes is None else np.where(codes == OK, own, codes)
        rows = answer.tolist()
    if codes is not None:
        width = answer.shape[1]
        for at in np.flatnonzero(codes).tolist():
            rows[at // width][at % width] = CELL_OF[codes.flat[at]]
    return rows


def _cell(value: Any) -> Cell:
    """One value of a table or a pool as a cell."""
    if value is None or isinstance(value, str):
        return value
    number = float(value)
    return number if math.isfinite(number) else CELL_OF[codes_of(np.array([number]), DIV0)[0]]


def _python(value: Any) -> Any:
    """One value of an answer as Python has it: a float, NaN where undefined, a text or None."""
    if value is None or isinstance(value, str):
        return value
    number = float(value)
    return number if math.isfinite(number) else math.nan
