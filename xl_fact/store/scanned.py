"""Many facts, left in the folder: DuckDB reads of them the columns, the months and the rows that are asked for."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

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
    import duckdb

    aside = Path(tempfile.gettempdir()) / f"xl_fact-{os.getpid()}"
    settings: dict[str, Any] = {
        "memory_limit": _MEMORY,
        "temp_directory": str(aside),
        "preserve_insertion_order": "false",
    }
    connection = duckdb.connect(config=settings)
    # parts are named one by one: those that an import is about to put in place are none of them
    parts = connection.read_parquet(list(map(str, paths)), union_by_name=True, hive_partitioning=False)
    return parts.select(duckdb.StarExpression(), duckdb.ConstantExpression(brand).alias("brand"))
