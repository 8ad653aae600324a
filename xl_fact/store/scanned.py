"""Many facts, left in the folder: DuckDB reads of them the columns, the months and the rows that are asked for."""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xl_fact.store import parts

if TYPE_CHECKING:
    import duckdb

FETCHED: Final = 50_000
"""So many rows are fetched whole, which is quicker."""

_MEMORY: Final = "512MB"
"""What DuckDB may hold; what it must hold beyond that it puts aside on the disk."""


def count_of(paths: Sequence[Path]) -> int:
    """How many rows parts have, by what stands at their ends."""
    import pyarrow.parquet as pq

    return sum(pq.read_metadata(path).num_rows for path in paths)


def scanned(brand: str, paths: Sequence[Path]) -> duckdb.DuckDBPyRelation:
    """The facts of some parts as a relation; nothing is read yet."""
    # parts are named one by one: those that an import is about to put in place are none of them
    names = ", ".join(_quoted(str(path)) for path in paths)
    alike = parts.alike(paths)
    told = f"* exclude ({', '.join(map(_named, alike))})" if alike else "*"
    words = {**alike, "brand": brand}.items()
    chosen = ", ".join([told, *(_constant(key, word) for key, word in words if word is not None)])
    table = f"read_parquet([{names}], union_by_name = true, hive_partitioning = false)"
    return _database(os.getpid()).cursor().sql(f"select {chosen} from {table}")


@functools.cache
def _database(process: int) -> duckdb.DuckDBPyConnection:
    """A database of this process that holds nothing itself."""
    import duckdb

    settings: dict[str, Any] = {
        "memory_limit": _MEMORY,
        "temp_directory": str(Path(tempfile.gettempdir()) / f"xl_fact-{process}"),
        "preserve_insertion_order": "false",
    }
    return duckdb.connect(config=settings)


def _constant(key: str, word: str) -> str:
    """A column that says the same in every row, and whose type knows no other word: so engines see that it is one."""
    return f"{_quoted(word)}::enum({_quoted(word)}) as {_named(key)}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _named(key: str) -> str:
    return '"' + key.replace('"', '""') + '"'
