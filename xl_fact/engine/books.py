"""The questions a report asks of facts; nothing outside this folder sees a row.

The facts stay in the engine where they lie, which adds them up (`condensed`) and ranks them (`rankings`); what comes
here is small, and answered in pandas.
"""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from xl_fact.core.channels import HEAD_FOLLOWERS
from xl_fact.engine import handed, hosts, rankings, schema
from xl_fact.engine import rows as facts_rows
from xl_fact.engine.answers import Coverage, Frame, Ranking
from xl_fact.engine.condensed import alike, condensed
from xl_fact.engine.gmv import GMVS, Gmv
from xl_fact.engine.heads import Heads, heads
from xl_fact.engine.lists import listed_parts, listed_products
from xl_fact.engine.lives import Lives
from xl_fact.engine.market import SETTLED_AFTER, market, maturity
from xl_fact.engine.rows import Rate, Rows, rows_in, rows_of, small
from xl_fact.engine.sized import Sized
from xl_fact.engine.tiers import tiered
from xl_fact.errors import InputError
from xl_fact.exports import facts
from xl_fact.exports.columns import MEASURES, ROLES
from xl_fact.exports.dates import period_of
from xl_fact.exports.extraction import classified
from xl_fact.exports.money import KIND, Kind, unsaid
from xl_fact.words import Words

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

KEYS: Final = ("date", "until", "shop", "channel", "owner", "carrier")
"""What sums are kept apart by: `until` is after `date` where something sums several days, which can't be split."""

_ASKED: Final = tuple(
    dict.fromkeys(
        [m for gmv in GMVS.values() for m in (gmv.measure, *gmv.refund, *gmv.late, *gmv.orders)]
        + "product_impressions plays live_views product_clicks items cost commission slot_fee platform_fee coupons_kept".split()
        + "gmv_first gmv_repeat".split()
    )
)
"""The measures that are summed at once; another is when it is asked for."""

_SOLD: Final = tuple(
    dict.fromkeys(
        [m for gmv in GMVS.values() for m in (gmv.measure, *gmv.refund, *gmv.orders)]
        + "items product_impressions product_clicks cost".split()
    )
)
"""What lists tell of what they name."""

_WHOSE: Final = ("brand", "platform", "shop", "format", "role", "owner", "carrier")
"""What every list says of what it names."""

_OF_MONEY: Final = tuple((key, m) for key, m in MEASURES.items() if m.unit == "money")
_MONEY: Final = [key for key, _ in _OF_MONEY]

_LISTS: Final = frozenset(
    "sessions works posts ads accounts creators products cards categories prices".split()
)
"""Roles that list parts of what the shop sold."""
_NEARLY: Final = 0.1
"""The part of the days of a sum that its whole may lack."""

_EVERY_DAY: Final = frozenset(("sales", "control", "daily", "customers"))
"""Roles that have a row for each day they tell of; the others list what happened, and say nothing of quiet days."""

_ONE_BY_ONE: Final = "orders"
"""The role in which what a row doesn't say didn't happen to it."""


@dataclass(frozen=True)
class Handed:
    """The facts of a brand in a table that somebody hands in.

    Attributes
    ----------
    table : LazyFrame
        As `Books` takes it.
    brand : str
        The brand, as the table writes it; "" where it names none.
    beside : mapping
        Rows that may be the brand's and are not in it: how they write the brand, "" where they name none → the rows.
    """

    table: Any
    brand: str
    beside: Mapping[str, Any] = field(default_factory=dict)

    def apart(self, first: datetime.date, last: datetime.date) -> Iterator[tuple[str, int, Words, float]]:
        """Those of some days: how they write the brand, how many they are, and the first GMV that they tell, with its sum."""
        for written, table in self.beside.items():
            books = MonthBooks(rows_of(table).where(facts_rows.between(first, last)), frozenset())
            if not (count := int(books._table["rows"].sum())):
                continue
            gmv = GMVS[books.gmvs[0]] if books.gmvs else GMVS["paid"]
            yield written, count, gmv.words, sum(books.by_format(gmv.measure).values())


def facts_of(table: Any, brand: str = "") -> Handed:
    """The facts of a brand in a table that somebody hands in, after a look whether it is a fact table.

    Parameters
    ----------
    table : DataFrame or LazyFrame
        As `Books` takes it, or as pandas, Arrow and databases write such a table otherwise.
    brand : str, optional
        The brand; may be left out where the table tells of one only, or names none.

    Raises
    ------
    InputError
        It is no fact table, doesn't tell of the brand, or of several and none was named.
    """
    import narwhals as nw

    framed = handed.framed(table)
    rows = rows_in(framed)
    schema.check(rows)
    held = schema.brands_of(rows)
    named = [name for name in held if name.strip()]
    if held in ([""], []) or (len(held) == 1 and brand in ("", *held)):
        return Handed(framed, brand or "".join(held))
    alike = {name: _alike(name) for name in held}
    chosen = brand if brand in named else _of_many(brand, held, named)
    column = nw.col("brand").cast(nw.String)

    def those(name: str) -> Any:
        wanted = column == name
        return framed.filter(wanted if name else wanted | column.is_null())

    beside = [name for name in held if name != chosen and alike[name] in ("", alike[chosen])]
    return Handed(framed.filter(column == chosen), chosen, {name: those(name) for name in beside})


