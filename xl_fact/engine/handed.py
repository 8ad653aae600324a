"""A table that somebody hands in, made ready to be asked, whichever way pandas, Arrow or a database write such things.

What is plain becomes what it means: a column of Decimals is one of numbers, days that are objects are days, names in capitals
are the names, and a column in which nothing is said is absent. What can't be meant is refused.
"""

from __future__ import annotations

import datetime
import decimal
import numbers
from typing import TYPE_CHECKING, Any, Final

from xl_fact.engine.rows import small
from xl_fact.errors import InputError
from xl_fact.exports.columns import COLUMNS, DIMENSIONS, MEASURES

if TYPE_CHECKING:
    import narwhals as nw
    import pandas as pd

_REQUIRED: Final = ("date", "role")


def framed(table: Any) -> nw.LazyFrame[Any]:
    """A table as the engine asks it.

    Raises
    ------
    InputError
        It is no table, or two of its columns have one name.
    """
    import narwhals as nw

    try:
        frame = nw.from_native(_native(table))
        lazy: nw.LazyFrame[Any] = _named(frame).lazy()
        kinds = dict(lazy.collect_schema())
    except nw.exceptions.DuplicateError as error:
        raise InputError(
            f"这张表有重名的列：{error}", f"two columns of this table have one name: {error}"
        ) from error
    except TypeError as error:
        kind = type(table).__name__
        raise InputError(
            f"facts 要是一张表（pandas、Polars、PyArrow、DuckDB、Dask、PySpark、Ibis），这是 {kind}；文件夹用 --facts，"
            "Python 里先读成表",
            f"facts must be a table (pandas, Polars, PyArrow, DuckDB, Dask, PySpark, Ibis), this is a {kind}; a folder goes "
            "with --facts, in Python read it into a table first",
        ) from error
    silent = _silent(lazy, kinds)
    return lazy.drop(*silent) if silent else lazy


def _native(table: Any) -> Any:
    """What narwhals doesn't know, as what it knows."""
    import narwhals as nw

    pa = nw.dependencies.get_pyarrow()
    if pa is not None:
        if isinstance(table, pa.RecordBatch):
            table = pa.Table.from_batches([table])
        elif isinstance(table, pa.RecordBatchReader):
            table = table.read_all()
        if isinstance(table, pa.Table):
            odd = {pa.date64(): pa.timestamp("ms"), pa.string_view(): pa.large_string()}
            fields = [field.with_type(odd.get(field.type, field.type)) for field in table.schema]
            if any(field.type in odd for field in table.schema):
                table = table.cast(pa.schema(fields))
    if nw.dependencies.is_pandas_dataframe(table):
        table = _of_objects(table.loc[:, [isinstance(name, str) for name in table.columns]])
    return table


def _of_objects(table: pd.DataFrame) -> pd.DataFrame:
    """A pandas table without objects where they are numbers or days."""
    import pandas as pd

    made: dict[str, Any] = {}
    for key in dict.fromkeys(table.columns):
        column = table[key]
        if not isinstance(column, pd.Series) or column.dtype != object or key.lower() not in COLUMNS:
            continue
        told = column[column.notna()]
        if key.lower() in MEASURES and told.map(_is_number).all():
            made[key] = [
                float(value) if there else None for value, there in zip(column, column.notna(), strict=True)
            ]
            made[key] = pd.Series(made[key], index=table.index, dtype="float64")
        elif _is_day(key.lower()) and told.map(_is_naive).all():
            made[key] = pd.to_datetime(column, format="mixed") if len(told) else column
    return table.assign(**made) if made else table


def _is_number(value: Any) -> bool:
    return isinstance(value, numbers.Real | decimal.Decimal) and not isinstance(value, bool)


def _is_naive(value: Any) -> bool:
    """Whether it is a day, or a time without a zone."""
    return isinstance(value, datetime.date) and getattr(value, "tzinfo", None) is None


def _is_day(key: str) -> bool:
    return key in DIMENSIONS and DIMENSIONS[key].kind != "text"


def _named(frame: Any) -> Any:
    """The same with columns that are written in capitals by their names."""
    names = list(frame.collect_schema().names())
    wrong = {
        name: name.lower()
        for name in names
        if name not in COLUMNS and name.lower() in COLUMNS and name.lower() not in names
    }
    if len(set(wrong.values())) < len(wrong):
        return frame  # two of them are one: neither is taken
    return frame.rename(wrong) if wrong else frame


def _silent(frame: nw.LazyFrame[Any], kinds: dict[str, Any]) -> list[str]:
    """The columns in which nothing is said and whose type shows nothing: they are absent."""
    import narwhals as nw

    odd = [
        key for key, kind in kinds.items() if key in COLUMNS and key not in _REQUIRED and not fits(key, kind)
    ]
    if not odd:
        return []
    told = small(frame.select(*(nw.col(key).count().alias(f"rows of {key}") for key in odd))).iloc[0]
    return [key for key in odd if not told[f"rows of {key}"]]


def fits(key: str, kind: nw.dtypes.DType) -> bool:
    """Whether a column's type is that of its values."""
    import narwhals as nw

    if key in MEASURES or key == "row":
        return kind.is_numeric()
    if _is_day(key):
        return isinstance(kind, nw.Date) or (isinstance(kind, nw.Datetime) and kind.time_zone is None)
    return isinstance(kind, nw.String | nw.Categorical | nw.Enum)
