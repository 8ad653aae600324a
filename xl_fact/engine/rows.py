"""The rows of the facts, in whatever engine they lie: asked for by columns and conditions, never held here."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from xl_fact.engine import doubtful
from xl_fact.engine.adding import Adding
from xl_fact.exports.columns import COLUMNS, DIMENSIONS, MEASURES

if TYPE_CHECKING:
    import narwhals as nw
    import pandas as pd

    Lazy: TypeAlias = nw.LazyFrame[Any]

_CHOSEN_BY: Final = tuple(
    "date until currency platform shop format role owner content level followers".split()
)
"""The columns that conditions are about."""

_DAYS: Final = ("date", "until")
"""The columns that tell of days: a time of day in a table that somebody hands in tells nothing more."""

_DAY: Final = datetime.timedelta(days=1)

HERE: Final = 50_000
"""So many rows are fetched and held in pandas, in the order of the files that they come from."""


@dataclass(frozen=True)
class Rate:
    """What one of a currency is worth from a day to another."""

    code: str
    first: datetime.date
    last: datetime.date
    rate: float


@dataclass(frozen=True)
class Rows:
    """Some rows of a fact table.

    Attributes
    ----------
    frame : LazyFrame
        The table, in its engine.
    kinds : mapping
        The type of each of its columns.
    here : bool
        Whether they are few, and held in pandas in an order that is always the same.
    clean : bool
        Whether nothing is null in them where nothing is said, never NaN, and no text is missing.
    keep : tuple of Expr
        What holds for each row.
    rates : tuple of Rate
        How money is changed before that, into the currency `to`.
    """

    frame: Lazy
    kinds: Any
    here: bool = False
    clean: bool = False
    keep: tuple[nw.Expr, ...] = ()
    rates: tuple[Rate, ...] = ()
    to: str = ""

    def where(self, *conditions: nw.Expr) -> Rows:
        """Those of which more holds."""
        if self.here and not self.rates:
            return replace(self, frame=self.frame.filter(*conditions))
        return replace(self, keep=(*self.keep, *conditions))

    def exchanged(self, to: str, rates: Iterable[Rate]) -> Rows:
        """The same with money changed into a currency on the days of the rates."""
        return replace(self, to=to, rates=(*self.rates, *rates))

    def columns(self, *keys: str, where: Iterable[nw.Expr] = ()) -> Lazy:
        """Some columns of them, as the fact table has them: a text is "" and a figure null where nothing is said."""
        conditions = (*self.keep, *where)
        wanted = dict.fromkeys((*keys, *_CHOSEN_BY) if conditions or self.rates else keys)
        found = self.frame.select(*(wanted if self.here else map(self._column, wanted)))
        if self.rates:
            found = found.with_columns(*self._changed(wanted))
        if conditions:
            found = found.filter(*conditions)
        return found if len(wanted) == len(dict.fromkeys(keys)) else found.select(*dict.fromkeys(keys))

    def _column(self, key: str) -> nw.Expr:
        import narwhals as nw

        kind, text = self.kinds.get(key), is_text(key)
        if text and (word := self._word(key)) is not None:
            return nw.lit(word).alias(key)
        if key == "row":
            if kind is None or self.clean:
                return (nw.lit(0) if kind is None else nw.col(key)).cast(nw.Int64).alias(key)
            number = nw.when(~nw.col(key).is_nan()).then(nw.col(key)) if kind.is_float() else nw.col(key)
            return number.fill_null(0).cast(nw.Int64).alias(key)
        if kind is None:
            return nw.lit(None, nw.Float64 if key in MEASURES else nw.Datetime("us")).alias(key)
        column = nw.col(key)
        if key in MEASURES:
            column = column if kind == nw.Float64 else column.cast(nw.Float64)
            return column if self.clean else nw.when(~column.is_nan()).then(column).alias(key)
        if not text:
            if not isinstance(kind, nw.Datetime):
                return column.cast(nw.Datetime("us"))
            return column if self.clean or key not in _DAYS else column.dt.truncate("1d")
        column = column if kind == nw.String else column.cast(nw.String)
        return column if self.clean else column.fill_null("")

    def only(self, key: str) -> str | None:
        """What a column of texts says in every row, where its type shows that: by it no row is told apart."""
        return None if self.rates and key == "currency" else self._word(key)

    def _word(self, key: str) -> str | None:
        """The same of the table as it lies."""
        import narwhals as nw

        kind = self.kinds.get(key)
        if kind is None:
            return ""
        words = kind.categories if self.clean and isinstance(kind, nw.Enum) else ()
        return str(words[0]) if len(words) == 1 else None

    @property
    def adding(self) -> Adding:
        """How their figures are added."""
        return Adding(self.here)

    def told(self, measures: Iterable[str]) -> list[str]:
        """The measures of which any of them may tell; others than these are null in every row."""
        import narwhals as nw

        there = [measure for measure in measures if measure in self.kinds]
        if not there:
            return []
        table = self.columns(*there) if self.keep or self.rates else self.frame
        said = small(table.select(nw.col(*there).count())).iloc[0]
        return [measure for measure in there if said[measure]]

    def _changed(self, keys: Iterable[str]) -> list[nw.Expr]:
        """Money at the rate of its currency and day."""
        import narwhals as nw

        code = nw.col("currency")
        times = [((code == r.code) & within(r.first, r.last), r.rate) for r in self.rates]
        found = []
        for key in keys:
            if key in MEASURES and MEASURES[key].unit == "money":
                changed: nw.Expr = nw.col(key)
                for here, rate in times:
                    changed = nw.when(here).then(nw.col(key) * rate).otherwise(changed)
                found.append(changed.alias(key))
        other = code.is_in(sorted({r.code for r in self.rates})) & ~nw.col("date").is_null()
        return [*found, nw.when(other).then(nw.lit(self.to)).otherwise(code).alias("currency")]


def rows_of(table: Any, *, clean: bool = False) -> Rows:
    """The rows of a fact table: pandas, Polars, PyArrow, or a lazy one of DuckDB, Polars, Dask, PySpark, Ibis.

    Parameters
    ----------
    table : DataFrame or LazyFrame
        The fact table.
    clean : bool
        Whether a figure that is not told is null in it, never NaN, and no text is null, as in a folder of facts.

    Raises
    ------
    InputError
        It isn't clean, and rows can't be meant, as `doubtful` says.
    """
    import narwhals as nw

    there = rows_in(table, clean=clean)
    count = int(small(there.frame.select(nw.len().alias("count")))["count"].iloc[0])
    if count > HERE:
        if not clean:
            _ask(there.columns(*COLUMNS), there.kinds)
        return there
    whole = clean and there.frame.implementation.is_pandas() and all(key in there.kinds for key in COLUMNS)
    held = there.frame.select(*COLUMNS) if whole else there.columns(*COLUMNS)
    fetched_rows = small(held)
    if not clean:
        doubtful.look(fetched_rows)
    fetched = nw.from_native(_in_order(fetched_rows)).lazy()
    return Rows(fetched, dict(fetched.collect_schema()), here=True, clean=True)


def _ask(table: Lazy, columns: Iterable[str]) -> None:
    """Ask about rows that are not here: all their columns, and those that they have of their own.

    Raises
    ------
    InputError
        As `doubtful.look`, but for figures.
    """
    import narwhals as nw

    there = set(columns)
    asked = [nw.len().alias("rows")]
    if "until" in there:
        table = table.with_columns(flag(nw.col("until") < nw.col("date")).alias("backward"))
        asked.append(nw.col("backward").sum())
    if placed := {"file", "row"} <= there:
        asked += [nw.col("row").min().alias("first"), nw.col("row").max().alias("last")]
    if len(asked) == 1:
        return
    by = ["file", "sheet", "role", "owner", "carrier", "channel"] if placed else ["role"]
    found = small(table.group_by(*by).agg(*asked))
    if "until" in there:
        doubtful.backward(int(found["backward"].sum()))
    if not placed:
        return
    many = found[(found["rows"] > found["last"] - found["first"] + 1) & (found["file"] != "")]
    if not len(many):
        return
    told = [key for key in DIMENSIONS if key in there]
    told += [key for key in MEASURES if key in there]
    files = sorted(set(many["file"]))
    rows = table.filter(nw.col("file").is_in(files) & (nw.col("row") > 0))
    keys = list(dict.fromkeys([*doubtful.PLACE, *told]))
    counts = rows.group_by(*keys).agg(nw.len().alias("times")).filter(nw.col("times") > 1)
    again = small(counts.select(*doubtful.PLACE, "times").sort(*doubtful.PLACE))
    if len(again):
        doubtful.twice(int((again["times"] - 1).sum()), again.iloc[0][list(doubtful.PLACE)].tolist())


def rows_in(table: Any, *, clean: bool = False) -> Rows:
    """The rows of a fact table where they lie, as `rows_of`; nothing is fetched."""
    import narwhals as nw

    frame = nw.from_native(table)
    if frame.implementation.is_pandas_like():
        frame = nw.from_native(_with_days(nw.maybe_reset_index(frame).to_native()))
    lazy = frame.lazy()
    return Rows(lazy, dict(lazy.collect_schema()), clean=clean)


def _with_days(table: Any) -> Any:
    """A pandas table whose days are days: of Parquet it makes objects of them."""
    import pandas as pd

    days = [key for key in ("date", "until") if key in table and table[key].dtype == object]
    told = {key: table[key].dropna() for key in days}
    made = {key: pd.to_datetime(table[key]) for key in days if told[key].map(type).eq(datetime.date).all()}
    return table.assign(**made) if made else table


def _in_order(table: pd.DataFrame) -> pd.DataFrame:
    """Rows in the order of the files that they come from; those of one place in the order of what they say.

    Any order does that is always the same. Sheets go backwards: so the sums of a Compass workbook stay what they were.
    """
    by: list[str] = []
    for more in (("file", "sheet", "row"), tuple(DIMENSIONS), tuple(MEASURES)):
        by += [key for key in more if not (table[key] == table[key].iloc[:1].squeeze()).all()]
        if by and not table.duplicated(by).any():
            break
    if not by:
        return table
    return table.sort_values(by, ascending=[key != "sheet" for key in by], kind="stable", ignore_index=True)


def within(first: datetime.date, last: datetime.date, key: str = "date") -> nw.Expr:
    """That a day lies in a stretch of days."""
    import narwhals as nw

    return (nw.col(key) >= _midnight(first)) & (nw.col(key) < _midnight(last + _DAY))


def of_days(days: Iterable[datetime.date]) -> nw.Expr:
    """That a row tells of some days only, its first one and, in a sum of several, its last one."""
    import narwhals as nw

    stretches = _stretches(sorted(days))
    one = [within(first, last) for first, last in stretches]
    other = [within(first, last, "until") for first, last in stretches]
    nothing = nw.col("date").is_null() & ~nw.col("date").is_null()
    return _any(nothing, one) & (nw.col("until").is_null() | _any(nothing, other))


def between(first: datetime.date, last: datetime.date) -> nw.Expr:
    """That a row tells of days from one to another, or has no date; a sum of days in and out of them is not theirs."""
    import narwhals as nw

    until = nw.col("until")
    inside = within(first, last) & (until.is_null() | (until < _midnight(last + _DAY)))
    return nw.col("date").is_null() | inside


def across(first: datetime.date, last: datetime.date) -> nw.Expr:
    """That a row sums days in and out of a stretch of them."""
    import narwhals as nw

    date, until, begin, after = nw.col("date"), nw.col("until"), _midnight(first), _midnight(last + _DAY)
    return (date < after) & (until >= begin) & ((date < begin) | (until >= after))


def spanning(spans: Iterable[tuple[datetime.date, datetime.date]]) -> nw.Expr:
    """That a row tells of one of some days, or sums from one to another as one of some does; of another sum of days it is not."""
    import narwhals as nw

    date, until = nw.col("date"), nw.col("until")
    one = sorted(first for first, last in spans if first == last)
    nothing = date.is_null() & ~date.is_null()
    alone = _any(nothing, [within(*each) for each in _stretches(one)]) & (until.is_null() | (until <= date))
    sums = [within(first, first) & within(last, last, "until") for first, last in spans if last > first]
    return ~date.is_null() & _any(alone, sums)


def flag(condition: nw.Expr, worth: int = 1) -> nw.Expr:
    """What a condition is worth where it holds, else 0; written so that PostgreSQL, which makes no numbers of conditions, can."""
    import narwhals as nw

    return nw.when(condition).then(nw.lit(worth)).otherwise(nw.lit(0)).cast(nw.Int64)


def small(frame: Lazy, by: Iterable[str] = ()) -> pd.DataFrame:
    """A small answer, in pandas: texts are texts and times whole seconds, whichever engine gave it; sorted by `by`."""
    import pandas as pd

    found = frame.collect(backend="pandas").to_native()
    kinds = {}
    for key in found.columns:
        if key in COLUMNS and is_text(key):
            kinds[key] = "str"
        elif key in DIMENSIONS:
            kinds[key] = "datetime64[s]"
        elif pd.api.types.is_extension_array_dtype(found[key].dtype) and pd.api.types.is_numeric_dtype(
            found[key].dtype
        ):
            whole = pd.api.types.is_integer_dtype(found[key].dtype) and not found[key].hasnans
            kinds[key] = "int64" if whole else "float64"
    wrong = {key: kind for key, kind in kinds.items() if found[key].dtype != kind}
    table = pd.DataFrame(found.astype(wrong) if wrong else found)
    by = [key for key in by if _varies(table[key])]
    return table.sort_values(by, ignore_index=True, kind="stable") if by else table


def _varies(column: pd.Series) -> bool:
    """Whether not all of a column is alike; what nobody says at all is."""
    if column.dtype == float:
        figures = column.to_numpy()
        return not ((figures == figures[:1]).all() or (figures != figures).all())
    first = column.iloc[:1].squeeze()
    return not ((column == first).all() or column.isna().all())


def is_text(key: str) -> bool:
    """Whether a column holds texts."""
    return key not in MEASURES and key != "row" and not (key in DIMENSIONS and DIMENSIONS[key].kind != "text")


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime(day.year, day.month, day.day)


def _stretches(days: list[datetime.date]) -> list[tuple[datetime.date, datetime.date]]:
    """Days that follow one another, by the first and the last."""
    found: list[tuple[datetime.date, datetime.date]] = []
    for day in days:
        if found and found[-1][1] + _DAY == day:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def _any(nothing: nw.Expr, conditions: list[nw.Expr]) -> nw.Expr:
    found = nothing
    for condition in conditions:
        found = found | condition
    return found