def _of_many(brand: str, held: Sequence[str], named: Sequence[str]) -> str:
    """The brand of a table that is meant: the only one that it names, or the only one that is written nearly so."""
    meant = [name for name in named if not brand or _alike(name) == _alike(brand)]
    if len(meant) == 1:
        return meant[0]
    names = "、".join(named)
    bare = ("；还有没写品牌的行", "; and rows without a brand") if len(named) < len(held) else ("", "")
    raise InputError(
        f"表里没有品牌“{brand}”，有：{names}{bare[0]}" if brand else f"表里有几个品牌（{names}）；请选一个",
        f"no brand '{brand}' in the table; there are: {names}{bare[1]}"
        if brand
        else f"several brands ({names}); choose one",
    )


def _alike(name: str) -> str:
    """What names of a brand have in common that differ in blanks, in case or in how letters are composed."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


class Books:
    """All the facts of a brand.

    Parameters
    ----------
    table : DataFrame
        The fact table: pandas, Polars or PyArrow; or a lazy one of Polars, DuckDB, Dask, PySpark or Ibis.
    head : float
        Followers from which a creator is a head KOL.
    clean : bool
        As of `rows_of`.
    files : iterable of str
        The names of the files that the facts come from, where they are known.
    """

    def __init__(
        self, table: Any, head: float = HEAD_FOLLOWERS, *, clean: bool = False, files: Iterable[str] = ()
    ):
        self._rows, self._heads, self._files = rows_of(table, clean=clean), _mattering(head), tuple(files)

    @cached_property
    def _book(self) -> Frame:
        return condensed(self._rows, _ASKED, self._heads)

    @cached_property
    def months(self) -> tuple[str, ...]:
        """The months that the facts tell of, oldest first, as "2026-06"."""
        return tuple(facts.months(self._book))

    def unsaid(self, inside: MonthBooks) -> Mapping[Kind, str]:
        """As `MonthBooks.unsaid`; what a month alone can't tell, all of them do: a shop sells in one currency."""
        own = inside.unsaid
        if all(own.values()):
            return own
        known = MonthBooks(self._rows, self._heads, self._book).unsaid
        return {kind: code or known.get(kind, "") for kind, code in own.items()}

    @property
    def undated(self) -> int:
        """How many facts have no date."""
        return int(self._book.loc[self._book["date"].isna(), "rows"].sum())

    def across(
        self, first: datetime.date, last: datetime.date
    ) -> tuple[tuple[str, datetime.date, datetime.date, int], ...]:
        """The sums of days in and out of a span, which can't be split: file, first and last day, rows."""
        import narwhals as nw

        if not self._crosses(first, last):
            return ()
        table = self._rows.columns("file", "date", "until", where=[facts_rows.across(first, last)])
        found = small(table.group_by("file", "date", "until").agg(nw.len().alias("count")))
        each = found.sort_values(["file", "date", "until"]).itertuples(index=False, name=None)
        return tuple((file, day.date(), until.date(), int(count)) for file, day, until, count in each)

    def exported(
        self, first: datetime.date, last: datetime.date, measures: Iterable[str]
    ) -> dict[tuple[str, ...], frozenset[datetime.date]]:
        """The days of which each owner's sales were exported, where the names of all their files say it.

        Parameters
        ----------
        first, last : date
            The days that are asked about.
        measures : iterable of str
            What the sales are.

        Returns
        -------
        dict
            Platform, shop and owner → days; only of those of whom the files leave a part of the days out.
        """
        import narwhals as nw

        stated = {name: period_of(name.rpartition(".")[0]) for name in self._files}
        if not any(told and (first < told[0] <= last or first <= told[1] < last) for told in stated.values()):
            return {}
        counted = nw.any_horizontal(*(~nw.col(measure).is_null() for measure in measures), ignore_nulls=True)
        keys = ("platform", "shop", "owner", "file")
        table = self._rows.columns(*keys, "date", "until", *measures, where=[facts_rows.between(first, last)])
        ends = nw.col("date").min().alias("first"), nw.max_horizontal("date", "until").max().alias("last")
        rows = small(table.filter(counted).group_by(*keys).agg(*ends)).itertuples(index=False, name=None)
        found: dict[tuple[str, ...], set[datetime.date]] = {}
        unknown = set()
        for *whose, file, least, most in rows:
            told = stated.get(file)
            if told is None or not told[0] <= least.date() <= most.date() <= told[1]:
                unknown.add(tuple(whose))
            else:
                found.setdefault(tuple(whose), set()).update(_days([told]))
        span = _days([(first, last)])
        return {
            whose: frozenset(days & span)
            for whose, days in sorted(found.items())
            if whose[-1] and whose not in unknown and not days >= span
        }

    def _crosses(self, first: datetime.date, last: datetime.date) -> bool:
        """Whether there are any."""
        start, end = self._book["date"], self._book["until"]
        after = str(last + datetime.timedelta(days=1))
        there = (start < str(first)) | (end >= after)
        return bool(((start < after) & (end >= str(first)) & there).any())

    def month(self, month: str) -> MonthBooks:
        """The facts of one month such as "2026-06", and those without a date."""
        return self.between(*facts.days_of(month))

    def between(self, first: datetime.date, last: datetime.date) -> MonthBooks:
        """The facts of a month or other days, both ends included, and those without a date."""
        inside = self._rows.where(facts_rows.between(first, last))
        book = facts.between(self._book, first, last)
        return MonthBooks(inside, self._heads, book, Sized(self._rows, last))


