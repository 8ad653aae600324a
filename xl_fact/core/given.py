"""What Python hands over: scalars, arrays, pandas, Polars and Arrow columns, read as cells are.

Series and frames are paired by their index: in another order they are put in that of the first, and where
they don't hold the same rows they are refused. Everything else goes by position.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from xl_fact.core import arguments
from xl_fact.core.arguments import Block, Grid, ShapeError
from xl_fact.core.error_values import BLANK, CELL_OF, NUM, OK
from xl_fact.core.kinds import Array, Kind, TextArray


def aligned(given: Sequence[Any], names: Sequence[str]) -> list[Any]:
    """The arguments with all pandas objects in the order of the first.

    Raises
    ------
    ShapeError
        Naming two arguments that don't hold the same rows.
    """
    first = next((at for at, value in enumerate(given) if _indexed(value)), None)
    if first is None:
        return list(given)
    lead = given[first]
    found = []
    for name, value in zip(names, given, strict=True):
        if _indexed(value) and value is not lead:
            if value.ndim != lead.ndim:
                raise ShapeError(f"'{names[first]}' and '{name}': a Series and a DataFrame don't pair")
            axes = zip(lead.axes, value.axes, strict=True)
            if not all(mine.equals(other) for mine, other in axes):
                value = _in_order(value, lead, names[first], name)
        found.append(value)
    return found


def _indexed(value: Any) -> bool:
    return hasattr(value, "iloc") and hasattr(value, "axes") and value.ndim > 0


def _in_order(value: Any, lead: Any, first: str, name: str) -> Any:
    for axis, (mine, other) in enumerate(zip(lead.axes, value.axes, strict=True)):
        if not (mine.is_unique and other.is_unique):
            raise ShapeError(
                f"'{first}' and '{name}': rows can't be paired, an index holds the same label twice"
            )
        if len(mine) != len(other) or not other.isin(mine).all():
            apart = [repr(label) for label in (*mine.difference(other), *other.difference(mine))][:3]
            raise ShapeError(
                f"'{first}' and '{name}' have different {'columns' if axis else 'indexes'} ({', '.join(apart)} …): "
                "align them first, or hand over .to_numpy() to pair them by position"
            )
    return (
        value.reindex(lead.index) if lead.ndim == 1 else value.reindex(index=lead.index, columns=lead.columns)
    )


def block_of(given: Any, name: str, kind: Kind) -> Block:
    """One argument as a block, in as many dimensions as it has.

    Raises
    ------
    ValueError
        When a scalar is no value of its kind; an element of an array carries its code instead.
    """
    raw = _array(given, name)
    if raw.dtype.kind in "fiu" and kind.reads == "number":
        block = _plain(raw)
    else:
        cells = raw.ravel().tolist() if raw.size else []
        read = arguments.read(Grid(cells, len(cells), 1), kind)
        codes = None if read.codes is None else read.codes.reshape(raw.shape)
        block = Block(read.values.reshape(raw.shape), codes)
    if kind.bounded:
        block = _within(block, kind)
    if not raw.shape and block.codes is not None and block.codes > BLANK:
        hint = f" ({kind.en_hint})" if kind.en_hint and block.codes == NUM else ""
        rule = (
            kind.rule
            if block.codes == NUM and kind.rule
            else f"a {'text' if kind.reads == 'text' else 'number'}"
        )
        raise ValueError(f"'{name}' must be {rule}: {given!r}{hint}")
    return block


def _array(given: Any, name: str) -> Any:
    if isinstance(given, np.ma.MaskedArray):
        masked, given = np.ma.getmaskarray(given), given.data.astype(object)
        given[masked] = None
    if hasattr(given, "to_pylist") and hasattr(
        given, "column_names"
    ):  # a table of Arrow's is one of columns, as others are
        given = list(zip(*(column.to_pylist() for column in given.columns), strict=True))
    for method in ("to_pylist", "to_list"):  # Arrow and Polars
        if hasattr(given, method) and not hasattr(given, "iloc"):
            given = getattr(given, method)()
            break
    if isinstance(given, dict | set | frozenset):
        raise ValueError(f"'{name}' must be a value, a list or a column, not a {type(given).__name__}")
    try:
        raw = np.asarray(given)
    except ValueError:
        raise ShapeError(f"'{name}' has rows of unequal length") from None
    except TypeError:
        raise ValueError(
            f"'{name}' must be a value, a list or a column, not a {type(given).__name__}"
        ) from None
    if raw.dtype.kind == "M":  # dates
        raw = raw.astype("datetime64[us]").astype(object)
    return raw


def _plain(raw: Any) -> Block:
    values = raw.astype(np.float64)
    finite = np.isfinite(values)
    if finite.all():
        return Block(values)
    codes = np.where(finite, OK, np.where(np.isnan(values), BLANK, NUM)).astype(np.uint8)
    return Block(np.where(finite, values, np.nan), codes)


def _within(block: Block, kind: Kind) -> Block:
    outside = (block.values < kind.low) | (block.values > kind.high)
    if not outside.any():
        return block
    codes = np.zeros(block.values.shape, np.uint8) if block.codes is None else block.codes.copy()
    return Block(block.values, np.where(outside & (codes == OK), np.uint8(NUM), codes))


def like(answer: Array | TextArray, given: Sequence[Any]) -> Any:
    """An answer as the first column of its shape among the arguments is: a Series, a frame, a column, else an array."""
    for value in given:
        if _indexed(value) and np.shape(value) == answer.shape:
            columns = {"columns": value.columns} if value.ndim > 1 else {}
            return value._constructor(answer, index=value.index, **columns)
        library = type(value).__module__.partition(".")[0]
        if library in ("polars", "pyarrow") and (len(value),) == answer.shape:
            cells = [None if cell != cell else cell for cell in answer.tolist()]
            if library == "polars":
                return type(value)(value.name, cells)
            return sys.modules["pyarrow"].array(cells)
    return answer.copy()


def python(value: Any) -> Any:
    """One cell of an answer as Python has it: a float, NaN where undefined, a text or None."""
    if value in CELL_OF[2:]:
        return float("nan")
    return value
