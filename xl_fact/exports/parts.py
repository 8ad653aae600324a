"""Facts as Parquet: one part holds what one file says of one month; the same facts give the same bytes."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xl_fact.exports import facts

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

STORED: Final = tuple(key for key in facts.COLUMNS if key != "brand")
"""The columns of a part; the brand stands in its path."""

GROUPS: Final = ("platform", "format", "role", "currency", "owner", "carrier", "channel", "level")
"""The dimensions kept when a month is summed; a measure's source of truth is chosen by these."""

ADDITIVE: Final = tuple(key for key, measure in facts.MEASURES.items() if measure.additive)


@functools.cache
def schema() -> pa.Schema:
    """The columns of a part and their types."""
    import pyarrow as pa

    def kind(key: str) -> pa.DataType:
        if key in facts.MEASURES:
            return pa.float64()
        if key == "row":
            return pa.int64()
        if key in facts.DIMENSIONS and facts.DIMENSIONS[key].kind != "text":
            return pa.date32() if facts.DIMENSIONS[key].kind == "day" else pa.timestamp("ms")
        return pa.large_string()  # as pandas holds text, so that nothing is copied; the same bytes in Parquet

    return pa.schema([(key, kind(key)) for key in STORED])


def table_of(frame: pd.DataFrame) -> pa.Table:
    """Facts as an Arrow table; what an export doesn't say is null, so that SQL sums are right."""
    import pyarrow as pa

    columns = []
    nothing = pa.nulls(len(frame), pa.float64())
    first = pa.nulls(len(frame), pa.int32()).fill_null(0)
    for field in schema():
        column = frame[field.name]
        if pa.types.is_floating(field.type) and not column.notna().any():
            columns.append(nothing)
            continue
        values = pa.array(column, from_pandas=True)
        if pa.types.is_large_string(field.type) and _constant(values):
            columns.append(pa.DictionaryArray.from_arrays(first, pa.array([values[0].as_py()], field.type)))
        else:
            columns.append(values.cast(field.type))
    return pa.Table.from_arrays(columns, names=schema().names)


def _constant(values: Any) -> bool:
    """Whether a column says the same in every row; such a one is kept as one text."""
    import pyarrow.compute as pc

    return len(values) > 0 and bool(pc.all(pc.equal(values, values[0])).as_py())


def write(table: pa.Table, path: Path) -> None:
    """Write a part; nothing of the clock, the machine or pandas goes into it."""
    import pyarrow.parquet as pq

    text = [field.name for field in schema() if field.type == "large_string"]
    pq.write_table(
        table,
        path,
        version="2.6",
        compression="snappy",
        use_dictionary=text,
        row_group_size=1 << 18,
        store_schema=False,
    )


def read(path: Path, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """A part as a fact table without its brand, or some columns of it."""
    import pandas as pd
    import pyarrow.parquet as pq

    table = pq.read_table(path, columns=list(columns) if columns else None, partitioning=None)
    found: dict[str, Any] = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        if name in facts.MEASURES or name == "row":
            found[name] = column.to_numpy()
        elif name in facts.DIMENSIONS and facts.DIMENSIONS[name].kind != "text":
            found[name] = column.cast("timestamp[s]").to_numpy().astype("datetime64[s]")
        else:
            found[name] = pd.Series(column.to_pandas(), dtype="str")
    return pd.DataFrame(found, columns=table.column_names)


def filtered(path: Path, keep: Any) -> pa.Table:
    """A part without some of its rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(path, partitioning=None)
    return table.filter(pa.array(keep))


def totals(
    parts: Iterable[tuple[str, str, Path]], measures: Sequence[str] = ADDITIVE
) -> dict[tuple[str, str], dict[str, float]]:
    """Each brand's and month's totals, every measure from its source of truth.

    Parameters
    ----------
    parts : iterable of (brand, month, path)
        The parts.
    measures : sequence of str
        Additive measures.

    Returns
    -------
    dict
        (brand, month) → measure → total; a measure that no export tells of is left out.
    """
    import pandas as pd
    import pyarrow.parquet as pq

    pieces = []
    for brand, month, path in parts:
        table = pq.read_table(path, columns=[*GROUPS, *measures], partitioning=None)
        summed = table.group_by(list(GROUPS), use_threads=False).aggregate([(m, "sum") for m in measures])
        summed = summed.rename_columns([name.removesuffix("_sum") for name in summed.column_names])
        pieces.append(summed.to_pandas().assign(brand=brand, month=month))
    if not pieces:
        return {}
    together = pd.concat(pieces, ignore_index=True)
    together = together.groupby(["brand", "month", *GROUPS], as_index=False, sort=True)[list(measures)].sum(
        min_count=1
    )
    together["date"] = pd.to_datetime(together["month"] + "-01").astype("datetime64[s]")
    together["until"] = together["date"]
    said = [measure for measure in measures if together[measure].notna().any()]
    sums = facts.summed(together, said, by=["brand", "month"])
    return {
        (str(key[0]), str(key[1])): {m: float(row[m]) for m in said if row[m] == row[m]}
        for key, row in zip(sums.index, sums.to_dict("records"), strict=True)
    }