class MonthBooks:
    """The facts of one month of a brand; those without a date only count in rankings and for customers.

    Parameters
    ----------
    rows : Rows
        The facts of the month and those without a date, where they lie.
    heads : frozenset of float
        The numbers of followers from which a creator may be a head KOL, where others than the usual are asked about.
    book : DataFrame, optional
        The same condensed, where it is known.
    sized : Sized, optional
        How large creators are, by what facts of other days tell, too; by these alone where it isn't given.
    """

    def __init__(
        self, rows: Rows, heads: frozenset[float], book: Frame | None = None, sized: Sized | None = None
    ):
        self._rows, self._heads = rows, heads
        self.sized = sized or Sized(rows)
        self._table = condensed(rows, _ASKED, heads) if book is None else book

    # ---------------------------------------------------------------- what the month holds
    @cached_property
    def gmvs(self) -> tuple[str, ...]:
        """The GMVs it holds, by key."""
        return tuple(key for key, gmv in GMVS.items() if self._counted(gmv.measure).any())

    @cached_property
    def told(self) -> tuple[tuple[Words, tuple[Words, ...]], ...]:
        """What the dated facts tell of, by role: the role's name, and those of its measures."""
        import narwhals as nw

        dated = self._rows.columns("role", *MEASURES, where=[~nw.col("date").is_null()])
        counts = [
            small(dated.group_by("role").agg(nw.col(*some).count())).set_index("role") for some in _halves()
        ]
        found = []
        for role in sorted(counts[0].index):
            told = [
                m for some in counts for key, m in MEASURES.items() if key in some and some.loc[role, key]
            ]
            found.append((Words(*ROLES[str(role)]), tuple(Words(m.zh, m.en) for m in told)))
        return tuple(found)

    def holds(self, measure: str) -> bool:
        """Whether a dated fact tells of a measure."""
        return bool(self._counted(measure).any())

    def counts(self, measure: str) -> bool:
        """Whether the dated facts tell of more than nothing of a measure: what may stand below a ratio."""
        return bool(self._dated.loc[self._counted(measure), measure].sum() > 0)

    def currencies(self, measure: str, own: Mapping[Kind, str] | None = None) -> tuple[str, ...]:
        """The currencies that a measure is told in; what says none is of its `own`, as `unsaid` says."""
        rows = self._dated.loc[self._counted(measure), [*KIND, "currency"]].drop_duplicates()
        told = (
            code or (own or {}).get((platform, shop, format), "")
            for platform, shop, format, code in rows.itertuples(index=False, name=None)
        )
        return tuple(sorted({code for code in told if code}))

    @cached_property
    def unsaid(self) -> Mapping[Kind, str]:
        """The currency of each kind of export whose money says none; "" where nobody knows."""
        import narwhals as nw

        if not (self._table["currency"] == "").any():
            return {}
        by = [*KIND, "currency"]
        table = self._rows.columns(*by, *_MONEY, where=[nw.col("role") != "market"])
        counts = small(table.group_by(*by).agg(nw.col(*_MONEY).count()), by)
        told = counts.loc[counts[_MONEY].sum(axis=1) > 0, by].itertuples(index=False, name=None)
        return unsaid(((platform, shop, format), code) for platform, shop, format, code in told)

    def orders(self, gmv: Gmv) -> str:
        """The measure that counts the orders of a GMV: the best that is told wherever any orders of it are."""
        return _orders(self._dated[self._counted(gmv.measure)], gmv)

    def formats(self, measures: Iterable[str]) -> tuple[str, ...]:
        """The formats that measures are summed from."""
        asked = [measure for measure in measures if self._has(measure)]
        scope, dated = self._scope_of_all, self._table["date"].notna().to_numpy()
        counted = (scope.counted(self._table, measure) & dated for measure in asked)
        found = (sorted(self._table.loc[rows, "format"].unique()) for rows in counted)
        return tuple(dict.fromkeys(key for keys in found for key in keys if key))

    def by_format(self, measure: str) -> dict[str, float]:
        """The sum of a measure that each format tells of."""
        rows = self._dated.loc[self._counted(measure), ["format", measure]]
        sums = rows.groupby("format", observed=True)[measure].sum(min_count=1).dropna()
        return {str(key): float(told) for key, told in sums.items()}

    def coverage(self, measures: Iterable[str]) -> Coverage:
        """Whose sales, which days and which kind of export a sum of measures tells of.

        A list of what happened (orders, sessions, ads) tells of every day from its first to its last, one of orders of
        whatever it tells at all: on a day without a refund none came back. But not of the days of which the platform's daily
        exports, where there are any, don't tell either: they were not exported.
        """
        import numpy as np

        counted = np.zeros(len(self._dated), dtype=bool)
        for measure in measures:
            counted |= self._counted(measure)
        kinds, names, first, last = self._spans
        formats = self._dated["format"].astype("category").cat.codes.to_numpy()
        each: dict[tuple[str, ...], set[datetime.date]] = {}
        for kind in np.unique(kinds[counted]):
            rows = counted & (kinds == kind)
            own = _days(zip(first[rows].tolist(), last[rows].tolist(), strict=True))
            if names[kind][-1] not in _EVERY_DAY:
                listed = rows
                if names[kind][-1] == _ONE_BY_ONE:
                    listed = (kinds == kind) & np.isin(formats, np.unique(formats[rows]))
                quiet = _days([(first[listed].min().item(), last[listed].max().item())])
                own |= quiet & self._daily.get(names[kind][:2], quiet)
            each.setdefault(names[kind][:-1], set()).update(own)
        roles = frozenset(names[kind][-1] for kind in np.unique(kinds[counted]))
        told = {shop: frozenset(days) for shop, days in each.items()}
        days = frozenset[datetime.date]().union(*told.values())
        return Coverage(frozenset(told), days, roles, told, bool(roles) and roles <= _EVERY_DAY)

    @cached_property
    def _daily(self) -> dict[tuple[str, ...], set[datetime.date]]:
        """The days of which the daily exports of a brand and platform tell."""
        import numpy as np

        kinds, names, first, last = self._spans
        found: dict[tuple[str, ...], set[datetime.date]] = {}
        for kind in np.unique(kinds):
            if names[kind][-1] in _EVERY_DAY:
                rows = kinds == kind
                days = _days(zip(first[rows].tolist(), last[rows].tolist(), strict=True))
                found.setdefault(names[kind][:2], set()).update(days)
        return found

    @cached_property
    def _spans(self) -> tuple[NDArray[np.int64], list[tuple[str, ...]], NDArray[Any], NDArray[Any]]:
        """Of each dated row its brand, platform, shop and role as a number, what the numbers mean, its first and its last day."""
        import numpy as np

        rows = self._dated
        kinds = ["brand", "platform", "shop", "role"]
        group = rows.groupby(kinds, observed=True, sort=False)
        first = rows["date"].to_numpy().astype("datetime64[D]")
        last = rows["until"].to_numpy().astype("datetime64[D]")
        names = [tuple(map(str, name)) for name in rows[kinds].drop_duplicates().to_numpy()]
        return group.ngroup().to_numpy(), names, first, np.where(np.isnat(last), first, last)

    def on(self, days: Iterable[datetime.date]) -> MonthBooks:
        """The facts of some days only; a sum of several days stays where all of them are."""
        import pandas as pd

        chosen = set(days)
        wanted = {pd.Timestamp(day) for day in chosen}
        first, last = self._table["date"].dt.normalize(), self._table["until"].dt.normalize()
        book = self._table[first.isin(wanted) & (last.isna() | last.isin(wanted))]
        return MonthBooks(self._rows.where(facts_rows.of_days(chosen)), self._heads, book, self.sized)

    def listing_only(
        self, days: Collection[datetime.date], but: Collection[str] = ()
    ) -> tuple[MonthBooks, tuple[tuple[str, datetime.date, datetime.date, int, bool], ...]]:
        """The same with lists of some days only; a sum of several days stays where nearly all of them are.

        Parameters
        ----------
        days : collection of date
            None of them: nothing is left out.
        but : collection of str
            Roles that stay whole.

        Returns
        -------
        books : MonthBooks
        left : tuple of (str, date, date, int, bool)
            File, first and last day, rows of what was left out, and whether they are sums of several days.
        """
        import narwhals as nw
        import pandas as pd

        roles = sorted(self._roles.intersection(_LISTS).difference(but))
        begin, end = self._table["date"].dt.normalize(), self._table["until"].dt.normalize()
        spans = pd.MultiIndex.from_arrays([begin, end.where(end > begin, begin)])
        listed = self._table["role"].isin(roles) & begin.notna()
        each = [(first.date(), last.date()) for first, last in spans[listed].unique()]
        out = [span for span in each if days and not _nearly(days, *span)]
        if not out:
            return self, ()
        beyond = nw.col("role").is_in(roles) & facts_rows.spanning(out)
        table = self._rows.columns("file", "date", "until", where=[beyond])
        found = small(table.group_by("file", "date", "until").agg(nw.len().alias("rows")))
        found = found.assign(until=found["until"].where(found["until"] > found["date"], found["date"]))
        found = found.assign(sums=found["until"] > found["date"])
        left = found.groupby(["file", "sums"]).agg({"date": "min", "until": "max", "rows": "sum"})
        told = tuple(
            (str(file), first.date(), last.date(), int(rows), bool(sums))
            for (file, sums), first, last, rows in left.itertuples(name=None)
        )
        keep = ~(listed & spans.isin([tuple(map(pd.Timestamp, span)) for span in out]))
        return MonthBooks(self._rows.where(~beyond), self._heads, self._table[keep], self.sized), told

    # ---------------------------------------------------------------- money of several currencies
    def exchanged(
        self, to: str, codes: Iterable[str], rate_on: Callable[[str, datetime.date], float | None]
    ) -> tuple[MonthBooks, dict[str, int], tuple[str, datetime.date] | None]:
        """The same with money of other currencies changed into one, at the rates of its days.

        Parameters
        ----------
        to : str
            The currency wanted.
        codes : iterable of str
            The currencies to be changed.
        rate_on : callable
            What one of a currency is worth on a day; None where nobody says.

        Returns
        -------
        books : MonthBooks
        changed : dict
            In how many rows each currency was changed.
        lacking : (str, date), optional
            A currency and a day without a rate: then nothing was changed.
        """
        found = self._dated.loc[self._dated["currency"].isin([*codes]), ["currency", "date", "rows"]]
        if found.empty:
            return self, {}, None
        rates = []
        for code, time in found[["currency", "date"]].drop_duplicates().itertuples(index=False):
            day = time.date()
            rate = rate_on(code, day)
            if rate is None:
                return self, {}, (code, day)
            rates.append(Rate(code, day, day, rate))
        changed = {str(code): int(count) for code, count in found.groupby("currency")["rows"].sum().items()}
        books = MonthBooks(self._rows.exchanged(to, rates), self._heads, sized=self.sized)
        return books, changed, None

    def only(
        self, currency: str, own: Mapping[Kind, str] | None = None
    ) -> tuple[MonthBooks, tuple[tuple[str, int, tuple[str, ...], tuple[tuple[Words, float], ...]], ...]]:
        """The same without what is told in other currencies, which never meet this one in a sum.

        Parameters
        ----------
        currency : str
            The one wanted; "" where it is known of nothing.
        own : mapping, optional
            What money is of that says none, as `unsaid`: of another than the one wanted it is left out, too.

        Returns
        -------
        books : MonthBooks
        left : tuple of (str, int, tuple of str, tuple of (Words, float))
            What is left out by currency, "" where it says none: its rows, its files, the sum of each money told.
        """
        import narwhals as nw

        strange = [kind for kind, code in (own or {}).items() if code != currency]
        here = self._table["currency"].isin(["", currency])
        code = nw.col("currency")
        other = ~code.is_in(["", currency])
        for kind in strange:
            of_kind, expr = self._table["currency"] == "", code == ""
            for key, value in zip(KIND, kind, strict=True):
                of_kind, expr = of_kind & (self._table[key] == value), expr & (nw.col(key) == value)
            here, other = here & ~of_kind, other | expr
        if here.all():
            return self, ()
        table = self._rows.columns(
            *KIND, "currency", "file", *_MONEY, where=[other, nw.col("role") != "market"]
        )
        sums = [nw.col(m).sum().alias(f"{m}_sum") for m in _MONEY]
        found = small(
            table.group_by("currency", "file").agg(nw.len().alias("rows"), nw.col(*_MONEY).count(), *sums),
            ["currency", "file"],
        )
        left = []
        for name, part in found.groupby("currency", sort=True):
            told = [
                (Words(m.zh, m.en), float(part[f"{key}_sum"].sum()))
                for key, m in _OF_MONEY
                if part[key].any()
            ]
            if told:
                left.append((str(name), int(part["rows"].sum()), tuple(map(str, part["file"])), tuple(told)))
        return MonthBooks(self._rows.where(~other), self._heads, self._table[here], self.sized), tuple(left)

    # ---------------------------------------------------------------- shops that tell another GMV
    def of_another_gmv(self, gmv: Gmv) -> tuple[tuple[str, str, Gmv, float, int], ...]:
        """The platforms and shops that sold, and tell of it by other GMVs only.

        What doesn't say its shop may be any of its platform's.

        Returns
        -------
        tuple of (str, str, Gmv, float, int)
            Platform, shop ("" for a whole platform), the GMV told, how much of it, and how many rows they have.
        """
        place = ["platform", "shop"]
        telling = set(self._dated.loc[self._counted(gmv.measure), place].itertuples(index=False, name=None))
        if not telling:
            return ()
        platforms, unnamed = {p for p, _ in telling}, {p for p, shop in telling if not shop}
        found: dict[tuple[str, str], tuple[str, str, Gmv, float, int]] = {}
        for other in GMVS.values():
            selling = self._counted(other.measure) & ~self._dated["role"].isin(["ads", "market"]).to_numpy()
            sums = self._dated[selling].groupby(place, observed=True)[other.measure].sum()
            whole = sums.groupby(level="platform").sum()
            for (platform, shop), amount in sums.items():
                if platform not in platforms:
                    shop, amount = "", whole[platform]
                elif platform in unnamed or not shop or (platform, shop) in telling:
                    continue
                if amount and (platform, shop) not in found:
                    rows = int(self._dated.loc[self._of(platform, shop, self._dated), "rows"].sum())
                    found[platform, shop] = (platform, shop, other, float(amount), rows)
        return tuple(found[key] for key in sorted(found))

    def without(self, places: Iterable[tuple[str, str]]) -> MonthBooks:
        """The same without some platforms, those with a shop only of that shop."""
        import narwhals as nw

        rows, table = self._rows, self._table
        for platform, shop in places:
            here = nw.col("platform") == platform
            rows = rows.where(~(here & (nw.col("shop") == shop) if shop else here))
            table = table[~self._of(platform, shop, table)]
        return MonthBooks(rows, self._heads, table, self.sized)

    @staticmethod
    def _of(platform: str, shop: str, table: Frame) -> pd.Series:
        here = table["platform"] == platform
        return here & (table["shop"] == shop) if shop else here

    # ---------------------------------------------------------------- sums
    def sums(
        self, columns: Mapping[str, Mapping[str, int]], shelf: str = "S", head: float = HEAD_FOLLOWERS
    ) -> Frame:
        """Sums by day, channel, owner and carrier, each measure from the roles that are its truth.

        Parameters
        ----------
        columns : mapping
            Name → the measures that are added, each with its sign.
        shelf : {"S", "F"}
            Whether own sales on the shelf are a channel of their own or F's.
        head : float
            Followers from which a creator is a head KOL.

        Returns
        -------
        DataFrame
            `KEYS`, and the names of which the exports tell, in order of the keys; NaN where they say nothing.
        """
        import pandas as pd

        if not _mattering(head) <= self._heads:
            return MonthBooks(self._rows, self._heads | _mattering(head), sized=self.sized).sums(
                columns, shelf, head
            )
        keys = self._dated[list(KEYS)].assign(channel=self._letters(shelf, head))
        keys["until"] = keys["until"].where(keys["until"] > keys["date"], keys["date"])
        alike = {key for key, other in (("until", "date"), ("shop", "")) if self._constant(keys, key, other)}
        by = [key for key in KEYS if key not in alike]
        group = keys.groupby(by, observed=True, sort=True).ngroup()
        sums = {
            measure: self._sum(measure, group)
            for measure in dict.fromkeys(m for terms in columns.values() for m in terms)
        }
        named = {name: _signed(sums, terms) for name, terms in columns.items() if terms}
        found = pd.concat(named, axis=1).sort_index()
        first = keys[~group.duplicated()].set_axis(group[~group.duplicated()])
        told = [name for name in named if found[name].notna().any()]
        return first.loc[found.index].join(found[told]).reset_index(drop=True)

    def hosted(self, frame: Frame, measure: str, column: str) -> Frame:
        """Its `sums` with what sessions that name no owner tell of a measure booked as `hosts.hosted` does."""
        if "sessions" not in self._roles or column not in frame:
            return frame
        return hosts.hosted(frame, hosts.held(self._rows, measure), column)

    def heads(
        self,
        frame: Frame,
        columns: Mapping[str, Mapping[str, int]],
        gmv: Gmv,
        head: float,
        more: Sequence[str] = (),
    ) -> Heads | None:
        """The head creators whose part of the partners' sums can be told, as `heads`; None where none is known.

        Parameters
        ----------
        frame : DataFrame
            The month's `sums` of `columns`.
        more : sequence of str
            Measures that are split too where the accounts tell them.
        """
        import narwhals as nw

        if not self.sized.told:
            return None
        measures = dict.fromkeys([*(m for terms in columns.values() for m in terms), *more])
        keys = "account account_id channel date until".split()
        partner = (nw.col("owner") == "合作") & (nw.col("role") == "accounts")
        table = self._where([*keys, *measures], partner & ~nw.col("date").is_null())
        return heads(table, self.sized, frame, columns, gmv.measure, head)

    @staticmethod
    def _constant(keys: Frame, key: str, other: str) -> bool:
        """Whether a key tells no groups apart: it is another, or the same in every row."""
        return bool((keys[key] == (keys[other] if other else keys[key].iloc[:1].squeeze())).all())

    def controls(self, columns: Mapping[str, str]) -> dict[str, dict[tuple[str, str], dict[str, float]]]:
        """The platform's own totals: shop → (owner, carrier) → name → value; a carrier of "" stands for all.

        Parameters
        ----------
        columns : mapping
            Name → measure.
        """
        wanted = ["shop", "owner", "carrier", *dict.fromkeys(columns.values())]
        rows = self._dated.loc[self._dated["role"] == "control", wanted]
        found: dict[str, dict[tuple[str, str], dict[str, float]]] = {}
        for (shop, owner, carrier), part in rows.groupby(["shop", "owner", "carrier"], observed=True):
            key = (str(owner), "" if carrier == "全部" else str(carrier))
            sums = {name: part[measure] for name, measure in columns.items()}
            told = {name: float(v.sum()) for name, v in sums.items() if v.notna().any()}
            found.setdefault(str(shop), {})[key] = told
        return found

    def customers(self) -> list[tuple[str, float, float]]:
        """Carrier, GMV of first buyers and GMV of repeat buyers, largest first; empty when nothing tells of both."""
        measures = ["gmv_first", "gmv_repeat"]
        found = facts.summed(self._table, measures, by=["carrier"], scope=self._scope_of_all).dropna()
        found = found.sort_values("gmv_first", ascending=False)
        return list(zip(map(str, found.index), *(found[key].tolist() for key in found), strict=True))

    # ---------------------------------------------------------------- rankings
    def accounts(self, owner: str, gmv: Gmv, first: int) -> Ranking | None:
        """The accounts of an owner that sold most, "合作" for creators; None when no export lists any.

        Returns
        -------
        Ranking
            ``account``, ``gmv``, and of ``refund``, ``orders``, ``cost``, ``commission``, ``slot_fee``,
            ``platform_fee`` those told; of partners ``commission_named`` and alike where only other exports tell them
            (``…_named_in`` by shop); ``sold_in`` is in which shops and channels each sold.
        """
        book = self._table[(self._table["role"] == "accounts") & (self._table["owner"] == owner)]
        return self._once(
            lambda: rankings.accounts(self._rows, book, owner, gmv, first, self._roles),
            "accounts",
            owner,
            gmv.key,
            first,
        )

    def works(self, gmv: Gmv, base: str, first: int) -> Ranking | None:
        """The works, else the creatives, that sold most, by title and account; None when no export lists any.

        Parameters
        ----------
        gmv : Gmv
            The GMV wanted; a list that doesn't tell it is ranked by one of `choices`.
        base : str
            The base wanted.
        first : int
            How many.

        Returns
        -------
        Ranking
            ``content``, ``account``, ``gmv``, ``base``, and of ``clicks``, ``orders``, ``refund``, ``cost``,
            ``commission`` (estimated) those told.
        """
        roles = [role for role in ("works", "ads") if role in self._roles]
        return self._once(
            lambda: rankings.works(self._rows, roles, gmv, base, first), "works", gmv.key, base, first
        )

    def sessions(self, gmv: Gmv, measures: Sequence[str], first: int) -> Ranking | None:
        """The LIVE sessions that sold most, row by row; None when no export lists any.

        Parameters
        ----------
        gmv : Gmv
            The GMV wanted; a list that doesn't tell it is ranked by one of `choices`.
        measures : sequence of str
            What else to tell of each.
        first : int
            How many.

        Returns
        -------
        Ranking
            ``account``, ``date`` and ``start`` (both `datetime.datetime` or None), ``gmv``, and those of `measures`
            that any session tells.
        """
        if "sessions" not in self._roles:
            return None
        return self._once(
            lambda: rankings.sessions(self._rows, gmv, measures, first), "sessions", gmv.key, *measures, first
        )

    def unlisted(self, top: Ranking, owner: str, carrier: str) -> dict[str, float]:
        """What accounts of an owner and a carrier sold of which a list names none: account → GMV, by the list of accounts."""
        return rankings.unlisted(self._rows, top.role, owner, carrier, top.gmv.measure)

    # ---------------------------------------------------------------- lists, small enough to be summed here
    def products(self, gmv: Gmv, role: str = "products") -> Ranking | None:
        """All products by GMV, or with the role "cards" their cards alone; None when no export lists any.

        Returns
        -------
        Ranking
            ``product``, ``gmv``, and of ``refund``, ``orders``, ``items``, ``base`` (product impressions), ``clicks``,
            ``cost`` those told.
        """
        if role not in self._roles:
            return None
        keys = ["product", "product_id", *_SOLD]
        return self._once(lambda: listed_products(self._list(keys, role), gmv), role, gmv.key)

    def parts(self, role: str, dimension: str, gmv: Gmv) -> Ranking | None:
        """The sales of the shop in another breakdown: role "categories" by `category`, "prices" by `price_band`.

        Returns
        -------
        Ranking
            The dimension, ``gmv``, and ``refund`` where it is told.
        """
        if role not in self._roles:
            return None
        return listed_parts(self._list([dimension, *_SOLD], role), dimension, gmv)

    def lives(self, gmv: Gmv) -> Lives | None:
        """The shop's own LIVE sessions, to be asked by host, hour and weekday; None when no export lists any."""
        if "sessions" not in self._roles:
            return None
        import narwhals as nw

        keys = "date start account source live_minutes live_views".split()
        asked = dict.fromkeys((*_WHOSE, *keys, *_SOLD))
        own = (nw.col("role") == "sessions") & (nw.col("owner") != "合作")
        return Lives(small(self._rows.columns(*asked, where=[own]), asked), gmv)

    def tiers(self, gmv: Gmv, floors: Mapping[str, float]) -> Ranking | None:
        """The creators by tier, as `tiered`; None where no creator's size is known."""
        if self._roles.isdisjoint(("accounts", "creators")):
            return None
        import narwhals as nw

        keys = "account account_id commission slot_fee platform_fee".split()
        partner = (nw.col("owner") == "合作") & nw.col("role").is_in(["accounts", "creators"])
        listed = self._table[(self._table["role"] == "accounts") & (self._table["owner"] == "合作")]
        untold = [fee for fee in rankings.NAMED if not listed[fee].notna().any()]
        naming = {role for fee in untold for tier in rankings.telling(fee, self._roles) for role in tier}
        if naming:
            partner |= (nw.col("owner") != "自营") & nw.col("role").is_in(sorted(naming))
        return self._once(
            lambda: tiered(self._where([*keys, *_SOLD], partner), self.sized, gmv, floors),
            "tiers",
            gmv.key,
            *floors.items(),
        )

    def market(self, kind: str, first: int) -> Ranking | None:
        """The first of a list of the market, as `market`; None where no such list was exported."""
        return market(self._market, kind, first) if "market" in self._roles else None

    def maturity(self) -> Ranking | None:
        """What of the ads' sales was settled after how many days, as `maturity`; None where the exports don't say."""
        if "ads" not in self._roles:
            return None
        keys = ["cost", "gmv_platform", *SETTLED_AFTER]
        return self._once(lambda: maturity(self._list(keys, "ads")), "maturity")

    def listing(self, roles: Iterable[str]) -> tuple[str, ...]:
        """The formats that have rows of some roles."""
        kept = self._table["role"].isin([*roles])
        return tuple(sorted(key for key in self._table.loc[kept, "format"].unique() if key))

    def _once(self, answer: Callable[[], Ranking | None], *asked: Hashable) -> Ranking | None:
        """The answer to what several pages ask."""
        if asked not in self._answers:
            self._answers[asked] = answer()
        return self._answers[asked]

    @cached_property
    def _answers(self) -> dict[tuple[Hashable, ...], Ranking | None]:
        return {}

    @cached_property
    def _roles(self) -> frozenset[str]:
        """The roles that it holds: what another would tell nobody need look for."""
        return frozenset(self._table["role"].unique())

    @cached_property
    def _market(self) -> Frame:
        keys = "product content account gmv_platform market_gmv_30d market_items_30d items plays".split()
        return self._list(keys, "market")

    def _list(self, keys: Sequence[str], role: str) -> Frame:
        import narwhals as nw

        return self._where(keys, nw.col("role") == role)

    def _where(self, keys: Sequence[str], condition: Any) -> Frame:
        """Some columns of some rows, with whose they are; in an order that is always the same, so that sums are."""
        return alike(self._rows, [*dict.fromkeys((*_WHOSE, *keys))], condition)

    # ---------------------------------------------------------------- the rows, condensed
    @cached_property
    def _dated(self) -> Frame:
        dated = self._table["date"].notna()
        return self._table if dated.all() else self._table[dated]

    @cached_property
    def _scope(self) -> facts.Scope:
        return facts.Scope(self._dated, (measure for measure in _ASKED if measure in self._dated))

    @cached_property
    def _scope_of_all(self) -> facts.Scope:
        """The same with the rows without a date."""
        if self._dated is self._table:
            return self._scope
        return facts.Scope(self._table, (measure for measure in _ASKED if measure in self._table))

    def _has(self, measure: str) -> bool:
        """That a measure is summed; one that was not asked for at once is now."""
        if measure not in self._table:
            self._table = self._table.assign(
                **{measure: condensed(self._rows, [measure], self._heads)[measure].to_numpy()}
            )
            for known in ("_dated", "_scope", "_scope_of_all"):
                self.__dict__.pop(known, None)
        return True

    def _counted(self, measure: str) -> NDArray[np.bool_]:
        """Which dated rows a measure is summed from."""
        self._has(measure)
        return self._scope.counted(self._dated, measure)

    def _sum(self, measure: str, group: pd.Series) -> pd.Series:
        counted = self._counted(measure)
        return self._dated.loc[counted, measure].groupby(group[counted], sort=False).sum(min_count=1)

    def _letters(self, shelf: str, head: float) -> pd.Series:
        """The channel of each dated row; "?" where nobody knows."""
        letters = self._dated["channel"]
        if head != HEAD_FOLLOWERS and (known := self._dated["followers"].notna()).any():
            letters = letters.copy()
            letters[known] = _placed(self._dated[known], head)
        if shelf == "F":
            letters = letters.replace({"S": "F"})
        return letters.where(letters != "", "?")


