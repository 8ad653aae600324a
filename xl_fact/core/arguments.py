"""Cells to arrays: the only coercion in the package.

What a host hands over raw (a scalar, a row, rows of cells; error values as numbers, texts or
records; blanks as None or "") becomes a `Block`: numbers or texts in two dimensions and, unless
every cell is plain, a code for each (see `error_values`). The semantics are those of a cell:

- a blank, and "--" and its like, does what its argument declares; where a required one is blank, so is the answer;
- an error is passed on; of several arguments that are errors, no numbers or out of bounds, the first decides;
- text that reads as a number in the field is that number, other text is #VALUE!;
- TRUE and FALSE are not numbers;
- numbers outside the kind's bounds are #NUM!.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np

from xl_fact.core import numbers
from xl_fact.core.error_values import BLANK, CODE_OF, COM_ERROR_RANGE, COM_ERRORS, NUM, OK, VALUE
from xl_fact.core.kinds import DEFAULT, REQUIRED, ZERO, Array, Blank, CodeArray, Kind, TextArray

WHOLE_COLUMN: Final = (1_048_576, 65_536)
"""Heights of a column taken whole: such a block is trimmed to its used part."""

_MISSING_TYPES: Final = frozenset({"NAType", "NaTType"})
"""How pandas marks a missing value."""
_EPOCH: Final = datetime.datetime(1899, 12, 30)
_DAY: Final = 86_400.0


class ShapeError(ValueError):
    """Ranges of unequal size that don't broadcast."""


@dataclass(frozen=True)
class Block:
    """One argument's cells in two dimensions.

    Attributes
    ----------
    values : ndarray
        Numbers (NaN where the cell is none) or texts ("" where there is none).
    codes : ndarray or None
        A code for each cell; None where every cell is plain.
    """

    values: Array | TextArray
    codes: CodeArray | None = None


@dataclass(frozen=True)
class Grid:
    """Raw cells in reading order, with their height and width."""

    cells: list[Any]
    height: int
    width: int


def grid(raw: Any) -> Grid:
    """Raw cells, whatever way the host hands them over.

    Examples
    --------
    >>> grid(((1.0, 2.0), (3.0, None)))
    Grid(cells=[1.0, 2.0, 3.0, None], height=2, width=2)
    >>> grid("1.2万")
    Grid(cells=['1.2万'], height=1, width=1)
    """
    if not isinstance(raw, list | tuple):
        return Grid([raw], 1, 1)
    if not raw:
        return Grid([None], 1, 1)
    if not isinstance(raw[0], list | tuple):
        return Grid(list(raw), 1, len(raw))
    if not all(issubclass(kind, list | tuple) for kind in set(map(type, raw))):
        raise ShapeError("rows and lone cells in one range")
    width = len(raw[0])
    cells = list(chain.from_iterable(raw))
    if len(cells) != len(raw) * width:
        raise ShapeError(f"rows of unequal length: {sorted({len(row) for row in raw})}")
    return Grid(cells, len(raw), width) if cells else Grid([None], 1, 1)


def trim(grids: Sequence[Grid]) -> list[Grid]:
    """Cut whole columns down to the last row that any of them uses."""
    if not any(g.height in WHOLE_COLUMN for g in grids):
        return list(grids)
    used = max(_used(g) for g in grids if g.height in WHOLE_COLUMN)
    return [Grid(g.cells[: used * g.width], used, g.width) if g.height in WHOLE_COLUMN else g for g in grids]


