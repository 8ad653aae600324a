"""Facts as Parquet: one part holds what one file says of one month; the same facts give the same bytes."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xl_fact.errors import InputError
from xl_fact.exports import facts
from xl_fact.exports.columns import COLUMNS, DIMENSIONS, MEASURES
from xl_fact.exports.money import KIND, unsaid
from xl_fact.exports.tables.blocks import Block, Columns

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

STORED: Final = tuple(key for key in COLUMNS if key != "brand")
"""The columns of a part; the brand stands in its path."""

GROUPS: Final = ("shop", "platform", "format", "role", "currency", "owner", "carrier", "channel", "level")
"""The dimensions kept when a month is summed; a measure's source of truth is chosen by these."""

BARE: Final = "?"
"""Stands for the currency of money that says none, beside money that does."""

ROW_GROUP: Final = 1 << 18
"""How many rows of a part lie together."""

_SHORT: Final = 60
"""Bytes of a text; of a longer one statistics may hold only the beginning."""

TEXTS: Final = dict.fromkeys(
    key
    for key in STORED
    if key not in MEASURES and key != "row" and not (key in DIMENSIONS and DIMENSIONS[key].kind != "text")
)
"""The columns of a part that hold texts."""

ADDITIVE: Final = tuple(key for key, measure in MEASURES.items() if measure.additive)


@functools.cache
def schema() -> pa.Schema:
    """The columns of a part and their types."""
    import pyarrow as pa

    def kind(key: str) -> pa.DataType:
        if key in TEXTS:
            return (
                pa.large_string()
            )  # as pandas holds text, so that nothing is copied; the same bytes in Parquet
        if key in MEASURES:
            return pa.float64()
        if key == "row":
            return pa.int64()
        return pa.date32() if DIMENSIONS[key].kind == "day" else pa.timestamp("ms")

    return pa.schema([(key, kind(key)) for key in STORED])


def table_of(block: Block) -> pa.Table:
    """Facts as an Arrow table; what an export doesn't say is null, so that SQL sums are right."""
    import pyarrow as pa

    count, columns = block
    first = pa.nulls(count, pa.int32()).fill_null(0)
    silent: dict[pa.DataType, Any] = {}

    def column(name: str, kind: pa.DataType) -> Any:
        value = columns.get(name)
        text = name in TEXTS
        if value is None or (text and value == ""):
            if kind not in silent:
                silent[kind] = one("") if text else pa.nulls(count, kind)
            return silent[kind]
        if not text:
            return pa.array(value, from_pandas=True).cast(kind)
        if isinstance(value, list):
            return pa.array(value, kind)
        return one(value) if isinstance(value, str) else value

    def one(text: str) -> pa.DictionaryArray:
        return pa.DictionaryArray.from_arrays(first, pa.array([text], pa.large_string()))

    return pa.Table.from_arrays([column(*field) for field in _fields()], names=STORED)


@functools.cache
def _fields() -> tuple[tuple[str, pa.DataType], ...]:
    """The name and the type of each column of a part."""
    return tuple((field.name, field.type) for field in schema())


class Writer:
    """A part being written, block by block; nothing of the clock, the machine or pandas goes into it.

    Parameters
    ----------
    path : Path
        The file.
    """

    def __init__(self, path: Path):
        self.path = path
        self._file: pq.ParquetWriter | None = None

    def write(self, table: pa.Table) -> None:
        """Add some rows."""
        import pyarrow.parquet as pq

        if self._file is None:
            self._file = pq.ParquetWriter(
                self.path,
                table.schema,
                version="2.6",
                compression="snappy",
                use_dictionary=list(TEXTS),
                store_schema=False,
            )
        self._file.write_table(_as(table, self._file.schema), row_group_size=ROW_GROUP)

    def close(self) -> None:
        """No more rows will come."""
        if self._file is not None:
            self._file.close()