def _days(spans: Iterable[tuple[datetime.date, datetime.date]]) -> set[datetime.date]:
    """The days of some spans, both ends included."""
    return {
        begin + datetime.timedelta(days=n) for begin, end in set(spans) for n in range((end - begin).days + 1)
    }


def _halves() -> list[list[str]]:
    """The measures in two parts: pandas warns of frames of a hundred columns."""
    return [[*MEASURES][n::2] for n in range(2)]


def _nearly(days: Collection[datetime.date], first: datetime.date, last: datetime.date) -> bool:
    """Whether nearly all days of a sum are among some days; of a single day, whether it is."""
    count = (last - first).days + 1
    lacking = sum(first + datetime.timedelta(days=n) not in days for n in range(count))
    return lacking <= _NEARLY * count


def _mattering(head: float) -> frozenset[float]:
    """The numbers of followers that rows are told apart by: none where the usual one is asked about, by which they are placed."""
    return frozenset() if head == HEAD_FOLLOWERS else frozenset((HEAD_FOLLOWERS, head))


def _placed(rows: Frame, head: float) -> pd.Series:
    """The channels of rows, by another number of followers; what an export said otherwise stays as it said."""
    import pandas as pd

    def by(followers: float) -> pd.Series:
        columns = {key: rows[key] for key in ("owner", "carrier", "level", "followers")}
        return pd.Series(classified(columns, len(rows), followers), index=rows.index)

    return rows["channel"].where(rows["channel"] != by(HEAD_FOLLOWERS), by(head))


def _orders(rows: Frame, gmv: Gmv) -> str:
    """The measure that counts the orders of a GMV: the best that is told wherever any orders of it are."""
    *best, last = gmv.orders
    for measure in best:
        told = rows[measure].notna()
        if told.any() and (told | rows[last].isna()).all():
            return measure
    return last


def _signed(sums: Mapping[str, pd.Series], terms: Mapping[str, int]) -> pd.Series:
    """Sums added with their signs, for the groups of the first."""
    first, *others = terms
    total = terms[first] * sums[first]
    for other in others:
        total = total + terms[other] * sums[other].reindex(total.index)
    return total
