"""Facts on their way from a file: some rows at a time, by columns, so that a long file never is in memory whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np

from xl_fact.exports import facts
from xl_fact.exports.columns import DIMENSIONS, MEASURES

if TYPE_CHECKING:
    import pandas as pd

Columns: TypeAlias = dict[str, Any]
"""Key → array, list or Arrow array of one value for each row, or one text for all; a key that isn't there is missing."""

Block: TypeAlias = tuple[int, Columns]
"""How many rows, and their columns."""


class Sink(Protocol):
    """Where the facts of a file go."""

    def add(self, block: Block) -> None:
        """Take some rows in."""

    def clear(self) -> None:
        """Forget the rows taken in so far: the file is read anew."""


class Unkept:
    """A sink that keeps nothing, for whoever only wants a file's account."""

    def add(self, block: Block) -> None:
        """Let some rows pass."""

    def clear(self) -> None:
        """Nothing to forget."""


class Gathered:
    """A sink that keeps every row.

    Parameters
    ----------
    brand : str
        Whose facts they are.
    """

    def __init__(self, brand: str) -> None:
        self.brand = brand
        self.blocks: list[Block] = []

    def add(self, block: Block) -> None:
        """Take some rows in."""
        self.blocks.append(block)

    def clear(self) -> None:
        """Forget the rows taken in so far."""
        self.blocks.clear()

    def frame(self) -> pd.DataFrame:
        """All of them as a fact table; nothing is left here."""
        count, columns = joined(self.blocks) if self.blocks else (0, {})
        self.blocks.clear()
        return facts.frame(columns | {"brand": self.brand}, count)


def joined(blocks: Sequence[Block]) -> Block:
    """Several blocks as one; a column that only some of them have is missing in the others."""
    if len(blocks) == 1:
        return blocks[0]
    filled = [(count, columns) for count, columns in blocks if count]
    keys = dict.fromkeys(key for _, columns in filled for key in columns)
    together = {key: _column(key, [(count, columns.get(key)) for count, columns in filled]) for key in keys}
    return sum(count for count, _ in filled), together


def _column(key: str, pieces: Sequence[tuple[int, Any]]) -> Any:
    """One column of several blocks."""
    if len(pieces) == 1:
        return pieces[0][1]
    blank = _blank(key)
    if blank is not None:
        return np.concatenate([np.full(n, blank) if piece is None else piece for n, piece in pieces])
    texts = [(n, "" if piece is None else piece) for n, piece in pieces]
    first = texts[0][1]
    if isinstance(first, str) and all(isinstance(piece, str) and piece == first for _, piece in texts):
        return first
    if all(isinstance(piece, str | list) for _, piece in texts):
        return [text for n, piece in texts for text in ([piece] * n if isinstance(piece, str) else piece)]
    import pyarrow as pa

    chunks: list[Any] = []
    for n, piece in texts:
        if isinstance(piece, str):
            chunks.append(pa.repeat(pa.scalar(piece, pa.large_string()), n))
        elif isinstance(piece, list):
            chunks.append(pa.array(piece, pa.large_string()))
        else:
            chunks += piece.chunks if isinstance(piece, pa.ChunkedArray) else [piece]
    return pa.chunked_array([chunk.cast(pa.large_string()) for chunk in chunks], pa.large_string())


def _blank(key: str) -> Any:
    """What stands in a column of numbers or days where nothing is said; None for texts."""
    if key in MEASURES:
        return np.nan
    if key == "row":
        return np.int64(0)
    if key in DIMENSIONS and DIMENSIONS[key].kind != "text":
        return np.datetime64("NaT", "s")
    return None