def _as(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """A table whose texts are held as those of the first one: one by one, or each distinct one once."""
    import pyarrow as pa

    if table.schema.equals(schema):
        return table

    def column(field: pa.Field) -> Any:
        here = table.column(field.name)
        if here.type.equals(field.type):
            return here
        return here.dictionary_encode() if pa.types.is_dictionary(field.type) else here.cast(field.type)

    return pa.Table.from_arrays([column(field) for field in schema], schema=schema)


def write(table: pa.Table, path: Path) -> None:
    """Write a whole part."""
    writer = Writer(path)
    writer.write(table)
    writer.close()


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Name the part that is being read, and what to do, when it can't be.

    Raises
    ------
    InputError
        It is no Parquet, or cut off, or spoilt.
    """
    import pyarrow as pa

    try:
        yield
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError) as error:
        why = (str(error).splitlines() or [""])[0]
        raise InputError(
            f"{path}：这个事实文件坏了，读不出来（{why}）；删掉它，把它的导出再导入一次",
            f"{path}: this file of facts is spoilt and can't be read ({why}); delete it and import its export again",
        ) from error


def rows_of(path: Path) -> int:
    """How many rows a part has, by what stands at its end.

    Raises
    ------
    InputError
        That can't be read.
    """
    import pyarrow.parquet as pq

    with readable(path):
        return int(pq.read_metadata(path).num_rows)


def whole(path: Path, rows: int | None = None) -> bool:
    """Whether all of a part can be read, and has so many rows where that is known."""
    try:
        if rows not in (None, rows_of(path)):
            return False
        read_through(path)
    except InputError:
        return False
    return True


def read_through(path: Path) -> None:
    """Read a part to its end, and keep nothing.

    Raises
    ------
    InputError
        It can't be read.
    """
    import pyarrow.parquet as pq

    with readable(path), pq.ParquetFile(path) as file:
        for _ in file.iter_batches():
            pass


def columns_of(path: Path, keys: Sequence[str] | None = None) -> Block:
    """A part, or some columns of it.

    A measure of which it says nothing is not among them, and a text that is the same in every row is one text:
    the part's own statistics tell both, so that neither is read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with readable(path), pq.ParquetFile(path) as file:
        count = int(file.metadata.num_rows)
        found: Columns
        there = file.metadata.schema.names
        found = {name: "" for name in keys or () if name in TEXTS and name not in there}  # of an older store
        for name in keys or there:
            if name in found:
                continue
            said = _statistics(file.metadata, there.index(name))
            if name in TEXTS and (words := _words(said)) is not None:
                found[name] = words
            elif name not in MEASURES or keys or not _silent(said, count):
                found[name] = None
        table = file.read(columns=[name for name, value in found.items() if value is None])
    for name, column in zip(table.column_names, table.columns, strict=True):
        if name in TEXTS:
            found[name] = column.cast(pa.large_string())
        elif name in MEASURES or name == "row":
            found[name] = column.to_numpy()
        else:
            found[name] = column.cast("timestamp[s]").to_numpy().astype("datetime64[s]")
    return count, found


def alike(paths: Sequence[Path]) -> dict[str, str | None]:
    """The columns of which every row of some parts says the same, or (None) nothing, by the parts' own statistics.

    Then they need not be read, nor rows be told apart by them. A long text may be cut short there, and is not taken.
    """
    import pyarrow.parquet as pq

    each: list[dict[str, str | None]] = []
    for path in paths:
        with readable(path), pq.ParquetFile(path) as file:
            found: dict[str, str | None] = {}
            for place, name in enumerate(file.metadata.schema.names):
                said = _statistics(file.metadata, place)
                words = _words(said) if name in TEXTS else None
                if words is not None and len(words.encode()) <= _SHORT:
                    found[name] = words
                elif words is None and _silent(said, file.metadata.num_rows):
                    found[name] = None
            each.append(found)
    first, *others = each
    return {
        name: word
        for name, word in first.items()
        if all(name in other and other[name] == word for other in others)
    }


def _statistics(about: pq.FileMetaData, place: int) -> list[Any]:
    """What a part's row groups say of a column."""
    return [about.row_group(n).column(place).statistics for n in range(about.num_row_groups)]


def _silent(said: Sequence[Any], count: int) -> bool:
    """Whether a column is null in every row."""
    return all(one is not None and one.has_null_count for one in said) and (
        sum(one.null_count for one in said) == count
    )


def _words(said: Sequence[Any]) -> str | None:
    """The text that stands in every row of a column; None where there are several, or it isn't known."""
    if not said or any(one is None or not one.has_min_max or one.null_count for one in said):
        return None
    words = {text for one in said for text in (one.min, one.max)}
    return str(words.pop()) if len(words) == 1 else None


def read(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    """Some columns of a part."""
    import pandas as pd

    count, found = columns_of(path, columns)
    index = range(count)
    return pd.DataFrame(
        {
            key: facts.texts(found[key], count) if key in TEXTS else pd.Series(found[key], index=index)
            for key in columns
        }
    )


def filtered(path: Path, keep: Any) -> pa.Table:
    """A part without some of its rows; the same rows give the same bytes, however often it was filtered."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with readable(path):
        table = pq.read_table(path, partitioning=None)
    return table.filter(pa.array(keep)).combine_chunks()


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
        (brand, month) → measure → total; a measure that no export tells of is left out. Money that is told in several
        currencies has a total for each: "cost:CNY", "cost:USD".
    """
    together = gathered(parts, measures)
    return {(brand, month): each[""] for (brand, month), each in _summed(together, measures).items()}


def of_shops(
    parts: Iterable[tuple[str, str, Path]], measures: Sequence[str]
) -> dict[tuple[str, str], dict[str, dict[str, float]]]:
    """The same shop by shop: (brand, month) → shop → measure → total; a month that tells of one shop is left out."""
    together = gathered(parts, measures)
    if together is None or together["shop"].nunique() < 2:
        return {}
    found = {
        month: {shop: told for shop, told in shops.items() if told}
        for month, shops in _summed(together, measures, by_shop=True).items()
    }
    return {month: shops for month, shops in found.items() if len(shops) > 1}


def windows(
    parts: Iterable[tuple[str, str, Path]],
) -> dict[tuple[str, str], list[tuple[datetime.date, datetime.date]]]:
    """The sums of days of more than one month, by brand and the month that they lie under, that of their first day."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    days = pa.schema([(key, pa.date32()) for key in ("date", "until")])
    found: dict[tuple[str, str], set[tuple[datetime.date, datetime.date]]] = {}
    for brand, month, path in parts:
        with readable(path):
            told = set(days.names) <= set(pq.read_schema(path).names)
            spans = pq.read_table(path, columns=days.names, partitioning=None).cast(days) if told else None
        if spans is not None:
            for each in spans.group_by(days.names).aggregate([]).to_pylist():
                first, last = each["date"], each["until"]
                if first and last and (first.year, first.month) != (last.year, last.month):
                    found.setdefault((brand, month), set()).add((first, last))
    return {key: sorted(spans) for key, spans in found.items()}


def gathered(parts: Iterable[tuple[str, str, Path]], measures: Sequence[str]) -> pd.DataFrame | None:
    """What totals are summed from: one row for each brand, month and group; None without parts."""
    import pandas as pd

    pieces = []
    for brand, month, path in parts:
        table = grouped(path, measures)
        summed = table.group_by(list(GROUPS), use_threads=False).aggregate([(m, "sum") for m in measures])
        summed = summed.rename_columns([name.removesuffix("_sum") for name in summed.column_names])
        pieces.append(summed.to_pandas().assign(brand=brand, month=month))
    if not pieces:
        return None
    together = pd.concat(pieces, ignore_index=True)
    together = together.groupby(["brand", "month", *GROUPS], as_index=False, sort=True)[list(measures)].sum(
        min_count=1
    )
    together["date"] = pd.to_datetime(together["month"] + "-01").astype("datetime64[s]")
    together["until"] = together["date"]
    return together


def _summed(
    together: pd.DataFrame | None, measures: Sequence[str], *, by_shop: bool = False
) -> dict[tuple[str, str], dict[str, dict[str, float]]]:
    """(brand, month) → shop, or "" for all of them → measure → total."""
    if together is None:
        return {}
    said = [measure for measure in measures if together[measure].notna().any()]
    by = ["brand", "month", "shop"] if by_shop else ["brand", "month"]
    together = _with_currencies(together, said)
    sums = facts.summed(together, said, by=[*by, "currency"])
    found: dict[tuple[str, str], dict[str, dict[str, float]]] = {}
    for key, rows in sums.groupby(level=by, sort=False):
        brand, month, shop = (*key, "")[:3]
        told = _apart(rows.droplevel(by), said)
        found.setdefault((str(brand), str(month)), {})[str(shop)] = told
    return found


def grouped(path: Path, measures: Sequence[str], groups: Sequence[str] = GROUPS) -> pa.Table:
    """What a part's totals are summed from; the parts of an older store have no shop."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with readable(path):
        absent = set(groups) - set(pq.read_schema(path).names)
        there = [key for key in (*groups, *measures) if key not in absent]
        table = pq.read_table(path, columns=there, partitioning=None)
    for name in absent:
        table = table.append_column(name, pa.repeat(pa.scalar("", pa.large_string()), table.num_rows))
    return table


def _with_currencies(together: pd.DataFrame, measures: Sequence[str]) -> pd.DataFrame:
    """The same with the currency of money that says none where it can be only one, else none."""
    money = [measure for measure in measures if MEASURES[measure].unit == "money"]
    silent = (together["currency"] == "") & together[money].notna().any(axis=1)
    if not silent.any():
        return together
    codes = together["currency"].astype(object)
    for _, rows in together[together[money].notna().any(axis=1)].groupby(["brand", "month"], sort=False):
        kinds = list(rows[list(KIND)].itertuples(index=False, name=None))
        own = unsaid(zip(kinds, rows["currency"], strict=True))
        for n, kind in zip(rows.index, kinds, strict=True):
            codes[n] = codes[n] or own[kind]
    return together.assign(currency=codes.astype("str"))


def _apart(rows: pd.DataFrame, measures: Sequence[str]) -> dict[str, float]:
    """One month's totals, by currency: money of several is never added."""
    found: dict[str, float] = {}
    for measure in measures:
        told = rows[measure].dropna()
        if MEASURES[measure].unit == "money" and len(told) > 1:
            found |= {f"{measure}:{code or BARE}": float(v) for code, v in told.items()}
        elif len(told):
            found[measure] = float(told.sum())
    return found
