"""Many facts, left in the folder: DuckDB reads of them the columns, the months and the rows that are asked for."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xl_fact.store.parts import TEXTS

if TYPE_CHECKING:
    import duckdb

FETCHED: Final = 50_000
"""So many rows are fetched whole, which is quicker."""

_SHORT: Final = 60
"""Of longer texts the first and the last may be cut short where a part sums itself up."""

_ENDS: Final = """
select path_in_schema, count(*), sum(num_values),
  case when count(stats_null_count) = count(*) then sum(stats_null_count) end,
  case when count(stats_min_value) = count(*) then min(stats_min_value) end,
  case when count(stats_max_value) = count(*) then max(stats_max_value) end
from parquet_metadata($1) group by path_in_schema
"""

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
    names = list(map(str, paths))
    parts = connection.read_parquet(names, union_by_name=True, hive_partitioning=False)
    alike = _alike(connection, names)
    told = [duckdb.ColumnExpression(key) for key in parts.columns if key not in alike]
    words = {**alike, "brand": brand}.items()
    return parts.select(*told, *(_constant(key, word) for key, word in words if word is not None))


def _constant(key: str, word: str) -> duckdb.Expression:
    """A column that says the same in every row, and whose type knows no other word: so engines see that it is one."""
    import duckdb

    kind = "ENUM('{}')".format(word.replace("'", "''"))
    return duckdb.ConstantExpression(word).cast(kind).alias(key)


def _alike(connection: duckdb.DuckDBPyConnection, names: list[str]) -> dict[str, str | None]:
    """The columns of which every row says the same, or (None) nothing, by what stands at the ends of the parts.

    Then they need not be read, nor rows be told apart by them. A text that is cut short there is not taken for one.
    """
    found = connection.execute(_ENDS, [names]).fetchall()
    whole = max((groups for _, groups, *_ in found), default=0)
    alike: dict[str, str | None] = {}
    for key, groups, rows, silent, least, most in found:
        if groups < whole or silent is None:
            continue
        if silent == rows:
            alike[key] = None
        elif (
            key in TEXTS
            and not silent
            and least is not None
            and least == most
            and len(least.encode()) <= _SHORT
        ):
            alike[key] = least
    return alike