def _used(block: Grid) -> int:
    """The height of the used part, at least 1."""
    last = len(block.cells)
    cells = block.cells
    while last > block.width and cells[last - 1] in (None, ""):
        last -= 1
    return -(-last // block.width)


def common_shape(grids: Sequence[Grid]) -> tuple[int, int]:
    """The shape that all grids broadcast to.

    Raises
    ------
    ShapeError
        Naming the two sizes that don't agree.
    """
    tall = max(grids, key=lambda g: g.height)
    wide = max(grids, key=lambda g: g.width)
    for g in grids:
        if g.height not in (1, tall.height) or g.width not in (1, wide.width):
            other = tall if g.height not in (1, tall.height) else wide
            raise ShapeError(f"{g.height}×{g.width} and {other.height}×{other.width} don't broadcast")
    return tall.height, wide.width


def read(cells: Grid, kind: Kind) -> Block:
    """Cells as numbers or texts, after the kind."""
    block = _texts(cells) if kind.reads == "text" else _numbers(cells)
    return within(block, kind) if kind.bounded else block


def within(block: Block, kind: Kind) -> Block:
    """The block with #NUM! where a number is outside the kind's bounds."""
    values = block.values
    if not len(values) or (values.min() >= kind.low and values.max() <= kind.high):
        return block
    outside = (values < kind.low) | (values > kind.high)
    if not outside.any():
        return block
    codes = np.zeros(values.shape, np.uint8) if block.codes is None else block.codes.copy()
    codes[outside & (codes == OK)] = NUM
    return Block(values, codes)


def _numbers(source: Grid) -> Block:
    cells, shape = source.cells, (source.height, source.width)
    if set(map(type, cells)) == {float}:
        values = np.fromiter(cells, np.float64, len(cells))
        if not np.isnan(values).any():
            return Block(values.reshape(shape))
    odd = [i for i, cell in enumerate(cells) if type(cell) is not float or cell != cell]
    plain, codes = cells.copy(), np.zeros(len(cells), np.uint8)
    memo: dict[str | None, tuple[float, int]] = {}
    for i in odd:
        cell = cells[i]
        if cell is None or type(cell) is str:
            if (found := memo.get(cell)) is None:
                found = memo[cell] = number_of(cell)
            plain[i], codes[i] = found
        else:
            plain[i], codes[i] = number_of(cell)
    values = np.fromiter(plain, np.float64, len(plain)).reshape(shape)
    return Block(values, codes.reshape(shape) if codes.any() else None)


def number_of(cell: Any) -> tuple[float, int]:
    """One raw cell as a number and its code.

    Examples
    --------
    >>> number_of("1.2万"), number_of(True), number_of(-2146826246)
    ((12000.0, 0), (nan, 4), (nan, 8))
    """
    if cell is None or type(cell).__name__ in _MISSING_TYPES:
        return math.nan, BLANK
    if isinstance(cell, bool | np.bool_):
        return math.nan, VALUE
    if isinstance(cell, str):
        if cell in CODE_OF:
            return math.nan, CODE_OF[cell]
        try:
            number = numbers.parse(cell)
        except ValueError:
            return math.nan, VALUE
        return (number, OK) if number == number else (math.nan, BLANK)
    if isinstance(cell, dict):
        return _record(cell)
    if isinstance(cell, int) and cell in COM_ERROR_RANGE:
        return math.nan, COM_ERRORS.get(cell, VALUE)
    if isinstance(cell, datetime.datetime):
        return (cell.replace(tzinfo=None) - _EPOCH).total_seconds() / _DAY, OK
    if isinstance(cell, datetime.date):
        return float((datetime.datetime(cell.year, cell.month, cell.day) - _EPOCH).days), OK
    try:
        number = float(cell)
    except (TypeError, ValueError, OverflowError):
        return math.nan, VALUE
    return (number, OK) if math.isfinite(number) else (math.nan, BLANK if number != number else NUM)


def _record(cell: dict[str, Any]) -> tuple[float, int]:
    """A cell of a web host: an error, or a value with a type of its own."""
    basic = cell.get("basicValue")
    if cell.get("type") == "Error":
        return math.nan, CODE_OF.get(str(basic), VALUE)
    return (math.nan, VALUE) if isinstance(basic, dict) else number_of(basic)


def _texts(source: Grid) -> Block:
    texts = np.empty(len(source.cells), dtype=object)
    codes = np.zeros(len(source.cells), np.uint8)
    memo: dict[str, tuple[str, int]] = {}
    for i, cell in enumerate(source.cells):
        if type(cell) is not str:
            texts[i], codes[i] = _text_of(cell)
            continue
        if (found := memo.get(cell)) is None:
            blank = cell not in CODE_OF and numbers.is_missing(cell)
            found = memo[cell] = ("", BLANK) if blank else _text_of(cell)
        texts[i], codes[i] = found
    shape = (source.height, source.width)
    return Block(texts.reshape(shape), codes.reshape(shape) if codes.any() else None)


def _text_of(cell: Any) -> tuple[str, int]:
    if isinstance(cell, bool | np.bool_):
        return ("TRUE" if cell else "FALSE"), OK
    if isinstance(cell, str) and cell not in CODE_OF:
        return cell.strip(numbers.SPACE), OK
    number, code = number_of(cell)
    if code:
        return "", code
    if abs(number) >= 1e15:
        return f"{number:.15G}", OK
    return (str(int(number)) if number == int(number) else repr(number)), OK


def overlay(blocks: Sequence[Block], modes: Sequence[Blank], shape: tuple[int, ...]) -> CodeArray | None:
    """The code that the answer takes from the arguments alone, before any formula runs.

    The first error wins; blank where a required argument is, or all that aren't optional; None where nothing
    stands out.
    """
    if all(b.codes is None for b in blocks):
        return None
    answer = np.zeros(shape, np.uint8)
    blank, nothing = np.zeros(shape, bool), np.ones(shape, bool)
    for block, mode in zip(blocks, modes, strict=True):
        codes = np.broadcast_to(block.codes, shape) if block.codes is not None else None
        if codes is not None:
            fresh = (answer == OK) & (codes > BLANK)
            answer[fresh] = codes[fresh]
            if mode is REQUIRED:
                blank |= codes == BLANK
        if mode is not DEFAULT:
            nothing &= (codes == BLANK) if codes is not None else False
    answer[(answer == OK) & (blank | nothing)] = BLANK
    return answer if answer.any() else None


def filled(block: Block, mode: Blank, default: float | str | None) -> Array | TextArray:
    """The values, with what stands for a blank: the default, 0, or nothing (NaN, "") where it may not be blank."""
    if block.codes is None:
        return block.values
    values = block.values.copy()
    empty = "" if values.dtype == object else np.nan
    values[block.codes == BLANK] = (
        default if mode is DEFAULT and default is not None else 0.0 if mode is ZERO else empty
    )
    values[block.codes > BLANK] = empty
    return values
